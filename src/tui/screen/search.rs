//! Search as you type: where a word, a sound of a name or the digits of a number are found, never what stands there.
//!
//! What is looked up (0 Reference) is found as well, as the last group. Words like `is:overdue` narrow what is found
//! ([`crate::domain::sought`]). Four digits or more ask *who is ringing*: the reference alone is shown, and what to ask
//! to be sure. What does not belong
//! here: how hits are found ([`crate::casework::record`]) and opening a record, which asks a reason first.

use crossterm::event::KeyCode;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::casework::finding::{Caller, DIGITS};
use crate::casework::record::Found;
use crate::domain::kind::Kind;
use crate::domain::phone;
use crate::domain::problem::{Outcome, Problem};
use crate::domain::radio;
use crate::domain::reference::{self, Entry, Page};
use crate::domain::sought::Sought;
use crate::tui::action::{Action, Chord};
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, ask, ask_latest, done, takes_back};
use crate::tui::form::Input;
use crate::tui::form::typed::Typed;
use crate::tui::screen::moves::Focus;
use crate::tui::screen::{Caveat, Place, Shown, Who, record};
use crate::tui::task::Task;
use crate::tui::theme::{Role, Sign};
use crate::tui::widget::frame::Frame;
use crate::tui::widget::list::{Column, List, Row, Rows};
use crate::tui::widget::{Phrase, below, focus, narrow, paragraphs, put, record as parts, row, text, text_of};

/// Most hits that are shown; who finds more types another letter.
const HITS: usize = 60;
/// Most entries of the reference that are shown.
const ENTRIES: usize = 8;
/// Cells of an entry of the reference; it is read whole where it stands.
const ENTRY: usize = 110;
/// Cells of the kind before a hit; the list adds its own start.
const KIND: u16 = 14;
/// Cells of a reference where it stands alone.
const ALONE: u16 = 19;

/// What was found for a text.
pub struct Results {
    /// Hits, grouped by kind, contacts first.
    found: Vec<Found>,
    /// There are more than are shown.
    more: bool,
    /// Entries of the reference.
    entries: Vec<reference::Hit>,
    /// Who may be ringing, when only digits were typed.
    callers: Vec<Caller>,
}

/// What Search is told.
pub enum Msg {
    /// What was found for this text.
    Found(String, Outcome<Results>),
    /// A call of somebody else was logged for this reference.
    Logged(Outcome<String>),
}

/// Search.
#[derive(Default)]
pub struct State {
    typed: Typed,
    /// The text the results are for.
    asked: String,
    found: Vec<Found>,
    more: bool,
    entries: Vec<reference::Hit>,
    callers: Vec<Caller>,
    problem: Option<Problem>,
    list: Focus,
    /// The focus went from the line to the caller: there letters are keys.
    answering: bool,
}

impl State {
    /// Only digits stand in the line, and enough of them to ask who is ringing.
    fn rings(&self) -> bool {
        let typed = self.typed.value();
        let digits = typed.chars().filter(char::is_ascii_digit).count();
        digits >= DIGITS && typed.chars().all(|c| c.is_ascii_digit() || " +-()".contains(c))
    }

    /// The answers are for what is typed now.
    fn current(&self) -> bool {
        self.asked == self.typed.value()
    }

    fn callers(&self) -> &[Caller] {
        if self.rings() { &self.callers } else { &[] }
    }

    /// A number that nobody on the caseload has, and that stands nowhere else either.
    fn nobody(&self) -> bool {
        self.rings() && self.current() && self.callers.is_empty() && self.count() == 0 && self.problem.is_none()
    }

    fn count(&self) -> usize {
        let callers = self.callers().len();
        if callers > 0 { callers } else { self.found.len() + self.entries.len() }
    }

    /// Whether there is something to go through by `n` and `N`.
    #[must_use]
    pub fn has_hits(&self) -> bool {
        self.callers().is_empty() && self.count() > 0
    }

