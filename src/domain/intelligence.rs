//! Intelligence for the area's SRN: an entry, its graded items, and the source apart from both.
//!
//! Three records, so that what was said, how it is graded and who said it never lie in one row. Grading is 3x5x2: source
//! 1 to 3, assessment A to E, handling P or C (College of Policing, intelligence report).

use chrono::NaiveDate;

use crate::domain::field::{Code, Fault, Field, Found, Shape, Values, record};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::when::When;

/// From this many entries resting on one person on, officers are told to stop: it may be a covert source.
pub const STOP_AT: usize = 2;

/// States of an entry.
pub mod state {
    /// Being written.
    pub const DRAFT: &str = "draft";
    /// In the outbox.
    pub const READY: &str = "ready";
    /// Sent or entered on IS.
    pub const SUBMITTED: &str = "submitted";
}

fn conditions(v: &Values) -> bool {
    v.get("handling").and_then(|s| s.text()) == Some("c")
}
fn usage(v: &Values) -> bool {
    conditions(v) && v.get("action_code").and_then(|s| s.text()) == Some("a3")
}
fn at_risk(v: &Values) -> bool {
    v.get("risk").and_then(|s| s.text()) == Some("yes")
}

record! {
    /// An intelligence entry.
    pub struct Intelligence: Kind::Intelligence => {
        /// Short reference: `IN-0007`.
        reference: String = Field::new(Shape::Line, "Reference").written().open(),
        /// Title, without a name.
        title: String = Field::new(Shape::Line, "Title").required(),
        /// Area; its SRN follows by date.
        area: Code = Field::new(Shape::Pick("areas"), "Area").required(),
        /// Priority.
        priority: Code = Field::new(Shape::Pick("priorities"), "Priority").required(),
        /// How it is known.
        provenance: String = Field::new(Shape::Line, "How it is known").required().help("told to an officer in a call"),
        /// Who else knows.
        known_to: String = Field::new(Shape::Line, "Who else knows").required().help("two other people at the Quay"),
        /// First known.
        first_known: Option<When> = Field::new(Shape::When, "First known"),
        /// Last known.
        last_known: Option<When> = Field::new(Shape::When, "Last known"),
        /// Classification.
        classification: Code = Field::new(Shape::Pick("classifications"), "Classification"),
        /// The SRN it goes under, fixed when it was made ready.
        srn: String = Field::new(Shape::Line, "SRN").written(),
        /// draft, ready, submitted.
        state: Code = Field::new(Shape::Pick("intelligence_states"), "State").written().open(),
        /// Day it was written.
        written_on: Option<NaiveDate> = Field::new(Shape::Date, "Written on").written(),
        /// Reference given by IS.
        is_reference: String = Field::new(Shape::Line, "IS reference").written(),
    }
}

record! {
    /// One graded item of an entry.
    pub struct IntelligenceItem: Kind::IntelligenceItem => {
        /// The entry.
        entry: Option<RecordId> = Field::new(Shape::Ref, "Entry").written(),
        /// Its place in the entry, from 1.
        number: Option<i64> = Field::new(Shape::Number, "Item").written(),
        /// What is known, without the name of a contact.
        text: String = Field::new(Shape::Note, "What is known").required(),
        /// Fact or assessment.
        standing: Code = Field::new(Shape::Pick("fact_or_assessment"), "Fact or not").required(),
        /// Source evaluation: 1 to 3.
        source_grade: Code = Field::new(Shape::Pick("source_grades"), "Source").required(),
        /// Intelligence assessment: A to E.
        assessment: Code = Field::new(Shape::Pick("assessments"), "Assessment").required(),
        /// Handling: P or C.
        handling: Code = Field::new(Shape::Pick("handlings"), "Handling").required(),
        /// Under C: what may be done.
        action_code: Code = Field::new(Shape::Pick("action_codes"), "Action code").only_if(conditions),
        /// Under A3: how it may be used.
        usage: String = Field::new(Shape::Line, "How it may be used").only_if(usage),
        /// Under C: what may be shared.
        sanitisation: Code = Field::new(Shape::Pick("sanitisations"), "Sanitisation").only_if(conditions),
    }
}

record! {
    /// Who an entry rests on: kept, shown and sealed apart.
    pub struct IntelligenceSource: Kind::IntelligenceSource => {
        /// The entry.
        entry: Option<RecordId> = Field::new(Shape::Ref, "Entry").written(),
        /// The contact it rests on, if it is one. It makes no line in the contact's own record.
        person: Option<RecordId> = Field::new(Shape::Ref, "Contact").written().masked(),
        /// Who the source is, in the officer's words, where it is no contact.
        who: String = Field::new(Shape::Line, "Source").masked().found(Found::No),
        /// Can the source give more?
        can_give_more: Code = Field::new(Shape::Pick("yes_no_unknown"), "Can give more").required().asked(),
        /// Is there a risk to the source?
        risk: Code = Field::new(Shape::Pick("yes_no_unknown"), "Risk to source").required(),
        /// Why.
        risk_why: String = Field::new(Shape::Line, "Why").only_if(at_risk).found(Found::No),
        /// How it is reduced.
        risk_reduced: String = Field::new(Shape::Line, "How reduced").only_if(at_risk).found(Found::No),
        /// Who of the source unit was spoken to, and when: from the second entry on.
        source_unit: String = Field::new(Shape::Line, "Source unit").help("name and date").found(Found::No),
    }
}

impl IntelligenceItem {
    /// The grade as it is shown: `[1BP]`; `·` holds the place of what is not graded yet.
    #[must_use]
    pub fn grade(&self) -> String {
        let letter = |code: &Code| if code.is_blank() { "·".to_owned() } else { code.as_str().to_uppercase() };
        format!("[{}{}{}]", letter(&self.source_grade), letter(&self.assessment), letter(&self.handling))
    }
}

/// Rules over several fields of an item.
#[must_use]
pub fn item_faults(item: &IntelligenceItem) -> Vec<Fault> {
    let mut faults = Vec::new();
    if item.handling.is("c") {
        if item.action_code.is_blank() {
            faults.push(Fault::new("action_code", "Under C, say what may be done: A1, A2 or A3."));
        }
        if item.action_code.is("a3") && item.usage.is_empty() {
            faults.push(Fault::new("usage", "A3 needs the words how it may be used."));
        }
        if item.sanitisation.is_blank() {
            faults.push(Fault::new("sanitisation", "Under C, say what may be shared: S1 or S2."));
        }
    }
    faults
}

/// Rules over several fields of a source block. `rests` is how many entries rest on the same person, this one included.
#[must_use]
pub fn source_faults(source: &IntelligenceSource, rests: usize) -> Vec<Fault> {
    let mut faults = Vec::new();
    if source.person.is_none() && source.who.is_empty() {
        faults.push(Fault::new("who", "Say who the source is; it stays in this block."));
    }
    if source.risk.is("yes") {
        if source.risk_why.is_empty() {
            faults.push(Fault::new("risk_why", "Say what the risk is."));
        }
        if source.risk_reduced.is_empty() {
            faults.push(Fault::new("risk_reduced", "Say how it is reduced."));
        }
    }
    if rests >= STOP_AT && source.source_unit.is_empty() {
        faults.push(Fault::new("source_unit", "Speak to the source unit first; write the name and the date."));
    }
    faults
}
