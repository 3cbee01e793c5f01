//! `caseload completions SHELL`: what a shell needs to complete commands and options.

use clap_complete::Shell as Kind;

use crate::cli::args::declaration;
use crate::cli::out::Done;
use crate::cli::shell::Shell;

/// Arguments of `completions`.
#[derive(clap::Args)]
pub(crate) struct Completions {
    /// bash, elvish, fish, powershell or zsh
    #[arg(value_name = "SHELL", hide_possible_values = true)]
    shell: Kind,
}

/// Prints them.
pub(crate) fn run(it: &Completions, shell: &mut Shell) -> Done {
    let mut text = Vec::new();
    clap_complete::generate(it.shell, &mut declaration(), "caseload", &mut text);
    shell.out.text(&String::from_utf8_lossy(&text))
}
