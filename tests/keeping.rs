//! Backups, their rotation and reminder, restore and verification as the interface uses them: by the day, with a fixed
//! clock.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    clippy::print_stdout,
    reason = "a test that cannot go on fails, and harms files on purpose"
)]

mod common;

use std::path::PathBuf;

use chrono::{DateTime, TimeDelta, Utc};
use common::people::{met, someone};
use common::{Room, WRONG, officer, tuesday};
use dlo_caseload::casework::clock::Clock;
use dlo_caseload::casework::desk::{Desk, Mode};
use dlo_caseload::casework::keeping::{self, Occasion, Progress};
use dlo_caseload::casework::opening::{self, Locking, Use, Welcome};
use dlo_caseload::domain::journal::Operation;
use dlo_caseload::domain::problem::{Kind, Outcome};
use dlo_caseload::store::open::{Purpose, connect};
use dlo_caseload::vault::witness::Verdict;
use dlo_caseload::vault::{Attempts, Header, Passphrase, Places, Secret};

/// Tuesday 24/11/2026, 14:05 in London, and so many days later.
fn day(later: i64) -> DateTime<Utc> {
    tuesday() + TimeDelta::days(later)
}

/// A vault that was made on that Tuesday and closed again.
struct Kept {
    room: Room,
}

impl Kept {
    fn new() -> Self {
        let (room, desk) = Room::new(&officer());
        desk.close().unwrap();
        Self { room }
    }
    fn places(&self) -> Places {
        self.room.places()
    }
    fn try_open(&self, later: i64, usage: Use) -> Outcome<(Desk, Welcome)> {
        self.room.open(day(later), usage)
    }
    fn open(&self, later: i64) -> Desk {
        self.try_open(later, Use::Command).unwrap().0
    }
    fn database(&self) -> PathBuf {
        self.room.database()
    }
    fn backups(&self) -> Vec<String> {
        let mut names: Vec<String> = std::fs::read_dir(self.places().vault.join("backups"))
            .unwrap()
            .map(|e| e.unwrap().file_name().into_string().unwrap())
            .collect();
        names.sort();
        names
    }
}

fn quietly(_: Progress) -> bool {
    true
}

#[test]
fn a_backup_is_made_on_each_day_on_which_something_changed_and_seven_are_kept() {
    let room = Kept::new();
    for later in 0..10 {
        let mut desk = room.open(later);
        if later != 4 {
            met(&mut desk, "Roxy", "documented");
        }
        let made = desk.daily_backup(&mut quietly).unwrap();
        // The day before the quiet one is in the backup of its own day already.
        assert_eq!(made.is_some(), later != 4, "day {later}");
        assert!(desk.daily_backup(&mut quietly).unwrap().is_none(), "once a day");
        desk.close().unwrap();
    }
    let kept = room.backups();
    assert_eq!(kept.len(), 7, "{kept:?}");
    assert!(kept[0].starts_with("20261126T"), "the oldest went first: {kept:?}");
}

#[test]
fn the_last_backup_before_each_operation_outlives_the_daily_ones() {
    let room = Kept::new();
    let mut desk = room.open(0);
    for _ in 0..2 {
        desk.back_up(None, Occasion::BeforeImport, &mut quietly).unwrap();
    }
    desk.back_up(None, Occasion::BeforeRekey, &mut quietly).unwrap();
    desk.close().unwrap();
    for later in 1..9 {
        let mut desk = room.open(later);
        desk.back_up(None, Occasion::Asked, &mut quietly).unwrap();
        desk.close().unwrap();
    }
    let kept = room.backups();
    let of = |occasion: &str| kept.iter().filter(|n| n.contains(occasion)).count();
    assert_eq!((of("asked"), of("before-import"), of("before-rekey")), (7, 1, 1), "{kept:?}");
}

