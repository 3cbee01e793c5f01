//! The cast of the mock-ups: the practice caseload without anybody invented beside them.

use chrono::{DateTime, Utc};
use dlo_caseload::casework::desk::Desk;
use dlo_caseload::casework::practice::Practice;
use dlo_caseload::tui::pilot::Pilot;
use dlo_caseload::tui::screen::{Place, Who};

use super::people::who;
use super::{Room, tuesday};

/// Roxy: a plan in its third version, promises, a marker on IS.
pub const ROXY: &str = "K7-0042";
/// Callie, a child with an open concern.
pub const CALLIE: &str = "K7-0066";

/// The cast on their day.
pub fn room() -> (Room, Desk) {
    room_at(tuesday())
}

/// The cast at another moment.
pub fn room_at(at: DateTime<Utc>) -> (Room, Desk) {
    Room::practice_at(&Practice { contacts: 27, engagements: 0, seed: 7 }, at)
}

/// The interface over the cast as pictured, at a place that is nobody's.
pub fn on(place: Place) -> (Room, Pilot) {
    let (room, desk) = room();
    let pilot = room.live(desk, place);
    (room, pilot)
}

/// The interface over the cast as pictured, 120 by 36, at a place of one of them, opened for a follow-up that is due.
pub fn at(reference: &str, place: impl FnOnce(Who) -> Place) -> (Room, Pilot) {
    at_the_hour(reference, place, tuesday())
}

/// As [`at`], at another moment.
pub fn at_the_hour(reference: &str, place: impl FnOnce(Who) -> Place, at: DateTime<Utc>) -> (Room, Pilot) {
    let (room, mut desk) = room_at(at);
    let who = who(&desk, reference);
    desk.consult(who.id, "follow-up-due", "").unwrap();
    let mut pilot = room.live(desk, place(who));
    pilot.window(120, 36);
    (room, pilot)
}
