//! Help: the keys of this screen, of the contact in focus and of every screen, from the same records as the dispatcher. It is
//! a list like any other: it can be narrowed by typing, and `Enter` runs what is focused.
//!
//! What does not belong here: what a key does, and which actions there are.

use std::cell::Cell;

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::domain::text::lower_first;
use crate::tui::action::{Action, Group, RECORDS, Record};
use crate::tui::app::Told;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, refused};
use crate::tui::form::Input;
use crate::tui::form::typed::{self, Typed};
use crate::tui::overlay::Outcome;
use crate::tui::screen::Answer;
use crate::tui::theme::{Role, Sign};
use crate::tui::widget::footer::Key;
use crate::tui::widget::frame::Frame;
use crate::tui::widget::list::Rows;
use crate::tui::widget::{Phrase, below, focus, list, narrow, paragraphs, put, row, sheet, text, text_of};

/// Cells of the keys of an entry.
const KEYS: u16 = 12;
/// Columns from which two entries stand side by side.
const TWO: u16 = 76;

/// One entry.
struct Entry {
    group: Group,
    keys: String,
    words: String,
    runs: Option<Action>,
    why: Option<String>,
    /// Stands for several records; gone once something is typed.
    sums_up: bool,
    /// Found by typing; summed up otherwise.
    summed_up: bool,
}

/// A row of help.
enum Line {
    Blank,
    Heads(&'static str, &'static str),
    Cells(Option<usize>, Option<usize>),
}

/// What the page is about before its keys: a field of a form and how it is filled in.
pub type About = Vec<Phrase>;

/// Help.
pub struct Help {
    screen: String,
    about: About,
    entries: Vec<Entry>,
    typed: Typed,
    at: usize,
    top: Cell<usize>,
    wide: Cell<bool>,
    signs: bool,
    rows: Rows,
}

