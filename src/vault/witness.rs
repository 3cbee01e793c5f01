//! What this computer last saw of a vault, kept outside it, so that an older copy put back is noticed.
//!
//! A vault is as last seen, or ahead after a crash, when its journal still has the witnessed hash at the
//! witnessed number and its keys are not older. Deciding what an older vault may show is the callers'.

use super::file::{self, Existing};
use crate::domain::problem::{Outcome, Problem};
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use uuid::Uuid;

const MAX_BYTES: u64 = 4096;
const FORMAT: u32 = 1;

/// What was last seen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Witness {
    /// Number of the last journal entry; 0 for an empty journal.
    pub journal_number: u64,
    /// Hash of that entry (for number 0 whatever the journal starts from).
    pub journal_hash: [u8; 32],
    /// The epoch of this device, new after every restore; opaque here.
    pub device_epoch: String,
    /// Revision of the key file, higher with every change of it.
    pub keys_revision: u64,
    /// When this was seen.
    pub at: DateTime<Utc>,
}

#[derive(Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
struct OnDisk {
    format: u32,
    vault_id: Uuid,
    journal_number: u64,
    journal_hash: String,
    device_epoch: String,
    keys_revision: u64,
    at: DateTime<Utc>,
}

/// What the state directory holds about a vault.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Seen {
    /// This vault was never open on this computer, or its witness was removed.
    Never,
    /// The witness is there and cannot be read.
    Unreadable,
    /// Last seen like this.
    Before(Witness),
}

/// What the witness says of the vault as it is now.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Verdict {
    /// As last seen, or ahead of it.
    Current,
    /// No witness: worth a line to the officer.
    NoWitness,
    /// A witness that cannot be read: worth a warning.
    UnreadableWitness,
    /// The vault is older than when it was last seen, or another history was put in its place.
    Older,
}

/// Compares the vault with what was last seen.
///
/// `hash_at_number` is the hash of the vault's journal entry at the witnessed number, `None` when the
/// journal does not reach that far; `keys_revision` is that of the opened vault.
#[must_use]
pub fn judge(seen: &Seen, hash_at_number: Option<[u8; 32]>, keys_revision: u64) -> Verdict {
    match seen {
        Seen::Never => Verdict::NoWitness,
        Seen::Unreadable => Verdict::UnreadableWitness,
        Seen::Before(witness) => {
            let same_history = hash_at_number == Some(witness.journal_hash);
            if same_history && keys_revision >= witness.keys_revision { Verdict::Current } else { Verdict::Older }
        }
    }
}

/// Whether any vault was ever seen on this computer: one that is missing now is then no first run.
#[must_use]
pub fn knows_a_vault(state: &Path) -> bool {
    std::fs::read_dir(state).is_ok_and(|entries| {
        entries.flatten().any(|e| e.file_name().to_str().is_some_and(|n| n.starts_with("witness-")))
    })
}

/// Reads what was last seen of a vault.
#[must_use]
pub fn read(state: &Path, vault_id: Uuid) -> Seen {
    let path = path(state, vault_id);
    if let Err(e) = std::fs::symlink_metadata(&path)
        && e.kind() == std::io::ErrorKind::NotFound
    {
        return Seen::Never;
    }
    parse(&path, vault_id).map_or(Seen::Unreadable, Seen::Before)
}

fn parse(path: &Path, vault_id: Uuid) -> Option<Witness> {
    let bytes = file::read_bounded(path, MAX_BYTES).ok()?;
    let found: OnDisk = toml::from_slice(&bytes).ok()?;
    let hash = data_encoding::HEXLOWER.decode(found.journal_hash.as_bytes()).ok()?;
    if found.format != FORMAT || found.vault_id != vault_id {
        return None;
    }
    Some(Witness {
        journal_number: found.journal_number,
        journal_hash: hash.try_into().ok()?,
        device_epoch: found.device_epoch,
        keys_revision: found.keys_revision,
        at: found.at,
    })
}

/// Writes what is seen now. To be called after the commit it describes, never before.
///
/// # Errors
/// [`crate::domain::problem::Kind::Disk`] when the state directory does not take it.
pub fn write(state: &Path, vault_id: Uuid, witness: &Witness) -> Outcome<()> {
    let text = toml::to_string(&OnDisk {
        format: FORMAT,
        vault_id,
        journal_number: witness.journal_number,
        journal_hash: data_encoding::HEXLOWER.encode(&witness.journal_hash),
        device_epoch: witness.device_epoch.clone(),
        keys_revision: witness.keys_revision,
        at: witness.at,
    })
    .map_err(|e| Problem::unexpected("What was last seen of the vault was not noted.", e))?;
    file::write(&path(state, vault_id), text.as_bytes(), Existing::Replace)
}

fn path(state: &Path, vault_id: Uuid) -> PathBuf {
    state.join(format!("witness-{vault_id}.toml"))
}

#[cfg(test)]
mod tests {
    use super::*;

    fn seen() -> Witness {
        Witness {
            journal_number: 42,
            journal_hash: [7; 32],
            device_epoch: "3".to_owned(),
            keys_revision: 5,
            at: DateTime::UNIX_EPOCH,
        }
    }

    #[test]
    fn what_was_seen_reads_back() {
        let dir = tempfile::tempdir().unwrap();
        assert_eq!(read(dir.path(), Uuid::nil()), Seen::Never);
        write(dir.path(), Uuid::nil(), &seen()).unwrap();
        assert_eq!(read(dir.path(), Uuid::nil()), Seen::Before(seen()));
        assert_eq!(read(dir.path(), Uuid::max()), Seen::Never, "each vault has its own");
    }

    #[test]
    fn a_witness_cut_off_anywhere_is_unreadable_and_never_believed() {
        let dir = tempfile::tempdir().unwrap();
        write(dir.path(), Uuid::nil(), &seen()).unwrap();
        let whole = std::fs::read(path(dir.path(), Uuid::nil())).unwrap();
        for end in 0..whole.len() - 12 {
            std::fs::write(path(dir.path(), Uuid::nil()), &whole[..end]).unwrap();
            assert_eq!(read(dir.path(), Uuid::nil()), Seen::Unreadable, "cut at {end}");
        }
    }

    #[test]
    fn a_witness_of_another_vault_is_not_believed() {
        let dir = tempfile::tempdir().unwrap();
        write(dir.path(), Uuid::nil(), &seen()).unwrap();
        std::fs::rename(path(dir.path(), Uuid::nil()), path(dir.path(), Uuid::max())).unwrap();
        assert_eq!(read(dir.path(), Uuid::max()), Seen::Unreadable);
    }

    #[test]
    fn a_vault_ahead_is_current_and_one_behind_is_older() {
        let before = Seen::Before(seen());
        assert_eq!(judge(&before, Some([7; 32]), 5), Verdict::Current);
        assert_eq!(judge(&before, Some([7; 32]), 6), Verdict::Current);
        assert_eq!(judge(&before, None, 5), Verdict::Older, "the journal does not reach that far");
        assert_eq!(judge(&before, Some([8; 32]), 5), Verdict::Older, "another history");
        assert_eq!(judge(&before, Some([7; 32]), 4), Verdict::Older, "old keys were put back");
        assert_eq!(judge(&Seen::Never, None, 1), Verdict::NoWitness);
        assert_eq!(judge(&Seen::Unreadable, None, 1), Verdict::UnreadableWitness);
    }
}
