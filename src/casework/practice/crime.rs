//! Crime reports and safety plans of the practice caseload: those of the cast, by nobody, and of the invented.

use chrono::{Duration, NaiveDateTime};

use super::draw::Draw;
use super::maker::Maker;
use crate::casework::crime::due_support;
use crate::domain::considered::{Considered, state as step};
use crate::domain::crime_report::{Change, CrimeReport, mode, recording, state};
use crate::domain::field::Code;
use crate::domain::follow_up::{self, FollowUp};
use crate::domain::id::RecordId;
use crate::domain::safety_plan::SafetyPlan;
use crate::domain::when::{Due, When};

fn codes(of: &[&str]) -> Vec<Code> {
    of.iter().map(|s| Code::new(*s)).collect()
}

/// A change so many days ago, and when the person was told of it: so many days ago, or not yet.
fn change(m: &Maker, to: &str, days: u64, told: Option<u64>, note: &str) -> String {
    Change {
        state: to.to_owned(),
        on: m.ago(days).to_string(),
        told_on: told.map(|d| m.ago(d).to_string()).unwrap_or_default(),
        note: note.to_owned(),
    }
    .to_text()
}

/// The support of a report with some of it settled: code, so many days ago, note; a note after `not:` says why not.
fn support(m: &Maker, settled: &[(&str, u64, &str)]) -> Vec<String> {
    let with = |s: Considered| {
        let Some((_, days, note)) = settled.iter().find(|(code, _, _)| *code == s.code) else { return s };
        let (to, note) = match note.strip_prefix("not: ") {
            Some(why) => (step::NOT_NEEDED, why),
            None => (step::DONE, *note),
        };
        Considered { state: to.to_owned(), at: Due::On(m.ago(*days)).to_string(), note: note.to_owned(), ..s }
    };
    Considered::all(&due_support(&[])).into_iter().map(with).map(|s| s.to_text()).collect()
}

/// A report that was recorded the day after it was told.
fn recorded(m: &Maker, reference: &str, days: u64, number: &str) -> CrimeReport {
    CrimeReport {
        reference: reference.to_owned(),
        mode: Code::new(mode::NAMED),
        area: Code::new(m.officer.area.clone()),
        told_at: Some(When::at(m.then(days, 13, 20))),
        choice: Code::new("report"),
        recording: Code::new(recording::RECORDED),
        recorded_at: Some(When::at(m.then(days.saturating_sub(1), 9, 15))),
        crime_number: number.to_owned(),
        explained: codes(&["must-record", "who-sees", "limits"]),
        safe_now: Code::new("yes"),
        medical_need: Code::new("none"),
        ..CrimeReport::default()
    }
}

/// Roxy's report, under investigation, and her safety plan in its second version.
pub(super) fn roxy(m: &mut Maker, who: RecordId) {
    let report = CrimeReport {
        outline: "threatened at the flat by a man who had a key".to_owned(),
        account: "\"He stood in the hall and said he can come in whenever he likes. He showed me the key.\"".to_owned(),
        happened: Some(When::at(m.then(129, 22, 0))),
        place: "Tannery Lane".to_owned(),
        offences: codes(&["harassment-stalking"]),
        hate_crime: Code::new("other"),
        barriers: codes(&["family-friends", "retaliation"]),
        officer_in_case: "DC 2051 Ferrow".to_owned(),
        is_reference: "IR/26/55120".to_owned(),
        state: Code::new(state::INVESTIGATED),
        changes: vec![
            change(m, state::CRIMED, 106, Some(105), "by call"),
            change(m, state::INVESTIGATED, 9, Some(7), "he is on bail; by call"),
        ],
        support: support(
            m,
            &[
                ("specialist-support", 105, "Harbour Project"),
                ("isva", 105, "not: no sexual offence"),
                ("safety-plan", 105, "second version holds"),
                ("solo", 105, "not: no sexual offence"),
                ("domestic-abuse", 105, "not: no partner"),
            ],
        ),
        contract:
            "Police: she is told within a day of each change, by text first. She: says at once if he comes again."
                .to_owned(),
        contract_on: Some(m.ago(100)),
        contract_review_on: Some(m.ahead(20)),
        ..recorded(m, "CR-0019", 107, "100452K/26")
    };
    m.add(who, &report);
    let first = SafetyPlan {
        version: Some(1),
        superseded: true,
        goal: Code::new("not-decided"),
        steps: vec!["texts Pat before and after".to_owned(), "keeps the hall light on".to_owned()],
        in_danger: "999".to_owned(),
        made_on: Some(m.ago(255)),
        review_on: Some(m.ago(165)),
        ..SafetyPlan::default()
    };
    m.add(who, &first);
    let second = SafetyPlan {
        version: Some(2),
        superseded: false,
        goal: Code::new("stay"),
        goal_words: "stay, but in a place with my own door".to_owned(),
        steps: vec![
            "texts Pat before and after".to_owned(),
            "inner lock on the door, Harbour Project, this month".to_owned(),
            "nobody new at the flat after dark".to_owned(),
        ],
        in_danger: "999; the word for Pat is \"parcel\"".to_owned(),
        made_on: Some(m.ago(165)),
        review_on: Some(m.ahead(30)),
    };
    m.add(who, &second);
}

