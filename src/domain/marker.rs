//! An information marker: proposed for, or placed on, the person's IS record.
//!
//! The text stays neutral; the grounds stay in the record. The radio sentence is fixed
//! ([`crate::domain::radio`]) and is no field, so that nothing can leave it out.

use chrono::{Days, Months, NaiveDate};

use crate::domain::contact::{Contact, age};
use crate::domain::field::{Code, Fault, Field, Shape, Values, record};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::lists;
use crate::domain::officer::PointOfContact;

/// States, in the order of the track.
pub mod state {
    /// Being written.
    pub const DRAFT: &str = "draft";
    /// Complete; an update is in the outbox.
    pub const READY: &str = "ready";
    /// Sealed in a package.
    pub const EXPORTED: &str = "exported";
    /// Confirmed to stand on IS.
    pub const ON_IS: &str = "on-is";
    /// Removal sealed in a package.
    pub const REMOVAL: &str = "removal-exported";
    /// Confirmed removed.
    pub const REMOVED: &str = "removed";
}

/// Longest time to the next review (domain section 4, *Marker*).
pub const LONGEST_REVIEW: Months = Months::new(24);
/// Usual time to the next review.
pub const USUAL_REVIEW: Months = Months::new(12);
/// A review not confirmed this long after it was due drafts the removal.
pub const REMOVAL_AFTER: Days = Days::new(28);

fn told(v: &Values) -> bool {
    v.get("told").and_then(|s| s.text()) == Some("yes")
}
fn not_told(v: &Values) -> bool {
    v.get("told").and_then(|s| s.text()) == Some("no")
}

record! {
    /// An information marker.
    pub struct Marker: Kind::Marker => {
        /// Type.
        marker_type: Code = Field::new(Shape::Pick("marker_types"), "Type").required(),
        /// Neutral text.
        text: String = Field::new(Shape::Note, "Text").required()
            .help("contact the DLO before attending; no grounds in it"),
        /// At least one of the contact's grounds.
        grounds: Vec<RecordId> = Field::new(Shape::Refs, "Grounds").help("kept out of the text"),
        /// Why a note kept here is not enough.
        necessity: String = Field::new(Shape::Note, "Necessity").help("why a note kept here is not enough"),
        /// Told to the person?
        told: Code = Field::new(Shape::Pick("told_person"), "Told the person"),
        /// Their view.
        view: String = Field::new(Shape::Line, "Their view").only_if(told),
        /// Why not told.
        why_not_told: String = Field::new(Shape::Line, "Why not").only_if(not_told),
        /// Next review.
        review_on: Option<NaiveDate> = Field::new(Shape::Date, "Review on").help("+12m"),
        /// OFFICIAL or OFFICIAL-SENSITIVE.
        classification: Code = Field::new(Shape::Pick("classifications"), "Classification"),
        /// State.
        state: Code = Field::new(Shape::Pick("marker_states"), "State").written(),
        /// Since when on IS.
        on_is_since: Option<NaiveDate> = Field::new(Shape::Date, "On IS since").written(),
        /// Reference on IS.
        is_reference: String = Field::new(Shape::Line, "IS reference").written(),
        /// DLO name and collar number as they stand on the marker.
        dlo_name: String = Field::new(Shape::Line, "DLO").written(),
        /// Telephone.
        dlo_phone: String = Field::new(Shape::Line, "DLO telephone").written(),
        /// E-mail.
        dlo_email: String = Field::new(Shape::Line, "DLO e-mail").written(),
        /// Out of hours.
        dlo_out_of_hours: String = Field::new(Shape::Line, "Out of hours").written(),
        /// When a renewal was asked for.
        renewed_on: Option<NaiveDate> = Field::new(Shape::Date, "Renewed on").written(),
        /// Why it is removed.
        removal_reason: Code = Field::new(Shape::Pick("marker_removal_reasons"), "Removed because").written(),
    }
}

/// The facts about the person that decide whether a marker can be made ready.
#[derive(Debug, Clone)]
pub struct Standing<'a> {
    /// The contact.
    pub contact: &'a Contact,
    /// The ledger closes *place the marker*, and nobody has overridden it.
    pub refused: bool,
    /// Today, local.
    pub today: NaiveDate,
}

