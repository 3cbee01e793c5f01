//! The vault: directory, slots, lock, backup, witness.
//!
//! Bytes, paths and age files; what is inside the database belongs to `store`. [`Vault`] ties the files
//! of this room together: one way to make a vault, one way to open it, and what an open one can change.
//!
//! ```text
//! Vault::create / Vault::open → OpenVault (key, id, epoch, paths, header, inbox)
//! ```
#![cfg_attr(
    test,
    allow(clippy::disallowed_methods, clippy::string_slice, reason = "the tests harm files and texts on purpose")
)]

pub mod attempts;
pub mod backup;
mod copies;
pub mod dir;
pub mod file;
pub mod header;
pub mod jot;
pub mod keys;
pub mod lock;
pub mod passphrase;
pub mod precheck;
pub mod process;
pub mod recovery;
mod sealed;
pub mod slots;
pub mod witness;

pub use attempts::Attempts;
pub use dir::{Paths, Places};
pub use header::Header;
pub use keys::{DatabaseKey, Keys, Pending, Repair};
pub use lock::Lock;
pub use passphrase::Passphrase;
pub use recovery::RecoveryCode;
pub use sealed::WorkFactor;
pub use slots::{Secret, Slot};

use crate::domain::problem::{Kind, Outcome, Problem};
use chrono::NaiveDate;
use uuid::Uuid;

/// Who holds the lock of the vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Locking {
    /// This process takes it and keeps it while the vault is open.
    Take,
    /// The supervisor that started this process holds it.
    HeldBySupervisor,
}

/// How a new vault is made.
#[derive(Debug, Clone)]
pub struct NewVault {
    /// Day of creation.
    pub created_on: NaiveDate,
    /// Work of the key slots, see [`WorkFactor::calibrate`].
    pub factor: WorkFactor,
    /// Public recipients of the organisation, confirmed by fingerprint; may be empty while setting up.
    pub escrow: Vec<String>,
    /// The officer allows a network drive or a synced folder; the caller journals it.
    pub allow_synced: bool,
}

/// A vault being made, still in a folder of its own beside its place: the caller creates and closes the
/// database in it.
pub struct Unfinished<'a> {
    /// Where the files lie for now.
    pub paths: &'a Paths,
    /// Key of the database.
    pub key: &'a DatabaseKey,
    /// Id of the vault, for the marker row.
    pub vault_id: Uuid,
}

/// A vault that is not open.
pub struct Vault;

/// An open vault. Dropping it frees the lock; the caller has closed the database before.
pub struct OpenVault {
    /// The two directories, the vault's canonical.
    pub places: Places,
    /// The names inside the vault.
    pub paths: Paths,
    /// What `vault.toml` says.
    pub header: Header,
    /// What was put right while opening, for one line to the officer.
    pub repairs: Vec<Repair>,
    keys: Keys,
    lock: Option<Lock>,
}

impl Vault {
    /// Whether something that could be a vault is at its place (even a damaged one): nothing is ever
    /// created over it.
    #[must_use]
    pub fn is_there(places: &Places) -> bool {
        std::fs::read_dir(&places.vault).is_ok_and(|mut entries| entries.next().is_some())
            || places.vault.symlink_metadata().is_ok_and(|m| !m.is_dir())
    }

