//! The form engine: one field table becomes a form with pages, drafts, dates as people say them and all errors at once.
//!
//! A [`Form`] holds what is typed; [`Form::handle`] takes a key or a paste and says what it led to; [`Form::draw`] shows
//! it. Every printable key and every paste in a focused field is text, always. What does not belong here: saving,
//! journalling, and rules over several fields, which the caller hands in with [`Extra::check`].

mod choice;
mod entry;
pub mod typed;
mod view;

use std::cell::{Cell, RefCell};

use chrono::{DateTime, NaiveTime};
use chrono_tz::Tz;
use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use ratatui::layout::{Position, Rect};
use ratatui_textarea::CursorMove;
use serde_json::json;
use tui_input::{Input as Line, InputRequest};

use crate::domain::field::{Fault, Field, Shape, Value, Values};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::{phone, text};
use crate::tui::action::{self, Action};
use crate::tui::theme::Sign;
use crate::tui::widget::{Phrase, record, text as cells};
use choice::Offer;
use entry::{Entry, NO, Slot, Way, way};

/// The field that keeps the four answers, `surname:declined`.
const ANSWERS: &str = "answers";
/// Actions whose keys a form takes itself, so that they work in every field.
const KEYS: [Action; 4] = [Action::Save, Action::NextField, Action::NextPage, Action::Help];
/// Cells of a value before the form was drawn for the first time: 80 columns.
const FIRST_ROOM: u16 = 57;

type Rule = Box<dyn Fn(&Values) -> Vec<Fault>>;
type Derive = Box<dyn Fn(&mut Values)>;
type Holds = Box<dyn Fn(&Values) -> bool>;
type Becomes = Box<dyn Fn(&Values) -> Vec<(String, Phrase)>>;
type Needs = Box<dyn Fn(&Values) -> Vec<&'static str>>;
type Advise = Box<dyn Fn(&Values) -> Vec<Advice>>;
type Instead = Box<dyn Fn(&Values) -> Option<Phrase>>;
type Head = Box<dyn Fn(&Values, usize) -> Vec<Phrase>>;

/// A line under a field that is no fault: `◐ sounds like K7-0047`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Advice {
    /// The field it stands under.
    pub field: &'static str,
    /// What it is.
    pub sign: Sign,
    /// What it says.
    pub words: String,
}

/// Records of one field that cannot be chosen.
struct Shut {
    field: &'static str,
    /// Ids with why.
    records: Vec<(String, String)>,
    /// What is typed opens them.
    unless: Holds,
}

