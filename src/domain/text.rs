//! The one sanitiser: text from outside is cleaned here, once, at the boundary (domain rule 12).
//!
//! Paste, import, bundles and typed lines pass through [`clean_line`] or [`clean_note`]; what comes out can be
//! stored, searched, sealed and drawn. Limits are counted in grapheme clusters, which is what an officer calls
//! a letter. What does not belong here: what a field may mean (that is with its record), and widths in cells
//! (that is with the screen).

use std::borrow::Cow;

use unicode_general_category::{GeneralCategory as G, get_general_category};
use unicode_normalization::{UnicodeNormalization, is_nfc};
use unicode_segmentation::UnicodeSegmentation;

/// Longest line (names, titles, handles), in grapheme clusters.
pub const LINE: usize = 200;
/// Longest note, in grapheme clusters.
pub const NOTE: usize = 20_000;
/// Most combining marks that stay on one letter; no living script needs more.
pub const MARKS: usize = 8;

/// Text that may be kept, and how much of it could not.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Cleaned {
    /// The text in Unicode normal form C.
    pub text: String,
    /// Characters that were taken out; spaces and line breaks that were only made plain are not counted.
    pub removed: usize,
}

impl Cleaned {
    /// `7 hidden characters removed`; nothing when nothing was.
    #[must_use]
    pub fn notice(&self) -> Option<String> {
        match self.removed {
            0 => None,
            1 => Some("1 hidden character removed".to_owned()),
            n => Some(format!("{n} hidden characters removed")),
        }
    }
}

/// Cleans one line: every line break becomes a space. Spaces at the ends stay, because the text may be a paste
/// into the middle of a field.
#[must_use]
pub fn clean_line(text: &str) -> Cleaned {
    clean(text, ' ')
}

/// Cleans a note: every kind of line break becomes one line feed.
#[must_use]
pub fn clean_note(text: &str) -> Cleaned {
    clean(text, '\n')
}

/// Number of grapheme clusters.
#[must_use]
pub fn graphemes(text: &str) -> usize {
    // Plain letters are counted by their bytes; only a carriage return joins with what follows.
    if text.is_ascii() && !text.contains('\r') { text.len() } else { text.graphemes(true).count() }
}

/// The longest beginning of at most `limit` grapheme clusters; never cuts a letter from its accents.
#[must_use]
pub fn truncate_graphemes(text: &str, limit: usize) -> &str {
    match text.grapheme_indices(true).nth(limit) {
        Some((at, _)) => text.get(..at).unwrap_or(text),
        None => text,
    }
}

fn clean(text: &str, line_break: char) -> Cleaned {
    // Most texts are plain and there is nothing to look at letter by letter.
    if text.bytes().all(|b| matches!(b, b' '..=b'~')) {
        return Cleaned { text: text.to_owned(), removed: 0 };
    }
    let unified: Cow<'_, str> = if text.contains('\r') { text.replace("\r\n", "\n").into() } else { text.into() };
    let chars: Vec<char> = unified.chars().collect();
    let mut kept = String::with_capacity(unified.len());
    let mut removed = 0;
    for (i, &c) in chars.iter().enumerate() {
        match c {
            // Line breaks of every system, the page break and the soft break of word processors.
            '\n' | '\r' | '\u{0B}' | '\u{0C}' | '\u{85}' | '\u{2028}' | '\u{2029}' => kept.push(line_break),
            '\t' => kept.push(' '),
            '\u{200C}' | '\u{200D}' => {
                let next = chars.get(i + 1).copied();
                if joins(&kept) && next.is_some_and(|n| is_letter(n) || is_emoji(n)) {
                    kept.push(c);
                } else {
                    removed += 1;
                }
            }
            c if is_hidden(c) => removed += 1,
            c if get_general_category(c) == G::SpaceSeparator => kept.push(' '),
            c => kept.push(c),
        }
    }
    if !is_nfc(&kept) {
        kept = kept.nfc().collect();
    }
    let text = limit_marks(&kept, &mut removed);
    Cleaned { text, removed }
}

