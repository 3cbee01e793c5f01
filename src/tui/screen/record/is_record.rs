//! IS record: what is here beside what IS last confirmed, and whether a person update can be prepared.
//!
//! Three columns of fact and one of judgement; equal rows recede, so that the differences are what is left. Below 100
//! columns each field is a group of lines. What does not belong here: the comparison itself, which is casework's.

use crate::casework::desk::Saved;
use crate::casework::is_record::{IsFieldsShown, IsRecordView, IsRow, RowState};
use crate::domain::field::{Field, FieldType, Shape, Value, Values, text_in};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::lists;
use crate::domain::problem::{Outcome, Problem};
use crate::domain::text::capital;
use crate::domain::when::long;
use crate::store::verify::HistoryLine;
use crate::tui::action::Action;
use crate::tui::effect::{Effect, Effects, ask, ask_latest, done, settled, takes_back};
use crate::tui::form::{Extra, Form};
use crate::tui::overlay::choose::{Choice, Choose};
use crate::tui::overlay::fill::Fill;
use crate::tui::screen::outbox::readiness;
use crate::tui::screen::record::part::{Entry, Line, Of, Part, See, room};
use crate::tui::screen::record::{Msg as Told, history};
use crate::tui::screen::{Caveat, Who};
use crate::tui::theme::{Sign, Theme};
use crate::tui::widget::record::{MASK, mask};
use crate::tui::widget::{Phrase, text};

/// The entry that has the focus at first: a field.
pub(super) const FIRST: usize = 2;
/// Journal entries that are looked through for the history of a field, and those shown of it.
const LOOKED: usize = 500;
const SHOWN: usize = 6;

/// Information that names nobody.
const INFORM: &[Field] = &[
    Field::new(Shape::Note, "Information").required().help("Fact: … or Assessment: …, no name").named("information"),
    Field::new(Shape::Line, "Strictly needed")
        .required()
        .help("what goes wrong if IS does not know")
        .named("necessity"),
];
/// What the officer reads off IS; blank is blank on IS.
const FROM_IS: &[Field] = &[
    Field::new(Shape::Line, "IS reference").required().help("as IS shows it: P/2210457").named("is_reference"),
    Field::new(Shape::Date, "On").required().help("today").named("confirmed_on"),
    Field::new(Shape::Line, "Given name").masked().named("given_names"),
    Field::new(Shape::Line, "Surname").masked().named("surname"),
    Field::new(Shape::Line, "Date of birth").masked().help("as IS shows it: 14/06/1994").named("born_on"),
    Field::new(Shape::Line, "Gender").named("gender"),
    Field::new(Shape::Line, "Phone").masked().named("phone"),
    Field::new(Shape::Line, "E-mail").masked().named("email"),
    Field::new(Shape::Line, "Handle").masked().named("handle"),
    Field::new(Shape::Line, "Address").masked().named("address"),
    Field::new(Shape::Line, "Ethnicity").named("ethnicity"),
    Field::new(Shape::Line, "DLO contact").named("dlo"),
];

