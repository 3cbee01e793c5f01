//! An officer's acts and the rules that always hold, on a vault in a temporary folder.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that cannot go on fails"
)]

mod common;

use chrono::{Duration, NaiveDate};
use common::people::{agreed_plan, met, owed, point, someone};
use common::records::{entries, faults, kept, values};
use common::{Room, WORDS, officer, tuesday};
use dlo_caseload::casework::clock::Clock;
use dlo_caseload::casework::contact::MetSomeone;
use dlo_caseload::casework::desk::Desk;
use dlo_caseload::casework::follow_up::Done;
use dlo_caseload::casework::opening::{self, Filed, Locking, NewCaseload, Use};
use dlo_caseload::domain::concern::Concern;
use dlo_caseload::domain::contact::{Contact, age};
use dlo_caseload::domain::engagement::Engagement;
use dlo_caseload::domain::field::{Code, Record, Value, Values};
use dlo_caseload::domain::follow_up::{FollowUp, kind, state};
use dlo_caseload::domain::id::RecordId;
use dlo_caseload::domain::kind::Kind;
use dlo_caseload::domain::plan::{Plan, Verdict};
use dlo_caseload::domain::problem::Kind as Fault;
use dlo_caseload::domain::update::{self, Update};
use dlo_caseload::domain::when::{Due, When};
use dlo_caseload::store::contact::Filter;
use dlo_caseload::vault::{Passphrase, Places, Secret, WorkFactor};

fn plan(desk: &mut Desk, contact: RecordId) {
    desk.save_plan(contact, &agreed_plan().values()).unwrap();
}

fn promise(desk: &mut Desk, contact: RecordId, due: &str) -> RecordId {
    owed(desk, Some(contact), "find out", kind::PROMISE, due)
}

#[test]
fn someone_met_by_chance_is_a_contact_an_engagement_and_follow_ups_in_one_act_that_one_undo_takes_back() {
    let (_room, mut desk) = Room::new(&officer());
    let made = desk
        .met_someone(&MetSomeone {
            next: Some("2026-11-27T22:00".parse().unwrap()),
            ..someone("Lola, red coat", "said-so")
        })
        .unwrap();
    assert_eq!(made.reference, "K7-0001");
    let c = kept::<Contact>(&desk, made.contact);
    assert_eq!((c.preferred_name(), c.age_status.as_str()), ("Lola, red coat", age::ADULT));
    assert_eq!(desk.reading().of_contact::<Engagement>(made.contact).unwrap().len(), 1);
    let follow_ups = desk.reading().of_contact::<FollowUp>(made.contact).unwrap();
    assert!(follow_ups.iter().any(|f| f.it.what == "meet again"));
    assert!(follow_ups.iter().any(|f| f.it.kind.is(kind::PLAN)));
    assert_eq!(made.concern, None);
    desk.undo().unwrap();
    assert_eq!(desk.reading().contacts_total().unwrap(), 0);
    desk.redo().unwrap();
    assert_eq!(desk.reading().contacts_total().unwrap(), 1);
}

#[test]
fn a_person_who_may_be_a_child_gets_a_concern_with_its_actions_and_a_notification_at_once() {
    for answer in ["no", "unsure"] {
        let (_room, mut desk) = Room::new(&officer());
        let made = desk.met_someone(&someone("Callie", answer)).unwrap();
        let concern = kept::<Concern>(&desk, made.concern.unwrap());
        assert!(concern.action_list().iter().any(|a| a.code == "child-concern-notification"));
        let updates = desk.reading().of_contact::<Update>(made.contact).unwrap();
        assert!(updates.iter().any(|u| u.it.kind.is(update::kind::SAFEGUARDING)));
        let today = desk.today_list("central").unwrap();
        assert_eq!(today.rows.first().map(|r| r.duty.heading()), Some("Clocks"));
    }
}

#[test]
fn a_child_concern_entered_by_hand_drafts_its_notification_and_stays_a_childs() {
    let (_room, mut desk) = Room::new(&officer());
    // The child met with her is no contact.
    let id = met(&mut desk, "Roxy", "said-so");
    let v = values(&[
        ("kind", "child"),
        ("what", "her sister, about 14, waits in the car"),
        ("noticed", &When::at("2026-11-24T13:00:00".parse().unwrap()).to_string()),
    ]);
    let k = desk.save_concern(id, None, &v).unwrap();
    let drafts = |desk: &Desk| {
        let updates = desk.reading().of_contact::<Update>(id).unwrap();
        updates.iter().filter(|u| u.it.kind.is(update::kind::SAFEGUARDING) && u.it.about == Some(k)).count()
    };
    assert_eq!(drafts(&desk), 1);
    let mut c = kept::<Concern>(&desk, k);
    c.kind = "adult".into();
    assert_eq!(faults(desk.save_concern(id, Some(k), &c.values())), ["kind"]);
    c.kind = "child".into();
    c.views = "I want to go home".into();
    desk.save_concern(id, Some(k), &c.values()).unwrap();
    assert_eq!(drafts(&desk), 1, "one is enough");
    desk.undo().unwrap();
    desk.undo().unwrap();
    assert_eq!(drafts(&desk), 0, "concern and notification are one act");
}

