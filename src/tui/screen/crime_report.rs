//! One crime report: the clock of recording and the way it goes first, then the support around it, what became of it and
//! who was told, then what was said. The person's own offences stand on a page of their own.
//!
//! What does not belong here: the rules of a report, which are casework's ([`crate::casework::crime`]).

use chrono::Datelike as _;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::casework::contact::age_words;
use crate::casework::crime::{CrimeView, Recording};
use crate::casework::desk::{Desk, Saved};
use crate::domain::considered::{Considered as Step, state as considered};
use crate::domain::crime_report::{Change, CrimeReport, mode, recording, state};
use crate::domain::due::{actions_line, hours_and_minutes};
use crate::domain::field::{Field, FieldType, Shape, Value, Values, text_in};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::lists;
use crate::domain::problem::{Outcome, Problem};
use crate::domain::when::{self, Due};
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, ask, ask_latest, done, settled, takes_back};
use crate::tui::form::{Extra, Form};
use crate::tui::overlay::choose::{Choice, Choose};
use crate::tui::overlay::fill::Fill;
use crate::tui::screen::moves::Focus;
use crate::tui::screen::record::Section;
use crate::tui::screen::record::part::{self, Entry, Line, Of};
use crate::tui::screen::{Caveat, Place, Shown, Who, moves};
use crate::tui::task::Task;
use crate::tui::theme::Sign;
use crate::tui::widget::frame::Frame;
use crate::tui::widget::list::Rows;
use crate::tui::widget::track::{self, Step as Stage};
use crate::tui::widget::{Ink, Phrase, below, narrow, paragraphs, row, text, text_of};

/// Cells of a step's name, and of when it is due or was done.
const NAME: usize = 33;
const WHEN: usize = 20;

const DONE: &[Field] = &[Field::new(Shape::Line, "By whom, reference").help("blank: you").named("note")];
const NOT_NEEDED: &[Field] =
    &[Field::new(Shape::Line, "Why not").required().help("kept with the report").named("note")];
const TIME: &[Field] = &[Field::new(Shape::Due, "Due").required().help("today 18:00, tomorrow, wed").named("due")];
const RECORDING: &[Field] = &[
    Field::new(Shape::Pick("recording_decisions"), "Decision").required().named("decision"),
    Field::new(Shape::Line, "Crime number").required().only_if(is_recorded).named("crime_number"),
    Field::new(Shape::Line, "IS reference").only_if(is_recorded).named("is_reference"),
    Field::new(Shape::Line, "Why not").required().only_if(is_not_recorded).named("why"),
];
const OUTCOME: &[Field] = &[
    Field::new(Shape::Pick("crime_states"), "What became of it").required().named("state"),
    Field::new(Shape::Date, "On").required().help("today, fri, 12/3").named("on"),
    Field::new(Shape::Line, "Note").help("court, next hearing, bail").named("note"),
];
const TOLD: &[Field] = &[
    Field::new(Shape::Pick("told_ways"), "How").required().named("told"),
    Field::new(Shape::Line, "In which words").help("blank: what became of it").named("note"),
];
const ADDED: &[Field] =
    &[Field::new(Shape::Note, "Added").required().help("stands below, with the day").named("words")];

fn is_recorded(values: &Values) -> bool {
    text_in(values, "decision") == recording::RECORDED
}
fn is_not_recorded(values: &Values) -> bool {
    text_in(values, "decision") == recording::NOT_RECORDED
}

/// What a sheet is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// A step of the support is done.
    Done(String),
    /// It is not needed.
    NotNeeded(String),
    /// It is to be done by then.
    Time(String),
    /// What is decided about recording.
    Recording,
    /// What became of it.
    Outcome,
    /// The person was told.
    Told,
    /// Something is added below their own words.
    Words,
}

