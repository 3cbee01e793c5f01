//! The role of the DLO as the procedure numbers it, task after task, from Today and by keys alone.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

mod common;

use common::shown::{hides, shows};
use common::{Room, centre};
use dlo_caseload::domain::radio;
use dlo_caseload::tui::pilot::Pilot;
use dlo_caseload::tui::screen::Place;

/// Somebody met by chance at Low Quay.
fn identify(pilot: &mut Pilot) {
    pilot.keys("1 2 a").types("Lola, red coat").keys("Tab Right Space Tab").types("Low Quay, near the bridge");
    pilot.keys("Tab").types("new here, wants to know about the drop-in").keys("Tab").types("fri 10pm").keys("Ctrl+S");
    shows(pilot, "✓ Saved: K7-0001, an engagement and follow-ups");
}

/// The plan is made with her, and a number she says is safe is kept.
fn make_safe(pilot: &mut Pilot) {
    pilot.keys("1 2 C c");
    shows(pilot, "There is no safe-contact plan for K7-0001 yet. Ask first");
    pilot.keys("Enter Space Tab Tab Space Ctrl+S 1 2 Enter ] a");
    pilot.keys("Tab").types("07700 900142").keys("Tab Tab Space Ctrl+S");
    shows(pilot, "········   mobile, safe");
}

/// The first page of the record.
fn record(pilot: &mut Pilot) {
    pilot.keys("1 2 Enter");
    shows(pilot, "Record · Overview");
}

#[test]
fn every_task_of_the_role_is_done_from_today_by_keys_alone() {
    let (room, desk) = Room::new(&centre::decided());
    let mut pilot = room.interface(desk, Place::Today);

    // Identify sex workers within a nominated geographic area.
    identify(&mut pilot);
    shows(&pilot, "2 Contacts · Central");

    // Initiate safe contact to build trust and confidence: the plan before the number.
    make_safe(&mut pilot);
    pilot.keys("1 2 C");
    shows(&pilot, "✓ Tue 24/11 14:05 is inside the plan");
    hides(&pilot, "07700");
    pilot.keys("Enter");
    shows(&pilot, "07700 900142   mobile, safe");
    pilot.keys("n");
    shows(&pilot, "✓ No answer is logged. u takes it back");

    // Offer support and contact.
    pilot.keys("1 2 o Enter").types("Angel").keys("Enter Tab").types("acc").keys("Enter Ctrl+S");
    shows(&pilot, "offer of K7-0001, not sent yet");
    pilot.keys("3");
    shows(&pilot, "1 to send");

    // Act as a point of contact for a person reporting a crime.
    pilot.keys("1 2 r Tab").types("robbed by a client at Low Quay").keys("Ctrl+S");
    shows(&pilot, "CR-0001   K7-0001 Lola, red coat   adult · by name");
    pilot.keys("1");
    shows(&pilot, "crime to record, told Tue 14:05");

    // Update the IS record with why the person is believed to be a sex worker …
    record(&mut pilot);
    pilot.keys("] ] ] ] ] ] a").types("told the DLO herself").keys("Tab Space Tab").types("said").keys("Enter Ctrl+S");
    shows(&pilot, "told the DLO herself");
    shows(&pilot, radio::SENTENCE);

    // … place the INFORMATION MARKER, with the DLO's details as the point of contact …
    pilot.keys("m Tab Tab Enter Enter Esc Tab").types("Officers she does not know put her at risk.");
    pilot.keys("Tab Space Tab").types("good, then the next one knows").keys("Ctrl+Y");
    shows(&pilot, "✓ draft ─ ● ready ─ ○ exported");
    shows(&pilot, "PC 4417 A. Whitfield, Designated Liaison Officer");
    // … and record that it is not to be given over the radio unless secure: no key takes the sentence away.
    shows(&pilot, radio::SENTENCE);

    // Create or update the person's IS record: 4 + 1, and only what is known.
    record(&mut pilot);
    pilot.keys("e PgDn").types("Ioana").keys("Tab").types("Marin").keys("Tab").types("12/3/1996").keys("Tab");
    pilot.keys("Space Tab").types("female").keys("Enter Ctrl+S");
    shows(&pilot, "Saved: contact of K7-0001");
    record(&mut pilot);
    pilot.keys("] ] ] ] ]");
    shows(&pilot, "✓ given name ✓ surname ✓ born ✓ gender + ✓ phone");
    pilot.keys("p");
    shows(&pilot, "outbox");
    pilot.keys("8");
    shows(&pilot, "person, new");
    shows(&pilot, "marker, new");

    // Update information and intelligence under the area's SRN, the source apart.
    pilot.keys("1 6 a").types("Silver estate car at Low Quay").keys("Tab Tab Tab");
    pilot.types("A man of about 50 drives a silver estate along Low Quay after midnight.").keys("Tab");
    pilot.types("ass").keys("Enter").types("2").keys("Enter").types("A").keys("Enter Tab Tab Tab");
    pilot.types("told the DLO by a worker of a project").keys("Tab").types("two people").keys("Tab");
    pilot.types("summer 2026 to 17/11/2026").keys("Tab").types("a worker of a project").keys("Tab Tab");
    pilot.types("no").keys("Enter Ctrl+S");
    shows(&pilot, "SRN 1273179 · Central · routine");
    shows(&pilot, radio::SENTENCE);
    pilot.keys("Ctrl+Y").types("the car is not known to IS").keys("Ctrl+S");
    shows(&pilot, "Ready: its update is in the outbox");
}
