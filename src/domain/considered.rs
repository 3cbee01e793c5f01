//! One thing of a list that has to be considered: due, done, or not needed and why.
//!
//! Safeguarding concerns, the support around a crime report, support on the way and a place's strategy keep such
//! lists. What may stand in one is a code list of `assets/lists`; here is only how one answer is kept.

use crate::domain::lists;
use crate::domain::when::{self, Due};

/// States of one thing that has to be considered.
pub mod state {
    /// Still to be done.
    pub const DUE: &str = "due";
    /// Done.
    pub const DONE: &str = "done";
    /// Not needed; the note says why.
    pub const NOT_NEEDED: &str = "not-needed";
}

/// One thing considered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Considered {
    /// A code of the list it belongs to.
    pub code: String,
    /// due, done or not-needed.
    pub state: String,
    /// Due or done at, as `Due` is stored; may be blank.
    pub at: String,
    /// Officer, reference or reason.
    pub note: String,
}

impl Considered {
    /// As kept: `code|state|day or time|note`.
    #[must_use]
    pub fn to_text(&self) -> String {
        format!("{}|{}|{}|{}", self.code, self.state, self.at, self.note)
    }

    /// From a kept text; `None` when it is none.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let mut parts = text.splitn(4, '|');
        Some(Self {
            code: parts.next()?.to_owned(),
            state: parts.next()?.to_owned(),
            at: parts.next()?.to_owned(),
            note: parts.next().unwrap_or_default().to_owned(),
        })
    }

    /// All of a kept list, in order.
    #[must_use]
    pub fn all(kept: &[String]) -> Vec<Self> {
        kept.iter().filter_map(|text| Self::from_text(text)).collect()
    }

    /// As it is read: `ISVA offered: done, 24/11/2026, PC 4417`; `list` has the codes.
    #[must_use]
    pub fn words(&self, list: &str) -> String {
        let state = match self.state.as_str() {
            state::DUE => "to do",
            state::NOT_NEEDED => "not needed",
            other => other,
        };
        let at = match self.at.parse::<Due>() {
            Ok(Due::On(day)) => format!(", {}", when::long(day)),
            Ok(Due::At(at)) => format!(", {}", when::long_minute(at)),
            Err(_) => String::new(),
        };
        let note = if self.note.is_empty() { String::new() } else { format!(", {}", self.note) };
        format!("{}: {state}{at}{note}", lists::label(list, &self.code))
    }

    /// Whether it is still to be done.
    #[must_use]
    pub fn is_due(&self) -> bool {
        self.state == state::DUE
    }
}
