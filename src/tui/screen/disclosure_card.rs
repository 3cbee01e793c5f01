//! The disclosure card: what it asks, what it says beside its answers, and the sheets it raises.
//!
//! It is a form like any other ([`crate::tui::screen::form`]) and opens over anything; what is underneath waits. What does
//! not belong here: what saving makes of it, which is casework's ([`crate::casework::disclosure_card`]).

use chrono::DateTime;
use chrono_tz::Tz;

use crate::casework::disclosure_card::{CardSaved, Duty, time_for_samples};
use crate::domain::crime_report::{RECORD_WITHIN, Samples, samples};
use crate::domain::field::{Field, FieldType as _, Shape, Values, text_in};
use crate::domain::lists;
use crate::domain::when::{self, When};
use crate::store::contact::ContactLine;
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects};
use crate::tui::form::{Advice, Extra, Form};
use crate::tui::overlay::choose::{Choice, Choose};
use crate::tui::overlay::fill::Fill;
use crate::tui::screen::form::Msg;
use crate::tui::screen::{Answer, Who};
use crate::tui::task::Prepared;
use crate::tui::theme::Sign;
use crate::tui::widget::Phrase;

/// What the card asks, in the order in which it matters; the names are those of a crime report's fields.
pub const CARD: &[Field] = &[
    Field::new(Shape::Pick("safe_now"), "Safe now?").required().named("safe_now"),
    Field::new(Shape::Pick("medical_need"), "Medical need").required().named("medical_need"),
    Field::new(Shape::When, "When, about").required().help("last night, yesterday, summer 2025").named("happened"),
    Field::new(Shape::Several("explain_first"), "Explain first").required().named("explained"),
    Field::new(Shape::Verbatim, "Their own words").required().named("account"),
    Field::new(Shape::Pick("report_choices"), "Their choice").required().named("choice"),
];

/// The line of a warning, asked when the card is saved.
const WARNING: &[Field] = &[
    Field::new(Shape::Line, "Warning").help("silver estate; took money back by force").named("warning"),
    Field::new(Shape::Line, "Where").help("Low Quay, after midnight").named("warning_place"),
];

/// Whose it is.
const WHOSE: &[Field] =
    &[Field::new(Shape::Line, "Reference or name").help("K7-0042, Roxy; blank: nobody").named("words")];

/// The area a card is for: the contact's, or the officer's own.
#[must_use]
pub fn area(prepared: &Prepared, ctx: &Ctx) -> String {
    let own = prepared.contact.as_ref().map(|c| c.area.as_str()).filter(|a| !a.is_empty());
    lists::label("areas", own.unwrap_or(ctx.officer.area.as_str()))
}

/// What is said beside and below the answers.
#[must_use]
pub fn extra(extra: Extra, prepared: &Prepared, ctx: &Ctx) -> Extra {
    let (now, child, known) = (ctx.now, prepared.child, prepared.contact.is_some());
    let (duty, area) = (prepared.duty.clone(), area(prepared, ctx));
    extra
        .intro("Listen. Ask nothing about what happened beyond these lines.")
        .beside("safe_now", "no: 999, stay together")
        .under("account", "kept as said; what is added later stands below it")
        .above("explained", move |_| numbers(&duty))
        .apart("choice")
        .advise(move |values| advice(values, now))
        .becomes(move |_| becomes(&area, child, known, now))
}

/// Who is rung; or that no number is entered, and what to do then.
fn numbers(duty: &Duty) -> Vec<(String, Phrase)> {
    let none = |what: &str| Phrase::new().mark(Sign::NotYet).muted(format!(" {what}"));
    let sarc = if duty.sarc.is_empty() {
        none("no number entered: nhs.uk/sarcs · 9 Records, s, n enters it")
    } else {
        Phrase::from(format!("{}, any hour, also without the police", duty.sarc))
    };
    let solo = if duty.solo.is_empty() {
        none("no number entered: the control room has it")
    } else {
        Phrase::from(duty.solo.as_str())
    };
    vec![("SARC".to_owned(), sarc), ("SOLO on duty".to_owned(), solo), (String::new(), Phrase::from(" "))]
}

