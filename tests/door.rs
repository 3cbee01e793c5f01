//! The door, driven by keys: the locked prompt, the first run, what is said after unlocking, idle time, Records.
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::needless_pass_by_value,
    reason = "a test that cannot go on fails, and harms files on purpose"
)]

mod common;

use std::path::Path;

use chrono::{DateTime, Duration, Utc};
use common::shown::{five_words, hides, recovery_code, shows};
use common::{Room, WORDS, create, files, moment, officer, places_in, tuesday};
use crossterm::event::{Event, KeyCode, KeyEvent, KeyModifiers};
use dlo_caseload::casework::clock::Clock;
use dlo_caseload::casework::desk::Desk;
use dlo_caseload::casework::opening::{self, Locking, Use};
use dlo_caseload::domain::problem::Kind;
use dlo_caseload::tui::app::{App, Command, Exit, Msg};
use dlo_caseload::tui::ctx::Ctx;
use dlo_caseload::tui::perform::Threshold;
use dlo_caseload::tui::pilot::Pilot;
use dlo_caseload::tui::screen::{Place, Screen, first_run, locked};
use dlo_caseload::tui::theme::Theme;
use dlo_caseload::tui::worker::LockedBy;
use dlo_caseload::vault::{Attempts, Header, Passphrase, Places, RecoveryCode, Secret};
use proptest::prelude::*;

/// A wrong try as the picture has it, shorter than most.
const HALF: &str = "lantern copper a";

fn at(clock: &str) -> DateTime<Utc> {
    moment(&format!("2026-11-24T{clock}:00Z"))
}

/// The interface with no vault open, at this time of the day.
fn interface(places: Places, first: Screen, clock: &str) -> Pilot {
    let now = at(clock);
    let mut ctx = Ctx::new(now.with_timezone(&chrono_tz::Europe::London), Theme::dark());
    ctx.can_practise = true;
    let threshold = Threshold { places, clock: Clock::Fixed(now), locking: Locking::Take };
    Pilot::new(ctx, first, threshold, None)
}

/// A vault that is locked.
fn locked_room() -> Room {
    let (room, desk) = Room::new(&officer());
    desk.close().unwrap();
    room
}

fn prompt(room: &Room, clock: &str) -> Pilot {
    interface(room.places(), locked::State::new(true, None, None).into(), clock)
}

fn failed(room: &Room, times: u32, when: DateTime<Utc>) {
    let id = Header::read(&room.places().vault.join("vault.toml")).unwrap().vault_id;
    for _ in 0..times {
        Attempts::add(&room.places().state, id, when).unwrap();
    }
}

fn assert_picture(pilot: &Pilot, pictured: &str) {
    // The picture marks the terminal's cursor by a low line.
    let pictured = pictured.trim_start_matches('\n').replace('_', "");
    let pictured: Vec<&str> = pictured.lines().map(str::trim_end).collect();
    let screen = pilot.screen();
    let screen: Vec<&str> = screen.lines().collect();
    assert_eq!(screen, pictured, "\n{}", pilot.screen());
}

#[test]
fn the_prompt_after_a_wrong_try_is_as_pictured() {
    let room = locked_room();
    failed(&room, 4, at("14:01") - Duration::hours(1));
    let mut pilot = prompt(&room, "14:01");
    pilot.types(HALF).keys("Enter");
    assert_picture(
        &pilot,
        "
  caseload                                                      locked   14:01






                   ▸ Passphrase   ················_

                     ! That did not open the vault. Nothing was changed.
                       The next try is possible in 4 seconds.


                     Tab takes a note while locked. Nobody can read it before
                     the next unlock.








  Enter open   Tab jot   Ctrl+T show   F3 practice   F4 recovery   Ctrl+C quit",
    );
    let (_, cursor) = pilot.frame();
    assert_eq!(cursor.map(|c| (c.x, c.y)), Some((50, 7)));
    // The clock runs down, Enter is not taken before it has, and then the right passphrase opens.
    pilot.waits(Duration::seconds(3));
    shows(&pilot, "possible in 1 second.");
    pilot.types(WORDS).keys("Enter");
    shows(&pilot, "locked");
    pilot.waits(Duration::seconds(1)).keys("Enter");
    shows(&pilot, "Last opened");
    shows(&pilot, "! 5 since then, the last Tue 24/11 14:01");
}

