//! What makes the day lighter: one line for a follow-up, a narrowed search that is gone through by `n`, the reference
//! found by its words, the mouse. Driven by keys and clicks alone.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

mod common;

use chrono::Duration;
use common::people::{adult, entered, owed, spoke};
use common::records::entries;
use common::shown::{goes_to, has_focus, hides, rows_with, shows};
use common::{Room, officer};
use crossterm::event::{Event, KeyModifiers, MouseButton, MouseEvent, MouseEventKind};
use dlo_caseload::casework::desk::Desk;
use dlo_caseload::domain::contact::Contact;
use dlo_caseload::domain::id::RecordId;
use dlo_caseload::tui::keymap;
use dlo_caseload::tui::pilot::Pilot;
use dlo_caseload::tui::screen::Place;

/// Roxy and Kris in Central, Mia in Northern, Dee closed; each was spoken to about bail.
fn people(desk: &mut Desk) -> [RecordId; 4] {
    let people = [("Roxy", "central"), ("Kris", "central"), ("Mia", "northern"), ("Dee", "central")]
        .map(|(name, area)| entered(desk, &Contact { area: area.into(), ..adult(name) }));
    for (id, day) in people.iter().zip(["2026-11-20", "2026-09-15", "2026-11-02", "2026-08-01"]) {
        spoke(desk, *id, day, "asked about bail");
    }
    owed(desk, Some(people[0]), "ring about bail", "other", "2026-11-20");
    owed(desk, Some(people[1]), "ring about bail", "other", "2026-12-01");
    desk.close_contact(people[3], "moved").unwrap();
    people
}

fn searching(typed: &str) -> (Room, Pilot) {
    let (room, mut desk) = Room::new(&officer());
    people(&mut desk);
    let mut pilot = room.interface(desk, Place::Today);
    pilot.window(120, 36).keys("/").types(typed);
    (room, pilot)
}

fn mouse(pilot: &mut Pilot, kind: MouseEventKind, row: usize) {
    let row = u16::try_from(row).unwrap();
    pilot.event(Event::Mouse(MouseEvent { kind, column: 20, row, modifiers: KeyModifiers::NONE }));
}

fn clicks(pilot: &mut Pilot, words: &str) {
    let row = pilot.screen().lines().position(|l| l.contains(words)).unwrap_or_else(|| panic!("{}", pilot.screen()));
    mouse(pilot, MouseEventKind::Down(MouseButton::Left), row);
}

#[test]
fn a_follow_up_is_one_line_read_at_once_and_saved_by_enter() {
    let (room, desk) = Room::new(&officer());
    let mut pilot = room.interface(desk, Place::Today);
    pilot.keys("F5").types("today 3pm ring about bail");
    shows(&pilot, "Tue 24/11/2026 15:00: ring about bail");
    pilot.keys("Enter");
    shows(&pilot, "Saved: follow-up, ");
    shows(&pilot, "u takes it back");
    shows(&pilot, "ring about bail");
    pilot.keys("u");
    assert!(rows_with(&pilot, "ring about bail").is_empty(), "{}", pilot.screen());
}

#[test]
fn the_line_is_for_the_contact_in_focus_and_is_found_in_the_palette_too() {
    let (room, mut desk) = Room::new(&officer());
    people(&mut desk);
    let mut pilot = room.interface(desk, Place::Contacts);
    pilot.keys("O n g").window(120, 36).keys(":").types("quick").keys("Enter");
    shows(&pilot, "Quick follow-up for");
    let reference =
        rows_with(&pilot, "Quick follow-up for")[0].split(' ').find(|w| w.starts_with("K7-")).unwrap().to_owned();
    pilot.types("today 5pm bring the form").keys("Enter");
    shows(&pilot, &format!("Saved: follow-up of {reference}, "));
    pilot.keys("1");
    assert!(rows_with(&pilot, &reference).iter().any(|r| r.contains("bring the form")), "{}", pilot.screen());
}

#[test]
fn a_line_without_a_day_or_without_a_what_says_so_and_keeps_the_words() {
    let (room, desk) = Room::new(&officer());
    let mut pilot = room.interface(desk, Place::Today);
    pilot.keys("F5").types("ring about bail").keys("Enter");
    shows(&pilot, "! The line begins with the day.");
    shows(&pilot, "ring about bail");
    pilot.keys("Ctrl+U").types("fri").keys("Enter");
    shows(&pilot, "! What is to be done is missing.");
    pilot.keys("Esc");
    shows(&pilot, "What is typed here is not saved");
    pilot.keys("Enter");
    shows(&pilot, "What is to be done is missing.");
    pilot.keys("Esc Shift+T");
    shows(&pilot, "Nothing is due today");
}

