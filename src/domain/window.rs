//! A safe time of a plan, as an officer writes it: `Mon to Thu 10:00 to 15:00`.
//!
//! Local wall-clock time. A window that crosses midnight belongs to the day on which it begins. The beginning
//! counts as inside, the end does not.

use std::fmt;
use std::str::FromStr;

use chrono::{Datelike, Duration, NaiveDate, NaiveDateTime, NaiveTime};

/// Minutes of a day.
const DAY: u32 = 24 * 60;

/// Days of the week with a beginning and an end.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Window {
    /// Which days, Monday first.
    days: [bool; 7],
    /// Minute of the day at which it begins, below 1440.
    from: u32,
    /// Minute of the day at which it ends, from 1 to 1440; below `from` it is on the next day.
    to: u32,
}

/// A safe time that could not be read, with what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WindowFault {
    /// What is wrong, one sentence.
    pub what: String,
    /// What would be right, one sentence.
    pub hint: String,
}

impl fmt::Display for WindowFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {}", self.what, self.hint)
    }
}

impl std::error::Error for WindowFault {}

impl Window {
    /// Whether the local time is inside.
    #[must_use]
    pub fn contains(&self, at: NaiveDateTime) -> bool {
        self.spans(at.date()).any(|(start, end)| start <= at && at < end)
    }

    /// The next beginning after a local time.
    #[must_use]
    pub fn next_start(&self, after: NaiveDateTime) -> Option<NaiveDateTime> {
        self.spans(after.date()).map(|(start, _)| start).find(|start| *start > after)
    }

    /// Until when the local time stays inside; nothing when it is outside. Days that follow each other without a
    /// gap are one, at most a week.
    #[must_use]
    pub fn inside_until(&self, at: NaiveDateTime) -> Option<NaiveDateTime> {
        let mut until = None;
        for (start, end) in self.spans(at.date()) {
            let begins_inside = start <= at && at < end;
            if begins_inside || until.is_some_and(|u| start <= u) {
                until = until.max(Some(end));
            }
        }
        until
    }

    /// The times alone of a day that it covers, `10:00 to 15:00`; nothing for any other day.
    #[must_use]
    pub fn span_on(&self, day: NaiveDate) -> Option<String> {
        let on = self.days.get(day.weekday().num_days_from_monday() as usize).copied().unwrap_or(false);
        let every = Self { days: [true; 7], ..*self }.to_string();
        on.then(|| every.trim_start_matches("any day ").to_owned())
    }

    /// The windows from the day before to a week after, in order.
    fn spans(&self, around: NaiveDate) -> impl Iterator<Item = (NaiveDateTime, NaiveDateTime)> + '_ {
        (-1..=8).filter_map(move |n| {
            let day = around.checked_add_signed(Duration::days(n))?;
            let on = self.days.get(day.weekday().num_days_from_monday() as usize).copied().unwrap_or(false);
            let midnight = day.and_time(NaiveTime::MIN);
            let end = if self.to <= self.from { self.to + DAY } else { self.to };
            let start = midnight.checked_add_signed(Duration::minutes(i64::from(self.from)))?;
            let end = midnight.checked_add_signed(Duration::minutes(i64::from(end)))?;
            on.then_some((start, end))
        })
    }
}

const NAMES: [&str; 7] = ["Mon", "Tue", "Wed", "Thu", "Fri", "Sat", "Sun"];

impl fmt::Display for Window {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        if self.days.iter().all(|d| *d) {
            f.write_str("any day")?;
        } else {
            let mut written = false;
            let mut day = 0;
            while day < 7 {
                let run = self.days.iter().skip(day).take_while(|d| **d).count();
                if run == 0 {
                    day += 1;
                    continue;
                }
                let name = |i: usize| NAMES.get(i).copied().unwrap_or_default();
                let space = if written { " " } else { "" };
                match run {
                    1 => write!(f, "{space}{}", name(day))?,
                    2 => write!(f, "{space}{} {}", name(day), name(day + 1))?,
                    _ => write!(f, "{space}{} to {}", name(day), name(day + run - 1))?,
                }
                written = true;
                day += run;
            }
        }
        let clock = |m: u32| format!("{:02}:{:02}", m / 60, m % 60);
        match (self.from, self.to) {
            (0, DAY) => f.write_str(" any time"),
            (0, to) => write!(f, " before {}", clock(to)),
            (from, DAY) => write!(f, " after {}", clock(from)),
            (from, to) => write!(f, " {} to {}", clock(from), clock(to)),
        }
    }
}

impl FromStr for Window {
    type Err = WindowFault;