#[test]
fn the_prompt_after_a_lock_is_as_pictured() {
    let room = locked_room();
    let first = locked::State::new(true, None, Some(LockedBy::Idle)).into();
    assert_picture(
        &interface(room.places(), first, "14:14"),
        "
  caseload                                                      locked   14:14






                     Locked after 5 minutes without a key.
                     What was half-typed is kept.

                   ▸ Passphrase   _












  Enter open   Tab jot   Ctrl+T show   F4 recovery   Ctrl+C quit",
    );
}

#[test]
fn a_jot_is_typed_as_pictured_sealed_and_filed_after_the_unlock() {
    let room = locked_room();
    let mut pilot = prompt(&room, "23:52");
    pilot.keys("Tab").types("Lola asked again about Friday, after 6, not by phone");
    let screen = pilot.screen();
    let rows: Vec<&str> = screen.lines().collect();
    assert_eq!(rows[2], "                     Jot, sealed to this vault. Nobody can read it before the", "{screen}");
    assert_eq!(rows[3], "                     next unlock, not even you.", "{screen}");
    assert_eq!(rows[5], "▸                    Lola asked again about Friday, after 6, not by phone", "{screen}");
    assert_eq!(*rows.last().unwrap(), "  Ctrl+S seal it   Esc throw it away   Tab passphrase", "{screen}");
    // Back at the prompt and in the jot again, the words are there; sealed, they are nowhere to be read.
    pilot.keys("Tab Tab");
    shows(&pilot, "Lola asked again");
    pilot.keys("Ctrl+S");
    shows(&pilot, "The jot is sealed.");
    for file in files(&room.places().vault) {
        let bytes = std::fs::read(&file).unwrap();
        assert!(!bytes.windows(10).any(|w| w == b"Lola asked"), "{}", file.display());
    }
    pilot.types(WORDS).keys("Enter");
    shows(&pilot, "jot, 1 line, to file");
    pilot.keys("Enter Esc");
    shows(&pilot, "file the jot: Lola asked again");
}

#[test]
fn a_jot_is_never_lost_without_a_question_and_sealed_when_the_program_is_left() {
    let room = locked_room();
    let inbox = room.places().vault.join("inbox");
    let mut pilot = prompt(&room, "23:52");
    pilot.keys("Tab").types("half a thought").keys("Esc");
    shows(&pilot, "This jot is not sealed");
    pilot.keys("Enter");
    shows(&pilot, "half a thought");
    pilot.keys("Ctrl+C");
    assert_eq!(pilot.exit(), Some(Exit::Quit));
    assert_eq!(std::fs::read_dir(&inbox).unwrap().count(), 1);
    let mut pilot = prompt(&room, "23:53");
    pilot.keys("Tab").types("not worth it").keys("Esc").types("T");
    shows(&pilot, "Passphrase");
    pilot.keys("Ctrl+C");
    assert_eq!(std::fs::read_dir(&inbox).unwrap().count(), 1);
}

#[test]
fn a_pasted_page_at_the_prompt_is_text_and_nothing_else() {
    let room = locked_room();
    let mut pilot = prompt(&room, "14:01");
    pilot.pastes("q\nQ\r\n\x1b[2J\x03dropped\n");
    assert_eq!(pilot.exit(), None);
    shows(&pilot, "▸ Passphrase   ············");
    pilot.keys("Ctrl+T");
    shows(&pilot, "▸ Passphrase   qQ[2Jdropped");
    shows(&pilot, "Ctrl+T hide");
    // A passphrase that was pasted with its line break opens.
    pilot.keys("Ctrl+U").pastes(&format!("{WORDS}\n")).keys("Enter");
    shows(&pilot, "Last opened");
}

