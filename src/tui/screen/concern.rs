//! A safeguarding concern: the clock first, then what is undone, late before due, then what is done, then what is not
//! needed and why. Advice stands where a decision is to be made; nothing here refuses.
//!
//! What does not belong here: the rules of a concern and its actions, which are casework's and the domain's.

use std::cell::Cell;

use chrono::NaiveDateTime;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::casework::contact::age_words;
use crate::casework::desk::Desk;
use crate::domain::concern::{self, Concern, PROTECTION};
use crate::domain::considered::Considered as Step;
use crate::domain::contact::Contact;
use crate::domain::field::{Field, FieldType, Shape, Values, text_in};
use crate::domain::id::RecordId;
use crate::domain::problem::{Outcome, Problem};
use crate::domain::update::Update;
use crate::domain::when::{self, Due};
use crate::domain::{due, lists};
use crate::store::table::Stored;
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, ask, ask_latest, done};
use crate::tui::form::{Extra, Form};
use crate::tui::overlay::fill::Fill;
use crate::tui::screen::record::Section;
use crate::tui::screen::record::part::{self, Entry, Line, Of};
use crate::tui::screen::{Caveat, Place, Shown, Who, moves};
use crate::tui::task::Task;
use crate::tui::theme::Sign;
use crate::tui::widget::frame::{self, Frame};
use crate::tui::widget::list::Rows;
use crate::tui::widget::record::DETAIL_LABEL;
use crate::tui::widget::{Ink, Phrase, below, narrow, paragraphs, progress, row, text, text_of};

/// Cells of an action's name, and of when it is due or was done.
const NAME: usize = 33;
const WHEN: usize = 20;
/// Hours of police protection: one cell of the bar each (Children Act 1989 s.46(6)).
const HOURS: u16 = 72;

/// What is asked when an action is done.
const DONE: &[Field] = &[Field::new(Shape::Line, "By whom, reference").help("blank: you").named("note")];
/// What is asked when an action is not needed.
const NOT_NEEDED: &[Field] =
    &[Field::new(Shape::Line, "Why not").required().help("kept with the concern").named("note")];
/// By when an action is to be done.
const TIME: &[Field] = &[Field::new(Shape::Due, "Due").required().help("today 18:00, tomorrow, wed").named("due")];
/// What was decided.
const DECISION: &[Field] =
    &[Field::new(Shape::Note, "Decision").required().help("what was decided, and by whom").named("decision")];

/// What a sheet is about.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum About {
    /// The action is done.
    Done(String),
    /// It is not needed.
    NotNeeded(String),
    /// It is to be done by then.
    Time(String),
    /// The concern is decided.
    Decision,
}

/// What was read.
#[derive(Clone)]
pub struct Read {
    concern: Stored<Concern>,
    contact: Contact,
    /// The notification or entry drafted for IS is still in the outbox.
    drafted: bool,
}

