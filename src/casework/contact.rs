//! Contacts: *Met someone*, editing, duplicates, closing, contact points; and what an age status demands.

use crate::casework::concern::{concern_becomes_childs, open_child_concern};
use crate::casework::desk::{Desk, NotSaved, Saved, no_faults};
use crate::domain::concern::{self, Concern};
use crate::domain::considered::Considered;
use crate::domain::contact::{self, Contact, age, status};
use crate::domain::contact_point::ContactPoint;
use crate::domain::engagement::{Engagement, direction, outcome};
use crate::domain::field::{Code, Fault, Record, Value, Values, text_in};
use crate::domain::follow_up::{self, FollowUp};
use crate::domain::id::{RecordId, contact_reference};
use crate::domain::kind::Kind;
use crate::domain::marker::{self, Marker};
use crate::domain::problem::{Outcome, Problem};
use crate::domain::update::{self, Update};
use crate::domain::when::{Due, When};
use crate::domain::{check, lists};
use crate::store::contact::{ContactLine, Filter};
use crate::store::journal::Why;
use crate::store::search::Query;
use crate::store::write::Write;

/// Usual interval between contacts, in days, for someone newly met; changed in the record.
const IDEAL_DAYS: i64 = 30;
/// Longest interval, in days, for someone newly met.
const MAXIMUM_DAYS: i64 = 90;

/// How somebody who is not on the caseload yet came to the officer.
#[derive(Clone, PartialEq, Eq)]
pub enum Came {
    /// Met by chance.
    ByChance,
    /// They rang, from this number: as much of it as is known.
    Rang(String),
}

/// The five answers of *Met someone*.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct MetSomeone {
    /// Name or description.
    pub name: String,
    /// A code of `age_quick`.
    pub over_18: String,
    /// Where.
    pub place: String,
    /// What was said.
    pub said: String,
    /// When next.
    pub next: Option<Due>,
}

/// What saving *Met someone* made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Met {
    /// The new contact.
    pub contact: RecordId,
    /// Its reference.
    pub reference: String,
    /// The child concern, if the age demanded one.
    pub concern: Option<RecordId>,
}

/// A contact that may be the same person.
#[derive(Clone, PartialEq, Eq)]
pub struct Duplicate {
    /// Its masked line.
    pub line: ContactLine,
    /// Why: `sounds like it`, `same number`, `same name`.
    pub why: &'static str,
}

/// One page of the contact list.
#[derive(Clone, PartialEq, Eq, Default)]
pub struct ContactPage {
    /// Its lines.
    pub lines: Vec<ContactLine>,
    /// How many the filter leaves.
    pub matching: i64,
    /// How many are open in the area.
    pub open_in_area: i64,
    /// First line's place in the whole list.
    pub offset: i64,
}

