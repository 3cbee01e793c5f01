//! Safeguarding by keys alone: children first, what each action asks, a child who is nobody's contact, domestic abuse with
//! a channel that is not safe, modern slavery, linked people, and an age found to be another.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

mod common;

use common::cast::{self, CALLIE, ROXY};
use common::people::{someone, who, who_is};
use common::records::{faults, kept, of, values};
use common::shown::{goes_to, hides, shows};
use common::{Room, day};
use dlo_caseload::casework::concern::Settled;
use dlo_caseload::casework::desk::Desk;
use dlo_caseload::casework::practice::{Practice, practice_officer};
use dlo_caseload::domain::concern::{self, Concern};
use dlo_caseload::domain::contact::{Contact, age};
use dlo_caseload::domain::disclosure::Disclosure;
use dlo_caseload::domain::field::Record;
use dlo_caseload::domain::linked_person::LinkedPerson;
use dlo_caseload::domain::lists;
use dlo_caseload::domain::update::{self, Update};
use dlo_caseload::exchange::organisation::PracticeOrganisation;
use dlo_caseload::store::contact::Filter;
use dlo_caseload::tui::pilot::Pilot;
use dlo_caseload::tui::screen::record::Section;
use dlo_caseload::tui::screen::{Place, Who};

fn safeguarding() -> (Room, Pilot) {
    cast::at(ROXY, |_| Place::Safeguarding)
}

fn contact_of(pilot: &mut Pilot, reference: &str) -> Contact {
    let desk = pilot.desk().unwrap();
    kept(desk, who(desk, reference).id)
}

fn concerns_of(pilot: &mut Pilot, reference: &str) -> Vec<Concern> {
    let desk = pilot.desk().unwrap();
    of(desk, who(desk, reference).id)
}

/// One of the cast, opened for a follow-up that is due.
fn opened(desk: &mut Desk, reference: &str) -> Who {
    let who = who(desk, reference);
    desk.consult(who.id, "follow-up-due", "").unwrap();
    who
}

/// A child met by chance, and the concern that was opened of it, on the screen.
fn at_a_new_child() -> (Room, Pilot, Who) {
    let (room, mut desk) = cast::room();
    let met = desk.met_someone(&someone("Wren", "no")).unwrap();
    desk.consult(met.contact, "incident", "").unwrap();
    let who = who_is(&desk, met.contact);
    let mut pilot = room.live(desk, Place::Concern(Some(who.clone()), met.concern.unwrap()));
    pilot.window(120, 36);
    (room, pilot, who)
}

/// From the first action to one of the concern.
#[track_caller]
fn goes_to_action(pilot: &mut Pilot, label: &str) {
    pilot.keys("g");
    goes_to(pilot, "j", label);
}

/// Records a concern of a kind about the contact in focus, by keys.
fn records(pilot: &mut Pilot, kind: &str, what: &str) {
    pilot.keys("s").types(kind).keys("Space Tab").types(what).keys("Ctrl+S");
}

