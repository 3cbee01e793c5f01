//! Support: offered by age, gender and area, sent only with consent, chased by itself, ended in the person's terms; the
//! directory of services and how sure it is. Driven by keys where an officer would press them.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

mod common;

use common::people::{adult, entered, person, who_is};
use common::records::{kept, of, values};
use common::shown::{goes_to, hides, shows};
use common::{Room, day, officer};
use dlo_caseload::casework::desk::{Desk, NotSaved};
use dlo_caseload::casework::practice::Practice;
use dlo_caseload::domain::consent::Consent;
use dlo_caseload::domain::contact::Contact;
use dlo_caseload::domain::directory;
use dlo_caseload::domain::disclosure::Disclosure;
use dlo_caseload::domain::field::{Record, Value, Values};
use dlo_caseload::domain::follow_up::FollowUp;
use dlo_caseload::domain::id::RecordId;
use dlo_caseload::domain::kind::Kind;
use dlo_caseload::domain::offer::{Next, Offer};
use dlo_caseload::domain::service::{Fit, Service, Sure};
use dlo_caseload::domain::support_path::SupportPath;
use dlo_caseload::tui::screen::Place;

/// A woman who says when she was born.
fn born(desk: &mut Desk, name: &str, on: &str) -> RecordId {
    let says = Contact { born_on: Some(day(on)), age_basis: "stated".into(), gender: "female".into(), ..adult(name) };
    entered(desk, &says)
}

/// A project that was checked today.
fn project(desk: &mut Desk, name: &str) -> RecordId {
    let service = Service {
        name: name.into(),
        kind: "support-project".into(),
        status: "verified".into(),
        youngest: Some(16),
        phone: "0191 498 0210".into(),
        ..Service::default()
    };
    desk.save_service(None, &service.values()).unwrap()
}

fn offered(desk: &mut Desk, who: RecordId, service: RecordId, answer: &str) -> RecordId {
    let v = values(&[("service", &service.to_string()), ("offered_on", "2026-11-24"), ("response", answer)]);
    desk.save_offer(who, None, &v).unwrap()
}

fn agreed(desk: &mut Desk, who: RecordId, service: &str, state: &str) {
    let v = values(&[
        ("purpose", "share-with-service"),
        ("service", service),
        ("state", state),
        ("asked_on", "2026-11-24"),
        ("words", "Named the project and what it is told."),
    ]);
    desk.save_consent(who, &v).unwrap();
}

fn sending() -> Values {
    values(&[
        ("to_whom", "Harbour Project, Pat"),
        ("channel", "telephone"),
        ("verified", "rang the number of the directory"),
        ("what", "a working name, and that a counsellor is wanted"),
    ])
}

fn due(desk: &Desk) -> Vec<String> {
    desk.today_list("central").unwrap().rows.iter().map(|r| format!("{} {}", r.when, r.why)).collect()
}

fn refused<T: std::fmt::Debug>(saved: Result<T, NotSaved>) -> String {
    match saved.unwrap_err() {
        NotSaved::Problem(p) => format!("{} {}", p.what, p.remedy),
        NotSaved::Faults(f) => f.iter().map(|f| format!("{}: {}", f.field, f.what)).collect::<Vec<_>>().join(" "),
    }
}

