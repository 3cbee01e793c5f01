//! The locked prompt: the passphrase, a jot while locked, the recovery code; making a practice caseload.
//!
//! Nothing about the officer, the vault or the last opening is shown before the passphrase is right. The work is done at
//! the door ([`crate::tui::perform::at_door`]), so the screen keeps answering. What does not belong here: what is said
//! once the vault is open ([`super::welcome`]), and new passphrases ([`super::renew`]).

use std::time::Duration;

use chrono::{DateTime, TimeDelta};
use chrono_tz::Tz;
use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::casework::desk::{Desk, Mode};
use crate::casework::opening::{self, Use, Welcome};
use crate::casework::practice::Practice;
use crate::domain::field::{Field, Shape, Values, text_in};
use crate::domain::officer::Officer;
use crate::domain::problem::{Kind, Outcome, Problem};
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, ask, done};
use crate::tui::form::{Extra, Form, Input, Reply};
use crate::tui::overlay::choose::{Choice, Choose};
use crate::tui::perform::{Threshold, at_door};
use crate::tui::screen::{Place, Shown, renew, welcome};
use crate::tui::secret::Typed;
use crate::tui::theme::{Role, Sign};
use crate::tui::widget::frame::Frame;
use crate::tui::widget::{Phrase, below, focus, narrow, paragraphs, progress, put, row, text_of};
use crate::tui::worker::LockedBy;
use crate::vault::witness::Verdict;
use crate::vault::{Passphrase, RecoveryCode, Secret, Vault};

/// Whatever was wrong with what was typed.
const NEUTRAL: &str = "That did not open the vault. Nothing was changed.";
/// Columns that stand left of the prompt's text in 80.
const PICTURED: u16 = 40;
/// Rows that stand around the prompt in 24.
const AROUND: u16 = 10;

/// The note taken while locked.
const JOT: &[Field] = &[Field::new(Shape::Note, "").named("jot")];

/// What the prompt is told.
pub enum Msg {
    /// Failed tries so far, and how long the next one has to wait.
    Tries(u32, Duration),
    /// It is open, whose it is and how it may be used; or why not.
    Opened(Outcome<Box<(Welcome, Officer, Mode)>>),
    /// How much of a practice caseload is made.
    Making(u64, u64),
    /// The practice caseload is made and open.
    Made(Outcome<()>),
    /// The jot is sealed.
    Jotted(Outcome<()>),
    /// The jot is thrown away.
    JotGone,
    /// The older vault is looked at for reading only.
    ReadOnly,
    /// The officer says that a restore was intended.
    Intended,
    /// That is journalled.
    Accepted(Outcome<()>),
    /// The officer stops before an older vault.
    Stop,
    /// Whether there is a vault now.
    There(bool),
}

/// What the prompt asks for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Asks {
    Passphrase,
    Recovery,
}

/// What it is at.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum At {
    Waiting,
    Opening,
    Making(u64, u64),
    /// The vault is open and older than last seen; a sheet asks what is to be done.
    Older,
    /// There is no vault here, though there was one.
    Missing,
}

/// The prompt.
pub struct State {
    at: At,
    asks: Asks,
    typed: Typed,
    given: Option<Passphrase>,
    practice: Option<(Practice, String)>,
    locked_by: Option<LockedBy>,
    problem: Option<Problem>,
    failed: u32,
    until: Option<DateTime<Tz>>,
    welcome: Option<Box<Welcome>>,
    jot: Option<Form>,
    jotting: bool,
    begun: bool,
}

impl State {
    /// The prompt of the officer's vault; `there` says whether it is in its place.
    #[must_use]
    pub fn new(there: bool, given: Option<Passphrase>, locked_by: Option<LockedBy>) -> Self {
        Self {
            at: if there { At::Waiting } else { At::Missing },
            asks: Asks::Passphrase,
            typed: Typed::new(false),
            given,
            practice: None,
            locked_by,
            problem: (!there).then(missing),
            failed: 0,
            until: None,
            welcome: None,
            jot: None,
            jotting: false,
            begun: false,
        }
    }

    /// The prompt of a practice vault; one that is not there yet is made first.
    #[must_use]
    pub fn practice(how: Practice, passphrase: String, there: bool, locked_by: Option<LockedBy>) -> Self {
        let at = if there { At::Waiting } else { At::Making(0, 0) };
        Self { at, problem: None, practice: Some((how, passphrase)), ..Self::new(true, None, locked_by) }
    }

