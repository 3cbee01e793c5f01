//! The application: a stack of screens, a stack of overlays, one toast; where every key goes.
//!
//! Routing order: key releases dropped → lock, cloak, quit → top overlay → focused text → screen → everywhere. Nothing
//! here does IO: [`App::update`] gives [`Command`]s, [`App::view`] only reads. What does not belong here: what a screen
//! shows and does.

use std::collections::VecDeque;
use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, Duration};
use chrono_tz::Tz;
use crossterm::event::{Event, KeyCode, KeyEventKind, MouseButton, MouseEventKind};
use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use zeroize::Zeroize as _;

use crate::casework::desk::{Mode, NotSaved, Saved};
use crate::casework::keeping::{BackedUp, Checked, Copied, Occasion, Progress};
use crate::casework::review::CardKey;
use crate::domain::field::{Field, Shape, Value, Values, text_in};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::officer::Officer;
use crate::domain::problem::{self, Outcome, Problem};
use crate::domain::when::Due;
use crate::domain::{lists, radio};
use crate::tui::action::{Action, Chord, Group, records, sequence};
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Ask, Effect, Effects, LongAsk, ask, done, refused, takes_back};
use crate::tui::form::{Extra, Form, Input};
use crate::tui::overlay::choose::{Choice, Choose};
use crate::tui::overlay::fill::Fill;
use crate::tui::overlay::help::Help;
use crate::tui::overlay::kept::Kept;
use crate::tui::overlay::messages::Messages;
use crate::tui::overlay::palette::{Item, Palette};
use crate::tui::overlay::quick::Quick;
use crate::tui::overlay::{self, Overlay};
use crate::tui::perform::Door;
use crate::tui::screen::{Answer, Place, Screen, Who, form};
use crate::tui::task::Task;
use crate::tui::theme::Sign;
use crate::tui::widget::footer::{self, Key, Toast};
use crate::tui::widget::frame::{self, Frame};
use crate::tui::widget::{self, Phrase, caveat, ground, header, plain_signs, row, text_of};
use crate::tui::worker::LockedBy;

/// Seconds without a key until the vault locks.
pub const IDLE: i64 = 300;
/// The last seconds before it locks are counted down.
const COUNTDOWN: i64 = 30;
/// Seconds without the terminal's focus until the content is blanked.
const UNWATCHED: i64 = 20;
/// Keys that may come together though they were pressed one by one.
const QUICK_HAND: usize = 2;
/// How many messages of a sitting are kept.
const MESSAGES: usize = 50;
/// The draft that keeps where the officer was when the vault was locked.
pub const PLACES: &str = "places";

/// What comes in.
pub enum Msg {
    /// From the terminal.
    Terminal(Event),
    /// Several from the terminal that came together, faster than a hand types.
    Burst(Vec<Event>),
    /// From the database thread, for the screen of that number.
    Answer(u64, Box<Answer>),
    /// Time passed; nothing else.
    Tick,
    /// The system asks the program to end, or the terminal is gone.
    End,
    /// The computer slept: whoever is there now need not be the officer.
    Slept,
    /// The system asks the program to stop for a while.
    Suspend,
    /// A thread of the program ended by an error: nothing will be answered any more.
    Broken,
}

/// What has to be done outside.
pub enum Command {
    /// Work for the database thread, for the screen of that number.
    Ask(u64, Ask),
    /// Long work for it.
    AskLong(u64, LongAsk),
    /// Work at the door of the vault.
    Door(u64, Door),
    /// Check a copy of the database on a thread of its own, until it is told to stop.
    Check(Box<Copied>, Arc<AtomicBool>),
    /// Close the vault, then answer with [`Told::Closed`].
    Close,
}

/// How the program ended.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Exit {
    /// The officer quit.
    Quit,
    /// The vault was locked: the prompt comes next.
    Locked(LockedBy),
    /// It was locked and the officer goes to the shell.
    Suspended,
    /// The officer wants a practice caseload.
    Practise,
    /// An error of the program ended it.
    Broken,
}

/// What the application itself is told.
pub enum Told {
    /// Updates unsent and unconfirmed.
    Counts(Outcome<(i64, i64)>),
    /// Whether the reason for opening this contact is remembered.
    Remembered(RecordId, bool),
    /// The reason that was chosen.
    Reason(String),
    /// The reason in words.
    ReasonInWords(Values),
    /// The record of this contact was opened.
    Consulted(RecordId, Outcome<()>),
    /// *No answer* was logged, or needs a reason.
    NoAnswer(RecordId, Saved<()>),
    /// Why it was tried outside the plan.
    OutsideReason(RecordId, Values),
    /// What was undone.
    Undone(Outcome<String>),
    /// What was done again.
    Redone(Outcome<String>),
    /// The vault is open: whose it is, how it may be used, and where the officer was.
    Opened(Box<Opened>),
    /// A copy of the database to be checked, and whether the day's backup is to be made of it.
    Copied(Outcome<(Box<Copied>, bool)>),
    /// How far the check is.
    Checking(Progress),
    /// The copy was found whole, or not.
    Checked(Outcome<Box<Checked>>),
    /// A backup goes to this folder or file.
    BackUpTo(PathBuf),
    /// A backup was made of it.
    BackedUp(Outcome<Box<BackedUp>>),
    /// Something was kept.
    Kept(Outcome<()>),
    /// What the sheet on top kept before a lock, if anything.
    SheetKept(Option<Kept>),
    /// The vault is closed.
    Closed(Outcome<()>),
    /// A follow-up in one line is to be saved, for this contact or for nobody.
    QuickLine(Option<Who>, Values),
    /// It was saved: the words to say, or what is wrong.
    QuickSaved(Saved<String>),
    /// Run an action of the palette or of help.
    Run(Action),
}

/// What is read once the vault is open.
pub struct Opened {
    /// The officer.
    pub officer: Officer,
    /// The mode.
    pub mode: Mode,
    /// Unsent and unconfirmed.
    pub counts: (i64, i64),
    /// Where the officer was, innermost last; empty at the first opening.
    pub places: Vec<Place>,
}

/// The reason for opening a record, in words.
const IN_WORDS: &[Field] = &[Field::new(Shape::Line, "In words").required().named("words")];
/// Why contact was tried outside the plan.
const OUTSIDE: &[Field] = &[Field::new(Shape::Line, "Why").required().help("it is kept in the history").named("words")];

/// What a check in the background is for.
struct Checking {
    /// The officer asked for it, and is told how it ended.
    asked: bool,
    /// Where the backup goes that is made of the copy, and on which occasion; none when it is only checked.
    keep: Option<(Option<PathBuf>, Occasion)>,
    stop: Arc<AtomicBool>,
}

struct Standing {
    number: u64,
    screen: Screen,
    stale: bool,
    /// Sheets that were open when the disclosure card came over them: they wait with what is underneath.
    set_aside: Vec<Overlay>,
}

/// The application.
pub struct App {
    /// What screens may look at.
    pub ctx: Ctx,
    /// How it ended, once it has.
    pub exit: Option<Exit>,
    /// Why the vault could not be opened, to be said after the screen is gone.
    pub parting: Option<Problem>,
    greeting: Option<(Screen, bool)>,
    screens: Vec<Standing>,
    overlays: Vec<Overlay>,
    toast: Option<(Toast, bool)>,
    messages: VecDeque<(String, Toast)>,
    pending: Vec<Chord>,
    cloaked: bool,
    last_key: DateTime<Tz>,
    unwatched_since: Option<DateTime<Tz>>,
    next_number: u64,
    consulting: Option<(Who, Effects)>,
    closing: Option<Exit>,
    checking: Option<Checking>,
    /// Whether idle time locks; the practice caseload of a test does not.
    pub locks_when_idle: bool,
}

