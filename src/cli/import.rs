//! `caseload import`: brings contacts in from a spreadsheet saved as CSV, or from lines of updates; all or nothing.
//!
//! Before anything is saved it says what becomes what, everything that is wrong by row, and who may be there twice. What is
//! printed names rows and columns, never what stands in them.

use std::path::PathBuf;

use serde_json::json;

use crate::casework::desk::Desk;
use crate::casework::import::{self, DryRun, Imported, SOURCES, Source, UNRECORDED, With};
use crate::cli::out::{Done, Out, Stop};
use crate::cli::shell::{Shell, mode_words, watch};
use crate::cli::words::{capital, count, group};
use crate::domain::problem::Problem;

/// Arguments of `import`.
#[derive(clap::Args)]
pub(crate) struct Import {
    /// A table as CSV with headings, or lines of updates (NDJSON)
    file: PathBuf,
    /// A mapping file: which heading becomes what (docs/IMPORT.md)
    #[arg(long, value_name = "FILE")]
    map: Option<PathBuf>,
    /// Say what would be made and what is wrong; nothing is changed
    #[arg(long)]
    dry_run: bool,
    /// As one JSON array
    #[arg(long)]
    json: bool,
}

/// Reads the file, says what it holds, and brings it in.
pub(crate) fn run(it: &Import, shell: &mut Shell) -> Done {
    // A file that cannot be used is said before the passphrase is asked for.
    let source = import::read(&it.file, it.map.as_deref())?;
    shell.with_desk(|desk, shell| {
        let columns = source.columns().to_vec();
        let run = desk.import_dry_run(&source, &columns, &mut watch())?;
        let goes = run.can_go() && !it.dry_run;
        let made = if goes { Some(desk.import_tried(&source, &columns, &run, &mut watch())?) } else { None };
        if it.json {
            as_json(&run, made.as_ref(), &mut shell.out)?;
        } else {
            as_words(desk, &source, &run, made.as_ref(), &mut shell.out)?;
        }
        shell.out.flush()?;
        if run.can_go() { Ok(()) } else { Err(Stop::from(refusal(&source, &run))) }
    })
}

fn refusal(source: &Source, run: &DryRun) -> Problem {
    let wrong = count(number(run.fault_count), "thing is", "things are");
    Problem::refused(
        format!("{} wrong in the file, and it comes in whole or not at all.", capital(&wrong)),
        match source {
            Source::Table(_) => {
                "Put the rows right in the spreadsheet, or say with --map what the columns mean, then try again."
            }
            Source::Lines(_) => source.remedy(),
        },
    )
}

fn number(n: usize) -> i64 {
    i64::try_from(n).unwrap_or(i64::MAX)
}

fn with(with: &With) -> String {
    match with {
        With::Row(row) => format!("row {row}"),
        With::Here(reference) => reference.clone(),
    }
}

fn as_json(run: &DryRun, made: Option<&Imported>, out: &mut Out) -> Done {
    let state = match made {
        Some(_) => "brought-in",
        None if run.can_go() => "can-go",
        None => "refused",
    };
    out.begin_array()?;
    out.element(&json!({
        "ref": made.map(|m| m.references.0.clone()).unwrap_or_default(),
        "state": state,
        "kind": "import",
        "last_ref": made.map(|m| m.references.1.clone()).unwrap_or_default(),
        "read_as": run.read_as,
        "rows": run.rows,
        "contacts": run.people,
        "contact_points": run.points,
        "engagements": run.engagements,
        "others": run.others,
        "children": run.children,
        "markers": run.markers,
        "concerns": run.concerns,
        "crime_reports": run.crimes,
        "crime_reports_without_number": run.unrecorded,
        "intelligence": run.entries,
        "put_right": {
            "hidden_characters": run.put_right.hidden,
            "capitals": run.put_right.capitals,
            "zeros": run.put_right.zeros,
            "closed_to_a_child": run.put_right.closed,
        },
        "faults": run.fault_count,
        "duplicates": run.duplicate_count,
        "to_compare": made.map_or(0, |m| m.compare),
        "backed_up_first": made.is_some_and(|m| m.backed_up),
    }))?;
    for column in &run.columns {
        out.element(&json!({
            "ref": column.heading,
            "state": if column.target.is_some() { "brought-in" } else { "left-out" },
            "kind": "column",
            "becomes": column.target.map(|t| t.code()).unwrap_or_default(),
            "filled": column.filled,
        }))?;
    }
    for fault in &run.faults {
        out.element(&json!({
            "ref": format!("row {}", fault.row),
            "state": "refused",
            "kind": "row",
            "row": fault.row,
            "column": fault.column,
            "what": fault.what,
        }))?;
    }
    for one in &run.duplicates {
        out.element(&json!({
            "ref": format!("row {}", one.row),
            "state": "possible-duplicate",
            "kind": "row",
            "row": one.row,
            "with": with(&one.with),
            "why": one.why.words(),
        }))?;
    }
    out.end_array()
}

