//! The contact record, *Contact now*, safeguarding and the forms, driven by keys: what the officer sees and what was done.
#![allow(clippy::unwrap_used, clippy::panic, clippy::indexing_slicing, reason = "a test that cannot go on fails")]

mod common;

use chrono::Duration;
use common::cast::{self, CALLIE, ROXY};
use common::people::who;
use common::records::{kept, of};
use common::shown::{goes_to, hides, hides_all, shows, shows_all};
use common::{Room, moment};
use dlo_caseload::domain::contact::Contact;
use dlo_caseload::domain::engagement::Engagement;
use dlo_caseload::domain::follow_up::FollowUp;
use dlo_caseload::domain::hold::Hold;
use dlo_caseload::tui::app::Exit;
use dlo_caseload::tui::pilot::Pilot;
use dlo_caseload::tui::screen::record::Section;
use dlo_caseload::tui::screen::{Place, Who};
use dlo_caseload::tui::task::Task;
use proptest::prelude::*;

fn record(reference: &str, section: Section) -> (Room, Pilot) {
    cast::at(reference, |who| Place::Record(who, section))
}

/// Today with the focus on the first row of a contact.
fn today(reference: &str) -> (Room, Pilot) {
    let (room, mut pilot) = cast::on(Place::Today);
    pilot.window(120, 36);
    goes_to(&mut pilot, "j", reference);
    (room, pilot)
}

fn engagements(pilot: &mut Pilot, reference: &str) -> Vec<Engagement> {
    let desk = pilot.desk().unwrap();
    of(desk, who(desk, reference).id)
}

/// Columns of the rail with its margin.
const RAIL: usize = 23;

/// Holds rows of a picture against the screen, in their order and to the column.
#[track_caller]
fn holds(pilot: &Pilot, rows: &[&str]) {
    let screen = pilot.screen();
    let mut lines = screen.lines();
    for row in rows {
        // Beside the rail only what stands in the section counts.
        let beside = row.starts_with(&" ".repeat(RAIL));
        let same = |l: &str| l == *row || beside && l.chars().skip(RAIL).eq(row.chars().skip(RAIL));
        assert!(lines.any(same), "not on the screen, or not in this place:\n{row}\n\n{screen}");
    }
}

#[test]
fn a_record_is_opened_with_a_reason_that_stands_in_its_heading_and_is_remembered() {
    let (_room, mut pilot) = today(ROXY);
    pilot.keys("Enter");
    shows(&pilot, "Why are you opening K7-0042?");
    hides(&pilot, "reason: ");
    pilot.keys("Esc");
    shows(&pilot, "18 cards · last finished Mon 23/11 06:40");
    pilot.keys("Enter c");
    shows(&pilot, "reason: the person got in touch");
    pilot.keys("Esc Enter");
    shows(&pilot, "reason: the person got in touch");
}

#[test]
fn a_record_whose_reason_has_lapsed_asks_again_and_shows_nothing_before() {
    let (room, desk) = cast::room();
    let roxy = who(&desk, ROXY);
    let mut pilot = room.live(desk, Place::Record(roxy, Section::Overview));
    pilot.window(120, 36);
    shows(&pilot, "Why are you opening K7-0042?");
    hides(&pilot, "landlord");
    pilot.keys("w");
    shows(&pilot, "landlord");
    shows(&pilot, "reason: welfare check");
}

#[test]
fn an_earlier_plan_stands_beside_the_one_in_force_field_by_field() {
    let (_room, mut pilot) = record(ROXY, Section::SafeContact);
    goes_to(&mut pilot, "j", "version 2");
    pilot.keys("Enter");
    shows(&pilot, "v2 beside v3, which stands · - as it was   + as it is now");
    shows_all(
        &pilot,
        &["Made on             - 28/01/2026", "                    + 02/09/2026", "Words in a text     are you about?"],
    );
}

