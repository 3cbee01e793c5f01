//! Saving a record from its form, where nothing but the record itself is touched: cleaned, checked, written in one act.
//!
//! What touches more than one record is a function of its own beside what it is about.

use crate::casework::contact::keep_written;
use crate::casework::desk::{Desk, Saved, no_faults};
use crate::domain::check;
use crate::domain::field::{Fault, Record, Values};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::problem::{Outcome, Problem};
use crate::store::Reading;

impl Desk {
    /// A record as it is to be saved, and as it was: cleaned at the boundary, with what the program wrote itself kept.
    ///
    /// # Errors
    /// Refused when the record to be changed is gone; or a failure.
    pub(crate) fn typed<R: Record>(&self, id: Option<RecordId>, values: &Values) -> Outcome<(R, Option<R>)> {
        let before = match id {
            Some(id) => Some(self.reading().get::<R>(id)?.ok_or_else(gone)?.it),
            None => None,
        };
        let mut values = check::cleaned(R::KIND, values).0;
        keep_written(R::KIND, before.as_ref().map(Record::values), &mut values, &[]);
        Ok((R::from_values(&values), before))
    }

    /// Saves a record, after the rules of its table and those given.
    ///
    /// # Errors
    /// Faults, or a failure.
    pub(crate) fn keep<R: Record>(
        &mut self,
        what: &'static str,
        whose: Option<RecordId>,
        id: Option<RecordId>,
        record: &R,
        more: Vec<Fault>,
    ) -> Saved<RecordId> {
        let mut faults = check::faults(R::KIND, &record.values());
        faults.extend(more);
        no_faults(faults)?;
        let why = whose.map(|c| self.why(c)).unwrap_or_default();
        Ok(self.act(what, |w| match id {
            Some(id) => w.put(id, whose, record, &why).map(|()| id),
            None => w.add(whose, record, &why),
        })?)
    }
}

/// The letters and digits of the short references of a kind: `CR-0019`.
const fn short(kind: Kind) -> (&'static str, usize) {
    match kind {
        Kind::CrimeReport => ("CR", 4),
        Kind::Intelligence => ("IN", 4),
        Kind::DangerousPerson => ("DP", 4),
        Kind::Tasking => ("T", 3),
        _ => ("", 0),
    }
}

/// The next short reference of a kind that has one: `CR-0019` after `CR-0018`.
///
/// # Errors
/// When the database cannot be read.
pub(crate) fn next_short<R: Record>(reading: Reading<'_>) -> Outcome<String> {
    let (prefix, digits) = short(R::KIND);
    let number = reading.highest_short(R::KIND, prefix)? + 1;
    Ok(format!("{prefix}-{number:0digits$}"))
}

/// What is said when a record that is to be changed was removed meanwhile.
pub(crate) fn gone() -> Problem {
    Problem::refused("This record is no longer there.", "Go back and open it again.")
}
