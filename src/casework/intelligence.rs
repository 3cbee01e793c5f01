//! Intelligence for the area's SRN: an entry with its graded items and its source block, from draft to the outbox.
//!
//! Three records are written in one act and hang on no contact: nothing of an entry is in a contact's own record, history
//! or search. Names are looked for before saving, making ready, approving and sealing. Nothing here gives a contact a
//! task. How an update travels belongs to [`crate::casework::outbox`] and [`crate::casework::sealing`].

use std::collections::BTreeSet;

use crate::casework::contact::keep_written;
use crate::casework::desk::{Desk, Mode, Saved, no_faults};
use crate::casework::marker::new_update;
use crate::casework::saving::{gone, next_short};
use crate::domain::field::{Code, Fault, Record, Values};
use crate::domain::id::{RecordId, contact_reference};
use crate::domain::intelligence::{
    Intelligence, IntelligenceItem, IntelligenceSource, STOP_AT, item_faults, source_faults, state,
};
use crate::domain::kind::Kind;
use crate::domain::problem::{Outcome, Problem};
use crate::domain::update::{Update, kind, state as update_state};
use crate::domain::{check, lists, marking, radio, text};
use crate::exchange::line::{Dlo, GradedItem, Intelligence as Graded, Line, Override, SCHEMA};
use crate::exchange::source::Source;
use crate::store::journal::Why;
use crate::store::table::Stored;
use crate::store::write::Write;

/// At most this many entries of each state are listed.
const LISTED: i64 = 500;

/// An entry as it is typed: its three records as values.
#[derive(Clone, Default)]
pub struct Written {
    /// Title, area, priority, how it is known.
    pub entry: Values,
    /// The items in their order.
    pub items: Vec<Values>,
    /// The source block.
    pub source: Values,
    /// The contact it rests on, if it is one.
    pub person: Option<RecordId>,
    /// Working names that the officer said are ordinary words here.
    pub kept_words: Vec<String>,
}

/// A contact an entry rests on, as far as it is shown.
#[derive(Clone, PartialEq, Eq)]
pub struct Rests {
    /// The contact.
    pub id: RecordId,
    /// Reference; the only thing shown.
    pub reference: String,
    /// How many entries rest on the person, this one included.
    pub entries: usize,
}

/// One entry in a list: masked, without its text and without its source.
#[derive(Clone, PartialEq, Eq)]
pub struct EntryLine {
    /// The entry.
    pub id: RecordId,
    /// `IN-0007`.
    pub reference: String,
    /// Title, which names nobody.
    pub title: String,
    /// A code of `intelligence_states`.
    pub state: String,
    /// Priority, as it is read.
    pub priority: String,
    /// Area, as it is read.
    pub area: String,
    /// The day it was written.
    pub written_on: Option<chrono::NaiveDate>,
    /// Grades of its items: `[2AC]`.
    pub grades: Vec<String>,
    /// Where its update stands, in words; blank while there is none.
    pub update: String,
    /// How many things keep a draft from being ready.
    pub missing: usize,
}

/// One entry in full.
#[derive(Clone)]
pub struct EntryView {
    /// The entry.
    pub entry: Stored<Intelligence>,
    /// Its items, in their order.
    pub items: Vec<Stored<IntelligenceItem>>,
    /// Its source block.
    pub source: IntelligenceSource,
    /// The contact it rests on, if it is one.
    pub rests: Option<Rests>,
    /// The SRN: that of the day while it is a draft, then the one it went under.
    pub srn: String,
    /// Its latest update: id, code of `update_states`, what became of it.
    pub update: Option<(RecordId, String, String)>,
    /// Reference of the report it was begun from.
    pub report: String,
    /// What keeps it from being ready.
    pub missing: Vec<Fault>,
}