#[test]
fn the_overview_stands_as_pictured() {
    let (_room, pilot) = record(ROXY, Section::Overview);
    holds(
        &pilot,
        &[
            "  THIS INFORMATION IS NOT TO BE GIVEN OVER THE RADIO UNLESS SECURE TRANSMISSION                     OFFICIAL-SENSITIVE",
            "  K7-0042  Roxy   adult · Romanian, English · open since 14/10/2025      DLO PC 4417 Whitfield · reason: follow-up due",
            "  ● spoke   ○ tried   ! promise late   ◐ to come",
            "● Overview             ▸ Must not find out   ! landlord · ! sister",
            "  Safe contact     v3    Plan                text first, then call; Mon to Thu 10:00 to 15:00; you are \"Anna\"",
            "  Consent          8                         ✓ inside the plan until 15:00                               C contact now",
            "  Engagements      17    Consent             ✓ local note  ✓ record on IS  ✓ marker  × pass on by name  ○ 4 not asked",
            "  Follow-ups       3",
            "  IS record        ◐     Promises            ! 4 days late   find out bail conditions",
            "  Markers, grounds 1                           Fri 27/11     her crime number",
            "                         Next                ◐ Thu 26/11     marker review, renew or propose removal",
            "                         Last                  Tue 17/11     call out, spoke, 12 minutes",
            "                         IS record           ◐ on IS as P/2210457, confirmed 12/10/2026 · 3 draft updates",
            "                         Marker              ● DLO contact, on IS since 26/11/2025 as M/884120",
            "                         Crime report        ◐ CR-0019, under investigation; told 17/11",
            "                         Legal name          ········                                        v shows names and numbers",
            "                         Numbers             ········   mobile, safe        ········   shared, × never use",
            "                         Address             ········   the landlord has a key",
            "  C contact now   c log engagement   f follow-up   [ ] section   e edit   ? help",
        ],
    );
}

#[test]
fn the_plan_stands_before_the_number_as_pictured_and_the_number_masks_itself() {
    let (_room, mut pilot) = cast::at(ROXY, Place::ContactNow);
    let plan = [
        "  caseload   Record · Safe contact · Contact now                      9 unsent · 2 unconfirmed   Tue 24/11/2026  14:05",
        "  K7-0042  Roxy   adult · Romanian, English · open since 14/10/2025      DLO PC 4417 Whitfield · reason: follow-up due",
        "  Overview               Contact now     ● 1 read the plan ── ○ 2 see the number ── ○ 3 say what happened",
        "  Consent          8     ✓ Tue 24/11 14:05 is inside the plan, until 15:00",
        "  Follow-ups       3     Must not find out   ! landlord · ! sister",
        "  IS record        ◐     Never               × voicemail   × uniform   × marked car   × going to the flat",
        "                         Identity word       ask what was in the bag: \"blue mug\"; without it, wrong number",
        "                         Not safe now        if you hear \"about the parcel\": wrong number, end the call, wait",
        "                         Text                ✓ first, and only with these words: \"are you about?\"",
        "                         Call                ✓ after a yes by text; Mon to Thu 10:00 to 15:00",
        "                         E-mail              × never",
        "                         Through             ○ Pat at Harbour Project, when two texts stay unanswered",
        "                         You are             \"Anna from the project\"",
        "                         Who may answer      nobody else; if somebody else answers, wrong number",
        "                         Language            Romanian or English, no interpreter needed",
        "                         Plan version 3 of 02/09/2026, made with the person · re-check by 02/03/2027",
        "                         Numbers             ········   mobile, safe",
        "                                             ········   shared, × never use",
        "                       ▸ I have read the plan: show the safe number                                              Enter",
        "  Enter show the number   p make or re-check the plan   i through Pat   x could not attempt   Esc back   ? help",
    ];
    holds(&pilot, &plan);
    hides(&pilot, "07700");
    pilot.keys("Enter");
    let number = [
        "Contact now     ✓ 1 read the plan ── ● 2 see the number ── ○ 3 say what happened",
        "✓ 14:05 is inside the plan, until 15:00",
        "Text first: \"are you about?\"   × voicemail   You are \"Anna from the project\"",
        "07700 900142   mobile, safe                                             masks itself at 14:07",
        "▸ What happened   s spoke   n no answer   m message left   d declined   u ended as unsafe",
        "  s n m d u what happened   x could not attempt   Esc mask the number   ? help",
    ];
    shows_all(&pilot, &number);
    hides(&pilot, "900357");
    pilot.keys("Esc");
    hides(&pilot, "900142");
    pilot.keys("Enter").waits(Duration::seconds(119));
    shows(&pilot, "900142");
    pilot.waits(Duration::seconds(2));
    hides(&pilot, "900142");
    shows(&pilot, "I have read the plan");
}

