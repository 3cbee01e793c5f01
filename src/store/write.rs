//! The one door for writes: a change and its journal entry are one transaction (domain rule 1).
//!
//! Nothing outside this file may change a record, and nothing here can commit without its journal entry. Derived
//! rows (search, due, list lines) are kept in the same transaction by [`crate::store::derive`].

use std::collections::BTreeSet;

use chrono::{DateTime, Utc};
use rusqlite::{Connection, TransactionBehavior, params};

use crate::domain::field::{Record, Values, canonical};
use crate::domain::id::RecordId;
use crate::domain::journal::Operation;
use crate::domain::kind::Kind;
use crate::domain::problem::{Outcome, Problem};
use crate::store::journal::{self, ActHead, NewEntry, Why};
use crate::store::open::failed;
use crate::store::table::{self, AnyRow, Meta};
use crate::store::{Store, derive};

/// Who does what, when: the head of an act.
#[derive(Debug, Clone)]
pub struct Doing {
    /// Officer, as collar number and name.
    pub officer: String,
    /// Device id.
    pub device: String,
    /// Instant.
    pub at: DateTime<Utc>,
    /// What is done, in the officer's words, without names: `log engagement`.
    pub what: &'static str,
    /// Cannot be undone (sealing, disposal, handover, key change).
    pub is_final: bool,
    /// The act it undoes or redoes.
    pub undoes: Option<i64>,
}

/// An open act: the only way to change records.
pub struct Write<'c> {
    conn: &'c Connection,
    act: ActHead,
    head: (i64, [u8; 32]),
    began_at: i64,
    doing: &'c Doing,
    touched: BTreeSet<RecordId>,
    pool: Vec<u8>,
    ids: u32,
    /// Words saved in this act, while the words of the index are kept in memory.
    words: Option<BTreeSet<String>>,
}

impl Store {
    /// Does one act: everything in `act` is one transaction with its journal entries, or nothing is.
    ///
    /// Returns the act's number and what `act` gave. An act that journals nothing changes nothing and has number 0.
    ///
    /// # Errors
    /// Whatever `act` fails with, or the database: the previous state is left.
    pub fn write<T>(&mut self, doing: &Doing, act: impl FnOnce(&mut Write<'_>) -> Outcome<T>) -> Outcome<(i64, T)> {
        self.may_write()?;
        let tx = self.conn.transaction_with_behavior(TransactionBehavior::Immediate).map_err(|e| failed(&e))?;
        let head = journal::head(&tx)?;
        let number: i64 = tx
            .prepare_cached("SELECT coalesce(max(n), 0) + 1 FROM act")
            .and_then(|mut s| s.query_row([], |r| r.get(0)))
            .map_err(|e| failed(&e))?;
        let at = table::instant(doing.at);
        tx.prepare_cached(
            "INSERT INTO act (n, at, officer, device, what, is_final, undoes) VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7)",
        )
        .and_then(|mut s| {
            s.execute(params![number, at, doing.officer, doing.device, doing.what, doing.is_final, doing.undoes])
        })
        .map_err(|e| failed(&e))?;
        let mut write = Write {
            conn: &tx,
            act: ActHead {
                number,
                at,
                officer: doing.officer.clone(),
                device: doing.device.clone(),
                what: doing.what,
                is_final: doing.is_final,
                undoes: doing.undoes,
            },
            head,
            began_at: head.0,
            doing,
            touched: BTreeSet::new(),
            pool: Vec::new(),
            ids: 0,
            words: self.terms.is_some().then(BTreeSet::new),
        };
        let given = act(&mut write)?;
        if write.head.0 == write.began_at {
            // Nothing was journalled, so nothing may have changed: the transaction is dropped.
            return Ok((0, given));
        }
        let touched = std::mem::take(&mut write.touched);
        let new_head = write.head;
        let words = write.words.take();
        drop(write);
        for contact in touched {
            derive::refresh_contact(&tx, contact)?;
        }
        tx.commit().map_err(|e| failed(&e))?;
        self.head = new_head;
        if let (Some(terms), Some(words)) = (&mut self.terms, words) {
            terms.saved(words);
        }
        Ok((number, given))
    }
}

impl Write<'_> {
    /// The number of this act.
    #[must_use]
    pub const fn act(&self) -> i64 {
        self.act.number
    }

