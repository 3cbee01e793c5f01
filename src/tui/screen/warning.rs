//! A dangerous person report in full, and below it the reports it is similar to, with the parts in which they agree.
//!
//! Who reported is nowhere on it. What does not belong here: two reports side by side
//! ([`crate::tui::screen::warnings`]) and which parts agree, which is the domain's.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::casework::desk::Saved;
use crate::casework::record::shown;
use crate::casework::warnings::{ReportView, UGLY_MUGS};
use crate::domain::dangerous_person::{DangerousPerson, PARTS_WANTED};
use crate::domain::field::{Care, Field, Record, Shape, Values, text_in};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::problem::Outcome;
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, ask, ask_latest, done, settled, takes_back};
use crate::tui::form::{Extra, Form};
use crate::tui::overlay::choose::{Choice, Choose};
use crate::tui::overlay::fill::Fill;
use crate::tui::screen::moves::Focus;
use crate::tui::screen::read::Read;
use crate::tui::screen::record::part::{self, Entry, Line, Of};
use crate::tui::screen::{Caveat, Place, Shown, moves};
use crate::tui::task::Task;
use crate::tui::theme::Sign;
use crate::tui::widget::frame::Frame;
use crate::tui::widget::list::Rows;
use crate::tui::widget::{Phrase, below, row, text_of};

/// What is asked when a report is passed on.
const PASS_ON: &[Field] = &[
    Field::new(Shape::Line, "How verified")
        .required()
        .help("their own form, rang the number on their site")
        .named("verified"),
    Field::new(Shape::Pick("disclosure_channels"), "Channel").required().named("channel"),
];

/// What the screen is told.
pub enum Msg {
    /// The report.
    Read(Outcome<Box<ReportView>>),
    /// How it is passed on, as typed.
    PassOn(Values),
    /// It was passed on, or why not.
    PassedOn(Saved<()>),
    /// An entry was begun from it, or why not.
    Entry(Outcome<RecordId>),
    /// It is removed.
    Remove,
    /// It was removed, or why not.
    Removed(Outcome<()>),
}

/// The report.
pub struct State {
    id: RecordId,
    view: Read<Box<ReportView>>,
    list: Focus,
}

/// The fields of a report as they are read, without who reported and what the program keeps for itself.
#[must_use]
pub fn read_fields(report: &DangerousPerson) -> Vec<(&'static Field, String)> {
    let values = report.values();
    // Whereto it may go stands below, with what became of it.
    let not_here = [
        "reference",
        "warning",
        "reporter",
        "same_as",
        "not_same",
        "entry",
        "names_nobody",
        "to_ugly_mugs",
        "to_intelligence",
        "ugly_mugs_on",
    ];
    DangerousPerson::FIELDS
        .iter()
        .filter(|f| f.care != Care::Masked && !not_here.contains(&f.name))
        .filter_map(|f| Some((f, shown(f, values.get(f.name)?))))
        .filter(|(_, text)| !text.is_empty())
        .collect()
}

impl State {
    /// A report.
    #[must_use]
    pub const fn new(id: RecordId) -> Self {
        Self { id, view: Read::NotYet, list: Focus::new() }
    }

    fn report(&self) -> Option<&DangerousPerson> {
        self.view.get().map(|v| &v.report.it)
    }

