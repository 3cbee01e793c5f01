//! The sheet that asks until when something waits: three days with their load, a day that is typed, and from the third
//! time on the reason.
//!
//! A day is taken by its key at once while no reason is needed; otherwise it is chosen, and `Enter` puts it off once the
//! reason stands. What does not belong here: what waits, and putting it off.

use chrono::NaiveDate;
use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use serde_json::json;

use crate::casework::follow_up::WaitChoice;
use crate::domain::field::{Fault, Field, Shape, Value, Values};
use crate::domain::when::Due;
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects};
use crate::tui::form::{Extra, Form, Input, Reply};
use crate::tui::overlay::fill::leave;
use crate::tui::overlay::kept::{Keeping, Kept};
use crate::tui::overlay::{Outcome, Overlay};
use crate::tui::screen::Answer;
use crate::tui::theme::Role;
use crate::tui::widget::footer::Key;
use crate::tui::widget::frame::{self, Frame};
use crate::tui::widget::list::Rows;
use crate::tui::widget::{below, narrow, put, row, sheet, text_of};

/// Its title.
const TITLE: &str = "Wait until";
/// Cells of a label.
const LABEL: u16 = 18;
/// Where it is said how often it was put off before.
const BEFORE: u16 = 53;
/// Rows of the sheet while a list is open or a day is typed.
const OPEN: u16 = 10;

/// The day alone.
const DAY: &[Field] = &[Field::new(Shape::Due, "Wait until").required().help("thu, +2w, 3/12").named("due")];
/// The reason alone.
const REASON: &[Field] = &[Field::new(Shape::Pick("deferral_reasons"), "Reason").required().named("reason")];
/// Both.
const BOTH: &[Field] = &[
    Field::new(Shape::Due, "Wait until").required().help("thu, +2w, 3/12").named("due"),
    Field::new(Shape::Pick("deferral_reasons"), "Reason").required().named("reason"),
];

/// What saving the sheet means to the screen below: values `due` and, if there is one, `reason`.
type Then = Box<dyn Fn(Values) -> Answer>;

/// The sheet.
pub struct Wait {
    choices: Vec<WaitChoice>,
    /// How often it was put off before, in words; a reason is needed then.
    before: Option<String>,
    /// The day in focus; the last is the one that is typed.
    at: usize,
    /// The form has the focus and not the days.
    on_form: bool,
    /// The day is typed.
    typed: bool,
    form: Box<Form>,
    then: Then,
    /// How it keeps what is typed.
    pub keeping: Keeping,
    places: Rows,
}

impl Wait {
    /// A sheet of these days. `before` says how often it was put off when a reason is needed.
    pub fn new(
        choices: Vec<WaitChoice>,
        before: Option<String>,
        ctx: &Ctx,
        then: impl Fn(Values) -> Answer + 'static,
    ) -> Self {
        let form = Box::new(form(if before.is_some() { REASON } else { DAY }, Values::new(), ctx));
        Self {
            choices,
            before,
            at: 0,
            on_form: false,
            typed: false,
            form,
            then: Box::new(then),
            keeping: Keeping::default(),
            places: Rows::new(),
        }
    }

    /// What is typed is kept under this name, and is there again when a sheet of that name is raised.
    #[must_use]
    pub fn kept_as(mut self, name: impl std::fmt::Display) -> Self {
        self.keeping = Keeping::named(name);
        self
    }

    /// The day that is typed and the reason, to be kept.
    pub fn keep(&mut self) -> Option<Kept> {
        if !self.form.dirty() {
            return None;
        }
        let typed = json!({ "at": self.at, "typed": self.typed, "fields": self.form.draft() });
        self.keeping.take(TITLE, &typed)
    }

    /// Puts back what was kept, if this is its sheet and nothing was typed in it meanwhile.
    pub fn restore(&mut self, kept: &Kept, ctx: &Ctx) -> bool {
        if self.form.dirty() {
            return false;
        }
        let Some(typed) = self.keeping.restored(kept) else { return false };
        let at = typed.get("at").and_then(serde_json::Value::as_u64).and_then(|at| usize::try_from(at).ok());
        self.at = at.unwrap_or(0).min(self.choices.len());
        if typed.get("typed").and_then(serde_json::Value::as_bool) == Some(true) {
            self.type_day(ctx);
        } else {
            self.on_form = self.before.is_some();
        }
        if let Some(fields) = typed.get("fields") {
            self.form.restore(fields);
        }
        true
    }

    /// As an overlay to raise.
    #[must_use]
    pub fn raise(self) -> Effect {
        Effect::Raise(Box::new(Overlay::Wait(Box::new(self))))
    }

    /// Takes a key or a paste. It stays open after saving: casework may find something wrong; the screen lowers it.
    pub fn input(&mut self, input: &Input, ctx: &Ctx) -> Outcome {
        self.form.set_now(ctx.now);
        let outcome = if self.on_form { self.form_input(input) } else { self.day_input(input, ctx) };
        self.changed(ctx);
        outcome
    }

