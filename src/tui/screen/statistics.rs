//! Statistics, opened from Records: one topic at a time as a table with bars, a chart of its columns and a share.
//!
//! What is on the screen is what the file and the page contain, to the cell. What does not belong here: what may be
//! shown ([`crate::domain::statistics`]) and how a file is made of it.

use std::cell::Cell;
use std::path::PathBuf;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::casework::desk::{Desk, Mode, NotSaved, Saved};
use crate::casework::statistics::{Form as Leaving, Leaves};
use crate::domain::field::{Field, Shape, Value, Values, text_in};
use crate::domain::problem::{Outcome, Problem};
use crate::domain::statistics::table::{FEW_MEANS, HELD_MEANS, ROUNDED};
use crate::domain::statistics::{Period, Row, Table, Topic};
use crate::domain::{lists, text as words_of};
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, ask, ask_latest, done};
use crate::tui::form::{Extra, Form};
use crate::tui::overlay::choose::{Choice, Choose};
use crate::tui::overlay::fill::Fill;
use crate::tui::screen::{Place, Shown, moves};
use crate::tui::theme::{Role, Sign};
use crate::tui::widget::frame::Frame;
use crate::tui::widget::record::{self, Section};
use crate::tui::widget::{self, Phrase, below, chart, focus, narrow, put, row, text, text_of};

/// Text width of the rail.
const RAIL: u16 = 22;
/// Cells of a row's label, without the first column of numbers: at least, and at most.
const LABEL: (usize, usize) = (19, 26);
/// Cells below which a bar would say nothing.
const BAR: u16 = 4;
/// Cells of a column of numbers at least.
const NUMBER: usize = 6;
/// Cells of a label of the chart, and of its longest bar.
const CHART: (u16, u16) = (6, 50);

/// To whom it goes, what for, and the folder.
const LEAVES: &[Field] = &[
    Field::new(Shape::Line, "For whom").required().help("Insp Marlowe, the safeguarding board").named("to"),
    Field::new(Shape::Line, "What for").required().help("the quarterly report").named("purpose"),
    Field::new(Shape::Line, "Folder").required().help("the removable disk, or any folder").named("folder"),
];

/// What the screen is told.
pub enum Msg {
    /// The table of a topic.
    Read(Outcome<Box<Table>>),
    /// The folder that is offered for a file.
    Folder(Leaving, Outcome<String>),
    /// For whom, what for and where, as filled in.
    Write(Leaving, Values),
    /// It was written, or why not.
    Written(Saved<PathBuf>),
    /// Another period.
    Lay(Period),
}

/// The screen.
#[derive(Default)]
pub struct State {
    topic: usize,
    by: Period,
    table: Option<Table>,
    problem: Option<Problem>,
    top: Cell<usize>,
    hidden: Cell<usize>,
}

impl State {
    fn topic(&self) -> Topic {
        Topic::all().nth(self.topic).unwrap_or(Topic::ContactsByGroup)
    }

    fn look(&self, ctx: &Ctx) -> Effect {
        let (topic, area, by, today) = (self.topic(), ctx.area.clone(), self.by, ctx.today());
        ask_latest("statistics", move |desk| Msg::Read(desk.statistics(topic, &area, by, today).map(Box::new)))
    }

    fn turn(&mut self, by: isize, ctx: &Ctx) -> Effects {
        let last = Topic::all().count().saturating_sub(1);
        self.topic = self.topic.saturating_add_signed(by).min(last);
        self.top.set(0);
        vec![self.look(ctx)]
    }

    /// One key for a period, one for an area.
    fn ask_period(&self, ctx: &Ctx) -> Effects {
        let lay = |by| vec![Effect::Tell(Msg::Lay(by).into())];
        let now = |here: bool, choice: Choice| if here { choice.then("now") } else { choice };
        let mut choices = vec![
            now(self.by == Period::Month, Choice::new("m", "six months", lay(Period::Month))),
            now(self.by == Period::Quarter, Choice::new("q", "six quarters", lay(Period::Quarter))),
            now(self.by == Period::Year, Choice::new("y", "five years", lay(Period::Year))),
            now(ctx.area.is_empty(), Choice::new("a", "all areas", vec![Effect::Area(String::new())])),
        ];
        let areas = lists::get("areas").map(|l| l.offered().collect::<Vec<_>>()).unwrap_or_default();
        for (n, area) in areas.into_iter().take(9).enumerate() {
            let go = vec![Effect::Area(area.code.clone())];
            choices.push(now(area.code == ctx.area, Choice::new((n + 1).to_string(), area.label.clone(), go)));
        }
        let below = vec![Phrase::new().muted("Every period ends today. The area is that of every list.")];
        vec![Choose::letters("Period and area", 2, choices, below).raise()]
    }

