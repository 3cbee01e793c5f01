//! Moving in from a spreadsheet, and two records of one person that become one: what the officer gets, what is refused
//! row by row, and that nothing is half done.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that cannot go on fails")]

mod common;

use std::collections::BTreeMap;

use common::people::{consent, point};
use common::records::{all, values};
use common::{Room, officer};
use dlo_caseload::casework::desk::{Desk, NotSaved};
use dlo_caseload::casework::import::{self, Alike, DryRun, Imported, Possible, Source, With};
use dlo_caseload::casework::merge::{Merge, Side};
use dlo_caseload::casework::practice::Practice;
use dlo_caseload::domain::concern::Concern;
use dlo_caseload::domain::consent::Consent;
use dlo_caseload::domain::contact::Contact;
use dlo_caseload::domain::contact_point::ContactPoint;
use dlo_caseload::domain::crime_report::CrimeReport;
use dlo_caseload::domain::engagement::Engagement;
use dlo_caseload::domain::field::{Record, Value, Values};
use dlo_caseload::domain::follow_up::{self, FollowUp};
use dlo_caseload::domain::grounds::Grounds;
use dlo_caseload::domain::id::RecordId;
use dlo_caseload::domain::intelligence::{Intelligence, IntelligenceItem, IntelligenceSource};
use dlo_caseload::domain::kind::Kind;
use dlo_caseload::domain::marker::Marker;
use dlo_caseload::domain::officer::Officer;
use dlo_caseload::domain::plan::Plan;
use dlo_caseload::domain::update::Update;
use dlo_caseload::exchange::line::{self, ConsentNote, Dlo, FieldChange, GradedItem, Line, Statement};
use dlo_caseload::tui::pilot::Pilot;
use dlo_caseload::tui::screen::record::Section;
use dlo_caseload::tui::screen::{Place, Who};

// ---------------------------------------------------------------------------------------------------- one of two

fn add(desk: &mut Desk, contact: Contact) -> RecordId {
    let c = Contact { area: "central".into(), ..contact };
    desk.save_contact(None, &c.values()).unwrap()
}

fn plan(desk: &mut Desk, id: RecordId, words: &str) {
    let p = Plan {
        text_rule: "only-with-wording".into(),
        text_words: words.into(),
        call_rule: "never".into(),
        ..Plan::default()
    };
    desk.save_plan(id, &p.values()).unwrap();
}

/// The same person twice: Roxy with a plan and a number, Roxanne with a promise, the same number marked never.
fn twice(desk: &mut Desk) -> (RecordId, RecordId) {
    let roxy = add(
        desk,
        Contact {
            working_names: vec!["Roxy".into()],
            over_18: "said-so".into(),
            must_not_find_out: vec!["landlord".into()],
            locality: "Low Quay".into(),
            ..Contact::default()
        },
    );
    let roxanne = add(
        desk,
        Contact {
            working_names: vec!["Roxanne".into(), "roxy".into()],
            over_18: "said-so".into(),
            must_not_find_out: vec!["sister".into()],
            locality: "Tannery Lane".into(),
            surname: "Invented".into(),
            known_since: "2025-10-14".parse().ok(),
            ..Contact::default()
        },
    );
    point(desk, roxy, "mobile", "07700 900142", "safe");
    point(desk, roxanne, "mobile", "07700 900142", "never");
    point(desk, roxanne, "mobile", "07700 900143", "safe");
    plan(desk, roxy, "are you about?");
    plan(desk, roxanne, "about the parcel?");
    let f =
        values(&[("what", "find out the bail conditions"), ("kind", follow_up::kind::PROMISE), ("due", "2026-11-27")]);
    desk.save_follow_up(Some(roxanne), None, &f).unwrap();
    consent(desk, roxanne, "record-on-is", "refused", "2026-11-17", "not yet");
    for id in [roxy, roxanne] {
        desk.consult(id, "follow-up-due", "").unwrap();
    }
    (roxy, roxanne)
}

fn of<R: Record>(desk: &Desk, id: RecordId) -> Vec<R> {
    desk.reading().of_contact::<R>(id).unwrap().into_iter().map(|r| r.it).collect()
}

/// Every row of both, to be compared before and after.
fn everything(desk: &Desk, ids: [RecordId; 2]) -> Vec<(Kind, RecordId, Option<RecordId>, Values)> {
    let mut all = Vec::new();
    for kind in Kind::all() {
        for id in ids {
            for row in desk.reading().any_of_contact(kind, id).unwrap() {
                all.push((kind, row.meta.id, row.meta.contact, row.values));
            }
        }
    }
    all.sort_by_key(|(k, id, _, _)| (*k, *id));
    all
}

fn merge_of(kept: RecordId, other: RecordId) -> Merge {
    Merge { kept, other, sides: BTreeMap::new(), decided: String::new() }
}

#[test]
fn two_records_of_one_person_become_one_and_nothing_of_either_is_lost() {
    let (_room, mut desk) = Room::new(&officer());
    let (roxy, roxanne) = twice(&mut desk);
    let view = desk.merge_view(roxy, roxanne).unwrap();
    let pair = |key: &str| view.pairs.iter().find(|p| p.key == key).unwrap();
    assert_eq!((pair("locality").kept.as_str(), pair("locality").other.as_str()), ("Low Quay", "Tannery Lane"));
    assert_eq!(pair("must_not_find_out").usual, Side::Both);
    assert!(pair("surname").masked && pair("surname").usual == Side::Other);
    assert!(view.notes.iter().any(|n| n.contains("1 open promise")), "{:?}", view.notes);
    let sides = BTreeMap::from([("locality", Side::Other)]);
    desk.merge(&Merge { sides, ..merge_of(roxy, roxanne) }).unwrap();

    let one = desk.reading().get::<Contact>(roxy).unwrap().unwrap().it;
    assert_eq!(one.working_names, ["Roxy", "Roxanne"]);
    assert_eq!(one.must_not_find_out, ["landlord", "sister"]);
    assert_eq!((one.locality.as_str(), one.surname.as_str()), ("Tannery Lane", "Invented"));
    assert_eq!(one.known_since, "2025-10-14".parse().ok());
    let points: Vec<(String, String)> =
        of::<ContactPoint>(&desk, roxy).into_iter().map(|p| (p.value, p.safe.0)).collect();
    assert_eq!(points.len(), 2, "the same number stands once");
    assert!(points.contains(&("+447700900142".into(), "never".into())), "the stricter word wins");
    let plans = of::<Plan>(&desk, roxy);
    let mut versions: Vec<_> =
        plans.iter().map(|p| (p.version.unwrap(), p.superseded, p.text_words.as_str())).collect();
    versions.sort_unstable();
    assert_eq!(versions, [(1, true, "about the parcel?"), (2, false, "are you about?")]);
    assert!(of::<FollowUp>(&desk, roxy).iter().any(|f| f.is_promise() && f.is_open()), "a promise is never lost");
    assert_eq!(of::<Consent>(&desk, roxy).len(), 1);
    // The other is out of every list and of search, and nothing hangs on it any more.
    assert_eq!(everything(&desk, [roxanne, roxanne]).iter().filter(|r| r.0 != Kind::Contact).count(), 0);
    assert!(desk.find("Roxanne", 10).unwrap().iter().all(|f| f.contact == Some(roxy)));
    assert!(desk.find("0143", 10).unwrap().iter().all(|f| f.contact == Some(roxy)));
    assert_eq!(desk.find("0143", 10).unwrap().len(), 1, "a number that moved is found where it is now");
    assert_eq!(desk.joined_into(roxanne).unwrap().unwrap().id, roxy);
    assert!(desk.duplicates("Roxanne", "").unwrap().iter().all(|d| d.line.id == roxy));
    let entries = desk.reading().journal_of("combination", 50).unwrap();
    assert!(entries.len() > 5 && entries.iter().all(|e| e.what == "join two records of one person"));
    assert!(entries.iter().any(|e| e.record == Some(roxanne)), "the history of both tells of it");
    desk.store().verify(|_, _| true).unwrap();
}

