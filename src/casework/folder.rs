//! Where a sealed file is written: the folder that is offered, and the one that is typed.
//!
//! A sealed file may lie anywhere, also where a vault may not: nobody without the key reads it. What does not belong
//! here: writing it ([`crate::casework::sealing`]).

use std::path::PathBuf;

use crate::casework::desk::{Desk, Saved, no_faults};
use crate::domain::field::Fault;
use crate::domain::problem::Outcome;

/// A path as it was typed: `~` stands for the home folder, and the quotation marks go that a file manager puts around
/// what is dropped.
#[must_use]
pub fn path_typed(typed: &str) -> PathBuf {
    let typed = typed.trim();
    let bare = ['"', '\''].into_iter().find_map(|q| typed.strip_prefix(q)?.strip_suffix(q)).unwrap_or(typed);
    let home = directories::UserDirs::new().map(|d| d.home_dir().to_path_buf());
    match (bare.strip_prefix('~'), home) {
        (Some(rest), Some(home)) => home.join(rest.trim_start_matches(['/', '\\'])),
        _ => PathBuf::from(bare),
    }
}

impl Desk {
    /// The folder that is offered: where the last package was written, if it is still there, else the user's documents,
    /// else the home folder; empty when this machine tells none.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn usual_folder(&self) -> Outcome<String> {
        let last = self.reading().packages()?.into_iter().map(|p| p.written_to).find(|p| !p.is_empty());
        let of_user = directories::UserDirs::new();
        let documents = of_user.as_ref().and_then(|d| d.document_dir().map(PathBuf::from));
        let home = of_user.as_ref().map(|d| d.home_dir().to_path_buf());
        let offered = last.map(PathBuf::from).into_iter().chain(documents).chain(home).find(|p| p.is_dir());
        Ok(offered.map(|p| p.display().to_string()).unwrap_or_default())
    }

    /// The folder as it was typed, `~` standing for the home folder.
    ///
    /// # Errors
    /// A fault under `folder` when it is blank, not a whole path, or no folder that is there.
    pub fn folder_typed(&self, typed: &str) -> Saved<PathBuf> {
        let path = path_typed(typed);
        let what = if typed.trim().is_empty() {
            "Give the folder the file is written to."
        } else if !path.is_absolute() {
            "Give the whole path, from the root or the drive."
        } else if !path.is_dir() {
            "There is no such folder. Put the disk in, or give another."
        } else {
            return Ok(path);
        };
        no_faults(vec![Fault::new("folder", what)])?;
        Ok(path)
    }
}