#[test]
fn after_a_disposal_the_older_backups_are_gone() {
    let room = Kept::new();
    let mut desk = room.open(0);
    for occasion in [Occasion::Asked, Occasion::BeforeImport, Occasion::Daily] {
        desk.back_up(None, occasion, &mut quietly).unwrap();
    }
    desk.close().unwrap();
    let mut desk = room.open(1);
    let made = desk.back_up(None, Occasion::AfterDisposal, &mut quietly).unwrap();
    assert_eq!((made.removed, room.backups().len()), (3, 1));
    desk.close().unwrap();
}

#[test]
fn without_a_backup_on_another_disk_the_officer_is_reminded_after_seven_days() {
    let room = Kept::new();
    let mut desk = room.open(6);
    assert!(!desk.backup_state().unwrap().remind, "six days after it was made");
    desk.back_up(None, Occasion::Asked, &mut quietly).unwrap();
    desk.close().unwrap();
    let desk = room.open(7);
    let state = desk.backup_state().unwrap();
    assert!(state.remind && state.last.is_some() && state.elsewhere.is_none(), "one on the same disk is none");
    assert_eq!(state.days, 7);
    desk.close().unwrap();
}

/// `/dev/shm` is another disk than the temporary folder on most Linux machines; where it is not, nothing can be shown.
#[cfg(target_os = "linux")]
#[test]
fn a_backup_on_another_disk_settles_the_reminder() {
    let room = Kept::new();
    let other = tempfile::tempdir_in("/dev/shm").ok();
    let Some(other) = other.filter(|o| dlo_caseload::vault::dir::on_different_disks(o.path(), room.room.dir.path()))
    else {
        println!("ignored: needs a second disk at /dev/shm");
        return;
    };
    let mut desk = room.open(9);
    assert!(desk.backup_state().unwrap().remind);
    assert!(desk.back_up(Some(other.path()), Occasion::Asked, &mut quietly).unwrap().on_another_disk);
    let state = desk.backup_state().unwrap();
    assert!(!state.remind && state.days == 0);
    desk.close().unwrap();
    let desk = room.open(16);
    assert!(desk.backup_state().unwrap().remind, "seven days later");
    desk.close().unwrap();
}

#[test]
fn a_copy_is_checked_while_work_goes_on_and_a_bad_one_never_becomes_a_backup() {
    let room = Kept::new();
    let mut desk = room.open(0);
    met(&mut desk, "Roxy", "documented");
    let copied = desk.copy_to_check().unwrap();
    // The officer goes on; the copy is what it was.
    met(&mut desk, "Dee", "documented");
    let checked = std::thread::spawn(move || copied.check(&mut quietly)).join().unwrap().unwrap();
    let made = desk.keep_copy(checked, None, Occasion::Daily).unwrap();
    let proof =
        keeping::verify_backup(&made.path, &room.places(), &room.room.secret(), Clock::Fixed(day(0)), &mut quietly)
            .unwrap();
    assert!(proof.verified.records < desk.reading().records_total().unwrap());

    let copied = desk.copy_to_check().unwrap();
    let copy = room.backups().into_iter().find(|n| n.ends_with(".tmp")).unwrap();
    let path = room.places().vault.join("backups").join(copy);
    let mut bytes = std::fs::read(&path).unwrap();
    let middle = bytes.len() / 2;
    bytes[middle] ^= 1;
    std::fs::write(&path, bytes).unwrap();
    assert_eq!(copied.check(&mut quietly).err().map(|p| p.kind), Some(Kind::Damaged));
    assert_eq!(room.backups().len(), 1, "the copy is gone, the good backup is there");
    desk.close().unwrap();
}

#[test]
fn long_work_that_is_stopped_leaves_nothing() {
    let room = Kept::new();
    let mut desk = room.open(0);
    let stopped = desk.back_up(None, Occasion::Asked, &mut |p| p.what != "checking the records");
    assert_eq!(stopped.err().map(|p| p.kind), Some(Kind::Refused));
    assert!(room.backups().is_empty());
    desk.close().unwrap();
}

