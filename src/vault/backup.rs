//! Backups: one file with the description, the key slots and a byte copy of the quiet database.
//!
//! Making, reading strictly, choosing which to keep, and putting a restored vault in place of the former
//! one. The files inside stay sealed, so a backup opens with the passphrase or code of its day. Whether
//! the database in it is sound (checks, counts, journal head) is verified by the caller, who alone can
//! read it.

use super::copies::Copies;
use super::dir::{Paths, Places};
use super::file::{self, Existing};
use super::header::Header;
use super::lock::Lock;
use crate::domain::problem::{Kind, Outcome, Problem};
use chrono::{DateTime, NaiveDateTime, Utc};
use sha2::{Digest, Sha256};
use std::fs;
use std::io::{Read, Write};
use std::path::{Path, PathBuf};
use strum::{EnumIter, EnumString, IntoStaticStr};
use tar::{Archive, Builder, EntryType, Header as TarHeader};

/// The ending of every backup file.
pub const ENDING: &str = ".caseload-backup";
/// How many everyday backups are kept.
pub const KEPT: usize = 7;
/// The form of the time in a name, UTC.
const TIME: &str = "%Y%m%dT%H%M%SZ";
const DATABASE: &str = "caseload.db";
/// Everything a backup holds, in this order, each once. Both copies of a key file are kept: if they
/// differ, only the secret they were sealed with can tell which is good.
const NAMES: [&str; 8] = [
    "vault.toml",
    "keys/passphrase.age",
    "keys/passphrase.age.2",
    "keys/recovery.age",
    "keys/recovery.age.2",
    "keys/db.age",
    "keys/db.age.2",
    DATABASE,
];
const BLOCK: u64 = 512;
const PIECE: usize = 256 * 1024;

/// Why a backup was made.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, EnumIter, EnumString, IntoStaticStr)]
#[strum(serialize_all = "kebab-case")]
pub enum Occasion {
    /// The first unlock of a day on which something changed.
    Daily,
    /// The officer asked for it.
    Asked,
    /// Before the schema of the database changed.
    BeforeMigration,
    /// Before the database key changed.
    BeforeRekey,
    /// Before another backup was restored.
    BeforeRestore,
    /// Before a large import.
    BeforeImport,
    /// After a disposal sitting.
    AfterDisposal,
}

impl Occasion {
    const fn is_everyday(self) -> bool {
        matches!(self, Self::Daily | Self::Asked)
    }
}

/// The name of a backup: when and why, nothing else.
#[must_use]
pub fn file_name(at: DateTime<Utc>, occasion: Occasion) -> String {
    let occasion: &'static str = occasion.into();
    format!("{}-{occasion}{ENDING}", at.format(TIME))
}

/// When and why, from the name of a backup; `None` for any other file.
#[must_use]
pub fn from_file_name(name: &str) -> Option<(DateTime<Utc>, Occasion)> {
    let (time, occasion) = name.strip_suffix(ENDING)?.split_once('-')?;
    let at = NaiveDateTime::parse_from_str(time, TIME).ok()?.and_utc();
    Some((at, occasion.parse().ok()?))
}

/// The names that may go: all but the seven newest everyday ones and the last before each operation.
/// Names that are not of backups are never among them.
#[must_use]
pub fn to_remove<'a>(names: &[&'a str]) -> Vec<&'a str> {
    let mut backups: Vec<_> = names.iter().filter_map(|n| from_file_name(n).map(|(at, why)| (at, why, *n))).collect();
    backups.sort();
    backups.reverse();
    let mut everyday = 0;
    let mut operations = Vec::new();
    backups
        .into_iter()
        .filter(|(_, occasion, _)| {
            let kept = if occasion.is_everyday() {
                everyday += 1;
                everyday <= KEPT
            } else if operations.contains(occasion) {
                false
            } else {
                operations.push(*occasion);
                true
            };
            !kept
        })
        .map(|(_, _, name)| name)
        .collect()
}

/// The names that must go once the disposal sitting's backup `made` is verified: every older one.
#[must_use]
pub fn to_remove_after_disposal<'a>(names: &[&'a str], made: &str) -> Vec<&'a str> {
    let Some((made_at, _)) = from_file_name(made) else { return Vec::new() };
    names
        .iter()
        .copied()
        .filter(|name| *name != made && from_file_name(name).is_some_and(|(at, _)| at <= made_at))
        .collect()
}

