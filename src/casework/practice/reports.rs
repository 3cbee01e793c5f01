//! Dangerous person reports and intelligence of large practice caseloads: few of them, drawn apart from everything else.

use super::draw::Draw;
use super::maker::Maker;
use crate::domain::dangerous_person::{DangerousPerson, REVIEW_AFTER};
use crate::domain::field::Code;
use crate::domain::intelligence::{Intelligence, IntelligenceItem, IntelligenceSource, state};
use crate::domain::lists;
use crate::domain::when::When;

/// One person in so many goes with a report, and one in so many with an entry.
const REPORT_EVERY: u64 = 120;
const ENTRY_EVERY: u64 = 160;
/// Their references begin above those of the cast.
const FIRST: u64 = 100;

/// Perhaps a report, perhaps an entry; neither names anybody. In a calm caseload nothing of it is in the officer's own
/// area, whose day is the cast's.
pub(super) fn perhaps(m: &mut Maker, seed: u64, number: u64, area: &str, calm: bool) {
    let mut d = Draw::new(seed ^ 0xDA_26, number);
    let (report, entry) = (d.below(REPORT_EVERY) == 0, d.below(ENTRY_EVERY) == 0);
    let days = d.between(1, 600);
    if calm {
        return;
    }
    if report {
        let (colour, car) = (d.pick(&COLOURS), d.pick(&CARS));
        let vehicle = format!("{} {}", colour.copied().unwrap_or("grey"), car.copied().unwrap_or("van"));
        let taken = m.ago(days);
        let r = DangerousPerson {
            reference: format!("DP-{:04}", FIRST + number),
            warning: format!("{vehicle}; {}", d.pick(&DEEDS).copied().unwrap_or_default()),
            incident: "Reported in outline; what was said is with the officer who took it.".to_owned(),
            happened: Some(When::at(m.then(days, 23, 15))),
            area: Code::new(area),
            place: d.pick(&PLACES).copied().unwrap_or_default().to_owned(),
            vehicle,
            build: d.pick(&BUILDS).copied().unwrap_or_default().to_owned(),
            mode: Code::new(if d.percent(70) { "anonymous" } else { "third-party" }),
            taken_by: m.officer.point_of_contact.short(),
            taken_on: Some(taken),
            to_ugly_mugs: Code::new(if d.percent(50) { "yes" } else { "not-asked" }),
            to_intelligence: Code::new("not-asked"),
            review_on: taken.checked_add_months(REVIEW_AFTER),
            ..DangerousPerson::default()
        };
        let through = if r.mode.is("third-party") { "a project" } else { "" };
        m.alone(&DangerousPerson { through: through.to_owned(), ..r });
    }
    if entry {
        let written = m.ago(days);
        let e = Intelligence {
            reference: format!("IN-{:04}", FIRST + number),
            title: format!("Cars at {}", d.pick(&PLACES).copied().unwrap_or("the quay")),
            area: Code::new(area),
            priority: Code::new("routine"),
            provenance: "seen by an officer".to_owned(),
            known: Some(When::at(m.then(days, 22, 0))),
            classification: Code::new("official-sensitive"),
            srn: lists::srn(area, written).unwrap_or_default().to_owned(),
            state: Code::new(state::SUBMITTED),
            written_on: Some(written),
            is_reference: format!("I/{}", 50_000 + number),
            ..Intelligence::default()
        };
        let id = m.alone(&e);
        m.alone(&IntelligenceItem {
            entry: Some(id),
            number: Some(1),
            text: "Cars go round the block slowly between 22:00 and 02:00.".to_owned(),
            standing: Code::new("fact"),
            source_grade: Code::new("1"),
            assessment: Code::new("a"),
            handling: Code::new("p"),
            ..IntelligenceItem::default()
        });
        m.alone(&IntelligenceSource {
            entry: Some(id),
            who: "the officer".to_owned(),
            known_to: "the shift".to_owned(),
            can_give_more: Code::new("no"),
            risk: Code::new("no"),
            ..IntelligenceSource::default()
        });
    }
}

const COLOURS: [&str; 6] = ["silver", "black", "white", "dark blue", "red", "green"];
const CARS: [&str; 5] = ["estate", "hatchback", "van", "taxi", "pick-up"];
const DEEDS: [&str; 5] = [
    "would not pay afterwards",
    "took money back by force",
    "would not stop when asked to",
    "films without asking",
    "waits outside for hours",
];
const PLACES: [&str; 5] = ["the lorry park", "the station", "the quay", "the retail park", "the old market"];
const BUILDS: [&str; 4] = ["heavy", "slim", "tall", "stocky"];
