//! What opens the vault: a new passphrase, a new recovery code; each journalled as a change of keys.
//!
//! The slots themselves belong to `vault`. The database key stays the same: a change of it is another act.

use crate::casework::desk::Desk;
use crate::casework::opening::mode_of;
use crate::domain::journal::Operation;
use crate::domain::officer::Officer;
use crate::domain::problem::{Outcome, Problem};
use crate::store::journal::Why;
use crate::vault::{OpenVault, Passphrase, RecoveryCode, Secret, WorkFactor};

impl Desk {
    fn slots(&mut self) -> Outcome<&mut OpenVault> {
        if self.store.is_read_only() {
            return Err(Problem::refused(
                "The vault is open for reading only: its keys stay as they are.",
                "Open it again, and say that a restore was intended if it was.",
            ));
        }
        self.vault.as_mut().ok_or_else(|| Problem::unexpected("This caseload has no vault on a disk.", "no vault"))
    }

    /// Whether this secret opens the vault: asked before its keys are changed. Takes about a second.
    #[must_use]
    pub fn opens_with(&self, secret: &Secret) -> bool {
        self.vault.as_ref().is_some_and(|v| v.opens_with(secret))
    }

    /// Sets a new passphrase. Backups made before still open with the former one. Takes about two seconds.
    ///
    /// # Errors
    /// Refused while the vault is open for reading only; [`crate::domain::problem::Kind::Disk`].
    pub fn change_passphrase(&mut self, passphrase: &Passphrase) -> Outcome<()> {
        let factor = WorkFactor::calibrate()?;
        self.slots()?.change_passphrase(passphrase, factor)?;
        self.keys_changed("change the passphrase", "passphrase")
    }

    /// Sets a new recovery code that the officer has written down and retyped. Takes about two seconds.
    ///
    /// # Errors
    /// As [`Desk::change_passphrase`].
    pub fn change_recovery_code(&mut self, code: &RecoveryCode) -> Outcome<()> {
        let factor = WorkFactor::calibrate()?;
        self.slots()?.change_recovery_code(code, factor)?;
        self.keys_changed("change the recovery code", "recovery-code")
    }

    /// Changes the officer's details, the force's decisions or the organisation; the escrow slot of the vault follows.
    ///
    /// # Errors
    /// As [`Desk::change_passphrase`]; refused when the escrow key is no public key.
    pub fn settle(&mut self, officer: Officer) -> Outcome<()> {
        // Only a key whose fingerprint was confirmed opens the vault.
        let slot = |of: &Officer| of.organisation.confirmed_escrow().to_owned();
        let (before, after) = (slot(&self.officer), slot(&officer));
        if before != after {
            let vault = self.slots()?;
            if !after.is_empty() {
                vault.add_escrow(&after)?;
            }
            if !before.is_empty() {
                vault.remove_escrow(&before)?;
            }
            self.keys_changed("change the escrow key", "escrow")?;
        }
        self.set_officer(officer)?;
        if let Some(vault) = &self.vault {
            self.mode = mode_of(&self.officer, vault.lacks_escrow());
        }
        Ok(())
    }

    fn keys_changed(&mut self, what: &'static str, why: &str) -> Outcome<()> {
        self.quiet_act(what, |w| w.note(Operation::KeyChange, None, None, &Why::code(why)))
            .map_err(Problem::after_change)?;
        self.write_witness().map_err(Problem::after_change)
    }
}
