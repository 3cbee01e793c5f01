//! Someone who matters to a contact: a child, a partner, a controller, a trusted friend, the go-between.
//!
//! Minimal, with a review date of its own, and found from the contact only: never in the contact list, never in search.

use chrono::{Months, NaiveDate};

use crate::domain::contact::age;
use crate::domain::field::{Code, Fault, Field, Found, Shape, record};
use crate::domain::kind::Kind;

/// How long a linked person is kept before it is looked at again (domain section 8).
pub const REVIEW_AFTER: Months = Months::new(6);

record! {
    /// A linked person.
    pub struct LinkedPerson: Kind::LinkedPerson => {
        /// What they are to the contact.
        relation: Code = Field::new(Shape::Pick("relation_kinds"), "Relation").required(),
        /// Name or description.
        name: String = Field::new(Shape::Line, "Name or words").required().masked().found(Found::No),
        /// Age status.
        age_status: Code = Field::new(Shape::Pick("age_status"), "Age").required(),
        /// Date of birth, if it is known.
        born_on: Option<NaiveDate> = Field::new(Shape::Date, "Date of birth").masked(),
        /// Where they can be found, if that is needed.
        where_found: String = Field::new(Shape::Line, "Where").masked().found(Found::No),
        /// Why they are kept.
        why_kept: String = Field::new(Shape::Line, "Why kept").required().found(Found::No),
        /// Anything else.
        note: String = Field::new(Shape::Note, "Note").found(Found::No),
        /// When it is looked at again.
        review_on: Option<NaiveDate> = Field::new(Shape::Date, "Review on").required().help("+6m"),
    }
}

impl LinkedPerson {
    /// Whether they are or may be under 18.
    #[must_use]
    pub fn is_child(&self) -> bool {
        matches!(self.age_status.as_str(), age::CHILD | age::MAY_BE)
    }
}

/// Rules over several fields.
#[must_use]
pub fn faults(person: &LinkedPerson, today: NaiveDate) -> Vec<Fault> {
    let mut faults = Vec::new();
    if let Some(born) = person.born_on {
        match today.years_since(born) {
            None => faults.push(Fault::new("born_on", "This day is still to come.")),
            Some(years) if years < 18 && !person.is_child() => {
                faults.push(Fault::new("age_status", "By this date of birth they are under 18."));
            }
            Some(_) => {}
        }
    }
    faults
}
