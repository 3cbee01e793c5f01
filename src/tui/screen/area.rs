//! 7 Area picture: what is known of the sex market in the places of an area, in rough numbers and without a name; what
//! supervisors asked, and the strategies with their proportionality.
//!
//! Bars and sparklines in place of a map; Enter lists the observations behind a bar. Also here: what the forms of these
//! records begin from and how they are saved. What does not belong here: counting and what may be shown
//! ([`crate::casework::area`]).

use std::cell::Cell;

use chrono::Days;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::casework::area::{Bar, Look, Picture, StrategyLine, TaskingLine, WEEKS};
use crate::casework::desk::{Desk, Mode, Saved};
use crate::domain::field::{Record as _, Value, Values, text_in};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::observation::{self, Observation};
use crate::domain::problem::{Outcome, Problem};
use crate::domain::tasking::{self, Strategy, Tasking};
use crate::domain::text::counted;
use crate::domain::when::{self, When};
use crate::domain::{liaison, liaison::Liaison};
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, ask_latest};
use crate::tui::form::{Advice, Extra};
use crate::tui::overlay::choose::{Choice, Choose};
use crate::tui::screen::{Place, Shown, moves};
use crate::tui::task::{After, Task};
use crate::tui::theme::Sign;
use crate::tui::widget::chart::{self, Amount};
use crate::tui::widget::frame::Frame;
use crate::tui::widget::list::{self, Rows};
use crate::tui::widget::{self, Phrase, focus, narrow, record, row, text, text_of};

/// Cells of a label on the left, and of the longest bar there.
const LEFT: (usize, u16) = (20, 30);
/// Cells of a time of day, and of the longest bar beside it.
const RIGHT: (usize, u16) = (12, 24);
/// Where the right side begins, its gutter included.
const RIGHT_AT: u16 = 60;
/// Rows of places and of settings from which on the rest is counted, where both sides stand beside each other.
const MOST: (usize, usize) = (6, 5);
/// Days of the picture, unless another time is asked for.
const DAYS: u16 = 90;

/// What the screen is told.
pub enum Msg {
    /// The picture.
    Read(Outcome<Box<Picture>>),
    /// So many days back.
    Since(u16),
    /// One place, or all.
    At(String),
}

/// What can have the focus.
#[derive(Clone, PartialEq)]
enum Target {
    Bar(Bar),
    Tasking(RecordId),
    Strategy(RecordId),
}

/// One row: what stands on it, and what it is if it can have the focus.
struct Line {
    left: Phrase,
    target: Option<Target>,
    right: Option<(Phrase, Option<Target>)>,
}

impl Line {
    const fn new(left: Phrase) -> Self {
        Self { left, target: None, right: None }
    }
    fn of(left: Phrase, target: Target) -> Self {
        Self { left, target: Some(target), right: None }
    }
}

/// The picture.
pub struct State {
    days: u16,
    only: String,
    picture: Option<Picture>,
    problem: Option<Problem>,
    at: Option<Target>,
    top: Cell<usize>,
    rows: Rows,
}

impl Default for State {
    fn default() -> Self {
        Self {
            days: DAYS,
            only: String::new(),
            picture: None,
            problem: None,
            at: None,
            top: Cell::new(0),
            rows: Rows::new(),
        }
    }
}

impl State {
    fn look(&self, ctx: &Ctx) -> Look {
        Look { area: ctx.area.clone(), days: self.days, place: self.only.clone() }
    }

    fn read(&self, ctx: &Ctx) -> Effects {
        let look = self.look(ctx);
        vec![ask_latest("area picture", move |desk| Msg::Read(desk.picture(&look).map(Box::new)))]
    }

    const fn narrowed(&self) -> bool {
        self.days != DAYS || !self.only.is_empty()
    }

