//! Passphrases: generated words, the policy for an officer's own, comparing when retyped.
//!
//! A passphrase is taken as Unicode NFC, never shortened and never trimmed, so that stock `age` takes
//! the very text that is typed here. Deriving keys from it belongs to `slots`.

use crate::domain::problem::{Outcome, Problem};
use secrecy::{ExposeSecret, SecretString};
use unicode_normalization::UnicodeNormalization;
use zeroize::Zeroizing;

/// The long list of the Electronic Frontier Foundation (2016, CC BY 3.0 US), a word a line. As text it takes a quarter of
/// the room that a table of words takes in a program; a test holds it to the crate that keeps such lists.
const LONG_LIST: &str = include_str!("../../assets/passphrase/eff_long.txt");
/// Words of a generated passphrase: five of 7,776 are 64.6 bits. Three can be guessed with money.
pub const WORDS: usize = 5;
/// The fewest characters of an officer's own passphrase.
pub const FEWEST_CHARACTERS: usize = 15;
/// The most bytes that are read as a passphrase; more is refused, never cut.
pub const MOST_BYTES: usize = 4096;

/// A passphrase in NFC, wiped when dropped.
#[derive(Clone)]
pub struct Passphrase(SecretString);

impl Passphrase {
    /// Takes what was typed to open a vault: normalised, no policy.
    #[must_use]
    pub fn typed(text: &str) -> Self {
        // The length is counted first: a string that grows leaves copies in memory.
        let length = text.nfc().map(char::len_utf8).sum();
        let mut normal = String::with_capacity(length);
        normal.extend(text.nfc());
        Self(SecretString::from(normal))
    }

    /// Five words drawn from the EFF long list by the system's random numbers, a space between them.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn generate() -> Outcome<Self> {
        let list: Vec<&str> = LONG_LIST.lines().collect();
        let longest = list.iter().map(|w| w.len()).max().unwrap_or(0);
        let mut text = Zeroizing::new(String::with_capacity(WORDS * (longest + 1)));
        for n in 0..WORDS {
            if n > 0 {
                text.push(' ');
            }
            text.push_str(draw(&list)?);
        }
        Ok(Self::typed(&text))
    }

    /// Takes an officer's own passphrase if the policy allows it. `refused_words` are the officer's and
    /// the force's names, which a finder of the laptop tries first.
    ///
    /// # Errors
    /// [`crate::domain::problem::Kind::Refused`], saying which rule it breaks and never the passphrase.
    pub fn chosen(text: &str, refused_words: &[&str]) -> Outcome<Self> {
        let passphrase = Self::typed(text);
        let normal = passphrase.0.expose_secret();
        if normal.len() > MOST_BYTES {
            return Err(Problem::refused(
                "The passphrase is longer than can be kept.",
                "Choose one of at most 1,000 characters.",
            ));
        }
        if normal.chars().any(char::is_control) {
            return Err(Problem::refused(
                "The passphrase contains a key that is not a character.",
                "Type it again without tabs or line breaks.",
            ));
        }
        if normal.chars().count() < FEWEST_CHARACTERS {
            return Err(Problem::refused(
                format!("The passphrase is shorter than {FEWEST_CHARACTERS} characters."),
                "Take the five words offered, or choose a longer one.",
            ));
        }
        let lower = Zeroizing::new(normal.to_lowercase());
        let named = refused_words
            .iter()
            .flat_map(|words| words.split_whitespace())
            .map(|word| word.nfc().collect::<String>().to_lowercase())
            .any(|word| word.chars().count() >= 3 && lower.contains(&word));
        if named {
            return Err(Problem::refused(
                "The passphrase contains your name, your force or another word about you.",
                "Take the five words offered, or choose one without such words.",
            ));
        }
        if is_common(&lower) {
            return Err(Problem::refused(
                "The passphrase is one of those that are tried first.",
                "Take the five words offered, or choose words that do not belong together.",
            ));
        }
        Ok(passphrase)
    }

    /// The text for showing it once; never to be logged or kept.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose_secret()
    }

    /// The words of it, for showing them numbered.
    pub fn words(&self) -> impl Iterator<Item = &str> {
        self.expose().split(' ')
    }

    /// Compares with what was retyped and gives the number (from 1) of the first word that differs, so
    /// that the officer need not start again. `None` means all is equal.
    #[must_use]
    pub fn first_difference(&self, retyped: &str) -> Option<usize> {
        let retyped = Self::typed(retyped);
        if self.expose() == retyped.expose() {
            return None;
        }
        let mut mine = self.words();
        let mut theirs = retyped.words();
        let mut number = 1;
        loop {
            match (mine.next(), theirs.next()) {
                (Some(a), Some(b)) if a == b => number += 1,
                _ => return Some(number),
            }
        }
    }

    pub(super) const fn secret(&self) -> &SecretString {
        &self.0
    }
}

