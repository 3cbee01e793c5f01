//! When something happened or is due: the types, how they are kept, and how an officer reads them.
//!
//! All of it is local wall-clock time; [`to_utc`] and [`to_local`] are the only way to and from instants. The
//! phrases an officer types are read in [`crate::domain::phrase`]. No clock here: *now* is an argument.
//!
//! Kept forms, each of which sorts as text by its beginning:
//! - [`Due`]: `2026-11-27` or `2026-11-27T22:00`.
//! - [`When`]: `2026-11-03T00:00/2026-11-17T23:59 about about two weeks ago`: from, to, a word for the precision,
//!   and after the second space the words that were said, as they were.

use std::fmt;
use std::str::FromStr;

use chrono::{
    DateTime, Datelike, Days, Duration, LocalResult, NaiveDate, NaiveDateTime, NaiveTime, Offset, TimeZone, Timelike,
    Utc,
};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

pub use crate::domain::phrase::{Leaning, parse_date, readback_date, readback_due, readback_when};

/// The officer's day turns at this hour, so that a night shift is one day (screens section 3, *Today*).
pub const DAY_TURNS_AT: u32 = 4;

const MINUTE: &str = "%Y-%m-%dT%H:%M";

/// How exactly a moment is known.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, strum::EnumString, strum::IntoStaticStr, strum::EnumIter)]
#[strum(serialize_all = "kebab-case")]
pub enum Precision {
    /// A time of day.
    Minute,
    /// A day.
    Day,
    /// A morning, afternoon, evening or night.
    Part,
    /// Around the middle of the range.
    About,
    /// Some time between the two ends.
    Range,
    /// A month.
    Month,
    /// A season, or a part of a year.
    Season,
    /// A year.
    Year,
}

/// When something happened; may be vague. What was said is kept beside a range that sorts.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct When {
    /// What was said, at most [`crate::domain::text::LINE`] letters.
    pub said: String,
    /// Earliest, local, to the minute.
    pub from: NaiveDateTime,
    /// Latest, local, to the minute; not before `from`.
    pub to: NaiveDateTime,
    /// How exactly it is known.
    pub precision: Precision,
}

/// A day, or a day and a time, local.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Due {
    /// A day.
    On(NaiveDate),
    /// A day and a time, to the minute.
    At(NaiveDateTime),
}

/// A date that could not be read, in the officer's words with what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct DateFault {
    /// What is wrong, one sentence.
    pub what: String,
    /// What would be right, one sentence.
    pub hint: String,
}

impl DateFault {
    /// A fault from its two sentences.
    pub(crate) fn new(what: impl Into<String>, hint: impl Into<String>) -> Self {
        Self { what: what.into(), hint: hint.into() }
    }
}

impl fmt::Display for DateFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.what, self.hint)
    }
}

impl std::error::Error for DateFault {}

impl When {
    /// A moment known to the minute.
    #[must_use]
    pub fn at(moment: NaiveDateTime) -> Self {
        let moment = to_minute(moment);
        Self { said: String::new(), from: moment, to: moment, precision: Precision::Minute }
    }

    /// Reads what an officer types, leaning to the past: *fri* is the Friday gone by.
    ///
    /// # Errors
    /// A [`DateFault`] when it cannot be read, or names a day that does not exist.
    pub fn parse(text: &str, now: DateTime<Tz>) -> Result<Self, DateFault> {
        crate::domain::phrase::parse_when(text, now)
    }

    /// The line under the field: `reads as Mon 23/11/2026 23:00`.
    #[must_use]
    pub fn readback(&self) -> String {
        let (from, to) = (self.from.date(), self.to.date());
        match self.precision {
            Precision::Minute => format!("reads as {}", long_minute(self.from)),
            Precision::Day => format!("reads as {}", long_day(from)),
            Precision::Part => match part_of_day(self.from, self.to) {
                // A night runs on into the next day, and says so.
                Some("night") => format!("reads as {} evening to {} 04:00", long_day(from), to.format("%a %d/%m")),
                Some(part) => format!("reads as {} {part}", long_day(from)),
                None => self.between(),
            },
            Precision::About => {
                if self.to - self.from < Duration::hours(24) {
                    let middle = self.from + (self.to - self.from) / 2;
                    return format!(
                        "reads as around {}, between {} and {}",
                        long_minute(middle),
                        self.from.format("%H:%M"),
                        self.to.format("%H:%M")
                    );
                }
                let middle = middle(from, to);
                let end = |d: NaiveDate| {
                    if d.year() == middle.year() { d.format("%d/%m") } else { d.format("%d/%m/%Y") }.to_string()
                };
                format!("reads as around {}, between {} and {}", long_day(middle), end(from), end(to))
            }
            Precision::Range => self.between(),
            Precision::Month | Precision::Season | Precision::Year => {
                format!("reads as some time between {} and {}", long(from), long(to))
            }
        }
    }