    fn changed(&mut self, ctx: &Ctx) {
        if self.form.changed_since_draft() {
            self.keeping.changed(ctx.now);
        }
    }

    /// Takes a click: a day gets the focus, the one in focus is taken; a field of the form gets the focus.
    pub fn click(&mut self, at: Position, ctx: &Ctx) -> Outcome {
        let Some(n) = self.places.at(at) else {
            if self.form.click(at) {
                self.on_form = true;
                self.changed(ctx);
            }
            return Outcome::Stays(Effects::new());
        };
        if n != self.at || self.on_form {
            (self.at, self.on_form) = (n, false);
            return Outcome::Stays(Effects::new());
        }
        if n == self.choices.len() {
            self.type_day(ctx);
            return Outcome::Stays(Effects::new());
        }
        self.take()
    }

    fn day_input(&mut self, input: &Input, ctx: &Ctx) -> Outcome {
        let Input::Key(key) = input else { return Outcome::Stays(Effects::new()) };
        if key.kind == KeyEventKind::Release {
            return Outcome::Stays(Effects::new());
        }
        let last = self.choices.len();
        match key.code {
            KeyCode::Esc if self.form.dirty() => return Outcome::Stays(vec![leave()]),
            KeyCode::Esc => return Outcome::Closes(Effects::new()),
            KeyCode::Down | KeyCode::Char('j') => self.at = (self.at + 1).min(last),
            KeyCode::Up | KeyCode::Char('k') => self.at = self.at.saturating_sub(1),
            KeyCode::Enter if self.at == last => self.type_day(ctx),
            KeyCode::Enter => return self.take(),
            KeyCode::Char('p') => {
                self.at = last;
                self.type_day(ctx);
            }
            KeyCode::Char(c) => {
                if let Some(at) = self.choices.iter().position(|choice| choice.key == c) {
                    self.at = at;
                    if self.before.is_none() {
                        return self.take();
                    }
                }
            }
            KeyCode::Tab | KeyCode::BackTab if self.before.is_some() => self.ask_reason(ctx),
            _ => {}
        }
        Outcome::Stays(Effects::new())
    }

    /// The day in focus is the one.
    fn take(&mut self) -> Outcome {
        let Some(day) = self.choices.get(self.at).map(|c| c.day) else { return Outcome::Stays(Effects::new()) };
        if self.before.is_some() && self.reason().is_none() {
            // Saving the form says that the reason is missing, and goes there.
            self.on_form = true;
            self.form.handle(save());
            return Outcome::Stays(Effects::new());
        }
        self.put_off(Due::On(day))
    }

    fn put_off(&self, due: Due) -> Outcome {
        let mut values = Values::from([("due", Value::Text(due.to_string()))]);
        if let Some(reason) = self.reason() {
            values.insert("reason", reason);
        }
        Outcome::Stays(vec![Effect::Tell((self.then)(values))])
    }

    fn reason(&self) -> Option<Value> {
        self.form.values().get("reason").cloned()
    }

    fn type_day(&mut self, ctx: &Ctx) {
        if !self.typed {
            let fields = if self.before.is_some() { BOTH } else { DAY };
            *self.form = form(fields, self.form.values(), ctx);
            self.typed = true;
        }
        self.form.focus_on("due");
        self.on_form = true;
    }

    fn ask_reason(&mut self, ctx: &Ctx) {
        if self.typed && self.at < self.choices.len() {
            // A day of the list was chosen after all.
            let mut values = self.form.values();
            values.remove("due");
            *self.form = form(REASON, values, ctx);
            self.typed = false;
        }
        self.form.focus_on("reason");
        self.on_form = true;
    }

    fn form_input(&mut self, input: &Input) -> Outcome {
        let code = match input {
            Input::Key(key) if key.kind != KeyEventKind::Release => Some(key.code),
            _ => None,
        };
        let first = self.form.focused().is_none_or(|f| !self.typed || f.name == "due");
        let last = self.form.on_last_field();
        let closed = !self.form.has_open_list();
        match code {
            Some(KeyCode::Esc) if closed => {
                if self.typed {
                    self.at = self.choices.len();
                }
                self.on_form = false;
                return Outcome::Stays(Effects::new());
            }
            Some(KeyCode::Tab) if last && closed => {
                self.on_form = false;
                return Outcome::Stays(Effects::new());
            }
            Some(KeyCode::BackTab | KeyCode::Up) if first && closed => {
                self.on_form = false;
                return Outcome::Stays(Effects::new());
            }
            _ => {}
        }
        let reasoned = self.form.values().contains_key("reason");
        let saves = code == Some(KeyCode::Enter)
            && closed
            && (self.form.enter_is_free() && (last || reasoned) || last && reasoned);
        if !saves
            && !matches!(input, Input::Key(k) if k.code == KeyCode::Char('s') && k.modifiers == KeyModifiers::CONTROL)
        {
            self.form.handle(input.clone());
            return Outcome::Stays(Effects::new());
        }
        match self.form.handle(save()) {
            Reply::Save(values) => match self.day(&values) {
                Some(due) => self.put_off(due),
                None => Outcome::Stays(Effects::new()),
            },
            _ => Outcome::Stays(Effects::new()),
        }
    }

