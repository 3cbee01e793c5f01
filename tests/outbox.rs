//! Markers, the IS record, the outbox and sealed packages: journeys of an officer and the rules that always hold.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that cannot go on fails"
)]

mod common;

use std::path::Path;

use common::people::{consent, ground, met, point, stefania};
use common::records::{entries, faults, kept, values};
use common::{Room, centre, day, moment};
use dlo_caseload::casework::desk::{Desk, Mode};
use dlo_caseload::casework::is_record::RowState;
use dlo_caseload::casework::marker::{Authorised, StepState};
use dlo_caseload::casework::opening::{self, Use};
use dlo_caseload::casework::practice::Practice;
use dlo_caseload::casework::sealing::{SealProgress, SealStep};
use dlo_caseload::domain::confirmed::Confirmed;
use dlo_caseload::domain::consent::{purpose, state as consent_state};
use dlo_caseload::domain::contact::Contact;
use dlo_caseload::domain::disclosure::Disclosure;
use dlo_caseload::domain::field::{Record, Value};
use dlo_caseload::domain::follow_up::FollowUp;
use dlo_caseload::domain::grounds::Grounds;
use dlo_caseload::domain::id::RecordId;
use dlo_caseload::domain::marker::{Marker, state as marker_state};
use dlo_caseload::domain::officer::{ForceDecisions, Officer, Organisation, PointOfContact};
use dlo_caseload::domain::problem::Kind as Fails;
use dlo_caseload::domain::radio;
use dlo_caseload::domain::update::{Update, kind, state};
use dlo_caseload::exchange::bundle::Opened;
use dlo_caseload::exchange::line::Line;
use dlo_caseload::exchange::organisation::PracticeOrganisation;
use dlo_caseload::exchange::package::read_updates;
use dlo_caseload::store::package::state as package_state;

/// A practice caseload with its organisation.
struct Bureau {
    room: Room,
    centre: PracticeOrganisation,
}

impl std::ops::Deref for Bureau {
    type Target = Room;
    fn deref(&self) -> &Room {
        &self.room
    }
}

impl Bureau {
    fn new() -> (Self, Desk) {
        Self::with(|_| {})
    }

    fn with(change: impl FnOnce(&mut Officer)) -> (Self, Desk) {
        let (mut officer, centre) = centre::sealing();
        change(&mut officer);
        let (room, desk) = Room::new(&officer);
        (Self { room, centre }, desk)
    }

    fn welcomed(&self, at: &str) -> (Desk, opening::Welcome) {
        self.room.open(moment(at), Use::Interface).unwrap()
    }

    /// Opens a written package as the centre does.
    fn receive(&self, desk: &mut Desk, file: &Path) -> (Opened, Vec<Line>) {
        let opened = centre::opened(desk, &self.centre, &std::fs::read(file).unwrap());
        let lines = read_updates(centre::part(&opened, "updates.ndjson")).unwrap();
        (opened, lines)
    }
}

/// Roxy: an adult with 4 + 1, two facts and an assessment, opened for a follow-up.
fn roxy(desk: &mut Desk) -> RecordId {
    let id = stefania(desk);
    point(desk, id, "mobile", "07700 900142", "safe");
    point(desk, id, "address", "Flat 2, 18 Tannery Lane", "safe");
    ground(desk, id, "told the DLO herself", "fact", "2025-10-14");
    ground(desk, id, "own advert, seen with her", "fact", "2025-10-14");
    ground(desk, id, "Pat at Harbour Project", "assessment", "2025-10-14");
    for purpose in [purpose::RECORD_ON_IS, purpose::MARKER] {
        consent(desk, id, purpose, consent_state::GIVEN, "2026-11-20", "asked, and she answered");
    }
    desk.consult(id, "follow-up-due", "").unwrap();
    id
}

/// A marker's draft with everything that rules 2 and 3 ask for.
fn marker(desk: &mut Desk, id: RecordId) -> RecordId {
    let grounds: Vec<RecordId> =
        desk.reading().of_contact::<Grounds>(id).unwrap().iter().map(|g| g.meta.id).take(1).collect();
    let mut v = desk.marker_defaults(id, "").unwrap();
    v.insert("grounds", dlo_caseload::casework::marker::chosen(&grounds));
    v.insert("necessity", Value::Text("A note kept here does not reach officers she does not know.".into()));
    v.insert("told", Value::Text("yes".into()));
    v.insert("view", Value::Text("good, then the next one knows".into()));
    desk.save_marker(id, None, &v).unwrap()
}

fn updates(desk: &Desk, contact: RecordId, kind: &str) -> Vec<RecordId> {
    let all = desk.reading().of_contact::<Update>(contact).unwrap();
    all.iter().filter(|u| u.it.kind.is(kind)).map(|u| u.meta.id).collect()
}

fn say_why(desk: &mut Desk, id: RecordId) {
    let u = kept::<Update>(desk, id);
    let mut v = u.values();
    v.insert("necessity", Value::Text("IS does not know whom to ask before attending".into()));
    desk.edit_update(id, &v).unwrap();
}

/// The update of a person as a draft that says why it is needed.
fn person_update(desk: &mut Desk, id: RecordId) -> RecordId {
    let update = desk.prepare_person_update(id).unwrap();
    say_why(desk, update);
    update
}

/// As [`person_update`], approved.
fn approved_update(desk: &mut Desk, id: RecordId) -> RecordId {
    let update = person_update(desk, id);
    desk.approve(update).unwrap();
    update
}

fn go_on(_: SealProgress) -> bool {
    true
}

/// Approves one update, seals, writes and hands over; gives package number and file.
fn send(desk: &mut Desk, id: RecordId, folder: &Path) -> (i64, std::path::PathBuf) {
    desk.approve(id).unwrap();
    let sealed = desk.seal(&mut go_on).unwrap();
    let number = sealed.packages[0];
    let written = desk.write_package(number, folder, &mut go_on).unwrap();
    desk.mark_sent(number).unwrap();
    (number, written.path)
}

fn row(desk: &Desk, contact: RecordId, field: &str) -> dlo_caseload::casework::is_record::IsRow {
    desk.is_record(contact).unwrap().rows.into_iter().find(|r| r.field == field).unwrap()
}

// Markers

#[test]
fn a_marker_goes_from_draft_to_is_to_renewal_to_removal_and_each_step_tells_is() {
    let (room, mut desk) = Bureau::new();
    let id = roxy(&mut desk);
    let m = marker(&mut desk, id);
    assert!(kept::<Marker>(&desk, m).text.starts_with("Contact the DLO before attending."));
    assert_eq!(kept::<Marker>(&desk, m).review_on, Some(day("2027-11-24")));
    let placing = desk.make_marker_ready(m, None).unwrap();
    assert!(kept::<Marker>(&desk, m).state.is(marker_state::READY));
    send(&mut desk, placing, room.dir.path());
    assert!(kept::<Marker>(&desk, m).state.is(marker_state::EXPORTED), "sent is not on IS");
    desk.confirm_by_hand(placing, "M/884120", day("2026-11-24")).unwrap();
    let placed = kept::<Marker>(&desk, m);
    assert!(placed.is_placed() && placed.is_reference == "M/884120");
    assert_eq!(row(&desk, id, "marker").state, RowState::Same);

    let renewal = desk.renew_marker(m, day("2027-12-24")).unwrap();
    assert_ne!(row(&desk, id, "review_on").state, RowState::Same, "a renewal that IS does not know yet");
    let view = desk.walk_update(renewal).unwrap();
    assert_eq!(view.title, "marker, renewal");
    let review = view.rows.iter().find(|r| r.label == "Review").unwrap();
    assert_eq!((review.before.as_str(), review.after.as_str()), ("24/11/2027", "24/12/2027"));
    send(&mut desk, renewal, room.dir.path());
    assert!(kept::<Marker>(&desk, m).is_placed(), "it stands while the renewal is on its way");
    desk.confirm_by_hand(renewal, "M/884120", day("2026-11-24")).unwrap();

    assert_eq!(faults(desk.remove_marker(m, "")), ["removal_reason"]);
    let removal = desk.remove_marker(m, "person-asked").unwrap().unwrap();
    let (_, file) = send(&mut desk, removal, room.dir.path());
    assert!(kept::<Marker>(&desk, m).state.is(marker_state::REMOVAL));
    let (_, lines) = room.receive(&mut desk, &file);
    assert!(
        lines[0].fields.iter().any(|f| f.name == "marker_reference" && f.before == "M/884120" && f.after.is_empty())
    );
    desk.confirm_by_hand(removal, "M/884120", day("2026-11-24")).unwrap();
    assert!(kept::<Marker>(&desk, m).state.is(marker_state::REMOVED));
    assert_eq!(row(&desk, id, "marker").on_is, "none");
}

