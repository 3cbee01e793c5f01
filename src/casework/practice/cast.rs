//! The hand-made cast: the people of the mock-ups with the day that the first picture of Today shows.
//!
//! Every day and time is counted from the day the caseload is made, so that the picture holds on any day. All of them
//! are invented; numbers are from the ranges kept for drama.

use chrono::{Duration, Timelike};

pub(super) mod area;
mod intelligence;
mod safeguarding;
pub(super) mod support;

use super::crime;
use super::maker::Maker;
use crate::domain::concern::{self, Concern};
use crate::domain::confirmed::Confirmed;
use crate::domain::consent::{Consent, purpose, state as answer};
use crate::domain::considered::Considered;
use crate::domain::contact::{Contact, status};
use crate::domain::contact_point::ContactPoint;
use crate::domain::disclosure::Disclosure;
use crate::domain::engagement::{Engagement, direction, outcome};
use crate::domain::field::Code;
use crate::domain::follow_up::{self, FollowUp};
use crate::domain::grounds::Grounds;
use crate::domain::hold::Hold;
use crate::domain::id::{RecordId, contact_reference};
use crate::domain::marker::{self, Marker};
use crate::domain::plan::{Plan, rule};
use crate::domain::update::{self, Update};
use crate::domain::when::{Due, When};

/// Part of the reference of each of the cast, in the order in which they are made; the invented take the rest.
pub(super) const NUMBERS: [u64; 27] =
    [42, 66, 17, 58, 31, 49, 22, 63, 71, 9, 35, 28, 74, 53, 12, 5, 44, 60, 39, 55, 2, 68, 19, 47, 80, 81, 82];

/// The package that waits for its receipt, and the one before it that was accepted.
pub(super) const SENT_PACKAGE: i64 = 12;
/// The last package that was accepted.
pub(super) const ACCEPTED_PACKAGE: i64 = 11;

/// Makes the first `most` of the cast.
pub(super) fn make(m: &mut Maker, most: usize) {
    let makers: [fn(&mut Maker, u64); 27] = [
        roxy, callie, jade, oksana, mia, hang, zaneta, eleni, nino, dee, cigdem, bola, kris, ludmila, malgorzata, ash,
        andreea, soren, ines, yetunde, nell, lilia, marley, lola, teo, xiaomei, nguyen,
    ];
    if most > 0 {
        support::services(m);
    }
    for (make, number) in makers.iter().zip(NUMBERS).take(most) {
        make(m, number);
    }
    if most > 0 {
        area::make(m);
        safeguarding::by_chance(m);
        intelligence::make(m);
        crime::of_nobody(m);
    }
}

fn many(of: &[&str]) -> Vec<String> {
    of.iter().map(|s| (*s).to_owned()).collect()
}

fn codes(of: &[&str]) -> Vec<Code> {
    of.iter().map(|s| Code::new(*s)).collect()
}

/// An open contact of the officer's own area, known for so many days.
fn someone(m: &Maker, number: u64, name: &str, setting: &str, known: u64) -> Contact {
    Contact {
        reference: contact_reference(&m.officer.device_code, number),
        working_names: vec![name.to_owned()],
        status: Code::new(status::OPEN),
        area: Code::new(m.officer.area.clone()),
        settings: if setting.is_empty() { Vec::new() } else { codes(&[setting]) },
        over_18: Code::new("said-so"),
        languages: many(&["English"]),
        dlo: m.officer.point_of_contact.short(),
        dlo_since: Some(m.ago(known)),
        known_since: Some(m.ago(known)),
        ideal_days: Some(30),
        maximum_days: Some(90),
        ..Contact::default()
    }
}

/// A legal name beside the working name; the age is then known from the date of birth.
fn named(c: Contact, given: &str, surname: &str, born: &str, gender: &str) -> Contact {
    Contact {
        given_names: given.to_owned(),
        surname: surname.to_owned(),
        born_on: born.parse().ok(),
        over_18: if born.is_empty() { c.over_18.clone() } else { Code::default() },
        age_basis: Code::new("stated"),
        gender: Code::new(gender),
        ..c
    }
}

fn point(m: &mut Maker, who: RecordId, kind: &str, value: &str, safe: &str, whose: &str) {
    let p = ContactPoint {
        kind: Code::new(kind),
        value: value.to_owned(),
        safe: Code::new(safe),
        whose: whose.to_owned(),
        ..ContactPoint::default()
    };
    m.add(who, &p);
}

/// The usual short plan: the agreed words by text, then a call, at these times; made so many days ago.
fn plan(m: &Maker, made: u64, windows: &[&str]) -> Plan {
    let made_on = m.ago(made);
    Plan {
        version: Some(1),
        text_rule: Code::new(rule::WORDING),
        text_words: "are you about?".to_owned(),
        call_rule: Code::new(rule::ALLOWED),
        call_words: "after a yes by text".to_owned(),
        email_rule: Code::new(rule::NEVER),
        visit_rule: Code::new(rule::NEVER),
        voicemail_rule: Code::new(rule::NEVER),
        windows: many(windows),
        officer_name: "Anna from the project".to_owned(),
        not_safe_word: "about the parcel".to_owned(),
        never: many(&["voicemail", "uniform", "marked car"]),
        intermediary: "Pat at Harbour Project, when two texts stay unanswered".to_owned(),
        interpreter: "no interpreter needed".to_owned(),
        made_with: Code::new("with-the-person"),
        made_on: Some(made_on),
        recheck_on: Some(m.months_after(made_on, 6)),
        ..Plan::default()
    }
}

fn consent(m: &mut Maker, who: RecordId, what: &str, state: &str, days: u64, words: &str) {
    let asked = !matches!(state, answer::NOT_ASKED | answer::UNSAFE);
    let c = Consent {
        purpose: Code::new(what),
        state: Code::new(state),
        asked_on: Some(m.ago(days)),
        words: if asked { words.to_owned() } else { String::new() },
        why_not: if asked { String::new() } else { words.to_owned() },
        taken_by: m.officer.point_of_contact.short(),
        service: if what == purpose::SHARE { "Harbour Project".to_owned() } else { String::new() },
        ..Consent::default()
    };
    m.add(who, &c);
}

fn spoke(m: &Maker, days: u64, hour: u32, minute: u32, channel: &str, summary: &str) -> Engagement {
    Engagement {
        happened: Some(When::at(m.then(days, hour, minute))),
        channel: Code::new(channel),
        direction: Code::new(direction::OUT),
        outcome: Code::new(outcome::SPOKE),
        minutes: Some(12),
        summary: summary.to_owned(),
        ..Engagement::default()
    }
}

