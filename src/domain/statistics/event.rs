//! What is counted of a record: in which month, under which words.
//!
//! The store keeps these as tallies by area and month, so that a table is read without reading records. What does not
//! belong here: what may be shown ([`super::shown`]).

use chrono::NaiveDate;

use crate::domain::contact::{Contact, status};
use crate::domain::crime_report::CrimeReport;
use crate::domain::field::{Record, Values, text_in};
use crate::domain::follow_up::{self, FollowUp};
use crate::domain::kind::Kind;
use crate::domain::marker::{self, Marker};
use crate::domain::offer::Offer;

/// Stands between the words of one count: outcome and channel of an engagement. No text of a record has it.
pub const BETWEEN: char = '\u{1f}';

/// The month in which a contact was closed, where that is not known: before every other.
pub const CLOSED_SOME_TIME: &str = "0000-00";

/// What is counted together.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, strum::EnumIter, strum::IntoStaticStr, strum::EnumString,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Family {
    /// People on the caseload, by the month they became known: group, month they were closed.
    Contact,
    /// Engagements by the month they happened: outcome, channel.
    Engagement,
    /// Promises by the month they were settled: how.
    Promise,
    /// Referrals by the month they were sent: outcome, service.
    Referral,
    /// Crime reports by the month they were told: mode, outcome, how soon the person was told what became of it.
    Crime,
    /// Markers by month: placed, reviewed, removed.
    Marker,
    /// Updates by the month they were sent: what IS answered.
    Update,
}

impl Family {
    /// As it is kept.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }

    /// Kinds of record of a contact that are counted; their area is the contact's.
    pub const OF_CONTACTS: [Kind; 4] = [Kind::Engagement, Kind::FollowUp, Kind::Offer, Kind::Marker];
}

/// One count of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Event {
    /// What it is counted with.
    pub family: Family,
    /// Month, `2026-11`; blank when it is not known.
    pub month: String,
    /// Its words, [`BETWEEN`] each.
    pub code: String,
}

/// How soon the person was told what became of a report.
pub mod feedback {
    /// Within seven days.
    pub const WEEK: &str = "week";
    /// Within 28 days.
    pub const MONTH: &str = "month";
    /// Later.
    pub const LATER: &str = "later";
    /// Something came of it, and the person was not told yet.
    pub const OWED: &str = "owed";
    /// Nothing came of it yet.
    pub const NOTHING: &str = "nothing";
}

/// How a promise was settled.
pub mod promise {
    /// Kept by its day.
    pub const ON_TIME: &str = "on-time";
    /// Kept after its day.
    pub const LATE: &str = "late";
}

/// What happened with markers.
pub mod markers {
    /// Placed on IS.
    pub const PLACED: &str = "placed";
    /// Reviewed and renewed.
    pub const REVIEWED: &str = "reviewed";
    /// Removed from IS.
    pub const REMOVED: &str = "removed";
}

fn month(day: Option<NaiveDate>) -> String {
    day.map(|d| d.format("%Y-%m").to_string()).unwrap_or_default()
}

/// The month a kept day or time begins with.
fn month_of(kept: &str) -> String {
    kept.get(..7).unwrap_or_default().to_owned()
}

fn codes(of: &[&str]) -> String {
    of.join(&BETWEEN.to_string())
}

/// What is counted of a record; `changed_on` is the day it was last changed, for what has no day of its own.
#[must_use]
pub fn events(kind: Kind, values: &Values, changed_on: NaiveDate) -> Vec<Event> {
    let one = |family, month, code: String| vec![Event { family, month, code }];
    match kind {
        Kind::Contact => contact(&Contact::from_values(values)),
        Kind::Engagement => {
            // Read as it is kept: there may be a million of them.
            let code = codes(&[text_in(values, "outcome"), text_in(values, "channel")]);
            one(Family::Engagement, month_of(text_in(values, "happened")), code)
        }
        Kind::FollowUp => {
            let f = FollowUp::from_values(values);
            if !f.is_promise() || f.is_open() {
                return Vec::new();
            }
            let late = f.settled_on.zip(f.due).is_some_and(|(on, due)| on > due.working_day());
            let how = match f.state.as_str() {
                follow_up::state::DONE if late => promise::LATE,
                follow_up::state::DONE => promise::ON_TIME,
                other => other,
            };
            one(Family::Promise, month(f.settled_on), how.to_owned())
        }
        Kind::Offer => {
            let o = Offer::from_values(values);
            if !o.is_referral() {
                return Vec::new();
            }
            // Somebody who went there by themselves was not sent.
            one(
                Family::Referral,
                month(o.sent_on.or(o.started_on).or(o.ended_on)),
                codes(&[o.state.as_str(), &o.service_name]),
            )
        }
        Kind::CrimeReport => {
            let r = CrimeReport::from_values(values);
            let told = r.told_at.as_ref().map(|w| w.from.date());
            let code = codes(&[r.mode.as_str(), r.state.as_str(), how_soon(&r, told)]);
            one(Family::Crime, month(told), code)
        }
        Kind::Marker => {
            let m = Marker::from_values(values);
            let mut all = Vec::new();
            let mut count = |day: Option<NaiveDate>, what: &str| {
                if day.is_some() {
                    all.push(Event { family: Family::Marker, month: month(day), code: what.to_owned() });
                }
            };
            count(m.on_is_since, markers::PLACED);
            count(m.renewed_on, markers::REVIEWED);
            count(m.state.is(marker::state::REMOVED).then_some(changed_on), markers::REMOVED);
            all
        }
        _ => Vec::new(),
    }
}