/// What the screen is told.
pub enum Msg {
    /// The report.
    Read(Outcome<Box<CrimeView>>),
    /// The reason was given too long ago: it was asked for again.
    Again,
    /// A sheet was filled in.
    Filled(About, Values),
    /// It was done, or why not.
    Acted(&'static str, Saved<()>),
    /// A domestic abuse concern is wanted.
    Abuse,
    /// It was opened.
    Concern(Outcome<RecordId>),
    /// The report was prepared for IS.
    Prepared(Outcome<()>),
}

/// The report.
pub struct State {
    who: Option<Who>,
    id: RecordId,
    view: Option<Box<CrimeView>>,
    problem: Option<String>,
    /// The page of their own offences.
    own: bool,
    list: Focus,
}

/// `told Mon 23/11/2026 23:10`, as vague as it was said.
fn told_words(r: &CrimeReport) -> String {
    r.told_at.as_ref().map(|w| format!("told {}", w.shown())).unwrap_or_default()
}

/// The way of a report with where it stands; an end takes the place of what did not come.
fn stages(r: &CrimeReport) -> Vec<Stage> {
    let word = |code: &str| match code {
        state::CRIMED => "recorded".to_owned(),
        code => lists::label("crime_states", code),
    };
    let now = r.state.as_str();
    let passed: Vec<String> = r.change_list().into_iter().map(|c| c.state).collect();
    let is_final = state::is_final(now);
    let here = state::WAY.iter().position(|s| *s == now);
    let mut stages: Vec<Stage> = state::WAY
        .iter()
        .enumerate()
        .filter(|(i, code)| !is_final || *i == 0 || passed.iter().any(|p| p == *code))
        .map(|(i, code)| {
            let sign = match here {
                _ if is_final => Sign::Ready,
                Some(at) if i < at => Sign::Ready,
                Some(at) if i == at => Sign::Here,
                _ => Sign::NotYet,
            };
            Stage::new(sign, word(code))
        })
        .collect();
    if r.record_by().is_some()
        && let Some(recorded) = stages.get_mut(1)
    {
        recorded.sign = Sign::Due;
    }
    if r.recording.is(recording::NOT_RECORDED)
        && let Some(recorded) = stages.get_mut(1).filter(|s| s.sign == Sign::NotYet)
    {
        *recorded = Stage::new(Sign::Never, "not recorded");
    }
    match now {
        state::CONVICTED | state::ACQUITTED => stages.push(Stage::new(Sign::Here, word(now))),
        state::WITHDRAWN | state::NO_FURTHER_ACTION => stages.push(Stage::new(Sign::Never, word(now))),
        _ => stages.push(Stage::new(Sign::NotYet, "outcome")),
    }
    stages
}

impl State {
    /// A report of a contact, or of nobody.
    #[must_use]
    pub fn new(who: Option<Who>, id: RecordId) -> Self {
        Self { who, id, view: None, problem: None, own: false, list: Focus::new() }
    }

    fn report(&self) -> Option<&CrimeReport> {
        self.view.as_ref().map(|v| &v.report.it)
    }

    /// The support as it stands: undone first, what has a time before what has none, then done, then not needed.
    fn steps(&self) -> Vec<Step> {
        let mut steps = self.report().map(CrimeReport::support_list).unwrap_or_default();
        let r = self.report();
        steps.sort_by_key(|s| {
            let group = match s.state.as_str() {
                considered::DONE => 3,
                considered::NOT_NEEDED => 4,
                _ if !s.at.is_empty() => 0,
                // Organised crime makes witness protection pressing.
                _ if s.code == "witness-protection" && r.is_some_and(|r| r.organised_crime) => 1,
                _ => 2,
            };
            (group, if group == 0 { s.at.clone() } else { String::new() })
        });
        steps
    }

    /// The step in focus, if it is one: entries begin with the steps, in their order.
    fn focused(&self) -> Option<Step> {
        if self.own { None } else { self.steps().into_iter().nth(self.list.at) }
    }

