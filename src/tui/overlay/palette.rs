//! The palette: every action by name, with the contact it would act on and its key; what cannot be done now says why.
//!
//! It is made from the same records as the keys, the footer and help. What does not belong here: what an action does.

use std::cell::Cell;

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::tui::action::Record;
use crate::tui::app::Told;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, refused};
use crate::tui::form::Input;
use crate::tui::form::typed::{self, Typed};
use crate::tui::overlay::Outcome;
use crate::tui::screen::Answer;
use crate::tui::theme::{Role, Sign};
use crate::tui::widget::footer::Key;
use crate::tui::widget::frame::Frame;
use crate::tui::widget::list::Rows;
use crate::tui::widget::{Phrase, below, focus, list, narrow, put, row, sheet, text, text_of};

/// Cells of an action's name, with the space after it.
const NAME: u16 = 45;
/// Cells of the contact it would act on.
const WHOSE: u16 = 18;
/// Actions seen at once in a low window and in a high one.
const ROWS: (u16, u16) = (6, 14);

/// One action as the palette shows it.
pub struct Item {
    /// Its record.
    pub record: &'static Record,
    /// Reference of the contact it would act on.
    pub whose: String,
    /// Why it cannot be done now.
    pub why: Option<String>,
}

/// The palette.
pub struct Palette {
    items: Vec<Item>,
    typing: bool,
    typed: Typed,
    found: Vec<usize>,
    at: usize,
    top: Cell<usize>,
    rows: Rows,
}

impl Palette {
    /// A palette of these actions; what can be done now stands first. While text is typed below, only keys that write
    /// nothing are shown.
    #[must_use]
    pub fn new(mut items: Vec<Item>, typing: bool) -> Self {
        items.sort_by_key(|i| i.why.is_some());
        let found = (0..items.len()).collect();
        Self { items, typing, typed: Typed::default(), found, at: 0, top: Cell::new(0), rows: Rows::new() }
    }

    fn focused(&self) -> Option<&Item> {
        self.items.get(*self.found.get(self.at)?)
    }

    /// Takes a key or a paste.
    pub fn input(&mut self, input: &Input) -> Outcome {
        let last = self.found.len().saturating_sub(1);
        if let Input::Key(key) = input {
            match key.code {
                KeyCode::Esc => return Outcome::Closes(Effects::new()),
                KeyCode::Enter => return self.run(),
                KeyCode::Down => self.at = (self.at + 1).min(last),
                KeyCode::Up => self.at = self.at.saturating_sub(1),
                KeyCode::PageDown => self.at = (self.at + usize::from(ROWS.0)).min(last),
                KeyCode::PageUp => self.at = self.at.saturating_sub(usize::from(ROWS.0)),
                KeyCode::Tab => {
                    if let Some(name) = self.focused().map(|i| i.record.name) {
                        self.typed.set(name);
                        self.narrow_down();
                    }
                }
                _ => self.write(input),
            }
        } else {
            self.write(input);
        }
        Outcome::Stays(Effects::new())
    }

    fn run(&self) -> Outcome {
        match self.focused() {
            Some(Item { why: Some(why), .. }) => Outcome::Stays(vec![refused(why.clone())]),
            Some(item) => Outcome::Closes(vec![Effect::Tell(Answer::App(Told::Run(item.record.action)))]),
            None => Outcome::Stays(Effects::new()),
        }
    }

    /// Takes a click: an action gets the focus, the one in focus is run.
    pub fn click(&mut self, at: Position) -> Outcome {
        match self.rows.at(at) {
            Some(n) if n == self.at => return self.run(),
            Some(n) => self.at = n,
            None => {}
        }
        Outcome::Stays(Effects::new())
    }

    fn write(&mut self, input: &Input) {
        if self.typed.take(input) == Some(true) {
            self.narrow_down();
        }
    }

    fn narrow_down(&mut self) {
        let typed = self.typed.value();
        let names: Vec<&str> = self.items.iter().map(|i| i.record.name).collect();
        let words: Vec<&str> = self.items.iter().map(|i| i.record.word).collect();
        let mut found = typed::matching(&names, typed);
        // The word of the footer finds an action too, after those whose name says it.
        let also: Vec<usize> = typed::matching(&words, typed).into_iter().filter(|i| !found.contains(i)).collect();
        found.extend(also);
        found.sort_by_key(|i| self.items.get(*i).is_some_and(|item| item.why.is_some()));
        self.found = found;
        self.at = 0;
    }

    /// Draws it.
    pub fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        self.rows.clear();
        let theme = &ctx.theme;
        let rows = if ctx.tall() { ROWS.1 } else { ROWS.0 };
        let title = format!("Every action {} type any part of its name", theme.sign(Sign::Dot));
        let pane = sheet::hang(buf, frame, rows + 4, &title, theme);
        let line = row(text_of(pane), 0);
        let count = format!("{} of {}", self.found.len(), self.items.len());
        put(buf, line, line.width.saturating_sub(narrow(text::width(&count))), 0, &count, theme.style(Role::Muted));
        let typed = ratatui::layout::Rect { width: line.width.saturating_sub(12), ..line };
        let cursor = self.typed.draw(buf, typed, &Phrase::new().text(": "), theme);
        let rows = rows.min(pane.height.saturating_sub(4));
        let names = below(pane, 2);
        let heights = vec![1; self.found.len()];
        let top = list::scroll(&heights, self.at, self.top.get(), usize::from(rows));
        self.top.set(top);
        if self.found.is_empty() {
            let words = format!("No action has \"{}\" in its name.", self.typed.value().trim());
            Phrase::new().muted(words).draw(buf, row(text_of(names), 0), 0, 0, theme);
            return cursor;
        }
        // In a narrow window the name gives way, the key and the reason do not.
        let wide = text_of(names).width;
        let name_cells = NAME.min(wide.saturating_sub(WHOSE + 8));
        let mut places = Vec::new();
        for (y, (n, index)) in self.found.iter().enumerate().skip(top).take(usize::from(rows)).enumerate() {
            let Some(item) = self.items.get(*index) else { continue };
            let y = narrow(y);
            places.push((row(names, y), n));
            if n == self.at {
                focus(buf, names, y, 1, theme);
            }
            let line = row(text_of(names), y);
            let style = theme.style(if item.why.is_some() { Role::Muted } else { Role::Text });
            let name = text::cut(item.record.name, usize::from(name_cells.saturating_sub(1)), theme);
            put(buf, line, 0, 0, &name, style);
            match &item.why {
                Some(why) => {
                    Phrase::new().mark(Sign::Dot).muted(format!(" {why}")).draw(buf, line, name_cells, 0, theme);
                }
                None => {
                    put(buf, line, name_cells, 0, &item.whose, style);
                    let key = item.record.key(self.typing).unwrap_or_default();
                    put(buf, line, name_cells + WHOSE, 0, key, theme.key());
                }
            }
        }
        self.rows.keep(places, None);
        if let Some(item) = self.focused() {
            let words = match &item.why {
                Some(why) => format!("{} Not now: {why}", item.record.help),
                None => item.record.help.to_owned(),
            };
            Phrase::from(words).draw(buf, row(text_of(pane), pane.height.saturating_sub(1)), 0, 0, theme);
        }
        cursor
    }

    /// Its keys.
    #[must_use]
    pub fn keys(&self) -> Vec<Key> {
        vec![
            Key::new("Enter", "run it"),
            Key::new("Up Down", "move"),
            Key::new("Tab", "complete"),
            Key::new("Esc", "close"),
        ]
    }
}
