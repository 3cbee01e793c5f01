//! The dates an officer types: *yesterday 11pm*, *next tue 3pm*, *+2w*, *about two weeks ago*.
//!
//! A thin normaliser turns British habits into words that the `interim` crate reads (weekdays, spans); days by
//! number, months, seasons and parts of the day are read here, because a wrong one must be refused with what
//! would be right. Nothing here knows what the date is for, only whether it leans to the past or the future.

use chrono::{DateTime, Datelike, Days, Duration, Months, NaiveDate, NaiveDateTime, NaiveTime, Timelike, Weekday};
use chrono_tz::Tz;
use interim::{Dialect, Interval};

use crate::domain::text;
use crate::domain::when::{DateFault, Due, PARTS, Precision, When, long, long_day, to_minute, working_day_of};

/// Which way a date without a year, or a weekday alone, is taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Leaning {
    /// Events: the latest one that was.
    Past,
    /// Things to do: the next one to come.
    Future,
}

/// Longest phrase that is read, in characters.
const LONGEST: usize = 100;
/// Years that are read; outside them it was a slip of the finger.
const YEARS: std::ops::RangeInclusive<i32> = 1900..=2199;

type Read<T> = Result<T, DateFault>;

/// What a phrase was read as.
#[derive(Debug, Clone, PartialEq, Eq)]
struct Reading {
    from: NaiveDateTime,
    to: NaiveDateTime,
    precision: Precision,
    /// Half the width that *about* gives it.
    slack: Duration,
    /// How far away, in words: `12 months`.
    distance: Option<String>,
    /// The other day it may have meant, and what to type for it.
    other: Option<(NaiveDate, String)>,
}

pub(crate) fn parse_when(text: &str, now: DateTime<Tz>) -> Read<When> {
    read_when(text, now).map(|(when, _)| when)
}

fn read_when(text: &str, now: DateTime<Tz>) -> Read<(When, Reading)> {
    let reading = Reader::new(now, Leaning::Past).read(text)?;
    let said = text::clean_line(text.trim()).text;
    let said = text::truncate_graphemes(&said, text::LINE).to_owned();
    let when = When { said, from: reading.from, to: reading.to, precision: reading.precision };
    Ok((when, reading))
}

pub(crate) fn parse_due(text: &str, now: DateTime<Tz>, leaning: Leaning) -> Read<Due> {
    read_due(text, now, leaning).map(|(due, _)| due)
}

fn read_due(text: &str, now: DateTime<Tz>, leaning: Leaning) -> Read<(Due, Reading)> {
    let reading = Reader::new(now, leaning).read(text)?;
    let day = reading.from.date();
    let due = match reading.precision {
        Precision::Minute => Due::At(reading.from),
        Precision::Day => Due::On(day),
        // A day must be kept for it; the line under the field says which.
        Precision::About => {
            let middle = to_minute(reading.from + (reading.to - reading.from) / 2);
            if reading.to - reading.from < Duration::hours(24) { Due::At(middle) } else { Due::On(middle.date()) }
        }
        Precision::Part => {
            // An hour inside the part of the day at which one can be found or rung.
            let hour = match reading.from.hour() {
                0..=11 => 9,
                12..=17 => 14,
                _ => 18,
            };
            Due::At(at(day, hour, 0)?)
        }
        _ => {
            return Err(DateFault::new(
                "This is more than one day.",
                format!("Try {} or {}.", long(day), long(reading.to.date())),
            ));
        }
    };
    Ok((due, reading))
}

/// Reads a day: a date of birth, a review date, a day of the ledger.
///
/// # Errors
/// A [`DateFault`] when it cannot be read or is not one day.
pub fn parse_date(text: &str, now: DateTime<Tz>, leaning: Leaning) -> Read<NaiveDate> {
    read_date(text, now, leaning).map(|(day, _)| day)
}

fn read_date(text: &str, now: DateTime<Tz>, leaning: Leaning) -> Read<(NaiveDate, Reading)> {
    let reading = Reader::new(now, leaning).read(text)?;
    if matches!(reading.precision, Precision::Minute | Precision::Day | Precision::Part) {
        return Ok((reading.from.date(), reading));
    }
    // Months ago are vague for an event, but a day was asked for here.
    if reading.distance.is_some() {
        let middle = reading.from.date() + Duration::days((reading.to.date() - reading.from.date()).num_days() / 2);
        return Ok((middle, reading));
    }
    let (from, to) = (long(reading.from.date()), long(reading.to.date()));
    Err(DateFault::new("This is more than one day.", format!("Try {from} or {to}.")))
}

/// Most words of a day and a time at the front of a line: `on the 3 december at 3 pm`.
const WORDS: usize = 7;

/// A line that begins with a day and goes on with what is to be done: `fri 3pm ring about bail`. As many words as can be
/// read together are the day; the rest is what.
///
/// # Errors
/// When the line does not begin with a day, or nothing follows it.
pub fn due_and_what(line: &str, now: DateTime<Tz>) -> Read<(Due, String)> {
    let line = text::clean_line(line).text;
    let words: Vec<&str> = line.split_whitespace().collect();
    let read = (1..=words.len().min(WORDS)).rev().find_map(|n| {
        let (front, rest) = words.split_at_checked(n)?;
        // "may" is a month and "second" a number, but not where a day has been read without them.
        let due = parse_due(&front.join(" "), now, Leaning::Future).ok()?;
        Some((due, rest.join(" ")))
    });
    match read {
        Some((_, what)) if what.is_empty() => {
            Err(DateFault::new("What is to be done is missing.", "Go on after the day: fri 3pm ring about bail."))
        }
        Some(read) => Ok(read),
        None => Err(DateFault::new("The line begins with the day.", "Try: fri 3pm, tomorrow, +2w, 3/12, then what.")),
    }
}

/// The whole line under a *when* field, with the other day a phrase may have meant.
///
/// # Errors
/// As [`When::parse`].
pub fn readback_when(text: &str, now: DateTime<Tz>) -> Read<String> {
    read_when(text, now).map(|(when, reading)| with_notes(when.readback(), &reading, false))
}

/// The whole line under a *due* field: `reads as Tue 01/12/2026 15:00; for Tue 24/11 type tue`.
///
/// # Errors
/// As [`Due::parse`].
pub fn readback_due(text: &str, now: DateTime<Tz>, leaning: Leaning) -> Read<String> {
    read_due(text, now, leaning).map(|(due, reading)| with_notes(due.readback(), &reading, true))
}

