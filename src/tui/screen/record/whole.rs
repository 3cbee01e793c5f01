//! One record read whole: every field that has something in it, and who made and changed it.
//!
//! What does not belong here: changing it.

use crate::casework::record::shown;
use crate::domain::field::{Care, Record as _, Shape, Value, Values};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::{phone, when};
use crate::store::table::{Meta, Stored};
use crate::tui::action::Action;
use crate::tui::effect::Effects;
use crate::tui::screen::record::acts;
use crate::tui::screen::record::part::{Entry, Line, Of, See, reading};
use crate::tui::theme::Sign;
use crate::tui::widget::Phrase;

fn find<R: crate::domain::field::Record>(all: &[Stored<R>], id: RecordId) -> Option<(Meta, Values)> {
    all.iter().find(|s| s.meta.id == id).map(|s| (s.meta.clone(), s.it.values()))
}

fn read(kind: Kind, id: RecordId, see: &See<'_>) -> Option<(Meta, Values)> {
    let v = see.view;
    match kind {
        Kind::Contact => (v.contact.meta.id == id).then(|| (v.contact.meta.clone(), v.contact.it.values())),
        Kind::ContactPoint => find(&v.points, id),
        Kind::Plan => find(&v.plans, id),
        Kind::Consent => find(&v.consents, id),
        Kind::Engagement => find(&v.engagements, id),
        Kind::FollowUp => find(&v.follow_ups, id),
        Kind::Grounds => find(&v.grounds, id),
        Kind::Marker => find(&v.markers, id),
        Kind::Concern => find(&v.concerns, id),
        Kind::Offer => find(&v.offers, id),
        Kind::SupportPath => {
            v.support_path.as_ref().filter(|p| p.meta.id == id).map(|p| (p.meta.clone(), p.it.values()))
        }
        Kind::CrimeReport => find(&v.crime_reports, id),
        Kind::SafetyPlan => find(&v.safety_plans, id),
        Kind::LinkedPerson => find(&v.linked, id),
        // These belong to no contact and have screens of their own.
        Kind::Intelligence
        | Kind::IntelligenceItem
        | Kind::IntelligenceSource
        | Kind::DangerousPerson
        | Kind::Observation
        | Kind::Tasking
        | Kind::Strategy
        | Kind::Service
        | Kind::Liaison => None,
        Kind::Confirmed => v.confirmed.as_ref().filter(|c| c.meta.id == id).map(|c| (c.meta.clone(), c.it.values())),
        Kind::Update => find(&v.updates, id),
        Kind::Hold => find(&v.holds, id),
        Kind::Disclosure => find(&v.disclosures, id),
    }
}

/// Its entries; none when it is not there any more.
#[must_use]
pub fn entries(kind: Kind, id: RecordId, see: &See<'_>) -> Vec<Entry> {
    let Some((meta, values)) = read(kind, id, see) else { return Vec::new() };
    let standing = standing_version(kind, &values, see);
    let mut entries = Vec::new();
    if let Some(now) = &standing {
        entries.extend(beside(kind, &values, now, see));
    }
    let mut page = "";
    for field in kind.fields().iter().filter(|_| standing.is_none()) {
        let Some(value) = values.get(field.name) else { continue };
        // A flag that is not set says nothing; ids, kept texts and answers are shown where they mean something.
        if matches!(value, Value::Number(0)) && field.shape == Shape::Flag
            || matches!(field.shape, Shape::Ref)
            || matches!(field.name, "actions" | "answers" | "content" | "grounds" | "fields")
            || kind == Kind::SupportPath && field.name == "steps"
        {
            continue;
        }
        if !entries.is_empty() && field.page != page {
            entries.push(Entry::gap());
        }
        page = field.page;
        let words = match (kind, field.name) {
            (Kind::ContactPoint, "value") => phone::display(value.text().unwrap_or_default()),
            (_, "must_not_find_out" | "never" | "windows") => value.many().join("\n"),
            _ => shown(field, value),
        };
        let words = if field.care == Care::Masked { see.masked(&words) } else { Phrase::from(words) };
        entries.extend(reading(field.label, &words, 0, see.ctx));
    }
    if kind == Kind::Marker {
        let grounds = values.get("grounds").map(|v| v.many().to_vec()).unwrap_or_default();
        for (i, g) in see.view.grounds.iter().filter(|g| grounds.contains(&g.meta.id.to_string())).enumerate() {
            let label = if i == 0 { "Grounds" } else { "" };
            entries.push(Entry::new(label, g.it.statement.as_str()).of(Of::Words));
        }
    }
    entries.push(Entry::gap());
    let local = |at| when::to_local(at, chrono_tz::Europe::London).format("%d/%m/%Y %H:%M").to_string();
    let made = format!("{} by {}", local(meta.created_at), meta.created_by);
    entries.push(Entry::new("Made", Phrase::new().muted(made)).of(Of::Words));
    if meta.rev > 1 {
        let changed = format!("{} by {} · version {}", local(meta.updated_at), meta.updated_by, meta.rev);
        entries.push(Entry::new("Last changed", Phrase::new().muted(changed)).of(Of::Words));
    }
    entries
}