    fn is_waiting(&self) -> bool {
        self.at == At::Waiting
    }

    /// Seconds until the next try, none when it may begin.
    fn wait(&self, ctx: &Ctx) -> Option<i64> {
        let left = (self.until? - ctx.now).num_milliseconds();
        (left > 0).then(|| (left + 999) / 1000)
    }

    fn try_it(&mut self, ctx: &Ctx) -> Effects {
        if self.typed.is_empty() || !self.is_waiting() || self.wait(ctx).is_some() {
            return Effects::new();
        }
        let secret = match self.asks {
            Asks::Passphrase => Secret::Passphrase(Passphrase::typed(self.typed.as_str())),
            Asks::Recovery => match RecoveryCode::typed(self.typed.as_str()) {
                Ok(code) => Secret::Recovery(code),
                Err(problem) => {
                    self.problem = Some(problem);
                    return Effects::new();
                }
            },
        };
        self.open(secret)
    }

    fn open(&mut self, secret: Secret) -> Effects {
        self.at = At::Opening;
        self.problem = None;
        self.typed.hide();
        vec![Effect::Door(at_door(move |t, tell| {
            match opening::open(&t.places, &secret, t.locking, t.clock, Use::Interface) {
                Ok((desk, welcome)) => {
                    let inside = Box::new((welcome, desk.officer().clone(), desk.mode()));
                    (Some(desk), Msg::Opened(Ok(inside)))
                }
                Err(problem) => {
                    let (failed, wait) = opening::failed_tries(&t.places, t.clock.now());
                    tell(Msg::Tries(failed, wait).into());
                    (None, Msg::Opened(Err(problem)))
                }
            }
        }))]
    }

    fn opened(&mut self, welcome: Welcome, officer: Officer, mode: Mode) -> Effects {
        self.typed.clear();
        let mut effects = Effects::new();
        if welcome.witness == Verdict::Older || welcome.must_renew {
            // The key is in memory from here on, though something is asked first.
            effects.push(Effect::Open(Box::new(officer), mode));
        }
        if welcome.witness == Verdict::Older {
            self.welcome = Some(Box::new(welcome));
            self.at = At::Older;
            effects.push(older());
        } else {
            effects.extend(self.go_in(welcome));
        }
        effects
    }

    fn go_in(&self, welcome: Welcome) -> Effects {
        let must_renew = welcome.must_renew;
        let mut effects = Effects::new();
        let first = self.locked_by.is_none();
        // After a lock the officer goes on at once, unless there is something to be told.
        let news = welcome.failed_tries > 0
            || welcome.closed_jots > 0
            || !welcome.jots.is_empty()
            || !welcome.repairs.is_empty();
        if must_renew || news || (first && self.practice.is_none()) {
            let greeting = if first { welcome::State::new(welcome) } else { welcome::State::after_a_lock(welcome) };
            effects.push(Effect::Greet(Box::new(greeting.into()), !first));
        }
        if must_renew {
            effects.push(Effect::Home(Place::Renew(renew::What::Both)));
        } else {
            effects.push(Effect::Unlocked);
        }
        effects
    }

    fn accepted(&mut self) -> Effects {
        match self.welcome.take() {
            Some(welcome) => self.go_in(*welcome),
            None => vec![Effect::Unlocked],
        }
    }

    fn jot_text(&self) -> String {
        let values = self.jot.as_ref().map(Form::values).unwrap_or_default();
        text_in(&values, "jot").to_owned()
    }

    fn seal(text: String) -> Effect {
        Effect::Door(at_door(move |t, _| (None, Msg::Jotted(opening::take_jot(&t.places, &text)))))
    }

    fn jot_input(&mut self, input: &Input, ctx: &Ctx) -> Option<Effects> {
        if let Input::Key(key) = input
            && matches!(key.code, KeyCode::Tab | KeyCode::BackTab)
        {
            self.jotting = false;
            return Some(Effects::new());
        }
        let form = self.jot.as_mut()?;
        form.set_now(ctx.now);
        match form.handle(input.clone()) {
            Reply::Ignored => None,
            Reply::Save(_) => {
                let text = self.jot_text();
                if text.trim().is_empty() {
                    return Some(vec![crate::tui::effect::refused("The jot is blank: there is nothing to seal.")]);
                }
                Some(vec![Self::seal(text)])
            }
            Reply::Leave { .. } if self.jot_text().trim().is_empty() => {
                self.jot = None;
                self.jotting = false;
                Some(Effects::new())
            }
            Reply::Leave { .. } => {
                let choices = vec![
                    Choice::new("", "Keep writing", Effects::new()),
                    Choice::new("Shift+T", "Throw it away", vec![Effect::Tell(Msg::JotGone.into())]),
                ];
                Some(vec![Choose::dialog("This jot is not sealed", Vec::new(), choices).raise()])
            }
            _ => Some(Effects::new()),
        }
    }

