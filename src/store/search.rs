//! Search over everything: words, names by their sound, numbers by their last digits.
//!
//! One contentless FTS5 table whose rowids grow with time, so that *newest first* is *highest rowid first* and needs
//! no sorting. A hit says where it is, never what it says.

use std::collections::BTreeSet;

use rusqlite::types::Value as Sql;
use rusqlite::{Connection, OptionalExtension, params};

use crate::domain::field::{Found, Value};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::problem::Outcome;
use crate::domain::{phone, sound};
use crate::store::open::failed;
use crate::store::table::{AnyRow, blob, blob_or_null, id_of};
use crate::store::terms::Terms;

/// Longest prefix in the index; longer words go through the term table.
const INDEXED_PREFIX: usize = 3;
/// How many full terms stand for a longer prefix.
const TERMS: usize = 24;

/// How the index takes what is added: merging is left to idle time, so that a save never waits for it.
pub(super) type Habits = [(&'static str, i64); 3];
/// A piece at a time: its words wait in a mebibyte; with 64 pieces they are merged though nobody was idle.
pub(super) const USUAL: Habits = [("automerge", 0), ("crisismerge", 64), ("hashsize", 1024 * 1024)];
/// Very much at once: larger pieces, and all of them merged once at the end.
pub(super) const MUCH: Habits = [("automerge", 0), ("crisismerge", 1999), ("hashsize", 32 * 1024 * 1024)];
/// A large file: pieces that fit beside everything else in memory, and merged once at the end.
pub(super) const IMPORT: Habits = [("automerge", 0), ("crisismerge", 1999), ("hashsize", 8 * 1024 * 1024)];
/// Pages merged in one statement of [`settle`].
const MERGED: i64 = 20_000;

/// What a record puts into the index.
#[derive(Default, PartialEq, Eq)]
struct Doc {
    names: String,
    sounds: String,
    words: String,
    digits: String,
}

fn doc(row: &AnyRow) -> Doc {
    let mut doc = Doc::default();
    let push = |to: &mut String, text: &str| {
        if !text.is_empty() {
            to.push_str(text);
            to.push(' ');
        }
    };
    for field in row.kind.fields() {
        let Some(value) = row.values.get(field.name) else { continue };
        for text in texts(value) {
            match field.found {
                Found::No => {}
                Found::Words => push(&mut doc.words, text),
                Found::Name => {
                    push(&mut doc.names, text);
                    push(&mut doc.names, &sound::word_keys(text).join(" "));
                    push(&mut doc.sounds, &sound::sound_keys(text).join(" "));
                }
                Found::Digits => {
                    push(&mut doc.words, text);
                    push(&mut doc.digits, &digit_keys(text));
                }
            }
        }
    }
    if row.kind == Kind::Contact
        && let Some(reference) = row.values.get("reference").and_then(Value::text)
    {
        push(&mut doc.names, reference);
        push(&mut doc.names, &reference.replace('-', ""));
    }
    doc
}

/// The ways a number is asked for: in full as it is written abroad and here, and its last four digits.
fn digit_keys(text: &str) -> String {
    let digits: String = phone::normalise(text).chars().filter(char::is_ascii_digit).collect();
    if digits.len() < 4 {
        return digits;
    }
    let national = digits.strip_prefix("44").map(|rest| format!(" 0{rest}")).unwrap_or_default();
    let last = digits.get(digits.len() - 4..).unwrap_or_default();
    format!("{digits}{national} {last}")
}

fn texts(value: &Value) -> Vec<&str> {
    match value {
        Value::Text(t) => vec![t],
        Value::Many(m) => m.iter().map(String::as_str).collect(),
        Value::Number(_) => Vec::new(),
    }
}

/// Keeps the index in step with a record.
pub(super) fn record_changed(conn: &Connection, before: Option<&AnyRow>, after: Option<&AnyRow>) -> Outcome<()> {
    let old = before.map(doc).unwrap_or_default();
    let new = after.map(doc).unwrap_or_default();
    if old == new && before.is_some() == after.is_some() {
        // Its words stay as they are; only whose they are may be another.
        if let (Some(was), Some(is)) = (before, after)
            && was.meta.contact != is.meta.contact
        {
            conn.prepare_cached("UPDATE search_doc SET contact = ?2 WHERE record = ?1")
                .and_then(|mut s| s.execute(params![blob(is.meta.id), blob_or_null(is.meta.contact)]))
                .map_err(|e| failed(&e))?;
        }
        return Ok(());
    }
    if let Some(row) = before {
        let n: Option<i64> = conn
            .prepare_cached("SELECT n FROM search_doc WHERE record = ?1")
            .and_then(|mut s| s.query_row([blob(row.meta.id)], |r| r.get(0)))
            .ok();
        if let Some(n) = n {
            conn.prepare_cached(
                "INSERT INTO search (search, rowid, names, sounds, words, digits) VALUES ('delete', ?1, ?2, ?3, ?4, ?5)",
            )
            .and_then(|mut s| s.execute(params![n, old.names, old.sounds, old.words, old.digits]))
            .map_err(|e| failed(&e))?;
            conn.prepare_cached("DELETE FROM search_doc WHERE n = ?1")
                .and_then(|mut s| s.execute([n]))
                .map_err(|e| failed(&e))?;
        }
    }
    if let Some(row) = after
        && new != Doc::default()
    {
        conn.prepare_cached("INSERT INTO search_doc (kind, record, contact, at) VALUES (?1, ?2, ?3, ?4)")
            .and_then(|mut s| {
                s.execute(params![row.kind.name(), blob(row.meta.id), blob_or_null(row.meta.contact), row.meta.at])
            })
            .map_err(|e| failed(&e))?;
        let n = conn.last_insert_rowid();
        conn.prepare_cached("INSERT INTO search (rowid, names, sounds, words, digits) VALUES (?1, ?2, ?3, ?4, ?5)")
            .and_then(|mut s| s.execute(params![n, new.names, new.sounds, new.words, new.digits]))
            .map_err(|e| failed(&e))?;
    }
    Ok(())
}

/// Empties the index, before it is made again.
pub(super) fn clear(conn: &Connection) -> Outcome<()> {
    conn.execute_batch("INSERT INTO search (search) VALUES ('delete-all'); DELETE FROM search_doc;")
        .map_err(|e| failed(&e))
}

/// Merges index segments a little; called when idle, so that saving never waits for it. True while there is more.
///
/// # Errors
/// When the database fails.
pub(super) fn merge(conn: &Connection, pages: i64) -> Outcome<bool> {
    let before = conn.total_changes();
    conn.execute("INSERT INTO search (search, rank) VALUES ('merge', ?1)", [pages]).map_err(|e| failed(&e))?;
    Ok(conn.total_changes() - before > 1)
}

/// Sets how the index takes what is added; written only where it is not so yet, so that opening does not wait for the
/// disk.
///
/// # Errors
/// When the database fails.
pub(super) fn configure(conn: &Connection, habits: &Habits) -> Outcome<()> {
    for &(name, value) in habits {
        let kept: Option<i64> = conn
            .query_row("SELECT v FROM search_config WHERE k = ?1", [name], |r| r.get(0))
            .optional()
            .map_err(|e| failed(&e))?;
        if kept != Some(value) {
            conn.execute("INSERT INTO search (search, rank) VALUES (?1, ?2)", params![name, value])
                .map_err(|e| failed(&e))?;
        }
    }
    Ok(())
}

/// Merges the whole index into one piece.
///
/// # Errors
/// When the database fails.
pub(super) fn settle(conn: &Connection) -> Outcome<()> {
    // A negative number asks for one piece of everything; the same with a positive one goes on where it stopped.
    let mut pages = -MERGED;
    loop {
        let before = conn.total_changes();
        conn.execute("INSERT INTO search (search, rank) VALUES ('merge', ?1)", [pages]).map_err(|e| failed(&e))?;
        if conn.total_changes() - before <= 1 {
            return Ok(());
        }
        pages = MERGED;
    }
}

/// The words that a record puts into the index, for the list of words in memory.
pub(super) fn words_of(row: &AnyRow) -> BTreeSet<String> {
    let doc = doc(row);
    let all = [doc.names, doc.words, doc.digits].join(" ");
    let spelt = all.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase);
    // The index takes accents off, so a word stands in it as its keys do.
    spelt.chain(sound::word_keys(&all)).collect()
}

/// One hit: where, never what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Hit {
    /// Kind of record.
    pub kind: Kind,
    /// The record.
    pub record: RecordId,
    /// The contact it belongs to.
    pub contact: Option<RecordId>,
    /// Its own time, ISO text.
    pub at: String,
    /// Whether only the sound of a name matched.
    pub by_sound: bool,
}

