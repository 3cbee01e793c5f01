//! The form of an intelligence entry: title and area, the items one after the other, and the source block; on the right
//! the page as it will be read, changing with every key.
//!
//! Names of contacts are pointed out as they are typed, and keep the entry from being saved. What does not belong here:
//! the form engine ([`crate::tui::form`]) and the rules, which are the domain's and casework's.

use std::cell::{Cell, RefCell};
use std::collections::BTreeMap;
use std::rc::Rc;
use std::sync::OnceLock;

use chrono::NaiveDateTime;
use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use serde_json::json;

use crate::casework::desk::{Desk, Saved};
use crate::casework::intelligence::{Rests, Written, stops};
use crate::casework::naming::NameFound;
use crate::domain::field::{Fault, Field, Record, Value, Values, text_in};
use crate::domain::id::RecordId;
use crate::domain::intelligence::{
    self, Intelligence, IntelligenceItem, IntelligenceSource, item_faults, source_faults,
};
use crate::domain::kind::Kind;
use crate::domain::problem::{Outcome, Problem};
use crate::domain::{check, lists, when};
use crate::tui::action::{Action, Chord};
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, ask, ask_latest, done, takes_back};
use crate::tui::form::{Advice, Extra, Form, Input, Reply};
use crate::tui::overlay::Overlay;
use crate::tui::overlay::choose::{Choice, Choose};
use crate::tui::overlay::help::Help;
use crate::tui::screen::draft::{self, Draft};
use crate::tui::screen::intelligence_page::Page;
use crate::tui::screen::{Caveat, Place, Shown, moves};
use crate::tui::task::Task;
use crate::tui::theme::Role;
use crate::tui::theme::Sign;
use crate::tui::widget::frame::{self, Frame};
use crate::tui::widget::{Phrase, narrow, paragraphs, put, row, text_of};

/// Cells of the page beside the form.
const PAGE: u16 = 50;
/// Cells of a line of the page.
const MEASURE: usize = 49;
/// Most items of an entry: more are another entry.
const MOST_ITEMS: usize = 20;

/// The fields of an item, in their order.
const ITEM: [&str; 8] =
    ["text", "standing", "source_grade", "assessment", "handling", "action_code", "usage", "sanitisation"];
/// Fields of the three records in the order of the form.
const ORDER: [(Kind, &[&str]); 7] = [
    (Kind::Intelligence, &["title", "area", "priority"]),
    (Kind::IntelligenceItem, &ITEM),
    (Kind::Intelligence, &["provenance"]),
    (Kind::IntelligenceSource, &["known_to"]),
    (Kind::Intelligence, &["known"]),
    (Kind::IntelligenceSource, &["who", "can_give_more", "risk", "risk_why", "risk_reduced", "source_unit"]),
    (Kind::Intelligence, &["classification"]),
];
/// Fields in which a name is pointed out.
const NAMED: [&str; 4] = ["title", "text", "usage", "provenance"];

static FIELDS: OnceLock<Vec<Field>> = OnceLock::new();

/// The field table of the form: those of the three records, each declared once.
fn fields() -> &'static [Field] {
    FIELDS.get_or_init(|| {
        let of = |(kind, names): &(Kind, &[&str])| {
            let kind = *kind;
            names.iter().filter_map(move |n| kind.field(n)).copied().collect::<Vec<_>>()
        };
        ORDER.iter().flat_map(of).collect()
    })
}

/// What the form begins from.
pub struct Prepared {
    entry: Values,
    items: Vec<Values>,
    source: Values,
    rests: Option<Rests>,
    kept_words: Vec<String>,
    reference: String,
    draft: Option<(NaiveDateTime, serde_json::Value)>,
}

/// What the form is told.
pub enum Msg {
    /// What it begins from.
    Prepared(Outcome<Box<Prepared>>),
    /// Which words are names of contacts.
    Names(Outcome<Vec<(String, bool)>>),
    /// It was saved, or why not.
    Saved(Saved<RecordId>),
    /// A word is kept as an ordinary one.
    Ordinary(String),
    /// What became of its draft, or is to become of it.
    Draft(draft::Msg),
}