/// What still keeps a marker from being ready: domain rules 2 and 3. Empty means ready.
#[must_use]
pub fn missing(marker: &Marker, standing: &Standing<'_>) -> Vec<Fault> {
    let mut missing = Vec::new();
    let mut need = |field, what: &str| missing.push(Fault::new(field, what));
    if marker.marker_type.is_blank() {
        need("marker_type", "Choose the type.");
    }
    if marker.text.trim().is_empty() {
        need("text", "Write the neutral text.");
    }
    if marker.grounds.is_empty() {
        need("grounds", "At least one ground.");
    }
    if marker.necessity.trim().is_empty() {
        need("necessity", "Say why a note kept here is not enough.");
    }
    match marker.review_on {
        None => need("review_on", "Give the review date, at most 24 months from now."),
        Some(d) if Some(d) > standing.today.checked_add_months(LONGEST_REVIEW) => {
            need("review_on", "The review is more than 24 months away. Give an earlier day.");
        }
        Some(d) if d <= standing.today => need("review_on", "The review date has passed. Give a later day."),
        Some(_) => {}
    }
    match marker.told.as_str() {
        "yes" if marker.view.trim().is_empty() => need("view", "Write their view."),
        "no" if marker.why_not_told.trim().is_empty() => need("why_not_told", "Say why the person was not told."),
        "" => need("told", "Say whether the person was told."),
        _ => {}
    }
    if marker.dlo_name.is_empty() || marker.dlo_phone.is_empty() {
        need("dlo_name", "Your name, collar number and telephone are missing: 9 Records, settings.");
    }
    if standing.contact.age_status.is(age::UNKNOWN) || standing.contact.age_status.is_blank() {
        need(
            "marker_type",
            "The age is unknown: a marker cannot be ready before the person is known to be 18 or over.",
        );
    } else if standing.contact.is_child() && !lists::allowed_under_18("marker_types", marker.marker_type.as_str()) {
        need("marker_type", "This type is closed: the person may be under 18.");
    }
    if standing.refused {
        need("told", "The person refused the marker. That binds, unless a supervisor overrides it on a listed ground.");
    }
    missing
}

/// Rules while saving a draft; a draft may have gaps.
#[must_use]
pub fn faults(marker: &Marker, contact: &Contact, today: NaiveDate) -> Vec<Fault> {
    let mut faults = Vec::new();
    if contact.is_child()
        && !marker.marker_type.is_blank()
        && !lists::allowed_under_18("marker_types", marker.marker_type.as_str())
    {
        faults.push(Fault::new("marker_type", "This type is closed: the person may be under 18."));
    }
    if let Some(d) = marker.review_on
        && Some(d) > today.checked_add_months(LONGEST_REVIEW)
    {
        faults.push(Fault::new("review_on", "The review is more than 24 months away. Give an earlier day."));
    }
    faults
}

impl Marker {
    /// Whether it stands, or is thought to stand, on IS.
    #[must_use]
    pub fn is_placed(&self) -> bool {
        self.state.is(state::ON_IS)
    }

    /// Writes the DLO's details into the marker; true if they were different.
    pub fn take_details(&mut self, dlo: &PointOfContact) -> bool {
        let before =
            (self.dlo_name.clone(), self.dlo_phone.clone(), self.dlo_email.clone(), self.dlo_out_of_hours.clone());
        self.dlo_name = dlo.title();
        self.dlo_phone.clone_from(&dlo.phone);
        self.dlo_email.clone_from(&dlo.email);
        self.dlo_out_of_hours.clone_from(&dlo.out_of_hours);
        before != (self.dlo_name.clone(), self.dlo_phone.clone(), self.dlo_email.clone(), self.dlo_out_of_hours.clone())
    }

    /// The day on which the removal is drafted if the review is not confirmed.
    #[must_use]
    pub fn removal_on(&self) -> Option<NaiveDate> {
        self.review_on?.checked_add_days(REMOVAL_AFTER)
    }
}
