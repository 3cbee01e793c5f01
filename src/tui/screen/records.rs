//! 9 Records: backup, verification, the journal, and the settings of this vault.
//!
//! Backup and verification work on a copy in the background ([`crate::tui::app`] carries them), so that keys and saves
//! go on. What does not belong here: what a backup is ([`crate::casework::keeping`]).

use std::path::PathBuf;

use chrono::{DateTime, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::casework::desk::{Desk, Mode};
use crate::casework::keeping::{BackupState, Occasion};
use crate::domain::field::{Field, Shape, Value, Values, text_in};
use crate::domain::kind::Kind;
use crate::domain::lists;
use crate::domain::officer::{DutyNumbers, Officer};
use crate::domain::problem::{Outcome, Problem};
use crate::domain::when;
use crate::tui::action::Action;
use crate::tui::app::Told;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, ask, ask_latest, done};
use crate::tui::form::{Extra, Form};
use crate::tui::overlay::choose::{Choice, Choose};
use crate::tui::overlay::fill::Fill;
use crate::tui::screen::first_run::{self, AREA, FORCE, OFFICER, ORGANISATION};
use crate::tui::screen::moves::Focus;
use crate::tui::screen::{Answer, Place, Shown, moves, renew, welcome};
use crate::tui::theme::{Role, Sign};
use crate::tui::widget;
use crate::tui::widget::frame::Frame;
use crate::tui::widget::list::{Column, List, Row, Rows};
use crate::tui::widget::record::{DETAIL_LABEL as LABEL, Labelled};
use crate::tui::widget::{Phrase, below, put, row, text_of};

/// Entries of the journal read at a time.
const PAGE: i64 = 300;

/// Where a backup goes.
const FOLDER: &[Field] =
    &[Field::new(Shape::Line, "Folder or file").required().help("/media/stick/caseload").named("folder")];

/// One entry of the journal as it is shown.
pub struct Entry {
    when: String,
    who: String,
    operation: String,
    reference: String,
    what: String,
}

/// What is shown of the vault.
pub struct Read {
    backup: BackupState,
    entries: Vec<Entry>,
    more: bool,
}

/// Who is rung when somebody tells of an assault.
const DUTY: &[Field] = &[
    Field::new(Shape::Line, "SARC").help("the referral centre's number, any hour").named("sarc"),
    Field::new(Shape::Line, "SOLO on duty").help("the number that is answered day and night").named("solo"),
];

/// Which settings.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Setting {
    /// Numbers of the disclosure card.
    Duty,
    /// The officer's details.
    Officer,
    /// The nominated area.
    Area,
    /// What the force decided.
    Force,
    /// Who packages are sealed to.
    Organisation,
}

/// What the screen is told.
pub enum Msg {
    /// What is shown.
    Read(Outcome<Box<Read>>),
    /// These settings are opened.
    Set(Setting),
    /// These settings are saved.
    Save(Setting, Values),
    /// They are saved, or why not.
    Saved(Outcome<(Box<Officer>, Mode)>),
}

/// The screen.
#[derive(Default)]
pub struct State {
    read: Option<Read>,
    problem: Option<Problem>,
    limit: i64,
    list: Focus,
}

