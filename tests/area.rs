//! The area picture by keys alone: observations, taskings, strategies, the DLO directory. Nobody is named or followed.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

mod common;

use common::people::met;
use common::records::{all, faults, values};
use common::shown::{hides, shows};
use common::{Room, officer};
use dlo_caseload::casework::desk::NotSaved;
use dlo_caseload::casework::practice::Practice;
use dlo_caseload::domain::kind::Kind;
use dlo_caseload::domain::observation::Observation;
use dlo_caseload::domain::tasking::{MEASURES, Measure, NOT_FOR_DLO, Strategy, Tasking};
use dlo_caseload::domain::{lists, when::Due};
use dlo_caseload::tui::pilot::Pilot;
use dlo_caseload::tui::screen::Place;

fn practice() -> (Room, Pilot) {
    let (room, mut pilot) = Room::demo(Place::Today);
    pilot.window(120, 36);
    (room, pilot)
}

/// The row that begins with these words, behind the sign of the focus.
#[track_caller]
fn row(pilot: &Pilot, begins: &str) -> String {
    let screen = pilot.screen();
    screen
        .lines()
        .find(|l| l.trim_start_matches(['▸', ' ']).starts_with(begins))
        .unwrap_or_else(|| panic!("{begins}: {screen}"))
        .to_owned()
}

#[test]
fn the_picture_stands_as_it_is_pictured_with_every_number_rounded() {
    let (_room, mut pilot) = practice();
    pilot.keys("7");
    let screen: Vec<String> = pilot.screen().lines().map(str::to_owned).collect();
    let expected = "
  Last 90 days · 38 observations · rough numbers, no names, nobody is followed

  By place                                                    By time of day, local

  Low Quay            ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄ 60       06 to 10    ▄▄▄▄▄ 10
  Tannery Lane        ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄ 40                 10 to 14    ▄▄▄▄▄▄▄ 15
  Station approach    ▄▄▄▄▄▄▄▄▄▄▄▄▄ 25                        14 to 18    ▄▄▄▄▄▄▄▄▄▄ 20
  Quarry lorry park   ▄▄▄▄▄ 10                                18 to 22    ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄ 35
  Mill Road flats     ▄▄▄▄▄ 10                                22 to 02    ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄ 50
  Fairground          ░ <5                                    02 to 06    ▄▄▄▄▄▄▄ 15

  By setting                                                  Thirteen weeks, 31/08 to 24/11

  face to face        ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄ 70       Low Quay            ▁▁▁▆▃▃▁▁▆▃▃▃▃
  brothel or flat     ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄ 35                      Tannery Lane        ·▁▁▁▁▃▃▆·▁·▁▁
  internet            ▄▄▄▄▄▄▄▄▄▄▄ 25                          Station approach    ▆▁▁·····▁▁▁··
  transport routes    ▄▄▄▄ 10                                 All places          ▄▄▆▄▄▆▄▆▄▄▆▄▄
  parties             ░ <5                                    ▁ fewer than five   · nobody

  Harm and demand     residents at Low Quay: noise, 6 letters; kerb crawling, 11 warning letters sent
  Services there      Harbour Project Mon Wed Fri to 22:00 · ! nobody at Low Quay after 22:00

  Taskings            Asked       Due         What                                      Proportionate?
▸ ◐ T-004             02/11       Mon 30/11   numbers at Low Quay, before lights go up  ✓ note of 03/11
  ! T-003             19/10       Fri 20/11   pop-up brothels in Mill Road              ! no note yet

  Strategy            Low Quay: 5 of 7 considered · ! proportionality: 1 measure without a reason";
    for (n, line) in expected.lines().skip(1).enumerate() {
        assert_eq!(screen[n + 2], line, "row {}:\n{}", n + 3, screen.join("\n"));
    }
    let last = screen.last().unwrap();
    assert_eq!(last, "  a add observation   Enter open   F period, place   t tasking   S strategy checklist   ? help");
}

