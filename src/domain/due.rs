//! What is due and why: the order of duty on Today.
//!
//! Each record says which due rows it causes ([`rows`]); the store keeps them indexed, so that they appear and
//! disappear with the facts that cause them. [`today`] turns them into the officer's list for a moment.

use chrono::{Days, Months, NaiveDate, NaiveDateTime};

use crate::domain::concern::Concern;
use crate::domain::consent::{self, Consent};
use crate::domain::considered::Considered;
use crate::domain::contact::{self, Contact};
use crate::domain::crime_report::CrimeReport;
use crate::domain::dangerous_person::DangerousPerson;
use crate::domain::field::{Record, Values};
use crate::domain::follow_up::FollowUp;
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::linked_person::LinkedPerson;
use crate::domain::lists;
use crate::domain::marker::{self, Marker};
use crate::domain::offer::{self, Offer};
use crate::domain::plan::Plan;
use crate::domain::safety_plan::SafetyPlan;
use crate::domain::tasking::{self, Strategy, Tasking};
use crate::domain::when::{self, Due};

/// What sort of duty a stored row is; decides its horizon and its place.
#[derive(
    Debug,
    Clone,
    Copy,
    PartialEq,
    Eq,
    PartialOrd,
    Ord,
    Hash,
    strum::EnumIter,
    strum::IntoStaticStr,
    strum::EnumString,
    serde::Serialize,
    serde::Deserialize,
)]
#[strum(serialize_all = "kebab-case")]
#[serde(rename_all = "kebab-case")]
pub enum Class {
    /// A safeguarding clock.
    Clock,
    /// A promise to the person.
    Promise,
    /// Any other follow-up.
    Task,
    /// Re-check of a plan.
    Plan,
    /// Review of a marker.
    Marker,
    /// A consent that ends.
    Consent,
    /// Review of a safety plan, a victim contract, a linked person, a report or a strategy.
    Review,
    /// A referral to chase.
    Chase,
    /// The interval between contacts.
    Interval,
    /// Review of the record.
    Records,
}

impl Class {
    /// Stored name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// How many days ahead a row of this class is shown on Today.
    #[must_use]
    pub const fn horizon(self) -> Days {
        match self {
            Self::Clock => Days::new(3),
            Self::Plan | Self::Marker | Self::Review | Self::Records => Days::new(7),
            Self::Chase | Self::Consent => Days::new(3),
            Self::Promise | Self::Task | Self::Interval => Days::new(0),
        }
    }

    /// All classes in order.
    pub fn all() -> impl Iterator<Item = Self> {
        <Self as strum::IntoEnumIterator>::iter()
    }
}

/// One due row as it is kept.
#[derive(Clone, PartialEq, Eq)]
pub struct DueRow {
    /// What sort of duty.
    pub class: Class,
    /// When, as [`Due`] is stored; sorts as text.
    pub due: String,
    /// From when on it is worse than due (the maximum interval), a stored day; may be empty.
    pub worse: String,
    /// The day it counts from (the last engagement, the day of the plan); may be empty.
    pub since: String,
    /// Which kind of record causes it.
    pub kind: Kind,
    /// Which record.
    pub record: RecordId,
    /// What is to be done or why it is here.
    pub what: String,
    /// How often it was deferred.
    pub deferrals: i64,
}

/// What a contact's own due rows need to know from its engagements.
#[derive(Debug, Clone, Copy, Default)]
pub struct Facts {
    /// Day of the last engagement in which the person was reached.
    pub last_reached: Option<NaiveDate>,
    /// Day of the last engagement of any outcome.
    pub last_tried: Option<NaiveDate>,
    /// Day the record was made.
    pub created_on: Option<NaiveDate>,
}

