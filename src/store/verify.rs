//! Verification: the chain with its acts, every live row, setting and package against its last entry, every payload
//! against its commitment.

use std::collections::BTreeMap;

use rusqlite::Connection;

use crate::domain::field::{Values, from_canonical};
use crate::domain::id::RecordId;
use crate::domain::journal::Operation;
use crate::domain::kind::Kind;
use crate::domain::problem::{Kind as Fault, Outcome, Problem};
use crate::store::journal::{Link, PACKAGE, SETTING, commitment, link, row_text, setting_text};
use crate::store::open::failed;
use crate::store::package;
use crate::store::table::{self, id_of};

/// What was verified.
#[derive(Debug, Clone, PartialEq, Eq, serde::Serialize)]
pub struct Verified {
    /// Journal entries in the chain.
    pub entries: i64,
    /// Live records compared.
    pub records: i64,
    /// Entries whose payload was disposed of.
    pub disposed: i64,
}

struct Last {
    row_hash: [u8; 32],
    payload: Option<(Vec<u8>, String, String)>,
}

impl Last {
    /// Whether it commits to this text. One whose payload was disposed of says nothing any more.
    fn commits_to(&self, text: &str) -> bool {
        self.payload
            .as_ref()
            .is_none_or(|(salt, before, reason)| commitment(salt, text, before, reason) == self.row_hash)
    }
}

/// Whether an entry commits to a setting or a package.
fn is_kept(operation: &str, fields: &str) -> bool {
    (operation == Operation::Settings.name() && fields == SETTING)
        || (operation == Operation::Disclosure.name() && fields.starts_with(PACKAGE))
}

/// Every setting and every package against the last entry that commits to it.
fn settings_and_packages(conn: &Connection, mut kept: BTreeMap<String, Last>) -> Outcome<()> {
    let mut statement = conn.prepare("SELECT name, value FROM setting").map_err(|e| failed(&e))?;
    let settings = statement
        .query_map([], |r| Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?)))
        .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>)
        .map_err(|e| failed(&e))?;
    for (name, value) in settings {
        if !kept.remove(&name).is_some_and(|entry| entry.commits_to(&setting_text(&name, &value))) {
            return Err(broken(format!("The setting {name} differs from its last journal entry.")));
        }
    }
    for package in package::all(conn, true)? {
        let name = format!("{PACKAGE}{}", package.number);
        if !kept.remove(&name).is_some_and(|entry| entry.commits_to(&package.text())) {
            return Err(broken(format!("Package {} differs from its last journal entry.", package.number)));
        }
    }
    if kept.values().any(|entry| !entry.commits_to("")) {
        return Err(broken("A setting or package that the journal knows is missing.".to_owned()));
    }
    Ok(())
}

fn broken(what: String) -> Problem {
    Problem::new(
        Fault::Damaged,
        what,
        "Somebody or something changed the vault outside this program. Keep it, and put back a verified backup: caseload restore.",
    )
}