#[test]
fn what_is_typed_in_a_sheet_is_kept_after_two_seconds_and_there_again_after_a_power_cut() {
    let (room, desk) = Room::new(&officer());
    let mut pilot = room.interface(desk, Place::Today);
    pilot.keys("F5").types("fri 3pm text about the bus").waits(Duration::seconds(1));
    assert!(pilot.desk().unwrap().drafts().unwrap().is_empty(), "not with every key");
    pilot.waits(Duration::seconds(1));
    // The power goes: nothing is closed, nothing is asked.
    let desk = pilot.into_desk().unwrap();
    let mut pilot = room.interface(desk, Place::Today);
    pilot.keys("F5");
    shows(&pilot, "Fri 27/11/2026 15:00: text about the bus");
    shows(&pilot, "What you had typed here is back");
    pilot.keys("Enter");
    shows(&pilot, "Saved: follow-up, ");
    assert!(pilot.desk().unwrap().drafts().unwrap().is_empty(), "what is saved is not offered again");
    pilot.keys("F5");
    hides(&pilot, "text about the bus");
}

#[test]
fn a_half_typed_form_waits_while_a_follow_up_is_noted_over_it() {
    let (room, mut desk) = Room::new(&officer());
    people(&mut desk);
    let mut pilot = room.interface(desk, Place::Contacts);
    pilot.keys("O n g c Enter Tab Tab Tab Tab Tab").types("half a thought").keys("F5");
    shows(&pilot, "Quick follow-up for K7-");
    pilot.types("fri ask again").keys("Enter");
    shows(&pilot, "half a thought");
    shows(&pilot, "Saved: follow-up of K7-");
}

#[test]
fn what_is_overdue_is_found_and_nothing_else() {
    let (_room, mut pilot) = searching("bail is:overdue");
    shows(&pilot, "1 found");
    assert!(rows_with(&pilot, "Roxy").iter().any(|r| r.contains("due 20/11/2026")), "{}", pilot.screen());
    pilot.keys("Ctrl+U").types("is:overdue");
    shows(&pilot, "1 found");
    shows(&pilot, "Roxy");
    pilot.keys("Ctrl+U").types("bail is:overdue is:closed");
    shows(&pilot, "0 found");
}

#[test]
fn an_area_and_days_narrow_what_is_found() {
    let (_room, mut pilot) = searching("bail area:northern");
    shows(&pilot, "1 found");
    shows(&pilot, "Mia");
    pilot.keys("Ctrl+U").types("asked before:01/10");
    shows(&pilot, "2 found");
    shows(&pilot, "Kris");
    shows(&pilot, "Dee");
    pilot.keys("Ctrl+U").types("asked after:01/10 before:10/11");
    shows(&pilot, "1 found");
    shows(&pilot, "Mia");
    pilot.keys("Ctrl+U").types("area:central");
    assert!(pilot.shows("2 found") && !pilot.shows("Mia"), "open contacts of the area: {}", pilot.screen());
}

#[test]
fn a_narrowing_word_that_is_wrong_says_what_would_be_right() {
    let (_room, mut pilot) = searching("bail is:late");
    shows(&pilot, "! is: knows overdue, open and closed.");
    pilot.keys("Ctrl+U").types("bail before:31/11");
    shows(&pilot, "! before: takes a day. There is no 31 November.");
    pilot.keys("Ctrl+U").types("\"asked about\" is:open");
    shows(&pilot, "3 found");
}

#[test]
fn a_closed_contact_says_so() {
    let (_room, pilot) = searching("dee");
    assert!(rows_with(&pilot, "Dee").iter().any(|r| r.contains("closed")), "{}", pilot.screen());
    let (_room, pilot) = searching("asked is:closed");
    shows(&pilot, "1 found");
    shows(&pilot, "Dee");
}

