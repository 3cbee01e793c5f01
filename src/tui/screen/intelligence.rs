//! 6 Intelligence: the entries by state, and the dangerous person reports of the area; `Tab` moves between the two.
//!
//! What is listed is masked: titles and warnings, which name nobody; never a source and never who reported. What does
//! not belong here: one entry or one report in full.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::casework::intelligence::EntryLine;
use crate::casework::warnings::ReportLine;
use crate::domain::dangerous_person::PARTS_WANTED;
use crate::domain::intelligence::state;
use crate::domain::kind::Kind;
use crate::domain::problem::{Outcome, Problem};
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, ask_latest};
use crate::tui::screen::moves::Focus;
use crate::tui::screen::{Caveat, Place, Shown, moves};
use crate::tui::task::Task;
use crate::tui::theme::Sign;
use crate::tui::widget;
use crate::tui::widget::frame::{self, Frame};
use crate::tui::widget::list::{self, Column, DrawnList, List, Row, Rows};
use crate::tui::widget::{Drawn, Phrase, below, focus, narrow, paragraphs, record as parts, row, text_of};

/// Cells of the state beside the first entry of each, from 100 columns on.
const STATE: u16 = 11;
/// Cells of the day before a warning.
const DAY: usize = 7;

/// What the screen is told.
pub enum Msg {
    /// The entries and the reports of the area.
    Read(Outcome<(Vec<EntryLine>, Vec<ReportLine>)>),
}

/// Where the focus is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Side {
    #[default]
    Entries,
    Reports,
}

/// The two lists.
#[derive(Default)]
pub struct State {
    data: Option<(Vec<EntryLine>, Vec<ReportLine>)>,
    problem: Option<Problem>,
    side: Side,
    entry: Focus,
    report: Focus,
}

impl State {
    /// With the reports in focus.
    #[must_use]
    pub fn at_reports() -> Self {
        Self { side: Side::Reports, ..Self::default() }
    }

    fn entries(&self) -> &[EntryLine] {
        self.data.as_ref().map_or(&[], |(entries, _)| entries)
    }

    fn reports(&self) -> &[ReportLine] {
        self.data.as_ref().map_or(&[], |(_, reports)| reports)
    }

    fn focus(&mut self) -> &mut Focus {
        match self.side {
            Side::Entries => &mut self.entry,
            Side::Reports => &mut self.report,
        }
    }

    /// How many there are on the side with the focus.
    fn count(&self) -> usize {
        match self.side {
            Side::Entries => self.entries().len(),
            Side::Reports => self.reports().len(),
        }
    }

    fn head(&self, side: Side) -> Phrase {
        match side {
            Side::Entries => Phrase::from("Entries   ").muted(self.entries().len().to_string()),
            Side::Reports => {
                let to_judge = self.reports().iter().filter(|r| r.to_judge > 0).count();
                let head = Phrase::from("Dangerous person reports   ").muted(self.reports().len().to_string());
                if to_judge > 0 { head.text("   ").sign(Sign::Due, format!("{to_judge} to judge")) } else { head }
            }
        }
    }

    fn view_entries(&self, buf: &mut Buffer, pane: Rect, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        self.head(Side::Entries).draw(buf, row(text_of(pane), 0), 0, 0, theme);
        let pane = below(pane, 2);
        if self.entries().is_empty() {
            let words = format!("No intelligence is written for {}.", ctx.area_label());
            parts::empty(buf, pane, &words, &[("a", "writes an entry"), ("Tab", "dangerous person reports")], theme);
            return None;
        }
        let lead = if ctx.wide() { STATE } else { 0 };
        let columns = [
            Column::new("Entry", 9).whole(),
            Column::new("Grades", 13),
            Column::new("Priority", 9),
            Column::rest("Title"),
        ];
        let slim = ctx.size.0 < 80;
        let narrow_columns = [Column::new("", 9).whole(), Column::rest("")];
        let mut before = "";
        let rows: Vec<Row> = self
            .entries()
            .iter()
            .map(|e| {
                let begins = before != e.state;
                before = &e.state;
                let reference = Phrase::from(e.reference.as_str());
                let grades = Phrase::from(e.grades.join(" "));
                let title = Phrase::from(e.title.as_str());
                Row {
                    lead: match (begins, e.state.as_str()) {
                        (true, state::DRAFT) => "Draft",
                        (true, state::READY) => "Ready",
                        (true, state::SUBMITTED) => "Submitted",
                        _ => "",
                    },
                    begins_group: begins,
                    sign: Some(sign(e)),
                    second: slim.then(|| title.clone()),
                    cells: if slim {
                        vec![reference, grades]
                    } else {
                        vec![reference, grades, Phrase::from(e.priority.as_str()), title]
                    },
                    ..Row::default()
                }
            })
            .collect();
        let here = self.side == Side::Entries;
        let list = List {
            lead,
            headings: ctx.wide(),
            apart: ctx.tall(),
            focus: here.then_some(self.entry.at),
            top: self.entry.top(),
            ..List::new(if slim { &narrow_columns } else { &columns }, &rows)
        };
        self.entry.drawn(list::draw(buf, pane, &list, theme))
    }

