//! After unlocking: when it was last opened, failed tries, whether the vault is whole, what runs out, what was kept.
//!
//! It lies over Today; `Esc` opens that. What does not belong here: reading any of it, which unlocking did
//! ([`crate::casework::opening`]).

use std::cell::Cell;

use chrono::{DateTime, NaiveDateTime, Utc};
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::casework::keeping::BackupState;
use crate::casework::opening::{Filed, Repair, Welcome};
use crate::domain::due::TodayRow;
use crate::domain::kind::Kind;
use crate::domain::problem::Outcome;
use crate::domain::text::counted;
use crate::domain::when;
use crate::store::draft::Draft;
use crate::tui::action::Action;
use crate::tui::app::PLACES;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, ask, done};
use crate::tui::overlay::choose::{Choice, Choose};
use crate::tui::overlay::kept::{SHEET, title_of};
use crate::tui::screen::{Place, Shown, Who, intelligence_form, moves, today};
use crate::tui::task::Task;
use crate::tui::theme::{Role, Sign};
use crate::tui::widget::frame::Frame;
use crate::tui::widget::record::DETAIL_LABEL as LABEL;
use crate::tui::widget::{Ink, Phrase, focus, narrow, put, row, text_of};
use crate::vault::witness::Verdict;

/// Local time is UK time.
const ZONE: chrono_tz::Tz = chrono_tz::Europe::London;

/// What it is told.
pub enum Msg {
    /// What is known of the backups.
    Backup(Outcome<BackupState>),
    /// The form a draft belongs to, if its contact is still there.
    Form(Outcome<Option<Task>>),
    /// What became of the jots.
    Filed(Outcome<Filed>),
    /// The draft of a sheet at this place is thrown away.
    ThrowAway(usize),
    /// It is gone.
    Dropped(Outcome<()>),
}

/// What was kept while the vault was locked.
enum Kept {
    Draft(Draft),
    Jot(usize),
}

/// The screen.
pub struct State {
    welcome: Welcome,
    kept: Vec<(NaiveDateTime, Kept)>,
    backup: Option<BackupState>,
    focus: usize,
    top: Cell<usize>,
    /// The screens of before stand below, not Today.
    after_a_lock: bool,
}

struct Line {
    label: Phrase,
    value: Phrase,
    kept: Option<usize>,
}

impl Line {
    fn new(label: &str, value: impl Into<Phrase>) -> Self {
        Self { label: Phrase::new().muted(label), value: value.into(), kept: None }
    }
    fn whole(words: impl Into<Phrase>) -> Self {
        Self { label: words.into(), value: Phrase::new(), kept: None }
    }
}

fn local(at: DateTime<Utc>) -> NaiveDateTime {
    when::to_local(at, ZONE)
}

fn instant(text: &str) -> Option<NaiveDateTime> {
    DateTime::parse_from_rfc3339(text).ok().map(|t| local(t.with_timezone(&Utc)))
}

/// Pages of a form with something on them; one at least.
fn pages(draft: &Draft) -> usize {
    let kind = draft.form.split(':').next().and_then(kind_named);
    let Ok(content) = serde_json::from_str::<serde_json::Value>(&draft.content) else { return 1 };
    let typed = |name: &str| {
        let text = content.pointer(&format!("/fields/{name}/text")).and_then(serde_json::Value::as_str);
        text.is_some_and(|t| !t.is_empty())
    };
    let mut pages: Vec<&str> =
        kind.map_or(&[][..], Kind::fields).iter().filter(|f| typed(f.name)).map(|f| f.page).collect();
    pages.dedup();
    pages.sort_unstable();
    pages.dedup();
    pages.len().max(1)
}

fn kind_named(name: &str) -> Option<Kind> {
    <Kind as strum::IntoEnumIterator>::iter().find(|kind| kind.name() == name)
}

/// Jots that cannot be opened.
fn closed(jots: usize) -> String {
    format!("{} cannot be opened and stay in the inbox", counted(jots, "jot", "jots"))
}

/// The form that a draft belongs to.
fn task_of(draft: &Draft, who: Option<Who>) -> Option<Task> {
    let (what, id) = draft.form.split_once(':')?;
    // An entry that rests on a contact: its draft is kept under the contact's id and not as the contact's.
    let id = if id == "new" || id.starts_with("new+") { None } else { Some(id.parse().ok()?) };
    if what == "met-someone" {
        return Some(Task::MetSomeone);
    }
    let kind = kind_named(what)?;
    if draft.contact.is_some() && who.is_none() {
        return None;
    }
    match (kind, who) {
        (Kind::Engagement, Some(who)) => {
            Some(Task::Engagement { who, id, outcome: String::new(), through: false, card: None })
        }
        (kind, who) => Some(Task::Of { who, kind, id }),
    }
}

