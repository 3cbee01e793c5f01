//! Markers, the IS record, the outbox and sealed packages, driven by keys alone: what the officer sees and what was done.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that cannot go on fails"
)]

mod common;

use common::people::{consent, ground, met, point, stefania, who_is};
use common::records::{kept, values};
use common::shown::{goes_to, hides, hides_all, holds, shows, shows_all};
use common::{Room, centre, day};
use dlo_caseload::casework::desk::Desk;
use dlo_caseload::domain::consent::{purpose, state as consent_state};
use dlo_caseload::domain::contact::Contact;
use dlo_caseload::domain::field::{Record, Value};
use dlo_caseload::domain::grounds::Grounds;
use dlo_caseload::domain::id::RecordId;
use dlo_caseload::domain::marker::{Marker, state as marker_state};
use dlo_caseload::domain::officer::{ForceDecisions, Officer, Organisation};
use dlo_caseload::domain::radio;
use dlo_caseload::domain::update::{Update, kind, state};
use dlo_caseload::tui::pilot::Pilot;
use dlo_caseload::tui::screen::Place;
use dlo_caseload::tui::screen::record::Section;

/// The officer of the mock-ups with what the force has decided, and an organisation to seal to.
fn decided() -> Officer {
    let (officer, _) = centre::sealing();
    let practice = officer.organisation.clone();
    let organisation = Organisation {
        name: "Central IS desk".into(),
        practice: false,
        escrow: practice.recipients[0].clone(),
        ..practice
    };
    Officer { organisation, ..officer }
}

/// Roxy of the mock-ups: an adult with 4 + 1, two facts and an assessment, opened for a follow-up.
fn roxy(desk: &mut Desk) -> RecordId {
    let id = stefania(desk);
    point(desk, id, "mobile", "07700 900142", "safe");
    let shared = [("kind", "mobile"), ("value", "07700 900357"), ("safe", "shared"), ("whose", "the sister")];
    desk.save_point(id, None, &values(&shared)).unwrap();
    point(desk, id, "address", "Flat 2, 18 Tannery Lane", "safe");
    ground(desk, id, "told the DLO herself", "fact", "2025-10-14");
    ground(desk, id, "own advert, seen with her", "fact", "2025-10-20");
    ground(desk, id, "Pat at Harbour Project", "assessment", "2025-11-02");
    consent(desk, id, purpose::MARKER, consent_state::GIVEN, "2025-10-14", "good");
    consent(
        desk,
        id,
        purpose::RECORD_ON_IS,
        consent_state::GIVEN,
        "2025-10-14",
        "put it on, so the next one knows who I am",
    );
    desk.consult(id, "follow-up-due", "").unwrap();
    id
}

/// The marker of mock-up (f), complete and a draft.
fn marker(desk: &mut Desk, id: RecordId) -> RecordId {
    let mut grounds = desk.reading().of_contact::<Grounds>(id).unwrap();
    grounds.sort_by_key(|g| g.it.known_on);
    let grounds: Vec<RecordId> = grounds.iter().map(|g| g.meta.id).collect();
    let mut v = desk.marker_defaults(id, "").unwrap();
    v.insert("grounds", dlo_caseload::casework::marker::chosen(&grounds));
    let needed =
        "Calls from officers she does not know put her at risk in the house. A note kept here does not reach them.";
    v.insert("necessity", Value::Text(needed.into()));
    v.insert("told", Value::Text("yes".into()));
    v.insert("view", Value::Text("good, then the next one knows".into()));
    v.insert("review_on", Value::Text("2026-11-26".into()));
    desk.save_marker(id, None, &v).unwrap()
}

/// Roxy, and her marker that stands on IS for a year.
fn with_a_placed_marker() -> (Room, Desk, RecordId, RecordId) {
    let (room, mut desk) = Room::new(&decided());
    let id = roxy(&mut desk);
    let m = marker(&mut desk, id);
    desk.marker_on_is(m, "M/884120", day("2025-11-26")).unwrap();
    (room, desk, id, m)
}

/// Roxy as IS has her: another spelling, the number that is shared, the DLO before, one ground.
fn on_is(desk: &mut Desk, id: RecordId) {
    let shown = [
        ("given_names", "Stefania"),
        ("surname", "Munteanu"),
        ("born_on", "14/06/1994"),
        ("gender", "Female"),
        ("phone", "07700 900357"),
        ("grounds", "1 fact"),
        ("dlo", "PC 3902 Osei"),
    ];
    let shown = shown.into_iter().map(|(k, v)| (k, v.to_owned())).collect();
    desk.enter_from_is(id, "P/2210457", day("2026-10-12"), &shown).unwrap();
}

