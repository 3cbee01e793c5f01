//! A safeguarding concern and the actions it demands.
//!
//! A child concern opens by itself for a person who is or may be under 18 (domain rule 2). Nothing here
//! refuses: it warns, records and asks afterwards.

use chrono::{Duration, NaiveDateTime};

use crate::domain::considered::Considered;
use crate::domain::field::{Code, Field, Found, Shape, Values, record};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::when::{Due, When};

/// Police protection lasts at most this long: Children Act 1989 s.46(6).
pub const PROTECTION: Duration = Duration::hours(72);

/// Kinds of concern.
pub mod kind {
    /// A child, or someone who may be one.
    pub const CHILD: &str = "child";
    /// An adult with care and support needs.
    pub const ADULT: &str = "adult";
    /// Domestic abuse.
    pub const ABUSE: &str = "domestic-abuse";
    /// Modern slavery.
    pub const SLAVERY: &str = "modern-slavery";
}

/// States.
pub mod state {
    /// Running.
    pub const OPEN: &str = "open";
    /// Decided.
    pub const CLOSED: &str = "closed";
}

fn is(v: &Values, kind: &str) -> bool {
    v.get("kind").and_then(|s| s.text()) == Some(kind)
}
fn child(v: &Values) -> bool {
    is(v, kind::CHILD)
}
fn adult(v: &Values) -> bool {
    is(v, kind::ADULT)
}
fn abuse(v: &Values) -> bool {
    is(v, kind::ABUSE)
}
fn slavery(v: &Values) -> bool {
    is(v, kind::SLAVERY)
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
        /// Where the child lives: decides whom a Child Abduction Warning Notice covers.
        lives: Code = Field::new(Shape::Pick("child_lives"), "Lives").only_if(child).asked(),
        /// Where the child stays now.
        stays: String = Field::new(Shape::Line, "Stays now").only_if(child).help("foster placement, at home"),
        /// Reference of the Child Concern Notification.
        child_notification: String = Field::new(Shape::Line, "CCN reference").only_if(child),

        /// Care and support needs, and why they cannot protect themselves: Care Act 2014 s.42.
        needs: String = Field::new(Shape::Note, "Needs").only_if(adult)
            .help("care and support needs that keep the person from protecting themselves"),
        /// Reference of the Adult Concern Notification.
        adult_notification: String = Field::new(Shape::Line, "ACN reference").only_if(adult),

        /// Reference of the domestic abuse record.
        abuse_record: String = Field::new(Shape::Line, "Domestic abuse record").only_if(abuse),
        /// Which tool was used; its form and its score stay outside.
        abuse_tool: Code = Field::new(Shape::Pick("abuse_tools"), "Tool used").only_if(abuse),
        /// Grade it led to.
        abuse_grade: Code = Field::new(Shape::Pick("abuse_grades"), "Grade").only_if(abuse),
        /// Its reference.
        abuse_reference: String = Field::new(Shape::Line, "Its reference").only_if(abuse),
        /// MARAC reference.
        marac_reference: String = Field::new(Shape::Line, "MARAC reference").only_if(abuse),
        /// Suspected abuser: a linked person.
        abuser: Option<RecordId> = Field::new(Shape::Ref, "Suspected abuser").only_if(abuse),
        /// Channels that are not safe now: the plan warns of them.
        unsafe_channels: Vec<Code> = Field::new(Shape::Several("channels"), "Channels not safe").only_if(abuse),

        /// The person's consent to be referred: an adult decides, a child needs none (Modern Slavery Act 2015 s.52).
        referral_consent: Code = Field::new(Shape::Pick("yes_no_unknown"), "Agrees to the NRM").only_if(slavery).asked(),
        /// NRM reference.
        referral_reference: String = Field::new(Shape::Line, "NRM reference").only_if(slavery),
        /// Reference of the notification without consent.
        notify_reference: String = Field::new(Shape::Line, "Duty to notify").only_if(slavery),

        /// The linked person it is about, where it is not the contact.
        about: Option<RecordId> = Field::new(Shape::Ref, "About").written(),
        /// Actions: texts of [`Considered`]; which list their codes are of goes with the kind ([`actions_list`]).
        actions: Vec<String> = Field::new(Shape::Lines, "Actions").written().found(Found::No),
        /// open or closed.
        state: Code = Field::new(Shape::Pick("concern_states"), "State").written().open(),
        /// Why it was opened by the program.
        opened_because: String = Field::new(Shape::Line, "Opened because").written(),
        /// What was decided.
        decision: String = Field::new(Shape::Note, "Decision").written(),
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
    pub fn action_list(&self) -> Vec<Considered> {
        Considered::all(&self.actions)
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

/// The list that the actions of a kind of concern come from.
#[must_use]
pub fn actions_list(kind: &str) -> &'static str {
    match kind {
        kind::ADULT => "adult_actions",
        kind::ABUSE => "abuse_actions",
        kind::SLAVERY => "slavery_actions",
        _ => "child_actions",
    }
}
