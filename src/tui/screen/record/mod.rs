//! A contact's record: heading, timeline, the rail of sections, and the section that is shown.
//!
//! Each section is a file of its own that is [`part::Part`]; what several sections ask is in [`acts`]. Legal names,
//! numbers and addresses are eight dots until `v` shows them (mockups 3.8). What does not belong here: forms
//! ([`crate::tui::task`]), *Contact now*, and what a section says.

pub mod acts;
mod consent;
mod crime_reports;
mod engagements;
mod follow_ups;
mod history;
pub mod is_record;
mod markers;
mod overview;
pub mod part;
pub mod plan;
mod safe_contact;
mod safeguarding;
mod safety_plan;
mod support;
mod timeline;
mod whole;

use chrono::{NaiveDate, NaiveDateTime};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};
use serde::{Deserialize, Serialize};

use crate::casework::contact::{Duplicate, age_words};
use crate::casework::desk::Saved;
use crate::casework::follow_up::Settling;
use crate::casework::record::RecordView;
use crate::domain::contact::{Contact, status};
use crate::domain::field::Values;
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::lists;
use crate::domain::problem::Outcome;
use crate::domain::when;
use crate::store::verify::HistoryLine;
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, ask, ask_latest, refused, settled, takes_back};
use crate::tui::form::Input;
use crate::tui::overlay::choose::{Choice, Choose};
use crate::tui::screen::{Caveat, Place, Shown, Who, moves};
use crate::tui::task::Task;
use crate::tui::theme::{Sign, Theme};
use crate::tui::widget::frame::{self, Frame};
use crate::tui::widget::list::Rows;
use crate::tui::widget::{Phrase, below, narrow, paragraphs, record as parts, row, text_of};
use acts::Act;
pub use overview::{beginning, must_not_find_out, point_phrase};
use part::{Entry, Of, Part, See};
pub use safeguarding::concern_phrase;

/// Seconds without a key until names and numbers are masked again (mockups 3.8).
const SHOWN: i64 = 120;
/// How many journal entries the history shows.
const HISTORY: usize = 500;

/// A section of a record, in the order of the rail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Section {
    /// Overview.
    Overview,
    /// Safe contact.
    SafeContact,
    /// Consent, what was passed on, and holds.
    Consent,
    /// Engagements.
    Engagements,
    /// Follow-ups.
    FollowUps,
    /// IS record.
    IsRecord,
    /// Markers and grounds.
    Markers,
    /// Support offers, referrals and what was given.
    Support,
    /// Crime reports.
    CrimeReports,
    /// Safeguarding, and linked people.
    Safeguarding,
    /// Safety plan.
    SafetyPlan,
    /// History.
    History,
}

impl Section {
    /// All of them, in the order of the rail.
    pub const ALL: [Self; 12] = [
        Self::Overview,
        Self::SafeContact,
        Self::Consent,
        Self::Engagements,
        Self::FollowUps,
        Self::IsRecord,
        Self::Markers,
        Self::Support,
        Self::CrimeReports,
        Self::Safeguarding,
        Self::SafetyPlan,
        Self::History,
    ];

    /// Its name in the rail.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Overview => "Overview",
            Self::SafeContact => "Safe contact",
            Self::Consent => "Consent",
            Self::Engagements => "Engagements",
            Self::FollowUps => "Follow-ups",
            Self::IsRecord => "IS record",
            Self::Markers => "Markers, grounds",
            Self::Support => "Support",
            Self::CrimeReports => "Crime reports",
            Self::Safeguarding => "Safeguarding",
            Self::SafetyPlan => "Safety plan",
            Self::History => "History",
        }
    }

    /// The section that shows a kind of record.
    #[must_use]
    pub const fn of(kind: Kind) -> Self {
        match kind {
            Kind::Contact => Self::Overview,
            Kind::ContactPoint | Kind::Plan => Self::SafeContact,
            Kind::Consent | Kind::Hold | Kind::Disclosure => Self::Consent,
            Kind::Engagement => Self::Engagements,
            Kind::FollowUp => Self::FollowUps,
            Kind::Grounds | Kind::Marker => Self::Markers,
            Kind::Concern | Kind::LinkedPerson => Self::Safeguarding,
            Kind::Confirmed | Kind::Update => Self::IsRecord,
            Kind::Offer | Kind::SupportPath => Self::Support,
            Kind::CrimeReport => Self::CrimeReports,
            Kind::SafetyPlan => Self::SafetyPlan,
            // These belong to no contact: where one of them is asked for here, the record as a whole is shown.
            Kind::Intelligence
            | Kind::IntelligenceItem
            | Kind::IntelligenceSource
            | Kind::DangerousPerson
            | Kind::Observation
            | Kind::Tasking
            | Kind::Strategy
            | Kind::Service
            | Kind::Liaison => Self::Overview,
        }
    }

    fn place(self) -> usize {
        Self::ALL.iter().position(|s| *s == self).unwrap_or(0)
    }
}

