//! An entry of the service directory: who can be offered what, and how sure that is.
//!
//! The program brings the services of the procedure as data (`assets/reference/services.toml`); what an officer checks,
//! changes or adds is a record that stands instead of it.

use chrono::{Months, NaiveDate};

use crate::domain::contact::{Contact, age, age_in_years};
use crate::domain::field::{Code, Fault, Field, Found, Shape, record};
use crate::domain::kind::Kind;
use crate::domain::text::lower_first;
use crate::domain::{lists, when};

/// States of an entry.
pub mod status {
    /// As the procedure has it; nobody has checked it.
    pub const AS_IN_PROCEDURE: &str = "as-in-procedure";
    /// The procedure does not name it; nobody has checked it.
    pub const NOT_IN_PROCEDURE: &str = "not-in-procedure";
    /// An officer has checked it.
    pub const VERIFIED: &str = "verified";
    /// It is another now, under another name or address.
    pub const CHANGED: &str = "changed";
    /// It is no more.
    pub const CLOSED: &str = "closed";
}

/// How old a check may be before it is warned of, in months (domain section 4, *Service*).
pub const CHECK_LASTS: Months = Months::new(6);

/// How sure an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sure {
    /// Checked within six months.
    Checked,
    /// Checked longer ago than that.
    Old,
    /// Nobody has checked it.
    Never,
    /// It is no more.
    Closed,
}

impl Sure {
    /// Whether a warning belongs beside what the entry says.
    #[must_use]
    pub const fn warns(self) -> bool {
        matches!(self, Self::Old | Self::Never)
    }
}

/// Whether a service takes a person.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Fit {
    /// It does, as far as is known.
    Takes,
    /// Perhaps: what has to be asked first.
    Ask(String),
    /// It does not, and why: `ages 11 to 25`.
    Closed(String),
}

/// Whether two texts name one service, however they are written.
#[must_use]
pub fn same_name(one: &str, other: &str) -> bool {
    let plain =
        |name: &str| -> String { name.chars().filter(|c| c.is_alphanumeric()).flat_map(char::to_lowercase).collect() };
    plain(one) == plain(other)
}

record! {
    /// One service.
    pub struct Service: Kind::Service => {
        /// The entry of the program's own directory it stands for; blank for one that an officer added.
        code: String = Field::new(Shape::Line, "Entry").written().found(Found::No),
        /// Its name now.
        name: String = Field::new(Shape::Line, "Name now").required().open(),
        /// What it is.
        kind: Code = Field::new(Shape::Pick("service_kinds"), "What it is").required().open(),
        /// Who it is for, in words.
        who_for: String = Field::new(Shape::Line, "Who for").help("women, also without the police"),
        /// Youngest age it takes, in years; blank: not stated, 0: any.
        youngest: Option<i64> = Field::new(Shape::Number, "From age").help("blank: not stated; 0: any age"),
        /// Oldest age it takes, in years; blank: any.
        oldest: Option<i64> = Field::new(Shape::Number, "To age"),
        /// Genders it takes; none means any.
        genders: Vec<Code> = Field::new(Shape::Several("gender"), "Genders").help("none chosen: anybody"),
        /// Areas it serves; none means any.
        areas: Vec<Code> = Field::new(Shape::Several("areas"), "Areas").help("none chosen: the whole force area"),
        /// Where it works, in words.
        serves: String = Field::new(Shape::Line, "Where, in words").help("South Tyneside, by council"),
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
        procedure_name: String = Field::new(Shape::Line, "In the procedure").written().page("Checked"),
        /// Its address in the procedure.
        procedure_address: String = Field::new(Shape::Line, "Address there").written().page("Checked"),
        /// Its telephone in the procedure.
        procedure_phone: String = Field::new(Shape::Line, "Telephone there").written().page("Checked"),
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

    /// How sure the entry is on a day.
    #[must_use]
    pub fn sure(&self, today: NaiveDate) -> Sure {
        if self.is_closed() {
            Sure::Closed
        } else if self.checked_on.is_none() {
            Sure::Never
        } else if self.is_unchecked(today) {
            Sure::Old
        } else {
            Sure::Checked
        }
    }

