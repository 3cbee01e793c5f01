//! Intelligence for the area's SRN: an entry, its graded items, and the source apart from both.
//!
//! Three records, so that what was said, how it is graded and who said it never lie in one row. Grading is 3x5x2: source
//! 1 to 3, assessment A to E, handling P or C (College of Policing, intelligence report).

use chrono::NaiveDate;

use crate::domain::field::{Code, Fault, Field, Found, Shape, Values, record};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::sound;
use crate::domain::when::When;

/// From this many entries resting on one person on, officers are told to stop: it may be a covert source.
pub const STOP_AT: usize = 2;

/// The classification of an entry that says none, a code (domain rule 10).
pub const USUAL_CLASSIFICATION: &str = "official-sensitive";

/// States of an entry.
pub mod state {
    /// Being written.
    pub const DRAFT: &str = "draft";
    /// In the outbox.
    pub const READY: &str = "ready";
    /// Sent or entered on IS.
    pub const SUBMITTED: &str = "submitted";
}

fn conditions(v: &Values) -> bool {
    v.get("handling").and_then(|s| s.text()) == Some("c")
}
fn usage(v: &Values) -> bool {
    conditions(v) && v.get("action_code").and_then(|s| s.text()) == Some("a3")
}
fn at_risk(v: &Values) -> bool {
    v.get("risk").and_then(|s| s.text()) == Some("yes")
}

record! {
    /// An intelligence entry.
    pub struct Intelligence: Kind::Intelligence => {
        /// Short reference: `IN-0007`.
        reference: String = Field::new(Shape::Line, "Reference").written().open(),
        /// Title, without a name.
        title: String = Field::new(Shape::Line, "Title").required().open().help("without a name"),
        /// Area; its SRN follows by date.
        area: Code = Field::new(Shape::Pick("areas"), "Area").required().open(),
        /// Priority.
        priority: Code = Field::new(Shape::Pick("priorities"), "Priority").required().open(),
        /// How it is known, without the name of a contact.
        provenance: String = Field::new(Shape::Line, "How it is known").required().help("told to an officer in a call"),
        /// When it was first and last known to the source, as one span.
        known: Option<When> = Field::new(Shape::When, "First, last known")
            .help("summer 2026 to 17/11, last night"),
        /// Classification; the usual one while it is blank.
        classification: Code = Field::new(Shape::Pick("classifications"), "Classification"),
        /// The SRN it goes under, fixed when it was made ready.
        srn: String = Field::new(Shape::Line, "SRN").written(),
        /// draft, ready, submitted.
        state: Code = Field::new(Shape::Pick("intelligence_states"), "State").written().open(),
        /// Day it was written.
        written_on: Option<NaiveDate> = Field::new(Shape::Date, "Written on").written().open(),
        /// Reference given by IS.
        is_reference: String = Field::new(Shape::Line, "IS reference").written(),
        /// Working names that an officer said are ordinary words here, in small letters.
        kept_words: Vec<String> = Field::new(Shape::Lines, "Ordinary words").written().masked().found(Found::No),
        /// The dangerous person report it was begun from.
        report: Option<RecordId> = Field::new(Shape::Ref, "From the report").written(),
    }
}

record! {
    /// One graded item of an entry.
    pub struct IntelligenceItem: Kind::IntelligenceItem => {
        /// The entry.
        entry: Option<RecordId> = Field::new(Shape::Ref, "Entry").written(),
        /// Its place in the entry, from 1.
        number: Option<i64> = Field::new(Shape::Number, "Item").written(),
        /// What is known, without the name of a contact.
        text: String = Field::new(Shape::Note, "What is known").required(),
        /// Fact or assessment.
        standing: Code = Field::new(Shape::Pick("fact_or_assessment"), "Fact or not").required(),
        /// Source evaluation: 1 to 3.
        source_grade: Code = Field::new(Shape::Pick("source_grades"), "Source").required(),
        /// Intelligence assessment: A to E.
        assessment: Code = Field::new(Shape::Pick("assessments"), "Assessment").required(),
        /// Handling: P or C.
        handling: Code = Field::new(Shape::Pick("handlings"), "Handling").required(),
        /// Under C: what may be done.
        action_code: Code = Field::new(Shape::Pick("action_codes"), "Action code").only_if(conditions),
        /// Under A3: how it may be used.
        usage: String = Field::new(Shape::Line, "How it may be used").only_if(usage),
        /// Under C: what may be shared.
        sanitisation: Code = Field::new(Shape::Pick("sanitisations"), "Sanitisation").only_if(conditions),
    }
}