/// Types over what stands in a field.
fn types_over(pilot: &mut Pilot, words: &str) {
    pilot.keys("Ctrl+U").types(words);
}

fn updates(desk: &Desk, contact: RecordId, kind: &str) -> Vec<Update> {
    let all = desk.reading().of_contact::<Update>(contact).unwrap();
    all.into_iter().map(|u| u.it).filter(|u| u.kind.is(kind)).collect()
}

/// An adult with a draft person update in the outbox, and the outbox open.
fn with_a_person_update(officer: &Officer) -> (Room, Pilot, RecordId) {
    let (room, mut desk) = Room::new(officer);
    let id = roxy(&mut desk);
    on_is(&mut desk, id);
    desk.prepare_person_update(id).unwrap();
    let pilot = room.interface(desk, Place::Outbox);
    (room, pilot, id)
}

/// Approves the focused update, seals and writes it to a folder.
fn seals_to(pilot: &mut Pilot, folder: &str) {
    pilot.keys("a S S");
    shows(pilot, "Where is the sealed file written?");
    types_over(pilot, folder);
    pilot.keys("Enter");
}

// Pictures

#[test]
fn a_marker_stands_as_pictured() {
    let (room, desk, id, m) = with_a_placed_marker();
    let place = Place::Marker(who_is(&desk, id), m);
    let mut pilot = room.interface(desk, place);
    holds(
        &pilot,
        "  caseload   Marker · K7-0001 Roxy            0 unsent · 0 unconfirmed   14:05
  THIS INFORMATION IS NOT TO BE GIVEN OVER THE RADIO UNLESS SECURE TRANSMISSION
  Information marker · DLO contact                          OFFICIAL-SENSITIVE
  ✓ draft ─ ✓ ready ─ ✓ exported ─ ● on IS ─ ◐ review due ─ ○ renew or remove
  on IS since 26/11/2025 as M/884120 · ◐ review due Thu 26/11/2026
  Text               Contact the DLO before attending. In an emergency
                     attend, then tell the DLO.
▸ Grounds, kept out  1  told the DLO herself, 14/10/2025          fact
  of the text        2  own advert, seen with her, 20/10/2025     fact
                     3  Pat at Harbour Project, 02/11/2025        assessment
  Necessity          Calls from officers she does not know put her at risk
                     in the house. A note kept here does not reach them.
  Consent            ✓ place the marker, 14/10/2025, no expiry
  DLO                PC 4417 A. Whitfield, Designated Liaison Officer
                     0191 498 0117 · dlo.central@force.example
                     out of hours: on-call DLO, 0191 498 0100
  Review             every 12 months, at most 24 · next Thu 26/11/2026
                     not confirmed by 24/12/2026: the removal is drafted",
    );
    shows_all(
        &pilot,
        &["Told               ✓ \"good, then the next one knows\"", "R renew   x remove   e edit   h IS ref by hand"],
    );
    pilot.window(120, 36);
    shows_all(&pilot, &["● on IS", "OFFICIAL-SENSITIVE", radio::SENTENCE]);
}

#[test]
fn a_markers_form_says_what_is_missing_always_and_stands_as_pictured() {
    let (room, mut desk) = Room::new(&decided());
    let id = roxy(&mut desk);
    let place = Place::Record(who_is(&desk, id), Section::Markers);
    let mut pilot = room.interface(desk, place);
    pilot.keys("m");
    shows(&pilot, "Not ready: grounds · necessity · told the person");
    pilot.keys("Tab Tab Tab Tab Right Space Tab").types("unsafe to ask while her partner is in the room");
    pilot.keys("Ctrl+Y");
    holds(
        &pilot,
        "  caseload   New marker · K7-0001 Roxy        0 unsent · 0 unconfirmed   14:05
  THIS INFORMATION IS NOT TO BE GIVEN OVER THE RADIO UNLESS SECURE TRANSMISSION
  Information marker · DLO contact                          OFFICIAL-SENSITIVE
  ● draft ─ ○ ready ─ ○ exported ─ ○ on IS ─ ○ review due ─ ○ renew or remove
  Not ready: grounds · necessity
  Type *             DLO contact ▾
  Text *             Contact the DLO before attending. In an emergency
                     attend, then tell the DLO.
                     ! At least one. 3 are recorded for this contact: Enter.
  Necessity *
                     ! Say why a note kept here is not enough.
  Why not *          unsafe to ask while her partner is in the room
  DLO                PC 4417 A. Whitfield · 0191 498 0117 · from your details
  Radio              fixed sentence, above: cannot be changed or left out",
    );
    shows_all(&pilot, &["▸ Grounds *          none chosen", "Ctrl+S save   Ctrl+Y ready   Tab next"]);
    let desk = pilot.into_desk().unwrap();
    assert!(desk.reading().of_contact::<Marker>(id).unwrap().is_empty(), "nothing was saved by the attempt");
}

