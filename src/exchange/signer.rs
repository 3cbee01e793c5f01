//! Ed25519 signatures in OpenSSH's form: `ssh-keygen -Y verify` checks them without this program.
//!
//! A device signs what leaves it, an organisation signs its receipts. The private key is kept as text in the vault,
//! never in a file. What is signed is always the manifest; what the manifest says is its own affair.

use sha2::{Digest, Sha256};
use ssh_key::private::Ed25519Keypair;
use ssh_key::public::KeyData;
use ssh_key::{Algorithm, HashAlg, LineEnding, PrivateKey, PublicKey, SshSig};
use zeroize::Zeroizing;

use crate::domain::problem::{Outcome, Problem};
use crate::exchange::refusal::Refusal;

/// The namespace of every signature: one made for another purpose never counts here.
pub const NAMESPACE: &str = "caseload-bundle";
/// What a device's id is derived with, so that no other digest of the key is mistaken for it.
const DEVICE: &[u8] = b"caseload-device/1\0";

/// A private signing key.
pub struct Signer {
    key: PrivateKey,
}

/// A key is never printed by accident.
impl std::fmt::Debug for Signer {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Signer(…)")
    }
}

impl Signer {
    /// A new key from the system's random numbers.
    ///
    /// # Errors
    /// When the system gives none.
    pub fn generate() -> Outcome<Self> {
        let mut seed = Zeroizing::new([0_u8; 32]);
        getrandom::fill(seed.as_mut_slice())
            .map_err(|e| Problem::unexpected("The system gave no random numbers.", e))?;
        Ok(Self { key: PrivateKey::from(Ed25519Keypair::from_seed(&seed)) })
    }

    /// Reads the text that [`Signer::to_private_text`] gave.
    ///
    /// # Errors
    /// When it is not an OpenSSH private key, has a passphrase or is not Ed25519.
    pub fn from_private_text(text: &str) -> Outcome<Self> {
        let failed = || Problem::unexpected("The signing key kept in the vault could not be read.", "E-KEY");
        let key = PrivateKey::from_openssh(text).map_err(|_| failed())?;
        if key.is_encrypted() || key.algorithm() != Algorithm::Ed25519 {
            return Err(failed());
        }
        Ok(Self { key })
    }

    /// The key as OpenSSH private text, to be kept in the vault; wiped from memory when dropped.
    ///
    /// # Errors
    /// Not for a key made or read here.
    pub fn to_private_text(&self) -> Outcome<Zeroizing<String>> {
        self.key
            .to_openssh(LineEnding::LF)
            .map_err(|e| Problem::unexpected("The signing key could not be written as text.", e))
    }

    /// The public key as one line, `ssh-ed25519 AAAA…`.
    ///
    /// # Errors
    /// Not for a key made or read here.
    pub fn public_line(&self) -> Outcome<String> {
        public_line(self.key.public_key())
    }

    /// The fingerprint as `ssh-keygen -l` shows it, `SHA256:…`.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        self.key.fingerprint(HashAlg::Sha256).to_string()
    }

    /// The same fingerprint as ten groups of four digits, to be read aloud.
    #[must_use]
    pub fn spoken(&self) -> String {
        spoken(self.key.public_key())
    }

    /// The id of the device that holds this key: 32 hex digits that follow from the public key alone.
    #[must_use]
    pub fn device_id(&self) -> String {
        device_id(self.key.public_key())
    }

    /// Signs in the namespace `caseload-bundle`; the text that `ssh-keygen -Y verify -s` reads.
    ///
    /// # Errors
    /// When the key refuses; not for a key made or read here.
    pub fn sign(&self, message: &[u8]) -> Outcome<String> {
        self.sign_in(NAMESPACE, message)
    }

    pub(super) fn sign_in(&self, namespace: &str, message: &[u8]) -> Outcome<String> {
        let failed = |e| Problem::unexpected("Signing failed.", e);
        self.key.sign(namespace, HashAlg::Sha512, message).and_then(|s| s.to_pem(LineEnding::LF)).map_err(failed)
    }
}