    fn view_reports(&self, buf: &mut Buffer, pane: Rect, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let used = paragraphs(buf, pane, &[self.head(Side::Reports)], theme) + 1;
        let pane = below(pane, used);
        if self.reports().is_empty() {
            let words = format!("No dangerous person is reported in {}.", ctx.area_label());
            parts::empty(buf, pane, &words, &[("a", "takes a report down, here")], theme);
            return None;
        }
        let here = self.side == Side::Reports;
        let room = usize::from(text_of(pane).width);
        let blocks: Vec<Vec<Phrase>> = self.reports().iter().map(|r| report_lines(r, room, ctx)).collect();
        let heights: Vec<usize> = blocks.iter().map(|b| b.len() + 1).collect();
        let height = usize::from(pane.height);
        let top = list::scroll(&heights, self.report.at, self.report.top(), height);
        let (mut y, mut cursor, mut rows) = (0_u16, None, Vec::new());
        let mut shown = 0;
        for (n, block) in blocks.iter().enumerate().skip(top) {
            if y >= pane.height || (n > top && usize::from(y) + block.len() > height) {
                break;
            }
            let block_rows = narrow(block.len());
            if here && n == self.report.at {
                cursor = focus(buf, pane, y, block_rows, theme);
            }
            rows.push((Rect { y: pane.y + y, height: block_rows.min(pane.height - y), ..pane }, n));
            for line in block {
                line.draw(buf, row(text_of(pane), y), 0, 0, theme);
                y = y.saturating_add(1);
            }
            y = y.saturating_add(1);
            shown = n + 1;
        }
        let hidden = blocks.len().saturating_sub(shown);
        if hidden > 0 && y <= pane.height {
            let words = Phrase::new().muted(format!("{hidden} more below"));
            words.draw(buf, row(text_of(pane), y.saturating_sub(1).min(pane.height.saturating_sub(1))), 0, 0, theme);
        }
        let drawn = Drawn { rows: y, cursor };
        self.report.drawn(DrawnList { drawn, top, shown: shown - top, rows, focus: Some(self.report.at) })
    }
}

/// One report: its day, where, what it warns of, and what waits for the officer.
fn report_lines(r: &ReportLine, room: usize, ctx: &Ctx) -> Vec<Phrase> {
    let theme = &ctx.theme;
    let day = r.warning.day.map(|d| d.format("%d/%m").to_string()).unwrap_or_default();
    let mut said: Vec<Phrase> = [&r.warning.place, &r.warning.warning]
        .into_iter()
        .filter(|t| !t.is_empty())
        .flat_map(|t| Phrase::from(t.as_str()).wrap(room.saturating_sub(DAY), theme))
        .collect();
    let mut marks = Phrase::new().muted(r.warning.reference.as_str());
    if r.to_judge > 0 {
        let words = if r.to_judge == 1 { "1 similar".to_owned() } else { format!("{} similar", r.to_judge) };
        marks = marks.text("  ").sign(Sign::Due, words);
    } else if r.same > 0 {
        marks = marks.text("  ").muted(format!("with {} other{}", r.same, if r.same == 1 { "" } else { "s" }));
    }
    if r.parts < PARTS_WANTED {
        marks = marks.text("  ").muted(format!("{} of {PARTS_WANTED} parts", r.parts));
    }
    said.extend(marks.wrap(room.saturating_sub(DAY), theme));
    said.into_iter()
        .enumerate()
        .map(|(i, line)| {
            let lead = if i == 0 { format!("{day:<DAY$}") } else { " ".repeat(DAY) };
            Phrase::from(lead).then(line)
        })
        .collect()
}

