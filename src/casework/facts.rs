//! Everything of one contact that an update for IS is made from, read once.
//!
//! What is said about it belongs to [`crate::casework::content`] and [`crate::casework::is_record`].

use std::collections::BTreeMap;

use crate::casework::desk::Desk;
use crate::domain::confirmed::Confirmed;
use crate::domain::consent::{self, Consent};
use crate::domain::contact::Contact;
use crate::domain::contact_point::ContactPoint;
use crate::domain::crime_report::CrimeReport;
use crate::domain::field::Code;
use crate::domain::grounds::Grounds;
use crate::domain::id::{RecordId, contact_reference};
use crate::domain::marker::Marker;
use crate::domain::problem::{Outcome, Problem};
use crate::domain::readiness::{self, Item};
use crate::domain::update::{Update, kind, state};
use crate::exchange::line::Line;
use crate::store::Reading;
use crate::store::table::Stored;

/// Fields as IS has them, by our own field names.
pub(crate) type IsFields = BTreeMap<String, String>;

/// A contact with all that an update may say about it.
pub(crate) struct Facts {
    pub(crate) contact: Stored<Contact>,
    pub(crate) points: Vec<ContactPoint>,
    pub(crate) grounds: Vec<Stored<Grounds>>,
    pub(crate) markers: Vec<Stored<Marker>>,
    pub(crate) crime_reports: Vec<Stored<CrimeReport>>,
    /// Newest first.
    pub(crate) consents: Vec<Consent>,
    pub(crate) confirmed: Option<Stored<Confirmed>>,
    /// Newest first.
    pub(crate) updates: Vec<Stored<Update>>,
}

/// What the contact reference of a person update is: only a safe one is ever sent, and only one.
pub(crate) struct Reach {
    /// `phone`, `email`, `handle` or `address`.
    pub(crate) key: &'static str,
    /// As it is sent.
    pub(crate) text: String,
}

impl Desk {
    /// Reads a contact with all that an update may say about it.
    pub(crate) fn facts(&self, contact: RecordId) -> Outcome<Facts> {
        Facts::read(self.reading(), contact)
    }

    /// What an update may be made from: its contact with all that is known, or nothing but an area where it belongs to
    /// nobody.
    pub(crate) fn facts_of(&self, update: &Stored<Update>) -> Outcome<Facts> {
        match update.meta.contact {
            Some(contact) => self.facts(contact),
            None => {
                let concern = self.concern_of(&update.it)?.unwrap_or_default();
                let area = if concern.area.is_blank() { self.officer().area.clone() } else { concern.area.0 };
                let nobody = contact_reference(&self.officer().device_code, 0);
                let mut facts = Facts::of_nobody(update, nobody, area);
                if let Some(report) = update.it.about.filter(|_| update.it.kind.is(kind::CRIME)) {
                    facts.crime_reports.extend(self.reading().get::<CrimeReport>(report)?);
                }
                Ok(facts)
            }
        }
    }
}

impl Facts {
    /// A contact that is none: a child met by chance has a reference that leads to nobody, as information has.
    fn of_nobody(update: &Stored<Update>, reference: String, area: String) -> Self {
        let it = Contact { reference, area: Code::new(area), ..Contact::default() };
        Self {
            contact: Stored { meta: update.meta.clone(), it },
            points: Vec::new(),
            grounds: Vec::new(),
            markers: Vec::new(),
            crime_reports: Vec::new(),
            consents: Vec::new(),
            confirmed: None,
            updates: vec![update.clone()],
        }
    }

    /// Reads them, also inside an act, where what it has written is seen.
    pub(crate) fn read(r: Reading<'_>, contact: RecordId) -> Outcome<Self> {
        Ok(Self {
            contact: r
                .get::<Contact>(contact)?
                .ok_or_else(|| Problem::refused("This contact is no longer there.", "Go back to the list."))?,
            points: r.of_contact::<ContactPoint>(contact)?.into_iter().map(|p| p.it).collect(),
            grounds: r.of_contact(contact)?,
            markers: r.of_contact(contact)?,
            crime_reports: r.of_contact(contact)?,
            consents: r.of_contact::<Consent>(contact)?.into_iter().map(|c| c.it).collect(),
            confirmed: r.newest(contact, 1)?.into_iter().next(),
            updates: r.of_contact(contact)?,
        })
    }

    /// Whether it belongs to nobody.
    pub(crate) const fn is_nobodys(&self) -> bool {
        self.contact.meta.contact.is_none()
    }

    /// The contact's id.
    pub(crate) const fn id(&self) -> RecordId {
        self.contact.meta.id
    }

    /// Readiness for IS. An address that is kept here does not count as the contact reference.
    pub(crate) fn readiness(&self) -> Vec<Item> {
        let mut items = readiness::items(&self.contact.it, &self.points);
        if self.reach().is_none()
            && let Some(item) = items.iter_mut().find(|i| i.field == "contact_reference" && i.present)
        {
            item.present = false;
            item.answer = Some(format!("kept here: {}", self.address_kept_for()));
        }
        items
    }

