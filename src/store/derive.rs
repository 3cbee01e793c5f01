//! Rows worked out from records and kept beside them: search, due and list lines.
//!
//! They are never journalled and can always be made again from the records (`rebuild`); they exist so that Today,
//! lists and search answer within a frame.

use std::borrow::Cow;
use std::sync::OnceLock;

use chrono::NaiveDate;
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};

use crate::domain::concern;
use crate::domain::contact::Contact;
use crate::domain::due::{self, Facts};
use crate::domain::field::{Code, Record, text_in};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::problem::{Outcome, Problem};
use crate::domain::when::Due;
use crate::store::open::failed;
use crate::store::table::{self, AnyRow, blob, blob_or_null};
use crate::store::{search, statistics};

/// Keeps search and due rows in step with a record.
pub(super) fn record_changed(conn: &Connection, before: Option<&AnyRow>, after: Option<&AnyRow>) -> Outcome<()> {
    search::record_changed(conn, before, after)?;
    statistics::record_changed(conn, before, after)?;
    if after.or(before).is_some_and(|r| r.kind == Kind::Update) {
        let state = |row: &AnyRow| text_in(&row.values, "state").to_owned();
        let (old, new) = (before.map(state), after.map(state));
        if old != new {
            recount(conn, "update", old.as_deref().map(|s| ("", s)), new.as_deref().map(|s| ("", s)))?;
        }
    }
    // A contact's own due rows need its engagements: they are made in `refresh_contact`.
    let rows = |row: &AnyRow| match row.kind {
        Kind::Contact => Vec::new(),
        kind => due::rows(kind, row.meta.id, &row.values, Facts::default()),
    };
    let (old, new) = (before.map(rows).unwrap_or_default(), after.map(rows).unwrap_or_default());
    let owner = |row: Option<&AnyRow>| row.and_then(|r| r.meta.contact);
    let contact = owner(after);
    let Some(record) = after.or(before).map(|r| r.meta.id) else { return Ok(()) };
    let moved = owner(before) != contact || contact.is_none() && before.map(own_area) != after.map(own_area);
    if old == new && (!moved || old.is_empty()) {
        return Ok(());
    }
    if moved && !old.is_empty() {
        clear_due(conn, record)?;
    }
    let whose = || match contact {
        Some(id) => Ok::<_, Problem>(
            first(
                conn,
                "SELECT area, reference, json_extract(working_names, '$[0]'), age_status FROM contact WHERE id = ?1",
                id,
                |r| {
                    let text = |i| r.get::<_, Option<String>>(i).map(Option::unwrap_or_default);
                    let age_status = Code::new(text(3)?);
                    let child = Contact { age_status, ..Contact::default() }.is_child();
                    Ok(Whose { area: text(0)?, reference: text(1)?, name: text(2)?, child })
                },
            )?
            .unwrap_or_default(),
        ),
        // What concerns no contact stands in its own area, or in everybody's.
        None => Ok(after.map(Whose::of_nobody).unwrap_or_default()),
    };
    let child = after.is_some_and(is_about_a_linked_child);
    replace_due(conn, record, contact, &new, || whose().map(|w| Whose { child: w.child || child, ..w }))
}

/// The area that a record of nobody is about.
fn own_area(row: &AnyRow) -> String {
    text_in(&row.values, "area").to_owned()
}

/// What a child who belongs to no contact is called in a list; a linked person's name is in none.
const A_CHILD: &str = "a child";

/// A child concern about somebody who is not the contact: its clock is a child's, whoever the contact is.
fn is_about_a_linked_child(row: &AnyRow) -> bool {
    row.kind == Kind::Concern
        && row.values.contains_key("about")
        && text_in(&row.values, "kind") == concern::kind::CHILD
}

/// One less here and one more there, in the tally that headers and lists read.
fn recount(conn: &Connection, what: &str, from: Option<(&str, &str)>, to: Option<(&str, &str)>) -> Outcome<()> {
    for (place, by) in [(from, -1), (to, 1)] {
        let Some((area, code)) = place else { continue };
        conn.prepare_cached(
            "INSERT INTO tally (what, area, code, n) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET n = n + ?4",
        )
        .and_then(|mut s| s.execute(params![what, area, code, by]))
        .map_err(|e| failed(&e))?;
    }
    Ok(())
}