    /// What the program can say about a step that is not settled: a sign where it presses.
    fn advice(&self, step: &Step) -> Phrase {
        let plain = |words: &str| Phrase::new().muted(words);
        if !step.is_due() || !step.note.is_empty() {
            return Phrase::from(step.note.as_str());
        }
        let Some(view) = &self.view else { return Phrase::new() };
        let r = &view.report.it;
        let without_police = matches!(r.choice.as_str(), "not-now" | "not-at-all");
        match step.code.as_str() {
            "witness-protection" if r.organised_crime => Phrase::new().sign(Sign::Danger, "organised crime"),
            "isva" if without_police => Phrase::new().sign(Sign::Due, "also without police"),
            "solo" if r.is_sexual() => Phrase::new().sign(Sign::Due, "sexual offence"),
            "solo" if !r.solo.is_empty() => Phrase::from(r.solo.as_str()),
            "domestic-abuse" if view.abuse => plain("a concern is open"),
            "domestic-abuse" => plain("b opens a concern"),
            "victim-contract" => match r.contract_on {
                Some(on) => Phrase::from(format!("agreed {}", on.format("%d/%m"))),
                None => plain("e writes it down"),
            },
            "cps" => plain("always early"),
            _ => Phrase::new(),
        }
    }

    fn standing(step: &Step, ctx: &Ctx) -> (Sign, String) {
        let at: Option<Due> = step.at.parse().ok();
        let day = |d: &Due| d.day().format("%d/%m").to_string();
        match step.state.as_str() {
            considered::DONE => (Sign::Ready, at.as_ref().map(|d| format!("done {}", day(d))).unwrap_or_default()),
            considered::NOT_NEEDED => {
                (Sign::Dot, at.as_ref().map_or_else(|| "not needed".into(), |d| format!("not needed, {}", day(d))))
            }
            _ => match at {
                None => (Sign::NotYet, "to consider".to_owned()),
                Some(due) if due.end().is_some_and(|end| end < ctx.local()) => {
                    (Sign::Danger, format!("was due {}", day(&due)))
                }
                Some(due) => (Sign::Due, format!("due {}", due.label(ctx.today()))),
            },
        }
    }

    fn step_entries(&self, ctx: &Ctx) -> Vec<Entry> {
        self.steps()
            .iter()
            .map(|step| {
                let (sign, when) = Self::standing(step, ctx);
                let name = text::pad(&lists::label("victim_support", &step.code), NAME - 1, &ctx.theme);
                let when = text::pad(&when, WHEN - 1, &ctx.theme);
                let lead = Phrase::new().mark(sign).text(" ");
                let lead = match sign {
                    Sign::Danger | Sign::Due => lead.text(format!("{name} ")).ink(when, Ink::Word(sign.role())),
                    Sign::NotYet => lead.text(format!("{name} ")).muted(when),
                    Sign::Dot => lead.muted(format!("{name} {when}")),
                    _ => lead.text(format!("{name} {when}")),
                };
                let advice = self.advice(step);
                let lines = if ctx.size.0 >= 80 || advice.is_empty() {
                    vec![Line { lead, at: narrow(NAME + WHEN + 2), words: advice, right: Phrase::new() }]
                } else {
                    vec![Line { lead, ..Line::default() }, Line::new(advice).at(2)]
                };
                Entry::across(lines).of(Of::Words)
            })
            .collect()
    }

    /// What became of it, newest first, with when the person was told.
    fn change_entries(r: &CrimeReport, ctx: &Ctx) -> Vec<Entry> {
        let day = |text: &str| match text.parse::<chrono::NaiveDate>() {
            Ok(d) if d.year() == ctx.today().year() => d.format("%d/%m").to_string(),
            Ok(d) => when::long(d),
            Err(_) => text.to_owned(),
        };
        let mut changes: Vec<Change> = r.change_list();
        changes.reverse();
        changes
            .iter()
            .enumerate()
            .map(|(i, c)| {
                let what = format!("{} {}", day(&c.on), lists::label("crime_states", &c.state));
                let line = if c.told_on.is_empty() {
                    Phrase::new().sign(Sign::Danger, "not told").text(format!("   {what}"))
                } else {
                    Phrase::new().marked(Sign::Ready, format!("told {}   {what}", day(&c.told_on)))
                };
                let line = if c.note.is_empty() { line } else { line.dot().text(c.note.as_str()) };
                Entry::new(if i == 0 { "Became of it" } else { "" }, line).of(Of::Words)
            })
            .collect()
    }

