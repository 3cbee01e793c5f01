//! The key file `keys/db.age`: the database key, sealed to the slots and to the escrow recipients.
//!
//! A passphrase change, a new recovery code, another escrow recipient and a new database key are all new
//! key files, each one atomic rename, in an order that leaves an old or a new way in at every moment.
//! The recipients written *inside* are the ones that count: `vault.toml` repeats them for the eye and
//! for sealing while locked, and an edited one is never believed. SQL and files of the database are
//! the store's.

use super::copies::Copies;
use super::header::Header;
use super::passphrase::Passphrase;
use super::recovery::RecoveryCode;
use super::sealed::{self, Closed, WorkFactor};
use super::slots::{self, Secret, Slot};
use crate::domain::problem::{Kind, Outcome, Problem};
use age::x25519::{Identity, Recipient};
use chrono::NaiveDate;
use secrecy::ExposeSecret;
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use uuid::Uuid;
use zeroize::{Zeroize, ZeroizeOnDrop, Zeroizing};

/// The one format of the key file.
pub const FORMAT: u32 = 1;
/// The plain key file: room that is never outgrown, so that no copy is left behind.
const PLAIN_ROOM: usize = 64 * 1024;

/// A raw database key of 32 bytes, wiped when dropped.
pub type DatabaseKey = Zeroizing<[u8; 32]>;

/// Something that was found wrong at opening, mostly put right by then.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Repair {
    /// A copy of a slot or of the key file was damaged or behind, and was replaced by the good one.
    Copy,
    /// `vault.toml` was missing, damaged or said something other than the sealed keys.
    Header,
    /// A change of passphrase or recovery code that had been cut short was finished or taken back.
    UnfinishedChange,
    /// The copies of the slot that was not used differ. Only its own secret can tell which is good: a new
    /// recovery code (or passphrase) makes it whole.
    OtherSlotDiffers,
    /// Something was found wrong and could not be put right, for instance on a read-only disk.
    NotPossible,
}

/// A new database key that waits for its database: try the active key first, then this one.
#[derive(Clone)]
pub struct Pending {
    /// The epoch it will have.
    pub epoch: u64,
    /// The key.
    pub key: DatabaseKey,
}

/// The opened key file, with every change that can be made to it.
pub struct Keys {
    directory: PathBuf,
    opened_by: Slot,
    identity: Identity,
    contents: Contents,
}

#[derive(Clone, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
struct Contents {
    format: u32,
    #[zeroize(skip)]
    vault_id: Uuid,
    #[zeroize(skip)]
    created_on: NaiveDate,
    /// Higher with every write, so that of two good copies the newer is known.
    revision: u64,
    /// Number of the active database key, from 1.
    epoch: u64,
    /// 64 lower-case hex digits.
    active_key: String,
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pending: Option<PendingContents>,
    recipients: Recipients,
    /// Identities that open jots, the newest first.
    inbox: Vec<String>,
}

#[derive(Clone, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
struct PendingContents {
    epoch: u64,
    key: String,
}

/// Public recipients. A slot has two only while its change is under way.
#[derive(Clone, Serialize, Deserialize, Zeroize, ZeroizeOnDrop)]
#[serde(deny_unknown_fields)]
struct Recipients {
    passphrase: Vec<String>,
    recovery: Vec<String>,
    escrow: Vec<String>,
}

impl Recipients {
    const fn of(&mut self, slot: Slot) -> &mut Vec<String> {
        match slot {
            Slot::Passphrase => &mut self.passphrase,
            Slot::Recovery => &mut self.recovery,
        }
    }

    fn all(&self) -> Outcome<Vec<Recipient>> {
        self.passphrase.iter().chain(&self.recovery).chain(&self.escrow).map(|r| recipient(r)).collect()
    }
}

/// Reads a public age recipient.
///
/// # Errors
/// [`Kind::Refused`] when it is not one (`age1…`).
pub fn recipient(text: &str) -> Outcome<Recipient> {
    text.parse().map_err(|e: &str| {
        Problem::refused("This is not a public age recipient.", "It begins with age1: copy it whole.").detail(e)
    })
}

