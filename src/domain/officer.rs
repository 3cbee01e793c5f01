//! The officer's own entry and what the force has decided: kept as settings, not as case records.

use serde::{Deserialize, Serialize};

/// The DLO as point of contact on markers and updates.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct PointOfContact {
    /// Name as it goes on a marker: `A. Whitfield`.
    pub name: String,
    /// Collar number with rank: `PC 4417`.
    pub collar: String,
    /// Role label: `Designated Liaison Officer`.
    pub role: String,
    /// Telephone.
    pub phone: String,
    /// E-mail.
    #[serde(default)]
    pub email: String,
    /// Cover out of hours: `on-call DLO, 0191 498 0100`.
    #[serde(default)]
    pub out_of_hours: String,
}

impl PointOfContact {
    /// `PC 4417 A. Whitfield`.
    #[must_use]
    pub fn title(&self) -> String {
        format!("{} {}", self.collar, self.name).trim().to_owned()
    }

    /// `PC 4417 Whitfield`: collar number and surname, for headers.
    #[must_use]
    pub fn short(&self) -> String {
        let surname = self.name.rsplit([' ', '.']).find(|s| !s.is_empty()).unwrap_or_default();
        format!("{} {surname}", self.collar).trim().to_owned()
    }
}

/// Officer, force and area: what `officer.toml` gives at `init`.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Officer {
    /// The DLO.
    pub point_of_contact: PointOfContact,
    /// Force name, free text.
    pub force: String,
    /// Nominated area, a code of the areas list.
    pub area: String,
    /// First part of every contact reference made on this laptop: two or three letters or digits.
    pub device_code: String,
    /// What the force has decided (domain section 10).
    #[serde(default)]
    pub force_decisions: ForceDecisions,
    /// Who packages are sealed to.
    #[serde(default)]
    pub organisation: Organisation,
}

/// What the force must decide before live use (domain section 10).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct ForceDecisions {
    /// A local store is authorised; by whom.
    #[serde(default)]
    pub authorised_by: String,
    /// Reference of the data protection impact assessment.
    #[serde(default)]
    pub dpia: String,
    /// Reference of the appropriate policy document; exporting is refused while blank, a child's notification excepted.
    #[serde(default)]
    pub policy_document: String,
    /// Who holds the recovery code.
    #[serde(default)]
    pub recovery_held_by: String,
}

/// The organisation that packages are sealed to (exchange section 8).
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct Organisation {
    /// What the officer reads: `Central IS desk`.
    #[serde(default)]
    pub name: String,
    /// age recipients.
    #[serde(default)]
    pub recipients: Vec<String>,
    /// Escrow recipient; a live vault without it stays in SET-UP.
    #[serde(default)]
    pub escrow: String,
    /// Signature keys of receipts, as OpenSSH public keys.
    #[serde(default)]
    pub receipt_keys: Vec<String>,
    /// A practice organisation: its packages say PRACTICE.
    #[serde(default)]
    pub practice: bool,
}
