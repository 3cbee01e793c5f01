//! The payload of a package: updates, source blocks and the readable page, in their one order, and how many updates
//! one package takes.
//!
//! Which updates go is decided above; sealing is [`crate::exchange::bundle`].

use std::collections::{BTreeMap, BTreeSet};

use zeroize::Zeroizing;

use crate::domain::problem::{Kind, Outcome, Problem};
use crate::domain::update;
use crate::exchange::bundle::{MOST_PAYLOAD, Part};
use crate::exchange::line::{KINDS, Line};
use crate::exchange::manifest::{Counts, Manifest};
use crate::exchange::readable;
use crate::exchange::source::Source;

/// Kept free for the frame of the readable page and the growth of its numbering.
const MARGIN: usize = 256 * 1024;

/// Puts updates in the order of a package: by contact, then kind, then id.
pub fn sort(lines: &mut [Line]) {
    let place = |l: &Line| KINDS.iter().position(|k| *k == l.kind).unwrap_or(KINDS.len());
    lines.sort_by(|a, b| (&a.contact_ref, place(a), &a.update_id).cmp(&(&b.contact_ref, place(b), &b.update_id)));
}

/// Sorts the updates and splits them so that each set fits in one package with its page and its own source blocks,
/// which are found by the id of the update.
///
/// # Errors
/// Not for updates without faults: the largest is far smaller than a package.
pub fn split(mut lines: Vec<Line>, sources: &BTreeMap<String, Source>) -> Outcome<Vec<Vec<Line>>> {
    sort(&mut lines);
    let mut sets: Vec<Vec<Line>> = Vec::new();
    let mut room = 0;
    for line in lines {
        let source = match sources.get(&line.update_id) {
            Some(source) => source.to_json_line()?.len() + 1,
            None => 0,
        };
        let need = line.to_json_line()?.len() + 1 + readable::section(&line, 100_000, 100_000).len() + source;
        if need > MOST_PAYLOAD - MARGIN {
            return Err(Problem::refused("One update alone is more than a package holds.", "Shorten its texts."));
        }
        match sets.last_mut() {
            Some(set) if need <= room => {
                room -= need;
                set.push(line);
            }
            _ => {
                room = MOST_PAYLOAD - MARGIN - need;
                sets.push(vec![line]);
            }
        }
    }
    Ok(sets)
}

/// The payload of a package. `head` gives the page its number, day and PRACTICE word.
///
/// # Errors
/// [`Kind::Refused`] with the first fault of the first update that has one: what is sealed is in order. Casework asks
/// [`Line::faults`] before; this is the last look.
pub fn parts(lines: &[Line], sources: &[Source], head: &Manifest) -> Outcome<Vec<Part>> {
    let faults = lines.iter().map(Line::faults).chain(sources.iter().map(Source::faults));
    let intelligence = lines.iter().filter(|l| l.kind == update::kind::INTELLIGENCE).map(|l| l.update_id.as_str());
    let blocks = sources.iter().map(|s| s.update_id.as_str());
    let unmatched = intelligence.collect::<BTreeSet<_>>() != blocks.collect::<BTreeSet<_>>();
    let unmatched = unmatched.then(|| "A source block and its intelligence are not in one package.".to_owned());
    if let Some(fault) = faults.flatten().next().or(unmatched) {
        return Err(Problem::refused(fault, "Take the update back to draft and mend it.").detail("E-UPDATE"));
    }
    let mut updates = Zeroizing::new(Vec::with_capacity(lines.len() * 1536));
    for line in lines {
        updates.extend_from_slice(line.to_json_line()?.as_bytes());
        updates.push(b'\n');
    }
    let mut parts = vec![Part { name: "updates.ndjson".to_owned(), bytes: updates }];
    if !sources.is_empty() {
        let mut blocks = Zeroizing::new(Vec::with_capacity(sources.len() * 1024));
        for source in sources {
            blocks.extend_from_slice(source.to_json_line()?.as_bytes());
            blocks.push(b'\n');
        }
        parts.push(Part { name: "sources.ndjson".to_owned(), bytes: blocks });
    }
    let page = Zeroizing::new(readable::page(head, lines).into_bytes());
    parts.push(Part { name: "readable.html".to_owned(), bytes: page });
    Ok(parts)
}

/// The counts for the manifest.
#[must_use]
pub fn counts(lines: &[Line], sources: &[Source]) -> Counts {
    let contacts: BTreeSet<&str> = lines.iter().map(|l| l.contact_ref.as_str()).collect();
    Counts { updates: lines.len() as u64, contacts: contacts.len() as u64, sources: sources.len() as u64 }
}

/// The classification for the manifest: the highest of the content.
#[must_use]
pub fn classification(lines: &[Line], sources: &[Source]) -> &'static str {
    let all = lines.iter().map(|l| &l.classification).chain(sources.iter().map(|s| &s.classification));
    if all.into_iter().all(|c| c == "OFFICIAL") && !lines.is_empty() { "OFFICIAL" } else { "OFFICIAL-SENSITIVE" }
}

/// Reads `sources.ndjson` strictly.
///
/// # Errors
/// [`Kind::BundleRefused`] when it is not UTF-8, does not end in a line feed, or a line is none.
pub fn read_sources(bytes: &[u8]) -> Outcome<Vec<Source>> {
    whole_lines(bytes, "sources.ndjson", "E-SOURCE")?.into_iter().map(Source::from_json_line).collect()
}

