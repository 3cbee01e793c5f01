//! One process has the vault open: an operating-system lock on the empty file `lock`.
//!
//! The system frees it when its holder ends, however that happens, so there is no stale lock to ask
//! about. The file is never deleted: a deleted one would let two processes each lock "the" file.

use crate::domain::problem::{Kind, Outcome, Problem};
use std::fs::{File, OpenOptions, TryLockError};
use std::path::Path;
use std::sync::atomic::{AtomicBool, Ordering};

/// The held lock; dropping it frees the vault.
pub struct Lock {
    file: File,
    shared: AtomicBool,
}

impl Drop for Lock {
    fn drop(&mut self) {
        // Said to the system at once: a child between fork and exec would hold the closed file a moment
        // longer. A lock shared with a worker stays with the worker.
        if !self.shared.load(Ordering::Relaxed) {
            // Closing the file, which follows, frees it too.
            let _ = self.file.unlock();
        }
    }
}

impl Lock {
    /// Takes the lock, or says that the vault is already open.
    ///
    /// # Errors
    /// [`Kind::AlreadyOpen`]; [`Kind::PathRefused`] when `lock` is a link; [`Kind::Disk`].
    pub fn take(path: &Path) -> Outcome<Self> {
        if std::fs::symlink_metadata(path).is_ok_and(|m| !m.is_file()) {
            return Err(Problem::new(
                Kind::PathRefused,
                "The lock of the vault is not a plain file.",
                "Somebody changed the vault folder: tell your system manager.",
            ));
        }
        let mut options = OpenOptions::new();
        options.read(true).write(true).create(true).truncate(false);
        #[cfg(unix)]
        {
            use rustix::fs::OFlags;
            use std::os::unix::fs::OpenOptionsExt;
            options.mode(0o600).custom_flags((OFlags::NOFOLLOW | OFlags::NONBLOCK).bits().cast_signed());
        }
        let file = options.open(path)?;
        match file.try_lock() {
            Ok(()) => Ok(Self { file, shared: AtomicBool::new(false) }),
            Err(TryLockError::WouldBlock) => Err(Problem::new(
                Kind::AlreadyOpen,
                "This vault is already open in another window.",
                "Go to that window, or lock it there first.",
            )),
            Err(TryLockError::Error(e)) => Err(e.into()),
        }
    }

    /// Lets child processes started from now on hold the lock too, so that it stays held while the
    /// worker lives even if the supervisor is killed. On Windows the supervisor alone holds it.
    ///
    /// # Errors
    /// [`Kind::Disk`] when the system refuses.
    pub fn share_with_children(&self) -> Outcome<()> {
        #[cfg(unix)]
        {
            use rustix::io::{FdFlags, fcntl_getfd, fcntl_setfd};
            let flags = fcntl_getfd(&self.file).map_err(std::io::Error::from)?;
            fcntl_setfd(&self.file, flags - FdFlags::CLOEXEC).map_err(std::io::Error::from)?;
            self.shared.store(true, Ordering::Relaxed);
        }
        Ok(())
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_second_instance_is_told_that_the_vault_is_open() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lock");
        let first = Lock::take(&path).unwrap();
        assert_eq!(Lock::take(&path).err().unwrap().kind, Kind::AlreadyOpen);
        drop(first);
        Lock::take(&path).unwrap();
        assert_eq!(std::fs::read(&path).unwrap(), b"", "the file stays, empty");
    }

    #[cfg(unix)]
    #[test]
    fn a_child_keeps_the_lock_when_its_parent_lets_go() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lock");
        let lock = Lock::take(&path).unwrap();
        lock.share_with_children().unwrap();
        let mut child = std::process::Command::new("sleep").arg("30").spawn().unwrap();
        drop(lock);
        assert_eq!(Lock::take(&path).err().unwrap().kind, Kind::AlreadyOpen);
        child.kill().unwrap();
        child.wait().unwrap();
        // Other tests of this process may fork meanwhile and hold the descriptor for a moment.
        let free = (0..100).any(|_| {
            std::thread::sleep(std::time::Duration::from_millis(20));
            Lock::take(&path).is_ok()
        });
        assert!(free);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_place_of_the_lock_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("lock");
        std::os::unix::fs::symlink(dir.path().join("elsewhere"), &path).unwrap();
        assert_eq!(Lock::take(&path).err().unwrap().kind, Kind::PathRefused);
        assert!(!dir.path().join("elsewhere").exists());
    }
}
