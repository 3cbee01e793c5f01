//! Finding a contact, an action or a key, and adding somebody met: driven by keys alone.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

mod common;

use common::people::{adult, agreed_plan, entered, met, owed, point, spoke};
use common::records::entries;
use common::shown::{hides, row_with, shows};
use common::{Room, officer};
use dlo_caseload::casework::desk::Desk;
use dlo_caseload::casework::practice::Practice;
use dlo_caseload::domain::consent::Consent;
use dlo_caseload::domain::contact::Contact;
use dlo_caseload::domain::engagement::Engagement;
use dlo_caseload::domain::field::Record;
use dlo_caseload::domain::follow_up;
use dlo_caseload::domain::id::RecordId;
use dlo_caseload::domain::plan::Plan;
use dlo_caseload::store::contact::{Filter, Sort};
use dlo_caseload::tui::action::{Action, Group, sequence};
use dlo_caseload::tui::pilot::Pilot;
use dlo_caseload::tui::screen::Place;

/// A contact with a setting, what is due next, and when they were last met.
fn person(
    desk: &mut Desk,
    name: &str,
    setting: &str,
    due: Option<(&str, &str)>,
    consent: &str,
    named: bool,
) -> RecordId {
    let c = Contact {
        settings: vec![setting.into()],
        surname: if named { "Invented".into() } else { String::new() },
        ..adult(name)
    };
    let id = entered(desk, &c);
    if let Some((day, what)) = due {
        owed(desk, Some(id), what, follow_up::kind::PROMISE, day);
    }
    if !consent.is_empty() {
        let c = Consent {
            purpose: "record-on-is".into(),
            state: consent.into(),
            asked_on: "2026-11-17".parse().ok(),
            words: "said so herself".into(),
            why_not: "not the moment".into(),
            ..Consent::default()
        };
        desk.save_consent(id, &c.values()).unwrap();
    }
    id
}

/// The people of mock-up (c), as far as its decisive rows go.
fn people(desk: &mut Desk) -> Vec<RecordId> {
    let callie = met(desk, "Callie", "unsure");
    let roxy = person(desk, "Roxy", "brothel-or-flat", Some(("2026-11-20", "find out bail conditions")), "given", true);
    spoke(desk, roxy, "2026-11-17", "spoke of the bus pass");
    let kris = person(desk, "Kris", "internet", Some(("2026-11-21", "ring")), "refused", false);
    spoke(desk, kris, "2026-08-23", "spoke of the bus pass");
    let zaneta = person(desk, "Żaneta", "red-light-area", Some(("2026-11-24", "bus pass at the drop-in")), "", true);
    spoke(desk, zaneta, "2026-11-19", "spoke of the bus pass");
    let ash = person(desk, "Ash", "transport-routes", Some(("2027-01-30", "review")), "withdrawn", false);
    spoke(desk, ash, "2025-11-02", "spoke of the bus pass");
    vec![callie, roxy, kris, zaneta, ash]
}

fn plan(desk: &mut Desk, id: RecordId) {
    let p = Plan { identity_question: "what was in the bag".into(), identity_word: "blue mug".into(), ..agreed_plan() };
    desk.save_plan(id, &p.values()).unwrap();
}

#[test]
fn the_contacts_stand_as_they_are_pictured() {
    let (_room, mut pilot) = Room::demo(Place::Contacts);
    pilot.window(120, 36).keys("j j j");
    let screen = pilot.screen();
    for row in [
        "  Area Central · Status open · Setting any · Group any · Consent any · Age any    │  K7-0022  Żaneta",
        "     Contact  Name       Legal    Setting         Record on IS    Last    Next",
        "   ▲ K7-0066  Callie     ········ child concern   ✓ by duty       23/11",
        "   ! K7-0042  Roxy       ········ brothel or flat ✓ given         17/11   20/11",
        "▸  ◐ K7-0022  Żaneta     ········ red light area  ○ not asked     19/11   today",
        "   ◐ K7-0063  Ελένη      ········ escort agency…  × refused       14/11   today",
        "   ◐ K7-0071  ნინო       unknown  internet        ○ not asked     24/05   today",
        "  Enter open   a met someone   F filter   Space select   C contact now   ? help",
    ] {
        assert!(screen.lines().any(|l| l.starts_with(row)), "{row}\nis not in\n{screen}");
    }
    assert!(row_with(&pilot, "Sorted by").contains("Sorted by next due, children first"), "{screen}");
    assert!(pilot.shows("more below"), "{screen}");
    assert!(screen.contains("│  Legal name    ········"), "{screen}");
    assert!(!pilot.shows("07700"), "numbers stay masked: {screen}");
}