#[test]
fn hits_are_gone_through_by_n_and_back_by_shift_n_each_with_its_reason() {
    let (_room, mut pilot) = searching("asked");
    shows(&pilot, "4 found");
    pilot.keys("Enter");
    let mut seen = Vec::new();
    for _ in 0..4 {
        shows(&pilot, "Why are you opening");
        pilot.keys("f");
        let name = ["Roxy", "Kris", "Mia", "Dee"].into_iter().find(|n| !rows_with(&pilot, n).is_empty()).unwrap();
        seen.push(name);
        pilot.keys("n");
    }
    seen.sort_unstable();
    assert_eq!(seen, ["Dee", "Kris", "Mia", "Roxy"]);
    // The fifth is the first again, whose reason is remembered; N goes back to the one before.
    let here = pilot.screen();
    pilot.keys("N");
    assert_ne!(pilot.screen(), here);
    pilot.keys("n");
    assert_eq!(pilot.screen(), here);
    pilot.keys("Esc");
    assert!(pilot.shows("/ asked"), "the search is where Esc goes: {}", pilot.screen());
    pilot.keys("Esc n");
    shows(&pilot, "No search led here.");
}

#[test]
fn the_reference_is_found_by_its_words_and_read_where_it_stands() {
    let (_room, mut pilot) = searching("abduction warning");
    assert!(
        rows_with(&pilot, "Reference").iter().any(|r| r.to_lowercase().contains("abduction")),
        "{}",
        pilot.screen()
    );
    pilot.keys("Enter");
    shows(&pilot, "0 Reference · ");
    assert!(pilot.screen().to_lowercase().contains("abduction"), "{}", pilot.screen());
    pilot.keys("n");
    shows(&pilot, "0 Reference · ");
    pilot.keys("Esc Ctrl+U").types("zzz");
    shows(&pilot, "Nothing is found");
}

#[test]
fn tab_goes_from_the_records_to_the_reference() {
    let (_room, mut pilot) = searching("about");
    let reference = pilot.screen().lines().position(|l| l.trim_start().starts_with("Reference"));
    assert!(reference.is_some(), "{}", pilot.screen());
    goes_to(&mut pilot, "Tab", "Reference");
}

#[test]
fn a_sheet_that_is_empty_again_does_not_keep_the_program_awake() {
    let (room, desk) = Room::new(&officer());
    let mut pilot = room.interface(desk, Place::Today);
    pilot.keys("F5");
    let quiet = pilot.app.wake_in();
    pilot.types("f").keys("Backspace");
    assert!(pilot.app.wake_in() <= 2000, "what is typed is kept after two seconds");
    pilot.waits(Duration::seconds(3));
    assert_eq!(pilot.app.wake_in(), quiet - 3000, "{}", pilot.screen());
}

#[test]
fn a_click_takes_the_row_and_the_wheel_moves_on() {
    let (room, mut desk) = Room::new(&officer());
    people(&mut desk);
    let mut pilot = room.interface(desk, Place::Contacts);
    pilot.keys("O n g");
    let focused = |pilot: &Pilot| rows_with(pilot, "▸").first().cloned().unwrap_or_default();
    assert!(focused(&pilot).contains("Kris"), "{}", pilot.screen());
    clicks(&mut pilot, "Roxy");
    assert!(focused(&pilot).contains("Roxy"), "{}", pilot.screen());
    mouse(&mut pilot, MouseEventKind::ScrollUp, 10);
    assert!(focused(&pilot).contains("Kris"), "{}", pilot.screen());
    // Beside the rows and with a sheet over them a click does nothing.
    let before = pilot.screen();
    mouse(&mut pilot, MouseEventKind::Down(MouseButton::Left), 0);
    assert_eq!(pilot.screen(), before);
    pilot.keys(":");
    let with_sheet = pilot.screen();
    mouse(&mut pilot, MouseEventKind::Down(MouseButton::Left), 12);
    assert_eq!(pilot.screen(), with_sheet);
}

#[test]
fn the_key_of_a_screen_leads_there_from_every_screen_whatever_has_the_focus() {
    let (_room, mut pilot) = searching("");
    pilot.keys("Esc 1");
    let screens = [
        "1 Today",
        "2 Contacts",
        "3 Support",
        "4 Crime reports",
        "5 Safeguarding",
        "6 Intelligence",
        "7 Area picture",
        "8 Outbox",
        "9 Records",
        "0 Reference",
    ];
    let key = |screen: &'static str| screen.split(' ').next().unwrap();
    for from in screens {
        for pane in ["", "Tab"] {
            for to in screens {
                pilot.keys(key(from)).keys(pane).keys(key(to));
                assert!(pilot.screen().lines().next().unwrap().contains(to), "{from} {pane} {to}:\n{}", pilot.screen());
                pilot.keys(key(from)).keys(pane).keys("/");
                assert!(pilot.shows("Search"), "{from} {pane}:\n{}", pilot.screen());
                pilot.keys("Esc Esc");
            }
        }
    }
}

