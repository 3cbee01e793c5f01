//! Information markers: proposing, making ready, renewing, removing, and what follows when the officer's details
//! change or a review is missed. Each change that IS has to learn of drafts its update in the same act.

use chrono::{Duration, NaiveDate};

use crate::casework::contact::keep_written;
use crate::casework::content::{USUAL_CLASSIFICATION, label};
use crate::casework::desk::{Desk, Saved, no_faults};
use crate::casework::facts::Facts;
use crate::casework::is_record::answer_faults;
use crate::domain::check;
use crate::domain::consent::{self, Consent};
use crate::domain::field::{Code, Fault, Record, Value, Values};
use crate::domain::follow_up::{self, FollowUp};
use crate::domain::grounds::Grounds;
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::marker::{self, LONGEST_REVIEW, Marker, Standing, USUAL_REVIEW, state};
use crate::domain::problem::{Outcome, Problem};
use crate::domain::update::{self, Update};
use crate::domain::when::{Due, long, long_day};
use crate::domain::{due, lists};
use crate::store::journal::Why;
use crate::store::table::Stored;
use crate::store::write::Write;

/// This long before its review a marker's track says that it is due.
const DUE_FROM: Duration = Duration::days(7);

/// An override of a refusal: the ground, and who authorised it. The name may be blank where a child or a life is at
/// stake; then it is asked for within 24 hours (domain section 4, *Consent ledger*).
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Authorised {
    /// A code of `override_grounds`.
    pub ground: String,
    /// The supervisor.
    pub by: String,
}

/// How a step of a track stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum StepState {
    /// Passed.
    Done,
    /// Here.
    Here,
    /// Due, or waiting for an answer.
    Due,
    /// Late or refused.
    Late,
    /// To come.
    ToCome,
}

/// One step of a track, or one piece of the line under it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct TrackStep {
    /// How it stands.
    pub state: StepState,
    /// Its words.
    pub words: String,
}

impl TrackStep {
    pub(crate) fn new(state: StepState, words: impl Into<String>) -> Self {
        Self { state, words: words.into() }
    }
}

/// The ledger's answer to a purpose, as a line of a screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ConsentLine {
    /// What was asked: `record on IS`.
    pub purpose: String,
    /// A code of `consent_states`; `not-asked` when there is no entry.
    pub state: String,
    /// Refused or withdrawn: it binds.
    pub refused: bool,
    /// When.
    pub on: Option<NaiveDate>,
    /// The words.
    pub words: String,
    /// Until when; none for no end.
    pub ends: Option<NaiveDate>,
}

impl ConsentLine {
    pub(crate) fn of(ledger: &[Consent], purpose: &str, today: NaiveDate) -> Self {
        Self::of_entry(consent::latest(ledger, purpose), lists::label("consent_purposes", purpose), today)
    }

    /// The line of the entry that stands; none is *not asked*.
    pub(crate) fn of_entry(entry: Option<&Consent>, purpose: String, today: NaiveDate) -> Self {
        let state = entry.map_or(consent::state::NOT_ASKED, |c| c.state_on(today));
        Self {
            purpose,
            state: state.to_owned(),
            refused: matches!(state, consent::state::REFUSED | consent::state::WITHDRAWN),
            on: entry.and_then(|c| c.asked_on),
            words: entry.map(|c| c.words.clone()).unwrap_or_default(),
            ends: entry.and_then(|c| c.expires_on),
        }
    }

    /// `place the marker, 14/10/2025, no expiry`; `place the marker, refused, 14/10/2025`.
    #[must_use]
    pub fn short(&self) -> String {
        let mut line = self.purpose.clone();
        if self.state != consent::state::GIVEN {
            line.push_str(&format!(", {}", lists::label("consent_states", &self.state)));
        }
        if let Some(on) = self.on {
            line.push_str(&format!(", {}", long(on)));
        }
        match self.ends {
            Some(ends) => line.push_str(&format!(", until {}", long(ends))),
            None if self.state == consent::state::GIVEN => line.push_str(", no expiry"),
            None => {}
        }
        line
    }
}

