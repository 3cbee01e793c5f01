//! Moving in from a file: which file, what becomes what, what is wrong by row, who may be there twice; then all of it.
//!
//! Columns are given another meaning here, with the same words as in a mapping file. What stands in a cell is never on the
//! screen. What does not belong here: reading ([`crate::exchange::import`]) and saving ([`crate::casework::import`]).

use std::path::PathBuf;
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};
use std::time::{Duration, Instant};

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::casework::folder::path_typed;
use crate::casework::import::columns::{TARGETS, Target};
use crate::casework::import::{self, DryRun, Imported, Source, With};
use crate::casework::keeping::Progress;
use crate::domain::field::{Fault, Field, Shape, Values, text_in};
use crate::domain::problem::{Kind, Outcome, Problem};
use crate::domain::text::counted;
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, ask, ask_long, done, takes_back};
use crate::tui::form::{Extra, Form};
use crate::tui::overlay::choose::{Choice, Choose};
use crate::tui::overlay::fill::Fill;
use crate::tui::overlay::pick::{Item, Pick};
use crate::tui::screen::moves::Focus;
use crate::tui::screen::{Answer, Shown, moves};
use crate::tui::theme::Sign;
use crate::tui::widget::frame::Frame;
use crate::tui::widget::list::{Column, List, Row, Rows};
use crate::tui::widget::{Phrase, below, paragraphs, progress, row, text_of};

/// Bars and counts change at most four times a second (mock-ups section 3.9).
const EVERY: Duration = Duration::from_millis(250);

/// Which file.
const FILE: &[Field] = &[
    Field::new(Shape::Line, "File").required().help("a sheet saved as CSV, or lines of updates").named("file"),
    Field::new(Shape::Line, "Mapping file").help("blank: headings are guessed, and changed here").named("map"),
];

/// A file that was read.
#[derive(Clone)]
pub struct Sheet {
    source: Arc<Source>,
    columns: Vec<Option<Target>>,
    name: String,
}

/// What the screen is told.
pub enum Msg {
    /// The paths as they were typed.
    Typed(Values),
    /// The file was read, or why not.
    Read(Outcome<Sheet>),
    /// What it would make.
    Tried(Outcome<Box<DryRun>>),
    /// A column gets another meaning.
    Column(usize, Option<Target>),
    /// The officer goes on from the dialog.
    Go,
    /// How far it is.
    Far(Progress),
    /// It is done, or why not.
    Done(Outcome<Imported>),
}

/// Where it is.
#[derive(Default)]
enum Stage {
    #[default]
    Asking,
    Looking(Option<Progress>),
    Tried(Box<DryRun>),
    Bringing(Option<Progress>),
}

/// The screen.
#[derive(Default)]
pub struct State {
    sheet: Option<Sheet>,
    typed: Values,
    stage: Stage,
    list: Focus,
    stop: Arc<AtomicBool>,
}

/// One row of what is shown.
#[derive(Clone, Copy)]
enum Entry {
    Column(usize),
    Wrong(usize),
    Twice(usize),
}

impl State {
    fn ask_file(&self, ctx: &Ctx) -> Effect {
        let form = Form::over(FILE, self.typed.clone(), ctx.now, Extra::new());
        let said = vec![Phrase::new().muted("Nothing comes in before you have seen what would be made and say so.")];
        Fill::new("Which file is brought in?", said, form, 7, "look", |v| Msg::Typed(v).into()).raise()
    }

    fn entries(&self) -> Vec<Entry> {
        let Stage::Tried(run) = &self.stage else { return Vec::new() };
        let columns = (0..run.columns.len()).map(Entry::Column);
        let wrong = (0..run.faults.len()).map(Entry::Wrong);
        // What keeps it out comes first; the columns are what can be done about it.
        wrong.chain(columns).chain((0..run.duplicates.len()).map(Entry::Twice)).collect()
    }

    /// Looks at the file again with these columns.
    fn look(&mut self) -> Effects {
        let Some(sheet) = self.sheet.clone() else { return Effects::new() };
        self.stage = Stage::Looking(None);
        let stop = self.begin_work();
        vec![ask_long(move |desk, tell| {
            let mut watch = told_of(tell, stop);
            Msg::Tried(desk.import_dry_run(&sheet.source, &sheet.columns, &mut watch).map(Box::new))
        })]
    }