    /// Where the prompt stands: a third down, as pictured in 80 by 24.
    fn block(body: Rect) -> Rect {
        let x = body.width.saturating_sub(PICTURED) / 2;
        let y = body.height.saturating_sub(AROUND) / 2;
        Rect { x: body.x + x, width: body.width - x, ..below(body, y) }
    }

    fn said(&self, ctx: &Ctx) -> Vec<Phrase> {
        let mut said = Vec::new();
        match (self.at, &self.problem) {
            (At::Opening, _) => said.push(Phrase::new().marked(Sign::Here, "opening the vault · usually 1 second")),
            (At::Older, _) => said.push(Phrase::new().marked(Sign::Danger, "The vault is older than when last seen.")),
            (_, Some(p)) if self.asks == Asks::Passphrase && p.kind == Kind::CannotUnlock => {
                said.push(Phrase::new().marked(Sign::Danger, NEUTRAL));
            }
            (_, Some(p)) => {
                said.push(Phrase::new().marked(Sign::Danger, format!("{} {}", p.what, p.changed_sentence())));
                said.push(Phrase::from(format!("  {}", p.remedy)));
            }
            (_, None) => {}
        }
        if let Some(seconds) = self.wait(ctx) {
            let words = if seconds == 1 { "1 second".to_owned() } else { format!("{seconds} seconds") };
            said.push(Phrase::from(format!("  The next try is possible in {words}.")));
        }
        said
    }

    fn hint(&self) -> Vec<Phrase> {
        if let Some((_, passphrase)) = &self.practice {
            return vec![
                Phrase::from("This is a practice caseload: nobody in it exists."),
                Phrase::from("Its passphrase is"),
                Phrase::new().bold(passphrase.as_str()),
            ];
        }
        if self.locked_by.is_some() || self.at == At::Missing {
            return Vec::new();
        }
        vec![Phrase::from("Tab takes a note while locked. Nobody can read it before the next unlock.")]
    }

    fn view_prompt(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let block = Self::block(frame.body);
        let mut y = 0;
        if let Some(by) = self.locked_by {
            let why = match by {
                LockedBy::Key => "Locked.",
                LockedBy::Idle => "Locked after 5 minutes without a key.",
                LockedBy::Sleep => "Locked because the computer slept.",
                LockedBy::Suspended => "Locked while you were at the shell.",
            };
            let said = [Phrase::from(why), Phrase::from("What was half-typed is kept.")];
            y = 1 + paragraphs(buf, block, &said, theme);
        }
        let mut cursor = None;
        if let At::Making(done, all) = self.at {
            let said = [Phrase::new().marked(Sign::Here, "making a practice caseload of invented people")];
            y += paragraphs(buf, below(block, y), &said, theme);
            progress::bar(buf, block, y, done, all, theme);
        } else if self.at != At::Missing {
            let label = match self.asks {
                Asks::Passphrase => "Passphrase",
                Asks::Recovery => "Recovery code",
            };
            focus(buf, block, y, 1, theme);
            let line = row(text_of(block), y);
            put(buf, line, 0, 0, label, theme.style(Role::Muted));
            let at = narrow(label.len()) + 3;
            cursor = self.typed.draw(buf, line, at, 0, theme).filter(|_| self.is_waiting());
        }
        y += 2;
        let used = paragraphs(buf, below(block, y), &self.said(ctx), theme);
        paragraphs(buf, below(block, y + used.max(2) + 2), &self.hint(), theme);
        cursor
    }

    fn view_jot(form: &Form, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let indent = crate::tui::widget::record::DETAIL_LABEL.min(frame.body.width);
        let right = Rect { x: frame.body.x + indent, width: frame.body.width - indent, ..frame.body };
        let said = Phrase::from("Jot, sealed to this vault. Nobody can read it before the next unlock, not even you.");
        let used = paragraphs(buf, right, &[said], theme);
        form.draw(buf, below(frame.body, used + 1), theme).cursor
    }
}

