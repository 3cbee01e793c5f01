//! Invented people beside the cast: as many as are asked for, each drawn from the seed and its own number.
//!
//! What is drawn keeps the rules that every save keeps (domain section 6): a child has no adult setting, group or
//! marker and has an open concern; a marker that is ready has grounds, necessity, review and DLO; an alias is never a
//! legal name; an outgoing engagement outside the plan has its reason; a closed contact has no open promise.

use chrono::{Duration, NaiveDateTime};

use super::cast::{ACCEPTED_PACKAGE, SENT_PACKAGE};
use super::crime;
use super::draw::Draw;
use super::maker::Maker;
use super::words::Words;
use crate::casework::engagement::broken_rule;
use crate::domain::concern::{self, Concern};
use crate::domain::confirmed::Confirmed;
use crate::domain::consent::{Consent, purpose, state as answer};
use crate::domain::considered::Considered;
use crate::domain::contact::{self, Contact, status};
use crate::domain::contact_point::ContactPoint;
use crate::domain::disclosure::Disclosure;
use crate::domain::engagement::{Engagement, direction, outcome};
use crate::domain::field::{Code, Record};
use crate::domain::follow_up::{self, FollowUp};
use crate::domain::grounds::Grounds;
use crate::domain::hold::Hold;
use crate::domain::id::{RecordId, contact_reference};
use crate::domain::linked_person::LinkedPerson;
use crate::domain::lists;
use crate::domain::marker::{self, Marker};
use crate::domain::plan::{Plan, rule};
use crate::domain::update::{self, Update};
use crate::domain::when::{Due, Precision, When};
use crate::domain::window::Window;

/// How long at most a contact is known, in days.
const LONGEST: u64 = 900;
/// One engagement in so many has a next step, so that there are two follow-ups for ten engagements.
const NEXT_STEP_EVERY: u64 = 5;
/// The package that is sealed and not yet handed over, in large caseloads.
pub(super) const SEALED_PACKAGE: i64 = 13;

/// One invented person.
pub(super) struct Person {
    /// Part of the reference.
    pub(super) number: u64,
    /// How many engagements.
    pub(super) engagements: u64,
    /// Nothing of them is due in the next days, so that the cast's day stays as it is drawn; in small caseloads.
    pub(super) calm: bool,
}

/// How much of all engagements falls on a person: many have few, few have many.
pub(super) const fn weight(seed: u64, number: u64) -> u64 {
    match Draw::new(seed ^ 0x5EED, number).below(20) {
        0..=6 => 1,
        7..=11 => 2,
        12..=15 => 4,
        16..=18 => 8,
        _ => 20,
    }
}

struct Who<'a> {
    m: &'a mut Maker,
    d: Draw,
    w: &'a Words,
    id: RecordId,
    calm: bool,
    child: bool,
    closed: bool,
    /// Days since they became known, and since the last engagement.
    known: u64,
    last: u64,
}

