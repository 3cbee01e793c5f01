//! Crime reports of a contact: where each stands, what the person was told, what is still to consider.

use crate::domain::crime_report::CrimeReport;
use crate::domain::due::actions_line;
use crate::domain::kind::Kind;
use crate::domain::lists;
use crate::tui::action::Action;
use crate::tui::effect::Effects;
use crate::tui::screen::record::part::{Entry, Line, Of, Part, See};
use crate::tui::screen::record::{acts, overview};
use crate::tui::widget::Phrase;

/// The section.
pub struct CrimeReports;

fn lines(r: &CrimeReport, see: &See<'_>) -> Vec<Line> {
    let mut lines = vec![Line::new(overview::crime_phrase(r)), Line::new(r.outline.as_str()).at(2)];
    let told = r.told_at.as_ref().map(|w| format!("told {}", w.shown())).unwrap_or_default();
    let mode = lists::label("report_modes", r.mode.as_str());
    lines.push(Line::new(Phrase::new().muted(format!("{told} · {mode}"))).at(2));
    let support = actions_line(&r.support_list(), see.ctx.local());
    if !support.is_empty() && !r.is_closed() {
        lines.push(Line::new(Phrase::new().muted(format!("support: {support}"))).at(2));
    }
    lines
}

impl Part for CrimeReports {
    fn entries(&self, see: &See<'_>) -> Vec<Entry> {
        if see.view.crime_reports.is_empty() {
            let words = Phrase::from("No crime report.   ")
                .key(Action::AddHere.key())
                .text("  takes one.   ")
                .key(Action::DisclosureCard.key())
                .text("  is the card while somebody tells it.");
            return vec![Entry::sentence(words).of(Of::Words)];
        }
        see.view
            .crime_reports
            .iter()
            .map(|o| Entry::rows(o.it.reference.as_str(), lines(&o.it, see)).record(Kind::CrimeReport, o.meta.id))
            .collect()
    }

    fn actions(&self, focused: Option<&Of>, _see: &See<'_>) -> Vec<Action> {
        let mut actions = Vec::new();
        if matches!(focused, Some(Of::Record(..))) {
            actions.extend([Action::Open, Action::Edit]);
        }
        actions.extend([Action::AddHere, Action::DisclosureCard, Action::NextSection]);
        actions
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        (action == Action::AddHere).then_some("new report")
    }

    fn act(&mut self, action: Action, focused: Option<&Of>, see: &See<'_>) -> Effects {
        match action {
            Action::AddHere => acts::form(see.who, Kind::CrimeReport),
            _ => acts::act(action, focused, see),
        }
    }
}