#[test]
fn a_referral_is_stopped_without_consent_then_sent_chased_and_completed_by_keys_alone_from_today() {
    let (room, mut desk) = Room::new(&officer());
    let who = person(&mut desk, "Mia");
    let harbour = project(&mut desk, "Harbour Project");
    let id = offered(&mut desk, who, harbour, "accepted");
    assert_eq!(kept::<Offer>(&desk, id).chase_on, Some(day("2026-11-27")), "asked about after three days");

    // It is on Today by itself, and Enter opens it.
    let mut pilot = room.interface(desk, Place::Today);
    shows(&pilot, "offer accepted, not sent: Harbour Project");
    pilot.keys("j Enter");
    shows(&pilot, "Why are you opening");
    pilot.keys("f");
    shows(&pilot, "cannot be sent yet: the ledger has no consent to share");

    // Sending is stopped, and the sentence names the way on: the ledger's form, filled in with the service.
    pilot.keys("Enter");
    shows(&pilot, "Cannot send to Harbour Project");
    shows(&pilot, "Ask, and enter the answer in the ledger");
    pilot.keys("a");
    shows(&pilot, "share with a named service");
    pilot.keys("Tab Tab Enter").types("given").keys("Enter Tab").types("\"Yes, tell Pat.\"").keys("Ctrl+S");
    shows(&pilot, "✓ share with Harbour Project");

    // Now it goes, and says first that it is final.
    pilot.keys("Enter");
    shows(&pilot, "Final: what is passed on was passed on");
    pilot.keys("Tab Enter").types("tele").keys("Enter").types("rang them").keys("Tab").types("a name").keys("Ctrl+S");
    shows(&pilot, "✓ offered ─ ◐ sent ─ ○ acknowledged");
    shows(&pilot, "It stays as it is");

    // What was passed on cannot be taken back.
    pilot.keys("u");
    let mut desk = pilot.into_desk().unwrap();
    assert_eq!(kept::<Offer>(&desk, id).state.as_str(), "sent");
    assert_eq!(desk.reading().of_contact::<Disclosure>(who).unwrap().len(), 1);
    assert_eq!(desk.reading().journal_of("disclosure", 9).unwrap().len(), 1);

    // A week later it is asked about by itself; d says that they have it, from Today.
    desk = room.later(desk, "2026-12-01T10:00:00Z");
    assert!(due(&desk).contains(&"today referral sent 24/11, no answer".to_owned()), "{:?}", due(&desk));
    let mut pilot = room.interface(desk, Place::Today);
    pilot.keys("j d");
    shows(&pilot, "Harbour Project: what came of it?");
    pilot.keys("a Ctrl+S");
    shows(&pilot, "Acknowledged");
    let desk = pilot.into_desk().unwrap();
    assert!(!due(&desk).iter().any(|r| r.contains("referral")), "{:?}", due(&desk));
    assert_eq!(kept::<Offer>(&desk, id).chase_on, Some(day("2026-12-15")), "acknowledged: after a fortnight");

    // w asks later, d starts it, and in the end it is completed in the person's terms.
    let desk = room.later(desk, "2026-12-15T10:00:00Z");
    let mut pilot = room.interface(desk, Place::Today);
    shows(&pilot, "referral acknowledged, not begun");
    pilot.keys("j w t");
    shows(&pilot, "It is asked about later");
    let desk = pilot.into_desk().unwrap();
    assert_eq!(kept::<Offer>(&desk, id).chase_on, Some(day("2026-12-16")));
    let desk = room.later(desk, "2026-12-16T10:00:00Z");
    let mut pilot = room.interface(desk, Place::Today);
    pilot.keys("j d b Ctrl+S");
    let desk = pilot.into_desk().unwrap();
    assert_eq!(kept::<Offer>(&desk, id).chase_on, Some(day("2027-01-15")), "started: after thirty days");
    assert_eq!(kept::<Offer>(&desk, id).deferrals, None, "each state counts anew");
    let desk = room.later(desk, "2027-01-15T10:00:00Z");
    let mut pilot = room.interface(desk, Place::Today);
    pilot.keys("j d c Ctrl+S");
    assert!(pilot.shows("What came of it *"), "an end needs its words:\n{}", pilot.screen());
    pilot.types("I sleep again.").keys("Ctrl+S");
    let desk = pilot.into_desk().unwrap();
    let ended = kept::<Offer>(&desk, id);
    assert_eq!((ended.state.as_str(), ended.outcome.as_str()), ("completed", "I sleep again."));
    assert_eq!(ended.chase_on, None);
    assert!(!due(&desk).iter().any(|r| r.contains("referral")), "{:?}", due(&desk));
}