impl App {
    /// An application that begins with one screen.
    #[must_use]
    pub fn new(ctx: Ctx, first: Screen) -> (Self, Vec<Command>) {
        let last_key = ctx.now;
        let mut app = Self {
            ctx,
            exit: None,
            parting: None,
            greeting: None,
            screens: Vec::new(),
            overlays: Vec::new(),
            toast: None,
            messages: VecDeque::new(),
            pending: Vec::new(),
            cloaked: false,
            last_key,
            unwatched_since: None,
            next_number: 1,
            consulting: None,
            closing: None,
            checking: None,
            locks_when_idle: true,
        };
        let mut commands = Vec::new();
        app.push(first, &mut commands);
        (app, commands)
    }

    /// The screen on top.
    #[must_use]
    pub fn top(&self) -> Option<&Screen> {
        self.screens.last().map(|s| &s.screen)
    }

    /// How many screens stand on each other.
    #[must_use]
    pub fn depth(&self) -> usize {
        self.screens.len()
    }

    /// What was said in this sitting, newest last: clock and words.
    pub fn messages(&self) -> impl Iterator<Item = &(String, Toast)> {
        self.messages.iter()
    }

    fn push(&mut self, mut screen: Screen, commands: &mut Vec<Command>) {
        let number = self.next_number;
        self.next_number += 1;
        let effects = screen.begin(&self.ctx);
        self.screens.push(Standing { number, screen, stale: false, set_aside: Vec::new() });
        self.carry_out(number, effects, commands);
    }

    /// Takes what came in; gives what has to be done outside.
    pub fn update(&mut self, msg: Msg, now: DateTime<Tz>) -> Vec<Command> {
        let mut commands = Vec::new();
        self.clock_was_set_back(now);
        self.ctx.now = now;
        match msg {
            Msg::Terminal(event) => self.event(event, &mut commands),
            Msg::Burst(events) => self.burst(events, &mut commands),
            Msg::Answer(number, answer) => self.answer(number, *answer, &mut commands),
            Msg::Tick => {}
            Msg::End => self.close(Exit::Quit, &mut commands),
            Msg::Slept if self.ctx.unlocked => self.close(Exit::Locked(LockedBy::Sleep), &mut commands),
            Msg::Slept => {}
            Msg::Suspend if self.ctx.can_suspend => self.close(Exit::Suspended, &mut commands),
            Msg::Suspend => {}
            Msg::Broken => self.exit = Some(Exit::Broken),
        }
        self.time_passed(&mut commands);
        commands
    }

    /// A clock that is set back must not put off the lock.
    fn clock_was_set_back(&mut self, now: DateTime<Tz>) {
        let back = self.ctx.now - now;
        if back > Duration::zero() {
            self.last_key -= back;
            self.unwatched_since = self.unwatched_since.map(|since| since - back);
        }
    }

    /// Milliseconds until the application wants to be woken though nothing happened.
    #[must_use]
    pub fn wake_in(&self) -> u64 {
        let second = u64::from(self.ctx.now.timestamp_subsec_millis());
        let into_minute = u64::try_from(self.ctx.now.timestamp().rem_euclid(60)).unwrap_or(0);
        let minute = (60 - into_minute) * 1000 - second.min(999);
        let mut wake = minute;
        if self.ctx.unlocked {
            let left = IDLE - (self.ctx.now - self.last_key).num_seconds();
            let next = if left > COUNTDOWN { left - COUNTDOWN } else { 1 };
            wake = wake.min(u64::try_from(next).unwrap_or(1).max(1) * 1000);
            if let Some(since) = self.unwatched_since.filter(|_| !self.cloaked) {
                let left = UNWATCHED - (self.ctx.now - since).num_seconds();
                wake = wake.min(u64::try_from(left).unwrap_or(0).max(1) * 1000);
            }
        }
        let screen = self.screens.last().and_then(|s| s.screen.due(&self.ctx));
        for due in [screen, self.sheet_is_due()].into_iter().flatten() {
            wake = wake.min(due.max(1) * 1000);
        }
        wake
    }

    /// Seconds until what is typed in a sheet is kept.
    fn sheet_is_due(&self) -> Option<u64> {
        self.overlays.iter().filter_map(|o| o.draft_due(self.ctx.now)).min().filter(|_| self.ctx.unlocked)
    }

    fn time_passed(&mut self, commands: &mut Vec<Command>) {
        if self.exit.is_some() || self.closing.is_some() {
            return;
        }
        if self.ctx.unlocked && self.locks_when_idle {
            let idle = (self.ctx.now - self.last_key).num_seconds();
            // A clock that went on while the machine slept counts: the officer was away.
            if idle >= IDLE {
                self.close(Exit::Locked(LockedBy::Idle), commands);
                return;
            }
            if let Some(since) = self.unwatched_since
                && (self.ctx.now - since) >= Duration::seconds(UNWATCHED)
            {
                self.cloak(true);
            }
        }
        if self.sheet_is_due() == Some(0) {
            self.keep_sheets(commands);
        }
        if let Some(top) = self.screens.last_mut() {
            let number = top.number;
            let effects = top.screen.tick(&self.ctx);
            self.carry_out(number, effects, commands);
        }
    }

    fn event(&mut self, event: Event, commands: &mut Vec<Command>) {
        match event {
            Event::Resize(columns, rows) => self.ctx.size = (columns, rows),
            Event::FocusLost => self.unwatched_since = Some(self.ctx.now),
            Event::FocusGained => self.unwatched_since = None,
            Event::Key(key) if key.kind == KeyEventKind::Release => {}
            Event::Key(key) => self.input(&Input::Key(key), commands),
            Event::Paste(words) => {
                let mut input = Input::Paste(words);
                self.input(&input, commands);
                if let Input::Paste(words) = &mut input {
                    // It may have been a passphrase.
                    words.zeroize();
                }
            }
            Event::Mouse(_) if self.cloaked || self.closing.is_some() => {}
            Event::Mouse(mouse) => match mouse.kind {
                MouseEventKind::ScrollDown => self.input(&Input::Key(KeyCode::Down.into()), commands),
                MouseEventKind::ScrollUp => self.input(&Input::Key(KeyCode::Up.into()), commands),
                MouseEventKind::Down(MouseButton::Left) => {
                    self.last_key = self.ctx.now;
                    self.click(Position::new(mouse.column, mouse.row), commands);
                }
                _ => {}
            },
        }
    }

    /// A click in what stands on top: a sheet or a form takes it itself; in a list the focus moves to the row, as by the
    /// arrow keys.
    fn click(&mut self, at: Position, commands: &mut Vec<Command>) {
        let number = self.screens.last().map_or(0, |s| s.number);
        if let Some(top) = self.overlays.last_mut() {
            let outcome = top.click(at, &self.ctx);
            return self.after(outcome, number, commands);
        }
        if let Some(effects) = self.screens.last_mut().and_then(|s| s.screen.click(at, &self.ctx)) {
            return self.carry_out(number, effects, commands);
        }
        let further = self.top().and_then(|s| s.rows()?.further(at));
        let Some(further) = further else { return };
        let key = if further > 0 { KeyCode::Down } else { KeyCode::Up };
        for _ in 0..further.unsigned_abs() {
            self.input(&Input::Key(key.into()), commands);
        }
    }

