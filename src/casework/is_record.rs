//! The IS record: readiness, what is here beside what IS last confirmed, and the updates that bring IS in step.
//!
//! What is confirmed is changed only here: by an accepted update, or by the officer entering what IS shows
//! (domain rule 5).

use chrono::{Datelike, NaiveDate};

use crate::casework::content::{
    CORRECTED, REACH_KEYS, SENT, counted, here, key_of, label, normal, person_changes, readable, sendable, statements,
    title_in, unsafe_on_is,
};
use crate::casework::desk::{Desk, Saved, no_faults};
use crate::casework::facts::{Facts, IsFields, read_fields, write_fields};
use crate::casework::marker::{back_to_draft, new_update};
use crate::domain::confirmed::Confirmed;
use crate::domain::contact::Contact;
use crate::domain::field::{Code, Fault};
use crate::domain::id::RecordId;
use crate::domain::marker::{Marker, state as marker_state};
use crate::domain::officer::PointOfContact;
use crate::domain::problem::{Outcome, Problem};
use crate::domain::readiness::{self, Item};
use crate::domain::update::{Update, kind, state};
use crate::domain::when::{long, long_day};
use crate::domain::{lists, text};
use crate::exchange::line::Line;
use crate::store::journal::Why;
use crate::store::write::Write;

/// How a row of the IS record stands.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum RowState {
    /// The same here and on IS.
    Same,
    /// Different: how.
    Differs(String),
    /// Different in a way that puts the person at risk: how.
    Danger(String),
    /// Stays here: why.
    KeptHere(String),
}

impl RowState {
    /// The words of the last column: `same`, `differs: letter Ș`, `IS has the shared one`, `kept here: landlord`.
    #[must_use]
    pub fn words(&self) -> &str {
        match self {
            Self::Same => "same",
            Self::Differs(words) | Self::Danger(words) | Self::KeptHere(words) => words,
        }
    }
}

/// One row: here, on IS, and the judgement.
#[derive(Clone, PartialEq, Eq)]
pub struct IsRow {
    /// Our field name; `alias`, `marker`, `review_on` for the rows that are no field of the person.
    pub field: &'static str,
    /// What the officer reads.
    pub label: &'static str,
    /// The value here, as the officer reads it; `blank` is written out by the screen for an empty one.
    pub here: String,
    /// The value that IS last confirmed.
    pub on_is: String,
    /// How they compare.
    pub state: RowState,
    /// Shown as eight dots until asked for.
    pub masked: bool,
}

/// The IS record of a contact as its screen shows it.
#[derive(Clone)]
pub struct IsRecordView {
    /// Whose.
    pub contact: RecordId,
    /// The five of 4 + 1.
    pub readiness: Vec<Item>,
    /// Whether a person update can be prepared.
    pub ready: bool,
    /// What is missing with the answer that stands instead: `surname`, `declined`.
    pub missing: Vec<(String, String)>,
    /// Here beside on IS.
    pub rows: Vec<IsRow>,
    /// Rows that differ, danger included.
    pub differences: usize,
    /// Rows that stay here.
    pub kept_here: usize,
    /// The day IS last confirmed something.
    pub confirmed_on: Option<NaiveDate>,
    /// `P/2210457, by receipt for package 11 of 12/10/2026`; blank while there is none.
    pub reference_line: String,
    /// Updates that are not sealed yet, in words: `person, changed`.
    pub waiting: Vec<String>,
    /// `OFFICIAL-SENSITIVE`.
    pub classification: String,
}

impl Desk {
    /// The IS record of a contact. It must have been opened with a reason first.
    ///
    /// # Errors
    /// Refused when it was not; when it is not there; or a failure.
    pub fn is_record(&self, contact: RecordId) -> Outcome<IsRecordView> {
        self.opened(contact)?;
        let facts = self.facts(contact)?;
        let readiness = facts.readiness();
        let rows = rows(&facts, &self.officer.point_of_contact);
        Ok(IsRecordView {
            contact,
            ready: readiness::is_ready(&readiness),
            missing: missing(&readiness),
            differences: rows.iter().filter(|r| matches!(r.state, RowState::Differs(_) | RowState::Danger(_))).count(),
            kept_here: rows.iter().filter(|r| matches!(r.state, RowState::KeptHere(_))).count(),
            readiness,
            rows,
            confirmed_on: facts.confirmed.as_ref().and_then(|c| c.it.confirmed_on),
            reference_line: reference_line(&facts),
            waiting: facts
                .updates
                .iter()
                .filter(|u| u.it.is_undecided() || u.it.state.is(state::APPROVED) || u.it.state.is(state::HELD))
                .map(|u| title_in(&facts, &u.it))
                .collect(),
            classification: lists::label("classifications", crate::casework::content::USUAL_CLASSIFICATION),
        })
    }

