//! The one file writer, and the one reader that trusts no file.
//!
//! Every file of the product is written here: a temporary file in the same directory, fsync, rename,
//! fsync of the directory. A process killed at any moment leaves the old file or the new one, never
//! half of one. Reading refuses what is not a plain file, what is too large and what changes meanwhile.
//! What the files mean belongs to the callers.

use crate::domain::problem::{Kind, Outcome, Problem};
use std::fs::{self, File, OpenOptions};
use std::io::{Read, Write};
use std::path::{Path, PathBuf};

/// Begins the name of every temporary file, so that [`sweep`] knows them.
const TEMPORARY: &str = ".caseload-";
/// A file is written, read back and compared in pieces of this many bytes.
const PIECE: usize = 64 * 1024;

/// What to do when a file of that name is already there.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Existing {
    /// It is replaced in one step.
    Replace,
    /// It is kept and the write is refused.
    Keep,
}

/// Writes a whole file of mode 0600, durable when this returns.
///
/// # Errors
/// [`Kind::Disk`] when the disk does not take it; the former file is then untouched.
pub fn write(path: &Path, bytes: &[u8], existing: Existing) -> Outcome<()> {
    write_with(path, existing, |file| Ok(file.write_all(bytes)?))
}

/// As [`write()`], then reads the file back and compares it.
///
/// # Errors
/// [`Kind::Disk`] when the disk does not take it or gives back something else.
pub fn write_checked(path: &Path, bytes: &[u8], existing: Existing) -> Outcome<()> {
    write(path, bytes, existing)?;
    if read_bounded(path, bytes.len() as u64)? == bytes {
        Ok(())
    } else {
        Err(Problem::new(
            Kind::Disk,
            "The disk gave back something other than what was written.",
            "Do not trust this disk: make a backup on another one.",
        )
        .after_change())
    }
}

/// How far [`write_proven`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Proof {
    /// Writing beside the final name; bytes written.
    Writing(u64),
    /// Reading back and comparing; bytes compared.
    Comparing(u64),
    /// Everything is equal; the file gets its final name. It cannot be stopped any more.
    Naming,
}

/// Writes a file beside its final name, reads it back, compares it byte for byte and only then gives it its name,
/// never replacing another file. `tell` is asked after each piece and stops the write by `false`; `false` is given
/// back then, and nothing is left.
///
/// # Errors
/// [`Kind::Disk`] when the disk does not take it, gives back something else, or a file of that name is there.
pub fn write_proven(path: &Path, bytes: &[u8], tell: &mut dyn FnMut(Proof) -> bool) -> Outcome<bool> {
    let parent = parent_of(path)?;
    step("create")?;
    let mut temporary = tempfile::Builder::new().prefix(TEMPORARY).suffix(".tmp").tempfile_in(parent)?;
    step("write")?;
    let mut done = 0_u64;
    for piece in bytes.chunks(PIECE) {
        temporary.as_file_mut().write_all(piece)?;
        done += piece.len() as u64;
        if !tell(Proof::Writing(done)) {
            return Ok(false);
        }
    }
    step("sync file")?;
    temporary.as_file().sync_all()?;
    step("read back")?;
    let mut back = temporary.reopen()?;
    let mut room = vec![0; PIECE];
    let mut done = 0_u64;
    for piece in bytes.chunks(PIECE) {
        let Some(room) = room.get_mut(..piece.len()) else { return Err(not_equal()) };
        if back.read_exact(room).is_err() || room != piece {
            return Err(not_equal());
        }
        done += piece.len() as u64;
        if !tell(Proof::Comparing(done)) {
            return Ok(false);
        }
    }
    if back.read(&mut [0])? != 0 {
        return Err(not_equal());
    }
    drop(back);
    if !tell(Proof::Naming) {
        return Ok(false);
    }
    step("rename")?;
    temporary.persist_noclobber(path).map_err(|e| Problem::from(e.error))?;
    step("sync directory").map_err(Problem::after_change)?;
    sync_dir(parent).map_err(Problem::after_change)?;
    Ok(true)
}

