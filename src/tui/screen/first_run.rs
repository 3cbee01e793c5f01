//! The first run: officer, area, where the vault lies, passphrase, recovery code, organisation, what the force decides.
//!
//! One step asks for one thing. Nothing is saved before the end, and then the vault is whole or not there at all. What
//! does not belong here: making the vault ([`crate::casework::opening`]).

use std::path::PathBuf;

use crossterm::event::{KeyCode, KeyEvent};
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::casework::opening::{self, NewCaseload};
use crate::domain::field::{Fault, Field, Shape, Value, Values, text_in};
use crate::domain::officer::{ForceDecisions, Officer, Organisation, PointOfContact};
use crate::domain::problem::{Outcome, Problem};
use crate::exchange::organisation;
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, done};
use crate::tui::form::{Extra, Form, Input, Reply};
use crate::tui::new_secret::{NewCode, NewPassphrase};
use crate::tui::overlay::choose::{Choice, Choose};
use crate::tui::perform::at_door;
use crate::tui::screen::Shown;
use crate::tui::theme::Sign;
use crate::tui::widget::frame::Frame;
use crate::tui::widget::track::{self, Step as Mark};
use crate::tui::widget::{Phrase, below, paragraphs};
use crate::vault::{Passphrase, Vault, WorkFactor, dir};

/// The word that lets a vault lie in a folder that is copied elsewhere.
const ALLOW: &str = "copied";

/// The officer's own details.
pub const OFFICER: &[Field] = &[
    Field::new(Shape::Line, "Name").required().help("A. Whitfield, as it goes on a marker").named("name"),
    Field::new(Shape::Line, "Collar number").required().help("PC 4417").named("collar"),
    Field::new(Shape::Line, "Role").required().help("Designated Liaison Officer").named("role"),
    Field::new(Shape::Line, "Phone").required().help("0191 498 0117").named("phone"),
    Field::new(Shape::Line, "E-mail").help("dlo.central@force.example").named("email"),
    Field::new(Shape::Line, "Out of hours").help("on-call DLO, 0191 498 0100").named("out_of_hours"),
    Field::new(Shape::Line, "Force").required().help("as your force writes its name").named("force"),
    Field::new(Shape::Line, "Device code")
        .required()
        .help("two or three letters or digits: K7 begins K7-0001")
        .named("device_code"),
];
/// The nominated area.
pub const AREA: &[Field] = &[Field::new(Shape::Pick("areas"), "Your area").required().named("area")];
/// The officer allows a place that is copied elsewhere.
const PLACE: &[Field] = &[Field::new(Shape::Line, "Allow it").help("type: copied").named("allow")];
/// Who packages are sealed to.
pub const ORGANISATION: &[Field] = &[
    Field::new(Shape::Line, "Name").help("Central IS desk").named("organisation"),
    Field::new(Shape::Line, "Its key").help("begins with age1").named("recipient"),
    Field::new(Shape::Line, "Fingerprint").help("as the desk reads it to you").only_if(has_recipient).named("spoken"),
    Field::new(Shape::Line, "Escrow key").help("begins with age1").named("escrow"),
    Field::new(Shape::Line, "Its fingerprint")
        .help("as its holder reads it")
        .only_if(has_escrow)
        .named("escrow_spoken"),
];
/// What the force decides before live use (domain section 10).
pub const FORCE: &[Field] = &[
    Field::new(Shape::Line, "Authorised by").help("who allows this store: Supt 0102 M. Adair").named("authorised_by"),
    Field::new(Shape::Line, "Impact assessment").help("reference of the DPIA").named("dpia"),
    Field::new(Shape::Line, "Policy document")
        .help("its reference; nothing is sent to IS without it")
        .named("policy_document"),
    Field::new(Shape::Line, "Code is held by").help("who keeps the recovery code").named("recovery_held_by"),
];

fn has_recipient(values: &Values) -> bool {
    values.contains_key("recipient")
}

fn has_escrow(values: &Values) -> bool {
    values.contains_key("escrow")
}

fn text(values: &Values, name: &str) -> String {
    text_in(values, name).trim().to_owned()
}