impl From<draft::Msg> for Msg {
    fn from(msg: draft::Msg) -> Self {
        Self::Draft(msg)
    }
}

/// What the rules that the form shows look at beside its own values.
#[derive(Default)]
struct Around {
    names: RefCell<BTreeMap<String, bool>>,
    kept: RefCell<Vec<String>>,
    items: RefCell<(usize, usize)>,
    rests: RefCell<usize>,
}

impl Around {
    /// Names in a text, in their order, but those kept as ordinary words.
    fn names_in(&self, written: &str) -> Vec<NameFound> {
        let names = self.names.borrow();
        let is = |w: &str| names.get(w).copied().unwrap_or(false);
        let words = intelligence::words(written).filter(|w| is(w) && !self.kept.borrow().contains(&w.to_lowercase()));
        let mut found: Vec<NameFound> = words.map(|w| NameFound { word: w.to_owned(), is_reference: false }).collect();
        let referred = intelligence::references(written).into_iter().filter(|r| is(r));
        found.extend(referred.map(|word| NameFound { word, is_reference: true }));
        let mut seen = std::collections::BTreeSet::new();
        found.retain(|f| seen.insert(f.word.clone()));
        found
    }
}

/// The form.
pub struct State {
    task: Task,
    form: Option<Form>,
    problem: Option<String>,
    reference: String,
    items: Vec<Values>,
    /// The item that is in the form.
    at: usize,
    around: Rc<Around>,
    rests: Option<Rests>,
    /// The page is shown in place of the form, where there is no room for both.
    reads: bool,
    /// How many rows above its end the page stands, and how many there are.
    above: usize,
    most_above: Cell<usize>,
    /// Something was changed that the form as it stands does not know of: another item.
    touched: bool,
    draft: Draft,
    early: Vec<Input>,
}

impl State {
    /// The form of an entry: a new one, of nobody or resting on a contact, or one that is there.
    #[must_use]
    pub fn new(task: Task) -> Self {
        Self {
            draft: Draft::new(draft_name(&task), None),
            task,
            form: None,
            problem: None,
            reference: String::new(),
            items: vec![Values::new()],
            at: 0,
            around: Rc::default(),
            rests: None,
            reads: false,
            above: 0,
            most_above: Cell::new(0),
            touched: false,
            early: Vec::new(),
        }
    }

    /// The form, once what it begins from is read.
    #[must_use]
    pub const fn form(&self) -> Option<&Form> {
        self.form.as_ref()
    }

    fn person(&self) -> Option<RecordId> {
        self.rests.as_ref().map(|r| r.id)
    }

    /// Puts the item of the form back among the items.
    fn gather(&mut self) {
        let Some(form) = &self.form else { return };
        let values = part(&form.values(), Kind::IntelligenceItem);
        if let Some(item) = self.items.get_mut(self.at) {
            *item = values;
        }
    }

    /// Everything as it is typed now.
    fn written(&self) -> Written {
        let values = self.form.as_ref().map(Form::values).unwrap_or_default();
        let mut items = self.items.clone();
        if let Some(item) = items.get_mut(self.at) {
            *item = part(&values, Kind::IntelligenceItem);
        }
        Written {
            entry: part(&values, Kind::Intelligence),
            items,
            source: part(&values, Kind::IntelligenceSource),
            person: self.person(),
            kept_words: self.around.kept.borrow().clone(),
        }
    }

