//! From a row to a person: each cell by what its column becomes.
//!
//! A working name is needed; an alias stays a working name; a legal name comes only from a column that says so; an age
//! that nobody knows stays unknown. A child's record takes no adult setting (domain rule 2).

use chrono::{DateTime, NaiveDate};
use chrono_tz::Tz;

use crate::domain::contact::{self, Contact, status};
use crate::domain::contact_point::ContactPoint;
use crate::domain::field::{Code, Fault, Record};
use crate::domain::kind::Kind;
use crate::domain::{check, lists, text};
use crate::exchange::import::cell::{self, Read};
use crate::exchange::import::columns::Target;
use crate::exchange::import::table::{Row, Table};
use crate::exchange::import::{Person, RowFault};

/// Other words for settings.
const SETTING_WORDS: [(&str, &str); 20] = [
    ("brothel", "brothel-or-flat"),
    ("flat", "brothel-or-flat"),
    ("pop up brothel", "pop-up-brothel"),
    ("pop up", "pop-up-brothel"),
    ("pop-up", "pop-up-brothel"),
    ("online", "internet"),
    ("web", "internet"),
    ("website", "internet"),
    ("massage", "massage-parlour-or-sauna"),
    ("massage parlour", "massage-parlour-or-sauna"),
    ("parlour", "massage-parlour-or-sauna"),
    ("sauna", "massage-parlour-or-sauna"),
    ("escort", "escort-agency-or-hostess-club"),
    ("escort agency", "escort-agency-or-hostess-club"),
    ("agency", "escort-agency-or-hostess-club"),
    ("hostess club", "escort-agency-or-hostess-club"),
    ("ads", "small-ads"),
    ("phone box", "telephone-box-ads"),
    ("red light", "red-light-area"),
    ("lorry park", "transport-routes"),
];
const GENDER_WORDS: [(&str, &str); 13] = [
    ("f", "female"),
    ("woman", "female"),
    ("girl", "female"),
    ("w", "female"),
    ("m", "male"),
    ("man", "male"),
    ("trans woman", "trans-female"),
    ("transwoman", "trans-female"),
    ("tf", "trans-female"),
    ("trans man", "trans-male"),
    ("transman", "trans-male"),
    ("nb", "non-binary"),
    ("nonbinary", "non-binary"),
];
const STATUS_WORDS: [(&str, &str); 8] = [
    ("active", status::OPEN),
    ("current", status::OPEN),
    ("yes", status::OPEN),
    ("inactive", status::CLOSED),
    ("no", status::CLOSED),
    ("archived", status::CLOSED),
    ("on hold", status::PAUSED),
    ("pause", status::PAUSED),
];
const SAFE_WORDS: [(&str, &str); 6] =
    [("yes", "safe"), ("y", "safe"), ("ok", "safe"), ("no", "never"), ("n", "never"), ("do not use", "never")];
/// No address at all.
const NO_ABODE: [&str; 6] = ["nfa", "no fixed abode", "homeless", "sofa surfing", "rough sleeping", "street homeless"];

/// What rows are read against.
pub struct Reader<'a> {
    /// What each column becomes.
    pub columns: &'a [Option<Target>],
    /// Headings, for faults.
    pub headings: &'a [String],
    /// Now, for vague days.
    pub now: DateTime<Tz>,
    /// The working day.
    pub today: NaiveDate,
    /// The area of rows that name none.
    pub area: &'a str,
}

impl<'a> Reader<'a> {
    /// A reader of a table with these columns.
    #[must_use]
    pub fn of(
        table: &'a Table,
        columns: &'a [Option<Target>],
        now: DateTime<Tz>,
        today: NaiveDate,
        area: &'a str,
    ) -> Self {
        Self { columns, headings: &table.headings, now, today, area }
    }

