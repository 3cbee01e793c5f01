//! 4 Crime reports: what is to be recorded with its running clock, then what the person was not told of yet, then by
//! state; named, anonymous and third-party reports in one list, and nothing of what happened in it.
//!
//! What does not belong here: one report in full ([`crate::tui::screen::crime_report`]).

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::casework::crime::CrimeLine;
use crate::domain::crime_report::{CrimeReport, mode, recording, state};
use crate::domain::due::hours_and_minutes;
use crate::domain::field::{Field, Shape, Values, text_in};
use crate::domain::lists;
use crate::domain::problem::Outcome;
use crate::domain::when;
use crate::store::contact::ContactLine;
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, ask, ask_latest};
use crate::tui::form::{Extra, Form};
use crate::tui::overlay::choose::{Choice, Choose};
use crate::tui::overlay::fill::Fill;
use crate::tui::screen::moves::Focus;
use crate::tui::screen::read::Read;
use crate::tui::screen::{Answer, Place, Shown, Who, moves};
use crate::tui::task::Task;
use crate::tui::theme::Sign;
use crate::tui::widget::frame::{self, Frame};
use crate::tui::widget::list::{Column, List, Row, Rows};
use crate::tui::widget::{Ink, Phrase, below, paragraphs, row, text_of};

/// Whose a new report is.
const WHOSE: &[Field] = &[Field::new(Shape::Line, "Reference or name").required().help("K7-0042, Roxy").named("words")];

/// Where a report stands in the list.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
enum Group {
    ToRecord,
    NotTold,
    Reported,
    Recorded,
    Investigated,
    Charged,
    Ended,
}

impl Group {
    fn of(r: &CrimeReport) -> Self {
        match r.state.as_str() {
            _ if r.record_by().is_some() => Self::ToRecord,
            _ if r.owes_news() => Self::NotTold,
            state::CRIMED => Self::Recorded,
            state::INVESTIGATED => Self::Investigated,
            state::CHARGED => Self::Charged,
            other if state::is_final(other) => Self::Ended,
            _ => Self::Reported,
        }
    }
}

/// What the screen is told.
pub enum Msg {
    /// The reports of the area.
    Read(Outcome<Vec<CrimeLine>>),
    /// Whose a new report is, as typed.
    WhoseTyped(Values),
    /// Who was found by it.
    WhoseFound(Outcome<Vec<ContactLine>>),
}

/// The list.
#[derive(Default)]
pub struct State {
    reports: Read<Vec<CrimeLine>>,
    list: Focus,
}

fn who_of(line: &ContactLine) -> Who {
    Who { id: line.id, reference: line.reference.clone(), name: line.name.clone() }
}

/// How it came, in a word or two.
fn came(r: &CrimeReport) -> String {
    match r.mode.as_str() {
        mode::THIRD_PARTY if !r.through.is_empty() => format!("through {}", r.through),
        code => lists::label("report_modes", code),
    }
}

/// Sign and time of a row: what runs, since when nobody was told, when it came to where it stands.
fn standing(r: &CrimeReport, ctx: &Ctx) -> (Option<Sign>, String) {
    let today = ctx.today();
    if let Some(by) = r.record_by() {
        let left = by - ctx.local();
        return if left.num_minutes() >= 0 {
            (Some(Sign::Due), hours_and_minutes(left))
        } else {
            (Some(Sign::Danger), format!("{} late", hours_and_minutes(-left)))
        };
    }
    let changes = r.change_list();
    let day = |text: &str| text.parse().ok().map(|d| when::day_label(d, today)).unwrap_or_default();
    if let Some(first) = changes.iter().find(|c| c.told_on.is_empty()) {
        return (Some(Sign::Danger), day(&first.on));
    }
    let on = changes.last().map(|c| day(&c.on));
    (None, on.or_else(|| r.told_at.as_ref().map(|w| when::day_label(w.from.date(), today))).unwrap_or_default())
}

/// What stands at the end of a row: where it stands and what is owed.
fn words(r: &CrimeReport) -> String {
    let stands = lists::label("crime_states", r.state.as_str());
    if r.record_by().is_some() {
        let told = r.told_at.as_ref().map(|w| w.from.format(", told %a %H:%M").to_string()).unwrap_or_default();
        return format!("to record{told}");
    }
    let stands = if r.recording.is(recording::NOT_RECORDED) { format!("{stands}, not recorded") } else { stands };
    if r.owes_news() {
        return format!("not told: {stands}");
    }
    match r.told_on() {
        Some(on) => format!("{stands}; told {}", on.format("%d/%m")),
        None => stands,
    }
}

impl State {
    fn reports(&self) -> &[CrimeLine] {
        self.reports.get().map_or(&[], Vec::as_slice)
    }

    fn here(&self) -> Option<&CrimeLine> {
        self.reports().get(self.list.at)
    }