record! {
    /// Who an entry rests on: kept, shown and sealed apart.
    pub struct IntelligenceSource: Kind::IntelligenceSource => {
        /// The entry.
        entry: Option<RecordId> = Field::new(Shape::Ref, "Entry").written(),
        /// The contact it rests on, if it is one. It makes no line in the contact's own record.
        person: Option<RecordId> = Field::new(Shape::Ref, "Contact").written().masked(),
        /// Who the source is, in the officer's words, where it is no contact.
        who: String = Field::new(Shape::Line, "Source").masked().found(Found::No),
        /// Who else knows: if only three people do, the text itself says who the source is.
        known_to: String = Field::new(Shape::Line, "Who else knows").required().help("two other people at the Quay")
            .found(Found::No),
        /// Can the source give more? It is never asked of anybody for the sake of this field.
        can_give_more: Code = Field::new(Shape::Pick("can_give_more"), "Can give more").required(),
        /// Is there a risk to the source?
        risk: Code = Field::new(Shape::Pick("yes_no_unknown"), "Risk to source").required(),
        /// Why.
        risk_why: String = Field::new(Shape::Line, "Why").only_if(at_risk).found(Found::No),
        /// How it is reduced.
        risk_reduced: String = Field::new(Shape::Line, "How reduced").only_if(at_risk).found(Found::No),
        /// Who of the source unit was spoken to, and when: from the second entry on.
        source_unit: String = Field::new(Shape::Line, "Source unit").help("spoken to: name and date").found(Found::No),
    }
}

impl Intelligence {
    /// What was submitted stays as it was sent.
    #[must_use]
    pub fn is_submitted(&self) -> bool {
        self.state.is(state::SUBMITTED)
    }

    /// The classification it goes under, a code.
    #[must_use]
    pub fn classification_code(&self) -> &str {
        if self.classification.is_blank() { USUAL_CLASSIFICATION } else { self.classification.as_str() }
    }

    /// First and last known, as they are said; both the same where no span was said.
    #[must_use]
    pub fn known_halves(&self) -> (String, String) {
        let shown = self.known.as_ref().map(When::shown).unwrap_or_default();
        match shown.split_once(" to ") {
            Some((first, last)) => (first.trim().to_owned(), last.trim().to_owned()),
            None => (shown.clone(), shown),
        }
    }
}

impl IntelligenceItem {
    /// The grade as it is shown: `[1BP]`; `·` holds the place of what is not graded yet.
    #[must_use]
    pub fn grade(&self) -> String {
        let letter = |code: &Code| if code.is_blank() { "·".to_owned() } else { code.as_str().to_uppercase() };
        format!("[{}{}{}]", letter(&self.source_grade), letter(&self.assessment), letter(&self.handling))
    }

    /// Nothing was written in it yet: how it may be shared is filled in before.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.text.trim().is_empty()
            && [&self.standing, &self.source_grade, &self.assessment].iter().all(|code| code.is_blank())
    }
}

/// Rules over several fields of an item.
#[must_use]
pub fn item_faults(item: &IntelligenceItem) -> Vec<Fault> {
    let mut faults = Vec::new();
    if item.handling.is("c") {
        if item.action_code.is_blank() {
            faults.push(Fault::new("action_code", "Under C, say what may be done: A1, A2 or A3."));
        }
        if item.action_code.is("a3") && item.usage.trim().is_empty() {
            faults.push(Fault::new("usage", "A3 needs the words how it may be used."));
        }
        if item.sanitisation.is_blank() {
            faults.push(Fault::new("sanitisation", "Under C, say what may be shared: S1 or S2."));
        }
    }
    faults
}

