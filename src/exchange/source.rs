//! One line of `sources.ndjson`: the source block of an intelligence update, apart from what the source said.
//!
//! It goes in a member of its own, so that whoever handles the updates need not see it, and never on the readable
//! page. `assets/schema/source.schema.json` says the same for whoever reads it; a test holds the two together.

use serde::{Deserialize, Serialize};

use crate::domain::problem::{Kind, Outcome, Problem};
use crate::domain::{marking, radio, text};
use crate::exchange::line::{CLASSIFICATIONS, MOST_BYTES, SCHEMA, is_long, is_uuid, note_once};

/// A source block. Every text is there, even when empty.
#[derive(Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Source {
    /// Version of the line: [`SCHEMA`].
    pub schema: u32,
    /// The update it belongs to.
    pub update_id: String,
    /// The area's SRN.
    pub srn: String,
    /// Who the source is, in the officer's words.
    pub source: String,
    /// How the source came to know.
    pub provenance: String,
    /// Who else knows.
    pub known_to: String,
    /// When the source first knew, as said.
    pub first_known: String,
    /// When the source last knew, as said.
    pub last_known: String,
    /// Whether the source can give more: `yes`, `no` or `unknown`.
    pub can_give_more: String,
    /// Whether there is a risk to the source: `yes`, `no` or `unknown`.
    pub risk: String,
    /// Why.
    pub risk_why: String,
    /// How it is reduced.
    pub risk_reduced: String,
    /// The fixed sentence.
    pub radio: String,
    /// OFFICIAL or OFFICIAL-SENSITIVE.
    pub classification: String,
}

/// A source is never printed by accident.
impl std::fmt::Debug for Source {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Source(…)")
    }
}

impl Source {
    /// The line without its line feed.
    ///
    /// # Errors
    /// Not for any value a block can have.
    pub fn to_json_line(&self) -> Outcome<String> {
        serde_json::to_string(self).map_err(|e| Problem::unexpected("A source block could not be written.", e))
    }

    /// Reads a line strictly.
    ///
    /// # Errors
    /// [`Kind::BundleRefused`], detail `E-SOURCE`.
    pub fn from_json_line(line: &str) -> Outcome<Self> {
        let read = if line.len() > MOST_BYTES { None } else { serde_json::from_str(line).ok() };
        read.ok_or_else(|| {
            Problem::new(
                Kind::BundleRefused,
                "A line of sources.ndjson is not a source block of schema 1.",
                "Ask the sender to seal it again; if it happens again, keep the file for the system manager.",
            )
            .detail("E-SOURCE")
        })
    }

    /// What keeps the block from being sent, as sentences; empty when nothing does.
    #[must_use]
    pub fn faults(&self) -> Vec<String> {
        let mut faults = Vec::new();
        let mut fault = |wrong, sentence: &str| note_once(&mut faults, wrong, sentence);
        let answer = |a: &str| ["yes", "no", "unknown"].contains(&a);
        fault(self.schema != SCHEMA || !is_uuid(&self.update_id), "The source block belongs to no update.");
        fault(self.source.trim().is_empty(), "The source block names no source.");
        fault(!answer(&self.can_give_more) || !answer(&self.risk), "A question about the source is not answered.");
        fault(self.risk == "yes" && self.risk_reduced.trim().is_empty(), "Say how the risk to the source is reduced.");
        fault(self.radio != radio::SENTENCE, "The radio sentence is missing or altered.");
        fault(
            !CLASSIFICATIONS.contains(&self.classification.as_str()),
            "The classification is neither OFFICIAL nor OFFICIAL-SENSITIVE.",
        );
        for value in [&self.source, &self.provenance, &self.known_to, &self.risk_why, &self.risk_reduced] {
            fault(is_long(value, text::NOTE), "A text is longer than 20,000 letters.");
            fault(
                text::clean_note(value).text != *value,
                "A text holds hidden characters or is not in the usual form.",
            );
            fault(marking::is_above_official(value), marking::REFUSAL);
        }
        for value in [&self.srn, &self.first_known, &self.last_known] {
            fault(is_long(value, text::LINE), "A line is longer than 200 letters.");
            fault(
                text::clean_line(value).text != *value,
                "A text holds hidden characters or is not in the usual form.",
            );
        }
        faults
    }
}

#[cfg(test)]
pub(super) mod tests {
    use super::*;

    pub(in super::super) fn example() -> Source {
        Source {
            schema: SCHEMA,
            update_id: "0199c1f2-5a10-7000-8000-0123456789ab".to_owned(),
            srn: "1273179".to_owned(),
            source: "a worker of Harbour Project".to_owned(),
            provenance: "heard it in the waiting room".to_owned(),
            known_to: "two more workers".to_owned(),
            first_known: "autumn 2026".to_owned(),
            last_known: "20/11/2026".to_owned(),
            can_give_more: "no".to_owned(),
            risk: "yes".to_owned(),
            risk_why: "few people know it".to_owned(),
            risk_reduced: "not to be shared outside the unit".to_owned(),
            radio: radio::SENTENCE.to_owned(),
            classification: "OFFICIAL-SENSITIVE".to_owned(),
        }
    }

    #[test]
    fn a_source_block_is_read_back_as_it_was_written() {
        let line = example().to_json_line().unwrap();
        assert!(Source::from_json_line(&line).unwrap() == example());
        assert!(Source::from_json_line(&line.replace("\"srn\"", "\"name\":\"\",\"srn\"")).is_err());
        assert_eq!(example().faults(), Vec::<String>::new());
    }

    #[test]
    fn an_open_question_or_a_marking_keeps_it_here() {
        let open = Source { risk: String::new(), ..example() };
        assert_eq!(open.faults(), ["A question about the source is not answered."]);
        let unreduced = Source { risk_reduced: String::new(), ..example() };
        assert_eq!(unreduced.faults(), ["Say how the risk to the source is reduced."]);
        let secret = Source { known_to: "SECRET\nx".to_owned(), ..example() };
        assert_eq!(secret.faults(), [marking::REFUSAL]);
    }
}