    /// Everything that can have the focus, in the order of the screen.
    fn targets(&self) -> Vec<Target> {
        let Some(p) = &self.picture else { return Vec::new() };
        let bars = p.places.iter().chain(&p.settings).chain(&p.bands).filter(|(_, a)| *a != Amount::Count(0));
        let bars = bars.map(|(bar, _)| Target::Bar(bar.clone()));
        let taskings = p.taskings.iter().map(|t| Target::Tasking(t.id));
        bars.chain(taskings).chain(p.strategies.iter().map(|s| Target::Strategy(s.id))).collect()
    }

    fn focused(&self) -> Option<usize> {
        let at = self.at.as_ref()?;
        self.targets().iter().position(|t| t == at)
    }

    /// The place that the focus is about; the narrowed one, or the largest, where it is about none.
    fn place_in_focus(&self) -> String {
        if let Some(Target::Bar(Bar::Place(place))) = &self.at {
            return place.clone();
        }
        let largest = || self.picture.as_ref().and_then(|p| p.places.first()).map(|(bar, _)| bar.label());
        if self.only.is_empty() { largest().unwrap_or_default() } else { self.only.clone() }
    }

    fn open_strategy(&self) -> Effects {
        let Some(p) = &self.picture else { return Effects::new() };
        if let Some(Target::Strategy(id)) = self.at {
            return vec![Effect::Go(Place::Strategy(id))];
        }
        let place = self.place_in_focus();
        let on_place = matches!(self.at, Some(Target::Bar(Bar::Place(_))));
        let same = p.strategies.iter().find(|s| s.place.to_lowercase() == place.to_lowercase());
        match same.or_else(|| p.strategies.first().filter(|_| !on_place)) {
            Some(strategy) => vec![Effect::Go(Place::Strategy(strategy.id))],
            None => vec![new_of(Kind::Strategy, &place)],
        }
    }

    fn ask_period(&self) -> Effects {
        let now = |here: bool, choice: Choice| if here { choice.then("now") } else { choice };
        let since = |days| vec![Effect::Tell(Msg::Since(days).into())];
        let at = |place: &str| vec![Effect::Tell(Msg::At(place.to_owned()).into())];
        let mut choices = vec![
            now(self.days == 30, Choice::new("m", "last 30 days", since(30))),
            now(self.days == DAYS, Choice::new("q", "last 90 days", since(DAYS))),
            now(self.days == 365, Choice::new("y", "last 365 days", since(365))),
            now(self.only.is_empty(), Choice::new("a", "all places", at(""))),
        ];
        let places = self.picture.as_ref().map(|p| p.all_places.as_slice()).unwrap_or_default();
        for (n, place) in places.iter().take(9).enumerate() {
            let here = place.to_lowercase() == self.only.to_lowercase();
            choices.push(now(here, Choice::new((n + 1).to_string(), place.as_str(), at(place))));
        }
        vec![Choose::letters("Period and place", 2, choices, Vec::new()).raise()]
    }

    fn bar(name: &str, amount: Amount, most: u64, label: usize, longest: u16, ctx: &Ctx) -> Phrase {
        let name = text::cut(name, label.saturating_sub(1), &ctx.theme);
        let pad = " ".repeat(label.saturating_sub(text::width(&name)));
        Phrase::new().text(format!("{name}{pad}")).then(chart::one(amount, most, longest))
    }

    fn bars(of: &[(Bar, Amount)], label: usize, longest: u16, ctx: &Ctx) -> Vec<(Phrase, Option<Target>)> {
        let most = chart::most(of.iter().map(|(_, a)| *a));
        of.iter()
            .map(|(bar, amount)| {
                let target = (*amount != Amount::Count(0)).then(|| Target::Bar(bar.clone()));
                (Self::bar(&bar.label(), *amount, most, label, longest, ctx), target)
            })
            .collect()
    }

    /// The first so many bars, and how many more there are.
    fn first(bars: Vec<(Phrase, Option<Target>)>, most: usize) -> Vec<(Phrase, Option<Target>)> {
        if bars.len() <= most {
            return bars;
        }
        let more = bars.len() + 1 - most;
        let mut shown: Vec<_> = bars.into_iter().take(most.saturating_sub(1)).collect();
        shown.push((Phrase::new().muted(format!("{more} more, F narrows")), None));
        shown
    }

