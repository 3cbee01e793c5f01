//! The store from outside: one act is all or nothing, the journal finds what was changed behind its back, undo leads
//! back to the empty database.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that cannot go on fails"
)]

use std::path::PathBuf;

use chrono::{DateTime, NaiveDate, Utc};
use std::collections::BTreeSet;

use dlo_caseload::domain::contact::Contact;
use dlo_caseload::domain::contact_point::ContactPoint;
use dlo_caseload::domain::engagement::Engagement;
use dlo_caseload::domain::field::{Code, Field, Shape, Value, Values, canonical};
use dlo_caseload::domain::follow_up::FollowUp;
use dlo_caseload::domain::id::RecordId;
use dlo_caseload::domain::kind::Kind;
use dlo_caseload::domain::problem::{Kind as Fault, Problem};
use dlo_caseload::domain::update::Update;
use dlo_caseload::store::Store;
use dlo_caseload::store::contact::Filter;
use dlo_caseload::store::draft::Draft;
use dlo_caseload::store::journal::Why;
use dlo_caseload::store::open::{Purpose, connect};
use dlo_caseload::store::package::Package;
use dlo_caseload::store::search::Query;
use dlo_caseload::store::write::Doing;
use proptest::prelude::*;

const KEY: [u8; 32] = [7; 32];

struct Vault {
    dir: tempfile::TempDir,
}

impl Vault {
    fn new() -> Self {
        let vault = Self { dir: tempfile::tempdir().unwrap() };
        Store::create(&vault.path(), &KEY, "vault-1").unwrap();
        vault
    }
    fn path(&self) -> PathBuf {
        self.dir.path().join("caseload.db")
    }
    fn open(&self) -> Store {
        Store::open(&self.path(), &KEY, "vault-1").unwrap()
    }
    fn refuses(&self, id: &str) -> Problem {
        match Store::open(&self.path(), &KEY, id) {
            Ok(_) => panic!("it opened"),
            Err(p) => p,
        }
    }
    /// Changes the file behind the program's back, with the right key.
    fn tamper(&self, sql: &str) {
        connect(&self.path(), &KEY, Purpose::Maintenance).unwrap().execute_batch(sql).unwrap();
    }
}

fn doing(what: &'static str) -> Doing {
    Doing {
        officer: "PC 4417 Whitfield".into(),
        device: "K7".into(),
        at: DateTime::<Utc>::from_timestamp(1_795_500_000, 0).unwrap(),
        what,
        is_final: false,
        undoes: None,
    }
}

fn contact(reference: &str, name: &str) -> Contact {
    Contact {
        reference: reference.into(),
        working_names: vec![name.into()],
        area: "central".into(),
        status: Code::new("open"),
        ..Contact::default()
    }
}

fn add(store: &mut Store, reference: &str, name: &str) -> RecordId {
    store.write(&doing("add a contact"), |w| w.add(None, &contact(reference, name), &Why::default())).unwrap().1
}

fn today() -> NaiveDate {
    NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
}

#[test]
fn the_ids_of_one_act_sort_in_the_order_of_making_however_many_there_are() {
    let vault = Vault::new();
    let mut store = vault.open();
    let ids = store
        .write(&doing("make ids"), |w| (0..70_000).map(|_| w.new_id()).collect::<Result<Vec<RecordId>, Problem>>())
        .unwrap()
        .1;
    assert!(ids.windows(2).all(|pair| pair[0] < pair[1]));
    assert!(ids.iter().all(|id| id.0.get_version_num() == 7), "they are ids of their kind all the same");
}

