//! The disclosure card: what is told once becomes the crime report, the warning, the support and the promise, in one act.
//!
//! What does not belong here: what becomes of the report afterwards ([`crate::casework::crime`]).

use crate::casework::concern::open_child_concern;
use crate::casework::crime::{due_support, news_follow_up};
use crate::casework::desk::{Desk, Saved, no_faults};
use crate::casework::saving::next_short;
use crate::domain::concern::{self, Concern};
use crate::domain::contact::Contact;
use crate::domain::crime_report::{self, CrimeReport, mode, state};
use crate::domain::dangerous_person::{self, DangerousPerson, REVIEW_AFTER};
use crate::domain::field::{Code, Fault, Record as _, Values, text_in};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::lists;
use crate::domain::officer::Officer;
use crate::domain::problem::Outcome;
use crate::domain::service::Service;
use crate::domain::when::{Due, When};
use crate::domain::{check, text};
use crate::store::contact::ContactLine;
use crate::store::journal::Why;

/// The kind of service of the directory that is a sexual assault referral centre.
const REFERRAL_CENTRE: &str = "referral-centre";

/// Contacts of one name that can be chosen from.
const MOST_NAMED: i64 = 9;

/// What saving a card made.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct CardSaved {
    /// The report.
    pub report: RecordId,
    /// Its short reference: `CR-0020`.
    pub reference: String,
    /// Reference of the warning, if one was given: `DP-0004`.
    pub warning: Option<String>,
    /// A child concern was opened with it.
    pub concern: bool,
}

/// Who is rung: numbers of the settings, else of the directory; blank where none is entered.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Duty {
    /// Sexual assault referral centre.
    pub sarc: String,
    /// SOLO on duty.
    pub solo: String,
}

impl Duty {
    /// As the officer's settings have them.
    #[must_use]
    pub fn of(officer: &Officer) -> Self {
        Self { sarc: officer.duty.sarc.trim().to_owned(), solo: officer.duty.solo.trim().to_owned() }
    }
}

/// Hours in which samples of an assault can be taken, and the day of the reference that says so.
#[must_use]
pub fn time_for_samples() -> Option<(i64, chrono::NaiveDate)> {
    let list = lists::get("forensic_windows")?;
    // One list may have several kinds of sample: as long as any can be taken it is worth to ring.
    let hours = list.items.iter().filter_map(|i| i.extra.get("hours")?.parse().ok()).max()?;
    Some((hours, list.as_at))
}