/// One ground of a marker or update.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct GroundLine {
    /// The record.
    pub id: RecordId,
    /// `told the DLO herself, 14/10/2025`.
    pub words: String,
    /// `fact` or `assessment`, as its list writes it.
    pub standing: String,
    /// Its source is protected: it never goes to IS.
    pub protected: bool,
}

impl GroundLine {
    pub(crate) fn of(stored: &Stored<Grounds>) -> Self {
        let g = &stored.it;
        let day = g.known_on.map(|d| format!(", {}", long(d))).unwrap_or_default();
        Self {
            id: stored.meta.id,
            words: format!("{}{day}", g.statement.trim()),
            standing: label("fact_or_assessment", &g.standing),
            protected: g.source_protected,
        }
    }
}

/// A marker as its screen shows it.
#[derive(Clone)]
pub struct MarkerView {
    /// The marker.
    pub marker: Stored<Marker>,
    /// Whose.
    pub contact: RecordId,
    /// Reference of the contact.
    pub reference: String,
    /// Preferred working name.
    pub name: String,
    /// The person is or may be under 18.
    pub child: bool,
    /// `DLO contact`.
    pub type_words: String,
    /// `OFFICIAL-SENSITIVE`.
    pub classification: String,
    /// draft, ready, exported, on IS, review due, renew or remove.
    pub track: Vec<TrackStep>,
    /// The line under the track.
    pub dates: Vec<TrackStep>,
    /// Its grounds; they are kept out of the text.
    pub grounds: Vec<GroundLine>,
    /// `told: "good, then the next one knows"`, `not told: …`, or blank while not said.
    pub told: String,
    /// The ledger on placing the marker.
    pub consent: ConsentLine,
    /// Title, telephone and e-mail, cover: the DLO's details as they stand on the marker.
    pub dlo: Vec<String>,
    /// Interval and next review, and when the removal is drafted.
    pub review: Vec<String>,
    /// What still keeps it from being ready; empty from *ready* on.
    pub missing: Vec<Fault>,
    /// `Not ready: grounds · necessity`, or blank.
    pub missing_words: String,
    /// Its update in the outbox that is not settled yet, and the update's state.
    pub update: Option<(RecordId, Code)>,
}

impl Desk {
    pub(crate) fn stored_marker(&self, id: RecordId) -> Outcome<(Stored<Marker>, RecordId)> {
        let gone = || Problem::refused("This marker is no longer there.", "Go back and open the record again.");
        let stored = self.reading().get::<Marker>(id)?.ok_or_else(gone)?;
        let contact = stored.meta.contact.ok_or_else(gone)?;
        Ok((stored, contact))
    }

    /// A new marker's form: neutral text of its type, review in 12 months, the usual classification.
    /// `marker_type` is a code of `marker_types`; blank for the procedure's own, or for a child one that may stand.
    ///
    /// # Errors
    /// When the contact is not there or cannot be read.
    pub fn marker_defaults(&self, contact: RecordId, marker_type: &str) -> Outcome<Values> {
        let facts = self.facts(contact)?;
        let code = match (marker_type, facts.contact.it.is_child()) {
            ("", true) => "child-exploitation-concern",
            ("", false) => "dlo-contact",
            (given, _) => given,
        };
        let mut m = Marker {
            marker_type: Code::new(code),
            text: neutral_text(code),
            review_on: self.today().checked_add_months(USUAL_REVIEW),
            classification: Code::new(USUAL_CLASSIFICATION),
            ..Marker::default()
        };
        m.take_details(&self.officer.point_of_contact);
        Ok(m.values())
    }

    /// What still keeps a marker's form from being ready (domain rules 2 and 3), for the line under the track.
    ///
    /// # Errors
    /// When the contact cannot be read.
    pub fn marker_missing(&self, contact: RecordId, id: Option<RecordId>, values: &Values) -> Outcome<Vec<Fault>> {
        let facts = self.facts(contact)?;
        let mut m = Marker::from_values(&check::cleaned(Kind::Marker, values).0);
        m.take_details(&self.officer.point_of_contact);
        Ok(self.missing(&facts, id, &m, None))
    }

