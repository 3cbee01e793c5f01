//! Two records of one person become one: field by field as the officer chooses, in one act, journalled as combination.
//!
//! One contact is kept; everything that belonged to the other belongs to it from then on, and the other stays as what it
//! was, marked as joined and out of every list, so that the act can be taken back and its history read. A child's record
//! is never joined to an adult's without a decision in words (domain rule 2); the stricter word about a number wins; a
//! promise moves with everything else and is never lost (rule 7).

use std::collections::BTreeMap;

use chrono::NaiveDate;

use crate::casework::concern::concern_becomes_childs;
use crate::casework::contact::{Duplicate, convert_marker};
use crate::casework::desk::{Desk, Saved, no_faults};
use crate::casework::is_record::rectify;
use crate::casework::marker::new_update;
use crate::casework::record::shown;
use crate::domain::concern::{self, Concern};
use crate::domain::considered::{self, Considered};
use crate::domain::contact::{self, Contact, status};
use crate::domain::contact_point::ContactPoint;
use crate::domain::field::{Care, Code, Fault, Record, Shape, Value, Values};
use crate::domain::follow_up::{self, FollowUp};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::marker::Marker;
use crate::domain::plan::Plan;
use crate::domain::problem::{Outcome, Problem};
use crate::domain::update::{self, Update};
use crate::domain::when::{self, Due, When};
use crate::domain::{check, consent, lists};
use crate::store::contact::ContactLine;
use crate::store::journal::Why;
use crate::store::table::{AnyRow, Stored};
use crate::store::write::Write;

/// Which of the two a value comes from.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Side {
    /// The record that is kept.
    Kept,
    /// The record that goes into it.
    Other,
    /// Both, one after the other; only for what may be several.
    Both,
}

/// One thing that the two records say differently.
#[derive(Clone, PartialEq, Eq)]
pub struct Pair {
    /// What it is, for [`Merge::sides`]: the name of a field, or of several that belong together.
    pub key: &'static str,
    /// What the officer reads.
    pub label: &'static str,
    /// As the kept record has it; blank when it says nothing.
    pub kept: String,
    /// As the other has it.
    pub other: String,
    /// Eight dots until asked for.
    pub masked: bool,
    /// Both can stand.
    pub several: bool,
    /// What is chosen unless the officer says otherwise.
    pub usual: Side,
}

/// Two records side by side.
pub struct MergeView {
    /// The record that would be kept.
    pub kept: ContactLine,
    /// The record that would go into it.
    pub other: ContactLine,
    /// What they say differently.
    pub pairs: Vec<Pair>,
    /// Fields that say the same in both.
    pub same: usize,
    /// What moves over: how many of which kind.
    pub moves: Vec<(Kind, usize)>,
    /// What else has to be known before.
    pub notes: Vec<String>,
    /// One is a child's record and the other is not: a decision in words is needed.
    pub needs_decision: bool,
}

/// What the officer chose.
#[derive(Clone)]
pub struct Merge {
    /// The record that is kept.
    pub kept: RecordId,
    /// The record that goes into it.
    pub other: RecordId,
    /// For each [`Pair::key`]; what is not here stays as is usual.
    pub sides: BTreeMap<&'static str, Side>,
    /// What was decided about the age and with whom, where one is a child's record.
    pub decided: String,
}

/// Most contacts that are offered to be joined with one.
const MOST_ALIKE: usize = 5;

/// Fields that mean something only together: key, label, fields.
const TOGETHER: [(&str, &str, &[&str]); 4] = [
    ("age", "Age", &["born_on", "over_18", "age_basis"]),
    ("status", "Status", &["status", "closed_reason", "closed_on"]),
    ("dlo", "DLO", &["dlo", "dlo_since"]),
    ("interval", "Interval, days", &["ideal_days", "maximum_days"]),
];
/// Fields that the program writes and that still have two sides.
const WRITTEN: [&str; 1] = ["is_reference"];
/// The plan that stands.
const PLAN: &str = "plan";

