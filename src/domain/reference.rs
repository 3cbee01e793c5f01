//! What an officer looks up: the procedure in words of this program, legislation, services, areas, settings, glossary.
//!
//! Data files with a day and a source (`assets/reference`), and the code lists that belong here. Pure: they are part of
//! the program, or a force's files of the same name that were read elsewhere. What does not belong here: how a page is
//! drawn.

use std::sync::OnceLock;

use chrono::NaiveDate;
use serde::Deserialize;

use crate::domain::lists::{self, ListFault};
use crate::domain::service::Service;
use crate::domain::{directory, sound, text};

/// One page of the reference.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Page {
    /// Its title.
    pub title: String,
    /// The day it stands for, ISO.
    pub as_at: String,
    /// Where it comes from and how sure it is.
    pub source: String,
    /// What stands on it.
    pub entries: Vec<Entry>,
}

/// One entry of a page.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Entry {
    /// The heading it stands under; blank for none.
    pub under: String,
    /// The entry itself.
    pub text: String,
    /// What more there is to say: label and words.
    pub more: Vec<(&'static str, String)>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Procedure {
    title: String,
    as_at: String,
    owner: String,
    source: String,
    section: Vec<Section>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Section {
    title: String,
    item: Vec<Item>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Item {
    text: String,
    #[serde(default)]
    note: String,
    /// It explains and asks for nothing.
    #[serde(default)]
    background: bool,
    /// Screens that serve it.
    #[serde(default)]
    done_in: Vec<String>,
    /// Kinds of record that it is kept in, by name.
    #[serde(default)]
    records: Vec<String>,
    /// Code lists that hold its parts.
    #[serde(default)]
    lists: Vec<String>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Sections {
    title: String,
    as_at: String,
    source: String,
    section: Vec<Plain>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Plain {
    title: String,
    item: Vec<Said>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Said {
    text: String,
    #[serde(default)]
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Legislation {
    title: String,
    as_at: String,
    source: String,
    law: Vec<Law>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Law {
    section: String,
    title: String,
    as_in_procedure: String,
    who_commits: String,
    #[serde(default)]
    note: String,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Glossary {
    title: String,
    as_at: String,
    source: String,
    word: Vec<Word>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Word {
    word: String,
    means: String,
}

fn with(label: &'static str, words: String, more: &mut Vec<(&'static str, String)>) {
    if !words.is_empty() {
        more.push((label, words));
    }
}

fn procedure(text: &str) -> Result<Page, toml::de::Error> {
    let p: Procedure = toml::from_str(text)?;
    let mut entries = Vec::new();
    for section in p.section {
        for item in section.item {
            let mut more = Vec::new();
            with("Note", item.note, &mut more);
            with("Done in", item.done_in.join("; "), &mut more);
            entries.push(Entry { under: section.title.clone(), text: item.text, more });
        }
    }
    Ok(Page { title: p.title, as_at: p.as_at, source: format!("{} Owner: {}.", p.source, p.owner), entries })
}

/// One duty, consideration or list of the procedure, and what serves it in the program.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Duty {
    /// The section of the procedure it stands in.
    pub section: String,
    /// What is asked, in words of this program.
    pub text: String,
    /// It explains and asks for nothing.
    pub background: bool,
    /// Screens that serve it, as they are called.
    pub done_in: Vec<String>,
    /// Kinds of record that it is kept in, by name.
    pub records: Vec<String>,
    /// Code lists that hold its parts, by name.
    pub lists: Vec<String>,
}

/// The duties of the procedure, in its order, as the program itself has them: docs/PROCEDURE.md is made from them.
#[must_use]
pub fn duties() -> Vec<Duty> {
    let own = FILES.iter().find(|(name, _, _)| *name == "procedure").map(|(_, text, _)| *text).unwrap_or_default();
    let Ok(procedure) = toml::from_str::<Procedure>(own) else { return Vec::new() };
    let of = |section: &str, item: Item| Duty {
        section: section.to_owned(),
        text: item.text,
        background: item.background,
        done_in: item.done_in,
        records: item.records,
        lists: item.lists,
    };
    procedure.section.into_iter().flat_map(|s| s.item.into_iter().map(move |i| of(&s.title, i))).collect()
}

/// A page of sections, each of what there is to say and what there is to note.
fn sections(text: &str) -> Result<Page, toml::de::Error> {
    let p: Sections = toml::from_str(text)?;
    let entries = p.section.into_iter().flat_map(|section| {
        section.item.into_iter().map(move |item| {
            let mut more = Vec::new();
            with("Note", item.note, &mut more);
            Entry { under: section.title.clone(), text: item.text, more }
        })
    });
    Ok(Page { title: p.title, as_at: p.as_at, source: p.source, entries: entries.collect() })
}

fn legislation(text: &str) -> Result<Page, toml::de::Error> {
    let p: Legislation = toml::from_str(text)?;
    let entries = p
        .law
        .into_iter()
        .map(|law| {
            let mut more = vec![("In the procedure", law.as_in_procedure), ("Who commits it", law.who_commits)];
            with("Note", law.note, &mut more);
            Entry { under: law.section, text: law.title, more }
        })
        .collect();
    Ok(Page { title: p.title, as_at: p.as_at, source: p.source, entries })
}

fn glossary(text: &str) -> Result<Page, toml::de::Error> {
    let p: Glossary = toml::from_str(text)?;
    let entries = p
        .word
        .into_iter()
        .map(|w| Entry { under: String::new(), text: w.word, more: vec![("Means", w.means)] })
        .collect();
    Ok(Page { title: p.title, as_at: p.as_at, source: p.source, entries })
}

/// A code list as a page; `extra` are the parts of an item that are shown with their labels.
fn of_list(name: &str, title: &str, extra: &[(&'static str, &str)]) -> Option<Page> {
    let list = lists::get(name)?;
    let entries = list
        .offered()
        .map(|item| {
            let mut more = Vec::new();
            for (label, key) in extra {
                with(label, item.extra.get(*key).cloned().unwrap_or_default(), &mut more);
            }
            with("Means", item.meaning.clone().unwrap_or_default(), &mut more);
            Entry { under: String::new(), text: item.label.clone(), more }
        })
        .collect();
    Some(Page { title: title.to_owned(), as_at: list.as_at.to_string(), source: list.source.clone(), entries })
}

/// The program's own file of services.
const SERVICES: &str = include_str!("../../assets/reference/services.toml");

/// The offences by group, lifestyle offences among them, each with who commits it and where it stands.
fn offences() -> Option<Page> {
    let list = lists::get("offences")?;
    let entries = list
        .offered()
        .filter_map(|item| {
            let group = item.extra.get("group")?;
            let mut more = Vec::new();
            with("Who commits it", item.extra.get("who").cloned().unwrap_or_default(), &mut more);
            with("Means", item.meaning.clone().unwrap_or_default(), &mut more);
            with("Law", item.source.clone().unwrap_or_default().trim_start_matches("Law: ").to_owned(), &mut more);
            Some(Entry { under: text::capital(group), text: item.label.clone(), more })
        })
        .collect();
    Some(Page { title: "Offences".to_owned(), as_at: list.as_at.to_string(), source: list.source.clone(), entries })
}

/// How a file of pages is read.
type Reads = fn(&str) -> Result<Page, toml::de::Error>;

/// The files of pages: name, the program's own text, how it is read.
const FILES: [(&str, &str, Reads); 7] = [
    ("procedure", include_str!("../../assets/reference/procedure.toml"), procedure),
    ("legislation", include_str!("../../assets/reference/legislation.toml"), legislation),
    ("services", SERVICES, |text| directory::read(text).map(|(page, _)| page)),
    ("glossary", include_str!("../../assets/reference/glossary.toml"), glossary),
    ("superseded", include_str!("../../assets/reference/superseded.toml"), sections),
    ("housing", include_str!("../../assets/reference/housing.toml"), sections),
    ("colleagues", include_str!("../../assets/reference/colleagues.toml"), sections),
];

/// Name of the file with the force's own text of the procedure.
const FORCE_TEXT: &str = "procedure.txt";

/// A force's file in place of a page of the program, or its own text beside ours.
#[derive(Debug, Clone, PartialEq)]
pub struct Replacement {
    /// Name of the page: the file without its ending; `procedure.txt` for the force's text.
    name: String,
    page: Page,
    /// The services of a file of services.
    services: Vec<Service>,
}

impl Replacement {
    /// Reads a force's file.
    ///
    /// # Errors
    /// A [`ListFault`] with file, line and reason: not TOML, a name no page has, a part missing or unknown, no day, or
    /// nothing in it.
    pub fn read(text: &str, file_name: &str) -> Result<Self, ListFault> {
        let fault =
            |line: usize, reason: &str| ListFault { file: file_name.to_owned(), line, reason: reason.to_owned() };
        let line_of = |at: usize| text.get(..at).map_or(1, |head| head.matches('\n').count() + 1);
        if file_name == FORCE_TEXT {
            let page = Page {
                title: "The force's text".to_owned(),
                as_at: String::new(),
                source: "The force's own text, as it was laid beside the program; see there for its owner.".to_owned(),
                entries: paragraphs(text),
            };
            return if page.entries.is_empty() {
                Err(fault(1, "there is no text in it."))
            } else {
                Ok(Self { name: file_name.to_owned(), page, services: Vec::new() })
            };
        }
        let name = file_name.strip_suffix(".toml").unwrap_or(file_name);
        let Some((_, _, reads)) = FILES.iter().find(|(n, _, _)| *n == name) else {
            let names: Vec<&str> = FILES.iter().map(|(name, _, _)| *name).collect();
            let why = format!("there is no such page; there are {} and procedure.txt.", names.join(", "));
            return Err(fault(1, &why));
        };
        let mut page = reads(text).map_err(|e| {
            fault(line_of(e.span().map_or(0, |s| s.start)), &format!("{}.", e.message().trim_end_matches('.')))
        })?;
        if page.as_at.parse::<NaiveDate>().is_err() {
            let at = text.lines().position(|l| l.trim_start().starts_with("as_at")).map_or(1, |n| n + 1);
            return Err(fault(at, "as_at is a day, written 2026-11-24."));
        }
        if page.entries.is_empty() {
            return Err(fault(1, "there is nothing on the page."));
        }
        page.clean();
        let services = match name {
            "services" => directory::read(text).map(|(_, services)| services).unwrap_or_default(),
            _ => Vec::new(),
        };
        Ok(Self { name: name.to_owned(), page, services })
    }
}

/// A text as entries, one a paragraph.
fn paragraphs(text: &str) -> Vec<Entry> {
    let mut entries = Vec::new();
    let mut words = String::new();
    for line in text.lines().chain(std::iter::once("")) {
        let line = text::clean_line(line.trim()).text;
        if !line.is_empty() {
            if !words.is_empty() {
                words.push(' ');
            }
            words.push_str(&line);
        } else if !words.is_empty() {
            entries.push(Entry { under: String::new(), text: std::mem::take(&mut words), more: Vec::new() });
        }
    }
    entries
}

impl Page {
    /// Text from outside is cleaned once (domain rule 12).
    fn clean(&mut self) {
        let clean = |t: &mut String| *t = text::clean_line(t).text;
        [&mut self.title, &mut self.source].into_iter().for_each(clean);
        for entry in &mut self.entries {
            [&mut entry.under, &mut entry.text].into_iter().for_each(clean);
            entry.more.iter_mut().for_each(|(_, words)| clean(words));
        }
    }
}

static REPLACED: OnceLock<Vec<Replacement>> = OnceLock::new();

/// Puts a force's pages in place of the program's, once, at the start. False when it was already done.
pub fn install(replacements: Vec<Replacement>) -> bool {
    REPLACED.set(replacements).is_ok()
}

/// The pages with those of a force in their places.
fn made_with(replaced: &[Replacement]) -> Vec<Page> {
    let theirs = |name: &str| replaced.iter().find(|r| r.name == name).map(|r| r.page.clone());
    let file = |name: &str| {
        let own = || FILES.iter().find(|(n, _, _)| *n == name).and_then(|(_, text, reads)| reads(text).ok());
        theirs(name).or_else(own)
    };
    [
        file("procedure"),
        theirs(FORCE_TEXT),
        file("legislation"),
        file("services"),
        of_list("areas", "Areas and SRNs", &[("SRN", "srn"), ("In the procedure", "as_in_procedure")]),
        of_list("settings", "Settings", &[]),
        of_list("child_indicators", "Child: indicators", &[]),
        of_list("child_actions", "Child: actions", &[]),
        of_list("marker_types", "Marker types", &[]),
        of_list("schedule_8", "Schedule 8", &[("Paragraph", "paragraph")]),
        offences(),
        of_list("strategy_measures", "Disruption", &[("Not for the DLO", "not_for_dlo"), ("Done in", "done_here")]),
        file("superseded"),
        file("housing"),
        file("colleagues"),
        file("glossary"),
    ]
    .into_iter()
    .flatten()
    .collect()
}

/// The services of the file in force, as it has them; what officers checked stands in records
/// ([`directory::merged`]).
pub fn services() -> &'static [Service] {
    static OWN: OnceLock<Vec<Service>> = OnceLock::new();
    let theirs = REPLACED.get().and_then(|all| all.iter().find(|r| r.name == "services"));
    match theirs {
        Some(theirs) => &theirs.services,
        None => OWN.get_or_init(|| directory::read(SERVICES).map(|(_, services)| services).unwrap_or_default()),
    }
}

/// Number of the page of services in [`pages`]: it shows the directory as officers left it, where that can be read.
#[must_use]
pub fn services_page() -> usize {
    let forces_text = REPLACED.get().is_some_and(|all| all.iter().any(|r| r.name == FORCE_TEXT));
    2 + usize::from(forces_text)
}

/// The pages, in the order in which they are shown.
pub fn pages() -> &'static [Page] {
    static PAGES: OnceLock<Vec<Page>> = OnceLock::new();
    PAGES.get_or_init(|| made_with(REPLACED.get().map(Vec::as_slice).unwrap_or_default()))
}

/// An entry that was found: its place, and in which part of it the words stand.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Hit {
    /// Number of the page in [`pages`].
    pub page: usize,
    /// Number of the entry on it.
    pub entry: usize,
    /// Where all words were found: the entry itself before what is said about it.
    pub in_text: bool,
}

/// The words of one entry, as they are looked for.
struct Indexed {
    page: usize,
    entry: usize,
    text: Vec<String>,
    all: Vec<String>,
}

/// The words of every entry, taken apart once.
fn indexed() -> &'static [Indexed] {
    static INDEXED: OnceLock<Vec<Indexed>> = OnceLock::new();
    INDEXED.get_or_init(|| {
        let mut indexed = Vec::new();
        for (page, p) in pages().iter().enumerate() {
            for (entry, e) in p.entries.iter().enumerate() {
                let all =
                    e.more.iter().fold(format!("{} {} {}", p.title, e.under, e.text), |t, (_, w)| format!("{t} {w}"));
                indexed.push(Indexed { page, entry, text: sound::word_keys(&e.text), all: sound::word_keys(&all) });
            }
        }
        indexed
    })
}

/// Entries in which every word is found, as the beginning of a word and whatever its accents; at most `most`, those
/// that have the words in the entry itself first.
#[must_use]
pub fn find(words: &[String], most: usize) -> Vec<Hit> {
    let wanted: Vec<String> = words.iter().flat_map(|w| sound::word_keys(w)).filter(|w| !w.is_empty()).collect();
    if wanted.is_empty() || words.is_empty() {
        return Vec::new();
    }
    let has = |keys: &[String]| wanted.iter().all(|w| keys.iter().any(|k| k.starts_with(w.as_str())));
    let mut hits: Vec<Hit> = indexed()
        .iter()
        .filter_map(|i| {
            let in_text = has(&i.text);
            (in_text || has(&i.all)).then_some(Hit { page: i.page, entry: i.entry, in_text })
        })
        .collect();
    hits.sort_by_key(|h| !h.in_text);
    hits.truncate(most);
    hits
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_there_with_its_day_its_source_and_something_on_it() {
        let titles: Vec<&str> = pages().iter().map(|p| p.title.as_str()).collect();
        assert_eq!(titles.len(), 15, "{titles:?}");
        for page in pages() {
            assert!(!page.entries.is_empty(), "{}", page.title);
            assert!(page.as_at.parse::<chrono::NaiveDate>().is_ok(), "{}", page.title);
            assert!(page.source.len() > 20, "{}", page.title);
        }
    }

    #[test]
    fn the_errors_of_the_procedure_are_corrected_and_said() {
        let law = &pages()[1];
        let of = |section: &str| law.entries.iter().find(|e| e.under == section).unwrap();
        assert!(of("Sexual Offences Act 2003 s.53").more.iter().any(|(_, w)| w.contains("wrong number")));
        assert!(of("Sexual Offences Act 2003 s.54(2)").more.iter().any(|(_, w)| w.contains("or not")));
        assert!(of("Sexual Offences Act 2003 s.51A").more.iter().any(|(_, w)| w.contains("never the sex worker")));
    }

    #[test]
    fn lifestyle_offences_and_what_is_not_for_the_dlo_can_be_looked_up() {
        let page = |title: &str| pages().iter().find(|p| p.title == title).unwrap();
        let lifestyle = page("Offences").entries.iter().filter(|e| e.under == "Lifestyle").count();
        assert_eq!(lifestyle, 3, "money laundering, tax evasion, drug trafficking");
        let closed =
            |e: &&Entry| e.more.iter().any(|(label, words)| *label == "Not for the DLO" && words.contains("refer to"));
        assert_eq!(page("Disruption").entries.iter().filter(closed).count(), 2);
        assert!(page("Superseded").entries.iter().any(|e| e.text.contains("ACPO 2011")));
    }

    #[test]
    fn the_role_tasks_are_told_one_by_one() {
        let role = pages()[0].entries.iter().filter(|e| e.under == "The Designated Liaison Officer").count();
        assert_eq!(role, 11, "what the DLO is, the list of them, and the nine tasks");
    }

    const WORDS: &str = "title = \"Glossary\"\nas_at = \"2026-11-01\"\nsource = \"the force\"\n\n[[word]]\nword = \
                         \"liaison\"\nmeans = \"us\"\n";

    #[test]
    fn the_page_of_services_is_the_one_that_is_said_to_be_it() {
        let page = &pages()[services_page()];
        assert_eq!(page.title, directory::PAGE);
        assert_eq!(page.entries.len(), services().len());
    }

    #[test]
    fn a_forces_services_stand_in_place_of_ours_and_are_refused_with_file_line_and_reason() {
        let one = "title = \"Services\"\nas_at = \"2026-11-01\"\nsource = \"the force\"\n\n[[service]]\ncode = \
                   \"x\"\nkind = \"housing\"\nname = \"Beds\"\nyoungest = 16\n";
        let read = Replacement::read(one, "services.toml").unwrap();
        assert_eq!(read.services.len(), 1);
        assert_eq!(read.services[0].youngest, Some(16));
        assert!(read.page.entries[0].more.iter().any(|(l, w)| *l == "State" && w.contains("not verified")));
        let said = |text: &str| Replacement::read(text, "services.toml").unwrap_err().to_string();
        assert!(said(&one.replace("youngest = 16", "youngest = -3")).starts_with("services.toml, line 9: "));
        assert!(said(&one.replace("youngest", "youngst")).starts_with("services.toml, line 9: unknown field"));
        assert!(said(&format!("{one}status = \"verified\"\n")).starts_with("services.toml, line 10: "));
        assert!(said(&one.replace("name = \"Beds\"\n", "")).contains("service 1 needs a code, a kind and a name"));
        let twice = format!("{one}\n[[service]]\ncode = \"x\"\nkind = \"housing\"\nname = \"Beds too\"\n");
        assert!(said(&twice).contains("service 2 has a code that stood before"));
        assert!(said(&format!("{one}oldest = 12\n")).contains("ends below the age it begins at"));
    }

    #[test]
    fn a_forces_page_stands_in_place_of_ours_and_its_text_beside_ours() {
        let glossary = Replacement::read(WORDS, "glossary.toml").unwrap();
        let text = Replacement::read("1. Purpose\n\nWhat we do,\nand why.\n", "procedure.txt").unwrap();
        let made = made_with(&[glossary, text]);
        assert_eq!(made.len(), 16);
        assert_eq!(made[1].title, "The force's text");
        assert_eq!(
            made[1].entries.iter().map(|e| e.text.as_str()).collect::<Vec<_>>(),
            ["1. Purpose", "What we do, and why."]
        );
        assert_eq!(made[15].entries.len(), 1);
        assert_eq!(made[0], made_with(&[])[0]);
    }

    #[test]
    fn a_page_that_is_wrong_is_refused_with_file_line_and_reason() {
        let said = |text: &str, name: &str| Replacement::read(text, name).unwrap_err().to_string();
        assert!(said(WORDS, "shoes.toml").starts_with("shoes.toml, line 1: there is no such page"));
        assert!(said(&WORDS.replace("means", "mean"), "glossary.toml").starts_with("glossary.toml, line "));
        assert!(said(&WORDS.replace("2026-11-01", "last week"), "glossary.toml").contains("line 2: as_at is a day"));
        assert!(said(" \n\n", "procedure.txt").contains("no text"));
    }

    #[test]
    fn a_word_is_found_in_an_entry_before_what_is_said_about_it() {
        let words = |t: &str| t.split(' ').map(str::to_owned).collect::<Vec<_>>();
        let hits = find(&words("police prot"), 20);
        assert!(!hits.is_empty());
        let text = |h: &Hit| pages()[h.page].entries[h.entry].text.to_lowercase();
        assert!(text(&hits[0]).contains("police protection"), "{}", text(&hits[0]));
        let marker = find(&words("marker"), 50);
        assert!(marker.iter().position(|h| !h.in_text).is_none_or(|at| marker[at..].iter().all(|h| !h.in_text)));
        assert!(find(&words("zebra"), 5).is_empty() && find(&[], 5).is_empty());
    }
}