    pub(crate) fn missing(
        &self,
        facts: &Facts,
        id: Option<RecordId>,
        m: &Marker,
        by: Option<&Authorised>,
    ) -> Vec<Fault> {
        let today = self.today();
        let overridden = by.is_some()
            || id
                .and_then(|id| facts.open_update(update::kind::MARKER, Some(id)))
                .is_some_and(|u| !u.it.override_ground.is_blank());
        let refused = consent::is_refused(&facts.consents, consent::purpose::MARKER, today) && !overridden;
        let mut missing = marker::missing(m, &Standing { contact: &facts.contact.it, refused, today });
        if m.grounds.iter().any(|g| !facts.grounds.iter().any(|k| k.meta.id == *g)) {
            missing.push(Fault::new("grounds", "A ground chosen here is no longer in the record. Choose again."));
        }
        missing
    }

    /// Saves a marker from its form. A draft may have gaps; one that is ready, exported or on IS may not, and a
    /// change of one that IS has drafts its update in the same act.
    ///
    /// # Errors
    /// Faults, or a failure; refused once it is removed.
    pub fn save_marker(&mut self, contact: RecordId, id: Option<RecordId>, values: &Values) -> Saved<RecordId> {
        let facts = self.facts(contact)?;
        let stored = match id {
            Some(id) => Some(self.stored_marker(id)?.0),
            None => None,
        };
        let mut values = check::cleaned(Kind::Marker, values).0;
        keep_written(Kind::Marker, stored.as_ref().map(|s| s.it.values()), &mut values, &[]);
        let mut m = Marker::from_values(&values);
        if m.state.is_blank() {
            m.state = Code::new(state::DRAFT);
        }
        if m.classification.is_blank() {
            m.classification = Code::new(USUAL_CLASSIFICATION);
        }
        if matches!(m.state.as_str(), state::REMOVAL | state::REMOVED) {
            return Err(Problem::refused(
                "This marker is removed, or its removal is on its way.",
                "Propose a new one.",
            ))?;
        }
        m.take_details(&self.officer.point_of_contact);
        let mut faults = check::faults(Kind::Marker, &m.values());
        faults.extend(marker::faults(&m, &facts.contact.it, self.today()));
        if !m.state.is(state::DRAFT) && faults.is_empty() {
            faults = self.missing(&facts, id, &m, None);
            // A review that has passed is settled by renewing or removing, not by editing the text.
            let same_review = stored.as_ref().is_some_and(|s| s.it.review_on == m.review_on);
            faults.retain(|f| !(same_review && f.field == "review_on"));
        }
        no_faults(faults)?;
        let changed = stored.as_ref().is_none_or(|s| s.it != m);
        let told = changed && !m.state.is(state::DRAFT);
        let why = self.why(contact);
        Ok(self.act(if id.is_some() { "change a marker" } else { "propose a marker" }, |w| {
            let id = match id {
                Some(id) => w.put(id, Some(contact), &m, &why).map(|()| id)?,
                None => w.add(Some(contact), &m, &why)?,
            };
            if told {
                draft_marker_update(w, &facts, id, &why)?;
            }
            Ok(id)
        })?)
    }