/// The whole line under a date field: `reads as Wed 24/11/2027, 12 months`.
///
/// # Errors
/// As [`parse_date`].
pub fn readback_date(text: &str, now: DateTime<Tz>, leaning: Leaning) -> Read<String> {
    read_date(text, now, leaning)
        .map(|(day, reading)| with_notes(format!("reads as {}", long_day(day)), &reading, true))
}

fn with_notes(mut line: String, reading: &Reading, distance: bool) -> String {
    if let Some(d) = reading.distance.as_ref().filter(|_| distance) {
        line.push_str(", ");
        line.push_str(d);
    }
    if let Some((day, phrase)) = &reading.other {
        line += &format!("; for {} type {phrase}", day.format("%a %d/%m"));
    }
    line
}

struct Reader {
    now: NaiveDateTime,
    /// The officer's day.
    today: NaiveDate,
    leaning: Leaning,
}

impl Reader {
    fn new(now: DateTime<Tz>, leaning: Leaning) -> Self {
        let now = to_minute(now.naive_local());
        Self { now, today: working_day_of(now), leaning }
    }

    fn read(&self, text: &str) -> Read<Reading> {
        let phrase = normalise(text);
        if phrase.is_empty() {
            return Err(DateFault::new("There is no date here.", "Try fri, +2w, 12/3 or yesterday 11pm."));
        }
        if phrase.chars().count() > LONGEST {
            return Err(unread());
        }
        let reading = self.range(&phrase)?;
        if !YEARS.contains(&reading.from.year()) || !YEARS.contains(&reading.to.year()) {
            return Err(DateFault::new("This year is too far away.", "Give a year from 1900 to 2199."));
        }
        Ok(reading)
    }

    /// `between 3/11 and 17/11`, `from mon to wed`, `3 to 17 nov`, `10:00 to 15:00`.
    fn range(&self, phrase: &str) -> Read<Reading> {
        let (rest, between) = match phrase.strip_prefix("between ").or_else(|| phrase.strip_prefix("from ")) {
            Some(rest) => (rest, true),
            None => (phrase, false),
        };
        let joint = if between { &[" and ", " to ", " until ", " - "][..] } else { &[" to ", " until ", " - "][..] };
        // *quarter to nine* is a time, not a range.
        let halves = joint.iter().filter(|_| !rest.contains("quarter to ")).find_map(|j| rest.split_once(j));
        let Some((a, b)) = halves else { return self.vague(rest) };
        let (a, b) = (a.trim(), b.trim());
        let mut start = match a.parse::<u32>() {
            // The month of the second stands for both.
            Ok(d) if Clock::take(b).is_none_or(|(_, rest)| !rest.is_empty()) => {
                let end = self.vague(b)?.to.date();
                whole_day(day_of(end.year(), end.month(), d)?)
            }
            _ => self.vague(a)?,
        };
        let mut end = match Clock::take(b) {
            Some((clock, "")) => {
                let mut end = clock.on(start.from.date())?;
                if end < start.from {
                    end += Duration::days(1);
                }
                moment(end)
            }
            _ => self.vague(b)?,
        };
        if end.to < start.from && is_weekday_alone(a) && is_weekday_alone(b) {
            // *mon to wed*: the one begins the other's week.
            match self.leaning {
                Leaning::Past => start.from -= Duration::days(7),
                Leaning::Future => end.to += Duration::days(7),
            }
        }
        if end.to < start.from {
            return Err(DateFault::new("The end comes before the beginning.", format!("Try {b} to {a}.")));
        }
        start.to = end.to;
        start.precision = Precision::Range;
        start.distance = None;
        Ok(start)
    }

    /// *about*, *around*, *a few*.
    fn vague(&self, phrase: &str) -> Read<Reading> {
        const WORDS: [&str; 11] = [
            "about ",
            "around ",
            "roughly ",
            "approximately ",
            "approx ",
            "circa ",
            "maybe ",
            "perhaps ",
            "probably ",
            "some time in ",
            "sometime in ",
        ];
        // *yesterday at about 3pm* is *about yesterday 3pm*.
        let moved = [" at about ", " at around ", " about ", " around "]
            .iter()
            .find_map(|w| phrase.split_once(w))
            .map(|(day, time)| format!("about {day} {time}"));
        let phrase = moved.as_deref().unwrap_or(phrase);
        let about = WORDS.iter().find_map(|w| phrase.strip_prefix(w)).or_else(|| phrase.strip_prefix('~'));
        let rest = about.unwrap_or(phrase).trim();
        let some = ["a few ", "few ", "a couple of ", "couple of ", "several ", "some "].iter().find_map(|w| {
            let n = match *w {
                "a couple of " | "couple of " => 2,
                "several " => 4,
                _ => 3,
            };
            rest.strip_prefix(w).filter(|r| r.contains(" ago")).map(|r| format!("{n} {r}"))
        });
        let vague = about.is_some() || some.is_some();
        let mut reading = self.plain(some.as_deref().unwrap_or(rest))?;
        if vague
            && !matches!(reading.precision, Precision::Month | Precision::Season | Precision::Year | Precision::About)
        {
            // The day stays the middle: as much before as after.
            reading.from = reading.from.checked_sub_signed(reading.slack).ok_or_else(unread)?;
            reading.to = reading.to.checked_add_signed(reading.slack).ok_or_else(unread)?;
            reading.precision = Precision::About;
        }
        Ok(reading)
    }

    fn plain(&self, phrase: &str) -> Read<Reading> {
        let phrase =
            ["on ", "at ", "by ", "the ", "early on "].iter().find_map(|w| phrase.strip_prefix(w)).unwrap_or(phrase);
        if matches!(phrase, "now" | "just now") {
            return Ok(moment(self.now));
        }
        if let Some(reading) = self.long_span(phrase)? {
            return Ok(reading);
        }
        if let Some(reading) = self.part(phrase)? {
            return Ok(reading);
        }
        if let Some(reading) = self.offset(phrase)? {
            return Ok(reading);
        }
        if let Some((clock, rest)) = Clock::take(phrase) {
            return self.timed(clock, rest.trim());
        }
        self.day(phrase)
    }