#[test]
fn what_no_contact_matches_says_so_and_how_to_go_on() {
    let (room, mut desk) = Room::new(&officer());
    people(&mut desk);
    let mut pilot = room.interface(desk, Place::Contacts);
    pilot.keys("F Tab Tab").types("teleph").keys("Enter F Tab Tab").types("given").keys("Enter");
    let screen = pilot.screen();
    let rows: Vec<&str> = screen.lines().collect();
    assert_eq!(rows[2], "  Area Central · Setting telephone-box ads · Consent given", "{screen}");
    assert_eq!(rows[4], "  No contact matches these filters. 5 open contacts in Central do not.", "{screen}");
    assert_eq!(rows[6], "  F  change a filter      Esc  clear them all      a  met someone", "{screen}");
    assert_eq!(rows[23], "  F filter   Esc clear filters   a met someone   / search   1 Today   ? help", "{screen}");
    pilot.keys("Esc");
    shows(&pilot, "1 of 5");
}

#[test]
fn an_empty_area_offers_to_add_somebody() {
    let (room, desk) = Room::new(&officer());
    let pilot = room.interface(desk, Place::Contacts);
    shows(&pilot, "No contacts in Central yet.");
    shows(&pilot, "a  met someone: five answers");
}

#[test]
fn filter_and_sort_stay_while_the_program_runs_and_the_area_is_every_lists() {
    let (room, mut desk) = Room::new(&officer());
    people(&mut desk);
    let mut pilot = room.interface(desk, Place::Contacts);
    pilot.keys("O n F Tab Tab Tab Tab").types("refused").keys("Enter");
    shows(&pilot, "Consent refused");
    shows(&pilot, "1 of 1");
    shows(&pilot, "Kris");
    pilot.keys("1 2");
    shows(&pilot, "Consent refused");
    shows(&pilot, "Sorted by name");
    // F goes on with the filter that narrows; Shift+Tab walks back to the area.
    pilot.keys("F Shift+Tab Shift+Tab Shift+Tab Shift+Tab").types("north").keys("Enter");
    shows(&pilot, "2 Contacts · Northern");
    pilot.keys("1");
    shows(&pilot, "1 Today · Northern");
}

#[test]
fn longest_without_contact_in_all_areas_is_one_list_whatever_page_of_it_is_shown() {
    let (_room, desk) = Room::practice(&Practice { contacts: 300, engagements: 900, seed: 7 });
    for setting in ["", "internet"] {
        let all = Filter { setting: setting.into(), sort: Sort::LastContact, ..Filter::default() };
        let whole = desk.contacts(&all, 0, 1_000).unwrap();
        let order: Vec<_> = whole.lines.iter().map(|l| (l.last_on.clone(), l.reference.clone())).collect();
        assert!(order.is_sorted() && order.len() > 20, "{order:?}");
        assert!(whole.lines.iter().any(|l| l.area != whole.lines[0].area));
        let by_name = Filter { sort: Sort::Name, ..all.clone() };
        assert_eq!(desk.contacts(&by_name, 0, 1_000).unwrap().lines.len(), order.len());
        for (at, line) in whole.lines.iter().enumerate().step_by(17) {
            let page = desk.contacts(&all, i64::try_from(at).unwrap(), 3).unwrap();
            assert_eq!(page.lines[0].id, line.id);
            assert_eq!(page.matching, i64::try_from(order.len()).unwrap());
            // Looked for from the other end of the list.
            let far = i64::try_from(order.len() - at).unwrap();
            let (page, row) = desk.contacts_around(&all, Some(line.id), far, 5).unwrap();
            assert_eq!(row, i64::try_from(at).unwrap());
            assert!(page.lines.iter().any(|l| l.id == line.id));
        }
    }
}

