//! What is known of places of the area, what was asked of the DLO about them, one strategy, and who the other DLOs are.
//! Nobody on the caseload is named in any of it.

use chrono::Datelike as _;

use super::super::draw::Draw;
use super::super::maker::Maker;
use super::super::words::Words;
use crate::domain::field::Code;
use crate::domain::id::RecordId;
use crate::domain::liaison::Liaison;
use crate::domain::lists;
use crate::domain::observation::Observation;
use crate::domain::tasking::{Measure, Strategy, Tasking, state};
use crate::domain::when::{Due, When};

/// Everything about the officer's own area.
pub(super) fn make(m: &mut Maker) {
    let low_quay = strategy(m);
    let numbers = taskings(m, low_quay);
    observations(m, numbers);
    liaisons(m);
}

/// What is known of places in a large caseload: sparsely, in every area and further back than the picture goes; and what
/// was asked in the other areas.
pub(in super::super) fn elsewhere(m: &mut Maker, seed: u64, contacts: u64, words: &Words) {
    let mut d = Draw::new(seed ^ 0xA2EA, contacts);
    let settings: Vec<String> =
        lists::get("settings").map(|l| l.offered().map(|i| i.code.clone()).collect()).unwrap_or_default();
    for _ in 0..(contacts / 50).min(2_000) {
        let Some(area) = d.pick(&words.areas) else { return };
        let o = Observation {
            seen: Some(When::at(m.then(d.between(1, 400), u32::try_from(d.below(24)).unwrap_or(22), 30))),
            area: Code::new(area.code.clone()),
            place: d.one(&area.localities).to_owned(),
            setting: Code::new(d.one(&settings)),
            numbers: d.percent(85).then(|| i64::try_from(d.between(0, 9)).unwrap_or(1)),
            harm: if d.percent(8) { "noise at night, two letters".to_owned() } else { String::new() },
            demand: if d.percent(8) { "cars going round".to_owned() } else { String::new() },
            how_known: Code::new(if d.percent(60) { "own" } else { "partner" }),
            ..Observation::default()
        };
        m.alone(&o);
    }
    for n in 0..(contacts / 2_000).min(20) {
        let Some(area) = d.pick(&words.areas) else { return };
        let place = d.one(&area.localities).to_owned();
        let asked = d.between(20, 300);
        let done = d.percent(70);
        let t = Tasking {
            reference: format!("T-{:03}", 5 + n),
            what: format!("what is known of {place}"),
            asked_by: "Insp Marlowe".to_owned(),
            asked_on: Some(m.ago(asked)),
            due: Some(Due::On(m.ahead(d.between(1, 40)))),
            area: Code::new(area.code.clone()),
            place,
            proportionality: "Asked of partners and by eye; nobody is stopped or named.".to_owned(),
            proportionality_on: Some(m.ago(asked - 1)),
            state: Code::new(if done { state::DONE } else { state::OPEN }),
            result: if done { "Told in outline, without a name.".to_owned() } else { String::new() },
            ..Tasking::default()
        };
        m.alone(&t);
    }
}

