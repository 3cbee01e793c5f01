//! The encrypted store: the only user of rusqlite.
//!
//! [`Store`] owns the one connection. Reading goes through [`Reading`]; writing only through [`Store::write`]
//! (see [`mod@write`]). Records are plain rows of the tables that `migrations/` made from the field tables; rows worked
//! out from them (search, due, list lines) are kept by [`mod@derive`] in the same transaction.

pub mod contact;
pub mod derive;
pub mod draft;
pub mod due;
pub mod intelligence;
pub mod journal;
pub mod migrate;
pub mod open;
pub mod outbox;
pub mod package;
#[cfg(test)]
mod plans;
pub mod search;
pub mod statistics;
pub mod table;
pub mod terms;
pub mod undo;
pub mod verify;
pub mod write;

use std::path::Path;

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, Row};

use crate::domain::field::Record;
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::problem::{Kind as Fault, Outcome, Problem};
use crate::store::open::failed;
use crate::store::table::{AnyRow, Stored, blob};

/// The open database.
pub struct Store {
    conn: Connection,
    head: (i64, [u8; 32]),
    read_only: Option<&'static str>,
    terms: Option<terms::Terms>,
}

/// Reading, inside or outside an act.
#[derive(Clone, Copy)]
pub struct Reading<'c> {
    conn: &'c Connection,
    terms: Option<&'c terms::Terms>,
}

/// An optional id column.
pub(super) fn id_or(row: &Row<'_>, column: usize) -> rusqlite::Result<Option<RecordId>> {
    Ok(table::id_of(row.get_ref(column)?))
}

impl Store {
    /// Makes the database of a new vault: schema and marker row. The file must not exist.
    ///
    /// # Errors
    /// When the file exists or cannot be written.
    pub fn create(path: &Path, key: &[u8; 32], vault_id: &str) -> Outcome<()> {
        let mut conn = open::create(path, key)?;
        migrate::migrate(&mut conn)?;
        conn.execute("INSERT INTO meta (name, value) VALUES ('vault_id', ?1)", [vault_id]).map_err(|e| failed(&e))?;
        conn.close().map_err(|(_, e)| failed(&e))?;
        Ok(())
    }

    /// Opens the database of a vault for work. Migrations must have been done ([`Store::pending_migration`]).
    ///
    /// # Errors
    /// [`Fault::Damaged`] when it is damaged, swapped or belongs to another vault.
    pub fn open(path: &Path, key: &[u8; 32], vault_id: &str) -> Outcome<Self> {
        let mut conn = open::connect(path, key, open::Purpose::Work)?;
        migrate::migrate(&mut conn)?;
        let store = Self::of(conn, vault_id)?;
        // Merging is done when idle ([`Store::merge_search`]); saving never waits for it.
        search::configure(&store.conn, &search::USUAL)?;
        Ok(store)
    }

