//! Safeguarding concerns: opened by hand or by an age, about a contact, somebody linked to one, or a child of nobody;
//! their actions, their notification for IS, and the decision that ends them.
//!
//! Nothing here stands between an officer and a safeguarding act: what is missing is said and asked for afterwards. What
//! an age demands of a contact's record belongs to [`crate::casework::contact`].

use chrono::NaiveDateTime;

use crate::casework::contact::keep_written;
use crate::casework::desk::{Desk, Saved, no_faults};
use crate::casework::outbox::UpdateView;
use crate::casework::record::shown;
use crate::casework::saving::gone;
use crate::domain::concern::{self, Concern, actions_of, filled_in_by};
use crate::domain::considered::{self, Considered};
use crate::domain::contact::{Contact, age};
use crate::domain::disclosure::Disclosure;
use crate::domain::field::{Code, Fault, Record, Value, Values};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::linked_person::{self, LinkedPerson};
use crate::domain::problem::{Outcome, Problem};
use crate::domain::update::{self, Update};
use crate::domain::when::{self, Due, When};
use crate::domain::{check, lists, text};
use crate::store::contact::ContactLine;
use crate::store::journal::Why;
use crate::store::table::Stored;
use crate::store::write::Write;

/// What a child who belongs to no contact is called where a contact has its name. No name is ever in a list.
pub const MET_BY_CHANCE: &str = "child met by chance";

/// The reason with which a concern of nobody is opened: there is no other.
pub(crate) const OF_NOBODY: &str = "child-concern";

/// Words a notification gives as the reason for a child.
const A_CHILD: &str = "A child may be at risk of harm.";

/// A concern as a list shows it.
#[derive(Clone)]
pub struct ConcernLine {
    /// Whose it is; nothing for a child met by chance.
    pub contact: Option<ContactLine>,
    /// The concern.
    pub concern: Stored<Concern>,
}

/// Everything the screen of one concern shows.
#[derive(Clone)]
pub struct ConcernView {
    /// The concern.
    pub concern: Stored<Concern>,
    /// Whose it is; nothing for a child met by chance.
    pub contact: Option<Contact>,
    /// Whom it is about, where it is not the contact.
    pub about: Option<Stored<LinkedPerson>>,
    /// The suspected abuser.
    pub abuser: Option<Stored<LinkedPerson>>,
    /// The notification: the update of this concern that was prepared last.
    pub notification: Option<Stored<Update>>,
    /// What was passed on about it, newest first.
    pub disclosures: Vec<Stored<Disclosure>>,
    /// What is still to be done for it beside its actions, with the moment it was written down, local.
    pub follow_ups: Vec<(NaiveDateTime, String)>,
    /// How old the child is, in years, as far as that is known.
    pub age: Option<i64>,
}

/// How an action was settled.
#[derive(Clone, Default)]
pub struct Settled {
    /// When; now where nothing is said.
    pub at: Option<When>,
    /// By whom, under which reference; or why it is not needed.
    pub note: String,
    /// Fields of the concern that are filled in with it ([`filled_in_by`]).
    pub fields: Values,
}

/// A child who is no contact, as the officer met or heard of them.
#[derive(Clone, Default)]
pub struct NewChild {
    /// A linked person that is kept already.
    pub about: Option<RecordId>,
    /// Name, or a few words to know them by.
    pub name: String,
    /// A code of `yes_no_unknown`: under 18?
    pub under_18: String,
    /// A code of `relation_kinds`; what they are to the contact.
    pub relation: String,
    /// Where they can be found.
    pub place: String,
    /// What is known.
    pub what: String,
    /// How old, in years, as said or guessed.
    pub age: Option<i64>,
    /// A code of `areas`, for a child met by chance.
    pub area: String,
}

impl Desk {
    /// The reason for a change of a concern, a contact's or nobody's.
    pub(crate) fn concern_why(&self, contact: Option<RecordId>) -> Why {
        contact.map_or_else(|| Why::code(OF_NOBODY), |c| self.why(c))
    }