    fn from_str(text: &str) -> Result<Self, WindowFault> {
        let fault = |what: &str, hint: &str| WindowFault { what: what.to_owned(), hint: hint.to_owned() };
        let unread = || {
            fault(
                "This cannot be read as a safe time.",
                "Try Mon to Thu 10:00 to 15:00, Sat Sun after 12:00 or any day 18:00 to 22:00.",
            )
        };
        let plain = text
            .to_lowercase()
            .replace([',', ';', '&', '+'], " ")
            .replace(['-', '–', '—'], " to ")
            .replace(" am", "am")
            .replace(" pm", "pm");
        let words: Vec<&str> = plain
            .split_whitespace()
            .map(|w| w.trim_end_matches('.'))
            .filter(|w| !matches!(*w, "and" | "on" | "at" | "between"))
            .collect();
        let (days, rest) = days(&words).ok_or_else(unread)?;
        let (from, to) = match rest {
            [] | ["any", "time"] | ["anytime"] | ["all", "day"] => {
                if words.is_empty() {
                    return Err(unread());
                }
                (0, DAY)
            }
            ["after" | "from", t] => (Clock::read(t).ok_or_else(unread)?.alone(), DAY),
            ["before" | "until" | "till" | "to", t] => (0, Clock::read(t).ok_or_else(unread)?.alone()),
            ["from", a, "to" | "until" | "till", b] | [a, "to" | "until" | "till", b] | [a, b] => {
                Clock::pair(Clock::read(a).ok_or_else(unread)?, Clock::read(b).ok_or_else(unread)?)
            }
            _ => return Err(unread()),
        };
        // Midnight at the beginning is 0, at the end it is 24:00.
        let (from, to) = (from % DAY, if to == 0 { DAY } else { to });
        if from == to {
            return Err(fault("The two times are the same.", "Give a beginning and an end, or any time."));
        }
        Ok(Self { days, from, to })
    }
}

