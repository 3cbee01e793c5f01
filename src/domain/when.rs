//! When something happened or is due.

use std::fmt;
use std::str::FromStr;

use chrono::{NaiveDate, NaiveDateTime};

/// When something happened; may be vague.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub struct When {
    /// What was said.
    pub said: String,
    /// Earliest, local.
    pub from: NaiveDateTime,
    /// Latest, local.
    pub to: NaiveDateTime,
}
impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}/{} {}", self.from.format("%Y-%m-%dT%H:%M"), self.to.format("%Y-%m-%dT%H:%M"), self.said)
    }
}
impl FromStr for When {
    type Err = String;
    fn from_str(_: &str) -> Result<Self, String> {
        Err(String::new())
    }
}
/// A day, or a day and a time, local.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Debug)]
pub enum Due {
    /// A day.
    On(NaiveDate),
    /// A day and a time.
    At(NaiveDateTime),
}
impl Due {
    /// Its day.
    #[must_use]
    pub fn day(&self) -> NaiveDate {
        match self {
            Self::On(d) => *d,
            Self::At(t) => t.date(),
        }
    }
}
impl fmt::Display for Due {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::On(d) => write!(f, "{d}"),
            Self::At(t) => write!(f, "{}", t.format("%Y-%m-%dT%H:%M")),
        }
    }
}
impl FromStr for Due {
    type Err = chrono::ParseError;
    fn from_str(s: &str) -> Result<Self, Self::Err> {
        if s.contains('T') {
            NaiveDateTime::parse_from_str(s, "%Y-%m-%dT%H:%M").map(Self::At)
        } else {
            s.parse().map(Self::On)
        }
    }
}
/// A day as the officer reads it.
#[must_use]
pub fn day_label(day: NaiveDate, _today: NaiveDate) -> String {
    day.format("%a %d/%m").to_string()
}