#[test]
fn the_child_concern_stands_as_pictured() {
    let (_room, mut pilot) = cast::at(CALLIE, |_| Place::Safeguarding);
    pilot.keys("Enter");
    let screen = pilot.screen();
    let lines: Vec<&str> = screen.lines().collect();
    let left = |n: usize| lines[n].split('│').next().unwrap().trim_end().to_owned();
    let right = |n: usize| lines[n].split_once('│').map_or("", |(_, r)| r).to_owned();
    let bar = "█".repeat(40) + &"░".repeat(32);
    let pictured = [
        "  K7-0066  Callie    ▲ under 18, stated 16 · child concern opened 22/11 21:40",
        "",
        "  Police protection  Children Act 1989 s.46, at most 72 hours",
        &format!("  {bar}"),
        "  began Sun 22/11 21:25                               ends Wed 25/11 21:25",
        "  ◐ 31 h 20 min left · ref PP/2026/0317",
        "",
        "  Actions            1 late · 3 due · 7 done · 1 not needed",
        "",
        "▸ ! Child Concern Notification       was due 23/11 21:25 can go without views",
        "  ◐ IS entry, SRN 1273179 Central    due today 18:00     draft in the outbox",
        "  ◐ Child Abduction Warning Notice   to decide today     in police protection",
        "  ◐ NRM referral                     due Wed 25/11       drug debt; form begun",
        "",
        "  ✓ treat as a victim of abuse       22/11 21:25         PC 4417",
        "  ✓ police protection                22/11 21:25         PC 2218 · PP/2026/0317",
        "  ✓ designated officer told          22/11 22:05         Insp 0871",
        "  ✓ local authority told             22/11 22:20         stays: foster placement",
        "  ✓ partners contacted               22/11 22:30         Harbour Project, school",
        "  ✓ Child Abuse Investigators        22/11 23:10         DS 1190",
        "  ✓ offences against exploiters      23/11 10:40         s.47, s.48 considered",
        "",
        "  · Missing Persons Coordinator      not needed, 23/11   never missing from home",
        "",
        "  Adult-only settings, markers and wording are closed to this record.",
        "  See also the force's child sexual exploitation procedure: 0 Reference.",
    ];
    for (n, row) in pictured.iter().enumerate() {
        assert_eq!(left(n + 3), *row, "\n{screen}");
    }
    let beside = [
        "  The child's own views",
        "  ○ not recorded yet",
        "  The notification asks for them,",
        "  and goes without if need be: e",
        "",
        "  Indicators            2 of 7",
        "  ○ regularly missing from home",
        "  ● drugs, or a drug debt",
        "  ● not in education",
        "  ○ in care, leaving care",
        "  ○ parents involved",
        "  ○ lives near a red light area",
        "  ○ arrived alone in the UK",
        "",
        "  Who must not find out",
        "  ! the man she calls \"uncle\"",
        "",
        "  Latest",
    ];
    for (n, row) in beside.iter().enumerate() {
        assert_eq!(right(n + 3), *row, "\n{screen}");
    }
    assert_eq!(lines[35], "  d done   x not needed, why   w set time   e views   C contact now   ? help");
}

#[test]
fn every_action_of_the_procedure_has_its_row_when_a_child_is_met() {
    let (_room, pilot, _) = at_a_new_child();
    for item in lists::get("child_actions").unwrap().offered().filter(|i| i.code != concern::SECOND_PERSON) {
        let row = if item.code == "is-entry" { "IS entry, SRN 1273179 Central" } else { item.label.as_str() };
        let row: String = row.chars().take(31).collect();
        shows(&pilot, &format!("◐ {row}"));
    }
    shows(&pilot, "phone now");
    shows(&pilot, "lives where? e says");
    shows(&pilot, "if going missing");
    shows(&pilot, "no sign: x and why not");
}

#[test]
fn the_seven_indicators_are_toggled_on_the_screen_wide_and_narrow_and_undone() {
    let (_room, mut pilot) = safeguarding();
    pilot.keys("Enter i Tab");
    shows(&pilot, "│▸ ○ regularly missing from home");
    pilot.keys("Space");
    shows(&pilot, "│▸ ● regularly missing from home");
    shows(&pilot, "3 of 7");
    pilot.keys("j Space");
    shows(&pilot, "○ drugs, or a drug debt");
    pilot.keys("u u");
    shows(&pilot, "Indicators            2 of 7");
    pilot.keys("Tab");
    shows(&pilot, "▸ ! Child Concern Notification");
    pilot.window(80, 24);
    goes_to(&mut pilot, "j", "○ arrived alone");
    pilot.keys("Space");
    shows(&pilot, "▸ ● arrived alone in the UK");
    shows(&pilot, "3 of 7");
}

#[test]
fn what_goes_with_an_action_is_asked_when_it_is_done_and_a_time_that_lies_behind_is_read_as_past() {
    let (_room, mut pilot, wren) = at_a_new_child();
    goes_to_action(&mut pilot, "police protection");
    pilot.keys("d").types("PC 2218").keys("Tab").types("22/11 21:25");
    shows(&pilot, "reads as Sun 22/11/2026 21:25");
    pilot.keys("Ctrl+U").types("yesterday 11pm");
    shows(&pilot, "reads as Mon 23/11/2026 23:00");
    pilot.keys("Tab").types("PP/2026/0400").keys("Ctrl+S");
    shows(&pilot, "PC 2218 · PP/2026/0400");
    shows(&pilot, "began Mon 23/11 23:00");
    shows(&pilot, "ends Thu 26/11 23:00");
    shows(&pilot, "56 h 55 min left");
    // Whom a warning notice covers follows: the child is in police protection now.
    shows(&pilot, "in police protection");
    goes_to_action(&mut pilot, "police protection");
    pilot.keys("u");
    hides(&pilot, "began Mon");
    goes_to_action(&mut pilot, "offences against exploiters");
    pilot.keys("d Tab Enter");
    shows(&pilot, "paying for sexual services of a child");
    hides(&pilot, "theft");
    pilot.keys("Enter Esc Ctrl+S");
    shows(&pilot, "s.47 considered");
    goes_to_action(&mut pilot, "local authority told");
    pilot.keys("d").types("EDT, Moira").keys("Tab").types("with an aunt").keys("Ctrl+S");
    shows(&pilot, "EDT, Moira · stays:");
    goes_to_action(&mut pilot, "NRM referral");
    pilot.keys("w").types("tomorrow 9am").keys("Tab").types("form begun").keys("Ctrl+S");
    shows(&pilot, "due Wed 25/11 09:00 form begun");
    let k = concerns_of(&mut pilot, &wren.reference).remove(0);
    assert_eq!((k.stays.as_str(), k.offences.len()), ("with an aunt", 1));
    pilot.keys("D");
    shows(&pilot, "Neither done nor said to be not needed:");
}