    /// What a key or a click led to in the top overlay.
    fn after(&mut self, outcome: overlay::Outcome, number: u64, commands: &mut Vec<Command>) {
        let effects = match outcome {
            overlay::Outcome::Stays(effects) => effects,
            overlay::Outcome::Closes(effects) => {
                self.lower(commands);
                effects
            }
        };
        self.carry_out(number, effects, commands);
    }

    /// A paste that came as keys is text where text is typed; where it is not, none of its keys runs anything (vault
    /// section 5). Two keys may be a quick hand.
    fn burst(&mut self, events: Vec<Event>, commands: &mut Vec<Command>) {
        let is_written = |e: &Event| matches!(e, Event::Key(k) if k.kind != KeyEventKind::Release);
        let pasted = events.iter().filter(|e| is_written(e)).count() > QUICK_HAND;
        let mut dropped = false;
        for event in events {
            if pasted && is_written(&event) && (dropped || !self.takes_text()) {
                dropped = true;
                self.last_key = self.ctx.now;
            } else {
                self.event(event, commands);
            }
        }
        if dropped && !self.cloaked {
            self.say(
                Sign::Dot,
                "That came faster than keys are pressed, like a paste: it ran nothing".to_owned(),
                false,
            );
        }
    }

    /// Whether a letter would be written.
    fn takes_text(&self) -> bool {
        match self.overlays.last() {
            Some(overlay) => overlay.takes_text(),
            None => self.top().is_some_and(Screen::typing),
        }
    }

    fn input(&mut self, input: &Input, commands: &mut Vec<Command>) {
        if self.closing.is_some() {
            return;
        }
        let chord = match input {
            Input::Key(key) => Some(Chord::of(key)),
            Input::Paste(_) => None,
        };
        let means = |action: Action| chord.is_some_and(|c| action.record().is(c));
        if self.cloaked {
            // Any other key is swallowed, and idle time goes on counting.
            if means(Action::Cloak) {
                self.last_key = self.ctx.now;
                self.cloak(false);
            }
            return;
        }
        self.last_key = self.ctx.now;
        let sticky = self.toast.as_ref().is_some_and(|(_, sticky)| *sticky);
        if !sticky || chord.is_some_and(|c| c.code == KeyCode::Enter) {
            let was_sticky = sticky;
            self.toast = None;
            if was_sticky {
                return;
            }
        }
        if means(Action::Lock) && self.ctx.unlocked {
            return self.close(Exit::Locked(LockedBy::Key), commands);
        }
        if means(Action::Cloak) {
            return self.cloak(true);
        }
        if means(Action::Quit) {
            return self.ask_quit(commands);
        }
        if means(Action::DisclosureCard) && self.takes_disclosures() {
            self.pending.clear();
            return self.open_card(commands);
        }
        if let Some(top) = self.overlays.last_mut() {
            let number = self.screens.last().map_or(0, |s| s.number);
            let outcome = top.input(input, &self.ctx);
            return self.after(outcome, number, commands);
        }
        if self.pending.is_empty()
            && let Some(top) = self.screens.last_mut()
        {
            let number = top.number;
            if let Some(effects) = top.screen.input(input, &self.ctx) {
                return self.carry_out(number, effects, commands);
            }
        }
        // A paste that no field took runs nothing.
        if let Some(chord) = chord {
            self.pending.push(chord);
            self.dispatch(commands);
        }
    }

    /// Whether the disclosure card can be opened: nearly always, and never over itself.
    fn takes_disclosures(&self) -> bool {
        let over_itself = matches!(self.top(), Some(Screen::Form(form)) if form.task().is_card());
        self.ctx.unlocked && !over_itself && self.top().is_some_and(|s| !s.alone()) && self.ctx.mode != Mode::ReadOnly
    }

    /// Opens the disclosure card over whatever is there: a half-written form, its sheets, anything. All of it waits.
    fn open_card(&mut self, commands: &mut Vec<Command>) {
        let whose = self.whose();
        let typed = match self.top() {
            Some(Screen::Form(form)) => form.typed_words(),
            _ => None,
        };
        let sheets = std::mem::take(&mut self.overlays);
        self.push(form::State::card(whose, typed).into(), commands);
        if let Some(card) = self.screens.last_mut() {
            card.set_aside = sheets;
        }
    }

    /// Every action that has a key now: the screen's own first, then the contact's, then what works everywhere.
    #[must_use]
    pub fn actions(&self) -> Vec<Action> {
        let Some(top) = self.top() else { return Vec::new() };
        let mut actions = top.actions(&self.ctx);
        let mut add = |group: Group| {
            for record in records().iter().filter(|r| r.group == group) {
                if !actions.contains(&record.action) {
                    actions.push(record.action);
                }
            }
        };
        if top.alone() {
            if top.has_help() {
                actions.push(Action::Help);
            }
            return actions;
        }
        if top.contact().is_some() {
            add(Group::Contact);
        }
        add(Group::Everywhere);
        add(Group::Screens);
        actions
    }

    fn dispatch(&mut self, commands: &mut Vec<Command>) {
        let actions = self.actions();
        let pending = std::mem::take(&mut self.pending);
        let whole = actions.iter().copied().find(|a| a.record().keys.iter().any(|k| sequence(k) == pending));
        if let Some(action) = whole {
            return self.run(action, pending.first().copied(), commands);
        }
        let begins = actions.iter().any(|a| {
            a.record().keys.iter().any(|k| {
                let s = sequence(k);
                s.len() > pending.len() && s.starts_with(&pending)
            })
        });
        if begins {
            self.pending = pending;
        }
    }

    /// Whether an action cannot be done now, and why: a word for the footer and the sentence.
    #[must_use]
    pub fn why_not(&self, action: Action) -> Option<(&'static str, String)> {
        match action {
            Action::NextHit | Action::PreviousHit if self.searched().is_none() => {
                Some(("no search", "No search led here. / searches everything.".to_owned()))
            }
            Action::Undo | Action::Redo | Action::MetSomeone | Action::QuickFollowUp
                if self.ctx.mode == Mode::ReadOnly =>
            {
                Some(("read-only", "The vault is open for reading only. Nothing was changed.".to_owned()))
            }
            Action::DisclosureCard if !self.takes_disclosures() => {
                let why = if self.ctx.mode == Mode::ReadOnly {
                    "The vault is open for reading only. Nothing was changed."
                } else {
                    "The card is open already."
                };
                Some(("open", why.to_owned()))
            }
            Action::SoloCard if self.ctx.mode == Mode::ReadOnly => {
                Some(("read-only", "The vault is open for reading only: an answer could not be journalled.".to_owned()))
            }
            Action::Suspend if !self.ctx.can_suspend => {
                Some(("no shell", format!("There is no shell to go to here. {} locks.", Action::Lock.key())))
            }
            _ => self.top().and_then(|s| s.why_not(action, &self.ctx)),
        }
    }

