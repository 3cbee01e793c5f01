//! A sheet that asks for one of several choices: by letters, or with the safe answer focused and the other on a key of its
//! own that is never `Enter` and never `y`.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crossterm::event::KeyCode;

use crate::tui::action::Chord;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, refused};
use crate::tui::form::Input;
use crate::tui::overlay::{Outcome, Overlay};
use crate::tui::widget::footer::Key;
use crate::tui::widget::frame::{self, Frame};
use crate::tui::widget::list::Rows;
use crate::tui::widget::{Phrase, narrow, sheet};

/// One choice.
pub struct Choice {
    /// Its keys as they are written: `f`, `Shift+D`, or none when `Enter` on it is the only way.
    pub key: String,
    /// What it is.
    pub words: String,
    /// More about it, in columns where choices have letters.
    pub then: Vec<String>,
    /// Why it cannot be chosen.
    pub closed: Option<String>,
    /// What it means.
    pub effects: Effects,
}

impl Choice {
    /// A choice with its key.
    pub fn new(key: impl Into<String>, words: impl Into<String>, effects: Effects) -> Self {
        Self { key: key.into(), words: words.into(), then: Vec::new(), closed: None, effects }
    }
    /// Adds what more there is to say.
    #[must_use]
    pub fn then(mut self, more: impl Into<String>) -> Self {
        self.then.push(more.into());
        self
    }
    /// Cannot be chosen, and why.
    #[must_use]
    pub fn closed(mut self, why: impl Into<String>) -> Self {
        self.closed = Some(why.into());
        self
    }
}

/// The sheet.
pub struct Choose {
    title: String,
    said: Vec<Phrase>,
    below: Vec<Phrase>,
    choices: Vec<Choice>,
    across: Option<usize>,
    focused: usize,
    places: Rows,
}

impl Choose {
    /// A dialog: the first choice is the safe one, focused, and what `Esc` does.
    pub fn dialog(title: impl Into<String>, said: Vec<Phrase>, choices: Vec<Choice>) -> Self {
        Self { title: title.into(), said, below: Vec::new(), choices, across: None, focused: 0, places: Rows::new() }
    }

    /// Choices by letters, in this many columns; `Esc` closes without choosing.
    pub fn letters(title: impl Into<String>, across: usize, choices: Vec<Choice>, below: Vec<Phrase>) -> Self {
        let across = Some(across.max(1));
        Self { title: title.into(), said: Vec::new(), below, choices, across, focused: 0, places: Rows::new() }
    }

    /// As an overlay to raise.
    #[must_use]
    pub fn raise(self) -> Effect {
        Effect::Raise(Box::new(Overlay::Choose(self)))
    }

    fn take(&mut self, index: usize) -> Outcome {
        match self.choices.get_mut(index) {
            Some(choice) => match &choice.closed {
                Some(why) => Outcome::Stays(vec![refused(why.clone())]),
                None => Outcome::Closes(std::mem::take(&mut choice.effects)),
            },
            None => Outcome::Stays(Effects::new()),
        }
    }

    /// Takes a key.
    pub fn input(&mut self, input: &Input) -> Outcome {
        let Input::Key(key) = input else { return Outcome::Stays(Effects::new()) };
        let chord = Chord::of(key);
        let last = self.choices.len().saturating_sub(1);
        let across = self.across.unwrap_or(1);
        let by_key = self.choices.iter().position(|c| is(&c.key, chord));
        if let Some(index) = by_key {
            return self.take(index);
        }
        match chord.code {
            KeyCode::Esc if self.across.is_some() => return Outcome::Closes(Effects::new()),
            KeyCode::Esc => return self.take(0),
            KeyCode::Enter => return self.take(self.focused),
            KeyCode::Down | KeyCode::Char('j') => self.focused = (self.focused + across).min(last),
            KeyCode::Up | KeyCode::Char('k') => self.focused = self.focused.saturating_sub(across),
            KeyCode::Right | KeyCode::Tab => self.focused = (self.focused + 1).min(last),
            KeyCode::Left | KeyCode::BackTab => self.focused = self.focused.saturating_sub(1),
            _ => {}
        }
        Outcome::Stays(Effects::new())
    }

    /// Takes a click: a choice gets the focus, the one in focus is taken. What has a capital letter as its key cannot be
    /// taken back and is never taken by a click.
    pub fn click(&mut self, at: Position) -> Outcome {
        let Some(index) = self.places.at(at) else { return Outcome::Stays(Effects::new()) };
        if index != self.focused {
            self.focused = index;
            return Outcome::Stays(Effects::new());
        }
        match self.choices.get(index).map(|c| c.key.as_str()).filter(|k| k.starts_with("Shift+")) {
            Some(key) => Outcome::Stays(vec![refused(format!("Only its key does this: {key}."))]),
            None => self.take(index),
        }
    }

    /// Draws it.
    pub fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let wide = usize::from(frame.body.width.saturating_sub(2));
        let said: usize = self.said.iter().chain(&self.below).map(|p| p.wrap(wide, theme).len()).sum();
        let rows = self.choices.len().div_ceil(self.across.unwrap_or(1));
        let pane = sheet::rise(buf, frame, narrow(said + rows), theme);
        match self.across {
            None => {
                let choices: Vec<sheet::Choice> = self
                    .choices
                    .iter()
                    .enumerate()
                    .map(|(i, c)| {
                        let key = if i == 0 && c.key.is_empty() { "Enter or Esc" } else { c.key.as_str() };
                        let choice = sheet::Choice::new(c.words.as_str(), key).note(c.then.join("  "));
                        match &c.closed {
                            Some(why) => choice.closed(why.as_str()),
                            None => choice,
                        }
                    })
                    .collect();
                let drawn = sheet::dialog(buf, pane, &self.title, &self.said, &choices, self.focused, theme);
                self.places.keep(drawn.places, None);
                drawn.cursor
            }
            Some(across) => {
                frame::rule(buf, pane, 0, &self.title, theme);
                let choices: Vec<sheet::Lettered> = self
                    .choices
                    .iter()
                    .map(|c| sheet::Lettered { key: c.key.clone(), words: c.words.clone(), then: c.then.clone() })
                    .collect();
                let drawn = sheet::lettered(buf, pane, 1, &choices, across, Some(self.focused), theme);
                let rest = crate::tui::widget::below(pane, 1 + drawn.rows);
                crate::tui::widget::paragraphs(buf, rest, &self.below, theme);
                self.places.keep(drawn.places, None);
                drawn.cursor
            }
        }
    }

    /// Its keys.
    #[must_use]
    pub fn keys(&self) -> Vec<Key> {
        let letters: Vec<&str> = self.choices.iter().map(|c| c.key.as_str()).filter(|k| !k.is_empty()).collect();
        let mut keys = Vec::new();
        if self.across.is_some() && !letters.is_empty() {
            keys.push(Key::new(letters.join(" "), "choose"));
        }
        keys.push(Key::new("Enter", "take it"));
        keys.push(Key::new("Esc", "back"));
        keys
    }
}

/// Whether a written key is this chord; `Shift+D` is the capital letter.
fn is(written: &str, chord: Chord) -> bool {
    match written.strip_prefix("Shift+") {
        Some(letter) => letter.chars().next().is_some_and(|c| chord.code == KeyCode::Char(c)),
        None => !written.is_empty() && Chord::read(written) == Some(chord),
    }
}