    /// The day that is typed, or the one in focus above.
    fn day(&self, values: &Values) -> Option<Due> {
        if self.typed {
            return values.get("due").and_then(Value::text).and_then(|d| d.parse().ok());
        }
        self.choices.get(self.at).map(|c| Due::On(c.day))
    }

    /// Whether a letter is written in it, and does not choose a day.
    #[must_use]
    pub const fn takes_text(&self) -> bool {
        self.on_form
    }

    /// Shows what casework found wrong.
    pub fn faults(&mut self, faults: Vec<Fault>) {
        self.on_form = true;
        self.form.put_right(faults);
    }

    /// Draws it.
    pub fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let days = narrow(self.choices.len() + 1);
        let more = self.typed || self.form.has_open_list() || self.form.shows_faults();
        let rows = match (&self.before, more) {
            (_, true) => OPEN,
            (Some(_), false) => days + 1,
            (None, false) => days,
        };
        let pane = sheet::rise(buf, frame, rows, theme);
        frame::rule(buf, pane, 0, TITLE, theme);
        let mut offered: Vec<sheet::Lettered> = self
            .choices
            .iter()
            .map(|c| sheet::Lettered {
                key: c.key.to_string(),
                words: c.label.to_owned(),
                then: vec![
                    day(c.day),
                    if c.load == 1 { "1 thing that day".into() } else { format!("{} things that day", c.load) },
                ],
            })
            .collect();
        offered.push(sheet::Lettered {
            key: "p".to_owned(),
            words: "pick a date".to_owned(),
            then: if self.typed { Vec::new() } else { vec!["type one: thu, +2w, 3/12".to_owned()] },
        });
        // The last has one longer column and stands by itself, so that it does not push the others apart.
        let (near, typed) = offered.split_at(self.choices.len());
        let focus = (!self.on_form).then_some(self.at);
        let days_drawn = sheet::lettered(buf, pane, 1, near, 1, focus.filter(|f| *f < near.len()), theme);
        let mut places = days_drawn.places;
        let mut cursor = days_drawn.cursor;
        let on_typed = focus.filter(|f| *f == near.len()).map(|_| 0);
        let typed_drawn = sheet::lettered(buf, pane, days, typed, 1, on_typed, theme);
        cursor = cursor.or(typed_drawn.cursor);
        places.extend(typed_drawn.places.into_iter().map(|(area, _)| (area, near.len())));
        self.places.keep(places, None);
        let area = below(pane, 1 + days + u16::from(pane.height > days + 2));
        if self.on_form || self.typed || self.before.is_some() {
            self.form.rests(!self.on_form);
            let drawn = self.form.draw(buf, area, theme);
            if self.on_form {
                cursor = drawn.cursor;
            }
        }
        if let Some(before) = self.before.as_ref().filter(|_| !self.form.has_open_list() && !self.typed) {
            let words = format!("{before} before");
            put(buf, row(text_of(area), 0), BEFORE, 0, &words, theme.style(Role::Muted));
        }
        cursor
    }

    /// Its keys.
    #[must_use]
    pub fn keys(&self) -> Vec<Key> {
        if self.form.has_open_list() {
            return vec![Key::new("Enter", "take it"), Key::new("Esc", "back")];
        }
        if self.on_form {
            let enter = if self.form.enter_is_free() || self.reason().is_some() { "wait" } else { "choose" };
            return vec![Key::new("Enter", enter), Key::new("Tab", "the days"), Key::new("Esc", "the days")];
        }
        let letters: String = self.choices.iter().map(|c| format!("{} ", c.key)).collect();
        let mut keys = vec![Key::new(format!("{letters}p"), "choose")];
        if self.before.is_some() {
            keys.push(Key::new("Tab", "reason"));
        }
        keys.extend([Key::new("Enter", "wait"), Key::new("Esc", "back")]);
        keys
    }
}

fn form(fields: &'static [Field], values: Values, ctx: &Ctx) -> Form {
    Form::over(fields, values, ctx.now, Extra::new().label(LABEL))
}

/// A day with its weekday, also tomorrow: it is what is said to the person.
fn day(day: NaiveDate) -> String {
    day.format("%a %d/%m").to_string()
}

fn save() -> Input {
    Input::Key(Action::Save.press().unwrap_or(KeyEvent::new(KeyCode::Char('s'), KeyModifiers::CONTROL)))
}