    fn bring(&mut self) -> Effects {
        let Some(sheet) = self.sheet.clone() else { return Effects::new() };
        self.stage = Stage::Bringing(None);
        let stop = self.begin_work();
        vec![ask_long(move |desk, tell| {
            let mut watch = told_of(tell, stop);
            Msg::Done(desk.import(&sheet.source, &sheet.columns, &mut watch))
        })]
    }

    fn begin_work(&mut self) -> Arc<AtomicBool> {
        self.stop = Arc::new(AtomicBool::new(false));
        Arc::clone(&self.stop)
    }

    fn ask_column(&self, at: usize) -> Effects {
        let Some(sheet) = &self.sheet else { return Effects::new() };
        let now = sheet.columns.get(at).copied().flatten();
        let item = |target: Option<Target>| Item {
            label: target.map_or("not brought in", Target::label).to_owned(),
            chosen: target == now,
            effects: vec![Effect::Tell(Msg::Column(at, target).into())],
        };
        let items = std::iter::once(item(None)).chain(TARGETS.iter().map(|t| item(Some(*t)))).collect();
        let heading = sheet.source.headings().get(at).cloned().unwrap_or_default();
        vec![
            Pick::new(format!("What does {} become?", quoted(&heading)), items, Effects::new(), Effects::new()).raise(),
        ]
    }

    fn ask_go(run: &DryRun) -> Effect {
        let mut said = vec![Phrase::from(format!("{}.", takes_back("All of it comes in as one act, or nothing does")))];
        if run.people >= import::BACKED_UP_FROM {
            said.push(Phrase::new().muted("A backup is made and checked first."));
        }
        if run.children > 0 {
            let who = if run.children == 1 { "1 is".to_owned() } else { format!("{} are", run.children) };
            said.push(Phrase::new().marked(
                Sign::Child,
                format!("{who} or may be under 18: each gets a child concern and its notification."),
            ));
        }
        let choices = vec![
            Choice::new("", "Cancel", Effects::new()),
            Choice::new("Shift+B", "Bring in", vec![Effect::Tell(Msg::Go.into())]),
        ];
        if run.unrecorded > 0 {
            let which = counted(run.unrecorded, "crime report", "crime reports");
            said.push(
                Phrase::new()
                    .sign(Sign::Due, format!("{which} without a crime number"))
                    .text(format!(". {}", import::UNRECORDED)),
            );
        }
        if run.entries > 0 {
            said.push(Phrase::new().muted(import::SOURCES));
        }
        let what = brought([run.people, run.markers, run.concerns, run.crimes, run.entries]);
        Choose::dialog(format!("Bring in {what}?"), said, choices).raise()
    }

    fn heads(&self, run: &DryRun) -> Vec<Phrase> {
        let name = self.sheet.as_ref().map(|s| s.name.clone()).unwrap_or_default();
        let mut heads = vec![Phrase::new().bold(name).text("  ").muted(format!(
            "{} · {}",
            run.read_as,
            counted(run.rows, "row", "rows")
        ))];
        let mut made = Phrase::from(counted(run.people, "contact", "contacts"));
        for (n, one, many) in [
            (run.points, "way to reach somebody", "ways to reach somebody"),
            (run.engagements, "engagement", "engagements"),
            (run.others, "grounds or consent entry", "grounds and consent entries"),
            (run.markers, "marker as a draft", "markers as drafts"),
            (run.concerns, "safeguarding concern", "safeguarding concerns"),
            (run.crimes, "crime report", "crime reports"),
            (run.entries, "intelligence entry", "intelligence entries"),
        ] {
            if n > 0 {
                made = made.dot().text(format!("{n} {}", if n == 1 { one } else { many }));
            }
        }
        heads.push(made);
        let p = &run.put_right;
        let right: Vec<String> = [
            (p.capitals, "name in capitals written out", "names in capitals written out"),
            (p.zeros, "number got back its first 0", "numbers got back their first 0"),
            (p.hidden, "hidden character removed", "hidden characters removed"),
            (p.closed, "adult setting left out for a child", "adult settings left out for children"),
        ]
        .into_iter()
        .filter(|(n, _, _)| *n > 0)
        .map(|(n, one, many)| format!("{n} {}", if n == 1 { one } else { many }))
        .collect();
        if !right.is_empty() {
            heads.push(Phrase::new().muted(format!("Put right: {}", right.join(", "))));
        }
        let mut states = Phrase::new();
        if run.fault_count > 0 {
            let n = run.fault_count;
            let said = if n == 1 { "1 thing is wrong".to_owned() } else { format!("{n} things are wrong") };
            states = states.sign(Sign::Danger, said).text(": nothing comes in before all of it is right");
        } else {
            states = states.sign(Sign::Ready, "nothing is wrong");
            if run.children > 0 {
                states = states.dot().sign(Sign::Child, format!("{} under 18 or perhaps", run.children));
            }
        }
        if run.unrecorded > 0 {
            states = states.dot().sign(Sign::Due, format!("{} without a crime number", run.unrecorded));
        }
        if run.duplicate_count > 0 {
            states = states.dot().sign(Sign::Due, format!("{} may be there twice", run.duplicate_count));
        }
        heads.push(states);
        heads
    }

