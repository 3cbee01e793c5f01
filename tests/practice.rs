//! The practice caseload: a day worth reading, the same for the same seed, and inside every rule of the domain.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::disallowed_methods,
    reason = "a test that cannot go on fails"
)]

mod common;

use std::collections::BTreeSet;

use common::records::{all, kept, of};
use common::{Room, moment};
use dlo_caseload::casework::clock::Clock;
use dlo_caseload::casework::desk::Desk;
use dlo_caseload::casework::practice::{ACT, Practice, practice_officer};
use dlo_caseload::domain::check;
use dlo_caseload::domain::concern::{self, Concern};
use dlo_caseload::domain::consent::{self, Consent};
use dlo_caseload::domain::contact::{self, Contact};
use dlo_caseload::domain::contact_point::ContactPoint;
use dlo_caseload::domain::engagement::{self, Engagement};
use dlo_caseload::domain::field::{Record, Shape, Value, canonical};
use dlo_caseload::domain::follow_up::{self, FollowUp};
use dlo_caseload::domain::kind::Kind;
use dlo_caseload::domain::lists;
use dlo_caseload::domain::marker::{self, Marker};
use dlo_caseload::domain::offer::{self, Offer};
use dlo_caseload::domain::officer::Officer;
use dlo_caseload::domain::plan::{self, Plan};
use dlo_caseload::domain::service::{self, Fit, Service};
use dlo_caseload::domain::update::Update;

/// Tuesday 24/11/2026, 14:05 in London: the day of the mock-ups.
const TUESDAY: &str = "2026-11-24T14:05:00Z";
/// A caseload with more than the cast's own day in it.
const BUSY: Practice = Practice { contacts: 400, engagements: 2_000, seed: 3 };

struct Filled {
    room: Room,
    desk: Desk,
}

fn empty(officer: &Officer, at: &str) -> Filled {
    let (room, desk) = Room::made(officer, Clock::Fixed(moment(at)));
    Filled { room, desk }
}

fn filled_at(how: Practice, at: &str) -> Filled {
    let (room, desk) = Room::practice_at(&how, moment(at));
    Filled { room, desk }
}

fn filled(how: Practice) -> Filled {
    filled_at(how, TUESDAY)
}

/// Everything that a record says, with the ids.
fn written_out(desk: &Desk) -> Vec<String> {
    let mut lines = Vec::new();
    for kind in Kind::all() {
        for row in desk.reading().list(kind, 0, 1_000_000).unwrap() {
            lines.push(format!("{} {} {:?} {}", kind.name(), row.meta.id, row.meta.contact, canonical(&row.values)));
        }
    }
    lines
}

/// Today as the picture has it: when, who, why.
fn day(desk: &Desk) -> Vec<String> {
    let today = desk.today_list("central").unwrap();
    today.rows.iter().map(|r| format!("{} | {} {} | {}", r.when, r.of.reference, r.of.name, r.why)).collect()
}

#[test]
fn the_demo_opens_on_the_day_that_the_first_picture_shows() {
    let made = filled(Practice::default());
    let expected = [
        "31 h 20 min | K7-0066 Callie | child concern · protection to Wed",
        "9 h 5 min | K7-0017 Jade | crime to record, told Mon 23:10",
        "4 days late | K7-0042 Roxy | promise: find out bail conditions",
        "2 days late | K7-0017 Jade | promise: result of the CPS meeting",
        "since 09:00 | K7-0058 Оксана | promise: text after her shift",
        "15:30 | K7-0031 Mia | meet at Harbour Project, with Pat",
        "17:00 | K7-0049 Hằng | call, interpreter booked",
        "today | K7-0022 Żaneta | promise: bus pass at the drop-in",
        "today | K7-0063 Ελένη | promise: her crime number",
        "today | K7-0071 ნინო | plan re-check, 6 months old",
        "Thu 26/11 | K7-0042 Roxy | marker review, 12 months are up",
        "Sat 28/11 | K7-0009 Dee | marker review, 12 months are up",
        "today | K7-0035 Çiğdem | referral sent 17/11, no answer",
        "Fri 27/11 | K7-0028 Bọlá | referral acknowledged, not begun",
        "93 days | K7-0074 Kris | past the maximum of 90 days",
        "41 days | K7-0053 Ludmiła | past the ideal of 30 days",
        "38 days | K7-0012 Małgorzata | past the ideal of 30 days",
        "Mon 30/11 | K7-0005 Ash | record review, 12 months quiet",
    ];
    assert_eq!(day(&made.desk), expected);
    assert_eq!(made.desk.header_counts().unwrap(), (9, 2));
    assert_eq!(made.desk.next_reference().unwrap(), "K7-0083");
}

