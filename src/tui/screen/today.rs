//! Today: one list in the order of duty, and beside it what the focused row is about and the month.
//!
//! What does not belong here: what is due and why ([`crate::domain::due`]), and the daily review.

use std::cell::Cell;

use chrono::{Datelike, Days, Months, NaiveDate};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::casework::desk::{NotSaved, Saved};
use crate::casework::follow_up::{Done, WaitChoice};
use crate::casework::today::{Today, TodayPane};
use crate::domain::due::{Class, TodayRow, Urgency};
use crate::domain::field::{Field, FieldType, Shape, Value, Values};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::plan::Verdict;
use crate::domain::problem::{Outcome, Problem};
use crate::domain::when::{self, Due};
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, ask, ask_latest, done};
use crate::tui::form::{Extra, Form};
use crate::tui::overlay::choose::{Choice, Choose};
use crate::tui::overlay::fill::Fill;
use crate::tui::screen::{Place, Shown, Who, moves, record};
use crate::tui::task::Task;
use crate::tui::theme::{Role, Sign};
use crate::tui::widget::frame::{self, Frame, Panes};
use crate::tui::widget::list::{self, Column, List, Row};
use crate::tui::widget::{Ink, Phrase, below, calendar, paragraphs, put, record as parts, row, text_of};

/// Cells of the duty column, from 100 columns on.
const DUTY: u16 = 9;

/// What came of a follow-up.
pub(super) const DONE: &[Field] = &[
    Field::new(Shape::Line, "Outcome").required().help("what came of it, in a line").named("outcome"),
    Field::new(Shape::Line, "Next step").help("blank: none").named("next_step"),
    Field::new(Shape::Due, "Due").help("fri, tomorrow 3pm, +2w").only_if(has_next).named("next_due"),
];
/// What came of a promise: the person has to be told.
pub(super) const KEPT: &[Field] = &[
    Field::new(Shape::Line, "Outcome").required().help("what came of it, in a line").named("outcome"),
    Field::new(Shape::Pick("told_how"), "Told").required().named("told"),
    Field::new(Shape::Line, "Next step").help("blank: none").named("next_step"),
    Field::new(Shape::Due, "Due").help("fri, tomorrow 3pm, +2w").only_if(has_next).named("next_due"),
];
/// Until when something waits.
pub(super) const WAIT: &[Field] =
    &[Field::new(Shape::Due, "Wait until").required().help("thu, +2w, 3/12").named("due")];
/// Until when something waits that was put off twice before.
pub(super) const WAIT_AGAIN: &[Field] = &[
    Field::new(Shape::Due, "Wait until").required().help("thu, +2w, 3/12").named("due"),
    Field::new(Shape::Pick("deferral_reasons"), "Reason").required().named("reason"),
];

fn has_next(values: &Values) -> bool {
    values.contains_key("next_step")
}

/// What Today is told.
pub enum Msg {
    /// The list.
    Read(Outcome<Box<Today>>),
    /// What the focused row is about.
    Pane(RecordId, Outcome<TodayPane>),
    /// The month that is shown.
    Month(NaiveDate, Outcome<Vec<(NaiveDate, i64)>>),
    /// The days that waiting is offered for.
    Choices(RecordId, Outcome<(Vec<WaitChoice>, bool)>),
    /// What came of it, as typed.
    Done(RecordId, Values),
    /// Until when, as typed.
    Wait(RecordId, Values),
    /// Until when, as chosen.
    WaitUntil(RecordId, NaiveDate),
    /// Another day is typed.
    PickDay(RecordId),
    /// It was settled or put off, or why not.
    Saved(&'static str, Saved<()>),
}

/// Where the focus is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Side {
    #[default]
    List,
    Calendar,
}

/// Today.
#[derive(Default)]
pub struct State {
    data: Option<Today>,
    problem: Option<Problem>,
    focus: usize,
    top: Cell<usize>,
    side: Side,
    day: NaiveDate,
    month: Vec<(NaiveDate, i64)>,
    pane: Option<(RecordId, TodayPane)>,
}