/// Jade's two reports: the one with the first account, and the one told last night, whose clock is running.
pub(super) fn jade(m: &mut Maker, who: RecordId, told: NaiveDateTime) {
    let report = CrimeReport {
        outline: "locked in by a client who did not pay".to_owned(),
        account: "\"He said he would pay after and then he locked the door. I got out through the kitchen.\""
            .to_owned(),
        happened: Some(When::at(m.then(202, 23, 0))),
        place: "Mill Road".to_owned(),
        offences: codes(&["robbery", "violence"]),
        hate_crime: Code::new("other"),
        barriers: codes(&["mistrust", "stigma"]),
        officer_in_case: "DS 1190 Harding".to_owned(),
        state: Code::new(state::INVESTIGATED),
        changes: vec![
            change(m, state::CRIMED, 200, Some(199), "by call"),
            change(m, state::INVESTIGATED, 180, Some(179), "in person"),
        ],
        support: support(
            m,
            &[
                ("specialist-support", 199, "Harbour Project"),
                ("victim-contract", 190, "PC 4417"),
                ("isva", 199, "not: no sexual offence"),
                ("solo", 199, "not: no sexual offence"),
                ("cps", 12, "meeting held"),
            ],
        ),
        ..recorded(m, "CR-0017", 201, "100317L/26")
    };
    m.add(who, &report);
    // The day within which it is to be recorded ends today (Home Office Counting Rules).
    let report = CrimeReport {
        reference: "CR-0020".to_owned(),
        mode: Code::new(mode::NAMED),
        outline: "the former partner at the door again".to_owned(),
        account: "\"He rang and rang. He said he knows which days I work.\"".to_owned(),
        happened: Some(When::at(told - Duration::minutes(40))),
        area: Code::new(m.officer.area.clone()),
        told_at: Some(When::at(told)),
        choice: Code::new("report"),
        explained: codes(&["must-record", "who-sees"]),
        safe_now: Code::new("yes"),
        medical_need: Code::new("none"),
        state: Code::new(state::REPORTED),
        support: due_support(&[]),
        ..CrimeReport::default()
    };
    m.add(who, &report);
}

/// Reports of nobody: one through National Ugly Mugs, with a charge that nobody was told of; one without a name.
pub(super) fn of_nobody(m: &mut Maker) {
    let area = Code::new(m.officer.area.clone());
    let mut through = CrimeReport {
        mode: Code::new(mode::THIRD_PARTY),
        through: "National Ugly Mugs".to_owned(),
        outline: "robbed by two men after an online booking".to_owned(),
        account: "As passed on: \"The second one came out of the bathroom.\"".to_owned(),
        happened: Some(m.about(m.then(155, 1, 0), 3, "a weekend in June")),
        place: "a hotel at the ring road".to_owned(),
        offences: codes(&["robbery"]),
        hate_crime: Code::new("other"),
        choice: Code::new("without-name"),
        officer_in_case: "DC 2051 Ferrow".to_owned(),
        organised_crime: true,
        state: Code::new(state::CHARGED),
        changes: vec![
            change(m, state::CRIMED, 149, Some(148), "through somebody"),
            change(m, state::INVESTIGATED, 120, Some(118), "through somebody"),
            change(m, state::CHARGED, 4, None, "one of the two, robbery"),
        ],
        support: support(m, &[("specialist-support", 148, "National Ugly Mugs"), ("cps", 60, "DC 2051")]),
        safe_now: Code::new("not-sure"),
        medical_need: Code::default(),
        explained: Vec::new(),
        ..recorded(m, "CR-0018", 150, "100388M/26")
    };
    let news = FollowUp {
        what: "tell: charged, CR-0018, through National Ugly Mugs".to_owned(),
        kind: Code::new("crime-update"),
        due: Some(Due::On(m.ahead(8))),
        deferrals: Some(1),
        state: Code::new(follow_up::state::OPEN),
        ..FollowUp::default()
    };
    through.news = Some(m.alone(&news));
    m.alone(&through);
    let without = CrimeReport {
        reference: "CR-0016".to_owned(),
        mode: Code::new(mode::ANONYMOUS),
        outline: "followed by a car between Low Quay and the bridge".to_owned(),
        happened: Some(m.about(m.then(222, 1, 0), 5, "about ten days before")),
        place: "Low Quay".to_owned(),
        area,
        told_at: Some(When::at(m.then(212, 21, 10))),
        choice: Code::new("without-name"),
        recording: Code::new(recording::NOT_RECORDED),
        recorded_at: Some(When::at(m.then(211, 9, 0))),
        recording_why: "no crime yet: kept as a warning and for intelligence".to_owned(),
        state: Code::new(state::NO_FURTHER_ACTION),
        changes: vec![change(m, state::NO_FURTHER_ACTION, 200, Some(200), "nobody left a way back")],
        support: support(m, &[("specialist-support", 212, "cards left at the drop-in")]),
        ..CrimeReport::default()
    };
    m.alone(&without);
}

