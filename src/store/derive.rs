//! Rows worked out from records and kept beside them: search, due and list lines.
//!
//! They are never journalled and can always be made again from the records (`rebuild`); they exist so that Today,
//! lists and search answer within a frame.

use chrono::NaiveDate;
use rusqlite::{Connection, params};

use crate::domain::concern::Concern;
use crate::domain::consent::{self, Consent};
use crate::domain::contact::Contact;
use crate::domain::due::{self, Facts};
use crate::domain::field::Record;
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::plan::Plan;
use crate::domain::problem::Outcome;
use crate::store::open::failed;
use crate::store::search;
use crate::store::table::{self, AnyRow, blob, blob_or_null};

/// Keeps search and due rows in step with a record.
pub(super) fn record_changed(conn: &Connection, before: Option<&AnyRow>, after: Option<&AnyRow>) -> Outcome<()> {
    search::record_changed(conn, before, after)?;
    let kind = after.or(before).map(|r| r.kind);
    // A contact's own due rows need its engagements: they are made in `refresh_contact`.
    if kind.is_some_and(|k| k != Kind::Contact && causes_due(k)) {
        if let Some(old) = before {
            clear_due(conn, old.meta.id)?;
        }
        if let Some(row) = after {
            for d in due::rows(row.kind, row.meta.id, &row.values, Facts::default()) {
                insert_due(conn, row.meta.contact, &d)?;
            }
        }
    }
    Ok(())
}

const fn causes_due(kind: Kind) -> bool {
    matches!(kind, Kind::FollowUp | Kind::Plan | Kind::Marker | Kind::Consent | Kind::Concern | Kind::Contact)
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
    clear_due(conn, id)?;
    for d in due::rows(Kind::Contact, id, &row.values, facts) {
        insert_due(conn, Some(id), &d)?;
    }
    // The area may have changed: rows of the contact's records follow it.
    conn.prepare_cached("UPDATE due SET area = ?2 WHERE contact = ?1 AND area <> ?2")
        .and_then(|mut s| s.execute(params![blob(id), c.area.as_str()]))
        .map_err(|e| failed(&e))?;
    let next: Option<(String, String)> = conn
        .prepare_cached(
            "SELECT due, what FROM due WHERE contact = ?1 AND class NOT IN ('interval', 'records') ORDER BY due LIMIT 1",
        )
        .and_then(|mut s| s.query_row([blob(id)], |r| Ok((r.get(0)?, r.get(1)?))))
        .map_or_else(
            |e| if matches!(e, rusqlite::Error::QueryReturnedNoRows) { Ok(None) } else { Err(failed(&e)) },
            |v| Ok(Some(v)),
        )?;
    let entries: Vec<Consent> =
        table::query(conn, Kind::Consent, " WHERE contact = ?1 ORDER BY at DESC, n DESC", &[blob(id)])?
            .iter()
            .map(|r| Consent::from_values(&r.values))
            .collect();
    let on_is = consent::latest(&entries, consent::purpose::RECORD_ON_IS);
    let concern = table::query(conn, Kind::Concern, " WHERE contact = ?1", &[blob(id)])?
        .iter()
        .map(|r| Concern::from_values(&r.values))
        .any(|k| k.is_open() && k.kind.is(crate::domain::concern::kind::CHILD));
    let plan = table::query(conn, Kind::Plan, " WHERE contact = ?1 AND superseded IS NULL", &[blob(id)])?
        .first()
        .map(|r| Plan::from_values(&r.values));
    let day = |d: Option<NaiveDate>| d.map(|d| d.to_string()).unwrap_or_default();
    let (next_due, next_what) = next.unwrap_or_default();
    conn.prepare_cached(
        "INSERT INTO contact_line (contact, reference, name, area, status, child, child_concern, age_status, setting,
                                   settings, population_group, consent, consent_ends, named, last_on, next_due,
                                   next_what, plan_until, interval_due)
         VALUES (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12, ?13, ?14, ?15, ?16, ?17, ?18,
                 coalesce((SELECT due FROM due WHERE record = ?1 AND class = 'interval'), ''))
         ON CONFLICT(contact) DO UPDATE SET reference = excluded.reference, name = excluded.name, area = excluded.area,
             status = excluded.status, child = excluded.child, child_concern = excluded.child_concern,
             age_status = excluded.age_status, setting = excluded.setting, settings = excluded.settings,
             population_group = excluded.population_group, consent = excluded.consent,
             consent_ends = excluded.consent_ends, named = excluded.named, last_on = excluded.last_on,
             next_due = excluded.next_due, next_what = excluded.next_what, plan_until = excluded.plan_until,
             interval_due = excluded.interval_due",
    )
    .and_then(|mut s| {
        s.execute(params![
            blob(id),
            c.reference,
            c.preferred_name(),
            c.area.as_str(),
            if c.merged_into.is_some() {
                "merged"
            } else if c.status.is_blank() {
                "open"
            } else {
                c.status.as_str()
            },
            c.is_child(),
            concern,
            c.age_status.as_str(),
            c.settings.first().map_or("", |s| s.as_str()),
            c.settings.iter().map(|s| s.as_str()).collect::<Vec<_>>().join(" "),
            c.population_group.as_str(),
            on_is.map_or("", |c| c.state.as_str()),
            day(on_is.and_then(|c| c.expires_on)),
            !c.surname.is_empty() || !c.given_names.is_empty(),
            day(facts.last_tried),
            if next_due.is_empty() { "9999".to_owned() } else { next_due },
            next_what,
            day(plan.and_then(|p| p.recheck_on)),
        ])
    })
    .map_err(|e| failed(&e))?;
    Ok(())
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