impl State {
    fn rows(&self) -> &[TodayRow] {
        self.data.as_ref().map_or(&[], |d| d.rows.as_slice())
    }

    fn focused(&self) -> Option<&TodayRow> {
        self.rows().get(self.focus)
    }

    fn who(row: &TodayRow) -> Option<Who> {
        Some(Who { id: row.of.contact?, reference: row.of.reference.clone(), name: row.of.name.clone() })
    }

    /// Reads what the focused row is about.
    fn look(&self) -> Effects {
        let Some(row) = self.focused() else { return Effects::new() };
        let (kind, record, contact) = (row.of.row.kind, row.of.row.record, row.of.contact);
        if self.pane.as_ref().is_some_and(|(r, _)| *r == record) {
            return Effects::new();
        }
        vec![ask_latest("today pane", move |desk| Msg::Pane(record, desk.today_pane(kind, record, contact)))]
    }

    fn go_to(&mut self, index: usize) -> Effects {
        self.focus = index.min(self.rows().len().saturating_sub(1));
        self.look()
    }

    fn move_day(&mut self, days: i64, ctx: &Ctx) -> Effects {
        let before = self.day;
        let step = Days::new(days.unsigned_abs());
        let moved = if days < 0 { self.day.checked_sub_days(step) } else { self.day.checked_add_days(step) };
        self.day = moved.unwrap_or(self.day);
        if (self.day.year(), self.day.month()) == (before.year(), before.month()) {
            return Effects::new();
        }
        let first = self.day.with_day(1).unwrap_or(self.day);
        let area = ctx.area.clone();
        vec![ask_latest("month", move |desk| Msg::Month(first, desk.month_load(&area, first)))]
    }

    fn open(&self) -> Effects {
        let Some(row) = self.focused() else { return Effects::new() };
        let section = match row.of.row.kind {
            Kind::Plan => record::Section::SafeContact,
            Kind::Consent => record::Section::Consent,
            Kind::Concern => record::Section::Safeguarding,
            Kind::FollowUp => record::Section::FollowUps,
            _ => record::Section::Overview,
        };
        match Self::who(row) {
            // A review is settled on the marker itself.
            Some(who) if row.of.row.kind == Kind::Marker => vec![Effect::Go(Place::Marker(who, row.of.row.record))],
            Some(who) => vec![Effect::Go(Place::Record(who, section))],
            None => vec![Effect::Go(Place::Form(Task::follow_up(None, Some(row.of.row.record))))],
        }
    }

    fn ask_done(&self, ctx: &Ctx) -> Effects {
        let Some(row) = self.focused() else { return Effects::new() };
        let id = row.of.row.record;
        let promise = row.of.row.class == Class::Promise;
        let fields = if promise { KEPT } else { DONE };
        let form = Form::over(fields, Values::new(), ctx.now, Extra::new());
        let said = vec![Phrase::new().bold(row.of.reference.as_str()).text(format!("  {}", row.why))];
        let rows = if promise { 8 } else { 6 };
        vec![
            Fill::new("Done: what came of it", said, form, rows, "save", move |v| Msg::Done(id, v).into())
                .kept_as(format_args!("done:{id}"))
                .raise(),
        ]
    }

    fn ask_day(id: RecordId, again: bool, ctx: &Ctx) -> Effects {
        let fields = if again { WAIT_AGAIN } else { WAIT };
        let form = Form::over(fields, Values::new(), ctx.now, Extra::new());
        let said =
            if again { vec![Phrase::new().muted("Put off twice before: say why it waits again.")] } else { vec![] };
        let title = "Wait until";
        vec![Fill::new(title, said, form, if again { 7 } else { 4 }, "wait", move |v| Msg::Wait(id, v).into()).raise()]
    }

