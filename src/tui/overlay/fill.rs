//! A sheet with a few fields: what came of it, until when and why.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::domain::field::{Fault, Values};
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects};
use crate::tui::form::{Form, Input, Reply};
use crate::tui::overlay::{Outcome, Overlay};
use crate::tui::screen::Answer;
use crate::tui::widget::footer::Key;
use crate::tui::widget::frame::{self, Frame};
use crate::tui::widget::{Phrase, below, paragraphs, sheet};

/// What saving the sheet means to the screen below.
type Then = Box<dyn Fn(Values) -> Answer>;

/// The sheet. `Enter` in its last field and `Ctrl+S` save; `Esc` closes it and keeps nothing.
pub struct Fill {
    title: String,
    said: Vec<Phrase>,
    form: Box<Form>,
    rows: u16,
    then: Then,
    save: &'static str,
}

impl Fill {
    /// A sheet over a form; `rows` is how tall it is below its rule, `save` the word for saving.
    pub fn new(
        title: impl Into<String>,
        said: Vec<Phrase>,
        form: Form,
        rows: u16,
        save: &'static str,
        then: impl Fn(Values) -> Answer + 'static,
    ) -> Self {
        Self { title: title.into(), said, form: Box::new(form), rows, then: Box::new(then), save }
    }

    /// As an overlay to raise.
    #[must_use]
    pub fn raise(self) -> Effect {
        Effect::Raise(Box::new(Overlay::Fill(Box::new(self))))
    }

    /// Takes a key or a paste. It stays open after saving: casework may find something wrong; the screen lowers it.
    pub fn input(&mut self, input: &Input, ctx: &Ctx) -> Outcome {
        self.form.set_now(ctx.now);
        let input = match input {
            Input::Key(key) if self.form.enter_saves(key) => Input::Key(crossterm::event::KeyEvent::new(
                crossterm::event::KeyCode::Char('s'),
                crossterm::event::KeyModifiers::CONTROL,
            )),
            other => other.clone(),
        };
        match self.form.handle(input) {
            Reply::Save(values) => Outcome::Stays(vec![Effect::Tell((self.then)(values))]),
            Reply::Leave { .. } => Outcome::Closes(Effects::new()),
            _ => Outcome::Stays(Effects::new()),
        }
    }

    /// Shows what casework found wrong.
    pub fn faults(&mut self, faults: Vec<Fault>) {
        self.form.put_right(faults);
    }

    /// Draws it.
    pub fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let pane = sheet::rise(buf, frame, self.rows, &ctx.theme);
        frame::rule(buf, pane, 0, &self.title, &ctx.theme);
        let used = 1 + paragraphs(buf, below(pane, 1), &self.said, &ctx.theme);
        self.form.draw(buf, below(pane, used), &ctx.theme).cursor
    }

    /// Its keys.
    #[must_use]
    pub fn keys(&self) -> Vec<Key> {
        if self.form.has_open_list() {
            return vec![Key::new("Enter", "take it"), Key::new("Esc", "back")];
        }
        let enter = if self.form.on_last_field() { self.save } else { "next" };
        vec![
            Key::new("Ctrl+S", self.save),
            Key::new("Tab", "next field"),
            Key::new("Enter", enter),
            Key::new("Esc", "back"),
        ]
    }
}
