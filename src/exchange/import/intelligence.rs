//! Lines of intelligence: an entry with its graded items, and never who it comes from.
//!
//! The source block is sealed apart (docs/BUNDLE.md) and no line has it; the entry says with whom it stands. An entry
//! belongs to no contact: whatever reference stands in its line, nothing here leads to a person.

use crate::domain::field::Code;
use crate::domain::intelligence::{Intelligence, IntelligenceItem};
use crate::domain::lists;
use crate::domain::text::{LINE, truncate_graphemes};
use crate::domain::when::When;
use crate::exchange::import::crime::{Here, over_by, standing};
use crate::exchange::import::{RowFault, cell};
use crate::exchange::line::{GradedItem, Line};

/// An entry as a line has it.
#[derive(Default)]
pub struct Entry {
    /// Title, area, priority, how it is known; its reference and state are the caseload's to give.
    pub entry: Intelligence,
    /// Its items, in their order.
    pub items: Vec<IntelligenceItem>,
    /// With whom its source stands.
    pub source_with: String,
}

pub(super) fn read(number: u64, line: &Line, here: Here<'_>, faults: &mut Vec<RowFault>) -> Entry {
    let Some(graded) = &line.intelligence else { return Entry::default() };
    let mut wrong = |column: &str, what: &str| faults.push(RowFault::new(number, column, what));
    // An SRN stands for its area: another area than the line's would be another entry.
    if lists::item("areas", &line.area).is_none() {
        wrong("area", "This area is not known here, and an entry stands under its own.");
    }
    if lists::item("priorities", &graded.priority).is_none() {
        wrong("priority", "This priority is not known here.");
    }
    if !line.statements.is_empty() {
        wrong("statements", "An entry says everything in its items, and this line says more beside them.");
    }
    let classification = match cell::code("classifications", &line.classification, &[]) {
        Ok(code) => Code::new(code.unwrap_or_default()),
        Err(what) => {
            wrong("classification", &what);
            Code::default()
        }
    };
    let entry = Intelligence {
        title: graded.title.trim().to_owned(),
        area: Code::new(line.area.clone()),
        priority: Code::new(graded.priority.clone()),
        provenance: graded.provenance.trim().to_owned(),
        known: known(graded.first_known.trim(), graded.last_known.trim(), here),
        classification,
        srn: line.srn.trim().to_owned(),
        ..Intelligence::default()
    };
    let phone = line.dlo.phone.trim();
    let with = format!("not here: with the officer who submitted it, {}, {phone}", line.dlo.name.trim());
    let there = graded.entry_ref.trim();
    let with = if there.is_empty() { with } else { format!("{with}, as {there}") };
    Entry {
        entry,
        items: (1..).zip(&graded.items).map(|(n, i)| item(n, i)).collect(),
        source_with: truncate_graphemes(&with, LINE).to_owned(),
    }
}

fn item(number: i64, i: &GradedItem) -> IntelligenceItem {
    let under_c = |code: &str| Code::new(if i.handling == "c" { code } else { "" });
    let usage = if under_c(&i.action_code).is("a3") { i.usage.trim() } else { "" };
    IntelligenceItem {
        entry: None,
        number: Some(number),
        text: i.text.trim().to_owned(),
        standing: Code::new(i.standing.clone()),
        source_grade: Code::new(i.source_grade.clone()),
        assessment: Code::new(i.assessment.clone()),
        handling: Code::new(i.handling.clone()),
        action_code: under_c(&i.action_code),
        usage: usage.to_owned(),
        sanitisation: under_c(&i.sanitisation),
    }
}

/// Since when it is known, as it was said. The line has no day on which it was written: words such as *last night* are
/// kept and say that they were of another day, and are never read as if they were of today.
fn known(first: &str, last: &str, here: Here<'_>) -> Option<When> {
    let words = match (first, last) {
        ("", one) | (one, "") => one.to_owned(),
        (first, last) if first == last => first.to_owned(),
        (first, last) => format!("{first} to {last}"),
    };
    if words.is_empty() {
        return None;
    }
    let said = || format!("{words}, as said when it was submitted");
    Some(standing(&words, here.now).unwrap_or_else(|| over_by(&said(), here.now.naive_local())))
}