/// Drops the ninth and later marks of a letter, and marks that have no letter of their own: at the start of a
/// text they would be drawn on whatever stands before it.
fn limit_marks(text: &str, removed: &mut usize) -> String {
    let mut out = String::with_capacity(text.len());
    let mut marks = MARKS;
    for c in text.chars() {
        if is_mark(c) {
            if marks >= MARKS {
                *removed += 1;
                continue;
            }
            marks += 1;
        } else if c == '\n' {
            marks = MARKS;
        } else if c != '\u{200C}' && c != '\u{200D}' {
            marks = 0;
        }
        out.push(c);
    }
    out
}

/// Characters that nobody sees and that change what is read: controls, bidi controls, zero widths, tags,
/// fillers and code points that are no characters. Unicode's *Cf* wholly, except the two joiners in their place.
fn is_hidden(c: char) -> bool {
    let code = u32::from(c);
    matches!(get_general_category(c), G::Control | G::Format)
        || matches!(code,
            0xE0000..=0xE007F                    // tags, the unassigned ones too
            | 0x034F                             // grapheme joiner
            | 0x115F | 0x1160 | 0x3164 | 0xFFA0  // Hangul fillers
            | 0x17B4 | 0x17B5                    // Khmer inherent vowels
            | 0x2065 | 0xFFF0..=0xFFF8 | 0xFDD0..=0xFDEF)
        || code & 0xFFFE == 0xFFFE
}

/// Whether what is kept so far ends in something that a joiner can join: a letter or an emoji, marks passed over.
fn joins(kept: &str) -> bool {
    kept.chars().rev().find(|c| !is_mark(*c)).is_some_and(|c| is_letter(c) || is_emoji(c))
}

fn is_letter(c: char) -> bool {
    use G::{LowercaseLetter, ModifierLetter, OtherLetter, TitlecaseLetter, UppercaseLetter};
    matches!(
        get_general_category(c),
        LowercaseLetter | UppercaseLetter | TitlecaseLetter | ModifierLetter | OtherLetter
    )
}

fn is_mark(c: char) -> bool {
    matches!(get_general_category(c), G::NonspacingMark | G::SpacingMark | G::EnclosingMark)
}

fn is_emoji(c: char) -> bool {
    get_general_category(c) == G::OtherSymbol || matches!(u32::from(c), 0x1F3FB..=0x1F3FF | 0x2194 | 0x2195)
}

/// The first letter in capitals.
#[must_use]
pub fn capital(words: &str) -> String {
    let mut letters = words.chars();
    letters.next().map(|first| first.to_uppercase().chain(letters).collect()).unwrap_or_default()
}

/// The first letter small, for a label inside a sentence; `IS reference` and `DLO` keep their capitals.
#[must_use]
pub fn lower_first(label: &str) -> String {
    let mut letters = label.chars();
    match (letters.next(), label.chars().nth(1)) {
        (Some(first), Some(second)) if second.is_lowercase() => first.to_lowercase().chain(letters).collect(),
        _ => label.to_owned(),
    }
}