#[test]
fn a_marker_is_not_ready_without_grounds_necessity_review_and_what_the_person_was_told() {
    let (_room, mut desk) = Bureau::new();
    let id = roxy(&mut desk);
    let mut v = desk.marker_defaults(id, "").unwrap();
    v.remove("review_on");
    let m = desk.save_marker(id, None, &v).unwrap();
    assert_eq!(faults(desk.make_marker_ready(m, None)), ["grounds", "necessity", "review_on", "told"]);
    assert!(updates(&desk, id, kind::MARKER).is_empty());
    let view = desk.marker_view(m).unwrap();
    assert_eq!(view.missing_words, "Not ready: grounds · necessity · review on · told the person");
    assert_eq!(view.track[0].state, StepState::Here);
    // More than 24 months is too long even for a draft.
    v.insert("review_on", Value::Text("2028-12-01".into()));
    assert_eq!(faults(desk.save_marker(id, Some(m), &v)), ["review_on"]);
}

#[test]
fn an_unknown_age_keeps_a_marker_from_being_ready_and_a_child_gets_no_adult_type() {
    let (_room, mut desk) = Bureau::new();
    let unknown = met(&mut desk, "Lola", "looks-so");
    ground(&mut desk, unknown, "told the DLO herself", "fact", "2025-10-14");
    let m = marker(&mut desk, unknown);
    assert!(faults(desk.make_marker_ready(m, None)).contains(&"marker_type"));
    let child = met(&mut desk, "Callie", "no");
    let v = desk.marker_defaults(child, "dlo-contact").unwrap();
    assert_eq!(faults(desk.save_marker(child, None, &v)), ["marker_type"]);
    let v = desk.marker_defaults(child, "").unwrap();
    assert_eq!(v.get("marker_type").and_then(Value::text), Some("child-exploitation-concern"));
    desk.save_marker(child, None, &v).unwrap();
}

#[test]
fn grounds_stay_out_of_a_marker_and_the_radio_sentence_goes_with_every_update() {
    let (room, mut desk) = Bureau::new();
    let id = roxy(&mut desk);
    let m = marker(&mut desk, id);
    let placing = desk.make_marker_ready(m, None).unwrap();
    let (_, file) = send(&mut desk, placing, room.dir.path());
    let (opened, lines) = room.receive(&mut desk, &file);
    assert!(lines[0].statements.is_empty());
    assert!(!lines[0].to_json_line().unwrap().contains("told the DLO herself"));
    assert!(lines.iter().all(|l| l.radio == radio::SENTENCE));
    let page = opened.parts.iter().find(|p| p.name == "readable.html").unwrap();
    assert!(std::str::from_utf8(&page.bytes).unwrap().contains(radio::SENTENCE));
    assert_eq!(opened.manifest.radio, radio::SENTENCE);
}

#[test]
fn a_review_not_confirmed_for_28_days_drafts_the_removal_once() {
    let (room, mut desk) = Bureau::new();
    let id = roxy(&mut desk);
    let m = marker(&mut desk, id);
    desk.make_marker_ready(m, None).unwrap();
    desk.marker_on_is(m, "M/884120", day("2026-11-24")).unwrap();
    assert!(kept::<Update>(&desk, updates(&desk, id, kind::MARKER)[0]).state.is(state::NEVER), "nothing left to send");
    desk.close().unwrap();
    // Review 24/11/2027: the day before the 28 are up, then the day they are.
    let (desk, welcome) = room.welcomed("2027-12-21T10:00:00Z");
    assert_eq!(welcome.removals_drafted, 0);
    desk.close().unwrap();
    let (mut desk, welcome) = room.welcomed("2027-12-22T10:00:00Z");
    assert_eq!(welcome.removals_drafted, 1);
    assert_eq!(desk.draft_overdue_removals().unwrap(), 0);
    let removal = updates(&desk, id, kind::MARKER_REMOVAL);
    assert_eq!(removal.len(), 1);
    assert!(kept::<Marker>(&desk, m).is_placed(), "only drafted");
    // A renewal after all takes the draft back.
    desk.renew_marker(m, day("2028-12-01")).unwrap();
    assert!(kept::<Update>(&desk, removal[0]).state.is(state::NEVER));
    assert!(kept::<Marker>(&desk, m).removal_reason.is_blank());
}

#[test]
fn changed_details_of_the_officer_redraft_every_placed_marker_and_the_person_update_in_one_act() {
    let (room, mut desk) = Bureau::new();
    let id = roxy(&mut desk);
    let m = marker(&mut desk, id);
    desk.make_marker_ready(m, None).unwrap();
    desk.marker_on_is(m, "M/884120", day("2026-11-24")).unwrap();
    let person = person_update(&mut desk, id);
    send(&mut desk, person, room.dir.path());
    let untouched = met(&mut desk, "Jade", "said-so");
    let before = (updates(&desk, id, kind::MARKER).len(), updates(&desk, id, kind::PERSON).len());
    let mut officer = desk.officer().clone();
    officer.point_of_contact.phone = "0191 498 0118".into();
    desk.set_officer(officer.clone()).unwrap();
    assert_eq!(kept::<Marker>(&desk, m).dlo_phone, "0191 498 0118");
    assert_eq!(updates(&desk, id, kind::MARKER).len(), before.0 + 1);
    assert_eq!(updates(&desk, id, kind::PERSON).len(), before.1 + 1);
    assert!(updates(&desk, untouched, kind::PERSON).is_empty());
    let acts: std::collections::BTreeSet<i64> = desk
        .reading()
        .journal(10)
        .unwrap()
        .iter()
        .filter(|e| e.reason == "dlo-details-changed" || e.reason == "officer")
        .map(|e| e.act)
        .collect();
    assert_eq!(acts.len(), 1);
    // The same details again change nothing.
    desk.set_officer(officer).unwrap();
    assert_eq!(updates(&desk, id, kind::MARKER).len(), before.0 + 1);
}

// The IS record

#[test]
fn a_person_update_without_four_and_one_is_refused_with_the_list_and_information_goes_instead() {
    let (_room, mut desk) = Bureau::new();
    let id = met(&mut desk, "Roxy", "said-so");
    let mut c = kept::<Contact>(&desk, id);
    c.given_names = "Ștefania".into();
    c.gender = "female".into();
    c.answers = vec!["surname:declined".into()];
    desk.save_contact(Some(id), &c.values()).unwrap();
    point(&mut desk, id, "mobile", "07700 900142", "safe");
    let refused = desk.prepare_person_update(id).unwrap_err();
    assert_eq!(refused.what, "A person update cannot be prepared: surname, date of birth are missing.");
    assert!(updates(&desk, id, kind::PERSON).is_empty());
    desk.consult(id, "follow-up-due", "").unwrap();
    let view = desk.is_record(id).unwrap();
    assert!(!view.ready);
    assert_eq!(view.missing[0], ("surname".to_owned(), "declined".to_owned()));
    let info = desk.prepare_information(id, "Fact: sells sex near the bridge", "officers meet her unprepared").unwrap();
    desk.approve(info).unwrap();
}

#[test]
fn a_contact_reference_that_is_not_safe_or_an_address_that_is_kept_here_does_not_count() {
    let (_room, mut desk) = Bureau::new();
    let id = roxy(&mut desk);
    let points = desk.record(id).unwrap().points;
    let mobile = points.iter().find(|p| p.it.is_phone()).unwrap().meta.id;
    let v = values(&[("kind", "mobile"), ("value", "07700 900142"), ("safe", "shared")]);
    desk.save_point(id, Some(mobile), &v).unwrap();
    // The address is safe in itself, but the landlord must not find out.
    let refused = desk.prepare_person_update(id).unwrap_err();
    assert!(refused.what.ends_with("address is missing."), "{}", refused.what);
}