/// What the screen is told.
pub enum Msg {
    /// The concern.
    Read(Outcome<Box<Read>>),
    /// A sheet was filled in.
    Filled(About, Values),
    /// It was done, or why not.
    Acted(&'static str, Outcome<()>),
}

/// The concern.
pub struct State {
    who: Who,
    id: RecordId,
    read: Option<Box<Read>>,
    problem: Option<String>,
    at: usize,
    top: Cell<usize>,
    rows: Rows,
}

fn read(desk: &Desk, whose: RecordId, id: RecordId) -> Outcome<Box<Read>> {
    let gone = || Problem::refused("This concern is no longer there.", "Go back and open it again.");
    let r = desk.reading();
    let updates = r.of_contact::<Update>(whose)?;
    Ok(Box::new(Read {
        concern: r.get::<Concern>(id)?.ok_or_else(gone)?,
        contact: r.get::<Contact>(whose)?.ok_or_else(gone)?.it,
        drafted: updates.iter().any(|u| u.it.about == Some(id) && u.it.is_unsent()),
    }))
}

/// When an action is due or was settled, local; a day alone counts until its end.
fn moment(step: &Step) -> Option<NaiveDateTime> {
    step.at.parse::<Due>().ok()?.end()
}

fn name_of(step: &Step, contact: &Contact, ctx: &Ctx) -> String {
    match (step.code.as_str(), lists::srn(contact.area.as_str(), ctx.today())) {
        ("is-entry", Some(srn)) => format!("IS entry, SRN {srn} {}", lists::label("areas", contact.area.as_str())),
        (code, _) => lists::label("child_actions", code),
    }
}

/// Sign of an action, and when: `was due 23/11 21:25`, `due today 18:00`, `22/11 21:25`, `not needed, 23/11`.
fn standing(step: &Step, ctx: &Ctx) -> (Sign, String) {
    let at = step.at.parse::<Due>().ok();
    let stamp = |due: &Due| match due {
        Due::At(at) => at.format("%d/%m %H:%M").to_string(),
        Due::On(day) => day.format("%d/%m").to_string(),
    };
    match step.state.as_str() {
        "done" => (Sign::Ready, at.as_ref().map(stamp).unwrap_or_default()),
        "not-needed" => {
            (Sign::Dot, at.map_or_else(|| "not needed".into(), |d| format!("not needed, {}", d.day().format("%d/%m"))))
        }
        _ => match at {
            None => (Sign::Due, "no time set".to_owned()),
            Some(due) if moment(step).is_some_and(|m| m < ctx.local()) => {
                (Sign::Danger, format!("was due {}", stamp(&due)))
            }
            Some(Due::On(day)) if day == ctx.today() && step.code == "abduction-warning-notice" => {
                (Sign::Due, "to decide today".to_owned())
            }
            Some(due) if due.working_day() == ctx.today() => (Sign::Due, format!("due {}", due.label(ctx.today()))),
            // The weekday, also tomorrow: the clock beside it is in weekdays too.
            Some(Due::On(day)) => (Sign::Due, format!("due {}", day.format("%a %d/%m"))),
            Some(Due::At(at)) => (Sign::Due, format!("due {}", at.format("%a %d/%m %H:%M"))),
        },
    }
}

impl State {
    /// A concern of a contact.
    #[must_use]
    pub fn new(who: Who, id: RecordId) -> Self {
        Self { who, id, read: None, problem: None, at: 0, top: Cell::new(0), rows: Rows::new() }
    }

    fn concern(&self) -> Option<&Concern> {
        self.read.as_ref().map(|r| &r.concern.it)
    }

    fn is_child(&self) -> bool {
        self.concern().is_some_and(|c| c.kind.is(concern::kind::CHILD))
    }

    /// The actions as they stand: undone first, late before due, then done, then not needed.
    fn steps(&self, ctx: &Ctx) -> Vec<Step> {
        let mut steps = self.concern().map(Concern::action_list).unwrap_or_default();
        steps.sort_by_key(|s| {
            let group = match s.state.as_str() {
                "done" => 2,
                "not-needed" => 3,
                _ => usize::from(moment(s).is_none_or(|m| m >= ctx.local())),
            };
            (group, moment(s))
        });
        steps
    }

    /// What the program can say about an undone action.
    fn advice(&self, step: &Step) -> String {
        if !step.note.is_empty() || step.state != "due" {
            return step.note.clone();
        }
        let Some(read) = &self.read else { return String::new() };
        let concern = &read.concern.it;
        match step.code.as_str() {
            "child-concern-notification" if concern.views.is_empty() => "can go without views".to_owned(),
            "is-entry" if read.drafted => "draft in the outbox".to_owned(),
            "abduction-warning-notice" if concern.protection_from.is_some() => "in police protection".to_owned(),
            "police-protection" | "local-authority" | "designated-officer" => "phone now".to_owned(),
            _ => String::new(),
        }
    }

