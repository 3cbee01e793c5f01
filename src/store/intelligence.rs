//! Intelligence and dangerous person reports: their lists, what belongs to an entry, and whose name a word is.

use rusqlite::params;
use rusqlite::types::Value as Sql;

use crate::domain::dangerous_person::DangerousPerson;
use crate::domain::id::RecordId;
use crate::domain::intelligence::{self, Intelligence, IntelligenceItem, IntelligenceSource};
use crate::domain::kind::Kind;
use crate::domain::lists;
use crate::domain::problem::Outcome;
use crate::domain::update::Update;
use crate::store::Reading;
use crate::store::open::failed;
use crate::store::table::{self, AnyRow, Stored};

use chrono::NaiveDate;

/// The areas to look into: the one, or every one there is.
fn areas(area: &str) -> Vec<String> {
    if !area.is_empty() {
        return vec![area.to_owned()];
    }
    lists::get("areas").map(|l| l.items.iter().map(|i| i.code.clone()).collect()).unwrap_or_default()
}

impl Reading<'_> {
    /// Intelligence entries of a state, newest first; an empty area is every area.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn entries(self, state: &str, area: &str, limit: i64) -> Outcome<Vec<Stored<Intelligence>>> {
        let rows = table::query(
            self.conn,
            Kind::Intelligence,
            " WHERE state = ?1 AND (?2 = '' OR area = ?2) ORDER BY at DESC LIMIT ?3",
            &[Sql::Text(state.to_owned()), Sql::Text(area.to_owned()), Sql::Integer(limit)],
        )?;
        Ok(rows.iter().map(AnyRow::typed).collect())
    }

    /// The items of an entry, in their order.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn items_of(self, entry: RecordId) -> Outcome<Vec<Stored<IntelligenceItem>>> {
        let of = [Sql::Text(entry.to_string())];
        let rows = table::query(self.conn, Kind::IntelligenceItem, " WHERE entry = ?1 ORDER BY number", &of)?;
        Ok(rows.iter().map(AnyRow::typed).collect())
    }

    /// The source block of an entry.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn source_of(self, entry: RecordId) -> Outcome<Option<Stored<IntelligenceSource>>> {
        let of = [Sql::Text(entry.to_string())];
        let rows = table::query(self.conn, Kind::IntelligenceSource, " WHERE entry = ?1", &of)?;
        Ok(rows.first().map(AnyRow::typed))
    }

    /// How many entries rest on a contact, this one apart.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn entries_resting_on(self, person: RecordId, but: Option<RecordId>) -> Outcome<usize> {
        self.conn
            .prepare_cached("SELECT count(*) FROM intelligence_source WHERE person = ?1 AND coalesce(entry, '') <> ?2")
            .and_then(|mut s| {
                let but = but.map(|id| id.to_string()).unwrap_or_default();
                s.query_row(params![person.to_string(), but], |r| r.get::<_, i64>(0))
            })
            .map(|n| usize::try_from(n).unwrap_or(0))
            .map_err(|e| failed(&e))
    }

    /// The source blocks that rest on a contact.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn sources_resting_on(self, person: RecordId) -> Outcome<Vec<Stored<IntelligenceSource>>> {
        let of = [Sql::Text(person.to_string())];
        let rows = table::query(self.conn, Kind::IntelligenceSource, " WHERE person = ?1 ORDER BY n", &of)?;
        Ok(rows.iter().map(AnyRow::typed).collect())
    }

    /// The updates of an entry, newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn updates_of_entry(self, entry: RecordId) -> Outcome<Vec<Stored<Update>>> {
        let of = [Sql::Text(entry.to_string())];
        let rows = table::query(self.conn, Kind::Update, " WHERE about = ?1 ORDER BY n DESC", &of)?;
        Ok(rows.iter().map(AnyRow::typed).collect())
    }

    /// Dangerous person reports that were taken between two days, both counted in, newest first; an empty area is every
    /// area.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn reports_taken(
        self,
        area: &str,
        from: NaiveDate,
        to: NaiveDate,
        limit: i64,
    ) -> Outcome<Vec<Stored<DangerousPerson>>> {
        let mut all = Vec::new();
        for area in areas(area) {
            let rows = table::query(
                self.conn,
                Kind::DangerousPerson,
                " WHERE area = ?1 AND taken_on >= ?2 AND taken_on <= ?3 ORDER BY taken_on DESC LIMIT ?4",
                &[Sql::Text(area), Sql::Text(from.to_string()), Sql::Text(to.to_string()), Sql::Integer(limit)],
            )?;
            all.extend(rows.iter().map(AnyRow::typed));
        }
        sort_newest(&mut all);
        all.truncate(usize::try_from(limit).unwrap_or(0));
        Ok(all)
    }

    /// Dangerous person reports of every area, the latest first: those that a new one is laid beside.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn reports(self, limit: i64) -> Outcome<Vec<Stored<DangerousPerson>>> {
        let rows =
            table::query(self.conn, Kind::DangerousPerson, " ORDER BY at DESC LIMIT ?1", &[Sql::Integer(limit)])?;
        Ok(rows.iter().map(AnyRow::typed).collect())
    }

    /// Dangerous person reports that a contact made by name.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn reports_by(self, reporter: RecordId) -> Outcome<Vec<Stored<DangerousPerson>>> {
        let by = [Sql::Text(reporter.to_string())];
        let rows = table::query(self.conn, Kind::DangerousPerson, " WHERE reporter = ?1 ORDER BY n", &by)?;
        Ok(rows.iter().map(AnyRow::typed).collect())
    }

    /// The record of a short reference, `IN-0007`, `DP-0004`, in any case.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn by_short(self, kind: Kind, reference: &str) -> Outcome<Option<RecordId>> {
        let asked = [Sql::Text(reference.trim().to_uppercase())];
        Ok(table::query(self.conn, kind, " WHERE reference = ?1 LIMIT 1", &asked)?.first().map(|r| r.meta.id))
    }

    /// Whether a word is one of a working or legal name of any contact, whatever its case and accents.
    ///
    /// It goes through the index of names, and looks at a record only where the index has the word.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn is_a_name(self, word: &str) -> Outcome<bool> {
        let any: Vec<String> =
            intelligence::forms(word).iter().map(|f| format!("names : \"{}\"", f.replace('"', ""))).collect();
        if any.is_empty() {
            return Ok(false);
        }
        let mut statement = self
            .conn
            .prepare_cached(
                "SELECT c.working_names, c.given_names, c.surname
                 FROM search s JOIN search_doc d ON d.n = s.rowid JOIN contact c ON c.id = d.record
                 WHERE search MATCH ?1 AND d.kind = 'contact'",
            )
            .map_err(|e| failed(&e))?;
        let mut rows = statement.query([any.join(" OR ")]).map_err(|e| failed(&e))?;
        while let Some(r) = rows.next().map_err(|e| failed(&e))? {
            let text = |i| r.get::<_, Option<String>>(i).map(Option::unwrap_or_default).map_err(|e| failed(&e));
            let working: Vec<String> = serde_json::from_str(&text(0)?).unwrap_or_default();
            let (given, surname) = (text(1)?, text(2)?);
            let names = working.iter().map(String::as_str).chain([given.as_str(), surname.as_str()]);
            if names.into_iter().any(|n| intelligence::is_word_of(word, n)) {
                return Ok(true);
            }
        }
        Ok(false)
    }
}

/// Newest first by the day they are shown under.
fn sort_newest(reports: &mut [Stored<DangerousPerson>]) {
    reports.sort_by_key(|r| std::cmp::Reverse((r.it.day(), r.meta.id)));
}