    /// Asks for whom, what for and where.
    fn ask_where(&self, form: Leaving, folder: String, ctx: &Ctx) -> Effect {
        let mut values = Values::new();
        if !folder.is_empty() {
            values.insert("folder", Value::Text(folder));
        }
        let (title, said) = match form {
            Leaving::Csv => ("Write the table as a CSV file", "It is not encrypted: it holds what the screen shows."),
            Leaving::Page => ("Write the table as a page to print", "It opens in any browser and is not encrypted."),
        };
        let said = vec![Phrase::new().muted(said).text(" ").muted("Cannot be undone; journalled as a disclosure.")];
        let sheet = Form::over(LEAVES, values, ctx.now, Extra::new());
        Fill::new(title, said, sheet, 8, "write", move |v| Msg::Write(form, v).into()).raise()
    }

    /// Cells of a column of numbers.
    fn wide(table: &Table) -> usize {
        let longest = table.columns.iter().map(|c| text::width(c) + 1).max().unwrap_or(0);
        longest.max(NUMBER)
    }

    /// Cells of a row's label.
    fn label(table: &Table) -> usize {
        let rows = table.blocks.iter().flat_map(|b| b.rows.iter());
        let longest = rows.map(|r| text::width(&r.label) + 1).max().unwrap_or(0);
        longest.clamp(LABEL.0, LABEL.1)
    }

    /// Everything below the title, line by line.
    fn lines(&self, table: &Table, room: u16, tall: bool, ctx: &Ctx) -> Vec<Phrase> {
        let theme = &ctx.theme;
        let (wide, label_cells) = (Self::wide(table), Self::label(table));
        let numbers = |cells: &[String], all: &str| {
            let cells: String = cells.iter().map(|c| format!("{c:>wide$}")).collect();
            format!("{cells}{all:>over$}", over = NUMBER + 1)
        };
        let mut lines = vec![Phrase::new().text(" ".repeat(label_cells)).muted(numbers(&table.columns, "All"))];
        for part in &table.blocks {
            if !part.heading.is_empty() {
                if tall {
                    lines.push(Phrase::new());
                }
                lines.push(Phrase::new().muted(part.heading.as_str()));
            }
            let most = chart::most(part.rows.iter().map(|r| r.all));
            let at = label_cells + wide * table.columns.len() + NUMBER + 1;
            let longest = narrow(usize::from(room).saturating_sub(at + 3));
            let mut add = |line: &Row, has_bar: bool| {
                let cells: Vec<String> = line.cells.iter().map(|a| a.text()).collect();
                let label = text::cut(&line.label, label_cells - 1, theme);
                let pad = " ".repeat(label_cells.saturating_sub(text::width(&label)));
                let phrase = Phrase::new().text(format!("{label}{pad}{}", numbers(&cells, &line.all.text())));
                let bar = if has_bar && longest >= BAR { chart::bare(line.all, most, longest) } else { Phrase::new() };
                lines.push(if bar.is_empty() { phrase } else { phrase.text("   ").then(bar) });
            };
            part.rows.iter().for_each(|r| add(r, true));
            if let Some(total) = &part.total {
                add(total, false);
            }
        }
        lines.push(Phrase::new());
        if !table.note.is_empty() {
            lines.push(Phrase::new().sign(Sign::Due, table.note.as_str()));
        }
        lines.push(Phrase::new().text("<5").muted(format!("  {FEW_MEANS}")));
        lines.push(Phrase::new().text(" *").muted(format!("  {HELD_MEANS}")));
        let indent = if room >= 80 { "    " } else { "" };
        lines.push(Phrase::new().muted(format!("{indent}{ROUNDED}")));
        lines
    }

    /// The share, in one line where it fits; a month and its share are never parted.
    fn rate(table: &Table, room: usize) -> Vec<Phrase> {
        let Some(rate) = &table.rate else { return Vec::new() };
        let head = format!("{:<27}{:<7}", rate.label, rate.all.text());
        let mut used = text::width(&head);
        let mut lines = vec![Phrase::new().text(head)];
        for (column, share) in table.columns.iter().zip(&rate.each) {
            let one = format!("{column} {}", share.text().trim_end_matches(" %"));
            let wide = text::width(&one);
            if used + wide > room {
                lines.push(Phrase::new());
                used = 0;
            }
            used += wide + 2;
            if let Some(line) = lines.pop() {
                lines.push(line.muted(format!("{one}  ")));
            }
        }
        lines
    }

