//! To be written.
use super::*;
/// Told.
pub enum Msg {}
/// State.
pub struct State {}
impl State {
    /// new
    pub fn new(_ctx: &Ctx) -> Self {
        Self {}
    }
}
impl Shown for State {
    type Msg = Msg;
    fn title(&self, _ctx: &Ctx) -> String {
        String::new()
    }
    fn begin(&mut self, _ctx: &Ctx) -> Effects {
        Effects::new()
    }
    fn told(&mut self, _msg: Msg, _ctx: &Ctx) -> Effects {
        Effects::new()
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