    fn weeks(p: &Picture, ctx: &Ctx) -> Vec<(Phrase, Option<Target>)> {
        let mut lines: Vec<(Phrase, Option<Target>)> = p
            .weeks
            .iter()
            .map(|(place, amounts)| {
                let name = text::cut(place, LEFT.0 - 1, &ctx.theme);
                let pad = " ".repeat(LEFT.0.saturating_sub(text::width(&name)));
                (Phrase::new().text(format!("{name}{pad}")).then(chart::sparkline(amounts)), None)
            })
            .collect();
        let held = p.weeks.iter().any(|(_, of)| of.contains(&Amount::Held));
        let nobody = if held { " nobody, or held back" } else { " nobody" };
        let legend = Phrase::new().mark(Sign::Load1).muted(" fewer than five   ").mark(Sign::Dot).muted(nobody);
        lines.push((legend, None));
        lines
    }

    fn tasking(t: &TaskingLine, ctx: &Ctx) -> (Phrase, Phrase, Option<Sign>) {
        let day = |d: chrono::NaiveDate| when::day_label(d, ctx.today());
        let soon = ctx.today().checked_add_days(Days::new(7));
        let sign = if t.late {
            Some(Sign::Danger)
        } else {
            t.due.filter(|d| Some(d.working_day()) <= soon).map(|_| Sign::Due)
        };
        let note = match t.noted_on {
            Some(on) => Phrase::new().sign(Sign::Ready, format!("note of {}", on.format("%d/%m"))),
            None => Phrase::new().sign(Sign::Danger, "no note yet"),
        };
        let asked = t.asked_on.map(|d| d.format("%d/%m").to_string()).unwrap_or_default();
        let due = t.due.map(|d| if t.late { d.day().format("%a %d/%m").to_string() } else { day(d.day()) });
        let dates = Phrase::from(format!("{asked:<12}{:<12}", due.unwrap_or_default()));
        (dates, note, sign)
    }

    fn taskings(p: &Picture, wide: bool, room: usize, ctx: &Ctx) -> Vec<Line> {
        if p.taskings.is_empty() {
            let none = format!("{:<20}none open", "Taskings");
            return vec![Line::new(Phrase::new().muted(none))];
        }
        let head = if wide { "Taskings            Asked       Due         What" } else { "Taskings" };
        let head = if wide { format!("{head:<86}Proportionate?") } else { head.to_owned() };
        let mut lines = vec![Line::new(Phrase::new().muted(head))];
        for t in &p.taskings {
            let (dates, note, sign) = Self::tasking(t, ctx);
            let sign = sign.map_or_else(|| Phrase::from(" "), |s| Phrase::new().mark(s));
            let target = Target::Tasking(t.id);
            let reference = sign.text(format!(" {:<18}", t.reference));
            if wide {
                let what = text::cut(&t.what, room.saturating_sub(44 + 32).clamp(10, 41), &ctx.theme);
                let pad = " ".repeat(42_usize.saturating_sub(text::width(&what)));
                lines.push(Line::of(reference.then(dates).text(format!("{what}{pad}")).then(note), target));
            } else {
                let what = text::cut(&t.what, room.saturating_sub(22), &ctx.theme);
                lines.push(Line::of(reference.then(note), target));
                lines.push(Line::new(Phrase::from(format!("{:20}{what}", ""))));
                lines.push(Line::new(Phrase::new().text(" ".repeat(20)).muted("asked, due  ").then(dates)));
            }
        }
        lines
    }

