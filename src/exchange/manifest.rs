//! The manifest of a bundle: what is signed. Written the same way always, read strictly.
//!
//! `assets/schema/manifest.schema.json` says the same for whoever reads it; a test holds the two together.

use serde::{Deserialize, Serialize};

use crate::domain::problem::{Outcome, Problem};
use crate::domain::radio;
use crate::exchange::bundle::MOST_PAYLOAD;
use crate::exchange::line::CLASSIFICATIONS;
use crate::exchange::refusal::Refusal;

/// Version of the bundle format.
pub const FORMAT: u32 = 1;
/// Most bytes of a manifest.
pub const MOST_BYTES: usize = 64 * 1024;
/// Most recipients of one bundle.
pub const MOST_RECIPIENTS: usize = 32;
/// The word a practice bundle carries; a real intake refuses it.
pub const PRACTICE: &str = "PRACTICE";
/// `prev` of the first bundle of an epoch.
pub const NO_HASH: &str = "0000000000000000000000000000000000000000000000000000000000000000";

/// Kinds of bundle (exchange section 1).
pub mod kind {
    /// Device to centre: updates.
    pub const PACKAGE: &str = "package";
    /// Centre to device: what became of a package.
    pub const RECEIPT: &str = "receipt";
    /// Device to device.
    pub const HANDOVER: &str = "handover";
    /// Device to supervisor.
    pub const DIGEST: &str = "digest";
    /// Device to Information Rights.
    pub const ACCESS: &str = "access";
    /// Centre to device: recipients and keys of the organisation.
    pub const ENROLMENT: &str = "enrolment";
    /// All of them.
    pub const ALL: [&str; 6] = [PACKAGE, RECEIPT, HANDOVER, DIGEST, ACCESS, ENROLMENT];
}

/// What is signed. No personal data: it names devices, numbers and hashes.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Manifest {
    /// Version of the format: [`FORMAT`].
    pub format: u32,
    /// One of [`kind::ALL`].
    pub kind: String,
    /// Id of the bundle, a UUID.
    pub bundle_id: String,
    /// The device that signed it, or that a receipt or enrolment is for
    /// ([`crate::exchange::signer::Signer::device_id`]).
    pub device_id: String,
    /// The device's epoch; a restored vault starts another.
    pub device_epoch: u64,
    /// 1, 2, 3 … per device and epoch.
    pub seq: u64,
    /// Hash of the bundle before it (SHA-256 over its manifest and signature), or [`NO_HASH`].
    pub prev: String,
    /// Fingerprints of the recipients it is sealed to ([`crate::exchange::organisation::fingerprint`]), sorted.
    pub recipients: Vec<String>,
    /// When it was sealed, `2026-11-24T14:23:05Z`; for information, never for ordering.
    pub created_utc: String,
    /// OFFICIAL or OFFICIAL-SENSITIVE: the highest of its content.
    pub classification: String,
    /// The fixed sentence.
    pub radio: String,
    /// [`PRACTICE`] or empty.
    pub practice: String,
    /// The members after manifest and signature, in their order.
    pub payload: Vec<Member>,
    /// How much is in it.
    pub counts: Counts,
    /// The receipt last imported on the device; left out when there is none.
    #[serde(default, skip_serializing_if = "Option::is_none")]
    pub last_receipt: Option<LastReceipt>,
    /// Head of the device's journal when it was sealed, SHA-256 in hex.
    pub journal_head: String,
}

/// One member of the archive.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Member {
    /// Name, from the closed list of the kind ([`crate::exchange::bundle::names`]).
    pub name: String,
    /// Bytes.
    pub length: u64,
    /// SHA-256 in hex.
    pub sha256: String,
}

/// How much is in a bundle.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Counts {
    /// Updates, or results in a receipt.
    pub updates: u64,
    /// Contacts they concern.
    pub contacts: u64,
    /// Source blocks.
    pub sources: u64,
}

/// A receipt already imported.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct LastReceipt {
    /// The package it answered.
    pub seq: u64,
    /// Hash of the receipt (SHA-256 over its manifest and signature).
    pub sha256: String,
}

impl Manifest {
    /// The bytes that are signed: the same manifest gives the same bytes. Indented, for whoever audits it by eye.
    ///
    /// # Errors
    /// Not for any value a manifest can have.
    pub fn to_bytes(&self) -> Outcome<Vec<u8>> {
        let mut bytes = serde_json::to_vec_pretty(self)
            .map_err(|e| Problem::unexpected("The manifest could not be written.", e))?;
        bytes.push(b'\n');
        Ok(bytes)
    }

