//! `caseload jot`: a note taken while locked, from standard input; sealed to the vault, filed at the next unlock.

use crate::casework::opening;
use crate::cli::out::{self, Done};
use crate::cli::shell::Shell;
use crate::vault::jot::MOST_BYTES;

/// Takes the note.
pub(crate) fn run(shell: &mut Shell) -> Done {
    if shell.input.is_typed() {
        let end = if cfg!(windows) { "Ctrl+Z and Enter" } else { "Ctrl+D" };
        out::note(&format!("Type the note; {end} on an empty line ends it."));
    }
    let text = shell.input.rest(MOST_BYTES)?;
    opening::take_jot(&shell.places()?, &text)?;
    shell.out.line("Kept. Nobody can read it before the next unlock, which files it as a follow-up due that day.")
}
