//! A contact's record as its screen, `show` and JSON show it: everything of one contact, read once it is opened.

use std::collections::BTreeSet;

use chrono::{NaiveDate, NaiveDateTime};

use crate::casework::desk::Desk;
use crate::domain::concern::Concern;
use crate::domain::confirmed::Confirmed;
use crate::domain::consent::Consent;
use crate::domain::contact::Contact;
use crate::domain::contact_point::ContactPoint;
use crate::domain::crime_report::CrimeReport;
use crate::domain::disclosure::Disclosure;
use crate::domain::due::{self, TodayRow};
use crate::domain::engagement::Engagement;
use crate::domain::field::{Field, Found as FoundBy, Record as _, Shape, Value};
use crate::domain::follow_up::FollowUp;
use crate::domain::grounds::Grounds;
use crate::domain::hold::Hold;
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::linked_person::LinkedPerson;
use crate::domain::marker::Marker;
use crate::domain::offer::Offer;
use crate::domain::plan::{Plan, Verdict};
use crate::domain::problem::{Outcome, Problem};
use crate::domain::safety_plan::SafetyPlan;
use crate::domain::sought::{Is, Sought};
use crate::domain::support_path::SupportPath;
use crate::domain::text::lower_first;
use crate::domain::update::Update;
use crate::domain::{lists, phone, when};
use crate::store::contact::{ContactLine, Filter};
use crate::store::search::{Hit, Query};
use crate::store::table::Stored;
use crate::store::verify::HistoryLine;

/// How many engagements a record shows at once; the count says how many there are.
const ENGAGEMENTS: i64 = 200;

/// How many contacts are found by the beginning of their name, apart from what else is found.
const NAMED: i64 = 20;

/// How many of the newest hits for the words are held against what narrows a search (`is:closed`, `before:01/10`).
const LOOKED: i64 = 600;

/// Everything of one contact.
#[derive(Clone)]
pub struct RecordView {
    /// The contact.
    pub contact: Stored<Contact>,
    /// Ways to reach them.
    pub points: Vec<Stored<ContactPoint>>,
    /// Plans, newest version first.
    pub plans: Vec<Stored<Plan>>,
    /// Whether the plan allows contact now.
    pub verdict: Verdict,
    /// Consent ledger, newest first.
    pub consents: Vec<Stored<Consent>>,
    /// Newest engagements.
    pub engagements: Vec<Stored<Engagement>>,
    /// How many engagements there are.
    pub engagement_count: i64,
    /// Follow-ups, latest due first.
    pub follow_ups: Vec<Stored<FollowUp>>,
    /// Grounds.
    pub grounds: Vec<Stored<Grounds>>,
    /// Markers.
    pub markers: Vec<Stored<Marker>>,
    /// Support offers and referrals.
    pub offers: Vec<Stored<Offer>>,
    /// What support is wanted and was given; one list a contact.
    pub support_path: Option<Stored<SupportPath>>,
    /// Crime reports.
    pub crime_reports: Vec<Stored<CrimeReport>>,
    /// Safety plans, newest version first.
    pub safety_plans: Vec<Stored<SafetyPlan>>,
    /// Concerns.
    pub concerns: Vec<Stored<Concern>>,
    /// Linked people.
    pub linked: Vec<Stored<LinkedPerson>>,
    /// What IS last confirmed.
    pub confirmed: Option<Stored<Confirmed>>,
    /// Updates.
    pub updates: Vec<Stored<Update>>,
    /// Holds.
    pub holds: Vec<Stored<Hold>>,
    /// Disclosures.
    pub disclosures: Vec<Stored<Disclosure>>,
    /// What is due for this contact, in the order of duty.
    pub due: Vec<TodayRow>,
    /// Journal entries about this contact.
    pub history_count: usize,
    /// Local time it was read.
    pub at: NaiveDateTime,
}