    /// What stands in the pane on the right for the focused row.
    fn about(&self, row: &TodayRow, ctx: &Ctx) -> Vec<Phrase> {
        let sign = sign_of(row.urgency);
        let mut said = Vec::new();
        let what = match row.of.row.class {
            Class::Promise => "Promise",
            Class::Clock => "Clock",
            Class::Task => "Follow-up",
            Class::Plan => "Plan re-check",
            Class::Marker => "Marker review",
            Class::Consent => "Consent",
            Class::Chase => "Referral",
            Class::Interval => "Interval",
            Class::Records => "Record review",
        };
        let head = format!("{what}, {}", row.when);
        said.push(match sign {
            Some(sign) => Phrase::new().sign(sign, head),
            None => Phrase::from(head),
        });
        let pane = self.pane.as_ref().filter(|(r, _)| *r == row.of.row.record).map(|(_, p)| p);
        if let Some(pane) = pane {
            if !pane.said.is_empty() {
                said.push(Phrase::from("You said:"));
                said.push(Phrase::from(format!("\"{}\"", pane.said)));
            } else if !pane.what.is_empty() {
                said.push(Phrase::from(pane.what.as_str()));
            } else {
                said.push(Phrase::from(row.why.as_str()));
            }
            match pane.deferrals {
                0 => {}
                1 => said.push(Phrase::from("Deferred once.")),
                2 => said.push(Phrase::from("Deferred twice.")),
                n => said.push(Phrase::from(format!("Deferred {n} times."))),
            }
            if row.of.contact.is_some() {
                said.push(Phrase::new());
                said.push(verdict(&pane.verdict, ctx.today()));
                said.push(Phrase::from("Enter opens it and asks why"));
            }
        }
        said
    }

    fn view_list(&self, buf: &mut Buffer, pane: Rect, ctx: &Ctx, data: &Today) -> Option<Position> {
        let wide = ctx.wide();
        let roomy = ctx.size.0 >= 120;
        let theme = &ctx.theme;
        let columns = [
            Column::new("When", 13).whole(),
            Column::new("Contact", 9).whole(),
            Column::new("Name", 10),
            Column::rest("Why it is here"),
        ];
        let slim = ctx.size.0 < 80;
        let narrow_columns = [Column::new("", 13).whole(), Column::new("", 9).whole(), Column::rest("")];
        let mut before = None;
        let rows: Vec<Row> = data
            .rows
            .iter()
            .map(|r| {
                let begins = before != Some(r.duty);
                before = Some(r.duty);
                let sign = sign_of(r.urgency);
                let when = match sign {
                    Some(sign) => Phrase::new().ink(r.when.as_str(), Ink::Word(sign.role())),
                    None => Phrase::from(r.when.as_str()),
                };
                let (reference, name) = (Phrase::from(r.of.reference.as_str()), Phrase::from(r.of.name.as_str()));
                let cells = if slim {
                    vec![when, reference, name]
                } else {
                    vec![when, reference, name, Phrase::from(r.why.as_str())]
                };
                Row {
                    lead: if begins { r.duty.heading() } else { "" },
                    begins_group: begins,
                    sign,
                    cells,
                    second: slim.then(|| Phrase::from(r.why.as_str())),
                    ..Row::default()
                }
            })
            .collect();
        let list = List {
            lead: if roomy { DUTY } else { 0 },
            headings: wide,
            apart: ctx.tall(),
            focus: (self.side == Side::List).then_some(self.focus),
            top: self.top.get(),
            ..List::new(if slim { &narrow_columns } else { &columns }, &rows)
        };
        let drawn = list::draw(buf, pane, &list, theme);
        self.top.set(drawn.top);
        if roomy {
            put(buf, text_of(pane), 0, 0, "Duty", theme.style(Role::Muted));
        }
        drawn.drawn.cursor
    }

    fn view_month(&self, buf: &mut Buffer, pane: Rect, ctx: &Ctx) -> Option<Position> {
        let focused = (self.side == Side::Calendar).then_some(self.day);
        let load = |day: NaiveDate| {
            let n = self.month.iter().find(|(d, _)| *d == day).map_or(0, |(_, n)| *n);
            u32::try_from(n).unwrap_or(u32::MAX)
        };
        calendar::draw(buf, pane, self.day, ctx.today(), focused, load, &ctx.theme).cursor
    }

