//! The daily review and the backlog after leave: driven by keys alone, held against the pictures.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

mod common;

use chrono::{Days, Duration};
use common::people::{adult, agreed_plan, entered, owed, person, point};
use common::records::{kept, values};
use common::shown::{hides, shows, stands_in};
use common::{Room, day, officer};
use dlo_caseload::casework::desk::Desk;
use dlo_caseload::casework::practice::Practice;
use dlo_caseload::casework::review::Standing;
use dlo_caseload::domain::contact::Contact;
use dlo_caseload::domain::due::Class;
use dlo_caseload::domain::engagement::Engagement;
use dlo_caseload::domain::field::Record;
use dlo_caseload::domain::follow_up::{self, FollowUp};
use dlo_caseload::domain::id::RecordId;
use dlo_caseload::domain::plan::Plan;
use dlo_caseload::domain::when::{Due, When};
use dlo_caseload::tui::pilot::Pilot;
use dlo_caseload::tui::screen::Place;
use proptest::prelude::*;

/// The card of mock-up (b): Roxy third of eighteen, her promise deferred twice, the days to wait for with their load.
fn roxy() -> (Room, Desk, RecordId, RecordId) {
    let (room, desk) = Room::new(&officer());
    let mut desk = room.later(desk, "2026-11-17T11:40:00Z");
    let roxy = Contact { must_not_find_out: vec!["landlord".into(), "sister".into()], ..adult("Roxy") };
    let roxy = entered(&mut desk, &roxy);
    let plan = Plan {
        call_words: "after a yes by text".into(),
        officer_name: "Anna from the project".into(),
        not_safe_word: "about the parcel".into(),
        never: vec!["uniform".into(), "going to the flat".into()],
        ..agreed_plan()
    };
    desk.save_plan(roxy, &plan.values()).unwrap();
    let e = Engagement {
        happened: Some(When::at("2026-11-17T11:20:00".parse().unwrap())),
        channel: "call".into(),
        direction: "out".into(),
        outcome: "spoke".into(),
        minutes: Some(12),
        summary: "Worried about the bail date. Wants to know if he may come to Tannery Lane. Sleeping badly, eating."
            .into(),
        next_step: "find out the bail conditions and ring her".into(),
        next_promised: true,
        next_due: Some(Due::On(day("2026-11-18"))),
        ..Engagement::default()
    };
    desk.save_engagement(roxy, None, &e.values()).unwrap();
    let promise = desk.reading().of_contact::<FollowUp>(roxy).unwrap()[0].meta.id;
    let words = [
        ("what", "find out the bail conditions and ring her"),
        ("kind", follow_up::kind::PROMISE),
        ("due", "2026-11-18"),
        ("you_said", "I will find out by Friday."),
    ];
    desk.save_follow_up(Some(roxy), Some(promise), &values(&words)).unwrap();
    desk.wait(promise, Due::On(day("2026-11-19")), "").unwrap();
    desk.wait(promise, Due::On(day("2026-11-20")), "").unwrap();
    owed(&mut desk, Some(roxy), "her crime number", follow_up::kind::PROMISE, "2026-11-27");
    for (name, due) in [("Jade", "2026-11-18"), ("Mia", "2026-11-19")] {
        let who = person(&mut desk, name);
        owed(&mut desk, Some(who), "result of the CPS meeting", follow_up::kind::PROMISE, due);
    }
    for n in 0..15 {
        let who = person(&mut desk, &format!("Invented {n}"));
        owed(&mut desk, Some(who), "bring the card", follow_up::kind::OTHER, "2026-11-24");
    }
    for due in ["2026-11-25", "2026-11-25", "2026-11-27", "2026-11-30"] {
        owed(&mut desk, None, "tidy the list", follow_up::kind::OTHER, due);
    }
    let desk = room.later(desk, "2026-11-24T14:05:00Z");
    (room, desk, roxy, promise)
}

/// The screen with Roxy's reference as the pictures have it.
fn pictured(pilot: &Pilot) -> String {
    pilot.screen().replace("K7-0001", "K7-0042").replace("K7-0003", "K7-0017")
}

/// Holds whole rows of a picture of Roxy's card against the screen.
#[track_caller]
fn holds(pilot: &Pilot, picture: &str) {
    stands_in(&pictured(pilot), picture);
}