/// Verifies everything; `progress` is told how many of how many entries are done and may stop it by giving false.
///
/// # Errors
/// [`Fault::Damaged`] naming the first entry or record that does not agree.
pub fn verify(conn: &Connection, mut progress: impl FnMut(i64, i64) -> bool) -> Outcome<Verified> {
    let total: i64 = conn.query_row("SELECT count(*) FROM journal", [], |r| r.get(0)).map_err(|e| failed(&e))?;
    let mut previous = [0_u8; 32];
    let mut last: BTreeMap<RecordId, Last> = BTreeMap::new();
    let mut kept: BTreeMap<String, Last> = BTreeMap::new();
    let mut disposed = 0;
    let mut expected = 0_i64;
    let mut statement = conn
        .prepare(
            "SELECT j.n, j.act, a.at, a.officer, a.device, j.operation, j.kind, j.record, j.contact, j.fields, j.reason,
                    j.recipient, j.basis, j.row_hash, j.hash, p.salt, p.before, p.reason, a.what, a.is_final, a.undoes
             FROM journal j LEFT JOIN act a ON a.n = j.act LEFT JOIN journal_payload p ON p.n = j.n ORDER BY j.n",
        )
        .map_err(|e| failed(&e))?;
    let mut rows = statement.query([]).map_err(|e| failed(&e))?;
    while let Some(r) = rows.next().map_err(|e| failed(&e))? {
        let read = || -> rusqlite::Result<_> {
            let text = |i: usize| r.get::<_, Option<String>>(i).map(Option::unwrap_or_default);
            Ok((
                r.get::<_, i64>(0)?,
                r.get::<_, i64>(1)?,
                [text(2)?, text(3)?, text(4)?, text(5)?, text(6)?],
                id_of(r.get_ref(7)?),
                id_of(r.get_ref(8)?),
                [text(9)?, text(10)?, text(11)?, text(12)?],
                r.get::<_, [u8; 32]>(13)?,
                r.get::<_, [u8; 32]>(14)?,
                r.get::<_, Option<Vec<u8>>>(15)?,
                text(16)?,
                text(17)?,
                (text(18)?, r.get::<_, Option<i64>>(19)?, r.get::<_, Option<i64>>(20)?),
            ))
        };
        let (
            number,
            act,
            [at, officer, device, operation, kind],
            record,
            contact,
            rest,
            row_hash,
            hash,
            salt,
            before,
            reason,
            (what, is_final, undoes),
        ) = read().map_err(|e| failed(&e))?;
        let [fields, code, recipient, basis] = rest;
        expected += 1;
        let id_text = |id: Option<RecordId>| id.map(|i| i.to_string()).unwrap_or_default();
        let worked_out = link(
            &previous,
            &Link {
                number,
                act,
                at: &at,
                officer: &officer,
                device: &device,
                what: &what,
                is_final: is_final == Some(1),
                undoes,
                operation: &operation,
                kind: &kind,
                record: &id_text(record),
                contact: &id_text(contact),
                fields: &fields,
                reason: &code,
                recipient: &recipient,
                basis: &basis,
                row_hash: &row_hash,
            },
        );
        if number != expected || worked_out != hash {
            return Err(broken(format!("The journal does not agree with itself at entry {number}.")));
        }
        previous = hash;
        if salt.is_none() {
            disposed += 1;
        }
        let changes = matches!(operation.as_str(), "collection" | "alteration" | "erasure" | "combination");
        match (record.filter(|_| changes && !kind.is_empty()), salt) {
            (Some(record), salt) => {
                last.insert(record, Last { row_hash, payload: salt.map(|s| (s, before, reason)) });
            }
            (None, salt) if is_kept(&operation, &fields) => {
                let name = if fields == SETTING { code } else { fields };
                kept.insert(name, Last { row_hash, payload: salt.map(|s| (s, before, reason)) });
            }
            (None, Some(salt)) => {
                // Consultations and the like commit to no row.
                if commitment(&salt, "", &before, &reason) != row_hash {
                    return Err(broken(format!("The reason kept with journal entry {number} was changed.")));
                }
            }
            (None, None) => {}
        }
        if expected % 2000 == 0 && !progress(expected, total) {
            return Err(Problem::refused(
                "Stopped before the end.",
                "Nothing was found so far; start it again to finish.",
            ));
        }
    }
    drop(rows);
    drop(statement);
    let mut records = 0;
    for kind in Kind::all() {
        let mut statement = conn.prepare(table::select(kind)).map_err(|e| failed(&e))?;
        let mut rows = statement.query([]).map_err(|e| failed(&e))?;
        while let Some(r) = rows.next().map_err(|e| failed(&e))? {
            let row = table::read(kind, r).map_err(|e| failed(&e))?;
            records += 1;
            let Some(entry) = last.remove(&row.meta.id) else {
                return Err(broken(format!("A {} is there that the journal does not know.", kind.label())));
            };
            if !entry.commits_to(&row_text(kind, row.meta.id, row.meta.contact, &row.values)) {
                return Err(broken(format!("A {} differs from its last journal entry.", kind.label())));
            }
        }
    }
    // What is left must have been removed: its last entry commits to no row.
    if last.values().any(|entry| !entry.commits_to("")) {
        return Err(broken("A record that the journal knows is missing.".to_owned()));
    }
    settings_and_packages(conn, kept)?;
    progress(total, total);
    Ok(Verified { entries: expected, records, disposed })
}

/// One change of one record as its history shows it: field by field, before and after.
#[derive(Clone, PartialEq, Eq)]
pub struct HistoryLine {
    /// Entry number.
    pub number: i64,
    /// Instant, UTC text.
    pub at: String,
    /// Officer.
    pub officer: String,
    /// What was done.
    pub what: String,
    /// Operation name.
    pub operation: String,
    /// Kind of record.
    pub kind: Option<Kind>,
    /// The record.
    pub record: Option<RecordId>,
    /// Reason code.
    pub reason: String,
    /// Field, before, after.
    pub changes: Vec<(String, Option<crate::domain::field::Value>, Option<crate::domain::field::Value>)>,
}

/// History of a contact from the journal, newest first, at most `limit` entries; after-values are found by walking
/// back from the live rows.
///
/// # Errors
/// When the database cannot be read.
pub fn history(conn: &Connection, contact: RecordId, limit: usize) -> Outcome<Vec<HistoryLine>> {
    let entries =
        crate::store::journal::entries(conn, "WHERE j.contact = ?1 ORDER BY j.n DESC", &[table::blob(contact)])?;
    let mut state: BTreeMap<RecordId, Values> = BTreeMap::new();
    let mut lines = Vec::new();
    for entry in entries {
        let mut changes = Vec::new();
        if let (Some(kind), Some(record)) = (entry.kind, entry.record)
            && matches!(entry.operation.as_str(), "collection" | "alteration" | "erasure" | "combination")
        {
            if let std::collections::btree_map::Entry::Vacant(slot) = state.entry(record) {
                slot.insert(table::get(conn, kind, record)?.map(|r| r.values).unwrap_or_default());
            }
            let text: String = conn
                .prepare_cached("SELECT before FROM journal_payload WHERE n = ?1")
                .and_then(|mut s| s.query_row([entry.number], |r| r.get(0)))
                .unwrap_or_default();
            let before = from_canonical(kind.fields(), if text.is_empty() { "{}" } else { &text }).unwrap_or_default();
            let after = state.entry(record).or_default();
            for name in &entry.fields {
                let Some(field) = kind.field(name) else { continue };
                let new = after.get(field.name).cloned();
                let old = before.get(field.name).cloned();
                match &old {
                    Some(v) => after.insert(field.name, v.clone()),
                    None => after.remove(field.name),
                };
                changes.push((name.clone(), old, new));
            }
        }
        lines.push(HistoryLine {
            number: entry.number,
            at: entry.at,
            officer: entry.officer,
            what: entry.what,
            operation: entry.operation,
            kind: entry.kind,
            record: entry.record,
            reason: entry.reason,
            changes,
        });
        if lines.len() >= limit {
            break;
        }
    }
    Ok(lines)
}
