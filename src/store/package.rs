//! Sealed packages: number, file, ciphertext and state. The ciphertext is kept so that writing again gives the same
//! bytes, and is deleted at the final receipt.

use rusqlite::{Connection, params};
use sha2::{Digest as _, Sha256};

use crate::domain::problem::Outcome;
use crate::store::open::failed;

/// States of a package.
pub mod state {
    /// In the vault; no file yet, or the file was not finished.
    pub const SEALED: &str = "sealed";
    /// The file was written and read back equal.
    pub const WRITTEN: &str = "written";
    /// Handed over.
    pub const SENT: &str = "sent";
    /// A final receipt came, or every update was settled by hand.
    pub const SETTLED: &str = "settled";
}

/// A sealed package.
#[derive(Clone, PartialEq, Eq)]
pub struct Package {
    /// 1, 2, 3 … per device and epoch.
    pub number: i64,
    /// Bundle id.
    pub bundle_id: String,
    /// Device epoch it was numbered in.
    pub epoch: i64,
    /// File name: number and random hex only.
    pub file_name: String,
    /// Where it was last written; empty until then.
    pub written_to: String,
    /// Hash of manifest and signature, for the next package's `prev`.
    pub manifest_hash: Vec<u8>,
    /// The sealed bytes; empty after the final receipt.
    pub sealed: Vec<u8>,
    /// State.
    pub state: String,
    /// When it was sealed, UTC text.
    pub sealed_at: String,
    /// When it was handed over, UTC text; empty until then.
    pub sent_at: String,
    /// Number of updates.
    pub updates: i64,
    /// Number of contacts.
    pub contacts: i64,
    /// To whom: name and end of the key.
    pub recipient: String,
}

impl Package {
    /// The text of the package that a journal entry commits to; of the sealed bytes their hash.
    #[must_use]
    pub fn text(&self) -> String {
        let hex = |bytes: &[u8]| data_encoding::HEXLOWER.encode(bytes);
        let sealed = if self.sealed.is_empty() { String::new() } else { hex(&Sha256::digest(&self.sealed)) };
        let (number, epoch) = (self.number.to_string(), self.epoch.to_string());
        let (updates, contacts) = (self.updates.to_string(), self.contacts.to_string());
        let hash = hex(&self.manifest_hash);
        [
            "package",
            &number,
            &self.bundle_id,
            &epoch,
            &self.file_name,
            &self.written_to,
            &hash,
            &sealed,
            &self.state,
            &self.sealed_at,
            &self.sent_at,
            &updates,
            &contacts,
            &self.recipient,
        ]
        .map(|part| format!("{}:{part}", part.len()))
        .join("\n")
    }
}

const COLUMNS: &str = "number, bundle_id, epoch, file_name, written_to, manifest_hash, sealed, state, sealed_at, sent_at, \
                       updates, contacts, recipient";

pub(super) fn insert(conn: &Connection, p: &Package) -> Outcome<()> {
    conn.execute(
        &format!("INSERT INTO package ({COLUMNS}) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)"),
        params![
            p.number,
            p.bundle_id,
            p.epoch,
            p.file_name,
            p.written_to,
            p.manifest_hash,
            p.sealed,
            p.state,
            p.sealed_at,
            p.sent_at,
            p.updates,
            p.contacts,
            p.recipient
        ],
    )
    .map_err(|e| failed(&e))?;
    Ok(())
}

pub(super) fn set_state(conn: &Connection, number: i64, state: &str, file: Option<&str>) -> Outcome<()> {
    conn.execute(
        "UPDATE package SET state = ?2, written_to = coalesce(?3, written_to),
                sent_at = CASE WHEN ?2 = 'sent' AND sent_at = '' THEN (SELECT at FROM act ORDER BY n DESC LIMIT 1)
                               ELSE sent_at END,
                sealed = CASE WHEN ?2 = 'settled' THEN x'' ELSE sealed END
         WHERE number = ?1",
        params![number, state, file],
    )
    .map_err(|e| failed(&e))?;
    Ok(())
}

/// Packages, newest first.
///
/// # Errors
/// When the database cannot be read.
pub fn all(conn: &Connection, with_bytes: bool) -> Outcome<Vec<Package>> {
    let columns = if with_bytes { COLUMNS.to_owned() } else { COLUMNS.replace("sealed, state", "x'', state") };
    let mut statement =
        conn.prepare_cached(&format!("SELECT {columns} FROM package ORDER BY number DESC")).map_err(|e| failed(&e))?;
    let rows = statement.query_map([], read).map_err(|e| failed(&e))?;
    rows.collect::<rusqlite::Result<Vec<_>>>().map_err(|e| failed(&e))
}

/// One package with its bytes.
///
/// # Errors
/// When the database cannot be read.
pub fn get(conn: &Connection, number: i64) -> Outcome<Option<Package>> {
    match conn.query_row(&format!("SELECT {COLUMNS} FROM package WHERE number = ?1"), [number], read) {
        Ok(p) => Ok(Some(p)),
        Err(rusqlite::Error::QueryReturnedNoRows) => Ok(None),
        Err(e) => Err(failed(&e)),
    }
}

fn read(r: &rusqlite::Row<'_>) -> rusqlite::Result<Package> {
    Ok(Package {
        number: r.get(0)?,
        bundle_id: r.get(1)?,
        epoch: r.get(2)?,
        file_name: r.get(3)?,
        written_to: r.get(4)?,
        manifest_hash: r.get(5)?,
        sealed: r.get(6)?,
        state: r.get(7)?,
        sealed_at: r.get(8)?,
        sent_at: r.get(9)?,
        updates: r.get(10)?,
        contacts: r.get(11)?,
        recipient: r.get(12)?,
    })
}
