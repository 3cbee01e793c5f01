//! Who bundles are sealed to and whose answers count: recipients, their fingerprints, allowed signers, and the
//! practice organisation (exchange section 8).
//!
//! Which of them an officer has confirmed is a setting of the vault and not known here.

use age::secrecy::ExposeSecret;
use age::x25519::{Identity, Recipient};
use sha2::{Digest, Sha256};
use zeroize::Zeroizing;

use crate::domain::problem::{Outcome, Problem};
use crate::exchange::signer::{Allowed, Signer, groups};

/// The name a practice organisation signs its receipts under.
pub const PRACTICE_PRINCIPAL: &str = "practice-organisation";

/// A recipient in its one form, `age1…` in small letters, from what was typed or pasted.
///
/// # Errors
/// Refused when it is not a public age recipient; a secret key pasted by mistake has its own sentence.
pub fn normalise(typed: &str) -> Outcome<String> {
    parse(typed).map(|r| r.to_string())
}

pub(super) fn parse(typed: &str) -> Outcome<Recipient> {
    let typed: Zeroizing<String> = Zeroizing::new(typed.chars().filter(|c| !c.is_whitespace()).collect());
    if typed.to_ascii_uppercase().starts_with("AGE-SECRET-KEY-") {
        return Err(Problem::refused(
            "This is a secret key, not a recipient. Nobody but its owner may have it.",
            "Tell its owner that it must be replaced, and ask for the public part, which begins with age1.",
        ));
    }
    typed.to_ascii_lowercase().parse().map_err(|e: &str| {
        Problem::refused("This is not a public age recipient.", "It begins with age1: copy it whole.").detail(e)
    })
}

/// The fingerprint that manifests carry: SHA-256 of the recipient's text, in hex (`printf %s age1… | sha256sum`).
///
/// # Errors
/// As [`normalise`].
pub fn fingerprint(recipient: &str) -> Outcome<String> {
    Ok(data_encoding::HEXLOWER.encode(&digest(recipient)?))
}

/// The fingerprint as ten groups of four digits, to be read aloud over another channel.
///
/// # Errors
/// As [`normalise`].
pub fn spoken(recipient: &str) -> Outcome<String> {
    Ok(groups(&digest(recipient)?))
}

/// Whether what somebody read aloud, or typed from it, is the fingerprint of this recipient: digits count, however they
/// are set apart.
///
/// # Errors
/// As [`normalise`].
pub fn is_spoken(recipient: &str, said: &str) -> Outcome<bool> {
    let plain = |text: &str| text.chars().filter(char::is_ascii_alphanumeric).collect::<String>();
    Ok(plain(&spoken(recipient)?) == plain(said))
}

fn digest(recipient: &str) -> Outcome<[u8; 32]> {
    Ok(Sha256::digest(normalise(recipient)?.as_bytes()).into())
}

/// The identities in the text of a key file as `age-keygen` writes it; lines that begin with `#` are passed over.
///
/// # Errors
/// Refused when a line is no age identity, or none is there.
pub fn identities(text: &str) -> Outcome<Vec<Identity>> {
    let lines = text.lines().map(str::trim).filter(|l| !l.is_empty() && !l.starts_with('#'));
    let read: Result<Vec<Identity>, &str> = lines.map(str::parse).collect();
    read.ok()
        .filter(|i| !i.is_empty())
        .ok_or_else(|| Problem::refused("This is not an age key file.", "It holds a line AGE-SECRET-KEY-1…"))
}

/// A new age identity as the text of a key file, and its recipient: for a device's own receipts, or an organisation.
#[must_use]
pub fn new_identity() -> (Zeroizing<String>, String) {
    let identity = Identity::generate();
    let recipient = identity.to_public().to_string();
    let secret = identity.to_string();
    (Zeroizing::new(format!("# public key: {recipient}\n{}\n", secret.expose_secret())), recipient)
}