    /// Makes a marker ready: everything that domain rules 2 and 3 ask for must be there. Its update is drafted in the
    /// same act; gives the update.
    ///
    /// # Errors
    /// Faults that name what is missing; a refusal by the person counts unless it is overridden here. Or a failure.
    pub fn make_marker_ready(&mut self, id: RecordId, by: Option<&Authorised>) -> Saved<RecordId> {
        let (stored, contact) = self.stored_marker(id)?;
        let mut m = stored.it;
        if !m.state.is(state::DRAFT) && !m.state.is_blank() {
            return Err(Problem::refused("This marker is past its draft.", "Its update stands in the outbox."))?;
        }
        let facts = self.facts(contact)?;
        m.take_details(&self.officer.point_of_contact);
        let mut faults = Vec::new();
        if let Some(by) = by {
            faults.extend(override_faults(by));
        }
        faults.extend(self.missing(&facts, Some(id), &m, by));
        no_faults(faults)?;
        m.state = Code::new(state::READY);
        let why = self.why(contact);
        let afterwards = by.and_then(|by| self.authorisation_due(by));
        Ok(self.act("make a marker ready", |w| {
            w.put(id, Some(contact), &m, &why)?;
            let update = draft_marker_update(w, &facts, id, &why)?;
            if let (Some(by), Some(stored)) = (by, w.reading().get::<Update>(update)?) {
                let mut u = stored.it;
                u.override_ground = Code::new(by.ground.clone());
                u.override_by = crate::domain::text::clean_line(&by.by).text.trim().to_owned();
                w.put(update, Some(contact), &u, &why)?;
            }
            if let Some(f) = &afterwards {
                w.add(Some(contact), &FollowUp { serves: Some(update), ..f.clone() }, &why)?;
            }
            Ok(update)
        })?)
    }

    /// The follow-up that asks for the name of who authorised an override, where it may come afterwards.
    pub(crate) fn authorisation_due(&self, by: &Authorised) -> Option<FollowUp> {
        (by.by.trim().is_empty() && may_follow(&by.ground)).then(|| FollowUp {
            what: "get the override of a refusal authorised, and enter by whom".to_owned(),
            kind: Code::new(follow_up::kind::SAFEGUARDING),
            due: Some(Due::At(self.local_now() + Duration::hours(24))),
            state: Code::new(follow_up::state::OPEN),
            ..FollowUp::default()
        })
    }

    /// Renews a marker on IS: a new review date, and its update. A removal that was only drafted is taken back.
    ///
    /// # Errors
    /// A fault under `review_on`; refused when it is not on IS; or a failure.
    pub fn renew_marker(&mut self, id: RecordId, review_on: NaiveDate) -> Saved<RecordId> {
        let (stored, contact) = self.stored_marker(id)?;
        let mut m = stored.it;
        if !m.is_placed() {
            return Err(Problem::refused(
                "This marker is not on IS, so there is nothing to renew.",
                "Edit its draft.",
            ))?;
        }
        let facts = self.facts(contact)?;
        m.review_on = Some(review_on);
        m.renewed_on = Some(self.today());
        m.removal_reason = Code::default();
        m.take_details(&self.officer.point_of_contact);
        no_faults(self.missing(&facts, Some(id), &m, None))?;
        let why = self.why(contact);
        Ok(self.act("renew a marker", |w| {
            w.put(id, Some(contact), &m, &why)?;
            never(w, &facts, update::kind::MARKER_REMOVAL, id, "reviewed and renewed", &why)?;
            draft_marker_update(w, &facts, id, &why)
        })?)
    }

    /// Proposes the removal of a marker for a reason (a code of `marker_removal_reasons`). One that never left is
    /// removed at once; one that IS has, or may have, gets its removal notice, which is given back.
    ///
    /// # Errors
    /// A fault under `removal_reason`; refused when it is removed already; or a failure.
    pub fn remove_marker(&mut self, id: RecordId, reason: &str) -> Saved<Option<RecordId>> {
        let (stored, contact) = self.stored_marker(id)?;
        if lists::item("marker_removal_reasons", reason).is_none() {
            no_faults(vec![Fault::new("removal_reason", "Say why it is removed.")])?;
        }
        if matches!(stored.it.state.as_str(), state::REMOVAL | state::REMOVED) {
            return Err(Problem::refused("This marker is removed, or its removal is on its way.", "Nothing to do."))?;
        }
        let facts = self.facts(contact)?;
        let why = self.why(contact);
        Ok(self.act("propose the removal of a marker", |w| removal(w, &facts, &stored, reason, &why))?)
    }

