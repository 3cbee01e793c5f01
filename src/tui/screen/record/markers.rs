//! Markers and grounds: the markers with their states, and why the person is believed to be a sex worker, fact told apart
//! from assessment.
//!
//! What does not belong here: one marker in full, which is a screen of its own.

use crate::domain::kind::Kind;
use crate::domain::marker::state;
use crate::domain::{lists, when};
use crate::tui::action::Action;
use crate::tui::effect::{Effect, Effects};
use crate::tui::screen::record::acts;
use crate::tui::screen::record::overview::marker_phrase;
use crate::tui::screen::record::part::{Entry, Line, Of, Part, See};
use crate::tui::screen::{Caveat, Place};
use crate::tui::task::Task;
use crate::tui::theme::Sign;
use crate::tui::widget::Phrase;

/// The section.
pub struct Markers;

impl Part for Markers {
    fn entries(&self, see: &See<'_>) -> Vec<Entry> {
        let view = see.view;
        let mut entries = Vec::new();
        if view.markers.is_empty() {
            entries.push(Entry::new("Markers", Phrase::new().muted("none: m proposes one")).of(Of::Words));
        }
        for (i, m) in view.markers.iter().enumerate() {
            let mut lines = vec![Line::new(marker_phrase(&m.it))];
            if !m.it.text.is_empty() {
                lines.push(Line::new(m.it.text.as_str()).at(2));
            }
            if let Some(due) = m.it.review_on.filter(|_| m.it.is_placed()) {
                let label = format!("review due {}", when::long(due));
                let late = due < see.today();
                let soon = (due - see.today()).num_days() <= 7;
                let words = match (late, soon) {
                    (true, _) => Phrase::new().sign(Sign::Danger, label),
                    (false, true) => Phrase::new().sign(Sign::Due, label),
                    _ => Phrase::new().muted(label),
                };
                lines.push(Line::new(words).at(2));
            }
            if m.it.state.is(state::REMOVED) && !m.it.removal_reason.is_blank() {
                let why = lists::label("marker_removal_reasons", m.it.removal_reason.as_str());
                lines.push(Line::new(Phrase::new().muted(why)).at(2));
            }
            entries.push(Entry::rows(if i == 0 { "Markers" } else { "" }, lines).record(Kind::Marker, m.meta.id));
        }
        entries.push(Entry::gap());
        if view.grounds.is_empty() {
            entries.push(Entry::new("Grounds", Phrase::new().muted("none recorded: a records one")).of(Of::Words));
        }
        let mut grounds: Vec<_> = view.grounds.iter().collect();
        grounds.sort_by_key(|g| (g.it.known_on, g.meta.id));
        for (i, g) in grounds.into_iter().enumerate() {
            let standing = lists::label("fact_or_assessment", g.it.standing.as_str());
            let how = lists::label("grounds_how_known", g.it.how_known.as_str());
            let on = g.it.known_on.map(|d| format!(", {}", when::long(d))).unwrap_or_default();
            let mut below = Phrase::new().muted(format!("{how}{on}"));
            if g.it.source_protected {
                below = below.dot().text("source protected");
            }
            let lines = vec![Line::beside(standing, g.it.statement.as_str()), Line::beside("", below)];
            entries.push(Entry::rows(if i == 0 { "Grounds" } else { "" }, lines).record(Kind::Grounds, g.meta.id));
        }
        entries
    }

    fn actions(&self, focused: Option<&Of>, _see: &See<'_>) -> Vec<Action> {
        let mut actions = vec![Action::AddHere, Action::Marker, Action::NextSection];
        if matches!(focused, Some(Of::Record(..))) {
            actions.insert(0, Action::Open);
            actions.push(Action::Edit);
        }
        actions
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        match action {
            Action::AddHere => Some("add grounds"),
            Action::Marker => Some("propose a marker"),
            _ => None,
        }
    }

    fn act(&mut self, action: Action, focused: Option<&Of>, see: &See<'_>) -> Effects {
        match (action, focused) {
            (Action::AddHere, _) => acts::form(see.who, Kind::Grounds),
            (Action::Edit, Some(Of::Record(Kind::Marker, id))) => {
                vec![Effect::Go(Place::Form(Task::marker(see.who.clone(), Some(*id))))]
            }
            _ => acts::act(action, focused, see),
        }
    }

    fn caveat(&self, _see: &See<'_>) -> Option<Caveat> {
        Some(Caveat::sensitive("Markers and grounds"))
    }
}