#[test]
fn a_record_comes_back_as_it_was_saved_with_every_field_of_every_kind_filled() {
    fn sample(field: &Field, i: usize) -> Value {
        match field.shape {
            Shape::Number | Shape::Flag => Value::Number(1),
            Shape::Several(_) | Shape::Lines | Shape::Refs => Value::Many(vec![format!("a{i}"), "b, \"c\"".into()]),
            _ => Value::Text(format!("Żaneta {i}")),
        }
    }
    let vault = Vault::new();
    let mut store = vault.open();
    for kind in Kind::all() {
        let values: Values = kind.fields().iter().enumerate().map(|(i, f)| (f.name, sample(f, i))).collect();
        let id = RecordId::at_millis(1_795_500_000_000, [kind as u8; 10]);
        store.write(&doing("fill"), |w| w.put_values(kind, id, None, values.clone(), &Why::default())).unwrap();
        let back = store.reading().any(kind, id).unwrap().unwrap();
        assert!(back.values == values, "{} changed on its way", kind.name());
    }
    store.verify(|_, _| true).unwrap();
}

#[test]
fn an_act_that_fails_leaves_neither_record_nor_journal_entry() {
    let vault = Vault::new();
    let mut store = vault.open();
    let head = store.head();
    let failed = store.write(&doing("half an act"), |w| {
        w.add(None, &contact("K7-0001", "Roxy"), &Why::default())?;
        Err::<(), _>(Problem::refused("Stopped.", "Nothing to do."))
    });
    assert!(failed.is_err());
    assert_eq!(store.head(), head);
    assert_eq!(store.reading().contacts_total().unwrap(), 0);
    assert!(store.reading().journal(10).unwrap().is_empty());
}

#[test]
fn saving_a_record_unchanged_makes_no_entry() {
    let vault = Vault::new();
    let mut store = vault.open();
    let id = add(&mut store, "K7-0001", "Roxy");
    let head = store.head();
    let (act, ()) =
        store.write(&doing("edit"), |w| w.put(id, None, &contact("K7-0001", "Roxy"), &Why::default())).unwrap();
    assert_eq!((act, store.head()), (0, head));
}

#[test]
fn one_act_makes_one_entry_for_each_record_it_touches() {
    let vault = Vault::new();
    let mut store = vault.open();
    let (act, ()) = store
        .write(&doing("met someone"), |w| {
            let id = w.add(None, &contact("K7-0001", "Lola"), &Why::default())?;
            w.add(Some(id), &Engagement::default(), &Why::default())?;
            w.add(Some(id), &FollowUp { what: "ring".into(), ..FollowUp::default() }, &Why::default())?;
            Ok(())
        })
        .unwrap();
    let entries = store.reading().journal(10).unwrap();
    assert_eq!(entries.len(), 3);
    assert!(entries.iter().all(|e| e.act == act && e.what == "met someone"));
}

#[test]
fn a_row_changed_removed_or_added_behind_the_programs_back_is_found() {
    for (sql, sentence) in [
        ("UPDATE contact SET working_names = '[\"Somebody\"]'", "differs from its last journal entry"),
        ("UPDATE contact SET contact = NULL", "differs from its last journal entry"),
        ("DELETE FROM contact", "is missing"),
        (
            "INSERT INTO contact (id, at, created_at, created_by, updated_at, updated_by, rev, reference)
             VALUES (x'00112233445566778899aabbccddeeff', '', '', '', '', '', 1, 'K7-0666')",
            "does not know",
        ),
    ] {
        let vault = Vault::new();
        add(&mut vault.open(), "K7-0001", "Roxy");
        vault.tamper(sql);
        let problem = vault.open().verify(|_, _| true).unwrap_err();
        assert_eq!(problem.kind, Fault::Damaged);
        assert!(problem.what.contains(sentence), "{sql}: {problem}");
    }
}