#[test]
fn only_what_is_overdue_is_shown_when_asked_for() {
    let (room, mut desk) = Room::new(&officer());
    people(&mut desk);
    let mut pilot = room.interface(desk, Place::Contacts);
    pilot.keys("F Shift+Tab Down Enter");
    shows(&pilot, "Overdue only");
    shows(&pilot, "1 of 2");
    shows(&pilot, "Roxy");
    shows(&pilot, "Kris");
    hides(&pilot, "Żaneta");
}

#[test]
fn a_long_list_is_read_in_windows_and_the_focus_stays_with_the_same_person() {
    let (room, mut desk) = Room::new(&officer());
    for n in 0..320 {
        person(&mut desk, &format!("Name {n:03}"), "internet", None, "", false);
    }
    let mut pilot = room.interface(desk, Place::Contacts);
    pilot.keys("O r G");
    assert!(row_with(&pilot, "▸").contains("K7-0320"), "{}", pilot.screen());
    shows(&pilot, "320 of 320");
    pilot.keys("g");
    assert!(row_with(&pilot, "▸").contains("K7-0001") && pilot.shows("more below"), "{}", pilot.screen());
    // Every row is met once on the way down, across the edges of what is read.
    for n in 2..=320 {
        pilot.keys("j");
        assert!(row_with(&pilot, "▸").contains(&format!("K7-{n:04}")), "{}", pilot.screen());
    }
    for _ in 0..40 {
        pilot.keys("Ctrl+U");
    }
    assert!(row_with(&pilot, "▸").contains("K7-0001"), "{}", pilot.screen());
    // A promise of today moves its contact to the top of the list by what is due: the focus goes with it.
    pilot.keys("O d G");
    let before = row_with(&pilot, "▸");
    let reference = before.split_whitespace().find(|w| w.starts_with("K7-")).unwrap().to_owned();
    pilot.keys("f").types("ring").keys("Tab Tab").types("today").keys("Ctrl+S");
    assert!(row_with(&pilot, "▸").contains(&reference), "{before}\n{}", pilot.screen());
    shows(&pilot, "1 of 320");
}

#[test]
fn the_selected_wait_together_with_one_reason_and_one_undo() {
    let (room, mut desk) = Room::new(&officer());
    let all = people(&mut desk);
    let mut pilot = room.interface(desk, Place::Contacts);
    // Roxy and Kris, then everything between by a range.
    pilot.keys("j Space j j V");
    shows(&pilot, "3 selected: w makes their follow-ups wait, Esc clears the selection");
    shows(&pilot, "3 selected · 4 of 5");
    pilot.keys("w Ctrl+S");
    shows(&pilot, "Say when");
    pilot.types("+2w").keys("Tab").types("leave").keys("Enter Ctrl+S");
    shows(&pilot, "3 things wait. u takes it back");
    let due = |pilot: &mut Pilot, id: RecordId| {
        let desk = pilot.desk().unwrap();
        desk.reading().of_contact::<follow_up::FollowUp>(id).unwrap()[0].it.due.unwrap().day().to_string()
    };
    assert_eq!(due(&mut pilot, all[1]), "2026-12-08");
    pilot.keys("u");
    assert_eq!(due(&mut pilot, all[1]), "2026-11-20");
    assert_eq!(due(&mut pilot, all[2]), "2026-11-21");
}

