//! A phrase: pieces of text, each with what it means; the theme gives them colour when they are drawn.
//!
//! Screens say what they mean (`sign(Sign::Danger, "4 days late")`), never which colour. What does not belong here:
//! where a phrase stands.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;
use ratatui::style::Style;
use unicode_segmentation::UnicodeSegmentation as _;

use super::text;
use crate::tui::theme::{Role, Sign, Theme};

/// What a piece of a phrase is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Ink {
    /// Running text.
    Text,
    /// A label, or what is equal, done or not available.
    Muted,
    /// The heading of a card or record.
    Bold,
    /// A key.
    Key,
    /// A sign, with the colour of its meaning.
    Sign(Sign),
    /// The word or two after a sign that name the state.
    Word(Role),
    /// The PRACTICE and SET-UP chip.
    Chip,
}

impl Ink {
    /// Its style in a theme.
    #[must_use]
    pub const fn style(self, theme: &Theme) -> Style {
        match self {
            Self::Text => theme.style(Role::Text),
            Self::Muted => theme.style(Role::Muted),
            Self::Bold => theme.heading(),
            Self::Key => theme.key(),
            Self::Sign(sign) => theme.sign_style(sign),
            Self::Word(role) => theme.word(role),
            Self::Chip => theme.chip(),
        }
    }
}

#[derive(Debug, Clone, PartialEq, Eq)]
enum Piece {
    Words(String, Ink),
    Sign(Sign),
}

/// Pieces of text in order.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Phrase {
    pieces: Vec<Piece>,
}

impl From<&str> for Phrase {
    fn from(text: &str) -> Self {
        Self::new().text(text)
    }
}

impl From<String> for Phrase {
    fn from(text: String) -> Self {
        Self::new().text(text)
    }
}