    fn stored_concern(&self, id: RecordId) -> Outcome<Stored<Concern>> {
        let gone = || Problem::refused("This concern is no longer there.", "Go back and open it again.");
        self.reading().get::<Concern>(id)?.ok_or_else(gone)
    }

    /// One concern with whom it is about. A contact's record must have been opened with a reason first; one of nobody is
    /// journalled as opened here.
    ///
    /// # Errors
    /// Refused when it is not there or the record was not opened; or a failure.
    pub fn concern_view(&mut self, id: RecordId) -> Outcome<ConcernView> {
        let concern = self.stored_concern(id)?;
        match concern.meta.contact {
            Some(contact) => self.opened(contact)?,
            None => self.consult_record(Kind::Concern, id, OF_NOBODY)?,
        }
        let r = self.reading();
        let linked = |id: Option<RecordId>| id.map_or(Ok(None), |id| r.get::<LinkedPerson>(id));
        let about = linked(concern.it.about)?;
        let (updates, disclosures, contact) = match concern.meta.contact {
            Some(c) => (r.of_contact::<Update>(c)?, r.of_contact::<Disclosure>(c)?, r.get::<Contact>(c)?.map(|c| c.it)),
            None => (r.of_nobody::<Update>()?, r.of_nobody::<Disclosure>()?, None),
        };
        let local = |at| when::to_local(at, self.zone);
        let follow_ups = match concern.meta.contact {
            Some(c) if concern.it.about.is_none() => r
                .of_contact::<crate::domain::follow_up::FollowUp>(c)?
                .into_iter()
                .filter(|f| f.it.is_open() && f.it.kind.is(crate::domain::follow_up::kind::SAFEGUARDING))
                .map(|f| {
                    let due = f.it.due.map(|d| match d {
                        Due::At(t) => format!(" set for {}", t.format("%a %H:%M")),
                        Due::On(d) => format!(" set for {}", d.format("%a %d/%m")),
                    });
                    (local(f.meta.created_at), format!("{}{}", f.it.what, due.unwrap_or_default()))
                })
                .collect(),
            _ => Vec::new(),
        };
        let today = self.today();
        let born = match &about {
            Some(person) => person.it.born_on,
            None => contact.as_ref().and_then(|c| c.born_on),
        };
        let years = born.map(|b| i64::from(crate::domain::contact::age_in_years(b, today)));
        Ok(ConcernView {
            notification: updates
                .into_iter()
                .filter(|u| u.it.about == Some(id) && u.it.kind.is(update::kind::SAFEGUARDING))
                .max_by_key(|u| (u.it.is_unsent(), u.meta.created_at)),
            disclosures: disclosures.into_iter().filter(|d| d.it.about == Some(id)).collect(),
            abuser: linked(concern.it.abuser)?,
            age: years.or(concern.it.age),
            about,
            contact,
            follow_ups,
            concern,
        })
    }

