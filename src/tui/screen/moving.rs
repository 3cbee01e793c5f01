//! The sheets that move an offer or referral on: the same on the board, on its own screen, on Today, on a card of the
//! daily review and in the record.
//!
//! A screen that has them wraps [`Msg`] into an answer of its own. Sending is not here: it asks for consent first and
//! belongs to the offer's own screen ([`crate::tui::screen::offer`]).

use crate::casework::desk::{Desk, Saved};
use crate::casework::support::Moving;
use crate::domain::field::{Field, Shape, Value, Values};
use crate::domain::follow_up;
use crate::domain::id::RecordId;
use crate::domain::offer::{Next, Offer};
use crate::domain::problem::Outcome;
use crate::domain::when;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, ask, refused, settled, takes_back};
use crate::tui::form::{Extra, Form};
use crate::tui::overlay::choose::{Choice, Choose};
use crate::tui::overlay::fill::Fill;
use crate::tui::overlay::wait::Wait;
use crate::tui::screen::{Answer, Place, Who, settle};
use crate::tui::widget::Phrase;

/// The service has said that it has it, or has begun.
const STEP: &[Field] = &[
    Field::new(Shape::Date, "On").required().help("today, yesterday, 17/11").named("on"),
    Field::new(Shape::Date, "Ask again on").help("blank: by the state it is in").named("chase_on"),
];
/// It came to its end.
const COMPLETED: &[Field] = &[
    Field::new(Shape::Note, "What came of it")
        .required()
        .help("in the person's terms, not the service's")
        .named("outcome"),
    Field::new(Shape::Date, "On").required().help("today, yesterday, 17/11").named("on"),
];
/// It did not come about.
const ENDED: &[Field] = &[
    Field::new(Shape::Line, "Why").required().help("no place until January").named("ended_why"),
    Field::new(Shape::Date, "On").required().help("today, yesterday, 17/11").named("on"),
];

/// Which sheet is raised once it is known where the offer stands.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Raise {
    /// What came of it: one of several.
    What,
    /// Until when it waits.
    Later,
}

/// What a sheet was about.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum About {
    /// It came into this state.
    Next(Next),
    /// It is asked about later.
    Later,
}

/// What a screen is told.
pub enum Msg {
    /// Where it stands.
    Read(Raise, Outcome<Box<Moving>>),
    /// What came of it.
    Chosen(RecordId, Next),
    /// A sheet as it was filled in.
    Filled(RecordId, About, Values),
    /// It was done, or why not.
    Acted(String, Saved<()>),
}

/// How a screen wraps what it is told.
pub type Wrap = fn(Msg) -> Answer;

/// Reads where the offer stands, and raises a sheet.
#[must_use]
pub fn ask_of(id: RecordId, raise: Raise, wrap: Wrap) -> Effect {
    ask(move |desk: &mut Desk| wrap(Msg::Read(raise, desk.moving(id).map(Box::new))))
}

/// What a step is called where it is chosen: key and words.
#[must_use]
pub const fn called(next: Next, offer_is_sent: bool) -> (&'static str, &'static str) {
    match next {
        Next::Sent => ("s", "send it on"),
        Next::Acknowledged => ("a", "acknowledged: they have it"),
        Next::Started if offer_is_sent => ("b", "started: they have begun"),
        Next::Started => ("b", "started: the person went there by themselves"),
        Next::Completed => ("c", "completed: what it came to"),
        Next::Failed => ("f", "failed: it did not come about"),
        Next::Withdrawn => ("x", "withdrawn: the person took it back"),
    }
}

/// Carries out what a sheet gave.
#[must_use]
pub fn carry_out(id: RecordId, about: About, values: Values, wrap: Wrap) -> Effect {
    ask(move |desk: &mut Desk| {
        let saved = acted(desk, id, about, &values);
        wrap(Msg::Acted(said(about).to_owned(), saved))
    })
}

/// Does what a sheet gave.
///
/// # Errors
/// Faults, or a failure.
pub fn acted(desk: &mut Desk, id: RecordId, about: About, values: &Values) -> Saved<()> {
    match about {
        About::Next(next) => desk.move_on(id, next, values),
        About::Later => match settle::until_when(values) {
            Some((due, reason)) => desk.chase_later(id, due, &reason),
            None => Ok(()),
        },
    }
}

/// What is said when it was done.
#[must_use]
pub const fn said(about: About) -> &'static str {
    match about {
        About::Next(Next::Sent) => "Sent",
        About::Next(Next::Acknowledged) => "Acknowledged",
        About::Next(Next::Started) => "Started",
        About::Next(Next::Completed) => "Completed",
        About::Next(Next::Failed) => "Failed",
        About::Next(Next::Withdrawn) => "Withdrawn",
        About::Later => "It is asked about later",
    }
}