#[test]
fn any_edited_journal_entry_act_or_payload_is_found() {
    for sql in [
        "DROP TRIGGER journal_is_append_only_u; UPDATE journal SET reason = 'x' WHERE n = 1",
        "DROP TRIGGER journal_is_append_only_u; UPDATE journal SET fields = '' WHERE n = 1",
        "DROP TRIGGER journal_is_append_only_d; DELETE FROM journal WHERE n = 1",
        "DROP TRIGGER act_is_append_only_u; UPDATE act SET officer = 'PC 1' WHERE n = 1",
        "DROP TRIGGER act_is_append_only_u; UPDATE act SET at = '2020-01-01T00:00:00.000Z' WHERE n = 1",
        "DROP TRIGGER act_is_append_only_u; UPDATE act SET what = 'look' WHERE n = 1",
        "DROP TRIGGER act_is_append_only_u; UPDATE act SET is_final = 1 WHERE n = 1",
        "DROP TRIGGER act_is_append_only_u; UPDATE act SET undoes = 1 WHERE n = 2",
        "UPDATE journal_payload SET reason = 'x' WHERE n = 2",
        "UPDATE journal_payload SET salt = x'00' WHERE n = 2",
    ] {
        let vault = Vault::new();
        let mut store = vault.open();
        add(&mut store, "K7-0001", "Roxy");
        add(&mut store, "K7-0002", "Mia");
        drop(store);
        vault.tamper(sql);
        let found = vault.open().verify(|_, _| true).map(|_| ()).map_err(|p| p.kind);
        assert_eq!(found, Err(Fault::Damaged), "not found: {sql}");
    }
}

#[test]
fn an_edited_setting_or_package_is_found() {
    let package = Package {
        number: 1,
        bundle_id: "b-1".into(),
        epoch: 7,
        file_name: "0001.caseload".into(),
        written_to: String::new(),
        manifest_hash: vec![1; 32],
        sealed: vec![2; 64],
        state: "sealed".into(),
        sealed_at: "2026-11-24T14:05:00.000Z".into(),
        sent_at: String::new(),
        updates: 2,
        contacts: 1,
        recipient: "Central IS desk".into(),
    };
    let filled = || {
        let vault = Vault::new();
        let mut store = vault.open();
        store.write(&doing("change settings"), |w| w.set("device_epoch", "7")).unwrap();
        store.write(&doing("change settings"), |w| w.set("device_epoch", "8")).unwrap();
        store.write(&doing("seal a package"), |w| w.keep_package(&package, &Why::default())).unwrap();
        let sent = |w: &mut dlo_caseload::store::write::Write<'_>| {
            w.package_state(1, "sent", Some("/media/stick"), &Why::default())
        };
        store.write(&doing("hand a package over"), sent).unwrap();
        store.verify(|_, _| true).unwrap();
        vault
    };
    for (sql, sentence) in [
        ("UPDATE setting SET value = '7' WHERE name = 'device_epoch'", "The setting device_epoch differs"),
        ("INSERT INTO setting VALUES ('officer', 'somebody')", "The setting officer differs"),
        ("DELETE FROM setting WHERE name = 'device_epoch'", "is missing"),
        ("UPDATE package SET state = 'sealed'", "Package 1 differs"),
        ("UPDATE package SET recipient = 'Somebody else'", "Package 1 differs"),
        ("UPDATE package SET sealed = x'00'", "Package 1 differs"),
        ("DELETE FROM package", "is missing"),
    ] {
        let vault = filled();
        vault.tamper(sql);
        let problem = vault.open().verify(|_, _| true).map(|_| ()).unwrap_err();
        assert_eq!(problem.kind, Fault::Damaged);
        assert!(problem.what.contains(sentence), "{sql}: {problem}");
    }
}

#[test]
fn a_draft_that_cannot_be_kept_leaves_the_one_before_it() {
    let vault = Vault::new();
    let kept = |content: &str| Draft {
        form: "engagement:new".into(),
        contact: None,
        at: "2026-11-24T14:05:00.000Z".into(),
        content: content.into(),
    };
    vault.open().keep_draft(&kept("half a thought")).unwrap();
    vault.tamper("CREATE TRIGGER full BEFORE INSERT ON draft BEGIN SELECT raise(ABORT, 'as a full disk would'); END");
    let store = vault.open();
    store.keep_draft(&kept("a whole thought")).unwrap_err();
    let drafts: Vec<String> = store.drafts().unwrap().into_iter().map(|d| d.content).collect();
    assert_eq!(drafts, ["half a thought"]);
}