/// The backups in a folder by name, the oldest first; other files are left out.
///
/// # Errors
/// [`Kind::Disk`] when the folder cannot be read.
pub fn list(folder: &Path) -> Outcome<Vec<String>> {
    let mut names = Vec::new();
    for entry in fs::read_dir(folder)? {
        let entry = entry?;
        if let Some(name) = entry.file_name().to_str()
            && from_file_name(name).is_some()
            && entry.file_type()?.is_file()
        {
            names.push(name.to_owned());
        }
    }
    names.sort();
    Ok(names)
}

/// A backup that was written and read back.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Made {
    /// The file.
    pub path: PathBuf,
    /// SHA-256 of the database in it, equal to that of the database itself.
    pub database_hash: [u8; 32],
    /// Size of the database in bytes.
    pub database_bytes: u64,
}

/// Writes a backup of a vault whose database is closed or quiet, and reads it back.
///
/// `database` is the file to copy: the vault's own, or a verified copy of it.
///
/// # Errors
/// [`Kind::Disk`], also when a backup of that name is there or a key file cannot be read;
/// [`Kind::PathRefused`] when the database changes meanwhile.
pub fn make(paths: &Paths, database: &Path, folder: &Path, at: DateTime<Utc>, occasion: Occasion) -> Outcome<Made> {
    make_as(paths, database, &folder.join(file_name(at, occasion)), at)
}

/// As [`make`], under a name the officer chose.
///
/// # Errors
/// As [`make`].
pub fn make_as(paths: &Paths, database: &Path, path: &Path, at: DateTime<Utc>) -> Outcome<Made> {
    // A link may lead anywhere; the folder itself is wanted.
    let (Some(parent), Some(name)) = (path.parent(), path.file_name()) else {
        return Err(Problem::new(Kind::PathRefused, "The path names no file.", "Give the path of a file in a folder."));
    };
    let parent = if parent.as_os_str().is_empty() { Path::new(".") } else { parent };
    let path = parent.canonicalize()?.join(name);
    let mut small = vec![("vault.toml", file::read_bounded(&paths.header(), super::header::MAX_BYTES)?)];
    for names in NAMES.get(1..7).unwrap_or_default().chunks_exact(2) {
        if let [first_name, second_name] = names {
            let (first, second) = Copies::of(paths.root.join(first_name)).read().both()?;
            small.extend([(*first_name, first), (*second_name, second)]);
        }
    }
    let mut source = file::open_plain(database)?;
    let before = source.metadata()?;
    let mut hash = Sha256::new();
    file::write_with(&path, Existing::Keep, |out| {
        let mut tar = Builder::new(&mut *out);
        for (name, bytes) in &small {
            tar.append(&tar_header(name, bytes.len() as u64, at)?, bytes.as_slice())?;
        }
        tar.append(
            &tar_header(DATABASE, before.len(), at)?,
            Hashing { source: Read::by_ref(&mut source).take(before.len()), hash: &mut hash },
        )?;
        tar.finish()?;
        file::still_the_same(&source, &before, before.len())
    })?;
    let expected: [u8; 32] = hash.finalize().into();
    let back = verify(&path).map_err(Problem::after_change)?;
    if back.database_hash != expected || back.database_bytes != before.len() {
        return Err(Problem::new(
            Kind::Disk,
            "The disk gave back something other than what was written.",
            "Do not trust this disk: make the backup on another one.",
        )
        .after_change());
    }
    Ok(back)
}

/// A byte copy of a quiet database, made to be checked; it is removed when this is dropped.
pub struct CheckCopy {
    /// The copy.
    pub path: PathBuf,
    /// Its SHA-256.
    pub hash: [u8; 32],
    /// Its size in bytes.
    pub bytes: u64,
}

impl Drop for CheckCopy {
    fn drop(&mut self) {
        // What cannot be removed now is swept at the next opening: its name says so.
        let _ = fs::remove_file(&self.path);
    }
}

/// Copies a database that is closed or quiet, byte for byte, into a folder of the vault.
///
/// # Errors
/// [`Kind::Disk`]; [`Kind::PathRefused`] when the database changes meanwhile.
pub fn copy_to_check(database: &Path, folder: &Path) -> Outcome<CheckCopy> {
    let mut name = [0_u8; 8];
    getrandom::fill(&mut name).map_err(|e| Problem::unexpected("The system gave no random numbers.", e))?;
    let path = folder.join(file::temporary_name(&data_encoding::HEXLOWER.encode(&name)));
    let mut source = file::open_plain(database)?;
    let before = source.metadata()?;
    let mut hash = Sha256::new();
    file::write_with(&path, Existing::Keep, |out| {
        std::io::copy(&mut Hashing { source: Read::by_ref(&mut source).take(before.len()), hash: &mut hash }, out)?;
        file::still_the_same(&source, &before, before.len())
    })?;
    Ok(CheckCopy { path, hash: hash.finalize().into(), bytes: before.len() })
}