#[test]
fn seeing_the_number_is_journalled_and_hiding_the_screen_masks_it() {
    let (_room, mut pilot) = cast::at(ROXY, Place::ContactNow);
    pilot.keys("Enter Ctrl+K Ctrl+K");
    hides(&pilot, "900142");
    let desk = pilot.desk().unwrap();
    let id = who(desk, ROXY).id;
    let history = desk.history(id, 10).unwrap();
    assert!(history.iter().any(|h| h.what == "see the safe number"));
}

#[test]
fn outside_the_plan_waiting_is_chosen_already_and_contact_anyway_says_why() {
    let evening = moment("2026-11-24T21:40:00Z");
    let (_room, mut pilot) = cast::at_the_hour(ROXY, Place::ContactNow, evening);
    holds(
        &pilot,
        &[
            "  Consent          8     ! Tue 24/11 21:40 is outside the plan: call Mon to Thu 10:00 to 15:00",
            "  Engagements      17      The next time inside it is Wed 25/11 10:00.",
            "  IS record        ◐   ▸ Wait                a follow-up Wed 25/11 10:00                                         Enter",
            "  Enter wait   i through Pat   o contact anyway   Esc back   ? help",
        ],
    );
    shows(&pilot, "Go through Pat      Harbour Project, when two texts stay unanswered");
    shows(&pilot, "Contact anyway      asks why; the reason is kept in the history");
    pilot.keys("o Ctrl+S");
    shows(&pilot, "This is needed");
    pilot.types("a warning for her street").keys("Ctrl+S");
    // The rules come before the number, also now.
    shows(&pilot, "You said why: a warning for her street");
    hides(&pilot, "900142");
    pilot.keys("Enter");
    shows(&pilot, "900142");
    pilot.keys("s");
    shows(&pilot, "a warning for her street");
    pilot.types("told her, she stays in").keys("Ctrl+S");
    let logged = engagements(&mut pilot, ROXY);
    assert_eq!(logged.first().unwrap().outside_reason, "a warning for her street");
}

#[test]
fn waiting_for_the_plan_makes_a_follow_up_for_its_next_safe_time() {
    let evening = moment("2026-11-24T21:40:00Z");
    let (_room, mut pilot) = cast::at_the_hour(ROXY, |w| Place::Record(w, Section::Overview), evening);
    pilot.keys("C Enter");
    shows(&pilot, "A follow-up waits for Wed 25/11 10:00. u takes it back");
    shows(&pilot, "contact, inside the plan");
}

#[test]
fn without_a_plan_it_asks_first_and_making_the_plan_is_chosen_already() {
    let (_room, mut pilot) = cast::at("K7-0068", Place::ContactNow);
    shows_all(
        &pilot,
        &[
            "Contact now     ● 1 make a plan ── ○ 2 see the number ── ○ 3 say what happened",
            "◐ There is no safe-contact plan for K7-0068 yet. Ask first, before anything else:",
            "  is it safe to talk now?   who else sees this phone?   which words, and when?",
            "▸ Make the plan       five lines, can be finished later",
            "Go through          a project or person they trust",
            "Contact anyway      asks why; the reason is kept in the history",
            "  Enter make the plan   i go through somebody   o contact anyway   Esc back   ? help",
        ],
    );
    pilot.keys("Enter");
    shows(&pilot, "Safe-contact plan · K7-0068");
}

#[test]
fn where_the_plan_does_not_fit_it_is_read_to_its_end_before_the_number() {
    let (_room, mut pilot) = cast::at(ROXY, Place::ContactNow);
    pilot.window(80, 24);
    shows(&pilot, "Must not find out   ! landlord · ! sister");
    hides(&pilot, "I have read the plan");
    pilot.keys("Enter");
    hides(&pilot, "900142");
    for _ in 0..4 {
        pilot.keys("Enter");
    }
    shows(&pilot, "07700 900142");
}

#[test]
fn where_no_safe_number_is_kept_it_says_so_instead_of_offering_one() {
    let (_room, mut pilot) = cast::at(CALLIE, Place::ContactNow);
    shows(&pilot, "No safe number is kept: go through somebody, or log what happened with c");
    pilot.keys("Enter");
    shows(&pilot, "No safe number is kept for this contact.");
    shows(&pilot, "● 1 read the plan ── ○ 2 see the number");
    hides(&pilot, "07700");
    shows(&pilot, "i through her social worker");
}

