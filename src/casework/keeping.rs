//! Keeping the caseload: backup, restore, verification, and how long ago a backup was last seen elsewhere.
//!
//! A backup is made in three steps so that the interface need not stand still: a byte copy of the quiet database
//! ([`Desk::copy_to_check`]), its whole examination on any thread ([`Copied::check`]), and the file made from the copy
//! that was found whole ([`Desk::keep_copy`]). [`Desk::back_up`] does the three at once. What a backup holds and how it
//! is written belongs to [`crate::vault::backup`].

use std::path::{Path, PathBuf};

use chrono::{DateTime, Utc};

use crate::casework::clock::Clock;
use crate::casework::desk::{Desk, Mode};
use crate::casework::opening::{self, Looked, Use};
use crate::domain::journal::Operation;
use crate::domain::problem::{Kind, Outcome, Problem};
use crate::domain::when;
use crate::store::Store;
use crate::store::journal::{Entry, Why};
use crate::store::verify::Verified;
pub use crate::vault::backup::Occasion;
use crate::vault::backup::{self, CheckCopy, Made};
use crate::vault::witness::Verdict;
use crate::vault::{DatabaseKey, Locking, OpenVault, Places, Secret, Vault, dir, file, precheck, witness};

/// Without a verified backup on another disk for this many days the officer is reminded (vault section 6).
pub const REMIND_AFTER: i64 = 7;

/// What the journal says of a backup that lies on another disk than the vault.
const ANOTHER_DISK: &str = "another disk";
/// What the journal says of one that a lost disk takes along.
const THIS_DISK: &str = "this disk";

/// How far long work is: what it is doing, and how many of how many.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Progress {
    /// `copying`, `checking the file`, `checking the records`, `writing`.
    pub what: &'static str,
    /// Done; entries of the journal while records are checked.
    pub done: i64,
    /// Of how many; 0 while that is not known.
    pub of: i64,
}

/// Is told of the progress and may stop the work by giving false.
pub type Watch<'a> = &'a mut dyn FnMut(Progress) -> bool;

/// A backup that was made, checked and written.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct BackedUp {
    /// The file.
    pub path: PathBuf,
    /// Journal entries in it.
    pub entries: i64,
    /// Records in it.
    pub records: i64,
    /// Size of the database in it, bytes.
    pub bytes: u64,
    /// It lies on another disk than the vault.
    pub on_another_disk: bool,
    /// Older backups that were removed by the rotation.
    pub removed: usize,
}

/// A byte copy of the database with what it must hold, to be checked on any thread.
pub struct Copied {
    copy: CheckCopy,
    key: DatabaseKey,
    vault_id: String,
    head: (i64, [u8; 32]),
    records: i64,
}

/// A copy that was found whole.
pub struct Checked {
    copied: Copied,
    /// What was verified.
    pub verified: Verified,
}

/// What is known of the backups.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct BackupState {
    /// When the last one was made, UTC.
    pub last: Option<DateTime<Utc>>,
    /// When the last one on another disk was made, UTC.
    pub elsewhere: Option<DateTime<Utc>>,
    /// Days since then, or since the vault was made.
    pub days: i64,
    /// Something changed since the last one.
    pub changed: bool,
    /// The day's backup is to be made now.
    pub due: bool,
    /// The officer is to be reminded of another disk.
    pub remind: bool,
}

/// A vault or a backup that was verified.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Proof {
    /// Chain, rows and payloads.
    pub verified: Verified,
    /// The last journal entry, UTC; none in an empty journal.
    pub last_entry: Option<DateTime<Utc>>,
    /// What the witness says; none for a backup.
    pub witness: Option<Verdict>,
    /// Size of the database, bytes.
    pub bytes: u64,
}

/// A restore that is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// What the backup was found to hold.
    pub proof: Proof,
    /// Where the former vault is kept until the officer confirms.
    pub replaced: Option<PathBuf>,
    /// Backups and jots of the former vault that are still in it.
    pub left_behind: usize,
    /// A backup of the former vault was made first; false when it could not be opened.
    pub former_backed_up: bool,
}

/// How a backup stands in the journal.
pub(crate) fn why(occasion: Occasion, on_another_disk: bool) -> Why {
    let code: &'static str = occasion.into();
    let recipient = if on_another_disk { ANOTHER_DISK } else { THIS_DISK };
    Why { code: code.to_owned(), recipient: recipient.to_owned(), ..Why::default() }
}

fn at_of(entry: &Entry) -> Option<DateTime<Utc>> {
    DateTime::parse_from_rfc3339(&entry.at).ok().map(|t| t.with_timezone(&Utc))
}