#[test]
fn somebody_met_is_saved_in_fifteen_keys_besides_the_words() {
    let (room, desk) = Room::new(&officer());
    let mut pilot = room.interface(desk, Place::Contacts);
    let mut pressed = 0;
    let mut press = |pilot: &mut Pilot, keys: &str| {
        pressed += keys.split(' ').count();
        pilot.keys(keys);
    };
    press(&mut pilot, "a");
    shows(&pilot, "Five answers, the rest tomorrow");
    pilot.types("Lola, red coat");
    press(&mut pilot, "Tab Right Right Space Tab");
    pilot.types("Low Quay, near the bridge");
    press(&mut pilot, "Tab");
    pilot.types("new here, cold");
    press(&mut pilot, "Tab");
    pilot.types("fri 10pm");
    let screen = pilot.screen();
    for row in [
        "  Five answers, the rest tomorrow",
        "  Name or words *    Lola, red coat",
        "  18 or over? *      ○ documented   ○ said so   ● looks so   ○ no   ○ unsure",
        "  Where *            Low Quay, near the bridge",
        "▸ When next          fri 10pm",
        "                     reads as Fri 27/11/2026 22:00",
        "  Saving makes       K7-0001 · an engagement, met by chance, now",
        "                     follow-ups: plan, setting and grounds, Fri 27/11 22:00",
        "  No or unsure opens a child concern at once, and says so before saving.",
        "  Ctrl+S save   Tab next   Space choose   Esc back, kept   F1 help",
    ] {
        assert!(screen.lines().any(|l| l == row), "{row}\nis not in\n{screen}");
    }
    press(&mut pilot, "Ctrl+S");
    assert!(pressed <= 15, "{pressed} keys");
    shows(&pilot, "Saved: K7-0001, an engagement and follow-ups. u takes it all back");
    shows(&pilot, "1 of 1");
    pilot.keys("u");
    shows(&pilot, "No contacts in Central yet.");
}

#[test]
fn a_child_concern_is_said_before_it_is_saved() {
    for answer in ["n", "u"] {
        let (room, desk) = Room::new(&officer());
        let mut pilot = room.interface(desk, Place::Contacts);
        pilot.keys("a").types("Callie").keys("Tab");
        hides(&pilot, "▲");
        pilot.types(answer).keys("Space");
        assert!(pilot.shows("▲ a child concern at once"), "{answer}: {}", pilot.screen());
        assert!(!pilot.shows("setting and grounds"), "{answer}: {}", pilot.screen());
        pilot.keys("Tab").types("Low Quay").keys("Ctrl+S");
        assert!(pilot.shows("an engagement and a child concern"), "{answer}: {}", pilot.screen());
    }
}

#[test]
fn a_possible_duplicate_is_compared_without_losing_a_word() {
    let (room, mut desk) = Room::new(&officer());
    people(&mut desk);
    let mut pilot = room.interface(desk, Place::Contacts);
    pilot.keys("a").types("Roxie, red coat");
    shows(&pilot, "◐ sounds like K7-0002 Roxy, open · Ctrl+D compares");
    pilot.keys("Ctrl+D");
    shows(&pilot, "Why are you opening K7-0002?");
    pilot.keys("i");
    shows(&pilot, "K7-0002");
    hides(&pilot, "Five answers");
    pilot.keys("Esc");
    shows(&pilot, "Roxie, red coat");
    shows(&pilot, "Five answers");
}

#[test]
fn a_hit_says_where_it_is_and_never_what_it_says() {
    let (room, mut desk) = Room::new(&officer());
    people(&mut desk);
    let mut pilot = room.interface(desk, Place::Today);
    pilot.keys("/").types("bail");
    assert!(row_with(&pilot, "Follow-ups").contains("K7-0002  Roxy         promise, open · due 20/11/2026"));
    assert!(!pilot.shows("conditions"), "the passage is not shown: {}", pilot.screen());
    pilot.keys("Ctrl+U").types("invented");
    assert!(pilot.shows("surname") && !pilot.shows("Invented"), "a legal name stays masked: {}", pilot.screen());
    pilot.keys("Ctrl+U").types("zaneta");
    assert!(row_with(&pilot, "Contacts").contains("Żaneta"), "{}", pilot.screen());
    pilot.keys("Enter");
    shows(&pilot, "Why are you opening K7-0004?");
    pilot.keys("f Esc");
    assert!(pilot.shows("/ zaneta"), "the search is still there: {}", pilot.screen());
    pilot.keys("Esc");
    shows(&pilot, "1 Today");
}

