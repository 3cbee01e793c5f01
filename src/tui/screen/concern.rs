//! A safeguarding concern: the clock first, then what is undone, late before due, then what is done.

use super::*;

/// What the screen is told.
pub enum Msg {}

/// The concern.
pub struct State {
    who: Who,
    id: RecordId,
}

impl State {
    /// A concern of a contact.
    #[must_use]
    pub fn new(who: Who, id: RecordId) -> Self {
        Self { who, id }
    }
}

impl Shown for State {
    type Msg = Msg;
    fn title(&self, _ctx: &Ctx) -> String {
        "5 Safeguarding · concern".to_owned()
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
    fn place(&self) -> Option<Place> {
        Some(Place::Concern(self.who.clone(), self.id))
    }
}