/// Every key with its label and fields, in the order of the form.
fn keys() -> Vec<(&'static str, &'static str, Vec<&'static str>)> {
    let mut all: Vec<(&'static str, &'static str, Vec<&'static str>)> = Vec::new();
    for field in Kind::Contact.fields().iter().filter(|f| !f.written || WRITTEN.contains(&f.name)) {
        match TOGETHER.iter().find(|(_, _, fields)| fields.contains(&field.name)) {
            Some((key, label, fields)) if !all.iter().any(|(k, _, _)| k == key) => {
                all.push((key, label, fields.to_vec()));
            }
            Some(_) => {}
            None => all.push((field.name, field.label, vec![field.name])),
        }
    }
    all
}

/// What a record says under a key, as the officer reads it. An answer (*declined*) stands where there is no value.
fn said(c: &Contact, values: &Values, fields: &[&'static str]) -> String {
    let parts: Vec<String> = fields
        .iter()
        .filter_map(|name| {
            let field = Kind::Contact.field(name)?;
            match values.get(name) {
                Some(value) => Some(shown(field, value)),
                None => c.answer(name).map(|a| lists::label("answers", a)),
            }
        })
        .collect();
    parts.join(", ")
}

fn is_several(fields: &[&'static str]) -> bool {
    let field = fields.first().and_then(|f| Kind::Contact.field(f));
    fields.len() == 1 && field.is_some_and(|f| matches!(f.shape, Shape::Lines | Shape::Several(_)))
}

/// How well an age is known.
fn age_weight(c: &Contact) -> u8 {
    if c.age_basis.is("documented") || c.over_18.is("documented") {
        3
    } else if c.age_basis.is("stated") || c.over_18.is("said-so") {
        2
    } else {
        u8::from(c.born_on.is_some() || !c.over_18.is_blank())
    }
}

/// What is chosen unless the officer says otherwise: what is kept where both say something, all where several may
/// stand, the child's age and otherwise the one better known, the earlier day of getting to know each other.
fn usual(key: &str, kept: (&Contact, &str), other: (&Contact, &str), several: bool) -> Side {
    match key {
        "age" if kept.0.is_child() => Side::Kept,
        "age" if other.0.is_child() => Side::Other,
        "age" if age_weight(other.0) > age_weight(kept.0) => Side::Other,
        "known_since" => match (kept.0.known_since, other.0.known_since) {
            (Some(k), Some(o)) if o < k => Side::Other,
            (None, Some(_)) => Side::Other,
            _ => Side::Kept,
        },
        _ if kept.1.is_empty() => Side::Other,
        _ if other.1.is_empty() => Side::Kept,
        _ if several => Side::Both,
        _ => Side::Kept,
    }
}

/// The stricter of two words about a way to reach somebody.
fn stricter(a: &Code, b: &Code) -> Code {
    let weight = |c: &Code| match c.as_str() {
        "never" => 3,
        "shared" => 2,
        "safe" => 0,
        _ => 1,
    };
    if weight(a) >= weight(b) { a.clone() } else { b.clone() }
}

/// The two plans that stand, if both have one.
fn standing(plans: &[Stored<Plan>]) -> Option<&Stored<Plan>> {
    plans.iter().find(|p| !p.it.superseded)
}

fn plan_words(plan: Option<&Stored<Plan>>) -> String {
    let Some(p) = plan else { return String::new() };
    let rule = |code: &Code| lists::label("channel_rules", code.as_str());
    let made = p.it.made_on.map(|d| format!(" of {}", when::long(d))).unwrap_or_default();
    format!(
        "version {}{made}: text {}, call {}",
        p.it.version.unwrap_or(1),
        rule(&p.it.text_rule),
        rule(&p.it.call_rule)
    )
}

/// Two values of a key as one: those of the kept record first, each once.
fn joined(kept: Option<&Value>, other: Option<&Value>) -> Option<Value> {
    let mut all: Vec<String> = Vec::new();
    for text in kept.into_iter().chain(other).flat_map(Value::many) {
        if !all.iter().any(|t| t.to_lowercase() == text.to_lowercase()) {
            all.push(text.clone());
        }
    }
    (!all.is_empty()).then_some(Value::Many(all))
}

/// Both records as they are now.
struct Both {
    kept: Stored<Contact>,
    other: Stored<Contact>,
    kept_plans: Vec<Stored<Plan>>,
    other_plans: Vec<Stored<Plan>>,
}

impl Desk {
    fn both(&self, kept: RecordId, other: RecordId) -> Outcome<Both> {
        if kept == other {
            return Err(Problem::refused("This is one record, not two.", "Choose another contact to join it with."));
        }
        for id in [kept, other] {
            if self.remembered_reason(id).is_none() {
                return Err(Problem::refused(
                    "A record was not opened with a reason.",
                    "Open both records and say why, then join them.",
                ));
            }
        }
        let read = |id| -> Outcome<Stored<Contact>> {
            let found = self.reading().get::<Contact>(id)?;
            found
                .filter(|c| c.it.merged_into.is_none())
                .ok_or_else(|| Problem::refused("One of the two is no longer there.", "Go back to the list."))
        };
        Ok(Both {
            kept: read(kept)?,
            other: read(other)?,
            kept_plans: self.plans(kept)?,
            other_plans: self.plans(other)?,
        })
    }

    /// Two records side by side, before they become one. Both must have been opened with a reason.
    ///
    /// # Errors
    /// Refused when they are the same, one was joined already or not opened; or a failure.
    pub fn merge_view(&self, kept: RecordId, other: RecordId) -> Outcome<MergeView> {
        let both = self.both(kept, other)?;
        let line = |id| -> Outcome<ContactLine> {
            self.reading()
                .contact_line(id)?
                .ok_or_else(|| Problem::refused("One of the two is no longer there.", "Go back to the list."))
        };
        let (pairs, same) = pairs(&both);
        let mut moves = Vec::new();
        for kind in Kind::all().filter(|k| *k != Kind::Contact) {
            let n = usize::try_from(self.reading().count(kind, other)?).unwrap_or(0);
            if n > 0 {
                moves.push((kind, n));
            }
        }
        Ok(MergeView {
            notes: self.merge_notes(&both)?,
            needs_decision: both.kept.it.is_child() != both.other.it.is_child(),
            kept: line(kept)?,
            other: line(other)?,
            pairs,
            same,
            moves,
        })
    }

    /// Contacts that may be the same person as one that is here: by its names and numbers, at most five.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn alike(&self, id: RecordId) -> Outcome<Vec<Duplicate>> {
        let names = self.reading().get::<Contact>(id)?.map(|c| c.it.working_names).unwrap_or_default();
        let points = self.reading().of_contact::<ContactPoint>(id)?;
        let numbers = points.into_iter().filter(|p| p.it.is_phone()).map(|p| (String::new(), p.it.value));
        let mut found: Vec<Duplicate> = Vec::new();
        for (name, number) in numbers.chain(names.into_iter().map(|n| (n, String::new()))) {
            for one in self.duplicates(&name, &number)? {
                if one.line.id != id && found.len() < MOST_ALIKE && !found.iter().any(|f| f.line.id == one.line.id) {
                    found.push(one);
                }
            }
        }
        Ok(found)
    }

    /// What has to be known before two records become one.
    fn merge_notes(&self, both: &Both) -> Outcome<Vec<String>> {
        let mut notes = Vec::new();
        let (kept, other) = (&both.kept.it, &both.other.it);
        if !kept.is_reference.is_empty() && !other.is_reference.is_empty() && kept.is_reference != other.is_reference {
            notes.push("Both are on IS, under two references: a rectification is drafted for IS.".to_owned());
        }
        let today = self.today();
        let (ours, theirs) = (self.ledger(both.kept.meta.id)?, self.ledger(both.other.meta.id)?);
        let purposes = lists::get("consent_purposes").map(|l| l.items.as_slice()).unwrap_or_default();
        for item in purposes {
            let latest = |ledger: &[consent::Consent]| {
                ledger
                    .iter()
                    .filter(|c| c.purpose.is(&item.code))
                    .max_by_key(|c| c.asked_on)
                    .map(|c| c.state_on(today).to_owned())
            };
            if let (Some(a), Some(b)) = (latest(&ours), latest(&theirs))
                && a != b
            {
                notes.push(format!(
                    "Consent, {}: {} here, {} there. The newest answer counts; ask again.",
                    item.label,
                    lists::label("consent_states", &a),
                    lists::label("consent_states", &b)
                ));
            }
        }
        let promises = self.open_promises(both.other.meta.id)?;
        if promises > 0 {
            notes.push(match promises {
                1 => "1 open promise moves over and stays to be kept.".to_owned(),
                n => format!("{n} open promises move over and stay to be kept."),
            });
        }
        Ok(notes)
    }

    /// Makes one record of two, in one act that can be undone; journalled as combination.
    ///
    /// # Errors
    /// Faults under `age` while a child's record would be joined to another without a decision, or raised to an adult's
    /// without a document; other faults of the joined record under their fields; refused when one was joined already or
    /// not opened with a reason; or a failure.
    pub fn merge(&mut self, merge: &Merge) -> Saved<()> {
        let both = self.both(merge.kept, merge.other)?;
        let today = self.today();
        let sides: BTreeMap<&'static str, Side> = pairs(&both)
            .0
            .iter()
            .map(|p| {
                let side = merge.sides.get(p.key).copied().unwrap_or(p.usual);
                (p.key, if side == Side::Both && !p.several { p.usual } else { side })
            })
            .collect();
        let decided = crate::domain::text::clean_line(&merge.decided).text.trim().to_owned();
        let mut one = one_of(&both, &sides);
        one.age_status = Code::new(one.age_status_on(today));
        let (was_child, was_other) = (both.kept.it.is_child(), both.other.it.is_child());
        let mut faults = Vec::new();
        if was_child != was_other {
            if decided.is_empty() {
                faults.push(Fault::new(
                    "age",
                    "One of the two is a child's record. Say what was decided about the age, and with whom.",
                ));
            } else if !(one.is_child() || one.age_is_documented()) {
                faults.push(Fault::new(
                    "age",
                    "Raising the age of a child needs a document. Take the child's age, or enter the document first.",
                ));
            }
        } else if was_child && !one.is_child() {
            faults.push(Fault::new("age", "Both are a child's record. Take the age of one of them."));
        }
        if one.is_child() {
            // Converting keeps the earlier values readable in history, and closes the adult ones.
            one.settings.retain(|s| !lists::adult_only("settings", s.as_str()));
            one.population_group = Code::default();
        }
        faults.extend(check::faults(Kind::Contact, &one.values()));
        faults.extend(contact::faults(&one, today));
        no_faults(faults)?;
        let told = self.facts(merge.kept)?;
        let dlo = self.officer.point_of_contact.clone();
        let why = Why { text: decided, ..self.why(merge.kept) };
        let joining = Joining {
            kept: merge.kept,
            other: merge.other,
            theirs: sides.get(PLAN) == Some(&Side::Other)
                || (standing(&both.kept_plans).is_none() && standing(&both.other_plans).is_some()),
            both_plans: standing(&both.kept_plans).is_some() && standing(&both.other_plans).is_some(),
            both: &both,
            why: &why,
            today,
            noticed: When::at(self.local_now()),
        };
        Ok(self.act("join two records of one person", |w| {
            w.combine_values(Kind::Contact, merge.kept, Some(merge.kept), one.values(), &why)?;
            let gone = Contact {
                merged_into: Some(merge.kept),
                status: Code::new(status::CLOSED),
                closed_reason: Code::new("merged"),
                ..both.other.it.clone()
            };
            w.combine_values(Kind::Contact, merge.other, Some(merge.other), gone.values(), &why)?;
            joining.move_over(w)?;
            joining.plans(w)?;
            if one.is_child() && was_child != was_other {
                joining.child(w)?;
            } else {
                if was_child != was_other {
                    joining.raised(w)?;
                }
                rectify(w, &told, &dlo, &why)?;
            }
            joining.two_on_is(w)
        })?)
    }

    /// Where a record went that was joined to another: the one that stands for both now.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn joined_into(&self, id: RecordId) -> Outcome<Option<ContactLine>> {
        let mut at = id;
        // Joined records may have been joined again; more than a few never are.
        for _ in 0..16 {
            match self.reading().get::<Contact>(at)?.and_then(|c| c.it.merged_into) {
                Some(next) => at = next,
                None => break,
            }
        }
        if at == id { Ok(None) } else { self.reading().contact_line(at) }
    }
}

/// What two records say differently, and how many fields they have the same.
fn pairs(both: &Both) -> (Vec<Pair>, usize) {
    let (kept, other) = (&both.kept.it, &both.other.it);
    let (kept_values, other_values) = (kept.values(), other.values());
    let mut pairs = Vec::new();
    let mut same = 0;
    for (key, label, fields) in keys() {
        let texts = (said(kept, &kept_values, &fields), said(other, &other_values, &fields));
        if texts.0 == texts.1 {
            same += usize::from(!texts.0.is_empty());
            continue;
        }
        let several = is_several(&fields);
        let masked = fields.iter().any(|f| Kind::Contact.field(f).is_some_and(|f| f.care == Care::Masked));
        let usual = usual(key, (kept, &texts.0), (other, &texts.1), several);
        pairs.push(Pair { key, label, kept: texts.0, other: texts.1, masked, several, usual });
    }
    let plans = (standing(&both.kept_plans), standing(&both.other_plans));
    if plans.0.is_some() || plans.1.is_some() {
        let usual = if plans.0.is_some() { Side::Kept } else { Side::Other };
        let (kept, other) = (plan_words(plans.0), plan_words(plans.1));
        pairs.push(Pair { key: PLAN, label: "Safe-contact plan", kept, other, masked: false, several: false, usual });
    }
    (pairs, same)
}

/// The one contact, field by field from the sides chosen.
fn one_of(both: &Both, sides: &BTreeMap<&'static str, Side>) -> Contact {
    let (kept, other) = (both.kept.it.values(), both.other.it.values());
    let mut one = kept.clone();
    let mut answers: Vec<String> = Vec::new();
    for (key, _, fields) in keys() {
        let side = sides.get(key).copied().unwrap_or(Side::Kept);
        for name in fields {
            let value = match side {
                Side::Kept => kept.get(name).cloned(),
                Side::Other => other.get(name).cloned(),
                Side::Both => joined(kept.get(name), other.get(name)),
            };
            let from = if side == Side::Other { &both.other.it } else { &both.kept.it };
            if value.is_none()
                && let Some(answer) = from.answer(name)
            {
                answers.push(format!("{name}:{answer}"));
            }
            match value {
                Some(v) => one.insert(name, v),
                None => one.remove(name),
            };
        }
    }
    let mut one = Contact::from_values(&one);
    one.answers = answers;
    if !one.status.is(status::CLOSED) {
        one.closed_reason = Code::default();
        one.closed_on = None;
    }
    one.review_on = both.kept.it.review_on.into_iter().chain(both.other.it.review_on).min();
    one
}

/// Moving over what belongs to the other record.
struct Joining<'a> {
    kept: RecordId,
    other: RecordId,
    /// The other's plan stands.
    theirs: bool,
    both_plans: bool,
    both: &'a Both,
    why: &'a Why,
    today: NaiveDate,
    noticed: When,
}