/// Rules over several fields of a source block. `rests` is how many entries rest on the same person, this one included.
#[must_use]
pub fn source_faults(source: &IntelligenceSource, rests: usize) -> Vec<Fault> {
    let mut faults = Vec::new();
    if source.person.is_none() && source.who.trim().is_empty() {
        faults.push(Fault::new("who", "Say who the source is; it stays in this block."));
    }
    if source.risk.is("yes") {
        if source.risk_why.trim().is_empty() {
            faults.push(Fault::new("risk_why", "Say what the risk is."));
        }
        if source.risk_reduced.trim().is_empty() {
            faults.push(Fault::new("risk_reduced", "Say how it is reduced."));
        }
    }
    if rests >= STOP_AT && !names_and_dates(&source.source_unit) {
        faults.push(Fault::new(
            "source_unit",
            "Speak to the source unit first; write the name and the date: DS Vane, 24/11.",
        ));
    }
    faults
}

/// Whether a text can be a name with a date: it has letters and it has figures.
fn names_and_dates(text: &str) -> bool {
    text.chars().any(char::is_alphabetic) && text.chars().any(|c| c.is_ascii_digit())
}

/// The stop notice of the second entry that rests on one person. RIPA 2000 s.26(8): a person who is kept in contact to
/// pass information on covertly is a source, and that is the source unit's to decide and to look after.
#[must_use]
pub fn stop_notice(rests: usize) -> String {
    format!(
        "the {} entry resting on this person. This may be a covert source. Speak to the source unit before saving. \
         Nothing here gives a contact a task.",
        ordinal(rests)
    )
}

fn ordinal(n: usize) -> String {
    match n {
        2 => "second".to_owned(),
        3 => "third".to_owned(),
        4 => "fourth".to_owned(),
        5 => "fifth".to_owned(),
        n => format!("{n}th"),
    }
}

/// English words of two letters: in small letters they are no name.
const SMALL_WORDS: [&str; 30] = [
    "am", "an", "as", "at", "be", "by", "do", "go", "he", "hi", "if", "in", "is", "it", "me", "mr", "my", "no", "of",
    "oh", "ok", "on", "or", "ox", "pc", "so", "to", "up", "us", "we",
];

/// The words of a text that may be a name, each as it is written there: *Roxy* of *Roxy's*.
///
/// A single letter is none, and a small word in small letters is none.
pub fn words(text: &str) -> impl Iterator<Item = &str> {
    text.split(|c: char| !(c.is_alphanumeric() || matches!(c, '\'' | '’')))
        .map(|w| w.trim_end_matches("'s").trim_end_matches("’s").trim_matches(['\'', '’']))
        .filter(|w| w.chars().any(char::is_alphabetic) && !w.chars().any(|c| c.is_ascii_digit()))
        .filter(|w| w.chars().nth(1).is_some() || !w.is_ascii())
        .filter(|w| !SMALL_WORDS.contains(w))
}

/// What may be a reference of a contact in a text, in capitals and with its dash: `K7-0042` of *k70042*.
#[must_use]
pub fn references(text: &str) -> Vec<String> {
    let mut found = Vec::new();
    for token in text.split(|c: char| !(c.is_alphanumeric() || c == '-')).filter(|t| t.is_ascii()) {
        let token = token.trim_matches('-').to_uppercase();
        let letters = token.chars().any(|c| c.is_ascii_alphabetic());
        if !letters || !token.chars().rev().take(4).all(|c| c.is_ascii_digit()) || token.len() < 5 {
            continue;
        }
        if token.contains('-') {
            found.push(token);
        } else {
            // Without its dash a reference may be cut before any of its last figures but four.
            let figures = token.chars().rev().take_while(char::is_ascii_digit).count();
            let cuts = (4..=figures).filter_map(|n| token.split_at_checked(token.len() - n));
            found.extend(cuts.filter(|(code, _)| !code.is_empty()).map(|(code, number)| format!("{code}-{number}")));
        }
    }
    found
}

/// The ways in which a word is compared: in small letters, and in plain Latin ones.
#[must_use]
pub fn forms(word: &str) -> Vec<String> {
    let mut forms = sound::word_keys(word);
    forms.push(word.to_lowercase());
    forms.retain(|f| !f.is_empty());
    forms.sort();
    forms.dedup();
    forms
}