#[test]
fn an_observation_is_added_seen_in_the_bars_listed_and_taken_back_by_keys_alone() {
    let (room, desk) = Room::new(&officer());
    let mut pilot = room.interface(desk, Place::AreaPicture);
    shows(&pilot, "Nothing is known of Central");
    pilot.keys("a Tab Tab").types("Low Quay").keys("Tab").types("face").keys("Enter").types("7").keys("Tab");
    pilot.types("cars going round").keys("Ctrl+S");
    shows(&pilot, "Saved: observation");
    assert!(row(&pilot, "Low Quay").ends_with(" 5"), "{}", pilot.screen());
    assert!(row(&pilot, "face to face").ends_with(" 5"), "{}", pilot.screen());
    assert!(row(&pilot, "14 to 18").ends_with(" 5"), "now is 14:05: {}", pilot.screen());
    // Three more elsewhere are a few, and nothing says how many.
    pilot
        .keys("a Tab Tab Ctrl+U")
        .types("Old market")
        .keys("Tab")
        .types("face")
        .keys("Enter")
        .types("3")
        .keys("Ctrl+S");
    assert!(row(&pilot, "Old market").ends_with("░ <5"), "{}", pilot.screen());
    pilot.keys("g Enter");
    shows(&pilot, "1 observation");
    shows(&pilot, "24/11/2026 14:05");
    pilot.keys("Esc u u");
    shows(&pilot, "Nothing is known of Central");
}

#[test]
fn a_contact_named_in_an_observation_is_pointed_out_once_before_it_is_saved() {
    let (room, mut desk) = Room::new(&officer());
    met(&mut desk, "Żaneta", "said-so");
    let mut pilot = room.interface(desk, Place::AreaPicture);
    pilot.keys("a Tab Tab").types("Low Quay").keys("Tab").types("face").keys("Enter Tab Tab Tab Tab");
    pilot.types("zaneta wears a green scarf").keys("Ctrl+S");
    let screen = pilot.screen();
    assert!(screen.contains("\"zaneta\" is the name of a contact."), "{screen}");
    assert!(all::<Observation>(pilot.desk().unwrap()).is_empty());
    // Other words are looked at anew.
    pilot.types(", Zaneta").keys("Ctrl+S");
    assert!(all::<Observation>(pilot.desk().unwrap()).is_empty(), "{}", pilot.screen());
    // It means something else here: the same words again are kept.
    pilot.keys("Ctrl+S");
    assert_eq!(all::<Observation>(pilot.desk().unwrap()).len(), 1, "{}", pilot.screen());
    // What she is described by is no name.
    let desk = pilot.desk().unwrap();
    assert!(desk.names_in("a green scarf on the railing", &[]).unwrap().is_empty());
    let words: Vec<String> = desk.names_in("asked Zaneta about it", &[]).unwrap().into_iter().map(|n| n.word).collect();
    assert_eq!(words, ["Zaneta"]);
}