#[test]
fn a_click_works_on_every_list_and_in_a_record() {
    let (_room, mut pilot) = Room::demo(Place::Today);
    pilot.window(120, 36);
    let mut short = Vec::new();
    let mut below = |pilot: &mut Pilot, on: &'static str| {
        if !clicks_the_row_below(pilot, on) {
            short.push(on);
        }
    };
    for keys in ["1", "2", "3", "4", "5", "6", "7", "8", "9", "0"] {
        pilot.keys(keys);
        below(&mut pilot, keys);
    }
    for keys in ["3 Enter f", "4 Enter f", "5 Enter f", "6 Tab Enter", "7 S"] {
        pilot.keys("1").keys(keys);
        below(&mut pilot, keys);
    }
    pilot.keys("/").types("roxy");
    below(&mut pilot, "search");
    pilot.keys("Up Enter f");
    below(&mut pilot, "record");
    pilot.keys("] ] ] ] ] ] Enter");
    shows(&pilot, "Grounds, kept out");
    below(&mut pilot, "marker");
    assert_eq!(short, ["5", "6", "0", "search", "record"], "where there is no second row to go down to");
}

#[test]
fn the_table_of_what_meets_knows_every_screen_that_is_walked_through() {
    let (_room, mut pilot) = Room::demo(Place::Today);
    pilot.window(120, 36);
    let walks = "1|j|j Space|Esc R|Esc 2|j|Space|Esc F|Esc 5|Enter f|8|Enter|9|0|2 j Enter f|]|]|]|]|]|]|C|Esc m|Esc";
    for keys in walks.split('|') {
        pilot.keys(keys);
        if let Some(screen) = pilot.app.top() {
            let actions = screen.actions(&pilot.app.ctx);
            assert!(keymap::known_together(&actions), "{keys}: {actions:?}\n{}", pilot.screen());
        }
    }
}

/// Clicks what is two presses further down and compares with the presses; gives whether anything is there.
fn clicks_the_row_below(pilot: &mut Pilot, on: &str) -> bool {
    pilot.keys("Down");
    let row = |pilot: &Pilot| pilot.screen().lines().position(|l| l.starts_with('▸'));
    let (first, before) = (row(pilot), pilot.screen());
    pilot.keys("Down");
    let (second, wanted) = (row(pilot), pilot.screen());
    if first == second {
        return false;
    }
    pilot.keys("Up");
    assert_eq!(pilot.screen(), before, "{on}");
    mouse(pilot, MouseEventKind::Down(MouseButton::Left), second.unwrap_or_else(|| panic!("{on}: {wanted}")));
    assert_eq!(pilot.screen(), wanted, "{on}");
    true
}

#[test]
fn plain_signs_are_plain_inside_words_too() {
    let (_room, mut pilot) = Room::demo(Place::Today);
    pilot.app.ctx.theme = pilot.app.ctx.theme.ascii();
    for keys in ["1", "2", "j Enter f", "]", "8", "0", "/"] {
        let screen = pilot.window(120, 36).keys(keys).screen();
        assert!(!screen.contains(['·', '…', '×', '▸', '◐', '▲', '─', '│']), "{screen}");
    }
    pilot.keys("Esc 1");
    shows(&pilot, "1 Today . Central");
}

#[test]
fn nothing_breaks_at_any_size_with_the_line_and_a_narrowed_search_open() {
    let (_room, mut pilot) = searching("bail is:late");
    let (_other, mut quick) = searching("bail is:overdue");
    quick.keys("F5").types("fri 3pm ring about bail");
    for columns in (0..150).step_by(7) {
        for rows in (0..45).step_by(3) {
            for (pilot, words) in [(&mut pilot, "/ bail is:late"), (&mut quick, "ring about bail")] {
                let screen = pilot.window(columns, rows).screen();
                let small = columns < 60 || rows < 15;
                assert_eq!(screen.contains(words), !small, "{columns}x{rows}\n{screen}");
            }
        }
    }
}

