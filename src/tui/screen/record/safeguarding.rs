//! Safeguarding: the concerns of a contact, open ones first, then the people who matter to them, masked; Enter opens one.
//!
//! What does not belong here: one concern in full, which is a screen of its own.

use crate::casework::contact::age_words;
use crate::domain::concern::Concern;
use crate::domain::field::{Field, Shape, Values, text_in};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::linked_person::LinkedPerson;
use crate::domain::{due, lists, when};
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects};
use crate::tui::form::{Extra, Form};
use crate::tui::overlay::choose::{Choice, Choose};
use crate::tui::overlay::fill::Fill;
use crate::tui::screen::record::overview::beginning;
use crate::tui::screen::record::part::{Entry, Line, Of, Part, See};
use crate::tui::screen::record::{Msg, acts};
use crate::tui::screen::{Caveat, Place};
use crate::tui::task::Task;
use crate::tui::theme::Sign;
use crate::tui::widget::Phrase;

/// The section.
pub struct Safeguarding;

/// `▲ child concern · 31 h 20 min of police protection left`.
pub fn concern_phrase(c: &Concern, ctx: &Ctx) -> Phrase {
    let child = c.is_child();
    let kind = format!("{} concern", lists::label("concern_kinds", c.kind.as_str()));
    let kind = match (c.about, c.area.is_blank()) {
        (Some(_), true) => format!("{kind}, about a linked child"),
        _ => kind,
    };
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

/// Why somebody need not be kept any longer.
const REMOVE: &[Field] =
    &[Field::new(Shape::Line, "Why").required().help("not needed any longer, entered by mistake").named("reason")];

/// `child  ········   may be under 18`.
fn linked_line(person: &LinkedPerson, see: &See<'_>) -> Vec<Line> {
    let relation = lists::label("relation_kinds", person.relation.as_str());
    let line = Phrase::from(format!("{relation}  ")).then(see.masked(&person.name)).text("  ");
    let age = age_words(person.age_status.as_str());
    let line = if person.is_child() { line.sign(Sign::Child, age) } else { line.text(age) };
    let why = Phrase::from(beginning(&person.why_kept, 100));
    let review = match person.review_on {
        Some(on) if on <= see.today() => why
            .dot()
            .sign(Sign::Due, format!("review {}: e sets another day, x removes", when::day_label(on, see.today()))),
        Some(on) => why.dot().muted(format!("review {}", when::long(on))),
        None => why,
    };
    vec![Line::new(line), Line::new(review).at(2)]
}

impl Safeguarding {
    fn linked<'a>(focused: Option<&Of>, see: &'a See<'_>) -> Option<(RecordId, &'a LinkedPerson)> {
        let Some(Of::Record(Kind::LinkedPerson, id)) = focused else { return None };
        see.view.linked.iter().find(|p| p.meta.id == *id).map(|p| (p.meta.id, &p.it))
    }

    /// What can be added: a concern about the contact, one about a child of theirs, somebody linked.
    fn add(focused: Option<&Of>, see: &See<'_>) -> Effects {
        let form = |task: Task| vec![Effect::Go(Place::Form(task))];
        let who = see.who;
        let child = Self::linked(focused, see).filter(|(_, p)| p.is_child()).map(|(id, _)| id);
        let words =
            if child.is_some() { "a concern about the child in focus" } else { "a concern about a child of theirs" };
        let choices = vec![
            Choice::new("c", format!("a concern about {}", who.reference), form(Task::concern(who.clone(), None))),
            Choice::new("k", words, form(Task::Child { who: Some(who.clone()), about: child })),
            Choice::new("l", "somebody who matters to them", form(Task::of(who.clone(), Kind::LinkedPerson, None)))
                .then("child, partner, abuser, friend"),
        ];
        let below = vec![Phrase::new().muted("For a child or a threat to life phone now.")];
        vec![Choose::letters(format!("Add to {}", who.reference), 1, choices, below).raise()]
    }

    fn remove(id: RecordId, see: &See<'_>) -> Effects {
        let form = Form::over(REMOVE, Values::new(), see.ctx.now, Extra::new());
        let said = vec![Phrase::new().muted("The reason is kept in the history; u brings them back.")];
        let then = move |v: Values| Msg::RemoveLinked(id, text_in(&v, "reason").to_owned()).into();
        vec![Fill::new("Remove the linked person", said, form, 4, "remove", then).raise()]
    }
}

impl Part for Safeguarding {
    fn entries(&self, see: &See<'_>) -> Vec<Entry> {
        let mut entries = Vec::new();
        if see.view.concerns.is_empty() {
            let words =
                "No safeguarding concern is recorded. s records one; for a child or a threat to life phone now.";
            entries.push(Entry::sentence(words).of(Of::Words));
        }
        let mut all: Vec<_> = see.view.concerns.iter().collect();
        all.sort_by_key(|c| (!c.it.is_open(), !c.it.is_child()));
        entries.extend(all.iter().map(|c| {
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
        }));
        entries.push(Entry::gap());
        if see.view.linked.is_empty() {
            let none = Phrase::new().muted("nobody is kept: a adds a child, a partner, a suspected abuser, a friend");
            entries.push(Entry::new("Linked people", none).of(Of::Words));
        }
        for (i, p) in see.view.linked.iter().enumerate() {
            let label = if i == 0 { "Linked people" } else { "" };
            entries.push(Entry::rows(label, linked_line(&p.it, see)).record(Kind::LinkedPerson, p.meta.id));
        }
        entries
    }

    fn actions(&self, focused: Option<&Of>, _see: &See<'_>) -> Vec<Action> {
        let mut actions = vec![Action::AddHere, Action::NextSection, Action::ContactNow];
        if matches!(focused, Some(Of::Record(..))) {
            actions.insert(0, Action::Open);
            actions.push(Action::Edit);
        }
        if matches!(focused, Some(Of::Record(Kind::LinkedPerson, _))) {
            actions.insert(1, Action::Close);
        }
        actions
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        match action {
            Action::AddHere => Some("add"),
            Action::Close => Some("remove"),
            _ => None,
        }
    }

    fn act(&mut self, action: Action, focused: Option<&Of>, see: &See<'_>) -> Effects {
        match action {
            Action::AddHere => Self::add(focused, see),
            Action::Close => match Self::linked(focused, see) {
                Some((id, _)) => Self::remove(id, see),
                None => Effects::new(),
            },
            _ => acts::act(action, focused, see),
        }
    }

    fn caveat(&self, _see: &See<'_>) -> Option<Caveat> {
        Some(Caveat::sensitive("Safeguarding"))
    }
}
