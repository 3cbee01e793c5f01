//! The generated documents and pictures say what is true now.
//!
//! They are renewed by `CASELOAD_WRITE_DOCS=1 cargo test --test documents`; without it a stale one fails here.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::disallowed_methods,
    reason = "a test that cannot go on fails; renewing writes into docs"
)]

mod common;

use std::collections::BTreeSet;
use std::fmt::Write as _;
use std::path::Path;

use common::shown::shows;
use common::{Room, svg};
use dlo_caseload::casework::practice::practice_officer;
use dlo_caseload::domain::field::{Care, Found, Shape};
use dlo_caseload::domain::kind::Kind;
use dlo_caseload::domain::{lists, reference};
use dlo_caseload::tui::pilot::Pilot;
use dlo_caseload::tui::screen::Place;

/// Holds a document against what it should say, or renews it.
fn current(path: &str, wanted: &str) {
    let file = Path::new(env!("CARGO_MANIFEST_DIR")).join(path);
    if std::env::var_os("CASELOAD_WRITE_DOCS").is_some() {
        std::fs::create_dir_all(file.parent().unwrap()).unwrap();
        std::fs::write(&file, wanted).unwrap();
        return;
    }
    let kept = std::fs::read_to_string(&file).unwrap_or_default();
    if kept.replace("\r\n", "\n") != wanted {
        let row = kept.lines().zip(wanted.lines()).position(|(a, b)| a != b).map_or(0, |n| n + 1);
        panic!("{path} is stale at row {row}. Renew it: CASELOAD_WRITE_DOCS=1 cargo test --test documents");
    }
}

fn shape(shape: Shape) -> String {
    match shape {
        Shape::Line => "a line".into(),
        Shape::Note => "a note".into(),
        Shape::Verbatim => "their own words, only added to".into(),
        Shape::Pick(list) => format!("one of `{list}`"),
        Shape::Several(list) => format!("any of `{list}`"),
        Shape::Lines => "lines".into(),
        Shape::Date => "a day".into(),
        Shape::When => "when, may be vague".into(),
        Shape::Due => "a day, or a day and a time".into(),
        Shape::Phone => "a number, address or handle".into(),
        Shape::Number => "a whole number".into(),
        Shape::Flag => "yes or no".into(),
        Shape::Ref => "another record".into(),
        Shape::Refs => "other records".into(),
        Shape::Instant => "an instant, UTC".into(),
    }
}

#[test]
fn every_key_of_every_action_is_in_keys_md() {
    current("docs/KEYS.md", &dlo_caseload::tui::action::document());
}

#[test]
fn every_field_of_every_record_is_in_fields_md() {
    let mut page = String::from(
        "# Fields\n\nMade from the field tables in `src/domain`. *Written* fields are filled in by the program; *masked* ones are\n\
         eight dots until they are asked for; *answers* means that *not asked*, *declined*, *unsafe to ask* and *unknown* may stand\n\
         instead. POLE is the name in the NPCC dictionary, where IS has the field.\n",
    );
    for kind in Kind::all() {
        writeln!(page, "\n## {}\n\n| field | label | holds | rules | POLE |\n|---|---|---|---|---|", kind.label())
            .unwrap();
        for f in kind.fields() {
            let mut rules = Vec::new();
            if f.required {
                rules.push("required".to_owned());
            }
            if f.written {
                rules.push("written".to_owned());
            }
            if f.asked {
                rules.push("answers".to_owned());
            }
            match f.care {
                Care::Open => rules.push("in lists".to_owned()),
                Care::Masked => rules.push("masked".to_owned()),
                Care::Content => {}
            }
            match f.found {
                Found::No => {}
                Found::Words => rules.push("searched".to_owned()),
                Found::Name => rules.push("searched by sound".to_owned()),
                Found::Digits => rules.push("searched by last digits".to_owned()),
            }
            if matches!(f.shape, Shape::Line | Shape::Note | Shape::Verbatim | Shape::Lines) {
                rules.push(format!("at most {}", f.limit));
            }
            writeln!(page, "| `{}` | {} | {} | {} | {} |", f.name, f.label, shape(f.shape), rules.join(", "), f.pole)
                .unwrap();
        }
    }
    current("docs/FIELDS.md", &page);
}

