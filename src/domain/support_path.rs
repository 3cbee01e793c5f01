//! What the procedure says people who want support, or want to leave, should be given: a list for one contact.
//!
//! It says what was given and what is still to be given, never how far somebody is: there is no score and no stage.
//! (Procedure: supporting sex workers to leave.)

use crate::domain::considered::Considered;
use crate::domain::field::{Code, Field, Found, Shape, record};
use crate::domain::kind::Kind;

record! {
    /// The list of one contact.
    pub struct SupportPath: Kind::SupportPath => {
        /// What the person wants, if they said so.
        wish: Code = Field::new(Shape::Pick("support_wishes"), "What they want").asked(),
        /// In their own words.
        own_words: String = Field::new(Shape::Line, "In their words"),
        /// What is given or still to be given: texts of [`Considered`], codes of the list `support_steps`.
        steps: Vec<String> = Field::new(Shape::Lines, "What was given").written().found(Found::No),
        /// Anything else.
        note: String = Field::new(Shape::Note, "Note"),
    }
}

impl SupportPath {
    /// Its steps in order.
    #[must_use]
    pub fn step_list(&self) -> Vec<Considered> {
        Considered::all(&self.steps)
    }
}
