//! Two identical copies of each key file: read in turn, written in turn, repaired.
//!
//! Copies that are equal and fail mean a wrong secret; copies that differ are tried in turn and the bad
//! one is replaced by the good one. The first is always written before the second, so of two good
//! copies the first is never the older. What the bytes mean belongs to `slots` and `keys`.

use super::file::{self, Existing};
use crate::domain::problem::{Outcome, Problem};
use std::path::{Path, PathBuf};

/// A key file is some hundreds of bytes; nothing larger is read.
pub(super) const MAX_BYTES: u64 = 64 * 1024;

/// A key file and its second copy.
#[derive(Debug, Clone)]
pub(super) struct Copies {
    first: PathBuf,
    second: PathBuf,
}

/// Which of the copies.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Which {
    First,
    Second,
}

/// The bytes of the copies that could be read.
pub(super) struct Read {
    pub(super) first: Result<Vec<u8>, Problem>,
    pub(super) second: Result<Vec<u8>, Problem>,
    /// Whether neither is there at all.
    pub(super) missing: bool,
}

impl Copies {
    pub(super) fn of(first: PathBuf) -> Self {
        let second = file::beside(&first, "2");
        Self { first, second }
    }

    pub(super) fn first(&self) -> &Path {
        &self.first
    }

    pub(super) fn read(&self) -> Read {
        Read {
            first: file::read_bounded(&self.first, MAX_BYTES),
            second: file::read_bounded(&self.second, MAX_BYTES),
            missing: [&self.first, &self.second].iter().all(|p| p.symlink_metadata().is_err()),
        }
    }

    /// Writes both, the first before the second.
    pub(super) fn write(&self, bytes: &[u8]) -> Outcome<()> {
        file::write_checked(&self.first, bytes, Existing::Replace)?;
        file::write_checked(&self.second, bytes, Existing::Replace).map_err(Problem::after_change)
    }

    /// Puts the good bytes in place of the other copy.
    pub(super) fn repair(&self, good: Which, bytes: &[u8]) -> Outcome<()> {
        let other = match good {
            Which::First => &self.second,
            Which::Second => &self.first,
        };
        file::write_checked(other, bytes, Existing::Replace)
    }
}

impl Read {
    /// Both copies as they are, for a backup; one that cannot be read is replaced by the other.
    pub(super) fn both(self) -> Outcome<(Vec<u8>, Vec<u8>)> {
        match (self.first, self.second) {
            (Ok(first), Ok(second)) => Ok((first, second)),
            (Ok(one), Err(_)) | (Err(_), Ok(one)) => Ok((one.clone(), one)),
            (Err(problem), Err(_)) => Err(problem),
        }
    }

    /// Whether both could be read and are equal.
    pub(super) fn equal(&self) -> bool {
        matches!((&self.first, &self.second), (Ok(a), Ok(b)) if a == b)
    }

    /// The copies worth trying, in turn; equal ones once.
    pub(super) fn each(&self) -> impl Iterator<Item = (Which, &[u8])> {
        let first = self.first.as_deref().ok().map(|b| (Which::First, b));
        let second = self.second.as_deref().ok().filter(|_| !self.equal()).map(|b| (Which::Second, b));
        first.into_iter().chain(second)
    }
}