    /// A form over the entry and one of its items.
    fn form_of(&self, mut values: Values, item: &Values, ctx: &Ctx) -> Form {
        for name in ITEM {
            values.remove(name);
        }
        values.extend(item.iter().map(|(k, v)| (*k, v.clone())));
        let today = ctx.today();
        let around = Rc::clone(&self.around);
        let stop = self.rests.as_ref().is_some_and(|r| stops(r.entries));
        let without: &'static [&'static str] = match (self.rests.is_some(), stop) {
            (true, true) => &["who"],
            (true, false) => &["who", "source_unit"],
            (false, _) => &["source_unit"],
        };
        let wanted: &'static [&'static str] = if stop {
            &["source_unit", "action_code", "usage", "sanitisation", "risk_why", "risk_reduced"]
        } else {
            &["who", "action_code", "usage", "sanitisation", "risk_why", "risk_reduced"]
        };
        let (a, b, c) = (Rc::clone(&around), Rc::clone(&around), around);
        let extra = Extra::new()
            .stacked()
            .shows_names(true)
            .without(without)
            .wanted(wanted)
            .apart("text")
            .apart("source_grade")
            .apart("provenance")
            .apart("who")
            .apart("can_give_more")
            .instead("area", move |values| {
                let area = text_in(values, "area");
                let srn = lists::srn(area, today)?;
                let label = lists::label("areas", area);
                Some(
                    Phrase::from(label)
                        .text(" ")
                        .mark(Sign::LeadsTo)
                        .text(format!(" SRN {srn} on {}", when::long(today))),
                )
            })
            .above("text", move |_| {
                let (at, of) = *a.items.borrow();
                vec![(format!("Item {} of {of}", at + 1), Phrase::new())]
            })
            .advise(move |values| {
                let mut said = Vec::new();
                for field in NAMED {
                    for name in b.names_in(text_in(values, field)) {
                        said.push(Advice { field, sign: Sign::Danger, words: name.words() });
                    }
                }
                said
            })
            .check(move |values| {
                let item = IntelligenceItem::from_values(values);
                let source = IntelligenceSource::from_values(values);
                let mut faults = item_faults(&item);
                // A contact is the source where there is no field for another.
                let rests = *c.rests.borrow();
                let own = source_faults(&source, rests.max(1));
                faults.extend(own.into_iter().filter(|f| rests == 0 || f.field != "who"));
                for field in NAMED {
                    let names = c.names_in(text_in(values, field));
                    faults.extend(names.first().map(|n| Fault::new(field, n.words())));
                }
                faults
            });
        Form::over(fields(), values, ctx.now, extra)
    }

    fn tell_around(&self) {
        *self.around.items.borrow_mut() = (self.at, self.items.len());
        *self.around.rests.borrow_mut() = self.rests.as_ref().map_or(0, |r| r.entries);
    }

    /// Puts another item into the form.
    fn show_item(&mut self, at: usize, ctx: &Ctx) -> Effects {
        self.gather();
        let Some(item) = self.items.get(at).cloned() else { return Effects::new() };
        let values = self.form.as_ref().map(Form::values).unwrap_or_default();
        self.at = at;
        self.tell_around();
        let mut form = self.form_of(values, &item, ctx);
        form.focus_on("text");
        self.form = Some(form);
        self.touched = true;
        self.draft.changed(ctx.now);
        Effects::new()
    }

    fn add_item(&mut self, ctx: &Ctx) -> Effects {
        self.gather();
        let blank = self.items.get(self.at).is_none_or(|i| text_in(i, "text").trim().is_empty());
        if blank {
            return vec![Effect::Toast(Sign::Dot, "Write this item first: nothing is known in it yet".to_owned())];
        }
        if self.items.len() >= MOST_ITEMS {
            return vec![Effect::Toast(Sign::Dot, format!("An entry has at most {MOST_ITEMS} items"))];
        }
        self.items.push(usual_item());
        self.show_item(self.items.len() - 1, ctx)
    }

    fn drop_item(&mut self, ctx: &Ctx) -> Effects {
        if self.items.len() < 2 {
            return vec![Effect::Toast(Sign::Dot, "An entry needs at least one item".to_owned())];
        }
        let values = self.form.as_ref().map(Form::values).unwrap_or_default();
        self.items.remove(self.at);
        self.at = self.at.min(self.items.len() - 1);
        let item = self.items.get(self.at).cloned().unwrap_or_default();
        self.tell_around();
        let mut form = self.form_of(values, &item, ctx);
        form.focus_on("text");
        self.form = Some(form);
        self.touched = true;
        self.draft.changed(ctx.now);
        vec![Effect::Toast(Sign::Due, "The item is taken out; Esc, then Shift+T, throws all changes away".to_owned())]
    }

    /// Every word of the entry that may be a name and was not looked for yet.
    fn look_for_names(&self) -> Effects {
        let written = self.written();
        let mut texts: Vec<String> = Vec::new();
        for name in ["title", "provenance"] {
            texts.push(text_in(&written.entry, name).to_owned());
        }
        for item in &written.items {
            texts.extend(["text", "usage"].map(|name| text_in(item, name).to_owned()));
        }
        let names = self.around.names.borrow();
        let mut new: Vec<String> = Vec::new();
        for text in &texts {
            let words = intelligence::words(text).map(str::to_owned);
            new.extend(words.chain(intelligence::references(text)).filter(|w| !names.contains_key(w)));
        }
        new.sort();
        new.dedup();
        if new.is_empty() {
            return Effects::new();
        }
        vec![ask_latest("names", move |desk| Msg::Names(desk.are_names(new)))]
    }

    /// The names that are pointed out, in their order.
    fn pointed_out(&self) -> Vec<NameFound> {
        let written = self.written();
        let texts = [text_in(&written.entry, "title"), text_in(&written.entry, "provenance")].map(str::to_owned);
        let items = written.items.iter().flat_map(|i| ["text", "usage"].map(|n| text_in(i, n).to_owned()));
        texts.into_iter().chain(items).flat_map(|t| self.around.names_in(&t)).collect()
    }

    fn ask_ordinary(&self) -> Effects {
        let all = self.pointed_out();
        let Some(name) = all.iter().find(|n| !n.is_reference) else {
            let words = if all.is_empty() {
                "No name is pointed out here"
            } else {
                "A reference is never an ordinary word: take it out"
            };
            return vec![Effect::Toast(Sign::Dot, words.to_owned())];
        };
        let said = vec![Phrase::from(
            "It is the name of a contact. Keep it only where it names nobody; that you did is written to the journal.",
        )];
        let word = name.word.to_lowercase();
        let choices = vec![
            Choice::new("", "Take it out", Effects::new()),
            Choice::new("Shift+K", "Keep it, it names nobody here", vec![Effect::Tell(Msg::Ordinary(word).into())]),
        ];
        vec![Choose::dialog(format!("\"{}\": an ordinary word?", name.word), said, choices).raise()]
    }

    fn is_dirty(&self) -> bool {
        self.touched || self.form.as_ref().is_some_and(Form::dirty)
    }

    fn keep_draft(&mut self) -> Option<Effect> {
        if !self.is_dirty() {
            return None;
        }
        self.gather();
        let form = self.form.as_mut()?;
        let as_json =
            |v: &Values| serde_json::Value::Object(v.iter().map(|(k, v)| ((*k).to_owned(), v.to_json())).collect());
        let content = json!({
            "form": form.draft(),
            "items": self.items.iter().map(as_json).collect::<Vec<_>>(),
            "at": self.at,
            "kept": *self.around.kept.borrow(),
        })
        .to_string();
        Some(self.draft.keep::<Msg>(content))
    }

    /// What is wrong with an item that is not in the form.
    fn item_to_put_right(&self) -> Option<usize> {
        self.items.iter().enumerate().filter(|(n, _)| *n != self.at).find_map(|(n, values)| {
            let item = IntelligenceItem::from_values(values);
            let named = ["text", "usage"].iter().any(|f| !self.around.names_in(text_in(values, f)).is_empty());
            let wrong = !check::faults(Kind::IntelligenceItem, values).is_empty() || !item_faults(&item).is_empty();
            (!item.is_blank() && (wrong || named)).then_some(n)
        })
    }

    fn save(&mut self, ctx: &Ctx) -> Effects {
        if self.draft.is_saving() {
            return Effects::new();
        }
        if let Some(at) = self.item_to_put_right() {
            let mut effects = self.show_item(at, ctx);
            // The form says what is wrong with it.
            if let (Some(form), Some(key)) = (&mut self.form, Action::Save.press()) {
                form.handle(Input::Key(key));
            }
            effects.push(Effect::Toast(Sign::Danger, format!("Item {} is not whole yet", at + 1)));
            return effects;
        }
        let (written, id) = (self.written(), self.task.id());
        self.draft.save(move |desk| desk.save_entry(id, &written), Msg::Saved)
    }

    fn prepared(&mut self, prepared: Prepared, ctx: &Ctx) -> Effects {
        self.rests = prepared.rests;
        self.reference = prepared.reference;
        self.items = prepared.items;
        if self.items.is_empty() {
            self.items.push(usual_item());
        }
        *self.around.kept.borrow_mut() = prepared.kept_words;
        let mut effects = Effects::new();
        let mut values = prepared.entry;
        values.extend(prepared.source);
        let draft = prepared.draft.map(|(at, content)| {
            let items = content.get("items").and_then(|i| i.as_array()).cloned().unwrap_or_default();
            let items: Vec<Values> = items.iter().map(|i| from_json(Kind::IntelligenceItem, i)).collect();
            if !items.is_empty() {
                self.items = items;
            }
            let chosen = content.get("at").and_then(serde_json::Value::as_u64).and_then(|n| usize::try_from(n).ok());
            self.at = chosen.unwrap_or(0).min(self.items.len().saturating_sub(1));
            let kept = content.get("kept").and_then(|k| serde_json::from_value(k.clone()).ok());
            if let Some(kept) = kept {
                *self.around.kept.borrow_mut() = kept;
            }
            (at, content.get("form").cloned().unwrap_or_default())
        });
        self.tell_around();
        let item = self.items.get(self.at).cloned().unwrap_or_default();
        let mut form = self.form_of(values, &item, ctx);
        if let Some((at, content)) = draft {
            form.restore(&content);
            form.draft_was_kept(at.time());
            self.touched = true;
            let words =
                format!("Your draft of {} is back. Esc, then Shift+T, throws it away", at.format("%d/%m %H:%M"));
            effects.push(Effect::Toast(Sign::Due, words));
        }
        self.form = Some(form);
        effects.extend(self.look_for_names());
        for input in std::mem::take(&mut self.early) {
            effects.extend(self.input(&input, ctx).unwrap_or_default());
        }
        effects
    }

    fn help(&self, field: &'static Field, ctx: &Ctx) -> Effect {
        let required = if field.required { ", needed before it can be saved" } else { "" };
        let mut about = vec![Phrase::new().bold(field.label).text(required)];
        if !field.help.is_empty() {
            about.push(Phrase::from(format!("For example: {}", field.help)));
        }
        about.push(Phrase::from(
            "Each item is graded by itself: how reliable the source is, how the source knows it, and how it may be shared.",
        ));
        about
            .push(Phrase::from("Who says it stands in the source block alone, which is kept, shown and sealed apart."));
        let actions: Vec<_> = self.actions(ctx).into_iter().map(|a| (a.record(), None)).collect();
        Effect::Raise(Box::new(Overlay::Help(Help::new(field.label, about, &actions, true))))
    }

    /// The page as it will be read, from what is typed.
    fn page_lines(&self, room: usize, ctx: &Ctx) -> Vec<Phrase> {
        let written = self.written();
        let entry = Intelligence::from_values(&written.entry);
        let items: Vec<IntelligenceItem> = written.items.iter().map(IntelligenceItem::from_values).collect();
        let source = IntelligenceSource::from_values(&written.source);
        let srn = lists::srn(entry.area.as_str(), ctx.today()).unwrap_or_default();
        let page =
            Page { entry: &entry, items: &items, source: &source, srn, rests: self.rests.as_ref(), in_words: false };
        let names = self.around.names.borrow();
        let kept = self.around.kept.borrow();
        let is_name = |w: &str| names.get(w).copied().unwrap_or(false) && !kept.contains(&w.to_lowercase());
        let mut lines = vec![Phrase::new().muted("As it will read"), Phrase::new()];
        lines.extend(page.lines(room, &ctx.theme, &is_name));
        lines
    }

    fn view_page(&self, buf: &mut Buffer, pane: ratatui::layout::Rect, room: usize, ctx: &Ctx) {
        let area = text_of(pane);
        let mut lines = self.page_lines(room, ctx);
        let height = usize::from(area.height);
        // In a low pane empty rows go first; what does not fit is counted, and the end of it is what is seen.
        let mut over = lines.len().saturating_sub(height);
        lines.retain(|l| {
            let goes = over > 0 && l.is_empty();
            over -= usize::from(goes);
            !goes
        });
        let hidden = lines.len().saturating_sub(height);
        let all = if hidden > 0 { hidden + 1 } else { 0 };
        self.most_above.set(all);
        let skip = all.saturating_sub(self.above);
        let mut y = 0;
        if skip > 0 {
            put(buf, row(area, 0), 0, 0, &format!("{skip} rows above"), ctx.theme.style(Role::Muted));
            y = 1;
        }
        for line in lines.iter().skip(skip) {
            line.draw(buf, row(area, y), 0, 0, &ctx.theme);
            y = y.saturating_add(1);
        }
    }
}

