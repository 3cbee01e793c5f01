//! What can be done with the records of a contact from any section: settle, put off, cancel, close, lift, add, edit; the
//! sheets that ask for it, and why something cannot be done.
//!
//! What does not belong here: the acts themselves, which are casework's.

use crate::casework::desk::Desk;
use crate::casework::follow_up::Settling;
use crate::domain::contact::status;
use crate::domain::field::{Field, Shape, Values, text_in};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::lists;
use crate::domain::problem::Problem;
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, ask};
use crate::tui::form::{Extra, Form};
use crate::tui::overlay::choose::{Choice, Choose};
use crate::tui::overlay::fill::Fill;
use crate::tui::screen::record::part::{Of, See};
use crate::tui::screen::record::{Msg, Section};
use crate::tui::screen::{Place, Who, settle};
use crate::tui::task::Task;
use crate::tui::theme::Sign;
use crate::tui::widget::Phrase;

/// Why something is cancelled or lifted.
const REASON: &[Field] = &[Field::new(Shape::Line, "Why").required().help("kept in the history").named("reason")];
/// Why a contact is closed.
const CLOSED: &[Field] = &[Field::new(Shape::Pick("closed_reasons"), "Closed because").required().named("reason")];
/// How something was given.
const GIVEN: &[Field] = &[Field::new(Shape::Line, "How, by whom").help("blank: by you, in words").named("note")];
/// Why something is not needed.
const NOT_NEEDED: &[Field] = &[Field::new(Shape::Line, "Why not").required().help("kept with the list").named("note")];
/// What was added to somebody's own words.
const ADDED: &[Field] =
    &[Field::new(Shape::Note, "Added").required().help("stands below, with the day").named("words")];