    /// Reading inside the act sees what the act has written.
    #[must_use]
    pub const fn reading(&self) -> crate::store::Reading<'_> {
        crate::store::Reading { conn: self.conn, terms: None }
    }

    fn random<const N: usize>(&mut self) -> Outcome<[u8; N]> {
        if self.pool.len() < N {
            self.pool = vec![0; 4096];
            getrandom::fill(&mut self.pool)
                .map_err(|e| Problem::unexpected("The machine gave no random numbers.", e))?;
        }
        let rest = self.pool.split_off(self.pool.len() - N);
        <[u8; N]>::try_from(rest.as_slice()).map_err(|e| Problem::unexpected("Too few random numbers.", e))
    }

    /// A new record id. Those of one act count on in the bits after its instant (RFC 9562 section 6.2), so that they
    /// sort in the order of making.
    ///
    /// # Errors
    /// When the machine gives no random numbers.
    pub fn new_id(&mut self) -> Outcome<RecordId> {
        let mut random = self.random::<10>()?;
        // Where the id has its version and variant, those bits are written over: the count of 26 bits stands around them.
        let [first, second, third, fourth, ..] = &mut random;
        [*first, *second, *third, *fourth] =
            [self.ids >> 22 & 0x0f, self.ids >> 14 & 0xff, self.ids >> 8 & 0x3f, self.ids & 0xff]
                .map(|part| u8::try_from(part).unwrap_or(u8::MAX));
        self.ids = self.ids.wrapping_add(1);
        Ok(RecordId::at_millis(self.doing.at.timestamp_millis(), random))
    }

    /// Makes a new record; returns its id.
    ///
    /// # Errors
    /// When the database fails.
    pub fn add<R: Record>(&mut self, contact: Option<RecordId>, record: &R, why: &Why) -> Outcome<RecordId> {
        let id = self.new_id()?;
        self.make_values(R::KIND, id, contact, record.values(), why)?;
        Ok(id)
    }

    /// Makes a new record under an id that no record has yet.
    ///
    /// # Errors
    /// When the database fails, also when the id is taken.
    pub fn make_values(
        &mut self,
        kind: Kind,
        id: RecordId,
        contact: Option<RecordId>,
        values: Values,
        why: &Why,
    ) -> Outcome<()> {
        let contact = if kind == Kind::Contact { Some(id) } else { contact };
        let meta = Meta {
            id,
            contact,
            at: table::sort_key(kind, &values, self.doing.at),
            created_at: self.doing.at,
            created_by: self.doing.officer.clone(),
            updated_at: self.doing.at,
            updated_by: self.doing.officer.clone(),
            rev: 1,
        };
        self.save(None, &AnyRow { kind, meta, values }, None, why)
    }

    /// Makes or changes a record. A record that is not changed makes no entry.
    ///
    /// # Errors
    /// When the database fails.
    pub fn put<R: Record>(&mut self, id: RecordId, contact: Option<RecordId>, record: &R, why: &Why) -> Outcome<()> {
        self.put_values(R::KIND, id, contact, record.values(), why)
    }

    /// As [`Write::put`], from values.
    ///
    /// # Errors
    /// When the database fails.
    pub fn put_values(
        &mut self,
        kind: Kind,
        id: RecordId,
        contact: Option<RecordId>,
        values: Values,
        why: &Why,
    ) -> Outcome<()> {
        self.change_values(kind, id, contact, values, None, why)
    }

    /// As [`Write::put_values`], journalled as a combination: two records of one person become one, and what belonged to
    /// the other belongs to `contact` from now on.
    ///
    /// # Errors
    /// When the database fails.
    pub fn combine_values(
        &mut self,
        kind: Kind,
        id: RecordId,
        contact: Option<RecordId>,
        values: Values,
        why: &Why,
    ) -> Outcome<()> {
        self.change_values(kind, id, contact, values, Some(Operation::Combination), why)
    }

    fn change_values(
        &mut self,
        kind: Kind,
        id: RecordId,
        contact: Option<RecordId>,
        values: Values,
        operation: Option<Operation>,
        why: &Why,
    ) -> Outcome<()> {
        let Some(old) = table::get(self.conn, kind, id)? else {
            return self.make_values(kind, id, contact, values, why);
        };
        // A contact's own records are found through it, its own row through itself.
        let contact = if kind == Kind::Contact { Some(id) } else { contact };
        if old.values == values && old.meta.contact == contact {
            return Ok(());
        }
        let meta = Meta {
            contact,
            at: table::sort_key(kind, &values, old.meta.created_at),
            updated_at: self.doing.at,
            updated_by: self.doing.officer.clone(),
            rev: old.meta.rev + 1,
            ..old.meta.clone()
        };
        self.save(Some(&old), &AnyRow { kind, meta, values }, operation, why)
    }

    /// One row, what is worked out from it, and its journal entry: never one without the others. Without an operation it
    /// is journalled as collection or alteration.
    fn save(&mut self, before: Option<&AnyRow>, row: &AnyRow, operation: Option<Operation>, why: &Why) -> Outcome<()> {
        let AnyRow { kind, meta: Meta { id, contact, .. }, .. } = *row;
        table::write(self.conn, row, before.is_none())?;
        derive::record_changed(self.conn, before, Some(row))?;
        if let Some(words) = &mut self.words {
            words.extend(crate::store::search::words_of(row));
        }
        let (usual, fields, kept) = match before {
            None => (Operation::Collection, row.values.keys().copied().collect::<Vec<_>>().join(","), String::new()),
            Some(old) => {
                let touched = touched_fields(&old.values, &row.values);
                let kept: Values =
                    touched.iter().filter_map(|n| old.values.get_key_value(n)).map(|(k, v)| (*k, v.clone())).collect();
                (Operation::Alteration, touched.join(","), canonical(&kept))
            }
        };
        let salt = self.random::<16>()?;
        self.head = journal::append(
            self.conn,
            &self.act,
            self.head,
            salt,
            &NewEntry {
                operation: operation.unwrap_or(usual),
                kind: Some(kind),
                record: Some(id),
                contact,
                fields,
                row: journal::row_text(kind, id, contact, &row.values),
                before: kept,
                why,
            },
        )?;
        self.touch(contact);
        self.touch(before.and_then(|b| b.meta.contact));
        Ok(())
    }

    /// Removes a record; its entry keeps what it was in the erasable payload, for undo.
    ///
    /// # Errors
    /// When the database fails or the record is not there.
    pub fn remove(&mut self, kind: Kind, id: RecordId, why: &Why) -> Outcome<()> {
        let Some(old) = table::get(self.conn, kind, id)? else {
            return Err(Problem::refused("This record is no longer there.", "Go back and open it again."));
        };
        self.conn
            .prepare_cached(&format!("DELETE FROM {} WHERE id = ?1", kind.name()))
            .and_then(|mut s| s.execute([table::blob(id)]))
            .map_err(|e| failed(&e))?;
        derive::record_changed(self.conn, Some(&old), None)?;
        let salt = self.random::<16>()?;
        let fields: Vec<&str> = old.values.keys().copied().collect();
        self.head = journal::append(
            self.conn,
            &self.act,
            self.head,
            salt,
            &NewEntry {
                operation: Operation::Erasure,
                kind: Some(kind),
                record: Some(id),
                contact: old.meta.contact,
                fields: fields.join(","),
                row: String::new(),
                before: canonical(&old.values),
                why,
            },
        )?;
        self.touch(old.meta.contact);
        Ok(())
    }

    /// Journals something that changes no record: consultation, disclosure, unlock, settings.
    ///
    /// # Errors
    /// When the database fails.
    pub fn note(
        &mut self,
        operation: Operation,
        record: Option<(Kind, RecordId)>,
        contact: Option<RecordId>,
        why: &Why,
    ) -> Outcome<()> {
        let kind = record.map(|r| r.0);
        let (fields, row, before) = (String::new(), String::new(), String::new());
        self.append(&NewEntry { operation, kind, record: record.map(|r| r.1), contact, fields, row, before, why })
    }

    /// Journals a row that is no record, a setting or a package, with what it is now.
    fn note_row(&mut self, operation: Operation, fields: String, row: String, why: &Why) -> Outcome<()> {
        let before = String::new();
        self.append(&NewEntry { operation, kind: None, record: None, contact: None, fields, row, before, why })
    }

    fn append(&mut self, entry: &NewEntry<'_>) -> Outcome<()> {
        let salt = self.random::<16>()?;
        self.head = journal::append(self.conn, &self.act, self.head, salt, entry)?;
        Ok(())
    }

    /// Changes a setting and journals it by name; the entry commits to its value.
    ///
    /// # Errors
    /// When the database fails.
    pub fn set(&mut self, name: &str, value: &str) -> Outcome<()> {
        self.conn
            .prepare_cached(
                "INSERT INTO setting (name, value) VALUES (?1, ?2) ON CONFLICT(name) DO UPDATE SET value = excluded.value",
            )
            .and_then(|mut s| s.execute([name, value]))
            .map_err(|e| failed(&e))?;
        let row = journal::setting_text(name, value);
        self.note_row(Operation::Settings, journal::SETTING.to_owned(), row, &Why::code(name))
    }

    /// Keeps a sealed package.
    ///
    /// # Errors
    /// When the database fails, also when the number was used before.
    pub fn keep_package(&mut self, package: &crate::store::package::Package, why: &Why) -> Outcome<()> {
        crate::store::package::insert(self.conn, package)?;
        self.note_package(package.number, why)
    }

    /// Changes the state of a package.
    ///
    /// # Errors
    /// When the database fails.
    pub fn package_state(&mut self, number: i64, state: &str, file: Option<&str>, why: &Why) -> Outcome<()> {
        crate::store::package::set_state(self.conn, number, state, file)?;
        self.note_package(number, why)
    }

    fn note_package(&mut self, number: i64, why: &Why) -> Outcome<()> {
        let row = crate::store::package::get(self.conn, number)?.map(|p| p.text()).unwrap_or_default();
        self.note_row(Operation::Disclosure, format!("{}{number}", journal::PACKAGE), row, why)
    }

    fn touch(&mut self, contact: Option<RecordId>) {
        if let Some(contact) = contact {
            self.touched.insert(contact);
        }
    }
}

/// The names of the fields that differ, sorted.
#[must_use]
pub fn touched_fields(before: &Values, after: &Values) -> Vec<&'static str> {
    let names: BTreeSet<&'static str> = before.keys().chain(after.keys()).copied().collect();
    names.into_iter().filter(|n| before.get(n) != after.get(n)).collect()
}