#[test]
fn joining_two_records_is_one_act_and_undo_and_redo_take_all_of_it() {
    let (_room, mut desk) = Room::new(&officer());
    let (roxy, roxanne) = twice(&mut desk);
    let before = everything(&desk, [roxy, roxanne]);
    desk.merge(&merge_of(roxy, roxanne)).unwrap();
    let after = everything(&desk, [roxy, roxanne]);
    assert!(before != after);
    assert_eq!(desk.undo().unwrap(), "join two records of one person");
    assert!(before == everything(&desk, [roxy, roxanne]), "undo brings both back as they were");
    assert!(desk.joined_into(roxanne).unwrap().is_none());
    assert_eq!(desk.find("0143", 10).unwrap()[0].contact, Some(roxanne));
    desk.redo().unwrap();
    assert!(after == everything(&desk, [roxy, roxanne]));
    desk.store().verify(|_, _| true).unwrap();
}

#[test]
fn a_childs_record_is_joined_to_an_adults_only_by_a_decision_and_stays_a_childs() {
    let (_room, mut desk) = Room::new(&officer());
    let adult = add(
        &mut desk,
        Contact {
            working_names: vec!["Callie".into()],
            over_18: "said-so".into(),
            settings: vec!["internet".into()],
            ..Contact::default()
        },
    );
    let child =
        add(&mut desk, Contact { working_names: vec!["Cal".into()], over_18: "no".into(), ..Contact::default() });
    for id in [adult, child] {
        desk.consult(id, "welfare-check", "").unwrap();
    }
    assert!(desk.merge_view(adult, child).unwrap().needs_decision);
    let age_fault = |not: Result<(), NotSaved>| match not {
        Err(NotSaved::Faults(f)) => f.iter().any(|f| f.field == "age"),
        _ => false,
    };
    let head = desk.store().head();
    assert!(age_fault(desk.merge(&merge_of(adult, child))), "not without a decision");
    let grown = Merge {
        sides: BTreeMap::from([("age", Side::Kept)]),
        decided: "agreed with Sgt 0211".into(),
        ..merge_of(adult, child)
    };
    assert!(age_fault(desk.merge(&grown)), "not raised without a document");
    assert_eq!(desk.store().head(), head, "nothing changed");
    desk.merge(&Merge { decided: "same school, agreed with Sgt 0211".into(), ..merge_of(adult, child) }).unwrap();
    let one = desk.reading().get::<Contact>(adult).unwrap().unwrap().it;
    assert!(one.is_child() && one.settings.is_empty());
    assert_eq!(of::<Concern>(&desk, adult).iter().filter(|c| c.is_open()).count(), 1);
}

#[test]
fn a_record_joined_once_or_not_opened_is_not_joined() {
    let (_room, mut desk) = Room::new(&officer());
    let (roxy, roxanne) = twice(&mut desk);
    let ash = add(&mut desk, Contact { working_names: vec!["Ash".into()], ..Contact::default() });
    assert!(desk.merge(&merge_of(roxy, ash)).is_err(), "Ash was not opened with a reason");
    assert!(desk.merge(&merge_of(roxy, roxy)).is_err());
    desk.merge(&merge_of(roxy, roxanne)).unwrap();
    desk.consult(ash, "follow-up-due", "").unwrap();
    assert!(desk.merge(&merge_of(ash, roxanne)).is_err());
    assert!(desk.merge(&merge_of(roxanne, ash)).is_err());
}

// ------------------------------------------------------------------------------------------------- moving in

/// Writes a file into the room and reads it as the program does.
fn file(room: &Room, name: &str, bytes: &[u8]) -> std::path::PathBuf {
    let path = room.dir.path().join(name);
    std::io::Write::write_all(&mut std::fs::File::create(&path).unwrap(), bytes).unwrap();
    path
}

fn source(room: &Room, bytes: &[u8]) -> Source {
    import::read(&file(room, "sheet.csv", bytes), None).unwrap()
}

fn dry(desk: &Desk, source: &Source) -> DryRun {
    desk.import_dry_run(source, source.columns(), &mut |_| true).unwrap()
}

fn bring(desk: &mut Desk, source: &Source) -> Imported {
    desk.import(source, source.columns(), &mut |_| true).unwrap()
}

fn contacts(desk: &Desk) -> Vec<(RecordId, Contact)> {
    let mut all = desk.reading().list(Kind::Contact, 0, 1_000).unwrap();
    all.reverse();
    all.iter().map(|r| (r.meta.id, Contact::from_values(&r.values))).collect()
}

fn faults(run: &DryRun) -> Vec<(u64, String)> {
    run.faults.iter().map(|f| (f.row, format!("{}: {}", f.column, f.what))).collect()
}

/// The spreadsheet of somebody who kept one for years.
const MESS: &str = "My girls, DO NOT SHARE;;;;;;;;;\r\n\
    NAME;a.k.a.;D.O.B.;Age;Mobile No.;E-mail;Type of work;Don't tell;Last seen;Notes\r\n\
    ROXY;Roxanne;03/11/90;;07700 900142 / 07700900143;;flat;landlord, sister;17/11/26;\"Worried about\r\nthe bail date; eats\"\r\n\
    ;;;;;;;;;\r\n\
    Żaneta;;unknown;23;7700900150;zaneta@mail.example;online;;summer 2025;\r\n\
    roxanne;;;;+44 (0)7700 900142;;;;;same as above?\r\n\
    Callie;;05/06/2010;;;;internet;;;\r\n\
    \"Lola, red coat\";;;;;;;;;\r\n";

#[test]
fn a_real_spreadsheets_mess_comes_in_right() {
    let (room, mut desk) = Room::new(&officer());
    let sheet = source(&room, MESS.as_bytes());
    let run = dry(&desk, &sheet);
    assert_eq!(faults(&run), [], "{:?}", run.columns);
    assert_eq!(run.read_as, "UTF-8, separated by semicolon");
    assert_eq!((run.rows, run.people, run.children), (5, 5, 1));
    assert_eq!((run.put_right.capitals, run.put_right.zeros, run.put_right.closed), (1, 1, 1));
    assert_eq!(
        run.duplicates,
        [Possible { row: 6, with: With::Row(3), why: Alike::Number }],
        "the same person three times is proposed, not joined"
    );
    let made = bring(&mut desk, &sheet);
    assert_eq!((made.people, made.children, made.compare), (5, 1, 1));
    assert_eq!(made.references, ("K7-0001".to_owned(), "K7-0005".to_owned()));

    let all = contacts(&desk);
    let (roxy, c) = &all[0];
    assert_eq!(c.working_names, ["Roxy", "Roxanne"], "an alias is another working name and never a given name");
    assert_eq!((c.given_names.as_str(), c.surname.as_str(), c.reference.as_str()), ("", "", "K7-0001"));
    assert_eq!(c.born_on, "1990-11-03".parse().ok());
    // The sheet does not say how the date of birth is known: no ground yet for what is for adults only.
    assert_eq!((c.age_status.as_str(), c.area.as_str(), c.dlo.as_str()), ("unknown", "central", "PC 4417 Whitfield"));
    assert_eq!(c.must_not_find_out, ["landlord", "sister"]);
    assert_eq!(c.settings, ["brothel-or-flat".into()]);
    let mut numbers: Vec<(String, String)> =
        of::<ContactPoint>(&desk, *roxy).into_iter().map(|p| (p.value, p.safe.0)).collect();
    numbers.sort();
    assert_eq!(
        numbers,
        [("+447700900142".to_owned(), "not-known".to_owned()), ("+447700900143".to_owned(), "not-known".to_owned())]
    );
    let e = &of::<Engagement>(&desk, *roxy)[0];
    assert_eq!(e.summary, "Worried about\nthe bail date; eats");
    assert_eq!(e.happened.as_ref().unwrap().from.date().to_string(), "2026-11-17");
    assert_eq!(all[1].1.age_status.as_str(), "unknown", "an age somebody wrote down is not known");
    assert!(of::<Engagement>(&desk, all[1].0)[0].happened.as_ref().unwrap().shown().contains("summer 2025"));
    assert_eq!(all[2].1.working_names, ["roxanne"]);
    assert!(all[3].1.is_child() && all[3].1.settings.is_empty());
    assert_eq!(of::<Concern>(&desk, all[3].0).len(), 1, "a child comes in with its concern");
    assert_eq!(all[4].1.working_names, ["Lola, red coat"], "a description stays whole");
    let compare = &of::<FollowUp>(&desk, all[2].0)[0];
    assert!(compare.what.contains("K7-0001 (same number)"), "{}", compare.what);
    assert_eq!(desk.find("roxanne", 10).unwrap().len(), 2, "they are found at once");
    desk.store().verify(|_, _| true).unwrap();
}