    fn timed(&self, clock: Clock, rest: &str) -> Read<Reading> {
        let rest = rest.strip_suffix(" at").unwrap_or(rest).trim();
        if rest.is_empty() {
            // A time alone: the last one that was, or the next one to come.
            let calendar = self.now.date();
            let here = clock.on(calendar)?;
            let there = match self.leaning {
                Leaning::Past if here > self.now => here - Duration::days(1),
                Leaning::Future if here <= self.now => here + Duration::days(1),
                _ => here,
            };
            return Ok(Reading { slack: Duration::hours(1), ..moment(there) });
        }
        let mut reading = match self.offset(rest)? {
            Some(r) => r,
            None => self.day(rest)?,
        };
        if matches!(reading.precision, Precision::About) {
            let half = (reading.to - reading.from) / 2;
            reading.from = (reading.from + half).date().and_time(NaiveTime::MIN);
        } else if reading.precision != Precision::Day {
            return Err(unread());
        }
        let mut day = reading.from.date();
        // In the small hours *today* is still the officer's day, but 1am of it is on the calendar's.
        if clock.hour < 4 && self.today != self.now.date() && matches!(rest, "today" | "yesterday" | "tomorrow") {
            day = day.checked_add_days(Days::new(1)).ok_or_else(unread)?;
        }
        let mut when = clock.on(day)?;
        if self.leaning == Leaning::Future && when <= self.now && is_weekday_alone(rest) && day == self.today {
            when += Duration::days(7);
        }
        Ok(Reading { slack: Duration::hours(1), other: reading.other, distance: None, ..moment(when) })
    }

    /// Years, seasons, months, weeks: what takes longer than a day.
    fn long_span(&self, phrase: &str) -> Read<Option<Reading>> {
        let words: Vec<&str> = phrase.split(' ').filter(|w| !matches!(*w, "of" | "in" | "the")).collect();
        let (stage, words) = match words.as_slice() {
            ["early" | "start" | "beginning", rest @ ..] => (Some(0), rest),
            ["mid" | "middle", rest @ ..] => (Some(1), rest),
            ["late", rest @ ..] => (Some(2), rest),
            ["end", rest @ ..] if !matches!(rest, ["month" | "week" | "year" | "next" | "day", ..]) => (Some(2), rest),
            rest => (None, rest),
        };
        let (year, month) = (self.today.year(), self.today.month());
        let past = self.leaning == Leaning::Past;
        let span = match words {
            [y] if is_year(y) => years(number(y)?, 1)?,
            ["last", "year"] => years(year - 1, 1)?,
            ["this", "year"] => years(year, 1)?,
            ["next", "year"] if past => years(year + 1, 1)?,
            [m, y] if month_name(m).is_some() && is_year(y) => months(number(y)?, month_name(m).unwrap_or(1), 1)?,
            [m] if month_name(m).is_some() && (past || stage.is_some()) => {
                let m = month_name(m).unwrap_or(1);
                let y = if past { year - i32::from(m > month) } else { year + i32::from(m < month) };
                months(y, m, 1)?
            }
            [m] if month_name(m).is_some() => {
                let m = month_name(m).unwrap_or(1);
                months(year + i32::from(m < month), m, 1)?
            }
            ["last", m] if month_name(m).is_some() => {
                let m = month_name(m).unwrap_or(1);
                months(year - i32::from(m >= month), m, 1)?
            }
            ["last" | "this", "month"] => {
                let first = self.today.with_day(1).ok_or_else(unread)?;
                let back = u32::from(words.first() == Some(&"last"));
                let first = first.checked_sub_months(Months::new(back)).ok_or_else(unread)?;
                months(first.year(), first.month(), 1)?
            }
            [m_y] if m_y.split_once('/').is_some_and(|(m, y)| m.len() <= 2 && is_year(y)) => {
                let (m, y) = m_y.split_once('/').unwrap_or_default();
                let m: u32 = m.parse().map_err(|_| unread())?;
                if !(1..=12).contains(&m) {
                    return Err(no_month(m));
                }
                months(number(y)?, m, 1)?
            }
            [which @ ("last" | "this"), "week"] => {
                let monday = self.today.week(Weekday::Mon).first_day();
                let back = if *which == "last" { 7 } else { 0 };
                let from = monday - Duration::days(back);
                span(from, from + Duration::days(6), Precision::Range)?
            }
            [which @ ("last" | "this"), "weekend"] => {
                let saturday = self.today.week(Weekday::Mon).first_day() + Duration::days(5);
                let back = if *which == "last" { 7 } else { 0 };
                span(saturday - Duration::days(back), saturday + Duration::days(1 - back), Precision::Range)?
            }
            ["weekend"] => {
                let saturday = self.today.week(Weekday::Mon).first_day() + Duration::days(5);
                let back = if past && saturday > self.today { 7 } else { 0 };
                span(saturday - Duration::days(back), saturday + Duration::days(1 - back), Precision::Range)?
            }
            [s, y] if season(s).is_some() && is_year(y) => season_of(number(y)?, season(s).unwrap_or(3))?,
            [which @ ("last" | "this" | "next"), s] if season(s).is_some() => {
                let m = season(s).unwrap_or(3);
                let this = season_of(year, m)?;
                match *which {
                    "last" if this.to.date() >= self.today => season_of(year - 1, m)?,
                    "next" if this.from.date() <= self.today => season_of(year + 1, m)?,
                    _ => this,
                }
            }
            [s] if season(s).is_some() => {
                let m = season(s).unwrap_or(3);
                let this = season_of(year, m)?;
                if past && this.from.date() > self.today {
                    season_of(year - 1, m)?
                } else if !past && this.to.date() < self.today {
                    season_of(year + 1, m)?
                } else {
                    this
                }
            }
            ["christmas"] => {
                let this = day_of(year, 12, 24)?;
                let y = if past && this > self.today { year - 1 } else { year };
                span(day_of(y, 12, 24)?, day_of(y, 12, 26)?, Precision::Range)?
            }
            ["christmas", y] if is_year(y) => {
                span(day_of(number(y)?, 12, 24)?, day_of(number(y)?, 12, 26)?, Precision::Range)?
            }
            _ => return Ok(None),
        };
        let Some(stage) = stage else { return Ok(Some(span)) };
        let (from, days) = (span.from.date(), (span.to.date() - span.from.date()).num_days() + 1);
        let cut = |third: i64| from + Duration::days(days * third / 3);
        self::span(cut(stage), cut(stage + 1) - Duration::days(1), Precision::Season).map(Some)
    }

    /// `this morning`, `last night`, `tue evening`, `yesterday afternoon`, `tonight`.
    fn part(&self, phrase: &str) -> Read<Option<Reading>> {
        let (day, name) = match phrase {
            "tonight" => (self.today, "night"),
            "last night" | "overnight" => (self.today - Duration::days(1), "night"),
            _ => {
                let Some((rest, name)) = phrase.rsplit_once(' ') else { return Ok(None) };
                if !PARTS.iter().any(|(n, _, _)| *n == name) {
                    return Ok(None);
                }
                let rest = rest.strip_suffix(" in the").or_else(|| rest.strip_suffix(" in")).unwrap_or(rest);
                if Clock::take(rest).is_some() {
                    return Ok(None);
                }
                let day = if rest == "this" { self.today } else { self.day(rest)?.from.date() };
                (day, name)
            }
        };
        let Some((_, a, b)) = PARTS.iter().find(|(n, _, _)| *n == name) else { return Ok(None) };
        let last = if b < a { day + Duration::days(1) } else { day };
        let (from, to) = (at(day, a.0, a.1)?, at(last, b.0, b.1)?);
        Ok(Some(Reading { to, precision: Precision::Part, ..moment(from) }))
    }

