//! 5 Safeguarding: the open concerns of the caseload, children first; Enter opens one with its clock and actions.
//!
//! What does not belong here: one concern in full ([`crate::tui::screen::concern`]).

use super::*;

/// What the screen is told.
pub enum Msg {}

/// The open concerns.
#[derive(Default)]
pub struct State {}

impl Shown for State {
    type Msg = Msg;
    fn title(&self, ctx: &Ctx) -> String {
        format!("5 Safeguarding · {}", ctx.area_label())
    }
    fn begin(&mut self, _ctx: &Ctx) -> Effects {
        Effects::new()
    }
    fn told(&mut self, msg: Msg, _ctx: &Ctx) -> Effects {
        match msg {}
    }
    fn act(&mut self, _action: Action, _ctx: &Ctx) -> Effects {
        Effects::new()
    }
    fn view(&self, _buf: &mut Buffer, _frame: &Frame, _ctx: &Ctx) -> Option<Position> {
        None
    }
    fn actions(&self, _ctx: &Ctx) -> Vec<Action> {
        Vec::new()
    }
}
