//! Intelligence and dangerous person reports: written, graded, sealed with the source apart, warned of and linked, by keys
//! alone.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

mod common;

use common::people::person;
use common::records::{all, kept, values};
use common::shown::{hides, holds, shows, stands_in};
use common::{Room, centre, officer, tuesday};
use dlo_caseload::casework::desk::{Desk, NotSaved};
use dlo_caseload::casework::intelligence::Written;
use dlo_caseload::casework::practice::Practice;
use dlo_caseload::domain::dangerous_person::DangerousPerson;
use dlo_caseload::domain::disclosure::Disclosure;
use dlo_caseload::domain::field::{Record, Value};
use dlo_caseload::domain::id::RecordId;
use dlo_caseload::domain::intelligence::{Intelligence, IntelligenceItem, IntelligenceSource, state};
use dlo_caseload::domain::kind::Kind;
use dlo_caseload::domain::radio;
use dlo_caseload::domain::update::Update;
use dlo_caseload::exchange::line::Line;
use dlo_caseload::exchange::organisation::PracticeOrganisation;
use dlo_caseload::exchange::package::{read_sources, read_updates};
use dlo_caseload::exchange::source::Source;
use dlo_caseload::tui::pilot::Pilot;
use dlo_caseload::tui::screen::Place;
use proptest::prelude::*;

/// An entry that is whole: one item under C, resting on somebody or on words.
fn written(person: Option<RecordId>, who: &str, text: &str) -> Written {
    let entry = [
        ("title", "Silver estate car"),
        ("area", "central"),
        ("priority", "routine"),
        ("provenance", "told to an officer in a call"),
        ("known", "2026-11-17"),
    ];
    let item = [
        ("text", text),
        ("standing", "assessment"),
        ("source_grade", "2"),
        ("assessment", "a"),
        ("handling", "c"),
        ("action_code", "a1"),
        ("sanitisation", "s2"),
    ];
    let source = [
        ("known_to", "two others"),
        ("can_give_more", "not-asked"),
        ("risk", "yes"),
        ("risk_why", "only three people know"),
        ("risk_reduced", "wait"),
        ("source_unit", "DS Vane, 24/11"),
    ];
    let mut entry = values(&entry);
    let known = dlo_caseload::domain::when::When::at("2026-11-17T11:20:00".parse().unwrap());
    entry.insert("known", Value::Text(known.to_string()));
    let mut source = values(&source);
    if !who.is_empty() {
        source.insert("who", Value::Text(who.to_owned()));
    }
    Written { entry, items: vec![values(&item)], source, person, kept_words: Vec::new() }
}

