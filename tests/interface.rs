//! The interface, driven by keys alone: what the officer sees and what was done.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use common::people::met;
use common::shown::{has_focus, hides, shows};
use common::{Room, officer};
use dlo_caseload::tui::screen::Place;

#[test]
fn an_empty_day_says_so_and_what_to_press() {
    let (room, desk) = Room::new(&officer());
    let pilot = room.interface(desk, Place::Today);
    shows(&pilot, "Nothing is due today in Central.");
    shows(&pilot, "a add follow-up");
}

#[test]
fn a_follow_up_is_added_seen_on_today_settled_and_taken_back_by_keys_alone() {
    let (room, desk) = Room::new(&officer());
    let mut pilot = room.interface(desk, Place::Today);
    pilot.keys("a").types("ring the drop-in about the bus pass");
    pilot.keys("Tab Tab").types("today").keys("Ctrl+S");
    shows(&pilot, "Daily review   1 card");
    shows(&pilot, "ring the drop-in about the bus");
    pilot.keys("j d Enter");
    assert!(pilot.shows("This is needed"), "the outcome is asked for: {}", pilot.screen());
    pilot.types("she has it").keys("Enter");
    shows(&pilot, "Nothing is due today");
    pilot.keys("u");
    shows(&pilot, "ring the drop-in about the bus");
}

#[test]
fn the_answer_about_one_contact_never_opens_another_that_was_chosen_meanwhile() {
    let (room, mut desk) = Room::new(&officer());
    for name in ["Lola", "Roxy"] {
        let contact = met(&mut desk, name, "said-so");
        // The first in the list was opened a moment ago; the other was not.
        if name == "Lola" {
            desk.consult(contact, "welfare-check", "").unwrap();
        }
    }
    let mut pilot = room.interface(desk, Place::Contacts);
    if has_focus(&pilot, "Roxy") {
        pilot.keys("j");
    }
    assert!(has_focus(&pilot, "Lola"), "{}", pilot.screen());
    let to_roxy = if pilot.screen().find("Lola") < pilot.screen().find("Roxy") { "j" } else { "k" };
    pilot.is_busy().keys("Enter").keys(to_roxy).keys("C").answers();
    shows(&pilot, "Why are you opening K7-0002?");
    hides(&pilot, "1 make a plan");
    pilot.keys("w");
    shows(&pilot, "K7-0002  Roxy");
    shows(&pilot, "1 make a plan");
}

#[test]
fn the_reference_is_read_page_by_page_and_says_what_was_corrected() {
    let (room, desk) = Room::new(&officer());
    let mut pilot = room.interface(desk, Place::Today);
    pilot.keys("0");
    shows(&pilot, "0 Reference · Procedure");
    pilot.keys("]");
    shows(&pilot, "0 Reference · Legislation");
    shows(&pilot, "Definition: prostitute");
    pilot.keys("Enter");
    shows(&pilot, "the procedure drops");
    pilot.keys("] ]");
    shows(&pilot, "Areas and SRNs");
    shows(&pilot, "Central");
}

#[test]
fn what_is_promised_for_after_midnight_stands_on_the_evenings_list() {
    let (room, desk) = Room::new(&officer());
    let mut pilot = room.interface(desk, Place::Today);
    pilot.keys("a").types("ring her when she is home").keys("Tab Tab").types("tomorrow 01:30").keys("Ctrl+S");
    shows(&pilot, "◐ 01:30");
    shows(&pilot, "ring her when she is home");
}
