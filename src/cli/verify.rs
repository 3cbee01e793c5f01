//! `caseload verify`: the vault, or a backup without changing it.

use std::path::PathBuf;

use serde_json::json;

use crate::casework::clock::Clock;
use crate::casework::keeping::{self, Proof};
use crate::cli::out::{Done, Out};
use crate::cli::shell::{Shell, watch};
use crate::cli::words::count;
use crate::domain::when;
use crate::vault::witness::Verdict;

/// Arguments of `verify`.
#[derive(clap::Args)]
pub(crate) struct Verify {
    /// A backup instead of the vault
    #[arg(long, value_name = "FILE")]
    backup: Option<PathBuf>,
    /// As one JSON object
    #[arg(long)]
    json: bool,
}

/// Verifies.
pub(crate) fn run(it: &Verify, shell: &mut Shell) -> Done {
    let places = shell.places()?;
    let secret = shell.secret(&places)?;
    let proof = match &it.backup {
        Some(file) => keeping::verify_backup(file, &places, &secret, Clock::Machine, &mut watch())?,
        None => keeping::verify_vault(&places, &secret, Clock::Machine, &mut watch())?,
    };
    let what = if it.backup.is_some() { "backup" } else { "vault" };
    if it.json { as_json(what, &proof, &mut shell.out) } else { as_words(what, &proof, &mut shell.out) }
}

const fn witness(verdict: Verdict) -> (&'static str, &'static str) {
    match verdict {
        Verdict::Current => ("agrees", "it agrees with what this computer last saw"),
        Verdict::NoWitness => ("none", "this computer had not seen this vault before; it is noted now"),
        Verdict::UnreadableWitness => {
            ("unreadable", "what this computer last saw could not be read; it is noted afresh")
        }
        Verdict::Older => ("older", "the vault is older than when it was last seen"),
    }
}

fn as_json(what: &str, proof: &Proof, out: &mut Out) -> Done {
    out.json(&json!({
        "ref": what,
        "state": "whole",
        "entries": proof.verified.entries,
        "records": proof.verified.records,
        "disposed": proof.verified.disposed,
        "last_entry": proof.last_entry.map(|at| at.to_rfc3339()),
        "witness": proof.witness.map(|w| witness(w).0),
        "bytes": proof.bytes,
    }))
}

fn as_words(what: &str, proof: &Proof, out: &mut Out) -> Done {
    out.line(&format!("The {what} is whole."))?;
    out.line(&format!(
        "File: {}, both checks passed.",
        count(i64::try_from(proof.bytes).unwrap_or(i64::MAX), "byte", "bytes")
    ))?;
    let disposed = match proof.verified.disposed {
        0 => String::new(),
        n => format!(" The content of {} was disposed of.", count(n, "entry", "entries")),
    };
    out.line(&format!(
        "Journal: {}, chained without a gap.{disposed}",
        count(proof.verified.entries, "entry", "entries")
    ))?;
    out.line(&format!(
        "Records: {}, equal to their last journal entry.",
        count(proof.verified.records, "record", "records")
    ))?;
    if let Some(at) = proof.last_entry {
        out.line(&format!("Last entry: {}.", when::long_minute(when::to_local(at, chrono_tz::Europe::London))))?;
    }
    match proof.witness {
        Some(verdict) => out.line(&format!("Witness: {}.", witness(verdict).1)),
        None => out.line("The backup itself was not changed."),
    }
}
