//! Today: one list in the order of duty, and beside it what the focused row is about and the month.
//!
//! The first row is the daily review, and the focus rests on it until it is finished. After leave several rows are
//! selected and put off together. What does not belong here: what is due and why ([`crate::domain::due`]), and the cards
//! of the review.

use std::cell::Cell;
use std::collections::BTreeSet;

use chrono::{Datelike, Days, Months, NaiveDate};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::casework::desk::{Mode, Saved};
use crate::casework::follow_up::Settling;
use crate::casework::review::{CardKey, ReviewLine};
use crate::casework::today::{Today, TodayPane};
use crate::casework::warnings::Warning;
use crate::domain::dangerous_person::WARNED_DAYS;
use crate::domain::due::{TodayRow, Urgency};
use crate::domain::field::{Field, Shape, Values};
use crate::domain::follow_up;
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::plan::Verdict;
use crate::domain::problem::{Outcome, Problem};
use crate::domain::when;
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, ask, ask_latest, done, not_saved, refused, settled, takes_back};
use crate::tui::form::{Extra, Form};
use crate::tui::overlay::choose::{Choice, Choose};
use crate::tui::overlay::fill::Fill;
use crate::tui::screen::{Answer, Place, Shown, Who, moves, moving, record, settle, tasking};
use crate::tui::task::Task;
use crate::tui::theme::{Role, Sign};
use crate::tui::widget;
use crate::tui::widget::frame::{self, Frame, Panes};
use crate::tui::widget::list::{self, Column, List, Row, Rows};
use crate::tui::widget::{
    Drawn, Ink, Phrase, below, calendar, focus, narrow, paragraphs, put, record as parts, row, text, text_of,
};

/// Cells of the day before a warning.
const WARNED_ON: usize = 7;
/// Cells of the duty column, from 100 columns on.
const DUTY: u16 = 9;

/// From so many cards on it is asked how many of them are gone through today.
const MANY: usize = 30;

/// Until when the selected wait, and why: one reason for all of them.
const WAIT: &[Field] = &[
    Field::new(Shape::Due, "Wait until").required().help("mon, +2w, 3/12").named("due"),
    Field::new(Shape::Pick("deferral_reasons"), "Reason").required().named("reason"),
];

/// Which of the two sheets.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sheet {
    /// What came of it.
    Done,
    /// Until when it waits.
    Wait,
}

/// What Today is told.
pub enum Msg {
    /// The list.
    Read(Outcome<Box<Today>>),
    /// What the focused row is about.
    Pane(RecordId, Outcome<TodayPane>),
    /// The month that is shown.
    Month(NaiveDate, Outcome<Vec<(NaiveDate, i64)>>),
    /// What a sheet has to know before it is raised.
    Settle(Sheet, Vec<Phrase>, Outcome<Settling>),
    /// A sheet as it was filled in.
    Filled(Sheet, RecordId, Values),
    /// Something of the sheets that move a referral on.
    Moving(moving::Msg),
    /// A sheet of a tasking as it was filled in.
    Tasked(tasking::Sheet, RecordId, Values),
    /// It was settled or put off, or why not.
    Saved(&'static str, Saved<()>),
    /// Until when the selected wait, and why.
    WaitSelected(Values),
    /// So many were put off, or why not.
    Waited(Saved<usize>),
    /// The review begins, with so many cards at most.
    Begin(Option<usize>),
    /// It is begun.
    Begun(Outcome<()>),
}

fn wrap(msg: moving::Msg) -> Answer {
    Msg::Moving(msg).into()
}

/// Where the focus is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Side {
    #[default]
    List,
    Calendar,
    Warnings,
}

