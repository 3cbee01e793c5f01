//! A safeguarding concern: the clock first, then what is undone, late before due, then what is done, then what is not
//! needed and why. Advice stands where a decision is to be made; nothing here refuses.
//!
//! One screen for a child, an adult, domestic abuse and modern slavery; each has the actions of its own list. What does
//! not belong here: the rules of a concern and its actions, which are casework's and the domain's.

use std::cell::Cell;
use std::collections::BTreeMap;
use std::sync::OnceLock;

use chrono::NaiveDateTime;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::casework::concern::{ConcernView, Settled, channel_words, undone_words};
use crate::casework::contact::age_words;
use crate::casework::desk::{Desk, Saved};
use crate::casework::outbox::{PHONE_NOW, UpdateView};
use crate::casework::record::shown;
use crate::domain::concern::{self, Concern, PROTECTION, filled_in_by};
use crate::domain::considered::Considered as Step;
use crate::domain::contact::Contact;
use crate::domain::field::{Field, FieldType, Record, Shape, Values, text_in};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::problem::{Outcome, Problem};
use crate::domain::update::state as update_state;
use crate::domain::when::{self, Due, When};
use crate::domain::{due, lists};
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, ask, ask_latest, done, settled, takes_back};
use crate::tui::form::{Extra, Form};
use crate::tui::overlay::fill::Fill;
use crate::tui::screen::moves::{Focus, Scroll};
use crate::tui::screen::record::Section;
use crate::tui::screen::record::part::{self, Entry, Line, Of};
use crate::tui::screen::{Caveat, Place, Shown, Who, moves, outbox};
use crate::tui::task::Task;
use crate::tui::theme::{Sign, Theme};
use crate::tui::widget::frame::{self, Frame};
use crate::tui::widget::list::Rows;
use crate::tui::widget::record::{DETAIL_LABEL, mask};
use crate::tui::widget::{Ink, Phrase, below, narrow, paragraphs, progress, row, text, text_of};

/// Cells of an action's name, and of when it is due or was done.
const NAME: usize = 33;
const WHEN: usize = 20;
/// Hours of police protection: one cell of the bar each (Children Act 1989 s.46(6)).
const HOURS: u16 = 72;
/// Seconds after the last key until a name is masked again.
const SHOWN: i64 = 120;

/// Who did it, first in the sheet of every action.
const BY_WHOM: Field = Field::new(Shape::Line, "By whom, reference").help("blank: you").named("note");
/// When it was done.
const AT: Field = Field::new(Shape::When, "When").help("blank: now").named("at");
/// What is asked when an action of no list is done.
const DONE: &[Field] = &[BY_WHOM, AT];
/// What is asked when an action is not needed.
const NOT_NEEDED: &[Field] =
    &[Field::new(Shape::Line, "Why not").required().help("kept with the concern").named("note")];
/// By when an action is to be done.
const TIME: &[Field] = &[
    Field::new(Shape::Due, "Due").required().help("today 18:00, tomorrow, wed").named("due"),
    Field::new(Shape::Line, "How far it is").help("form begun").named("note"),
];
/// What was decided.
const DECISION: &[Field] =
    &[Field::new(Shape::Note, "Decision").required().help("what was decided, and by whom").named("decision")];
/// Why a decided concern is opened again.
const AGAIN: &[Field] =
    &[Field::new(Shape::Line, "Why").required().help("stands below what was decided").named("reason")];

/// Why a child of nobody need not be kept any longer.
const REMOVE: &[Field] =
    &[Field::new(Shape::Line, "Why").required().help("decided, and the local authority has it").named("reason")];

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
    /// It is opened again.
    Again,
    /// The child it was about need not be kept any longer.
    Remove(RecordId),
}