    /// Opens a database for reading only: a backup or a byte copy.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn open_to_check(path: &Path, key: &[u8; 32], vault_id: &str) -> Outcome<Self> {
        let conn = open::connect(path, key, open::Purpose::Check)?;
        let mut store = Self::of(conn, vault_id)?;
        store.read_only = Some("This copy is open for reading only.");
        Ok(store)
    }

    /// Finishes what a killed process left half-written: SQLite takes the unfinished transaction back. To be called
    /// when a rollback journal lies beside the database, before it is opened for reading only.
    ///
    /// # Errors
    /// As [`Store::open`].
    pub fn settle(path: &Path, key: &[u8; 32]) -> Outcome<()> {
        let conn = open::connect(path, key, open::Purpose::Maintenance)?;
        conn.close().map_err(|(_, e)| failed(&e))
    }

    /// Whether opening would first have to bring an older schema up to date (a verified backup comes before that).
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn pending_migration(path: &Path, key: &[u8; 32]) -> Outcome<bool> {
        let conn = open::connect(path, key, open::Purpose::Check)?;
        migrate::is_pending(&conn)
    }

    /// As [`Store::pending_migration`], of a database that is open for reading only.
    ///
    /// # Errors
    /// When it cannot be read, or its schema is newer than this program's.
    pub fn is_older_schema(&self) -> Outcome<bool> {
        migrate::is_pending(&self.conn)
    }

    fn of(conn: Connection, vault_id: &str) -> Outcome<Self> {
        let kept: Result<String, _> =
            conn.query_row("SELECT value FROM meta WHERE name = 'vault_id'", [], |r| r.get(0));
        if kept.as_deref() != Ok(vault_id) {
            return Err(Problem::new(
                Fault::Damaged,
                "The database does not belong to this vault.",
                "Another vault's file was put in its place. Put back the right one, or the latest backup.",
            ));
        }
        let head = journal::head(&conn)?;
        Ok(Self { conn, head, read_only: None, terms: None })
    }

    /// Reading.
    #[must_use]
    pub const fn reading(&self) -> Reading<'_> {
        Reading { conn: &self.conn, terms: self.terms.as_ref() }
    }

    /// The last journal entry: number and hash.
    #[must_use]
    pub const fn head(&self) -> (i64, [u8; 32]) {
        self.head
    }

    /// The hash of a journal entry, for the witness.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn hash_at(&self, number: i64) -> Outcome<Option<[u8; 32]>> {
        journal::hash_at(&self.conn, number)
    }

    /// From now on nothing can be written; the reason is said when it is tried.
    pub const fn make_read_only(&mut self, why: &'static str) {
        self.read_only = Some(why);
    }

    /// Lets writing go on after [`Store::make_read_only`].
    pub const fn allow_writing(&mut self) {
        self.read_only = None;
    }

    /// Whether nothing can be written.
    #[must_use]
    pub const fn is_read_only(&self) -> bool {
        self.read_only.is_some()
    }

    pub(super) fn may_write(&self) -> Outcome<()> {
        match self.read_only {
            None => Ok(()),
            Some(why) => Err(Problem::refused(why, "Open the vault itself to change anything.")),
        }
    }

    /// Both integrity checks over the whole file.
    ///
    /// # Errors
    /// [`Fault::Damaged`].
    pub fn check_whole(&self) -> Outcome<()> {
        open::check_whole(&self.conn)
    }

    /// The chain, every row and every payload.
    ///
    /// # Errors
    /// [`Fault::Damaged`].
    pub fn verify(&self, progress: impl FnMut(i64, i64) -> bool) -> Outcome<verify::Verified> {
        verify::verify(&self.conn, progress)
    }

    /// Merges the search index a little while nobody types; true while there is more to do.
    ///
    /// # Errors
    /// When the database fails.
    pub fn merge_search(&self, pages: i64) -> Outcome<bool> {
        if self.read_only.is_some() {
            return Ok(false);
        }
        search::merge(&self.conn, pages)
    }

    /// Reads a slice of the index's words while nobody types, so that a longer prefix is found within a frame; true
    /// while there is more to do.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn learn_terms(&mut self, most: usize) -> Outcome<bool> {
        self.terms.get_or_insert_with(terms::Terms::default).learn(&self.conn, most)
    }

    /// Makes room for very large acts, or gives it back: pages of the database in memory, and words that wait before
    /// they go into the index. When much was added the index is to be settled ([`Store::settle_search`]) before the room
    /// is given back.
    ///
    /// # Errors
    /// When the database fails.
    pub fn make_room(&self, much: bool) -> Outcome<()> {
        self.may_write()?;
        let pages = if much { open::LARGE_CACHE } else { open::CACHE };
        self.conn.execute_batch(&format!("PRAGMA cache_size = -{pages}")).map_err(|e| failed(&e))?;
        search::configure(&self.conn, if much { &search::MUCH } else { &search::USUAL })
    }

    /// As [`Store::make_room`], for one act of many thousand records while the interface goes on: less memory. The room is
    /// given back by `make_room(false)`.
    ///
    /// # Errors
    /// When the database fails.
    pub fn make_room_for_import(&self) -> Outcome<()> {
        self.may_write()?;
        self.conn.execute_batch(&format!("PRAGMA cache_size = -{}", open::IMPORT_CACHE)).map_err(|e| failed(&e))?;
        search::configure(&self.conn, &search::IMPORT)
    }

    /// Merges the whole search index into one piece, after very much was added.
    ///
    /// # Errors
    /// When the database fails.
    pub fn settle_search(&self) -> Outcome<()> {
        self.may_write()?;
        search::settle(&self.conn)
    }

    /// Makes every derived row again from the records.
    ///
    /// # Errors
    /// When the database fails; the rows before are left.
    pub fn rebuild(&mut self) -> Outcome<()> {
        self.may_write()?;
        let tx = self.conn.transaction().map_err(|e| failed(&e))?;
        derive::rebuild(&tx)?;
        tx.commit().map_err(|e| failed(&e))?;
        self.terms = None;
        Ok(())
    }

    /// Closes the database; its file is quiet afterwards.
    ///
    /// # Errors
    /// When the last page cannot be written.
    pub fn close(self) -> Outcome<()> {
        self.conn.close().map_err(|(_, e)| failed(&e))
    }
}