    /// Reads a manifest: every key once, none unknown, every value within its limits.
    ///
    /// # Errors
    /// [`Refusal::Manifest`]; [`Refusal::OtherKind`] for another format or kind.
    pub fn from_bytes(bytes: &[u8]) -> Result<Self, Refusal> {
        if bytes.len() > MOST_BYTES {
            return Err(Refusal::Manifest);
        }
        let manifest: Self = serde_json::from_slice(bytes).map_err(|_| Refusal::Manifest)?;
        if manifest.format != FORMAT || !kind::ALL.contains(&manifest.kind.as_str()) {
            return Err(Refusal::OtherKind);
        }
        if manifest.is_in_order() { Ok(manifest) } else { Err(Refusal::Manifest) }
    }

    /// Whether it says that its people are invented.
    #[must_use]
    pub fn is_practice(&self) -> bool {
        self.practice == PRACTICE
    }

    /// Whether every value is within its limits.
    #[must_use]
    pub fn is_in_order(&self) -> bool {
        let unique = |i: usize, name: &str| self.payload.iter().take(i).all(|m| m.name != name);
        self.format == FORMAT
            && kind::ALL.contains(&self.kind.as_str())
            && super::line::is_uuid(&self.bundle_id)
            && is_hex(&self.device_id, 32)
            && self.seq > 0
            && is_hex(&self.prev, 64)
            && (1..=MOST_RECIPIENTS).contains(&self.recipients.len())
            && self.recipients.iter().all(|r| is_hex(r, 64))
            && self.recipients.is_sorted_by(|a, b| a < b)
            && instant(&self.created_utc).is_some()
            && CLASSIFICATIONS.contains(&self.classification.as_str())
            && self.radio == radio::SENTENCE
            && (self.practice.is_empty() || self.practice == PRACTICE)
            && !self.payload.is_empty()
            && self
                .payload
                .iter()
                .enumerate()
                .all(|(i, m)| unique(i, &m.name) && is_hex(&m.sha256, 64) && m.length <= MOST_PAYLOAD as u64)
            && self.last_receipt.as_ref().is_none_or(|r| r.seq > 0 && is_hex(&r.sha256, 64))
            && is_hex(&self.journal_head, 64)
    }
}

/// Small hex digits of that length.
fn is_hex(text: &str, length: usize) -> bool {
    text.len() == length && text.bytes().all(|b| matches!(b, b'0'..=b'9' | b'a'..=b'f'))
}

/// An instant of the form `2026-11-24T14:23:05Z`, no other.
pub(super) fn instant(text: &str) -> Option<chrono::NaiveDateTime> {
    let well_formed = text.len() == 20 && text.is_ascii();
    chrono::NaiveDateTime::parse_from_str(text, "%Y-%m-%dT%H:%M:%SZ").ok().filter(|_| well_formed)
}

#[cfg(test)]
pub(super) mod tests {
    use proptest::prelude::*;

    use super::*;

    pub(in super::super) fn example() -> Manifest {
        Manifest {
            format: FORMAT,
            kind: kind::PACKAGE.to_owned(),
            bundle_id: "0199c1f2-5a10-7000-8000-0123456789ab".to_owned(),
            device_id: "0123456789abcdef0123456789abcdef".to_owned(),
            device_epoch: 1,
            seq: 12,
            prev: NO_HASH.to_owned(),
            recipients: vec!["a".repeat(64)],
            created_utc: "2026-11-24T14:23:05Z".to_owned(),
            classification: "OFFICIAL-SENSITIVE".to_owned(),
            radio: radio::SENTENCE.to_owned(),
            practice: PRACTICE.to_owned(),
            payload: vec![Member { name: "updates.ndjson".to_owned(), length: 3, sha256: "b".repeat(64) }],
            counts: Counts { updates: 1, contacts: 1, sources: 0 },
            last_receipt: Some(LastReceipt { seq: 11, sha256: "c".repeat(64) }),
            journal_head: "d".repeat(64),
        }
    }