    /// Prepares the person update: refused without 4 + 1, with the list of what is missing (domain rule 6), and when
    /// IS has the same already. One that waits in the outbox is given back, to be decided again if it was approved.
    ///
    /// # Errors
    /// Refused as said, or for a person who is or may be under 18; or a failure.
    pub fn prepare_person_update(&mut self, contact: RecordId) -> Outcome<RecordId> {
        let facts = self.facts(contact)?;
        if facts.contact.it.is_child() {
            return Err(Problem::refused(
                "The person is or may be under 18: adult records are closed.",
                "Tell IS by the safeguarding notification in the outbox, and telephone now.",
            ));
        }
        let missing = missing(&facts.readiness());
        if !missing.is_empty() {
            let list: Vec<&str> = missing.iter().map(|(what, _)| what.as_str()).collect();
            return Err(Problem::refused(
                format!(
                    "A person update cannot be prepared: {} {} missing.",
                    list.join(", "),
                    if list.len() == 1 { "is" } else { "are" }
                ),
                "An answer like declined is an answer: leave it. The change can go as information without identity.",
            ));
        }
        let changes = person_changes(&facts, &self.officer.point_of_contact);
        if changes.is_empty() {
            return Err(Problem::refused("IS has the same, so there is nothing to prepare.", "Nothing to do."));
        }
        let why = self.why(contact);
        let necessity = necessity(&facts, &self.officer.point_of_contact);
        self.act("prepare a person update", |w| match facts.open_update(kind::PERSON, None) {
            Some(open) => back_to_draft(w, open, &why).map(|()| open.meta.id),
            None => w.add(Some(contact), &Update { necessity, ..new_update(kind::PERSON, None) }, &why),
        })
    }

    /// Prepares information without identity from the officer's text. Each line says what it is: it begins with
    /// `Fact:` or `Assessment:` (domain rule 8), and names nobody.
    ///
    /// # Errors
    /// Faults under `information` or `necessity`; or a failure.
    pub fn prepare_information(&mut self, contact: RecordId, words: &str, necessity: &str) -> Saved<RecordId> {
        let facts = self.facts(contact)?;
        let information = text::clean_note(words).text.trim().to_owned();
        let necessity = text::clean_line(necessity).text.trim().to_owned();
        let mut faults = information_faults(&facts, &information);
        if necessity.is_empty() {
            faults.push(Fault::new("necessity", "Say why it is strictly needed: what goes wrong if IS does not know."));
        }
        no_faults(faults)?;
        let why = self.why(contact);
        let update = Update { information, necessity, ..new_update(kind::INFORMATION, None) };
        Ok(self.act("prepare information without identity", |w| w.add(Some(contact), &update, &why))?)
    }

    /// Enters by hand what IS shows: its reference, the day, and the fields given (our field names, as IS writes
    /// them; a blank one is blank on IS). The same effect as a receipt (domain rule 5).
    ///
    /// # Errors
    /// Faults `is_reference`, `confirmed_on` or the field; or a failure.
    pub fn enter_from_is(
        &mut self,
        contact: RecordId,
        is_reference: &str,
        on: NaiveDate,
        shown: &IsFieldsShown,
    ) -> Saved<()> {
        let reference = text::clean_line(is_reference).text.trim().to_owned();
        let mut faults = answer_faults(&reference, ("confirmed_on", on), self.today());
        let mut fields = IsFields::new();
        for (key, value) in shown {
            let value = normal(key, &text::clean_line(value).text);
            let day = matches!(*key, "born_on" | "review_on");
            if day && !value.is_empty() && value.parse::<NaiveDate>().is_err() {
                faults.push(Fault::new(key, "Give the day as IS shows it: 14/06/1994."));
            }
            fields.insert((*key).to_owned(), value);
        }
        no_faults(faults)?;
        let why = self.why(contact);
        self.act("enter what IS shows", |w| {
            put_confirmed(w, contact, on, "by-hand", None, &why, |c, kept| {
                c.is_reference.clone_from(&reference);
                kept.extend(fields);
            })?;
            take_reference(w, contact, &reference, &why)
        })?;
        Ok(())
    }
}