#[test]
fn consent_counts_only_for_the_very_service_and_a_refusal_binds() {
    let (room, mut desk) = Room::new(&officer());
    let who = person(&mut desk, "Mia");
    let harbour = project(&mut desk, "Harbour Project");
    let id = offered(&mut desk, who, harbour, "accepted");
    agreed(&mut desk, who, "Lantern Rooms", "given");
    let said = refused(desk.send_referral(id, &sending()));
    assert!(said.contains("has no consent to share with Harbour Project"), "{said}");

    agreed(&mut desk, who, "harbour project", "refused");
    let said = refused(desk.send_referral(id, &sending()));
    assert!(said.contains("The person refused to share with Harbour Project. That binds."), "{said}");
    assert!(said.contains("Ask again and enter the answer"), "{said}");

    // A consent that has ended is none.
    let for_today = values(&[
        ("purpose", "share-with-service"),
        ("service", "Harbour Project"),
        ("state", "given"),
        ("asked_on", "2026-11-24"),
        ("expires_on", "2026-11-24"),
        ("words", "for today"),
    ]);
    desk.save_consent(who, &for_today).unwrap();
    let mut desk = room.later(desk, "2026-11-25T10:00:00Z");
    let said = refused(desk.send_referral(id, &sending()));
    assert!(said.contains("The consent to share with Harbour Project has ended."), "{said}");
    assert_eq!(kept::<Offer>(&desk, id).state.as_str(), "", "nothing was sent by halves");
    assert!(desk.reading().of_contact::<Disclosure>(who).unwrap().is_empty());

    agreed(&mut desk, who, "Harbour Project", "given");
    desk.send_referral(id, &sending()).unwrap();
    let ledger = desk.reading().of_contact::<Consent>(who).unwrap();
    assert_eq!(kept::<Offer>(&desk, id).consent, Some(ledger[0].meta.id), "it rests on the entry that stands");
    let note = &desk.reading().journal_of("disclosure", 9).unwrap()[0];
    assert_eq!((note.recipient.as_str(), note.basis.as_str()), ("Harbour Project, Pat", "consent"));
    let twice = refused(desk.send_referral(id, &sending()));
    assert!(twice.contains("It cannot be sent: it is sent."), "{twice}");
}

#[test]
fn an_override_names_its_ground_and_supervisor_who_may_follow_only_for_a_child_or_a_life() {
    let (_room, mut desk) = Room::new(&officer());
    let who = person(&mut desk, "Mia");
    let harbour = project(&mut desk, "Harbour Project");
    let first = offered(&mut desk, who, harbour, "accepted");
    agreed(&mut desk, who, "Harbour Project", "refused");
    let with = |ground: &str, by: &str| {
        let mut v = sending();
        v.extend(values(&[("override_ground", ground), ("override_by", by)]));
        v
    };
    let said = refused(desk.send_referral(first, &with("serious-harm-to-others", "")));
    assert!(said.contains("override_by: Name the supervisor"), "{said}");
    let said = refused(desk.send_referral(first, &with("because", "Insp Marlowe")));
    assert!(said.contains("override_ground: Choose the ground"), "{said}");
    desk.send_referral(first, &with("serious-harm-to-others", "Insp Marlowe")).unwrap();
    let o = kept::<Offer>(&desk, first);
    assert_eq!((o.override_by.as_str(), o.consent), ("Insp Marlowe", None));
    let d = &desk.reading().of_contact::<Disclosure>(who).unwrap()[0].it;
    assert_eq!((d.override_ground.as_str(), d.override_by.as_str()), ("serious-harm-to-others", "Insp Marlowe"));

    // Where a life is at stake it goes at once, and the name is asked for within a day.
    let second = offered(&mut desk, who, harbour, "accepted");
    desk.send_referral(second, &with("risk-to-life", "")).unwrap();
    let asked: Vec<FollowUp> = of(&desk, who);
    let asked: Vec<&FollowUp> = asked.iter().filter(|f| f.serves == Some(second)).collect();
    assert_eq!(asked.len(), 1);
    assert_eq!(asked[0].due.unwrap().to_string(), "2026-11-25T14:05");
    desk.authorise_referral(second, "Insp Marlowe").unwrap();
    assert_eq!(kept::<Offer>(&desk, second).override_by, "Insp Marlowe");
    let open = desk.reading().of_contact::<FollowUp>(who).unwrap();
    assert!(open.iter().filter(|f| f.it.serves == Some(second)).all(|f| !f.it.is_open()), "its asking is settled");
    refused(desk.authorise_referral(second, "somebody else"));
}

