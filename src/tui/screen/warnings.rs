//! Two dangerous person reports side by side: what agrees is marked and said, and the officer judges whether it is one
//! person. Nothing is scored, and who reported is on neither side.

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::casework::warnings::ReportView;
use crate::domain::dangerous_person::DangerousPerson;
use crate::domain::id::RecordId;
use crate::domain::problem::Outcome;
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, ask, ask_latest, done, takes_back};
use crate::tui::screen::moves::Scroll;
use crate::tui::screen::read::Read;
use crate::tui::screen::warning::read_fields;
use crate::tui::screen::{Caveat, Place, Shown, moves};
use crate::tui::theme::Sign;
use crate::tui::widget::frame::Frame;
use crate::tui::widget::record::DETAIL_LABEL;
use crate::tui::widget::{Phrase, text, text_of};

/// Fields that are no part of what happened or of a description: who took it, and whereto it may go.
const NOT_COMPARED: [&str; 5] = ["mode", "through", "taken_by", "taken_on", "review_on"];

/// What the screen is told.
pub enum Msg {
    /// The first report, with those it is similar to.
    Read(Outcome<Box<ReportView>>),
    /// It was judged, or why not.
    Judged(bool, Outcome<()>),
}

/// The two reports.
pub struct State {
    one: RecordId,
    other: RecordId,
    view: Read<Box<ReportView>>,
    scroll: Scroll,
}

impl State {
    /// Two reports.
    #[must_use]
    pub const fn new(one: RecordId, other: RecordId) -> Self {
        Self { one, other, view: Read::NotYet, scroll: Scroll::new() }
    }

    fn lines(&self, view: &ReportView, room: usize, ctx: &Ctx) -> Vec<Phrase> {
        let theme = &ctx.theme;
        let a = &view.report.it;
        let Some(similar) = view.similar.iter().find(|s| s.report.meta.id == self.other) else {
            return vec![Phrase::from("These two reports no longer agree in anything.")];
        };
        let b = &similar.report.it;
        let mut lines = Vec::new();
        let agree = match similar.agree.as_slice() {
            [] => Phrase::new().mark(Sign::NotYet).text(" nothing agrees any more"),
            parts => Phrase::new().sign(Sign::Due, "agree in").text(format!(" {}", parts.join("; "))),
        };
        lines.extend(agree.wrap(room, theme));
        lines.push(match similar.judged {
            None => Phrase::new().mark(Sign::NotYet).text(" not judged yet"),
            Some(true) => Phrase::new().marked(Sign::Ready, "judged: the same person"),
            Some(false) => Phrase::new().marked(Sign::Dot, "judged: not the same person"),
        });
        lines.push(Phrase::new());
        let label = usize::from(DETAIL_LABEL);
        let side = room.saturating_sub(label + 2) / 2;
        let head = |r: &DangerousPerson| {
            let day = r.day().map(|d| d.format("  %d/%m/%Y").to_string()).unwrap_or_default();
            format!("{}{day}", r.reference)
        };
        lines.push(Phrase::from(" ".repeat(label)).bold(text::pad(&head(a), side, theme)).text("  ").bold(head(b)));
        let (left, right) = (read_fields(a), read_fields(b));
        let warns = |r: &DangerousPerson| r.warning.clone();
        let mut rows = vec![("Warning", warns(a), warns(b))];
        for field in <DangerousPerson as crate::domain::field::Record>::FIELDS {
            let of = |all: &[(&crate::domain::field::Field, String)]| {
                all.iter().find(|(f, _)| f.name == field.name).map(|(_, t)| t.clone()).unwrap_or_default()
            };
            let (l, r) = (of(&left), of(&right));
            if !(NOT_COMPARED.contains(&field.name) || l.is_empty() && r.is_empty()) {
                rows.push((field.label, l, r));
            }
        }
        for (name, l, r) in rows {
            let (l, r) = (text::wrap(&l, side), text::wrap(&r, side));
            for i in 0..l.len().max(r.len()).max(1) {
                let at = |t: &[String]| t.get(i).cloned().unwrap_or_default();
                let name = if i == 0 { name } else { "" };
                lines.push(
                    Phrase::new()
                        .muted(text::pad(name, label, theme))
                        .text(text::pad(&at(&l), side, theme))
                        .text("  ")
                        .text(at(&r)),
                );
            }
        }
        lines.push(Phrase::new());
        lines.extend(
            Phrase::new().muted("You judge; nothing here does. Who reported is on neither side.").wrap(room, theme),
        );
        lines
    }
}

impl Shown for State {
    type Msg = Msg;

    fn title(&self, _ctx: &Ctx) -> String {
        "6 Intelligence · side by side".to_owned()
    }

    fn begin(&mut self, _ctx: &Ctx) -> Effects {
        let one = self.one;
        vec![ask_latest("reports", move |desk| Msg::Read(desk.open_report(one, "warning").map(Box::new)))]
    }

    fn told(&mut self, msg: Msg, _ctx: &Ctx) -> Effects {
        match msg {
            Msg::Read(read) => {
                self.view = read.into();
                Effects::new()
            }
            Msg::Judged(same, Ok(())) => {
                let what = if same { "The same person" } else { "Not the same person" };
                vec![Effect::Back, Effect::Changed, done(takes_back(what))]
            }
            Msg::Judged(_, Err(p)) => vec![Effect::Failed(p)],
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        if self.scroll.moves(action, ctx) {
            return Effects::new();
        }
        let (one, other) = (self.one, self.other);
        match action {
            Action::SamePerson => vec![ask(move |desk| Msg::Judged(true, desk.judge_same(one, other, true)))],
            Action::NotSame => vec![ask(move |desk| Msg::Judged(false, desk.judge_same(one, other, false)))],
            Action::Open => vec![Effect::Go(Place::Warning(other))],
            _ => Effects::new(),
        }
    }

    fn actions(&self, _ctx: &Ctx) -> Vec<Action> {
        let mut actions = Vec::new();
        if self.view.is_there() {
            actions.extend([Action::SamePerson, Action::NotSame, Action::Open]);
        }
        actions.extend(moves::ALL);
        actions
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        (action == Action::Open).then_some("the other in full")
    }

    fn caveat(&self, _ctx: &Ctx) -> Option<Caveat> {
        Some(Caveat::sensitive("Dangerous person reports"))
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Warnings(self.one, self.other))
    }

    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let view = self.view.shown(buf, frame.body, theme)?;
        let area = text_of(frame.body);
        let lines = self.lines(view, usize::from(area.width).min(110), ctx);
        self.scroll.draw(buf, area, &lines, theme);
        None
    }
}
