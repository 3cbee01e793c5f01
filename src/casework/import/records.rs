//! Records of contacts that lines of a file bring: whose each is, whether it may stand there, and saving it.
//!
//! A contact is found by the reference it went under, in the same file first, then in the caseload: by its own reference, or
//! by the one that stands as its working name since it was brought in. What the record holds is read in
//! [`crate::exchange::import::records`].

use std::collections::{BTreeSet, HashMap};

use chrono::{NaiveDate, NaiveDateTime};

use crate::casework::concern::open_child_concern;
use crate::casework::desk::Desk;
use crate::casework::import::reports::{Names, count_crime, crime_faults, row_fault};
use crate::casework::import::{Bringing, DryRun, Imported, MOST_FAULTS, differs};
use crate::domain::check;
use crate::domain::concern::{self, Concern, actions_of};
use crate::domain::contact::Contact;
use crate::domain::field::{Code, Fault, Record};
use crate::domain::grounds::Grounds;
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::lists;
use crate::domain::marker::{self, Marker};
use crate::domain::officer::PointOfContact;
use crate::domain::problem::Outcome;
use crate::exchange::import::records::{Event, Kept, OfContact};
use crate::exchange::import::{Person, RowFault};
use crate::store::Reading;
use crate::store::write::Write;

/// Why a concern stands in a record that no officer opened.
const BECAUSE: &str = "safeguarding event in a file that was brought in";
/// Said where a record belongs to nobody.
const NOBODY: &str = "No contact of the file or of this caseload goes under this reference. Bring its person line in with it, \
                      or first.";
/// Said where it may belong to two.
const SEVERAL: &str = "More than one contact goes under this reference. Join the two first, or leave one of them out.";

/// Contacts by the reference they went under: those of the file, and those of the caseload that are asked for.
#[derive(Default)]
pub(super) struct Owners {
    by: HashMap<String, Vec<Contact>>,
    names: Names,
}

impl Owners {
    /// A person of the file.
    pub(super) fn comes(&mut self, p: &Person) {
        if !p.went_under.is_empty() {
            self.by.entry(p.went_under.clone()).or_default().push(p.contact.clone());
            self.names.comes(&p.contact);
        }
    }

    /// The names of the people of the file.
    pub(super) const fn names(&self) -> &Names {
        &self.names
    }

    /// Whether a person of the file goes under this reference.
    pub(super) fn has(&self, reference: &str) -> bool {
        self.by.contains_key(reference)
    }
}

/// Contacts of the caseload that go under these references.
fn here(reading: Reading<'_>, wanted: &BTreeSet<&str>) -> Outcome<HashMap<String, Vec<RecordId>>> {
    let mut found: HashMap<String, Vec<RecordId>> = HashMap::new();
    if wanted.is_empty() {
        return Ok(found);
    }
    for reference in wanted {
        let Some(id) = reading.by_reference(reference)? else { continue };
        let merged = reading.get::<Contact>(id)?.and_then(|c| c.it.merged_into);
        found.insert((*reference).to_owned(), vec![merged.unwrap_or(id)]);
    }
    let own: BTreeSet<String> = found.keys().cloned().collect();
    reading.each_name(&mut |one| {
        for name in one.working.iter().filter(|n| wanted.contains(n.as_str()) && !own.contains(*n)) {
            let ids = found.entry(name.clone()).or_default();
            if !ids.contains(&one.id) {
                ids.push(one.id);
            }
        }
    })?;
    Ok(found)
}

/// What may not stand on this contact.
fn faults_of(one: &OfContact, contact: &Contact, of_file: bool, now: NaiveDateTime, today: NaiveDate) -> Vec<RowFault> {
    let (kind, faults) = match &one.record {
        Kept::Marker(m, _) => {
            let mut faults = check::faults(Kind::Marker, &m.values());
            faults.extend(marker::faults(m, contact, today));
            (Kind::Marker, faults)
        }
        Kept::Concern(event) => {
            let mut faults = Vec::new();
            // The age that this caseload has is changed by the officer, never by a file.
            if !event.over_18.is_empty() && !contact.is_child() && (!of_file || contact.born_on.is_some()) {
                let what = "The line says that the person is or may be under 18, and their record does not. Put the age \
                            right there first.";
                faults.push(Fault::new("kind", what));
            }
            if event.concern.what.trim().is_empty() && event.own_words.is_empty() {
                faults.push(Fault::new("what", "Nothing is said of what is known: the line has no statement."));
            }
            (Kind::Concern, faults)
        }
        Kept::Crime(crime) => (Kind::CrimeReport, crime_faults(crime, now)),
    };
    faults.iter().map(|f| row_fault(one.row, kind, f)).collect()
}