/// What the officer reads off IS: our field name and the text beside it.
pub type IsFieldsShown = std::collections::BTreeMap<&'static str, String>;

/// What is missing of 4 + 1, each with the answer that stands instead.
pub(crate) fn missing(items: &[Item]) -> Vec<(String, String)> {
    items
        .iter()
        .filter(|i| !i.present)
        .map(|i| {
            let answer = i.answer.as_deref().unwrap_or_default();
            (i.label.to_owned(), lists::item("answers", answer).map_or_else(|| answer.to_owned(), |a| a.label.clone()))
        })
        .collect()
}

/// What is wrong with a text that is to go without identity.
pub(crate) fn information_faults(facts: &Facts, information: &str) -> Vec<Fault> {
    let mut faults = Vec::new();
    if information.is_empty() {
        faults.push(Fault::new("information", "Write what IS should know, without saying who the person is."));
    }
    let lines = || information.lines().map(str::trim).filter(|l| !l.is_empty());
    if lines().any(|l| standing_of(l).is_none()) {
        faults.push(Fault::new("information", "Begin each line with Fact: or Assessment:, so that they stay apart."));
    }
    if lines().any(|l| standing_of(l).is_some_and(|(_, rest)| rest.is_empty())) {
        faults.push(Fault::new("information", "A line says fact or assessment and then nothing."));
    }
    if names_person(facts, information) {
        faults.push(Fault::new(
            "information",
            "This says who the person is: a name, a reference, the date of birth or a number of theirs. Take it out.",
        ));
    }
    faults
}

/// `Fact: …` or `Assessment: …` taken apart.
pub(crate) fn standing_of(line: &str) -> Option<(&'static str, &str)> {
    let (head, rest) = line.split_once(':')?;
    match head.trim().to_lowercase().as_str() {
        "fact" => Some(("fact", rest.trim())),
        "assessment" => Some(("assessment", rest.trim())),
        _ => None,
    }
}

/// English words of two letters: in small letters they are no name.
const SMALL_WORDS: [&str; 30] = [
    "am", "an", "as", "at", "be", "by", "do", "go", "he", "hi", "if", "in", "is", "it", "me", "mr", "my", "no", "of",
    "oh", "ok", "on", "or", "ox", "pc", "so", "to", "up", "us", "we",
];

/// Whether a text names the person: a word of a name, a reference here or on IS, the date of birth, or a number or
/// address of theirs.
pub(crate) fn names_person(facts: &Facts, written: &str) -> bool {
    let c = &facts.contact.it;
    // A description ("Lola, red coat") is a name up to its comma.
    let working = c.working_names.iter().filter_map(|n| n.split(',').next());
    let mut names = working.chain([c.given_names.as_str(), c.surname.as_str()]);
    let digits = |t: &str| t.chars().filter(char::is_ascii_digit).collect::<String>();
    let all_digits = digits(written);
    let numbered = facts.points.iter().filter(|p| p.is_phone()).any(|p| {
        let last: String = digits(&p.value).chars().rev().take(9).collect::<Vec<_>>().into_iter().rev().collect();
        last.len() >= 6 && all_digits.contains(&last)
    });
    let lower = written.to_lowercase();
    let found = |t: &str| t.chars().count() > 3 && lower.contains(&t.to_lowercase());
    let markers = facts.markers.iter().map(|m| m.it.is_reference.as_str());
    let referred = [c.reference.as_str(), c.is_reference.as_str(), facts.is_reference()].into_iter().chain(markers);
    let reached = facts.points.iter().filter(|p| !p.is_phone()).map(|p| p.value.as_str());
    names.any(|n| says_name(written, n))
        || numbered
        || referred.chain(reached).any(found)
        || c.born_on.is_some_and(|born| says_day(written, born))
}