    fn view_tried(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx, run: &DryRun) -> Option<Position> {
        let theme = &ctx.theme;
        let used = paragraphs(buf, frame.body, &self.heads(run), theme);
        let pane = below(frame.body, used + 1);
        let first = if ctx.wide() { 34 } else { 26 };
        let columns = [Column::new("", first), Column::rest("").whole()];
        let mut before = None;
        let rows: Vec<Row> = self
            .entries()
            .into_iter()
            .map(|entry| {
                let (group, sign, head, rest) = match entry {
                    Entry::Wrong(i) => run.faults.get(i).map_or_else(blank, |f| {
                        let head = match (f.row, f.column.as_str()) {
                            (0, _) => "the whole file".to_owned(),
                            (row, "") => format!("row {row}"),
                            (row, column) => format!("row {row} · {column}"),
                        };
                        ("Wrong", Sign::Danger, head, Phrase::from(f.what.as_str()))
                    }),
                    Entry::Column(i) => run.columns.get(i).map_or_else(blank, |c| {
                        let head = if c.heading.is_empty() { "no heading".to_owned() } else { c.heading.clone() };
                        let filled = counted(c.filled, "cell", "cells");
                        match c.target {
                            Some(t) => {
                                let said = Phrase::new().mark(Sign::LeadsTo).text(format!(" {}", t.label()));
                                ("Columns", Sign::Ready, head, said.dot().muted(filled))
                            }
                            None => {
                                ("Columns", Sign::Dot, head, Phrase::new().muted("not brought in").dot().muted(filled))
                            }
                        }
                    }),
                    Entry::Twice(i) => run.duplicates.get(i).map_or_else(blank, |d| {
                        let with = match &d.with {
                            With::Row(row) => format!("row {row}"),
                            With::Here(reference) => reference.clone(),
                        };
                        ("Twice?", Sign::Due, format!("row {} and {with}", d.row), Phrase::from(d.why.words()))
                    }),
                };
                let begins = before != Some(group);
                before = Some(group);
                Row {
                    lead: if begins { group } else { "" },
                    begins_group: begins,
                    sign: Some(sign),
                    cells: vec![Phrase::from(head), rest],
                    ..Row::default()
                }
            })
            .collect();
        let lead = 9;
        let list = List {
            lead,
            apart: ctx.tall(),
            further: (run.fault_count - run.faults.len().min(run.fault_count))
                + (run.duplicate_count - run.duplicates.len().min(run.duplicate_count)),
            ..List::new(&columns, &rows)
        };
        self.list.draw(buf, pane, list, theme)
    }
}

fn blank() -> (&'static str, Sign, String, Phrase) {
    ("", Sign::Dot, String::new(), Phrase::new())
}

/// `12 contacts, 1 marker`: what there is of contacts, markers, concerns, crime reports and intelligence, in this
/// order.
fn brought(all: [usize; 5]) -> String {
    const KINDS: [(&str, &str); 5] = [
        ("contact", "contacts"),
        ("marker", "markers"),
        ("concern", "concerns"),
        ("crime report", "crime reports"),
        ("intelligence entry", "intelligence entries"),
    ];
    let there = all.into_iter().zip(KINDS).filter(|(n, _)| *n > 0).map(|(n, (one, many))| counted(n, one, many));
    there.collect::<Vec<_>>().join(", ")
}

