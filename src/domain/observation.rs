//! An observation: what is known of the sex market in a place, without naming anybody.

use crate::domain::field::{Code, Fault, Field, Shape, record};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::when::When;

record! {
    /// An observation.
    pub struct Observation: Kind::Observation => {
        /// When it was seen.
        seen: Option<When> = Field::new(Shape::When, "When").required(),
        /// Area.
        area: Code = Field::new(Shape::Pick("areas"), "Area").required(),
        /// Place.
        place: String = Field::new(Shape::Line, "Place").required().open().help("Low Quay"),
        /// Setting.
        setting: Code = Field::new(Shape::Pick("settings"), "Setting").required(),
        /// About how many people.
        numbers: Option<i64> = Field::new(Shape::Number, "About how many").help("a rough number"),
        /// Demand.
        demand: String = Field::new(Shape::Line, "Demand").help("kerb crawling, 11 warning letters sent"),
        /// Harm to residents.
        harm: String = Field::new(Shape::Line, "Harm to residents").help("noise, 6 letters"),
        /// How it is known.
        how_known: Code = Field::new(Shape::Pick("observation_sources"), "How known").required(),
        /// Anything else, without a name.
        note: String = Field::new(Shape::Note, "Note").help("no names, nobody is followed"),
        /// The tasking it answers.
        tasking: Option<RecordId> = Field::new(Shape::Ref, "Tasking").written(),
    }
}

/// Rules over several fields.
#[must_use]
pub fn faults(observation: &Observation) -> Vec<Fault> {
    match observation.numbers {
        Some(n) if !(0..=10_000).contains(&n) => vec![Fault::new("numbers", "A rough number, 0 to 10,000.")],
        _ => Vec::new(),
    }
}
