//! `caseload restore`: verifies a backup and puts it in the place of a vault; the former vault is kept until confirmed.

use std::path::PathBuf;

use crate::casework::clock::Clock;
use crate::casework::keeping;
use crate::casework::opening::{self, Locking, Use};
use crate::cli::out::Done;
use crate::cli::shell::{Shell, watch};
use crate::cli::words::{count, group};
use crate::domain::when;
use crate::vault::Places;

/// Arguments of `restore`.
#[derive(clap::Args)]
pub(crate) struct Restore {
    /// The backup
    #[arg(value_name = "FILE", required_unless_present = "confirm")]
    from: Option<PathBuf>,
    /// Folder of the vault: a new one, or one that is replaced
    #[arg(long, value_name = "DIR")]
    to: PathBuf,
    /// The restored caseload is right: remove the vaults it replaced
    #[arg(long, conflicts_with = "from")]
    confirm: bool,
    /// Remove also the jots and backups in them that could not be brought along
    #[arg(long, requires = "confirm")]
    and_its_rest: bool,
}

/// Restores, or confirms a restore.
pub(crate) fn run(it: &Restore, shell: &mut Shell) -> Done {
    let places = Places::at(it.to.clone())?;
    let Some(from) = &it.from else { return confirm(&places, it.and_its_rest, shell) };
    // Said before the passphrase is asked for.
    std::fs::symlink_metadata(from).map_err(crate::domain::problem::Problem::from)?;
    let secret = shell.secret(&places)?;
    let done = keeping::restore(from, &places, &secret, Clock::Machine, &mut watch())?;
    let verified = &done.proof.verified;
    let mut all = vec![
        "The backup was verified and is now the caseload in this folder.".to_owned(),
        format!(
            "It holds {} and {}.",
            count(verified.records, "record", "records"),
            count(verified.entries, "journal entry", "journal entries")
        ),
    ];
    if let Some(last) = done.proof.last_entry {
        let last = when::to_local(last, chrono_tz::Europe::London);
        all.push(format!("What was done after {} is not in it.", when::long_minute(last)));
    }
    if let Some(replaced) = &done.replaced {
        all.push(format!("The former vault is kept: {}.", replaced.display()));
        if !done.former_backed_up {
            all.push(
                "It did not open with this passphrase or is damaged, so no backup of it was made first.".to_owned(),
            );
        }
        if done.left_behind > 0 {
            let left = i64::try_from(done.left_behind).unwrap_or(i64::MAX);
            all.push(format!("{} in it could not be brought along.", count(left, "backup or jot", "backups or jots")));
        }
        all.push(
            "Look at the restored caseload, then remove the former one with: caseload restore --confirm --to DIR."
                .to_owned(),
        );
    }
    for sentence in all {
        group(&mut shell.out, "", 0, &[sentence])?;
    }
    Ok(())
}

fn confirm(places: &Places, with_rest: bool, shell: &mut Shell) -> Done {
    let secret = shell.secret(places)?;
    let (mut desk, _) = opening::open(places, &secret, Locking::Take, Clock::Machine, Use::Command)?;
    let removed = keeping::confirm_restore(&mut desk, with_rest);
    desk.close()?;
    let removed = i64::try_from(removed?).unwrap_or(i64::MAX);
    shell.out.line(&format!(
        "{} removed; the restored caseload stays.",
        count(removed, "replaced vault was", "replaced vaults were")
    ))
}