#[test]
fn the_table_tells_same_differs_danger_and_kept_here() {
    let (_room, mut desk) = Bureau::new();
    let id = roxy(&mut desk);
    point(&mut desk, id, "mobile", "07700 900357", "shared");
    let shown = [
        ("given_names", "Stefania"),
        ("surname", "Munteanu"),
        ("born_on", "14/06/1994"),
        ("gender", "Female"),
        ("phone", "07700 900357"),
        ("grounds", "1 fact"),
        ("dlo", "PC 3902 Osei"),
    ];
    let shown = shown.iter().map(|(k, v)| (*k, (*v).to_owned())).collect();
    desk.enter_from_is(id, "P/2210457", day("2026-10-12"), &shown).unwrap();
    let words = |f: &str| row(&desk, id, f).state;
    assert_eq!(words("given_names"), RowState::Differs("differs: letter Ș".into()));
    assert_eq!((words("surname"), words("born_on"), words("gender")), (RowState::Same, RowState::Same, RowState::Same));
    assert_eq!(words("phone"), RowState::Danger("IS has the shared one".into()));
    assert_eq!(words("address"), RowState::KeptHere("kept here: landlord".into()));
    assert_eq!(words("alias"), RowState::KeptHere("never sent as a name".into()));
    assert_eq!(words("grounds"), RowState::Differs("differs: 2 grounds more".into()));
    assert_eq!(words("dlo"), RowState::Danger("IS names the old DLO".into()));
    let view = desk.is_record(id).unwrap();
    assert_eq!((view.differences, view.kept_here), (4, 2));
    assert_eq!(view.reference_line, "P/2210457, entered by hand on 12/10/2026");
    let update = desk.prepare_person_update(id).unwrap();
    let view = desk.walk_update(update).unwrap();
    assert_eq!(view.title, "person, changed");
    assert_eq!(view.necessity, "IS has a contact reference that is unsafe, and the wrong DLO.");
    let changed: Vec<&str> = view.rows.iter().map(|r| r.label.as_str()).collect();
    assert_eq!(changed, ["Given name", "Phone", "Why believed", "DLO contact"]);
    assert!(view.checks.iter().any(|c| c.good && c.words == "no address goes with it"));
    assert!(view.checks.iter().any(|c| !c.good && c.words.starts_with("07700 900357")));
    assert_eq!(view.must_not_find_out, ["landlord", "sister"]);
    assert_eq!(view.not_sent, "address, working names, everything else in the record");
    assert!(view.leaves.starts_with("to Practice IS desk, key ending "));
    assert!(view.gates.is_empty(), "{}", view.gates[0]);
    // With no safe number left, the unsafe one is taken off IS rather than left there.
    let points = desk.record(id).unwrap().points;
    let mine = points.iter().find(|p| p.it.value.ends_with("142")).unwrap().meta.id;
    let v = values(&[("kind", "mobile"), ("value", "07700 900142"), ("safe", "never")]);
    desk.save_point(id, Some(mine), &v).unwrap();
    let phone = desk.walk_update(update).unwrap().rows.into_iter().find(|r| r.label == "Phone").unwrap();
    assert!(phone.before.starts_with("07700 900357") && phone.after.is_empty());
}

#[test]
fn confirming_by_hand_makes_the_difference_same_and_keeps_the_reference() {
    let (room, mut desk) = Bureau::new();
    let id = roxy(&mut desk);
    let person = person_update(&mut desk, id);
    assert_eq!(row(&desk, id, "surname").state, RowState::Differs("not on IS".into()));
    let (_, file) = send(&mut desk, person, room.dir.path());
    assert_ne!(row(&desk, id, "surname").state, RowState::Same, "sent is not on IS");
    assert_eq!(faults(desk.confirm_by_hand(person, " ", day("2026-11-25"))), ["is_reference", "confirmed_on"]);
    desk.confirm_by_hand(person, "P/2210457", day("2026-11-24")).unwrap();
    let view = desk.is_record(id).unwrap();
    assert_eq!(view.differences, 0);
    assert_eq!(view.reference_line, "P/2210457, entered by hand for package 1 on 24/11/2026");
    assert_eq!(kept::<Contact>(&desk, id).is_reference, "P/2210457");
    assert!(kept::<Update>(&desk, person).state.is(state::ACCEPTED));
    assert!(desk.prepare_person_update(id).unwrap_err().what.contains("IS has the same"));
    assert!(desk.confirm_by_hand(person, "P/1", day("2026-11-24")).is_err(), "accepted is final");
    // What went: one way to reach her, no working name, no address.
    let (_, lines) = room.receive(&mut desk, &file);
    let json = lines[0].to_json_line().unwrap();
    assert!(json.contains("+447700900142") && !json.contains("Roxy") && !json.contains("Tannery"), "{json}");
}

#[test]
fn correcting_what_was_told_drafts_a_rectification_and_adding_does_not() {
    let (room, mut desk) = Bureau::new();
    let id = roxy(&mut desk);
    let person = person_update(&mut desk, id);
    send(&mut desk, person, room.dir.path());
    desk.confirm_by_hand(person, "P/2210457", day("2026-11-24")).unwrap();
    let mut c = kept::<Contact>(&desk, id);
    c.locality = "Low Quay".into();
    desk.save_contact(Some(id), &c.values()).unwrap();
    ground(&mut desk, id, "seen again", "fact", "2025-10-14");
    assert!(updates(&desk, id, kind::RECTIFICATION).is_empty());
    c.surname = "Muntean".into();
    desk.save_contact(Some(id), &c.values()).unwrap();
    let r = updates(&desk, id, kind::RECTIFICATION);
    assert_eq!(r.len(), 1);
    let view = desk.walk_update(r[0]).unwrap();
    assert!(view.rows.iter().any(|r| r.label == "Surname" && r.before == "Munteanu" && r.after == "Muntean"));
    assert!(view.gates.is_empty(), "{}", view.gates[0]);
    desk.undo().unwrap();
    assert!(updates(&desk, id, kind::RECTIFICATION).is_empty(), "one act with the correction");
    let mut v = values(&[("statement", "told a colleague"), ("standing", "assessment")]);
    v.extend(values(&[("how_known", "third-party"), ("known_on", "2025-10-14")]));
    let told = desk.reading().of_contact::<Grounds>(id).unwrap();
    let told = told.iter().find(|g| g.it.statement == "told the DLO herself").unwrap().meta.id;
    desk.save_grounds(id, Some(told), &v).unwrap();
    assert_eq!(updates(&desk, id, kind::RECTIFICATION).len(), 1);
}

#[test]
fn what_is_refused_here_stays_out_a_blank_never_overwrites_and_a_protected_source_stays_here() {
    let (_room, mut desk) = Bureau::new();
    let id = roxy(&mut desk);
    let protected = [("statement", "the go-between said so"), ("standing", "fact"), ("how_known", "third-party")];
    let mut v = values(&protected);
    v.insert("known_on", Value::Text("2026-01-01".into()));
    v.insert("source_protected", Value::Number(1));
    desk.save_grounds(id, None, &v).unwrap();
    let shown = [("ethnicity", "White British"), ("surname", "Munteanu")];
    let shown = shown.iter().map(|(k, v)| (*k, (*v).to_owned())).collect();
    desk.enter_from_is(id, "P/2210457", day("2026-10-12"), &shown).unwrap();
    let u = desk.prepare_person_update(id).unwrap();
    let view = desk.walk_update(u).unwrap();
    assert!(!view.rows.iter().any(|r| r.label == "Ethnicity"), "not known here is no reason to blank IS");
    assert!(!view.statements.iter().any(|s| s.words.contains("go-between")));
    assert!(view.not_sent.contains("1 ground with a protected source"));
}

// Information without identity

