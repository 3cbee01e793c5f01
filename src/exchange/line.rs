//! One line of `updates.ndjson`: one update as IS is told of it.
//!
//! The order of the fields here is their order in the file, so that the same update always gives the same bytes.
//! `assets/schema/update.schema.json` says the same for whoever reads it; a test holds the two together. What never
//! goes to IS has no field here: working names, the statistics group, linked people and who must not find out.

use std::fmt;

use serde::{Deserialize, Serialize};

use crate::domain::officer::PointOfContact;
use crate::domain::problem::{Kind, Outcome, Problem};
use crate::domain::{consent, lists, marking, radio, text, update};

/// Version of the line; a change of meaning raises it.
pub const SCHEMA: u32 = 1;
/// The kinds, in the order in which they stand in a package.
pub const KINDS: [&str; 9] = [
    update::kind::PERSON,
    update::kind::MARKER,
    update::kind::MARKER_REMOVAL,
    update::kind::INFORMATION,
    update::kind::INTELLIGENCE,
    update::kind::SAFEGUARDING,
    update::kind::CRIME,
    update::kind::RECTIFICATION,
    update::kind::REMOVAL,
];
/// The classifications that may be sent (domain rule 10), as they are written.
pub const CLASSIFICATIONS: [&str; 2] = ["OFFICIAL", "OFFICIAL-SENSITIVE"];
/// Names of fields that never leave the vault, whatever the update.
pub const NEVER_SENT: [&str; 4] = ["working_names", "population_group", "must_not_find_out", "linked_people"];
/// Most statements in one update.
pub const MOST_STATEMENTS: usize = 100;
/// Most changed fields in one update.
pub const MOST_FIELDS: usize = 200;
/// Most items in one intelligence update.
pub const MOST_ITEMS: usize = 100;
/// Most code points a letter counts with: a text of few letters is no longer than this many times its limit.
const MOST_CODE_POINTS: usize = 10;
/// Most bytes of one line: longer ones are refused before they are read.
pub const MOST_BYTES: usize = 1024 * 1024;

/// One update. Texts are there even when empty; `consent` and `override` are left out when there is none.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Line {
    /// Version of the line: [`SCHEMA`].
    pub schema: u32,
    /// Id of the update, a UUID.
    pub update_id: String,
    /// A code of [`crate::domain::update::kind`].
    pub kind: String,
    /// The DLO's reference of the contact: `K7-0042`. Never a name.
    pub contact_ref: String,
    /// Person reference on IS; empty when there is none yet.
    pub is_ref: String,
    /// Code of the area.
    pub area: String,
    /// The area's SRN on the day of approval.
    pub srn: String,
    /// Lawful purpose, a code of `lawful_purposes`.
    pub purpose: String,
    /// Why it is strictly necessary (DPA 2018 s.35(5)).
    pub necessity: String,
    /// Schedule 8 condition, a code of `schedule_8`.
    pub condition: String,
    /// Reference of the force's appropriate policy document (DPA 2018 s.42).
    pub policy_ref: String,
    /// What the person said to it.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub consent: Option<ConsentNote>,
    /// On which ground and by whom a refusal was overridden.
    #[serde(default, rename = "override", skip_serializing_if = "Option::is_none")]
    pub override_: Option<Override>,
    /// Facts and assessments, told apart (DPA 2018 s.38(2)).
    pub statements: Vec<Statement>,
    /// What changes on IS.
    pub fields: Vec<FieldChange>,
    /// The text of information without identity.
    pub information: String,
    /// Graded intelligence, for an update of that kind alone. Who it comes from is in `sources.ndjson`.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub intelligence: Option<Intelligence>,
    /// The DLO as point of contact.
    pub dlo: Dlo,
    /// The fixed sentence: [`crate::domain::radio::SENTENCE`].
    pub radio: String,
    /// One of [`CLASSIFICATIONS`].
    pub classification: String,
    /// When what is placed is to be reviewed, ISO 8601; empty when nothing is.
    pub review_on: String,
}