fn not_equal() -> Problem {
    Problem::new(
        Kind::Disk,
        "The disk gave back something other than what was written.",
        "Do not trust this disk: use another one.",
    )
}

/// As [`write()`], the content coming from a closure in pieces, for files too large for memory.
///
/// # Errors
/// [`Kind::Disk`], or what the closure gives; the former file is then untouched.
pub fn write_with(path: &Path, existing: Existing, fill: impl FnOnce(&mut File) -> Outcome<()>) -> Outcome<()> {
    let parent = parent_of(path)?;
    step("create")?;
    let mut temporary = tempfile::Builder::new().prefix(TEMPORARY).suffix(".tmp").tempfile_in(parent)?;
    step("write")?;
    fill(temporary.as_file_mut())?;
    step("sync file")?;
    temporary.as_file().sync_all()?;
    step("rename")?;
    match existing {
        Existing::Replace => temporary.persist(path),
        Existing::Keep => temporary.persist_noclobber(path),
    }
    .map_err(|e| Problem::from(e.error))?;
    step("sync directory").map_err(Problem::after_change)?;
    sync_dir(parent).map_err(Problem::after_change)
}

/// Renames a file or directory within one disk and makes the change durable.
///
/// # Errors
/// [`Kind::Disk`] when it cannot be renamed.
#[expect(clippy::disallowed_methods, reason = "this is the one place that may rename")]
pub fn rename(from: &Path, to: &Path) -> Outcome<()> {
    step("rename")?;
    fs::rename(from, to)?;
    step("sync directory").map_err(Problem::after_change)?;
    sync_dir(parent_of(to)?).map_err(Problem::after_change)?;
    if from.parent() != to.parent() {
        sync_dir(parent_of(from)?).map_err(Problem::after_change)?;
    }
    Ok(())
}

/// Exchanges two directories of one disk in a single step, durable; `false` when this system or disk
/// cannot, and nothing has happened.
///
/// # Errors
/// [`Kind::Disk`] when it can and fails.
#[cfg(target_os = "linux")]
pub fn exchange(a: &Path, b: &Path) -> Outcome<bool> {
    use rustix::fs::{CWD, RenameFlags, renameat_with};
    use rustix::io::Errno;
    step("exchange")?;
    match renameat_with(CWD, a, CWD, b, RenameFlags::EXCHANGE) {
        Ok(()) => {
            sync_dir(parent_of(a)?).map_err(Problem::after_change)?;
            sync_dir(parent_of(b)?).map_err(Problem::after_change)?;
            Ok(true)
        }
        Err(Errno::INVAL | Errno::NOSYS | Errno::NOTSUP) => Ok(false),
        Err(e) => Err(std::io::Error::from(e).into()),
    }
}

/// Exchanges two directories of one disk in a single step; this system cannot.
#[cfg(not(target_os = "linux"))]
#[expect(clippy::unnecessary_wraps, reason = "one system can, and can fail")]
pub const fn exchange(_a: &Path, _b: &Path) -> Outcome<bool> {
    Ok(false)
}

/// Removes a file, if it is there, and makes that durable.
///
/// # Errors
/// [`Kind::Disk`] when it cannot be removed.
pub fn remove(path: &Path) -> Outcome<()> {
    match fs::remove_file(path) {
        Ok(()) => sync_dir(parent_of(path)?).map_err(Problem::after_change),
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => Ok(()),
        Err(e) => Err(e.into()),
    }
}

/// Makes a directory only its owner may enter (mode 0700), durable; its parent must be there.
///
/// # Errors
/// [`Kind::Disk`] when it is already there or cannot be made.
pub fn create_private_dir(path: &Path) -> Outcome<()> {
    step("create directory")?;
    #[cfg(unix)]
    {
        use std::os::unix::fs::DirBuilderExt;
        fs::DirBuilder::new().mode(0o700).create(path)?;
    }
    // On Windows the folder inherits the rights of the user's local folder.
    #[cfg(not(unix))]
    fs::create_dir(path)?;
    sync_dir(parent_of(path)?).map_err(Problem::after_change)
}