#[test]
fn a_refusal_is_overridden_by_keys_and_says_what_is_missing() {
    let (room, mut desk) = Room::new(&officer());
    let who = person(&mut desk, "Mia");
    let harbour = project(&mut desk, "Harbour Project");
    let id = offered(&mut desk, who, harbour, "accepted");
    agreed(&mut desk, who, "Harbour Project", "refused");
    let mut pilot = room.interface(desk, Place::Support);
    shows(&pilot, "accepted, 24/11 · Harbour Project");
    pilot.keys("Enter f Enter");
    shows(&pilot, "That binds");
    pilot.keys("O");
    assert!(pilot.shows("Final"), "it says so first:\n{}", pilot.screen());
    pilot.keys("Enter").types("serious").keys("Enter Tab Tab Enter").types("tele").keys("Enter").types("rang them");
    pilot.keys("Tab").types("a name").keys("Ctrl+S");
    shows(&pilot, "Name the supervisor who authorised it");
    assert_eq!(kept::<Offer>(pilot.desk().unwrap(), id).state.as_str(), "", "nothing was sent");
    pilot.types("Insp Marlowe").keys("Ctrl+S");
    shows(&pilot, "sent without consent");
    shows(&pilot, "authorised by Insp Marlowe");
    assert_eq!(kept::<Offer>(pilot.desk().unwrap(), id).state.as_str(), "sent");
}

#[test]
fn a_seventeen_year_old_is_offered_only_what_takes_them() {
    let (room, mut desk) = Room::new(&officer());
    let who = born(&mut desk, "Callie", "2009-03-02");
    let adults = Service {
        name: "Tide House".into(),
        kind: "support-project".into(),
        status: "verified".into(),
        youngest: Some(18),
        ..Service::default()
    };
    let adults = desk.save_service(None, &adults.values()).unwrap();
    let proposed = desk.proposed_to(who).unwrap();
    let fit = |name: &str| proposed.iter().find(|p| p.service.name.starts_with(name)).unwrap().fit.clone();
    assert_eq!(fit("Bright Futures"), Fit::Takes);
    assert_eq!(fit("Tide House"), Fit::Closed("ages from 18".into()));
    assert_eq!(fit("National Ugly Mugs"), Fit::Closed("ages from 18".into()));
    assert_eq!(fit("Changing Lives, work with men"), Fit::Closed("ages from 18".into()));
    assert!(matches!(fit("Independent"), Fit::Ask(_)), "nothing is known: ask, and it is never refused for that");
    assert_eq!(proposed[0].fit, Fit::Takes, "what fits comes first");
    assert!(matches!(proposed.last().unwrap().fit, Fit::Closed(_)), "what is closed comes last");

    // Whoever may be under 18 is a child, whatever else is not known.
    let unsure = entered(&mut desk, &Contact { over_18: "unsure".into(), ..adult("Red coat") });
    let fits = desk.proposed_to(unsure).unwrap();
    assert!(fits.iter().filter(|p| p.service.youngest == Some(18)).all(|p| matches!(p.fit, Fit::Closed(_))));

    let said = refused(desk.save_offer(
        who,
        None,
        &values(&[("service", &adults.to_string()), ("offered_on", "2026-11-24"), ("response", "accepted")]),
    ));
    assert!(said.contains("service: It does not take this person: ages from 18"), "{said}");

    // The form shows what is closed and why, and takes none of it.
    let mut pilot = room.interface(desk, Place::Contacts);
    pilot.window(120, 40);
    goes_to(&mut pilot, "j", "Callie");
    pilot.keys("o");
    shows(&pilot, "Offer support");
    pilot.keys("Enter");
    shows(&pilot, "· Tide House: ages from 18");
    pilot.types("tide");
    hides(&pilot, "▸ Tide House");
    pilot.keys("Esc Enter").types("bright").keys("Enter");
    shows(&pilot, "Bright Futures");
    shows(&pilot, "as in procedure, not verified");
}

#[test]
fn it_is_said_when_no_service_is_known_to_fit_and_a_closed_one_is_kept_as_an_answer() {
    let (_room, mut desk) = Room::new(&officer());
    let who = born(&mut desk, "Roxy", "1994-06-14");
    let bright = directory::id_of("bright-futures");
    let mut v = values(&[("service", &bright.to_string()), ("offered_on", "2026-11-24"), ("response", "accepted")]);
    assert!(refused(desk.save_offer(who, None, &v)).contains("ages 11 to 25"));
    v.extend(values(&[("response", "not-suitable"), ("not_suitable_why", "age")]));
    let id = desk.save_offer(who, None, &v).unwrap();
    let o = kept::<Offer>(&desk, id);
    assert_eq!((o.service_name.as_str(), o.state_words().as_str()), ("Bright Futures", "not suitable: age"));
    assert_eq!(o.chase_on, None);

    // An area that is not hers is a reason too.
    let far = Service {
        name: "Northern only".into(),
        kind: "housing".into(),
        status: "verified".into(),
        areas: vec!["northern".into()],
        ..Service::default()
    };
    desk.save_service(None, &far.values()).unwrap();
    let fits = desk.proposed_to(who).unwrap();
    let far = fits.iter().find(|p| p.service.name == "Northern only").unwrap();
    assert_eq!(far.fit, Fit::Closed("only Northern".into()));
}

