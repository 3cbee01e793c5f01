//! A look at the database file before SQLite sees it.
//!
//! A database of no bytes opens as an empty, healthy one, and a plain one opens without any key, so
//! both are caught here. The handle is closed before this returns: closing any descriptor of a file
//! drops the locks SQLite holds on it. Nothing is ever created or repaired here.

use super::file;
use crate::domain::problem::{Kind, Outcome, Problem};
use std::io::Read;
use std::path::Path;

/// The page size of the database, in bytes; the smallest database is one page.
pub const PAGE: u64 = 4096;
const PLAIN: &[u8; 16] = b"SQLite format 3\0";

/// Checks that the file can be an encrypted database.
///
/// # Errors
/// [`Kind::Damaged`] when it is missing, no plain file, cut off or not encrypted;
/// [`Kind::Disk`] when it cannot be read.
pub fn database_file(path: &Path) -> Outcome<()> {
    let found = match std::fs::symlink_metadata(path) {
        Err(e) if e.kind() == std::io::ErrorKind::NotFound => {
            return Err(damaged("The caseload is missing from the vault."));
        }
        other => other?,
    };
    if !found.is_file() {
        return Err(damaged("The caseload in the vault is not a plain file."));
    }
    let mut database = file::open_plain(path)?;
    let length = database.metadata()?.len();
    if length < PAGE {
        return Err(damaged("The caseload file is cut off.").detail(format_args!("{length} bytes")));
    }
    let mut start = [0_u8; 16];
    database.read_exact(&mut start)?;
    drop(database);
    if &start == PLAIN {
        return Err(damaged("The caseload file is not encrypted; it is not the one this program wrote."));
    }
    // A commit cut short leaves part of a page and its rollback journal, which SQLite then applies.
    if !length.is_multiple_of(PAGE) && !file_beside(path) {
        return Err(damaged("The caseload file is cut off.").detail(format_args!("{length} bytes")));
    }
    Ok(())
}

fn file_beside(path: &Path) -> bool {
    let mut name = path.as_os_str().to_owned();
    name.push("-journal");
    Path::new(&name).exists()
}

fn damaged(what: &str) -> Problem {
    Problem::new(Kind::Damaged, what, "Restore the last backup; keep this folder as it is until that is done.")
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::fs;

    fn check(bytes: &[u8]) -> Outcome<()> {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("caseload.db");
        fs::write(&path, bytes).unwrap();
        let outcome = database_file(&path);
        assert_eq!(fs::read(&path).unwrap(), bytes, "looking changes nothing");
        outcome
    }

    #[test]
    fn a_missing_caseload_is_named_and_not_created() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("caseload.db");
        let problem = database_file(&path).unwrap_err();
        assert_eq!(problem.kind, Kind::Damaged);
        assert!(problem.what.contains("missing"));
        assert!(!path.exists());
    }

    #[test]
    fn a_truncated_caseload_is_refused_at_every_length() {
        for length in [0, 1, 16, 4095, 4097, 8191] {
            let problem = check(&vec![7; length]).unwrap_err();
            assert_eq!(problem.kind, Kind::Damaged);
            assert!(problem.what.contains("cut off"), "{length}");
        }
        check(&[7; 4096]).unwrap();
    }

    #[test]
    fn a_plain_database_is_refused() {
        let mut bytes = vec![0; 8192];
        bytes[..16].copy_from_slice(PLAIN);
        assert!(check(&bytes).unwrap_err().what.contains("not encrypted"));
    }

    #[test]
    fn a_part_page_with_its_journal_is_left_to_the_database() {
        let dir = tempfile::tempdir().unwrap();
        let path = dir.path().join("caseload.db");
        fs::write(&path, vec![7; 5000]).unwrap();
        fs::write(dir.path().join("caseload.db-journal"), b"j").unwrap();
        database_file(&path).unwrap();
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_place_of_the_caseload_is_refused() {
        let dir = tempfile::tempdir().unwrap();
        let real = dir.path().join("elsewhere");
        fs::write(&real, vec![7; 4096]).unwrap();
        let path = dir.path().join("caseload.db");
        std::os::unix::fs::symlink(&real, &path).unwrap();
        assert_eq!(database_file(&path).unwrap_err().kind, Kind::Damaged);
    }
}
