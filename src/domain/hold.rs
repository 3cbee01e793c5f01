//! A hold: why something must not be amended or disposed of yet.

use chrono::NaiveDate;

use crate::domain::field::{Code, Field, Shape, record};
use crate::domain::kind::Kind;

/// What a hold covers.
pub mod scope {
    /// The whole caseload, whosever record it was entered in.
    pub const ALL: &str = "all";
}

record! {
    /// A reason why something must be kept as it is.
    pub struct Hold: Kind::Hold => {
        /// contact, record or all.
        scope: Code = Field::new(Shape::Pick("hold_scopes"), "What is held").required(),
        /// Why.
        why: Code = Field::new(Shape::Pick("hold_reasons"), "Why").required(),
        /// Reference of the case.
        reference: String = Field::new(Shape::Line, "Reference"),
        /// Who asked for it.
        asked_by: String = Field::new(Shape::Line, "Asked by").required(),
        /// Until when; blank: until it is lifted.
        until: Option<NaiveDate> = Field::new(Shape::Date, "Until").help("blank: until it is lifted"),
        /// The officer in the case was told that notes exist.
        officer_told: bool = Field::new(Shape::Flag, "Officer in the case told that notes exist"),
        /// When it was lifted.
        lifted_on: Option<NaiveDate> = Field::new(Shape::Date, "Lifted on").written(),
    }
}

impl Hold {
    /// Whether it holds on that day.
    #[must_use]
    pub fn holds_on(&self, day: NaiveDate) -> bool {
        self.lifted_on.is_none() && self.until.is_none_or(|u| u >= day)
    }
}