/// The name under which the draft of an entry is kept: never the contact it rests on, but by its id.
fn draft_name(task: &Task) -> String {
    match (task.id(), task.who()) {
        (Some(id), _) => format!("{}:{id}", Kind::Intelligence.name()),
        (None, Some(who)) => format!("{}{}", RESTING, who.id),
        (None, None) => format!("{}:new", Kind::Intelligence.name()),
    }
}

/// How the name of a draft begins that rests on a contact.
const RESTING: &str = "intelligence:new+";

/// The contact a draft of an entry rests on, by the name of the draft.
#[must_use]
pub fn person_of_draft(name: &str) -> Option<RecordId> {
    name.strip_prefix(RESTING)?.parse().ok()
}

/// The values of one kind of record.
fn part(values: &Values, kind: Kind) -> Values {
    let has = |name: &str| kind.fields().iter().any(|f| f.name == name);
    values.iter().filter(|(name, _)| has(name)).map(|(k, v)| (*k, v.clone())).collect()
}

fn from_json(kind: Kind, json: &serde_json::Value) -> Values {
    kind.fields().iter().filter_map(|f| Some((f.name, Value::from_json(json.get(f.name)?)?))).collect()
}

/// A new item: closed as far as it can be until the officer opens it.
fn usual_item() -> Values {
    let pick = |code: &str| Value::Text(code.to_owned());
    Values::from([("handling", pick("c")), ("action_code", pick("a1")), ("sanitisation", pick("s2"))])
}