#[test]
fn the_recovery_code_opens_and_a_new_passphrase_and_code_are_forced() {
    let dir = tempfile::tempdir().unwrap();
    let places = places_in(dir.path());
    let (desk, code) = create(&places, &officer(), Clock::Fixed(tuesday()));
    desk.close().unwrap();
    let mut pilot = interface(places.clone(), locked::State::new(true, None, None).into(), "14:05");
    pilot.keys("F4").types("01234").keys("Enter");
    shows(&pilot, "The recovery code is too short.");
    pilot.keys("Ctrl+U").types(&code.expose().to_lowercase()).keys("Enter");
    shows(&pilot, "Your five words");
    // There is no way around it.
    pilot.keys("Esc 1 :");
    shows(&pilot, "Your five words");
    pilot.keys("Ctrl+U");
    let words = five_words(&pilot.screen());
    pilot.types(&words).keys("Enter");
    let new_code = recovery_code(&pilot.screen());
    pilot.types(&new_code).keys("Enter");
    shows(&pilot, "Last opened");
    pilot.into_desk().unwrap().close().unwrap();
    let opens = |secret: &Secret| {
        let opened = opening::open(&places, secret, Locking::Take, Clock::Fixed(tuesday()), Use::Interface);
        opened.map(|(desk, _)| desk.close().unwrap()).map_err(|p| p.kind)
    };
    assert_eq!(opens(&Secret::Passphrase(Passphrase::typed(WORDS))), Err(Kind::CannotUnlock));
    assert_eq!(opens(&Secret::Recovery(code)), Err(Kind::CannotUnlock));
    assert_eq!(opens(&Secret::Passphrase(Passphrase::typed(&words))), Ok(()));
    assert_eq!(opens(&Secret::Recovery(RecoveryCode::typed(&new_code).unwrap())), Ok(()));
}

/// A vault that was put back from a copy made before its last change.
fn older_room() -> Room {
    let room = locked_room();
    let (vault, copy) = (room.database(), room.dir.path().join("copy.db"));
    std::fs::copy(&vault, &copy).unwrap();
    room.unlock("2026-11-24T14:05:00Z").close().unwrap();
    std::fs::copy(&copy, &vault).unwrap();
    room
}

#[test]
fn an_older_vault_stops_is_looked_at_or_taken_as_restored_as_the_officer_says() {
    let asked = |room: &Room| {
        let mut pilot = prompt(room, "14:05");
        pilot.types(WORDS).keys("Enter");
        shows(&pilot, "This vault is older than when it was last seen here");
        pilot
    };
    let room = older_room();
    let mut pilot = asked(&room);
    pilot.keys("Enter");
    assert_eq!(pilot.exit(), Some(Exit::Quit));
    assert_eq!(pilot.app.parting.as_ref().map(|p| p.kind), Some(Kind::Older));
    drop(pilot);

    let mut pilot = asked(&room);
    pilot.types("l");
    shows(&pilot, "! read-only");
    drop(pilot);

    let mut pilot = asked(&room);
    pilot.types("R").keys("Esc");
    shows(&pilot, "1 Today");
    hides(&pilot, "read-only");
    pilot.into_desk().unwrap().close().unwrap();
    let mut pilot = prompt(&room, "14:06");
    pilot.types(WORDS).keys("Enter");
    shows(&pilot, "journal and witness agree");
}

#[test]
fn a_missing_vault_is_said_and_never_made_anew_by_itself() {
    let room = locked_room();
    let (vault, away) = (room.places().vault, room.dir.path().join("away"));
    std::fs::rename(&vault, &away).unwrap();
    let mut pilot = interface(room.places(), locked::State::new(false, None, None).into(), "14:01");
    shows(&pilot, "The vault is not in its place");
    pilot.keys("Enter");
    assert!(!vault.exists());
    std::fs::rename(&away, &vault).unwrap();
    pilot.keys("Enter").types(WORDS).keys("Enter");
    shows(&pilot, "Last opened");
}

#[test]
fn a_vault_that_is_open_elsewhere_is_said_in_its_own_sentence() {
    let (room, _open) = Room::new(&officer());
    let mut pilot = prompt(&room, "14:01");
    pilot.types(WORDS).keys("Enter");
    shows(&pilot, "! This vault is already open in another window.");
    assert_eq!(pilot.app.parting.as_ref().map(|p| p.kind), Some(Kind::AlreadyOpen));
}

