//! IS record: what is here beside what IS last confirmed, and whether a person update can be prepared.
//!
//! What does not belong here: the comparison itself, which is casework's.

use crate::tui::action::Action;
use crate::tui::effect::Effects;
use crate::tui::screen::Caveat;
use crate::tui::screen::record::part::{Entry, Of, Part, See};

/// What the section is told.
pub enum Msg {}

/// The section.
#[derive(Default)]
pub struct IsRecord;

impl IsRecord {
    /// Takes an answer or a choice.
    pub fn told(&mut self, msg: Msg, _see: Option<&See<'_>>) -> Effects {
        match msg {}
    }
}

impl Part for IsRecord {
    fn entries(&self, see: &See<'_>) -> Vec<Entry> {
        let Some(confirmed) = &see.view.confirmed else {
            return vec![Entry::new("On IS", "Nothing of this contact is confirmed on IS.").of(Of::Words)];
        };
        vec![Entry::new("IS reference", confirmed.it.is_reference.as_str()).of(Of::Words)]
    }

    fn actions(&self, _focused: Option<&Of>, _see: &See<'_>) -> Vec<Action> {
        Vec::new()
    }

    fn act(&mut self, _action: Action, _focused: Option<&Of>, _see: &See<'_>) -> Effects {
        Effects::new()
    }

    fn caveat(&self, _see: &See<'_>) -> Option<Caveat> {
        Some(Caveat::sensitive("IS record"))
    }
}