/// One entry of the consent ledger.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ConsentNote {
    /// What for, a code of `consent_purposes`.
    pub purpose: String,
    /// The answer, a code of [`crate::domain::consent::state`].
    pub state: String,
    /// When, ISO 8601.
    pub on: String,
    /// In which words.
    pub words: String,
}

/// An override of a refusal.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Override {
    /// A code of `override_grounds`.
    pub ground: String,
    /// The supervisor who authorised it; empty where the authorisation is to follow within 24 hours.
    pub by: String,
}

/// One statement.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Statement {
    /// What is said.
    pub text: String,
    /// `fact` or `assessment`.
    pub standing: String,
    /// How it is known, a code of `grounds_how_known`.
    pub grounds: String,
    /// When it became known, ISO 8601; empty when that was not kept.
    pub on: String,
}

/// One field, before and after.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct FieldChange {
    /// Name in the NPCC POLE dictionary where it has one, otherwise the field's own.
    pub name: String,
    /// What a reader calls it.
    pub label: String,
    /// The value IS last confirmed; empty when it has none.
    pub before: String,
    /// The value IS should have; empty when it should have none.
    pub after: String,
}

/// Graded intelligence for the area's SRN, without its source.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Intelligence {
    /// The DLO's own reference of the entry: `IN-0007`.
    pub entry_ref: String,
    /// Title.
    pub title: String,
    /// A code of `priorities`.
    pub priority: String,
    /// How it is known, without a name.
    pub provenance: String,
    /// When it was first known, as said.
    pub first_known: String,
    /// When it was last known, as said.
    pub last_known: String,
    /// What is known, each graded by itself.
    pub items: Vec<GradedItem>,
}

/// One item with its 3x5x2 grade.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct GradedItem {
    /// What is known.
    pub text: String,
    /// `fact` or `assessment`.
    pub standing: String,
    /// Source evaluation, a code of `source_grades`.
    pub source_grade: String,
    /// Intelligence assessment, a code of `assessments`.
    pub assessment: String,
    /// Handling, a code of `handlings`.
    pub handling: String,
    /// Under `c`: a code of `action_codes`; empty under `p`.
    pub action_code: String,
    /// Under `a3`: how it may be used.
    pub usage: String,
    /// Under `c`: a code of `sanitisations`; empty under `p`.
    pub sanitisation: String,
}

impl GradedItem {
    /// The grade as it is written: `[1BP]`.
    #[must_use]
    pub fn grade(&self) -> String {
        format!("[{}{}{}]", self.source_grade, self.assessment, self.handling).to_uppercase()
    }

    /// What keeps it from being sent.
    fn faults(&self, fault: &mut dyn FnMut(bool, &str)) {
        let known = |list: &str, code: &str| lists::item(list, code).is_some();
        fault(self.text.trim().is_empty(), "An item of the intelligence has no text.");
        fault(
            !["fact", "assessment"].contains(&self.standing.as_str()),
            "An item of the intelligence is neither fact nor assessment.",
        );
        let graded = known("source_grades", &self.source_grade)
            && known("assessments", &self.assessment)
            && known("handlings", &self.handling);
        fault(!graded, "An item of the intelligence is not graded: source, assessment, handling.");
        if self.handling == "c" {
            let coded = known("action_codes", &self.action_code) && known("sanitisations", &self.sanitisation);
            fault(!coded, "An item under C has no action code or no sanitisation code.");
            fault(
                self.action_code == "a3" && self.usage.trim().is_empty(),
                "An item under A3 has no words how it may be used.",
            );
        }
    }
}

/// The DLO as point of contact.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Dlo {
    /// Name.
    pub name: String,
    /// Collar number with rank.
    pub collar: String,
    /// Role label.
    pub role: String,
    /// Telephone.
    pub phone: String,
    /// E-mail; may be empty.
    pub email: String,
    /// Cover out of hours; may be empty.
    pub out_of_hours: String,
}

/// What was said or changed is never printed by accident.
macro_rules! closed_debug {
    ($($t:ident),*) => {$(
        impl fmt::Debug for $t {
            fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
                f.write_str(concat!(stringify!($t), "(…)"))
            }
        }
    )*};
}
closed_debug!(Line, ConsentNote, Override, Statement, FieldChange, Intelligence, GradedItem, Dlo);

