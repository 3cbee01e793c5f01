//! The kinds of record: one name in every layer.

use crate::domain::field::{Field, Record};
use crate::domain::{
    concern, confirmed, consent, contact, contact_point, disclosure, engagement, follow_up, grounds, hold, marker,
    plan, update,
};

/// What kind of record it is. The order is the order in which kinds are shown and exported.
#[derive(
    Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, strum::EnumIter, serde::Serialize, serde::Deserialize,
)]
pub enum Kind {
    /// A person on the caseload.
    Contact,
    /// A number, address or handle of a contact.
    ContactPoint,
    /// A version of a safe-contact plan.
    Plan,
    /// An entry of the consent ledger.
    Consent,
    /// One contact made or attempted.
    Engagement,
    /// Something to do by a date.
    FollowUp,
    /// Why the person is believed to be a sex worker.
    Grounds,
    /// An information marker.
    Marker,
    /// A safeguarding concern.
    Concern,
    /// What IS last confirmed about a contact.
    Confirmed,
    /// A change prepared for IS.
    Update,
    /// A reason why something must not be amended or disposed of.
    Hold,
    /// Information passed on.
    Disclosure,
}

impl Kind {
    /// Table name, journal name and JSON name.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::ContactPoint => "contact_point",
            Self::Plan => "plan",
            Self::Consent => "consent",
            Self::Engagement => "engagement",
            Self::FollowUp => "follow_up",
            Self::Grounds => "grounds",
            Self::Marker => "marker",
            Self::Concern => "concern",
            Self::Confirmed => "confirmed",
            Self::Update => "outbox_update",
            Self::Hold => "hold",
            Self::Disclosure => "disclosure",
        }
    }

    /// What the officer reads, in the singular.
    #[must_use]
    pub const fn label(self) -> &'static str {
        match self {
            Self::Contact => "contact",
            Self::ContactPoint => "contact point",
            Self::Plan => "safe-contact plan",
            Self::Consent => "consent entry",
            Self::Engagement => "engagement",
            Self::FollowUp => "follow-up",
            Self::Grounds => "grounds",
            Self::Marker => "marker",
            Self::Concern => "safeguarding concern",
            Self::Confirmed => "IS state",
            Self::Update => "update",
            Self::Hold => "hold",
            Self::Disclosure => "disclosure",
        }
    }

    /// What the officer reads, in the plural.
    #[must_use]
    pub const fn plural(self) -> &'static str {
        match self {
            Self::Contact => "contacts",
            Self::ContactPoint => "contact points",
            Self::Plan => "safe-contact plans",
            Self::Consent => "consent entries",
            Self::Engagement => "engagements",
            Self::FollowUp => "follow-ups",
            Self::Grounds => "grounds",
            Self::Marker => "markers",
            Self::Concern => "safeguarding concerns",
            Self::Confirmed => "IS states",
            Self::Update => "updates",
            Self::Hold => "holds",
            Self::Disclosure => "disclosures",
        }
    }

    /// The field table of the kind.
    #[must_use]
    pub const fn fields(self) -> &'static [Field] {
        match self {
            Self::Contact => contact::Contact::FIELDS,
            Self::ContactPoint => contact_point::ContactPoint::FIELDS,
            Self::Plan => plan::Plan::FIELDS,
            Self::Consent => consent::Consent::FIELDS,
            Self::Engagement => engagement::Engagement::FIELDS,
            Self::FollowUp => follow_up::FollowUp::FIELDS,
            Self::Grounds => grounds::Grounds::FIELDS,
            Self::Marker => marker::Marker::FIELDS,
            Self::Concern => concern::Concern::FIELDS,
            Self::Confirmed => confirmed::Confirmed::FIELDS,
            Self::Update => update::Update::FIELDS,
            Self::Hold => hold::Hold::FIELDS,
            Self::Disclosure => disclosure::Disclosure::FIELDS,
        }
    }

    /// The field of that name.
    #[must_use]
    pub fn field(self, name: &str) -> Option<&'static Field> {
        self.fields().iter().find(|f| f.name == name)
    }

    /// All kinds, in order.
    pub fn all() -> impl Iterator<Item = Self> {
        <Self as strum::IntoEnumIterator>::iter()
    }

    /// The kind of that name; also accepts the plural with dashes (`follow-ups`).
    #[must_use]
    pub fn named(name: &str) -> Option<Self> {
        let name = name.trim();
        Self::all()
            .find(|k| k.name() == name || k.label().replace(' ', "-") == name || k.plural().replace(' ', "-") == name)
    }
}