/// What the section is told.
pub enum Msg {
    /// Here beside on IS.
    Read(Outcome<Box<IsRecordView>>),
    /// A person update was prepared, or why not.
    Prepared(Outcome<RecordId>),
    /// Information without identity, as typed.
    Inform(Values),
    /// What IS shows, as typed.
    FromIs(Values),
    /// It was kept, or why not.
    Kept(&'static str, Saved<()>),
    /// What the journal says of a field.
    History(&'static str, &'static str, Outcome<Vec<HistoryLine>>),
}

/// The section.
#[derive(Default)]
pub struct IsRecord {
    view: Option<Box<IsRecordView>>,
    problem: Option<Problem>,
    who: Option<Who>,
}

impl IsRecord {
    /// Takes an answer or a choice.
    pub fn told(&mut self, msg: Msg, see: Option<&See<'_>>) -> Effects {
        let Some(id) = self.who.as_ref().map(|w| w.id) else { return Effects::new() };
        match msg {
            Msg::Read(Ok(view)) => {
                self.problem = None;
                self.view = Some(view);
                Effects::new()
            }
            Msg::Read(Err(p)) => {
                self.problem = Some(p);
                self.view = None;
                Effects::new()
            }
            Msg::Prepared(Ok(_)) => {
                vec![done(takes_back("A person update is in the outbox, 8")), Effect::Changed]
            }
            Msg::Prepared(Err(p)) => vec![Effect::Failed(p)],
            Msg::Inform(values) => {
                let (words, needed) =
                    (text_in(&values, "information").to_owned(), text_in(&values, "necessity").to_owned());
                vec![ask(move |desk| {
                    let kept = desk.prepare_information(id, &words, &needed).map(|_| ());
                    Told::IsRecord(Msg::Kept("Information without identity is in the outbox, 8", kept))
                })]
            }
            Msg::FromIs(values) => {
                let reference = text_in(&values, "is_reference").to_owned();
                let on = values.get("confirmed_on").and_then(Option::<chrono::NaiveDate>::from_value);
                let shown: IsFieldsShown =
                    FROM_IS.iter().skip(2).map(|f| (f.name, text_in(&values, f.name).to_owned())).collect();
                match on {
                    Some(on) => vec![ask(move |desk| {
                        let kept = desk.enter_from_is(id, &reference, on, &shown);
                        Told::IsRecord(Msg::Kept("What IS shows is entered", kept))
                    })],
                    None => Effects::new(),
                }
            }
            Msg::Kept(what, kept) => settled(kept, takes_back(what)),
            Msg::History(field, label, Ok(lines)) => {
                see.map(|see| history_of(field, label, &lines, see)).into_iter().collect()
            }
            Msg::History(_, _, Err(p)) => vec![Effect::Failed(p)],
        }
    }

    fn readiness_entries(view: &IsRecordView, child: bool, wide: bool) -> Vec<Entry> {
        let second = if child {
            Phrase::new()
                .sign(Sign::Child, "adult records are closed")
                .text(": IS is told by the safeguarding notification")
        } else if view.ready {
            let differences = match view.differences {
                1 => "1 difference".to_owned(),
                n => format!("{n} differences"),
            };
            Phrase::new()
                .marked(Sign::Ready, "a person update can be prepared")
                .dot()
                .text(differences)
                .dot()
                .text(format!("{} kept here", view.kept_here))
        } else {
            let missing = match view.missing.len() {
                1 => "1 is missing".to_owned(),
                n => format!("{n} are missing"),
            };
            Phrase::new().sign(Sign::Danger, format!("a person update cannot be prepared: {missing}"))
        };
        let lines = vec![Line::new(readiness(&view.readiness, !wide)), Line::new(second)];
        let mut entries = vec![Entry::rows("Ready for IS", lines).of(Of::Words)];
        let answered: Vec<&(String, String)> = view.missing.iter().filter(|(_, a)| !a.is_empty()).collect();
        for (what, answer) in &answered {
            entries.push(Entry::new(capital(what), answer.as_str()));
        }
        if !view.ready && !child {
            entries.push(Entry::gap());
            let words = if answered.is_empty() {
                Phrase::new().key(Action::WithoutIdentity.key()).text(" prepares information without identity instead.")
            } else {
                Phrase::from("An answer like these is an answer: leave it. ")
                    .key(Action::WithoutIdentity.key())
                    .text(" prepares information without identity instead.")
            };
            entries.push(Entry::sentence(words));
        }
        entries
    }
}

impl Part for IsRecord {
    fn begin(&mut self, who: &Who) -> Effects {
        self.who = Some(who.clone());
        let id = who.id;
        vec![ask_latest("is record", move |desk| Told::IsRecord(Msg::Read(desk.is_record(id).map(Box::new))))]
    }

