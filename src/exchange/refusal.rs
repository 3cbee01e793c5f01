//! Why a bundle is refused: one code and one sentence each (exchange section 7).
//!
//! Every refusal ends with exit code 9 and changes nothing. No sentence quotes the bundle.

use crate::domain::problem::{Kind, Problem};

/// Why a bundle is refused, in the order in which it is looked at.
#[derive(Debug, Clone, Copy, PartialEq, Eq, strum::EnumIter)]
pub enum Refusal {
    /// More bytes than any bundle has.
    Size,
    /// Not an age file, cut short, or a byte of it is altered.
    Sealed,
    /// Sealed to somebody else.
    OtherRecipient,
    /// The archive inside is cut short or altered.
    Archive,
    /// A member that is no regular file of the closed list, or not in its order.
    Member,
    /// The manifest is not strict: unknown, missing or repeated keys, or values outside their limits.
    Manifest,
    /// Another kind of bundle, or another version of the format.
    OtherKind,
    /// The signature is no OpenSSH signature by an Ed25519 key.
    Signature,
    /// Signed for another purpose.
    Namespace,
    /// Signed by a key that is not among those allowed.
    Signer,
    /// The signature does not fit the manifest.
    Forged,
    /// The device it names is not the one that signed.
    Device,
    /// Sealed for others and passed on: the manifest does not name the key that opened it.
    PassedOn,
    /// A member is not the one the manifest was signed for.
    Payload,
}

impl Refusal {
    /// The short code, for `doctor`, the centre's log and `docs/BUNDLE.md`.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Size => "E-SIZE",
            Self::Sealed => "E-SEALED",
            Self::OtherRecipient => "E-RECIPIENT",
            Self::Archive => "E-ARCHIVE",
            Self::Member => "E-MEMBER",
            Self::Manifest => "E-MANIFEST",
            Self::OtherKind => "E-KIND",
            Self::Signature => "E-SIGNATURE",
            Self::Namespace => "E-NAMESPACE",
            Self::Signer => "E-SIGNER",
            Self::Forged => "E-FORGED",
            Self::Device => "E-DEVICE",
            Self::PassedOn => "E-PASSED-ON",
            Self::Payload => "E-PAYLOAD",
        }
    }

    /// What happened, one sentence.
    #[must_use]
    pub const fn sentence(self) -> &'static str {
        match self {
            Self::Size => "The file is larger than any bundle.",
            Self::Sealed => "The file is not a sealed bundle, or it was cut short or altered on its way.",
            Self::OtherRecipient => "The bundle is sealed to somebody else.",
            Self::Archive => "The archive inside the bundle is cut short or altered.",
            Self::Member => "The bundle holds something that does not belong in it.",
            Self::Manifest => "The manifest of the bundle is not in order.",
            Self::OtherKind => "The bundle is of another kind or of a version this program does not read.",
            Self::Signature => "The bundle carries no signature that can be read.",
            Self::Namespace => "The bundle was signed for another purpose.",
            Self::Signer => "The bundle is signed by a key that is not enrolled here.",
            Self::Forged => "The signature does not fit the bundle.",
            Self::Device => "The bundle names another device than the one that signed it.",
            Self::PassedOn => "The bundle was sealed for others and passed on.",
            Self::Payload => "A part of the bundle is not the one that was signed.",
        }
    }

    /// What to do, one sentence.
    #[must_use]
    pub const fn remedy(self) -> &'static str {
        match self {
            Self::Size | Self::Sealed | Self::Archive => "Copy it again from where it came, and compare the sizes.",
            Self::OtherRecipient | Self::PassedOn => "Ask the sender to seal it to your recipient.",
            Self::OtherKind => "Look whether it is the right file; a newer program may read it.",
            Self::Signer => "Ask the sender for the fingerprint of the key, and enrol it if it is theirs.",
            _ => "Do not use it: keep the file and tell the force's information security officer.",
        }
    }
}

impl From<Refusal> for Problem {
    fn from(r: Refusal) -> Self {
        Self::new(Kind::BundleRefused, r.sentence(), r.remedy()).detail(r.code())
    }
}

#[cfg(test)]
mod tests {
    use std::collections::BTreeSet;

    use strum::IntoEnumIterator;

    use super::*;

    #[test]
    fn every_refusal_has_a_code_and_a_sentence_of_its_own_and_changes_nothing() {
        let codes: BTreeSet<_> = Refusal::iter().map(Refusal::code).collect();
        let sentences: BTreeSet<_> = Refusal::iter().map(Refusal::sentence).collect();
        assert_eq!((codes.len(), sentences.len()), (Refusal::iter().count(), Refusal::iter().count()));
        for refusal in Refusal::iter() {
            let problem = Problem::from(refusal);
            assert_eq!((problem.kind.exit_code(), problem.changed), (9, false));
            assert!(problem.what.ends_with('.') && problem.remedy.ends_with('.'));
        }
    }
}
