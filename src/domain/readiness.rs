//! Readiness for IS: given name, surname, date of birth, gender and one contact reference (*4 + 1*).
//!
//! Domain rule 6: a person update without them is refused with the list of what is missing; the change may go as
//! information without identity instead. An answer (*declined*, *unsafe to ask*) is an answer: nothing suggests
//! asking again.

use crate::domain::contact::Contact;
use crate::domain::contact_point::ContactPoint;

/// One of the five.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Field name, or `contact_reference`.
    pub field: &'static str,
    /// What the officer reads.
    pub label: &'static str,
    /// Whether it is there.
    pub present: bool,
    /// The answer that stands instead.
    pub answer: Option<String>,
}

/// The five in their order.
#[must_use]
pub fn items(contact: &Contact, points: &[ContactPoint]) -> Vec<Item> {
    let item = |field, label, present| Item {
        field,
        label,
        present,
        answer: (!present).then(|| contact.answer(field).map(str::to_owned)).flatten(),
    };
    vec![
        item("given_names", "given name", !contact.given_names.is_empty()),
        item("surname", "surname", !contact.surname.is_empty()),
        item("born_on", "date of birth", contact.born_on.is_some()),
        item("gender", "gender", !contact.gender.is_blank()),
        item("contact_reference", reference_label(points), points.iter().any(counts)),
    ]
}

/// Whether a contact point counts as the contact reference.
#[must_use]
pub fn counts(point: &ContactPoint) -> bool {
    point.kind.is("no-fixed-abode") || (!point.value.is_empty() && point.is_safe())
}

fn reference_label(points: &[ContactPoint]) -> &'static str {
    // A number is what is sent first, whatever was entered last.
    let number = points.iter().find(|p| counts(p) && p.is_phone());
    match number.or_else(|| points.iter().find(|p| counts(p))).map(|p| p.kind.as_str()) {
        Some("mobile" | "landline") => "phone",
        Some("e-mail") => "e-mail",
        Some("address" | "no-fixed-abode" | "area") => "address",
        Some("handle") => "handle",
        _ => "contact reference",
    }
}

/// Whether a person update can be prepared.
#[must_use]
pub fn is_ready(items: &[Item]) -> bool {
    items.iter().all(|i| i.present)
}
