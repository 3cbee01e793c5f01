//! `caseload export`: seals what is approved into packages and writes them; what was sealed before and not written yet
//! is written first.
//!
//! Each update is approved by the officer in the outbox. `--approve ready` approves what nothing keeps back, in a
//! practice vault only.

use std::path::{Path, PathBuf};

use serde_json::json;

use crate::casework::desk::Desk;
use crate::casework::keeping::Progress;
use crate::casework::outbox::ApprovedReady;
use crate::casework::sealing::{LeftOut, PackageView, SealPreview, SealProgress, Written};
use crate::cli::out::{self, Done, Out};
use crate::cli::shell::{Shell, mode_words, watch};
use crate::cli::words::{capital, count, group, sentence};
use crate::domain::kind::Kind;
use crate::domain::problem::{Kind as Fault, Outcome, Problem};
use crate::store::package::state;

/// Arguments of `export`.
#[derive(clap::Args)]
pub(crate) struct Export {
    /// Folder the packages are written to [default: the current one]
    #[arg(long, value_name = "DIR")]
    to: Option<PathBuf>,
    /// Say what would be sealed; nothing is changed
    #[arg(long, conflicts_with = "approve")]
    dry_run: bool,
    /// Approve what is ready first; practice vaults only
    #[arg(long, value_name = "ready", value_parser = ["ready"], hide_possible_values = true)]
    approve: Option<String>,
    /// As one JSON array
    #[arg(long)]
    json: bool,
}

/// Seals and writes.
pub(crate) fn run(it: &Export, shell: &mut Shell) -> Done {
    let folder = it.to.clone().unwrap_or_else(|| PathBuf::from("."));
    if !it.dry_run && !folder.is_dir() {
        return Err(
            Problem::new(Fault::Disk, "The folder to write to is not there.", "Make it, or give another.").into()
        );
    }
    shell.with_desk(|desk, shell| {
        if it.dry_run {
            let preview = desk.seal_preview()?;
            return would(desk, &preview, it.json, &mut shell.out);
        }
        let approved = match it.approve {
            Some(_) => Some(desk.approve_ready()?),
            None => None,
        };
        let made = seal(desk, &folder)?;
        if it.json { as_json(&made, &mut shell.out) } else { as_words(desk, &made, approved.as_ref(), &mut shell.out) }
    })
}

/// What an export did.
struct Made {
    written: Vec<(PackageView, Written)>,
    left_out: Vec<LeftOut>,
}

fn seal(desk: &mut Desk, folder: &Path) -> Outcome<Made> {
    let mut watch = watch();
    let mut tell = |p: SealProgress| {
        let number = |n: u64| i64::try_from(n).unwrap_or(i64::MAX);
        watch(Progress { what: p.step.words(), done: number(p.done), of: number(p.all) })
    };
    let mut numbers = Vec::new();
    for package in desk.packages()?.iter().rev().filter(|p| p.state == state::SEALED) {
        // A package of an earlier epoch whose bytes are gone has nothing left to write.
        if desk.package_view(package.number)?.bytes.is_some() {
            numbers.push(package.number);
        }
    }
    let mut left_out = Vec::new();
    if desk.seal_preview()?.unavailable.is_none() || numbers.is_empty() {
        let result = desk.seal(&mut tell)?;
        numbers.extend(result.packages);
        left_out = result.left_out;
    }
    let mut written = Vec::new();
    for number in numbers {
        // What is sealed stays sealed: a disk that does not take the file changes nothing about that.
        let file = desk.write_package(number, folder, &mut tell)?;
        written.push((desk.package_view(number)?, file));
    }
    Ok(Made { written, left_out })
}

fn would(desk: &Desk, preview: &SealPreview, as_json: bool, out: &mut Out) -> Done {
    if as_json {
        out.begin_array()?;
        if preview.unavailable.is_none() {
            out.element(&json!({
                "ref": preview.number.to_string(),
                "state": "approved",
                "kind": "package",
                "updates": preview.updates,
                "contacts": preview.contacts,
                "recipient": preview.to,
                "classification": preview.classification,
            }))?;
        }
        return out.end_array();
    }
    let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    out.line(&format!("caseload export.{} Nothing is sealed by this command.", mode_words(desk.mode())))?;
    match &preview.unavailable {
        Some(problem) => group(out, "", 4, &[format!("Nothing can be sealed: {} {}", problem.what, problem.remedy)])?,
        None => {
            let what = format!(
                "Package {} would hold {} about {}.",
                preview.number,
                count(number(preview.updates), "update", "updates"),
                count(number(preview.contacts), "contact", "contacts")
            );
            group(out, "", 4, &[what, sentence(&format!("to {}", preview.to)), sentence(&preview.classification)])?;
        }
    }
    left_out(&preview.left_out, out)?;
    let rest = format!("To be decided: {}. Held: {}. Never: {}.", preview.to_decide, preview.held, preview.never);
    group(out, "", 4, &[rest])
}

fn left_out(all: &[LeftOut], out: &mut Out) -> Done {
    for one in all {
        let what = format!("{}: approved, but it no longer holds and is a draft again.", one.reference);
        group(out, "", 4, &[what, sentence(&one.why)])?;
    }
    Ok(())
}

fn as_json(made: &Made, out: &mut Out) -> Done {
    for one in &made.left_out {
        out::note(&format!("{}: an approval no longer holds; the update is a draft again.", one.reference));
    }
    for one in made.written.iter().flat_map(|(package, _)| &package.changed) {
        out::note(&format!("{}: what is sealed no longer holds: {}.", one.reference, one.why));
    }
    out.begin_array()?;
    for (package, file) in &made.written {
        out.element(&json!({
            "ref": package.number.to_string(),
            "state": package.state,
            "kind": "package",
            "file": file.path.display().to_string(),
            "bytes": file.bytes,
            "updates": package.updates,
            "contacts": package.contacts,
            "recipient": package.recipient,
        }))?;
    }
    out.end_array()
}

fn as_words(desk: &Desk, made: &Made, approved: Option<&ApprovedReady>, out: &mut Out) -> Done {
    let number = |n: usize| i64::try_from(n).unwrap_or(i64::MAX);
    out.line(&format!("caseload export.{}", mode_words(desk.mode())))?;
    if let Some(approved) = approved {
        let done = number(approved.approved);
        out.line(&format!("{} approved.", capital(&count(done, "update was", "updates were"))))?;
        for (id, why) in &approved.left {
            let contact = desk.reading().any(Kind::Update, *id)?.and_then(|row| row.meta.contact);
            let line = contact.map(|c| desk.reading().contact_line(c)).transpose()?.flatten();
            let who = line.map_or_else(|| "An update".to_owned(), |l| l.reference);
            group(out, "", 4, &[format!("{who}: stays a draft."), why.what.clone()])?;
        }
    }
    for (package, file) in &made.written {
        let what = format!(
            "Package {} is sealed: {} about {}, {}.",
            package.number,
            count(package.updates, "update", "updates"),
            count(package.contacts, "contact", "contacts"),
            count(number(file.bytes), "byte", "bytes")
        );
        group(out, "", 4, &[what, sentence(&format!("to {}", package.recipient))])?;
        group(out, "", 4, &[format!("File: {}", file.path.display())])?;
        for one in &package.changed {
            let what = format!("{}: do not hand it over before you have spoken to the IS desk.", one.reference);
            group(out, "", 4, &[what, sentence(&one.why)])?;
        }
    }
    left_out(&made.left_out, out)?;
    group(
        out,
        "",
        0,
        &["Sealed is not sent, and sent is not received: hand the file over, then say so in the outbox.".to_owned()],
    )
}