/// Reads a backup to its end and checks its form: exactly the files it must have, and nothing else.
///
/// # Errors
/// [`Kind::Damaged`] when it is no whole backup; [`Kind::PathRefused`]; [`Kind::Disk`].
pub fn verify(backup: &Path) -> Outcome<Made> {
    let mut hash = Sha256::new();
    let mut database_bytes = 0;
    read_strictly(backup, |name, content| {
        if name == DATABASE {
            database_bytes = std::io::copy(content, &mut HashOnly(&mut hash))?;
        } else if name == "vault.toml" {
            let mut bytes = Vec::new();
            content.read_to_end(&mut bytes)?;
            Header::parse(&bytes)?;
        } else {
            std::io::copy(content, &mut std::io::sink())?;
        }
        Ok(())
    })?;
    Ok(Made { path: backup.to_owned(), database_hash: hash.finalize().into(), database_bytes })
}

/// Lays out a backup as a vault in a new directory.
///
/// # Errors
/// [`Kind::Damaged`] when it is no whole backup; [`Kind::Disk`] when the directory is there already or
/// the disk does not take it. What was laid out by then is removed.
pub fn extract(backup: &Path, into: &Path) -> Outcome<Paths> {
    let paths = Paths::of(into.to_owned());
    paths.create()?;
    let laid_out = read_strictly(backup, |name, content| {
        let path = paths.root.join(name);
        if name == DATABASE {
            return file::write_with(&path, Existing::Keep, |out| {
                std::io::copy(content, out)?;
                Ok(())
            });
        }
        let mut bytes = Vec::new();
        content.read_to_end(&mut bytes)?;
        if name == "vault.toml" {
            Header::parse(&bytes)?;
        }
        file::write_checked(&path, &bytes, Existing::Keep)
    });
    match laid_out {
        Ok(()) => Ok(paths),
        Err(problem) => {
            // What cannot be removed has a name of its own and is no vault.
            let _ = fs::remove_dir_all(&paths.root);
            Err(problem)
        }
    }
}

/// A backup laid out beside the vault, waiting to be verified by the caller.
pub struct Staged {
    paths: Paths,
    vault: PathBuf,
}

/// A restore that is done.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Restored {
    /// Where the former vault is kept until the officer confirms; `None` when there was none.
    pub replaced: Option<PathBuf>,
    /// Backups and jots of the former vault that could not be brought along and are still in it.
    pub left_behind: usize,
}

/// Lays out a backup beside the place of the vault. The caller opens it there, verifies it, closes it,
/// and then calls [`Staged::swap_in`].
///
/// # Errors
/// As [`extract`].
pub fn stage(backup: &Path, places: &Places) -> Outcome<Staged> {
    let mut name = [0_u8; 4];
    getrandom::fill(&mut name).map_err(|e| Problem::unexpected("The system gave no random numbers.", e))?;
    let beside = file::beside(&places.vault, &format!("restoring-{}", data_encoding::HEXLOWER.encode(&name)));
    Ok(Staged { paths: extract(backup, &beside)?, vault: places.vault.clone() })
}

impl Staged {
    /// Where it is laid out.
    #[must_use]
    pub const fn paths(&self) -> &Paths {
        &self.paths
    }

    /// Gives it up.
    ///
    /// # Errors
    /// [`Kind::Disk`] when it cannot be removed.
    pub fn discard(self) -> Outcome<()> {
        Ok(fs::remove_dir_all(&self.paths.root)?)
    }