/// Makes one person with everything of theirs.
pub(super) fn make(m: &mut Maker, seed: u64, w: &Words, person: &Person) {
    let mut d = Draw::new(seed, person.number);
    let area = match d.below(100) {
        0..=59 => m.officer.area.clone(),
        60..=79 => "northern".to_owned(),
        _ => "southern".to_owned(),
    };
    let Some(place) = w.areas.iter().find(|a| a.code == area).or_else(|| w.areas.first()) else { return };
    let calm = person.calm && area == m.officer.area;
    super::reports::perhaps(m, seed, person.number, &area, calm);
    let known = d.between(30, LONGEST);
    let last = if calm || d.percent(80) { d.between(1, 25) } else { d.between(26, 200) }.min(known);
    let age = if calm { d.between(3, 99) } else { d.below(100) };
    let child = age < 3;
    let closed = !child && d.percent(9);
    let paused = !child && !closed && d.percent(4);
    let Some(people) = d.pick(&w.people) else { return };
    let working = match d.below(6) {
        0 => format!("{}, {}", d.one(&people.working), d.one(&w.say.descriptions)),
        1 | 2 => format!("{} {}", d.one(&people.working), char::from(b'A' + u8::try_from(d.below(26)).unwrap_or(0))),
        _ => d.one(&people.working).to_owned(),
    };
    let mut working_names = vec![working];
    if d.percent(25) {
        let other = d.one(&people.working).to_owned();
        if !working_names.contains(&other) {
            working_names.push(other);
        }
    }
    let named = d.percent(55);
    let (mut given_names, mut surname) = (String::new(), String::new());
    let mut answers = Vec::new();
    if named {
        given_names = d.one(&people.given).to_owned();
        surname = d.one(&people.surname).to_owned();
    } else if d.percent(60) {
        for field in ["given_names", "surname"] {
            let codes = ["declined", "not-asked", "unsafe-to-ask", "unknown"];
            answers.push(format!("{field}:{}", d.pick(&codes).copied().unwrap_or("declined")));
        }
    }
    let born = m.ago(d.between(19, 52) * 365 + d.below(365) + 15);
    let child_born = m.ago(d.between(15, 17) * 365 + d.below(300) + 20);
    let (born_on, over_18, age_basis) = match age {
        0 => (Some(child_born), "", "stated"),
        1 => (None, "no", "stated"),
        2 => (None, "unsure", ""),
        3..=8 => (None, if d.percent(60) { "looks-so" } else { "" }, ""),
        9..=11 => (Some(born), "", "estimated"),
        12..=55 => (Some(born), "", if d.percent(40) { "documented" } else { "stated" }),
        _ => (None, if d.percent(30) { "documented" } else { "said-so" }, ""),
    };
    if born_on.is_none() && d.percent(20) {
        answers.push(format!("born_on:{}", if d.percent(50) { "declined" } else { "unsafe-to-ask" }));
    }
    let gender = if d.percent(75) { "female" } else { d.one(&w.genders) }.to_owned();
    let adult =
        |list: Vec<String>| -> Vec<Code> { if child { Vec::new() } else { list.into_iter().map(Code).collect() } };
    let settings = match d.pick(&w.settings) {
        Some(one) if d.percent(85) => vec![one.clone()],
        Some(one) => {
            let mut two = vec![one.clone()];
            two.extend(d.pick(&w.settings).filter(|t| *t != one).cloned());
            two
        }
        None => Vec::new(),
    };
    let mut languages = vec![people.language.clone()];
    let english = people.language == "English" || d.percent(60);
    if english && people.language != "English" {
        languages.push("English".to_owned());
    }
    let on_is = !child && named && born_on.is_some() && d.percent(35);
    let is_reference = if on_is { format!("P/{}", 2_300_000 + person.number) } else { String::new() };
    let (ideal, maximum) = match d.below(4) {
        0 => (Some(14), Some(42)),
        1 => (None, Some(120)),
        _ => (Some(30), Some(90)),
    };
    let status = if closed {
        status::CLOSED
    } else if paused {
        status::PAUSED
    } else {
        status::OPEN
    };
    let contact = Contact {
        reference: contact_reference(&m.officer.device_code, person.number),
        working_names,
        own_words: if d.percent(30) { d.one(&w.say.own_words).to_owned() } else { String::new() },
        status: Code::new(status),
        closed_reason: Code::new(if closed { d.one(&w.closed_reasons) } else { "" }),
        closed_on: closed.then(|| m.ago(last.saturating_sub(1))),
        area: Code::new(area.clone()),
        locality: d.one(&place.localities).to_owned(),
        settings: adult(settings),
        population_group: Code::new(if child { "" } else { d.one(&w.groups) }),
        given_names,
        surname,
        born_on,
        over_18: Code::new(over_18),
        age_basis: Code::new(age_basis),
        gender: Code::new(if d.percent(80) { gender } else { String::new() }),
        ethnicity: Code::new(if d.percent(30) { d.one(&w.ethnicities) } else { "" }),
        languages,
        interpreter: !english,
        communication: if d.percent(4) { "slow and in short sentences".to_owned() } else { String::new() },
        must_not_find_out: if d.percent(70) { d.some(&w.say.must_not_find_out, 2) } else { Vec::new() },
        vulnerabilities: if d.percent(45) { d.some(&w.vulnerabilities, 2) } else { Vec::new() }
            .into_iter()
            .map(Code)
            .collect(),
        factors: if d.percent(15) { d.some(&w.factors, 2) } else { Vec::new() }.into_iter().map(Code).collect(),
        subject_categories: if d.percent(6) { vec![Code::new("victim")] } else { Vec::new() },
        is_reference: is_reference.clone(),
        dlo: m.officer.point_of_contact.short(),
        dlo_since: Some(m.ago(known.min(300))),
        known_since: Some(m.ago(known)),
        ideal_days: ideal.map(|i| if calm { 30 } else { i }),
        maximum_days: maximum,
        answers,
        ..Contact::default()
    };
    let id = m.contact(&contact);
    let mut who = Who { m, d, w, id, calm, child, closed, known, last };
    who.points(&place.streets, &contact);
    let plan = who.plans(&place.projects);
    let consents = who.consents();
    let markers = who.grounds_and_markers(&contact, consents.marker);
    if child {
        who.child_concern();
    } else if who.d.percent(4) {
        who.adult_concern();
    }
    if on_is {
        who.confirmed(&contact);
    }
    if !closed {
        who.updates(on_is, consents.on_is, &markers);
    }
    who.holds_and_disclosures();
    who.engagements(person.engagements, plan.as_ref(), &place.localities);
    if !closed && !calm {
        who.linked_people();
    }
    // What follows comes last, so that what was drawn before stays as it was.
    who.support(consents.shared);
    let about = crime::Invented { id, number: person.number, area, calm, child, closed, known };
    crime::invented(m, seed, &about);
}

/// What the ledger says about the two things that markers and updates rest on.
struct Ledger {
    on_is: &'static str,
    marker: &'static str,
    /// The service with which may be shared, and how many days ago that was said.
    shared: Option<(String, u64)>,
}