#[test]
fn a_notice_is_advised_on_from_where_the_child_lives_and_never_refused() {
    let (room, mut desk) = cast::room();
    let met = desk.met_someone(&someone("Wren", "no")).unwrap();
    desk.consult(met.contact, "incident", "").unwrap();
    let k = met.concern.unwrap();
    for (lives, years, says) in [
        ("at-home", 15, "covered: under 16"),
        ("at-home", 16, "not covered at 16 or 17"),
        ("in-care", 17, "covered: in care"),
        ("emergency-order", 17, "covered by the order"),
    ] {
        let c = kept::<Concern>(&desk, k);
        let c = Concern { lives: lives.into(), age: Some(years), ..c };
        desk.save_concern(met.contact, Some(k), &c.values()).unwrap();
        let place = Place::Concern(Some(who_is(&desk, met.contact)), k);
        let mut pilot = room.live(desk, place);
        pilot.window(120, 36);
        shows(&pilot, says);
        desk = pilot.into_desk().unwrap();
    }
    let done = Settled { note: "served on him, DC 12".into(), ..Settled::default() };
    desk.settle_action(k, "abduction-warning-notice", true, &done).unwrap();
}

#[test]
fn a_child_met_by_chance_is_nobodys_contact_and_its_notification_goes_all_the_same() {
    let (_room, mut pilot) = safeguarding();
    pilot.keys("a m Ctrl+S");
    shows(&pilot, "This is needed before it can be saved.");
    pilot.types("Zelmira in a school coat").keys("Tab").types("n").keys("Space Ctrl+S");
    shows(&pilot, "Only for a child.");
    pilot.types("y").keys("Space Tab").types("14").keys("Tab").types("Low Quay").keys("Tab");
    pilot.types("With two men at a van, cold.").keys("Ctrl+S");
    shows(&pilot, "5 Safeguarding · child concern");
    shows(&pilot, "Phone now; u takes it all back");
    shows(&pilot, "Met by chance    ········    ▲ under 18, 14 years");
    shows(&pilot, "IS entry, SRN 1273179 Central");
    hides(&pilot, "Zelmira");
    pilot.keys("v");
    shows(&pilot, "Zelmira in a school coat");
    pilot.keys("v p");
    shows(&pilot, "Phone now: a package is not a referral.");
    shows(&pilot, "With two men at a van, cold");
    pilot.keys("Enter");
    shows(&pilot, "8 Outbox · walk");
    shows(&pilot, "No contact  child met by chance");
    pilot.keys("a");
    shows(&pilot, "Approved: goes in the next package");
    // It runs on Today as a child, and in 5; no name stands in either, nor in contacts or search.
    pilot.keys("1");
    shows(&pilot, "a child");
    shows(&pilot, "met by chance · 13 actions to do");
    hides(&pilot, "Zelmira");
    pilot.keys("5");
    shows(&pilot, "3 open concerns, ▲ 2 of a child");
    shows(&pilot, "Met by chance");
    hides(&pilot, "Zelmira");
    pilot.keys("/").types("zelmira");
    hides(&pilot, "school coat");
    shows(&pilot, "Nothing");
    pilot.keys("Esc 1");
    goes_to(&mut pilot, "j", "a child");
    pilot.keys("Enter");
    shows(&pilot, "5 Safeguarding · child concern");
    pilot.keys("x").types("safe with her aunt").keys("Ctrl+S");
    shows(&pilot, "1 not needed");
    let desk = pilot.desk().unwrap();
    let u = desk.reading().of_nobody::<Update>().unwrap().remove(0);
    assert_eq!(u.it.state.as_str(), update::state::APPROVED);
    let line = dlo_caseload::exchange::line::Line::from_json_line(&u.it.content).unwrap();
    assert_eq!((line.contact_ref.as_str(), line.is_ref.as_str(), line.srn.as_str()), ("K7-0000", "", "1273179"));
    assert!(line.fields.iter().any(|f| f.after == "Zelmira in a school coat"));
    assert_eq!(line.faults(), [""; 0]);
}