    /// Saves a safeguarding concern by hand. A new one comes with the actions of its kind, a child's with the draft of its
    /// notification; what kind a concern is of stays as it was recorded.
    ///
    /// # Errors
    /// Faults, or a failure.
    pub fn save_concern(
        &mut self,
        contact: impl Into<Option<RecordId>>,
        id: Option<RecordId>,
        values: &Values,
    ) -> Saved<RecordId> {
        let contact = contact.into();
        let mut values = check::cleaned(Kind::Concern, values).0;
        let stored = match id {
            Some(id) => Some(self.stored_concern(id)?),
            None => None,
        };
        let before = stored.as_ref().map(|s| s.it.clone());
        keep_written(Kind::Concern, before.as_ref().map(Record::values), &mut values, &[]);
        let mut faults = check::faults(Kind::Concern, &values);
        let mut c = Concern::from_values(&values);
        if before.as_ref().is_some_and(|b| b.kind != c.kind) {
            faults.push(Fault::new("kind", "The kind of a concern stays. Record another one, and decide this one."));
        }
        if let (Some(contact), None) = (contact, &before)
            && lists::adult_only("concern_kinds", c.kind.as_str())
            && self.reading().get::<Contact>(contact)?.is_some_and(|c| c.it.is_child())
        {
            faults.push(Fault::new(
                "kind",
                "The person is or may be under 18: a child concern. A referral to the NRM is one of its actions.",
            ));
        }
        if let Some(from) = c.protection_began().filter(|from| *from > self.local_now()) {
            let words = format!("{} is still to come. Say when it began.", from.format("%a %d/%m %H:%M"));
            faults.push(Fault::new("protection_from", words));
        }
        if before.is_some_and(|b| !b.views.is_empty() && b.views != c.views)
            && let Some(held) = self.held_words(contact)?
        {
            faults.push(Fault::new("views", held));
        }
        no_faults(faults)?;
        if stored.is_none() {
            c.state = Code::new(concern::state::OPEN);
            c.actions = actions_of(c.kind.as_str(), self.local_now(), self.today());
        }
        let why = self.concern_why(contact);
        Ok(self.act("record a safeguarding concern", |w| match id {
            Some(id) => w.put(id, contact, &c, &why).map(|()| id),
            None => {
                let id = w.add(contact, &c, &why)?;
                if c.is_child() {
                    draft_notification(w, contact, id, A_CHILD, &why)?;
                }
                Ok(id)
            }
        })?)
    }

