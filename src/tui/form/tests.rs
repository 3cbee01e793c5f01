//! The form as an officer meets it: what is drawn at 80, 100 and 120 columns, and what keys lead to.

use chrono::TimeZone;
use crossterm::event::KeyEvent;
use proptest::prelude::*;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::*;
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::picture;

fn now() -> DateTime<Tz> {
    chrono_tz::Europe::London.with_ymd_and_hms(2026, 11, 24, 14, 9, 0).unwrap()
}

fn press(form: &mut Form, code: KeyCode) -> Reply {
    form.handle(Input::Key(KeyEvent::new(code, KeyModifiers::NONE)))
}

fn ctrl(form: &mut Form, c: char) -> Reply {
    form.handle(Input::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::CONTROL)))
}

fn typed(form: &mut Form, words: &str) {
    for c in words.chars() {
        assert_eq!(press(form, KeyCode::Char(c)), Reply::Handled);
    }
}

fn drawn(form: &Form, width: u16, height: u16) -> String {
    picture::of(width, height, |buf, area| {
        form.draw(buf, area, &Theme::dark());
    })
}

fn text(form: &Form, name: &str) -> Option<String> {
    form.values().get(name).and_then(|v| v.text().map(str::to_owned))
}

fn engagement() -> Form {
    Form::new(Kind::Engagement, Values::new(), now(), Extra::new())
}

static SMALL: [Field; 9] = [
    Field::new(Shape::Line, "Place").named("place").help("a place, not an address"),
    Field::new(Shape::Date, "Review on").named("review_on").required().help("+12m"),
    Field::new(Shape::Due, "Due").named("due").required(),
    Field::new(Shape::Phone, "Phone").named("phone"),
    Field::new(Shape::Number, "Minutes").named("minutes"),
    Field::new(Shape::Flag, "Interpreter").named("interpreter"),
    Field::new(Shape::Lines, "Names").named("names"),
    Field::new(Shape::Note, "Summary").named("summary").required(),
    Field::new(Shape::Verbatim, "Their own words").named("words"),
];

fn small(values: Values) -> Form {
    Form::over(&SMALL, values, now(), Extra::new())
}

#[test]
fn a_date_is_read_at_once_and_a_list_opens_in_place() {
    let mut form = engagement();
    typed(&mut form, "yesterday 11pm");
    press(&mut form, KeyCode::Tab);
    typed(&mut form, "text");
    press(&mut form, KeyCode::Enter);
    assert_eq!(form.focused().map(|f| f.name), Some("direction"));
    press(&mut form, KeyCode::Char(' '));
    press(&mut form, KeyCode::Tab);
    typed(&mut form, "s");
    form.draft_was_kept(NaiveTime::from_hms_opt(14, 9, 0).unwrap());
    let picture = drawn(&form, 78, 18);
    let lines: Vec<&str> = picture.lines().collect();
    assert_eq!(
        lines[..7],
        [
            "  Basics · 1 of 3                                             draft kept 14:09",
            "",
            "  When *             yesterday 11pm",
            "                     reads as Mon 23/11/2026 23:00",
            "  Channel *          text message ▾",
            "  Direction *        ● out   ○ in   ○ met by chance",
            "● Outcome *          s",
        ],
        "{picture}"
    );
    assert_eq!(lines[7], "                   ▸ spoke");
    assert!(picture.contains("of 6 · Enter takes it · Esc keeps: nothing chosen"), "{picture}");
    assert!(lines.contains(&"  With whom else"), "{picture}");
}

#[test]
fn saving_shows_everything_that_is_wrong_at_once_and_goes_to_the_first() {
    let mut form = small(Values::new());
    press(&mut form, KeyCode::Tab);
    press(&mut form, KeyCode::Tab);
    typed(&mut form, "31/11");
    assert_eq!(ctrl(&mut form, 's'), Reply::Refused(3));
    assert_eq!(form.focused().map(|f| f.name), Some("review_on"));
    let picture = drawn(&form, 78, 20);
    assert!(picture.starts_with("                     ! 3 things to put right"), "{picture}");
    assert!(
        picture.contains("  Due *              31/11\n                     ! There is no 31 November."),
        "{picture}"
    );
    assert!(picture.contains("▸ Review on *                   +12m\n                     ! Say when"), "{picture}");
}