/// Makes a practice caseload and tells how far it is.
fn make(t: &Threshold, tell: &dyn Fn(crate::tui::screen::Answer), how: &Practice, passphrase: &str) -> Outcome<Desk> {
    let (mut desk, _, _) = opening::create_practice(&t.places, &Passphrase::typed(passphrase), t.clock)?;
    desk.fill_practice(how, &mut |made, all| {
        tell(Msg::Making(made, all).into());
        true
    })?;
    Ok(desk)
}

fn missing() -> Problem {
    Problem::new(
        Kind::Damaged,
        "The vault is not in its place, and one was here before.",
        "Put the disk or folder back and press Enter. A vault is never made anew by itself.",
    )
}

fn older_problem() -> Problem {
    Problem::new(
        Kind::Older,
        "This vault is older than when it was last seen on this computer.",
        "If a backup was put back on purpose, open it again and say so; otherwise find the newer vault.",
    )
}

fn older() -> Effect {
    let said = vec![
        Phrase::new().marked(Sign::Danger, "A backup was put back, or somebody exchanged the files."),
        Phrase::from("What was written since then is not in it."),
    ];
    let tell = |msg: Msg| vec![Effect::Tell(msg.into())];
    let choices = vec![
        Choice::new("", "Stop here", tell(Msg::Stop)),
        Choice::new("l", "Look at it only", tell(Msg::ReadOnly)).then("masked; nothing can be written"),
        Choice::new("Shift+R", "I restored it", tell(Msg::Intended)).then("journalled; packages begin a new series"),
    ];
    Choose::dialog("This vault is older than when it was last seen here", said, choices).raise()
}

impl Shown for State {
    type Msg = Msg;

    fn title(&self, _ctx: &Ctx) -> String {
        String::new()
    }

    fn header_right(&self, _ctx: &Ctx) -> Option<Phrase> {
        // Nothing is counted before the officer has said what is to be done.
        (self.at == At::Older).then(|| Phrase::from("older than when last seen"))
    }

    fn begin(&mut self, _ctx: &Ctx) -> Effects {
        if std::mem::replace(&mut self.begun, true) {
            return Effects::new();
        }
        if let (At::Making(..), Some((how, passphrase))) = (self.at, self.practice.clone()) {
            return vec![Effect::Door(at_door(move |t, tell| match make(t, tell, &how, &passphrase) {
                Ok(desk) => (Some(desk), Msg::Made(Ok(()))),
                Err(problem) => (None, Msg::Made(Err(problem))),
            }))];
        }
        if let Some(passphrase) = self.given.take().filter(|_| self.is_waiting()) {
            return self.open(Secret::Passphrase(passphrase));
        }
        vec![Effect::Door(at_door(|t, _| {
            let (failed, wait) = opening::failed_tries(&t.places, t.clock.now());
            (None, Msg::Tries(failed, wait))
        }))]
    }