    /// Opens a concern about a child who is no contact: one linked to a contact, or met by chance. The child, the concern
    /// and the draft of its notification are one act.
    ///
    /// # Errors
    /// Faults under the names of the form (`name`, `under_18`, `relation`, `what`, `area`); or a failure.
    pub fn child_concern(&mut self, whose: Option<RecordId>, child: &NewChild) -> Saved<RecordId> {
        let line = |t: &str| text::clean_line(t).text.trim().to_owned();
        let what = text::clean_note(&child.what).text.trim().to_owned();
        let kept = match child.about {
            Some(id) => Some(self.reading().get::<LinkedPerson>(id)?.ok_or_else(gone)?),
            None => None,
        };
        let name = kept.as_ref().map_or_else(|| line(&child.name), |k| k.it.name.clone());
        let mut faults = Vec::new();
        let mut fault = |wrong: bool, field: &'static str, words: &str| {
            if wrong {
                faults.push(Fault::new(field, words));
            }
        };
        fault(name.is_empty(), "name", "A name or a few words to know them by.");
        fault(what.is_empty(), "what", "Say what is known.");
        if kept.is_none() {
            fault(child.under_18.is_empty(), "under_18", "Choose one; not known is an answer.");
            let adult = "Only for a child. For an adult, s on the contact records a concern.";
            fault(child.under_18 == "no", "under_18", adult);
            fault(whose.is_some() && child.relation.is_empty(), "relation", "Choose what they are to the contact.");
        }
        fault(child.age.is_some_and(|a| a > 17), "age", "18 or over is no child. Leave it blank if it is not known.");
        no_faults(faults)?;
        let today = self.today();
        let now = self.local_now();
        let status = if child.under_18 == "yes" || child.age.is_some() { age::CHILD } else { age::MAY_BE };
        let person = LinkedPerson {
            relation: Code::new(if child.relation.is_empty() { "other" } else { child.relation.as_str() }),
            name,
            age_status: Code::new(status),
            where_found: line(&child.place),
            why_kept: "a child concern".to_owned(),
            review_on: today.checked_add_months(linked_person::REVIEW_AFTER),
            ..LinkedPerson::default()
        };
        let area = if child.area.is_empty() { self.officer().area.clone() } else { child.area.clone() };
        let because = if whose.is_some() { "a child of the contact" } else { MET_BY_CHANCE };
        let mut new = Concern {
            kind: Code::new(concern::kind::CHILD),
            what,
            noticed: Some(When::at(now)),
            area: Code::new(if whose.is_some() { String::new() } else { area }),
            age: child.age,
            state: Code::new(concern::state::OPEN),
            opened_because: because.to_owned(),
            actions: actions_of(concern::kind::CHILD, now, today),
            ..Concern::default()
        };
        let why = self.concern_why(whose);
        Ok(self.act("open a child concern", |w| {
            let about = match child.about {
                Some(id) => id,
                None => w.add(whose, &person, &why)?,
            };
            new.about = Some(about);
            let id = w.add(whose, &new, &why)?;
            draft_notification(w, whose, id, A_CHILD, &why)?;
            Ok(id)
        })?)
    }

    /// Puts an indicator on or takes it off.
    ///
    /// # Errors
    /// Refused when the concern is gone; or a failure.
    pub fn toggle_indicator(&mut self, concern: RecordId, code: &str) -> Outcome<()> {
        let mut stored = self.stored_concern(concern)?;
        let indicators = &mut stored.it.indicators;
        match indicators.iter().position(|i| i.is(code)) {
            Some(at) => {
                indicators.remove(at);
            }
            None => indicators.push(Code::new(code)),
        }
        self.put_concern("change the indicators of a concern", &stored)
    }

    fn put_concern(&mut self, what: &'static str, stored: &Stored<Concern>) -> Outcome<()> {
        let (id, contact) = (stored.meta.id, stored.meta.contact);
        let why = self.concern_why(contact);
        self.act(what, |w| w.put(id, contact, &stored.it, &why))
    }

    /// Settles an action of a concern: done with who, when and which reference, or not needed with why. What goes with
    /// it, a reference or where the child stays, is kept in the concern in the same act.
    ///
    /// # Errors
    /// Faults `note`, `at` and those of the fields; refused when it is settled already or none of the concern's; or a
    /// failure.
    pub fn settle_action(&mut self, concern: RecordId, code: &str, needed: bool, how: &Settled) -> Saved<()> {
        let note = text::clean_line(&how.note).text.trim().to_owned();
        let mut faults = Vec::new();
        if !needed && note.is_empty() {
            faults.push(Fault::new("note", "Say why the action is not needed."));
        }
        let now = self.local_now();
        let at = match &how.at {
            Some(at) if at.from > now => {
                faults.push(Fault::new("at", "This is still to come. Say when it was done, or set a time with w."));
                Due::At(now)
            }
            Some(at) if at.precision == when::Precision::Minute => Due::At(at.from),
            Some(at) => Due::On(at.from.date()),
            None => Due::At(now),
        };
        let mut stored = self.stored_concern(concern)?;
        let kind = stored.it.kind.as_str().to_owned();
        let asked = if needed { filled_in_by(&kind, code) } else { &[] };
        let given = check::cleaned(Kind::Concern, &how.fields).0;
        let mut values = stored.it.values();
        let mut said = Vec::new();
        for name in asked {
            if let Some(value) = given.get(name) {
                said.extend(words_of(name, value));
                values.insert(name, value.clone());
            }
        }
        let limits = check::faults(Kind::Concern, &values);
        faults.extend(limits.into_iter().filter(|f| asked.contains(&f.field)));
        stored.it = Concern::from_values(&values);
        if let Some(from) =
            stored.it.protection_began().filter(|from| asked.contains(&"protection_from") && *from > now)
        {
            let words = format!("{} is still to come. Say when it began.", from.format("%a %d/%m %H:%M"));
            faults.push(Fault::new("protection_from", words));
        }
        no_faults(faults)?;
        let mut parts: Vec<String> = Some(note).filter(|n| !n.is_empty()).into_iter().chain(said).collect();
        if parts.is_empty() {
            parts.push(self.officer().point_of_contact.collar.clone());
        }
        let state = if needed { considered::state::DONE } else { considered::state::NOT_NEEDED };
        let words = text::truncate_graphemes(&parts.join(" · "), text::LINE).to_owned();
        change_action(&mut stored.it, code, |a| {
            a.state = state.to_owned();
            a.at = at.to_string();
            a.note = words;
        })?;
        Ok(self.put_concern("settle a safeguarding action", &stored)?)
    }

    /// Sets by when an action of a concern is to be done, with how far it is.
    ///
    /// # Errors
    /// Refused when it is settled already or is none of the concern's; or a failure.
    pub fn set_action_time(&mut self, concern: RecordId, code: &str, due: Due, note: &str) -> Outcome<()> {
        let mut stored = self.stored_concern(concern)?;
        let note = text::clean_line(note).text.trim().to_owned();
        change_action(&mut stored.it, code, |a| {
            a.at = due.to_string();
            if !note.is_empty() {
                a.note = note;
            }
        })?;
        self.put_concern("set the time of a safeguarding action", &stored)
    }

    /// The concerns of an area, open or decided (an empty area is every area), with whose they are: children first by
    /// their clock, then domestic abuse, modern slavery and adults.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn concerns(&self, area: &str, open: bool) -> Outcome<Vec<ConcernLine>> {
        let mut found = Vec::new();
        for row in self.reading().list(Kind::Concern, 0, i64::MAX)? {
            let concern = row.typed::<Concern>();
            if concern.it.is_open() != open {
                continue;
            }
            let contact = match row.meta.contact {
                Some(c) => match self.reading().contact_line(c)? {
                    Some(line) => Some(line),
                    None => continue,
                },
                None => None,
            };
            let here = contact.as_ref().map_or(concern.it.area.as_str(), |l| l.area.as_str());
            if area.is_empty() || here.is_empty() || here == area {
                found.push(ConcernLine { contact, concern });
            }
        }
        if open {
            found.sort_by_key(|l| (place_of(&l.concern.it), clock_of(&l.concern.it), l.concern.meta.created_at));
        } else {
            found.sort_by_key(|l| std::cmp::Reverse(l.concern.meta.updated_at));
        }
        Ok(found)
    }

    /// Decides a concern; refused while an action is undone, with what is.
    ///
    /// # Errors
    /// Refused as said; or a failure.
    pub fn close_concern(&mut self, concern: RecordId, decision: &str) -> Outcome<()> {
        let mut stored = self.stored_concern(concern)?;
        if let Some(words) = undone_words(&stored.it) {
            return Err(Problem::refused(words, "Settle each first: d done, x not needed and why."));
        }
        if decision.trim().is_empty() {
            return Err(Problem::refused("The decision is blank.", "Write what was decided, and by whom."));
        }
        stored.it.decision = text::clean_note(decision).text.trim().to_owned();
        stored.it.state = Code::new(concern::state::CLOSED);
        self.put_concern("close a safeguarding concern", &stored)
    }

    /// Opens a decided concern again; what was decided stays readable, with why it was not the end.
    ///
    /// # Errors
    /// Refused when it is open or the reason is blank; or a failure.
    pub fn reopen_concern(&mut self, concern: RecordId, reason: &str) -> Outcome<()> {
        let mut stored = self.stored_concern(concern)?;
        let reason = text::clean_line(reason).text.trim().to_owned();
        if stored.it.is_open() {
            return Err(Problem::refused("This concern is open.", "D decides it."));
        }
        if reason.is_empty() {
            return Err(Problem::refused("The reason is blank.", "Say why it is opened again."));
        }
        let day = when::long(self.today());
        let whole = format!("{}\n\nOpened again {day}: {reason}", stored.it.decision);
        stored.it.decision = text::truncate_graphemes(&whole, text::NOTE).to_owned();
        stored.it.state = Code::new(concern::state::OPEN);
        self.put_concern("open a concern again", &stored)
    }

    /// What the notification of a concern says, as it was prepared last; nothing where none was. The concern must have
    /// been opened first.
    ///
    /// # Errors
    /// Refused when it is not there or was not opened; or a failure.
    pub fn notification(&mut self, concern: RecordId) -> Outcome<Option<UpdateView>> {
        let view = self.concern_view(concern)?;
        view.notification.map(|u| self.update_view(u.meta.id)).transpose()
    }

    /// The notification of a concern as an update: the one that is not sent yet, or a new draft. Gives the update.
    ///
    /// # Errors
    /// Refused when the concern is gone; or a failure.
    pub fn prepare_notification(&mut self, concern: RecordId) -> Outcome<RecordId> {
        let stored = self.stored_concern(concern)?;
        let contact = stored.meta.contact;
        let open = match contact {
            Some(c) => self.reading().of_contact::<Update>(c)?,
            None => self.reading().of_nobody::<Update>()?,
        };
        let waits = |u: &Update| {
            u.about == Some(concern)
                && matches!(u.state.as_str(), "" | update::state::DRAFT | update::state::APPROVED | update::state::HELD)
        };
        if let Some(u) = open.iter().find(|u| waits(&u.it)) {
            return Ok(u.meta.id);
        }
        let necessity = if stored.it.is_child() { A_CHILD } else { "A person at risk may come to harm." };
        let why = self.concern_why(contact);
        self.act("prepare a notification", |w| draft_notification(w, contact, concern, necessity, &why))
    }

    /// Channels that are not safe now because of domestic abuse, by their codes; each once.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn unsafe_channels(&self, contact: RecordId) -> Outcome<Vec<String>> {
        let all = self.reading().of_contact::<Concern>(contact)?;
        Ok(unsafe_channels(all.iter().map(|k| &k.it)))
    }

    /// Names the suspected abuser of a domestic abuse concern: a linked person of its contact.
    ///
    /// # Errors
    /// Refused when the concern is gone; or a failure.
    pub(crate) fn names_abuser(w: &mut Write<'_>, concern: RecordId, person: RecordId, why: &Why) -> Outcome<()> {
        match w.reading().get::<Concern>(concern)? {
            Some(mut k) if k.it.kind.is(concern::kind::ABUSE) => {
                k.it.abuser = Some(person);
                w.put(concern, k.meta.contact, &k.it, why)
            }
            _ => Ok(()),
        }
    }
}

