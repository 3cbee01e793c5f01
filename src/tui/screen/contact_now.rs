//! *Contact now*: the plan before the number, then the number for two minutes, then what happened.
//!
//! Outside the plan, and without one, the safe way is chosen already and anything else asks why. No number is in this
//! screen before it was asked for. What does not belong here: the plan's rules in words ([`record::plan`]) and the check
//! against it, which is the domain's.

use std::cell::Cell;

use chrono::{Duration, NaiveDateTime};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::casework::desk::{NotSaved, Saved};
use crate::casework::reach::{ContactNow, SafeNumber};
use crate::casework::record::RecordView;
use crate::domain::engagement::outcome;
use crate::domain::field::{Field, Shape, Values, text_in};
use crate::domain::kind::Kind;
use crate::domain::plan::{Verdict, rule};
use crate::domain::problem::Outcome;
use crate::domain::when;
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, ask, ask_latest, done, takes_back};
use crate::tui::form::{Extra, Form};
use crate::tui::overlay::fill::Fill;
use crate::tui::screen::record::part::{self, Entry, Line, Of};
use crate::tui::screen::record::{self, Section, plan};
use crate::tui::screen::{Place, Shown, Who, moves};
use crate::tui::task::Task;
use crate::tui::theme::Sign;
use crate::tui::widget::frame::{self, Frame};
use crate::tui::widget::list::Rows;
use crate::tui::widget::{Phrase, below, paragraphs, record as parts, row, text_of, track};

/// Seconds for which the number is shown.
const SHOWN: i64 = 120;
/// Cells from the name of the screen to its track.
const TRACK: u16 = 16;
/// Why it is done all the same.
const WHY: &[Field] = &[Field::new(Shape::Line, "Why").required().help("it is kept in the history").named("words")];

/// What the screen is told.
pub enum Msg {
    /// The rules; the record beside them, and why it is open.
    Read(Outcome<Box<(ContactNow, Option<RecordView>, String)>>),
    /// The reason it was opened for has lapsed.
    Lapsed,
    /// It was opened again.
    Again,
    /// The reason for contact all the same.
    Anyway(Values),
    /// The number.
    Number(Outcome<SafeNumber>),
    /// A follow-up waits for the next safe time.
    Waits(Outcome<NaiveDateTime>),
    /// *No answer* was logged.
    Logged(Saved<()>),
}

/// Which of the sheets it is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Sheet {
    /// The rules, then the number.
    Rules,
    /// Outside the plan: wait, go through somebody, or say why.
    Outside,
    /// No plan: make it, go through somebody, or say why.
    NoPlan,
    /// The number.
    Number,
    /// Not available.
    Closed,
}

/// The screen.
pub struct State {
    who: Who,
    now: Option<Box<ContactNow>>,
    view: Option<Box<RecordView>>,
    opened_for: String,
    /// Why it is done outside the plan, or without one.
    why: String,
    number: Option<(SafeNumber, NaiveDateTime)>,
    at: Option<usize>,
    /// All of it was on the screen when it was last drawn.
    whole: Cell<bool>,
    rows: Rows,
    problem: Option<String>,
}

impl State {
    /// *Contact now* for a contact.
    #[must_use]
    pub fn new(who: Who) -> Self {
        Self {
            who,
            now: None,
            view: None,
            opened_for: String::new(),
            why: String::new(),
            number: None,
            at: None,
            whole: Cell::new(true),
            rows: Rows::new(),
            problem: None,
        }
    }

    fn sheet(&self) -> Option<Sheet> {
        let now = self.now.as_ref()?;
        Some(match &now.verdict {
            _ if now.unavailable.is_some() => Sheet::Closed,
            _ if self.number.is_some() => Sheet::Number,
            Verdict::NoPlan => Sheet::NoPlan,
            Verdict::Outside { .. } if self.why.is_empty() => Sheet::Outside,
            _ => Sheet::Rules,
        })
    }

    /// Whether there is a number to show; where the record beside it is not read, casework says so.
    fn has_safe_number(&self) -> bool {
        self.view.as_ref().is_none_or(|v| v.points.iter().any(|p| p.it.is_phone() && p.it.is_safe()))
    }