#[test]
fn somebody_who_only_looks_so_stays_of_unknown_age() {
    let (_room, mut desk) = Room::new(&officer());
    let made = desk.met_someone(&someone("Lola", "looks-so")).unwrap();
    let c = kept::<Contact>(&desk, made.contact);
    assert_eq!(c.age_status.as_str(), age::UNKNOWN);
    assert_eq!(made.concern, None);
}

#[test]
fn met_someone_says_all_that_is_missing_at_once_and_saves_nothing() {
    let (_room, mut desk) = Room::new(&officer());
    assert_eq!(faults(desk.met_someone(&MetSomeone::default())), ["name", "over_18", "place"]);
    assert_eq!(desk.reading().contacts_total().unwrap(), 0);
}

#[test]
fn becoming_a_child_closes_adult_settings_and_group_and_keeps_them_in_history() {
    let (_room, mut desk) = Room::new(&officer());
    let id = met(&mut desk, "Lola", "said-so");
    let mut c = kept::<Contact>(&desk, id);
    c.settings = vec!["internet".into()];
    c.population_group = "online".into();
    desk.save_contact(Some(id), &c.values()).unwrap();
    let mut c = kept::<Contact>(&desk, id);
    assert_eq!(c.settings.len(), 1);
    c.born_on = NaiveDate::from_ymd_opt(2009, 6, 1);
    c.age_basis = "documented".into();
    desk.save_contact(Some(id), &c.values()).unwrap();
    let child = kept::<Contact>(&desk, id);
    assert!(child.is_child() && child.settings.is_empty() && child.population_group.is_blank());
    assert_eq!(desk.reading().of_contact::<Concern>(id).unwrap().len(), 1);
    let history = desk.history(id, 100).unwrap();
    assert!(
        history
            .iter()
            .flat_map(|h| &h.changes)
            .any(|(field, before, after)| { field == "settings" && before.is_some() && after.is_none() })
    );
}

#[test]
fn a_childs_age_is_raised_only_by_a_document_and_a_second_person() {
    let (_room, mut desk) = Room::new(&officer());
    let made = desk.met_someone(&someone("Callie", "no")).unwrap();
    let id = made.contact;
    let mut c = kept::<Contact>(&desk, id);
    c.over_18 = Code::new("said-so");
    c.age_second_person = "DS 1190".into();
    assert_eq!(faults(desk.save_contact(Some(id), &c.values())), ["over_18"]);
    c.over_18 = Code::new("documented");
    for nobody_else in ["", "pc 4417"] {
        c.age_second_person = nobody_else.into();
        assert_eq!(faults(desk.save_contact(Some(id), &c.values())), ["age_second_person"]);
    }
    c.age_second_person = "DS 1190".into();
    // The document was of the answer; the date of birth is only what she says.
    let mut says = c.clone();
    says.born_on = NaiveDate::from_ymd_opt(2005, 6, 1);
    says.age_basis = "stated".into();
    assert_eq!(faults(desk.save_contact(Some(id), &says.values())), ["age_basis"]);
    desk.save_contact(Some(id), &c.values()).unwrap();
    let adult = kept::<Contact>(&desk, id);
    assert_eq!(adult.age_status.as_str(), age::ADULT);
    let concern = kept::<Concern>(&desk, made.concern.unwrap());
    assert!(concern.is_open(), "it is decided, not closed by an age");
    let second = concern.action_list().into_iter().find(|a| a.code == "second-person-for-age").unwrap();
    assert_eq!((second.state.as_str(), second.note.as_str()), ("done", "DS 1190"));
    // Who stood for this age does not stand for the next.
    let child = Contact { over_18: "no".into(), ..adult };
    desk.save_contact(Some(id), &child.values()).unwrap();
    let child = kept::<Contact>(&desk, id);
    let again = Contact { over_18: "documented".into(), ..child };
    assert_eq!(faults(desk.save_contact(Some(id), &again.values())), ["age_second_person"]);
}

#[test]
fn a_child_whose_documented_birthday_has_come_is_an_adult_without_further_ado() {
    let (room, mut desk) = Room::new(&officer());
    let id = met(&mut desk, "Callie", "no");
    let mut c = kept::<Contact>(&desk, id);
    c.born_on = NaiveDate::from_ymd_opt(2008, 12, 1);
    c.age_basis = "documented".into();
    desk.save_contact(Some(id), &c.values()).unwrap();
    let mut desk = room.later(desk, "2026-12-02T09:00:00Z");
    let c = kept::<Contact>(&desk, id);
    desk.save_contact(Some(id), &c.values()).unwrap();
    assert!(!kept::<Contact>(&desk, id).is_child());
}