/// `Child Concern Notification, NRM referral: neither done nor said to be not needed.`; nothing when nothing is undone.
#[must_use]
pub fn undone_words(concern: &Concern) -> Option<String> {
    let undone = concern.undone();
    (!undone.is_empty()).then(|| format!("Neither done nor said to be not needed: {}.", undone.join(", ")))
}

/// Channels that running domestic abuse concerns say are not safe, by their codes; each once.
pub(crate) fn unsafe_channels<'a>(concerns: impl Iterator<Item = &'a Concern>) -> Vec<String> {
    let running = concerns.filter(|k| k.is_open() && k.kind.is(concern::kind::ABUSE));
    let mut found: Vec<String> =
        running.flat_map(|k| k.unsafe_channels.iter().map(|c| c.as_str().to_owned())).collect();
    found.sort();
    found.dedup();
    found
}

/// `text message, voicemail`: codes of channels in words.
#[must_use]
pub fn channel_words(codes: &[String]) -> String {
    codes.iter().map(|c| lists::label("channels", c)).collect::<Vec<_>>().join(", ")
}

/// Where a kind of concern stands in a list: children first.
#[must_use]
pub fn place_of(concern: &Concern) -> u8 {
    match concern.kind.as_str() {
        concern::kind::CHILD => 0,
        concern::kind::ABUSE => 1,
        concern::kind::SLAVERY => 2,
        _ => 3,
    }
}