/// Concerns before markers: they may say that somebody is a child, and then not every marker may stand.
fn in_order(about: &mut [OfContact]) {
    about.sort_by_key(|one| (matches!(one.record, Kept::Marker(..)), one.row));
}

/// The age that an event gives to a contact of the same file; true if it is a child's from now on.
fn takes_age(contact: &mut Contact, event: &Event, today: NaiveDate) -> bool {
    if event.over_18.is_empty() || contact.is_child() {
        return false;
    }
    contact.over_18 = Code::new(event.over_18);
    contact.age_status = Code::new(contact.age_status_on(today));
    contact.settings.retain(|s| !lists::adult_only("settings", s.as_str()));
    contact.population_group = Code::default();
    contact.is_child()
}

impl Desk {
    /// Finds whose every record is and what is wrong with it.
    pub(super) fn try_records(&self, mut about: Vec<OfContact>, owners: &mut Owners, run: &mut DryRun) -> Outcome<()> {
        in_order(&mut about);
        let wanted = about.iter().map(|o| o.contact_ref.as_str()).filter(|r| !owners.by.contains_key(*r)).collect();
        let here = here(self.reading(), &wanted)?;
        // Whose a record is cannot be said while the line of its person may be one that is wrong.
        let people_are_right = run.fault_count == 0;
        let (now, today) = (self.local_now(), self.today());
        for one in &about {
            let mut of_caseload = Vec::new();
            for id in here.get(&one.contact_ref).into_iter().flatten() {
                of_caseload.extend(self.reading().get::<Contact>(*id)?.map(|c| c.it));
            }
            let of_file = owners.by.get_mut(&one.contact_ref);
            let (contacts, in_file) = match of_file {
                Some(of_file) => (of_file, true),
                None => (&mut of_caseload, false),
            };
            let faults = match contacts.as_mut_slice() {
                [contact] => {
                    let faults = faults_of(one, contact, in_file, now, today);
                    if let (true, Kept::Concern(event)) = (faults.is_empty(), &one.record)
                        && takes_age(contact, event, today)
                    {
                        run.children += 1;
                    }
                    faults
                }
                [] if people_are_right => vec![RowFault::new(one.row, "contact_ref", NOBODY)],
                [] => Vec::new(),
                _ => vec![RowFault::new(one.row, "contact_ref", SEVERAL)],
            };
            match &one.record {
                Kept::Marker(_, grounds) => {
                    run.markers += 1;
                    run.others += grounds.len();
                }
                Kept::Concern(_) => run.concerns += 1,
                Kept::Crime(crime) => {
                    count_crime(crime, run);
                    run.others += usize::from(crime.consent.is_some());
                }
            }
            run.fault_count += faults.len();
            run.faults.extend(faults.into_iter().take(MOST_FAULTS.saturating_sub(run.faults.len())));
        }
        run.faults.sort_by_key(|f| f.row);
        Ok(())
    }
}

/// Contacts made so far by the reference they went under, each with the concern that opened with it and of which no line
/// has told yet.
#[derive(Default)]
pub(super) struct Made {
    by: HashMap<String, Vec<(RecordId, Option<RecordId>)>>,
}

impl Made {
    /// A contact was made.
    pub(super) fn came(&mut self, p: &Person, contact: RecordId, concern: Option<RecordId>) {
        if !p.went_under.is_empty() {
            self.by.entry(p.went_under.clone()).or_default().push((contact, concern));
        }
    }
}