impl From<&PointOfContact> for Dlo {
    fn from(p: &PointOfContact) -> Self {
        Self {
            name: p.name.clone(),
            collar: p.collar.clone(),
            role: p.role.clone(),
            phone: p.phone.clone(),
            email: p.email.clone(),
            out_of_hours: p.out_of_hours.clone(),
        }
    }
}

impl Line {
    /// The line without its line feed: the same update gives the same bytes.
    ///
    /// # Errors
    /// [`Kind::Unexpected`]; not for any value a line can have.
    pub fn to_json_line(&self) -> Outcome<String> {
        serde_json::to_string(self).map_err(|e| Problem::unexpected("An update could not be written as a line.", e))
    }

    /// Reads a line strictly: every field once, none that is unknown, nothing after it. Whether what it says may
    /// stand is asked of [`Line::faults`].
    ///
    /// # Errors
    /// [`Kind::BundleRefused`], detail `E-UPDATE`.
    pub fn from_json_line(line: &str) -> Outcome<Self> {
        let refused = |what: &str| {
            Problem::new(
                Kind::BundleRefused,
                what,
                "Ask the sender to seal it again; if it happens again, keep the file for the system manager.",
            )
            .detail("E-UPDATE")
        };
        if line.len() > MOST_BYTES {
            return Err(refused("A line of updates.ndjson is longer than any this program writes."));
        }
        // The words of the reader's error may quote the line: they are not passed on.
        serde_json::from_str(line).map_err(|_| refused("A line of updates.ndjson is not an update of schema 1."))
    }