/// Draws one word, each equally likely.
fn draw<'l>(list: &[&'l str]) -> Outcome<&'l str> {
    let count = u32::try_from(list.len()).unwrap_or(u32::MAX).max(1);
    // Numbers beyond the last whole multiple would make the first words likelier.
    let limit = u32::MAX - u32::MAX % count;
    loop {
        let number = getrandom::u32().map_err(|e| Problem::unexpected("The system gave no random numbers.", e))?;
        if number < limit
            && let Some(word) = list.get((number % count) as usize)
        {
            return Ok(word);
        }
    }
}

/// Words and runs that make up most passphrases people choose; what is left of a passphrase without
/// them must still be worth guessing.
const COMMON: &[&str] = &[
    "password",
    "passphrase",
    "passwort",
    "passw0rd",
    "p@ssword",
    "p@ssw0rd",
    "letmein",
    "welcome",
    "iloveyou",
    "trustno",
    "dragon",
    "monkey",
    "football",
    "liverpool",
    "arsenal",
    "chelsea",
    "everton",
    "rangers",
    "celtic",
    "manchester",
    "united",
    "princess",
    "sunshine",
    "superman",
    "batman",
    "master",
    "admin",
    "administrator",
    "login",
    "secret",
    "whatever",
    "computer",
    "internet",
    "charlie",
    "qwerty",
    "asdfgh",
    "zxcvbn",
    "azerty",
    "qazwsx",
    "correct",
    "horse",
    "battery",
    "staple",
    "police",
    "constable",
    "officer",
    "caseload",
    "january",
    "february",
    "march",
    "april",
    "june",
    "july",
    "august",
    "september",
    "october",
    "november",
    "december",
    "monday",
    "tuesday",
    "wednesday",
    "thursday",
    "friday",
    "saturday",
    "sunday",
    "spring",
    "summer",
    "autumn",
    "winter",
    "changeme",
    "default",
];
/// Keys and letters as they follow each other.
const RUNS: &[&str] =
    &["abcdefghijklmnopqrstuvwxyz", "qwertyuiop", "asdfghjkl", "zxcvbnm", "1qaz2wsx3edc4rfv5tgb6yhn7ujm"];

