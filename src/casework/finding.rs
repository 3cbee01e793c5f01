//! Finding a contact: a window of a long list, what stands beside a row of it, and who is ringing.
//!
//! Nothing here opens a record: what is given is what lists may show, masked. What does not belong here: search over
//! everything ([`Desk::find`]), and adding or changing a contact.

use chrono::NaiveDate;

use crate::casework::contact::{ContactPage, age_words};
use crate::casework::desk::Desk;
use crate::domain::consent::{self, Consent};
use crate::domain::contact::{Contact, status};
use crate::domain::contact_point::ContactPoint;
use crate::domain::engagement::{Engagement, direction, outcome};
use crate::domain::field::Code;
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::problem::{Outcome, Problem};
use crate::domain::when::{Due, When};
use crate::domain::{lists, phone, readiness};
pub use crate::store::contact::{ContactLine, Filter, Sort};
use crate::store::journal::Why;

/// Fewest digits by which a caller is looked for.
pub const DIGITS: usize = 4;
/// Most contacts that are shown for one number.
const CALLERS: i64 = 20;

/// Whether an address is known, never which.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Address {
    /// None is kept.
    Unknown,
    /// There is no fixed abode.
    NoFixedAbode,
    /// One is kept; it stays masked.
    Kept,
}

/// What stands beside a row of the contact list: masked, without opening the record.
#[derive(Clone, PartialEq, Eq)]
pub struct Preview {
    /// The contact.
    pub id: RecordId,
    /// How many other working names there are.
    pub other_names: usize,
    /// A legal name is known.
    pub named: bool,
    /// Telephone numbers, and how many of them are safe.
    pub numbers: (usize, usize),
    /// Whether an address is known.
    pub address: Address,
    /// Languages, the best one first.
    pub languages: Vec<String>,
    /// `adult, stated`.
    pub age: String,
    /// The person is or may be under 18.
    pub child: bool,
    /// Since when they are known.
    pub known_since: Option<NaiveDate>,
    /// Version of the plan in force, and the day it is to be re-checked.
    pub plan: Option<(i64, Option<NaiveDate>)>,
    /// What the ledger says today of a local note; a code of `consent_states`.
    pub local_note: String,
    /// What it says today of a record on IS.
    pub record_on_is: String,
    /// How many of the first four of *4 + 1* are there, and whether the contact reference is.
    pub ready: (usize, bool),
    /// What is due next, and when.
    pub next: Option<(Due, String)>,
    /// The latest engagement: its day, and how it went in a few words.
    pub last: Option<(NaiveDate, String)>,
}

/// A contact whose number a caller may be ringing from.
#[derive(Clone, PartialEq, Eq)]
pub struct Caller {
    /// The contact.
    pub contact: RecordId,
    /// Reference; the only thing shown before the identity word was right.
    pub reference: String,
    /// Preferred working name, for the record that is opened then.
    pub name: String,
    /// `a number ends in 0142, marked safe`.
    pub place: String,
    /// What to ask to be sure, if it was agreed.
    pub to_be_sure: Option<String>,
}