    fn between(&self) -> String {
        let whole_days = self.from.time() == NaiveTime::MIN && (self.to.hour(), self.to.minute()) == (23, 59);
        if whole_days {
            format!("reads as between {} and {}", long(self.from.date()), long(self.to.date()))
        } else if self.from.date() == self.to.date() {
            format!(
                "reads as {}, {} to {}",
                long_day(self.from.date()),
                self.from.format("%H:%M"),
                self.to.format("%H:%M")
            )
        } else {
            format!("reads as between {} and {}", long_minute(self.from), long_minute(self.to))
        }
    }

    /// How it stands in a record: `17/11/2026 11:20`, `17/11/2026`, or the words that were said.
    #[must_use]
    pub fn shown(&self) -> String {
        match self.precision {
            Precision::Minute => self.from.format("%d/%m/%Y %H:%M").to_string(),
            Precision::Day => long(self.from.date()),
            _ if !self.said.trim().is_empty() => self.said.clone(),
            _ => format!("{} to {}", long(self.from.date()), long(self.to.date())),
        }
    }
}

impl PartialOrd for When {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// By its beginning, then its end.
impl Ord for When {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let key = |w: &Self| -> (NaiveDateTime, NaiveDateTime, &'static str) { (w.from, w.to, w.precision.into()) };
        key(self).cmp(&key(other)).then_with(|| self.said.cmp(&other.said))
    }
}

impl fmt::Display for When {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        let precision: &'static str = self.precision.into();
        write!(f, "{}/{} {precision} {}", self.from.format(MINUTE), self.to.format(MINUTE), self.said)
    }
}

impl FromStr for When {
    type Err = DateFault;
    fn from_str(kept: &str) -> Result<Self, DateFault> {
        let fault = || DateFault::new("This is not a kept date.", "It is left as it came.");
        let mut parts = kept.splitn(3, ' ');
        let (from, to) = parts.next().and_then(|p| p.split_once('/')).ok_or_else(fault)?;
        let minute = |t| NaiveDateTime::parse_from_str(t, MINUTE).map_err(|_| fault());
        let (from, to) = (minute(from)?, minute(to)?);
        let precision = parts.next().and_then(|p| p.parse().ok()).ok_or_else(fault)?;
        if to < from {
            return Err(fault());
        }
        Ok(Self { said: parts.next().unwrap_or_default().to_owned(), from, to, precision })
    }
}

impl Due {
    /// Reads what an officer types, leaning to the future: *fri* is the Friday to come.
    ///
    /// # Errors
    /// A [`DateFault`] when it cannot be read, names a day that does not exist, or is more than one day.
    pub fn parse(text: &str, now: DateTime<Tz>) -> Result<Self, DateFault> {
        crate::domain::phrase::parse_due(text, now, Leaning::Future)
    }

    /// As [`Due::parse`] for what lies behind: *fri* is the Friday gone by.
    ///
    /// # Errors
    /// As [`Due::parse`].
    pub fn parse_past(text: &str, now: DateTime<Tz>) -> Result<Self, DateFault> {
        crate::domain::phrase::parse_due(text, now, Leaning::Past)
    }

    /// The working day it belongs to: what is due at 01:30 belongs to the evening before (the day turns at 04:00).
    #[must_use]
    pub fn day(&self) -> NaiveDate {
        match self {
            Self::On(day) => *day,
            Self::At(moment) => working_day_of(*moment),
        }
    }

    /// The moment after which it is late, local: the minute itself, or the end of its working day.
    #[must_use]
    pub fn end(&self) -> Option<NaiveDateTime> {
        match self {
            Self::On(day) => day.succ_opt()?.and_hms_opt(DAY_TURNS_AT, 0, 0),
            Self::At(moment) => Some(*moment),
        }
    }

    /// The working day it belongs to, which turns at 04:00: what is due at 01:30 is due in the night before.
    #[must_use]
    pub fn working_day(&self) -> NaiveDate {
        match self {
            Self::On(day) => *day,
            Self::At(moment) => working_day_of(*moment),
        }
    }

    /// The line under the field: `reads as Fri 27/11/2026 22:00`.
    #[must_use]
    pub fn readback(&self) -> String {
        match self {
            Self::On(day) => format!("reads as {}", long_day(*day)),
            Self::At(moment) => format!("reads as {}", long_minute(*moment)),
        }
    }

    /// As it stands in a list: [`day_label`], with its time if it has one.
    #[must_use]
    pub fn label(&self, today: NaiveDate) -> String {
        match self {
            Self::On(day) => day_label(*day, today),
            Self::At(moment) => format!("{} {}", day_label(moment.date(), today), moment.format("%H:%M")),
        }
    }
}

