//! Names of contacts where nobody is to be named: in observations, taskings and strategies they are pointed out before
//! saving.
//!
//! A word can be a name and something else, so it is said once and never refuses for good. What does not belong here:
//! finding the words ([`Desk::names_in`]), and forms where a name may never stand ([`crate::casework::intelligence`]).

use crate::casework::desk::Desk;
use crate::domain::field::{Fault, Values, text_in};
use crate::domain::problem::Outcome;

impl Desk {
    /// Points out once, under their fields, the words that are a name or a reference of a contact; saving the same words
    /// again keeps them.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(crate) fn point_out_names(&mut self, values: &Values, fields: &[&'static str]) -> Outcome<Vec<Fault>> {
        let mut faults = Vec::new();
        let mut said = String::new();
        for field in fields {
            let written = text_in(values, field);
            for name in self.names_in(written, &[])? {
                let what = if name.is_reference { "reference" } else { "name" };
                let words = format!(
                    "\"{}\" is the {what} of a contact. Take it out; if it means something else, save again.",
                    name.word
                );
                faults.push(Fault::new(field, words));
                said.push_str(field);
                said.push_str(written);
            }
        }
        // Only the very same words again are kept: one changed letter may be another name.
        let again = self.pointed_out.take().is_some_and(|before| before == said);
        if faults.is_empty() || again {
            return Ok(Vec::new());
        }
        self.pointed_out = Some(said);
        Ok(faults)
    }
}
