//! Safety plan: what was agreed, newest version first, each with what it changed.

use crate::domain::kind::Kind;
use crate::domain::lists;
use crate::domain::safety_plan::SafetyPlan as Plan;
use crate::domain::when;
use crate::tui::action::Action;
use crate::tui::effect::Effects;
use crate::tui::screen::record::acts;
use crate::tui::screen::record::part::{Entry, Line, Of, Part, See};
use crate::tui::theme::Sign;
use crate::tui::widget::Phrase;

/// The section.
pub struct SafetyPlan;

/// The version in force, whole.
fn current(plan: &Plan, see: &See<'_>) -> Vec<Line> {
    let goal = lists::label("safety_goals", plan.goal.as_str());
    let goal = Phrase::new().muted("their goal: ").text(goal);
    let goal = if plan.goal_words.is_empty() { goal } else { goal.dot().text(format!("\"{}\"", plan.goal_words)) };
    let mut lines = vec![Line::new(goal)];
    lines.extend(plan.steps.iter().map(|s| Line::new(Phrase::new().marked(Sign::Here, s.as_str()))));
    if !plan.in_danger.is_empty() {
        let words = Phrase::new().sign(Sign::Danger, "if it goes wrong").text(format!(": {}", plan.in_danger));
        lines.push(Line::new(words));
    }
    let made = plan.made_on.map(|d| format!("made {}", when::long(d))).unwrap_or_default();
    let review = plan.review_on.map(|d| {
        let words = format!("review {}", when::long(d));
        if d <= see.today() { Phrase::new().sign(Sign::Due, words) } else { Phrase::new().muted(words) }
    });
    let line = Phrase::new().muted(made);
    lines.push(Line::new(review.map_or_else(|| line.clone(), |r| line.clone().dot().then(r))));
    lines
}

/// What a version changed from the one before it: `+` is new, `-` is gone.
fn changes(plan: &Plan, before: &Plan) -> Vec<Line> {
    let mut lines = Vec::new();
    if plan.goal != before.goal {
        let label = |p: &Plan| lists::label("safety_goals", p.goal.as_str());
        lines.push(Line::new(Phrase::new().muted(format!("goal was {}, now {}", label(before), label(plan)))));
    }
    lines.extend(plan.changed_from(before).into_iter().map(|(new, step)| {
        let sign = if new { Sign::Plus } else { Sign::Minus };
        let words = Phrase::new().mark(sign);
        Line::new(if new { words.text(format!(" {step}")) } else { words.muted(format!(" {step}")) })
    }));
    if plan.in_danger != before.in_danger {
        lines.push(Line::new(Phrase::new().muted("what to do if it goes wrong was changed")));
    }
    if lines.is_empty() {
        lines.push(Line::new(Phrase::new().muted("confirmed as it was")));
    }
    lines
}

impl Part for SafetyPlan {
    fn entries(&self, see: &See<'_>) -> Vec<Entry> {
        let plans = &see.view.safety_plans;
        let mut sorted: Vec<_> = plans.iter().collect();
        sorted.sort_by_key(|p| std::cmp::Reverse(p.it.version));
        let Some(newest) = sorted.first() else {
            let words =
                Phrase::from("No safety plan yet.   ").key(Action::AddHere.key()).text("  makes one with the person.");
            return vec![Entry::sentence(words).of(Of::Words)];
        };
        let label = |p: &Plan| format!("v{}", p.version.unwrap_or(1));
        let mut entries =
            vec![Entry::rows(label(&newest.it), current(&newest.it, see)).record(Kind::SafetyPlan, newest.meta.id)];
        for pair in sorted.windows(2) {
            let [plan, before] = pair else { continue };
            let on = plan.it.made_on.map(|d| format!(" of {}", when::long(d))).unwrap_or_default();
            entries.push(Entry::gap());
            let mut lines = vec![Line::new(Phrase::new().muted(format!("{}{on} changed", label(&plan.it))))];
            lines.extend(changes(&plan.it, &before.it));
            entries.push(Entry::rows(label(&before.it), lines).record(Kind::SafetyPlan, before.meta.id));
        }
        entries
    }

    fn actions(&self, _focused: Option<&Of>, see: &See<'_>) -> Vec<Action> {
        if see.view.safety_plans.is_empty() {
            return vec![Action::AddHere, Action::NextSection];
        }
        vec![Action::Open, Action::Edit, Action::NextSection]
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        match action {
            Action::AddHere => Some("make one"),
            Action::Edit => Some("new version"),
            _ => None,
        }
    }

    fn act(&mut self, action: Action, focused: Option<&Of>, see: &See<'_>) -> Effects {
        match action {
            // A version is never changed: the form begins from the one in force and makes the next.
            Action::AddHere | Action::Edit => acts::form(see.who, Kind::SafetyPlan),
            _ => acts::act(action, focused, see),
        }
    }
}
