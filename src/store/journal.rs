//! The journal: act, entry and payload, each entry chained to the one before by its hash.
//!
//! The chain covers everything in `journal`; the payload (salt, before-values, reason text) is only committed to,
//! so that disposal can delete it while the chain still verifies.

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, params};
use sha2::{Digest, Sha256};

use crate::domain::field::{Values, canonical};
use crate::domain::id::RecordId;
use crate::domain::journal::Operation;
use crate::domain::kind::Kind;
use crate::domain::problem::Outcome;
use crate::store::open::failed;
use crate::store::table::{blob_or_null, id_of};

/// Why, for whom and on which basis an entry is made.
#[derive(Debug, Clone, Default)]
pub struct Why {
    /// Code of the list `consultation_reasons`, or what the program does.
    pub code: String,
    /// The officer's own words; lies in the erasable payload.
    pub text: String,
    /// To whom something was disclosed.
    pub recipient: String,
    /// Consent or override it rests on.
    pub basis: String,
}

impl Why {
    /// A reason code alone.
    pub fn code(code: impl Into<String>) -> Self {
        Self { code: code.into(), ..Self::default() }
    }
}

/// One entry as it is kept.
#[derive(Debug, Clone)]
pub struct Entry {
    /// Its number; 1 is the first.
    pub number: i64,
    /// The act it belongs to.
    pub act: i64,
    /// What was done.
    pub operation: String,
    /// Kind of the record.
    pub kind: Option<Kind>,
    /// The record.
    pub record: Option<RecordId>,
    /// The contact it concerns.
    pub contact: Option<RecordId>,
    /// Names of the fields touched.
    pub fields: Vec<String>,
    /// Reason code.
    pub reason: String,
    /// Recipient of a disclosure.
    pub recipient: String,
    /// Consent or override.
    pub basis: String,
    /// Instant, UTC text.
    pub at: String,
    /// Officer.
    pub officer: String,
    /// What the officer did, in words.
    pub what: String,
}

