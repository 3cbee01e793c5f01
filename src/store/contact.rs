//! Contacts as lists show them: masked lines, filtered and sorted by indexed columns.

use rusqlite::types::Value as Sql;
use rusqlite::{OptionalExtension, Row, params_from_iter};

use crate::domain::contact::status;
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::lists;
use crate::domain::problem::Outcome;
use crate::store::open::failed;
use crate::store::{Reading, id_or, table};

/// One masked line of the contact list.
#[derive(Clone, PartialEq, Eq)]
pub struct ContactLine {
    /// The contact.
    pub id: RecordId,
    /// Reference.
    pub reference: String,
    /// Preferred working name.
    pub name: String,
    /// Area code.
    pub area: String,
    /// Status code.
    pub status: String,
    /// Is or may be under 18.
    pub child: bool,
    /// Has an open child concern.
    pub child_concern: bool,
    /// Age status code.
    pub age_status: String,
    /// First setting code.
    pub setting: String,
    /// Latest answer to *record on IS*; empty when never asked.
    pub consent: String,
    /// A legal name is known.
    pub named: bool,
    /// Day of the last engagement, ISO; may be empty.
    pub last_on: String,
    /// Next due, as `Due` is stored; `9999` when nothing is due.
    pub next_due: String,
    /// What is due next.
    pub next_what: String,
    /// The plan is to be re-checked by then, ISO; empty when there is no plan.
    pub plan_until: String,
}

/// By what a contact is known to be the same person.
pub struct Named {
    /// The contact.
    pub id: RecordId,
    /// Working names.
    pub working: Vec<String>,
    /// Legal given names; may be empty.
    pub given: String,
    /// Legal surname; may be empty.
    pub surname: String,
    /// Date of birth, ISO; may be empty.
    pub born_on: String,
}

/// How the list is sorted.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub enum Sort {
    /// By what is due next, children first.
    #[default]
    NextDue,
    /// By working name.
    Name,
    /// By reference.
    Reference,
    /// Longest without contact first.
    LastContact,
}

/// What the list is narrowed to; empty means any.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Filter {
    /// Area code.
    pub area: String,
    /// Status code; empty is open and paused.
    pub status: String,
    /// Setting code.
    pub setting: String,
    /// Population group code.
    pub group: String,
    /// Latest consent to *record on IS*.
    pub consent: String,
    /// Age status code.
    pub age: String,
    /// Only contacts with something overdue on this ISO day.
    pub overdue_on: String,
    /// How it is sorted.
    pub sort: Sort,
}

impl Filter {
    /// Whether its order is in the index of each area alone: nothing else has all areas by the last contact.
    fn is_by_area(&self) -> bool {
        self.sort == Sort::LastContact && self.area.is_empty()
    }
}

const COLUMNS: &str = "contact, reference, name, area, status, child, child_concern, age_status, setting, consent, named, \
                       last_on, next_due, next_what, plan_until";

fn read(r: &Row<'_>) -> rusqlite::Result<ContactLine> {
    Ok(ContactLine {
        id: id_or(r, 0)?.ok_or(rusqlite::Error::InvalidQuery)?,
        reference: r.get(1)?,
        name: r.get(2)?,
        area: r.get(3)?,
        status: r.get(4)?,
        child: r.get(5)?,
        child_concern: r.get(6)?,
        age_status: r.get(7)?,
        setting: r.get(8)?,
        consent: r.get(9)?,
        named: r.get(10)?,
        last_on: r.get(11)?,
        next_due: r.get(12)?,
        next_what: r.get(13)?,
        plan_until: r.get(14)?,
    })
}

