//! Support: what was offered, what was sent on, and what came of it.

use crate::domain::kind::Kind;
use crate::domain::lists;
use crate::domain::when;
use crate::tui::action::Action;
use crate::tui::effect::Effects;
use crate::tui::screen::record::acts;
use crate::tui::screen::record::part::{Entry, Line, Of, Part, See};
use crate::tui::widget::Phrase;

/// The section.
pub struct Support;

impl Part for Support {
    fn entries(&self, see: &See<'_>) -> Vec<Entry> {
        if see.view.offers.is_empty() {
            return vec![
                Entry::sentence("No support was offered yet. a records an offer and what was said to it.")
                    .of(Of::Words),
            ];
        }
        see.view
            .offers
            .iter()
            .map(|o| {
                let on = o.it.offered_on.map(|d| when::day_label(d, see.today())).unwrap_or_default();
                let state = if o.it.is_referral() {
                    lists::label("referral_states", o.it.state.as_str())
                } else {
                    lists::label("offer_responses", o.it.response.as_str())
                };
                Entry::rows(on, vec![Line::new(Phrase::from(o.it.service_name.as_str()).dot().text(state))])
                    .record(Kind::Offer, o.meta.id)
            })
            .collect()
    }

    fn actions(&self, focused: Option<&Of>, _see: &See<'_>) -> Vec<Action> {
        let mut actions = vec![Action::AddHere];
        if matches!(focused, Some(Of::Record(..))) {
            actions.extend([Action::Open, Action::Edit]);
        }
        actions.push(Action::NextSection);
        actions
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        (action == Action::AddHere).then_some("offer support")
    }

    fn act(&mut self, action: Action, focused: Option<&Of>, see: &See<'_>) -> Effects {
        match action {
            Action::AddHere => acts::form(see.who, Kind::Offer),
            _ => acts::act(action, focused, see),
        }
    }
}