    /// The name of whom it goes through, and what more the plan says.
    fn through(&self) -> (String, String) {
        let words = self.now.as_ref().and_then(|n| n.plan.as_ref()).map_or("", |p| p.intermediary.as_str());
        match words.split_once(" at ") {
            Some((name, rest)) => (name.trim_end_matches(',').to_owned(), rest.to_owned()),
            None if words.is_empty() => (String::new(), "a project or person they trust".to_owned()),
            None => (words.split(", ").next().unwrap_or_default().to_owned(), words.to_owned()),
        }
    }

    fn choices(&self, ctx: &Ctx) -> Vec<(Action, Entry)> {
        let choice = |label: &str, words: &str, key: &str| {
            Entry::rows(label, vec![Line::new(words).right(Phrase::new().key(key))]).of(Of::Words)
        };
        let (name, more) = self.through();
        let through = if name.is_empty() { "Go through".to_owned() } else { format!("Go through {name}") };
        let mut choices = Vec::new();
        match (self.sheet(), self.now.as_ref().map(|n| &n.verdict)) {
            (Some(Sheet::Outside), Some(Verdict::Outside { next: Some(next), .. })) => {
                let words = format!("a follow-up {} {}", when_day(next.date(), ctx), next.format("%H:%M"));
                choices.push((Action::WaitForPlan, choice("Wait", &words, "Enter")));
            }
            (Some(Sheet::NoPlan), _) => {
                let words = "five lines, can be finished later";
                choices.push((Action::MakePlan, choice("Make the plan", words, "Enter")));
            }
            (Some(Sheet::Outside), _) => {}
            _ => return choices,
        }
        choices.push((Action::GoThrough, choice(&through, &more, "i")));
        let anyway = "asks why; the reason is kept in the history";
        choices.push((Action::ContactAnyway, choice("Contact anyway", anyway, "o")));
        choices
    }

    fn entries(&self, ctx: &Ctx) -> Vec<Entry> {
        let Some(now) = &self.now else { return Vec::new() };
        let numbers = || -> Vec<Entry> {
            let points = self.view.as_ref().map(|v| v.points.clone()).unwrap_or_default();
            let mut phones: Vec<_> = points.into_iter().filter(|p| p.it.is_phone()).collect();
            phones.sort_by_key(|p| !p.it.is_safe());
            phones
                .iter()
                .enumerate()
                .map(|(i, p)| {
                    let words = parts::mask().text("   ").then(record::point_phrase(&p.it));
                    Entry::new(if i == 0 { "Numbers" } else { "" }, words).of(Of::Words)
                })
                .collect()
        };
        match self.sheet() {
            Some(Sheet::Rules) => {
                let Some(p) = &now.plan else { return Vec::new() };
                let read = |e: Entry| if e.is_gap() { e } else { e.of(Of::Words) };
                let mut entries = vec![Entry::across(plan::verdict_lines(p, &now.verdict, ctx.local()))];
                entries.extend(plan::not_safe(&now.unsafe_channels));
                if !self.why.is_empty() {
                    let words = Phrase::new().text("You said why: ").text(self.why.as_str());
                    entries.push(Entry::across(vec![Line::new(words).at(2)]));
                }
                entries.push(Entry::gap());
                entries.push(record::must_not_find_out(&now.contact));
                entries.extend(plan::dangers(p, ctx));
                entries.push(Entry::gap());
                entries.extend(plan::channels(p));
                entries.push(Entry::gap());
                entries.push(Entry::sentence(plan::version(p)));
                entries.push(Entry::gap());
                entries.extend(numbers());
                let mut entries: Vec<Entry> = entries.into_iter().map(read).collect();
                entries.push(Entry::gap());
                let go = if self.has_safe_number() {
                    Line::new("I have read the plan: show the safe number").right(Phrase::new().key("Enter"))
                } else {
                    Line::new("No safe number is kept: go through somebody, or log what happened with c")
                };
                entries.push(Entry::across(vec![go]).of(Of::Field("show")));
                entries
            }
            Some(Sheet::Outside) => {
                let lines =
                    now.plan.as_ref().map(|p| plan::verdict_lines(p, &now.verdict, ctx.local())).unwrap_or_default();
                let mut entries = vec![Entry::across(lines)];
                entries.extend(plan::not_safe(&now.unsafe_channels));
                entries.push(Entry::gap());
                entries.extend(self.choices(ctx).into_iter().map(|(_, e)| e));
                entries
            }
            Some(Sheet::NoPlan) => {
                let words = format!(
                    "There is no safe-contact plan for {} yet. Ask first, before anything else:",
                    self.who.reference
                );
                let ask = "is it safe to talk now?   who else sees this phone?   which words, and when?";
                let mut entries = vec![Entry::across(vec![
                    Line::new(Phrase::new().mark(Sign::Due).text(format!(" {words}"))),
                    Line::new(ask).at(2),
                ])];
                entries.extend(plan::not_safe(&now.unsafe_channels));
                entries.push(Entry::gap());
                entries.extend(self.choices(ctx).into_iter().map(|(_, e)| e));
                entries
            }
            Some(Sheet::Number) => self.number_entries(now, ctx),
            Some(Sheet::Closed) => {
                let why = now.unavailable.unwrap_or_default();
                let words = format!("Contact now is not available: {why}. x in the overview opens it again.");
                vec![Entry::sentence(Phrase::new().mark(Sign::Dot).text(format!(" {words}"))).of(Of::Words)]
            }
            None => Vec::new(),
        }
    }