/// What runs out first: police protection, then the first undone action.
fn clock_of(concern: &Concern) -> (bool, String) {
    match concern.protection_ends() {
        Some(ends) => (false, Due::At(ends).to_string()),
        None => {
            let first =
                concern.action_list().into_iter().filter(|a| a.is_due() && !a.at.is_empty()).map(|a| a.at).min();
            (true, first.unwrap_or_default())
        }
    }
}

/// What a field that was filled in with an action says beside it.
fn words_of(name: &str, value: &Value) -> Option<String> {
    let field = Kind::Concern.field(name)?;
    match name {
        "protection_from" | "lives" => None,
        "stays" => Some(format!("stays: {}", shown(field, value))),
        "offences" => Some(format!("{} considered", sections(value.many()))),
        "unsafe_channels" => Some(format!("not safe: {}", shown(field, value))),
        _ => Some(shown(field, value)),
    }
}

/// `s.47, s.48`: offences by their sections where they are of the Sexual Offences Act 2003, otherwise by name.
fn sections(codes: &[String]) -> String {
    let one = |code: &String| {
        let item = lists::item("offences", code);
        let section = item.and_then(|i| i.source.as_deref()).and_then(|s| s.split_once("Sexual Offences Act 2003 "));
        section.map_or_else(|| lists::label("offences", code), |(_, section)| section.to_owned())
    };
    codes.iter().map(one).collect::<Vec<_>>().join(", ")
}