    fn ask_new(&self) -> Effects {
        let nobody = |how: &str| vec![Effect::Go(Place::Form(Task::NobodysReport { how: how.to_owned() }))];
        let whose = vec![Effect::Tell(Answer::from(Msg::WhoseTyped(Values::new())))];
        let choices = vec![
            Choice::new("c", "of a contact", whose).then("by name or without, as they choose"),
            Choice::new("n", "without a name", nobody(mode::ANONYMOUS)).then("nobody is known, and nobody is asked"),
            Choice::new("t", "through a third party", nobody(mode::THIRD_PARTY)).then("National Ugly Mugs, a project"),
        ];
        let below =
            vec![Phrase::new().key(Action::DisclosureCard.key()).muted(" is the card while somebody tells it.")];
        vec![Choose::letters("A new crime report", 1, choices, below).raise()]
    }

    fn ask_whose(ctx: &Ctx) -> Effects {
        let form = Form::over(WHOSE, Values::new(), ctx.now, Extra::new());
        vec![
            Fill::new("Whose report is it?", Vec::new(), form, 2, "go on", |v| Msg::WhoseTyped(v).into())
                .quick("back")
                .raise(),
        ]
    }

    fn take(found: &[ContactLine]) -> Effects {
        let form = |line: &ContactLine| {
            Effect::Go(Place::Form(Task::of(who_of(line), crate::domain::kind::Kind::CrimeReport, None)))
        };
        match found {
            [one] => vec![Effect::Lower, form(one)],
            several => {
                let choice =
                    |(line, n): (&ContactLine, i32)| Choice::new(n.to_string(), who_of(line).title(), vec![form(line)]);
                let choices = several.iter().zip(1..).map(choice).collect();
                vec![Effect::Lower, Choose::letters("Which of them?", 1, choices, Vec::new()).raise()]
            }
        }
    }

    fn list_rows(&self, ctx: &Ctx) -> Vec<Row> {
        let mut before = None;
        self.reports()
            .iter()
            .map(|line| {
                let r = &line.report.it;
                let group = Group::of(r);
                let begins = before != Some(group);
                before = Some(group);
                let (sign, when) = standing(r, ctx);
                let when = match sign {
                    Some(sign) => Phrase::new().ink(when, Ink::Word(sign.role())),
                    None => Phrase::from(when),
                };
                let (reference, name) = match &line.contact {
                    Some(c) => (Phrase::from(c.reference.as_str()), Phrase::from(c.name.as_str())),
                    None => (Phrase::new().muted("nobody"), Phrase::new()),
                };
                let said = words(r);
                let said = match &line.contact {
                    Some(_) => Phrase::from(said),
                    None => Phrase::from(format!("{said} · {}", came(r))),
                };
                let slim = ctx.size.0 < 80;
                let mut cells = vec![when, Phrase::from(r.reference.as_str()), reference, name];
                if !slim {
                    cells.push(said.clone());
                }
                Row { begins_group: begins, sign, cells, second: slim.then_some(said), ..Row::default() }
            })
            .collect()
    }

    /// What stands beside the list: how the focused report stands, nothing of what it says.
    fn beside(&self) -> Vec<Phrase> {
        let Some(line) = self.here() else { return Vec::new() };
        let r = &line.report.it;
        let mut said = vec![Phrase::new().bold(r.reference.as_str()).text("  ").text(came(r)), Phrase::new()];
        if let Some(told) = &r.told_at {
            said.push(Phrase::new().muted("told to you ").text(told.shown()));
        }
        said.push(match r.recording.as_str() {
            recording::RECORDED => Phrase::new().sign(Sign::Ready, "recorded"),
            recording::NOT_RECORDED => Phrase::new().sign(Sign::Never, "not recorded"),
            _ => Phrase::new().sign(Sign::Due, "recording to be decided"),
        });
        for c in r.change_list() {
            let day = c.on.parse().map_or_else(|_| c.on.clone(), |d: chrono::NaiveDate| d.format("%d/%m").to_string());
            let what = format!("{day} {}", lists::label("crime_states", &c.state));
            said.push(if c.told_on.is_empty() {
                Phrase::new().sign(Sign::Danger, format!("{what}: not told"))
            } else {
                Phrase::new().marked(Sign::Ready, format!("{what}, told"))
            });
        }
        let due = r.support_list().iter().filter(|s| s.is_due()).count();
        said.push(Phrase::new());
        said.push(Phrase::from(match due {
            0 => "Support: everything is considered.".to_owned(),
            1 => "Support: 1 thing to consider.".to_owned(),
            n => format!("Support: {n} things to consider."),
        }));
        said.push(Phrase::new());
        let enter = if line.contact.is_some() { " opens it and asks why" } else { " opens it" };
        said.push(Phrase::new().key(Action::Open.key()).text(enter));
        said
    }
}

impl Shown for State {
    type Msg = Msg;

    fn title(&self, ctx: &Ctx) -> String {
        format!("4 Crime reports · {}", ctx.area_label())
    }