#[test]
fn a_worker_who_refuses_police_accepts_an_isva_and_nothing_of_it_goes_to_is() {
    let (room, mut desk) = Room::new(&officer());
    let who = person(&mut desk, "Kris");
    desk.save_consent(
        who,
        &values(&[("purpose", "record-on-is"), ("state", "refused"), ("asked_on", "2026-11-24"), ("words", "no")]),
    )
    .unwrap();
    let isva = directory::id_of("isva");
    let mut v = values(&[("service", &isva.to_string()), ("offered_on", "2026-11-24"), ("response", "accepted")]);
    v.insert("without_police", Value::Number(1));
    v.extend(values(&[("words", "her, yes. not you lot")]));
    let id = desk.save_offer(who, None, &v).unwrap();
    // They go there by themselves: nothing is sent, so nothing is disclosed and no consent is asked for.
    let mut pilot = room.interface(desk, Place::Support);
    pilot.keys("d b Ctrl+S");
    let desk = pilot.into_desk().unwrap();
    let o = kept::<Offer>(&desk, id);
    assert_eq!((o.state.as_str(), o.sent_on), ("started", None));
    assert!(o.without_police);
    assert_eq!(desk.header_counts().unwrap(), (0, 0), "no update for IS");
    for kind in [Kind::Update, Kind::Intelligence, Kind::IntelligenceItem, Kind::Disclosure] {
        assert_eq!(desk.reading().count(kind, who).unwrap(), 0, "{}", kind.name());
    }
    let mut pilot = room.interface(desk, Place::Support);
    pilot.keys("Enter f");
    shows(&pilot, "without police: nothing of it goes to police or IS");
    shows(&pilot, "✓ offered ─ ● started ─ ○ completed");
}

#[test]
fn a_check_older_than_six_months_is_warned_of() {
    let (room, mut desk) = Room::new(&officer());
    let harbour = project(&mut desk, "Harbour Project");
    let sure = |desk: &Desk| desk.service(harbour).unwrap().unwrap().service.sure(desk.today());
    assert_eq!(sure(&desk), Sure::Checked);
    let desk = room.later(desk, "2027-05-24T10:00:00Z");
    assert_eq!(sure(&desk), Sure::Checked, "six months to the day");
    let desk = room.later(desk, "2027-05-25T10:00:00Z");
    assert_eq!(sure(&desk), Sure::Old);
    let mut pilot = room.interface(desk, Place::Services(None, None));
    shows(&pilot, "verified 24/11/2026, check again");
    // Its telephone is never without the banner.
    goes_to(&mut pilot, "j", "Harbour");
    pilot.keys("Enter");
    shows(&pilot, "0191 498 0210");
    shows(&pilot, "! Not verified");
}

#[test]
fn a_service_of_the_procedure_is_verified_in_two_keys_and_keeps_what_the_procedure_said() {
    let (room, desk) = Room::new(&officer());
    assert!(desk.directory().unwrap().iter().all(|l| !l.kept));
    let mut pilot = room.interface(desk, Place::Support);
    pilot.keys("Tab");
    shows(&pilot, "10 of 10 not verified in the last 6 months");
    pilot.keys("j v r");
    shows(&pilot, "Verified today");
    shows(&pilot, "9 of 10 not verified");
    let desk = pilot.desk().unwrap();
    let isva = desk.service(directory::id_of("isva")).unwrap().unwrap();
    assert!(isva.kept);
    assert_eq!(isva.service.sure_words(desk.today()), "verified 24/11/2026");
    assert_eq!(isva.service.source, "rang them");
    assert_eq!(isva.service.procedure_name, "Independent Sexual Violence Advisors (ISVA)");
    assert_eq!(desk.reading().list(Kind::Service, 0, 99).unwrap().len(), 1, "one record, under the entry's own id");

    // The reference shows the same directory.
    pilot.keys("0 ] ] Down Enter");
    shows(&pilot, "verified 24/11/2026");
    shows(&pilot, "Independent Sexual Violence Advisors (ISVA)");
    pilot.keys("u 3 Tab");
    assert!(pilot.shows("10 of 10 not verified"), "undo takes it back:\n{}", pilot.screen());

    // One is changed, one is added; a name stands once.
    pilot.keys("e");
    shows(&pilot, "The Angel Centre");
    pilot.keys("Esc a").types("Harbour Project").keys("Tab Enter").types("support").keys("Enter Ctrl+S");
    assert!(pilot.shows("State *"), "its state is needed, too:\n{}", pilot.screen());
    let desk = pilot.desk().unwrap();
    let twin = Service {
        name: "bright futures".into(),
        kind: "other".into(),
        status: "verified".into(),
        ..Service::default()
    };
    assert!(refused(desk.save_service(None, &twin.values())).contains("in the directory already"));
}

