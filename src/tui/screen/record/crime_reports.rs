//! Crime reports of a contact, and what became of them.

use crate::domain::kind::Kind;
use crate::domain::lists;
use crate::tui::action::Action;
use crate::tui::effect::Effects;
use crate::tui::screen::record::acts;
use crate::tui::screen::record::part::{Entry, Line, Of, Part, See};
use crate::tui::widget::Phrase;

/// The section.
pub struct CrimeReports;

impl Part for CrimeReports {
    fn entries(&self, see: &See<'_>) -> Vec<Entry> {
        if see.view.crime_reports.is_empty() {
            return vec![Entry::sentence("No crime report. a records one; F2 is the disclosure card.").of(Of::Words)];
        }
        see.view
            .crime_reports
            .iter()
            .map(|o| {
                let line =
                    Phrase::from(o.it.outline.as_str()).dot().text(lists::label("crime_states", o.it.state.as_str()));
                Entry::rows(o.it.reference.as_str(), vec![Line::new(line)]).record(Kind::CrimeReport, o.meta.id)
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
        (action == Action::AddHere).then_some("record a report")
    }

    fn act(&mut self, action: Action, focused: Option<&Of>, see: &See<'_>) -> Effects {
        match action {
            Action::AddHere => acts::form(see.who, Kind::CrimeReport),
            _ => acts::act(action, focused, see),
        }
    }
}
