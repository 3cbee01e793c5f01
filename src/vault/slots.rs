//! The passphrase slot and the recovery slot: an age identity, sealed to what the officer knows.
//!
//! `keys/passphrase.age` and `keys/recovery.age` are age files to a passphrase whose plain text is an
//! identity file, so that stock `age -d -i keys/passphrase.age keys/db.age` works. What the identities
//! open belongs to `keys`.

use super::copies::{Copies, Which};
use super::passphrase::Passphrase;
use super::recovery::RecoveryCode;
use super::sealed::{self, Closed, WorkFactor};
use crate::domain::problem::{Kind, Outcome, Problem};
use age::x25519::Identity;
use secrecy::ExposeSecret;
use std::path::Path;
use zeroize::Zeroizing;

/// The two slots a person opens.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Slot {
    /// Opened by the passphrase.
    Passphrase,
    /// Opened by the recovery code.
    Recovery,
}

/// What the officer typed to open the vault.
#[derive(Clone)]
pub enum Secret {
    /// The passphrase.
    Passphrase(Passphrase),
    /// The recovery code; using it must be followed by a new passphrase and a new code.
    Recovery(RecoveryCode),
}

impl Secret {
    /// The slot it opens.
    #[must_use]
    pub const fn slot(&self) -> Slot {
        match self {
            Self::Passphrase(_) => Slot::Passphrase,
            Self::Recovery(_) => Slot::Recovery,
        }
    }

    const fn text(&self) -> &Passphrase {
        match self {
            Self::Passphrase(passphrase) => passphrase,
            Self::Recovery(code) => code.passphrase(),
        }
    }
}

impl Slot {
    /// The file name of the first copy inside `keys/`.
    #[must_use]
    pub const fn file_name(self) -> &'static str {
        match self {
            Self::Passphrase => "passphrase.age",
            Self::Recovery => "recovery.age",
        }
    }

    pub(super) fn copies(self, keys_dir: &Path) -> Copies {
        Copies::of(keys_dir.join(self.file_name()))
    }
}

/// An opened slot. The copies are repaired only after the identity has proved itself on the key file.
pub(super) struct OpenSlot {
    pub(super) identity: Identity,
    /// The copy that opened and its bytes, when the other copy is different.
    pub(super) to_repair: Option<(Which, Vec<u8>)>,
}

/// Seals a new identity into a slot, both copies, then reads it back and opens it.
pub(super) fn write(keys_dir: &Path, secret: &Secret, identity: &Identity, factor: WorkFactor) -> Outcome<()> {
    let text = identity.to_string();
    // One line and its end, as age-keygen writes it.
    let mut plain = Zeroizing::new(Vec::with_capacity(text.expose_secret().len() + 1));
    plain.extend_from_slice(text.expose_secret().as_bytes());
    plain.push(b'\n');
    let bytes = sealed::to_secret(secret.text().secret(), factor, &plain)?;
    secret.slot().copies(keys_dir).write(&bytes)?;
    let back = open(keys_dir, secret).map_err(Problem::after_change)?;
    if back.identity.to_public().to_string() == identity.to_public().to_string() && back.to_repair.is_none() {
        Ok(())
    } else {
        Err(Problem::unexpected("The key slot did not read back as written.", secret.slot().file_name()).after_change())
    }
}

/// Opens a slot, trying its copies in turn.
pub(super) fn open(keys_dir: &Path, secret: &Secret) -> Outcome<OpenSlot> {
    let slot = secret.slot();
    let read = slot.copies(keys_dir).read();
    if read.missing {
        return Err(Problem::new(
            Kind::Damaged,
            match slot {
                Slot::Passphrase => "The passphrase slot of the vault is missing.",
                Slot::Recovery => "The recovery slot of the vault is missing.",
            },
            other_way(slot),
        ));
    }
    let mut refused = None;
    for (which, bytes) in read.each() {
        match sealed::with_secret(secret.text().secret(), bytes).and_then(|plain| identity_in(&plain)) {
            Ok(identity) => {
                let to_repair = (!read.equal()).then(|| (which, bytes.to_vec()));
                return Ok(OpenSlot { identity, to_repair });
            }
            // A copy that is a whole age file and refuses the secret says more than a broken one.
            Err(Closed::OtherKey) => refused = Some(Closed::OtherKey),
            Err(why) => refused = refused.or(Some(why)),
        }
    }
    Err(match refused {
        Some(Closed::OtherKey) => {
            let problem = match slot {
                Slot::Passphrase => Problem::new(
                    Kind::CannotUnlock,
                    "This passphrase does not open the vault.",
                    "Try again; capitals, spaces and the order of words count.",
                ),
                Slot::Recovery => Problem::new(
                    Kind::CannotUnlock,
                    "This recovery code does not open the vault.",
                    "Check that it is the latest code, and of this vault.",
                ),
            };
            if read.equal() { problem } else { problem.detail("the two copies of the slot differ") }
        }
        Some(Closed::TooMuchWork) => damaged(slot).detail("work factor above the ceiling"),
        Some(Closed::Damaged) => damaged(slot),
        // Neither copy could be read at all: say what the disk said.
        None => match read.first {
            Err(problem) if problem.kind == Kind::Disk => problem,
            _ => damaged(slot),
        },
    })
}

fn damaged(slot: Slot) -> Problem {
    let what = match slot {
        Slot::Passphrase => "Both copies of the passphrase slot are damaged.",
        Slot::Recovery => "Both copies of the recovery slot are damaged.",
    };
    Problem::new(Kind::Damaged, what, other_way(slot))
}

const fn other_way(slot: Slot) -> &'static str {
    match slot {
        Slot::Passphrase => "Open with the recovery code, or restore the last backup.",
        Slot::Recovery => "Open with the passphrase, or restore the last backup.",
    }
}

/// The identity in an identity file of one line.
fn identity_in(plain: &[u8]) -> Result<Identity, Closed> {
    std::str::from_utf8(plain).ok().and_then(|text| text.trim_end_matches('\n').parse().ok()).ok_or(Closed::Damaged)
}