fn read(desk: &Desk, limit: i64) -> Outcome<Read> {
    let backup = desk.backup_state()?;
    let found = desk.reading().journal(limit)?;
    let more = i64::try_from(found.len()).unwrap_or(0) == limit;
    let mut entries = Vec::with_capacity(found.len());
    for e in found {
        let reference = match e.contact {
            Some(id) => desk.reading().contact_line(id)?.map(|l| l.reference).unwrap_or_default(),
            None => String::new(),
        };
        let at = DateTime::parse_from_rfc3339(&e.at)
            .ok()
            .map(|t| when::to_local(t.with_timezone(&Utc), chrono_tz::Europe::London));
        let kind = e.kind.map(Kind::label).filter(|_| e.record.is_some()).unwrap_or_default();
        let reason = lists::item("consultation_reasons", &e.reason).map(|i| i.label.clone());
        let mut what = if e.what.is_empty() { e.operation.clone() } else { e.what.clone() };
        if !kind.is_empty() && !what.contains(kind) {
            what.push_str(&format!(" · {kind}"));
        }
        if let Some(reason) = reason {
            what.push_str(&format!(" · {reason}"));
        }
        if !e.recipient.is_empty() {
            what.push_str(&format!(" · {}", e.recipient));
        }
        entries.push(Entry {
            when: at.map(|at| at.format("%a %d/%m/%Y %H:%M").to_string()).unwrap_or_default(),
            who: e.officer,
            operation: e.operation,
            reference,
            what,
        });
    }
    Ok(Read { backup, entries, more })
}

/// Asks where a backup goes, and makes it in the background.
#[must_use]
pub fn where_to(ctx: &Ctx) -> Effect {
    let form = Form::over(FOLDER, Values::new(), ctx.now, Extra::new());
    let then = |values: Values| {
        let folder = text_in(&values, "folder").trim().to_owned();
        Answer::App(Told::BackUpTo(PathBuf::from(folder)))
    };
    let elsewhere = Fill::new("Back up to another disk", Vec::new(), form, 4, "back up", then).raise();
    let choices = vec![
        Choice::new("o", "another disk", vec![elsewhere]).then("survives this computer; type the folder"),
        Choice::new("h", "here", vec![Effect::BackUp(None, Occasion::Asked)]).then("in the vault's own folder"),
    ];
    let below = vec![Phrase::new().muted("It is encrypted like the vault, checked whole, and overwrites nothing.")];
    Choose::letters("Back up to", 1, choices, below).raise()
}

impl State {
    /// Begins.
    #[must_use]
    pub fn new() -> Self {
        Self { limit: PAGE, ..Self::default() }
    }

    fn entries(&self) -> &[Entry] {
        self.read.as_ref().map_or(&[], |r| r.entries.as_slice())
    }

    fn look(&self) -> Effect {
        let limit = self.limit.max(PAGE);
        ask_latest("records", move |desk| Msg::Read(read(desk, limit).map(Box::new)))
    }

    fn form_of(setting: Setting, ctx: &Ctx) -> Effect {
        let officer = &ctx.officer;
        let mut area = Values::new();
        area.insert("area", Value::Text(officer.area.clone()));
        let (title, fields, values, rows, extra): (_, &'static [Field], _, _, _) = match setting {
            Setting::Officer => ("Your details", OFFICER, first_run::officer_values(officer), 10, Extra::new()),
            Setting::Area => ("Your area", AREA, area, 9, Extra::new()),
            Setting::Duty => {
                let mut values = Values::new();
                values.insert("sarc", Value::Text(officer.duty.sarc.clone()));
                values.insert("solo", Value::Text(officer.duty.solo.clone()));
                ("Numbers of the disclosure card", DUTY, values, 4, Extra::new())
            }
            Setting::Force => {
                let values = first_run::decision_values(&officer.force_decisions);
                ("What the force has decided", FORCE, values, 6, Extra::new())
            }
            Setting::Organisation => {
                let values = first_run::organisation_values(&officer.organisation);
                let extra = Extra::new().check(first_run::organisation_faults);
                ("Who packages are sealed to", ORGANISATION, values, 9, extra)
            }
        };
        let form = Form::over(fields, values, ctx.now, extra.shows_names(true));
        Fill::new(title, Vec::new(), form, rows, "save", move |v| Msg::Save(setting, v).into()).raise()
    }

