//! A tasking: what a supervisor asked of the DLO, why it is proportionate, and what came of it.
//!
//! Also the sheets that settle one, give it back or agree another day for it: the same here and on Today. What does not
//! belong here: what settling means ([`crate::casework::area`]).

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::casework::area::{Bar, Look};
use crate::casework::desk::{Desk, Mode, Saved};
use crate::domain::field::{Field, FieldType, Record as _, Shape, Values, text_in};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::lists;
use crate::domain::problem::{Outcome, Problem};
use crate::domain::tasking::{Tasking, state};
use crate::domain::text::counted;
use crate::domain::when::{self, Due};
use crate::store::table::Stored;
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, ask, ask_latest, settled, takes_back};
use crate::tui::form::{Extra, Form};
use crate::tui::overlay::fill::Fill;
use crate::tui::screen::read::Read;
use crate::tui::screen::{Answer, Place, Shown};
use crate::tui::task::Task;
use crate::tui::theme::Sign;
use crate::tui::widget::frame::Frame;
use crate::tui::widget::record::{LABEL, Labelled, labelled};
use crate::tui::widget::{Phrase, below, row, text_of};

/// What came of it.
const DONE: &[Field] =
    &[Field::new(Shape::Note, "Result").required().help("what came of it, without a name").named("result")];
/// Why it is given back.
const GIVEN_BACK: &[Field] = &[Field::new(Shape::Note, "Why")
    .required()
    .help("not proportionate, not for a DLO, done by another")
    .named("result")];
/// Why it is proportionate.
const NOTED: &[Field] = &[Field::new(Shape::Note, "Proportionate?")
    .required()
    .help("what it costs people, and why it is worth it")
    .named("proportionality")];
/// Until when, and with whom that was agreed.
const WAITS: &[Field] = &[
    Field::new(Shape::Due, "New day").required().help("fri, +2w, 3/12").named("due"),
    Field::new(Shape::Line, "Agreed with").required().help("Insp Marlowe: the day is theirs").named("agreed_with"),
];

/// What is done with a tasking on a sheet.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Sheet {
    /// Done.
    Done,
    /// Given back.
    GiveBack,
    /// Its proportionality is noted.
    Note,
    /// Another day is agreed.
    Wait,
}

impl Sheet {
    /// The sheet, for a tasking of this reference.
    pub fn raise(self, id: RecordId, reference: &str, ctx: &Ctx, then: impl Fn(Values) -> Answer + 'static) -> Effect {
        let (title, said, fields, word): (_, _, &'static [Field], _) = match self {
            Self::Done => {
                ("Done: what came of it", "It goes back to whoever asked; nobody is named in it.", DONE, "done")
            }
            Self::GiveBack => ("Give it back: why", "A tasking can always be given back.", GIVEN_BACK, "give back"),
            Self::Note => (
                "Proportionality",
                "It is due on Today from now on. The strategy has to be proportionate to the market crime.",
                NOTED,
                "note it",
            ),
            Self::Wait => ("Another day", "Whoever asked says until when; nothing is put off alone.", WAITS, "agree"),
        };
        let form = Form::over(fields, Values::new(), ctx.now, Extra::new());
        let said = vec![Phrase::new().bold(reference).text("  ").muted(said)];
        Fill::new(title, said, form, 7, word, then).grows(9).kept_as(format_args!("tasking-{self:?}:{id}")).raise()
    }

    /// Does what the sheet says.
    ///
    /// # Errors
    /// As casework.
    pub fn carry_out(self, desk: &mut Desk, id: RecordId, values: &Values) -> Saved<()> {
        match self {
            Self::Done => desk.settle_tasking(id, state::DONE, text_in(values, "result")),
            Self::GiveBack => desk.settle_tasking(id, state::DECLINED, text_in(values, "result")),
            Self::Note => desk.note_proportionality(id, text_in(values, "proportionality")),
            Self::Wait => {
                let due = values.get("due").and_then(Option::<Due>::from_value);
                desk.put_off_tasking(id, due, text_in(values, "agreed_with"))
            }
        }
    }

