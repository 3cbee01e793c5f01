//! The contact record, *Contact now*, safeguarding and the forms, driven by keys: what the officer sees and what was done.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

mod common;

use common::Room;
use dlo_caseload::casework::desk::Desk;
use dlo_caseload::casework::practice::{Practice, practice_officer};
use dlo_caseload::store::contact::Filter;
use dlo_caseload::tui::pilot::Pilot;
use dlo_caseload::tui::screen::record::Section;
use dlo_caseload::tui::screen::{Place, Who};

/// The cast of the mock-ups, on their day.
fn cast() -> (Room, Desk) {
    let (room, mut desk) = Room::new(&practice_officer(""));
    desk.fill_practice(&Practice { contacts: 27, engagements: 0, seed: 7 }, &mut |_, _| true).unwrap();
    (room, desk)
}

/// One of the cast.
fn who(desk: &Desk, reference: &str) -> Who {
    let all = desk.contacts(&Filter::default(), 0, 200).unwrap();
    let line = all.lines.into_iter().find(|l| l.reference == reference).unwrap();
    Who { id: line.id, reference: line.reference, name: line.name }
}

/// Today, with a record opened over it for a follow-up.
fn opened(reference: &str, section: Section) -> (Room, Pilot) {
    let (room, mut desk) = cast();
    let who = who(&desk, reference);
    desk.consult(who.id, "follow-up-due", "").unwrap();
    let mut pilot = room.interface(desk, Place::Record(who, section));
    pilot.window(120, 36);
    (room, pilot)
}

#[test]
fn scratch() {
    let (room, desk) = cast();
    let roxy = who(&desk, "K7-0042");
    let mut pilot = room.interface(desk, Place::Today);
    pilot.window(120, 36);
    let mut say = |p: &Pilot| eprintln!("{}\n=====", p.screen());
    pilot.keys("j j");
    say(&pilot);
    pilot.keys("C");
    say(&pilot);
    pilot.keys("f");
    say(&pilot);
    pilot.keys("Enter");
    say(&pilot);
    pilot.window(80, 24);
    say(&pilot);
    pilot.keys("s");
    say(&pilot);
    pilot.keys("Esc 5");
    say(&pilot);
    pilot.keys("Enter w");
    pilot.window(120, 36);
    say(&pilot);
    pilot.window(80, 24);
    say(&pilot);
    let _ = roxy;
}