    fn step_entries(&self, ctx: &Ctx) -> Vec<Entry> {
        let mut entries = Vec::new();
        let mut before = None;
        let Some(read) = &self.read else { return entries };
        for step in self.steps(ctx) {
            let group = match step.state.as_str() {
                "done" => 1,
                "not-needed" => 2,
                _ => 0,
            };
            if before.is_some_and(|b| b != group) {
                entries.push(Entry::gap());
            }
            before = Some(group);
            let (sign, when) = standing(&step, ctx);
            let name = text::pad(&name_of(&step, &read.contact, ctx), NAME - 1, &ctx.theme);
            let lead = Phrase::new().mark(sign).text(" ");
            let when_is = text::pad(&when, WHEN - 1, &ctx.theme);
            let lead = match sign {
                Sign::Danger | Sign::Due => lead.text(format!("{name} ")).ink(when_is, Ink::Word(sign.role())),
                Sign::Dot => lead.muted(format!("{name} {when_is}")),
                _ => lead.text(format!("{name} {when_is}")),
            };
            let advice = self.advice(&step);
            // What is said beside it stands under itself; where there is no column for it, below.
            let beside = narrow(NAME + WHEN + 2);
            let lines = if ctx.size.0 >= 80 || advice.is_empty() {
                vec![Line { lead, at: beside, words: Phrase::from(advice), right: Phrase::new() }]
            } else {
                vec![Line { lead, ..Line::default() }, Line::new(advice).at(2)]
            };
            entries.push(Entry::across(lines).of(Of::Words));
        }
        entries
    }

    /// What stands beside the actions, or below them where there is one pane.
    fn beside(&self, ctx: &Ctx) -> Vec<Phrase> {
        let Some(read) = &self.read else { return Vec::new() };
        let c = &read.concern.it;
        let mut said = Vec::new();
        if self.is_child() {
            said.push(Phrase::new().muted("The child's own views"));
            if c.views.is_empty() {
                said.push(Phrase::new().mark(Sign::NotYet).text(" not recorded yet"));
                said.push(Phrase::from("The notification asks for them,"));
                said.push(Phrase::from("and goes without if need be: e"));
            } else {
                said.push(Phrase::from(format!("\"{}\"", c.views)));
            }
            said.push(Phrase::new());
            let items = lists::get("child_indicators").map(|l| l.items.clone()).unwrap_or_default();
            let head = format!("Indicators            {} of {}", c.indicators.len(), items.len());
            said.push(Phrase::new().muted(head));
            for item in &items {
                let has = c.indicators.iter().any(|i| i.is(&item.code));
                let sign = if has { Sign::Here } else { Sign::NotYet };
                said.push(Phrase::new().mark(sign).text(format!(" {}", item.label)));
            }
            said.push(Phrase::new());
        }
        said.push(Phrase::new().muted("Who must not find out"));
        if read.contact.must_not_find_out.is_empty() {
            said.push(Phrase::new().mark(Sign::NotYet).text(" not asked yet"));
        }
        said.extend(read.contact.must_not_find_out.iter().map(|w| Phrase::new().sign(Sign::Danger, w.as_str())));
        let mut latest: Vec<Step> = self.steps(ctx).into_iter().filter(|s| s.state != "due").collect();
        latest.sort_by_key(|s| std::cmp::Reverse(moment(s)));
        if !latest.is_empty() {
            said.push(Phrase::new());
            said.push(Phrase::new().muted("Latest"));
        }
        for step in latest.iter().take(3) {
            let at = moment(step).map(|m| m.format("%d/%m %H:%M").to_string()).unwrap_or_default();
            let name = lists::label("child_actions", &step.code);
            let name = if step.state == "done" { name } else { format!("{name}: not needed") };
            said.push(Phrase::new().muted(format!("{at}  ")).text(name));
        }
        said
    }

    /// What is known, how it was noticed, and what was decided.
    fn known(&self) -> Vec<Phrase> {
        let Some(c) = self.concern() else { return Vec::new() };
        let mut said = vec![Phrase::from(c.what.as_str())];
        if !c.opened_because.is_empty() {
            said.push(Phrase::new().muted(format!("opened because {}", c.opened_because)));
        }
        if !c.decision.is_empty() {
            said.push(Phrase::new().muted("decided: ").text(c.decision.as_str()));
        }
        said
    }

