//! A contact: a person on the DLO's caseload, not necessarily a person on IS.

use chrono::{Datelike, NaiveDate};

use crate::domain::field::{Code, Fault, Field, Found, Shape, Values, record};
use crate::domain::kind::Kind;

/// Age statuses (domain rule 2).
pub mod age {
    /// Stated or documented to be 18 or over.
    pub const ADULT: &str = "adult";
    /// May be under 18: a child until shown otherwise.
    pub const MAY_BE: &str = "may-be-under-18";
    /// Under 18.
    pub const CHILD: &str = "under-18";
    /// Not known; no marker can be made ready.
    pub const UNKNOWN: &str = "unknown";
}

/// Statuses of a contact.
pub mod status {
    /// Being worked with.
    pub const OPEN: &str = "open";
    /// Paused by agreement.
    pub const PAUSED: &str = "paused";
    /// Closed with a reason.
    pub const CLOSED: &str = "closed";
}

fn asked_age(v: &Values) -> bool {
    !v.contains_key("born_on")
}

fn raises_age(v: &Values) -> bool {
    let status = v.get("age_status").and_then(|s| s.text());
    matches!(status, Some(age::CHILD | age::MAY_BE)) || v.contains_key("age_second_person")
}

fn closed(v: &Values) -> bool {
    v.get("status").and_then(|s| s.text()) == Some(status::CLOSED)
}

record! {
    /// A person on the caseload. May have a working name only.
    pub struct Contact: Kind::Contact => {
        /// Short reference, safe to say aloud: `K7-0042`.
        reference: String = Field::new(Shape::Line, "Reference").written().open(),
        /// Working names or a description; the first is the one to use.
        working_names: Vec<String> = Field::new(Shape::Lines, "Working names").required().open().found(Found::Name)
            .help("the name they use with you first, then any other"),
        /// What they call what they do.
        own_words: String = Field::new(Shape::Line, "Own words").help("what they call what they do"),
        /// Status of the contact.
        status: Code = Field::new(Shape::Pick("contact_status"), "Status").open(),
        /// Why it was closed.
        closed_reason: Code = Field::new(Shape::Pick("closed_reasons"), "Closed because").only_if(closed),
        /// When it was closed.
        closed_on: Option<NaiveDate> = Field::new(Shape::Date, "Closed on").written(),
        /// The nominated area.
        area: Code = Field::new(Shape::Pick("areas"), "Area").required().open(),
        /// Where in the area.
        locality: String = Field::new(Shape::Line, "Locality").help("a place, not an address"),
        /// Settings; adult settings are closed to a child.
        settings: Vec<Code> = Field::new(Shape::Several("settings"), "Setting").open(),
        /// For local statistics only; never exported.
        population_group: Code = Field::new(Shape::Pick("population_groups"), "Group, local statistics")
            .help("for local statistics only, never sent"),

        /// Legal given names.
        given_names: String = Field::new(Shape::Line, "Given name").asked().masked().page("Identity").found(Found::Name)
            .pole("GivenName").help("legal given name; a working name never goes here"),
        /// Legal surname.
        surname: String = Field::new(Shape::Line, "Surname").asked().masked().page("Identity").found(Found::Name)
            .pole("Surname"),
        /// Date of birth.
        born_on: Option<NaiveDate> = Field::new(Shape::Date, "Date of birth").asked().masked().page("Identity")
            .pole("DateOfBirth"),
        /// 18 or over, asked at once.
        over_18: Code = Field::new(Shape::Pick("age_quick"), "18 or over?").page("Identity").only_if(asked_age),
        /// How the age is known.
        age_basis: Code = Field::new(Shape::Pick("age_basis"), "Age is").page("Identity"),
        /// Who else saw that a child is older than was thought; raising an age takes two (domain section 4).
        age_second_person: String = Field::new(Shape::Line, "Second person").page("Identity").only_if(raises_age)
            .help("to raise the age of a child: who else saw the document"),
        /// adult, may-be-under-18, under-18 or unknown; worked out at every save.
        age_status: Code = Field::new(Shape::Pick("age_status"), "Age status").written().open().page("Identity"),
        /// Gender, self-described where it could be asked.
        gender: Code = Field::new(Shape::Pick("gender"), "Gender").asked().page("Identity").pole("Gender"),
        /// Self-defined ethnicity, 18+1.
        ethnicity: Code = Field::new(Shape::Pick("ethnicity"), "Ethnicity, self-defined").asked().page("Identity")
            .pole("SelfDefinedEthnicity"),
        /// Languages, the best one first.
        languages: Vec<String> = Field::new(Shape::Lines, "Languages").page("Identity").open(),
        /// Whether an interpreter is needed.
        interpreter: bool = Field::new(Shape::Flag, "Interpreter needed").page("Identity"),
        /// Communication needs.
        communication: String = Field::new(Shape::Line, "Communication needs").page("Identity"),

        /// Who must not find out.
        must_not_find_out: Vec<String> = Field::new(Shape::Lines, "Must not find out").page("Safety")
            .help("landlord, family, partner, employer: one a line"),
        /// Vulnerabilities.
        vulnerabilities: Vec<Code> = Field::new(Shape::Several("vulnerabilities"), "Vulnerabilities").page("Safety"),
        /// Factors, only if the person raised them.
        factors: Vec<Code> = Field::new(Shape::Several("factors"), "Factors spoken of").page("Safety")
            .help("only what the person raised"),
        /// DPA 2018 s.38 categories; none by default: a sex worker is not thereby a suspect.
        subject_categories: Vec<Code> = Field::new(Shape::Several("data_subject_categories"), "Data-subject category")
            .page("Safety"),