fn follow_up_of(pilot: &mut Pilot, id: RecordId) -> FollowUp {
    kept(pilot.desk().unwrap(), id)
}

/// Roxy's card, reached as an officer reaches it: one card reviewed, one promise kept.
fn at_roxy() -> (Room, Pilot, RecordId, RecordId) {
    let (room, desk, roxy, promise) = roxy();
    let mut pilot = room.interface(desk, Place::Today);
    pilot.keys("Enter Enter d").types("no charge").keys("Enter");
    (room, pilot, roxy, promise)
}

#[test]
fn a_card_stands_as_pictured() {
    let (_room, pilot, ..) = at_roxy();
    let card = r#"
▸ K7-0042  Roxy                                                        3 of 18
  ! Promise 4 days late: find out the bail conditions and ring her
  You said           "I will find out by Friday." Call of Tue 17/11
  Why it is here     due Fri 20/11 · deferred twice
  Must not find out  ! landlord · ! sister
  Plan               ✓ text or call now, until 15:00
                     text first: "are you about?" and wait for a yes
                     you are "Anna from the project"
                     × voicemail · × uniform · × going to the flat
                     not safe now: "about the parcel"
  Last engagement    Tue 17/11 11:20 · call out · spoke · 12 minutes
                     Worried about the bail date. Wants to know if he may
                     come to Tannery Lane. Sleeping badly, eating.
  Other promises     Fri 27/11  her crime number
  ✓ K7-0017 done, told. u undoes it
  d done   w wait   c log engagement   Enter reviewed   j k move   q stop"#;
    // The mock-up breaks the summary a word earlier than the room makes it.
    let card = card.replace("if he may\n                     come to", "if he may come\n                     to");
    holds(&pilot, &card);
    assert!(pictured(&pilot).starts_with("  caseload   Daily review · Central  "), "{}", pilot.screen());
}

#[test]
fn waiting_for_the_third_time_stands_as_pictured_and_asks_why_in_the_same_sheet() {
    let (_room, mut pilot, _, promise) = at_roxy();
    pilot.keys("w Tab").types("waiting for someone").keys("Enter Tab");
    holds(
        &pilot,
        r#"
  K7-0042  Roxy                                                        3 of 18
  ! Promise 4 days late: find out the bail conditions and ring her
  Must not find out  ! landlord · ! sister
                     not safe now: "about the parcel"
  ─ Wait until ───────────────────────────────────────────────────────────────
▸ t  tomorrow       Wed 25/11    2 things that day
  3  in 3 days      Fri 27/11    2 things that day
  m  next Monday    Mon 30/11    1 thing that day
  p  pick a date    type one: thu, +2w, 3/12
  Reason *          waiting for someone else ▾         deferred twice before
  t 3 m p choose   Tab reason   Enter wait   Esc back"#,
    );
    assert_eq!(pilot.screen().matches('▸').count(), 1, "{}", pilot.screen());
    pilot.keys("3 Enter");
    let f = follow_up_of(&mut pilot, promise);
    assert_eq!((f.due, f.deferrals), (Some(Due::On(day("2026-11-27"))), Some(3)));
    assert!(f.deferral_reason.is("waiting-for-someone-else"));
    shows(&pilot, "K7-0001 waits. u undoes it");
    shows(&pilot, "4 of 18");
}

#[test]
fn the_third_deferral_is_not_saved_without_a_reason() {
    let (_room, mut pilot, _, promise) = at_roxy();
    pilot.keys("w m Enter");
    shows(&pilot, "Choose one: Enter opens the list.");
    assert_eq!(follow_up_of(&mut pilot, promise).deferrals, Some(2));
    pilot.types("not safe").keys("Enter Enter");
    let f = follow_up_of(&mut pilot, promise);
    assert_eq!((f.due, f.deferrals), (Some(Due::On(day("2026-11-30"))), Some(3)), "{}", pilot.screen());
}

#[test]
fn a_day_that_is_typed_is_read_at_once() {
    let (_room, mut pilot, _, promise) = at_roxy();
    pilot.keys("w p").types("+2w");
    shows(&pilot, "08/12/2026");
    pilot.keys("Tab").types("no answer").keys("Enter Enter");
    assert_eq!(follow_up_of(&mut pilot, promise).due, Some(Due::On(day("2026-12-08"))), "{}", pilot.screen());
}