impl Reading<'_> {
    /// A record by its id.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn get<R: Record>(self, id: RecordId) -> Outcome<Option<Stored<R>>> {
        Ok(table::get(self.conn, R::KIND, id)?.map(|r| r.typed()))
    }

    /// A record of any kind by its id.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn any(self, kind: Kind, id: RecordId) -> Outcome<Option<AnyRow>> {
        table::get(self.conn, kind, id)
    }

    /// A contact's records of a kind, newest first by their own time.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn of_contact<R: Record>(self, contact: RecordId) -> Outcome<Vec<Stored<R>>> {
        Ok(table::query(self.conn, R::KIND, " WHERE contact = ?1 ORDER BY at DESC, n DESC", &[blob(contact)])?
            .iter()
            .map(AnyRow::typed)
            .collect())
    }

    /// Records of a kind that belong to no contact, newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn of_nobody<R: Record>(self) -> Outcome<Vec<Stored<R>>> {
        Ok(table::query(self.conn, R::KIND, " WHERE contact IS NULL ORDER BY at DESC, n DESC", &[])?
            .iter()
            .map(AnyRow::typed)
            .collect())
    }

    /// A contact's records of a kind as they are kept, in the order of making.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn any_of_contact(self, kind: Kind, contact: RecordId) -> Outcome<Vec<AnyRow>> {
        table::query(self.conn, kind, " WHERE contact = ?1 ORDER BY n", &[blob(contact)])
    }

    /// The newest `limit` of a contact's records of a kind.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn newest<R: Record>(self, contact: RecordId, limit: i64) -> Outcome<Vec<Stored<R>>> {
        Ok(table::query(
            self.conn,
            R::KIND,
            " WHERE contact = ?1 ORDER BY at DESC, n DESC LIMIT ?2",
            &[blob(contact), Sql::Integer(limit)],
        )?
        .iter()
        .map(AnyRow::typed)
        .collect())
    }

    /// How many records of a kind a contact has.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn count(self, kind: Kind, contact: RecordId) -> Outcome<i64> {
        self.conn
            .prepare_cached(&format!("SELECT count(*) FROM {} WHERE contact = ?1", kind.name()))
            .and_then(|mut s| s.query_row([blob(contact)], |r| r.get(0)))
            .map_err(|e| failed(&e))
    }

    /// Records of a kind, newest first, from `offset` on.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn list(self, kind: Kind, offset: i64, limit: i64) -> Outcome<Vec<AnyRow>> {
        table::query(
            self.conn,
            kind,
            " ORDER BY n DESC LIMIT ?1 OFFSET ?2",
            &[Sql::Integer(limit), Sql::Integer(offset)],
        )
    }

    /// Updates in one of these states, oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn updates(self, states: &[&str]) -> Outcome<Vec<Stored<crate::domain::update::Update>>> {
        let mut all = Vec::new();
        for state in states {
            // One state after the other, each in the order of its index: together they would be sorted afresh.
            let of_state = [Sql::Text((*state).to_owned())];
            all.extend(table::query(self.conn, Kind::Update, " WHERE state = ?1 ORDER BY n", &of_state)?);
        }
        all.sort_by_key(|u| (u.meta.created_at, u.meta.id));
        Ok(all.iter().map(AnyRow::typed).collect())
    }

    /// Contacts about whom IS was, or may have been, told: a marker that stands or is on its way, a confirmed state,
    /// a person update that left. Also those whose marker is ready to go.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn contacts_told(self) -> Outcome<Vec<RecordId>> {
        let mut statement = self
            .conn
            .prepare_cached(
                "SELECT contact FROM marker WHERE state IN ('ready', 'exported', 'on-is')
                 UNION SELECT contact FROM confirmed
                 UNION SELECT contact FROM outbox_update
                       WHERE kind IN ('person', 'rectification') AND state IN ('sealed', 'sent', 'deferred', 'accepted')",
            )
            .map_err(|e| failed(&e))?;
        let rows = statement
            .query_map([], |r| id_or(r, 0))
            .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>)
            .map_err(|e| failed(&e))?;
        Ok(rows.into_iter().flatten().collect())
    }

    /// How many updates there are in each state.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn updates_by_state(self) -> Outcome<std::collections::BTreeMap<String, i64>> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT coalesce(state, ''), count(*) FROM outbox_update GROUP BY 1")
            .map_err(|e| failed(&e))?;
        let rows = statement.query_map([], |r| Ok((r.get(0)?, r.get(1)?))).map_err(|e| failed(&e))?;
        rows.collect::<rusqlite::Result<_>>().map_err(|e| failed(&e))
    }

    /// The updates of a package, in the order in which they were made.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn updates_of_package(self, number: i64) -> Outcome<Vec<Stored<crate::domain::update::Update>>> {
        Ok(table::query(self.conn, Kind::Update, " WHERE package = ?1 ORDER BY n", &[Sql::Integer(number)])?
            .iter()
            .map(AnyRow::typed)
            .collect())
    }

    /// How many updates are unsent and how many unconfirmed, for the header.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn update_counts(self) -> Outcome<(i64, i64)> {
        self.conn
            .prepare_cached(
                "SELECT coalesce(sum(n) FILTER (WHERE code IN ('draft', 'approved', 'held', 'sealed')), 0),
                        coalesce(sum(n) FILTER (WHERE code IN ('sent', 'deferred')), 0)
                 FROM tally WHERE what = 'update' AND area = ''",
            )
            .and_then(|mut s| s.query_row([], |r| Ok((r.get(0)?, r.get(1)?))))
            .map_err(|e| failed(&e))
    }

    /// How many updates of a package are in each state.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn answers_of_package(self, number: i64) -> Outcome<std::collections::BTreeMap<String, i64>> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT coalesce(state, ''), count(*) FROM outbox_update WHERE package = ?1 GROUP BY 1")
            .map_err(|e| failed(&e))?;
        let rows = statement.query_map([number], |r| Ok((r.get(0)?, r.get(1)?))).map_err(|e| failed(&e))?;
        rows.collect::<rusqlite::Result<_>>().map_err(|e| failed(&e))
    }

    /// A setting.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn setting(self, name: &str) -> Outcome<Option<String>> {
        let found = self
            .conn
            .prepare_cached("SELECT value FROM setting WHERE name = ?1")
            .and_then(|mut s| s.query_row([name], |r| r.get(0)));
        match found {
            Ok(value) => Ok(Some(value)),
            Err(rusqlite::Error::QueryReturnedNoRows) => Ok(None),
            Err(e) => Err(failed(&e)),
        }
    }

    /// Packages, newest first, without their bytes.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn packages(self) -> Outcome<Vec<package::Package>> {
        package::all(self.conn, false)
    }

    /// One package with its bytes.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn package(self, number: i64) -> Outcome<Option<package::Package>> {
        package::get(self.conn, number)
    }

    /// History of a contact, newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn history(self, contact: RecordId, limit: usize) -> Outcome<Vec<verify::HistoryLine>> {
        verify::history(self.conn, contact, limit)
    }

    /// How many journal entries there are about a contact.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn history_count(self, contact: RecordId) -> Outcome<usize> {
        self.conn
            .prepare_cached("SELECT count(*) FROM journal WHERE contact = ?1")
            .and_then(|mut s| s.query_row([blob(contact)], |r| r.get::<_, i64>(0)))
            .map(|n| usize::try_from(n).unwrap_or(0))
            .map_err(|e| failed(&e))
    }

    /// Journal entries, newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn journal(self, limit: i64) -> Outcome<Vec<journal::Entry>> {
        journal::entries(self.conn, "ORDER BY j.n DESC LIMIT ?1", &[Sql::Integer(limit)])
    }

    /// Journal entries of one operation since an instant, newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn journal_of(self, operation: &str, limit: i64) -> Outcome<Vec<journal::Entry>> {
        journal::entries(
            self.conn,
            // Said again as the index says it, which holds all but these two.
            "WHERE j.operation = ?1 AND j.operation NOT IN ('collection', 'alteration') ORDER BY j.n DESC LIMIT ?2",
            &[Sql::Text(operation.to_owned()), Sql::Integer(limit)],
        )
    }

    /// The newest backup in the journal; `recipient` narrows it to backups that went there.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn last_backup(self, recipient: Option<&str>) -> Outcome<Option<journal::Entry>> {
        let found = match recipient {
            None => journal::entries(self.conn, "WHERE j.operation = 'backup' ORDER BY j.n DESC LIMIT 1", &[]),
            Some(one) => journal::entries(
                self.conn,
                "WHERE j.operation = 'backup' AND j.recipient = ?1 ORDER BY j.n DESC LIMIT 1",
                &[Sql::Text(one.to_owned())],
            ),
        };
        Ok(found?.into_iter().next())
    }

    /// Whether anything but opening, reading, locking and backing up was journalled after an entry.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn changed_after(self, number: i64) -> Outcome<bool> {
        self.conn
            .prepare_cached(
                "SELECT EXISTS (SELECT 1 FROM journal WHERE n > ?1 AND operation NOT IN
                 ('consultation', 'unlock', 'failed-unlock', 'lock', 'backup'))",
            )
            .and_then(|mut s| s.query_row([number], |r| r.get(0)))
            .map_err(|e| failed(&e))
    }

    /// How many live records there are, all kinds together.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn records_total(self) -> Outcome<i64> {
        let mut total = 0;
        for kind in Kind::all() {
            total += self
                .conn
                .query_row(&format!("SELECT count(*) FROM {}", kind.name()), [], |r| r.get::<_, i64>(0))
                .map_err(|e| failed(&e))?;
        }
        Ok(total)
    }

    /// The head line of an act, for the words of undo.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn act(self, number: i64) -> Outcome<Option<undo::ActLine>> {
        undo::act_line(self.conn, number)
    }

    /// Search hits, newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn find(self, query: &search::Query, limit: i64) -> Outcome<Vec<search::Hit>> {
        search::find(self.conn, self.terms, query, limit)
    }

    /// Contacts with a number that ends in these digits.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn by_digits(self, digits: &str, limit: i64) -> Outcome<Vec<search::Hit>> {
        search::by_digits(self.conn, digits, limit)
    }
}