#[test]
fn contacts_come_first_however_many_notes_hold_the_word() {
    let (room, mut desk) = Room::new(&officer());
    person(&mut desk, "Lena", "internet", None, "", false);
    let other = person(&mut desk, "Ash", "internet", None, "", false);
    for n in 0..80 {
        spoke(&mut desk, other, &format!("2026-10-{:02}", n % 28 + 1), "asked after Lena");
    }
    let mut pilot = room.interface(desk, Place::Search);
    for typed in ["l", "e", "n", "a"] {
        pilot.types(typed);
        let first = row_with(&pilot, "Contacts");
        assert!(first.contains("▸ Contacts         K7-0001  Lena         working name"), "{}", pilot.screen());
    }
    shows(&pilot, "more than 60 found");
    pilot.keys("Tab");
    assert!(row_with(&pilot, "▸").contains("Engagements"), "{}", pilot.screen());
    pilot.keys("Tab");
    assert!(row_with(&pilot, "▸").contains("Contacts"), "{}", pilot.screen());
}

#[test]
fn who_is_ringing_shows_a_reference_and_what_to_ask_and_no_name() {
    let (room, mut desk) = Room::new(&officer());
    let all = people(&mut desk);
    point(&mut desk, all[1], "mobile", "07700 900142", "safe");
    plan(&mut desk, all[1]);
    let mut pilot = room.interface(desk, Place::Contacts);
    pilot.keys("/").types("0142");
    let screen = pilot.screen();
    let rows: Vec<&str> = screen.lines().collect();
    assert!(rows[2].starts_with("  / 0142") && rows[2].ends_with("1 found"), "{screen}");
    assert_eq!(rows[4], "▸ K7-0002            a number ends in 0142, marked safe", "{screen}");
    let ask = "  To be sure         ask what was in the bag: \"blue mug\". Say no name first.";
    assert_eq!(rows[5], ask, "{screen}");
    assert!(!pilot.shows("Roxy") && !pilot.shows("900142"), "{screen}");
    // More digits, and the number as it is written abroad, find the same person.
    for typed in ["900142", "07700900142", "+44 7700 900142"] {
        pilot.keys("Ctrl+U").types(typed);
        assert!(pilot.shows("K7-0002  ") && pilot.shows("1 found"), "{typed}: {}", pilot.screen());
    }
    pilot.keys("Ctrl+U").types("800142");
    assert!(!pilot.shows("K7-0002"), "another number: {}", pilot.screen());
    pilot.keys("Ctrl+U").types("0142").keys("Enter");
    shows(&pilot, "Why are you opening K7-0002?");
    pilot.keys("c");
    shows(&pilot, "Roxy");
}

#[test]
fn letters_write_while_the_digits_are_typed_and_are_answers_once_the_focus_went_on() {
    let (room, mut desk) = Room::new(&officer());
    let all = people(&mut desk);
    point(&mut desk, all[1], "mobile", "07700 900142", "safe");
    let mut pilot = room.interface(desk, Place::Contacts);
    pilot.keys("/").types("0142n");
    shows(&pilot, "/ 0142n");
    pilot.keys("Backspace Tab");
    shows(&pilot, "n somebody else   a keep the number");
    pilot.keys("n");
    shows(&pilot, "Logged for K7-0002: somebody else rang. u takes it back");
    let calls = pilot.desk().unwrap().reading().of_contact::<Engagement>(all[1]).unwrap();
    assert!(calls.iter().any(|e| e.it.summary.contains("ends in 0142") && e.it.direction.as_str() == "in"));
    pilot.keys("u");
    assert_eq!(pilot.desk().unwrap().reading().of_contact::<Engagement>(all[1]).unwrap().len(), calls.len() - 1);
}

#[test]
fn the_number_of_an_unknown_caller_is_kept_with_somebody_new() {
    let (room, desk) = Room::new(&officer());
    let mut pilot = room.interface(desk, Place::Contacts);
    pilot.keys("/").types("07700 900199");
    shows(&pilot, "Nobody on the caseload has a number that ends in 0199.");
    pilot.keys("Enter");
    shows(&pilot, "Somebody rang");
    shows(&pilot, "07700");
    pilot.types("says she is Lola").keys("Tab u Space Ctrl+S");
    shows(&pilot, "Saved: K7-0001");
    pilot.keys("Ctrl+U").types("0199");
    shows(&pilot, "K7-0001            a number ends in 0199, not known to be safe");
}

