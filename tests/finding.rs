//! Finding a contact, an action or a key, and adding somebody met: driven by keys alone.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

mod common;

use common::{Room, officer};
use dlo_caseload::casework::contact::MetSomeone;
use dlo_caseload::casework::desk::Desk;
use dlo_caseload::domain::consent::Consent;
use dlo_caseload::domain::contact::Contact;
use dlo_caseload::domain::contact_point::ContactPoint;
use dlo_caseload::domain::engagement::Engagement;
use dlo_caseload::domain::field::{Record, Value, Values};
use dlo_caseload::domain::follow_up;
use dlo_caseload::domain::id::RecordId;
use dlo_caseload::domain::plan::Plan;
use dlo_caseload::domain::when::When;
use dlo_caseload::tui::pilot::Pilot;
use dlo_caseload::tui::screen::Place;

fn values(pairs: &[(&'static str, &str)]) -> Values {
    pairs.iter().map(|(k, v)| (*k, Value::Text((*v).to_owned()))).collect()
}

/// A contact with a setting, what is due next, and when they were last met.
fn person(
    desk: &mut Desk,
    name: &str,
    setting: &str,
    due: Option<(&str, &str)>,
    consent: &str,
    named: bool,
) -> RecordId {
    let c = Contact {
        working_names: vec![name.into()],
        area: "central".into(),
        settings: vec![setting.into()],
        over_18: "said-so".into(),
        surname: if named { "Invented".into() } else { String::new() },
        ..Contact::default()
    };
    let id = desk.save_contact(None, &c.values()).unwrap();
    if let Some((day, what)) = due {
        let f = values(&[("what", what), ("kind", follow_up::kind::PROMISE), ("due", day)]);
        desk.save_follow_up(Some(id), None, &f).unwrap();
    }
    if !consent.is_empty() {
        let c = Consent {
            purpose: "record-on-is".into(),
            state: consent.into(),
            asked_on: "2026-11-17".parse().ok(),
            words: "said so herself".into(),
            why_not: "not the moment".into(),
            ..Consent::default()
        };
        desk.save_consent(id, &c.values()).unwrap();
    }
    id
}

fn met(desk: &mut Desk, id: RecordId, day: &str) {
    let e = Engagement {
        happened: Some(When::at(format!("{day}T11:20:00").parse().unwrap())),
        channel: "in-person".into(),
        direction: "met-by-chance".into(),
        outcome: "spoke".into(),
        summary: "spoke of the bus pass".into(),
        ..Engagement::default()
    };
    desk.save_engagement(id, None, &e.values()).unwrap();
}

/// The people of mock-up (c), as far as its decisive rows go.
fn people(desk: &mut Desk) -> Vec<RecordId> {
    let callie = desk
        .met_someone(&MetSomeone {
            name: "Callie".into(),
            over_18: "unsure".into(),
            place: "Low Quay".into(),
            ..MetSomeone::default()
        })
        .unwrap()
        .contact;
    let roxy = person(desk, "Roxy", "brothel-or-flat", Some(("2026-11-20", "find out bail conditions")), "given", true);
    met(desk, roxy, "2026-11-17");
    let kris = person(desk, "Kris", "internet", Some(("2026-11-21", "ring")), "refused", false);
    met(desk, kris, "2026-08-23");
    let zaneta = person(desk, "Żaneta", "red-light-area", Some(("2026-11-24", "bus pass at the drop-in")), "", true);
    met(desk, zaneta, "2026-11-19");
    let ash = person(desk, "Ash", "transport-routes", Some(("2027-01-30", "review")), "withdrawn", false);
    met(desk, ash, "2025-11-02");
    vec![callie, roxy, kris, zaneta, ash]
}

fn number(desk: &mut Desk, id: RecordId, number: &str, safe: &str) {
    let p = ContactPoint { kind: "mobile".into(), value: number.into(), safe: safe.into(), ..ContactPoint::default() };
    desk.save_point(id, None, &p.values()).unwrap();
}

fn plan(desk: &mut Desk, id: RecordId) {
    let p = Plan {
        text_rule: "only-with-wording".into(),
        text_words: "are you about?".into(),
        call_rule: "allowed".into(),
        voicemail_rule: "never".into(),
        identity_question: "what was in the bag".into(),
        identity_word: "blue mug".into(),
        ..Plan::default()
    };
    desk.save_plan(id, &p.values()).unwrap();
}

#[test]
fn look() {
    let (room, mut desk) = Room::new(&officer());
    let all = people(&mut desk);
    number(&mut desk, all[1], "07700 900142", "safe");
    plan(&mut desk, all[1]);
    let mut pilot = room.interface(desk, Place::Contacts);
    pilot.keys("F Tab Tab").types("tel").keys("Enter");
    println!("{}", pilot.screen());
    pilot.keys("Esc j : ").types("mar");
    println!("{}", pilot.screen());
    pilot.keys("Esc /").types("0142");
    println!("{}", pilot.screen());
    pilot.keys("Tab");
    println!("{}", pilot.screen());
    pilot.keys("n");
    println!("{}", pilot.screen());
    pilot.keys("/").types("rang");
    println!("{}", pilot.screen());
    pilot.keys("Enter");
    println!("{}", pilot.screen());
    pilot
        .keys("Esc Esc 2 a")
        .types("Roxie, red coat")
        .keys("Tab u Space Tab")
        .types("Low Quay")
        .keys("Tab Tab")
        .types("fri 10pm");
    println!("{}", pilot.screen());
    pilot.keys("F1");
    println!("{}", pilot.screen());
    pilot.keys("Esc Ctrl+D");
    println!("{}", pilot.screen());
    pilot.keys("Esc Ctrl+S");
    println!("{}", pilot.screen());
    pilot.keys(": ").types("messages").keys("Enter");
    println!("{}", pilot.screen());
    pilot.window(60, 15);
    pilot.keys("Esc");
    println!("{}", pilot.screen());
    pilot.keys("?");
    println!("{}", pilot.screen());
    pilot.keys("Esc :");
    println!("{}", pilot.screen());
    pilot.keys("Esc /").types("mug");
    println!("{}", pilot.screen());
    pilot.window(100, 30).keys("Esc 2");
    println!("{}", pilot.screen());
}
