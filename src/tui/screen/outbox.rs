//! The outbox: draft updates by contact, and the walk that decides them one at a time.
//!
//! In the walk an officer reads downwards: where the update goes, why, what changes, on what grounds, who must not find
//! out, what the person said, and only then decides. Nothing is preselected. The list alone opens no record; the walk
//! does, and each opening is journalled. What does not belong here: what an update says and what keeps it back
//! ([`crate::casework::outbox`]), and sealing ([`crate::tui::screen::seal`]).

use std::cell::Cell;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::casework::desk::{NotSaved, Saved};
use crate::casework::outbox::{ChangeRow, Outbox, OutboxLine, UpdateView};
use crate::casework::sealing::PackageView;
use crate::domain::field::{Field, FieldType, Shape, Value, Values, text_in};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::problem::{Outcome, Problem};
use crate::domain::readiness::Item;
use crate::domain::update::{kind, state};
use crate::domain::when::{Due, long};
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, ask, ask_latest, done, settled, takes_back};
use crate::tui::form::{Extra, Form};
use crate::tui::overlay::fill::Fill;
use crate::tui::screen::marker::consent_phrase;
use crate::tui::screen::record::Section;
use crate::tui::screen::{Caveat, Place, Shown, Who, moves};
use crate::tui::task::Task;
use crate::tui::theme::{Role, Sign, Theme};
use crate::tui::widget;
use crate::tui::widget::frame::{self, Frame};
use crate::tui::widget::list::Rows;
use crate::tui::widget::record::{self as parts, DETAIL_LABEL};
use crate::tui::widget::{GUTTER, Ink, Phrase, below, focus, narrow, paragraphs, put, row, text, text_of};

/// Cells of the list beside an update, its gutter included.
const LIST: u16 = 37;
/// Cells of the widest line that is still read with ease, label included.
const MEASURE: u16 = 100;
/// Fewest cells in which before and after stand side by side.
const BESIDE: usize = 70;
/// Cells of what stands before, its sign included.
const BEFORE: usize = 28;
/// Cells of a label left of a difference: its sign stands two cells before the values.
const LABEL_OF_CHANGE: usize = DETAIL_LABEL as usize - 2;
/// Cells before the choices of a decision.
const CHOICES: &str = "                     ";
/// Earlier packages that are shown.
const PACKAGES: usize = 3;

fn other(values: &Values) -> bool {
    values.get("decision_reason").and_then(Value::text) == Some("other")
}

/// Until when an update is held, and why.
const HOLD: &[Field] = &[
    Field::new(Shape::Due, "Hold until").required().help("fri, +1w, 3/12").named("held_until"),
    Field::new(Shape::Pick("update_hold_reasons"), "Reason").required().named("decision_reason"),
    Field::new(Shape::Line, "In words").required().only_if(other).named("words"),
];
/// Why an update never goes.
const NEVER: &[Field] = &[
    Field::new(Shape::Pick("update_never_reasons"), "Reason").required().named("decision_reason"),
    Field::new(Shape::Line, "In words").required().only_if(other).named("words"),
];

/// What the outbox is told.
pub enum Msg {
    /// The list, and the packages that were sealed.
    Read(Outcome<(Box<Outbox>, Vec<PackageView>)>),
    /// What one update says.
    Looked(RecordId, Outcome<Box<UpdateView>>),
    /// It was approved, or why not.
    Approved(Outcome<()>),
    /// Until when and why it is held, as typed.
    Hold(RecordId, Values),
    /// Why it never goes, as typed.
    Never(RecordId, Values),
    /// It was decided, or why not.
    Decided(&'static str, Saved<()>),
    /// It is a draft again, or why not.
    Reopened(Outcome<RecordId>),
}

/// The outbox.
#[derive(Default)]
pub struct State {
    data: Option<Box<Outbox>>,
    packages: Vec<PackageView>,
    problem: Option<Problem>,
    focus: usize,
    top: Cell<usize>,
    rows: Rows,
    walking: bool,
    /// The update to begin with.
    first: Option<RecordId>,
    view: Option<Box<UpdateView>>,
    /// First line of the update that is shown, and the last one that makes sense.
    scroll: usize,
    furthest: Cell<usize>,
}

impl State {
    /// The walk, beginning at an update.
    #[must_use]
    pub fn at(id: RecordId) -> Self {
        Self { walking: true, first: Some(id), ..Self::default() }
    }

    fn lines(&self) -> &[OutboxLine] {
        self.data.as_ref().map_or(&[], |d| d.lines.as_slice())
    }

    fn focused(&self) -> Option<&OutboxLine> {
        self.lines().get(self.focus)
    }

    fn who(line: &OutboxLine) -> Option<Who> {
        Some(Who { id: line.contact?, reference: line.reference.clone(), name: line.name.clone() })
    }

