//! 5 Safeguarding: the open concerns of the area, children first; Enter opens one with its clock and actions.
//!
//! What does not belong here: one concern in full ([`crate::tui::screen::concern`]).

use std::cell::Cell;

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::domain::concern::{self, Concern};
use crate::domain::due;
use crate::domain::problem::{Outcome, Problem};
use crate::domain::when;
use crate::store::contact::ContactLine;
use crate::store::table::Stored;
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, ask_latest};
use crate::tui::screen::record::concern_phrase;
use crate::tui::screen::record::part::{self, Entry, Line, Of};
use crate::tui::screen::{Place, Shown, Who, moves};
use crate::tui::theme::Sign;
use crate::tui::widget;
use crate::tui::widget::frame::Frame;
use crate::tui::widget::list::Rows;
use crate::tui::widget::{Phrase, below, paragraphs, row, text_of};

/// What the screen is told.
pub enum Msg {
    /// The open concerns with whose they are.
    Read(Outcome<Vec<(ContactLine, Stored<Concern>)>>),
}

/// The open concerns.
#[derive(Default)]
pub struct State {
    concerns: Option<Vec<(ContactLine, Stored<Concern>)>>,
    problem: Option<Problem>,
    at: usize,
    top: Cell<usize>,
    rows: Rows,
}

impl State {
    fn rows(&self) -> &[(ContactLine, Stored<Concern>)] {
        self.concerns.as_deref().unwrap_or_default()
    }

    fn who(line: &ContactLine) -> Who {
        Who { id: line.id, reference: line.reference.clone(), name: line.name.clone() }
    }

    fn entries(&self, ctx: &Ctx) -> Vec<Entry> {
        self.rows()
            .iter()
            .map(|(line, k)| {
                let actions = k.it.action_list();
                let mut lines = vec![Line::new(concern_phrase(&k.it, ctx))];
                if !actions.is_empty() {
                    lines.push(Line::new(due::actions_line(&actions, ctx.local())).at(2));
                }
                let noticed = k.it.noticed.as_ref().map(when::When::shown).unwrap_or_default();
                lines.push(Line::new(Phrase::new().muted(format!("noticed {noticed}"))).at(2));
                Entry::rows(format!("{}  {}", line.reference, line.name), lines).of(Of::Words)
            })
            .collect()
    }
}

impl Shown for State {
    type Msg = Msg;

    fn title(&self, ctx: &Ctx) -> String {
        format!("5 Safeguarding · {}", ctx.area_label())
    }

    fn begin(&mut self, ctx: &Ctx) -> Effects {
        let area = ctx.area.clone();
        vec![ask_latest("concerns", move |desk| Msg::Read(desk.open_concerns(&area)))]
    }

    fn told(&mut self, msg: Msg, _ctx: &Ctx) -> Effects {
        match msg {
            Msg::Read(Ok(concerns)) => {
                let same = self.rows().get(self.at).map(|(_, k)| k.meta.id);
                self.concerns = Some(concerns);
                self.problem = None;
                let at = self.rows().iter().position(|(_, k)| Some(k.meta.id) == same);
                self.at = at.unwrap_or(self.at).min(self.rows().len().saturating_sub(1));
                Effects::new()
            }
            Msg::Read(Err(p)) => {
                self.problem = Some(p.clone());
                vec![Effect::Failed(p)]
            }
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        if let Some(to) = moves::target(action, self.at, self.rows().len(), moves::page(ctx)) {
            self.at = to;
            return Effects::new();
        }
        match (action, self.rows().get(self.at)) {
            (Action::Open, Some((line, k))) => vec![Effect::Go(Place::Concern(Self::who(line), k.meta.id))],
            _ => Effects::new(),
        }
    }

    fn actions(&self, _ctx: &Ctx) -> Vec<Action> {
        let mut actions = Vec::new();
        if !self.rows().is_empty() {
            actions.extend([Action::Open, Action::ContactNow, Action::Log, Action::FollowUp]);
        }
        actions.extend(moves::ALL);
        actions
    }

    fn contact(&self) -> Option<Who> {
        self.rows().get(self.at).map(|(line, _)| Self::who(line))
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Safeguarding)
    }

    fn rows(&self) -> Option<&Rows> {
        Some(&self.rows)
    }

    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        self.rows.clear();
        let theme = &ctx.theme;
        if let Some(p) = &self.problem {
            widget::failed(buf, frame.body, p, theme);
            return None;
        }
        let concerns = self.concerns.as_ref()?;
        if concerns.is_empty() {
            let words = format!("No safeguarding concern is open in {}.", ctx.area_label());
            let said = [
                Phrase::from(words),
                Phrase::new(),
                Phrase::new()
                    .key(Action::Concern.key())
                    .text("  with a contact in focus records one. For a child or a threat to life phone now."),
            ];
            paragraphs(buf, frame.body, &said, theme);
            return None;
        }
        let children = concerns.iter().filter(|(_, k)| k.it.kind.is(concern::kind::CHILD)).count();
        let mut head = Phrase::new().muted(match concerns.len() {
            1 => "1 open concern".to_owned(),
            n => format!("{n} open concerns"),
        });
        if children > 0 {
            head = head.muted(", ").sign(Sign::Child, format!("{children} of a child"));
        }
        head.draw(buf, row(text_of(frame.body), 0), 0, 0, theme);
        let drawn = part::draw(buf, below(frame.body, 2), &self.entries(ctx), Some(self.at), self.top.get(), theme);
        self.top.set(drawn.top);
        self.rows.keep(drawn.rows, drawn.focus);
        drawn.drawn.cursor
    }
}