/// The officer's details from the values of [`OFFICER`].
pub fn take_officer(officer: &mut Officer, values: &Values) {
    officer.point_of_contact = PointOfContact {
        name: text(values, "name"),
        collar: text(values, "collar"),
        role: text(values, "role"),
        phone: text(values, "phone"),
        email: text(values, "email"),
        out_of_hours: text(values, "out_of_hours"),
    };
    officer.force = text(values, "force");
    officer.device_code = text(values, "device_code").to_uppercase();
}

/// The values of [`OFFICER`].
#[must_use]
pub fn officer_values(officer: &Officer) -> Values {
    let dlo = &officer.point_of_contact;
    let of = [
        ("name", &dlo.name),
        ("collar", &dlo.collar),
        ("role", &dlo.role),
        ("phone", &dlo.phone),
        ("email", &dlo.email),
        ("out_of_hours", &dlo.out_of_hours),
        ("force", &officer.force),
        ("device_code", &officer.device_code),
    ];
    values_of(&of)
}

/// The force's decisions from the values of [`FORCE`].
#[must_use]
pub fn decisions(values: &Values) -> ForceDecisions {
    ForceDecisions {
        authorised_by: text(values, "authorised_by"),
        dpia: text(values, "dpia"),
        policy_document: text(values, "policy_document"),
        recovery_held_by: text(values, "recovery_held_by"),
    }
}

/// The values of [`FORCE`].
#[must_use]
pub fn decision_values(of: &ForceDecisions) -> Values {
    values_of(&[
        ("authorised_by", &of.authorised_by),
        ("dpia", &of.dpia),
        ("policy_document", &of.policy_document),
        ("recovery_held_by", &of.recovery_held_by),
    ])
}

/// The organisation from the values of [`ORGANISATION`]; what is not asked for there stays.
#[must_use]
pub fn organisation_of(before: &Organisation, values: &Values) -> Organisation {
    let key = |name: &str| organisation::normalise(&text(values, name)).unwrap_or_default();
    let recipient = key("recipient");
    let same = before.recipients.first() == Some(&recipient);
    let mut organisation = Organisation {
        name: text(values, "organisation"),
        recipients: if recipient.is_empty() {
            Vec::new()
        } else if same {
            before.recipients.clone()
        } else {
            vec![recipient.clone()]
        },
        escrow: key("escrow"),
        ..before.clone()
    };
    // What the form lets through was read out ([`organisation_faults`]); what is no longer used needs no confirmation.
    organisation.confirm(&recipient);
    let escrow = organisation.escrow.clone();
    organisation.confirm(&escrow);
    let used = |key: &String| organisation.recipients.contains(key) || organisation.escrow == *key;
    organisation.confirmed = organisation.confirmed.iter().filter(|k| used(k)).cloned().collect();
    organisation
}

/// The values of [`ORGANISATION`]; a key that was confirmed before keeps its fingerprint.
#[must_use]
pub fn organisation_values(of: &Organisation) -> Values {
    let recipient = of.recipients.first().cloned().unwrap_or_default();
    let spoken = |key: &str| {
        if of.is_confirmed(key) { organisation::spoken(key).unwrap_or_default() } else { String::new() }
    };
    values_of(&[
        ("organisation", &of.name),
        ("recipient", &recipient),
        ("spoken", &spoken(&recipient)),
        ("escrow", &of.escrow),
        ("escrow_spoken", &spoken(&of.escrow)),
    ])
}