/// What is drawn of one of the invented: sparsely, and nothing due in the next days where the day is the cast's alone.
pub(super) struct Invented {
    pub(super) id: RecordId,
    pub(super) number: u64,
    pub(super) area: String,
    pub(super) calm: bool,
    pub(super) child: bool,
    pub(super) closed: bool,
    pub(super) known: u64,
}

/// A report of one in twelve, a safety plan of one in fourteen. It draws from a stream of its own, so that nothing else
/// of the person changes with it.
pub(super) fn invented(m: &mut Maker, seed: u64, who: &Invented) {
    let mut d = Draw::new(seed ^ 0xC41E, who.number);
    if who.known > 20 && d.percent(8) {
        let days = d.between(8, who.known.min(400));
        let offences = ["robbery", "violence", "rape", "theft", "harassment-stalking", "blackmail"];
        let way = [state::CRIMED, state::INVESTIGATED, state::CHARGED, state::CONVICTED, state::NO_FURTHER_ACTION];
        let to = d.pick(&way).copied().unwrap_or(state::CRIMED);
        let since = d.between(3, days.saturating_sub(2).max(3));
        let mut changes =
            vec![change(m, state::CRIMED, days.saturating_sub(1), Some(days.saturating_sub(2)), "by call")];
        if to != state::CRIMED {
            changes.push(change(m, to, since, Some(since.saturating_sub(1)), "by call"));
        }
        let number =
            format!("{}{}/26", 200_000 + who.number, char::from(b'A' + u8::try_from(d.below(26)).unwrap_or(0)));
        let named = d.percent(70);
        let report = CrimeReport {
            mode: Code::new(if named { mode::NAMED } else { mode::ANONYMOUS }),
            choice: Code::new(if named { "report" } else { "without-name" }),
            outline: "told in a first talk, to be asked about no further".to_owned(),
            area: Code::new(who.area.clone()),
            offences: codes(&[d.pick(&offences).copied().unwrap_or("robbery")]),
            happened: Some(m.about(m.then(days + 1, 23, 0), 2, "a few days before")),
            state: Code::new(to),
            changes,
            support: support(
                m,
                &[
                    ("specialist-support", days.saturating_sub(1), "offered"),
                    ("isva", days.saturating_sub(1), "offered"),
                ],
            ),
            ..recorded(m, &format!("CR-{:04}", 100 + who.number), days, &number)
        };
        m.add(who.id, &report);
    }
    if !who.child && !who.closed && who.known > 40 && d.percent(7) {
        let made = d.between(5, who.known.min(80));
        let goal = ["stay", "leave", "not-decided"];
        let plan = SafetyPlan {
            version: Some(1),
            goal: Code::new(d.pick(&goal).copied().unwrap_or("not-decided")),
            steps: vec![
                "a friend knows where and until when".to_owned(),
                "screens new callers with somebody".to_owned(),
            ],
            in_danger: "999".to_owned(),
            made_on: Some(m.ago(made)),
            review_on: Some(if who.calm { m.ahead(40) } else { m.ahead(d.between(1, 60)) }),
            ..SafetyPlan::default()
        };
        m.add(who.id, &plan);
    }
}