    fn entries(&self, ctx: &Ctx) -> Vec<Entry> {
        let Some(view) = &self.view else { return Vec::new() };
        if self.own {
            return own_entries(&view.report.it, ctx);
        }
        let r = &view.report.it;
        let mut entries = self.step_entries(ctx);
        entries.push(Entry::gap());
        entries.extend(Self::change_entries(r, ctx));
        if !r.change_list().is_empty() {
            entries.push(Entry::gap());
        }
        entries.extend(part::reading("In outline", &Phrase::from(r.outline.as_str()), 0, ctx));
        if r.account.is_empty() {
            entries.push(
                Entry::new("Their own words", Phrase::new().sign(Sign::NotYet, "none kept").muted("; a adds them"))
                    .of(Of::Words),
            );
        } else {
            entries.extend(part::reading("Their own words", &Phrase::from(r.account.as_str()), 0, ctx));
        }
        if let Some(held) = &view.held {
            entries.push(Entry::new("", Phrase::new().sign(Sign::Dot, held.as_str())).of(Of::Words));
        }
        entries.extend(fact_entries(r));
        if !r.contract.is_empty() {
            let dates = [("agreed", r.contract_on), ("review", r.contract_review_on)];
            let dates: Vec<String> =
                dates.iter().filter_map(|(w, d)| d.map(|d| format!("{w} {}", when::long(d)))).collect();
            let words = Phrase::from(r.contract.as_str());
            entries.extend(part::reading("Victim contract", &words, 0, ctx));
            entries.push(Entry::new("", Phrase::new().muted(dates.join(" · "))).of(Of::Words));
        }
        entries.push(Entry::gap());
        let own = if r.own_offence.is_empty() { "nothing kept" } else { "kept on a page of its own" };
        let line = Phrase::new().muted(own).dot().key(Action::NextSection.key()).muted(" shows the page");
        entries.push(Entry::new("Their own offences", line).of(Of::Words));
        entries
    }

    fn focusable(entries: &[Entry]) -> Vec<usize> {
        entries.iter().enumerate().filter(|(_, e)| e.of.is_some()).map(|(i, _)| i).collect()
    }

    /// The line that must not be missed: the running clock, or what was decided.
    fn clock(&self, ctx: &Ctx) -> Phrase {
        let Some(r) = self.report() else { return Phrase::new() };
        let at = r.recorded_at.as_ref().map(|w| format!(" {}", w.from.format("%d/%m/%Y %H:%M"))).unwrap_or_default();
        match (r.record_by(), r.recording.as_str()) {
            (Some(by), _) => {
                let left = by - ctx.local();
                let end = by.format("%a %d/%m %H:%M");
                let line = if left.num_minutes() >= 0 {
                    Phrase::new().sign(Sign::Due, format!("{} left to decide about recording", hours_and_minutes(left)))
                } else {
                    Phrase::new().sign(Sign::Danger, format!("recording was to be decided by {end}"))
                };
                line.dot().text(told_words(r))
            }
            (None, recording::RECORDED) => Phrase::new()
                .sign(Sign::Ready, format!("recorded{at}"))
                .text(format!(" as {}", r.crime_number))
                .dot()
                .text(told_words(r)),
            _ => Phrase::new().sign(Sign::Never, format!("not recorded{at}")).text(format!(": {}", r.recording_why)),
        }
    }

    /// What the person knows: what is owed, or when they were told.
    fn knows(&self) -> Phrase {
        let Some(view) = &self.view else { return Phrase::new() };
        let r = &view.report.it;
        let untold = r.not_told();
        let due = view
            .news
            .as_ref()
            .and_then(|f| f.due.as_ref())
            .map(|d| format!(", promised for {}", d.day().format("%a %d/%m")))
            .unwrap_or_default();
        let key = Phrase::new().dot().key(Action::Told.key()).text(" when they know");
        match (untold.last(), &view.news, r.told_on()) {
            (Some(newest), _, _) => {
                let what = lists::label("crime_states", &newest.state);
                Phrase::new().sign(Sign::Danger, format!("not told yet: {what}")).text(due).then(key)
            }
            (None, Some(_), _) => Phrase::new().sign(Sign::Due, "to be told what is decided").text(due).then(key),
            (None, None, Some(on)) => Phrase::new().sign(Sign::Ready, format!("told {}", when::long(on))),
            (None, None, None) => Phrase::new().muted("nothing to tell yet"),
        }
    }