#[test]
fn a_date_of_birth_of_which_nobody_says_how_it_is_known_makes_no_adult() {
    let (_room, mut desk) = Room::new(&officer());
    let id = met(&mut desk, "Lola", "looks-so");
    let mut c = kept::<Contact>(&desk, id);
    c.born_on = NaiveDate::from_ymd_opt(1994, 6, 14);
    for (basis, status) in [("", age::UNKNOWN), ("estimated", age::UNKNOWN), ("stated", age::ADULT)] {
        c.age_basis = basis.into();
        desk.save_contact(Some(id), &c.values()).unwrap();
        let stored = kept::<Contact>(&desk, id);
        assert_eq!(stored.age_status.as_str(), status, "{basis}");
    }
}

#[test]
fn a_contact_with_an_open_promise_cannot_be_closed() {
    let (_room, mut desk) = Room::new(&officer());
    let id = met(&mut desk, "Roxy", "said-so");
    let promise = promise(&mut desk, id, "2026-11-20");
    let mut c = kept::<Contact>(&desk, id);
    c.status = Code::new("closed");
    c.closed_reason = Code::new("no-longer-wanted");
    assert_eq!(faults(desk.save_contact(Some(id), &c.values())), ["status"]);
    let done = Done { outcome: "told her".into(), told: "by-call".into(), ..Done::default() };
    desk.done(promise, &done).unwrap();
    desk.save_contact(Some(id), &c.values()).unwrap();
}

#[test]
fn a_working_name_never_becomes_a_given_name() {
    let (_room, mut desk) = Room::new(&officer());
    let id = met(&mut desk, "Roxy", "said-so");
    let mut c = kept::<Contact>(&desk, id);
    c.given_names = "ROXY".into();
    assert_eq!(faults(desk.save_contact(Some(id), &c.values())), ["given_names"]);
}

#[test]
fn a_promise_is_done_only_when_the_person_has_been_told() {
    let (_room, mut desk) = Room::new(&officer());
    let id = met(&mut desk, "Roxy", "said-so");
    let promise = promise(&mut desk, id, "2026-11-20");
    assert_eq!(faults(desk.done(promise, &Done::default())), ["outcome", "told"]);
    let not_yet = Done { outcome: "bail until 14/01".into(), told: "not-yet".into(), ..Done::default() };
    desk.done(promise, &not_yet).unwrap();
    assert!(kept::<FollowUp>(&desk, promise).is_open());
    let told = Done { told: "by-call".into(), ..not_yet };
    desk.done(promise, &told).unwrap();
    let f = kept::<FollowUp>(&desk, promise);
    assert!(f.state.is(state::DONE));
    assert!(f.we_did.contains("4 days late"), "{}", f.we_did);
}

#[test]
fn the_third_deferral_demands_a_reason() {
    let (_room, mut desk) = Room::new(&officer());
    let id = met(&mut desk, "Roxy", "said-so");
    let promise = promise(&mut desk, id, "2026-11-24");
    let tomorrow: Due = "2026-11-25".parse().unwrap();
    desk.wait(promise, tomorrow, "").unwrap();
    desk.wait(promise, tomorrow, "").unwrap();
    assert_eq!(faults(desk.wait(promise, tomorrow, "")), ["reason"]);
    desk.wait(promise, tomorrow, "waiting-for-someone-else").unwrap();
    let yesterday: Due = "2026-11-23".parse().unwrap();
    assert_eq!(faults(desk.wait(promise, yesterday, "other")), ["due"]);
}

#[test]
fn the_night_belongs_to_the_working_day_it_began_in() {
    let (room, mut desk) = Room::new(&officer());
    let id = met(&mut desk, "Roxy", "said-so");
    promise(&mut desk, id, "2026-11-25T01:30");
    let row = |desk: &Desk| {
        let rows = desk.today_list("central").unwrap().rows;
        rows.into_iter().find(|r| r.why.contains("find out")).map(|r| (r.duty.heading(), r.when))
    };
    assert_eq!(row(&desk), Some(("Timed", "01:30".to_owned())), "tonight is on today's list");
    let mut night = room.later(desk, "2026-11-25T01:00:00Z");
    assert_eq!(row(&night), Some(("Timed", "01:30".to_owned())));
    // A child met in the night: what is to be done today is not late when it is made.
    let child = night.met_someone(&someone("Callie", "no")).unwrap();
    let concern = kept::<Concern>(&night, child.concern.unwrap());
    let line = dlo_caseload::domain::due::actions_line(&concern.action_list(), night.local_now());
    assert!(!line.contains("late"), "{line}");
    let clock = night.today_list("central").unwrap().rows.remove(0);
    assert_eq!((clock.duty.heading(), clock.when.as_str()), ("Clocks", "3 h 0 min"));
}