#[test]
fn the_same_sheet_is_read_from_every_separator_and_encoding() {
    let plain = "Name;Phone;Notes\r\nZoë;07700 900142;tall, red coat\r\nŻaneta;;\r\n";
    let western = "Name;Phone;Notes\r\nZoë;07700 900142;tall, red coat\r\nChloé;;\r\n";
    let utf16 = |text: &str, le: bool| -> Vec<u8> {
        let unit = |u: u16| if le { u.to_le_bytes() } else { u.to_be_bytes() };
        std::iter::once(0xFEFF).chain(text.encode_utf16()).flat_map(unit).collect()
    };
    let latin: Vec<u8> = western.chars().map(|c| u8::try_from(u32::from(c)).unwrap()).collect();
    let quoted = |s: &str, by: char| s.replace("tall, red coat", "\"tall, red coat\"").replace(';', &by.to_string());
    for (bytes, read_as, second) in [
        (plain.as_bytes().to_vec(), "UTF-8, separated by semicolon", "Żaneta"),
        (format!("\u{FEFF}{plain}").into_bytes(), "UTF-8 with its mark, separated by semicolon", "Żaneta"),
        (quoted(plain, ',').into_bytes(), "UTF-8, separated by comma", "Żaneta"),
        (quoted(plain, '\t').into_bytes(), "UTF-8, separated by tab", "Żaneta"),
        (quoted(plain, '|').into_bytes(), "UTF-8, separated by bar", "Żaneta"),
        (utf16(plain, true), "UTF-16, separated by semicolon", "Żaneta"),
        (utf16(&plain.replace(';', "\t"), false), "UTF-16, separated by tab", "Żaneta"),
        (latin, "Windows-1252, separated by semicolon", "Chloé"),
        (plain.replace("\r\n", "\n").into_bytes(), "UTF-8, separated by semicolon", "Żaneta"),
    ] {
        let (room, mut desk) = Room::new(&officer());
        let sheet = source(&room, &bytes);
        assert_eq!(dry(&desk, &sheet).read_as, read_as);
        bring(&mut desk, &sheet);
        let all = contacts(&desk);
        let names: Vec<&str> = all.iter().map(|(_, c)| c.preferred_name()).collect();
        assert_eq!(names, ["Zoë", second], "{read_as}");
        assert_eq!(of::<Engagement>(&desk, all[0].0)[0].summary, "tall, red coat");
    }
}

#[test]
fn what_is_wrong_is_said_row_by_row_and_then_nothing_at_all_comes_in() {
    let (room, mut desk) = Room::new(&officer());
    let sheet = source(
        &room,
        "Name,DOB,Phone,Area,Gender,Email,First name,Surname\n\
         Ash,,,,,,,\n\
         Dee,03/25/1990,,,,,,\n\
         Mia,,4.47701E+11,,,,,\n\
         Kris,,,Atlantis,,,,\n\
         ,,07700 900142,,,,,\n\
         Jade,01/02/2027,,,,,,\n\
         Nell,,,,robot,nell.example,,\n\
         Ines,,=A1,,,,,\n\
         Roxy,,,,,,Roxy,\n\
         Lena,,,,,,,\n"
            .as_bytes(),
    );
    let run = dry(&desk, &sheet);
    let said = faults(&run);
    for (row, part) in [
        (3, "DOB: There is no month 25. Is it 25/03/1990?"),
        (4, "Phone: The spreadsheet shortened the number"),
        (5, "Area: This is none of: Northern · Central · Southern."),
        (6, "There is no working name."),
        (7, "still to come"),
        (8, "Gender: This is none of: Male"),
        (8, "Email: An e-mail address has an @"),
        (9, "Phone: The cell holds a formula"),
        (10, "A working name never becomes a given name"),
    ] {
        assert!(said.iter().any(|(r, what)| *r == row && what.contains(part)), "row {row}: {part}\n{said:#?}");
    }
    assert_eq!((run.fault_count, run.people), (9, 2));
    assert!(!said.iter().any(|(_, what)| what.contains("Atlantis")), "what was typed is not repeated");
    let head = desk.store().head();
    let refused = desk.import(&sheet, sheet.columns(), &mut |_| true).unwrap_err();
    assert!(refused.what.contains("whole or not at all") && !refused.changed, "{refused}");
    assert_eq!((contacts(&desk).len(), desk.store().head()), (0, head));
}

#[test]
fn a_column_that_no_word_fits_is_left_out_and_a_mapping_file_brings_it_in() {
    let (room, desk) = Room::new(&officer());
    let csv = file(&room, "a.csv", b"Girl,Partner's phone,Colour\nRoxy,07700 900199,red\n");
    let plain = import::read(&csv, None).unwrap();
    let run = dry(&desk, &plain);
    assert!(!run.can_go() && run.faults[0].what.contains("No column holds a working name"), "{:?}", run.faults);
    assert!(run.columns.iter().all(|c| c.target.is_none()), "a partner's phone is not the person's");
    let map = file(&room, "map.toml", b"[columns]\n\"Girl\" = \"name\"\n\"Colour\" = \"notes\"\n");
    let mapped = import::read(&csv, Some(&map)).unwrap();
    let run = dry(&desk, &mapped);
    assert_eq!((run.can_go(), run.people, run.engagements, run.points), (true, 1, 1, 0));
    let wrong = file(&room, "wrong.toml", b"[columns]\n\"Girls\" = \"name\"\n");
    assert!(import::read(&csv, Some(&wrong)).err().unwrap().remedy.contains("Girl"));
}

#[test]
fn whoever_is_in_the_caseload_already_is_proposed() {
    let (room, mut desk) = Room::new(&officer());
    let ash = add(&mut desk, Contact { working_names: vec!["Marley".into()], ..Contact::default() });
    point(&mut desk, ash, "mobile", "07700 900142", "safe");
    let sheet = source(&room, b"Name,Phone\nKris,07700900142\nMarlie,\nMarley,\nZoe,\n");
    let run = dry(&desk, &sheet);
    let why: Vec<(u64, With, Alike)> = run.duplicates.iter().map(|d| (d.row, d.with.clone(), d.why)).collect();
    let here = || With::Here("K7-0001".to_owned());
    assert_eq!(why, [(2, here(), Alike::Number), (3, here(), Alike::Sound), (4, here(), Alike::Name)]);
}

#[test]
fn what_was_brought_in_is_one_act_and_undo_takes_all_of_it() {
    let (room, mut desk) = Room::new(&officer());
    let before = desk.reading().records_total().unwrap();
    bring(&mut desk, &source(&room, MESS.as_bytes()));
    let after = desk.reading().records_total().unwrap();
    assert!(after > before + 10);
    assert_eq!(desk.undo().unwrap(), import::ACT);
    assert_eq!(desk.reading().records_total().unwrap(), before);
    assert!(desk.find("roxanne", 10).unwrap().is_empty());
    desk.redo().unwrap();
    assert_eq!(desk.reading().records_total().unwrap(), after);
    desk.store().verify(|_, _| true).unwrap();
}

/// A plain sheet of so many people.
fn many(n: usize) -> String {
    let mut text = String::from("Name,Phone,Setting,Notes\n");
    for i in 0..n {
        text.push_str(&format!("Person {i},07700 {:06},internet,met at the drop-in {i}\n", 900_000 + i % 1000));
    }
    text
}

#[test]
fn a_large_one_is_backed_up_first_and_can_be_stopped_until_it_is_done() {
    let (room, mut desk) = Room::new(&officer());
    let sheet = source(&room, many(600).as_bytes());
    let columns = sheet.columns().to_vec();
    let mut told = Vec::new();
    let stopped = desk
        .import(&sheet, &columns, &mut |p| {
            told.push(p.what);
            !(p.what == "bringing in" && p.done >= 256)
        })
        .unwrap_err();
    assert!(stopped.what.contains("Stopped") && !stopped.changed);
    assert!(told.contains(&"reading the file") && told.contains(&"checking the records"), "{told:?}");
    assert_eq!(contacts(&desk).len(), 0, "nothing is half done");
    let made = bring(&mut desk, &sheet);
    assert!(made.backed_up);
    assert_eq!(desk.reading().contacts_total().unwrap(), 600);
    let backups = std::fs::read_dir(room.places().vault.join("backups")).unwrap();
    let names: Vec<String> = backups.map(|e| e.unwrap().file_name().to_string_lossy().into_owned()).collect();
    assert!(names.iter().any(|n| n.contains("before-import")), "{names:?}");
    let entries = desk.reading().journal(5_000).unwrap();
    assert!(entries.iter().filter(|e| e.what == import::ACT).all(|e| e.operation == "collection"));
}