    fn heading(&self) -> Phrase {
        let Some(view) = &self.view else { return Phrase::new() };
        let r = &view.report.it;
        let line = Phrase::new().bold(r.reference.as_str()).text("   ");
        let how = match r.mode.as_str() {
            mode::THIRD_PARTY => format!("through {}", r.through),
            code => lists::label("report_modes", code),
        };
        let line = match (&self.who, &view.contact) {
            (Some(who), Some(contact)) => {
                let age = age_words(contact.age_status.as_str());
                let line = line.bold(who.title()).text("   ");
                if contact.is_child() { line.sign(Sign::Child, age) } else { line.text(age) }
            }
            _ => line.text("of nobody"),
        };
        line.dot().text(how)
    }

    fn sheet(
        &self,
        about: About,
        title: String,
        said: &str,
        fields: &'static [Field],
        rows: u16,
        ctx: &Ctx,
    ) -> Effects {
        let mut values = Values::new();
        if about == About::Outcome {
            values.insert("on", Value::Text(ctx.today().to_string()));
        }
        let form = Form::over(fields, values, ctx.now, Extra::new());
        let said = if said.is_empty() { Vec::new() } else { vec![Phrase::new().muted(said)] };
        let name = format!("{about:?}:{}", self.id);
        vec![
            Fill::new(title, said, form, rows, "save", move |v| Msg::Filled(about.clone(), v).into())
                .grows(rows.max(10))
                .kept_as(name)
                .raise(),
        ]
    }

    fn carry_out(&self, about: About, values: &Values) -> Effects {
        let id = self.id;
        let text = |name: &str| text_in(values, name).to_owned();
        let due = values.get("due").and_then(Option::<Due>::from_value);
        let on = values.get("on").and_then(Option::<chrono::NaiveDate>::from_value);
        let decided = Recording {
            decision: text("decision"),
            crime_number: text("crime_number"),
            is_reference: text("is_reference"),
            why: text("why"),
        };
        let (note, state, told, words) = (text("note"), text("state"), text("told"), text("words"));
        vec![ask(move |desk: &mut Desk| match about {
            About::Done(code) => Msg::Acted("Done", desk.settle_support(id, &code, true, &note).map_err(Into::into)),
            About::NotNeeded(code) => {
                Msg::Acted("Not needed", desk.settle_support(id, &code, false, &note).map_err(Into::into))
            }
            About::Time(code) => {
                let due = due.ok_or_else(|| Problem::refused("No time was given.", "Type one."));
                Msg::Acted("The time is set", due.and_then(|d| desk.set_support_time(id, &code, d)).map_err(Into::into))
            }
            About::Recording => Msg::Acted("Recording is decided", desk.decide_recording(id, &decided)),
            About::Outcome => {
                let on = on.unwrap_or_else(|| desk.today());
                Msg::Acted("Kept, and the person is owed the news", desk.change_outcome(id, &state, on, &note))
            }
            About::Told => Msg::Acted("Told, and the promise is kept", desk.told_the_person(id, &told, &note)),
            About::Words => Msg::Acted("Added below their words", desk.add_to_report(id, &words).map_err(Into::into)),
        })]
    }

    fn ask_abuse(&self) -> Effects {
        let choices = vec![
            Choice::new("", "Leave it", Effects::new()),
            Choice::new("Shift+B", "Open the concern", vec![Effect::Tell(Msg::Abuse.into())])
                .then("it stands under 5 Safeguarding"),
        ];
        let said = vec![Phrase::from("Where a partner coerces or forces: a domestic abuse record and referrals.")];
        vec![Choose::dialog("Open a domestic abuse concern?", said, choices).raise()]
    }

