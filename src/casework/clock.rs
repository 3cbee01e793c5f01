//! The one clock. Everything that needs the time gets it from here or as an argument.

use chrono::{DateTime, Utc};

/// Where the time comes from.
#[derive(Debug, Clone, Copy)]
pub enum Clock {
    /// The machine's clock.
    Machine,
    /// A fixed moment: `--on DATE` and tests.
    Fixed(DateTime<Utc>),
}

impl Clock {
    /// Now, UTC.
    #[must_use]
    #[allow(clippy::disallowed_methods, reason = "the one place that reads the machine's clock")]
    pub fn now(self) -> DateTime<Utc> {
        match self {
            Self::Machine => Utc::now(),
            Self::Fixed(at) => at,
        }
    }
}