/// Reads a plain file of at most `max` bytes.
///
/// Links, directories, pipes and devices are refused without waiting for them, and so is a file that
/// changes while it is read.
///
/// # Errors
/// [`Kind::PathRefused`] for what is not a plain file, is larger than `max` or changes;
/// [`Kind::Disk`] when it is not there or cannot be read.
pub fn read_bounded(path: &Path, max: u64) -> Outcome<Vec<u8>> {
    let mut file = open_plain(path)?;
    let before = file.metadata()?;
    if before.len() > max {
        return Err(Problem::new(
            Kind::PathRefused,
            "The file is larger than such a file can be.",
            "Choose the right file.",
        )
        .detail(format_args!("{} bytes, at most {max}", before.len())));
    }
    let mut bytes = Vec::with_capacity(usize::try_from(before.len()).unwrap_or(0));
    Read::by_ref(&mut file).take(max.saturating_add(1)).read_to_end(&mut bytes)?;
    still_the_same(&file, &before, bytes.len() as u64)?;
    Ok(bytes)
}

/// Opens a plain file for reading, never following a link and never waiting for a pipe.
///
/// # Errors
/// [`Kind::PathRefused`] for what is not a plain file; [`Kind::Disk`] when it cannot be opened.
pub fn open_plain(path: &Path) -> Outcome<File> {
    // The name is looked at first for a clear sentence; the flags below hold when it changes meanwhile.
    if !fs::symlink_metadata(path)?.is_file() {
        return Err(not_plain());
    }
    let mut options = OpenOptions::new();
    options.read(true);
    #[cfg(unix)]
    {
        use rustix::fs::OFlags;
        use std::os::unix::fs::OpenOptionsExt;
        options.custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed());
    }
    let file = options.open(path)?;
    if file.metadata()?.is_file() { Ok(file) } else { Err(not_plain()) }
}

/// Checks that a file which has just been read to `read` bytes is still as it was `before`.
///
/// # Errors
/// [`Kind::PathRefused`] when its length or its time of change differ.
pub fn still_the_same(file: &File, before: &fs::Metadata, read: u64) -> Outcome<()> {
    let after = file.metadata()?;
    if read == before.len() && after.len() == before.len() && after.modified().ok() == before.modified().ok() {
        return Ok(());
    }
    Err(Problem::new(
        Kind::PathRefused,
        "The file changed while it was being read.",
        "Wait until nothing writes to it, then try again.",
    ))
}

fn not_plain() -> Problem {
    Problem::new(
        Kind::PathRefused,
        "This is not a plain file (a link, a folder, a pipe or a device).",
        "Choose the file itself.",
    )
}

/// Removes temporary files that a killed process left in a directory; what cannot go is left.
///
/// Only to be called while the vault's lock is held, so that no writer is at work.
pub fn sweep(directory: &Path) {
    let Ok(entries) = fs::read_dir(directory) else { return };
    for entry in entries.flatten() {
        let name = entry.file_name();
        let name = name.to_string_lossy();
        let plain = entry.file_type().is_ok_and(|t| t.is_file());
        if plain && name.starts_with(TEMPORARY) && name.ends_with(".tmp") {
            // A leftover that cannot be removed does no harm: nothing reads it.
            let _ = fs::remove_file(entry.path());
        }
    }
}

/// The name of a file that is swept when whoever made it was killed.
#[must_use]
pub fn temporary_name(random: &str) -> String {
    format!("{TEMPORARY}{random}.tmp")
}

fn parent_of(path: &Path) -> Outcome<&Path> {
    match path.parent() {
        Some(parent) if parent.as_os_str().is_empty() => Ok(Path::new(".")),
        Some(parent) => Ok(parent),
        None => Err(Problem::new(Kind::PathRefused, "The path names no file.", "Give the path of a file in a folder.")),
    }
}

/// `<path>.<end>` beside a path, keeping names that are not UTF-8.
#[must_use]
pub fn beside(path: &Path, end: &str) -> PathBuf {
    with_end(path, &format!(".{end}"))
}