#[test]
fn no_error_is_shown_for_a_field_nobody_has_left() {
    let mut form = small(Values::new());
    assert!(!drawn(&form, 78, 20).contains('!'));
    press(&mut form, KeyCode::Tab);
    press(&mut form, KeyCode::Tab);
    assert!(!drawn(&form, 78, 20).contains('!'), "a blank is not an error until it is saved");
    typed(&mut form, "31/11");
    assert!(drawn(&form, 78, 20).contains("! There is no 31 November."));
}

#[test]
fn every_printable_key_is_text_and_so_is_a_paste() {
    let mut form = small(Values::new());
    typed(&mut form, "q?:/[1]jkgG");
    assert_eq!(text(&form, "place").as_deref(), Some("q?:/[1]jkgG"));
    form.handle(Input::Paste("two\nlines\u{7}\u{1b}[2J".into()));
    assert_eq!(form.focused().map(|f| f.name), Some("place"));
    let place = text(&form, "place").unwrap();
    assert!(place.starts_with("q?:/[1]jkgGtwo lines"), "{place}");
    assert!(!place.contains(char::is_control));
}

#[test]
fn what_is_longer_than_the_limit_does_not_enter_and_it_says_so() {
    let mut form = small(Values::new());
    form.handle(Input::Paste("x".repeat(250)));
    assert_eq!(text(&form, "place").map(|t| t.len()), Some(200));
    assert!(drawn(&form, 78, 20).contains("50 letters did not fit, at most 200"));
}

#[test]
fn a_number_is_checked_and_stands_in_its_written_form_once_it_is_left() {
    let mut form = small(Values::new());
    form.focus_on("phone");
    typed(&mut form, "+447700900142");
    press(&mut form, KeyCode::Tab);
    let picture = drawn(&form, 78, 20);
    assert!(picture.contains("  Phone              07700 900142          ✓ UK mobile"), "{picture}");
    assert_eq!(text(&form, "phone").as_deref(), Some("+447700900142"));
    typed(&mut form, "12a");
    assert!(drawn(&form, 78, 20).contains("! This is not a whole number."));
}

#[test]
fn an_address_in_a_field_for_numbers_stays_as_it_is_typed() {
    let mut form = small(Values::new());
    form.focus_on("phone");
    typed(&mut form, "Flat 2, 18 Tannery Lane");
    press(&mut form, KeyCode::Tab);
    assert_eq!(text(&form, "phone").as_deref(), Some("Flat 2, 18 Tannery Lane"));
}

#[test]
fn a_persons_own_words_are_only_added_to() {
    let mut values = Values::new();
    values.insert("words", Value::Text("he took the money back".into()));
    let mut form = small(values);
    form.focus_on("words");
    ctrl(&mut form, 'u');
    press(&mut form, KeyCode::Backspace);
    typed(&mut form, "and laughed");
    assert_eq!(text(&form, "words").as_deref(), Some("he took the money back\nand laughed"));
}

#[test]
fn a_flag_is_taken_with_space_and_never_by_passing_through() {
    let mut form = small(Values::new());
    form.focus_on("interpreter");
    press(&mut form, KeyCode::Enter);
    assert_eq!(form.values().get("interpreter"), None);
    press(&mut form, KeyCode::Up);
    assert!(drawn(&form, 78, 20).contains("▸ Interpreter        ○ yes   ● no"));
    press(&mut form, KeyCode::Left);
    press(&mut form, KeyCode::Char(' '));
    assert_eq!(form.values().get("interpreter"), Some(&Value::Number(1)));
    assert!(drawn(&form, 78, 20).contains("▸ Interpreter        ● yes   ○ no"));
}

