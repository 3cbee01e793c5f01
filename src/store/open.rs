//! Opening the encrypted database: the order of `spec` steps 3 to 10, each pragma with its reason.
//!
//! The passphrase is already proven when this runs, so a file that cannot be read is damaged or swapped,
//! never a wrong passphrase, and nothing is ever recreated.

use std::fmt::Write as _;
use std::path::Path;

use rusqlite::config::DbConfig;
use rusqlite::hooks::{AuthAction, AuthContext, Authorization};
use rusqlite::{Connection, OpenFlags};
use zeroize::Zeroizing;

use crate::domain::problem::{Kind, Outcome, Problem};

/// Oldest SQLCipher this program accepts.
const OLDEST_CIPHER: (u32, u32) = (4, 6);

/// Pages kept in memory, in KiB.
pub(super) const CACHE: u32 = 16_000;
/// Pages kept in memory while very much is written, in KiB.
pub(super) const LARGE_CACHE: u32 = 96_000;

/// The same while a large file is brought in beside a working interface, in KiB: within 128 MiB for the whole program.
pub(super) const IMPORT_CACHE: u32 = 40_000;

/// Which connection is wanted.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Purpose {
    /// The working connection: ATTACH and the key pragmas are denied by name.
    Work,
    /// Reading only, for checks of copies and backups.
    Check,
    /// Export into a new file (rekey) and creation.
    Maintenance,
}

/// Opens a keyed connection to an existing database.
///
/// # Errors
/// [`Kind::Damaged`] when the file is not this vault's database or fails its first read; [`Kind::Disk`] when it cannot
/// be opened.
pub fn connect(path: &Path, key: &[u8; 32], purpose: Purpose) -> Outcome<Connection> {
    let mut flags = OpenFlags::SQLITE_OPEN_NOFOLLOW | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    flags |= match purpose {
        Purpose::Check => OpenFlags::SQLITE_OPEN_READ_ONLY,
        Purpose::Work | Purpose::Maintenance => OpenFlags::SQLITE_OPEN_READ_WRITE,
    };
    let conn = Connection::open_with_flags(path, flags).map_err(disk)?;
    prepare(conn, key, purpose)
}

/// Makes a new, empty, keyed database; the file must not exist.
///
/// # Errors
/// [`Kind::Disk`] when the file exists or cannot be made.
pub fn create(path: &Path, key: &[u8; 32]) -> Outcome<Connection> {
    let mut options = std::fs::OpenOptions::new();
    options.write(true).create_new(true);
    #[cfg(unix)]
    std::os::unix::fs::OpenOptionsExt::mode(&mut options, 0o600);
    drop(options.open(path)?);
    let flags = OpenFlags::SQLITE_OPEN_NOFOLLOW | OpenFlags::SQLITE_OPEN_NO_MUTEX | OpenFlags::SQLITE_OPEN_READ_WRITE;
    let conn = Connection::open_with_flags(path, flags).map_err(disk)?;
    prepare(conn, key, Purpose::Maintenance)
}

