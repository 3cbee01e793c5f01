//! The age format, the only sealing of the vault: to a passphrase or to recipients, bytes in, bytes out.
//!
//! Nothing here reads a file or knows what the bytes mean. No cryptography of our own.

use crate::domain::problem::{Outcome, Problem};
use age::x25519::{Identity, Recipient};
use secrecy::SecretString;
use std::io::{Read, Write};
use std::time::{Duration, Instant};
use zeroize::Zeroizing;

/// The highest scrypt work factor that is read: 2^20 takes one GiB. A larger one is refused before any
/// derivation, because a failed allocation ends the process.
const CEILING: u8 = 20;
/// The lowest work factor calibration gives.
const FLOOR: u8 = 18;
/// Plain text sealed here is small; more is never unsealed into memory.
const MOST_PLAIN: usize = 1024 * 1024;

/// The scrypt work factor for new key slots: 2^n rounds.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct WorkFactor(u8);

impl WorkFactor {
    /// A factor from 1 to 20. Below 18 is for tests and the practice caseload alone.
    #[must_use]
    pub const fn new(factor: u8) -> Option<Self> {
        match factor {
            1..=CEILING => Some(Self(factor)),
            _ => None,
        }
    }

    /// Chooses 18, 19 or 20 by timing one derivation at 2^17 on this machine.
    ///
    /// # Errors
    /// When the derivation fails.
    pub fn calibrate() -> Outcome<Self> {
        let begun = Instant::now();
        to_secret(&SecretString::from(String::new()), Self(17), &[])?;
        Ok(Self::for_timing(begun.elapsed()))
    }

    /// The largest factor that keeps unlocking near a second, 2^17 taking this long: 18 at least.
    #[must_use]
    pub const fn for_timing(at_17: Duration) -> Self {
        let second = Duration::from_millis(1300);
        if at_17.saturating_mul(8).as_millis() <= second.as_millis() {
            Self(CEILING)
        } else if at_17.saturating_mul(4).as_millis() <= second.as_millis() {
            Self(19)
        } else {
            Self(FLOOR)
        }
    }

    /// The number n of 2^n.
    #[must_use]
    pub const fn number(self) -> u8 {
        self.0
    }
}

/// Why a sealed file did not open.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Closed {
    /// It is sealed to another passphrase or recipient.
    OtherKey,
    /// It is not an age file, or its bytes are damaged.
    Damaged,
    /// It asks for more work than any file written here.
    TooMuchWork,
}

impl From<age::DecryptError> for Closed {
    fn from(e: age::DecryptError) -> Self {
        use age::DecryptError as E;
        match e {
            E::DecryptionFailed | E::KeyDecryptionFailed | E::NoMatchingKeys => Self::OtherKey,
            E::ExcessiveWork { .. } => Self::TooMuchWork,
            _ => Self::Damaged,
        }
    }
}

/// Seals to a passphrase.
pub(super) fn to_secret(secret: &SecretString, factor: WorkFactor, plain: &[u8]) -> Outcome<Vec<u8>> {
    let mut recipient = age::scrypt::Recipient::new(secret.clone());
    recipient.set_work_factor(factor.0);
    seal(&[&recipient], plain)
}