#[test]
fn a_note_wraps_counts_and_undoes() {
    let mut form = small(Values::new());
    form.focus_on("summary");
    typed(&mut form, "Texted the agreed words. She answered at once and asked for a call.");
    let picture = drawn(&form, 78, 20);
    assert!(
        picture.contains(
            "▸ Summary *          Texted the agreed words. She answered at once and asked\n                     for a call."
        ),
        "{picture}"
    );
    assert!(picture.contains("67 of 20,000"), "{picture}");
    ctrl(&mut form, 'z');
    assert_eq!(
        text(&form, "summary").as_deref(),
        Some("Texted the agreed words. She answered at once and asked for a call")
    );
    ctrl(&mut form, 'r');
    assert!(text(&form, "summary").unwrap().ends_with("a call."));
}

#[test]
fn up_and_down_follow_the_rows_that_are_seen() {
    let mut form = small(Values::new());
    form.focus_on("summary");
    typed(&mut form, "Texted the agreed words. She answered at once and asked for a call.");
    drawn(&form, 78, 20);
    press(&mut form, KeyCode::Up);
    typed(&mut form, "X");
    assert!(text(&form, "summary").unwrap().starts_with("Texted the X"), "{:?}", text(&form, "summary"));
    press(&mut form, KeyCode::Up);
    assert_eq!(form.focused().map(|f| f.name), Some("names"));
}

#[test]
fn one_name_a_line_and_an_empty_line_goes_on() {
    let mut form = small(Values::new());
    form.focus_on("names");
    typed(&mut form, "Roxy");
    press(&mut form, KeyCode::Enter);
    typed(&mut form, "Roxana");
    press(&mut form, KeyCode::Enter);
    press(&mut form, KeyCode::Enter);
    assert_eq!(form.focused().map(|f| f.name), Some("summary"));
    assert_eq!(form.values().get("names"), Some(&Value::Many(vec!["Roxy".into(), "Roxana".into()])));
}

#[test]
fn leaving_says_whether_anything_would_be_lost() {
    let mut form = small(Values::new());
    assert_eq!(press(&mut form, KeyCode::Esc), Reply::Leave { dirty: false });
    typed(&mut form, "x");
    assert_eq!(press(&mut form, KeyCode::Esc), Reply::Leave { dirty: true });
    press(&mut form, KeyCode::Backspace);
    assert_eq!(press(&mut form, KeyCode::Esc), Reply::Leave { dirty: false });
}

#[test]
fn an_open_list_closes_first_and_keeps_what_was_there() {
    let mut form = engagement();
    form.focus_on("outcome");
    typed(&mut form, "xyz");
    assert!(drawn(&form, 78, 20).contains("! Nothing in the list matches \"xyz\". Esc shows all 6."));
    assert_eq!(press(&mut form, KeyCode::Esc), Reply::Handled);
    assert!(drawn(&form, 78, 20).contains("6 of 6"));
    assert_eq!(press(&mut form, KeyCode::Esc), Reply::Handled);
    assert_eq!(form.values().get("outcome"), None);
    assert_eq!(press(&mut form, KeyCode::Esc), Reply::Leave { dirty: false });
}

#[test]
fn fields_appear_and_go_with_what_they_hang_on() {
    let mut form = engagement();
    form.focus_on("next_step");
    assert!(!drawn(&form, 78, 20).contains("A promise to the"));
    typed(&mut form, "ring her");
    assert!(drawn(&form, 78, 20).contains("  A promise to the"));
    press(&mut form, KeyCode::Tab);
    press(&mut form, KeyCode::Tab);
    typed(&mut form, "fri");
    assert!(form.values().contains_key("next_due"));
    form.focus_on("next_step");
    ctrl(&mut form, 'u');
    assert!(!form.values().contains_key("next_due"), "what is not shown is not saved");
}

#[test]
fn the_four_answers_stand_instead_of_a_value() {
    let mut form = Form::new(Kind::Contact, Values::new(), now(), Extra::new().shows_names(true));
    form.focus_on("surname");
    press(&mut form, KeyCode::Enter);
    typed(&mut form, "unsafe");
    press(&mut form, KeyCode::Enter);
    let answers = Value::Many(vec!["surname:unsafe-to-ask".into()]);
    assert_eq!(form.values().get("answers"), Some(&answers));
    form.focus_on("surname");
    let picture = drawn(&form, 78, 24);
    assert!(
        picture.contains("▸ Surname            unsafe to ask ▾      also: not asked · declined · unknown"),
        "{picture}"
    );
    typed(&mut form, "Declined");
    press(&mut form, KeyCode::Tab);
    assert_eq!(text(&form, "surname"), None);
    assert_eq!(form.values().get("answers"), Some(&Value::Many(vec!["surname:declined".into()])));
}