/// Whether a text says a word of a name, with or without its accents.
fn says_name(written: &str, name: &str) -> bool {
    let words_of = |t: &str| -> Vec<String> {
        t.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).map(str::to_owned).collect()
    };
    let plain = |t: &str| any_ascii::any_ascii(t).to_lowercase();
    let said = words_of(written);
    words_of(name).iter().any(|n| {
        // Latin letters end before U+0250, but for a block of accented ones. Other scripts may write no spaces, or write
        // particles to the name: there it is looked for inside words.
        if n.chars().any(|c| c.is_alphabetic() && c > '\u{24f}' && !('\u{1e00}'..='\u{1eff}').contains(&c)) {
            return written.to_lowercase().contains(&n.to_lowercase());
        }
        let name = plain(n);
        match n.chars().count() {
            0 | 1 => false,
            2 => said.iter().any(|w| {
                let begins_large = w.chars().next().is_some_and(char::is_uppercase);
                plain(w) == name && (begins_large || !SMALL_WORDS.contains(&name.as_str()))
            }),
            _ => said.iter().any(|w| plain(w) == name),
        }
    })
}

/// Whether a text says a day, in figures or with its month in letters.
fn says_day(written: &str, day: NaiveDate) -> bool {
    let lower = written.to_lowercase();
    let said: Vec<&str> = lower.split(|c: char| !c.is_alphanumeric()).filter(|w| !w.is_empty()).collect();
    let (d, m, y) = (day.day(), day.month(), day.format("%Y").to_string());
    let number = |w: &str, n: u32| w.trim_end_matches(char::is_alphabetic).parse() == Ok(n);
    let month = |w: &str| {
        let letters = day.format("%B").to_string().to_lowercase();
        w.parse() == Ok(m) || (w.len() >= 3 && letters.starts_with(w))
    };
    let year = |w: &str| w == y || (w.len() == 2 && y.ends_with(w));
    said.windows(3).any(|w| match w {
        [a, b, c] => {
            (number(a, d) && month(b) && year(c))
                || (month(a) && number(b, d) && year(c))
                || (*a == y && month(b) && number(c, d))
        }
        _ => false,
    }) || said.iter().any(|w| *w == day.format("%d%m%Y").to_string() || *w == day.format("%Y%m%d").to_string())
}

/// Why IS has to learn of a change, where the difference itself says so; otherwise blank, for the officer to say.
fn necessity(facts: &Facts, dlo: &PointOfContact) -> String {
    let rows = rows(facts, dlo);
    let danger =
        |fields: &[&str]| rows.iter().any(|r| fields.contains(&r.field) && matches!(r.state, RowState::Danger(_)));
    match (danger(&REACH_KEYS), danger(&["dlo"])) {
        (true, true) => "IS has a contact reference that is unsafe, and the wrong DLO.",
        (true, false) => "IS has a contact reference that is unsafe.",
        (false, true) => "IS names the wrong DLO.",
        (false, false) => "",
    }
    .to_owned()
}

fn reference_line(facts: &Facts) -> String {
    let reference = facts.is_reference();
    if reference.is_empty() {
        return String::new();
    }
    let Some(c) = facts.confirmed.as_ref().map(|c| &c.it) else { return reference.to_owned() };
    let day = c.confirmed_on.map(long).unwrap_or_default();
    match (c.how.as_str(), c.package) {
        ("receipt", Some(n)) => format!("{reference}, by receipt for package {n} of {day}"),
        (_, Some(n)) => format!("{reference}, entered by hand for package {n} on {day}"),
        _ => format!("{reference}, entered by hand on {day}"),
    }
}