/// A search hit as it may be shown: where, never what.
#[derive(Clone, PartialEq, Eq)]
pub struct Found {
    /// Kind of record.
    pub kind: Kind,
    /// The record.
    pub record: RecordId,
    /// Whose.
    pub contact: Option<RecordId>,
    /// Reference.
    pub reference: String,
    /// Preferred working name.
    pub name: String,
    /// `14/09/2026 · summary`, `other name`, `name sounds like it · closed`.
    pub place: String,
}

impl RecordView {
    /// Channels that are not safe now because of domestic abuse, by their codes.
    #[must_use]
    pub fn unsafe_channels(&self) -> Vec<String> {
        crate::casework::concern::unsafe_channels(self.concerns.iter().map(|k| &k.it))
    }
}

impl Desk {
    /// Reads a contact's record. It must have been opened with a reason first ([`Desk::consult`]).
    ///
    /// # Errors
    /// Refused when it was not opened with a reason; when it is not there; or a failure.
    pub fn record(&self, id: RecordId) -> Outcome<RecordView> {
        self.opened(id)?;
        let r = self.reading();
        let contact = r
            .get::<Contact>(id)?
            .ok_or_else(|| Problem::refused("This contact is no longer there.", "Go back to the list."))?;
        let at = self.local_now();
        let plans = self.plans(id)?;
        let verdict =
            plans.iter().find(|p| !p.it.superseded).map_or(Verdict::NoPlan, |p| p.it.verdict(p.it.first_channel(), at));
        Ok(RecordView {
            points: r.of_contact(id)?,
            plans,
            verdict,
            consents: r.of_contact(id)?,
            engagements: r.newest(id, ENGAGEMENTS)?,
            engagement_count: r.count(Kind::Engagement, id)?,
            follow_ups: r.of_contact(id)?,
            grounds: r.of_contact(id)?,
            markers: r.of_contact(id)?,
            offers: r.of_contact(id)?,
            support_path: r.newest(id, 1)?.into_iter().next(),
            crime_reports: r.of_contact(id)?,
            safety_plans: r.of_contact(id)?,
            concerns: r.of_contact(id)?,
            linked: r.of_contact(id)?,
            confirmed: r.newest(id, 1)?.into_iter().next(),
            updates: r.of_contact(id)?,
            holds: r.of_contact(id)?,
            disclosures: r.of_contact(id)?,
            due: due::today(r.due_of(id)?, at, self.today()),
            history_count: r.history_count(id)?,
            contact,
            at,
        })
    }