/// Inside the time for samples or not, as soon as a time is read; and what cannot wait.
fn advice(values: &Values, now: DateTime<Tz>) -> Vec<Advice> {
    let mut said = Vec::new();
    let mut say = |field, sign, words: String| said.push(Advice { field, sign, words });
    if matches!(text_in(values, "safe_now"), "no") {
        say("safe_now", Sign::Danger, "999 now, and stay together. This card keeps what you have.".to_owned());
    }
    if matches!(text_in(values, "medical_need"), "now") {
        say("medical_need", Sign::Danger, "999 or the referral centre now, before anything else.".to_owned());
    }
    let happened = values.get("happened").and_then(Option::<When>::from_value);
    if let (Some(happened), Some((within, as_at))) = (happened, time_for_samples()) {
        let reference = format!("reference of {}", when::long(as_at));
        let (sign, words) = match samples(&happened, now.naive_local(), within) {
            Samples::Inside => (Sign::Due, format!("inside the time for samples · {reference}")),
            Samples::Perhaps => (Sign::Due, format!("perhaps inside the time for samples · {reference}")),
            Samples::Past => (Sign::NotYet, format!("past the time for samples; SARC still helps · {reference}")),
        };
        say("happened", sign, words);
    }
    said
}

/// What saving makes of it.
fn becomes(area: &str, child: bool, known: bool, now: DateTime<Tz>) -> Vec<(String, Phrase)> {
    let due = now.naive_local() + RECORD_WITHIN;
    let what = Phrase::from("crime report").dot().text(format!("warning for {area}")).dot().text("3 follow-ups");
    let by = format!("recording decision due {}, 24 hours", due.format("%a %d/%m %H:%M"));
    let mut lines = vec![("Becomes".to_owned(), what), (String::new(), Phrase::new().marked(Sign::Due, by))];
    if child {
        let words =
            Phrase::new().sign(Sign::Child, "a child").text(": phone now; a child concern is open or is opened");
        lines.push((String::new(), words));
    } else if !known {
        let key = Action::Whose.key();
        lines.push((String::new(), Phrase::new().muted("of nobody: ").key(key).muted(" says whose it is")));
    }
    lines
}

/// The sheet that asks for the line of a warning, once the card can be saved; blank is none.
#[must_use]
pub fn ask_warning(area: &str, ctx: &Ctx) -> Effect {
    let form = Form::over(WARNING, Values::new(), ctx.now, Extra::new());
    let said =
        vec![Phrase::new().muted("One line that warns others, if they agree. Blank: none. Nobody learns who told it.")];
    Fill::new(format!("A warning for {area}?"), said, form, 4, "save all of it", |v| Msg::Warned(v).into())
        .quick("back to the card")
        .raise()
}

/// The sheet that asks whose it is.
#[must_use]
pub fn ask_whose(ctx: &Ctx) -> Effect {
    let form = Form::over(WHOSE, Values::new(), ctx.now, Extra::new());
    let said = vec![Phrase::new().muted("What is typed on the card stays. Blank: it is of nobody.")];
    Fill::new("Whose is it?", said, form, 3, "take it", |v| Msg::WhoseTyped(v).into()).quick("back to the card").raise()
}

/// One of several who were found.
#[must_use]
pub fn ask_which(found: &[ContactLine]) -> Effect {
    let choices = found
        .iter()
        .zip(1..)
        .map(|(line, n)| {
            let who = Who { id: line.id, reference: line.reference.clone(), name: line.name.clone() };
            let title = who.title();
            Choice::new(n.to_string(), title, vec![Effect::Tell(Answer::from(Msg::WhoseIs(Some(who))))])
        })
        .collect();
    Choose::letters("Which of them?", 1, choices, Vec::new()).raise()
}

/// The dialog that throws a restored card away.
#[must_use]
pub fn ask_anew() -> Effects {
    let choices = vec![
        Choice::new("", "Keep what is on it", Effects::new()),
        Choice::new("Shift+T", "Throw it away", vec![Effect::Tell(Msg::Anew.into())]).then("an empty card"),
    ];
    vec![Choose::dialog("Begin the card anew?", Vec::new(), choices).raise()]
}

/// What is said once it is saved; only references.
#[must_use]
pub fn saved_words(saved: &CardSaved, whose: &str) -> String {
    let of = if whose.is_empty() { " of nobody".to_owned() } else { format!(" of {whose}") };
    let warning = saved.warning.as_ref().map(|w| format!(", warning {w}")).unwrap_or_default();
    let rest = match (saved.concern, whose.is_empty()) {
        (true, _) => ", a child concern: phone now",
        (false, true) => "",
        (false, false) => ", a promise",
    };
    format!("Saved: {}{of}{warning}{rest}. {} takes it all back", saved.reference, Action::Undo.key())
}