    /// Reads the focused update, once the walk has begun: that opens its record.
    fn look(&self) -> Effects {
        let Some(id) = self.focused().map(|l| l.id).filter(|_| self.walking) else { return Effects::new() };
        vec![ask_latest("outbox update", move |desk| Msg::Looked(id, desk.walk_update(id).map(Box::new)))]
    }

    /// The update that is shown, if it is the focused one.
    fn shown(&self) -> Option<&UpdateView> {
        let id = self.focused()?.id;
        self.view.as_deref().filter(|v| self.walking && v.id == id)
    }

    fn go_to(&mut self, index: usize) -> Effects {
        let index = index.min(self.lines().len().saturating_sub(1));
        if index != self.focus {
            self.scroll = 0;
        }
        self.focus = index;
        self.look()
    }

    fn walk(&mut self) -> Effects {
        self.walking = true;
        self.scroll = 0;
        self.look()
    }

    fn open(&self) -> Effects {
        let (Some(line), Some(view)) = (self.focused(), self.shown()) else { return Effects::new() };
        if let (kind::INTELLIGENCE, Some(entry)) = (view.kind.as_str(), view.about) {
            return vec![Effect::Go(Place::IntelligenceEntry(entry))];
        }
        let Some(who) = Self::who(line) else {
            return view.about.map(|id| Effect::Go(Place::Concern(None, id))).into_iter().collect();
        };
        let place = match (view.kind.as_str(), view.about) {
            (kind::MARKER | kind::MARKER_REMOVAL, Some(marker)) => Place::Marker(who, marker),
            (kind::CRIME, Some(report)) => Place::CrimeReport(Some(who), report),
            (kind::SAFEGUARDING, _) => Place::Record(who, Section::Safeguarding),
            _ => Place::Record(who, Section::IsRecord),
        };
        vec![Effect::Go(place)]
    }

    fn ask_hold(id: RecordId, ctx: &Ctx) -> Effects {
        let form = Form::over(HOLD, Values::new(), ctx.now, Extra::new());
        let said = vec![Phrase::from("It stays here until this day, and is then to be decided again.")];
        vec![
            Fill::new("Hold", said, form, 10, "hold", move |v| Msg::Hold(id, v).into())
                .kept_as(format_args!("hold:{id}"))
                .raise(),
        ]
    }

    fn ask_never(id: RecordId, ctx: &Ctx) -> Effects {
        let form = Form::over(NEVER, Values::new(), ctx.now, Extra::new());
        let said = vec![Phrase::from("The change stays here and never goes to IS. u takes this back.")];
        vec![
            Fill::new("Never", said, form, 10, "never", move |v| Msg::Never(id, v).into())
                .kept_as(format_args!("never:{id}"))
                .raise(),
        ]
    }

    /// `Approved   4` and so on.
    fn counts(data: &Outbox) -> Vec<(&'static str, usize)> {
        let mut counts = vec![("Approved", data.approved), ("Held", data.held), ("To decide", data.to_decide)];
        if data.rejected > 0 {
            counts.push(("Rejected", data.rejected));
        }
        counts
    }

    fn view_list(&self, buf: &mut Buffer, pane: Rect, data: &Outbox, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let drafts = data.lines.iter().filter(|l| l.state != state::REJECTED).count();
        let head = match (drafts, data.contacts) {
            (n, 0) => format!("{n}, about nobody"),
            (1, _) => "1 for 1 contact".to_owned(),
            (n, 1) => format!("{n} for 1 contact"),
            (n, c) => format!("{n} for {c} contacts"),
        };
        let head = Phrase::from("Draft updates   ").muted(head);
        head.draw(buf, row(text_of(pane), 0), 0, 0, theme);
        let tail = self.tail(data, ctx);
        let gap = u16::from(ctx.size.1 >= 24);
        let area = below(pane, 1 + gap);
        let entries = self.entries(data, ctx);
        let here = entries.iter().position(|(at, _)| *at == Some(self.focus)).unwrap_or(0);
        let wanted = narrow(entries.len());
        let room = area.height.saturating_sub(narrow(tail.len()) + gap);
        let shown = Rect { height: wanted.min(room), ..area };
        let cursor = self.view_entries(buf, shown, &entries, here, theme);
        paragraphs(buf, below(area, shown.height + gap), &tail, theme);
        cursor
    }