#[test]
fn the_notification_of_nobody_is_sealed_confirmed_and_journalled_as_passed_on() {
    let centre = PracticeOrganisation::generate().unwrap();
    let (_room, mut desk) = Room::new(&practice_officer(&centre.recipient));
    let child = dlo_caseload::casework::concern::NewChild {
        name: "boy in a red cap".into(),
        under_18: "unknown".into(),
        what: "Asked for money at the lay-by.".into(),
        ..Default::default()
    };
    let k = desk.child_concern(None, &child).unwrap();
    let u = desk.prepare_notification(k).unwrap();
    desk.approve(u).unwrap();
    let preview = desk.seal_preview().unwrap();
    assert_eq!((preview.updates, preview.left_out.len()), (1, 0));
    desk.seal(&mut |_| true).unwrap();
    desk.confirm_by_hand(u, "S/4711", day("2026-11-24")).unwrap();
    let u = kept::<Update>(&desk, u);
    assert_eq!((u.state.as_str(), u.is_reference.as_str()), (update::state::ACCEPTED, "S/4711"));
    let passed = desk.reading().of_nobody::<Disclosure>().unwrap();
    assert_eq!(passed.iter().filter(|d| d.it.about == Some(k)).count(), 1);
    assert!(desk.concern_view(k).unwrap().notification.is_some());
    // What was sent is sent: another notification is a new draft.
    assert_ne!(desk.prepare_notification(k).unwrap(), passed[0].meta.id);
}

#[test]
fn a_child_of_a_contact_has_its_own_concern_that_says_nothing_of_the_parent_and_is_no_age_of_the_parents() {
    let (_room, mut pilot) = cast::at(ROXY, |who| Place::Record(who, Section::Safeguarding));
    pilot.keys("a k").types("Mara").keys("Tab").types("y").keys("Space Tab").types("9").keys("Tab Tab Tab");
    pilot.types("Alone at night.").keys("Ctrl+S");
    shows(&pilot, "K7-0042  Roxy    a child of theirs  ········    ▲ under 18, 9 years");
    hides(&pilot, "Adult-only settings, markers and wording are closed");
    pilot.keys("1");
    shows(&pilot, "linked child · 13 actions to do");
    let parent = contact_of(&mut pilot, "K7-0042");
    assert_eq!(parent.age_status.as_str(), age::ADULT);
    let desk = pilot.desk().unwrap();
    let id = who(desk, ROXY).id;
    assert!(!desk.reading().contact_line(id).unwrap().unwrap().child_concern, "the parent is no child");
    let row = desk.today_list("central").unwrap().rows.into_iter().find(|r| r.why.starts_with("linked child")).unwrap();
    assert!(row.of.child);
    // Saving the parent again keeps the clock a child's.
    desk.save_contact(Some(id), &parent.values()).unwrap();
    let row = desk.today_list("central").unwrap().rows.into_iter().find(|r| r.why.starts_with("linked child")).unwrap();
    assert!(row.of.child);
    let k = desk.reading().of_contact::<Concern>(id).unwrap().remove(0).meta.id;
    let u = desk.prepare_notification(k).unwrap();
    desk.approve(u).unwrap();
    let content = kept::<Update>(desk, u).content;
    for of_the_parent in ["K7-0042", "P/2210457", "Munteanu", "Tannery", "900142"] {
        assert!(!content.contains(of_the_parent), "{of_the_parent}: {content}");
    }
    assert!(content.contains("Mara") && content.contains("Alone at night."));
    // The parent turning out to be a child needs a concern of their own.
    let child = Contact { born_on: "2010-06-01".parse().ok(), age_basis: "documented".into(), ..parent };
    desk.save_contact(Some(id), &child.values()).unwrap();
    let own = desk.reading().of_contact::<Concern>(id).unwrap();
    assert_eq!(own.iter().filter(|k| k.it.holds_a_child()).count(), 1);
}

