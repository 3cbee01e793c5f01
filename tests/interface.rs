//! The interface, driven by keys alone: what the officer sees and what was done.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use common::{Room, officer};
use dlo_caseload::casework::contact::MetSomeone;
use dlo_caseload::tui::pilot::Pilot;
use dlo_caseload::tui::screen::Place;

#[test]
fn an_empty_day_says_so_and_what_to_press() {
    let (room, desk) = Room::new(&officer());
    let pilot = room.interface(desk, Place::Today);
    assert!(pilot.shows("Nothing is due today in Central."), "{}", pilot.screen());
    assert!(pilot.shows("a add follow-up"), "{}", pilot.screen());
}

#[test]
fn a_follow_up_is_added_seen_on_today_settled_and_taken_back_by_keys_alone() {
    let (room, desk) = Room::new(&officer());
    let mut pilot = room.interface(desk, Place::Today);
    pilot.keys("a").types("ring the drop-in about the bus pass");
    pilot.keys("Tab Tab").types("today").keys("Ctrl+S");
    assert!(pilot.shows("Daily review   1 card"), "{}", pilot.screen());
    assert!(pilot.shows("ring the drop-in about the bus"), "{}", pilot.screen());
    pilot.keys("j d Enter");
    assert!(pilot.shows("This is needed"), "the outcome is asked for: {}", pilot.screen());
    pilot.types("she has it").keys("Enter");
    assert!(pilot.shows("Nothing is due today"), "{}", pilot.screen());
    pilot.keys("u");
    assert!(pilot.shows("ring the drop-in about the bus"), "{}", pilot.screen());
}

#[test]
fn the_answer_about_one_contact_never_opens_another_that_was_chosen_meanwhile() {
    let (room, mut desk) = Room::new(&officer());
    for name in ["Lola", "Roxy"] {
        let met = MetSomeone {
            name: name.into(),
            over_18: "said-so".into(),
            place: "Low Quay".into(),
            ..MetSomeone::default()
        };
        let contact = desk.met_someone(&met).unwrap().contact;
        // The first in the list was opened a moment ago; the other was not.
        if name == "Lola" {
            desk.consult(contact, "welfare-check", "").unwrap();
        }
    }
    let mut pilot = room.interface(desk, Place::Contacts);
    let first = |pilot: &Pilot| pilot.screen().lines().find(|l| l.starts_with('▸')).unwrap_or_default().to_owned();
    if first(&pilot).contains("Roxy") {
        pilot.keys("j");
    }
    assert!(first(&pilot).contains("Lola"), "{}", pilot.screen());
    let to_roxy = if pilot.screen().find("Lola") < pilot.screen().find("Roxy") { "j" } else { "k" };
    pilot.is_busy().keys("Enter").keys(to_roxy).keys("C").answers();
    assert!(pilot.shows("Why are you opening K7-0002?"), "{}", pilot.screen());
    assert!(!pilot.shows("1 make a plan"), "{}", pilot.screen());
    pilot.keys("w");
    assert!(pilot.shows("K7-0002  Roxy") && pilot.shows("1 make a plan"), "{}", pilot.screen());
}

#[test]
fn the_reference_is_read_page_by_page_and_says_what_was_corrected() {
    let (room, desk) = Room::new(&officer());
    let mut pilot = room.interface(desk, Place::Today);
    pilot.keys("0");
    assert!(pilot.shows("0 Reference · Procedure"), "{}", pilot.screen());
    pilot.keys("]");
    assert!(pilot.shows("whether") || pilot.shows("Definition: prostitute"), "{}", pilot.screen());
    pilot.keys("Enter");
    assert!(pilot.shows("the procedure drops"), "{}", pilot.screen());
    pilot.keys("] ]");
    assert!(pilot.shows("Areas and SRNs") && pilot.shows("Central"), "{}", pilot.screen());
}

#[test]
fn what_is_promised_for_after_midnight_stands_on_the_evenings_list() {
    let (room, desk) = Room::new(&officer());
    let mut pilot = room.interface(desk, Place::Today);
    pilot.keys("a").types("ring her when she is home").keys("Tab Tab").types("tomorrow 01:30").keys("Ctrl+S");
    assert!(pilot.shows("◐ 01:30") && pilot.shows("ring her when she is home"), "{}", pilot.screen());
}
