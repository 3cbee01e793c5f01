//! The packages that were sealed, newest first, with what became of each.
//!
//! What does not belong here: one package ([`crate::tui::screen::package`]).

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::casework::sealing::PackageView;
use crate::domain::problem::Outcome;
use crate::domain::text::counted;
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, ask_latest};
use crate::tui::screen::moves::Focus;
use crate::tui::screen::outbox::package_state;
use crate::tui::screen::read::Read;
use crate::tui::screen::{Place, Shown, moves};
use crate::tui::widget::frame::Frame;
use crate::tui::widget::list::{Column, List, Row, Rows};
use crate::tui::widget::{Phrase, record as parts};

/// What the screen is told.
pub enum Msg {
    /// The packages.
    Read(Outcome<Vec<PackageView>>),
}

/// The screen.
#[derive(Default)]
pub struct State {
    packages: Read<Vec<PackageView>>,
    list: Focus,
}

impl State {
    fn rows(&self) -> &[PackageView] {
        self.packages.get().map_or(&[], Vec::as_slice)
    }
}

impl Shown for State {
    type Msg = Msg;

    fn title(&self, _ctx: &Ctx) -> String {
        "8 Outbox · packages".to_owned()
    }

    fn begin(&mut self, _ctx: &Ctx) -> Effects {
        vec![ask_latest("packages", |desk| Msg::Read(desk.packages()))]
    }

    fn told(&mut self, msg: Msg, _ctx: &Ctx) -> Effects {
        match msg {
            Msg::Read(Ok(packages)) => {
                // The focus stays with the same package.
                let number = self.rows().get(self.list.at).map(|p| p.number);
                let same = packages.iter().position(|p| Some(p.number) == number);
                self.list.stays(same, packages.len());
                self.packages = Read::It(packages);
            }
            Msg::Read(Err(p)) => self.packages = Read::Failed(p),
        }
        Effects::new()
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        if self.list.moves(action, self.rows().len(), ctx) {
            return Effects::new();
        }
        match (action, self.rows().get(self.list.at)) {
            (Action::Back, _) => vec![Effect::Back],
            (Action::Open, Some(p)) => vec![Effect::Go(Place::Package(p.number))],
            _ => Effects::new(),
        }
    }

    fn actions(&self, _ctx: &Ctx) -> Vec<Action> {
        if self.rows().is_empty() {
            return vec![Action::Back];
        }
        let mut actions = vec![Action::Open, Action::Back];
        actions.extend(moves::ALL);
        actions
    }

    fn rows(&self) -> Option<&Rows> {
        Some(self.list.rows())
    }

    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let packages = self.packages.shown(buf, frame.body, theme)?;
        if packages.is_empty() {
            let keys = [("8", "opens the outbox: Enter walks through the updates, S seals them")];
            parts::empty(buf, frame.body, "No package is sealed yet.", &keys, theme);
            return None;
        }
        let columns = [
            Column::new("Package", 9).whole(),
            Column::new("Sealed", 12).whole(),
            Column::new("Updates", 13).whole(),
            Column::rest("What became of it"),
        ];
        let rows: Vec<Row> = packages
            .iter()
            .map(|p| Row {
                cells: vec![
                    Phrase::from(p.number.to_string()),
                    Phrase::from(p.sealed_at.map(|t| t.format("%d/%m/%Y").to_string()).unwrap_or_default()),
                    Phrase::from(counted(p.updates, "update", "updates")),
                    package_state(p),
                ],
                ..Row::default()
            })
            .collect();
        let list = List { headings: true, ..List::new(&columns, &rows) };
        self.list.draw(buf, frame.body, list, theme)
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Packages)
    }
}