impl Hit {
    /// A contact that was found by its name in another way.
    #[must_use]
    pub const fn contact(id: RecordId) -> Self {
        Self { kind: Kind::Contact, record: id, contact: Some(id), at: String::new(), by_sound: false }
    }
}

/// What is searched for, cut into tokens.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Query {
    /// Words to be found, each as a prefix unless quoted.
    pub words: Vec<String>,
    /// Phrases in quotation marks.
    pub phrases: Vec<String>,
}

impl Query {
    /// Cuts a typed text into words and phrases.
    #[must_use]
    pub fn parse(typed: &str) -> Self {
        let mut query = Self::default();
        for (i, part) in typed.split('"').enumerate() {
            if i % 2 == 1 {
                if part.split_whitespace().next().is_some() {
                    query.phrases.push(part.to_owned());
                }
            } else {
                query.words.extend(
                    part.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_lowercase),
                );
            }
        }
        query
    }

    /// Whether there is nothing to look for.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.words.is_empty() && self.phrases.is_empty()
    }
}

fn quoted(token: &str) -> String {
    format!("\"{}\"", token.replace('"', "\"\""))
}

/// The commonest full terms that begin with a longer prefix: from memory, or from the index's own vocabulary while
/// that has not been read.
fn terms_of(conn: &Connection, terms: Option<&Terms>, prefix: &str) -> Outcome<Vec<String>> {
    if let Some(terms) = terms.filter(|t| t.is_complete()) {
        return Ok(terms.beginning(prefix, TERMS));
    }
    let upper = format!("{prefix}\u{10FFFF}");
    let mut statement = conn
        .prepare_cached("SELECT term, doc FROM search_terms WHERE term >= ?1 AND term < ?2 LIMIT 400")
        .map_err(|e| failed(&e))?;
    let mut found = statement
        .query_map([prefix, &upper], |r| Ok((r.get::<_, String>(0)?, r.get::<_, i64>(1)?)))
        .and_then(Iterator::collect::<rusqlite::Result<Vec<_>>>)
        .map_err(|e| failed(&e))?;
    found.sort_by_key(|(_, docs)| std::cmp::Reverse(*docs));
    Ok(found.into_iter().take(TERMS).map(|(t, _)| t).collect())
}