impl Bringing {
    /// Saves the records of contacts, once the contacts stand.
    pub(super) fn records(
        &self,
        w: &mut Write<'_>,
        mut about: Vec<OfContact>,
        made: &mut Made,
        dlo: &PointOfContact,
        imported: &mut Imported,
    ) -> Outcome<()> {
        in_order(&mut about);
        let wanted = about.iter().map(|o| o.contact_ref.as_str()).filter(|r| !made.by.contains_key(*r)).collect();
        let here = here(w.reading(), &wanted)?;
        for one in about {
            let (contact, concern) = match (made.by.get_mut(&one.contact_ref), here.get(&one.contact_ref)) {
                (Some(made), _) => match made.as_mut_slice() {
                    [(contact, concern)] => (*contact, concern.take_if(|_| matches!(one.record, Kept::Concern(_)))),
                    _ => return Err(differs()),
                },
                (None, Some(ids)) => (ids.first().copied().filter(|_| ids.len() == 1).ok_or_else(differs)?, None),
                (None, None) => return Err(differs()),
            };
            match one.record {
                Kept::Marker(marker, grounds) => {
                    self.marker(w, contact, *marker, grounds, dlo)?;
                    imported.markers += 1;
                }
                Kept::Concern(event) => {
                    imported.children += usize::from(self.event(w, contact, concern, *event)?);
                    imported.concerns += 1;
                }
                Kept::Crime(crime) => self.crime(w, Some(contact), *crime, imported)?,
            }
        }
        Ok(())
    }

    /// A marker stands as a draft, with you as its DLO; grounds that the record has already are not kept twice.
    fn marker(
        &self,
        w: &mut Write<'_>,
        contact: RecordId,
        mut marker: Marker,
        grounds: Vec<Grounds>,
        dlo: &PointOfContact,
    ) -> Outcome<()> {
        for ground in grounds {
            let known = w.reading().of_contact::<Grounds>(contact)?;
            let same =
                known.into_iter().find(|k| k.it.statement == ground.statement && k.it.standing == ground.standing);
            let id = match same {
                Some(known) => known.meta.id,
                None => w.add(Some(contact), &ground, &self.why)?,
            };
            if !marker.grounds.contains(&id) {
                marker.grounds.push(id);
            }
        }
        marker.state = Code::new(marker::state::DRAFT);
        marker.take_details(dlo);
        w.add(Some(contact), &marker, &self.why).map(|_| ())
    }

    /// A child's concern comes with its actions and its notification, and the words of the event go into it; true if the
    /// person became a child's record by it.
    fn event(&self, w: &mut Write<'_>, contact: RecordId, opened: Option<RecordId>, event: Event) -> Outcome<bool> {
        let mut person = w.reading().get::<Contact>(contact)?.ok_or_else(differs)?.it;
        let became_child = takes_age(&mut person, &event, self.today);
        if became_child {
            w.put(contact, Some(contact), &person, &self.why)?;
        }
        let Event { concern: said, own_words, .. } = event;
        if !person.is_child() {
            let indicators = said.indicators.iter().map(|i| lists::label("child_indicators", i.as_str()));
            let own_words = Some(own_words).filter(|w| !w.is_empty()).map(|w| format!("In their own words: {w}"));
            let known: Vec<String> =
                Some(said.what).filter(|w| !w.is_empty()).into_iter().chain(indicators).chain(own_words).collect();
            let concern = Concern {
                kind: Code::new(concern::kind::ADULT),
                what: known.join("\n"),
                noticed: Some(said.noticed.unwrap_or_else(|| self.now.clone())),
                state: Code::new(concern::state::OPEN),
                actions: actions_of(concern::kind::ADULT, self.now.from, self.today),
                opened_because: BECAUSE.to_owned(),
                ..Concern::default()
            };
            w.add(Some(contact), &concern, &self.why)?;
            return Ok(false);
        }
        // The hours of its actions begin now: what the other officer did about them nobody knows here.
        let id = match opened {
            Some(id) => id,
            None => open_child_concern(w, contact, "", self.now.clone(), BECAUSE, self.today)?,
        };
        let mut concern = w.reading().get::<Concern>(id)?.ok_or_else(differs)?.it;
        if !said.what.trim().is_empty() {
            concern.what = said.what;
        }
        concern.noticed = said.noticed.or(concern.noticed);
        (concern.indicators, concern.views) = (said.indicators, own_words);
        (concern.protection_from, concern.protection_reference) = (said.protection_from, said.protection_reference);
        w.put(id, Some(contact), &concern, &self.why)?;
        Ok(became_child)
    }
}