fn chance(m: &Maker, days: u64, hour: u32, place: &str, summary: &str) -> Engagement {
    Engagement {
        direction: Code::new(direction::CHANCE),
        place: place.to_owned(),
        ..spoke(m, days, hour, 20, "in-person", summary)
    }
}

fn tried(m: &Maker, days: u64, hour: u32) -> Engagement {
    Engagement { outcome: Code::new(outcome::NO_ANSWER), minutes: None, ..spoke(m, days, hour, 10, "text", "") }
}

fn logged(m: &mut Maker, who: RecordId, engagement: Engagement) -> RecordId {
    m.engagement(who, engagement, None)
}

fn to_do(what: &str, kind: &str, due: Due) -> FollowUp {
    FollowUp {
        what: what.to_owned(),
        kind: Code::new(kind),
        due: Some(due),
        state: Code::new(follow_up::state::OPEN),
        ..FollowUp::default()
    }
}

fn promise(what: &str, due: Due, said: &str) -> FollowUp {
    FollowUp { you_said: said.to_owned(), ..to_do(what, follow_up::kind::PROMISE, due) }
}

/// The engagement in which a promise was made, and the promise.
fn promised(m: &mut Maker, who: RecordId, engagement: Engagement, f: FollowUp) -> RecordId {
    let e = Engagement { next_step: f.what.clone(), next_promised: true, next_due: f.due, ..engagement };
    m.engagement(who, e, Some(f))
}

fn ground(m: &mut Maker, who: RecordId, days: u64, statement: &str, how: &str, standing: &str) -> RecordId {
    let g = Grounds {
        statement: statement.to_owned(),
        standing: Code::new(standing),
        how_known: Code::new(how),
        known_on: Some(m.ago(days)),
        ..Grounds::default()
    };
    m.add(who, &g)
}

fn dlo_marker(grounds: Vec<RecordId>, view: &str) -> Marker {
    Marker {
        marker_type: Code::new("dlo-contact"),
        text: "Contact the DLO before attending. In an emergency attend, then tell the DLO.".to_owned(),
        grounds,
        necessity: "Calls from officers who do not know the arrangement put the person at risk in the house. A note \
                    kept here does not reach them."
            .to_owned(),
        told: Code::new("yes"),
        view: view.to_owned(),
        ..Marker::default()
    }
}

/// An update for IS, with the purpose and condition that fit most of them.
fn for_is(kind: &str, state: &str, necessity: &str) -> Update {
    Update {
        kind: Code::new(kind),
        state: Code::new(state),
        purpose: Code::new("safeguarding"),
        condition: Code::new("individuals-at-risk"),
        necessity: necessity.to_owned(),
        ..Update::default()
    }
}

/// A full half hour to come today, so many half hours from the next one; before midnight of the working day.
fn later_today(m: &Maker, half_hours: i64) -> Due {
    let next = m.now + Duration::minutes(30 - i64::from(m.now.minute() % 30));
    Due::At((next + Duration::minutes(30 * half_hours)).min(m.then(0, 23, 45)))
}

/// Nine this morning, or an hour ago while it is still early.
fn this_morning(m: &Maker) -> Due {
    let nine = m.then(0, 9, 0);
    Due::At(if nine < m.now { nine } else { m.now - Duration::hours(1) })
}

