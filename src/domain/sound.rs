//! Names as they are looked for: without accents, in any script, and by their sound.
//!
//! What an officer hears is typed in Latin letters; the record may hold Cyrillic, Georgian or Vietnamese. Both
//! sides pass through the same keys, so that *oksana* meets Оксана and *marlie* meets Marley.

use any_ascii::any_ascii;
use rphonetic::DoubleMetaphone;
use unicode_normalization::UnicodeNormalization;

/// Longest phonetic code; longer ones would separate names that sound alike to their end.
const CODE_LENGTH: usize = 6;

/// The words of a text in plain lower-case ASCII, in order and without repeats.
#[must_use]
pub fn word_keys(text: &str) -> Vec<String> {
    let plain = fold(text);
    let mut keys = Vec::new();
    for word in plain.split(|c: char| !c.is_ascii_alphanumeric()).filter(|w| !w.is_empty()) {
        if !keys.iter().any(|k| k == word) {
            keys.push(word.to_owned());
        }
    }
    keys
}

/// The phonetic codes of the words of a text, in order and without repeats: Double Metaphone, both readings.
/// Words with digits and single letters have none.
#[must_use]
pub fn sound_keys(text: &str) -> Vec<String> {
    let coder = DoubleMetaphone::new(Some(CODE_LENGTH));
    let mut keys: Vec<String> = Vec::new();
    for word in word_keys(text) {
        if word.len() < 2 || !word.bytes().all(|b| b.is_ascii_alphabetic()) {
            continue;
        }
        let code = coder.double_metaphone(&word);
        for key in [code.primary(), code.alternate()] {
            // A J at the end may be silent; the coder writes that as a space.
            let key = key.trim_end().to_owned();
            if !key.is_empty() && !keys.contains(&key) {
                keys.push(key);
            }
        }
    }
    keys
}

/// Plain lower-case ASCII. Accents go before the letters are spelt out, because *Hằng* is *hang* to the ear of
/// whoever types it; apostrophes go without a gap (O'Brien is one word).
fn fold(text: &str) -> String {
    if text.is_ascii() {
        // Most names are plain already.
        return text.chars().filter(|c| !matches!(c, '\'' | '`')).map(|c| c.to_ascii_lowercase()).collect();
    }
    let bare: String = text
        .nfd()
        .filter(|c| !unicode_normalization::char::is_combining_mark(*c))
        .filter(|c| !matches!(c, '\'' | '’' | '‘' | 'ʼ' | '`' | '\u{200C}' | '\u{200D}'))
        .collect();
    any_ascii(&bare).replace(['\'', '`'], "").to_ascii_lowercase()
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn sound_alike(a: &str, b: &str) -> bool {
        let b = sound_keys(b);
        sound_keys(a).iter().any(|k| b.contains(k))
    }

    #[test]
    fn names_are_found_without_their_accents_and_in_any_script() {
        for (typed, kept) in [
            ("zaneta", "Żaneta"),
            ("oksana", "Оксана"),
            ("nino", "ნინო"),
            ("hang", "Hằng"),
            ("malgorzata", "Małgorzata"),
            ("stefania", "Ștefania"),
            ("cigdem", "Çiğdem"),
            ("soren", "Søren"),
            ("bola", "Bọlá"),
            ("eleni", "Ελένη"),
        ] {
            assert_eq!(word_keys(typed), word_keys(kept), "{typed}");
        }
    }

    #[test]
    fn names_that_sound_alike_meet() {
        for (heard, kept) in [
            ("marlie", "Marley"),
            ("Zaneta", "Żaneta"),
            ("oksana", "Оксана"),
            ("ludmila", "Ludmiła"),
            ("kris", "Chris"),
        ] {
            assert!(sound_alike(heard, kept), "{heard}: {:?} {:?}", sound_keys(heard), sound_keys(kept));
        }
        assert!(!sound_alike("Roxy", "Jade"));
    }

    #[test]
    fn a_name_is_split_where_it_is_written_apart() {
        assert_eq!(word_keys("Lola, red-coat O'Brien 2 lola"), ["lola", "red", "coat", "obrien", "2"]);
        assert!(sound_keys("K7-0042").is_empty());
        assert_eq!(sound_keys("aj"), ["AJ", "A"]);
    }

    proptest! {
        #[test]
        fn keys_are_plain_and_no_text_breaks_them(text in "\\PC{0,40}") {
            for key in word_keys(&text).iter().chain(&sound_keys(&text)) {
                prop_assert!(!key.is_empty() && key.bytes().all(|b| b.is_ascii_alphanumeric()));
            }
        }
    }
}