#[test]
fn on_any_day_and_at_any_hour_the_same_eighteen_things_are_due() {
    for at in ["2027-02-28T06:20:00Z", "2028-02-29T12:00:00Z", "2026-12-31T21:58:00Z", "2026-07-01T00:30:00Z"] {
        let made = filled_at(Practice::default(), at);
        let rows = day(&made.desk);
        assert_eq!(rows.len(), 18, "{at}: {rows:#?}");
        assert!(rows[0].contains("Callie"), "{at}: {rows:#?}");
        assert!(
            all::<Engagement>(&made.desk)
                .iter()
                .all(|e| { e.it.happened.as_ref().is_some_and(|w| w.from <= made.desk.local_now() && w.from <= w.to) })
        );
    }
}

#[test]
fn the_same_seed_makes_the_same_caseload_and_another_seed_another() {
    let how = Practice { contacts: 60, engagements: 400, seed: 11 };
    let (one, two) = (filled(how), filled(how));
    assert!(written_out(&one.desk) == written_out(&two.desk));
    let other = filled(Practice { seed: 12, ..how });
    assert!(written_out(&one.desk) != written_out(&other.desk));
}

#[test]
fn it_has_as_many_contacts_and_engagements_as_were_asked_for() {
    for (contacts, engagements) in [(0, 0), (1, 0), (1, 30), (27, 100), (80, 1500), (130, 137)] {
        let made = filled(Practice { contacts, engagements, seed: 5 });
        assert_eq!(all::<Contact>(&made.desk).len() as u64, contacts);
        let logged = all::<Engagement>(&made.desk).len() as u64;
        let casts_own =
            all::<Engagement>(&filled(Practice { contacts: contacts.min(27), engagements: 0, seed: 5 }).desk);
        // Where nobody is invented, there is nobody to have more of them.
        let expected = if contacts <= 27 { casts_own.len() as u64 } else { engagements.max(casts_own.len() as u64) };
        assert_eq!(logged, expected, "{contacts} contacts, {engagements} engagements");
        made.desk.store().verify(|_, _| true).unwrap();
    }
}

#[test]
fn the_journal_holds_one_entry_for_every_record_and_the_chain_verifies() {
    let made = filled(BUSY);
    let found = made.desk.store().verify(|_, _| true).unwrap();
    let entries = made.desk.reading().journal(1_000_000).unwrap();
    let filling = entries.iter().filter(|e| e.what == ACT && e.operation == "collection").count();
    assert_eq!(i64::try_from(filling).unwrap(), found.records);
    let problem =
        made.desk.store().reading().act(entries.iter().find(|e| e.what == ACT).unwrap().act).unwrap().unwrap();
    assert!(problem.is_final);
}

#[test]
fn derived_rows_are_what_a_rebuild_makes() {
    let mut made = filled(Practice { contacts: 60, engagements: 300, seed: 9 });
    let ids: Vec<_> = all::<Contact>(&made.desk).iter().map(|c| c.meta.id).collect();
    let seen = |desk: &Desk| -> Vec<_> {
        ids.iter()
            .map(|id| {
                let due: Vec<_> =
                    desk.reading().due_of(*id).unwrap().into_iter().map(|d| (d.row.due, d.row.what)).collect();
                (
                    desk.reading().contact_line(*id).unwrap().map(|l| (l.next_due, l.last_on, l.consent, l.plan_until)),
                    due,
                )
            })
            .collect()
    };
    let before = seen(&made.desk);
    made.desk = made.room.later(made.desk, TUESDAY);
    let path = made.room.database();
    let key = *made.desk.vault().unwrap().database_key().unwrap();
    let id = made.desk.vault().unwrap().vault_id().to_string();
    let mut store = dlo_caseload::store::Store::open(&path, &key, &id).unwrap();
    store.rebuild().unwrap();
    drop(store);
    assert!(seen(&made.desk) == before);
}

