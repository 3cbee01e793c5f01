//! The officer's own entry and what the force has decided: kept as settings, not as case records.

use serde::{Deserialize, Serialize};

use crate::domain::field::Fault;
use crate::domain::lists;

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
    /// Who is rung when somebody tells of an assault.
    #[serde(default)]
    pub duty: DutyNumbers,
}

impl Officer {
    /// What is missing or wrong before a vault can be made with these details; empty means nothing.
    #[must_use]
    pub fn faults(&self) -> Vec<Fault> {
        let mut faults = Vec::new();
        let mut need = |field, holds: bool, what: &str| {
            if !holds {
                faults.push(Fault::new(field, what));
            }
        };
        let contact = &self.point_of_contact;
        need("name", !contact.name.trim().is_empty(), "The officer's name is missing.");
        need("collar", !contact.collar.trim().is_empty(), "The collar number is missing.");
        need("phone", !contact.phone.trim().is_empty(), "The officer's telephone number is missing.");
        need("force", !self.force.trim().is_empty(), "The name of the force is missing.");
        let areas = lists::get("areas").map(|l| l.offered().map(|i| i.code.as_str()).collect::<Vec<_>>());
        let areas = areas.unwrap_or_default();
        let of = areas.join(", ");
        need("area", areas.contains(&self.area.as_str()), &format!("The area is one of: {of}."));
        let code = &self.device_code;
        let fits = (2..=3).contains(&code.len()) && code.chars().all(|c| c.is_ascii_uppercase() || c.is_ascii_digit());
        need("device_code", fits, "The device code is two or three capital letters or digits, like K7.");
        faults
    }

    /// The same details with every text cleaned as all text is that enters (domain rule 12): they go out with each marker
    /// and update.
    #[must_use]
    pub fn cleaned(mut self) -> Self {
        let contact = &mut self.point_of_contact;
        let decisions = &mut self.force_decisions;
        for text in [
            &mut contact.name,
            &mut contact.collar,
            &mut contact.role,
            &mut contact.phone,
            &mut contact.email,
            &mut contact.out_of_hours,
            &mut self.force,
            &mut decisions.authorised_by,
            &mut decisions.dpia,
            &mut decisions.policy_document,
            &mut decisions.recovery_held_by,
            &mut self.organisation.name,
            &mut self.duty.sarc,
            &mut self.duty.solo,
        ] {
            *text = crate::domain::text::clean_line(text).text.trim().to_owned();
        }
        self
    }

    /// Words that a passphrase may not contain: whoever finds the laptop tries them first.
    #[must_use]
    pub fn refused_words(&self) -> Vec<&str> {
        vec![&self.point_of_contact.name, &self.point_of_contact.collar, &self.force, &self.area]
    }
}

/// The numbers of the disclosure card: each may be blank, and the card says so then.
#[derive(Debug, Clone, PartialEq, Eq, Default, Serialize, Deserialize)]
#[serde(deny_unknown_fields)]
pub struct DutyNumbers {
    /// Sexual assault referral centre.
    #[serde(default)]
    pub sarc: String,
    /// SOLO on duty.
    #[serde(default)]
    pub solo: String,
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
    /// Those of its keys whose holder read the fingerprint aloud. Nothing is sealed to any other.
    #[serde(default)]
    pub confirmed: Vec<String>,
    /// Signature keys of receipts, as OpenSSH public keys.
    #[serde(default)]
    pub receipt_keys: Vec<String>,
    /// A practice organisation: its packages say PRACTICE.
    #[serde(default)]
    pub practice: bool,
}

impl Organisation {
    /// Whether the holder of this key read its fingerprint aloud.
    #[must_use]
    pub fn is_confirmed(&self, key: &str) -> bool {
        self.confirmed.iter().any(|c| c == key)
    }

    /// Keeps that the holder of this key read its fingerprint aloud.
    pub fn confirm(&mut self, key: &str) {
        if !key.is_empty() && !self.is_confirmed(key) {
            self.confirmed.push(key.to_owned());
        }
    }

    /// The recipients that may be sealed to.
    #[must_use]
    pub fn confirmed_recipients(&self) -> Vec<String> {
        self.recipients.iter().filter(|r| self.is_confirmed(r)).cloned().collect()
    }

    /// The escrow key that may open the vault; blank while there is none or its fingerprint was not confirmed.
    #[must_use]
    pub fn confirmed_escrow(&self) -> &str {
        if self.is_confirmed(&self.escrow) { &self.escrow } else { "" }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn hidden_characters_in_the_officers_details_never_reach_a_marker_or_update() {
        let officer = Officer {
            point_of_contact: PointOfContact { name: "A.\u{a0}Whitfield\u{202e} ".into(), ..PointOfContact::default() },
            force: "\u{200b}Practice\u{7}".into(),
            ..Officer::default()
        };
        let cleaned = officer.cleaned();
        assert_eq!(cleaned.force, "Practice");
        assert!(!cleaned.point_of_contact.name.contains(['\u{202e}', '\u{a0}']), "{:?}", cleaned.point_of_contact.name);
        assert_eq!(cleaned.clone().cleaned(), cleaned);
    }
}
