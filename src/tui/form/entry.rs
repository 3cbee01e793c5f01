//! What stands in one field while it is edited, and how it is read as a value.
//!
//! What does not belong here: focus, pages and keys that leave the field.

use std::cell::RefCell;

use chrono::DateTime;
use chrono_tz::Tz;
use ratatui_textarea::TextArea;
use tui_input::{Input as Line, InputRequest};

use crate::domain::field::{Field, Shape, Value};
use crate::domain::when::{self, Due, Leaning, When};
use crate::domain::{phone, text};

/// What is being edited.
#[derive(Debug, Clone)]
pub(super) enum Entry {
    /// One line.
    Line(Line),
    /// Several lines, with undo.
    Note(Box<TextArea<'static>>),
    /// Codes or ids; `yes` for a flag.
    Chosen(Vec<String>),
}

/// What is chosen when a flag is set.
pub(super) const YES: &str = "yes";
/// The other answer to a flag.
pub(super) const NO: &str = "no";

/// One field of the form and what stands in it.
#[derive(Clone)]
pub(super) struct Slot {
    pub field: &'static Field,
    pub entry: Entry,
    /// Words kept as said, above what may be added.
    pub before: String,
    /// One of the four answers, instead of a value.
    pub answer: Option<String>,
    /// Text as it stood when its value was last known, and that value: a date is not read anew unless it is typed anew.
    pub kept: Option<(String, Value)>,
    /// The officer has been here and gone on.
    pub left: bool,
    /// What a note was last read as, with its text: cleaning twenty thousand letters for every question would be felt.
    note_read: RefCell<Option<(String, Option<Value>)>>,
}

/// How a field is worked.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Way {
    Line,
    Note,
    /// Exactly one may be chosen.
    One,
    /// Any number may be chosen.
    Many,
}

/// How a field of this shape is worked.
pub(super) const fn way(shape: Shape) -> Way {
    match shape {
        Shape::Line | Shape::Date | Shape::When | Shape::Due | Shape::Phone | Shape::Number | Shape::Instant => {
            Way::Line
        }
        Shape::Note | Shape::Verbatim | Shape::Lines => Way::Note,
        Shape::Pick(_) | Shape::Ref | Shape::Flag => Way::One,
        Shape::Several(_) | Shape::Refs => Way::Many,
    }
}

/// Days that are still to come by their nature; every other day in a form is one that was.
pub(super) const AHEAD: [&str; 8] =
    ["review_on", "recheck_on", "expires_on", "until", "chase_on", "contract_review_on", "cover_from", "cover_to"];

fn leaning(field: &Field) -> Leaning {
    if AHEAD.contains(&field.name) { Leaning::Future } else { Leaning::Past }
}

/// A stored date, when or due as it stands in the field.
fn shown(shape: Shape, value: &Value) -> String {
    let kept = value.text().unwrap_or_default();
    match shape {
        Shape::Date => kept.parse().map_or_else(|_| kept.to_owned(), when::long),
        Shape::When => kept
            .parse::<When>()
            .map_or_else(|_| kept.to_owned(), |w| if w.said.is_empty() { w.shown() } else { w.said }),
        Shape::Due => kept.parse::<Due>().map_or_else(
            |_| kept.to_owned(),
            |due| match due {
                Due::On(day) => when::long(day),
                Due::At(moment) => moment.format("%d/%m/%Y %H:%M").to_string(),
            },
        ),
        Shape::Phone if is_number(kept) => phone::display(kept),
        Shape::Number => value.number().map(|n| n.to_string()).unwrap_or_default(),
        _ => kept.to_owned(),
    }
}

/// Whether a text is nothing but a telephone number that looks complete; a field for numbers may hold an address.
pub(super) fn is_number(typed: &str) -> bool {
    let only_signs = typed.chars().all(|c| c.is_ascii_digit() || " +()-./".contains(c));
    only_signs && phone::describe(typed).is_some()
}

