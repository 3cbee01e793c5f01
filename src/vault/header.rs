//! `vault.toml`: what may be read of a vault without opening it.
//!
//! Format, vault id, creation date and public recipients, nothing personal and no name of a computer or
//! user. It is a reflection of the sealed keys: opening compares the two and puts the file right.

use super::file::{self, Existing};
use crate::domain::problem::{Kind, Outcome, Problem};
use chrono::NaiveDate;
use serde::{Deserialize, Serialize};
use std::path::Path;
use uuid::Uuid;

/// The largest header that is read, in bytes.
pub const MAX_BYTES: u64 = 64 * 1024;

/// The contents of `vault.toml`.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Header {
    /// Format of the vault directory; 1.
    pub format: u32,
    /// Id of the vault, random.
    pub vault_id: Uuid,
    /// The day it was made.
    pub created_on: NaiveDate,
    /// Public recipient of the passphrase slot; two while its change is under way.
    pub passphrase: Vec<String>,
    /// Public recipient of the recovery slot; two while its change is under way.
    pub recovery: Vec<String>,
    /// Public recipients of the organisation's escrow.
    pub escrow: Vec<String>,
    /// Public recipient jots are sealed to while the vault is locked.
    pub inbox: String,
}

#[derive(Deserialize)]
struct FormatOnly {
    format: u32,
}

impl Header {
    /// Reads and checks `vault.toml`.
    ///
    /// # Errors
    /// [`Kind::Refused`] for a newer format; [`Kind::Damaged`] when it is missing or not a header.
    pub fn read(path: &Path) -> Outcome<Self> {
        Self::parse(&file::read_bounded(path, MAX_BYTES).map_err(|p| match p.detail {
            Some(_) if path.symlink_metadata().is_err() => {
                damaged("The description of the vault (vault.toml) is missing.")
            }
            _ if p.kind == Kind::PathRefused => {
                damaged("The description of the vault (vault.toml) is not a plain file.")
            }
            _ => p,
        })?)
    }

    /// Checks the bytes of a `vault.toml`.
    ///
    /// # Errors
    /// As [`Header::read`].
    pub fn parse(bytes: &[u8]) -> Outcome<Self> {
        let bad = || damaged("The description of the vault (vault.toml) is damaged.");
        // The format is looked at alone first: a newer header may have fields unknown here.
        let format: FormatOnly = toml::from_slice(bytes).map_err(|_| bad())?;
        if format.format > super::keys::FORMAT {
            return Err(Problem::refused(
                "This vault was made by a newer version of the program.",
                "Install that version to open it.",
            ));
        }
        let header: Self = toml::from_slice(bytes).map_err(|_| bad())?;
        let recipients = header.passphrase.iter().chain(&header.recovery).chain(&header.escrow).chain([&header.inbox]);
        for text in recipients {
            super::keys::recipient(text).map_err(|_| bad())?;
        }
        let slots = header.passphrase.is_empty() || header.recovery.is_empty();
        if header.format != super::keys::FORMAT || slots { Err(bad()) } else { Ok(header) }
    }

    /// Writes it.
    ///
    /// # Errors
    /// [`Kind::Disk`].
    pub fn write(&self, path: &Path) -> Outcome<()> {
        let text = toml::to_string(self).map_err(|e| Problem::unexpected("vault.toml could not be composed.", e))?;
        file::write_checked(path, text.as_bytes(), Existing::Replace)
    }
}

fn damaged(what: &str) -> Problem {
    Problem::new(
        Kind::Damaged,
        what,
        "Open the vault with its passphrase to have it written anew, or restore a backup.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    fn header() -> Header {
        let one = || age::x25519::Identity::generate().to_public().to_string();
        Header {
            format: 1,
            vault_id: Uuid::nil(),
            created_on: NaiveDate::from_ymd_opt(2026, 3, 9).unwrap(),
            passphrase: vec![one()],
            recovery: vec![one()],
            escrow: vec![],
            inbox: one(),
        }
    }

    #[test]
    fn a_header_reads_back_and_unknown_fields_are_refused() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("vault.toml");
        header().write(&path).unwrap();
        let text = std::fs::read_to_string(&path).unwrap();
        assert!(Header::read(&path).is_ok());
        assert_eq!(Header::parse(format!("host = \"x\"\n{text}").as_bytes()).unwrap_err().kind, Kind::Damaged);
        let newer = text.replace("format = 1", "format = 2\nmore = true");
        let problem = Header::parse(newer.as_bytes()).unwrap_err();
        assert_eq!(problem.kind, Kind::Refused);
        assert!(problem.what.contains("newer version"));
    }

    #[test]
    fn a_missing_header_and_a_false_recipient_are_damage() {
        let dir = tempfile::tempdir().unwrap();
        let problem = Header::read(&dir.path().join("vault.toml")).unwrap_err();
        assert_eq!(problem.kind, Kind::Damaged);
        assert!(problem.what.contains("missing"));
        let mut false_one = header();
        false_one.inbox = "age1nobody".to_owned();
        let text = toml::to_string(&false_one).unwrap();
        assert_eq!(Header::parse(text.as_bytes()).unwrap_err().kind, Kind::Damaged);
    }
}