impl Who<'_> {
    fn add<R: Record>(&mut self, record: &R) -> RecordId {
        self.m.add(self.id, record)
    }

    fn points(&mut self, streets: &[String], contact: &Contact) {
        if self.d.percent(78) {
            let last = self.d.below(1000);
            let (kind, value) = if self.d.percent(92) {
                ("mobile", format!("+447700900{last:03}"))
            } else {
                ("landline", format!("+441914980{last:03}"))
            };
            let safe = match self.d.below(10) {
                0..=6 => "safe",
                7 => "shared",
                8 => "not-known",
                _ => "never",
            };
            let p = ContactPoint {
                kind: Code::new(kind),
                value,
                whose: self.d.one(&self.w.say.whose).to_owned(),
                safe: Code::new(safe),
                note: self.d.one(&self.w.say.point_notes).to_owned(),
            };
            self.add(&p);
        }
        if self.d.percent(30) {
            let (kind, value) = match self.d.below(4) {
                0 => ("e-mail", format!("{}@mail.example", contact.reference.to_lowercase())),
                1 => ("handle", format!("board name {}", contact.reference)),
                2 => ("no-fixed-abode", String::new()),
                _ => ("address", format!("{} {}", self.d.between(1, 140), self.d.one(streets))),
            };
            let safe = if kind == "no-fixed-abode" || self.d.percent(40) { "safe" } else { "never" };
            let p = ContactPoint { kind: Code::new(kind), value, safe: Code::new(safe), ..ContactPoint::default() };
            self.add(&p);
        }
    }

    /// Versions of the plan; gives the one in force.
    fn plans(&mut self, projects: &[String]) -> Option<Plan> {
        if !self.d.percent(72) {
            return None;
        }
        let versions = self.d.between(1, 3);
        let newest = if self.calm { self.d.between(1, 120) } else { self.d.between(1, 200) }.min(self.known);
        let mut in_force = None;
        for version in 1..=versions {
            let made = newest + (versions - version) * (self.known - newest) / versions;
            let made_on = self.m.ago(made);
            let visits = self.d.percent(40);
            let texts = match self.d.below(10) {
                0 => rule::NEVER,
                1..=3 => rule::ALLOWED,
                _ => rule::WORDING,
            };
            let calls = if self.d.percent(75) { rule::ALLOWED } else { rule::NEVER };
            let voicemail = if self.d.percent(85) { rule::NEVER } else { rule::ALLOWED };
            let sure = self.d.percent(50);
            let through = self
                .d
                .one(&self.w.say.intermediaries)
                .replace("Harbour Project", projects.first().map_or("the project", String::as_str));
            let p = Plan {
                version: i64::try_from(version).ok(),
                superseded: version < versions,
                text_rule: Code::new(texts),
                text_words: if texts == rule::WORDING {
                    self.d.one(&self.w.say.text_words).to_owned()
                } else {
                    String::new()
                },
                call_rule: Code::new(calls),
                call_words: if calls == rule::ALLOWED {
                    self.d.one(&self.w.say.call_words).to_owned()
                } else {
                    String::new()
                },
                email_rule: Code::new(if self.d.percent(70) { rule::NEVER } else { "" }),
                visit_rule: Code::new(if visits { rule::ALLOWED } else { rule::NEVER }),
                meeting_places: if visits {
                    vec![self.d.one(&self.w.say.meeting_places).to_owned()]
                } else {
                    Vec::new()
                },
                windows: if self.d.percent(80) { vec![self.d.one(&self.w.say.windows).to_owned()] } else { Vec::new() },
                voicemail_rule: Code::new(voicemail),
                officer_name: self.d.one(&self.w.say.officer_names).to_owned(),
                not_safe_word: self.d.one(&self.w.say.not_safe_words).to_owned(),
                identity_question: if sure {
                    self.d.one(&self.w.say.identity_questions).to_owned()
                } else {
                    String::new()
                },
                identity_word: if sure { self.d.one(&self.w.say.identity_words).to_owned() } else { String::new() },
                never: self.d.some(&self.w.say.never, 4),
                person_unknown: !through.is_empty() && self.d.percent(10),
                intermediary: through,
                made_with: Code::new(if self.d.percent(75) { "with-the-person" } else { "from-what-is-known" }),
                made_on: Some(made_on),
                recheck_on: Some(self.m.months_after(made_on, 6)),
                ..Plan::default()
            };
            self.add(&p);
            in_force = Some(p);
        }
        in_force
    }

    fn consents(&mut self) -> Ledger {
        self.consent(purpose::LOCAL_NOTE, answer::GIVEN);
        let on_is = match self.d.below(100) {
            0..=44 => answer::GIVEN,
            45..=62 => answer::REFUSED,
            63..=68 => answer::WITHDRAWN,
            69..=88 => answer::NOT_ASKED,
            _ => answer::UNSAFE,
        };
        self.consent(purpose::RECORD_ON_IS, on_is);
        let marker = match (on_is, self.d.below(10)) {
            (answer::GIVEN, 0..=5) => answer::GIVEN,
            (answer::GIVEN, _) | (answer::REFUSED, 0..=5) => answer::REFUSED,
            _ => "",
        };
        if !marker.is_empty() {
            self.consent(purpose::MARKER, marker);
        }
        if self.d.percent(20) {
            let others = ["pass-on-anonymously", "pass-on-by-name", "attend-with-solo", "contact-through-intermediary"];
            let state = if self.d.percent(50) { answer::GIVEN } else { answer::REFUSED };
            let what = self.d.pick(&others).copied().unwrap_or("pass-on-by-name");
            self.consent(what, state);
        }
        let shared = if self.d.percent(15) { Some(self.consent(purpose::SHARE, answer::GIVEN)) } else { None };
        Ledger { on_is, marker, shared }
    }

    /// An entry of the ledger; gives the service it names, if any, and how many days ago it was made.
    fn consent(&mut self, what: &str, state: &str) -> (String, u64) {
        let say = &self.w.say;
        let (words, why_not) = match state {
            answer::GIVEN => (self.d.one(&say.consent_given), ""),
            answer::REFUSED => (self.d.one(&say.consent_refused), ""),
            answer::WITHDRAWN => (self.d.one(&say.consent_withdrawn), ""),
            answer::UNSAFE => ("", self.d.one(&say.consent_unsafe)),
            _ => ("", self.d.one(&say.consent_not_asked)),
        };
        let shared = what == purpose::SHARE;
        let ends = if self.calm { self.d.between(40, 300) } else { self.d.between(1, 300) };
        let service = if shared { self.d.one(&say.services).to_owned() } else { String::new() };
        let asked = self.d.between(self.last.min(self.known), self.known);
        let c = Consent {
            purpose: Code::new(what),
            service: service.clone(),
            state: Code::new(state),
            asked_on: Some(self.m.ago(asked)),
            words: words.to_owned(),
            why_not: why_not.to_owned(),
            taken_by: self.m.officer.point_of_contact.short(),
            expires_on: shared.then(|| self.m.ahead(ends)),
        };
        self.add(&c);
        (service, asked)
    }

    /// What was offered, and what became of it; sparsely.
    fn support(&mut self, shared: Option<(String, u64)>) {
        use crate::domain::offer::{Offer, response, state};
        // A child is offered nothing here: what fits a child is a matter of its concern.
        if self.child || self.closed {
            return;
        }
        let ahead = if self.calm { self.d.between(30, 90) } else { self.d.between(0, 60) };
        let late = !self.calm && self.d.percent(15);
        let chase = if late { self.m.ago(ahead / 4) } else { self.m.ahead(ahead) };
        if let Some((name, asked)) = shared {
            let offered = asked.clamp(1, 45);
            let days = |part: u64| offered * part / 4;
            let mut o = Offer {
                service: Some(super::cast::support::service_id(&name)),
                service_name: name.clone(),
                offered_on: Some(self.m.ago(offered)),
                response: Code::new(response::ACCEPTED),
                sent_on: Some(self.m.ago(days(3))),
                sent_to: name,
                sent_how: Code::new("telephone"),
                ..Offer::default()
            };
            o.state = Code::new(match self.d.below(10) {
                0..=2 => state::SENT,
                3 | 4 => state::ACKNOWLEDGED,
                5 | 6 => state::STARTED,
                7 | 8 => state::COMPLETED,
                _ => state::FAILED,
            });
            let on = |o: &Offer, states: &[&str]| states.iter().any(|s| o.state.is(s));
            if on(&o, &[state::ACKNOWLEDGED, state::STARTED, state::COMPLETED]) {
                o.acknowledged_on = Some(self.m.ago(days(2)));
            }
            if on(&o, &[state::STARTED, state::COMPLETED]) {
                o.started_on = Some(self.m.ago(days(1)));
            }
            if o.is_open() {
                o.chase_on = Some(chase);
            } else {
                o.ended_on = Some(self.m.ago(days(1) / 2));
                let failed = o.state.is(state::FAILED);
                if failed { &mut o.ended_why } else { &mut o.outcome }.push_str(if failed {
                    "no place there"
                } else {
                    "Goes there alone now."
                });
            }
            self.add(&o);
        } else if self.d.percent(8) {
            let services = crate::domain::reference::services();
            let Some(service) = self.d.pick(services) else { return };
            let thinking = self.d.percent(40);
            let o = Offer {
                service: Some(crate::domain::directory::id_of(&service.code)),
                service_name: service.name.clone(),
                offered_on: Some(self.m.ago(self.last.min(self.known))),
                response: Code::new(if thinking { response::THINKING } else { response::DECLINED }),
                chase_on: thinking.then_some(chase),
                ..Offer::default()
            };
            self.add(&o);
        }
    }

    fn grounds_and_markers(&mut self, contact: &Contact, consent: &str) -> Vec<RecordId> {
        if !self.d.percent(60) {
            return Vec::new();
        }
        let mut grounds = Vec::new();
        for _ in 0..self.d.between(1, 3) {
            let g = Grounds {
                statement: self.d.one(&self.w.say.grounds).to_owned(),
                standing: Code::new(if self.d.percent(60) { "fact" } else { "assessment" }),
                how_known: Code::new(self.d.one(&self.w.how_known)),
                known_on: Some(self.m.ago(self.d.between(0, self.known))),
                source_protected: self.d.percent(10),
            };
            grounds.push(self.add(&g));
        }
        let unknown = contact.age_status_on(self.m.today) == crate::domain::contact::age::UNKNOWN;
        let kinds: &[&str] = if self.child {
            &["safe-contact-restriction", "interpreter-needed", "child-exploitation-concern"]
        } else {
            &[
                "dlo-contact",
                "dlo-contact",
                "dlo-contact",
                "contact-only-via-dlo",
                "safe-contact-restriction",
                "vulnerable-adult",
            ]
        };
        if consent != answer::GIVEN || self.closed {
            return Vec::new();
        }
        let state = if unknown {
            marker::state::DRAFT
        } else {
            match self.d.below(12) {
                0 | 1 => marker::state::DRAFT,
                2 if !self.calm => marker::state::READY,
                3 if !self.calm => marker::state::EXPORTED,
                4 if !self.calm => marker::state::REMOVAL,
                5 => marker::state::REMOVED,
                _ => marker::state::ON_IS,
            }
        };
        let placed = self.d.between(10, if self.calm { 280 } else { 395 }).min(self.known);
        let on_is = matches!(state, marker::state::ON_IS | marker::state::REMOVAL | marker::state::REMOVED);
        let since = self.m.ago(placed);
        let review = if on_is { self.m.months_after(since, 12) } else { self.m.months_after(self.m.today, 12) };
        let kind = self.d.pick(kinds).copied().unwrap_or("safe-contact-restriction");
        let told = self.d.percent(85);
        let removed = matches!(state, marker::state::REMOVAL | marker::state::REMOVED);
        let marker = Marker {
            marker_type: Code::new(kind),
            text: lists::item("marker_types", kind)
                .and_then(|i| i.extra.get("text").cloned())
                .unwrap_or_else(|| "Contact the DLO before attending.".to_owned()),
            grounds,
            necessity: self.d.one(&self.w.say.necessity).to_owned(),
            told: Code::new(if told { "yes" } else { "no" }),
            view: if told { self.d.one(&self.w.say.views).to_owned() } else { String::new() },
            why_not_told: if told { String::new() } else { self.d.one(&self.w.say.why_not_told).to_owned() },
            review_on: Some(review),
            state: Code::new(state),
            on_is_since: on_is.then_some(since),
            is_reference: if on_is { format!("M/{}", 890_000 + self.d.below(90_000)) } else { String::new() },
            removal_reason: Code::new(if removed { self.d.one(&self.w.removal_reasons) } else { "" }),
            ..Marker::default()
        };
        vec![self.m.marker(self.id, marker)]
    }

    fn actions(&mut self, kind: &str, since: NaiveDateTime, settled: bool) -> Vec<String> {
        let due = self.m.now + Duration::hours(i64::try_from(self.d.between(2, 60)).unwrap_or(2));
        let list = lists::get(concern::actions_list(kind));
        let codes: Vec<String> = list.map(|l| l.offered().map(|i| i.code.clone()).collect()).unwrap_or_default();
        codes
            .into_iter()
            .filter(|c| c != concern::SECOND_PERSON)
            .map(|code| {
                let (state, at, note) = match self.d.below(10) {
                    0 | 1 if !settled => ("due", Due::At(due), ""),
                    2 => ("not-needed", Due::At(since), "does not apply, agreed with DS 1190"),
                    _ => (
                        "done",
                        Due::At(since + Duration::minutes(i64::try_from(self.d.below(240)).unwrap_or(0))),
                        "PC 4417",
                    ),
                };
                Considered { code, state: state.to_owned(), at: at.to_string(), note: note.to_owned() }.to_text()
            })
            .collect()
    }

    fn child_concern(&mut self) {
        let noticed = self.m.then(self.d.between(self.last.min(20), 20), 21, 10);
        let protection = self.d.percent(15);
        let k = Concern {
            kind: Code::new(concern::kind::CHILD),
            what: self.w.say.concern_words.first().cloned().unwrap_or_else(|| "May be under 18.".to_owned()),
            noticed: Some(When::at(noticed)),
            indicators: self.d.some(&self.w.indicators, 3).into_iter().map(Code).collect(),
            protection_from: protection
                .then(|| Due::At(self.m.before_now(i64::try_from(self.d.between(5, 70)).unwrap_or(5), 0))),
            protection_reference: if protection {
                format!("PP/2026/{:04}", self.d.below(10_000))
            } else {
                String::new()
            },
            actions: self.actions(concern::kind::CHILD, noticed, false),
            state: Code::new(concern::state::OPEN),
            opened_because: "the age status became a child's".to_owned(),
            ..Concern::default()
        };
        let about = self.add(&k);
        let u = Update {
            about: Some(about),
            package: Some(ACCEPTED_PACKAGE),
            ..self.update(update::kind::SAFEGUARDING, update::state::ACCEPTED)
        };
        self.add(&u);
    }

    fn adult_concern(&mut self) {
        let kinds = ["adult", "domestic-abuse", "modern-slavery"];
        let open = !self.calm && !self.closed && self.d.percent(40);
        let kind = self.d.pick(&kinds).copied().unwrap_or("adult");
        let what = self.w.say.concern_words.iter().skip(1).nth(usize::try_from(self.d.below(3)).unwrap_or(0));
        let what = what.cloned().unwrap_or_default();
        let noticed = self.m.then(self.d.between(1, self.known), 16, 0);
        let abuse = kind == concern::kind::ABUSE;
        let abuser = abuse.then(|| self.linked("suspected-abuser", "the man from upstairs", contact::age::ADULT));
        let k = Concern {
            kind: Code::new(kind),
            what,
            noticed: Some(When::at(noticed)),
            abuser,
            abuse_record: if abuse { format!("DA/2026/{:04}", self.d.below(10_000)) } else { String::new() },
            unsafe_channels: if abuse && self.d.percent(50) { vec![Code::new("call")] } else { Vec::new() },
            actions: self.actions(kind, noticed, !open),
            state: Code::new(if open { concern::state::OPEN } else { concern::state::CLOSED }),
            decision: if open {
                String::new()
            } else {
                "Referred, and agreed with the person who rings when.".to_owned()
            },
            ..Concern::default()
        };
        self.add(&k);
    }

    /// Somebody who matters to them.
    fn linked(&mut self, relation: &str, name: &str, status: &str) -> RecordId {
        let review = self.m.ahead(self.d.between(30, 180));
        let p = LinkedPerson {
            relation: Code::new(relation),
            name: name.to_owned(),
            age_status: Code::new(status),
            why_kept: "matters for the plan".to_owned(),
            review_on: Some(review),
            ..LinkedPerson::default()
        };
        self.add(&p)
    }

    fn linked_people(&mut self) {
        if self.d.percent(5) {
            self.linked("child", "their child, with the grandmother", contact::age::CHILD);
        }
        if self.d.percent(6) {
            self.linked("trusted-friend", "the friend who keeps the spare key", contact::age::ADULT);
        }
    }

    fn confirmed(&mut self, contact: &Contact) {
        let c = Confirmed {
            is_reference: contact.is_reference.clone(),
            confirmed_on: Some(self.m.ago(43.min(self.known))),
            how: Code::new("receipt"),
            package: Some(ACCEPTED_PACKAGE),
            fields: serde_json::json!({
                "given_names": contact.given_names, "surname": contact.surname,
                "born_on": contact.born_on.map(|d| d.to_string()).unwrap_or_default(),
                "gender": contact.gender.as_str(), "dlo": self.m.officer.point_of_contact.title(),
            })
            .to_string(),
        };
        self.add(&c);
    }

    fn update(&mut self, kind: &str, state: &str) -> Update {
        Update {
            kind: Code::new(kind),
            state: Code::new(state),
            purpose: Code::new("safeguarding"),
            condition: Code::new("individuals-at-risk"),
            necessity: self.d.one(&self.w.say.update_necessity).to_owned(),
            ..Update::default()
        }
    }

    fn updates(&mut self, on_is: bool, consent: &str, markers: &[RecordId]) {
        if on_is {
            let accepted = Update {
                package: Some(ACCEPTED_PACKAGE),
                ..self.update(update::kind::PERSON, update::state::ACCEPTED)
            };
            self.add(&accepted);
        }
        if !self.d.percent(25) {
            return;
        }
        let refused = matches!(consent, answer::REFUSED | answer::WITHDRAWN);
        let state = match self.d.below(20) {
            _ if refused => update::state::NEVER,
            0 => update::state::NEVER,
            1 => update::state::REJECTED,
            // Small caseloads keep the outbox of the cast as it is drawn.
            _ if self.calm || self.m.small => update::state::ACCEPTED,
            2..=6 => update::state::DRAFT,
            7..=10 => update::state::APPROVED,
            11 | 12 => update::state::HELD,
            13 => update::state::SEALED,
            14 => update::state::SENT,
            15 => update::state::DEFERRED,
            _ => update::state::ACCEPTED,
        };
        let (kind, about) = match markers.first() {
            Some(marker) if self.d.percent(50) => (update::kind::MARKER, Some(*marker)),
            _ => (update::kind::INFORMATION, None),
        };
        let held = state == update::state::HELD;
        let package = match state {
            update::state::SEALED => Some(SEALED_PACKAGE),
            update::state::SENT | update::state::DEFERRED => Some(SENT_PACKAGE),
            update::state::ACCEPTED | update::state::REJECTED => Some(ACCEPTED_PACKAGE),
            _ => None,
        };
        let u = Update {
            about,
            held_until: held.then(|| self.m.ahead(self.d.between(1, 40))),
            decision_reason: match state {
                _ if refused => "the person refused".to_owned(),
                update::state::HELD => self.d.one(&self.w.say.hold_words).to_owned(),
                update::state::NEVER => self.d.one(&self.w.say.decisions).to_owned(),
                _ => String::new(),
            },
            information: if kind == update::kind::INFORMATION {
                self.d.one(&self.w.say.information).to_owned()
            } else {
                String::new()
            },
            package,
            rejection: if state == update::state::REJECTED {
                self.d.one(&self.w.say.rejections).to_owned()
            } else {
                String::new()
            },
            ..self.update(kind, state)
        };
        self.add(&u);
    }

    fn holds_and_disclosures(&mut self) {
        if self.d.percent(3) {
            let h = Hold {
                scope: Code::new("contact"),
                why: Code::new(self.d.one(&self.w.hold_reasons)),
                reference: format!("CR-{:04}", self.d.below(10_000)),
                asked_by: "DS 1190".to_owned(),
                until: self.d.percent(50).then(|| self.m.ahead(self.d.between(20, 400))),
                officer_told: self.d.percent(70),
                ..Hold::default()
            };
            self.add(&h);
        }
        if self.d.percent(5) {
            let x = Disclosure {
                happened: Some(When::at(self.m.then(self.d.between(1, self.known), 10, 45))),
                to_whom: self.d.one(&self.w.say.disclosed_to).to_owned(),
                verified: self.d.one(&self.w.say.verified).to_owned(),
                channel: Code::new(self.d.one(&self.w.disclosure_channels)),
                what: self.d.one(&self.w.say.disclosed).to_owned(),
                purpose: Code::new(self.d.one(&self.w.purposes)),
                basis: Code::new("individuals-at-risk"),
                ..Disclosure::default()
            };
            self.add(&x);
        }
    }

    fn engagements(&mut self, count: u64, plan: Option<&Plan>, places: &[String]) {
        let windows = plan.map(Plan::windows).unwrap_or_default();
        for i in 0..count {
            let newest = i + 1 == count;
            let days = self.last + (self.known - self.last) * (count - 1 - i) / count.max(1);
            let hour = u32::try_from(self.d.between(9, 22)).unwrap_or(12);
            let minute = u32::try_from(self.d.below(12) * 5).unwrap_or(0);
            let mut at = self.m.then(days.max(1), hour, minute);
            let way = match self.d.below(100) {
                0..=64 => direction::OUT,
                65..=84 => direction::IN,
                _ => direction::CHANCE,
            };
            let came_of_it = match self.d.below(100) {
                _ if newest => outcome::SPOKE,
                0..=54 => outcome::SPOKE,
                _ if way != direction::OUT => outcome::SPOKE,
                55..=74 => outcome::NO_ANSWER,
                75..=84 => outcome::MESSAGE,
                85..=92 => outcome::DECLINED,
                93..=95 => outcome::UNSAFE,
                _ => outcome::NOT_TRIED,
            };
            let channel = match (way, plan) {
                (direction::CHANCE, _) => "in-person",
                (direction::OUT, Some(p)) if self.d.percent(90) => p.first_channel(),
                _ => ["call", "text", "call", "online", "in-person"]
                    .get(usize::try_from(self.d.below(5)).unwrap_or(0))
                    .copied()
                    .unwrap_or("call"),
            };
            if way == direction::OUT && !windows.is_empty() && self.d.percent(92) {
                at = inside(&windows, at, self.m.now);
            }
            let e = self.engagement_at(at, way, channel, came_of_it, places, i);
            let e = self.checked(e, plan);
            self.log(e, newest, i);
        }
    }

    fn engagement_at(
        &mut self,
        at: NaiveDateTime,
        way: &str,
        channel: &str,
        came_of_it: &str,
        places: &[String],
        i: u64,
    ) -> Engagement {
        let say = &self.w.say;
        let spoke = came_of_it == outcome::SPOKE;
        let vague = way != direction::OUT && self.d.percent(8);
        let summary = match came_of_it {
            outcome::SPOKE => {
                let first = self.d.one(&say.spoke);
                if self.d.percent(40) { format!("{first} {}", self.d.one(&say.more)) } else { first.to_owned() }
            }
            outcome::NO_ANSWER => self.d.one(&say.no_answer).to_owned(),
            outcome::MESSAGE => self.d.one(&say.message_left).to_owned(),
            outcome::DECLINED => self.d.one(&say.declined).to_owned(),
            outcome::UNSAFE => self.d.one(&say.ended_unsafe).to_owned(),
            _ => self.d.one(&say.not_tried).to_owned(),
        };
        let happened = match self.d.below(3) {
            _ if !vague => When::at(at),
            0 => self.m.about(at, 5, "about then"),
            1 => When {
                precision: Precision::Day,
                ..When {
                    from: at.date().and_hms_opt(0, 0, 0).unwrap_or(at),
                    to: at.date().and_hms_opt(23, 59, 0).unwrap_or(at),
                    ..When::at(at)
                }
            },
            _ => self.m.about(at, 14, "some weeks before"),
        };
        Engagement {
            happened: Some(happened),
            channel: Code::new(channel),
            direction: Code::new(way),
            outcome: Code::new(came_of_it),
            place: if channel == "in-person" { self.d.one(places).to_owned() } else { String::new() },
            with_whom: if spoke { self.d.one(&say.with_whom).to_owned() } else { String::new() },
            minutes: spoke.then(|| i64::try_from(self.d.between(2, 50)).unwrap_or(2)),
            summary,
            explained: if i == 0 { self.d.some(&self.w.explained, 4) } else { Vec::new() }
                .into_iter()
                .map(Code)
                .collect(),
            raised: if spoke && self.d.percent(20) { self.d.some(&self.w.raised, 2) } else { Vec::new() }
                .into_iter()
                .map(Code)
                .collect(),
            first_account: if spoke && self.d.percent(1) {
                self.d.one(&say.first_accounts).to_owned()
            } else {
                String::new()
            },
            trust_note: if spoke && self.d.percent(12) { self.d.one(&say.trust).to_owned() } else { String::new() },
            ..Engagement::default()
        }
    }

    /// What every save checks: outside the plan it says which rule, and why.
    fn checked(&mut self, e: Engagement, plan: Option<&Plan>) -> Engagement {
        if plan.is_none() || !e.direction.is(direction::OUT) {
            return e;
        }
        match broken_rule(plan, &e.values()) {
            Some(rule) => {
                Engagement { plan_rule: rule, outside_reason: self.d.one(&self.w.say.outside_reasons).to_owned(), ..e }
            }
            None => e,
        }
    }

    /// Keeps an engagement with its next step, which is settled unless it belongs to the newest ones.
    fn log(&mut self, e: Engagement, newest: bool, i: u64) {
        let step = (i + self.known).is_multiple_of(NEXT_STEP_EVERY);
        if !step {
            self.m.engagement(self.id, e, None);
            return;
        }
        let say = &self.w.say;
        let day = e.happened.as_ref().map_or(self.m.today, |w| w.from.date());
        let promised = self.d.percent(60);
        let chase = !promised && self.d.percent(20);
        let what = if promised {
            self.d.one(&say.promises)
        } else if chase {
            self.d.one(&say.chases)
        } else {
            self.d.one(&say.tasks)
        }
        .to_owned();
        let kind = if promised {
            follow_up::kind::PROMISE
        } else if chase {
            "referral-chase"
        } else {
            follow_up::kind::OTHER
        };
        let open = newest && !self.closed && (self.calm || self.d.percent(80));
        let due = if open {
            match (self.calm, self.d.below(100)) {
                (true, _) => self.m.ahead(self.d.between(5, 60)),
                (false, 0..=11) => self.m.ago(self.d.between(1, 20)),
                (false, 12..=17) => self.m.today,
                (false, _) => self.m.ahead(self.d.between(1, 60)),
            }
        } else {
            day.checked_add_days(chrono::Days::new(self.d.between(1, 12))).unwrap_or(day)
        };
        let settled = (due + Duration::days(i64::try_from(self.d.below(4)).unwrap_or(0))).min(self.m.today);
        let state = match self.d.below(20) {
            _ if open => follow_up::state::OPEN,
            0 => follow_up::state::CANCELLED,
            1 => follow_up::state::HANDED_OVER,
            _ => follow_up::state::DONE,
        };
        let done = state == follow_up::state::DONE;
        let deferrals = if self.d.percent(12) { Some(i64::try_from(self.d.between(1, 3)).unwrap_or(1)) } else { None };
        let f = FollowUp {
            what: what.clone(),
            kind: Code::new(kind),
            due: Some(Due::On(due)),
            state: Code::new(state),
            outcome: match state {
                follow_up::state::DONE => self.d.one(&say.outcomes_done).to_owned(),
                follow_up::state::CANCELLED => self.d.one(&say.cancel_reasons).to_owned(),
                follow_up::state::HANDED_OVER => "PC 3902 Osei".to_owned(),
                _ => String::new(),
            },
            settled_on: (!open).then_some(settled),
            deferrals,
            deferral_reason: Code::new(if deferrals.is_some() { self.d.one(&self.w.deferral_reasons) } else { "" }),
            you_said: if promised { format!("{what} ({})", day.format("%d/%m")) } else { String::new() },
            we_did: if promised && done { format!("done {}", settled.format("%a %d/%m/%Y")) } else { String::new() },
            told: Code::new(if promised && done { "by-call" } else { "" }),
            ..FollowUp::default()
        };
        let e = Engagement { next_step: what, next_promised: promised, next_due: Some(Due::On(due)), ..e };
        self.m.engagement(self.id, e, Some(f));
    }
}

/// The next safe time from a moment on, a little into it; the moment itself when that would lie ahead of now.
fn inside(windows: &[Window], at: NaiveDateTime, now: NaiveDateTime) -> NaiveDateTime {
    if windows.iter().any(|w| w.contains(at)) {
        return at;
    }
    match windows.iter().filter_map(|w| w.next_start(at)).min() {
        Some(start) if start + Duration::minutes(40) < now => start + Duration::minutes(20),
        _ => at,
    }
}
