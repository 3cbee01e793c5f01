//! History: what was done with the record, newest first, field by field with what stood there before.
//!
//! What does not belong here: the journal itself and its verification.

use chrono::{DateTime, Utc};

use crate::casework::record::shown;
use crate::domain::crime_report::{OWN_OFFENCES, packed_words};
use crate::domain::field::{Care, Field, Shape, Value};
use crate::domain::kind::Kind;
use crate::domain::{lists, when};
use crate::store::verify::HistoryLine;
use crate::tui::action::Action;
use crate::tui::effect::Effects;
use crate::tui::screen::Caveat;
use crate::tui::screen::record::part::{Entry, Line, Of, Part, See, reading};
use crate::tui::theme::Sign;
use crate::tui::widget::Phrase;

/// The section.
pub struct History;

/// When an entry was made, as it stands in a record.
pub(super) fn at(line: &HistoryLine) -> String {
    line.at
        .parse::<DateTime<Utc>>()
        .map(|at| when::to_local(at, chrono_tz::Europe::London).format("%d/%m/%Y %H:%M").to_string())
        .unwrap_or_else(|_| line.at.clone())
}

pub(super) fn value(field: &Field, kind: Kind, value: Option<&Value>, see: &See<'_>) -> Phrase {
    let Some(value) = value else { return Phrase::new().muted("blank") };
    let words = match field.name {
        // Each action is a text of its own that nobody reads as it is kept.
        "actions" if kind == Kind::Concern => format!("{} actions", value.many().len()),
        _ => shown(field, value),
    };
    if field.care == Care::Masked { see.masked(&words) } else { Phrase::from(words) }
}

/// What changed in a list that nobody reads as it is kept: the lines that are new or otherwise than before.
fn packed(name: &str, kind: Kind, before: Option<&Value>, after: Option<&Value>) -> Option<Phrase> {
    let lines = |v: Option<&Value>| packed_words(name, v.map(Value::many).unwrap_or_default());
    let (before, after) = (lines(before)?, lines(after)?);
    let new: Vec<String> = after.into_iter().filter(|l| !before.contains(l)).collect();
    (kind == Kind::CrimeReport).then(|| Phrase::from(new.join("; ")))
}

fn entry(line: &HistoryLine, see: &See<'_>) -> Vec<Entry> {
    let mut head = Phrase::from(line.what.as_str());
    if let Some(kind) = line.kind.filter(|_| line.operation != "consultation") {
        head = head.dot().text(kind.label());
    }
    head = head.dot().muted(line.officer.as_str());
    // A reason that the program gave itself is its own word.
    let reason = lists::item("consultation_reasons", &line.reason)
        .map_or_else(|| line.reason.replace('-', " "), |item| item.label.clone());
    if !reason.is_empty() {
        head = head.dot().muted(reason);
    }
    let mut entries = vec![Entry::rows(at(line), vec![Line::new(head)]).of(Of::Words)];
    if let Some(kind) = line.kind {
        let mut changes: Vec<_> = line.changes.iter().collect();
        changes.sort_by_key(|(name, _, _)| kind.fields().iter().position(|f| f.name == name));
        for (name, before, after) in changes {
            let Some(field) = kind.field(name).filter(|f| !matches!(f.shape, Shape::Ref | Shape::Refs)) else {
                continue;
            };
            let words = Phrase::new().muted(format!("{}: ", field.label));
            if field.page == OWN_OFFENCES {
                entries.extend(reading("", &words.muted("on a page of their own"), 2, see.ctx));
                continue;
            }
            if let Some(changed) = packed(field.name, kind, before.as_ref(), after.as_ref()) {
                entries.extend(reading("", &words.then(changed), 2, see.ctx));
                continue;
            }
            let after = value(field, kind, after.as_ref(), see);
            let words = match before {
                Some(_) => words
                    .then(value(field, kind, before.as_ref(), see))
                    .text(" ")
                    .mark(Sign::LeadsTo)
                    .text(" ")
                    .then(after),
                None => words.then(after),
            };
            entries.extend(reading("", &words, 2, see.ctx));
        }
    }
    entries
}

impl Part for History {
    fn entries(&self, see: &See<'_>) -> Vec<Entry> {
        let mut entries: Vec<Entry> = see.history.iter().flat_map(|l| entry(l, see)).collect();
        let older = see.view.history_count.saturating_sub(see.history.len());
        if older > 0 && !entries.is_empty() {
            let words = format!("{older} older entries are in the journal: 9 Records");
            entries.push(Entry::new("", Phrase::new().muted(words)).of(Of::Words));
        }
        entries
    }

    fn actions(&self, _focused: Option<&Of>, _see: &See<'_>) -> Vec<Action> {
        vec![Action::NextSection, Action::Unmask]
    }

    fn act(&mut self, _action: Action, _focused: Option<&Of>, _see: &See<'_>) -> Effects {
        Effects::new()
    }

    fn caveat(&self, _see: &See<'_>) -> Option<Caveat> {
        Some(Caveat::sensitive("History"))
    }
}
