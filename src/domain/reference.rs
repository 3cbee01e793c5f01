//! What an officer looks up: the procedure in words of this program, legislation, services, areas, settings, glossary.
//!
//! Data files with a day and a source (`assets/reference`), and the code lists that belong here. Pure: they are part of
//! the program. What does not belong here: how a page is drawn.

use std::sync::OnceLock;

use serde::Deserialize;

use crate::domain::lists;

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
struct Services {
    title: String,
    as_at: String,
    source: String,
    service: Vec<Service>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct Service {
    procedure: String,
    name: String,
    who_for: String,
    area: String,
    status: String,
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

fn procedure(text: &str) -> Option<Page> {
    let p: Procedure = toml::from_str(text).ok()?;
    let mut entries = Vec::new();
    for section in p.section {
        for item in section.item {
            let mut more = Vec::new();
            with("Note", item.note, &mut more);
            entries.push(Entry { under: section.title.clone(), text: item.text, more });
        }
    }
    Some(Page { title: p.title, as_at: p.as_at, source: format!("{} Owner: {}.", p.source, p.owner), entries })
}

fn legislation(text: &str) -> Option<Page> {
    let p: Legislation = toml::from_str(text).ok()?;
    let entries = p
        .law
        .into_iter()
        .map(|law| {
            let mut more = vec![("In the procedure", law.as_in_procedure), ("Who commits it", law.who_commits)];
            with("Note", law.note, &mut more);
            Entry { under: law.section, text: law.title, more }
        })
        .collect();
    Some(Page { title: p.title, as_at: p.as_at, source: p.source, entries })
}

fn services(text: &str) -> Option<Page> {
    let p: Services = toml::from_str(text).ok()?;
    let entries = p
        .service
        .into_iter()
        .map(|s| {
            let mut more =
                vec![("In the procedure", s.procedure), ("Who for", s.who_for), ("Area", s.area), ("Status", s.status)];
            with("Note", s.note, &mut more);
            Entry { under: String::new(), text: s.name, more }
        })
        .collect();
    Some(Page { title: p.title, as_at: p.as_at, source: p.source, entries })
}

fn glossary(text: &str) -> Option<Page> {
    let p: Glossary = toml::from_str(text).ok()?;
    let entries = p
        .word
        .into_iter()
        .map(|w| Entry { under: String::new(), text: w.word, more: vec![("Means", w.means)] })
        .collect();
    Some(Page { title: p.title, as_at: p.as_at, source: p.source, entries })
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

/// The pages, in the order in which they are shown.
pub fn pages() -> &'static [Page] {
    static PAGES: OnceLock<Vec<Page>> = OnceLock::new();
    PAGES.get_or_init(|| {
        [
            procedure(include_str!("../../assets/reference/procedure.toml")),
            legislation(include_str!("../../assets/reference/legislation.toml")),
            services(include_str!("../../assets/reference/services.toml")),
            of_list("areas", "Areas and SRNs", &[("SRN", "srn"), ("In the procedure", "as_in_procedure")]),
            of_list("settings", "Settings", &[]),
            of_list("child_indicators", "Child: indicators", &[]),
            of_list("child_actions", "Child: actions", &[]),
            of_list("marker_types", "Marker types", &[]),
            of_list("schedule_8", "Schedule 8", &[("Paragraph", "paragraph")]),
            glossary(include_str!("../../assets/reference/glossary.toml")),
        ]
        .into_iter()
        .flatten()
        .collect()
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_page_is_there_with_its_day_its_source_and_something_on_it() {
        let titles: Vec<&str> = pages().iter().map(|p| p.title.as_str()).collect();
        assert_eq!(titles.len(), 10, "{titles:?}");
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
    fn the_role_tasks_are_told_one_by_one() {
        let role = pages()[0].entries.iter().filter(|e| e.under == "The Designated Liaison Officer").count();
        assert_eq!(role, 10, "what the DLO is, and the nine tasks");
    }
}
