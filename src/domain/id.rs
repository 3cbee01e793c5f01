//! Identities: newtypes over UUID version 7, and the short contact reference.
//!
//! Version 7 ids sort by creation, which keeps inserts at the end of every index. They are made in
//! casework, which owns the clock; here they are only read and written.

use std::fmt;
use std::str::FromStr;

use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// The id of any record.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
pub struct RecordId(pub Uuid);

impl RecordId {
    /// A new id for the given instant, in milliseconds since 1970 UTC.
    #[must_use]
    pub fn at_millis(millis: i64, random: [u8; 10]) -> Self {
        let millis = u64::try_from(millis).unwrap_or(0);
        Self(uuid::Builder::from_unix_timestamp_millis(millis, &random).into_uuid())
    }
}

impl RecordId {
    /// The id of an entry that the program brings as data (a service of the directory): the same on every laptop, so that
    /// records can name it before anybody has changed it.
    #[must_use]
    pub fn of_entry(list: &str, code: &str) -> Self {
        use sha2::{Digest as _, Sha256};
        let hash = Sha256::digest(format!("caseload:{list}:{code}"));
        let mut bytes = [0; 16];
        for (to, from) in bytes.iter_mut().zip(hash) {
            *to = from;
        }
        Self(Uuid::new_v8(bytes))
    }
}

impl fmt::Display for RecordId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        self.0.hyphenated().fmt(f)
    }
}

impl FromStr for RecordId {
    type Err = uuid::Error;

    fn from_str(s: &str) -> Result<Self, Self::Err> {
        Uuid::parse_str(s).map(Self)
    }
}

/// A contact's short reference, safe to say aloud: device code, dash, number (`K7-0042`).
///
/// The device code comes first so that references of two laptops never collide.
#[must_use]
pub fn contact_reference(device_code: &str, number: u64) -> String {
    format!("{device_code}-{number:04}")
}