#[test]
fn a_promise_is_settled_from_the_overview_as_well() {
    let (_room, mut pilot) = record(ROXY, Section::Overview);
    pilot.keys("j j j");
    shows(&pilot, "d done   w wait");
    pilot.keys("d").types("bail until 14/01").keys("Tab Right Space Enter");
    shows(&pilot, "Done. u takes it back");
    hides(&pilot, "4 days late");
}

#[test]
fn through_somebody_logs_a_contact_through_the_person_of_the_plan() {
    let (_room, mut pilot) = cast::at(ROXY, |w| Place::Record(w, Section::Overview));
    pilot.keys("C i");
    shows(&pilot, "through somebody");
    shows(&pilot, "Pat at Harbour Project");
    pilot.keys("Tab Tab Tab").types("mess").keys("Enter Tab").types("asked her to ring").keys("Ctrl+S");
    let first = engagements(&mut pilot, ROXY).remove(0);
    assert_eq!((first.channel.as_str(), first.outcome.as_str()), ("intermediary", "message-left"));
}

#[test]
fn no_answer_is_two_keys_from_a_list_and_one_takes_it_back() {
    let (_room, mut pilot) = today(ROXY);
    let before = engagements(&mut pilot, ROXY).len();
    pilot.keys("c");
    shows(&pilot, "c…");
    pilot.keys("n");
    shows(&pilot, "No answer is logged. u takes it back");
    let logged = engagements(&mut pilot, ROXY);
    assert_eq!(logged.len(), before + 1);
    assert_eq!((logged[0].channel.as_str(), logged[0].outcome.as_str()), ("text", "no-answer"));
    pilot.keys("u");
    assert_eq!(engagements(&mut pilot, ROXY).len(), before);
}

#[test]
fn no_answer_outside_the_plan_says_which_rule_and_asks_why() {
    let evening = moment("2026-11-24T21:40:00Z");
    let (_room, mut pilot) = cast::at_the_hour(ROXY, |w| Place::Record(w, Section::Overview), evening);
    pilot.keys("c n");
    shows(&pilot, "No answer, outside the plan");
    shows(&pilot, "Mon to Thu 10:00 to 15:00");
    pilot.types("a warning").keys("Ctrl+S");
    shows(&pilot, "No answer is logged");
    pilot.keys("] ] ]");
    shows(&pilot, "! outside the plan: a warning");
}

#[test]
fn a_promise_is_kept_when_the_person_has_been_told_and_we_did_writes_itself() {
    let (_room, mut pilot) = record(ROXY, Section::FollowUps);
    pilot.keys("d").types("bail until 14/01").keys("Tab Right Space Enter");
    shows(&pilot, "Done. u takes it back");
    shows(&pilot, "✓ today");
    shows(&pilot, "done: bail until 14/01");
    shows(&pilot, "told the same day, 4");
    pilot.keys("u");
    shows(&pilot, "! 4 days late   find out bail conditions");
}

#[test]
fn a_promise_put_off_twice_says_why_it_waits_again() {
    let (_room, mut pilot) = record(ROXY, Section::FollowUps);
    pilot.keys("w");
    shows(&pilot, "deferred twice before");
    pilot.keys("p").types("thu").keys("Ctrl+S");
    shows(&pilot, "Choose one: Enter opens the list.");
    pilot.types("wait").keys("Enter Enter");
    shows(&pilot, "It waits");
    shows(&pilot, "put off 3 times");
    // The other one was never put off: three days are offered with what is due on each.
    pilot.keys("j w");
    shows(&pilot, "next Monday");
    pilot.keys("t");
    shows(&pilot, "tomorrow");
}

#[test]
fn closing_is_refused_while_a_promise_is_open_and_asks_the_reason_when_none_is() {
    let (_room, mut pilot) = record(ROXY, Section::Overview);
    pilot.keys("x");
    shows(&pilot, "! Cannot close K7-0042: 2 promises are open. Nothing changed.");
    shows(&pilot, "● Follow-ups");
    pilot.keys("x").types("she has the number already").keys("Ctrl+S");
    pilot.keys("x").types("she does not want it").keys("Ctrl+S");
    pilot.keys("g [ [ [ [ x");
    shows(&pilot, "Close K7-0042");
    pilot.keys("Ctrl+S");
    shows(&pilot, "Choose one");
    pilot.types("moved").keys("Enter Ctrl+S");
    shows(&pilot, "The contact is closed. u takes it back");
    shows(&pilot, "closed: moved away");
    pilot.keys("C");
    shows(&pilot, "Contact now is not available: the contact is closed");
    pilot.keys("Esc x Shift+O O");
    shows(&pilot, "open since 14/10/2025");
    hides(&pilot, "closed: moved away");
}

