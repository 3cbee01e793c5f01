//! Grounds: why the person is believed to be a sex worker, and how that is known.

use chrono::NaiveDate;

use crate::domain::field::{Code, Field, Shape, record};
use crate::domain::kind::Kind;

record! {
    /// Why the person is believed to be a sex worker.
    pub struct Grounds: Kind::Grounds => {
        /// The statement.
        statement: String = Field::new(Shape::Note, "Statement").required().help("told the DLO herself"),
        /// fact or assessment: told apart in every output (domain rule 8).
        standing: Code = Field::new(Shape::Pick("fact_or_assessment"), "Fact or assessment").required(),
        /// How it is known.
        how_known: Code = Field::new(Shape::Pick("grounds_how_known"), "How known").required(),
        /// When it became known.
        known_on: Option<NaiveDate> = Field::new(Shape::Date, "On").required(),
        /// Who said it must not be seen from the statement.
        source_protected: bool = Field::new(Shape::Flag, "Source protected"),
    }
}