#[test]
fn a_hostile_file_meets_its_own_sentence_and_changes_nothing() {
    let (room, mut desk) = Room::new(&officer());
    let head = desk.store().head();
    let code = |bytes: &[u8]| match import::read(&file(&room, "x", bytes), None) {
        Err(p) => p.kind.exit_code(),
        Ok(_) => 0,
    };
    assert_eq!(code(b"Name\0,Phone\nRoxy,1\n"), 9);
    assert_eq!(code(b"PK\x03\x04 a workbook"), 9);
    assert_eq!(code(b""), 9);
    assert_eq!(code(b"\xFF\xFEN\0a\0m"), 9, "cut off in the middle of a letter");
    assert_eq!(code(vec!["x"; 1_000_000].join(",").as_bytes()), 9, "a million columns");
    let cut = source(&room, b"Name,Phone,Notes\nAsh,,\nRoxy,\"07700");
    assert!(dry(&desk, &cut).faults[0].what.contains("never closed"));
    let cut = source(&room, b"Name,Phone,Notes\nAsh,,\nRoxy,077");
    assert!(dry(&desk, &cut).faults[0].what.contains("cut off"));
    let large = source(&room, format!("Name,Notes\nRoxy,\"{}\"\n", "x".repeat(200_000)).as_bytes());
    assert!(dry(&desk, &large).faults[0].what.contains("20,000"));
    let hidden = source(&room, "Name\nRo\u{202E}x\u{200B}y\n".as_bytes());
    assert_eq!(dry(&desk, &hidden).put_right.hidden, 2);
    for bytes in [&b"Name,Phone\nRoxy,=cmd|' /C calc'!A0\n"[..], b"Name\n=HYPERLINK(\"http://x.example\")\n"] {
        assert!(dry(&desk, &source(&room, bytes)).faults[0].what.contains("formula"));
    }
    assert_eq!(import::read(room.dir.path(), None).err().unwrap().kind.exit_code(), 8, "a folder");
    assert_eq!(import::read(&room.dir.path().join("nowhere"), None).err().unwrap().kind.exit_code(), 7);
    let big = room.dir.path().join("big.csv");
    std::fs::File::create(&big).unwrap().set_len(65 * 1024 * 1024).unwrap();
    assert_eq!(import::read(&big, None).err().unwrap().kind.exit_code(), 8, "too large to be one");
    let deep = format!("{{\"a\":{}", "[".repeat(100_000));
    let lines = import::read(&file(&room, "x.ndjson", deep.as_bytes()), None).unwrap();
    assert!(dry(&desk, &lines).faults[0].what.contains("not an update"));
    assert!(desk.import(&cut, cut.columns(), &mut |_| true).is_err());
    assert_eq!(desk.store().head(), head);
}

#[cfg(unix)]
#[test]
fn a_link_and_a_pipe_are_refused_without_waiting() {
    let (room, _desk) = Room::new(&officer());
    let real = file(&room, "real.csv", b"Name\nRoxy\n");
    let link = room.dir.path().join("link.csv");
    std::os::unix::fs::symlink(&real, &link).unwrap();
    assert_eq!(import::read(&link, None).err().unwrap().kind.exit_code(), 8);
    let pipe = room.dir.path().join("pipe.csv");
    let made = std::process::Command::new("mkfifo").arg(&pipe).status().unwrap();
    assert!(made.success());
    assert_eq!(import::read(&pipe, None).err().unwrap().kind.exit_code(), 8);
    assert_eq!(import::read(std::path::Path::new("/dev/zero"), None).err().unwrap().kind.exit_code(), 8);
}

fn person_line() -> String {
    let line = Line {
        schema: 1,
        update_id: "018f0000-0000-7000-8000-000000000001".into(),
        kind: "person".into(),
        contact_ref: "M2-0042".into(),
        area: "northern".into(),
        srn: "1273178".into(),
        purpose: "safeguarding".into(),
        necessity: "IS does not know her".into(),
        condition: "individuals-at-risk".into(),
        policy_ref: "APD-2026-04".into(),
        consent: Some(ConsentNote {
            purpose: "record-on-is".into(),
            state: "given".into(),
            on: "2026-11-17".into(),
            words: "yes".into(),
        }),
        statements: vec![Statement {
            text: "told the DLO herself".into(),
            standing: "fact".into(),
            grounds: "self-disclosed".into(),
            on: "2026-11-17".into(),
        }],
        fields: [
            ("GivenName", "Jane"),
            ("Surname", "Invented"),
            ("DateOfBirth", "1990-11-03"),
            ("Gender", "Female"),
            ("TelephoneNumber", "+447700900142"),
        ]
        .into_iter()
        .map(|(name, after)| FieldChange {
            name: name.into(),
            label: name.into(),
            before: String::new(),
            after: after.into(),
        })
        .collect(),
        dlo: Dlo { name: "B. Other".into(), phone: "0191 498 0118".into(), ..Dlo::default() },
        radio: dlo_caseload::domain::radio::SENTENCE.into(),
        classification: "OFFICIAL-SENSITIVE".into(),
        ..Line::default()
    };
    line.to_json_line().unwrap()
}

#[test]
fn a_person_line_becomes_a_contact_and_what_is_for_is_says_why_it_does_not_come_in() {
    let (room, mut desk) = Room::new(&officer());
    let lines = import::read(&file(&room, "u.ndjson", format!("{}\n\n", person_line()).as_bytes()), None).unwrap();
    let run = dry(&desk, &lines);
    assert_eq!(faults(&run), []);
    bring(&mut desk, &lines);
    let (id, c) = &contacts(&desk)[0];
    assert_eq!(c.working_names, ["M2-0042"], "no legal name becomes a working name");
    assert_eq!((c.given_names.as_str(), c.surname.as_str(), c.gender.as_str()), ("Jane", "Invented", "female"));
    assert_eq!((c.area.as_str(), c.reference.as_str()), ("northern", "K7-0001"));
    assert_eq!(of::<ContactPoint>(&desk, *id)[0].value, "+447700900142");
    assert_eq!(of::<Consent>(&desk, *id)[0].state.as_str(), "given");
    assert_eq!(of::<Grounds>(&desk, *id)[0].statement, "told the DLO herself");
    for kind in ["marker-removal", "information", "rectification", "removal", "other"] {
        let text = person_line().replace("\"kind\":\"person\"", &format!("\"kind\":\"{kind}\""));
        let run = dry(&desk, &import::read(&file(&room, "u.ndjson", text.as_bytes()), None).unwrap());
        assert_eq!((run.people, run.fault_count), (0, 1), "{kind}");
        assert_eq!((run.faults[0].row, run.faults[0].column.as_str()), (1, "kind"));
    }
    let twice = format!("{0}\n{{}}\n{0}\n", person_line());
    let run = dry(&desk, &import::read(&file(&room, "u.ndjson", twice.as_bytes()), None).unwrap());
    assert_eq!(run.faults[0].row, 2);
}

/// A line about the contact that goes under a reference, with these fields and statements.
fn line_about(kind: &str, contact_ref: &str, fields: &[(&str, &str)], statements: &[(&str, &str)]) -> String {
    let mut line = Line::from_json_line(&person_line()).unwrap();
    (line.kind, line.contact_ref, line.consent) = (kind.into(), contact_ref.into(), None);
    line.fields = fields
        .iter()
        .map(|(name, after)| FieldChange {
            name: (*name).into(),
            label: (*name).into(),
            before: String::new(),
            after: (*after).into(),
        })
        .collect();
    line.statements = statements
        .iter()
        .map(|(standing, text)| Statement {
            text: (*text).into(),
            standing: (*standing).into(),
            grounds: "self-disclosed".into(),
            on: "2026-11-17".into(),
        })
        .collect();
    line.review_on = if kind == "marker" { "2027-11-01".into() } else { String::new() };
    line.to_json_line().unwrap()
}

