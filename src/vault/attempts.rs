//! Failed tries to unlock: how many and when, so that guessing at the keyboard gets slower.
//!
//! Count and time only, in the state directory, per vault. Nothing is ever wiped because of them, and
//! a lost or unreadable file counts as no failed try: the real protection is the key derivation.

use super::file::{self, Existing};
use crate::domain::problem::Outcome;
use chrono::{DateTime, Utc};
use serde::{Deserialize, Serialize};
use std::path::{Path, PathBuf};
use std::time::Duration;
use uuid::Uuid;

const MAX_BYTES: u64 = 4096;

/// The failed tries since the last success.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Attempts {
    /// How many have failed since the last success.
    pub failed: u32,
    /// When the last of them failed.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_at: Option<DateTime<Utc>>,
}

/// The pause after `failed` tries: none for the first three, then 2, 4, 8 … at most 60 seconds.
#[must_use]
pub const fn pause_after(failed: u32) -> Duration {
    match failed {
        0..=3 => Duration::ZERO,
        4..=8 => Duration::from_secs(1 << (failed - 3)),
        _ => Duration::from_secs(60),
    }
}

impl Attempts {
    /// How long to wait before the next try may begin. A clock set back waits the full pause, no longer.
    #[must_use]
    pub fn wait(&self, now: DateTime<Utc>) -> Duration {
        let pause = pause_after(self.failed);
        let Some(last) = self.last_at else { return Duration::ZERO };
        (now - last).to_std().map_or(pause, |gone| pause.saturating_sub(gone))
    }

    /// The failed tries of a vault.
    #[must_use]
    pub fn read(state: &Path, vault_id: Uuid) -> Self {
        file::read_bounded(&path(state, vault_id), MAX_BYTES)
            .ok()
            .and_then(|bytes| toml::from_slice(&bytes).ok())
            .unwrap_or_default()
    }

    /// Counts one more failed try and gives the new count.
    ///
    /// # Errors
    /// [`crate::domain::problem::Kind::Disk`] when it cannot be written.
    pub fn add(state: &Path, vault_id: Uuid, now: DateTime<Utc>) -> Outcome<Self> {
        let before = Self::read(state, vault_id);
        let now_failed = Self { failed: before.failed.saturating_add(1), last_at: Some(now) };
        let text = toml::to_string(&now_failed)
            .map_err(|e| crate::domain::problem::Problem::unexpected("The failed try was not noted.", e))?;
        file::write(&path(state, vault_id), text.as_bytes(), Existing::Replace)?;
        Ok(now_failed)
    }

    /// Forgets them after a success and gives what they were, to be shown once.
    ///
    /// # Errors
    /// [`crate::domain::problem::Kind::Disk`] when the file cannot be removed.
    pub fn clear(state: &Path, vault_id: Uuid) -> Outcome<Self> {
        let were = Self::read(state, vault_id);
        file::remove(&path(state, vault_id))?;
        Ok(were)
    }
}

fn path(state: &Path, vault_id: Uuid) -> PathBuf {
    state.join(format!("attempts-{vault_id}.toml"))
}

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::TimeDelta;

    #[test]
    fn the_pause_grows_to_a_minute() {
        let seconds: Vec<u64> = (1..=12).map(|n| pause_after(n).as_secs()).collect();
        assert_eq!(seconds, [0, 0, 0, 2, 4, 8, 16, 32, 60, 60, 60, 60]);
    }

    #[test]
    fn tries_are_counted_shown_once_and_forgotten() {
        let dir = tempfile::tempdir().unwrap();
        let (vault, now) = (Uuid::nil(), DateTime::UNIX_EPOCH);
        for n in 1..=4 {
            assert_eq!(Attempts::add(dir.path(), vault, now).unwrap().failed, n);
        }
        let attempts = Attempts::read(dir.path(), vault);
        assert_eq!(attempts.wait(now + TimeDelta::milliseconds(500)).as_millis(), 1500);
        assert_eq!(attempts.wait(now + TimeDelta::seconds(9)).as_secs(), 0);
        assert_eq!(attempts.wait(now - TimeDelta::days(9)).as_secs(), 2, "a clock set back waits no longer");
        assert_eq!(Attempts::clear(dir.path(), vault).unwrap().failed, 4);
        assert_eq!(Attempts::read(dir.path(), vault), Attempts::default());
        Attempts::clear(dir.path(), vault).unwrap();
    }

    #[test]
    fn an_unreadable_count_locks_nobody_out() {
        let dir = tempfile::tempdir().unwrap();
        std::fs::write(path(dir.path(), Uuid::nil()), b"\xff\xff").unwrap();
        assert_eq!(Attempts::read(dir.path(), Uuid::nil()), Attempts::default());
    }
}