impl PartialOrd for Due {
    fn partial_cmp(&self, other: &Self) -> Option<std::cmp::Ordering> {
        Some(self.cmp(other))
    }
}

/// By day; within a day what has no time comes first, as the kept form sorts.
impl Ord for Due {
    fn cmp(&self, other: &Self) -> std::cmp::Ordering {
        let key = |d: &Self| match d {
            Self::On(day) => (*day, None),
            Self::At(moment) => (moment.date(), Some(moment.time())),
        };
        key(self).cmp(&key(other))
    }
}

impl fmt::Display for Due {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        match self {
            Self::On(day) => write!(f, "{}", day.format("%Y-%m-%d")),
            Self::At(moment) => write!(f, "{}", moment.format(MINUTE)),
        }
    }
}

impl FromStr for Due {
    type Err = chrono::ParseError;
    fn from_str(kept: &str) -> Result<Self, Self::Err> {
        if kept.contains('T') {
            NaiveDateTime::parse_from_str(kept, MINUTE).map(Self::At)
        } else {
            NaiveDate::parse_from_str(kept, "%Y-%m-%d").map(Self::On)
        }
    }
}

/// Both are one JSON string, the kept form.
macro_rules! one_string {
    ($($t:ty),*) => {$(
        impl Serialize for $t {
            fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
                s.collect_str(self)
            }
        }
        impl<'de> Deserialize<'de> for $t {
            fn deserialize<D: serde::Deserializer<'de>>(d: D) -> Result<Self, D::Error> {
                String::deserialize(d)?.parse().map_err(serde::de::Error::custom)
            }
        }
    )*};
}
one_string!(When, Due);

/// The instant of a local time.
///
/// In the autumn overlap the first of the two is taken (summer time). In the spring gap, where the time does not
/// exist, the clock is taken as not yet put forward: 01:30 on 29/03/2026 in London is 02:30 summer time.
#[must_use]
pub fn to_utc(local: NaiveDateTime, zone: Tz) -> DateTime<Utc> {
    match zone.from_local_datetime(&local) {
        LocalResult::Single(t) | LocalResult::Ambiguous(t, _) => t.with_timezone(&Utc),
        LocalResult::None => {
            let day_before = local.checked_sub_days(Days::new(1)).unwrap_or(local);
            let offset = zone.offset_from_utc_datetime(&day_before).fix();
            local.checked_sub_offset(offset).unwrap_or(local).and_utc()
        }
    }
}

/// The local time of an instant.
#[must_use]
pub fn to_local(instant: DateTime<Utc>, zone: Tz) -> NaiveDateTime {
    instant.with_timezone(&zone).naive_local()
}

/// The officer's day: until 04:00 it is still the day before.
#[must_use]
pub fn working_day(now: DateTime<Tz>) -> NaiveDate {
    working_day_of(now.naive_local())
}

/// The officer's day of a local time.
#[must_use]
pub fn working_day_of(local: NaiveDateTime) -> NaiveDate {
    let day = local.date();
    if local.hour() < DAY_TURNS_AT { day.pred_opt().unwrap_or(day) } else { day }
}

/// A day in a list: *today*, *tomorrow*, with its weekday up to six days away (`Fri 27/11`), then `01/12`, with the
/// year when it is not this one.
#[must_use]
pub fn day_label(day: NaiveDate, today: NaiveDate) -> String {
    match (day - today).num_days() {
        0 => "today".to_owned(),
        1 => "tomorrow".to_owned(),
        _ if day.year() != today.year() => long(day),
        -6..=6 => day.format("%a %d/%m").to_string(),
        _ => day.format("%d/%m").to_string(),
    }
}

/// `27/11/2026`, as in records of law or IS.
#[must_use]
pub fn long(day: NaiveDate) -> String {
    day.format("%d/%m/%Y").to_string()
}

/// `Fri 27/11/2026`.
#[must_use]
pub fn long_day(day: NaiveDate) -> String {
    day.format("%a %d/%m/%Y").to_string()
}

/// `Fri 27/11/2026 22:00`.
#[must_use]
pub fn long_minute(moment: NaiveDateTime) -> String {
    moment.format("%a %d/%m/%Y %H:%M").to_string()
}

/// Whole days past the due day; 0 when it is not past.
#[must_use]
pub fn days_late(due: NaiveDate, today: NaiveDate) -> i64 {
    (today - due).num_days().max(0)
}

/// Hour and minute.
type HourMinute = (u32, u32);

/// The parts of a day with their first and last minute; a night ends on the next day, when the officer's day turns.
pub(crate) const PARTS: [(&str, HourMinute, HourMinute); 4] = [
    ("morning", (4, 0), (11, 59)),
    ("afternoon", (12, 0), (17, 59)),
    ("evening", (18, 0), (23, 59)),
    ("night", (18, 0), (4, 0)),
];

