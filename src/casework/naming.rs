//! Names of contacts in what is typed: pointed out before it is saved where nobody is to be named.
//!
//! Looked up word by word in the index of names, so that it takes milliseconds whatever the size of the caseload. How a
//! word is compared with a name is in [`crate::domain::intelligence`].

use std::collections::BTreeSet;

use crate::casework::desk::Desk;
use crate::domain::field::{Fault, Values, text_in};
use crate::domain::intelligence;
use crate::domain::problem::Outcome;

/// A word of a text that is a name or a reference of a contact.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub struct NameFound {
    /// As it is written in the text.
    pub word: String,
    /// It is a reference: never an ordinary word.
    pub is_reference: bool,
}

impl NameFound {
    /// `"Roxy" is the name of a contact.`
    fn sentence(&self) -> String {
        let what = if self.is_reference { "reference" } else { "name" };
        format!("\"{}\" is the {what} of a contact.", self.word)
    }

    /// What is said under the field of an entry.
    #[must_use]
    pub fn words(&self) -> String {
        format!("{} Take it out: who says it belongs to the source.", self.sentence())
    }
}

impl Desk {
    /// The words of a text that are a name or the reference of a contact, in their order. Words an officer said are
    /// ordinary here (in small letters) are passed over.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn names_in(&self, written: &str, kept: &[String]) -> Outcome<Vec<NameFound>> {
        let mut seen = BTreeSet::new();
        let mut found = Vec::new();
        for word in intelligence::words(written) {
            if !seen.insert(word.to_lowercase()) || kept.contains(&word.to_lowercase()) {
                continue;
            }
            if self.reading().is_a_name(word)? {
                found.push(NameFound { word: word.to_owned(), is_reference: false });
            }
        }
        for reference in intelligence::references(written) {
            if self.reading().by_reference(&reference)?.is_some() && !found.iter().any(|f| f.word == reference) {
                found.push(NameFound { word: reference, is_reference: true });
            }
        }
        Ok(found)
    }

    /// Whether a word is a name of a contact, word by word, for what is being typed.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn are_names(&self, words: Vec<String>) -> Outcome<Vec<(String, bool)>> {
        words
            .into_iter()
            .map(|w| {
                let referred = intelligence::references(&w);
                let mut is = self.reading().is_a_name(&w)?;
                for reference in referred {
                    is |= self.reading().by_reference(&reference)?.is_some();
                }
                Ok((w, is))
            })
            .collect()
    }

    /// Points out once, under their fields, the contacts that a form names; saving the same words again keeps them, since
    /// a word can be a name and something else.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn point_out_names(&mut self, values: &Values, fields: &[&'static str]) -> Outcome<Vec<Fault>> {
        let mut faults = Vec::new();
        let mut said = String::new();
        for field in fields {
            let text = text_in(values, field);
            let Some(first) = self.names_in(text, &[])?.into_iter().next() else { continue };
            said.push_str(field);
            said.push_str(text);
            let words = format!("{} Take it out; if it means something else, save again.", first.sentence());
            faults.push(Fault::new(field, words));
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