#[test]
fn a_person_of_seventeen_entered_as_an_adult_is_put_right_with_everything_that_was_an_adults() {
    let (_room, mut pilot) = cast::at("K7-0031", |who| Place::Record(who, Section::Overview));
    records(&mut pilot, "m", "Holds no passport of her own.");
    shows(&pilot, "5 Safeguarding · modern slavery concern");
    pilot.keys("Esc");
    pilot.keys("e PgDn Tab Tab Ctrl+U").types("12/03/2009").keys("Ctrl+S");
    shows(&pilot, "and a child concern. Phone now; u takes it all back");
    let contact = contact_of(&mut pilot, "K7-0031");
    assert!(contact.is_child() && contact.settings.is_empty() && contact.population_group.is_blank());
    let all = concerns_of(&mut pilot, "K7-0031");
    let open: Vec<&Concern> = all.iter().filter(|k| k.is_open()).collect();
    assert_eq!(open.len(), 1);
    assert!(open[0].is_child() && open[0].what.contains("Holds no passport"));
    // From now on only a child's kinds are open to the record.
    pilot.keys("s");
    shows(&pilot, "child");
    pilot.keys("Enter");
    shows(&pilot, "for adults, closed to this record");
    pilot.keys("Esc Esc u");
    assert!(!contact_of(&mut pilot, "K7-0031").is_child());
    let all = concerns_of(&mut pilot, "K7-0031");
    assert!(all.iter().any(|k| k.is_open() && k.kind.is(concern::kind::SLAVERY)), "u brought all of it back");
    let desk = pilot.desk().unwrap();
    let id = who(desk, CALLIE).id;
    let adult = values(&[("kind", "adult"), ("what", "x"), ("noticed", "2026-11-24T10:00/2026-11-24T10:00 minute ")]);
    assert_eq!(faults(desk.save_concern(id, None, &adult)), ["kind"]);
}

#[test]
fn somebody_entered_as_a_child_by_mistake_needs_a_document_and_a_second_person_and_the_concern_stays_open() {
    let (_room, mut pilot) = cast::at(CALLIE, |who| Place::Record(who, Section::Overview));
    pilot.keys("e PgDn");
    goes_to(&mut pilot, "Tab", "18 or over?");
    pilot.types("s").keys("Space Ctrl+S");
    shows(&pilot, "Raising the age of a child needs a document.");
    goes_to(&mut pilot, "Tab", "18 or over?");
    pilot.types("d").keys("Space Ctrl+S");
    shows(&pilot, "Raising the age of a child takes a second person.");
    goes_to(&mut pilot, "Tab", "Second person");
    pilot.types("DS 1190, passport seen").keys("Ctrl+S");
    shows(&pilot, "Saved: contact of K7-0066");
    assert_eq!(contact_of(&mut pilot, "K7-0066").age_status.as_str(), age::ADULT);
    let k = concerns_of(&mut pilot, "K7-0066").remove(0);
    assert!(k.is_open() && k.is_child(), "it stays open until it is decided");
    let second = k.action_list().into_iter().find(|a| a.code == concern::SECOND_PERSON).unwrap();
    assert_eq!((second.state.as_str(), second.note.as_str()), ("done", "DS 1190, passport seen"));
    pilot.keys("5 Enter");
    shows(&pilot, "second person for the age");
    pilot.keys("D");
    shows(&pilot, "Neither done nor said to be not needed:");
}