/// Whether a lower-case passphrase is a common one: few different characters, a short text repeated, or
/// little left after common words, runs of keys, digits and signs are taken away.
fn is_common(lower: &str) -> bool {
    let characters: Zeroizing<Vec<char>> = Zeroizing::new(lower.chars().collect());
    let mut different = Zeroizing::new(characters.to_vec());
    different.sort_unstable();
    different.dedup();
    if different.len() < 6 {
        return true;
    }
    let repeated =
        (1..=characters.len() / 2).any(|n| characters.iter().zip(characters.iter().skip(n)).all(|(a, b)| a == b));
    if repeated {
        return true;
    }
    let mut left = Zeroizing::new(lower.to_owned());
    for word in COMMON {
        left = Zeroizing::new(left.replace(word, ""));
    }
    let letters: Zeroizing<Vec<char>> = Zeroizing::new(left.chars().filter(|c| c.is_alphabetic()).collect());
    // A letter counts when it does not merely follow its neighbour on the keyboard or in the alphabet.
    let follows = |a: char, b: char| {
        a == b
            || RUNS.iter().any(|run| {
                let mut next = run.chars().zip(run.chars().skip(1));
                next.any(|(x, y)| (x, y) == (a, b) || (y, x) == (a, b))
            })
    };
    let counted = letters.first().map_or(0, |_| 1)
        + letters.windows(2).filter(|w| matches!(w, [a, b] if !follows(*a, *b))).count();
    counted < 6
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::problem::Kind;

    #[test]
    fn five_words_of_the_long_list_are_generated() {
        let list: Vec<&str> = LONG_LIST.lines().collect();
        assert_eq!(list, diceware_wordlists::EFF_LONG_WORDLIST);
        assert_eq!(list.len(), 7776);
        let one = Passphrase::generate().unwrap();
        assert_eq!(one.words().count(), WORDS);
        assert!(one.words().all(|w| list.contains(&w)));
        assert_ne!(one.expose(), Passphrase::generate().unwrap().expose());
    }

    #[test]
    fn every_generated_passphrase_meets_the_policy_for_own_ones() {
        for _ in 0..200 {
            let one = Passphrase::generate().unwrap();
            if one.expose().chars().count() >= FEWEST_CHARACTERS {
                assert!(Passphrase::chosen(one.expose(), &[]).is_ok(), "{}", one.expose());
            }
        }
    }

    #[test]
    fn composed_and_decomposed_text_is_the_same_passphrase_and_case_and_spaces_count() {
        let composed = Passphrase::typed("caf\u{e9} au lait sous la pluie");
        assert_eq!(composed.first_difference("cafe\u{301} au lait sous la pluie"), None);
        assert!(composed.first_difference("caf\u{e9} au lait sous la pluie ").is_some());
        assert_eq!(composed.first_difference("Caf\u{e9} au lait sous la pluie"), Some(1));
    }

    #[test]
    fn a_mistyped_word_is_named_by_its_number() {
        let words = Passphrase::typed("alpha bravo carbon delta ember");
        assert_eq!(words.first_difference("alpha bravo carbno delta ember"), Some(3));
        assert_eq!(words.first_difference("alpha bravo carbon delta"), Some(5));
        assert_eq!(words.first_difference("alpha bravo carbon delta ember foxtrot"), Some(6));
        assert_eq!(words.first_difference("alpha bravo carbon delta ember"), None);
    }

    #[test]
    fn short_common_and_personal_passphrases_are_refused() {
        let refused = [
            "x",
            "fourteen chars",
            "password123456789",
            "Password Password 2024",
            "aaaaaaaaaaaaaaaaaa",
            "qwertyuiopasdfghjkl",
            "abcdefghijklmnopqrst",
            "123456789012345678",
            "correct horse battery staple",
            "abcxyzabcxyzabcxyz",
            "Liverpool Football 1892!",
        ];
        for text in refused {
            assert_eq!(Passphrase::chosen(text, &[]).err().map(|p| p.kind), Some(Kind::Refused), "{text}");
        }
        let own = "teapot lagoon verdict ninety";
        assert!(Passphrase::chosen(own, &[]).is_ok());
        assert!(Passphrase::chosen(own, &["Verdict"]).is_err(), "in any case");
        assert!(Passphrase::chosen(own, &["Chief Lagoon of Northshire"]).is_err(), "each word counts");
        assert!(Passphrase::chosen(own, &["et"]).is_ok(), "two letters would refuse everything");
    }

    #[test]
    fn a_thousand_characters_are_kept_whole() {
        let long: String = (0..1024_u32).filter_map(|n| char::from_u32(97 + (n * n * 7 + n / 26) % 26)).collect();
        let passphrase = Passphrase::chosen(&long, &[]).unwrap();
        assert_eq!(passphrase.expose(), long);
        assert!(Passphrase::chosen(&"ab cdq".repeat(1000), &[]).is_err(), "too long is refused, never cut");
    }

    #[test]
    fn a_refusal_never_repeats_the_passphrase() {
        let problem = Passphrase::chosen("password123456789", &[]).err().unwrap();
        assert!(!format!("{problem}{:?}", problem.detail).contains("password123456789"));
    }
}
