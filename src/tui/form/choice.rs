//! What may be chosen in a field, and which of it matches what is typed.
//!
//! What does not belong here: drawing, and the lists themselves.

use super::entry::{NO, Slot, YES};
use super::typed;
use crate::domain::field::Shape;
use crate::domain::lists;
use crate::tui::widget::text;

/// One thing that may be chosen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(super) struct Offer {
    /// Code or id.
    pub code: String,
    /// What the officer reads.
    pub label: String,
    /// What it means, where the label does not say it.
    pub meaning: Option<String>,
    /// Why it cannot be chosen.
    pub closed: Option<String>,
    /// One of the four answers.
    pub answer: bool,
}

impl Offer {
    fn new(code: &str, label: &str) -> Self {
        Self { code: code.to_owned(), label: label.to_owned(), meaning: None, closed: None, answer: false }
    }
}

/// Everything a field offers: items that are open first, then those that are closed with the reason: to a child, or
/// because the caller says so of a record.
pub(super) fn offers(
    slot: &Slot,
    child: bool,
    records: &[(String, String)],
    shut: &[(String, String)],
    answers: bool,
) -> Vec<Offer> {
    let mut offers: Vec<Offer> = match slot.field.shape {
        Shape::Flag => vec![Offer::new(YES, "yes"), Offer::new(NO, "no")],
        Shape::Ref | Shape::Refs => records
            .iter()
            .map(|(id, label)| Offer {
                closed: shut.iter().find(|(shut, _)| shut == id).map(|(_, why)| why.clone()),
                ..Offer::new(id, label)
            })
            .collect(),
        Shape::Pick(name) | Shape::Several(name) => {
            let items = lists::get(name).map(|list| list.offered().collect::<Vec<_>>()).unwrap_or_default();
            items
                .into_iter()
                .map(|item| Offer {
                    meaning: item.meaning.clone(),
                    closed: if child { closed(name, item).map(str::to_owned) } else { None },
                    ..Offer::new(&item.code, &item.label)
                })
                .collect()
        }
        _ => Vec::new(),
    };
    if answers && slot.field.asked {
        let four = lists::get("answers").map(|list| list.offered().collect::<Vec<_>>()).unwrap_or_default();
        for item in four {
            offers.retain(|o| o.code != item.code);
            offers.push(Offer { answer: true, ..Offer::new(&item.code, &item.label) });
        }
    }
    offers.sort_by_key(|o| o.closed.is_some());
    offers
}

/// Why an item is closed to a person who is or may be under 18 (domain rule 2).
fn closed(list: &str, item: &lists::Item) -> Option<&'static str> {
    match list {
        "marker_types" if item.adult_only || !item.allowed_under_18 => Some("an adult marker, closed to this record"),
        "settings" if item.adult_only => Some("an adult setting, closed to this record"),
        _ if item.adult_only => Some("for adults, closed to this record"),
        _ => None,
    }
}

/// The label of a chosen code, as it came where nothing knows it.
pub(super) fn label(slot: &Slot, code: &str, records: &[(String, String)]) -> String {
    match slot.field.shape {
        Shape::Pick(name) | Shape::Several(name) => lists::label(name, code),
        Shape::Ref | Shape::Refs => records
            .iter()
            .find(|(id, _)| id == code)
            .map_or_else(|| "a record that is not offered here".to_owned(), |(_, label)| label.clone()),
        _ => code.to_owned(),
    }
}

/// Which offers match what is typed, best first; all of them while nothing is typed. Closed ones are not among them.
pub(super) fn matching(offers: &[Offer], words: &str) -> Vec<usize> {
    let open = offers.iter().enumerate().filter(|(_, o)| o.closed.is_none());
    if words.trim().is_empty() {
        return open.map(|(i, _)| i).collect();
    }
    let open: Vec<(usize, &Offer)> = open.collect();
    let labels: Vec<&str> = open.iter().map(|(_, o)| o.label.as_str()).collect();
    typed::matching(&labels, words).into_iter().filter_map(|i| open.get(i).map(|(at, _)| *at)).collect()
}

/// Most offers that stand in one line as a choice; one more where each is a word or two (mock-up q, *18 or over?*).
const INLINE: usize = 4;
/// Letters of a word or two.
const SHORT: usize = 10;

/// Whether the offers stand in one line of `room` cells: up to four short answers, or five very short ones.
pub(super) fn inline(offers: &[Offer], room: usize) -> bool {
    let wide: usize = offers.iter().map(|o| text::width(&o.label) + 5).sum();
    !offers.is_empty()
        && (offers.len() <= INLINE
            || offers.len() == INLINE + 1 && offers.iter().all(|o| text::width(&o.label) <= SHORT))
        && wide <= room + 3
        && offers.iter().all(|o| o.closed.is_none() && !o.answer)
}
