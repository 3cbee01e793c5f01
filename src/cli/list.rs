//! `caseload list KIND`: records of one kind, masked as on screen; reading a list is no consultation.

use chrono::NaiveDate;
use serde_json::{Map, Value as Json, json};

use crate::casework::desk::Desk;
use crate::casework::record::shown;
use crate::cli::out::{Done, Out};
use crate::cli::shell::{Shell, area, mode_words};
use crate::cli::today::{Moment, moment};
use crate::cli::words::{capital, classification, count, group, guarded, labelled, sentence, weekday};
use crate::domain::directory::Listed as Entry;
use crate::domain::field::{Care, Value, Values, text_in};
use crate::domain::kind::Kind;
use crate::domain::problem::{Kind as Fault, Outcome, Problem};
use crate::domain::service::Sure;
use crate::domain::when::{self, Due};
use crate::domain::{lists, radio, update};
use crate::store::contact::{ContactLine, Filter, Sort};
use crate::store::package::Package;
use crate::store::table::AnyRow;

/// Records are read in pages of this many.
const PAGE: i64 = 500;

/// Arguments of `list`.
#[derive(clap::Args)]
pub(crate) struct List {
    /// What to list: contacts, follow-ups, markers, updates, packages, …
    #[arg(value_name = "KIND")]
    kind: String,
    /// As one JSON array
    #[arg(long)]
    json: bool,
    /// What is late or due as of another day
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// Area by its code or name, or all [default: all]
    #[arg(long, value_name = "AREA")]
    area: Option<String>,
    /// Only those in this state, as --json shows it
    #[arg(long, value_name = "STATE")]
    state: Option<String>,
}

/// What is listed.
enum Listed {
    Records(Kind),
    Packages,
}

fn kind(typed: &str) -> Outcome<Listed> {
    let typed = typed.trim().to_lowercase();
    if matches!(typed.as_str(), "package" | "packages") {
        return Ok(Listed::Packages);
    }
    // The short names, as the screens call them.
    let typed = match typed.as_str() {
        "plans" | "plan" => "plan",
        "concerns" => "concern",
        "consents" => "consent",
        "points" => "contact_point",
        other => other,
    };
    let lower = |name: &str| name.to_lowercase().replace([' ', '_'], "-");
    let typed = lower(typed);
    // Linked people are found from their contact only (domain section 4).
    let found = Kind::all()
        .filter(|k| *k != Kind::LinkedPerson)
        .find(|k| [k.name(), k.label(), k.plural()].iter().any(|name| lower(name) == typed));
    found.map(Listed::Records).ok_or_else(|| {
        let all: Vec<String> = Kind::all()
            .filter(|k| *k != Kind::LinkedPerson)
            .map(|k| k.plural().to_lowercase().replace(' ', "-"))
            .collect();
        Problem::new(
            Fault::Usage,
            "There is no such kind of record.",
            format!("Take one of: {}, packages.", all.join(", ")),
        )
    })
}

/// Prints a list.
pub(crate) fn run(it: &List, shell: &mut Shell) -> Done {
    let listed = kind(&it.kind)?;
    shell.with_desk(|desk, shell| {
        let area = area(it.area.as_deref(), "")?;
        let moment = moment(desk, it.on.as_deref())?;
        let printer = Printer { desk, area, moment, state: it.state.as_deref(), json: it.json, shown: 0 };
        printer.print(&listed, &mut shell.out)
    })
}

struct Printer<'a> {
    desk: &'a Desk,
    area: String,
    moment: Moment,
    state: Option<&'a str>,
    json: bool,
    shown: i64,
}