impl State {
    /// The screen over what unlocking found.
    #[must_use]
    pub fn new(welcome: Welcome) -> Self {
        let drafts = welcome.drafts.iter().filter(|d| d.form != PLACES);
        let drafts = drafts.filter_map(|d| Some((instant(&d.at)?, Kept::Draft(d.clone()))));
        let jots = welcome.jots.iter().map(|(at, lines)| (*at, Kept::Jot(*lines)));
        let mut kept: Vec<(NaiveDateTime, Kept)> = drafts.chain(jots).collect();
        kept.sort_by_key(|(at, _)| *at);
        Self { welcome, kept, backup: None, focus: 0, top: Cell::new(0), after_a_lock: false }
    }

    /// The screen over where the officer was before the lock: what was half-typed there is below it.
    #[must_use]
    pub fn after_a_lock(welcome: Welcome) -> Self {
        let mut state = Self { after_a_lock: true, ..Self::new(welcome) };
        state.kept.retain(|(_, kept)| matches!(kept, Kept::Jot(_)));
        state
    }

    /// What `Esc` opens.
    const fn below(&self) -> &'static str {
        if self.after_a_lock { "goes back" } else { "opens Today" }
    }

    fn focused(&self) -> Option<&Kept> {
        self.kept.get(self.focus).map(|(_, kept)| kept)
    }

    fn last_opened(&self) -> Phrase {
        let Some(at) = self.welcome.last_opened.map(local) else { return Phrase::from("never before") };
        let opened = at.format("%a %d/%m/%Y %H:%M");
        let locked = self.welcome.last_locked.map(local).filter(|l| *l >= at).map(|l| {
            if l.date() == at.date() {
                l.format("%H:%M").to_string()
            } else {
                l.format("%a %d/%m/%Y %H:%M").to_string()
            }
        });
        Phrase::from(match locked {
            Some(locked) => format!("{opened}, locked {locked}"),
            None => format!("{opened}, ended without a lock"),
        })
    }

    fn failed(&self) -> Phrase {
        let last = self.welcome.last_failed.map(|at| local(at).format("%a %d/%m %H:%M").to_string());
        match (self.welcome.failed_tries, last) {
            (0, _) => Phrase::from("none since then"),
            (1, Some(last)) => Phrase::new().sign(Sign::Danger, "1").text(format!(" since then, {last}")),
            (n, Some(last)) => {
                Phrase::new().sign(Sign::Danger, n.to_string()).text(format!(" since then, the last {last}"))
            }
            (n, None) => Phrase::new().sign(Sign::Danger, n.to_string()).text(" since then"),
        }
    }

    fn vault(&self, ctx: &Ctx) -> Vec<Phrase> {
        let witness = match self.welcome.witness {
            Verdict::Current => "journal and witness agree",
            Verdict::NoWitness => "not seen on this computer before",
            Verdict::UnreadableWitness => "what this computer last saw of it cannot be read",
            Verdict::Older => "older than when it was last seen here",
        };
        let mut said = vec![match ctx.checking {
            Some(percent) => {
                Phrase::new().sign(Sign::Due, format!("being checked, {percent} %")).text(format!("; {witness}"))
            }
            None if self.welcome.witness == Verdict::Older => Phrase::new().sign(Sign::Danger, witness),
            None if self.welcome.witness != Verdict::Current => Phrase::new().sign(Sign::Due, witness),
            None if self.welcome.checked || ctx.whole => {
                Phrase::new().sign(Sign::Ready, "whole").text(format!("; {witness}"))
            }
            None => Phrase::new().marked(Sign::Ready, witness),
        }];
        if self.welcome.closed_jots > 0 {
            said.push(Phrase::new().marked(Sign::Danger, closed(self.welcome.closed_jots)));
        }
        if self.welcome.repairs.contains(&Repair::NotPossible) {
            said.push(Phrase::new().marked(Sign::Danger, "a damaged copy of a key file could not be put right"));
        } else if !self.welcome.repairs.is_empty() {
            said.push(
                Phrase::new().marked(Sign::Due, "a damaged copy of a vault file was put right from its other copy"),
            );
        }
        said
    }

    fn runs_out(row: &TodayRow) -> Line {
        let label = match today::sign_of(row.urgency) {
            Some(sign) => Phrase::new().mark(sign).ink(format!(" {}", row.when), Ink::Word(sign.role())),
            None => Phrase::new().mark(Sign::Due).ink(format!(" {}", row.when), Ink::Word(Role::Due)),
        };
        let value = Phrase::new().text(row.of.reference.as_str()).text("  ").text(row.why.as_str());
        Line { label, value, kept: None }
    }

    fn kept_line(&self, index: usize, at: NaiveDateTime, kept: &Kept, ctx: &Ctx) -> Line {
        let at = if at.date() == ctx.local().date() { at.format("%H:%M") } else { at.format("%a %d/%m %H:%M") };
        let value = match kept {
            Kept::Draft(draft) if draft.form.starts_with(SHEET) => {
                format!("{}, not saved", title_of(&draft.content).unwrap_or_else(|| "a sheet".to_owned()))
            }
            Kept::Draft(draft) => {
                let what = match draft.form.split(':').next() {
                    Some("met-someone") | None => "Met someone",
                    Some(name) => kind_named(name).map_or("a", Kind::label),
                };
                format!("{what} form, not saved, {}", counted(pages(draft), "page", "pages"))
            }
            Kept::Jot(lines) => format!("jot, {}, to file", counted(*lines, "line", "lines")),
        };
        Line { label: Phrase::from(at.to_string()), value: Phrase::from(value), kept: Some(index) }
    }

    fn lines(&self, ctx: &Ctx) -> Vec<Line> {
        let mut lines = vec![Line::new("Last opened", self.last_opened()), Line::new("Failed tries", self.failed())];
        let mut label = "Vault";
        for said in self.vault(ctx) {
            lines.push(Line::new(std::mem::take(&mut label), said));
        }
        if let Some(state) = &self.backup {
            lines.push(Line::new("Backup", backup_line(state)));
        }
        if !self.welcome.runs_out.is_empty() {
            lines.push(Line::whole(""));
            lines.push(Line::whole(Phrase::new().muted("Runs out within three days")));
            lines.extend(self.welcome.runs_out.iter().map(Self::runs_out));
        }
        if !self.kept.is_empty() {
            lines.push(Line::whole(""));
            lines.push(Line::whole(Phrase::new().muted("Kept while it was locked")));
            let kept = self.kept.iter().enumerate();
            lines.extend(kept.map(|(i, (at, kept))| self.kept_line(i, *at, kept, ctx)));
        }
        lines.push(Line::whole(""));
        let below = self.below();
        lines.push(Line::whole(match self.focused() {
            Some(Kept::Draft(d)) if d.form.starts_with(SHEET) => {
                format!("Enter asks whether to keep what was typed in this sheet. Esc {below}.")
            }
            Some(Kept::Draft(_)) => format!("Enter goes on with the form. Esc keeps it for later and {below}."),
            Some(Kept::Jot(_)) => format!("Enter files the jots as follow-ups for today. Esc keeps them and {below}."),
            None => format!("Enter or Esc {below}."),
        }));
        lines
    }

    fn go_on(&self) -> Effects {
        match self.focused() {
            Some(Kept::Draft(draft)) if draft.form.starts_with(SHEET) => {
                let said = "What was typed is there again as soon as this is opened where it was.";
                let choices = vec![
                    Choice::new("", "Keep it", Effects::new()),
                    Choice::new("Shift+T", "Throw it away", vec![Effect::Tell(Msg::ThrowAway(self.focus).into())]),
                ];
                let title = title_of(&draft.content).unwrap_or_default();
                vec![Choose::dialog(title, vec![Phrase::from(said)], choices).raise()]
            }
            Some(Kept::Draft(draft)) => {
                let draft = draft.clone();
                vec![ask(move |desk| {
                    let whose = draft.contact.or_else(|| intelligence_form::person_of_draft(&draft.form));
                    let line = whose.map(|id| desk.reading().contact_line(id)).transpose();
                    Msg::Form(line.map(|line| {
                        let who = line.flatten().map(|l| Who { id: l.id, reference: l.reference, name: l.name });
                        task_of(&draft, who)
                    }))
                })]
            }
            Some(Kept::Jot(_)) => vec![ask(|desk| Msg::Filed(desk.file_jots()))],
            None => vec![Effect::Back],
        }
    }
}

