//! One row of any record table, read and written from its field table.
//!
//! The SQL text is made once per kind from the field table; the columns themselves are frozen in the migrations,
//! and a test holds the two together.

use std::sync::OnceLock;

use chrono::{DateTime, Utc};
use rusqlite::types::{ToSqlOutput, Value as Sql, ValueRef};
use rusqlite::{Connection, Row, params_from_iter};

use crate::domain::field::{Record, Shape, Value, Values};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::problem::Outcome;
use crate::store::open::failed;

/// What every record has besides its fields.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Meta {
    /// Its id.
    pub id: RecordId,
    /// The contact it concerns, if it concerns one.
    pub contact: Option<RecordId>,
    /// The record's own time, by which lists are sorted; ISO text.
    pub at: String,
    /// When it was made, UTC.
    pub created_at: DateTime<Utc>,
    /// By whom.
    pub created_by: String,
    /// When it was last changed, UTC.
    pub updated_at: DateTime<Utc>,
    /// By whom.
    pub updated_by: String,
    /// 1 for the first version.
    pub rev: i64,
}

/// A record as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct Stored<R> {
    /// Id, times and revision.
    pub meta: Meta,
    /// The record.
    pub it: R,
}

/// A record of any kind as it is kept.
#[derive(Debug, Clone, PartialEq)]
pub struct AnyRow {
    /// Which kind.
    pub kind: Kind,
    /// Id, times and revision.
    pub meta: Meta,
    /// Its values.
    pub values: Values,
}

impl AnyRow {
    /// As its typed record.
    #[must_use]
    pub fn typed<R: Record>(&self) -> Stored<R> {
        Stored { meta: self.meta.clone(), it: R::from_values(&self.values) }
    }
}

/// Columns before the fields, in order.
pub const META_COLUMNS: &str = "id, contact, at, created_at, created_by, updated_at, updated_by, rev";
const META: usize = 8;

struct Text {
    select: String,
    insert: String,
    upsert: String,
}

fn text(kind: Kind) -> &'static Text {
    static TEXTS: OnceLock<Vec<(Kind, Text)>> = OnceLock::new();
    static NONE: OnceLock<Text> = OnceLock::new();
    let texts = TEXTS.get_or_init(|| Kind::all().map(|k| (k, build(k))).collect());
    texts.iter().find(|(k, _)| *k == kind).map_or_else(|| NONE.get_or_init(|| build(kind)), |(_, t)| t)
}

fn build(kind: Kind) -> Text {
    let fields: Vec<&str> = kind.fields().iter().map(|f| f.name).collect();
    let columns = fields.iter().fold(META_COLUMNS.to_owned(), |all, f| format!("{all}, \"{f}\""));
    let marks = vec!["?"; META + fields.len()].join(", ");
    let sets = fields.iter().fold(
        "contact = excluded.contact, at = excluded.at, updated_at = excluded.updated_at, \
         updated_by = excluded.updated_by, rev = excluded.rev"
            .to_owned(),
        |all, f| format!("{all}, \"{f}\" = excluded.\"{f}\""),
    );
    let table = kind.name();
    Text {
        select: format!("SELECT {columns} FROM {table}"),
        insert: format!("INSERT INTO {table} ({columns}) VALUES ({marks})"),
        upsert: format!("INSERT INTO {table} ({columns}) VALUES ({marks}) ON CONFLICT(id) DO UPDATE SET {sets}"),
    }
}

/// The start of every query of a kind: `SELECT … FROM table`.
#[must_use]
pub fn select(kind: Kind) -> &'static str {
    &text(kind).select
}

/// UTC as it is kept: milliseconds and `Z`, so that text sorts as time.
#[must_use]
pub fn instant(at: DateTime<Utc>) -> String {
    at.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)
}

fn read_instant(text: &str) -> DateTime<Utc> {
    DateTime::parse_from_rfc3339(text).map_or(DateTime::UNIX_EPOCH, |t| t.with_timezone(&Utc))
}

/// An id as it is kept: 16 bytes.
#[must_use]
pub fn blob(id: RecordId) -> Sql {
    Sql::Blob(id.0.as_bytes().to_vec())
}

/// An optional id as it is kept.
#[must_use]
pub fn blob_or_null(id: Option<RecordId>) -> Sql {
    id.map_or(Sql::Null, blob)
}

/// An id from its 16 bytes.
#[must_use]
pub fn id_of(value: ValueRef<'_>) -> Option<RecordId> {
    match value {
        ValueRef::Blob(b) => uuid::Uuid::from_slice(b).ok().map(RecordId),
        _ => None,
    }
}