#[test]
fn what_came_of_it_stands_as_pictured_and_you_said_we_did_writes_itself() {
    let (_room, mut pilot, _, promise) = at_roxy();
    pilot.keys("d").types("bail until 14/01, he may not go to Tannery Lane");
    holds(
        &pilot,
        r#"
  K7-0042  Roxy                                                        3 of 18
  ─ Done: what came of it ────────────────────────────────────────────────────
▸ Outcome *         bail until 14/01, he may not go to Tannery Lane
  Told              ● yes, by call   ○ by text   ○ not yet, promise stays open
  You said          find out the bail conditions and ring her by Fri 20/11
  We did            found out Tue 24/11, told the same day, 4 days late
  Next step         none ▾
  Enter save   Tab next field   Esc back, it stays open"#,
    );
    pilot.keys("Enter");
    let f = follow_up_of(&mut pilot, promise);
    assert!(f.state.is("done") && f.told.is("by-call"));
    assert_eq!(f.we_did, "found out Tue 24/11/2026, told the same day, 4 days late");
    shows(&pilot, "4 of 18");
}

#[test]
fn a_promise_of_which_nobody_was_told_stays_open_and_the_card_counts_as_reviewed() {
    let (_room, mut pilot, _, promise) = at_roxy();
    pilot.keys("d").types("bail until 14/01").keys("Tab End Space");
    shows(&pilot, "found out Tue 24/11, not told yet, 4 days late");
    pilot.keys("Enter");
    shows(&pilot, "noted, the promise stays open");
    assert!(follow_up_of(&mut pilot, promise).is_open());
    pilot.keys("k");
    shows(&pilot, "✓ Reviewed: find out the bail conditions");
}

#[test]
fn a_next_step_is_saved_in_the_same_act() {
    let (_room, mut pilot, roxy, promise) = at_roxy();
    pilot.keys("d").types("bail until 14/01").keys("Tab Tab").types("promise").keys("Enter");
    pilot.types("ring after the hearing").keys("Tab").types("fri").keys("Enter");
    shows(&pilot, "done, told");
    let made = pilot.desk().unwrap().reading().of_contact::<FollowUp>(roxy).unwrap();
    let next = made.iter().find(|f| f.it.what == "ring after the hearing").unwrap_or_else(|| panic!("no next step"));
    assert!(next.it.is_promise());
    assert_eq!(next.it.due, Some(Due::On(day("2026-11-27"))));
    let act_of = |pilot: &mut Pilot, id: RecordId| {
        let journal = pilot.desk().unwrap().reading().journal(20).unwrap();
        journal.iter().filter(|e| e.record == Some(id)).map(|e| e.act).max()
    };
    assert!(act_of(&mut pilot, promise).is_some());
    assert_eq!(act_of(&mut pilot, next.meta.id), act_of(&mut pilot, promise));
    pilot.keys("u");
    assert!(follow_up_of(&mut pilot, promise).is_open());
    let made = pilot.desk().unwrap().reading().of_contact::<FollowUp>(roxy).unwrap();
    assert!(!made.iter().any(|f| f.it.what == "ring after the hearing"), "undo takes both back");
    shows(&pilot, "3 of 18");
}

#[test]
fn an_engagement_settles_the_card_in_one_act() {
    let (_room, mut pilot, _, promise) = at_roxy();
    pilot.keys("c s").types("Told her. She was glad.").keys("Ctrl+S");
    shows(&pilot, "engagement of K7-0001, and the card is done. u undoes both");
    shows(&pilot, "4 of 18");
    let f = follow_up_of(&mut pilot, promise);
    assert!(f.state.is("done") && f.told.is("by-text"), "by the channel of the engagement");
    assert_eq!(f.outcome, "Told her. She was glad.");
    pilot.keys("u");
    assert!(follow_up_of(&mut pilot, promise).is_open());
    shows(&pilot, "3 of 18");
    shows(&pilot, "Last engagement    Tue 17/11 11:20");
}

#[test]
fn no_answer_keeps_no_promise() {
    let (_room, mut pilot, _, promise) = at_roxy();
    pilot.keys("c n");
    shows(&pilot, "No answer is logged");
    assert!(follow_up_of(&mut pilot, promise).is_open());
    shows(&pilot, "3 of 18");
    shows(&pilot, "Last engagement    Tue 24/11 14:05 · text message out · no answer");
}