    /// What keeps the update from being sent, as sentences; empty when nothing does. None of them quotes the update.
    ///
    /// A safeguarding update needs no purpose, condition or policy document before it goes: nothing gates a child's
    /// notification (domain rule 6). Necessity and condition are demanded where something is added to IS.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut fault = |wrong, sentence: &str| note_once(&mut faults, wrong, sentence);
        fault(self.schema != SCHEMA, "The update is of another schema version.");
        fault(!is_uuid(&self.update_id), "The update has no id.");
        fault(!KINDS.contains(&self.kind.as_str()), "The kind of the update is not known.");
        fault(self.contact_ref.trim().is_empty(), "The contact's reference is missing.");
        fault(self.radio != radio::SENTENCE, "The radio sentence is missing or altered.");
        fault(
            !CLASSIFICATIONS.contains(&self.classification.as_str()),
            "The classification is neither OFFICIAL nor OFFICIAL-SENSITIVE.",
        );
        if self.kind != update::kind::SAFEGUARDING {
            fault(self.purpose.is_empty(), "The purpose is missing.");
            fault(self.policy_ref.trim().is_empty(), "The reference of the force's policy document is missing.");
        }
        if matches!(
            self.kind.as_str(),
            update::kind::PERSON
                | update::kind::MARKER
                | update::kind::INFORMATION
                | update::kind::CRIME
                | update::kind::INTELLIGENCE
        ) {
            fault(self.necessity.trim().is_empty(), "Say why it is strictly needed.");
            fault(self.condition.is_empty(), "The Schedule 8 condition is missing.");
        }
        if self.kind == update::kind::INFORMATION {
            fault(self.information.trim().is_empty(), "The information has no text.");
        }
        let is_intelligence = self.kind == update::kind::INTELLIGENCE;
        fault(is_intelligence && self.intelligence.is_none(), "The intelligence is missing.");
        fault(!is_intelligence && self.intelligence.is_some(), "Intelligence stands in an update of another kind.");
        if let Some(i) = &self.intelligence {
            fault(i.title.trim().is_empty(), "The intelligence has no title.");
            fault(i.provenance.trim().is_empty(), "The intelligence does not say how it is known.");
            fault(self.srn.trim().is_empty(), "The intelligence stands under no SRN.");
            fault(i.items.is_empty(), "The intelligence has no item.");
            fault(i.items.len() > MOST_ITEMS, "There are more than 100 items; split the entry.");
            // Nothing of it may lead to a person by itself.
            fault(
                !self.is_ref.is_empty() || !self.fields.is_empty() || self.consent.is_some(),
                "Intelligence names no person: no IS reference, no field and no consent stands with it.",
            );
            i.items.iter().for_each(|item| item.faults(&mut fault));
        }
        if let Some(consent) = &self.consent {
            let refused = matches!(consent.state.as_str(), consent::state::REFUSED | consent::state::WITHDRAWN);
            fault(lists::item("consent_states", &consent.state).is_none(), "The consent entry has no known answer.");
            fault(
                refused && self.override_.is_none(),
                "The person refused, and no override on a listed ground stands with the update.",
            );
            let asked = !matches!(consent.state.as_str(), consent::state::NOT_ASKED | consent::state::UNSAFE);
            fault((asked || !consent.on.is_empty()) && !is_day(&consent.on), "The consent entry has no day.");
        }
        if let Some(over) = &self.override_ {
            fault(lists::item("override_grounds", &over.ground).is_none(), "The override has no listed ground.");
            // Where a child or a life is at stake the name may follow within 24 hours (domain section 4).
            let afterwards = matches!(over.ground.as_str(), "child" | "risk-to-life");
            fault(over.by.trim().is_empty() && !afterwards, "The override has no authorising supervisor.");
        }
        fault(
            self.dlo.name.trim().is_empty() || self.dlo.phone.trim().is_empty(),
            "The DLO's name or telephone is missing.",
        );
        fault(!self.review_on.is_empty() && !is_day(&self.review_on), "The review date is not a day.");
        fault(self.statements.len() > MOST_STATEMENTS, "There are more than 100 statements; split the update.");
        fault(self.fields.len() > MOST_FIELDS, "There are more than 200 changed fields; split the update.");
        for s in &self.statements {
            fault(s.text.trim().is_empty(), "A statement has no text.");
            fault(
                !["fact", "assessment"].contains(&s.standing.as_str()),
                "A statement is neither fact nor assessment.",
            );
            fault(!s.on.is_empty() && !is_day(&s.on), "A statement's day is not a day.");
        }
        for f in &self.fields {
            fault(!is_name(&f.name) || f.label.trim().is_empty(), "A changed field has no name.");
            fault(
                NEVER_SENT.contains(&f.name.as_str()),
                "A field that never leaves the caseload stands in the update.",
            );
        }
        for code in self.codes() {
            fault(!is_code(code), "A code is not of the form a code has: small letters, digits and hyphens.");
        }
        for (value, limit) in self.texts() {
            fault(is_long(value, limit), "A text is longer than the limit: 200 letters a line, 20,000 a note.");
            let cleaned = if limit == text::LINE { text::clean_line(value) } else { text::clean_note(value) };
            fault(cleaned.text != value, "A text holds hidden characters or is not in the usual form.");
            fault(marking::is_above_official(value), marking::REFUSAL);
        }
        faults
    }

    /// Every code; each may be empty.
    fn codes(&self) -> impl Iterator<Item = &str> {
        let own = [&self.area, &self.purpose, &self.condition];
        let consent = self.consent.iter().flat_map(|c| [&c.purpose, &c.state]);
        let ground = self.override_.iter().map(|o| &o.ground);
        let grounds = self.statements.iter().map(|s| &s.grounds);
        let graded = self.intelligence.iter().flat_map(|i| {
            let items = i.items.iter().flat_map(|item| {
                [&item.source_grade, &item.assessment, &item.handling, &item.action_code, &item.sanitisation]
            });
            std::iter::once(&i.priority).chain(items)
        });
        own.into_iter().chain(consent).chain(ground).chain(grounds).chain(graded).map(String::as_str)
    }

    /// Every text with its limit in grapheme clusters.
    fn texts(&self) -> Vec<(&str, usize)> {
        let line = text::LINE;
        let note = text::NOTE;
        let mut texts: Vec<(&str, usize)> = vec![
            (&self.contact_ref, line),
            (&self.is_ref, line),
            (&self.srn, line),
            (&self.necessity, note),
            (&self.policy_ref, line),
            (&self.information, note),
            (&self.dlo.name, line),
            (&self.dlo.collar, line),
            (&self.dlo.role, line),
            (&self.dlo.phone, line),
            (&self.dlo.email, line),
            (&self.dlo.out_of_hours, line),
        ];
        if let Some(c) = &self.consent {
            texts.push((&c.words, note));
        }
        if let Some(o) = &self.override_ {
            texts.push((&o.by, line));
        }
        for s in &self.statements {
            texts.push((&s.text, note));
        }
        for f in &self.fields {
            texts.extend([(f.label.as_str(), line), (&f.before, note), (&f.after, note)]);
        }
        if let Some(i) = &self.intelligence {
            let own = [&i.entry_ref, &i.title, &i.provenance, &i.first_known, &i.last_known];
            texts.extend(own.map(|t| (t.as_str(), line)));
            for item in &i.items {
                texts.extend([(item.text.as_str(), note), (item.usage.as_str(), line)]);
            }
        }
        texts
    }
}