    /// Everything below the clock: in one column where there is one pane.
    fn entries(&self, ctx: &Ctx) -> Vec<Entry> {
        let mut entries = self.step_entries(ctx);
        let tail = |entries: &mut Vec<Entry>, said: Vec<Phrase>| {
            if !entries.is_empty() && !said.is_empty() {
                entries.push(Entry::gap());
            }
            entries.extend(
                said.into_iter().map(|p| if p.is_empty() { Entry::gap() } else { Entry::sentence(p).of(Of::Words) }),
            );
        };
        tail(&mut entries, self.known());
        if !ctx.wide() {
            tail(&mut entries, self.beside(ctx));
        }
        if self.is_child() {
            let words = [
                "Adult-only settings, markers and wording are closed to this record.",
                "See also the force's child sexual exploitation procedure: 0 Reference.",
            ];
            tail(&mut entries, words.into_iter().map(|w| Phrase::new().muted(w)).collect());
        }
        entries
    }

    fn focusable(entries: &[Entry]) -> Vec<usize> {
        entries.iter().enumerate().filter(|(_, e)| e.of.is_some()).map(|(i, _)| i).collect()
    }

    /// The action in focus, if it is one.
    fn focused(&self, ctx: &Ctx) -> Option<Step> {
        // Entries begin with the actions, in their order.
        self.steps(ctx).into_iter().nth(self.at)
    }

    fn sheet(
        &self,
        about: About,
        title: String,
        said: &str,
        fields: &'static [Field],
        rows: u16,
        ctx: &Ctx,
    ) -> Effects {
        let form = Form::over(fields, Values::new(), ctx.now, Extra::new());
        let said = if said.is_empty() { Vec::new() } else { vec![Phrase::new().muted(said)] };
        let name = format!("{about:?}:{}", self.id);
        vec![
            Fill::new(title, said, form, rows, "save", move |v| Msg::Filled(about.clone(), v).into())
                .kept_as(name)
                .raise(),
        ]
    }

    fn carry_out(&self, about: About, values: &Values) -> Effects {
        let id = self.id;
        let text = |name: &str| text_in(values, name).to_owned();
        let due = values.get("due").and_then(Option::<Due>::from_value);
        let (note, decision) = (text("note"), text("decision"));
        vec![ask(move |desk: &mut Desk| match about {
            About::Done(code) => Msg::Acted("Done", desk.settle_action(id, &code, true, &note)),
            About::NotNeeded(code) => Msg::Acted("Not needed", desk.settle_action(id, &code, false, &note)),
            About::Time(code) => {
                let due = due.ok_or_else(|| Problem::refused("No time was given.", "Type one."));
                Msg::Acted("The time is set", due.and_then(|d| desk.set_action_time(id, &code, d)))
            }
            About::Decision => Msg::Acted("The concern is decided", desk.close_concern(id, &decision)),
        })]
    }

    fn draw_clock(&self, buf: &mut Buffer, pane: Rect, ctx: &Ctx) -> u16 {
        let theme = &ctx.theme;
        let Some(c) = self.concern() else { return 0 };
        let (Some(ends), area) = (c.protection_ends(), text_of(pane)) else { return 0 };
        let began = ends - PROTECTION;
        let label = |y: u16, name: &str, words: Phrase, buf: &mut Buffer| {
            Phrase::new().muted(name).draw(buf, row(area, y), 0, 0, theme);
            words.draw(buf, row(area, y), DETAIL_LABEL, 0, theme);
        };
        let law = "Children Act 1989 s.46, at most 72 hours";
        let room = usize::from(area.width.saturating_sub(DETAIL_LABEL));
        let law = if text::width(law) <= room { law } else { "Children Act 1989 s.46, 72 hours" };
        label(0, "Police protection", Phrase::from(law), buf);
        let gone = (ctx.local() - began).num_hours().clamp(0, i64::from(HOURS));
        let bar = HOURS.min(area.width);
        let gone = u16::try_from(gone).unwrap_or(0) * bar / HOURS;
        progress::units(buf, pane, 1, gone, bar, theme);
        let from = Phrase::from(format!("began {}", began.format("%a %d/%m %H:%M")));
        from.draw(buf, row(area, 2), 0, 0, theme);
        let to = Phrase::from(format!("ends {}", ends.format("%a %d/%m %H:%M")));
        let x = usize::from(bar).saturating_sub(to.width());
        to.draw(buf, row(area, 2), narrow(x), 0, theme);
        let left = ends - ctx.local();
        let mut line = if left.num_minutes() >= 0 {
            Phrase::new().sign(Sign::Due, format!("{} left", due::hours_and_minutes(left)))
        } else {
            Phrase::new().sign(Sign::Danger, format!("ended {}", ends.format("%a %d/%m %H:%M")))
        };
        if !c.protection_reference.is_empty() {
            line = line.dot().text(format!("ref {}", c.protection_reference));
        }
        line.draw(buf, row(area, 3), 0, 0, theme);
        4
    }

