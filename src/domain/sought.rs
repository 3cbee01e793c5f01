//! What is typed into search besides words: `is:overdue area:central before:01/10`.
//!
//! Such a word narrows what the others find. What does not belong here: finding ([`crate::casework::record`]).

use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;

use crate::domain::lists;
use crate::domain::phrase::{self, Leaning};

/// What `is:` can ask for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Is {
    /// A follow-up past its day; a contact with something past its day.
    Overdue,
    /// A follow-up to be done; anything of a contact that is not closed.
    Open,
    /// A follow-up that is settled; anything of a closed contact.
    Closed,
}

/// The names of `is:`.
const STATES: [(&str, Is); 3] = [("overdue", Is::Overdue), ("open", Is::Open), ("closed", Is::Closed)];

/// A search taken apart.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Sought {
    /// The words and phrases that are looked for.
    pub words: String,
    /// What it must be.
    pub is: Vec<Is>,
    /// Code of the area it must be in; empty for any.
    pub area: String,
    /// It must be of an earlier day.
    pub before: Option<NaiveDate>,
    /// It must be of a later day.
    pub after: Option<NaiveDate>,
    /// What cannot be understood, and what would be right: one or two sentences.
    pub fault: Option<String>,
}

impl Sought {
    /// Takes a typed search apart; what stands in quotation marks is always words. A narrowing word that is only begun
    /// narrows nothing yet.
    #[must_use]
    pub fn read(typed: &str, now: DateTime<Tz>) -> Self {
        let mut sought = Self::default();
        for (n, part) in typed.split('"').enumerate() {
            if n % 2 == 1 {
                sought.words.push_str(&format!("\"{part}\""));
                continue;
            }
            for word in part.split_inclusive(char::is_whitespace) {
                if !sought.narrow(word.trim(), now) {
                    sought.words.push_str(word);
                }
            }
        }
        if sought.words.trim().is_empty() && (sought.before.is_some() || sought.after.is_some()) {
            sought.fail("before: and after: need a word beside them.");
        }
        sought
    }

    /// Whether it is narrowed by more than words.
    #[must_use]
    pub fn is_narrowed(&self) -> bool {
        !self.is.is_empty() || !self.area.is_empty() || self.before.is_some() || self.after.is_some()
    }

    fn fail(&mut self, why: impl Into<String>) {
        self.fault.get_or_insert(why.into());
    }

    /// Takes a word in if it narrows.
    fn narrow(&mut self, word: &str, now: DateTime<Tz>) -> bool {
        let Some((name, value)) = word.split_once(':') else { return false };
        let (name, value) = (name.to_lowercase(), value.to_lowercase());
        match name.as_str() {
            "is" => match STATES.iter().find(|(n, _)| *n == value) {
                Some((_, is)) => self.is.push(*is),
                None if STATES.iter().any(|(n, _)| n.starts_with(&value)) => {}
                None => self.fail("is: knows overdue, open and closed."),
            },
            "area" => {
                let areas = lists::get("areas").map(|l| l.items.as_slice()).unwrap_or_default();
                let is = |i: &&lists::Item| i.code == value || i.label.to_lowercase() == value;
                let begun = |i: &lists::Item| i.code.starts_with(&value) || i.label.to_lowercase().starts_with(&value);
                match areas.iter().find(is) {
                    Some(area) => self.area.clone_from(&area.code),
                    None if areas.iter().any(begun) => {}
                    None => {
                        let codes: Vec<&str> = areas.iter().filter(|i| !i.retired).map(|i| i.code.as_str()).collect();
                        self.fail(format!("There is no such area. area: takes one of {}.", codes.join(", ")));
                    }
                }
            }
            "before" | "after" if value.is_empty() => {}
            "before" | "after" => match phrase::parse_date(&value, now, Leaning::Past) {
                Ok(day) if name == "before" => self.before = Some(day),
                Ok(day) => self.after = Some(day),
                Err(fault) => self.fail(format!("{name}: takes a day. {} {}", fault.what, fault.hint)),
            },
            _ => return false,
        }
        true
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeZone as _;

    fn read(typed: &str) -> Sought {
        Sought::read(typed, chrono_tz::Europe::London.with_ymd_and_hms(2026, 11, 24, 14, 5, 0).unwrap())
    }

    #[test]
    fn narrowing_words_are_taken_out_wherever_they_stand() {
        let sought = read("bail is:overdue \"two words\" area:Central before:01/10 after:1/9/2026");
        assert_eq!(sought.words.split_whitespace().collect::<Vec<_>>(), ["bail", "\"two", "words\""]);
        assert_eq!((sought.is, sought.area.as_str()), (vec![Is::Overdue], "central"));
        assert_eq!(sought.before.unwrap().to_string(), "2026-10-01");
        assert_eq!(sought.after.unwrap().to_string(), "2026-09-01");
        assert_eq!(sought.fault, None);
    }

    #[test]
    fn what_stands_in_quotation_marks_and_what_only_looks_like_it_are_words() {
        let sought = read("\"is:open\" ref:12 10:30");
        assert_eq!(sought.words, "\"is:open\" ref:12 10:30");
        assert!(!sought.is_narrowed());
    }

    #[test]
    fn what_is_only_begun_narrows_nothing_and_what_is_wrong_says_what_would_be_right() {
        for begun in ["x is:", "x is:over", "x area:", "x area:cen", "x before:"] {
            assert!(!read(begun).is_narrowed() && read(begun).fault.is_none(), "{begun}");
        }
        assert!(read("x is:late").fault.unwrap().contains("overdue, open and closed"));
        assert!(read("x area:moon").fault.unwrap().contains("central"));
        assert!(read("x before:31/11").fault.unwrap().contains("no 31 November"), "{:?}", read("x before:31/11"));
        assert!(read("before:1/10").fault.unwrap().contains("need a word"));
    }
}