#[test]
fn what_was_kept_while_locked_is_offered_and_gone_on_with() {
    let (room, desk) = Room::new(&officer());
    let mut pilot = room.interface(desk, Place::Today);
    pilot.keys("a").types("bring the bus pass").keys("Ctrl+L");
    assert_eq!(pilot.exit(), Some(Exit::Locked(LockedBy::Key)));
    drop(pilot);
    // Another day, another start: what was kept is said first.
    let mut pilot = prompt(&room, "14:02");
    pilot.types(WORDS).keys("Enter");
    let screen = pilot.screen();
    let rows: Vec<&str> = screen.lines().collect();
    assert!(rows[0].starts_with("  caseload   SET-UP   Unlocked"), "{screen}");
    assert!(rows[0].ends_with("14:02"), "{screen}");
    assert_eq!(rows[2], "  Last opened        never before", "{screen}");
    assert_eq!(rows[3], "  Failed tries       none since then", "{screen}");
    assert_eq!(rows[4], "  Vault              ✓ whole; journal and witness agree", "{screen}");
    assert!(rows.contains(&"  Kept while it was locked"), "{screen}");
    assert!(rows.contains(&"▸ 14:05              follow-up form, not saved, 1 page"), "{screen}");
    pilot.keys("b").types("h");
    shows(&pilot, "Backed up to this disk and checked:");
    assert!(screen.contains("Enter goes on with the form. Esc keeps it for later and opens Today."), "{screen}");
    assert_eq!(*rows.last().unwrap(), "  Enter go on with it   Esc Today   b back up now   ? help", "{screen}");
    pilot.keys("Enter");
    shows(&pilot, "bring the bus pass");
}

#[test]
fn after_a_lock_the_officer_is_where_they_were_at_once() {
    let (room, desk) = Room::new(&officer());
    let mut pilot = room.interface(desk, Place::Today);
    pilot.keys("a").types("bring the bus pass").keys("Ctrl+L");
    let first = locked::State::new(true, None, Some(LockedBy::Key)).into();
    let mut pilot = interface(room.places(), first, "14:06");
    pilot.types(WORDS).keys("Enter");
    shows(&pilot, "New follow-up");
    shows(&pilot, "bring the bus pass");
    assert_eq!(pilot.app.depth(), 2);
}

#[test]
fn five_minutes_without_a_key_lock_after_a_countdown_and_a_key_stays() {
    let (room, desk) = Room::new(&officer());
    let mut pilot = room.interface(desk, Place::Today);
    pilot.waits(Duration::seconds(269));
    hides(&pilot, "Locks in");
    pilot.waits(Duration::seconds(3));
    shows(&pilot, "! Locks in 28 seconds. Any key stays");
    pilot.waits(Duration::seconds(27)).keys("j");
    hides(&pilot, "Locks in");
    pilot.waits(Duration::seconds(299));
    assert_eq!(pilot.exit(), None);
    pilot.waits(Duration::seconds(1));
    assert_eq!(pilot.exit(), Some(Exit::Locked(LockedBy::Idle)));
}

#[test]
fn a_clock_that_is_set_back_does_not_put_off_the_lock() {
    let (room, desk) = Room::new(&officer());
    let mut pilot = room.interface(desk, Place::Today);
    pilot.waits(Duration::seconds(200)).waits(-Duration::days(1)).waits(Duration::seconds(99));
    assert_eq!(pilot.exit(), None);
    pilot.waits(Duration::seconds(1));
    assert_eq!(pilot.exit(), Some(Exit::Locked(LockedBy::Idle)));
}

#[test]
fn a_hidden_screen_is_as_pictured_swallows_keys_and_goes_on_counting() {
    let (room, desk) = Room::new(&officer());
    let mut pilot = room.interface(desk, Place::Today);
    pilot.waits(Duration::seconds(5 * 60 - 5)).keys("j Ctrl+K").waits(Duration::seconds(48));
    assert_picture(
        &pilot,
        "
                                                                         14:10






















  Ctrl+K shows the screen · locks in 4:12",
    );
    pilot.keys("j 2 Esc q").waits(Duration::seconds(12));
    shows(&pilot, "locks in 4:00");
    pilot.keys("Ctrl+K");
    shows(&pilot, "1 Today");
}

#[test]
fn twenty_seconds_without_focus_hide_the_content() {
    let (room, desk) = Room::new(&officer());
    let mut pilot = room.interface(desk, Place::Today);
    pilot.event(Event::FocusLost);
    pilot.waits(Duration::seconds(19));
    shows(&pilot, "1 Today");
    pilot.waits(Duration::seconds(1));
    hides(&pilot, "1 Today");
    shows(&pilot, "Ctrl+K shows the screen");
}