fn taskings(m: &mut Maker, strategy: RecordId) -> RecordId {
    let area = Code::new(m.officer.area.clone());
    let lights = Tasking {
        reference: "T-004".to_owned(),
        what: "numbers at Low Quay, before lights go up".to_owned(),
        asked_by: "Insp Marlowe".to_owned(),
        asked_on: Some(m.ago(22)),
        due: Some(Due::On(m.ahead(6))),
        area: area.clone(),
        place: "Low Quay".to_owned(),
        proportionality:
            "Counting by eye, twice a week; nobody is stopped or named. The lights may move people to darker \
                          places, so it has to be known before."
                .to_owned(),
        proportionality_on: Some(m.ago(21)),
        state: Code::new(state::OPEN),
        strategy: Some(strategy),
        ..Tasking::default()
    };
    let flats = Tasking {
        reference: "T-003".to_owned(),
        what: "pop-up brothels in Mill Road".to_owned(),
        asked_by: "Insp Marlowe".to_owned(),
        asked_on: Some(m.ago(36)),
        due: Some(Due::On(m.ago(4))),
        area: area.clone(),
        place: "Mill Road flats".to_owned(),
        state: Code::new(state::OPEN),
        ..Tasking::default()
    };
    let fair = Tasking {
        reference: "T-002".to_owned(),
        what: "whether the fair in summer brings a market".to_owned(),
        asked_by: "Insp Marlowe".to_owned(),
        asked_on: Some(m.ago(130)),
        due: Some(Due::On(m.ago(95))),
        area,
        place: "Fairground".to_owned(),
        proportionality: "Two walks in uniform while the fair is on, with the council.".to_owned(),
        proportionality_on: Some(m.ago(129)),
        state: Code::new(state::DONE),
        result: "It hardly does: nobody on most evenings. Told Insp Marlowe.".to_owned(),
        ..Tasking::default()
    };
    m.alone(&fair);
    m.alone(&flats);
    m.alone(&lights)
}

fn strategy(m: &mut Maker) -> RecordId {
    let decided = |code: &str, decision: &str, why: &str, result: &str, days: u64| Measure {
        code: code.to_owned(),
        decision: decision.to_owned(),
        proportionality: why.to_owned(),
        result: result.to_owned(),
        on: m.ago(days).to_string(),
    };
    let measures = [
        decided(
            "kerb-crawlers",
            "taken",
            "Letters before anything else: they move demand, and cost the people who sell nothing.",
            "11 warning letters",
            60,
        ),
        decided(
            "environment",
            "taken",
            "Better light makes it safer for everybody; asked at the drop-in first.",
            "lights go up in December",
            40,
        ),
        decided(
            "exploiters-intelligence",
            "elsewhere",
            "The area's detectives do it; the DLO passes on what is freely said.",
            "",
            40,
        ),
        decided("routes-out", "taken", "Offered to whoever asks, pressed on nobody.", "Harbour Project goes along", 60),
        // Decided, and nobody said why: the picture points it out.
        decided("community", "taken", "", "residents' evening on the 3rd", 20),
    ];
    let mut s = Strategy {
        place: "Low Quay".to_owned(),
        area: Code::new(m.officer.area.clone()),
        market:
            "On the street, late evenings. Residents hear cars and voices; those who work there are robbed more often \
                 than elsewhere."
                .to_owned(),
        proportionality: "Safety first, then noise. Nothing that drives people into places nobody knows.".to_owned(),
        review_on: Some(m.ahead(45)),
        ..Strategy::default()
    };
    s.set_measures(&measures);
    m.alone(&s)
}

