//! Taskings from supervisors, and the strategy of a place with its proportionality.
//!
//! A tasking is something asked of the DLO, never of a contact. Covert techniques, test purchase and sources are not for
//! the DLO: they stand in the strategy's list without room for text.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::field::{Code, Fault, Field, Found, Shape, Values, record};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::lists::{self, Item};
use crate::domain::when::Due;

/// Says of a consideration that it is not for the DLO, and to whom it is referred.
pub const NOT_FOR_DLO: &str = "not_for_dlo";
/// Says of a consideration that it is done by working with this program, and where.
pub const DONE_HERE: &str = "done_here";
/// The list of the procedure's considerations.
pub const MEASURES: &str = "strategy_measures";

/// States of a tasking.
pub mod state {
    /// To be done.
    pub const OPEN: &str = "open";
    /// Done.
    pub const DONE: &str = "done";
    /// Given back with a reason.
    pub const DECLINED: &str = "declined";
}

fn ended(v: &Values) -> bool {
    matches!(v.get("state").and_then(|s| s.text()), Some(state::DONE | state::DECLINED))
}

record! {
    /// Something asked of the DLO by a supervisor.
    pub struct Tasking: Kind::Tasking => {
        /// Short reference: `T-004`.
        reference: String = Field::new(Shape::Line, "Reference").written().open(),
        /// What is asked.
        what: String = Field::new(Shape::Line, "What is asked").required().open(),
        /// By whom.
        asked_by: String = Field::new(Shape::Line, "Asked by").required().help("rank, name"),
        /// When it was asked.
        asked_on: Option<NaiveDate> = Field::new(Shape::Date, "Asked on").required(),
        /// Until when.
        due: Option<Due> = Field::new(Shape::Due, "Due").required().open(),
        /// With whom another day was agreed.
        agreed_with: String = Field::new(Shape::Line, "Day agreed with").written(),
        /// Area.
        area: Code = Field::new(Shape::Pick("areas"), "Area").required(),
        /// Place.
        place: String = Field::new(Shape::Line, "Place").open().help("Low Quay"),
        /// Why it is proportionate to the market crime.
        proportionality: String = Field::new(Shape::Note, "Proportionate?").help("what it costs people, and why it is worth it"),
        /// When that was noted.
        proportionality_on: Option<NaiveDate> = Field::new(Shape::Date, "Noted on").written(),
        /// open, done, declined.
        state: Code = Field::new(Shape::Pick("tasking_states"), "State").written().open(),
        /// What came of it, without a name.
        result: String = Field::new(Shape::Note, "Result").only_if(ended),
        /// The strategy it serves.
        strategy: Option<RecordId> = Field::new(Shape::Ref, "Strategy").written(),
    }
}

record! {
    /// The strategy of a place: the procedure's considerations one by one.
    pub struct Strategy: Kind::Strategy => {
        /// Place.
        place: String = Field::new(Shape::Line, "Place").required().open(),
        /// Area.
        area: Code = Field::new(Shape::Pick("areas"), "Area").required(),
        /// What the market there is and does.
        market: String = Field::new(Shape::Note, "The market there").help("what it is, whom it harms"),
        /// Why the whole is proportionate.
        proportionality: String = Field::new(Shape::Note, "Proportionality"),
        /// Measures: texts of [`Measure`], codes of the list `strategy_measures`.
        measures: Vec<String> = Field::new(Shape::Lines, "Measures").written().found(Found::No),
        /// When it is looked at again.
        review_on: Option<NaiveDate> = Field::new(Shape::Date, "Review on").required().help("+3m"),
    }
}

/// One consideration of a strategy.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
pub struct Measure {
    /// A code of the list `strategy_measures`.
    pub code: String,
    /// A code of the list `measure_decisions`; blank while it was not considered.
    #[serde(default)]
    pub decision: String,
    /// Why it is proportionate, or why it is not taken.
    #[serde(default)]
    pub proportionality: String,
    /// What came of it.
    #[serde(default)]
    pub result: String,
    /// The day it was decided, ISO.
    #[serde(default)]
    pub on: String,
}

