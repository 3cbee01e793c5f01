//! Consent: the ledger purpose by purpose, what was passed on to whom, and what is held.
//!
//! What does not belong here: overrides of a refusal, which belong to the act they are made for.

use crate::domain::consent::{Consent, state};
use crate::domain::kind::Kind;
use crate::domain::service::same_name;
use crate::domain::text::capital;
use crate::domain::{lists, when};
use crate::tui::action::Action;
use crate::tui::effect::Effects;
use crate::tui::screen::record::acts;
use crate::tui::screen::record::overview::beginning;
use crate::tui::screen::record::part::{Entry, Line, Of, Part, See};
use crate::tui::theme::Sign;
use crate::tui::widget::Phrase;

/// Letters of the words used that a row shows; Enter reads all of them.
const WORDS: usize = 110;

/// The section.
pub struct Ledger;

fn state_phrase(c: &Consent, see: &See<'_>) -> Phrase {
    let code = c.state_on(see.today());
    let label = lists::label("consent_states", code);
    let ended = c.expires_on.is_some_and(|e| e < see.today());
    match code {
        state::GIVEN => Phrase::new().sign(Sign::Ready, label),
        state::REFUSED | state::WITHDRAWN => Phrase::new().sign(Sign::Never, label),
        _ if ended => Phrase::new().sign(Sign::Due, "ended"),
        _ => Phrase::new().mark(Sign::NotYet).muted(format!(" {label}")),
    }
}

impl Part for Ledger {
    fn entries(&self, see: &See<'_>) -> Vec<Entry> {
        let view = see.view;
        let mut entries = Vec::new();
        for item in lists::get("consent_purposes").map(|l| l.items.clone()).unwrap_or_default() {
            let mut of: Vec<_> = view.consents.iter().filter(|c| c.it.purpose.is(&item.code)).collect();
            of.sort_by_key(|c| std::cmp::Reverse((c.it.asked_on, c.meta.created_at)));
            if of.is_empty() {
                if !item.retired {
                    let words = Phrase::new().mark(Sign::NotYet).muted(" not asked");
                    entries.push(Entry::new(capital(&item.label), words).of(Of::Words));
                }
                continue;
            }
            for (i, c) in of.iter().enumerate() {
                let day = c.it.asked_on.map(when::long).unwrap_or_default();
                let said = if c.it.words.is_empty() { &c.it.why_not } else { &c.it.words };
                let said = beginning(said, WORDS);
                let service = if c.it.service.is_empty() { String::new() } else { format!("{} · ", c.it.service) };
                // Only the latest entry stands, for each service its own; the ones before are kept and muted.
                let stands = !of.iter().take(i).any(|later| same_name(&later.it.service, &c.it.service));
                let lead = state_phrase(&c.it, see);
                let lead = if stands { lead } else { lead.all_muted(&see.ctx.theme) };
                let mut lines = vec![Line::beside(lead, format!("{service}{day}, {}", c.it.taken_by))];
                if !said.is_empty() {
                    lines.push(Line::beside(
                        "",
                        if c.it.words.is_empty() || said.contains('"') { said } else { format!("\"{said}\"") },
                    ));
                }
                let label = if i == 0 { capital(&item.label) } else { String::new() };
                entries.push(Entry::rows(label, lines).record(Kind::Consent, c.meta.id));
            }
        }
        entries.push(Entry::gap());
        if view.disclosures.is_empty() {
            entries.push(Entry::new("Passed on", Phrase::new().muted("nothing recorded")).of(Of::Words));
        }
        for (i, d) in view.disclosures.iter().enumerate() {
            let day = d.it.happened.as_ref().map(|w| w.from.date()).map(when::long).unwrap_or_default();
            let lines = vec![
                Line::beside(
                    day,
                    format!("to {}, {}", d.it.to_whom, lists::label("disclosure_channels", d.it.channel.as_str())),
                ),
                Line::beside("", beginning(&d.it.what, WORDS)),
            ];
            entries.push(Entry::rows(if i == 0 { "Passed on" } else { "" }, lines).record(Kind::Disclosure, d.meta.id));
        }
        entries.push(Entry::gap());
        if view.holds.is_empty() {
            entries.push(Entry::new("Held", Phrase::new().muted("nothing is held")).of(Of::Words));
        }
        for (i, h) in view.holds.iter().enumerate() {
            let holds = h.it.holds_on(see.today());
            let lead = match (holds, h.it.lifted_on) {
                (true, _) => Phrase::new().sign(Sign::Due, "held"),
                (false, Some(on)) => Phrase::new().muted(format!("lifted {}", when::day_label(on, see.today()))),
                (false, None) => Phrase::new().muted("ended"),
            };
            let why = lists::label("hold_reasons", h.it.why.as_str());
            let until =
                h.it.until.map_or_else(|| "until it is lifted".to_owned(), |d| format!("until {}", when::long(d)));
            let words = format!("{why}, {until}, asked by {}", h.it.asked_by);
            let label = if i == 0 { "Held" } else { "" };
            entries.push(Entry::rows(label, vec![Line::beside(lead, words)]).record(Kind::Hold, h.meta.id));
        }
        entries
    }

    fn actions(&self, focused: Option<&Of>, _see: &See<'_>) -> Vec<Action> {
        let mut actions = vec![Action::AddHere, Action::NextSection];
        match focused {
            Some(Of::Record(Kind::Hold, _)) => actions.extend([Action::Open, Action::Edit, Action::Close]),
            Some(Of::Record(..)) => actions.push(Action::Open),
            _ => {}
        }
        actions.push(Action::ContactNow);
        if !actions.contains(&Action::Edit) {
            // It says why an entry is never changed.
            actions.push(Action::Edit);
        }
        actions
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        (action == Action::Close).then_some("lift")
    }

    fn act(&mut self, action: Action, focused: Option<&Of>, see: &See<'_>) -> Effects {
        match action {
            Action::AddHere => acts::add(
                see.who,
                &[
                    ("c", "consent, as it was given or refused", Kind::Consent),
                    ("d", "disclosure: something was passed on", Kind::Disclosure),
                    ("h", "hold: something must be kept", Kind::Hold),
                ],
            ),
            _ => acts::act(action, focused, see),
        }
    }
}