#[test]
fn putting_off_everything_of_several_contacts_leaves_safeguarding_actions_where_they_are() {
    let (_room, mut desk) = Room::new(&officer());
    let id = met(&mut desk, "Roxy", "said-so");
    let action = [("what", "get the override authorised"), ("kind", kind::SAFEGUARDING), ("due", "2026-11-25T14:05")];
    let action = desk.save_follow_up(Some(id), None, &values(&action)).unwrap();
    let promise = promise(&mut desk, id, "2026-11-24");
    desk.wait_all(&[id], "2026-12-01".parse().unwrap(), "leave").unwrap();
    let due = |id| kept::<FollowUp>(&desk, id).due.unwrap().to_string();
    assert_eq!((due(promise).as_str(), due(action).as_str()), ("2026-12-01", "2026-11-25T14:05"));
}

#[test]
fn an_open_promise_stays_one_and_a_later_day_in_its_form_is_a_deferral() {
    let (_room, mut desk) = Room::new(&officer());
    let id = met(&mut desk, "Roxy", "said-so");
    let promise = promise(&mut desk, id, "2026-11-24");
    let stored = |desk: &Desk| kept::<FollowUp>(desk, promise);
    let mut f = stored(&desk);
    f.kind = kind::OTHER.into();
    assert_eq!(faults(desk.save_follow_up(Some(id), Some(promise), &f.values())), ["kind"]);
    assert_eq!(desk.open_promises(id).unwrap(), 1);
    for (due, deferred) in [("2026-11-25", 1), ("2026-11-25T15:00", 1), ("2026-11-25T16:00", 2)] {
        let f = FollowUp { due: Some(due.parse().unwrap()), ..stored(&desk) };
        desk.save_follow_up(Some(id), Some(promise), &f.values()).unwrap();
        assert_eq!(stored(&desk).deferrals, Some(deferred), "{due}");
    }
    let again = FollowUp { due: Some("2026-12-01".parse().unwrap()), ..stored(&desk) };
    assert_eq!(faults(desk.save_follow_up(Some(id), Some(promise), &again.values())), ["due"]);
    let sooner = FollowUp { due: Some("2026-11-24".parse().unwrap()), ..stored(&desk) };
    desk.save_follow_up(Some(id), Some(promise), &sooner.values()).unwrap();
    assert_eq!(stored(&desk).deferrals, Some(2));
}

#[test]
fn no_answer_takes_the_plans_channel_and_outside_the_plan_it_asks_why() {
    let (room, mut desk) = Room::new(&officer());
    let id = met(&mut desk, "Roxy", "said-so");
    plan(&mut desk, id);
    let e = desk.no_answer(id, "").unwrap();
    let e = kept::<Engagement>(&desk, e);
    assert_eq!((e.channel.as_str(), e.outcome.as_str(), e.direction.as_str()), ("text", "no-answer", "out"));
    let mut night = room.later(desk, "2026-11-24T21:40:00Z");
    assert_eq!(faults(night.no_answer(id, "")), ["outside_reason"]);
    let e = night.no_answer(id, "she asked me to").unwrap();
    let e = kept::<Engagement>(&night, e);
    assert!(e.plan_rule.contains("10:00 to 15:00"), "{}", e.plan_rule);
    assert!(night.contact_now(id).is_err(), "it was not opened with a reason");
    night.consult(id, "follow-up-due", "").unwrap();
    assert!(matches!(night.contact_now(id).unwrap().verdict, Verdict::Outside { .. }));
    assert!(night.safe_number(id, "").is_err());
}

#[test]
fn the_person_may_get_in_touch_at_any_hour_without_a_reason() {
    let (room, mut desk) = Room::new(&officer());
    let id = met(&mut desk, "Roxy", "said-so");
    plan(&mut desk, id);
    let mut night = room.later(desk, "2026-11-24T21:40:00Z");
    let mut v = night.engagement_defaults(id, "spoke").unwrap();
    v.insert("direction", Value::Text("in".into()));
    v.insert("summary", Value::Text("wants to talk".into()));
    night.save_engagement(id, None, &v).unwrap();
}

