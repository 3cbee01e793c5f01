//! Lines of the package's own schema, as another laptop or a data team gives them: one update a line.
//!
//! A person line becomes a contact with its grounds, its one way to be reached and its consent. It carries no working
//! name, because none ever leaves a caseload; the reference it went under stands in its place, and a legal name never
//! does. Lines about a marker, a safeguarding event or a crime become records of the contact that goes under their
//! reference; intelligence and a report without a name become records of nobody ([`records`]). Other kinds of line are
//! for IS, or not kept as a record at all: each is refused on its row and says so.

use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;

use crate::domain::consent::Consent;
use crate::domain::contact::{Contact, status};
use crate::domain::contact_point::ContactPoint;
use crate::domain::field::{Code, Record};
use crate::domain::kind::Kind;
use crate::domain::problem::Outcome;
use crate::domain::{check, contact, lists, phone, update};
use crate::exchange::import::crime::Here;
use crate::exchange::import::records::{self, Entry};
use crate::exchange::import::{MOST_ROWS, Person, RowFault, person, refused, text};
use crate::exchange::line::{Line, MOST_BYTES};

/// Whether a file is lines and not a table: it begins with an object.
#[must_use]
pub fn is_lines(bytes: &[u8]) -> bool {
    let bytes = bytes.strip_prefix(b"\xEF\xBB\xBF").unwrap_or(bytes);
    bytes.iter().find(|b| !b.is_ascii_whitespace()) == Some(&b'{')
}

/// A file of lines.
pub struct Lines {
    text: String,
}

impl Lines {
    /// Reads the file as text.
    ///
    /// # Errors
    /// Refused when it is not UTF-8.
    pub fn read(bytes: Vec<u8>) -> Outcome<Self> {
        let decoded = text::decode(bytes)?;
        if decoded.encoding.starts_with("UTF-8") {
            Ok(Self { text: decoded.text })
        } else {
            Err(refused("Lines of updates are always UTF-8, and these are not.", "Ask for the file again."))
        }
    }

    /// Size of the text in bytes, for progress.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.text.len()
    }

    /// What its lines become, in order, or what is wrong, with how many bytes were read. `see` gives false to stop.
    pub fn each(
        &self,
        area: &str,
        now: DateTime<Tz>,
        today: NaiveDate,
        mut see: impl FnMut(Result<Entry, Vec<RowFault>>, u64) -> bool,
    ) {
        let here = Here { area, now, today };
        let mut read = 0_u64;
        for (number, line) in (1_u64..).zip(self.text.split('\n')) {
            let at = read;
            read += line.len() as u64 + 1;
            let line = line.trim();
            if line.is_empty() {
                continue;
            }
            let fault = |what: &str| vec![RowFault::whole(number, what)];
            let one = if number > MOST_ROWS as u64 {
                Err(fault("There are more lines than are brought in at once. Bring them in as two files."))
            } else if line.len() > MOST_BYTES {
                Err(fault("The line is longer than any update."))
            } else {
                match Line::from_json_line(line) {
                    Ok(line) => of_line(number, &line, here),
                    Err(_) => Err(fault(
                        "The line is not an update of schema 1: every field once, none unknown. docs/BUNDLE.md says which.",
                    )),
                }
            };
            let stop = number > MOST_ROWS as u64;
            if !see(one, at) || stop {
                return;
            }
        }
    }
}

fn of_line(number: u64, line: &Line, here: Here<'_>) -> Result<Entry, Vec<RowFault>> {
    let what = match line.kind.as_str() {
        update::kind::PERSON => {
            return person_of(number, line, here.area, here.today).map(|p| Entry::Person(Box::new(p)));
        }
        update::kind::MARKER | update::kind::SAFEGUARDING | update::kind::CRIME | update::kind::INTELLIGENCE => {
            return records::of_line(number, line, here);
        }
        update::kind::MARKER_REMOVAL => {
            "The removal of a marker is for IS. Open the marker in its record here and remove it there."
        }
        update::kind::INFORMATION => "Information without identity belongs to no contact; it is not kept as a record.",
        update::kind::RECTIFICATION | update::kind::REMOVAL => {
            "A correction or removal is for IS. Change the record here by hand."
        }
        _ => "This kind of update is not known.",
    };
    Err(vec![RowFault::new(number, "kind", what)])
}

fn person_of(number: u64, line: &Line, area: &str, today: NaiveDate) -> Result<Person, Vec<RowFault>> {
    let fault = |column: &str, what: &str| RowFault::new(number, column, what);
    let mut faults: Vec<RowFault> = line.faults().iter().map(|f| fault("", f)).collect();
    let areas = lists::item("areas", &line.area).is_some();
    let mut p = Person {
        row: number,
        went_under: line.contact_ref.trim().to_owned(),
        contact: Contact {
            working_names: vec![line.contact_ref.trim().to_owned()],
            status: Code::new(status::OPEN),
            area: Code::new(if areas { line.area.as_str() } else { area }),
            is_reference: line.is_ref.trim().to_owned(),
            ..Contact::default()
        },
        ..Person::default()
    };
    for field in line.fields.iter().filter(|f| !f.after.trim().is_empty()) {
        let value = field.after.trim();
        let c = &mut p.contact;
        match field.name.as_str() {
            "GivenName" => value.clone_into(&mut c.given_names),
            "Surname" => value.clone_into(&mut c.surname),
            "DateOfBirth" => match value.parse() {
                Ok(day) => c.born_on = Some(day),
                Err(_) => faults.push(fault("DateOfBirth", "This is not a day. Write it as 1990-11-03.")),
            },
            "Gender" | "SelfDefinedEthnicity" => {
                let (list, to) =
                    if field.name == "Gender" { ("gender", &mut c.gender) } else { ("ethnicity", &mut c.ethnicity) };
                match super::cell::code(list, value, &[]) {
                    Ok(Some(code)) => *to = Code::new(code),
                    Ok(None) => {}
                    Err(what) => faults.push(fault(&field.name, &what)),
                }
            }
            "TelephoneNumber" => {
                let land = phone::describe(value) == Some("UK landline");
                p.points.push(point(if land { "landline" } else { "mobile" }, &phone::normalise(value)));
            }
            "EmailAddress" => p.points.push(point("e-mail", value)),
            "SocialMediaTag" => p.points.push(point("handle", value)),
            "Address" => p.points.push(point("address", value)),
            // Grounds come as statements; the DLO's own details are not the person's.
            _ => {}
        }
    }
    p.grounds = records::grounds(&line.statements, today);
    if let Some(c) = &line.consent {
        p.consents.push(Consent {
            purpose: Code::new(c.purpose.clone()),
            state: Code::new(c.state.clone()),
            asked_on: c.on.parse().ok().or(Some(today)),
            words: c.words.clone(),
            taken_by: line.dlo.name.clone(),
            ..Consent::default()
        });
    }
    person::finish(&mut p, today);
    let values = p.contact.values();
    for f in check::faults(Kind::Contact, &values).into_iter().chain(contact::faults(&p.contact, today)) {
        let column = Kind::Contact.field(f.field).map(|f| f.label).unwrap_or_default();
        faults.push(fault(column, &f.what));
    }
    if faults.is_empty() { Ok(p) } else { Err(faults) }
}

fn point(kind: &str, value: &str) -> ContactPoint {
    ContactPoint {
        kind: Code::new(kind),
        value: value.to_owned(),
        // It was safe for whoever sent it; here it is asked first.
        safe: Code::new("not-known"),
        ..ContactPoint::default()
    }
}