const MARKER: [(&str, &str); 3] =
    [("marker_type", "DLO contact"), ("marker_text", "Contact the DLO before attending."), ("dlo", "B. Other")];

fn lines(room: &Room, lines: &[String]) -> Source {
    import::read(&file(room, "u.ndjson", lines.join("\n").as_bytes()), None).unwrap()
}

#[test]
fn a_marker_line_becomes_a_draft_of_the_contact_of_the_same_file_with_its_grounds() {
    let (room, mut desk) = Room::new(&officer());
    // The marker stands before its person, as it may in a file that somebody sorted.
    let known = [("fact", "told the DLO herself"), ("assessment", "seen at the flat twice")];
    let source = lines(&room, &[line_about("marker", "M2-0042", &MARKER, &known), person_line()]);
    let run = dry(&desk, &source);
    assert_eq!(faults(&run), []);
    assert_eq!((run.people, run.markers, run.concerns), (1, 1, 0));
    let made = bring(&mut desk, &source);
    assert_eq!((made.people, made.markers, made.references.0.as_str()), (1, 1, "K7-0001"));
    let (id, _) = contacts(&desk)[0];
    let marker = &of::<Marker>(&desk, id)[0];
    assert_eq!(marker.state.as_str(), "draft");
    assert_eq!(marker.marker_type.as_str(), "dlo-contact");
    assert_eq!(marker.text, "Contact the DLO before attending.");
    assert_eq!(marker.review_on, "2027-11-01".parse().ok());
    assert!(!marker.dlo_name.contains("Other"), "whoever takes it up is its DLO");
    assert_eq!(marker.grounds.len(), 2);
    assert_eq!(of::<Grounds>(&desk, id).len(), 2, "what both lines say is kept once");
    // One act: undo takes contact, marker and grounds.
    desk.undo().unwrap();
    assert_eq!(contacts(&desk).len(), 0);
    assert_eq!((of::<Marker>(&desk, id).len(), of::<Grounds>(&desk, id).len()), (0, 0));
}

#[test]
fn a_record_of_a_later_file_finds_its_contact_by_either_reference() {
    let (room, mut desk) = Room::new(&officer());
    bring(&mut desk, &lines(&room, &[person_line()]));
    let (id, _) = contacts(&desk)[0];
    for reference in ["M2-0042", "K7-0001"] {
        let source = lines(&room, &[line_about("marker", reference, &MARKER, &[])]);
        let made = bring(&mut desk, &source);
        assert_eq!((made.people, made.markers, made.references.0.as_str()), (0, 1, ""), "{reference}");
    }
    assert_eq!(of::<Marker>(&desk, id).len(), 2);
}

#[test]
fn a_safeguarding_line_becomes_a_childs_concern_with_its_actions_once() {
    let (room, mut desk) = Room::new(&officer());
    let child = person_line().replace("1990-11-03", "2010-11-03");
    let event = line_about(
        "safeguarding-event",
        "M2-0042",
        &[("age_status", "under 18"), ("protection_from", "2026-11-24 09:30"), ("protection_reference", "PP/17")],
        &[
            ("assessment", "picked up by a man at the station"),
            ("fact", "In the person's own words: I do not want to go back"),
        ],
    );
    let source = lines(&room, &[child, event]);
    let run = dry(&desk, &source);
    assert_eq!(faults(&run), []);
    assert_eq!((run.people, run.children, run.concerns), (1, 1, 1));
    bring(&mut desk, &source);
    let (id, _) = contacts(&desk)[0];
    let concerns = of::<Concern>(&desk, id);
    assert_eq!(concerns.len(), 1, "the concern of the child and that of the event are one");
    assert_eq!(concerns[0].kind.as_str(), "child");
    assert!(concerns[0].what.contains("assessment: picked up by a man"), "{}", concerns[0].what);
    assert_eq!(concerns[0].views, "I do not want to go back");
    assert_eq!(concerns[0].protection_reference, "PP/17");
    assert!(!concerns[0].action_list().is_empty());
    assert!(concerns[0].noticed.as_ref().unwrap().from.to_string().starts_with("2026-11-17"));
    assert_eq!(of::<Grounds>(&desk, id).len(), 1, "what is known of a child is never why somebody sells sex");
    desk.undo().unwrap();
    assert_eq!((contacts(&desk).len(), of::<Concern>(&desk, id).len()), (0, 0));
}

#[test]
fn an_event_says_that_its_person_is_a_child_and_closes_what_is_for_adults() {
    let (room, mut desk) = Room::new(&officer());
    let person = person_line().replace("1990-11-03", "");
    let event =
        |age| line_about("safeguarding-event", "M2-0042", &[("age_status", age)], &[("assessment", "says she is 17")]);
    let marker = line_about("marker", "M2-0042", &MARKER, &[]);
    // The marker of an adult stands on nobody who may be under 18, wherever its line stands.
    let run = dry(&desk, &lines(&room, &[person.clone(), marker, event("may be under 18")]));
    assert_eq!((run.faults.len(), run.faults[0].row), (1, 2), "{:?}", faults(&run));
    let source = lines(&room, &[person, event("may be under 18")]);
    assert_eq!(dry(&desk, &source).children, 1);
    assert_eq!(bring(&mut desk, &source).children, 1);
    let (id, contact) = &contacts(&desk)[0];
    assert!(contact.is_child());
    assert_eq!(of::<Concern>(&desk, *id)[0].kind.as_str(), "child");
}

#[test]
fn an_adults_event_is_an_adults_concern_and_a_known_age_is_not_changed_by_a_file() {
    let (room, mut desk) = Room::new(&officer());
    bring(&mut desk, &lines(&room, &[person_line()]));
    let (id, _) = contacts(&desk)[0];
    let event =
        |fields| line_about("safeguarding-event", "M2-0042", fields, &[("fact", "fell and was not looked after")]);
    bring(&mut desk, &lines(&room, &[event(&[("LocationArea", "Low Quay")])]));
    let concern = &of::<Concern>(&desk, id)[0];
    assert_eq!((concern.kind.as_str(), concern.state.as_str()), ("adult", "open"));
    assert!(concern.what.contains("fact: fell") && concern.what.contains("Where: Low Quay"), "{}", concern.what);
    let run = dry(&desk, &lines(&room, &[event(&[("age_status", "under 18")])]));
    assert!(run.faults[0].what.contains("Put the age right there first"), "{:?}", faults(&run));
}

#[test]
fn what_belongs_to_nobody_or_says_too_little_is_refused_by_its_row_and_nothing_comes_in() {
    let (room, mut desk) = Room::new(&officer());
    let head = desk.store().head();
    let source = lines(
        &room,
        &[
            person_line(),
            line_about("marker", "M2-0099", &MARKER, &[]),
            line_about("marker", "M2-0042", &[("marker_text", "Contact the DLO.")], &[]),
            line_about("marker", "M2-0042", &[("marker_type", "warning"), MARKER[1]], &[]),
            line_about("safeguarding-event", "M2-0042", &[], &[]),
        ],
    );
    let run = dry(&desk, &source);
    let rows: Vec<u64> = run.faults.iter().map(|f| f.row).collect();
    // Row 4 cannot be read, and whose the others are is asked once it can.
    assert_eq!(rows, [3, 4, 5], "{:?}", faults(&run));
    assert!(run.faults[0].column == "Type", "{:?}", faults(&run));
    let alone = dry(&desk, &lines(&room, &[line_about("marker", "M2-0099", &MARKER, &[])]));
    assert_eq!(faults(&alone)[0].0, 1);
    assert!(alone.faults[0].what.starts_with("No contact of the file"), "{:?}", faults(&alone));
    let two = dry(&desk, &lines(&room, &[person_line(), person_line(), line_about("marker", "M2-0042", &MARKER, &[])]));
    assert!(two.faults[0].what.starts_with("More than one contact"), "{:?}", faults(&two));
    assert!(desk.import(&source, source.columns(), &mut |_| true).is_err());
    assert_eq!(desk.store().head(), head);
}