#[test]
fn every_card_has_one_entry_in_the_journal_under_one_reason() {
    let (_room, mut pilot, roxy, _) = at_roxy();
    pilot.keys("k k j j j k");
    let desk = pilot.desk().unwrap();
    let opened: Vec<_> =
        desk.history(roxy, 50).unwrap().into_iter().filter(|l| l.operation == "consultation").collect();
    assert_eq!(opened.len(), 1);
    assert_eq!(opened[0].reason, "daily-review");
    pilot.keys("O");
    shows(&pilot, "Record");
    hides(&pilot, "Why are you opening");
    shows(&pilot, "reason: daily review");
    pilot.keys("Esc");
    shows(&pilot, "3 of 18");
}

#[test]
fn the_reason_of_the_sitting_is_never_offered_as_an_answer() {
    let (room, desk, ..) = roxy();
    let mut pilot = room.interface(desk, Place::Today);
    pilot.keys("j Enter");
    shows(&pilot, "Why are you opening");
    hides(&pilot, "daily review");
}

#[test]
fn moving_does_not_count_and_what_is_passed_over_comes_first_next_time() {
    let (room, mut pilot, ..) = at_roxy();
    pilot.keys("j");
    for _ in 0..15 {
        pilot.keys("Enter");
    }
    shows(&pilot, "Daily review finished, 14:05");
    shows(&pilot, "Done               1     of them promises 1, told 1");
    shows(&pilot, "Reviewed           16");
    shows(&pilot, "Passed over        1     not counted, comes first next time");
    pilot.keys("q");
    shows(&pilot, "1 card since or passed over");
    let desk = room.later(pilot.into_desk().unwrap(), "2026-11-25T09:00:00Z");
    let mut pilot = room.interface(desk, Place::Today);
    shows(&pilot, "last finished Tue 24/11 14:05");
    pilot.keys("Enter");
    shows(&pilot, "K7-0001  Roxy");
    shows(&pilot, " 1 of ");
}

#[test]
fn what_was_passed_over_can_be_gone_through_from_the_end() {
    let (_room, mut pilot, ..) = at_roxy();
    pilot.keys("j");
    for _ in 0..15 {
        pilot.keys("Enter");
    }
    pilot.keys("R");
    shows(&pilot, "3 of 18");
    pilot.keys("Enter");
    shows(&pilot, "Passed over        0");
    pilot.keys("u");
    shows(&pilot, "3 of 18");
}

#[test]
fn the_last_card_asks_before_the_others_are_left() {
    let (_room, mut pilot, ..) = at_roxy();
    for _ in 0..15 {
        pilot.keys("j");
    }
    shows(&pilot, "18 of 18");
    pilot.keys("j");
    shows(&pilot, "16 cards are passed over and come first next time.");
    pilot.keys("Enter");
    shows(&pilot, "18 of 18");
    pilot.keys("j f");
    shows(&pilot, "Passed over        16");
}

#[test]
fn u_takes_back_what_was_done_last_card_by_card() {
    let (_room, mut pilot, ..) = at_roxy();
    pilot.keys("Enter");
    shows(&pilot, "4 of 18");
    pilot.keys("u");
    shows(&pilot, "Undone: review a card");
    shows(&pilot, "3 of 18");
    pilot.keys("u");
    shows(&pilot, "Undone: settle a follow-up");
    shows(&pilot, "2 of 18");
    shows(&pilot, "Promise 5 days late");
    pilot.keys("u");
    shows(&pilot, "1 of 18");
}

#[test]
fn it_stops_and_goes_on_where_it_stood_also_after_a_lock() {
    let (room, mut pilot, ..) = at_roxy();
    pilot.keys("Enter q");
    shows(&pilot, "Daily review   15 of 18 cards to go");
    shows(&pilot, "▸ Daily review");
    pilot.keys("R");
    shows(&pilot, "4 of 18");
    let mut desk = room.later(pilot.into_desk().unwrap(), "2026-11-24T16:00:00Z");
    let review = desk.begin_review("central", None).unwrap();
    assert_eq!((review.at, review.open(), review.cards.len()), (Some(3), 15, 18));
    let pilot = room.interface(desk, Place::Review);
    shows(&pilot, "4 of 18");
}

