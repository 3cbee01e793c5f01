//! Follow-ups: what is open, promises first, then what is settled and what came of it.
//!
//! What does not belong here: what Today shows of them.

use crate::domain::follow_up::{FollowUp, state};
use crate::domain::kind::Kind;
use crate::domain::{lists, when};
use crate::store::table::Stored;
use crate::tui::action::Action;
use crate::tui::effect::Effects;
use crate::tui::screen::record::acts;
use crate::tui::screen::record::overview::due_lead;
use crate::tui::screen::record::part::{Entry, Line, Of, Part, See};
use crate::tui::theme::Sign;
use crate::tui::widget::Phrase;

/// The section.
pub struct FollowUps;

fn open_entry(f: &Stored<FollowUp>, label: &str, see: &See<'_>) -> Entry {
    let mut words = Phrase::from(f.it.what.as_str());
    match f.it.deferrals.unwrap_or(0) {
        0 => {}
        1 => words = words.dot().muted("put off once"),
        2 => words = words.dot().muted("put off twice"),
        n => words = words.dot().muted(format!("put off {n} times")),
    }
    let mut lines = vec![Line::beside(due_lead(&f.it, see), words)];
    if !f.it.you_said.is_empty() {
        lines.push(Line::beside("", Phrase::new().muted("you said: ").text(f.it.you_said.as_str())));
    }
    if !f.it.outcome.is_empty() {
        lines.push(Line::beside("", Phrase::new().muted("so far: ").text(f.it.outcome.as_str())));
    }
    Entry::rows(label, lines).record(Kind::FollowUp, f.meta.id)
}

fn settled_entry(f: &Stored<FollowUp>, label: &str, see: &See<'_>) -> Entry {
    let on = f.it.settled_on.map(|d| when::day_label(d, see.today())).unwrap_or_default();
    let lead = match f.it.state.as_str() {
        state::DONE => Phrase::new().sign(Sign::Ready, on),
        state::CANCELLED => Phrase::new().sign(Sign::Never, on),
        _ => Phrase::new().mark(Sign::Dot).muted(format!(" {on}")),
    };
    let state = lists::label("follow_up_states", f.it.state.as_str());
    let mut lines = vec![Line::beside(lead, f.it.what.as_str())];
    let came = if f.it.outcome.is_empty() { state } else { format!("{state}: {}", f.it.outcome) };
    lines.push(Line::beside("", Phrase::new().muted(came)));
    if !f.it.we_did.is_empty() {
        lines.push(Line::beside("", Phrase::new().muted("we did: ").text(f.it.we_did.as_str())));
    }
    Entry::rows(label, lines).record(Kind::FollowUp, f.meta.id)
}

impl Part for FollowUps {
    fn entries(&self, see: &See<'_>) -> Vec<Entry> {
        let mut open: Vec<_> = see.view.follow_ups.iter().filter(|f| f.it.is_open()).collect();
        open.sort_by_key(|f| (!f.it.is_promise(), f.it.due.map(|d| d.to_string())));
        let mut settled: Vec<_> = see.view.follow_ups.iter().filter(|f| !f.it.is_open()).collect();
        settled.sort_by_key(|f| std::cmp::Reverse((f.it.settled_on, f.meta.updated_at)));
        let mut entries = Vec::new();
        if open.is_empty() {
            entries.push(Entry::new("Open", Phrase::new().muted("nothing: a adds a follow-up")).of(Of::Words));
        }
        let mut before = None;
        for f in open {
            let label = if f.it.is_promise() { "Promises" } else { "To do" };
            entries.push(open_entry(f, if before == Some(label) { "" } else { label }, see));
            before = Some(label);
        }
        if !settled.is_empty() {
            entries.push(Entry::gap());
        }
        entries.extend(
            settled.iter().enumerate().map(|(i, f)| settled_entry(f, if i == 0 { "Settled" } else { "" }, see)),
        );
        entries
    }

    fn actions(&self, focused: Option<&Of>, _see: &See<'_>) -> Vec<Action> {
        let mut actions = Vec::new();
        if matches!(focused, Some(Of::Record(Kind::FollowUp, _))) {
            actions.extend([Action::Done, Action::Wait]);
        }
        actions.push(Action::AddHere);
        if matches!(focused, Some(Of::Record(Kind::FollowUp, _))) {
            actions.extend([Action::Close, Action::Edit, Action::Open]);
        }
        actions.push(Action::NextSection);
        actions
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        match action {
            Action::Close => Some("cancel"),
            Action::AddHere => Some("add"),
            _ => None,
        }
    }

    fn act(&mut self, action: Action, focused: Option<&Of>, see: &See<'_>) -> Effects {
        match action {
            Action::AddHere => acts::form(see.who, Kind::FollowUp),
            _ => acts::act(action, focused, see),
        }
    }
}