#[test]
fn information_without_identity_names_nobody_and_keeps_fact_and_assessment_apart() {
    let (room, mut desk) = Bureau::new();
    let id = roxy(&mut desk);
    for words in [
        "sells sex near the bridge",
        "Fact: Roxy is at the bridge",
        "Fact: ring 07700 900142",
        "Fact:",
        "Fact: K7-0001",
        "",
    ] {
        assert_eq!(faults(desk.prepare_information(id, words, "needed"))[0], "information", "{words}");
    }
    desk.enter_from_is(id, "P/2210457", day("2026-11-24"), &std::collections::BTreeMap::new()).unwrap();
    for words in [
        "Fact: she is P/2210457 there",
        "Fact: born 14/06/1994",
        "Fact: born 14.6.94",
        "Fact: a woman born on 14 June 1994",
        "Fact: born June 14th, 1994",
        "Fact: born 1994-06-14",
        "Fact: Stefania waits there",
    ] {
        assert_eq!(faults(desk.prepare_information(id, words, "needed")), ["information"], "{words}");
    }
    assert_eq!(faults(desk.prepare_information(id, "Fact: two cars wait there", "")), ["necessity"]);
    let words = "Fact: two cars wait there at night\nAssessment: they control who works";
    let info = desk.prepare_information(id, words, "patrols pass without looking").unwrap();
    let (_, file) = send(&mut desk, info, room.dir.path());
    let (opened, lines) = room.receive(&mut desk, &file);
    assert_eq!(lines[0].information, words);
    assert_eq!((lines[0].contact_ref.as_str(), lines[0].is_ref.as_str()), ("K7-0000", ""));
    assert!(lines[0].fields.is_empty() && lines[0].statements.is_empty());
    for part in &opened.parts {
        let text = std::str::from_utf8(&part.bytes).unwrap();
        for never in ["Roxy", "Munteanu", "tefania", "K7-0001", "900142", "landlord"] {
            assert!(!text.contains(never), "{never} in {}", part.name);
        }
    }
}

#[test]
fn a_name_of_two_letters_or_in_another_script_does_not_go_without_identity() {
    let (_room, mut desk) = Bureau::new();
    let id = roxy(&mut desk);
    let mut c = kept::<Contact>(&desk, id);
    c.working_names = vec!["Li".into(), "王芳".into(), "An, red coat".into()];
    desk.save_contact(Some(id), &c.values()).unwrap();
    for words in ["Fact: Li waits there", "Fact: li waits there", "Fact: 昨晚王芳在桥边", "Fact: cars wait for An"]
    {
        assert_eq!(faults(desk.prepare_information(id, words, "needed")), ["information"], "{words}");
    }
    desk.prepare_information(id, "Fact: an officer waits; two lines of cars", "needed").unwrap();
}

// Gates

#[test]
fn a_refusal_stops_the_update_and_is_overridden_only_by_ground_and_name() {
    let (_room, mut desk) = Bureau::new();
    let id = roxy(&mut desk);
    consent(&mut desk, id, purpose::RECORD_ON_IS, consent_state::REFUSED, "2026-11-20", "asked, and she answered");
    let u = person_update(&mut desk, id);
    assert!(desk.approve(u).unwrap_err().what.contains("refused"));
    let mut v = kept::<Update>(&desk, u).values();
    v.insert("override_by", Value::Text("Insp. Marsh".into()));
    assert_eq!(faults(desk.edit_update(u, &v)), ["override_ground"]);
    v.insert("override_ground", Value::Text("statutory-duty".into()));
    v.remove("override_by");
    assert_eq!(faults(desk.edit_update(u, &v)), ["override_by"]);
    v.insert("override_by", Value::Text("Insp. Marsh".into()));
    desk.edit_update(u, &v).unwrap();
    desk.approve(u).unwrap();
    let line = Line::from_json_line(&kept::<Update>(&desk, u).content).unwrap();
    assert_eq!(line.override_.unwrap().by, "Insp. Marsh");
    desk.seal(&mut go_on).unwrap();
    let d = desk.reading().of_contact::<Disclosure>(id).unwrap();
    assert_eq!((d[0].it.override_by.as_str(), d[0].it.package), ("Insp. Marsh", Some(1)));
}

#[test]
fn a_person_or_marker_update_waits_until_the_ledger_says_something_of_it() {
    let (_room, mut desk) = Bureau::new();
    let id = roxy(&mut desk);
    // The two answers of Roxy's ledger are taken back: nobody asked, and nobody said why not.
    desk.undo().unwrap();
    desk.undo().unwrap();
    let m = marker(&mut desk, id);
    let placing = desk.make_marker_ready(m, None).unwrap();
    let person = person_update(&mut desk, id);
    for (u, of) in [(placing, purpose::MARKER), (person, purpose::RECORD_ON_IS)] {
        let refused = desk.approve(u).unwrap_err();
        assert!(refused.what.contains("The ledger says nothing") && refused.remedy.contains("not asked"), "{refused}");
        let why =
            [("purpose", of), ("state", consent_state::NOT_ASKED), ("asked_on", "2026-11-24"), ("why_not", "rang off")];
        desk.save_consent(id, &values(&why)).unwrap();
        desk.approve(u).unwrap();
    }
}

#[test]
fn where_a_life_is_at_stake_the_name_of_the_authoriser_may_follow_within_a_day() {
    let (_room, mut desk) = Bureau::new();
    let id = roxy(&mut desk);
    consent(&mut desk, id, purpose::MARKER, consent_state::REFUSED, "2026-11-20", "asked, and she answered");
    let m = marker(&mut desk, id);
    assert_eq!(faults(desk.make_marker_ready(m, None)), ["told"]);
    let late = Authorised { ground: "serious-harm-to-others".into(), by: String::new() };
    assert_eq!(faults(desk.make_marker_ready(m, Some(&late))), ["override_by"]);
    let life = Authorised { ground: "risk-to-life".into(), by: String::new() };
    let u = desk.make_marker_ready(m, Some(&life)).unwrap();
    let asked = desk.reading().of_contact::<FollowUp>(id).unwrap();
    let asked = asked.iter().find(|f| f.it.serves == Some(u)).unwrap();
    assert_eq!(asked.it.due.unwrap().to_string(), "2026-11-25T14:05");
    desk.approve(u).unwrap();
    desk.seal(&mut go_on).unwrap();
}

#[test]
fn a_refusal_after_approval_takes_the_update_back_before_it_is_sealed() {
    let (_room, mut desk) = Bureau::new();
    let (first, second) = (roxy(&mut desk), roxy(&mut desk));
    for id in [first, second] {
        let _u = approved_update(&mut desk, id);
    }
    consent(&mut desk, first, purpose::RECORD_ON_IS, consent_state::WITHDRAWN, "2026-11-20", "asked, and she answered");
    assert_eq!(desk.seal_preview().unwrap().left_out.len(), 1);
    let sealed = desk.seal(&mut go_on).unwrap();
    assert_eq!((sealed.updates, sealed.left_out.len()), (1, 1));
    assert!(kept::<Update>(&desk, updates(&desk, first, kind::PERSON)[0]).state.is(state::DRAFT));
    assert!(kept::<Update>(&desk, updates(&desk, second, kind::PERSON)[0]).state.is(state::SEALED));
}

#[test]
fn a_number_that_became_unsafe_after_approval_is_not_sealed() {
    let (_room, mut desk) = Bureau::new();
    let id = roxy(&mut desk);
    let u = approved_update(&mut desk, id);
    let mobile = desk.record(id).unwrap().points.into_iter().find(|p| p.it.is_phone()).unwrap().meta.id;
    let v = values(&[("kind", "mobile"), ("value", "07700 900142"), ("safe", "never")]);
    desk.save_point(id, Some(mobile), &v).unwrap();
    assert!(desk.seal(&mut go_on).unwrap_err().what.contains("no longer safe"));
    assert!(kept::<Update>(&desk, u).state.is(state::DRAFT));
    assert!(desk.packages().unwrap().is_empty());
}

