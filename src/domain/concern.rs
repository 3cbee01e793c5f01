//! A safeguarding concern and the actions it demands.
//!
//! A child concern opens by itself for a person who is or may be under 18 (domain rule 2). Nothing here
//! refuses: it warns, records and asks afterwards.

use chrono::{Days, Duration, NaiveDate, NaiveDateTime};

use crate::domain::considered::{self, Considered};
use crate::domain::field::{Code, Field, Found, Shape, Values, record};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::lists;
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
fn exploited(v: &Values) -> bool {
    child(v) || slavery(v)
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
        /// Where it is, for a child who belongs to no contact.
        area: Code = Field::new(Shape::Pick("areas"), "Area"),
        /// Risk indicators, the procedure's seven.
        indicators: Vec<Code> = Field::new(Shape::Several("child_indicators"), "Indicators").only_if(child),
        /// The child's own views.
        views: String = Field::new(Shape::Verbatim, "The child's own views").only_if(child)
            .help("the notification goes without if need be"),
        /// How old the child is, in years, as it was said or guessed, where no date of birth is known.
        age: Option<i64> = Field::new(Shape::Number, "Age in years").only_if(child)
            .help("as said or guessed, if no date of birth is known"),
        /// When police protection began.
        protection_from: Option<Due> = Field::new(Shape::Due, "Police protection from").only_if(child).past()
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
        referral_reference: String = Field::new(Shape::Line, "NRM reference").only_if(exploited),
        /// Reference of the notification without consent.
        notify_reference: String = Field::new(Shape::Line, "Duty to notify").only_if(slavery),

        /// Offences of those who exploit that were considered; never the person's own.
        offences: Vec<Code> = Field::new(Shape::Several("offences"), "Offences considered").only_if(exploited)
            .help("of those who groom, coerce, control or pay"),

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
    /// Whether it is a child's.
    #[must_use]
    pub fn is_child(&self) -> bool {
        self.kind.is(kind::CHILD)
    }
    /// Whether it is a running concern about the contact itself as a child, not about somebody linked.
    #[must_use]
    pub fn holds_a_child(&self) -> bool {
        self.is_open() && self.is_child() && self.about.is_none()
    }
    /// Its actions in order.
    #[must_use]
    pub fn action_list(&self) -> Vec<Considered> {
        Considered::all(&self.actions)
    }
    /// What an action is called.
    #[must_use]
    pub fn action_label(&self, code: &str) -> String {
        lists::label(actions_list(self.kind.as_str()), code)
    }
    /// What is still to be done, by name, in order.
    #[must_use]
    pub fn undone(&self) -> Vec<String> {
        self.action_list().iter().filter(|a| a.is_due()).map(|a| self.action_label(&a.code)).collect()
    }
    /// When police protection began, local time.
    #[must_use]
    pub fn protection_began(&self) -> Option<NaiveDateTime> {
        match self.protection_from.as_ref()? {
            Due::At(t) => Some(*t),
            Due::On(d) => d.and_hms_opt(0, 0, 0),
        }
    }
    /// When police protection ends, local time.
    #[must_use]
    pub fn protection_ends(&self) -> Option<NaiveDateTime> {
        self.protection_began()?.checked_add_signed(PROTECTION)
    }
    /// Whether the child is in police protection at that moment.
    #[must_use]
    pub fn is_protected(&self, at: NaiveDateTime) -> bool {
        self.protection_began().zip(self.protection_ends()).is_some_and(|(from, to)| from <= at && at < to)
    }
    /// The indicators that point to modern slavery: for a child they ask for a referral, with no consent needed.
    #[must_use]
    pub fn slavery_signs(&self) -> Vec<String> {
        let signs = self.indicators.iter().filter(|i| SLAVERY_SIGNS.contains(&i.as_str()));
        signs.map(|i| lists::label("child_indicators", i.as_str())).collect()
    }
}

/// Indicators of the procedure that point to modern slavery: it says so of a child who arrives alone, and a drug debt
/// that is worked off is forced labour (Modern Slavery Act 2015 s.1).
const SLAVERY_SIGNS: [&str; 2] = ["arrived-alone", "drugs"];

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

/// Written by the program when an age is raised; no concern begins with it.
pub const SECOND_PERSON: &str = "second-person-for-age";