    fn entries(&self) -> Vec<Entry> {
        let Some(view) = self.view.get() else { return Vec::new() };
        let report = &view.report.it;
        let mut entries = Vec::new();
        let mut page = "Basics";
        for (field, text) in read_fields(report) {
            if field.page != page {
                page = field.page;
                entries.push(Entry::gap());
                if page == "Description" {
                    let parts = if report.parts() < PARTS_WANTED {
                        Phrase::new().sign(Sign::Due, report.parts_words())
                    } else {
                        Phrase::new().marked(Sign::Ready, report.parts_words())
                    };
                    entries.push(Entry::new("Description", parts));
                }
            }
            entries.push(Entry::new(field.label, text).of(Of::Words));
        }
        if !entries.iter().any(|e| e.label == "Description") {
            entries.push(Entry::new("Description", Phrase::new().sign(Sign::Due, report.parts_words())));
        }
        entries.push(Entry::gap());
        let passed = match (report.ugly_mugs_on, report.to_ugly_mugs.as_str()) {
            (Some(on), _) => Phrase::new().marked(Sign::Ready, format!("passed on {}", on.format("%d/%m/%Y"))),
            (None, "yes") => Phrase::new().sign(Sign::Due, "agreed, not passed on yet").text(": p"),
            (None, "no") => Phrase::new().sign(Sign::Never, "not agreed"),
            _ => Phrase::new().mark(Sign::NotYet).text(" not asked"),
        };
        entries.push(Entry::new(UGLY_MUGS, passed));
        let entry = match (&view.entry, report.to_intelligence.as_str()) {
            (Some((_, reference)), _) => Phrase::new().marked(Sign::Ready, format!("entry {reference}")),
            (None, "yes") => Phrase::new().sign(Sign::Due, "agreed, no entry yet").text(": i"),
            (None, "no") => Phrase::new().sign(Sign::Never, "not agreed"),
            _ => Phrase::new().mark(Sign::NotYet).text(" not asked"),
        };
        entries.push(Entry::new("Intelligence", entry));
        entries.push(Entry::gap());
        if view.similar.is_empty() {
            entries.push(Entry::new("Similar reports", Phrase::new().muted("none: no part of the description agrees")));
        }
        for (n, s) in view.similar.iter().enumerate() {
            let head = match s.judged {
                None => Phrase::new().sign(Sign::Due, "to judge"),
                Some(true) => Phrase::new().marked(Sign::Ready, "the same person"),
                Some(false) => Phrase::new().mark(Sign::Dot).muted(" not the same person"),
            };
            let day = s.report.it.day().map(|d| d.format(" of %d/%m/%Y").to_string()).unwrap_or_default();
            let mut lines = vec![Line::new(Phrase::from(format!("{}{day}  ", s.report.it.reference)).then(head))];
            let agree = if s.agree.is_empty() { "nothing agrees any more".to_owned() } else { s.agree.join("; ") };
            lines.push(Line::new(Phrase::new().muted(agree)).at(2));
            let label = if n == 0 { "Similar reports" } else { "" };
            entries.push(Entry::rows(label, lines).of(Of::Record(Kind::DangerousPerson, s.report.meta.id)));
        }
        entries
    }

    fn focusable(entries: &[Entry]) -> Vec<usize> {
        entries.iter().enumerate().filter(|(_, e)| e.of.is_some()).map(|(i, _)| i).collect()
    }

    /// The similar report in focus.
    fn focused(&self) -> Option<RecordId> {
        let entries = self.entries();
        let at = *Self::focusable(&entries).get(self.list.at)?;
        match entries.get(at)?.of {
            Some(Of::Record(_, id)) => Some(id),
            _ => None,
        }
    }

    fn ask_pass_on(&self, ctx: &Ctx) -> Effects {
        let form = Form::over(PASS_ON, Values::new(), ctx.now, Extra::new());
        let said = vec![Phrase::from(
            "Incident and description go, not who reported. It is a disclosure: it cannot be undone.",
        )];
        vec![
            Fill::new(format!("Pass on to {UGLY_MUGS}"), said, form, 7, "passed on", |v| Msg::PassOn(v).into())
                .grows(12)
                .kept_as(format_args!("ugly-mugs:{}", self.id))
                .raise(),
        ]
    }

    fn ask_remove(&self) -> Effects {
        let reference = self.report().map(|r| r.reference.clone()).unwrap_or_default();
        let said = vec![Phrase::from(format!(
            "{}.",
            takes_back("It goes from Today and from the reports it was judged with")
        ))];
        let choices = vec![
            Choice::new("", "Cancel", Effects::new()),
            Choice::new("Shift+D", "Remove the report", vec![Effect::Tell(Msg::Remove.into())]),
        ];
        vec![Choose::dialog(format!("Remove {reference}?"), said, choices).raise()]
    }
}

impl Shown for State {
    type Msg = Msg;

    fn title(&self, _ctx: &Ctx) -> String {
        match self.report() {
            Some(report) => format!("6 Intelligence · report {}", report.reference),
            None => "6 Intelligence · report".to_owned(),
        }
    }

    fn begin(&mut self, _ctx: &Ctx) -> Effects {
        let id = self.id;
        vec![ask_latest("report", move |desk| Msg::Read(desk.open_report(id, "warning").map(Box::new)))]
    }