    /// What is said when it was done.
    #[must_use]
    pub const fn done(self) -> &'static str {
        match self {
            Self::Done => "Done",
            Self::GiveBack => "Given back",
            Self::Note => "Noted; it is due on Today",
            Self::Wait => "Agreed",
        }
    }
}

/// What the screen is told.
pub enum Msg {
    /// The tasking, and how many observations answer it or are of its place.
    Read(Outcome<(Box<Stored<Tasking>>, usize)>),
    /// A sheet as it was filled in.
    Filled(Sheet, Values),
    /// It was done, or why not.
    Acted(Sheet, Saved<()>),
}

/// The tasking.
pub struct State {
    id: RecordId,
    read: Read<(Box<Stored<Tasking>>, usize)>,
}

/// Days of observations that a tasking shows.
const DAYS: u16 = 90;

impl State {
    /// A tasking.
    #[must_use]
    pub const fn new(id: RecordId) -> Self {
        Self { id, read: Read::NotYet }
    }

    fn tasking(&self) -> Option<&Tasking> {
        self.read.get().map(|(t, _)| &t.it)
    }

    fn look(t: &Tasking) -> Look {
        Look { area: t.area.as_str().to_owned(), days: DAYS, place: t.place.clone() }
    }

    fn head(t: &Tasking, ctx: &Ctx) -> Phrase {
        let line = Phrase::new().bold(t.reference.as_str()).text("   ");
        match t.state.as_str() {
            state::DONE => line.sign(Sign::Ready, "done"),
            state::DECLINED => line.marked(Sign::Dot, "given back"),
            _ => {
                let today = ctx.today();
                match t.due.map(|d| d.working_day()) {
                    Some(day) if day < today => {
                        let days = usize::try_from((today - day).num_days()).unwrap_or(0);
                        line.sign(Sign::Danger, format!("{} late", counted(days, "day", "days")))
                    }
                    Some(day) => line.sign(Sign::Due, format!("due {}", when::day_label(day, today))),
                    None => line,
                }
            }
        }
    }

    fn values(t: &Tasking, seen: usize, ctx: &Ctx) -> Vec<Labelled> {
        let day = |d: Option<chrono::NaiveDate>| d.map(when::long).unwrap_or_default();
        let blank = || Phrase::new().muted("not said");
        let text = |t: &str| if t.is_empty() { blank() } else { Phrase::from(t) };
        let mut values = vec![
            Labelled::new("What is asked", t.what.as_str()),
            Labelled::new("Asked by", format!("{}, {}", t.asked_by, day(t.asked_on))),
            Labelled::new("Due", {
                let due = t.due.map(|d| d.label(ctx.today())).unwrap_or_default();
                if t.agreed_with.is_empty() { due } else { format!("{due}, agreed with {}", t.agreed_with) }
            }),
            Labelled::new("Place", {
                let area = lists::label("areas", t.area.as_str());
                if t.place.is_empty() { area } else { format!("{}, {area}", t.place) }
            }),
            Labelled::new("", Phrase::new()),
            Labelled::new(
                "Proportionate?",
                match t.proportionality_on.filter(|_| !t.proportionality.is_empty()) {
                    Some(on) => Phrase::new()
                        .sign(Sign::Ready, format!("note of {}", on.format("%d/%m")))
                        .text(format!(": {}", t.proportionality)),
                    None => Phrase::new()
                        .sign(Sign::Danger, "no note yet")
                        .text(": it is no work before that. ")
                        .key(Action::Proportionality.key())
                        .text(" notes it, ")
                        .key(Action::GiveBack.key())
                        .text(" gives it back"),
                },
            ),
            Labelled::new("Result", text(&t.result)),
        ];
        let seen = counted(seen, "observation", "observations");
        values.push(Labelled::new("Seen there", format!("{seen} in {DAYS} days; Enter lists them")));
        values
    }
}

impl Shown for State {
    type Msg = Msg;

    fn title(&self, ctx: &Ctx) -> String {
        let reference = self.tasking().map(|t| t.reference.as_str()).unwrap_or_default();
        format!("7 Area picture · tasking {reference} · {}", ctx.area_label())
    }