#[test]
fn the_day_turns_at_four_and_with_it_the_sitting() {
    let (room, desk, ..) = roxy();
    let mut desk = room.later(desk, "2026-11-25T03:50:00Z");
    let key = {
        let review = desk.begin_review("central", None).unwrap();
        assert_eq!(review.day, day("2026-11-24"), "before four it is still the day before");
        review.cards[0].key
    };
    desk.review_card("central", key).unwrap();
    desk.mark_reviewed("central", key).unwrap();
    assert_eq!(desk.review("central").unwrap().cards[0].standing, Standing::Reviewed);
    let desk = room.later(desk, "2026-11-25T04:10:00Z");
    let review = desk.review("central").unwrap();
    assert_eq!(review.day, day("2026-11-25"));
    let again = review.cards.iter().find(|c| c.key == key).unwrap();
    assert_eq!(again.standing, Standing::Open, "it is looked at again on the new day");
    assert!(review.cards.len() > 18, "and what is due on the new day is there: {}", review.cards.len());
}

#[test]
fn a_promise_is_kept_from_today_in_three_keys_and_its_text() {
    let (room, desk, ..) = roxy();
    let mut pilot = room.interface(desk, Place::Today);
    let before = pilot.screen().matches("promise:").count();
    pilot.keys("j").keys("d").types("no charge").keys("Enter");
    shows(&pilot, "Done. u takes it back");
    assert_eq!(pilot.screen().matches("promise:").count(), before - 1, "{}", pilot.screen());
}

#[test]
fn the_focus_rests_on_the_review_until_it_is_finished() {
    let (room, desk, ..) = roxy();
    let mut pilot = room.interface(desk, Place::Today);
    shows(&pilot, "▸ Daily review   18 cards");
    shows(&pilot, "R review   Enter begin");
    pilot.keys("d");
    shows(&pilot, "Move to a row of the list first: j goes down.");
    pilot.keys("R");
    for _ in 0..18 {
        pilot.keys("Enter");
    }
    shows(&pilot, "Daily review finished");
    pilot.keys("Enter 2 1");
    shows(&pilot, "  Daily review   finished");
    shows(&pilot, "▸  ! 6 days late");
}

#[test]
fn today_stands_as_pictured_with_the_review_in_its_first_row() {
    let (room, desk) = Room::practice(&Practice::default());
    let mut pilot = room.live(desk, Place::Today);
    pilot.keys("j j j");
    holds(
        &pilot,
        "
  Daily review   18 cards                        last finished Mon 23/11 06:40
   ▲ 31 h 20 min  K7-0066  Callie    child concern · protection to Wed
   ◐ 9 h 5 min    K7-0017  Jade      crime to record, told Mon 23:10
▸  ! 4 days late  K7-0042  Roxy      promise: find out bail conditions
   ! 2 days late  K7-0017  Jade      promise: result of the CPS meeting
   ! since 09:00  K7-0058  Оксана    promise: text after her shift
  R review   Enter open   d done   w wait   C contact now   ? help",
    );
    pilot.window(120, 36);
    holds(
        &pilot,
        "
  Daily review                          18 cards · last finished Mon 23/11 06:40  │  K7-0042  Roxy
  Duty        When         Contact  Name      Why it is here                      │  ! Promise, 4 days late
  Clocks    ▲ 31 h 20 min  K7-0066  Callie    child concern · protection to Wed   │  You said on 17/11 in a call:
            ◐ 9 h 5 min    K7-0017  Jade      crime to record, told Mon 23:10     │  \"I will find out the bail
▸ Overdue   ! 4 days late  K7-0042  Roxy      promise: find out bail conditions   │  Deferred twice.
            ! since 09:00  K7-0058  Оксана    promise: text after her shift       │  ✓ inside the plan until 15:00
  R review   Enter open   d done   w wait   C contact now   ? help",
    );
}

#[test]
fn an_empty_day_stands_as_pictured() {
    let (room, mut desk) = Room::new(&officer());
    let who = person(&mut desk, "Dee");
    for due in ["2026-11-26", "2026-11-26T10:00", "2026-11-26T16:00"] {
        owed(&mut desk, Some(who), "ring", follow_up::kind::OTHER, due);
    }
    let pilot = room.interface(desk, Place::Today);
    holds(
        &pilot,
        "
▸ Daily review   nothing to look at
  Nothing is due today in Central.
  Next             Thu 26/11   3 things, the first at 10:00
  Contacts         1 open, none past the ideal interval
  Tab  the calendar      a  add a follow-up      2  open Contacts
  Tab calendar   a add follow-up   2 Contacts   / search   8 Outbox   ? help",
    );
    let mut pilot = pilot;
    pilot.keys("R");
    shows(&pilot, "Nothing is due today, so there is nothing to look at.");
}