/// What the record is told.
pub enum Msg {
    /// The record, and the code of the reason it was opened for.
    Read(Outcome<Box<(RecordView, String)>>),
    /// The reason was given too long ago: it is asked for again.
    Lapsed,
    /// The reason was given again.
    Again,
    /// Its lines of the journal.
    History(Outcome<Vec<HistoryLine>>),
    /// The days that waiting is offered for.
    Settle(Act, Outcome<Settling>),
    /// Why a linked person need not be kept any longer.
    RemoveLinked(crate::domain::id::RecordId, String),
    /// A sheet is wanted.
    Ask(Act),
    /// Something of another section is to be seen first.
    See(Section),
    /// A sheet was filled in.
    Filled(Act, Values),
    /// What was asked for was done, or why not.
    Acted(&'static str, Saved<()>),
    /// Something for the section *IS record*.
    IsRecord(is_record::Msg),
    /// Contacts that may be the same person.
    Alike(Outcome<Vec<Duplicate>>),
}

/// The record.
pub struct State {
    who: Who,
    section: Section,
    view: Option<Box<RecordView>>,
    reason: String,
    history: Vec<HistoryLine>,
    problem: Option<String>,
    /// The focused entry of each section.
    at: [usize; Section::ALL.len()],
    rows: Rows,
    /// The record that is shown whole, with the focused row in it.
    open: Option<(Kind, RecordId, usize)>,
    shown: bool,
    last_key: NaiveDateTime,
    is_record: is_record::IsRecord,
}

impl State {
    /// The record of a contact, at a section.
    #[must_use]
    pub fn new(who: Who, section: Section) -> Self {
        let mut at = [0; Section::ALL.len()];
        // The first thing to act on there is a field, below whether it is ready.
        if let Some(at) = at.get_mut(Section::IsRecord.place()) {
            *at = is_record::FIRST;
        }
        Self {
            who,
            section,
            view: None,
            reason: String::new(),
            history: Vec::new(),
            problem: None,
            at,
            rows: Rows::default(),
            open: None,
            shown: false,
            last_key: NaiveDateTime::default(),
            is_record: is_record::IsRecord::default(),
        }
    }

    fn part(&self) -> &dyn Part {
        match self.section {
            Section::Overview => &overview::Overview,
            Section::SafeContact => &safe_contact::SafeContact,
            Section::Consent => &consent::Ledger,
            Section::Engagements => &engagements::Engagements,
            Section::FollowUps => &follow_ups::FollowUps,
            Section::IsRecord => &self.is_record,
            Section::Markers => &markers::Markers,
            Section::Support => &support::Support,
            Section::CrimeReports => &crime_reports::CrimeReports,
            Section::Safeguarding => &safeguarding::Safeguarding,
            Section::SafetyPlan => &safety_plan::SafetyPlan,
            Section::History => &history::History,
        }
    }

    fn see<'a>(&'a self, ctx: &'a Ctx) -> Option<See<'a>> {
        let view = self.view.as_deref()?;
        Some(See { who: &self.who, view, history: &self.history, unmasked: self.shown, ctx })
    }

    fn entries(&self, ctx: &Ctx) -> Vec<Entry> {
        let Some(see) = self.see(ctx) else { return Vec::new() };
        match self.open {
            Some((kind, id, _)) => whole::entries(kind, id, &see),
            None => self.part().entries(&see),
        }
    }

    /// The focused entry: the one kept, or the nearest that can be focused.
    fn focus_in(&self, entries: &[Entry]) -> Option<usize> {
        let kept = match self.open {
            Some((_, _, at)) => at,
            None => self.at.get(self.section.place()).copied().unwrap_or(0),
        };
        let can = |i: &usize| entries.get(*i).is_some_and(|e| e.of.is_some());
        (kept..entries.len()).find(can).or_else(|| (0..kept.min(entries.len())).rev().find(can))
    }