/// The day on which something due counts.
fn day_of(due: &str) -> String {
    // What is kept and cannot be read counts on the day it seems to name, rather than nowhere.
    let named = || due.get(..10).unwrap_or(due).to_owned();
    due.parse::<Due>().map_or_else(|_| named(), |d| d.day().to_string())
}

/// One more or less due on a day of the calendar.
fn reload(conn: &Connection, area: &str, at: &str, class: &str, by: i64) -> Outcome<()> {
    // The calendar shows neither intervals nor record reviews: every engagement moves them.
    if [due::Class::Interval, due::Class::Records].iter().any(|c| c.name() == class) {
        return Ok(());
    }
    conn.prepare_cached(
        "INSERT INTO due_load (area, day, class, n) VALUES (?1, ?2, ?3, ?4) ON CONFLICT DO UPDATE SET n = n + ?4",
    )
    .and_then(|mut s| s.execute(params![area, day_of(at), class, by]))
    .map_err(|e| failed(&e))?;
    Ok(())
}

/// Rows that a query about one record finds.
fn each<T>(
    conn: &Connection,
    sql: &str,
    record: RecordId,
    read: impl FnMut(&Row<'_>) -> rusqlite::Result<T>,
) -> Outcome<Vec<T>> {
    conn.prepare_cached(sql).and_then(|mut s| s.query_map([blob(record)], read)?.collect()).map_err(|e| failed(&e))
}

fn clear_due(conn: &Connection, record: RecordId) -> Outcome<()> {
    kept_due(conn, record)?.iter().try_for_each(|kept| remove_due(conn, kept))
}

fn remove_due(conn: &Connection, kept: &KeptDue) -> Outcome<()> {
    reload(conn, &kept.area, &kept.due, &kept.class, -1)?;
    conn.prepare_cached("DELETE FROM due WHERE n = ?1")
        .and_then(|mut s| s.execute([kept.n]))
        .map_err(|e| failed(&e))?;
    Ok(())
}

/// A due row as it is kept.
struct KeptDue {
    n: i64,
    area: String,
    class: String,
    due: String,
    worse: String,
    since: String,
    what: String,
    deferrals: i64,
}

impl KeptDue {
    fn says(&self, d: &due::DueRow) -> bool {
        self.due == d.due
            && self.worse == d.worse
            && self.since == d.since
            && self.what == d.what
            && self.deferrals == d.deferrals
    }
}

/// The due rows that a record causes, as they are kept.
fn kept_due(conn: &Connection, record: RecordId) -> Outcome<Vec<KeptDue>> {
    let sql = "SELECT n, area, class, due, worse, since, what, deferrals FROM due WHERE record = ?1 ORDER BY n";
    each(conn, sql, record, |r| {
        Ok(KeptDue {
            n: r.get(0)?,
            area: r.get(1)?,
            class: r.get(2)?,
            due: r.get(3)?,
            worse: r.get(4)?,
            since: r.get(5)?,
            what: r.get(6)?,
            deferrals: r.get(7)?,
        })
    })
}

/// Makes the due rows of a record these. One that stays is changed where it stands and one that says the same is left
/// alone, so that a save writes few pages.
fn replace_due(
    conn: &Connection,
    record: RecordId,
    contact: Option<RecordId>,
    new: &[due::DueRow],
    whose: impl FnOnce() -> Outcome<Whose>,
) -> Outcome<()> {
    let mut kept = kept_due(conn, record)?;
    let mut more = Vec::new();
    for d in new {
        let Some(at) = kept.iter().position(|k| k.class == d.class.name()) else {
            more.push(d);
            continue;
        };
        let k = kept.swap_remove(at);
        if k.says(d) {
            continue;
        }
        if day_of(&k.due) != day_of(&d.due) {
            reload(conn, &k.area, &k.due, &k.class, -1)?;
            reload(conn, &k.area, &d.due, &k.class, 1)?;
        }
        conn.prepare_cached("UPDATE due SET due = ?2, worse = ?3, since = ?4, what = ?5, deferrals = ?6 WHERE n = ?1")
            .and_then(|mut s| s.execute(params![k.n, d.due, d.worse, d.since, d.what, d.deferrals]))
            .map_err(|e| failed(&e))?;
    }
    kept.iter().try_for_each(|k| remove_due(conn, k))?;
    if more.is_empty() {
        return Ok(());
    }
    let whose = whose()?;
    more.into_iter().try_for_each(|d| insert_due(conn, contact, &whose, d))
}

/// Whose a due row is: area, reference, name, and whether it is a child.
#[derive(Default, Clone, PartialEq, Eq)]
struct Whose {
    area: String,
    reference: String,
    name: String,
    child: bool,
}

impl Whose {
    fn of_nobody(row: &AnyRow) -> Self {
        let name = if row.kind == Kind::Concern { A_CHILD } else { "" };
        Self { area: own_area(row), name: name.to_owned(), ..Self::default() }
    }

    fn of(c: &Contact) -> Self {
        Self {
            area: c.area.as_str().to_owned(),
            reference: c.reference.clone(),
            name: c.preferred_name().to_owned(),
            child: c.is_child(),
        }
    }
}

fn insert_due(conn: &Connection, contact: Option<RecordId>, whose: &Whose, d: &due::DueRow) -> Outcome<()> {
    conn.prepare_cached(
        "INSERT INTO due (contact, area, class, due, worse, since, kind, record, what, deferrals, reference, name, child)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13)",
    )
    .and_then(|mut s| {
        s.execute(params![
            blob_or_null(contact),
            whose.area,
            d.class.name(),
            d.due,
            d.worse,
            d.since,
            d.kind.name(),
            blob(d.record),
            d.what,
            d.deferrals,
            whose.reference,
            whose.name,
            whose.child
        ])
    })
    .map_err(|e| failed(&e))?;
    reload(conn, &whose.area, &d.due, d.class.name(), 1)
}

/// Due rows of a contact's records follow its area, name and age.
fn follow(conn: &Connection, id: RecordId, whose: &Whose) -> Outcome<()> {
    let sql = "SELECT d.n, d.area, d.due, d.class, d.reference, d.name, d.child,
                      coalesce(k.kind = 'child' AND k.about IS NOT NULL, 0)
               FROM due d LEFT JOIN concern k ON d.kind = 'concern' AND k.id = d.record WHERE d.contact = ?1";
    let rows = each(conn, sql, id, |r| {
        let kept = Whose { area: r.get(1)?, reference: r.get(4)?, name: r.get(5)?, child: r.get(6)? };
        Ok((r.get::<_, i64>(0)?, kept, r.get::<_, String>(2)?, r.get::<_, String>(3)?, r.get::<_, bool>(7)?))
    })?;
    for (n, kept, due, class, linked_child) in rows {
        let whose = &Whose { child: whose.child || linked_child, ..whose.clone() };
        if kept == *whose {
            continue;
        }
        if kept.area != whose.area {
            reload(conn, &kept.area, &due, &class, -1)?;
            reload(conn, &whose.area, &due, &class, 1)?;
        }
        conn.prepare_cached("UPDATE due SET area = ?2, reference = ?3, name = ?4, child = ?5 WHERE n = ?1")
            .and_then(|mut s| s.execute(params![n, whose.area, whose.reference, whose.name, whose.child]))
            .map_err(|e| failed(&e))?;
    }
    Ok(())
}

/// What the contact's own due rows need to know.
///
/// # Errors
/// When the database cannot be read.
pub fn facts(conn: &Connection, contact: &AnyRow) -> Outcome<Facts> {
    let day = |text: Option<String>| text.and_then(|t| t.get(..10).and_then(|d| d.parse::<NaiveDate>().ok()));
    let last = |sql: &str| -> Outcome<Option<String>> {
        conn.prepare_cached(sql)
            .and_then(|mut s| s.query_row([blob(contact.meta.id)], |r| r.get::<_, Option<String>>(0)))
            .map_err(|e| failed(&e))
    };
    Ok(Facts {
        last_reached: day(last(
            "SELECT max(at) FROM engagement WHERE contact = ?1 AND outcome IN ('spoke', 'declined', 'ended-as-unsafe')",
        )?),
        last_tried: day(last("SELECT max(at) FROM engagement WHERE contact = ?1")?),
        created_on: Some(contact.meta.created_at.date_naive()),
    })
}

/// Makes a contact's list line and its own due rows again.
pub(super) fn refresh_contact(conn: &Connection, id: RecordId) -> Outcome<()> {
    let Some(row) = table::get(conn, Kind::Contact, id)? else {
        clear_due(conn, id)?;
        let line = first(conn, "SELECT area, status FROM contact_line WHERE contact = ?1", id, |r| {
            Ok((r.get::<_, String>(0)?, r.get::<_, String>(1)?))
        })?;
        if let Some((area, status)) = line {
            recount(conn, "contact", Some((&area, &status)), None)?;
            conn.prepare_cached("DELETE FROM contact_line WHERE contact = ?1")
                .and_then(|mut s| s.execute([blob(id)]))
                .map_err(|e| failed(&e))?;
        }
        return Ok(());
    };
    let c = Contact::from_values(&row.values);
    let facts = facts(conn, &row)?;
    let whose = Whose::of(&c);
    let own = due::rows(Kind::Contact, id, &row.values, facts);
    replace_due(conn, id, Some(id), &own, || Ok(whose.clone()))?;
    follow(conn, id, &whose)?;
    // Beside min() SQLite gives the other columns of the row that has it.
    let next = first::<(Option<String>, Option<String>)>(
        conn,
        "SELECT min(due), what FROM due WHERE contact = ?1 AND class NOT IN ('interval', 'records')",
        id,
        |r| Ok((r.get(0)?, r.get(1)?)),
    )?;
    let (next_due, next_what) = next.unwrap_or_default();
    let (next_due, next_what) = (next_due.unwrap_or_else(|| "9999".to_owned()), next_what.unwrap_or_default());
    // The latest answer to *record on IS*, as `consent::latest` finds it.
    let on_is = first::<(Option<String>, Option<String>)>(
        conn,
        "SELECT state, expires_on FROM consent WHERE contact = ?1 AND purpose = 'record-on-is'
         ORDER BY at DESC, n DESC LIMIT 1",
        id,
        |r| Ok((r.get(0)?, r.get(1)?)),
    )?;
    let (answer, answer_ends) = on_is.unwrap_or_default();
    let concern = first::<()>(
        conn,
        "SELECT 1 FROM concern WHERE contact = ?1 AND kind = 'child' AND about IS NULL AND state IS NOT 'closed' LIMIT 1",
        id,
        |_| Ok(()),
    )?;
    let plan = first::<Option<String>>(
        conn,
        "SELECT recheck_on FROM plan WHERE contact = ?1 AND superseded IS NULL ORDER BY at DESC, n DESC LIMIT 1",
        id,
        |r| r.get(0),
    )?;
    let interval = own.iter().find(|d| d.class == due::Class::Interval).map(|d| d.due.clone());
    let status = if c.merged_into.is_some() {
        "merged"
    } else if c.status.is_blank() {
        "open"
    } else {
        c.status.as_str()
    };
    let text = |t: &str| Sql::Text(t.to_owned());
    let flag = |b: bool| Sql::Integer(i64::from(b));
    let line: [(&str, Sql); LINE] = [
        ("reference", text(&c.reference)),
        ("name", text(c.preferred_name())),
        ("area", text(c.area.as_str())),
        ("status", text(status)),
        ("child", flag(c.is_child())),
        ("child_concern", flag(concern.is_some())),
        ("age_status", text(c.age_status.as_str())),
        ("setting", text(c.settings.first().map_or("", |s| s.as_str()))),
        ("settings", Sql::Text(c.settings.iter().map(|s| s.as_str()).collect::<Vec<_>>().join(" "))),
        ("population_group", text(c.population_group.as_str())),
        ("consent", Sql::Text(answer.unwrap_or_default())),
        ("consent_ends", Sql::Text(answer_ends.unwrap_or_default())),
        ("named", flag(!c.surname.is_empty() || !c.given_names.is_empty())),
        ("last_on", Sql::Text(facts.last_tried.map(|d| d.to_string()).unwrap_or_default())),
        ("next_due", Sql::Text(next_due)),
        ("next_what", Sql::Text(next_what)),
        ("plan_until", Sql::Text(plan.flatten().unwrap_or_default())),
        ("interval_due", Sql::Text(interval.unwrap_or_default())),
    ];
    write_line(conn, id, &line)
}

/// How many columns a list line has beside its contact.
const LINE: usize = 18;

/// Writes the columns of a list line that differ, so that an index is touched only when what it sorts by changed.
fn write_line(conn: &Connection, id: RecordId, line: &[(&str, Sql); LINE]) -> Outcome<()> {
    static ASK_AND_ADD: OnceLock<(String, String)> = OnceLock::new();
    let (ask, add) = ASK_AND_ADD.get_or_init(|| {
        let names = line.iter().map(|(name, _)| *name).collect::<Vec<_>>().join(", ");
        let marks = (2..LINE + 2).map(|i| format!("?{i}")).collect::<Vec<_>>().join(", ");
        (
            format!("SELECT {names} FROM contact_line WHERE contact = ?1"),
            format!("INSERT INTO contact_line (contact, {names}) VALUES (?1, {marks})"),
        )
    });
    let kept = first::<Vec<Sql>>(conn, ask, id, |r| (0..LINE).map(|i| r.get(i)).collect())?;
    // Lists are counted by area and status, which stand third and fourth.
    fn place<'v>(area: Option<&'v Sql>, status: Option<&'v Sql>) -> Option<(&'v str, &'v str)> {
        match (area, status) {
            (Some(Sql::Text(area)), Some(Sql::Text(status))) => Some((area, status)),
            _ => None,
        }
    }
    let old = kept.as_ref().and_then(|k| place(k.get(2), k.get(3)));
    let new = place(line.get(2).map(|(_, v)| v), line.get(3).map(|(_, v)| v));
    if old != new {
        recount(conn, "contact", old, new)?;
    }
    let (sql, mut values) = match kept {
        None => (Cow::Borrowed(add.as_str()), line.iter().map(|(_, v)| v.clone()).collect::<Vec<_>>()),
        Some(kept) => {
            let changed: Vec<&(&str, Sql)> =
                line.iter().zip(&kept).filter(|((_, new), old)| new != *old).map(|(new, _)| new).collect();
            if changed.is_empty() {
                return Ok(());
            }
            let sets: Vec<String> =
                changed.iter().enumerate().map(|(i, (name, _))| format!("{name} = ?{}", i + 2)).collect();
            let sql = format!("UPDATE contact_line SET {} WHERE contact = ?1", sets.join(", "));
            (Cow::Owned(sql), changed.into_iter().map(|(_, v)| v.clone()).collect())
        }
    };
    values.insert(0, blob(id));
    conn.prepare_cached(&sql).and_then(|mut s| s.execute(params_from_iter(values))).map_err(|e| failed(&e))?;
    Ok(())
}

/// The first row of a query about one contact.
fn first<T>(
    conn: &Connection,
    sql: &str,
    contact: RecordId,
    read: impl FnOnce(&Row<'_>) -> rusqlite::Result<T>,
) -> Outcome<Option<T>> {
    conn.prepare_cached(sql).and_then(|mut s| s.query_row([blob(contact)], read).optional()).map_err(|e| failed(&e))
}

/// Makes every derived row again from the records.
///
/// # Errors
/// When the database fails.
pub(super) fn rebuild(conn: &Connection) -> Outcome<()> {
    conn.execute_batch("DELETE FROM due; DELETE FROM contact_line; DELETE FROM tally; DELETE FROM due_load;")
        .map_err(|e| failed(&e))?;
    search::clear(conn)?;
    for kind in Kind::all() {
        for row in table::query(conn, kind, "", &[])? {
            record_changed(conn, None, Some(&row))?;
        }
    }
    for row in table::query(conn, Kind::Contact, "", &[])? {
        refresh_contact(conn, row.meta.id)?;
    }
    statistics::rebuild(conn)
}