#[test]
fn the_palette_finds_any_action_says_on_whom_and_why_not() {
    let (room, mut desk) = Room::new(&officer());
    people(&mut desk);
    let mut pilot = room.interface(desk, Place::Contacts);
    pilot.keys("j :").types("mar");
    let screen = pilot.screen();
    let rows: Vec<&str> = screen.lines().collect();
    assert_eq!(rows[1], format!("  ─ Every action · type any part of its name {}", "─".repeat(33)), "{screen}");
    assert!(rows[2].starts_with("  : mar"), "{screen}");
    assert_eq!(rows[4], "▸ Propose a marker                             K7-0002           m", "{screen}");
    assert!(row_with(&pilot, "Renew").contains("· not on this screen"), "{screen}");
    assert!(pilot.shows("Nothing is sent."), "{screen}");
    assert_eq!(rows[23], "  Enter run it   Up Down move   Tab complete   Esc close", "{screen}");
    let before = entries(pilot.desk().unwrap());
    pilot.keys("Down Enter");
    assert!(pilot.shows("· not on this screen") && pilot.shows(": mar"), "it stays open: {}", pilot.screen());
    assert_eq!(entries(pilot.desk().unwrap()), before);
    // Letters apart find it too, and Enter runs it.
    pilot.keys("Ctrl+U").types("mtsome").keys("Enter");
    shows(&pilot, "Five answers");
    // From inside a form, saving by its name is the same as its key.
    pilot.keys("Ctrl+P").types("save the form").keys("Enter");
    shows(&pilot, "This is needed before it can be saved.");
}

#[test]
fn help_shows_this_screen_then_the_contact_then_everywhere_and_runs_what_is_focused() {
    let (room, mut desk) = Room::new(&officer());
    people(&mut desk);
    let mut pilot = room.interface(desk, Place::Contacts);
    pilot.keys("?");
    let screen = pilot.screen();
    assert!(screen.contains("─ Help · Contacts · type to filter, Enter runs the focused one ─"), "{screen}");
    let rows: Vec<&str> = screen.lines().collect();
    assert_eq!(rows[4], "  This screen                           A contact in focus", "{screen}");
    assert_eq!(rows[5], "▸ Enter       open                      C           contact now: plan first", "{screen}");
    assert!(screen.contains("▲ child   ! late or never   ◐ due or waiting   ✓ done or safe   ▸ focus"), "{screen}");
    pilot.types("sort");
    shows(&pilot, "1 key");
    pilot.keys("Enter");
    shows(&pilot, "longest without contact first");
    pilot.keys("Esc F1 Right Down");
    assert!(pilot.screen().contains("▸ c           log an engagement"), "{}", pilot.screen());
    pilot.keys("Tab");
    shows(&pilot, "never, missing");
}

#[test]
fn f1_in_a_form_explains_the_field_and_offers_only_keys_that_write_nothing() {
    let (room, desk) = Room::new(&officer());
    let mut pilot = room.interface(desk, Place::Contacts);
    pilot.keys("a Tab Tab Tab Tab F1");
    shows(&pilot, "Help · When next");
    shows(&pilot, "fri 10pm, tomorrow, +2w");
    shows(&pilot, "Ctrl+S      save the form");
    hides(&pilot, "Esc or q");
    pilot.keys("Esc").types("fri");
    shows(&pilot, "reads as Fri 27/11/2026");
}

#[test]
fn the_messages_of_the_sitting_are_kept_and_hold_no_name() {
    let (room, desk) = Room::new(&officer());
    let mut pilot = room.interface(desk, Place::Contacts);
    pilot.keys("a").types("Lola").keys("Tab l Space Tab").types("Low Quay").keys("Ctrl+S");
    pilot.keys("u : ").types("messages").keys("Enter");
    let screen = pilot.screen();
    assert!(screen.contains("Undone: met someone") && screen.contains("Saved: K7-0001"), "{screen}");
    assert!(!screen.contains("Lola"), "{screen}");
}