    /// How sure the entry is, in words: `verified 12/10/2026`, `as in procedure, not verified`; one whose check is older
    /// than six months asks for another.
    #[must_use]
    pub fn sure_words(&self, today: NaiveDate) -> String {
        let label = lists::label("service_status", self.status.as_str());
        let on = self.checked_on.map(when::long).unwrap_or_default();
        match self.sure(today) {
            Sure::Checked if self.status.is(status::CHANGED) => format!("changed, verified {on}"),
            Sure::Checked => format!("verified {on}"),
            Sure::Old => format!("verified {on}, check again"),
            Sure::Never if self.status.is(status::CHANGED) => "changed, not verified".to_owned(),
            Sure::Never if self.status.is(status::VERIFIED) => "not verified".to_owned(),
            Sure::Never => label,
            Sure::Closed if on.is_empty() => label,
            Sure::Closed => format!("{label}, as at {on}"),
        }
    }

    /// Whether it takes this person on a day, as far as age, gender and area are known: it does, ask first, or it does
    /// not, and why. What begins at 18 is closed to a person who is or may be under 18 (domain section 1).
    #[must_use]
    pub fn fit(&self, contact: &Contact, today: NaiveDate) -> Fit {
        if self.is_closed() {
            return Fit::Closed("it is no more".to_owned());
        }
        let asks = [self.age_fit(contact, today), self.gender_fit(contact), self.area_fit(contact)];
        let closed = asks.iter().find(|f| matches!(f, Fit::Closed(_)));
        closed.or_else(|| asks.iter().find(|f| matches!(f, Fit::Ask(_)))).cloned().unwrap_or(Fit::Takes)
    }

    fn age_fit(&self, contact: &Contact, today: NaiveDate) -> Fit {
        let ages = || format!("ages {}", self.ages());
        let bounded = self.youngest.is_some_and(|from| from > 0) || self.oldest.is_some();
        let born = contact.born_on.map(|born| i64::from(age_in_years(born, today)));
        // Nobody under 18 is offered what begins at 18, whatever year they say they were born in.
        if contact.is_child() && self.youngest.is_some_and(|from| from >= 18) {
            return Fit::Closed(ages());
        }
        match born {
            Some(age) if self.youngest.is_some_and(|from| age < from) || self.oldest.is_some_and(|to| age > to) => {
                Fit::Closed(ages())
            }
            _ if contact.is_child() && self.youngest.is_none() => {
                Fit::Ask("ages not stated: ask whether it takes under 18".to_owned())
            }
            Some(_) => Fit::Takes,
            None if !bounded => Fit::Takes,
            // An adult is old enough for what begins at 18 or earlier.
            None if contact.age_status.is(age::ADULT)
                && self.oldest.is_none()
                && self.youngest.is_none_or(|from| from <= 18) =>
            {
                Fit::Takes
            }
            None => Fit::Ask(ages()),
        }
    }

    fn gender_fit(&self, contact: &Contact) -> Fit {
        if self.genders.is_empty() || self.genders.contains(&contact.gender) {
            return Fit::Takes;
        }
        // Asked, never inferred: another answer than these four, or none, closes nothing.
        match contact.gender.as_str() {
            "male" | "female" | "trans-male" | "trans-female" => Fit::Closed(self.for_whom()),
            _ => Fit::Ask(self.for_whom()),
        }
    }

    fn area_fit(&self, contact: &Contact) -> Fit {
        if self.areas.is_empty() || contact.area.is_blank() || self.areas.contains(&contact.area) {
            return Fit::Takes;
        }
        let areas: Vec<String> = self.areas.iter().map(|a| lists::label("areas", a.as_str())).collect();
        Fit::Closed(format!("only {}", areas.join(", ")))
    }

    /// The genders it takes in words: `for women`, `for men`; empty for anybody.
    #[must_use]
    pub fn for_whom(&self) -> String {
        let has = |code: &str| self.genders.iter().any(|g| g.is(code));
        let within = |codes: [&str; 2]| self.genders.iter().all(|g| codes.contains(&g.as_str()));
        match () {
            () if self.genders.is_empty() => String::new(),
            () if has("female") && within(["female", "trans-female"]) => "for women".to_owned(),
            () if has("male") && within(["male", "trans-male"]) => "for men".to_owned(),
            () => {
                let labels: Vec<String> =
                    self.genders.iter().map(|g| lower_first(&lists::label("gender", g.as_str()))).collect();
                format!("for {}", labels.join(", "))
            }
        }
    }

