//! A sheet with a few fields: what came of it, until when and why.
//!
//! What is typed in it is never lost without a question; it is kept meanwhile, if the sheet has a name to find it by.

use crossterm::event::{KeyCode, KeyEventKind};
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::domain::field::{Fault, Values};
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects};
use crate::tui::form::{Form, Input, Reply};
use crate::tui::overlay::choose::{Choice, Choose};
use crate::tui::overlay::kept::{Keeping, Kept};
use crate::tui::overlay::{Outcome, Overlay};
use crate::tui::screen::Answer;
use crate::tui::widget::footer::Key;
use crate::tui::widget::frame::{self, Frame};
use crate::tui::widget::{Phrase, below, paragraphs, sheet};

/// What saving the sheet means to the screen below.
type Then = Box<dyn Fn(Values) -> Answer>;

/// The sheet. `Enter` in its last field and `Ctrl+S` save; `Esc` closes it, and asks first if something was typed.
pub struct Fill {
    title: String,
    said: Vec<Phrase>,
    form: Box<Form>,
    rows: u16,
    then: Then,
    save: &'static str,
    quick: Option<&'static str>,
    grows: u16,
    /// Fields at first.
    fields: usize,
    /// How it keeps what is typed.
    pub keeping: Keeping,
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
        let fields = form.fields();
        Self {
            title: title.into(),
            said,
            form: Box::new(form),
            rows,
            then: Box::new(then),
            save,
            quick: None,
            grows: rows,
            fields,
            keeping: Keeping::default(),
        }
    }

    /// `Enter` saves from every field in which it has nothing else to do; `leave` is the word for `Esc`.
    #[must_use]
    pub const fn quick(mut self, leave: &'static str) -> Self {
        self.quick = Some(leave);
        self
    }

    /// It is this tall while a list is open, something is wrong or there is more to fill in than at first.
    #[must_use]
    pub const fn grows(mut self, rows: u16) -> Self {
        self.grows = rows;
        self
    }

    /// What is typed is kept under this name, and is there again when a sheet of that name is raised; it names the record
    /// the sheet is about.
    #[must_use]
    pub fn kept_as(mut self, name: impl std::fmt::Display) -> Self {
        self.keeping = Keeping::named(name);
        self
    }

    /// What was typed, to be kept.
    pub fn keep(&mut self) -> Option<Kept> {
        if self.form.dirty() { self.keeping.take(&self.title, &self.form.draft()) } else { None }
    }

    /// Puts back what was kept, if this is its sheet and nothing was typed in it meanwhile.
    pub fn restore(&mut self, kept: &Kept) -> bool {
        if self.form.dirty() {
            return false;
        }
        let typed = self.keeping.restored(kept);
        if let Some(typed) = &typed {
            self.form.restore(typed);
        }
        typed.is_some()
    }

    /// As an overlay to raise.
    #[must_use]
    pub fn raise(self) -> Effect {
        Effect::Raise(Box::new(Overlay::Fill(Box::new(self))))
    }

    /// Takes a key or a paste. It stays open after saving: casework may find something wrong; the screen lowers it.
    pub fn input(&mut self, input: &Input, ctx: &Ctx) -> Outcome {
        self.form.set_now(ctx.now);
        let quick = matches!(input, Input::Key(k) if k.code == KeyCode::Enter && k.kind != KeyEventKind::Release)
            && self.quick.is_some()
            && self.form.enter_is_free();
        if quick {
            // An answer that was moved to is taken first.
            self.form.handle(input.clone());
        }
        let input = match input {
            Input::Key(key) if quick || self.form.enter_saves(key) => Input::Key(Action::Save.press().unwrap_or(*key)),
            other => other.clone(),
        };
        let reply = self.form.handle(input);
        if self.form.changed_since_draft() {
            self.keeping.changed(ctx.now);
        }
        match reply {
            Reply::Save(values) => Outcome::Stays(vec![Effect::Tell((self.then)(values))]),
            Reply::Leave { dirty: true } => Outcome::Stays(vec![leave()]),
            Reply::Leave { dirty: false } => Outcome::Closes(Effects::new()),
            _ => Outcome::Stays(Effects::new()),
        }
    }

    /// Takes a click: the field under it gets the focus.
    pub fn click(&mut self, at: Position, ctx: &Ctx) {
        self.form.click(at);
        if self.form.changed_since_draft() {
            self.keeping.changed(ctx.now);
        }
    }

    /// Shows what casework found wrong.
    pub fn faults(&mut self, faults: Vec<Fault>) {
        self.form.put_right(faults);
    }

    /// Draws it.
    pub fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let more = self.form.has_open_list() || self.form.shows_faults() || self.form.fields() > self.fields;
        let pane = sheet::rise(buf, frame, if more { self.grows } else { self.rows }, &ctx.theme);
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
        if let Some(leave) = self.quick {
            let enter = if self.form.enter_is_free() { self.save } else { "choose" };
            return vec![Key::new("Enter", enter), Key::new("Tab", "next field"), Key::new("Esc", leave)];
        }
        let enter = if self.form.on_last_field() { self.save } else { "next" };
        vec![
            Key::new(Action::Save.key(), self.save),
            Key::new(Action::NextField.key(), "next field"),
            Key::new("Enter", enter),
            Key::new("Esc", "back"),
        ]
    }
}

/// Asks before what was typed in a sheet is thrown away.
pub fn leave() -> Effect {
    let choices = vec![
        Choice::new("", "Keep editing", Effects::new()),
        Choice::new("Shift+T", "Throw it away", vec![Effect::Lower]),
    ];
    Choose::dialog("What is typed here is not saved", Vec::new(), choices).raise()
}
