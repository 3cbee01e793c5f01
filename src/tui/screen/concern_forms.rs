//! The forms of safeguarding: a child who is no contact, a concern, who was told about one, and channels that are not
//! safe as other forms warn of them.
//!
//! What does not belong here: the rules, which are casework's, and the screen of a concern ([`super::concern`]).

use crate::casework::concern::NewChild;
use crate::casework::desk::{Desk, Saved};
use crate::domain::concern;
use crate::domain::field::{Fault, Field, Shape, Value, Values, text_in};
use crate::domain::id::RecordId;
use crate::domain::linked_person::LinkedPerson;
use crate::domain::lists;
use crate::domain::plan::rule;
use crate::domain::problem::Outcome;
use crate::domain::when::When;
use crate::tui::action::Action;
use crate::tui::form::{Advice, Extra};
use crate::tui::screen::{Place, Who};
use crate::tui::task::After;
use crate::tui::theme::Sign;
use crate::tui::widget::Phrase;

const NAME: Field =
    Field::new(Shape::Line, "Name or words").required().masked().help("Tilly, school coat").named("name");
const UNDER_18: Field = Field::new(Shape::Pick("yes_no_unknown"), "Under 18?").required().named("under_18");
const AGE: Field = Field::new(Shape::Number, "Age in years").help("as said or guessed").named("age");
const PLACE: Field = Field::new(Shape::Line, "Where").help("where they can be found now").named("place");
const WHAT: Field =
    Field::new(Shape::Note, "What is known").required().help("what was seen and said, in few words").named("what");
const AREA: Field = Field::new(Shape::Pick("areas"), "Area").required().named("area");
const RELATION: Field =
    Field::new(Shape::Pick("relation_kinds"), "To the contact").required().help("child").named("relation");

/// A child met by chance.
pub const BY_CHANCE: &[Field] = &[NAME, UNDER_18, AGE, PLACE, WHAT, AREA];
/// A child of a contact, or another child a contact is linked to.
pub const OF_CONTACT: &[Field] = &[NAME, UNDER_18, AGE, RELATION, PLACE, WHAT];
/// A child who is kept as a linked person already.
pub const KEPT_ALREADY: &[Field] = &[AGE, WHAT];

/// The fields of a child who is no contact.
#[must_use]
pub const fn child_fields(who: Option<&Who>, about: Option<RecordId>) -> &'static [Field] {
    match (who, about) {
        (_, Some(_)) => KEPT_ALREADY,
        (Some(_), None) => OF_CONTACT,
        (None, None) => BY_CHANCE,
    }
}

/// What its form begins from.
#[must_use]
pub fn child_beginning(who: Option<&Who>, desk: &Desk) -> Values {
    match who {
        Some(_) => Values::from([("relation", Value::Text("child".to_owned()))]),
        None => Values::from([("area", Value::Text(desk.officer().area.clone()))]),
    }
}

/// What its form says above and below the fields.
#[must_use]
pub fn child_extra() -> Extra {
    Extra::new()
        .check(|values| {
            let adult = text_in(values, "under_18") == "no";
            let words = "Only for a child. For an adult, s on the contact records a concern.";
            if adult { vec![Fault::new("under_18", words)] } else { Vec::new() }
        })
        .intro("Phone first if the child is in danger now: a form is not a referral")
        .becomes(|values| {
            let known = text_in(values, "under_18");
            if known == "no" {
                return Vec::new();
            }
            let words = Phrase::new()
                .sign(Sign::Child, "a child concern at once")
                .text(", with its actions and its notification");
            vec![("Saving makes".to_owned(), words)]
        })
        .closing("The name is masked everywhere and stands in no list and no search.")
}

