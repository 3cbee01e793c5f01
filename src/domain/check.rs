//! Checks that every record shares, worked from its field table: cleaning at the boundary, required fields, limits.
//!
//! Rules over several fields stand beside their record and come after these.

use crate::domain::field::{Fault, Field, Shape, Value, Values};
use crate::domain::kind::Kind;
use crate::domain::{phone, text};

/// Cleans every text of a record as it enters (domain rule 12), normalises numbers, and drops what is blank.
/// Gives the values and how many characters were removed.
#[must_use]
pub fn cleaned(kind: Kind, values: &Values) -> (Values, usize) {
    let mut removed = 0;
    let mut clean = |field: &Field, t: &str| {
        let c = match field.shape {
            Shape::Note | Shape::Verbatim => text::clean_note(t),
            // What the program writes itself is kept to the letter.
            _ if field.written => return t.to_owned(),
            _ => text::clean_line(t),
        };
        removed += c.removed;
        match field.shape {
            Shape::Phone => phone::normalise(&c.text),
            Shape::Note | Shape::Verbatim => c.text.trim_end().to_owned(),
            _ => c.text.trim().to_owned(),
        }
    };
    let mut out = Values::new();
    for field in kind.fields() {
        let value = match values.get(field.name) {
            None => continue,
            Some(Value::Text(t)) => Value::Text(clean(field, t)),
            Some(Value::Many(m)) => Value::Many(m.iter().map(|t| clean(field, t)).filter(|t| !t.is_empty()).collect()),
            Some(n) => n.clone(),
        };
        let blank = match &value {
            Value::Text(t) => t.is_empty(),
            Value::Many(m) => m.is_empty(),
            Value::Number(n) => *n == 0 && field.shape == Shape::Flag,
        };
        if !blank {
            out.insert(field.name, value);
        }
    }
    (out, removed)
}

/// What is missing or too long, field by field in the order of the form.
#[must_use]
pub fn faults(kind: Kind, values: &Values) -> Vec<Fault> {
    let mut faults = Vec::new();
    for field in kind.fields() {
        let value = values.get(field.name);
        if field.required && value.is_none() && field.only_if.is_none_or(|holds| holds(values)) {
            faults.push(Fault::new(field.name, missing(field)));
        }
        let texts = value.map(Value::many).unwrap_or_default();
        if !field.written && texts.iter().any(|t| text::graphemes(t) > field.limit) {
            faults.push(Fault::new(field.name, format!("Too long: at most {} characters.", field.limit)));
        }
    }
    faults
}

fn missing(field: &Field) -> String {
    match field.shape {
        Shape::Pick(_) | Shape::Several(_) => "Choose one.".to_owned(),
        Shape::Date | Shape::When | Shape::Due => "Say when: today, fri, 12/3, +2w.".to_owned(),
        _ => format!("{} is needed.", field.label),
    }
}