    /// Goes to the next hit, or the one before, and opens it; from the last one to the first.
    pub fn step(&mut self, next: bool) -> Effects {
        let count = self.count().max(1);
        self.list.at = if next { (self.list.at + 1) % count } else { (self.list.at + count - 1) % count };
        self.open()
    }

    fn look(&mut self) -> Effects {
        self.list.at = 0;
        self.answering = false;
        let typed = self.typed.value().to_owned();
        let rings = self.rings();
        vec![ask_latest("search", move |desk| {
            let results = (|| {
                let callers = if rings { desk.callers(&typed)? } else { Vec::new() };
                let limit = i64::try_from(HITS + 1).unwrap_or(i64::MAX);
                let mut found = if callers.is_empty() { desk.find(&typed, limit)? } else { Vec::new() };
                let more = found.len() > HITS;
                found.truncate(HITS);
                let sought = Sought::read(&typed, desk.zoned_now());
                let looked_up = callers.is_empty() && !sought.is_narrowed() && sought.fault.is_none();
                let words: Vec<String> = sought.words.split_whitespace().map(str::to_owned).collect();
                // A letter or two would find half of it.
                let long = words.iter().any(|w| w.chars().count() > 2);
                let entries = if looked_up && long { reference::find(&words, ENTRIES) } else { Vec::new() };
                Ok(Results { found, more, entries, callers })
            })();
            Msg::Found(typed, results)
        })]
    }

    fn caller(&self) -> Option<&Caller> {
        self.callers().get(self.list.at)
    }

    fn hit(&self) -> Option<&Found> {
        if self.callers().is_empty() { self.found.get(self.list.at) } else { None }
    }

    /// The entry of the reference in focus.
    fn entry(&self) -> Option<&reference::Hit> {
        let at = self.list.at.checked_sub(self.found.len())?;
        if self.callers().is_empty() { self.entries.get(at) } else { None }
    }

    fn open(&self) -> Effects {
        if let Some(caller) = self.caller() {
            let who = Who { id: caller.contact, reference: caller.reference.clone(), name: caller.name.clone() };
            return vec![Effect::Go(Place::Record(who, record::Section::Overview))];
        }
        if self.nobody() {
            return self.keep_number();
        }
        if let Some(entry) = self.entry() {
            return vec![Effect::Go(Place::Entry(entry.page, entry.entry))];
        }
        let Some(hit) = self.hit() else { return Effects::new() };
        match hit.contact {
            Some(id) => {
                let who = Who { id, reference: hit.reference.clone(), name: hit.name.clone() };
                // An offer has a screen of its own, with what comes next.
                vec![Effect::Go(match hit.kind {
                    Kind::Offer => Place::Offer(who, hit.record),
                    kind => Place::Record(who, section(kind)),
                })]
            }
            None if hit.kind == Kind::CrimeReport => vec![Effect::Go(Place::CrimeReport(None, hit.record))],
            None if hit.kind == Kind::Service => vec![Effect::Go(Place::Services(None, Some(hit.record)))],
            None if hit.kind == Kind::FollowUp => {
                vec![Effect::Go(Place::Form(Task::follow_up(None, Some(hit.record))))]
            }
            None if hit.kind == Kind::Concern => vec![Effect::Go(Place::Concern(None, hit.record))],
            None if matches!(hit.kind, Kind::Intelligence | Kind::DangerousPerson) => {
                let open = if hit.kind == Kind::Intelligence { Place::IntelligenceEntry } else { Place::Warning };
                vec![Effect::Go(open(hit.record))]
            }
            None => Effects::new(),
        }
    }

    fn keep_number(&self) -> Effects {
        let digits: String = self.typed.value().chars().filter(|c| c.is_ascii_digit() || *c == '+').collect();
        vec![Effect::Go(Place::Form(Task::Rang { number: digits }))]
    }

    fn next_kind(&mut self) {
        let Some(kind) = self.hit().map(|h| h.kind) else {
            self.list.at = 0;
            return;
        };
        let after = self.found.iter().enumerate().skip(self.list.at).find(|(_, h)| h.kind != kind).map(|(i, _)| i);
        let looked_up = (!self.entries.is_empty()).then_some(self.found.len());
        self.list.at = after.or(looked_up).unwrap_or(0);
    }