    /// The rows of the list: a heading for each contact, and its updates with their place in the outbox.
    fn entries(&self, data: &Outbox, ctx: &Ctx) -> Vec<(Option<usize>, Phrase)> {
        let theme = &ctx.theme;
        let drafts = data.lines.iter().filter(|l| l.state != state::REJECTED).count();
        let mut entries = Vec::new();
        let mut before = None;
        for (i, line) in data.lines.iter().enumerate() {
            if before != Some(line.contact) {
                before = Some(line.contact);
                entries.push((None, Phrase::from(format!("{}  {}", line.reference, line.name))));
            }
            let here = i == self.focus;
            let words =
                if line.child { format!("{} {}", line.title, theme.sign(Sign::Child)) } else { line.title.clone() };
            let mut entry = Phrase::from("  ").mark(sign(line, here)).text(" ");
            entry = entry.text(text::pad(&words, 18, theme));
            entry = if line.note.is_empty() && here {
                let before = data.lines.iter().take(i + 1).filter(|l| l.state != state::REJECTED).count();
                entry.muted(text::pad_left(&format!("{before} of {drafts}"), 12, theme))
            } else if line.due {
                entry.ink("decide again", Ink::Word(Role::Due))
            } else {
                // The code alone beside an update; its words stand there.
                let note =
                    if ctx.wide() { line.note.split(':').next().unwrap_or_default() } else { line.note.as_str() };
                entry.muted(note)
            };
            entries.push((Some(i), entry));
        }
        entries
    }

    fn view_entries(
        &self,
        buf: &mut Buffer,
        pane: Rect,
        entries: &[(Option<usize>, Phrase)],
        here: usize,
        theme: &Theme,
    ) -> Option<Position> {
        let height = usize::from(pane.height);
        if height == 0 {
            return None;
        }
        let counted = entries.len() > height;
        let room = if counted { (height - 1).max(1) } else { height };
        let heights = vec![1; entries.len()];
        let top = crate::tui::widget::list::scroll(&heights, here, self.top.get(), room);
        self.top.set(top);
        let mut cursor = None;
        let mut rows = Vec::new();
        for (y, (at, entry)) in entries.iter().skip(top).take(room).enumerate() {
            if *at == Some(self.focus) {
                cursor = focus(buf, pane, narrow(y), 1, theme);
            }
            if let Some(at) = at {
                rows.push((row(pane, narrow(y)), *at));
            }
            entry.draw(buf, row(text_of(pane), narrow(y)), 0, 0, theme);
        }
        self.rows.keep(rows, Some(self.focus));
        let hidden = entries.iter().skip(top + room).filter(|(at, _)| at.is_some()).count();
        if counted && hidden > 0 {
            put(buf, text_of(pane), 0, narrow(room), &format!("{hidden} more below"), theme.style(Role::Muted));
        }
        cursor
    }

    /// What stands below the list: how many are decided, and the packages before.
    fn tail(&self, data: &Outbox, ctx: &Ctx) -> Vec<Phrase> {
        let mut tail = Vec::new();
        if ctx.wide() || ctx.size.1 >= 30 {
            for (label, n) in Self::counts(data) {
                tail.push(Phrase::from(format!("{label:<11}{n}")));
            }
            if !self.packages.is_empty() {
                tail.push(Phrase::new());
                tail.push(Phrase::new().muted("Earlier packages"));
                tail.extend(self.packages.iter().take(PACKAGES).map(package_line));
            }
            return tail;
        }
        let mut line = Phrase::new();
        for (i, (label, n)) in Self::counts(data).into_iter().enumerate() {
            line = if i == 0 { line } else { line.dot() };
            line = line.text(format!("{label} {n}"));
        }
        tail.push(line);
        if let Some(last) = self.packages.first() {
            tail.push(Phrase::from("Last package  ").then(package_line(last)));
        }
        tail
    }

    fn view_update(&self, buf: &mut Buffer, pane: Rect, view: &UpdateView, ctx: &Ctx) {
        let theme = &ctx.theme;
        let area = text_of(pane);
        let room = usize::from(area.width.min(MEASURE));
        let mut said = Phrase::new()
            .bold(format!("{}  {}", view.reference, view.name).trim_end().to_owned())
            .dot()
            .text(view.title.as_str());
        if !view.is_reference.is_empty() {
            said = said.dot().text(format!("IS {}", view.is_reference));
        }
        let mut used = 0;
        for line in said.wrap(room, theme) {
            line.draw(buf, row(area, used), 0, 0, theme);
            used += 1;
        }
        let roomy = ctx.tall();
        let decided = decided(view, self.focused());
        if decided.is_empty() {
            used += u16::from(roomy && view.say.is_empty());
        } else {
            decided.draw(buf, row(area, used), 0, 0, theme);
            used += 1;
        }
        let mut lines = update_lines(view, self.focused(), room, roomy, theme);
        let height = usize::from(area.height.saturating_sub(used));
        // In a low pane empty rows go first, as many as are needed.
        let mut over = lines.len().saturating_sub(height);
        lines.retain(|l| {
            let goes = over > 0 && l.is_empty();
            over -= usize::from(goes);
            !goes
        });
        let fits = if lines.len() > height { height.saturating_sub(1) } else { height };
        self.furthest.set(lines.len().saturating_sub(fits));
        let top = self.scroll.min(self.furthest.get());
        for (y, line) in lines.iter().skip(top).take(fits).enumerate() {
            line.draw(buf, row(area, used + narrow(y)), 0, 0, theme);
        }
        let hidden = lines.len().saturating_sub(top + fits);
        if lines.len() > height {
            let words = match (top, hidden) {
                (_, 0) => "PgUp goes up".to_owned(),
                (0, n) => format!("{n} more below: PgDn"),
                (_, n) => format!("{n} more below: PgDn, PgUp"),
            };
            put(buf, row(area, used + narrow(fits)), 0, 0, &words, theme.style(Role::Muted));
        }
    }