impl Keys {
    /// Makes the keys of a new vault in an empty `keys/`.
    pub(super) fn create(
        directory: &Path,
        vault_id: Uuid,
        created_on: NaiveDate,
        passphrase: &Passphrase,
        code: &RecoveryCode,
        escrow: &[String],
        factor: WorkFactor,
    ) -> Outcome<Self> {
        let (by_passphrase, by_code, inbox) = (Identity::generate(), Identity::generate(), Identity::generate());
        for text in escrow {
            recipient(text)?;
        }
        let mut keys = Self {
            directory: directory.to_owned(),
            opened_by: Slot::Passphrase,
            contents: Contents {
                format: FORMAT,
                vault_id,
                created_on,
                revision: 0,
                epoch: 1,
                active_key: random_key()?.to_string(),
                pending: None,
                recipients: Recipients {
                    passphrase: vec![by_passphrase.to_public().to_string()],
                    recovery: vec![by_code.to_public().to_string()],
                    escrow: escrow.to_vec(),
                },
                inbox: vec![inbox.to_string().expose_secret().to_owned()],
            },
            identity: by_passphrase.clone(),
        };
        let contents = keys.contents.clone();
        keys.save(contents)?;
        slots::write(directory, &Secret::Recovery(code.clone()), &by_code, factor)?;
        slots::write(directory, &Secret::Passphrase(passphrase.clone()), &by_passphrase, factor)?;
        Ok(keys)
    }

    /// Opens a slot, then the key file with it; repairs copies and finishes what was cut short.
    pub(super) fn open(directory: &Path, secret: &Secret) -> Outcome<(Self, Vec<Repair>)> {
        let opened = slots::open(directory, secret)?;
        let copies = copies_in(directory);
        let read = copies.read();
        if read.missing {
            return Err(damaged("The key file of the vault is missing."));
        }
        let mut best: Option<(super::copies::Which, &[u8], Contents)> = None;
        let mut why = None;
        for (which, bytes) in read.each() {
            match unseal(&opened.identity, bytes) {
                Ok(contents) => {
                    if best.as_ref().is_none_or(|(_, _, b)| contents.revision > b.revision) {
                        best = Some((which, bytes, contents));
                    }
                }
                Err(Closed::OtherKey) => why = Some(Closed::OtherKey),
                Err(other) => why = why.or(Some(other)),
            }
        }
        let Some((which, bytes, contents)) = best else {
            return Err(match why {
                Some(Closed::OtherKey) => {
                    damaged("The key slot and the key file do not belong together: one of them was replaced.")
                }
                _ => damaged("Both copies of the key file are damaged."),
            });
        };
        if contents.format != FORMAT {
            return Err(Problem::refused(
                "This vault was made by a newer version of the program.",
                "Install that version to open it.",
            ));
        }
        let mut repairs = Vec::new();
        let mut note =
            |done: Outcome<()>, repair| repairs.push(if done.is_ok() { repair } else { Repair::NotPossible });
        if !read.equal() {
            note(copies.repair(which, bytes), Repair::Copy);
        }
        if let Some((which, bytes)) = &opened.to_repair {
            note(secret.slot().copies(directory).repair(*which, bytes), Repair::Copy);
        }
        let other = match secret.slot() {
            Slot::Passphrase => Slot::Recovery,
            Slot::Recovery => Slot::Passphrase,
        };
        if !other.copies(directory).read().equal() {
            note(Ok(()), Repair::OtherSlotDiffers);
        }
        let mut keys =
            Self { directory: directory.to_owned(), opened_by: secret.slot(), identity: opened.identity, contents };
        let mine = keys.identity.to_public().to_string();
        let mut contents = keys.contents.clone();
        let of_slot = contents.recipients.of(secret.slot());
        if of_slot.len() != 1 || !of_slot.contains(&mine) {
            *of_slot = vec![mine];
            let done = keys.save(contents);
            note(done, Repair::UnfinishedChange);
        }
        Ok((keys, repairs))
    }

    /// Id of the vault these keys are of.
    #[must_use]
    pub fn vault_id(&self) -> Uuid {
        self.contents.vault_id
    }

    /// Number of the active database key, from 1.
    #[must_use]
    pub fn epoch(&self) -> u64 {
        self.contents.epoch
    }

    /// Higher with every change of the keys; the witness remembers it.
    #[must_use]
    pub fn revision(&self) -> u64 {
        self.contents.revision
    }

    /// The slot that opened them.
    #[must_use]
    pub const fn opened_by(&self) -> Slot {
        self.opened_by
    }

