//! Text in cells: measuring, cutting, padding and wrapping.
//!
//! A cell is one column of the terminal. A letter with its accents is one cell, a Chinese or Japanese letter two.
//! Everything here counts cells and cuts only between whole written characters. What does not belong here: cleaning
//! (text is cleaned when it enters, in `domain::text`) and colour.

use unicode_segmentation::UnicodeSegmentation as _;
use unicode_width::UnicodeWidthStr as _;

use crate::tui::theme::{Sign, Theme};

/// Fewest written characters a cut leaves standing.
pub const LEAST: usize = 3;

/// Width in cells; control characters have none, because they never reach the screen.
#[must_use]
pub fn width(text: &str) -> usize {
    text.graphemes(true).map(cells).sum()
}

/// Cells of one written character as the terminal buffer draws it.
#[must_use]
pub fn cells(grapheme: &str) -> usize {
    match grapheme.as_bytes() {
        [b' '..=b'~'] => 1,
        _ if grapheme.contains(char::is_control) => 0,
        _ => grapheme.width(),
    }
}

/// The text in at most `room` cells, cut at a whole written character and marked with the cut sign.
///
/// Where three characters and the sign do not fit, what fits of the text is shown without the sign.
#[must_use]
pub fn cut(text: &str, room: usize, theme: &Theme) -> String {
    if width(text) <= room {
        return text.to_owned();
    }
    let whole = fitting(text, room.saturating_sub(1));
    if whole.graphemes(true).count() < LEAST {
        return fitting(text, room).to_owned();
    }
    format!("{}{}", whole.trim_end(), theme.sign(Sign::Cut))
}

/// The longest beginning of at most `room` cells.
#[must_use]
pub fn fitting(text: &str, room: usize) -> &str {
    let mut used = 0;
    for (at, grapheme) in text.grapheme_indices(true) {
        used += cells(grapheme);
        if used > room {
            return text.get(..at).unwrap_or_default();
        }
    }
    text
}

/// The text cut or filled up with spaces to exactly `room` cells.
#[must_use]
pub fn pad(text: &str, room: usize, theme: &Theme) -> String {
    let mut text = cut(text, room, theme);
    let missing = room.saturating_sub(width(&text));
    text.extend(std::iter::repeat_n(' ', missing));
    text
}

/// Like [`pad`], with the spaces on the left: for numbers.
#[must_use]
pub fn pad_left(text: &str, room: usize, theme: &Theme) -> String {
    let text = cut(text, room, theme);
    let missing = room.saturating_sub(width(&text));
    let mut padded = " ".repeat(missing);
    padded.push_str(&text);
    padded
}

/// The text in lines of at most `room` cells, broken between words; a word longer than a line is broken inside.
///
/// Line feeds in the text begin a new line. Nothing is lost: only the spaces at a break go. An empty text is one empty
/// line. With no room at all there are no lines.
#[must_use]
pub fn wrap(text: &str, room: usize) -> Vec<String> {
    if room == 0 {
        return Vec::new();
    }
    text.split('\n').flat_map(|line| pieces(line, room).into_iter().map(|(from, to)| slice(line, from, to))).collect()
}

fn slice(line: &str, from: usize, to: usize) -> String {
    line.get(from..to).unwrap_or_default().trim_end_matches(' ').to_owned()
}

/// Where one line without line feeds is broken: byte ranges that together are the whole line, each of at most `room`
/// cells once its trailing spaces are taken off.
#[must_use]
pub fn pieces(line: &str, room: usize) -> Vec<(usize, usize)> {
    let mut rows = Vec::new();
    let mut start = 0; // byte where the row begins
    let mut used = 0; // cells of the row up to here
    let mut space = None; // byte after the last space of the row, and the cells up to there
    for (at, grapheme) in line.grapheme_indices(true) {
        let wide = cells(grapheme);
        let end = at + grapheme.len();
        if grapheme == " " {
            used += wide;
            space = Some((end, used));
            continue;
        }
        if used + wide > room && at > start {
            if let Some((after, upto)) = space.filter(|(after, _)| *after > start) {
                rows.push((start, after));
                start = after;
                used -= upto;
            } else {
                rows.push((start, at));
                start = at;
                used = 0;
            }
            space = None;
            // What was carried over may itself be longer than a row.
            if used + wide > room && at > start {
                rows.push((start, at));
                start = at;
                used = 0;
            }
        }
        used += wide;
    }
    rows.push((start, line.len()));
    rows
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    #[test]
    fn a_name_is_cut_at_a_whole_letter_and_marked() {
        let theme = Theme::dark();
        assert_eq!(cut("Małgorzata", 10, &theme), "Małgorzata");
        assert_eq!(cut("Małgorzata Nowak", 10, &theme), "Małgorzat…");
        assert_eq!(cut("Nguyễn Thị", 9, &theme), "Nguyễn T…");
        assert_eq!(cut("小梅小梅小梅", 8, &theme), "小梅小…");
        assert_eq!(cut("Małgorzata Nowak", 10, &theme.ascii()), "Małgorzat~");
    }

    #[test]
    fn nothing_is_cut_to_fewer_than_three_letters() {
        assert_eq!(cut("Roxana", 3, &Theme::dark()), "Rox");
        assert_eq!(cut("Roxana", 4, &Theme::dark()), "Rox…");
        assert_eq!(cut("Roxana", 0, &Theme::dark()), "");
    }

    #[test]
    fn a_row_of_two_scripts_is_as_wide_as_it_looks() {
        assert_eq!(width("ნინო"), 4);
        assert_eq!(width("小梅"), 4);
        assert_eq!(width("Ștefania"), 8);
        assert_eq!(width("e\u{301}"), 1);
    }

    #[test]
    fn words_are_wrapped_between_and_long_words_inside() {
        assert_eq!(wrap("Calls from officers", 10), ["Calls from", "officers"]);
        assert_eq!(wrap("a verylongwordindeed b", 8), ["a", "verylong", "wordinde", "ed b"]);
        assert_eq!(wrap("one\n\ntwo", 8), ["one", "", "two"]);
        assert_eq!(wrap("", 8), [""]);
    }

    proptest! {
        #[test]
        fn wrapping_keeps_every_written_character_and_no_line_is_too_wide(text in "\\PC{0,60}", room in 2usize..30) {
            let lines = wrap(&text, room);
            for line in &lines {
                // A single written character may be wider than the line; it is not taken apart.
                prop_assert!(width(line) <= room || line.graphemes(true).count() == 1, "{line:?}");
            }
            let kept: String = lines.concat().split(' ').collect();
            let had: String = text.split(' ').collect();
            prop_assert_eq!(kept, had);
        }

        #[test]
        fn padding_fills_exactly_the_room(text in "\\PC{0,30}", room in 0usize..20) {
            let theme = Theme::dark();
            // A wide letter at the end leaves one cell, which padding fills.
            prop_assert_eq!(width(&pad(&text, room, &theme)), room);
            prop_assert_eq!(width(&pad_left(&text, room, &theme)), room);
        }
    }
}