#[test]
fn the_end_says_what_was_done_and_what_still_runs() {
    let (room, desk) = Room::practice(&Practice::default());
    let mut pilot = room.live(desk, Place::Today);
    pilot.keys("R Enter Enter w m Tab").types("waiting").keys("Enter Tab m Enter");
    shows(&pilot, "K7-0042 waits. u undoes it");
    pilot.keys("d").types("no charge").keys("Enter");
    for _ in 0..14 {
        pilot.keys("Enter");
    }
    holds(
        &pilot,
        "
  Daily review finished, 14:05
  Done               1     of them promises 1, told 1
  Reviewed           16
  Waiting            1     one for the third time
  Passed over        0
  Outbox             no new draft update, 9 in all · 8 opens it
  Still running      ▲ child concern K7-0066, 31 h 20 min left",
    );
}

#[test]
fn several_rows_of_the_backlog_are_put_off_in_one_act_for_one_reason() {
    let (room, desk, ..) = roxy();
    let mut pilot = room.interface(desk, Place::Today);
    pilot.keys("j j j j Space G V");
    shows(&pilot, "15 selected: w makes them wait, Esc clears the selection");
    pilot.keys("Esc");
    hides(&pilot, "selected");
    pilot.keys("Space k k V w").types("mon").keys("Tab").types("on leave").keys("Enter Ctrl+S");
    shows(&pilot, "3 follow-ups wait. u takes it back");
    shows(&pilot, "Daily review   15 cards");
    pilot.keys("u");
    shows(&pilot, "Undone: put off several follow-ups");
    shows(&pilot, "Daily review   18 cards");
}

#[test]
fn what_is_no_follow_up_is_not_selected_and_says_what_settles_it() {
    let (room, desk) = Room::practice(&Practice::default());
    let mut pilot = room.live(desk, Place::Today);
    pilot.keys("j Space");
    shows(&pilot, "No follow-up: settling its actions ends it. Enter opens it.");
    hides(&pilot, "selected");
    pilot.keys("V G V");
    shows(&pilot, "7 selected");
}

/// A caseload after three weeks of leave: 120 things due, of every kind.
fn after_leave() -> (Room, Pilot) {
    let (room, desk) = Room::new(&officer());
    let mut desk = room.later(desk, "2026-11-02T09:00:00Z");
    for n in 0..60_u64 {
        let who = person(&mut desk, &format!("Invented {n}"));
        let due = day("2026-11-03") + Days::new(n % 21);
        owed(&mut desk, Some(who), "her crime number", follow_up::kind::PROMISE, &due.to_string());
        owed(&mut desk, Some(who), "ring again", follow_up::kind::OTHER, &(due + Days::new(1)).to_string());
        if n == 0 {
            point(&mut desk, who, "mobile", "07700 900142", "safe");
        }
    }
    let desk = room.later(desk, "2026-11-24T14:05:00Z");
    let pilot = room.interface(desk, Place::Today);
    (room, pilot)
}

