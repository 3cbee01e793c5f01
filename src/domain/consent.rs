//! The consent ledger: what for, given or refused, when, in which words.
//!
//! Consent is a gate of respect, rarely the legal basis; the lawful purpose is recorded with the update.

use chrono::NaiveDate;

use crate::domain::field::{Code, Fault, Field, Shape, Values, record};
use crate::domain::kind::Kind;

/// States of an entry.
pub mod state {
    /// The person agreed.
    pub const GIVEN: &str = "given";
    /// The person refused: binding on the action it names.
    pub const REFUSED: &str = "refused";
    /// The person took it back.
    pub const WITHDRAWN: &str = "withdrawn";
    /// Nobody asked; needs its reason too.
    pub const NOT_ASKED: &str = "not-asked";
    /// It was not safe to ask.
    pub const UNSAFE: &str = "unsafe-to-ask";
}

/// Purposes the program itself asks about.
pub mod purpose {
    /// Keep a local note.
    pub const LOCAL_NOTE: &str = "local-note";
    /// Record on IS.
    pub const RECORD_ON_IS: &str = "record-on-is";
    /// Place the marker.
    pub const MARKER: &str = "place-marker";
    /// Pass on anonymously.
    pub const ANONYMOUSLY: &str = "pass-on-anonymously";
    /// Pass on by name.
    pub const BY_NAME: &str = "pass-on-by-name";
    /// The DLO attends with the SOLO.
    pub const WITH_SOLO: &str = "attend-with-solo";
    /// Share with a named service.
    pub const SHARE: &str = "share-with-service";
}

fn not_asked(v: &Values) -> bool {
    matches!(v.get("state").and_then(|s| s.text()), Some(state::NOT_ASKED | state::UNSAFE))
}
fn shares(v: &Values) -> bool {
    v.get("purpose").and_then(|s| s.text()) == Some(purpose::SHARE)
}

record! {
    /// One entry of the consent ledger.
    pub struct Consent: Kind::Consent => {
        /// What for.
        purpose: Code = Field::new(Shape::Pick("consent_purposes"), "What for").required(),
        /// With whom, for sharing.
        service: String = Field::new(Shape::Line, "Service").only_if(shares),
        /// given, refused, withdrawn, not-asked, unsafe-to-ask.
        state: Code = Field::new(Shape::Pick("consent_states"), "Answer").required(),
        /// When.
        asked_on: Option<NaiveDate> = Field::new(Shape::Date, "On").required(),
        /// In which words.
        words: String = Field::new(Shape::Note, "Words used").help("what you explained and what they said"),
        /// Why it was not asked.
        why_not: String = Field::new(Shape::Line, "Why not asked").only_if(not_asked),
        /// Who took it.
        taken_by: String = Field::new(Shape::Line, "Taken by"),
        /// When it ends.
        expires_on: Option<NaiveDate> = Field::new(Shape::Date, "Ends on").help("blank: no end"),
    }
}

impl Consent {
    /// The state on a day: one that has ended counts as not asked.
    #[must_use]
    pub fn state_on(&self, day: NaiveDate) -> &str {
        if self.expires_on.is_some_and(|e| e < day) { state::NOT_ASKED } else { self.state.as_str() }
    }
}

/// The latest entry for a purpose; later entries stand instead of earlier ones.
///
/// The ledger is given newest first, as it is kept: of two entries of one day the one made later stands.
#[must_use]
pub fn latest<'a>(entries: &'a [Consent], purpose: &str) -> Option<&'a Consent> {
    entries.iter().filter(|c| c.purpose.is(purpose)).reduce(|a, b| if b.asked_on > a.asked_on { b } else { a })
}

/// The entry that stands for sharing with one service, of a ledger given newest first: a later entry for that service
/// stands instead of an earlier one, and what was said about another service says nothing of this one.
#[must_use]
pub fn sharing<T>(entries: &[T], entry: impl Fn(&T) -> &Consent, is_it: impl Fn(&str) -> bool) -> Option<&T> {
    entries
        .iter()
        .filter(|c| entry(c).purpose.is(purpose::SHARE) && is_it(&entry(c).service))
        .reduce(|a, b| if entry(b).asked_on > entry(a).asked_on { b } else { a })
}

/// Whether the ledger closes this action on that day: refused or withdrawn.
#[must_use]
pub fn is_refused(entries: &[Consent], purpose: &str, day: NaiveDate) -> bool {
    latest(entries, purpose).is_some_and(|c| matches!(c.state_on(day), state::REFUSED | state::WITHDRAWN))
}

/// Rules over several fields.
#[must_use]
pub fn faults(consent: &Consent, today: NaiveDate) -> Vec<Fault> {
    let mut faults = Vec::new();
    if matches!(consent.state.as_str(), state::NOT_ASKED | state::UNSAFE) && consent.why_not.is_empty() {
        faults.push(Fault::new("why_not", "Say why it was not asked."));
    }
    if matches!(consent.state.as_str(), state::GIVEN | state::REFUSED | state::WITHDRAWN) && consent.words.is_empty() {
        faults.push(Fault::new("words", "Write the words used, yours and theirs."));
    }
    if consent.purpose.is(purpose::SHARE) && consent.service.is_empty() {
        faults.push(Fault::new("service", "Name the service it is shared with."));
    }
    if consent.asked_on.is_some_and(|d| d > today) {
        faults.push(Fault::new("asked_on", "This day is still to come."));
    }
    if let (Some(on), Some(end)) = (consent.asked_on, consent.expires_on)
        && end < on
    {
        faults.push(Fault::new("expires_on", "It would end before it began."));
    }
    faults
}