    /// The two lines that matter while speaking, and the number.
    fn number_entries(&self, now: &ContactNow, ctx: &Ctx) -> Vec<Entry> {
        let Some((number, since)) = &self.number else { return Vec::new() };
        let clock = ctx.local().format("%H:%M");
        let first = match &now.verdict {
            Verdict::Inside { until } => {
                let until = until.map(|u| format!(", until {}", u.format("%H:%M"))).unwrap_or_default();
                Phrase::new().sign(Sign::Ready, format!("{clock} is inside the plan")).text(until)
            }
            Verdict::Outside { .. } => {
                Phrase::new().sign(Sign::Danger, format!("{clock} is outside the plan")).text(format!(": {}", self.why))
            }
            Verdict::NoPlan => {
                Phrase::new().sign(Sign::Due, "no plan yet").text(": ask first whether it is safe to talk now")
            }
        };
        let mut entries = vec![Entry::sentence(first)];
        entries.extend(plan::not_safe(&now.unsafe_channels));
        if let Some(p) = &now.plan {
            let mut said = Vec::new();
            if !p.text_rule.is(rule::NEVER) && !p.text_words.is_empty() {
                let label = if p.first_channel() == "text" { "Text first" } else { "Text" };
                said.push(Phrase::from(format!("{label}: \"{}\"", p.text_words)));
            } else if !p.call_words.is_empty() {
                said.push(Phrase::from(format!("Call: {}", p.call_words)));
            }
            if p.voicemail_rule.is(rule::NEVER) {
                said.push(Phrase::new().sign(Sign::Never, "voicemail"));
            }
            if !p.officer_name.is_empty() {
                said.push(Phrase::from(format!("You are \"{}\"", p.officer_name)));
            }
            let room = part::room(ctx) + usize::from(parts::LABEL);
            entries.push(Entry::across(part::fill(said, room)));
        }
        entries.push(Entry::gap());
        let until = (*since + Duration::seconds(SHOWN)).format("%H:%M");
        let line = Line::new(Phrase::new().bold(number.number.as_str()).text(format!("   {}", number.label)))
            .right(Phrase::new().muted(format!("masks itself at {until}")));
        entries.push(Entry::across(vec![line]));
        entries.push(Entry::gap());
        let keys =
            [("s", "spoke"), ("n", "no answer"), ("m", "message left"), ("d", "declined"), ("u", "ended as unsafe")];
        let keys = keys.iter().map(|(key, word)| Phrase::new().key(*key).text(format!(" {word}"))).collect();
        let room = part::room(ctx);
        let mut lines = part::fill(keys, room);
        for line in &mut lines {
            line.at = TRACK;
        }
        if let Some(first) = lines.first_mut() {
            first.lead = Phrase::from("What happened");
        }
        entries.push(Entry::across(lines).of(Of::Words));
        entries
    }

