//! `caseload init`: makes a new vault from `officer.toml` and prints the recovery code once.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use crate::casework::clock::Clock;
use crate::casework::opening::{self, NewCaseload};
use crate::cli::out::{Done, Out, Stop};
use crate::cli::shell::Shell;
use crate::cli::words::group;
use crate::domain::officer::Officer;
use crate::domain::problem::{Kind, Outcome, Problem};
use crate::vault::{Passphrase, Vault, WorkFactor, file};

/// An officer's file is a page; nothing larger is read.
const MOST_BYTES: u64 = 64 * 1024;
/// How often the passphrase may be retyped wrong before it is given up.
const RETRIES: usize = 3;

/// Arguments of `init`.
#[derive(clap::Args)]
pub(crate) struct Init {
    /// Officer, force and organisation; assets/officer.example.toml is an example
    #[arg(long, value_name = "FILE")]
    officer: PathBuf,
}

/// Makes the vault.
pub(crate) fn run(it: &Init, shell: &mut Shell) -> Done {
    let places = shell.places()?;
    if Vault::is_there(&places) {
        return Err(Problem::new(
            Kind::PathRefused,
            "There is something in this folder already; a vault is never made over it.",
            "Choose a new folder, or open the vault that is there.",
        )
        .into());
    }
    let officer = read_officer(&it.officer)?;
    let passphrase = passphrase(&officer, shell)?;
    let new = NewCaseload {
        places: &places,
        passphrase: &passphrase,
        factor: WorkFactor::calibrate()?,
        officer: &officer,
        allow_synced: false,
    };
    let (desk, code) = opening::create(&new, Clock::Machine)?;
    let lacks_escrow = officer.organisation.escrow.is_empty() && !officer.organisation.practice;
    desk.close()?;
    let out = &mut shell.out;
    out.line("The vault is made.")?;
    out.line("")?;
    out.line("Recovery code, shown this once. Write it on paper and give it to whoever keeps it:")?;
    out.line("")?;
    out.line(&format!("    {}", code.expose()))?;
    out.line("")?;
    say(out, "It opens the vault when the passphrase is forgotten. Clear this window when it is written down.")?;
    if lacks_escrow {
        say(
            out,
            "The vault has no escrow key of your organisation yet: it stays in SET-UP and exports nothing but a child's notification.",
        )?;
    }
    Ok(())
}

fn say(out: &mut Out, text: &str) -> Done {
    group(out, "", 0, &[text.to_owned()])
}

/// Reads officer, force and organisation.
pub(crate) fn read_officer(path: &Path) -> Outcome<Officer> {
    let bytes = file::read_bounded(path, MOST_BYTES)?;
    let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let text = std::str::from_utf8(&bytes)
        .map_err(|_| Problem::new(Kind::Usage, format!("{name} is not text in UTF-8."), "Save it as UTF-8."))?;
    let officer: Officer = toml::from_str(text).map_err(|e| {
        let line = e.span().map_or(0, |s| text.as_bytes().iter().take(s.start).filter(|b| **b == b'\n').count() + 1);
        // The reader's words name a field; where they would quote a value, they are left out.
        let reason = match e.message().lines().next().unwrap_or_default() {
            quotes if quotes.starts_with("invalid ") => "the value has not the form of the example".to_owned(),
            names => names.replace('`', ""),
        };
        Problem::new(
            Kind::Usage,
            format!("{name}, line {line}: {reason}."),
            "Put it right; the example shows every field.",
        )
    })?;
    let faults = officer.faults();
    if faults.is_empty() {
        return Ok(officer);
    }
    let what: Vec<&str> = faults.iter().map(|f| f.what.as_str()).collect();
    Err(Problem::new(
        Kind::Usage,
        format!("{name}: {}", what.join(" ")),
        "Put it right; the example shows every field.",
    ))
}

/// The passphrase: from standard input under the policy, or five words that are shown once and retyped.
fn passphrase(officer: &Officer, shell: &mut Shell) -> Result<Passphrase, Stop> {
    if shell.passphrase_stdin {
        let typed = shell.input.secret(true, "")?;
        return Ok(Passphrase::chosen(&typed, &officer.refused_words())?);
    }
    if !std::io::stdout().is_terminal() {
        return Err(Problem::new(
            Kind::Usage,
            "There is no terminal to show a new passphrase on.",
            "Give one as the first line of standard input, with --passphrase-stdin.",
        )
        .into());
    }
    let made = Passphrase::generate()?;
    let out = &mut shell.out;
    out.line("Passphrase, shown this once. Learn it, or write it down and keep it apart from the laptop:")?;
    out.line("")?;
    out.line(&format!("    {}", made.expose()))?;
    out.line("")?;
    out.flush()?;
    for _ in 0..RETRIES {
        let retyped = shell.input.secret(false, "Type it once more: ")?;
        match made.first_difference(&retyped) {
            None => return Ok(made),
            Some(word) => {
                shell.out.line(&format!("Word {word} differs."))?;
                shell.out.flush()?;
            }
        }
    }
    Err(Problem::refused("The passphrase was not retyped as shown.", "Start again; new words are made.").into())
}