fn roxy(m: &mut Maker, number: u64) {
    let c = Contact {
        working_names: many(&["Roxy", "Anca"]),
        own_words: "working, since two years".to_owned(),
        locality: "Tannery Lane".to_owned(),
        languages: many(&["Romanian", "English"]),
        must_not_find_out: many(&["landlord", "sister"]),
        age_basis: Code::new("documented"),
        is_reference: "P/2210457".to_owned(),
        population_group: Code::new("indoor"),
        vulnerabilities: codes(&["controlled-by-others", "isolated"]),
        answers: many(&["ethnicity:not-asked"]),
        ..named(someone(m, number, "Roxy", "brothel-or-flat", 406), "Ștefania", "Munteanu", "1994-06-14", "female")
    };
    let c = Contact { age_basis: Code::new("documented"), ..c };
    let who = m.contact(&c);
    point(m, who, "mobile", "+447700900142", "safe", "their own");
    point(m, who, "mobile", "+447700900357", "never", "shared with the sister");
    let flat = ContactPoint {
        kind: Code::new("address"),
        value: "Flat 2, 18 Tannery Lane".to_owned(),
        safe: Code::new("never"),
        note: "the landlord has a key".to_owned(),
        ..ContactPoint::default()
    };
    m.add(who, &flat);
    for (version, made, windows) in [
        (1, 400, "Mon to Fri 10:00 to 15:00"),
        (2, 300, "Mon to Thu 10:00 to 15:00"),
        (3, 83, "Mon to Thu 10:00 to 15:00"),
    ] {
        let p = Plan {
            version: Some(version),
            superseded: version < 3,
            never: many(&["voicemail", "uniform", "marked car", "going to the flat", "ringing back a missed call"]),
            who_may_answer: "nobody else; if somebody else answers, wrong number".to_owned(),
            identity_question: "what was in the bag".to_owned(),
            identity_word: "blue mug".to_owned(),
            interpreter: "Romanian or English, no interpreter needed".to_owned(),
            ..plan(m, made, &[windows])
        };
        m.add(who, &p);
    }
    consent(m, who, purpose::LOCAL_NOTE, answer::GIVEN, 406, "Showed the page: \"write it down, then I need not\".");
    consent(m, who, purpose::RECORD_ON_IS, answer::GIVEN, 406, "\"Put it on, so the next one knows who I am.\"");
    consent(m, who, purpose::MARKER, answer::GIVEN, 406, "\"Good, then the next one knows.\"");
    consent(m, who, "pass-on-by-name", answer::REFUSED, 260, "\"Not with my name. Never to the landlord.\"");
    consent(m, who, purpose::SHARE, answer::NOT_ASKED, 260, "nothing to share yet");
    consent(m, who, "pass-on-anonymously", answer::NOT_ASKED, 260, "nothing to pass on yet");
    consent(m, who, "attend-with-solo", answer::NOT_ASKED, 107, "too early after the report");
    consent(m, who, "contact-through-intermediary", answer::NOT_ASKED, 83, "Pat is in the plan already");
    let g1 = ground(m, who, 406, "told the DLO herself", "self-disclosed", "fact");
    let g2 = ground(m, who, 400, "own advert, seen with her", "advert", "fact");
    let g3 = ground(m, who, 387, "Pat at Harbour Project", "other-agency", "assessment");
    let review = m.months_after(m.ahead(2), 0);
    let since = review.checked_sub_months(chrono::Months::new(12));
    let placed = m.marker(
        who,
        Marker {
            state: Code::new(marker::state::ON_IS),
            on_is_since: since,
            review_on: Some(review),
            is_reference: "M/884120".to_owned(),
            ..dlo_marker(vec![g1, g2, g3], "good, then the next one knows")
        },
    );
    let confirmed = Confirmed {
        is_reference: "P/2210457".to_owned(),
        confirmed_on: Some(m.ago(43)),
        how: Code::new("receipt"),
        package: Some(ACCEPTED_PACKAGE),
        fields: serde_json::json!({
            "given_names": "Stefania", "surname": "Munteanu", "born_on": "1994-06-14", "gender": "female",
            "phone": "+447700900357", "grounds": "1 fact", "dlo": "PC 3902 Osei", "marker": "DLO contact, M/884120",
            "review_on": review.to_string(),
        })
        .to_string(),
    };
    m.add(who, &confirmed);
    for (days, hour, words) in [
        (406, 13, "Met at the project. Will talk again, here and not at home."),
        (392, 11, "Explained the marker and who sees it. Agreed to both."),
        (360, 12, "The flat is shared with the sister, who must not know."),
        (331, 11, "Rent goes to the landlord in cash; he has a key."),
        (300, 14, "Plan changed: not on Fridays."),
        (262, 11, "Does not want the name passed on to anybody."),
        (214, 12, "Quiet month. Asked about a dentist."),
        (171, 10, "Dentist was good. Sister has found a receipt, believed the project story."),
        (128, 11, "Afraid since the evening at the flat; thinks about reporting."),
        (107, 13, "Reported with Pat there. Tired and relieved."),
        (62, 11, "Asked for news of the case. There was none; said so."),
        (29, 14, "New lock on the inner door. Sleeps better."),
    ] {
        let e = Engagement {
            explained: if days > 390 { codes(&["what-is-recorded", "who-sees-it", "the-marker"]) } else { Vec::new() },
            raised: if days == 128 { codes(&["safety", "wants-to-report"]) } else { Vec::new() },
            ..spoke(m, days, hour, 20, "call", words)
        };
        logged(m, who, e);
    }
    for days in [376, 241, 143] {
        let e = tried(m, days, 11);
        logged(m, who, e);
    }
    let evening = Engagement {
        plan_rule: "Mon to Thu 10:00 to 15:00".to_owned(),
        outside_reason: "a warning for Tannery Lane could not wait".to_owned(),
        ..spoke(m, 18, 21, 40, "text", "Sent the warning in the agreed words. Answered with a thumb.")
    };
    logged(m, who, evening);
    let by = m.ago(4);
    let day = by.format("%A");
    let last = spoke(
        m,
        7,
        11,
        20,
        "call",
        "Worried about the bail date. Wants to know if he may come to Tannery Lane. Sleeping badly, eating.",
    );
    let f = FollowUp {
        deferrals: Some(2),
        deferral_reason: Code::new("waiting-for-someone-else"),
        ..promise("find out bail conditions", Due::On(by), &format!("I will find out the bail conditions by {day}."))
    };
    promised(m, who, last, f);
    let f = promise("her crime number", Due::On(m.ahead(3)), "You get the crime number this week.");
    m.add(who, &f);
    m.add(who, &to_do("ask about the hearing", follow_up::kind::OTHER, Due::On(m.ahead(7))));
    crime::roxy(m, who);
    let person =
        for_is(update::kind::PERSON, update::state::DRAFT, "IS has a number that is unsafe, and the wrong DLO.");
    m.add(who, &person);
    let renewal = Update {
        about: Some(placed),
        ..for_is(
            update::kind::MARKER,
            update::state::DRAFT,
            "The risk in the house is as it was; the marker is needed.",
        )
    };
    m.add(who, &renewal);
    let information = Update {
        information: "Fact: a man on bail asked twice about the lane. Assessment: he looks for one address.".to_owned(),
        purpose: Code::new("prevention-of-crime"),
        ..for_is(
            update::kind::INFORMATION,
            update::state::DRAFT,
            "Officers who patrol the lane do not know of the bail.",
        )
    };
    m.add(who, &information);
    let accepted = Update {
        package: Some(ACCEPTED_PACKAGE),
        is_reference: "P/2210457".to_owned(),
        ..for_is(update::kind::PERSON, update::state::ACCEPTED, "The person reported a crime and asked for a DLO.")
    };
    m.add(who, &accepted);
    support::roxy(m, who);
}