    fn focusable(entries: &[Entry]) -> Vec<usize> {
        entries.iter().enumerate().filter(|(_, e)| e.of.is_some()).map(|(i, _)| i).collect()
    }

    /// The focused entry: what was moved to; before that the safe choice, or the last line if all of the plan is seen.
    fn focus_in(&self, entries: &[Entry]) -> Option<usize> {
        let can = Self::focusable(entries);
        match (self.at, self.sheet()) {
            (Some(at), _) => can.iter().copied().find(|i| *i >= at).or_else(|| can.last().copied()),
            (None, Some(Sheet::Rules)) if self.whole.get() => can.last().copied(),
            (None, _) => can.first().copied(),
        }
    }

    fn show(&self) -> Effects {
        let (id, why) = (self.who.id, self.why.clone());
        vec![ask(move |desk| Msg::Number(desk.safe_number(id, &why)))]
    }

    fn log(&self, outcome: &str) -> Effects {
        vec![Effect::Swap(Place::Form(Task::engagement(self.who.clone(), outcome)))]
    }

    fn no_answer(&self) -> Effects {
        let (id, why) = (self.who.id, self.why.clone());
        vec![ask(move |desk| Msg::Logged(desk.no_answer(id, &why).map(|_| ())))]
    }

    fn forget_number(&mut self) {
        self.number = None;
        self.at = None;
        self.rows.set_top(0);
    }

    fn step(&self) -> usize {
        usize::from(self.number.is_some())
    }

    fn draw_track(&self, buf: &mut Buffer, pane: Rect, ctx: &Ctx) {
        let first = if self.sheet() == Some(Sheet::NoPlan) { "1 make a plan" } else { "1 read the plan" };
        let steps = track::Step::along(&[first, "2 see the number", "3 say what happened"], self.step());
        let area = row(text_of(pane), 0);
        let room = usize::from(area.width);
        let whole = track::phrase(&steps, 2, usize::MAX);
        if whole.width() + usize::from(TRACK) <= room && ctx.wide() {
            Phrase::new().bold("Contact now").draw(buf, area, 0, 0, &ctx.theme);
            whole.draw(buf, area, TRACK, 0, &ctx.theme);
        } else {
            track::phrase(&steps, 2, room).draw(buf, area, 0, 0, &ctx.theme);
        }
    }
}

fn when_day(day: chrono::NaiveDate, ctx: &Ctx) -> String {
    // The day with its weekday, also tomorrow: it is what is said to the person.
    if day == ctx.today() { when::day_label(day, ctx.today()) } else { day.format("%a %d/%m").to_string() }
}

impl Shown for State {
    type Msg = Msg;

    fn title(&self, _ctx: &Ctx) -> String {
        "Record · Safe contact · Contact now".to_owned()
    }

    fn begin(&mut self, _ctx: &Ctx) -> Effects {
        let id = self.who.id;
        vec![ask_latest("contact now", move |desk| {
            let Some(reason) = desk.remembered_reason(id).map(str::to_owned) else { return Msg::Lapsed };
            // The rules never wait for the rail beside them.
            let view = desk.record(id).ok();
            Msg::Read(desk.contact_now(id).map(|now| Box::new((now, view, reason))))
        })]
    }