    fn entries(&self, see: &See<'_>) -> Vec<Entry> {
        let Some(view) = &self.view else {
            let words = self.problem.as_ref().map(|p| format!("{} {}", p.what, p.remedy));
            return words
                .map(|w| Entry::sentence(Phrase::new().marked(Sign::Danger, w)).of(Of::Words))
                .into_iter()
                .collect();
        };
        let theme = &see.ctx.theme;
        let room = room(see.ctx);
        // Side by side from 100 columns on; below that each field is a group of lines.
        let wide = see.ctx.wide();
        let mut entries = Self::readiness_entries(view, see.view.contact.it.is_child(), wide);
        entries.push(Entry::gap());
        let on_is = match view.confirmed_on {
            Some(on) => format!("On IS, {}", long(on)),
            None => "On IS".to_owned(),
        };
        if wide {
            let heads = Phrase::new().muted(text::pad("Here", room / 3, theme)).muted(on_is.as_str());
            entries.push(Entry::new("Field", heads));
            entries.push(Entry::gap());
        }
        for row in &view.rows {
            if row.field == "grounds" {
                entries.push(Entry::gap());
            }
            let lines = if wide { beside(row, see.unmasked, room, theme) } else { grouped(row, see.unmasked, &on_is) };
            entries.push(Entry::rows(row.label, lines).of(Of::Field(row.field)));
        }
        entries.push(Entry::gap());
        if !view.reference_line.is_empty() {
            entries.push(Entry::new("IS reference", view.reference_line.as_str()).of(Of::Words));
        }
        let waiting = match view.waiting.as_slice() {
            [] => Phrase::new().muted("no draft update in the outbox"),
            [one] => Phrase::new().marked(Sign::Due, format!("1 draft update in the outbox: {one}")),
            all => Phrase::new()
                .marked(Sign::Due, format!("{} draft updates in the outbox: {}", all.len(), all.join("; "))),
        };
        entries.push(Entry::new("Waiting", waiting).of(Of::Words));
        entries.push(Entry::gap());
        let words = if view.confirmed_on.is_some() {
            Phrase::from("Confirmed means confirmed on that day. If IS shows something else now, ")
        } else {
            Phrase::from("Nothing of this contact is confirmed on IS. If IS shows the person already, ")
        };
        entries.push(Entry::sentence(words.key(Action::ByHand.key()).text(" enters it.")).of(Of::Words));
        entries
    }

    fn actions(&self, _focused: Option<&Of>, _see: &See<'_>) -> Vec<Action> {
        vec![Action::PrepareUpdate, Action::Open, Action::WithoutIdentity, Action::ByHand, Action::Unmask]
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        match action {
            Action::Open => Some("history of a field"),
            Action::ByHand => Some("enter from IS by hand"),
            _ => None,
        }
    }

    fn why_not(&self, action: Action, focused: Option<&Of>, see: &See<'_>) -> Option<(&'static str, String)> {
        let view = self.view.as_deref()?;
        match action {
            Action::PrepareUpdate if see.view.contact.it.is_child() => Some((
                "under 18",
                "The person is or may be under 18: IS is told by the safeguarding notification. Telephone now."
                    .to_owned(),
            )),
            Action::PrepareUpdate if !view.ready => {
                let list: Vec<&str> = view.missing.iter().map(|(what, _)| what.as_str()).collect();
                let are = if list.len() == 1 { "is" } else { "are" };
                Some((
                    "4 + 1 missing",
                    format!(
                        "A person update cannot be prepared: {} {are} missing. i prepares information without identity.",
                        list.join(", ")
                    ),
                ))
            }
            Action::Open if !matches!(focused, Some(Of::Field(_))) => {
                Some(("no field", "Move to a field: Enter shows what the journal says of it.".to_owned()))
            }
            _ => None,
        }
    }

