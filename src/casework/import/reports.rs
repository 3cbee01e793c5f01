//! Crime reports and intelligence that lines of a file bring: what each becomes here, and what may not stand in it.
//!
//! Neither goes to IS again by itself: the officer whose line it is sent it, and no update is drafted for it. What the
//! line says is read in [`crate::exchange::import::crime`] and [`crate::exchange::import::intelligence`].

use std::collections::BTreeSet;

use chrono::NaiveDateTime;

use crate::casework::crime::due_support;
use crate::casework::desk::Desk;
use crate::casework::import::{Bringing, DryRun, Imported, MOST_FAULTS};
use crate::casework::saving::next_short;
use crate::domain::check;
use crate::domain::consent::Consent;
use crate::domain::contact::Contact;
use crate::domain::crime_report::{self, CrimeReport, recording, state};
use crate::domain::field::{Code, Fault, Record};
use crate::domain::id::RecordId;
use crate::domain::intelligence::{self, Intelligence, IntelligenceSource, item_faults, state as entry_state};
use crate::domain::kind::Kind;
use crate::domain::problem::Outcome;
use crate::domain::text::{LINE, truncate_graphemes};
use crate::exchange::import::RowFault;
use crate::exchange::import::crime::Crime;
use crate::exchange::import::intelligence::Entry;
use crate::exchange::import::records::{Alone, OfNobody};
use crate::store::write::Write;

/// Said of an entry that names somebody; which word it is stands nowhere, as nothing of a line does.
const NAMES_SOMEBODY: &str = "A word of it is a name or the reference of a contact, and an entry names nobody. Take it \
                              out of the line, or write the entry here by hand, where a word can be kept as an \
                              ordinary one.";

/// What is wrong with a crime report as it would stand.
pub(super) fn crime_faults(crime: &Crime, now: NaiveDateTime) -> Vec<Fault> {
    let mut faults = check::faults(Kind::CrimeReport, &crime.report.values());
    faults.extend(crime_report::faults(&crime.report, now));
    faults
}

/// A report that another officer was told of. With a crime number it is recorded, since the number is the recording,
/// and no clock runs.
///
/// Without one nothing says that it was ever recorded: a line is often frozen before the number is known. Saying
/// *recorded* or *not recorded* would be a decision that nobody took, and would hide a crime that was forgotten from
/// whoever takes the caseload over. So the decision stays open, beside where to ask; its 24 hours are those from when
/// it was told, and never begin anew because a file came in. The decision ends them: the number, or why there is none.
///
/// No change of outcome is written, which would owe the person news that they may have had long ago; and what the other
/// officer did of the support nobody knows here, so that all of it is still to be considered, without a time.
fn as_reported(crime: Crime, reference: String) -> CrimeReport {
    let Crime { report, there, .. } = crime;
    let recorded = !report.crime_number.is_empty();
    let asked = if recorded { "" } else { ": ask there whether it was recorded" };
    let why = format!("came in with a file, from {there}{asked}");
    CrimeReport {
        reference,
        state: Code::new(if recorded { state::CRIMED } else { state::REPORTED }),
        recording: Code::new(if recorded { recording::RECORDED } else { "" }),
        recording_why: truncate_graphemes(&why, LINE).to_owned(),
        support: due_support(&[]),
        ..report
    }
}

/// Counts a crime report that would be made.
pub(super) fn count_crime(crime: &Crime, run: &mut DryRun) {
    run.crimes += 1;
    run.unrecorded += usize::from(crime.report.crime_number.is_empty());
}

/// Names of the people of a file, who are in no index yet.
#[derive(Default)]
pub(super) struct Names {
    forms: BTreeSet<String>,
}

impl Names {
    /// A person of the file.
    pub(super) fn comes(&mut self, contact: &Contact) {
        let names = contact.working_names.iter().chain([&contact.given_names, &contact.surname]);
        for name in names {
            let name = name.split(',').next().unwrap_or_default();
            self.forms.extend(intelligence::words(name).flat_map(intelligence::forms));
        }
    }

    fn stands_in(&self, text: &str) -> bool {
        intelligence::words(text).any(|w| intelligence::forms(w).iter().any(|f| self.forms.contains(f)))
    }
}