    /// Enters by hand that a marker stands on IS, under which reference and since when: the same effect as a receipt
    /// (domain rule 5).
    ///
    /// # Errors
    /// Faults `is_reference`, `on_is_since`; refused when it is removed, or closed to a child; or a failure.
    pub fn marker_on_is(&mut self, id: RecordId, reference: &str, since: NaiveDate) -> Saved<()> {
        let (stored, contact) = self.stored_marker(id)?;
        let reference = crate::domain::text::clean_line(reference).text.trim().to_owned();
        no_faults(answer_faults(&reference, ("on_is_since", since), self.today()))?;
        if matches!(stored.it.state.as_str(), state::REMOVAL | state::REMOVED) {
            return Err(Problem::refused(
                "This marker is removed, or its removal is on its way.",
                "Propose a new one.",
            ))?;
        }
        let facts = self.facts(contact)?;
        no_faults(marker::faults(&stored.it, &facts.contact.it, self.today()))?;
        let mut m = stored.it;
        m.state = Code::new(state::ON_IS);
        m.on_is_since = Some(since);
        m.is_reference.clone_from(&reference);
        let why = self.why(contact);
        self.act("enter a marker's IS reference", |w| {
            w.put(id, Some(contact), &m, &why)?;
            for u in facts.updates.iter().filter(|u| u.it.kind.is(update::kind::MARKER) && u.it.about == Some(id)) {
                let mut it = u.it.clone();
                match it.state.as_str() {
                    "" | update::state::DRAFT | update::state::APPROVED | update::state::HELD => {
                        it.state = Code::new(update::state::NEVER);
                        "already-on-is".clone_into(&mut it.decision_reason);
                    }
                    update::state::SEALED | update::state::SENT | update::state::DEFERRED => {
                        it.state = Code::new(update::state::ACCEPTED);
                        it.is_reference.clone_from(&reference);
                    }
                    _ => continue,
                }
                w.put(u.meta.id, Some(contact), &it, &why)?;
            }
            crate::casework::is_record::confirm_markers(w, contact, since, "by-hand", None, &why)
        })?;
        Ok(())
    }

    /// Drafts the removal of every marker whose review was not confirmed within 28 days (domain section 4). Called
    /// after unlocking; gives how many were drafted.
    ///
    /// # Errors
    /// When the database fails; nothing is drafted then.
    pub fn draft_overdue_removals(&mut self) -> Outcome<usize> {
        if self.store.is_read_only() {
            return Ok(0);
        }
        let today = self.today();
        let mut late = Vec::new();
        let until = today.checked_sub_days(due::removal_after()).unwrap_or(today);
        for row in self.reading().due_markers(until)? {
            let Some(stored) = self.reading().get::<Marker>(row)? else { continue };
            let Some(contact) = stored.meta.contact else { continue };
            if due::removal_is_due(&stored.it, today) {
                let facts = self.facts(contact)?;
                if facts.open_update(update::kind::MARKER_REMOVAL, Some(row)).is_none()
                    && stored.it.removal_reason.is_blank()
                {
                    late.push((facts, stored));
                }
            }
        }
        if late.is_empty() {
            return Ok(0);
        }
        let why = Why::code("review-not-confirmed");
        self.quiet_act("draft the removal of markers not reviewed", |w| {
            for (facts, stored) in &late {
                removal(w, facts, stored, "not-confirmed-at-review", &why)?;
            }
            Ok(late.len())
        })
    }