impl Help {
    /// Help of a screen with its actions and why some of them cannot be done now; while text is typed there, only keys that
    /// write nothing are keys.
    #[must_use]
    pub fn new(
        screen: impl Into<String>,
        about: About,
        actions: &[(&'static Record, Option<String>)],
        typing: bool,
    ) -> Self {
        let entry = |record: &Record, why: &Option<String>, summed_up| Entry {
            group: record.group,
            keys: shown(record, typing),
            words: lower_first(record.name),
            runs: Some(record.action),
            why: why.clone(),
            sums_up: false,
            summed_up,
        };
        let mut entries = Vec::new();
        for (record, why) in actions {
            entries.push(match (record.group, record.keys.first().copied().unwrap_or_default()) {
                (Group::Screens | Group::Move, _) => entry(record, why, true),
                (Group::Contact, key) if key.ends_with(" Enter") => {
                    Entry { keys: record.shown_key().to_owned(), ..entry(record, why, false) }
                }
                // No answer is two keys; the other outcomes are hinted at once c is pressed.
                (Group::Contact, key) if key.contains(' ') && record.action != Action::NoAnswer => {
                    entry(record, why, true)
                }
                _ => entry(record, why, false),
            });
        }
        let sum = |group, keys: &str, words: &str| Entry {
            group,
            keys: keys.to_owned(),
            words: words.to_owned(),
            runs: None,
            why: None,
            sums_up: true,
            summed_up: false,
        };
        if !typing && entries.iter().any(|e| e.group == Group::Screens) {
            entries.push(sum(Group::Everywhere, &ten(actions), "the ten screens"));
        }
        if !typing && entries.iter().any(|e| e.group == Group::Move) {
            let moves = [Action::Down, Action::Up, Action::First, Action::Last].map(|a| a.record().shown_key());
            entries.push(sum(Group::Everywhere, &moves.join(" "), "move, first, last"));
        }
        entries.sort_by_key(|e| e.group);
        Self {
            screen: screen.into(),
            about,
            entries,
            typed: Typed::default(),
            at: 0,
            top: Cell::new(0),
            wide: Cell::new(true),
            signs: false,
            rows: Rows::new(),
        }
    }

    /// Entries that are shown, in order.
    fn shown(&self) -> Vec<usize> {
        if self.typed.value().trim().is_empty() {
            return (0..self.entries.len()).filter(|i| self.entries.get(*i).is_some_and(|e| !e.summed_up)).collect();
        }
        let labels: Vec<String> = self.entries.iter().map(|e| format!("{} {}", e.words, e.keys)).collect();
        let labels: Vec<&str> = labels.iter().map(String::as_str).collect();
        let mut found = typed::matching(&labels, self.typed.value());
        found.retain(|i| self.entries.get(*i).is_some_and(|e| !e.sums_up));
        found.sort_unstable();
        found
    }

    fn of(&self, shown: &[usize], groups: &[Group]) -> Vec<usize> {
        shown.iter().copied().filter(|i| self.entries.get(*i).is_some_and(|e| groups.contains(&e.group))).collect()
    }

    /// The rows: this screen beside the contact in focus, then what works everywhere in two columns.
    fn lines(&self) -> Vec<Line> {
        let shown = self.shown();
        let mut lines = Vec::new();
        let mut block = |heads: (&'static str, &'static str), left: &[usize], right: &[usize]| {
            if left.is_empty() && right.is_empty() {
                return;
            }
            if !lines.is_empty() {
                lines.push(Line::Blank);
            }
            lines.push(Line::Heads(heads.0, heads.1));
            for y in 0..left.len().max(right.len()) {
                lines.push(Line::Cells(left.get(y).copied(), right.get(y).copied()));
            }
        };
        let screen = self.of(&shown, &[Group::Screen]);
        let contact = self.of(&shown, &[Group::Contact]);
        let rest = self.of(&shown, &[Group::Move, Group::Everywhere, Group::Screens]);
        let halves = |all: &[usize]| -> (Vec<usize>, Vec<usize>) {
            let (a, b) = all.split_at(all.len().div_ceil(2));
            (a.to_vec(), b.to_vec())
        };
        if !self.wide.get() {
            block((Group::Screen.heading(), ""), &screen, &[]);
            block((Group::Contact.heading(), ""), &contact, &[]);
            block((Group::Everywhere.heading(), ""), &rest, &[]);
            return lines;
        }
        if contact.is_empty() {
            let (left, right) = halves(&screen);
            block((Group::Screen.heading(), ""), &left, &right);
        } else if screen.is_empty() {
            let (left, right) = halves(&contact);
            block((Group::Contact.heading(), ""), &left, &right);
        } else {
            block((Group::Screen.heading(), Group::Contact.heading()), &screen, &contact);
        }
        let (left, right) = halves(&rest);
        block((Group::Everywhere.heading(), ""), &left, &right);
        lines
    }

    /// Row and column of the focused entry.
    fn place(&self, lines: &[Line]) -> Option<(usize, bool)> {
        lines.iter().enumerate().find_map(|(y, line)| match line {
            Line::Cells(Some(i), _) if *i == self.at => Some((y, false)),
            Line::Cells(_, Some(i)) if *i == self.at => Some((y, true)),
            _ => None,
        })
    }

    fn go(&mut self, code: KeyCode) {
        let lines = self.lines();
        let Some((y, right)) = self.place(&lines) else { return };
        let cell = |line: &Line, right: bool| match line {
            Line::Cells(a, b) => {
                if right {
                    *b
                } else {
                    *a
                }
            }
            _ => None,
        };
        let (above, below) = (lines.get(..y).unwrap_or_default(), lines.get(y + 1..).unwrap_or_default());
        let to = match code {
            KeyCode::Down => {
                below.iter().find_map(|l| cell(l, right)).or_else(|| below.iter().find_map(|l| cell(l, !right)))
            }
            KeyCode::Up => above
                .iter()
                .rev()
                .find_map(|l| cell(l, right))
                .or_else(|| above.iter().rev().find_map(|l| cell(l, !right))),
            KeyCode::Right | KeyCode::Left => {
                let side = code == KeyCode::Right;
                let here = lines.get(y).and_then(|l| cell(l, side));
                here.or_else(|| above.iter().rev().find_map(|l| cell(l, side)))
            }
            _ => None,
        };
        if let Some(to) = to {
            self.at = to;
        }
    }

    /// Takes a key or a paste.
    pub fn input(&mut self, input: &Input) -> Outcome {
        if let Input::Key(key) = input {
            match key.code {
                KeyCode::Esc | KeyCode::F(1) => return Outcome::Closes(Effects::new()),
                KeyCode::Enter => return self.run(),
                KeyCode::Tab => self.signs = !self.signs,
                KeyCode::Down | KeyCode::Up | KeyCode::Left | KeyCode::Right => self.go(key.code),
                KeyCode::PageDown => (0..8).for_each(|_| self.go(KeyCode::Down)),
                KeyCode::PageUp => (0..8).for_each(|_| self.go(KeyCode::Up)),
                _ => self.write(input),
            }
        } else {
            self.write(input);
        }
        Outcome::Stays(Effects::new())
    }

    fn run(&self) -> Outcome {
        let shown = self.shown();
        match self.entries.get(self.at).filter(|_| shown.contains(&self.at)) {
            Some(Entry { why: Some(why), .. }) => Outcome::Stays(vec![refused(why.clone())]),
            Some(Entry { runs: Some(action), .. }) => {
                Outcome::Closes(vec![Effect::Tell(Answer::App(Told::Run(*action)))])
            }
            Some(_) => Outcome::Stays(vec![refused("This stands for several keys: type a word to see each.")]),
            None => Outcome::Stays(Effects::new()),
        }
    }

    /// Takes a click: a key gets the focus, the one in focus is run.
    pub fn click(&mut self, at: Position) -> Outcome {
        match self.rows.at(at) {
            Some(index) if index == self.at => return self.run(),
            Some(index) => self.at = index,
            None => {}
        }
        Outcome::Stays(Effects::new())
    }

    fn write(&mut self, input: &Input) {
        if self.typed.take(input) == Some(true) {
            self.signs = false;
            let shown = self.shown();
            if !shown.contains(&self.at) {
                self.at = shown.first().copied().unwrap_or(0);
            }
        }
    }

    /// Draws it.
    pub fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        self.rows.clear();
        let theme = &ctx.theme;
        let dot = theme.sign(Sign::Dot);
        let title = format!("Help {dot} {} {dot} type to filter, Enter runs the focused one", self.screen);
        let pane = sheet::hang(buf, frame, frame.body.height, &title, theme);
        let area = text_of(pane);
        self.wide.set(area.width >= TWO);
        let line = row(area, 0);
        let count = self.shown().len();
        let count = if count == 1 { "1 key".to_owned() } else { format!("{count} keys") };
        put(buf, line, line.width.saturating_sub(narrow(text::width(&count))), 0, &count, theme.style(Role::Muted));
        let field = Rect { width: line.width.saturating_sub(12), ..line };
        let mut cursor = self.typed.draw(buf, field, &Phrase::new(), theme);
        let mut used = 2;
        if !self.about.is_empty() && self.typed.value().trim().is_empty() {
            used += paragraphs(buf, below(pane, used), &self.about, theme) + 1;
        }
        let rest = below(pane, used);
        if self.signs {
            view_signs(buf, rest, ctx);
            return cursor;
        }
        let foot = u16::from(rest.height > 8) * 2;
        let keys = Rect { height: rest.height.saturating_sub(foot), ..rest };
        let lines = self.lines();
        if lines.is_empty() {
            let words = format!("No key of this screen has \"{}\" in its name.", self.typed.value().trim());
            Phrase::new().muted(words).draw(buf, row(text_of(rest), 0), 0, 0, theme);
            return cursor;
        }
        let heights = vec![1; lines.len()];
        let here = self.place(&lines).map_or(0, |(y, _)| y);
        // The heading of the first entry is seen with it.
        let here = if here <= 1 { 0 } else { here };
        let top = list::scroll(&heights, here, self.top.get(), usize::from(keys.height));
        self.top.set(top);
        let half = if self.wide.get() { area.width / 2 } else { area.width };
        let mut places = Vec::new();
        for (y, line) in lines.iter().skip(top).take(usize::from(keys.height)).enumerate() {
            let y = narrow(y);
            match line {
                Line::Blank => {}
                Line::Heads(left, right) => {
                    put(buf, row(text_of(keys), y), 0, 0, left, theme.style(Role::Muted));
                    put(buf, row(text_of(keys), y), half, 0, right, theme.style(Role::Muted));
                }
                Line::Cells(left, right) => {
                    for (index, x) in [(left, 0), (right, half)] {
                        let Some((index, entry)) = index.as_ref().and_then(|i| Some((i, self.entries.get(*i)?))) else {
                            continue;
                        };
                        let cell = Rect {
                            x: keys.x.saturating_add(x),
                            width: half.min(keys.width.saturating_sub(x)),
                            ..row(keys, y)
                        };
                        places.push((cell, *index));
                        if *index == self.at {
                            // The cursor stays where the next letter goes; the sign says what Enter runs.
                            let stands = focus(buf, cell, 0, 1, theme);
                            cursor = cursor.or(stands);
                        }
                        view_entry(buf, cell, entry, ctx);
                    }
                }
            }
        }
        self.rows.keep(places, None);
        if foot > 0 {
            signs_line(ctx).draw(buf, row(text_of(rest), rest.height.saturating_sub(1)), 0, 0, theme);
        }
        cursor
    }

    /// Its keys.
    #[must_use]
    pub fn keys(&self) -> Vec<Key> {
        let tab = if self.signs { "keys again" } else { "symbols and colours" };
        vec![Key::new("Enter", "run it"), Key::new("type", "to filter"), Key::new("Tab", tab), Key::new("Esc", "close")]
    }
}

fn view_entry(buf: &mut Buffer, cell: Rect, entry: &Entry, ctx: &Ctx) {
    let theme = &ctx.theme;
    let text = text_of(cell);
    let room = text;
    match &entry.why {
        Some(_) => {
            let keys = format!("{} {}", theme.sign(Sign::Dot), entry.keys);
            put(buf, room, 0, 0, &keys, theme.style(Role::Muted));
            let words = text::cut(&entry.words, usize::from(room.width.saturating_sub(KEYS)), theme);
            put(buf, room, KEYS, 0, &words, theme.style(Role::Muted));
        }
        None => {
            put(buf, room, 0, 0, &entry.keys, theme.key());
            let words = text::cut(&entry.words, usize::from(room.width.saturating_sub(KEYS)), theme);
            put(buf, room, KEYS, 0, &words, theme.style(Role::Text));
        }
    }
}

fn signs_line(ctx: &Ctx) -> Phrase {
    let signs = [
        (Sign::Child, "child"),
        (Sign::Danger, "late or never"),
        (Sign::Due, "due or waiting"),
        (Sign::Ready, "done or safe"),
        (Sign::Focus, "focus"),
    ];
    let apart = if ctx.size.0 < 80 { "  " } else { "   " };
    signs.iter().enumerate().fold(Phrase::new(), |line, (i, (sign, words))| {
        let line = if i == 0 { line } else { line.text(apart) };
        line.sign(*sign, *words)
    })
}

/// Every sign and what it means, in its colour.
fn view_signs(buf: &mut Buffer, pane: Rect, ctx: &Ctx) {
    let all = [
        (Sign::Child, "a child: under 18, or may be under 18; wins over every other sign"),
        (Sign::Danger, "late, refused, outside the plan, failed, wrong"),
        (Sign::Never, "never, missing"),
        (Sign::Due, "today, soon, waiting for an answer, differs"),
        (Sign::Ready, "done, given, confirmed, inside the plan, safe"),
        (Sign::Here, "where you are, the step it is at, chosen"),
        (Sign::NotYet, "not yet, not asked, not chosen"),
        (Sign::Focus, "what Enter acts on"),
        (Sign::Opens, "a pick-list opens here"),
        (Sign::Dot, "not available, kept aside; eight of them hide a name, a number or an address"),
        (Sign::Plus, "selected; after, in a difference"),
        (Sign::Star, "required, after a label"),
        (Sign::Cut, "cut off here"),
    ];
    let lines: Vec<Phrase> = all
        .iter()
        .map(|(sign, words)| Phrase::new().mark(*sign).text(format!("   {words}")))
        .chain([Phrase::new(), "Colour only repeats what a sign and its word say: nothing is lost without it.".into()])
        .collect();
    paragraphs(buf, pane, &lines, &ctx.theme);
}

/// The keys of the ten screens in short: `1 to 9, 0`, or the first and the last where they were given others.
fn ten(actions: &[(&'static Record, Option<String>)]) -> String {
    let keys: Vec<&str> =
        actions.iter().filter(|(r, _)| r.group == Group::Screens).map(|(r, _)| r.shown_key()).collect();
    let own = RECORDS.iter().filter(|r| r.group == Group::Screens).map(Record::shown_key);
    if keys.iter().copied().eq(own) { "1 to 9, 0".to_owned() } else { keys.join(" ") }
}

/// The keys of a record as help writes them: at most two.
fn shown(record: &Record, typing: bool) -> String {
    record.pressable(typing).take(2).collect::<Vec<_>>().join(" or ")
}
