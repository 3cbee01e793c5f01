//! `caseload` alone: the terminal interface. The only place of the command line that knows it.

use std::process::ExitCode;

use crate::casework::practice::Practice;
use crate::cli::out::Stop;
use crate::cli::shell::Shell;
use crate::domain::problem::Outcome;
use crate::tui::{self, Start};
use crate::vault::{Passphrase, Places, RecoveryCode};

/// Opens the interface; a passphrase on standard input is handed on, otherwise its prompt asks.
pub(crate) fn run(shell: &mut Shell) -> Result<ExitCode, Stop> {
    let places = shell.places()?;
    let passphrase = match shell.passphrase_stdin {
        true => Some(shell.input.passphrase(true, "")?),
        false => None,
    };
    Ok(open(places, passphrase, shell))
}

/// Opens the interface on a vault whose passphrase may be known already.
pub(crate) fn open(places: Places, passphrase: Option<Passphrase>, shell: &Shell) -> ExitCode {
    tui::run(Start { places, passphrase, theme: shell.theme.clone() })
}

/// Opens a practice caseload in a temporary folder that is gone when the interface ends.
pub(crate) fn practice(how: Practice, shell: &Shell) -> ExitCode {
    tui::demo(how, shell.theme.clone())
}

/// Shows a new passphrase, unless one was given, and a new recovery code on the alternate screen; each is retyped.
pub(crate) fn new_secrets(
    given: Option<Passphrase>,
    refused: Vec<String>,
    shell: &Shell,
) -> Outcome<(Passphrase, RecoveryCode)> {
    tui::new_vault::secrets(given, refused, shell.theme.as_deref())
}

/// The process in which the interface and the vault live; started by the interface itself.
pub(crate) fn worker() -> ExitCode {
    tui::worker()
}