/// A path with more at its end, keeping names that are not UTF-8.
#[must_use]
pub fn with_end(path: &Path, end: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(end);
    PathBuf::from(name)
}

/// Makes renames in a directory durable. The one seam between the systems.
#[cfg(unix)]
pub fn sync_dir(directory: &Path) -> Outcome<()> {
    match File::open(directory)?.sync_all() {
        // Some file systems (FAT on a stick, some FUSE) cannot sync a directory and say so.
        Err(e) if e.kind() == std::io::ErrorKind::InvalidInput => Ok(()),
        other => Ok(other?),
    }
}

/// Makes renames in a directory durable. The one seam between the systems.
///
/// Windows gives no flush of a directory without unsafe calls; NTFS journals the rename itself, so
/// that after a power cut the old or the new file is there.
#[cfg(not(unix))]
pub fn sync_dir(_directory: &Path) -> Outcome<()> {
    Ok(())
}

#[cfg(not(test))]
#[expect(clippy::unnecessary_wraps, reason = "in tests a step can be where the process was killed")]
const fn step(_name: &'static str) -> Outcome<()> {
    Ok(())
}

#[cfg(test)]
use rehearsal::step;

/// Rehearses a kill: every step of every write is counted and recorded, and the chosen one and all
/// that follow fail, as if the process had ended there.
#[cfg(test)]
pub(crate) mod rehearsal {
    use super::{Kind, Outcome, Problem};
    use std::cell::{Cell, RefCell};

    thread_local! {
        static LEFT: Cell<Option<u32>> = const { Cell::new(None) };
        static STEPS: RefCell<Vec<&'static str>> = const { RefCell::new(Vec::new()) };
    }

    pub(super) fn step(name: &'static str) -> Outcome<()> {
        STEPS.with_borrow_mut(|s| s.push(name));
        match LEFT.get() {
            Some(0) => Err(Problem::new(Kind::Disk, "Killed here.", "Rehearsal.")),
            Some(n) => {
                LEFT.set(Some(n - 1));
                Ok(())
            }
            None => Ok(()),
        }
    }

    /// Runs with the process "killed" after `steps` steps.
    pub(crate) fn killed_after<T>(steps: u32, run: impl FnOnce() -> T) -> T {
        LEFT.set(Some(steps));
        let out = run();
        LEFT.set(None);
        out
    }