impl Desk {
    /// What is wrong with records that belong to nobody. `is_of_file` says which references people of the file go
    /// under.
    pub(super) fn try_alone(
        &self,
        alone: &[OfNobody],
        names: &Names,
        is_of_file: &dyn Fn(&str) -> bool,
        run: &mut DryRun,
    ) -> Outcome<()> {
        let now = self.local_now();
        for one in alone {
            let faults: Vec<RowFault> = match &one.record {
                Alone::Crime(crime) => {
                    count_crime(crime, run);
                    crime_faults(crime, now).iter().map(|f| row_fault(one.row, Kind::CrimeReport, f)).collect()
                }
                Alone::Intelligence(entry) => {
                    run.entries += 1;
                    self.faults_of_entry(one.row, entry, names, is_of_file)?
                }
            };
            run.fault_count += faults.len();
            run.faults.extend(faults.into_iter().take(MOST_FAULTS.saturating_sub(run.faults.len())));
        }
        run.faults.sort_by_key(|f| f.row);
        Ok(())
    }

    fn faults_of_entry(
        &self,
        row: u64,
        it: &Entry,
        names: &Names,
        is_of_file: &dyn Fn(&str) -> bool,
    ) -> Outcome<Vec<RowFault>> {
        let mut faults: Vec<(Kind, Fault)> = Vec::new();
        let mut looked_at = vec![
            (Kind::Intelligence, "title", &it.entry.title),
            (Kind::Intelligence, "provenance", &it.entry.provenance),
        ];
        faults
            .extend(check::faults(Kind::Intelligence, &it.entry.values()).into_iter().map(|f| (Kind::Intelligence, f)));
        for item in &it.items {
            let own = check::faults(Kind::IntelligenceItem, &item.values()).into_iter().chain(item_faults(item));
            faults.extend(own.map(|f| (Kind::IntelligenceItem, f)));
            looked_at.push((Kind::IntelligenceItem, "text", &item.text));
            looked_at.push((Kind::IntelligenceItem, "usage", &item.usage));
        }
        for (kind, field, text) in looked_at {
            let of_file = names.stands_in(text) || intelligence::references(text).iter().any(|r| is_of_file(r));
            if of_file || !self.names_in(text, &[])?.is_empty() {
                faults.push((kind, Fault::new(field, NAMES_SOMEBODY)));
            }
        }
        Ok(faults.iter().map(|(kind, f)| row_fault(row, *kind, f)).collect())
    }
}

/// A fault of a record as one of its row, under the label of its field.
pub(super) fn row_fault(row: u64, kind: Kind, f: &Fault) -> RowFault {
    RowFault::new(row, kind.field(f.field).map(|f| f.label).unwrap_or_default(), f.what.as_str())
}

impl Bringing {
    /// Saves what belongs to nobody.
    pub(super) fn alone(&self, w: &mut Write<'_>, alone: Vec<OfNobody>, imported: &mut Imported) -> Outcome<()> {
        for one in alone {
            match one.record {
                Alone::Crime(crime) => self.crime(w, None, *crime, imported)?,
                Alone::Intelligence(entry) => self.entry(w, *entry, imported)?,
            }
        }
        Ok(())
    }

    /// A crime report, of a contact or of nobody. What the person answered to it goes into their ledger, once.
    pub(super) fn crime(
        &self,
        w: &mut Write<'_>,
        whose: Option<RecordId>,
        mut crime: Crime,
        imported: &mut Imported,
    ) -> Outcome<()> {
        if let (Some(contact), Some(consent)) = (whose, crime.consent.take()) {
            let same = |c: &Consent| {
                (&c.purpose, &c.state, c.asked_on, &c.words)
                    == (&consent.purpose, &consent.state, consent.asked_on, &consent.words)
            };
            if !w.reading().of_contact::<Consent>(contact)?.iter().any(|c| same(&c.it)) {
                w.add(Some(contact), &consent, &self.why)?;
            }
        }
        imported.crimes += 1;
        let report = as_reported(crime, next_short::<CrimeReport>(w.reading())?);
        w.add(whose, &report, &self.why).map(|_| ())
    }

    /// An intelligence entry stands as submitted: it went to its SRN with the line, stays as it was sent, and cannot
    /// be made ready a second time. When it was written the line does not say. Its source block says with whom the
    /// source stands.
    fn entry(&self, w: &mut Write<'_>, it: Entry, imported: &mut Imported) -> Outcome<()> {
        imported.entries += 1;
        let entry = Intelligence {
            reference: next_short::<Intelligence>(w.reading())?,
            state: Code::new(entry_state::SUBMITTED),
            ..it.entry
        };
        let id = w.add(None, &entry, &self.why)?;
        for mut item in it.items {
            item.entry = Some(id);
            w.add(None, &item, &self.why)?;
        }
        let source = IntelligenceSource {
            entry: Some(id),
            who: it.source_with,
            known_to: "not known here".to_owned(),
            can_give_more: Code::new("unknown"),
            risk: Code::new("unknown"),
            ..IntelligenceSource::default()
        };
        w.add(None, &source, &self.why).map(|_| ())
    }
}