    fn told(&mut self, msg: Msg, _ctx: &Ctx) -> Effects {
        match msg {
            Msg::Read(read) => {
                self.view = read.into();
                Effects::new()
            }
            Msg::PassOn(values) => {
                let id = self.id;
                let text = |name: &str| text_in(&values, name).to_owned();
                let (verified, channel) = (text("verified"), text("channel"));
                vec![ask(move |desk| Msg::PassedOn(desk.pass_to_ugly_mugs(id, &verified, &channel)))]
            }
            Msg::PassedOn(saved) => settled(saved, format!("Passed on to {UGLY_MUGS}: it stays as it is")),
            Msg::Entry(Err(p)) | Msg::Removed(Err(p)) => vec![Effect::Failed(p)],
            Msg::Entry(Ok(id)) => vec![
                Effect::Changed,
                Effect::Go(Place::IntelligenceEntry(id)),
                done(takes_back("A draft entry is begun, without who reported")),
            ],
            Msg::Remove => {
                let id = self.id;
                vec![ask(move |desk| Msg::Removed(desk.remove_report(id)))]
            }
            Msg::Removed(Ok(())) => vec![Effect::Back, Effect::Changed, done(takes_back("The report is removed"))],
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        let can = Self::focusable(&self.entries()).len();
        if self.list.moves(action, can, ctx) {
            return Effects::new();
        }
        let id = self.id;
        match action {
            Action::Open => match (self.focused(), self.view.get().and_then(|v| v.similar.first())) {
                (Some(other), _) => vec![Effect::Go(Place::Warnings(id, other))],
                (None, Some(first)) => vec![Effect::Go(Place::Warnings(id, first.report.meta.id))],
                (None, None) => Effects::new(),
            },
            Action::Edit => {
                vec![Effect::Go(Place::Form(Task::Of { who: None, kind: Kind::DangerousPerson, id: Some(id) }))]
            }
            Action::ToUglyMugs => self.ask_pass_on(ctx),
            Action::ToIntelligence => match self.view.get().and_then(|v| v.entry.as_ref()) {
                Some((entry, _)) => vec![Effect::Go(Place::IntelligenceEntry(*entry))],
                None => vec![ask(move |desk| Msg::Entry(desk.report_to_intelligence(id)))],
            },
            Action::Close => self.ask_remove(),
            _ => Effects::new(),
        }
    }

    fn actions(&self, _ctx: &Ctx) -> Vec<Action> {
        let mut actions = Vec::new();
        if let Some(view) = self.view.get() {
            if !view.similar.is_empty() {
                actions.push(Action::Open);
            }
            actions.extend([Action::Edit, Action::ToUglyMugs, Action::ToIntelligence, Action::Close]);
        }
        actions.extend(moves::ALL);
        actions
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        match action {
            Action::Open => Some("side by side"),
            Action::Close => Some("remove"),
            Action::ToIntelligence if self.view.get().is_some_and(|v| v.entry.is_some()) => Some("its entry"),
            _ => None,
        }
    }

    fn why_not(&self, action: Action, _ctx: &Ctx) -> Option<(&'static str, String)> {
        let report = self.report()?;
        match action {
            Action::ToUglyMugs if report.ugly_mugs_on.is_some() => {
                Some(("passed on", format!("{} was passed on already.", report.reference)))
            }
            Action::ToUglyMugs if !report.to_ugly_mugs.is("yes") => Some((
                "not agreed",
                format!("Nobody agreed that {} goes to {UGLY_MUGS}. e enters the answer.", report.reference),
            )),
            Action::ToIntelligence if report.entry.is_none() && !report.to_intelligence.is("yes") => Some((
                "not agreed",
                format!("Nobody agreed that {} goes to intelligence. e enters the answer.", report.reference),
            )),
            _ => None,
        }
    }

    fn caveat(&self, _ctx: &Ctx) -> Option<Caveat> {
        Some(Caveat::sensitive("Dangerous person report"))
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Warning(self.id))
    }

    fn rows(&self) -> Option<&Rows> {
        Some(self.list.rows())
    }

    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let report = &self.view.shown(buf, frame.body, theme)?.report.it;
        let room = usize::from(text_of(frame.body).width);
        let head = Phrase::new().bold(format!("{}  {}", report.reference, report.warning)).wrap(room, theme);
        let mut y = 0;
        for line in &head {
            line.draw(buf, row(text_of(frame.body), y), 0, 0, theme);
            y += 1;
        }
        let entries = self.entries();
        let at = Self::focusable(&entries).get(self.list.at).copied();
        self.list.drawn(part::draw(buf, below(frame.body, y + 1), &entries, at, self.list.top(), theme))
    }
}
