//! The fixed radio sentence and the classification, wherever marker, person-update or intelligence data is shown.
//!
//! It is never cut, folded away, scrolled off or covered. Where it cannot be drawn, what it protects is not drawn. What
//! does not belong here: the sentence itself, which the domain owns.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::frame::WIDE;
use super::{Phrase, narrow, put, text, text_of};
use crate::tui::theme::{Role, Theme};

/// Draws sentence and classification; whether they could be drawn whole.
///
/// From 100 columns on both share one row; from 79 the sentence has a row to itself and the record's `title` stands
/// left of the classification; below that the sentence takes two rows.
#[must_use = "what the caveat protects is drawn only if the caveat was"]
pub fn draw(buf: &mut Buffer, area: Rect, sentence: &str, title: &Phrase, classification: &str, theme: &Theme) -> bool {
    let plain = theme.style(Role::Text);
    let body = text_of(area);
    let within = Rect { width: body.width.saturating_sub(super::GUTTER), ..body };
    let wide = usize::from(body.width);
    let class = text::width(classification);
    let right = within.width.saturating_sub(narrow(class));
    // The sentence alone may use the right margin.
    if area.width >= WIDE && area.height >= 1 {
        put(buf, body, 0, 0, sentence, plain);
        put(buf, within, right, 0, classification, plain);
        return text::width(sentence) + class < usize::from(within.width);
    }
    if area.height < 2 {
        return false;
    }
    let lines = text::wrap(sentence, wide);
    match lines.as_slice() {
        [whole] => {
            put(buf, body, 0, 0, whole, plain);
            let room = Rect { width: right.saturating_sub(2), ..within };
            title.draw(buf, room, 0, 1, theme);
            put(buf, within, right, 1, classification, plain);
            class <= usize::from(within.width)
        }
        _ => {
            // Broken after RADIO, so that the first half is a whole prohibition.
            let at = sentence.find(" UNLESS").unwrap_or(sentence.len());
            let (first, second) = sentence.split_at(at);
            let second = second.trim_start();
            put(buf, body, 0, 0, first, plain);
            put(buf, body, 0, 1, second, plain);
            put(buf, within, right, 1, classification, plain);
            text::width(first) <= wide && text::width(second) + class < usize::from(within.width)
        }
    }
}

#[cfg(test)]
mod tests {
    use super::super::picture;
    use super::*;

    const SENTENCE: &str = "THIS INFORMATION IS NOT TO BE GIVEN OVER THE RADIO UNLESS SECURE TRANSMISSION";

    fn drawn(width: u16, rows: u16) -> (String, bool) {
        let mut whole = false;
        let picture = picture::of(width, rows, |buf, area| {
            let title = Phrase::new().text("Information marker · DLO contact");
            whole = draw(buf, area, SENTENCE, &title, "OFFICIAL-SENSITIVE", &Theme::dark());
        });
        (picture, whole)
    }

    #[test]
    fn at_120_columns_sentence_and_classification_share_a_row() {
        assert_eq!(
            drawn(120, 1),
            (
                "  THIS INFORMATION IS NOT TO BE GIVEN OVER THE RADIO UNLESS SECURE TRANSMISSION                     OFFICIAL-SENSITIVE"
                    .to_owned(),
                true
            )
        );
        assert!(drawn(100, 1).1);
    }

    #[test]
    fn at_79_to_99_columns_the_sentence_has_a_row_to_itself() {
        assert_eq!(
            drawn(80, 2).0,
            "  THIS INFORMATION IS NOT TO BE GIVEN OVER THE RADIO UNLESS SECURE TRANSMISSION\n  \
             Information marker · DLO contact                          OFFICIAL-SENSITIVE"
        );
        assert!(drawn(79, 2).1);
    }

    #[test]
    fn at_60_to_78_columns_it_is_broken_after_radio_and_never_cut() {
        let (picture, whole) = drawn(60, 2);
        assert_eq!(
            picture,
            "  THIS INFORMATION IS NOT TO BE GIVEN OVER THE RADIO\n  \
             UNLESS SECURE TRANSMISSION            OFFICIAL-SENSITIVE"
        );
        assert!(whole);
    }

    #[test]
    fn where_it_cannot_be_drawn_it_says_so() {
        for (width, rows) in [(20, 2), (80, 1), (0, 0)] {
            assert!(!drawn(width, rows).1, "{width}x{rows}");
        }
    }
}
