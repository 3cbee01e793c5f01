//! The service directory as data: `assets/reference/services.toml`, or a force's file of that name.
//!
//! It is declared once: the reference shows it as a page, support offers from it, and what an officer checked, changed or
//! added stands instead of an entry or beside it ([`merged`]). What does not belong here: whether a service takes a
//! person ([`crate::domain::service`]).

use chrono::NaiveDate;
use serde::Deserialize;
use serde::de::Error as _;

use crate::domain::field::Code;
use crate::domain::id::RecordId;
use crate::domain::reference::{Entry, Page};
use crate::domain::service::{Service, status};
use crate::domain::text;
use crate::domain::{lists, phone, reference};

/// Title of the page on which the reference shows it.
pub const PAGE: &str = "Services";

/// Said wherever something of the directory is shown that nobody has checked in the last six months.
pub const BANNER: &str = "Not verified: check it before you give a name, a number or an address to anybody.";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    title: String,
    as_at: String,
    source: String,
    service: Vec<Line>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields, default)]
#[derive(Default)]
struct Line {
    code: String,
    kind: String,
    procedure: String,
    procedure_address: String,
    procedure_phone: String,
    name: String,
    who_for: String,
    youngest: Option<u8>,
    oldest: Option<u8>,
    genders: Vec<String>,
    areas: Vec<String>,
    serves: String,
    phone: String,
    address: String,
    hours: String,
    self_referral: String,
    works_with_police: String,
    status: State,
    note: String,
}

/// What a file may say of an entry; that it was verified is said by an officer, with a day.
#[derive(Deserialize, Default, Clone, Copy)]
#[serde(rename_all = "kebab-case")]
enum State {
    #[default]
    AsInProcedure,
    NotInProcedure,
    Changed,
    Closed,
}

impl State {
    const fn code(self) -> &'static str {
        match self {
            Self::AsInProcedure => status::AS_IN_PROCEDURE,
            Self::NotInProcedure => status::NOT_IN_PROCEDURE,
            Self::Changed => status::CHANGED,
            Self::Closed => status::CLOSED,
        }
    }
}

impl Line {
    fn service(self) -> Service {
        let line = |t: String| text::clean_line(&t).text.trim().to_owned();
        let codes = |of: Vec<String>| of.into_iter().map(Code).collect();
        Service {
            code: line(self.code),
            name: line(self.name),
            kind: Code(self.kind),
            who_for: line(self.who_for),
            youngest: self.youngest.map(i64::from),
            oldest: self.oldest.map(i64::from),
            genders: codes(self.genders),
            areas: codes(self.areas),
            serves: line(self.serves),
            phone: if self.phone.is_empty() { String::new() } else { phone::normalise(&self.phone) },
            address: line(self.address),
            hours: line(self.hours),
            self_referral: Code(self.self_referral),
            works_with_police: Code(self.works_with_police),
            status: Code::new(self.status.code()),
            procedure_name: line(self.procedure),
            procedure_address: line(self.procedure_address),
            procedure_phone: line(self.procedure_phone),
            note: line(self.note),
            ..Service::default()
        }
    }
}

/// Reads a file: the page of the reference, and the services.
///
/// # Errors
/// When it is not such a file: a part missing or unknown, a state no file can give, an entry without code or name, a code
/// that stands twice, an age range that ends before it begins.
pub fn read(text: &str) -> Result<(Page, Vec<Service>), toml::de::Error> {
    let file: File = toml::from_str(text)?;
    let services: Vec<Service> = file.service.into_iter().map(Line::service).collect();
    for (n, service) in services.iter().enumerate() {
        let wrong = |what: &str| Err(toml::de::Error::custom(format!("service {} {what}", n + 1)));
        if service.code.is_empty() || service.name.is_empty() || service.kind.is_blank() {
            return wrong("needs a code, a kind and a name");
        }
        if services.iter().take(n).any(|s| s.code == service.code) {
            return wrong("has a code that stood before");
        }
        if let (Some(from), Some(to)) = (service.youngest, service.oldest)
            && to < from
        {
            return wrong("ends below the age it begins at");
        }
    }
    let entries = services.iter().map(|s| entry(s, None)).collect();
    Ok((Page { title: file.title, as_at: file.as_at, source: file.source, entries }, services))
}

/// An entry as the reference shows it; without a day it stands as the file has it.
#[must_use]
pub fn entry(service: &Service, today: Option<NaiveDate>) -> Entry {
    let s = service;
    let mut more = Vec::new();
    let mut with = |label: &'static str, words: String| {
        if !words.is_empty() {
            more.push((label, words));
        }
    };
    with(
        "State",
        match today {
            Some(today) => s.sure_words(today),
            None => lists::label("service_status", s.status.as_str()),
        },
    );
    let there = [s.procedure_name.as_str(), &s.procedure_address, &s.procedure_phone];
    let there: Vec<&str> = there.into_iter().filter(|t| !t.is_empty()).collect();
    with("In the procedure", if there.is_empty() { "not named".to_owned() } else { there.join(", ") });
    with("What it is", lists::label("service_kinds", s.kind.as_str()));
    with("Who for", s.who_for.clone());
    with("Takes", s.takes());
    let areas: Vec<String> = s.areas.iter().map(|a| lists::label("areas", a.as_str())).collect();
    with("Area", if areas.is_empty() { s.serves.clone() } else { areas.join(", ") });
    with("Telephone", if s.phone.is_empty() { String::new() } else { phone::display(&s.phone) });
    with("Address, site", s.address.clone());
    with("Hours", s.hours.clone());
    let answer =
        |code: &Code| if code.is_blank() { String::new() } else { lists::label("yes_no_unknown", code.as_str()) };
    with("Self-referral", answer(&s.self_referral));
    with("Works with police", answer(&s.works_with_police));
    with(
        "Checked",
        [s.checked_by.as_str(), &s.source].into_iter().filter(|t| !t.is_empty()).collect::<Vec<_>>().join(", "),
    );
    with("Note", s.note.clone());
    Entry { under: String::new(), text: s.name.clone(), more }
}

/// The id under which an entry of the file is known, checked or not.
#[must_use]
pub fn id_of(code: &str) -> RecordId {
    RecordId::of_entry("services", code)
}

/// One service of the directory.
#[derive(Clone, PartialEq)]
pub struct Listed {
    /// Its id: of its record, or of its entry in the file.
    pub id: RecordId,
    /// What is known of it.
    pub service: Service,
    /// An officer checked, changed or added it.
    pub kept: bool,
}

/// The directory: the entries of the file, each as an officer left it, then what officers added, by name.
#[must_use]
pub fn merged(kept: Vec<(RecordId, Service)>) -> Vec<Listed> {
    let mut kept = kept;
    let mut all: Vec<Listed> = reference::services()
        .iter()
        .map(|entry| {
            let id = id_of(&entry.code);
            match kept.iter().position(|(k, _)| *k == id) {
                Some(at) => {
                    let (_, service) = kept.swap_remove(at);
                    // What the procedure said stays as the file has it.
                    let procedure_name = entry.procedure_name.clone();
                    let service = Service {
                        procedure_name,
                        procedure_address: entry.procedure_address.clone(),
                        procedure_phone: entry.procedure_phone.clone(),
                        ..service
                    };
                    Listed { id, service, kept: true }
                }
                None => Listed { id, service: entry.clone(), kept: false },
            }
        })
        .collect();
    kept.sort_by_key(|(_, s)| s.name.to_lowercase());
    all.extend(kept.into_iter().map(|(id, service)| Listed { id, service, kept: true }));
    all
}