/// What the screen is told.
pub enum Msg {
    /// The concern.
    Read(Outcome<Box<ConcernView>>),
    /// A sheet was filled in.
    Filled(About, Values),
    /// It was done, or why not.
    Acted(&'static str, Saved<()>),
    /// What its notification says; nothing where none was prepared.
    Notice(Outcome<Option<Box<UpdateView>>>),
    /// A notification was prepared.
    Prepared(Outcome<()>),
}

/// What a row of the screen stands for.
#[derive(Debug, Clone, PartialEq, Eq)]
enum Row {
    /// An action, by its code.
    Action(String),
    /// An indicator, by its code.
    Indicator(String),
    /// Something to be read.
    Words,
}

/// Entries with what they stand for.
type Entries = Vec<(Entry, Row)>;

/// The concern.
pub struct State {
    who: Option<Who>,
    id: RecordId,
    read: Option<Box<ConcernView>>,
    problem: Option<String>,
    list: Focus,
    /// Where the focus stands in the pane on the right, while it is there.
    beside_at: Option<usize>,
    beside_top: Cell<usize>,
    /// The notification is being read.
    notice: Option<Box<UpdateView>>,
    scroll: Scroll,
    /// Names are shown.
    unmasked: bool,
    last_key: NaiveDateTime,
}

/// When an action is due or was settled, local; a day alone counts until its end.
fn moment(step: &Step) -> Option<NaiveDateTime> {
    step.at.parse::<Due>().ok()?.end()
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

/// The sheet of an action that is done: who, what goes with it, and when.
fn done_fields(kind: &str, code: &str) -> &'static [Field] {
    static ALL: OnceLock<BTreeMap<(String, String), Vec<Field>>> = OnceLock::new();
    let all = ALL.get_or_init(|| {
        let kinds = [concern::kind::CHILD, concern::kind::ADULT, concern::kind::ABUSE, concern::kind::SLAVERY];
        let mut all = BTreeMap::new();
        for kind in kinds {
            let items = lists::get(concern::actions_list(kind)).map(|l| l.items.as_slice()).unwrap_or_default();
            for item in items {
                let asked = filled_in_by(kind, &item.code);
                let mut fields = vec![BY_WHOM];
                fields.extend(asked.iter().filter_map(|name| {
                    let field = *Kind::Concern.field(name)?;
                    let required = matches!(*name, "protection_from" | "referral_consent");
                    Some(Field { only_if: None, required, ..field })
                }));
                // Police protection says itself when it began.
                if !asked.contains(&"protection_from") {
                    fields.push(AT);
                }
                all.insert((kind.to_owned(), item.code.clone()), fields);
            }
        }
        all
    });
    all.get(&(kind.to_owned(), code.to_owned())).map_or(DONE, Vec::as_slice)
}

/// What a list says an action means, and on which law it rests.
fn meaning(kind: &str, code: &str) -> String {
    let Some(item) = lists::item(concern::actions_list(kind), code) else { return String::new() };
    let law = item.source.as_deref().and_then(|s| s.strip_prefix("Law: ")).unwrap_or_default();
    let parts = [item.meaning.as_deref().unwrap_or_default(), law];
    parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join(" · ")
}

fn words(words: impl Into<Phrase>) -> (Entry, Row) {
    let phrase = words.into();
    if phrase.is_empty() { (Entry::gap(), Row::Words) } else { (Entry::sentence(phrase).of(Of::Words), Row::Words) }
}

/// A text that may be long: in several entries, so that every row of it can be scrolled to.
fn long_words(phrase: &Phrase, room: usize, theme: &Theme) -> Entries {
    phrase
        .wrap(room, theme)
        .chunks(4)
        .map(|chunk| {
            let lines = chunk.iter().map(|l| Line::new(l.clone())).collect();
            (Entry::across(lines).of(Of::Words), Row::Words)
        })
        .collect()
}

/// Puts what is said below what stands there, with a row between.
fn tail(entries: &mut Entries, said: Entries) {
    if !entries.is_empty() && !said.is_empty() {
        entries.push((Entry::gap(), Row::Words));
    }
    entries.extend(said);
}

impl State {
    /// A concern of a contact, or of nobody.
    #[must_use]
    pub fn new(who: Option<Who>, id: RecordId) -> Self {
        Self {
            who,
            id,
            read: None,
            problem: None,
            list: Focus::new(),
            beside_at: None,
            beside_top: Cell::new(0),
            notice: None,
            scroll: Scroll::new(),
            unmasked: false,
            last_key: NaiveDateTime::default(),
        }
    }

    fn concern(&self) -> Option<&Concern> {
        self.read.as_ref().map(|r| &r.concern.it)
    }

    fn kind(&self) -> &str {
        self.concern().map_or("", |c| c.kind.as_str())
    }

