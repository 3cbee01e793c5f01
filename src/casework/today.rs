//! Today: the list in the order of duty, the month, what the outbox holds.

use chrono::{Datelike, Months, NaiveDate, NaiveDateTime, NaiveTime};

use crate::casework::desk::Desk;
use crate::casework::review::ReviewLine;
use crate::casework::warnings::Warning;
use crate::domain::concern::Concern;
use crate::domain::due::{self, TodayRow};
use crate::domain::field::Record;
use crate::domain::follow_up::FollowUp;
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::plan::Verdict;
use crate::domain::problem::Outcome;
use crate::store::contact::Filter;

/// At most this many rows of each class are read; the count says when there are more.
const ROWS: i64 = 100;

/// What Today shows.
#[derive(Clone, Default)]
pub struct Today {
    /// The rows in the order of duty.
    pub rows: Vec<TodayRow>,
    /// The working day.
    pub day: NaiveDate,
    /// How much is due on each day of the month shown.
    pub load: Vec<(NaiveDate, i64)>,
    /// Updates not sent yet.
    pub unsent: i64,
    /// Updates sent and not answered.
    pub unconfirmed: i64,
    /// Open contacts in the area.
    pub open_contacts: i64,
    /// Some class held more rows than are read.
    pub more: bool,
    /// The next day something is due, and how many things, when nothing is due today.
    pub next: Option<(NaiveDate, i64)>,
    /// The first time of that day at which something is due.
    pub next_at: Option<NaiveTime>,
    /// What is warned of in the area: dangerous person reports of the last fourteen days, newest first.
    pub warnings: Vec<Warning>,
    /// Where the daily review stands; blank for another day than today.
    pub review: ReviewLine,
}

/// What stands beside the focused row: the follow-up and whether the plan allows contact now, nothing else.
#[derive(Clone, PartialEq, Eq)]
pub struct TodayPane {
    /// The follow-up's words: what was said, by the officer.
    pub said: String,
    /// When and how it was said, if it was in an engagement: `on 17/11 in a call`.
    pub said_in: String,
    /// What is to be done.
    pub what: String,
    /// How often it was deferred.
    pub deferrals: i64,
    /// Whether the plan allows contact now.
    pub verdict: Verdict,
}

impl Desk {
    /// Today for an area; an empty area is every area.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn today_list(&self, area: &str) -> Outcome<Today> {
        let today = self.today_list_at(area, self.local_now(), self.today())?;
        let review = self.review_line(area, &today.rows)?;
        Ok(Today { review, ..today })
    }

    /// Today as it is at another moment, for planning ahead: `now` is local time, `day` the working day.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn today_list_at(&self, area: &str, now: NaiveDateTime, day: NaiveDate) -> Outcome<Today> {
        let found = self.reading().due(area, day, ROWS)?;
        let more = due::Class::all()
            .any(|c| found.iter().filter(|r| r.row.class == c).count() >= usize::try_from(ROWS).unwrap_or(usize::MAX));
        let rows = due::today(found, now, day);
        let first = day.with_day(1).unwrap_or(day);
        let last = first.checked_add_months(Months::new(1)).unwrap_or(first);
        let (unsent, unconfirmed) = self.reading().update_counts()?;
        let filter = Filter { area: area.to_owned(), ..Filter::default() };
        let next = if rows.is_empty() {
            let to = day.checked_add_months(Months::new(2)).unwrap_or(last);
            self.reading().load(area, day, to)?.into_iter().next()
        } else {
            None
        };
        let next_at = match next {
            Some((day, _)) => self.reading().first_time(area, day)?,
            None => None,
        };
        Ok(Today {
            rows,
            day,
            load: self.reading().load(area, first, last)?,
            unsent,
            unconfirmed,
            open_contacts: self.reading().contacts_count(&filter)?,
            more,
            next,
            next_at,
            warnings: self.warnings(area, day)?,
            review: ReviewLine::default(),
        })
    }

    /// The concern behind a row of Today, for the sentence about its clock and its actions.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn concern_behind(&self, row: &TodayRow) -> Outcome<Option<Concern>> {
        match row.of.row.kind {
            Kind::Concern => {
                Ok(self.reading().any(Kind::Concern, row.of.row.record)?.map(|r| Concern::from_values(&r.values)))
            }
            _ => Ok(None),
        }
    }

    /// How much is due on each day of a month, for the calendar.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn month_load(&self, area: &str, first: NaiveDate) -> Outcome<Vec<(NaiveDate, i64)>> {
        let last = first.checked_add_months(Months::new(1)).unwrap_or(first);
        self.reading().load(area, first, last)
    }

    /// The pane beside a row of Today.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn today_pane(&self, kind: Kind, record: RecordId, contact: Option<RecordId>) -> Outcome<TodayPane> {
        let follow_up = match kind {
            Kind::FollowUp => self.reading().any(kind, record)?.map(|r| FollowUp::from_values(&r.values)),
            _ => None,
        };
        let verdict = match contact {
            Some(c) => match self.plan_of(c)? {
                Some(plan) => plan.verdict(plan.first_channel(), self.local_now()),
                None => Verdict::NoPlan,
            },
            None => Verdict::NoPlan,
        };
        let said_in = match (kind, contact) {
            (Kind::FollowUp, Some(c)) => match self.engagement_of(c, record)? {
                Some(e) => {
                    let on = e.happened.as_ref().map(|w| w.from.format(" on %d/%m").to_string()).unwrap_or_default();
                    format!("{on} {}", said_by(e.channel.as_str())).trim().to_owned()
                }
                None => String::new(),
            },
            _ => String::new(),
        };
        Ok(TodayPane {
            said_in,
            said: follow_up.as_ref().map(|f| f.you_said.clone()).unwrap_or_default(),
            what: follow_up.as_ref().map(|f| f.what.clone()).unwrap_or_default(),
            deferrals: follow_up.and_then(|f| f.deferrals).unwrap_or(0),
            verdict,
        })
    }

    /// Updates unsent and unconfirmed, for the header.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn header_counts(&self) -> Outcome<(i64, i64)> {
        self.reading().update_counts()
    }
}

/// How it was said: `in a call`.
fn said_by(channel: &str) -> &'static str {
    match channel {
        "call" => "in a call",
        "text" => "in a text",
        "e-mail" => "in an e-mail",
        "in-person" => "face to face",
        "intermediary" => "through somebody",
        "online" => "online",
        _ => "",
    }
}
