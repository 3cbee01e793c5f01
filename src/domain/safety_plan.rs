//! A safety plan: agreed steps to be safer, whether the person stays in sex work, leaves it or has not decided.
//!
//! Every change is a new version; the version before is kept as superseded.

use chrono::NaiveDate;

use crate::domain::field::{Code, Field, Shape, record};
use crate::domain::kind::Kind;

record! {
    /// One version of a safety plan.
    pub struct SafetyPlan: Kind::SafetyPlan => {
        /// 1 for the first version.
        version: Option<i64> = Field::new(Shape::Number, "Version").written(),
        /// A later version stands instead.
        superseded: bool = Field::new(Shape::Flag, "Superseded").written(),
        /// The person's own goal.
        goal: Code = Field::new(Shape::Pick("safety_goals"), "Their own goal").required(),
        /// In their words.
        goal_words: String = Field::new(Shape::Line, "In their words"),
        /// What was agreed: one step a line, with whom and by when.
        steps: Vec<String> = Field::new(Shape::Lines, "Steps").required()
            .help("a friend knows where she is, Mia, every night: one a line"),
        /// What to do at once if it goes wrong.
        in_danger: String = Field::new(Shape::Line, "If it goes wrong").help("999; the word for the drop-in"),
        /// When it was made.
        made_on: Option<NaiveDate> = Field::new(Shape::Date, "Made on").written(),
        /// When it is looked at again.
        review_on: Option<NaiveDate> = Field::new(Shape::Date, "Review on").required().help("+3m"),
    }
}