impl Phrase {
    /// Nothing yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { pieces: Vec::new() }
    }
    /// Adds words in this ink.
    #[must_use]
    pub fn ink(mut self, words: impl Into<String>, ink: Ink) -> Self {
        self.pieces.push(Piece::Words(words.into(), ink));
        self
    }
    /// Adds running text.
    #[must_use]
    pub fn text(self, words: impl Into<String>) -> Self {
        self.ink(words, Ink::Text)
    }
    /// Adds muted text.
    #[must_use]
    pub fn muted(self, words: impl Into<String>) -> Self {
        self.ink(words, Ink::Muted)
    }
    /// Adds bold text.
    #[must_use]
    pub fn bold(self, words: impl Into<String>) -> Self {
        self.ink(words, Ink::Bold)
    }
    /// Adds a key.
    #[must_use]
    pub fn key(self, key: impl Into<String>) -> Self {
        self.ink(key, Ink::Key)
    }
    /// Adds a sign alone.
    #[must_use]
    pub fn mark(mut self, sign: Sign) -> Self {
        self.pieces.push(Piece::Sign(sign));
        self
    }
    /// Adds a sign, a space and the word or two that name the state, in the colour of the sign.
    #[must_use]
    pub fn sign(self, sign: Sign, word: impl Into<String>) -> Self {
        self.mark(sign).ink(format!(" {}", word.into()), Ink::Word(sign.role()))
    }
    /// Adds a sign, a space and plain words.
    #[must_use]
    pub fn marked(self, sign: Sign, words: impl Into<String>) -> Self {
        self.mark(sign).text(format!(" {}", words.into()))
    }
    /// Adds ` · `.
    #[must_use]
    pub fn dot(self) -> Self {
        self.text(" ").mark(Sign::Dot).text(" ")
    }
    /// Adds another phrase.
    #[must_use]
    pub fn then(mut self, other: Self) -> Self {
        self.pieces.extend(other.pieces);
        self
    }
    /// The same words, muted: a disabled row. Signs keep their shape and lose their colour.
    #[must_use]
    pub fn all_muted(mut self, theme: &Theme) -> Self {
        for piece in &mut self.pieces {
            *piece = match piece {
                Piece::Words(words, _) => Piece::Words(std::mem::take(words), Ink::Muted),
                Piece::Sign(sign) => Piece::Words(theme.sign(*sign).to_owned(), Ink::Muted),
            };
        }
        self
    }
    /// Whether it has no pieces.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.pieces.is_empty()
    }

    /// Its text as this theme writes signs.
    #[must_use]
    pub fn plain(&self, theme: &Theme) -> String {
        self.pieces
            .iter()
            .map(|p| match p {
                Piece::Words(words, _) => words.as_str(),
                Piece::Sign(sign) => theme.sign(*sign),
            })
            .collect()
    }

    /// Width in cells.
    #[must_use]
    pub fn width(&self) -> usize {
        self.pieces
            .iter()
            .map(|p| match p {
                Piece::Words(words, _) => text::width(words),
                Piece::Sign(_) => 1,
            })
            .sum()
    }

    /// Its runs of text and their styles.
    fn runs<'a>(&'a self, theme: &Theme) -> impl Iterator<Item = (&'a str, Style)> {
        self.pieces.iter().map(|p| match p {
            Piece::Words(words, ink) => (words.as_str(), ink.style(theme)),
            Piece::Sign(sign) => (theme.sign(*sign), theme.sign_style(*sign)),
        })
    }

    /// Draws it in one line of `area`, `x` cells from its left edge and `y` rows down, cut at the right edge with the
    /// cut sign. Tells how many cells it took.
    pub fn draw(&self, buf: &mut Buffer, area: Rect, x: u16, y: u16, theme: &Theme) -> u16 {
        let room = usize::from(area.width.saturating_sub(x));
        if self.width() <= room {
            let mut at = x;
            for (words, style) in self.runs(theme) {
                at += put(buf, area, at, y, words, style);
            }
            return at - x;
        }
        let short = text::cut(&self.plain(theme), room, theme);
        let mut at = x;
        let mut left = short.as_str();
        let mut last = theme.style(Role::Text);
        for (words, style) in self.runs(theme) {
            let same = common(left, words);
            let (now, rest) = left.split_at(same);
            at += put(buf, area, at, y, now, style);
            left = rest;
            last = style;
            if same < words.len() {
                break;
            }
        }
        at += put(buf, area, at, y, left, last);
        at - x
    }

    /// The phrase broken between words into lines of at most `room` cells.
    #[must_use]
    pub fn wrap(&self, room: usize, theme: &Theme) -> Vec<Self> {
        if room == 0 {
            return Vec::new();
        }
        let plain = self.plain(theme);
        let mut lines = Vec::new();
        let mut offset = 0;
        for line in plain.split('\n') {
            for (from, to) in text::pieces(line, room) {
                let shown = line.get(from..to).unwrap_or_default().trim_end_matches(' ');
                lines.push(self.part(offset + from, offset + from + shown.len(), theme));
            }
            offset += line.len() + 1;
        }
        lines
    }

    /// The part between two byte offsets of [`Phrase::plain`].
    fn part(&self, from: usize, to: usize, theme: &Theme) -> Self {
        let mut at = 0;
        let mut part = Self::new();
        for piece in &self.pieces {
            let (words, len) = match piece {
                Piece::Words(words, _) => (words.as_str(), words.len()),
                Piece::Sign(sign) => (theme.sign(*sign), theme.sign(*sign).len()),
            };
            let (first, last) = (from.max(at), to.min(at + len));
            if first < last {
                match piece {
                    Piece::Words(_, ink) => {
                        part = part.ink(words.get(first - at..last - at).unwrap_or_default(), *ink);
                    }
                    Piece::Sign(sign) => part = part.mark(*sign),
                }
            }
            at += len;
        }
        part
    }
}

/// Bytes two texts have in common at their beginning, at a boundary of both.
fn common(a: &str, b: &str) -> usize {
    a.char_indices().zip(b.chars()).find(|((_, a), b)| a != b).map_or(a.len().min(b.len()), |((at, _), _)| at)
}

/// Writes text at `x`, `y` of `area`, clipped to it and to the buffer; tells how many cells were written.
///
/// Control characters are not written. A style's background stays what it was unless the style has one.
pub fn put(buf: &mut Buffer, area: Rect, x: u16, y: u16, words: &str, style: Style) -> u16 {
    let area = area.intersection(buf.area);
    if y >= area.height || x >= area.width {
        return 0;
    }
    let room = usize::from(area.width - x);
    let mut used = 0;
    for grapheme in words.graphemes(true) {
        let wide = text::cells(grapheme);
        if wide == 0 {
            continue;
        }
        if used + wide > room {
            break;
        }
        let column = area.x + x + u16::try_from(used).unwrap_or(u16::MAX);
        buf.set_stringn(column, area.y + y, grapheme, wide, style);
        used += wide;
    }
    u16::try_from(used).unwrap_or(u16::MAX)
}

/// Puts a style under a part of `area` without touching its text.
pub fn shade(buf: &mut Buffer, area: Rect, style: Style) {
    let area = area.intersection(buf.area);
    buf.set_style(area, style);
}