impl Desk {
    /// Names in what of an entry may leave here beside its source block: a fault under the field they stand in, and in
    /// which item.
    fn names_of(&self, entry: &Intelligence, items: &[IntelligenceItem]) -> Outcome<Vec<(Option<usize>, Fault)>> {
        let mut faults = Vec::new();
        let mut look = |at: Option<usize>, field: &'static str, written: &str| -> Outcome<()> {
            for name in self.names_in(written, &entry.kept_words)? {
                faults.push((at, Fault::new(field, name.words())));
            }
            Ok(())
        };
        look(None, "title", &entry.title)?;
        for (n, item) in items.iter().enumerate() {
            look(Some(n), "text", &item.text)?;
            look(Some(n), "usage", &item.usage)?;
        }
        look(None, "provenance", &entry.provenance)?;
        Ok(faults)
    }

    /// How many entries rest on a person, with one more that is being written.
    ///
    /// # Errors
    /// When the contact is not there any more, or the database cannot be read.
    pub fn rests(&self, person: RecordId, entry: Option<RecordId>) -> Outcome<Rests> {
        let line = self
            .reading()
            .contact_line(person)?
            .ok_or_else(|| Problem::refused("This contact is no longer there.", "Go back to the list."))?;
        let entries = self.reading().entries_resting_on(person, entry)? + 1;
        Ok(Rests { id: person, reference: line.reference, entries })
    }

    /// Everything that is wrong with an entry as it is written: with which item, under which field.
    ///
    /// # Errors
    /// When the database cannot be read.
    fn entry_faults(
        &self,
        id: Option<RecordId>,
        entry: &Intelligence,
        items: &[IntelligenceItem],
        source: &IntelligenceSource,
    ) -> Outcome<Vec<(Option<usize>, Fault)>> {
        let mut faults: Vec<(Option<usize>, Fault)> =
            check::faults(Kind::Intelligence, &entry.values()).into_iter().map(|f| (None, f)).collect();
        if items.is_empty() {
            faults.push((None, Fault::new("text", "An entry needs at least one item.")));
        }
        for (n, item) in items.iter().enumerate() {
            let own = check::faults(Kind::IntelligenceItem, &item.values());
            faults.extend(own.into_iter().chain(item_faults(item)).map(|f| (Some(n), f)));
        }
        faults.extend(self.names_of(entry, items)?);
        let rests = match source.person {
            Some(person) => self.reading().entries_resting_on(person, id)? + 1,
            None => 1,
        };
        let own = check::faults(Kind::IntelligenceSource, &source.values());
        faults.extend(own.into_iter().chain(source_faults(source, rests)).map(|f| (None, f)));
        Ok(faults)
    }

    /// Saves an entry, its items and its source block in one act. What was submitted cannot be changed; what is ready
    /// is to be approved again.
    ///
    /// # Errors
    /// Faults: names, grades, the source block, the stop notice; those of a later item say which. Refused for a
    /// submitted entry; or a failure.
    pub fn save_entry(&mut self, id: Option<RecordId>, written: &Written) -> Saved<RecordId> {
        let before = match id {
            Some(id) => Some(self.reading().get::<Intelligence>(id)?.ok_or_else(gone)?.it),
            None => None,
        };
        if before.as_ref().is_some_and(Intelligence::is_submitted) {
            return Err(submitted())?;
        }
        let mut values = check::cleaned(Kind::Intelligence, &written.entry).0;
        keep_written(Kind::Intelligence, before.as_ref().map(Record::values), &mut values, &[]);
        let mut entry = Intelligence::from_values(&values);
        if before.is_none() {
            entry.reference = next_short::<Intelligence>(self.reading())?;
            entry.state = Code::new(state::DRAFT);
            entry.written_on = Some(self.today());
        }
        let newly_kept: Vec<String> =
            written.kept_words.iter().filter(|w| !entry.kept_words.contains(w)).cloned().collect();
        entry.kept_words.extend(newly_kept.iter().cloned());
        let mut items: Vec<IntelligenceItem> = written
            .items
            .iter()
            .map(|v| IntelligenceItem::from_values(&check::cleaned(Kind::IntelligenceItem, v).0))
            .filter(|i| !i.is_blank())
            .collect();
        for item in &mut items {
            tidy(item);
        }
        let mut source = IntelligenceSource::from_values(&check::cleaned(Kind::IntelligenceSource, &written.source).0);
        source.person = written.person;
        let several = items.len() > 1;
        no_faults(
            self.entry_faults(id, &entry, &items, &source)?
                .into_iter()
                .map(|(at, f)| match at {
                    Some(n) if several => Fault::new(f.field, format!("Item {}: {}", n + 1, f.what)),
                    _ => f,
                })
                .collect(),
        )?;
        let (old_items, old_source, updates) = match id {
            Some(id) => {
                let r = self.reading();
                (r.items_of(id)?, r.source_of(id)?, r.updates_of_entry(id)?)
            }
            None => Default::default(),
        };
        // That a name was kept as an ordinary word is a decision of its own, and is said in the journal.
        let why = if newly_kept.is_empty() {
            Why::default()
        } else {
            Why { text: newly_kept.join(", "), ..Why::code("ordinary-word") }
        };
        Ok(self.act("write an intelligence entry", |w| {
            let id = match id {
                Some(id) => {
                    w.put(id, None, &entry, &why)?;
                    id
                }
                None => w.add(None, &entry, &why)?,
            };
            let mut old = old_items.iter();
            for (number, mut item) in (1..).zip(items) {
                item.entry = Some(id);
                item.number = Some(number);
                match old.next() {
                    Some(kept) => w.put(kept.meta.id, None, &item, &why)?,
                    None => w.add(None, &item, &why).map(|_| ())?,
                }
            }
            for left in old {
                w.remove(Kind::IntelligenceItem, left.meta.id, &why)?;
            }
            source.entry = Some(id);
            match old_source {
                Some(kept) => w.put(kept.meta.id, None, &source, &why)?,
                None => w.add(None, &source, &why).map(|_| ())?,
            }
            for u in updates.iter().filter(|u| u.it.state.is(update_state::APPROVED)) {
                w.put(u.meta.id, None, &decided_anew(&u.it), &why)?;
            }
            Ok(id)
        })?)
    }

    /// Removes a draft with its items and its source block.
    ///
    /// # Errors
    /// Refused once it is in the outbox or was submitted; or a failure.
    pub fn remove_entry(&mut self, id: RecordId) -> Outcome<()> {
        let r = self.reading();
        let entry = r.get::<Intelligence>(id)?.ok_or_else(gone)?.it;
        if !entry.state.is(state::DRAFT) {
            return Err(Problem::refused(
                "Only a draft is removed; this entry is in the outbox or was submitted.",
                "Set its update to never first: 8 Outbox.",
            ));
        }
        let (items, source, updates) = (r.items_of(id)?, r.source_of(id)?, r.updates_of_entry(id)?);
        if updates.iter().any(|u| u.it.package.is_some()) {
            return Err(submitted());
        }
        let why = Why::default();
        self.act("remove a draft of intelligence", |w| {
            for item in &items {
                w.remove(Kind::IntelligenceItem, item.meta.id, &why)?;
            }
            if let Some(source) = &source {
                w.remove(Kind::IntelligenceSource, source.meta.id, &why)?;
            }
            for u in &updates {
                w.remove(Kind::Update, u.meta.id, &why)?;
            }
            w.remove(Kind::Intelligence, id, &why)
        })
    }

    /// The entries of an area, drafts first, then ready, then submitted, each newest first; an empty area is every area.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn entry_lines(&self, area: &str) -> Outcome<Vec<EntryLine>> {
        let mut lines = Vec::new();
        for of in [state::DRAFT, state::READY, state::SUBMITTED] {
            for entry in self.reading().entries(of, area, LISTED)? {
                let id = entry.meta.id;
                let items = self.reading().items_of(id)?;
                let update = self.reading().updates_of_entry(id)?.into_iter().next();
                let missing = if of == state::DRAFT { self.entry_missing(id)?.len() } else { 0 };
                lines.push(EntryLine {
                    id,
                    reference: entry.it.reference.clone(),
                    title: entry.it.title.clone(),
                    state: entry.it.state.as_str().to_owned(),
                    priority: lists::label("priorities", entry.it.priority.as_str()),
                    area: lists::label("areas", entry.it.area.as_str()),
                    written_on: entry.it.written_on,
                    grades: items.iter().map(|i| i.it.grade()).collect(),
                    update: update.map(|u| update_words(&u.it)).unwrap_or_default(),
                    missing,
                });
            }
        }
        Ok(lines)
    }

    /// What keeps an entry from being ready: what is not graded, names, the source block, the stop notice.
    ///
    /// # Errors
    /// When it is not there, or the database cannot be read.
    pub fn entry_missing(&self, id: RecordId) -> Outcome<Vec<Fault>> {
        let r = self.reading();
        let entry = r.get::<Intelligence>(id)?.ok_or_else(gone)?.it;
        let items: Vec<IntelligenceItem> = r.items_of(id)?.into_iter().map(|i| i.it).collect();
        let source = r.source_of(id)?.map(|s| s.it).unwrap_or_default();
        let several = items.len() > 1;
        let mut seen = BTreeSet::new();
        let mut missing: Vec<Fault> = self
            .entry_faults(Some(id), &entry, &items, &source)?
            .into_iter()
            .filter(|(at, f)| seen.insert((*at, f.field)))
            .map(|(at, f)| {
                let label = label_of(f.field);
                let place = match at {
                    Some(n) if several => format!("item {}, {}", n + 1, lower_first(label)),
                    _ => lower_first(label),
                };
                Fault::new(f.field, format!("{place}: {}", f.what))
            })
            .collect();
        if entry.known.is_none() {
            missing.push(Fault::new("known", "first, last known: say since when it is known."));
        }
        if lists::srn(entry.area.as_str(), self.today()).is_none() {
            missing.push(Fault::new("area", "area: it has no SRN today."));
        }
        Ok(missing)
    }

    /// Opens an entry in full: a consultation, journalled once in a while, of the entry and of no contact.
    ///
    /// # Errors
    /// When it is not there, or the consultation cannot be journalled: what cannot be journalled is not opened.
    pub fn open_entry(&mut self, id: RecordId) -> Outcome<EntryView> {
        self.open_entry_for(id, "intelligence")
    }

    /// As [`Desk::open_entry`], for a reason (a code of `consultation_reasons`).
    ///
    /// # Errors
    /// As there.
    pub fn open_entry_for(&mut self, id: RecordId, reason: &str) -> Outcome<EntryView> {
        let view = self.entry_view(id)?;
        self.consult_record(Kind::Intelligence, id, reason)?;
        Ok(view)
    }

    fn entry_view(&self, id: RecordId) -> Outcome<EntryView> {
        let r = self.reading();
        let entry = r.get::<Intelligence>(id)?.ok_or_else(gone)?;
        let source = r.source_of(id)?.map(|s| s.it).unwrap_or_default();
        let rests = match source.person {
            Some(person) => self.rests(person, Some(id)).ok(),
            None => None,
        };
        let update = r.updates_of_entry(id)?.into_iter().next();
        let report = match entry.it.report {
            Some(report) => r.get::<crate::domain::dangerous_person::DangerousPerson>(report)?,
            None => None,
        };
        let srn = match entry.it.srn.as_str() {
            "" => lists::srn(entry.it.area.as_str(), self.today()).unwrap_or_default().to_owned(),
            fixed => fixed.to_owned(),
        };
        Ok(EntryView {
            items: r.items_of(id)?,
            source,
            rests,
            srn,
            update: update.map(|u| (u.meta.id, u.it.state.as_str().to_owned(), update_words(&u.it))),
            report: report.map(|d| d.it.reference).unwrap_or_default(),
            missing: if entry.it.is_submitted() { Vec::new() } else { self.entry_missing(id)? },
            entry,
        })
    }

    /// Makes an entry ready: its update is drafted for the outbox, with what the officer says it is strictly needed for.
    /// Gives the update.
    ///
    /// # Errors
    /// Faults under `necessity`, `purpose`, `condition`. Refused with everything that is missing, or when it is ready
    /// already; or a failure.
    pub fn make_entry_ready(
        &mut self,
        id: RecordId,
        purpose: &str,
        condition: &str,
        necessity: &str,
    ) -> Saved<RecordId> {
        let entry = self.reading().get::<Intelligence>(id)?.ok_or_else(gone)?.it;
        if !entry.state.is(state::DRAFT) {
            return Err(Problem::refused("This entry is in the outbox already.", "Walk the outbox: 8."))?;
        }
        let missing = self.entry_missing(id)?;
        if let Some(first) = missing.first() {
            let more = match missing.len() {
                1 => String::new(),
                n => format!(" {} more.", n - 1),
            };
            return Err(Problem::refused(
                format!("Not ready: {}{more}", first.what),
                "Edit the entry; it stays a draft until then.",
            ))?;
        }
        let necessity = text::clean_line(necessity).text.trim().to_owned();
        let mut faults = Vec::new();
        if necessity.is_empty() {
            faults.push(Fault::new("necessity", "Say what goes wrong if IS does not know."));
        }
        if lists::item("lawful_purposes", purpose).is_none() {
            faults.push(Fault::new("purpose", "Choose the purpose."));
        }
        if lists::item("schedule_8", condition).is_none() {
            faults.push(Fault::new("condition", "Choose the condition."));
        }
        no_faults(faults)?;
        let update = Update {
            purpose: Code::new(purpose),
            condition: Code::new(condition),
            necessity,
            ..new_update(kind::INTELLIGENCE, Some(id))
        };
        let ready = Intelligence {
            state: Code::new(state::READY),
            srn: lists::srn(entry.area.as_str(), self.today()).unwrap_or_default().to_owned(),
            ..entry
        };
        let why = Why::default();
        Ok(self.act("make an intelligence entry ready", |w| {
            w.put(id, None, &ready, &why)?;
            w.add(None, &update, &why)
        })?)
    }

    /// What an update of intelligence says, and its source block: frozen once it was approved, else worked out afresh.
    pub(crate) fn intelligence_line(&self, update: &Stored<Update>) -> Outcome<(Line, Source)> {
        let frozen = Line::from_json_line(&update.it.content).and_then(|l| {
            let source = Source::from_json_line(&update.it.source)?;
            Ok((l, source))
        });
        match frozen {
            Ok(both) if !update.it.content.is_empty() => Ok(both),
            _ => self.fresh_intelligence(update),
        }
    }

    /// The entry an update is about.
    pub(crate) fn entry_of(&self, update: &Update) -> Outcome<Stored<Intelligence>> {
        let entry = update.about.map(|id| self.reading().get::<Intelligence>(id)).transpose()?.flatten();
        entry.ok_or_else(|| Problem::refused("The entry of this update is no longer there.", "Set it to never."))
    }

    /// As [`Desk::intelligence_line`], from the records as they are now.
    pub(crate) fn fresh_intelligence(&self, update: &Stored<Update>) -> Outcome<(Line, Source)> {
        let stored = self.entry_of(&update.it)?;
        let (id, entry, u) = (stored.meta.id, &stored.it, &update.it);
        let items = self.reading().items_of(id)?;
        let block = self.reading().source_of(id)?.map(|s| s.it).unwrap_or_default();
        let who = match block.person {
            // A name stands nowhere, not even here: the source unit asks the DLO.
            Some(person) => match self.reading().contact_line(person)? {
                Some(line) => {
                    format!("known to {} as {}", self.officer().point_of_contact.short(), line.reference)
                }
                None => String::new(),
            },
            None => block.who.trim().to_owned(),
        };
        let (first_known, last_known) = entry.known_halves();
        let srn = match entry.srn.as_str() {
            "" => lists::srn(entry.area.as_str(), self.today()).unwrap_or_default().to_owned(),
            fixed => fixed.to_owned(),
        };
        let classification = lists::label("classifications", entry.classification_code());
        let graded = |i: &IntelligenceItem| GradedItem {
            text: i.text.trim().to_owned(),
            standing: i.standing.as_str().to_owned(),
            source_grade: i.source_grade.as_str().to_owned(),
            assessment: i.assessment.as_str().to_owned(),
            handling: i.handling.as_str().to_owned(),
            action_code: i.action_code.as_str().to_owned(),
            usage: i.usage.trim().to_owned(),
            sanitisation: i.sanitisation.as_str().to_owned(),
        };
        let line = Line {
            schema: SCHEMA,
            update_id: update.meta.id.to_string(),
            kind: kind::INTELLIGENCE.to_owned(),
            contact_ref: contact_reference(&self.officer().device_code, 0),
            area: entry.area.as_str().to_owned(),
            srn: srn.clone(),
            purpose: u.purpose.as_str().to_owned(),
            necessity: u.necessity.trim().to_owned(),
            condition: u.condition.as_str().to_owned(),
            policy_ref: self.officer().force_decisions.policy_document.trim().to_owned(),
            override_: (!u.override_ground.is_blank())
                .then(|| Override { ground: u.override_ground.as_str().to_owned(), by: u.override_by.clone() }),
            intelligence: Some(Graded {
                entry_ref: entry.reference.clone(),
                title: entry.title.trim().to_owned(),
                priority: entry.priority.as_str().to_owned(),
                provenance: entry.provenance.trim().to_owned(),
                first_known: first_known.clone(),
                last_known: last_known.clone(),
                items: items.iter().map(|i| graded(&i.it)).collect(),
            }),
            dlo: Dlo::from(&self.officer().point_of_contact),
            radio: radio::SENTENCE.to_owned(),
            classification: classification.clone(),
            ..Line::default()
        };
        let can_give_more = match block.can_give_more.as_str() {
            "yes" | "no" => block.can_give_more.as_str(),
            // Not asked is not known, for whoever reads it.
            _ => "unknown",
        };
        let source = Source {
            schema: SCHEMA,
            update_id: update.meta.id.to_string(),
            srn,
            source: who,
            provenance: entry.provenance.trim().to_owned(),
            known_to: block.known_to.trim().to_owned(),
            first_known,
            last_known,
            can_give_more: can_give_more.to_owned(),
            risk: block.risk.as_str().to_owned(),
            risk_why: block.risk_why.trim().to_owned(),
            risk_reduced: block.risk_reduced.trim().to_owned(),
            radio: radio::SENTENCE.to_owned(),
            classification,
        };
        Ok((line, source))
    }

    /// What keeps an update of intelligence from being approved, each with what to do.
    pub(crate) fn intelligence_gates(&self, update: &Update, line: &Line, source: &Source) -> Outcome<Vec<Problem>> {
        let mut gates = self.gates_of_any(line);
        let mut gate = |what: &str, remedy: &str| gates.push(Problem::refused(what, remedy));
        let entry = self.entry_of(update)?;
        for f in self.entry_missing(entry.meta.id)? {
            gate(&text::capital(&f.what), "Edit the entry.");
        }
        let is_marked = |faults: &[String]| faults.iter().any(|f| f == marking::REFUSAL);
        let (of_line, of_source) = (line.faults(), source.faults());
        if is_marked(&of_line) || is_marked(&of_source) {
            gate(marking::REFUSAL, "Take the marked text out here, and telephone.");
        }
        // The limits of the file; those above were said in the officer's words.
        let said = ["policy document", "marking", "is not graded", "action code", "A3", "no title", "how it is known"];
        let said_of_source = ["names no source", "not answered", "is reduced"];
        let rest = of_line.iter().filter(|f| !said.iter().any(|s| f.contains(s)));
        let rest = rest.chain(of_source.iter().filter(|f| !said_of_source.iter().any(|s| f.contains(s))));
        for fault in rest.filter(|f| *f != marking::REFUSAL) {
            gate(fault, "Edit the entry or the update.");
        }
        Ok(gates)
    }

    /// Why an approval of intelligence no longer holds, if it does not.
    pub(crate) fn intelligence_no_longer_holds(
        &self,
        update: &Stored<Update>,
        frozen: &(Line, Source),
    ) -> Outcome<Option<String>> {
        if self.mode == Mode::SetUp {
            return Ok(Some("the caseload is in SET-UP".to_owned()));
        }
        let Ok(fresh) = self.fresh_intelligence(update) else {
            return Ok(Some("the entry is no longer there".to_owned()));
        };
        if let Some(first) = self.intelligence_gates(&update.it, &fresh.0, &fresh.1)?.first() {
            return Ok(Some(lower_first(first.what.trim_end_matches('.'))));
        }
        // Other contact details of the DLO take nothing back.
        let said = |(line, source): &(Line, Source)| {
            (Line { dlo: Dlo::default(), ..line.clone() }, Source { source: String::new(), ..source.clone() })
        };
        Ok((said(&fresh) != said(frozen)).then(|| "the entry was changed since".to_owned()))
    }
}

