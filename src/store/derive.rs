//! Rows worked out from records and kept beside them: search, due and list lines.
//!
//! They are never journalled and can always be made again from the records (`rebuild`); they exist so that Today,
//! lists and search answer within a frame.

use chrono::NaiveDate;
use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension, Row, params, params_from_iter};

use crate::domain::contact::Contact;
use crate::domain::due::{self, Facts};
use crate::domain::field::Record;
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::problem::Outcome;
use crate::store::open::failed;
use crate::store::search;
use crate::store::table::{self, AnyRow, blob, blob_or_null};

/// Keeps search and due rows in step with a record.
pub(super) fn record_changed(conn: &Connection, before: Option<&AnyRow>, after: Option<&AnyRow>) -> Outcome<()> {
    search::record_changed(conn, before, after)?;
    // A contact's own due rows need its engagements: they are made in `refresh_contact`.
    let rows = |row: &AnyRow| match row.kind {
        Kind::FollowUp | Kind::Plan | Kind::Marker | Kind::Consent | Kind::Concern => {
            due::rows(row.kind, row.meta.id, &row.values, Facts::default())
        }
        _ => Vec::new(),
    };
    let (old, new) = (before.map(rows).unwrap_or_default(), after.map(rows).unwrap_or_default());
    let owner = |row: Option<&AnyRow>| row.and_then(|r| r.meta.contact);
    if old == new && owner(before) == owner(after) {
        return Ok(());
    }
    if let Some(record) = before.filter(|_| !old.is_empty()) {
        clear_due(conn, record.meta.id)?;
    }
    for d in &new {
        insert_due(conn, owner(after), d)?;
    }
    Ok(())
}

fn clear_due(conn: &Connection, record: RecordId) -> Outcome<()> {
    conn.prepare_cached("DELETE FROM due WHERE record = ?1")
        .and_then(|mut s| s.execute([blob(record)]))
        .map_err(|e| failed(&e))?;
    Ok(())
}

fn insert_due(conn: &Connection, contact: Option<RecordId>, d: &due::DueRow) -> Outcome<()> {
    conn.prepare_cached(
        "INSERT INTO due (contact, area, class, due, worse, since, kind, record, what, deferrals)
         VALUES (?1, coalesce((SELECT area FROM contact WHERE id = ?1), ''), ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9)",
    )
    .and_then(|mut s| {
        s.execute(params![
            blob_or_null(contact),
            d.class.name(),
            d.due,
            d.worse,
            d.since,
            d.kind.name(),
            blob(d.record),
            d.what,
            d.deferrals
        ])
    })
    .map_err(|e| failed(&e))?;
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
        conn.prepare_cached("DELETE FROM contact_line WHERE contact = ?1")
            .and_then(|mut s| s.execute([blob(id)]))
            .map_err(|e| failed(&e))?;
        return Ok(());
    };
    let c = Contact::from_values(&row.values);
    let facts = facts(conn, &row)?;
    let own = due::rows(Kind::Contact, id, &row.values, facts);
    if own_due(conn, id)? != own.iter().map(kept_due).collect::<Vec<_>>() {
        clear_due(conn, id)?;
        for d in &own {
            insert_due(conn, Some(id), d)?;
        }
    }
    // The area may have changed: rows of the contact's records follow it.
    conn.prepare_cached("UPDATE due SET area = ?2 WHERE contact = ?1 AND area <> ?2")
        .and_then(|mut s| s.execute(params![blob(id), c.area.as_str()]))
        .map_err(|e| failed(&e))?;
    let next = first::<(String, String)>(
        conn,
        "SELECT due, what FROM due WHERE contact = ?1 AND class NOT IN ('interval', 'records') ORDER BY due LIMIT 1",
        id,
        |r| Ok((r.get(0)?, r.get(1)?)),
    )?;
    let (next_due, next_what) = next.unwrap_or_else(|| ("9999".to_owned(), String::new()));
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
        "SELECT 1 FROM concern WHERE contact = ?1 AND kind = 'child' AND state IS NOT 'closed' LIMIT 1",
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
    let names = || line.iter().map(|(name, _)| *name);
    let kept = first::<Vec<Sql>>(
        conn,
        &format!("SELECT {} FROM contact_line WHERE contact = ?1", names().collect::<Vec<_>>().join(", ")),
        id,
        |r| (0..LINE).map(|i| r.get(i)).collect(),
    )?;
    let (sql, mut values) = match kept {
        None => {
            let marks = (2..LINE + 2).map(|i| format!("?{i}")).collect::<Vec<_>>().join(", ");
            let sql = format!(
                "INSERT INTO contact_line (contact, {}) VALUES (?1, {marks})",
                names().collect::<Vec<_>>().join(", ")
            );
            (sql, line.iter().map(|(_, v)| v.clone()).collect::<Vec<_>>())
        }
        Some(kept) => {
            let changed: Vec<&(&str, Sql)> =
                line.iter().zip(&kept).filter(|((_, new), old)| new != *old).map(|(new, _)| new).collect();
            if changed.is_empty() {
                return Ok(());
            }
            let sets: Vec<String> =
                changed.iter().enumerate().map(|(i, (name, _))| format!("{name} = ?{}", i + 2)).collect();
            let sql = format!("UPDATE contact_line SET {} WHERE contact = ?1", sets.join(", "));
            (sql, changed.into_iter().map(|(_, v)| v.clone()).collect())
        }
    };
    values.insert(0, blob(id));
    conn.prepare_cached(&sql).and_then(|mut s| s.execute(params_from_iter(values))).map_err(|e| failed(&e))?;
    Ok(())
}

/// What a contact's own due row says.
type KeptDue = (String, String, String, String, String);

fn kept_due(d: &due::DueRow) -> KeptDue {
    (d.class.name().to_owned(), d.due.clone(), d.worse.clone(), d.since.clone(), d.what.clone())
}

/// The contact's own due rows as they are kept.
fn own_due(conn: &Connection, id: RecordId) -> Outcome<Vec<KeptDue>> {
    conn.prepare_cached("SELECT class, due, worse, since, what FROM due WHERE record = ?1 ORDER BY n")
        .and_then(|mut s| {
            s.query_map([blob(id)], |r| Ok((r.get(0)?, r.get(1)?, r.get(2)?, r.get(3)?, r.get(4)?)))?.collect()
        })
        .map_err(|e| failed(&e))
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
    conn.execute_batch("DELETE FROM due; DELETE FROM contact_line;").map_err(|e| failed(&e))?;
    search::clear(conn)?;
    for kind in Kind::all() {
        for row in table::query(conn, kind, "", &[])? {
            record_changed(conn, None, Some(&row))?;
        }
    }
    for row in table::query(conn, Kind::Contact, "", &[])? {
        refresh_contact(conn, row.meta.id)?;
    }
    Ok(())
}
