//! Drafts: half-typed forms, kept encrypted and offered again after a lock, a crash or a power cut.
//!
//! A draft is not a record: it is not journalled, and it goes when the form is saved or thrown away.

use rusqlite::params;

use crate::domain::id::RecordId;
use crate::domain::problem::Outcome;
use crate::store::Store;
use crate::store::open::failed;
use crate::store::table::{blob_or_null, id_of};

/// One kept draft.
#[derive(Clone, PartialEq, Eq)]
pub struct Draft {
    /// Which form: `engagement:new`, `contact:<id>`, …
    pub form: String,
    /// The contact it is about.
    pub contact: Option<RecordId>,
    /// When it was kept, UTC text.
    pub at: String,
    /// What the form needs to go on.
    pub content: String,
}

impl Store {
    /// Keeps a draft in place of the one before it; one per form and contact.
    ///
    /// # Errors
    /// When the database fails; the one before it is then still there.
    pub fn keep_draft(&self, draft: &Draft) -> Outcome<()> {
        self.may_write()?;
        let keep = || -> rusqlite::Result<()> {
            // Both or neither: between the two a crash would take what was kept before.
            let tx = self.conn.unchecked_transaction()?;
            tx.prepare_cached("DELETE FROM draft WHERE form = ?1 AND contact IS ?2")?
                .execute(params![draft.form, blob_or_null(draft.contact)])?;
            tx.prepare_cached("INSERT INTO draft (form, contact, at, content) VALUES (?1, ?2, ?3, ?4)")?
                .execute(params![draft.form, blob_or_null(draft.contact), draft.at, draft.content])?;
            tx.commit()
        };
        keep().map_err(|e| failed(&e))
    }

    /// Drops a draft.
    ///
    /// # Errors
    /// When the database fails.
    pub fn drop_draft(&self, form: &str, contact: Option<RecordId>) -> Outcome<()> {
        self.conn
            .execute("DELETE FROM draft WHERE form = ?1 AND contact IS ?2", params![form, blob_or_null(contact)])
            .map_err(|e| failed(&e))?;
        Ok(())
    }

    /// All drafts, newest first.
    ///
    /// # Errors
    /// When the database fails.
    pub fn drafts(&self) -> Outcome<Vec<Draft>> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT form, contact, at, content FROM draft ORDER BY at DESC")
            .map_err(|e| failed(&e))?;
        let rows = statement
            .query_map([], |r| {
                Ok(Draft { form: r.get(0)?, contact: id_of(r.get_ref(1)?), at: r.get(2)?, content: r.get(3)? })
            })
            .map_err(|e| failed(&e))?;
        rows.collect::<rusqlite::Result<Vec<_>>>().map_err(|e| failed(&e))
    }
}