/// Moves an entry with what became of its update: ready again, or a draft when it never goes or was refused.
pub(crate) fn entry_moves(w: &mut Write<'_>, update: &Update, to: &'static str, why: &Why) -> Outcome<()> {
    let Some(id) = update.about.filter(|_| update.kind.is(kind::INTELLIGENCE)) else { return Ok(()) };
    let Some(entry) = w.reading().get::<Intelligence>(id)? else { return Ok(()) };
    let srn = if to == state::DRAFT { String::new() } else { entry.it.srn.clone() };
    let is_reference = if update.state.is(update_state::ACCEPTED) {
        update.is_reference.clone()
    } else {
        entry.it.is_reference.clone()
    };
    let moved = Intelligence { state: Code::new(to), srn, is_reference, ..entry.it };
    w.put(id, None, &moved, why)
}

/// As it was before it was approved.
pub(crate) fn decided_anew(update: &Update) -> Update {
    Update { state: Code::new(update_state::DRAFT), content: String::new(), source: String::new(), ..update.clone() }
}

/// What stands under P has no code of C, and words of use stand under A3 alone.
fn tidy(item: &mut IntelligenceItem) {
    if !item.handling.is("c") {
        item.action_code = Code::default();
        item.sanitisation = Code::default();
    }
    if !item.action_code.is("a3") {
        item.usage.clear();
    }
}

fn submitted() -> Problem {
    Problem::refused("What was submitted stays as it was sent.", "Write a new entry that says what is known now.")
}

/// `approved`, `in package 13`, `on IS, I/4471`.
fn update_words(u: &Update) -> String {
    match (u.state.as_str(), u.package) {
        ("" | update_state::DRAFT, _) => "to be decided in the outbox".to_owned(),
        (update_state::ACCEPTED, _) => format!("on IS, {}", u.is_reference),
        (update_state::REJECTED, _) => format!("rejected {}", u.rejection),
        (state, Some(n)) => format!("{} in package {n}", lists::label("update_states", state)),
        (state, None) => lists::label("update_states", state),
    }
}

fn label_of(field: &str) -> &'static str {
    [Kind::Intelligence, Kind::IntelligenceItem, Kind::IntelligenceSource]
        .iter()
        .find_map(|k| k.field(field))
        .map_or("entry", |f| f.label)
}

fn lower_first(sentence: &str) -> String {
    let mut chars = sentence.chars();
    chars.next().map(|c| c.to_lowercase().chain(chars).collect()).unwrap_or_default()
}

/// Whether the stop notice stands at so many entries.
#[must_use]
pub const fn stops(entries: usize) -> bool {
    entries >= STOP_AT
}