    fn view_callers(&self, buf: &mut Buffer, pane: Rect, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let values: Vec<parts::Labelled> = self
            .callers()
            .iter()
            .enumerate()
            .flat_map(|(i, caller)| {
                let mut rows = vec![parts::Labelled::new(caller.reference.as_str(), caller.place.as_str())];
                if i == self.list.at {
                    let ask = caller.to_be_sure.clone().unwrap_or_else(|| {
                        "no word is agreed with them. Say no name; ask something only they know.".to_owned()
                    });
                    rows.push(parts::Labelled::new("To be sure", ask));
                }
                rows
            })
            .collect();
        let mut cursor = None;
        let mut y = 0;
        for (i, value) in values.iter().enumerate() {
            let focused = i == self.list.at;
            let rows = value.rows(pane, ALONE, theme);
            if focused {
                cursor = focus(buf, pane, y, rows, theme);
            }
            y += value.draw(buf, pane, y, ALONE, false, theme).rows;
        }
        cursor
    }

    fn view_hits(&self, buf: &mut Buffer, pane: Rect, ctx: &Ctx) -> Option<Position> {
        let slim = ctx.size.0 < 80;
        let columns = if slim {
            [Column::new("", 9).whole(), Column::new("", 11), Column::rest("").whole()]
        } else {
            [Column::new("", 9).whole(), Column::new("", 13), Column::rest("").whole()]
        };
        let mut before = None;
        let mut rows: Vec<Row> = self
            .found
            .iter()
            .map(|hit| {
                let begins = before != Some(hit.kind);
                before = Some(hit.kind);
                Row {
                    lead: if begins { heading(hit.kind) } else { "" },
                    begins_group: begins,
                    cells: vec![hit.reference.as_str().into(), hit.name.as_str().into(), hit.place.as_str().into()],
                    ..Row::default()
                }
            })
            .collect();
        for (n, hit) in self.entries.iter().enumerate() {
            let Some((page, entry)) = looked_up(*hit) else { continue };
            let words = text::cut(&format!("{} · {}", page.title, entry.text), ENTRY, &ctx.theme);
            rows.push(Row {
                lead: if n == 0 { "Reference" } else { "" },
                begins_group: n == 0,
                cells: vec!["".into(), "".into(), words.into()],
                ..Row::default()
            });
        }
        let list = List { lead: KIND, apart: true, ..List::new(&columns, &rows) };
        self.list.draw(buf, pane, list, &ctx.theme)
    }
}

/// Page and entry of a hit in the reference.
fn looked_up(hit: reference::Hit) -> Option<(&'static Page, &'static Entry)> {
    let page = reference::pages().get(hit.page)?;
    Some((page, page.entries.get(hit.entry)?))
}

/// Where a record of this kind is shown.
const fn section(kind: Kind) -> record::Section {
    match kind {
        // What was passed on and what is held are read at once; their section is one key away.
        Kind::Hold | Kind::Disclosure => record::Section::Overview,
        kind => record::Section::of(kind),
    }
}

/// A kind of hit, short enough for its column.
const fn heading(kind: Kind) -> &'static str {
    match kind {
        Kind::Contact => "Contacts",
        Kind::ContactPoint => "Numbers",
        Kind::Plan => "Plans",
        Kind::Consent => "Consent",
        Kind::Engagement => "Engagements",
        Kind::FollowUp => "Follow-ups",
        Kind::Grounds => "Grounds",
        Kind::Marker => "Markers",
        Kind::Concern => "Safeguarding",
        Kind::Confirmed => "IS record",
        Kind::Update => "Outbox",
        Kind::Hold => "Holds",
        Kind::Disclosure => "Disclosures",
        Kind::Offer => "Support",
        Kind::SupportPath => "Support list",
        Kind::CrimeReport => "Crime reports",
        Kind::SafetyPlan => "Safety plans",
        Kind::LinkedPerson => "Linked people",
        Kind::Intelligence | Kind::IntelligenceItem | Kind::IntelligenceSource => "Intelligence",
        Kind::DangerousPerson => "Warnings",
        Kind::Observation => "Observations",
        Kind::Tasking => "Taskings",
        Kind::Strategy => "Strategies",
        Kind::Service => "Services",
        Kind::Liaison => "DLOs",
    }
}