/// The effects of what a screen was told; `who` is whose offer it is.
#[must_use]
pub fn told(msg: Msg, who: Option<&Who>, ctx: &Ctx, wrap: Wrap) -> Effects {
    match msg {
        Msg::Read(Raise::What, Ok(m)) => what(&m, who, wrap),
        Msg::Read(Raise::Later, Ok(m)) => vec![later(&m, ctx, wrap)],
        Msg::Read(_, Err(p)) => vec![refused(format!("{} {}", p.what, p.remedy))],
        Msg::Chosen(id, next) => vec![sheet(id, next, ctx, wrap)],
        Msg::Filled(id, about, values) => vec![carry_out(id, about, values, wrap)],
        Msg::Acted(said, saved) => settled(saved, takes_back(said)),
    }
}

/// Asks what came of it.
fn what(m: &Moving, who: Option<&Who>, wrap: Wrap) -> Effects {
    let sent = m.offer.is_referral();
    let choices: Vec<Choice> = m
        .offer
        .next()
        .into_iter()
        .filter_map(|next| {
            let (key, words) = called(next, sent);
            let effects = match (next, who) {
                // Sending asks for the ledger first, on the referral itself.
                (Next::Sent, Some(who)) => vec![Effect::Go(Place::Offer(who.clone(), m.id))],
                (Next::Sent, None) => return None,
                _ => vec![Effect::Tell(wrap(Msg::Chosen(m.id, next)))],
            };
            let more = if next == Next::Sent { "opens it: consent comes first" } else { "" };
            Some(Choice::new(key, words, effects).then(more))
        })
        .collect();
    let reference = who.map(|w| format!("{}, ", w.reference)).unwrap_or_default();
    let below = match m.offer.response.as_str() {
        "thinking" if !sent => {
            vec![Phrase::new().muted("What the person said to it is changed on the offer: Enter, e.")]
        }
        _ => Vec::new(),
    };
    vec![Choose::letters(format!("{reference}{}: what came of it?", m.offer.service_name), 1, choices, below).raise()]
}

/// Asks until when it waits; from the third time on also why.
fn later(m: &Moving, ctx: &Ctx, wrap: Wrap) -> Effect {
    let id = m.id;
    let before = m.offer.next_deferral_needs_reason();
    let before = before.then(|| follow_up::deferred(m.offer.deferrals.unwrap_or(0))).flatten();
    Wait::new(m.choices.clone(), before, ctx, move |values| wrap(Msg::Filled(id, About::Later, values)))
        .kept_as(format_args!("later:{id}"))
        .raise()
}

/// The sheet of a step.
#[must_use]
pub fn sheet(id: RecordId, next: Next, ctx: &Ctx, wrap: Wrap) -> Effect {
    let values = Values::from([("on", Value::Text(ctx.today().to_string()))]);
    let (title, said, fields, rows) = match next {
        Next::Sent | Next::Acknowledged => ("Acknowledged: they have it", "", STEP, 4),
        Next::Started => ("Started", "The person and the service have begun.", STEP, 5),
        Next::Completed => ("Completed", "An end as the person sees it. There is no score and no stage.", COMPLETED, 7),
        Next::Failed => ("Failed: it did not come about", "", ENDED, 4),
        Next::Withdrawn => {
            ("Withdrawn", "The person took it back. That is theirs to decide; it can be offered again.", ENDED, 5)
        }
    };
    let said = if said.is_empty() { Vec::new() } else { vec![Phrase::new().muted(said)] };
    let form = Form::over(fields, values, ctx.now, Extra::new());
    let save = "save";
    Fill::new(title, said, form, rows, save, move |v| wrap(Msg::Filled(id, About::Next(next), v)))
        .grows(rows + 3)
        .kept_as(format_args!("{}:{id}", next.state()))
        .raise()
}

/// `sent 17/11`, `thinking about it since 20/11`: where an open offer stands, in a few words.
#[must_use]
pub fn standing(offer: &Offer, ctx: &Ctx) -> String {
    let words = offer.state_words();
    match offer.since() {
        Some(on) if offer.is_referral() => format!("{words} {}", short(on, ctx)),
        Some(on) => format!("{words}, {}", short(on, ctx)),
        None => words,
    }
}

/// `17/11`, with the year when it is not this one.
#[must_use]
pub fn short(day: chrono::NaiveDate, ctx: &Ctx) -> String {
    use chrono::Datelike as _;
    if day.year() == ctx.today().year() { day.format("%d/%m").to_string() } else { when::long(day) }
}