/// Whether a text has more letters than `limit`, or few that each carry very many code points.
pub(super) fn is_long(value: &str, limit: usize) -> bool {
    text::graphemes(value) > limit || (!value.is_ascii() && value.chars().count() > limit * MOST_CODE_POINTS)
}

/// A UUID in its usual form: 8-4-4-4-12 small hex digits.
pub(super) fn is_uuid(text: &str) -> bool {
    let lengths: Vec<usize> = text.split('-').map(str::len).collect();
    lengths == [8, 4, 4, 4, 12] && text.bytes().all(|b| matches!(b, b'-' | b'0'..=b'9' | b'a'..=b'f'))
}

/// A day in the form 2026-11-24.
pub(super) fn is_day(text: &str) -> bool {
    text.len() == 10 && text.parse::<chrono::NaiveDate>().is_ok()
}

/// A code: small letters and digits in parts joined by single hyphens, 100 at most; or empty.
fn is_code(code: &str) -> bool {
    let part = |p: &str| !p.is_empty() && p.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit());
    code.is_empty() || (code.len() <= 100 && code.split('-').all(part))
}

/// A field name: a letter, then letters, digits and underscores, 60 at most.
fn is_name(name: &str) -> bool {
    name.len() <= 60
        && name.starts_with(|c: char| c.is_ascii_alphabetic())
        && name.bytes().all(|b| b.is_ascii_alphanumeric() || b == b'_')
}

