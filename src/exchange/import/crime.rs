//! Lines about a crime: a report by name of the contact under its reference, one without a name of nobody.
//!
//! Read back as far as the line goes: what happened, where and when as it was said, the person's own words, offences,
//! the crime number. What never leaves a caseload (their own offences, what holds them back, the support around it) is
//! not in it. What the report becomes here is [`crate::casework::import`]'s.

use chrono::{DateTime, Days, Months, NaiveDate, NaiveDateTime, NaiveTime};
use chrono_tz::Tz;

use crate::domain::consent::{self, Consent};
use crate::domain::crime_report::{CrimeReport, mode};
use crate::domain::field::Code;
use crate::domain::lists;
use crate::domain::text::{LINE, truncate_graphemes};
use crate::domain::when::{self, Precision, When};
use crate::exchange::import::records::OWN_WORDS;
use crate::exchange::import::{RowFault, cell};
use crate::exchange::line::Line;

/// On which day at most after it words such as *last night* were typed.
const TYPED_WITHIN: u64 = 31;
/// From here on a phrase that means the same day still stands by itself, and does not lean on the day it was said.
const MUCH_LATER: Days = Days::new(400);
/// How far back words may reach of which nothing is known but that it was over.
const REACHING_BACK: Months = Months::new(12);

/// A crime report as a line has it.
#[derive(Default)]
pub struct Crime {
    /// What was reported; its reference, state and support are the caseload's to give.
    pub report: CrimeReport,
    /// What the person answered to it being reported.
    pub consent: Option<Consent>,
    /// What it is called where it comes from: `CR-0019 of PC 4417 Moss`.
    pub there: String,
}

/// When and where a line is read.
#[derive(Clone, Copy)]
pub(super) struct Here<'a> {
    /// The officer's area, for a line whose own is not known.
    pub(super) area: &'a str,
    /// Now.
    pub(super) now: DateTime<Tz>,
    /// The officer's day.
    pub(super) today: NaiveDate,
}

pub(super) fn read(number: u64, line: &Line, nobody: bool, here: Here<'_>, faults: &mut Vec<RowFault>) -> Crime {
    let known_area = lists::item("areas", &line.area).is_some();
    let mut r = CrimeReport {
        mode: Code::new(if nobody { mode::ANONYMOUS } else { mode::NAMED }),
        area: Code::new(if known_area { line.area.as_str() } else { here.area }),
        ..CrimeReport::default()
    };
    (r.outline, r.account) = said(line);
    let (mut told, mut happened, mut there) = ("", "", String::new());
    let mut wrong = |column: &str, what: String| faults.push(RowFault::new(number, column, what));
    for field in line.fields.iter().filter(|f| !f.after.trim().is_empty()) {
        let value = field.after.trim();
        let mut coded = |list: &str, code: &str| match cell::code(list, code, &[]) {
            Ok(code) => code.map(Code::new),
            Err(what) => {
                wrong(&field.name, what);
                None
            }
        };
        match field.name.as_str() {
            "report_reference" => value.clone_into(&mut there),
            "report_mode" => r.mode = coded("report_modes", value).unwrap_or_default(),
            "report_through" => value.clone_into(&mut r.through),
            "Offence" => r.offences = value.split(';').filter_map(|o| coded("offences", o.trim())).collect(),
            "EventDateTime" => happened = value,
            "LocationArea" => value.clone_into(&mut r.place),
            "HateCrime" => r.hate_crime = coded("hate_crime", value).unwrap_or_default(),
            "told_at" => told = value,
            "CrimeNumber" => value.clone_into(&mut r.crime_number),
            "officer_in_case" => value.clone_into(&mut r.officer_in_case),
            "dlo_attends" => r.dlo_attends = coded("yes_no_unknown", value).unwrap_or_default(),
            _ => {}
        }
    }
    // The outline stands under the day on which it was told.
    let on = line.statements.iter().find_map(|s| s.on.parse().ok());
    match told_at(told, on, here.now) {
        Ok((when, typed)) => {
            if !happened.is_empty() {
                let read = standing(happened, here.now).or_else(|| When::parse(happened, typed).ok());
                r.happened = Some(read.unwrap_or_else(|| over_by(happened, when.to)));
            }
            r.told_at = Some(when);
        }
        Err(what) => wrong("told_at", what),
    }
    let name = line.dlo.name.trim();
    let there = if there.is_empty() { name.to_owned() } else { format!("{there} of {name}") };
    Crime { report: r, consent: consent_of(line), there }
}