    /// Makes a vault with a new database key and a new recovery code, to be shown once.
    ///
    /// Everything is made in a folder beside, `fill` creates the database there and closes it, and one
    /// rename puts the finished vault in its place: killed before that, there is no vault.
    ///
    /// # Errors
    /// [`Kind::PathRefused`] for a place a vault may not lie or that is taken; [`Kind::Disk`]; what `fill`
    /// gives.
    pub fn create(
        places: &Places,
        passphrase: &Passphrase,
        new: &NewVault,
        fill: impl FnOnce(&Unfinished<'_>) -> Outcome<()>,
    ) -> Outcome<(OpenVault, RecoveryCode)> {
        let code = RecoveryCode::generate()?;
        Ok((Self::create_with(places, passphrase, &code, new, fill)?, code))
    }

    /// As [`Vault::create`], with a recovery code that the officer has written down and retyped before.
    ///
    /// # Errors
    /// As [`Vault::create`].
    pub fn create_with(
        places: &Places,
        passphrase: &Passphrase,
        code: &RecoveryCode,
        new: &NewVault,
        fill: impl FnOnce(&Unfinished<'_>) -> Outcome<()>,
    ) -> Outcome<OpenVault> {
        if let Some(parent) = places.vault.parent().filter(|p| !p.as_os_str().is_empty() && !p.exists()) {
            std::fs::create_dir_all(parent)?;
        }
        let root = dir::resolve(&places.vault, new.allow_synced)?;
        let places = Places { vault: root.clone(), state: places.state.clone() };
        if Self::is_there(&places) {
            return Err(taken());
        }
        dir::prepare_state(&places.state)?;
        let vault_id = random_id()?;
        let unfinished = Paths::of(file::beside(&root, &format!("new-{vault_id}")));
        let made = (|| -> Outcome<()> {
            unfinished.create()?;
            let keys =
                Keys::create(&unfinished.keys(), vault_id, new.created_on, passphrase, code, &new.escrow, new.factor)?;
            keys.header()?.write(&unfinished.header())?;
            fill(&Unfinished { paths: &unfinished, key: &keys.active_key()?, vault_id })?;
            // An empty folder the officer made for it gives way; a full one does not.
            if root.is_dir() {
                std::fs::remove_dir(&root).map_err(|_| taken())?;
            }
            file::rename(&unfinished.root, &root)
        })();
        made.inspect_err(|_| {
            // A folder that cannot be removed holds no caseload and stands in nobody's way.
            let _ = std::fs::remove_dir_all(&unfinished.root);
        })?;
        Self::open(&places, &Secret::Passphrase(passphrase.clone()), Locking::Take, new.allow_synced)
            .map_err(Problem::after_change)
    }

    /// Opens a vault: lock, slot, key file. A wrong secret changes no file. The caller goes on with
    /// [`precheck::database_file`] and the database.
    ///
    /// # Errors
    /// [`Kind::AlreadyOpen`], [`Kind::CannotUnlock`], [`Kind::Damaged`], [`Kind::PathRefused`],
    /// [`Kind::Refused`] for a newer format, [`Kind::Disk`].
    pub fn open(places: &Places, secret: &Secret, locking: Locking, allow_synced: bool) -> Outcome<OpenVault> {
        // Where even the folder above is missing there is no vault either, and that is the clearer sentence.
        if places.vault.parent().is_some_and(|p| !p.as_os_str().is_empty() && !p.exists()) {
            return Err(not_there());
        }
        let root = dir::resolve(&places.vault, allow_synced)?;
        let places = Places { vault: root.clone(), state: places.state.clone() };
        backup::undo_interrupted(&places)?;
        if !Self::is_there(&places) {
            return Err(not_there());
        }
        let paths = Paths::of(root);
        if !paths.keys().is_dir() && !paths.header().exists() && !paths.database().exists() {
            return Err(Problem::new(
                Kind::Damaged,
                "The files in this folder are not a vault.",
                "Check the path of the vault.",
            ));
        }
        paths.check_directories()?;
        let lock = match locking {
            Locking::Take => Some(Lock::take(&paths.lock())?),
            Locking::HeldBySupervisor => None,
        };
        let header = match Header::read(&paths.header()) {
            Err(problem) if problem.kind == Kind::Damaged => None,
            other => Some(other?),
        };
        let (keys, mut repairs) = Keys::open(&paths.keys(), secret)?;
        if header.as_ref().is_some_and(|h| h.vault_id != keys.vault_id()) {
            return Err(Problem::new(
                Kind::Damaged,
                "The description of the vault and its keys belong to two different vaults.",
                "Restore the last backup; keep this folder as it is until that is done.",
            ));
        }
        let sealed_header = keys.header()?;
        if header.as_ref() != Some(&sealed_header) {
            let done = sealed_header.write(&paths.header());
            repairs.push(if done.is_ok() { Repair::Header } else { Repair::NotPossible });
        }
        for directory in [&paths.root, &paths.keys(), &paths.inbox(), &paths.backups()] {
            file::sweep(directory);
        }
        dir::prepare_state(&places.state)?;
        Ok(OpenVault { places, paths, header: sealed_header, repairs, keys, lock })
    }
}

impl OpenVault {
    /// The active database key.
    ///
    /// # Errors
    /// [`Kind::Damaged`] when the key file holds none.
    pub fn database_key(&self) -> Outcome<DatabaseKey> {
        self.keys.active_key()
    }

    /// A database key whose change was begun: try the active key first, then this one, then call
    /// [`OpenVault::commit_rekey`] or [`OpenVault::abandon_rekey`].
    ///
    /// # Errors
    /// [`Kind::Damaged`] when the key file holds none.
    pub fn pending_key(&self) -> Outcome<Option<Pending>> {
        self.keys.pending()
    }

    /// Id of the vault.
    #[must_use]
    pub fn vault_id(&self) -> Uuid {
        self.keys.vault_id()
    }

    /// Number of the active database key, from 1.
    #[must_use]
    pub fn key_epoch(&self) -> u64 {
        self.keys.epoch()
    }

    /// Higher with every change of the keys; goes into the witness.
    #[must_use]
    pub fn keys_revision(&self) -> u64 {
        self.keys.revision()
    }

    /// Whether the recovery code opened it: a new passphrase and a new code must follow.
    #[must_use]
    pub fn must_renew(&self) -> bool {
        self.keys.opened_by() == Slot::Recovery
    }

    /// Whether no organisation can open the vault: a live one then stays in SET-UP.
    #[must_use]
    pub fn lacks_escrow(&self) -> bool {
        self.keys.escrow().is_empty()
    }

    /// Identities that open jots, the newest first.
    ///
    /// # Errors
    /// [`Kind::Damaged`] when the key file holds none.
    pub fn inbox_identities(&self) -> Outcome<Vec<age::x25519::Identity>> {
        self.keys.inbox()
    }

    /// The lock, when this process holds it.
    #[must_use]
    pub const fn lock(&self) -> Option<&Lock> {
        self.lock.as_ref()
    }

    /// Sets a new passphrase; the recovery code stays. The former one opens nothing written from now on,
    /// only older backups.
    ///
    /// # Errors
    /// [`Kind::Disk`]; `changed` says whether the new one may already be in force.
    pub fn change_passphrase(&mut self, passphrase: &Passphrase, factor: WorkFactor) -> Outcome<()> {
        self.keys.renew(&Secret::Passphrase(passphrase.clone()), factor)?;
        self.write_header()
    }

    /// Makes a new recovery code, to be shown once; the former one opens only older backups.
    ///
    /// # Errors
    /// [`Kind::Disk`]; `changed` says whether the new one may already be in force.
    pub fn new_recovery_code(&mut self, factor: WorkFactor) -> Outcome<RecoveryCode> {
        let code = RecoveryCode::generate()?;
        self.change_recovery_code(&code, factor)?;
        Ok(code)
    }

    /// Sets a recovery code that the officer has written down and retyped before.
    ///
    /// # Errors
    /// As [`OpenVault::new_recovery_code`].
    pub fn change_recovery_code(&mut self, code: &RecoveryCode, factor: WorkFactor) -> Outcome<()> {
        self.keys.renew(&Secret::Recovery(code.clone()), factor)?;
        self.write_header()
    }

    /// Whether this secret opens its slot, without opening anything.
    #[must_use]
    pub fn opens_with(&self, secret: &Secret) -> bool {
        slots::open(&self.paths.keys(), secret).is_ok()
    }

    /// Admits the organisation's recipient, its fingerprint confirmed before.
    ///
    /// # Errors
    /// [`Kind::Refused`] when it is no recipient; [`Kind::Disk`].
    pub fn add_escrow(&mut self, recipient: &str) -> Outcome<()> {
        self.keys.add_escrow(recipient)?;
        self.write_header()
    }

    /// Leaves out a former recipient of the organisation.
    ///
    /// # Errors
    /// [`Kind::Refused`] when it is not among them; [`Kind::Disk`].
    pub fn remove_escrow(&mut self, recipient: &str) -> Outcome<()> {
        self.keys.remove_escrow(recipient)?;
        self.write_header()
    }

    /// Draws the next database key and notes it as pending, see [`Keys::begin_rekey`].
    ///
    /// # Errors
    /// [`Kind::Refused`] when one is pending already; [`Kind::Disk`].
    pub fn begin_rekey(&mut self) -> Outcome<Pending> {
        self.keys.begin_rekey()
    }

    /// The database in place opens with the pending key: makes it the active one.
    ///
    /// # Errors
    /// [`Kind::Refused`] when none is pending; [`Kind::Disk`].
    pub fn commit_rekey(&mut self) -> Outcome<()> {
        self.keys.commit_rekey()
    }

    /// The database in place opens with the active key: forgets the pending one.
    ///
    /// # Errors
    /// [`Kind::Refused`] when none is pending; [`Kind::Disk`].
    pub fn abandon_rekey(&mut self) -> Outcome<()> {
        self.keys.abandon_rekey()
    }

    /// Gives the inbox a new key; jots sealed to the former one still open.
    ///
    /// # Errors
    /// [`Kind::Disk`].
    pub fn renew_inbox(&mut self) -> Outcome<()> {
        self.keys.renew_inbox()?;
        self.write_header()
    }

    fn write_header(&mut self) -> Outcome<()> {
        let header = self.keys.header()?;
        header.write(&self.paths.header()).map_err(Problem::after_change)?;
        self.header = header;
        Ok(())
    }
}

fn not_there() -> Problem {
    Problem::new(
        Kind::Damaged,
        "There is no vault in this folder.",
        "Check the path; a vault is made with: caseload init.",
    )
}

fn taken() -> Problem {
    Problem::new(
        Kind::PathRefused,
        "There is something in this folder already; a vault is never made over it.",
        "Choose a new folder, or open the vault that is there.",
    )
}

/// A random id: one that carries the time would tell when the vault was made.
fn random_id() -> Outcome<Uuid> {
    let mut bytes = [0_u8; 16];
    getrandom::fill(&mut bytes).map_err(|e| Problem::unexpected("The system gave no random numbers.", e))?;
    Ok(uuid::Builder::from_random_bytes(bytes).into_uuid())
}

#[cfg(test)]
mod tests;
