//! The words of the journal: what DPA 2018 s.62 asks to be logged, and the reasons an officer picks from.

/// What was done.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, strum::EnumIter, strum::IntoStaticStr, strum::EnumString,
)]
#[strum(serialize_all = "kebab-case")]
pub enum Operation {
    /// A record was made.
    Collection,
    /// A record was changed.
    Alteration,
    /// A record was opened.
    Consultation,
    /// Something left the vault.
    Disclosure,
    /// Duplicates were merged.
    Combination,
    /// A record was removed.
    Erasure,
    /// The vault was opened.
    Unlock,
    /// A try to open it failed.
    FailedUnlock,
    /// The vault was closed.
    Lock,
    /// A backup was made.
    Backup,
    /// A backup was put back.
    Restore,
    /// Passphrase, recovery code or key changed.
    KeyChange,
    /// A setting changed.
    Settings,
}

impl Operation {
    /// Journal name.
    #[must_use]
    pub fn name(self) -> &'static str {
        self.into()
    }
}
