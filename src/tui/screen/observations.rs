//! The observations behind a bar of the area picture, newest first. They name nobody, so reading them is no
//! consultation; Enter opens one for changes.
//!
//! What does not belong here: the bars ([`crate::tui::screen::area`]).

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::casework::area::{Bar, Look};
use crate::domain::kind::Kind;
use crate::domain::lists;
use crate::domain::observation::Observation;
use crate::domain::problem::{Outcome, Problem};
use crate::domain::text::counted;
use crate::domain::when::When;
use crate::store::table::Stored;
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, ask_latest};
use crate::tui::screen::moves::Focus;
use crate::tui::screen::{Place, Shown, area, moves};
use crate::tui::task::Task;
use crate::tui::widget::frame::Frame;
use crate::tui::widget::list::{Column, List, Row, Rows};
use crate::tui::widget::{self, Phrase, below, paragraphs, row, text_of};

/// What the screen is told.
pub enum Msg {
    /// The observations.
    Read(Outcome<Vec<Stored<Observation>>>),
}

/// The list.
pub struct State {
    look: Look,
    bar: Bar,
    seen: Option<Vec<Stored<Observation>>>,
    problem: Option<Problem>,
    list: Focus,
}

impl State {
    /// The observations behind a bar.
    #[must_use]
    pub fn new(look: Look, bar: Bar) -> Self {
        Self { look, bar, seen: None, problem: None, list: Focus::new() }
    }

    fn seen(&self) -> &[Stored<Observation>] {
        self.seen.as_deref().unwrap_or_default()
    }
}

impl Shown for State {
    type Msg = Msg;

    fn title(&self, ctx: &Ctx) -> String {
        format!("7 Area picture · {} · {}", self.bar.label(), ctx.area_label())
    }

    fn begin(&mut self, _ctx: &Ctx) -> Effects {
        let (look, bar) = (self.look.clone(), self.bar.clone());
        vec![ask_latest("observations", move |desk| Msg::Read(desk.observations_behind(&look, &bar)))]
    }

    fn told(&mut self, msg: Msg, _ctx: &Ctx) -> Effects {
        match msg {
            Msg::Read(Ok(seen)) => {
                let same = self.seen().get(self.list.at).map(|o| o.meta.id);
                self.problem = None;
                self.seen = Some(seen);
                let at = self.seen().iter().position(|o| Some(o.meta.id) == same);
                self.list.stays(at, self.seen().len());
                Effects::new()
            }
            Msg::Read(Err(p)) => {
                self.problem = Some(p.clone());
                vec![Effect::Failed(p)]
            }
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        if self.list.moves(action, self.seen().len(), ctx) {
            return Effects::new();
        }
        match (action, self.seen().get(self.list.at)) {
            (Action::Open, Some(o)) => {
                let task = Task::Of { who: None, kind: Kind::Observation, id: Some(o.meta.id) };
                vec![Effect::Go(Place::Form(task))]
            }
            (Action::AddObservation, _) => {
                let place = if let Bar::Place(place) = &self.bar { place.as_str() } else { "" };
                vec![area::new_of(Kind::Observation, place)]
            }
            _ => Effects::new(),
        }
    }

    fn actions(&self, _ctx: &Ctx) -> Vec<Action> {
        let mut actions = vec![Action::AddObservation];
        if !self.seen().is_empty() {
            actions.insert(0, Action::Open);
        }
        actions.extend(moves::ALL);
        actions
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        (action == Action::Open).then_some("open, change")
    }

    fn rows(&self) -> Option<&Rows> {
        Some(self.list.rows())
    }

    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let Some(seen) = &self.seen else {
            if let Some(problem) = &self.problem {
                widget::failed(buf, frame.body, problem, theme);
            }
            return None;
        };
        if seen.is_empty() {
            let words = format!("Nothing was observed here in the last {} days.", self.look.days);
            paragraphs(buf, frame.body, &[Phrase::from(words)], theme);
            return None;
        }
        let head = format!(
            "Last {} days · {} · rough numbers, no names",
            self.look.days,
            counted(seen.len(), "observation", "observations")
        );
        Phrase::new().muted(head).draw(buf, row(text_of(frame.body), 0), 0, 0, theme);
        let wide = ctx.wide();
        let columns: &[Column] = if wide {
            &[
                Column::new("When", 23).whole(),
                Column::new("Place", 20),
                Column::new("Setting", 20),
                Column::new("About", 7).right(),
                Column::rest("What was known"),
            ]
        } else {
            &[
                Column::new("When", 23).whole(),
                Column::new("Place", 18),
                Column::new("Setting", 18),
                Column::rest("About"),
            ]
        };
        let rows: Vec<Row> = seen
            .iter()
            .map(|o| {
                let o = &o.it;
                let when = o.seen.as_ref().map(When::shown).unwrap_or_default();
                let about = o.numbers.map_or_else(|| "not said".to_owned(), |n| n.to_string());
                let known: Vec<&str> =
                    [&o.demand, &o.harm, &o.note].into_iter().map(String::as_str).filter(|t| !t.is_empty()).collect();
                let known = known.join("; ").replace('\n', " ");
                let setting = lists::label("settings", o.setting.as_str());
                let mut cells = vec![Phrase::from(when), Phrase::from(o.place.as_str()), Phrase::from(setting)];
                cells.push(Phrase::from(about));
                if wide {
                    cells.push(Phrase::from(known.as_str()));
                }
                Row { cells, ..Row::default() }
            })
            .collect();
        let list = List { headings: true, ..List::new(columns, &rows) };
        self.list.draw(buf, below(frame.body, 2), list, theme)
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Observations(self.look.clone(), self.bar.clone()))
    }
}