/// A key whose signature counts, and the name it signs under: a device's id, or the organisation's.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Allowed {
    /// The name: what `ssh-keygen -Y verify -I` is given.
    pub principal: String,
    key: PublicKey,
}

impl Allowed {
    /// A key given as its public line.
    ///
    /// # Errors
    /// Refused when it is not an Ed25519 public key, or the name has blanks, commas, quotes or wildcards.
    pub fn new(principal: &str, public_line: &str) -> Outcome<Self> {
        let bad = |c: char| c.is_whitespace() || c.is_control() || "*?,!\"#".contains(c);
        if principal.is_empty() || principal.chars().any(bad) {
            return Err(Problem::refused(
                "A signer's name has blanks or special signs.",
                "Use letters, digits and hyphens.",
            ));
        }
        let key = PublicKey::from_openssh(public_line.trim())
            .ok()
            .filter(|k| k.algorithm() == Algorithm::Ed25519)
            .ok_or_else(|| {
                Problem::refused(
                    "This is not a public signing key.",
                    "It begins with ssh-ed25519: copy the whole line.",
                )
            })?;
        Ok(Self { principal: principal.to_owned(), key })
    }

    /// A device under the id that follows from its key.
    ///
    /// # Errors
    /// As [`Allowed::new`].
    pub fn device(public_line: &str) -> Outcome<Self> {
        let mut allowed = Self::new("device", public_line)?;
        allowed.principal = device_id(&allowed.key);
        Ok(allowed)
    }

    /// The fingerprint as `ssh-keygen -l` shows it.
    #[must_use]
    pub fn fingerprint(&self) -> String {
        self.key.fingerprint(HashAlg::Sha256).to_string()
    }

    /// The fingerprint as ten groups of four digits, to be read aloud.
    #[must_use]
    pub fn spoken(&self) -> String {
        spoken(&self.key)
    }

    /// Its line of an `allowed_signers` file: the key counts in the namespace `caseload-bundle` only.
    ///
    /// # Errors
    /// Not for a key read here.
    pub fn line(&self) -> Outcome<String> {
        Ok(format!("{} namespaces=\"{NAMESPACE}\" {}", self.principal, public_line(&self.key)?))
    }
}

/// Whose signature stands under a message.
///
/// # Errors
/// A [`Refusal`]: unreadable, another namespace, a key that is not allowed, or not this message.
pub fn verify<'a>(allowed: &'a [Allowed], message: &[u8], signature: &[u8]) -> Result<&'a Allowed, Refusal> {
    let signature = SshSig::from_pem(signature).map_err(|_| Refusal::Signature)?;
    if !matches!(signature.public_key(), KeyData::Ed25519(_)) {
        return Err(Refusal::Signature);
    }
    if signature.namespace() != NAMESPACE {
        return Err(Refusal::Namespace);
    }
    let signer = allowed.iter().find(|a| a.key.key_data() == signature.public_key()).ok_or(Refusal::Signer)?;
    signer.key.verify(NAMESPACE, message, &signature).map_err(|_| Refusal::Forged)?;
    Ok(signer)
}

/// Thirty bytes of a digest as ten groups of four digits: three bytes give each group, modulo 10,000.
///
/// Digits, because letters of a hexadecimal number are misheard. Over 130 bits are compared.
pub(super) fn groups(digest: &[u8]) -> String {
    let group = |b: &[u8]| b.iter().fold(0_u32, |n, b| (n << 8) | u32::from(*b)) % 10_000;
    digest.chunks_exact(3).take(10).map(|b| format!("{:04}", group(b))).collect::<Vec<_>>().join(" ")
}

fn spoken(key: &PublicKey) -> String {
    groups(key.fingerprint(HashAlg::Sha256).as_bytes())
}

