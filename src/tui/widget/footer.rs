//! The last two rows: keys, which-key hints, bulk line, toasts and banners.
//!
//! The caller takes the keys from the same records as dispatcher, help and palette. What does not belong here: which
//! keys matter now.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{GUTTER, Phrase, narrow, text_of};
use crate::tui::theme::{Sign, Theme};

/// Most keys the footer shows.
pub const MOST: usize = 6;

/// A key and what it does.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Key {
    /// As it is written: `R`, `Enter`, `Ctrl+S`.
    pub key: String,
    /// What it does, in a word or two; for a key that is not available, why, in a word or two.
    pub word: String,
    /// Whether it can be pressed now.
    pub available: bool,
}

impl Key {
    /// A key that can be pressed.
    pub fn new(key: impl Into<String>, word: impl Into<String>) -> Self {
        Self { key: key.into(), word: word.into(), available: true }
    }

    /// A key that keeps its place and says why it cannot be pressed.
    pub fn closed(key: impl Into<String>, why: impl Into<String>) -> Self {
        Self { key: key.into(), word: why.into(), available: false }
    }

    fn phrase(&self) -> Phrase {
        if self.available {
            Phrase::new().key(self.key.as_str()).muted(format!(" {}", self.word))
        } else {
            Phrase::new().mark(Sign::Dot).muted(format!(" {} {}", self.key, self.word))
        }
    }

    /// Leaving is never dropped for want of room.
    fn leaves(&self) -> bool {
        self.key.split_whitespace().any(|k| matches!(k, "Esc" | "q"))
    }
}

/// Keys in one line, three spaces apart.
#[must_use]
pub fn keys(keys: &[&Key]) -> Phrase {
    keys.iter().enumerate().fold(Phrase::new(), |line, (i, key)| {
        let line = if i == 0 { line } else { line.text("   ") };
        line.then(key.phrase())
    })
}

/// Those keys that fit in `room` cells: at most six, the last always help; the middle ones go first, never help or
/// leaving.
#[must_use]
pub fn fitting(all: &[Key], room: usize) -> Vec<&Key> {
    let mut shown: Vec<&Key> = all.iter().collect();
    loop {
        let wide: usize = keys(&shown).width();
        if shown.len() <= MOST && wide <= room {
            return shown;
        }
        let last = shown.len().saturating_sub(1);
        let Some(drop) = (1..last).rev().find(|i| shown.get(*i).is_some_and(|k| !k.leaves())) else {
            // Only first, leaving and help are left: what one does first gives way.
            let Some(drop) = (0..last).find(|i| shown.get(*i).is_some_and(|k| !k.leaves())) else { return shown };
            shown.remove(drop);
            continue;
        };
        shown.remove(drop);
    }
}

/// Draws the footer.
pub fn draw(buf: &mut Buffer, area: Rect, all: &[Key], theme: &Theme) {
    let text = within(area);
    keys(&fitting(all, usize::from(text.width))).draw(buf, text, 0, 0, theme);
}

/// The hints while a prefix waits for its second key: `c…   n no answer   s spoke`.
#[must_use]
pub fn which_key(prefix: &str, all: &[Key]) -> Phrase {
    let keys = keys(&all.iter().collect::<Vec<_>>());
    Phrase::new().key(prefix).mark(Sign::Cut).text("   ").then(keys)
}

/// A toast or banner: one line; never a name, a number or a note, only references.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Toast {
    /// Done, told, refused or failed.
    pub sign: Sign,
    /// What happened, and what a key would do now.
    pub words: String,
}

impl Toast {
    /// A toast.
    pub fn new(sign: Sign, words: impl Into<String>) -> Self {
        Self { sign, words: words.into() }
    }

    /// As a phrase.
    #[must_use]
    pub fn phrase(&self) -> Phrase {
        if self.sign == Sign::Dot {
            Phrase::new().mark(Sign::Dot).muted(format!(" {}", self.words))
        } else {
            Phrase::new().marked(self.sign, self.words.as_str())
        }
    }
}