    /// The person of a row, or everything that is wrong with it.
    ///
    /// # Errors
    /// One fault a cell, and those of the whole.
    pub fn person(&self, row: &Row) -> Result<Person, Vec<RowFault>> {
        let mut p = Person { row: row.number, ..Person::default() };
        p.contact.area = Code::new(self.area);
        p.contact.status = Code::new(status::OPEN);
        let mut faults = Vec::new();
        let mut safe = None;
        for (i, target) in self.columns.iter().enumerate() {
            let (Some(target), Some(typed)) = (target, row.cells.get(i)) else { continue };
            if typed.trim().is_empty() {
                continue;
            }
            // Line breaks stay while a cell may hold several things; what is one line is made one below.
            let cleaned = text::clean_note(typed);
            p.put_right.hidden += cleaned.removed;
            let done = cell::value_of(&cleaned.text).map(str::to_owned).and_then(|value| {
                if *target == Target::Safe {
                    safe = cell::code("point_safety", &value, &SAFE_WORDS)?;
                    return Ok(());
                }
                self.take(&mut p, *target, &value)
            });
            if let Err(what) = done {
                let column = self.headings.get(i).cloned().unwrap_or_default();
                faults.push(RowFault::new(row.number, column, what));
            }
        }
        if let Some(safe) = safe {
            for point in p.points.iter_mut().filter(|p| p.is_phone()) {
                point.safe = Code::new(safe.clone());
            }
        }
        self.whole(&mut p, &mut faults);
        if faults.is_empty() { Ok(p) } else { Err(faults) }
    }

    /// Rules over the whole row, and what only the whole can decide.
    fn whole(&self, p: &mut Person, faults: &mut Vec<RowFault>) {
        if p.contact.working_names.is_empty() && faults.is_empty() {
            let what = "There is no working name. Give a name they use, or a few words to know them by.";
            faults.push(RowFault::whole(p.row, what));
            return;
        }
        finish(p, self.today);
        let c = &p.contact;
        let of_fields = check::faults(Kind::Contact, &c.values()).into_iter().chain(contact::faults(c, self.today));
        for Fault { field, what } in of_fields {
            // A blank area is the officer's to choose; a missing name was said above.
            if field == "working_names" && !faults.is_empty() {
                continue;
            }
            let column = Kind::Contact.field(field).map(|f| f.label.to_owned()).unwrap_or_default();
            if !faults.iter().any(|f| f.what == what) {
                faults.push(RowFault::new(p.row, column, what));
            }
        }
        let long =
            p.points.iter().any(|q| text::graphemes(&q.value) > text::LINE || text::graphemes(&q.note) > text::LINE);
        if long || text::graphemes(&p.note) > text::NOTE {
            let what = "A text is longer than the limit: 200 letters a line, 20,000 a note.".to_owned();
            faults.push(RowFault::whole(p.row, what));
        }
    }