fn stopped() -> Problem {
    Problem::refused("Stopped before the end.", "Start it again when there is time for it.")
}

fn go_on(watch: Watch<'_>, what: &'static str) -> Outcome<()> {
    if watch(Progress { what, done: 0, of: 0 }) { Ok(()) } else { Err(stopped()) }
}

/// Both checks of the file, then the chain, every row and every payload.
fn examine(store: &Store, checked: bool, watch: Watch<'_>) -> Outcome<Verified> {
    if !checked {
        go_on(watch, "checking the file")?;
        store.check_whole()?;
    }
    go_on(watch, "checking the records")?;
    store.verify(|done, of| watch(Progress { what: "checking the records", done, of }))
}

impl Copied {
    /// Both integrity checks, the chain, every row, and that it holds exactly what the vault held when it was copied.
    ///
    /// # Errors
    /// [`Kind::Damaged`] when anything does not agree; refused when it was stopped.
    pub fn check(self, watch: Watch<'_>) -> Outcome<Checked> {
        let store = Store::open_to_check(&self.copy.path, &self.key, &self.vault_id)?;
        let verified = examine(&store, false, watch)?;
        if store.head() != self.head || verified.records != self.records || verified.entries != self.head.0 {
            return Err(Problem::new(
                Kind::Damaged,
                "The copy does not hold what the vault holds.",
                "Do not trust this disk: make a backup on another one.",
            ));
        }
        store.close()?;
        Ok(Checked { copied: self, verified })
    }
}

/// The backup that comes before a migration: the row check needs the new schema, so the file and the head are compared.
pub(crate) fn before_migration(vault: &OpenVault, store: &Store, at: DateTime<Utc>) -> Outcome<Made> {
    let copy = backup::copy_to_check(&vault.paths.database(), &vault.paths.backups())?;
    let copied = Store::open_to_check(&copy.path, &*vault.database_key()?, &vault.vault_id().to_string())?;
    copied.check_whole()?;
    if copied.head() != store.head() {
        return Err(Problem::unexpected("The backup before the update does not hold what the vault holds.", "head"));
    }
    copied.close()?;
    let made = backup::make(&vault.paths, &copy.path, &vault.paths.backups(), at, Occasion::BeforeMigration)?;
    rotate(&vault.paths.backups(), Occasion::BeforeMigration, &made.path)?;
    Ok(made)
}

/// A name that is not taken: a second backup within the same second is named by the next.
fn free_name(folder: &Path, at: DateTime<Utc>, occasion: Occasion) -> PathBuf {
    (0..60)
        .map(|later| folder.join(backup::file_name(at + chrono::TimeDelta::seconds(later), occasion)))
        .find(|path| path.symlink_metadata().is_err())
        .unwrap_or_else(|| folder.join(backup::file_name(at, occasion)))
}

/// Removes the backups that may go; gives how many went.
fn rotate(folder: &Path, occasion: Occasion, made: &Path) -> Outcome<usize> {
    let names = backup::list(folder)?;
    let names: Vec<&str> = names.iter().map(String::as_str).collect();
    let made = made.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let going = if occasion == Occasion::AfterDisposal {
        backup::to_remove_after_disposal(&names, &made)
    } else {
        backup::to_remove(&names)
    };
    for name in &going {
        file::remove(&folder.join(name))?;
    }
    Ok(going.len())
}

impl Desk {
    fn kept(&self) -> Outcome<&OpenVault> {
        self.vault.as_ref().ok_or_else(|| Problem::unexpected("This caseload has no vault on a disk.", "no vault"))
    }

    /// A byte copy of the quiet database, to be checked before it becomes a backup.
    ///
    /// # Errors
    /// [`Kind::Disk`] when there is no room for it.
    pub fn copy_to_check(&mut self) -> Outcome<Copied> {
        let vault = self.kept()?;
        let (key, vault_id) = (vault.database_key()?, vault.vault_id().to_string());
        let records = self.reading().records_total()?;
        // `&mut self`: no statement is running, and the lock keeps every other process out.
        let copy = backup::copy_to_check(&vault.paths.database(), &vault.paths.backups())?;
        Ok(Copied { copy, key, vault_id, head: self.store.head(), records })
    }

