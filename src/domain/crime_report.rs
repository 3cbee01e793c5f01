//! A crime that a person reports or may report, and the support around it.

use chrono::{Duration, NaiveDate, NaiveDateTime};

use crate::domain::considered::Considered;
use crate::domain::field::{Code, Fault, Field, Found, Shape, Values, record};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::lists;
use crate::domain::when::{self, When};

/// A crime told to an officer is to be recorded within this time (Home Office counting rules).
pub const RECORD_WITHIN: Duration = Duration::hours(24);

/// The page of the person's own offences: shown on a page of its own, never printed, never exported, never an aim.
pub const OWN_OFFENCES: &str = "Their own offences";

/// How it was reported.
pub mod mode {
    /// By name.
    pub const NAMED: &str = "named";
    /// Without a name.
    pub const ANONYMOUS: &str = "anonymous";
    /// Through somebody else, such as National Ugly Mugs.
    pub const THIRD_PARTY: &str = "third-party";
}

/// What was decided about recording.
pub mod recording {
    /// Recorded as a crime.
    pub const RECORDED: &str = "recorded";
    /// Not recorded, and why.
    pub const NOT_RECORDED: &str = "not-recorded";
}

/// States of its outcome.
pub mod state {
    /// Told to an officer.
    pub const REPORTED: &str = "reported";
    /// Recorded as a crime.
    pub const CRIMED: &str = "crimed";
    /// Under investigation.
    pub const INVESTIGATED: &str = "under-investigation";
    /// Somebody was charged.
    pub const CHARGED: &str = "charged";
    /// Convicted.
    pub const CONVICTED: &str = "convicted";
    /// Acquitted.
    pub const ACQUITTED: &str = "acquitted";
    /// The person does not go on with it.
    pub const WITHDRAWN: &str = "withdrawn";
    /// No further action.
    pub const NO_FURTHER_ACTION: &str = "no-further-action";

    /// The way a report goes, as far as it goes; the ends are [`is_final`].
    pub const WAY: [&str; 4] = [REPORTED, CRIMED, INVESTIGATED, CHARGED];

    /// Whether it has come to an end.
    #[must_use]
    pub fn is_final(state: &str) -> bool {
        matches!(state, CONVICTED | ACQUITTED | WITHDRAWN | NO_FURTHER_ACTION)
    }
}

fn third_party(v: &Values) -> bool {
    v.get("mode").and_then(|s| s.text()) == Some(mode::THIRD_PARTY)
}
fn own_offence(v: &Values) -> bool {
    v.contains_key("own_offence")
}

record! {
    /// A crime report.
    pub struct CrimeReport: Kind::CrimeReport => {
        /// Short reference: `CR-0019`.
        reference: String = Field::new(Shape::Line, "Reference").written().open(),
        /// named, anonymous, third-party.
        mode: Code = Field::new(Shape::Pick("report_modes"), "How reported").required().open(),
        /// Through whom.
        through: String = Field::new(Shape::Line, "Through").only_if(third_party).help("National Ugly Mugs, Harbour Project"),
        /// In outline, in the officer's words.
        outline: String = Field::new(Shape::Line, "In outline").required().help("robbed by a client at Low Quay"),
        /// Their own words: only ever added to.
        account: String = Field::new(Shape::Verbatim, "Their own words").help("kept as said; what is added later stands below it"),
        /// What was explained before the person went on.
        explained: Vec<Code> = Field::new(Shape::Several("explain_first"), "Explained first"),
        /// When it happened.
        happened: Option<When> = Field::new(Shape::When, "When it happened").help("last night, summer 2025"),
        /// Where.
        place: String = Field::new(Shape::Line, "Where"),
        /// Area.
        area: Code = Field::new(Shape::Pick("areas"), "Area").required(),
        /// Offences.
        offences: Vec<Code> = Field::new(Shape::Several("offences"), "Offences").help("none chosen: not yet known"),
        /// Hate crime considered.
        hate_crime: Code = Field::new(Shape::Pick("hate_crime"), "Hate crime considered"),
        /// What keeps them from reporting: the procedure's seven.
        barriers: Vec<Code> = Field::new(Shape::Several("reporting_barriers"), "What holds them back"),
        /// The same in their words.
        barrier_words: String = Field::new(Shape::Line, "In their words"),