    fn strategies(p: &Picture, room: usize, ctx: &Ctx) -> Vec<Line> {
        if p.strategies.is_empty() {
            let none = Phrase::new().muted(format!("{:<20}none yet; ", "Strategy")).key(Action::StrategyList.key());
            return vec![Line::new(none.muted(" begins one for a place"))];
        }
        let lines = |(n, s): (usize, &StrategyLine)| -> Vec<Line> {
            let (done, all) = s.considered;
            let said = Phrase::from(format!("{}: {done} of {all} considered", s.place));
            let said = match s.without_reason {
                0 => said,
                n => said.dot().sign(
                    Sign::Danger,
                    format!("proportionality: {} without a reason", counted(n, "measure", "measures")),
                ),
            };
            let target = Target::Strategy(s.id);
            let wrapped = said.wrap(room.saturating_sub(LEFT.0), &ctx.theme).into_iter().enumerate();
            wrapped
                .map(|(i, part)| {
                    let label = if n == 0 && i == 0 { "Strategy" } else { "" };
                    let phrase = Phrase::new().muted(format!("{label:<20}")).then(part);
                    if i == 0 { Line::of(phrase, target.clone()) } else { Line::new(phrase) }
                })
                .collect()
        };
        p.strategies.iter().enumerate().flat_map(lines).collect()
    }

    fn harm_and_services(p: &Picture, room: usize, ctx: &Ctx) -> Vec<Line> {
        let mut lines = Vec::new();
        let mut labelled = |label: &str, value: &Phrase| {
            for (n, line) in value.wrap(room.saturating_sub(LEFT.0), &ctx.theme).into_iter().enumerate() {
                let label = if n == 0 { label } else { "" };
                lines.push(Line::new(Phrase::new().muted(format!("{label:<20}")).then(line)));
            }
        };
        for (n, harm) in p.harm.iter().take(3).enumerate() {
            labelled(if n == 0 { "Harm and demand" } else { "" }, &Phrase::from(harm.as_str()));
        }
        let mut services = Phrase::new();
        for (n, (name, hours)) in p.services.iter().take(4).enumerate() {
            services = if n == 0 { services } else { services.dot() };
            services = services.text(format!("{name} {hours}"));
        }
        if let Some((place, after)) = &p.uncovered {
            services = services.dot().sign(Sign::Danger, format!("nobody at {place} after {}", after.format("%H:%M")));
        }
        if p.services.is_empty() {
            services = Phrase::new().muted("no service of the area says its hours; 3 has the directory");
        }
        labelled("Services there", &services);
        lines
    }

    fn heading(p: &Picture) -> Phrase {
        let place = if p.look.place.is_empty() { String::new() } else { format!(" · only {}", p.look.place) };
        let seen = counted(p.observations, "observation", "observations");
        Phrase::from(format!("Last {} days{place} · {seen} · rough numbers, no names, nobody is followed", p.look.days))
    }

    /// Every row of the screen, both sides beside each other where there is room.
    fn lines(&self, p: &Picture, room: u16, ctx: &Ctx) -> Vec<Line> {
        let (wide, tall) = (ctx.wide(), ctx.tall());
        let room = usize::from(room);
        let mut lines: Vec<Line> = Self::heading(p).wrap(room, &ctx.theme).into_iter().map(Line::new).collect();
        let gap = |lines: &mut Vec<Line>| {
            if tall {
                lines.push(Line::new(Phrase::new()));
            }
        };
        let weeks_head = format!("Thirteen weeks, {} to {}", p.weeks_from.format("%d/%m"), ctx.today().format("%d/%m"));
        debug_assert_eq!(WEEKS, 13);
        let sections: [(&str, Vec<_>, String, Vec<_>); 2] = if wide {
            let longest = narrow(room.saturating_sub(usize::from(RIGHT_AT) + RIGHT.0 + 4)).min(RIGHT.1);
            [
                (
                    "By place",
                    Self::first(Self::bars(&p.places, LEFT.0, LEFT.1, ctx), MOST.0),
                    "By time of day, local".to_owned(),
                    Self::bars(&p.bands, RIGHT.0, longest, ctx),
                ),
                (
                    "By setting",
                    Self::first(Self::bars(&p.settings, LEFT.0, LEFT.1, ctx), MOST.1),
                    weeks_head,
                    Self::weeks(p, ctx),
                ),
            ]
        } else {
            let longest = narrow(room.saturating_sub(LEFT.0 + 5)).min(LEFT.1);
            [
                (
                    "By place",
                    Self::bars(&p.places, LEFT.0, longest, ctx),
                    "By time of day, local".to_owned(),
                    Self::bars(&p.bands, LEFT.0, longest, ctx),
                ),
                ("By setting", Self::bars(&p.settings, LEFT.0, longest, ctx), weeks_head, Self::weeks(p, ctx)),
            ]
        };
        for (head, left, other_head, right) in sections {
            gap(&mut lines);
            let muted = |words: &str| Phrase::new().muted(words);
            if wide {
                lines.push(Line { right: Some((muted(&other_head), None)), ..Line::new(muted(head)) });
                gap(&mut lines);
                let (mut left, mut right) = (left.into_iter(), right.into_iter());
                loop {
                    let (l, r) = (left.next(), right.next());
                    if l.is_none() && r.is_none() {
                        break;
                    }
                    let (phrase, target) = l.unwrap_or_default();
                    lines.push(Line { left: phrase, target, right: r });
                }
            } else {
                for (head, bars) in [(head.to_owned(), left), (other_head, right)] {
                    lines.push(Line::new(muted(&head)));
                    lines.extend(bars.into_iter().map(|(left, target)| Line { left, target, right: None }));
                }
            }
        }
        for part in
            [Self::harm_and_services(p, room, ctx), Self::taskings(p, wide, room, ctx), Self::strategies(p, room, ctx)]
        {
            gap(&mut lines);
            lines.extend(part);
        }
        lines
    }

