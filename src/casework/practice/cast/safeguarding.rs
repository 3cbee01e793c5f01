//! Concerns of adults, domestic abuse, modern slavery and of children who are no contacts, and the people linked to
//! contacts. Decided, far off or of another area, so that the day that the first picture shows stays as it is.

use super::super::maker::Maker;
use super::codes;
use crate::domain::concern::{self, Concern, actions_list};
use crate::domain::considered::Considered;
use crate::domain::contact::age;
use crate::domain::field::Code;
use crate::domain::id::RecordId;
use crate::domain::linked_person::LinkedPerson;
use crate::domain::lists;
use crate::domain::when::{Due, When};

/// Every action of a kind as done on a day, but those said here: due on another day, or not needed and why.
fn actions(m: &Maker, kind: &str, days: u64, but: &[(&str, Result<u64, &str>)]) -> Vec<String> {
    let items = lists::get(actions_list(kind)).map(|l| l.items.as_slice()).unwrap_or_default();
    let done = Due::At(m.then(days, 16, 30)).to_string();
    items
        .iter()
        .filter(|i| i.code != concern::SECOND_PERSON)
        .map(|item| {
            let (state, at, note) = match but.iter().find(|(code, _)| *code == item.code) {
                Some((_, Ok(ahead))) => ("due", Due::On(m.ahead(*ahead)).to_string(), ""),
                Some((_, Err(why))) => ("not-needed", done.clone(), *why),
                None => ("done", done.clone(), "PC 4417"),
            };
            Considered { code: item.code.clone(), state: state.to_owned(), at, note: note.to_owned() }.to_text()
        })
        .collect()
}

fn linked(m: &mut Maker, who: RecordId, relation: &str, name: &str, status: &str, why: &str) -> RecordId {
    let p = LinkedPerson {
        relation: Code::new(relation),
        name: name.to_owned(),
        age_status: Code::new(status),
        why_kept: why.to_owned(),
        review_on: Some(m.ahead(120)),
        ..LinkedPerson::default()
    };
    m.add(who, &p)
}

fn noticed(m: &Maker, days: u64) -> Option<When> {
    Some(When::at(m.then(days, 15, 40)))
}

/// Domestic abuse: the former partner hears the calls, and the MARAC is still to come.
pub(super) fn abuse(m: &mut Maker, who: RecordId) {
    let abuser = linked(m, who, "former-partner", "Dean, drives for a bakery", age::ADULT, "suspected abuser");
    linked(m, who, "trusted-friend", "Ada, next door", age::ADULT, "may be told where she is");
    let k = Concern {
        kind: Code::new(concern::kind::ABUSE),
        what: "He has the telephone account in his name and sees whom she calls. Text is read on another telephone."
            .to_owned(),
        noticed: noticed(m, 9),
        abuse_record: "DA/2026/4471".to_owned(),
        abuse_tool: Code::new("dara"),
        abuse_grade: Code::new("medium"),
        abuse_reference: "DARA-118".to_owned(),
        abuser: Some(abuser),
        unsafe_channels: codes(&["call", "voicemail"]),
        actions: actions(m, concern::kind::ABUSE, 8, &[("marac", Ok(20)), ("children", Err("has none"))]),
        state: Code::new(concern::state::OPEN),
        ..Concern::default()
    };
    m.add(who, &k);
}

/// An adult with care and support needs, decided.
pub(super) fn adult(m: &mut Maker, who: RecordId) {
    let k = Concern {
        kind: Code::new(concern::kind::ADULT),
        what: "Sleeps in a stairwell since the fall and cannot manage the stairs or her tablets.".to_owned(),
        noticed: noticed(m, 60),
        needs: "A broken hip that did not heal, and no one who helps with the tablets.".to_owned(),
        adult_notification: "ACN/2026/0212".to_owned(),
        actions: actions(m, concern::kind::ADULT, 59, &[("safety-plan", Err("one is made with the hospital"))]),
        state: Code::new(concern::state::CLOSED),
        decision: "Adult social care visits; agreed with her and with the team leader.".to_owned(),
        ..Concern::default()
    };
    m.add(who, &k);
}

/// Modern slavery: no consent to the referral, so the duty to notify.
pub(super) fn slavery(m: &mut Maker, who: RecordId) {
    let k = Concern {
        kind: Code::new(concern::kind::SLAVERY),
        what: "Does not hold her own passport and owes for the journey.".to_owned(),
        noticed: noticed(m, 22),
        referral_consent: Code::new("no"),
        notify_reference: "DTN-2026-3391".to_owned(),
        offences: codes(&["slavery", "controlling-for-gain"]),
        actions: actions(
            m,
            concern::kind::SLAVERY,
            21,
            &[("referral", Err("does not agree; notified without a name"))],
        ),
        state: Code::new(concern::state::CLOSED),
        decision: "Notified without a name. The offer stands; asked again at each meeting.".to_owned(),
        ..Concern::default()
    };
    m.add(who, &k);
}

/// A child of a contact, decided.
pub(super) fn child_of(m: &mut Maker, who: RecordId) {
    let child = linked(m, who, "child", "Jaydon, with his nana", age::CHILD, "a child concern, decided");
    let k = Concern {
        kind: Code::new(concern::kind::CHILD),
        what: "Nine years old, was alone in the flat two evenings while his mother worked.".to_owned(),
        noticed: noticed(m, 70),
        age: Some(9),
        lives: Code::new("at-home"),
        stays: "with his grandmother".to_owned(),
        views: "I like it at my nana's. I want my football.".to_owned(),
        indicators: codes(&["parents-involved"]),
        child_notification: "CCN/2026/1530".to_owned(),
        about: Some(child),
        actions: actions(
            m,
            concern::kind::CHILD,
            69,
            &[
                ("police-protection", Err("came home while we were there")),
                ("abduction-warning-notice", Err("nobody seeks him out")),
                ("missing-persons-coordinator", Err("never missing")),
                ("nrm-referral", Err("no sign of it")),
                ("offences-against-exploiters", Err("nobody exploits him")),
            ],
        ),
        state: Code::new(concern::state::CLOSED),
        opened_because: "a child of the contact".to_owned(),
        decision: "Stays with the grandmother; early help from the school. DS 1190.".to_owned(),
        ..Concern::default()
    };
    m.add(who, &k);
}

/// A child met by chance in another officer's area: nobody's contact.
pub(super) fn by_chance(m: &mut Maker) {
    let child = LinkedPerson {
        relation: Code::new("other"),
        name: "girl in a school coat, says Tilly".to_owned(),
        age_status: Code::new(age::MAY_BE),
        where_found: "Coast road lay-by".to_owned(),
        why_kept: "a child concern".to_owned(),
        review_on: Some(m.ahead(150)),
        ..LinkedPerson::default()
    };
    let child = m.alone(&child);
    let k = Concern {
        kind: Code::new(concern::kind::CHILD),
        what: "Stood with two men by a van and would not say her age. Left before the patrol came.".to_owned(),
        noticed: noticed(m, 5),
        area: Code::new("northern"),
        indicators: codes(&["not-in-education"]),
        child_notification: "CCN/2026/1688".to_owned(),
        about: Some(child),
        actions: actions(
            m,
            concern::kind::CHILD,
            5,
            &[("nrm-referral", Ok(2)), ("police-protection", Err("gone before the patrol came"))],
        ),
        state: Code::new(concern::state::OPEN),
        opened_because: "child met by chance".to_owned(),
        ..Concern::default()
    };
    m.alone(&k);
}