    fn focused(&self, ctx: &Ctx) -> Option<Of> {
        if let Some((kind, id, _)) = self.open {
            return Some(Of::Record(kind, id));
        }
        // The history is long and none of its rows stands for anything else.
        if self.section == Section::History {
            return Some(Of::Words);
        }
        let entries = self.entries(ctx);
        entries.get(self.focus_in(&entries)?)?.of
    }

    fn move_focus(&mut self, action: Action, ctx: &Ctx) -> bool {
        let entries = self.entries(ctx);
        let can: Vec<usize> = entries.iter().enumerate().filter(|(_, e)| e.of.is_some()).map(|(i, _)| i).collect();
        let now = self.focus_in(&entries).and_then(|at| can.iter().position(|i| *i == at)).unwrap_or(0);
        let Some(to) = moves::target(action, now, can.len(), moves::page(ctx)) else { return false };
        let to = can.get(to).copied().unwrap_or(0);
        let place = self.section.place();
        if let Some((_, _, at)) = &mut self.open {
            *at = to;
        } else if let Some(at) = self.at.get_mut(place) {
            *at = to;
        }
        true
    }

    fn go_to(&mut self, section: Section) -> Effects {
        self.section = section;
        self.open = None;
        self.rows.set_top(0);
        self.section_begins()
    }

    fn section_begins(&mut self) -> Effects {
        match self.section {
            Section::History => {
                let id = self.who.id;
                vec![ask_latest("history", move |desk| Msg::History(desk.history(id, HISTORY)))]
            }
            Section::IsRecord => self.is_record.begin(&self.who),
            _ => Effects::new(),
        }
    }

    fn open_focused(&mut self, ctx: &Ctx) -> Effects {
        match self.focused(ctx) {
            Some(Of::Record(kind, id)) if self.open.is_none() => match screen_of(&self.who, kind, id) {
                Some(place) => vec![Effect::Go(place)],
                None => {
                    self.open = Some((kind, id, 0));
                    self.rows.set_top(0);
                    Effects::new()
                }
            },
            Some(Of::Section(section)) => self.go_to(section),
            _ => self.part_acts(Action::Open, ctx),
        }
    }

    fn part_acts(&mut self, action: Action, ctx: &Ctx) -> Effects {
        let focused = self.focused(ctx);
        let Some(view) = self.view.as_deref() else { return Effects::new() };
        let see = See { who: &self.who, view, history: &self.history, unmasked: self.shown, ctx };
        if self.open.is_some() {
            return whole::act(action, focused.as_ref(), &see);
        }
        let focused = focused.as_ref();
        match self.section {
            Section::Overview => overview::Overview.act(action, focused, &see),
            Section::SafeContact => safe_contact::SafeContact.act(action, focused, &see),
            Section::Consent => consent::Ledger.act(action, focused, &see),
            Section::Engagements => engagements::Engagements.act(action, focused, &see),
            Section::FollowUps => follow_ups::FollowUps.act(action, focused, &see),
            Section::IsRecord => self.is_record.act(action, focused, &see),
            Section::Markers => markers::Markers.act(action, focused, &see),
            Section::Support => support::Support.act(action, focused, &see),
            Section::CrimeReports => crime_reports::CrimeReports.act(action, focused, &see),
            Section::Safeguarding => safeguarding::Safeguarding.act(action, focused, &see),
            Section::SafetyPlan => safety_plan::SafetyPlan.act(action, focused, &see),
            Section::History => history::History.act(action, focused, &see),
        }
    }