#[test]
fn a_tasking_is_no_work_before_its_proportionality_is_noted_and_then_stands_on_today() {
    let (room, desk) = Room::new(&officer());
    let mut pilot = room.interface(desk, Place::AreaPicture);
    pilot.window(120, 36);
    pilot
        .keys("t")
        .types("count the cars at Low Quay")
        .keys("Tab")
        .types("Insp Marlowe")
        .keys("Tab Tab")
        .types("today");
    pilot.keys("Ctrl+S");
    shows(&pilot, "not on Today before its proportionality is noted");
    assert!(row(&pilot, "◐ T-001").contains("! no note yet"), "{}", pilot.screen());
    pilot.keys("1");
    shows(&pilot, "Nothing is due today");
    pilot.keys("7 Enter d");
    shows(&pilot, "Its proportionality is not noted");
    pilot.keys("p").types("by eye, nobody is stopped").keys("Ctrl+S");
    shows(&pilot, "✓ note of 24/11: by eye, nobody is stopped");
    pilot.keys("1");
    shows(&pilot, "T-001: count the cars at Low Quay");
    // Another day is agreed with whoever asked, not taken.
    pilot.keys("j w").types("fri").keys("Ctrl+S");
    shows(&pilot, "This is needed");
    pilot.types("Insp Marlowe").keys("Ctrl+S");
    hides(&pilot, "T-001: count the cars");
    let tasking = all::<Tasking>(pilot.desk().unwrap()).remove(0).it;
    assert_eq!(
        (tasking.due, tasking.agreed_with.as_str()),
        (Some(Due::On("2026-11-27".parse().unwrap())), "Insp Marlowe")
    );
    // It is settled where it stands.
    pilot.keys("u j d").types("eleven cars, told Insp Marlowe").keys("Ctrl+S");
    hides(&pilot, "T-001: count the cars");
    assert!(all::<Tasking>(pilot.desk().unwrap())[0].it.state.is("done"));
}

#[test]
fn a_tasking_can_always_be_given_back_and_answers_are_counted_to_it() {
    let (_room, mut pilot) = practice();
    pilot.keys("7 j Enter");
    shows(&pilot, "T-003");
    shows(&pilot, "4 days late");
    shows(&pilot, "no note yet");
    shows(&pilot, "2 observations in 90 days");
    pilot.keys("a");
    assert!(pilot.shows("Mill Road flats"), "the observation begins from its place: {}", pilot.screen());
    pilot.keys("Esc x Ctrl+S");
    assert!(pilot.shows("This is needed"), "why is asked: {}", pilot.screen());
    pilot.types("not proportionate: nobody was asked").keys("Ctrl+S");
    shows(&pilot, "given back");
    pilot.keys("Esc");
    hides(&pilot, "T-003");
    pilot.keys("u");
    shows(&pilot, "T-003");
}

#[test]
fn the_strategy_is_considered_one_by_one_and_covert_work_is_closed_without_room_for_text() {
    let (_room, mut pilot) = practice();
    pilot.keys("7 S");
    shows(&pilot, "Low Quay   5 of 7 considered · ! proportionality: 1 measure without a reason");
    for (closed, to) in [
        ("overt and covert techniques", "refer to the operational lead"),
        ("covert human intelligence", "refer to the source unit"),
    ] {
        let line = row(&pilot, &format!("· {closed}"));
        assert!(line.contains("not for the DLO:") && line.contains(to), "{line}");
    }
    pilot.keys("G Enter");
    shows(&pilot, "Not for the DLO: refer to the source unit");
    assert!(!pilot.shows("Decision           ○"), "no sheet opens: {}", pilot.screen());
    // The one without a reason gets it.
    pilot.keys("k k k Enter Tab").types("neighbours asked for it, nobody is named").keys("Ctrl+S");
    shows(&pilot, "5 of 7 considered");
    hides(&pilot, "without a reason");
    pilot.keys("u");
    shows(&pilot, "1 measure without a reason");
    // Nor is anything kept past the screen.
    let id = all::<Strategy>(pilot.desk().unwrap())[0].meta.id;
    let desk = pilot.desk().unwrap();
    for item in lists::get(MEASURES).unwrap().offered().filter(|i| i.extra.contains_key(NOT_FOR_DLO)) {
        let m = Measure {
            code: item.code.clone(),
            decision: "taken".into(),
            proportionality: "x".into(),
            ..Measure::default()
        };
        match desk.decide_measure(id, &m) {
            Err(NotSaved::Problem(p)) => assert!(p.what.contains("not for the DLO"), "{p}"),
            _ => panic!("{} was decided", item.code),
        }
    }
    assert!(
        all::<Strategy>(pilot.desk().unwrap())[0]
            .it
            .measures
            .iter()
            .all(|m| !m.contains("sources") && !m.contains("techniques"))
    );
}

