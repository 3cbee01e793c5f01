//! A sheet with a pick-list that is narrowed by typing: the filters of a list, one after another.
//!
//! What does not belong here: what a choice means; the screen that raises the sheet gives it as effects.

use std::cell::Cell;

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects};
use crate::tui::form::Input;
use crate::tui::form::typed::{self, Typed};
use crate::tui::overlay::{Outcome, Overlay};
use crate::tui::theme::{Role, Sign};
use crate::tui::widget::footer::Key;
use crate::tui::widget::frame::{self, Frame};
use crate::tui::widget::list::Rows;
use crate::tui::widget::{Phrase, below, focus, list, narrow, put, row, sheet, text_of};

/// Most rows of the list that are seen at once.
const ROWS: usize = 16;

/// One item.
pub struct Item {
    /// What the officer reads.
    pub label: String,
    /// Chosen now.
    pub chosen: bool,
    /// What taking it means.
    pub effects: Effects,
}

/// The sheet. `Enter` takes, `Tab` and `Shift+Tab` go to its neighbours, `Esc` closes it and changes nothing.
pub struct Pick {
    title: String,
    typed: Typed,
    items: Vec<Item>,
    found: Vec<usize>,
    at: usize,
    top: Cell<usize>,
    rows: Rows,
    next: Effects,
    before: Effects,
}

impl Pick {
    /// A pick-list; the focus begins on what is chosen now. `next` and `before` raise its neighbours.
    #[must_use]
    pub fn new(title: impl Into<String>, items: Vec<Item>, next: Effects, before: Effects) -> Self {
        let found = (0..items.len()).collect();
        let at = items.iter().position(|i| i.chosen).unwrap_or(0);
        let (typed, top, rows) = (Typed::default(), Cell::new(0), Rows::new());
        Self { title: title.into(), typed, items, found, at, top, rows, next, before }
    }

    /// As an overlay to raise.
    #[must_use]
    pub fn raise(self) -> Effect {
        Effect::Raise(Box::new(Overlay::Pick(self)))
    }

    /// Takes a key or a paste.
    pub fn input(&mut self, input: &Input) -> Outcome {
        if let Input::Key(key) = input {
            let last = self.found.len().saturating_sub(1);
            match key.code {
                KeyCode::Esc => return Outcome::Closes(Effects::new()),
                KeyCode::Enter => return self.take(),
                KeyCode::BackTab => return Outcome::Closes(std::mem::take(&mut self.before)),
                KeyCode::Tab => return Outcome::Closes(std::mem::take(&mut self.next)),
                KeyCode::Down => self.at = (self.at + 1).min(last),
                KeyCode::Up => self.at = self.at.saturating_sub(1),
                KeyCode::PageDown => self.at = (self.at + ROWS / 2).min(last),
                KeyCode::PageUp => self.at = self.at.saturating_sub(ROWS / 2),
                _ => {
                    self.write(input);
                }
            }
        } else {
            self.write(input);
        }
        Outcome::Stays(Effects::new())
    }

    fn take(&mut self) -> Outcome {
        match self.found.get(self.at).and_then(|i| self.items.get_mut(*i)) {
            Some(item) => Outcome::Closes(std::mem::take(&mut item.effects)),
            None => Outcome::Stays(Effects::new()),
        }
    }

    /// Takes a click: a line gets the focus, the one in focus is taken.
    pub fn click(&mut self, at: Position) -> Outcome {
        match self.rows.at(at) {
            Some(n) if n == self.at => return self.take(),
            Some(n) => self.at = n,
            None => {}
        }
        Outcome::Stays(Effects::new())
    }

    fn write(&mut self, input: &Input) {
        if self.typed.take(input) == Some(true) {
            let labels: Vec<&str> = self.items.iter().map(|i| i.label.as_str()).collect();
            self.found = typed::matching(&labels, self.typed.value());
            self.at = 0;
        }
    }

    /// Draws it.
    pub fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        self.rows.clear();
        let theme = &ctx.theme;
        // As tall as the whole list, so that it does not jump while it is narrowed.
        let pane = sheet::rise(buf, frame, narrow(self.items.len().min(ROWS)) + 1, theme);
        frame::rule(buf, pane, 0, &self.title, theme);
        let text = text_of(pane);
        let before = Phrase::new().muted("type to narrow: ");
        let cursor = self.typed.draw(buf, row(text, 1), &before, theme);
        let rest = below(pane, 2);
        if self.found.is_empty() {
            let words = format!("Nothing in the list matches \"{}\".", self.typed.value().trim());
            Phrase::new().marked(Sign::Danger, words).draw(buf, row(text_of(rest), 0), 0, 0, theme);
            return cursor;
        }
        let heights = vec![1; self.found.len()];
        let room = usize::from(rest.height).max(1);
        let room = if self.found.len() > room && room > 2 { room - 1 } else { room };
        let top = list::scroll(&heights, self.at, self.top.get(), room);
        self.top.set(top);
        let mut rows = Vec::new();
        for (y, (n, index)) in self.found.iter().enumerate().skip(top).take(room).enumerate() {
            let Some(item) = self.items.get(*index) else { continue };
            let y = narrow(y);
            rows.push((row(rest, y), n));
            if n == self.at {
                focus(buf, rest, y, 1, theme);
            }
            let sign = if item.chosen { Sign::Here } else { Sign::NotYet };
            Phrase::new().mark(sign).text(format!(" {}", item.label)).draw(buf, row(text_of(rest), y), 0, 0, theme);
        }
        self.rows.keep(rows, None);
        let hidden = self.found.len().saturating_sub(top + room);
        if hidden > 0 {
            put(buf, row(text_of(rest), narrow(room)), 0, 0, &format!("{hidden} more below"), theme.style(Role::Muted));
        }
        cursor
    }

    /// Its keys.
    #[must_use]
    pub fn keys(&self) -> Vec<Key> {
        let mut keys = vec![Key::new("Enter", "take it"), Key::new("Up Down", "move")];
        if !self.next.is_empty() {
            keys.push(Key::new("Tab", "next filter"));
        }
        keys.push(Key::new("Esc", "back"));
        keys
    }
}