// ------------------------------------------------------------------------------- crime reports and intelligence

/// The officer who takes over, on another laptop.
fn successor() -> Officer {
    Officer { device_code: "M2".into(), ..officer() }
}

/// The practice caseload on its day.
fn practice() -> (Room, Desk) {
    Room::practice(&Practice { contacts: 27, engagements: 0, seed: 7 })
}

/// Approves an update with what it is needed for, and gives its line as it goes into a package.
fn approved(desk: &mut Desk, update: RecordId) -> String {
    let mut said = desk.reading().any(Kind::Update, update).unwrap().unwrap().values;
    said.insert("necessity", Value::Text("A man on bail has a key.".into()));
    desk.edit_update(update, &said).unwrap();
    desk.approve(update).unwrap();
    desk.reading().get::<Update>(update).unwrap().unwrap().it.content
}

/// What an officer reads of a report that its line can say.
fn read_of(r: &CrimeReport) -> Vec<String> {
    let when = |w: &Option<dlo_caseload::domain::when::When>| w.as_ref().map(|w| w.shown()).unwrap_or_default();
    let codes: Vec<&str> = r.offences.iter().map(|o| o.as_str()).collect();
    [r.mode.as_str(), &r.through, &r.outline, &r.account, &when(&r.told_at), &when(&r.happened), &r.place]
        .into_iter()
        .chain([r.area.as_str(), &codes.join(" "), r.hate_crime.as_str(), &r.crime_number, &r.officer_in_case])
        .map(str::to_owned)
        .collect()
}

#[test]
fn what_another_laptop_sent_of_a_crime_is_read_here_as_it_was_there() {
    let (_there, mut old) = practice();
    let named = all::<CrimeReport>(&old).into_iter().find(|r| r.it.reference == "CR-0019").unwrap();
    let nobodys = all::<CrimeReport>(&old).into_iter().find(|r| r.it.reference == "CR-0018").unwrap();
    let roxy = named.meta.contact.unwrap();
    desk_agrees(&mut old, roxy);
    let sent: Vec<String> = [&named, &nobodys]
        .into_iter()
        .map(|r| {
            let update = old.prepare_crime_report(r.meta.id).unwrap();
            approved(&mut old, update)
        })
        .collect();

    let (room, mut desk) = Room::new(&successor());
    let source = lines(&room, &[sent[0].clone(), person_line().replace("M2-0042", "K7-0042"), sent[1].clone()]);
    let run = dry(&desk, &source);
    assert_eq!(faults(&run), []);
    let unrecorded = [&named, &nobodys].iter().filter(|r| r.it.crime_number.is_empty()).count();
    assert_eq!((run.people, run.crimes, run.unrecorded, run.entries), (1, 2, unrecorded, 0));
    let made = bring(&mut desk, &source);
    assert_eq!((made.people, made.crimes), (1, 2));

    let here = all::<CrimeReport>(&desk);
    let of_contact = here.iter().find(|r| r.meta.contact.is_some()).unwrap();
    let of_nobody = here.iter().find(|r| r.meta.contact.is_none()).unwrap();
    assert_eq!(of_contact.meta.contact, Some(contacts(&desk)[0].0));
    assert_eq!((of_contact.it.reference.as_str(), of_nobody.it.reference.as_str()), ("CR-0001", "CR-0002"));
    assert_eq!(read_of(&of_contact.it), read_of(&named.it));
    // Without a name their own words stay where they were told.
    let said = CrimeReport { account: String::new(), ..nobodys.it.clone() };
    assert_eq!(read_of(&of_nobody.it), read_of(&said));
    assert!(of_contact.it.own_offence.is_empty() && of_contact.it.barriers.is_empty());
    // Nothing goes to IS from here by itself, and nobody is owed news that they may have had.
    assert!(all::<Update>(&desk).is_empty() && all::<FollowUp>(&desk).is_empty());
    assert!(here.iter().all(|r| r.it.change_list().is_empty() && r.it.timed_support().is_empty()));
    assert!(of::<Consent>(&desk, contacts(&desk)[0].0).iter().any(|c| c.purpose.as_str() == "pass-on-by-name"));

    let (reports, act) = (here.len(), desk.undo().unwrap());
    assert_eq!((reports, all::<CrimeReport>(&desk).len(), contacts(&desk).len()), (2, 0, 0), "{act:?}");
    desk.redo().unwrap();
    assert_eq!((all::<CrimeReport>(&desk).len(), contacts(&desk).len()), (2, 1));
}

/// The person agrees to be named.
fn desk_agrees(desk: &mut Desk, id: RecordId) {
    desk.consult(id, "follow-up-due", "").unwrap();
    consent(desk, id, "pass-on-by-name", "given", "2026-11-24", "yes, with my name");
}

const CRIME: [(&str, &str); 5] = [
    ("report_reference", "CR-0007"),
    ("report_mode", "by name"),
    ("Offence", "robbery; harassment or stalking"),
    ("EventDateTime", "last night"),
    ("told_at", "17/11/2026 11:20"),
];

/// A crime line of a contact, or of nobody, with these fields beside the usual ones.
fn crime_line(contact_ref: &str, fields: &[(&str, &str)]) -> String {
    let usual = CRIME.iter().filter(|(name, _)| !fields.iter().any(|(n, _)| n == name));
    let all: Vec<(&str, &str)> = usual.chain(fields).copied().collect();
    line_about("crime-report", contact_ref, &all, &[("assessment", "robbed at Low Quay")])
}

#[test]
fn a_crime_keeps_the_hours_from_when_it_was_told_until_a_crime_number_says_that_it_is_recorded() {
    let (room, mut desk) = Room::new(&officer());
    let recorded = crime_line("M2-0042", &[("CrimeNumber", "42/1234/26")]);
    let file = [person_line(), crime_line("M2-0042", &[]), recorded].map(|l| l.replace("northern", "central"));
    bring(&mut desk, &lines(&room, &file));
    let here = all::<CrimeReport>(&desk);
    let find = |number: &str| here.iter().find(|r| r.it.crime_number == number).unwrap();
    let (open, done) = (find(""), find("42/1234/26"));
    assert_eq!((open.it.state.as_str(), done.it.state.as_str()), ("reported", "crimed"));
    assert_eq!(open.it.record_by().unwrap().to_string(), "2026-11-18 11:20:00", "24 hours from when it was told");
    assert_eq!(done.it.record_by(), None);
    let happened = open.it.happened.as_ref().unwrap();
    assert_eq!((happened.shown().as_str(), happened.from.to_string().as_str()), ("last night", "2026-11-16 18:00:00"));
    assert_eq!(open.it.offences.iter().map(|o| o.as_str()).collect::<Vec<_>>(), ["robbery", "harassment-stalking"]);

    // The unrecorded one is a clock that has run out, first in its list.
    let mut pilot = room.interface(desk, Place::CrimeReports);
    pilot.window(120, 36);
    assert!(pilot.shows("late") && pilot.shows("to record, told Tue 11:20"), "{}", pilot.screen());
    pilot.keys("Enter f");
    whole_screen(
        &pilot,
        &["recording was to be decided by Wed 18/11 11:20", "from CR-0007 of B. Other: ask there whether it was"],
    );
}

#[test]
fn words_such_as_last_night_are_of_the_day_on_which_they_were_said() {
    let (room, mut desk) = Room::new(&officer());
    // Its outline stands under 17/11, the evening of that night.
    bring(&mut desk, &lines(&room, &[crime_line("M2-0000", &[("told_at", "last night"), ("report_mode", "")])]));
    let r = all::<CrimeReport>(&desk).remove(0);
    assert_eq!((r.meta.contact, r.it.mode.as_str()), (None, "anonymous"));
    let told = r.it.told_at.unwrap();
    assert_eq!((told.shown().as_str(), told.from.to_string().as_str()), ("last night", "2026-11-17 18:00:00"));
    bring(&mut desk, &lines(&room, &[crime_line("M2-0000", &[("EventDateTime", "when it rained")])]));
    let happened = all::<CrimeReport>(&desk).into_iter().find(|r| r.it.reference == "CR-0002").unwrap().it.happened;
    assert_eq!(happened.unwrap().shown(), "when it rained", "no day can be read from it, and nothing of it is lost");
}