    fn is_child(&self) -> bool {
        self.concern().is_some_and(Concern::is_child)
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

    fn name_of(&self, step: &Step, ctx: &Ctx) -> String {
        let Some(read) = &self.read else { return String::new() };
        let area = match &read.contact {
            Some(c) => c.area.as_str(),
            None => read.concern.it.area.as_str(),
        };
        match (step.code.as_str(), lists::srn(area, ctx.today())) {
            ("is-entry", Some(srn)) => format!("IS entry, SRN {srn} {}", lists::label("areas", area)),
            (code, _) => read.concern.it.action_label(code),
        }
    }

    /// What the program can say about an undone action.
    fn advice(&self, step: &Step, ctx: &Ctx) -> String {
        if !step.note.is_empty() || !step.is_due() {
            return step.note.clone();
        }
        let Some(read) = &self.read else { return String::new() };
        let concern = &read.concern.it;
        let drafted = read.notification.as_ref().is_some_and(|u| u.it.is_unsent());
        match step.code.as_str() {
            "child-concern-notification" if concern.views.is_empty() => "can go without views".to_owned(),
            "child-concern-notification" | "notification" if drafted => "p reads it".to_owned(),
            "is-entry" if drafted => "draft in the outbox".to_owned(),
            "abduction-warning-notice" => concern::warning_notice(concern, read.age, ctx.local()).words().to_owned(),
            "missing-persons-coordinator" if concern.indicators.iter().any(|i| i.is("missing-from-home")) => {
                "regularly missing: tell them".to_owned()
            }
            "missing-persons-coordinator" => "if going missing".to_owned(),
            "nrm-referral" if concern.slavery_signs().is_empty() => "no sign: x and why not".to_owned(),
            "nrm-referral" => "no consent is needed".to_owned(),
            "police-protection" | "local-authority" | "designated-officer" | "place-of-safety" => {
                "phone now".to_owned()
            }
            "referral" | "notify" if concern.referral_consent.is("no") => {
                if step.code == "notify" { "no consent: this is due" } else { "no consent: x and why" }.to_owned()
            }
            "notify" if concern.referral_consent.is("yes") => "consent given: not needed".to_owned(),
            "referral" if concern.referral_consent.is_blank() => "consent first".to_owned(),
            "marac" => "needs no consent".to_owned(),
            "plan-checked" if concern.unsafe_channels.is_empty() => "what can they see?".to_owned(),
            _ => String::new(),
        }
    }

    fn step_entries(&self, ctx: &Ctx) -> Entries {
        let mut entries = Entries::new();
        let mut before = None;
        for step in self.steps(ctx) {
            let group = match step.state.as_str() {
                "done" => 1,
                "not-needed" => 2,
                _ => 0,
            };
            if before.is_some_and(|b| b != group) {
                entries.push((Entry::gap(), Row::Words));
            }
            before = Some(group);
            let (sign, when) = standing(&step, ctx);
            let name = text::pad(&self.name_of(&step, ctx), NAME - 1, &ctx.theme);
            let lead = Phrase::new().mark(sign).text(" ");
            let when_is = text::pad(&when, WHEN - 1, &ctx.theme);
            let lead = match sign {
                Sign::Danger | Sign::Due => lead.text(format!("{name} ")).ink(when_is, Ink::Word(sign.role())),
                Sign::Dot => lead.muted(format!("{name} {when_is}")),
                _ => lead.text(format!("{name} {when_is}")),
            };
            let advice = self.advice(&step, ctx);
            // What is said beside it stands under itself; where there is no column for it, below.
            let beside = narrow(NAME + WHEN + 2);
            let lines = if ctx.size.0 >= 80 || advice.is_empty() {
                vec![Line { lead, at: beside, words: Phrase::from(advice), right: Phrase::new() }]
            } else {
                vec![Line { lead, ..Line::default() }, Line::new(advice).at(2)]
            };
            entries.push((Entry::across(lines).of(Of::Words), Row::Action(step.code.clone())));
        }
        entries
    }

    fn masked(&self, name: &str) -> Phrase {
        if self.unmasked { Phrase::from(name) } else { mask() }
    }

    /// What stands beside the actions, or below them where there is one pane.
    fn beside(&self, room: usize, ctx: &Ctx) -> Entries {
        let Some(read) = &self.read else { return Entries::new() };
        let c = &read.concern.it;
        let mut said = Entries::new();
        if c.is_child() {
            said.push(words(Phrase::new().muted("The child's own views")));
            if c.views.is_empty() {
                said.push(words(Phrase::new().mark(Sign::NotYet).text(" not recorded yet")));
                if c.is_open() {
                    said.push(words("The notification asks for them,"));
                    said.push(words("and goes without if need be: e"));
                }
            } else {
                let views = Phrase::from(format!("\"{}\"", c.views));
                said.extend(long_words(&views, room, &ctx.theme));
            }
            said.push(words(Phrase::new()));
            let items = lists::get("child_indicators").map(|l| l.items.as_slice()).unwrap_or_default();
            let head = format!("Indicators            {} of {}", c.indicators.len(), items.len());
            said.push(words(Phrase::new().muted(head)));
            for item in items {
                let has = c.indicators.iter().any(|i| i.is(&item.code));
                let sign = if has { Sign::Here } else { Sign::NotYet };
                let line = Phrase::new().mark(sign).text(format!(" {}", item.label));
                said.push((Entry::sentence(line).of(Of::Words), Row::Indicator(item.code.clone())));
            }
            said.push(words(Phrase::new()));
        }
        if c.kind.is(concern::kind::ABUSE) {
            said.push(words(Phrase::new().muted("Suspected abuser")));
            said.push(words(match &read.abuser {
                Some(p) => {
                    let relation = lists::label("relation_kinds", p.it.relation.as_str());
                    Phrase::from(format!("{relation}  ")).then(self.masked(&p.it.name))
                }
                None => Phrase::new().mark(Sign::NotYet).text(" nobody is named: a names one"),
            }));
            said.push(words(Phrase::new()));
            said.push(words(Phrase::new().muted("Channels not safe")));
            said.push(words(match c.unsafe_channels.as_slice() {
                [] => Phrase::new().mark(Sign::NotYet).text(" none said yet: e"),
                codes => {
                    let codes: Vec<String> = codes.iter().map(|c| c.as_str().to_owned()).collect();
                    Phrase::new().sign(Sign::Danger, channel_words(&codes))
                }
            }));
            said.push(words(Phrase::new()));
        }
        if c.kind.is(concern::kind::SLAVERY) {
            said.push(words(Phrase::new().muted("Agrees to the NRM")));
            said.push(words(match c.referral_consent.as_str() {
                "yes" => Phrase::new().marked(Sign::Ready, "yes: the referral can go"),
                "no" => Phrase::new().sign(Sign::Danger, "no: duty to notify, without a name if they wish"),
                "" => Phrase::new().mark(Sign::NotYet).text(" not asked yet: an adult decides"),
                other => Phrase::from(lists::label("yes_no_unknown", other)),
            }));
            said.push(words(Phrase::new()));
        }
        if let Some(contact) = &read.contact {
            said.push(words(Phrase::new().muted("Who must not find out")));
            if contact.must_not_find_out.is_empty() {
                said.push(words(Phrase::new().mark(Sign::NotYet).text(" not asked yet")));
            }
            let people = contact.must_not_find_out.iter();
            said.extend(people.map(|w| words(Phrase::new().sign(Sign::Danger, w.as_str()))));
        }
        let latest = self.latest(read);
        if !latest.is_empty() {
            if said.last().is_some_and(|(e, _)| !e.is_gap()) {
                said.push(words(Phrase::new()));
            }
            said.push(words(Phrase::new().muted("Latest")));
        }
        for (at, what) in latest.into_iter().take(4) {
            let lead = Phrase::new().muted(at.format("%d/%m %H:%M").to_string());
            let line = Line { lead, at: 13, words: Phrase::from(what), right: Phrase::new() };
            said.push((Entry::across(vec![line]).of(Of::Words), Row::Words));
        }
        said
    }

    /// What happened last, newest first: actions settled, follow-ups written down, the notification.
    fn latest(&self, read: &ConcernView) -> Vec<(NaiveDateTime, String)> {
        let c = &read.concern.it;
        let mut latest: Vec<(NaiveDateTime, String)> = read.follow_ups.clone();
        for step in c.action_list().iter().filter(|s| !s.is_due()) {
            let Some(at) = moment(step) else { continue };
            let name = c.action_label(&step.code);
            latest.push((at, if step.state == "done" { name } else { format!("{name}: not needed") }));
        }
        latest.extend(
            read.disclosures
                .iter()
                .filter_map(|d| Some((d.it.happened.as_ref()?.from, format!("told {}", d.it.to_whom)))),
        );
        latest.sort_by_key(|(at, _)| std::cmp::Reverse(*at));
        latest
    }

    /// What is known, how it was noticed, what is kept with it, and what was decided.
    fn known(&self, room: usize, ctx: &Ctx) -> Entries {
        let Some(read) = &self.read else { return Entries::new() };
        let c = &read.concern.it;
        let mut said = long_words(&Phrase::from(c.what.as_str()), room, &ctx.theme);
        if !c.opened_because.is_empty() {
            said.push(words(Phrase::new().muted(format!("opened because {}", c.opened_because))));
        }
        let values = c.values();
        // What stands beside an action, in the heading or in the pane is not said twice.
        let apart = [
            "kind",
            "what",
            "noticed",
            "indicators",
            "views",
            "protection_from",
            "protection_reference",
            "area",
            "age",
            "stays",
            "offences",
            "unsafe_channels",
            "referral_consent",
        ];
        let notes: String = c.action_list().iter().map(|a| format!("{}\n", a.note)).collect();
        let facts = Kind::Concern.fields().iter().filter(|f| {
            let told = values.get(f.name).is_some_and(|v| notes.contains(&shown(f, v)));
            !f.written && f.shape != Shape::Ref && !apart.contains(&f.name) && f.applies(&values) && !told
        });
        for field in facts {
            if let Some(value) = values.get(field.name) {
                let line = Phrase::new().muted(format!("{}: ", field.label)).text(shown(field, value));
                said.push(words(line));
            }
        }
        if !c.decision.is_empty() {
            let decided = Phrase::new().muted("decided: ").text(c.decision.as_str());
            said.extend(long_words(&decided, room, &ctx.theme));
        }
        said
    }

    /// Everything below the clock: in one column where there is one pane.
    fn entries(&self, ctx: &Ctx) -> Entries {
        let mut entries = self.step_entries(ctx);
        let room = usize::from(ctx.size.0.saturating_sub(if ctx.wide() { 44 } else { 6 })).max(20);
        if self.is_child() && ctx.wide() {
            tail(&mut entries, self.closed_to_a_child());
        }
        if !ctx.wide() {
            tail(&mut entries, self.beside(room, ctx));
        }
        tail(&mut entries, self.known(room, ctx));
        if self.is_child() && !ctx.wide() {
            tail(&mut entries, self.closed_to_a_child());
        }
        entries
    }

    fn closed_to_a_child(&self) -> Entries {
        let said = [
            "Adult-only settings, markers and wording are closed to this record.",
            "See also the force's child sexual exploitation procedure: 0 Reference.",
        ];
        // The record of a contact whose child it is stays as it is, and so does that of somebody who is no child after all.
        let childs = self
            .read
            .as_ref()
            .is_some_and(|r| r.concern.it.about.is_none() && r.contact.as_ref().is_some_and(Contact::is_child));
        said.into_iter().skip(usize::from(!childs)).map(|w| words(Phrase::new().muted(w))).collect()
    }

    /// The pane on the right where there is one.
    fn pane(&self, ctx: &Ctx) -> Entries {
        if !ctx.wide() {
            return Entries::new();
        }
        let room = frame::pane_width(ctx.size.0).unwrap_or(33);
        self.beside(usize::from(room), ctx)
    }

    fn focusable(entries: &Entries) -> Vec<usize> {
        entries.iter().enumerate().filter(|(_, (e, _))| e.of.is_some()).map(|(i, _)| i).collect()
    }

    /// What of the pane can be focused: what can be changed there.
    fn toggles(entries: &Entries) -> Vec<usize> {
        entries.iter().enumerate().filter(|(_, (_, r))| matches!(r, Row::Indicator(_))).map(|(i, _)| i).collect()
    }

    /// The child of a decided concern that is nobody's: kept until somebody removes them.
    fn kept_for_nobody(&self) -> Option<RecordId> {
        let read = self.read.as_ref().filter(|r| self.who.is_none() && !r.concern.it.is_open())?;
        read.about.as_ref().map(|p| p.meta.id)
    }

    fn focused_row(&self, ctx: &Ctx) -> Row {
        let (entries, can, at) = match self.beside_at {
            Some(at) => {
                let pane = self.pane(ctx);
                let can = Self::toggles(&pane);
                (pane, can, at)
            }
            None => {
                let entries = self.entries(ctx);
                let can = Self::focusable(&entries);
                (entries, can, self.list.at)
            }
        };
        can.get(at).and_then(|i| entries.get(*i)).map_or(Row::Words, |(_, row)| row.clone())
    }

    /// The action in focus, if it is one.
    fn focused(&self, ctx: &Ctx) -> Option<Step> {
        let Row::Action(code) = self.focused_row(ctx) else { return None };
        self.steps(ctx).into_iter().find(|s| s.code == code)
    }

    fn sheet(&self, about: About, title: String, said: &str, fields: &'static [Field], ctx: &Ctx) -> Effects {
        let kind = self.kind().to_owned();
        let values = self.concern().map(Record::values).unwrap_or_default();
        let values: Values = match &about {
            About::Done(code) => {
                values.into_iter().filter(|(name, _)| filled_in_by(&kind, code).contains(name)).collect()
            }
            _ => Values::new(),
        };
        let offences = lists::get("offences").map(|l| l.offered().collect::<Vec<_>>()).unwrap_or_default();
        let offered = offences.into_iter().filter(|i| concern::is_exploiters(&kind, i)).map(|i| i.code.clone());
        let form = Form::over(fields, values, ctx.now, Extra::new().only("offences", offered));
        let said = if said.is_empty() { Vec::new() } else { vec![Phrase::new().muted(said)] };
        let name = format!("{about:?}:{}", self.id);
        let note = fields.iter().any(|f| matches!(f.shape, Shape::Note));
        let picks = fields.iter().any(|f| matches!(f.shape, Shape::Several(_)));
        let rows = narrow(fields.len() + 1 + 2 * said.len()) + if note { 4 } else { 0 };
        vec![
            Fill::new(title, said, form, rows, "save", move |v| Msg::Filled(about.clone(), v).into())
                .grows(if picks { rows.max(12) } else { rows + 3 })
                .kept_as(name)
                .raise(),
        ]
    }

    fn carry_out(&self, about: About, values: &Values) -> Effects {
        let id = self.id;
        let text = |name: &str| text_in(values, name).to_owned();
        let due = values.get("due").and_then(Option::<Due>::from_value);
        let began = values.get("protection_from").and_then(Option::<Due>::from_value);
        let at = match began {
            Some(Due::At(at)) => Some(When::at(at)),
            _ => values.get("at").and_then(Option::<When>::from_value),
        };
        let (note, decision, reason) = (text("note"), text("decision"), text("reason"));
        let fields = values.clone();
        vec![ask(move |desk: &mut Desk| match about {
            About::Done(code) => Msg::Acted("Done", desk.settle_action(id, &code, true, &Settled { at, note, fields })),
            About::NotNeeded(code) => {
                let how = Settled { note, ..Settled::default() };
                Msg::Acted("Not needed", desk.settle_action(id, &code, false, &how))
            }
            About::Time(code) => {
                let due = due.ok_or_else(|| Problem::refused("No time was given.", "Type one."));
                let set = due.and_then(|d| desk.set_action_time(id, &code, d, &note));
                Msg::Acted("The time is set", set.map_err(Into::into))
            }
            About::Decision => {
                Msg::Acted("The concern is decided", desk.close_concern(id, &decision).map_err(Into::into))
            }
            About::Remove(person) => {
                Msg::Acted("Removed", desk.remove_linked_person(person, &reason).map_err(Into::into))
            }
            About::Again => {
                Msg::Acted("The concern is open again", desk.reopen_concern(id, &reason).map_err(Into::into))
            }
        })]
    }

    fn read_notice(&self) -> Effects {
        let id = self.id;
        vec![ask(move |desk: &mut Desk| Msg::Notice(desk.notification(id).map(|v| v.map(Box::new))))]
    }

    fn prepare(&self) -> Effects {
        let id = self.id;
        vec![ask(move |desk: &mut Desk| Msg::Prepared(desk.prepare_notification(id).map(|_| ())))]
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
        let years = read.age.map(|a| format!(" {a}")).unwrap_or_default();
        let line = match (&self.who, &read.contact) {
            (Some(who), Some(contact)) => {
                Phrase::new().bold(format!("{}  {}", who.reference, contact.preferred_name())).text("    ")
            }
            _ => Phrase::new().bold("Met by chance").text("    "),
        };
        let line = match (&read.about, &read.contact) {
            (Some(about), _) => {
                let relation = match about.it.relation.as_str() {
                    _ if self.who.is_none() => String::new(),
                    "child" => "a child of theirs  ".to_owned(),
                    other => format!("{}  ", lists::label("relation_kinds", other)),
                };
                let line = line.text(relation).then(self.masked(&about.it.name)).text("    ");
                let years = read.age.map(|a| format!(", {a} years")).unwrap_or_default();
                let age = format!("{}{years}", age_words(about.it.age_status.as_str()));
                if about.it.is_child() { line.sign(Sign::Child, age) } else { line.text(age) }
            }
            (None, Some(contact)) => {
                let age = age_words(contact.age_status.as_str());
                // How old somebody was said to be as a child says nothing once they are known to be older.
                let years = if contact.is_child() || contact.born_on.is_some() { years } else { String::new() };
                let basis = match contact.age_basis.as_str() {
                    "" if years.is_empty() => String::new(),
                    "" => format!(", said{years}"),
                    code => format!(", {}{years}", lists::label("age_basis", code)),
                };
                let age = format!("{age}{basis}");
                if contact.is_child() { line.sign(Sign::Child, age) } else { line.text(age) }
            }
            (None, None) => line.text("the child is no longer kept"),
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

    fn view_notice(&self, buf: &mut Buffer, pane: Rect, view: &UpdateView, ctx: &Ctx) {
        let theme = &ctx.theme;
        let area = text_of(pane);
        self.heading(usize::from(area.width)).draw(buf, row(area, 0), 0, 0, theme);
        let state = match view.state.as_str() {
            "" | update_state::DRAFT => Phrase::new().sign(Sign::Due, "a draft: Enter goes to it in the outbox"),
            code => Phrase::new().sign(Sign::Ready, lists::label("update_states", code)),
        };
        state.draw(buf, row(area, 1), 0, 0, theme);
        let lines = outbox::update_lines(view, None, usize::from(area.width.min(100)), ctx.tall(), theme);
        let height = usize::from(area.height.saturating_sub(3));
        let top = self.scroll.window(lines.len(), height);
        for (y, line) in lines.iter().skip(top).take(height).enumerate() {
            line.draw(buf, row(area, narrow(y) + 2), 0, 0, theme);
        }
        let hidden = lines.len().saturating_sub(top + height);
        if hidden > 0 {
            let words = Phrase::new().muted(format!("{hidden} more below: j"));
            words.draw(buf, row(area, narrow(height) + 2), 0, 0, theme);
        }
    }
}

impl Shown for State {
    type Msg = Msg;

    fn title(&self, _ctx: &Ctx) -> String {
        match self.kind() {
            _ if self.notice.is_some() => "5 Safeguarding · notification".to_owned(),
            "" => "5 Safeguarding · concern".to_owned(),
            kind => format!("5 Safeguarding · {} concern", lists::label("concern_kinds", kind)),
        }
    }

    fn begin(&mut self, ctx: &Ctx) -> Effects {
        if self.last_key == NaiveDateTime::default() {
            self.last_key = ctx.local();
        }
        let id = self.id;
        let mut effects = vec![ask_latest("concern", move |desk| Msg::Read(desk.concern_view(id).map(Box::new)))];
        if self.notice.is_some() {
            effects.extend(self.read_notice());
        }
        effects
    }

    fn told(&mut self, msg: Msg, ctx: &Ctx) -> Effects {
        match msg {
            Msg::Read(Ok(read)) => {
                // The focus stays with the same action.
                let code = self.focused(ctx).map(|s| s.code);
                let first = self.read.is_none();
                self.read = Some(read);
                self.problem = None;
                if !first && self.beside_at.is_none() && code.is_some() {
                    let same = self.steps(ctx).iter().position(|s| Some(&s.code) == code.as_ref());
                    self.list.at = same.unwrap_or(self.list.at);
                }
                Effects::new()
            }
            Msg::Read(Err(p)) => {
                self.problem = Some(format!("{} {}", p.what, p.remedy));
                self.read = None;
                Effects::new()
            }
            Msg::Filled(about, values) => self.carry_out(about, &values),
            Msg::Acted(what, saved) => settled(saved, takes_back(what)),
            Msg::Notice(Ok(Some(view))) => {
                self.notice = Some(view);
                Effects::new()
            }
            Msg::Notice(Ok(None)) => self.prepare(),
            Msg::Prepared(Ok(())) => {
                let mut effects = vec![
                    Effect::Changed,
                    done(format!("Drafted: a notification. {} takes it back. {PHONE_NOW}", Action::Undo.key())),
                ];
                effects.extend(self.read_notice());
                effects
            }
            Msg::Notice(Err(p)) | Msg::Prepared(Err(p)) => vec![Effect::Failed(p)],
        }
    }

    fn input(&mut self, _input: &crate::tui::form::Input, ctx: &Ctx) -> Option<Effects> {
        self.last_key = ctx.local();
        None
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        if let Some(view) = &self.notice {
            if self.scroll.moves(action, ctx) {
                return Effects::new();
            }
            return match action {
                Action::Open => vec![Effect::Go(Place::OutboxAt(view.id))],
                Action::AddHere => self.prepare(),
                Action::Back => {
                    self.notice = None;
                    self.scroll.begin();
                    Effects::new()
                }
                _ => Effects::new(),
            };
        }
        let (can, at) = match self.beside_at {
            Some(at) => (Self::toggles(&self.pane(ctx)).len(), at),
            None => (Self::focusable(&self.entries(ctx)).len(), self.list.at),
        };
        if let Some(to) = moves::target(action, at, can, moves::page(ctx)) {
            match &mut self.beside_at {
                Some(at) => *at = to,
                None => self.list.at = to,
            }
            return Effects::new();
        }
        let step = self.focused(ctx);
        let kind = self.kind().to_owned();
        let name = |s: &Step| self.concern().map(|c| c.action_label(&s.code)).unwrap_or_default();
        let said = |s: &Step| match (s.code.as_str(), &self.read) {
            ("abduction-warning-notice", Some(read)) => {
                concern::warning_notice(&read.concern.it, read.age, ctx.local()).meaning().to_owned()
            }
            (code, _) => meaning(&kind, code),
        };
        match (action, step) {
            (Action::Done, Some(s)) => {
                let fields = done_fields(&kind, &s.code);
                self.sheet(About::Done(s.code.clone()), format!("Done: {}", name(&s)), &said(&s), fields, ctx)
            }
            (Action::Close, _) if self.kept_for_nobody().is_some() => match self.kept_for_nobody() {
                Some(id) => {
                    let said = "The concern and what was decided stay; the reason is kept in the history.";
                    self.sheet(About::Remove(id), "Remove the child".to_owned(), said, REMOVE, ctx)
                }
                None => Effects::new(),
            },
            (Action::Close, Some(s)) => {
                let about = About::NotNeeded(s.code.clone());
                self.sheet(about, format!("Not needed: {}", name(&s)), &said(&s), NOT_NEEDED, ctx)
            }
            (Action::Wait, Some(s)) => {
                self.sheet(About::Time(s.code.clone()), format!("By when: {}", name(&s)), "", TIME, ctx)
            }
            (Action::Decide, _) if self.concern().is_some_and(|c| !c.is_open()) => {
                self.sheet(About::Again, "Open the concern again".to_owned(), "", AGAIN, ctx)
            }
            (Action::Decide, _) => {
                let said = "An open concern stays open until it is decided; what was decided is kept.";
                self.sheet(About::Decision, "Decide the concern".to_owned(), said, DECISION, ctx)
            }
            (Action::Edit, _) => {
                vec![Effect::Go(Place::Form(Task::Of {
                    who: self.who.clone(),
                    kind: Kind::Concern,
                    id: Some(self.id),
                }))]
            }
            (Action::Notification, _) => self.read_notice(),
            (Action::PassOn, _) => {
                vec![Effect::Go(Place::Form(Task::PassedOn { who: self.who.clone(), concern: self.id }))]
            }
            (Action::AddHere, _) => match &self.who {
                Some(who) => vec![Effect::Go(Place::Form(Task::Abuser { who: who.clone(), concern: self.id }))],
                None => Effects::new(),
            },
            (Action::Toggle, _) => match self.focused_row(ctx) {
                Row::Indicator(code) => {
                    let id = self.id;
                    vec![ask(move |desk: &mut Desk| {
                        Msg::Acted("The indicators are changed", desk.toggle_indicator(id, &code).map_err(Into::into))
                    })]
                }
                _ => Effects::new(),
            },
            (Action::Pane, _) => {
                self.beside_at = match self.beside_at {
                    Some(_) => None,
                    None => Some(0),
                };
                Effects::new()
            }
            (Action::Unmask, _) => {
                self.unmasked = !self.unmasked;
                Effects::new()
            }
            (Action::Open, _) => match &self.who {
                Some(who) => vec![Effect::Go(Place::Record(who.clone(), Section::Safeguarding))],
                None => Effects::new(),
            },
            _ => Effects::new(),
        }
    }

    fn actions(&self, ctx: &Ctx) -> Vec<Action> {
        let mut actions = Vec::new();
        if let Some(view) = &self.notice {
            let waits =
                matches!(view.state.as_str(), "" | update_state::DRAFT | update_state::APPROVED | update_state::HELD);
            actions.extend([if waits { Action::Open } else { Action::AddHere }, Action::Back]);
            actions.extend(moves::ALL);
            return actions;
        }
        if matches!(self.focused_row(ctx), Row::Indicator(_)) {
            actions.push(Action::Toggle);
        }
        if self.focused(ctx).is_some() {
            actions.extend([Action::Done, Action::Close, Action::Wait]);
        }
        if let Some(read) = &self.read {
            actions.push(Action::Edit);
            if self.who.is_some() {
                actions.push(Action::ContactNow);
            }
            actions.extend([Action::Notification, Action::Decide, Action::PassOn]);
            if ctx.wide() && read.concern.it.is_child() {
                actions.push(Action::Pane);
            }
            if read.about.is_some() || read.abuser.is_some() {
                actions.push(Action::Unmask);
            }
            if self.who.is_some() {
                actions.push(Action::Open);
                if read.concern.it.kind.is(concern::kind::ABUSE) {
                    actions.push(Action::AddHere);
                }
            }
        }
        actions.extend(moves::ALL);
        actions
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        match action {
            Action::Close if self.kept_for_nobody().is_some() => Some("remove the child"),
            Action::Close => Some("not needed, why"),
            Action::Wait => Some("set time"),
            Action::Edit if self.is_child() => Some("views"),
            Action::Open if self.notice.is_some() => Some("approve it in the outbox"),
            Action::AddHere if self.notice.is_some() => Some("another notification"),
            Action::AddHere => Some("suspected abuser"),
            Action::Open => Some("the record"),
            Action::Pane if self.beside_at.is_some() => Some("the actions"),
            Action::Pane => Some("indicators"),
            Action::Decide if self.concern().is_some_and(|c| !c.is_open()) => Some("open again"),
            _ => None,
        }
    }

    fn why_not(&self, action: Action, ctx: &Ctx) -> Option<(&'static str, String)> {
        let concern = self.concern()?;
        let settled = self.focused(ctx).is_some_and(|s| !s.is_due());
        match action {
            Action::Close if self.kept_for_nobody().is_some() => None,
            Action::Done | Action::Close | Action::Wait if settled => {
                Some(("settled", "This action is settled already. u takes the last act back.".to_owned()))
            }
            Action::Done | Action::Close | Action::Wait | Action::Toggle if !concern.is_open() => {
                Some(("decided", "This concern is decided. D opens it again.".to_owned()))
            }
            Action::Decide if concern.is_open() => {
                undone_words(concern).map(|words| ("actions first", format!("{words} Settle each first.")))
            }
            _ => None,
        }
    }

    fn contact(&self) -> Option<Who> {
        self.who.clone()
    }

    fn caveat(&self, _ctx: &Ctx) -> Option<Caveat> {
        Some(Caveat::sensitive("Safeguarding concern"))
    }

    fn due(&self, ctx: &Ctx) -> Option<u64> {
        self.unmasked.then(|| u64::try_from(SHOWN - (ctx.local() - self.last_key).num_seconds()).unwrap_or(0))
    }

    fn tick(&mut self, ctx: &Ctx) -> Effects {
        if self.unmasked && (ctx.local() - self.last_key).num_seconds() >= SHOWN {
            self.unmasked = false;
        }
        Effects::new()
    }

    fn mask(&mut self) {
        self.unmasked = false;
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Concern(self.who.clone(), self.id))
    }

    fn rows(&self) -> Option<&Rows> {
        Some(self.list.rows())
    }

    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let Some(concern) = self.concern() else {
            if let Some(problem) = &self.problem {
                paragraphs(buf, frame.body, &[Phrase::new().marked(Sign::Danger, problem.as_str())], theme);
            }
            return None;
        };
        if let Some(view) = &self.notice {
            self.view_notice(buf, frame.body, view, ctx);
            return None;
        }
        let plain = |entries: &Entries| entries.iter().map(|(e, _)| e.clone()).collect::<Vec<Entry>>();
        let panes = frame::panes(frame.body);
        let mut cursor = None;
        if let Some(right) = panes.right {
            frame::edge(buf, &frame::Panes { ..panes }, theme);
            let pane = self.pane(ctx);
            let at = self.beside_at.and_then(|at| Self::toggles(&pane).get(at).copied());
            let drawn = part::draw(buf, right, &plain(&pane), at, self.beside_top.get(), theme);
            self.beside_top.set(drawn.top);
            cursor = drawn.drawn.cursor.filter(|_| at.is_some());
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
        let at = if self.beside_at.is_some() { None } else { Self::focusable(&entries).get(self.list.at).copied() };
        let drawn = part::draw(buf, below(left, y), &plain(&entries), at, self.list.top(), theme);
        self.list.drawn(drawn).or(cursor)
    }
}