/// The due rows that a record causes.
#[must_use]
pub fn rows(kind: Kind, id: RecordId, values: &Values, facts: Facts) -> Vec<DueRow> {
    let row = |class, due: String, what: String| DueRow {
        class,
        due,
        worse: String::new(),
        since: String::new(),
        kind,
        record: id,
        what,
        deferrals: 0,
    };
    match kind {
        Kind::FollowUp => {
            let f = FollowUp::from_values(values);
            let Some(due) = f.due.as_ref().filter(|_| f.is_open()) else { return Vec::new() };
            let (class, what) = if f.is_promise() {
                (Class::Promise, format!("promise: {}", f.what))
            } else if f.kind.is("referral-chase") {
                (Class::Chase, f.what.clone())
            } else {
                (Class::Task, f.what.clone())
            };
            vec![DueRow { deferrals: f.deferrals.unwrap_or(0), ..row(class, due.to_string(), what) }]
        }
        Kind::Plan => {
            let p = Plan::from_values(values);
            let Some(on) = p.recheck_on.filter(|_| !p.superseded) else { return Vec::new() };
            let since = p.made_on.map(|d| d.to_string()).unwrap_or_default();
            vec![DueRow { since, ..row(Class::Plan, on.to_string(), "plan re-check".to_owned()) }]
        }
        Kind::Marker => {
            let m = Marker::from_values(values);
            let Some(on) = m.review_on.filter(|_| m.is_placed()) else { return Vec::new() };
            let worse = m.removal_on().map(|d| d.to_string()).unwrap_or_default();
            let since = m.renewed_on.or(m.on_is_since).map(|d| d.to_string()).unwrap_or_default();
            vec![DueRow { worse, since, ..row(Class::Marker, on.to_string(), "marker review".to_owned()) }]
        }
        Kind::Consent => {
            let c = Consent::from_values(values);
            let Some(on) = c.expires_on.filter(|_| c.state.is(consent::state::GIVEN)) else { return Vec::new() };
            let what = format!("consent ends: {}", lists::label("consent_purposes", c.purpose.as_str()));
            vec![row(Class::Consent, on.to_string(), what)]
        }
        Kind::Concern => concern_rows(id, &Concern::from_values(values)),
        Kind::Offer => {
            let o = Offer::from_values(values);
            let Some(on) = o.chase_on.filter(|_| o.is_open()) else { return Vec::new() };
            let deferrals = o.deferrals.unwrap_or(0);
            vec![DueRow { deferrals, ..row(Class::Chase, on.to_string(), chase_words(&o)) }]
        }
        Kind::CrimeReport => crime_rows(id, &CrimeReport::from_values(values)),
        Kind::SafetyPlan => {
            let p = SafetyPlan::from_values(values);
            let Some(on) = p.review_on.filter(|_| !p.superseded) else { return Vec::new() };
            vec![row(Class::Review, on.to_string(), "safety plan review".to_owned())]
        }
        Kind::LinkedPerson => {
            let p = LinkedPerson::from_values(values);
            let what = format!("linked person: {}, still needed?", lists::label("relation_kinds", p.relation.as_str()));
            p.review_on.map(|on| row(Class::Review, on.to_string(), what)).into_iter().collect()
        }
        Kind::DangerousPerson => {
            let d = DangerousPerson::from_values(values);
            let what = format!("{} review, 24 months are up", d.reference);
            d.review_on.map(|on| row(Class::Review, on.to_string(), what)).into_iter().collect()
        }
        Kind::Strategy => {
            let s = Strategy::from_values(values);
            let what = format!("strategy review: {}", s.place);
            s.review_on.map(|on| row(Class::Review, on.to_string(), what)).into_iter().collect()
        }
        Kind::Tasking => {
            let t = Tasking::from_values(values);
            let open = t.state.is_blank() || t.state.is(tasking::state::OPEN);
            // Without its note of proportionality it is no work yet: the area picture says that the note is missing.
            let Some(due) = t.due.filter(|_| open && !t.proportionality.is_empty()) else { return Vec::new() };
            vec![row(Class::Task, due.to_string(), format!("{}: {}", t.reference, t.what))]
        }
        Kind::Contact => {
            let c = Contact::from_values(values);
            contact_rows(id, &c, facts)
        }
        _ => Vec::new(),
    }
}

fn concern_rows(id: RecordId, c: &Concern) -> Vec<DueRow> {
    if !c.is_open() {
        return Vec::new();
    }
    // A row says whose it is: the child of a contact is not the contact.
    let label = match (c.about, c.area.is_blank()) {
        (Some(_), true) => "linked child".to_owned(),
        (Some(_), false) => "met by chance".to_owned(),
        (None, _) => format!("{} concern", lists::label("concern_kinds", c.kind.as_str())),
    };
    let undone: Vec<_> = c.action_list().into_iter().filter(|a| a.state == "due").collect();
    let first = undone.iter().filter(|a| !a.at.is_empty()).map(|a| a.at.clone()).min();
    let clock = |due: String, what: String| DueRow {
        class: Class::Clock,
        due,
        worse: String::new(),
        since: String::new(),
        kind: Kind::Concern,
        record: id,
        what,
        deferrals: 0,
    };
    if let Some(ends) = c.protection_ends() {
        return vec![clock(Due::At(ends).to_string(), format!("{label} · protection to {}", ends.format("%a")))];
    }
    let what = match undone.len() {
        0 => format!("{label} · to be decided"),
        1 => format!("{label} · 1 action to do"),
        n => format!("{label} · {n} actions to do"),
    };
    let noticed = c.noticed.as_ref().map(|w| when::working_day_of(w.from).to_string()).unwrap_or_default();
    vec![clock(first.unwrap_or(noticed), what)]
}

