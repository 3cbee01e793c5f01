//! `caseload demo`: a practice caseload of invented people, in a temporary vault that leaves nothing behind, or kept in
//! a folder with the keys of its practice organisation.

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use crate::casework::clock::Clock;
use crate::casework::desk::Desk;
use crate::casework::keeping::Progress;
use crate::casework::opening;
use crate::casework::practice::Practice;
use crate::cli::interface;
use crate::cli::out::{Done, Stop};
use crate::cli::shell::{Shell, watch};
use crate::cli::words::{count, group};
use crate::domain::problem::{Kind, Outcome, Problem};
use crate::exchange::organisation::{PRACTICE_PRINCIPAL, PracticeOrganisation, allowed_signers};
use crate::exchange::signer::Allowed;
use crate::vault::file::{self, Existing};
use crate::vault::{Places, Vault};

/// Engagements for each contact, when only the contacts were asked for.
const ENGAGEMENTS_EACH: u64 = 20;

/// Pages of the search index that are merged at once.
const MERGED_AT_ONCE: i64 = 2000;

/// Arguments of `demo`.
#[derive(clap::Args)]
pub(crate) struct Demo {
    /// How many contacts [default: 80]
    #[arg(long, value_name = "N")]
    contacts: Option<u64>,
    /// How many engagements [default: 1500, or 20 for each contact that is asked for]
    #[arg(long, value_name = "N")]
    engagements: Option<u64>,
    /// Decides everything that is invented [default: 7]
    #[arg(long, value_name = "S")]
    seed: Option<u64>,
    /// Leave the vault in this new folder, made with the passphrase that is given
    #[arg(long, value_name = "DIR")]
    keep: Option<PathBuf>,
}

impl Demo {
    fn how(&self) -> Practice {
        let usual = Practice::default();
        Practice {
            contacts: self.contacts.unwrap_or(usual.contacts),
            engagements: self
                .engagements
                .or_else(|| self.contacts.map(|n| n.saturating_mul(ENGAGEMENTS_EACH)))
                .unwrap_or(usual.engagements),
            seed: self.seed.unwrap_or(usual.seed),
        }
    }
}

/// Opens the practice caseload, or keeps it.
pub(crate) fn run(it: &Demo, shell: &mut Shell) -> Result<ExitCode, Stop> {
    match &it.keep {
        Some(folder) => keep(it, folder, shell).and_then(|()| shell.out.flush()).map(|()| ExitCode::SUCCESS),
        None => Ok(interface::practice(it.how(), shell)),
    }
}

fn fill(it: &Demo, desk: &mut Desk) -> Outcome<()> {
    let mut watch = watch();
    let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
    desk.fill_practice(&it.how(), &mut |done, of| {
        watch(Progress { what: "inventing people", done: number(done), of: number(of) })
    })?;
    // What the interface does while nobody types, so that the first search is quick.
    while desk.store().merge_search(MERGED_AT_ONCE)? {
        watch(Progress { what: "ordering the search index", done: 0, of: 0 });
    }
    Ok(())
}

fn keep(it: &Demo, folder: &Path, shell: &mut Shell) -> Done {
    let places = Places::at(folder.to_owned())?;
    if Vault::is_there(&places) {
        return Err(Problem::new(
            Kind::PathRefused,
            "There is something in this folder already; a vault is never made over it.",
            "Choose a new folder.",
        )
        .into());
    }
    // No policy for a practice passphrase: nobody's life depends on it.
    let passphrase = shell.input.passphrase(shell.passphrase_stdin, "Passphrase for the practice vault: ")?;
    let (mut desk, code, organisation) = opening::create_practice(&places, &passphrase, Clock::Machine)?;
    drop(passphrase);
    fill(it, &mut desk).and_then(|()| write_keys(&mut desk, &organisation)).map_err(|p| half_made(p, folder))?;
    let contacts = desk.reading().contacts_total()?;
    let records = desk.reading().records_total()?;
    desk.close()?;
    let out = &mut shell.out;
    let all = [
        format!("The practice caseload is in {}.", folder.display()),
        format!(
            "It holds {} and {} in all, every one invented.",
            count(contacts, "contact", "contacts"),
            count(records, "record", "records")
        ),
        format!("Its recovery code is {}.", code.expose()),
        "The practice organisation's keys are in the folder practice inside it.".to_owned(),
    ];
    for sentence in all {
        group(out, "", 0, &[sentence])?;
    }
    Ok(())
}

/// What failed once the vault stood: the folder has to go before it can be made again.
fn half_made(mut p: Problem, folder: &Path) -> Problem {
    p.remedy = format!("Remove the folder {}, where a practice caseload is half made. {}", folder.display(), p.remedy);
    p.after_change()
}

/// `practice/organisation.key`, which opens the packages, and `practice/allowed_signers`, which checks signatures.
fn write_keys(desk: &mut Desk, organisation: &PracticeOrganisation) -> Outcome<()> {
    let Some(folder) = desk.vault().map(|v| v.paths.root.join("practice")) else { return Ok(()) };
    file::create_private_dir(&folder)?;
    file::write_checked(&folder.join("organisation.key"), organisation.key_file.as_bytes(), Existing::Keep)?;
    let device = desk.device()?;
    let allowed = [
        Allowed::new(&device.id, &device.public_line)?,
        Allowed::new(PRACTICE_PRINCIPAL, &organisation.receipts.public_line()?)?,
    ];
    file::write_checked(&folder.join("allowed_signers"), allowed_signers(&allowed)?.as_bytes(), Existing::Keep)
}