#[test]
fn an_older_vault_is_looked_at_without_a_byte_of_it_being_changed() {
    let room = Kept::new();
    let older = std::fs::read(room.database()).unwrap();
    let mut desk = room.open(0);
    met(&mut desk, "Roxy", "documented");
    desk.close().unwrap();
    std::fs::write(room.database(), &older).unwrap();
    let (mut desk, welcome) = room.try_open(1, Use::Interface).unwrap();
    assert_eq!((welcome.witness, desk.mode()), (Verdict::Older, Mode::ReadOnly));
    assert!(desk.met_someone(&someone("Dee", "documented")).is_err());
    assert!(desk.daily_backup(&mut quietly).unwrap().is_none());
    assert_eq!(std::fs::read(room.database()).unwrap(), older);
    desk.accept_older().unwrap();
    met(&mut desk, "Dee", "documented");
    desk.close().unwrap();
    room.open(2).close().unwrap();
}

fn tries(room: &Kept) -> u32 {
    let id = Header::read(&room.places().vault.join("vault.toml")).unwrap().vault_id;
    Attempts::read(&room.places().state, id).failed
}

fn failed_tries_in_the_journal(desk: &Desk) -> usize {
    desk.reading().journal_of(Operation::FailedUnlock.name(), 10).unwrap().len()
}

#[test]
fn failed_tries_are_forgotten_only_once_the_journal_has_them() {
    let room = Kept::new();
    let desk = room.open(0);
    let key = desk.vault().unwrap().database_key().unwrap();
    desk.close().unwrap();
    let wrong = Secret::Passphrase(Passphrase::typed(WRONG));
    for _ in 0..2 {
        let tried = opening::open(&room.places(), &wrong, Locking::Take, Clock::Fixed(day(0)), Use::Command);
        assert_eq!(tried.err().map(|p| p.kind), Some(Kind::CannotUnlock));
    }
    let conn = connect(&room.database(), &key, Purpose::Maintenance).unwrap();
    conn.execute_batch("CREATE TRIGGER full BEFORE INSERT ON journal BEGIN SELECT raise(ABORT, 'a full disk'); END")
        .unwrap();
    assert!(room.try_open(0, Use::Interface).is_err(), "the unlock cannot be journalled");
    assert_eq!(tries(&room), 2);
    conn.execute_batch("DROP TRIGGER full").unwrap();
    drop(conn);
    let (desk, welcome) = room.try_open(0, Use::Interface).unwrap();
    assert_eq!((welcome.failed_tries, failed_tries_in_the_journal(&desk), tries(&room)), (2, 2, 0));
    desk.close().unwrap();
}

#[test]
fn failed_tries_at_an_older_vault_are_journalled_once_it_is_taken_as_restored() {
    let room = Kept::new();
    let older = std::fs::read(room.database()).unwrap();
    room.open(0).close().unwrap();
    std::fs::write(room.database(), &older).unwrap();
    let wrong = Secret::Passphrase(Passphrase::typed(WRONG));
    assert!(opening::open(&room.places(), &wrong, Locking::Take, Clock::Fixed(day(1)), Use::Interface).is_err());
    let (mut desk, welcome) = room.try_open(1, Use::Interface).unwrap();
    assert_eq!((welcome.failed_tries, tries(&room)), (1, 1), "looking at it forgets nothing");
    desk.accept_older().unwrap();
    assert_eq!((failed_tries_in_the_journal(&desk), tries(&room)), (1, 0));
    desk.close().unwrap();
}

#[test]
fn a_replaced_vault_is_not_removed_while_jots_or_backups_are_only_in_it() {
    let room = Kept::new();
    let mut desk = room.open(0);
    let made = desk.back_up(None, Occasion::Asked, &mut quietly).unwrap();
    desk.close().unwrap();
    opening::take_jot(&room.places(), "ring the drop-in").unwrap();
    let restored =
        keeping::restore(&made.path, &room.places(), &room.room.secret(), Clock::Fixed(day(1)), &mut quietly).unwrap();
    let replaced = restored.replaced.unwrap();
    assert_eq!(restored.left_behind, 0);
    // Another jot finds its way into the former vault, as one that could not be brought along is left there.
    let inbox = |vault: &std::path::Path| vault.join("inbox");
    let jot = std::fs::read_dir(inbox(&room.places().vault)).unwrap().next().unwrap().unwrap();
    std::fs::copy(jot.path(), inbox(&replaced).join(jot.file_name())).unwrap();
    let mut desk = room.open(2);
    let problem = keeping::confirm_restore(&mut desk, false).unwrap_err();
    assert!(problem.what.contains("still holds 1 jot and 0 backups"), "{problem}");
    assert!(replaced.exists());
    assert_eq!(keeping::confirm_restore(&mut desk, true).unwrap(), 1);
    assert!(!replaced.exists());
    desk.close().unwrap();
}

