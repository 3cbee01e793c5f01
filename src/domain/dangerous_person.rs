//! A dangerous person report, an *ugly mug*: what happened and what the offender was like; who said so stays unknown.

use chrono::{Months, NaiveDate};

use crate::domain::field::{Code, Fault, Field, Found, Shape, record};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::when::When;
use crate::domain::{phone, sound};

/// How long a report is kept before it is looked at again (domain section 8).
pub const REVIEW_AFTER: Months = Months::new(24);
/// How many days a warning stands on Today (screens, *Today*).
pub const WARNED_DAYS: u64 = 14;
/// Last figures of a telephone number by which two are compared where one is a part.
const DIGITS: usize = 4;
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
        /// What looks like a contact's name in it is none.
        names_nobody: bool = Field::new(Shape::Flag, "No contact is named").help("checked: a word that is also a name"),

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
        to_ugly_mugs: Code = Field::new(Shape::Pick("pass_on"), "To National Ugly Mugs").page("Who, and whereto"),
        /// The person agrees that it goes to intelligence.
        to_intelligence: Code = Field::new(Shape::Pick("pass_on"), "To intelligence").page("Who, and whereto"),
        /// When it was passed to National Ugly Mugs.
        ugly_mugs_on: Option<NaiveDate> = Field::new(Shape::Date, "Passed to Ugly Mugs").written(),
        /// The intelligence entry made from it.
        entry: Option<RecordId> = Field::new(Shape::Ref, "Intelligence entry").written(),
        /// The contact who reported, where they did so by name: never shown with the report, never linked, never
        /// exported.
        reporter: Option<RecordId> = Field::new(Shape::Ref, "Reporter").written().masked(),
        /// Reports the officer judged to be of the same person.
        same_as: Vec<RecordId> = Field::new(Shape::Refs, "Same person as").written(),
        /// Reports the officer judged to be of somebody else.
        not_same: Vec<RecordId> = Field::new(Shape::Refs, "Somebody else").written(),
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

    /// `3 of the 4 that IS and partners want`.
    #[must_use]
    pub fn parts_words(&self) -> String {
        match self.parts() {
            n if n >= PARTS_WANTED => format!("{n} parts: enough for IS and partners"),
            n => format!("{n} of the {PARTS_WANTED} that IS and partners want"),
        }
    }

    /// The day it is shown under: when it happened, or else when it was taken.
    #[must_use]
    pub fn day(&self) -> Option<NaiveDate> {
        self.happened.as_ref().map(|w| w.from.date()).or(self.taken_on)
    }

    /// What the officer judged of another report: the same person, or not; none while nothing was judged.
    #[must_use]
    pub fn judged(&self, other: RecordId) -> Option<bool> {
        if self.same_as.contains(&other) {
            return Some(true);
        }
        self.not_same.contains(&other).then_some(false)
    }
}

/// Words that say nothing of a vehicle, a build or a place by themselves.
const EMPTY_WORDS: [&str; 24] = [
    "a", "about", "after", "and", "at", "before", "by", "car", "from", "his", "in", "midnight", "near", "not", "of",
    "on", "or", "the", "to", "unknown", "van", "very", "was", "with",
];

/// The words two texts have in common, but those that say nothing.
fn shared(a: &str, b: &str) -> Vec<String> {
    let theirs = sound::word_keys(b);
    sound::word_keys(a).into_iter().filter(|w| theirs.contains(w) && !EMPTY_WORDS.contains(&w.as_str())).collect()
}