fn clause(filter: &Filter) -> (String, Vec<Sql>) {
    let mut parts = Vec::new();
    let mut values = Vec::new();
    let mut equal = |column: &str, value: &str| {
        if !value.is_empty() {
            parts.push(format!("{column} = ?"));
            values.push(Sql::Text(value.to_owned()));
        }
    };
    equal("area", &filter.area);
    equal("status", if filter.status.is_empty() { "open" } else { &filter.status });
    equal("population_group", &filter.group);
    equal("age_status", &filter.age);
    if filter.consent == "not-asked" {
        parts.push("consent IN ('', 'not-asked')".to_owned());
    } else {
        let value = filter.consent.as_str();
        if !value.is_empty() {
            parts.push("consent = ?".to_owned());
            values.push(Sql::Text(value.to_owned()));
        }
    }
    if !filter.setting.is_empty() {
        parts.push("instr(' ' || settings || ' ', ?) > 0".to_owned());
        values.push(Sql::Text(format!(" {} ", filter.setting)));
    }
    if !filter.overdue_on.is_empty() {
        parts.push("next_due < ?".to_owned());
        values.push(Sql::Text(filter.overdue_on.clone()));
    }
    (parts.join(" AND "), values)
}

impl Reading<'_> {
    /// One page of the list.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn contacts(self, filter: &Filter, offset: i64, limit: i64) -> Outcome<Vec<ContactLine>> {
        if filter.is_by_area() {
            return self.longest_without_contact(filter, offset, limit);
        }
        let (clause, mut values) = clause(filter);
        let order = match filter.sort {
            Sort::NextDue => "child DESC, next_due, reference",
            Sort::Name => "name COLLATE NOCASE, reference",
            Sort::Reference => "reference",
            Sort::LastContact => "last_on, reference",
        };
        values.push(Sql::Integer(limit));
        values.push(Sql::Integer(offset));
        let sql = format!("SELECT {COLUMNS} FROM contact_line WHERE {clause} ORDER BY {order} LIMIT ? OFFSET ?");
        let mut statement = self.conn.prepare_cached(&sql).map_err(|e| failed(&e))?;
        statement
            .query_map(params_from_iter(values), read)
            .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>)
            .map_err(|e| failed(&e))
    }

    /// A page of all areas by the last contact. An index of its own would be written by every engagement; the areas are
    /// few, and the index of each has its contacts in order.
    fn longest_without_contact(self, filter: &Filter, offset: i64, limit: i64) -> Outcome<Vec<ContactLine>> {
        let mut parts = Vec::new();
        let mut values = Vec::new();
        for area in self.areas_of_contacts()? {
            let (clause, of_area) = clause(&Filter { area, ..filter.clone() });
            parts.push(format!("SELECT rowid AS line, last_on, reference FROM contact_line WHERE {clause}"));
            values.extend(of_area);
        }
        if parts.is_empty() {
            return Ok(Vec::new());
        }
        values.push(Sql::Integer(limit));
        values.push(Sql::Integer(offset));
        let sql = format!("{} ORDER BY last_on, reference LIMIT ? OFFSET ?", parts.join(" UNION ALL "));
        let lines: Vec<i64> = self
            .conn
            .prepare_cached(&sql)
            .and_then(|mut s| s.query_map(params_from_iter(values), |r| r.get(0))?.collect())
            .map_err(|e| failed(&e))?;
        let mut line = self
            .conn
            .prepare_cached(&format!("SELECT {COLUMNS} FROM contact_line WHERE rowid = ?1"))
            .map_err(|e| failed(&e))?;
        lines.into_iter().map(|n| line.query_row([n], read).map_err(|e| failed(&e))).collect()
    }

    /// The areas that contacts are in.
    fn areas_of_contacts(self) -> Outcome<Vec<String>> {
        self.conn
            .prepare_cached("SELECT DISTINCT area FROM tally WHERE what = 'contact' AND n > 0")
            .and_then(|mut s| s.query_map([], |r| r.get(0))?.collect())
            .map_err(|e| failed(&e))
    }

    /// How many contacts the filter leaves.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn contacts_count(self, filter: &Filter) -> Outcome<i64> {
        let status = if filter.status.is_empty() { "open" } else { &filter.status };
        let plain =
            Filter { area: filter.area.clone(), status: filter.status.clone(), sort: filter.sort, ..Filter::default() };
        if plain == *filter {
            // Counted as lines are written; counting them each time would read an entry for every contact.
            let (sql, of) = if filter.area.is_empty() {
                ("SELECT coalesce(sum(n), 0) FROM tally WHERE what = 'contact' AND code = ?1", vec![status])
            } else {
                (
                    "SELECT coalesce(sum(n), 0) FROM tally WHERE what = 'contact' AND code = ?1 AND area = ?2",
                    vec![status, filter.area.as_str()],
                )
            };
            return self
                .conn
                .prepare_cached(sql)
                .and_then(|mut s| s.query_row(params_from_iter(of), |r| r.get(0)))
                .map_err(|e| failed(&e));
        }
        let (clause, values) = clause(filter);
        self.conn
            .prepare_cached(&format!("SELECT count(*) FROM contact_line WHERE {clause}"))
            .and_then(|mut s| s.query_row(params_from_iter(values), |r| r.get(0)))
            .map_err(|e| failed(&e))
    }

    /// Contacts whose preferred working name begins like this, in the order of names. It goes through the index of names, so
    /// that a contact is found at once though a thousand notes hold the same word.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn contacts_named(self, begins: &str, limit: i64) -> Outcome<Vec<RecordId>> {
        let begins = begins.trim();
        if begins.is_empty() {
            return Ok(Vec::new());
        }
        let end = format!("{begins}\u{10FFFF}");
        let areas = lists::get("areas").map(|l| l.items.iter().map(|i| i.code.as_str()).collect::<Vec<_>>());
        let mut found = Vec::new();
        let mut statement = self
            .conn
            .prepare_cached(
                "SELECT contact FROM contact_line
                 WHERE area = ?1 AND status = ?2 AND name >= ?3 COLLATE NOCASE AND name < ?4 COLLATE NOCASE
                 ORDER BY name COLLATE NOCASE, reference LIMIT ?5",
            )
            .map_err(|e| failed(&e))?;
        for status in [status::OPEN, status::PAUSED, status::CLOSED] {
            for area in areas.iter().flatten().copied().chain([""]) {
                let left = limit - i64::try_from(found.len()).unwrap_or(limit);
                let rows = statement
                    .query_map(rusqlite::params![area, status, begins, end, left], |r| id_or(r, 0))
                    .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>)
                    .map_err(|e| failed(&e))?;
                found.extend(rows.into_iter().flatten());
            }
        }
        Ok(found)
    }

    /// How many contacts stand before this one in the list; nothing when the filter leaves it out.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn contacts_before(self, filter: &Filter, id: RecordId) -> Outcome<Option<i64>> {
        let (mut clause, mut values) = clause(filter);
        if filter.is_by_area() {
            // By the index of each area, as the page is.
            let areas = self.areas_of_contacts()?;
            clause = format!("area IN ({}) AND {clause}", vec!["?"; areas.len()].join(", "));
            values.splice(0..0, areas.into_iter().map(Sql::Text));
        }
        // The reference is in every order, so that no two contacts stand in the same place.
        let key = match filter.sort {
            Sort::NextDue => "-child, next_due, reference",
            Sort::Name => "name COLLATE NOCASE, reference",
            Sort::Reference => "reference",
            Sort::LastContact => "last_on, reference",
        };
        let of_it = format!("SELECT {key} FROM contact_line WHERE contact = ?");
        let sql = format!(
            "SELECT (SELECT count(*) FROM contact_line WHERE {clause} AND contact = ?),
                    (SELECT count(*) FROM contact_line WHERE {clause} AND ({key}) < ({of_it}))"
        );
        let again = values.clone();
        values.push(table::blob(id));
        values.extend(again);
        values.push(table::blob(id));
        let (shown, before): (i64, i64) = self
            .conn
            .prepare_cached(&sql)
            .and_then(|mut s| s.query_row(params_from_iter(values), |r| Ok((r.get(0)?, r.get(1)?))))
            .map_err(|e| failed(&e))?;
        Ok((shown > 0).then_some(before))
    }

    /// The line of one contact.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn contact_line(self, id: RecordId) -> Outcome<Option<ContactLine>> {
        let found = self
            .conn
            .prepare_cached(&format!("SELECT {COLUMNS} FROM contact_line WHERE contact = ?1"))
            .and_then(|mut s| s.query_row([table::blob(id)], read));
        match found {
            Ok(line) => Ok(Some(line)),
            Err(rusqlite::Error::QueryReturnedNoRows) => Ok(None),
            Err(e) => Err(failed(&e)),
        }
    }

    /// The contact with a reference, in any case and with or without the dash.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn by_reference(self, reference: &str) -> Outcome<Option<RecordId>> {
        let found = self
            .conn
            .prepare_cached("SELECT id FROM contact WHERE reference = ?1")
            .and_then(|mut s| s.query_row([reference.trim().to_uppercase()], |r| id_or(r, 0)));
        match found {
            Ok(id) => Ok(id),
            Err(rusqlite::Error::QueryReturnedNoRows) => Ok(None),
            Err(e) => Err(failed(&e)),
        }
    }

    /// The highest number given out under a device code, for the next reference.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn highest_reference(self, device_code: &str) -> Outcome<u64> {
        // The longest comes last, and of one length the highest: K7-10000 after K7-9999, as the index has them.
        self.conn
            .prepare_cached(
                "SELECT CAST(substr(reference, length(?1) + 1) AS INTEGER) FROM contact
                 WHERE substr(reference, 1, instr(reference, '-')) = ?1
                 ORDER BY length(reference) DESC, reference DESC LIMIT 1",
            )
            .and_then(|mut s| s.query_row([format!("{device_code}-")], |r| r.get::<_, i64>(0)).optional())
            .map(|n| n.and_then(|n| u64::try_from(n).ok()).unwrap_or(0))
            .map_err(|e| failed(&e))
    }

    /// The highest number given out under a short reference's prefix (`CR`, `T`), for the next one.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn highest_short(self, kind: Kind, prefix: &str) -> Outcome<u64> {
        // Given out in order: the newest record has the highest.
        let sql = format!(
            "SELECT coalesce(max(CAST(substr(reference, length(?1) + 2) AS INTEGER)), 0) FROM
             (SELECT reference FROM {} WHERE reference IS NOT NULL ORDER BY n DESC LIMIT 100)",
            kind.name()
        );
        self.conn
            .prepare_cached(&sql)
            .and_then(|mut s| s.query_row([prefix], |r| r.get::<_, i64>(0)))
            .map(|n| u64::try_from(n).unwrap_or(0))
            .map_err(|e| failed(&e))
    }

    /// The names of every contact that stands for itself, for finding who is there twice; nothing of it is shown.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn each_name(self, see: &mut dyn FnMut(&Named)) -> Outcome<()> {
        let mut statement = self
            .conn
            .prepare("SELECT id, working_names, given_names, surname, born_on FROM contact WHERE merged_into IS NULL")
            .map_err(|e| failed(&e))?;
        let mut rows = statement.query([]).map_err(|e| failed(&e))?;
        while let Some(r) = rows.next().map_err(|e| failed(&e))? {
            let text = |i| r.get::<_, Option<String>>(i).map(Option::unwrap_or_default).map_err(|e| failed(&e));
            let Some(id) = id_or(r, 0).map_err(|e| failed(&e))? else { continue };
            see(&Named {
                id,
                working: serde_json::from_str(&text(1)?).unwrap_or_default(),
                given: text(2)?,
                surname: text(3)?,
                born_on: text(4)?,
            });
        }
        Ok(())
    }

    /// Every number, address and handle: whose, its kind, itself. For the same.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn each_point(self, see: &mut dyn FnMut(RecordId, &str, &str)) -> Outcome<()> {
        let mut statement = self
            .conn
            .prepare("SELECT contact, kind, value FROM contact_point WHERE value IS NOT NULL")
            .map_err(|e| failed(&e))?;
        let mut rows = statement.query([]).map_err(|e| failed(&e))?;
        while let Some(r) = rows.next().map_err(|e| failed(&e))? {
            let text = |i| r.get::<_, Option<String>>(i).map(Option::unwrap_or_default).map_err(|e| failed(&e));
            let Some(id) = id_or(r, 0).map_err(|e| failed(&e))? else { continue };
            see(id, &text(1)?, &text(2)?);
        }
        Ok(())
    }

    /// How many contacts there are of any status.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn contacts_total(self) -> Outcome<i64> {
        self.conn
            .query_row(&format!("SELECT count(*) FROM {}", Kind::Contact.name()), [], |r| r.get(0))
            .map_err(|e| failed(&e))
    }
}