#[test]
fn the_is_record_stands_here_beside_on_is_as_pictured() {
    let (room, mut desk, id, _m) = with_a_placed_marker();
    on_is(&mut desk, id);
    let place = Place::Record(who_is(&desk, id), Section::IsRecord);
    let mut pilot = room.interface(desk, place);
    pilot.window(120, 36);
    shows_all(&pilot, &["Given name          ········", "◐ differs\n"]);
    hides_all(&pilot, &["Stefania", "Munteanu", "07700", "Tannery", "letter"]);
    pilot.keys("v");
    shows_all(
        &pilot,
        &[
            "Ready for IS        4 + 1   ✓ given name  ✓ surname  ✓ date of birth  ✓ gender  + ✓ phone",
            "✓ a person update can be prepared · 4 differences · 2 kept here",
            "Field               Here                    On IS, 12/10/2026",
            "Given name          Ștefania                Stefania                ◐ differs: letter Ș",
            "Surname             Munteanu                Munteanu                ✓ same",
            "Date of birth       14/06/1994, documented  14/06/1994              ✓ same",
            "Phone               07700 900142, safe      07700 900357            ! IS has the shared one",
            "Address             Flat 2, 18 Tannery Lane blank                   · kept here: landlord",
            "none                    · never sent as a name",
            "Why believed        2 facts, 1 assessment   1 fact                  ◐ differs: 2 grounds more",
            "DLO contact         PC 4417 Whitfield       PC 3902 Osei            ! IS names the old DLO",
            "Marker              DLO contact, M/884120   DLO contact, M/884120   ✓ same",
            "Review              Thu 26/11/2026          26/11/2026              ✓ same",
            "p prepare update   Enter history of a field   i without identity   h enter from IS by hand   v mask   ? help",
        ],
    );
    // Below 100 columns one field is a group of lines, and the sentence still stands above.
    pilot.window(80, 24);
    shows_all(&pilot, &["On IS, 12/10/2026: Stefania", "◐ differs: letter Ș", radio::SENTENCE]);
}

#[test]
fn an_update_in_the_walk_stands_as_pictured() {
    let (_room, mut pilot, id) = with_a_person_update(&decided());
    pilot.window(120, 36);
    // The list opens no record.
    hides_all(&pilot, &["Stefania", "07700"]);
    shows_all(&pilot, &["Draft updates   1 for 1 contact", "To decide  1"]);
    pilot.keys("Enter");
    holds(
        &pilot,
        "  caseload   8 Outbox · walk                                          1 unsent · 0 unconfirmed   Tue 24/11/2026  14:05
  Draft updates   1 for 1 contact      │  K7-0001  Roxy · person, changed · IS P/2210457",
    );
    shows_all(
        &pilot,
        &[
            "▸   ◐ person, changed         1 of 1   │  ",
            "│  Leaves here        to Central IS desk, key ending ",
            "│  Purpose            safeguarding · Schedule 8: ",
            "│  Strictly needed    IS has a contact reference that is unsafe, and the wrong",
            "│  Policy document    APD-2026-04",
            "│                     on IS, 12/10/2026           after this update",
            "│  Given name       - Stefania                  + Ștefania",
            "│  Phone            - 07700 900357, mobile,     + 07700 900142, mobile, safe",
            "│  Why believed     - 1 fact                    + 2 facts, 1 assessment",
            "│  DLO contact      - PC 3902 Osei              + PC 4417 Whitfield",
            "│  Statements         fact        told the DLO herself, 14/10/2025",
            "│                     assessment  Pat at Harbour Project, 02/11/2025",
            "│  Ready for IS       4 + 1   ✓ given name ✓ surname ✓ born ✓ gender + ✓ phone",
            "│  Must not find out  ! landlord · ! sister",
            "✓ no address goes with it; ! 07700 900357: the sister",
            "│  Consent            ✓ record on IS, 14/10/2025: \"put it on, so the next one",
            "│  Not sent           address, working names, everything else in the record",
            "│                       a  approve    goes in the next package",
            "│                       h  hold       asks until when and why",
            "│                       x  never      asks why; the change stays here",
            "│  DLO                PC 4417 A. Whitfield · 0191 498 0117",
            "a approve   h hold   x never   j next   e edit the update   ? help",
        ],
    );
    // Looking is a consultation, one entry for the contact.
    let desk = pilot.desk().unwrap();
    let looked = desk.history(id, 50).unwrap().into_iter().filter(|l| l.reason == "outbox-walk").count();
    assert_eq!(looked, 1);
}