    fn draw_rows(&self, buf: &mut Buffer, pane: Rect, ctx: &Ctx) -> Option<Position> {
        let see = self.see(ctx)?;
        let entries = self.entries(ctx);
        let at = self.focus_in(&entries);
        let drawn = match self.open {
            Some(_) => part::draw(buf, pane, &entries, at, self.rows.top(), &ctx.theme),
            None => self.part().draw(buf, pane, &entries, at, self.rows.top(), &see),
        };
        self.rows.drawn(drawn)
    }
}

/// The screen of a record that has one of its own; everything else is read whole where it stands.
fn screen_of(who: &Who, kind: Kind, id: RecordId) -> Option<Place> {
    match kind {
        Kind::Concern => Some(Place::Concern(Some(who.clone()), id)),
        Kind::Marker => Some(Place::Marker(who.clone(), id)),
        Kind::Offer => Some(Place::Offer(who.clone(), id)),
        Kind::CrimeReport => Some(Place::CrimeReport(Some(who.clone()), id)),
        _ => None,
    }
}

/// Draws the heading of a record: who, age, languages, since when; at the right end whose and why it is open.
pub fn heading(
    buf: &mut Buffer,
    pane: Rect,
    who: &Who,
    contact: &Contact,
    since: Option<NaiveDate>,
    reason: &str,
    theme: &Theme,
) {
    let line = row(text_of(pane), 0);
    let name = Phrase::new().bold(format!("{}  {}", who.reference, contact.preferred_name())).text("   ");
    let age = age_words(contact.age_status.as_str());
    let age = if contact.is_child() { name.sign(Sign::Child, age) } else { name.text(age) };
    let since = since.map(|d| format!(" since {}", when::long(d))).unwrap_or_default();
    let state = match contact.status.as_str() {
        status::CLOSED => format!("closed: {}", lists::label("closed_reasons", contact.closed_reason.as_str())),
        "" | status::OPEN => format!("open{since}"),
        other => format!("{}{since}", lists::label("contact_status", other)),
    };
    let spoken =
        if contact.languages.is_empty() { age.clone() } else { age.clone().dot().text(contact.languages.join(", ")) };
    // Nothing of it is cut: where it does not fit, the languages go, then since when.
    let room = usize::from(line.width);
    let whole = spoken.dot().text(state.as_str());
    let short = age.clone().dot().text(state.as_str());
    let left = [whole, short].into_iter().find(|p| p.width() <= room).unwrap_or(age);
    let used = left.draw(buf, line, 0, 0, theme);
    let why = Phrase::new().muted("reason: ").text(lists::label("consultation_reasons", reason));
    let whose = Phrase::new().muted("DLO ").text(contact.dlo.as_str()).dot().then(why.clone());
    let fits = |p: &Phrase| usize::from(used) + 3 + p.width() <= usize::from(line.width);
    if reason.is_empty() {
        return;
    }
    if let Some(right) = [whose, why].into_iter().find(fits) {
        right.draw(buf, line, line.width.saturating_sub(narrow(right.width())), 0, theme);
    }
}

/// The sections with what stands beside them in the rail.
#[must_use]
pub fn rail(view: &RecordView) -> Vec<parts::Section> {
    let number = |n: usize| Phrase::from(n.to_string());
    Section::ALL
        .into_iter()
        .map(|section| {
            let value = match section {
                Section::Overview => Phrase::new(),
                Section::SafeContact => match view.plans.iter().find(|p| !p.it.superseded) {
                    Some(plan) => Phrase::from(format!("v{}", plan.it.version.unwrap_or(1))),
                    None => Phrase::new().mark(Sign::Due),
                },
                Section::Consent => number(view.consents.len()),
                Section::Engagements => Phrase::from(view.engagement_count.to_string()),
                Section::FollowUps => number(view.follow_ups.iter().filter(|f| f.it.is_open()).count()),
                Section::IsRecord => overview::is_sign(view).map_or_else(Phrase::new, |s| Phrase::new().mark(s)),
                Section::Markers => number(view.markers.len()),
                Section::Support => number(view.offers.len()),
                Section::CrimeReports => number(view.crime_reports.len()),
                Section::SafetyPlan => match view.safety_plans.iter().find(|p| !p.it.superseded) {
                    Some(plan) => Phrase::from(format!("v{}", plan.it.version.unwrap_or(1))),
                    None => Phrase::new(),
                },
                Section::Safeguarding => {
                    let open = view.concerns.iter().filter(|c| c.it.is_open()).count();
                    if view.contact.it.is_child() { number(open).text(" ").mark(Sign::Child) } else { number(open) }
                }
                Section::History => number(view.history_count),
            };
            parts::Section { name: section.name().to_owned(), value }
        })
        .collect()
}

impl State {
    /// Whom this record may be the same person as; taking one shows both side by side.
    fn ask_alike(&self, found: &[Duplicate]) -> Effects {
        if found.is_empty() {
            let said = "Nobody here has the same number or a name like it. Select two in Contacts, then M joins them";
            return vec![refused(said)];
        }
        let choices = found
            .iter()
            .zip(1..)
            .map(|(d, n)| {
                let other = Who { id: d.line.id, reference: d.line.reference.clone(), name: d.line.name.clone() };
                Choice::new(n.to_string(), other.title(), super::merge::open(&self.who, &other)).then(d.why)
            })
            .collect();
        let below = vec![Phrase::new().muted("Shows both side by side. Nothing is joined before you say so.")];
        vec![Choose::letters(format!("Who is the same person as {}?", self.who.reference), 1, choices, below).raise()]
    }
}

impl Shown for State {
    type Msg = Msg;