/// The days at the beginning and the words after them; no days mean any day.
fn days<'w>(words: &'w [&'w str]) -> Option<([bool; 7], &'w [&'w str])> {
    let all = [true; 7];
    match words {
        ["any" | "every", "day", rest @ ..] | ["anyday" | "daily" | "everyday", rest @ ..] => return Some((all, rest)),
        ["weekdays" | "weekday", rest @ ..] => return Some((std::array::from_fn(|d| d < 5), rest)),
        ["weekends" | "weekend", rest @ ..] => return Some((std::array::from_fn(|d| d >= 5), rest)),
        _ => {}
    }
    let mut days = [false; 7];
    let mut rest = words;
    while let [first, tail @ ..] = rest {
        let Some(start) = day(first) else { break };
        rest = tail;
        let mut end = start;
        if let ["to" | "until" | "till", last, tail @ ..] = rest
            && let Some(last) = day(last)
        {
            end = last;
            rest = tail;
        }
        // Fri to Mon runs over the weekend.
        let length = (end + 7 - start) % 7;
        for step in 0..=length {
            *days.get_mut((start + step) % 7)? = true;
        }
    }
    if days == [false; 7] { Some((all, words)) } else { Some((days, rest)) }
}

fn day(word: &str) -> Option<usize> {
    const FULL: [&str; 7] = ["monday", "tuesday", "wednesday", "thursday", "friday", "saturday", "sunday"];
    let bare = word.strip_suffix('s').filter(|w| w.ends_with("day")).unwrap_or(word);
    if bare.len() < 2 {
        return None;
    }
    FULL.iter().position(|name| name.starts_with(bare))
}

/// A time as written: its minute of the day, and whether the half of the day is certain.
#[derive(Clone, Copy)]
struct Clock {
    minute: u32,
    certain: bool,
    afternoon: bool,
}

impl Clock {
    fn read(word: &str) -> Option<Self> {
        match word {
            "noon" | "midday" => return Some(Self { minute: 12 * 60, certain: true, afternoon: true }),
            "midnight" => return Some(Self { minute: DAY, certain: true, afternoon: false }),
            _ => {}
        }
        let (bare, half) = match (word.strip_suffix("am"), word.strip_suffix("pm")) {
            (Some(w), _) => (w, Some(false)),
            (_, Some(w)) => (w, Some(true)),
            _ => (word, None),
        };
        let (hour, minute) = bare.split_once([':', '.']).map_or((bare, "00"), |parts| parts);
        if hour.is_empty() || hour.len() > 2 || minute.len() != 2 {
            return None;
        }
        let (hour, minute): (u32, u32) = (hour.parse().ok()?, minute.parse().ok()?);
        if minute > 59 || hour > 24 || (hour == 24 && minute > 0) || (half.is_some() && !(1..=12).contains(&hour)) {
            return None;
        }
        let hour = match half {
            Some(pm) => hour % 12 + if pm { 12 } else { 0 },
            None => hour,
        };
        // 15:00 and 09:00 are certain; 9 alone may be either half.
        let certain = half.is_some() || bare.contains([':', '.']) || hour > 12 || hour == 0;
        Some(Self { minute: hour * 60 + minute, certain, afternoon: half == Some(true) })
    }

    const fn alone(self) -> u32 {
        self.minute
    }

    /// *9 to 5* ends in the afternoon; *6 to 10pm* begins there; *22:00 to 02:00* crosses midnight.
    const fn pair(a: Self, b: Self) -> (u32, u32) {
        const HALF: u32 = DAY / 2;
        let (mut from, mut to) = (a.minute, b.minute);
        if !b.certain && to <= from && to + HALF > from && to + HALF < DAY {
            to += HALF;
        } else if !a.certain && from < HALF && ((b.afternoon && from + HALF < to) || (b.certain && to < from)) {
            from += HALF;
        }
        (from, to)
    }
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        NaiveDateTime::parse_from_str(text, "%d/%m/%Y %H:%M").unwrap()
    }
    fn window(text: &str) -> Window {
        text.parse().unwrap_or_else(|f| panic!("{text}: {f}"))
    }

    #[test]
    fn safe_times_are_read_as_officers_write_them() {
        for (written, shown) in [
            ("Mon to Thu 10:00 to 15:00", "Mon to Thu 10:00 to 15:00"),
            ("any day 18:00 to 22:00", "any day 18:00 to 22:00"),
            ("Sat Sun after 12:00", "Sat Sun after 12:00"),
            ("weekdays 9 to 5", "Mon to Fri 09:00 to 17:00"),
            ("weekends", "Sat Sun any time"),
            ("mon-thu 10-3", "Mon to Thu 10:00 to 15:00"),
            ("fri to mon 10pm to 2am", "Mon Fri to Sun 22:00 to 02:00"),
            ("tuesdays and thursdays before 10.30", "Tue Thu before 10:30"),
            ("6 to 10pm", "any day 18:00 to 22:00"),
            ("9 to 5 pm", "any day 09:00 to 17:00"),
            ("every day noon to midnight", "any day after 12:00"),
            ("wed until 11am", "Wed before 11:00"),
            ("00:00 to 24:00", "any day any time"),
        ] {
            assert_eq!(window(written).to_string(), shown, "{written}");
        }
    }

    #[test]
    fn what_is_no_safe_time_is_refused_with_what_would_be() {
        for written in ["", "sometimes", "Mon 25:00 to 26:00", "10:00 to", "Mon 10:00 to 15:00 please", "10:00 Mon"] {
            let fault = written.parse::<Window>().unwrap_err();
            assert!(fault.hint.contains("Mon to Thu 10:00 to 15:00"), "{written}: {fault}");
        }
        let fault = "Mon 10:00 to 10:00".parse::<Window>().unwrap_err();
        assert_eq!(fault.to_string(), "The two times are the same. Give a beginning and an end, or any time.");
    }

    #[test]
    fn inside_and_outside_are_told_to_the_minute() {
        let w = window("Mon to Thu 10:00 to 15:00");
        assert!(w.contains(at("24/11/2026 10:00")) && w.contains(at("24/11/2026 14:59")));
        assert!(!w.contains(at("24/11/2026 15:00")) && !w.contains(at("27/11/2026 12:00")));
        assert_eq!(w.inside_until(at("24/11/2026 14:05")), Some(at("24/11/2026 15:00")));
        assert_eq!(w.inside_until(at("24/11/2026 21:40")), None);
        assert_eq!(w.next_start(at("24/11/2026 21:40")), Some(at("25/11/2026 10:00")));
        assert_eq!(w.next_start(at("26/11/2026 16:00")), Some(at("30/11/2026 10:00")));
    }

    #[test]
    fn a_night_window_belongs_to_the_day_it_begins() {
        let w = window("Fri 22:00 to 02:00");
        assert!(w.contains(at("28/11/2026 01:30")) && !w.contains(at("27/11/2026 01:30")));
        assert_eq!(w.inside_until(at("27/11/2026 23:00")), Some(at("28/11/2026 02:00")));
    }

    #[test]
    fn days_without_a_gap_are_one_safe_time() {
        assert_eq!(window("Sat Sun any time").inside_until(at("28/11/2026 10:00")), Some(at("30/11/2026 00:00")));
        assert!(window("any day any time").inside_until(at("28/11/2026 10:00")).is_some());
    }

    proptest! {
        #[test]
        fn what_is_shown_is_read_back_the_same(mask in 1u8..128, from in 0u32..DAY, to in 1u32..=DAY) {
            prop_assume!(from != to);
            let w = Window { days: std::array::from_fn(|d| mask & (1 << d) != 0), from, to };
            prop_assert_eq!(w.to_string().parse::<Window>().unwrap(), w);
        }

        #[test]
        fn inside_and_next_agree(mask in 1u8..128, from in 0u32..DAY, to in 1u32..=DAY, minute in 0i64..20_160) {
            prop_assume!(from != to);
            let w = Window { days: std::array::from_fn(|d| mask & (1 << d) != 0), from, to };
            let t = at("16/11/2026 00:00") + Duration::minutes(minute);
            prop_assert_eq!(w.contains(t), w.inside_until(t).is_some_and(|u| u > t));
            let next = w.next_start(t).unwrap();
            prop_assert!(next > t && w.contains(next));
        }

        #[test]
        fn no_text_breaks_the_reader(text in "\\PC{0,40}|((mon|fri|to|any|day|after|9|22:00|5pm|noon) ?){0,7}") {
            if let Ok(w) = text.parse::<Window>() {
                prop_assert_eq!(w.to_string().parse::<Window>().unwrap(), w);
            }
        }
    }
}