    fn view_empty(&self, buf: &mut Buffer, pane: Rect, ctx: &Ctx) {
        let theme = &ctx.theme;
        let mut used = parts::empty(
            buf,
            pane,
            "No update waits for IS. Markers and the IS record of a contact make them.",
            &[("2", "open Contacts"), ("p", "the packages that were sealed")],
            theme,
        );
        if let Some(last) = self.packages.first() {
            used += 1;
            let line = Phrase::from("Last package  ").then(package_line(last));
            paragraphs(buf, below(pane, used), &[line], theme);
        }
    }
}

impl Shown for State {
    type Msg = Msg;

    fn title(&self, _ctx: &Ctx) -> String {
        if self.walking { "8 Outbox · walk".to_owned() } else { "8 Outbox".to_owned() }
    }

    fn begin(&mut self, _ctx: &Ctx) -> Effects {
        vec![ask_latest("outbox", |desk| Msg::Read(desk.outbox().and_then(|o| Ok((Box::new(o), desk.packages()?)))))]
    }

    fn told(&mut self, msg: Msg, _ctx: &Ctx) -> Effects {
        match msg {
            Msg::Read(Ok((data, packages))) => {
                // The focus stays with the same update, or goes to the next one down.
                let id = self.first.take().or_else(|| self.focused().map(|l| l.id));
                self.problem = None;
                self.data = Some(data);
                self.packages = packages;
                let same = self.lines().iter().position(|l| Some(l.id) == id);
                if self.lines().is_empty() {
                    self.walking = false;
                }
                self.go_to(same.unwrap_or(self.focus))
            }
            Msg::Read(Err(p)) => {
                self.problem = Some(p.clone());
                vec![Effect::Failed(p)]
            }
            Msg::Looked(id, Ok(view)) => {
                if self.focused().is_some_and(|l| l.id == id) {
                    self.view = Some(view);
                }
                Effects::new()
            }
            Msg::Looked(_, Err(p)) | Msg::Reopened(Err(p)) => vec![Effect::Failed(p)],
            Msg::Approved(Ok(())) => {
                vec![done(takes_back("Approved: goes in the next package")), Effect::Changed]
            }
            Msg::Approved(Err(p)) => vec![Effect::Failed(p)],
            Msg::Hold(id, values) => {
                let (reason, words) =
                    (text_in(&values, "decision_reason").to_owned(), text_in(&values, "words").to_owned());
                match values.get("held_until").and_then(Option::<Due>::from_value).map(|d| d.day()) {
                    Some(until) => {
                        vec![ask(move |desk| Msg::Decided("Held", desk.hold(id, until, &reason, &words)))]
                    }
                    None => Effects::new(),
                }
            }
            Msg::Never(id, values) => {
                let (reason, words) =
                    (text_in(&values, "decision_reason").to_owned(), text_in(&values, "words").to_owned());
                vec![ask(move |desk| Msg::Decided("Never goes", desk.never(id, &reason, &words)))]
            }
            Msg::Decided(_, Err(NotSaved::Faults(mut faults))) => {
                // The words of another reason stand in a field of their own.
                for f in faults.iter_mut().filter(|f| f.what.starts_with("Say why")) {
                    f.field = "words";
                }
                vec![Effect::SheetFaults(faults)]
            }
            Msg::Decided(what, saved) => settled(saved, takes_back(what)),
            Msg::Reopened(Ok(_)) => vec![done(takes_back("A draft again: to be decided")), Effect::Changed],
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        if self.walking {
            let page = moves::page(ctx);
            match action {
                Action::HalfDown => {
                    self.scroll = (self.scroll + page).min(self.furthest.get());
                    return Effects::new();
                }
                Action::HalfUp => {
                    self.scroll = self.scroll.min(self.furthest.get()).saturating_sub(page);
                    return Effects::new();
                }
                _ => {}
            }
        }
        let step = if action == Action::NextUpdate { Action::Down } else { action };
        if let Some(to) = moves::target(step, self.focus, self.lines().len(), moves::page(ctx)) {
            return self.go_to(to);
        }
        let Some((id, who)) = self.focused().map(|l| (l.id, Self::who(l))) else {
            return match action {
                Action::Packages => vec![Effect::Go(Place::Packages)],
                _ => Effects::new(),
            };
        };
        match action {
            Action::Open if self.walking => self.open(),
            Action::Open => self.walk(),
            Action::Back => {
                self.walking = false;
                Effects::new()
            }
            Action::Approve => vec![ask(move |desk| Msg::Approved(desk.approve(id)))],
            Action::Hold => Self::ask_hold(id, ctx),
            Action::Never => Self::ask_never(id, ctx),
            Action::Reopen => vec![ask(move |desk| Msg::Reopened(desk.reopen(id)))],
            Action::Edit => vec![Effect::Go(Place::Form(Task::Of { who, kind: Kind::Update, id: Some(id) }))],
            Action::Seal => vec![Effect::Go(Place::Seal)],
            Action::Packages => vec![Effect::Go(Place::Packages)],
            _ => Effects::new(),
        }
    }

    fn actions(&self, _ctx: &Ctx) -> Vec<Action> {
        let mut actions = Vec::new();
        let moves = [Action::Up, Action::First, Action::Last, Action::HalfDown, Action::HalfUp];
        let Some(line) = self.focused() else { return vec![Action::Packages] };
        if !self.walking {
            actions.extend([Action::Open, Action::Seal, Action::Packages, Action::NextUpdate]);
            actions.extend(moves);
            return actions;
        }
        match line.state.as_str() {
            state::APPROVED => actions.extend([
                Action::Reopen,
                Action::NextUpdate,
                Action::Seal,
                Action::Hold,
                Action::Never,
                Action::Edit,
                Action::Open,
            ]),
            state::REJECTED => actions.extend([Action::Reopen, Action::NextUpdate, Action::Open, Action::Seal]),
            state::HELD if !line.due => actions.extend([
                Action::Reopen,
                Action::Approve,
                Action::NextUpdate,
                Action::Never,
                Action::Hold,
                Action::Edit,
                Action::Open,
                Action::Seal,
            ]),
            _ => actions.extend([
                Action::Approve,
                Action::Hold,
                Action::Never,
                Action::NextUpdate,
                Action::Edit,
                Action::Open,
                Action::Seal,
            ]),
        }
        actions.extend([Action::Packages, Action::Back]);
        actions.extend(moves);
        actions
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        match action {
            Action::Open if !self.walking => Some("walk through them"),
            Action::Open => Some("the record"),
            Action::Edit => Some("edit the update"),
            _ => None,
        }
    }

    fn why_not(&self, action: Action, _ctx: &Ctx) -> Option<(&'static str, String)> {
        match action {
            Action::Seal if self.data.as_ref().is_none_or(|d| d.approved == 0) => Some((
                "none approved",
                "No update is approved, so there is nothing to seal. Walk the outbox and approve what is to go."
                    .to_owned(),
            )),
            Action::Approve => {
                let first = self.shown()?.gates.first()?;
                Some(("not ready", format!("{} {}", first.what, first.remedy)))
            }
            _ => None,
        }
    }

    fn contact(&self) -> Option<Who> {
        Self::who(self.focused()?)
    }

    fn caveat(&self, _ctx: &Ctx) -> Option<Caveat> {
        if self.lines().is_empty() {
            return None;
        }
        let view = self.shown();
        let title = view
            .map_or_else(|| Phrase::from("Updates for IS"), |v| Phrase::from(format!("Update for IS · {}", v.title)));
        let mut caveat = Caveat::sensitive(title);
        if let Some(class) = view.map(|v| v.classification.as_str()).filter(|c| !c.is_empty()) {
            caveat.classification = class.to_owned();
        }
        Some(caveat)
    }

    fn click(&mut self, at: Position, _ctx: &Ctx) -> Option<Effects> {
        // Straight there: in the walk every update that is passed would be opened and journalled.
        let index = self.rows.at(at)?;
        Some(self.go_to(index))
    }

    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let Some(data) = &self.data else {
            if let Some(p) = &self.problem {
                widget::failed(buf, frame.body, p, theme);
            }
            return None;
        };
        if data.lines.is_empty() {
            self.view_empty(buf, frame.body, ctx);
            return None;
        }
        if !ctx.wide() {
            return match self.shown() {
                Some(view) => {
                    self.view_update(buf, frame.body, view, ctx);
                    None
                }
                None => self.view_list(buf, frame.body, data, ctx),
            };
        }
        let panes = frame::split(frame.body, frame.body.width.saturating_sub(LIST + GUTTER + 1 + GUTTER));
        let cursor = self.view_list(buf, panes.left, data, ctx);
        if let Some(right) = panes.right {
            frame::edge(buf, &panes, theme);
            match self.shown() {
                Some(view) => self.view_update(buf, right, view, ctx),
                None if self.walking => {}
                None => {
                    let said = [
                        Phrase::new().key("Enter").text("  walks through them, one at a time"),
                        Phrase::new().key(Action::Seal.key()).text("      seals what is approved into one package"),
                        Phrase::new(),
                        Phrase::new().muted(
                            "In the walk names and numbers are shown, because they are what is decided. Each contact \
                             looked at is written to the journal.",
                        ),
                    ];
                    paragraphs(buf, right, &said, theme);
                }
            }
        }
        cursor
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Outbox)
    }
}