impl Desk {
    /// A window of the contact list of `window` lines around a row, and which row that is.
    ///
    /// With a contact to keep, the row is where that contact stands now; if the filter leaves it out, the row stays, which
    /// is the next one down.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn contacts_around(
        &self,
        filter: &Filter,
        keep: Option<RecordId>,
        row: i64,
        window: i64,
    ) -> Outcome<(ContactPage, i64)> {
        let around = |row: i64| (row - window / 2).max(0);
        let mut page = self.contacts(filter, around(row), window)?;
        let in_window = |page: &ContactPage, id| page.lines.iter().position(|l| l.id == id);
        // Most changes leave a contact about where it was; only otherwise is its place counted out.
        let here = match keep {
            None => None,
            Some(id) => match in_window(&page, id) {
                Some(at) => Some(page.offset + i64::try_from(at).unwrap_or(0)),
                None => self.reading().contacts_before(filter, id)?,
            },
        };
        let row = here.unwrap_or(row).min(page.matching - 1).max(0);
        if around(row) != page.offset {
            page.offset = around(row);
            page.lines = self.reading().contacts(filter, page.offset, window)?;
        }
        Ok((page, row))
    }

    /// Lines of the contact list from an offset on; for scrolling, where the counts are known already.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn contact_lines(&self, filter: &Filter, offset: i64, window: i64) -> Outcome<Vec<ContactLine>> {
        self.reading().contacts(filter, offset, window)
    }

    /// What stands beside a row of the contact list; nothing when the contact is no longer there.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn contact_preview(&self, id: RecordId) -> Outcome<Option<Preview>> {
        let r = self.reading();
        let (Some(contact), Some(line)) = (r.get::<Contact>(id)?, r.contact_line(id)?) else { return Ok(None) };
        let c = contact.it;
        let today = self.today();
        let points: Vec<ContactPoint> = r.of_contact::<ContactPoint>(id)?.into_iter().map(|p| p.it).collect();
        let phones = || points.iter().filter(|p| p.is_phone());
        let address = if points.iter().any(|p| p.kind.is("no-fixed-abode")) {
            Address::NoFixedAbode
        } else if points.iter().any(|p| p.kind.is("address") || p.kind.is("area")) {
            Address::Kept
        } else {
            Address::Unknown
        };
        let entries: Vec<Consent> = r.of_contact::<Consent>(id)?.into_iter().map(|c| c.it).collect();
        let standing = |purpose| {
            consent::latest(&entries, purpose).map_or(consent::state::NOT_ASKED, |c| c.state_on(today)).to_owned()
        };
        let items = readiness::items(&c, &points);
        let first_four = items.iter().take(4).filter(|i| i.present).count();
        let next = line.next_due.parse().ok().map(|due: Due| (due, line.next_what.clone()));
        let last = r.newest::<Engagement>(id, 1)?.into_iter().next().and_then(|e| {
            let day = e.it.happened.as_ref()?.from.date();
            Some((day, in_short(&e.it)))
        });
        Ok(Some(Preview {
            id,
            other_names: c.working_names.len().saturating_sub(1),
            named: line.named,
            numbers: (phones().count(), phones().filter(|p| p.is_safe()).count()),
            address,
            languages: c.languages.clone(),
            age: age_in_short(&c),
            child: c.is_child(),
            known_since: c.known_since,
            plan: self.plan_of(id)?.map(|p| (p.version.unwrap_or(1), p.recheck_on)),
            local_note: standing(consent::purpose::LOCAL_NOTE),
            record_on_is: standing(consent::purpose::RECORD_ON_IS),
            ready: (first_four, items.last().is_some_and(|i| i.present)),
            next,
            last,
        }))
    }

    /// Who may be ringing from a number that ends in these digits; nobody for fewer than four.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn callers(&self, typed: &str) -> Outcome<Vec<Caller>> {
        let digits = national(typed);
        if digits.len() < DIGITS {
            return Ok(Vec::new());
        }
        let ends = phone::last_four(&digits);
        let mut callers: Vec<Caller> = Vec::new();
        for hit in self.reading().by_digits(&ends, CALLERS)? {
            let Some(id) = hit.contact.filter(|id| !callers.iter().any(|c| c.contact == *id)) else { continue };
            let Some(line) = self.reading().contact_line(id)?.filter(|l| l.status != "merged") else { continue };
            let plan = self.plan_of(id)?;
            let point = match hit.kind {
                Kind::ContactPoint => self.reading().get::<ContactPoint>(hit.record)?.map(|p| p.it),
                _ => None,
            };
            let number = match (&point, &plan) {
                (Some(p), _) => p.value.as_str(),
                (None, Some(p)) => p.safe_number.as_str(),
                (None, None) => "",
            };
            if !national(number).ends_with(&digits) {
                continue;
            }
            let marked = match point.as_ref().map(|p| p.safe.as_str()) {
                Some("safe") => "marked safe",
                Some("shared") => "shared with somebody else",
                Some("never") => "marked never to be used",
                Some(_) => "not known to be safe",
                None => "their safe number",
            };
            let closed = if line.status == status::CLOSED { " · closed" } else { "" };
            let to_be_sure = plan.as_ref().and_then(|p| match (p.identity_question.trim(), p.identity_word.trim()) {
                ("", "") => None,
                ("", word) => Some(format!("the word is \"{word}\". Say no name first.")),
                (question, "") => Some(format!("ask {question}. Say no name first.")),
                (question, word) => Some(format!("ask {question}: \"{word}\". Say no name first.")),
            });
            callers.push(Caller {
                contact: id,
                reference: line.reference,
                name: line.name,
                place: format!("a number ends in {ends}, {marked}{closed}"),
                to_be_sure,
            });
        }
        Ok(callers)
    }

    /// Logs that somebody else rang from a contact's number: whoever uses it now is not the person.
    ///
    /// # Errors
    /// When the contact is not there any more; or a failure.
    pub fn somebody_else_rang(&mut self, contact: RecordId, digits: &str) -> Outcome<String> {
        let line = self
            .reading()
            .contact_line(contact)?
            .ok_or_else(|| Problem::refused("This contact is no longer there.", "Go back to the list."))?;
        let call = Engagement {
            happened: Some(When::at(self.local_now())),
            channel: Code::new("call"),
            direction: Code::new(direction::IN),
            outcome: Code::new(outcome::NOT_TRIED),
            summary: format!("Somebody else rang, from a number that ends in {}.", phone::last_four(digits)),
            ..Engagement::default()
        };
        let why = Why::code("person-got-in-touch");
        self.act("log a call of somebody else", |w| w.add(Some(contact), &call, &why))?;
        Ok(line.reference)
    }
}

/// The digits of a number as they are dialled here, so that `+44 7700…` and `07700…` end alike.
fn national(typed: &str) -> String {
    let number = phone::normalise(typed);
    let digits: String = number.chars().filter(char::is_ascii_digit).collect();
    match number.strip_prefix("+44") {
        Some(rest) => format!("0{rest}"),
        None => digits,
    }
}

/// `adult, stated`: the age status and how it is known.
fn age_in_short(c: &Contact) -> String {
    let status = age_words(c.age_status.as_str());
    let basis = if c.born_on.is_some() || c.over_18.is_blank() {
        lists::label("age_basis", c.age_basis.as_str())
    } else if c.over_18.is("said-so") {
        "stated".to_owned()
    } else if c.over_18.is("no") || c.over_18.is("unsure") {
        String::new()
    } else {
        lists::label("age_quick", c.over_18.as_str())
    };
    if basis.is_empty() { status.to_owned() } else { format!("{status}, {basis}") }
}

/// `by chance, spoke`, `call out, no answer`.
fn in_short(e: &Engagement) -> String {
    let outcome = lists::label("outcomes", e.outcome.as_str());
    let how = if e.direction.is(direction::CHANCE) {
        "by chance".to_owned()
    } else {
        let way = lists::label("directions", e.direction.as_str());
        format!("{} {way}", lists::label("channels", e.channel.as_str()))
    };
    format!("{how}, {outcome}")
}