fn first_run(room: &Path) -> Pilot {
    let places = places_in(room);
    interface(places, first_run::State::new().into(), "14:05")
}

/// Walks the first run up to the step after the vault's place.
fn up_to_the_passphrase(pilot: &mut Pilot) {
    for answer in ["A. Whitfield", "PC 4417", "", "0191 498 0117", "", "", "Northshire", "K7"] {
        pilot.types(answer).keys("Enter");
    }
    pilot.keys("Right Enter Enter Enter");
}

#[test]
fn the_first_run_asks_one_thing_at_a_time_and_saves_nothing_before_the_end() {
    let dir = tempfile::tempdir().unwrap();
    let mut pilot = first_run(dir.path());
    pilot.keys("Ctrl+S");
    shows(&pilot, "This is needed");
    up_to_the_passphrase(&mut pilot);
    let screen = pilot.screen();
    let rows: Vec<&str> = screen.lines().collect();
    assert_eq!(rows[0], "  caseload   First run                                    nothing is saved yet", "{screen}");
    assert_eq!(rows[2], "  ✓ officer ─ ✓ area ─ ✓ vault ─ ● passphrase ─ ○ recovery ─ ○ enrol ─ ○ force", "{screen}");
    assert_eq!(
        *rows.last().unwrap(),
        "  Enter go on   Ctrl+N others   Ctrl+O own   Ctrl+T hide   Esc back   F1 help",
        "{screen}"
    );
    let before = five_words(&pilot.screen());
    pilot.keys("Ctrl+N");
    assert_ne!(five_words(&pilot.screen()), before);
    let words = five_words(&pilot.screen());
    pilot.types(&words).keys("Enter");
    let code = recovery_code(&pilot.screen());
    pilot.types("0").keys("Enter");
    shows(&pilot, "! The recovery code is too short.");
    pilot.keys("Backspace").types(&code).keys("Enter");
    // A key that is no key, and one whose fingerprint nobody confirmed.
    pilot.types("Central IS desk").keys("Tab").types("age1nonsense").keys("Tab").keys("Ctrl+S");
    shows(&pilot, "This is not a public age recipient.");
    pilot.keys("Ctrl+U Ctrl+S");
    shows(&pilot, "What your force decides");
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0, "nothing is saved yet");
    pilot.keys("Enter Enter Enter Enter");
    shows(&pilot, "SET-UP   1 Today · Central");
    pilot.into_desk().unwrap().close().unwrap();
    let places = places_in(dir.path());
    for secret in [Secret::Passphrase(Passphrase::typed(&words)), Secret::Recovery(RecoveryCode::typed(&code).unwrap())]
    {
        let opened = opening::open(&places, &secret, Locking::Take, Clock::Fixed(tuesday()), Use::Interface);
        let desk: Desk = opened.unwrap().0;
        assert_eq!(desk.officer().point_of_contact.collar, "PC 4417");
        desk.close().unwrap();
    }
}

#[test]
fn leaving_the_first_run_asks_and_leaves_nothing() {
    let dir = tempfile::tempdir().unwrap();
    let mut pilot = first_run(dir.path());
    up_to_the_passphrase(&mut pilot);
    pilot.keys("Esc Esc Esc");
    assert!(pilot.shows("A. Whitfield"), "what was typed is still there: {}", pilot.screen());
    pilot.keys("Esc");
    shows(&pilot, "Leave the first run?");
    pilot.types("Q");
    assert_eq!(pilot.exit(), Some(Exit::Quit));
    assert_eq!(std::fs::read_dir(dir.path()).unwrap().count(), 0);
}

