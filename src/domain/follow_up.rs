//! Something the DLO will do by a date; a promise is a follow-up made to the person.

use chrono::NaiveDate;

use crate::domain::field::{Code, Fault, Field, Shape, Values, record};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::when::Due;

/// Kinds the program itself writes.
pub mod kind {
    /// Made to the person.
    pub const PROMISE: &str = "promise";
    /// Something else.
    pub const OTHER: &str = "other";
    /// A safeguarding action.
    pub const SAFEGUARDING: &str = "safeguarding-action";
    /// A plan still to be made.
    pub const PLAN: &str = "plan-re-check";
    /// An engagement that is due.
    pub const ENGAGEMENT: &str = "engagement-due";
}

/// States.
pub mod state {
    /// To be done.
    pub const OPEN: &str = "open";
    /// Done.
    pub const DONE: &str = "done";
    /// Cancelled with a reason.
    pub const CANCELLED: &str = "cancelled";
    /// With another officer now.
    pub const HANDED_OVER: &str = "handed-over";
}

fn settled(v: &Values) -> bool {
    matches!(v.get("state").and_then(|s| s.text()), Some(state::DONE | state::CANCELLED))
}

fn has_note(v: &Values) -> bool {
    v.get("note").and_then(|n| n.text()).is_some_and(|n| !n.is_empty())
}

record! {
    /// Something to be done by a date.
    pub struct FollowUp: Kind::FollowUp => {
        /// What.
        what: String = Field::new(Shape::Line, "What").required().help("find out the bail conditions and ring"),
        /// promise, other, …
        kind: Code = Field::new(Shape::Pick("follow_up_kinds"), "Kind").required().open(),
        /// By when.
        due: Option<Due> = Field::new(Shape::Due, "Due").required().open().help("fri, tomorrow 3pm, +2w, 3/12"),
        /// open, done, cancelled, handed-over.
        state: Code = Field::new(Shape::Pick("follow_up_states"), "State").written().open(),
        /// What came of it.
        outcome: String = Field::new(Shape::Line, "Outcome").only_if(settled),
        /// When it was settled, local day.
        settled_on: Option<chrono::NaiveDate> = Field::new(Shape::Date, "Settled on").written(),
        /// How often it was deferred.
        deferrals: Option<i64> = Field::new(Shape::Number, "Deferred").written(),
        /// Why it was last deferred.
        deferral_reason: Code = Field::new(Shape::Pick("deferral_reasons"), "Deferred because").written(),
        /// For a promise: what was said.
        you_said: String = Field::new(Shape::Line, "You said").help("the words you used, if it is a promise"),
        /// For a promise: what was done.
        we_did: String = Field::new(Shape::Line, "We did").written(),
        /// How the person was told: by-call, by-text, not-yet.
        told: Code = Field::new(Shape::Pick("told_how"), "Told").written(),
        /// The record it serves.
        serves: Option<RecordId> = Field::new(Shape::Ref, "Serves").written(),
        /// More than the line says: all of a jot that is filed.
        note: String = Field::new(Shape::Note, "Note").only_if(has_note),
    }
}

impl FollowUp {
    /// Whether it was promised to the person.
    #[must_use]
    pub fn is_promise(&self) -> bool {
        self.kind.is(kind::PROMISE)
    }
    /// Whether it is still to be done.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state.is_blank() || self.state.is(state::OPEN)
    }
    /// Whether deferring it once more needs a reason: from the third time on (domain section 4).
    #[must_use]
    pub fn next_deferral_needs_reason(&self) -> bool {
        self.deferrals.unwrap_or(0) >= 2
    }
}

/// *We did* of a promise, which writes itself from the two dates: `found out Tue 24/11, told the same day, 4 days late`.
/// `on` is today as it is to be read.
#[must_use]
pub fn we_did(due: Option<&Due>, today: NaiveDate, on: &str, told: bool) -> String {
    let told = if told { "told the same day" } else { "not told yet" };
    match due.map_or(0, |d| (today - d.working_day()).num_days()) {
        ..=0 => format!("found out {on}, {told}, on time"),
        1 => format!("found out {on}, {told}, 1 day late"),
        n => format!("found out {on}, {told}, {n} days late"),
    }
}

/// How often something was put off, in words: `deferred twice`; nothing when never.
#[must_use]
pub fn deferred(times: i64) -> Option<String> {
    match times {
        ..=0 => None,
        1 => Some("deferred once".to_owned()),
        2 => Some("deferred twice".to_owned()),
        n => Some(format!("deferred {n} times")),
    }
}

/// Rules over several fields.
#[must_use]
pub fn faults(follow_up: &FollowUp) -> Vec<Fault> {
    let mut faults = Vec::new();
    if matches!(follow_up.state.as_str(), state::DONE | state::CANCELLED) && follow_up.outcome.is_empty() {
        faults.push(Fault::new("outcome", "Say in a line what came of it."));
    }
    faults
}
