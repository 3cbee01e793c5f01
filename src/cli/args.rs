//! The arguments: one declaration from which reading, help, completions and the manual come.
//!
//! What was typed is never repeated in an error: it may be a name, and standard error is kept by some systems.

use std::ffi::OsString;
use std::path::PathBuf;

use clap::error::{ContextKind, ErrorKind};
use clap::{CommandFactory, Parser, Subcommand};

use crate::cli::out::Stop;
use crate::cli::shell::Shell;
use crate::cli::{
    backup, completions, demo, device, export, import, init, list, man, restore, search, show, stats, today, verify,
};
use crate::domain::problem::{Kind, Outcome, Problem};

/// The names `--theme` takes.
const THEMES: [&str; 5] = ["dark", "light", "high-contrast", "16", "mono"];

/// A Designated Liaison Officer's encrypted caseload.
///
/// Without a command the terminal interface opens. Every command that reads the vault asks for the passphrase on the
/// terminal, or takes it as the first line of standard input with --passphrase-stdin.
#[derive(Parser)]
#[command(
    name = "caseload",
    version,
    color = clap::ColorChoice::Never,
    max_term_width = 100,
    disable_help_subcommand = true,
    after_help = EXIT_CODES
)]
pub(crate) struct Arguments {
    /// Folder of the vault [default: this user's own]
    #[arg(long, global = true, value_name = "DIR")]
    vault: Option<PathBuf>,
    /// Take the passphrase from the first line of standard input
    #[arg(long, global = true)]
    passphrase_stdin: bool,
    /// Look of the interface: dark, light, high-contrast, 16 or mono
    #[arg(long, global = true, value_name = "THEME", value_parser = THEMES, hide_possible_values = true)]
    theme: Option<String>,
    #[command(subcommand)]
    command: Option<Command>,
}

const EXIT_CODES: &str = "Exit codes: 0 done, 1 unexpected, 2 usage or a rule of the work, 3 already open, 4 cannot \
                          unlock, 5 damaged, 6 older than last seen, 7 disk or permission, 8 path refused, \
                          9 bundle refused.";

/// The commands.
#[derive(Subcommand)]
pub(crate) enum Command {
    /// Open a practice caseload of invented people
    Demo(demo::Demo),
    /// Make a new vault; shows the recovery code once
    Init(init::Init),
    /// What is due, in the order of duty
    Today(today::Today),
    /// List records of one kind, masked
    List(list::List),
    /// Search; the words come from the prompt or standard input
    Search(search::Search),
    /// Open one record, with its reason; journalled
    Show(show::Show),
    /// Statistics by month and area, rounded so that nobody is seen in them
    Stats(stats::Stats),
    /// Take a note while locked, from standard input; filed at the next unlock
    Jot,
    /// Bring in contacts from a spreadsheet, whole or not at all
    Import(import::Import),
    /// Seal what is approved into packages and write them
    Export(export::Export),
    /// Make and check a backup
    Backup(backup::Backup),
    /// Verify a backup and put it in the place of a vault
    Restore(restore::Restore),
    /// Verify the vault, or a backup without changing it
    Verify(verify::Verify),
    /// This laptop's public keys and fingerprints, for enrolment
    Device(device::Device),
    /// Print completions for a shell
    Completions(completions::Completions),
    /// Print the manual page
    Man(man::Man),
    /// The interface's own process
    #[command(hide = true)]
    Worker,
}

/// What was asked for.
pub(crate) enum Asked {
    /// A command, or the interface.
    Command(Arguments),
    /// Help or the version.
    Text(String),
}

impl Arguments {
    /// The command, and what all commands share.
    pub(crate) fn split(self) -> (Option<Command>, Result<Shell, Stop>) {
        let needs_vault = !matches!(
            self.command,
            Some(Command::Completions(_) | Command::Demo(_) | Command::Man(_) | Command::Worker | Command::Restore(_))
        );
        let shell = Shell::new(self.vault, self.passphrase_stdin, self.theme, needs_vault);
        (self.command, shell.map_err(Stop::from))
    }
}

/// The declaration itself, for completions and the manual.
pub(crate) fn declaration() -> clap::Command {
    Arguments::command()
}

/// Reads the arguments.
pub(crate) fn read(arguments: impl IntoIterator<Item = OsString>) -> Outcome<Asked> {
    match Arguments::try_parse_from(arguments) {
        Ok(read) => Ok(Asked::Command(read)),
        Err(e) => match e.kind() {
            ErrorKind::DisplayHelp | ErrorKind::DisplayVersion => Ok(Asked::Text(e.render().to_string())),
            _ => Err(not_understood(&e)),
        },
    }
}

fn not_understood(e: &clap::Error) -> Problem {
    // The names are the program's own; values and unknown words are what was typed and stay unsaid.
    let names = |kind: ContextKind| match e.get(kind) {
        Some(clap::error::ContextValue::String(one)) => one.clone(),
        Some(clap::error::ContextValue::Strings(many)) => many.join(", "),
        _ => String::new(),
    };
    let what = match e.kind() {
        ErrorKind::MissingRequiredArgument => {
            format!("Something is missing: {}.", names(ContextKind::InvalidArg))
        }
        ErrorKind::InvalidValue | ErrorKind::ValueValidation => match names(ContextKind::ValidValue) {
            valid if valid.is_empty() => format!("The value of {} was not understood.", names(ContextKind::InvalidArg)),
            valid => format!("{} takes one of: {valid}.", names(ContextKind::InvalidArg)),
        },
        ErrorKind::ArgumentConflict => {
            format!("{} does not go with {}.", names(ContextKind::InvalidArg), names(ContextKind::PriorArg))
        }
        ErrorKind::InvalidSubcommand => "There is no such command.".to_owned(),
        _ => "The command line was not understood.".to_owned(),
    };
    Problem::new(Kind::Usage, what, "See: caseload --help.")
}

#[cfg(test)]
mod tests {
    use super::*;

    fn problem(arguments: &[&str]) -> Problem {
        let all = std::iter::once("caseload").chain(arguments.iter().copied());
        match read(all.map(OsString::from)) {
            Err(problem) => problem,
            Ok(_) => panic!("understood: {arguments:?}"),
        }
    }

    #[test]
    fn the_declaration_holds_together() {
        declaration().debug_assert();
    }

    #[test]
    fn what_is_missing_is_named_and_what_was_typed_is_not_repeated() {
        assert!(problem(&["show"]).what.contains("<REF>"));
        for typed in [&["Roxy"][..], &["list", "Roxy", "Roxy"], &["today", "--Roxy"], &["today", "--theme", "Roxy"]] {
            let p = problem(typed);
            assert_eq!(p.kind, Kind::Usage);
            assert!(!p.to_string().contains("Roxy"), "{p}");
            assert_eq!(p.to_string().lines().count(), 1);
        }
        assert!(problem(&["--theme", "pink"]).what.contains("high-contrast"));
    }

    #[cfg(unix)]
    #[test]
    fn a_folder_need_not_be_utf_8_and_a_code_must() {
        use std::os::unix::ffi::OsStringExt;
        let odd = OsString::from_vec(b"/tmp/va\xffult".to_vec());
        let with = |first: &str, second: OsString| read([OsString::from("caseload"), first.into(), second]);
        assert!(with("--vault", odd.clone()).is_ok());
        assert!(with("list", odd).is_err());
    }
}