impl Printer<'_> {
    fn print(mut self, listed: &Listed, out: &mut Out) -> Done {
        let (one, many) = match listed {
            Listed::Records(kind) => (kind.label(), kind.plural()),
            Listed::Packages => ("package", "packages"),
        };
        let protected = matches!(listed, Listed::Records(kind) if radio::protects(*kind)) && !self.json;
        if protected {
            out.line(radio::SENTENCE)?;
        }
        if self.json {
            out.begin_array()?;
        } else {
            let place = match self.area.as_str() {
                "" => "All areas".to_owned(),
                code => format!("Area {}", lists::label("areas", code)),
            };
            let name = many.replace(' ', "-");
            out.line(&format!("caseload list {name}.{} {place}.", mode_words(self.desk.mode())))?;
        }
        match listed {
            Listed::Records(Kind::Contact) => self.contacts(out)?,
            Listed::Records(Kind::Service) => self.services(out)?,
            Listed::Records(kind) => self.records(*kind, out)?,
            Listed::Packages => self.packages(out)?,
        }
        if self.json {
            return out.end_array();
        }
        out.line(&format!("{}.", capital(&count(self.shown, one, many))))?;
        if protected { out.line(&classification()) } else { Ok(()) }
    }

    fn wanted(&self, state: &str) -> bool {
        self.state.is_none_or(|s| s == state)
    }

    fn contacts(&mut self, out: &mut Out) -> Done {
        let statuses: Vec<&str> = lists::get("contact_status")
            .map(|l| l.items.iter().map(|i| i.code.as_str()).filter(|c| *c != "merged").collect())
            .unwrap_or_default();
        for status in statuses.into_iter().filter(|s| self.wanted(s)).collect::<Vec<_>>() {
            let filter = Filter {
                area: self.area.clone(),
                status: status.to_owned(),
                sort: Sort::Reference,
                ..Filter::default()
            };
            let mut offset = 0;
            loop {
                let page = self.desk.reading().contacts(&filter, offset, PAGE)?;
                for line in &page {
                    self.shown += 1;
                    if self.json { out.element(&contact_json(line))? } else { self.contact(line, out)? }
                }
                if page.len() < usize::try_from(PAGE).unwrap_or(usize::MAX) {
                    break;
                }
                offset += PAGE;
            }
        }
        Ok(())
    }

    fn contact(&self, line: &ContactLine, out: &mut Out) -> Done {
        let mut all = Vec::new();
        if line.child {
            all.push("CHILD.".to_owned());
        }
        all.push(sentence(&format!("{} {}", line.reference, line.name)));
        all.push(sentence(&lists::label("contact_status", &line.status)));
        all.push(sentence(&lists::label("age_status", &line.age_status)));
        all.push(sentence(&lists::label("areas", &line.area)));
        if let Ok(last) = line.last_on.parse() {
            all.push(format!("Last engagement {}.", when::long(last)));
        }
        if let Ok(due) = line.next_due.parse::<Due>() {
            // An interval is kept as its two numbers of days.
            let what = if line.next_what.contains('/') { "contact past the ideal interval" } else { &line.next_what };
            let late = if due.day() < self.moment.day { "LATE" } else { "Next" };
            all.push(format!("{late}: {}, {what}.", weekday(due.day())));
        }
        if line.plan_until.is_empty() {
            all.push("No safe-contact plan yet.".to_owned());
        }
        group(out, "", 4, &all)
    }

    fn records(&mut self, kind: Kind, out: &mut Out) -> Done {
        let mut offset = 0;
        loop {
            let page = self.desk.reading().list(kind, offset, PAGE)?;
            for row in &page {
                self.record(row, out)?;
            }
            if page.len() < usize::try_from(PAGE).unwrap_or(usize::MAX) {
                return Ok(());
            }
            offset += PAGE;
        }
    }

    fn record(&mut self, row: &AnyRow, out: &mut Out) -> Done {
        let line = match row.meta.contact {
            Some(contact) => self.desk.reading().contact_line(contact)?,
            None => None,
        };
        // What belongs to no contact has an area and a reference of its own, if any.
        let own = |name: &str| text_in(&row.values, name).to_owned();
        let area = line.as_ref().map_or_else(|| own("area"), |l| l.area.clone());
        // A colleague of the directory may have several.
        let several = row.values.get("areas").map(Value::many).unwrap_or_default();
        if !self.area.is_empty() && area != self.area && !several.contains(&self.area) {
            return Ok(());
        }
        let state = state(row.kind, &row.values);
        if !self.wanted(&state) {
            return Ok(());
        }
        self.shown += 1;
        let alone = line.is_none();
        let (reference, name) = line.map_or_else(|| (own("reference"), String::new()), |l| (l.reference, l.name));
        if self.json {
            return out.element(&record_json(row, &reference, &name, &state));
        }
        let mut all = vec![sentence(&format!("{reference} {name}"))];
        if let Some(what) = to_do(row, &state) {
            all.push(sentence(what));
        }
        let open = open_fields(row).filter(|(label, _)| !(alone && *label == "Reference"));
        all.extend(open.map(|(label, text)| labelled(label, &text)));
        if open_fields(row).next().is_none() {
            all.push(sentence(&format!("{}: {}", row.kind.label(), state.replace('-', " "))));
        }
        if row.kind == Kind::FollowUp
            && state == "open"
            && let Some(due) = row.values.get("due").and_then(Value::text).and_then(|d| d.parse::<Due>().ok())
            && due.day() < self.moment.day
        {
            all.push("LATE.".to_owned());
        }
        group(out, "", 4, &all)
    }

    /// The whole directory: what the program or the force brings, as an officer left it, and what officers added. A
    /// service without an area is everybody's.
    fn services(&mut self, out: &mut Out) -> Done {
        let today = self.moment.day;
        for listed in self.desk.directory()? {
            let service = &listed.service;
            let here = service.areas.is_empty() || service.areas.iter().any(|a| a.is(&self.area));
            if !(self.area.is_empty() || here) || !self.wanted(service.status.as_str()) {
                continue;
            }
            self.shown += 1;
            if self.json {
                out.element(&service_json(&listed, today))?;
                continue;
            }
            let mut all = vec![sentence(&service.name), sentence(&service.sure_words(today))];
            all.push(sentence(&lists::label("service_kinds", service.kind.as_str())));
            let takes = service.takes();
            if !takes.is_empty() {
                all.push(labelled("Takes", &takes));
            }
            group(out, "", 4, &all)?;
        }
        Ok(())
    }

    fn packages(&mut self, out: &mut Out) -> Done {
        for package in self.desk.reading().packages()? {
            if !self.wanted(&package.state) {
                continue;
            }
            self.shown += 1;
            if self.json {
                out.element(&package_json(&package))?;
                continue;
            }
            let size = format!(
                "{} about {}.",
                capital(&count(package.updates, "update", "updates")),
                count(package.contacts, "contact", "contacts")
            );
            let all = [
                format!("Package {}, {}.", package.number, package.state),
                size,
                sentence(&format!("to {}", package.recipient)),
                sentence(&package.file_name),
            ];
            group(out, "", 4, &all)?;
        }
        Ok(())
    }
}