fn callie(m: &mut Maker, number: u64) {
    let c = Contact {
        over_18: Code::new("no"),
        age_basis: Code::new("stated"),
        settings: Vec::new(),
        locality: "Low Quay".to_owned(),
        must_not_find_out: many(&["the man she calls \"uncle\""]),
        given_names: "Caroline".to_owned(),
        surname: "Pattison".to_owned(),
        gender: Code::new("female"),
        vulnerabilities: codes(&["sexual-exploitation", "drug-dependency"]),
        subject_categories: codes(&["victim"]),
        answers: many(&["born_on:declined"]),
        ideal_days: Some(7),
        maximum_days: Some(14),
        ..someone(m, number, "Callie", "", 2)
    };
    let who = m.contact(&c);
    point(m, who, "mobile", "+447700900661", "never", "given to her by the man");
    point(m, who, "area", "foster placement, through the social worker", "safe", "the placement");
    let p = Plan {
        text_rule: Code::new(rule::NEVER),
        call_rule: Code::new(rule::NEVER),
        visit_rule: Code::new(rule::ALLOWED),
        text_words: String::new(),
        call_words: String::new(),
        intermediary: "her social worker, at any hour through the emergency duty team".to_owned(),
        never: many(&["her own telephone", "uniform"]),
        made_with: Code::new("through-somebody"),
        ..plan(m, 1, &[])
    };
    m.add(who, &p);
    let stamp = |hours: i64, minutes: i64| Due::At(m.before_now(hours, minutes)).to_string();
    let action = |code: &str, state: &str, at: String, note: &str| {
        Considered { code: code.to_owned(), state: state.to_owned(), at, note: note.to_owned() }.to_text()
    };
    let actions = vec![
        action("victim-of-abuse", "done", stamp(40, 40), "PC 4417"),
        action("police-protection", "done", stamp(40, 40), "PC 2218 · PP/2026/0317"),
        action("partners-contacted", "done", stamp(39, 35), "Harbour Project, school"),
        action("designated-officer", "done", stamp(40, 0), "Insp 0871"),
        action("local-authority", "done", stamp(39, 45), "stays: foster placement"),
        action("abduction-warning-notice", "due", Due::On(m.today).to_string(), ""),
        action("child-abuse-investigators", "done", stamp(38, 55), "DS 1190"),
        action("missing-persons-coordinator", "not-needed", stamp(28, 50), "never missing from home"),
        action("is-entry", "due", Due::At(m.now + Duration::minutes(235)).to_string(), ""),
        action("child-concern-notification", "due", stamp(16, 40), ""),
        action("offences-against-exploiters", "done", stamp(27, 25), "s.47, s.48 considered"),
        action("nrm-referral", "due", Due::On(m.ahead(1)).to_string(), "drug debt; form begun"),
    ];
    let k = Concern {
        kind: Code::new(concern::kind::CHILD),
        what: "Says she is 16. With a man she calls \"uncle\", who carries her telephone.".to_owned(),
        noticed: Some(When::at(m.before_now(40, 25))),
        indicators: codes(&["drugs", "not-in-education"]),
        age: Some(16),
        protection_from: Some(Due::At(m.before_now(40, 40))),
        protection_reference: "PP/2026/0317".to_owned(),
        stays: "foster placement".to_owned(),
        offences: codes(&["paying-child", "causing-child"]),
        actions,
        state: Code::new(concern::state::OPEN),
        opened_because: "the age status became a child's".to_owned(),
        ..Concern::default()
    };
    let k = m.add(who, &k);
    let met = Engagement {
        happened: Some(When::at(m.before_now(40, 45))),
        ..chance(m, 2, 21, "Low Quay", "Cold, said 16, then said 19. Went with PC 2218 to the station.")
    };
    logged(m, who, met);
    let e = Engagement {
        with_whom: "her social worker".to_owned(),
        ..spoke(m, 1, 16, 30, "in-person", "At the placement. Ate. Would like her school bag.")
    };
    logged(m, who, e);
    let meeting = m.ahead(1).and_hms_opt(10, 0, 0).map_or(Due::On(m.ahead(1)), Due::At);
    m.add(who, &to_do("strategy meeting", follow_up::kind::SAFEGUARDING, meeting));
    let u = Update {
        about: Some(k),
        condition: Code::new("individuals-at-risk"),
        ..for_is(update::kind::SAFEGUARDING, update::state::APPROVED, "A child may be at risk of harm.")
    };
    m.add(who, &u);
}

fn jade(m: &mut Maker, number: u64) {
    let c = Contact {
        population_group: Code::new("online"),
        must_not_find_out: many(&["former partner"]),
        vulnerabilities: codes(&["domestic-abuse"]),
        subject_categories: codes(&["victim"]),
        ..named(someone(m, number, "Jade", "internet", 320), "Leanne", "Hepple", "1997-03-02", "female")
    };
    let who = m.contact(&c);
    point(m, who, "mobile", "+447700900170", "safe", "their own");
    point(m, who, "e-mail", "jade@mail.example", "shared", "the former partner may read it");
    let p = plan(m, 120, &["Mon to Fri 09:00 to 17:00"]);
    m.add(who, &p);
    consent(m, who, purpose::LOCAL_NOTE, answer::GIVEN, 320, "\"Yes, if I can read it.\"");
    consent(m, who, purpose::RECORD_ON_IS, answer::GIVEN, 200, "\"Yes, because of the case.\"");
    consent(m, who, purpose::MARKER, answer::REFUSED, 200, "\"No marker. I do not want that word anywhere.\"");
    ground(m, who, 320, "told the DLO in a first talk", "self-disclosed", "fact");
    let e = Engagement {
        first_account: "\"He said he would pay after and then he locked the door. I got out through the kitchen.\"\n\n\
                        Added the next day:\n\"He had a key. I do not know from whom.\""
            .to_owned(),
        raised: codes(&["safety", "who-knows", "wants-to-report"]),
        explained: codes(&["crime-recording", "limits-of-confidentiality", "ugly-mugs"]),
        ..spoke(m, 20, 15, 0, "in-person", "Told what happened, with Pat there.")
    };
    logged(m, who, e);
    let due = m.ago(2);
    let said = format!("I will tell you on {} what came of the CPS meeting.", due.format("%A"));
    let e = spoke(m, 12, 10, 40, "call", "Asks whether the case goes on. The meeting with the CPS is next week.");
    promised(m, who, e, promise("result of the CPS meeting", Due::On(due), &said));
    // The day within which it is to be recorded ends today.
    let told = (m.now + Duration::minutes(545)).min(m.then(0, 23, 50)) - Duration::hours(24);
    let e = Engagement {
        happened: Some(When::at(told)),
        direction: Code::new(direction::IN),
        ..spoke(m, 1, 23, 10, "call", "Rang: a man at the door again, gone before the patrol came. Safe at a friend's.")
    };
    logged(m, who, e);
    crime::jade(m, who, told);
    let u = Update {
        information: "Fact: a man came to the address again on the evening of the report and left.".to_owned(),
        purpose: Code::new("investigation"),
        ..for_is(update::kind::INFORMATION, update::state::APPROVED, "The officer in the case does not know of it yet.")
    };
    m.add(who, &u);
    let hold = Hold {
        scope: Code::new("contact"),
        why: Code::new("investigation"),
        reference: "CR-0017".to_owned(),
        asked_by: "DS 1190".to_owned(),
        officer_told: true,
        ..Hold::default()
    };
    m.add(who, &hold);
    let d = Disclosure {
        happened: Some(When::at(m.then(11, 9, 30))),
        to_whom: "CPS case lawyer".to_owned(),
        verified: "secure e-mail address of the unit".to_owned(),
        channel: Code::new("secure-email"),
        what: "That a first account exists, when it was given and where it is kept.".to_owned(),
        purpose: Code::new("prosecution"),
        basis: Code::new("administration-of-justice"),
        ..Disclosure::default()
    };
    m.add(who, &d);
}