/// Changes an action that is still to be done.
fn change_action(concern: &mut Concern, code: &str, change: impl FnOnce(&mut Considered)) -> Outcome<()> {
    let mut actions = concern.action_list();
    let Some(action) = actions.iter_mut().find(|a| a.code == code && a.is_due()) else {
        return Err(Problem::refused("This action is settled already.", "u takes the last act back."));
    };
    change(action);
    concern.actions = actions.iter().map(Considered::to_text).collect();
    Ok(())
}

/// Opens a child concern with its actions, and drafts the notification for IS, which no gate holds back.
pub(crate) fn open_child_concern(
    w: &mut Write<'_>,
    contact: RecordId,
    said: &str,
    noticed: When,
    because: &str,
    today: chrono::NaiveDate,
) -> Outcome<RecordId> {
    let now = noticed.from;
    let concern = Concern {
        kind: Code::new(concern::kind::CHILD),
        what: if said.is_empty() { "The person is or may be under 18.".to_owned() } else { said.to_owned() },
        noticed: Some(noticed),
        state: Code::new(concern::state::OPEN),
        opened_because: because.to_owned(),
        actions: actions_of(concern::kind::CHILD, now, today),
        ..Concern::default()
    };
    let why = Why::code("child-concern");
    let id = w.add(Some(contact), &concern, &why)?;
    draft_notification(w, Some(contact), id, A_CHILD, &why)?;
    Ok(id)
}

/// A contact is or may be under 18 from now on: concerns that are worked as an adult's end, and the child concern goes on
/// from what they knew. One is opened unless it is there.
pub(crate) fn concern_becomes_childs(
    w: &mut Write<'_>,
    contact: RecordId,
    noticed: When,
    because: &str,
    today: chrono::NaiveDate,
    why: &Why,
) -> Outcome<()> {
    let all = w.reading().of_contact::<Concern>(contact)?;
    let mut known = Vec::new();
    for k in &all {
        let adults = lists::adult_only("concern_kinds", k.it.kind.as_str());
        if !adults || !k.it.is_open() || k.it.about.is_some() {
            continue;
        }
        known.push(k.it.what.clone());
        let decided = Concern {
            state: Code::new(concern::state::CLOSED),
            decision: "The person is or may be under 18: it goes on as a child concern.".to_owned(),
            ..k.it.clone()
        };
        w.put(k.meta.id, Some(contact), &decided, why)?;
    }
    if !all.iter().any(|k| k.it.holds_a_child()) {
        open_child_concern(w, contact, &known.join("\n"), noticed, because, today)?;
    }
    Ok(())
}

/// Drafts the notification of a concern for IS.
fn draft_notification(
    w: &mut Write<'_>,
    contact: Option<RecordId>,
    concern: RecordId,
    necessity: &str,
    why: &Why,
) -> Outcome<RecordId> {
    let notification = Update {
        kind: Code::new(update::kind::SAFEGUARDING),
        about: Some(concern),
        state: Code::new(update::state::DRAFT),
        purpose: Code::new("safeguarding"),
        condition: Code::new("individuals-at-risk"),
        necessity: necessity.to_owned(),
        ..Update::default()
    };
    w.add(contact, &notification, why)
}
