//! Undo and redo from the journal: each is a new, journalled act.

use rusqlite::Connection;

use crate::domain::field::Values;
use crate::domain::id::RecordId;
use crate::domain::journal::Operation;
use crate::domain::kind::Kind;
use crate::domain::problem::{Outcome, Problem};
use crate::store::journal::{self, Why};
use crate::store::open::failed;
use crate::store::table;
use crate::store::write::{Doing, Write};
use crate::store::{Store, id_or};

/// What an act was, for undo.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ActLine {
    /// Its number.
    pub number: i64,
    /// What was done.
    pub what: String,
    /// It cannot be undone.
    pub is_final: bool,
    /// The act it undid.
    pub undoes: Option<i64>,
}

/// What one entry of an act changed: kind of record, contact and fields.
pub type Changed = (Kind, Option<RecordId>, Vec<String>);

struct Change {
    act: i64,
    entry: i64,
    operation: String,
    kind: Kind,
    record: RecordId,
    contact: Option<RecordId>,
}

/// The head line of an act.
///
/// # Errors
/// When the database cannot be read.
pub fn act_line(conn: &Connection, number: i64) -> Outcome<Option<ActLine>> {
    let found = conn.query_row("SELECT n, what, is_final, undoes FROM act WHERE n = ?1", [number], |r| {
        Ok(ActLine { number: r.get(0)?, what: r.get(1)?, is_final: r.get(2)?, undoes: r.get(3)? })
    });
    match found {
        Ok(line) => Ok(Some(line)),
        Err(rusqlite::Error::QueryReturnedNoRows) => Ok(None),
        Err(e) => Err(failed(&e)),
    }
}

/// The first entry of an act or a later one. Acts are numbered in the order of the journal, which has no gaps, so it is
/// found by halving: an index would be a page more to write in every save.
fn first_entry_from(conn: &Connection, act: i64) -> Outcome<i64> {
    let mut act_of = conn.prepare_cached("SELECT act FROM journal WHERE n = ?1").map_err(|e| failed(&e))?;
    let (mut low, mut high) = (1, journal::head(conn)?.0 + 1);
    while low < high {
        let middle = low + (high - low) / 2;
        let found: i64 = act_of.query_row([middle], |r| r.get(0)).map_err(|e| failed(&e))?;
        if found < act { low = middle + 1 } else { high = middle }
    }
    Ok(low)
}

fn changes(conn: &Connection, act: i64) -> Outcome<Vec<Change>> {
    let (from, to) = (first_entry_from(conn, act)?, first_entry_from(conn, act.saturating_add(1))?);
    let mut statement = conn
        .prepare_cached(
            "SELECT n, operation, kind, record, contact FROM journal
             WHERE n >= ?1 AND n < ?2 AND operation IN ('collection', 'alteration', 'erasure', 'combination') AND kind <> ''
             ORDER BY n DESC",
        )
        .map_err(|e| failed(&e))?;
    let rows = statement
        .query_map([from, to], |r| {
            Ok((r.get::<_, i64>(0)?, r.get::<_, String>(1)?, r.get::<_, String>(2)?, id_or(r, 3)?, id_or(r, 4)?))
        })
        .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>)
        .map_err(|e| failed(&e))?;
    Ok(rows
        .into_iter()
        .filter_map(|(entry, operation, kind, record, contact)| {
            Some(Change { act, entry, operation, kind: Kind::named(&kind)?, record: record?, contact })
        })
        .collect())
}

impl crate::store::Reading<'_> {
    /// What taking an act back would change: kind of record, contact and fields, one for each entry of the act.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn changed_by(self, act: i64) -> Outcome<Vec<Changed>> {
        changes(self.conn, act)?.into_iter().map(|c| Ok((c.kind, c.contact, fields_of(self.conn, c.entry)?))).collect()
    }
}

impl Store {
    /// Takes an act back as a new act; undoing an undo is the redo.
    ///
    /// # Errors
    /// Refused when the act cannot be undone, its payload was disposed of, or a record was changed since.
    pub fn undo(&mut self, doing: &Doing, act: i64) -> Outcome<i64> {
        let line = act_line(&self.conn, act)?
            .ok_or_else(|| Problem::refused("There is nothing to undo.", "Go on working."))?;
        if line.is_final {
            return Err(Problem::refused(
                format!("This cannot be undone: {}.", line.what),
                "What was sealed, disposed of, handed over or re-keyed stays so.",
            ));
        }
        let changes = changes(&self.conn, act)?;
        if changes.is_empty() {
            return Err(Problem::refused("This changed no record, so there is nothing to undo.", "Go on working."));
        }
        let doing = Doing { undoes: Some(act), ..doing.clone() };
        let (number, ()) = self.write(&doing, |w| {
            changes.iter().try_for_each(|c| take_back(w, c))?;
            leaves_nobody_s(w, &changes)
        })?;
        Ok(number)
    }
}