#[test]
fn a_sealed_package_stands_as_pictured() {
    let (room, mut pilot, _) = with_a_person_update(&decided());
    pilot.keys("Enter");
    let folder = room.dir.path().display().to_string();
    seals_to(&mut pilot, &folder);
    holds(
        &pilot,
        "  ✓ Package 1 is sealed
  ✓ draft ── ✓ approved ── ● sealed ── ○ sent ── ○ accepted or rejected
  Holds           1 update for 1 contact
  Sealed is not sent, and sent is not received. An update is on IS when a
  receipt says so, or when you enter the IS reference yourself.
▸ S  I have handed it over      sets it to sent
  w  write the file again       same bytes, another disk
  o  open the readable page     as the IS desk will see it",
    );
    shows_all(&pilot, &["File            CL-00000001-", "Check           read back and equal"]);
    shows_all(&pilot, &["S sent   w write again   o page", "1 unsent · 0 unconfirmed"]);
    hides(&pilot, "Stefania");
}

// Journeys

#[test]
fn a_marker_goes_from_a_contact_to_is_by_keys_alone() {
    let (room, mut desk) = Room::new(&decided());
    let id = roxy(&mut desk);
    let w = who_is(&desk, id);
    let mut pilot = room.interface(desk, Place::Record(w.clone(), Section::Markers));
    // Proposed and made ready.
    pilot.keys("m Tab Tab Enter Enter Esc Tab").types("A note kept here does not reach officers she does not know.");
    pilot.keys("Tab Space Tab").types("good, then the next one knows");
    shows(&pilot, "✓ nothing is missing: Ctrl+Y makes it ready");
    pilot.keys("Ctrl+Y");
    shows_all(&pilot, &["✓ draft ─ ● ready ─ ○ exported", "1 unsent · 0 unconfirmed"]);
    // Walked, and put in other words before it is approved.
    pilot.keys("8 Enter");
    shows_all(
        &pilot,
        &["K7-0001  Roxy · marker, new", "The person is not on IS yet: the person update has to go too."],
    );
    pilot.keys("e Tab").types("IS does not know whom to ask before attending").keys("Ctrl+S");
    shows_all(&pilot, &["K7-0001  Roxy · marker, new", "IS does not know whom to ask"]);
    pilot.keys("a");
    shows(&pilot, "✓ Approved: goes in the next package. u takes it back");
    // Sealed, after a question whose safe answer has the focus.
    pilot.keys("S");
    shows_all(&pilot, &["Seal 1 update into package 1? It cannot be undone.", "▸ Cancel"]);
    pilot.keys("Enter");
    shows(&pilot, "8 Outbox · walk");
    pilot.keys("S S");
    types_over(&mut pilot, &room.dir.path().join("nowhere").display().to_string());
    pilot.keys("Enter");
    shows(&pilot, "There is no such folder.");
    types_over(&mut pilot, &room.dir.path().display().to_string());
    pilot.keys("Enter");
    shows_all(&pilot, &["✓ Package 1 is sealed", "1 unsent · 0 unconfirmed"]);
    // Handed over: sent is not received.
    pilot.keys("S");
    shows_all(&pilot, &["sent 24/11, no receipt yet", "0 unsent · 1 unconfirmed"]);
    pilot.keys("Esc p");
    shows_all(&pilot, &["8 Outbox · packages", "◐ sent 24/11, no receipt yet"]);
    pilot.keys("Enter h");
    shows_all(&pilot, &["K7-0001  marker, new", "sent", radio::SENTENCE]);
    pilot.keys("h Ctrl+S");
    shows(&pilot, "This is needed before it can be saved.");
    pilot.types("M/884120").keys("Tab").types("today").keys("Ctrl+S");
    shows_all(&pilot, &["✓ K7-0001  marker, new", "on IS as M/884120", "0 unsent · 0 unconfirmed"]);
    // Answered is final.
    pilot.keys("h");
    shows(&pilot, "This update is answered already");
    let desk = pilot.into_desk().unwrap();
    let m = desk.reading().of_contact::<Marker>(id).unwrap().remove(0);
    assert!(m.it.state.is(marker_state::ON_IS) && m.it.is_reference == "M/884120");
    let mut pilot = room.interface(desk, Place::Record(w, Section::IsRecord));
    pilot.window(120, 36);
    shows(&pilot, "Marker              DLO contact, M/884120   DLO contact, M/884120   ✓ same");
}

