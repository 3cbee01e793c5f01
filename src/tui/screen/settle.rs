//! The sheets that settle a follow-up or put it off: the same on Today, on a card of the daily review and in a record.
//!
//! What does not belong here: what settling and putting off mean, which is casework's, and what a screen does afterwards.

use crate::casework::follow_up::{Done, Settling};
use crate::domain::due::{Class, TodayRow};
use crate::domain::field::{Field, FieldType, Shape, Value, Values, text_in};
use crate::domain::follow_up;
use crate::domain::kind::Kind;
use crate::domain::when::Due;
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::Effect;
use crate::tui::form::{Extra, Form};
use crate::tui::overlay::fill::Fill;
use crate::tui::overlay::wait::Wait;
use crate::tui::screen::Answer;
use crate::tui::widget::Phrase;

/// Cells of a label in these sheets.
const LABEL: u16 = 18;
/// Rows below the rule in which everything stands until a next step is chosen.
const ROWS: u16 = 5;
/// Rows once there may be a next step.
const MORE: u16 = 10;

/// What came of a follow-up.
const DONE: &[Field] = &[
    Field::new(Shape::Line, "Outcome").required().help("what came of it, in a line").named("outcome"),
    Field::new(Shape::Pick("next_steps"), "Next step").named("next_kind"),
    Field::new(Shape::Line, "What").required().help("ring after the hearing").only_if(has_next).named("next_step"),
    Field::new(Shape::Due, "By when").required().help("fri, tomorrow 3pm, +2w").only_if(has_next).named("next_due"),
];
/// What came of a promise: the person has to be told.
const KEPT: &[Field] = &[
    Field::new(Shape::Line, "Outcome").required().help("what came of it, in a line").named("outcome"),
    Field::new(Shape::Pick("told_how"), "Told").named("told"),
    Field::new(Shape::Pick("next_steps"), "Next step").named("next_kind"),
    Field::new(Shape::Line, "What").required().help("ring after the hearing").only_if(has_next).named("next_step"),
    Field::new(Shape::Due, "By when").required().help("fri, tomorrow 3pm, +2w").only_if(has_next).named("next_due"),
];

fn has_next(values: &Values) -> bool {
    !matches!(text_in(values, "next_kind"), "" | "none")
}

/// A due day as it is said in these sheets: `Fri 20/11`, with the year when it is not this one.
fn on(due: Due, ctx: &Ctx) -> String {
    use chrono::Datelike as _;
    let day = due.day();
    let day = if day.year() == ctx.today().year() { day.format("%a %d/%m") } else { day.format("%a %d/%m/%Y") };
    match due {
        Due::On(_) => day.to_string(),
        Due::At(moment) => format!("{day} {}", moment.format("%H:%M")),
    }
}

/// The sheet that asks what came of it; a promise asks how the person was told. *You said / we did* writes itself.
pub fn done(about: &Settling, said: Vec<Phrase>, ctx: &Ctx, then: impl Fn(Values) -> Answer + 'static) -> Effect {
    let mut values = Values::from([("next_kind", Value::Text("none".to_owned()))]);
    let mut extra = Extra::new().label(LABEL);
    if about.promise {
        values.insert("told", Value::Text("by-call".to_owned()));
        let (due, today) = (about.due, ctx.today());
        let by = due.map(|d| format!(" by {}", on(d, ctx))).unwrap_or_default();
        let promised = format!("{}{by}", about.what);
        let now = today.format("%a %d/%m").to_string();
        extra = extra.above("next_kind", move |values| {
            let told = text_in(values, "told") != "not-yet";
            let did = follow_up::we_did(due.as_ref(), today, &now, told);
            vec![("You said".to_owned(), Phrase::from(promised.as_str())), ("We did".to_owned(), Phrase::from(did))]
        });
    }
    let form = Form::over(if about.promise { KEPT } else { DONE }, values, ctx.now, extra);
    Fill::new("Done: what came of it", said, form, ROWS, "save", then)
        .quick("back, it stays open")
        .grows(MORE)
        .kept_as(format_args!("done:{}", about.id))
        .raise()
}

/// The sheet that asks until when; from the third time on also why.
pub fn wait(about: &Settling, ctx: &Ctx, then: impl Fn(Values) -> Answer + 'static) -> Effect {
    let before = about.needs_reason.then(|| follow_up::deferred(about.deferrals)).flatten();
    Wait::new(about.choices.clone(), before, ctx, then).kept_as(format_args!("wait:{}", about.id)).raise()
}

/// What the sheet of [`done`] gave.
#[must_use]
pub fn what_was_done(values: &Values) -> Done {
    let next = has_next(values);
    let of = |name: &str| if next { text_in(values, name).to_owned() } else { String::new() };
    Done {
        outcome: text_in(values, "outcome").to_owned(),
        told: text_in(values, "told").to_owned(),
        next_step: of("next_step"),
        next_kind: of("next_kind"),
        next_due: values.get("next_due").and_then(Option::<Due>::from_value).filter(|_| next),
    }
}

/// What the sheet of [`wait`] gave: until when, and why.
#[must_use]
pub fn until_when(values: &Values) -> Option<(Due, String)> {
    let due = values.get("due").and_then(Option::<Due>::from_value)?;
    Some((due, text_in(values, "reason").to_owned()))
}

/// Why a row of Today that is no follow-up is neither done nor put off: words for the footer and the sentence. `opens`
/// is the key that opens it here. In the footer *done* says what is to be done instead and *wait* that its day is fixed;
/// both are short enough for all six keys in 80 columns.
#[must_use]
pub fn why_not(kind: Kind, action: Action, opens: &str) -> Option<(&'static str, String)> {
    let (instead, how) = match kind {
        // An offer has sheets of its own ([`crate::tui::screen::moving`]).
        Kind::FollowUp | Kind::Offer => return None,
        Kind::Plan => ("re-check it", "re-checking the plan settles it."),
        Kind::Marker => ("review it", "renewing or removing the marker settles it."),
        Kind::Concern => ("see actions", "settling its actions ends it."),
        Kind::Consent => ("ask again", "asking for the consent again settles it."),
        Kind::CrimeReport => ("decide it", "what is done on the report settles it."),
        Kind::SafetyPlan => ("review it", "a new version of the safety plan settles it."),
        Kind::LinkedPerson | Kind::DangerousPerson | Kind::Strategy => ("review it", "a new review date settles it."),
        Kind::Tasking => ("its result", "its result settles it."),
        _ => ("be in touch", "the next engagement settles it. c logs one."),
    };
    let opens = if instead == "be in touch" { String::new() } else { format!(" {opens} opens it.") };
    let (word, what) = match action {
        Action::Wait => ("fixed", "Its day is fixed, it cannot wait"),
        _ => (instead, "No follow-up"),
    };
    Some((word, format!("{what}: {how}{opens}")))
}

/// What sort of thing a row is, in a word or two.
#[must_use]
pub const fn called(row: &TodayRow) -> &'static str {
    match row.of.row.class {
        Class::Promise => "Promise",
        Class::Clock => "Clock",
        Class::Task if matches!(row.of.row.kind, Kind::Tasking) => "Tasking",
        Class::Task => "Follow-up",
        Class::Plan => "Plan re-check",
        Class::Marker => "Marker review",
        Class::Consent => "Consent",
        Class::Chase => "Referral",
        Class::Interval => "Interval",
        Class::Review => "Review",
        Class::Records => "Record review",
    }
}