/// Today.
#[derive(Default)]
pub struct State {
    data: Option<Today>,
    problem: Option<Problem>,
    /// 0 is the row of the daily review; the list comes after it.
    focus: usize,
    /// The focus was put where it rests when Today opens.
    rests: bool,
    /// Follow-ups chosen for an act on several.
    selected: BTreeSet<RecordId>,
    /// Row from which a range is selected.
    anchor: Option<usize>,
    top: Cell<usize>,
    rows: Rows,
    side: Side,
    day: NaiveDate,
    month: Vec<(NaiveDate, i64)>,
    pane: Option<(RecordId, TodayPane)>,
    /// The warning in focus, once the warnings have it.
    warning: usize,
}

impl State {
    fn rows(&self) -> &[TodayRow] {
        self.data.as_ref().map_or(&[], |d| d.rows.as_slice())
    }

    fn focused(&self) -> Option<&TodayRow> {
        self.rows().get(self.focus.checked_sub(1)?)
    }

    /// The focus is on the first row, that of the daily review.
    const fn on_review(&self) -> bool {
        self.focus == 0
    }

    fn review(&self) -> ReviewLine {
        self.data.as_ref().map(|d| d.review).unwrap_or_default()
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
        self.focus = index.min(self.rows().len());
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
            Kind::Concern | Kind::LinkedPerson => record::Section::Safeguarding,
            Kind::FollowUp => record::Section::FollowUps,
            Kind::SafetyPlan => record::Section::SafetyPlan,
            _ => record::Section::Overview,
        };
        match Self::who(row) {
            // A review is settled on the marker itself.
            Some(who) if row.of.row.kind == Kind::Marker => vec![Effect::Go(Place::Marker(who, row.of.row.record))],
            Some(who) if row.of.row.kind == Kind::Offer => vec![Effect::Go(Place::Offer(who, row.of.row.record))],
            who if row.of.row.kind == Kind::CrimeReport => {
                vec![Effect::Go(Place::CrimeReport(who, row.of.row.record))]
            }
            Some(who) => vec![Effect::Go(Place::Record(who, section))],
            None if row.of.row.kind == Kind::Concern => vec![Effect::Go(Place::Concern(None, row.of.row.record))],
            None if row.of.row.kind == Kind::LinkedPerson => {
                let id = Some(row.of.row.record);
                vec![Effect::Go(Place::Form(Task::Of { who: None, kind: Kind::LinkedPerson, id }))]
            }
            None if row.of.row.kind == Kind::DangerousPerson => vec![Effect::Go(Place::Warning(row.of.row.record))],
            None if row.of.row.kind == Kind::Tasking => vec![Effect::Go(Place::Tasking(row.of.row.record))],
            None if row.of.row.kind == Kind::Strategy => vec![Effect::Go(Place::Strategy(row.of.row.record))],
            None => vec![Effect::Go(Place::Form(Task::follow_up(None, Some(row.of.row.record))))],
        }
    }

    fn warnings(&self) -> &[Warning] {
        self.data.as_ref().map_or(&[], |d| d.warnings.as_slice())
    }

    /// Where `Tab` goes: the month, then the warnings; where there is one pane only, the line that asks for it first.
    fn next_side(&self, ctx: &Ctx) -> Side {
        let warned = !self.warnings().is_empty();
        match (self.side, ctx.wide()) {
            (Side::List, false) if warned => Side::Warnings,
            (Side::List, _) => Side::Calendar,
            (Side::Calendar, true) if warned => Side::Warnings,
            (Side::Calendar, _) => Side::List,
            (Side::Warnings, true) => Side::List,
            (Side::Warnings, false) => Side::Calendar,
        }
    }

    /// Opens the warning in focus in full.
    fn open_warning(&self) -> Effects {
        self.warnings().get(self.warning).map(|w| Effect::Go(Place::Warning(w.id))).into_iter().collect()
    }

    /// `! 2 warnings in Central in the last 14 days · Tab reads them`.
    fn warnings_line(&self, ctx: &Ctx) -> Phrase {
        let n = self.warnings().len();
        let count = if n == 1 { "1 warning".to_owned() } else { format!("{n} warnings") };
        Phrase::new()
            .sign(Sign::Danger, count)
            .text(format!(" in {} in the last {WARNED_DAYS} days", ctx.area_label()))
            .dot()
            .key(Action::Pane.key())
            .text(if n == 1 { " reads it" } else { " reads them" })
    }

    /// The warnings of the area, at the foot of the pane or in a pane of their own.
    fn view_warnings(&self, buf: &mut Buffer, pane: Rect, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        if pane.height < 3 {
            return None;
        }
        let head = Phrase::new()
            .sign(Sign::Danger, "Warnings")
            .dot()
            .text(ctx.area_label())
            .dot()
            .text(format!("{WARNED_DAYS} days"));
        head.draw(buf, row(text_of(pane), 0), 0, 0, theme);
        let here = self.side == Side::Warnings;
        let room = usize::from(text_of(pane).width).saturating_sub(WARNED_ON);
        let blocks: Vec<Vec<Phrase>> = self
            .warnings()
            .iter()
            .map(|w| {
                let day = w.day.map(|d| d.format("%d/%m").to_string()).unwrap_or_default();
                let said = [&w.place, &w.warning].into_iter().filter(|t| !t.is_empty());
                said.flat_map(|t| Phrase::from(t.as_str()).wrap(room, theme))
                    .enumerate()
                    .map(|(i, line)| {
                        let lead = if i == 0 { format!("{day:<WARNED_ON$}") } else { " ".repeat(WARNED_ON) };
                        Phrase::from(lead).then(line)
                    })
                    .collect()
            })
            .collect();
        let mut cursor = None;
        let mut y = 1;
        let mut left = 0;
        // The focused one is always among those that are seen.
        let first = if here { self.warning } else { 0 };
        let all: usize = blocks.iter().map(Vec::len).sum();
        let skip = if all + 3 > usize::from(pane.height) { first } else { 0 };
        for (n, block) in blocks.iter().enumerate().skip(skip) {
            if y + narrow(block.len()) > pane.height {
                left = blocks.len() - n;
                break;
            }
            if here && n == self.warning {
                cursor = focus(buf, pane, y, narrow(block.len()), theme);
            }
            for line in block {
                line.draw(buf, row(text_of(pane), y), 0, 0, theme);
                y += 1;
            }
        }
        if left > 0 && y < pane.height {
            put(buf, text_of(pane), 0, y, &format!("{left} more below"), theme.style(Role::Muted));
            y += 1;
        }
        if y + 1 < pane.height {
            let words = Phrase::from(" ".repeat(WARNED_ON)).key("Enter").text(" reads them in full");
            words.draw(buf, row(text_of(pane), y + 1), 0, 0, theme);
        }
        cursor
    }

    /// Reads what a sheet has to know of the focused row, and raises it.
    fn ask(&self, sheet: Sheet, ctx: &Ctx) -> Effects {
        let Some(row) = self.focused() else { return Effects::new() };
        let id = row.of.row.record;
        if row.of.row.kind == Kind::Offer {
            let raise = if sheet == Sheet::Done { moving::Raise::What } else { moving::Raise::Later };
            return vec![moving::ask_of(id, raise, wrap)];
        }
        if row.of.row.kind == Kind::Tasking {
            let sheet = if sheet == Sheet::Done { tasking::Sheet::Done } else { tasking::Sheet::Wait };
            let reference = row.of.row.what.split(':').next().unwrap_or_default();
            return vec![sheet.raise(id, reference, ctx, move |v| Msg::Tasked(sheet, id, v).into())];
        }
        let said = Phrase::new().bold(row.of.reference.as_str()).text(format!("  {}", row.why));
        vec![ask(move |desk| Msg::Settle(sheet, vec![said], desk.settling(id)))]
    }

    fn ask_wait_selected(&self, ctx: &Ctx) -> Effects {
        let form = Form::over(WAIT, Values::new(), ctx.now, Extra::new());
        let said = vec![Phrase::new().muted("All of them to one day, in one act that u takes back.")];
        let title = match self.selected.len() {
            1 => "Make 1 follow-up wait".to_owned(),
            n => format!("Make {n} follow-ups wait"),
        };
        vec![Fill::new(title, said, form, 9, "wait", |v| Msg::WaitSelected(v).into()).kept_as("wait-selected").raise()]
    }

    /// Selects or lets go of the focused row.
    fn select(&mut self) -> Effects {
        let Some(row) = self.focused() else { return Effects::new() };
        let (kind, id) = (row.of.row.kind, row.of.row.record);
        if let Some((_, why)) = settle::why_not(kind, Action::Select, "Enter") {
            return vec![refused(why)];
        }
        if kind != Kind::FollowUp {
            return vec![refused("Only follow-ups wait together. w asks about this one later.")];
        }
        if !self.selected.remove(&id) {
            self.selected.insert(id);
        }
        self.anchor = Some(self.focus);
        Effects::new()
    }

    /// Selects every follow-up between the row selected last and this one; what is none is passed over.
    fn select_range(&mut self) -> Effects {
        // The first V begins the range, the second ends it.
        let from = (*self.anchor.get_or_insert(self.focus)).max(1);
        let (first, last) = (from.min(self.focus.max(1)), from.max(self.focus));
        let chosen: Vec<RecordId> = self
            .rows()
            .iter()
            .skip(first - 1)
            .take(last + 1 - first)
            .filter(|r| r.of.row.kind == Kind::FollowUp)
            .map(|r| r.of.row.record)
            .collect();
        if chosen.is_empty() {
            return vec![refused("None of these is a follow-up, so none can be made to wait.")];
        }
        self.selected.extend(chosen);
        self.anchor = Some(self.focus);
        Effects::new()
    }

    fn begin_review(&self) -> Effects {
        let line = self.review();
        if line.begun || line.cards <= MANY {
            return vec![Effect::Go(Place::Review)];
        }
        let begin = |cap| vec![Effect::Tell(Msg::Begin(cap).into())];
        let choices = vec![
            Choice::new("a", format!("all {} cards", line.cards), begin(None)).then("stop and resume as you like"),
            Choice::new("2", "the first 20", begin(Some(20))).then("the others stay on Today"),
            Choice::new("4", "the first 40", begin(Some(40))).then("the others stay on Today"),
        ];
        let below = vec![
            Phrase::new().muted("They come in the order of duty. Space and V on the list select several to wait."),
        ];
        vec![Choose::letters("How many cards today?", 1, choices, below).raise()]
    }

    /// What stands in the pane on the right for the focused row.
    fn about(&self, row: &TodayRow, ctx: &Ctx) -> Vec<Phrase> {
        let sign = sign_of(row.urgency);
        let mut said = Vec::new();
        let head = format!("{}, {}", settle::called(row), row.when);
        said.push(match sign {
            Some(sign) => Phrase::new().sign(sign, head),
            None => Phrase::from(head),
        });
        let pane = self.pane.as_ref().filter(|(r, _)| *r == row.of.row.record).map(|(_, p)| p);
        if let Some(pane) = pane {
            if !pane.said.is_empty() {
                let gap = if pane.said_in.is_empty() { "" } else { " " };
                said.push(Phrase::from(format!("You said{gap}{}:", pane.said_in)));
                said.push(Phrase::from(format!("\"{}\"", pane.said)));
            } else if !pane.what.is_empty() {
                said.push(Phrase::from(pane.what.as_str()));
            } else {
                said.push(Phrase::from(row.why.as_str()));
            }
            if let Some(deferred) = follow_up::deferred(pane.deferrals) {
                said.push(Phrase::from(format!("{}.", deferred.replacen('d', "D", 1))));
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
                    selected: self.selected.contains(&r.of.row.record) && r.of.row.kind == Kind::FollowUp,
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
            focus: (self.side == Side::List).then(|| self.focus.checked_sub(1)).flatten(),
            top: self.top.get(),
            ..List::new(if slim { &narrow_columns } else { &columns }, &rows)
        };
        let drawn = list::draw(buf, pane, &list, theme);
        self.top.set(drawn.top);
        // The row of the daily review stands above the list and is the first of all.
        let mut rows: Vec<(Rect, usize)> = drawn.rows.into_iter().map(|(area, n)| (area, n + 1)).collect();
        let above = if ctx.wide() || data.warnings.is_empty() { 2 } else { 3 };
        rows.push((row(Rect { y: pane.y.saturating_sub(above), height: 1, ..pane }, 0), 0));
        self.rows.keep(rows, (self.side == Side::List).then_some(self.focus));
        if roomy {
            put(buf, text_of(pane), 0, 0, "Duty", theme.style(Role::Muted));
        }
        drawn.drawn.cursor
    }

    fn view_month(&self, buf: &mut Buffer, pane: Rect, ctx: &Ctx) -> Drawn {
        let focused = (self.side == Side::Calendar).then_some(self.day);
        let load = |day: NaiveDate| {
            let n = self.month.iter().find(|(d, _)| *d == day).map_or(0, |(_, n)| *n);
            u32::try_from(n).unwrap_or(u32::MAX)
        };
        calendar::draw(buf, pane, self.day, ctx.today(), focused, load, &ctx.theme)
    }

    /// The first row: the daily review, how far it is, and when the last one was finished.
    fn view_review(&self, buf: &mut Buffer, pane: Rect, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let line = self.review();
        let here = self.side == Side::List && self.on_review();
        let cursor = if here { focus(buf, pane, 0, 1, theme) } else { None };
        let cards = |n: usize| if n == 1 { "1 card".to_owned() } else { format!("{n} cards") };
        let more = if self.data.as_ref().is_some_and(|d| d.more) { "more than " } else { "" };
        let words = match line {
            ReviewLine { cards: 0, .. } => "nothing to look at".to_owned(),
            ReviewLine { finished: Some(_), open: 0, .. } => "finished".to_owned(),
            ReviewLine { finished: Some(_), open, .. } => format!("finished · {} since or passed over", cards(open)),
            ReviewLine { begun: true, open, .. } => format!("{open} of {} to go", cards(line.cards)),
            ReviewLine { .. } => format!("{more}{}", cards(line.cards)),
        };
        let last = match line.last_finished {
            Some(at) if line.finished.is_some() && at.date() == ctx.local().date() => {
                format!("finished at {}", at.format("%H:%M"))
            }
            Some(at) => format!("last finished {}", at.format("%a %d/%m %H:%M")),
            None => String::new(),
        };
        let area = row(text_of(pane), 0);
        put(buf, area, 0, 0, "Daily review", theme.style(Role::Text));
        let both = if last.is_empty() { words.clone() } else { format!("{words} · {last}") };
        if ctx.wide() && line.cards > 0 {
            // Beside the pane both stand together on the right.
            let both = Phrase::new().muted(both);
            both.draw(buf, area, area.width.saturating_sub(narrow(both.width())), 0, theme);
        } else {
            put(buf, area, 15, 0, &words, theme.style(Role::Muted));
            let at = area.width.saturating_sub(narrow(text::width(&last)));
            if at > 17 + narrow(text::width(&words)) && line.cards > 0 {
                put(buf, area, at, 0, &last, theme.style(Role::Muted));
            }
        }
        cursor
    }

    /// What stands in the pane while the review has the focus.
    fn about_review(&self) -> Vec<Phrase> {
        let line = self.review();
        if line.cards == 0 {
            return Vec::new();
        }
        let head = match line {
            ReviewLine { finished: Some(_), open: 0, .. } => Phrase::new().sign(Sign::Ready, "finished for today"),
            ReviewLine { begun: true, .. } => Phrase::new().sign(Sign::Due, "begun, and goes on where it stands"),
            ReviewLine { .. } => Phrase::new().sign(Sign::Due, "not begun today"),
        };
        vec![
            head,
            Phrase::from(
                "One card a person: why it is here, who must not find out, the plan, the last engagement and what was \
                 promised.",
            ),
            Phrase::new(),
            Phrase::from("Enter begins. The day turns at 04:00."),
        ]
    }

    fn view_empty(&self, buf: &mut Buffer, pane: Rect, ctx: &Ctx, data: &Today) {
        let theme = &ctx.theme;
        let words = format!("Nothing is due today in {}.", ctx.area_label());
        paragraphs(buf, pane, &[Phrase::from(words)], theme);
        let next = match data.next {
            Some((day, n)) => {
                let things = if n == 1 { "1 thing".to_owned() } else { format!("{n} things") };
                let first = match (data.next_at, n) {
                    (Some(at), 1) => format!(", at {}", at.format("%H:%M")),
                    (Some(at), _) => format!(", the first at {}", at.format("%H:%M")),
                    (None, _) => String::new(),
                };
                format!("{}   {things}{first}", when::day_label(day, data.day))
            }
            None => "nothing in the next two months".to_owned(),
        };
        let open = match data.open_contacts {
            0 => "none open".to_owned(),
            n => format!("{n} open, none past the ideal interval"),
        };
        let mut y = 2;
        for (label, value) in [("Next", next), ("Contacts", open)] {
            y += parts::Labelled::new(label, value).draw(buf, pane, y, 17, false, theme).rows;
        }
        let keys = Phrase::new()
            .key(Action::Pane.key())
            .text("  the calendar      ")
            .key(Action::AddFollowUp.key())
            .text("  add a follow-up      ")
            .key(Action::Contacts.key())
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
                let record = self.focused().map(CardKey::of);
                self.problem = None;
                if (self.day.year(), self.day.month()) == (today.day.year(), today.day.month()) {
                    self.month.clone_from(&today.load);
                }
                self.data = Some(*today);
                self.warning = self.warning.min(self.warnings().len().saturating_sub(1));
                if self.warnings().is_empty() && self.side == Side::Warnings {
                    self.side = Side::List;
                }
                let there: BTreeSet<RecordId> = self.rows().iter().map(|r| r.of.row.record).collect();
                self.selected.retain(|id| there.contains(id));
                if !std::mem::replace(&mut self.rests, true) {
                    // Until the review is finished the focus rests on its row.
                    let line = self.review();
                    let resting = line.finished.is_none() || line.open > 0 || self.rows().is_empty();
                    return self.go_to(usize::from(!resting));
                }
                let same = self.rows().iter().position(|r| Some(CardKey::of(r)) == record);
                self.go_to(same.map_or(self.focus, |i| i + 1))
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
            Msg::Pane(_, Err(p)) | Msg::Month(_, Err(p)) | Msg::Settle(_, _, Err(p)) | Msg::Begun(Err(p)) => {
                vec![Effect::Failed(p)]
            }
            Msg::Settle(sheet, said, Ok(about)) => {
                let id = about.id;
                let then = move |values| Msg::Filled(sheet, id, values).into();
                vec![match sheet {
                    Sheet::Done => settle::done(&about, said, ctx, then),
                    Sheet::Wait => settle::wait(&about, ctx, then),
                }]
            }
            Msg::Filled(Sheet::Done, id, values) => {
                let what = settle::what_was_done(&values);
                vec![ask(move |desk| Msg::Saved("Done", desk.done(id, &what)))]
            }
            Msg::Filled(Sheet::Wait, id, values) => match settle::until_when(&values) {
                Some((due, reason)) => vec![ask(move |desk| Msg::Saved("It waits", desk.wait(id, due, &reason)))],
                None => Effects::new(),
            },
            Msg::Moving(msg) => {
                let who = self.contact();
                moving::told(msg, who.as_ref(), ctx, wrap)
            }
            Msg::Tasked(sheet, id, values) => {
                vec![ask(move |desk| Msg::Saved(sheet.done(), sheet.carry_out(desk, id, &values)))]
            }
            Msg::WaitSelected(values) => match settle::until_when(&values) {
                Some((due, reason)) => {
                    let chosen: Vec<RecordId> = self.selected.iter().copied().collect();
                    vec![ask(move |desk| Msg::Waited(desk.wait_several(&chosen, due, &reason)))]
                }
                None => Effects::new(),
            },
            Msg::Waited(Ok(count)) => {
                self.selected.clear();
                self.anchor = None;
                let wait = if count == 1 { "1 follow-up waits".to_owned() } else { format!("{count} follow-ups wait") };
                vec![Effect::Lower, done(takes_back(wait)), Effect::Changed]
            }
            Msg::Begin(cap) => {
                let area = ctx.area.clone();
                vec![ask(move |desk| Msg::Begun(desk.begin_review(&area, cap).map(|_| ())))]
            }
            Msg::Begun(Ok(())) => vec![Effect::Go(Place::Review)],
            Msg::Saved(what, saved) => settled(saved, takes_back(what)),
            Msg::Waited(Err(not)) => not_saved(not),
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
                _ => 0,
            };
            if days != 0 {
                return self.move_day(days, ctx);
            }
        }
        if self.side == Side::Warnings {
            if let Some(to) = moves::target(action, self.warning, self.warnings().len(), moves::page(ctx)) {
                self.warning = to;
                return Effects::new();
            }
            if action == Action::Open {
                return self.open_warning();
            }
        }
        if let Some(to) = moves::target(action, self.focus, self.rows().len() + 1, moves::page(ctx)) {
            return self.go_to(to);
        }
        match action {
            Action::Review => self.begin_review(),
            Action::Open if self.on_review() => self.begin_review(),
            Action::Open => self.open(),
            Action::Done => self.ask(Sheet::Done, ctx),
            Action::Wait => self.ask(Sheet::Wait, ctx),
            Action::Select => self.select(),
            Action::SelectRange => self.select_range(),
            Action::Unselect => {
                self.selected.clear();
                self.anchor = None;
                Effects::new()
            }
            Action::WaitSelected => self.ask_wait_selected(ctx),
            Action::AddFollowUp => vec![Effect::Go(Place::Form(Task::follow_up(None, None)))],
            Action::Pane => {
                self.side = self.next_side(ctx);
                Effects::new()
            }
            _ => Effects::new(),
        }
    }

    fn actions(&self, _ctx: &Ctx) -> Vec<Action> {
        let mut actions = if self.side == Side::Warnings {
            vec![Action::Open, Action::Pane, Action::Intelligence]
        } else if self.rows().is_empty() {
            vec![Action::Pane, Action::AddFollowUp, Action::Contacts, Action::Search, Action::Outbox, Action::Review]
        } else if self.on_review() {
            vec![Action::Review, Action::Open, Action::Pane, Action::AddFollowUp, Action::Search]
        } else if self.selected.is_empty() {
            vec![Action::Review, Action::Open, Action::Done, Action::Wait]
        } else {
            vec![
                Action::WaitSelected,
                Action::Unselect,
                Action::Select,
                Action::SelectRange,
                Action::Open,
                Action::Done,
            ]
        };
        if self.contact().is_some() {
            actions.push(Action::ContactNow);
        }
        // What is not in the footer is in help, and says why when it cannot be done here.
        let mut more = vec![Action::Pane, Action::AddFollowUp, Action::Review, Action::Open];
        more.extend([Action::Done, Action::Select, Action::SelectRange]);
        if self.selected.is_empty() {
            more.push(Action::Wait);
        }
        more.retain(|a| !actions.contains(a));
        actions.extend(more);
        actions.extend(moves::ALL);
        if self.side == Side::Calendar {
            actions.extend([Action::Left, Action::Right]);
        }
        actions
    }

    fn why_not(&self, action: Action, ctx: &Ctx) -> Option<(&'static str, String)> {
        if self.side == Side::Warnings && action == Action::Open {
            return None;
        }
        match action {
            Action::Review | Action::Open
                if ctx.mode == Mode::ReadOnly && (self.on_review() || action == Action::Review) =>
            {
                Some(("read-only", "The vault is open for reading only, and each card is journalled.".to_owned()))
            }
            Action::Review | Action::Open if self.rows().is_empty() && self.review().cards == 0 => {
                Some(("nothing", "Nothing is due today, so there is nothing to look at.".to_owned()))
            }
            Action::Done | Action::Wait | Action::Select | Action::SelectRange if self.on_review() => {
                Some(("move down", "Move to a row of the list first: j goes down.".to_owned()))
            }
            Action::Done | Action::Wait if self.focused().is_some_and(|r| r.of.row.kind == Kind::Tasking) => None,
            Action::Done | Action::Wait => settle::why_not(self.focused()?.of.row.kind, action, "Enter"),
            _ => None,
        }
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        match action {
            Action::Open if self.side == Side::Warnings => Some("in full"),
            Action::Open if self.on_review() && self.review().begun => Some("go on"),
            Action::Open if self.on_review() => Some("begin"),
            Action::WaitSelected => Some("make them wait"),
            _ => None,
        }
    }

    fn contact(&self) -> Option<Who> {
        if self.side == Side::Warnings {
            return None;
        }
        Self::who(self.focused()?)
    }

    fn rows(&self) -> Option<&Rows> {
        Some(&self.rows)
    }

    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let Some(data) = &self.data else {
            if let Some(p) = &self.problem {
                widget::failed(buf, frame.body, p, theme);
            }
            return None;
        };
        let panes = frame::panes(frame.body);
        let count = data.rows.len();
        let list_pane = panes.left;
        if count > 0 && panes.right.is_none() && self.side == Side::Calendar {
            return self.view_month(buf, list_pane, ctx).cursor;
        }
        if panes.right.is_none() && self.side == Side::Warnings {
            return self.view_warnings(buf, list_pane, ctx);
        }
        let mut cursor = self.view_review(buf, list_pane, ctx);
        // Where there is no pane for them the warnings are one line.
        let mut list_at = 2;
        if panes.right.is_none() && !data.warnings.is_empty() {
            self.warnings_line(ctx).draw(buf, row(text_of(list_pane), 1), 0, 0, theme);
            list_at = 3;
        }
        if count == 0 {
            self.view_empty(buf, below(list_pane, list_at), ctx, data);
        } else {
            cursor = cursor.or(self.view_list(buf, below(list_pane, list_at), ctx, data));
        }
        if let Some(right) = panes.right {
            frame::edge(buf, &Panes { ..panes }, theme);
            let mut used = 0;
            if let Some(focused) = self.focused() {
                parts::heading(buf, right, 0, &focused.of.reference, &focused.of.name, "", theme);
                used = 2 + paragraphs(buf, below(right, 2), &self.about(focused, ctx), theme) + 1;
            } else if count > 0 {
                Phrase::new().bold("Daily review").draw(buf, row(text_of(right), 0), 0, 0, theme);
                used = 2 + paragraphs(buf, below(right, 2), &self.about_review(), theme) + 1;
            }
            let month = self.view_month(buf, below(right, used), ctx);
            let warned = if data.warnings.is_empty() {
                None
            } else {
                self.view_warnings(buf, below(right, used + month.rows + 1), ctx)
            };
            cursor = match self.side {
                Side::List => cursor,
                Side::Calendar => month.cursor,
                Side::Warnings => warned,
            };
        } else if count == 0 && self.side == Side::Calendar {
            cursor = self.view_month(buf, below(list_pane, list_at + 8), ctx).cursor;
        }
        cursor
    }

    fn line(&self, ctx: &Ctx) -> Option<Phrase> {
        if self.side != Side::Calendar {
            let n = self.selected.len();
            let them = if n == 1 { "it" } else { "them" };
            let words = Phrase::from(format!("{n} selected: ")).key("w").text(format!(" makes {them} wait, "));
            return (n > 0).then(|| words.key("Esc").text(" clears the selection"));
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