    fn told(&mut self, msg: Msg, ctx: &Ctx) -> Effects {
        match msg {
            Msg::Lapsed => {
                (self.now, self.view, self.number) = (None, None, None);
                self.problem = Some("It was opened more than 15 minutes ago. Go back and open it again.".to_owned());
                vec![Effect::Consult(self.who.clone(), vec![Effect::Tell(Msg::Again.into())])]
            }
            Msg::Again => self.begin(ctx),
            Msg::Read(Ok(read)) => {
                let (now, view, opened_for) = *read;
                self.problem = None;
                self.now = Some(Box::new(now));
                self.view = view.map(Box::new);
                self.opened_for = opened_for;
                Effects::new()
            }
            Msg::Read(Err(p)) => {
                self.problem = Some(format!("{} {}", p.what, p.remedy));
                vec![Effect::Failed(p)]
            }
            Msg::Anyway(values) => {
                self.why = text_in(&values, "words").to_owned();
                self.at = None;
                let mut effects = vec![Effect::Lower];
                // With a plan its rules are read before the number, also now.
                if self.now.as_ref().is_some_and(|n| n.plan.is_none()) {
                    effects.extend(self.show());
                }
                effects
            }
            Msg::Number(Ok(number)) => {
                self.number = Some((number, ctx.local()));
                self.at = None;
                self.rows.set_top(0);
                Effects::new()
            }
            Msg::Waits(Ok(at)) => {
                let words = takes_back(format_args!(
                    "A follow-up waits for {} {}",
                    when_day(at.date(), ctx),
                    at.format("%H:%M")
                ));
                vec![Effect::Back, Effect::Changed, done(words)]
            }
            Msg::Logged(Ok(())) => {
                vec![Effect::Back, Effect::Changed, done(takes_back("No answer is logged"))]
            }
            Msg::Logged(Err(NotSaved::Faults(_))) => self.log(outcome::NO_ANSWER),
            Msg::Number(Err(p)) | Msg::Waits(Err(p)) | Msg::Logged(Err(NotSaved::Problem(p))) => {
                vec![Effect::Failed(p)]
            }
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        let entries = self.entries(ctx);
        let can = Self::focusable(&entries);
        let here = self.focus_in(&entries).and_then(|at| can.iter().position(|i| *i == at)).unwrap_or(0);
        if let Some(to) = moves::target(action, here, can.len(), moves::page(ctx)) {
            self.at = can.get(to).copied();
            return Effects::new();
        }
        let chosen = self.choices(ctx).into_iter().nth(here).map(|(action, _)| action);
        let action = match (action, chosen) {
            // Enter takes the choice that was moved to.
            (Action::WaitForPlan | Action::MakePlan | Action::Open, Some(chosen)) => chosen,
            (action, _) => action,
        };
        match action {
            // Where not all of the plan is on the screen, Enter goes on reading first.
            Action::ShowNumber if here + 1 < can.len() => {
                let next = (here + moves::page(ctx)).min(can.len().saturating_sub(1));
                self.at = can.get(next).copied();
                Effects::new()
            }
            Action::ShowNumber => self.show(),
            Action::WaitForPlan => {
                let id = self.who.id;
                vec![ask(move |desk| Msg::Waits(desk.wait_for_plan(id)))]
            }
            Action::MakePlan | Action::EditPlan => {
                vec![Effect::Go(Place::Form(Task::of(self.who.clone(), Kind::Plan, None)))]
            }
            Action::GoThrough => vec![Effect::Swap(Place::Form(Task::through_somebody(self.who.clone())))],
            Action::ContactAnyway => {
                let form = Form::over(WHY, Values::new(), ctx.now, Extra::new());
                let said = vec![Phrase::new().muted("It is written to the history with the engagement.")];
                vec![
                    Fill::new("Contact anyway", said, form, 4, "go on", |v| Msg::Anyway(v).into())
                        .kept_as(format_args!("anyway:{}", self.who.id))
                        .raise(),
                ]
            }
            Action::NowSpoke => self.log(outcome::SPOKE),
            Action::NowNoAnswer => self.no_answer(),
            Action::NowMessage => self.log(outcome::MESSAGE),
            Action::NowDeclined => self.log(outcome::DECLINED),
            Action::NowUnsafe => self.log(outcome::UNSAFE),
            Action::NotAttempted => self.log(outcome::NOT_TRIED),
            Action::Back if self.number.is_some() => {
                self.forget_number();
                Effects::new()
            }
            Action::Back if !self.why.is_empty() => {
                self.why.clear();
                self.at = None;
                Effects::new()
            }
            Action::Back => vec![Effect::Back],
            _ => Effects::new(),
        }
    }

    fn actions(&self, ctx: &Ctx) -> Vec<Action> {
        let mut actions = match self.sheet() {
            Some(Sheet::Rules) => {
                let mut actions = vec![Action::ShowNumber, Action::EditPlan];
                if !self.through().0.is_empty() {
                    actions.push(Action::GoThrough);
                }
                actions.push(Action::NotAttempted);
                actions
            }
            Some(Sheet::Outside | Sheet::NoPlan) => {
                let mut actions: Vec<Action> = self.choices(ctx).into_iter().map(|(a, _)| a).collect();
                if !actions.iter().any(|a| matches!(a, Action::WaitForPlan | Action::MakePlan)) {
                    actions.insert(0, Action::Open);
                }
                actions
            }
            Some(Sheet::Number) => vec![
                Action::NowSpoke,
                Action::NowNoAnswer,
                Action::NowMessage,
                Action::NowDeclined,
                Action::NowUnsafe,
                Action::NotAttempted,
            ],
            Some(Sheet::Closed) | None => Vec::new(),
        };
        actions.push(Action::Back);
        actions.extend(moves::ALL);
        actions
    }

    fn in_one(&self) -> Option<(&'static [Action], &'static str)> {
        const HAPPENED: &[Action] =
            &[Action::NowSpoke, Action::NowNoAnswer, Action::NowMessage, Action::NowDeclined, Action::NowUnsafe];
        Some((HAPPENED, "what happened"))
    }

    fn footer_word(&self, action: Action) -> Option<String> {
        let name = self.through().0;
        match action {
            Action::EditPlan => Some("make or re-check the plan".to_owned()),
            Action::GoThrough if name.is_empty() => Some("go through somebody".to_owned()),
            Action::GoThrough => Some(format!("through {name}")),
            Action::Open => Some("choose".to_owned()),
            Action::Back if self.number.is_some() => Some("mask the number".to_owned()),
            _ => None,
        }
    }

    fn why_not(&self, action: Action, _ctx: &Ctx) -> Option<(&'static str, String)> {
        let closed = action == Action::ShowNumber && !self.has_safe_number();
        let words = "No safe number is kept for this contact. Go through somebody, or ask for one when you meet.";
        closed.then(|| ("no safe number", words.to_owned()))
    }

    fn contact(&self) -> Option<Who> {
        Some(self.who.clone())
    }

    fn due(&self, ctx: &Ctx) -> Option<u64> {
        let (_, since) = self.number.as_ref()?;
        Some(u64::try_from(SHOWN - (ctx.local() - *since).num_seconds()).unwrap_or(0))
    }

    fn tick(&mut self, ctx: &Ctx) -> Effects {
        if self.number.as_ref().is_some_and(|(_, since)| (ctx.local() - *since).num_seconds() >= SHOWN) {
            self.forget_number();
            return vec![Effect::Toast(Sign::Due, "The number is masked again".to_owned())];
        }
        Effects::new()
    }

    fn mask(&mut self) {
        self.forget_number();
    }

    fn place(&self) -> Option<Place> {
        Some(Place::ContactNow(self.who.clone()))
    }

    fn rows(&self) -> Option<&Rows> {
        Some(&self.rows)
    }

    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let Some(now) = &self.now else {
            if let Some(problem) = &self.problem {
                paragraphs(buf, frame.body, &[Phrase::new().marked(Sign::Danger, problem.as_str())], theme);
            }
            return None;
        };
        let since = now.contact.known_since;
        record::heading(buf, frame.body, &self.who, &now.contact, since, &self.opened_for, theme);
        let gap = u16::from(frame.body.height >= 22);
        let (rail, section) = frame::rail(below(frame.body, 1 + gap));
        if let (Some(pane), Some(view)) = (rail, self.view.as_deref()) {
            let here = Section::ALL.iter().position(|s| *s == Section::SafeContact).unwrap_or(0);
            parts::rail(buf, pane, &record::rail(view), here, theme);
        }
        self.draw_track(buf, section, ctx);
        let pane = below(section, 2);
        let entries = self.entries(ctx);
        let drawn = part::draw(buf, pane, &entries, self.focus_in(&entries), self.rows.top(), theme);
        // Whether all of it is seen is known after it was drawn; where it is not, it is read from the top.
        let whole = drawn.top == 0 && drawn.shown == entries.len();
        if self.at.is_none() && self.whole.replace(whole) && !whole {
            crate::tui::widget::sheet::clear(buf, pane, theme);
            self.rows.set_top(0);
            let drawn = part::draw(buf, pane, &entries, self.focus_in(&entries), 0, theme);
            self.rows.keep(drawn.rows, drawn.focus);
            return drawn.drawn.cursor;
        }
        self.rows.drawn(drawn)
    }
}
