//! Safety plan: the steps that were agreed, newest version first.

use crate::domain::kind::Kind;
use crate::domain::lists;
use crate::tui::action::Action;
use crate::tui::effect::Effects;
use crate::tui::screen::record::acts;
use crate::tui::screen::record::part::{Entry, Line, Of, Part, See};

/// The section.
pub struct SafetyPlan;

impl Part for SafetyPlan {
    fn entries(&self, see: &See<'_>) -> Vec<Entry> {
        if see.view.safety_plans.is_empty() {
            return vec![Entry::sentence("No safety plan yet. a makes one with the person.").of(Of::Words)];
        }
        see.view
            .safety_plans
            .iter()
            .map(|o| {
                let label = format!("v{}", o.it.version.unwrap_or(1));
                let mut lines = vec![Line::new(lists::label("safety_goals", o.it.goal.as_str()))];
                lines.extend(o.it.steps.iter().map(|s| Line::new(s.as_str()).at(2)));
                Entry::rows(label, lines).record(Kind::SafetyPlan, o.meta.id)
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
        (action == Action::AddHere).then_some("make one")
    }

    fn act(&mut self, action: Action, focused: Option<&Of>, see: &See<'_>) -> Effects {
        match action {
            Action::AddHere => acts::form(see.who, Kind::SafetyPlan),
            _ => acts::act(action, focused, see),
        }
    }
}