        /// When it was told to an officer.
        told_at: Option<When> = Field::new(Shape::When, "Told to you").required().page("Recording")
            .help("now, yesterday 11pm: 24 hours run from it"),
        /// What the person chose.
        choice: Code = Field::new(Shape::Pick("report_choices"), "Their choice").page("Recording"),
        /// Decision about recording.
        recording: Code = Field::new(Shape::Pick("recording_decisions"), "Recording decided").written().open().page("Recording"),
        /// When that was decided.
        recorded_at: Option<When> = Field::new(Shape::When, "Decided at").written().page("Recording"),
        /// Why.
        recording_why: String = Field::new(Shape::Line, "Why").written().page("Recording"),
        /// Crime number.
        crime_number: String = Field::new(Shape::Line, "Crime number").page("Recording"),
        /// Reference on IS.
        is_reference: String = Field::new(Shape::Line, "IS reference").page("Recording"),
        /// Officer in the case.
        officer_in_case: String = Field::new(Shape::Line, "Officer in the case").page("Recording"),
        /// State of the outcome.
        state: Code = Field::new(Shape::Pick("crime_states"), "State").written().open(),
        /// What became of it: texts of [`Change`].
        changes: Vec<String> = Field::new(Shape::Lines, "What became of it").written().found(Found::No),
        /// The open follow-up that is to bring the news to the person, or to whoever told it.
        news: Option<RecordId> = Field::new(Shape::Ref, "News is owed by").written(),

        /// Safe when it was told.
        safe_now: Code = Field::new(Shape::Pick("safe_now"), "Safe when told").page("Support"),
        /// Medical need.
        medical_need: Code = Field::new(Shape::Pick("medical_need"), "Medical need").page("Support"),
        /// SOLO.
        solo: String = Field::new(Shape::Line, "SOLO").page("Support").help("name, collar number"),
        /// The person agrees that the DLO attends.
        dlo_attends: Code = Field::new(Shape::Pick("yes_no_unknown"), "DLO may attend").page("Support").asked(),
        /// It is linked to organised crime.
        organised_crime: bool = Field::new(Shape::Flag, "Organised crime").page("Support"),
        /// What the procedure asks for: texts of [`Considered`], codes of `victim_support`.
        support: Vec<String> = Field::new(Shape::Lines, "Support").written().page("Support").found(Found::No),
        /// Terms of the victim contract.
        contract: String = Field::new(Shape::Note, "Victim contract").page("Support").help("what police will do, what the person asks"),
        /// When it was agreed.
        contract_on: Option<NaiveDate> = Field::new(Shape::Date, "Agreed on").page("Support"),
        /// When it is looked at again.
        contract_review_on: Option<NaiveDate> = Field::new(Shape::Date, "Contract review").page("Support").help("+1m"),

        /// An offence by the person: never exported, never an aim.
        own_offence: String = Field::new(Shape::Note, "Disclosed").page(OWN_OFFENCES).found(Found::No)
            .help("what they said of themselves; never leaves this vault by itself"),
        /// Whose advice was taken.
        own_advice: String = Field::new(Shape::Line, "Advice taken from").page(OWN_OFFENCES).found(Found::No).only_if(own_offence),
        /// What was decided.
        own_decision: String = Field::new(Shape::Line, "Decision").page(OWN_OFFENCES).found(Found::No).only_if(own_offence),
        /// Their welfare and safety, considered always.
        own_welfare: String = Field::new(Shape::Note, "Welfare considered").page(OWN_OFFENCES).found(Found::No).only_if(own_offence),
    }
}