    fn take(&self, p: &mut Person, target: Target, value: &str) -> Result<(), String> {
        let c = &mut p.contact;
        match target {
            Target::Name => {
                let names = out(cell::names(value), &mut p.put_right.capitals);
                // The name of this column is the one to use, wherever the column stands.
                c.working_names = joined(names, std::mem::take(&mut c.working_names));
            }
            Target::OtherName => {
                let mut names = Vec::new();
                for part in cell::several(value, &['/', ';', ',', '\n', '\r', '|']) {
                    names.extend(cell::names(&part));
                }
                let names = out(names, &mut p.put_right.capitals);
                c.working_names = joined(std::mem::take(&mut c.working_names), names);
            }
            Target::GivenName => c.given_names = legal(c_answers(c, "given_names", value), &mut p.put_right.capitals),
            Target::Surname => c.surname = legal(c_answers(c, "surname", value), &mut p.put_right.capitals),
            Target::LegalName => {
                if let Some(value) = c_answers(c, "surname", value) {
                    let (given, surname) = apart(&value)?;
                    c.given_names = legal(Some(given), &mut p.put_right.capitals);
                    c.surname = legal(Some(surname), &mut p.put_right.capitals);
                }
            }
            Target::BornOn => {
                if let Some(value) = c_answers(c, "born_on", value) {
                    c.born_on = cell::day(&value, self.today)?;
                }
            }
            Target::Age => set(&mut c.over_18, age(value))?,
            Target::AgeBasis => {
                set(&mut c.age_basis, cell::code("age_basis", value, &[("said", "stated"), ("id", "documented")]))?
            }
            Target::Gender => set(&mut c.gender, coded("gender", value, &GENDER_WORDS))?,
            Target::Ethnicity => set(&mut c.ethnicity, coded("ethnicity", value, &[]))?,
            Target::Languages => {
                let more = cell::several(value, &['/', ';', ',', '\n', '\r', '|', '&', '+']);
                c.languages = joined(std::mem::take(&mut c.languages), more);
            }
            Target::Interpreter => c.interpreter = cell::yes_no(value)?.unwrap_or(false),
            Target::Communication => c.communication = line(value),
            Target::Phone | Target::Landline => {
                for number in cell::numbers(value)? {
                    p.put_right.zeros += usize::from(number.zero);
                    let land = target == Target::Landline
                        || crate::domain::phone::describe(&number.number) == Some("UK landline");
                    add(&mut p.points, if land { "landline" } else { "mobile" }, number.number, number.note);
                }
            }
            Target::Email => {
                for one in cell::several(value, &[';', ',', ' ', '\n', '\r']) {
                    if !one.contains('@') {
                        return Err(
                            "An e-mail address has an @ in it. Write the address, or leave it blank.".to_owned()
                        );
                    }
                    add(&mut p.points, "e-mail", one, String::new());
                }
            }
            Target::Handle => {
                for one in cell::several(value, &[';', ',', '\n', '\r']) {
                    add(&mut p.points, "handle", one, String::new());
                }
            }
            Target::Address => {
                if NO_ABODE.iter().any(|n| n.eq_ignore_ascii_case(value.trim())) {
                    add(&mut p.points, "no-fixed-abode", String::new(), String::new());
                } else if !cell::is_nothing(value) {
                    add(&mut p.points, "address", line(value), String::new());
                }
            }
            Target::Area => set(&mut c.area, cell::code("areas", value, &[]))?,
            Target::Locality => c.locality = line(value),
            Target::Settings => {
                for one in cell::several(value, &['/', ';', ',', '\n', '\r', '|', '&', '+']) {
                    if let Some(code) = cell::code("settings", &one, &SETTING_WORDS)?
                        && !c.settings.iter().any(|s| s.is(&code))
                    {
                        c.settings.push(Code::new(code));
                    }
                }
            }
            Target::OwnWords => c.own_words = line(value),
            Target::NotFindOut => {
                let more = cell::several(value, &['/', ';', ',', '\n', '\r', '|', '&', '+']);
                c.must_not_find_out = joined(std::mem::take(&mut c.must_not_find_out), more);
            }
            Target::Status => set(&mut c.status, cell::code("contact_status", value, &STATUS_WORDS))?,
            Target::ClosedBecause => set(&mut c.closed_reason, cell::code("closed_reasons", value, &[]))?,
            Target::KnownSince => c.known_since = past(cell::day(value, self.today)?, self.today)?,
            Target::LastContact => p.last_contact = cell::happened(value, self.now)?,
            Target::Notes => {
                if !cell::is_nothing(value) {
                    if !p.note.is_empty() {
                        p.note.push('\n');
                    }
                    p.note.push_str(value.trim());
                }
            }
            Target::IsReference => {
                if !cell::is_nothing(value) {
                    c.is_reference = line(value);
                }
            }
            Target::Safe => {}
        }
        Ok(())
    }
}

/// The age status and what it closes; what the program itself would not have taken otherwise.
pub(super) fn finish(p: &mut Person, today: NaiveDate) {
    let c = &mut p.contact;
    c.age_status = Code::new(c.age_status_on(today));
    if c.is_child() {
        let before = c.settings.len();
        c.settings.retain(|s| !lists::adult_only("settings", s.as_str()));
        p.put_right.closed += before - c.settings.len() + usize::from(!c.population_group.is_blank());
        c.population_group = Code::default();
    }
    if !c.status.is(status::CLOSED) {
        c.closed_reason = Code::default();
    }
}

/// Several lines as one.
fn line(value: &str) -> String {
    value.split_whitespace().collect::<Vec<_>>().join(" ")
}