impl Desk {
    /// A page of the contact list.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn contacts(&self, filter: &Filter, offset: i64, limit: i64) -> Outcome<ContactPage> {
        let open = Filter { area: filter.area.clone(), ..Filter::default() };
        let lines = self.reading().contacts(filter, offset, limit)?;
        let shown = i64::try_from(lines.len()).unwrap_or(limit);
        // A first page that is not full is all there is: it is not counted again.
        let all_shown = offset == 0 && shown < limit;
        Ok(ContactPage {
            lines,
            matching: if all_shown { shown } else { self.reading().contacts_count(filter)? },
            open_in_area: self.reading().contacts_count(&open)?,
            offset,
        })
    }

    /// The reference that the next new contact gets.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn next_reference(&self) -> Outcome<String> {
        let code = &self.officer.device_code;
        Ok(contact_reference(code, self.reading().highest_reference(code)? + 1))
    }

    /// Contacts that may be the same person as a name or number, best first, at most five.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn duplicates(&self, name: &str, number: &str) -> Outcome<Vec<Duplicate>> {
        let mut found: Vec<Duplicate> = Vec::new();
        let mut push = |desk: &Self, contact: Option<RecordId>, why| -> Outcome<()> {
            if let Some(id) = contact
                && found.len() < 5
                && !found.iter().any(|d| d.line.id == id)
                && let Some(line) = desk.reading().contact_line(id)?
                && line.status != "merged"
            {
                found.push(Duplicate { line, why });
            }
            Ok(())
        };
        let digits: String = crate::domain::phone::normalise(number).chars().filter(char::is_ascii_digit).collect();
        if digits.len() >= 6 {
            for hit in self.reading().by_digits(&digits, 5)? {
                push(self, hit.contact, "same number")?;
            }
        }
        // A description is not a name: only its first word is compared, up to the comma.
        let first = name.split(',').next().unwrap_or_default();
        let query = Query::parse(first);
        if !query.is_empty() && first.chars().filter(|c| c.is_alphabetic()).count() >= 2 {
            for hit in self.reading().find(&query, 20)? {
                if hit.kind == Kind::Contact {
                    push(self, hit.contact, if hit.by_sound { "sounds like it" } else { "same name" })?;
                }
            }
        }
        Ok(found)
    }

    /// Saves *Met someone*: contact, engagement met by chance, and follow-ups for what is missing, in one act.
    /// *No* or *unsure* opens a child concern in the same act (domain rule 2).
    ///
    /// # Errors
    /// Faults of the five answers, under the names `name`, `over_18`, `place`; or a failure.
    pub fn met_someone(&mut self, met: &MetSomeone) -> Saved<Met> {
        self.meet(met, &Came::ByChance)
    }

    /// As [`Desk::met_someone`], for somebody met by chance or for a caller nobody knows. A caller's number is kept as a
    /// contact point that is not known to be safe, in the same act; a caller need not say where they are.
    ///
    /// # Errors
    /// As [`Desk::met_someone`].
    pub fn meet(&mut self, met: &MetSomeone, came: &Came) -> Saved<Met> {
        let line = |t: &str| crate::domain::text::clean_line(t).text.trim().to_owned();
        let name = line(&met.name);
        let mut faults = Vec::new();
        if name.is_empty() {
            faults.push(Fault::new("name", "A name or a few words to know them by."));
        }
        if met.over_18.is_empty() {
            faults.push(Fault::new("over_18", "Choose one; unsure is an answer."));
        }
        if *came == Came::ByChance && met.place.trim().is_empty() {
            faults.push(Fault::new("place", "Say where."));
        }
        no_faults(faults)?;
        let now = self.local_now();
        let today = self.today();
        let reference = self.next_reference()?;
        let mut new = Contact {
            reference: reference.clone(),
            working_names: vec![name],
            status: Code::new(status::OPEN),
            area: Code::new(self.officer.area.clone()),
            over_18: Code::new(met.over_18.clone()),
            dlo: self.officer.point_of_contact.short(),
            dlo_since: Some(today),
            known_since: Some(today),
            ideal_days: Some(IDEAL_DAYS),
            maximum_days: Some(MAXIMUM_DAYS),
            locality: line(&met.place),
            ..Contact::default()
        };
        new.age_status = Code::new(new.age_status_on(today));
        let said = crate::domain::text::clean_note(&met.said).text.trim().to_owned();
        let next = met.next;
        let (channel, way) = match came {
            Came::ByChance => ("in-person", direction::CHANCE),
            Came::Rang(_) => ("call", direction::IN),
        };
        let point = match came {
            Came::Rang(number) if number.chars().any(|c| c.is_ascii_digit()) => Some(ContactPoint {
                kind: Code::new(match crate::domain::phone::describe(number) {
                    Some("UK landline") => "landline",
                    _ => "mobile",
                }),
                value: crate::domain::phone::normalise(number),
                safe: Code::new("not-known"),
                note: "rang from it".to_owned(),
                ..ContactPoint::default()
            }),
            _ => None,
        };
        let engagement = Engagement {
            happened: Some(When::at(now)),
            channel: Code::new(channel),
            direction: Code::new(way),
            outcome: Code::new(outcome::SPOKE),
            place: line(&met.place),
            summary: said.clone(),
            ..Engagement::default()
        };
        let desk_work = next.unwrap_or(Due::On(today.succ_opt().unwrap_or(today)));
        let officer_today = today;
        let act = match came {
            Came::ByChance => "met someone",
            Came::Rang(_) => "keep a caller",
        };
        let (contact, concern) = self.act(act, |w| {
            let why = Why::code("met-someone");
            let contact = w.add(None, &new, &why)?;
            w.add(Some(contact), &engagement, &why)?;
            if let Some(point) = &point {
                w.add(Some(contact), point, &why)?;
            }
            let follow = |w: &mut Write<'_>, what: &str, kind: &str, due: Due| -> Outcome<()> {
                let f = FollowUp {
                    what: what.to_owned(),
                    kind: Code::new(kind),
                    due: Some(due),
                    state: Code::new(follow_up::state::OPEN),
                    ..FollowUp::default()
                };
                w.add(Some(contact), &f, &why).map(|_| ())
            };
            follow(w, "make the safe-contact plan", follow_up::kind::PLAN, desk_work)?;
            if !new.is_child() {
                follow(w, "setting and grounds", follow_up::kind::OTHER, desk_work)?;
            }
            if let Some(next) = next {
                follow(w, "meet again", follow_up::kind::ENGAGEMENT, next)?;
            }
            let concern = if new.is_child() {
                Some(open_child_concern(w, contact, &said, When::at(now), "age given when met", officer_today)?)
            } else {
                None
            };
            Ok((contact, concern))
        })?;
        Ok(Met { contact, reference, concern })
    }

    /// Saves a contact from its form. Works out the age status, and converts what exists when it becomes a child's
    /// (domain rule 2).
    ///
    /// # Errors
    /// Faults, or a failure.
    pub fn save_contact(&mut self, id: Option<RecordId>, values: &Values) -> Saved<RecordId> {
        let today = self.today();
        let stored = match id {
            Some(id) => Some(
                self.reading()
                    .get::<Contact>(id)?
                    .ok_or_else(|| Problem::refused("This contact is no longer there.", "Go back to the list."))?,
            ),
            None => None,
        };
        let mut values = check::cleaned(Kind::Contact, values).0;
        keep_written(Kind::Contact, stored.as_ref().map(|s| s.it.values()), &mut values, &["answers"]);
        let mut c = Contact::from_values(&values);
        c.age_status = Code::new(c.age_status_on(today));
        if c.status.is_blank() {
            c.status = Code::new(status::OPEN);
        }
        if c.reference.is_empty() {
            c.reference = self.next_reference()?;
        }
        let before = stored.as_ref().map(|s| &s.it);
        c.closed_on = match before {
            _ if !c.status.is(status::CLOSED) => None,
            Some(b) if b.status.is(status::CLOSED) => b.closed_on,
            _ => Some(today),
        };
        let becomes_child = c.is_child() && !before.is_some_and(Contact::is_child);
        if becomes_child {
            // Converting keeps the earlier values readable in history, and closes the adult ones.
            c.settings.retain(|s| !lists::adult_only("settings", s.as_str()));
            c.population_group = Code::default();
        }
        let mut faults = check::faults(Kind::Contact, &c.values());
        faults.extend(contact::faults(&c, today));
        if becomes_child {
            // Who stood for an earlier age does not stand for this one.
            c.age_second_person.clear();
        }
        // Somebody whose documented date of birth makes them 18 by now has only grown older.
        let raised = before.filter(|b| b.is_child() && !c.is_child());
        let raised = raised.is_some_and(|b| !(b.age_is_documented() && b.born_on.is_some() && b.born_on == c.born_on));
        if raised {
            if !c.age_is_documented() {
                let field = if c.born_on.is_some() { "age_basis" } else { "over_18" };
                faults.push(Fault::new(
                    field,
                    "Raising the age of a child needs a document. Choose documented, or leave it as it was.",
                ));
            }
            let own = &self.officer.point_of_contact;
            let second = c.age_second_person.to_lowercase();
            if second.is_empty()
                || [own.short(), own.title(), own.collar.clone()].iter().any(|o| o.to_lowercase() == second)
            {
                faults.push(Fault::new(
                    "age_second_person",
                    "Raising the age of a child takes a second person. Name who else saw the document.",
                ));
            }
        }
        if let (Some(id), true) = (id, c.status.is(status::CLOSED)) {
            let promises = self.open_promises(id)?;
            if promises > 0 {
                faults.push(Fault::new(
                    "status",
                    format!(
                        "{promises} {} to the person {} open. Settle or hand over each first.",
                        if promises == 1 { "promise" } else { "promises" },
                        if promises == 1 { "is" } else { "are" },
                    ),
                ));
            }
        }
        no_faults(faults)?;
        let noticed = When::at(self.local_now());
        let why = id.map(|id| self.why(id)).unwrap_or_default();
        let name = if id.is_some() { "change a contact" } else { "add a contact" };
        let markers = match id {
            Some(id) if becomes_child => self.reading().of_contact::<Marker>(id)?,
            _ => Vec::new(),
        };
        let told = match id {
            Some(id) => Some(self.facts(id)?),
            None => None,
        };
        // What is sealed counts: the file may be on its way.
        let sent = becomes_child && told.as_ref().is_some_and(crate::casework::facts::Facts::person_was_sent);
        let dlo = self.officer.point_of_contact.clone();
        let mut concerns = match id {
            Some(id) => self.reading().of_contact::<Concern>(id)?,
            None => Vec::new(),
        };
        concerns.retain(|k| k.it.holds_a_child());
        if raised {
            let confirmed = Considered {
                code: concern::SECOND_PERSON.to_owned(),
                state: "done".to_owned(),
                at: Due::At(self.local_now()).to_string(),
                note: c.age_second_person.clone(),
            };
            concerns.iter_mut().for_each(|k| k.it.actions.push(confirmed.to_text()));
        }
        Ok(self.act(name, |w| {
            let contact = match id {
                Some(id) => {
                    w.put(id, Some(id), &c, &why)?;
                    id
                }
                None => w.add(None, &c, &why)?,
            };
            if let Some(told) = told.as_ref().filter(|_| !becomes_child) {
                crate::casework::is_record::rectify(w, told, &dlo, &why)?;
            }
            if raised {
                // The concern stays open until it is decided, and says who stood for the age.
                concerns.iter().try_for_each(|k| w.put(k.meta.id, Some(contact), &k.it, &why))?;
            }
            if becomes_child {
                for m in &markers {
                    convert_marker(w, contact, m, &why)?;
                }
                if sent {
                    // What IS was told about an adult has to be put right.
                    let u = Update {
                        kind: Code::new(update::kind::RECTIFICATION),
                        state: Code::new(update::state::DRAFT),
                        purpose: Code::new("safeguarding"),
                        necessity: "The person is or may be under 18; IS was told about an adult.".to_owned(),
                        ..Update::default()
                    };
                    w.add(Some(contact), &u, &why)?;
                }
                concern_becomes_childs(w, contact, noticed, "the age status became a child's", today, &why)?;
            }
            Ok(contact)
        })?)
    }

    /// Closes a contact with a reason of the list `closed_reasons`; refused while a promise to the person is open
    /// (domain rule 7).
    ///
    /// # Errors
    /// Faults `reason` and `status`; or a failure.
    pub fn close_contact(&mut self, id: RecordId, reason: &str) -> Saved<()> {
        if reason.is_empty() {
            return Err(NotSaved::Faults(vec![Fault::new("reason", "Say why the contact is closed.")]));
        }
        self.set_status(id, status::CLOSED, reason)
    }

    /// Opens a closed contact again.
    ///
    /// # Errors
    /// Faults, or a failure.
    pub fn reopen_contact(&mut self, id: RecordId) -> Saved<()> {
        self.set_status(id, status::OPEN, "")
    }

    fn set_status(&mut self, id: RecordId, to: &str, reason: &str) -> Saved<()> {
        let mut contact = self
            .reading()
            .get::<Contact>(id)?
            .ok_or_else(|| Problem::refused("This contact is no longer there.", "Go back to the list."))?
            .it;
        contact.status = Code::new(to);
        contact.closed_reason = Code::new(reason);
        self.save_contact(Some(id), &contact.values()).map(|_| ())
    }

    /// How many promises to the person are open.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn open_promises(&self, contact: RecordId) -> Outcome<usize> {
        Ok(self
            .reading()
            .of_contact::<FollowUp>(contact)?
            .iter()
            .filter(|f| f.it.is_open() && f.it.is_promise())
            .count())
    }

    /// Saves one way to reach a contact.
    ///
    /// # Errors
    /// Faults, or a failure.
    pub fn save_point(&mut self, contact: RecordId, id: Option<RecordId>, values: &Values) -> Saved<RecordId> {
        let mut values = values.clone();
        let kind = text_in(&values, "kind").to_owned();
        // Only a telephone number is written in international form.
        let raw = values.get("value").cloned();
        values = check::cleaned(Kind::ContactPoint, &values).0;
        if !matches!(kind.as_str(), "mobile" | "landline")
            && let Some(Value::Text(t)) = raw
        {
            values.insert("value", Value::Text(crate::domain::text::clean_line(&t).text.trim().to_owned()));
        }
        let mut faults = check::faults(Kind::ContactPoint, &values);
        let p = ContactPoint::from_values(&values);
        if p.value.is_empty() && !p.kind.is("no-fixed-abode") && !p.kind.is_blank() {
            faults.push(Fault::new("value", "Give the number, address or handle."));
        }
        if p.kind.is("e-mail") && !p.value.is_empty() && !p.value.contains('@') {
            faults.push(Fault::new("value", "An e-mail address has an @ in it."));
        }
        no_faults(faults)?;
        let why = self.why(contact);
        Ok(self.act("save a contact point", |w| match id {
            Some(id) => w.put(id, Some(contact), &p, &why).map(|()| id),
            None => w.add(Some(contact), &p, &why),
        })?)
    }
}

