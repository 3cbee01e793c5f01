//! A dangerous person report, an *ugly mug*: what happened and what the offender was like; who said so stays unknown.

use chrono::{Months, NaiveDate};

use crate::domain::field::{Code, Fault, Field, Found, Shape, record};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::when::When;

/// How long a report is kept before it is looked at again (domain section 8).
pub const REVIEW_AFTER: Months = Months::new(24);
/// How many days a warning stands on Today (screens, *Today*).
pub const WARNED_DAYS: u64 = 14;
/// How many parts of a description IS and partners want at least (NPCC POLE dictionary, P_007).
pub const PARTS_WANTED: usize = 4;

record! {
    /// A dangerous person report.
    pub struct DangerousPerson: Kind::DangerousPerson => {
        /// Short reference: `DP-0004`.
        reference: String = Field::new(Shape::Line, "Reference").written().open(),
        /// The line that warns, without a name of a contact.
        warning: String = Field::new(Shape::Line, "Warning").required().open()
            .help("silver estate; took money back by force"),
        /// What happened, in outline.
        incident: String = Field::new(Shape::Note, "What happened").required(),
        /// When.
        happened: Option<When> = Field::new(Shape::When, "When").help("last night, about two weeks ago"),
        /// Area.
        area: Code = Field::new(Shape::Pick("areas"), "Area").required(),
        /// Where.
        place: String = Field::new(Shape::Line, "Where").open().help("Low Quay, after midnight; online booking"),

        /// Gender as it appeared.
        gender: Code = Field::new(Shape::Pick("gender"), "Gender").page("Description"),
        /// About how old.
        about_age: String = Field::new(Shape::Line, "About how old").page("Description"),
        /// Build.
        build: String = Field::new(Shape::Line, "Build").page("Description"),
        /// Complexion.
        complexion: String = Field::new(Shape::Line, "Complexion").page("Description"),
        /// Distinguishing features.
        features: String = Field::new(Shape::Line, "Features").page("Description"),
        /// Eyes.
        eyes: String = Field::new(Shape::Line, "Eyes").page("Description"),
        /// Ethnicity as observed.
        ethnicity: Code = Field::new(Shape::Pick("observed_ethnicity"), "Ethnicity observed").page("Description"),
        /// Hair.
        hair: String = Field::new(Shape::Line, "Hair").page("Description"),
        /// Vehicle.
        vehicle: String = Field::new(Shape::Line, "Vehicle").page("Description"),
        /// Telephone used.
        phone: String = Field::new(Shape::Phone, "Phone used").page("Description"),
        /// Name used.
        name_used: String = Field::new(Shape::Line, "Name used").page("Description"),

        /// named, anonymous, third-party; anonymous by default.
        mode: Code = Field::new(Shape::Pick("report_modes"), "How reported").required().page("Who, and whereto"),
        /// Through whom.
        through: String = Field::new(Shape::Line, "Through").page("Who, and whereto").found(Found::No),
        /// Who took the report.
        taken_by: String = Field::new(Shape::Line, "Taken by").required().page("Who, and whereto"),
        /// When it was taken.
        taken_on: Option<NaiveDate> = Field::new(Shape::Date, "Taken on").required().page("Who, and whereto"),
        /// The person agrees that it goes to National Ugly Mugs.
        to_ugly_mugs: Code = Field::new(Shape::Pick("yes_no_unknown"), "To National Ugly Mugs").page("Who, and whereto").asked(),
        /// The person agrees that it goes to intelligence.
        to_intelligence: Code = Field::new(Shape::Pick("yes_no_unknown"), "To intelligence").page("Who, and whereto").asked(),
        /// When it was passed to National Ugly Mugs.
        ugly_mugs_on: Option<NaiveDate> = Field::new(Shape::Date, "Passed to Ugly Mugs").written(),
        /// The intelligence entry made from it.
        entry: Option<RecordId> = Field::new(Shape::Ref, "Intelligence entry").written(),
        /// The contact who reported, where the officer knows: never shown with the report, never linked, never exported.
        reporter: Option<RecordId> = Field::new(Shape::Ref, "Reporter").written().masked(),
        /// Reports the officer judged to be of the same person.
        same_as: Vec<RecordId> = Field::new(Shape::Refs, "Same person as").written(),
        /// When it is looked at again.
        review_on: Option<NaiveDate> = Field::new(Shape::Date, "Review on").page("Who, and whereto").help("+24m"),
    }
}

impl DangerousPerson {
    /// How many parts of the description are there, of those that IS and partners want four of.
    #[must_use]
    pub fn parts(&self) -> usize {
        let texts = [
            &self.build,
            &self.complexion,
            &self.features,
            &self.eyes,
            &self.hair,
            &self.vehicle,
            &self.phone,
            &self.name_used,
        ];
        let codes = [&self.gender, &self.ethnicity];
        texts.iter().filter(|t| !t.is_empty()).count() + codes.iter().filter(|c| !c.is_blank()).count()
    }
}

/// Rules over several fields.
#[must_use]
pub fn faults(report: &DangerousPerson, today: NaiveDate) -> Vec<Fault> {
    let mut faults = Vec::new();
    if report.mode.is("third-party") && report.through.is_empty() {
        faults.push(Fault::new("through", "Say through whom it came."));
    }
    if report.taken_on.is_some_and(|d| d > today) {
        faults.push(Fault::new("taken_on", "This day is still to come."));
    }
    faults
}