/// The state of a record as lists and JSON give it: its own state where it has one, otherwise what stands for it.
pub(crate) fn state(kind: Kind, values: &Values) -> String {
    let text = |name: &str| text_in(values, name).to_owned();
    let flag = |name: &str| values.get(name).and_then(Value::number) == Some(1);
    let found = match kind {
        Kind::Contact => text("status"),
        Kind::ContactPoint => text("safe"),
        Kind::Plan => if flag("superseded") { "superseded" } else { "current" }.to_owned(),
        Kind::Engagement => text("outcome"),
        Kind::Grounds => text("standing"),
        Kind::Update => match text("state") {
            blank if blank.is_empty() => update::state::DRAFT.to_owned(),
            other => other,
        },
        Kind::Hold => if text("lifted_on").is_empty() { "held" } else { "lifted" }.to_owned(),
        Kind::Disclosure => "made".to_owned(),
        Kind::Confirmed => text("how"),
        Kind::SafetyPlan => if flag("superseded") { "superseded" } else { "current" }.to_owned(),
        Kind::Offer => match text("state") {
            offered if offered.is_empty() => text("response"),
            referral => referral,
        },
        Kind::Service => text("status"),
        Kind::SupportPath | Kind::LinkedPerson | Kind::Strategy | Kind::Liaison => "kept".to_owned(),
        Kind::Observation | Kind::DangerousPerson => "recorded".to_owned(),
        Kind::IntelligenceItem | Kind::IntelligenceSource => "kept".to_owned(),
        Kind::Consent
        | Kind::FollowUp
        | Kind::Marker
        | Kind::Concern
        | Kind::CrimeReport
        | Kind::Intelligence
        | Kind::Tasking => text("state"),
    };
    if found.is_empty() { "unknown".to_owned() } else { found }
}

/// What an open follow-up is about: Today shows it in its masked list, so this one does.
fn to_do<'r>(row: &'r AnyRow, state: &str) -> Option<&'r str> {
    (row.kind == Kind::FollowUp && state == "open").then(|| row.values.get("what").and_then(Value::text)).flatten()
}

/// The fields that may stand in a masked list, as they are read.
fn open_fields(row: &AnyRow) -> impl Iterator<Item = (&'static str, String)> {
    row.kind
        .fields()
        .iter()
        .filter(|f| f.care == Care::Open)
        .filter_map(|f| row.values.get(f.name).map(|v| (f.label, shown(f, v))))
        .filter(|(_, text)| !text.is_empty())
}

