//! 0 Reference: the procedure, legislation, services, areas, settings, glossary; page by page.
//!
//! What does not belong here: what stands on the pages ([`crate::domain::reference`]).

use std::borrow::Cow;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::domain::directory::{self, Listed};
use crate::domain::field::Record as _;
use crate::domain::liaison::Liaison;
use crate::domain::problem::Outcome;
use crate::domain::reference::{Entry, Page, pages, services_page};
use crate::domain::service::Service;
use crate::store::table::Stored;
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, ask_latest};
use crate::tui::screen::moves::Focus;
use crate::tui::screen::offer::{banner, sure_phrase, sure_sign};
use crate::tui::screen::{Place, Shown, area, dlos, moves};
use crate::tui::task::Task;
use crate::tui::theme::Sign;
use crate::tui::widget::frame::{self, Frame};
use crate::tui::widget::list::{Column, List, Row, Rows};
use crate::tui::widget::record::{self, Labelled, Section};
use crate::tui::widget::{Phrase, below, paragraphs, row, text_of};

/// What the reference is told: all but the two directories is part of the program.
pub enum Msg {
    /// The directory of services, as officers left it.
    Services(Outcome<Vec<Listed>>),
    /// The directory of DLOs.
    Liaisons(Outcome<Vec<Stored<Liaison>>>),
}

/// The reference.
#[derive(Default)]
pub struct State {
    page: usize,
    list: Focus,
    whole: bool,
    services: Vec<Listed>,
    liaisons: Vec<Stored<Liaison>>,
}

/// How many pages there are, the directory of DLOs last.
fn count() -> usize {
    pages().len() + 1
}

impl State {
    /// The reference with one entry read whole.
    #[must_use]
    pub fn at(page: usize, entry: usize) -> Self {
        let page = page.min(pages().len().saturating_sub(1));
        let last = pages().get(page).map_or(0, |p| p.entries.len().saturating_sub(1));
        Self { page, list: Focus::on(entry.min(last)), whole: true, ..Self::default() }
    }

    /// The page that is shown; the directory of DLOs is made from its records.
    fn page(&self) -> Cow<'static, Page> {
        pages().get(self.page).map_or_else(|| Cow::Owned(dlos::page()), Cow::Borrowed)
    }

    fn on_dlos(&self) -> bool {
        self.page >= pages().len()
    }

    /// The entries of the page; those of the directories as officers left them.
    fn entries(&self, ctx: &Ctx) -> Cow<'static, [Entry]> {
        if self.on_dlos() {
            return self.liaisons.iter().map(|l| dlos::entry(&l.it, ctx.today())).collect();
        }
        if self.page == services_page() && !self.services.is_empty() {
            return self.services.iter().map(|l| directory::entry(&l.service, Some(ctx.today()))).collect();
        }
        pages().get(self.page).map_or(Cow::Borrowed(&[]), |p| Cow::Borrowed(p.entries.as_slice()))
    }

    /// The service behind an entry.
    fn service(&self, entry: usize) -> Option<&Service> {
        let listed = self.services.get(entry).filter(|_| self.page == services_page());
        listed.map(|l| &l.service)
    }

    fn turn(&mut self, to: usize) {
        self.page = to;
        self.list.begin();
        self.whole = false;
    }

    /// One entry read whole.
    fn view_entry(&self, buf: &mut Buffer, pane: Rect, page: &Page, entry: &Entry, ctx: &Ctx) {
        let theme = &ctx.theme;
        let mut said = Vec::new();
        if !entry.under.is_empty() {
            said.push(Phrase::new().muted(entry.under.as_str()));
        }
        said.push(Phrase::new().bold(entry.text.as_str()));
        let service = self.service(self.list.at);
        if service.is_some_and(|s| s.sure(ctx.today()).warns()) {
            said.push(banner());
        }
        said.push(Phrase::new());
        let mut y = paragraphs(buf, pane, &said, theme);
        for (label, words) in &entry.more {
            let value = match service {
                Some(service) if *label == "State" => sure_phrase(service, ctx.today()),
                _ => Phrase::from(words.as_str()),
            };
            y += Labelled::new(*label, value).draw(buf, pane, y, record::LABEL, false, theme).rows;
        }
        let source = match page.as_at.as_str() {
            "" => page.source.clone(),
            day => format!("As at {day}. {}", page.source),
        };
        let mut below_it = vec![Phrase::new().muted(source)];
        if service.is_some() {
            below_it.push(
                Phrase::new().key(Action::Support.key()).muted(" and Tab change it, or say that it was checked."),
            );
        }
        paragraphs(buf, below(pane, y + 1), &below_it, theme);
    }
}