#[test]
fn domestic_abuse_names_a_channel_that_contact_now_the_plan_and_the_engagement_warn_of() {
    let (_room, mut pilot) = cast::at("K7-0031", |who| Place::Record(who, Section::Safeguarding));
    records(&mut pilot, "d", "Her partner answers her telephone.");
    shows(&pilot, "5 Safeguarding · domestic abuse concern");
    shows(&pilot, "◐ domestic abuse record");
    shows(&pilot, "◐ MARAC considered");
    shows(&pilot, "nobody is named: a names one");
    pilot.keys("a");
    shows(&pilot, "Suspected abuser");
    pilot.keys("Tab").types("Gary, works nights").keys("Tab").types("a").keys("Space Ctrl+S");
    shows(&pilot, "suspected abuser  ········");
    hides(&pilot, "Gary");
    pilot.keys("v");
    shows(&pilot, "Gary, works");
    goes_to_action(&mut pilot, "risk identified");
    pilot.keys("d Tab").keys("Right Space Tab").types("h").keys("Space Tab").types("DARA-9").keys("Ctrl+S");
    shows(&pilot, "DARA · high · DARA-9");
    goes_to_action(&mut pilot, "safe-contact plan checked");
    pilot.keys("d Tab Enter").types("call").keys("Enter Esc Ctrl+S");
    shows(&pilot, "not safe: call");
    shows(&pilot, "! call");
    // Before the number, in the plan, and in the engagement.
    pilot.keys("C");
    shows(&pilot, "! not safe now: call · domestic abuse");
    pilot.keys("Esc Enter [");
    shows(&pilot, "Record · Crime reports");
    for _ in 0..12 {
        if pilot.shows("Record · Safe contact") {
            break;
        }
        pilot.keys("[");
    }
    shows(&pilot, "Record · Safe contact");
    shows(&pilot, "! not safe now: call · domestic abuse");
    pilot.keys("[");
    shows(&pilot, "! not safe now: call · domestic abuse");
    pilot.keys("p");
    shows(&pilot, "not safe now: a domestic abuse concern names this channel");
    pilot.keys("Esc");
    pilot.keys("c Enter");
    goes_to(&mut pilot, "Tab", "Channel");
    let channel = pilot.screen();
    if !channel.contains("Channel *          call") {
        pilot.keys("Enter").types("call").keys("Enter");
    }
    shows(&pilot, "not safe now: a domestic abuse concern names this channel");
    pilot.keys("Esc Shift+T");
    pilot.keys("T Esc 2");
    let k = concerns_of(&mut pilot, "K7-0031").remove(0);
    assert!(k.abuser.is_some() && k.abuse_grade.is("high"));
    // Nobody who is named in an open concern is removed.
    let desk = pilot.desk().unwrap();
    let refused = desk.remove_linked_person(k.abuser.unwrap(), "not needed").unwrap_err();
    assert!(refused.what.contains("open concern"), "{}", refused.what);
}

#[test]
fn modern_slavery_without_consent_leads_to_the_duty_to_notify() {
    let (_room, mut pilot) = cast::at("K7-0031", |who| Place::Record(who, Section::Safeguarding));
    records(&mut pilot, "m", "Owes for the journey; he holds the passport.");
    shows(&pilot, "not asked yet: an adult decides");
    goes_to_action(&mut pilot, "consent to the NRM asked");
    pilot.keys("d Ctrl+S");
    shows(&pilot, "Choose one");
    pilot.types("no").keys("Enter Ctrl+S");
    shows(&pilot, "no: duty to notify, without a");
    shows(&pilot, "no consent: this is due");
    goes_to_action(&mut pilot, "NRM referral");
    pilot.keys("x").types("does not agree").keys("Ctrl+S");
    goes_to_action(&mut pilot, "duty to notify");
    pilot.keys("d Tab").types("DTN-2026-88").keys("Ctrl+S");
    shows(&pilot, "DTN-2026-88");
    goes_to_action(&mut pilot, "a safe place offered");
    pilot.keys("d Ctrl+S");
    goes_to_action(&mut pilot, "offences of exploiters");
    pilot.keys("d Tab Enter").types("traffick").keys("Enter Esc Ctrl+S");
    shows(&pilot, "human trafficking");
    pilot.keys("D").types("Notified without a name; asked again each time.").keys("Ctrl+S");
    shows(&pilot, "The concern is decided");
    pilot.keys("D").types("she has changed her mind").keys("Ctrl+S");
    shows(&pilot, "The concern is open again");
    let k = concerns_of(&mut pilot, "K7-0031").remove(0);
    assert!(k.is_open() && k.decision.contains("Opened again 24/11/2026: she has changed her mind"));
    assert_eq!(k.notify_reference, "DTN-2026-88");
}

#[test]
fn an_adults_notification_passes_the_usual_gates_and_a_childs_none() {
    let (_room, mut desk) = cast::room();
    let marley = opened(&mut desk, "K7-0074");
    let v = values(&[
        ("kind", "adult"),
        ("what", "Cannot manage."),
        ("noticed", "2026-11-24T10:00/2026-11-24T10:00 minute "),
    ]);
    let k = desk.save_concern(marley.id, None, &v).unwrap();
    let u = desk.prepare_notification(k).unwrap();
    let refusal = values(&[
        ("purpose", "record-on-is"),
        ("state", "refused"),
        ("words", "No."),
        ("asked_on", "2026-11-24"),
        ("taken_by", "PC 4417"),
    ]);
    desk.save_consent(marley.id, &refusal).unwrap();
    let refused = desk.approve(u).unwrap_err();
    assert!(refused.what.contains("refused"), "{}", refused.what);
    let mut over = kept::<Update>(&desk, u).values();
    over.extend(values(&[("override_ground", "statutory-duty"), ("override_by", "Insp Marlowe")]));
    desk.edit_update(u, &over).unwrap();
    desk.approve(u).unwrap();
    let callie = opened(&mut desk, CALLIE);
    desk.save_consent(callie.id, &refusal).unwrap();
    let k = desk.reading().of_contact::<Concern>(callie.id).unwrap().remove(0).meta.id;
    let u = desk.prepare_notification(k).unwrap();
    desk.reopen(u).unwrap();
    desk.approve(u).unwrap();
}

