//! The safe-contact plan: how, when and through whom this person may be reached, and what must never happen.
//!
//! Every change is a new version; the version before is kept as superseded.

use chrono::{NaiveDate, NaiveDateTime};

use crate::domain::field::{Code, Fault, Field, Shape, record};
use crate::domain::kind::Kind;
use crate::domain::window::Window;

/// A channel's rule.
pub mod rule {
    /// May be used.
    pub const ALLOWED: &str = "allowed";
    /// Only with the agreed words.
    pub const WORDING: &str = "only-with-wording";
    /// Must not be used.
    pub const NEVER: &str = "never";
}

record! {
    /// One version of a safe-contact plan.
    pub struct Plan: Kind::Plan => {
        /// 1 for the first version.
        version: Option<i64> = Field::new(Shape::Number, "Version").written(),
        /// A later version stands instead.
        superseded: bool = Field::new(Shape::Flag, "Superseded").written(),
        /// Rule for text messages.
        text_rule: Code = Field::new(Shape::Pick("channel_rules"), "Text message").required(),
        /// Words to use in a text.
        text_words: String = Field::new(Shape::Line, "Words in a text").help("are you about?"),
        /// Rule for calls.
        call_rule: Code = Field::new(Shape::Pick("channel_rules"), "Call").required(),
        /// Condition or words for a call.
        call_words: String = Field::new(Shape::Line, "Before or in a call").help("after a yes by text"),
        /// Rule for e-mail.
        email_rule: Code = Field::new(Shape::Pick("channel_rules"), "E-mail"),
        /// Rule for visits.
        visit_rule: Code = Field::new(Shape::Pick("channel_rules"), "In person"),
        /// Agreed meeting places.
        meeting_places: Vec<String> = Field::new(Shape::Lines, "Meeting places"),
        /// Safe times: `Mon to Thu 10:00 to 15:00`, one a line; none means any time.
        windows: Vec<String> = Field::new(Shape::Lines, "Safe times").help("Mon to Thu 10:00 to 15:00, one a line"),
        /// Rule for voicemail.
        voicemail_rule: Code = Field::new(Shape::Pick("channel_rules"), "Voicemail"),
        /// Words in a voicemail.
        voicemail_words: String = Field::new(Shape::Line, "Words in a voicemail"),

        /// The name the officer uses.
        officer_name: String = Field::new(Shape::Line, "You are").page("Words").help("Anna from the project"),
        /// Who else may answer.
        who_may_answer: String = Field::new(Shape::Line, "Who may answer").page("Words"),
        /// What is said when somebody else answers or it is not safe now.
        not_safe_word: String = Field::new(Shape::Line, "Not safe now").page("Words")
            .help("the words that mean: not now, wrong number"),
        /// The question that shows it is really them.
        identity_question: String = Field::new(Shape::Line, "To be sure, ask").page("Words")
            .help("what was in the bag"),
        /// The answer to it: the identity word.
        identity_word: String = Field::new(Shape::Line, "Identity word").page("Words"),

        /// Never: voicemail, uniform, marked car, people, addresses.
        never: Vec<String> = Field::new(Shape::Lines, "Never").page("Never, and who else")
            .help("uniform, marked car, going to the flat: one a line"),
        /// A project or person they trust.
        intermediary: String = Field::new(Shape::Line, "Through").page("Never, and who else")
            .help("Pat at Harbour Project, when two texts stay unanswered"),
        /// The person behind the intermediary is not known to the DLO.
        person_unknown: bool = Field::new(Shape::Flag, "Person unknown to you").page("Never, and who else"),
        /// SAFE number.
        safe_number: String = Field::new(Shape::Line, "SAFE number").page("Never, and who else").masked(),
        /// Whose it is.
        safe_number_whose: String = Field::new(Shape::Line, "Whose it is").page("Never, and who else"),
        /// Interpreter arrangement.
        interpreter: String = Field::new(Shape::Line, "Language").page("Never, and who else")
            .help("Romanian or English, no interpreter needed"),
        /// Made with the person?
        made_with: Code = Field::new(Shape::Pick("plan_made_with"), "Made with").page("Never, and who else"),
        /// When it was made or re-checked.
        made_on: Option<NaiveDate> = Field::new(Shape::Date, "Made on").page("Never, and who else").written(),
        /// When it is to be re-checked; six months by default.
        recheck_on: Option<NaiveDate> = Field::new(Shape::Date, "Re-check by").page("Never, and who else")
            .help("+6m"),
    }
}