    fn view_empty(&self, buf: &mut Buffer, pane: Rect, ctx: &Ctx, data: &Today) {
        let theme = &ctx.theme;
        let words = format!("Nothing is due today in {}.", ctx.area_label());
        paragraphs(buf, pane, &[Phrase::from(words)], theme);
        let next = match data.next {
            Some((day, 1)) => format!("{}   1 thing", when::day_label(day, data.day)),
            Some((day, n)) => format!("{}   {n} things", when::day_label(day, data.day)),
            None => "nothing in the next two months".to_owned(),
        };
        let open = match data.open_contacts {
            1 => "1 open".to_owned(),
            n => format!("{n} open"),
        };
        let mut y = 2;
        for (label, value) in [("Next", next), ("Contacts", open)] {
            y += parts::Labelled::new(label, value).draw(buf, pane, y, 17, false, theme).rows;
        }
        let keys = Phrase::new()
            .key("Tab")
            .text("  the calendar      ")
            .key("a")
            .text("  add a follow-up      ")
            .key("2")
            .text("  open Contacts");
        keys.draw(buf, row(text_of(pane), y + 1), 0, 0, theme);
    }
}

impl Shown for State {
    type Msg = Msg;

    fn title(&self, ctx: &Ctx) -> String {
        format!("1 Today · {}", ctx.area_label())
    }

    fn begin(&mut self, ctx: &Ctx) -> Effects {
        if self.day == NaiveDate::default() {
            self.day = ctx.today();
        }
        let area = ctx.area.clone();
        self.pane = None;
        vec![ask_latest("today", move |desk| Msg::Read(desk.today_list(&area).map(Box::new)))]
    }