    fn view_empty(buf: &mut Buffer, pane: Rect, ctx: &Ctx) {
        let sentence = format!("Nothing is known of {} in this time, and nothing is asked.", ctx.area_label());
        let (a, t, f) = (Action::AddObservation.key(), Action::AddTasking.key(), Action::PeriodPlace.key());
        let keys = [
            (a.as_str(), "adds what is known of a place: rough numbers, no names"),
            (t.as_str(), "records what a supervisor asked of you"),
            (f.as_str(), "shows another time"),
        ];
        record::empty(buf, pane, &sentence, &keys, &ctx.theme);
    }
}

impl Shown for State {
    type Msg = Msg;

    fn title(&self, ctx: &Ctx) -> String {
        format!("7 Area picture · {}", ctx.area_label())
    }

    fn begin(&mut self, ctx: &Ctx) -> Effects {
        self.read(ctx)
    }

    fn told(&mut self, msg: Msg, ctx: &Ctx) -> Effects {
        match msg {
            Msg::Read(Ok(picture)) => {
                self.problem = None;
                let first = self.picture.is_none();
                self.picture = Some(*picture);
                let targets = self.targets();
                // The work comes first where it stands beside the picture; the focus then stays with what it was on.
                if first && ctx.wide() {
                    self.at = targets.iter().find(|t| matches!(t, Target::Tasking(_))).cloned();
                }
                if self.at.as_ref().is_none_or(|at| !targets.contains(at)) {
                    self.at = targets.first().cloned();
                }
                Effects::new()
            }
            Msg::Read(Err(p)) => {
                self.problem = Some(p.clone());
                vec![Effect::Failed(p)]
            }
            Msg::Since(days) => {
                self.days = days;
                self.read(ctx)
            }
            Msg::At(place) => {
                self.only = place;
                self.read(ctx)
            }
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        let targets = self.targets();
        if let Some(to) = moves::target(action, self.focused().unwrap_or(0), targets.len(), moves::page(ctx)) {
            self.at = targets.into_iter().nth(to);
            return Effects::new();
        }
        match action {
            Action::Open => match &self.at {
                Some(Target::Bar(bar)) => vec![Effect::Go(Place::Observations(self.look(ctx), bar.clone()))],
                Some(Target::Tasking(id)) => vec![Effect::Go(Place::Tasking(*id))],
                Some(Target::Strategy(id)) => vec![Effect::Go(Place::Strategy(*id))],
                None => Effects::new(),
            },
            Action::AddObservation => {
                let place = match &self.at {
                    Some(Target::Bar(Bar::Place(place))) => place.clone(),
                    _ => self.only.clone(),
                };
                vec![new_of(Kind::Observation, &place)]
            }
            Action::AddTasking => vec![new_of(Kind::Tasking, "")],
            Action::StrategyList => self.open_strategy(),
            Action::PeriodPlace => self.ask_period(),
            Action::ClearFilters => {
                (self.days, self.only) = (DAYS, String::new());
                self.read(ctx)
            }
            _ => Effects::new(),
        }
    }

    fn actions(&self, _ctx: &Ctx) -> Vec<Action> {
        let mut actions = vec![Action::AddObservation];
        if self.at.is_some() {
            actions.push(Action::Open);
        }
        actions.extend([Action::PeriodPlace, Action::AddTasking, Action::StrategyList]);
        if self.narrowed() {
            actions.push(Action::ClearFilters);
        }
        actions.extend(moves::ALL);
        actions
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        match (action, &self.at) {
            (Action::ClearFilters, _) => Some("all places, 90 days"),
            (Action::Open, Some(Target::Bar(_))) => Some("observations"),
            _ => None,
        }
    }

    fn why_not(&self, action: Action, ctx: &Ctx) -> Option<(&'static str, String)> {
        match action {
            Action::AddObservation | Action::AddTasking if ctx.mode == Mode::ReadOnly => {
                Some(("read-only", "The vault is open for reading only. Nothing was changed.".to_owned()))
            }
            _ => None,
        }
    }

    fn rows(&self) -> Option<&Rows> {
        Some(&self.rows)
    }

    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let body = frame.body;
        let Some(p) = &self.picture else {
            if let Some(problem) = &self.problem {
                widget::failed(buf, body, problem, theme);
            }
            return None;
        };
        if p.observations == 0 && self.targets().is_empty() {
            Self::view_empty(buf, body, ctx);
            return None;
        }
        let targets = self.targets();
        let lines = self.lines(p, text_of(body).width, ctx);
        let number = |t: &Option<Target>| t.as_ref().and_then(|t| targets.iter().position(|x| x == t));
        let here = self.focused();
        let holds = |l: &Line| {
            here.is_some() && (number(&l.target) == here || l.right.as_ref().is_some_and(|(_, t)| number(t) == here))
        };
        let focus_line = lines.iter().position(holds).unwrap_or(0);
        let all = lines.len();
        let room = usize::from(body.height);
        let room = if all > room { room.saturating_sub(1) } else { room };
        let top = list::scroll(&vec![1; all], focus_line, self.top.get(), room);
        self.top.set(top);
        let left = if ctx.wide() { Rect { width: RIGHT_AT.min(body.width), ..body } } else { body };
        let right = Rect { x: body.x + RIGHT_AT, width: body.width.saturating_sub(RIGHT_AT), ..body };
        let (mut cursor, mut kept) = (None, Vec::new());
        for (y, line) in lines.iter().skip(top).take(room).enumerate() {
            let y = narrow(y);
            // What takes the whole width has no right side.
            let own = if line.right.is_some() { left } else { body };
            for (pane, phrase, target) in [(own, Some(&line.left), &line.target)]
                .into_iter()
                .chain(line.right.as_ref().map(|(phrase, target)| (right, Some(phrase), target)))
            {
                if let Some(n) = number(target) {
                    kept.push((row(pane, y), n));
                    if Some(n) == here {
                        cursor = focus(buf, pane, y, 1, theme);
                    }
                }
                if let Some(phrase) = phrase {
                    phrase.draw(buf, row(text_of(pane), y), 0, 0, theme);
                }
            }
        }
        let hidden = all.saturating_sub(top + room);
        if all > room {
            let words = if hidden > 0 { format!("{hidden} more below") } else { "the end".to_owned() };
            Phrase::new().muted(words).draw(buf, row(text_of(body), narrow(room)), 0, 0, theme);
        }
        self.rows.keep(kept, here);
        cursor
    }