/// One change of the outcome, and when the person was told.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Change {
    /// The state it came to.
    pub state: String,
    /// On which day, ISO.
    pub on: String,
    /// The day the person was told, ISO; blank until then.
    pub told_on: String,
    /// In which words, by which channel.
    pub note: String,
}

impl Change {
    /// As kept in [`CrimeReport::changes`].
    #[must_use]
    pub fn to_text(&self) -> String {
        format!("{}|{}|{}|{}", self.state, self.on, self.told_on, self.note)
    }

    /// From a kept text; `None` when it is none.
    #[must_use]
    pub fn from_text(text: &str) -> Option<Self> {
        let mut parts = text.splitn(4, '|');
        Some(Self {
            state: parts.next()?.to_owned(),
            on: parts.next()?.to_owned(),
            told_on: parts.next()?.to_owned(),
            note: parts.next().unwrap_or_default().to_owned(),
        })
    }
}

impl Change {
    /// As it is read: `charged on 20/11/2026, told on 21/11/2026: by call`.
    #[must_use]
    pub fn words(&self) -> String {
        let day = |text: &str| text.parse().map_or_else(|_| text.to_owned(), when::long);
        let state = lists::label("crime_states", &self.state);
        let told =
            if self.told_on.is_empty() { ", not told".to_owned() } else { format!(", told on {}", day(&self.told_on)) };
        let note = if self.note.is_empty() { String::new() } else { format!(": {}", self.note) };
        format!("{state} on {}{told}{note}", day(&self.on))
    }
}

/// What a packed list of a report says, line by line as it is read; nothing for a field that is not packed.
#[must_use]
pub fn packed_words(field: &str, kept: &[String]) -> Option<Vec<String>> {
    match field {
        "support" => Some(Considered::all(kept).iter().map(|s| s.words("victim_support")).collect()),
        "changes" => Some(kept.iter().filter_map(|c| Change::from_text(c)).map(|c| c.words()).collect()),
        _ => None,
    }
}

impl CrimeReport {
    /// What became of it, earliest first.
    #[must_use]
    pub fn change_list(&self) -> Vec<Change> {
        self.changes.iter().filter_map(|c| Change::from_text(c)).collect()
    }

    /// Changes that the person was not told of yet.
    #[must_use]
    pub fn not_told(&self) -> Vec<Change> {
        self.change_list().into_iter().filter(|c| c.told_on.is_empty()).collect()
    }

    /// The newest day on which the person was told something of it.
    #[must_use]
    pub fn told_on(&self) -> Option<NaiveDate> {
        self.change_list().iter().filter_map(|c| c.told_on.parse().ok()).max()
    }

    /// Whether the person, or whoever told it, is still to be told what became of it.
    #[must_use]
    pub fn owes_news(&self) -> bool {
        !self.not_told().is_empty()
    }

    /// Whether an offence of it is a sexual one, where the SOLO comes in (procedure, *Incident involving a sex worker*).
    #[must_use]
    pub fn is_sexual(&self) -> bool {
        self.offences.iter().any(|o| matches!(o.as_str(), "rape" | "assault-by-penetration" | "sexual-assault"))
    }

    /// Support that has a time set and is not settled, earliest first.
    #[must_use]
    pub fn timed_support(&self) -> Vec<Considered> {
        let mut timed: Vec<Considered> =
            self.support_list().into_iter().filter(|s| s.is_due() && !s.at.is_empty()).collect();
        timed.sort_by(|a, b| a.at.cmp(&b.at));
        timed
    }

    /// The support around it, in order.
    #[must_use]
    pub fn support_list(&self) -> Vec<Considered> {
        Considered::all(&self.support)
    }

    /// Until when it is to be recorded, local time; nothing once that is decided.
    #[must_use]
    pub fn record_by(&self) -> Option<NaiveDateTime> {
        if !self.recording.is_blank() {
            return None;
        }
        // Where only the day was said the clock runs from its beginning, which is the safe side.
        self.told_at.as_ref()?.from.checked_add_signed(RECORD_WITHIN)
    }