#[test]
fn a_contact_is_not_taken_back_while_records_belong_to_it() {
    let vault = Vault::new();
    let mut store = vault.open();
    let (act, id) =
        store.write(&doing("met someone"), |w| w.add(None, &contact("K7-0001", "Roxy"), &Why::default())).unwrap();
    let disclosed = Doing { is_final: true, ..doing("record a disclosure") };
    let said = FollowUp { what: "told the desk".into(), ..FollowUp::default() };
    store.write(&disclosed, |w| w.add(Some(id), &said, &Why::default())).unwrap();
    let problem = store.undo(&doing("undo"), act).unwrap_err();
    assert_eq!(problem.what, "Other records belong to this contact by now.");
    assert!(store.reading().any(Kind::Contact, id).unwrap().is_some());
    store.verify(|_, _| true).unwrap();
}

#[test]
fn the_journal_cannot_be_edited_by_an_ordinary_statement() {
    let vault = Vault::new();
    add(&mut vault.open(), "K7-0001", "Roxy");
    let conn = connect(&vault.path(), &KEY, Purpose::Maintenance).unwrap();
    assert!(conn.execute("DELETE FROM journal", []).is_err());
    assert!(conn.execute("UPDATE act SET what = ''", []).is_err());
}

#[test]
fn the_working_connection_refuses_to_attach_or_to_change_keys() {
    let vault = Vault::new();
    let conn = connect(&vault.path(), &KEY, Purpose::Work).unwrap();
    let other = vault.dir.path().join("plain.db");
    assert!(conn.execute(&format!("ATTACH '{}' AS p KEY ''", other.display()), []).is_err());
    for sql in
        ["PRAGMA rekey = 'x'", "PRAGMA temp_store = FILE", "PRAGMA journal_mode = WAL", "PRAGMA cipher_page_size = 512"]
    {
        assert!(conn.execute_batch(sql).is_err(), "{sql}");
    }
    assert!(!other.exists());
}

#[test]
fn the_build_never_uses_temporary_files_and_loads_no_extensions() {
    let vault = Vault::new();
    let conn = connect(&vault.path(), &KEY, Purpose::Check).unwrap();
    let mut s = conn.prepare("PRAGMA compile_options").unwrap();
    let options: Vec<String> = s.query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect();
    for wanted in ["TEMP_STORE=3", "OMIT_LOAD_EXTENSION"] {
        assert!(options.iter().any(|o| o == wanted), "{wanted} is not among {options:?}");
    }
}

#[test]
fn another_vaults_database_is_refused_by_its_own_sentence() {
    let problem = Vault::new().refuses("vault-2");
    assert_eq!(problem.kind, Fault::Damaged);
    assert!(problem.what.contains("does not belong to this vault"));
}

#[test]
fn a_missing_database_is_never_made() {
    let vault = Vault::new();
    std::fs::remove_file(vault.path()).unwrap();
    assert_eq!(vault.refuses("vault-1").kind, Fault::Disk);
    assert!(!vault.path().exists());
}

#[test]
fn a_flipped_bit_on_any_page_is_found_by_the_checks() {
    let vault = Vault::new();
    let mut store = vault.open();
    for i in 0..40 {
        add(&mut store, &format!("K7-{i:04}"), "Roxy");
    }
    store.close().unwrap();
    let whole = std::fs::read(vault.path()).unwrap();
    for page in 0..whole.len() / 4096 {
        let mut bytes = whole.clone();
        bytes[page * 4096 + 77 + page % 4000] ^= 4;
        std::fs::write(vault.path(), &bytes).unwrap();
        let found = match Store::open(&vault.path(), &KEY, "vault-1") {
            Err(_) => true,
            Ok(store) => store.check_whole().is_err(),
        };
        assert!(found, "page {page} was not found");
    }
}

#[test]
fn a_newer_schema_is_refused_by_name_and_left_alone() {
    let vault = Vault::new();
    vault.tamper("PRAGMA user_version = 99");
    let bytes = std::fs::read(vault.path()).unwrap();
    let problem = vault.refuses("vault-1");
    assert!(problem.what.contains("newer program"), "{problem}");
    assert_eq!(std::fs::read(vault.path()).unwrap(), bytes);
}