fn record_json(row: &AnyRow, reference: &str, name: &str, state: &str) -> Json {
    let mut object = Map::new();
    object.insert("ref".to_owned(), json!(reference));
    object.insert("state".to_owned(), json!(state));
    object.insert("kind".to_owned(), json!(row.kind.name()));
    object.insert("id".to_owned(), json!(row.meta.id.to_string()));
    object.insert("name".to_owned(), json!(name));
    object.insert("at".to_owned(), json!(row.meta.at));
    object.insert("rev".to_owned(), json!(row.meta.rev));
    let mut fields = Map::new();
    for field in row.kind.fields().iter().filter(|f| f.care == Care::Open) {
        if let Some(value) = row.values.get(field.name) {
            fields.insert(field.name.to_owned(), value.to_json());
        }
    }
    if let Some(what) = to_do(row, state) {
        fields.insert("what".to_owned(), json!(what));
    }
    object.insert("fields".to_owned(), Json::Object(fields));
    let mut object = Json::Object(object);
    guarded(row.kind, &mut object);
    object
}

fn service_json(listed: &Entry, today: NaiveDate) -> Json {
    let service = &listed.service;
    json!({
        "ref": if service.code.is_empty() { listed.id.to_string() } else { service.code.clone() },
        "state": service.status.as_str(),
        "kind": Kind::Service.name(),
        "id": listed.id.to_string(),
        "name": service.name,
        "what": service.kind.as_str(),
        "takes": service.takes(),
        "checked_on": service.checked_on.map(|d| d.to_string()).unwrap_or_default(),
        "verified": service.sure(today) == Sure::Checked,
    })
}

fn contact_json(line: &ContactLine) -> Json {
    json!({
        "ref": line.reference,
        "state": line.status,
        "kind": Kind::Contact.name(),
        "id": line.id.to_string(),
        "name": line.name,
        "area": line.area,
        "age_status": line.age_status,
        "child": line.child,
        "child_concern": line.child_concern,
        "setting": line.setting,
        "consent": line.consent,
        "last_on": line.last_on,
        "next_due": if line.next_due.starts_with("9999") { "" } else { line.next_due.as_str() },
        "plan_until": line.plan_until,
    })
}

fn package_json(package: &Package) -> Json {
    json!({
        "ref": package.number.to_string(),
        "state": package.state,
        "kind": "package",
        "bundle_id": package.bundle_id,
        "epoch": package.epoch,
        "file": package.file_name,
        "sealed_at": package.sealed_at,
        "sent_at": package.sent_at,
        "updates": package.updates,
        "contacts": package.contacts,
        "recipient": package.recipient,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_kind_is_listed_by_the_name_the_refusal_offers() {
        let Err(refused) = kind("gossip") else { panic!("listed") };
        assert_eq!(refused.kind, Fault::Usage);
        let offered = refused.remedy.trim_start_matches("Take one of: ").trim_end_matches('.').to_owned();
        assert!(offered.split(", ").count() > 10);
        for name in offered.split(", ") {
            assert!(kind(name).is_ok(), "{name}");
        }
    }

    #[test]
    fn a_list_gives_no_field_that_is_not_open() {
        for kind in Kind::all() {
            let values: Values =
                kind.fields().iter().map(|f| (f.name, Value::Text(format!("secret-{}", f.name)))).collect();
            let meta = crate::store::table::Meta {
                id: crate::domain::id::RecordId(uuid::Uuid::nil()),
                contact: None,
                at: String::new(),
                created_at: chrono::DateTime::UNIX_EPOCH,
                created_by: String::new(),
                updated_at: chrono::DateTime::UNIX_EPOCH,
                updated_by: String::new(),
                rev: 1,
            };
            let row = AnyRow { kind, meta, values };
            let json = record_json(&row, "", "", "").to_string();
            let words: String = open_fields(&row).map(|(_, t)| t).collect();
            for field in kind.fields().iter().filter(|f| f.care != Care::Open) {
                let secret = format!("secret-{}\"", field.name);
                assert!(!json.contains(&secret), "{} {}", kind.name(), field.name);
                assert!(!words.split('"').any(|w| w == format!("secret-{}", field.name)), "{}", field.name);
            }
        }
    }
}