    fn act(&mut self, action: Action, focused: Option<&Of>, see: &See<'_>) -> Effects {
        let id = see.who.id;
        let now = see.ctx.now;
        match (action, focused) {
            (Action::PrepareUpdate, _) => {
                vec![ask(move |desk| Told::IsRecord(Msg::Prepared(desk.prepare_person_update(id))))]
            }
            (Action::WithoutIdentity, _) => {
                let form = Form::over(INFORM, Values::new(), now, Extra::new());
                let said = vec![Phrase::from(
                    "It names nobody: no name, reference or number. Each line begins with Fact: or Assessment:",
                )];
                let then = |v| Told::IsRecord(Msg::Inform(v)).into();
                vec![
                    Fill::new("Information without identity", said, form, 12, "prepare it", then)
                        .kept_as(format_args!("inform:{id}"))
                        .raise(),
                ]
            }
            (Action::ByHand, _) => {
                let mut values = Values::new();
                for row in self.view.iter().flat_map(|v| &v.rows).filter(|r| !r.on_is.is_empty()) {
                    if FROM_IS.iter().any(|f| f.name == row.field) {
                        values.insert(row.field, Value::Text(row.on_is.clone()));
                    }
                }
                let reference = see.view.confirmed.as_ref().map(|c| c.it.is_reference.clone()).unwrap_or_default();
                if !reference.is_empty() {
                    values.insert("is_reference", Value::Text(reference));
                }
                values.insert("confirmed_on", Value::Text(see.today().to_string()));
                let form = Form::over(FROM_IS, values, now, Extra::new().shows_names(see.unmasked));
                let said =
                    vec![Phrase::from("As IS shows it now; blank is blank there. The same effect as a receipt.")];
                let then = |v| Told::IsRecord(Msg::FromIs(v)).into();
                vec![
                    Fill::new("Enter from IS by hand", said, form, 16, "enter it", then)
                        .kept_as(format_args!("from-is:{id}"))
                        .raise(),
                ]
            }
            (Action::Open, Some(Of::Field(field))) => {
                let field = *field;
                let label = self.view.iter().flat_map(|v| &v.rows).find(|r| r.field == field).map_or("", |r| r.label);
                vec![ask_latest("history of a field", move |desk| {
                    Told::IsRecord(Msg::History(field, label, desk.history(id, LOOKED)))
                })]
            }
            _ => Effects::new(),
        }
    }