/// The text of an `allowed_signers` file for `ssh-keygen -Y verify -f`.
///
/// # Errors
/// Not for keys read here.
pub fn allowed_signers(allowed: &[Allowed]) -> Outcome<String> {
    let mut text = String::from("# Keys whose signature under a bundle counts, by device.\n");
    for a in allowed {
        text.push_str(&a.line()?);
        text.push('\n');
    }
    Ok(text)
}

/// The organisation a practice caseload brings along. Its packages say PRACTICE, and a real intake refuses them.
pub struct PracticeOrganisation {
    /// Text of `organisation.key`: an age identity.
    pub key_file: Zeroizing<String>,
    /// Its recipient.
    pub recipient: String,
    /// The key it signs receipts with.
    pub receipts: Signer,
}

/// Keys are never printed by accident.
impl std::fmt::Debug for PracticeOrganisation {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("PracticeOrganisation(…)")
    }
}

impl PracticeOrganisation {
    /// A new one.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn generate() -> Outcome<Self> {
        let (key_file, recipient) = new_identity();
        Ok(Self { key_file, recipient, receipts: Signer::generate()? })
    }

    /// What the officer's settings take of it.
    ///
    /// # Errors
    /// Not for keys made here.
    pub fn settings(&self) -> Outcome<crate::domain::officer::Organisation> {
        Ok(crate::domain::officer::Organisation {
            name: "Practice IS desk".to_owned(),
            recipients: vec![self.recipient.clone()],
            escrow: String::new(),
            // Made here a moment ago: nobody has to read it out.
            confirmed: vec![self.recipient.clone()],
            receipt_keys: vec![self.receipts.public_line()?],
            practice: true,
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_recipient_is_taken_however_it_was_pasted() {
        let (_, recipient) = new_identity();
        let (head, tail) = recipient.split_at(20);
        assert_eq!(normalise(&format!("  {head}\n{tail} ")).unwrap(), recipient);
        assert_eq!(normalise(&recipient.to_uppercase()).unwrap(), recipient);
        assert_eq!(fingerprint(&recipient.to_uppercase()).unwrap(), fingerprint(&recipient).unwrap());
        assert!(normalise(recipient.split_at(50).0).unwrap_err().what.contains("not a public age recipient"));
    }

    #[test]
    fn a_secret_key_pasted_as_recipient_is_told_apart_and_never_repeated() {
        let (key_file, _) = new_identity();
        let secret = key_file.lines().last().unwrap();
        let problem = normalise(secret).unwrap_err();
        assert!(problem.what.contains("secret key"));
        assert!(!format!("{problem:?}").contains(secret));
    }

    #[test]
    fn a_key_file_gives_the_identity_of_its_recipient() {
        let organisation = PracticeOrganisation::generate().unwrap();
        let identities = identities(&organisation.key_file).unwrap();
        assert_eq!(identities[0].to_public().to_string(), organisation.recipient);
        assert!(super::identities("# nothing\n").is_err());
        assert!(super::identities("AGE-SECRET-KEY-1NO\n").is_err());
        assert!(!format!("{organisation:?}").contains("KEY"));
    }

    #[test]
    fn the_spoken_fingerprint_is_of_the_text_itself() {
        let (_, recipient) = new_identity();
        let digest = Sha256::digest(recipient.as_bytes());
        assert_eq!(spoken(&recipient).unwrap(), groups(&digest));
        assert_eq!(fingerprint(&recipient).unwrap(), data_encoding::HEXLOWER.encode(&digest));
    }

    #[test]
    fn every_device_has_its_line_among_the_allowed_signers() {
        let signers = [Signer::generate().unwrap(), Signer::generate().unwrap()];
        let allowed = signers.each_ref().map(|s| Allowed::device(&s.public_line().unwrap()).unwrap());
        let text = allowed_signers(&allowed).unwrap();
        for s in &signers {
            let line = text.lines().find(|l| l.starts_with(&s.device_id())).unwrap();
            assert!(line.contains(r#"namespaces="caseload-bundle" ssh-ed25519 "#));
        }
    }
}