#[test]
fn an_engagement_that_is_corrected_keeps_what_the_plan_of_its_time_said() {
    let (room, mut desk) = Room::new(&officer());
    let id = met(&mut desk, "Roxy", "said-so");
    plan(&mut desk, id);
    let inside = desk.no_answer(id, "").unwrap();
    let mut night = room.later(desk, "2026-11-24T21:40:00Z");
    let outside = night.no_answer(id, "she asked me to").unwrap();
    // From tomorrow on it is the other way round.
    let evenings = Plan { windows: vec!["any day after 18:00".into()], ..night.plan_of(id).unwrap().unwrap() };
    let mut desk = room.later(night, "2026-11-25T09:00:00Z");
    desk.save_plan(id, &evenings.values()).unwrap();
    for (e, reason) in [(inside, ""), (outside, "she asked me to")] {
        let mut v = kept::<Engagement>(&desk, e).values();
        v.insert("summary", Value::Text("rang off after a minute".into()));
        desk.save_engagement(id, Some(e), &v).unwrap();
        let now = kept::<Engagement>(&desk, e);
        assert_eq!((now.outside_reason.as_str(), now.plan_rule.is_empty()), (reason, reason.is_empty()));
    }
    // A corrected time is looked at again, by the plan that held then.
    let mut v = kept::<Engagement>(&desk, inside).values();
    v.insert("happened", Value::Text(When::at("2026-11-24T20:00:00".parse().unwrap()).to_string()));
    assert_eq!(faults(desk.save_engagement(id, Some(inside), &v)), ["outside_reason"]);
}

#[test]
fn a_message_left_by_call_keeps_to_the_rule_of_voicemail() {
    let (_room, mut desk) = Room::new(&officer());
    let id = met(&mut desk, "Roxy", "said-so");
    plan(&mut desk, id);
    let mut v = desk.engagement_defaults(id, "message-left").unwrap();
    v.insert("channel", Value::Text("call".into()));
    assert_eq!(faults(desk.save_engagement(id, None, &v)), ["outside_reason"]);
    v.insert("outside_reason", Value::Text("she had asked for the time of the hearing".into()));
    let e = desk.save_engagement(id, None, &v).unwrap();
    let e = kept::<Engagement>(&desk, e);
    assert!(e.plan_rule.contains("voicemail: never"), "{}", e.plan_rule);
    // A call that nobody answered left nothing on it.
    v.insert("outcome", Value::Text("no-answer".into()));
    v.remove("outside_reason");
    desk.save_engagement(id, None, &v).unwrap();
}

#[test]
fn the_number_stays_away_until_the_plan_allows_it_and_seeing_it_is_journalled() {
    let (_room, mut desk) = Room::new(&officer());
    let id = met(&mut desk, "Roxy", "said-so");
    point(&mut desk, id, "mobile", "07700 900142", "safe");
    assert!(desk.safe_number(id, "").is_err(), "no plan is not permission");
    plan(&mut desk, id);
    let before = entries(&desk);
    assert_eq!(desk.safe_number(id, "").unwrap().number, "07700 900142");
    assert_eq!(entries(&desk), before + 1);
}

#[test]
fn the_next_step_is_saved_with_the_engagement_and_undone_with_it() {
    let (_room, mut desk) = Room::new(&officer());
    let id = met(&mut desk, "Roxy", "said-so");
    let before = desk.reading().of_contact::<FollowUp>(id).unwrap().len();
    let mut v = desk.engagement_defaults(id, "spoke").unwrap();
    v.insert("summary", Value::Text("asked about bail".into()));
    v.insert("next_step", Value::Text("ring about bail".into()));
    assert_eq!(faults(desk.save_engagement(id, None, &v)), ["next_due"]);
    v.insert("next_due", Value::Text("2026-11-27".into()));
    v.insert("next_promised", Value::Number(1));
    desk.save_engagement(id, None, &v).unwrap();
    let now = desk.reading().of_contact::<FollowUp>(id).unwrap();
    assert!(now.iter().any(|f| f.it.is_promise() && f.it.what == "ring about bail"));
    desk.undo().unwrap();
    assert_eq!(desk.reading().of_contact::<FollowUp>(id).unwrap().len(), before);
}

#[test]
fn a_first_account_is_only_ever_added_to() {
    let (_room, mut desk) = Room::new(&officer());
    let id = met(&mut desk, "Roxy", "said-so");
    let mut v = desk.engagement_defaults(id, "spoke").unwrap();
    v.insert("first_account", Value::Text("he took the money back".into()));
    let e = desk.save_engagement(id, None, &v).unwrap();
    let mut changed = kept::<Engagement>(&desk, e).values();
    changed.insert("first_account", Value::Text("he took money".into()));
    assert_eq!(faults(desk.save_engagement(id, Some(e), &changed)), ["first_account"]);
    desk.add_to_account(e, "and then he left").unwrap();
    let now = kept::<Engagement>(&desk, e).first_account;
    assert!(now.starts_with("he took the money back\n\nAdded 24/11/2026 14:05:\nand then he left"), "{now}");
}