    /// Does an action, as its key would.
    fn run(&mut self, action: Action, chord: Option<Chord>, commands: &mut Vec<Command>) {
        if let Some((_, why)) = self.why_not(action) {
            self.say(Sign::Dot, why, false);
            return;
        }
        let group = action.record().group;
        let own = self.top().is_some_and(|s| s.actions(&self.ctx).contains(&action));
        match (group, self.top().and_then(Screen::contact)) {
            // A screen may name an act for the contact among its own, for the footer; it means the same everywhere.
            (Group::Contact, Some(who)) => {
                let card = self.top().and_then(|s| s.settles(&self.ctx));
                let service = self.top().and_then(Screen::service);
                let effects = with_contact(action, who, card, service);
                let number = self.screens.last().map_or(0, |s| s.number);
                self.carry_out(number, effects, commands);
            }
            // These may stand in a screen's footer as well; they lead to the same place from every screen.
            (Group::Screens, _) => self.everywhere(action, chord, commands),
            _ if matches!(action, Action::DisclosureCard | Action::SoloCard | Action::Search) => {
                self.everywhere(action, chord, commands)
            }
            _ if own => {
                let Some(top) = self.screens.last_mut() else { return };
                let number = top.number;
                let effects = top.screen.act(action, &self.ctx);
                self.carry_out(number, effects, commands);
            }
            (Group::Everywhere, _) => self.everywhere(action, chord, commands),
            _ => {}
        }
    }

    /// The contact in focus, or the one whose form is filled in.
    fn whose(&self) -> Option<Who> {
        match self.top()? {
            Screen::Form(form) => form.who(),
            screen => screen.contact(),
        }
    }

    /// Where in the stack the search stands that led to the screen on top.
    fn searched(&self) -> Option<usize> {
        let below = self.screens.len().checked_sub(1)?;
        self.screens
            .get(..below)?
            .iter()
            .rposition(|s| matches!(&s.screen, Screen::Search(search) if search.has_hits()))
    }

    /// Goes back to the search that led here and opens its next hit, or the one before.
    fn another_hit(&mut self, next: bool, commands: &mut Vec<Command>) {
        let Some(at) = self.searched() else { return };
        self.keep_all(commands);
        self.screens.truncate(at + 1);
        let Some(Standing { number, screen: Screen::Search(search), .. }) = self.screens.last_mut() else { return };
        let number = *number;
        let effects = search.step(next);
        self.carry_out(number, effects, commands);
    }

    fn everywhere(&mut self, action: Action, chord: Option<Chord>, commands: &mut Vec<Command>) {
        let effects = match action {
            Action::Back if self.screens.len() > 1 => vec![Effect::Back],
            // Esc at the top does nothing; q asks whether to leave.
            Action::Back if chord.is_some_and(|c| c.code == KeyCode::Esc) => Vec::new(),
            Action::Back | Action::Quit => return self.ask_quit(commands),
            Action::Undo => vec![ask(|desk| Answer::App(Told::Undone(desk.undo())))],
            Action::Redo => vec![ask(|desk| Answer::App(Told::Redone(desk.redo())))],
            Action::Today => vec![Effect::Home(Place::Today)],
            Action::Contacts => vec![Effect::Home(Place::Contacts)],
            Action::Reference => vec![Effect::Home(Place::Reference)],
            Action::Search if matches!(self.top(), Some(Screen::Search(_))) => Vec::new(),
            Action::Search => vec![Effect::Go(Place::Search)],
            Action::Palette => vec![Effect::Raise(Box::new(self.palette()))],
            Action::Help => vec![Effect::Raise(Box::new(self.help()))],
            Action::QuickFollowUp => vec![Quick::new(self.whose()).raise()],
            Action::NextHit | Action::PreviousHit => return self.another_hit(action == Action::NextHit, commands),
            Action::Messages => {
                let said = self.messages.iter().rev().cloned().collect();
                vec![Effect::Raise(Box::new(Overlay::Messages(Messages::new(said))))]
            }
            Action::Support => vec![Effect::Home(Place::Support)],
            Action::DisclosureCard => return self.open_card(commands),
            Action::SoloCard if matches!(self.top(), Some(Screen::SoloCard(_))) => Vec::new(),
            Action::SoloCard => vec![Effect::Go(Place::SoloCard)],
            Action::CrimeReports => vec![Effect::Home(Place::CrimeReports)],
            Action::Safeguarding => vec![Effect::Home(Place::Safeguarding)],
            Action::Intelligence => vec![Effect::Home(Place::Intelligence)],
            Action::AreaPicture => vec![Effect::Home(Place::AreaPicture)],
            Action::Outbox => vec![Effect::Home(Place::Outbox)],
            Action::Records => vec![Effect::Home(Place::Records)],
            Action::Lock => return self.close(Exit::Locked(LockedBy::Key), commands),
            Action::Suspend => return self.close(Exit::Suspended, commands),
            Action::Cloak => return self.cloak(true),
            _ => Vec::new(),
        };
        let number = self.screens.last().map_or(0, |s| s.number);
        self.carry_out(number, effects, commands);
    }

    /// Every action of the program, with the contact it would act on and why it cannot be done now.
    fn palette(&self) -> Overlay {
        let here = self.actions();
        let whose = self.top().and_then(Screen::contact).map(|w| w.reference).unwrap_or_default();
        let alone = self.top().is_some_and(Screen::alone);
        let items = records()
            .iter()
            .filter(|r| r.group != Group::Move && r.action != Action::Palette)
            .map(|record| {
                let why = if here.contains(&record.action) {
                    self.why_not(record.action).map(|(_, why)| why)
                } else if record.group == Group::Contact && !alone {
                    Some("no contact is in focus".to_owned())
                } else {
                    Some("not on this screen".to_owned())
                };
                let whose = if record.group == Group::Contact { whose.clone() } else { String::new() };
                Item { record, whose, why }
            })
            .collect();
        Overlay::Palette(Palette::new(items, self.top().is_some_and(Screen::typing)))
    }

    /// The keys that do something now.
    fn help(&self) -> Overlay {
        let title = self.top().map(|s| s.title(&self.ctx)).unwrap_or_default();
        let name =
            title.split(" · ").next().unwrap_or_default().trim_start_matches(|c: char| c.is_ascii_digit()).trim();
        let actions: Vec<_> =
            self.actions().into_iter().map(|a| (a.record(), self.why_not(a).map(|(_, why)| why))).collect();
        Overlay::Help(Help::new(name, Vec::new(), &actions, self.top().is_some_and(Screen::typing)))
    }

    fn answer(&mut self, number: u64, answer: Answer, commands: &mut Vec<Command>) {
        if let Answer::App(told) = answer {
            return self.told(told, commands);
        }
        let Some(standing) = self.screens.iter_mut().find(|s| s.number == number) else { return };
        let effects = standing.screen.told(answer, &self.ctx);
        self.carry_out(number, effects, commands);
    }

