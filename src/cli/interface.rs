//! `caseload` alone: the terminal interface. The only place of the command line that knows it.

use std::process::ExitCode;

use crate::cli::out::Stop;
use crate::cli::shell::Shell;
use crate::tui::{self, Start};

/// Opens the interface; a passphrase on standard input is handed on, otherwise its prompt asks.
pub(crate) fn run(shell: &mut Shell) -> Result<ExitCode, Stop> {
    let places = shell.places()?;
    let passphrase = match shell.passphrase_stdin {
        true => Some(shell.input.passphrase(true, "")?),
        false => None,
    };
    Ok(tui::run(Start { places, passphrase, theme: shell.theme.take() }))
}