/// Something that asks first.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Act {
    /// Settles a follow-up; a promise asks how the person was told.
    Done(RecordId),
    /// Puts a follow-up off; from the third time on with a reason.
    Wait(RecordId),
    /// Cancels a follow-up.
    Cancel(RecordId),
    /// Lifts a hold.
    Lift(RecordId),
    /// Closes the contact.
    CloseContact,
    /// Opens a closed contact again.
    Reopen,
    /// Adds below a first account.
    AddWords(RecordId),
    /// Something a person who wants support is to be given was given: a code of `support_steps`.
    Given(&'static str),
    /// It is not needed.
    NotNeeded(&'static str),
}

impl Act {
    /// Raises the sheet that asks; what is filled in comes back as [`Msg::Filled`].
    #[must_use]
    pub fn ask(self, who: &Who, ctx: &Ctx) -> Effects {
        let reference = &who.reference;
        let (title, said, fields, rows, save): (String, &str, &'static [Field], u16, &'static str) = match self {
            // These two have sheets of their own, shared with Today and the daily review.
            Self::Done(_) | Self::Wait(_) => return Effects::new(),
            Self::Cancel(_) => ("Cancel the follow-up".to_owned(), "", REASON, 3, "cancel it"),
            Self::CloseContact => (
                format!("Close {reference}"),
                "The record stays and can be opened again; it is reviewed when its time has come.",
                CLOSED,
                10,
                "close it",
            ),
            Self::AddWords(_) => (
                "Add to their own words".to_owned(),
                "What was kept stays as it was said; this stands below it with the day.",
                ADDED,
                6,
                "add it",
            ),
            Self::Given(code) => {
                (format!("Given: {}", lists::label("support_steps", code)), "The day is today.", GIVEN, 4, "save")
            }
            Self::NotNeeded(code) => {
                (format!("Not needed: {}", lists::label("support_steps", code)), "", NOT_NEEDED, 3, "save")
            }
            Self::Lift(_) => {
                return self.confirm("Lift the hold? From then on it keeps nothing.", "Shift+L", "Lift it");
            }
            Self::Reopen => {
                return self.confirm(&format!("Open {reference} again?"), "Shift+O", "Open it again");
            }
        };
        let said = if said.is_empty() { Vec::new() } else { vec![Phrase::new().muted(said)] };
        let form = Form::over(fields, Values::new(), ctx.now, Extra::new());
        vec![
            Fill::new(title, said, form, rows, save, move |values| Msg::Filled(self, values).into())
                .kept_as(format_args!("{self:?}"))
                .raise(),
        ]
    }

    fn confirm(self, title: &str, key: &str, words: &str) -> Effects {
        let choices = vec![
            Choice::new("", "Leave it as it is", Effects::new()),
            Choice::new(key, words, vec![Effect::Tell(Msg::Filled(self, Values::new()).into())]),
        ];
        vec![Choose::dialog(title, Vec::new(), choices).raise()]
    }

    /// Does it, with what the sheet gave.
    #[must_use]
    pub fn carry_out(self, who: &Who, values: Values) -> Effect {
        let whose = who.id;
        let reference = who.reference.clone();
        ask(move |desk: &mut Desk| {
            let text = |name: &str| text_in(&values, name).to_owned();
            match self {
                Self::Done(id) => Msg::Acted("Done", desk.done(id, &settle::what_was_done(&values))),
                Self::Wait(id) => Msg::Acted(
                    "It waits",
                    match settle::until_when(&values) {
                        Some((day, reason)) => desk.wait(id, day, &reason),
                        None => Err(Problem::refused("No day was given.", "Type one.").into()),
                    },
                ),
                Self::Cancel(id) => Msg::Acted("Cancelled", desk.cancel(id, &text("reason")).map_err(Into::into)),
                Self::Lift(id) => Msg::Acted("The hold is lifted", desk.lift_hold(id).map_err(Into::into)),
                Self::CloseContact => {
                    let saved = desk.close_contact(whose, &text("reason")).map_err(|e| {
                        let mut p = Problem::from(e);
                        p.what = format!("Cannot close {reference}. {}", p.what);
                        p.into()
                    });
                    Msg::Acted("The contact is closed", saved)
                }
                Self::Reopen => Msg::Acted("The contact is open again", desk.reopen_contact(whose)),
                Self::Given(code) => Msg::Acted("Given", desk.settle_support_step(whose, code, true, &text("note"))),
                Self::NotNeeded(code) => {
                    Msg::Acted("Not needed", desk.settle_support_step(whose, code, false, &text("note")))
                }
                Self::AddWords(id) => {
                    Msg::Acted("Added below their words", desk.add_to_account(id, &text("words")).map_err(Into::into))
                }
            }
        })
    }
}

/// The sheet that settles a follow-up, or the one that puts it off.
#[must_use]
pub fn settle(act: Act, about: &Settling, ctx: &Ctx) -> Effects {
    let then = move |values| Msg::Filled(act, values).into();
    vec![if matches!(act, Act::Done(_)) {
        settle::done(about, Vec::new(), ctx, then)
    } else {
        settle::wait(about, ctx, then)
    }]
}

/// Settling, putting off, closing, adding to and editing the record in focus; nothing for what is no record.
#[must_use]
pub fn act(action: Action, focused: Option<&Of>, see: &See<'_>) -> Effects {
    let Some(Of::Record(kind, id)) = focused.copied() else { return Effects::new() };
    let who = see.who;
    match (action, kind) {
        (Action::Done, Kind::FollowUp) => vec![ask(move |desk| Msg::Settle(Act::Done(id), desk.settling(id)))],
        (Action::Wait, Kind::FollowUp) => vec![ask(move |desk| Msg::Settle(Act::Wait(id), desk.settling(id)))],
        (Action::Close, Kind::FollowUp) => Act::Cancel(id).ask(who, see.ctx),
        (Action::Close, Kind::Hold) => Act::Lift(id).ask(who, see.ctx),
        (Action::AddHere, Kind::Engagement) => Act::AddWords(id).ask(who, see.ctx),
        (Action::Edit, Kind::Contact) => form(who, Kind::Contact),
        (Action::Edit, Kind::Plan) => form(who, Kind::Plan),
        // A version is never changed: the form begins from the one in force and makes the next.
        (Action::Edit, Kind::SafetyPlan) => form(who, Kind::SafetyPlan),
        (Action::Edit, Kind::Engagement) => {
            let task =
                Task::Engagement { who: who.clone(), id: Some(id), outcome: String::new(), through: false, card: None };
            vec![Effect::Go(Place::Form(task))]
        }
        (Action::Edit, kind) => vec![Effect::Go(Place::Form(Task::of(who.clone(), kind, Some(id))))],
        _ => Effects::new(),
    }
}

/// The form of a new record of a kind.
#[must_use]
pub fn form(who: &Who, kind: Kind) -> Effects {
    let task = match kind {
        Kind::Engagement => Task::engagement(who.clone(), ""),
        kind => Task::of(who.clone(), kind, None),
    };
    vec![Effect::Go(Place::Form(task))]
}

/// A sheet of what can be added: key, words and kind.
#[must_use]
pub fn add(who: &Who, kinds: &[(&str, &str, Kind)]) -> Effects {
    if let [(_, _, only)] = kinds {
        return form(who, *only);
    }
    let choices = kinds.iter().map(|(key, words, kind)| Choice::new(*key, *words, form(who, *kind))).collect();
    vec![Choose::letters(format!("Add to {}", who.reference), 2, choices, Vec::new()).raise()]
}

/// Asks to close the contact, or says which promises keep it open.
#[must_use]
pub fn close_contact(see: &See<'_>) -> Effects {
    if see.view.contact.it.status.is(status::CLOSED) {
        return Act::Reopen.ask(see.who, see.ctx);
    }
    let promises = see.view.follow_ups.iter().filter(|f| f.it.is_open() && f.it.is_promise()).count();
    if promises > 0 {
        let are = if promises == 1 { "1 promise is".to_owned() } else { format!("{promises} promises are") };
        let words = format!("Cannot close {}: {are} open. Nothing changed.", see.who.reference);
        // What keeps it open is shown at once.
        let show = Effect::Tell(Msg::See(Section::FollowUps).into());
        return vec![show, Effect::Toast(Sign::Danger, words)];
    }
    Act::CloseContact.ask(see.who, see.ctx)
}

/// Why an action cannot be done with what is in focus: a word or two for the footer, and the sentence.
#[must_use]
pub fn why_not(action: Action, focused: Option<&Of>, see: &See<'_>) -> Option<(&'static str, String)> {
    let Some(Of::Record(kind, id)) = focused.copied() else { return None };
    let sentence = |word, words: &str| Some((word, words.to_owned()));
    match (action, kind) {
        (Action::Edit, Kind::Consent) => {
            sentence("kept as it was", "An entry of the ledger stays as it was. a adds a later one, which then stands.")
        }
        (Action::Edit, Kind::Disclosure) => {
            sentence("kept as it was", "What was passed on was passed on. a records another disclosure.")
        }
        (Action::Edit, Kind::Update) => sentence("see 8", "An update is decided in the outbox: 8 opens it."),
        (Action::Done | Action::Wait | Action::Close, Kind::FollowUp) => {
            let open = see.view.follow_ups.iter().any(|f| f.meta.id == id && f.it.is_open());
            if open {
                None
            } else {
                sentence("settled", "This follow-up is settled already. u takes the last act back.")
            }
        }
        (Action::Close, Kind::Hold) => {
            let lifted = see.view.holds.iter().any(|h| h.meta.id == id && h.it.lifted_on.is_some());
            if lifted { sentence("lifted", "This hold was lifted already.") } else { None }
        }
        _ => None,
    }
}

/// Kinds of record that never stand on a screen without the radio sentence.
#[must_use]
pub const fn protected(kind: Kind) -> bool {
    matches!(kind, Kind::Marker | Kind::Grounds | Kind::Confirmed | Kind::Update | Kind::Concern)
}
