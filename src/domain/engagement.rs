//! One contact made or attempted: when, how, who started it, what came of it.

use crate::domain::field::{Code, Fault, Field, Shape, Values, record};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::when::{Due, When};

/// Outcomes the program itself writes.
pub mod outcome {
    /// The person was reached.
    pub const SPOKE: &str = "spoke";
    /// Nobody answered.
    pub const NO_ANSWER: &str = "no-answer";
    /// A message was left.
    pub const MESSAGE: &str = "message-left";
    /// The person did not want to speak.
    pub const DECLINED: &str = "declined";
    /// Ended because it was not safe.
    pub const UNSAFE: &str = "ended-as-unsafe";
    /// It could not be attempted.
    pub const NOT_TRIED: &str = "could-not-attempt";
}

/// Directions.
pub mod direction {
    /// The officer started it.
    pub const OUT: &str = "out";
    /// The person got in touch.
    pub const IN: &str = "in";
    /// Met by chance.
    pub const CHANCE: &str = "met-by-chance";
}

fn outside(v: &Values) -> bool {
    v.contains_key("plan_rule")
}
fn has_next(v: &Values) -> bool {
    v.contains_key("next_step")
}

record! {
    /// One contact made or attempted.
    pub struct Engagement: Kind::Engagement => {
        /// When; may be vague.
        happened: Option<When> = Field::new(Shape::When, "When").required().open()
            .help("today, yesterday 11pm, fri, 12/3, summer 2025"),
        /// By which channel.
        channel: Code = Field::new(Shape::Pick("channels"), "Channel").required().open(),
        /// out, in, met-by-chance.
        direction: Code = Field::new(Shape::Pick("directions"), "Direction").required().open(),
        /// The rule it broke, written by the plan check.
        plan_rule: String = Field::new(Shape::Line, "Plan rule").written(),
        /// Why it was made outside the plan.
        outside_reason: String = Field::new(Shape::Line, "Outside the plan").only_if(outside)
            .help("say why; it is kept in the history"),
        /// What came of it.
        outcome: Code = Field::new(Shape::Pick("outcomes"), "Outcome").required().open(),
        /// Who else was there.
        with_whom: String = Field::new(Shape::Line, "With whom else"),
        /// Summary.
        summary: String = Field::new(Shape::Note, "Summary"),
        /// The next step, saved as a follow-up in the same act.
        next_step: String = Field::new(Shape::Line, "Next step").help("ring after the hearing"),
        /// Whether it was promised.
        next_promised: bool = Field::new(Shape::Flag, "A promise to the person").only_if(has_next),
        /// By when.
        next_due: Option<Due> = Field::new(Shape::Due, "Due").required().only_if(has_next)
            .help("fri, tomorrow 3pm, +2w"),

        /// What was explained.
        explained: Vec<Code> = Field::new(Shape::Several("explained"), "Explained").page("Said"),
        /// What the person raised, by prompt; only what was raised and is needed.
        raised: Vec<Code> = Field::new(Shape::Several("raised"), "Raised by the person").page("Said")
            .help("only what was raised and is needed"),
        /// First account in the person's own words.
        first_account: String = Field::new(Shape::Verbatim, "Their own words").page("Said")
            .help("kept as said; what is added later stands below it"),
        /// Trust note.
        trust_note: String = Field::new(Shape::Note, "Trust note").page("Said"),

        /// Where.
        place: String = Field::new(Shape::Line, "Place").page("Where"),
        /// Minutes.
        minutes: Option<i64> = Field::new(Shape::Number, "Minutes").page("Where"),
        /// The follow-up made from it.
        next_follow_up: Option<RecordId> = Field::new(Shape::Ref, "Follow-up").written(),
    }
}

impl Engagement {
    /// Whether the person was actually in contact, which is what the interval counts.
    #[must_use]
    pub fn reached(&self) -> bool {
        matches!(self.outcome.as_str(), outcome::SPOKE | outcome::UNSAFE | outcome::DECLINED)
    }
}

/// Rules over several fields.
#[must_use]
pub fn faults(engagement: &Engagement) -> Vec<Fault> {
    let mut faults = Vec::new();
    if !engagement.plan_rule.is_empty()
        && engagement.direction.is(direction::OUT)
        && engagement.outside_reason.is_empty()
    {
        faults.push(Fault::new(
            "outside_reason",
            format!("This is outside the plan, {}. Say why.", engagement.plan_rule),
        ));
    }
    if engagement.next_step.is_empty() && engagement.next_due.is_some() {
        faults.push(Fault::new("next_step", "Say what is to be done by then, or clear the date."));
    }
    if engagement.outcome.is(outcome::SPOKE) && engagement.summary.is_empty() && engagement.first_account.is_empty() {
        faults.push(Fault::new("summary", "Write in a line what was said."));
    }
    faults
}