/// In which parts two descriptions agree, in words for the officer; empty where there is no reason to look at both.
///
/// The rules are these and no others, and nothing is counted or weighed: two words of the vehicle, or all of a short
/// one; a telephone number, or the last four figures of one; the name used, by its sound; or build, hair and place
/// together. Whether it is one person the officer judges.
#[must_use]
pub fn agreements(a: &DangerousPerson, b: &DangerousPerson) -> Vec<String> {
    let mut found = Vec::new();
    let vehicle = shared(&a.vehicle, &b.vehicle);
    let telling = |t: &str| sound::word_keys(t).iter().filter(|w| !EMPTY_WORDS.contains(&w.as_str())).count();
    if vehicle.len() >= 2.min(telling(&a.vehicle).min(telling(&b.vehicle))).max(1) {
        found.push(format!("vehicle: {}", vehicle.join(" ")));
    }
    let digits = |t: &str| phone::normalise(t).chars().filter(char::is_ascii_digit).collect::<String>();
    let (ours, theirs) = (digits(&a.phone), digits(&b.phone));
    if ours.len() >= DIGITS && theirs.len() >= DIGITS {
        let ends = |t: &str| t.get(t.len() - DIGITS..).unwrap_or_default().to_owned();
        if ours == theirs {
            found.push("phone: the same number".to_owned());
        } else if ends(&ours) == ends(&theirs) && ours.len().min(theirs.len()) < 10 {
            // Only where one of them is a part: two whole numbers that differ are two numbers.
            found.push(format!("phone: ends in {}", ends(&ours)));
        }
    }
    let theirs = sound::sound_keys(&b.name_used);
    if sound::sound_keys(&a.name_used).iter().any(|k| theirs.contains(k)) {
        found.push(format!("name used: {}", a.name_used));
    }
    let (build, hair, place) = (shared(&a.build, &b.build), shared(&a.hair, &b.hair), shared(&a.place, &b.place));
    if !build.is_empty() && !hair.is_empty() && !place.is_empty() {
        found.push(format!("build, hair and place: {}, {}, {}", build.join(" "), hair.join(" "), place.join(" ")));
    }
    found
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

#[cfg(test)]
mod tests {
    use super::*;

    fn of(pairs: [&str; 5]) -> DangerousPerson {
        let [vehicle, phone, name_used, build, hair] = pairs.map(str::to_owned);
        DangerousPerson { vehicle, phone, name_used, build, hair, place: "Low Quay".into(), ..Default::default() }
    }

    #[test]
    fn descriptions_are_laid_side_by_side_for_reasons_that_can_be_said() {
        let agree = |a: [&str; 5], b: [&str; 5]| agreements(&of(a), &of(b));
        assert_eq!(
            agree(["silver estate", "", "", "", ""], ["a silver Ford estate", "", "", "", ""]),
            ["vehicle: silver estate"]
        );
        assert_eq!(agree(["silver estate", "", "", "", ""], ["silver hatchback", "", "", "", ""]), [""; 0]);
        assert_eq!(agree(["", "0142", "", "", ""], ["", "07700 900142", "", "", ""]), ["phone: ends in 0142"]);
        assert_eq!(agree(["", "07700 900142", "", "", ""], ["", "07700 910142", "", "", ""]), [""; 0]);
        assert_eq!(agree(["", "07700 900142", "", "", ""], ["", "+447700900142", "", "", ""]).len(), 1);
        assert_eq!(agree(["", "", "Dave", "", ""], ["", "", "dayv", "", ""]), ["name used: Dave"]);
        assert_eq!(agree(["", "", "", "heavy", "grey"], ["", "", "", "heavy", ""]), [""; 0], "build alone is nobody");
        assert_eq!(agree(["", "", "", "heavy", "grey"], ["", "", "", "very heavy", "short grey"]).len(), 1);
        assert_eq!(agree(["", "", "", "", ""], ["", "", "", "", ""]), [""; 0]);
    }

    #[test]
    fn parts_of_a_description_are_counted_against_the_four_that_are_wanted() {
        let mut report = of(["silver estate", "", "Dave", "heavy", ""]);
        assert_eq!(report.parts_words(), "3 of the 4 that IS and partners want");
        report.hair = "grey".into();
        assert_eq!(report.parts_words(), "4 parts: enough for IS and partners");
    }
}