/// The outline, and the person's own words. Facts are told apart from assessments here too (domain rule 8); an outline
/// is an assessment unless it says otherwise.
fn said(line: &Line) -> (String, String) {
    let (mut outline, mut own) = (Vec::new(), Vec::new());
    for s in &line.statements {
        match (s.text.trim().strip_prefix(OWN_WORDS), s.standing.as_str()) {
            (Some(words), _) => own.push(words.to_owned()),
            (None, "assessment") => outline.push(s.text.trim().to_owned()),
            (None, standing) => {
                outline.push(format!("{}: {}", lists::label("fact_or_assessment", standing), s.text.trim()));
            }
        }
    }
    (outline.join("; "), own.join("\n"))
}

/// What the person answered, where they were asked.
fn consent_of(line: &Line) -> Option<Consent> {
    let note = line.consent.as_ref()?;
    let asked_on = note.on.parse().ok()?;
    let asked = !matches!(note.state.as_str(), consent::state::NOT_ASKED | consent::state::UNSAFE);
    asked.then(|| Consent {
        purpose: Code::new(note.purpose.clone()),
        state: Code::new(note.state.clone()),
        asked_on: Some(asked_on),
        words: note.words.clone(),
        taken_by: line.dlo.name.clone(),
        ..Consent::default()
    })
}

/// When it was told, and the moment at which those words were typed. A report shows *last night* as it was said; the
/// day of its outline says of which night.
fn told_at(words: &str, on: Option<NaiveDate>, now: DateTime<Tz>) -> Result<(When, DateTime<Tz>), String> {
    let at = |moment: NaiveDateTime| when::to_utc(moment, now.timezone()).with_timezone(&now.timezone()).min(now);
    if let Some(when) = standing(words, now) {
        let typed = at(end_of(when.to.date()));
        return Ok((when, typed));
    }
    let Some(on) = on else {
        let missing = "The line does not say when it was told. Write it as 23/11/2026 23:10.";
        return Err(if words.is_empty() { missing.to_owned() } else { not_read() });
    };
    let typed_on = (0..=TYPED_WITHIN).map_while(|n| on.checked_add_days(Days::new(n)));
    for typed in typed_on.take_while(|d| *d <= now.date_naive()).map(|d| at(end_of(d))) {
        if let Some(when) = When::parse(words, typed).ok().filter(|w| w.from.date() == on) {
            return Ok((when, typed));
        }
    }
    let precision = if words.is_empty() { Precision::Day } else { Precision::Range };
    let (from, to) = (on.and_time(NaiveTime::MIN), end_of(on));
    Ok((When { said: truncate_graphemes(words, LINE).to_owned(), from, to, precision }, at(to)))
}

/// A day or a time that means the same whenever it is read: `23/11/2026 23:10`, `summer 2025`.
pub(super) fn standing(words: &str, now: DateTime<Tz>) -> Option<When> {
    let when = When::parse(words, now).ok()?;
    let later = now.checked_add_days(MUCH_LATER)?;
    (When::parse(words, later).ok().as_ref() == Some(&when)).then_some(when)
}

/// Words that no day can be read from stand as they were said: *a weekend in June*, *about ten days before*.
pub(super) fn over_by(words: &str, end: NaiveDateTime) -> When {
    let from = end.checked_sub_months(REACHING_BACK).unwrap_or(end);
    When { said: truncate_graphemes(words, LINE).to_owned(), from, to: end, precision: Precision::Range }
}

fn end_of(day: NaiveDate) -> NaiveDateTime {
    day.and_hms_opt(23, 59, 0).unwrap_or_default()
}

fn not_read() -> String {
    "This is not a day or a time that can be read. Write it as 23/11/2026 23:10, or in words such as summer 2025."
        .to_owned()
}