/// The version that stands instead of this one; nothing for one that stands itself, or a kind without versions.
fn standing_version(kind: Kind, values: &Values, see: &See<'_>) -> Option<Values> {
    if values.get("superseded").and_then(Value::number) != Some(1) {
        return None;
    }
    match kind {
        Kind::Plan => see.view.plans.iter().find(|p| !p.it.superseded).map(|p| p.it.values()),
        Kind::SafetyPlan => see.view.safety_plans.iter().find(|p| !p.it.superseded).map(|p| p.it.values()),
        _ => None,
    }
}

/// An earlier version beside the one that stands: what differs in both wordings, the rest once and muted.
fn beside(kind: Kind, then: &Values, now: &Values, see: &See<'_>) -> Vec<Entry> {
    let version = |v: &Values| v.get("version").and_then(Value::number).unwrap_or(1);
    let (old, new) = (format!("v{}", version(then)), format!("v{}", version(now)));
    let head = Phrase::new().muted(format!("{old} beside {new}, which stands · - as it was   + as it is now"));
    let mut entries = vec![Entry::sentence(head).of(Of::Words), Entry::gap()];
    for field in kind.fields().iter().filter(|f| !matches!(f.name, "version" | "superseded")) {
        let words = |v: &Values| match v.get(field.name) {
            Some(value) if field.care == Care::Masked => see.masked(&shown(field, value)),
            Some(value) if field.shape == Shape::Lines => Phrase::from(value.many().join("\n")),
            Some(value) => Phrase::from(shown(field, value)),
            None => Phrase::new().muted("nothing"),
        };
        match (then.get(field.name), now.get(field.name)) {
            (None, None) => {}
            (was, is) if was == is => {
                entries.push(Entry::new(field.label, words(then).all_muted(&see.ctx.theme)).of(Of::Words));
            }
            _ => {
                let line = |sign, words| Line { lead: Phrase::new().mark(sign), ..Line::new(words).at(2) };
                let lines = vec![line(Sign::Minus, words(then)), line(Sign::Plus, words(now))];
                entries.push(Entry::rows(field.label, lines).of(Of::Words));
            }
        }
    }
    entries
}

/// What can be done with it.
#[must_use]
pub fn actions(focused: Option<&Of>, _see: &See<'_>) -> Vec<Action> {
    let Some(Of::Record(kind, _)) = focused else { return Vec::new() };
    match kind {
        Kind::FollowUp => vec![Action::Done, Action::Wait, Action::Close, Action::Edit],
        Kind::Engagement => vec![Action::Edit, Action::AddHere],
        Kind::Hold => vec![Action::Edit, Action::Close],
        Kind::Confirmed => Vec::new(),
        _ => vec![Action::Edit],
    }
}

/// Another word for an action.
#[must_use]
pub fn word(action: Action, kind: Option<Kind>) -> Option<&'static str> {
    match (action, kind) {
        (Action::Close, Some(Kind::FollowUp)) => Some("cancel"),
        (Action::Close, Some(Kind::Hold)) => Some("lift"),
        (Action::AddHere, Some(Kind::Engagement)) => Some("add to their words"),
        (Action::Edit, Some(Kind::Plan | Kind::SafetyPlan)) => Some("new version"),
        _ => None,
    }
}

/// Does it.
#[must_use]
pub fn act(action: Action, focused: Option<&Of>, see: &See<'_>) -> Effects {
    acts::act(action, focused, see)
}