impl Shown for State {
    type Msg = Msg;

    fn title(&self, _ctx: &Ctx) -> String {
        "Search".to_owned()
    }

    fn begin(&mut self, _ctx: &Ctx) -> Effects {
        if self.typed.value().is_empty() {
            return Effects::new();
        }
        let at = self.list.at;
        let effects = self.look();
        // Back from a record the focus stays where it was.
        self.list.at = at;
        effects
    }

    fn told(&mut self, msg: Msg, _ctx: &Ctx) -> Effects {
        match msg {
            // An answer to what was typed before is passed over: the next one is on its way.
            Msg::Found(typed, _) if typed != self.typed.value() => Effects::new(),
            Msg::Found(typed, Ok(results)) => {
                self.asked = typed;
                self.problem = None;
                (self.found, self.more, self.callers) = (results.found, results.more, results.callers);
                self.entries = results.entries;
                self.list.stays(None, self.count());
                Effects::new()
            }
            Msg::Found(typed, Err(p)) => {
                self.asked = typed;
                self.problem = Some(p.clone());
                vec![Effect::Failed(p)]
            }
            Msg::Logged(Ok(reference)) => {
                self.answering = false;
                let words = takes_back(format_args!("Logged for {reference}: somebody else rang"));
                vec![Effect::Back, Effect::Changed, done(words)]
            }
            Msg::Logged(Err(p)) => vec![Effect::Failed(p)],
        }
    }

    fn input(&mut self, input: &Input, ctx: &Ctx) -> Option<Effects> {
        if self.answering {
            if let Input::Key(key) = input
                && key.code == KeyCode::Esc
            {
                self.answering = false;
                return Some(Effects::new());
            }
            return None;
        }
        if let Input::Key(key) = input {
            let last = self.count().saturating_sub(1);
            let page = super::moves::page(ctx);
            let to = match key.code {
                KeyCode::Down => (self.list.at + 1).min(last),
                KeyCode::Up => self.list.at.saturating_sub(1),
                KeyCode::PageDown => (self.list.at + page).min(last),
                KeyCode::PageUp => self.list.at.saturating_sub(page),
                _ => {
                    // Clearing is in the list of keys of this screen.
                    let chord = Chord::of(key);
                    if !chord.writes() && Action::ClearTyped.record().is(chord) {
                        return None;
                    }
                    return match self.typed.take(input)? {
                        true => Some(self.look()),
                        false => Some(Effects::new()),
                    };
                }
            };
            self.list.at = to;
            return Some(Effects::new());
        }
        match self.typed.take(input)? {
            true => Some(self.look()),
            false => Some(Effects::new()),
        }
    }

    fn act(&mut self, action: Action, _ctx: &Ctx) -> Effects {
        match action {
            Action::Open => self.open(),
            Action::NextKind => {
                self.next_kind();
                Effects::new()
            }
            Action::ClearTyped => {
                self.typed.set("");
                self.look()
            }
            Action::NotThem => {
                self.answering = !self.answering;
                Effects::new()
            }
            Action::SomebodyElse => match self.caller() {
                Some(caller) => {
                    let (id, digits) = (caller.contact, self.typed.value().to_owned());
                    vec![ask(move |desk| Msg::Logged(desk.somebody_else_rang(id, &digits)))]
                }
                None => Effects::new(),
            },
            Action::KeepNumber => self.keep_number(),
            Action::Back => vec![Effect::Back],
            _ => Effects::new(),
        }
    }