#[test]
fn after_three_weeks_of_leave_the_backlog_is_cleared_before_the_day_is_over() {
    let (room, mut pilot) = after_leave();
    pilot.window(120, 36);
    shows(&pilot, "120 cards");
    // The review asks how many; she takes them all, and deals with the oldest promises first.
    pilot.keys("R");
    shows(&pilot, "How many cards today?");
    pilot.keys("a");
    shows(&pilot, "1 of 120");
    shows(&pilot, "! Promise 21 days late: her crime number");
    for n in 0..10 {
        if n % 2 == 0 {
            pilot.keys("d").types("given by text").keys("Tab Right Space Enter");
        } else {
            pilot.keys("w t");
        }
    }
    shows(&pilot, "11 of 120");
    // Somebody rings from a number nobody has.
    pilot.keys("/").types("9999").keys("Enter");
    shows(&pilot, "Nobody here has this number");
    pilot.types("said she is Lola").keys("Tab Right Space Tab Tab").types("wants the drop-in times").keys("Ctrl+S");
    shows(&pilot, "Saved: K7-0061");
    pilot.keys("Esc");
    shows(&pilot, "11 of 120");
    for _ in 0..10 {
        pilot.keys("Enter");
    }
    shows(&pilot, "21 of 120");
    // The rest waits: everything that is no promise to Thursday, in one act.
    pilot.keys("q");
    shows(&pilot, "100 of 120 cards to go");
    pilot.keys("G");
    for _ in 0..59 {
        pilot.keys("Space k");
    }
    shows(&pilot, "59 selected");
    pilot.keys("w").types("thu").keys("Tab").types("on leave").keys("Enter Ctrl+S");
    shows(&pilot, "59 follow-ups wait");
    shows(&pilot, "of 120 cards to go");
    let kept = |pilot: &mut Pilot| pilot.desk().unwrap().review("central").unwrap();
    let review = kept(&mut pilot);
    assert_eq!(review.cards.len(), 120);
    assert_eq!(review.open(), 41, "what is put off together is no longer to be looked at");
    let order: Vec<String> = {
        let list = pilot.desk().unwrap().today_list("central").unwrap();
        let promises = list.rows.iter().filter(|r| r.of.row.class == Class::Promise);
        promises.map(|r| r.of.row.due.clone()).collect()
    };
    let mut sorted = order.clone();
    sorted.sort();
    assert_eq!((order.len(), &order), (50, &sorted), "the order of duty is kept");
    // She goes on, past midnight: at four a new day begins with what is left.
    let desk = room.later(pilot.into_desk().unwrap(), "2026-11-25T04:30:00Z");
    let mut pilot = room.interface(desk, Place::Today);
    let left = kept(&mut pilot).open();
    assert!(left > 41, "what waited for a day is back, what waits for Thursday is not: {left}");
    pilot.keys("R");
    shows(&pilot, "How many cards today?");
    pilot.keys("a");
    for _ in 0..left {
        pilot.keys("Enter");
    }
    shows(&pilot, "Daily review finished, 04:30");
    shows(&pilot, &format!("Reviewed           {left}"));
    pilot.keys("q");
    shows(&pilot, "finished at 04:30");
}

#[test]
fn a_review_capped_at_twenty_leaves_the_others_on_today() {
    let (_room, mut pilot) = after_leave();
    pilot.keys("R 2");
    shows(&pilot, "1 of 20");
    for _ in 0..20 {
        pilot.keys("Enter");
    }
    shows(&pilot, "Left on Today      100");
    pilot.keys("q");
    shows(&pilot, "promise: her crime number");
}

#[test]
fn a_printable_key_writes_in_the_outcome_and_does_nothing_else() {
    let (_room, mut pilot, _, promise) = at_roxy();
    pilot.keys("d").types("dwcjkqOru?:/123");
    shows(&pilot, "Outcome *         dwcjkqOru?:/123");
    pilot.keys("Esc");
    assert!(follow_up_of(&mut pilot, promise).is_open());
}

#[test]
fn the_plan_is_asked_again_as_time_goes_on() {
    let (_room, mut pilot, ..) = at_roxy();
    pilot.app.locks_when_idle = false;
    pilot.waits(Duration::minutes(2));
    shows(&pilot, "K7-0001  Roxy");
    shows(&pilot, "3 of 18");
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(24))]

    #[test]
    fn no_size_makes_the_review_or_its_sheets_panic(columns in 0_u16..150, rows in 0_u16..45) {
        thread_local! {
            static PILOT: std::cell::RefCell<(Room, Pilot, RecordId, RecordId)> = std::cell::RefCell::new(at_roxy());
        }
        PILOT.with_borrow_mut(|(_, pilot, ..)| {
            for keys in ["j", "k", "d", "Tab Tab Enter", "Esc Esc", "w", "Tab Enter", "Esc Esc", "w p", "Esc Esc", "q", "Space V", "Esc R"] {
                pilot.window(120, 36).keys(keys).window(columns, rows);
                let (screen, small) = (pilot.screen(), columns < 60 || rows < 15);
                assert_eq!(screen.contains("caseload  "), !small, "{columns}x{rows} after {keys}\n{screen}");
                assert!(!small || !screen.contains("K7-"), "{columns}x{rows} after {keys}\n{screen}");
            }
        });
    }
}