    /// Makes the backup file from a copy that was found whole, journals it and lets the oldest go.
    ///
    /// `to` is a file that is not there yet or a folder; without it the vault's own folder is taken.
    ///
    /// # Errors
    /// [`Kind::Disk`], also when the file is there already: nothing is ever overwritten.
    pub fn keep_copy(&mut self, checked: Checked, to: Option<&Path>, occasion: Occasion) -> Outcome<BackedUp> {
        let now = self.now();
        let vault = self.kept()?;
        let own = vault.paths.backups();
        let path = match to {
            None => free_name(&own, now, occasion),
            Some(folder) if folder.is_dir() => free_name(folder, now, occasion),
            Some(file) => file.to_owned(),
        };
        let made = backup::make_as(&vault.paths, &checked.copied.copy.path, &path, now)?;
        if made.database_hash != checked.copied.copy.hash {
            return Err(Problem::new(
                Kind::Disk,
                "The backup does not hold what was checked.",
                "Do not trust this disk: make the backup on another one.",
            )
            .after_change());
        }
        let folder = made.path.parent().unwrap_or(&own).to_owned();
        let on_another_disk = dir::on_different_disks(&folder, &vault.paths.root);
        let in_own = folder == own.canonicalize()?;
        let (entries, records, bytes) = (checked.verified.entries, checked.verified.records, checked.copied.copy.bytes);
        drop(checked);
        if !self.store.is_read_only() {
            self.quiet_act("make a backup", |w| w.note(Operation::Backup, None, None, &why(occasion, on_another_disk)))
                .map_err(Problem::after_change)?;
            self.write_witness().map_err(Problem::after_change)?;
        }
        let removed = if in_own { rotate(&folder, occasion, &made.path).map_err(Problem::after_change)? } else { 0 };
        Ok(BackedUp { path: made.path, entries, records, bytes, on_another_disk, removed })
    }

    /// Makes, checks and writes a backup; see [`Desk::keep_copy`] for `to`.
    ///
    /// # Errors
    /// [`Kind::Disk`]; [`Kind::Damaged`] when the caseload is not whole: then no backup is made and the last good one
    /// stays; refused when it was stopped.
    pub fn back_up(&mut self, to: Option<&Path>, occasion: Occasion, watch: Watch<'_>) -> Outcome<BackedUp> {
        if let Some(taken) = to.filter(|p| p.symlink_metadata().is_ok() && !p.is_dir()) {
            // Said before the long work, not after it.
            let link = taken.symlink_metadata().is_ok_and(|m| m.file_type().is_symlink());
            return Err(if link {
                Problem::new(Kind::PathRefused, "There is a link of that name.", "Give a new name.")
            } else {
                Problem::from(std::io::Error::from(std::io::ErrorKind::AlreadyExists))
            });
        }
        go_on(watch, "copying")?;
        let checked = self.copy_to_check()?.check(watch)?;
        go_on(watch, "writing")?;
        self.keep_copy(checked, to, occasion)
    }

    /// What is known of the backups: for the day's backup and the reminder.
    ///
    /// # Errors
    /// When the journal cannot be read.
    pub fn backup_state(&self) -> Outcome<BackupState> {
        let last = self.reading().last_backup(None)?;
        let elsewhere = self.reading().last_backup(Some(ANOTHER_DISK))?.as_ref().and_then(at_of);
        let changed = self.reading().changed_after(last.as_ref().map_or(0, |e| e.number))?;
        let last_at = last.as_ref().and_then(at_of);
        let day = |at: DateTime<Utc>| when::working_day(at.with_timezone(&self.zone));
        let today = self.today();
        let made_today = last_at.is_some_and(|at| day(at) >= today);
        let made_on = self.vault.as_ref().map_or(today, |v| v.header.created_on);
        let days = (today - elsewhere.map_or(made_on, day)).num_days().max(0);
        let writable = self.vault.is_some() && !self.store.is_read_only();
        Ok(BackupState {
            last: last_at,
            elsewhere,
            days,
            changed,
            due: writable && changed && !made_today,
            remind: writable && self.mode != Mode::Practice && days >= REMIND_AFTER,
        })
    }

    /// The day's backup, if something changed since the last one; nothing otherwise.
    ///
    /// # Errors
    /// As [`Desk::back_up`].
    pub fn daily_backup(&mut self, watch: Watch<'_>) -> Outcome<Option<BackedUp>> {
        if self.backup_state()?.due { self.back_up(None, Occasion::Daily, watch).map(Some) } else { Ok(None) }
    }
}

fn proof(store: &Store, verified: Verified, witness: Option<Verdict>, database: &Path) -> Outcome<Proof> {
    let last_entry = store.reading().journal(1)?.first().and_then(at_of);
    let bytes = std::fs::metadata(database)?.len();
    Ok(Proof { verified, last_entry, witness, bytes })
}