    /// `+2w`, `-3d`, `in 3 days`, `two weeks ago`, `an hour ago`, `next week`.
    fn offset(&self, phrase: &str) -> Read<Option<Reading>> {
        let (rest, sign) = if let Some(r) = phrase.strip_suffix(" ago") {
            (r, -1)
        } else if let Some(r) = phrase.strip_suffix(" from now").or_else(|| phrase.strip_suffix(" time")) {
            (r.strip_prefix("in ").unwrap_or(r), 1)
        } else if let Some(r) = phrase.strip_prefix("in ").or_else(|| phrase.strip_prefix('+')) {
            (r, 1)
        } else if let Some(r) = phrase.strip_prefix('-') {
            (r, -1)
        } else if let Some(unit @ ("week" | "month" | "year")) = phrase.strip_prefix("next ") {
            return self.away(1, unit, 1).map(Some);
        } else {
            (phrase, if self.leaning == Leaning::Past { -1 } else { 1 })
        };
        let rest = rest.trim();
        let digits = rest.find(|c: char| !c.is_ascii_digit()).unwrap_or(rest.len());
        let (count, unit) = rest.split_at_checked(digits).ok_or_else(unread)?;
        let (count, unit) = match count {
            "" => match rest.split_once(' ') {
                Some((word, unit)) => match number_word(word) {
                    Some(n) => (n, unit.trim()),
                    None => return Ok(None),
                },
                None if rest == "fortnight" => (1, rest),
                None => return Ok(None),
            },
            c => (c.parse::<i32>().map_err(|_| unread())?, unit.trim()),
        };
        let unit = match unit.trim_end_matches('\'') {
            "d" | "day" | "days" => "day",
            "w" | "wk" | "wks" | "week" | "weeks" => "week",
            "fortnight" | "fortnights" => "fortnight",
            // Minutes are never planned in this work; months are.
            "m" | "mo" | "mth" | "mths" | "month" | "months" => "month",
            "y" | "yr" | "yrs" | "year" | "years" => "year",
            "h" | "hr" | "hrs" | "hour" | "hours" => "hour",
            "min" | "mins" | "minute" | "minutes" => "minute",
            _ => return Ok(None),
        };
        if count > 9_999 {
            return Err(DateFault::new("This is too far away.", "Give a date instead."));
        }
        self.away(count, unit, sign).map(Some)
    }

    fn away(&self, count: i32, unit: &str, sign: i32) -> Read<Reading> {
        let (count_asked, unit) = if unit == "fortnight" { (count * 2, "week") } else { (count, unit) };
        let interval = interim::parse_duration(&format!("{count_asked} {unit}")).map_err(|_| unread())?;
        let s = if count_asked == 1 { "" } else { "s" };
        let distance = Some(format!("{count_asked} {unit}{s}"));
        let n = i64::from(count_asked);
        if let Interval::Seconds(seconds) = interval {
            let there = self
                .now
                .checked_add_signed(Duration::seconds(i64::from(sign) * i64::from(seconds)))
                .ok_or_else(unread)?;
            let slack = Duration::seconds(i64::from(seconds) / 2).max(Duration::minutes(10));
            return Ok(Reading { slack, ..moment(there) });
        }
        let there = match interval {
            Interval::Days(days) => self.today.checked_add_signed(Duration::days(i64::from(sign) * i64::from(days))),
            Interval::Months(m) if sign < 0 => self.today.checked_sub_months(Months::new(m.unsigned_abs())),
            Interval::Months(m) => self.today.checked_add_months(Months::new(m.unsigned_abs())),
            Interval::Seconds(_) => None,
        }
        .ok_or_else(unread)?;
        let slack = Duration::days(match unit {
            "day" => (n / 3).max(1),
            "week" => (n * 7 / 2).clamp(3, 7),
            "month" => (n * 7).clamp(14, 30),
            _ => 183,
        });
        let mut reading = Reading { slack, distance, ..whole_day(there) };
        // Nobody who says *two months ago* means a day.
        if sign < 0 && self.leaning == Leaning::Past && matches!(unit, "month" | "year") {
            reading.from -= slack;
            reading.to += slack;
            reading.precision = Precision::About;
        }
        Ok(reading)
    }

    /// One day.
    fn day(&self, phrase: &str) -> Read<Reading> {
        let phrase = ["on ", "at ", "the "].iter().find_map(|w| phrase.strip_prefix(w)).unwrap_or(phrase);
        let near = |days: i64| Ok(Reading { slack: Duration::days(1), ..whole_day(self.today + Duration::days(days)) });
        match phrase {
            "today" | "eod" | "end of day" => return near(0),
            "yesterday" => return near(-1),
            "tomorrow" | "tmrw" | "tom" => return near(1),
            "day before yesterday" => return near(-2),
            "day after tomorrow" => return near(2),
            "eom" | "end of month" | "end of the month" => return self.month_end(0),
            "end of next month" => return self.month_end(1),
            "eow" | "end of week" | "end of the week" => return self.weekday("fri"),
            "eoy" | "end of year" | "end of the year" => return Ok(whole_day(day_of(self.today.year(), 12, 31)?)),
            _ => {}
        }
        if let Some(reading) = self.offset(phrase)? {
            return Ok(reading);
        }
        if let Some(reading) = self.weekday_phrase(phrase)? {
            return Ok(reading);
        }
        if let Some((name, rest)) = phrase.split_once(' ')
            && let Some(weekday) = weekday_name(name)
            && let Ok(reading) = self.numbered(rest)
        {
            let day = reading.from.date();
            if day.weekday() != weekday {
                // Without a year the weekday decides which one was meant.
                let leaning = if self.leaning == Leaning::Past { Leaning::Future } else { Leaning::Past };
                let other = Self { leaning, ..*self }.numbered(rest)?;
                if other.from.weekday() == weekday {
                    return Ok(other);
                }
                let full = |w: Weekday| {
                    ["Monday", "Tuesday", "Wednesday", "Thursday", "Friday", "Saturday", "Sunday"]
                        .get(w.num_days_from_monday() as usize)
                        .copied()
                        .unwrap_or_default()
                };
                return Err(DateFault::new(
                    format!("{} is a {}, not a {}.", long(day), full(day.weekday()), full(weekday)),
                    format!("Try {rest} alone."),
                ));
            }
            return Ok(reading);
        }
        self.numbered(phrase)
    }