#[test]
fn what_no_longer_stands_in_the_record_is_not_sealed() {
    type Change = fn(&mut Desk, RecordId);
    let moved: [(&str, Change); 6] = [
        ("a source is protected since", |desk, id| {
            let g = desk.reading().of_contact::<Grounds>(id).unwrap().remove(0);
            let g = (g.meta.id, Grounds { source_protected: true, ..g.it });
            desk.save_grounds(id, Some(g.0), &g.1.values()).unwrap();
        }),
        ("a ground was worded wrongly", |desk, id| {
            let g = desk.reading().of_contact::<Grounds>(id).unwrap().remove(0);
            let g = (g.meta.id, Grounds { statement: "somebody else's advert".into(), ..g.it });
            desk.save_grounds(id, Some(g.0), &g.1.values()).unwrap();
        }),
        ("a name was corrected", |desk, id| {
            let c = Contact { surname: "Munteanu-Popa".into(), ..kept::<Contact>(desk, id) };
            desk.save_contact(Some(id), &c.values()).unwrap();
        }),
        ("a number was corrected", |desk, id| {
            let mobile = desk.record(id).unwrap().points.into_iter().find(|p| p.it.is_phone()).unwrap().meta.id;
            let v = values(&[("kind", "mobile"), ("value", "07700 900143"), ("safe", "safe")]);
            desk.save_point(id, Some(mobile), &v).unwrap();
        }),
        ("a date of birth was taken out", |desk, id| {
            let c = Contact { born_on: None, over_18: "documented".into(), ..kept::<Contact>(desk, id) };
            desk.save_contact(Some(id), &c.values()).unwrap();
        }),
        ("somebody must not find out the address", |desk, id| {
            let c = Contact { must_not_find_out: vec!["landlord".into()], ..kept::<Contact>(desk, id) };
            desk.save_contact(Some(id), &c.values()).unwrap();
        }),
    ];
    for (what, change) in moved {
        let (_room, mut desk) = Bureau::new();
        let id = roxy(&mut desk);
        if what.contains("address") {
            let c = Contact { must_not_find_out: Vec::new(), ..kept::<Contact>(&desk, id) };
            desk.save_contact(Some(id), &c.values()).unwrap();
            let mobile = desk.record(id).unwrap().points.into_iter().find(|p| p.it.is_phone()).unwrap().meta.id;
            let v = values(&[("kind", "mobile"), ("value", "07700 900142"), ("safe", "never")]);
            desk.save_point(id, Some(mobile), &v).unwrap();
        }
        let u = approved_update(&mut desk, id);
        assert_eq!(desk.seal_preview().unwrap().left_out.len(), 0, "{what}");
        change(&mut desk, id);
        assert_eq!(desk.seal_preview().unwrap().left_out.len(), 1, "{what}");
        assert!(desk.seal(&mut go_on).unwrap_err().what.contains("no longer stands"), "{what}");
        assert!(kept::<Update>(&desk, u).state.is(state::DRAFT), "{what}");
    }
}

#[test]
fn a_childs_notification_passes_every_gate_also_in_set_up_with_a_blank_policy_reference_and_a_marked_text() {
    let key = PracticeOrganisation::generate().unwrap().recipient;
    let (_room, mut desk) = Bureau::with(|o| {
        o.organisation =
            Organisation { name: "Central IS desk".into(), recipients: vec![key.clone()], ..Organisation::default() };
        o.organisation.confirm(&key);
        o.force_decisions = ForceDecisions::default();
        o.point_of_contact = PointOfContact::default();
    });
    assert_eq!(desk.mode(), Mode::SetUp);
    let child = met(&mut desk, "Callie", "no");
    consent(&mut desk, child, purpose::RECORD_ON_IS, consent_state::REFUSED, "2026-11-20", "asked, and she answered");
    let concern = desk.reading().of_contact::<dlo_caseload::domain::concern::Concern>(child).unwrap().remove(0);
    let mut k = concern.it.clone();
    k.what = "SECRET\nseen with two men".into();
    k.views = "I want to go home".into();
    desk.save_concern(child, Some(concern.meta.id), &k.values()).unwrap();
    let n = updates(&desk, child, kind::SAFEGUARDING)[0];
    let view = desk.walk_update(n).unwrap();
    assert!(view.gates.is_empty() && view.say[0].starts_with("Phone now"));
    desk.approve(n).unwrap();
    let line = Line::from_json_line(&kept::<Update>(&desk, n).content).unwrap();
    assert_eq!(line.faults(), Vec::<String>::new());
    let json = line.to_json_line().unwrap();
    assert!(json.contains("I want to go home") && !json.contains("two men") && json.contains("Ring the DLO"));
    // An adult's update in the same caseload does not go.
    let id = roxy(&mut desk);
    let u = person_update(&mut desk, id);
    let refused = desk.approve(u).unwrap_err().what;
    assert!(refused.contains("SET-UP") && refused.contains("policy document"), "{refused}");
    assert_eq!(desk.seal(&mut go_on).unwrap().updates, 1);
    assert!(kept::<Update>(&desk, n).state.is(state::SEALED));
}

#[test]
fn a_child_has_no_person_update_and_becoming_one_closes_what_was_approved() {
    let (room, mut desk) = Bureau::new();
    let child = met(&mut desk, "Callie", "unsure");
    assert!(desk.prepare_person_update(child).unwrap_err().what.contains("under 18"));
    let id = roxy(&mut desk);
    let person = person_update(&mut desk, id);
    send(&mut desk, person, room.dir.path());
    desk.confirm_by_hand(person, "P/2210457", day("2026-11-24")).unwrap();
    ground(&mut desk, id, "seen again", "fact", "2025-10-14");
    let _again = approved_update(&mut desk, id);
    let mut c = kept::<Contact>(&desk, id);
    c.born_on = Some(day("2010-06-14"));
    desk.save_contact(Some(id), &c.values()).unwrap();
    assert_eq!(desk.seal_preview().unwrap().left_out[0].why, "the person is or may be under 18");
    let r = updates(&desk, id, kind::RECTIFICATION)[0];
    let view = desk.walk_update(r).unwrap();
    let why = view.rows.iter().find(|r| r.label == "Why believed").unwrap();
    assert_eq!((why.before.as_str(), why.after.as_str()), ("2 facts, 1 assessment", ""));
    assert!(view.gates.is_empty(), "{}", view.gates[0]);
}

#[test]
fn a_removal_on_its_way_is_still_answered_by_the_centre_when_the_person_turns_out_to_be_a_child() {
    let (room, mut desk) = Bureau::new();
    let id = roxy(&mut desk);
    let m = marker(&mut desk, id);
    let placing = desk.make_marker_ready(m, None).unwrap();
    send(&mut desk, placing, room.dir.path());
    desk.confirm_by_hand(placing, "M/884120", day("2026-11-24")).unwrap();
    let removal = desk.remove_marker(m, "person-asked").unwrap().unwrap();
    send(&mut desk, removal, room.dir.path());
    assert!(kept::<Marker>(&desk, m).state.is(marker_state::REMOVAL));
    let mut c = kept::<Contact>(&desk, id);
    c.born_on = Some(day("2010-06-14"));
    desk.save_contact(Some(id), &c.values()).unwrap();
    assert!(kept::<Marker>(&desk, m).state.is(marker_state::REMOVAL), "nobody has said that it is gone");
    desk.reject_by_hand(removal, "R-07", "reference unknown").unwrap();
    assert!(kept::<Marker>(&desk, m).is_placed(), "it still stands on IS");
}

#[test]
fn a_secret_marking_is_saved_and_never_sent() {
    let (_room, mut desk) = Bureau::new();
    let id = roxy(&mut desk);
    ground(&mut desk, id, "SECRET\nfrom another unit", "fact", "2025-10-14");
    let u = person_update(&mut desk, id);
    let refused = desk.approve(u).unwrap_err();
    assert!(refused.what.contains("SECRET or higher"), "{refused}");
    assert!(refused.what.contains("information security officer"), "it says whom to tell");
    assert!(!refused.to_string().contains("another unit"));
}

#[test]
fn a_blank_policy_reference_necessity_or_recipient_is_refused_each_with_its_remedy() {
    let (_room, mut desk) = Bureau::with(|o| {
        o.force_decisions = ForceDecisions::default();
        o.organisation.recipients.clear();
    });
    let id = roxy(&mut desk);
    let u = desk.prepare_person_update(id).unwrap();
    let refused = desk.approve(u).unwrap_err().what;
    assert!(refused.contains("policy document") && refused.contains("strictly needed"), "{refused}");
    let mut officer = desk.officer().clone();
    officer.force_decisions.policy_document = "APD-2026-04".into();
    desk.set_officer(officer).unwrap();
    say_why(&mut desk, u);
    desk.approve(u).unwrap();
    let refused = desk.seal(&mut go_on).unwrap_err();
    assert!(refused.what.contains("no recipient") && !refused.changed);
    assert!(kept::<Update>(&desk, u).state.is(state::APPROVED));
}

// The walk