/// A line of graded intelligence.
fn intelligence_line(change: impl FnOnce(&mut Line)) -> String {
    let mut line = Line::from_json_line(&line_about("intelligence", "M2-0000", &[], &[])).unwrap();
    let item = |text: &str, standing: &str, handling: [&str; 3]| GradedItem {
        text: text.into(),
        standing: standing.into(),
        source_grade: "2".into(),
        assessment: "a".into(),
        handling: handling[0].into(),
        action_code: handling[1].into(),
        usage: String::new(),
        sanitisation: handling[2].into(),
    };
    line.intelligence = Some(line::Intelligence {
        entry_ref: "IN-0031".into(),
        title: "Van at the Station approach on Fridays".into(),
        priority: "priority".into(),
        provenance: "told to an officer at a meeting".into(),
        first_known: "summer 2026".into(),
        last_known: "17/11/2026".into(),
        items: vec![
            item("A white van waits there from 22:00.", "fact", ["p", "", ""]),
            item("The driver is there to watch.", "assessment", ["c", "a1", "s2"]),
        ],
    });
    change(&mut line);
    line.to_json_line().unwrap()
}

#[test]
fn intelligence_comes_in_as_submitted_and_says_with_whom_its_source_stands() {
    let (room, mut desk) = Room::new(&officer());
    let source = lines(&room, &[intelligence_line(|_| ())]);
    let run = dry(&desk, &source);
    assert_eq!(faults(&run), []);
    assert_eq!((run.people, run.entries), (0, 1));
    assert_eq!(bring(&mut desk, &source).entries, 1);
    let stored = all::<Intelligence>(&desk).remove(0);
    let entry = &stored.it;
    assert_eq!((stored.meta.contact, entry.reference.as_str(), entry.state.as_str()), (None, "IN-0001", "submitted"));
    assert_eq!((entry.area.as_str(), entry.srn.as_str(), entry.priority.as_str()), ("northern", "1273178", "priority"));
    assert_eq!(entry.known_halves(), ("summer 2026".to_owned(), "17/11/2026".to_owned()));
    let items: Vec<IntelligenceItem> = all::<IntelligenceItem>(&desk).into_iter().map(|i| i.it).collect();
    let mut grades: Vec<(String, &str, &str)> =
        items.iter().map(|i| (i.grade(), i.action_code.as_str(), i.sanitisation.as_str())).collect();
    grades.sort();
    assert_eq!(grades, [("[2AC]".to_owned(), "a1", "s2"), ("[2AP]".to_owned(), "", "")]);
    let block = all::<IntelligenceSource>(&desk).remove(0).it;
    assert!(
        block.person.is_none() && block.who.contains("with the officer who submitted it, B. Other"),
        "{}",
        block.who
    );
    // It cannot go a second time.
    assert!(all::<Update>(&desk).is_empty());
    let again = desk.make_entry_ready(stored.meta.id, "prevention-of-crime", "statutory-purposes", "needed");
    assert!(again.is_err());

    let mut pilot = room.interface(desk, Place::IntelligenceEntry(stored.meta.id));
    pilot.window(120, 40);
    whole_screen(
        &pilot,
        &[
            "Van at the Station approach",
            "SRN 1273178",
            "Known from summer 2026 to 17/11/2026",
            "as IN-0031",
            "not here:",
        ],
    );
    assert!(!pilot.shows("not said yet") && !pilot.shows("is missing"), "{}", pilot.screen());
    let mut desk = pilot.into_desk().unwrap();
    desk.undo().unwrap();
    let left = (
        all::<Intelligence>(&desk).len(),
        all::<IntelligenceItem>(&desk).len(),
        all::<IntelligenceSource>(&desk).len(),
    );
    assert_eq!(left, (0, 0, 0), "one act takes all of it back");
}

#[test]
fn an_approved_entry_of_another_laptop_comes_in_with_its_grades_and_without_who_said_it() {
    let (_there, mut old) = practice();
    let draft = all::<Intelligence>(&old).into_iter().find(|e| e.it.state.as_str() == "draft").unwrap();
    let update = old.make_entry_ready(draft.meta.id, "prevention-of-crime", "statutory-purposes", "needed").unwrap();
    let sent = approved(&mut old, update);
    let grades = |desk: &Desk, id| -> Vec<(String, String)> {
        desk.reading().items_of(id).unwrap().into_iter().map(|i| (i.it.grade(), i.it.text)).collect()
    };
    let (room, mut desk) = Room::new(&successor());
    bring(&mut desk, &lines(&room, &[sent]));
    let here = all::<Intelligence>(&desk).remove(0);
    assert_eq!((&here.it.title, &here.it.provenance), (&draft.it.title, &draft.it.provenance));
    assert_eq!(here.it.known.as_ref().map(|k| k.shown()), draft.it.known.as_ref().map(|k| k.shown()));
    assert_eq!(grades(&desk, here.meta.id), grades(&old, draft.meta.id));
    let (there, block) =
        (old.reading().source_of(draft.meta.id).unwrap(), desk.reading().source_of(here.meta.id).unwrap());
    assert!(!block.unwrap().it.who.contains(&there.unwrap().it.who));
}

#[test]
fn words_of_another_day_never_become_words_of_today() {
    let (room, mut desk) = Room::new(&officer());
    let said = intelligence_line(|l| {
        let i = l.intelligence.as_mut().unwrap();
        (i.first_known, i.last_known) = ("last night".into(), "last night".into());
    });
    bring(&mut desk, &lines(&room, &[said]));
    let known = all::<Intelligence>(&desk).remove(0).it.known.unwrap();
    assert_eq!(known.shown(), "last night, as said when it was submitted");
}

#[test]
fn what_is_wrong_with_a_crime_or_an_entry_is_said_by_its_row_and_nothing_comes_in() {
    let (room, mut desk) = Room::new(&officer());
    add(&mut desk, Contact { working_names: vec!["Marlow".into()], over_18: "said-so".into(), ..Contact::default() });
    let head = desk.store().head();
    let named = |name: &str| {
        let text = format!("{name} drives the van.");
        intelligence_line(move |l| l.intelligence.as_mut().unwrap().items[0].text = text)
    };
    let long = line_about("crime-report", "M2-0000", &CRIME, &[("assessment", &"robbed ".repeat(40))]);
    let bad = [
        crime_line("M2-0000", &[("Offence", "witchcraft")]),
        crime_line("M2-0000", &[("told_at", "on the day of the fair")]).replace("2026-11-17", ""),
        crime_line("M2-0000", &[("report_mode", "shouted")]),
        intelligence_line(|l| {
            l.statements.push(Statement { standing: "fact".into(), text: "seen".into(), ..Statement::default() })
        }),
        intelligence_line(|l| l.area = "elsewhere".into()),
    ];
    let wrong = [
        crime_line("M2-0000", &[("told_at", "24/11/2026 23:50")]),
        crime_line("M2-0000", &[("report_mode", "through a third party")]),
        long,
        named("Marlow"),
        named("Invented"),
        crime_line("M2-0099", &[]),
    ];
    let columns = |file: &[String]| -> Vec<(u64, String)> {
        dry(&desk, &lines(&room, file)).faults.iter().map(|f| (f.row, f.column.clone())).collect()
    };
    let at = |row, column: &str| (row, column.to_owned());
    assert_eq!(
        columns(&bad),
        [at(1, "Offence"), at(2, "told_at"), at(3, "report_mode"), at(4, "statements"), at(5, "area")]
    );
    let mut file = wrong.to_vec();
    file.push(person_line());
    assert_eq!(
        columns(&file),
        [
            at(1, "Told to you"),
            at(2, "Through"),
            at(3, "In outline"),
            at(4, "What is known"),
            at(5, "What is known"),
            at(6, "contact_ref")
        ]
    );
    let run = dry(&desk, &lines(&room, &[named("Marlow")]));
    assert!(run.faults[0].what.contains("an entry names nobody") && !run.faults[0].what.contains("Marlow"));
    assert!(desk.import(&lines(&room, &file), &[], &mut |_| true).is_err());
    assert_eq!(desk.store().head(), head);
}