fn expression(conn: &Connection, terms: Option<&Terms>, query: &Query, by_sound: bool) -> Outcome<Option<String>> {
    let mut parts: Vec<String> = Vec::new();
    for word in &query.words {
        if by_sound {
            let keys = sound::sound_keys(word);
            if keys.is_empty() {
                return Ok(None);
            }
            let any: Vec<String> = keys.iter().map(|k| format!("sounds : {}", quoted(k))).collect();
            parts.push(format!("({})", any.join(" OR ")));
            continue;
        }
        let mut forms: BTreeSet<String> = sound::word_keys(word).into_iter().collect();
        forms.insert(word.clone());
        let mut any = Vec::new();
        for form in forms {
            if form.chars().count() <= INDEXED_PREFIX {
                any.push(format!("{{names words digits}} : {} *", quoted(&form)));
            } else {
                for term in terms_of(conn, terms, &form)? {
                    any.push(format!("{{names words digits}} : {}", quoted(&term)));
                }
            }
        }
        if any.is_empty() {
            return Ok(None);
        }
        parts.push(format!("({})", any.join(" OR ")));
    }
    for phrase in &query.phrases {
        parts.push(format!("{{names words}} : {}", quoted(phrase)));
    }
    Ok((!parts.is_empty()).then(|| parts.join(" AND ")))
}

/// Hits for a query, newest first, at most `limit`; names that only sound like it come last.
///
/// # Errors
/// When the database cannot be read.
pub fn find(conn: &Connection, terms: Option<&Terms>, query: &Query, limit: i64) -> Outcome<Vec<Hit>> {
    let mut hits: Vec<Hit> = Vec::new();
    for by_sound in [false, true] {
        let Some(expression) = expression(conn, terms, query, by_sound)? else { continue };
        for hit in run(conn, &expression, limit, by_sound)? {
            if !hits.iter().any(|h| h.record == hit.record) {
                hits.push(hit);
            }
        }
    }
    Ok(hits)
}

fn run(conn: &Connection, expression: &str, limit: i64, by_sound: bool) -> Outcome<Vec<Hit>> {
    let mut statement = conn
        .prepare_cached(
            "SELECT d.kind, d.record, d.contact, d.at FROM search s JOIN search_doc d ON d.n = s.rowid
             WHERE search MATCH ?1 ORDER BY s.rowid DESC LIMIT ?2",
        )
        .map_err(|e| failed(&e))?;
    let rows = statement
        .query_map([Sql::Text(expression.to_owned()), Sql::Integer(limit)], |r| {
            Ok(Kind::named(r.get_ref(0)?.as_str().unwrap_or_default()).zip(id_of(r.get_ref(1)?)).map(
                |(kind, record)| Hit {
                    kind,
                    record,
                    contact: r.get_ref(2).ok().and_then(id_of),
                    at: r.get(3).unwrap_or_default(),
                    by_sound,
                },
            ))
        })
        .map_err(|e| failed(&e))?;
    Ok(rows.collect::<rusqlite::Result<Vec<_>>>().map_err(|e| failed(&e))?.into_iter().flatten().collect())
}

/// Contacts with a number that ends in these digits.
///
/// # Errors
/// When the database cannot be read.
pub fn by_digits(conn: &Connection, digits: &str, limit: i64) -> Outcome<Vec<Hit>> {
    let digits: String = digits.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() {
        return Ok(Vec::new());
    }
    run(conn, &format!("digits : {}", quoted(&digits)), limit, false)
}
