//! `caseload man`: the manual page, made from the same declaration as the help.

use crate::cli::args::declaration;
use crate::cli::out::Done;
use crate::cli::shell::Shell;
use crate::domain::problem::{Kind, Problem};

/// Arguments of `man`.
#[derive(clap::Args)]
pub(crate) struct Man {
    /// The page of one command instead
    #[arg(value_name = "COMMAND")]
    command: Option<String>,
}

/// Prints a page.
pub(crate) fn run(it: &Man, shell: &mut Shell) -> Done {
    let mut all = declaration();
    all.build();
    let page = match it.command.as_deref() {
        None => all,
        Some(name) => match all.find_subcommand(name).filter(|c| !c.is_hide_set()) {
            Some(one) => one.clone().name(format!("caseload-{name}")),
            None => return Err(Problem::new(Kind::Usage, "There is no such command.", "See: caseload --help.").into()),
        },
    };
    let mut text = Vec::new();
    clap_mangen::Man::new(page).render(&mut text)?;
    shell.out.text(&String::from_utf8_lossy(&text))
}