#[test]
fn putting_a_chase_off_counts_and_asks_why_the_third_time() {
    let (_room, mut desk) = Room::new(&officer());
    let who = person(&mut desk, "Mia");
    let harbour = project(&mut desk, "Harbour Project");
    let id = offered(&mut desk, who, harbour, "thinking");
    for due in ["2026-11-25", "2026-11-26"] {
        desk.chase_later(id, due.parse().unwrap(), "").unwrap();
    }
    let said = refused(desk.chase_later(id, "2026-11-27".parse().unwrap(), ""));
    assert!(said.contains("reason: Put off twice before"), "{said}");
    desk.chase_later(id, "2026-11-27".parse().unwrap(), "waiting-for-someone-else").unwrap();
    assert_eq!(kept::<Offer>(&desk, id).deferrals, Some(3));
    assert!(due(&desk).iter().any(|r| r.contains("offer to think about: Harbour Project")), "{:?}", due(&desk));
    desk.move_on(id, Next::Withdrawn, &values(&[("ended_why", "not now")])).unwrap();
    assert!(!due(&desk).iter().any(|r| r.contains("Harbour")), "settled, it is asked about no more");
    desk.undo().unwrap();
    assert!(due(&desk).iter().any(|r| r.contains("Harbour")), "and undo brings it back");
}

#[test]
fn a_card_of_the_daily_review_moves_a_referral_on_or_puts_it_off() {
    let (room, mut desk) = Room::new(&officer());
    let who = person(&mut desk, "Mia");
    let harbour = project(&mut desk, "Harbour Project");
    let id = offered(&mut desk, who, harbour, "accepted");
    let other = person(&mut desk, "Dee");
    offered(&mut desk, other, harbour, "accepted");
    let mut pilot = room.interface(desk, Place::Review);
    shows(&pilot, "offer accepted, not sent: Harbour Project");
    pilot.keys("w p").types("14/12").keys("Enter");
    assert!(pilot.shows("2 of"), "on to the next card:\n{}", pilot.screen());
    pilot.keys("d x").types("changed her mind").keys("Ctrl+S");
    let desk = pilot.desk().unwrap();
    assert_eq!(kept::<Offer>(desk, id).chase_on, Some(day("2026-12-14")));
    let summary = desk.finish_review("central").unwrap();
    assert_eq!((summary.done, summary.waiting), (1, 1));
}

#[test]
fn what_is_to_be_given_is_a_list_without_a_score() {
    let (room, mut desk) = Room::new(&officer());
    let who = person(&mut desk, "Roxy");
    let place = Place::Record(who_is(&desk, who), dlo_caseload::tui::screen::record::Section::Support);
    desk.consult(who, "follow-up-due", "").unwrap();
    let mut pilot = room.interface(desk, place);
    pilot.window(120, 36);
    shows(&pilot, "○ services explained");
    pilot.keys("j j d").types("by word").keys("Ctrl+S");
    shows(&pilot, "✓ services explained");
    shows(&pilot, "given today: by word");
    pilot.keys("j j x Ctrl+S");
    assert!(pilot.shows("Not needed: Bright Futures considered"), "a reason is needed:\n{}", pilot.screen());
    pilot.types("over 25").keys("Ctrl+S");
    shows(&pilot, "not needed, today: over 25");
    let shown = pilot.screen();
    assert!(!shown.contains('%') && !shown.to_lowercase().contains("stage"), "{shown}");
    pilot.keys("u");
    hides(&pilot, "over 25");

    // What they want, in their words; there is one list a contact.
    pilot.keys("g e Enter").types("leave").keys("Enter").types("out by spring").keys("Ctrl+S");
    shows(&pilot, "leave, \"out by spring\"");
    let desk = pilot.into_desk().unwrap();
    let paths = desk.reading().of_contact::<SupportPath>(who).unwrap();
    assert_eq!(paths.len(), 1);
    assert_eq!(paths[0].it.all_steps().iter().filter(|s| !s.is_due()).count(), 1);
    assert_eq!(paths[0].it.all_steps().len(), 9, "every duty of the procedure");
    // The history says what was given in words, not in codes.
    let history = desk.history(who, 50).unwrap();
    assert!(!history.iter().any(|l| format!("{:?}", l.changes).contains("services-explained|")), "packed text");
}