/// Whether a word is one of a name, whatever its case and accents. A description (*Lola, red coat*) is a name up to its
/// comma.
#[must_use]
pub fn is_word_of(word: &str, name: &str) -> bool {
    let name = name.split(',').next().unwrap_or_default();
    let asked = forms(word);
    words(name).any(|w| forms(w).iter().any(|f| asked.contains(f)))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_grade_keeps_the_place_of_what_is_not_graded() {
        let mut item = IntelligenceItem { source_grade: "2".into(), handling: "c".into(), ..Default::default() };
        assert_eq!(item.grade(), "[2·C]");
        item.assessment = "a".into();
        assert_eq!(item.grade(), "[2AC]");
    }

    #[test]
    fn under_c_the_codes_are_needed_and_a3_its_words() {
        let item = |handling: &str, action: &str, usage: &str, sanitisation: &str| IntelligenceItem {
            handling: handling.into(),
            action_code: action.into(),
            usage: usage.into(),
            sanitisation: sanitisation.into(),
            ..Default::default()
        };
        let fields = |i: &IntelligenceItem| item_faults(i).iter().map(|f| f.field).collect::<Vec<_>>();
        assert_eq!(fields(&item("p", "", "", "")), [""; 0]);
        assert_eq!(fields(&item("c", "", "", "")), ["action_code", "sanitisation"]);
        assert_eq!(fields(&item("c", "a3", " ", "s1")), ["usage"]);
        assert_eq!(fields(&item("c", "a3", "stop the car, say nothing of who told", "s2")), [""; 0]);
    }

    #[test]
    fn from_the_second_entry_on_the_source_unit_is_named_with_a_date() {
        let mut source = IntelligenceSource { who: "a resident".into(), risk: "no".into(), ..Default::default() };
        assert_eq!(source_faults(&source, 1), []);
        assert_eq!(source_faults(&source, 2).len(), 1);
        source.source_unit = "DS Vane".into();
        assert_eq!(source_faults(&source, 2).len(), 1, "a name alone is not when");
        source.source_unit = "DS Vane, 24/11".into();
        assert_eq!(source_faults(&source, 3), []);
        assert!(stop_notice(2).starts_with("the second entry") && stop_notice(7).starts_with("the 7th entry"));
    }

    #[test]
    fn a_name_is_known_word_by_word_whatever_its_case_and_accents() {
        let named = |text: &str, name: &str| words(text).find(|w| is_word_of(w, name)).map(str::to_owned);
        for (text, name, said) in [
            ("by force. Roxy has seen it", "Roxy", Some("Roxy")),
            ("ROXY's friend", "Roxy", Some("ROXY")),
            ("Roxy’s friend", "Roxy", Some("Roxy")),
            ("the foxy car", "Roxy", None),
            ("proxy server", "Roxy", None),
            ("malgorzata said so", "Małgorzata", Some("malgorzata")),
            ("Lola was there", "Lola B", Some("Lola")),
            ("in a red coat", "Lola, red coat", None),
            ("an old car", "An", None),
            ("plan b", "Lola B", None),
            ("Оксана сказала", "Оксана", Some("Оксана")),
            ("nobody", "", None),
        ] {
            assert_eq!(named(text, name).as_deref(), said, "{text} / {name}");
        }
    }

    #[test]
    fn a_reference_is_known_with_and_without_its_dash() {
        assert_eq!(references("ask k7-0042 about it"), ["K7-0042"]);
        assert!(references("ask K70042.").contains(&"K7-0042".to_owned()));
        assert_eq!(references("at 0042 hours, on 17-11-2026, 40 mph"), [""; 0]);
    }

    #[test]
    fn first_and_last_known_are_the_two_halves_of_what_was_said() {
        let at = |d: &str| format!("{d}T00:00:00").parse().unwrap();
        let known = Some(When {
            said: "summer 2026 to 17/11/2026".into(),
            from: at("2026-06-01"),
            to: at("2026-11-17"),
            precision: crate::domain::when::Precision::Range,
        });
        let entry = Intelligence { known, ..Default::default() };
        assert_eq!(entry.known_halves(), ("summer 2026".to_owned(), "17/11/2026".to_owned()));
    }
}