/// Reads one row of a kind.
///
/// # Errors
/// When a column has a type the schema does not allow.
pub fn read(kind: Kind, row: &Row<'_>) -> rusqlite::Result<AnyRow> {
    let id = id_of(row.get_ref(0)?).ok_or(rusqlite::Error::InvalidQuery)?;
    let meta = Meta {
        id,
        contact: id_of(row.get_ref(1)?),
        at: row.get(2)?,
        created_at: read_instant(row.get_ref(3)?.as_str().unwrap_or_default()),
        created_by: row.get(4)?,
        updated_at: read_instant(row.get_ref(5)?.as_str().unwrap_or_default()),
        updated_by: row.get(6)?,
        rev: row.get(7)?,
    };
    let mut values = Values::new();
    for (i, field) in kind.fields().iter().enumerate() {
        let value = match row.get_ref(META + i)? {
            ValueRef::Integer(n) => Some(Value::Number(n)),
            ValueRef::Text(t) => {
                let t = String::from_utf8_lossy(t).into_owned();
                if is_many(field.shape) {
                    serde_json::from_str::<Vec<String>>(&t).ok().map(Value::Many)
                } else {
                    Some(Value::Text(t))
                }
            }
            _ => None,
        };
        if let Some(value) = value {
            values.insert(field.name, value);
        }
    }
    Ok(AnyRow { kind, meta, values })
}

const fn is_many(shape: Shape) -> bool {
    matches!(shape, Shape::Several(_) | Shape::Lines | Shape::Refs)
}

/// Writes one row; only the write door calls it. A new one whose id is there already fails.
pub(super) fn write(conn: &Connection, row: &AnyRow, is_new: bool) -> Outcome<()> {
    // Texts are lent to the statement, not copied: a large file writes half a million rows.
    fn lent(text: &str) -> ToSqlOutput<'_> {
        ToSqlOutput::Borrowed(ValueRef::Text(text.as_bytes()))
    }
    let null = ToSqlOutput::Borrowed(ValueRef::Null);
    let mut values: Vec<ToSqlOutput<'_>> = Vec::with_capacity(META + row.kind.fields().len());
    values.push(ToSqlOutput::Borrowed(ValueRef::Blob(row.meta.id.0.as_bytes())));
    let contact = row.meta.contact.as_ref().map(|c| ValueRef::Blob(c.0.as_bytes()));
    values.push(contact.map_or_else(|| null.clone(), ToSqlOutput::Borrowed));
    values.push(lent(&row.meta.at));
    values.push(ToSqlOutput::Owned(Sql::Text(instant(row.meta.created_at))));
    values.push(lent(&row.meta.created_by));
    values.push(ToSqlOutput::Owned(Sql::Text(instant(row.meta.updated_at))));
    values.push(lent(&row.meta.updated_by));
    values.push(ToSqlOutput::Owned(Sql::Integer(row.meta.rev)));
    for field in row.kind.fields() {
        values.push(match row.values.get(field.name) {
            None => null.clone(),
            Some(Value::Number(n)) => ToSqlOutput::Owned(Sql::Integer(*n)),
            Some(Value::Text(t)) if is_many(field.shape) => {
                ToSqlOutput::Owned(Sql::Text(serde_json::json!([t]).to_string()))
            }
            Some(Value::Text(t)) => lent(t),
            Some(Value::Many(m)) => ToSqlOutput::Owned(Sql::Text(serde_json::json!(m).to_string())),
        });
    }
    let sql = if is_new { &text(row.kind).insert } else { &text(row.kind).upsert };
    let mut statement = conn.prepare_cached(sql).map_err(|e| failed(&e))?;
    statement.execute(params_from_iter(values)).map_err(|e| failed(&e))?;
    Ok(())
}

/// The row of an id, if it is there.
///
/// # Errors
/// When the database cannot be read.
pub fn get(conn: &Connection, kind: Kind, id: RecordId) -> Outcome<Option<AnyRow>> {
    query(conn, kind, " WHERE id = ?1", &[blob(id)]).map(|rows| rows.into_iter().next())
}

/// Rows of a kind with a tail of fixed SQL (`WHERE …`, `ORDER BY …`); values only through parameters.
///
/// # Errors
/// When the database cannot be read.
pub fn query(conn: &Connection, kind: Kind, tail: &str, parameters: &[Sql]) -> Outcome<Vec<AnyRow>> {
    let sql = format!("{}{tail}", select(kind));
    let mut statement = conn.prepare_cached(&sql).map_err(|e| failed(&e))?;
    let rows =
        statement.query_map(params_from_iter(parameters.iter()), |row| read(kind, row)).map_err(|e| failed(&e))?;
    rows.collect::<rusqlite::Result<Vec<_>>>().map_err(|e| failed(&e))
}

/// The record's own time for lists: when it happened, is due, was asked or made; ISO text.
#[must_use]
pub fn sort_key(kind: Kind, values: &Values, created_at: DateTime<Utc>) -> String {
    use crate::domain::field::FieldType;
    use crate::domain::when::When;
    let day = |name: &str| values.get(name).and_then(Value::text).map(str::to_owned);
    let happened = |name: &str| {
        values.get(name).and_then(Option::<When>::from_value).map(|w| w.from.format("%Y-%m-%dT%H:%M").to_string())
    };
    match kind {
        Kind::Engagement | Kind::Disclosure | Kind::DangerousPerson => happened("happened"),
        Kind::CrimeReport => happened("told_at"),
        Kind::Offer => day("offered_on"),
        Kind::Observation => happened("seen"),
        Kind::Intelligence => day("written_on"),
        Kind::Tasking => day("due"),
        Kind::Concern => happened("noticed"),
        Kind::FollowUp => day("due"),
        Kind::Consent => day("asked_on"),
        Kind::Grounds => day("known_on"),
        Kind::Confirmed => day("confirmed_on"),
        _ => None,
    }
    .unwrap_or_else(|| instant(created_at))
}