    fn told(&mut self, told: Told, commands: &mut Vec<Command>) {
        let number = self.screens.last().map_or(0, |s| s.number);
        let effects = match told {
            Told::Counts(Ok((unsent, unconfirmed))) => {
                self.ctx.unsent = unsent;
                self.ctx.unconfirmed = unconfirmed;
                Vec::new()
            }
            Told::Counts(Err(p)) | Told::Kept(Err(p)) => vec![Effect::Failed(p)],
            Told::Kept(Ok(())) => Vec::new(),
            Told::SheetKept(kept) => {
                let restored = match (self.overlays.last_mut(), kept) {
                    (Some(sheet), Some(kept)) => sheet.restore(&kept, &self.ctx),
                    _ => false,
                };
                let words = "What you had typed here is back. Esc, then Shift+T, throws it away";
                if restored { vec![Effect::Toast(Sign::Due, words.to_owned())] } else { Vec::new() }
            }
            Told::Copied(copied) => return self.copied(copied, commands),
            Told::Checking(progress) => {
                self.ctx.checking = self.checking.as_ref().map(|_| percent(progress));
                Vec::new()
            }
            Told::Checked(checked) => self.checked(checked),
            Told::BackUpTo(folder) => vec![Effect::Lower, Effect::BackUp(Some(folder), Occasion::Asked)],
            Told::BackedUp(made) => self.backed_up(made),
            // An answer about another contact than the one asked for last opens nothing: the officer has moved on.
            Told::Remembered(id, true) | Told::Consulted(id, Ok(())) => {
                self.consulting.take_if(|(who, _)| who.id == id).map(|(_, then)| then).unwrap_or_default()
            }
            Told::Remembered(id, false) => match &self.consulting {
                Some((who, _)) if who.id == id => vec![reasons(who)],
                _ => Vec::new(),
            },
            Told::Reason(code) if code == "other" => {
                let form = Form::over(IN_WORDS, Values::new(), self.ctx.now, Extra::new());
                let title = self.consulting.as_ref().map(|(w, _)| w.reference.clone()).unwrap_or_default();
                let id = self.consulting.as_ref().map(|(w, _)| w.id.to_string()).unwrap_or_default();
                let then = |values: Values| Answer::App(Told::ReasonInWords(values));
                vec![
                    Fill::new(format!("Why are you opening {title}?"), Vec::new(), form, 2, "open", then)
                        .kept_as(format_args!("reason:{id}"))
                        .raise(),
                ]
            }
            Told::Reason(code) => self.consult(code, String::new()),
            Told::ReasonInWords(values) => {
                let words = text_in(&values, "words").to_owned();
                let mut effects = vec![Effect::Lower];
                effects.extend(self.consult("other".to_owned(), words));
                effects
            }
            Told::Consulted(id, Err(p)) => {
                self.consulting.take_if(|(who, _)| who.id == id);
                vec![Effect::Failed(p)]
            }
            Told::NoAnswer(_, Ok(())) => {
                vec![done(takes_back("No answer is logged")), Effect::Changed]
            }
            Told::NoAnswer(id, Err(NotSaved::Faults(faults))) => {
                let said = faults.into_iter().map(|f| Phrase::new().marked(Sign::Danger, f.what)).collect();
                let form = Form::over(OUTSIDE, Values::new(), self.ctx.now, Extra::new());
                let then = move |values: Values| Answer::App(Told::OutsideReason(id, values));
                vec![
                    Fill::new("No answer, outside the plan", said, form, 4, "log it", then)
                        .kept_as(format_args!("outside:{id}"))
                        .raise(),
                ]
            }
            Told::NoAnswer(_, Err(NotSaved::Problem(p))) => vec![Effect::Failed(p)],
            Told::OutsideReason(id, values) => {
                let words = text_in(&values, "words").to_owned();
                vec![Effect::Lower, no_answer(id, words)]
            }
            Told::Undone(Ok(what)) => vec![done(format!("Undone: {what}. Ctrl+R does it again")), Effect::Changed],
            Told::Redone(Ok(what)) => {
                vec![done(takes_back(format_args!("Done again: {what}"))), Effect::Changed]
            }
            Told::Undone(Err(p)) | Told::Redone(Err(p)) => vec![refused(format!("{} {}", p.what, p.remedy))],
            Told::Opened(opened) => return self.opened(*opened, commands),
            Told::Closed(result) => {
                if result.is_err() {
                    // Nobody may stay before an open screen: it ends all the same, and the vault says on its next
                    // opening what its journal holds.
                    self.ctx.unlocked = false;
                }
                self.exit = Some(self.closing.unwrap_or(Exit::Quit));
                Vec::new()
            }
            Told::QuickLine(who, values) => vec![save_quick(who, values)],
            Told::QuickSaved(Ok(said)) => vec![Effect::Lower, done(said), Effect::Changed],
            Told::QuickSaved(Err(NotSaved::Problem(p))) => vec![Effect::Failed(p)],
            Told::QuickSaved(Err(NotSaved::Faults(faults))) => {
                let what = faults.into_iter().next().map(|f| f.what).unwrap_or_default();
                vec![refused(format!("{what} Nothing was changed"))]
            }
            Told::Run(action) => return self.run(action, None, commands),
        };
        self.carry_out(number, effects, commands);
    }

    fn opened(&mut self, opened: Opened, commands: &mut Vec<Command>) {
        self.ctx.area.clone_from(&opened.officer.area);
        self.ctx.officer = opened.officer;
        self.ctx.mode = opened.mode;
        (self.ctx.unsent, self.ctx.unconfirmed) = opened.counts;
        self.ctx.unlocked = true;
        self.last_key = self.ctx.now;
        self.screens.clear();
        self.overlays.clear();
        let mut places = opened.places;
        let greeting = self.greeting.take();
        if places.is_empty() || greeting.as_ref().is_some_and(|(_, over)| !over) {
            places = vec![Place::Today];
        }
        self.parting = None;
        for place in places {
            let screen = place.open(&self.ctx);
            self.push(screen, commands);
        }
        if let Some((screen, _)) = greeting {
            self.push(screen, commands);
        }
        if self.ctx.mode != Mode::Practice {
            // A practice caseload was made a moment ago, and nobody misses it.
            self.check(false, None, commands);
        }
    }

    /// Checks a copy of the vault in the background; a backup may be made of it.
    fn check(&mut self, asked: bool, keep: Option<(Option<PathBuf>, Occasion)>, commands: &mut Vec<Command>) {
        if self.checking.is_some() {
            return self.say(
                Sign::Dot,
                "The vault is being checked already. Records shows how far it is".to_owned(),
                false,
            );
        }
        self.checking = Some(Checking { asked, keep, stop: Arc::default() });
        self.ctx.checking = Some(0);
        let copy = ask(|desk| {
            let due = desk.backup_state().is_ok_and(|state| state.due);
            Answer::App(Told::Copied(desk.copy_to_check().map(|copied| (Box::new(copied), due))))
        });
        self.carry_out(0, vec![copy], commands);
    }

    fn copied(&mut self, copied: Outcome<(Box<Copied>, bool)>, commands: &mut Vec<Command>) {
        let Some(checking) = &mut self.checking else { return };
        match copied {
            Ok((copied, due)) => {
                if due && !checking.asked {
                    checking.keep = Some((None, Occasion::Daily));
                }
                commands.push(Command::Check(copied, Arc::clone(&checking.stop)));
            }
            Err(p) => {
                self.no_longer_checking();
                self.failed(&p);
            }
        }
    }

    fn no_longer_checking(&mut self) -> Option<Checking> {
        self.ctx.checking = None;
        self.checking.take()
    }

    fn checked(&mut self, checked: Outcome<Box<Checked>>) -> Effects {
        match checked {
            Ok(checked) => {
                self.ctx.whole = true;
                match self.checking.as_mut().and_then(|c| c.keep.take()) {
                    Some((to, occasion)) => vec![ask(move |desk| {
                        Answer::App(Told::BackedUp(desk.keep_copy(*checked, to.as_deref(), occasion).map(Box::new)))
                    })],
                    None => {
                        let asked = self.no_longer_checking().is_some_and(|c| c.asked);
                        let (entries, records) = (checked.verified.entries, checked.verified.records);
                        let said = format!("The vault is whole: {entries} journal entries and {records} records agree");
                        if asked { vec![done(said)] } else { Effects::new() }
                    }
                }
            }
            Err(p) => {
                let stopped = self.no_longer_checking().is_some_and(|c| c.stop.load(Ordering::Relaxed));
                match p.kind {
                    _ if stopped => vec![refused("Stopped checking. Nothing was changed")],
                    // What is damaged is not worked on any further (vault section 3).
                    problem::Kind::Damaged => vec![Effect::Parting(Some(p)), Effect::Quit],
                    _ => vec![Effect::Failed(p)],
                }
            }
        }
    }