    /// History of a contact, newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn history(&self, contact: RecordId, limit: usize) -> Outcome<Vec<HistoryLine>> {
        self.reading().history(contact, limit)
    }

    /// Search over everything; hits say where they are, never what they say.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn find(&self, typed: &str, limit: i64) -> Outcome<Vec<Found>> {
        let sought = Sought::read(typed, self.zoned_now());
        let query = Query::parse(&sought.words);
        if sought.fault.is_some() || query.is_empty() && !sought.is_narrowed() {
            return Ok(Vec::new());
        }
        if query.is_empty() {
            return self.narrowed_contacts(&sought, limit);
        }
        let mut found = Vec::new();
        let most = usize::try_from(limit).unwrap_or(usize::MAX);
        for hit in self.hits(&sought, &query, limit)? {
            if sought.is_narrowed() && found.len() >= most {
                break;
            }
            let line = match hit.contact {
                Some(c) => self.reading().contact_line(c)?,
                None => None,
            };
            if line.as_ref().is_some_and(|l| l.status == "merged")
                || sought.is_narrowed() && !self.is_sought(&sought, &hit, line.as_ref())?
            {
                continue;
            }
            let (reference, name, status) = line.map(|l| (l.reference, l.name, l.status)).unwrap_or_default();
            let mut place = self.place_of(&hit, &query)?;
            if hit.kind == Kind::Contact && status == crate::domain::contact::status::CLOSED {
                place.push_str(" · closed");
            }
            found.push(Found { kind: hit.kind, record: hit.record, contact: hit.contact, reference, name, place });
        }
        found.sort_by_key(|f| f.kind);
        Ok(found)
    }

    /// Hits for the words of a search, before it is narrowed.
    fn hits(&self, sought: &Sought, query: &Query, limit: i64) -> Outcome<Vec<Hit>> {
        let words = sought.words.trim();
        // What is narrowed is looked for among more than is shown, but never among all.
        let limit = if sought.is_narrowed() { limit.max(LOOKED) } else { limit };
        let digits: String = words.chars().filter(char::is_ascii_digit).collect();
        let only_digits = digits.len() >= 4 && words.chars().all(|c| c.is_ascii_digit() || " +-()".contains(c));
        if only_digits {
            let hits = self.reading().by_digits(&digits, limit)?;
            return if hits.is_empty() { self.reading().find(query, limit) } else { Ok(hits) };
        }
        // Contacts whose name begins like this are there though a thousand newer notes hold the same word; a day is
        // only known of what the index found.
        let by_day = sought.before.is_some() || sought.after.is_some();
        let named = if by_day { Vec::new() } else { self.reading().contacts_named(words, NAMED)? };
        let mut hits: Vec<Hit> = named.into_iter().map(Hit::contact).collect();
        let known: BTreeSet<RecordId> = hits.iter().map(|h| h.record).collect();
        hits.extend(self.reading().find(query, limit)?.into_iter().filter(|h| !known.contains(&h.record)));
        Ok(hits)
    }

    /// Whether a hit is what the narrowing words ask for.
    fn is_sought(&self, sought: &Sought, hit: &Hit, line: Option<&ContactLine>) -> Outcome<bool> {
        let day = hit.at.get(..10).and_then(|d| d.parse::<NaiveDate>().ok());
        let in_time = sought.before.is_none_or(|before| day.is_some_and(|d| d < before))
            && sought.after.is_none_or(|after| day.is_some_and(|d| d > after));
        if !in_time || !sought.area.is_empty() && line.is_none_or(|l| l.area != sought.area) {
            return Ok(false);
        }
        if sought.is.is_empty() {
            return Ok(true);
        }
        let follow_up = match hit.kind {
            Kind::FollowUp => self.reading().get::<FollowUp>(hit.record)?.map(|f| f.it),
            _ => None,
        };
        let today = self.today();
        let closed = line.is_some_and(|l| l.status == crate::domain::contact::status::CLOSED);
        Ok(sought.is.iter().all(|is| match (is, &follow_up) {
            (Is::Overdue, Some(f)) => f.is_open() && f.due.as_ref().is_some_and(|d| d.day() < today),
            (Is::Open, Some(f)) => f.is_open(),
            (Is::Closed, Some(f)) => !f.is_open(),
            (Is::Overdue, None) => hit.kind == Kind::Contact && line.is_some_and(|l| l.next_due < today.to_string()),
            (Is::Open, None) => !closed,
            (Is::Closed, None) => closed,
        }))
    }

    /// Contacts that the narrowing words alone ask for: through the indexes of the contact list.
    fn narrowed_contacts(&self, sought: &Sought, limit: i64) -> Outcome<Vec<Found>> {
        use crate::domain::contact::status;
        let has = |is: Is| sought.is.contains(&is);
        if has(Is::Open) && has(Is::Closed) {
            return Ok(Vec::new());
        }
        let filter = Filter {
            area: sought.area.clone(),
            status: if has(Is::Closed) { status::CLOSED.to_owned() } else { String::new() },
            overdue_on: if has(Is::Overdue) { self.today().to_string() } else { String::new() },
            ..Filter::default()
        };
        let lines = self.reading().contacts(&filter, 0, limit)?;
        Ok(lines
            .into_iter()
            .map(|line| {
                let place = match line.next_due.parse::<when::Due>() {
                    _ if line.status == status::CLOSED => "closed".to_owned(),
                    Ok(due) => format!("next due {}", when::long(due.day())),
                    Err(_) => "nothing is due".to_owned(),
                };
                Found {
                    kind: Kind::Contact,
                    record: line.id,
                    contact: Some(line.id),
                    reference: line.reference,
                    name: line.name,
                    place,
                }
            })
            .collect())
    }

    /// In which field of a record a hit is: its label and day, never its text.
    fn place_of(&self, hit: &Hit, query: &Query) -> Outcome<String> {
        let row = self.reading().any(hit.kind, hit.record)?;
        if hit.kind == Kind::FollowUp
            && let Some(row) = &row
        {
            return Ok(follow_up_place(&FollowUp::from_values(&row.values)));
        }
        let field = row.as_ref().and_then(|r| {
            hit.kind
                .fields()
                .iter()
                .filter(|f| f.found != FoundBy::No || f.name == "reference")
                .filter(|f| !hit.by_sound || f.found == FoundBy::Name)
                .find(|f| r.values.get(f.name).is_some_and(|v| v.many().iter().any(|t| matches(t, query))))
        });
        let label = match field {
            Some(f) if f.name == "working_names" => {
                let first = row.as_ref().and_then(|r| r.values.get("working_names"));
                if first.is_some_and(|v| v.many().first().is_some_and(|t| matches(t, query))) {
                    "working name".to_owned()
                } else {
                    "other name".to_owned()
                }
            }
            Some(f) => lower_first(f.label),
            None if hit.by_sound => "name sounds like it".to_owned(),
            None => hit.kind.label().to_owned(),
        };
        let day = hit.at.get(..10).and_then(|d| d.parse().ok()).map(when::long);
        Ok(match (hit.kind, day) {
            (Kind::Contact | Kind::ContactPoint, _) | (_, None) => label,
            (_, Some(day)) => format!("{day} · {label}"),
        })
    }
}

