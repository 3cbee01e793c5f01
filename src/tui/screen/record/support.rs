//! Support: what the person wants in their own words, what the procedure says they are to be given, and what was offered,
//! sent on and came of it. There is no score and no stage.

use crate::domain::considered::{Considered, state};
use crate::domain::kind::Kind;
use crate::domain::when::Due;
use crate::domain::{lists, when};
use crate::tui::action::Action;
use crate::tui::effect::{Effect, Effects};
use crate::tui::screen::Place;
use crate::tui::screen::record::acts::{self, Act};
use crate::tui::screen::record::overview::offer_phrase;
use crate::tui::screen::record::part::{Entry, Line, Of, Part, See};
use crate::tui::task::Task;
use crate::tui::theme::Sign;
use crate::tui::widget::Phrase;

/// The field by which what the person wants is focused.
const WISH: &str = "wish";
/// Cells before what is said of a thing given.
const GIVEN: u16 = 34;

/// The section.
pub struct Support;

fn steps(see: &See<'_>) -> Vec<Considered> {
    see.view.support_path.as_ref().map(|p| p.it.clone()).unwrap_or_default().all_steps()
}

/// The code of a thing on the list, as the list has it.
fn code_of(code: &str) -> Option<&'static str> {
    lists::item("support_steps", code).map(|item| item.code.as_str())
}

fn wish(see: &See<'_>) -> Phrase {
    let Some(path) = see.view.support_path.as_ref() else {
        return Phrase::new().mark(Sign::NotYet).muted(" not asked yet");
    };
    let wish = lists::label("support_wishes", path.it.wish.as_str());
    let words = path.it.own_words.trim_matches('"');
    match (wish.is_empty(), words.is_empty()) {
        (true, true) => Phrase::new().mark(Sign::NotYet).muted(" not asked yet"),
        (true, false) => Phrase::from(format!("\"{words}\"")),
        (false, true) => Phrase::from(wish),
        (false, false) => Phrase::from(format!("{wish}, \"{words}\"")),
    }
}

fn step_entry(label: &str, step: &Considered, see: &See<'_>) -> Option<Entry> {
    let on = step.at.parse::<Due>().ok().map(|d| when::day_label(d.day(), see.today())).unwrap_or_default();
    let name = lists::label("support_steps", &step.code);
    let (sign, said) = match step.state.as_str() {
        state::DONE => (Sign::Ready, format!("given {on}")),
        state::NOT_NEEDED => (Sign::Dot, format!("not needed, {on}")),
        _ => (Sign::NotYet, String::new()),
    };
    let meaning = lists::item("support_steps", &step.code).and_then(|i| i.meaning.clone()).unwrap_or_default();
    let said = match (step.is_due(), step.note.is_empty()) {
        (true, _) => Phrase::new().muted(meaning),
        (false, true) => Phrase::from(said),
        (false, false) => Phrase::from(format!("{said}: {}", step.note)),
    };
    let lead = match sign {
        Sign::Ready => Phrase::new().marked(sign, name),
        Sign::Dot => Phrase::new().mark(sign).muted(format!(" {name}")),
        _ => Phrase::new().mark(sign).text(format!(" {name}")),
    };
    let lines = match (see.ctx.size.0 >= 100, step.is_due()) {
        (true, _) => vec![Line { lead, at: GIVEN, words: said, right: Phrase::new() }],
        (false, true) => vec![Line { lead, ..Line::default() }],
        (false, false) => vec![Line { lead, ..Line::default() }, Line::new(said).at(2)],
    };
    Some(Entry::rows(label, lines).of(Of::Field(code_of(&step.code)?)))
}

impl Part for Support {
    fn entries(&self, see: &See<'_>) -> Vec<Entry> {
        let mut entries = vec![Entry::new("Wants", wish(see)).of(Of::Field(WISH))];
        if let Some(path) = see.view.support_path.as_ref().filter(|p| !p.it.note.is_empty()) {
            entries.push(Entry::new("", path.it.note.as_str()).of(Of::Field(WISH)));
        }
        entries.push(Entry::gap());
        let steps = steps(see);
        entries.extend(
            steps.iter().enumerate().filter_map(|(i, s)| step_entry(if i == 0 { "To be given" } else { "" }, s, see)),
        );
        entries.push(Entry::gap());
        if see.view.offers.is_empty() {
            let words = Phrase::new().muted("none yet; ").key(Action::AddHere.key()).muted(" offers a service");
            entries.push(Entry::new("Offers", words).of(Of::Words));
        }
        let mut offers: Vec<_> = see.view.offers.iter().collect();
        offers.sort_by_key(|o| (!o.it.is_open(), std::cmp::Reverse(o.it.since())));
        for (i, o) in offers.into_iter().enumerate() {
            let mut lines = vec![Line::new(offer_phrase(&o.it, see))];
            let outcome = o.it.outcome.trim();
            if !outcome.is_empty() {
                lines.push(Line::new(super::overview::beginning(outcome, 110)).at(2));
            }
            let label = if i == 0 { "Offers" } else { "" };
            entries.push(Entry::rows(label, lines).record(Kind::Offer, o.meta.id));
        }
        entries
    }

    fn actions(&self, focused: Option<&Of>, _see: &See<'_>) -> Vec<Action> {
        let mut actions = match focused {
            Some(Of::Field(WISH)) => vec![Action::Edit, Action::AddHere],
            Some(Of::Field(_)) => vec![Action::Done, Action::Close, Action::AddHere, Action::Edit],
            Some(Of::Record(..)) => vec![Action::Open, Action::AddHere, Action::Edit],
            _ => vec![Action::AddHere, Action::Edit],
        };
        actions.push(Action::NextSection);
        actions
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        match action {
            Action::AddHere => Some("offer support"),
            Action::Done => Some("given"),
            Action::Close => Some("not needed, why"),
            _ => None,
        }
    }

    fn why_not(&self, action: Action, focused: Option<&Of>, see: &See<'_>) -> Option<(&'static str, String)> {
        match (action, focused) {
            (Action::Done | Action::Close, Some(Of::Field(code))) if *code != WISH => {
                let settled = steps(see).iter().any(|s| s.code == *code && !s.is_due());
                settled.then(|| ("settled", "This is settled already. u takes the last act back.".to_owned()))
            }
            _ => None,
        }
    }

    fn act(&mut self, action: Action, focused: Option<&Of>, see: &See<'_>) -> Effects {
        let path = || {
            let id = see.view.support_path.as_ref().map(|p| p.meta.id);
            vec![Effect::Go(Place::Form(Task::of(see.who.clone(), Kind::SupportPath, id)))]
        };
        match (action, focused) {
            (Action::AddHere, _) => acts::form(see.who, Kind::Offer),
            (Action::Open | Action::Edit, Some(Of::Field(WISH))) => path(),
            (Action::Done, Some(Of::Field(code))) => Act::Given(code).ask(see.who, see.ctx),
            (Action::Close, Some(Of::Field(code))) => Act::NotNeeded(code).ask(see.who, see.ctx),
            (Action::Edit, Some(Of::Field(_) | Of::Words)) => path(),
            _ => acts::act(action, focused, see),
        }
    }
}