fn report(desk: &mut Desk, pairs: &[(&'static str, &str)]) -> RecordId {
    let mut all = values(&[
        ("warning", "silver estate; took money back by force"),
        ("incident", "Took the money back."),
        ("area", "central"),
        ("mode", "anonymous"),
        ("taken_by", "PC 4417 Whitfield"),
        ("taken_on", "2026-11-21"),
    ]);
    all.extend(values(pairs));
    desk.save_dangerous_person(None, &all).unwrap()
}

/// What the centre finds in a package: updates, source blocks, the readable page, and every byte but the blocks.
struct Found {
    lines: Vec<Line>,
    sources: Vec<Source>,
    page: String,
    beside: Vec<u8>,
}

fn opened(desk: &mut Desk, number: i64, centre: &PracticeOrganisation) -> Found {
    let sealed = desk.reading().package(number).unwrap().unwrap().sealed;
    let opened = centre::opened(desk, centre, &sealed);
    let others = opened.parts.iter().filter(|p| p.name != "sources.ndjson");
    Found {
        lines: read_updates(centre::part(&opened, "updates.ndjson")).unwrap(),
        sources: read_sources(centre::part(&opened, "sources.ndjson")).unwrap(),
        page: String::from_utf8(centre::part(&opened, "readable.html").to_vec()).unwrap(),
        beside: others.flat_map(|p| p.bytes.to_vec()).collect(),
    }
}

/// Types an entry of one item on the form that is open, up to the risk to its source.
fn type_entry(pilot: &mut Pilot, title: &str, text: &str) {
    pilot.types(title).keys("Tab Tab Tab").types(text).keys("Tab");
    pilot.types("assess").keys("Enter").types("unt").keys("Enter").types("a ").keys("Enter");
    // Handling, action and sanitisation stand as closed as they can be.
    pilot.keys("Tab Tab Tab");
    pilot.types("told the DLO in a call, 17/11").keys("Tab").types("two other people at the Quay").keys("Tab");
    pilot.types("summer 2026 to 17/11/2026").keys("Tab");
}

fn type_risk(pilot: &mut Pilot) {
    pilot.keys("Tab").types("yes").keys("Enter").types("only three people know").keys("Tab");
    pilot.types("wait; remove the time of night").keys("Tab");
}

const QUAY: &str =
    "A man of about 50 drives a silver estate along Low Quay after midnight. He takes the money back by force.";

#[test]
fn an_entry_of_two_items_is_written_made_ready_approved_and_sealed_with_its_source_apart() {
    let (officer, centre) = centre::sealing();
    let (room, mut desk) = Room::new(&officer);
    let roxy = person(&mut desk, "Roxy");
    let mut pilot = room.interface(desk, Place::Contacts);
    pilot.window(120, 36).keys("I");
    shows(&pilot, "6 Intelligence · new entry");
    shows(&pilot, radio::SENTENCE);
    type_entry(&mut pilot, "Silver estate car at Low Quay", QUAY);
    type_risk(&mut pilot);
    pilot.keys("Ctrl+O");
    shows(&pilot, "Item 2 of 2");
    pilot.types("The car comes on Fridays.").keys("Tab").types("fact").keys("Enter").types("1").keys("Enter");
    pilot.types("b ").keys("Enter").types("p ").keys("Enter");
    shows(&pilot, "[1BP]  fact");
    shows(&pilot, "[2AC]  assessment");
    hides(&pilot, "Action code");
    pilot.keys("PgUp");
    shows(&pilot, "Item 1 of 2");
    shows(&pilot, "A1 no action, ask the originator first");
    pilot.keys("PgDn Ctrl+S");
    // The entry in full: the grades in words, the source below its rule by its reference alone.
    shows(&pilot, "6 Intelligence · IN-0001");
    shows(&pilot, "2 untested · A known directly to the source · C may be shared, with conditions");
    shows(&pilot, "1 reliable · B known indirectly, but corroborated · P may be shared lawfully");
    shows(&pilot, "nothing is missing");
    shows(&pilot, "K7-0001 · not in the item, not on this page");
    hides(&pilot, "Roxy");
    pilot.keys("Ctrl+Y").types("the car is not known to IS").keys("Ctrl+S");
    shows(&pilot, "Ready: its update is in the outbox");
    pilot.keys("8 Enter");
    shows(&pilot, "intelligence, SRN 1273179 Central");
    shows(&pilot, "who it comes from is sealed apart");
    shows(&pilot, "1, about nobody");
    hides(&pilot, "Roxy");
    hides(&pilot, "K7-0001");
    pilot.keys("a");
    shows(&pilot, "Approved");
    let desk = pilot.desk().unwrap();
    let number = desk.seal(&mut |_| true).unwrap().packages[0];
    let found = opened(desk, number, &centre);
    assert_eq!((found.lines.len(), found.sources.len()), (1, 1));
    let graded = found.lines[0].intelligence.as_ref().unwrap();
    assert_eq!(graded.items.iter().map(|i| i.grade()).collect::<Vec<_>>(), ["[2AC]", "[1BP]"]);
    assert_eq!(found.lines[0].srn, "1273179");
    assert_eq!(graded.first_known, "summer 2026");
    assert_eq!(found.sources[0].update_id, found.lines[0].update_id);
    assert!(found.sources[0].source.contains("K7-0001"));
    assert_eq!(found.sources[0].known_to, "two other people at the Quay");
    assert!(found.page.contains("known directly to the source") && found.page.contains("[2AC]"));
    let beside = String::from_utf8_lossy(&found.beside);
    for secret in ["K7-0001", "Roxy", "two other people", "only three people", "remove the time"] {
        assert!(!beside.contains(secret), "{secret} stands outside the source block");
    }
    // Submitted: it stays as it was sent, and nothing of it is in the contact's record.
    assert!(desk.save_entry(Some(all::<Intelligence>(desk)[0].meta.id), &written(None, "x", "y")).is_err());
    let history = desk.reading().history(roxy, 100).unwrap();
    assert_eq!(history.len(), 1, "only that the contact was made");
    for kind in Kind::all().filter(|k| *k != Kind::Contact) {
        assert_eq!(desk.reading().count(kind, roxy).unwrap(), 0, "{}", kind.name());
    }
    assert!(desk.reading().update_lines(&[], Some(number)).unwrap()[0].contact.is_none());
}

#[test]
fn the_form_stands_as_pictured() {
    let (room, mut desk) = Room::new(&officer());
    let roxy = person(&mut desk, "Roxy");
    desk.save_entry(None, &written(Some(roxy), "", "The key safe is open on Sundays.")).unwrap();
    let mut pilot = room.interface(desk, Place::Contacts);
    pilot.window(120, 36).keys("I");
    let text = "A man of about 50 drives a silver estate along Low Quay after midnight. He takes the money back by force. \
                Roxy has seen it twice.";
    pilot.types("Silver estate car at Low Quay").keys("Tab Tab Tab").types(text).keys("Tab");
    pilot.types("assess").keys("Enter").types("unt").keys("Enter Tab Tab Tab Tab");
    pilot.types("told to an officer in a call").keys("Tab").types("two other people at the Quay").keys("Tab");
    pilot.types("summer 2026 to 17/11/2026").keys("Tab");
    type_risk(&mut pilot);
    // Back to the assessment, whose list is open.
    for _ in 0..11 {
        pilot.keys("Shift+Tab");
    }
    pilot.keys("Enter");
    // The picture's reference is that of the mock-up.
    stands_in(
        &pilot.screen().replace("K7-0001", "K7-0042"),
        r#"
  caseload   6 Intelligence · new entry                               0 unsent · 0 unconfirmed   Tue 24/11/2026  14:05
  THIS INFORMATION IS NOT TO BE GIVEN OVER THE RADIO UNLESS SECURE TRANSMISSION                     OFFICIAL-SENSITIVE
  Title *            Silver estate car at Low Quay               │  As it will read
  Area *             Central → SRN 1273179 on 24/11/2026         │
  Priority *         routine ▾                                   │  OFFICIAL-SENSITIVE
                                                                 │  SRN 1273179 · Central · routine
  Item 1 of 1                                                    │  Silver estate car at Low Quay
  What is known *    A man of about 50 drives a silver estate    │
                     along Low Quay after midnight. He takes     │  [2·C]  assessment
                     ! "Roxy" is the name of a contact. Take it  │  by force. ! Roxy has seen it twice.
                       out: who says it belongs to the source.   │  Provenance: told to an officer in a call.
  Fact or not *      assessment ▾                                │  Known from summer 2026 to 17/11/2026.
                                                                 │  A1: no action; ask the originator first.
  Source *           2  untested ▾                               │  S2: no wider sharing without asking.
● Assessment *                                                   │
                   ▸ A  known directly to the source             │  ─ Source, kept apart and sealed apart ──────────
                     B  known indirectly, but corroborated       │  K7-0042 · not in the item, not on this page
                     C  known indirectly to the source           │  Can give more      not asked
                     D  not known                                │  Risk to source     ! yes: only three people know
                     E  suspected to be false                    │  How reduced        wait; remove the time of night
  Handling *         C  may be shared, with conditions ▾         │
  Action code *      A1 no action, ask the originator first ▾    │  ! Stop: the second entry resting on this person.
  Sanitisation *     S2 not without asking ▾                     │  This may be a covert source. Speak to the source
                                                                 │  unit before saving. Nothing here gives a contact
  How it is known *  told to an officer in a call                │  a task.
  Who else knows *   two other people at the Quay                │  ○ spoken to the source unit, name and date *
  First, last known  summer 2026 to 17/11/2026                   │
  Ctrl+S save   Tab next   Enter take it   Ctrl+O add an item   Esc back   F1 help
"#,
    );
}

#[test]
fn the_second_entry_resting_on_a_person_stops_until_the_source_unit_was_spoken_to() {
    let (room, mut desk) = Room::new(&officer());
    let roxy = person(&mut desk, "Roxy");
    desk.save_entry(None, &written(Some(roxy), "", "The key safe is open on Sundays.")).unwrap();
    let mut pilot = room.interface(desk, Place::Contacts);
    pilot.keys("I");
    type_entry(&mut pilot, "Silver estate car at Low Quay", QUAY);
    type_risk(&mut pilot);
    pilot.keys("Ctrl+S");
    shows(&pilot, "Speak to the source unit first");
    pilot.keys("F6");
    shows(&pilot, "Stop: the second entry resting on this person.");
    shows(&pilot, "Nothing here gives a contact");
    hides(&pilot, "SRN 1273179 · Central");
    pilot.keys("PgUp");
    shows(&pilot, "SRN 1273179 · Central");
    pilot.keys("F6").types("DS Vane").keys("Ctrl+S");
    shows(&pilot, "Speak to the source unit first");
    pilot.types(", 24/11").keys("Ctrl+S");
    shows(&pilot, "6 Intelligence · IN-0002");
    // Nothing anywhere gives the contact something to do.
    assert_eq!(pilot.desk().unwrap().reading().count(Kind::FollowUp, roxy).unwrap(), 0);
}

#[test]
fn a_name_is_pointed_out_as_it_is_typed_and_keeps_the_entry_from_being_saved() {
    let (room, mut desk) = Room::new(&officer());
    person(&mut desk, "Roxy");
    let mut pilot = room.interface(desk, Place::Intelligence);
    pilot.keys("a");
    type_entry(&mut pilot, "Roxy and the car", "K7-0001 says he drives at night.");
    pilot.types("a resident");
    pilot.keys("Tab Tab").types("no").keys("Enter Ctrl+S");
    shows(&pilot, "\"Roxy\" is the name of a contact. Take it out");
    assert!(all::<Intelligence>(pilot.desk().unwrap()).is_empty());
    pilot.keys("Ctrl+U").types("The car").keys("Ctrl+S");
    shows(&pilot, "\"K7-0001\" is the reference of a contact.");
    assert!(all::<Intelligence>(pilot.desk().unwrap()).is_empty());
    pilot.keys("F7");
    shows(&pilot, "A reference is never an ordinary word");
    // Casework looks again, whatever a screen said.
    let desk = pilot.desk().unwrap();
    let refused = desk.save_entry(None, &written(None, "a resident", "ROXY's car"));
    assert!(matches!(refused, Err(NotSaved::Faults(f)) if f[0].field == "text"));
}

#[test]
fn a_working_name_that_is_an_ordinary_word_is_kept_by_a_key_of_its_own_and_journalled() {
    let (room, mut desk) = Room::new(&officer());
    person(&mut desk, "Red");
    let mut pilot = room.interface(desk, Place::Intelligence);
    pilot.window(120, 36).keys("a");
    type_entry(&mut pilot, "A red car at the quay", QUAY);
    pilot.types("a resident").keys("Tab Tab").types("no").keys("Enter Ctrl+S");
    shows(&pilot, "\"red\" is the name of a contact");
    pilot.keys("F7 Enter Ctrl+S");
    assert!(all::<Intelligence>(pilot.desk().unwrap()).is_empty(), "Enter takes the safe answer");
    pilot.keys("F7 K Ctrl+S");
    shows(&pilot, "6 Intelligence · IN-0001");
    shows(&pilot, "nothing is missing");
    let desk = pilot.desk().unwrap();
    let entry = all::<Intelligence>(desk).remove(0);
    assert_eq!(entry.it.kept_words, ["red"]);
    let journal = desk.reading().journal(10).unwrap();
    assert!(journal.iter().any(|e| e.reason == "ordinary-word"), "it is not in the journal");
}

#[test]
fn a_draft_comes_back_with_all_its_items_after_a_lock_and_to_nobody_elses_form() {
    let (room, mut desk) = Room::new(&officer());
    person(&mut desk, "Roxy");
    let mut pilot = room.interface(desk, Place::Contacts);
    pilot.keys("I");
    pilot.types("Silver estate").keys("Tab Tab Tab").types("first thing").keys("Ctrl+O").types("second thing");
    pilot.keys("Esc d");
    shows(&pilot, "Kept as a draft");
    pilot.keys("6 a");
    hides(&pilot, "Silver estate");
    pilot.keys("Esc 2 I");
    shows(&pilot, "Silver estate");
    shows(&pilot, "Item 2 of 2");
    shows(&pilot, "second thing");
    pilot.keys("PgUp");
    shows(&pilot, "first thing");
}

#[test]
fn a3_without_the_words_how_it_may_be_used_is_refused() {
    let (_room, mut desk) = Room::new(&officer());
    let mut entry = written(None, "a resident", "The car comes on Fridays.");
    entry.items[0].insert("action_code", Value::Text("a3".into()));
    match desk.save_entry(None, &entry) {
        Err(NotSaved::Faults(f)) => assert_eq!((f.len(), f[0].field), (1, "usage")),
        _ => panic!("saved"),
    }
    entry.items[0].insert("usage", Value::Text("stop the car; say nothing of who told".into()));
    desk.save_entry(None, &entry).unwrap();
    // Under P neither code stays behind.
    entry.items[0].insert("handling", Value::Text("p".into()));
    let id = desk.save_entry(None, &entry).unwrap();
    let item = &desk.reading().items_of(id).unwrap()[0].it;
    assert!(item.action_code.is_blank() && item.sanitisation.is_blank() && item.usage.is_empty());
}

#[test]
fn an_entry_is_written_in_one_act_and_taken_back_with_one_key() {
    let (room, mut desk) = Room::new(&officer());
    let id = desk.save_entry(None, &written(None, "a resident", "The car comes on Fridays.")).unwrap();
    let mut two = written(None, "a resident", "The car comes on Fridays.");
    two.items.push(two.items[0].clone());
    desk.save_entry(Some(id), &two).unwrap();
    let count = |desk: &Desk| {
        (all::<Intelligence>(desk).len(), all::<IntelligenceItem>(desk).len(), all::<IntelligenceSource>(desk).len())
    };
    assert_eq!(count(&desk), (1, 2, 1));
    let mut pilot = room.interface(desk, Place::Intelligence);
    shows(&pilot, "IN-0001");
    pilot.keys("u");
    assert_eq!(count(pilot.desk().unwrap()), (1, 1, 1));
    pilot.keys("u");
    assert_eq!(count(pilot.desk().unwrap()), (0, 0, 0));
    shows(&pilot, "No intelligence is written for Central.");
    pilot.keys("Ctrl+R Enter x D");
    assert_eq!(count(pilot.desk().unwrap()), (0, 0, 0), "the draft is removed with all of it");
    pilot.keys("u");
    assert_eq!(count(pilot.desk().unwrap()), (1, 1, 1));
}

#[test]
fn what_never_goes_leaves_a_draft_and_what_was_changed_is_approved_again() {
    let (officer, centre) = centre::sealing();
    let (_room, mut desk) = Room::new(&officer);
    let id = desk.save_entry(None, &written(None, "a resident", "The car comes on Fridays.")).unwrap();
    let needed = |desk: &mut Desk| {
        desk.make_entry_ready(id, "prevention-of-crime", "statutory-purposes", "IS does not know the car").unwrap()
    };
    let state_of = |desk: &Desk| kept::<Intelligence>(desk, id).state.as_str().to_owned();
    let update = needed(&mut desk);
    assert_eq!((state_of(&desk).as_str(), desk.header_counts().unwrap()), (state::READY, (1, 0)));
    desk.never(update, "other", "known already").unwrap();
    assert_eq!((state_of(&desk).as_str(), desk.header_counts().unwrap()), (state::DRAFT, (0, 0)));
    desk.undo().unwrap();
    assert_eq!(state_of(&desk), state::READY);
    desk.approve(update).unwrap();
    desk.save_entry(Some(id), &written(None, "a resident", "The car comes on Saturdays.")).unwrap();
    let stored = kept::<Update>(&desk, update);
    assert!(stored.is_undecided() && stored.content.is_empty() && stored.source.is_empty());
    desk.approve(update).unwrap();
    let number = desk.seal(&mut |_| true).unwrap().packages[0];
    let found = opened(&mut desk, number, &centre);
    assert!(found.page.contains("Saturdays") && !found.page.contains("Fridays"));
    assert_eq!(found.sources[0].source, "a resident");
    assert_eq!(state_of(&desk), state::SUBMITTED);
    let sent = desk.package_updates(number).unwrap();
    assert_eq!((sent[0].contact, sent[0].title.as_str()), (None, "intelligence"));
    desk.confirm_by_hand(update, "I/44711", tuesday().date_naive()).unwrap();
    let entry = kept::<Intelligence>(&desk, id);
    assert_eq!((entry.state.as_str(), entry.is_reference.as_str()), (state::SUBMITTED, "I/44711"));
    assert_eq!(all::<Disclosure>(&desk).len(), 1);
}

#[test]
fn what_is_ready_is_not_sealed_once_somebody_of_that_name_is_met() {
    let (officer, _centre) = centre::sealing();
    let (_room, mut desk) = Room::new(&officer);
    let id = desk.save_entry(None, &written(None, "a resident", "Marlow drives the car.")).unwrap();
    let update = desk.make_entry_ready(id, "prevention-of-crime", "statutory-purposes", "not known").unwrap();
    desk.approve(update).unwrap();
    person(&mut desk, "Marlow");
    let refused = desk.seal(&mut |_| true).unwrap_err();
    assert!(refused.what.contains("is the name of a contact"), "{refused}");
    assert!(kept::<Update>(&desk, update).is_undecided());
}

#[test]
fn an_anonymous_report_is_linked_to_two_others_and_says_nowhere_who_reported() {
    let (room, mut desk) = Room::new(&officer());
    let roxy = person(&mut desk, "Roxy");
    let by_name = values(&[
        ("warning", "silver estate; would not pay"),
        ("incident", "Would not pay afterwards."),
        ("vehicle", "silver Ford estate"),
        ("build", "heavy"),
        ("area", "central"),
        ("mode", "named"),
        ("taken_by", "PC 4417 Whitfield"),
        ("taken_on", "2026-11-02"),
    ]);
    desk.save_report(None, Some(roxy), &by_name).unwrap();
    report(&mut desk, &[("vehicle", "estate, silver"), ("name_used", "Dave"), ("taken_on", "2026-11-10")]);
    let mut pilot = room.interface(desk, Place::Intelligence);
    pilot.window(120, 36).keys("Tab a");
    pilot.types("silver estate; took money back by force").keys("Tab").types("Through National Ugly Mugs.").keys("Tab");
    pilot.types("21/11").keys("Tab Tab").types("Low Quay, after midnight").keys("PgDn");
    for _ in 0..8 {
        pilot.keys("Tab");
    }
    pilot.types("silver estate").keys("Tab");
    shows(&pilot, "1 of the 4 that IS and partners want");
    pilot.keys("PgDn").types("third").keys("Enter").types("National Ugly Mugs").keys("Ctrl+S");
    shows(&pilot, "Saved: dangerous person report");
    shows(&pilot, "2 similar");
    pilot.keys("g Enter");
    shows(&pilot, "to judge");
    shows(&pilot, "vehicle: silver estate");
    pilot.keys("Enter");
    shows(&pilot, "agree in");
    shows(&pilot, "You judge; nothing here does.");
    pilot.keys("s");
    shows(&pilot, "The same person");
    pilot.keys("Enter n");
    shows(&pilot, "not the same person");
    let screens = |pilot: &mut Pilot| {
        let mut all = pilot.screen();
        for keys in ["Enter", "Esc", "Esc", "1", "6 Tab", "G Enter"] {
            pilot.keys(keys);
            all.push_str(&pilot.screen());
        }
        all
    };
    let seen = screens(&mut pilot);
    for secret in ["Roxy", "K7-0001"] {
        assert!(!seen.contains(secret), "{secret}: {seen}");
    }
    let desk = pilot.desk().unwrap();
    let reports = all::<DangerousPerson>(desk);
    assert_eq!(reports.len(), 3);
    let of = |reference: &str| reports.iter().find(|r| r.it.reference == reference).unwrap();
    let (first, third) = (of("DP-0001"), of("DP-0003"));
    // It was kept for the one who wanted to be named, and hangs on nobody.
    assert_eq!(first.it.reporter, Some(roxy));
    assert!(reports.iter().all(|r| r.meta.contact.is_none()));
    assert_eq!(third.it.same_as.len() + third.it.not_same.len(), 2);
    assert!(reports.iter().filter(|r| r.it.same_as.contains(&third.meta.id)).count() == 1, "both say it");
    assert!(desk.report_view(first.meta.id).unwrap().report.it.reporter.is_none());
    assert_eq!(desk.reading().history(roxy, 10).unwrap().len(), 1);
}

#[test]
fn a_report_is_passed_on_with_consent_only_and_becomes_an_entry_without_who_reported() {
    let (room, mut desk) = Room::new(&officer());
    let roxy = person(&mut desk, "Roxy");
    let id =
        report(&mut desk, &[("vehicle", "silver estate"), ("place", "Low Quay"), ("incident", "Roxy was pushed.")]);
    assert!(desk.pass_to_ugly_mugs(id, "their own form", "secure-email").is_err());
    assert!(desk.report_to_intelligence(id).is_err());
    let mut pilot = room.interface(desk, Place::Reports);
    pilot.keys("Enter p");
    shows(&pilot, "Nobody agreed that DP-0001 goes to National Ugly Mugs.");
    let desk = pilot.desk().unwrap();
    let mut agreed = kept::<DangerousPerson>(desk, id);
    agreed.to_ugly_mugs = "yes".into();
    agreed.to_intelligence = "yes".into();
    desk.save_dangerous_person(Some(id), &agreed.values()).unwrap();
    pilot.keys("6 Tab Enter p").types("their own form").keys("Tab").types("secure").keys("Enter Ctrl+S");
    shows(&pilot, "\"Roxy\" is the name of a contact");
    pilot.keys("Enter Esc Esc d");
    let desk = pilot.desk().unwrap();
    agreed.incident = "She was pushed.".into();
    desk.save_dangerous_person(Some(id), &agreed.values()).unwrap();
    desk.pass_to_ugly_mugs(id, "their own form", "secure-email").unwrap();
    let passed = all::<Disclosure>(desk).remove(0);
    assert_eq!((passed.meta.contact, passed.it.to_whom.as_str()), (None, "National Ugly Mugs"));
    let entry = desk.report_to_intelligence(id).unwrap();
    let view = desk.open_entry(entry).unwrap();
    assert!(view.rests.is_none() && view.items[0].it.text.contains("silver estate"));
    assert!(!view.missing.is_empty(), "it is not graded yet");
    assert!(!view.items[0].it.text.contains("Roxy"));
    assert_eq!(desk.reading().history(roxy, 10).unwrap().len(), 1);
}

#[test]
fn a_warning_that_names_a_contact_is_refused_until_it_is_said_to_name_nobody() {
    let (_room, mut desk) = Room::new(&officer());
    person(&mut desk, "Lane");
    let mut typed = values(&[
        ("warning", "follows people down the lane"),
        ("incident", "Follows."),
        ("area", "central"),
        ("mode", "anonymous"),
        ("taken_by", "PC 4417 Whitfield"),
        ("taken_on", "2026-11-21"),
    ]);
    assert!(matches!(desk.save_dangerous_person(None, &typed), Err(NotSaved::Faults(f)) if f[0].field == "warning"));
    typed.insert("names_nobody", Value::Number(1));
    desk.save_dangerous_person(None, &typed).unwrap();
    assert!(desk.reading().journal(5).unwrap().iter().any(|e| e.reason == "ordinary-word"));
}

#[test]
fn warnings_stand_on_today_in_both_widths_and_are_read_by_tab() {
    let (room, mut desk) = Room::new(&officer());
    report(&mut desk, &[("place", "Low Quay, after midnight"), ("happened", "2026-11-21")]);
    report(
        &mut desk,
        &[("warning", "online booking, asks for no deposit, then threatens"), ("taken_on", "2026-11-15")],
    );
    report(&mut desk, &[("warning", "too long ago"), ("taken_on", "2026-11-09")]);
    report(&mut desk, &[("warning", "elsewhere"), ("area", "northern")]);
    let mut pilot = room.interface(desk, Place::Today);
    holds(&pilot, "  ! 2 warnings in Central in the last 14 days · Tab reads them");
    hides(&pilot, "took money back");
    pilot.keys("Tab");
    shows(&pilot, "21/11  Low Quay, after midnight");
    shows(&pilot, "silver estate; took money back by force");
    hides(&pilot, "too long ago");
    hides(&pilot, "elsewhere");
    pilot.keys("j Enter");
    shows(&pilot, "DP-0002");
    pilot.keys("Esc Tab Tab");
    shows(&pilot, "Tab reads them");
    pilot.window(120, 36);
    shows(&pilot, "! Warnings · Central · 14 days");
    shows(&pilot, "21/11  Low Quay, after midnight");
    shows(&pilot, "Enter reads them in full");
    pilot.keys("Tab Tab Enter");
    shows(&pilot, "Description");
}

#[test]
fn today_of_the_practice_caseload_warns_as_the_first_picture_does() {
    let (room, desk) = Room::practice(&Practice::default());
    assert_eq!(desk.warnings("central", desk.today()).unwrap().len(), 2);
    // Nothing in it names anybody of the caseload.
    for entry in all::<Intelligence>(&desk) {
        assert_eq!(desk.entry_missing(entry.meta.id).unwrap(), [], "{}", entry.it.reference);
    }
    for r in all::<DangerousPerson>(&desk) {
        let said = [r.it.warning.as_str(), &r.it.place, &r.it.incident].join("\n");
        assert!(desk.names_in(&said, &[]).unwrap().is_empty(), "{}", r.it.reference);
    }
    let mut pilot = room.interface(desk, Place::Today);
    holds(&pilot, "  ! 2 warnings in Central in the last 14 days · Tab reads them");
    pilot.window(120, 36).keys("j j j");
    let picture = [
        "│  ! Warnings · Central · 14 days",
        "│  21/11  Low Quay, after midnight",
        "│         silver estate; took money",
        "│         back by force",
        "│  15/11  online booking, asks for",
        "│         no deposit, then threatens",
        "│         Enter reads them in full",
    ];
    let screen = pilot.screen();
    let mut lines = screen.lines();
    for row in picture {
        assert!(lines.any(|l| l.ends_with(row)), "{row} is not in its place:\n{screen}");
    }
}

#[test]
fn two_records_of_one_person_that_become_one_count_together_for_the_stop_notice() {
    let (_room, mut desk) = Room::new(&officer());
    let (a, b) = (person(&mut desk, "Roxy"), person(&mut desk, "Roxie"));
    desk.save_entry(None, &written(Some(a), "", "The key safe is open on Sundays.")).unwrap();
    desk.save_entry(None, &written(Some(b), "", "The van waits on Fridays.")).unwrap();
    assert_eq!(desk.rests(a, None).unwrap().entries, 2);
    for who in [a, b] {
        desk.consult(who, "welfare-check", "").unwrap();
    }
    let merge =
        dlo_caseload::casework::merge::Merge { kept: a, other: b, sides: Default::default(), decided: String::new() };
    desk.merge(&merge).unwrap();
    assert_eq!(desk.rests(a, None).unwrap().entries, 3);
}

proptest! {
    #![proptest_config(ProptestConfig { cases: 12, ..ProptestConfig::default() })]
    #[test]
    fn no_export_carries_a_source_outside_its_block(
        names in proptest::collection::vec("[A-Z][a-z]{4,9}q", 2..5),
        rests in proptest::collection::vec(0_usize..6, 1..4),
    ) {
        let (officer, centre) = centre::sealing();
        let (_room, mut desk) = Room::new(&officer);
        let people: Vec<RecordId> = names.iter().map(|n| person(&mut desk, n)).collect();
        let who = "Quillfeather of Harbour Project";
        for (n, at) in rests.iter().enumerate() {
            let text = format!("The car number {n} comes on Fridays.");
            let entry = written(people.get(*at).copied(), if *at < people.len() { "" } else { who }, &text);
            let id = desk.save_entry(None, &entry).unwrap();
            let update = desk.make_entry_ready(id, "prevention-of-crime", "statutory-purposes", "not known").unwrap();
            desk.approve(update).unwrap();
        }
        let number = desk.seal(&mut |_| true).unwrap().packages[0];
        let found = opened(&mut desk, number, &centre);
        prop_assert_eq!(found.lines.len(), rests.len());
        prop_assert_eq!(found.sources.len(), rests.len());
        let beside = String::from_utf8_lossy(&found.beside).into_owned();
        let references = (1..=people.len()).map(|n| format!("K7-{n:04}"));
        let secrets = names.iter().cloned().chain(references).chain([who.to_owned(), "only three people know".to_owned()]);
        for secret in secrets {
            prop_assert!(!beside.contains(&secret), "{} stands outside the source block", secret);
        }
        // The name of a contact stands nowhere at all.
        for name in &names {
            prop_assert!(found.sources.iter().all(|s| !s.source.contains(name.as_str())));
        }
    }
}
