//! `caseload init`: makes a new vault from `officer.toml`. On a terminal passphrase and recovery code are shown once on
//! the alternate screen and retyped; otherwise the code is printed once.

use std::io::IsTerminal;
use std::path::{Path, PathBuf};

use crate::casework::clock::Clock;
use crate::casework::opening::{self, NewCaseload};
use crate::cli::interface;
use crate::cli::out::{Done, Out};
use crate::cli::shell::Shell;
use crate::cli::words::group;
use crate::domain::officer::{Officer, Organisation};
use crate::domain::problem::{Kind, Outcome, Problem};
use crate::exchange::organisation;
use crate::vault::{Passphrase, RecoveryCode, Vault, WorkFactor, file};

/// An officer's file is a page; nothing larger is read.
const MOST_BYTES: u64 = 64 * 1024;
/// How often the digits of a fingerprint may be typed wrong before the key counts as not confirmed.
const RETRIES: usize = 3;

/// Arguments of `init`.
#[derive(clap::Args)]
pub(crate) struct Init {
    /// Officer, force and organisation; assets/officer.example.toml is an example
    #[arg(long, value_name = "FILE")]
    officer: PathBuf,
    /// Fingerprint of a recipient as its holder read it aloud, in quotation marks; once for each recipient
    #[arg(long, value_name = "DIGITS")]
    confirm_recipient: Vec<String>,
    /// Fingerprint of the escrow key as its holder read it aloud, in quotation marks
    #[arg(long, value_name = "DIGITS")]
    confirm_escrow: Option<String>,
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
    let mut officer = read_officer(&it.officer)?;
    let given = match shell.passphrase_stdin {
        true => Some(Passphrase::chosen(&shell.input.secret(true, "")?, &officer.refused_words())?),
        false => None,
    };
    let watched = std::io::stdout().is_terminal();
    confirm_by_flags(it, &mut officer.organisation)?;
    if watched && shell.input.is_typed() {
        confirm_by_telephone(&mut officer.organisation, shell)?;
    }
    let (passphrase, code) = match given {
        given if watched => {
            let refused = officer.refused_words().into_iter().map(str::to_owned).collect();
            interface::new_secrets(given, refused, shell)?
        }
        Some(passphrase) => (passphrase, RecoveryCode::generate()?),
        None => {
            return Err(Problem::new(
                Kind::Usage,
                "There is no terminal to show a new passphrase on.",
                "Give one as the first line of standard input, with --passphrase-stdin.",
            )
            .into());
        }
    };
    let new = NewCaseload {
        places: &places,
        passphrase: &passphrase,
        factor: WorkFactor::calibrate()?,
        officer: &officer,
        allow_synced: false,
    };
    opening::create_with(&new, &code, Clock::Machine)?.close()?;
    let out = &mut shell.out;
    out.line("The vault is made.")?;
    if !watched {
        // On a terminal it was shown apart and retyped, and is nowhere in the scrollback.
        out.line("")?;
        out.line("Recovery code, shown this once. Write it on paper and give it to whoever keeps it:")?;
        out.line("")?;
        out.line(&format!("    {}", code.expose()))?;
        out.line("")?;
        say(out, "It opens the vault when the passphrase is forgotten. Keep this output nowhere.")?;
    }
    let organisation = &officer.organisation;
    let keys = organisation.recipients.iter().chain([&organisation.escrow]).filter(|k| !k.is_empty());
    for key in keys.filter(|k| !organisation.is_confirmed(k)) {
        say(
            out,
            &format!(
                "The fingerprint of the {} was not confirmed: nothing is sealed to it before you have entered what its \
                 holder reads to you, in the interface under 9 Records, settings.",
                named(organisation, key)
            ),
        )?;
    }
    if organisation.confirmed_escrow().is_empty() && !organisation.practice {
        say(
            out,
            "The vault has no confirmed escrow key of your organisation yet: it stays in SET-UP and exports nothing but a child's notification.",
        )?;
    }
    Ok(())
}

/// `recipient Central IS desk, key ending 3kq7`, `escrow key ending x2m0`.
fn named(organisation: &Organisation, key: &str) -> String {
    let end: String = key.chars().skip(key.chars().count().saturating_sub(4)).collect();
    match organisation.name.as_str() {
        _ if *key == organisation.escrow => format!("escrow key ending {end}"),
        "" => format!("recipient, key ending {end}"),
        name => format!("recipient {name}, key ending {end}"),
    }
}

/// Takes the fingerprints that were given with the command; one that belongs to none of the keys is refused.
fn confirm_by_flags(it: &Init, organisation: &mut Organisation) -> Outcome<()> {
    let escrow = vec![organisation.escrow.clone()];
    let recipients = organisation.recipients.clone();
    let given = it.confirm_recipient.iter().map(|said| ("--confirm-recipient", said, &recipients));
    for (flag, said, keys) in given.chain(it.confirm_escrow.iter().map(|said| ("--confirm-escrow", said, &escrow))) {
        match keys.iter().find(|key| organisation::is_spoken(key, said).unwrap_or(false)) {
            Some(key) => organisation.confirm(key),
            None => {
                return Err(Problem::new(
                    Kind::Usage,
                    format!("The fingerprint of {flag} is not that of a key in the officer's file."),
                    "Have it read to you once more. If it stays another one, ask for the key itself again.",
                ));
            }
        }
    }
    Ok(())
}

/// Asks for the fingerprints that were not given: the digits are typed as the holder reads them and not shown before.
fn confirm_by_telephone(organisation: &mut Organisation, shell: &mut Shell) -> Done {
    let keys: Vec<String> = organisation.recipients.iter().chain([&organisation.escrow]).cloned().collect();
    for key in keys.iter().filter(|k| !k.is_empty()) {
        if organisation.is_confirmed(key) {
            continue;
        }
        say(
            &mut shell.out,
            &format!(
                "Ring the holder of the {}, on a number you have from elsewhere, and type the ten groups of four digits \
                 they read to you. Enter alone leaves it unconfirmed.",
                named(organisation, key)
            ),
        )?;
        for _ in 0..RETRIES {
            shell.out.flush()?;
            let said = shell.input.words("Fingerprint: ")?;
            if said.trim().is_empty() {
                break;
            }
            if organisation::is_spoken(key, &said)? {
                organisation.confirm(key);
                break;
            }
            say(&mut shell.out, "These are not the digits of this key. Have them read to you once more.")?;
        }
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
    let mut officer: Officer = toml::from_str(text).map_err(|e| {
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
    let mut what: Vec<&str> = faults.iter().map(|f| f.what.as_str()).collect();
    if !officer.organisation.confirmed.is_empty() {
        what.push("A fingerprint is confirmed when the vault is made, never by this file: take confirmed out.");
    }
    let what = if what.is_empty() { normalise(&mut officer.organisation).err() } else { Some(what.join(" ")) };
    let Some(what) = what else { return Ok(officer) };
    Err(Problem::new(Kind::Usage, format!("{name}: {what}"), "Put it right; the example shows every field."))
}

/// The organisation's keys in their one form, or what is wrong with one.
fn normalise(of: &mut Organisation) -> Result<(), String> {
    let one = |key: &str| organisation::normalise(key).map_err(|p| p.what);
    of.recipients = of.recipients.iter().map(|key| one(key)).collect::<Result<_, _>>()?;
    if !of.escrow.trim().is_empty() {
        of.escrow = one(&of.escrow)?;
    }
    Ok(())
}
