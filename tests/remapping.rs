//! Other keys for actions: dispatcher, footer, help, palette and hints follow. One keymap a process, so a file of its own.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use common::{Room, officer};
use dlo_caseload::domain::contact::Contact;
use dlo_caseload::domain::field::Record;
use dlo_caseload::tui::action;
use dlo_caseload::tui::config;
use dlo_caseload::tui::pilot::Pilot;
use dlo_caseload::tui::screen::Place;

const CONFIG: &str = r#"
[keys]
lock = "Ctrl+X"
cloak = "F9"
add-follow-up = "+"
save = "Ctrl+G"
next-field = "F10"
undo = "z"
help = ["!", "F8"]
no-answer = "L x"
search = []
clear-typed = "F7"
"#;

fn with_own_keys(place: Place) -> (Room, Pilot) {
    action::install(&config::read(CONFIG).unwrap().keys);
    let (room, mut desk) = Room::new(&officer());
    let c = Contact {
        working_names: vec!["Roxy".into()],
        area: "central".into(),
        over_18: "said-so".into(),
        ..Contact::default()
    };
    desk.save_contact(None, &c.values()).unwrap();
    let pilot = room.interface(desk, place);
    (room, pilot)
}

#[test]
fn the_footer_and_the_dispatcher_follow() {
    let (_room, mut pilot) = with_own_keys(Place::Today);
    assert!(pilot.shows("+ add follow-up"), "{}", pilot.screen());
    assert!(pilot.shows("! help"), "{}", pilot.screen());
    pilot.keys("a");
    assert!(pilot.shows("1 Today"), "the former key does nothing: {}", pilot.screen());
    pilot.keys("+");
    assert!(pilot.shows("Ctrl+G save"), "{}", pilot.screen());
}

#[test]
fn a_form_is_saved_and_gone_through_by_the_new_keys_and_not_by_the_former() {
    let (_room, mut pilot) = with_own_keys(Place::Today);
    pilot.keys("+").types("bring the form").keys("Ctrl+S Tab");
    assert!(pilot.shows("bring the form"), "{}", pilot.screen());
    pilot.keys("F10 F10").types("today").keys("Ctrl+G");
    assert!(pilot.shows("1 Today") && pilot.shows("bring the form"), "{}", pilot.screen());
    pilot.keys("u");
    assert!(pilot.shows("bring the form"), "u is free: {}", pilot.screen());
    pilot.keys("z");
    assert!(!pilot.shows("other: bring the form"), "{}", pilot.screen());
}

#[test]
fn help_and_palette_show_the_new_keys() {
    let (_room, mut pilot) = with_own_keys(Place::Today);
    pilot.window(80, 60).keys("!");
    assert!(pilot.shows("! or F8") && pilot.shows("z ") && !pilot.shows("Ctrl+L"), "{}", pilot.screen());
    pilot.keys("Esc :").types("lock");
    assert!(pilot.shows("Ctrl+X"), "{}", pilot.screen());
    pilot.keys("Ctrl+U").types("search everything").keys("Enter");
    assert!(pilot.shows("Search"), "without a key it is still found by its name: {}", pilot.screen());
}

#[test]
fn the_hints_are_those_of_the_new_prefix() {
    let (_room, mut pilot) = with_own_keys(Place::Contacts);
    pilot.keys("L");
    assert!(pilot.shows("L…   x no answer"), "{}", pilot.screen());
    pilot.keys("x");
    assert!(pilot.shows("No answer is logged"), "{}", pilot.screen());
    pilot.keys("c");
    assert!(pilot.shows("c…") && !pilot.shows("n no answer"), "{}", pilot.screen());
}

#[test]
fn the_screen_is_hidden_and_locked_by_the_new_keys_also_from_a_field() {
    let (_room, mut pilot) = with_own_keys(Place::Today);
    pilot.keys("+").types("half").keys("Ctrl+K");
    assert!(pilot.shows("half"), "{}", pilot.screen());
    pilot.keys("F9");
    assert!(pilot.shows("F9 shows the screen"), "{}", pilot.screen());
    pilot.keys("F9 Ctrl+L");
    assert!(pilot.shows("half") && pilot.exit().is_none(), "{}", pilot.screen());
    pilot.keys("Ctrl+X");
    assert!(pilot.exit().is_some());
}

#[test]
fn the_search_line_is_emptied_by_the_new_key() {
    let (_room, mut pilot) = with_own_keys(Place::Search);
    pilot.types("roxy").keys("F7");
    assert!(pilot.shows("Names by their sound"), "{}", pilot.screen());
}

#[test]
fn what_is_typed_stays_text_whatever_the_keys_are() {
    let (_room, mut pilot) = with_own_keys(Place::Today);
    pilot.keys("+").types("+z!L x :/?");
    assert!(pilot.shows("+z!L x :/?"), "{}", pilot.screen());
}

#[test]
fn what_was_done_says_the_new_key_that_takes_it_back() {
    let (_room, mut pilot) = with_own_keys(Place::Contacts);
    pilot.keys("c Enter F10 F10 F10").types("spoke").keys("Enter F10").types("she is well").keys("Ctrl+G");
    assert!(pilot.shows("Saved: engagement of K7-0001. z takes it back"), "{}", pilot.screen());
}
