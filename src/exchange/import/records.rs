//! Lines that become a record: a marker another laptop proposed, a safeguarding event it told of, a crime report,
//! graded intelligence.
//!
//! Whose they are is found by the contact's reference, in the same file or in the caseload; that is
//! [`crate::casework::import`]'s, as is what a child's record may hold. Intelligence, and a crime report without a
//! name, belong to nobody. A further kind of line is a variant of [`Kept`] or [`Alone`] and a reader here.

use chrono::NaiveDate;

use crate::domain::concern::Concern;
use crate::domain::field::Code;
use crate::domain::grounds::Grounds;
use crate::domain::marker::Marker;
use crate::domain::text::{LINE, NOTE, truncate_graphemes};
use crate::domain::when::{Due, Precision, When};
use crate::domain::{lists, update};
use crate::exchange::import::crime::{self, Crime, Here};
use crate::exchange::import::{Person, RowFault, cell, intelligence};
use crate::exchange::line::{Line, Statement};

/// How a statement begins that names an indicator, and one that keeps the person's own words (docs/BUNDLE.md).
const INDICATOR: &str = "Indicator: ";
pub(super) const OWN_WORDS: &str = "In the person's own words: ";

/// What one row of a file becomes.
pub enum Entry {
    /// A contact.
    Person(Box<Person>),
    /// A record of a contact.
    Record(Box<OfContact>),
    /// A record of nobody.
    Alone(Box<OfNobody>),
}

/// A record of the contact that goes under the same reference.
pub struct OfContact {
    /// Row of the file.
    pub row: u64,
    /// The reference.
    pub contact_ref: String,
    /// The record.
    pub record: Kept,
}

/// What is kept of a line.
pub enum Kept {
    /// A marker, as a draft, and the grounds that stand with it.
    Marker(Box<Marker>, Vec<Grounds>),
    /// A safeguarding concern.
    Concern(Box<Event>),
    /// A crime report.
    Crime(Box<Crime>),
}

/// A record that belongs to no contact.
pub struct OfNobody {
    /// Row of the file.
    pub row: u64,
    /// The record.
    pub record: Alone,
}

/// What is kept of a line about nobody.
pub enum Alone {
    /// A crime report without a name.
    Crime(Box<Crime>),
    /// An intelligence entry.
    Intelligence(Box<intelligence::Entry>),
}

/// A safeguarding event; what kind of concern it becomes goes with the person's age.
#[derive(Default)]
pub struct Event {
    /// What is known, when it was noticed, police protection; indicators are a child's.
    pub concern: Concern,
    /// What the person said: a child's views, part of what is known of an adult.
    pub own_words: String,
    /// The answer to *18 or over?* that the line gives: `no` or `unsure`, blank for an adult or an unknown age.
    pub over_18: &'static str,
}

/// The record of a line, or everything that is wrong with it.
pub(super) fn of_line(number: u64, line: &Line, here: Here<'_>) -> Result<Entry, Vec<RowFault>> {
    let mut faults: Vec<RowFault> = line.faults().into_iter().map(|f| RowFault::new(number, "", f)).collect();
    let contact_ref = line.contact_ref.trim().to_owned();
    let of_contact =
        |record| Entry::Record(Box::new(OfContact { row: number, contact_ref: contact_ref.clone(), record }));
    let of_nobody = |record| Entry::Alone(Box::new(OfNobody { row: number, record }));
    let entry = match line.kind.as_str() {
        update::kind::MARKER => of_contact(marker(number, line, here.today, &mut faults)),
        update::kind::CRIME => {
            let nobody = leads_to_nobody(&contact_ref);
            let crime = Box::new(crime::read(number, line, nobody, here, &mut faults));
            if nobody { of_nobody(Alone::Crime(crime)) } else { of_contact(Kept::Crime(crime)) }
        }
        update::kind::INTELLIGENCE => {
            of_nobody(Alone::Intelligence(Box::new(intelligence::read(number, line, here, &mut faults))))
        }
        _ => of_contact(Kept::Concern(Box::new(event(number, line, here.today, &mut faults)))),
    };
    if faults.is_empty() { Ok(entry) } else { Err(faults) }
}

/// Whether a reference leads to nobody: its number is 0 (docs/BUNDLE.md).
fn leads_to_nobody(reference: &str) -> bool {
    reference.rsplit_once('-').is_some_and(|(_, n)| !n.is_empty() && n.bytes().all(|b| b == b'0'))
}