/// The commitment to a row, its before-values and the reason text.
#[must_use]
pub fn commitment(salt: &[u8], row: &str, before: &str, reason: &str) -> [u8; 32] {
    let mut hash = Sha256::new();
    for part in [salt, row.as_bytes(), before.as_bytes(), reason.as_bytes()] {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// The text of a row that an entry commits to; empty for a row that is not there.
#[must_use]
pub fn row_text(kind: Kind, id: RecordId, contact: Option<RecordId>, values: &Values) -> String {
    let contact = contact.map(|c| c.to_string()).unwrap_or_default();
    format!("{}\n{id}\n{contact}\n{}", kind.name(), canonical(values))
}

/// What an entry says that commits to a setting; its reason is the name of the setting.
pub const SETTING: &str = "value";
/// How an entry begins that commits to a package; the number follows.
pub const PACKAGE: &str = "package ";

/// The text of a setting that an entry commits to.
#[must_use]
pub fn setting_text(name: &str, value: &str) -> String {
    format!("setting\n{name}\n{value}")
}

/// What an entry's hash is taken over.
#[derive(Debug)]
pub struct Link<'a> {
    /// Number of the entry.
    pub number: i64,
    /// Act number.
    pub act: i64,
    /// Instant of the act.
    pub at: &'a str,
    /// Officer.
    pub officer: &'a str,
    /// Device.
    pub device: &'a str,
    /// What the officer did, in words.
    pub what: &'a str,
    /// Whether it cannot be undone.
    pub is_final: bool,
    /// The act it undoes or redoes.
    pub undoes: Option<i64>,
    /// Operation name.
    pub operation: &'a str,
    /// Kind name.
    pub kind: &'a str,
    /// Record id text.
    pub record: &'a str,
    /// Contact id text.
    pub contact: &'a str,
    /// Field names with commas.
    pub fields: &'a str,
    /// Reason code.
    pub reason: &'a str,
    /// Recipient.
    pub recipient: &'a str,
    /// Basis.
    pub basis: &'a str,
    /// Commitment.
    pub row_hash: &'a [u8],
}

/// The hash of an entry: SHA-256 over its fields with their lengths, and the hash before it.
#[must_use]
pub fn link(previous: &[u8], l: &Link<'_>) -> [u8; 32] {
    let mut hash = Sha256::new();
    hash.update(b"caseload/journal/2");
    let number = l.number.to_string();
    let act = l.act.to_string();
    let undoes = l.undoes.map(|n| n.to_string()).unwrap_or_default();
    for part in [
        number.as_bytes(),
        act.as_bytes(),
        l.at.as_bytes(),
        l.officer.as_bytes(),
        l.device.as_bytes(),
        l.what.as_bytes(),
        if l.is_final { b"final" } else { b"" },
        undoes.as_bytes(),
        l.operation.as_bytes(),
        l.kind.as_bytes(),
        l.record.as_bytes(),
        l.contact.as_bytes(),
        l.fields.as_bytes(),
        l.reason.as_bytes(),
        l.recipient.as_bytes(),
        l.basis.as_bytes(),
        l.row_hash,
        previous,
    ] {
        hash.update(u64::try_from(part.len()).unwrap_or(u64::MAX).to_be_bytes());
        hash.update(part);
    }
    hash.finalize().into()
}

/// The last entry: its number and hash; (0, 32 zeros) in an empty journal.
///
/// # Errors
/// When the database cannot be read.
pub fn head(conn: &Connection) -> Outcome<(i64, [u8; 32])> {
    let found = conn
        .prepare_cached("SELECT n, hash FROM journal ORDER BY n DESC LIMIT 1")
        .and_then(|mut s| s.query_row([], |r| Ok((r.get::<_, i64>(0)?, r.get::<_, [u8; 32]>(1)?))));
    match found {
        Ok(head) => Ok(head),
        Err(rusqlite::Error::QueryReturnedNoRows) => Ok((0, [0; 32])),
        Err(e) => Err(failed(&e)),
    }
}

/// The hash of entry `number`, if there is one; 32 zeros for 0.
///
/// # Errors
/// When the database cannot be read.
pub fn hash_at(conn: &Connection, number: i64) -> Outcome<Option<[u8; 32]>> {
    if number == 0 {
        return Ok(Some([0; 32]));
    }
    match conn.query_row("SELECT hash FROM journal WHERE n = ?1", [number], |r| r.get(0)) {
        Ok(hash) => Ok(Some(hash)),
        Err(rusqlite::Error::QueryReturnedNoRows) => Ok(None),
        Err(e) => Err(failed(&e)),
    }
}

/// The act an entry is written under.
#[derive(Debug, Clone)]
pub struct ActHead {
    /// Its number.
    pub number: i64,
    /// Its instant, as kept.
    pub at: String,
    /// Officer.
    pub officer: String,
    /// Device.
    pub device: String,
    /// What the officer did, in words.
    pub what: &'static str,
    /// Whether it cannot be undone.
    pub is_final: bool,
    /// The act it undoes or redoes.
    pub undoes: Option<i64>,
}

/// One entry to be written.
#[derive(Debug)]
pub struct NewEntry<'a> {
    /// What was done.
    pub operation: Operation,
    /// Kind of the record, if one was touched.
    pub kind: Option<Kind>,
    /// Record.
    pub record: Option<RecordId>,
    /// Contact.
    pub contact: Option<RecordId>,
    /// Field names with commas, sorted.
    pub fields: String,
    /// Text of the row afterwards; empty when there is none.
    pub row: String,
    /// Before-values of the touched fields as canonical JSON; empty when there were none.
    pub before: String,
    /// Why.
    pub why: &'a Why,
}