#[test]
fn a_person_update_that_is_confirmed_leaves_no_difference() {
    let (room, mut pilot, id) = with_a_person_update(&decided());
    pilot.keys("Enter");
    seals_to(&mut pilot, &room.dir.path().display().to_string());
    pilot.keys("S");
    pilot.keys("h h").types("P/2210457").keys("Tab").types("today").keys("Ctrl+S");
    shows(&pilot, "on IS as P/2210457");
    let desk = pilot.into_desk().unwrap();
    let place = Place::Record(who_is(&desk, id), Section::IsRecord);
    let mut pilot = room.interface(desk, place);
    pilot.window(120, 36).keys("v");
    shows_all(
        &pilot,
        &["0 differences", "Ștefania                Ștefania                ✓ same", "On IS, 24/11/2026"],
    );
    pilot.keys("p");
    shows(&pilot, "IS has the same, so there is nothing to prepare.");
}

#[test]
fn a_refusal_by_is_asks_for_the_correction_and_can_be_drafted_again() {
    let (room, mut pilot, id) = with_a_person_update(&decided());
    pilot.keys("Enter");
    seals_to(&mut pilot, &room.dir.path().display().to_string());
    pilot.keys("S h x").types("R-07").keys("Tab").types("surname differs").keys("Ctrl+S");
    shows_all(&pilot, &["! K7-0001  person, changed", "rejected R-07: surname differs"]);
    pilot.keys("8");
    shows_all(&pilot, &["! person, changed", "Rejected 1"]);
    pilot.keys("Enter o");
    shows(&pilot, "A draft again");
    let desk = pilot.into_desk().unwrap();
    assert_eq!(updates(&desk, id, kind::PERSON).iter().filter(|u| u.state.is(state::DRAFT)).count(), 1);
}

#[test]
fn hold_and_never_ask_why_and_undo_takes_them_back() {
    let (_room, mut pilot, id) = with_a_person_update(&decided());
    pilot.keys("Enter h Ctrl+S");
    shows_all(&pilot, &["Hold until", "Say when, for example"]);
    types_over(&mut pilot, "today");
    pilot.keys("Tab Enter Enter Ctrl+S");
    shows(&pilot, "Give a day after today.");
    types_over(&mut pilot, "30/11");
    pilot.keys("Ctrl+S");
    shows_all(&pilot, &["Held. u takes it back", "held 30/11"]);
    pilot.keys("o");
    shows_all(&pilot, &["A draft again", "a approve"]);
    pilot.keys("x Enter").types("oth").keys("Enter Ctrl+S");
    shows(&pilot, "In words *");
    pilot.types("she told IS herself").keys("Ctrl+S");
    shows_all(&pilot, &["No update waits for IS.", "0 unsent"]);
    pilot.keys("u");
    shows_all(&pilot, &["person, changed", "1 unsent"]);
    let desk = pilot.into_desk().unwrap();
    assert!(updates(&desk, id, kind::PERSON)[0].state.is(state::DRAFT));
}

#[test]
fn nothing_is_preselected_and_enter_only_opens_the_record_behind() {
    let (_room, mut pilot, id) = with_a_person_update(&decided());
    pilot.keys("Enter Enter");
    shows(&pilot, "Record · IS record");
    pilot.keys("Esc");
    shows(&pilot, "8 Outbox · walk");
    let desk = pilot.into_desk().unwrap();
    assert!(updates(&desk, id, kind::PERSON)[0].state.is(state::DRAFT));
}

#[test]
fn a_marker_is_renewed_and_its_removal_asks_with_the_safe_answer_first() {
    let (room, desk, id, m) = with_a_placed_marker();
    let place = Place::Marker(who_is(&desk, id), m);
    let mut pilot = room.interface(desk, place);
    pilot.keys("x");
    shows_all(&pilot, &["Remove the marker? A removal notice is made for IS.", "▸ Keep the marker"]);
    pilot.keys("Enter");
    shows_all(&pilot, &["● on IS", "0 unsent"]);
    pilot.keys("R");
    types_over(&mut pilot, "+36m");
    pilot.keys("Enter");
    shows(&pilot, "more than 24 months away");
    types_over(&mut pilot, "+12m");
    pilot.keys("Enter");
    shows_all(&pilot, &["next Wed 24/11/2027", "1 unsent"]);
    pilot.keys("x 2");
    shows_all(&pilot, &["Its removal notice is in the outbox", "◐ removal"]);
    let desk = pilot.into_desk().unwrap();
    assert_eq!(updates(&desk, id, kind::MARKER_REMOVAL).len(), 1);
}

