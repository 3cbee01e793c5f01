//! A secret while it is typed: in one buffer that never grows and is wiped, masked unless the officer asks to see it.
//!
//! A buffer that grows leaves copies of a passphrase in memory. What does not belong here: what the secret opens, and
//! the keys that are no text.

use crossterm::event::{KeyCode, KeyEvent, KeyEventKind, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use unicode_segmentation::UnicodeSegmentation as _;
use zeroize::{Zeroize as _, Zeroizing};

use crate::tui::form::Input;
use crate::tui::theme::{Role, Sign, Theme};
use crate::tui::widget::{narrow, put, text};
use crate::vault::passphrase::MOST_BYTES;

/// What is typed.
pub struct Typed {
    text: Zeroizing<String>,
    shown: bool,
    /// The next letter begins anew: what stands here was tried and did not fit.
    tried: bool,
}

impl Typed {
    /// Nothing yet; masked unless `shown`.
    #[must_use]
    pub fn new(shown: bool) -> Self {
        Self { text: Zeroizing::new(String::with_capacity(MOST_BYTES)), shown, tried: false }
    }

    /// What is typed so far.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.text
    }

    /// Whether nothing is typed.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.text.is_empty()
    }

    /// Whether it can be read.
    #[must_use]
    pub const fn is_shown(&self) -> bool {
        self.shown
    }

    /// Shows what is typed, or masks it again.
    pub const fn show_or_hide(&mut self) {
        self.shown = !self.shown;
    }

    /// Masks it.
    pub const fn hide(&mut self) {
        self.shown = false;
    }

    /// Wipes it.
    pub fn clear(&mut self) {
        self.text.zeroize();
        self.tried = false;
    }

    /// It did not fit: it stays to be put right, and a letter typed now begins anew.
    pub const fn was_tried(&mut self) {
        self.tried = true;
    }

    /// Takes a key or a paste if it is text or edits text. Line breaks and other control characters are no text.
    pub fn input(&mut self, input: &Input) -> bool {
        match input {
            Input::Paste(words) => {
                self.begin_anew();
                for c in words.chars() {
                    self.push(c);
                }
                true
            }
            Input::Key(key) => self.key(key),
        }
    }

    fn key(&mut self, key: &KeyEvent) -> bool {
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL) && !key.modifiers.contains(KeyModifiers::ALT);
        match key.code {
            _ if key.kind == KeyEventKind::Release => return false,
            KeyCode::Char('u') if ctrl => self.clear(),
            KeyCode::Char('w') if ctrl => {
                self.tried = false;
                let end = self.text.trim_end_matches(' ').rfind(' ').map_or(0, |at| at + 1);
                self.text.truncate(end);
            }
            KeyCode::Char('h') if ctrl => self.take_back(),
            KeyCode::Char(c) if !ctrl => {
                self.begin_anew();
                self.push(c);
            }
            KeyCode::Backspace => self.take_back(),
            _ => return false,
        }
        true
    }

    fn take_back(&mut self) {
        self.tried = false;
        let last = self.text.grapheme_indices(true).next_back().map_or(0, |(at, _)| at);
        self.text.truncate(last);
    }

    fn begin_anew(&mut self) {
        if self.tried {
            self.clear();
        }
    }

    fn push(&mut self, c: char) {
        // More than the buffer holds is left out: it never grows, and no passphrase is that long.
        if !c.is_control() && self.text.len() + c.len_utf8() <= MOST_BYTES {
            self.text.push(c);
        }
    }

    /// Draws it from column `x` of a row, its end where it is too long; tells where the cursor belongs.
    pub fn draw(&self, buf: &mut Buffer, area: Rect, x: u16, y: u16, theme: &Theme) -> Option<Position> {
        let room = usize::from(area.width.saturating_sub(x).saturating_sub(1));
        let used = if self.shown {
            let mut from = 0;
            for (at, _) in self.text.grapheme_indices(true) {
                from = at;
                if text::width(self.text.get(at..).unwrap_or_default()) <= room {
                    break;
                }
            }
            put(buf, area, x, y, self.text.get(from..).unwrap_or_default(), theme.style(Role::Text))
        } else {
            let count = self.text.graphemes(true).count().min(room);
            for n in 0..count {
                put(buf, area, x.saturating_add(narrow(n)), y, theme.sign(Sign::Dot), theme.style(Role::Text));
            }
            narrow(count)
        };
        let at = x.saturating_add(used);
        (y < area.height && at < area.width).then(|| Position::new(area.x + at, area.y + y))
    }
}

/// A secret is never printed by accident.
impl std::fmt::Debug for Typed {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Typed(…)")
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::widget::picture;

    fn typing(words: &str) -> Typed {
        let mut typed = Typed::new(false);
        for c in words.chars() {
            typed.input(&Input::Key(KeyCode::Char(c).into()));
        }
        typed
    }

    #[test]
    fn a_pasted_page_is_one_text_without_its_line_breaks_and_the_buffer_never_grows() {
        let mut typed = Typed::new(false);
        let before = typed.text.capacity();
        typed.input(&Input::Paste("lantern copper\n\x1b[2J\x03anthem\r\n".to_owned()));
        assert_eq!(typed.as_str(), "lantern copper[2Janthem");
        typed.input(&Input::Paste("x".repeat(MOST_BYTES * 2)));
        assert_eq!((typed.text.len(), typed.text.capacity()), (MOST_BYTES, before));
    }

    #[test]
    fn whole_letters_and_words_are_taken_back() {
        let mut typed = typing("lantern copper e\u{301}");
        typed.input(&Input::Key(KeyCode::Backspace.into()));
        assert_eq!(typed.as_str(), "lantern copper ");
        typed.input(&Input::Key(KeyEvent::new(KeyCode::Char('w'), KeyModifiers::CONTROL)));
        assert_eq!(typed.as_str(), "lantern ");
    }

    #[test]
    fn after_a_try_a_letter_begins_anew_and_backspace_puts_right() {
        let mut typed = typing("lantern coper");
        typed.was_tried();
        typed.input(&Input::Key(KeyCode::Char('x').into()));
        assert_eq!(typed.as_str(), "x");
        let mut typed = typing("lantern copperr");
        typed.was_tried();
        typed.input(&Input::Key(KeyCode::Backspace.into()));
        typed.input(&Input::Key(KeyCode::Char(' ').into()));
        assert_eq!(typed.as_str(), "lantern copper ");
    }

    #[test]
    fn it_is_masked_until_it_is_asked_for_and_its_end_is_seen() {
        let mut typed = typing("lantern copper");
        let drawn = |typed: &Typed, width| {
            picture::of(width, 1, |buf, area| {
                typed.draw(buf, area, 2, 0, &Theme::dark());
            })
        };
        assert_eq!(drawn(&typed, 40), format!("  {}", "·".repeat(14)));
        typed.show_or_hide();
        assert_eq!(drawn(&typed, 40), "  lantern copper");
        assert_eq!(drawn(&typed, 10), "   copper");
    }
}