fn oksana(m: &mut Maker, number: u64) {
    let c = Contact {
        languages: many(&["Ukrainian", "Russian"]),
        interpreter: true,
        population_group: Code::new("indoor"),
        must_not_find_out: many(&["family at home"]),
        ..named(someone(m, number, "Оксана", "brothel-or-flat", 90), "Оксана", "Шевчук", "1991-11-08", "female")
    };
    let who = m.contact(&c);
    point(m, who, "mobile", "+447700900583", "safe", "their own");
    let p = Plan {
        interpreter: "Ukrainian, the interpreter of the project".to_owned(),
        ..plan(m, 80, &["any day after 18:00", "any day 08:00 to 10:00"])
    };
    m.add(who, &p);
    consent(m, who, purpose::LOCAL_NOTE, answer::GIVEN, 90, "\"If it is not for the immigration office.\" It is not.");
    consent(m, who, purpose::RECORD_ON_IS, answer::NOT_ASKED, 90, "first the interpreter, then the question");
    let e = spoke(m, 5, 19, 15, "text", "After her shift is best. Asked for a text this week, in the morning.");
    promised(m, who, e, promise("text after her shift", this_morning(m), "I text you when the shift is over."));
}

fn mia(m: &mut Maker, number: u64) {
    let c = Contact {
        working_names: many(&["Mia", "Marley"]),
        population_group: Code::new("on-street"),
        must_not_find_out: many(&["partner"]),
        ..named(someone(m, number, "Mia", "face-to-face", 150), "Gemma", "Robson", "1999-08-21", "female")
    };
    let who = m.contact(&c);
    point(m, who, "mobile", "+447700900311", "safe", "their own");
    let p = Plan {
        visit_rule: Code::new(rule::ALLOWED),
        meeting_places: many(&["Harbour Project, back room"]),
        ..plan(m, 100, &["Mon to Fri 12:00 to 17:00"])
    };
    m.add(who, &p);
    consent(m, who, purpose::LOCAL_NOTE, answer::GIVEN, 150, "\"That is fair.\"");
    consent(m, who, purpose::RECORD_ON_IS, answer::GIVEN, 71, "\"Yes, but not my address.\"");
    consent(m, who, purpose::MARKER, answer::GIVEN, 71, "\"Yes, and tell me when it is there.\"");
    let g1 = ground(m, who, 150, "told the DLO in a first talk", "self-disclosed", "fact");
    let g2 = ground(m, who, 140, "seen at the place on three evenings", "observed", "assessment");
    let review_on = Some(m.months_after(m.today, 12));
    let ready = m.marker(
        who,
        Marker {
            state: Code::new(marker::state::READY),
            review_on,
            ..dlo_marker(vec![g1, g2], "yes, and tell me when it is there")
        },
    );
    let e = Engagement {
        with_whom: "Pat, Harbour Project".to_owned(),
        ..chance(m, 71, 22, "Low Quay", "Marley was the name she gave first. Talked about the marker.")
    };
    logged(m, who, e);
    let e = spoke(m, 6, 13, 30, "call", "Wants to meet with Pat at the project, about the room.");
    logged(m, who, e);
    m.add(who, &to_do("meet at Harbour Project, with Pat", follow_up::kind::ENGAGEMENT, later_today(m, 2)));
    m.add(
        who,
        &for_is(update::kind::PERSON, update::state::APPROVED, "The person asked to be known before the next stop."),
    );
    let u = Update {
        about: Some(ready),
        ..for_is(update::kind::MARKER, update::state::APPROVED, "An officer who attends must know whom to ring first.")
    };
    m.add(who, &u);
    support::mia(m, who);
}

fn hang(m: &mut Maker, number: u64) {
    let c = Contact {
        languages: many(&["Vietnamese"]),
        interpreter: true,
        population_group: Code::new("migrant"),
        must_not_find_out: many(&["the go-between"]),
        vulnerabilities: codes(&["debt-bondage", "language"]),
        ..named(someone(m, number, "Hằng", "massage-parlour-or-sauna", 130), "Thị Hằng", "Phạm", "", "female")
    };
    let who = m.contact(&c);
    point(m, who, "mobile", "+447700900490", "safe", "a friend's");
    let p =
        Plan { interpreter: "Vietnamese, booked a day before".to_owned(), ..plan(m, 60, &["any day 16:00 to 18:00"]) };
    m.add(who, &p);
    consent(m, who, purpose::LOCAL_NOTE, answer::GIVEN, 130, "Through the interpreter: \"yes\".");
    consent(m, who, purpose::RECORD_ON_IS, answer::UNSAFE, 115, "the go-between was listening");
    let e = Engagement {
        with_whom: "an interpreter, and a friend called Marley".to_owned(),
        ..spoke(m, 114, 17, 0, "call", "The rooms are let by the week. Pays back a journey.")
    };
    logged(m, who, e);
    let e = Engagement {
        happened: When::parse("about two weeks ago", m.zoned).ok(),
        ..spoke(m, 15, 17, 5, "call", "Better. Asked for a call with the same interpreter.")
    };
    logged(m, who, e);
    m.add(who, &to_do("call, interpreter booked", follow_up::kind::ENGAGEMENT, later_today(m, 5)));
}

fn zaneta(m: &mut Maker, number: u64) {
    let c = Contact {
        working_names: many(&["Żaneta", "Zana", "Blue"]),
        languages: many(&["Polish", "English"]),
        population_group: Code::new("on-street"),
        answers: many(&["born_on:declined", "ethnicity:declined"]),
        ..named(someone(m, number, "Żaneta", "red-light-area", 197), "Małgorzata", "Źrebiec", "", "female")
    };
    let who = m.contact(&c);
    point(m, who, "mobile", "+447700900220", "safe", "their own");
    point(m, who, "mobile", "+447700900221", "shared", "shared with a friend");
    point(m, who, "no-fixed-abode", "", "safe", "");
    for (version, made) in [(1, 197), (2, 40)] {
        let p = Plan {
            version: Some(version),
            superseded: version == 1,
            visit_rule: Code::new(rule::ALLOWED),
            meeting_places: many(&["drop-in, Mon and Wed"]),
            ..plan(m, made, &["any day 10:00 to 20:00"])
        };
        m.add(who, &p);
    }
    consent(m, who, purpose::LOCAL_NOTE, answer::GIVEN, 197, "\"Write what you like, it is true.\"");
    consent(m, who, purpose::RECORD_ON_IS, answer::NOT_ASKED, 197, "would have been too much that evening");
    ground(m, who, 197, "seen at the place on three evenings", "observed", "assessment");
    let e =
        chance(m, 5, 21, "Low Quay, near the bridge", "Cold. Asked for a bus pass so that the last bus is possible.");
    promised(m, who, e, promise("bus pass at the drop-in", Due::On(m.today), "You get the pass at the drop-in."));
    support::zaneta(m, who);
}