    /// A marker as its screen shows it. The contact must have been opened with a reason first.
    ///
    /// # Errors
    /// Refused when it was not; when it is not there; or a failure.
    pub fn marker_view(&self, id: RecordId) -> Outcome<MarkerView> {
        let (stored, contact) = self.stored_marker(id)?;
        self.opened(contact)?;
        let facts = self.facts(contact)?;
        let today = self.today();
        let m = &stored.it;
        let missing = if m.state.is(state::DRAFT) { self.missing(&facts, Some(id), m, None) } else { Vec::new() };
        let update = facts.updates.iter().find(|u| {
            u.it.about == Some(id)
                && !matches!(
                    u.it.state.as_str(),
                    update::state::NEVER | update::state::ACCEPTED | update::state::REJECTED
                )
        });
        Ok(MarkerView {
            contact,
            reference: facts.contact.it.reference.clone(),
            name: facts.contact.it.preferred_name().to_owned(),
            child: facts.contact.it.is_child(),
            type_words: label("marker_types", &m.marker_type),
            classification: label("classifications", &m.classification),
            track: track(m, today),
            dates: dates(m, today),
            grounds: m
                .grounds
                .iter()
                .filter_map(|g| facts.grounds.iter().find(|k| k.meta.id == *g))
                .map(GroundLine::of)
                .collect(),
            told: match m.told.as_str() {
                "yes" => format!("told: \"{}\"", m.view),
                "no" => format!("not told: {}", m.why_not_told),
                _ => String::new(),
            },
            consent: ConsentLine::of(&facts.consents, consent::purpose::MARKER, today),
            dlo: dlo_lines(m, &self.officer.point_of_contact.role),
            review: review_lines(m),
            missing_words: missing_words(&missing),
            missing,
            update: update.map(|u| (u.meta.id, u.it.state.clone())),
            marker: stored,
        })
    }
}

/// The neutral text of a type; blank for one that is worded by hand.
#[must_use]
pub fn neutral_text(marker_type: &str) -> String {
    lists::item("marker_types", marker_type).and_then(|i| i.extra.get("text")).cloned().unwrap_or_default()
}

/// `Not ready: grounds · necessity`; blank when nothing is missing.
#[must_use]
pub fn missing_words(missing: &[Fault]) -> String {
    if missing.is_empty() {
        return String::new();
    }
    let mut words: Vec<String> = Vec::new();
    for f in missing {
        let word = Kind::Marker.field(f.field).map_or(f.field, |f| f.label);
        let word = if word == "DLO" { word.to_owned() } else { word.to_lowercase() };
        if !words.contains(&word) {
            words.push(word);
        }
    }
    format!("Not ready: {}", words.join(" · "))
}

/// Faults of an override: a listed ground, and the supervisor unless a child or a life is at stake.
pub(crate) fn override_faults(by: &Authorised) -> Vec<Fault> {
    let mut faults = Vec::new();
    if lists::item("override_grounds", &by.ground).is_none() {
        faults.push(Fault::new("override_ground", "Choose the ground: only these override a refusal."));
    }
    if by.by.trim().is_empty() && !may_follow(&by.ground) {
        faults.push(Fault::new("override_by", "Name the supervisor who authorised it."));
    }
    faults
}

/// Whether the authorisation may follow within 24 hours.
pub(crate) fn may_follow(ground: &str) -> bool {
    matches!(ground, "child" | "risk-to-life")
}

/// Drafts the update of a marker, or takes the one not sealed yet back to a draft; gives it.
pub(crate) fn draft_marker_update(w: &mut Write<'_>, facts: &Facts, marker: RecordId, why: &Why) -> Outcome<RecordId> {
    match facts.open_update(update::kind::MARKER, Some(marker)) {
        Some(open) => {
            back_to_draft(w, open, why)?;
            Ok(open.meta.id)
        }
        None => w.add(Some(facts.id()), &new_update(update::kind::MARKER, Some(marker)), why),
    }
}

/// A draft update with the purpose and condition that the program can fill in.
pub(crate) fn new_update(kind: &str, about: Option<RecordId>) -> Update {
    Update {
        kind: Code::new(kind),
        about,
        state: Code::new(update::state::DRAFT),
        purpose: Code::new("safeguarding"),
        condition: Code::new("individuals-at-risk"),
        ..Update::default()
    }
}

/// An approved update whose content changed is to be decided again; a held one stays held.
pub(crate) fn back_to_draft(w: &mut Write<'_>, stored: &Stored<Update>, why: &Why) -> Outcome<()> {
    if !stored.it.state.is(update::state::APPROVED) {
        return Ok(());
    }
    let draft = Update { state: Code::new(update::state::DRAFT), content: String::new(), ..stored.it.clone() };
    w.put(stored.meta.id, stored.meta.contact, &draft, why)
}

