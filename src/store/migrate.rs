//! Numbered migrations: all pending ones in one transaction, the version inside it.
//!
//! A migration is frozen text; it never calls today's code. A newer schema is refused by name.

use rusqlite::Connection;

use crate::domain::problem::{Kind, Outcome, Problem};
use crate::store::open::failed;

/// Every migration, in order; the index plus one is the schema version.
pub const MIGRATIONS: &[&str] = &[
    include_str!("migrations/0001.sql"),
    include_str!("migrations/0002.sql"),
    include_str!("migrations/0003.sql"),
    include_str!("migrations/0004.sql"),
    include_str!("migrations/0005.sql"),
    include_str!("migrations/0006.sql"),
    include_str!("migrations/0007.sql"),
];

/// The schema version this program writes.
#[must_use]
pub fn newest() -> i64 {
    i64::try_from(MIGRATIONS.len()).unwrap_or(i64::MAX)
}

/// The schema version of a database.
///
/// # Errors
/// When it cannot be read.
pub fn version(conn: &Connection) -> Outcome<i64> {
    conn.query_row("PRAGMA user_version", [], |r| r.get(0)).map_err(|e| failed(&e))
}

/// Whether the schema of a database is older than this program's.
///
/// # Errors
/// [`Kind::Damaged`] for a schema newer than this program; when it cannot be read.
pub fn is_pending(conn: &Connection) -> Outcome<bool> {
    let found = version(conn)?;
    if found > newest() {
        return Err(Problem::new(
            Kind::Damaged,
            format!("This vault was last written by a newer program (schema {found}; this one knows {}).", newest()),
            "Install the newer program; nothing here is lost.",
        ));
    }
    Ok(found < newest())
}

/// Brings the schema to the newest version.
///
/// # Errors
/// [`Kind::Damaged`] for a schema newer than this program; any failure leaves the old schema.
pub fn migrate(conn: &mut Connection) -> Outcome<()> {
    if !is_pending(conn)? {
        return Ok(());
    }
    let found = version(conn)?;
    let tx = conn.transaction().map_err(|e| failed(&e))?;
    for sql in MIGRATIONS.iter().skip(usize::try_from(found).unwrap_or(0)) {
        tx.execute_batch(sql).map_err(|e| failed(&e))?;
    }
    tx.pragma_update(None, "user_version", newest()).map_err(|e| failed(&e))?;
    tx.commit().map_err(|e| failed(&e))
}