#[test]
fn adult_items_are_shown_closed_on_a_childs_record_and_cannot_be_taken() {
    let mut form = Form::new(Kind::Contact, Values::new(), now(), Extra::new().child(true));
    form.focus_on("settings");
    assert!(drawn(&form, 98, 30).contains("closed: the person may be under 18"));
    press(&mut form, KeyCode::Enter);
    assert!(drawn(&form, 98, 40).contains("· face to face: an adult setting, closed to this record"));
    press(&mut form, KeyCode::Enter);
    typed(&mut form, "face");
    press(&mut form, KeyCode::Enter);
    assert_eq!(form.values().get("settings"), None);
}

#[test]
fn a_setting_from_before_the_age_was_known_is_a_fault() {
    let mut values = Values::new();
    values.insert("settings", Value::Many(vec!["face-to-face".into()]));
    let form = Form::new(Kind::Contact, values, now(), Extra::new().child(true));
    assert!(form.faults().iter().any(|f| f.field == "settings" && f.what.contains("may be under 18")));
}

#[test]
fn several_are_taken_one_after_another() {
    let mut form = engagement();
    form.focus_on("raised");
    press(&mut form, KeyCode::Enter);
    press(&mut form, KeyCode::Enter);
    press(&mut form, KeyCode::Down);
    press(&mut form, KeyCode::Enter);
    press(&mut form, KeyCode::Esc);
    assert_eq!(form.values().get("raised").map(|v| v.many().len()), Some(2));
    press(&mut form, KeyCode::Enter);
    press(&mut form, KeyCode::Home);
    press(&mut form, KeyCode::Enter);
    assert_eq!(form.values().get("raised").map(|v| v.many().len()), Some(1));
}

#[test]
fn records_are_chosen_by_what_the_officer_reads() {
    let id = RecordId::at_millis(1, [7; 10]);
    let extra = Extra::new().records_of("grounds", [(id, "1  told the DLO herself, 14/10/2025".to_owned())]);
    let mut form = Form::new(Kind::Marker, Values::new(), now(), extra);
    form.focus_on("grounds");
    let picture = drawn(&form, 98, 20);
    assert!(picture.contains("▸ Grounds            none chosen"), "{picture}");
    typed(&mut form, "told");
    press(&mut form, KeyCode::Enter);
    press(&mut form, KeyCode::Esc);
    assert_eq!(form.values().get("grounds"), Some(&Value::Many(vec![id.to_string()])));
    assert!(drawn(&form, 98, 20).contains("1  told the DLO herself, 14/10/2025 ▾"));
}

#[test]
fn names_are_masked_where_the_focus_is_not() {
    let mut values = Values::new();
    values.insert("surname", Value::Text("Munteanu".into()));
    let mut form = Form::new(Kind::Contact, values, now(), Extra::new());
    form.focus_on("given_names");
    let picture = drawn(&form, 98, 30);
    assert!(picture.contains("  Surname            ········") && !picture.contains("Munteanu"), "{picture}");
    form.focus_on("born_on");
    typed(&mut form, "14/6/94");
    assert!(drawn(&form, 98, 30).contains("reads as Tue 14/06/1994"));
    form.focus_on("surname");
    assert!(!drawn(&form, 98, 30).contains("1994"), "what a masked day was read as is masked with it");
    form.focus_on("surname");
    assert!(drawn(&form, 98, 30).contains("▸ Surname            Munteanu"));
}