#[test]
fn names_and_numbers_are_masked_until_shown_and_again_after_two_minutes_without_a_key() {
    let (_room, mut pilot) = record(ROXY, Section::Overview);
    let secret = ["Ștefania", "Munteanu", "900142", "18 Tannery Lane"];
    let none = |pilot: &Pilot| hides_all(pilot, &secret);
    none(&pilot);
    pilot.keys("v");
    shows_all(&pilot, &secret);
    shows(&pilot, "Names and numbers are shown · masked again 2 minutes after the last key · v masks now");
    pilot.waits(Duration::seconds(90)).keys("j").waits(Duration::seconds(90));
    shows(&pilot, "Munteanu");
    pilot.waits(Duration::seconds(31));
    none(&pilot);
    pilot.keys("v v");
    none(&pilot);
    pilot.keys("v Ctrl+K Ctrl+K");
    none(&pilot);
    for _ in Section::ALL {
        pilot.keys("]");
        none(&pilot);
    }
}

#[test]
fn history_shows_what_a_field_was_and_what_it_is() {
    let (_room, mut pilot) = record(ROXY, Section::Overview);
    pilot.keys("e Tab Tab Tab Tab Ctrl+U").types("Low Quay").keys("Ctrl+S");
    shows(&pilot, "Saved: contact of K7-0042. u takes it back");
    pilot.keys("[");
    shows(&pilot, "● History");
    shows(&pilot, "change a contact");
    shows(&pilot, "Locality: Tannery Lane → Low Quay");
}

#[test]
fn legal_names_stay_masked_in_the_history_until_they_are_shown() {
    let (_room, mut pilot) = record(ROXY, Section::Overview);
    pilot.keys("e PgDn Tab Ctrl+U").types("Popescu").keys("Ctrl+S [");
    shows(&pilot, "Surname: ········ → ········");
    pilot.keys("v");
    shows(&pilot, "Surname: Munteanu → Popescu");
}

#[test]
fn what_is_half_typed_is_kept_and_offered_again() {
    let (_room, mut pilot) = record(ROXY, Section::Overview);
    pilot.keys("c Enter Tab Tab Tab Tab Tab").types("asked about the hearing").keys("Esc");
    shows(&pilot, "This form is not saved");
    shows(&pilot, "▸ Keep editing");
    pilot.keys("d");
    shows(&pilot, "Kept as a draft, not saved");
    pilot.keys("c Enter");
    shows(&pilot, "asked about the hearing");
    shows(&pilot, "Your draft of 24/11 14:05 is back");
}

#[test]
fn what_is_half_typed_survives_a_lock() {
    let (room, mut pilot) = record(ROXY, Section::Overview);
    pilot.keys("c Enter Tab Tab Tab Tab Tab").types("asked about the hearing").keys("Ctrl+L");
    assert!(matches!(pilot.exit(), Some(Exit::Locked(_))), "{}", pilot.screen());
    drop(pilot);
    let desk = room.unlock("2026-11-24T14:05:00Z");
    let roxy = who(&desk, ROXY);
    let mut pilot = room.live(desk, Place::Form(Task::engagement(roxy, "")));
    pilot.window(120, 36);
    shows(&pilot, "asked about the hearing");
    shows(&pilot, "Your draft of 24/11 14:05 is back");
}