    fn backed_up(&mut self, made: Outcome<Box<BackedUp>>) -> Effects {
        let asked = self.no_longer_checking().is_some_and(|c| c.asked);
        match made {
            Ok(made) if asked => {
                let name = made.path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
                let disk = if made.on_another_disk { "another disk" } else { "this disk" };
                vec![done(format!("Backed up to {disk} and checked: {name}")), Effect::Changed]
            }
            Ok(_) => Effects::new(),
            Err(p) => vec![Effect::Failed(p)],
        }
    }

    fn consult(&mut self, code: String, words: String) -> Effects {
        let Some((who, _)) = &self.consulting else { return Effects::new() };
        let id = who.id;
        vec![ask(move |desk| Answer::App(Told::Consulted(id, desk.consult(id, &code, &words))))]
    }

    /// Carries out what a screen wants.
    fn carry_out(&mut self, number: u64, effects: Effects, commands: &mut Vec<Command>) {
        for effect in effects {
            match effect {
                Effect::Ask(ask) => commands.push(Command::Ask(number, ask)),
                Effect::AskLong(ask) => commands.push(Command::AskLong(number, ask)),
                Effect::Door(door) => commands.push(Command::Door(number, door)),
                Effect::Tell(answer) => self.answer(number, answer, commands),
                Effect::Go(place) => match place.consults().cloned() {
                    Some(who) => self.begin_consulting(number, who, vec![Effect::Enter(place)], commands),
                    None => self.enter(place, commands),
                },
                Effect::Enter(place) => self.enter(place, commands),
                Effect::Swap(place) => {
                    self.screens.pop();
                    self.enter(place, commands);
                }
                Effect::Back => self.back(commands),
                Effect::Home(place) => {
                    self.keep_all(commands);
                    // Sheets that waited under the disclosure card are kept like the forms.
                    self.keep_sheets(commands);
                    self.screens.clear();
                    self.enter(place, commands);
                }
                Effect::Consult(who, then) => self.begin_consulting(number, who, then, commands),
                Effect::Raise(overlay) => self.raise(*overlay, commands),
                Effect::Lower => self.lower(commands),
                Effect::SheetFaults(faults) => {
                    if let Some(top) = self.overlays.last_mut() {
                        top.faults(faults);
                    }
                }
                Effect::Toast(sign, words) => self.say(sign, words, false),
                Effect::Failed(problem) => self.failed(&problem),
                Effect::Changed => self.changed(commands),
                Effect::Narrow(filter) => self.ctx.filter = *filter,
                Effect::Area(area) => {
                    self.ctx.area = area;
                    self.changed(commands);
                }
                Effect::Unlocked => commands.push(Command::Ask(number, opened_ask())),
                Effect::Open(officer, mode) => {
                    self.ctx.officer = *officer;
                    self.ctx.mode = mode;
                    self.ctx.unlocked = true;
                    self.last_key = self.ctx.now;
                    self.parting = None;
                }
                Effect::Greet(screen, over) => self.greeting = Some((*screen, over)),
                Effect::Parting(problem) => self.parting = problem,
                Effect::Officer(officer, mode) => {
                    self.ctx.officer = *officer;
                    self.ctx.mode = mode;
                }
                Effect::BackUp(to, occasion) => self.check(true, Some((to, occasion)), commands),
                Effect::Verify => self.check(true, None, commands),
                Effect::StopChecking => {
                    if let Some(checking) = &self.checking {
                        checking.stop.store(true, Ordering::Relaxed);
                    }
                }
                Effect::Suspend => self.close(Exit::Suspended, commands),
                Effect::Practise => self.close(Exit::Practise, commands),
                Effect::Lock => self.close(Exit::Locked(LockedBy::Key), commands),
                Effect::Quit => self.close(Exit::Quit, commands),
            }
        }
    }

    fn begin_consulting(&mut self, number: u64, who: Who, then: Effects, commands: &mut Vec<Command>) {
        let id = who.id;
        self.consulting = Some((who, then));
        let remembered = ask(move |desk| Answer::App(Told::Remembered(id, desk.remembered_reason(id).is_some())));
        self.carry_out(number, vec![remembered], commands);
    }

    fn raise(&mut self, mut overlay: Overlay, commands: &mut Vec<Command>) {
        let whose = self.top().and_then(Screen::contact).map(|w| w.id);
        let name = overlay.keeping().filter(|_| self.ctx.unlocked).and_then(|k| k.begin(whose));
        self.overlays.push(overlay);
        if let Some(name) = name {
            let found = ask(move |desk| {
                let kept = desk.drafts().unwrap_or_default().into_iter().find(|d| d.form == name);
                Answer::App(Told::SheetKept(kept.map(|d| Kept { name, whose: d.contact, content: d.content })))
            });
            self.carry_out(0, vec![found], commands);
        }
    }

    /// Closes the sheet on top: what it kept is saved, or thrown away on purpose.
    fn lower(&mut self, commands: &mut Vec<Command>) {
        if let Some(mut sheet) = self.overlays.pop()
            && let Some((name, whose)) = sheet.keeping().and_then(|k| k.goes())
        {
            let dropped = ask(move |desk| Answer::App(Told::Kept(desk.drop_draft(&name, whose))));
            self.carry_out(0, vec![dropped], commands);
        }
    }

    fn enter(&mut self, place: Place, commands: &mut Vec<Command>) {
        let screen = place.open(&self.ctx);
        self.push(screen, commands);
    }

    fn back(&mut self, commands: &mut Vec<Command>) {
        if self.screens.len() > 1
            && let Some(gone) = self.screens.pop()
            && !gone.set_aside.is_empty()
        {
            self.overlays = gone.set_aside;
        }
        if let Some(top) = self.screens.last_mut().filter(|s| s.stale) {
            top.stale = false;
            let number = top.number;
            let effects = top.screen.begin(&self.ctx);
            self.carry_out(number, effects, commands);
        }
    }

    fn changed(&mut self, commands: &mut Vec<Command>) {
        commands.push(Command::Ask(0, counts_ask()));
        for standing in &mut self.screens {
            standing.stale = true;
        }
        if let Some(top) = self.screens.last_mut() {
            top.stale = false;
            let number = top.number;
            let effects = top.screen.begin(&self.ctx);
            self.carry_out(number, effects, commands);
        }
    }

    fn keep_all(&mut self, commands: &mut Vec<Command>) {
        let mut kept: Vec<(u64, Effects)> = Vec::new();
        for standing in &mut self.screens {
            kept.push((standing.number, standing.screen.keep(&self.ctx)));
        }
        for (number, effects) in kept {
            self.carry_out(number, effects, commands);
        }
    }

