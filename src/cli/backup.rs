//! `caseload backup`: makes, checks and writes a backup.

use std::path::PathBuf;

use crate::casework::keeping::Occasion;
use crate::cli::out::Done;
use crate::cli::shell::{Shell, watch};
use crate::cli::words::{count, group};

/// Arguments of `backup`.
#[derive(clap::Args)]
pub(crate) struct Backup {
    /// A new file, or a folder [default: the vault's own backups folder]
    #[arg(long, value_name = "FILE|DIR")]
    to: Option<PathBuf>,
}

/// Makes the backup.
pub(crate) fn run(it: &Backup, shell: &mut Shell) -> Done {
    shell.with_desk(|desk, shell| {
        let made = desk.back_up(it.to.as_deref(), Occasion::Asked, &mut watch())?;
        let state = desk.backup_state()?;
        let mut all = vec![
            format!("Backup made and checked: {}.", made.path.display()),
            format!(
                "It holds {} and {}.",
                count(made.records, "record", "records"),
                count(made.entries, "journal entry", "journal entries")
            ),
        ];
        if made.removed > 0 {
            all.push(format!(
                "{} removed.",
                count(made.removed.try_into().unwrap_or(i64::MAX), "older one was", "older ones were")
            ));
        }
        if state.remind {
            all.push(format!(
                "None was made on another disk for {}: give one there with --to.",
                count(state.days, "day", "days")
            ));
        }
        for sentence in all {
            group(&mut shell.out, "", 0, &[sentence])?;
        }
        Ok(())
    })
}