#[test]
fn every_referral_of_a_practice_caseload_rests_on_consent_and_every_open_offer_has_a_day() {
    let (_room, desk) = Room::practice(&Practice { contacts: 300, engagements: 0, ..Practice::default() });
    let (mut sent, mut open) = (0, 0);
    for row in desk.reading().list(Kind::Offer, 0, 9_999).unwrap() {
        let o = row.typed::<Offer>().it;
        let who = row.meta.contact.unwrap();
        if o.is_open() {
            open += 1;
            assert!(o.chase_on.is_some(), "{}", o.service_name);
        }
        if o.sent_on.is_some() {
            sent += 1;
            let ledger = desk.reading().of_contact::<Consent>(who).unwrap();
            let given = ledger.iter().any(|c| {
                c.it.purpose.is("share-with-service") && c.it.service == o.service_name && c.it.state.is("given")
            });
            assert!(given, "{} without consent", o.service_name);
        }
        assert!(desk.service(o.service.unwrap()).unwrap().is_some(), "{}", o.service_name);
    }
    assert!(sent > 10 && open > 10, "{sent} {open}");
}

#[test]
fn lists_and_search_say_where_an_offer_is_and_not_what_was_said() {
    let (room, mut desk) = Room::new(&officer());
    let who = person(&mut desk, "Mia");
    let harbour = project(&mut desk, "Harbour Project");
    let mut v = values(&[("service", &harbour.to_string()), ("offered_on", "2026-11-24"), ("response", "accepted")]);
    v.extend(values(&[("words", "only the tall counsellor")]));
    desk.save_offer(who, None, &v).unwrap();
    let hits = desk.find("counsellor", 20).unwrap();
    let hit = hits.iter().find(|h| h.kind == Kind::Offer).unwrap();
    assert_eq!(hit.place, "24/11/2026 · in their words");
    // A hit leads to where it can be worked on.
    let mut pilot = room.interface(desk, Place::Search);
    pilot.types("counsellor").keys("Enter f");
    shows(&pilot, "3 Support · offer");
    pilot.keys("1 /").types("Harbour").keys("Tab Tab Enter");
    shows(&pilot, "3 Support · ");
}

#[test]
fn the_board_of_the_practice_caseload_reads_by_what_has_to_happen() {
    let (room, desk) = Room::practice(&Practice { contacts: 27, engagements: 0, ..Practice::default() });
    let mut pilot = room.interface(desk, Place::Support);
    let rows: Vec<String> = pilot.screen().lines().map(str::to_owned).collect();
    let wanted = [
        "▸  ◐ today        K7-0035  Çiğdem    sent 17/11 · Harbour Project",
        "     02/12        K7-0031  Mia       accepted, 18/11 · Lantern Rooms",
        "     Fri 27/11    K7-0028  Bọlá      acknowledged 13/11 · Harbour Project",
        "     07/12        K7-0042  Roxy      started 02/11 · Harbour Project",
        "     03/12        K7-0022  Żaneta    thinking about it, 19/11 · Housing, by c…",
    ];
    for line in wanted {
        assert!(rows.iter().any(|r| r == line), "{line}\n{}", pilot.screen());
    }
    let place = |name: &str| rows.iter().position(|r| r.contains(name)).unwrap();
    assert!(place("Çiğdem") < place("Mia") && place("Mia") < place("Bọlá") && place("Bọlá") < place("Roxy"));
    pilot.window(120, 36);
    for group in ["To chase", "To send", "Answered", "Started", "Thinking"] {
        assert!(pilot.shows(group), "{group}\n{}", pilot.screen());
    }
}