    fn month_end(&self, months_on: u32) -> Read<Reading> {
        let first = self.today.with_day(1).ok_or_else(unread)?;
        let next = first.checked_add_months(Months::new(months_on + 1)).ok_or_else(unread)?;
        Ok(whole_day(next - Duration::days(1)))
    }

    /// `fri`, `this fri`, `next tue`, `last fri`, `mon week`, `fri next week`, `fri last week`.
    fn weekday_phrase(&self, phrase: &str) -> Read<Option<Reading>> {
        let words: Vec<&str> = phrase.split(' ').collect();
        let shifted = |r: Reading, days: i64| whole_day(r.from.date() + Duration::days(days));
        Ok(Some(match words.as_slice() {
            [w] if weekday_name(w).is_some() => self.weekday(w)?,
            ["this" | "coming", w] if weekday_name(w).is_some() => self.coming(w)?,
            ["next", w] if weekday_name(w).is_some() => {
                let next = self.interim(&format!("next {w}"))?;
                let coming = self.coming(w)?.from.date();
                Reading { other: (coming != next).then(|| (coming, (*w).to_owned())), ..whole_day(next) }
            }
            ["last", w] if weekday_name(w).is_some() => {
                let mut last = self.interim(&format!("last {w}"))?;
                if last >= self.today {
                    last -= Duration::days(7);
                }
                let before = last - Duration::days(7);
                let this_week = last >= self.today.week(Weekday::Mon).first_day();
                Reading { other: this_week.then(|| (before, before.format("%-d/%-m").to_string())), ..whole_day(last) }
            }
            [w, "week"] | ["week", "on", w] | ["a", "week", "on", w] if weekday_name(w).is_some() => {
                shifted(self.coming(w)?, 7)
            }
            [w, which @ ("last" | "next" | "this"), "week"] if weekday_name(w).is_some() => {
                let monday = self.today.week(Weekday::Mon).first_day();
                let on = weekday_name(w).map_or(0, |d| i64::from(d.num_days_from_monday()));
                let weeks = match *which {
                    "last" => -7,
                    "next" => 7,
                    _ => 0,
                };
                whole_day(monday + Duration::days(on + weeks))
            }
            _ => return Ok(None),
        }))
    }

    fn weekday(&self, name: &str) -> Read<Reading> {
        let coming = self.coming(name)?;
        let day = coming.from.date();
        if self.leaning == Leaning::Past && day > self.today {
            return Ok(whole_day(day - Duration::days(7)));
        }
        Ok(coming)
    }

    /// The next such day, today included.
    fn coming(&self, name: &str) -> Read<Reading> {
        self.interim(name).map(whole_day)
    }

    /// Asked at the midnight that begins the officer's day, on a clock without summer time.
    fn interim(&self, phrase: &str) -> Read<NaiveDate> {
        let base = self.today.and_time(NaiveTime::MIN).and_utc();
        interim::parse_date_string(phrase, base, Dialect::Uk).map(|t| t.date_naive()).map_err(|_| unread())
    }

    /// `12/3`, `1/12/26`, `2026-11-27`, `1 dec`, `dec 1 2026`, `3rd`.
    fn numbered(&self, phrase: &str) -> Read<Reading> {
        let parts: Vec<&str> =
            phrase.split(['/', '.', '-', ' ']).filter(|w| !matches!(*w, "" | "of" | "the")).collect();
        let day_number = |w: &str| -> Option<u32> {
            let bare = ["st", "nd", "rd", "th"].iter().find_map(|s| w.strip_suffix(s)).unwrap_or(w);
            bare.parse().ok().filter(|_| bare.len() <= 2)
        };
        let month_number =
            |w: &str| -> Option<u32> { month_name(w).or_else(|| w.parse().ok().filter(|_| w.len() <= 2)) };
        let day = match parts.as_slice() {
            [y, m, d] if is_year(y) => {
                let (m, d) = (month_number(m).ok_or_else(unread)?, day_number(d).ok_or_else(unread)?);
                day_of(number(y)?, m, d)?
            }
            [m, d, y] if month_name(m).is_some() => {
                self.with_year(day_number(d).ok_or_else(unread)?, month_name(m).unwrap_or(1), y)?
            }
            [d, m, y] => self.with_year(day_number(d).ok_or_else(unread)?, month_number(m).ok_or_else(unread)?, y)?,
            [m, d] if month_name(m).is_some() => {
                self.nearest(month_name(m).unwrap_or(1), day_number(d).ok_or_else(unread)?)?
            }
            [d, m] => self.nearest(month_number(m).ok_or_else(unread)?, day_number(d).ok_or_else(unread)?)?,
            [d] if d.len() > 2 && d.ends_with(['t', 'd', 'h']) => {
                let d = day_number(d).ok_or_else(unread)?;
                let here = day_of(self.today.year(), self.today.month(), d)?;
                let there = match self.leaning {
                    Leaning::Past if here > self.today => here.checked_sub_months(Months::new(1)),
                    Leaning::Future if here < self.today => here.checked_add_months(Months::new(1)),
                    _ => Some(here),
                };
                there.ok_or_else(unread)?
            }
            _ => return Err(unread()),
        };
        Ok(Reading { slack: Duration::days(3), ..whole_day(day) })
    }

    fn with_year(&self, d: u32, m: u32, y: &str) -> Read<NaiveDate> {
        if is_year(y) {
            return day_of(number(y)?, m, d);
        }
        if y.len() != 2 {
            return Err(unread());
        }
        let short = number(y)?;
        let this_century = day_of(2000 + short, m, d);
        // In a date that lies back, 94 is 1994.
        match this_century {
            Ok(day) if self.leaning == Leaning::Past && day > self.today => day_of(1900 + short, m, d),
            other => other,
        }
    }

    /// The day without its year: the last one that was, or the next one to come.
    fn nearest(&self, m: u32, d: u32) -> Read<NaiveDate> {
        let year = self.today.year();
        // 29 February waits for its leap year, up to eight years away around 1900 and 2100.
        let candidates: Vec<i32> = match self.leaning {
            Leaning::Past => (0..=8).map(|n| year - n).collect(),
            Leaning::Future => (0..=8).map(|n| year + n).collect(),
        };
        let fault = day_of(if (m, d) == (2, 29) { 2024 } else { year }, m, d);
        let fits = |day: &NaiveDate| match self.leaning {
            Leaning::Past => *day <= self.today,
            Leaning::Future => *day >= self.today,
        };
        fault?;
        candidates.into_iter().filter_map(|y| NaiveDate::from_ymd_opt(y, m, d)).find(fits).ok_or_else(unread)
    }
}