    fn title_of(step: &Step) -> String {
        lists::label("victim_support", &step.code)
    }
}

/// What is known of it, one row each; what is blank and matters says so.
fn fact_entries(r: &CrimeReport) -> Vec<Entry> {
    let several = |list: &str, codes: &[crate::domain::field::Code]| {
        codes.iter().map(|c| lists::label(list, c.as_str())).collect::<Vec<_>>().join(", ")
    };
    let day = |when: &Option<when::When>| when.as_ref().map(when::When::shown).unwrap_or_default();
    let offences = several("offences", &r.offences);
    let offences = if offences.is_empty() { "not yet known".to_owned() } else { offences };
    let hate = lists::label("hate_crime", r.hate_crime.as_str());
    let hate = if hate.is_empty() { "not considered yet".to_owned() } else { hate };
    let rows = [
        ("When it happened", day(&r.happened)),
        ("Where", r.place.clone()),
        ("Area", lists::label("areas", r.area.as_str())),
        ("Offences", offences),
        ("Hate crime", hate),
        ("Holds them back", several("reporting_barriers", &r.barriers)),
        ("In their words", r.barrier_words.clone()),
        ("Their choice", lists::label("report_choices", r.choice.as_str())),
        ("Explained first", several("explain_first", &r.explained)),
        ("Safe when told", lists::label("safe_now", r.safe_now.as_str())),
        ("Medical need", lists::label("medical_need", r.medical_need.as_str())),
        ("Crime number", r.crime_number.clone()),
        // Why it is not recorded stands above, beside the decision.
        ("Recording", if r.recording.is(recording::NOT_RECORDED) { "" } else { &r.recording_why }.to_owned()),
        ("IS reference", r.is_reference.clone()),
        ("Officer in case", r.officer_in_case.clone()),
        ("SOLO", r.solo.clone()),
        ("DLO may attend", lists::label("yes_no_unknown", r.dlo_attends.as_str())),
        ("Organised crime", if r.organised_crime { "yes" } else { "" }.to_owned()),
    ];
    rows.into_iter()
        .filter(|(_, words)| !words.is_empty())
        .map(|(label, words)| Entry::new(label, words).of(Of::Words))
        .collect()
}

/// The page of their own offences: kept here only.
fn own_entries(r: &CrimeReport, ctx: &Ctx) -> Vec<Entry> {
    let mut entries = vec![
        Entry::sentence(
            Phrase::new()
                .sign(Sign::Dot, "Kept here only")
                .text(": never exported, never an aim. Welfare and safety come first."),
        )
        .of(Of::Words),
        Entry::gap(),
    ];
    if r.own_offence.is_empty() {
        let words = Phrase::from("Nothing of the kind is kept.   ")
            .key(Action::Edit.key())
            .text("  if they spoke of it themselves");
        entries.push(Entry::sentence(words).of(Of::Words));
        return entries;
    }
    for (label, words) in [
        ("Disclosed", &r.own_offence),
        ("Advice taken from", &r.own_advice),
        ("Decision", &r.own_decision),
        ("Welfare considered", &r.own_welfare),
    ] {
        if !words.is_empty() {
            entries.extend(part::reading(label, &Phrase::from(words.as_str()), 0, ctx));
        }
    }
    entries
}

impl Shown for State {
    type Msg = Msg;

    fn title(&self, _ctx: &Ctx) -> String {
        let reference = self.report().map(|r| r.reference.clone()).unwrap_or_default();
        if self.own && !reference.is_empty() {
            return format!("{reference} · their own offences");
        }
        let who = self.who.as_ref().map(|w| format!(" · {}", w.title())).unwrap_or_default();
        if reference.is_empty() { format!("Crime report{who}") } else { format!("{reference}{who}") }
    }

    fn begin(&mut self, _ctx: &Ctx) -> Effects {
        let id = self.id;
        vec![ask_latest("crime-report", move |desk| Msg::Read(desk.crime_report(id).map(Box::new)))]
    }

