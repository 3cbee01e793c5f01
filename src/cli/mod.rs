//! The command line: arguments, plain linear output, exit codes.
//!
//! One file a command; each declares its arguments and does its work through casework. `shell` has what they share:
//! where the vault is, the passphrase, and the writer everything is printed through. Nothing here decides a rule of the
//! work, and nothing is printed but through `out`.

mod args;
mod backup;
mod completions;
mod demo;
mod device;
mod export;
mod import;
mod init;
mod input;
mod interface;
mod jot;
mod list;
mod man;
mod out;
mod restore;
mod search;
mod shell;
mod show;
mod show_area;
mod stats;
mod today;
mod verify;
mod words;

use std::ffi::OsString;
use std::process::ExitCode;

use crate::casework::own_files;
use crate::cli::args::{Asked, Command};
use crate::cli::out::Stop;
use crate::cli::shell::Shell;
use crate::vault::process;

/// Runs the program and gives its exit code (the codes: [`crate::domain::problem::Kind`]).
#[must_use]
pub fn run() -> ExitCode {
    // What the system refuses is for `doctor` to say; it stops nothing.
    let _ = process::harden();
    process::quiet_panics(|| {});
    with(std::env::args_os())
}

fn with(arguments: impl IntoIterator<Item = OsString>) -> ExitCode {
    let done = match args::read(arguments) {
        Ok(Asked::Command(arguments)) => {
            let (command, shell) = arguments.split();
            shell.and_then(|shell| go(command, shell))
        }
        Ok(Asked::Text(text)) => out::Out::standard().text(&text).map(|()| ExitCode::SUCCESS),
        Err(problem) => Err(problem.into()),
    };
    match done {
        Ok(code) => code,
        // Whoever read our output has seen enough.
        Err(Stop::Closed) => ExitCode::SUCCESS,
        Err(Stop::Problem(problem)) => {
            out::say_problem(&problem);
            ExitCode::from(problem.kind.exit_code())
        }
    }
}

fn go(command: Option<Command>, mut shell: Shell) -> Result<ExitCode, Stop> {
    // The interface reads the force's files in its worker and shows there what was refused.
    if !matches!(command, None | Some(Command::Worker)) {
        for fault in own_files::install() {
            out::note(&format!("{fault} The program's own is used."));
        }
    }
    let done = match command {
        None => return interface::run(&mut shell),
        Some(Command::Worker) => return Ok(interface::worker()),
        Some(Command::Demo(it)) => return demo::run(&it, &mut shell),
        Some(Command::Init(it)) => init::run(&it, &mut shell),
        Some(Command::Today(it)) => today::run(&it, &mut shell),
        Some(Command::List(it)) => list::run(&it, &mut shell),
        Some(Command::Search(it)) => search::run(&it, &mut shell),
        Some(Command::Show(it)) => show::run(&it, &mut shell),
        Some(Command::Stats(it)) => stats::run(&it, &mut shell),
        Some(Command::Jot) => jot::run(&mut shell),
        Some(Command::Export(it)) => export::run(&it, &mut shell),
        Some(Command::Import(it)) => import::run(&it, &mut shell),
        Some(Command::Device(it)) => device::run(&it, &mut shell),
        Some(Command::Backup(it)) => backup::run(&it, &mut shell),
        Some(Command::Restore(it)) => restore::run(&it, &mut shell),
        Some(Command::Verify(it)) => verify::run(&it, &mut shell),
        Some(Command::Completions(it)) => completions::run(&it, &mut shell),
        Some(Command::Man(it)) => man::run(&it, &mut shell),
    };
    // What was printed counts only once it has left.
    done.and_then(|()| shell.out.flush()).map(|()| ExitCode::SUCCESS)
}