fn matches(text: &str, query: &Query) -> bool {
    use crate::domain::sound::word_keys;
    let lower = text.to_lowercase();
    let keys = word_keys(text);
    query.words.iter().any(|w| {
        lower.split(|c: char| !c.is_alphanumeric()).any(|t| t.starts_with(w.as_str()))
            || word_keys(w).iter().any(|k| keys.iter().any(|t| t.starts_with(k.as_str())))
            || lower.chars().filter(|c| c.is_alphanumeric()).collect::<String>().contains(w.as_str())
                && w.chars().any(|c| c.is_ascii_digit())
    }) || query.phrases.iter().any(|p| lower.contains(&p.to_lowercase()))
}

/// `promise, done 18/09/2026`, `other, open · due 01/12/2026`: which follow-up it is, never what it says.
fn follow_up_place(f: &FollowUp) -> String {
    let kind = lists::label("follow_up_kinds", f.kind.as_str());
    let state = lists::label("follow_up_states", f.state.as_str());
    match (f.is_open(), f.due.as_ref(), f.settled_on) {
        (true, Some(due), _) => format!("{kind}, {state} · due {}", when::long(due.day())),
        (false, _, Some(on)) => format!("{kind}, {state} {}", when::long(on)),
        _ => format!("{kind}, {state}"),
    }
}

/// A value as the officer reads it: codes by their labels, days as dd/mm/yyyy, numbers as they are dialled.
#[must_use]
pub fn shown(field: &Field, value: &Value) -> String {
    let one = |t: &String| match field.shape {
        Shape::Pick(list) | Shape::Several(list) => lists::label(list, t),
        Shape::Date => t.parse().map_or_else(|_| t.clone(), when::long),
        Shape::When => t.parse::<when::When>().map_or_else(|_| t.clone(), |w| w.shown()),
        Shape::Due => t.parse::<when::Due>().map_or_else(
            |_| t.clone(),
            |d| match d {
                when::Due::On(d) => when::long(d),
                when::Due::At(m) => when::long_minute(m),
            },
        ),
        Shape::Phone => phone::display(t),
        _ => t.clone(),
    };
    match value {
        Value::Number(n) if field.shape == Shape::Flag => if *n == 1 { "yes" } else { "no" }.to_owned(),
        Value::Number(n) => n.to_string(),
        Value::Text(t) => one(t),
        Value::Many(m) => m.iter().map(one).collect::<Vec<_>>().join(", "),
    }
}