#[test]
fn the_engagement_form_stands_as_pictured() {
    let (_room, mut pilot) = record(ROXY, Section::Overview);
    pilot.window(80, 24).keys("c Enter Ctrl+U").types("yesterday 11pm").keys("Tab Tab Tab Tab Tab").types("nobody");
    pilot.keys("Tab").types("Texted the agreed words. She answered at once and asked for a call. ");
    pilot.types("Said what the bail conditions are.").keys("Tab").types("ring after the hearing");
    pilot
        .keys("Tab")
        .keys("Left Space Tab")
        .types("31/11")
        .waits(Duration::seconds(240))
        .keys("Ctrl+S Tab")
        .types("sp");
    holds(
        &pilot,
        &[
            "  Basics · 1 of 3    ! 2 things to put right                  draft kept 14:05",
            "  When *             yesterday 11pm",
            "                     reads as Mon 23/11/2026 23:00",
            "  Channel *          text message ▾",
            "  Direction *        ● out   ○ in   ○ met by chance",
            "  Outside the plan",
            "                     ! 23:00 is outside the plan, 10:00 to 15:00. Say why.",
            "● Outcome *          sp",
            "                   ▸ spoke",
            "  With whom else     nobody",
            "  Summary *          Texted the agreed words. She answered at once and asked",
            "                     for a call. Said what the bail conditions are.",
            "  Next step          ring after the hearing · promise",
            "  Due *              31/11",
            "                     ! There is no 31 November. Try 30/11 or 1/12.",
            "  Ctrl+S save   Tab next   Enter take it   PgDn next page   Esc back   F1 help",
        ],
    );
    shows(&pilot, "Log engagement · K7-0042 Roxy");
    shows(&pilot, "Enter takes it · Esc keeps: nothing chosen");
}

#[test]
fn an_engagement_and_the_promise_made_in_it_are_saved_and_taken_back_together() {
    let (_room, mut pilot) = record(ROXY, Section::Overview);
    let before = engagements(&mut pilot, ROXY).len();
    pilot.keys("c s").types("wants to know when the hearing is").keys("Tab").types("ring after the hearing");
    pilot.keys("Tab Left Space Tab").types("fri").keys("Ctrl+S");
    shows(&pilot, "✓ Saved: engagement of K7-0042, and a promise for Fri 27/11. u undoes both");
    shows(&pilot, "Record · Overview");
    shows(&pilot, "ring after the hearing");
    pilot.keys("u");
    hides(&pilot, "ring after the hearing");
    assert_eq!(engagements(&mut pilot, ROXY).len(), before);
}

#[test]
fn somebodys_own_words_are_only_added_to() {
    let (_room, mut pilot) = record(ROXY, Section::Engagements);
    pilot.keys("e PgDn Tab Tab").types("He said he would come back.").keys("Ctrl+S");
    pilot.keys("e PgDn Tab Tab");
    for _ in 0..40 {
        pilot.keys("Backspace");
    }
    pilot.types("And he did.").keys("Ctrl+S");
    let kept = engagements(&mut pilot, ROXY).remove(0).first_account;
    assert!(kept.starts_with("He said he would come back."), "{kept}");
    assert!(kept.contains("And he did."), "{kept}");
    pilot.keys("Enter a").types("Said it once more.").keys("Ctrl+S");
    shows(&pilot, "Added below their words");
    shows(&pilot, "Added 24/11/2026 14:05:");
    let longer = engagements(&mut pilot, ROXY).remove(0).first_account;
    assert!(longer.starts_with(&kept), "{longer}");
}

#[test]
fn the_child_concern_stands_as_pictured() {
    let (_room, mut pilot) = cast::at(CALLIE, |_| Place::Safeguarding);
    shows(&pilot, "2 open concerns, ▲ 1 of a child");
    pilot.keys("Enter");
    let bar = "█".repeat(40) + &"░".repeat(32);
    holds(
        &pilot,
        &[
            "  THIS INFORMATION IS NOT TO BE GIVEN OVER THE RADIO UNLESS SECURE TRANSMISSION                     OFFICIAL-SENSITIVE",
            "  Police protection  Children Act 1989 s.46, at most 72 hours                     │  The notification asks for them,",
            &format!("  {bar}        │  and goes without if need be: e"),
            "  began Sun 22/11 21:25                               ends Wed 25/11 21:25        │",
            "▸ ! Child Concern Notification       was due 23/11 21:25 can go without views     │  ○ in care, leaving care",
        ],
    );
    shows_all(
        &pilot,
        &[
            "K7-0066  Callie    ▲ under 18, stated 16 · child concern opened 22/11 21:40",
            "◐ 31 h 20 min left · ref PP/2026/0317",
            "◐ IS entry, SRN 1273179 Central    due today 18:00     draft in the outbox",
            "◐ Child Abduction Warning Notice   to decide today     in police protection",
            "◐ NRM referral                     due Wed 25/11",
            "✓ local authority told             22/11 22:20         stays: foster placement",
            "· Missing Persons Coordinator      not needed, 23/11   never missing from home",
            "Indicators            2 of 7",
            "! the man she calls \"uncle\"",
            "Adult-only settings, markers and wording are closed to this record.",
            "  d done   x not needed, why   w set time   e views   C contact now   ? help",
        ],
    );
}