/// How long ago a checked backup was last seen on another disk.
#[must_use]
pub fn backup_line(state: &BackupState) -> Phrase {
    match (state.elsewhere, state.days) {
        (None, _) => Phrase::new().sign(Sign::Due, "none on another disk yet"),
        (Some(_), 0) => Phrase::new().sign(Sign::Ready, "today").text(" one was checked on another disk"),
        (Some(_), days) => {
            let sign = if state.remind { Sign::Danger } else { Sign::Due };
            let days = counted(usize::try_from(days).unwrap_or(0), "day", "days");
            Phrase::new().sign(sign, days).text(" since one was checked on another disk")
        }
    }
}

impl Shown for State {
    type Msg = Msg;

    fn title(&self, _ctx: &Ctx) -> String {
        "Unlocked".to_owned()
    }

    fn begin(&mut self, _ctx: &Ctx) -> Effects {
        vec![ask(|desk| Msg::Backup(desk.backup_state()))]
    }

    fn told(&mut self, msg: Msg, _ctx: &Ctx) -> Effects {
        match msg {
            Msg::Backup(state) => {
                // Nothing known of the backups is said where they are made: Records.
                self.backup = state.ok();
                Effects::new()
            }
            Msg::Form(Ok(Some(task))) => vec![Effect::Back, Effect::Go(Place::Form(task))],
            Msg::Form(Ok(None)) => {
                vec![crate::tui::effect::refused(
                    "The record this form belongs to is no longer there. Nothing was changed.",
                )]
            }
            Msg::Filed(Ok(Filed { filed, left })) => {
                self.welcome.closed_jots = left;
                self.kept.retain(|(_, kept)| !matches!(kept, Kept::Jot(_)));
                self.welcome.jots.clear();
                self.focus = self.focus.min(self.kept.len().saturating_sub(1));
                let what = if filed == 1 { "The jot is filed".to_owned() } else { format!("{filed} jots are filed") };
                let said = format!("{what} as follow-ups for today");
                let said =
                    if left == 0 { done(said) } else { Effect::Toast(Sign::Due, format!("{said}. {}", closed(left))) };
                vec![said, Effect::Changed]
            }
            Msg::ThrowAway(index) => {
                let Some((_, Kept::Draft(draft))) = self.kept.get(index) else { return Effects::new() };
                let draft = draft.clone();
                self.kept.remove(index);
                self.focus = self.focus.min(self.kept.len().saturating_sub(1));
                vec![ask(move |desk| Msg::Dropped(desk.drop_draft(&draft.form, draft.contact)))]
            }
            Msg::Dropped(Ok(())) => Effects::new(),
            Msg::Form(Err(p)) | Msg::Filed(Err(p)) | Msg::Dropped(Err(p)) => vec![Effect::Failed(p)],
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        if let Some(to) = moves::target(action, self.focus, self.kept.len(), moves::page(ctx)) {
            self.focus = to;
            return Effects::new();
        }
        match action {
            Action::Open => self.go_on(),
            Action::BackUp => vec![super::records::where_to(ctx)],
            Action::Back => vec![Effect::Back],
            _ => Effects::new(),
        }
    }

    fn actions(&self, _ctx: &Ctx) -> Vec<Action> {
        let mut actions = vec![Action::Open, Action::Back, Action::BackUp];
        actions.extend(moves::ALL);
        actions
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        match action {
            Action::Open => Some(match self.focused() {
                Some(Kept::Draft(d)) if d.form.starts_with(SHEET) => "keep it or not",
                Some(Kept::Draft(_)) => "go on with it",
                Some(Kept::Jot(_)) => "file it",
                None if self.after_a_lock => "go on",
                None => "Today",
            }),
            Action::Back => Some(if self.after_a_lock { "go on" } else { "Today" }),
            Action::BackUp => Some("back up now"),
            _ => None,
        }
    }

    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let pane = frame.body;
        let lines = self.lines(ctx);
        let room = usize::from(pane.height);
        let at = lines.iter().position(|l| l.kept == Some(self.focus)).unwrap_or(0);
        // What is kept stands at the end; a low window is scrolled to it, the sentence below included.
        let top = if lines.len() > room { (at + 3).saturating_sub(room) } else { 0 };
        self.top.set(top);
        let mut cursor = None;
        for (i, line) in lines.iter().skip(top).take(room).enumerate() {
            let y = narrow(i);
            if line.kept == Some(self.focus) {
                cursor = focus(buf, pane, y, 1, theme);
            }
            let text = row(text_of(pane), y);
            line.label.draw(buf, text, 0, 0, theme);
            if !line.value.is_empty() {
                line.value.draw(buf, text, LABEL, 0, theme);
            }
        }
        let hidden = lines.len().saturating_sub(top + room);
        if hidden > 0 && pane.height > 0 {
            let last = row(text_of(pane), pane.height - 1);
            let words = format!("{} more below", hidden + 1);
            let blank = " ".repeat(usize::from(last.width));
            put(buf, last, 0, 0, &blank, theme.style(Role::Text));
            put(buf, last, 0, 0, &words, theme.style(Role::Muted));
        }
        cursor
    }
}