/// The rows of the IS record in the order of the screen.
pub(crate) fn rows(facts: &Facts, dlo: &PointOfContact) -> Vec<IsRow> {
    let known = here(facts, dlo);
    let on_is = facts.on_is();
    let c = &facts.contact.it;
    let told = on_is.is_empty() && facts.confirmed.is_none();
    let mut rows: Vec<IsRow> = Vec::new();
    for s in SENT.iter().filter(|s| !s.key.starts_with("dlo") && s.key != "grounds") {
        let mine = known.get(s.key).cloned().unwrap_or_default();
        let theirs = on_is.get(s.key).map(|t| normal(s.key, t)).unwrap_or_default();
        let optional = matches!(s.key, "email" | "handle" | "address");
        let kept: Option<&str> = (s.key == "address" && mine.is_empty())
            .then(|| {
                facts.points.iter().find(|p| p.kind.is("address") && !p.value.is_empty()).map(|p| p.value.as_str())
            })
            .flatten();
        if optional && mine.is_empty() && theirs.is_empty() && kept.is_none() {
            continue;
        }
        let state = if let Some(danger) = unsafe_on_is(facts, s.key, &theirs) {
            RowState::Danger(danger.to_owned())
        } else if kept.is_some() && !theirs.is_empty() {
            RowState::Danger("IS has an address that is kept here".to_owned())
        } else if kept.is_some() {
            RowState::KeptHere(format!("kept here: {}", facts.address_kept_for()))
        } else if mine == theirs {
            RowState::Same
        } else if mine.is_empty() {
            RowState::Differs("IS has it, not known here".to_owned())
        } else {
            RowState::Differs(difference(&mine, &theirs))
        };
        let answer = c.answer(s.key).map(|a| lists::label("answers", a)).unwrap_or_default();
        let field = crate::domain::kind::Kind::Contact.field(s.key);
        rows.push(IsRow {
            field: s.key,
            label: s.label,
            here: match (kept, mine.is_empty()) {
                (Some(address), _) => address.to_owned(),
                (None, true) => answer,
                (None, false) => shown_here(facts, s.key, &mine),
            },
            on_is: readable(s.key, &theirs),
            state,
            masked: field.is_none_or(|f| f.care == crate::domain::field::Care::Masked),
        });
    }
    let count = c.working_names.len();
    rows.push(IsRow {
        field: "alias",
        label: "Alias",
        here: format!("{count} working {}", if count == 1 { "name" } else { "names" }),
        on_is: "none".to_owned(),
        state: RowState::KeptHere("never sent as a name".to_owned()),
        masked: false,
    });
    let plain =
        |field, label, here: String, on_is: String, state| IsRow { field, label, here, on_is, state, masked: false };
    rows.push(plain(
        "grounds",
        "Why believed",
        known.get("grounds").cloned().unwrap_or_default(),
        on_is.get("grounds").cloned().unwrap_or_default(),
        grounds_state(facts, &on_is),
    ));
    let (mine, theirs) = (dlo.short(), on_is.get("dlo").map(|t| normal("dlo", t)).unwrap_or_default());
    let detail = [("dlo_phone", &dlo.phone), ("dlo_email", &dlo.email), ("dlo_out_of_hours", &dlo.out_of_hours)]
        .into_iter()
        .any(|(key, text)| on_is.get(key).is_some_and(|t| normal(key, t) != normal(key, text)));
    let state = if mine == theirs && detail {
        RowState::Danger("IS has old details of the DLO".to_owned())
    } else if mine == theirs {
        RowState::Same
    } else if theirs.is_empty() {
        RowState::Differs("not on IS".to_owned())
    } else {
        RowState::Danger("IS names the old DLO".to_owned())
    };
    rows.push(plain("dlo", "DLO contact", mine, theirs, state));
    rows.extend(marker_rows(facts, &on_is));
    if told {
        // Nothing was ever confirmed: every value here is simply not on IS yet.
        for r in &mut rows {
            if matches!(r.state, RowState::Differs(_)) {
                r.state = RowState::Differs("not on IS".to_owned());
            }
        }
    }
    rows
}

fn marker_rows(facts: &Facts, on_is: &IsFields) -> Vec<IsRow> {
    let live: Vec<&Marker> = facts
        .markers
        .iter()
        .map(|m| &m.it)
        .filter(|m| !matches!(m.state.as_str(), "" | marker_state::DRAFT | marker_state::REMOVED))
        .collect();
    let (mine, review) = marker_words(&live);
    let theirs = on_is.get("marker").cloned().unwrap_or_default();
    let their_review = on_is.get("review_on").map(|t| normal("review_on", t)).unwrap_or_default();
    let none = |t: &str| if t.is_empty() { "none".to_owned() } else { t.to_owned() };
    let state = if mine == theirs {
        RowState::Same
    } else if theirs.is_empty() {
        RowState::Differs("not on IS yet".to_owned())
    } else {
        RowState::Differs("differs".to_owned())
    };
    let mut rows =
        vec![IsRow { field: "marker", label: "Marker", here: none(&mine), on_is: none(&theirs), state, masked: false }];
    if !review.is_empty() || !their_review.is_empty() {
        let state = if review == their_review {
            RowState::Same
        } else {
            RowState::Differs(if their_review.is_empty() { "not on IS yet" } else { "differs" }.to_owned())
        };
        let mine = review.parse().map_or(review, long_day);
        rows.push(IsRow {
            field: "review_on",
            label: "Review",
            here: mine,
            on_is: readable("review_on", &their_review),
            state,
            masked: false,
        });
    }
    rows
}