/// A marker on a person who becomes a child: a draft is closed, one that IS has gets its removal. One whose removal is
/// on its way to the centre stays so until the centre answers.
pub(crate) fn convert_marker(
    w: &mut Write<'_>,
    contact: RecordId,
    stored: &crate::store::table::Stored<Marker>,
    why: &Why,
) -> Outcome<()> {
    let mut m = stored.it.clone();
    let goes_already = matches!(m.state.as_str(), marker::state::REMOVAL | marker::state::REMOVED);
    if goes_already || lists::allowed_under_18("marker_types", m.marker_type.as_str()) {
        return Ok(());
    }
    m.removal_reason = Code::new("under-18");
    let on_is = m.is_placed() || m.state.is(marker::state::EXPORTED);
    if !on_is {
        m.state = Code::new(marker::state::REMOVED);
    }
    w.put(stored.meta.id, Some(contact), &m, why)?;
    if on_is {
        let u = Update {
            kind: Code::new(update::kind::MARKER_REMOVAL),
            about: Some(stored.meta.id),
            state: Code::new(update::state::DRAFT),
            purpose: Code::new("safeguarding"),
            necessity: "The person is or may be under 18; this marker type is for adults only.".to_owned(),
            ..Update::default()
        };
        w.add(Some(contact), &u, why)?;
    }
    Ok(())
}

/// Fields that the program writes keep what is stored, whatever a form or file brings; `given` ones may change.
pub(crate) fn keep_written(kind: Kind, stored: Option<Values>, values: &mut Values, given: &[&str]) {
    let stored = stored.unwrap_or_default();
    for field in kind.fields().iter().filter(|f| f.written && !given.contains(&f.name)) {
        match stored.get(field.name) {
            Some(v) => values.insert(field.name, v.clone()),
            None => values.remove(field.name),
        };
    }
}

/// The age status in words, for headers: `adult`, `under 18`, `may be under 18`, `age unknown`.
#[must_use]
pub fn age_words(status: &str) -> &'static str {
    match status {
        age::ADULT => "adult",
        age::CHILD => "under 18",
        age::MAY_BE => "may be under 18",
        _ => "age unknown",
    }
}