fn device_id(key: &PublicKey) -> String {
    let bytes: &[u8] = key.key_data().ed25519().map_or(&[], |k| k.0.as_slice());
    let digest = Sha256::new().chain_update(DEVICE).chain_update(bytes).finalize();
    data_encoding::HEXLOWER.encode(digest.get(..16).unwrap_or_default())
}

fn public_line(key: &PublicKey) -> Outcome<String> {
    // The comment may hold a user's or a machine's name: it never goes along.
    PublicKey::new(key.key_data().clone(), "")
        .to_openssh()
        .map_err(|e| Problem::unexpected("The public key could not be written as text.", e))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_key_kept_as_text_signs_as_before() {
        let signer = Signer::generate().unwrap();
        let again = Signer::from_private_text(&signer.to_private_text().unwrap()).unwrap();
        assert_eq!((again.device_id(), again.fingerprint()), (signer.device_id(), signer.fingerprint()));
        assert_eq!(again.sign(b"x").unwrap(), signer.sign(b"x").unwrap());
        assert!(!format!("{signer:?}").contains("PRIVATE"));
        assert!(Signer::from_private_text("-----BEGIN OPENSSH PRIVATE KEY-----").is_err());
    }

    #[test]
    fn a_signature_counts_for_its_message_its_key_and_its_namespace_only() {
        let (signer, other) = (Signer::generate().unwrap(), Signer::generate().unwrap());
        let mine = [Allowed::device(&signer.public_line().unwrap()).unwrap()];
        let theirs = [Allowed::device(&other.public_line().unwrap()).unwrap()];
        let signature = signer.sign(b"manifest").unwrap();
        assert_eq!(verify(&mine, b"manifest", signature.as_bytes()).unwrap().principal, signer.device_id());
        assert_eq!(verify(&mine, b"manifesto", signature.as_bytes()), Err(Refusal::Forged));
        assert_eq!(verify(&theirs, b"manifest", signature.as_bytes()), Err(Refusal::Signer));
        assert_eq!(verify(&mine, b"manifest", b"-----BEGIN SSH SIGNATURE-----"), Err(Refusal::Signature));
        let file = signer.sign_in("file", b"manifest").unwrap();
        assert_eq!(verify(&mine, b"manifest", file.as_bytes()), Err(Refusal::Namespace));
    }

    #[test]
    fn a_public_line_tells_nothing_but_the_key_and_only_ed25519_is_taken() {
        let signer = Signer::generate().unwrap();
        let line = signer.public_line().unwrap();
        let named = Allowed::new("centre", &format!("{line} whitfield@laptop-7")).unwrap();
        assert_eq!(named.line().unwrap(), format!("centre namespaces=\"caseload-bundle\" {line}"));
        assert!(Allowed::new("centre desk", &line).is_err());
        assert!(Allowed::new("*", &line).is_err());
        let ecdsa = "ecdsa-sha2-nistp256 AAAAE2VjZHNhLXNoYTItbmlzdHAyNTYAAAAIbmlzdHAyNTYAAABBBHwf2HMM5TRXvo2SQJjsNkiDD5\
                     KqiiNjrGVv3UUh+mMT5RHxiRtOnlqvjhQtBq0VpmpCV/PwUdhOig4vkbqAcEc=";
        assert!(Allowed::new("centre", ecdsa).is_err());
        assert!(Allowed::new("centre", "hello").is_err());
    }

    #[test]
    fn a_fingerprint_read_aloud_is_ten_groups_of_four_digits() {
        assert_eq!(groups(&[0; 32]), ["0000"; 10].join(" "));
        assert_eq!(groups(&[0, 0x27, 0x10, 0, 0, 7, 1, 0, 0]), "0000 0007 5536");
        let spoken = Signer::generate().unwrap().spoken();
        assert_eq!((spoken.len(), spoken.split(' ').count()), (49, 10));
    }
}