/// Markers in words and their earliest review, as they are kept in the confirmed state.
fn marker_words(markers: &[&Marker]) -> (String, String) {
    let mut words: Vec<String> = markers
        .iter()
        .map(|m| {
            let kind = label("marker_types", &m.marker_type);
            if m.is_reference.is_empty() { kind } else { format!("{kind}, {}", m.is_reference) }
        })
        .collect();
    words.sort();
    let review = markers.iter().filter_map(|m| m.review_on).min();
    (words.join("; "), review.map(|d| d.to_string()).unwrap_or_default())
}

fn grounds_state(facts: &Facts, on_is: &IsFields) -> RowState {
    let number = |text: &str| -> usize {
        text.split(',').filter_map(|p| p.split_whitespace().next()?.parse::<usize>().ok()).sum()
    };
    let all = sendable(&facts.grounds).count();
    let facts_count = sendable(&facts.grounds).filter(|g| g.standing.is("fact")).count();
    let mine = counted(facts_count, all - facts_count);
    let theirs = on_is.get("grounds").map(|t| normal("grounds", t)).unwrap_or_default();
    if mine == theirs {
        let told = facts.told_lines().into_iter().find(|l| !l.statements.is_empty());
        return match told {
            Some(line) if line.statements != statements(&facts.grounds) => {
                RowState::Differs("differs: a statement was changed".to_owned())
            }
            _ => RowState::Same,
        };
    }
    let word = |n: usize| if n == 1 { "ground" } else { "grounds" };
    RowState::Differs(match (number(&theirs), all) {
        (there, here) if here > there => format!("differs: {} {} more", here - there, word(here - there)),
        (there, here) if here < there => format!("differs: {} {} fewer", there - here, word(there - here)),
        _ => "differs".to_owned(),
    })
}

/// `differs: letter Ș` when only a letter's form differs, else `differs`; `not on IS` when IS has none.
fn difference(mine: &str, theirs: &str) -> String {
    if theirs.is_empty() {
        return "not on IS".to_owned();
    }
    if any_ascii::any_ascii(mine).eq_ignore_ascii_case(&any_ascii::any_ascii(theirs)) {
        let other = mine.chars().zip(theirs.chars()).find(|(a, b)| a != b);
        if let Some((letter, _)) = other {
            return format!("differs: letter {letter}");
        }
    }
    "differs".to_owned()
}

fn shown_here(facts: &Facts, key: &str, text: &str) -> String {
    let shown = readable(key, text);
    if key == "born_on" && !facts.contact.it.age_basis.is_blank() {
        return format!("{shown}, {}", lists::label("age_basis", facts.contact.it.age_basis.as_str()));
    }
    let point = facts.points.iter().find(|p| REACH_KEYS.contains(&key) && normal(key, &p.value) == text);
    match point {
        Some(p) => format!("{shown}, {}", lists::label("point_safety", p.safe.as_str())),
        None => shown,
    }
}

