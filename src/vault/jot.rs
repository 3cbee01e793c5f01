//! Jots: notes taken while the vault is locked, sealed to its inbox as `inbox/<random>.age`.
//!
//! Sealing needs only `vault.toml`; opening needs the unlocked vault. What becomes of a jot, and what it
//! says, is decided above. The file name says nothing, not even when.

use super::file::{self, Existing};
use super::sealed::{self, Closed};
use crate::domain::problem::{Kind, Outcome, Problem};
use age::x25519::Identity;
use std::path::{Path, PathBuf};
use zeroize::Zeroizing;

/// The most bytes one jot may have.
pub const MOST_BYTES: usize = 64 * 1024;
/// The most bytes a sealed jot may have: the age header and the tags come on top.
const MOST_SEALED: u64 = 96 * 1024;
const NAME_BYTES: usize = 16;

/// Seals a jot to the inbox recipient and gives its file.
///
/// # Errors
/// [`Kind::Refused`] when it is too long; [`Kind::Disk`] when it cannot be written.
pub fn seal(inbox: &Path, recipient: &str, text: &[u8]) -> Outcome<PathBuf> {
    if text.len() > MOST_BYTES {
        return Err(Problem::refused("The jot is too long.", "Take it in two parts."));
    }
    let sealed = sealed::to_recipients(&[super::keys::recipient(recipient)?], text)?;
    let mut name = [0_u8; NAME_BYTES];
    getrandom::fill(&mut name).map_err(|e| Problem::unexpected("The system gave no random numbers.", e))?;
    let path = inbox.join(format!("{}.age", data_encoding::HEXLOWER.encode(&name)));
    file::write_checked(&path, &sealed, Existing::Keep)?;
    Ok(path)
}

/// The sealed jots in the inbox, by name; anything else lying there is left alone.
///
/// # Errors
/// [`Kind::Disk`] when the inbox cannot be read.
pub fn list(inbox: &Path) -> Outcome<Vec<PathBuf>> {
    let mut jots = Vec::new();
    for entry in std::fs::read_dir(inbox)? {
        let entry = entry?;
        let name = entry.file_name();
        let is_jot = name
            .to_str()
            .and_then(|n| n.strip_suffix(".age"))
            .and_then(|n| data_encoding::HEXLOWER.decode(n.as_bytes()).ok())
            .is_some_and(|bytes| bytes.len() == NAME_BYTES);
        if is_jot && entry.file_type()?.is_file() {
            jots.push(entry.path());
        }
    }
    jots.sort();
    Ok(jots)
}

/// Opens a jot with the identities of the inbox.
///
/// # Errors
/// [`Kind::Damaged`] when it is not a jot of this vault or its bytes are damaged.
pub fn open(path: &Path, identities: &[Identity]) -> Outcome<Zeroizing<Vec<u8>>> {
    let sealed = file::read_bounded(path, MOST_SEALED)?;
    sealed::with_identities(identities, &sealed).map_err(|closed| {
        let what = match closed {
            Closed::OtherKey => "A jot in the inbox was not sealed to this vault.",
            Closed::Damaged | Closed::TooMuchWork => "A jot in the inbox is damaged.",
        };
        Problem::new(Kind::Damaged, what, "It is kept where it is; the other jots are not affected.")
    })
}

/// Removes a jot once what it said has been committed.
///
/// # Errors
/// [`Kind::Disk`].
pub fn remove(path: &Path) -> Outcome<()> {
    file::remove(path)
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_jot_taken_while_locked_is_read_after_unlock() {
        let dir = tempfile::tempdir().unwrap();
        let inbox = Identity::generate();
        let path =
            seal(dir.path(), &inbox.to_public().to_string(), "met by chance \u{2013} call back".as_bytes()).unwrap();
        std::fs::write(dir.path().join("notes.txt"), b"x").unwrap();
        std::fs::write(dir.path().join("zz.age"), b"x").unwrap();
        assert_eq!(list(dir.path()).unwrap(), std::slice::from_ref(&path));
        assert!(!String::from_utf8_lossy(&std::fs::read(&path).unwrap()).contains("chance"));
        let text = open(&path, &[Identity::generate(), inbox]).unwrap();
        assert_eq!(text.as_slice(), "met by chance \u{2013} call back".as_bytes());
        remove(&path).unwrap();
        assert!(list(dir.path()).unwrap().is_empty());
    }

    #[test]
    fn a_foreign_or_damaged_jot_is_named_and_stays() {
        let dir = tempfile::tempdir().unwrap();
        let inbox = Identity::generate();
        let path = seal(dir.path(), &inbox.to_public().to_string(), b"x").unwrap();
        assert!(open(&path, &[Identity::generate()]).unwrap_err().what.contains("not sealed to this vault"));
        let mut bytes = std::fs::read(&path).unwrap();
        *bytes.last_mut().unwrap() ^= 1;
        std::fs::write(&path, bytes).unwrap();
        assert!(open(&path, &[inbox]).unwrap_err().what.contains("damaged"));
        assert!(path.exists());
    }

    #[test]
    fn a_jot_too_long_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let to = Identity::generate().to_public().to_string();
        assert_eq!(seal(dir.path(), &to, &vec![b'x'; MOST_BYTES + 1]).unwrap_err().kind, Kind::Refused);
        seal(dir.path(), &to, &vec![b'x'; MOST_BYTES]).unwrap();
    }
}
