//! Taskings from supervisors, and the strategy of a place with its proportionality.
//!
//! A tasking is something asked of the DLO, never of a contact. Covert techniques, test purchase and sources are not for
//! the DLO: they stand in the strategy's list without room for text.

use chrono::NaiveDate;
use serde::{Deserialize, Serialize};

use crate::domain::field::{Code, Fault, Field, Found, Shape, Values, record};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::when::Due;

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
        /// Area.
        area: Code = Field::new(Shape::Pick("areas"), "Area").required(),
        /// Place.
        place: String = Field::new(Shape::Line, "Place"),
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
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
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

impl Strategy {
    /// Its measures as they were decided.
    #[must_use]
    pub fn measure_list(&self) -> Vec<Measure> {
        self.measures.iter().filter_map(|m| serde_json::from_str(m).ok()).collect()
    }

    /// Keeps them.
    pub fn set_measures(&mut self, measures: &[Measure]) {
        self.measures = measures.iter().filter_map(|m| serde_json::to_string(m).ok()).collect();
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