fn values_of(of: &[(&'static str, &String)]) -> Values {
    let given = of.iter().filter(|(_, text)| !text.is_empty());
    given.map(|(name, text)| (*name, Value::Text((*text).clone()))).collect()
}

/// What is wrong with the organisation's keys: a key counts once its holder read out the same fingerprint.
#[must_use]
pub fn organisation_faults(values: &Values) -> Vec<Fault> {
    let mut faults = Vec::new();
    for (key, spoken) in [("recipient", "spoken"), ("escrow", "escrow_spoken")] {
        let typed = text(values, key);
        if typed.is_empty() {
            continue;
        }
        match organisation::is_spoken(&typed, &text(values, spoken)) {
            Err(p) => faults.push(Fault::new(key, format!("{} {}", p.what, p.remedy))),
            Ok(false) => {
                let what = "This is not the fingerprint of the key above: have it read to you once more.";
                faults.push(Fault::new(spoken, what));
            }
            Ok(true) => {}
        }
    }
    if text(values, "organisation").is_empty() && has_recipient(values) {
        faults.push(Fault::new("organisation", "The name of the desk is missing."));
    }
    faults
}

/// What the first run is told.
pub enum Msg {
    /// Where the vault would lie, and whether it may: as it is, or once the officer allows it.
    Place(PathBuf, Outcome<()>, bool),
    /// The vault is made and open, or why not.
    Made(Outcome<()>),
}

/// The steps in their order.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Step {
    Officer,
    Area,
    Vault,
    Passphrase,
    Recovery,
    Enrol,
    Force,
}

const STEPS: [(Step, &str); 7] = [
    (Step::Officer, "officer"),
    (Step::Area, "area"),
    (Step::Vault, "vault"),
    (Step::Passphrase, "passphrase"),
    (Step::Recovery, "recovery"),
    (Step::Enrol, "enrol"),
    (Step::Force, "force"),
];

/// The first run.
#[derive(Default)]
pub struct State {
    step: usize,
    officer: Officer,
    officer_form: Option<Form>,
    area_form: Option<Form>,
    place_form: Option<Form>,
    enrol_form: Option<Form>,
    force_form: Option<Form>,
    place: Option<(PathBuf, Outcome<()>, bool)>,
    allow: bool,
    passphrase: Option<NewPassphrase>,
    chosen: Option<Passphrase>,
    code: Option<NewCode>,
    making: bool,
    problem: Option<Problem>,
}

impl State {
    /// Begins.
    #[must_use]
    pub fn new() -> Self {
        Self::default()
    }

    fn at(&self) -> Step {
        STEPS.get(self.step).map_or(Step::Force, |(step, _)| *step)
    }

    fn form(&self) -> Option<&Form> {
        match self.at() {
            Step::Officer => self.officer_form.as_ref(),
            Step::Area => self.area_form.as_ref(),
            Step::Vault => self.place_form.as_ref(),
            Step::Enrol => self.enrol_form.as_ref(),
            Step::Force => self.force_form.as_ref(),
            Step::Passphrase | Step::Recovery => None,
        }
    }

    fn form_mut(&mut self) -> Option<&mut Form> {
        match self.at() {
            Step::Officer => self.officer_form.as_mut(),
            Step::Area => self.area_form.as_mut(),
            Step::Vault => self.place_form.as_mut(),
            Step::Enrol => self.enrol_form.as_mut(),
            Step::Force => self.force_form.as_mut(),
            Step::Passphrase | Step::Recovery => None,
        }
    }

    /// Goes to a step and prepares what it asks.
    fn go_to(&mut self, step: usize, ctx: &Ctx) -> Effects {
        self.step = step.min(STEPS.len() - 1);
        self.problem = None;
        let form = |fields, values, extra| Some(Form::over(fields, values, ctx.now, extra));
        match self.at() {
            Step::Officer if self.officer_form.is_none() => {
                let mut values = Values::new();
                values.insert("role", Value::Text("Designated Liaison Officer".to_owned()));
                self.officer_form = form(OFFICER, values, Extra::new().check(officer_faults).shows_names(true));
            }
            Step::Area if self.area_form.is_none() => {
                let said = "Lists and warnings begin with this area; what needs you elsewhere still comes.";
                self.area_form = form(AREA, Values::new(), Extra::new().fixed("", "").fixed("", said));
            }
            Step::Vault => {
                return vec![Effect::Door(at_door(|t, _| {
                    let path = t.places.vault.clone();
                    let parent = path.parent().map(std::path::Path::to_owned);
                    // The folder above may be made by the program itself: the first that is there decides.
                    let there = parent.and_then(|p| p.ancestors().find(|a| a.is_dir()).map(std::path::Path::to_owned));
                    let at = there.map_or_else(|| path.clone(), |t| t.join(path.file_name().unwrap_or_default()));
                    let may = dir::resolve(&at, false).map(|_| ());
                    let may = if Vault::is_there(&t.places) { Err(taken()) } else { may };
                    let allowable = may.is_err() && !Vault::is_there(&t.places) && dir::resolve(&at, true).is_ok();
                    (None, Msg::Place(path, may, allowable))
                }))];
            }
            Step::Passphrase => {
                self.chosen = None;
                let refused = self.officer.refused_words().into_iter().map(str::to_owned).collect();
                match NewPassphrase::new(refused) {
                    Ok(new) => self.passphrase = Some(new),
                    Err(p) => return vec![Effect::Failed(p)],
                }
            }
            Step::Recovery => match NewCode::new() {
                Ok(code) => self.code = Some(code),
                Err(p) => return vec![Effect::Failed(p)],
            },
            Step::Enrol if self.enrol_form.is_none() => {
                self.enrol_form = form(ORGANISATION, Values::new(), Extra::new().check(organisation_faults));
            }
            Step::Force if self.force_form.is_none() => {
                self.force_form = form(FORCE, Values::new(), Extra::new());
            }
            _ => {}
        }
        Effects::new()
    }

    fn go_on(&mut self, ctx: &Ctx) -> Effects {
        self.go_to(self.step + 1, ctx)
    }

    fn saved(&mut self, values: &Values, ctx: &Ctx) -> Effects {
        match self.at() {
            Step::Officer => take_officer(&mut self.officer, values),
            Step::Area => self.officer.area = text(values, "area"),
            Step::Vault => {
                self.allow = text(values, "allow").eq_ignore_ascii_case(ALLOW);
                if !self.allow {
                    return Effects::new();
                }
            }
            Step::Enrol => self.officer.organisation = organisation_of(&Organisation::default(), values),
            Step::Force => {
                self.officer.force_decisions = decisions(values);
                return self.make();
            }
            Step::Passphrase | Step::Recovery => {}
        }
        self.go_on(ctx)
    }

    fn make(&mut self) -> Effects {
        let (Some(passphrase), Some(code)) = (self.chosen.clone(), self.code.as_ref().map(|c| c.code().clone())) else {
            return Effects::new();
        };
        let (officer, allow_synced) = (self.officer.clone(), self.allow);
        self.making = true;
        self.problem = None;
        vec![Effect::Door(at_door(move |t, _| {
            let made = WorkFactor::calibrate().and_then(|factor| {
                let (places, passphrase, officer) = (&t.places, &passphrase, &officer);
                opening::create_with(&NewCaseload { places, passphrase, factor, officer, allow_synced }, &code, t.clock)
            });
            match made {
                Ok(desk) => (Some(desk), Msg::Made(Ok(()))),
                Err(problem) => (None, Msg::Made(Err(problem))),
            }
        }))]
    }

    fn enter(&mut self, ctx: &Ctx) -> Effects {
        match self.at() {
            Step::Vault => match &self.place {
                Some((_, Ok(()), _)) => self.go_on(ctx),
                _ => Effects::new(),
            },
            Step::Passphrase => match self.passphrase.as_mut().and_then(NewPassphrase::enter) {
                Some(chosen) => {
                    self.chosen = Some(chosen);
                    self.go_on(ctx)
                }
                None => Effects::new(),
            },
            Step::Recovery if self.code.as_mut().is_some_and(NewCode::enter) => self.go_on(ctx),
            _ => Effects::new(),
        }
    }

    fn back(&mut self, ctx: &Ctx) -> Effects {
        if self.step > 0 {
            return self.go_to(self.step - 1, ctx);
        }
        let choices = vec![
            Choice::new("", "Stay", Effects::new()),
            Choice::new("Shift+Q", "Leave", vec![Effect::Quit]).then("what was typed is not kept"),
        ];
        vec![Choose::dialog("Leave the first run? Nothing is saved yet.", Vec::new(), choices).raise()]
    }

    /// The sentences above what a step asks.
    fn said(&self) -> Vec<Phrase> {
        match self.at() {
            Step::Officer => {
                vec![Phrase::from("Who you are, as it goes on markers and updates. It stays in the vault.")]
            }
            Step::Area => vec![Phrase::from("The area you are nominated for.")],
            Step::Vault => self.said_of_place(),
            Step::Enrol => vec![Phrase::from(
                "Who your packages are sealed to, and who could open the vault if you cannot. Leave it blank if it is \
                 not settled: the vault then says SET-UP and sends nothing but a child's notification.",
            )],
            Step::Force => vec![Phrase::from(
                "What your force decides before live use. What is blank is asked for again where it is needed: Records, \
                 then s. Review periods, areas and verified services are lists of their own.",
            )],
            Step::Passphrase | Step::Recovery => Vec::new(),
        }
    }

    fn said_of_place(&self) -> Vec<Phrase> {
        let Some((path, may, allowable)) = &self.place else { return Vec::new() };
        let mut said = vec![
            Phrase::from("The vault is made in this folder, on this computer:"),
            Phrase::new(),
            Phrase::new().bold(path.display().to_string()),
            Phrase::new(),
        ];
        match may {
            Ok(()) => {
                said.push(Phrase::new().sign(Sign::Ready, "it may lie here"));
                said.push(Phrase::new());
                said.push(Phrase::from("To keep it elsewhere, leave and start again with: caseload --vault FOLDER"));
            }
            Err(p) => {
                said.push(Phrase::new().marked(Sign::Danger, format!("{} {}", p.what, p.remedy)));
                if *allowable {
                    said.push(Phrase::new());
                    said.push(Phrase::from(format!(
                        "If your force allows it all the same, type \"{ALLOW}\". It is kept in the journal."
                    )));
                }
            }
        }
        said
    }
}

fn taken() -> Problem {
    Problem::new(
        crate::domain::problem::Kind::PathRefused,
        "There is something in this folder already; a vault is never made over it.",
        "Leave, and start with another folder: caseload --vault FOLDER.",
    )
}

fn officer_faults(values: &Values) -> Vec<Fault> {
    let mut officer = Officer::default();
    take_officer(&mut officer, values);
    officer.faults().into_iter().filter(|f| f.field != "area").collect()
}

impl Shown for State {
    type Msg = Msg;

    fn title(&self, _ctx: &Ctx) -> String {
        "First run".to_owned()
    }

    fn header_right(&self, _ctx: &Ctx) -> Option<Phrase> {
        Some(Phrase::from("nothing is saved yet"))
    }

    fn begin(&mut self, ctx: &Ctx) -> Effects {
        self.go_to(self.step, ctx)
    }

    fn told(&mut self, msg: Msg, ctx: &Ctx) -> Effects {
        match msg {
            Msg::Place(path, may, allowable) => {
                self.place_form = allowable.then(|| Form::over(PLACE, Values::new(), ctx.now, Extra::new()));
                self.place = Some((path, may, allowable));
                Effects::new()
            }
            Msg::Made(Ok(())) => {
                let said = "The vault is made. a on Contacts adds the first person you meet";
                vec![Effect::Unlocked, done(said)]
            }
            Msg::Made(Err(problem)) => {
                self.making = false;
                self.problem = Some(problem);
                Effects::new()
            }
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        if self.making {
            return Effects::new();
        }
        match action {
            Action::Take => return self.enter(ctx),
            Action::Back => return self.back(ctx),
            Action::OtherWords => {
                if let Some(Err(p)) = self.passphrase.as_mut().map(NewPassphrase::others) {
                    return vec![Effect::Failed(p)];
                }
            }
            Action::OwnPassphrase => self.passphrase.iter_mut().for_each(NewPassphrase::own_or_words),
            Action::ShowTyped => match self.at() {
                Step::Passphrase => self.passphrase.iter_mut().for_each(NewPassphrase::show_or_hide),
                _ => self.code.iter_mut().for_each(NewCode::show_or_hide),
            },
            Action::Practice => return vec![Effect::Practise],
            _ => {}
        }
        Effects::new()
    }

    fn input(&mut self, input: &Input, ctx: &Ctx) -> Option<Effects> {
        if self.making {
            return matches!(input, Input::Paste(_)).then(Effects::new);
        }
        let step = self.at();
        let taken = match step {
            Step::Passphrase => self.passphrase.as_mut().is_some_and(|p| p.input(input)),
            Step::Recovery => self.code.as_mut().is_some_and(|c| c.input(input)),
            _ => false,
        };
        if taken {
            return Some(Effects::new());
        }
        if matches!(input, Input::Key(key) if key.code == KeyCode::F(3)) {
            return None;
        }
        let form = self.form_mut()?;
        form.set_now(ctx.now);
        let goes_on = |form: &Form, key: &KeyEvent| {
            let picked = step == Step::Area && !form.has_open_list() && form.values().contains_key("area");
            form.enter_saves(key) || (picked && key.code == KeyCode::Enter)
        };
        let input = match input {
            Input::Key(key) if goes_on(form, key) => Input::Key(Action::Save.press().unwrap_or(*key)),
            other => other.clone(),
        };
        match form.handle(input) {
            Reply::Ignored => None,
            Reply::Save(values) => Some(self.saved(&values, ctx)),
            Reply::Leave { .. } => Some(self.back(ctx)),
            Reply::Help(name) => {
                let fields = [OFFICER, AREA, PLACE, ORGANISATION, FORCE];
                let field = fields.into_iter().flatten().find(|f| f.name == name)?;
                Some(vec![Effect::Toast(Sign::NotYet, format!("{}: {}", field.label, field.help))])
            }
            Reply::Handled | Reply::Refused(_) => Some(Effects::new()),
        }
    }

    fn actions(&self, ctx: &Ctx) -> Vec<Action> {
        let mut actions = match (self.at(), self.form()) {
            (Step::Passphrase, _) => {
                vec![Action::Take, Action::OtherWords, Action::OwnPassphrase, Action::ShowTyped]
            }
            (Step::Recovery, _) => vec![Action::Take, Action::ShowTyped],
            (Step::Area, _) => vec![Action::Take],
            (_, Some(form)) if form.on_last_field() => vec![Action::Take],
            (_, Some(_)) => vec![Action::Save, Action::NextField],
            (_, None) => vec![Action::Take],
        };
        if self.step == 0 && ctx.can_practise {
            actions.push(Action::Practice);
        }
        actions.push(Action::Back);
        actions
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        let shown = match self.at() {
            Step::Passphrase => self.passphrase.as_ref().is_some_and(NewPassphrase::is_shown),
            _ => self.code.as_ref().is_some_and(NewCode::is_shown),
        };
        Some(match action {
            Action::Take if self.at() == Step::Force => "make the vault",
            Action::Take if self.form().is_some_and(Form::has_open_list) => "take it",
            Action::Save => "go on",
            Action::ShowTyped if shown => "hide",
            Action::OwnPassphrase if self.passphrase.as_ref().is_some_and(NewPassphrase::is_own) => "five words",
            _ => return None,
        })
    }

    fn mask(&mut self) {
        self.passphrase.iter_mut().for_each(NewPassphrase::hide);
    }

    fn typing(&self) -> bool {
        true
    }

    fn alone(&self) -> bool {
        true
    }

    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let words: Vec<&str> = STEPS.iter().map(|(_, word)| *word).collect();
        track::draw(buf, frame.body, 0, &Mark::along(&words, self.step), 1, theme);
        let pane = below(frame.body, 2);
        match (self.at(), &self.passphrase, &self.code) {
            (Step::Passphrase, Some(new), _) => return new.draw(buf, pane, theme),
            (Step::Recovery, _, Some(code)) => return code.draw(buf, pane, theme),
            _ => {}
        }
        let mut y = 1 + paragraphs(buf, pane, &self.said(), theme);
        if let Some(p) = &self.problem {
            let said = format!("{} {} {}", p.what, p.changed_sentence(), p.remedy);
            y += 1 + paragraphs(buf, below(pane, y), &[Phrase::new().marked(Sign::Danger, said)], theme);
        }
        self.form().and_then(|form| form.draw(buf, below(pane, y), theme).cursor)
    }

    fn line(&self, _ctx: &Ctx) -> Option<Phrase> {
        self.making.then(|| Phrase::new().marked(Sign::Here, "making the vault · usually 4 seconds"))
    }
}