#[test]
fn a_draft_brings_everything_back_with_page_and_focus() {
    let mut form = engagement();
    typed(&mut form, "yesterday 11pm");
    let happened = form.values().get("happened").cloned();
    form.focus_on("next_step");
    typed(&mut form, "ring after the hearing");
    assert!(form.changed_since_draft());
    let draft = serde_json::from_str(&form.draft().to_string()).unwrap();
    assert!(!form.changed_since_draft());
    let later = now() + chrono::Days::new(2);
    let mut again = Form::new(Kind::Engagement, Values::new(), later, Extra::new());
    again.restore(&draft);
    assert_eq!(again.focused().map(|f| f.name), Some("next_step"));
    assert_eq!(text(&again, "next_step").as_deref(), Some("ring after the hearing"));
    assert_eq!(
        again.values().get("happened").cloned(),
        happened,
        "yesterday is still the day it was when it was typed"
    );
    assert!(again.dirty() && !again.changed_since_draft());
}

#[test]
fn what_is_not_touched_is_saved_as_it_was() {
    for kind in Kind::all() {
        let mut values = Values::new();
        for field in kind.fields() {
            let value = match field.shape {
                Shape::Line | Shape::Note | Shape::Verbatim => Value::Text("as it was".into()),
                Shape::Pick(name) => Value::Text(crate::domain::lists::get(name).unwrap().items[0].code.clone()),
                Shape::Several(name) => {
                    Value::Many(vec![crate::domain::lists::get(name).unwrap().items[0].code.clone()])
                }
                Shape::Lines if field.name != "answers" => Value::Many(vec!["one".into(), "two".into()]),
                Shape::Date => Value::Text("2026-11-20".into()),
                Shape::Due => Value::Text("2026-11-27T22:00".into()),
                Shape::When => {
                    Value::Text(crate::domain::when::When::parse("about two weeks ago", now()).unwrap().to_string())
                }
                Shape::Phone => Value::Text("+447700900142".into()),
                Shape::Number => Value::Number(30),
                Shape::Flag => Value::Number(1),
                Shape::Ref => Value::Text(RecordId::at_millis(1, [1; 10]).to_string()),
                Shape::Refs => Value::Many(vec![RecordId::at_millis(1, [1; 10]).to_string()]),
                Shape::Lines | Shape::Instant => continue,
            };
            values.insert(field.name, value);
        }
        let form = Form::new(kind, values.clone(), now(), Extra::new());
        for (name, value) in form.values() {
            assert!(values.get(name) == Some(&value), "{}: {name}", kind.name());
        }
        for field in kind.fields().iter().filter(|f| f.applies(&values)) {
            assert!(
                form.values().contains_key(field.name) || field.name == "answers",
                "{}: {}",
                kind.name(),
                field.name
            );
        }
    }
}

#[test]
fn rules_over_several_fields_speak_when_the_form_is_saved() {
    let check = |v: &Values| {
        if v.contains_key("place") {
            Vec::new()
        } else {
            vec![Fault::new("place", "Say where."), Fault::new("elsewhere", "Choose a contact.")]
        }
    };
    let mut form = Form::over(&SMALL[..1], Values::new(), now(), Extra::new().check(check));
    assert!(!drawn(&form, 78, 10).contains("Say where."));
    assert_eq!(ctrl(&mut form, 's'), Reply::Refused(2));
    let picture = drawn(&form, 78, 10);
    assert!(picture.contains("! Say where.") && picture.contains("! Choose a contact."), "{picture}");
    typed(&mut form, "Low Quay");
    assert!(!drawn(&form, 78, 10).contains("! Say where."), "put right is put right at once");
    assert!(matches!(ctrl(&mut form, 's'), Reply::Save(_)));
}

#[test]
fn what_the_program_derives_opens_the_field_that_answers_it() {
    let extra = Extra::new().derive(|v| {
        if v.contains_key("happened") {
            v.insert("plan_rule", Value::Text("10:00 to 15:00".into()));
        }
    });
    let mut form = Form::new(Kind::Engagement, Values::new(), now(), extra);
    assert!(!drawn(&form, 78, 20).contains("Outside the plan"));
    typed(&mut form, "yesterday 11pm");
    assert!(drawn(&form, 78, 20).contains("  Outside the plan"));
}