/// A time of day in a phrase.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
struct Clock {
    hour: u32,
    minute: u32,
    /// Midnight belongs to the night before it.
    next_day: bool,
}

impl Clock {
    fn on(self, day: NaiveDate) -> Read<NaiveDateTime> {
        let day = if self.next_day { day.checked_add_days(Days::new(1)).ok_or_else(unread)? } else { day };
        at(day, self.hour, self.minute)
    }

    /// Takes the time from the end, or else the beginning, of a phrase; the rest is the day.
    fn take(phrase: &str) -> Option<(Self, &str)> {
        let starts: Vec<usize> = std::iter::once(0).chain(phrase.match_indices(' ').map(|(i, _)| i + 1)).collect();
        for from in &starts {
            let (head, tail) = phrase.split_at_checked(*from)?;
            if let Some(clock) = Self::read(tail) {
                return Some((clock, head.trim()));
            }
        }
        for to in phrase.match_indices(' ').map(|(i, _)| i).collect::<Vec<_>>().into_iter().rev() {
            let (head, tail) = phrase.split_at_checked(to)?;
            if let Some(clock) = Self::read(head) {
                return Some((clock, tail.trim()));
            }
        }
        None
    }

    fn read(words: &str) -> Option<Self> {
        let time = |hour, minute| (hour < 24 && minute < 60).then_some(Self { hour, minute, next_day: false });
        let words = words.strip_prefix("at ").unwrap_or(words).trim();
        match words {
            "noon" | "midday" | "12 noon" => return time(12, 0),
            "midnight" | "12 midnight" => return Some(Self { hour: 0, minute: 0, next_day: true }),
            "lunchtime" => return time(12, 30),
            _ => {}
        }
        for (said, minute, back) in [("half past ", 30, 0), ("quarter past ", 15, 0), ("quarter to ", 45, 1)] {
            if let Some(hour) = words.strip_prefix(said) {
                let clock = Self::read(hour).or_else(|| Self::read(&format!("{}:00", number_word(hour)?)));
                let clock = clock.or_else(|| Self::read(&format!("{hour}:00")))?;
                return time((clock.hour + 24 - back) % 24, minute);
            }
        }
        if let Some(hour) = words.strip_suffix(" o'clock").or_else(|| words.strip_suffix(" oclock")) {
            let hour = number_word(hour).and_then(|n| u32::try_from(n).ok()).or_else(|| hour.parse().ok())?;
            return time(hour, 0);
        }
        if let Some(hour) = words.strip_suffix("hrs").or_else(|| words.strip_suffix('h')).map(str::trim)
            && hour.len() == 4
        {
            let n: u32 = hour.parse().ok()?;
            return time(n / 100, n % 100);
        }
        let half =
            [(" in the morning", "am"), (" in the afternoon", "pm"), (" in the evening", "pm"), (" at night", "pm")]
                .iter()
                .find_map(|(said, half)| Some((words.strip_suffix(said)?, *half)));
        let (bare, half) = half
            .or_else(|| words.strip_suffix("pm").map(|w| (w, "pm")))
            .or_else(|| words.strip_suffix("am").map(|w| (w, "am")))
            .map_or((words, None), |(w, h)| (w.trim(), Some(h)));
        let (hour, minute, has_minutes) = match bare.split_once([':', '.']) {
            Some((h, m)) if m.len() == 2 => (h, m.parse().ok()?, true),
            Some(_) => return None,
            None => (bare, 0, false),
        };
        // 1400 is a time; 2025 is more often a year.
        if half.is_none() && bare.len() == 4 && !is_year(bare) && bare.bytes().all(|b| b.is_ascii_digit()) {
            let n: u32 = bare.parse().ok()?;
            return time(n / 100, n % 100);
        }
        if hour.is_empty() || hour.len() > 2 || !hour.bytes().all(|b| b.is_ascii_digit()) {
            return None;
        }
        let hour: u32 = hour.parse().ok()?;
        match half {
            Some("pm") if (1..=12).contains(&hour) => time(hour % 12 + 12, minute),
            Some(_) if (1..=12).contains(&hour) => time(hour % 12, minute),
            // 14.30 with a point may be a date; only a colon makes a time of it.
            None if has_minutes && bare.contains(':') => time(hour, minute),
            _ => None,
        }
    }
}

/// Lower case, single spaces, no commas; a dot at the end goes; `2026-11-27T22:00` is opened into two words.
fn normalise(text: &str) -> String {
    let clean =
        text::clean_line(text).text.to_lowercase().replace(',', " ").replace(['–', '—'], " - ").replace('’', "'");
    let words: Vec<&str> = clean.split_whitespace().map(|w| if w == "weds" { "wed" } else { w }).collect();
    let mut phrase = words.join(" ");
    while phrase.ends_with(['.', '?', '!']) {
        phrase.pop();
    }
    if let Some((day, time)) = phrase.split_once('t')
        && day.len() == 10
        && day.bytes().all(|b| b.is_ascii_digit() || b == b'-')
    {
        phrase = format!("{day} {time}");
    }
    phrase
}

fn unread() -> DateFault {
    DateFault::new("This cannot be read as a date.", "Try fri, next tue 3pm, +2w, 12/3 or about two weeks ago.")
}

fn no_month(m: u32) -> DateFault {
    DateFault::new(format!("There is no month {m}."), "The day comes first: 12/3 is 12 March.")
}

const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The day, or a fault that names the two days around it: `There is no 31 November. Try 30/11 or 1/12.`
fn day_of(year: i32, month: u32, day: u32) -> Read<NaiveDate> {
    if let Some(date) = NaiveDate::from_ymd_opt(year, month, day) {
        return Ok(date);
    }
    let Some(name) = month.checked_sub(1).and_then(|m| MONTHS.get(m as usize)) else {
        return Err(if (1..=12).contains(&day) && month <= 31 {
            DateFault::new(format!("There is no month {month}."), format!("The day comes first: try {month}/{day}."))
        } else {
            no_month(month)
        });
    };
    let last = (28..=31).rev().find(|d| NaiveDate::from_ymd_opt(year, month, *d).is_some()).unwrap_or(28);
    let next = if month == 12 { 1 } else { month + 1 };
    let which = if (month, day) == (2, 29) { format!("29 February {year}") } else { format!("{day} {name}") };
    let hint = if day == 0 { format!("Try 1/{month}.") } else { format!("Try {last}/{month} or 1/{next}.") };
    Err(DateFault::new(format!("There is no {which}."), hint))
}