#[test]
fn a_final_act_cannot_be_undone_and_says_so() {
    let vault = Vault::new();
    let mut store = vault.open();
    let last = Doing { is_final: true, ..doing("seal package 1") };
    let (act, _) = store.write(&last, |w| w.add(None, &contact("K7-0001", "Roxy"), &Why::default())).unwrap();
    let problem = store.undo(&doing("undo"), act).unwrap_err();
    assert!(problem.what.contains("cannot be undone: seal package 1"), "{problem}");
}

#[test]
fn an_act_whose_record_was_changed_since_is_not_undone() {
    let vault = Vault::new();
    let mut store = vault.open();
    let (first, id) =
        store.write(&doing("add"), |w| w.add(None, &contact("K7-0001", "Roxy"), &Why::default())).unwrap();
    store.write(&doing("edit"), |w| w.put(id, None, &contact("K7-0001", "Roxanne"), &Why::default())).unwrap();
    assert!(store.undo(&doing("undo"), first).is_err());
    let back = store.reading().get::<Contact>(id).unwrap().unwrap();
    assert_eq!(back.it.preferred_name(), "Roxanne");
}

#[test]
fn a_name_is_found_by_its_sound_its_accents_and_its_script_and_no_longer_once_changed() {
    let vault = Vault::new();
    let mut store = vault.open();
    let id = add(&mut store, "K7-0001", "Оксана");
    add(&mut store, "K7-0002", "Żaneta");
    add(&mut store, "K7-0003", "Marley");
    let found = |store: &Store, typed: &str| store.reading().find(&Query::parse(typed), 50).unwrap().len();
    for typed in ["оксана", "oksana", "zaneta", "marlie", "K7-0003", "k70003", "ok"] {
        assert!(found(&store, typed) >= 1, "{typed}");
    }
    store.write(&doing("edit"), |w| w.put(id, None, &contact("K7-0001", "Bea"), &Why::default())).unwrap();
    assert_eq!(found(&store, "oksana"), 0);
    assert_eq!(found(&store, "bea"), 1);
}

#[test]
fn a_number_is_found_by_its_last_four_digits_and_in_full() {
    let vault = Vault::new();
    let mut store = vault.open();
    let id = add(&mut store, "K7-0001", "Roxy");
    let point = ContactPoint { kind: "mobile".into(), value: "+447700900142".into(), ..ContactPoint::default() };
    store.write(&doing("add a number"), |w| w.add(Some(id), &point, &Why::default())).unwrap();
    for digits in ["0142", "07700900142", "447700900142"] {
        let hits = store.reading().by_digits(digits, 10).unwrap();
        assert_eq!(hits.first().and_then(|h| h.contact), Some(id), "{digits}");
    }
    assert!(store.reading().by_digits("0143", 10).unwrap().is_empty());
}

#[test]
fn due_rows_appear_and_disappear_with_the_follow_up_that_causes_them() {
    let vault = Vault::new();
    let mut store = vault.open();
    let id = add(&mut store, "K7-0001", "Roxy");
    let mut f = FollowUp {
        what: "ring".into(),
        kind: "promise".into(),
        state: "open".into(),
        due: "2026-11-24".parse().ok(),
        ..FollowUp::default()
    };
    let (_, follow_up) = store.write(&doing("add"), |w| w.add(Some(id), &f, &Why::default())).unwrap();
    let due = store.reading().due("central", today(), 50).unwrap();
    assert_eq!(due.len(), 1);
    assert_eq!((due[0].reference.as_str(), due[0].name.as_str()), ("K7-0001", "Roxy"));
    assert!(store.reading().due("northern", today(), 50).unwrap().is_empty());
    f.state = "done".into();
    store.write(&doing("done"), |w| w.put(follow_up, Some(id), &f, &Why::default())).unwrap();
    assert!(store.reading().due("central", today(), 50).unwrap().is_empty());
}