    fn told(&mut self, msg: Msg, ctx: &Ctx) -> Effects {
        match msg {
            Msg::Read(Ok(view)) => {
                let code = self.focused().map(|s| s.code);
                let first = self.view.is_none();
                self.view = Some(view);
                self.problem = None;
                if !first && let Some(code) = code {
                    let same = self.steps().iter().position(|s| s.code == code);
                    self.list.at = same.unwrap_or(self.list.at);
                }
                Effects::new()
            }
            Msg::Read(Err(p)) => {
                let lapsed = self.who.clone().filter(|_| self.view.take().is_some() && p.what.contains("reason"));
                self.problem = Some(format!("{} {}", p.what, p.remedy));
                match lapsed {
                    Some(who) => vec![Effect::Consult(who, vec![Effect::Tell(Msg::Again.into())])],
                    None => Effects::new(),
                }
            }
            Msg::Again => self.begin(ctx),
            Msg::Filled(about, values) => self.carry_out(about, &values),
            Msg::Acted(what, saved) => settled(saved, takes_back(what)),
            Msg::Abuse => {
                let id = self.id;
                vec![ask(move |desk| Msg::Concern(desk.abuse_concern(id)))]
            }
            Msg::Concern(Ok(concern)) => {
                let Some(who) = self.who.clone() else { return Effects::new() };
                vec![
                    Effect::Changed,
                    Effect::Go(Place::Concern(Some(who), concern)),
                    done(takes_back("A domestic abuse concern is open")),
                ]
            }
            Msg::Prepared(Ok(())) => {
                vec![
                    Effect::Changed,
                    done("Prepared for IS: it is decided in the outbox, 8. Their own offences stay here"),
                ]
            }
            Msg::Concern(Err(p)) | Msg::Prepared(Err(p)) => vec![Effect::Failed(p)],
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        let can = Self::focusable(&self.entries(ctx));
        if self.list.moves(action, can.len(), ctx) {
            return Effects::new();
        }
        match (action, self.focused()) {
            (Action::Done, Some(s)) => {
                let title = format!("Done: {}", Self::title_of(&s));
                self.sheet(About::Done(s.code), title, "The time is now; who and which reference.", DONE, 4, ctx)
            }
            (Action::Close, Some(s)) => {
                let title = format!("Not needed: {}", Self::title_of(&s));
                self.sheet(About::NotNeeded(s.code), title, "", NOT_NEEDED, 4, ctx)
            }
            (Action::Wait, Some(s)) => {
                let title = format!("By when: {}", Self::title_of(&s));
                self.sheet(About::Time(s.code), title, "", TIME, 4, ctx)
            }
            (Action::DecideRecording, _) => {
                let said = "A crime told to an officer is recorded within 24 hours, by name or without.";
                self.sheet(About::Recording, "Decide about recording".to_owned(), said, RECORDING, 6, ctx)
            }
            (Action::ChangeOutcome, _) => {
                let said = if self.who.is_some() {
                    "The person is owed the news: a promise for tomorrow is made with it."
                } else {
                    "Whoever told it is owed the news: a follow-up for tomorrow is made with it."
                };
                self.sheet(About::Outcome, "What became of it".to_owned(), said, OUTCOME, 10, ctx)
            }
            (Action::Told, _) => {
                let said = "Settles the promise. Only what may be said on the channel of the plan.";
                self.sheet(About::Told, "Told the person".to_owned(), said, TOLD, 5, ctx)
            }
            (Action::AddHere, _) => {
                let said = "What was kept stays as it was said; this stands below it with the day.";
                self.sheet(About::Words, "Add to their own words".to_owned(), said, ADDED, 6, ctx)
            }
            (Action::AbuseConcern, _) => self.ask_abuse(),
            (Action::PrepareUpdate, _) => {
                let id = self.id;
                vec![ask(move |desk| Msg::Prepared(desk.prepare_crime_report(id).map(|_| ())))]
            }
            (Action::NextSection | Action::PreviousSection, _) => {
                self.own = !self.own;
                self.list.begin();
                Effects::new()
            }
            (Action::Edit, _) => {
                let task = Task::Of { who: self.who.clone(), kind: Kind::CrimeReport, id: Some(self.id) };
                vec![Effect::Go(Place::Form(task))]
            }
            (Action::Open, _) => match &self.who {
                Some(who) => vec![Effect::Go(Place::Record(who.clone(), Section::CrimeReports))],
                None => Effects::new(),
            },
            _ => Effects::new(),
        }
    }

    fn actions(&self, _ctx: &Ctx) -> Vec<Action> {
        let Some(view) = &self.view else { return Vec::new() };
        let r = &view.report.it;
        if self.own {
            let mut actions = vec![Action::Edit, Action::NextSection, Action::PreviousSection];
            actions.extend(moves::ALL);
            return actions;
        }
        let mut actions = Vec::new();
        if r.record_by().is_some() {
            actions.push(Action::DecideRecording);
        }
        if r.owes_news() {
            actions.push(Action::Told);
        }
        if self.focused().is_some() {
            actions.extend([Action::Done, Action::Close]);
        }
        actions.push(Action::ChangeOutcome);
        if self.focused().is_some() {
            actions.push(Action::Wait);
        }
        actions.extend([
            Action::Edit,
            Action::AddHere,
            Action::Told,
            Action::DecideRecording,
            Action::AbuseConcern,
            Action::PrepareUpdate,
            Action::NextSection,
            Action::PreviousSection,
        ]);
        if self.who.is_some() {
            actions.push(Action::Open);
        }
        let mut seen = std::collections::BTreeSet::new();
        actions.retain(|a| seen.insert(*a));
        actions.extend(moves::ALL);
        actions
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        match action {
            Action::Close => Some("not needed, why"),
            Action::Wait => Some("set time"),
            Action::Open => Some("the record"),
            Action::AddHere => Some("add to their words"),
            Action::PrepareUpdate => Some("prepare for IS"),
            Action::NextSection if self.own => Some("the report"),
            Action::NextSection => Some("own offences"),
            _ => None,
        }
    }

    fn why_not(&self, action: Action, _ctx: &Ctx) -> Option<(&'static str, String)> {
        let view = self.view.as_ref()?;
        let r = &view.report.it;
        let no = |word, sentence: &str| Some((word, sentence.to_owned()));
        match action {
            Action::Done | Action::Close | Action::Wait if self.focused().is_some_and(|s| !s.is_due()) => {
                no("settled", "This step is settled already. u takes the last act back.")
            }
            Action::DecideRecording if r.record_by().is_none() => {
                no("decided", "Recording is decided already. u takes the last act back.")
            }
            Action::Told if !r.owes_news() && view.news.is_none() => {
                no("nothing to tell", "There is nothing left to tell. A change of outcome opens the next promise.")
            }
            Action::AddHere => view.held.as_ref().map(|held| ("on hold", held.clone())),
            Action::AbuseConcern if self.who.is_none() => {
                no("of nobody", "This report is of nobody. A concern belongs to a contact.")
            }
            Action::AbuseConcern if view.abuse => {
                no("open already", "A domestic abuse concern of this person is open already: 5 Safeguarding.")
            }
            _ => None,
        }
    }

    fn contact(&self) -> Option<Who> {
        self.who.clone()
    }

    fn caveat(&self, _ctx: &Ctx) -> Option<Caveat> {
        self.view.is_some().then(|| Caveat::sensitive("Crime report"))
    }

    fn place(&self) -> Option<Place> {
        Some(Place::CrimeReport(self.who.clone(), self.id))
    }

    fn rows(&self) -> Option<&Rows> {
        Some(self.list.rows())
    }

    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let Some(view) = &self.view else {
            if let Some(problem) = &self.problem {
                paragraphs(buf, frame.body, &[Phrase::new().marked(Sign::Danger, problem.as_str())], theme);
            }
            return None;
        };
        let gap = u16::from(frame.body.height >= 22);
        self.heading().draw(buf, row(text_of(frame.body), 0), 0, 0, theme);
        let mut y = 1 + gap;
        if !self.own {
            y += paragraphs(buf, below(frame.body, y), &[self.clock(ctx)], theme);
            track::draw(buf, frame.body, y, &stages(&view.report.it), 1, theme);
            y += 1;
            y += paragraphs(buf, below(frame.body, y), &[self.knows()], theme) + gap;
            let line = row(text_of(frame.body), y);
            Phrase::new().muted("Support").draw(buf, line, 0, 0, theme);
            let words = Phrase::from(actions_line(&view.report.it.support_list(), ctx.local()));
            words.draw(buf, line, 19, 0, theme);
            y += 1 + gap;
        }
        let entries = self.entries(ctx);
        let at = Self::focusable(&entries).get(self.list.at).copied();
        self.list.drawn(part::draw(buf, below(frame.body, y), &entries, at, self.list.top(), theme))
    }
}