fn part_of_day(from: NaiveDateTime, to: NaiveDateTime) -> Option<&'static str> {
    let clock = |t: NaiveDateTime| (t.hour(), t.minute());
    PARTS.iter().find(|(_, a, b)| clock(from) == *a && clock(to) == *b).map(|(name, _, _)| *name)
}

fn middle(from: NaiveDate, to: NaiveDate) -> NaiveDate {
    from + Duration::days((to - from).num_days() / 2)
}

pub(crate) fn to_minute(moment: NaiveDateTime) -> NaiveDateTime {
    moment.with_second(0).and_then(|t| t.with_nanosecond(0)).unwrap_or(moment)
}

#[cfg(test)]
mod tests {
    use chrono_tz::Europe::London;
    use proptest::prelude::*;

    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }
    fn local(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, MINUTE).unwrap()
    }

    #[test]
    fn a_time_in_the_spring_gap_is_put_forward_and_one_in_the_autumn_overlap_is_the_first() {
        let utc = |t| to_utc(local(t), London).format(MINUTE).to_string();
        assert_eq!(utc("2026-03-29T00:59"), "2026-03-29T00:59");
        assert_eq!(utc("2026-03-29T01:30"), "2026-03-29T01:30");
        assert_eq!(to_local(to_utc(local("2026-03-29T01:30"), London), London), local("2026-03-29T02:30"));
        assert_eq!(utc("2026-03-29T02:00"), "2026-03-29T01:00");
        assert_eq!(utc("2026-10-25T00:59"), "2026-10-24T23:59");
        assert_eq!(utc("2026-10-25T01:30"), "2026-10-25T00:30");
        assert_eq!(utc("2026-10-25T02:00"), "2026-10-25T02:00");
    }

    #[test]
    fn the_officers_day_turns_at_four() {
        assert_eq!(working_day_of(local("2026-11-24T03:59")), day("2026-11-23"));
        assert_eq!(working_day_of(local("2026-11-24T04:00")), day("2026-11-24"));
        let now = London.with_ymd_and_hms(2026, 11, 24, 2, 0, 0).unwrap();
        assert_eq!(working_day(now), day("2026-11-23"));
    }

    #[test]
    fn a_day_is_shown_as_near_as_it_is() {
        let today = day("2026-11-24");
        for (d, label) in [
            ("2026-11-24", "today"),
            ("2026-11-25", "tomorrow"),
            ("2026-11-27", "Fri 27/11"),
            ("2026-11-30", "Mon 30/11"),
            ("2026-12-01", "01/12"),
            ("2026-11-20", "Fri 20/11"),
            ("2026-11-17", "17/11"),
            ("2027-01-02", "02/01/2027"),
        ] {
            assert_eq!(day_label(day(d), today), label);
        }
        assert_eq!(days_late(day("2026-11-20"), today), 4);
        assert_eq!(days_late(day("2026-11-27"), today), 0);
        assert_eq!(Due::At(local("2026-11-27T22:00")).label(today), "Fri 27/11 22:00");
    }

    #[test]
    fn what_is_kept_sorts_by_its_beginning() {
        let a: When = "2026-11-03T00:00/2026-11-17T23:59 about zz".parse().unwrap();
        let b: When = "2026-11-04T00:00/2026-11-04T23:59 day aa".parse().unwrap();
        assert!(a < b && a.to_string() < b.to_string());
        assert!("2026-11-04T00:00/2026-11-03T23:59 day aa".parse::<When>().is_err());
        assert!("2026-11-04T00:00/2026-11-05T23:59 whenever aa".parse::<When>().is_err());
        assert!("2026-11-31".parse::<Due>().is_err());
        assert_eq!(serde_json::to_string(&Due::On(day("2026-11-27"))).unwrap(), "\"2026-11-27\"");
    }

    proptest! {
        #[test]
        fn what_is_kept_is_read_back_the_same(
            said in "\\PC{0,30}", minutes in 0i64..60_000_000, length in 0i64..1_000_000, which in 0usize..8,
        ) {
            let from = local("1950-01-01T00:00") + Duration::minutes(minutes);
            let precision = <Precision as strum::IntoEnumIterator>::iter().nth(which).unwrap();
            let when = When { said, from, to: from + Duration::minutes(length), precision };
            prop_assert_eq!(when.to_string().parse::<When>().unwrap(), when.clone());
            let json = serde_json::to_string(&when).unwrap();
            prop_assert_eq!(serde_json::from_str::<When>(&json).unwrap(), when);
            for due in [Due::On(from.date()), Due::At(from)] {
                prop_assert_eq!(due.to_string().parse::<Due>().unwrap(), due);
            }
        }

        #[test]
        fn no_kept_text_breaks_the_reader(text in "\\PC{0,60}") {
            let _ = text.parse::<When>();
            let _ = text.parse::<Due>();
        }
    }
}