/// Verifies a vault: both checks of the file, the chain, every row, every payload and the witness. Only when all agree
/// is the opening journalled: a vault that does not agree keeps its bytes.
///
/// # Errors
/// As [`opening::open`] for a one-shot command; [`Kind::Damaged`] when anything does not agree.
pub fn verify_vault(places: &Places, secret: &Secret, clock: Clock, watch: Watch<'_>) -> Outcome<Proof> {
    let looked = opening::look(places, secret, Locking::Take, clock, Use::Command)?;
    let (database, verdict) = (looked.vault.paths.database(), looked.verdict);
    if looked.older_schema {
        // The rows are read by today's fields: backup and migration come first.
        let (desk, _) = opening::take_up(looked, clock)?;
        let verified = examine(&desk.store, false, watch)?;
        let proof = proof(&desk.store, verified, Some(verdict), &database)?;
        desk.close()?;
        return Ok(proof);
    }
    let verified = examine(&looked.store, looked.checked, watch)?;
    let proof = proof(&looked.store, verified, Some(verdict), &database)?;
    opening::take_up(looked, clock)?.0.close()?;
    Ok(proof)
}

/// Verifies a backup without changing it: it is laid out, still encrypted, in the state directory and removed again.
///
/// # Errors
/// [`Kind::CannotUnlock`]; [`Kind::Damaged`] when it is not whole; [`Kind::PathRefused`]; [`Kind::Disk`].
pub fn verify_backup(from: &Path, places: &Places, secret: &Secret, clock: Clock, watch: Watch<'_>) -> Outcome<Proof> {
    dir::prepare_state(&places.state)?;
    let room = tempfile::Builder::new().prefix("verify-").tempdir_in(&places.state)?;
    go_on(watch, "reading the backup")?;
    let paths = backup::extract(from, &room.path().join("vault"))?;
    let laid_out = Places { vault: paths.root, state: places.state.clone() };
    let vault = opening::unlock(&laid_out, secret, Locking::Take, clock)?;
    let (_, proof) = examined(&vault, watch)?;
    Ok(proof)
}

/// Opens what was laid out from a backup and examines all of it.
fn examined(vault: &OpenVault, watch: Watch<'_>) -> Outcome<(Store, Proof)> {
    let database = vault.paths.database();
    precheck::database_file(&database)?;
    let (key, id) = (key_of(vault, &database)?, vault.vault_id().to_string());
    let mut checked = false;
    if Store::pending_migration(&database, &key)? {
        // The backup itself keeps the older schema; its copy here is brought up to date before the rows are read.
        go_on(watch, "checking the file")?;
        let older = Store::open_to_check(&database, &key, &id)?;
        older.check_whole()?;
        older.close()?;
        Store::open(&database, &key, &id)?.close()?;
        checked = true;
    }
    let store = Store::open_to_check(&database, &key, &id)?;
    let verified = examine(&store, checked, watch)?;
    let proof = proof(&store, verified, None, &database)?;
    Ok((store, proof))
}

/// The key that opens the database of a backup: one made in the middle of a key change may need the pending one.
fn key_of(vault: &OpenVault, database: &Path) -> Outcome<DatabaseKey> {
    let active = vault.database_key()?;
    match vault.pending_key()? {
        Some(pending) if Store::pending_migration(database, &active).is_err() => Ok(pending.key),
        _ => Ok(active),
    }
}

/// Puts a backup in the place of a vault: laid out beside it, unlocked, verified, given a new device epoch, and only
/// then swapped in. The former vault is backed up if the same secret opens it, and kept beside until the officer
/// confirms ([`confirm_restore`]).
///
/// # Errors
/// [`Kind::CannotUnlock`]; [`Kind::Damaged`] when the backup is not whole; [`Kind::AlreadyOpen`]; [`Kind::Disk`];
/// [`Kind::PathRefused`]. The former vault is then as it was.
pub fn restore(from: &Path, places: &Places, secret: &Secret, clock: Clock, watch: Watch<'_>) -> Outcome<Restored> {
    let places = Places { vault: dir::resolve(&places.vault, false)?, state: places.state.clone() };
    let there = Vault::is_there(&places);
    if there && !is_a_vault(&places) {
        return Err(Problem::new(
            Kind::PathRefused,
            "There is something in this folder that is not a vault.",
            "Choose a new folder, or the folder of the vault that is to be replaced.",
        ));
    }
    if there {
        // Said before the long work; the swap takes the lock again.
        drop(crate::vault::Lock::take(&crate::vault::Paths::of(places.vault.clone()).lock())?);
    }
    go_on(watch, "reading the backup")?;
    let staged = backup::stage(from, &places)?;
    let ready = prepare(&staged.paths().root, &places, secret, clock, watch);
    let (proof, vault_id, seen) = match ready {
        Ok(ready) => ready,
        Err(problem) => {
            // What cannot be removed has a name of its own and is no vault.
            let _ = staged.discard();
            return Err(problem);
        }
    };
    let former_backed_up = there && back_up_former(&places, secret, clock, watch);
    if !there && places.vault.is_dir() {
        // An empty folder the officer made for it gives way.
        std::fs::remove_dir(&places.vault)?;
    }
    let swapped = staged.swap_in(clock.now())?;
    witness::write(&places.state, vault_id, &seen).map_err(Problem::after_change)?;
    Ok(Restored { proof, replaced: swapped.replaced, left_behind: swapped.left_behind, former_backed_up })
}