#[test]
fn derived_rows_made_again_from_the_records_are_the_same() {
    let vault = Vault::new();
    let mut store = vault.open();
    let id = add(&mut store, "K7-0001", "Roxy");
    let f =
        FollowUp { what: "ring".into(), kind: "promise".into(), due: "2026-11-24".parse().ok(), ..FollowUp::default() };
    store.write(&doing("add"), |w| w.add(Some(id), &f, &Why::default())).unwrap();
    let line = store.reading().contact_line(id).unwrap();
    store.rebuild().unwrap();
    assert!(store.reading().contact_line(id).unwrap() == line);
    assert_eq!(store.reading().find(&Query::parse("ring"), 10).unwrap().len(), 1);
}

#[test]
fn a_draft_is_kept_once_for_each_form_and_goes_when_dropped() {
    let vault = Vault::new();
    let mut store = vault.open();
    let id = add(&mut store, "K7-0001", "Roxy");
    for content in ["half", "half a word"] {
        let at = "2026-11-24T14:05:00.000Z".into();
        let draft = Draft { form: "engagement:new".into(), contact: Some(id), at, content: content.into() };
        store.keep_draft(&draft).unwrap();
    }
    let kept = store.drafts().unwrap();
    assert_eq!(kept.len(), 1);
    assert_eq!(kept[0].content, "half a word");
    store.drop_draft("engagement:new", Some(id)).unwrap();
    assert!(store.drafts().unwrap().is_empty());
}

#[test]
fn a_vault_of_the_first_schema_opens_and_is_counted() {
    let dir = tempfile::tempdir().unwrap();
    let path = dir.path().join("caseload.db");
    let conn = dlo_caseload::store::open::create(&path, &KEY).unwrap();
    conn.execute_batch(include_str!("../src/store/migrations/0001.sql")).unwrap();
    conn.execute_batch(
        "INSERT INTO meta VALUES ('vault_id', 'vault-1');
         INSERT INTO contact_line VALUES (x'01', 'K7-0001', 'Roxy', 'central', 'open', 1, 0, '', '', '', '', '', '', 0,
             '', '9999', '', '', '');
         INSERT INTO due VALUES (1, x'01', 'central', 'promise', '2026-11-24T10:00', '', '', 'follow_up', x'02', 'ring', 0);
         INSERT INTO outbox_update (id, at, created_at, created_by, updated_at, updated_by, rev, state)
             VALUES (x'03', '', '', '', '', '', 1, 'draft'), (x'04', '', '', '', '', '', 1, 'sent');
         PRAGMA user_version = 1;",
    )
    .unwrap();
    drop(conn);
    assert!(Store::pending_migration(&path, &KEY).unwrap());
    let store = Store::open(&path, &KEY, "vault-1").unwrap();
    assert_eq!(store.reading().update_counts().unwrap(), (1, 1));
    assert_eq!(store.reading().load("central", today(), today().succ_opt().unwrap()).unwrap(), [(today(), 1)]);
    let open = Filter { area: "central".into(), ..Filter::default() };
    assert_eq!(store.reading().contacts_count(&open).unwrap(), 1);
    let conn = connect(&path, &KEY, Purpose::Check).unwrap();
    let whose: (String, bool) =
        conn.query_row("SELECT reference || ' ' || name, child FROM due", [], |r| Ok((r.get(0)?, r.get(1)?))).unwrap();
    assert_eq!(whose, ("K7-0001 Roxy".to_owned(), true));
}

