//! An update: one change prepared for IS.
//!
//! While it is a draft its content is worked out afresh from the records each time it is looked at; approving
//! freezes it, so that what was decided is what is sealed.

use chrono::NaiveDate;

use crate::domain::field::{Code, Field, Shape, record};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;

/// Kinds of update (exchange section 2).
pub mod kind {
    /// New or changed person record.
    pub const PERSON: &str = "person";
    /// New or renewed marker.
    pub const MARKER: &str = "marker";
    /// Removal of a marker.
    pub const MARKER_REMOVAL: &str = "marker-removal";
    /// Information without identity.
    pub const INFORMATION: &str = "information";
    /// Graded intelligence for the area's SRN; it hangs on no contact.
    pub const INTELLIGENCE: &str = "intelligence";
    /// A child's notification or another safeguarding event; held back by no gate.
    pub const SAFEGUARDING: &str = "safeguarding-event";
    /// A crime report: by name or without, as the person chose.
    pub const CRIME: &str = "crime-report";
    /// Correction of what was sent.
    pub const RECTIFICATION: &str = "rectification";
    /// Removal of what was sent.
    pub const REMOVAL: &str = "removal";
}

/// States (exchange section 3).
pub mod state {
    /// To be decided.
    pub const DRAFT: &str = "draft";
    /// Goes in the next package.
    pub const APPROVED: &str = "approved";
    /// Kept back until a day.
    pub const HELD: &str = "held";
    /// Stays here.
    pub const NEVER: &str = "never";
    /// In a package.
    pub const SEALED: &str = "sealed";
    /// Handed over; not yet received.
    pub const SENT: &str = "sent";
    /// On IS.
    pub const ACCEPTED: &str = "accepted";
    /// Refused by the centre.
    pub const REJECTED: &str = "rejected";
    /// Put off by the centre.
    pub const DEFERRED: &str = "deferred";
}

record! {
    /// One change prepared for IS.
    pub struct Update: Kind::Update => {
        /// person, marker, …
        kind: Code = Field::new(Shape::Pick("update_kinds"), "Kind").required().open(),
        /// The record it is about, when not the contact itself (a marker, a concern).
        about: Option<RecordId> = Field::new(Shape::Ref, "About").written(),
        /// State.
        state: Code = Field::new(Shape::Pick("update_states"), "State").written().open(),
        /// Held until.
        held_until: Option<NaiveDate> = Field::new(Shape::Date, "Held until").written(),
        /// Why it is held or never goes.
        decision_reason: String = Field::new(Shape::Line, "Reason").written(),
        /// Lawful purpose.
        purpose: Code = Field::new(Shape::Pick("lawful_purposes"), "Purpose"),
        /// Why it is strictly necessary.
        necessity: String = Field::new(Shape::Line, "Strictly needed").help("what goes wrong if IS does not know"),
        /// Schedule 8 condition, DPA 2018.
        condition: Code = Field::new(Shape::Pick("schedule_8"), "Schedule 8"),
        /// For information without identity: the text.
        information: String = Field::new(Shape::Note, "Information").help("facts and assessments, no name"),
        /// Ground on which a refusal was overridden.
        override_ground: Code = Field::new(Shape::Pick("override_grounds"), "Override ground"),
        /// Supervisor who authorised the override.
        override_by: String = Field::new(Shape::Line, "Authorised by"),
        /// The frozen content: one line of `updates.ndjson`.
        content: String = Field::new(Shape::Note, "Content").written().masked().found(crate::domain::field::Found::No),
        /// The frozen source block of intelligence: one line of `sources.ndjson`, never in the content.
        source: String = Field::new(Shape::Note, "Source block").written().masked().found(crate::domain::field::Found::No),
        /// Package number.
        package: Option<i64> = Field::new(Shape::Number, "Package").written(),
        /// Reference given by IS.
        is_reference: String = Field::new(Shape::Line, "IS reference").written(),
        /// Code and words of a rejection.
        rejection: String = Field::new(Shape::Line, "Rejected because").written(),
    }
}

impl Update {
    /// Not yet known to have been received: counted in the header as unsent.
    #[must_use]
    pub fn is_unsent(&self) -> bool {
        matches!(self.state.as_str(), "" | state::DRAFT | state::APPROVED | state::HELD | state::SEALED)
    }
    /// Handed over but not answered.
    #[must_use]
    pub fn is_unconfirmed(&self) -> bool {
        matches!(self.state.as_str(), state::SENT | state::DEFERRED)
    }
    /// Still to be decided by the officer.
    #[must_use]
    pub fn is_undecided(&self) -> bool {
        matches!(self.state.as_str(), "" | state::DRAFT)
    }
}
