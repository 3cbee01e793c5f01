//! Safe contact: the plan rule by rule, its earlier versions, and the ways to reach the person.
//!
//! What does not belong here: *Contact now*, which shows the plan before the number.

use crate::domain::kind::Kind;
use crate::domain::phone;
use crate::domain::when;
use crate::tui::action::Action;
use crate::tui::effect::Effects;
use crate::tui::screen::record::overview::{must_not_find_out, point_phrase};
use crate::tui::screen::record::part::{Entry, Line, Of, Part, See};
use crate::tui::screen::record::{acts, plan};
use crate::tui::theme::Sign;
use crate::tui::widget::Phrase;

/// The section.
pub struct SafeContact;

impl Part for SafeContact {
    fn entries(&self, see: &See<'_>) -> Vec<Entry> {
        let view = see.view;
        let mut entries = Vec::new();
        let current = view.plans.iter().find(|p| !p.it.superseded);
        match current {
            Some(stored) => {
                let p = &stored.it;
                let lines = plan::verdict_lines(p, &view.verdict, see.ctx.local());
                entries.push(Entry::across(lines).record(Kind::Plan, stored.meta.id));
                entries.push(Entry::gap());
                entries.push(must_not_find_out(&view.contact.it).of(Of::Record(Kind::Contact, view.contact.meta.id)));
                let me = |e: Entry| e.record(Kind::Plan, stored.meta.id);
                entries.extend(plan::dangers(p, see.ctx).into_iter().map(me));
                entries.push(Entry::gap());
                entries.extend(plan::channels(p).into_iter().map(me));
                if !p.safe_number.is_empty() {
                    let whose = if p.safe_number_whose.is_empty() {
                        String::new()
                    } else {
                        format!("   {}", p.safe_number_whose)
                    };
                    entries.push(me(Entry::new("SAFE number", see.masked(&p.safe_number).text(whose))));
                }
                entries.push(Entry::gap());
                entries.push(me(Entry::sentence(plan::version(p))));
            }
            None => {
                entries.push(must_not_find_out(&view.contact.it).of(Of::Record(Kind::Contact, view.contact.meta.id)));
                entries.push(Entry::gap());
                let words =
                    Phrase::new().sign(Sign::Due, "no plan yet").text(": p makes it, five lines, to be finished later");
                entries.push(Entry::new("Plan", words).of(Of::Words));
            }
        }
        let earlier = view.plans.iter().filter(|p| p.it.superseded);
        for (i, p) in earlier.enumerate() {
            let on = p.it.made_on.map(|d| format!(" of {}", when::long(d))).unwrap_or_default();
            let words = Phrase::new().muted(format!("version {}{on}", p.it.version.unwrap_or(1)));
            entries.push(Entry::new(if i == 0 { "Earlier" } else { "" }, words).record(Kind::Plan, p.meta.id));
        }
        entries.extend(plan::not_safe(&view.unsafe_channels()));
        entries.push(Entry::gap());
        if view.points.is_empty() {
            entries.push(Entry::new("Numbers", Phrase::new().muted("none kept: a adds one")).of(Of::Words));
        }
        let mut points: Vec<_> = view.points.iter().collect();
        points.sort_by_key(|p| (!p.it.is_phone(), !p.it.is_safe()));
        for (i, p) in points.into_iter().enumerate() {
            let value = if p.it.kind.is("no-fixed-abode") {
                Phrase::from("no fixed abode")
            } else if p.it.is_phone() {
                see.masked(&phone::display(&p.it.value))
            } else {
                see.masked(&p.it.value)
            };
            let mut words = value.text("   ").then(point_phrase(&p.it));
            if !p.it.whose.is_empty() {
                words = words.text("   ").muted(p.it.whose.as_str());
            }
            if !p.it.note.is_empty() {
                words = words.text(format!("   {}", p.it.note));
            }
            let label = if i == 0 { "Numbers" } else { "" };
            entries.push(Entry::rows(label, vec![Line::new(words)]).record(Kind::ContactPoint, p.meta.id));
        }
        entries
    }

    fn actions(&self, focused: Option<&Of>, _see: &See<'_>) -> Vec<Action> {
        let mut actions = vec![Action::ContactNow, Action::EditPlan, Action::AddHere, Action::NextSection];
        if matches!(focused, Some(Of::Record(..))) {
            actions.push(Action::Edit);
        }
        actions
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        match action {
            Action::AddHere => Some("add a number"),
            Action::EditPlan => Some("make or re-check"),
            _ => None,
        }
    }

    fn act(&mut self, action: Action, focused: Option<&Of>, see: &See<'_>) -> Effects {
        match action {
            Action::AddHere => acts::form(see.who, Kind::ContactPoint),
            _ => acts::act(action, focused, see),
        }
    }
}