/// Settles updates about a record that are not sealed yet: they never go.
fn never(w: &mut Write<'_>, facts: &Facts, kind: &str, about: RecordId, because: &str, why: &Why) -> Outcome<()> {
    for u in facts.updates.iter().filter(|u| u.it.kind.is(kind) && u.it.about == Some(about)) {
        if matches!(u.it.state.as_str(), "" | update::state::DRAFT | update::state::APPROVED | update::state::HELD) {
            let gone = Update {
                state: Code::new(update::state::NEVER),
                decision_reason: because.to_owned(),
                content: String::new(),
                ..u.it.clone()
            };
            w.put(u.meta.id, u.meta.contact, &gone, why)?;
        }
    }
    Ok(())
}

fn removal(
    w: &mut Write<'_>,
    facts: &Facts,
    stored: &Stored<Marker>,
    reason: &str,
    why: &Why,
) -> Outcome<Option<RecordId>> {
    let (id, contact) = (stored.meta.id, Some(facts.id()));
    let mut m = stored.it.clone();
    m.removal_reason = Code::new(reason);
    never(w, facts, update::kind::MARKER, id, "the marker is removed", why)?;
    let left = matches!(m.state.as_str(), state::EXPORTED | state::ON_IS);
    if !left {
        m.state = Code::new(state::REMOVED);
    }
    w.put(id, contact, &m, why)?;
    if !left {
        return Ok(None);
    }
    if let Some(open) = facts.open_update(update::kind::MARKER_REMOVAL, Some(id)) {
        return Ok(Some(open.meta.id));
    }
    let mut u = new_update(update::kind::MARKER_REMOVAL, Some(id));
    if reason == "person-asked" {
        u.purpose = Code::new("subject-rights");
    }
    u.necessity = format!("The marker is to come off IS: {}.", lists::label("marker_removal_reasons", reason));
    Ok(Some(w.add(contact, &u, why)?))
}

/// Renews the DLO's details on every marker that stands, or may stand, on IS, and drafts what IS has to be told;
/// a person record that names the DLO is redrafted too. Gives how many updates were drafted or taken back.
pub(crate) fn redraft_details(
    w: &mut Write<'_>,
    all: &[Facts],
    dlo: &crate::domain::officer::PointOfContact,
) -> Outcome<usize> {
    let why = Why::code("dlo-details-changed");
    let mut drafted = 0;
    for facts in all {
        for stored in &facts.markers {
            let mut m = stored.it.clone();
            let stands = matches!(m.state.as_str(), state::READY | state::EXPORTED | state::ON_IS);
            if !stands || !m.take_details(dlo) {
                continue;
            }
            w.put(stored.meta.id, Some(facts.id()), &m, &why)?;
            // Nothing new about a marker whose removal is on its way.
            if m.removal_reason.is_blank() {
                draft_marker_update(w, facts, stored.meta.id, &why)?;
                drafted += 1;
            }
        }
        if facts.person_was_sent() && !facts.contact.it.is_child() {
            match facts.open_update(update::kind::PERSON, None) {
                Some(open) => back_to_draft(w, open, &why)?,
                None => {
                    let mut u = new_update(update::kind::PERSON, None);
                    "IS names contact details of the DLO that no longer hold.".clone_into(&mut u.necessity);
                    w.add(Some(facts.id()), &u, &why)?;
                }
            }
            drafted += 1;
        }
    }
    Ok(drafted)
}