fn quoted(heading: &str) -> String {
    if heading.is_empty() { "the column without a heading".to_owned() } else { format!("\"{heading}\"") }
}

/// Tells the screen how far it is, at most four times a second, and whether to go on.
fn told_of(tell: &dyn Fn(Answer), stop: Arc<AtomicBool>) -> impl FnMut(Progress) -> bool + '_ {
    let mut said: Option<(Instant, &'static str)> = None;
    move |progress| {
        let now = Instant::now();
        if said.is_none_or(|(at, what)| what != progress.what || now.duration_since(at) >= EVERY) {
            said = Some((now, progress.what));
            tell(Msg::Far(progress).into());
        }
        !stop.load(Ordering::Relaxed)
    }
}

fn view_work(buf: &mut Buffer, frame: &Frame, ctx: &Ctx, far: Option<Progress>, bringing: bool) {
    let theme = &ctx.theme;
    let body = frame.body;
    let steps: &[&str] = if bringing {
        &["reading the file", "copying", "checking the file", "checking the records", "writing", "bringing in"]
    } else {
        &["reading the file"]
    };
    let here = far.and_then(|f| steps.iter().position(|s| *s == f.what)).unwrap_or(0);
    let steps: Vec<progress::Step> = steps
        .iter()
        .enumerate()
        .map(|(i, words)| {
            let sign = match i.cmp(&here) {
                std::cmp::Ordering::Less => Sign::Ready,
                std::cmp::Ordering::Equal => Sign::Here,
                std::cmp::Ordering::Greater => Sign::NotYet,
            };
            progress::Step::new(sign, *words)
        })
        .collect();
    Phrase::from(if bringing { "Bringing it in" } else { "Looking at the file" }).draw(
        buf,
        row(text_of(body), 0),
        0,
        0,
        theme,
    );
    let y = 2 + progress::steps(buf, body, 2, &steps, theme) + 1;
    let number = |n: i64| u64::try_from(n).unwrap_or(0);
    let (done, all) = far.map_or((0, 1), |f| (number(f.done), number(f.of).max(1)));
    progress::bar(buf, body, y, done, all, theme);
    if let Some(f) = far.filter(|f| f.what == "bringing in") {
        let said = format!("{} of {}", f.done, counted(number(f.of), "contact", "contacts"));
        progress::rate(buf, body, y + 1, &said, "", theme);
    }
    let escape = Phrase::from("Esc stops here: nothing is brought in, and nothing was changed.");
    paragraphs(buf, below(body, y + 3), &[escape], theme);
}

impl Shown for State {
    type Msg = Msg;

    fn title(&self, _ctx: &Ctx) -> String {
        "9 Records · bring in".to_owned()
    }

    fn begin(&mut self, ctx: &Ctx) -> Effects {
        if self.sheet.is_none() { vec![self.ask_file(ctx)] } else { Effects::new() }
    }

