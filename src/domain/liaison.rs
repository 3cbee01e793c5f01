//! The directory of DLOs by area, with who covers for whom: the procedure's contact list.

use chrono::NaiveDate;

use crate::domain::field::{Code, Fault, Field, Shape, record};
use crate::domain::kind::Kind;

record! {
    /// A DLO of the directory.
    pub struct Liaison: Kind::Liaison => {
        /// Rank and name.
        name: String = Field::new(Shape::Line, "Rank and name").required().open(),
        /// Collar number.
        collar: String = Field::new(Shape::Line, "Collar number").required().open(),
        /// What the role is called there.
        role: String = Field::new(Shape::Line, "Role").help("Designated Liaison Officer"),
        /// Areas.
        areas: Vec<Code> = Field::new(Shape::Several("areas"), "Areas").required(),
        /// Telephone.
        phone: String = Field::new(Shape::Phone, "Telephone").required(),
        /// E-mail.
        email: String = Field::new(Shape::Line, "E-mail"),
        /// Out of hours.
        out_of_hours: String = Field::new(Shape::Line, "Out of hours"),
        /// Who covers.
        cover: String = Field::new(Shape::Line, "Cover").help("PC 3902 Lang, 0191 498 0121"),
        /// Cover from.
        cover_from: Option<NaiveDate> = Field::new(Shape::Date, "Cover from"),
        /// Cover to.
        cover_to: Option<NaiveDate> = Field::new(Shape::Date, "Cover to"),
        /// When the entry was checked.
        checked_on: Option<NaiveDate> = Field::new(Shape::Date, "Checked on"),
    }
}

impl Liaison {
    /// Who covers on a day, if somebody does.
    #[must_use]
    pub fn cover_on(&self, day: NaiveDate) -> Option<&str> {
        let inside = self.cover_from.is_some_and(|f| f <= day) && self.cover_to.is_none_or(|t| day <= t);
        (inside && !self.cover.is_empty()).then_some(self.cover.as_str())
    }
}

/// Rules over several fields.
#[must_use]
pub fn faults(liaison: &Liaison) -> Vec<Fault> {
    match (liaison.cover_from, liaison.cover_to) {
        (Some(from), Some(to)) if to < from => vec![Fault::new("cover_to", "It would end before it began.")],
        (None, Some(_)) => vec![Fault::new("cover_from", "Say from when.")],
        _ => Vec::new(),
    }
}