    fn begin(&mut self, _ctx: &Ctx) -> Effects {
        let id = self.id;
        vec![ask_latest("tasking", move |desk| {
            let read = desk.reading().get::<Tasking>(id).and_then(|found| {
                let gone = || Problem::refused("This tasking is no longer there.", "Go back to the area picture.");
                let tasking = found.ok_or_else(gone)?;
                let seen = desk.observations_behind(&Self::look(&tasking.it), &Bar::All)?.len();
                Ok((Box::new(tasking), seen))
            });
            Msg::Read(read)
        })]
    }

    fn told(&mut self, msg: Msg, _ctx: &Ctx) -> Effects {
        match msg {
            Msg::Read(read) => {
                self.read = read.into();
                Effects::new()
            }
            Msg::Filled(sheet, values) => {
                let id = self.id;
                vec![ask(move |desk| Msg::Acted(sheet, sheet.carry_out(desk, id, &values)))]
            }
            Msg::Acted(sheet, saved) => settled(saved, takes_back(sheet.done())),
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        let Some(t) = self.tasking() else { return Effects::new() };
        let sheet = |s: Sheet| vec![s.raise(self.id, &t.reference, ctx, move |v| Msg::Filled(s, v).into())];
        match action {
            Action::Done => sheet(Sheet::Done),
            Action::GiveBack => sheet(Sheet::GiveBack),
            Action::Proportionality => sheet(Sheet::Note),
            Action::Wait => sheet(Sheet::Wait),
            Action::Edit => {
                vec![Effect::Go(Place::Form(Task::Of { who: None, kind: Tasking::KIND, id: Some(self.id) }))]
            }
            Action::Open => vec![Effect::Go(Place::Observations(Self::look(t), Bar::All))],
            Action::AddObservation => {
                let (place, tasking) = (t.place.clone(), Some(self.id));
                vec![Effect::Go(Place::Form(Task::Picture { kind: Kind::Observation, place, tasking }))]
            }
            _ => Effects::new(),
        }
    }

    fn actions(&self, _ctx: &Ctx) -> Vec<Action> {
        let mut actions = Vec::new();
        if let Some(t) = self.tasking() {
            // What it needs next comes first.
            let note = t.proportionality.is_empty();
            actions.extend(if note {
                [Action::Proportionality, Action::GiveBack, Action::AddObservation, Action::Open, Action::Edit]
            } else {
                [Action::AddObservation, Action::Done, Action::GiveBack, Action::Open, Action::Edit]
            });
            actions.push(if note { Action::Done } else { Action::Proportionality });
            actions.push(Action::Wait);
        }
        actions
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        match action {
            Action::Open => Some("observations"),
            Action::Wait => Some("another day"),
            _ => None,
        }
    }

    fn why_not(&self, action: Action, ctx: &Ctx) -> Option<(&'static str, String)> {
        let t = self.tasking()?;
        let acts = matches!(action, Action::Done | Action::GiveBack | Action::Proportionality | Action::Wait);
        match action {
            _ if acts && !t.is_open() => {
                Some(("settled", "This tasking is settled already. u takes the last act back.".to_owned()))
            }
            Action::Done if t.proportionality.is_empty() => {
                let how = Action::Proportionality.key();
                Some(("note first", format!("Its proportionality is not noted: {how} notes it, or give it back.")))
            }
            _ if (acts || matches!(action, Action::Edit | Action::AddObservation)) && ctx.mode == Mode::ReadOnly => {
                Some(("read-only", "The vault is open for reading only. Nothing was changed.".to_owned()))
            }
            _ => None,
        }
    }

    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let (t, seen) = self.read.shown(buf, frame.body, theme)?;
        Self::head(&t.it, ctx).draw(buf, row(text_of(frame.body), 0), 0, 0, theme);
        labelled(buf, below(frame.body, 2), &Self::values(&t.it, *seen, ctx), LABEL, None, 0, theme);
        Some(Position::new(text_of(frame.body).x, frame.body.y))
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Tasking(self.id))
    }
}