#[test]
fn a_new_strategy_begins_from_the_place_in_focus_and_there_is_one_a_place() {
    let (_room, mut pilot) = practice();
    pilot.keys("7 g j S");
    shows(&pilot, "Tannery Lane");
    shows(&pilot, "24/02/2027");
    pilot.keys("Ctrl+S");
    shows(&pilot, "Tannery Lane   0 of 7 considered");
    let desk = pilot.desk().unwrap();
    let again = values(&[("place", "tannery lane"), ("area", "central"), ("review_on", "2027-01-01")]);
    assert_eq!(faults(desk.save_strategy(None, &again)), ["place"], "two strategies of one place");
}

#[test]
fn the_picture_is_narrowed_to_a_place_and_widened_again() {
    let (_room, mut pilot) = practice();
    pilot.keys("7 F 2");
    shows(&pilot, "only Low Quay · 17 observations");
    assert!(!row(&pilot, "By place").is_empty() && !pilot.shows("Fairground"), "{}", pilot.screen());
    pilot.keys("F m");
    shows(&pilot, "Last 30 days");
    pilot.keys("Esc");
    shows(&pilot, "Last 90 days · 38 observations");
}

#[test]
fn the_directory_of_dlos_says_who_covers_today_and_begins_with_ones_own_entry() {
    let (_room, mut pilot) = practice();
    pilot.keys("0 [");
    shows(&pilot, "0 Reference · DLO directory");
    shows(&pilot, "PC 2750 T. Lang; today PC 3902 Osei");
    pilot.keys("Enter");
    shows(&pilot, "PC 4417 A. Whitfield");
    shows(&pilot, "0191 498 0117");
    let (room, desk) = Room::new(&officer());
    let mut pilot = room.interface(desk, Place::Reference);
    pilot.keys("[");
    shows(&pilot, "Nobody is in the directory yet");
    pilot.keys("a");
    shows(&pilot, "A. Whitfield");
    shows(&pilot, "PC 4417");
    pilot.keys("Ctrl+S");
    shows(&pilot, "PC 4417 A. Whitfield");
    pilot.keys("e").types("x").keys("Ctrl+S");
    shows(&pilot, "A. Whitfieldx");
}

#[test]
fn what_the_reference_gained_is_found_by_its_pages() {
    let (_room, mut pilot) = practice();
    let mut titles = String::new();
    pilot.keys("0");
    for _ in 0..20 {
        titles.push_str(pilot.screen().lines().next().unwrap());
        pilot.keys("]");
    }
    for title in ["Offences", "Disruption", "Superseded", "Housing", "For colleagues", "DLO directory"] {
        assert!(titles.contains(title), "{title}: {titles}");
    }
}

#[test]
fn generated_caseloads_have_a_picture_too() {
    let (room, desk) = Room::practice(&Practice { contacts: 600, engagements: 700, seed: 2 });
    let seen = desk.reading().list(Kind::Observation, 0, 1_000).unwrap();
    assert_eq!(seen.len(), 38 + 12);
    assert!(seen.iter().all(|o| o.meta.contact.is_none()));
    let mut pilot = room.interface(desk, Place::AreaPicture);
    assert!(pilot.window(80, 24).keys("g").shows("By place"), "{}", pilot.screen());
}

#[test]
fn at_every_size_the_screens_of_the_area_are_drawn_and_keep_their_footer() {
    let (_room, mut pilot) = practice();
    for keys in ["7", "Enter", "Esc S", "Esc g Enter", "0 ["] {
        pilot.keys(keys);
        for columns in (0..150).step_by(10) {
            for rows in (0..45).step_by(5) {
                let screen = pilot.window(columns, rows).screen();
                assert!(columns < 60 || rows < 15 || screen.contains("? help"), "{keys} {columns}x{rows}\n{screen}");
            }
        }
        pilot.window(120, 36);
    }
}