#[test]
fn nothing_is_sealed_to_a_key_whose_fingerprint_nobody_read_out_and_such_an_escrow_key_opens_nothing() {
    let escrow = PracticeOrganisation::generate().unwrap().recipient;
    let (_room, mut desk) = Bureau::with(|o| {
        o.organisation.confirmed.clear();
        o.organisation.practice = false;
        o.organisation.escrow.clone_from(&escrow);
    });
    assert_eq!(desk.mode(), Mode::SetUp, "its escrow key was not confirmed");
    assert!(desk.vault().unwrap().lacks_escrow());
    let child = met(&mut desk, "Callie", "no");
    let n = updates(&desk, child, kind::SAFEGUARDING)[0];
    desk.approve(n).unwrap();
    assert!(desk.seal_preview().unwrap().unavailable.unwrap().what.contains("not confirmed"));
    let refused = desk.seal(&mut go_on).unwrap_err();
    assert!(refused.what.contains("not confirmed") && refused.remedy.contains("read it to you"), "{refused}");
    assert!(kept::<Update>(&desk, n).state.is(state::APPROVED), "it waits for the confirmation");
    let mut officer = desk.officer().clone();
    let recipient = officer.organisation.recipients[0].clone();
    officer.organisation.confirm(&recipient);
    officer.organisation.confirm(&escrow);
    desk.settle(officer).unwrap();
    assert_eq!(desk.mode(), Mode::Live);
    assert!(!desk.vault().unwrap().lacks_escrow());
    assert_eq!(desk.seal(&mut go_on).unwrap().updates, 1);
}

#[test]
fn looking_at_an_update_is_one_consultation_for_its_contact() {
    let (_room, mut desk) = Bureau::new();
    let id = roxy(&mut desk);
    let person = desk.prepare_person_update(id).unwrap();
    let info = desk.prepare_information(id, "Fact: two cars wait there", "needed").unwrap();
    let before = entries(&desk);
    desk.walk_update(person).unwrap();
    desk.walk_update(info).unwrap();
    assert_eq!(entries(&desk), before + 1);
    let entry = desk.reading().journal(1).unwrap().remove(0);
    assert_eq!((entry.operation.as_str(), entry.reason.as_str()), ("consultation", "outbox-walk"));
    assert_eq!(entry.contact, Some(id));
}

#[test]
fn a_vault_open_for_reading_only_shows_neither_an_update_nor_a_packages_page() {
    let (room, mut desk) = Bureau::new();
    let id = roxy(&mut desk);
    let sent = person_update(&mut desk, id);
    let (number, _) = send(&mut desk, sent, room.dir.path());
    let m = marker(&mut desk, id);
    let waits = desk.make_marker_ready(m, None).unwrap();
    desk.close().unwrap();
    let database = room.database();
    let old = std::fs::read(&database).unwrap();
    room.unlock("2026-11-24T15:00:00Z").close().unwrap();
    std::fs::write(&database, old).unwrap();
    let mut desk = room.unlock("2026-11-24T16:00:00Z");
    assert_eq!(desk.mode(), Mode::ReadOnly);
    for refused in [desk.walk_update(waits).err(), desk.readable_page(number).err()] {
        let problem = refused.unwrap();
        assert!(problem.what.contains("reading only"), "what cannot be journalled is not shown: {problem}");
    }
    desk.accept_older().unwrap();
    assert!(desk.walk_update(waits).is_ok() && desk.readable_page(number).is_ok());
}

#[test]
fn hold_and_never_ask_why_and_reopen_brings_them_back() {
    let (room, mut desk) = Bureau::new();
    let id = roxy(&mut desk);
    let u = person_update(&mut desk, id);
    assert_eq!(faults(desk.hold(u, day("2026-11-24"), "", "")), ["held_until", "decision_reason"]);
    desk.hold(u, day("2026-11-30"), "facts-to-check", "").unwrap();
    let outbox = desk.outbox().unwrap();
    assert_eq!((outbox.held, outbox.approved, outbox.to_decide), (1, 0, 0));
    assert_eq!(outbox.lines[0].note, "held 30/11");
    assert!(desk.seal(&mut go_on).is_err());
    assert_eq!(faults(desk.never(u, "other", " ")), ["decision_reason"]);
    desk.never(u, "other", "she moved away").unwrap();
    assert!(desk.outbox().unwrap().lines.is_empty());
    assert!(desk.approve(u).is_err());
    assert_eq!(desk.reopen(u).unwrap(), u);
    desk.hold(u, day("2026-11-30"), "facts-to-check", "").unwrap();
    let desk = room.later(desk, "2026-11-30T10:00:00Z");
    let outbox = desk.outbox().unwrap();
    assert_eq!((outbox.held, outbox.to_decide), (0, 1), "the day has come");
    assert!(outbox.lines[0].due);
}

#[test]
fn approving_freezes_what_is_sent_and_says_when_the_record_moved_on() {
    let (room, mut desk) = Bureau::new();
    let id = roxy(&mut desk);
    let u = approved_update(&mut desk, id);
    ground(&mut desk, id, "seen again", "fact", "2025-10-14");
    let view = desk.walk_update(u).unwrap();
    assert!(view.say.iter().any(|s| s.contains("changed since")));
    assert_eq!(view.statements.len(), 3);
    let number = desk.seal(&mut go_on).unwrap().packages[0];
    let file = desk.write_package(number, room.dir.path(), &mut go_on).unwrap().path;
    assert_eq!(room.receive(&mut desk, &file).1[0].statements.len(), 3);
    // A reopened one says what holds now.
    let (_room, mut desk) = Bureau::new();
    let id = roxy(&mut desk);
    let u = approved_update(&mut desk, id);
    ground(&mut desk, id, "seen again", "fact", "2025-10-14");
    desk.reopen(u).unwrap();
    assert_eq!(desk.walk_update(u).unwrap().statements.len(), 4);
}

#[test]
fn undo_takes_an_approval_back_before_sealing_and_not_after() {
    let (_room, mut desk) = Bureau::new();
    let id = roxy(&mut desk);
    let u = approved_update(&mut desk, id);
    desk.undo().unwrap();
    assert!(kept::<Update>(&desk, u).state.is(state::DRAFT) && kept::<Update>(&desk, u).content.is_empty());
    desk.redo().unwrap();
    assert!(kept::<Update>(&desk, u).state.is(state::APPROVED));
    desk.seal(&mut go_on).unwrap();
    assert_eq!(desk.undo().unwrap_err().what, "Nothing of this sitting is left to undo.");
    // What is done afterwards can be taken back as ever.
    ground(&mut desk, id, "seen again", "fact", "2025-10-14");
    desk.undo().unwrap();
    assert!(kept::<Update>(&desk, u).state.is(state::SEALED));
    assert!(desk.never(u, "refused", "").is_err());
}

// Sealing

#[test]
fn sealed_is_not_sent_sent_is_not_on_is_and_a_file_comes_before_handing_over() {
    let (room, mut desk) = Bureau::new();
    let id = roxy(&mut desk);
    let u = approved_update(&mut desk, id);
    let mut steps = Vec::new();
    let mut tell = |p: SealProgress| {
        steps.push(p.step);
        true
    };
    let number = desk.seal(&mut tell).unwrap().packages[0];
    assert_eq!(desk.header_counts().unwrap(), (1, 0));
    assert!(desk.mark_sent(number).unwrap_err().what.contains("not written"));
    let mut tell = |p: SealProgress| {
        steps.push(p.step);
        true
    };
    desk.write_package(number, room.dir.path(), &mut tell).unwrap();
    steps.dedup();
    assert_eq!(steps, [SealStep::Keep, SealStep::Write, SealStep::ReadBack, SealStep::Name]);
    assert!(kept::<Update>(&desk, u).state.is(state::SEALED));
    desk.mark_sent(number).unwrap();
    assert_eq!(desk.header_counts().unwrap(), (0, 1));
    assert!(kept::<Update>(&desk, u).state.is(state::SENT));
    let p = desk.packages().unwrap().remove(0);
    assert_eq!(p.words, "sent 24/11, no receipt yet");
    assert!(desk.reading().of_contact::<Confirmed>(id).unwrap().is_empty());
    assert!(desk.mark_sent(number).is_err());
}

