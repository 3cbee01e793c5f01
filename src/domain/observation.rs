//! An observation: what is known of the sex market in a place, without naming anybody.

use chrono::{Duration, NaiveDate, NaiveDateTime, Timelike as _};

use crate::domain::field::{Code, Fault, Field, Shape, record};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::when::When;

record! {
    /// An observation.
    pub struct Observation: Kind::Observation => {
        /// When it was seen.
        seen: Option<When> = Field::new(Shape::When, "When").required().open(),
        /// Area.
        area: Code = Field::new(Shape::Pick("areas"), "Area").required(),
        /// Place.
        place: String = Field::new(Shape::Line, "Place").required().open().help("Low Quay, as on other observations"),
        /// Setting.
        setting: Code = Field::new(Shape::Pick("settings"), "Setting").required().open(),
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

/// Times of the day by which the picture counts, local: from the first hour to the second.
pub const BANDS: [(u32, u32); 6] = [(6, 10), (10, 14), (14, 18), (18, 22), (22, 2), (2, 6)];

impl Observation {
    /// About how many were seen; one where no number was said.
    #[must_use]
    pub fn about(&self) -> u64 {
        self.numbers.map_or(1, i64::unsigned_abs)
    }

    /// Which of [`BANDS`] it falls into; none where the time of day is not known.
    #[must_use]
    pub fn band(&self) -> Option<usize> {
        let seen = self.seen.as_ref()?;
        if seen.to - seen.from >= Duration::hours(12) {
            return None;
        }
        let hour = (seen.from + (seen.to - seen.from) / 2).hour();
        BANDS
            .iter()
            .position(|(from, to)| if from < to { (*from..*to).contains(&hour) } else { hour >= *from || hour < *to })
    }

    /// The day it was seen, the earliest where that is vague.
    #[must_use]
    pub fn day(&self) -> Option<NaiveDate> {
        self.seen.as_ref().map(|w| w.from.date())
    }
}

/// Rules over several fields; an observation is of what was, at latest now.
#[must_use]
pub fn faults(observation: &Observation, now: NaiveDateTime) -> Vec<Fault> {
    let mut faults = Vec::new();
    if observation.numbers.is_some_and(|n| !(0..=10_000).contains(&n)) {
        faults.push(Fault::new("numbers", "A rough number, 0 to 10,000."));
    }
    if observation.seen.as_ref().is_some_and(|w| w.from > now) {
        faults.push(Fault::new("seen", "This is still to come."));
    }
    faults
}

#[cfg(test)]
mod tests {
    use super::*;

    fn at(time: &str) -> Observation {
        Observation { seen: Some(When::at(time.parse().unwrap())), ..Observation::default() }
    }

    #[test]
    fn a_time_falls_into_one_band_also_over_midnight() {
        let band = |t: &str| at(t).band();
        assert_eq!(band("2026-11-20T06:00:00"), Some(0));
        assert_eq!(band("2026-11-20T21:59:00"), Some(3));
        assert_eq!((band("2026-11-20T23:00:00"), band("2026-11-21T01:59:00")), (Some(4), Some(4)));
        assert_eq!(band("2026-11-21T02:00:00"), Some(5));
    }

    #[test]
    fn a_day_alone_has_no_time() {
        let now =
            "2026-11-24T14:05:00".parse::<NaiveDateTime>().unwrap().and_utc().with_timezone(&chrono_tz::Europe::London);
        let o = Observation { seen: When::parse("yesterday", now).ok(), ..Observation::default() };
        assert!(o.seen.is_some() && o.band().is_none());
    }
}