/// Appends an entry; returns the new head.
pub(super) fn append(
    conn: &Connection,
    act: &ActHead,
    previous: (i64, [u8; 32]),
    salt: [u8; 16],
    entry: &NewEntry<'_>,
) -> Outcome<(i64, [u8; 32])> {
    let number = previous.0 + 1;
    let row_hash = commitment(&salt, &entry.row, &entry.before, &entry.why.text);
    let id_text = |id: Option<RecordId>| id.map(|i| i.to_string()).unwrap_or_default();
    let kind = entry.kind.map_or("", Kind::name);
    let hash = link(
        &previous.1,
        &Link {
            number,
            act: act.number,
            at: &act.at,
            officer: &act.officer,
            device: &act.device,
            what: act.what,
            is_final: act.is_final,
            undoes: act.undoes,
            operation: entry.operation.name(),
            kind,
            record: &id_text(entry.record),
            contact: &id_text(entry.contact),
            fields: &entry.fields,
            reason: &entry.why.code,
            recipient: &entry.why.recipient,
            basis: &entry.why.basis,
            row_hash: &row_hash,
        },
    );
    conn.prepare_cached(
        "INSERT INTO journal (n, act, operation, kind, record, contact, fields, reason, recipient, basis, row_hash, hash)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)",
    )
    .and_then(|mut s| {
        s.execute(params![
            number,
            act.number,
            entry.operation.name(),
            kind,
            blob_or_null(entry.record),
            blob_or_null(entry.contact),
            entry.fields,
            entry.why.code,
            entry.why.recipient,
            entry.why.basis,
            row_hash,
            hash
        ])
    })
    .map_err(|e| failed(&e))?;
    conn.prepare_cached("INSERT INTO journal_payload (n, salt, before, reason) VALUES (?1, ?2, ?3, ?4)")
        .and_then(|mut s| s.execute(params![number, salt, entry.before, entry.why.text]))
        .map_err(|e| failed(&e))?;
    Ok((number, hash))
}

/// Entries by a tail of fixed SQL over `j` (journal) and `a` (act), newest first unless the tail says otherwise.
///
/// # Errors
/// When the database cannot be read.
pub fn entries(conn: &Connection, tail: &str, parameters: &[Sql]) -> Outcome<Vec<Entry>> {
    let sql = format!(
        "SELECT j.n, j.act, j.operation, j.kind, j.record, j.contact, j.fields, j.reason, j.recipient, j.basis,
                a.at, a.officer, a.what
         FROM journal j JOIN act a ON a.n = j.act {tail}"
    );
    let mut statement = conn.prepare_cached(&sql).map_err(|e| failed(&e))?;
    let rows = statement
        .query_map(rusqlite::params_from_iter(parameters.iter()), |r| {
            let fields: String = r.get(6)?;
            Ok(Entry {
                number: r.get(0)?,
                act: r.get(1)?,
                operation: r.get(2)?,
                kind: Kind::named(r.get_ref(3)?.as_str().unwrap_or_default()),
                record: id_of(r.get_ref(4)?),
                contact: id_of(r.get_ref(5)?),
                fields: fields.split(',').filter(|f| !f.is_empty()).map(str::to_owned).collect(),
                reason: r.get(7)?,
                recipient: r.get(8)?,
                basis: r.get(9)?,
                at: r.get(10)?,
                officer: r.get(11)?,
                what: r.get(12)?,
            })
        })
        .map_err(|e| failed(&e))?;
    rows.collect::<rusqlite::Result<Vec<_>>>().map_err(|e| failed(&e))
}

/// The before-values of an entry, if its payload is still there.
///
/// # Errors
/// When the database cannot be read.
pub fn before_of(conn: &Connection, number: i64, kind: Kind) -> Outcome<Option<Values>> {
    let found = conn.query_row("SELECT before FROM journal_payload WHERE n = ?1", [number], |r| r.get::<_, String>(0));
    match found {
        Ok(text) if text.is_empty() => Ok(Some(Values::new())),
        Ok(text) => Ok(crate::domain::field::from_canonical(kind.fields(), &text).ok()),
        Err(rusqlite::Error::QueryReturnedNoRows) => Ok(None),
        Err(e) => Err(failed(&e)),
    }
}