    #[test]
    fn what_is_written_is_read_back_and_writes_the_same_bytes() {
        let bytes = example().to_bytes().unwrap();
        let read = Manifest::from_bytes(&bytes).unwrap();
        assert_eq!(read, example());
        assert_eq!(read.to_bytes().unwrap(), bytes);
        let none = Manifest { last_receipt: None, ..example() };
        assert_eq!(Manifest::from_bytes(&none.to_bytes().unwrap()).unwrap(), none);
    }

    #[test]
    fn unknown_missing_and_repeated_keys_are_refused() {
        let text = String::from_utf8(example().to_bytes().unwrap()).unwrap();
        for (from, to) in [
            ("\"seq\": 12,", "\"seq\": 12, \"seq\": 12,"),
            ("\"seq\": 12,", "\"seq\": 12, \"sequence\": 12,"),
            ("  \"seq\": 12,\n", ""),
            ("\"length\": 3,", "\"length\": 3, \"length\": 4,"),
            ("\"updates\": 1,", "\"updates\": 1, \"notes\": 1,"),
            ("\"seq\": 12,", "\"seq\": NaN,"),
            ("\"seq\": 12,", "\"seq\": 12.0,"),
            ("\"seq\": 12,", "\"seq\": -1,"),
            ("\"seq\": 12,", "\"seq\": 0,"),
            ("\"seq\": 12,", "\"seq\": 99999999999999999999,"),
            ("\"device_epoch\": 1,", "\"device_epoch\": null,"),
            ("UNLESS SECURE", "EVEN WITHOUT"),
            ("OFFICIAL-SENSITIVE", "SECRET"),
            ("\"PRACTICE\"", "\"practice\""),
            ("2026-11-24T14:23:05Z", "2026-11-24 14:23:05"),
            ("2026-11-24T14:23:05Z", "2026-11-31T14:23:05Z"),
            ("\n}\n", "\n} {}"),
        ] {
            assert!(text.contains(from), "{from}");
            let altered = text.replacen(from, to, 1);
            assert_eq!(Manifest::from_bytes(altered.as_bytes()).unwrap_err(), Refusal::Manifest, "{to}");
        }
        let deep = format!("{{\"format\":{}1{}}}", "[".repeat(20_000), "]".repeat(20_000));
        assert_eq!(Manifest::from_bytes(deep.as_bytes()).unwrap_err(), Refusal::Manifest);
        let long = format!("{}{}", " ".repeat(MOST_BYTES), text);
        assert_eq!(Manifest::from_bytes(long.as_bytes()).unwrap_err(), Refusal::Manifest);
    }

    #[test]
    fn another_format_or_kind_is_told_apart_from_damage() {
        let text = String::from_utf8(example().to_bytes().unwrap()).unwrap();
        for (from, to) in [("\"format\": 1", "\"format\": 2"), ("\"package\"", "\"parcel\"")] {
            let refusal = Manifest::from_bytes(text.replacen(from, to, 1).as_bytes()).unwrap_err();
            assert_eq!(refusal, Refusal::OtherKind);
        }
    }

    #[test]
    fn recipients_and_members_stand_once_and_in_order() {
        let twice = Manifest { recipients: vec!["a".repeat(64), "a".repeat(64)], ..example() };
        let unsorted = Manifest { recipients: vec!["b".repeat(64), "a".repeat(64)], ..example() };
        let nobody = Manifest { recipients: vec![], ..example() };
        let mut members = example();
        members.payload.push(members.payload[0].clone());
        let empty = Manifest { payload: vec![], ..example() };
        for manifest in [twice, unsorted, nobody, members, empty] {
            assert!(!manifest.is_in_order());
        }
        assert!(example().is_in_order());
    }

    proptest! {
        #[test]
        fn no_bytes_make_the_reader_fall(bytes in proptest::collection::vec(any::<u8>(), 0..600)) {
            prop_assert!(Manifest::from_bytes(&bytes).is_err());
        }

        #[test]
        fn any_numbers_survive(epoch: u64, seq in 1_u64.., updates: u64, last in proptest::option::of(1_u64..)) {
            let manifest = Manifest {
                device_epoch: epoch,
                seq,
                counts: Counts { updates, contacts: updates, sources: 0 },
                last_receipt: last.map(|seq| LastReceipt { seq, sha256: "e".repeat(64) }),
                ..example()
            };
            prop_assert_eq!(Manifest::from_bytes(&manifest.to_bytes().unwrap()).unwrap(), manifest);
        }
    }
}