fn eleni(m: &mut Maker, number: u64) {
    let c = Contact {
        languages: many(&["Greek", "English"]),
        population_group: Code::new("indoor"),
        must_not_find_out: many(&["employer"]),
        ..named(
            someone(m, number, "Ελένη", "escort-agency-or-hostess-club", 240),
            "Αικατερίνη",
            "Βλάχου",
            "1989-01-30",
            "female",
        )
    };
    let who = m.contact(&c);
    point(m, who, "mobile", "+447700900630", "safe", "their own");
    let p = plan(m, 90, &["Mon to Thu 11:00 to 16:00"]);
    m.add(who, &p);
    consent(m, who, purpose::LOCAL_NOTE, answer::GIVEN, 240, "\"Yes. For you.\"");
    consent(
        m,
        who,
        purpose::RECORD_ON_IS,
        answer::REFUSED,
        190,
        "\"No. Not while my employer rings the police about everything.\"",
    );
    let e = spoke(m, 10, 12, 30, "call", "Reported the theft at the front desk and got no number. Would like it.");
    promised(m, who, e, promise("her crime number", Due::On(m.today), "I find your crime number this week."));
}

fn nino(m: &mut Maker, number: u64) {
    let c = Contact {
        over_18: Code::new("looks-so"),
        languages: many(&["Georgian", "Russian"]),
        interpreter: true,
        population_group: Code::new("migrant"),
        ideal_days: None,
        maximum_days: None,
        answers: many(&["given_names:not-asked", "surname:not-asked", "born_on:unsafe-to-ask"]),
        ..someone(m, number, "ნინო", "internet", 184)
    };
    let who = m.contact(&c);
    point(m, who, "mobile", "+447700900710", "not-known", "not said");
    let made = m.today.checked_sub_months(chrono::Months::new(6)).unwrap_or(m.today);
    let p = Plan {
        made_on: Some(made),
        recheck_on: Some(m.today),
        made_with: Code::new("from-what-is-known"),
        ..plan(m, 184, &["any day 12:00 to 20:00"])
    };
    m.add(who, &p);
    consent(m, who, purpose::RECORD_ON_IS, answer::NOT_ASKED, 184, "first meeting, nothing but names");
    let e = chance(m, 184, 15, "Station approach", "On the way through. Took the card, may ring in autumn.");
    logged(m, who, e);
}

fn dee(m: &mut Maker, number: u64) {
    let c = Contact {
        population_group: Code::new("on-street"),
        is_reference: "P/2199031".to_owned(),
        ..named(someone(m, number, "Dee", "red-light-area", 420), "Donna", "Milburn", "1983-05-19", "female")
    };
    let who = m.contact(&c);
    point(m, who, "mobile", "+447700900091", "safe", "their own");
    let p = plan(m, 70, &["any day 10:00 to 22:00"]);
    m.add(who, &p);
    consent(m, who, purpose::LOCAL_NOTE, answer::GIVEN, 420, "\"Aye.\"");
    consent(m, who, purpose::RECORD_ON_IS, answer::GIVEN, 420, "\"You lot have me on there anyway.\"");
    consent(m, who, purpose::MARKER, answer::GIVEN, 400, "\"If it keeps the young ones off my door.\"");
    let g = ground(m, who, 420, "told the DLO herself", "self-disclosed", "fact");
    let review = m.ahead(4);
    let placed = m.marker(
        who,
        Marker {
            state: Code::new(marker::state::ON_IS),
            on_is_since: review.checked_sub_months(chrono::Months::new(12)),
            review_on: Some(review),
            is_reference: "M/884133".to_owned(),
            ..dlo_marker(vec![g], "if it keeps the young ones off my door")
        },
    );
    let e = chance(m, 4, 20, "Low Quay", "Thinks the marker is not needed any more; will say at the review.");
    logged(m, who, e);
    let removal = Update {
        about: Some(placed),
        held_until: Some(m.ahead(6)),
        decision_reason: "waiting until the person knows".to_owned(),
        ..for_is(update::kind::MARKER_REMOVAL, update::state::HELD, "The person may ask for the removal at the review.")
    };
    m.add(who, &removal);
    let rejected = Update {
        rejection: "R-07: surname differs".to_owned(),
        package: Some(ACCEPTED_PACKAGE),
        ..for_is(update::kind::PERSON, update::state::REJECTED, "The name on IS is an earlier married name.")
    };
    m.add(who, &rejected);
    support::dee(m, who);
}

fn cigdem(m: &mut Maker, number: u64) {
    let c = Contact {
        languages: many(&["Turkish", "English"]),
        population_group: Code::new("indoor"),
        ..named(someone(m, number, "Çiğdem", "parties", 75), "Meryem", "Çelik", "1995-10-12", "female")
    };
    let who = m.contact(&c);
    point(m, who, "mobile", "+447700900350", "safe", "their own");
    let p = plan(m, 60, &["Mon to Fri 10:00 to 14:00"]);
    m.add(who, &p);
    consent(m, who, purpose::RECORD_ON_IS, answer::GIVEN, 60, "\"Yes, that is fair.\"");
    consent(m, who, purpose::SHARE, answer::GIVEN, 8, "Named the project and what it would be told. \"Good.\"");
    let e = spoke(m, 8, 11, 0, "call", "Would like the counsellor of the project. Agreed what is sent.");
    logged(m, who, e);
    support::cigdem(m, who);
}

fn bola(m: &mut Maker, number: u64) {
    let c = Contact {
        languages: many(&["Yoruba", "English"]),
        population_group: Code::new("online"),
        ..named(someone(m, number, "Bọlá", "internet", 110), "Adébọ́lá", "Ògúnlẹ́yẹ", "1992-12-24", "female")
    };
    let who = m.contact(&c);
    point(m, who, "mobile", "+447700900280", "safe", "their own");
    let p = plan(m, 55, &["any day 09:00 to 12:00"]);
    m.add(who, &p);
    consent(m, who, purpose::RECORD_ON_IS, answer::GIVEN, 90, "\"Yes.\"");
    let c = Consent {
        purpose: Code::new(purpose::SHARE),
        service: "Harbour Project".to_owned(),
        state: Code::new(answer::GIVEN),
        asked_on: Some(m.ago(20)),
        words: "Agreed for a month, then to be asked again.".to_owned(),
        taken_by: m.officer.point_of_contact.short(),
        expires_on: Some(m.ahead(10)),
        ..Consent::default()
    };
    m.add(who, &c);
    let e = spoke(m, 11, 10, 0, "call", "The project has rung, the first talk is not fixed.");
    logged(m, who, e);
    support::bola(m, who);
    let sent = Update {
        package: Some(SENT_PACKAGE),
        ..for_is(update::kind::PERSON, update::state::SENT, "The person asked to be known before the next stop.")
    };
    m.add(who, &sent);
}