/// Adds a sentence about what is wrong, once however often it applies.
pub(super) fn note_once(faults: &mut Vec<String>, wrong: bool, sentence: &str) {
    if wrong && !faults.iter().any(|f| f == sentence) {
        faults.push(sentence.to_owned());
    }
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    /// An update of intelligence.
    pub(in super::super) fn intelligence() -> Line {
        let item = |text: &str, codes: [&str; 5], usage: &str| GradedItem {
            text: text.to_owned(),
            standing: "assessment".to_owned(),
            source_grade: codes[0].to_owned(),
            assessment: codes[1].to_owned(),
            handling: codes[2].to_owned(),
            action_code: codes[3].to_owned(),
            usage: usage.to_owned(),
            sanitisation: codes[4].to_owned(),
        };
        Line {
            kind: update::kind::INTELLIGENCE.to_owned(),
            contact_ref: "K7-0000".to_owned(),
            is_ref: String::new(),
            consent: None,
            statements: Vec::new(),
            fields: Vec::new(),
            intelligence: Some(Intelligence {
                entry_ref: "IN-0007".to_owned(),
                title: "Silver estate car at Low Quay".to_owned(),
                priority: "routine".to_owned(),
                provenance: "told to an officer in a call".to_owned(),
                first_known: "summer 2026".to_owned(),
                last_known: "17/11/2026".to_owned(),
                items: vec![
                    item("A silver estate is driven along Low Quay after midnight.", ["2", "a", "p", "", ""], ""),
                    item("The driver takes money back by force.", ["2", "b", "c", "a3", "s2"], "stop the car only"),
                ],
            }),
            ..example()
        }
    }

    pub(in super::super) fn example() -> Line {
        let field = |name: &str, label: &str, before: &str, after: &str| FieldChange {
            name: name.to_owned(),
            label: label.to_owned(),
            before: before.to_owned(),
            after: after.to_owned(),
        };
        let statement = |text: &str, standing: &str, grounds: &str, on: &str| Statement {
            text: text.to_owned(),
            standing: standing.to_owned(),
            grounds: grounds.to_owned(),
            on: on.to_owned(),
        };
        Line {
            schema: SCHEMA,
            update_id: "0199c1f2-5a10-7000-8000-0123456789ab".to_owned(),
            kind: update::kind::PERSON.to_owned(),
            contact_ref: "K7-0042".to_owned(),
            is_ref: "P/2210457".to_owned(),
            area: "central".to_owned(),
            srn: "1273179".to_owned(),
            purpose: "safeguarding".to_owned(),
            necessity: "IS has a number that is unsafe, and the wrong DLO".to_owned(),
            condition: "individuals-at-risk".to_owned(),
            policy_ref: "APD-2026-04".to_owned(),
            consent: Some(ConsentNote {
                purpose: "record-on-is".to_owned(),
                state: "given".to_owned(),
                on: "2025-10-14".to_owned(),
                words: "put it on, so the next one knows who I am".to_owned(),
            }),
            override_: None,
            statements: vec![
                statement("told the DLO herself", "fact", "self-disclosed", "2025-10-14"),
                statement("Pat at Harbour Project thinks so", "assessment", "other-agency", "2025-11-02"),
            ],
            fields: vec![
                field("GivenName", "Given name", "Stefania", "Ștefania"),
                field("DateOfBirth", "Date of birth", "", "1999-05-14"),
                field("TelephoneNumber", "Phone", "+447700900357", ""),
            ],
            information: String::new(),
            intelligence: None,
            dlo: Dlo {
                name: "A. Whitfield".to_owned(),
                collar: "PC 4417".to_owned(),
                role: "Designated Liaison Officer".to_owned(),
                phone: "+441914980117".to_owned(),
                email: "a.whitfield@force.example".to_owned(),
                out_of_hours: "on-call DLO, 0191 498 0100".to_owned(),
            },
            radio: radio::SENTENCE.to_owned(),
            classification: "OFFICIAL-SENSITIVE".to_owned(),
            review_on: String::new(),
        }
    }

    fn only(fault: &str, line: &Line) {
        assert_eq!(line.faults(), [fault]);
    }

    #[test]
    fn an_update_in_order_has_no_fault_and_every_kind_is_known() {
        assert_eq!(example().faults(), Vec::<String>::new());
        let listed: Vec<&str> = lists::get("update_kinds").unwrap().items.iter().map(|i| i.code.as_str()).collect();
        assert_eq!(listed, KINDS);
        only("The kind of the update is not known.", &Line { kind: "crime".to_owned(), ..example() });
    }

    #[test]
    fn fields_stand_in_the_order_of_their_declaration_and_absent_blocks_are_left_out() {
        let json = example().to_json_line().unwrap();
        assert!(json.starts_with(r#"{"schema":1,"update_id":"0199c1f2"#), "{json}");
        assert!(json.contains(r#""consent":{"purpose""#) && !json.contains("override"));
        let over = Line { override_: Some(Override { ground: "child".to_owned(), by: String::new() }), ..example() };
        assert!(over.to_json_line().unwrap().contains(r#""override":{"ground":"child","by":""},"statements""#));
        assert!(!json.contains('\n'));
    }

    #[test]
    fn unknown_missing_and_repeated_fields_are_refused_without_quoting_the_line() {
        let json = example().to_json_line().unwrap();
        for (from, to) in [
            (r#""area":"#, r#""population_group":"street","area":"#),
            (r#""area":"central","#, ""),
            (r#""area":"central","#, r#""area":"central","area":"northern","#),
            (r#""standing":"fact","#, r#""standing":"fact","standing":"assessment","#),
            (r#""review_on":""}"#, r#""review_on":""} {}"#),
            (r#""schema":1"#, r#""schema":NaN"#),
            (r#""schema":1"#, r#""schema":"1""#),
            (r#""is_ref":"P/2210457""#, r#""is_ref":null"#),
        ] {
            assert!(json.contains(from), "{from}");
            let altered = json.replacen(from, to, 1);
            let problem = Line::from_json_line(&altered).unwrap_err();
            assert_eq!((problem.kind.exit_code(), problem.detail.as_deref()), (9, Some("E-UPDATE")), "{to}");
            assert!(!format!("{problem:?}").contains("northern"));
        }
        let deep = format!("{}{}", "[".repeat(200_000), "]".repeat(200_000));
        assert!(Line::from_json_line(&deep).is_err());
        assert!(Line::from_json_line(&" ".repeat(MOST_BYTES + 1)).unwrap_err().what.contains("longer"));
    }

    #[test]
    fn the_radio_sentence_and_the_classification_are_to_the_letter() {
        let radio = "THIS INFORMATION IS NOT TO BE GIVEN OVER THE RADIO".to_owned();
        only("The radio sentence is missing or altered.", &Line { radio, ..example() });
        for classification in ["", "SECRET", "official", "OFFICIAL - SENSITIVE"] {
            let line = Line { classification: classification.to_owned(), ..example() };
            only("The classification is neither OFFICIAL nor OFFICIAL-SENSITIVE.", &line);
        }
    }

    #[test]
    fn a_secret_marking_in_any_text_keeps_the_update_here_and_says_whom_to_tell() {
        assert!(marking::REFUSAL.contains("tell the force's information security officer"));
        let marked = "SECRET - UK EYES ONLY";
        let mut statement = example();
        statement.statements[1].text = format!("as she said\n{marked}\n");
        let mut field = example();
        field.fields[0].before = marked.to_owned();
        let mut words = example();
        words.consent.as_mut().unwrap().words = "Top Secret".to_owned();
        let necessity = Line { necessity: marked.to_owned(), ..example() };
        for line in [statement, field, words, necessity] {
            only(marking::REFUSAL, &line);
        }
    }

    #[test]
    fn what_never_leaves_the_caseload_has_no_field_and_no_way_in() {
        let json = example().to_json_line().unwrap();
        for name in NEVER_SENT {
            assert!(!json.contains(name));
            let mut line = example();
            line.fields[0].name = name.to_owned();
            only("A field that never leaves the caseload stands in the update.", &line);
        }
    }

    #[test]
    fn a_childs_notification_waits_for_no_purpose_condition_or_policy_document() {
        let bare = Line {
            kind: update::kind::SAFEGUARDING.to_owned(),
            purpose: String::new(),
            necessity: String::new(),
            condition: String::new(),
            policy_ref: String::new(),
            consent: None,
            is_ref: String::new(),
            ..example()
        };
        assert_eq!(bare.faults(), Vec::<String>::new());
        let person = Line { kind: update::kind::PERSON.to_owned(), ..bare };
        assert_eq!(person.faults().len(), 4);
    }

    #[test]
    fn a_refusal_binds_unless_a_listed_ground_and_a_supervisor_stand_against_it() {
        let mut line = example();
        line.consent.as_mut().unwrap().state = "refused".to_owned();
        only("The person refused, and no override on a listed ground stands with the update.", &line);
        let over = |ground: &str, by: &str| Some(Override { ground: ground.to_owned(), by: by.to_owned() });
        line.override_ = over("serious-harm-to-others", "");
        only("The override has no authorising supervisor.", &line);
        line.override_ = over("because", "DI Shaw");
        only("The override has no listed ground.", &line);
        for (ground, by) in [("serious-harm-to-others", "DI Shaw"), ("child", ""), ("risk-to-life", "")] {
            line.override_ = over(ground, by);
            assert_eq!(line.faults(), Vec::<String>::new());
        }
    }

    #[test]
    fn facts_are_told_from_assessments_and_texts_keep_their_limits() {
        let mut line = example();
        line.statements[0].standing = String::new();
        only("A statement is neither fact nor assessment.", &line);
        let long = Line { contact_ref: "x".repeat(201), ..example() };
        assert_eq!(long.faults().len(), 1);
        let note = Line { information: "ё".repeat(20_000), ..example() };
        assert_eq!(note.faults(), Vec::<String>::new());
        let hidden = Line { information: "a\u{202E}b".to_owned(), ..example() };
        only("A text holds hidden characters or is not in the usual form.", &hidden);
        let broken = Line { srn: "1273179\n".to_owned(), ..example() };
        only("A text holds hidden characters or is not in the usual form.", &broken);
        let code = Line { purpose: "Safe guarding".to_owned(), ..example() };
        only("A code is not of the form a code has: small letters, digits and hyphens.", &code);
        only("The review date is not a day.", &Line { review_on: "2026-02-30".to_owned(), ..example() });
    }

    #[test]
    fn intelligence_goes_graded_under_an_srn_and_leads_to_nobody() {
        assert_eq!(intelligence().faults(), Vec::<String>::new());
        let with = |change: fn(&mut Line)| {
            let mut line = intelligence();
            change(&mut line);
            line
        };
        let items = |line: &mut Line| std::mem::take(&mut line.intelligence.as_mut().unwrap().items);
        only("The intelligence stands under no SRN.", &with(|l| l.srn.clear()));
        only("The intelligence is missing.", &with(|l| l.intelligence = None));
        let named = "Intelligence names no person: no IS reference, no field and no consent stands with it.";
        only(named, &with(|l| l.is_ref = "P/2210457".to_owned()));
        only(named, &with(|l| l.consent = example().consent));
        let mut line = intelligence();
        let mut graded = items(&mut line);
        only("The intelligence has no item.", &line);
        graded[0].assessment.clear();
        line.intelligence.as_mut().unwrap().items = graded.clone();
        only("An item of the intelligence is not graded: source, assessment, handling.", &line);
        graded.remove(0);
        graded[0].usage = " ".to_owned();
        line.intelligence.as_mut().unwrap().items = graded;
        only("An item under A3 has no words how it may be used.", &line);
        let elsewhere = Line { intelligence: intelligence().intelligence, ..example() };
        assert!(elsewhere.faults().contains(&"Intelligence stands in an update of another kind.".to_owned()));
    }

    #[test]
    fn nothing_of_an_update_is_printed_by_accident() {
        assert_eq!(
            format!("{:?} {:?}", example(), example().fields),
            "Line(…) [FieldChange(…), FieldChange(…), FieldChange(…)]"
        );
    }

    prop_compose! {
        fn any_line()(
            texts in proptest::collection::vec("\\PC{0,40}|[\\x00-\\x{2FF}\"\\\\]{0,40}", 24),
            consent: bool,
            over: bool,
            schema: u32,
            statements in 0_usize..4,
            fields in 0_usize..4,
        ) -> Line {
            let mut texts = texts.into_iter().cycle();
            let mut t = || texts.next().unwrap_or_default();
            Line {
                schema,
                update_id: t(), kind: t(), contact_ref: t(), is_ref: t(), area: t(), srn: t(), purpose: t(),
                necessity: t(), condition: t(), policy_ref: t(),
                consent: consent.then(|| ConsentNote { purpose: t(), state: t(), on: t(), words: t() }),
                override_: over.then(|| Override { ground: t(), by: t() }),
                statements: (0..statements)
                    .map(|_| Statement { text: t(), standing: t(), grounds: t(), on: t() })
                    .collect(),
                fields: (0..fields)
                    .map(|_| FieldChange { name: t(), label: t(), before: t(), after: t() })
                    .collect(),
                information: t(),
                intelligence: consent.then(|| Intelligence { title: t(), items: vec![GradedItem { text: t(), usage: t(), ..GradedItem::default() }], ..Intelligence::default() }),
                dlo: Dlo { name: t(), collar: t(), role: t(), phone: t(), email: t(), out_of_hours: t() },
                radio: t(), classification: t(), review_on: t(),
            }
        }
    }

    proptest! {
        #[test]
        fn any_update_is_read_back_as_it_was_written_on_one_line(line in any_line()) {
            let json = line.to_json_line().unwrap();
            prop_assert!(!json.contains('\n'));
            let read = Line::from_json_line(&json).unwrap();
            prop_assert!(read == line);
            prop_assert_eq!(read.to_json_line().unwrap(), json);
            prop_assert!(!line.faults().is_empty());
        }

        #[test]
        fn no_text_makes_the_reader_fall(text in "\\PC{0,200}") {
            prop_assert!(Line::from_json_line(&text).is_err());
        }
    }
}