/// What a form needs beside its field table.
#[derive(Default)]
pub struct Extra {
    child: Option<Holds>,
    records: Vec<(String, String)>,
    records_of: Vec<(&'static str, Vec<(String, String)>)>,
    shut: Vec<Shut>,
    check: Option<Rule>,
    derive: Option<Derive>,
    advise: Option<Advise>,
    fixed: Vec<(String, String)>,
    head: Option<Head>,
    wanted: &'static [&'static str],
    without: &'static [&'static str],
    becomes: Option<Becomes>,
    intro: &'static str,
    closing: &'static str,
    shows_names: bool,
    apart: Vec<&'static str>,
    folds: Vec<(&'static str, &'static str, &'static str)>,
    needs: Option<Needs>,
    above: Option<(&'static str, Becomes)>,
    label: Option<u16>,
    only: Vec<(&'static str, Vec<String>)>,
    stacked: bool,
    instead: Option<(&'static str, Instead)>,
    beside: Vec<(&'static str, &'static str)>,
    under: Vec<(&'static str, &'static str)>,
}

impl Extra {
    /// Nothing more.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }
    /// The record is about a person who is or may be under 18: adult items are shown closed (domain rule 2).
    #[must_use]
    pub fn child(self, child: bool) -> Self {
        self.child_when(move |_| child)
    }
    /// As [`Extra::child`], decided anew from what is typed.
    #[must_use]
    pub fn child_when(mut self, holds: impl Fn(&Values) -> bool + 'static) -> Self {
        self.child = Some(Box::new(holds));
        self
    }
    /// The records that may be chosen in every field of another record, with what the officer reads.
    #[must_use]
    pub fn records(mut self, records: impl IntoIterator<Item = (RecordId, String)>) -> Self {
        self.records = records.into_iter().map(|(id, label)| (id.to_string(), label)).collect();
        self
    }
    /// The records that may be chosen in one field.
    #[must_use]
    pub fn records_of(mut self, field: &'static str, records: impl IntoIterator<Item = (RecordId, String)>) -> Self {
        self.records_of.push((field, records.into_iter().map(|(id, label)| (id.to_string(), label)).collect()));
        self
    }
    /// The codes that are offered in one field, where its list holds more than belongs here.
    #[must_use]
    pub fn only(mut self, field: &'static str, codes: impl IntoIterator<Item = String>) -> Self {
        self.only.push((field, codes.into_iter().collect()));
        self
    }

    /// Records that are shown but cannot be chosen in one field, and why, unless what is typed opens them.
    #[must_use]
    pub fn shut(
        mut self,
        field: &'static str,
        records: impl IntoIterator<Item = (RecordId, String)>,
        unless: impl Fn(&Values) -> bool + 'static,
    ) -> Self {
        let records = records.into_iter().map(|(id, why)| (id.to_string(), why)).collect();
        self.shut.push(Shut { field, records, unless: Box::new(unless) });
        self
    }
    /// The rules over several fields; they speak when the form is saved, and from then on as it is put right.
    #[must_use]
    pub fn check(mut self, check: impl Fn(&Values) -> Vec<Fault> + 'static) -> Self {
        self.check = Some(Box::new(check));
        self
    }
    /// What the program writes while the officer types, such as the rule of the plan that a time would break.
    #[must_use]
    pub fn derive(mut self, derive: impl Fn(&mut Values) + 'static) -> Self {
        self.derive = Some(Box::new(derive));
        self
    }
    /// What is said under fields at once, without being a fault.
    #[must_use]
    pub fn advise(mut self, advise: impl Fn(&Values) -> Vec<Advice> + 'static) -> Self {
        self.advise = Some(Box::new(advise));
        self
    }
    /// A line below the fields that cannot be changed: `Radio`, `fixed sentence, above`.
    #[must_use]
    pub fn fixed(mut self, label: impl Into<String>, words: impl Into<String>) -> Self {
        self.fixed.push((label.into(), words.into()));
        self
    }
    /// Lines above the fields, made from what is typed and the cells there are: where a record stands, and what still
    /// keeps it from the next state. They are there always, not only after an attempt.
    #[must_use]
    pub fn head(mut self, head: impl Fn(&Values, usize) -> Vec<Phrase> + 'static) -> Self {
        self.head = Some(Box::new(head));
        self
    }
    /// Fields that a later state asks for though a draft may be saved without them: marked as required are.
    #[must_use]
    pub const fn wanted(mut self, fields: &'static [&'static str]) -> Self {
        self.wanted = fields;
        self
    }
    /// Fields that are not in this form; they keep what they have.
    #[must_use]
    pub const fn without(mut self, fields: &'static [&'static str]) -> Self {
        self.without = fields;
        self
    }
    /// Lines below the fields that say what saving will make of what is typed so far: label and words.
    #[must_use]
    pub fn becomes(mut self, becomes: impl Fn(&Values) -> Vec<(String, Phrase)> + 'static) -> Self {
        self.becomes = Some(Box::new(becomes));
        self
    }
    /// A line above the fields of a form of one page.
    #[must_use]
    pub const fn intro(mut self, words: &'static str) -> Self {
        self.intro = words;
        self
    }
    /// A sentence below everything, over the whole width.
    #[must_use]
    pub const fn closing(mut self, words: &'static str) -> Self {
        self.closing = words;
        self
    }
    /// An empty row stands above this field where there is room.
    #[must_use]
    pub fn apart(mut self, field: &'static str) -> Self {
        self.apart.push(field);
        self
    }
    /// A flag that is asked below a field and then stands behind its value as a word: `ring her · promise`.
    #[must_use]
    pub fn folds(mut self, flag: &'static str, into: &'static str, word: &'static str) -> Self {
        self.folds.push((flag, into, word));
        self
    }
    /// Lines above a field that the program writes from what is typed so far: label and words.
    #[must_use]
    pub fn above(mut self, field: &'static str, lines: impl Fn(&Values) -> Vec<(String, Phrase)> + 'static) -> Self {
        self.above = Some((field, Box::new(lines)));
        self
    }
    /// Cells of a label with the space after it, where they are not those of a form: a sheet has one less.
    #[must_use]
    pub const fn label(mut self, cells: u16) -> Self {
        self.label = Some(cells);
        self
    }
    /// Every choice is a list that opens below its field, however few there are, and says nothing of its keys: the footer
    /// does.
    #[must_use]
    pub const fn stacked(mut self) -> Self {
        self.stacked = true;
        self
    }
    /// What stands in a field of a list while it has not the focus, made from what is typed: `Central, SRN 1273179`.
    #[must_use]
    pub fn instead(mut self, field: &'static str, words: impl Fn(&Values) -> Option<Phrase> + 'static) -> Self {
        self.instead = Some((field, Box::new(words)));
        self
    }
    /// Muted words at the right end of a field's first row, where there is room: `no: 999, stay together`.
    #[must_use]
    pub fn beside(mut self, field: &'static str, words: &'static str) -> Self {
        self.beside.push((field, words));
        self
    }
    /// A muted line under a field, whatever stands in it.
    #[must_use]
    pub fn under(mut self, field: &'static str, words: &'static str) -> Self {
        self.under.push((field, words));
        self
    }
    /// Fields that have to be filled in by what is typed now, beside those that always have to be.
    #[must_use]
    pub fn needs(mut self, needs: impl Fn(&Values) -> Vec<&'static str> + 'static) -> Self {
        self.needs = Some(Box::new(needs));
        self
    }
    /// Legal names, numbers and addresses are shown; otherwise they are masked in fields without the focus.
    #[must_use]
    pub fn shows_names(mut self, shows: bool) -> Self {
        self.shows_names = shows;
        self
    }
}

/// What comes in.
#[derive(Debug, Clone)]
pub enum Input {
    /// A key.
    Key(KeyEvent),
    /// A paste, whole.
    Paste(String),
}

/// What it led to.
#[derive(Debug, Clone, PartialEq)]
pub enum Reply {
    /// The form has no use for it; a global key may.
    Ignored,
    /// The form took it.
    Handled,
    /// The officer saves and nothing is wrong. Fields that do not apply are left out.
    Save(Values),
    /// The officer saves and something is wrong: all of it is shown, the focus is on the first.
    Refused(usize),
    /// The officer leaves; ask first if something was changed.
    Leave {
        /// Whether anything differs from how the form began.
        dirty: bool,
    },
    /// Help for the field of that name.
    Help(&'static str),
}

/// An open pick-list.
#[derive(Debug, Clone, Default)]
struct Open {
    filter: Line,
    at: usize,
}

/// A form over a field table.
pub struct Form {
    slots: Vec<Slot>,
    /// What was there at the beginning, written fields included.
    base: Values,
    first: Vec<(String, Option<String>)>,
    now: DateTime<Tz>,
    extra: Extra,
    focus: usize,
    open: Option<Open>,
    /// The item of an inline choice on which the cursor stands, and whether it was moved there.
    at: usize,
    moved: bool,
    /// Saving was tried: every fault is shown.
    tried: bool,
    notice: Option<(usize, String)>,
    /// What casework found wrong when the form was saved last; gone as soon as something is changed.
    found: Vec<Fault>,
    draft_kept: Option<NaiveTime>,
    changes: u64,
    drafted: u64,
    /// Cells of a value, measured by the last drawing; where wrapped lines begin depends on it.
    room: Cell<u16>,
    /// Something else holds the focus, and none of its fields is shown as focused.
    resting: Cell<bool>,
    /// What stands where, as it was last drawn.
    spots: RefCell<Vec<(Rect, view::Spot)>>,
}

/// Record content is never printed by accident.
impl std::fmt::Debug for Form {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Form(…)")
    }
}

impl Form {
    /// A form for a kind of record with the values it has, none for a new one. `now` is local; dates are read by it.
    #[must_use]
    pub fn new(kind: Kind, values: Values, now: DateTime<Tz>, extra: Extra) -> Self {
        Self::over(kind.fields(), values, now, extra)
    }

    /// A form over any field table.
    #[must_use]
    pub fn over(fields: &'static [Field], values: Values, now: DateTime<Tz>, extra: Extra) -> Self {
        let answers: Vec<String> = values.get(ANSWERS).map(|v| v.many().to_vec()).unwrap_or_default();
        let answer_of = |field: &Field| {
            answers.iter().find_map(|a| Some(a.strip_prefix(field.name)?.strip_prefix(':')?.to_owned()))
        };
        let slots: Vec<Slot> = fields
            .iter()
            .filter(|f| !f.written && !extra.without.contains(&f.name))
            .map(|f| Slot::new(f, values.get(f.name), if f.asked { answer_of(f) } else { None }))
            .collect();
        let first = slots.iter().map(|s| (s.text(), s.answer.clone())).collect();
        let first_room = extra.label.map_or(FIRST_ROOM, |l| (FIRST_ROOM + record::DETAIL_LABEL).saturating_sub(l));
        let mut form = Self {
            slots,
            base: values,
            first,
            now,
            extra,
            focus: 0,
            open: None,
            at: 0,
            moved: false,
            tried: false,
            notice: None,
            found: Vec::new(),
            draft_kept: None,
            changes: 0,
            drafted: 0,
            room: Cell::new(first_room),
            resting: Cell::new(false),
            spots: RefCell::default(),
        };
        form.go_to(form.visible().first().copied().unwrap_or(0));
        form
    }

    /// The time by which dates are read; tell it when the clock moves on.
    pub fn set_now(&mut self, now: DateTime<Tz>) {
        self.now = now;
    }

    /// Whether something else holds the focus; then none of its fields is shown as focused.
    pub fn rests(&self, rests: bool) {
        self.resting.set(rests);
    }

    /// The field that has the focus.
    #[must_use]
    pub fn focused(&self) -> Option<&'static Field> {
        self.slots.get(self.focus).map(|s| s.field)
    }

    /// Whether a pick-list is open, which decides what the footer says of `Enter` and `Esc`.
    #[must_use]
    pub const fn has_open_list(&self) -> bool {
        self.open.is_some()
    }

    /// Whether anything differs from how the form began.
    #[must_use]
    pub fn dirty(&self) -> bool {
        self.slots.iter().zip(&self.first).any(|(s, (text, answer))| s.text() != *text || s.answer != *answer)
    }

    /// Names of its pages that have a field now, in order.
    #[must_use]
    pub fn pages(&self) -> Vec<&'static str> {
        let mut pages = Vec::new();
        for slot in self.applying() {
            let page = slot.field.page;
            if !pages.contains(&page) {
                pages.push(page);
            }
        }
        pages
    }

    /// How many fields it has now.
    #[must_use]
    pub fn fields(&self) -> usize {
        self.visible().len()
    }

    /// The page shown.
    #[must_use]
    pub fn page(&self) -> &'static str {
        self.focused().map_or("", |f| f.page)
    }

    fn applying(&self) -> impl Iterator<Item = &Slot> {
        let values = self.reading();
        self.slots.iter().filter(move |s| s.field.applies(&values))
    }

    /// Slots that apply, page by page.
    fn visible(&self) -> Vec<usize> {
        let values = self.reading();
        let pages = self.pages();
        let mut shown: Vec<usize> =
            self.slots.iter().enumerate().filter(|(_, s)| s.field.applies(&values)).map(|(i, _)| i).collect();
        shown.sort_by_key(|i| self.slots.get(*i).and_then(|s| pages.iter().position(|p| *p == s.field.page)));
        shown
    }

    /// What can be read now, fields that do not apply left out.
    #[must_use]
    pub fn values(&self) -> Values {
        self.reading()
    }

    fn reading(&self) -> Values {
        let mut values = self.base.clone();
        let mut answers: Vec<String> = Vec::new();
        for slot in &self.slots {
            values.remove(slot.field.name);
            if let Ok(Some(value)) = slot.read(self.now) {
                values.insert(slot.field.name, value);
            }
            if let Some(answer) = &slot.answer {
                answers.push(format!("{}:{answer}", slot.field.name));
            }
        }
        if self.slots.iter().any(|s| s.field.asked) {
            if answers.is_empty() {
                values.remove(ANSWERS);
            } else {
                values.insert(ANSWERS, Value::Many(answers));
            }
        }
        if let Some(derive) = &self.extra.derive {
            derive(&mut values);
        }
        // Taking one field away may close another; a table is short and ends at once.
        for _ in 0..self.slots.len() {
            let gone: Vec<&str> = self
                .slots
                .iter()
                .map(|s| s.field)
                .filter(|f| values.contains_key(f.name) && !f.applies(&values))
                .map(|f| f.name)
                .collect();
            if gone.is_empty() {
                break;
            }
            for name in gone {
                values.remove(name);
            }
        }
        values
    }

    /// Everything that is wrong, in the order of the form.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        let values = self.reading();
        let mut faults = Vec::new();
        for slot in self.visible().into_iter().filter_map(|i| self.slots.get(i)) {
            if let Some(what) = self.own_fault(slot) {
                faults.push(Fault::new(slot.field.name, what));
            } else if slot.field.required && !values.contains_key(slot.field.name) && slot.answer.is_none() {
                faults.push(Fault::new(slot.field.name, needed(slot.field, self.is_inline(slot))));
            }
        }
        if let Some(check) = &self.extra.check {
            for fault in check(&values) {
                if !faults.iter().any(|f: &Fault| f.field == fault.field) {
                    faults.push(fault);
                }
            }
        }
        for fault in &self.found {
            if !faults.iter().any(|f: &Fault| f.field == fault.field) {
                faults.push(fault.clone());
            }
        }
        let order = self.visible();
        let place = |name: &str| order.iter().position(|i| self.slots.get(*i).is_some_and(|s| s.field.name == name));
        faults.sort_by_key(|f| place(f.field).unwrap_or(usize::MAX));
        faults
    }

    /// What is wrong with a field by itself: it cannot be read, or a child's record may not have it.
    fn own_fault(&self, slot: &Slot) -> Option<String> {
        if let Err(what) = slot.read(self.now) {
            return Some(what);
        }
        let closed = self.offers(slot).into_iter().find(|o| o.closed.is_some() && slot.chosen().contains(&o.code));
        let record = matches!(slot.field.shape, Shape::Ref | Shape::Refs);
        closed.map(|o| match o.closed {
            Some(why) if record => format!("{} is closed: {why}. Choose another.", o.label),
            _ => format!("{} is closed: the person may be under 18. Choose another.", o.label),
        })
    }

    /// The faults that are shown now: all once saving was tried; before that only a date or number that cannot be read,
    /// and what else is wrong with a field that was left.
    fn shown_faults(&self) -> Vec<Fault> {
        if self.tried {
            let mut faults = self.faults();
            // What is being chosen from an open list is not missing yet.
            if let Some(field) = self.focused().filter(|f| self.open.is_some() && f.required) {
                faults.retain(|f| f.field != field.name);
            }
            return faults;
        }
        self.visible()
            .into_iter()
            .filter_map(|i| self.slots.get(i))
            .filter(|s| s.left || s.read(self.now).is_err())
            .filter_map(|s| Some(Fault::new(s.field.name, self.own_fault(s)?)))
            .collect()
    }

    /// Whether something that is wrong is shown now.
    #[must_use]
    pub fn shows_faults(&self) -> bool {
        !self.shown_faults().is_empty()
    }

    /// Shows what casework found wrong while saving, beside its fields; the focus goes to the first.
    pub fn put_right(&mut self, faults: Vec<Fault>) {
        self.found = faults;
        self.tried = true;
        if let Some(first) = self.faults().first() {
            self.focus_on(first.field);
        }
    }

    /// Whether the focus is on the last field.
    #[must_use]
    pub fn on_last_field(&self) -> bool {
        self.visible().last() == Some(&self.focus)
    }

    /// Whether this is `Enter` in the last field of a short form, with nothing of it open: there it saves.
    #[must_use]
    pub fn enter_saves(&self, key: &KeyEvent) -> bool {
        key.code == KeyCode::Enter
            && key.kind != KeyEventKind::Release
            && self.open.is_none()
            && self.on_last_field()
            && self.slot().is_some_and(|s| way(s.field.shape) == Way::Line && !(s.field.asked && s.is_blank()))
    }

    /// Whether `Enter` has nothing of its own to do where the focus is: no list is open and none would open. A sheet
    /// that is saved with `Enter` saves there.
    #[must_use]
    pub fn enter_is_free(&self) -> bool {
        self.open.is_none()
            && self.slot().is_some_and(|s| match way(s.field.shape) {
                Way::Line => !(s.field.asked && s.is_blank()),
                Way::Note => false,
                Way::One | Way::Many => self.is_inline(s),
            })
    }

    /// Tells the form that its draft was kept, so that it can say when.
    pub fn draft_was_kept(&mut self, at: NaiveTime) {
        self.draft_kept = Some(at);
    }

    /// Whether anything was typed since the last draft was taken.
    #[must_use]
    pub const fn changed_since_draft(&self) -> bool {
        self.changes != self.drafted
    }

    /// Everything typed, with page and focus, to be kept encrypted.
    pub fn draft(&mut self) -> serde_json::Value {
        self.drafted = self.changes;
        let fields: serde_json::Map<String, serde_json::Value> = self
            .slots
            .iter()
            .map(|slot| {
                // A date keeps the value it had: "yesterday" said today is not yesterday said tomorrow.
                let value = slot.read(self.now).ok().flatten().map(|v| v.to_json());
                let entry = json!({ "text": slot.text(), "value": value, "answer": slot.answer });
                (slot.field.name.to_owned(), entry)
            })
            .collect();
        json!({ "fields": fields, "focus": self.focused().map(|f| f.name), "tried": self.tried })
    }

    /// Puts a draft back over the form as it was begun; what no field takes any more is passed over. The form then counts
    /// as changed, because the draft is not saved.
    pub fn restore(&mut self, draft: &serde_json::Value) {
        for slot in &mut self.slots {
            let Some(entry) = draft.get("fields").and_then(|f| f.get(slot.field.name)) else { continue };
            if let Some(typed) = entry.get("text").and_then(|t| t.as_str()) {
                slot.set_text(typed);
                slot.kept = None;
                if way(slot.field.shape) == Way::Line
                    && let Some(value) = entry.get("value").and_then(Value::from_json)
                {
                    slot.kept = Some((typed.to_owned(), value));
                }
            }
            slot.answer = entry.get("answer").and_then(|a| a.as_str()).map(str::to_owned).filter(|_| slot.field.asked);
        }
        self.tried = draft.get("tried").and_then(serde_json::Value::as_bool).unwrap_or(false);
        let name = draft.get("focus").and_then(|f| f.as_str()).unwrap_or_default();
        self.focus_on(name);
        self.drafted = self.changes;
    }

    /// Moves the focus to a field, if it is in the form now.
    pub fn focus_on(&mut self, name: &str) {
        let found = self.visible().into_iter().find(|i| self.slots.get(*i).is_some_and(|s| s.field.name == name));
        if let Some(index) = found {
            self.go_to(index);
        }
    }

    /// Takes a click: the field under it gets the focus, as by `Tab`. An answer or an offer that has the focus is taken, and a
    /// closed list that has it opens. False where nothing stands.
    pub fn click(&mut self, at: Position) -> bool {
        let spot = self.spots.borrow().iter().find(|(area, _)| area.contains(at)).map(|(_, spot)| *spot);
        let Some(spot) = spot else { return false };
        let rested = self.resting.replace(false);
        match spot {
            view::Spot::Offer(n) => match &mut self.open {
                Some(open) if open.at == n => {
                    self.edit_list(KeyCode::Enter, false);
                }
                Some(open) => open.at = n,
                None => {}
            },
            view::Spot::Answer(slot, n) => {
                let there = slot == self.focus && self.moved && self.at == n && !rested;
                if slot != self.focus {
                    self.go_to(slot);
                }
                if there {
                    self.take_inline();
                }
                (self.at, self.moved) = (n, true);
            }
            view::Spot::Field(slot) if slot != self.focus => self.go_to(slot),
            view::Spot::Field(_) => {
                let closed = self.open.is_none()
                    && self
                        .slot()
                        .is_some_and(|s| matches!(way(s.field.shape), Way::One | Way::Many) && !self.is_inline(s));
                if closed && !rested {
                    self.edit_closed(KeyCode::Enter, false);
                }
            }
        }
        self.notice = None;
        true
    }

    /// Puts a value into a field as if it had been there from the beginning: what an act fills in by itself.
    pub fn fill(&mut self, name: &str, value: &Value) {
        if let Some((slot, first)) = self.slots.iter_mut().zip(&mut self.first).find(|(s, _)| s.field.name == name) {
            *slot = Slot::new(slot.field, Some(value), None);
            *first = (slot.text(), None);
        }
    }

    /// What was typed into a note: that of the focused field, or of the first note that has something in it. Their words
    /// begin there as often as in the field that is meant for them.
    #[must_use]
    pub fn typed_words(&self) -> Option<String> {
        let words = |slot: &Slot| {
            let typed = if way(slot.field.shape) == Way::Note { slot.text() } else { String::new() };
            Some(typed.trim().to_owned()).filter(|t| !t.is_empty())
        };
        self.slot().and_then(words).or_else(|| self.slots.iter().find_map(words))
    }

    fn child(&self) -> bool {
        // The rule looks at what can be read without the closed fields themselves.
        self.extra.child.as_ref().is_some_and(|rule| self.holds(rule))
    }

    fn records(&self, slot: &Slot) -> &[(String, String)] {
        let own = self.extra.records_of.iter().find(|(field, _)| *field == slot.field.name);
        own.map_or(self.extra.records.as_slice(), |(_, records)| records.as_slice())
    }

    /// The records that cannot be chosen in a field now, and why.
    fn shut(&self, slot: &Slot) -> &[(String, String)] {
        match self.extra.shut.iter().find(|shut| shut.field == slot.field.name) {
            Some(shut) if !self.holds(&shut.unless) => &shut.records,
            _ => &[],
        }
    }

    /// Whether a rule holds for what can be read now.
    fn holds(&self, rule: &Holds) -> bool {
        let mut values = self.base.clone();
        for slot in &self.slots {
            values.remove(slot.field.name);
            if let Ok(Some(value)) = slot.read(self.now) {
                values.insert(slot.field.name, value);
            }
        }
        rule(&values)
    }

    fn offers(&self, slot: &Slot) -> Vec<Offer> {
        let mut offers = choice::offers(slot, self.child(), self.records(slot), self.shut(slot), true);
        if let Some((_, codes)) = self.extra.only.iter().find(|(field, _)| *field == slot.field.name) {
            offers.retain(|o| o.answer || codes.contains(&o.code));
        }
        offers
    }

    fn is_inline(&self, slot: &Slot) -> bool {
        !self.extra.stacked
            && matches!(slot.field.shape, Shape::Pick(_) | Shape::Several(_) | Shape::Flag)
            && choice::inline(&self.offers(slot), usize::from(self.room.get()))
    }

    fn slot(&self) -> Option<&Slot> {
        self.slots.get(self.focus)
    }

    fn go_to(&mut self, index: usize) {
        if index != self.focus {
            self.leave();
        }
        self.focus = index;
        self.open = None;
        self.moved = false;
        let offers = self.slot().map(|s| self.offers(s)).unwrap_or_default();
        let chosen = self.slot().and_then(|s| s.chosen().first().cloned()).unwrap_or_default();
        // A flag that is not set stands on its no.
        let flag = self.slot().is_some_and(|s| s.field.shape == Shape::Flag);
        let chosen = if flag && chosen.is_empty() { NO.to_owned() } else { chosen };
        self.at = offers.iter().position(|o| o.code == chosen).unwrap_or(0);
    }

    /// Puts what was typed into its written form once the officer goes on.
    fn leave(&mut self) {
        let Some(slot) = self.slots.get_mut(self.focus) else { return };
        slot.left = true;
        if slot.field.shape == Shape::Phone && entry::is_number(&slot.text()) {
            let written = phone::display(&slot.text());
            slot.set_text(&written);
        }
        if slot.field.asked && way(slot.field.shape) == Way::Line && slot.answer.is_none() {
            // "declined" typed as a surname is the answer, never the name.
            let typed = slot.text().trim().to_lowercase();
            let answers = crate::domain::lists::get("answers");
            if let Some(item) = answers.and_then(|l| l.items.iter().find(|i| i.label.to_lowercase() == typed)) {
                slot.answer = Some(item.code.clone());
                slot.set_text("");
            }
        }
    }

    fn step(&mut self, forward: bool) {
        let shown = self.visible();
        let here = shown.iter().position(|i| *i == self.focus).unwrap_or(0);
        let count = shown.len().max(1);
        let next = if forward { (here + 1) % count } else { (here + count - 1) % count };
        if let Some(index) = shown.get(next) {
            self.go_to(*index);
        }
    }

    fn turn_page(&mut self, forward: bool) {
        let pages = self.pages();
        let here = pages.iter().position(|p| *p == self.page()).unwrap_or(0);
        let next = if forward { (here + 1).min(pages.len().saturating_sub(1)) } else { here.saturating_sub(1) };
        let page = pages.get(next).copied().unwrap_or_default();
        let first = self.visible().into_iter().find(|i| self.slots.get(*i).is_some_and(|s| s.field.page == page));
        if let Some(index) = first.filter(|_| next != here) {
            self.go_to(index);
        }
    }

    fn save(&mut self) -> Reply {
        self.leave();
        self.open = None;
        let faults = self.faults();
        let Some(first) = faults.first() else { return Reply::Save(self.reading()) };
        self.tried = true;
        self.focus_on(first.field);
        Reply::Refused(faults.len())
    }

    /// Takes a key or a paste.
    pub fn handle(&mut self, input: Input) -> Reply {
        let before = self.changes;
        let input = match input {
            Input::Key(key) => match action::as_own(key, &KEYS) {
                Some(key) => Input::Key(key),
                None => return Reply::Ignored,
            },
            paste => paste,
        };
        let saves =
            matches!(&input, Input::Key(k) if k.code == KeyCode::Char('s') && k.modifiers == KeyModifiers::CONTROL);
        if saves {
            // Casework looks again at what it found wrong.
            self.found.clear();
        }
        let reply = self.take_in(input);
        if self.changes != before {
            self.found.clear();
        }
        reply
    }

    fn take_in(&mut self, input: Input) -> Reply {
        match input {
            Input::Paste(words) => {
                self.notice = None;
                self.write(&words, true);
                Reply::Handled
            }
            Input::Key(key) if key.kind == KeyEventKind::Release => Reply::Handled,
            Input::Key(key) => self.key(key),
        }
    }

    fn key(&mut self, key: KeyEvent) -> Reply {
        let held = key.modifiers.difference(KeyModifiers::SHIFT);
        let ctrl = held == KeyModifiers::CONTROL;
        if let KeyCode::Char(c) = key.code {
            // AltGr comes as Ctrl and Alt together and writes a letter.
            if held.is_empty() || held == KeyModifiers::CONTROL.union(KeyModifiers::ALT) {
                self.notice = None;
                self.write(c.encode_utf8(&mut [0; 4]), false);
                return Reply::Handled;
            }
        }
        let taken = match (key.code, ctrl) {
            (KeyCode::Char('s'), true) => return self.save(),
            (KeyCode::F(1), false) => return self.focused().map_or(Reply::Ignored, |f| Reply::Help(f.name)),
            (KeyCode::Esc, false) => return self.escape(),
            (KeyCode::Tab, false) if key.modifiers.contains(KeyModifiers::SHIFT) => {
                self.step(false);
                true
            }
            (KeyCode::Tab, false) => {
                self.step(true);
                true
            }
            (KeyCode::BackTab, _) => {
                self.step(false);
                true
            }
            (KeyCode::PageDown, false) => {
                self.turn_page(true);
                true
            }
            (KeyCode::PageUp, false) => {
                self.turn_page(false);
                true
            }
            (code, ctrl) => self.edit(code, ctrl),
        };
        if taken {
            self.notice = None;
            Reply::Handled
        } else {
            Reply::Ignored
        }
    }

    fn escape(&mut self) -> Reply {
        let Some(open) = &self.open else { return Reply::Leave { dirty: self.dirty() } };
        let nothing = self.slot().is_some_and(|s| choice::matching(&self.offers(s), open.filter.value()).is_empty());
        self.open = if nothing { Some(Open::default()) } else { None };
        Reply::Handled
    }

    /// Text, typed or pasted.
    fn write(&mut self, words: &str, pasted: bool) {
        let Some(shape) = self.focused().map(|f| f.shape) else { return };
        let note = way(shape) == Way::Note;
        let cleaned = if note { text::clean_note(words) } else { text::clean_line(words) };
        if let Some(notice) = cleaned.notice().filter(|_| pasted) {
            self.notice = Some((self.focus, notice));
        }
        let words = cleaned.text;
        if words.is_empty() {
            return;
        }
        match way(shape) {
            _ if self.open.is_some() => self.filter(&words),
            Way::Line | Way::Note => {
                let Some(slot) = self.slots.get_mut(self.focus) else { return };
                slot.answer = None;
                let limit = slot.field.limit;
                let lost = slot.insert(&words);
                self.changes += 1;
                if lost > 0 {
                    let what = if pasted { format!("{lost} letters did not fit, ") } else { String::new() };
                    self.notice = Some((self.focus, format!("{what}at most {limit}")));
                }
            }
            Way::One | Way::Many if self.slot().is_some_and(|s| self.is_inline(s)) => {
                if words == " " {
                    self.take_inline();
                } else {
                    // A letter goes to the answer that begins with it; it never takes it.
                    let offers = self.slot().map(|s| self.offers(s)).unwrap_or_default();
                    let typed = words.to_lowercase();
                    if let Some(at) = offers.iter().position(|o| o.label.to_lowercase().starts_with(&typed)) {
                        self.at = at;
                        self.moved = true;
                    }
                }
            }
            Way::One | Way::Many => self.filter(&words),
        }
    }

    fn filter(&mut self, words: &str) {
        // A list that closes does not open with a blank in its filter.
        let words = if self.open.is_none() { words.trim_start() } else { words };
        let open = self.open.get_or_insert_with(Open::default);
        for c in words.chars().take(crate::domain::field::LINE) {
            open.filter.handle(InputRequest::InsertChar(c));
        }
        open.at = 0;
    }

    fn edit(&mut self, code: KeyCode, ctrl: bool) -> bool {
        if self.open.is_some() {
            return self.edit_list(code, ctrl);
        }
        let Some(slot) = self.slot() else { return false };
        match way(slot.field.shape) {
            Way::Line => self.edit_line(code, ctrl),
            Way::Note => self.edit_note(code, ctrl),
            Way::One | Way::Many if self.is_inline(slot) => self.edit_inline(code, ctrl),
            Way::One | Way::Many => self.edit_closed(code, ctrl),
        }
    }

    fn edit_line(&mut self, code: KeyCode, ctrl: bool) -> bool {
        match (code, ctrl) {
            (KeyCode::Enter, false) => {
                if self.slot().is_some_and(|s| s.field.asked && s.is_blank()) {
                    self.open = Some(Open::default());
                } else {
                    self.step(true);
                }
                return true;
            }
            (KeyCode::Down | KeyCode::Up, false) => return self.rove(code == KeyCode::Down),
            _ => {}
        }
        let Some(slot) = self.slots.get_mut(self.focus) else { return false };
        if slot.answer.is_some() && matches!(code, KeyCode::Backspace | KeyCode::Delete) {
            slot.answer = None;
            self.changes += 1;
            return true;
        }
        let Entry::Line(line) = &mut slot.entry else { return false };
        let Some(request) = line_request(code, ctrl) else { return false };
        if line.handle(request).is_some_and(|changed| changed.value) {
            self.changes += 1;
        }
        true
    }

    fn edit_note(&mut self, code: KeyCode, ctrl: bool) -> bool {
        if let (KeyCode::Up | KeyCode::Down, false) = (code, ctrl) {
            return self.rove(code == KeyCode::Down);
        }
        if code == KeyCode::Enter
            && !ctrl
            && let Some(slot) = self.slot().filter(|s| s.field.shape == Shape::Lines)
        {
            let (row, _) = slot.cursor();
            let typed = slot.text();
            if typed.split('\n').nth(row).is_none_or(|line| line.trim().is_empty()) {
                self.step(true);
                return true;
            }
        }
        let Some(slot) = self.slots.get_mut(self.focus) else { return false };
        if code == KeyCode::Enter && !ctrl {
            slot.insert("\n");
            self.changes += 1;
            return true;
        }
        let Entry::Note(note) = &mut slot.entry else { return false };
        let changed = match (code, ctrl) {
            (KeyCode::Backspace, false) => note.delete_char(),
            (KeyCode::Delete, false) => note.delete_next_char(),
            (KeyCode::Backspace, true) | (KeyCode::Char('w'), true) => note.delete_word(),
            (KeyCode::Delete, true) => note.delete_next_word(),
            (KeyCode::Char('u'), true) => {
                note.move_cursor(CursorMove::End);
                note.delete_line_by_head()
            }
            (KeyCode::Char('z'), true) => note.undo(),
            (KeyCode::Char('r'), true) => note.redo(),
            (code, ctrl) => {
                let to = match (code, ctrl) {
                    (KeyCode::Left, false) => CursorMove::Back,
                    (KeyCode::Right, false) => CursorMove::Forward,
                    (KeyCode::Left, true) => CursorMove::WordBack,
                    (KeyCode::Right, true) => CursorMove::WordForward,
                    (KeyCode::Home, false) | (KeyCode::Char('a'), true) => CursorMove::Head,
                    (KeyCode::End, false) | (KeyCode::Char('e'), true) => CursorMove::End,
                    (KeyCode::Home, true) => CursorMove::Top,
                    (KeyCode::End, true) => CursorMove::Bottom,
                    _ => return false,
                };
                note.move_cursor(to);
                false
            }
        };
        self.changes += u64::from(changed);
        true
    }

    /// Up or down by one wrapped row; beyond the first or last, to the field above or below.
    fn rove(&mut self, down: bool) -> bool {
        let room = usize::from(self.room.get()).saturating_sub(1).max(1);
        let Some(slot) = self.slot() else { return false };
        let typed = slot.text();
        let (line, byte) = slot.cursor();
        let rows = wrapped(&typed, room);
        let here = row_of(&rows, line, byte);
        let target = if down { Some(here + 1).filter(|t| *t < rows.len()) } else { here.checked_sub(1) };
        let Some((to_line, from, to)) = target.and_then(|t| rows.get(t)).copied() else {
            self.step(down);
            return true;
        };
        let lines: Vec<&str> = typed.split('\n').collect();
        let start = rows.get(here).map_or(0, |r| r.1);
        let wide = lines.get(line).and_then(|l| l.get(start..byte)).map_or(0, cells::width);
        let target_line = lines.get(to_line).copied().unwrap_or_default();
        let part = target_line.get(from..to).unwrap_or_default();
        let mut at = from + cells::fitting(part, wide).len();
        // The end of a row that goes on below belongs to the row below.
        if at == to && to < target_line.len() {
            at = target_line.get(from..to).and_then(|p| p.char_indices().last()).map_or(from, |(i, _)| from + i);
        }
        let column = target_line.get(..at).map_or(0, |p| p.chars().count());
        match self.slots.get_mut(self.focus).map(|s| &mut s.entry) {
            Some(Entry::Line(line)) => {
                line.handle(InputRequest::SetCursor(column));
            }
            Some(Entry::Note(note)) => {
                let narrow = |n: usize| u16::try_from(n).unwrap_or(u16::MAX);
                note.move_cursor(CursorMove::Jump(narrow(to_line), narrow(column)));
            }
            _ => {}
        }
        true
    }

    fn edit_inline(&mut self, code: KeyCode, ctrl: bool) -> bool {
        let count = self.slot().map_or(0, |s| self.offers(s).len());
        match (code, ctrl) {
            (KeyCode::Left, false) => {
                self.at = self.at.saturating_sub(1);
                self.moved = true;
            }
            (KeyCode::Right, false) => {
                self.at = (self.at + 1).min(count.saturating_sub(1));
                self.moved = true;
            }
            (KeyCode::Home, false) => self.at = 0,
            (KeyCode::End, false) => self.at = count.saturating_sub(1),
            (KeyCode::Down, false) => self.step(true),
            (KeyCode::Up, false) => self.step(false),
            (KeyCode::Backspace | KeyCode::Delete, false) => self.clear_chosen(),
            (KeyCode::Enter, false) => {
                // Passing through with Enter takes nothing that was not moved to.
                if self.moved && self.slot().is_some_and(|s| way(s.field.shape) == Way::One) {
                    self.take_inline();
                }
                self.step(true);
            }
            _ => return false,
        }
        true
    }

    fn edit_closed(&mut self, code: KeyCode, ctrl: bool) -> bool {
        match (code, ctrl) {
            (KeyCode::Enter, false) => self.open = Some(Open { at: self.at, ..Open::default() }),
            (KeyCode::Down, false) => self.step(true),
            (KeyCode::Up, false) => self.step(false),
            (KeyCode::Backspace | KeyCode::Delete, false) => self.clear_chosen(),
            _ => return false,
        }
        true
    }

    fn edit_list(&mut self, code: KeyCode, ctrl: bool) -> bool {
        let Some(slot) = self.slot() else { return false };
        let offers = self.offers(slot);
        let Some(open) = &mut self.open else { return false };
        let found = choice::matching(&offers, open.filter.value());
        match (code, ctrl) {
            (KeyCode::Up, false) => open.at = open.at.saturating_sub(1),
            (KeyCode::Down, false) => open.at = (open.at + 1).min(found.len().saturating_sub(1)),
            (KeyCode::Home, false) => open.at = 0,
            (KeyCode::End, false) => open.at = found.len().saturating_sub(1),
            (KeyCode::Enter, false) => {
                if let Some(offer) = found.get(open.at).and_then(|i| offers.get(*i)).cloned() {
                    self.take(&offer);
                }
            }
            _ => {
                let Some(request) = line_request(code, ctrl) else { return false };
                if open.filter.handle(request).is_some_and(|changed| changed.value) {
                    open.at = 0;
                }
            }
        }
        true
    }

    fn take(&mut self, offer: &Offer) {
        let Some(slot) = self.slots.get_mut(self.focus) else { return };
        self.changes += 1;
        if offer.answer {
            slot.answer = Some(offer.code.clone());
            slot.set_text("");
            self.open = None;
            self.step(true);
            return;
        }
        slot.answer = None;
        let several = way(slot.field.shape) == Way::Many;
        if let Entry::Chosen(codes) = &mut slot.entry {
            if several {
                toggle(codes, &offer.code);
            } else {
                *codes = vec![offer.code.clone()];
            }
        }
        if several {
            if let Some(open) = &mut self.open {
                open.filter.reset();
            }
        } else {
            self.open = None;
            self.step(true);
        }
    }

    fn take_inline(&mut self) {
        let Some(offer) = self.slot().and_then(|s| self.offers(s).into_iter().nth(self.at)) else { return };
        let Some(slot) = self.slots.get_mut(self.focus) else { return };
        let several = way(slot.field.shape) == Way::Many;
        if let Entry::Chosen(codes) = &mut slot.entry {
            if several {
                toggle(codes, &offer.code);
            } else if slot.field.shape == Shape::Flag && offer.code == NO {
                codes.clear();
            } else {
                *codes = vec![offer.code];
            }
            self.changes += 1;
        }
    }

    fn clear_chosen(&mut self) {
        if let Some(slot) = self.slots.get_mut(self.focus) {
            slot.answer = None;
            if let Entry::Chosen(codes) = &mut slot.entry {
                codes.clear();
            }
            self.changes += 1;
        }
    }
}