    fn told(&mut self, msg: Msg, ctx: &Ctx) -> Effects {
        match msg {
            Msg::Read(Ok(today)) => {
                // The focus stays with the same record, or goes to the next one down.
                let record = self.focused().map(|r| r.of.row.record);
                self.problem = None;
                if (self.day.year(), self.day.month()) == (today.day.year(), today.day.month()) {
                    self.month.clone_from(&today.load);
                }
                self.data = Some(*today);
                let same = self.rows().iter().position(|r| Some(r.of.row.record) == record);
                self.go_to(same.unwrap_or(self.focus))
            }
            Msg::Read(Err(p)) => {
                self.problem = Some(p.clone());
                vec![Effect::Failed(p)]
            }
            Msg::Pane(record, Ok(pane)) => {
                self.pane = Some((record, pane));
                Effects::new()
            }
            Msg::Month(first, Ok(load)) => {
                if (first.year(), first.month()) == (self.day.year(), self.day.month()) {
                    self.month = load;
                }
                Effects::new()
            }
            Msg::Pane(_, Err(p)) | Msg::Month(_, Err(p)) | Msg::Choices(_, Err(p)) => vec![Effect::Failed(p)],
            Msg::Choices(id, Ok((_, true))) => Self::ask_day(id, true, ctx),
            Msg::Choices(id, Ok((choices, false))) => {
                let things =
                    |n: i64| if n == 1 { "1 thing that day".to_owned() } else { format!("{n} things that day") };
                let mut offered: Vec<Choice> = choices
                    .into_iter()
                    .map(|c| {
                        Choice::new(c.key.to_string(), c.label, vec![Effect::Tell(Msg::WaitUntil(id, c.day).into())])
                            .then(when::day_label(c.day, ctx.today()))
                            .then(things(c.load))
                    })
                    .collect();
                let pick = vec![Effect::Tell(Msg::PickDay(id).into())];
                offered.push(Choice::new("p", "pick a date", pick).then("type one: thu, +2w, 3/12"));
                vec![Choose::letters("Wait until", 1, offered, Vec::new()).raise()]
            }
            Msg::PickDay(id) => Self::ask_day(id, false, ctx),
            Msg::WaitUntil(id, day) => {
                vec![ask(move |desk| Msg::Saved("It waits", desk.wait(id, Due::On(day), "")))]
            }
            Msg::Wait(id, values) => {
                let due = values.get("due").and_then(Option::<Due>::from_value);
                let reason = values.get("reason").and_then(Value::text).unwrap_or_default().to_owned();
                match due {
                    Some(due) => vec![ask(move |desk| Msg::Saved("It waits", desk.wait(id, due, &reason)))],
                    None => Effects::new(),
                }
            }
            Msg::Done(id, values) => {
                let text = |name: &str| values.get(name).and_then(Value::text).unwrap_or_default().to_owned();
                let what = Done {
                    outcome: text("outcome"),
                    told: text("told"),
                    next_step: text("next_step"),
                    next_due: values.get("next_due").and_then(Option::<Due>::from_value),
                };
                vec![ask(move |desk| Msg::Saved("Done", desk.done(id, &what)))]
            }
            Msg::Saved(what, Ok(())) => {
                vec![Effect::Lower, done(format!("{what}. u takes it back")), Effect::Changed]
            }
            Msg::Saved(_, Err(NotSaved::Faults(faults))) => vec![Effect::SheetFaults(faults)],
            Msg::Saved(_, Err(NotSaved::Problem(p))) => vec![Effect::Failed(p)],
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        if self.side == Side::Calendar {
            let days = match action {
                Action::Down => 7,
                Action::Up => -7,
                Action::Right => 1,
                Action::Left => -1,
                Action::HalfDown => days_between(self.day, self.day.checked_add_months(Months::new(1))),
                Action::HalfUp => days_between(self.day, self.day.checked_sub_months(Months::new(1))),
                Action::Pane => {
                    self.side = Side::List;
                    return Effects::new();
                }
                _ => 0,
            };
            if days != 0 {
                return self.move_day(days, ctx);
            }
        }
        if let Some(to) = moves::target(action, self.focus, self.rows().len(), moves::page(ctx)) {
            return self.go_to(to);
        }
        match action {
            Action::Open => self.open(),
            Action::Done => self.ask_done(ctx),
            Action::Wait => match self.focused() {
                Some(row) => {
                    let id = row.of.row.record;
                    let again = row.of.row.deferrals >= 2;
                    vec![ask(move |desk| Msg::Choices(id, desk.wait_choices().map(|c| (c, again))))]
                }
                None => Effects::new(),
            },
            Action::AddFollowUp => vec![Effect::Go(Place::Form(Task::follow_up(None, None)))],
            Action::Pane => {
                self.side = Side::Calendar;
                Effects::new()
            }
            _ => Effects::new(),
        }
    }

    fn actions(&self, _ctx: &Ctx) -> Vec<Action> {
        let mut actions = if self.rows().is_empty() {
            vec![Action::Pane, Action::AddFollowUp]
        } else {
            vec![Action::Open, Action::Done, Action::Wait]
        };
        if self.contact().is_some() {
            actions.push(Action::ContactNow);
        }
        if !self.rows().is_empty() {
            actions.extend([Action::Pane, Action::AddFollowUp]);
        }
        actions.extend(moves::ALL);
        if self.side == Side::Calendar {
            actions.extend([Action::Left, Action::Right]);
        }
        actions
    }

    fn why_not(&self, action: Action, _ctx: &Ctx) -> Option<(&'static str, String)> {
        let kind = self.focused()?.of.row.kind;
        match action {
            Action::Done | Action::Wait if kind != Kind::FollowUp => {
                let how = match kind {
                    Kind::Plan => "It goes when the plan is re-checked: Enter opens it.",
                    Kind::Marker => "It goes when the marker is renewed or its removal proposed: Enter opens it.",
                    Kind::Concern => "It goes when its actions are settled: Enter opens it.",
                    Kind::Consent => "It goes when the consent is asked for again: Enter opens it.",
                    _ => "It goes with the next engagement: c logs one.",
                };
                Some(("see Enter", format!("This is no follow-up. {how}")))
            }
            _ => None,
        }
    }

    fn contact(&self) -> Option<Who> {
        Self::who(self.focused()?)
    }

    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let Some(data) = &self.data else {
            if let Some(p) = &self.problem {
                paragraphs(buf, frame.body, &[Phrase::new().marked(Sign::Danger, p.what.as_str())], theme);
            }
            return None;
        };
        let panes = frame::panes(frame.body);
        let count = data.rows.len();
        let things = match (count, data.more) {
            (1, false) => "1 thing to look at".to_owned(),
            (n, false) => format!("{n} things to look at"),
            (n, true) => format!("more than {n} things to look at"),
        };
        let mut cursor = None;
        let list_pane = panes.left;
        if count == 0 {
            self.view_empty(buf, list_pane, ctx, data);
        } else if panes.right.is_none() && self.side == Side::Calendar {
            return self.view_month(buf, list_pane, ctx);
        } else {
            Phrase::new().muted(things.as_str()).draw(buf, row(text_of(list_pane), 0), 0, 0, theme);
            let drawn = self.view_list(buf, below(list_pane, 2), ctx, data);
            cursor = cursor.or(drawn);
        }
        if let Some(right) = panes.right {
            frame::edge(buf, &Panes { ..panes }, theme);
            let mut used = 0;
            if let Some(focused) = self.focused() {
                parts::heading(buf, right, 0, &focused.of.reference, &focused.of.name, "", theme);
                used = 2 + paragraphs(buf, below(right, 2), &self.about(focused, ctx), theme) + 1;
            }
            let month = self.view_month(buf, below(right, used), ctx);
            cursor = if self.side == Side::Calendar { month } else { cursor };
        } else if count == 0 && self.side == Side::Calendar {
            cursor = self.view_month(buf, below(list_pane, 8), ctx);
        }
        cursor
    }

