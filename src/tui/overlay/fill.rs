//! A sheet with a few fields: what came of it, until when and why.
//!
//! What is typed in it is never lost without a question; at a lock it is kept, if the sheet has a name to find it by.

use crossterm::event::{KeyCode, KeyEventKind};
use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use serde_json::json;

use crate::domain::field::{Fault, Values};
use crate::domain::id::RecordId;
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects};
use crate::tui::form::{Form, Input, Reply};
use crate::tui::overlay::choose::{Choice, Choose};
use crate::tui::overlay::{Outcome, Overlay};
use crate::tui::screen::Answer;
use crate::tui::widget::footer::Key;
use crate::tui::widget::frame::{self, Frame};
use crate::tui::widget::{Phrase, below, paragraphs, sheet};

/// What saving the sheet means to the screen below.
type Then = Box<dyn Fn(Values) -> Answer>;

/// How the name of a draft begins that a sheet kept.
pub const SHEET: &str = "sheet:";

/// What a sheet keeps at a lock.
pub struct Kept {
    /// Name of the draft.
    pub name: String,
    /// The contact it is about.
    pub whose: Option<RecordId>,
    /// Its title and what was typed.
    pub content: String,
}

/// The title of a sheet that kept something.
#[must_use]
pub fn title_of(content: &str) -> Option<String> {
    let content: serde_json::Value = serde_json::from_str(content).ok()?;
    content.get("title")?.as_str().map(str::to_owned)
}

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
    name: Option<String>,
    whose: Option<RecordId>,
    has_draft: bool,
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
            name: None,
            whose: None,
            has_draft: false,
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

    /// What is typed is kept at a lock under this name, and is there again when a sheet of that name is raised; it names
    /// the record the sheet is about.
    #[must_use]
    pub fn kept_as(mut self, name: impl std::fmt::Display) -> Self {
        self.name = Some(format!("{SHEET}{name}"));
        self
    }

    /// The draft it would keep; `whose` is the contact in focus.
    pub fn draft_of(&mut self, whose: Option<RecordId>) -> Option<String> {
        self.whose = whose;
        self.name.clone()
    }

    /// What was typed, to be kept.
    pub fn keep(&mut self) -> Option<Kept> {
        let name = self.name.clone().filter(|_| self.form.dirty())?;
        let content = json!({ "title": self.title, "form": self.form.draft() }).to_string();
        Some(Kept { name, whose: self.whose, content })
    }

    /// Puts back what was kept, if this is its sheet and nothing was typed in it meanwhile.
    pub fn restore(&mut self, kept: &Kept) -> bool {
        let Ok(content) = serde_json::from_str::<serde_json::Value>(&kept.content) else { return false };
        let its_own = self.name.as_deref() == Some(kept.name.as_str());
        let form = content.get("form").filter(|_| its_own && !self.form.dirty());
        if let Some(form) = form {
            self.form.restore(form);
            self.whose = kept.whose;
            self.has_draft = true;
        }
        form.is_some()
    }

    /// The draft that is over once this sheet is closed.
    #[must_use]
    pub fn draft_that_goes(&self) -> Option<(String, Option<RecordId>)> {
        self.name.clone().filter(|_| self.has_draft).map(|name| (name, self.whose))
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
        match self.form.handle(input) {
            Reply::Save(values) => Outcome::Stays(vec![Effect::Tell((self.then)(values))]),
            Reply::Leave { dirty: true } => Outcome::Stays(vec![leave()]),
            Reply::Leave { dirty: false } => Outcome::Closes(Effects::new()),
            _ => Outcome::Stays(Effects::new()),
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

/// Asks before what was typed is thrown away.
fn leave() -> Effect {
    let choices = vec![
        Choice::new("", "Keep editing", Effects::new()),
        Choice::new("Shift+T", "Throw it away", vec![Effect::Lower]),
    ];
    Choose::dialog("What is typed here is not saved", Vec::new(), choices).raise()
}