impl Slot {
    pub fn new(field: &'static Field, value: Option<&Value>, answer: Option<String>) -> Self {
        let mut slot = Self {
            field,
            entry: Entry::Chosen(Vec::new()),
            before: String::new(),
            answer,
            kept: None,
            left: false,
            note_read: RefCell::default(),
        };
        match way(field.shape) {
            Way::Line => {
                let text = value.map(|v| shown(field.shape, v)).unwrap_or_default();
                slot.kept = value.map(|v| (text.clone(), v.clone()));
                slot.entry = Entry::Line(Line::new(text));
            }
            Way::Note => {
                let mut text = match (field.shape, value) {
                    (Shape::Lines, Some(v)) => v.many().join("\n"),
                    (_, Some(v)) => v.text().unwrap_or_default().to_owned(),
                    (_, None) => String::new(),
                };
                if field.shape == Shape::Verbatim {
                    slot.before = std::mem::take(&mut text);
                }
                slot.set_text(&text);
            }
            Way::One if field.shape == Shape::Flag => {
                let set = value.and_then(Value::number) == Some(1);
                slot.entry = Entry::Chosen(if set { vec![YES.to_owned()] } else { Vec::new() });
            }
            Way::One | Way::Many => {
                slot.entry = Entry::Chosen(value.map(|v| v.many().to_vec()).unwrap_or_default());
            }
        }
        slot
    }

    /// The text as typed; lines joined by line feeds, codes by commas.
    pub fn text(&self) -> String {
        match &self.entry {
            Entry::Line(line) => line.value().to_owned(),
            Entry::Note(note) => note.lines().join("\n"),
            Entry::Chosen(codes) => codes.join(","),
        }
    }

    pub fn set_text(&mut self, text: &str) {
        self.entry = match way(self.field.shape) {
            Way::Line => Entry::Line(Line::new(text.to_owned())),
            Way::Note => {
                let mut note = TextArea::new(text.split('\n').map(str::to_owned).collect());
                note.set_max_histories(1000);
                note.move_cursor(ratatui_textarea::CursorMove::Bottom);
                note.move_cursor(ratatui_textarea::CursorMove::End);
                Entry::Note(Box::new(note))
            }
            Way::One | Way::Many => {
                Entry::Chosen(text.split(',').filter(|c| !c.is_empty()).map(str::to_owned).collect())
            }
        };
    }

    pub fn chosen(&self) -> &[String] {
        match &self.entry {
            Entry::Chosen(codes) => codes,
            _ => &[],
        }
    }

    pub fn is_blank(&self) -> bool {
        self.before.is_empty() && self.text().trim().is_empty()
    }

    /// Puts text at the cursor, as far as the limit goes; tells how many letters did not fit.
    pub fn insert(&mut self, words: &str) -> usize {
        let typed = self.text();
        // Bytes are never fewer than letters, so most of the time there is nothing to count.
        let fits = if typed.len() + words.len() <= self.field.limit {
            words
        } else {
            text::truncate_graphemes(words, self.field.limit.saturating_sub(text::graphemes(&typed)))
        };
        match &mut self.entry {
            Entry::Line(line) => {
                for c in fits.chars() {
                    line.handle(InputRequest::InsertChar(c));
                }
            }
            Entry::Note(note) => {
                note.insert_str(fits);
            }
            Entry::Chosen(_) => {}
        }
        text::graphemes(words.get(fits.len()..).unwrap_or_default())
    }

    /// Cursor as logical line and byte offset in it.
    pub fn cursor(&self) -> (usize, usize) {
        let byte = |line: &str, at: usize| line.char_indices().nth(at).map_or(line.len(), |(i, _)| i);
        match &self.entry {
            Entry::Line(line) => (0, byte(line.value(), line.cursor())),
            Entry::Note(note) => {
                let cursor = note.cursor();
                (cursor.0, note.lines().get(cursor.0).map_or(0, |line| byte(line, cursor.1)))
            }
            Entry::Chosen(_) => (0, 0),
        }
    }