    fn keep_sheets(&mut self, commands: &mut Vec<Command>) {
        let set_aside = self.screens.iter_mut().flat_map(|s| s.set_aside.iter_mut());
        let kept: Vec<Kept> = self.overlays.iter_mut().chain(set_aside).filter_map(Overlay::keep).collect();
        for Kept { name, whose, content } in kept {
            let keep = ask(move |desk| Answer::App(Told::Kept(desk.keep_draft(&name, whose, &content))));
            self.carry_out(0, vec![keep], commands);
        }
    }

    /// Closes the vault and ends: half-typed forms and where the officer was are kept first.
    fn close(&mut self, how: Exit, commands: &mut Vec<Command>) {
        if self.closing.is_some() {
            return;
        }
        if !self.ctx.unlocked {
            // A jot that is half-typed at the prompt is sealed.
            self.keep_all(commands);
            self.exit = Some(how);
            return;
        }
        self.keep_all(commands);
        self.keep_sheets(commands);
        if matches!(how, Exit::Locked(_) | Exit::Suspended) {
            let places: Vec<Place> = self.screens.iter().filter_map(|s| s.screen.place()).collect();
            // Where nothing was gone to yet, what the lock before it kept stays kept.
            if let Some(text) = serde_json::to_string(&places).ok().filter(|_| !places.is_empty()) {
                let kept = ask(move |desk| Answer::App(Told::Kept(desk.keep_draft(PLACES, None, &text))));
                self.carry_out(0, vec![kept], commands);
            }
        }
        self.closing = Some(how);
        if let Some(checking) = self.no_longer_checking() {
            checking.stop.store(true, Ordering::Relaxed);
        }
        self.overlays.clear();
        self.cloak(true);
        commands.push(Command::Close);
    }

    fn cloak(&mut self, on: bool) {
        self.cloaked = on;
        if on {
            self.pending.clear();
            for standing in &mut self.screens {
                standing.screen.mask();
            }
        } else {
            self.unwatched_since = None;
        }
    }

    fn ask_quit(&mut self, commands: &mut Vec<Command>) {
        if !self.ctx.unlocked {
            return self.close(Exit::Quit, commands);
        }
        let unsent = match self.ctx.unsent {
            0 => Phrase::from("Nothing is unsent."),
            1 => Phrase::new().sign(Sign::Due, "1 update is unsent."),
            n => Phrase::new().sign(Sign::Due, format!("{n} updates are unsent.")),
        };
        let choices = vec![
            Choice::new("", "Stay", Vec::new()),
            Choice::new("l", "Lock instead", vec![Effect::Lock]).then("the prompt comes next"),
            Choice::new("Shift+Q", "Quit", vec![Effect::Quit]).then("what is half-typed is kept"),
        ];
        self.overlays.clear();
        self.overlays.push(Overlay::Choose(Choose::dialog("Close the caseload?", vec![unsent], choices)));
    }

    fn say(&mut self, sign: Sign, words: String, sticky: bool) {
        let toast = Toast::new(sign, words);
        self.messages.push_back((self.ctx.now.format("%H:%M").to_string(), toast.clone()));
        while self.messages.len() > MESSAGES {
            self.messages.pop_front();
        }
        self.toast = Some((toast, sticky));
    }

    /// Says what of the officer's own files was refused: the first of it at once, all of it under *messages*.
    pub fn say_refused(&mut self, refused: Vec<String>) {
        let all = refused.len();
        for (n, words) in refused.into_iter().enumerate().rev() {
            self.say(Sign::Danger, words, false);
            if n == 0 && all > 1 {
                // The file and its line come first, so that they are seen in a narrow window too.
                let more = format!("{} more under : messages once the vault is open.", all - 1);
                if let Some((toast, _)) = &mut self.toast {
                    toast.words = format!("{} {more}", toast.words);
                }
            }
        }
    }

    fn failed(&mut self, problem: &Problem) {
        self.say(
            Sign::Danger,
            format!("{} {} {} Enter", problem.what, problem.changed_sentence(), problem.remedy),
            true,
        );
    }

    /// Draws everything; tells where the cursor belongs.
    pub fn view(&self, buf: &mut Buffer) -> Option<Position> {
        let cursor = self.draw(buf);
        plain_signs(buf, &self.ctx.theme);
        cursor
    }

    fn draw(&self, buf: &mut Buffer) -> Option<Position> {
        let theme = &self.ctx.theme;
        let area = buf.area;
        ground(buf, area, theme);
        let top = self.top()?;
        let caveat = top.caveat(&self.ctx).filter(|_| !self.cloaked);
        let Some(frame) = Frame::of(area, caveat.is_some()) else {
            frame::too_small(buf, area, theme);
            return None;
        };
        if self.cloaked {
            self.view_cloak(buf, &frame);
            return None;
        }
        self.view_header(buf, &frame, top);
        let whole = caveat
            .as_ref()
            .is_none_or(|c| caveat::draw(buf, frame.caveat, radio::SENTENCE, &c.title, &c.classification, theme));
        // What the sentence protects is drawn only if the sentence was.
        let mut cursor = if whole { top.view(buf, &frame, &self.ctx) } else { None };
        if let Some(overlay) = self.overlays.last() {
            widget::unfocus(buf, frame.body, theme);
            cursor = overlay.view(buf, &frame, &self.ctx);
        }
        let keys = self.footer_keys(top);
        let line = self.bottom_line(top);
        footer::bottom(buf, &frame, line.as_ref(), &keys, theme);
        cursor
    }

    fn view_header(&self, buf: &mut Buffer, frame: &Frame, top: &Screen) {
        let title = top.title(&self.ctx);
        let local = self.ctx.local();
        let date = local.format("%a %d/%m/%Y").to_string();
        let clock = local.format("%H:%M").to_string();
        let count = |n: i64| u64::try_from(n).unwrap_or(0);
        let own = top.header_right(&self.ctx);
        let clock = if own.is_some() { String::new() } else { clock };
        let right = if let Some(own) = own {
            own
        } else if let Some(percent) = self.ctx.checking {
            header::checking(percent, count(self.ctx.unsent))
        } else if self.ctx.unlocked {
            header::counts(count(self.ctx.unsent), count(self.ctx.unconfirmed))
        } else {
            Phrase::from("locked")
        };
        let chip = match self.ctx.mode {
            Mode::Live => None,
            Mode::Practice => Some(header::Chip::Practice),
            Mode::SetUp => Some(header::Chip::SetUp),
            Mode::ReadOnly => Some(header::Chip::ReadOnly),
        };
        let header = header::Header {
            cloaked: false,
            chip: chip.filter(|_| self.ctx.unlocked || self.ctx.mode == Mode::Practice),
            title: &title,
            right,
            date: if self.ctx.unlocked { &date } else { "" },
            clock: &clock,
        };
        header::draw(buf, frame.header, &header, &self.ctx.theme);
    }

    fn view_cloak(&self, buf: &mut Buffer, frame: &Frame) {
        let theme = &self.ctx.theme;
        let clock = self.ctx.local().format("%H:%M").to_string();
        let header = header::Header { cloaked: true, clock: &clock, ..header::Header::default() };
        header::draw(buf, frame.header, &header, theme);
        let mut words = Phrase::new().key(Action::Cloak.key()).muted(" shows the screen");
        if self.ctx.unlocked && self.locks_when_idle {
            let left = (IDLE - (self.ctx.now - self.last_key).num_seconds()).max(0);
            words = words.muted(" ").mark(Sign::Dot).muted(format!(" locks in {}:{:02}", left / 60, left % 60));
        }
        words.draw(buf, row(text_of(frame.footer), 0), 0, 0, theme);
    }