#[test]
fn the_actions_of_a_child_concern_are_settled_set_and_decided_by_keys_alone() {
    let (_room, mut pilot) = cast::at(CALLIE, |_| Place::Safeguarding);
    pilot.keys("Enter");
    shows(&pilot, "1 late · 3 due · 7 done · 1 not needed");
    pilot.keys("D");
    shows(&pilot, "Neither done nor said to be not needed: Child Abduction Warning Notice");
    pilot.keys("d").types("DS 1190, CCN/2026/118").keys("Ctrl+S");
    shows(&pilot, "3 due · 8 done · 1 not needed");
    shows(&pilot, "DS 1190, CCN/2026/118");
    pilot.keys("u");
    shows(&pilot, "1 late · 3 due · 7 done · 1 not needed");
    // The focus stayed with the action.
    shows(&pilot, "▸ ! Child Concern Notification");
    pilot.keys("w").types("tomorrow 9am").keys("Ctrl+S");
    shows(&pilot, "due Wed 25/11 09:00");
    pilot.keys("g x Ctrl+S");
    shows(&pilot, "This is needed");
    pilot.types("no debt, said so twice").keys("Ctrl+S");
    shows(&pilot, "2 not needed");
    for _ in 0..3 {
        pilot.keys("g d").types("DS 1190").keys("Ctrl+S");
    }
    pilot.keys("D").types("A plan with the local authority, DS 1190.").keys("Ctrl+S");
    shows(&pilot, "The concern is decided. u takes it back");
    pilot.keys("5");
    shows(&pilot, "1 open concern");
    hides(&pilot, CALLIE);
}

#[test]
fn the_views_of_a_child_are_recorded_in_the_childs_own_words() {
    let (_room, mut pilot) = cast::at(CALLIE, |_| Place::Safeguarding);
    pilot.keys("Enter e Tab Tab Tab Tab").types("I want my school bag.").keys("Ctrl+S");
    shows(&pilot, "\"I want my school bag.\"");
    hides(&pilot, "can go without views");
}

#[test]
fn everything_a_section_shows_is_read_whole_by_enter() {
    let (_room, mut pilot) = record(ROXY, Section::Consent);
    pilot.keys("Enter");
    shows(&pilot, "Record · Consent · consent entry");
    shows(&pilot, "Made ");
    pilot.keys("Esc");
    hides(&pilot, "consent entry");
    pilot.keys("e");
    shows(&pilot, "An entry of the ledger stays as it was. a adds a later one");
    pilot.keys("] Enter");
    shows(&pilot, "Record · Engagements · engagement");
    pilot.keys("Esc ] ] ] Enter");
    shows(&pilot, "THIS INFORMATION IS NOT TO BE GIVEN OVER THE RADIO");
}

#[test]
fn a_hold_is_added_to_the_ledgers_section_and_lifted_from_there() {
    let (_room, mut pilot) = record(ROXY, Section::Consent);
    pilot.keys("a h Tab Enter Enter Tab").types("DS 1190").keys("Ctrl+S");
    shows(&pilot, "Saved: hold of K7-0042");
    pilot.keys("G");
    shows(&pilot, "asked by DS 1190");
    pilot.keys("x");
    shows(&pilot, "▸ Leave it as it is");
    pilot.keys("Enter");
    shows(&pilot, "◐ held");
    pilot.keys("x").types("L");
    shows(&pilot, "The hold is lifted");
    let desk = pilot.desk().unwrap();
    let id = who(desk, ROXY).id;
    assert!(desk.reading().of_contact::<Hold>(id).unwrap()[0].it.lifted_on.is_some());
}

#[test]
fn a_new_plan_is_a_new_version_and_the_one_before_is_kept() {
    let (_room, mut pilot) = record(ROXY, Section::SafeContact);
    pilot.keys("p Tab Ctrl+U").types("is the shop open?").keys("Ctrl+S");
    shows(&pilot, "Saved: safe-contact plan of K7-0042");
    shows(&pilot, "only with these words: \"is the shop open?\"");
    shows(&pilot, "Plan version 4 of 24/11/2026");
    shows(&pilot, "version 3 of 02/09/2026");
    shows(&pilot, "● Safe contact     v4");
}

