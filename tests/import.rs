//! Moving in from a spreadsheet, and two records of one person that become one: what the officer gets, what is refused
//! row by row, and that nothing is half done.
#![allow(clippy::unwrap_used, clippy::indexing_slicing, clippy::panic, reason = "a test that cannot go on fails")]

mod common;

use std::collections::BTreeMap;

use common::{Room, officer};
use dlo_caseload::casework::desk::{Desk, NotSaved};
use dlo_caseload::casework::merge::{Merge, Side};
use dlo_caseload::domain::concern::Concern;
use dlo_caseload::domain::consent::Consent;
use dlo_caseload::domain::contact::Contact;
use dlo_caseload::domain::contact_point::ContactPoint;
use dlo_caseload::domain::field::{Record, Value, Values};
use dlo_caseload::domain::follow_up::{self, FollowUp};
use dlo_caseload::domain::id::RecordId;
use dlo_caseload::domain::kind::Kind;
use dlo_caseload::domain::plan::Plan;

fn values(pairs: &[(&'static str, &str)]) -> Values {
    pairs.iter().map(|(k, v)| (*k, Value::Text((*v).to_owned()))).collect()
}

// ---------------------------------------------------------------------------------------------------- one of two

fn add(desk: &mut Desk, contact: Contact) -> RecordId {
    let c = Contact { area: "central".into(), ..contact };
    desk.save_contact(None, &c.values()).unwrap()
}

fn point(desk: &mut Desk, id: RecordId, number: &str, safe: &str) {
    let p = ContactPoint { kind: "mobile".into(), value: number.into(), safe: safe.into(), ..ContactPoint::default() };
    desk.save_point(id, None, &p.values()).unwrap();
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
    point(desk, roxy, "07700 900142", "safe");
    point(desk, roxanne, "07700 900142", "never");
    point(desk, roxanne, "07700 900143", "safe");
    plan(desk, roxy, "are you about?");
    plan(desk, roxanne, "about the parcel?");
    let f =
        values(&[("what", "find out the bail conditions"), ("kind", follow_up::kind::PROMISE), ("due", "2026-11-27")]);
    desk.save_follow_up(Some(roxanne), None, &f).unwrap();
    let c = Consent {
        purpose: "record-on-is".into(),
        state: "refused".into(),
        asked_on: "2026-11-17".parse().ok(),
        words: "not yet".into(),
        ..Consent::default()
    };
    desk.save_consent(roxanne, &c.values()).unwrap();
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
    let entry = &desk.reading().journal(1).unwrap()[0];
    assert_eq!((entry.operation.as_str(), entry.what.as_str()), ("combination", "join two records of one person"));
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