#[test]
fn a_package_opens_at_the_centre_signed_by_the_device_and_says_practice() {
    let (room, mut desk) = Bureau::new();
    let id = roxy(&mut desk);
    let u = person_update(&mut desk, id);
    let (number, file) = send(&mut desk, u, room.dir.path());
    let name = file.file_name().unwrap().to_str().unwrap();
    assert!(name.starts_with("CL-00000001-") && name.ends_with(".caseload"), "{name}");
    let (opened, lines) = room.receive(&mut desk, &file);
    let m = &opened.manifest;
    let device = desk.device().unwrap();
    assert_eq!((m.device_id.as_str(), m.device_epoch, m.seq), (device.id.as_str(), device.epoch, 1));
    assert!(m.is_practice());
    assert_eq!((m.counts.updates, m.counts.contacts), (1, 1));
    assert_eq!(lines[0].faults(), Vec::<String>::new());
    assert_eq!(lines[0].srn, "1273179");
    let page = opened.parts.iter().find(|p| p.name == "readable.html").unwrap();
    assert_eq!(desk.readable_page(number).unwrap().as_bytes(), page.bytes.as_slice());
    // The next one follows it.
    let info = desk.prepare_information(id, "Fact: two cars wait there", "needed").unwrap();
    let (_, file) = send(&mut desk, info, room.dir.path());
    let next = room.receive(&mut desk, &file).0.manifest;
    assert_eq!((next.seq, next.prev), (2, data_encoding::HEXLOWER.encode(&opened.manifest_hash)));
    assert_eq!(desk.package_view(2).unwrap().follows, "package 1, sent 24/11, no receipt yet");
}

#[test]
fn writing_again_gives_the_same_bytes_until_the_last_answer_deletes_them() {
    let (room, mut desk) = Bureau::new();
    let (a, b) = (roxy(&mut desk), roxy(&mut desk));
    let ids: Vec<RecordId> = [a, b].into_iter().map(|id| approved_update(&mut desk, id)).collect();
    let number = desk.seal(&mut go_on).unwrap().packages[0];
    let (one, two) = (tempfile::tempdir().unwrap(), tempfile::tempdir().unwrap());
    let first = desk.write_package(number, one.path(), &mut go_on).unwrap();
    desk.mark_sent(number).unwrap();
    let mut desk = room.later(desk, "2026-11-26T09:00:00Z");
    let second = desk.write_package(number, two.path(), &mut go_on).unwrap();
    assert_eq!(std::fs::read(&first.path).unwrap(), std::fs::read(&second.path).unwrap());
    assert_eq!(first.path.file_name(), second.path.file_name());
    assert!(kept::<Update>(&desk, ids[0]).state.is(state::SENT), "writing again does not unsend");
    // The same file in its place is no error; another one is never replaced.
    desk.write_package(number, two.path(), &mut go_on).unwrap();
    std::fs::write(&second.path, b"other").unwrap();
    let refused = desk.write_package(number, two.path(), &mut go_on).unwrap_err();
    assert_eq!(refused.kind, Fails::Disk);
    assert_eq!(std::fs::read(&second.path).unwrap(), b"other");

    desk.confirm_by_hand(ids[0], "P/1", day("2026-11-25")).unwrap();
    assert_eq!(desk.package_view(number).unwrap().words, "1 of 2 answered");
    desk.undo().unwrap();
    assert!(kept::<Update>(&desk, ids[0]).state.is(state::SENT), "one answer can be taken back");
    desk.redo().unwrap();
    desk.reject_by_hand(ids[1], "R-07", "surname differs").unwrap();
    let view = desk.package_view(number).unwrap();
    assert_eq!((view.state.as_str(), view.bytes), (package_state::SETTLED, None));
    assert_eq!(view.words, "1 accepted, 1 rejected");
    assert!(desk.write_package(number, one.path(), &mut go_on).unwrap_err().what.contains("deleted"));
}

#[test]
fn a_rejection_asks_for_the_correction_and_the_confirmation_of_the_next_settles_it() {
    let (room, mut desk) = Bureau::new();
    let id = roxy(&mut desk);
    let m = marker(&mut desk, id);
    let placing = desk.make_marker_ready(m, None).unwrap();
    send(&mut desk, placing, room.dir.path());
    assert_eq!(faults(desk.reject_by_hand(placing, "", " ")), ["rejection"]);
    let asked = desk.reject_by_hand(placing, "R-07", "surname differs").unwrap();
    assert_eq!(kept::<Update>(&desk, placing).rejection, "R-07: surname differs");
    let f = kept::<FollowUp>(&desk, asked);
    assert!(f.is_open() && f.what.contains("R-07: surname differs") && f.serves == Some(placing));
    assert!(kept::<Marker>(&desk, m).state.is(marker_state::DRAFT), "it was never placed: it is written again");
    assert_eq!(desk.outbox().unwrap().rejected, 1);
    let listed = desk.package_updates(1).unwrap();
    assert_eq!((listed[0].title.as_str(), listed[0].answer.as_str()), ("marker, new", "R-07: surname differs"));
    assert_eq!(listed[0].reference, kept::<Contact>(&desk, id).reference);
    let again = desk.make_marker_ready(m, None).unwrap();
    send(&mut desk, again, room.dir.path());
    desk.confirm_by_hand(again, "M/884120", day("2026-11-24")).unwrap();
    assert!(!kept::<FollowUp>(&desk, asked).is_open());
}

#[test]
fn what_changed_since_it_was_sealed_is_said_before_the_package_is_handed_over() {
    let (room, mut desk) = Bureau::new();
    let (child, refuses, stays) = (roxy(&mut desk), roxy(&mut desk), roxy(&mut desk));
    for id in [child, refuses, stays] {
        let _u = approved_update(&mut desk, id);
    }
    let number = desk.seal(&mut go_on).unwrap().packages[0];
    assert!(desk.package_view(number).unwrap().changed.is_empty());
    let c = Contact { born_on: Some(day("2010-06-14")), ..kept::<Contact>(&desk, child) };
    desk.save_contact(Some(child), &c.values()).unwrap();
    consent(
        &mut desk,
        refuses,
        purpose::RECORD_ON_IS,
        consent_state::WITHDRAWN,
        "2026-11-20",
        "asked, and she answered",
    );
    let changed = desk.package_view(number).unwrap().changed;
    let mut whys: Vec<&str> = changed.iter().map(|c| c.why.as_str()).collect();
    whys.sort_unstable();
    assert_eq!(whys, ["the person is or may be under 18", "the person refused since"]);
    // What was sealed about an adult has to be put right, also when it was not sent yet.
    assert_eq!(updates(&desk, child, kind::RECTIFICATION).len(), 1);
    desk.write_package(number, room.dir.path(), &mut go_on).unwrap();
    desk.mark_sent(number).unwrap();
    assert!(desk.package_view(number).unwrap().changed.is_empty(), "it is gone");
}

#[test]
fn a_folder_that_takes_nothing_leaves_the_package_sealed_and_the_same_bytes_for_later() {
    let (room, mut desk) = Bureau::new();
    let id = roxy(&mut desk);
    let _u = approved_update(&mut desk, id);
    let number = desk.seal(&mut go_on).unwrap().packages[0];
    let kept = desk.reading().package(number).unwrap().unwrap().sealed;
    let mut nowhere = vec![room.dir.path().join("no-such-folder")];
    // A folder that even root may not write to.
    if cfg!(target_os = "linux") {
        nowhere.push("/sys".into());
    }
    for folder in nowhere {
        let failed = desk.write_package(number, &folder, &mut go_on).unwrap_err();
        assert_eq!(failed.kind, Fails::Disk);
        assert!(failed.what.starts_with("Package 1 was not written: "), "{failed}");
        assert!(failed.remedy.contains("same bytes under the same number") && !failed.changed);
        assert_eq!(desk.package_view(number).unwrap().state, package_state::SEALED);
    }
    let written = desk.write_package(number, room.dir.path(), &mut go_on).unwrap();
    assert_eq!(std::fs::read(written.path).unwrap(), kept);
}

#[test]
fn stopping_leaves_nothing_half_done() {
    let (room, mut desk) = Bureau::new();
    let id = roxy(&mut desk);
    let u = approved_update(&mut desk, id);
    for stop_at in 0..3 {
        let mut asked = 0;
        let mut tell = |_: SealProgress| {
            asked += 1;
            asked <= stop_at
        };
        assert!(desk.seal(&mut tell).unwrap_err().what.contains("stopped"));
        assert!(desk.packages().unwrap().is_empty() && kept::<Update>(&desk, u).state.is(state::APPROVED));
    }
    let number = desk.seal(&mut go_on).unwrap().packages[0];
    let out = tempfile::tempdir().unwrap();
    for at in [SealStep::Write, SealStep::ReadBack, SealStep::Name] {
        let stopped = desk.write_package(number, out.path(), &mut |p| p.step != at).unwrap_err();
        assert!(stopped.what.contains("stopped"));
        assert_eq!(std::fs::read_dir(out.path()).unwrap().count(), 0, "{at:?}");
    }
    desk.write_package(number, room.dir.path(), &mut go_on).unwrap();
}