#[test]
fn a_follow_up_of_a_contact_begins_as_a_promise_and_is_seen_in_the_overview() {
    let (_room, mut pilot) = record(ROXY, Section::Overview);
    pilot.keys("f").types("bring the form for the lock").keys("Tab Tab").types("tomorrow").keys("Ctrl+S");
    shows(&pilot, "bring the form for the lock");
    let desk = pilot.desk().unwrap();
    let id = who(desk, ROXY).id;
    let all = desk.reading().of_contact::<FollowUp>(id).unwrap();
    assert!(all.iter().any(|f| f.it.what == "bring the form for the lock" && f.it.is_promise()));
}

#[test]
fn a_contact_who_turns_out_to_be_a_child_is_saved_at_once_with_a_concern_and_without_adult_settings() {
    let (_room, mut pilot) = record("K7-0031", Section::Overview);
    pilot.keys("e PgDn Tab Tab Ctrl+U").types("12/03/2010");
    shows(&pilot, "▲ a child: saving opens a concern and takes out what is for adults only");
    pilot.keys("Ctrl+S");
    shows(&pilot, "Saved: contact of K7-0031, and a child concern. Phone now; u takes it all back");
    shows(&pilot, "▲ under 18");
    shows(&pilot, "▲ child concern");
    let desk = pilot.desk().unwrap();
    let id = who(desk, "K7-0031").id;
    let contact = kept::<Contact>(desk, id);
    assert!(contact.is_child() && contact.settings.is_empty() && contact.population_group.is_blank());
    pilot.keys("[");
    shows(&pilot, "Setting: face to face → blank");
    pilot.keys("u");
    assert!(!kept::<Contact>(pilot.desk().unwrap(), id).is_child());
}

#[test]
fn the_form_asks_for_a_second_person_where_an_age_could_be_raised_and_nowhere_else() {
    for (reference, asks) in [(CALLIE, true), ("K7-0031", false)] {
        let (_room, mut pilot) = record(reference, Section::Overview);
        pilot.keys("e PgDn");
        assert_eq!(pilot.screen().contains("Second person"), asks, "{}", pilot.screen());
    }
}

#[test]
fn no_number_is_shown_in_a_toast_or_a_title() {
    let (_room, mut pilot) = record(ROXY, Section::SafeContact);
    pilot.keys("a").keys("Tab").types("07700 900999").keys("Tab Tab Space Ctrl+S");
    shows(&pilot, "Saved: contact point of K7-0042. u takes it back");
    hides(&pilot, "900999");
}

fn everywhere() -> Vec<fn(Who) -> Place> {
    let mut places: Vec<fn(Who) -> Place> = vec![
        |w| Place::Record(w, Section::Overview),
        |w| Place::Record(w, Section::SafeContact),
        |w| Place::Record(w, Section::Consent),
        |w| Place::Record(w, Section::Engagements),
        |w| Place::Record(w, Section::FollowUps),
        |w| Place::Record(w, Section::IsRecord),
        |w| Place::Record(w, Section::Markers),
        |w| Place::Record(w, Section::Safeguarding),
        |w| Place::Record(w, Section::History),
        Place::ContactNow,
        |_| Place::Safeguarding,
    ];
    places.push(|w| Place::Form(Task::engagement(w, "")));
    places
}

#[test]
fn no_size_of_the_window_makes_any_of_these_screens_panic() {
    let mut runner = proptest::test_runner::TestRunner::new(ProptestConfig::with_cases(60));
    for reference in [CALLIE, ROXY, "K7-0068"] {
        let (room, mut desk) = cast::room();
        for place in everywhere() {
            let who = who(&desk, reference);
            desk.consult(who.id, "follow-up-due", "").unwrap();
            let pilot = std::cell::RefCell::new(room.live(desk, place(who)));
            runner
                .run(&(0u16..150, 0u16..45, "[\\[\\]jkGgv]{0,6}"), |(columns, rows, keys)| {
                    let mut pilot = pilot.borrow_mut();
                    pilot.window(columns, rows).types(&keys);
                    let screen = pilot.screen();
                    let small = columns < 60 || rows < 15;
                    assert_eq!(screen.contains("caseload  "), !small, "{columns}x{rows}\n{screen}");
                    assert!(!small || !screen.contains("K7-"), "{columns}x{rows}\n{screen}");
                    Ok(())
                })
                .unwrap();
            desk = pilot.into_inner().into_desk().unwrap();
        }
    }
}