#[test]
fn the_screen_says_what_is_still_to_be_decided_before_lines_come_in() {
    let (room, desk) = Room::new(&officer());
    let text = [person_line(), crime_line("M2-0042", &[]), intelligence_line(|_| ())].join("\n");
    let path = file(&room, "u.ndjson", text.as_bytes());
    let mut pilot = room.interface(desk, Place::Records);
    pilot.window(120, 36).keys("i").types(&path.display().to_string()).keys("Ctrl+S");
    whole_screen(&pilot, &["1 crime report · 1 intelligence entry", "nothing is wrong · ◐ 1 without a crime number"]);
    pilot.keys("Ctrl+S");
    whole_screen(
        &pilot,
        &[
            "Bring in 1 contact, 1 crime report, 1 intelligence entry?",
            "Whether it was recorded is yours to decide",
            "The sources of intelligence stay with the officers who submitted it.",
        ],
    );
    pilot.keys("B");
    assert!(pilot.shows("1 contact, 1 crime report, 1 intelligence entry brought in, K7-0001"), "{}", pilot.screen());
}

// ------------------------------------------------------------------------------------------------- by keys alone

fn whole_screen(pilot: &Pilot, rows: &[&str]) {
    let screen = pilot.screen();
    for row in rows {
        assert!(screen.lines().any(|l| l.contains(row)), "missing: {row}\n{screen}");
    }
}

#[test]
fn a_spreadsheet_is_brought_in_from_records_by_keys_alone() {
    let (room, desk) = Room::new(&officer());
    let path = file(&room, "girls.csv", b"Girl,Mob,Colour\nROXY,07700 900142,red\nAsh,07700 900142,blue\n");
    let mut pilot = room.interface(desk, Place::Records);
    pilot.keys("i").types(&room.dir.path().join("nowhere.csv").display().to_string()).keys("Ctrl+S");
    assert!(pilot.shows("not there"), "a wrong path is said beside its field:\n{}", pilot.screen());
    pilot.keys("Ctrl+U").types(&path.display().to_string()).keys("Ctrl+S");
    whole_screen(
        &pilot,
        &[
            "girls.csv  UTF-8, separated by comma · 0 rows",
            "! 1 thing is wrong: nothing comes in before all of it is right",
            "the whole file",
            "No column holds a working name.",
            "→ telephone",
            "not brought in",
        ],
    );
    // Not before it is right; the column is given its meaning here.
    pilot.keys("Ctrl+S");
    assert!(pilot.shows("whole or not at all"), "{}", pilot.screen());
    pilot.keys("j Enter").types("working name").keys("Enter");
    whole_screen(
        &pilot,
        &[
            "2 contacts · 2 ways to reach somebody",
            "Put right: 1 name in capitals written out",
            "✓ nothing is wrong · ◐ 1 may be there twice",
            "Girl                      → working name · 2 cells",
            "row 3 and row 2",
            "same number",
        ],
    );
    assert!(!pilot.screen().to_lowercase().contains("roxy"), "what stands in a cell is not on the screen");
    pilot.keys("Ctrl+S");
    assert!(pilot.shows("Bring in 2 contacts?"), "{}", pilot.screen());
    pilot.keys("Enter");
    assert_eq!(pilot.desk().unwrap().reading().contacts_total().unwrap(), 0, "the safe answer is focused");
    pilot.keys("Ctrl+S B");
    assert!(pilot.shows("2 contacts brought in, K7-0001 to K7-0002; 1 to compare"), "{}", pilot.screen());
    assert!(pilot.shows("bring in contacts from a file"), "it stands in the journal:\n{}", pilot.screen());
    pilot.keys("u");
    assert_eq!(pilot.desk().unwrap().reading().contacts_total().unwrap(), 0, "u takes all of it back");
}

#[test]
fn two_contacts_selected_in_the_list_are_joined_by_keys_alone() {
    let (room, mut desk) = Room::new(&officer());
    let (roxy, roxanne) = twice(&mut desk);
    let mut pilot = room.interface(desk, Place::Contacts);
    pilot.window(120, 36).keys("M");
    assert!(pilot.shows("Select two contacts first"), "{}", pilot.screen());
    pilot.keys("Space j Space");
    assert!(pilot.shows("M makes one record of them"), "{}", pilot.screen());
    pilot.keys("M");
    whole_screen(
        &pilot,
        &[
            "Join K7-0002 into K7-0001",
            "K7-0001 Roxy stays",
            "K7-0002 Roxanne goes into it",
            "● Low Quay",
            "○ Tannery Lane",
            "◐ 1 open promise moves over and stays to be kept.",
            "Moves over: 2 contact points, 1 safe-contact plan, 1 consent entry, 1 follow-up.",
        ],
    );
    assert!(!pilot.shows("Invented"), "a legal name is masked until v:\n{}", pilot.screen());
    pilot.keys("v");
    assert!(pilot.shows("Invented"), "{}", pilot.screen());
    // The place of the other record; both names stay without being asked for.
    while !pilot.screen().lines().any(|l| l.starts_with('▸') && l.contains("Locality")) {
        pilot.keys("j");
    }
    pilot.keys("l");
    assert!(pilot.shows("● Tannery Lane"), "{}", pilot.screen());
    pilot.keys("b");
    assert!(pilot.shows("Only one of the two can stand here"), "{}", pilot.screen());
    pilot.keys("Ctrl+S Enter");
    assert!(pilot.desk().unwrap().joined_into(roxanne).unwrap().is_none(), "the safe answer is focused");
    pilot.keys("Ctrl+S J");
    assert!(pilot.shows("K7-0002 is joined into K7-0001. u takes it back"), "{}", pilot.screen());
    let desk = pilot.desk().unwrap();
    assert_eq!(desk.joined_into(roxanne).unwrap().map(|l| l.id), Some(roxy));
    assert_eq!(desk.reading().get::<Contact>(roxy).unwrap().unwrap().it.locality, "Tannery Lane");
    pilot.keys("u");
    assert!(pilot.desk().unwrap().joined_into(roxanne).unwrap().is_none());
    assert!(pilot.shows("Roxanne"), "{}", pilot.screen());
}

#[test]
fn joining_a_childs_record_asks_what_was_decided() {
    let (room, mut desk) = Room::new(&officer());
    let adult = add(
        &mut desk,
        Contact { working_names: vec!["Cally".into()], over_18: "said-so".into(), ..Contact::default() },
    );
    let child =
        add(&mut desk, Contact { working_names: vec!["Callie".into()], over_18: "no".into(), ..Contact::default() });
    desk.consult(adult, "welfare-check", "").unwrap();
    desk.consult(child, "welfare-check", "").unwrap();
    let line = desk.reading().contact_line(adult).unwrap().unwrap();
    let who = Who { id: adult, reference: line.reference, name: line.name };
    let mut pilot = room.interface(desk, Place::Record(who, Section::Overview));
    pilot.keys("M");
    assert!(pilot.shows("1  K7-0002 Callie") && pilot.shows("sounds like it"), "{}", pilot.screen());
    pilot.keys("1");
    assert!(pilot.shows("▲ One is a child's record"), "{}", pilot.screen());
    pilot.keys("Ctrl+S");
    assert!(pilot.shows("What was decided about the age?"), "{}", pilot.screen());
    pilot.types("same school, with Sgt 0211").keys("Ctrl+S J");
    assert!(pilot.shows("is joined into K7-0001"), "{}", pilot.screen());
    let one = pilot.desk().unwrap().reading().get::<Contact>(adult).unwrap().unwrap().it;
    assert!(one.is_child());
}

#[test]
fn no_size_of_the_window_breaks_either_screen() {
    let (room, mut desk) = Room::new(&officer());
    twice(&mut desk);
    let path = file(&room, "mess.csv", MESS.as_bytes());
    let mut pilot = room.interface(desk, Place::Contacts);
    pilot.keys("Space j Space M");
    let sizes = || (0..150_u16).step_by(7).flat_map(|w| (0..45_u16).step_by(4).map(move |h| (w, h)));
    for (w, h) in sizes() {
        pilot.window(w, h);
        let _ = pilot.frame();
    }
    pilot.window(80, 24).keys("Esc 9 i").types(&path.display().to_string()).keys("Ctrl+S");
    for (w, h) in sizes() {
        pilot.window(w, h);
        let _ = pilot.frame();
    }
    pilot.window(60, 15);
    assert!(pilot.shows("5 contacts"), "{}", pilot.screen());
}