    /// The steps taken while running.
    pub(crate) fn steps_of(run: impl FnOnce()) -> Vec<&'static str> {
        STEPS.with_borrow_mut(Vec::clear);
        run();
        STEPS.with_borrow_mut(std::mem::take)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_written_file_is_private_and_reads_back() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        write_checked(&path, b"one", Existing::Replace).unwrap();
        write_checked(&path, b"two", Existing::Replace).unwrap();
        assert_eq!(read_bounded(&path, 3).unwrap(), b"two");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt;
            assert_eq!(fs::metadata(&path).unwrap().permissions().mode() & 0o777, 0o600);
        }
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "no temporary file is left");
    }

    #[test]
    fn a_file_that_is_there_is_kept_when_asked() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        write(&path, b"one", Existing::Keep).unwrap();
        let problem = write(&path, b"two", Existing::Keep).unwrap_err();
        assert_eq!(problem.kind, Kind::Disk);
        assert!(!problem.changed);
        assert_eq!(fs::read(&path).unwrap(), b"one");
        assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1);
    }

    #[test]
    fn the_file_is_synced_before_the_rename_and_the_directory_after() {
        let dir = tempfile::tempdir().unwrap();
        let steps = rehearsal::steps_of(|| write(&dir.path().join("a"), b"x", Existing::Replace).unwrap());
        assert_eq!(steps, ["create", "write", "sync file", "rename", "sync directory"]);
    }

    #[test]
    fn killed_at_any_step_the_old_file_or_the_new_one_is_there() {
        for n in 0..5 {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("a");
            fs::write(&path, b"old").unwrap();
            let result = rehearsal::killed_after(n, || write(&path, b"new", Existing::Replace));
            let expected: &[u8] = if n < 4 { b"old" } else { b"new" };
            assert_eq!(fs::read(&path).unwrap(), expected);
            assert_eq!(result.unwrap_err().changed, n >= 4);
        }
    }

    #[test]
    fn a_proven_file_has_its_name_only_whole_and_a_kill_at_any_step_leaves_nothing_else() {
        let bytes: Vec<u8> = (0..200_000_u32).map(|n| n.to_le_bytes()[0]).collect();
        let all = rehearsal::steps_of(|| {
            let dir = tempfile::tempdir().unwrap();
            write_proven(&dir.path().join("a"), &bytes, &mut |_| true).unwrap();
        });
        assert_eq!(all, ["create", "write", "sync file", "read back", "rename", "sync directory"]);
        for n in 0..u32::try_from(all.len()).unwrap() {
            let dir = tempfile::tempdir().unwrap();
            let path = dir.path().join("a");
            let result = rehearsal::killed_after(n, || write_proven(&path, &bytes, &mut |_| true));
            assert_eq!(result.unwrap_err().changed, n >= 5);
            if n >= 5 {
                assert_eq!(fs::read(&path).unwrap(), bytes);
            } else {
                assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 0, "step {n}");
            }
            // The next try succeeds whatever the kill left.
            if n < 5 {
                assert!(write_proven(&path, &bytes, &mut |_| true).unwrap());
            }
        }
    }

    #[test]
    fn a_proven_file_never_replaces_another_and_can_be_stopped_until_it_is_named() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        fs::write(&path, b"older").unwrap();
        assert!(write_proven(&path, b"newer", &mut |_| true).is_err());
        assert_eq!(fs::read(&path).unwrap(), b"older");
        let other = dir.path().join("b");
        for stop in [Proof::Writing(5), Proof::Comparing(5), Proof::Naming] {
            assert!(!write_proven(&other, b"bytes", &mut |p| p != stop).unwrap());
            assert_eq!(fs::read_dir(dir.path()).unwrap().count(), 1, "{stop:?}");
        }
    }

    #[test]
    fn a_file_too_large_is_refused_before_it_is_read() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        fs::write(&path, b"12345").unwrap();
        assert_eq!(read_bounded(&path, 4).unwrap_err().kind, Kind::PathRefused);
        assert_eq!(read_bounded(&path, 5).unwrap(), b"12345");
        assert_eq!(read_bounded(&dir.path().join("none"), 5).unwrap_err().kind, Kind::Disk);
    }

    #[cfg(unix)]
    #[test]
    fn links_folders_pipes_and_devices_are_refused_at_once() {
        let dir = tempfile::tempdir().unwrap();
        let target = dir.path().join("a");
        fs::write(&target, b"x").unwrap();
        let link = dir.path().join("link");
        std::os::unix::fs::symlink(&target, &link).unwrap();
        let pipe = dir.path().join("pipe");
        rustix::fs::mkfifoat(rustix::fs::CWD, &pipe, rustix::fs::Mode::RUSR).unwrap();
        for path in [link.as_path(), dir.path(), pipe.as_path(), Path::new("/dev/zero")] {
            assert_eq!(read_bounded(path, 100).unwrap_err().kind, Kind::PathRefused);
        }
    }

    #[test]
    fn a_file_that_grows_while_it_is_read_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("a");
        fs::write(&path, b"12345").unwrap();
        let file = open_plain(&path).unwrap();
        let before = file.metadata().unwrap();
        fs::write(&path, b"123456").unwrap();
        assert_eq!(still_the_same(&file, &before, 5).unwrap_err().kind, Kind::PathRefused);
    }

    #[test]
    fn what_a_killed_writer_left_is_swept_and_nothing_else() {
        let dir = tempfile::tempdir().unwrap();
        fs::write(dir.path().join(".caseload-abc.tmp"), b"half").unwrap();
        fs::write(dir.path().join("db.age"), b"whole").unwrap();
        sweep(dir.path());
        assert!(!dir.path().join(".caseload-abc.tmp").exists());
        assert!(dir.path().join("db.age").exists());
    }
}