#[test]
fn a_hold_keeps_somebodys_own_words_as_they_were_written() {
    for (scope, of_another) in [("contact", false), ("record", false), ("all", true)] {
        let (_room, mut desk) = Room::new(&officer());
        let id = met(&mut desk, "Roxy", "said-so");
        let other = met(&mut desk, "Mia", "said-so");
        let mut v = desk.engagement_defaults(id, "spoke").unwrap();
        v.insert("first_account", Value::Text("he took the money back".into()));
        let e = desk.save_engagement(id, None, &v).unwrap();
        let account = |desk: &Desk| kept::<Engagement>(desk, e);
        let hold = values(&[("scope", scope), ("why", "investigation"), ("asked_by", "DS 1190")]);
        let hold = desk.save_hold(Some(if of_another { other } else { id }), None, &hold).unwrap();
        let mut changed = account(&desk).values();
        changed.insert("first_account", Value::Text("he took the money back, all of it".into()));
        assert_eq!(faults(desk.save_engagement(id, Some(e), &changed)), ["first_account"], "{scope}");
        assert!(desk.add_to_account(e, "and then he left").unwrap_err().what.contains("On hold"), "{scope}");
        // The rest of the engagement may be put right, and what is said later is written down on its own.
        let tidied = Engagement { place: "Low Quay".into(), ..account(&desk) };
        desk.save_engagement(id, Some(e), &tidied.values()).unwrap();
        desk.save_engagement(id, None, &v).unwrap();
        assert!(desk.undo().unwrap_err().what.contains("on hold"), "{scope}");
        assert_eq!(desk.reading().of_contact::<Engagement>(id).unwrap().len(), 3);
        desk.lift_hold(hold).unwrap();
        desk.add_to_account(e, "and then he left").unwrap();
        desk.undo().unwrap();
        assert_eq!(account(&desk).first_account, "he took the money back");
    }
}

#[test]
fn the_views_of_a_child_stay_as_they_are_while_they_are_on_hold() {
    let (_room, mut desk) = Room::new(&officer());
    let made = desk.met_someone(&someone("Callie", "no")).unwrap();
    let k = made.concern.unwrap();
    let concern = |desk: &Desk| kept::<Concern>(desk, k);
    let hold = values(&[("scope", "contact"), ("why", "investigation"), ("asked_by", "DS 1190")]);
    desk.save_hold(Some(made.contact), None, &hold).unwrap();
    let views = Concern { views: "I want to go home".into(), ..concern(&desk) };
    desk.save_concern(made.contact, Some(k), &views.values()).unwrap();
    let others = Concern { views: "I want to stay".into(), ..concern(&desk) };
    assert_eq!(faults(desk.save_concern(made.contact, Some(k), &others.values())), ["views"]);
    desk.settle_action(k, "is-entry", true, &dlo_caseload::casework::concern::Settled::default()).unwrap();
}

#[test]
fn a_new_plan_is_a_new_version_and_settles_the_follow_up_that_asked_for_one() {
    let (_room, mut desk) = Room::new(&officer());
    let id = met(&mut desk, "Roxy", "said-so");
    plan(&mut desk, id);
    plan(&mut desk, id);
    assert!(desk.plans(id).is_err(), "it was not opened with a reason");
    desk.consult(id, "follow-up-due", "").unwrap();
    let plans = desk.plans(id).unwrap();
    assert_eq!(
        plans.iter().map(|p| (p.it.version, p.it.superseded)).collect::<Vec<_>>(),
        [(Some(2), false), (Some(1), true)]
    );
    assert!(
        desk.reading().of_contact::<FollowUp>(id).unwrap().iter().all(|f| !f.it.kind.is(kind::PLAN) || !f.it.is_open())
    );
}

#[test]
fn opening_a_record_needs_a_reason_is_journalled_once_and_remembered_for_a_quarter_of_an_hour() {
    let (_room, mut desk) = Room::new(&officer());
    let id = met(&mut desk, "Roxy", "said-so");
    assert!(desk.record(id).is_err());
    let before = entries(&desk);
    desk.consult(id, "follow-up-due", "").unwrap();
    desk.consult(id, "follow-up-due", "").unwrap();
    assert_eq!(entries(&desk), before + 1);
    assert!(desk.record(id).is_ok());
    assert!(desk.consult(id, "other", " ").is_err());
    assert!(desk.consult(id, "other", &"why ".repeat(60)).is_err());
    assert!(desk.consult(id, "other", "\u{202e}\u{200b}").is_err(), "hidden characters are no words");
}

#[test]
fn a_list_is_masked_and_reading_it_is_no_consultation() {
    let (_room, mut desk) = Room::new(&officer());
    met(&mut desk, "Roxy", "said-so");
    let before = desk.store().head();
    let page = desk.contacts(&Filter { area: "central".into(), ..Filter::default() }, 0, 40).unwrap();
    assert_eq!(page.matching, 1);
    desk.today_list("central").unwrap();
    desk.find("roxy", 10).unwrap();
    assert_eq!(desk.store().head(), before);
}

#[test]
fn a_search_hit_says_where_and_never_what() {
    let (_room, mut desk) = Room::new(&officer());
    met(&mut desk, "Marley", "said-so");
    let hits = desk.find("marlie", 10).unwrap();
    assert_eq!(hits.first().map(|h| h.place.as_str()), Some("name sounds like it"));
    let hits = desk.find("cold", 10).unwrap();
    assert_eq!(hits.first().map(|h| h.place.as_str()), Some("24/11/2026 · summary"));
}