#[test]
fn every_state_that_a_screen_shows_is_there() {
    let made = filled(BUSY);
    let missing = |what: &str, found: BTreeSet<String>, list: &str, but: &[&str]| {
        let left: Vec<&str> = lists::get(list)
            .unwrap()
            .offered()
            .map(|i| i.code.as_str())
            .filter(|c| !found.contains(*c) && !but.contains(c))
            .collect();
        assert!(left.is_empty(), "no {what} is {left:?}");
    };
    let desk = &made.desk;
    let contacts = all::<Contact>(desk);
    missing("age status", contacts.iter().map(|c| c.it.age_status.0.clone()).collect(), "age_status", &[]);
    missing("contact", contacts.iter().map(|c| c.it.status.0.clone()).collect(), "contact_status", &[]);
    missing("area", contacts.iter().map(|c| c.it.area.0.clone()).collect(), "areas", &[]);
    missing(
        "setting",
        contacts.iter().flat_map(|c| c.it.settings.iter().map(|s| s.0.clone())).collect(),
        "settings",
        &[],
    );
    missing("consent", all::<Consent>(desk).iter().map(|c| c.it.state.0.clone()).collect(), "consent_states", &[]);
    missing(
        "consent for",
        all::<Consent>(desk).iter().map(|c| c.it.purpose.0.clone()).collect(),
        "consent_purposes",
        &[],
    );
    missing("update", all::<Update>(desk).iter().map(|c| c.it.state.0.clone()).collect(), "update_states", &[]);
    missing("marker", all::<Marker>(desk).iter().map(|c| c.it.state.0.clone()).collect(), "marker_states", &[]);
    missing("follow-up", all::<FollowUp>(desk).iter().map(|c| c.it.state.0.clone()).collect(), "follow_up_states", &[]);
    missing("outcome", all::<Engagement>(desk).iter().map(|c| c.it.outcome.0.clone()).collect(), "outcomes", &[]);
    missing("direction", all::<Engagement>(desk).iter().map(|c| c.it.direction.0.clone()).collect(), "directions", &[]);
    missing("concern", all::<Concern>(desk).iter().map(|c| c.it.kind.0.clone()).collect(), "concern_kinds", &[]);
    missing(
        "explained",
        all::<Engagement>(desk).iter().flat_map(|e| e.it.explained.iter().map(|c| c.0.clone())).collect(),
        "explained",
        &[],
    );
    let answers: BTreeSet<String> = contacts
        .iter()
        .flat_map(|c| c.it.answers.iter().filter_map(|a| a.split(':').nth(1)).map(str::to_owned))
        .collect();
    missing("answer", answers, "answers", &[]);
    let engagements = all::<Engagement>(desk);
    assert!(engagements.iter().any(|e| !e.it.first_account.is_empty()));
    assert!(engagements.iter().any(|e| !e.it.outside_reason.is_empty()));
    assert!(engagements.iter().any(|e| e.it.happened.as_ref().is_some_and(|w| w.from.date() != w.to.date())));
    // The demo itself has every state but the one that asks for a package waiting to be handed over.
    let demo = filled(Practice::default());
    let states = all::<Update>(&demo.desk).iter().map(|c| c.it.state.0.clone()).collect();
    missing("update of the demo", states, "update_states", &["sealed"]);
    assert!(!all::<dlo_caseload::domain::hold::Hold>(&demo.desk).is_empty());
    assert!(!all::<dlo_caseload::domain::disclosure::Disclosure>(&demo.desk).is_empty());
}