/// Record content is never printed by accident.
impl std::fmt::Debug for Measure {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Measure(…)")
    }
}

impl Measure {
    /// Whether it was considered: something was decided about it.
    #[must_use]
    pub fn is_considered(&self) -> bool {
        !self.decision.is_empty()
    }

    /// Whether it was decided and nobody said why that is proportionate.
    #[must_use]
    pub fn lacks_reason(&self) -> bool {
        self.is_considered() && self.proportionality.trim().is_empty()
    }
}

/// Whether the DLO decides about a consideration; covert techniques and sources are referred, and the area picture is
/// built by working.
#[must_use]
pub fn is_decided(item: &Item) -> bool {
    !item.extra.contains_key(NOT_FOR_DLO) && !item.extra.contains_key(DONE_HERE)
}

impl Tasking {
    /// Whether it is still to be done.
    #[must_use]
    pub fn is_open(&self) -> bool {
        self.state.is_blank() || self.state.is(state::OPEN)
    }
}

impl Strategy {
    /// Its measures as they were decided; what is not for the DLO is never among them.
    #[must_use]
    pub fn measure_list(&self) -> Vec<Measure> {
        let read = self.measures.iter().filter_map(|m| serde_json::from_str::<Measure>(m).ok());
        read.filter(|m| lists::item(MEASURES, &m.code).is_none_or(is_decided)).collect()
    }

    /// Keeps them.
    pub fn set_measures(&mut self, measures: &[Measure]) {
        self.measures = measures.iter().filter_map(|m| serde_json::to_string(m).ok()).collect();
    }

    /// How many were considered, and how many there are to consider.
    #[must_use]
    pub fn considered(&self) -> (usize, usize) {
        let all = lists::get(MEASURES).map_or(0, |l| l.offered().filter(|i| is_decided(i)).count());
        (self.measure_list().iter().filter(|m| m.is_considered()).count(), all)
    }

    /// How many were decided without a reason.
    #[must_use]
    pub fn without_reason(&self) -> usize {
        self.measure_list().iter().filter(|m| m.lacks_reason()).count()
    }
}

/// Rules over several fields of a strategy.
#[must_use]
pub fn strategy_faults(strategy: &Strategy, today: NaiveDate) -> Vec<Fault> {
    match strategy.review_on {
        Some(on) if on < today => vec![Fault::new("review_on", "This day is past. Say when it is looked at again.")],
        _ => Vec::new(),
    }
}

/// Rules over several fields of a tasking.
#[must_use]
pub fn faults(tasking: &Tasking, today: NaiveDate) -> Vec<Fault> {
    let mut faults = Vec::new();
    if tasking.asked_on.is_some_and(|d| d > today) {
        faults.push(Fault::new("asked_on", "This day is still to come."));
    }
    if matches!(tasking.state.as_str(), state::DONE | state::DECLINED) && tasking.result.is_empty() {
        faults.push(Fault::new("result", "Say in a line what came of it."));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn measure(code: &str, decision: &str, why: &str) -> Measure {
        Measure { code: code.into(), decision: decision.into(), proportionality: why.into(), ..Measure::default() }
    }

    #[test]
    fn seven_are_decided_and_what_is_not_for_the_dlo_never_counts() {
        let mut s = Strategy::default();
        s.set_measures(&[
            measure("kerb-crawlers", "taken", "letters before anything else"),
            measure("drug-supply", "taken", " "),
            measure("community", "", ""),
            measure("premises-techniques", "taken", "no"),
            measure("sources", "taken", "no"),
        ]);
        assert_eq!(s.considered(), (2, 7));
        assert_eq!(s.without_reason(), 1);
        assert_eq!(s.measure_list().len(), 3);
    }

    #[test]
    fn the_words_of_a_measure_are_never_printed() {
        assert_eq!(format!("{:?}", measure("community", "taken", "because")), "Measure(…)");
    }
}