fn prepare(task: &Task, area: &str, desk: &mut Desk) -> Outcome<Prepared> {
    let name = draft_name(task);
    let draft = desk.drafts()?.into_iter().find(|d| d.form == name).and_then(|d| {
        let at = chrono::DateTime::parse_from_rfc3339(&d.at).ok()?;
        let at = when::to_local(at.with_timezone(&chrono::Utc), chrono_tz::Europe::London);
        Some((at, serde_json::from_str(&d.content).ok()?))
    });
    let Some(id) = task.id() else {
        let rests = task.who().map(|who| desk.rests(who.id, None)).transpose()?;
        let text = |t: &str| Value::Text(t.to_owned());
        let area = if area.is_empty() { desk.officer().area.clone() } else { area.to_owned() };
        let entry = Values::from([
            ("area", Value::Text(area)),
            ("priority", text("routine")),
            ("classification", text(intelligence::USUAL_CLASSIFICATION)),
        ]);
        let source = Values::from([("can_give_more", text("not-asked"))]);
        return Ok(Prepared {
            entry,
            items: Vec::new(),
            source,
            rests,
            kept_words: Vec::new(),
            reference: String::new(),
            draft,
        });
    };
    let view = desk.open_entry(id)?;
    if view.entry.it.is_submitted() {
        return Err(Problem::refused(
            "What was submitted stays as it was sent.",
            "Write a new entry that says what is known now.",
        ));
    }
    Ok(Prepared {
        items: view.items.iter().map(|i| part(&i.it.values(), Kind::IntelligenceItem)).collect(),
        source: view.source.values(),
        rests: view.rests,
        kept_words: view.entry.it.kept_words.clone(),
        reference: view.entry.it.reference.clone(),
        entry: view.entry.it.values(),
        draft,
    })
}