    /// Puts it in the place of the vault, which must be closed (its lock is taken meanwhile); the former one is kept beside as
    /// `<vault>.replaced-<date>`, its backups and jots move along.
    ///
    /// # Errors
    /// [`Kind::AlreadyOpen`]; [`Kind::Disk`]; killed or failed on the way, [`undo_interrupted`] finds the former vault.
    pub fn swap_in(self, at: DateTime<Utc>) -> Outcome<Restored> {
        if self.vault.symlink_metadata().is_err() {
            file::rename(&self.paths.root, &self.vault)?;
            return Ok(Restored { replaced: None, left_behind: 0 });
        }
        let lock = Lock::take(&Paths::of(self.vault.clone()).lock())?;
        // Windows renames no folder with an open file in it.
        let _held = Some(lock).filter(|_| cfg!(unix));
        let replaced = file::beside(&self.vault, &format!("replaced-{}", at.format(TIME)));
        if replaced.symlink_metadata().is_ok() {
            return Err(Problem::new(
                Kind::Disk,
                "A vault replaced at this very time is there already.",
                "Try again in a moment.",
            ));
        }
        if file::exchange(&self.paths.root, &self.vault)? {
            file::rename(&self.paths.root, &replaced).map_err(Problem::after_change)?;
        } else {
            file::rename(&self.vault, &replaced)?;
            if let Err(problem) = file::rename(&self.paths.root, &self.vault) {
                // Back to what was; if even that fails, opening finds it through `undo_interrupted`.
                return Err(match file::rename(&replaced, &self.vault) {
                    Ok(()) => problem,
                    Err(_) => problem.after_change(),
                });
            }
        }
        let left_behind = bring_along(&Paths::of(replaced.clone()), &Paths::of(self.vault));
        Ok(Restored { replaced: Some(replaced), left_behind })
    }
}

/// Moves the former vault's backups and, when they open with the same keys, its jots. Gives how many could not be brought
/// along: they are still where they were.
fn bring_along(from: &Paths, to: &Paths) -> usize {
    let mut left_behind = 0;
    for name in list(&from.backups()).unwrap_or_default() {
        let target = to.backups().join(&name);
        if target.exists() || file::rename(&from.backups().join(&name), &target).is_err() {
            left_behind += 1;
        }
    }
    let inbox_of = |paths: &Paths| Header::read(&paths.header()).map(|h| h.inbox).ok();
    let same_inbox = inbox_of(from).is_some() && inbox_of(from) == inbox_of(to);
    for jot in super::jot::list(&from.inbox()).unwrap_or_default() {
        let copied = jot.file_name().filter(|_| same_inbox).is_some_and(|name| {
            file::read_bounded(&jot, super::header::MAX_BYTES * 2)
                .and_then(|bytes| file::write_checked(&to.inbox().join(name), &bytes, Existing::Keep))
                .is_ok()
        });
        // It was read back: what stays in the former vault is then only what is nowhere else.
        if !copied || super::jot::remove(&jot).is_err() {
            left_behind += 1;
        }
    }
    left_behind
}

/// Jots and backups that are only in a vault that was replaced.
///
/// # Errors
/// [`Kind::Disk`] when its folders cannot be read.
pub fn only_there(replaced: &Path) -> Outcome<(usize, usize)> {
    let paths = Paths::of(replaced.to_owned());
    let jots = if paths.inbox().is_dir() { super::jot::list(&paths.inbox())?.len() } else { 0 };
    let backups = if paths.backups().is_dir() { list(&paths.backups())?.len() } else { 0 };
    Ok((jots, backups))
}

/// Puts the former vault back when a restore was cut short between its two renames: no vault in its
/// place, one that was replaced and one laid out beside. Gives whether it did.
///
/// # Errors
/// [`Kind::Disk`] when it cannot be put back.
pub fn undo_interrupted(places: &Places) -> Outcome<bool> {
    if places.vault.symlink_metadata().is_ok() {
        return Ok(false);
    }
    if beside(places, "restoring-").is_empty() {
        return Ok(false);
    }
    match replaced(places).last() {
        Some(newest) => file::rename(newest, &places.vault).map(|()| true),
        None => Ok(false),
    }
}

/// The vaults that restores have replaced and nobody has confirmed yet, the oldest first.
#[must_use]
pub fn replaced(places: &Places) -> Vec<PathBuf> {
    beside(places, "replaced-")
}

/// Folders that a killed restore or a killed first run left beside the vault, for `doctor` to name. They
/// are never removed by themselves: one may hold the former vault.
#[must_use]
pub fn leftovers(places: &Places) -> Vec<PathBuf> {
    let mut all = beside(places, "restoring-");
    all.extend(beside(places, "new-"));
    all
}

