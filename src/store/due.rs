//! Due rows for Today, the calendar and the unlock page.

use std::collections::BTreeMap;

use chrono::{NaiveDate, NaiveTime};
use rusqlite::{Row, params};

use crate::domain::due::{Class, DueOf, DueRow};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::problem::Outcome;
use crate::domain::when::{self, Due};
use crate::store::open::failed;
use crate::store::{Reading, id_or};

fn read(r: &Row<'_>) -> rusqlite::Result<Option<DueOf>> {
    let class: String = r.get(2)?;
    let kind: String = r.get(6)?;
    let (Ok(class), Some(kind), Some(record)) = (class.parse::<Class>(), Kind::named(&kind), id_or(r, 7)?) else {
        return Ok(None);
    };
    Ok(Some(DueOf {
        row: DueRow {
            class,
            due: r.get(3)?,
            worse: r.get(4)?,
            since: r.get(5)?,
            kind,
            record,
            what: r.get(8)?,
            deferrals: r.get(9)?,
        },
        contact: id_or(r, 0)?,
        reference: r.get(10)?,
        name: r.get(11)?,
        child: r.get(12)?,
    }))
}

const COLUMNS: &str = "contact, area, class, due, worse, since, kind, record, what, deferrals, reference, name, child";

impl Reading<'_> {
    /// Rows that may be on Today: of each class the earliest `limit` that fall inside its horizon.
    ///
    /// An empty area is every area.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn due(self, area: &str, today: NaiveDate, limit: i64) -> Outcome<Vec<DueOf>> {
        let areas = self.areas(area)?;
        let most = usize::try_from(limit).unwrap_or(0);
        let sql =
            format!("SELECT {COLUMNS} FROM due WHERE area = ?1 AND class = ?2 AND due < ?3 ORDER BY due LIMIT ?4");
        let mut all = Vec::new();
        for class in Class::all() {
            let mut before = today
                .checked_add_days(class.horizon())
                .and_then(|d| d.succ_opt())
                // The working day ends at 04:00 of the next; a bare day of that date sorts before it and is left out later.
                .map(|d| format!("{d}T{:02}:00", when::DAY_TURNS_AT))
                .unwrap_or_default();
            let mut of_class: Vec<DueOf> = Vec::new();
            for area in &areas {
                let mut statement = self.conn.prepare_cached(&sql).map_err(|e| failed(&e))?;
                let rows =
                    statement.query_map(params![area, class.name(), before, limit], read).map_err(|e| failed(&e))?;
                for row in rows {
                    of_class.extend(row.map_err(|e| failed(&e))?);
                }
                of_class.sort_by(|a, b| a.row.due.cmp(&b.row.due));
                of_class.truncate(most);
                // With so many found, another area is asked only for what is due before the last of them.
                if let Some(last) = most.checked_sub(1).and_then(|i| of_class.get(i)) {
                    before.clone_from(&last.row.due);
                }
            }
            all.append(&mut of_class);
        }
        Ok(all)
    }

    /// The areas in which something is due that belongs to a list of this area; no area is every area. What concerns no
    /// contact has none, and is on everybody's list.
    fn areas(self, area: &str) -> Outcome<Vec<String>> {
        if !area.is_empty() {
            return Ok(vec![area.to_owned(), String::new()]);
        }
        let mut all = vec![String::new()];
        let mut statement =
            self.conn.prepare_cached("SELECT min(area) FROM due WHERE area > ?1").map_err(|e| failed(&e))?;
        // From one to the next by the index: a handful of steps, however much is due.
        while let Some(last) = all.last() {
            match statement.query_row([last], |r| r.get::<_, Option<String>>(0)).map_err(|e| failed(&e))? {
                Some(next) => all.push(next),
                None => break,
            }
        }
        Ok(all)
    }

    /// Due rows of one contact, earliest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn due_of(self, contact: RecordId) -> Outcome<Vec<DueOf>> {
        let sql = format!("SELECT {COLUMNS} FROM due WHERE contact = ?1");
        let mut statement = self.conn.prepare_cached(&sql).map_err(|e| failed(&e))?;
        let rows = statement
            .query_map([crate::store::table::blob(contact)], read)
            .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>)
            .map_err(|e| failed(&e))?;
        let mut rows: Vec<DueOf> = rows.into_iter().flatten().collect();
        rows.sort_by(|a, b| a.row.due.cmp(&b.row.due));
        Ok(rows)
    }

    /// Open offers and referrals of an area (an empty area is every area) by the day to ask again, at most `limit`: each
    /// of them has one.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn open_offers(self, area: &str, limit: i64) -> Outcome<Vec<DueOf>> {
        let by_area = if area.is_empty() { "?1 = '' AND class = ?2" } else { "area = ?1 AND class = ?2" };
        let sql = format!("SELECT {COLUMNS} FROM due WHERE {by_area} AND kind = ?3 ORDER BY due LIMIT ?4");
        let mut statement = self.conn.prepare_cached(&sql).map_err(|e| failed(&e))?;
        let rows = statement
            .query_map(params![area, Class::Chase.name(), Kind::Offer.name(), limit], read)
            .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>)
            .map_err(|e| failed(&e))?;
        Ok(rows.into_iter().flatten().collect())
    }

    /// Markers whose review was due on that day or before, earliest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn due_markers(self, day: NaiveDate) -> Outcome<Vec<RecordId>> {
        let mut statement = self
            .conn
            .prepare_cached("SELECT due, record FROM due WHERE area = ?1 AND class = ?2 AND due <= ?3 ORDER BY due")
            .map_err(|e| failed(&e))?;
        let mut all: Vec<(String, Option<RecordId>)> = Vec::new();
        for area in self.areas("")? {
            let rows = statement
                .query_map(params![area, Class::Marker.name(), day.to_string()], |r| Ok((r.get(0)?, id_or(r, 1)?)))
                .map_err(|e| failed(&e))?;
            for row in rows {
                all.push(row.map_err(|e| failed(&e))?);
            }
        }
        all.sort_by(|a, b| a.0.cmp(&b.0));
        Ok(all.into_iter().filter_map(|(_, record)| record).collect())
    }

    /// The first time of a day at which something is due; what is due on the day as a whole has none.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn first_time(self, area: &str, day: NaiveDate) -> Outcome<Option<NaiveTime>> {
        let areas = self.areas(area)?;
        let sql = "SELECT min(due) FROM due WHERE area = ?1 AND class = ?2 AND due > ?3 AND due < ?4";
        let next = day.succ_opt().unwrap_or(day);
        let mut first: Option<String> = None;
        for class in [Class::Clock, Class::Promise, Class::Task, Class::Chase] {
            for area in &areas {
                let found: Option<String> = self
                    .conn
                    .prepare_cached(sql)
                    .and_then(|mut s| {
                        s.query_row(params![area, class.name(), day.to_string(), next.to_string()], |r| r.get(0))
                    })
                    .map_err(|e| failed(&e))?;
                first = [first, found].into_iter().flatten().min();
            }
        }
        Ok(match first.and_then(|due| due.parse().ok()) {
            Some(Due::At(moment)) => Some(moment.time()),
            _ => None,
        })
    }

    /// How many things are due on each day from `from` up to and without `to`, for the calendar.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn load(self, area: &str, from: NaiveDate, to: NaiveDate) -> Outcome<Vec<(NaiveDate, i64)>> {
        // Counted by day as rows are written: one row for each area, day and class, whatever the size of the caseload.
        let mut statement = self
            .conn
            .prepare_cached(
                "SELECT day, sum(n) FROM due_load WHERE area = ?1 AND day >= ?2 AND day < ?3
                 GROUP BY day",
            )
            .map_err(|e| failed(&e))?;
        let mut days: BTreeMap<NaiveDate, i64> = BTreeMap::new();
        for area in self.areas(area)? {
            let rows = statement
                .query_map(params![area, from.to_string(), to.to_string()], |r| {
                    Ok((r.get::<_, String>(0)?, r.get::<_, i64>(1)?))
                })
                .map_err(|e| failed(&e))?;
            for row in rows {
                let (day, count) = row.map_err(|e| failed(&e))?;
                if let Ok(day) = day.parse() {
                    *days.entry(day).or_default() += count;
                }
            }
        }
        Ok(days.into_iter().filter(|(_, count)| *count > 0).collect())
    }
}