#[test]
fn what_was_sealed_before_a_crash_is_there_after_it_and_keeps_its_number() {
    let (room, mut desk) = Bureau::new();
    let id = roxy(&mut desk);
    let _u = approved_update(&mut desk, id);
    let number = desk.seal(&mut go_on).unwrap().packages[0];
    let kept = desk.reading().package(number).unwrap().unwrap();
    // No closing: the process is gone.
    drop(desk);
    let mut desk = room.unlock("2026-11-24T15:00:00Z");
    assert_eq!(desk.packages().unwrap()[0].words, "sealed, not written yet");
    let written = desk.write_package(number, room.dir.path(), &mut go_on).unwrap();
    assert_eq!(std::fs::read(&written.path).unwrap(), kept.sealed);
    desk.store().verify(|_, _| true).unwrap();
}

#[test]
fn a_restored_vault_counts_its_packages_from_one_again_and_keeps_the_old_ones() {
    let (room, mut desk) = Bureau::new();
    let id = roxy(&mut desk);
    let u = person_update(&mut desk, id);
    send(&mut desk, u, room.dir.path());
    let before = desk.device().unwrap();
    desk.accept_older().unwrap();
    let after = desk.device().unwrap();
    assert_eq!(before.id, after.id);
    assert_ne!(before.epoch, after.epoch);
    let info = desk.prepare_information(id, "Fact: two cars wait there", "needed").unwrap();
    let (number, file) = send(&mut desk, info, room.dir.path());
    let m = room.receive(&mut desk, &file).0.manifest;
    assert_eq!((number, m.seq, m.device_epoch), (2, 1, after.epoch));
    assert!(m.prev.chars().all(|c| c == '0'));
}

#[test]
fn the_devices_keys_are_made_once_and_their_values_stand_in_no_journal() {
    let (room, mut desk) = Bureau::new();
    let device = desk.device().unwrap();
    assert!(device.public_line.starts_with("ssh-ed25519 ") && device.recipient.starts_with("age1"));
    let mut desk = room.later(desk, "2026-11-25T09:00:00Z");
    assert_eq!(desk.device().unwrap(), device);
    let journal = desk.reading().journal(1000).unwrap();
    let written: String = journal.iter().map(|e| format!("{e:?}")).collect();
    assert!(written.contains("device_signing_key"));
    assert!(!written.contains("OPENSSH") && !written.contains("AGE-SECRET"));
}

#[test]
fn every_sealing_is_disclosed_for_each_contact_and_journalled_with_its_recipient() {
    let (_room, mut desk) = Bureau::new();
    let (a, b) = (roxy(&mut desk), roxy(&mut desk));
    for id in [a, b] {
        let _u = approved_update(&mut desk, id);
    }
    let preview = desk.seal_preview().unwrap();
    assert_eq!((preview.updates, preview.contacts, preview.number), (2, 2, 1));
    desk.seal(&mut go_on).unwrap();
    for id in [a, b] {
        let d = desk.reading().of_contact::<Disclosure>(id).unwrap();
        assert_eq!(d.len(), 1);
        assert!(d[0].it.to_whom.starts_with("Practice IS desk") && d[0].it.channel.is("package"));
        assert!(!d[0].it.purpose.is_blank() && !d[0].it.basis.is_blank());
    }
    let notes = desk.reading().journal_of("disclosure", 10).unwrap();
    assert_eq!(notes.iter().filter(|e| e.contact.is_some() && e.recipient.starts_with("Practice IS desk")).count(), 2);
    desk.store().verify(|_, _| true).unwrap();
}

#[test]
fn approving_all_that_are_ready_is_for_practice_alone() {
    let (_room, mut desk) = Bureau::new();
    let id = roxy(&mut desk);
    let u = desk.prepare_person_update(id).unwrap();
    let first = desk.approve_ready().unwrap();
    assert_eq!((first.approved, first.left.len()), (0, 1), "the necessity is not written yet");
    say_why(&mut desk, u);
    assert_eq!(desk.approve_ready().unwrap().approved, 1);
    let escrow = PracticeOrganisation::generate().unwrap().recipient;
    let (_room, mut live) = Bureau::with(|o| {
        o.organisation.practice = false;
        o.organisation.confirm(&escrow);
        o.organisation.escrow = escrow;
    });
    assert_eq!(live.mode(), Mode::Live);
    assert!(live.approve_ready().is_err());
}

#[test]
fn the_practice_caseload_shows_the_pictures_and_seals_what_stands_approved() {
    let (room, mut desk) = Bureau::new();
    desk.fill_practice(&Practice { contacts: 18, engagements: 60, seed: 7 }, &mut |_, _| true).unwrap();
    let roxy = desk.reading().by_reference("K7-0042").unwrap().unwrap();
    desk.consult(roxy, "follow-up-due", "").unwrap();
    let words: Vec<(&str, String)> = desk
        .is_record(roxy)
        .unwrap()
        .rows
        .iter()
        .map(|r| (r.field, r.state.words().to_owned()))
        .filter(|(_, w)| w != "same")
        .collect();
    let expected = [
        ("given_names", "differs: letter Ș"),
        ("phone", "IS has the shared one"),
        ("address", "kept here: landlord"),
        ("alias", "never sent as a name"),
        ("grounds", "differs: 2 grounds more"),
        ("dlo", "IS names the old DLO"),
    ];
    assert_eq!(words, expected.map(|(f, w)| (f, w.to_owned())));
    for line in desk.outbox().unwrap().lines {
        desk.walk_update(line.id).unwrap();
    }
    let preview = desk.seal_preview().unwrap();
    assert!(preview.updates >= 4 && preview.left_out.is_empty(), "{:?}", preview.left_out);
    let ready = desk.approve_ready().unwrap();
    assert!(ready.approved > 0);
    let sealed = desk.seal(&mut go_on).unwrap();
    let file = desk.write_package(sealed.packages[0], room.dir.path(), &mut go_on).unwrap().path;
    let (_, lines) = room.receive(&mut desk, &file);
    assert_eq!(lines.len(), sealed.updates);
    for line in &lines {
        assert_eq!(line.faults(), Vec::<String>::new());
    }
    desk.store().verify(|_, _| true).unwrap();
}

#[test]
fn facts_and_assessments_are_told_apart_in_every_line_whatever_they_say() {
    use proptest::prelude::*;
    use proptest::test_runner::{Config, TestRunner};
    let mut runner = TestRunner::new(Config { cases: 12, failure_persistence: None, ..Config::default() });
    let grounds = proptest::collection::vec(("[a-zA-Z<>&\"' ,.:\\n]{1,40}", any::<bool>()), 1..6);
    runner
        .run(&grounds, |grounds| {
            let (room, mut desk) = Bureau::new();
            let id = roxy(&mut desk);
            let mut expected: Vec<(String, &str)> = vec![
                ("told the DLO herself".into(), "fact"),
                ("own advert, seen with her".into(), "fact"),
                ("Pat at Harbour Project".into(), "assessment"),
            ];
            for (i, (text, fact)) in grounds.iter().enumerate() {
                let text = format!("{i} {}", text.trim()).trim().to_owned();
                let standing = if *fact { "fact" } else { "assessment" };
                let saved = ground(&mut desk, id, &text, standing, "2025-10-14");
                let kept = kept::<Grounds>(&desk, saved).statement;
                expected.push((kept, standing));
            }
            let u = person_update(&mut desk, id);
            let (_, file) = send(&mut desk, u, room.dir.path());
            let (_, lines) = room.receive(&mut desk, &file);
            let mut said: Vec<(String, &str)> =
                lines[0].statements.iter().map(|s| (s.text.clone(), s.standing.as_str())).collect();
            said.sort();
            expected.sort();
            prop_assert_eq!(said, expected);
            prop_assert_eq!(lines[0].faults(), Vec::<String>::new());
            Ok(())
        })
        .unwrap();
}