/// Removes a replaced vault once the officer has confirmed the restored one.
///
/// # Errors
/// [`Kind::PathRefused`] when it is not one; [`Kind::Disk`].
pub fn remove_replaced(places: &Places, path: &Path) -> Outcome<()> {
    if !replaced(places).iter().any(|p| p == path) {
        return Err(Problem::new(
            Kind::PathRefused,
            "This folder is not a vault that a restore has replaced.",
            "Choose one of those listed.",
        ));
    }
    Ok(fs::remove_dir_all(path)?)
}

/// Directories beside the vault named `<vault>.<beginning>…`, in order of name.
fn beside(places: &Places, beginning: &str) -> Vec<PathBuf> {
    let (Some(parent), Some(name)) = (places.vault.parent(), places.vault.file_name()) else { return Vec::new() };
    let start = format!("{}.{beginning}", name.to_string_lossy());
    let mut found: Vec<PathBuf> = fs::read_dir(parent)
        .into_iter()
        .flatten()
        .flatten()
        .filter(|e| e.file_name().to_string_lossy().starts_with(&start) && e.file_type().is_ok_and(|t| t.is_dir()))
        .map(|e| e.path())
        .collect();
    found.sort();
    found
}

/// Goes through a backup: the closed list of names in its order, plain files only, sizes capped, nothing
/// before, between or after. No path of the archive is ever used as one.
fn read_strictly(backup: &Path, mut each: impl FnMut(&'static str, &mut dyn Read) -> Outcome<()>) -> Outcome<()> {
    let file = file::open_plain(backup)?;
    let before = file.metadata()?;
    let mut archive = Archive::new(&file);
    let mut expected_length = 2 * BLOCK;
    let mut names = NAMES.into_iter();
    for entry in archive.entries().map_err(|_| not_whole())?.raw(true) {
        let mut entry = entry.map_err(|_| not_whole())?;
        let name = names.next().ok_or_else(not_whole)?;
        let size = entry.header().entry_size().map_err(|_| not_whole())?;
        let plain = entry.header().entry_type() == EntryType::Regular
            && entry.header().link_name_bytes().is_none()
            && *entry.header().path_bytes() == *name.as_bytes();
        let cap = if name == DATABASE { before.len() } else { super::header::MAX_BYTES };
        if !plain || size > cap {
            return Err(not_whole());
        }
        let padded = size.checked_next_multiple_of(BLOCK).ok_or_else(not_whole)?;
        expected_length += BLOCK + padded;
        let mut counted = Counted { source: (&mut entry).take(size), count: 0 };
        each(name, &mut counted)?;
        std::io::copy(&mut counted, &mut std::io::sink()).map_err(|_| not_whole())?;
        if counted.count != size {
            return Err(not_whole());
        }
    }
    if names.next().is_some() || before.len() != expected_length {
        return Err(not_whole());
    }
    file::still_the_same(&file, &before, before.len())
}

fn not_whole() -> Problem {
    Problem::new(
        Kind::Damaged,
        "This file is not a whole backup of a vault.",
        "Choose another backup; this one was cut off, damaged or made by something else.",
    )
}

fn tar_header(name: &str, size: u64, at: DateTime<Utc>) -> Outcome<TarHeader> {
    let mut header = TarHeader::new_ustar();
    header.set_path(name)?;
    header.set_size(size);
    header.set_mode(0o600);
    header.set_entry_type(EntryType::Regular);
    header.set_mtime(u64::try_from(at.timestamp()).unwrap_or(0));
    // No user or computer: the backup may be found by anyone.
    header.set_uid(0);
    header.set_gid(0);
    header.set_cksum();
    Ok(header)
}

/// Hashes what is read through it.
struct Hashing<'a, R> {
    source: R,
    hash: &'a mut Sha256,
}

impl<R: Read> Read for Hashing<'_, R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let room = buffer.len().min(PIECE);
        let length = self.source.read(buffer.get_mut(..room).unwrap_or_default())?;
        self.hash.update(buffer.get(..length).unwrap_or_default());
        Ok(length)
    }
}

/// Hashes what is written to it.
struct HashOnly<'a>(&'a mut Sha256);

impl Write for HashOnly<'_> {
    fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
        self.0.update(bytes);
        Ok(bytes.len())
    }
    fn flush(&mut self) -> std::io::Result<()> {
        Ok(())
    }
}

/// Counts what is read through it: an archive cut off gives less than it announced.
struct Counted<R> {
    source: R,
    count: u64,
}