#[test]
fn records_backs_up_verifies_and_shows_the_journal() {
    let (room, desk) = Room::new(&officer());
    let mut pilot = room.interface(desk, Place::Today);
    pilot.keys("9");
    shows(&pilot, "none was made of this vault yet");
    shows(&pilot, "change settings");
    pilot.keys("v");
    shows(&pilot, "The vault is whole:");
    pilot.keys("b").types("h");
    shows(&pilot, "Backed up to this disk and checked:");
    shows(&pilot, "make a backup");
    let made: Vec<_> = std::fs::read_dir(room.places().vault.join("backups")).unwrap().flatten().collect();
    assert_eq!(made.len(), 1);
    let elsewhere = room.dir.path().join("stick");
    std::fs::create_dir(&elsewhere).unwrap();
    pilot.keys("b").types("o").types(elsewhere.to_str().unwrap()).keys("Enter");
    assert_eq!(std::fs::read_dir(&elsewhere).unwrap().count(), 1, "{}", pilot.screen());
}

#[test]
fn the_force_s_decisions_are_settled_in_records_and_journalled() {
    let (room, desk) = Room::new(&officer());
    let mut pilot = room.interface(desk, Place::Records);
    pilot.keys("s").types("f");
    pilot.types("Supt 0102 M. Adair").keys("Tab").types("DPIA-2026-11").keys("Tab").types("APD-2026-04").keys("Ctrl+S");
    shows(&pilot, "journalled as a change of settings");
    let decisions = pilot.desk().unwrap().officer().force_decisions.clone();
    assert_eq!((decisions.dpia.as_str(), decisions.policy_document.as_str()), ("DPIA-2026-11", "APD-2026-04"));
    pilot.keys("s").types("d").keys("Ctrl+U").types("B. Oduya").keys("Ctrl+S");
    let name = pilot.desk().unwrap().officer().point_of_contact.name.clone();
    assert_eq!(name, "B. Oduya", "{}", pilot.screen());
}

#[test]
fn a_new_passphrase_needs_the_one_in_force_and_the_former_then_opens_nothing() {
    let (room, desk) = Room::new(&officer());
    let mut pilot = room.interface(desk, Place::Records);
    pilot.keys("p").types("not the one").keys("Enter");
    shows(&pilot, "That is not the passphrase in force.");
    pilot.types(WORDS).keys("Enter");
    let words = five_words(&pilot.screen());
    pilot.types(&words).keys("Enter");
    shows(&pilot, "The new passphrase is in force.");
    let desk = pilot.into_desk().unwrap();
    assert!(!desk.opens_with(&Secret::Passphrase(Passphrase::typed(WORDS))));
    assert!(desk.opens_with(&Secret::Passphrase(Passphrase::typed(&words))));
}

#[test]
fn with_the_recovery_code_the_vault_locks_like_any_open_one_and_the_force_s_words_are_refused() {
    let open_by_code = || {
        let dir = tempfile::tempdir().unwrap();
        let places = places_in(dir.path());
        let (desk, code) = create(&places, &officer(), Clock::Fixed(tuesday()));
        desk.close().unwrap();
        let mut pilot = interface(places, locked::State::new(true, None, None).into(), "14:05");
        pilot.keys("F4").types(code.expose()).keys("Enter");
        shows(&pilot, "Your five words");
        shows(&pilot, "opened with the recovery code");
        hides(&pilot, "unsent");
        (dir, pilot)
    };
    let (_dir, mut pilot) = open_by_code();
    pilot.waits(Duration::seconds(300));
    assert_eq!(pilot.exit(), Some(Exit::Locked(LockedBy::Idle)));
    assert!(pilot.desk().is_none(), "the key is no longer in memory");
    let (_dir, mut pilot) = open_by_code();
    pilot.keys("Ctrl+L");
    assert_eq!(pilot.exit(), Some(Exit::Locked(LockedBy::Key)));
    // A passphrase of the officer's own name and number is no passphrase.
    let (_dir, mut pilot) = open_by_code();
    pilot.keys("Ctrl+O").types("whitfield 4417 whitfield 4417").keys("Enter");
    hides(&pilot, "Recovery code  ");
}

#[test]
fn an_older_vault_that_waits_for_an_answer_locks_when_nobody_gives_one() {
    let room = older_room();
    let mut pilot = prompt(&room, "14:05");
    pilot.types(WORDS).keys("Enter");
    shows(&pilot, "older than when last seen");
    pilot.waits(Duration::seconds(300));
    assert_eq!(pilot.exit(), Some(Exit::Locked(LockedBy::Idle)));
    assert!(pilot.desk().is_none());
}