/// A code or an answer in its place.
fn coded(list: &str, value: &str, words: &[(&str, &'static str)]) -> Read<String> {
    match cell::answer(value) {
        Some(answer) if answer != "unknown" => Ok(Some(answer.to_owned())),
        _ => cell::code(list, value, words),
    }
}

fn set(to: &mut Code, read: Read<String>) -> Result<(), String> {
    if let Some(code) = read? {
        *to = Code::new(code);
    }
    Ok(())
}

/// A value, or the answer that stands instead of it, which is kept as that.
fn c_answers(c: &mut Contact, field: &str, value: &str) -> Option<String> {
    match cell::answer(value) {
        Some("unknown") => None,
        Some(answer) => {
            c.answers.push(format!("{field}:{answer}"));
            None
        }
        None if cell::is_nothing(value) => None,
        None => Some(line(value)),
    }
}

fn legal(name: Option<String>, capitals: &mut usize) -> String {
    let (name, was) = cell::written_out(&name.unwrap_or_default());
    *capitals += usize::from(was);
    name
}

fn out(names: Vec<String>, capitals: &mut usize) -> Vec<String> {
    names
        .into_iter()
        .map(|n| {
            let (name, was) = cell::written_out(&n);
            *capitals += usize::from(was);
            name
        })
        .collect()
}

fn joined(first: Vec<String>, more: Vec<String>) -> Vec<String> {
    let mut all = first;
    for one in more {
        if !all.iter().any(|a| a.to_lowercase() == one.to_lowercase()) {
            all.push(one);
        }
    }
    all
}

fn add(points: &mut Vec<ContactPoint>, kind: &str, value: String, note: String) {
    if points.iter().any(|p| p.value.to_lowercase() == value.to_lowercase() && p.kind.is(kind)) {
        return;
    }
    points.push(ContactPoint {
        kind: Code::new(kind),
        value,
        // Nobody knows it from a list: it is asked before it is used.
        safe: Code::new("not-known"),
        note,
        ..ContactPoint::default()
    });
}

/// Surname and given names of one cell: `Smith, Jane Ann`, or two words.
fn apart(name: &str) -> Result<(String, String), String> {
    if let Some((surname, given)) = name.split_once(',') {
        return Ok((given.trim().to_owned(), surname.trim().to_owned()));
    }
    let words: Vec<&str> = name.split_whitespace().collect();
    match words.as_slice() {
        [one] => Ok((String::new(), (*one).to_owned())),
        [given, surname] => Ok(((*given).to_owned(), (*surname).to_owned())),
        _ => Err("Which part is the surname cannot be known. Write it as Surname, Given names.".to_owned()),
    }
}

/// The answer to *18 or over?*. A number of years that somebody wrote down is no document and not the person's own word:
/// an adult's is *looks so*, which leaves the age status unknown; a child's counts at once.
fn age(value: &str) -> Read<String> {
    let plain = value.trim().to_lowercase();
    let years = plain.trim_end_matches("years").trim_end_matches("yrs").trim_end_matches('y').trim();
    let doubt = years.ends_with('?') || years.starts_with('~') || years.starts_with("approx");
    let number: String = years.chars().filter(char::is_ascii_digit).collect();
    let only =
        years.trim_matches(|c: char| "?~+<>= ".contains(c)).trim_start_matches("approx").trim_matches([' ', '.']);
    if !number.is_empty() && only == number {
        let n: u32 = number.parse().unwrap_or(u32::MAX);
        return match n {
            _ if n > 120 => Err("This is no age. Write the years, or leave it blank.".to_owned()),
            _ if years.starts_with('<') && n <= 18 => Ok(Some("no".to_owned())),
            _ if doubt && n < 21 => Ok(Some("unsure".to_owned())),
            0..18 => Ok(Some("no".to_owned())),
            _ => Ok(Some("looks-so".to_owned())),
        };
    }
    let words = [
        ("yes", "looks-so"),
        ("y", "looks-so"),
        ("adult", "looks-so"),
        ("over 18", "looks-so"),
        ("n", "no"),
        ("child", "no"),
        ("under 18", "no"),
        ("minor", "no"),
        ("may be under 18", "unsure"),
        ("not sure", "unsure"),
    ];
    cell::code("age_quick", value, &words)
}

fn past(day: Option<NaiveDate>, today: NaiveDate) -> Read<NaiveDate> {
    match day {
        Some(day) if day > today => Err("This day is still to come. Write when it was, or leave it blank.".to_owned()),
        day => Ok(day),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn an_age_that_somebody_wrote_down_makes_no_adult_and_a_childs_counts_at_once() {
        for (typed, code) in [
            ("23", "looks-so"),
            ("18+", "looks-so"),
            ("yes", "looks-so"),
            ("17", "no"),
            ("<18", "no"),
            ("17?", "unsure"),
            ("16 yrs", "no"),
            ("said so", "said-so"),
            ("unsure", "unsure"),
            ("documented", "documented"),
        ] {
            assert_eq!(age(typed).unwrap().as_deref(), Some(code), "{typed}");
        }
        assert_eq!(age("unknown").unwrap(), None);
        assert_eq!(age("").unwrap(), None);
        assert!(age("old").is_err() && age("230").is_err());
    }

    #[test]
    fn a_legal_name_in_one_cell_is_split_only_where_it_is_certain() {
        assert_eq!(apart("Smith, Jane Ann").unwrap(), ("Jane Ann".to_owned(), "Smith".to_owned()));
        assert_eq!(apart("Jane Smith").unwrap(), ("Jane".to_owned(), "Smith".to_owned()));
        assert!(apart("Jane van der Berg").is_err());
    }
}