fn kris(m: &mut Maker, number: u64) {
    let c = Contact {
        population_group: Code::new("online"),
        gender: Code::new("non-binary"),
        answers: many(&["given_names:declined", "surname:declined", "born_on:declined"]),
        ..someone(m, number, "Kris", "internet", 210)
    };
    let who = m.contact(&c);
    point(m, who, "handle", "kris-on-the-board", "safe", "their own");
    let p = Plan { text_rule: Code::new(rule::NEVER), text_words: String::new(), ..plan(m, 93, &[]) };
    m.add(who, &p);
    consent(m, who, purpose::LOCAL_NOTE, answer::GIVEN, 210, "\"A line, not a page.\"");
    consent(m, who, purpose::RECORD_ON_IS, answer::REFUSED, 210, "\"I do not want to be on any list.\"");
    let e = spoke(m, 93, 18, 0, "online", "All well. Will write when there is something.");
    logged(m, who, e);
    let e = Engagement { channel: Code::new("online"), ..tried(m, 30, 18) };
    logged(m, who, e);
    let never = Update {
        decision_reason: "the person refused".to_owned(),
        ..for_is(update::kind::PERSON, update::state::NEVER, "An earlier note asked for it.")
    };
    m.add(who, &never);
    support::kris(m, who);
}

fn ludmila(m: &mut Maker, number: u64) {
    let c = Contact {
        languages: many(&["Polish"]),
        population_group: Code::new("indoor"),
        ..named(someone(m, number, "Ludmiła", "brothel-or-flat", 180), "Bożena", "Łuczak", "1986-02-11", "female")
    };
    let who = m.contact(&c);
    point(m, who, "mobile", "+447700900530", "safe", "their own");
    let p = plan(m, 100, &["Tue Thu 12:00 to 16:00"]);
    m.add(who, &p);
    consent(m, who, purpose::RECORD_ON_IS, answer::NOT_ASKED, 180, "not needed for anything yet");
    let e = spoke(m, 41, 13, 0, "call", "Away for some weeks. To be rung in December.");
    logged(m, who, e);
    m.add(who, &to_do("ring about the winter room", follow_up::kind::OTHER, Due::On(m.ahead(8))));
    let held = Update {
        held_until: Some(m.ahead(7)),
        decision_reason: "facts to check".to_owned(),
        ..for_is(update::kind::RECTIFICATION, update::state::HELD, "The date of birth on IS belongs to somebody else.")
    };
    m.add(who, &held);
}

fn malgorzata(m: &mut Maker, number: u64) {
    let c = Contact {
        languages: many(&["Polish", "English"]),
        population_group: Code::new("indoor"),
        ..named(someone(m, number, "Małgorzata", "brothel-or-flat", 230), "Jadwiga", "Wójcik", "1990-09-09", "female")
    };
    let who = m.contact(&c);
    point(m, who, "mobile", "+447700900120", "safe", "their own");
    let p = plan(m, 110, &["Mon to Fri 11:00 to 14:00"]);
    m.add(who, &p);
    consent(m, who, purpose::RECORD_ON_IS, answer::GIVEN, 200, "\"Yes, that is fair.\"");
    let e = spoke(m, 38, 12, 0, "call", "Works less. Thinks about the course in spring.");
    logged(m, who, e);
    m.add(who, &to_do("send the course dates", follow_up::kind::OTHER, Due::On(m.ahead(7))));
    let deferred = Update {
        package: Some(SENT_PACKAGE),
        ..for_is(update::kind::PERSON, update::state::DEFERRED, "IS has the wrong DLO.")
    };
    m.add(who, &deferred);
}

fn ash(m: &mut Maker, number: u64) {
    let c = Contact {
        gender: Code::new("trans-male"),
        population_group: Code::new("on-street"),
        ideal_days: None,
        maximum_days: None,
        review_on: Some(m.ahead(6)),
        ..someone(m, number, "Ash", "transport-routes", 640)
    };
    let who = m.contact(&c);
    consent(m, who, purpose::RECORD_ON_IS, answer::GIVEN, 600, "\"For now.\"");
    consent(
        m,
        who,
        purpose::RECORD_ON_IS,
        answer::WITHDRAWN,
        430,
        "\"I said yes last year and I do not want it any more.\"",
    );
    let last = m.today.checked_sub_months(chrono::Months::new(12)).map_or(369, |d| (m.today - d).num_days() + 4);
    let e = chance(
        m,
        u64::try_from(last).unwrap_or(369),
        14,
        "Quarry lorry park",
        "Leaves the work and the town. Said goodbye.",
    );
    logged(m, who, e);
}

/// Someone of the list whom Today does not show: a plan in date, an answer, a last engagement and a next thing to do.
struct Quiet<'a> {
    last: u64,
    next: (&'a str, u64),
    consent: (&'a str, &'a str),
    phone: &'a str,
}

fn quiet(m: &mut Maker, c: &Contact, q: &Quiet<'_>) -> RecordId {
    let who = m.contact(c);
    point(m, who, "mobile", q.phone, "safe", "their own");
    let p = plan(m, q.last.max(10), &["any day 10:00 to 18:00"]);
    m.add(who, &p);
    let (state, words) = q.consent;
    consent(m, who, purpose::RECORD_ON_IS, state, q.last, words);
    let e = spoke(m, q.last, 14, 0, "call", "Is well. Nothing needed today.");
    logged(m, who, e);
    let (what, days) = q.next;
    m.add(who, &to_do(what, follow_up::kind::OTHER, Due::On(m.ahead(days))));
    who
}

fn andreea(m: &mut Maker, number: u64) {
    let c = Contact {
        languages: many(&["Romanian"]),
        population_group: Code::new("indoor"),
        ..named(someone(m, number, "Andreea", "pop-up-brothel", 50), "Ioana", "Bălan", "1998-04-17", "female")
    };
    let q = Quiet {
        last: 13,
        next: ("where the next town is", 9),
        consent: (answer::GIVEN, "\"Yes.\""),
        phone: "+447700900440",
    };
    quiet(m, &c, &q);
}

fn soren(m: &mut Maker, number: u64) {
    let c = Contact {
        over_18: Code::new("looks-so"),
        gender: Code::new("male"),
        languages: many(&["Danish", "English"]),
        population_group: Code::new("on-street"),
        answers: many(&["given_names:not-asked", "surname:declined", "born_on:unsafe-to-ask", "ethnicity:unknown"]),
        ..someone(m, number, "Søren", "opportunistic-sites", 45)
    };
    let q = Quiet {
        last: 16,
        next: ("bring the clinic card", 10),
        consent: (answer::NOT_ASKED, "first meeting, nothing but names"),
        phone: "+447700900600",
    };
    quiet(m, &c, &q);
}