    fn title(&self, _ctx: &Ctx) -> String {
        match self.open {
            Some((kind, _, _)) => format!("Record · {} · {}", self.section.name(), kind.label()),
            None => format!("Record · {}", self.section.name()),
        }
    }

    fn begin(&mut self, ctx: &Ctx) -> Effects {
        if self.last_key == NaiveDateTime::default() {
            self.last_key = ctx.local();
        }
        let id = self.who.id;
        let mut effects = vec![ask_latest("record", move |desk| match desk.remembered_reason(id) {
            Some(reason) => {
                let reason = reason.to_owned();
                Msg::Read(desk.record(id).map(|view| Box::new((view, reason))))
            }
            None => Msg::Lapsed,
        })];
        effects.extend(self.section_begins());
        effects
    }

    fn told(&mut self, msg: Msg, ctx: &Ctx) -> Effects {
        match msg {
            Msg::Alike(Ok(found)) => self.ask_alike(&found),
            Msg::Alike(Err(p)) => vec![Effect::Failed(p)],
            Msg::RemoveLinked(id, reason) => {
                vec![ask(move |desk| Msg::Acted("Removed", desk.remove_linked_person(id, &reason).map_err(Into::into)))]
            }
            Msg::Read(Ok(read)) => {
                let (view, reason) = *read;
                self.problem = None;
                self.reason = reason;
                view.contact.it.preferred_name().clone_into(&mut self.who.name);
                self.view = Some(Box::new(view));
                if self.open.is_some() && self.entries(ctx).is_empty() {
                    self.open = None;
                }
                Effects::new()
            }
            Msg::Read(Err(p)) => {
                self.view = None;
                self.problem = Some(format!("{} {}", p.what, p.remedy));
                vec![Effect::Failed(p)]
            }
            Msg::Lapsed => {
                self.view = None;
                self.problem = Some("It was opened more than 15 minutes ago. Enter asks the reason again.".to_owned());
                vec![Effect::Consult(self.who.clone(), vec![Effect::Tell(Msg::Again.into())])]
            }
            Msg::Again => self.begin(ctx),
            Msg::History(Ok(lines)) => {
                self.history = lines;
                Effects::new()
            }
            Msg::History(Err(p)) | Msg::Settle(_, Err(p)) => vec![Effect::Failed(p)],
            Msg::Settle(act, Ok(about)) => acts::settle(act, &about, ctx),
            Msg::Ask(act) => act.ask(&self.who, ctx),
            Msg::See(section) => self.go_to(section),
            Msg::Filled(act, values) => vec![act.carry_out(&self.who, values)],
            Msg::Acted(what, saved) => settled(saved, takes_back(what)),
            Msg::IsRecord(msg) => {
                let Some(view) = self.view.as_deref() else { return self.is_record.told(msg, None) };
                let see = See { who: &self.who, view, history: &self.history, unmasked: self.shown, ctx };
                self.is_record.told(msg, Some(&see))
            }
        }
    }

    fn input(&mut self, _input: &Input, ctx: &Ctx) -> Option<Effects> {
        self.last_key = ctx.local();
        None
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        if self.view.is_none() {
            return if action == Action::Open { self.begin(ctx) } else { Effects::new() };
        }
        if self.move_focus(action, ctx) {
            return Effects::new();
        }
        let here = self.section.place();
        let count = Section::ALL.len();
        let section = |i: usize| Section::ALL.get(i % count).copied().unwrap_or(Section::Overview);
        match action {
            Action::NextSection => self.go_to(section(here + 1)),
            Action::PreviousSection => self.go_to(section(here + count - 1)),
            Action::Back => {
                self.open = None;
                self.rows.set_top(0);
                Effects::new()
            }
            Action::Unmask => {
                self.shown = !self.shown;
                Effects::new()
            }
            Action::Open => self.open_focused(ctx),
            Action::Merge => {
                let id = self.who.id;
                vec![ask(move |desk| Msg::Alike(desk.alike(id)))]
            }
            Action::EditPlan => vec![Effect::Go(Place::Form(Task::of(self.who.clone(), Kind::Plan, None)))],
            _ => self.part_acts(action, ctx),
        }
    }

