//! What every screen may look at while it updates or draws: time, officer, area, counts, theme.
//!
//! A plain snapshot: nothing here reads the clock, the vault or the terminal.

use chrono::{DateTime, NaiveDate, NaiveDateTime};
use chrono_tz::Tz;

use crate::casework::desk::Mode;
use crate::casework::finding::Filter;
use crate::domain::officer::Officer;
use crate::domain::{lists, when};
use crate::tui::theme::Theme;
use crate::tui::widget::frame;

/// The snapshot.
#[derive(Debug, Clone)]
pub struct Ctx {
    /// Now, UK time.
    pub now: DateTime<Tz>,
    /// How things look.
    pub theme: Theme,
    /// Columns and rows of the terminal.
    pub size: (u16, u16),
    /// The officer and the force's decisions; blank while locked.
    pub officer: Officer,
    /// In what state the caseload is.
    pub mode: Mode,
    /// The area that lists are narrowed to, a code; empty is every area.
    pub area: String,
    /// How the contact list is narrowed and sorted, its area apart.
    pub filter: Filter,
    /// Updates not sent yet.
    pub unsent: i64,
    /// Updates sent and not answered.
    pub unconfirmed: i64,
    /// The vault is open.
    pub unlocked: bool,
    /// How much of the vault is checked in the background, in percent.
    pub checking: Option<u8>,
    /// The whole vault was checked in this sitting.
    pub whole: bool,
    /// A practice caseload can be opened from here.
    pub can_practise: bool,
    /// There is a shell to go to and come back from.
    pub can_suspend: bool,
}

impl Ctx {
    /// A snapshot before anything is known.
    #[must_use]
    pub fn new(now: DateTime<Tz>, theme: Theme) -> Self {
        Self {
            now,
            theme,
            size: (80, 24),
            officer: Officer::default(),
            mode: Mode::Live,
            area: String::new(),
            filter: Filter::default(),
            unsent: 0,
            unconfirmed: 0,
            unlocked: false,
            checking: None,
            whole: false,
            can_practise: false,
            can_suspend: false,
        }
    }

    /// Now, local.
    #[must_use]
    pub fn local(&self) -> NaiveDateTime {
        self.now.naive_local()
    }

    /// The working day; it turns at 04:00.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        when::working_day(self.now)
    }

    /// The area as it is read: `Central`, or `all areas`.
    #[must_use]
    pub fn area_label(&self) -> String {
        if self.area.is_empty() { "all areas".to_owned() } else { lists::label("areas", &self.area) }
    }

    /// Two panes fit side by side.
    #[must_use]
    pub const fn wide(&self) -> bool {
        self.size.0 >= frame::WIDE
    }

    /// There is room for empty rows.
    #[must_use]
    pub const fn tall(&self) -> bool {
        self.size.1 >= 30
    }
}