/// Saves a child who is no contact, and goes to the concern.
///
/// # Errors
/// Faults, or a failure.
pub fn save_child(desk: &mut Desk, who: Option<&Who>, about: Option<RecordId>, values: &Values) -> Saved<After> {
    let text = |name: &str| text_in(values, name).to_owned();
    let child = NewChild {
        about,
        name: text("name"),
        under_18: text("under_18"),
        relation: text("relation"),
        place: text("place"),
        what: text("what"),
        age: values.get("age").and_then(Value::number),
        area: text("area"),
    };
    let id = desk.child_concern(who.map(|w| w.id), &child)?;
    let opened = who.is_none_or(|w| desk.remembered_reason(w.id).is_some());
    Ok(After {
        said: format!(
            "Saved: a child concern with its notification. Phone now; {} takes it all back",
            Action::Undo.key()
        ),
        // A record that was not opened yet is not opened by this.
        go: opened.then(|| Place::Concern(who.cloned(), id)),
    })
}

/// What a disclosure about a concern begins from: somebody rings about the case.
#[must_use]
pub fn passed_on_beginning(desk: &Desk) -> Values {
    let text = |t: &str| Value::Text(t.to_owned());
    Values::from([
        ("happened", Value::Text(When::at(desk.local_now()).to_string())),
        ("channel", text("telephone")),
        ("purpose", text("safeguarding")),
        ("basis", text("individuals-at-risk")),
    ])
}

/// What a suspected abuser begins from as a linked person.
#[must_use]
pub fn abuser_beginning() -> Values {
    Values::from([
        ("relation", Value::Text("suspected-abuser".to_owned())),
        ("why_kept", Value::Text("a domestic abuse concern".to_owned())),
    ])
}

/// The linked people of a contact, to choose from.
///
/// # Errors
/// When the database cannot be read.
pub fn linked_people(desk: &Desk, who: &Who) -> Outcome<Vec<(RecordId, String)>> {
    let all = desk.reading().of_contact::<LinkedPerson>(who.id)?;
    let label = |p: &LinkedPerson| format!("{}: {}", lists::label("relation_kinds", p.relation.as_str()), p.name);
    Ok(all.iter().map(|p| (p.meta.id, label(&p.it))).collect())
}

/// The form of a concern: the area is that of its contact, and only offences of those who exploit are offered.
#[must_use]
pub fn concern_extra(extra: Extra, of_contact: bool) -> Extra {
    let offences = lists::get("offences").map(|l| l.offered().collect::<Vec<_>>()).unwrap_or_default();
    let offered = offences.into_iter().filter(|i| concern::is_exploiters(concern::kind::CHILD, i));
    let extra = extra.only("offences", offered.map(|i| i.code.clone()));
    if of_contact { extra.without(&["area"]) } else { extra }
}

/// The field of a plan that a channel has its rule in.
const RULES: [(&str, &str); 5] = [
    ("text", "text_rule"),
    ("call", "call_rule"),
    ("e-mail", "email_rule"),
    ("in-person", "visit_rule"),
    ("voicemail", "voicemail_rule"),
];

/// Warns in a plan of channels that are open there and not safe now.
#[must_use]
pub fn unsafe_in_plan(channels: &[String], values: &Values) -> Vec<Advice> {
    let open = RULES.iter().filter(|(channel, field)| {
        channels.iter().any(|c| c == channel) && !matches!(text_in(values, field), "" | rule::NEVER)
    });
    open.map(|(_, field)| Advice { field, sign: Sign::Danger, words: NOT_SAFE.to_owned() }).collect()
}

/// Warns in an engagement of a channel that is not safe now.
#[must_use]
pub fn unsafe_in_engagement(channels: &[String], values: &Values) -> Vec<Advice> {
    let channel = text_in(values, "channel");
    let theirs = matches!(text_in(values, "direction"), "in" | "by-chance");
    if theirs || !channels.iter().any(|c| c == channel) {
        return Vec::new();
    }
    vec![Advice { field: "channel", sign: Sign::Danger, words: NOT_SAFE.to_owned() }]
}

/// Said wherever such a channel is about to be used.
const NOT_SAFE: &str = "not safe now: a domestic abuse concern names this channel";