/// The sign of an entry in the list.
fn sign(e: &EntryLine) -> Sign {
    match e.state.as_str() {
        state::DRAFT if e.missing > 0 => Sign::NotYet,
        state::DRAFT => Sign::Here,
        state::READY => Sign::Due,
        _ if e.update.starts_with("on IS") || e.update.is_empty() => Sign::Ready,
        _ => Sign::Due,
    }
}

impl Shown for State {
    type Msg = Msg;

    fn title(&self, ctx: &Ctx) -> String {
        format!("6 Intelligence · {}", ctx.area_label())
    }

    fn begin(&mut self, ctx: &Ctx) -> Effects {
        let area = ctx.area.clone();
        vec![ask_latest("intelligence", move |desk| {
            Msg::Read(desk.entry_lines(&area).and_then(|e| Ok((e, desk.report_lines(&area)?))))
        })]
    }

    fn told(&mut self, msg: Msg, _ctx: &Ctx) -> Effects {
        match msg {
            Msg::Read(Ok(data)) => {
                // The focus stays with the same record, or goes to the next one down.
                let entry = self.entries().get(self.entry.at).map(|e| e.id);
                let report = self.reports().get(self.report.at).map(|r| r.warning.id);
                self.data = Some(data);
                self.problem = None;
                let at = self.entries().iter().position(|e| Some(e.id) == entry);
                self.entry.stays(at, self.entries().len());
                let at = self.reports().iter().position(|r| Some(r.warning.id) == report);
                self.report.stays(at, self.reports().len());
                Effects::new()
            }
            Msg::Read(Err(p)) => {
                self.problem = Some(p.clone());
                vec![Effect::Failed(p)]
            }
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        let count = self.count();
        if self.focus().moves(action, count, ctx) {
            return Effects::new();
        }
        match (action, self.side) {
            (Action::Pane, Side::Entries) => {
                self.side = Side::Reports;
                Effects::new()
            }
            (Action::Pane, Side::Reports) => {
                self.side = Side::Entries;
                Effects::new()
            }
            (Action::AddHere, side) => {
                let kind = if side == Side::Entries { Kind::Intelligence } else { Kind::DangerousPerson };
                vec![Effect::Go(Place::Form(Task::Of { who: None, kind, id: None }))]
            }
            (Action::Open, Side::Entries) => {
                let entry = self.entries().get(self.entry.at).map(|e| e.id);
                entry.map(|id| Effect::Go(Place::IntelligenceEntry(id))).into_iter().collect()
            }
            (Action::Open, Side::Reports) => {
                let report = self.reports().get(self.report.at).map(|r| r.warning.id);
                report.map(|id| Effect::Go(Place::Warning(id))).into_iter().collect()
            }
            _ => Effects::new(),
        }
    }

    fn actions(&self, _ctx: &Ctx) -> Vec<Action> {
        let mut actions = Vec::new();
        if self.count() > 0 {
            actions.push(Action::Open);
        }
        actions.extend([Action::AddHere, Action::Pane, Action::Outbox, Action::Search]);
        actions.extend(moves::ALL);
        actions
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        match (action, self.side) {
            (Action::AddHere, Side::Entries) => Some("write an entry"),
            (Action::AddHere, Side::Reports) => Some("take a report"),
            (Action::Pane, Side::Entries) => Some("reports"),
            (Action::Pane, Side::Reports) => Some("entries"),
            _ => None,
        }
    }

    fn caveat(&self, _ctx: &Ctx) -> Option<Caveat> {
        Some(Caveat::sensitive("Intelligence and dangerous person reports"))
    }

    fn place(&self) -> Option<Place> {
        Some(if self.side == Side::Entries { Place::Intelligence } else { Place::Reports })
    }

    fn rows(&self) -> Option<&Rows> {
        Some(match self.side {
            Side::Entries => self.entry.rows(),
            Side::Reports => self.report.rows(),
        })
    }

    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        if self.data.is_none() {
            if let Some(p) = &self.problem {
                widget::failed(buf, frame.body, p, theme);
            }
            return None;
        }
        let panes = frame::panes(frame.body);
        match (panes.right, self.side) {
            (Some(right), side) => {
                let entries = self.view_entries(buf, panes.left, ctx);
                frame::edge(buf, &panes, theme);
                let reports = self.view_reports(buf, right, ctx);
                if side == Side::Entries { entries } else { reports }
            }
            (None, Side::Entries) => self.view_entries(buf, frame.body, ctx),
            (None, Side::Reports) => self.view_reports(buf, frame.body, ctx),
        }
    }
}