    fn actions(&self, ctx: &Ctx) -> Vec<Action> {
        let mut actions = Vec::new();
        match (self.see(ctx), self.open) {
            (Some(see), Some(_)) => {
                actions.extend(whole::actions(self.focused(ctx).as_ref(), &see));
                actions.push(Action::Back);
            }
            (Some(see), None) => {
                let focused = self.focused(ctx);
                actions.extend(self.part().actions(focused.as_ref(), &see));
            }
            (None, _) => return vec![Action::Open],
        }
        let opens = matches!(self.focused(ctx), Some(Of::Record(..) | Of::Section(_)));
        for action in [Action::NextSection, Action::Unmask, Action::Open, Action::PreviousSection] {
            if !actions.contains(&action) && (action != Action::Open || opens && self.open.is_none()) {
                actions.push(action);
            }
        }
        actions.extend(moves::ALL);
        actions.push(Action::Merge);
        actions
    }

    fn in_one(&self) -> Option<(&'static [Action], &'static str)> {
        Some((&[Action::PreviousSection, Action::NextSection], "section"))
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        match action {
            Action::Unmask if self.shown => Some("mask"),
            _ if self.open.is_some() => whole::word(action, self.open.map(|(kind, _, _)| kind)),
            _ => self.part().word(action),
        }
    }

    fn why_not(&self, action: Action, ctx: &Ctx) -> Option<(&'static str, String)> {
        let see = self.see(ctx)?;
        let focused = self.focused(ctx);
        acts::why_not(action, focused.as_ref(), &see)
            .or_else(|| if self.open.is_some() { None } else { self.part().why_not(action, focused.as_ref(), &see) })
    }

    fn contact(&self) -> Option<Who> {
        Some(self.who.clone())
    }

    fn caveat(&self, ctx: &Ctx) -> Option<Caveat> {
        let see = self.see(ctx)?;
        match self.open {
            Some((kind, _, _)) => acts::protected(kind).then(|| Caveat::sensitive(kind.label())),
            None => self.part().caveat(&see),
        }
    }

    fn due(&self, ctx: &Ctx) -> Option<u64> {
        self.shown.then(|| u64::try_from(SHOWN - (ctx.local() - self.last_key).num_seconds()).unwrap_or(0))
    }

    fn tick(&mut self, ctx: &Ctx) -> Effects {
        if self.shown && (ctx.local() - self.last_key).num_seconds() >= SHOWN {
            self.shown = false;
        }
        Effects::new()
    }

    fn mask(&mut self) {
        self.shown = false;
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Record(self.who.clone(), self.section))
    }

    fn rows(&self) -> Option<&Rows> {
        Some(&self.rows)
    }

    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let Some(view) = self.view.as_deref() else {
            if let Some(problem) = &self.problem {
                paragraphs(buf, frame.body, &[Phrase::new().marked(Sign::Danger, problem.as_str())], theme);
            }
            return None;
        };
        let contact = &view.contact.it;
        let since = contact.known_since.or_else(|| Some(view.contact.meta.created_at.date_naive()));
        heading(buf, frame.body, &self.who, contact, since, &self.reason, theme);
        // In a low window the empty rows go first.
        let gap = u16::from(frame.body.height >= 22);
        let mut y = 1 + gap;
        if self.shown {
            let words = Phrase::new().text("Names and numbers are shown").dot();
            let words = if ctx.wide() { words.text("masked again 2 minutes after the last key").dot() } else { words };
            let words = words.key(Action::Unmask.key()).text(" masks now");
            words.draw(buf, row(text_of(frame.body), y), 0, 0, theme);
            y += 1 + gap;
        }
        if self.section == Section::Overview && self.open.is_none() && frame.body.height >= 26 {
            y += timeline::draw(buf, below(frame.body, y), view, ctx.today(), theme) + 1;
        }
        let sections = rail(view);
        let (rail, section) = frame::rail(below(frame.body, y));
        match rail {
            Some(pane) => {
                parts::rail(buf, pane, &sections, self.section.place(), theme);
                self.draw_rows(buf, section, ctx)
            }
            None => {
                let line = parts::rail_line(&sections, self.section.place());
                line.draw(buf, row(text_of(section), 0), 0, 0, theme);
                self.draw_rows(buf, below(section, 2), ctx)
            }
        }
    }
}