    fn told(&mut self, msg: Msg, ctx: &Ctx) -> Effects {
        match msg {
            Msg::Tries(failed, wait) => {
                self.failed = failed;
                self.until = TimeDelta::from_std(wait).ok().filter(|w| !w.is_zero()).map(|w| ctx.now + w);
                Effects::new()
            }
            Msg::Opened(Ok(inside)) => {
                let (welcome, officer, mode) = *inside;
                self.opened(welcome, officer, mode)
            }
            Msg::Opened(Err(problem)) => {
                self.at = At::Waiting;
                self.typed.was_tried();
                self.problem = Some(problem.clone());
                vec![Effect::Parting(Some(problem))]
            }
            Msg::Making(made, all) => {
                self.at = At::Making(made, all);
                Effects::new()
            }
            Msg::Made(Ok(())) => vec![Effect::Unlocked],
            Msg::Made(Err(problem)) | Msg::Accepted(Err(problem)) => {
                self.at = At::Waiting;
                self.problem = Some(problem.clone());
                vec![Effect::Parting(Some(problem))]
            }
            Msg::Jotted(Ok(())) => {
                self.jot = None;
                self.jotting = false;
                vec![done("The jot is sealed. It is filed at the next unlock")]
            }
            Msg::Jotted(Err(mut problem)) => {
                problem.remedy = format!("Your words are kept. {}", problem.remedy);
                vec![Effect::Failed(problem)]
            }
            Msg::JotGone => {
                self.jot = None;
                self.jotting = false;
                Effects::new()
            }
            Msg::Stop => vec![Effect::Parting(Some(older_problem())), Effect::Quit],
            Msg::ReadOnly => self.accepted(),
            Msg::Intended => vec![ask(|desk| Msg::Accepted(desk.accept_older()))],
            Msg::Accepted(Ok(())) => self.accepted(),
            Msg::There(false) => Effects::new(),
            Msg::There(true) => {
                self.at = At::Waiting;
                self.problem = None;
                Effects::new()
            }
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        match action {
            Action::Take if self.at == At::Missing => {
                vec![Effect::Door(at_door(|t, _| (None, Msg::There(Vault::is_there(&t.places)))))]
            }
            Action::Take => self.try_it(ctx),
            Action::NewVault => vec![Effect::Swap(Place::FirstRun)],
            Action::Jot => {
                if self.jot.is_none() {
                    self.jot = Some(Form::over(JOT, Values::new(), ctx.now, Extra::new()));
                }
                self.jotting = true;
                Effects::new()
            }
            Action::ShowTyped => {
                self.typed.show_or_hide();
                Effects::new()
            }
            Action::Recovery | Action::Back => {
                self.asks = match self.asks {
                    Asks::Passphrase if action == Action::Recovery => Asks::Recovery,
                    _ => Asks::Passphrase,
                };
                self.typed.clear();
                self.problem = None;
                Effects::new()
            }
            Action::Practice => vec![Effect::Practise],
            Action::Suspend if ctx.can_suspend => vec![Effect::Suspend],
            _ => Effects::new(),
        }
    }

    fn input(&mut self, input: &Input, ctx: &Ctx) -> Option<Effects> {
        if self.jotting {
            return self.jot_input(input, ctx);
        }
        if self.is_waiting() {
            return self.typed.input(input).then(Effects::new);
        }
        // Nothing is asked for now, and a paste runs nothing.
        matches!(input, Input::Paste(_)).then(Effects::new)
    }

    fn actions(&self, ctx: &Ctx) -> Vec<Action> {
        if self.jotting {
            return vec![Action::Save, Action::Back, Action::Jot];
        }
        let own = self.practice.is_none();
        match self.at {
            At::Opening | At::Making(..) | At::Older => return vec![Action::Quit],
            At::Missing => {
                let mut actions = vec![Action::Take, Action::NewVault];
                actions.extend(ctx.can_practise.then_some(Action::Practice));
                actions.push(Action::Quit);
                return actions;
            }
            At::Waiting => {}
        }
        let mut actions = vec![Action::Take, Action::Jot, Action::ShowTyped];
        if own && ctx.can_practise && self.locked_by.is_none() && self.asks == Asks::Passphrase {
            actions.push(Action::Practice);
        }
        if own {
            actions.push(Action::Recovery);
        }
        actions.extend([Action::Quit, Action::Suspend]);
        if self.asks == Asks::Recovery {
            actions.push(Action::Back);
        }
        actions
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        Some(match action {
            Action::Take if self.at == At::Missing => "look again",
            Action::Take => "open",
            Action::Save => "seal it",
            Action::Back => "throw it away",
            Action::Jot if self.jotting => "passphrase",
            Action::ShowTyped if self.typed.is_shown() => "hide",
            Action::Recovery if self.asks == Asks::Recovery => "passphrase",
            _ => return None,
        })
    }

    fn due(&self, ctx: &Ctx) -> Option<u64> {
        self.wait(ctx).map(|_| 1)
    }

    fn keep(&mut self, _ctx: &Ctx) -> Effects {
        let text = self.jot_text();
        if text.trim().is_empty() { Effects::new() } else { vec![Self::seal(text)] }
    }

    fn mask(&mut self) {
        self.typed.hide();
    }

    fn typing(&self) -> bool {
        true
    }

    fn alone(&self) -> bool {
        true
    }

    fn has_help(&self) -> bool {
        false
    }

    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        match self.jot.as_ref().filter(|_| self.jotting) {
            Some(form) => Self::view_jot(form, buf, frame, ctx),
            None => self.view_prompt(buf, frame, ctx),
        }
    }
}