#[test]
fn the_focused_value_stands_on_the_selection_and_holds_the_cursor() {
    let mut form = small(Values::new());
    typed(&mut form, "小梅");
    let mut buf = Buffer::empty(Rect::new(0, 0, 78, 20));
    let area = buf.area;
    let drawn = form.draw(&mut buf, area, &Theme::dark());
    assert_eq!(drawn.cursor, Some(ratatui::layout::Position::new(25, 0)), "two letters of two cells");
    assert_eq!(buf[(40, 0)].bg, Theme::dark().colour(Role::Selection));
    assert_ne!(buf[(5, 0)].bg, Theme::dark().colour(Role::Selection), "nothing is drawn around it");
}

#[test]
fn keys_that_are_not_the_forms_go_on_to_the_program() {
    let mut form = small(Values::new());
    for key in [ctrl(&mut form, 'k'), ctrl(&mut form, 'l'), press(&mut form, KeyCode::F(2))] {
        assert_eq!(key, Reply::Ignored);
    }
    assert_eq!(press(&mut form, KeyCode::F(1)), Reply::Help("place"));
}

#[test]
fn pages_are_turned_and_end_where_they_end() {
    let mut form = Form::new(Kind::Contact, Values::new(), now(), Extra::new());
    press(&mut form, KeyCode::PageUp);
    assert_eq!(form.page(), "Basics");
    press(&mut form, KeyCode::PageDown);
    assert_eq!(form.page(), "Identity");
    for _ in 0..9 {
        press(&mut form, KeyCode::PageDown);
    }
    assert_eq!(form.page(), *form.pages().last().unwrap());
    assert!(drawn(&form, 78, 20).contains("4 of 4"));
}

#[test]
fn the_focused_field_is_seen_at_every_height() {
    let mut form = Form::new(Kind::Contact, Values::new(), now(), Extra::new());
    for _ in 0..40 {
        press(&mut form, KeyCode::Tab);
        for height in 3..12 {
            let mut buf = Buffer::empty(Rect::new(0, 0, 78, height));
            let area = buf.area;
            let drawn = form.draw(&mut buf, area, &Theme::dark());
            assert!(drawn.cursor.is_some(), "{:?} at {height}", form.focused().map(|f| f.name));
        }
    }
}

#[test]
fn values_stand_at_the_same_column_at_80_100_and_120() {
    let mut form = small(Values::new());
    typed(&mut form, "Harbour Street, near the laundry");
    for width in [78, 98, 118] {
        assert!(drawn(&form, width, 20).starts_with("▸ Place              Harbour Street, near the laundry"));
    }
}

fn any_key() -> impl Strategy<Value = Input> {
    let code = prop_oneof![
        Just(KeyCode::Tab),
        Just(KeyCode::BackTab),
        Just(KeyCode::Enter),
        Just(KeyCode::Backspace),
        Just(KeyCode::Delete),
        Just(KeyCode::Left),
        Just(KeyCode::Right),
        Just(KeyCode::Up),
        Just(KeyCode::Down),
        Just(KeyCode::Home),
        Just(KeyCode::End),
        Just(KeyCode::PageDown),
        Just(KeyCode::PageUp),
        Just(KeyCode::Esc),
        any::<char>().prop_map(KeyCode::Char),
    ];
    prop_oneof![
        8 => (code, prop_oneof![3 => Just(KeyModifiers::NONE), 1 => Just(KeyModifiers::CONTROL)])
            .prop_map(|(code, held)| Input::Key(KeyEvent::new(code, held))),
        1 => "\\PC{0,80}\n?\\PC{0,20}".prop_map(Input::Paste),
    ]
}

proptest! {
    #![proptest_config(ProptestConfig::with_cases(64))]

    #[test]
    fn no_keys_and_no_size_make_a_form_panic(
        kind in 0usize..13, keys in prop::collection::vec(any_key(), 0..40), width in 0u16..130, height in 0u16..40,
    ) {
        let kind = Kind::all().nth(kind).unwrap();
        let mut form = Form::new(kind, Values::new(), now(), Extra::new());
        for key in keys {
            form.handle(key);
            let mut buf = Buffer::empty(Rect::new(0, 0, width, height));
            let area = buf.area;
            form.draw(&mut buf, area, &Theme::dark());
        }
        let draft = form.draft();
        let mut again = Form::new(kind, Values::new(), now(), Extra::new());
        again.restore(&draft);
        prop_assert!(again.values() == form.values());
    }

    #[test]
    fn any_printable_character_in_any_focused_field_yields_only_text(
        kind in 0usize..13, steps in 0usize..40, c in any::<char>(), open in any::<bool>(),
    ) {
        let kind = Kind::all().nth(kind).unwrap();
        let mut form = Form::new(kind, Values::new(), now(), Extra::new());
        for _ in 0..steps {
            press(&mut form, KeyCode::Tab);
        }
        if open && form.focused().is_some_and(|f| matches!(way(f.shape), Way::One | Way::Many)) {
            press(&mut form, KeyCode::Enter);
        }
        let before = form.focused().map(|f| f.name);
        prop_assert_eq!(press(&mut form, KeyCode::Char(c)), Reply::Handled);
        if !open {
            prop_assert_eq!(form.focused().map(|f| f.name), before);
        }
    }
}