/// The statements of a line as grounds.
pub(super) fn grounds(statements: &[Statement], today: NaiveDate) -> Vec<Grounds> {
    let one = |s: &Statement| Grounds {
        statement: s.text.clone(),
        standing: Code::new(s.standing.clone()),
        how_known: Code::new(s.grounds.clone()),
        known_on: s.on.parse().ok().or(Some(today)),
        source_protected: false,
    };
    statements.iter().map(one).collect()
}

/// A marker is a draft here: whether it stands on IS is confirmed by whoever takes it up.
fn marker(number: u64, line: &Line, today: NaiveDate, faults: &mut Vec<RowFault>) -> Kept {
    let mut m = Marker { necessity: line.necessity.trim().to_owned(), ..Marker::default() };
    let mut coded = |list: &str, column: &str, value: &str| match cell::code(list, value, &[]) {
        Ok(code) => Code::new(code.unwrap_or_default()),
        Err(what) => {
            faults.push(RowFault::new(number, column, what));
            Code::default()
        }
    };
    m.classification = coded("classifications", "classification", &line.classification);
    let mut review = line.review_on.clone();
    for field in line.fields.iter().filter(|f| !f.after.trim().is_empty()) {
        match field.name.as_str() {
            "marker_type" => m.marker_type = coded("marker_types", "marker_type", field.after.trim()),
            "marker_text" => field.after.trim().clone_into(&mut m.text),
            "review_on" => field.after.trim().clone_into(&mut review),
            // The DLO's details become yours; the reference on IS is entered once IS is known to have it.
            _ => {}
        }
    }
    m.review_on = review.parse().ok();
    Kept::Marker(Box::new(m), grounds(&line.statements, today))
}

fn event(number: u64, line: &Line, today: NaiveDate, faults: &mut Vec<RowFault>) -> Event {
    let mut event = Event::default();
    let mut known = Vec::new();
    for s in &line.statements {
        let text = s.text.trim();
        let indicator =
            text.strip_prefix(INDICATOR).and_then(|l| cell::code("child_indicators", l, &[]).ok().flatten());
        if let Some(code) = indicator {
            event.concern.indicators.push(Code::new(code));
        } else if let Some(words) = text.strip_prefix(OWN_WORDS) {
            if !event.own_words.is_empty() {
                event.own_words.push('\n');
            }
            event.own_words.push_str(words);
        } else {
            // Told apart here as everywhere (domain rule 8).
            known.push(format!("{}: {text}", lists::label("fact_or_assessment", &s.standing)));
        }
    }
    for field in line.fields.iter().filter(|f| !f.after.trim().is_empty()) {
        let value = field.after.trim();
        match (field.name.as_str(), value) {
            ("age_status", "under 18") => event.over_18 = "no",
            ("age_status", "may be under 18") => event.over_18 = "unsure",
            ("LocationArea", place) => known.push(format!("Where: {place}")),
            ("protection_from", from) => match from.replace(' ', "T").parse::<Due>() {
                Ok(due) => event.concern.protection_from = Some(due),
                Err(_) => faults.push(RowFault::new(
                    number,
                    "protection_from",
                    "This is not a day with its time. Write it as 2026-11-24 14:05.",
                )),
            },
            ("protection_reference", reference) => {
                event.concern.protection_reference = truncate_graphemes(reference, LINE).to_owned();
            }
            // Who the person is stands in their own record.
            _ => {}
        }
    }
    let all = known.join("\n");
    let kept = truncate_graphemes(&all, NOTE);
    if kept.len() < all.len() {
        faults.push(RowFault::new(
            number,
            "statements",
            "Together the statements are longer than one note: 20,000 letters.",
        ));
    }
    event.concern.what = kept.to_owned();
    let first = line.statements.iter().filter_map(|s| s.on.parse::<NaiveDate>().ok()).filter(|d| *d <= today).min();
    event.concern.noticed = first.and_then(|on| {
        let (from, to) = (on.and_hms_opt(0, 0, 0)?, on.and_hms_opt(23, 59, 0)?);
        Some(When { said: on.format("%d/%m/%Y").to_string(), from, to, precision: Precision::Day })
    });
    event
}