#[test]
fn linked_people_are_added_masked_reviewed_and_removed_with_a_reason_and_stand_in_no_list_or_search() {
    let (_room, mut pilot) = cast::at(ROXY, |who| Place::Record(who, Section::Safeguarding));
    shows(&pilot, "nobody is kept: a adds a child, a partner, a suspected abuser, a friend");
    pilot.keys("a l").types("trusted").keys("Enter").types("Quillan next door").keys("Tab");
    pilot.types("a").keys("Space Ctrl+S");
    shows(&pilot, "This is needed");
    pilot.types("may be told where she is");
    pilot.keys("Ctrl+S");
    shows(&pilot, "trusted friend  ········  adult");
    shows(&pilot, "review 24/05/2027");
    hides(&pilot, "Quillan");
    pilot.keys("j v");
    shows(&pilot, "Quillan next door");
    pilot.keys("v /").types("quillan");
    shows(&pilot, "Nothing");
    pilot.keys("Esc");
    let desk = pilot.desk().unwrap();
    let id = who(desk, ROXY).id;
    let stored = desk.reading().of_contact::<LinkedPerson>(id).unwrap().remove(0);
    let due = LinkedPerson { review_on: "2026-11-24".parse().ok(), ..stored.it.clone() };
    desk.save_linked_person(Some(id), Some(stored.meta.id), &due.values(), None).unwrap();
    pilot.keys("1");
    shows(&pilot, "linked person: trusted friend");
    hides(&pilot, "Quillan");
    pilot.keys("2");
    hides(&pilot, "Quillan");
    let desk = pilot.desk().unwrap();
    assert!(desk.remove_linked_person(stored.meta.id, " ").is_err());
    desk.remove_linked_person(stored.meta.id, "moved away").unwrap();
    assert!(desk.reading().of_contact::<LinkedPerson>(id).unwrap().is_empty());
    assert!(desk.today_list("central").unwrap().rows.iter().all(|r| !r.why.starts_with("linked person")));
    desk.undo().unwrap();
    assert_eq!(desk.reading().of_contact::<LinkedPerson>(id).unwrap().len(), 1);
}

#[test]
fn somebody_who_rings_about_the_case_is_entered_from_the_concern_and_stays_as_it_was_said() {
    let (_room, mut pilot) = safeguarding();
    pilot.keys("Enter i i");
    shows(&pilot, "Passed on · K7-0066 Callie");
    shows(&pilot, "telephone");
    for (label, words) in [
        ("To whom", "Moira Blyth, social worker"),
        ("How verified", "rang back through the switchboard"),
        ("What was passed on", "where she is, not the address"),
    ] {
        goes_to(&mut pilot, "Tab", label);
        pilot.types(words);
    }
    pilot.keys("Ctrl+S");
    shows(&pilot, "Saved: what was passed on. It stays as it is");
    shows(&pilot, "told Moira Blyth");
}

#[test]
fn a_child_of_nobody_is_reviewed_decided_and_removed_with_a_reason() {
    let (_room, mut pilot) = safeguarding();
    pilot.app.ctx.area = "northern".into();
    pilot.keys("1 R");
    shows(&pilot, "met by chance");
    hides(&pilot, "Zelmira");
    pilot.keys("O");
    shows(&pilot, "5 Safeguarding · child concern");
    pilot
        .keys("x")
        .types("no sign of it, DS 1190")
        .keys("Ctrl+S D")
        .types("Known to the local authority.")
        .keys("Ctrl+S");
    shows(&pilot, "The concern is decided");
    shows(&pilot, "x remove the child");
    pilot.keys("x Ctrl+S");
    shows(&pilot, "This is needed");
    pilot.types("the local authority has her").keys("Ctrl+S");
    shows(&pilot, "the child is no longer kept");
    assert!(pilot.desk().unwrap().reading().of_nobody::<LinkedPerson>().unwrap().is_empty());
    pilot.keys("u");
    hides(&pilot, "the child is no longer kept");
    assert_eq!(pilot.desk().unwrap().reading().of_nobody::<LinkedPerson>().unwrap().len(), 1);
}

