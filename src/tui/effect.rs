//! What a screen wants to happen, as data: screens do nothing themselves.
//!
//! [`crate::tui::app`] carries out what concerns screens and sheets; [`crate::tui::perform`] is the only file that
//! carries out the rest.

use std::fmt::Display;

use crate::casework::desk::{Desk, NotSaved, Saved};
use crate::casework::finding::Filter;
use crate::domain::field::Fault;
use crate::domain::problem::Problem;
use crate::tui::action::Action;
use crate::tui::overlay::Overlay;
use crate::tui::screen::{Answer, Place, Who};
use crate::tui::theme::Sign;

/// Several effects, carried out in order.
pub type Effects = Vec<Effect>;

/// Work for the database thread; its answer goes to the screen that asked, if it is still there.
pub struct Ask {
    /// What is asked, for superseding: a later ask of the same name makes an earlier one that has not begun pointless.
    pub latest: Option<&'static str>,
    /// The work.
    pub work: Box<dyn FnOnce(&mut Desk) -> Answer + Send>,
}

/// One effect.
pub enum Effect {
    /// Work for the database thread.
    Ask(Ask),
    /// As [`Effect::Ask`]; the work tells how far it is by further answers.
    AskLong(LongAsk),
    /// Something for this screen itself: what a choice of a sheet meant.
    Tell(Answer),
    /// Opens a screen on top of this one.
    Go(Place),
    /// As [`Effect::Go`], once the record was opened with a reason.
    Enter(Place),
    /// Opens a screen in place of this one.
    Swap(Place),
    /// Closes this screen.
    Back,
    /// Closes every screen and opens one of the ten.
    Home(Place),
    /// Opens a contact's record to do something with it: asks the reason unless it is remembered, then goes on.
    Consult(Who, Effects),
    /// Raises a sheet or dialog.
    Raise(Box<Overlay>),
    /// Closes the sheet on top.
    Lower,
    /// Shows in the sheet's form what casework found wrong.
    SheetFaults(Vec<Fault>),
    /// Says something at the foot of the screen until the next key.
    Toast(Sign, String),
    /// Says that something failed; it stays until a key is pressed.
    Failed(Problem),
    /// Records were changed: counts and screens are read anew.
    Changed,
    /// Keeps how the contact list is narrowed and sorted, while the program runs; its area is [`Effect::Area`]'s.
    Narrow(Box<Filter>),
    /// Narrows all lists to an area; empty is every area.
    Area(String),
    /// The vault is open: officer, mode and counts are read, and the screens of before are put back.
    Unlocked,
    /// The vault was unlocked, though the screens of before wait for an answer: its officer is known, and idle time, a
    /// sleeping computer and the lock key lock from now on.
    Open(Box<crate::domain::officer::Officer>, crate::casework::desk::Mode),
    /// What greets the officer once the vault is open: over the screens of before (true) or over Today in their place.
    Greet(Box<crate::tui::screen::Screen>, bool),
    /// Why the vault could not be opened; it is said again when the officer leaves, with its exit code.
    Parting(Option<Problem>),
    /// A practice caseload is opened in place of this vault.
    Practise,
    /// The officer's details, the force's decisions or the organisation were changed.
    Officer(Box<crate::domain::officer::Officer>, crate::casework::desk::Mode),
    /// Backs up in the background, to a folder or file or the vault's own folder.
    BackUp(Option<std::path::PathBuf>, crate::casework::keeping::Occasion),
    /// Checks the whole vault in the background.
    Verify,
    /// Stops what checks in the background.
    StopChecking,
    /// Work for the thread while no vault is open: unlocking, making a vault, sealing a jot.
    Door(crate::tui::perform::Door),
    /// Locks the vault.
    Lock,
    /// Locks the vault and goes to the shell.
    Suspend,
    /// Ends the program.
    Quit,
}

/// Long work: it is given a way to tell how far it is.
pub struct LongAsk {
    /// The work.
    #[expect(clippy::type_complexity, reason = "one boxed closure; a name for it would only hide what it is")]
    pub work: Box<dyn FnOnce(&mut Desk, &dyn Fn(Answer)) -> Answer + Send>,
}

/// Work for the database thread.
pub fn ask<M: Into<Answer>>(work: impl FnOnce(&mut Desk) -> M + Send + 'static) -> Effect {
    Effect::Ask(Ask { latest: None, work: Box::new(move |desk| work(desk).into()) })
}

/// Work that a later one of the same name makes pointless: a search for what is typed so far.
pub fn ask_latest<M: Into<Answer>>(name: &'static str, work: impl FnOnce(&mut Desk) -> M + Send + 'static) -> Effect {
    Effect::Ask(Ask { latest: Some(name), work: Box::new(move |desk| work(desk).into()) })
}

/// Long work that tells how far it is.
pub fn ask_long<M: Into<Answer>>(work: impl FnOnce(&mut Desk, &dyn Fn(Answer)) -> M + Send + 'static) -> Effect {
    Effect::AskLong(LongAsk { work: Box::new(move |desk, tell| work(desk, tell).into()) })
}

/// Something done, at the foot of the screen.
pub fn done(words: impl Into<String>) -> Effect {
    Effect::Toast(Sign::Ready, words.into())
}

/// What was done, with the key that takes it back: `Done. u takes it back`.
#[must_use]
pub fn takes_back(what: impl Display) -> String {
    format!("{what}. {} takes it back", Action::Undo.key())
}

/// What the act of a sheet led to: the sheet closes and it is said, or it stays and shows what is wrong.
pub fn settled(saved: Saved<()>, said: impl Into<String>) -> Effects {
    match saved {
        Ok(()) => vec![Effect::Lower, done(said), Effect::Changed],
        Err(not) => not_saved(not),
    }
}

/// Why the act of a sheet was not done: beside its fields what is wrong with them, or that it failed.
#[must_use]
pub fn not_saved(why: NotSaved) -> Effects {
    match why {
        NotSaved::Faults(faults) => vec![Effect::SheetFaults(faults)],
        NotSaved::Problem(p) => vec![Effect::Failed(p)],
    }
}

/// Why a key does nothing now.
pub fn refused(words: impl Into<String>) -> Effect {
    Effect::Toast(Sign::Dot, words.into())
}
