//! The lines of the outbox: updates with what a list shows of their contact, in one query.

use rusqlite::params_from_iter;
use rusqlite::types::Value as Sql;

use crate::domain::id::RecordId;
use crate::domain::problem::Outcome;
use crate::store::open::failed;
use crate::store::{Reading, id_or};

/// One update as a list shows it.
#[derive(Clone, PartialEq, Eq)]
pub struct UpdateLine {
    /// The update.
    pub id: RecordId,
    /// Whose.
    pub contact: Option<RecordId>,
    /// The record it is about, when not the contact itself.
    pub about: Option<RecordId>,
    /// A code of `update_kinds`.
    pub kind: String,
    /// A code of `update_states`.
    pub state: String,
    /// Held until, as it is kept; blank when it is not held.
    pub held_until: String,
    /// Reference given by IS.
    pub is_reference: String,
    /// Why it was rejected.
    pub rejection: String,
    /// Reference of the contact.
    pub reference: String,
    /// Preferred working name.
    pub name: String,
    /// The person is or may be under 18.
    pub child: bool,
    /// IS knows the person already.
    pub on_is: bool,
}

impl Reading<'_> {
    /// Updates in one of these states, or all of a package, oldest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn update_lines(self, states: &[&str], package: Option<i64>) -> Outcome<Vec<UpdateLine>> {
        let (clause, parameters) = match package {
            Some(number) => ("u.package = ?".to_owned(), vec![Sql::Integer(number)]),
            None => (
                format!("u.state IN ({})", vec!["?"; states.len()].join(", ")),
                states.iter().map(|s| Sql::Text((*s).to_owned())).collect(),
            ),
        };
        let sql = format!(
            "SELECT u.id, u.contact, coalesce(u.about, ''), coalesce(u.kind, ''), coalesce(u.state, ''),
                    coalesce(u.held_until, ''), coalesce(u.is_reference, ''), coalesce(u.rejection, ''),
                    coalesce(l.reference, ''), coalesce(l.name, ''), coalesce(l.child, 0),
                    coalesce(c.is_reference, '') <> ''
             FROM outbox_update u LEFT JOIN contact_line l ON l.contact = u.contact
                                  LEFT JOIN contact c ON c.id = u.contact
             WHERE {clause} ORDER BY u.n"
        );
        let mut statement = self.conn.prepare_cached(&sql).map_err(|e| failed(&e))?;
        let rows = statement
            .query_map(params_from_iter(parameters), |r| {
                let Some(id) = id_or(r, 0)? else { return Ok(None) };
                Ok(Some(UpdateLine {
                    id,
                    contact: id_or(r, 1)?,
                    about: r.get::<_, String>(2)?.parse().ok(),
                    kind: r.get(3)?,
                    state: r.get(4)?,
                    held_until: r.get(5)?,
                    is_reference: r.get(6)?,
                    rejection: r.get(7)?,
                    reference: r.get(8)?,
                    name: r.get(9)?,
                    child: r.get(10)?,
                    on_is: r.get(11)?,
                }))
            })
            .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>)
            .map_err(|e| failed(&e))?;
        Ok(rows.into_iter().flatten().collect())
    }
}