/// Reads `updates.ndjson` strictly.
///
/// # Errors
/// [`Kind::BundleRefused`] when it is not UTF-8, does not end in a line feed, or a line is none.
pub fn read_updates(bytes: &[u8]) -> Outcome<Vec<Line>> {
    whole_lines(bytes, "updates.ndjson", "E-UPDATE")?.into_iter().map(Line::from_json_line).collect()
}

/// The lines of a member, each ended by a line feed.
fn whole_lines<'b>(bytes: &'b [u8], name: &str, code: &str) -> Outcome<Vec<&'b str>> {
    let broken = || {
        Problem::new(
            Kind::BundleRefused,
            format!("The file {name} is cut short or not text."),
            "Copy the bundle again from where it came.",
        )
        .detail(code)
    };
    let text = std::str::from_utf8(bytes).map_err(|_| broken())?;
    if text.is_empty() {
        return Ok(Vec::new());
    }
    Ok(text.strip_suffix('\n').ok_or_else(broken)?.split('\n').collect())
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::exchange::bundle;
    use crate::exchange::line::tests::{example, intelligence};
    use crate::exchange::manifest::tests::example as head;
    use crate::exchange::source::tests::example as source;

    fn numbered(n: usize) -> Line {
        Line {
            update_id: format!("0199c1f2-5a10-7000-8000-{n:012x}"),
            contact_ref: format!("K7-{:04}", n % 700),
            ..example()
        }
    }

    #[test]
    fn updates_stand_in_one_order_whatever_order_they_came_in() {
        let mut lines: Vec<Line> = (0..40)
            .map(|n| Line {
                kind: KINDS[n % KINDS.len()].to_owned(),
                contact_ref: format!("K7-{:04}", n % 3),
                ..numbered(n)
            })
            .collect();
        sort(&mut lines);
        let mut again: Vec<Line> = lines.iter().rev().cloned().collect();
        sort(&mut again);
        assert!(lines == again);
        assert!(lines.windows(2).all(|w| w[0].contact_ref <= w[1].contact_ref));
        assert_eq!(lines[0].kind, "person");
    }

    #[test]
    fn what_is_written_is_read_back() {
        let lines: Vec<Line> = (0..5).map(numbered).collect();
        let parts = parts(&lines, &[], &head()).unwrap();
        assert_eq!(parts.iter().map(|p| p.name.as_str()).collect::<Vec<_>>(), ["updates.ndjson", "readable.html"]);
        assert!(read_updates(&parts[0].bytes).unwrap() == lines);
        assert!(read_updates(&parts[0].bytes[..parts[0].bytes.len() - 1]).is_err());
        assert!(read_updates(b"\n").is_err());
        assert!(read_updates(b"\xff\n").is_err());
        assert!(read_updates(b"").unwrap().is_empty());
    }

    #[test]
    fn sources_go_in_their_own_member_and_never_on_the_page() {
        let line = intelligence();
        let source = Source { update_id: line.update_id.clone(), ..source() };
        let made = parts(std::slice::from_ref(&line), std::slice::from_ref(&source), &head()).unwrap();
        assert_eq!(made[1].name, "sources.ndjson");
        for other in [&made[0], &made[2]] {
            assert!(!String::from_utf8_lossy(&other.bytes).contains(&source.source));
        }
        assert!(read_sources(&made[1].bytes).unwrap() == [source.clone()]);
        // Neither goes without the other.
        assert!(parts(std::slice::from_ref(&line), &[], &head()).is_err());
        assert!(parts(&[numbered(1)], &[source], &head()).is_err());
        assert_eq!(counts(&[numbered(1)], &[super::tests::source()]), Counts { updates: 1, contacts: 1, sources: 1 });
    }

    #[test]
    fn an_update_with_a_fault_is_never_sealed() {
        let secret = Line { information: "SECRET\nnot for here".to_owned(), ..numbered(1) };
        let problem = parts(&[numbered(0), secret], &[], &head()).unwrap_err();
        assert!(problem.what.contains("SECRET"));
        assert!(problem.what.contains("information security officer"));
    }

    #[test]
    fn a_large_set_is_split_into_packages_that_fit_and_lose_nothing() {
        let long = "x".repeat(19_000);
        let lines = (0..900).map(|n| Line { information: long.clone(), ..numbered(n) }).collect();
        let sets = split(lines, &BTreeMap::new()).unwrap();
        assert_eq!(sets.len(), 3);
        assert_eq!(sets.iter().map(Vec::len).sum::<usize>(), 900);
        for set in &sets {
            let parts = parts(set, &[], &head()).unwrap();
            assert!(bundle::fits(&parts));
        }
        for full in sets.split_last().unwrap().1 {
            let parts = parts(full, &[], &head()).unwrap();
            assert!(bundle::size(&parts) > MOST_PAYLOAD / 10 * 9, "{}", bundle::size(&parts));
        }
        assert!(split(Vec::new(), &BTreeMap::new()).unwrap().is_empty());
    }

    #[test]
    fn the_package_is_marked_as_high_as_its_highest_update() {
        let official = Line { classification: "OFFICIAL".to_owned(), ..numbered(1) };
        assert_eq!(classification(std::slice::from_ref(&official), &[]), "OFFICIAL");
        assert_eq!(classification(&[official, numbered(2)], &[]), "OFFICIAL-SENSITIVE");
        assert_eq!(classification(&[], &[]), "OFFICIAL-SENSITIVE");
    }
}