const fn sign_of_draft(here: bool) -> Sign {
    if here { Sign::Due } else { Sign::NotYet }
}

/// The sign of an update in the list.
fn sign(line: &OutboxLine, here: bool) -> Sign {
    match line.state.as_str() {
        state::APPROVED => Sign::Ready,
        state::HELD if line.due => Sign::Due,
        state::HELD => Sign::Dot,
        state::REJECTED => Sign::Danger,
        _ => sign_of_draft(here),
    }
}

/// `12  ◐ sent 17/11, no receipt yet`.
#[must_use]
pub fn package_line(p: &PackageView) -> Phrase {
    Phrase::from(format!("{:<4}", p.number)).then(package_state(p))
}

/// The state of a package with its sign.
#[must_use]
pub fn package_state(p: &PackageView) -> Phrase {
    use crate::store::package::state as at;
    match p.state.as_str() {
        at::SETTLED if p.rejected == 0 => Phrase::new().marked(Sign::Ready, p.words.as_str()),
        at::SETTLED => Phrase::new().sign(Sign::Danger, p.words.as_str()),
        at::SENT => Phrase::new().sign(Sign::Due, p.words.as_str()),
        _ => Phrase::new().marked(Sign::Here, p.words.as_str()),
    }
}

/// One of 4 + 1, as short as it can be said.
#[must_use]
pub fn item(item: &Item, short: bool) -> Phrase {
    let words = if short && item.field == "born_on" { "born" } else { item.label };
    if item.present { Phrase::new().marked(Sign::Ready, words) } else { Phrase::new().sign(Sign::Never, words) }
}