/// What is wrong with an answer of IS that is entered by hand: its reference, and the field of its day with the day.
pub(crate) fn answer_faults(reference: &str, (field, on): (&'static str, NaiveDate), today: NaiveDate) -> Vec<Fault> {
    let mut faults = Vec::new();
    if reference.is_empty() {
        faults.push(Fault::new("is_reference", "Give the reference that IS shows."));
    }
    if on > today {
        faults.push(Fault::new(field, "This day is still to come."));
    }
    faults
}

/// Changes the confirmed state of a contact; made if there is none yet.
fn put_confirmed(
    w: &mut Write<'_>,
    contact: RecordId,
    on: NaiveDate,
    how: &str,
    package: Option<i64>,
    why: &Why,
    change: impl FnOnce(&mut Confirmed, &mut IsFields),
) -> Outcome<()> {
    let stored = w.reading().newest::<Confirmed>(contact, 1)?.into_iter().next();
    let mut c = stored.as_ref().map(|s| s.it.clone()).unwrap_or_default();
    let mut fields = read_fields(&c.fields);
    change(&mut c, &mut fields);
    c.confirmed_on = Some(on);
    c.how = Code::new(how);
    c.package = package;
    c.fields = write_fields(&fields);
    match stored {
        Some(s) => w.put(s.meta.id, Some(contact), &c, why),
        None => w.add(Some(contact), &c, why).map(|_| ()),
    }
}

/// The person's reference on IS is kept in the contact too, where lists and search find it.
fn take_reference(w: &mut Write<'_>, contact: RecordId, reference: &str, why: &Why) -> Outcome<()> {
    match w.reading().get::<Contact>(contact)? {
        Some(mut stored) if stored.it.is_reference != reference => {
            reference.clone_into(&mut stored.it.is_reference);
            w.put(contact, Some(contact), &stored.it, why)
        }
        _ => Ok(()),
    }
}

/// IS accepted what a line says about the person: the confirmed state takes it over.
pub(crate) fn confirm_person(
    w: &mut Write<'_>,
    contact: RecordId,
    line: &Line,
    reference: &str,
    on: NaiveDate,
    (how, package): (&str, Option<i64>),
    why: &Why,
) -> Outcome<()> {
    put_confirmed(w, contact, on, how, package, why, |c, fields| {
        reference.clone_into(&mut c.is_reference);
        for f in &line.fields {
            if let Some(key) = key_of(&f.name) {
                fields.insert(key.to_owned(), f.after.clone());
            }
        }
        if line.kind != kind::REMOVAL {
            for (key, text) in [
                ("dlo_phone", &line.dlo.phone),
                ("dlo_email", &line.dlo.email),
                ("dlo_out_of_hours", &line.dlo.out_of_hours),
            ] {
                fields.insert(key.to_owned(), normal(key, text));
            }
        }
    })?;
    take_reference(w, contact, reference, why)
}

/// The markers that stand on IS now are what is confirmed of them.
pub(crate) fn confirm_markers(
    w: &mut Write<'_>,
    contact: RecordId,
    on: NaiveDate,
    how: &str,
    package: Option<i64>,
    why: &Why,
) -> Outcome<()> {
    let facts = Facts::read(w.reading(), contact)?;
    let standing: Vec<Marker> = facts
        .markers
        .iter()
        .filter(|m| matches!(m.it.state.as_str(), marker_state::ON_IS | marker_state::REMOVAL))
        .map(|m| {
            // A renewal that is still on its way is not confirmed with another marker's answer.
            let accepted = facts.last_accepted(&[kind::MARKER], Some(m.meta.id));
            let review = accepted.and_then(|l| l.review_on.parse().ok()).or(m.it.review_on);
            Marker { review_on: review, ..m.it.clone() }
        })
        .collect();
    let (words, review) = marker_words(&standing.iter().collect::<Vec<_>>());
    put_confirmed(w, contact, on, how, package, why, |_, fields| {
        fields.insert("marker".to_owned(), words);
        fields.insert("review_on".to_owned(), review);
    })
}

/// After a change of the contact or a ground: where IS was told what no longer stands, a rectification is drafted in
/// the same act (domain section 8, *Rectification*). One that waits already is decided again.
pub(crate) fn rectify(w: &mut Write<'_>, before: &Facts, dlo: &PointOfContact, why: &Why) -> Outcome<()> {
    if !before.person_was_sent() {
        return Ok(());
    }
    let after = Facts::read(w.reading(), before.id())?;
    let told: IsFields = {
        let mut told = before.told();
        for (key, text) in before.on_is() {
            told.entry(key.clone()).or_insert_with(|| normal(&key, &text));
        }
        told
    };
    let (was, is) = (here(before, dlo), here(&after, dlo));
    let corrected = CORRECTED.iter().filter(|k| **k != "grounds").any(|k| {
        let said = told.get(*k).map(String::as_str).unwrap_or_default();
        !said.is_empty() && was.get(*k).is_some_and(|v| v == said) && was.get(*k) != is.get(*k)
    });
    // A ground that IS was told in these words, and that no longer stands in them.
    let statements_now = statements(&after.grounds);
    let restated = before.grounds.iter().any(|g| {
        let said = before.told_lines().iter().any(|l| l.statements.iter().any(|s| s.text == g.it.statement.trim()));
        said && !statements_now.iter().any(|s| s.text == g.it.statement.trim() && s.standing == g.it.standing.as_str())
    });
    if !corrected && !restated {
        return Ok(());
    }
    let open = after.open_update(kind::RECTIFICATION, None).or_else(|| after.open_update(kind::PERSON, None));
    match open {
        Some(open) => back_to_draft(w, open, why),
        None => {
            let u = Update {
                necessity: "What IS was told turned out to be wrong.".to_owned(),
                ..new_update(kind::RECTIFICATION, None)
            };
            w.add(Some(before.id()), &u, why).map(|_| ())
        }
    }
}