impl Shown for State {
    type Msg = Msg;

    fn title(&self, _ctx: &Ctx) -> String {
        if self.task.id().is_none() {
            "6 Intelligence · new entry".to_owned()
        } else {
            format!("6 Intelligence · {}", self.reference)
        }
    }

    fn begin(&mut self, ctx: &Ctx) -> Effects {
        // What is half-typed is never read over.
        if self.form.is_some() {
            return Effects::new();
        }
        let (task, area) = (self.task.clone(), ctx.area.clone());
        vec![ask(move |desk| Msg::Prepared(prepare(&task, &area, desk).map(Box::new)))]
    }

    fn told(&mut self, msg: Msg, ctx: &Ctx) -> Effects {
        match msg {
            Msg::Prepared(Ok(prepared)) => self.prepared(*prepared, ctx),
            Msg::Prepared(Err(p)) => {
                self.problem = Some(format!("{} {}", p.what, p.remedy));
                Effects::new()
            }
            Msg::Names(Ok(found)) => {
                self.around.names.borrow_mut().extend(found);
                // A later answer may have overtaken this one: what is left is asked for again.
                self.look_for_names()
            }
            // Saving looks again; until then nothing is pointed out.
            Msg::Names(Err(_)) => Effects::new(),
            Msg::Saved(Ok(id)) => {
                self.draft.saved();
                let go =
                    if self.task.id().is_none() { Effect::Swap(Place::IntelligenceEntry(id)) } else { Effect::Back };
                let words = takes_back("Saved as a draft: nothing is sent");
                vec![go, Effect::Changed, done(words)]
            }
            Msg::Saved(Err(why)) => self.draft.not_saved(why, self.form.as_mut()),
            Msg::Ordinary(word) => {
                self.around.kept.borrow_mut().push(word);
                self.touched = true;
                self.draft.changed(ctx.now);
                Effects::new()
            }
            Msg::Draft(msg) => {
                let mut effects = if msg.keeps() { self.keep(ctx) } else { Effects::new() };
                effects.extend(self.draft.told::<Msg>(msg, self.form.as_mut()));
                effects
            }
        }
    }