    /// The one contact reference that goes to IS: a safe telephone first, then e-mail, handle, and an address only
    /// when nobody must not find out.
    pub(crate) fn reach(&self) -> Option<Reach> {
        let safe = |kinds: &[&str]| {
            self.points.iter().find(|p| p.is_safe() && !p.value.is_empty() && kinds.contains(&p.kind.as_str()))
        };
        let of = |key, p: &ContactPoint| Reach { key, text: p.value.clone() };
        if let Some(p) = safe(&["mobile", "landline"]) {
            return Some(of("phone", p));
        }
        if let Some(p) = safe(&["e-mail"]) {
            return Some(of("email", p));
        }
        if let Some(p) = safe(&["handle"]) {
            return Some(of("handle", p));
        }
        if self.contact.it.must_not_find_out.is_empty()
            && let Some(p) = safe(&["address", "area"])
        {
            return Some(of("address", p));
        }
        let none = self.points.iter().any(|p| p.kind.is("no-fixed-abode"));
        none.then(|| Reach { key: "address", text: "No fixed abode".to_owned() })
    }

    /// Why an address stays here: the first who must not find out, or that it is not known to be safe.
    pub(crate) fn address_kept_for(&self) -> String {
        match self.contact.it.must_not_find_out.first() {
            Some(who) => who.clone(),
            None if self.points.iter().any(|p| p.kind.is("address") && p.is_safe()) => "not needed".to_owned(),
            None => "not known to be safe".to_owned(),
        }
    }

    /// The person's reference on IS; empty while there is none.
    pub(crate) fn is_reference(&self) -> &str {
        match &self.confirmed {
            Some(c) if !c.it.is_reference.is_empty() => &c.it.is_reference,
            _ => &self.contact.it.is_reference,
        }
    }

    /// The fields as IS last confirmed them.
    pub(crate) fn on_is(&self) -> IsFields {
        self.confirmed.as_ref().map(|c| read_fields(&c.it.fields)).unwrap_or_default()
    }

    /// Whether IS was, or may have been, told about the person.
    pub(crate) fn person_was_sent(&self) -> bool {
        !self.is_reference().is_empty()
            || self.updates.iter().any(|u| {
                matches!(u.it.kind.as_str(), kind::PERSON | kind::RECTIFICATION)
                    && matches!(u.it.state.as_str(), state::SEALED | state::SENT | state::DEFERRED | state::ACCEPTED)
            })
    }

    /// What IS was last told in updates of these kinds that were accepted, about that record if one is given.
    pub(crate) fn last_accepted(&self, kinds: &[&str], about: Option<RecordId>) -> Option<Line> {
        self.updates
            .iter()
            .filter(|u| u.it.state.is(state::ACCEPTED) && kinds.contains(&u.it.kind.as_str()) && u.it.about == about)
            .find_map(|u| Line::from_json_line(&u.it.content).ok())
    }

    /// The lines about the person that left here and were not refused, newest first.
    pub(crate) fn told_lines(&self) -> Vec<Line> {
        self.updates
            .iter()
            .filter(|u| matches!(u.it.kind.as_str(), kind::PERSON | kind::RECTIFICATION))
            .filter(|u| matches!(u.it.state.as_str(), state::SEALED | state::SENT | state::DEFERRED | state::ACCEPTED))
            .filter_map(|u| Line::from_json_line(&u.it.content).ok())
            .collect()
    }

    /// What IS was told from here about the person, field by field, the latest of each; whether confirmed or not.
    pub(crate) fn told(&self) -> IsFields {
        let mut told = IsFields::new();
        for line in self.told_lines() {
            for f in line.fields {
                if let Some(key) = crate::casework::content::key_of(&f.name) {
                    told.entry(key.to_owned()).or_insert(f.after);
                }
            }
        }
        told.retain(|_, v| !v.is_empty());
        told
    }

    /// An update of that kind (about that record) that is not sealed yet and may still change: draft or approved.
    pub(crate) fn open_update(&self, kind: &str, about: Option<RecordId>) -> Option<&Stored<Update>> {
        self.updates.iter().find(|u| {
            u.it.kind.is(kind)
                && u.it.about == about
                && matches!(u.it.state.as_str(), "" | state::DRAFT | state::APPROVED | state::HELD)
        })
    }

    /// The ledger's latest entry for a purpose.
    pub(crate) fn consent_for(&self, purpose: &str) -> Option<&Consent> {
        consent::latest(&self.consents, purpose)
    }

    /// The crime report an update is about.
    pub(crate) fn crime_report(&self, update: &Update) -> Option<&CrimeReport> {
        let id = update.about.filter(|_| update.kind.is(kind::CRIME))?;
        self.crime_reports.iter().find(|r| r.meta.id == id).map(|r| &r.it)
    }

    /// A marker of the contact.
    pub(crate) fn marker(&self, id: RecordId) -> Option<&Stored<Marker>> {
        self.markers.iter().find(|m| m.meta.id == id)
    }
}

/// Reads the fields of a confirmed state; what is not a text is passed over.
pub(crate) fn read_fields(json: &str) -> IsFields {
    let map: BTreeMap<String, serde_json::Value> = serde_json::from_str(json).unwrap_or_default();
    map.into_iter().filter_map(|(k, v)| Some((k, v.as_str()?.to_owned()))).collect()
}

/// Writes the fields of a confirmed state; blank ones are left out.
pub(crate) fn write_fields(fields: &IsFields) -> String {
    let map: serde_json::Map<String, serde_json::Value> = fields
        .iter()
        .filter(|(_, v)| !v.is_empty())
        .map(|(k, v)| (k.clone(), serde_json::Value::String(v.clone())))
        .collect();
    serde_json::Value::Object(map).to_string()
}