fn prepare(mut conn: Connection, key: &[u8; 32], purpose: Purpose) -> Outcome<Connection> {
    // First of all: SQLCipher otherwise writes page numbers to standard error, across the screen.
    let _: Option<String> = conn.query_row("PRAGMA cipher_log = off", [], |r| r.get(0)).ok();
    key_with(&conn, key)?;
    let version: String = conn
        .query_row("PRAGMA cipher_version", [], |r| r.get(0))
        .map_err(|_| Problem::new(Kind::Unexpected, "This build has no encryption.", "Install the program again."))?;
    let mut numbers = version.split(['.', ' ']).filter_map(|n| n.parse::<u32>().ok());
    if (numbers.next().unwrap_or(0), numbers.next().unwrap_or(0)) < OLDEST_CIPHER {
        return Err(Problem::unexpected("The encryption of this build is too old.", version));
    }
    // Pinned, so that a new default can never change the format.
    conn.execute_batch("PRAGMA cipher_page_size = 4096; PRAGMA cipher_hmac_algorithm = HMAC_SHA512;")
        .map_err(unexpected)?;
    conn.query_row("SELECT count(*) FROM sqlite_schema", [], |r| r.get::<_, i64>(0)).map_err(|e| {
        Problem::new(
            Kind::Damaged,
            "The database of this vault is damaged, or another file was put in its place.",
            "Do not delete anything. Put back the latest backup: caseload restore.",
        )
        .detail(code_of(&e))
    })?;
    let status: String = conn.query_row("PRAGMA cipher_status", [], |r| r.get(0)).unwrap_or_default();
    if status != "1" {
        return Err(Problem::new(
            Kind::Unexpected,
            "The database is not encrypted.",
            "Keep the file and tell your system manager.",
        ));
    }
    // temp_store: never a temporary file. mmap: pages stay behind the codec. secure_delete: what is removed is
    // overwritten. DELETE and EXTRA: one file at rest, no lost commit (docs/decisions).
    conn.execute_batch(&format!(
        "PRAGMA temp_store = MEMORY; PRAGMA mmap_size = 0; PRAGMA foreign_keys = ON; PRAGMA trusted_schema = OFF;
         PRAGMA cell_size_check = ON; PRAGMA secure_delete = ON; PRAGMA busy_timeout = 2000;
         PRAGMA cache_size = -{CACHE};"
    ))
    .map_err(unexpected)?;
    if purpose != Purpose::Check {
        conn.execute_batch("PRAGMA journal_mode = DELETE; PRAGMA synchronous = EXTRA;").map_err(unexpected)?;
        expect(&conn, "journal_mode", "delete")?;
        expect(&conn, "synchronous", "3")?;
    }
    for (pragma, value) in [
        ("temp_store", "2"),
        ("foreign_keys", "1"),
        ("trusted_schema", "0"),
        ("cell_size_check", "1"),
        ("secure_delete", "1"),
        ("auto_vacuum", "0"),
    ] {
        expect(&conn, pragma, value)?;
    }
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_DEFENSIVE, true).map_err(unexpected)?;
    // One plan for a statement, whatever it is asked with: otherwise it is planned anew for every value.
    conn.set_db_config(DbConfig::SQLITE_DBCONFIG_ENABLE_QPSG, true).map_err(unexpected)?;
    if purpose == Purpose::Work {
        conn.set_prepared_statement_cache_capacity(256);
        conn.authorizer(Some(|ctx: AuthContext<'_>| authorise(ctx.action))).map_err(unexpected)?;
    }
    Ok(conn)
}

/// Gives the raw key from a wiped buffer.
fn key_with(conn: &Connection, key: &[u8; 32]) -> Outcome<()> {
    let mut sql = Zeroizing::new(String::with_capacity(96));
    sql.push_str("PRAGMA key = \"x'");
    for byte in key {
        let _ = write!(sql, "{byte:02x}");
    }
    sql.push_str("'\"");
    conn.execute_batch(&sql).map_err(|_| Problem::unexpected("The database could not be keyed.", "PRAGMA key"))
}

fn authorise(action: AuthAction<'_>) -> Authorization {
    match action {
        AuthAction::Attach { .. } | AuthAction::Detach { .. } => Authorization::Deny,
        AuthAction::Pragma { pragma_name, pragma_value } => {
            let name = pragma_name.to_ascii_lowercase();
            let changes = pragma_value.is_some();
            if matches!(name.as_str(), "key" | "rekey" | "hexkey" | "hexrekey" | "textkey" | "textrekey")
                || (name.starts_with("cipher_") && name != "cipher_integrity_check" && name != "cipher_version")
                || (changes
                    && matches!(
                        name.as_str(),
                        "temp_store"
                            | "journal_mode"
                            | "synchronous"
                            | "writable_schema"
                            | "mmap_size"
                            | "trusted_schema"
                    ))
            {
                Authorization::Deny
            } else {
                Authorization::Allow
            }
        }
        _ => Authorization::Allow,
    }
}

fn expect(conn: &Connection, pragma: &str, value: &str) -> Outcome<()> {
    let got: String = conn
        .query_row(&format!("PRAGMA {pragma}"), [], |r| {
            r.get_ref(0).map(|v| match v {
                rusqlite::types::ValueRef::Integer(i) => i.to_string(),
                rusqlite::types::ValueRef::Text(t) => String::from_utf8_lossy(t).into_owned(),
                _ => String::new(),
            })
        })
        .map_err(unexpected)?;
    if got == value {
        Ok(())
    } else {
        Err(Problem::unexpected("The database refused a safety setting.", format!("{pragma}={got}")))
    }
}

/// Both checks over the whole file: each finds what the other misses. Every row of both is read.
///
/// # Errors
/// [`Kind::Damaged`] with the number of findings.
pub fn check_whole(conn: &Connection) -> Outcome<()> {
    let mut findings = 0_usize;
    let mut first = String::new();
    for (sql, fine) in [("PRAGMA cipher_integrity_check", ""), ("PRAGMA quick_check", "ok")] {
        let mut statement = conn.prepare(sql).map_err(damaged)?;
        let mut rows = statement.query([]).map_err(damaged)?;
        while let Some(row) = rows.next().map_err(damaged)? {
            let text: String = row.get(0).unwrap_or_default();
            if text != fine {
                findings += 1;
                if first.is_empty() {
                    first = text;
                }
            }
        }
    }
    if findings == 0 {
        Ok(())
    } else {
        Err(Problem::new(
            Kind::Damaged,
            "The database of this vault is damaged.",
            "Do not delete anything. Put back the latest backup: caseload restore.",
        )
        .detail(format!("{findings} findings, first: {first}")))
    }
}

fn code_of(e: &rusqlite::Error) -> String {
    e.sqlite_error_code().map_or_else(|| "no code".to_owned(), |c| format!("{c:?}"))
}

/// A failure of the disk while opening.
fn disk(e: rusqlite::Error) -> Problem {
    Problem::new(
        Kind::Disk,
        "The database of this vault could not be opened.",
        "Check that the disk is there and that you may write to the folder.",
    )
    .detail(code_of(&e))
}

fn damaged(e: rusqlite::Error) -> Problem {
    Problem::new(
        Kind::Damaged,
        "The database of this vault is damaged.",
        "Do not delete anything. Put back the latest backup: caseload restore.",
    )
    .detail(code_of(&e))
}

/// Any failure of the database later on, in the officer's words. Never carries the statement or its values.
#[must_use]
pub fn failed(e: &rusqlite::Error) -> Problem {
    use rusqlite::ErrorCode as C;
    let (kind, what, remedy) = match e.sqlite_error_code() {
        Some(C::DiskFull) => {
            (Kind::Disk, "The disk is full.", "Make room, then try again: nothing that you typed is lost.")
        }
        Some(C::ReadOnly) => {
            (Kind::Disk, "The vault cannot be written: the folder is read-only.", "Free the folder, then save again.")
        }
        Some(C::SystemIoFailure | C::CannotOpen | C::PermissionDenied) => (
            Kind::Disk,
            "The disk did not take or give the data.",
            "Check the disk, then try again: nothing that you typed is lost.",
        ),
        Some(C::DatabaseCorrupt | C::NotADatabase) => (
            Kind::Damaged,
            "A page of the database is damaged.",
            "The vault locks now. Put back the latest backup: caseload restore.",
        ),
        Some(C::DatabaseBusy | C::DatabaseLocked) => (
            Kind::AlreadyOpen,
            "The database is in use by another program.",
            "Close the other program, then try again.",
        ),
        _ => return Problem::unexpected("The database did not do what was asked.", code_of(e)),
    };
    Problem::new(kind, what, remedy).detail(code_of(e))
}

fn unexpected(e: rusqlite::Error) -> Problem {
    failed(&e)
}