/// `referral sent 17/11, no answer`: why an offer is to be chased.
fn chase_words(offer: &Offer) -> String {
    let on = |day: Option<NaiveDate>| day.map(|d| format!(" {}", d.format("%d/%m"))).unwrap_or_default();
    match offer.state.as_str() {
        offer::state::SENT => format!("referral sent{}, no answer", on(offer.sent_on)),
        offer::state::ACKNOWLEDGED => "referral acknowledged, not begun".to_owned(),
        offer::state::STARTED => format!("referral started{}, how is it going", on(offer.started_on)),
        _ if offer.response.is(offer::response::THINKING) => format!("offer to think about: {}", offer.service_name),
        _ => format!("offer accepted, not sent: {}", offer.service_name),
    }
}

fn crime_rows(id: RecordId, r: &CrimeReport) -> Vec<DueRow> {
    let row = |class, due: String, what: String| DueRow {
        class,
        due,
        worse: String::new(),
        since: String::new(),
        kind: Kind::CrimeReport,
        record: id,
        what,
        deferrals: 0,
    };
    let mut rows = Vec::new();
    if let Some(end) = r.record_by() {
        let told = match &r.told_at {
            Some(w) if w.from == w.to => w.from.format(", told %a %H:%M").to_string(),
            Some(w) => w.from.format(", told %a").to_string(),
            None => String::new(),
        };
        rows.push(row(Class::Clock, Due::At(end).to_string(), format!("crime to record{told}")));
    }
    let timed = r.timed_support();
    if let Some(first) = timed.first().filter(|_| !r.is_closed()) {
        let name = lists::label("victim_support", &first.code);
        let more = if timed.len() > 1 { format!(" and {} more", timed.len() - 1) } else { String::new() };
        rows.push(row(Class::Task, first.at.clone(), format!("{} to do: {name}{more}", r.reference)));
    }
    if let Some(on) = r.contract_review_on.filter(|_| !r.is_closed()) {
        rows.push(row(Class::Review, on.to_string(), format!("victim contract of {}", r.reference)));
    }
    rows
}

fn contact_rows(id: RecordId, c: &Contact, facts: Facts) -> Vec<DueRow> {
    let mut rows = Vec::new();
    if c.status.is(contact::status::CLOSED) || c.merged_into.is_some() {
        return rows;
    }
    let row = |class, due: String, worse: String, since: String, what: &str| DueRow {
        class,
        due,
        worse,
        since,
        kind: Kind::Contact,
        record: id,
        what: what.to_owned(),
        deferrals: 0,
    };
    let days = |from: NaiveDate, n: i64| from.checked_add_days(Days::new(u64::try_from(n).unwrap_or(0)));
    if let Some(since) = facts.last_reached.or(facts.created_on)
        && !c.status.is(contact::status::PAUSED)
        && let Some(first) = c.ideal_days.or(c.maximum_days)
    {
        let due = days(since, first + 1).map(|d| d.to_string()).unwrap_or_default();
        let worse = c.maximum_days.and_then(|m| days(since, m + 1)).map(|d| d.to_string()).unwrap_or_default();
        let what = format!("{}/{}", c.ideal_days.unwrap_or(0), c.maximum_days.unwrap_or(0));
        rows.push(row(Class::Interval, due, worse, since.to_string(), &what));
    }
    if let Some(review) = c.review_on.or_else(|| records_review(facts)) {
        let since = facts.last_tried.map(|d| d.to_string()).unwrap_or_default();
        rows.push(row(Class::Records, review.to_string(), String::new(), since, "record review"));
    }
    rows
}

/// When a contact's record is to be reviewed: 12 months after the last engagement, 90 days after creation if there
/// was none (domain section 8).
#[must_use]
pub fn records_review(facts: Facts) -> Option<NaiveDate> {
    match facts.last_tried {
        Some(last) => last.checked_add_months(Months::new(12)),
        None => facts.created_on?.checked_add_days(Days::new(90)),
    }
}

/// The headings of Today, in the order of duty.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Duty {
    /// Safeguarding clocks running.
    Clocks,
    /// Promises and tasks whose day has passed, promises first.
    Overdue,
    /// Things with a time today.
    Timed,
    /// Promises due today.
    Promises,
    /// Other follow-ups due today.
    Others,
    /// Plan, marker and consent reviews.
    Reviews,
    /// Referrals to chase.
    Chase,
    /// Contacts past their interval.
    Interval,
    /// Records to review.
    Records,
}