fn is_a_vault(places: &Places) -> bool {
    let paths = crate::vault::Paths::of(places.vault.clone());
    paths.keys().is_dir() || paths.header().exists() || paths.database().exists()
}

/// Verifies what was laid out and starts its new device epoch; gives what the witness is to say once it is in place.
fn prepare(
    root: &Path,
    places: &Places,
    secret: &Secret,
    clock: Clock,
    watch: Watch<'_>,
) -> Outcome<(Proof, uuid::Uuid, witness::Witness)> {
    let beside = Places { vault: root.to_owned(), state: places.state.clone() };
    let vault = opening::unlock(&beside, secret, Locking::Take, clock)?;
    let (store, proof) = examined(&vault, watch)?;
    store.close()?;
    let database = vault.paths.database();
    let store = Store::open(&database, &*key_of(&vault, &database)?, &vault.vault_id().to_string())?;
    let mut desk = Desk::new(store, clock, Mode::Live)?;
    desk.quiet_act("put back a backup", |w| w.note(Operation::Restore, None, None, &Why::code("backup-restored")))?;
    opening::new_epoch(&mut desk)?;
    let seen = desk.seen(&vault)?;
    desk.store.close()?;
    Ok((proof, vault.vault_id(), seen))
}

/// Backs the former vault up before it is replaced. One that does not open with this secret, or is damaged, is kept
/// whole beside the restored one instead.
fn back_up_former(places: &Places, secret: &Secret, clock: Clock, watch: Watch<'_>) -> bool {
    let Ok(Looked { vault, store, .. }) = opening::look(places, secret, Locking::Take, clock, Use::Interface) else {
        return false;
    };
    let Ok(mut desk) = Desk::new(store, clock, Mode::ReadOnly) else { return false };
    desk.vault = Some(vault);
    let made = desk.back_up(None, Occasion::BeforeRestore, watch).is_ok();
    desk.store.close().is_ok() && made
}

/// The vaults that restores have replaced and nobody has confirmed yet, the oldest first.
#[must_use]
pub fn replaced(places: &Places) -> Vec<PathBuf> {
    backup::replaced(places)
}

/// The officer has seen that the restored caseload is right: the replaced ones are removed. Gives how many.
///
/// Jots and backups that could not be brought along are nowhere else: they go only if the officer says so (`with_rest`).
///
/// # Errors
/// Refused while jots or backups are in one and nobody said that they may go; when the journal or the disk does not take
/// it.
pub fn confirm_restore(desk: &mut Desk, with_rest: bool) -> Outcome<usize> {
    let places = desk.kept()?.places.clone();
    let all = backup::replaced(&places);
    if all.is_empty() {
        return Err(Problem::refused("No replaced vault is kept beside this one.", "Nothing is left to confirm."));
    }
    for one in all.iter().filter(|_| !with_rest) {
        let (jots, backups) = backup::only_there(one)?;
        if jots + backups > 0 {
            let number = |n: usize, one: &str| if n == 1 { format!("1 {one}") } else { format!("{n} {one}s") };
            return Err(Problem::refused(
                format!(
                    "The replaced vault still holds {} and {} that are nowhere else.",
                    number(jots, "jot"),
                    number(backups, "backup")
                ),
                "Move the backups elsewhere; jots open only in that vault. To remove all of it: --and-its-rest.",
            ));
        }
    }
    desk.quiet_act("confirm a restore", |w| w.note(Operation::Restore, None, None, &Why::code("restore-confirmed")))?;
    for one in &all {
        backup::remove_replaced(&places, one).map_err(Problem::after_change)?;
    }
    Ok(all.len())
}