/// What has to be settled on the day it is noticed; everything else of a concern that is no child's has until the third
/// day after (own practice: no law or procedure sets a time).
const AT_ONCE: [&str; 5] = ["notification", "record", "tool", "consent-asked", "place-of-safety"];

/// The actions that a new concern of a kind begins with, as they are kept. A child's notification is due within 24 hours
/// and everything else of a child on the day itself.
#[must_use]
pub fn actions_of(kind: &str, now: NaiveDateTime, today: NaiveDate) -> Vec<String> {
    let list = lists::get(actions_list(kind)).map(|l| l.offered().collect::<Vec<_>>()).unwrap_or_default();
    let later = today.checked_add_days(Days::new(3)).unwrap_or(today);
    list.into_iter()
        .filter(|item| item.code != SECOND_PERSON)
        .map(|item| {
            let at = match (kind, item.code.as_str()) {
                (kind::CHILD, "child-concern-notification") => Due::At(now + Duration::hours(24)),
                (kind::CHILD, _) => Due::On(today),
                (_, code) if AT_ONCE.contains(&code) => Due::On(today),
                _ => Due::On(later),
            };
            let due = considered::state::DUE.to_owned();
            Considered { code: item.code.clone(), state: due, at: at.to_string(), note: String::new() }.to_text()
        })
        .collect()
}

/// The fields of the concern that are filled in when one of its actions is done: its reference, where the child stays.
#[must_use]
pub fn filled_in_by(kind: &str, action: &str) -> &'static [&'static str] {
    match (kind, action) {
        (kind::CHILD, "police-protection") => &["protection_from", "protection_reference"],
        (kind::CHILD, "local-authority") => &["stays", "lives"],
        (kind::CHILD, "child-concern-notification") => &["child_notification"],
        (kind::CHILD, "offences-against-exploiters") | (kind::SLAVERY, "offences") => &["offences"],
        (kind::CHILD, "nrm-referral") | (kind::SLAVERY, "referral") => &["referral_reference"],
        (kind::ADULT, "notification") => &["adult_notification"],
        (kind::ABUSE, "record") => &["abuse_record"],
        (kind::ABUSE, "tool") => &["abuse_tool", "abuse_grade", "abuse_reference"],
        (kind::ABUSE, "marac") => &["marac_reference"],
        (kind::ABUSE, "plan-checked") => &["unsafe_channels"],
        (kind::SLAVERY, "consent-asked") => &["referral_consent"],
        (kind::SLAVERY, "notify") => &["notify_reference"],
        _ => &[],
    }
}

/// Whether an offence is one of those who exploit others: the groups of the list that the procedure and the Modern
/// Slavery Act name; nothing that a person who sells sex could be accused of.
#[must_use]
pub fn is_exploiters(kind: &str, offence: &lists::Item) -> bool {
    let group = offence.extra.get("group").map_or("", String::as_str);
    match kind {
        kind::CHILD => matches!(group, "children" | "exploitation" | "slavery"),
        _ => matches!(group, "exploitation" | "slavery"),
    }
}

/// Whether a Child Abduction Warning Notice covers a child: advice, never a refusal.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Notice {
    /// It does, and why.
    Covers(&'static str),
    /// It does not, and why; other ways are open.
    NotCovered(&'static str),
    /// It depends on what is not known yet.
    Ask(&'static str),
}

impl Notice {
    /// A few words beside the action.
    #[must_use]
    pub const fn words(self) -> &'static str {
        match self {
            Self::Covers(words) | Self::NotCovered(words) | Self::Ask(words) => words,
        }
    }

    /// What it means, in a sentence or two.
    #[must_use]
    pub const fn meaning(self) -> &'static str {
        match self {
            Self::Covers(_) => {
                "A notice can be served on whoever the child is kept with. Breach is no offence; it supports an order."
            }
            Self::NotCovered(_) => {
                "A notice covers a child under 16 at home, and one under 18 in care, under an emergency protection \
                 order or in police protection. At 16 or 17 at home ask for a Sexual Risk Order or an injunction."
            }
            Self::Ask(_) => {
                "A notice covers a child under 16 at home, and one under 18 in care, under an emergency protection \
                 order or in police protection."
            }
        }
    }
}