impl Duty {
    /// Heading on the screen.
    #[must_use]
    pub const fn heading(self) -> &'static str {
        match self {
            Self::Clocks => "Clocks",
            Self::Overdue => "Overdue",
            Self::Timed => "Timed",
            Self::Promises => "Promises",
            Self::Others => "To do",
            Self::Reviews => "Reviews",
            Self::Chase => "To chase",
            Self::Interval => "Interval",
            Self::Records => "Records",
        }
    }
    /// Heading in plain output.
    #[must_use]
    pub const fn plain_heading(self) -> &'static str {
        match self {
            Self::Clocks => "Clocks",
            Self::Overdue => "Overdue",
            Self::Timed => "Timed today",
            Self::Promises => "Promises due",
            Self::Others => "Other things due",
            Self::Reviews => "Reviews",
            Self::Chase => "Referrals to chase",
            Self::Interval => "Past their interval",
            Self::Records => "Records review",
        }
    }
}

/// How urgent a row looks; the sign that goes with it is the theme's.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Urgency {
    /// A child.
    Child,
    /// Late.
    Late,
    /// Due.
    Due,
    /// To come.
    ToCome,
}

/// A due row with its contact, as the store reads it.
#[derive(Clone, PartialEq, Eq)]
pub struct DueOf {
    /// The row.
    pub row: DueRow,
    /// Whose it is.
    pub contact: Option<RecordId>,
    /// Reference of the contact.
    pub reference: String,
    /// Preferred working name.
    pub name: String,
    /// The person is or may be under 18.
    pub child: bool,
}

/// One row of Today.
#[derive(Clone, PartialEq, Eq)]
pub struct TodayRow {
    /// Its heading.
    pub duty: Duty,
    /// How urgent.
    pub urgency: Urgency,
    /// `4 days late`, `since 09:00`, `15:30`, `today`, `Thu 26/11`, `93 days`.
    pub when: String,
    /// Why it is here.
    pub why: String,
    /// How many minutes late or left decides the order inside a heading; earlier first.
    pub order: String,
    /// The row behind it.
    pub of: DueOf,
}

/// A span as `31 h 20 min`.
#[must_use]
pub fn hours_and_minutes(span: chrono::Duration) -> String {
    let minutes = span.num_minutes().max(0);
    if minutes < 60 { format!("{minutes} min") } else { format!("{} h {} min", minutes / 60, minutes % 60) }
}

fn days_late(late: i64) -> String {
    if late == 1 { "1 day late".to_owned() } else { format!("{late} days late") }
}

/// The officer's list at a moment: `now` is local, `today` the working day (it turns at 04:00).
#[must_use]
pub fn today(rows: Vec<DueOf>, now: NaiveDateTime, today: NaiveDate) -> Vec<TodayRow> {
    let mut list: Vec<TodayRow> = rows.into_iter().filter_map(|of| place(of, now, today)).collect();
    list.sort_by(|a, b| {
        (a.duty, behind(a), &a.order, &a.of.reference).cmp(&(b.duty, behind(b), &b.order, &b.of.reference))
    });
    list
}

/// What comes second under its heading: clocks that are no child's, overdue tasks that are no promise.
fn behind(row: &TodayRow) -> bool {
    match row.duty {
        Duty::Clocks => row.urgency != Urgency::Child,
        Duty::Overdue => row.of.row.class != Class::Promise,
        _ => false,
    }
}