/// Clicks the first place where these words stand.
fn clicks_on(pilot: &mut Pilot, words: &str) {
    let screen = pilot.screen();
    let found = screen.lines().enumerate().find_map(|(y, l)| Some((y, l.split_once(words)?.0.chars().count())));
    let (row, column) = found.unwrap_or_else(|| panic!("{words}: {screen}"));
    let (row, column) = (u16::try_from(row).unwrap(), u16::try_from(column).unwrap());
    let kind = MouseEventKind::Down(MouseButton::Left);
    pilot.event(Event::Mouse(MouseEvent { kind, column, row, modifiers: KeyModifiers::NONE }));
}

#[test]
fn a_click_chooses_in_a_sheet_and_a_second_one_takes_it() {
    let (room, mut desk) = Room::new(&officer());
    people(&mut desk);
    let mut pilot = room.interface(desk, Place::Contacts);
    pilot.keys("O n g Enter");
    shows(&pilot, "Why are you opening");
    clicks_on(&mut pilot, "welfare check");
    assert!(pilot.shows("Why are you opening"), "one click only chooses: {}", pilot.screen());
    clicks_on(&mut pilot, "welfare check");
    hides(&pilot, "Why are you opening");
    shows(&pilot, "Overview");
}

#[test]
fn a_click_never_does_what_only_a_capital_letter_does() {
    let (room, desk) = Room::new(&officer());
    let mut pilot = room.interface(desk, Place::Today);
    pilot.keys("F5").types("fri 3pm ring about bail").keys("Esc");
    shows(&pilot, "What is typed here is not saved");
    for _ in 0..3 {
        clicks_on(&mut pilot, "Throw it away");
        assert!(has_focus(&pilot, "Throw it away"), "{}", pilot.screen());
    }
    shows(&pilot, "Only its key does this: Shift+T.");
    clicks_on(&mut pilot, "Keep editing");
    clicks_on(&mut pilot, "Keep editing");
    shows(&pilot, "ring about bail");
    hides(&pilot, "Throw it away");
}

#[test]
fn a_click_takes_a_line_of_a_pick_list_of_the_palette_and_of_help() {
    let (room, mut desk) = Room::new(&officer());
    people(&mut desk);
    let mut pilot = room.interface(desk, Place::Contacts);
    pilot.window(120, 36).keys("O n g F");
    shows(&pilot, "type to narrow");
    clicks_on(&mut pilot, "Northern");
    assert!(has_focus(&pilot, "○ Northern"), "{}", pilot.screen());
    clicks_on(&mut pilot, "Northern");
    shows(&pilot, "Area Northern");
    shows(&pilot, "Mia");
    hides(&pilot, "Kris");
    pilot.keys(":").types("search");
    clicks_on(&mut pilot, "Hit before of the search");
    assert!(has_focus(&pilot, "Hit before of the search"), "{}", pilot.screen());
    clicks_on(&mut pilot, "Search everything");
    clicks_on(&mut pilot, "Search everything");
    shows(&pilot, "Also try");
    hides(&pilot, "Every action");
    pilot.keys("Esc ?").types("outbox");
    clicks_on(&mut pilot, "8 Outbox");
    hides(&pilot, "Help · ");
    shows(&pilot, "No update waits for IS.");
}

#[test]
fn a_click_focuses_a_field_of_a_form_and_an_answer_of_it() {
    let (room, mut desk) = Room::new(&officer());
    people(&mut desk);
    let mut pilot = room.interface(desk, Place::Contacts);
    pilot.window(120, 36).keys("O n g c Enter");
    clicks_on(&mut pilot, "Summary");
    pilot.types("half a thought");
    assert!(rows_with(&pilot, "half a thought").iter().any(|r| r.contains("Summary")), "{}", pilot.screen());
    clicks_on(&mut pilot, "○ in ");
    assert!(pilot.shows("● out   ○ in"), "one click only chooses: {}", pilot.screen());
    clicks_on(&mut pilot, "○ in ");
    shows(&pilot, "○ out   ● in");
    clicks_on(&mut pilot, "Outcome");
    clicks_on(&mut pilot, "Outcome");
    clicks_on(&mut pilot, "message left");
    clicks_on(&mut pilot, "message left");
    assert!(rows_with(&pilot, "Outcome").iter().any(|r| r.contains("message left")), "{}", pilot.screen());
}

#[test]
fn a_click_focuses_a_field_of_an_intelligence_entry() {
    let (room, desk) = Room::new(&officer());
    let mut pilot = room.interface(desk, Place::Intelligence);
    pilot.window(120, 36).keys("a");
    clicks_on(&mut pilot, "Who else knows");
    pilot.types("two people at the Quay");
    assert!(
        rows_with(&pilot, "two people at the Quay").iter().any(|r| r.contains("▸ Who else knows")),
        "{}",
        pilot.screen()
    );
}

