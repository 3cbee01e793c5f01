//! A follow-up in one line, the day first: `fri 3pm ring about bail`. How the day is read stands under it at once.
//!
//! What does not belong here: how a day is read ([`crate::domain::phrase`]) and keeping it, which the application asks
//! of casework.

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::domain::field::{Record as _, Values};
use crate::domain::follow_up::{self, FollowUp};
use crate::domain::phrase;
use crate::tui::app::Told;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects};
use crate::tui::form::Input;
use crate::tui::form::typed::Typed;
use crate::tui::overlay::fill::leave;
use crate::tui::overlay::kept::{Keeping, Kept};
use crate::tui::overlay::{Outcome, Overlay};
use crate::tui::screen::{Answer, Who};
use crate::tui::theme::Sign;
use crate::tui::widget::footer::Key;
use crate::tui::widget::frame::{self, Frame};
use crate::tui::widget::{Phrase, below, paragraphs, row, sheet, text_of};

/// Rows of the sheet below its rule.
const ROWS: u16 = 3;

/// The line. `Enter` saves it, `Esc` closes it, and asks first if something was typed.
pub struct Quick {
    who: Option<Who>,
    typed: Typed,
    /// How it keeps what is typed.
    pub keeping: Keeping,
    /// Enter was pressed on a line that cannot be saved.
    tried: bool,
}

impl Quick {
    /// An empty line for a contact, or for nobody.
    #[must_use]
    pub fn new(who: Option<Who>) -> Self {
        let keeping = match &who {
            Some(who) => Keeping::named(format_args!("quick:{}", who.id)),
            None => Keeping::named("quick"),
        };
        Self { who, typed: Typed::default(), keeping, tried: false }
    }

    /// As an overlay to raise.
    #[must_use]
    pub fn raise(self) -> Effect {
        Effect::Raise(Box::new(Overlay::Quick(self)))
    }

    /// Takes a key or a paste. It stays open after saving until casework has it; the application lowers it.
    pub fn input(&mut self, input: &Input, ctx: &Ctx) -> Outcome {
        if let Input::Key(key) = input {
            match key.code {
                KeyCode::Esc if self.typed.value().trim().is_empty() => return Outcome::Closes(Effects::new()),
                KeyCode::Esc => return Outcome::Stays(vec![leave()]),
                KeyCode::Enter => {
                    self.tried = true;
                    return match self.values(ctx) {
                        Some(values) => {
                            let (who, line) = (self.who.clone(), values);
                            Outcome::Stays(vec![Effect::Tell(Answer::App(Told::QuickLine(who, line)))])
                        }
                        None => Outcome::Stays(Effects::new()),
                    };
                }
                _ => {}
            }
        }
        if self.typed.take(input) == Some(true) {
            self.tried = false;
            self.keeping.changed(ctx.now);
        }
        Outcome::Stays(Effects::new())
    }

    /// What was typed, to be kept.
    pub fn keep(&mut self) -> Option<Kept> {
        let typed = self.typed.value().trim();
        if typed.is_empty() { None } else { self.keeping.take("Quick follow-up", &typed.into()) }
    }

    /// Puts back what was kept, if nothing was typed meanwhile.
    pub fn restore(&mut self, kept: &Kept) -> bool {
        if !self.typed.value().is_empty() {
            return false;
        }
        let typed = self.keeping.restored(kept);
        if let Some(words) = typed.as_ref().and_then(|t| t.as_str()) {
            self.typed.set(words);
        }
        typed.is_some()
    }

    fn values(&self, ctx: &Ctx) -> Option<Values> {
        let (due, what) = phrase::due_and_what(self.typed.value(), ctx.now).ok()?;
        let follow_up = FollowUp { what, due: Some(due), kind: follow_up::kind::OTHER.into(), ..FollowUp::default() };
        Some(follow_up.values())
    }

    /// Draws it.
    pub fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let pane = sheet::rise(buf, frame, ROWS, theme);
        let title = match &self.who {
            Some(who) => format!("Quick follow-up for {}", who.title()),
            None => "Quick follow-up".to_owned(),
        };
        frame::rule(buf, pane, 0, &title, theme);
        let cursor = self.typed.draw(buf, row(text_of(pane), 1), &Phrase::new(), theme);
        let typed = self.typed.value().trim();
        let said = match phrase::due_and_what(typed, ctx.now) {
            _ if typed.is_empty() => Phrase::new().muted("The day, then what: fri 3pm ring about bail"),
            Ok((due, what)) => Phrase::new().muted(due.readback()).text(": ").text(what),
            Err(fault) if self.tried => Phrase::new().marked(Sign::Danger, format!("{} {}", fault.what, fault.hint)),
            Err(fault) => Phrase::new().muted(format!("{} {}", fault.what, fault.hint)),
        };
        paragraphs(buf, below(pane, 2), &[said], theme);
        cursor
    }

    /// Its keys.
    #[must_use]
    pub fn keys(&self) -> Vec<Key> {
        vec![Key::new("Enter", "save"), Key::new("Esc", "back")]
    }
}