    /// The escrow recipients.
    #[must_use]
    pub fn escrow(&self) -> &[String] {
        &self.contents.recipients.escrow
    }

    /// The active database key.
    ///
    /// # Errors
    /// [`Kind::Damaged`] when the key file holds no key.
    pub fn active_key(&self) -> Outcome<DatabaseKey> {
        key_in(&self.contents.active_key)
    }

    /// The database key of a change that was begun and neither finished nor taken back.
    ///
    /// # Errors
    /// [`Kind::Damaged`] when the key file holds no key.
    pub fn pending(&self) -> Outcome<Option<Pending>> {
        self.contents.pending.as_ref().map(|p| Ok(Pending { epoch: p.epoch, key: key_in(&p.key)? })).transpose()
    }

    /// The identities that open jots, the newest first.
    ///
    /// # Errors
    /// [`Kind::Damaged`] when the key file holds none that can be read.
    pub fn inbox(&self) -> Outcome<Vec<Identity>> {
        self.contents
            .inbox
            .iter()
            .map(|text| text.parse().map_err(|_| damaged("The key file holds no key for jots.")))
            .collect()
    }

    /// What `vault.toml` must say.
    pub(super) fn header(&self) -> Outcome<Header> {
        let inbox = self.inbox()?;
        let newest = inbox.first().ok_or_else(|| damaged("The key file holds no key for jots."))?;
        Ok(Header {
            format: FORMAT,
            vault_id: self.contents.vault_id,
            created_on: self.contents.created_on,
            passphrase: self.contents.recipients.passphrase.clone(),
            recovery: self.contents.recipients.recovery.clone(),
            escrow: self.contents.recipients.escrow.clone(),
            inbox: newest.to_public().to_string(),
        })
    }

    /// Renews a slot: a new identity under a new (or the same) secret. The former slot file and the
    /// former secret open nothing that is written from now on.
    ///
    /// First the key file admits both identities, then the slot is replaced, then the former identity
    /// is left out: killed anywhere, the old secret or the new one opens.
    ///
    /// # Errors
    /// [`Kind::Disk`]; `changed` says whether the new secret may already be in force.
    pub fn renew(&mut self, secret: &Secret, factor: WorkFactor) -> Outcome<()> {
        let slot = secret.slot();
        let identity = Identity::generate();
        let public = identity.to_public().to_string();
        let mut both = self.contents.clone();
        both.recipients.of(slot).push(public.clone());
        self.save(both)?;
        slots::write(&self.directory, secret, &identity, factor).map_err(Problem::after_change)?;
        if slot == self.opened_by {
            self.identity = identity;
        }
        let mut one = self.contents.clone();
        *one.recipients.of(slot) = vec![public];
        self.save(one).map_err(Problem::after_change)
    }

    /// Admits the organisation's recipient, confirmed by fingerprint before.
    ///
    /// # Errors
    /// [`Kind::Refused`] when it is no recipient; [`Kind::Disk`].
    pub fn add_escrow(&mut self, text: &str) -> Outcome<()> {
        let public = recipient(text)?.to_string();
        let mut contents = self.contents.clone();
        if contents.recipients.escrow.contains(&public) {
            return Ok(());
        }
        contents.recipients.escrow.push(public);
        self.save(contents)
    }

    /// Leaves out a former recipient of the organisation.
    ///
    /// # Errors
    /// [`Kind::Refused`] when it is not among them; [`Kind::Disk`].
    pub fn remove_escrow(&mut self, text: &str) -> Outcome<()> {
        let mut contents = self.contents.clone();
        let before = contents.recipients.escrow.len();
        contents.recipients.escrow.retain(|r| r != text);
        if contents.recipients.escrow.len() == before {
            return Err(Problem::refused(
                "This recipient cannot open the vault anyway.",
                "Choose one of those listed.",
            ));
        }
        self.save(contents)
    }

    /// Adds a new jot inbox; jots sealed to the former one still open.
    ///
    /// # Errors
    /// [`Kind::Disk`].
    pub fn renew_inbox(&mut self) -> Outcome<()> {
        let mut contents = self.contents.clone();
        contents.inbox.insert(0, Identity::generate().to_string().expose_secret().to_owned());
        self.save(contents)
    }