#[test]
fn after_a_lock_jots_and_failed_tries_are_told_over_where_the_officer_was() {
    let (room, desk) = Room::new(&officer());
    let mut pilot = room.interface(desk, Place::Today);
    pilot.keys("a").types("bring the bus pass").keys("Ctrl+L");
    let mut pilot = interface(room.places(), locked::State::new(true, None, Some(LockedBy::Key)).into(), "14:06");
    pilot.keys("Tab").types("Lola asked again").keys("Ctrl+S").types(HALF).keys("Enter").keys("Ctrl+U");
    pilot.types(WORDS).keys("Enter");
    shows(&pilot, "jot, 1 line, to file");
    shows(&pilot, "! 1 since then");
    shows(&pilot, "Esc keeps them and goes back.");
    pilot.keys("Enter Esc");
    shows(&pilot, "New follow-up");
    shows(&pilot, "bring the bus pass");
    assert_eq!(pilot.app.depth(), 2);
}

/// A follow-up for today, and the sheet that asks what came of it.
fn at_a_sheet() -> (Room, Pilot) {
    let (room, desk) = Room::new(&officer());
    let mut pilot = room.interface(desk, Place::Today);
    pilot.keys("a").types("ring the drop-in").keys("Tab Tab").types("today").keys("Ctrl+S");
    pilot.keys("j d").types("she has a bed for the week");
    shows(&pilot, "Done: what came of it");
    (room, pilot)
}

#[test]
fn what_was_typed_in_a_sheet_is_there_again_after_a_lock_until_it_is_saved() {
    let (room, mut pilot) = at_a_sheet();
    pilot.keys("Ctrl+L");
    drop(pilot);
    let first = || locked::State::new(true, None, Some(LockedBy::Key)).into();
    let mut pilot = interface(room.places(), first(), "14:06");
    pilot.types(WORDS).keys("Enter").keys("j d");
    shows(&pilot, "she has a bed for the week");
    shows(&pilot, "What you had typed here is back.");
    pilot.keys("Ctrl+S");
    shows(&pilot, "Nothing is due today");
    assert!(pilot.desk().unwrap().drafts().unwrap().is_empty());
}

#[test]
fn what_was_typed_in_a_sheet_is_said_at_the_next_start_and_can_be_thrown_away() {
    let (room, mut pilot) = at_a_sheet();
    pilot.keys("Ctrl+L");
    drop(pilot);
    let mut pilot = prompt(&room, "14:06");
    pilot.types(WORDS).keys("Enter");
    shows(&pilot, "Done: what came of it, not saved");
    pilot.keys("Enter Enter Enter").types("T");
    hides(&pilot, "not saved");
    assert!(pilot.desk().unwrap().drafts().unwrap().iter().all(|d| !d.form.starts_with("sheet:")));
}

#[test]
fn a_sheet_is_not_left_with_words_in_it_without_a_question() {
    let (_room, mut pilot) = at_a_sheet();
    pilot.keys("Esc");
    shows(&pilot, "What is typed here is not saved");
    pilot.keys("Enter");
    shows(&pilot, "she has a bed for the week");
    pilot.keys("Esc").types("T");
    hides(&pilot, "what came of it");
    pilot.keys("d Esc");
    assert!(!pilot.shows("not saved") && !pilot.shows("what came of it"), "nothing was typed: {}", pilot.screen());
}

#[test]
fn a_burst_of_keys_is_text_in_a_field_and_runs_nothing_elsewhere() {
    let (room, desk) = Room::new(&officer());
    let mut pilot = room.interface(desk, Place::Today);
    pilot.bursts("a2q\nQl");
    shows(&pilot, "1 Today");
    hides(&pilot, "New follow-up");
    shows(&pilot, "like a paste: it ran nothing");
    // In a dialog, too.
    pilot.keys("q").bursts("lQQ");
    assert_eq!(pilot.exit(), None);
    pilot.keys("Esc a").bursts("bring the pass");
    shows(&pilot, "bring the pass");
    // Where a burst leaves the field, its rest is no key of what stands below.
    pilot.keys("Ctrl+U").bursts("bring it");
    pilot.keys("Tab Tab").types("today").keys("Ctrl+S j d").bursts("done\nqQ2");
    assert_eq!(pilot.exit(), None);
    shows(&pilot, "1 Today");
    hides(&pilot, "Close the caseload?");
    assert!(!pilot.shows("what came of it"), "it was saved: {}", pilot.screen());
    // Two keys together are a quick hand.
    pilot.bursts("12");
    shows(&pilot, "2 Contacts");
}