fn as_words(desk: &Desk, source: &Source, run: &DryRun, made: Option<&Imported>, out: &mut Out) -> Done {
    let nothing = if made.is_some() { "" } else { " Nothing is changed by this." };
    out.line(&format!("caseload import.{}{nothing}", mode_words(desk.mode())))?;
    group(out, "", 0, &[format!("Read as {}: {}.", run.read_as, count(number(run.rows), "row", "rows"))])?;
    for column in &run.columns {
        let heading = if column.heading.is_empty() { "A column without a heading" } else { column.heading.as_str() };
        let filled = count(number(column.filled), "cell", "cells");
        let line = match column.target {
            Some(target) => format!("{heading}: becomes the {} ({filled}).", target.label()),
            None if column.filled == 0 => continue,
            None => format!("{heading}: is not brought in ({filled})."),
        };
        group(out, "  ", 4, &[line])?;
    }
    let beginning = if made.is_some() { "Brought in: " } else { "Would be made: " };
    let mut parts = vec![count(number(run.people), "contact", "contacts")];
    for (n, one, many) in [
        (run.points, "way to reach somebody", "ways to reach somebody"),
        (run.engagements, "engagement", "engagements"),
        (run.others, "grounds or consent entry", "grounds and consent entries"),
        (run.markers, "marker as a draft", "markers as drafts"),
        (run.concerns, "safeguarding concern", "safeguarding concerns"),
        (run.crimes, "crime report", "crime reports"),
        (run.entries, "intelligence entry as submitted", "intelligence entries as submitted"),
    ] {
        if n > 0 {
            parts.push(count(number(n), one, many));
        }
    }
    group(out, beginning, 4, &[format!("{}.", parts.join(", "))])?;
    if run.children > 0 {
        let who = count(number(run.children), "of them is", "of them are");
        group(out, "CHILD: ", 4, &[format!("{who} or may be under 18. A child concern comes with each.")])?;
    }
    if run.unrecorded > 0 {
        let which = count(number(run.unrecorded), "crime report has", "crime reports have");
        group(out, "TO DECIDE: ", 4, &[format!("{which} no crime number. {UNRECORDED}")])?;
    }
    if run.entries > 0 {
        group(out, "", 4, &[SOURCES.to_owned()])?;
    }
    put_right(run, out)?;
    for fault in &run.faults {
        let at = match (fault.row, fault.column.as_str()) {
            (0, "") => String::new(),
            (row, "") => format!("Row {row}: "),
            (row, column) => format!("Row {row}, {column}: "),
        };
        group(out, &at, 4, std::slice::from_ref(&fault.what))?;
    }
    more(run.fault_count, run.faults.len(), "more thing is wrong", "more things are wrong", out)?;
    for one in &run.duplicates {
        let said = format!("Row {} may be the same person as {}: {}.", one.row, with(&one.with), one.why.words());
        group(out, "", 4, &[said])?;
    }
    more(run.duplicate_count, run.duplicates.len(), "more may be there twice", "more may be there twice", out)?;
    if let Some(made) = made {
        let mut said = Vec::new();
        if made.people > 0 {
            said.push(format!("The references are {} to {}.", made.references.0, made.references.1));
        }
        if made.backed_up {
            said.push("A checked backup was made first.".to_owned());
        }
        if made.compare > 0 {
            let n = count(number(made.compare), "follow-up asks", "follow-ups ask");
            said.push(format!("{} to compare two records that may be one person.", capital(&n)));
        }
        group(out, "", 0, &said)?;
    } else if matches!(source, Source::Table(_)) && run.columns.iter().any(|c| c.target.is_none() && c.filled > 0) {
        group(out, "", 0, &["A column that is not brought in can be named in a mapping file: --map.".to_owned()])?;
    }
    Ok(())
}

fn put_right(run: &DryRun, out: &mut Out) -> Done {
    let p = &run.put_right;
    let mut said = Vec::new();
    for (n, one, many) in [
        (p.capitals, "name in capitals is written out", "names in capitals are written out"),
        (p.zeros, "number gets back its first 0", "numbers get back their first 0"),
        (p.hidden, "hidden character is removed", "hidden characters are removed"),
        (
            p.closed,
            "adult setting is left out of a child's record",
            "adult settings are left out of children's records",
        ),
    ] {
        if n > 0 {
            said.push(format!("{}.", capital(&count(number(n), one, many))));
        }
    }
    group(out, "", 4, &said)
}

fn more(all: usize, shown: usize, one: &str, many: &str, out: &mut Out) -> Done {
    match all.saturating_sub(shown) {
        0 => Ok(()),
        n => group(out, "", 4, &[format!("{}.", capital(&count(number(n), one, many)))]),
    }
}
