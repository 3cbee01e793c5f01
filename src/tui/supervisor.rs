//! The way in from the command line: what the interface is started with, and the worker it starts.

use std::process::ExitCode;

use crate::vault::{Passphrase, Places};

/// What the interface is started with.
pub struct Start {
    /// Where the vault and the state directory are.
    pub places: Places,
    /// A passphrase that is known already (standard input, a practice caseload); without it the prompt asks.
    pub passphrase: Option<Passphrase>,
    /// Name of the look that was asked for, see [`crate::tui::theme::Look::named`].
    pub theme: Option<String>,
}

/// Opens the interface and gives the exit code.
#[must_use]
pub fn run(_start: Start) -> ExitCode {
    ExitCode::SUCCESS
}

/// The worker process that the supervisor starts.
#[must_use]
pub fn worker() -> ExitCode {
    ExitCode::SUCCESS
}
