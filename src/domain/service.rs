//! An entry of the service directory: who can be offered what, and how sure that is.
//!
//! The program brings the services of the procedure as data (`assets/reference/services.toml`); what an officer checks,
//! changes or adds is a record that stands instead of it.

use chrono::{Months, NaiveDate};

use crate::domain::contact::Contact;
use crate::domain::field::{Code, Fault, Field, Shape, record};
use crate::domain::kind::Kind;

/// States of an entry.
pub mod status {
    /// As the procedure has it; nobody has checked it.
    pub const AS_IN_PROCEDURE: &str = "as-in-procedure";
    /// An officer has checked it.
    pub const VERIFIED: &str = "verified";
    /// It is another now, under another name or address.
    pub const CHANGED: &str = "changed";
    /// It is no more.
    pub const CLOSED: &str = "closed";
}

/// How old a check may be before it is warned of, in months (domain section 4, *Service*).
pub const CHECK_LASTS: Months = Months::new(6);

record! {
    /// One service.
    pub struct Service: Kind::Service => {
        /// The entry of the program's own directory it stands for; blank for one that an officer added.
        code: String = Field::new(Shape::Line, "Entry").written().open().found(crate::domain::field::Found::No),
        /// Its name now.
        name: String = Field::new(Shape::Line, "Name now").required().open(),
        /// What it is.
        kind: Code = Field::new(Shape::Pick("service_kinds"), "What it is").required().open(),
        /// Who it is for, in words.
        who_for: String = Field::new(Shape::Line, "Who for").help("women, also without the police"),
        /// Youngest age it takes, in years; blank: any.
        youngest: Option<i64> = Field::new(Shape::Number, "From age"),
        /// Oldest age it takes, in years; blank: any.
        oldest: Option<i64> = Field::new(Shape::Number, "To age"),
        /// Genders it takes; none means any.
        genders: Vec<Code> = Field::new(Shape::Several("gender"), "Genders").help("none chosen: anybody"),
        /// Areas it serves; none means any.
        areas: Vec<Code> = Field::new(Shape::Several("areas"), "Areas").help("none chosen: the whole force area"),
        /// Telephone now.
        phone: String = Field::new(Shape::Phone, "Telephone now"),
        /// Address or site now.
        address: String = Field::new(Shape::Line, "Address, site now"),
        /// When it can be reached.
        hours: String = Field::new(Shape::Line, "Hours"),
        /// A person may go there by themselves.
        self_referral: Code = Field::new(Shape::Pick("yes_no_unknown"), "Self-referral").page("Checked"),
        /// It works with police.
        works_with_police: Code = Field::new(Shape::Pick("yes_no_unknown"), "Works with police").page("Checked"),
        /// as-in-procedure, verified, changed, closed.
        status: Code = Field::new(Shape::Pick("service_status"), "State").required().open().page("Checked"),
        /// When it was checked.
        checked_on: Option<NaiveDate> = Field::new(Shape::Date, "Checked on").page("Checked"),
        /// By whom.
        checked_by: String = Field::new(Shape::Line, "Checked by").page("Checked"),
        /// How it was checked.
        source: String = Field::new(Shape::Line, "How").page("Checked").help("rang them, their own page"),
        /// Its name in the procedure.
        procedure_name: String = Field::new(Shape::Line, "In the procedure").page("Checked"),
        /// Its address in the procedure.
        procedure_address: String = Field::new(Shape::Line, "Address there").page("Checked"),
        /// Its telephone in the procedure.
        procedure_phone: String = Field::new(Shape::Line, "Telephone there").page("Checked"),
        /// Anything else.
        note: String = Field::new(Shape::Note, "Note").page("Checked"),
    }
}

impl Service {
    /// Whether nobody has checked it, or too long ago: six months (domain section 4, *Service*).
    #[must_use]
    pub fn is_unchecked(&self, today: NaiveDate) -> bool {
        match self.checked_on {
            Some(on) => on.checked_add_months(CHECK_LASTS).is_none_or(|end| end < today),
            None => true,
        }
    }

    /// Whether it may be offered at all.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        self.status.is(status::CLOSED)
    }

    /// Why it does not take this person on a day, by age, gender and area; nothing when it does or when that is not known.
    #[must_use]
    pub fn closed_to(&self, contact: &Contact, today: NaiveDate) -> Option<String> {
        if self.is_closed() {
            return Some("closed".to_owned());
        }
        let age = contact.born_on.and_then(|born| today.years_since(born)).map(i64::from);
        let outside = |age: i64| self.youngest.is_some_and(|from| age < from) || self.oldest.is_some_and(|to| age > to);
        if age.is_some_and(outside) {
            return Some(format!("ages {}", self.ages()));
        }
        // Nobody under 18 is taken by what begins at 18, whatever year they were born in.
        if age.is_none() && contact.is_child() && self.youngest.is_some_and(|from| from >= 18) {
            return Some(format!("ages {}", self.ages()));
        }
        let listed = |codes: &[Code], code: &Code| codes.is_empty() || code.is_blank() || codes.contains(code);
        let answered = !matches!(contact.gender.as_str(), "not-asked" | "declined" | "unsafe-to-ask" | "unknown");
        if answered && !listed(&self.genders, &contact.gender) {
            return Some("another gender".to_owned());
        }
        if !listed(&self.areas, &contact.area) {
            return Some("another area".to_owned());
        }
        None
    }

    /// The ages it takes in words: `11 to 25`, `from 18`, `any`.
    #[must_use]
    pub fn ages(&self) -> String {
        match (self.youngest, self.oldest) {
            (Some(from), Some(to)) => format!("{from} to {to}"),
            (Some(from), None) => format!("from {from}"),
            (None, Some(to)) => format!("to {to}"),
            (None, None) => "any".to_owned(),
        }
    }
}

/// Rules over several fields.
#[must_use]
pub fn faults(service: &Service, today: NaiveDate) -> Vec<Fault> {
    let mut faults = Vec::new();
    if let (Some(from), Some(to)) = (service.youngest, service.oldest)
        && to < from
    {
        faults.push(Fault::new("oldest", "It would end below the age it begins at."));
    }
    for (field, age) in [("youngest", service.youngest), ("oldest", service.oldest)] {
        if age.is_some_and(|a| !(0..=120).contains(&a)) {
            faults.push(Fault::new(field, "An age in years, 0 to 120."));
        }
    }
    if service.status.is(status::VERIFIED) && service.checked_on.is_none() {
        faults.push(Fault::new("checked_on", "Say when it was checked."));
    }
    if service.checked_on.is_some_and(|on| on > today) {
        faults.push(Fault::new("checked_on", "This day is still to come."));
    }
    faults
}