impl<R: Read> Read for Counted<R> {
    fn read(&mut self, buffer: &mut [u8]) -> std::io::Result<usize> {
        let length = self.source.read(buffer)?;
        self.count += length as u64;
        Ok(length)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::vault::{Locking, NewVault, OpenVault, Passphrase, Secret, Vault, WorkFactor, jot};
    use chrono::{NaiveDate, TimeDelta};
    use std::collections::BTreeSet;

    const WORDS: &str = "teapot lagoon verdict ninety amber";

    fn vault(root: &Path) -> (Places, OpenVault) {
        let places = Places { vault: root.join("vault"), state: root.join("state") };
        let new = NewVault {
            created_on: NaiveDate::from_ymd_opt(2026, 3, 9).unwrap(),
            factor: WorkFactor::new(2).unwrap(),
            escrow: vec![],
            allow_synced: true,
        };
        let (open, _) = Vault::create(&places, &Passphrase::typed(WORDS), &new, |unfinished| {
            file::write(&unfinished.paths.database(), &[7; 3 * 4096], Existing::Keep)
        })
        .unwrap();
        (places, open)
    }

    fn at(seconds: i64) -> DateTime<Utc> {
        NaiveDate::from_ymd_opt(2026, 3, 9).unwrap().and_hms_opt(9, 30, 0).unwrap().and_utc()
            + TimeDelta::seconds(seconds)
    }

    fn made(open: &OpenVault) -> Made {
        make(&open.paths, &open.paths.database(), &open.paths.backups(), at(0), Occasion::Daily).unwrap()
    }

    #[test]
    fn a_backup_holds_the_closed_list_and_tells_nobody_whose_it_is() {
        let dir = tempfile::tempdir().unwrap();
        let (_, open) = vault(dir.path());
        let made = made(&open);
        assert!(made.path.ends_with("20260309T093000Z-daily.caseload-backup"));
        assert_eq!(made.database_bytes, 3 * 4096);
        let mut archive = Archive::new(fs::File::open(&made.path).unwrap());
        let names: Vec<String> = archive
            .entries()
            .unwrap()
            .map(|e| {
                let e = e.unwrap();
                assert_eq!((e.header().uid().unwrap(), e.header().username().unwrap()), (0, Some("")));
                e.path().unwrap().to_string_lossy().into_owned()
            })
            .collect();
        assert_eq!(names, NAMES);
        assert_eq!(verify(&made.path).unwrap(), made);
    }

    #[test]
    fn a_backup_is_never_overwritten() {
        let dir = tempfile::tempdir().unwrap();
        let (_, open) = vault(dir.path());
        let first = made(&open);
        let bytes = fs::read(&first.path).unwrap();
        fs::write(open.paths.database(), vec![8; 4096]).unwrap();
        let again = make(&open.paths, &open.paths.database(), &open.paths.backups(), at(0), Occasion::Daily);
        assert_eq!(again.unwrap_err().kind, Kind::Disk);
        assert_eq!(fs::read(&first.path).unwrap(), bytes);
    }

    #[test]
    fn a_backup_killed_at_any_step_is_absent_or_whole() {
        for n in 0.. {
            let dir = tempfile::tempdir().unwrap();
            let (_, open) = vault(dir.path());
            let outcome = file::rehearsal::killed_after(n, || {
                make(&open.paths, &open.paths.database(), &open.paths.backups(), at(0), Occasion::Daily)
            });
            for name in list(&open.paths.backups()).unwrap() {
                verify(&open.paths.backups().join(name)).unwrap();
            }
            if outcome.is_ok() {
                return;
            }
        }
    }

    #[test]
    fn every_truncation_and_addition_is_noticed() {
        let dir = tempfile::tempdir().unwrap();
        let (_, open) = vault(dir.path());
        let whole = fs::read(made(&open).path).unwrap();
        let path = dir.path().join("other.caseload-backup");
        for length in (0..whole.len()).step_by(211).chain([whole.len() - 1, whole.len() - 512]) {
            fs::write(&path, &whole[..length]).unwrap();
            assert_eq!(verify(&path).unwrap_err().kind, Kind::Damaged, "cut at {length}");
            assert!(extract(&path, &dir.path().join("out")).is_err());
            assert!(!dir.path().join("out").exists(), "nothing half laid out stays");
        }
        let mut longer = whole.clone();
        longer.extend_from_slice(&[0; 512]);
        fs::write(&path, &longer).unwrap();
        assert_eq!(verify(&path).unwrap_err().kind, Kind::Damaged);
    }

    #[test]
    fn every_bit_of_the_archive_frame_counts() {
        let dir = tempfile::tempdir().unwrap();
        let (_, open) = vault(dir.path());
        let whole = fs::read(made(&open).path).unwrap();
        let path = dir.path().join("other.caseload-backup");
        // Name, size, type and checksum of the first header; the other fields are covered by the checksum.
        for offset in (0..10).chain(124..136).chain(148..157) {
            let mut bytes = whole.clone();
            bytes[offset] ^= 1;
            fs::write(&path, &bytes).unwrap();
            assert!(verify(&path).is_err(), "byte {offset}");
        }
    }

    #[test]
    fn hostile_archives_are_refused_and_write_nothing_outside() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("x.caseload-backup");
        let build = |fill: &dyn Fn(&mut Builder<Vec<u8>>)| {
            let mut tar = Builder::new(Vec::new());
            fill(&mut tar);
            fs::write(&path, tar.into_inner().unwrap()).unwrap();
            let before: BTreeSet<_> = fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().path()).collect();
            assert_eq!(extract(&path, &dir.path().join("out")).unwrap_err().kind, Kind::Damaged);
            let after: BTreeSet<_> = fs::read_dir(dir.path()).unwrap().map(|e| e.unwrap().path()).collect();
            assert_eq!(before, after);
        };
        let header = |kind: EntryType, name: &[u8], size: u64| {
            let mut header = TarHeader::new_ustar();
            header.as_old_mut().name[..name.len()].copy_from_slice(name);
            header.set_size(size);
            header.set_entry_type(kind);
            header.set_cksum();
            header
        };
        build(&|tar| tar.append(&header(EntryType::Regular, b"../escape", 1), &b"x"[..]).unwrap());
        build(&|tar| tar.append(&header(EntryType::Regular, b"/tmp/escape", 1), &b"x"[..]).unwrap());
        build(&|tar| tar.append(&header(EntryType::Symlink, b"vault.toml", 0), &b""[..]).unwrap());
        build(&|tar| tar.append(&header(EntryType::Directory, b"keys", 0), &b""[..]).unwrap());
        build(&|tar| tar.append(&header(EntryType::XHeader, b"vault.toml", 1), &b"x"[..]).unwrap());
        build(&|tar| tar.append(&header(EntryType::Regular, b"vault.toml", 1 << 40), &b"x"[..]).unwrap());
        build(&|_| {});
    }

    #[test]
    fn a_restored_vault_opens_and_the_replaced_one_is_kept() {
        let dir = tempfile::tempdir().unwrap();
        let (places, mut open) = vault(dir.path());
        let made = made(&open);
        jot::seal(&open.paths.inbox(), &open.header.inbox.clone(), b"met by chance").unwrap();
        fs::write(open.paths.database(), vec![9; 4096]).unwrap();
        open.change_passphrase(&Passphrase::typed("another one entirely, quite long"), WorkFactor::new(2).unwrap())
            .unwrap();
        drop(open);
        let staged = stage(&made.path, &places).unwrap();
        assert_eq!(fs::read(staged.paths().database()).unwrap(), vec![7; 3 * 4096]);
        let restored = staged.swap_in(at(60)).unwrap();
        assert_eq!(restored.left_behind, 0);
        let kept = restored.replaced.unwrap();
        assert_eq!(fs::read(kept.join("caseload.db")).unwrap(), vec![9; 4096]);
        assert_eq!(replaced(&places), std::slice::from_ref(&kept));
        let open = Vault::open(&places, &Secret::Passphrase(Passphrase::typed(WORDS)), Locking::Take, true).unwrap();
        assert_eq!(fs::read(open.paths.database()).unwrap(), vec![7; 3 * 4096]);
        assert_eq!(list(&open.paths.backups()).unwrap().len(), 1, "the backups moved along");
        let jots = jot::list(&open.paths.inbox()).unwrap();
        assert_eq!(jot::open(&jots[0], &open.inbox_identities().unwrap()).unwrap().as_slice(), b"met by chance");
        assert_eq!(remove_replaced(&places, &places.vault).unwrap_err().kind, Kind::PathRefused);
        remove_replaced(&places, &kept).unwrap();
        assert!(!kept.exists());
    }

    #[test]
    fn a_restore_killed_at_any_step_leaves_a_vault_that_opens() {
        for n in 0.. {
            let dir = tempfile::tempdir().unwrap();
            let (places, open) = vault(dir.path());
            let made = made(&open);
            drop(open);
            let staged = stage(&made.path, &places).unwrap();
            let outcome = file::rehearsal::killed_after(n, || staged.swap_in(at(60)));
            Vault::open(&places, &Secret::Passphrase(Passphrase::typed(WORDS)), Locking::Take, true).unwrap();
            if outcome.is_ok_and(|r| r.left_behind == 0) {
                return;
            }
        }
    }

    #[test]
    fn a_restore_cut_short_between_its_renames_is_undone_at_the_next_opening() {
        let dir = tempfile::tempdir().unwrap();
        let (places, open) = vault(dir.path());
        let made = made(&open);
        drop(open);
        let _staged = stage(&made.path, &places).unwrap();
        fs::rename(&places.vault, dir.path().join("vault.replaced-20260309T093000Z")).unwrap();
        Vault::open(&places, &Secret::Passphrase(Passphrase::typed(WORDS)), Locking::Take, true).unwrap();
        assert!(places.vault.is_dir());
    }

    #[test]
    fn key_copies_that_differ_or_are_missing_are_kept_as_good_as_they_are() {
        let dir = tempfile::tempdir().unwrap();
        let (places, open) = vault(dir.path());
        fs::write(open.paths.keys().join("recovery.age"), b"x").unwrap();
        fs::remove_file(open.paths.keys().join("db.age.2")).unwrap();
        let made = made(&open);
        let good = fs::read(open.paths.keys().join("recovery.age.2")).unwrap();
        drop(open);
        let laid_out = extract(&made.path, &dir.path().join("out")).unwrap();
        assert_eq!(fs::read(laid_out.keys().join("recovery.age.2")).unwrap(), good);
        assert_eq!(
            fs::read(laid_out.keys().join("db.age")).unwrap(),
            fs::read(laid_out.keys().join("db.age.2")).unwrap()
        );
        let there = Places { vault: laid_out.root, state: places.state };
        Vault::open(&there, &Secret::Passphrase(Passphrase::typed(WORDS)), Locking::Take, true).unwrap();
    }

    #[test]
    fn an_open_vault_is_not_replaced() {
        let dir = tempfile::tempdir().unwrap();
        let (places, open) = vault(dir.path());
        let staged = stage(&made(&open).path, &places).unwrap();
        assert_eq!(leftovers(&places), [staged.paths().root.clone()]);
        assert_eq!(staged.swap_in(at(60)).unwrap_err().kind, Kind::AlreadyOpen);
        assert_eq!(fs::read(open.paths.database()).unwrap(), vec![7; 3 * 4096]);
    }

    #[test]
    fn seven_everyday_backups_and_the_last_before_each_operation_are_kept() {
        let mut names: Vec<String> = (0..10).map(|n| file_name(at(n * 86_400), Occasion::Daily)).collect();
        names.push(file_name(at(1), Occasion::BeforeRekey));
        names.push(file_name(at(2), Occasion::BeforeRekey));
        names.push(file_name(at(3), Occasion::BeforeMigration));
        names.push("holiday.jpg".to_owned());
        let names: Vec<&str> = names.iter().map(String::as_str).collect();
        let gone: BTreeSet<&str> = to_remove(&names).into_iter().collect();
        let expected: BTreeSet<&str> = [names[0], names[1], names[2], names[10]].into();
        assert_eq!(gone, expected);
    }

    #[test]
    fn a_disposal_sitting_leaves_only_its_own_backup() {
        let old = file_name(at(0), Occasion::Daily);
        let before = file_name(at(1), Occasion::BeforeRekey);
        let made = file_name(at(2), Occasion::AfterDisposal);
        let gone = to_remove_after_disposal(&[&old, &before, &made, "holiday.jpg"], &made);
        assert_eq!(gone, [old.as_str(), before.as_str()]);
        assert!(to_remove_after_disposal(&[&old], "holiday.jpg").is_empty());
    }

    #[test]
    fn names_tell_when_and_why() {
        use strum::IntoEnumIterator;
        for occasion in Occasion::iter() {
            assert_eq!(from_file_name(&file_name(at(5), occasion)), Some((at(5), occasion)));
        }
        for other in ["x.caseload-backup", "20260309T093000Z-daily.tar", "20261309T093000Z-daily.caseload-backup"] {
            assert_eq!(from_file_name(other), None);
        }
    }
}