    fn heading(&self, room: usize) -> Phrase {
        let Some(read) = &self.read else { return Phrase::new() };
        let c = &read.concern.it;
        let mut line =
            Phrase::new().bold(format!("{}  {}", self.who.reference, read.contact.preferred_name())).text("    ");
        let age = age_words(read.contact.age_status.as_str());
        let basis = match read.contact.age_basis.as_str() {
            "" => String::new(),
            code => format!(", {}", lists::label("age_basis", code)),
        };
        line = if read.contact.is_child() {
            line.sign(Sign::Child, format!("{age}{basis}"))
        } else {
            line.text(format!("{age}{basis}"))
        };
        let kind = format!("{} concern", lists::label("concern_kinds", c.kind.as_str()));
        let state = if c.is_open() { "opened" } else { "decided, noticed" };
        let noticed = c.noticed.as_ref().map(|w| match w.precision {
            when::Precision::Minute => w.from.format("%d/%m %H:%M").to_string(),
            _ => w.shown(),
        });
        let whole = line.clone().dot().text(format!("{kind} {state} {}", noticed.unwrap_or_default()));
        // Where it does not fit the title says what it is.
        if whole.width() <= room { whole } else { line }
    }
}

impl Shown for State {
    type Msg = Msg;

    fn title(&self, _ctx: &Ctx) -> String {
        let kind = self.concern().map_or("", |c| c.kind.as_str());
        match kind {
            "" => "5 Safeguarding · concern".to_owned(),
            kind => format!("5 Safeguarding · {} concern", lists::label("concern_kinds", kind)),
        }
    }

    fn begin(&mut self, _ctx: &Ctx) -> Effects {
        let (whose, id) = (self.who.id, self.id);
        vec![ask_latest("concern", move |desk| Msg::Read(read(desk, whose, id)))]
    }