#[test]
fn no_child_has_an_adult_setting_group_or_marker_and_each_has_an_open_concern() {
    let made = filled(BUSY);
    let mut children = 0;
    for c in all::<Contact>(&made.desk).iter().filter(|c| c.it.is_child()) {
        children += 1;
        assert!(c.it.settings.iter().all(|s| !lists::adult_only("settings", s.as_str())), "{}", c.it.reference);
        assert!(c.it.population_group.is_blank(), "{}", c.it.reference);
        let markers = made.desk.reading().of_contact::<Marker>(c.meta.id).unwrap();
        assert!(markers.iter().all(|m| lists::allowed_under_18("marker_types", m.it.marker_type.as_str())));
        let concerns = made.desk.reading().of_contact::<Concern>(c.meta.id).unwrap();
        assert!(concerns.iter().any(|k| k.it.is_open() && k.it.kind.is(concern::kind::CHILD)), "{}", c.it.reference);
        assert!(
            made.desk
                .reading()
                .of_contact::<Update>(c.meta.id)
                .unwrap()
                .iter()
                .all(|u| u.it.state.as_str() != "never"
                    || !u.it.kind.is(dlo_caseload::domain::update::kind::SAFEGUARDING))
        );
    }
    assert!(children >= 5, "only {children} children");
}

#[test]
fn every_marker_past_a_draft_has_what_it_needs_to_be_ready() {
    let made = filled(BUSY);
    let mut checked = 0;
    for m in all::<Marker>(&made.desk).iter().filter(|m| !m.it.state.is(marker::state::DRAFT)) {
        let who = m.meta.contact.unwrap();
        let c = kept::<Contact>(&made.desk, who);
        let ledger: Vec<Consent> = of(&made.desk, who);
        let refused = consent::is_refused(&ledger, consent::purpose::MARKER, made.desk.today());
        // As it stood when it was made: a review that has come since is what Today is for.
        let day = m.it.on_is_since.unwrap_or_else(|| made.desk.today());
        let standing = marker::Standing { contact: &c, refused, today: day };
        assert_eq!(marker::missing(&m.it, &standing), [], "{}", c.reference);
        let grounds = made.desk.reading().of_contact::<dlo_caseload::domain::grounds::Grounds>(who).unwrap();
        assert!(m.it.grounds.iter().all(|g| grounds.iter().any(|k| k.meta.id == *g)));
        checked += 1;
    }
    assert!(checked >= 20, "only {checked} markers");
}

#[test]
fn no_closed_contact_has_an_open_promise() {
    let made = filled(BUSY);
    let mut closed = 0;
    for c in all::<Contact>(&made.desk).iter().filter(|c| c.it.status.is(contact::status::CLOSED)) {
        closed += 1;
        assert_eq!(made.desk.open_promises(c.meta.id).unwrap(), 0, "{}", c.it.reference);
    }
    assert!(closed >= 10, "only {closed} closed contacts");
}

#[test]
fn every_record_would_pass_its_own_form() {
    let made = filled(BUSY);
    let today = made.desk.today();
    let known: BTreeSet<_> = Kind::all()
        .flat_map(|k| made.desk.reading().list(k, 0, 1_000_000).unwrap().into_iter().map(|r| r.meta.id))
        // A service that nobody changed stands in the directory alone.
        .chain(made.desk.directory().unwrap().into_iter().map(|l| l.id))
        .collect();
    for kind in Kind::all() {
        for row in made.desk.reading().list(kind, 0, 1_000_000).unwrap() {
            let at = format!("{} {}", kind.name(), canonical(&row.values));
            assert_eq!(check::faults(kind, &row.values), [], "{at}");
            let (clean, removed) = check::cleaned(kind, &row.values);
            // Only a telephone number is written in international form (`save_point`).
            let other = kind == Kind::ContactPoint && !ContactPoint::from_values(&row.values).is_phone();
            // A moment is written by the program, with a space where nothing more was said.
            let same =
                kind.fields().iter().all(|f| f.shape == Shape::When || clean.get(f.name) == row.values.get(f.name));
            assert!((same || other) && removed == 0, "{at}");
            for (name, value) in &row.values {
                let field = kind.field(name).unwrap();
                match field.shape {
                    Shape::Pick(list) | Shape::Several(list) => {
                        for code in value.many() {
                            assert!(lists::item(list, code).is_some(), "{list} has no {code}: {at}");
                        }
                    }
                    Shape::Ref | Shape::Refs => {
                        for id in value.many() {
                            assert!(known.contains(&id.parse().unwrap()), "{name} leads nowhere: {at}");
                        }
                    }
                    _ => {}
                }
            }
            let more = match kind {
                Kind::Contact => contact::faults(&Contact::from_values(&row.values), today),
                Kind::Plan => plan::faults(&Plan::from_values(&row.values)),
                Kind::Offer => offer::faults(&Offer::from_values(&row.values), today, &Fit::Takes),
                Kind::Service => service::faults(&Service::from_values(&row.values), today),
                Kind::Consent => consent::faults(&Consent::from_values(&row.values), today),
                Kind::Engagement => engagement::faults(&Engagement::from_values(&row.values)),
                Kind::FollowUp => follow_up::faults(&FollowUp::from_values(&row.values)),
                _ => Vec::new(),
            };
            assert_eq!(more, [], "{at}");
        }
    }
}