/// `4 + 1   ✓ given name ✓ surname ✓ born ✓ gender + ✓ phone`.
#[must_use]
pub fn readiness(items: &[Item], short: bool) -> Phrase {
    let gap = if short { " " } else { "  " };
    let last = items.len().saturating_sub(1);
    items.iter().enumerate().fold(Phrase::from("4 + 1   "), |line, (i, it)| {
        let line = match i {
            0 => line,
            _ if i == last => line.text(format!("{gap}+ ")),
            _ => line.text(gap),
        };
        line.then(item(it, short))
    })
}

/// Who must not find out, each with its sign.
#[must_use]
pub fn must_not_find_out(names: &[String]) -> Phrase {
    names.iter().enumerate().fold(Phrase::new(), |line, (i, name)| {
        let line = if i == 0 { line } else { line.dot() };
        line.sign(Sign::Danger, name.as_str())
    })
}

/// Lines of a label and its value, the value aligned under itself.
fn labelled(label: &str, value: &Phrase, cells: usize, room: usize, theme: &Theme) -> Vec<Phrase> {
    let labels = text::wrap(label, cells.saturating_sub(2));
    let values = value.wrap(room.saturating_sub(cells), theme);
    (0..labels.len().max(values.len()))
        .map(|i| {
            let label = labels.get(i).map(String::as_str).unwrap_or_default();
            let value = values.get(i).cloned().unwrap_or_default();
            Phrase::new().muted(text::pad(label, cells, theme)).then(value)
        })
        .collect()
}