    fn actions(&self, _ctx: &Ctx) -> Vec<Action> {
        let mut actions = Vec::new();
        if self.answering {
            return vec![Action::Open, Action::SomebodyElse, Action::KeepNumber, Action::Back];
        }
        if self.count() > 0 || self.nobody() {
            actions.push(Action::Open);
        }
        if !self.callers().is_empty() {
            actions.push(Action::NotThem);
        } else if self.count() > 1 {
            actions.push(Action::NextKind);
        }
        actions.extend([Action::ClearTyped, Action::Back]);
        actions
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        match action {
            Action::Open if self.answering => Some("it is right"),
            Action::Open if !self.callers().is_empty() => Some("it is right, open"),
            Action::Open if self.nobody() => Some("keep the number"),
            _ => None,
        }
    }

    fn typing(&self) -> bool {
        !self.answering
    }

    fn caveat(&self, _ctx: &Ctx) -> Option<Caveat> {
        let shown = self.callers().is_empty() && self.found.iter().any(|h| radio::protects(h.kind));
        shown.then(|| Caveat::sensitive("Search"))
    }

    fn rows(&self) -> Option<&Rows> {
        Some(self.list.rows())
    }

    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let body = frame.body;
        let line = row(text_of(body), 0);
        let found = if self.callers().is_empty() { self.found.len() } else { self.callers().len() };
        let count = match found {
            _ if self.typed.value().trim().is_empty() => String::new(),
            n if self.more && self.callers().is_empty() => format!("more than {n} found"),
            n => format!("{n} found"),
        };
        let at = line.width.saturating_sub(narrow(text::width(&count)));
        put(buf, line, at, 0, &count, theme.style(Role::Muted));
        let field = Rect { width: at.saturating_sub(2), ..line };
        let mut cursor = self.typed.draw(buf, field, &Phrase::new().text("/ "), theme);
        let pane = below(body, 2);
        if !self.callers().is_empty() {
            let drawn = self.view_callers(buf, pane, ctx);
            cursor = if self.answering { drawn } else { cursor };
        } else if self.count() == 0 {
            self.view_nothing(buf, pane, ctx);
        } else {
            let foot = [
                Phrase::new().muted("A hit says where it is, not what it says: open the record to read it."),
                also_try(),
            ];
            let wide = usize::from(text_of(pane).width);
            let rows = narrow(foot.iter().map(|p| p.wrap(wide, theme).len()).sum());
            let rows = if pane.height > 8 { rows } else { 0 };
            let hits = Rect { height: pane.height.saturating_sub(rows + u16::from(rows > 0)), ..pane };
            self.view_hits(buf, hits, ctx);
            if rows > 0 {
                paragraphs(buf, below(pane, pane.height - rows), &foot, theme);
            }
        }
        cursor
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Search)
    }
}

fn also_try() -> Phrase {
    Phrase::new()
        .muted("Also try  ")
        .text("is:overdue  area:central  before:01/10  \"two words\"  0142")
        .muted("  who is ringing")
}

impl State {
    fn view_nothing(&self, buf: &mut Buffer, pane: Rect, ctx: &Ctx) {
        let theme = &ctx.theme;
        let typed = self.typed.value().trim();
        let said: Vec<Phrase> = if typed.is_empty() {
            vec![
                Phrase::from("Names by their sound and without their accents, words of notes, references, numbers."),
                Phrase::new(),
                also_try(),
            ]
        } else if let Some(fault) = Sought::read(typed, ctx.now).fault {
            vec![Phrase::new().marked(Sign::Danger, fault), Phrase::new(), also_try()]
        } else if !self.current() {
            return;
        } else if self.nobody() {
            vec![
                Phrase::from(format!("Nobody on the caseload has a number that ends in {}.", phone::last_four(typed))),
                Phrase::new(),
                Phrase::new().key("Enter").text("  keeps the number: somebody new, to be asked who they are."),
            ]
        } else {
            vec![
                Phrase::from(format!("Nothing is found for \"{typed}\".")),
                Phrase::new(),
                Phrase::new().muted("Fewer letters find more; names are found by their sound as well."),
            ]
        };
        paragraphs(buf, pane, &said, theme);
    }
}
