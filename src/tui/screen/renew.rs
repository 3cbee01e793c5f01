//! A new passphrase, a new recovery code, or both: after the recovery code was used it cannot be left before both are made.
//!
//! Whoever changes what opens the vault first proves that they can open it. What does not belong here: how a new secret
//! is offered and retyped ([`crate::tui::new_secret`]).

use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use serde::{Deserialize, Serialize};

use crate::domain::problem::{Outcome, Problem};
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, ask, done};
use crate::tui::form::Input;
use crate::tui::new_secret::{NewCode, NewPassphrase};
use crate::tui::screen::{Place, Shown};
use crate::tui::secret::Typed;
use crate::tui::theme::{Role, Sign};
use crate::tui::widget::frame::Frame;
use crate::tui::widget::record::DETAIL_LABEL;
use crate::tui::widget::track::{self, Step as Mark};
use crate::tui::widget::{Phrase, below, focus, paragraphs, put, row, text_of};
use crate::vault::{Passphrase, Secret};

/// What is made new.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum What {
    /// The passphrase.
    Passphrase,
    /// The recovery code.
    Code,
    /// Both, because the recovery code was used.
    Both,
}

/// What the screen is told.
pub enum Msg {
    /// Whether the passphrase in force was right.
    Proved(bool),
    /// The keys are changed, or why not.
    Changed(Outcome<()>),
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Proof,
    Passphrase,
    Code,
}

/// The screen.
pub struct State {
    what: What,
    step: Step,
    proof: Typed,
    passphrase: Option<NewPassphrase>,
    chosen: Option<Passphrase>,
    code: Option<NewCode>,
    working: Option<&'static str>,
    problem: Option<Problem>,
}

impl State {
    /// Begins.
    #[must_use]
    pub fn new(what: What) -> Self {
        Self {
            what,
            step: if what == What::Both { Step::Passphrase } else { Step::Proof },
            proof: Typed::new(false),
            passphrase: None,
            chosen: None,
            code: None,
            working: None,
            problem: None,
        }
    }

    fn steps(&self) -> Vec<(Step, &'static str)> {
        match self.what {
            What::Passphrase => vec![(Step::Proof, "the one in force"), (Step::Passphrase, "new passphrase")],
            What::Code => vec![(Step::Proof, "passphrase"), (Step::Code, "new recovery code")],
            What::Both => vec![(Step::Passphrase, "new passphrase"), (Step::Code, "new recovery code")],
        }
    }

    fn go_to(&mut self, step: Step) -> Effects {
        self.step = step;
        if step == Step::Code && self.code.is_none() {
            match NewCode::new() {
                Ok(code) => self.code = Some(code),
                Err(p) => return vec![Effect::Failed(p)],
            }
        }
        Effects::new()
    }

    fn enter(&mut self) -> Effects {
        if self.working.is_some() {
            return Effects::new();
        }
        match self.step {
            Step::Proof if self.proof.is_empty() => Effects::new(),
            Step::Proof => {
                let secret = Secret::Passphrase(Passphrase::typed(self.proof.as_str()));
                self.working = Some("comparing · usually 1 second");
                vec![ask(move |desk| Msg::Proved(desk.opens_with(&secret)))]
            }
            Step::Passphrase => match self.passphrase.as_mut().and_then(NewPassphrase::enter) {
                Some(chosen) if self.what == What::Both => {
                    self.chosen = Some(chosen);
                    self.go_to(Step::Code)
                }
                Some(chosen) => {
                    self.chosen = Some(chosen);
                    self.change()
                }
                None => Effects::new(),
            },
            Step::Code => {
                if self.code.as_mut().is_some_and(NewCode::enter) {
                    self.change()
                } else {
                    Effects::new()
                }
            }
        }
    }

    fn change(&mut self) -> Effects {
        self.working = Some("writing the new keys and reading them back · about 3 seconds");
        let passphrase = self.chosen.clone();
        let code = self.code.as_ref().map(|c| c.code().clone());
        vec![ask(move |desk| {
            let passphrase = passphrase.map_or(Ok(()), |p| desk.change_passphrase(&p));
            Msg::Changed(passphrase.and_then(|()| code.map_or(Ok(()), |c| desk.change_recovery_code(&c))))
        })]
    }
}

impl Shown for State {
    type Msg = Msg;

    fn title(&self, _ctx: &Ctx) -> String {
        match self.what {
            What::Passphrase => "New passphrase",
            What::Code => "New recovery code",
            What::Both => "New passphrase and recovery code",
        }
        .to_owned()
    }

    fn header_right(&self, _ctx: &Ctx) -> Option<Phrase> {
        // Nothing is counted before both are made.
        (self.what == What::Both).then(|| Phrase::from("opened with the recovery code"))
    }

    fn begin(&mut self, ctx: &Ctx) -> Effects {
        if self.passphrase.is_none() && self.what != What::Code {
            let refused = ctx.officer.refused_words().into_iter().map(str::to_owned).collect();
            match NewPassphrase::new(refused) {
                Ok(new) => self.passphrase = Some(new),
                Err(p) => return vec![Effect::Failed(p)],
            }
        }
        Effects::new()
    }

