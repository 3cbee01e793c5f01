//! Records as they are kept, and values as a form gives them.

use dlo_caseload::casework::desk::{Desk, NotSaved, Saved};
use dlo_caseload::domain::field::{Record, Value, Values};
use dlo_caseload::domain::id::RecordId;
use dlo_caseload::store::table::{AnyRow, Stored};

/// What is typed in the fields of a form.
pub fn values(pairs: &[(&'static str, &str)]) -> Values {
    pairs.iter().map(|(field, words)| (*field, Value::Text((*words).to_owned()))).collect()
}

/// The fields that a form points out instead of being saved.
#[track_caller]
pub fn faults<T>(saved: Saved<T>) -> Vec<&'static str> {
    match saved {
        Err(NotSaved::Faults(faults)) => faults.into_iter().map(|f| f.field).collect(),
        Err(NotSaved::Problem(problem)) => panic!("{problem}"),
        Ok(_) => panic!("it was saved"),
    }
}

/// A record as it is kept now.
#[track_caller]
pub fn kept<R: Record>(desk: &Desk, id: RecordId) -> R {
    desk.reading().get::<R>(id).unwrap().unwrap().it
}

/// Every record of a kind that belongs to a contact.
pub fn of<R: Record>(desk: &Desk, contact: RecordId) -> Vec<R> {
    desk.reading().of_contact::<R>(contact).unwrap().into_iter().map(|r| r.it).collect()
}

/// Every record of a kind, whoever it is of.
pub fn all<R: Record>(desk: &Desk) -> Vec<Stored<R>> {
    desk.reading().list(R::KIND, 0, i64::MAX).unwrap().iter().map(AnyRow::typed).collect()
}

/// How many entries the journal has.
pub fn entries(desk: &Desk) -> i64 {
    desk.store().head().0
}
