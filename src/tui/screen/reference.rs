//! 0 Reference: the procedure, legislation, services, areas, settings, glossary; page by page.
//!
//! What does not belong here: what stands on the pages ([`crate::domain::reference`]).

use std::cell::Cell;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::domain::problem::Problem;
use crate::domain::reference::{Entry, Page, pages};
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::Effects;
use crate::tui::screen::{Place, Shown, moves};
use crate::tui::theme::Sign;
use crate::tui::widget::frame::{self, Frame};
use crate::tui::widget::list::{self, Column, List, Row, Rows};
use crate::tui::widget::record::{self, Labelled, Section};
use crate::tui::widget::{Phrase, below, paragraphs, row, text_of};

/// Reference is told nothing: it is part of the program.
pub enum Msg {
    /// Something that could not be read.
    Failed(Problem),
}

/// The reference.
#[derive(Default)]
pub struct State {
    page: usize,
    focus: usize,
    top: Cell<usize>,
    rows: Rows,
    whole: bool,
}

impl State {
    /// The reference with one entry read whole.
    #[must_use]
    pub fn at(page: usize, entry: usize) -> Self {
        let page = page.min(pages().len().saturating_sub(1));
        let last = pages().get(page).map_or(0, |p| p.entries.len().saturating_sub(1));
        Self { page, focus: entry.min(last), whole: true, ..Self::default() }
    }

    fn page(&self) -> Option<&'static Page> {
        pages().get(self.page)
    }

    fn entry(&self) -> Option<&'static Entry> {
        self.page()?.entries.get(self.focus)
    }

    fn turn(&mut self, to: usize) {
        self.page = to;
        self.focus = 0;
        self.top.set(0);
        self.whole = false;
    }

    /// One entry read whole.
    fn view_entry(buf: &mut Buffer, pane: Rect, page: &Page, entry: &Entry, ctx: &Ctx) {
        let theme = &ctx.theme;
        let mut said = Vec::new();
        if !entry.under.is_empty() {
            said.push(Phrase::new().muted(entry.under.as_str()));
        }
        said.push(Phrase::new().bold(entry.text.as_str()));
        said.push(Phrase::new());
        let mut y = paragraphs(buf, pane, &said, theme);
        for (label, words) in &entry.more {
            let value = match (*label, words.as_str()) {
                ("Status", "changed") => Phrase::new().sign(Sign::Due, "changed").text(" since the procedure"),
                ("Status", words) if words.contains("not verified") => Phrase::new().sign(Sign::Danger, words),
                (_, words) => Phrase::from(words),
            };
            y += Labelled::new(*label, value).draw(buf, pane, y, record::LABEL, false, theme).rows;
        }
        let source = match page.as_at.as_str() {
            "" => page.source.clone(),
            day => format!("As at {day}. {}", page.source),
        };
        paragraphs(buf, below(pane, y + 1), &[Phrase::new().muted(source)], theme);
    }
}

impl Shown for State {
    type Msg = Msg;

    fn title(&self, _ctx: &Ctx) -> String {
        format!("0 Reference · {}", self.page().map_or("", |p| p.title.as_str()))
    }

    fn begin(&mut self, _ctx: &Ctx) -> Effects {
        Effects::new()
    }

    fn told(&mut self, msg: Msg, _ctx: &Ctx) -> Effects {
        match msg {
            Msg::Failed(problem) => vec![crate::tui::effect::Effect::Failed(problem)],
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        let count = self.page().map_or(0, |p| p.entries.len());
        if let Some(to) = moves::target(action, self.focus, count, moves::page(ctx)) {
            self.focus = to;
            return Effects::new();
        }
        match action {
            Action::NextSection => self.turn((self.page + 1) % pages().len().max(1)),
            Action::PreviousSection => {
                self.turn((self.page + pages().len().saturating_sub(1)) % pages().len().max(1));
            }
            Action::Open => self.whole = !self.whole,
            Action::Close => self.whole = false,
            _ => {}
        }
        Effects::new()
    }

    fn actions(&self, _ctx: &Ctx) -> Vec<Action> {
        let mut actions = vec![Action::NextSection, Action::PreviousSection, Action::Open];
        actions.extend(moves::ALL);
        actions
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        match action {
            Action::NextSection => Some("next page"),
            Action::PreviousSection => Some("page before"),
            Action::Open if self.whole => Some("back to the list"),
            Action::Open => Some("read it whole"),
            _ => None,
        }
    }

    fn rows(&self) -> Option<&Rows> {
        Some(&self.rows)
    }

    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        self.rows.clear();
        let theme = &ctx.theme;
        let page = self.page()?;
        let sections: Vec<Section> =
            pages().iter().map(|p| Section { name: p.title.clone(), value: Phrase::new() }).collect();
        let (rail, section) = frame::rail(frame.body);
        let body = match rail {
            Some(rail) => {
                record::rail(buf, rail, &sections, self.page, theme);
                section
            }
            None => {
                record::rail_line(&sections, self.page).draw(buf, row(text_of(frame.body), 0), 0, 0, theme);
                below(section, 2)
            }
        };
        if self.whole
            && let Some(entry) = self.entry()
        {
            Self::view_entry(buf, body, page, entry, ctx);
            return None;
        }
        let columns = [Column::rest("").whole()];
        let mut before = "";
        let rows: Vec<Row> = page
            .entries
            .iter()
            .map(|e| {
                let begins = e.under != before;
                before = &e.under;
                let noted = e.more.iter().any(|(label, _)| *label == "Note");
                Row {
                    sign: noted.then_some(Sign::Due),
                    cells: vec![if begins && !e.under.is_empty() {
                        Phrase::new().muted(format!("{}\n", e.under)).text(e.text.as_str())
                    } else {
                        Phrase::from(e.text.as_str())
                    }],
                    begins_group: begins,
                    ..Row::default()
                }
            })
            .collect();
        let list =
            List { focus: Some(self.focus), top: self.top.get(), apart: ctx.tall(), ..List::new(&columns, &rows) };
        let drawn = list::draw(buf, body, &list, theme);
        self.top.set(drawn.top);
        self.rows.keep(drawn.rows, drawn.focus);
        drawn.drawn.cursor
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Reference)
    }
}
