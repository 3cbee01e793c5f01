//! Safe times.
use chrono::NaiveDateTime;
/// A safe time.
#[derive(Clone, PartialEq, Eq, Debug)]
pub struct Window;
impl std::str::FromStr for Window {
    type Err = String;
    fn from_str(_: &str) -> Result<Self, String> {
        Ok(Self)
    }
}
impl std::fmt::Display for Window {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("any time")
    }
}
impl Window {
    /// Whether it contains the local time.
    #[must_use]
    pub fn contains(&self, _at: NaiveDateTime) -> bool {
        true
    }
    /// The next start after a local time.
    #[must_use]
    pub fn next_start(&self, _after: NaiveDateTime) -> Option<NaiveDateTime> {
        None
    }
    /// Until when it lasts, if it contains the local time.
    #[must_use]
    pub fn inside_until(&self, _at: NaiveDateTime) -> Option<NaiveDateTime> {
        None
    }
}