        /// Person reference on IS.
        is_reference: String = Field::new(Shape::Line, "IS person reference").page("Work").found(Found::Words).written(),
        /// The DLO the contact is allocated to.
        dlo: String = Field::new(Shape::Line, "DLO").page("Work"),
        /// Since when.
        dlo_since: Option<NaiveDate> = Field::new(Shape::Date, "DLO since").page("Work"),
        /// Who covers.
        cover: String = Field::new(Shape::Line, "Absence cover").page("Work"),
        /// Ideal days between contacts.
        ideal_days: Option<i64> = Field::new(Shape::Number, "Ideal interval, days").page("Work"),
        /// Maximum days between contacts.
        maximum_days: Option<i64> = Field::new(Shape::Number, "Maximum interval, days").page("Work"),
        /// When they became known.
        known_since: Option<NaiveDate> = Field::new(Shape::Date, "Known since").page("Work"),
        /// When the record is to be reviewed.
        review_on: Option<NaiveDate> = Field::new(Shape::Date, "Record review").page("Work").written(),
        /// Fields where an answer stands instead of a value: `surname:declined`.
        answers: Vec<String> = Field::new(Shape::Lines, "Answers").written().found(Found::No),
        /// Reference it was merged into, once it was.
        merged_into: Option<crate::domain::id::RecordId> = Field::new(Shape::Ref, "Merged into").written(),
    }
}

impl Contact {
    /// The name to use in lists.
    #[must_use]
    pub fn preferred_name(&self) -> &str {
        self.working_names.first().map_or("", String::as_str)
    }

    /// Whether the person is or may be under 18 (domain rule 2).
    #[must_use]
    pub fn is_child(&self) -> bool {
        self.age_status.is(age::CHILD) || self.age_status.is(age::MAY_BE)
    }

    /// The answer that stands instead of a field's value: `declined`, `unsafe-to-ask`, `not-asked` or `unknown`.
    #[must_use]
    pub fn answer(&self, field: &str) -> Option<&str> {
        self.answers.iter().find_map(|a| a.strip_prefix(field)?.strip_prefix(':'))
    }

    /// Age status from what is known on that day.
    ///
    /// A date of birth decides alone when it makes a child; it makes an adult only when stated or documented,
    /// because an estimate, or a day of which nobody said how it is known, is no ground for adult workflows (domain
    /// section 4, *Contact*).
    #[must_use]
    pub fn age_status_on(&self, day: NaiveDate) -> &'static str {
        if let Some(born) = self.born_on {
            return if age_in_years(born, day) < 18 {
                age::CHILD
            } else if self.age_basis.is("stated") || self.age_basis.is("documented") {
                age::ADULT
            } else {
                age::UNKNOWN
            };
        }
        match self.over_18.as_str() {
            "documented" | "said-so" => age::ADULT,
            "no" => age::CHILD,
            "unsure" => age::MAY_BE,
            _ => age::UNKNOWN,
        }
    }
}

impl Contact {
    /// Whether the value that decides the age was seen on a document: the date of birth where there is one.
    #[must_use]
    pub fn age_is_documented(&self) -> bool {
        let basis = if self.born_on.is_some() { &self.age_basis } else { &self.over_18 };
        basis.is("documented")
    }
}

/// Whole years between two days; someone born on 29 February is a year older on 1 March of a common year.
#[must_use]
pub fn age_in_years(born: NaiveDate, day: NaiveDate) -> i32 {
    let had_birthday = (day.month(), day.day()) >= (born.month(), born.day());
    day.year() - born.year() - i32::from(!had_birthday)
}

/// Rules over several fields of a contact.
#[must_use]
pub fn faults(contact: &Contact, today: NaiveDate) -> Vec<Fault> {
    let mut faults = Vec::new();
    if let Some(born) = contact.born_on {
        if born > today {
            faults.push(Fault::new("born_on", "This day is still to come. Give the day of birth, or leave it blank."));
        } else if age_in_years(born, today) > 120 {
            faults.push(Fault::new("born_on", "This is more than 120 years ago. Check the year."));
        }
    }
    if contact.status.is(status::CLOSED) && contact.closed_reason.is_blank() {
        faults.push(Fault::new("closed_reason", "Say why the contact is closed."));
    }
    if let (Some(ideal), Some(maximum)) = (contact.ideal_days, contact.maximum_days)
        && ideal > maximum
    {
        faults.push(Fault::new("maximum_days", "The maximum is shorter than the ideal. Give at least as many days."));
    }
    let as_name = |n: &str| n.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase();
    if !contact.given_names.is_empty()
        && contact.working_names.iter().any(|w| as_name(w) == as_name(&contact.given_names))
        && contact.surname.is_empty()
    {
        faults.push(Fault::new(
            "given_names",
            "This is a working name. A working name never becomes a given name; leave it blank if you do not know it.",
        ));
    }
    if contact.is_child() {
        if contact.settings.iter().any(|s| crate::domain::lists::adult_only("settings", s.as_str())) {
            faults.push(Fault::new("settings", "Adult settings are closed: the person may be under 18."));
        }
        if !contact.population_group.is_blank() {
            faults.push(Fault::new("population_group", "Statistics groups are closed: the person may be under 18."));
        }
    }
    faults
}