fn place(of: DueOf, now: NaiveDateTime, today: NaiveDate) -> Option<TodayRow> {
    let due: Due = of.row.due.parse().ok()?;
    let day = due.working_day();
    let class = of.row.class;
    if day > today.checked_add_days(class.horizon())? {
        return None;
    }
    let child = of.child && class == Class::Clock;
    let late = (today - day).num_days();
    let (duty, urgency, when) = match class {
        Class::Clock => {
            let end = due.end()?;
            let left = end - now;
            let urgency = if child {
                Urgency::Child
            } else if left.num_minutes() < 0 {
                Urgency::Late
            } else {
                Urgency::Due
            };
            let when = if left.num_minutes() >= 0 {
                hours_and_minutes(left)
            } else if late > 0 {
                days_late(late)
            } else {
                format!("since {}", end.format("%H:%M"))
            };
            (Duty::Clocks, urgency, when)
        }
        Class::Promise | Class::Task => match due {
            Due::At(t) if day == today && t > now => (Duty::Timed, Urgency::Due, t.format("%H:%M").to_string()),
            Due::At(t) if day == today => (Duty::Overdue, Urgency::Late, format!("since {}", t.format("%H:%M"))),
            _ if late > 0 => (Duty::Overdue, Urgency::Late, days_late(late)),
            _ if class == Class::Promise => (Duty::Promises, Urgency::Due, "today".to_owned()),
            _ => (Duty::Others, Urgency::Due, "today".to_owned()),
        },
        Class::Plan | Class::Marker | Class::Consent | Class::Review | Class::Chase | Class::Records => {
            let duty = match class {
                Class::Chase => Duty::Chase,
                Class::Records => Duty::Records,
                _ => Duty::Reviews,
            };
            if late > 0 {
                (duty, Urgency::Late, days_late(late))
            } else if late == 0 {
                (duty, Urgency::Due, "today".to_owned())
            } else {
                (duty, Urgency::ToCome, when::day_label(day, today))
            }
        }
        Class::Interval => {
            let since: NaiveDate = of.row.since.parse().ok()?;
            let worse: Option<NaiveDate> = of.row.worse.parse().ok();
            let days = format!("{} days", (today - since).num_days());
            let urgency = if worse.is_some_and(|w| w <= today) { Urgency::Late } else { Urgency::Due };
            (Duty::Interval, urgency, days)
        }
    };
    let why = reason(&of, urgency, today);
    let order = if class == Class::Interval { of.row.since.clone() } else { of.row.due.clone() };
    Some(TodayRow { duty, urgency, when, why, order, of })
}

fn months_between(from: NaiveDate, to: NaiveDate) -> u32 {
    let mut months = 0;
    while from.checked_add_months(Months::new(months + 1)).is_some_and(|d| d <= to) {
        months += 1;
    }
    months
}

fn reason(of: &DueOf, urgency: Urgency, today: NaiveDate) -> String {
    let since: Option<NaiveDate> = of.row.since.parse().ok();
    let due: Option<NaiveDate> = of.row.due.parse().ok();
    match of.row.class {
        Class::Interval => {
            let mut parts = of.row.what.split('/');
            let ideal = parts.next().unwrap_or_default();
            let maximum = parts.next().unwrap_or_default();
            if urgency == Urgency::Late {
                format!("past the maximum of {maximum} days")
            } else {
                format!("past the ideal of {ideal} days")
            }
        }
        Class::Plan => match since {
            Some(s) => format!("plan re-check, {} months old", months_between(s, today)),
            None => "plan re-check".to_owned(),
        },
        Class::Marker => match (since, due) {
            _ if urgency == Urgency::Late => match of.row.worse.parse::<NaiveDate>() {
                Ok(d) => format!("marker review, removal drafted on {}", d.format("%d/%m")),
                Err(_) => "marker review".to_owned(),
            },
            (Some(s), Some(d)) => format!("marker review, {} months are up", months_between(s, d)),
            _ => "marker review".to_owned(),
        },
        Class::Records => match since {
            Some(s) => format!("record review, {} months quiet", months_between(s, today)),
            None => "record review, no engagement yet".to_owned(),
        },
        _ => of.row.what.clone(),
    }
}

/// Whether a placed marker's removal is to be drafted: its review was not confirmed for 28 days.
#[must_use]
pub fn removal_is_due(marker: &Marker, today: NaiveDate) -> bool {
    marker.is_placed() && marker.removal_on().is_some_and(|d| d <= today)
}

/// The state of a concern's actions in words: `1 late · 3 due · 7 done · 1 not needed`.
#[must_use]
pub fn actions_line(actions: &[Considered], now: NaiveDateTime) -> String {
    let due_at = |a: &Considered| a.at.parse::<Due>().ok().and_then(|due| due.end());
    let late = actions.iter().filter(|a| a.state == "due" && due_at(a).is_some_and(|t| t < now)).count();
    let open = actions.iter().filter(|a| a.state == "due").count() - late;
    let done = actions.iter().filter(|a| a.state == "done").count();
    let not = actions.iter().filter(|a| a.state == "not-needed").count();
    [(late, "late"), (open, "due"), (done, "done"), (not, "not needed")]
        .into_iter()
        .filter(|(n, _)| *n > 0)
        .map(|(n, w)| format!("{n} {w}"))
        .collect::<Vec<_>>()
        .join(" · ")
}

/// How long after it was due a marker review drafts the removal, for the words on the marker screen.
#[must_use]
pub const fn removal_after() -> Days {
    marker::REMOVAL_AFTER
}
