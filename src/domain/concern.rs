//! A safeguarding concern and the actions it demands.
//!
//! A child concern opens by itself for a person who is or may be under 18 (domain rule 2). Nothing here
//! refuses: it warns, records and asks afterwards.

use chrono::{Duration, NaiveDateTime};

use crate::domain::field::{Code, Field, Shape, Values, record};
use crate::domain::kind::Kind;
use crate::domain::when::{Due, When};

/// Police protection lasts at most this long: Children Act 1989 s.46(6).
pub const PROTECTION: Duration = Duration::hours(72);

/// Kinds of concern.
pub mod kind {
    /// A child, or someone who may be one.
    pub const CHILD: &str = "child";
}

/// States.
pub mod state {
    /// Running.
    pub const OPEN: &str = "open";
    /// Decided.
    pub const CLOSED: &str = "closed";
}

fn child(v: &Values) -> bool {
    v.get("kind").and_then(|s| s.text()) == Some(kind::CHILD)
}

record! {
    /// A safeguarding concern.
    pub struct Concern: Kind::Concern => {
        /// child, adult, domestic-abuse, modern-slavery.
        kind: Code = Field::new(Shape::Pick("concern_kinds"), "Kind").required().open(),
        /// What is known.
        what: String = Field::new(Shape::Note, "What is known").required(),
        /// When it came to notice.
        noticed: Option<When> = Field::new(Shape::When, "Noticed").required(),
        /// Risk indicators, the procedure's seven.
        indicators: Vec<Code> = Field::new(Shape::Several("child_indicators"), "Indicators").only_if(child),
        /// The child's own views.
        views: String = Field::new(Shape::Verbatim, "The child's own views").only_if(child)
            .help("the notification goes without if need be"),
        /// When police protection began.
        protection_from: Option<Due> = Field::new(Shape::Due, "Police protection from").only_if(child)
            .help("Children Act 1989 s.46, at most 72 hours"),
        /// Its reference.
        protection_reference: String = Field::new(Shape::Line, "Reference").only_if(child),
        /// Actions, one text each: `code|state|day or time|note`.
        actions: Vec<String> = Field::new(Shape::Lines, "Actions").written().found(crate::domain::field::Found::No),
        /// open or closed.
        state: Code = Field::new(Shape::Pick("concern_states"), "State").written().open(),
        /// Why it was opened by the program.
        opened_because: String = Field::new(Shape::Line, "Opened because").written(),
        /// What was decided.
        decision: String = Field::new(Shape::Note, "Decision").written(),
    }
}

/// One action of a concern.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Action {
    /// A code of the list `child_actions`.
    pub code: String,
    /// due, done or not-needed.
    pub state: String,
    /// Due or done at, as `Due` is stored; may be blank.
    pub at: String,
    /// Officer, reference or reason.
    pub note: String,
}

impl Action {
    /// As kept in [`Concern::actions`].
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
}

impl Concern {
    /// Whether it is running.
    #[must_use]
    pub fn is_open(&self) -> bool {
        !self.state.is(state::CLOSED)
    }
    /// Its actions in order.
    #[must_use]
    pub fn action_list(&self) -> Vec<Action> {
        self.actions.iter().filter_map(|a| Action::from_text(a)).collect()
    }
    /// When police protection ends, local time.
    #[must_use]
    pub fn protection_ends(&self) -> Option<NaiveDateTime> {
        match self.protection_from.as_ref()? {
            Due::At(t) => t.checked_add_signed(PROTECTION),
            Due::On(d) => d.and_hms_opt(0, 0, 0)?.checked_add_signed(PROTECTION),
        }
    }
}
