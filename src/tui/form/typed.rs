//! One line of typed text outside a form: search, palette, help, the filter of a list.
//!
//! The editing keys and the cleaning are those of a field: every printable key and every paste is text, always. What
//! does not belong here: what the text is for.

use crossterm::event::{KeyCode, KeyModifiers};
use nucleo_matcher::pattern::{AtomKind, CaseMatching, Normalization, Pattern};
use nucleo_matcher::{Config, Matcher, Utf32Str};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use tui_input::{Input as Line, InputRequest};

use super::{Input, line_request};
use crate::domain::field::LINE;
use crate::domain::text;
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::{Phrase, put, text as cells};

/// The line.
#[derive(Debug, Clone, Default)]
pub struct Typed {
    line: Line,
}

impl Typed {
    /// What stands in it.
    #[must_use]
    pub fn value(&self) -> &str {
        self.line.value()
    }

    /// Puts other words in its place; the cursor goes to their end.
    pub fn set(&mut self, words: &str) {
        self.line = Line::new(text::clean_line(words).text);
    }

    /// Takes a key or a paste; tells whether the words changed, and nothing when it has no use for the key.
    pub fn take(&mut self, input: &Input) -> Option<bool> {
        match input {
            Input::Paste(words) => Some(self.write(words)),
            Input::Key(key) => {
                let held = key.modifiers.difference(KeyModifiers::SHIFT);
                if let KeyCode::Char(c) = key.code
                    && (held.is_empty() || held == KeyModifiers::CONTROL.union(KeyModifiers::ALT))
                {
                    return Some(self.write(c.encode_utf8(&mut [0; 4])));
                }
                let request = line_request(key.code, held == KeyModifiers::CONTROL)?;
                Some(self.line.handle(request).is_some_and(|changed| changed.value))
            }
        }
    }

    fn write(&mut self, words: &str) -> bool {
        let before = self.line.value().len();
        for c in text::clean_line(words).text.chars() {
            if self.line.value().chars().count() >= LINE {
                break;
            }
            self.line.handle(InputRequest::InsertChar(c));
        }
        self.line.value().len() != before
    }

    /// Draws it in one row after `before`; tells where the next letter goes. What is longer than the row shows the part
    /// where the cursor is.
    pub fn draw(&self, buf: &mut Buffer, area: Rect, before: &Phrase, theme: &Theme) -> Option<Position> {
        if area.width == 0 || area.height == 0 {
            return None;
        }
        let at = before.draw(buf, area, 0, 0, theme);
        let room = usize::from(area.width.saturating_sub(at));
        let byte = self.value().char_indices().nth(self.line.cursor()).map_or(self.value().len(), |(i, _)| i);
        let (head, tail) = self.value().split_at_checked(byte).unwrap_or((self.value(), ""));
        let mut shown = head;
        while cells::width(shown) >= room.max(1) {
            let mut rest = shown.chars();
            if rest.next().is_none() {
                break;
            }
            shown = rest.as_str();
        }
        let style = theme.style(Role::Text);
        let here = at.saturating_add(put(buf, area, at, 0, shown, style));
        put(buf, area, here, 0, tail, style);
        Some(Position::new(area.x + here.min(area.width - 1), area.y))
    }
}

/// Which labels match what is typed, best first; all of them while nothing is typed. Words as they are typed come first;
/// letters apart are tried only where no word is found.
#[must_use]
pub fn matching(labels: &[&str], typed: &str) -> Vec<usize> {
    if typed.trim().is_empty() {
        return (0..labels.len()).collect();
    }
    let found = scored(labels, typed, AtomKind::Substring);
    if found.is_empty() { scored(labels, typed, AtomKind::Fuzzy) } else { found }
}

fn scored(labels: &[&str], typed: &str, how: AtomKind) -> Vec<usize> {
    let pattern = Pattern::new(typed.trim(), CaseMatching::Ignore, Normalization::Smart, how);
    let mut matcher = Matcher::new(Config::DEFAULT);
    let mut room = Vec::new();
    let mut found: Vec<(u32, usize)> = labels
        .iter()
        .enumerate()
        .filter_map(|(i, label)| Some((pattern.score(Utf32Str::new(label, &mut room), &mut matcher)?, i)))
        .collect();
    found.sort_by_key(|(score, i)| (std::cmp::Reverse(*score), *i));
    found.into_iter().map(|(_, i)| i).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crossterm::event::KeyEvent;
    use proptest::prelude::*;

    #[test]
    fn a_pasted_page_becomes_one_clean_line() {
        let mut typed = Typed::default();
        typed.take(&Input::Paste("q\u{1b}[2J\r\ndelete\u{202e}all\u{0}".into()));
        assert!(!typed.value().chars().any(|c| c.is_control() || c == '\u{202e}'), "{:?}", typed.value());
        assert!(typed.value().starts_with('q'), "{:?}", typed.value());
    }

    proptest! {
        #[test]
        fn every_printable_key_is_a_letter_of_the_text(c in "[ -~À-ž]") {
            let mut typed = Typed::default();
            let c = c.chars().next().unwrap();
            prop_assert!(typed.take(&Input::Key(KeyEvent::new(KeyCode::Char(c), KeyModifiers::NONE))).is_some());
        }

        #[test]
        fn a_long_line_shows_where_the_cursor_is(words in "\\PC{0,80}", width in 1u16..40) {
            let mut typed = Typed::default();
            typed.set(&words);
            let area = Rect::new(3, 0, width, 1);
            let mut buf = Buffer::empty(Rect::new(0, 0, 60, 1));
            let cursor = typed.draw(&mut buf, area, &Phrase::from("/ "), &Theme::dark()).unwrap();
            prop_assert!(area.contains(cursor));
        }
    }
}
