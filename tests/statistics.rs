//! Statistics: counted as the work is done, the same on screen, in the file, on the page and on the command line, and
//! never so that anybody is seen in them (domain section 9 and rule 11).
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that cannot go on fails"
)]

mod common;

use common::{Room, officer, tuesday};
use dlo_caseload::casework::practice::{Practice, practice_officer};
use dlo_caseload::tui::pilot::Pilot;
use dlo_caseload::tui::screen::Place;

fn practice(how: Practice) -> (Room, Pilot) {
    let (room, mut desk) = Room::new(&practice_officer(""));
    desk.fill_practice(&how, &mut |_, _| true).unwrap();
    let mut pilot = room.interface(desk, Place::Records);
    pilot.window(120, 36);
    (room, pilot)
}

#[test]
fn look() {
    let (_room, mut pilot) = practice(Practice::default());
    pilot.keys("t");
    for _ in 0..10 {
        println!("{}", pilot.screen());
        let began = std::time::Instant::now();
        pilot.keys("j");
        println!("{:?}", began.elapsed());
    }
    pilot.keys("k k k k").window(80, 24);
    println!("{}", pilot.screen());
    pilot.keys("F");
    println!("{}", pilot.screen());
}
