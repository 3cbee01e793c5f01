//! `caseload show` of what concerns no contact: a tasking by its reference, an observation, a strategy or an entry of the
//! DLO directory by its id. They name nobody on the caseload, so reading one is no consultation.

use serde_json::{Map, Value as Json, json};

use crate::casework::desk::Desk;
use crate::casework::record::shown;
use crate::cli::list;
use crate::cli::out::{Out, Stop};
use crate::cli::words::{capital, group, labelled, sentence};
use crate::domain::field::{Record as _, Shape, text_in};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::lists;
use crate::domain::problem::Outcome;
use crate::domain::tasking::{MEASURES, NOT_FOR_DLO, Strategy};
use crate::store::table::AnyRow;

/// The kinds that are shown here.
const KINDS: [Kind; 4] = [Kind::Observation, Kind::Tasking, Kind::Strategy, Kind::Liaison];

fn find(desk: &Desk, typed: &str) -> Outcome<Option<AnyRow>> {
    let typed = typed.trim();
    if let Ok(id) = typed.parse::<RecordId>() {
        for kind in KINDS {
            if let Some(row) = desk.reading().any(kind, id)? {
                return Ok(Some(row));
            }
        }
        return Ok(None);
    }
    let tasking = desk.taskings("")?.into_iter().find(|t| t.it.reference.eq_ignore_ascii_case(typed));
    match tasking {
        Some(t) => desk.reading().any(Kind::Tasking, t.meta.id),
        None => Ok(None),
    }
}

/// Prints one of them; false when the reference is of none.
pub(crate) fn of_area(desk: &Desk, typed: &str, as_json: bool, out: &mut Out) -> Result<bool, Stop> {
    let Some(row) = find(desk, typed)? else { return Ok(false) };
    let fields = || {
        // Measures are read in words below; references are of no use on paper.
        let read = row.kind.fields().iter().filter(|f| f.shape != Shape::Ref && f.name != "measures");
        read.filter_map(|f| row.values.get(f.name).map(|v| (f, shown(f, v)))).filter(|(_, text)| !text.is_empty())
    };
    let measures =
        if row.kind == Kind::Strategy { considered(&Strategy::from_values(&row.values)) } else { Vec::new() };
    if as_json {
        let all: Map<String, Json> = row.values.iter().map(|(name, v)| ((*name).to_owned(), v.to_json())).collect();
        let reference = text_in(&row.values, "reference");
        out.json(&json!({
            "ref": if reference.is_empty() { row.meta.id.to_string() } else { reference.to_owned() },
            "state": list::state(row.kind, &row.values),
            "kind": row.kind.name(),
            "id": row.meta.id.to_string(),
            "fields": all,
            "considered": measures,
        }))?;
        return Ok(true);
    }
    out.line(&sentence(&capital(row.kind.label())))?;
    for (field, text) in fields() {
        group(out, "", 4, &[labelled(field.label, &text)])?;
    }
    for line in measures {
        group(out, "", 4, &[sentence(&line)])?;
    }
    Ok(true)
}

/// The considerations of a strategy, one a line: what was decided and why, or to whom it is referred.
fn considered(s: &Strategy) -> Vec<String> {
    let kept = s.measure_list();
    let items = lists::get(MEASURES).map(|l| l.offered().collect::<Vec<_>>()).unwrap_or_default();
    let line = |item: &lists::Item| {
        if let Some(to) = item.extra.get(NOT_FOR_DLO) {
            return format!("{}: not for the DLO, {to}", capital(&item.label));
        }
        match kept.iter().find(|m| m.code == item.code && m.is_considered()) {
            Some(m) => {
                let why = if m.lacks_reason() { "WITHOUT A REASON" } else { m.proportionality.as_str() };
                let decided = lists::label("measure_decisions", &m.decision);
                let result = if m.result.is_empty() { String::new() } else { format!(". {}", m.result) };
                format!("{}: {decided}. {why}{result}", capital(&item.label))
            }
            None => format!("{}: not considered yet", capital(&item.label)),
        }
    };
    items.into_iter().map(line).collect()
}