fn contact(c: &Contact) -> Vec<Event> {
    // Two records that were made one are one person.
    if c.merged_into.is_some() {
        return Vec::new();
    }
    let closed = match c.closed_on {
        _ if !c.status.is(status::CLOSED) => String::new(),
        None => CLOSED_SOME_TIME.to_owned(),
        day => month(day),
    };
    let code = codes(&[c.population_group.as_str(), &closed]);
    vec![Event { family: Family::Contact, month: month(c.known_since), code }]
}

/// From the day of the report to the first day on which the person was told what became of it.
fn how_soon(r: &CrimeReport, reported: Option<NaiveDate>) -> &'static str {
    let changes = r.change_list();
    let told = changes.iter().filter_map(|c| c.told_on.parse::<NaiveDate>().ok()).min();
    match told.zip(reported).map(|(told, on)| (told - on).num_days()) {
        Some(..=7) => feedback::WEEK,
        Some(8..=28) => feedback::MONTH,
        Some(_) => feedback::LATER,
        None if changes.is_empty() => feedback::NOTHING,
        None => feedback::OWED,
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::crime_report::Change;
    use crate::domain::field::Code;
    use crate::domain::when::{Due, When};

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    #[test]
    fn a_promise_counts_in_the_month_it_was_settled_and_is_late_after_its_day() {
        let f = FollowUp {
            kind: Code::new(follow_up::kind::PROMISE),
            state: Code::new(follow_up::state::DONE),
            due: Some(Due::On(day("2026-10-31"))),
            settled_on: Some(day("2026-11-02")),
            ..FollowUp::default()
        };
        let counted = events(Kind::FollowUp, &f.values(), day("2026-11-24"));
        assert_eq!(counted, [Event { family: Family::Promise, month: "2026-11".into(), code: "late".into() }]);
        let open = FollowUp { state: Code::new(follow_up::state::OPEN), ..f };
        assert!(events(Kind::FollowUp, &open.values(), day("2026-11-24")).is_empty());
    }

    #[test]
    fn a_report_says_how_soon_the_person_was_told() {
        let told = |on: &str| Change {
            state: "crimed".into(),
            on: "2026-11-03".into(),
            told_on: on.into(),
            note: String::new(),
        };
        let soon = |changes: &[Change]| {
            let r = CrimeReport {
                told_at: Some(When::at("2026-11-02T23:10:00".parse().unwrap())),
                changes: changes.iter().map(Change::to_text).collect(),
                ..CrimeReport::default()
            };
            events(Kind::CrimeReport, &r.values(), day("2026-11-24"))[0].code.split(BETWEEN).nth(2).unwrap().to_owned()
        };
        assert_eq!(soon(&[]), feedback::NOTHING);
        assert_eq!(soon(&[told("")]), feedback::OWED);
        assert_eq!(soon(&[told("2026-11-20"), told("2026-11-09")]), feedback::WEEK);
        assert_eq!(soon(&[told("2026-11-10")]), feedback::MONTH);
    }

    #[test]
    fn of_two_records_that_were_joined_one_is_counted() {
        let c = Contact { population_group: Code::new("online"), ..Contact::default() };
        assert_eq!(events(Kind::Contact, &c.values(), day("2026-11-24")).len(), 1);
        let id = crate::domain::id::RecordId(uuid::Uuid::nil());
        let joined = Contact { merged_into: Some(id), ..c };
        assert!(events(Kind::Contact, &joined.values(), day("2026-11-24")).is_empty());
    }
}