impl Shown for State {
    type Msg = Msg;

    fn title(&self, _ctx: &Ctx) -> String {
        format!("0 Reference · {}", self.page().title)
    }

    fn begin(&mut self, _ctx: &Ctx) -> Effects {
        vec![
            ask_latest("services", |desk| Msg::Services(desk.directory())),
            ask_latest("liaisons", |desk| Msg::Liaisons(desk.liaisons())),
        ]
    }

    fn told(&mut self, msg: Msg, _ctx: &Ctx) -> Effects {
        match msg {
            Msg::Services(Ok(services)) => {
                self.services = services;
                Effects::new()
            }
            Msg::Services(Err(problem)) => vec![Effect::Failed(problem)],
            Msg::Liaisons(Ok(liaisons)) => {
                // The focus stays with the same entry.
                let same = self.liaisons.get(self.list.at).map(|l| l.meta.id).filter(|_| self.on_dlos());
                self.liaisons = liaisons;
                if let Some(at) = self.liaisons.iter().position(|l| Some(l.meta.id) == same) {
                    self.list.at = at;
                }
                Effects::new()
            }
            Msg::Liaisons(Err(problem)) => vec![Effect::Failed(problem)],
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        let entries = self.entries(ctx).len();
        if self.list.moves(action, entries, ctx) {
            return Effects::new();
        }
        match action {
            Action::NextSection => self.turn((self.page + 1) % count()),
            Action::PreviousSection => {
                self.turn((self.page + count() - 1) % count());
            }
            Action::Open => self.whole = !self.whole,
            Action::Close => self.whole = false,
            Action::NewEntry => return vec![area::new_of(Liaison::KIND, "")],
            Action::ChangeEntry => {
                let id = self.liaisons.get(self.list.at).map(|l| l.meta.id);
                let task = id.map(|id| Task::Of { who: None, kind: Liaison::KIND, id: Some(id) });
                return task.map(|t| Effect::Go(Place::Form(t))).into_iter().collect();
            }
            _ => {}
        }
        Effects::new()
    }

    fn actions(&self, _ctx: &Ctx) -> Vec<Action> {
        let mut actions = vec![Action::NextSection, Action::PreviousSection];
        if !self.on_dlos() || !self.liaisons.is_empty() {
            actions.push(Action::Open);
        }
        if self.on_dlos() {
            actions.push(Action::NewEntry);
            if !self.liaisons.is_empty() {
                actions.push(Action::ChangeEntry);
            }
        }
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
        Some(self.list.rows())
    }

    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let page = self.page();
        let titles = pages().iter().map(|p| p.title.clone()).chain([dlos::TITLE.to_owned()]);
        let sections: Vec<Section> = titles.map(|name| Section { name, value: Phrase::new() }).collect();
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
        let entries = self.entries(ctx);
        if self.on_dlos() && entries.is_empty() {
            let key = Action::NewEntry.key();
            record::empty(buf, body, dlos::EMPTY, &[(key.as_str(), "adds your own entry, from your details")], theme);
            return None;
        }
        if self.whole
            && let Some(entry) = entries.get(self.list.at)
        {
            self.view_entry(buf, body, &page, entry, ctx);
            return None;
        }
        let mut body = body;
        if self.page == services_page() && self.services.iter().any(|l| l.service.sure(ctx.today()).warns()) {
            body = below(body, paragraphs(buf, body, &[banner()], theme) + 1);
        }
        let columns = [Column::rest("").whole()];
        let mut before = "";
        let rows: Vec<Row> = entries
            .iter()
            .enumerate()
            .map(|(i, e)| {
                let begins = e.under != before;
                before = &e.under;
                let noted = e.more.iter().any(|(label, _)| matches!(*label, "Note" | dlos::COVERED));
                Row {
                    sign: match self.service(i).map(|s| s.sure(ctx.today())) {
                        Some(sure) => Some(sure_sign(sure)),
                        None => noted.then_some(Sign::Due),
                    },
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
        let list = List { apart: ctx.tall(), ..List::new(&columns, &rows) };
        self.list.draw(buf, body, list, theme)
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Reference)
    }
}
