//! What the procedure says people who want support, or want to leave, should be given: a list for one contact.
//!
//! It says what was given and what is still to be given, never how far somebody is: there is no score and no stage.
//! (Procedure: supporting sex workers to leave.)

use crate::domain::considered::{Considered, state};
use crate::domain::field::{Code, Field, Found, Shape, record};
use crate::domain::kind::Kind;
use crate::domain::lists;

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
    /// Everything that is to be given, in the order of the list: what was kept of each, and what was not is still to be
    /// given. A code the list no longer has is kept at the end.
    #[must_use]
    pub fn all_steps(&self) -> Vec<Considered> {
        let mut kept = Considered::all(&self.steps);
        let mut all: Vec<Considered> = lists::get("support_steps")
            .map(|l| l.offered().collect::<Vec<_>>())
            .unwrap_or_default()
            .into_iter()
            .map(|item| match kept.iter().position(|s| s.code == item.code) {
                Some(at) => kept.remove(at),
                None => Considered {
                    code: item.code.clone(),
                    state: state::DUE.to_owned(),
                    at: String::new(),
                    note: String::new(),
                },
            })
            .collect();
        all.extend(kept);
        all
    }
}