/// The life of a marker: draft, ready, exported, on IS, review due, renew or remove; where it ended if it is removed.
#[must_use]
pub fn track(m: &Marker, today: NaiveDate) -> Vec<TrackStep> {
    use StepState::{Done, Due, Here, Late, ToCome};
    let step = TrackStep::new;
    let review = match m.review_on {
        Some(d) if d < today => Late,
        Some(d) if d - DUE_FROM <= today => Due,
        _ => ToCome,
    };
    let (draft, ready) = (step(Done, "draft"), step(Done, "ready"));
    let end = || [step(ToCome, "review due"), step(ToCome, "renew or remove")];
    let mut steps = Vec::with_capacity(6);
    match m.state.as_str() {
        state::READY => steps.extend([draft, step(Here, "ready"), step(ToCome, "exported"), step(ToCome, "on IS")]),
        state::EXPORTED => {
            steps.extend([draft, ready, step(Due, "exported, no receipt yet"), step(ToCome, "on IS")]);
        }
        state::ON_IS => {
            steps.extend([draft, ready, step(Done, "exported"), step(Here, "on IS")]);
            steps.extend([step(review, "review due"), step(ToCome, "renew or remove")]);
            return steps;
        }
        state::REMOVAL => {
            steps.extend([draft, ready, step(Done, "exported"), step(Done, "on IS")]);
            steps.extend([step(Due, "removal exported, no receipt yet"), step(ToCome, "removed")]);
            return steps;
        }
        state::REMOVED => {
            steps.push(draft);
            if m.on_is_since.is_some() {
                steps.extend([ready, step(Done, "exported"), step(Done, "on IS")]);
            }
            let reason = label("marker_removal_reasons", &m.removal_reason);
            steps.push(TrackStep::new(Here, format!("removed: {reason}")));
            return steps;
        }
        _ => {
            steps.extend([step(Here, "draft"), step(ToCome, "ready"), step(ToCome, "exported"), step(ToCome, "on IS")])
        }
    }
    steps.extend(end());
    steps
}

fn dates(m: &Marker, today: NaiveDate) -> Vec<TrackStep> {
    let mut pieces = Vec::new();
    if let Some(since) = m.on_is_since {
        let mut words = format!("on IS since {}", long(since));
        if !m.is_reference.is_empty() {
            words.push_str(&format!(" as {}", m.is_reference));
        }
        pieces.push(TrackStep::new(StepState::Done, words));
    }
    if m.is_placed()
        && let Some(on) = m.review_on
    {
        let state = if on < today {
            StepState::Late
        } else if on - DUE_FROM <= today {
            StepState::Due
        } else {
            StepState::ToCome
        };
        pieces.push(TrackStep::new(state, format!("review due {}", long_day(on))));
    }
    if !m.removal_reason.is_blank() && !m.state.is(state::REMOVED) {
        let reason = label("marker_removal_reasons", &m.removal_reason);
        pieces.push(TrackStep::new(StepState::Due, format!("removal in the outbox: {reason}")));
    }
    pieces
}

fn dlo_lines(m: &Marker, role: &str) -> Vec<String> {
    let join =
        |parts: &[&str], with: &str| parts.iter().filter(|p| !p.is_empty()).copied().collect::<Vec<_>>().join(with);
    let cover =
        if m.dlo_out_of_hours.is_empty() { String::new() } else { format!("out of hours: {}", m.dlo_out_of_hours) };
    [join(&[&m.dlo_name, role], ", "), join(&[&m.dlo_phone, &m.dlo_email], " · "), cover]
        .into_iter()
        .filter(|l| !l.is_empty())
        .collect()
}

fn review_lines(m: &Marker) -> Vec<String> {
    let Some(on) = m.review_on else { return Vec::new() };
    let mut lines = vec![format!(
        "every {} months, at most {} · next {}",
        USUAL_REVIEW.as_u32(),
        LONGEST_REVIEW.as_u32(),
        long_day(on)
    )];
    if let Some(removal) = m.removal_on() {
        lines.push(format!("not confirmed by {}: the removal is drafted", long(removal)));
    }
    lines
}

/// A form's choice of grounds as its values hold it, for a caller that ticks them.
#[must_use]
pub fn chosen(ids: &[RecordId]) -> Value {
    Value::Many(ids.iter().map(ToString::to_string).collect())
}
