//! `caseload search`: words from the prompt or standard input, never from the command line, which the shell remembers.
//! Hits say in which record and field they are, not what it says.

use std::ffi::OsString;

use serde_json::json;

use crate::cli::out::Done;
use crate::cli::shell::{Shell, area, mode_words};
use crate::cli::words::{capital, classification, count, group, guarded, sentence};
use crate::domain::problem::{Kind, Problem};
use crate::domain::radio;

/// At most this many hits are printed.
const MOST: i64 = 200;

/// Arguments of `search`.
#[derive(clap::Args)]
pub(crate) struct Search {
    /// As one JSON array
    #[arg(long)]
    json: bool,
    /// Area by its code or name, or all [default: all]
    #[arg(long, value_name = "AREA")]
    area: Option<String>,
    /// Taken so that it can be refused in the right words.
    #[arg(hide = true, num_args = 0.., value_name = "WORDS")]
    words: Vec<OsString>,
}

/// Searches.
pub(crate) fn run(it: &Search, shell: &mut Shell) -> Done {
    if !it.words.is_empty() {
        return Err(Problem::new(
            Kind::Usage,
            "Words to search for are never taken from the command line, which the shell remembers.",
            "Start caseload search and type them when asked, or give them on standard input.",
        )
        .into());
    }
    shell.with_desk(|desk, shell| {
        let area = area(it.area.as_deref(), "")?;
        let typed = shell.input.words("Search for: ")?;
        if typed.trim().is_empty() {
            return Err(Problem::new(
                Kind::Usage,
                "There are no words to search for.",
                "Type a name, a word or the last digits of a number.",
            )
            .into());
        }
        let mut hits = Vec::new();
        for hit in desk.find(typed.trim(), MOST)? {
            let line = match hit.contact {
                Some(contact) => desk.reading().contact_line(contact)?,
                None => None,
            };
            if area.is_empty() || line.as_ref().is_some_and(|l| l.area == area) {
                hits.push((hit, line.map(|l| l.status).unwrap_or_default()));
            }
        }
        let out = &mut shell.out;
        if it.json {
            out.begin_array()?;
            for (hit, status) in &hits {
                let mut object = json!({
                    "ref": hit.reference,
                    "state": status,
                    "name": hit.name,
                    "kind": hit.kind.name(),
                    "place": hit.place,
                    "id": hit.record.to_string(),
                });
                guarded(hit.kind, &mut object);
                out.element(&object)?;
            }
            return out.end_array();
        }
        let protected = hits.iter().any(|(hit, _)| radio::protects(hit.kind));
        if protected {
            out.line(radio::SENTENCE)?;
        }
        let total = i64::try_from(hits.len()).unwrap_or(i64::MAX);
        let more = if total >= MOST { " Only the newest are listed; type more of the word." } else { "" };
        out.line(&format!(
            "caseload search.{} {} found.{more}",
            mode_words(desk.mode()),
            count(total, "record", "records")
        ))?;
        for (hit, _) in &hits {
            let who = sentence(&format!("{} {}", hit.reference, hit.name));
            group(out, "", 4, &[who, format!("{}, {}.", capital(hit.kind.label()), hit.place.replace(" · ", ", "))])?;
        }
        if protected { out.line(&classification()) } else { Ok(()) }
    })
}