#[test]
fn a_form_saved_a_moment_before_the_lock_is_not_back_after_it() {
    let (room, mut desk) = Room::new(&officer());
    let mut ctx = Ctx::new(tuesday().with_timezone(&chrono_tz::Europe::London), Theme::dark());
    ctx.officer = officer();
    ctx.unlocked = true;
    let now = ctx.now;
    let first = Place::Today.open(&ctx);
    let (mut app, mut commands) = App::new(ctx, first);
    let press = |app: &mut App, key: KeyEvent| app.update(Msg::Terminal(Event::Key(key)), now);
    let letter = |c: char| KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE);
    let mut answer = |app: &mut App, commands: Vec<Command>| {
        let mut queue: std::collections::VecDeque<Command> = commands.into();
        while let Some(command) = queue.pop_front() {
            let Command::Ask(number, ask) = command else { continue };
            let answered = (ask.work)(&mut desk);
            queue.extend(app.update(Msg::Answer(number, Box::new(answered)), now));
        }
    };
    commands.extend(press(&mut app, letter('a')));
    answer(&mut app, commands);
    for c in "ring the drop-in".chars() {
        let commands = press(&mut app, letter(c));
        answer(&mut app, commands);
    }
    for code in [KeyCode::Tab, KeyCode::Tab] {
        let commands = press(&mut app, code.into());
        answer(&mut app, commands);
    }
    for c in "today".chars() {
        let commands = press(&mut app, letter(c));
        answer(&mut app, commands);
    }
    // The database thread is busy: both keys come before anything is answered.
    let mut commands = press(&mut app, KeyEvent::new(KeyCode::Char('s'), KeyModifiers::CONTROL));
    commands.extend(press(&mut app, KeyEvent::new(KeyCode::Char('l'), KeyModifiers::CONTROL)));
    answer(&mut app, commands);
    assert_eq!(desk.today_list("").unwrap().rows.len(), 1);
    desk.close().unwrap();
    let mut pilot = interface(room.places(), locked::State::new(true, None, Some(LockedBy::Key)).into(), "14:06");
    pilot.types(WORDS).keys("Enter");
    shows(&pilot, "ring the drop-in");
    hides(&pilot, "New follow-up");
    let drafts: Vec<String> = pilot.desk().unwrap().drafts().unwrap().into_iter().map(|d| d.form).collect();
    assert!(drafts.is_empty(), "{drafts:?}");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(40))]

    #[test]
    fn no_size_makes_a_screen_of_the_door_panic(columns in 0u16..150, rows in 0u16..45) {
        PILOTS.with_borrow_mut(|pilots| {
            for pilot in pilots {
                pilot.window(columns, rows);
                let _ = pilot.screen();
            }
        });
    }
}

thread_local! {
    static PILOTS: std::cell::RefCell<Vec<Pilot>> = std::cell::RefCell::new(pilots());
}

/// One of every screen of the door.
fn pilots() -> Vec<Pilot> {
    let mut pilots = Vec::new();
    let room = locked_room();
    let mut pilot = prompt(&room, "14:01");
    pilot.types(HALF).keys("Enter");
    pilots.push(pilot);
    let mut pilot = prompt(&room, "14:01");
    pilot.keys("Tab").types("a jot of several words, longer than a narrow window is wide");
    pilots.push(pilot);
    let mut pilot = prompt(&room, "14:01");
    pilot.types(WORDS).keys("Enter");
    pilots.push(pilot);
    let nowhere = room.dir.path().join("nowhere");
    pilots.push(first_run(&nowhere));
    let mut pilot = first_run(&nowhere);
    up_to_the_passphrase(&mut pilot);
    pilots.push(pilot);
    for place in [Place::Records, Place::Renew(dlo_caseload::tui::screen::renew::What::Code)] {
        let (room, desk) = Room::new(&officer());
        pilots.push(room.interface(desk, place));
        // The folders are gone at the end of the process with the system's temporary ones.
        std::mem::forget(room);
    }
    std::mem::forget(room);
    pilots
}