    fn begin(&mut self, ctx: &Ctx) -> Effects {
        let area = ctx.area.clone();
        vec![ask_latest("crime-reports", move |desk| Msg::Read(desk.crime_reports(&area)))]
    }

    fn told(&mut self, msg: Msg, ctx: &Ctx) -> Effects {
        match msg {
            Msg::Read(Ok(mut reports)) => {
                let same = self.here().map(|l| l.report.meta.id);
                // What runs out first, what was not told longest; then the newest first.
                reports.sort_by_cached_key(|l| {
                    let r = &l.report.it;
                    let told = r.told_at.as_ref().map_or(0, |w| w.from.and_utc().timestamp());
                    let group = Group::of(r);
                    let order = if matches!(group, Group::ToRecord | Group::NotTold) { told } else { -told };
                    (group, order, r.reference.clone())
                });
                let at = reports.iter().position(|l| Some(l.report.meta.id) == same);
                self.list.stays(at, reports.len());
                self.reports = Read::It(reports);
                Effects::new()
            }
            Msg::Read(Err(p)) => {
                self.reports = Read::Failed(p.clone());
                vec![Effect::Failed(p)]
            }
            Msg::WhoseTyped(values) if text_in(&values, "words").is_empty() => Self::ask_whose(ctx),
            Msg::WhoseTyped(values) => {
                let words = text_in(&values, "words").to_owned();
                vec![ask(move |desk| Msg::WhoseFound(desk.named_like(&words)))]
            }
            Msg::WhoseFound(Ok(found)) if found.is_empty() => {
                let what = "Nobody here has this reference or name.";
                vec![Effect::SheetFaults(vec![crate::domain::field::Fault::new("words", what)])]
            }
            Msg::WhoseFound(Ok(found)) => Self::take(&found),
            Msg::WhoseFound(Err(p)) => vec![Effect::Failed(p)],
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        if self.list.moves(action, self.reports().len(), ctx) {
            return Effects::new();
        }
        match (action, self.here()) {
            (Action::AddHere, _) => self.ask_new(),
            (Action::Open, Some(line)) => {
                let who = line.contact.as_ref().map(who_of);
                vec![Effect::Go(Place::CrimeReport(who, line.report.meta.id))]
            }
            _ => Effects::new(),
        }
    }

    fn actions(&self, _ctx: &Ctx) -> Vec<Action> {
        let mut actions = Vec::new();
        if !self.reports().is_empty() {
            actions.push(Action::Open);
        }
        actions.extend([Action::AddHere, Action::DisclosureCard, Action::SoloCard]);
        if self.contact().is_some() {
            actions.push(Action::ContactNow);
        }
        actions.extend(moves::ALL);
        actions
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        (action == Action::AddHere).then_some("new report")
    }

    fn contact(&self) -> Option<Who> {
        self.here()?.contact.as_ref().map(who_of)
    }

    fn place(&self) -> Option<Place> {
        Some(Place::CrimeReports)
    }

    fn rows(&self) -> Option<&Rows> {
        Some(self.list.rows())
    }

    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let reports = self.reports.shown(buf, frame.body, theme)?;
        if reports.is_empty() {
            let said = [
                Phrase::from(format!("No crime report in {} yet.", ctx.area_label())),
                Phrase::new(),
                Phrase::new()
                    .key(Action::AddHere.key())
                    .text("  takes one, also without a name or through a third party.   ")
                    .key(Action::DisclosureCard.key())
                    .text("  is the card while somebody tells it."),
            ];
            paragraphs(buf, frame.body, &said, theme);
            return None;
        }
        let panes = frame::panes(frame.body);
        if let Some(right) = panes.right {
            frame::edge(buf, &frame::Panes { ..panes }, theme);
            paragraphs(buf, right, &self.beside(), theme);
        }
        let count = |group: Group| reports.iter().filter(|l| Group::of(&l.report.it) == group).count();
        let mut head = Phrase::new().muted(match reports.len() {
            1 => "1 report".to_owned(),
            n => format!("{n} reports"),
        });
        if count(Group::ToRecord) > 0 {
            head = head.muted(", ").sign(Sign::Due, format!("{} to record", count(Group::ToRecord)));
        }
        if count(Group::NotTold) > 0 {
            head = head.muted(", ").sign(Sign::Danger, format!("{} not told", count(Group::NotTold)));
        }
        head.draw(buf, row(text_of(panes.left), 0), 0, 0, theme);
        let slim = ctx.size.0 < 80;
        let columns = [
            Column::new("When", 13).whole(),
            Column::new("Report", 9).whole(),
            Column::new("Contact", 9).whole(),
            Column::new("Name", 10),
            Column::rest("How it stands"),
        ];
        let columns = if slim { columns.get(..4).unwrap_or(&columns) } else { &columns };
        let rows = self.list_rows(ctx);
        let list = List { headings: ctx.wide(), apart: ctx.tall(), ..List::new(columns, &rows) };
        let pane = below(panes.left, 2);
        self.list.draw(buf, pane, list, theme)
    }
}