#[test]
fn a_marker_review_on_today_leads_to_the_marker_after_the_reason() {
    let (room, desk, id, _m) = with_a_placed_marker();
    let desk = room.later(desk, "2026-11-24T14:05:00Z");
    assert!(desk.remembered_reason(id).is_none());
    let mut pilot = room.interface(desk, Place::Today);
    goes_to(&mut pilot, "j", "marker review");
    pilot.keys("Enter");
    shows(&pilot, "Why are you opening K7-0001?");
    hides(&pilot, "M/884120");
    pilot.keys("f");
    shows_all(&pilot, &["Marker · K7-0001 Roxy", "M/884120", radio::SENTENCE]);
    pilot.keys("]");
    shows(&pilot, "Record · Safeguarding");
}

// Refusals

#[test]
fn without_four_and_one_a_person_update_is_refused_and_information_goes_without_identity() {
    let (room, mut desk) = Room::new(&decided());
    let id = met(&mut desk, "Lola", "said-so");
    desk.consult(id, "follow-up-due", "").unwrap();
    let mut c = kept::<Contact>(&desk, id);
    c.answers = vec!["surname:declined".into(), "born_on:unsafe-to-ask".into()];
    c.given_names = "Dolores".into();
    desk.save_contact(Some(id), &c.values()).unwrap();
    let place = Place::Record(who_is(&desk, id), Section::IsRecord);
    let mut pilot = room.interface(desk, place);
    pilot.window(120, 36);
    shows_all(&pilot, &["! a person update cannot be prepared: 4 are missing", "× surname", "× date of birth"]);
    shows_all(&pilot, &["Surname             declined", "An answer like these is an answer: leave it."]);
    pilot.keys("p");
    shows(&pilot, "A person update cannot be prepared: surname");
    pilot
        .keys("i")
        .types("Dolores saw a silver estate at the Quay")
        .keys("Tab")
        .types("others are at risk")
        .keys("Ctrl+S");
    shows(&pilot, "Begin each line with Fact: or Assessment:");
    types_over(&mut pilot, "Fact: Dolores saw a silver estate at the Quay");
    pilot.keys("Ctrl+S");
    shows(&pilot, "This says who the person is");
    types_over(&mut pilot, "Fact: a silver estate waits at the Quay after midnight");
    pilot.keys("Ctrl+S");
    shows_all(&pilot, &["Information without identity is in the outbox", "1 unsent"]);
    pilot.keys("8 Enter");
    shows(&pilot, "Fact: a silver estate waits at the Quay after midnight");
    pilot.keys("a");
    shows(&pilot, "Approved");
}

#[test]
fn a_blank_policy_document_keeps_an_update_back_and_says_whom_to_ask() {
    let officer = Officer { force_decisions: ForceDecisions::default(), ..decided() };
    let (_room, mut pilot, id) = with_a_person_update(&officer);
    pilot.window(120, 36).keys("Enter");
    shows(&pilot, "Kept back          ! The reference of the force's policy document is blank.");
    shows(&pilot, "· a not ready");
    pilot.keys("a");
    shows(&pilot, "Ask the data protection officer");
    pilot.keys("S");
    shows(&pilot, "No update is approved, so there is nothing to seal.");
    let desk = pilot.into_desk().unwrap();
    assert!(updates(&desk, id, kind::PERSON)[0].state.is(state::DRAFT));
}

#[test]
fn a_refused_consent_binds_until_it_is_overridden_on_a_listed_ground_and_by_name() {
    let (room, mut desk) = Room::new(&decided());
    let id = roxy(&mut desk);
    on_is(&mut desk, id);
    consent(&mut desk, id, purpose::RECORD_ON_IS, consent_state::REFUSED, "2026-11-20", "no");
    desk.prepare_person_update(id).unwrap();
    let mut pilot = room.interface(desk, Place::Outbox);
    pilot.window(120, 36).keys("Enter");
    shows_all(&pilot, &["× record on IS, refused, 20/11/2026", "! The person refused. That binds."]);
    pilot.keys("e Tab Tab Tab Tab").types("Insp. Marsh").keys("Ctrl+S");
    shows(&pilot, "Choose the ground: only these override a refusal.");
    pilot.keys("Right Right Right Space Ctrl+S");
    shows_all(&pilot, &["Overridden", "Insp. Marsh"]);
    pilot.keys("a");
    shows(&pilot, "Approved");
}