/// `1 update`, `148 updates`.
pub fn counted<N: PartialEq + From<u8> + std::fmt::Display>(n: N, one: &str, many: &str) -> String {
    let word = if n == N::from(1) { one } else { many };
    format!("{n} {word}")
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn real_names_of_many_scripts_survive_unchanged() {
        for name in [
            "Żaneta",
            "Małgorzata",
            "Ștefania",
            "Bọlá Adébáyọ̀",
            "Hằng",
            "Nguyễn Thị Ngọc",
            "ნინო",
            "Ελένη",
            "Оксана",
            "Лілія",
            "Çiğdem",
            "Søren",
            "مُحَمَّد",
            "نیلوفر",
            "שִׁירָה",
            "ยุพิน",
            "प्रिया",
            "小梅",
            "O'Brien-Smith",
            "می‌خواهم",
            "👩‍👧",
            "❤️",
        ] {
            let nfc: String = name.nfc().collect();
            assert_eq!(clean_line(name), Cleaned { text: nfc, removed: 0 }, "{name}");
        }
    }

    #[test]
    fn hidden_characters_are_removed_and_counted() {
        let cleaned = clean_line("Ro\u{202E}x\u{200B}y\u{FEFF}\u{7}\u{9b}\u{E0041}\u{AD}");
        assert_eq!(cleaned.text, "Roxy");
        assert_eq!(cleaned.notice().as_deref(), Some("7 hidden characters removed"));
        assert_eq!(clean_line("Roxy").notice(), None);
        assert_eq!(clean_line("Roxy\u{2066}").notice().as_deref(), Some("1 hidden character removed"));
    }

    #[test]
    fn every_bidi_control_and_terminal_control_goes() {
        for code in [0x61C, 0x200E, 0x200F, 0x202A, 0x202E, 0x2066, 0x2069, 0x1B, 0x7F, 0x80, 0x9F, 0x2060, 0x0] {
            let c = char::from_u32(code).unwrap();
            let cleaned = clean_note(&format!("a{c}b"));
            assert_eq!((cleaned.text.as_str(), cleaned.removed), ("ab", 1), "U+{code:04X}");
        }
    }

    #[test]
    fn a_joiner_stays_only_between_letters_or_emoji() {
        assert_eq!(clean_line("\u{200D}a\u{200D}").removed, 2);
        assert_eq!(clean_line("1\u{200C}2").removed, 1);
        assert_eq!(clean_line("क्\u{200D}ष").removed, 0);
        assert_eq!(clean_line("a\u{200D}\u{200D}b").removed, 1);
    }

    #[test]
    fn a_line_has_no_line_breaks_and_a_note_keeps_one_kind() {
        assert_eq!(clean_line("one\r\ntwo\u{2028}three\tfour").text, "one two three four");
        assert_eq!(clean_note("one\r\ntwo\rthree\u{2029}four\u{a0}").text, "one\ntwo\nthree\nfour ");
        assert_eq!(clean_note("one\r\ntwo").removed, 0);
    }

    #[test]
    fn no_letter_carries_more_than_eight_marks_and_none_stands_alone() {
        let zalgo = format!("q{}", "\u{0337}".repeat(30));
        let cleaned = clean_line(&zalgo);
        assert_eq!((cleaned.text.chars().count(), cleaned.removed), (9, 22));
        assert_eq!(clean_line("\u{0301}abc").text, "abc");
    }

    #[test]
    fn text_is_cut_between_letters_never_inside_one() {
        assert_eq!(truncate_graphemes("Bọ\u{301}lá", 2), "Bọ\u{301}");
        assert_eq!(truncate_graphemes("Roxy", 4), "Roxy");
        assert_eq!(graphemes("👩‍👧é"), 2);
    }

    proptest! {
        #[test]
        fn plain_letters_are_counted_as_all_others(text in "[\\x00-\\x7F]{0,40}") {
            prop_assert_eq!(graphemes(&text), text.graphemes(true).count());
        }

        #[test]
        fn cleaning_twice_changes_nothing(text in "\\PC*|[\\x00-\\x{3FF}\\x{1100}-\\x{11FF}\\x{2000}-\\x{2070}\\x{1F3F0}-\\x{1F600}]*") {
            let once = clean_note(&text);
            let twice = clean_note(&once.text);
            prop_assert_eq!(&twice.text, &once.text);
            prop_assert_eq!(twice.removed, 0);
            let line = clean_line(&text).text;
            prop_assert!(!line.chars().any(char::is_control));
            prop_assert_eq!(clean_line(&line).text, line.clone());
        }
    }
}