impl Joining<'_> {
    fn put<R: Record>(&self, w: &mut Write<'_>, id: RecordId, record: &R) -> Outcome<()> {
        w.combine_values(R::KIND, id, Some(self.kept), record.values(), self.why)
    }

    /// Everything but plans, which are numbered anew.
    fn move_over(&self, w: &mut Write<'_>) -> Outcome<()> {
        let ours: Vec<Stored<ContactPoint>> = w.reading().of_contact(self.kept)?;
        let our_updates: Vec<Stored<Update>> = w.reading().of_contact(self.kept)?;
        for kind in Kind::all().filter(|k| !matches!(k, Kind::Contact | Kind::Plan)) {
            for row in w.reading().any_of_contact(kind, self.other)? {
                match kind {
                    Kind::ContactPoint => self.point(w, &row.typed(), &ours)?,
                    Kind::Update => self.update(w, &row.typed(), &our_updates)?,
                    Kind::FollowUp => self.follow_up(w, &row)?,
                    _ => w.combine_values(kind, row.meta.id, Some(self.kept), row.values, self.why)?,
                }
            }
        }
        // What rests on the person goes on doing so: the stop notice counts both.
        for mut block in w.reading().sources_resting_on(self.other)? {
            block.it.person = Some(self.kept);
            w.put(block.meta.id, None, &block.it, self.why)?;
        }
        for mut report in w.reading().reports_by(self.other)? {
            report.it.reporter = Some(self.kept);
            w.put(report.meta.id, None, &report.it, self.why)?;
        }
        // What is approved names the record as it was: it is to be decided again.
        for u in our_updates.iter().filter(|u| u.it.state.is(update::state::APPROVED)) {
            self.put(w, u.meta.id, &drafted(&u.it))?;
        }
        Ok(())
    }

    /// The same number twice becomes one, with the stricter word about it; any other moves over.
    fn point(&self, w: &mut Write<'_>, theirs: &Stored<ContactPoint>, ours: &[Stored<ContactPoint>]) -> Outcome<()> {
        let same = ours.iter().find(|o| {
            !o.it.value.is_empty()
                && o.it.kind == theirs.it.kind
                && o.it.value.to_lowercase() == theirs.it.value.to_lowercase()
        });
        let Some(same) = same else { return self.put(w, theirs.meta.id, &theirs.it) };
        // Read again: two of theirs may be the same as one of ours.
        let now = w.reading().get::<ContactPoint>(same.meta.id)?.map_or_else(|| same.it.clone(), |p| p.it);
        let either = |a: &str, b: &str| match (a, b) {
            (a, "") => a.to_owned(),
            ("", b) => b.to_owned(),
            (a, b) if a.to_lowercase() == b.to_lowercase() => a.to_owned(),
            (a, b) => {
                crate::domain::text::truncate_graphemes(&format!("{a}; {b}"), crate::domain::text::LINE).to_owned()
            }
        };
        let one = ContactPoint {
            safe: stricter(&now.safe, &theirs.it.safe),
            whose: either(&now.whose, &theirs.it.whose),
            note: either(&now.note, &theirs.it.note),
            ..now
        };
        self.put(w, same.meta.id, &one)?;
        w.remove(Kind::ContactPoint, theirs.meta.id, self.why)
    }

    /// What was sent stays as it is; what is not sent is decided again, and a second draft of the person never goes.
    fn update(&self, w: &mut Write<'_>, theirs: &Stored<Update>, ours: &[Stored<Update>]) -> Outcome<()> {
        let open =
            |u: &Update| u.is_undecided() || matches!(u.state.as_str(), update::state::APPROVED | update::state::HELD);
        let twice = theirs.it.kind.is(update::kind::PERSON)
            && open(&theirs.it)
            && ours.iter().any(|u| u.it.kind.is(update::kind::PERSON) && open(&u.it));
        let moved = if twice {
            Update {
                state: Code::new(update::state::NEVER),
                decision_reason: "joined with another record of the same person".to_owned(),
                content: String::new(),
                ..theirs.it.clone()
            }
        } else if theirs.it.state.is(update::state::APPROVED) {
            drafted(&theirs.it)
        } else {
            theirs.it.clone()
        };
        self.put(w, theirs.meta.id, &moved)
    }

    fn follow_up(&self, w: &mut Write<'_>, row: &AnyRow) -> Outcome<()> {
        let mut f: FollowUp = row.typed().it;
        if f.serves == Some(self.other) {
            f.serves = Some(self.kept);
        }
        self.put(w, row.meta.id, &f)
    }

    /// One plan stands; all others are versions before it. Where both had one, it is to be re-checked with the person.
    fn plans(&self, w: &mut Write<'_>) -> Outcome<()> {
        let mut all: Vec<(&Stored<Plan>, bool)> = self
            .both
            .kept_plans
            .iter()
            .map(|p| (p, !self.theirs))
            .chain(self.both.other_plans.iter().map(|p| (p, self.theirs)))
            .map(|(p, stands)| (p, stands && !p.it.superseded))
            .collect();
        all.sort_by_key(|(p, stands)| (*stands, p.meta.created_at, p.it.version));
        for (version, (p, stands)) in (1..).zip(all) {
            let one = Plan { version: Some(version), superseded: !stands, ..p.it.clone() };
            self.put(w, p.meta.id, &one)?;
        }
        if self.both_plans {
            let f = FollowUp {
                what: "re-check the plan: two records had one each".to_owned(),
                kind: Code::new(follow_up::kind::PLAN),
                due: Some(Due::On(self.today)),
                state: Code::new(follow_up::state::OPEN),
                ..FollowUp::default()
            };
            w.add(Some(self.kept), &f, self.why)?;
        }
        Ok(())
    }

    /// The joined record is a child's: what stood for an adult is converted as at any other save (domain rule 2).
    fn child(&self, w: &mut Write<'_>) -> Outcome<()> {
        for m in w.reading().of_contact::<Marker>(self.kept)? {
            convert_marker(w, self.kept, &m, self.why)?;
        }
        let told = |u: &Stored<Update>| u.it.is_unconfirmed() || u.it.state.is(update::state::ACCEPTED);
        let sent = w.reading().of_contact::<Update>(self.kept)?.iter().any(told)
            || !self.both.kept.it.is_reference.is_empty()
            || !self.both.other.it.is_reference.is_empty();
        if sent {
            let u = Update {
                necessity: "The person is or may be under 18; IS was told about an adult.".to_owned(),
                ..new_update(update::kind::RECTIFICATION, None)
            };
            w.add(Some(self.kept), &u, self.why)?;
        }
        let because = "joined with a child's record";
        concern_becomes_childs(w, self.kept, self.noticed.clone(), because, self.today, self.why)
    }

    /// The age of a child was raised by joining: the concern stays open until it is decided, and says who decided it.
    fn raised(&self, w: &mut Write<'_>) -> Outcome<()> {
        let confirmed = Considered {
            code: concern::SECOND_PERSON.to_owned(),
            state: considered::state::DONE.to_owned(),
            at: Due::At(self.noticed.from).to_string(),
            note: self.why.text.clone(),
        };
        for mut k in w.reading().of_contact::<Concern>(self.kept)?.into_iter().filter(|k| k.it.holds_a_child()) {
            k.it.actions.push(confirmed.to_text());
            self.put(w, k.meta.id, &k.it)?;
        }
        Ok(())
    }

    /// IS has the person twice: it is told so.
    fn two_on_is(&self, w: &mut Write<'_>) -> Outcome<()> {
        let (a, b) = (&self.both.kept.it.is_reference, &self.both.other.it.is_reference);
        if a.is_empty() || b.is_empty() || a == b {
            return Ok(());
        }
        let u = Update {
            necessity: format!("IS has this person twice, as {a} and {b}; they are to be joined there."),
            ..new_update(update::kind::RECTIFICATION, None)
        };
        w.add(Some(self.kept), &u, self.why).map(|_| ())
    }
}

fn drafted(u: &Update) -> Update {
    Update { state: Code::new(update::state::DRAFT), content: String::new(), ..u.clone() }
}