    fn caveat(&self, _see: &See<'_>) -> Option<Caveat> {
        let mut caveat = Caveat::sensitive("IS record");
        if let Some(view) = self.view.as_ref().filter(|v| !v.classification.is_empty()) {
            caveat.classification.clone_from(&view.classification);
        }
        Some(caveat)
    }
}

/// The sign and words of the last column. What differs is not said of a name that is masked: a letter is part of it.
fn judgement(row: &IsRow, hidden: bool) -> Phrase {
    match &row.state {
        RowState::Same => Phrase::new().mark(Sign::Ready).muted(" same"),
        RowState::Differs(_) if hidden => Phrase::new().sign(Sign::Due, "differs"),
        RowState::Differs(words) => Phrase::new().sign(Sign::Due, words.as_str()),
        RowState::Danger(words) => Phrase::new().sign(Sign::Danger, words.as_str()),
        RowState::KeptHere(words) => Phrase::new().mark(Sign::Dot).muted(format!(" {words}")),
    }
}

/// Whether a value is one of the answers that may stand instead of it: nothing to hide.
fn is_answer(value: &str) -> bool {
    lists::get("answers").is_some_and(|l| l.items.iter().any(|i| i.label == value))
}

fn is_hidden(row: &IsRow, value: &str, unmasked: bool) -> bool {
    row.masked && !unmasked && !value.is_empty() && !is_answer(value)
}

/// Here, on IS and the judgement in three columns; each wraps in its own, nothing is cut.
fn beside(row: &IsRow, unmasked: bool, room: usize, theme: &Theme) -> Vec<Line> {
    let cells = room / 3;
    let wrap = |value: &str| -> Vec<String> {
        if is_hidden(row, value, unmasked) {
            vec![mask().plain(theme)]
        } else if value.is_empty() {
            vec!["blank".to_owned()]
        } else {
            text::wrap(value, cells - 1)
        }
    };
    let hidden = is_hidden(row, &row.here, unmasked) || is_hidden(row, &row.on_is, unmasked);
    let (here, on_is) = (wrap(&row.here), wrap(&row.on_is));
    let judged = judgement(row, hidden).wrap(room - 2 * cells, theme);
    let plain = !matches!(row.state, RowState::Same);
    (0..here.len().max(on_is.len()).max(judged.len()))
        .map(|i| {
            let part = |all: &[String]| text::pad(all.get(i).map(String::as_str).unwrap_or_default(), cells, theme);
            let both = format!("{}{}", part(&here), part(&on_is));
            let line = if plain { Phrase::from(both) } else { Phrase::new().muted(both) };
            Line::new(line.then(judged.get(i).cloned().unwrap_or_default()))
        })
        .collect()
}

/// The same as a group of lines: here, on IS, the judgement; one line where nothing differs.
fn grouped(row: &IsRow, unmasked: bool, on_is: &str) -> Vec<Line> {
    let value = |value: &str| match value {
        "" => Phrase::new().muted("blank"),
        v if is_hidden(row, v, unmasked) => mask(),
        v => Phrase::from(v),
    };
    let hidden = is_hidden(row, &row.here, unmasked) || is_hidden(row, &row.on_is, unmasked);
    let judged = judgement(row, hidden);
    if row.state == RowState::Same {
        let gap = " ".repeat(MASK.saturating_sub(5).max(3));
        return vec![Line::new(value(&row.here).text(gap).then(judged))];
    }
    let there = Phrase::new().muted(format!("{on_is}: ")).then(value(&row.on_is));
    vec![Line::new(value(&row.here)), Line::new(there), Line::new(judged)]
}

/// Which record of the contact a row is worked out from, and the field of it; blank for any field.
const fn source(row: &str) -> (Kind, &str) {
    match row.as_bytes() {
        b"phone" | b"email" | b"handle" | b"address" => (Kind::ContactPoint, ""),
        b"grounds" => (Kind::Grounds, ""),
        b"marker" => (Kind::Marker, ""),
        b"review_on" => (Kind::Marker, "review_on"),
        b"alias" => (Kind::Contact, "working_names"),
        _ => (Kind::Contact, row),
    }
}

/// The sheet that says when a field was touched, by whom, and what stood there before.
fn history_of(row: &str, label: &str, lines: &[HistoryLine], see: &See<'_>) -> Effect {
    let (kind, name) = source(row);
    let mut touched: Vec<Phrase> = Vec::new();
    for line in lines.iter().filter(|l| l.kind == Some(kind) && l.operation != "consultation") {
        let changes: Vec<_> = line.changes.iter().filter(|(field, ..)| name.is_empty() || field == name).collect();
        if changes.is_empty() {
            continue;
        }
        let mut said = Phrase::new().muted(format!("{}  ", history::at(line))).text(line.what.as_str());
        if let ([(_, before, after)], Some(field)) = (changes.as_slice(), kind.field(name)) {
            said = said.text(": ");
            if before.is_some() {
                said = said.then(history::value(field, kind, before.as_ref(), see)).text(" ");
                said = said.mark(Sign::LeadsTo).text(" ");
            }
            said = said.then(history::value(field, kind, after.as_ref(), see));
        }
        touched.push(said.dot().muted(line.officer.as_str()));
    }
    let more = touched.len().saturating_sub(SHOWN);
    let mut said: Vec<Phrase> = touched.iter().take(SHOWN).cloned().collect();
    if touched.is_empty() {
        said.push(Phrase::from("The journal says nothing of this field by itself."));
    } else if more > 0 {
        said.push(Phrase::new().muted(format!("{more} earlier ones stand in the history.")));
    }
    Choose::dialog(format!("History of {label}"), said, vec![Choice::new("", "Close", Effects::new())]).raise()
}