#[test]
fn a_refused_marker_is_made_ready_only_by_ground_and_name() {
    let (room, mut desk) = Room::new(&decided());
    let id = roxy(&mut desk);
    let m = marker(&mut desk, id);
    consent(&mut desk, id, purpose::MARKER, consent_state::REFUSED, "2026-11-20", "no");
    let place = Place::Marker(who_is(&desk, id), m);
    let mut pilot = room.interface(desk, place);
    shows_all(&pilot, &["Not ready: told the person", "× place the marker, refused"]);
    pilot.keys("Ctrl+Y");
    shows(&pilot, "Override a refusal");
    pilot.keys("Enter").types("statutory").keys("Enter Ctrl+S");
    shows(&pilot, "Name the supervisor who authorised it.");
    pilot.types("Insp. Marsh").keys("Ctrl+S");
    shows_all(&pilot, &["✓ draft ─ ● ready", "1 unsent"]);
}

#[test]
fn a_childs_notification_is_held_back_by_nothing_and_says_phone_now() {
    let centre = decided().organisation;
    let organisation = Organisation { escrow: String::new(), ..centre };
    let officer = Officer { organisation, force_decisions: ForceDecisions::default(), ..decided() };
    let (room, mut desk) = Room::new(&officer);
    let id = met(&mut desk, "Callie", "no");
    consent(&mut desk, id, purpose::RECORD_ON_IS, consent_state::REFUSED, "2026-11-20", "no");
    let concern = desk.reading().of_contact::<dlo_caseload::domain::concern::Concern>(id).unwrap().remove(0);
    let mut k = concern.it.clone();
    k.what = "seen with two men".into();
    desk.save_concern(id, Some(concern.meta.id), &k.values()).unwrap();
    let mut pilot = room.interface(desk, Place::Outbox);
    pilot.window(120, 36);
    shows(&pilot, "▲");
    pilot.keys("Enter");
    shows(&pilot, "Phone now: a package is not a referral.");
    hides(&pilot, "Kept back");
    pilot.keys("a");
    shows(&pilot, "Approved");
    pilot.keys("S S");
    types_over(&mut pilot, &room.dir.path().display().to_string());
    pilot.keys("Enter");
    shows(&pilot, "✓ Package 1 is sealed");
}

#[test]
fn types_closed_to_a_child_are_shown_closed_with_why() {
    let (room, mut desk) = Room::new(&decided());
    let id = met(&mut desk, "Callie", "no");
    desk.consult(id, "follow-up-due", "").unwrap();
    let place = Place::Record(who_is(&desk, id), Section::Markers);
    let mut pilot = room.interface(desk, place);
    pilot.window(120, 36).keys("m Enter");
    shows_all(&pilot, &["child exploitation concern", "· DLO contact: "]);
}

// Files

#[cfg(target_os = "linux")]
#[test]
fn a_place_that_cannot_be_written_leaves_the_package_sealed_and_another_place_takes_it() {
    let (room, mut pilot, _) = with_a_person_update(&decided());
    pilot.keys("Enter");
    // Nobody can write there, root included.
    seals_to(&mut pilot, "/sys");
    shows_all(
        &pilot,
        &["! Package 1 was not written:", "It is sealed and kept in the vault.", "Nothing has\n    left this vault."],
    );
    shows_all(&pilot, &["Enter choose another place   r try again   Esc outbox", " KB are needed", "1 unsent"]);
    pilot.keys("r");
    shows(&pilot, "! Package 1 was not written:");
    pilot.keys("Enter");
    types_over(&mut pilot, &room.dir.path().display().to_string());
    pilot.keys("Enter");
    shows_all(&pilot, &["✓ Package 1 is sealed", "read back and equal"]);
}

#[test]
fn a_package_is_written_again_with_the_same_bytes_and_replaces_nothing() {
    let (room, mut pilot, _) = with_a_person_update(&decided());
    pilot.keys("Enter");
    let (first, second) = (room.dir.path().join("first"), room.dir.path().join("second"));
    for folder in [&first, &second] {
        std::fs::create_dir(folder).unwrap();
    }
    seals_to(&mut pilot, &first.display().to_string());
    let written: Vec<_> = std::fs::read_dir(&first).unwrap().map(|e| e.unwrap().file_name()).collect();
    std::fs::write(second.join(&written[0]), "something else").unwrap();
    pilot.keys("w");
    shows(&pilot, "Where is package 1 written?");
    types_over(&mut pilot, &second.display().to_string());
    pilot.keys("Enter");
    shows(&pilot, "another file of its name is there and was not");
    std::fs::remove_file(second.join(&written[0])).unwrap();
    pilot.keys("r");
    shows(&pilot, "✓ Package 1 is sealed");
    assert_eq!(
        std::fs::read(first.join(&written[0])).unwrap(),
        std::fs::read(second.join(&written[0])).unwrap(),
        "the same bytes"
    );
}