#[test]
fn counts_follow_every_change_and_a_rebuild_finds_the_same() {
    let vault = Vault::new();
    let mut store = vault.open();
    let id = add(&mut store, "K7-0001", "Roxy");
    add(&mut store, "K7-0002", "Mia");
    let f =
        FollowUp { what: "ring".into(), kind: "promise".into(), due: "2026-11-24".parse().ok(), ..FollowUp::default() };
    store.write(&doing("add"), |w| w.add(Some(id), &f, &Why::default())).unwrap();
    let mut u = Update { kind: "person".into(), state: "draft".into(), ..Update::default() };
    let (_, update) = store.write(&doing("add"), |w| w.add(Some(id), &u, &Why::default())).unwrap();
    let counts = |store: &Store| {
        let count = |area: &str, status: &str| {
            let filter = Filter { area: area.into(), status: status.into(), ..Filter::default() };
            store.reading().contacts_count(&filter).unwrap()
        };
        let load = |area: &str| store.reading().load(area, today(), today().succ_opt().unwrap()).unwrap();
        (
            (count("central", ""), count("northern", ""), count("", ""), count("central", "closed")),
            (load("central"), load("northern"), load("")),
            store.reading().update_counts().unwrap(),
        )
    };
    assert_eq!(counts(&store), ((2, 0, 2, 0), (vec![(today(), 1)], vec![], vec![(today(), 1)]), (1, 0)));
    // She moves to another area: her due rows go with her.
    let moved = Contact { area: "northern".into(), ..contact("K7-0001", "Roxanne") };
    store.write(&doing("edit"), |w| w.put(id, None, &moved, &Why::default())).unwrap();
    assert_eq!(counts(&store), ((1, 1, 2, 0), (vec![], vec![(today(), 1)], vec![(today(), 1)]), (1, 0)));
    assert_eq!(store.reading().due("northern", today(), 5).unwrap()[0].name, "Roxanne");
    u.state = "sent".into();
    store.write(&doing("edit"), |w| w.put(update, Some(id), &u, &Why::default())).unwrap();
    store.write(&doing("remove"), |w| w.remove(Kind::Contact, id, &Why::default())).unwrap();
    let left = counts(&store);
    assert_eq!((left.0, left.2), ((1, 0, 1, 0), (0, 1)));
    store.rebuild().unwrap();
    assert_eq!(counts(&store).0, left.0);
    assert_eq!(counts(&store).2, left.2);
}

#[test]
fn what_concerns_no_contact_is_on_the_list_of_every_area() {
    let vault = Vault::new();
    let mut store = vault.open();
    let jot = FollowUp { what: "file the jot".into(), due: "2026-11-24".parse().ok(), ..FollowUp::default() };
    store.write(&doing("file a jot"), |w| w.add(None, &jot, &Why::default())).unwrap();
    for area in ["", "central", "southern"] {
        assert_eq!(store.reading().due(area, today(), 5).unwrap().len(), 1, "{area}");
        assert_eq!(store.reading().load(area, today(), today().succ_opt().unwrap()).unwrap().len(), 1, "{area}");
    }
}

#[test]
fn numbers_go_on_after_9999_as_numbers_do() {
    let vault = Vault::new();
    let mut store = vault.open();
    for reference in ["K7-0042", "K7-9999", "K7-10000", "K8-20000", "K71-30000"] {
        add(&mut store, reference, "Roxy");
    }
    assert_eq!(store.reading().highest_reference("K7").unwrap(), 10_000);
    assert_eq!(store.reading().highest_reference("K9").unwrap(), 0);
}

#[test]
fn a_long_word_is_found_the_same_before_and_after_the_words_of_the_index_are_read() {
    let vault = Vault::new();
    let mut store = vault.open();
    for (i, name) in ["Katarzyna", "Katharina", "Katalin"].iter().enumerate() {
        add(&mut store, &format!("K7-{i:04}"), name);
    }
    let found = |store: &Store, typed: &str| {
        let hits = store.reading().find(&Query::parse(typed), 50).unwrap();
        hits.into_iter().filter(|h| !h.by_sound).count()
    };
    let before: Vec<usize> = ["kata", "katar", "katalin", "katz"].iter().map(|t| found(&store, t)).collect();
    while store.learn_terms(2).unwrap() {}
    let after: Vec<usize> = ["kata", "katar", "katalin", "katz"].iter().map(|t| found(&store, t)).collect();
    assert_eq!(before, after);
    assert_eq!(after, [2, 1, 1, 0]);
    // A name saved since then is found as well, in any spelling.
    add(&mut store, "K7-0009", "Katałina");
    assert_eq!(found(&store, "katali"), 2);
    assert_eq!(found(&store, "katałin"), 2);
}