fn at(day: NaiveDate, hour: u32, minute: u32) -> Read<NaiveDateTime> {
    day.and_hms_opt(hour, minute, 0).ok_or_else(unread)
}

fn moment(at: NaiveDateTime) -> Reading {
    Reading { from: at, to: at, precision: Precision::Minute, slack: Duration::hours(1), distance: None, other: None }
}

fn whole_day(day: NaiveDate) -> Reading {
    let from = day.and_time(NaiveTime::MIN);
    let to = from + Duration::minutes(24 * 60 - 1);
    Reading { from, to, precision: Precision::Day, slack: Duration::days(3), distance: None, other: None }
}

fn span(from: NaiveDate, to: NaiveDate, precision: Precision) -> Read<Reading> {
    Ok(Reading { to: at(to, 23, 59)?, precision, ..whole_day(from) })
}

fn months(year: i32, month: u32, count: u32) -> Read<Reading> {
    let from = day_of(year, month, 1)?;
    let to = from.checked_add_months(Months::new(count)).ok_or_else(unread)? - Duration::days(1);
    span(from, to, Precision::Month)
}

fn years(year: i32, count: u32) -> Read<Reading> {
    Ok(Reading { precision: Precision::Year, ..months(year, 1, 12 * count)? })
}

/// The first month of a season, by the calendar of the Met Office.
fn season(word: &str) -> Option<u32> {
    match word {
        "spring" => Some(3),
        "summer" => Some(6),
        "autumn" => Some(9),
        "winter" => Some(12),
        _ => None,
    }
}

/// Winter 2025 begins in December 2025.
fn season_of(year: i32, month: u32) -> Read<Reading> {
    Ok(Reading { precision: Precision::Season, ..months(year, month, 3)? })
}

fn month_name(word: &str) -> Option<u32> {
    let word = if word == "sept" { "sep" } else { word };
    if word.len() < 3 {
        return None;
    }
    let at = MONTHS.iter().position(|m| m.to_lowercase().starts_with(word))?;
    u32::try_from(at + 1).ok()
}

fn weekday_name(word: &str) -> Option<Weekday> {
    const DAYS: [(&str, Weekday); 7] = [
        ("monday", Weekday::Mon),
        ("tuesday", Weekday::Tue),
        ("wednesday", Weekday::Wed),
        ("thursday", Weekday::Thu),
        ("friday", Weekday::Fri),
        ("saturday", Weekday::Sat),
        ("sunday", Weekday::Sun),
    ];
    if word.len() < 3 {
        return None;
    }
    DAYS.iter().find(|(name, _)| name.starts_with(word)).map(|(_, day)| *day)
}

fn is_weekday_alone(phrase: &str) -> bool {
    weekday_name(phrase).is_some()
}

fn is_year(word: &str) -> bool {
    word.len() == 4 && word.parse().is_ok_and(|y| YEARS.contains(&y))
}

fn number(word: &str) -> Read<i32> {
    word.parse().map_err(|_| unread())
}