    fn bottom_line(&self, top: &Screen) -> Option<Phrase> {
        if !self.pending.is_empty() {
            let rest = |written: &'static str| {
                let (first, rest) = written.split_once(' ')?;
                (sequence(first) == self.pending).then_some((first, rest))
            };
            let hints = self.actions().into_iter().filter_map(|a| {
                let (first, rest) = a.record().keys.iter().find_map(|k| rest(k))?;
                Some((first, Key::new(rest, top.word(a).unwrap_or(a.record().word))))
            });
            let (firsts, keys): (Vec<&str>, Vec<Key>) = hints.unzip();
            return Some(footer::which_key(firsts.first().copied().unwrap_or_default(), &keys));
        }
        let left = IDLE - (self.ctx.now - self.last_key).num_seconds();
        if self.ctx.unlocked && self.locks_when_idle && left <= COUNTDOWN {
            return Some(Toast::new(Sign::Danger, format!("Locks in {left} seconds. Any key stays")).phrase());
        }
        match &self.toast {
            Some((toast, _)) => Some(toast.phrase()),
            None if self.overlays.is_empty() => top.line(&self.ctx),
            None => None,
        }
    }

    fn footer_keys(&self, top: &Screen) -> Vec<Key> {
        if let Some(overlay) = self.overlays.last() {
            return overlay.keys();
        }
        let typing = top.typing();
        let together = top.in_one();
        let mut grouped = false;
        let mut keys: Vec<Key> = top
            .actions(&self.ctx)
            .into_iter()
            .filter(|a| !matches!(a.record().group, Group::Move) && !matches!(a, Action::Help | Action::Suspend))
            .filter(|a| !top.aside(*a))
            .filter_map(|action| {
                let record = action.record();
                if let Some((actions, word)) = together.filter(|(actions, _)| actions.contains(&action)) {
                    if std::mem::replace(&mut grouped, true) {
                        return None;
                    }
                    let keys: Vec<&str> = actions.iter().map(|a| a.record().shown_key()).collect();
                    return Some(Key::new(keys.join(" "), word));
                }
                let key = record.shown_key();
                Some(match self.why_not(action) {
                    Some((why, _)) => Key::closed(key, why),
                    None => Key::new(key, top.footer_word(action).unwrap_or_else(|| record.word.to_owned())),
                })
            })
            .take(footer::MOST - usize::from(top.has_help()))
            .collect();
        if top.has_help() {
            keys.push(Key::new(Action::Help.record().key(typing).unwrap_or_default(), "help"));
        }
        keys
    }
}

/// How far a check is, in percent; the records are most of it.
fn percent(progress: Progress) -> u8 {
    if progress.of <= 0 {
        return if progress.what == "checking the records" { 30 } else { 5 };
    }
    u8::try_from(30 + 69 * progress.done.clamp(0, progress.of) / progress.of).unwrap_or(99)
}

/// What an action for the contact in focus opens or does.
/// `card` is the card of a daily review that an engagement logged from it settles.
fn with_contact(action: Action, who: Who, card: Option<(String, CardKey)>, service: Option<RecordId>) -> Effects {
    let log = |who: Who, outcome: &str| {
        vec![Effect::Go(Place::Form(Task::Engagement {
            who,
            id: None,
            outcome: outcome.to_owned(),
            through: false,
            card: card.clone(),
        }))]
    };
    match action {
        Action::ContactNow => vec![Effect::Go(Place::ContactNow(who))],
        Action::NoAnswer => vec![no_answer(who.id, String::new())],
        Action::Log => log(who, ""),
        Action::Spoke => log(who, "spoke"),
        Action::MessageLeft => log(who, "message-left"),
        Action::Declined => log(who, "declined"),
        Action::EndedUnsafe => log(who, "ended-as-unsafe"),
        Action::CrimeReport => vec![Effect::Go(Place::Form(Task::of(who, Kind::CrimeReport, None)))],
        Action::FollowUp => vec![Effect::Go(Place::Form(Task::follow_up(Some(who), None)))],
        Action::OfferSupport => vec![Effect::Go(Place::Form(match service {
            Some(service) => Task::About { who, kind: Kind::Offer, service },
            None => Task::of(who, Kind::Offer, None),
        }))],
        Action::Concern => vec![Effect::Go(Place::Form(Task::concern(who, None)))],
        Action::Marker => vec![Effect::Go(Place::Form(Task::marker(who, None)))],
        Action::IntelligenceFrom => vec![Effect::Go(Place::Form(Task::of(who, Kind::Intelligence, None)))],
        Action::ReportFrom => vec![Effect::Go(Place::Form(Task::of(who, Kind::DangerousPerson, None)))],
        _ => Effects::new(),
    }
}

/// Saves a follow-up of one line.
fn save_quick(who: Option<Who>, values: Values) -> Effect {
    ask(move |desk| {
        let due = values.get("due").and_then(Value::text).and_then(|d| d.parse::<Due>().ok());
        let when = due.map(|d| format!(", {}", d.label(desk.today()))).unwrap_or_default();
        let whose = who.as_ref().map(|w| format!(" of {}", w.reference)).unwrap_or_default();
        let undo = Action::Undo.key();
        let saved = desk.save_follow_up(who.map(|w| w.id), None, &values);
        Answer::App(Told::QuickSaved(saved.map(|_| format!("Saved: follow-up{whose}{when}. {undo} takes it back"))))
    })
}

fn no_answer(id: RecordId, reason: String) -> Effect {
    ask(move |desk| Answer::App(Told::NoAnswer(id, desk.no_answer(id, &reason).map(|_| ()))))
}

fn counts_ask() -> Ask {
    Ask { latest: Some("counts"), work: Box::new(|desk| Answer::App(Told::Counts(desk.header_counts()))) }
}

/// Reads what is needed once the vault is open, and where the officer was.
fn opened_ask() -> Ask {
    Ask {
        latest: None,
        work: Box::new(|desk| {
            let counts = desk.header_counts().unwrap_or_default();
            let kept = desk.drafts().unwrap_or_default().into_iter().find(|d| d.form == PLACES);
            let places: Vec<Place> = kept.and_then(|d| serde_json::from_str(&d.content).ok()).unwrap_or_default();
            // A draft that cannot be dropped is read again next time; nothing is lost by it.
            let _ = desk.drop_draft(PLACES, None);
            for who in places.iter().filter_map(Place::consults) {
                // What was open before the lock is opened again, and journalled as that.
                let _ = desk.consult(who.id, "other", "went on after a lock");
            }
            Answer::App(Told::Opened(Box::new(Opened {
                officer: desk.officer().clone(),
                mode: desk.mode(),
                counts,
                places,
            })))
        }),
    }
}

/// The sheet that asks why a record is opened.
fn reasons(who: &Who) -> Effect {
    let choices = lists::get("consultation_reasons")
        .map(|l| l.offered().map(|i| (i.code.clone(), i.label.clone(), i.key)).collect::<Vec<_>>())
        .unwrap_or_default()
        .into_iter()
        .map(|(code, label, key)| {
            Choice::new(
                key.map(String::from).unwrap_or_default(),
                label,
                vec![Effect::Tell(Answer::App(Told::Reason(code)))],
            )
        })
        .collect();
    let below = vec![Phrase::new().muted("Remembered for this contact for 15 minutes. Esc goes back unopened.")];
    Choose::letters(format!("Why are you opening {}?", who.reference), 3, choices, below).raise()
}