/// Unseals with a passphrase.
pub(super) fn with_secret(secret: &SecretString, sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Closed> {
    let mut identity = age::scrypt::Identity::new(secret.clone());
    identity.set_max_work_factor(CEILING);
    let decryptor = age::Decryptor::new(sealed)?;
    if !decryptor.is_scrypt() {
        return Err(Closed::Damaged);
    }
    unseal(decryptor, &[&identity])
}

/// Seals to every one of the recipients.
pub(super) fn to_recipients(recipients: &[Recipient], plain: &[u8]) -> Outcome<Vec<u8>> {
    let recipients: Vec<&dyn age::Recipient> = recipients.iter().map(|r| r as &dyn age::Recipient).collect();
    seal(&recipients, plain)
}

/// Unseals with the first of the identities that fits.
pub(super) fn with_identities(identities: &[Identity], sealed: &[u8]) -> Result<Zeroizing<Vec<u8>>, Closed> {
    let identities: Vec<&dyn age::Identity> = identities.iter().map(|i| i as &dyn age::Identity).collect();
    unseal(age::Decryptor::new(sealed)?, &identities)
}

fn seal(recipients: &[&dyn age::Recipient], plain: &[u8]) -> Outcome<Vec<u8>> {
    let failed = |e: &dyn std::fmt::Display| Problem::unexpected("Sealing failed.", e);
    let encryptor = age::Encryptor::with_recipients(recipients.iter().copied()).map_err(|e| failed(&e))?;
    let mut sealed = Vec::new();
    let mut writer = encryptor.wrap_output(&mut sealed).map_err(|e| failed(&e))?;
    writer.write_all(plain).map_err(|e| failed(&e))?;
    writer.finish().map_err(|e| failed(&e))?;
    Ok(sealed)
}

fn unseal(decryptor: age::Decryptor<&[u8]>, identities: &[&dyn age::Identity]) -> Result<Zeroizing<Vec<u8>>, Closed> {
    let mut reader = decryptor.decrypt(identities.iter().copied())?;
    // One buffer, filled to its end and never grown: growing would leave copies behind.
    let mut plain = Zeroizing::new(vec![0_u8; 128 * 1024]);
    let mut length = 0;
    loop {
        let Some(room) = plain.get_mut(length..) else { return Err(Closed::Damaged) };
        if room.is_empty() {
            if length >= MOST_PLAIN {
                return Err(Closed::Damaged);
            }
            let mut larger = Zeroizing::new(vec![0_u8; length * 2]);
            if let Some(start) = larger.get_mut(..length) {
                start.copy_from_slice(&plain);
            }
            plain = larger;
            continue;
        }
        match reader.read(room) {
            Ok(0) => break,
            Ok(n) => length += n,
            Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
            Err(_) => return Err(Closed::Damaged),
        }
    }
    plain.truncate(length);
    Ok(plain)
}

#[cfg(test)]
mod tests {
    use super::*;

    const LIGHT: WorkFactor = WorkFactor(2);

    #[test]
    fn a_sealed_text_opens_with_its_passphrase_and_no_other() {
        let secret = SecretString::from("five words of some sort");
        let sealed = to_secret(&secret, LIGHT, b"text").unwrap();
        assert_eq!(with_secret(&secret, &sealed).unwrap().as_slice(), b"text");
        assert_eq!(with_secret(&SecretString::from("other"), &sealed).unwrap_err(), Closed::OtherKey);
    }

    #[test]
    fn more_work_than_the_ceiling_is_refused_before_any_derivation() {
        let secret = SecretString::from("five words of some sort");
        let sealed = to_secret(&secret, LIGHT, b"text").unwrap();
        let at = sealed.windows(3).position(|w| w == b" 2\n").unwrap();
        for factor in ["21", "22", "63"] {
            let mut greedy = sealed[..at].to_vec();
            greedy.extend_from_slice(format!(" {factor}\n").as_bytes());
            greedy.extend_from_slice(&sealed[at + 3..]);
            let begun = Instant::now();
            assert_eq!(with_secret(&secret, &greedy).unwrap_err(), Closed::TooMuchWork);
            assert!(begun.elapsed() < Duration::from_secs(1));
        }
        assert_eq!(WorkFactor::new(21), None);
        assert_eq!(WorkFactor::new(0), None);
    }

    #[test]
    fn the_work_factor_follows_the_machine_between_18_and_20() {
        let of = |ms| WorkFactor::for_timing(Duration::from_millis(ms)).number();
        assert_eq!([of(5000), of(450), of(300), of(100)], [18, 18, 19, 20]);
    }

    #[test]
    fn a_text_larger_than_one_buffer_survives() {
        let identity = Identity::generate();
        let text = vec![9; 300_000];
        let sealed = to_recipients(&[identity.to_public()], &text).unwrap();
        assert_eq!(with_identities(&[identity], &sealed).unwrap().as_slice(), text);
    }
}