#[test]
fn the_readable_page_is_read_under_the_fixed_sentence() {
    let (room, mut pilot, _) = with_a_person_update(&decided());
    pilot.keys("Enter");
    seals_to(&mut pilot, &room.dir.path().display().to_string());
    pilot.keys("o");
    shows_all(&pilot, &[radio::SENTENCE, "OFFICIAL-SENSITIVE", "Package 1", "1 of 1"]);
    hides_all(&pilot, &["<", "Roxy"]);
    pilot.keys("G");
    shows(&pilot, "IS reference:");
    pilot.keys("Esc");
    shows(&pilot, "✓ Package 1 is sealed");
}

#[test]
fn what_was_refused_after_approval_is_not_sealed_and_is_said() {
    let (_room, mut pilot, id) = with_a_person_update(&decided());
    pilot.keys("Enter a");
    let desk = pilot.desk().unwrap();
    consent(desk, id, purpose::RECORD_ON_IS, consent_state::WITHDRAWN, "2026-11-24", "no");
    pilot.keys("S");
    shows_all(&pilot, &["No approval holds any more: K7-0001: the person refused since.", "decided again there"]);
    hides(&pilot, "Shift+S");
}

#[test]
fn what_changed_since_it_was_sealed_stands_on_the_package_and_is_asked_about_before_it_counts_as_sent() {
    let (room, mut pilot, id) = with_a_person_update(&decided());
    pilot.keys("Enter");
    let folder = room.dir.path().display().to_string();
    seals_to(&mut pilot, &folder);
    consent(pilot.desk().unwrap(), id, purpose::RECORD_ON_IS, consent_state::WITHDRAWN, "2026-11-24", "no");
    pilot.keys("Esc p Enter");
    shows_all(&pilot, &["Since then", "! K7-0001: the person refused since"]);
    pilot.keys("S");
    shows_all(&pilot, &["Was package 1 handed over?", "tell the IS desk by telephone"]);
    pilot.keys("Enter");
    let is_sent = |pilot: &mut Pilot| pilot.desk().unwrap().package_view(1).unwrap().sent_at.is_some();
    assert!(!is_sent(&mut pilot), "the safe answer stands first");
    pilot.keys("S S");
    assert!(is_sent(&mut pilot));
}

#[test]
fn an_outbox_with_nothing_in_it_says_so_and_what_to_press() {
    let (room, desk) = Room::new(&decided());
    let mut pilot = room.interface(desk, Place::Outbox);
    shows_all(&pilot, &["No update waits for IS.", "0 unsent · 0 unconfirmed"]);
    hides(&pilot, radio::SENTENCE);
    pilot.keys("p");
    shows(&pilot, "No package is sealed yet.");
}

#[test]
fn no_size_makes_these_screens_panic_and_no_small_one_drops_the_sentence() {
    let (room, mut desk, id, m) = with_a_placed_marker();
    on_is(&mut desk, id);
    desk.prepare_person_update(id).unwrap();
    let w = who_is(&desk, id);
    let sizes = (0..150_u16).step_by(13).flat_map(|c| (0..45_u16).step_by(4).map(move |r| (c, r)));
    let sizes: Vec<(u16, u16)> = sizes.chain([(60, 15), (79, 16), (80, 24), (99, 24), (100, 17), (120, 36)]).collect();
    let mut pilot = room.interface(desk, Place::Marker(w.clone(), m));
    for (keys, protected) in [
        ("", true),
        ("e", true),
        ("Esc 8", true),
        ("Enter", true),
        ("e", true),
        ("Esc a", true),
        ("S", false),
        ("S", false),
    ] {
        pilot.window(80, 24).keys(keys);
        for (columns, height) in &sizes {
            pilot.window(*columns, *height);
            let screen = pilot.screen();
            if protected && *columns >= 60 && *height >= 15 {
                assert!(screen.contains("GIVEN OVER THE RADIO"), "{columns}x{height}\n{screen}");
                assert!(screen.contains("OFFICIAL-SENSITIVE"), "{columns}x{height}\n{screen}");
            }
        }
    }
    // The pages of a package.
    pilot.window(80, 24);
    types_over(&mut pilot, &room.dir.path().display().to_string());
    for keys in ["Enter", "h", "Esc o", "Esc Esc p"] {
        pilot.window(80, 24).keys(keys);
        for (columns, height) in &sizes {
            pilot.window(*columns, *height);
            let _drawn = pilot.screen();
        }
    }
}
