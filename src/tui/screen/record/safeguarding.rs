//! Safeguarding: the concerns of a contact, open ones first; Enter opens one with its clock and actions.
//!
//! What does not belong here: one concern in full, which is a screen of its own.

use crate::domain::concern::{self, Concern};
use crate::domain::kind::Kind;
use crate::domain::{due, lists, when};
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::Effects;
use crate::tui::screen::Caveat;
use crate::tui::screen::record::acts;
use crate::tui::screen::record::overview::beginning;
use crate::tui::screen::record::part::{Entry, Line, Of, Part, See};
use crate::tui::theme::Sign;
use crate::tui::widget::Phrase;

/// The section.
pub struct Safeguarding;

/// `▲ child concern · 31 h 20 min of police protection left`.
pub fn concern_phrase(c: &Concern, ctx: &Ctx) -> Phrase {
    let child = c.kind.is(concern::kind::CHILD);
    let kind = format!("{} concern", lists::label("concern_kinds", c.kind.as_str()));
    if !c.is_open() {
        return Phrase::new().mark(Sign::Dot).muted(format!(" {kind}, decided"));
    }
    let line = Phrase::new().sign(if child { Sign::Child } else { Sign::Due }, kind);
    match c.protection_ends() {
        Some(end) if end > ctx.local() => {
            let left = due::hours_and_minutes(end - ctx.local());
            line.dot().text(format!("{left} of police protection left"))
        }
        Some(end) => line.dot().sign(Sign::Danger, format!("police protection ended {}", end.format("%d/%m %H:%M"))),
        None => line,
    }
}

impl Part for Safeguarding {
    fn entries(&self, see: &See<'_>) -> Vec<Entry> {
        if see.view.concerns.is_empty() {
            let words =
                "No safeguarding concern is recorded. s records one; for a child or a threat to life phone now.";
            return vec![Entry::sentence(words).of(Of::Words)];
        }
        let mut all: Vec<_> = see.view.concerns.iter().collect();
        all.sort_by_key(|c| (!c.it.is_open(), !c.it.kind.is(concern::kind::CHILD)));
        all.iter()
            .map(|c| {
                let noticed = c.it.noticed.as_ref().map(when::When::shown).unwrap_or_default();
                let mut lines = vec![Line::new(concern_phrase(&c.it, see.ctx))];
                let actions = c.it.action_list();
                if !actions.is_empty() {
                    lines.push(Line::new(due::actions_line(&actions, see.ctx.local())).at(2));
                }
                lines.push(Line::new(beginning(&c.it.what, 140)).at(2));
                if !c.it.decision.is_empty() {
                    let decided = Phrase::new().muted("decided: ").text(beginning(&c.it.decision, 140));
                    lines.push(Line::new(decided).at(2));
                }
                Entry::rows(noticed, lines).record(Kind::Concern, c.meta.id)
            })
            .collect()
    }

    fn actions(&self, focused: Option<&Of>, _see: &See<'_>) -> Vec<Action> {
        let mut actions = vec![Action::AddHere, Action::NextSection, Action::ContactNow];
        if matches!(focused, Some(Of::Record(..))) {
            actions.insert(0, Action::Open);
            actions.push(Action::Edit);
        }
        actions
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        (action == Action::AddHere).then_some("add a concern")
    }

    fn act(&mut self, action: Action, focused: Option<&Of>, see: &See<'_>) -> Effects {
        match action {
            Action::AddHere => acts::form(see.who, Kind::Concern),
            _ => acts::act(action, focused, see),
        }
    }

    fn caveat(&self, _see: &See<'_>) -> Option<Caveat> {
        Some(Caveat::sensitive("Safeguarding"))
    }
}