#[test]
fn possible_duplicates_are_found_by_sound_and_by_number_before_saving() {
    let (_room, mut desk) = Room::new(&officer());
    let id = met(&mut desk, "Lola B", "said-so");
    point(&mut desk, id, "mobile", "07700 900142", "safe");
    let by_name = desk.duplicates("Lolla, red coat", "").unwrap();
    assert_eq!(by_name.first().map(|d| d.why), Some("sounds like it"));
    let by_number = desk.duplicates("", "+44 7700 900142").unwrap();
    assert_eq!(by_number.first().map(|d| d.why), Some("same number"));
}

#[test]
fn hostile_text_is_cleaned_once_as_it_enters() {
    let (_room, mut desk) = Room::new(&officer());
    let id = met(&mut desk, "Ro\u{202e}x\u{1b}[2Jy\u{200b}", "said-so");
    let c = kept::<Contact>(&desk, id);
    assert_eq!(c.preferred_name(), "Rox[2Jy");
}

#[test]
fn a_wrong_passphrase_changes_no_file_of_the_vault_and_is_told_after_the_next_success() {
    let (room, desk) = Room::new(&officer());
    desk.close().unwrap();
    let bytes = std::fs::read(room.database()).unwrap();
    let wrong = Secret::Passphrase(Passphrase::typed("five quite wrong words here"));
    let Err(problem) = opening::open(&room.places(), &wrong, Locking::Take, Clock::Fixed(tuesday()), Use::Interface)
    else {
        panic!("it opened")
    };
    assert_eq!(problem.kind, Fault::CannotUnlock);
    assert_eq!(std::fs::read(room.database()).unwrap(), bytes);
    let (desk, welcome) = room.open(tuesday() + Duration::hours(1), Use::Interface).unwrap();
    assert_eq!(welcome.failed_tries, 1);
    assert_eq!(desk.reading().journal_of("failed-unlock", 10).unwrap().len(), 1);
}

#[test]
fn an_older_vault_put_back_is_refused_on_the_command_line_and_read_only_in_the_interface() {
    let (room, mut desk) = Room::new(&officer());
    let database = room.database();
    let old = std::fs::read(&database).unwrap();
    met(&mut desk, "Roxy", "said-so");
    desk.close().unwrap();
    std::fs::write(&database, old).unwrap();
    match room.open(tuesday(), Use::Command) {
        Err(p) => assert_eq!(p.kind, Fault::Older),
        Ok(_) => panic!("it opened"),
    }
    let (mut desk, _) = room.open(tuesday(), Use::Interface).unwrap();
    assert!(desk.met_someone(&someone("Mia", "said-so")).is_err());
    desk.accept_older().unwrap();
    met(&mut desk, "Mia", "said-so");
}

#[test]
fn a_vault_that_came_to_lie_in_a_synced_folder_opens_there_only_if_that_was_allowed_and_journalled() {
    let (room, desk) = Room::new(&officer());
    desk.close().unwrap();
    let dropbox = room.dir.path().join("Dropbox");
    std::fs::create_dir(&dropbox).unwrap();
    let moved = Places { vault: dropbox.join("vault"), state: room.places().state };
    std::fs::rename(room.places().vault, &moved.vault).unwrap();
    let database = std::fs::read(moved.vault.join("caseload.db")).unwrap();
    let secret = room.secret();
    for usage in [Use::Command, Use::Interface] {
        let refused = opening::open(&moved, &secret, Locking::Take, Clock::Fixed(tuesday()), usage).err().unwrap();
        assert_eq!(refused.kind, Fault::PathRefused);
        assert!(refused.what.contains("Dropbox") && refused.remedy.contains("Move the folder"), "{refused}");
    }
    assert_eq!(std::fs::read(moved.vault.join("caseload.db")).unwrap(), database, "not a byte is changed");
    std::fs::rename(&moved.vault, room.places().vault).unwrap();
    room.open(tuesday(), Use::Command).unwrap().0.close().unwrap();

    let allowed = Places { vault: dropbox.join("allowed"), state: room.places().state };
    let new = NewCaseload {
        places: &allowed,
        passphrase: &Passphrase::typed(WORDS),
        factor: WorkFactor::new(4).unwrap(),
        officer: &officer(),
        allow_synced: true,
    };
    opening::create(&new, Clock::Fixed(tuesday())).unwrap().0.close().unwrap();
    let (desk, _) = opening::open(&allowed, &secret, Locking::Take, Clock::Fixed(tuesday()), Use::Command).unwrap();
    desk.close().unwrap();
}