/// Thirty-eight observations in ninety days: week (of thirteen, this one the last), place, setting, hour, about how many.
const SEEN: [(u64, &str, &str, u32, i64); 38] = [
    // Low Quay: 62 people.
    (0, LOW, STREET, 22, 1),
    (1, LOW, STREET, 23, 1),
    (2, LOW, STREET, 0, 2),
    (3, LOW, STREET, 22, 8),
    (4, LOW, STREET, 23, 6),
    (5, LOW, STREET, 22, 6),
    (6, LOW, STREET, 3, 2),
    (7, LOW, STREET, 18, 1),
    (8, LOW, STREET, 22, 8),
    (9, LOW, STREET, 23, 4),
    (9, LOW, STREET, 18, 3),
    (10, LOW, STREET, 22, 5),
    (10, LOW, STREET, 4, 2),
    (11, LOW, STREET, 0, 4),
    (11, LOW, STREET, 4, 2),
    (12, LOW, STREET, 19, 5),
    (12, LOW, STREET, 20, 2),
    // Tannery Lane: 38.
    (3, TANNERY, FLAT, 15, 2),
    (1, TANNERY, FLAT, 11, 3),
    (2, TANNERY, STREET, 20, 4),
    (4, TANNERY, FLAT, 16, 3),
    (5, TANNERY, STREET, 23, 5),
    (6, TANNERY, FLAT, 12, 6),
    (7, TANNERY, FLAT, 19, 8),
    (9, TANNERY, NET, 15, 2),
    (11, TANNERY, FLAT, 15, 3),
    (12, TANNERY, NET, 11, 2),
    // Station approach: 24.
    (0, STATION, NET, 20, 9),
    (1, STATION, NET, 7, 4),
    (2, STATION, NET, 15, 3),
    (8, STATION, NET, 9, 3),
    (9, STATION, FLAT, 16, 2),
    (10, STATION, NET, 8, 3),
    // Quarry lorry park: 11, Mill Road flats: 8, Fairground: 3.
    (2, QUARRY, LORRY, 4, 6),
    (7, QUARRY, LORRY, 3, 5),
    (5, MILL, FLAT, 12, 5),
    (10, MILL, FLAT, 16, 3),
    (1, FAIR, PARTIES, 20, 3),
];
const LOW: &str = "Low Quay";
const TANNERY: &str = "Tannery Lane";
const STATION: &str = "Station approach";
const QUARRY: &str = "Quarry lorry park";
const MILL: &str = "Mill Road flats";
const FAIR: &str = "Fairground";
const STREET: &str = "face-to-face";
const FLAT: &str = "brothel-or-flat";
const NET: &str = "internet";
const LORRY: &str = "transport-routes";
const PARTIES: &str = "parties";

fn observations(m: &mut Maker, counting: RecordId) {
    let this_week = u64::from(m.today.weekday().num_days_from_monday());
    for (n, (week, place, setting, hour, about)) in SEEN.into_iter().enumerate() {
        // The same two days of each week; of this one what is already past, and of the first what is within 90 days.
        let day = if n % 2 == 0 { 4 } else { 5 };
        let back = ((12 - week) * 7 + this_week).saturating_sub(day).clamp(1, 89);
        let newest = place == LOW && week >= 11;
        let o = Observation {
            seen: Some(When::at(m.then(back, hour, 15))),
            area: Code::new(m.officer.area.clone()),
            place: place.to_owned(),
            setting: Code::new(setting),
            numbers: Some(about),
            demand: if newest { "kerb crawling, 11 warning letters sent".to_owned() } else { String::new() },
            harm: if newest { "noise, 6 letters".to_owned() } else { String::new() },
            how_known: Code::new(match n % 4 {
                0 | 1 => "own",
                2 => "partner",
                _ => "officer",
            }),
            tasking: (place == LOW && week >= 9).then_some(counting),
            ..Observation::default()
        };
        m.alone(&o);
    }
}

fn liaisons(m: &mut Maker) {
    let own = &m.officer.point_of_contact;
    let one = |name: &str, collar: &str, area: &str, phone: &str| Liaison {
        name: name.to_owned(),
        collar: collar.to_owned(),
        role: "Designated Liaison Officer".to_owned(),
        areas: vec![Code::new(area)],
        phone: phone.to_owned(),
        email: format!("dlo.{area}@force.example"),
        out_of_hours: "on-call DLO, 0191 498 0100".to_owned(),
        checked_on: Some(m.ago(20)),
        ..Liaison::default()
    };
    let all = [
        Liaison {
            email: own.email.clone(),
            cover: "PC 3902 Osei, 0191 498 0121".to_owned(),
            cover_from: Some(m.ahead(20)),
            cover_to: Some(m.ahead(34)),
            ..one(&own.name, &own.collar, &m.officer.area.clone(), "+441914980117")
        },
        one("B. Osei", "PC 3902", "northern", "+441914980121"),
        Liaison {
            cover: "PC 3902 Osei, 0191 498 0121".to_owned(),
            cover_from: Some(m.ago(3)),
            cover_to: Some(m.ahead(11)),
            ..one("T. Lang", "PC 2750", "southern", "+441914980134")
        },
    ];
    for liaison in &all {
        m.alone(liaison);
    }
}