    fn view_chart(buf: &mut Buffer, pane: Rect, table: &Table, ctx: &Ctx) {
        let theme = &ctx.theme;
        put(buf, row(text_of(pane), 0), 0, 0, &table.chart_title(), theme.style(Role::Text));
        let chart = table.chart();
        let label = table.columns.iter().map(|c| narrow(text::width(c)) + 2).max().unwrap_or(0).max(CHART.0);
        let room = text_of(pane).width.saturating_sub(label + 18);
        let bars: Vec<chart::Bar> = chart
            .iter()
            .map(|(label, amount)| chart::Bar { label: label.clone(), amount: *amount, note: String::new() })
            .collect();
        chart::bars(buf, below(pane, 2), &bars, label, CHART.1.min(room), None, theme);
        // The last column goes only as far as today.
        if let (true, Some((_, last))) = (table.from.is_some(), chart.last()) {
            let most = chart::most(chart.iter().map(|(_, a)| *a));
            let wide = narrow(chart::one(*last, most, CHART.1.min(room)).width());
            let at = row(text_of(pane), 2 + narrow(bars.len().saturating_sub(1)));
            let until = format!("to {}", table.to.format("%d/%m"));
            put(buf, at, label + wide + 3, 0, &until, theme.style(Role::Muted));
        }
    }

    fn view_table(&self, buf: &mut Buffer, pane: Rect, table: &Table, ctx: &Ctx) {
        let theme = &ctx.theme;
        let area = text_of(pane);
        let span = table.span();
        put(buf, row(area, 0), 0, 0, table.topic.title(), theme.heading());
        let at =
            area.width.saturating_sub(narrow(text::width(&span)) + 9).max(narrow(text::width(table.topic.title())) + 2);
        put(buf, row(area, 0), at, 0, &span, theme.style(Role::Muted));
        let body = below(pane, if ctx.tall() { 2 } else { 1 });
        let lines = self.lines(table, area.width, ctx.tall(), ctx);
        // Every line wraps on its own, so that nothing of it is cut.
        let lines: Vec<Phrase> = lines.into_iter().flat_map(|l| l.wrap(usize::from(area.width), theme)).collect();
        let bars = narrow(table.columns.len()) + 2;
        let (all, height) = (narrow(lines.len()), body.height);
        let rate = Self::rate(table, usize::from(area.width));
        let for_rate = if rate.is_empty() { 0 } else { 1 + narrow(rate.len()) };
        let with_chart = all + 1 + bars + for_rate <= height;
        let room = height.saturating_sub(for_rate);
        let shown = if all > room { room.saturating_sub(1) } else { all };
        let top = self.top.get().min(usize::from(all.saturating_sub(shown)));
        self.top.set(top);
        for (y, line) in lines.iter().skip(top).take(usize::from(shown)).enumerate() {
            line.draw(buf, text_of(body), 0, narrow(y), theme);
        }
        let hidden = lines.len().saturating_sub(top + usize::from(shown));
        self.hidden.set(hidden);
        let mut y = shown;
        if all > room {
            let more = if hidden > 0 { format!("{hidden} more below: PgDn") } else { "the end: PgUp".to_owned() };
            put(buf, row(text_of(body), y), 0, 0, &more, theme.style(Role::Muted));
            y += 1;
        }
        if with_chart {
            Self::view_chart(buf, below(body, y + 1), table, ctx);
            y += 1 + bars;
        }
        for line in &rate {
            y += 1;
            line.draw(buf, row(text_of(body), y), 0, 0, theme);
        }
    }

    fn write(table: &Table, form: Leaving, values: &Values, desk: &mut Desk) -> Saved<PathBuf> {
        let folder = desk.folder_typed(text_in(values, "folder"))?;
        let line = |name: &str| words_of::clean_line(text_in(values, name)).text.trim().to_owned();
        let leaves = Leaves { to: line("to"), purpose: line("purpose") };
        Ok(desk.write_statistics(table, form, &folder, &leaves)?)
    }
}

impl Shown for State {
    type Msg = Msg;

    fn title(&self, ctx: &Ctx) -> String {
        format!("9 Records · statistics · {}", ctx.area_label())
    }

    fn begin(&mut self, ctx: &Ctx) -> Effects {
        vec![self.look(ctx)]
    }