#[test]
fn a_full_note_is_still_typed_without_waiting() {
    let mut form = engagement();
    form.focus_on("summary");
    form.handle(Input::Paste("She answered at once and asked for a call. ".repeat(460)));
    let began = std::time::Instant::now();
    for _ in 0..10 {
        typed(&mut form, "x");
        drawn(&form, 118, 30);
    }
    // Measured without optimisation, where a key takes many times what it takes in the shipped program.
    assert!(began.elapsed() < std::time::Duration::from_secs(4), "{:?} for ten keys", began.elapsed());
}

#[test]
fn what_is_typed_finds_words_before_it_finds_letters() {
    let mut form = Form::new(Kind::Marker, Values::new(), now(), Extra::new());
    form.focus_on("marker_type");
    typed(&mut form, "dlo");
    assert!(drawn(&form, 78, 20).contains("2 of 8"), "{}", drawn(&form, 78, 20));
    ctrl(&mut form, 'u');
    typed(&mut form, "dlcn");
    assert!(drawn(&form, 78, 20).contains("▸ DLO contact"), "{}", drawn(&form, 78, 20));
}

#[test]
fn what_is_missing_says_how_it_is_given() {
    let mut form = Form::new(Kind::Contact, Values::new(), now(), Extra::new());
    ctrl(&mut form, 's');
    let picture = drawn(&form, 78, 24);
    assert!(picture.contains("▸ Working names *"), "{picture}");
    assert!(picture.contains("! Choose one: arrows move, Space takes it."), "{picture}");
    form.focus_on("given_names");
    let picture = drawn(&form, 78, 24);
    assert!(picture.contains("Enter: not asked, declined, unsafe to ask, unknown"), "{picture}");
}

#[test]
fn every_day_in_a_form_is_known_to_lie_behind_or_ahead() {
    let behind = [
        "asked_on",
        "born_on",
        "dlo_since",
        "known_since",
        "known_on",
        "offered_on",
        "checked_on",
        "contract_on",
        "taken_on",
    ];
    for kind in Kind::all() {
        for field in kind.fields().iter().filter(|f| f.shape == Shape::Date && !f.written) {
            let (past, future) = (behind.contains(&field.name), entry::AHEAD.contains(&field.name));
            assert!(past != future, "{} of {}: say in entry.rs which way it leans", field.name, kind.name());
        }
    }
    let mut form = Form::new(Kind::Hold, Values::new(), now(), Extra::new());
    form.focus_on("until");
    typed(&mut form, "1/3");
    assert_eq!(text(&form, "until").as_deref(), Some("2027-03-01"));
}

#[test]
fn nothing_is_lost_without_colour() {
    let mut form = small(Values::new());
    form.focus_on("due");
    typed(&mut form, "31/11");
    for theme in [Theme::sixteen(), Theme::mono(), Theme::light(), Theme::high_contrast()] {
        let picture = picture::of(78, 20, |buf, area| {
            form.draw(buf, area, &theme);
        });
        assert_eq!(picture, drawn(&form, 78, 20), "{:?}", theme.look());
    }
    let ascii = picture::of(78, 20, |buf, area| {
        form.draw(buf, area, &Theme::mono().ascii());
    });
    assert!(ascii.is_ascii(), "{ascii}");
    assert!(ascii.contains("> Due *              31/11"), "{ascii}");
}