    fn place(&self) -> Option<Place> {
        Some(Place::AreaPicture)
    }
}

/// The form of a new record of the picture.
pub fn new_of(kind: Kind, place: &str) -> Effect {
    Effect::Go(Place::Form(Task::Picture { kind, place: place.to_owned(), tasking: None }))
}

/// What a new record of the picture begins from.
#[must_use]
pub fn beginning(desk: &Desk, kind: Kind, place: &str, answers: Option<RecordId>) -> Values {
    let text = |t: String| Value::Text(t);
    let mut values = Values::new();
    if kind == Kind::Liaison {
        // One's own entry is the first: it begins from one's own details.
        let first = desk.liaisons().map(|l| l.is_empty()).unwrap_or(false);
        return if first { desk.own_entry().values() } else { values };
    }
    values.insert("area", text(desk.officer().area.clone()));
    if !place.is_empty() {
        values.insert("place", text(place.to_owned()));
    }
    match kind {
        Kind::Observation => {
            values.insert("seen", text(When::at(desk.local_now()).to_string()));
            values.insert("how_known", text("own".to_owned()));
            if let Some(tasking) = answers {
                values.insert("tasking", text(tasking.to_string()));
            }
        }
        Kind::Tasking => {
            values.insert("asked_on", text(desk.today().to_string()));
        }
        Kind::Strategy => {
            let on = desk.today().checked_add_months(chrono::Months::new(3)).unwrap_or(desk.today());
            values.insert("review_on", text(on.to_string()));
        }
        _ => {}
    }
    values
}