#[test]
fn an_outgoing_engagement_outside_the_plan_says_which_rule_and_why() {
    let made = filled(BUSY);
    let mut outside = 0;
    for e in all::<Engagement>(&made.desk).iter().filter(|e| !e.it.plan_rule.is_empty()) {
        assert!(!e.it.outside_reason.is_empty());
        assert!(e.it.direction.is(engagement::direction::OUT));
        outside += 1;
    }
    assert!(outside > 0);
}

#[test]
fn only_numbers_kept_for_drama_and_example_domains_are_in_it() {
    let made = filled(BUSY);
    let mut numbers = 0;
    for kind in Kind::all() {
        for row in made.desk.reading().list(kind, 0, 1_000_000).unwrap() {
            let words = row
                .values
                .iter()
                .filter(|(name, _)| !matches!(kind.field(name).unwrap().shape, Shape::Ref | Shape::Refs));
            for t in words.flat_map(|(_, v)| Value::many(v)) {
                for word in t.split(|c: char| c.is_whitespace() || ",;\"()".contains(c)).filter(|w| w.contains('@')) {
                    assert!(word.trim_end_matches('.').ends_with(".example"), "{word}");
                }
                let digits: String = t.chars().filter(|c| !" -".contains(*c)).collect();
                for run in digits.split(|c: char| !c.is_ascii_digit()).filter(|r| r.len() >= 10) {
                    let drama = ["447700900", "07700900", "441914980", "01914980"].iter().any(|p| run.starts_with(p));
                    assert!(drama, "{} holds {run}", kind.name());
                    numbers += 1;
                }
            }
        }
    }
    assert!(numbers > 100, "only {numbers} numbers");
}

#[test]
fn a_live_vault_and_one_with_contacts_in_it_are_refused() {
    let live = Officer { organisation: Default::default(), ..practice_officer("") };
    let mut made = empty(&live, TUESDAY);
    let problem = made.desk.fill_practice(&Practice::default(), &mut |_, _| true).unwrap_err();
    assert!(problem.what.contains("not a practice vault"), "{problem}");
    assert!(all::<Contact>(&made.desk).is_empty());
    let mut made = filled(Practice { contacts: 1, engagements: 0, seed: 1 });
    let problem = made.desk.fill_practice(&Practice::default(), &mut |_, _| true).unwrap_err();
    assert!(problem.what.contains("contacts in this vault already"), "{problem}");
    assert_eq!(all::<Contact>(&made.desk).len(), 1);
}

#[test]
fn progress_goes_up_to_all_and_stopping_leaves_no_half_act() {
    let how = Practice { contacts: 60, engagements: 400, seed: 2 };
    let mut seen = Vec::new();
    let mut made = empty(&practice_officer(""), TUESDAY);
    made.desk
        .fill_practice(&how, &mut |done, all| {
            seen.push((done, all));
            true
        })
        .unwrap();
    assert!(seen.windows(2).all(|w| w[0].0 <= w[1].0));
    assert_eq!(seen.last(), Some(&(460, 460)));
    let mut made = empty(&practice_officer(""), TUESDAY);
    let problem = made.desk.fill_practice(&how, &mut |_, _| false).unwrap_err();
    assert!(problem.what.contains("Stopped"), "{problem}");
    assert!(all::<Contact>(&made.desk).is_empty());
    made.desk.store().verify(|_, _| true).unwrap();
}
