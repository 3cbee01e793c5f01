//! What was reported of dangerous people around the area, and two intelligence entries; nobody who reported is named.

use super::super::maker::Maker;
use crate::domain::dangerous_person::{DangerousPerson, REVIEW_AFTER};
use crate::domain::field::{Code, Value};
use crate::domain::id::{RecordId, contact_reference};
use crate::domain::intelligence::{Intelligence, IntelligenceItem, IntelligenceSource, state};
use crate::domain::kind::Kind;
use crate::domain::lists;
use crate::domain::when::When;

/// The contact one of the entries rests on.
const SOURCE: u64 = 42;

/// Reports and entries of the officer's own area.
pub(super) fn make(m: &mut Maker) {
    reports(m);
    entries(m);
}

fn report(m: &Maker, number: u64, days: u64, hour: u32) -> DangerousPerson {
    let taken = m.ago(days);
    DangerousPerson {
        reference: format!("DP-{number:04}"),
        happened: Some(When::at(m.then(days, hour, 30))),
        area: Code::new(m.officer.area.clone()),
        mode: Code::new("anonymous"),
        taken_by: m.officer.point_of_contact.short(),
        taken_on: Some(taken),
        to_ugly_mugs: Code::new("yes"),
        to_intelligence: Code::new("not-asked"),
        review_on: taken.checked_add_months(REVIEW_AFTER),
        ..DangerousPerson::default()
    }
}

fn reports(m: &mut Maker) {
    // The three of them: one that lies back further than a warning stands, then the two of the first picture of Today.
    let earlier = DangerousPerson {
        warning: "silver estate; will not stop when asked to".to_owned(),
        incident: "Drove out to the lorry park and would not stop when asked to. Let her out at the roundabout."
            .to_owned(),
        place: "Quarry lorry park".to_owned(),
        gender: Code::new("male"),
        about_age: "about 50".to_owned(),
        build: "heavy".to_owned(),
        hair: "short grey".to_owned(),
        vehicle: "silver estate, Ford badge".to_owned(),
        mode: Code::new("third-party"),
        through: "National Ugly Mugs".to_owned(),
        ugly_mugs_on: Some(m.ago(36)),
        ..report(m, 1, 37, 1)
    };
    let online = DangerousPerson {
        warning: "online booking, asks for no deposit, then threatens".to_owned(),
        incident:
            "Booked online, said that no deposit was needed as he is a regular, then threatened to put the photographs \
                   about."
                .to_owned(),
        name_used: "Marcus".to_owned(),
        ..report(m, 2, 9, 20)
    };
    let quay = DangerousPerson {
        warning: "silver estate; took money back by force".to_owned(),
        incident: "Paid, and afterwards took the money back by force. Drove off towards the bridge.".to_owned(),
        place: "Low Quay, after midnight".to_owned(),
        gender: Code::new("male"),
        about_age: "about 50".to_owned(),
        build: "heavy".to_owned(),
        vehicle: "silver estate".to_owned(),
        ..report(m, 3, 3, 0)
    };
    for r in [earlier, online, quay] {
        m.alone(&r);
    }
}

fn entry(m: &Maker, number: u64, days: u64, title: &str) -> Intelligence {
    Intelligence {
        reference: format!("IN-{number:04}"),
        title: title.to_owned(),
        area: Code::new(m.officer.area.clone()),
        priority: Code::new("routine"),
        classification: Code::new("official-sensitive"),
        known: Some(When::at(m.then(days + 1, 23, 0))),
        state: Code::new(state::DRAFT),
        written_on: Some(m.ago(days)),
        ..Intelligence::default()
    }
}

fn item(text: &str, standing: &str, grade: [&str; 3]) -> IntelligenceItem {
    let [source, assessment, handling] = grade.map(Code::new);
    let under_c = handling.is("c");
    let code = |c: &str| Code::new(if under_c { c } else { "" });
    IntelligenceItem {
        text: text.to_owned(),
        standing: Code::new(standing),
        source_grade: source,
        assessment,
        handling,
        action_code: code("a1"),
        sanitisation: code("s2"),
        ..IntelligenceItem::default()
    }
}

fn entries(m: &mut Maker) {
    let reference = contact_reference(&m.officer.device_code, SOURCE);
    let is_source = |values: &crate::domain::field::Values| {
        values.get("reference").and_then(Value::text) == Some(reference.as_str())
    };
    let person = m.made.iter().find(|r| r.kind == Kind::Contact && is_source(&r.values)).map(|r| r.id);
    let flats = Intelligence {
        provenance: "told to an officer".to_owned(),
        state: Code::new(state::SUBMITTED),
        srn: lists::srn(&m.officer.area, m.ago(40)).unwrap_or_default().to_owned(),
        is_reference: "I/44710".to_owned(),
        ..entry(m, 1, 40, "Key safe at the Mill Road flats")
    };
    let items = [item(
        "The key safe beside the back door of the Mill Road flats is opened by a man who collects money on Sundays.",
        "fact",
        ["2", "a", "c"],
    )];
    let block = IntelligenceSource {
        person,
        who: if person.is_some() { String::new() } else { "somebody at the flats".to_owned() },
        known_to: "most people who work there".to_owned(),
        can_give_more: Code::new("not-asked"),
        risk: Code::new("yes"),
        risk_why: "he knows who was in that day".to_owned(),
        risk_reduced: "the day is left out".to_owned(),
        ..IntelligenceSource::default()
    };
    keep(m, &flats, &items, &block);
    let quay = Intelligence {
        provenance: "told to an officer at a residents' meeting".to_owned(),
        ..entry(m, 2, 5, "Van at the Station approach on Fridays")
    };
    let items = [
        item("A white van waits at the Station approach on Fridays from 22:00.", "fact", ["2", "a", "p"]),
        item("The driver is there to watch, and not to buy.", "assessment", ["2", "c", "c"]),
    ];
    let block = IntelligenceSource {
        who: "a resident of the street, known to the DLO".to_owned(),
        known_to: "the residents' group".to_owned(),
        can_give_more: Code::new("not-asked"),
        risk: Code::new("no"),
        ..IntelligenceSource::default()
    };
    keep(m, &quay, &items, &block);
}

fn keep(m: &mut Maker, entry: &Intelligence, items: &[IntelligenceItem], block: &IntelligenceSource) {
    let id: RecordId = m.alone(entry);
    for (number, item) in (1..).zip(items) {
        m.alone(&IntelligenceItem { entry: Some(id), number: Some(number), ..item.clone() });
    }
    m.alone(&IntelligenceSource { entry: Some(id), ..block.clone() });
}