/// Everything an update says, in the order in which it is decided.
/// What an update says, line by line: where it goes, why, what changes, on what grounds; at the end what was decided.
#[must_use]
pub fn update_lines(
    view: &UpdateView,
    line: Option<&OutboxLine>,
    room: usize,
    roomy: bool,
    theme: &Theme,
) -> Vec<Phrase> {
    let mut lines: Vec<Phrase> = Vec::new();
    let gap = |lines: &mut Vec<Phrase>| {
        if roomy && lines.last().is_some_and(|l| !l.is_empty()) {
            lines.push(Phrase::new());
        }
    };
    for words in &view.say {
        lines.extend(Phrase::new().sign(Sign::Due, words.as_str()).wrap(room, theme));
    }
    gap(&mut lines);
    let put = |lines: &mut Vec<Phrase>, label: &str, value: Phrase| {
        lines.extend(labelled(label, &value, usize::from(DETAIL_LABEL), room, theme));
    };
    let or_missing = |words: &str| match words {
        "" => Phrase::new().sign(Sign::Never, "blank"),
        words => Phrase::from(words),
    };
    put(&mut lines, "Leaves here", Phrase::from(view.leaves.as_str()));
    let purpose = or_missing(&view.purpose).dot().text("Schedule 8: ").then(or_missing(&view.condition));
    put(&mut lines, "Purpose", purpose);
    put(&mut lines, "Strictly needed", or_missing(&view.necessity));
    put(&mut lines, "Policy document", or_missing(&view.policy));
    gap(&mut lines);
    change_lines(&mut lines, view, room, theme);
    if !view.information.is_empty() {
        put(&mut lines, "Information", Phrase::from(view.information.as_str()));
    }
    gap(&mut lines);
    for (i, s) in view.statements.iter().enumerate() {
        let label = if i == 0 { "Statements" } else { "" };
        let words: Vec<String> = text::wrap(&s.words, room.saturating_sub(usize::from(DETAIL_LABEL) + 12));
        let value = words.iter().enumerate().fold(Phrase::new(), |p, (n, words)| {
            let head = if n == 0 { text::pad(&s.standing, 12, theme) } else { format!("\n{}", " ".repeat(12)) };
            p.text(format!("{head}{words}"))
        });
        put(&mut lines, label, value);
    }
    if let Some(items) = &view.readiness {
        put(&mut lines, "Ready for IS", readiness(items, true));
    }
    gap(&mut lines);
    // Intelligence is about nobody: where it comes from stands in the place of who must not find out.
    let (apart, names) = if view.contact.is_none() {
        ("Source", Phrase::new())
    } else if view.must_not_find_out.is_empty() {
        ("Must not find out", Phrase::new().muted("nobody is named"))
    } else {
        ("Must not find out", must_not_find_out(&view.must_not_find_out))
    };
    let label = if names.is_empty() { apart } else { "" };
    if !names.is_empty() {
        put(&mut lines, apart, names);
    }
    let checks = view.checks.iter().enumerate().fold(Phrase::new(), |p, (i, check)| {
        let p = if i == 0 { p } else { p.text("; ") };
        if check.good {
            p.marked(Sign::Ready, check.words.as_str())
        } else {
            p.sign(Sign::Danger, check.words.as_str())
        }
    });
    put(&mut lines, label, checks);
    if let Some(consent) = &view.consent {
        let mut words = consent.purpose.clone();
        if consent.state != crate::domain::consent::state::GIVEN {
            words.push_str(&format!(", {}", crate::domain::lists::label("consent_states", &consent.state)));
        }
        if let Some(on) = consent.on {
            words.push_str(&format!(", {}", long(on)));
        }
        if !consent.words.is_empty() {
            // Many write them down in quotation marks already.
            let said = consent.words.trim().trim_matches(['"', '\u{201c}', '\u{201d}']);
            words.push_str(&format!(": \"{said}\""));
        }
        put(&mut lines, "Consent", consent_phrase(consent, words));
    }
    if let Some(by) = &view.overridden {
        put(&mut lines, "Overridden", Phrase::new().sign(Sign::Due, by.as_str()));
    }
    put(&mut lines, "Not sent", Phrase::from(view.not_sent.as_str()));
    gap(&mut lines);
    decision_lines(&mut lines, view, line, room, theme);
    gap(&mut lines);
    put(&mut lines, "DLO", Phrase::from(view.dlo.as_str()));
    lines
}

/// What was decided, or that something is in the way: said at once, whatever has to be scrolled to below.
fn decided(view: &UpdateView, line: Option<&OutboxLine>) -> Phrase {
    let note = line.map(|l| l.note.as_str()).unwrap_or_default();
    match (view.state.as_str(), view.gates.len()) {
        (state::APPROVED, _) => Phrase::new().sign(Sign::Ready, "approved"),
        (state::REJECTED, _) => Phrase::new().sign(Sign::Danger, note),
        (state::HELD, _) if line.is_some_and(|l| l.due) => {
            Phrase::new().sign(Sign::Due, format!("{note}, decide again"))
        }
        (state::HELD, _) => Phrase::new().marked(Sign::Dot, note),
        (_, 0) => Phrase::new(),
        (_, 1) => Phrase::new().sign(Sign::Danger, "kept back, for 1 reason below"),
        (_, n) => Phrase::new().sign(Sign::Danger, format!("kept back, for {n} reasons below")),
    }
}

