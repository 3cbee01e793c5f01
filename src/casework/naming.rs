//! Names of contacts in what is typed: pointed out before it is saved where nobody is to be named.
//!
//! Looked up word by word in the search index, so that it takes milliseconds whatever the size of the caseload. Which
//! word it was is not said: only references are, and the words are on the screen (no error carries a name).

use crate::casework::desk::Desk;
use crate::domain::field::{Fault, Values, text_in};
use crate::domain::id::RecordId;
use crate::domain::problem::Outcome;
use crate::domain::sound;
use crate::domain::text::counted;

/// At most this many words of a text are looked up; a note of any length is done in a frame or two.
const MOST_WORDS: usize = 2_000;
/// At most this many contacts are named.
const MOST_NAMED: usize = 5;
/// So many contacts with a word in their names are looked at: most of them may only be described with it.
const LOOKED_AT: usize = 40;
/// Everyday words that are names as well: they count only where they are written as a name is.
const EVERYDAY: &[&str] = &[
    "angel", "april", "art", "august", "autumn", "bill", "candy", "cherry", "daisy", "dawn", "faith", "frank", "grace",
    "honey", "hope", "iris", "ivy", "jade", "jasmine", "joy", "june", "lily", "mark", "may", "olive", "pat", "pearl",
    "penny", "rose", "ruby", "sandy", "star", "summer", "sunny", "violet", "will", "amber", "ash", "crystal",
    "diamond", "ginger", "holly", "rob", "sky", "storm", "woman", "man", "girl", "lad", "young", "tall", "red", "the",
    "and", "with", "from", "near", "new", "old", "blonde", "dark", "small",
];

/// The words of a text that may be names: three letters or more, an everyday word only with a capital.
fn words(text: &str) -> Vec<String> {
    let mut found: Vec<String> = Vec::new();
    for word in text.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()) {
        let letters = word.chars().count();
        // Scripts without capitals, where two letters are a name.
        let capital = word.chars().next().is_some_and(|c| !c.is_lowercase());
        if letters < 2 || (letters < 3 && word.is_ascii()) || word.chars().all(|c| c.is_ascii_digit()) {
            continue;
        }
        let low = word.to_lowercase();
        if (capital || !EVERYDAY.contains(&low.as_str())) && !found.contains(&low) {
            found.push(low);
        }
        if found.len() >= MOST_WORDS {
            break;
        }
    }
    found
}

/// Whether a word is part of a name, written as one: not of the words by which somebody is described.
fn is_name(name: &str, keys: &[String]) -> bool {
    let parts =
        name.split(|c: char| !c.is_alphanumeric()).filter(|w| w.chars().next().is_some_and(|c| !c.is_lowercase()));
    parts.into_iter().any(|part| {
        let mut own = sound::word_keys(part);
        own.push(part.to_lowercase());
        own.iter().any(|o| keys.contains(o))
    })
}

impl Desk {
    /// References of contacts whose working or legal name, or a part of it, is a word of this text; at most five, in the
    /// order in which they are named.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn contacts_named_in(&self, text: &str) -> Outcome<Vec<String>> {
        let mut named: Vec<RecordId> = Vec::new();
        for word in words(text) {
            let mut keys = sound::word_keys(&word);
            keys.push(word);
            for (contact, names) in self.reading().named(&keys, LOOKED_AT)? {
                if !named.contains(&contact) && names.iter().any(|n| is_name(n, &keys)) {
                    named.push(contact);
                }
            }
            if named.len() >= MOST_NAMED {
                break;
            }
        }
        named.truncate(MOST_NAMED);
        let mut references = Vec::new();
        for contact in named {
            references.extend(self.reading().contact_line(contact)?.map(|l| l.reference));
        }
        Ok(references)
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
            let named = self.contacts_named_in(text)?;
            if named.is_empty() {
                continue;
            }
            said.push_str(field);
            said.push_str(text);
            let who = match named.as_slice() {
                [one] => format!("A word here is a name of {one}."),
                many => format!(
                    "Words here are names of {}: {}.",
                    counted(many.len(), "contact", "contacts"),
                    many.join(", ")
                ),
            };
            faults.push(Fault::new(field, format!("{who} Take it out; if it means something else, save again.")));
        }
        if self.pointed_out.as_deref() == Some(said.as_str()) || faults.is_empty() {
            self.pointed_out = None;
            return Ok(Vec::new());
        }
        self.pointed_out = Some(said);
        Ok(faults)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_everyday_word_is_a_name_only_with_a_capital() {
        assert_eq!(words("may be Roxy, at the rose bed; Rose said 12 x"), ["roxy", "bed", "rose", "said"]);
    }

    #[test]
    fn what_somebody_is_described_by_is_no_name() {
        let is = |name: &str, word: &str| is_name(name, &[word.to_owned()]);
        assert!(is("Lola, red coat", "lola") && !is("Lola, red coat", "coat"));
        assert!(is("Żaneta", "zaneta") && is("小梅", "小梅"));
    }

    #[test]
    fn names_in_other_scripts_are_words_too() {
        assert_eq!(words("小梅 и Оксана"), ["小梅", "оксана"]);
    }
}