    fn settings() -> Effect {
        let open = |setting| vec![Effect::Tell(Msg::Set(setting).into())];
        let choices = vec![
            Choice::new("d", "Your details", open(Setting::Officer)).then("as they go on markers and updates"),
            Choice::new("a", "Your area", open(Setting::Area)).then("lists and warnings begin with it"),
            Choice::new("n", "Duty numbers", open(Setting::Duty)).then("SARC and SOLO, for the disclosure card"),
            Choice::new("f", "The force", open(Setting::Force)).then("authorisation, DPIA, policy document, code"),
            Choice::new("o", "The desk", open(Setting::Organisation)).then("who packages are sealed to, escrow"),
        ];
        Choose::letters("Settings of this vault", 1, choices, Vec::new()).raise()
    }

    fn save(setting: Setting, values: &Values, ctx: &Ctx) -> Effect {
        let mut officer = ctx.officer.clone();
        match setting {
            Setting::Officer => first_run::take_officer(&mut officer, values),
            Setting::Area => {
                officer.area = text_in(values, "area").to_owned();
            }
            Setting::Duty => {
                let text = |name: &str| text_in(values, name).trim().to_owned();
                officer.duty = DutyNumbers { sarc: text("sarc"), solo: text("solo") };
            }
            Setting::Force => officer.force_decisions = first_run::decisions(values),
            Setting::Organisation => {
                officer.organisation = first_run::organisation_of(&officer.organisation, values);
            }
        }
        ask(move |desk| Msg::Saved(desk.settle(officer).map(|()| (Box::new(desk.officer().clone()), desk.mode()))))
    }

    fn view_heads(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx, read: &Read) -> u16 {
        let theme = &ctx.theme;
        let last = read.backup.last.map(|at| when::to_local(at, chrono_tz::Europe::London));
        let mut heads = vec![Labelled::new("Backup", welcome::backup_line(&read.backup))];
        heads.push(Labelled::new(
            "",
            match last {
                Some(at) => format!("the last one {}, checked when it was made", at.format("%a %d/%m/%Y %H:%M")),
                None => "none was made of this vault yet".to_owned(),
            },
        ));
        heads.push(Labelled::new(
            "Vault",
            match (ctx.checking, ctx.whole) {
                (Some(percent), _) => Phrase::new().sign(Sign::Due, format!("being checked, {percent} %")),
                (None, true) => Phrase::new().sign(Sign::Ready, "whole").text("; checked in this sitting"),
                (None, false) => Phrase::new().marked(Sign::NotYet, "not checked in this sitting; v does it now"),
            },
        ));
        if ctx.mode == Mode::SetUp {
            let said = "SET-UP: no escrow key of your organisation yet; s, then o";
            heads.push(Labelled::new("", Phrase::new().marked(Sign::Due, said)));
        }
        let mut y = 0;
        for head in &heads {
            y += head.draw(buf, frame.body, y, LABEL, false, theme).rows;
        }
        y
    }
}

impl Shown for State {
    type Msg = Msg;

    fn title(&self, _ctx: &Ctx) -> String {
        "9 Records".to_owned()
    }

    fn begin(&mut self, _ctx: &Ctx) -> Effects {
        vec![self.look()]
    }