    /// Whether it has come to an end.
    #[must_use]
    pub fn is_closed(&self) -> bool {
        state::is_final(self.state.as_str())
    }
}

/// Rules over several fields.
#[must_use]
pub fn faults(report: &CrimeReport, now: NaiveDateTime) -> Vec<Fault> {
    let mut faults = Vec::new();
    if report.mode.is(mode::THIRD_PARTY) && report.through.is_empty() {
        faults.push(Fault::new("through", "Say through whom it came."));
    }
    for (field, when) in [("told_at", &report.told_at), ("happened", &report.happened)] {
        if when.as_ref().is_some_and(|w| w.from > now) {
            faults.push(Fault::new(field, "This is still to come."));
        }
    }
    if !report.own_offence.is_empty() && report.own_welfare.is_empty() {
        faults.push(Fault::new("own_welfare", "Say how their welfare and safety were considered."));
    }
    faults
}

/// Where something stands in the time in which samples of an assault can be taken.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Samples {
    /// All of the time said is inside.
    Inside,
    /// Part of it is.
    Perhaps,
    /// None of it is.
    Past,
}

/// Whether samples can still be taken of what happened then: `within` hours of it, by the reference list
/// `forensic_windows`. What can really be taken the referral centre says.
#[must_use]
pub fn samples(happened: &When, now: NaiveDateTime, within: i64) -> Samples {
    let opened = now - Duration::hours(within);
    match (happened.from >= opened, happened.to >= opened) {
        (true, _) => Samples::Inside,
        (false, true) => Samples::Perhaps,
        (false, false) => Samples::Past,
    }
}

#[cfg(test)]
#[allow(clippy::unwrap_used, reason = "a test that cannot go on fails")]
mod tests {
    use super::*;

    fn at(text: &str) -> NaiveDateTime {
        text.parse().unwrap()
    }

    fn between(from: &str, to: &str) -> When {
        When { from: at(from), to: at(to), ..When::at(at(from)) }
    }

    #[test]
    fn a_span_is_inside_the_time_for_samples_only_with_all_of_it() {
        let now = at("2026-11-24T14:00:00");
        let week = |from, to| samples(&between(from, to), now, 168);
        assert_eq!(week("2026-11-23T18:00:00", "2026-11-24T04:00:00"), Samples::Inside);
        assert_eq!(week("2026-11-10T00:00:00", "2026-11-18T00:00:00"), Samples::Perhaps);
        assert_eq!(week("2026-06-01T00:00:00", "2026-08-31T23:59:00"), Samples::Past);
        assert_eq!(week("2026-11-17T14:00:00", "2026-11-17T14:00:00"), Samples::Inside, "the last minute counts");
    }

    #[test]
    fn the_clock_runs_from_the_beginning_of_a_vague_day_and_stops_when_recording_is_decided() {
        let mut report = CrimeReport {
            told_at: Some(between("2026-11-23T00:00:00", "2026-11-23T23:59:00")),
            ..CrimeReport::default()
        };
        assert_eq!(report.record_by(), Some(at("2026-11-24T00:00:00")));
        report.recording = Code::new(recording::NOT_RECORDED);
        assert_eq!(report.record_by(), None);
    }

    #[test]
    fn what_was_not_told_yet_is_owed_until_it_is() {
        let change = |state: &str, told: &str| Change {
            state: state.to_owned(),
            on: "2026-11-20".to_owned(),
            told_on: told.to_owned(),
            note: "by call | with Pat".to_owned(),
        };
        let mut report = CrimeReport::default();
        assert!(!report.owes_news());
        report.changes = vec![change(state::CRIMED, "2026-11-21").to_text(), change(state::CHARGED, "").to_text()];
        assert!(report.owes_news());
        assert_eq!(report.not_told(), vec![change(state::CHARGED, "")]);
        assert_eq!(report.told_on(), "2026-11-21".parse().ok());
    }
}