fn toggle(codes: &mut Vec<String>, code: &str) {
    if let Some(at) = codes.iter().position(|c| c == code) {
        codes.remove(at);
    } else {
        codes.push(code.to_owned());
    }
}

/// What a required field that is blank asks for.
fn needed(field: &Field, inline: bool) -> String {
    match field.shape {
        Shape::Pick(_) if inline => "Choose one: arrows move, Space takes it.".to_owned(),
        Shape::Several(_) if inline => "Choose at least one: arrows move, Space takes it.".to_owned(),
        Shape::Pick(_) => "Choose one: Enter opens the list.".to_owned(),
        Shape::Several(_) => "Choose at least one: Enter opens the list.".to_owned(),
        Shape::Ref | Shape::Refs => "At least one. Enter opens the list.".to_owned(),
        Shape::Date | Shape::When | Shape::Due if !field.help.is_empty() => {
            format!("Say when, for example: {}.", field.help)
        }
        _ => "This is needed before it can be saved.".to_owned(),
    }
}

/// Editing keys of one line, the same in a field and in the filter of a list. `Ctrl+K` hides the screen and is not one.
fn line_request(code: KeyCode, ctrl: bool) -> Option<InputRequest> {
    Some(match (code, ctrl) {
        (KeyCode::Backspace, false) => InputRequest::DeletePrevChar,
        (KeyCode::Delete, false) => InputRequest::DeleteNextChar,
        (KeyCode::Backspace, true) | (KeyCode::Char('w'), true) => InputRequest::DeletePrevWord,
        (KeyCode::Delete, true) => InputRequest::DeleteNextWord,
        (KeyCode::Char('u'), true) => InputRequest::DeleteLine,
        (KeyCode::Left, false) => InputRequest::GoToPrevChar,
        (KeyCode::Right, false) => InputRequest::GoToNextChar,
        (KeyCode::Left, true) => InputRequest::GoToPrevWord,
        (KeyCode::Right, true) => InputRequest::GoToNextWord,
        (KeyCode::Home, false) | (KeyCode::Char('a'), true) => InputRequest::GoToStart,
        (KeyCode::End, false) | (KeyCode::Char('e'), true) => InputRequest::GoToEnd,
        _ => return None,
    })
}

/// Where a text is broken in `room` cells: logical line, and byte range in it.
fn wrapped(typed: &str, room: usize) -> Vec<(usize, usize, usize)> {
    typed
        .split('\n')
        .enumerate()
        .flat_map(|(n, line)| cells::pieces(line, room).into_iter().map(move |(from, to)| (n, from, to)))
        .collect()
}

/// The wrapped row on which a cursor stands.
fn row_of(rows: &[(usize, usize, usize)], line: usize, byte: usize) -> usize {
    rows.iter().rposition(|(n, from, _)| *n == line && *from <= byte).unwrap_or(0)
}

#[cfg(test)]
mod tests;