    /// Whom it takes, in a few words: `women, ages 11 to 25`; empty when nothing is stated.
    #[must_use]
    pub fn takes(&self) -> String {
        let ages = match (self.youngest, self.oldest) {
            (None | Some(0), None) => String::new(),
            _ => format!("ages {}", self.ages()),
        };
        let whom = self.for_whom();
        let parts = [whom.strip_prefix("for ").unwrap_or(&whom), ages.as_str()];
        parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(", ")
    }

    /// Whether a name is the name of this service, now or in the procedure, however it is written.
    #[must_use]
    pub fn is_called(&self, name: &str) -> bool {
        [&self.name, &self.procedure_name].into_iter().any(|own| !own.is_empty() && same_name(own, name))
    }

    /// The ages it takes in words: `11 to 25`, `from 18`, `any`.
    #[must_use]
    pub fn ages(&self) -> String {
        match (self.youngest, self.oldest) {
            (Some(from), Some(to)) => format!("{from} to {to}"),
            (None | Some(0), None) => "any".to_owned(),
            (Some(from), None) => format!("from {from}"),
            (None, Some(to)) => format!("to {to}"),
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

#[cfg(test)]
mod tests {
    use super::*;

    fn day(text: &str) -> NaiveDate {
        text.parse().unwrap()
    }

    fn contact(born: &str, gender: &str) -> Contact {
        let mut c = Contact {
            born_on: born.parse().ok(),
            age_basis: "stated".into(),
            gender: gender.into(),
            area: "central".into(),
            ..Contact::default()
        };
        c.age_status = c.age_status_on(day("2026-11-24")).into();
        c
    }

    fn young_women() -> Service {
        Service {
            youngest: Some(11),
            oldest: Some(25),
            genders: vec!["female".into(), "trans-female".into()],
            ..Service::default()
        }
    }

    #[test]
    fn age_gender_and_area_decide_and_what_is_not_known_is_asked() {
        let today = day("2026-11-24");
        let fit = |c: &Contact| young_women().fit(c, today);
        assert_eq!(fit(&contact("2000-11-25", "female")), Fit::Takes, "26 tomorrow: still 25");
        assert_eq!(fit(&contact("2000-11-24", "female")), Fit::Closed("ages 11 to 25".into()), "26 today");
        assert_eq!(fit(&contact("2001-11-25", "trans-female")), Fit::Takes);
        assert_eq!(fit(&contact("2001-11-25", "male")), Fit::Closed("for women".into()));
        assert_eq!(fit(&contact("2001-11-25", "non-binary")), Fit::Ask("for women".into()));
        assert_eq!(fit(&contact("2001-11-25", "")), Fit::Ask("for women".into()));
        assert_eq!(fit(&contact("", "female")), Fit::Ask("ages 11 to 25".into()));
        assert_eq!(young_women().takes(), "women, ages 11 to 25");
    }

    #[test]
    fn nobody_who_is_or_may_be_under_18_is_offered_what_begins_at_18() {
        let adults = Service { youngest: Some(18), ..Service::default() };
        let today = day("2026-11-24");
        let may_be = Contact { age_status: age::MAY_BE.into(), ..Contact::default() };
        assert!(matches!(adults.fit(&may_be, today), Fit::Closed(_)));
        let said_older = Contact { born_on: Some(day("2000-01-01")), ..may_be };
        assert!(matches!(adults.fit(&said_older, today), Fit::Closed(_)), "whatever year is said");
        assert_eq!(adults.fit(&contact("2008-11-24", "female"), today), Fit::Takes, "18 today");
        assert!(matches!(adults.fit(&contact("2008-11-25", "female"), today), Fit::Closed(_)), "18 tomorrow");
        let unstated = Service::default();
        assert!(matches!(unstated.fit(&contact("2010-01-01", "female"), today), Fit::Ask(_)));
        let anybody = Service { youngest: Some(0), ..Service::default() };
        assert_eq!(anybody.fit(&contact("2010-01-01", "female"), today), Fit::Takes);
    }
}