    /// Draws the next database key and notes it as pending. The caller then exports the database under
    /// it into a new file, verifies that, puts it in place and calls [`Keys::commit_rekey`].
    ///
    /// # Errors
    /// [`Kind::Refused`] when one is pending already; [`Kind::Disk`].
    pub fn begin_rekey(&mut self) -> Outcome<Pending> {
        if self.contents.pending.is_some() {
            return Err(Problem::refused(
                "A change of the database key is already under way.",
                "Close the vault and open it again: that finishes it or takes it back.",
            ));
        }
        let epoch = self.contents.epoch.saturating_add(1);
        let key = random_key()?;
        let mut contents = self.contents.clone();
        contents.pending = Some(PendingContents { epoch, key: key.to_string() });
        self.save(contents)?;
        Ok(Pending { epoch, key: key_in(&key)? })
    }

    /// Makes the pending key the active one: the database in place opens with it.
    ///
    /// # Errors
    /// [`Kind::Refused`] when none is pending; [`Kind::Disk`], the pending key is then still there.
    pub fn commit_rekey(&mut self) -> Outcome<()> {
        let mut contents = self.contents.clone();
        let Some(mut pending) = contents.pending.take() else { return Err(none_pending()) };
        contents.epoch = pending.epoch;
        contents.active_key.zeroize();
        contents.active_key = std::mem::take(&mut pending.key);
        self.save(contents)
    }

    /// Forgets the pending key: the database in place opens with the active one.
    ///
    /// # Errors
    /// [`Kind::Refused`] when none is pending; [`Kind::Disk`].
    pub fn abandon_rekey(&mut self) -> Outcome<()> {
        let mut contents = self.contents.clone();
        if contents.pending.take().is_none() {
            return Err(none_pending());
        }
        self.save(contents)
    }

    /// Seals and writes the key file, reads it back from the disk and opens it, and only then takes the
    /// contents as the present ones.
    fn save(&mut self, mut contents: Contents) -> Outcome<()> {
        // Counted even if writing fails: a later write must outrank what this one may have left.
        self.contents.revision = self.contents.revision.saturating_add(1);
        contents.revision = self.contents.revision;
        let mut plain = Zeroizing::new(Vec::with_capacity(PLAIN_ROOM));
        serde_json::to_writer_pretty(&mut *plain, &contents)
            .map_err(|e| Problem::unexpected("The key file could not be composed.", e))?;
        plain.push(b'\n');
        let sealed = sealed::to_recipients(&contents.recipients.all()?, &plain)?;
        let copies = copies_in(&self.directory);
        copies.write(&sealed)?;
        let back =
            super::file::read_bounded(copies.first(), super::copies::MAX_BYTES).map_err(Problem::after_change)?;
        // While a slot of this very identity is being renewed both identities are among the recipients.
        match unseal(&self.identity, &back) {
            Ok(found) if found.revision == contents.revision && found.active_key == contents.active_key => {
                self.contents = contents;
                Ok(())
            }
            _ => Err(Problem::unexpected("The key file did not read back as written.", "db.age").after_change()),
        }
    }
}

fn copies_in(directory: &Path) -> Copies {
    Copies::of(directory.join("db.age"))
}

fn unseal(identity: &Identity, bytes: &[u8]) -> Result<Contents, Closed> {
    let plain = sealed::with_identities(std::slice::from_ref(identity), bytes)?;
    serde_json::from_slice(&plain).map_err(|_| Closed::Damaged)
}

fn random_key() -> Outcome<Zeroizing<String>> {
    let mut key = Zeroizing::new([0_u8; 32]);
    getrandom::fill(key.as_mut_slice()).map_err(|e| Problem::unexpected("The system gave no random numbers.", e))?;
    Ok(Zeroizing::new(data_encoding::HEXLOWER.encode(key.as_slice())))
}

fn key_in(hex: &str) -> Outcome<DatabaseKey> {
    let mut key = Zeroizing::new([0_u8; 32]);
    let bad = || damaged("The key file holds no usable database key.");
    if hex.len() != 64 {
        return Err(bad());
    }
    data_encoding::HEXLOWER.decode_mut(hex.as_bytes(), key.as_mut_slice()).map_err(|_| bad())?;
    Ok(key)
}

fn none_pending() -> Problem {
    Problem::refused("No change of the database key is under way.", "Begin one first.")
}

fn damaged(what: &str) -> Problem {
    Problem::new(Kind::Damaged, what, "Restore the last backup; keep this folder as it is until that is done.")
}