#[test]
fn a_jot_taken_while_locked_is_filed_after_the_next_unlock_and_its_sealed_note_is_gone() {
    let (room, desk) = Room::new(&officer());
    desk.close().unwrap();
    opening::take_jot(&room.places(), "Lola asked again about Friday,\nafter 6, not by phone").unwrap();
    let (mut desk, welcome) = room.open(tuesday(), Use::Interface).unwrap();
    assert_eq!(welcome.jots.iter().map(|j| j.1).collect::<Vec<_>>(), [2]);
    assert_eq!(desk.file_jots().unwrap(), Filed { filed: 1, left: 0 });
    assert_eq!(desk.file_jots().unwrap(), Filed::default());
    let today = desk.today_list("").unwrap();
    let row = today.rows.iter().find(|r| r.why.contains("Lola asked again about Friday, after 6")).unwrap();
    let filed = desk.reading().any(Kind::FollowUp, row.of.row.record).unwrap().unwrap().values;
    assert_eq!(
        filed["note"].text(),
        Some("Lola asked again about Friday,\nafter 6, not by phone"),
        "as it was written"
    );
    // The sealed note is gone: taking the filing back would lose what it said.
    assert!(desk.undo().is_err());
    assert!(desk.today_list("").unwrap().rows.iter().any(|r| r.why.contains("Lola")));
}

#[test]
fn a_long_jot_is_filed_whole_and_can_be_saved_from_its_form() {
    let (room, desk) = Room::new(&officer());
    desk.close().unwrap();
    let long = format!("{}\n{}", "the house by the bridge ".repeat(20), "x".repeat(25_000));
    opening::take_jot(&room.places(), &long).unwrap();
    let (mut desk, _) = room.open(tuesday(), Use::Interface).unwrap();
    assert_eq!(desk.file_jots().unwrap().filed, 1);
    let rows = desk.today_list("").unwrap().rows;
    let ids: Vec<RecordId> = rows.iter().map(|r| r.of.row.record).collect();
    let mut whole = String::new();
    let mut all = ids.iter().map(|id| desk.reading().any(Kind::FollowUp, *id).unwrap().unwrap().values);
    let mut parts: Vec<Values> = all.by_ref().collect();
    parts.sort_by_key(|v| v["note"].text().is_some_and(|n| n.starts_with('x')));
    for (id, values) in ids.iter().zip(&parts) {
        whole.push_str(values["note"].text().unwrap());
        assert_eq!(desk.save_follow_up(None, Some(*id), values).map(|_| ()), Ok(()));
    }
    assert_eq!((parts.len(), whole), (2, long.trim().to_owned()), "in two, none of it lost");
}

#[test]
fn a_jot_that_cannot_be_opened_keeps_no_other_from_being_filed() {
    let (room, desk) = Room::new(&officer());
    desk.close().unwrap();
    let bad = room.places().vault.join("inbox").join(format!("{}.age", "00".repeat(16)));
    std::fs::write(&bad, b"not sealed to this vault").unwrap();
    opening::take_jot(&room.places(), "ring the drop-in").unwrap();
    let (mut desk, welcome) = room.open(tuesday(), Use::Interface).unwrap();
    assert_eq!((welcome.jots.len(), welcome.closed_jots), (1, 1));
    assert_eq!(desk.file_jots().unwrap(), Filed { filed: 1, left: 1 });
    assert!(bad.exists(), "it stays for whoever can open it");
    assert!(desk.today_list("").unwrap().rows.iter().any(|r| r.why.contains("ring the drop-in")));
}

#[test]
fn what_can_never_be_undone_is_said_once_and_is_not_in_the_way_of_what_was_done_before() {
    let (_room, mut desk) = Room::new(&officer());
    let first = met(&mut desk, "Roxy", "said-so");
    let second = met(&mut desk, "Mia", "said-so");
    let disclosed = values(&[
        ("happened", "2026-11-24"),
        ("to_whom", "the IS desk"),
        ("verified", "rang back"),
        ("channel", "phone"),
        ("what", "that she is well"),
        ("purpose", "safeguarding"),
        ("basis", "safeguarding"),
    ]);
    desk.save_disclosure(second, &disclosed).unwrap();
    assert_eq!(desk.undo().unwrap_err().what, "Other records belong to this contact by now.");
    assert!(desk.reading().contact_line(second).unwrap().is_some());
    assert_eq!(desk.undo().unwrap(), "met someone");
    assert!(desk.reading().contact_line(first).unwrap().is_none());
    assert_eq!(desk.undo().unwrap_err().what, "Nothing of this sitting is left to undo.");
}

#[test]
fn the_whole_sitting_verifies() {
    let (_room, mut desk) = Room::new(&officer());
    let id = met(&mut desk, "Roxy", "said-so");
    plan(&mut desk, id);
    desk.consult(id, "other", "a call from her solicitor").unwrap();
    let p = promise(&mut desk, id, "2026-11-24");
    desk.cancel(p, "she no longer wants it").unwrap();
    desk.undo().unwrap();
    desk.store().verify(|_, _| true).unwrap();
    desk.store().check_whole().unwrap();
}