#[test]
fn a_click_takes_a_row_where_two_records_are_joined() {
    let (room, mut desk) = Room::new(&officer());
    for (name, locality, needs) in [("Roxy", "Low Quay", "rings, slowly"), ("Roxanne", "Tannery Lane", "texts")] {
        let c = Contact { locality: locality.into(), communication: needs.into(), ..adult(name) };
        let id = entered(&mut desk, &c);
        desk.consult(id, "welfare-check", "").unwrap();
    }
    let mut pilot = room.interface(desk, Place::Contacts);
    pilot.window(120, 36).keys("Space j Space M");
    clicks_on(&mut pilot, "rings, slowly");
    assert!(has_focus(&pilot, "rings, slowly"), "{}", pilot.screen());
}

#[test]
fn a_click_in_the_walk_goes_straight_to_its_update_and_opens_none_on_the_way() {
    let (_room, mut pilot) = Room::demo(Place::Outbox);
    pilot.window(120, 36).keys("Enter");
    let list: Vec<(usize, String)> = pilot
        .screen()
        .lines()
        .enumerate()
        .filter(|(_, l)| l.chars().take(6).any(|c| matches!(c, '○' | '◐' | '✓')))
        .map(|(y, l)| (y, l.to_owned()))
        .collect();
    let before = entries(pilot.desk().unwrap());
    assert!(list.len() > 2, "{list:?}");
    let (row, _) = list.last().unwrap();
    mouse(&mut pilot, MouseEventKind::Down(MouseButton::Left), *row);
    assert!(pilot.screen().lines().nth(*row).unwrap().starts_with('▸'), "{}", pilot.screen());
    assert_eq!(entries(pilot.desk().unwrap()), before + 1, "only the one that is looked at is journalled");
}

#[test]
fn a_click_chooses_on_contact_now() {
    let (room, mut desk) = Room::new(&officer());
    people(&mut desk);
    let mut pilot = room.interface(desk, Place::Contacts);
    pilot.window(120, 36).keys("O n g C");
    if pilot.shows("Why are you opening") {
        pilot.keys("f");
    }
    shows(&pilot, "Contact anyway");
    clicks_on(&mut pilot, "Contact anyway");
    assert!(has_focus(&pilot, "Contact anyway"), "{}", pilot.screen());
}

#[test]
fn a_day_that_is_typed_to_wait_for_is_there_again_after_a_lock_and_asked_about_before_it_is_thrown_away() {
    let (room, mut desk) = Room::new(&officer());
    people(&mut desk);
    let mut pilot = room.interface(desk, Place::Today);
    pilot.keys("j w p").types("fri");
    shows(&pilot, "Fri 27/11");
    pilot.waits(Duration::seconds(2));
    // The power goes: nothing is closed, nothing is asked.
    let desk = pilot.into_desk().unwrap();
    let mut pilot = room.interface(desk, Place::Today);
    pilot.keys("j w");
    shows(&pilot, "What you had typed here is back");
    shows(&pilot, "Fri 27/11");
    pilot.keys("Esc Esc");
    shows(&pilot, "What is typed here is not saved");
    pilot.keys("Enter");
    shows(&pilot, "Wait until");
    pilot.keys("Enter Ctrl+S");
    hides(&pilot, "Wait until");
    assert!(pilot.desk().unwrap().drafts().unwrap().is_empty(), "what is done is not offered again");
}

#[test]
fn the_footer_says_of_every_row_what_is_to_be_done_instead_and_drops_no_key_for_it() {
    let (_room, mut pilot) = Room::demo(Place::Today);
    let mut said = std::collections::BTreeSet::new();
    for _ in 0..18 {
        let screen = pilot.keys("j").screen();
        let footer = screen.lines().last().unwrap().to_owned();
        for word in ["R review", "Enter open", "d ", "w ", "C contact now", "? help"] {
            assert!(footer.contains(word), "{word}: {footer}");
        }
        said.extend(footer.split("   ").filter(|k| k.contains("· ")).map(|k| k.trim().to_owned()));
    }
    assert!(said.contains("· w fixed") && said.contains("· d see actions"), "{said:?}");
    pilot.keys("g").keys("j d");
    shows(&pilot, "No follow-up: settling its actions ends it. Enter opens it.");
}