    fn input(&mut self, input: &Input, ctx: &Ctx) -> Option<Effects> {
        if self.form.is_none() {
            if self.problem.is_some() {
                return None;
            }
            self.early.push(input.clone());
            return Some(Effects::new());
        }
        if self.reads && !ctx.wide() {
            // The page has no field: it is read, up and down.
            let page = moves::page(ctx);
            let most = self.most_above.get();
            return match input {
                Input::Key(key) if matches!(key.code, KeyCode::Up | KeyCode::Char('k')) => {
                    self.above = (self.above + 1).min(most);
                    Some(Effects::new())
                }
                Input::Key(key) if matches!(key.code, KeyCode::Down | KeyCode::Char('j')) => {
                    self.above = self.above.min(most).saturating_sub(1);
                    Some(Effects::new())
                }
                Input::Key(key) if key.code == KeyCode::PageUp => {
                    self.above = (self.above + page).min(most);
                    Some(Effects::new())
                }
                Input::Key(key) if key.code == KeyCode::PageDown => {
                    self.above = self.above.min(most).saturating_sub(page);
                    Some(Effects::new())
                }
                Input::Key(key) if Action::AsItReads.record().is(Chord::of(key)) => None,
                Input::Key(key) if key.code == KeyCode::Esc => {
                    self.reads = false;
                    Some(Effects::new())
                }
                _ => Some(Effects::new()),
            };
        }
        if let Input::Key(key) = input
            && self.items.len() > 1
            && let Some(forward) = match Chord::of(key) {
                c if Action::NextPage.record().is(c) => Some(true),
                c if Action::ItemBefore.record().is(c) => Some(false),
                _ => None,
            }
        {
            let last = self.items.len() - 1;
            let to = if forward { (self.at + 1).min(last) } else { self.at.saturating_sub(1) };
            return Some(if to == self.at { Effects::new() } else { self.show_item(to, ctx) });
        }
        let form = self.form.as_mut()?;
        form.set_now(ctx.now);
        let reply = form.handle(input.clone());
        self.draft.follows(form, ctx.now);
        match reply {
            Reply::Ignored => None,
            Reply::Handled => Some(self.look_for_names()),
            Reply::Save(_) => Some(self.save(ctx)),
            Reply::Refused(_) => Some(Effects::new()),
            Reply::Leave { .. } if self.is_dirty() => Some(draft::ask_leave::<Msg>("entry")),
            Reply::Leave { .. } => Some(vec![self.draft.drop::<Msg>(), Effect::Back]),
            Reply::Help(name) => {
                let field = fields().iter().find(|f| f.name == name)?;
                Some(vec![self.help(field, ctx)])
            }
        }
    }

