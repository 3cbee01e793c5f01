//! Engagements: every contact made or attempted, newest first.
//!
//! What does not belong here: the form and the check against the plan.

use crate::domain::engagement::outcome;
use crate::domain::kind::Kind;
use crate::domain::when;
use crate::tui::action::Action;
use crate::tui::effect::Effects;
use crate::tui::screen::record::acts;
use crate::tui::screen::record::overview::{beginning, engagement_words};
use crate::tui::screen::record::part::{Entry, Line, Of, Part, See};
use crate::tui::theme::Sign;
use crate::tui::widget::Phrase;

/// Letters of a summary in a row; Enter reads all of it.
const SUMMARY: usize = 140;

/// The section.
pub struct Engagements;

impl Part for Engagements {
    fn entries(&self, see: &See<'_>) -> Vec<Entry> {
        if see.view.engagements.is_empty() {
            return vec![Entry::sentence("No engagement is logged yet. c logs one; c n logs no answer.").of(Of::Words)];
        }
        let mut entries: Vec<Entry> = see
            .view
            .engagements
            .iter()
            .map(|e| {
                // A vague day is said as it was said.
                let label = e.it.happened.as_ref().map(when::When::shown).unwrap_or_default();
                let sign = match e.it.outcome.as_str() {
                    outcome::SPOKE => Sign::Here,
                    outcome::UNSAFE => Sign::Danger,
                    _ => Sign::NotYet,
                };
                let mut head = Phrase::new().marked(sign, engagement_words(&e.it));
                if !e.it.place.is_empty() {
                    head = head.dot().text(e.it.place.as_str());
                }
                if !e.it.plan_rule.is_empty() {
                    head = head.dot().sign(Sign::Danger, "outside the plan");
                    head = head.text(format!(": {}", e.it.outside_reason));
                }
                let mut lines = vec![Line::new(head)];
                let said = if e.it.summary.is_empty() { &e.it.first_account } else { &e.it.summary };
                if !said.is_empty() {
                    lines.push(Line::new(beginning(said, SUMMARY)).at(2));
                }
                Entry::rows(label, lines).record(Kind::Engagement, e.meta.id)
            })
            .collect();
        let all = usize::try_from(see.view.engagement_count).unwrap_or(0);
        if all > entries.len() {
            let words = format!("{} older ones are found by search: /", all - entries.len());
            entries.push(Entry::new("", Phrase::new().muted(words)).of(Of::Words));
        }
        entries
    }

    fn actions(&self, focused: Option<&Of>, _see: &See<'_>) -> Vec<Action> {
        let mut actions = vec![Action::Log, Action::NextSection];
        if matches!(focused, Some(Of::Record(..))) {
            actions.extend([Action::Open, Action::Edit]);
        }
        actions.extend([Action::ContactNow, Action::AddHere]);
        actions
    }

    fn act(&mut self, action: Action, focused: Option<&Of>, see: &See<'_>) -> Effects {
        match action {
            Action::AddHere => acts::form(see.who, Kind::Engagement),
            _ => acts::act(action, focused, see),
        }
    }
}