/// What is decided: the choices, why one of them cannot be taken, or what was decided.
fn decision_lines(lines: &mut Vec<Phrase>, view: &UpdateView, line: Option<&OutboxLine>, room: usize, theme: &Theme) {
    let indent = CHOICES.len();
    for gate in &view.gates {
        let said = Phrase::new().sign(Sign::Danger, gate.what.as_str()).text(format!(" {}", gate.remedy));
        let indented = said.wrap(room.saturating_sub(usize::from(DETAIL_LABEL)), theme);
        lines.extend(indented.into_iter().enumerate().map(|(i, p)| {
            let label = if i == 0 { "Kept back" } else { "" };
            Phrase::new().muted(text::pad(label, usize::from(DETAIL_LABEL), theme)).then(p)
        }));
    }
    let choice =
        |key: &str, word: &str, then: &str| Phrase::from(CHOICES).key(key).text(format!("  {word:<11}")).muted(then);
    let say = |words: Phrase| {
        let all = words.wrap(room.saturating_sub(indent), theme);
        all.into_iter().map(|p| Phrase::from(CHOICES).then(p)).collect::<Vec<_>>()
    };
    let again = |p: Phrase| p.text(" ").key(Action::Reopen.key()).text(" decides again");
    match view.state.as_str() {
        state::APPROVED => {
            lines.extend(say(again(Phrase::new().sign(Sign::Ready, "approved").text(": goes in the next package."))));
        }
        state::REJECTED => {
            let note = line.map(|l| l.note.as_str()).unwrap_or("rejected");
            let said = Phrase::new().sign(Sign::Danger, note).text(". Put the record right; ");
            lines.extend(say(said.key(Action::Reopen.key()).text(" drafts it again")));
        }
        at => {
            if at == state::HELD && line.is_some_and(|l| !l.due) {
                let note = line.map(|l| l.note.as_str()).unwrap_or("held");
                lines.extend(say(again(Phrase::new().marked(Sign::Dot, note).text(": kept back until then."))));
            }
            if view.gates.is_empty() {
                lines.push(choice("a", "approve", "goes in the next package"));
            }
            lines.push(choice("h", "hold", "asks until when and why"));
            lines.push(choice("x", "never", "asks why; the change stays here"));
        }
    }
}

/// Before and after, side by side where there is room, else one below the other.
fn change_lines(lines: &mut Vec<Phrase>, view: &UpdateView, room: usize, theme: &Theme) {
    if view.rows.is_empty() {
        return;
    }
    let before = match view.confirmed_on {
        Some(on) => format!("on IS, {}", long(on)),
        None if view.is_reference.is_empty() => "not on IS yet".to_owned(),
        None => "not confirmed on IS".to_owned(),
    };
    let wide = room >= BESIDE;
    let indent = " ".repeat(usize::from(DETAIL_LABEL));
    lines.push(if wide {
        Phrase::new().muted(format!("{indent}{}after this update", text::pad(&before, BEFORE, theme)))
    } else {
        Phrase::new().muted(format!("{indent}- {before}   + after this update"))
    });
    let blank = |words: &str| if words.is_empty() { "blank".to_owned() } else { words.to_owned() };
    for ChangeRow { label, before, after } in &view.rows {
        let value = room.saturating_sub(LABEL_OF_CHANGE);
        let labels = text::wrap(label, LABEL_OF_CHANGE - 1);
        let (left, right) = if wide {
            (text::wrap(&blank(before), BEFORE - 4), text::wrap(&blank(after), value.saturating_sub(BEFORE + 2)))
        } else {
            let left = text::wrap(&blank(before), value.saturating_sub(2));
            (left, text::wrap(&blank(after), value.saturating_sub(2)))
        };
        let head = |i: usize| {
            let label = labels.get(i).map(String::as_str).unwrap_or_default();
            Phrase::new().muted(text::pad(label, LABEL_OF_CHANGE, theme))
        };
        let side = |sign: Sign, i: usize, words: &str| {
            let p = if i == 0 { Phrase::new().mark(sign) } else { Phrase::from(" ") };
            p.text(format!(" {words}"))
        };
        if wide {
            for i in 0..left.len().max(right.len()).max(labels.len()) {
                let mut line = head(i);
                let l = left.get(i).map(String::as_str).unwrap_or_default();
                let l = text::pad(l, BEFORE - 2, theme);
                line = if left.get(i).is_some() {
                    line.then(side(Sign::Minus, i, &l))
                } else {
                    line.text(format!("  {l}"))
                };
                if let Some(r) = right.get(i) {
                    line = line.then(side(Sign::Plus, i, r));
                }
                lines.push(line);
            }
        } else {
            let both = left
                .iter()
                .enumerate()
                .map(|(i, w)| side(Sign::Minus, i, w))
                .chain(right.iter().enumerate().map(|(i, w)| side(Sign::Plus, i, w)));
            lines.extend(both.enumerate().map(|(i, p)| head(i).then(p)));
        }
    }
}