fn ines(m: &mut Maker, number: u64) {
    let c = Contact {
        languages: many(&["Portuguese", "English"]),
        answers: many(&["given_names:declined", "surname:declined", "gender:declined"]),
        ..someone(m, number, "Ines", "small-ads", 60)
    };
    let q = Quiet {
        last: 18,
        next: ("ask again, once", 13),
        consent: (answer::NOT_ASKED, "declined to talk about it"),
        phone: "+447700900390",
    };
    quiet(m, &c, &q);
}

fn yetunde(m: &mut Maker, number: u64) {
    let c = Contact {
        population_group: Code::new("online"),
        ..named(someone(m, number, "Yetunde", "internet", 140), "Fúnmiláyọ̀", "Bánkọ́lé", "1993-07-05", "female")
    };
    let q = Quiet {
        last: 9,
        next: ("send the alert words", 15),
        consent: (answer::GIVEN, "\"Yes.\""),
        phone: "+447700900550",
    };
    let who = quiet(m, &c, &q);
    safeguarding::abuse(m, who);
}

fn nell(m: &mut Maker, number: u64) {
    let c = Contact {
        population_group: Code::new("on-street"),
        ..named(someone(m, number, "Nell", "face-to-face", 700), "Joanne", "Tulley", "1979-02-27", "female")
    };
    let q = Quiet {
        last: 14,
        next: ("winter coat", 20),
        consent: (answer::GIVEN, "\"Aye, why not.\""),
        phone: "+447700900020",
    };
    let who = quiet(m, &c, &q);
    safeguarding::adult(m, who);
}

/// Met by chance, and no plan yet: *Contact now* asks for one.
fn lilia(m: &mut Maker, number: u64) {
    let c = Contact {
        over_18: Code::default(),
        languages: many(&["Ukrainian"]),
        interpreter: true,
        locality: "Old market".to_owned(),
        ..someone(m, number, "Лілія", "telephone-box-ads", 3)
    };
    let who = m.contact(&c);
    let e = chance(m, 3, 19, "Old market", "Gave a name and took the card.");
    logged(m, who, e);
    m.add(who, &to_do("make a plan, with an interpreter", follow_up::kind::PLAN, Due::On(m.ahead(21))));
}

fn marley(m: &mut Maker, number: u64) {
    let c = Contact {
        status: Code::new(status::CLOSED),
        closed_reason: Code::new("moved-away"),
        closed_on: Some(m.ago(280)),
        ..someone(m, number, "Marley", "internet", 500)
    };
    let who = m.contact(&c);
    consent(m, who, purpose::RECORD_ON_IS, answer::REFUSED, 480, "\"No.\"");
    let e = spoke(m, 280, 13, 0, "call", "Moves south and needs nothing more. Asked to close the record.");
    logged(m, who, e);
}

fn lola(m: &mut Maker, number: u64) {
    let c = Contact {
        population_group: Code::new("on-street"),
        ..named(someone(m, number, "Lola B", "red-light-area", 95), "Kelly", "Dodds", "1996-06-30", "female")
    };
    let q = Quiet {
        last: 12,
        next: ("torch and gloves", 16),
        consent: (answer::GIVEN, "\"Yes.\""),
        phone: "+447700900470",
    };
    let who = quiet(m, &c, &q);
    safeguarding::child_of(m, who);
}

/// Perhaps under 18: a child until shown otherwise, in an area that another officer looks after.
fn teo(m: &mut Maker, number: u64) {
    let c = Contact {
        area: Code::new("northern"),
        over_18: Code::new("unsure"),
        settings: Vec::new(),
        locality: "Coast road lay-by".to_owned(),
        ideal_days: Some(7),
        maximum_days: Some(14),
        ..someone(m, number, "Teo", "", 6)
    };
    let who = m.contact(&c);
    let due = |hours: i64| Due::At(m.now + Duration::hours(hours)).to_string();
    let action = |code: &str, state: &str, at: String, note: &str| {
        Considered { code: code.to_owned(), state: state.to_owned(), at, note: note.to_owned() }.to_text()
    };
    let actions = vec![
        action("victim-of-abuse", "done", Due::At(m.then(6, 22, 0)).to_string(), "PC 4417"),
        action("local-authority", "done", Due::At(m.then(6, 22, 40)).to_string(), "emergency duty team"),
        action("missing-persons-coordinator", "done", Due::At(m.then(5, 9, 0)).to_string(), "MP-1144"),
        action("child-concern-notification", "done", Due::At(m.then(5, 11, 0)).to_string(), "sent with package 12"),
        action("nrm-referral", "due", due(46), ""),
    ];
    let k = Concern {
        kind: Code::new(concern::kind::CHILD),
        what: "May be under 18: small, looked to the driver before each answer.".to_owned(),
        noticed: Some(When::at(m.then(6, 21, 50))),
        indicators: codes(&["arrived-alone", "missing-from-home"]),
        actions,
        state: Code::new(concern::state::OPEN),
        opened_because: "the age status became a child's".to_owned(),
        ..Concern::default()
    };
    m.add(who, &k);
    let e = chance(m, 6, 21, "Coast road lay-by", "Got into the van before the talk was over. Number plate noted.");
    logged(m, who, e);
}

fn xiaomei(m: &mut Maker, number: u64) {
    let c = Contact {
        languages: many(&["Mandarin"]),
        interpreter: true,
        population_group: Code::new("migrant"),
        ..named(someone(m, number, "小梅", "massage-parlour-or-sauna", 30), "丽华", "陈", "1988-03-15", "female")
    };
    let q = Quiet {
        last: 4,
        next: ("ask for the interpreter she knows", 8),
        consent: (answer::NOT_ASKED, "first meeting, nothing but names"),
        phone: "+447700900810",
    };
    let who = quiet(m, &c, &q);
    safeguarding::slavery(m, who);
}

fn nguyen(m: &mut Maker, number: u64) {
    let c = Contact {
        languages: many(&["Vietnamese", "English"]),
        population_group: Code::new("online"),
        ..named(someone(m, number, "Nguyễn Thảo", "internet", 25), "Phương Thảo", "Nguyễn", "1994-01-20", "female")
    };
    let q = Quiet {
        last: 3,
        next: ("send the clinic times", 8),
        consent: (answer::GIVEN, "\"Yes.\""),
        phone: "+447700900820",
    };
    quiet(m, &c, &q);
}