/// Whom a Child Abduction Warning Notice covers: a child under 16 at home (Child Abduction Act 1984 s.2), and one under
/// 18 in care, under an emergency protection order or in police protection (Children Act 1989 s.49). `age` is in whole
/// years, where it is known; `now` is local.
#[must_use]
pub fn warning_notice(concern: &Concern, age: Option<i64>, now: NaiveDateTime) -> Notice {
    match concern.lives.as_str() {
        _ if concern.is_protected(now) => Notice::Covers("in police protection"),
        "in-care" => Notice::Covers("covered: in care"),
        "emergency-order" => Notice::Covers("covered by the order"),
        "police-protection" if concern.protection_from.is_none() => Notice::Covers("in police protection"),
        lives => match (age, lives) {
            (Some(..16), _) => Notice::Covers("covered: under 16"),
            (Some(_), "at-home" | "alone" | "leaving-care") => Notice::NotCovered("not covered at 16 or 17"),
            (None, "at-home" | "alone" | "leaving-care") => Notice::Ask("covered if under 16"),
            _ => Notice::Ask("lives where? e says"),
        },
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    fn lives(code: &str) -> Concern {
        Concern { kind: Code::new(kind::CHILD), lives: Code::new(code), ..Concern::default() }
    }

    #[test]
    fn a_warning_notice_covers_under_16_at_home_and_under_18_in_care_or_protection() {
        let now = at("2026-11-24T14:05:00");
        let notice = |c: &Concern, age| warning_notice(c, age, now);
        assert!(matches!(notice(&lives("at-home"), Some(15)), Notice::Covers(_)));
        assert!(matches!(notice(&lives("at-home"), Some(16)), Notice::NotCovered(_)));
        assert!(matches!(notice(&lives("at-home"), Some(17)), Notice::NotCovered(_)));
        for code in ["in-care", "emergency-order", "police-protection"] {
            assert!(matches!(notice(&lives(code), Some(17)), Notice::Covers(_)), "{code}");
        }
        assert!(matches!(notice(&lives("at-home"), None), Notice::Ask(_)));
        assert!(matches!(notice(&lives(""), Some(16)), Notice::Ask(_)));
    }

    #[test]
    fn police_protection_covers_for_72_hours_and_no_longer() {
        let c = Concern { protection_from: Some("2026-11-22T21:25".parse().unwrap()), ..lives("at-home") };
        let covered = |t: &str| matches!(warning_notice(&c, Some(17), at(t)), Notice::Covers(_));
        assert!(!covered("2026-11-22T21:24:00"));
        assert!(covered("2026-11-22T21:25:00"));
        assert!(covered("2026-11-25T21:24:00"));
        assert!(!covered("2026-11-25T21:25:00"));
    }

    #[test]
    fn every_kind_begins_with_every_action_of_its_list_and_a_time_for_each() {
        let now = at("2026-11-24T14:05:00");
        for kind in [kind::CHILD, kind::ADULT, kind::ABUSE, kind::SLAVERY] {
            let actions = Considered::all(&actions_of(kind, now, now.date()));
            let list = lists::get(actions_list(kind)).unwrap();
            let wanted = list.offered().filter(|i| i.code != SECOND_PERSON).count();
            assert_eq!(actions.len(), wanted, "{kind}");
            assert!(actions.iter().all(|a| a.is_due() && !a.at.is_empty()), "{kind}");
        }
    }

    #[test]
    fn what_an_action_fills_in_is_a_field_of_its_kind() {
        for kind in [kind::CHILD, kind::ADULT, kind::ABUSE, kind::SLAVERY] {
            let values = Values::from([("kind", crate::domain::field::Value::Text(kind.to_owned()))]);
            for item in lists::get(actions_list(kind)).unwrap().offered() {
                for name in filled_in_by(kind, &item.code) {
                    let field = Kind::Concern.field(name).unwrap();
                    assert!(field.applies(&values), "{kind} {} {name}", item.code);
                }
            }
        }
    }

    #[test]
    fn only_offences_of_those_who_exploit_are_offered() {
        let offered = |kind: &str| -> Vec<String> {
            let all = lists::get("offences").unwrap();
            all.offered().filter(|i| is_exploiters(kind, i)).map(|i| i.code.clone()).collect()
        };
        assert!(offered(kind::CHILD).contains(&"paying-child".to_owned()));
        assert!(!offered(kind::SLAVERY).contains(&"paying-child".to_owned()));
        assert!(offered(kind::SLAVERY).contains(&"trafficking".to_owned()));
        assert!(!offered(kind::CHILD).contains(&"theft".to_owned()));
    }
}