/// Brings a pilot to every screen and state that has keys of its own.
fn walk(mut each: impl FnMut(&str, &Pilot)) {
    let (_room, mut pilot) = Room::demo(Place::Today);
    for keys in ["1", "Tab", "2", "Space", "Esc F Tab Tab Down Enter", "Esc", "5", "8", "Enter", "0", "]", "]", "]"] {
        pilot.keys(keys);
        each(keys, &pilot);
    }
    pilot.keys("2 /").types("k7");
    each("search", &pilot);
    pilot.keys("Ctrl+U").types("0142");
    each("who is ringing", &pilot);
    pilot.keys("Tab");
    each("answers", &pilot);
    pilot.keys("Enter c");
    for section in 0..12 {
        each(&format!("record, section {section}"), &pilot);
        pilot.keys("]");
    }
    pilot.keys("C");
    each("contact now", &pilot);
    pilot.keys("Enter");
    each("the number or the reason", &pilot);
    let out = |pilot: &mut Pilot| {
        for _ in 0..6 {
            pilot.keys("Esc T");
        }
    };
    out(&mut pilot);
    pilot.keys("2");
    for (keys, title) in [
        ("a", "Met someone"),
        ("f", "New follow-up"),
        ("s", "New safeguarding concern"),
        ("c Enter", "Log engagement"),
        ("m", "marker"),
    ] {
        pilot.keys(keys).window(120, 36);
        let asked = pilot.shows("Why are you opening");
        if asked {
            pilot.keys("f");
        }
        assert!(row_with(&pilot, "caseload").contains(title), "{keys}: {}", pilot.screen());
        each(keys, &pilot);
        out(&mut pilot);
        assert!(pilot.shows("2 Contacts"), "{keys}: {}", pilot.screen());
    }
}

#[test]
fn no_two_actions_of_one_screen_share_a_key() {
    let mut seen = 0;
    walk(|where_, pilot| {
        let top = pilot.app.top().unwrap();
        let mut keys: Vec<(&str, Action)> = Vec::new();
        for action in top.actions(&pilot.app.ctx) {
            for key in action.record().keys {
                let taken = keys.iter().find(|(k, a)| k == key && *a != action);
                assert!(taken.is_none(), "{where_}: {key} is {action:?} and {taken:?}\n{}", pilot.screen());
                // Nor may a key be the beginning of another's sequence.
                for (other, of) in &keys {
                    let (a, b) = (sequence(key), sequence(other));
                    assert!(
                        *of == action || !(a.starts_with(&b) || b.starts_with(&a)),
                        "{where_}: {key} of {action:?} and {other} of {of:?}"
                    );
                }
                keys.push((key, action));
            }
        }
        seen += 1;
    });
    assert!(seen > 30, "{seen}");
}

#[test]
fn no_key_of_finding_is_dead() {
    let states = [
        ("contacts", ""),
        ("contacts, some selected", "j Space j"),
        ("contacts, narrowed", "F Tab Tab Down Down Enter"),
        ("search", "/ i n"),
        ("who is ringing", "/ 0 1 4 2"),
        ("who is ringing, answering", "/ 0 1 4 2 Tab"),
        ("nobody's number", "/ 9 9 9 9"),
        ("met someone", "a R o x i e"),
    ];
    let (room, mut desk) = Room::new(&officer());
    let all = people(&mut desk);
    point(&mut desk, all[1], "mobile", "07700 900142", "safe");
    let mut desk = Some(desk);
    let mut begin = |keys: &str, last: Option<Pilot>| {
        let open = desk.take().or_else(|| last.and_then(Pilot::into_desk)).unwrap();
        let mut pilot = room.interface(open, Place::Contacts);
        pilot.keys(keys);
        pilot
    };
    let mut pilot = begin("", None);
    for (name, keys) in states {
        pilot = begin(keys, Some(pilot));
        let shown = pilot.app.top().unwrap().actions(&pilot.app.ctx);
        for action in shown.into_iter().filter(|a| a.record().group == Group::Screen) {
            pilot = begin(keys, Some(pilot));
            let before = pilot.screen();
            // A choice is taken where one has the focus.
            let first = if action == Action::TakeAnswer { "Tab " } else { "" };
            pilot.keys(&format!("{first}{}", action.record().keys[0]));
            assert_ne!(pilot.screen(), before, "{name}: {action:?} does nothing");
        }
    }
}

