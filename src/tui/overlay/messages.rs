//! What was said at the foot of the screen in this sitting, newest first. Messages hold references only, never content.

use std::cell::Cell;

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::tui::ctx::Ctx;
use crate::tui::effect::Effects;
use crate::tui::form::Input;
use crate::tui::overlay::Outcome;
use crate::tui::widget::footer::{Key, Toast};
use crate::tui::widget::frame::Frame;
use crate::tui::widget::{narrow, paragraphs, record, sheet};

/// The list.
pub struct Messages {
    said: Vec<(String, Toast)>,
    at: usize,
    top: Cell<usize>,
}

impl Messages {
    /// Messages with the clock they were said at, newest first.
    #[must_use]
    pub const fn new(said: Vec<(String, Toast)>) -> Self {
        Self { said, at: 0, top: Cell::new(0) }
    }

    /// Takes a key.
    pub fn input(&mut self, input: &Input) -> Outcome {
        let Input::Key(key) = input else { return Outcome::Stays(Effects::new()) };
        let last = self.said.len().saturating_sub(1);
        match key.code {
            KeyCode::Esc | KeyCode::Enter | KeyCode::Char('q') => return Outcome::Closes(Effects::new()),
            KeyCode::Down | KeyCode::Char('j') => self.at = (self.at + 1).min(last),
            KeyCode::Up | KeyCode::Char('k') => self.at = self.at.saturating_sub(1),
            KeyCode::PageDown => self.at = (self.at + 8).min(last),
            KeyCode::PageUp => self.at = self.at.saturating_sub(8),
            KeyCode::Home | KeyCode::Char('g') => self.at = 0,
            KeyCode::End | KeyCode::Char('G') => self.at = last,
            _ => {}
        }
        Outcome::Stays(Effects::new())
    }

    /// Draws it.
    pub fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let rows = narrow(self.said.len().max(1)).min(frame.body.height / 2).max(3);
        let pane = sheet::hang(buf, frame, rows, "Messages of this sitting, newest first", theme);
        if self.said.is_empty() {
            paragraphs(buf, pane, &["Nothing was said yet.".into()], theme);
            return None;
        }
        let values: Vec<record::Labelled> =
            self.said.iter().map(|(at, toast)| record::Labelled::new(at.as_str(), toast.phrase())).collect();
        let drawn = record::labelled(buf, pane, &values, 8, Some(self.at), self.top.get(), theme);
        self.top.set(drawn.top);
        drawn.drawn.cursor
    }

    /// Its keys.
    #[must_use]
    pub fn keys(&self) -> Vec<Key> {
        vec![Key::new("j k", "move"), Key::new("Esc", "close")]
    }
}