    fn told(&mut self, msg: Msg, ctx: &Ctx) -> Effects {
        match msg {
            Msg::Read(Ok(read)) => {
                self.problem = None;
                self.read = Some(*read);
                self.list.stays(None, self.entries().len());
                Effects::new()
            }
            Msg::Read(Err(p)) => {
                self.problem = Some(p.clone());
                vec![Effect::Failed(p)]
            }
            Msg::Set(setting) => vec![Self::form_of(setting, ctx)],
            Msg::Save(setting, values) => vec![Self::save(setting, &values, ctx)],
            Msg::Saved(Ok((officer, mode))) => {
                vec![
                    Effect::Lower,
                    Effect::Officer(officer, mode),
                    done("Saved, and journalled as a change of settings"),
                    self.look(),
                ]
            }
            Msg::Saved(Err(p)) => vec![Effect::Failed(p)],
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        if self.list.moves(action, self.entries().len(), ctx) {
            if self.read.as_ref().is_some_and(|r| r.more) && self.list.at + 20 > self.entries().len() {
                self.limit = self.limit.max(PAGE) + PAGE;
                return vec![self.look()];
            }
            return Effects::new();
        }
        match action {
            Action::BackUp => vec![where_to(ctx)],
            Action::Verify => vec![Effect::Verify],
            Action::Settings => vec![Self::settings()],
            Action::NewPassphrase => vec![Effect::Go(Place::Renew(renew::What::Passphrase))],
            Action::Import => vec![Effect::Go(Place::Import)],
            Action::Statistics => vec![Effect::Go(Place::Statistics)],
            Action::NewRecovery => vec![Effect::Go(Place::Renew(renew::What::Code))],
            Action::Close => vec![Effect::StopChecking],
            _ => Effects::new(),
        }
    }

    fn actions(&self, ctx: &Ctx) -> Vec<Action> {
        let mut actions = vec![
            Action::BackUp,
            Action::Verify,
            Action::Statistics,
            Action::Settings,
            Action::Import,
            Action::NewPassphrase,
            Action::NewRecovery,
        ];
        if ctx.checking.is_some() {
            actions.insert(0, Action::Close);
        }
        actions.extend(moves::ALL);
        actions
    }

    fn why_not(&self, action: Action, ctx: &Ctx) -> Option<(&'static str, String)> {
        let reading = ctx.mode == Mode::ReadOnly;
        match action {
            Action::Settings | Action::NewPassphrase | Action::NewRecovery | Action::BackUp | Action::Import
                if reading =>
            {
                Some(("read-only", "The vault is open for reading only. Nothing was changed.".to_owned()))
            }
            Action::BackUp | Action::Verify if ctx.checking.is_some() => {
                Some(("checking", "The vault is being checked. x stops that.".to_owned()))
            }
            _ => None,
        }
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        match action {
            Action::Close => Some("stop checking"),
            Action::BackUp => Some("back up"),
            Action::Verify => Some("verify"),
            _ => None,
        }
    }

    fn rows(&self) -> Option<&Rows> {
        Some(self.list.rows())
    }

    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let Some(read) = &self.read else {
            if let Some(p) = &self.problem {
                widget::failed(buf, frame.body, p, theme);
            }
            return None;
        };
        let y = self.view_heads(buf, frame, ctx, read) + 1;
        let pane = below(frame.body, y);
        put(buf, row(text_of(pane), 0), 0, 0, "Journal, newest first", theme.style(Role::Muted));
        let wide = [
            Column::new("When", 21).whole(),
            Column::new("Who", 18),
            Column::new("Operation", 15),
            Column::new("Contact", 9).whole(),
            Column::rest("What"),
        ];
        let slim = [Column::new("", 21).whole(), Column::new("", 9).whole(), Column::rest("")];
        let roomy = ctx.wide();
        let rows: Vec<Row> = read
            .entries
            .iter()
            .map(|e| {
                let (when, reference) = (Phrase::from(e.when.as_str()), Phrase::from(e.reference.as_str()));
                let cells = if roomy {
                    let (who, operation) = (Phrase::from(e.who.as_str()), Phrase::from(e.operation.as_str()));
                    vec![when, who, operation, reference, Phrase::from(e.what.as_str())]
                } else {
                    vec![when, reference, Phrase::from(e.what.as_str())]
                };
                Row { cells, ..Row::default() }
            })
            .collect();
        let columns: &[Column] = if roomy { &wide } else { &slim };
        let list = List { headings: roomy, ..List::new(columns, &rows) };
        self.list.draw(buf, below(pane, 1), list, theme)
    }

    fn line(&self, ctx: &Ctx) -> Option<Phrase> {
        let e = self.entries().get(self.list.at).filter(|_| !ctx.wide())?;
        Some(Phrase::new().muted(format!("{} · {}", e.who, e.operation)))
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Records)
    }
}