fn number_word(word: &str) -> Option<i32> {
    const WORDS: [&str; 13] =
        ["zero", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten", "eleven", "twelve"];
    if matches!(word, "a" | "an") {
        return Some(1);
    }
    WORDS.iter().position(|w| *w == word).and_then(|n| i32::try_from(n).ok())
}

#[cfg(test)]
mod tests {
    use chrono::TimeZone;
    use chrono_tz::Europe::London;
    use proptest::prelude::*;

    use super::*;
    use crate::domain::when::long_minute;

    fn now() -> DateTime<Tz> {
        London.with_ymd_and_hms(2026, 11, 24, 14, 5, 0).unwrap()
    }
    fn when(text: &str) -> String {
        readback_when(text, now()).unwrap_or_else(|f| f.to_string())
    }
    fn due(text: &str) -> String {
        readback_due(text, now(), Leaning::Future).unwrap_or_else(|f| f.to_string())
    }

    #[test]
    fn what_happened_is_read_as_an_officer_says_it() {
        for (said, reads) in [
            ("yesterday 11pm", "reads as Mon 23/11/2026 23:00"),
            ("today", "reads as Tue 24/11/2026"),
            ("fri", "reads as Fri 20/11/2026"),
            ("last fri", "reads as Fri 20/11/2026"),
            ("12/3", "reads as Thu 12/03/2026"),
            ("1/12", "reads as Mon 01/12/2025"),
            ("11pm", "reads as Mon 23/11/2026 23:00"),
            ("half past 9", "reads as Tue 24/11/2026 09:30"),
            ("quarter to nine yesterday", "reads as Mon 23/11/2026 08:45"),
            ("noon", "reads as Tue 24/11/2026 12:00"),
            ("this morning", "reads as Tue 24/11/2026 morning"),
            ("tue evening", "reads as Tue 24/11/2026 evening"),
            ("last night", "reads as Mon 23/11/2026 evening to Tue 24/11 04:00"),
            ("about two weeks ago", "reads as around Tue 10/11/2026, between 03/11 and 17/11"),
            ("around 3pm yesterday", "reads as around Mon 23/11/2026 15:00, between 14:00 and 16:00"),
            ("a few days ago", "reads as around Sat 21/11/2026, between 20/11 and 22/11"),
            ("between 3/11 and 17/11", "reads as between 03/11/2026 and 17/11/2026"),
            ("3 to 17 nov", "reads as between 03/11/2026 and 17/11/2026"),
            ("yesterday 10:00 to 15:00", "reads as Mon 23/11/2026, 10:00 to 15:00"),
            ("summer 2025", "reads as some time between 01/06/2025 and 31/08/2025"),
            ("winter 2025", "reads as some time between 01/12/2025 and 28/02/2026"),
            ("June 2025", "reads as some time between 01/06/2025 and 30/06/2025"),
            ("2024", "reads as some time between 01/01/2024 and 31/12/2024"),
            ("early 2025", "reads as some time between 01/01/2025 and 01/05/2025"),
            ("last week", "reads as between 16/11/2026 and 22/11/2026"),
            ("2026-11-20T21:15", "reads as Fri 20/11/2026 21:15"),
            ("an hour ago", "reads as Tue 24/11/2026 13:05"),
            ("yesterday at about 3pm", "reads as around Mon 23/11/2026 15:00, between 14:00 and 16:00"),
            ("mon to wed", "reads as between 16/11/2026 and 18/11/2026"),
            ("weds 1400", "reads as Wed 18/11/2026 14:00"),
            ("sat 28 nov 10:30", "reads as Sat 28/11/2026 10:30"),
        ] {
            assert_eq!(when(said), reads, "{said}");
        }
    }

    #[test]
    fn what_is_to_be_done_is_read_forwards() {
        for (said, reads) in [
            ("fri 10pm", "reads as Fri 27/11/2026 22:00"),
            ("next tue 3pm", "reads as Tue 01/12/2026 15:00; for Tue 24/11 type tue"),
            ("tue 3pm", "reads as Tue 24/11/2026 15:00"),
            ("tue 9am", "reads as Tue 01/12/2026 09:00"),
            ("3pm", "reads as Tue 24/11/2026 15:00"),
            ("+2w", "reads as Tue 08/12/2026, 2 weeks"),
            ("+12m", "reads as Wed 24/11/2027, 12 months"),
            ("+3d", "reads as Fri 27/11/2026, 3 days"),
            ("in 3 days", "reads as Fri 27/11/2026, 3 days"),
            ("12/3", "reads as Fri 12/03/2027"),
            ("1/12/26 2pm", "reads as Tue 01/12/2026 14:00"),
            ("1 dec 14:00", "reads as Tue 01/12/2026 14:00"),
            ("1st of December", "reads as Tue 01/12/2026"),
            ("mon week", "reads as Mon 07/12/2026"),
            ("eom", "reads as Mon 30/11/2026"),
            ("end of the month", "reads as Mon 30/11/2026"),
            ("tomorrow morning", "reads as Wed 25/11/2026 09:00"),
            ("fri 27/11", "reads as Fri 27/11/2026"),
            ("next week", "reads as Tue 01/12/2026, 1 week"),
            ("half past 9", "reads as Wed 25/11/2026 09:30"),
            ("about 3pm tomorrow", "reads as Wed 25/11/2026 15:00"),
        ] {
            assert_eq!(due(said), reads, "{said}");
        }
    }

    #[test]
    fn a_day_that_does_not_exist_is_refused_with_the_days_around_it() {
        for (said, fault) in [
            ("31/11", "There is no 31 November. Try 30/11 or 1/12."),
            ("31 nov 2pm", "There is no 31 November. Try 30/11 or 1/12."),
            ("29/2/2027", "There is no 29 February 2027. Try 28/2 or 1/3."),
            ("11/23", "There is no month 23. The day comes first: try 23/11."),
            ("mon 27/11", "27/11/2026 is a Friday, not a Monday. Try 27/11 alone."),
            ("june 2027", "This is more than one day. Try 01/06/2027 or 30/06/2027."),
            ("17/11/26 to 3/11/26", "The end comes before the beginning. Try 3/11/26 to 17/11/26."),
            ("", "There is no date here. Try fri, +2w, 12/3 or yesterday 11pm."),
            ("soon", "This cannot be read as a date. Try fri, next tue 3pm, +2w, 12/3 or about two weeks ago."),
        ] {
            assert_eq!(due(said), fault, "{said}");
        }
    }

    #[test]
    fn in_the_small_hours_it_is_still_the_officers_day() {
        let night = London.with_ymd_and_hms(2026, 11, 24, 2, 0, 0).unwrap();
        let reads = |t: &str| readback_when(t, night).unwrap();
        assert_eq!(reads("today 11pm"), "reads as Mon 23/11/2026 23:00");
        assert_eq!(reads("today 1am"), "reads as Tue 24/11/2026 01:00");
        assert_eq!(reads("tonight"), "reads as Mon 23/11/2026 evening to Tue 24/11 04:00");
    }

    #[test]
    fn a_date_of_birth_lies_back() {
        let born = |t: &str| parse_date(t, now(), Leaning::Past).unwrap().to_string();
        assert_eq!(born("14/6/94"), "1994-06-14");
        assert_eq!(born("14 June 1994"), "1994-06-14");
        assert_eq!(readback_date("+12m", now(), Leaning::Future).unwrap(), "reads as Wed 24/11/2027, 12 months");
    }

    #[test]
    fn what_was_said_is_kept() {
        let when = When::parse("  Summer 2025 ", now()).unwrap();
        assert_eq!((when.said.as_str(), when.shown().as_str()), ("Summer 2025", "Summer 2025"));
    }

    proptest! {
        #[test]
        fn no_text_breaks_the_reader(text in "\\PC{0,40}|(about |between |last |next |[+-])?[0-9]{1,10} ?(d|w|m|y|days|h|/|:|th|pm)[0-9 ]{0,6}( ago| and| to [0-9/]+)?") {
            {
                let r = parse_when(&text, now()).map(|w| w.to_string().parse::<When>().unwrap() == w);
                prop_assert!(r.unwrap_or(true));
            }
            let _ = readback_when(&text, now());
            let _ = readback_due(&text, now(), Leaning::Future);
            let _ = readback_date(&text, now(), Leaning::Past);
        }

        #[test]
        fn a_written_day_is_read_as_itself(days in 0i64..70_000) {
            let day = NaiveDate::from_ymd_opt(1950, 1, 1).unwrap() + Duration::days(days);
            for text in [day.to_string(), long(day), long_day(day), day.format("%-d %B %Y").to_string()] {
                prop_assert_eq!(parse_date(&text, now(), Leaning::Past).unwrap(), day);
                prop_assert_eq!(Due::parse(&text, now()).unwrap(), Due::On(day));
            }
            let at = day.and_hms_opt(21, 15, 0).unwrap();
            prop_assert_eq!(Due::parse(&long_minute(at), now()).unwrap(), Due::At(at));
            prop_assert_eq!(Due::parse(&Due::At(at).to_string(), now()).unwrap(), Due::At(at));
        }
    }

    #[test]
    fn a_line_is_a_day_and_what_is_to_be_done() {
        let now = chrono_tz::Europe::London.with_ymd_and_hms(2026, 11, 24, 14, 5, 0).unwrap();
        let read = |line: &str| due_and_what(line, now).map(|(due, what)| (due.to_string(), what));
        let is = |line: &str, due: &str, what: &str| {
            assert_eq!(read(line), Ok((due.to_owned(), what.to_owned())), "{line}");
        };
        is("fri 3pm ring about bail", "2026-11-27T15:00", "ring about bail");
        is("tomorrow bring the form", "2026-11-25", "bring the form");
        is("+2w ask about housing", "2026-12-08", "ask about housing");
        is("3/12 2 bus passes", "2026-12-03", "2 bus passes");
        is("next tue 3pm call her, not before", "2026-12-01T15:00", "call her, not before");
        assert!(read("ring about bail").is_err() && read("").is_err() && read("fri 3pm").is_err());
    }
}