#[test]
fn the_tables_have_exactly_the_fields_of_the_field_tables() {
    let vault = Vault::new();
    let conn = connect(&vault.path(), &KEY, Purpose::Check).unwrap();
    for kind in Kind::all() {
        let mut s = conn.prepare(&format!("SELECT name FROM pragma_table_info('{}')", kind.name())).unwrap();
        // A field may move in its form without moving in the table.
        let columns: BTreeSet<String> = s.query_map([], |r| r.get(0)).unwrap().map(Result::unwrap).collect();
        let mut expected: BTreeSet<String> =
            "n id contact at created_at created_by updated_at updated_by rev".split(' ').map(str::to_owned).collect();
        expected.extend(kind.fields().iter().map(|f| f.name.to_owned()));
        assert_eq!(columns, expected, "{}", kind.name());
    }
}

/// What a sitting can do to three contacts.
#[derive(Debug, Clone)]
enum Step {
    Add(u8),
    Rename(u8, String),
    FollowUp(u8, String),
    Remove(u8),
}

fn steps() -> impl Strategy<Value = Vec<Step>> {
    let step = prop_oneof![
        (0_u8..3).prop_map(Step::Add),
        (0_u8..3, "[a-zA-Zżółć]{1,8}").prop_map(|(i, n)| Step::Rename(i, n)),
        (0_u8..3, "[a-z ]{1,12}").prop_map(|(i, n)| Step::FollowUp(i, n)),
        (0_u8..3).prop_map(Step::Remove),
    ];
    prop::collection::vec(step, 1..12)
}

fn all_rows(store: &Store) -> Vec<String> {
    let mut rows = Vec::new();
    for kind in Kind::all() {
        for row in store.reading().list(kind, 0, 1000).unwrap() {
            rows.push(format!("{} {} {}", kind.name(), row.meta.id, canonical(&row.values)));
        }
    }
    rows.sort();
    rows
}

fn act_of(store: &mut Store, ids: &mut [Option<RecordId>; 3], i: usize, step: Step) -> Option<i64> {
    let why = Why::default();
    let done = match step {
        Step::Add(c) if ids[usize::from(c)].is_none() => {
            let new = contact(&format!("K7-{i:04}"), "A");
            let (act, id) = store.write(&doing("add"), |w| w.add(None, &new, &why)).unwrap();
            ids[usize::from(c)] = Some(id);
            act
        }
        Step::Add(_) => return None,
        Step::Rename(c, name) => {
            let id = ids[usize::from(c)]?;
            let mut now = store.reading().get::<Contact>(id).unwrap().unwrap().it;
            now.working_names = vec![name];
            store.write(&doing("rename"), |w| w.put(id, None, &now, &why)).unwrap().0
        }
        Step::FollowUp(c, what) => {
            let id = ids[usize::from(c)]?;
            let f = FollowUp { what, due: "2026-11-24".parse().ok(), ..FollowUp::default() };
            store.write(&doing("follow-up"), |w| w.add(Some(id), &f, &why)).unwrap().0
        }
        Step::Remove(c) => {
            // A contact that records still belong to is never removed, nor is its removal done again.
            let id = ids[usize::from(c)]?;
            if !store.reading().of_contact::<FollowUp>(id).unwrap().is_empty() {
                return None;
            }
            ids[usize::from(c)] = None;
            store.write(&doing("remove"), |w| w.remove(Kind::Contact, id, &why)).unwrap().0
        }
    };
    (done != 0).then_some(done)
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]

    #[test]
    fn undoing_everything_reaches_the_empty_database_and_redoing_reaches_the_same_rows(steps in steps()) {
        let vault = Vault::new();
        let mut store = vault.open();
        let mut ids = [None; 3];
        let acts: Vec<i64> =
            steps.into_iter().enumerate().filter_map(|(i, step)| act_of(&mut store, &mut ids, i, step)).collect();
        let live = all_rows(&store);
        let mut undone = Vec::new();
        for act in acts.iter().rev() {
            undone.push(store.undo(&doing("undo"), *act).unwrap());
        }
        prop_assert!(all_rows(&store).is_empty());
        for act in undone.iter().rev() {
            store.undo(&doing("redo"), *act).unwrap();
        }
        prop_assert_eq!(all_rows(&store), live);
        store.verify(|_, _| true).unwrap();
    }
}
