//! What the cast and the invented people are made with: the day, the ids, and the records made so far.

use std::collections::{BTreeMap, BTreeSet};

use chrono::{DateTime, Days, Duration, Months, NaiveDate, NaiveDateTime};
use chrono_tz::Tz;

use super::draw::Draw;
use crate::domain::contact::Contact;
use crate::domain::engagement::Engagement;
use crate::domain::field::{Code, Record, Value, Values};
use crate::domain::follow_up::FollowUp;
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::marker::Marker;
use crate::domain::officer::Officer;
use crate::domain::when::{Precision, When};

/// One record before it is saved.
pub(super) struct Made {
    pub(super) kind: Kind,
    pub(super) id: RecordId,
    /// Whose it is; nothing for what belongs to nobody.
    pub(super) contact: Option<RecordId>,
    pub(super) values: Values,
    /// When it came about, for what is kept in the order of time; nothing for what a record begins with.
    pub(super) at: Option<NaiveDateTime>,
}

/// Makes records for one day.
pub(super) struct Maker {
    pub(super) officer: Officer,
    pub(super) zoned: DateTime<Tz>,
    pub(super) now: NaiveDateTime,
    pub(super) today: NaiveDate,
    pub(super) made: Vec<Made>,
    /// A caseload so small that the day and the outbox are the cast's alone.
    pub(super) small: bool,
    /// Updates and contacts of each package that was sealed before.
    pub(super) packages: BTreeMap<i64, (i64, BTreeSet<RecordId>)>,
    millis: i64,
    number: u64,
    ids: Draw,
}

impl Maker {
    pub(super) fn new(officer: Officer, zoned: DateTime<Tz>, today: NaiveDate, seed: u64) -> Self {
        Self {
            officer,
            now: zoned.naive_local(),
            today,
            made: Vec::new(),
            small: false,
            packages: BTreeMap::new(),
            millis: zoned.timestamp_millis(),
            number: 0,
            ids: Draw::new(seed, u64::MAX),
            zoned,
        }
    }

    /// A new id. All are made in one instant, so they count on in the bits after it (RFC 9562 section 6.2, method 1):
    /// ids that grow keep inserts at the end of every index.
    fn id(&mut self) -> RecordId {
        let [.., a, b, c, d] = self.number.to_be_bytes();
        self.number += 1;
        let [e, f, g, h, i, j, ..] = self.ids.next().to_be_bytes();
        let (high, low) = (u16::from_be_bytes([a, b]), u16::from_be_bytes([c, d]));
        let count = (u32::from(high) << 16) | u32::from(low);
        let byte = |shift: u32, mask: u32| u8::try_from((count >> shift) & mask).unwrap_or(0);
        RecordId::at_millis(
            self.millis,
            [byte(22, 0x0F), byte(14, 0xFF), byte(8, 0x3F), byte(0, 0xFF), e, f, g, h, i, j],
        )
    }

    /// So many days ago.
    pub(super) fn ago(&self, days: u64) -> NaiveDate {
        self.today.checked_sub_days(Days::new(days)).unwrap_or(self.today)
    }

    /// In so many days.
    pub(super) fn ahead(&self, days: u64) -> NaiveDate {
        self.today.checked_add_days(Days::new(days)).unwrap_or(self.today)
    }

    /// So many months after a day.
    pub(super) fn months_after(&self, day: NaiveDate, months: u32) -> NaiveDate {
        day.checked_add_months(Months::new(months)).unwrap_or(day)
    }

    /// So many days ago at a time of day.
    pub(super) fn then(&self, days: u64, hour: u32, minute: u32) -> NaiveDateTime {
        self.ago(days).and_hms_opt(hour, minute, 0).unwrap_or(self.now)
    }

    /// So many hours and minutes before now.
    pub(super) fn before_now(&self, hours: i64, minutes: i64) -> NaiveDateTime {
        self.now - Duration::minutes(hours * 60 + minutes)
    }

    /// A time known only about: that many days to either side.
    pub(super) fn about(&self, at: NaiveDateTime, days: i64, said: &str) -> When {
        let day = |d: NaiveDate| d.and_hms_opt(0, 0, 0).unwrap_or(at);
        let to = day((at + Duration::days(days)).date()) + Duration::minutes(24 * 60 - 1);
        When {
            said: said.to_owned(),
            from: day((at - Duration::days(days)).date()),
            to: to.min(self.now),
            precision: Precision::About,
        }
    }

    /// Keeps a contact; its age status is worked out as every save does.
    pub(super) fn contact(&mut self, contact: &Contact) -> RecordId {
        let id = self.id();
        let mut c = contact.clone();
        c.age_status = Code::new(c.age_status_on(self.today));
        self.made.push(Made { kind: Kind::Contact, id, contact: Some(id), values: c.values(), at: None });
        id
    }

    /// Keeps a record of a contact.
    pub(super) fn add<R: Record>(&mut self, contact: RecordId, record: &R) -> RecordId {
        let id = self.id();
        let values = record.values();
        if R::KIND == Kind::Update
            && let Some(number) = values.get("package").and_then(Value::number)
        {
            let package = self.packages.entry(number).or_default();
            package.0 += 1;
            package.1.insert(contact);
        }
        self.made.push(Made { kind: R::KIND, id, contact: Some(contact), values, at: None });
        id
    }

    /// Keeps a record that belongs to nobody: an observation, a tasking, a service.
    pub(super) fn alone<R: Record>(&mut self, record: &R) -> RecordId {
        let id = self.id();
        self.made.push(Made { kind: R::KIND, id, contact: None, values: record.values(), at: None });
        id
    }

    /// As [`Maker::alone`], under an id by which others name it.
    pub(super) fn under<R: Record>(&mut self, id: RecordId, record: &R) {
        self.made.push(Made { kind: R::KIND, id, contact: None, values: record.values(), at: None });
    }

    /// Keeps an engagement and the follow-up that was its next step.
    pub(super) fn engagement(&mut self, contact: RecordId, engagement: Engagement, next: Option<FollowUp>) -> RecordId {
        let at = engagement.happened.as_ref().map(|w| w.from);
        let follow_up = next.map(|f| {
            let id = self.id();
            self.made.push(Made { kind: Kind::FollowUp, id, contact: Some(contact), values: f.values(), at });
            id
        });
        let id = self.id();
        let engagement = Engagement { next_follow_up: follow_up, ..engagement };
        self.made.push(Made { kind: Kind::Engagement, id, contact: Some(contact), values: engagement.values(), at });
        id
    }

    /// Keeps a marker under the officer's details.
    pub(super) fn marker(&mut self, contact: RecordId, marker: Marker) -> RecordId {
        let mut marker = marker;
        marker.take_details(&self.officer.point_of_contact);
        marker.classification = Code::new("official-sensitive");
        self.add(contact, &marker)
    }

    /// How many engagements were made.
    pub(super) fn engagements(&self) -> u64 {
        self.made.iter().filter(|m| m.kind == Kind::Engagement).count() as u64
    }
}