    fn line(&self, ctx: &Ctx) -> Option<Phrase> {
        if self.side != Side::Calendar {
            return None;
        }
        let n = self.month.iter().find(|(d, _)| *d == self.day).map_or(0, |(_, n)| *n);
        let things = if n == 1 { "1 thing".to_owned() } else { format!("{n} things") };
        Some(Phrase::new().text(format!("{}: {things}", when::day_label(self.day, ctx.today()))))
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Today)
    }
}

fn days_between(from: NaiveDate, to: Option<NaiveDate>) -> i64 {
    to.map_or(0, |to| (to - from).num_days())
}

/// The sign of an urgency.
#[must_use]
pub const fn sign_of(urgency: Urgency) -> Option<Sign> {
    match urgency {
        Urgency::Child => Some(Sign::Child),
        Urgency::Late => Some(Sign::Danger),
        Urgency::Due => Some(Sign::Due),
        Urgency::ToCome => None,
    }
}

/// Whether the plan allows contact now, in a line.
#[must_use]
pub fn verdict(verdict: &Verdict, today: NaiveDate) -> Phrase {
    match verdict {
        Verdict::NoPlan => Phrase::new().sign(Sign::Due, "no plan yet").text(": ask first"),
        Verdict::Inside { until: None } => Phrase::new().sign(Sign::Ready, "inside the plan"),
        Verdict::Inside { until: Some(until) } => {
            Phrase::new().sign(Sign::Ready, format!("inside the plan until {}", until.format("%H:%M")))
        }
        Verdict::Outside { next: Some(next), .. } => Phrase::new()
            .sign(Sign::Danger, "outside the plan")
            .text(format!(" until {} {}", when::day_label(next.date(), today), next.format("%H:%M"))),
        Verdict::Outside { next: None, rule } => {
            Phrase::new().sign(Sign::Danger, "outside the plan").text(format!(", {rule}"))
        }
    }
}
