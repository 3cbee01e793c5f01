//! A form over a field table: reading what it begins from, drafts, duplicates while typing, saving.
//!
//! What the form is about is its [`Task`]. What does not belong here: the form engine itself ([`crate::tui::form`]).

use std::cell::RefCell;
use std::rc::Rc;

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::casework::contact::Duplicate;
use crate::casework::desk::{NotSaved, Saved};
use crate::domain::contact::status;
use crate::domain::field::{Fault, Field, Shape, Value, Values, text_in};
use crate::domain::kind::Kind;
use crate::domain::problem::Outcome;
use crate::domain::{lists, marker};
use crate::store::contact::ContactLine;
use crate::tui::action::{Action, Chord};
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, ask, ask_latest, done};
use crate::tui::form::{Advice, Form, Input, Reply};
use crate::tui::overlay::Overlay;
use crate::tui::overlay::choose::{Choice, Choose};
use crate::tui::overlay::help::Help;
use crate::tui::screen::draft::{self, Draft};
use crate::tui::screen::{Caveat, Place, Shown, Who, disclosure_card};
use crate::tui::task::{After, Prepared, Task};
use crate::tui::theme::Sign;
use crate::tui::widget::frame::Frame;
use crate::tui::widget::{Phrase, paragraphs};

/// What the form is told.
pub enum Msg {
    /// What it begins from.
    Prepared(Outcome<Box<Prepared>>),
    /// It was saved, or why not.
    Saved(Saved<After>),
    /// A marker is ready, or what keeps it from being ready.
    Ready(Saved<After>),
    /// Contacts that may be the same person.
    Duplicates(Outcome<Vec<Duplicate>>),
    /// Names of contacts in what is typed: under which field, and what is said.
    Names(Outcome<Vec<(&'static str, String)>>),
    /// The line of a warning was given with a disclosure card, or left blank.
    Warned(Values),
    /// Who the card is of, as typed.
    WhoseTyped(Values),
    /// Who was found by it.
    WhoseFound(Outcome<Vec<ContactLine>>),
    /// Who the card is of; nobody.
    WhoseIs(Option<Who>),
    /// The card begins anew.
    Anew,
    /// What became of its draft, or is to become of it.
    Draft(draft::Msg),
}

/// The form.
pub struct State {
    task: Task,
    form: Option<Form>,
    problem: Option<String>,
    draft: Draft,
    /// Records that could be chosen, for saying how many there are.
    records: usize,
    compared: String,
    duplicates: Vec<Duplicate>,
    advice: Rc<RefCell<Vec<Advice>>>,
    /// What was typed before the form stood: it is text of the form, never keys of anything else.
    early: Vec<Input>,
    /// What was typed in the form underneath when the disclosure card was opened over it.
    carried: Option<String>,
    /// The card as it is to be saved, while the line of its warning is asked for.
    pending: Option<Values>,
    /// What was typed on the card before it was said whose it is.
    moved: Option<serde_json::Value>,
    /// The area of the person whose form it is.
    area: String,
    /// A draft is back.
    restored: bool,
}

impl From<draft::Msg> for Msg {
    fn from(msg: draft::Msg) -> Self {
        Self::Draft(msg)
    }
}

fn draft_of(task: &Task) -> Draft {
    Draft::new(task.draft_name(), task.who().map(|w| w.id))
}

impl State {
    /// The form of a task.
    #[must_use]
    pub fn new(task: Task) -> Self {
        Self {
            draft: draft_of(&task),
            task,
            form: None,
            problem: None,
            records: 0,
            compared: String::new(),
            duplicates: Vec::new(),
            advice: Rc::default(),
            early: Vec::new(),
            carried: None,
            pending: None,
            moved: None,
            area: String::new(),
            restored: false,
        }
    }

    /// The disclosure card over whatever the officer was at, with the words typed there, which a key takes over.
    #[must_use]
    pub fn card(who: Option<Who>, carried: Option<String>) -> Self {
        Self { carried, ..Self::new(Task::Disclosure { who }) }
    }

    /// The task.
    #[must_use]
    pub const fn task(&self) -> &Task {
        &self.task
    }

    /// The form, once what it begins from is read.
    #[must_use]
    pub const fn form(&self) -> Option<&Form> {
        self.form.as_ref()
    }

    fn keep_draft(&mut self) -> Option<Effect> {
        let form = self.form.as_mut().filter(|f| f.changed_since_draft() && f.dirty())?;
        Some(self.draft.keep::<Msg>(form.draft().to_string()))
    }

    fn drop_draft(&self) -> Effect {
        self.draft.drop::<Msg>()
    }

    fn save(&mut self, values: Values) -> Effects {
        let task = self.task.clone();
        self.draft.save(move |desk| task.save(desk, &values), Msg::Saved)
    }

    /// Saves a marker and makes it ready.
    fn make_ready(&mut self) -> Effects {
        let key = Action::Save.press();
        let reply = self.form.as_mut().zip(key).map(|(form, key)| form.handle(Input::Key(key)));
        match reply {
            Some(Reply::Save(values)) => {
                let task = self.task.clone();
                self.draft.save(move |desk| task.make_ready(desk, &values), Msg::Ready)
            }
            _ => Effects::new(),
        }
    }

    /// Whose record the form is about.
    #[must_use]
    pub fn who(&self) -> Option<Who> {
        self.task.who().cloned()
    }

    /// What was typed into a note of it, for a disclosure that begins there.
    #[must_use]
    pub fn typed_words(&self) -> Option<String> {
        self.form.as_ref()?.typed_words()
    }

    /// Whether it is a marker that can still be made ready.
    fn can_be_ready(&self) -> bool {
        self.task.kind() == Kind::Marker
            && self.form.as_ref().is_some_and(|f| {
                let values = f.values();
                values.get("state").and_then(Value::text).is_none_or(|s| s == marker::state::DRAFT)
            })
    }

    /// While somebody is named, looks for contacts that may be the same person.
    fn compare(&mut self) -> Effects {
        if self.task.kind() == Kind::DangerousPerson {
            return self.look_for_names();
        }
        if !self.task.is_meeting() {
            return Effects::new();
        }
        let Some(form) = &self.form else { return Effects::new() };
        let name = text_in(&form.values(), "name").to_owned();
        if name == self.compared {
            return Effects::new();
        }
        self.compared.clone_from(&name);
        vec![ask_latest("duplicates", move |desk| Msg::Duplicates(desk.duplicates(&name, "")))]
    }

    /// Looks for names of contacts in what a dangerous person report says.
    fn look_for_names(&mut self) -> Effects {
        let Some(form) = &self.form else { return Effects::new() };
        let values = form.values();
        let texts = ["warning", "incident", "place"].map(|field| (field, text_in(&values, field).to_owned()));
        let whole = texts.iter().map(|(_, t)| t.as_str()).collect::<Vec<_>>().join("\n");
        if whole == self.compared {
            return Effects::new();
        }
        self.compared = whole;
        vec![ask_latest("names", move |desk| {
            let mut found = Vec::new();
            for (field, text) in &texts {
                match desk.names_in(text, &[]) {
                    Ok(names) => found.extend(names.iter().map(|n| {
                        let what = if n.is_reference { "reference" } else { "name" };
                        (*field, format!("\"{}\" is the {what} of a contact. Who reported stays unsaid.", n.word))
                    })),
                    Err(p) => return Msg::Names(Err(p)),
                }
            }
            Msg::Names(Ok(found))
        })]
    }

    /// Help for the field and for the keys of the form.
    fn help(&self, field: &'static Field, ctx: &Ctx) -> Effect {
        let required = if field.required { ", needed before it can be saved" } else { "" };
        let mut about = vec![Phrase::new().bold(field.label).text(required)];
        if !field.help.is_empty() {
            about.push(Phrase::new().text("For example: ").text(field.help));
        }
        about.push(Phrase::from(how_filled_in(field.shape)));
        about.push(Phrase::new());
        about.push(
            Phrase::new()
                .muted("Shift+Tab goes back a field, Ctrl+U empties the line, Ctrl+Left and Ctrl+Right go by words."),
        );
        let actions: Vec<_> = self.actions(ctx).into_iter().map(|a| (a.record(), None)).collect();
        Effect::Raise(Box::new(Overlay::Help(Help::new(field.label, about, &actions, true))))
    }

    /// Says whose the card is; what is typed on it goes along.
    fn is_of(&mut self, who: Option<Who>, ctx: &Ctx) -> Effects {
        let mut effects = vec![self.drop_draft()];
        self.moved = self.form.as_mut().map(Form::draft);
        self.form = None;
        self.task = Task::Disclosure { who };
        self.draft.moves_to(self.task.draft_name(), self.task.who().map(|w| w.id));
        effects.extend(self.begin(ctx));
        effects
    }

    /// Takes the words typed in the form underneath as their own words; they stay there, too.
    fn take_words(&mut self) -> Effects {
        let (Some(form), Some(words)) = (&mut self.form, self.carried.take()) else { return Effects::new() };
        form.focus_on("account");
        form.handle(Input::Paste(words));
        vec![done("Taken over; the form underneath keeps them, too")]
    }

    fn prepared(&mut self, prepared: Prepared, ctx: &Ctx) -> Effects {
        self.records = prepared.records.len();
        let advice = Rc::clone(&self.advice);
        let extra = self.task.extra(&prepared, ctx);
        self.area = disclosure_card::area(&prepared, ctx);
        let told = self.task.is_meeting() || self.task.kind() == Kind::DangerousPerson;
        let extra = if told { extra.advise(move |_| advice.borrow().clone()) } else { extra };
        let extra = extra.shows_names(true);
        let mut form = Form::over(self.task.fields(), prepared.values, ctx.now, extra);
        let mut effects = Effects::new();
        if let Some(typed) = self.moved.take() {
            form.restore(&typed);
        } else if let Some((at, draft)) = prepared.draft {
            form.restore(&draft);
            form.draft_was_kept(at.time());
            self.restored = true;
            let back = format!("Your draft of {} is back.", at.format("%d/%m %H:%M"));
            let words = if self.task.is_card() {
                format!("{back} {} begins anew", Action::BeginAnew.key())
            } else {
                format!("{back} Esc, then Shift+T, throws it away")
            };
            effects.push(Effect::Toast(Sign::Due, words));
        } else if let Task::Engagement { outcome, id: None, .. } = &self.task
            && !outcome.is_empty()
        {
            form.focus_on("summary");
        }
        self.form = Some(form);
        effects.extend(self.compare());
        for input in std::mem::take(&mut self.early) {
            effects.extend(self.input(&input, ctx).unwrap_or_default());
        }
        effects
    }
}

impl Shown for State {
    type Msg = Msg;

    fn title(&self, ctx: &Ctx) -> String {
        self.task.title(ctx)
    }

    fn begin(&mut self, _ctx: &Ctx) -> Effects {
        // What is half-typed is never read over.
        if self.form.is_some() {
            return Effects::new();
        }
        let task = self.task.clone();
        vec![ask(move |desk| Msg::Prepared(task.prepare(desk).map(Box::new)))]
    }

    fn told(&mut self, msg: Msg, ctx: &Ctx) -> Effects {
        match msg {
            Msg::Prepared(Ok(prepared)) => self.prepared(*prepared, ctx),
            Msg::Prepared(Err(p)) => {
                self.problem = Some(format!("{} {}", p.what, p.remedy));
                Effects::new()
            }
            Msg::Ready(Err(NotSaved::Faults(mut faults))) => {
                for fault in faults.iter_mut().filter(|f| f.field == "grounds") {
                    fault.what = match self.records {
                        0 => "At least one. None is recorded for this contact yet: add it in the record.".to_owned(),
                        1 => "At least one. 1 is recorded for this contact: Enter.".to_owned(),
                        n => format!("At least one. {n} are recorded for this contact: Enter."),
                    };
                }
                self.draft.not_saved(NotSaved::Faults(faults), self.form.as_mut())
            }
            Msg::Ready(saved) => self.told(Msg::Saved(saved), ctx),
            Msg::Saved(Ok(after)) => {
                self.draft.saved();
                let leave = match after.go {
                    Some(place) => Effect::Swap(place),
                    None => Effect::Back,
                };
                vec![leave, Effect::Changed, done(after.said)]
            }
            Msg::Saved(Err(why)) => self.draft.not_saved(why, self.form.as_mut()),
            Msg::Duplicates(Ok(found)) => {
                *self.advice.borrow_mut() = found.iter().take(2).map(duplicate).collect();
                self.duplicates = found;
                Effects::new()
            }
            Msg::Names(Ok(found)) => {
                let advice = |(field, words)| Advice { field, sign: Sign::Danger, words };
                *self.advice.borrow_mut() = found.into_iter().map(advice).collect();
                Effects::new()
            }
            Msg::Names(Err(_)) => Effects::new(),
            // A name that cannot be compared is no reason to interrupt; saving goes on as it is.
            Msg::Duplicates(Err(_)) => Effects::new(),
            Msg::Warned(warning) => {
                let Some(mut values) = self.pending.take() else { return Effects::new() };
                values.extend(warning);
                let mut effects = vec![Effect::Lower];
                effects.extend(self.save(values));
                effects
            }
            Msg::WhoseTyped(values) => {
                let words = text_in(&values, "words").trim().to_owned();
                if words.is_empty() {
                    let mut effects = vec![Effect::Lower];
                    effects.extend(self.is_of(None, ctx));
                    return effects;
                }
                vec![ask(move |desk| Msg::WhoseFound(desk.named_like(&words)))]
            }
            Msg::WhoseFound(Ok(found)) => match found.as_slice() {
                [] => vec![Effect::SheetFaults(vec![Fault::new("words", "Nobody here has this reference or name.")])],
                [one] => {
                    let who = Who { id: one.id, reference: one.reference.clone(), name: one.name.clone() };
                    let mut effects = vec![Effect::Lower];
                    effects.extend(self.is_of(Some(who), ctx));
                    effects
                }
                several => vec![Effect::Lower, disclosure_card::ask_which(several)],
            },
            Msg::WhoseFound(Err(p)) => vec![Effect::Failed(p)],
            Msg::WhoseIs(who) => self.is_of(who, ctx),
            Msg::Anew => {
                let mut effects = vec![self.drop_draft()];
                self.form = None;
                self.restored = false;
                effects.extend(self.begin(ctx));
                effects
            }
            Msg::Draft(msg) => {
                let mut effects = if msg.keeps() { self.keep(ctx) } else { Effects::new() };
                effects.extend(self.draft.told::<Msg>(msg, self.form.as_mut()));
                effects
            }
        }
    }

    fn input(&mut self, input: &Input, ctx: &Ctx) -> Option<Effects> {
        let Some(form) = self.form.as_mut() else {
            if self.problem.is_some() {
                return None;
            }
            self.early.push(input.clone());
            return Some(Effects::new());
        };
        form.set_now(ctx.now);
        let reply = form.handle(input.clone());
        self.draft.follows(form, ctx.now);
        match reply {
            Reply::Ignored => None,
            Reply::Handled => Some(self.compare()),
            Reply::Save(values) if self.task.is_card() => {
                self.pending = Some(values);
                Some(vec![disclosure_card::ask_warning(&self.area, ctx)])
            }
            Reply::Save(values) => Some(self.save(values)),
            // The card goes back at once, with everything kept: what is underneath is waiting, and somebody is speaking.
            Reply::Leave { dirty: true } if self.task.is_card() => {
                let mut effects: Effects = self.keep_draft().into_iter().collect();
                let said = format!("The card is kept: {} brings it back", Action::DisclosureCard.key());
                effects.extend([Effect::Back, Effect::Toast(Sign::Due, said)]);
                Some(effects)
            }
            Reply::Refused(_) => Some(Effects::new()),
            Reply::Leave { dirty: true } => Some(draft::ask_leave::<Msg>("form")),
            Reply::Leave { dirty: false } => Some(vec![self.drop_draft(), Effect::Back]),
            Reply::Help(name) => {
                let field = self.task.fields().iter().find(|f| f.name == name)?;
                Some(vec![self.help(field, ctx)])
            }
        }
    }

    fn click(&mut self, at: Position, ctx: &Ctx) -> Option<Effects> {
        let form = self.form.as_mut()?;
        if !form.click(at) {
            return None;
        }
        self.draft.follows(form, ctx.now);
        Some(self.compare())
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        match (action, self.duplicates.as_slice()) {
            (Action::Ready, _) => self.make_ready(),
            (Action::Whose, _) => vec![disclosure_card::ask_whose(ctx)],
            (Action::BeginAnew, _) => disclosure_card::ask_anew(),
            (Action::TakeWords, _) => self.take_words(),
            (Action::Compare, [one]) => compare_with(one),
            (Action::Compare, several) => {
                let choices = several
                    .iter()
                    .zip(1..)
                    .map(|(d, n)| {
                        Choice::new(n.to_string(), format!("{} {}", d.line.reference, d.line.name), compare_with(d))
                    })
                    .collect();
                let below = vec![Phrase::new().muted("What is typed here waits below; Esc comes back to it.")];
                vec![Choose::letters("Compare with", 1, choices, below).raise()]
            }
            // Chosen from the palette or from help: the same as its key.
            (action, _) => {
                match action.press().or_else(|| action.record().key(false).and_then(Chord::read).map(Chord::event)) {
                    Some(key) => self.input(&Input::Key(key), ctx).unwrap_or_default(),
                    None => Effects::new(),
                }
            }
        }
    }

    fn actions(&self, _ctx: &Ctx) -> Vec<Action> {
        let mut actions = vec![Action::Save];
        if self.can_be_ready() {
            actions.push(Action::Ready);
        }
        actions.push(Action::NextField);
        if self.task.is_meeting() {
            actions.push(Action::TakeAnswer);
        }
        if self.form.as_ref().is_some_and(Form::has_open_list) {
            actions.push(Action::Take);
        }
        if self.form.as_ref().is_some_and(|f| f.pages().len() > 1) {
            actions.push(Action::NextPage);
        }
        if !self.duplicates.is_empty() {
            actions.push(Action::Compare);
        }
        if self.carried.is_some() {
            actions.push(Action::TakeWords);
        }
        actions.push(Action::Back);
        if self.task.is_card() {
            actions.push(Action::Whose);
            if self.restored {
                actions.push(Action::BeginAnew);
            }
        }
        actions
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        match action {
            Action::Take => Some("take it"),
            Action::Ready => Some("ready"),
            Action::Back if self.task.is_meeting() => Some("back, kept"),
            Action::Back if self.task.is_card() => Some("back, all kept"),
            _ => None,
        }
    }

    fn aside(&self, action: Action) -> bool {
        // While it is known who speaks, the footer of the card says only how to save and how to get back.
        action == Action::Whose && self.task.who().is_some()
    }

    fn typing(&self) -> bool {
        true
    }

    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        match (&self.form, &self.problem) {
            (Some(form), _) => form.draw(buf, frame.body, theme).cursor,
            (None, Some(problem)) => {
                paragraphs(buf, frame.body, &[Phrase::new().marked(Sign::Danger, problem.as_str())], theme);
                None
            }
            (None, None) => None,
        }
    }

    fn caveat(&self, _ctx: &Ctx) -> Option<Caveat> {
        let values = self.form.as_ref().map(Form::values).unwrap_or_default();
        let text = |name: &str| text_in(&values, name).to_owned();
        match self.task.kind() {
            Kind::Marker => {
                let label = |list: &str, code: String| if code.is_empty() { code } else { lists::label(list, &code) };
                let kind = label("marker_types", text("marker_type"));
                Some(super::marker::caveat(&kind, &label("classifications", text("classification"))))
            }
            Kind::Update => Some(Caveat::sensitive("Update for IS")),
            _ => None,
        }
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

/// How a field of this shape is filled in.
const fn how_filled_in(shape: Shape) -> &'static str {
    match shape {
        Shape::Date | Shape::When | Shape::Due => {
            "A day as you say it: today, fri, 12/3, +2w, yesterday 11pm. How it is read stands under it."
        }
        Shape::Pick(_) | Shape::Ref => {
            "One of a list: Enter opens it, letters narrow it; a short one is taken with Space."
        }
        Shape::Several(_) | Shape::Refs => {
            "Any number of a list: Enter opens it and takes or drops, letters narrow it."
        }
        Shape::Flag => "Yes or no: the arrows move, Space takes it.",
        Shape::Phone => "A number with or without spaces; it is written out once you go on.",
        Shape::Note | Shape::Lines => "As many lines as it needs; Enter begins another.",
        Shape::Verbatim => "Their words, kept as said; what is added later stands below.",
        _ => "One line.",
    }
}

/// Opens the contact that may be the same person; the form waits underneath.
fn compare_with(found: &Duplicate) -> Effects {
    let line = &found.line;
    let who = Who { id: line.id, reference: line.reference.clone(), name: line.name.clone() };
    vec![Effect::Go(Place::Record(who, crate::tui::screen::record::Section::Overview))]
}

fn duplicate(found: &Duplicate) -> Advice {
    let state = if found.line.status == status::CLOSED { "closed" } else { "open" };
    let why = match found.why {
        "sounds like it" => "sounds like",
        "same number" => "same number as",
        _ => "same name as",
    };
    Advice {
        field: "name",
        sign: Sign::Due,
        words: format!("{why} {} {}, {state} · Ctrl+D compares", found.line.reference, found.line.name),
    }
}