    fn told(&mut self, msg: Msg, _ctx: &Ctx) -> Effects {
        match msg {
            Msg::Typed(values) => {
                let (path, map) = (path_typed(text_in(&values, "file")), text_in(&values, "map").to_owned());
                self.typed = values;
                let map = (!map.trim().is_empty()).then(|| path_typed(&map));
                let name = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
                // Reading a file is work for the thread as reading the vault is.
                vec![ask(move |_| Msg::Read(read(&path, map.as_ref(), name)))]
            }
            Msg::Read(Ok(sheet)) => {
                self.sheet = Some(sheet);
                self.list.begin();
                let mut effects = vec![Effect::Lower];
                effects.extend(self.look());
                effects
            }
            Msg::Read(Err(p)) => {
                let field = if p.kind == Kind::Usage { "map" } else { "file" };
                vec![Effect::SheetFaults(vec![Fault::new(field, format!("{} {}", p.what, p.remedy))])]
            }
            Msg::Tried(Ok(run)) => {
                self.stage = Stage::Tried(run);
                self.list.stays(None, self.entries().len());
                Effects::new()
            }
            Msg::Tried(Err(p)) => {
                self.stage = Stage::Asking;
                vec![Effect::Failed(p)]
            }
            Msg::Column(at, target) => {
                if let Some(column) = self.sheet.as_mut().and_then(|s| s.columns.get_mut(at)) {
                    *column = target;
                }
                self.look()
            }
            Msg::Go => self.bring(),
            Msg::Far(progress) => {
                if let Stage::Looking(far) | Stage::Bringing(far) = &mut self.stage {
                    *far = Some(progress);
                }
                Effects::new()
            }
            Msg::Done(Ok(made)) => {
                let mut said = format!(
                    "{} brought in",
                    brought([made.people, made.markers, made.concerns, made.crimes, made.entries])
                );
                if made.people > 0 {
                    said.push_str(&format!(", {} to {}", made.references.0, made.references.1));
                }
                if made.compare > 0 {
                    said.push_str(&format!("; {} to compare, on Today", made.compare));
                }
                vec![Effect::Back, Effect::Changed, done(format!("{said}. u takes all of it back"))]
            }
            Msg::Done(Err(p)) => {
                let mut effects = self.look();
                effects.push(Effect::Failed(p));
                effects
            }
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        if let (Action::Back, Stage::Looking(_) | Stage::Bringing(_)) = (action, &self.stage) {
            self.stop.store(true, Ordering::Relaxed);
            return Effects::new();
        }
        let entries = self.entries();
        if self.list.moves(action, entries.len(), ctx) {
            return Effects::new();
        }
        match (action, &self.stage) {
            (Action::AnotherFile, _) => vec![self.ask_file(ctx)],
            (Action::Open, _) => match entries.get(self.list.at) {
                Some(Entry::Column(at)) => self.ask_column(*at),
                _ => Effects::new(),
            },
            (Action::BringIn, Stage::Tried(run)) => vec![Self::ask_go(run)],
            _ => Effects::new(),
        }
    }

    fn actions(&self, _ctx: &Ctx) -> Vec<Action> {
        match &self.stage {
            Stage::Looking(_) | Stage::Bringing(_) => vec![Action::Back, Action::Lock, Action::Cloak],
            Stage::Asking => vec![Action::AnotherFile],
            Stage::Tried(_) => {
                let mut actions = vec![Action::BringIn, Action::Open, Action::AnotherFile];
                actions.extend(moves::ALL);
                actions
            }
        }
    }

    fn why_not(&self, action: Action, _ctx: &Ctx) -> Option<(&'static str, String)> {
        let Stage::Tried(run) = &self.stage else { return None };
        match action {
            Action::BringIn if !run.can_go() => Some((
                "not yet right",
                "It comes in whole or not at all: put right what is wrong, here or in the spreadsheet.".to_owned(),
            )),
            Action::Open if !matches!(self.entries().get(self.list.at), Some(Entry::Column(_))) => {
                Some(("columns only", "Enter on a column says what it becomes.".to_owned()))
            }
            _ => None,
        }
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        match action {
            Action::Back if matches!(self.stage, Stage::Looking(_) | Stage::Bringing(_)) => Some("stop"),
            Action::Open => Some("what it becomes"),
            _ => None,
        }
    }

    fn rows(&self) -> Option<&Rows> {
        Some(self.list.rows())
    }

    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        match &self.stage {
            Stage::Asking => {
                let said = Phrase::new().key("f").text("  chooses a file: a sheet saved as CSV, or lines of updates.");
                paragraphs(buf, frame.body, &[said], &ctx.theme);
                None
            }
            Stage::Looking(far) => {
                view_work(buf, frame, ctx, *far, false);
                None
            }
            Stage::Bringing(far) => {
                view_work(buf, frame, ctx, *far, true);
                None
            }
            Stage::Tried(run) => self.view_tried(buf, frame, ctx, run),
        }
    }
}

fn read(path: &std::path::Path, map: Option<&PathBuf>, name: String) -> Outcome<Sheet> {
    if !path.is_absolute() {
        return Err(Problem::refused("This is not a whole path.", "Give it from the root or the drive."));
    }
    let source = import::read(path, map.map(PathBuf::as_path))?;
    let columns = source.columns().to_vec();
    Ok(Sheet { source: Arc::new(source), columns, name })
}