    /// Reads what stands in the field; blank is no value.
    ///
    /// # Errors
    /// What is wrong and what would be right, when it cannot be read.
    pub fn read(&self, now: DateTime<Tz>) -> Result<Option<Value>, String> {
        if self.answer.is_some() {
            return Ok(None);
        }
        let typed = self.text();
        if let Some((text, value)) = &self.kept
            && *text == typed
        {
            return Ok(Some(value.clone()));
        }
        if way(self.field.shape) == Way::Note {
            let read =
                self.note_read.borrow().as_ref().filter(|(text, _)| *text == typed).map(|(_, read)| read.clone());
            return Ok(read.unwrap_or_else(|| {
                let read = self.read_note(&typed);
                *self.note_read.borrow_mut() = Some((typed, read.clone()));
                read
            }));
        }
        let field = self.field;
        Ok(match field.shape {
            Shape::Line | Shape::Instant => some(clean(&typed)),
            Shape::Date | Shape::When | Shape::Due if typed.trim().is_empty() => None,
            Shape::Date => some(when::parse_date(&typed, now, leaning(field)).map_err(|f| f.to_string())?.to_string()),
            Shape::When => some(When::parse(&typed, now).map_err(|f| f.to_string())?.to_string()),
            Shape::Due if field.past => some(Due::parse_past(&typed, now).map_err(|f| f.to_string())?.to_string()),
            Shape::Due => some(Due::parse(&typed, now).map_err(|f| f.to_string())?.to_string()),
            Shape::Phone if is_number(&typed) => some(phone::normalise(&typed)),
            Shape::Phone => some(clean(&typed)),
            Shape::Number => {
                let typed = typed.trim();
                if typed.is_empty() {
                    None
                } else {
                    let number = typed.parse::<i64>().ok().filter(|n| *n >= 0);
                    Some(Value::Number(number.ok_or("This is not a whole number. Try 30.")?))
                }
            }
            Shape::Note | Shape::Verbatim | Shape::Lines => self.read_note(&typed),
            Shape::Flag => (typed == YES).then_some(Value::Number(1)),
            Shape::Pick(_) | Shape::Ref => some(typed),
            Shape::Several(_) | Shape::Refs => many(self.chosen().iter().cloned()),
        })
    }

    fn read_note(&self, typed: &str) -> Option<Value> {
        match self.field.shape {
            Shape::Lines => many(typed.split('\n').map(clean)),
            Shape::Verbatim => {
                let parts = [self.before.clone(), clean_note(typed)];
                some(parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join("\n"))
            }
            _ => some(clean_note(typed)),
        }
    }

    /// How a date was read, as it stands under the field; nothing for a day that is written out.
    pub fn reading(&self, now: DateTime<Tz>) -> Option<String> {
        if self.answer.is_some() {
            return None;
        }
        let typed = self.text();
        if let Some((text, value)) = &self.kept
            && *text == typed
        {
            let when: When = value.text().filter(|_| self.field.shape == Shape::When)?.parse().ok()?;
            return (!when.said.is_empty()).then(|| when.readback());
        }
        if typed.trim().is_empty() {
            return None;
        }
        match self.field.shape {
            Shape::Date => when::readback_date(&typed, now, leaning(self.field)).ok(),
            Shape::When => when::readback_when(&typed, now).ok(),
            Shape::Due => {
                let leaning = if self.field.past { Leaning::Past } else { Leaning::Future };
                when::readback_due(&typed, now, leaning).ok()
            }
            _ => None,
        }
    }
}

fn some(text: String) -> Option<Value> {
    (!text.is_empty()).then_some(Value::Text(text))
}

fn clean(typed: &str) -> String {
    text::clean_line(typed).text.trim().to_owned()
}

fn clean_note(typed: &str) -> String {
    text::clean_note(typed).text.trim_end().trim_start_matches('\n').to_owned()
}

fn many(texts: impl Iterator<Item = String>) -> Option<Value> {
    let texts: Vec<String> = texts.filter(|t| !t.is_empty()).collect();
    (!texts.is_empty()).then_some(Value::Many(texts))
}