/// Draws a line above the footer (a toast, the bulk line, which-key hints) and the footer, as the frame has room.
///
/// In a low window both share one row: the line, then help at the right end.
pub fn bottom(buf: &mut Buffer, frame: &super::frame::Frame, line: Option<&Phrase>, all: &[Key], theme: &Theme) {
    match line {
        Some(line) if frame.shares_footer() => {
            let text = within(frame.footer);
            let last = all.last().map(Key::phrase).unwrap_or_default();
            let at = text.width.saturating_sub(narrow(last.width()));
            last.draw(buf, text, at, 0, theme);
            line.draw(buf, Rect { width: at.saturating_sub(3), ..text }, 0, 0, theme);
        }
        Some(line) => {
            line.draw(buf, within(frame.toast), 0, 0, theme);
            draw(buf, frame.footer, all, theme);
        }
        None => draw(buf, frame.footer, all, theme),
    }
}

/// The text of a full-width row, both margins taken off.
fn within(area: Rect) -> Rect {
    let text = text_of(area);
    Rect { width: text.width.saturating_sub(GUTTER), ..text }
}

#[cfg(test)]
mod tests {
    use super::super::frame::Frame;
    use super::super::picture;
    use super::*;
    use crate::tui::theme::Role;
    use ratatui::style::Modifier;

    fn today() -> Vec<Key> {
        vec![
            Key::new("R", "review"),
            Key::new("Enter", "open"),
            Key::new("d", "done"),
            Key::new("w", "wait"),
            Key::new("C", "contact now"),
            Key::new("?", "help"),
        ]
    }

    #[test]
    fn the_six_keys_stand_three_spaces_apart_and_the_key_is_bold() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 80, 1));
        let area = buf.area;
        draw(&mut buf, area, &today(), &Theme::dark());
        assert_eq!(picture::text(&buf), "  R review   Enter open   d done   w wait   C contact now   ? help");
        assert!(buf[(2, 0)].modifier.contains(Modifier::BOLD));
        assert_eq!(buf[(2, 0)].fg, Theme::dark().colour(Role::Accent));
        assert_eq!(buf[(4, 0)].fg, Theme::dark().colour(Role::Muted));
    }

    #[test]
    fn a_key_that_is_closed_keeps_its_place_and_says_why() {
        let mut keys = today();
        keys[4] = Key::closed("C", "closed contact");
        let picture = picture::of(80, 1, |buf, area| draw(buf, area, &keys, &Theme::dark()));
        assert_eq!(picture, "  R review   Enter open   d done   w wait   · C closed contact   ? help");
    }

    #[test]
    fn a_narrow_footer_drops_its_middle_keys_but_never_help_or_leaving() {
        let form = [
            Key::new("Ctrl+S", "save"),
            Key::new("Tab", "next"),
            Key::new("Enter", "take it"),
            Key::new("PgDn", "next page"),
            Key::new("Esc", "back"),
            Key::new("F1", "help"),
        ];
        let picture = picture::of(60, 1, |buf, area| draw(buf, area, &form, &Theme::dark()));
        assert_eq!(picture, "  Ctrl+S save   Tab next   Esc back   F1 help");
        for room in 0..60 {
            let shown = fitting(&form, room);
            assert_eq!(shown.last().map(|k| k.key.as_str()), Some("F1"), "{room}");
            assert!(shown.iter().any(|k| k.key == "Esc"), "{room}");
        }
    }

    #[test]
    fn a_prefix_shows_what_may_follow() {
        let keys = [Key::new("n", "no answer"), Key::new("s", "spoke"), Key::new("m", "message left")];
        assert_eq!(which_key("c", &keys).plain(&Theme::dark()), "c…   n no answer   s spoke   m message left");
    }

    #[test]
    fn in_a_low_window_toast_and_help_share_the_last_row() {
        let picture = picture::of(60, 15, |buf, area| {
            let frame = Frame::of(area, false).unwrap();
            let toast = Toast::new(Sign::Danger, "Locks in 28 seconds. Any key stays").phrase();
            bottom(buf, &frame, Some(&toast), &today(), &Theme::dark());
        });
        assert_eq!(picture.lines().last(), Some("  ! Locks in 28 seconds. Any key stays              ? help"));
    }
}