#[test]
fn every_duty_of_the_procedure_has_its_screen_its_record_and_its_lists() {
    let mut page = String::from(
        "# The procedure, duty by duty\n\nMade from `assets/reference/procedure.toml`: what the force's procedure asks for, in \
         words of this program,\nwith the screen that serves it, the record it is kept in and the lists that hold its parts. \
         `0 Reference` shows the\nsame with what has changed since.\n",
    );
    let mut section = String::new();
    let mut named = BTreeSet::new();
    for duty in reference::duties() {
        if duty.section != section {
            section.clone_from(&duty.section);
            writeln!(page, "\n## {section}\n\n| asked for | done in | kept in | lists |\n|---|---|---|---|").unwrap();
        }
        let text = &duty.text;
        if duty.background {
            assert!(duty.done_in.is_empty() && duty.records.is_empty(), "{text}");
            writeln!(page, "| {text} | background, in `0 Reference` | | |").unwrap();
            continue;
        }
        assert!(!duty.done_in.is_empty() && !duty.records.is_empty(), "nothing serves: {text}");
        let kinds = duty.records.iter().map(|name| {
            let kind = Kind::all().find(|k| k.name() == name);
            kind.unwrap_or_else(|| panic!("{name} is no kind of record: {text}")).label()
        });
        let kinds: Vec<_> = kinds.collect();
        for name in &duty.lists {
            assert!(lists::get(name).is_some(), "{name} is no list: {text}");
            named.insert(name.clone());
        }
        let of = duty.lists.iter().map(|l| format!("`{l}`")).collect::<Vec<_>>().join(", ");
        writeln!(page, "| {text} | {} | {} | {of} |", duty.done_in.join("; "), kinds.join(", ")).unwrap();
    }
    let forgotten: Vec<_> = lists::all()
        .filter(|l| l.source.starts_with("Procedure") && !named.contains(&l.name))
        .map(|l| l.name.as_str())
        .collect();
    assert!(forgotten.is_empty(), "lists of the procedure that no duty names: {forgotten:?}");
    current("docs/PROCEDURE.md", &page);
}

/// Draws a picture of what the pilot shows.
fn picture(pilot: &Pilot, name: &str) {
    current(&format!("docs/pictures/{name}.svg"), &svg::of(&pilot.frame().0));
}

#[test]
fn the_pictures_are_the_programs_own_frames() {
    let (_room, mut pilot) = Room::demo(Place::Today);
    pilot.window(120, 36).keys("j j j");
    picture(&pilot, "today");
    pilot.keys("Enter f [ [ [ [");
    shows(&pilot, "Must not find out");
    picture(&pilot, "record");
    pilot.keys("C");
    shows(&pilot, "I have read the plan");
    picture(&pilot, "contact-now");
    pilot.keys("8 Enter");
    shows(&pilot, "Strictly needed");
    picture(&pilot, "outbox");
    pilot.keys("2");
    shows(&pilot, "Sorted by next due");
    picture(&pilot, "contacts");
    for (keys, words, name) in [
        ("3", "3 Support · Central", "support"),
        ("Tab", "services", "services"),
        ("4", "4 Crime reports · Central", "crime-reports"),
        ("5", "5 Safeguarding · Central", "safeguarding"),
        ("Enter", "Children Act 1989 s.46", "concern"),
        ("6", "6 Intelligence · Central", "intelligence"),
        ("7", "7 Area picture · Central", "area"),
        ("S", "Low Quay", "strategy"),
        ("9", "9 Records", "records"),
        ("t j j", "Engagements by outcome", "statistics"),
        ("0", "0 Reference · Procedure", "reference"),
        ("/", "Search", "search"),
        ("Esc 1 ?", "Help", "help"),
    ] {
        pilot.keys(keys);
        if pilot.shows("Why are you opening") {
            pilot.keys("f");
        }
        shows(&pilot, words);
        picture(&pilot, name);
    }
    pilot.keys("Esc 2").window(80, 24).keys("a").types("Lola, red coat");
    picture(&pilot, "met-someone");
    pilot.keys("Esc d F2");
    shows(&pilot, "Listen. Ask nothing");
    picture(&pilot, "disclosure-card");
    pilot.keys("Esc 1 R");
    shows(&pilot, "Why it is here");
    picture(&pilot, "review");
}

#[test]
fn every_screen_a_duty_of_the_procedure_names_opens_by_its_key() {
    let (room, desk) = Room::new(&practice_officer(""));
    let mut pilot = room.interface(desk, Place::Today);
    let mut opened = 0;
    for screen in reference::duties().into_iter().flat_map(|d| d.done_in).collect::<BTreeSet<_>>() {
        let Some((key, _)) =
            screen.split_once(' ').filter(|(k, _)| k.len() < 3 && k.chars().any(|c| c.is_ascii_digit()))
        else {
            continue;
        };
        pilot.keys(key);
        let shown = if key == "F2" { "Disclosure card" } else { screen.as_str() };
        assert!(pilot.shows(shown), "{screen} is not opened by {key}:\n{}", pilot.screen());
        pilot.keys("Esc");
        opened += 1;
    }
    assert!(opened >= 10, "only {opened} screens are named with a key");
}