    fn told(&mut self, msg: Msg, _ctx: &Ctx) -> Effects {
        self.working = None;
        match msg {
            Msg::Proved(true) => {
                self.proof.clear();
                self.problem = None;
                self.go_to(if self.what == What::Code { Step::Code } else { Step::Passphrase })
            }
            Msg::Proved(false) => {
                self.proof.was_tried();
                self.problem = Some(Problem::refused("That is not the passphrase in force.", "Type it again."));
                Effects::new()
            }
            Msg::Changed(Ok(())) => {
                let said = match self.what {
                    What::Passphrase => "The new passphrase is in force. Older backups open with the former one",
                    What::Code => "The new recovery code is in force. Older backups open with the former one",
                    What::Both => "The new passphrase and code are in force. Older backups open with the former ones",
                };
                let leave = if self.what == What::Both { Effect::Unlocked } else { Effect::Back };
                vec![leave, done(said)]
            }
            Msg::Changed(Err(p)) => vec![Effect::Failed(p)],
        }
    }

    fn act(&mut self, action: Action, _ctx: &Ctx) -> Effects {
        match action {
            Action::Take => return self.enter(),
            Action::OtherWords => {
                if let Some(Err(p)) = self.passphrase.as_mut().map(NewPassphrase::others) {
                    return vec![Effect::Failed(p)];
                }
            }
            Action::OwnPassphrase => {
                if let Some(new) = &mut self.passphrase {
                    new.own_or_words();
                }
            }
            Action::ShowTyped => match self.step {
                Step::Proof => self.proof.show_or_hide(),
                Step::Passphrase => self.passphrase.iter_mut().for_each(NewPassphrase::show_or_hide),
                Step::Code => self.code.iter_mut().for_each(NewCode::show_or_hide),
            },
            Action::Back if self.working.is_none() => return vec![Effect::Back],
            _ => {}
        }
        Effects::new()
    }

    fn input(&mut self, input: &Input, _ctx: &Ctx) -> Option<Effects> {
        let taken = self.working.is_none()
            && match self.step {
                Step::Proof => self.proof.input(input),
                Step::Passphrase => self.passphrase.as_mut().is_some_and(|p| p.input(input)),
                Step::Code => self.code.as_mut().is_some_and(|c| c.input(input)),
            };
        if taken {
            self.problem = None;
        }
        (taken || matches!(input, Input::Paste(_))).then(Effects::new)
    }

    fn actions(&self, _ctx: &Ctx) -> Vec<Action> {
        let mut actions = vec![Action::Take];
        if self.step == Step::Passphrase {
            actions.extend([Action::OtherWords, Action::OwnPassphrase]);
        }
        actions.push(Action::ShowTyped);
        if self.what != What::Both {
            actions.push(Action::Back);
        }
        actions
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        let shown = match self.step {
            Step::Proof => self.proof.is_shown(),
            Step::Passphrase => self.passphrase.as_ref().is_some_and(NewPassphrase::is_shown),
            Step::Code => self.code.as_ref().is_some_and(NewCode::is_shown),
        };
        match action {
            Action::ShowTyped if shown => Some("hide"),
            Action::OwnPassphrase if self.passphrase.as_ref().is_some_and(NewPassphrase::is_own) => Some("five words"),
            _ => None,
        }
    }

    fn mask(&mut self) {
        self.proof.hide();
        self.passphrase.iter_mut().for_each(NewPassphrase::hide);
    }

    fn typing(&self) -> bool {
        true
    }

    fn alone(&self) -> bool {
        true
    }

    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let body = frame.body;
        let steps = self.steps();
        let here = steps.iter().position(|(step, _)| *step == self.step).unwrap_or(0);
        let words: Vec<&str> = steps.iter().map(|(_, word)| *word).collect();
        track::draw(buf, body, 0, &Mark::along(&words, here), 1, theme);
        let pane = below(body, 2);
        let mut cursor = None;
        let mut used = 2;
        match self.step {
            Step::Proof => {
                let said = "Whoever changes what opens the vault first shows that they can open it.";
                let y = 1 + paragraphs(buf, pane, &[Phrase::from(said)], theme);
                focus(buf, pane, y, 1, theme);
                let line = row(text_of(pane), y);
                put(buf, line, 0, 0, "Passphrase now", theme.style(Role::Muted));
                cursor = self.proof.draw(buf, line, DETAIL_LABEL, 0, theme);
                used = y + 2;
            }
            Step::Passphrase => {
                if let Some(new) = &self.passphrase {
                    cursor = new.draw(buf, pane, theme);
                }
            }
            Step::Code => {
                if let Some(new) = &self.code {
                    cursor = new.draw(buf, pane, theme);
                }
            }
        }
        if let Some(p) = &self.problem {
            let said = Phrase::new().marked(Sign::Danger, format!("{} {}", p.what, p.remedy));
            paragraphs(buf, below(pane, used), &[said], theme);
        }
        if self.working.is_some() {
            return None;
        }
        cursor
    }

    fn line(&self, _ctx: &Ctx) -> Option<Phrase> {
        if let Some(doing) = self.working {
            return Some(Phrase::new().marked(Sign::Here, doing));
        }
        (self.what == What::Both)
            .then(|| Phrase::from("The recovery code was used: both are made new before work goes on."))
    }

    fn place(&self) -> Option<Place> {
        None
    }
}