#[test]
fn a_jot_that_was_brought_along_is_no_reason_to_keep_the_replaced_vault() {
    let room = Kept::new();
    let mut desk = room.open(0);
    let made = desk.back_up(None, Occasion::Asked, &mut quietly).unwrap();
    desk.close().unwrap();
    opening::take_jot(&room.places(), "ring the drop-in").unwrap();
    keeping::restore(&made.path, &room.places(), &room.room.secret(), Clock::Fixed(day(1)), &mut quietly).unwrap();
    let mut desk = room.open(2);
    assert_eq!(desk.file_jots().unwrap().filed, 1);
    assert_eq!(keeping::confirm_restore(&mut desk, false).unwrap(), 1);
    desk.close().unwrap();
}

#[test]
fn a_commit_cut_short_is_taken_back_before_anything_is_looked_at() {
    let room = Kept::new();
    let mut desk = room.open(0);
    met(&mut desk, "Roxy", "documented");
    let key = desk.vault().unwrap().database_key().unwrap();
    desk.close().unwrap();
    let database = room.database();
    let journal = database.with_extension("db-journal");
    // A transaction so large that it is half in the file, as a killed process leaves it.
    let conn = connect(&database, &key, Purpose::Maintenance).unwrap();
    conn.execute_batch(
        "PRAGMA cache_size = 4; BEGIN IMMEDIATE;
         WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 3000)
         INSERT INTO setting (name, value) SELECT 'half-' || i, hex(randomblob(200)) FROM n;",
    )
    .unwrap();
    let half = (std::fs::read(&database).unwrap(), std::fs::read(&journal).unwrap());
    drop(conn);
    let whole = std::fs::read(&database).unwrap();
    assert_ne!(half.0.len(), whole.len(), "some of it was in the file");
    std::fs::write(&database, half.0).unwrap();
    std::fs::write(&journal, half.1).unwrap();
    let desk = room.open(1);
    assert!(desk.reading().setting("half-1").unwrap().is_none());
    assert_eq!(desk.reading().contacts_total().unwrap(), 1);
    desk.store().check_whole().unwrap();
    desk.close().unwrap();
    assert!(!journal.exists());
}

#[test]
fn a_row_changed_outside_the_program_is_found_by_verify_and_the_vault_keeps_its_bytes() {
    let room = Kept::new();
    let mut desk = room.open(0);
    met(&mut desk, "Roxy", "documented");
    let key = desk.vault().unwrap().database_key().unwrap();
    desk.close().unwrap();
    let conn = connect(&room.database(), &key, Purpose::Maintenance).unwrap();
    assert_eq!(conn.execute("UPDATE contact SET locality = 'elsewhere'", []).unwrap(), 1);
    drop(conn);
    let before = std::fs::read(room.database()).unwrap();
    let verified = keeping::verify_vault(&room.places(), &room.room.secret(), Clock::Fixed(day(1)), &mut quietly);
    let problem = verified.unwrap_err();
    assert_eq!(problem.kind, Kind::Damaged);
    assert!(problem.what.contains("differs from its last journal entry"), "{problem}");
    assert_eq!(std::fs::read(room.database()).unwrap(), before);
    // Nor does a backup take it along.
    let mut desk = room.open(1);
    let made = desk.back_up(None, Occasion::Daily, &mut quietly);
    assert_eq!(made.err().map(|p| p.kind), Some(Kind::Damaged));
    assert!(room.backups().is_empty());
    desk.close().unwrap();
}
