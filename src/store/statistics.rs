//! Tallies for statistics: how often what was counted, by area and month. Kept in step with the records they count, in
//! the same transaction, and made again by a rebuild.
//!
//! A table of any period is read from these few rows, whatever the size of the caseload. What does not belong here: what
//! is counted of a record ([`crate::domain::statistics::event`]) and what of it may be shown.

use rusqlite::{Connection, OptionalExtension, params};

use crate::domain::field::text_in;
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::problem::Outcome;
use crate::domain::statistics::{Counted, Event, Family, events};
use crate::store::Reading;
use crate::store::open::failed;
use crate::store::table::{self, AnyRow, blob};

/// What is counted of a row.
fn of_row(row: &AnyRow) -> Vec<Event> {
    events(row.kind, &row.values, row.meta.updated_at.date_naive())
}

/// Keeps the tallies in step with a record.
pub(super) fn record_changed(conn: &Connection, before: Option<&AnyRow>, after: Option<&AnyRow>) -> Outcome<()> {
    let (old, new) = (before.map(of_row).unwrap_or_default(), after.map(of_row).unwrap_or_default());
    let (was, is) = (before.map(|r| own_area(conn, r)).transpose()?, after.map(|r| own_area(conn, r)).transpose()?);
    if old != new || was != is {
        tally(conn, was.as_deref().unwrap_or_default(), &old, -1)?;
        tally(conn, is.as_deref().unwrap_or_default(), &new, 1)?;
    }
    if after.or(before).is_some_and(|r| r.kind == Kind::Contact) && was != is {
        let Some(id) = after.or(before).map(|r| r.meta.id) else { return Ok(()) };
        move_all(conn, id, was.as_deref().unwrap_or_default(), is.as_deref().unwrap_or_default())?;
    }
    Ok(())
}

/// The area in which a record is counted: its own where it has one, otherwise that of its contact as it is now; blank
/// where there is none.
fn own_area(conn: &Connection, row: &AnyRow) -> Outcome<String> {
    if matches!(row.kind, Kind::Contact | Kind::CrimeReport) {
        return Ok(text_in(&row.values, "area").to_owned());
    }
    match row.meta.contact {
        Some(contact) if Family::OF_CONTACTS.contains(&row.kind) => area_of(conn, contact),
        _ => Ok(String::new()),
    }
}

fn area_of(conn: &Connection, contact: RecordId) -> Outcome<String> {
    conn.prepare_cached("SELECT area FROM contact WHERE id = ?1")
        .and_then(|mut s| s.query_row([blob(contact)], |r| r.get::<_, Option<String>>(0)).optional())
        .map(|found| found.flatten().unwrap_or_default())
        .map_err(|e| failed(&e))
}

/// What is counted of a contact's records goes with the contact to another area.
fn move_all(conn: &Connection, contact: RecordId, from: &str, to: &str) -> Outcome<()> {
    for kind in Family::OF_CONTACTS {
        // One that has none, as every new contact, is passed over without reading rows.
        let sql = format!("SELECT EXISTS (SELECT 1 FROM {} WHERE contact = ?1)", kind.name());
        let any: bool = conn
            .prepare_cached(&sql)
            .and_then(|mut s| s.query_row([blob(contact)], |r| r.get(0)))
            .map_err(|e| failed(&e))?;
        if !any {
            continue;
        }
        for row in table::query(conn, kind, " WHERE contact = ?1", &[blob(contact)])? {
            let counted = of_row(&row);
            tally(conn, from, &counted, -1)?;
            tally(conn, to, &counted, 1)?;
        }
    }
    Ok(())
}

fn tally(conn: &Connection, area: &str, events: &[Event], by: i64) -> Outcome<()> {
    for event in events {
        conn.prepare_cached(
            "INSERT INTO statistic (family, area, month, code, n) VALUES (?1, ?2, ?3, ?4, ?5)
             ON CONFLICT DO UPDATE SET n = n + ?5",
        )
        .and_then(|mut s| s.execute(params![event.family.name(), area, event.month, event.code, by]))
        .map_err(|e| failed(&e))?;
    }
    Ok(())
}

/// Makes the tallies again from the records.
pub(super) fn rebuild(conn: &Connection) -> Outcome<()> {
    conn.execute_batch("DELETE FROM statistic;").map_err(|e| failed(&e))?;
    for kind in Family::OF_CONTACTS.into_iter().chain([Kind::Contact, Kind::CrimeReport]) {
        for row in table::query(conn, kind, "", &[])? {
            tally(conn, &own_area(conn, &row)?, &of_row(&row), 1)?;
        }
    }
    Ok(())
}

impl Reading<'_> {
    /// What was counted of a family, every area and month; what came to nothing is left out.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn counted(self, family: Family) -> Outcome<Vec<Counted>> {
        if family == Family::Update {
            return self.counted_updates();
        }
        let mut statement = self
            .conn
            .prepare_cached("SELECT area, month, code, n FROM statistic WHERE family = ?1")
            .map_err(|e| failed(&e))?;
        let rows = statement
            .query_map([family.name()], |r| {
                Ok(Counted {
                    area: r.get(0)?,
                    month: r.get(1)?,
                    code: r.get(2)?,
                    n: r.get::<_, i64>(3)?.unsigned_abs(),
                })
            })
            .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>)
            .map_err(|e| failed(&e))?;
        Ok(rows.into_iter().filter(|c| c.n > 0).collect())
    }

    /// Updates by the month in which their package was handed over, and by what IS answered. A package is no record, so
    /// no tally is kept; what left with one is found through the index over packages.
    fn counted_updates(self) -> Outcome<Vec<Counted>> {
        let mut statement = self
            .conn
            .prepare_cached(
                "SELECT coalesce(c.area, ''), substr(p.sent_at, 1, 7), coalesce(u.state, ''), count(*)
                 FROM package p JOIN outbox_update u ON u.package = p.number LEFT JOIN contact c ON c.id = u.contact
                 WHERE p.sent_at != '' GROUP BY 1, 2, 3",
            )
            .map_err(|e| failed(&e))?;
        let rows = statement
            .query_map([], |r| {
                Ok(Counted {
                    area: r.get(0)?,
                    month: r.get(1)?,
                    code: r.get(2)?,
                    n: r.get::<_, i64>(3)?.unsigned_abs(),
                })
            })
            .map_err(|e| failed(&e))?;
        rows.collect::<rusqlite::Result<_>>().map_err(|e| failed(&e))
    }

    /// Observations seen at this moment or later, newest first; `area` blank is every area. `since` is as it is kept,
    /// local: `2026-08-27T00:00`.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn observations(
        self,
        area: &str,
        since: &str,
    ) -> Outcome<Vec<table::Stored<crate::domain::observation::Observation>>> {
        use rusqlite::types::Value as Sql;
        let text = |t: &str| Sql::Text(t.to_owned());
        let rows = if area.is_empty() {
            table::query(self.conn, Kind::Observation, " WHERE at >= ?1 ORDER BY at DESC", &[text(since)])
        } else {
            let of = [text(area), text(since)];
            table::query(self.conn, Kind::Observation, " WHERE area = ?1 AND at >= ?2 ORDER BY at DESC", &of)
        };
        Ok(rows?.iter().map(AnyRow::typed).collect())
    }
}