    fn told(&mut self, msg: Msg, ctx: &Ctx) -> Effects {
        match msg {
            Msg::Read(Ok(table)) => {
                self.problem = None;
                self.table = Some(*table);
                Effects::new()
            }
            Msg::Read(Err(p)) => {
                self.problem = Some(p.clone());
                vec![Effect::Failed(p)]
            }
            Msg::Lay(by) => {
                self.by = by;
                self.top.set(0);
                vec![self.look(ctx)]
            }
            Msg::Folder(form, Ok(folder)) => vec![self.ask_where(form, folder, ctx)],
            Msg::Folder(_, Err(p)) => vec![Effect::Failed(p)],
            Msg::Write(form, values) => match self.table.clone() {
                Some(table) => vec![ask(move |desk| Msg::Written(Self::write(&table, form, &values, desk)))],
                None => Effects::new(),
            },
            Msg::Written(Ok(path)) => {
                let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
                vec![Effect::Lower, done(format!("Written: {name}"))]
            }
            Msg::Written(Err(NotSaved::Faults(faults))) => vec![Effect::SheetFaults(faults)],
            Msg::Written(Err(NotSaved::Problem(p))) => vec![Effect::Lower, Effect::Failed(p)],
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        let page = moves::page(ctx);
        let folder = |form| vec![ask(move |desk: &mut Desk| Msg::Folder(form, desk.usual_folder()))];
        match action {
            Action::NextTopic => self.turn(1, ctx),
            Action::PreviousTopic => self.turn(-1, ctx),
            Action::NextSection => self.turn(1, ctx),
            Action::PreviousSection => self.turn(-1, ctx),
            Action::First => self.turn(isize::MIN, ctx),
            Action::Last => self.turn(isize::MAX, ctx),
            Action::HalfDown => {
                self.top.set(self.top.get() + page.min(self.hidden.get()));
                Effects::new()
            }
            Action::HalfUp => {
                self.top.set(self.top.get().saturating_sub(page));
                Effects::new()
            }
            Action::PeriodArea => self.ask_period(ctx),
            Action::CsvFile => folder(Leaving::Csv),
            Action::PrintPage => folder(Leaving::Page),
            Action::Back => vec![Effect::Back],
            _ => Effects::new(),
        }
    }

    fn actions(&self, _ctx: &Ctx) -> Vec<Action> {
        vec![
            Action::NextTopic,
            Action::PreviousTopic,
            Action::PeriodArea,
            Action::CsvFile,
            Action::PrintPage,
            Action::Back,
            Action::NextSection,
            Action::PreviousSection,
            Action::First,
            Action::Last,
            Action::HalfDown,
            Action::HalfUp,
        ]
    }

    fn in_one(&self) -> Option<(&'static [Action], &'static str)> {
        Some((&[Action::NextTopic, Action::PreviousTopic], "topic"))
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        (action == Action::Back).then_some("records")
    }

    fn why_not(&self, action: Action, ctx: &Ctx) -> Option<(&'static str, String)> {
        match action {
            Action::CsvFile | Action::PrintPage if ctx.mode == Mode::ReadOnly => {
                Some(("read-only", "The vault is open for reading only, and a file is journalled.".to_owned()))
            }
            Action::CsvFile | Action::PrintPage if ctx.mode == Mode::SetUp => {
                Some(("set-up", "Nothing can leave before your organisation's escrow key is there.".to_owned()))
            }
            Action::CsvFile | Action::PrintPage if self.table.is_none() => {
                Some(("nothing yet", "There is no table to write yet.".to_owned()))
            }
            _ => None,
        }
    }

    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let body = frame.body;
        let topics: Vec<Topic> = Topic::all().collect();
        let mut cursor = None;
        let pane = if ctx.wide() {
            for (n, topic) in topics.iter().enumerate() {
                let here = n == self.topic;
                let style = theme.style(if here { Role::Text } else { Role::Muted });
                let rail = Rect { width: RAIL + 2, ..body };
                if here {
                    cursor = focus(buf, rail, narrow(n), 1, theme);
                }
                put(buf, row(text_of(rail), narrow(n)), 0, 0, topic.short(), style);
            }
            let left = RAIL + 2;
            Rect { x: body.x + left, width: body.width.saturating_sub(left), ..body }
        } else {
            let sections: Vec<Section> =
                topics.iter().map(|t| Section { name: t.short().to_owned(), value: Phrase::new() }).collect();
            let rail = record::rail_line(&sections, self.topic);
            rail.draw(buf, row(text_of(body), 0), 0, 0, theme);
            cursor = cursor.or(Some(Position::new(text_of(body).x, body.y)));
            below(body, if body.height > 16 { 2 } else { 1 })
        };
        match (&self.table, &self.problem) {
            (Some(table), _) => self.view_table(buf, pane, table, ctx),
            (None, Some(problem)) => widget::failed(buf, pane, problem, theme),
            (None, None) => {}
        }
        cursor
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Statistics)
    }
}
