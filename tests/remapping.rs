//! Other keys for actions: dispatcher, footer, help, palette and hints follow. One keymap a process, so a file of its own.
#![allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]

mod common;

use common::people::person;
use common::shown::{hides, shows};
use common::{Room, officer};
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
    person(&mut desk, "Roxy");
    let pilot = room.interface(desk, place);
    (room, pilot)
}

#[test]
fn the_footer_and_the_dispatcher_follow() {
    let (_room, mut pilot) = with_own_keys(Place::Today);
    shows(&pilot, "+ add follow-up");
    shows(&pilot, "! help");
    pilot.keys("a");
    assert!(pilot.shows("1 Today"), "the former key does nothing: {}", pilot.screen());
    pilot.keys("+");
    shows(&pilot, "Ctrl+G save");
}

#[test]
fn a_form_is_saved_and_gone_through_by_the_new_keys_and_not_by_the_former() {
    let (_room, mut pilot) = with_own_keys(Place::Today);
    pilot.keys("+").types("bring the form").keys("Ctrl+S Tab");
    shows(&pilot, "bring the form");
    pilot.keys("F10 F10").types("today").keys("Ctrl+G");
    shows(&pilot, "1 Today");
    shows(&pilot, "bring the form");
    pilot.keys("u");
    assert!(pilot.shows("bring the form"), "u is free: {}", pilot.screen());
    pilot.keys("z");
    hides(&pilot, "other: bring the form");
}

#[test]
fn help_and_palette_show_the_new_keys() {
    let (_room, mut pilot) = with_own_keys(Place::Today);
    pilot.window(80, 60).keys("!");
    shows(&pilot, "! or F8");
    shows(&pilot, "z ");
    hides(&pilot, "Ctrl+L");
    pilot.keys("Esc :").types("lock");
    shows(&pilot, "Ctrl+X");
    pilot.keys("Ctrl+U").types("search everything").keys("Enter");
    assert!(pilot.shows("Search"), "without a key it is still found by its name: {}", pilot.screen());
}

#[test]
fn the_hints_are_those_of_the_new_prefix() {
    let (_room, mut pilot) = with_own_keys(Place::Contacts);
    pilot.keys("L");
    shows(&pilot, "L…   x no answer");
    pilot.keys("x");
    shows(&pilot, "No answer is logged");
    pilot.keys("c");
    shows(&pilot, "c…");
    hides(&pilot, "n no answer");
}

#[test]
fn the_screen_is_hidden_and_locked_by_the_new_keys_also_from_a_field() {
    let (_room, mut pilot) = with_own_keys(Place::Today);
    pilot.keys("+").types("half").keys("Ctrl+K");
    shows(&pilot, "half");
    pilot.keys("F9");
    shows(&pilot, "F9 shows the screen");
    pilot.keys("F9 Ctrl+L");
    assert!(pilot.shows("half") && pilot.exit().is_none(), "{}", pilot.screen());
    pilot.keys("Ctrl+X");
    assert!(pilot.exit().is_some());
}

#[test]
fn the_search_line_is_emptied_by_the_new_key() {
    let (_room, mut pilot) = with_own_keys(Place::Search);
    pilot.types("roxy").keys("F7");
    shows(&pilot, "Names by their sound");
}

#[test]
fn what_is_typed_stays_text_whatever_the_keys_are() {
    let (_room, mut pilot) = with_own_keys(Place::Today);
    pilot.keys("+").types("+z!L x :/?");
    shows(&pilot, "+z!L x :/?");
}

#[test]
fn what_was_done_says_the_new_key_that_takes_it_back() {
    let (_room, mut pilot) = with_own_keys(Place::Contacts);
    pilot.keys("c Enter F10 F10 F10").types("spoke").keys("Enter F10").types("she is well").keys("Ctrl+G");
    assert!(pilot.shows("Saved: engagement of K7-0001. z takes it back"), "{}", pilot.screen());
}