    fn told(&mut self, msg: Msg, ctx: &Ctx) -> Effects {
        match msg {
            Msg::Read(Ok(read)) => {
                // The focus stays with the same action.
                let code = self.focused(ctx).map(|s| s.code);
                let first = self.read.is_none();
                self.read = Some(read);
                self.problem = None;
                if !first {
                    let same = self.steps(ctx).iter().position(|s| Some(&s.code) == code.as_ref());
                    self.at = same.unwrap_or(self.at);
                }
                Effects::new()
            }
            Msg::Read(Err(p)) => {
                self.problem = Some(format!("{} {}", p.what, p.remedy));
                self.read = None;
                Effects::new()
            }
            Msg::Filled(about, values) => self.carry_out(about, &values),
            Msg::Acted(what, Ok(())) => {
                vec![Effect::Lower, Effect::Changed, done(format!("{what}. {} takes it back", Action::Undo.key()))]
            }
            Msg::Acted(_, Err(p)) => vec![Effect::Failed(p)],
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        let can = Self::focusable(&self.entries(ctx));
        if let Some(to) = moves::target(action, self.at, can.len(), moves::page(ctx)) {
            self.at = to;
            return Effects::new();
        }
        let step = self.focused(ctx);
        let name = |s: &Step| lists::label("child_actions", &s.code);
        match (action, step) {
            (Action::Done, Some(s)) => {
                let title = format!("Done: {}", name(&s));
                self.sheet(About::Done(s.code), title, "The time is now; who and which reference.", DONE, 4, ctx)
            }
            (Action::Close, Some(s)) => {
                let title = format!("Not needed: {}", name(&s));
                self.sheet(About::NotNeeded(s.code), title, "", NOT_NEEDED, 4, ctx)
            }
            (Action::Wait, Some(s)) => {
                let title = format!("By when: {}", name(&s));
                self.sheet(About::Time(s.code), title, "", TIME, 4, ctx)
            }
            (Action::Decide, _) => {
                let said = "An open concern stays open until it is decided; what was decided is kept.";
                self.sheet(About::Decision, "Decide the concern".to_owned(), said, DECISION, 6, ctx)
            }
            (Action::Edit, _) => vec![Effect::Go(Place::Form(Task::concern(self.who.clone(), Some(self.id))))],
            (Action::Open, _) => vec![Effect::Go(Place::Record(self.who.clone(), Section::Safeguarding))],
            _ => Effects::new(),
        }
    }

    fn actions(&self, ctx: &Ctx) -> Vec<Action> {
        let mut actions = Vec::new();
        if self.focused(ctx).is_some() {
            actions.extend([Action::Done, Action::Close, Action::Wait]);
        }
        if self.read.is_some() {
            actions.extend([Action::Edit, Action::ContactNow, Action::Decide, Action::Open]);
        }
        actions.extend(moves::ALL);
        actions
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        match action {
            Action::Close => Some("not needed, why"),
            Action::Wait => Some("set time"),
            Action::Edit if self.is_child() => Some("views"),
            Action::Open => Some("the record"),
            _ => None,
        }
    }

    fn why_not(&self, action: Action, ctx: &Ctx) -> Option<(&'static str, String)> {
        let concern = self.concern()?;
        let settled = self.focused(ctx).is_some_and(|s| s.state != "due");
        match action {
            Action::Done | Action::Close | Action::Wait if settled => {
                Some(("settled", "This action is settled already. u takes the last act back.".to_owned()))
            }
            Action::Decide if !concern.is_open() => {
                Some(("decided", "This concern is decided already. u takes the last act back.".to_owned()))
            }
            Action::Decide => {
                let undone = concern.action_list().iter().filter(|a| a.state == "due").count();
                let (n, are) =
                    if undone == 1 { ("1 action".to_owned(), "is") } else { (format!("{undone} actions"), "are") };
                let words = format!("{n} {are} neither done nor said to be not needed. Settle each first.");
                (undone > 0).then_some(("actions first", words))
            }
            _ => None,
        }
    }

    fn contact(&self) -> Option<Who> {
        Some(self.who.clone())
    }

    fn caveat(&self, _ctx: &Ctx) -> Option<Caveat> {
        Some(Caveat::sensitive("Safeguarding concern"))
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Concern(self.who.clone(), self.id))
    }

    fn rows(&self) -> Option<&Rows> {
        Some(&self.rows)
    }

    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        self.rows.clear();
        let theme = &ctx.theme;
        let Some(concern) = self.concern() else {
            if let Some(problem) = &self.problem {
                paragraphs(buf, frame.body, &[Phrase::new().marked(Sign::Danger, problem.as_str())], theme);
            }
            return None;
        };
        let panes = frame::panes(frame.body);
        if let Some(right) = panes.right {
            frame::edge(buf, &frame::Panes { ..panes }, theme);
            paragraphs(buf, right, &self.beside(ctx), theme);
        }
        let left = panes.left;
        let gap = u16::from(frame.body.height >= 22);
        self.heading(usize::from(text_of(left).width)).draw(buf, row(text_of(left), 0), 0, 0, theme);
        let mut y = 1 + gap;
        let clock = self.draw_clock(buf, below(left, y), ctx);
        if clock > 0 {
            y += clock + gap;
        }
        let actions = concern.action_list();
        if !actions.is_empty() {
            let line = row(text_of(left), y);
            Phrase::new().muted("Actions").draw(buf, line, 0, 0, theme);
            let words = Phrase::from(due::actions_line(&actions, ctx.local()));
            let x = if usize::from(DETAIL_LABEL) + words.width() <= usize::from(line.width) { DETAIL_LABEL } else { 9 };
            words.draw(buf, line, x, 0, theme);
            y += 1 + gap;
        }
        let entries = self.entries(ctx);
        let at = Self::focusable(&entries).get(self.at).copied();
        let drawn = part::draw(buf, below(left, y), &entries, at, self.top.get(), theme);
        self.top.set(drawn.top);
        self.rows.keep(drawn.rows, drawn.focus);
        drawn.drawn.cursor
    }
}
