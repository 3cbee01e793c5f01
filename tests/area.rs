//! The area picture by keys alone: observations, taskings, strategies, the DLO directory.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that cannot go on fails"
)]

mod common;

use common::Room;
use dlo_caseload::casework::practice::{Practice, practice_officer};
use dlo_caseload::tui::pilot::Pilot;
use dlo_caseload::tui::screen::Place;

fn practice() -> (Room, Pilot) {
    let (room, mut desk) = Room::new(&practice_officer(""));
    desk.fill_practice(&Practice::default(), &mut |_, _| true).unwrap();
    let mut pilot = room.interface(desk, Place::Today);
    pilot.window(120, 36);
    (room, pilot)
}

#[test]
fn look() {
    let (_room, mut pilot) = practice();
    pilot.keys("7");
    println!("{}", pilot.screen());
    pilot.keys("Enter");
    println!("{}", pilot.screen());
    pilot.keys("Esc G Enter");
    println!("{}", pilot.screen());
    pilot.keys("Enter");
    println!("{}", pilot.screen());
    pilot.keys("Esc Esc g Enter");
    println!("{}", pilot.screen());
    pilot.window(80, 24).keys("Esc");
    println!("{}", pilot.screen());
    pilot.keys("G");
    println!("{}", pilot.screen());
    pilot.keys("Enter");
    println!("{}", pilot.screen());
    pilot.keys("Esc a");
    println!("{}", pilot.screen());
    pilot.keys("Esc t");
    println!("{}", pilot.screen());
    pilot.keys("Esc F");
    println!("{}", pilot.screen());
}