/// The rules that the forms of the picture show while they are typed in.
#[must_use]
pub fn extra(kind: Kind, extra: Extra, ctx: &Ctx) -> Extra {
    let (today, now) = (ctx.today(), ctx.local());
    match kind {
        Kind::Observation => extra
            .check(move |v| observation::faults(&Observation::from_values(v), now))
            .closing("No names, nobody is followed: what is known of a place, not of a person."),
        Kind::Tasking => extra
            .check(move |v| tasking::faults(&Tasking::from_values(v), today))
            .advise(|values| {
                let missing = text_in(values, "proportionality").is_empty();
                let words = "due on Today only once this is noted".to_owned();
                let one = Advice { field: "proportionality", sign: Sign::Due, words };
                missing.then_some(one).into_iter().collect()
            })
            .closing("Asked of you, never of a contact: nobody is tasked, named or followed."),
        Kind::Strategy => extra
            .check(move |v| tasking::strategy_faults(&Strategy::from_values(v), today))
            .closing("Saved, it opens the procedure's considerations one by one."),
        Kind::Liaison => extra.check(|v| liaison::faults(&Liaison::from_values(v))).shows_names(true),
        _ => extra,
    }
}

/// Saves a record of the picture from its form; none where it is of another kind.
///
/// # Errors
/// Faults, or a failure.
pub fn save(desk: &mut Desk, kind: Kind, id: Option<RecordId>, values: &Values) -> Saved<Option<After>> {
    let undo = Action::Undo.key();
    let said = |words: &str| After::said(format!("Saved: {words}. {undo} takes it back"));
    Ok(Some(match kind {
        Kind::Observation => {
            desk.save_observation(id, values)?;
            said("observation")
        }
        Kind::Tasking => {
            let saved = desk.save_tasking(id, values)?;
            let noted = !text_in(values, "proportionality").is_empty();
            let reference = desk.reading().get::<Tasking>(saved)?.map(|t| t.it.reference).unwrap_or_default();
            let words = if noted {
                format!("tasking {reference}")
            } else {
                format!("tasking {reference}; not on Today before its proportionality is noted")
            };
            said(&words)
        }
        Kind::Strategy => {
            let saved = desk.save_strategy(id, values)?;
            let mut after = said("strategy");
            after.go = id.is_none().then_some(Place::Strategy(saved));
            after
        }
        Kind::Liaison => {
            desk.save_liaison(id, values)?;
            said("entry of the DLO directory")
        }
        _ => return Ok(None),
    }))
}
