//! How every query that a screen asks for is carried out: by an index, without reading a whole table or sorting it.
//!
//! The statements are not copied here: they are taken from the connection while the store runs them.

use std::collections::BTreeSet;
use std::sync::{Arc, Mutex};

use chrono::NaiveDate;
use rusqlite::Connection;
use rusqlite::trace::{TraceEvent, TraceEventCodes};

use crate::domain::contact::Contact;
use crate::domain::engagement::Engagement;
use crate::domain::field::Code;
use crate::domain::follow_up::FollowUp;
use crate::domain::kind::Kind;
use crate::domain::plan::Plan;
use crate::store::Store;
use crate::store::contact::{Filter, Sort};
use crate::store::journal::Why;
use crate::store::search::Query;
use crate::store::write::Doing;

fn doing() -> Doing {
    Doing {
        officer: "PC 4417 Whitfield".into(),
        device: "K7".into(),
        at: "2026-11-24T14:05:00Z".parse().unwrap(),
        what: "fill",
        is_final: false,
        undoes: None,
    }
}

fn filters() -> Vec<Filter> {
    let mut all = Vec::new();
    for area in ["", "central"] {
        for sort in [Sort::NextDue, Sort::Name, Sort::Reference, Sort::LastContact] {
            let plain = Filter { area: area.into(), sort, ..Filter::default() };
            all.push(Filter { setting: "internet".into(), ..plain.clone() });
            all.push(Filter { consent: "given".into(), group: "online".into(), age: "adult".into(), ..plain.clone() });
            all.push(Filter { consent: "not-asked".into(), ..plain.clone() });
            all.push(Filter { overdue_on: "2026-11-24".into(), ..plain.clone() });
            all.push(plain);
        }
    }
    all
}

/// Statements that `asked` runs, as they were written.
fn statements(store: &mut Store, asked: impl FnOnce(&mut Store)) -> BTreeSet<String> {
    let seen = Arc::new(Mutex::new(BTreeSet::new()));
    let into = Arc::clone(&seen);
    store
        .conn
        .trace_v2(
            TraceEventCodes::SQLITE_TRACE_STMT,
            Some(move |event: TraceEvent<'_>| {
                if let TraceEvent::Stmt(_, sql) = event
                    && sql.trim_start().starts_with("SELECT")
                {
                    into.lock().unwrap().insert(sql.to_owned());
                }
            }),
        )
        .unwrap();
    asked(store);
    store.conn.trace_v2(TraceEventCodes::empty(), None::<fn(TraceEvent<'_>)>).unwrap();
    seen.lock().unwrap().clone()
}

fn plan(conn: &Connection, sql: &str) -> Vec<String> {
    let mut statement = conn.prepare(&format!("EXPLAIN QUERY PLAN {sql}")).unwrap();
    let empty = vec![rusqlite::types::Value::Null; statement.parameter_count()];
    let steps = statement.query_map(rusqlite::params_from_iter(empty), |r| r.get(3)).unwrap();
    steps.map(Result::unwrap).collect()
}

#[test]
fn nothing_that_a_screen_asks_for_reads_a_whole_table_or_sorts_it() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("caseload.db");
    Store::create(&path, &[7; 32], "v").unwrap();
    let mut store = Store::open(&path, &[7; 32], "v").unwrap();
    let c = Contact {
        reference: "K7-0001".into(),
        working_names: vec!["Roxy".into()],
        area: "central".into(),
        status: Code::new("open"),
        ..Contact::default()
    };
    let (_, id) = store.write(&doing(), |w| w.add(None, &c, &Why::default())).unwrap();
    let follow_up =
        FollowUp { what: "ring".into(), kind: "promise".into(), due: "2026-11-24".parse().ok(), ..FollowUp::default() };
    let mut seen = statements(&mut store, |s| {
        let r = s.reading();
        let day = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        for f in filters() {
            r.contacts(&f, 0, 40).unwrap();
            r.contacts_count(&f).unwrap();
        }
        for area in ["", "central"] {
            r.due(area, day, 200).unwrap();
            r.load(area, day, day + chrono::Days::new(31)).unwrap();
        }
        r.due_of(id).unwrap();
        r.update_counts().unwrap();
        r.updates(&["draft", "approved", "held"]).unwrap();
        r.contact_line(id).unwrap();
        r.by_reference("K7-0001").unwrap();
        r.highest_reference("K7").unwrap();
        r.newest::<Engagement>(id, 40).unwrap();
        r.of_contact::<Plan>(id).unwrap();
        r.count(Kind::Engagement, id).unwrap();
        r.history_count(id).unwrap();
        r.journal(40).unwrap();
        r.journal_of("unlock", 1).unwrap();
        r.find(&Query::parse("roxy lan"), 50).unwrap();
        r.by_digits("0142", 50).unwrap();
        r.counted(crate::domain::statistics::Family::Engagement).unwrap();
        for area in ["", "central"] {
            r.observations(area, "2026-08-26T00:00").unwrap();
        }
    });
    // What a save reads on its way counts as well.
    seen.extend(statements(&mut store, |s| {
        s.write(&doing(), |w| w.add(Some(id), &follow_up, &Why::default())).unwrap();
    }));
    // What this test looks for is seen when it is there.
    assert!(plan(&store.conn, "SELECT count(summary) FROM engagement").iter().any(|s| s.starts_with("SCAN")));
    assert!(plan(&store.conn, "SELECT * FROM due ORDER BY what").iter().any(|s| s.contains("TEMP B-TREE")));
    assert!(seen.len() > 40, "only {} statements were seen", seen.len());
    for sql in &seen {
        // What the index of words does inside itself is its own; the words are read by their beginning.
        if sql.contains("'main'.") || sql.contains("search_terms") {
            continue;
        }
        for step in plan(&store.conn, sql) {
            let by_last = step.starts_with("SCAN")
                && (sql.contains("ORDER BY n DESC LIMIT 1") || sql.contains("ORDER BY j.n DESC LIMIT"));
            let whole = step.starts_with("SCAN") && !step.contains("VIRTUAL TABLE INDEX") && !by_last;
            assert!(!whole && !step.contains("TEMP B-TREE"), "{step}: {sql}");
        }
    }
}