impl Desk {
    /// The numbers of the card.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn duty(&self) -> Outcome<Duty> {
        let mut duty = Duty::of(&self.officer);
        if duty.sarc.is_empty() {
            let all = self.reading().list(Kind::Service, 0, i64::MAX)?;
            let mut centres = all.iter().map(|row| row.typed::<Service>().it);
            let found = centres.find(|s| s.kind.is(REFERRAL_CENTRE) && !s.is_closed() && !s.phone.is_empty());
            duty.sarc = found.map(|s| crate::domain::phone::display(&s.phone)).unwrap_or_default();
        }
        Ok(duty)
    }

    /// Contacts with this reference, or whose name begins like this: for saying whose a report is.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn named_like(&self, words: &str) -> Outcome<Vec<ContactLine>> {
        let words = text::clean_line(words).text.trim().to_owned();
        let r = self.reading();
        if words.is_empty() {
            return Ok(Vec::new());
        }
        let found = match r.by_reference(&words.to_uppercase())? {
            Some(id) => vec![id],
            None => r.contacts_named(&words, MOST_NAMED)?,
        };
        let lines: Outcome<Vec<Option<ContactLine>>> = found.into_iter().map(|id| r.contact_line(id)).collect();
        Ok(lines?.into_iter().flatten().filter(|l| l.status != "merged").collect())
    }

    /// Saves the card. One act makes the report with its clock of 24 hours, the ISVA offer and the SOLO as steps of its
    /// support, the promise to tell the person, the warning if its line was given, and for a person who is or may be
    /// under 18 the child concern, unless one is open.
    ///
    /// `values` are those of the report's own fields, with `warning` and `warning_place` beside them.
    ///
    /// # Errors
    /// Faults, or a failure.
    pub fn save_disclosure_card(&mut self, contact: Option<RecordId>, values: &Values) -> Saved<CardSaved> {
        let (mut report, _) = self.typed::<CrimeReport>(None, values)?;
        let (now, today) = (self.local_now(), self.today());
        report.reference = next_short::<CrimeReport>(self.reading())?;
        report.state = Code::new(state::REPORTED);
        report.told_at = Some(When::at(now));
        report.area = Code::new(self.area_of(contact)?);
        report.outline = format!("disclosed on {}, in their own words", now.format("%a %d/%m/%Y %H:%M"));
        // Only who says so is named: not now and not at all are no leave to pass the name on.
        let by_name = contact.is_some() && report.choice.is("report");
        report.mode = Code::new(if by_name { mode::NAMED } else { mode::ANONYMOUS });
        report.support = due_support(&[("isva", Due::On(today)), ("solo", Due::On(today))]);

        let mut faults = check::faults(Kind::CrimeReport, &report.values());
        faults.extend(crime_report::faults(&report, now));
        for (field, blank, what) in [
            ("safe_now", report.safe_now.is_blank(), "Say whether they are safe now."),
            ("medical_need", report.medical_need.is_blank(), "Say whether somebody has to look after them."),
            ("happened", report.happened.is_none(), "Say about when: last night, yesterday, summer 2025."),
            ("explained", report.explained.is_empty(), "Explain first: they decide what to say by it."),
            ("account", report.account.is_empty(), "Their own words become the report."),
            ("choice", report.choice.is_blank(), "Say what they chose."),
        ] {
            if blank {
                faults.push(Fault::new(field, what));
            }
        }
        let warning = self.warning(contact, values, &report, &mut faults)?;
        no_faults(faults)?;

        let person = match contact {
            Some(id) => self.reading().get::<Contact>(id)?.map(|c| c.it),
            None => None,
        };
        let open = match contact {
            Some(id) => self
                .reading()
                .of_contact::<Concern>(id)?
                .iter()
                .any(|c| c.it.is_open() && c.it.kind.is(concern::kind::CHILD)),
            None => false,
        };
        let child = contact.filter(|_| !open && person.as_ref().is_some_and(Contact::is_child));
        let why = self.why_of(contact);
        let reference = report.reference.clone();
        let said = format!("Told of a crime on {}: see {reference}.", now.format("%d/%m/%Y %H:%M"));
        let id = self.act("keep what was disclosed", |w| {
            let id = w.add(contact, &report, &why)?;
            // The promise serves the report, and the report knows it: telling the person settles both.
            report.news = Some(w.add(contact, &news_follow_up(&report, id, contact, today), &why)?);
            w.put(id, contact, &report, &why)?;
            if let Some(warning) = &warning {
                // Nothing in its entry leads to whoever told it.
                w.add(None, warning, &Why::code("disclosure"))?;
            }
            if let Some(child) = child {
                open_child_concern(w, child, &said, When::at(now), "a disclosure was taken", today)?;
            }
            Ok(id)
        })?;
        Ok(CardSaved { report: id, reference, warning: warning.map(|d| d.reference), concern: child.is_some() })
    }

    /// The warning of a card, if its line was given. Who told it stays unknown; the officer's own note of it is kept
    /// apart in the record.
    fn warning(
        &self,
        contact: Option<RecordId>,
        values: &Values,
        report: &CrimeReport,
        faults: &mut Vec<Fault>,
    ) -> Outcome<Option<DangerousPerson>> {
        let line = |name: &str| text::clean_line(text_in(values, name)).text.trim().to_owned();
        let warning = line("warning");
        if warning.is_empty() {
            return Ok(None);
        }
        let today = self.today();
        let one = DangerousPerson {
            reference: next_short::<DangerousPerson>(self.reading())?,
            incident: format!("As warned of: {warning}"),
            warning,
            happened: report.happened.clone(),
            area: report.area.clone(),
            place: line("warning_place"),
            mode: Code::new(mode::ANONYMOUS),
            taken_by: self.officer.point_of_contact.short(),
            taken_on: Some(today),
            reporter: contact,
            review_on: today.checked_add_months(REVIEW_AFTER),
            ..DangerousPerson::default()
        };
        let own = check::faults(Kind::DangerousPerson, &one.values());
        for fault in own.into_iter().chain(dangerous_person::faults(&one, today)) {
            faults.push(Fault::new("warning", fault.what));
        }
        Ok(Some(one))
    }
}