fn take_back(w: &mut Write<'_>, change: &Change) -> Outcome<()> {
    let reading = w.reading();
    let conn = reading.conn;
    // Inside one undo the record's newer entries may be the ones just written by this undo itself.
    let latest = latest_standing_act(conn, change.record, w.act(), change.act)?;
    if latest != Some(change.act) {
        return Err(Problem::refused(
            "A record of this act was changed again since.",
            "Change it back by hand; its history shows what it was.",
        ));
    }
    let before = journal::before_of(conn, change.entry, change.kind)?
        .ok_or_else(|| Problem::refused("What it was before has been disposed of.", "It cannot be brought back."))?;
    let why = Why::code("undo");
    if change.operation == Operation::Collection.name() {
        return w.remove(change.kind, change.record, &why);
    }
    if change.operation == Operation::Erasure.name() {
        return w.put_values(change.kind, change.record, change.contact, before, &why);
    }
    let Some(now) = table::get(conn, change.kind, change.record)? else {
        return Err(Problem::refused("A record of this act is no longer there.", "It cannot be undone."));
    };
    let fields = fields_of(conn, change.entry)?;
    let mut values: Values = now.values.clone();
    for name in &fields {
        if let Some(field) = change.kind.field(name) {
            match before.get(field.name) {
                Some(v) => values.insert(field.name, v.clone()),
                None => values.remove(field.name),
            };
        }
    }
    let owner = owner_before(conn, change)?.or(now.meta.contact);
    w.put_values(change.kind, change.record, owner, values, &why)
}

/// Whose a record was before an entry: a combination moves records from one contact to another.
fn owner_before(conn: &Connection, change: &Change) -> Outcome<Option<RecordId>> {
    let found = conn
        .prepare_cached(
            "SELECT contact FROM journal WHERE record = ?1 AND n < ?2
             AND operation IN ('collection', 'alteration', 'erasure', 'combination') ORDER BY n DESC LIMIT 1",
        )
        .and_then(|mut s| s.query_row(rusqlite::params![table::blob(change.record), change.entry], |r| id_or(r, 0)));
    match found {
        Ok(owner) => Ok(owner),
        Err(rusqlite::Error::QueryReturnedNoRows) => Ok(None),
        Err(e) => Err(failed(&e)),
    }
}

/// A contact is not removed while records still belong to it: what was disclosed since, or drafted by the program, would
/// be nobody's.
fn leaves_nobody_s(w: &Write<'_>, changes: &[Change]) -> Outcome<()> {
    let conn = w.reading().conn;
    let made = |c: &&Change| c.kind == Kind::Contact && c.operation == Operation::Collection.name();
    for contact in changes.iter().filter(made) {
        for kind in Kind::all() {
            let sql = format!("SELECT EXISTS (SELECT 1 FROM {} WHERE contact = ?1)", kind.name());
            let named: bool = conn
                .prepare_cached(&sql)
                .and_then(|mut s| s.query_row([table::blob(contact.record)], |r| r.get(0)))
                .map_err(|e| failed(&e))?;
            if named {
                return Err(Problem::refused(
                    "Other records belong to this contact by now.",
                    "Close the contact instead; nothing of it is lost.",
                ));
            }
        }
    }
    Ok(())
}

/// The newest act that still stands for a record: an act and the act that undid it cancel each other.
fn latest_standing_act(conn: &Connection, record: RecordId, ours: i64, target: i64) -> Outcome<Option<i64>> {
    let mut statement = conn
        .prepare_cached(
            "SELECT j.act, a.undoes FROM journal j JOIN act a ON a.n = j.act
             WHERE j.record = ?1 AND j.operation IN ('collection', 'alteration', 'erasure', 'combination')
             ORDER BY j.n DESC",
        )
        .map_err(|e| failed(&e))?;
    let mut rows = statement.query([table::blob(record)]).map_err(|e| failed(&e))?;
    let mut cancelled = std::collections::BTreeSet::new();
    while let Some(row) = rows.next().map_err(|e| failed(&e))? {
        let act: i64 = row.get(0).map_err(|e| failed(&e))?;
        let undoes: Option<i64> = row.get(1).map_err(|e| failed(&e))?;
        if act == ours || cancelled.contains(&act) {
            continue;
        }
        match undoes {
            Some(undone) if act != target => {
                cancelled.insert(undone);
            }
            _ => return Ok(Some(act)),
        }
    }
    Ok(None)
}

fn fields_of(conn: &Connection, entry: i64) -> Outcome<Vec<String>> {
    conn.query_row("SELECT fields FROM journal WHERE n = ?1", [entry], |r| r.get::<_, String>(0))
        .map(|f| f.split(',').filter(|f| !f.is_empty()).map(str::to_owned).collect())
        .map_err(|e| failed(&e))
}