/// What the plan says about reaching the person by a channel at a time.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Verdict {
    /// There is no plan.
    NoPlan,
    /// Inside the plan; until when, if the safe time ends today.
    Inside {
        /// End of the safe time.
        until: Option<NaiveDateTime>,
    },
    /// Outside the plan.
    Outside {
        /// Which rule, in words.
        rule: String,
        /// The next time inside it.
        next: Option<NaiveDateTime>,
    },
}

impl Plan {
    /// The safe times that can be read.
    #[must_use]
    pub fn windows(&self) -> Vec<Window> {
        self.windows.iter().filter_map(|w| w.parse().ok()).collect()
    }

    /// The rule of a channel, if the plan has one.
    #[must_use]
    pub fn rule_of(&self, channel: &str) -> Option<&Code> {
        let rule = match channel {
            "text" => &self.text_rule,
            "call" => &self.call_rule,
            "e-mail" => &self.email_rule,
            "in-person" => &self.visit_rule,
            "voicemail" => &self.voicemail_rule,
            _ => return None,
        };
        (!rule.is_blank()).then_some(rule)
    }

    /// The channel to try first: the first that is not closed, text before call.
    #[must_use]
    pub fn first_channel(&self) -> &'static str {
        ["text", "call", "e-mail", "in-person"]
            .into_iter()
            .find(|c| self.rule_of(c).is_some_and(|r| !r.is(rule::NEVER)))
            .unwrap_or("call")
    }

    /// Whether an outgoing engagement by this channel at this local time keeps to the plan.
    #[must_use]
    pub fn verdict(&self, channel: &str, at: NaiveDateTime) -> Verdict {
        let windows = self.windows();
        let next = windows.iter().filter_map(|w| w.next_start(at)).min();
        if self.rule_of(channel).is_some_and(|r| r.is(rule::NEVER)) {
            return Verdict::Outside {
                rule: format!("{}: never", crate::domain::lists::label("channels", channel)),
                next: None,
            };
        }
        // Times that nobody can check are no permission.
        if windows.len() < self.windows.len() {
            return Verdict::Outside { rule: self.windows.join("; "), next };
        }
        if windows.is_empty() || !matches!(channel, "text" | "call" | "in-person" | "voicemail") {
            return Verdict::Inside { until: None };
        }
        match windows.iter().filter(|w| w.contains(at)).filter_map(|w| w.inside_until(at)).max() {
            Some(until) => Verdict::Inside { until: Some(until) },
            None => {
                Verdict::Outside { rule: windows.iter().map(ToString::to_string).collect::<Vec<_>>().join("; "), next }
            }
        }
    }
}

/// Rules over several fields of a plan.
#[must_use]
pub fn faults(plan: &Plan) -> Vec<Fault> {
    let mut faults = Vec::new();
    for w in &plan.windows {
        if w.parse::<Window>().is_err() {
            faults.push(Fault::new(
                "windows",
                format!(
                    "\"{w}\" is not a time that can be checked. Try: Mon to Thu 10:00 to 15:00, or any day after 18:00."
                ),
            ));
        }
    }
    if plan.text_rule.is(rule::WORDING) && plan.text_words.is_empty() {
        faults.push(Fault::new("text_words", "Write the words that were agreed."));
    }
    if plan.voicemail_rule.is(rule::WORDING) && plan.voicemail_words.is_empty() {
        faults.push(Fault::new("voicemail_words", "Write the words that were agreed."));
    }
    faults
}
