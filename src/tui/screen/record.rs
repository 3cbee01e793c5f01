//! To be written.
use super::*;
/// A section of a record, in the order of the rail.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum Section {
    /// Overview.
    Overview,
    /// Safe contact.
    SafeContact,
    /// Consent.
    Consent,
    /// Engagements.
    Engagements,
    /// Follow-ups.
    FollowUps,
    /// IS record.
    IsRecord,
    /// Markers and grounds.
    Markers,
    /// Safeguarding.
    Safeguarding,
    /// History.
    History,
}
/// Told.
pub enum Msg {}
/// State.
pub struct State {
    who: Who,
    section: Section,
}
impl State {
    /// new
    pub fn new(who: Who, section: Section) -> Self {
        Self { who, section }
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
