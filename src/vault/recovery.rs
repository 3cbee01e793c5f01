//! The recovery code: 128 random bits on paper, for the day the passphrase is forgotten.
//!
//! 26 Crockford base32 characters in five groups, then a check group that finds a mistyped character
//! before any slow key derivation. **The text stock `age` takes as the passphrase of `recovery.age` is
//! the code exactly as printed**: capitals, dashes and the check group, e.g.
//! `01234-56789-ABCDE-FGHJK-MNPQRS-TVWX`.

use super::passphrase::Passphrase;
use crate::domain::problem::{Kind, Outcome, Problem};
use data_encoding::{Encoding, Specification};
use sha2::{Digest, Sha256};
use std::sync::LazyLock;
use zeroize::Zeroizing;

/// Lengths of the printed groups; the last is the check group.
const GROUPS: [usize; 6] = [5, 5, 5, 5, 6, 4];
const CODE: usize = 26;
const CHECK: usize = 4;
const DOMAIN: &[u8] = b"caseload/recovery-check/v1\0";

/// Crockford's alphabet without I, L, O and U; the first three are read as 1, 1 and 0.
static CROCKFORD: LazyLock<Option<Encoding>> = LazyLock::new(|| {
    let mut spec = Specification::new();
    spec.symbols.push_str("0123456789ABCDEFGHJKMNPQRSTVWXYZ");
    spec.encoding().ok()
});

fn crockford() -> Outcome<&'static Encoding> {
    CROCKFORD.as_ref().ok_or_else(|| Problem::unexpected("The recovery code could not be made.", "alphabet"))
}

/// A recovery code, wiped when dropped.
#[derive(Clone)]
pub struct RecoveryCode(Passphrase);

impl RecoveryCode {
    /// Draws a new code.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn generate() -> Outcome<Self> {
        let mut bits = Zeroizing::new([0_u8; 16]);
        getrandom::fill(bits.as_mut_slice())
            .map_err(|e| Problem::unexpected("The system gave no random numbers.", e))?;
        let code = Zeroizing::new(crockford()?.encode(bits.as_slice()));
        Ok(Self::print(&code, &check_of(&code)?))
    }

    /// Reads a typed code; case, spaces, dashes and O, I, L for 0, 1, 1 do not matter.
    ///
    /// # Errors
    /// [`Kind::CannotUnlock`] when characters are missing or the check group finds a mistake.
    pub fn typed(text: &str) -> Outcome<Self> {
        let mut plain = Zeroizing::new(String::with_capacity(CODE + CHECK));
        for c in text.chars() {
            let c = match c.to_ascii_uppercase() {
                ' ' | '-' | '\u{2010}'..='\u{2015}' | '\u{2212}' => continue,
                'O' => '0',
                'I' | 'L' => '1',
                other => other,
            };
            if !c.is_ascii_alphanumeric() || c == 'U' {
                return Err(mistyped("The recovery code contains a character it cannot have."));
            }
            if plain.len() == CODE + CHECK {
                return Err(mistyped("The recovery code is too long."));
            }
            plain.push(c);
        }
        let (code, check) = match plain.split_at_checked(CODE) {
            Some((code, check)) if check.len() == CHECK => (code, check),
            _ => return Err(mistyped("The recovery code is too short.")),
        };
        if check_of(code)?.as_str() != check || crockford()?.decode(code.as_bytes()).map(Zeroizing::new).is_err() {
            return Err(mistyped("The recovery code is mistyped: its check group does not fit."));
        }
        Ok(Self::print(code, check))
    }

    fn print(code: &str, check: &str) -> Self {
        let mut text = Zeroizing::new(String::with_capacity(CODE + CHECK + GROUPS.len()));
        let mut characters = code.chars().chain(check.chars());
        for (n, length) in GROUPS.into_iter().enumerate() {
            if n > 0 {
                text.push('-');
            }
            text.extend(characters.by_ref().take(length));
        }
        Self(Passphrase::typed(&text))
    }

    /// The code as it is printed, and as stock `age` takes it; for showing it once.
    #[must_use]
    pub fn expose(&self) -> &str {
        self.0.expose()
    }

    /// The printed groups, the check group last.
    pub fn groups(&self) -> impl Iterator<Item = &str> {
        self.expose().split('-')
    }

    /// Whether the officer retyped this very code.
    #[must_use]
    pub fn is(&self, retyped: &str) -> bool {
        Self::typed(retyped).is_ok_and(|other| other.expose() == self.expose())
    }

    pub(super) const fn passphrase(&self) -> &Passphrase {
        &self.0
    }
}

/// The check group: 20 bits of a hash, so that a slip passes once in a million.
fn check_of(code: &str) -> Outcome<Zeroizing<String>> {
    let hash = Sha256::new().chain_update(DOMAIN).chain_update(code.as_bytes()).finalize();
    let mut text = Zeroizing::new(crockford()?.encode(hash.get(..5).unwrap_or_default()));
    text.truncate(CHECK);
    Ok(text)
}

fn mistyped(what: &str) -> Problem {
    Problem::new(
        Kind::CannotUnlock,
        what,
        "Compare it with the paper: 26 characters in five groups and a check group of four.",
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_code_is_26_characters_in_groups_with_a_check_group() {
        let code = RecoveryCode::generate().unwrap();
        let lengths: Vec<usize> = code.groups().map(str::len).collect();
        assert_eq!(lengths, GROUPS);
        assert!(code.expose().chars().all(|c| c == '-' || "0123456789ABCDEFGHJKMNPQRSTVWXYZ".contains(c)));
        assert_ne!(code.expose(), RecoveryCode::generate().unwrap().expose());
    }

    #[test]
    fn case_spaces_dashes_and_look_alikes_do_not_matter() {
        let code = (0..)
            .map(|_| RecoveryCode::generate().unwrap())
            .find(|c| c.expose().contains('0') && c.expose().contains('1'))
            .unwrap();
        let sloppy = code.expose().to_lowercase().replace('-', " ").replace('0', "o").replace('1', "l");
        assert_eq!(RecoveryCode::typed(&sloppy).unwrap().expose(), code.expose());
        assert!(code.is(&code.expose().replace('-', "").replace('1', "I")));
    }

    #[test]
    fn every_single_wrong_character_and_every_swap_of_neighbours_is_noticed() {
        let code = RecoveryCode::generate().unwrap().expose().replace('-', "");
        let letters: Vec<char> = code.chars().collect();
        for n in 0..letters.len() {
            for other in ['0', '7', 'A', 'Z'] {
                if letters[n] != other {
                    let mut wrong = letters.clone();
                    wrong[n] = other;
                    let text: String = wrong.into_iter().collect();
                    assert_eq!(RecoveryCode::typed(&text).err().unwrap().kind, Kind::CannotUnlock);
                }
            }
            if n > 0 && letters[n] != letters[n - 1] {
                let mut wrong = letters.clone();
                wrong.swap(n, n - 1);
                assert!(RecoveryCode::typed(&wrong.into_iter().collect::<String>()).is_err());
            }
        }
    }

    #[test]
    fn too_short_too_long_and_foreign_characters_are_named() {
        let code = RecoveryCode::generate().unwrap();
        let what = |text: &str| RecoveryCode::typed(text).err().unwrap().what;
        assert!(what("").contains("too short"));
        assert!(what(&code.expose()[..20]).contains("too short"));
        assert!(what(&format!("{}7", code.expose())).contains("too long"));
        assert!(what("UUUUU").contains("cannot have"));
    }
}