    fn click(&mut self, at: Position, ctx: &Ctx) -> Option<Effects> {
        if self.reads && !ctx.wide() {
            return None;
        }
        let form = self.form.as_mut()?;
        if !form.click(at) {
            return None;
        }
        self.draft.follows(form, ctx.now);
        Some(self.look_for_names())
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        match action {
            Action::AddItem => self.add_item(ctx),
            Action::DropItem => self.drop_item(ctx),
            Action::ItemBefore if self.at > 0 => self.show_item(self.at - 1, ctx),
            Action::NextPage if self.at + 1 < self.items.len() => self.show_item(self.at + 1, ctx),
            Action::ItemBefore | Action::NextPage => Effects::new(),
            Action::OrdinaryWord => self.ask_ordinary(),
            Action::AsItReads => {
                self.reads = !self.reads;
                Effects::new()
            }
            // Chosen from the palette or from help: the same as its key.
            action => match action.press() {
                Some(key) => self.input(&Input::Key(key), ctx).unwrap_or_default(),
                None => Effects::new(),
            },
        }
    }

    fn actions(&self, ctx: &Ctx) -> Vec<Action> {
        let mut actions = vec![Action::Save, Action::NextField];
        if self.form.as_ref().is_some_and(Form::has_open_list) {
            actions.push(Action::Take);
        }
        if !ctx.wide() {
            actions.push(Action::AsItReads);
        }
        actions.push(Action::AddItem);
        actions.push(Action::Back);
        if !self.pointed_out().is_empty() {
            actions.push(Action::OrdinaryWord);
        }
        if self.items.len() > 1 {
            actions.extend([Action::NextPage, Action::ItemBefore, Action::DropItem]);
        }
        actions
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        match action {
            Action::Take => Some("take it"),
            Action::NextPage => Some("next item"),
            Action::AsItReads if self.reads => Some("the form"),
            _ => None,
        }
    }

    fn typing(&self) -> bool {
        true
    }

    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let Some(form) = &self.form else {
            if let Some(problem) = &self.problem {
                paragraphs(buf, frame.body, &[Phrase::new().marked(Sign::Danger, problem.as_str())], theme);
            }
            return None;
        };
        if !ctx.wide() {
            if self.reads {
                let room = usize::from(text_of(frame.body).width).min(76);
                self.view_page(buf, frame.body, room, ctx);
                return None;
            }
            return form.draw(buf, frame.body, theme).cursor;
        }
        // A narrower window takes it from the page first.
        let wide = PAGE.min(frame.body.width / 2 - narrow(8));
        let panes = frame::split(frame.body, wide);
        let cursor = form.draw(buf, panes.left, theme).cursor;
        if let Some(right) = panes.right {
            frame::edge(buf, &panes, theme);
            self.view_page(buf, right, MEASURE.min(usize::from(text_of(right).width)), ctx);
        }
        cursor
    }

    fn caveat(&self, _ctx: &Ctx) -> Option<Caveat> {
        let values = self.form.as_ref().map(Form::values).unwrap_or_default();
        let mut caveat = Caveat::sensitive("Intelligence");
        let code = text_in(&values, "classification");
        if !code.is_empty() {
            caveat.classification = lists::label("classifications", code);
        }
        Some(caveat)
    }

    fn due(&self, ctx: &Ctx) -> Option<u64> {
        self.draft.due(ctx.now)
    }

    fn tick(&mut self, ctx: &Ctx) -> Effects {
        if self.draft.comes_due(ctx.now) { self.keep(ctx) } else { Effects::new() }
    }

    fn keep(&mut self, _ctx: &Ctx) -> Effects {
        self.keep_draft().into_iter().collect()
    }

    fn place(&self) -> Option<Place> {
        // What is being saved is not opened again, blank, as if it had not been.
        (!self.draft.is_saving()).then(|| Place::Form(self.task.clone()))
    }
}