#[test]
fn a_concern_recorded_from_a_list_asks_no_reason_and_is_never_saved_twice() {
    let (room, desk) = cast::room();
    let mut pilot = room.live(desk, Place::Contacts);
    pilot.keys("s").types("d").keys("Space Tab").types("Her partner waits outside.").keys("Ctrl+S");
    shows(&pilot, "2 Contacts");
    shows(&pilot, "Saved: safeguarding concern of");
    let desk = pilot.desk().unwrap();
    let all = desk.concerns("", true).unwrap();
    assert_eq!(all.iter().filter(|l| l.concern.it.what == "Her partner waits outside.").count(), 1);
}

#[test]
fn screen_five_has_an_empty_state_and_the_decided_ones_behind_a_key() {
    let (_room, mut pilot) = safeguarding();
    pilot.app.ctx.area = "southern".into();
    pilot.keys("5");
    shows(&pilot, "No safeguarding concern is open in Southern.");
    shows(&pilot, "a  adds one: a child met by chance, a child of a contact.");
    pilot.app.ctx.area = "central".into();
    pilot.keys("5 t");
    shows(&pilot, "5 Safeguarding · Central · decided");
    shows(&pilot, "modern slavery concern, decided");
    pilot.keys("t");
    let screen = pilot.screen();
    let at = |words: &str| screen.find(words).unwrap();
    assert!(at("Children") < at("Domestic abuse"));
    assert!(screen.contains("! Child Concern Notification   ◐ IS entry"), "{screen}");
}

/// Labels of the lists that are closed to a child: settings, groups, and markers that only an adult may have.
fn adult_labels() -> Vec<String> {
    let of = |name: &str| lists::get(name).unwrap().items.iter().filter(move |i| i.adult_only).map(|i| i.label.clone());
    let markers = lists::get("marker_types").unwrap().items.iter().filter(|i| !i.allowed_under_18);
    // One label is also that of a field of every person.
    of("settings").chain(markers.map(|i| i.label.clone())).filter(|l| l != "DLO contact").collect()
}

#[test]
fn no_screen_and_no_file_shows_an_adults_label_for_a_child() {
    let labels = adult_labels();
    assert!(labels.len() > 10);
    for seed in [1, 7, 23] {
        let (room, mut desk) = Room::practice(&Practice { contacts: 120, engagements: 240, seed });
        let children: Vec<Who> = desk
            .contacts(&Filter::default(), 0, 500)
            .unwrap()
            .lines
            .into_iter()
            .filter(|l| l.child)
            .map(|l| Who { id: l.id, reference: l.reference, name: l.name })
            .collect();
        assert!(children.len() >= 2, "{seed}");
        for child in children {
            desk.consult(child.id, "follow-up-due", "").unwrap();
            let concern = desk.reading().of_contact::<Concern>(child.id).unwrap().remove(0).meta.id;
            let update = desk.prepare_notification(concern).unwrap();
            let mut places = vec![Place::Concern(Some(child.clone()), concern), Place::OutboxAt(update)];
            places.extend(Section::ALL.into_iter().map(|s| Place::Record(child.clone(), s)));
            places.extend([Place::Review, Place::Safeguarding, Place::ContactNow(child.clone())]);
            for place in places {
                let mut pilot = room.live(desk, place);
                pilot.window(160, 60);
                let screen = pilot.screen();
                // Only what is about this child: in a list, its own row.
                let own: Vec<&str> = if screen.contains("5 Safeguarding ·") || screen.contains("Daily review") {
                    screen.lines().filter(|l| l.contains(&child.reference)).collect()
                } else if screen.contains("8 Outbox") {
                    screen.lines().filter_map(|l| l.split_once('│').map(|(_, right)| right)).collect()
                } else {
                    screen.lines().collect()
                };
                for label in &labels {
                    assert!(!own.iter().any(|l| l.contains(label)), "{seed} {} {label}:\n{screen}", child.reference);
                }
                desk = pilot.into_desk().unwrap();
            }
            if kept::<Update>(&desk, update).content.is_empty() {
                desk.reopen(update).ok();
                desk.approve(update).unwrap();
            }
            let content = kept::<Update>(&desk, update).content;
            for label in &labels {
                assert!(!content.contains(label), "{seed} {} {label}", child.reference);
            }
        }
    }
}
