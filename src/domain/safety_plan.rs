//! A safety plan: agreed steps to be safer, whether the person stays in sex work, leaves it or has not decided.
//!
//! Every change is a new version; the version before is kept as superseded.

use chrono::{Months, NaiveDate};

use crate::domain::field::{Code, Fault, Field, Shape, record};
use crate::domain::kind::Kind;

/// When a safety plan is looked at again, unless the officer says otherwise.
pub const REVIEW_AFTER: Months = Months::new(3);

record! {
    /// One version of a safety plan.
    pub struct SafetyPlan: Kind::SafetyPlan => {
        /// 1 for the first version.
        version: Option<i64> = Field::new(Shape::Number, "Version").written(),
        /// A later version stands instead.
        superseded: bool = Field::new(Shape::Flag, "Superseded").written(),
        /// The person's own goal.
        goal: Code = Field::new(Shape::Pick("safety_goals"), "Their own goal").required(),
        /// In their words.
        goal_words: String = Field::new(Shape::Line, "In their words"),
        /// What was agreed: one step a line, with whom and by when.
        steps: Vec<String> = Field::new(Shape::Lines, "Steps").required()
            .help("a friend knows where she is, Mia, every night: one a line"),
        /// What to do at once if it goes wrong.
        in_danger: String = Field::new(Shape::Line, "If it goes wrong").help("999; the word for the drop-in"),
        /// When it was made.
        made_on: Option<NaiveDate> = Field::new(Shape::Date, "Made on").written(),
        /// When it is looked at again.
        review_on: Option<NaiveDate> = Field::new(Shape::Date, "Review on").required().help("+3m"),
    }
}

impl SafetyPlan {
    /// What this version says otherwise than the one before: `+ a friend knows`, `- lock on the door`, in the order of
    /// the steps; and whether the goal changed.
    #[must_use]
    pub fn changed_from(&self, before: &Self) -> Vec<(bool, String)> {
        let gone = before.steps.iter().filter(|s| !self.steps.contains(s)).map(|s| (false, s.clone()));
        let new = self.steps.iter().filter(|s| !before.steps.contains(s)).map(|s| (true, s.clone()));
        gone.chain(new).collect()
    }
}

/// What a new version begins from: the one before, to be looked at again after three months.
#[must_use]
pub fn carried_on(before: &SafetyPlan, today: NaiveDate) -> SafetyPlan {
    SafetyPlan { review_on: today.checked_add_months(REVIEW_AFTER), ..before.clone() }
}

/// Rules over several fields.
#[must_use]
pub fn faults(plan: &SafetyPlan, today: NaiveDate) -> Vec<Fault> {
    let mut faults = Vec::new();
    if plan.review_on.is_some_and(|d| d < today) {
        faults.push(Fault::new("review_on", "This day has passed. Give a later one."));
    }
    if plan.goal.is("own-words") && plan.goal_words.is_empty() {
        faults.push(Fault::new("goal_words", "Write their own words."));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_version_says_what_it_drops_before_what_it_adds() {
        let steps = |all: &[&str]| all.iter().map(|s| (*s).to_owned()).collect::<Vec<_>>();
        let before = SafetyPlan { steps: steps(&["text Mia", "lock the inner door"]), ..SafetyPlan::default() };
        let after = SafetyPlan { steps: steps(&["text Mia", "no calls after dark"]), ..SafetyPlan::default() };
        assert_eq!(
            after.changed_from(&before),
            vec![(false, "lock the inner door".to_owned()), (true, "no calls after dark".to_owned())]
        );
        assert!(after.changed_from(&after).is_empty());
    }
}