/// Brings a pilot to every kind of focused text.
fn texts() -> Vec<(&'static str, Room, Pilot)> {
    let places: [(&str, &str); 7] = [
        ("search", "/"),
        ("palette", ":"),
        ("help", "?"),
        ("filter of a list", "F"),
        ("line of a form", "a"),
        ("note of a form", "a Tab Tab Tab"),
        ("date of a form", "f Tab Tab"),
    ];
    places
        .into_iter()
        .map(|(name, keys)| {
            let (room, mut desk) = Room::new(&officer());
            people(&mut desk);
            let mut pilot = room.interface(desk, Place::Contacts);
            pilot.keys(keys);
            (name, room, pilot)
        })
        .collect()
}

#[test]
fn any_printable_key_in_any_focused_text_writes_and_does_nothing_else() {
    let printable: Vec<char> = (' '..='~').chain("éßżЖ小ა".chars()).collect();
    for (name, _room, mut pilot) in texts() {
        let (depth, before, title) =
            (pilot.app.depth(), entries(pilot.desk().unwrap()), pilot.screen().lines().next().map(str::to_owned));
        for some in printable.chunks(16) {
            let words: String = some.iter().collect();
            pilot.types(&words);
            assert!(pilot.shows(words.trim()), "{name}: {words:?} is not written:\n{}", pilot.screen());
            assert_eq!(pilot.app.depth(), depth, "{name}: {words:?} opened or closed a screen");
            assert_eq!(pilot.screen().lines().next().map(str::to_owned), title, "{name}");
            assert!(pilot.exit().is_none());
            pilot.keys("Ctrl+U");
        }
        assert_eq!(entries(pilot.desk().unwrap()), before, "{name}: something was saved");
    }
}

#[test]
fn a_pasted_page_is_cleaned_text_and_runs_nothing() {
    let page = "q\r\njkgG\u{1b}[2J\u{1b}]0;title\u{7}\u{202e}dlo\u{202c}\u{200b} a u x S\t:quit\n\u{0}Enter\u{9b}31m";
    for (name, _room, mut pilot) in texts() {
        let (depth, before) = (pilot.app.depth(), entries(pilot.desk().unwrap()));
        pilot.pastes(page);
        let screen = pilot.screen();
        assert!(screen.contains("jkgG"), "{name}: {screen}");
        let bad = |c: char| (c.is_control() && c != '\n') || matches!(c, '\u{202a}'..='\u{202e}' | '\u{200b}');
        assert!(!screen.chars().any(bad), "{name}: {screen:?}");
        assert_eq!((pilot.app.depth(), pilot.exit().is_none()), (depth, true), "{name}");
        assert_eq!(entries(pilot.desk().unwrap()), before, "{name}: something was saved");
    }
    // In a list no text has the focus: a paste runs nothing at all.
    let (room, mut desk) = Room::new(&officer());
    people(&mut desk);
    let mut pilot = room.interface(desk, Place::Contacts);
    let screen = pilot.screen();
    pilot.pastes(page);
    assert_eq!(pilot.screen(), screen);
}

#[test]
fn no_size_makes_finding_panic_and_the_smallest_says_one_sentence() {
    let (_room, mut pilot) = Room::demo(Place::Contacts);
    let states = [
        "",
        "Space",
        "Esc F",
        "Esc O",
        "Esc ?",
        "Tab",
        "Esc :",
        "Esc /",
        "m a r",
        "Ctrl+U 0 1 4 2",
        "Tab",
        "Esc Esc a",
        "F1",
    ];
    for keys in states {
        pilot.window(120, 36).keys(keys);
        for columns in [0, 1, 2, 9, 20, 41, 59, 60, 61, 75, 79, 80, 99, 100, 119, 120, 139, 140, 150] {
            for rows in [0, 1, 2, 3, 7, 14, 15, 16, 17, 18, 23, 24, 29, 30, 36, 45] {
                pilot.window(columns, rows);
                let screen = pilot.screen();
                let small = columns < 60 || rows < 15;
                assert!(!small || !screen.contains("K7-"), "{columns}x{rows} after {keys}: {screen}");
            }
        }
    }
}
