//! The strategy of a place: the procedure's considerations one by one, each with what was decided, why that is
//! proportionate and what came of it.
//!
//! What is not for the DLO, covert techniques, test purchase and sources, stands there closed and says to whom it is
//! referred: it has no room for text and cannot be acted on. What does not belong here: the list itself
//! (`assets/lists/strategy_measures.toml`) and keeping a decision ([`crate::casework::area`]).

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::casework::desk::{Mode, Saved};
use crate::domain::field::{Field, Record as _, Shape, Value, Values, text_in};
use crate::domain::id::RecordId;
use crate::domain::lists::{self, Item};
use crate::domain::problem::{Outcome, Problem};
use crate::domain::tasking::{DONE_HERE, MEASURES, Measure, NOT_FOR_DLO, Strategy, is_decided};
use crate::domain::text::{capital, counted};
use crate::domain::when;
use crate::store::table::Stored;
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, ask, ask_latest, settled, takes_back};
use crate::tui::form::{Advice, Extra, Form};
use crate::tui::overlay::fill::Fill;
use crate::tui::screen::moves::Focus;
use crate::tui::screen::read::Read;
use crate::tui::screen::{Place, Shown, moves};
use crate::tui::task::Task;
use crate::tui::theme::Sign;
use crate::tui::widget::frame::Frame;
use crate::tui::widget::list::{Column, List, Row, Rows};
use crate::tui::widget::record::{LABEL, Labelled};
use crate::tui::widget::{Phrase, below, row, text_of};

/// A consideration: what was decided, why that is proportionate, what came of it.
const FIELDS: &[Field] = &[
    Field::new(Shape::Pick("measure_decisions"), "Decision").named("decision"),
    Field::new(Shape::Note, "Proportionate?")
        .help("what it costs people, and why it is worth it")
        .named("proportionality"),
    Field::new(Shape::Note, "Result").help("what came of it, without a name").named("result"),
];

/// What the screen is told.
pub enum Msg {
    /// The strategy.
    Read(Outcome<Box<Stored<Strategy>>>),
    /// A consideration as it was filled in.
    Filled(String, Values),
    /// It was decided, or why not.
    Acted(Saved<()>),
}

/// The strategy.
pub struct State {
    id: RecordId,
    read: Read<Box<Stored<Strategy>>>,
    list: Focus,
}

impl State {
    /// The strategy of a place.
    #[must_use]
    pub const fn new(id: RecordId) -> Self {
        Self { id, read: Read::NotYet, list: Focus::new() }
    }

    fn items() -> Vec<&'static Item> {
        lists::get(MEASURES).map(|l| l.offered().collect()).unwrap_or_default()
    }

    fn focused(&self) -> Option<&'static Item> {
        Self::items().into_iter().nth(self.list.at)
    }

    fn measure(&self, code: &str) -> Measure {
        let kept = self.read.get().and_then(|s| s.it.measure_list().into_iter().find(|m| m.code == code));
        kept.unwrap_or_else(|| Measure { code: code.to_owned(), ..Measure::default() })
    }

    fn ask_about(&self, item: &Item, ctx: &Ctx) -> Effects {
        let m = self.measure(&item.code);
        let mut values = Values::new();
        for (name, text) in [("decision", &m.decision), ("proportionality", &m.proportionality), ("result", &m.result)]
        {
            if !text.is_empty() {
                values.insert(name, Value::Text(text.clone()));
            }
        }
        let extra = Extra::new().advise(|values| {
            let lacks = !text_in(values, "decision").is_empty() && text_in(values, "proportionality").trim().is_empty();
            let words = "decided without a reason: say why it is proportionate".to_owned();
            lacks.then_some(Advice { field: "proportionality", sign: Sign::Danger, words }).into_iter().collect()
        });
        let form = Form::over(FIELDS, values, ctx.now, extra);
        let said = item.meaning.iter().map(|m| Phrase::new().muted(m.as_str())).collect();
        let code = item.code.clone();
        let name = format!("measure:{}:{code}", self.id);
        let then = move |v| Msg::Filled(code.clone(), v).into();
        vec![Fill::new(capital(&item.label), said, form, 9, "save", then).grows(11).kept_as(name).raise()]
    }

    /// The row of a consideration, and what more there is to say under it.
    fn row(&self, item: &Item, wide: bool) -> Row {
        let closed = item.extra.get(NOT_FOR_DLO).map(|to| ("not for the DLO:", to.as_str()));
        let here = item.extra.get(DONE_HERE).map(|place| ("built up in:", place.as_str()));
        if let Some((head, to)) = closed.or(here) {
            let mut cells = vec![Phrase::from(item.label.as_str()), Phrase::from(head)];
            let mut second = None;
            if wide {
                cells.push(Phrase::from(to));
            } else {
                second = Some(Phrase::new().muted(to));
            }
            return Row { sign: Some(Sign::Dot), cells, second, disabled: true, ..Row::default() };
        }
        let m = self.measure(&item.code);
        let (sign, decision) = if m.lacks_reason() {
            (Sign::Danger, Phrase::new().text(lists::label("measure_decisions", &m.decision)))
        } else if m.is_considered() {
            (Sign::Ready, Phrase::from(lists::label("measure_decisions", &m.decision)))
        } else {
            (Sign::NotYet, Phrase::new().muted("not considered yet"))
        };
        let on = m.on.parse().map(|d: chrono::NaiveDate| d.format(", %d/%m/%Y").to_string()).unwrap_or_default();
        let why = if m.lacks_reason() {
            Phrase::new().sign(Sign::Danger, "without a reason")
        } else {
            let parts: Vec<&str> =
                [m.proportionality.as_str(), m.result.as_str()].into_iter().filter(|t| !t.is_empty()).collect();
            Phrase::from(parts.join(" · ").replace('\n', " "))
        };
        let mut cells = vec![Phrase::from(item.label.as_str()), decision.text(on)];
        let mut second = None;
        if wide {
            cells.push(why);
        } else if m.is_considered() {
            second = Some(why);
        }
        Row { sign: Some(sign), cells, second, ..Row::default() }
    }
}

impl Shown for State {
    type Msg = Msg;

    fn title(&self, ctx: &Ctx) -> String {
        let place = self.read.get().map(|s| s.it.place.as_str()).unwrap_or_default();
        format!("7 Area picture · strategy for {place} · {}", ctx.area_label())
    }

    fn begin(&mut self, _ctx: &Ctx) -> Effects {
        let id = self.id;
        vec![ask_latest("strategy", move |desk| {
            let gone = || Problem::refused("This strategy is no longer there.", "Go back to the area picture.");
            Msg::Read(desk.reading().get::<Strategy>(id).and_then(|found| found.map(Box::new).ok_or_else(gone)))
        })]
    }

    fn told(&mut self, msg: Msg, _ctx: &Ctx) -> Effects {
        match msg {
            Msg::Read(read) => {
                self.read = read.into();
                Effects::new()
            }
            Msg::Filled(code, values) => {
                let id = self.id;
                let text = |name: &str| text_in(&values, name).to_owned();
                let measure = Measure {
                    code,
                    decision: text("decision"),
                    proportionality: text("proportionality"),
                    result: text("result"),
                    on: String::new(),
                };
                vec![ask(move |desk| Msg::Acted(desk.decide_measure(id, &measure)))]
            }
            Msg::Acted(saved) => settled(saved, takes_back("Kept")),
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        if self.list.moves(action, Self::items().len(), ctx) {
            return Effects::new();
        }
        match (action, self.focused()) {
            (Action::Open, Some(item)) => self.ask_about(item, ctx),
            (Action::Edit, _) => {
                vec![Effect::Go(Place::Form(Task::Of { who: None, kind: Strategy::KIND, id: Some(self.id) }))]
            }
            _ => Effects::new(),
        }
    }

    fn actions(&self, _ctx: &Ctx) -> Vec<Action> {
        let mut actions = Vec::new();
        if self.read.is_there() {
            actions.extend([Action::Open, Action::Edit]);
        }
        actions.extend(moves::ALL);
        actions
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        match action {
            Action::Open => Some("consider"),
            Action::Edit => Some("the market there, review"),
            _ => None,
        }
    }

    fn why_not(&self, action: Action, ctx: &Ctx) -> Option<(&'static str, String)> {
        let item = self.focused()?;
        match (action, item.extra.get(NOT_FOR_DLO)) {
            (Action::Open, Some(to)) => {
                Some(("not for the DLO", format!("Not for the DLO: {to}. Nothing is written about it here.")))
            }
            (Action::Open, None) if !is_decided(item) => Some((
                "built up elsewhere",
                "The area picture is built by working: 7, then a adds an observation.".to_owned(),
            )),
            (Action::Open | Action::Edit, _) if ctx.mode == Mode::ReadOnly => {
                Some(("read-only", "The vault is open for reading only. Nothing was changed.".to_owned()))
            }
            _ => None,
        }
    }

    fn rows(&self) -> Option<&Rows> {
        Some(self.list.rows())
    }

    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let read = self.read.shown(buf, frame.body, theme)?;
        let s = &read.it;
        let (considered, all) = s.considered();
        let mut head = Phrase::new().bold(s.place.as_str()).text(format!("   {considered} of {all} considered"));
        let lacking = s.without_reason();
        if lacking > 0 {
            let measures = counted(lacking, "measure", "measures");
            head = head.dot().sign(Sign::Danger, format!("proportionality: {measures} without a reason"));
        }
        let mut y = 0;
        for line in head.wrap(usize::from(text_of(frame.body).width), theme) {
            line.draw(buf, row(text_of(frame.body), y), 0, 0, theme);
            y += 1;
        }
        if ctx.tall() {
            y += 1;
        }
        let said = |t: &str| if t.is_empty() { Phrase::new().muted("not said; e says it") } else { Phrase::from(t) };
        let review = s.review_on.map(|d| when::day_label(d, ctx.today())).unwrap_or_default();
        for (label, value) in [
            ("The market there", said(&s.market)),
            ("Proportionality", said(&s.proportionality)),
            ("Looked at again", Phrase::from(review)),
        ] {
            y += Labelled::new(label, value).draw(buf, frame.body, y, LABEL, false, theme).rows;
        }
        let wide = ctx.wide();
        let columns: &[Column] = if wide {
            &[
                Column::new("Consideration", 44),
                Column::new("Decision", 34).whole(),
                Column::rest("Why, and what came of it"),
            ]
        } else {
            &[Column::new("Consideration", 42), Column::rest("Decision").whole()]
        };
        let rows: Vec<Row> = Self::items().into_iter().map(|i| self.row(i, wide)).collect();
        let list = List { headings: true, ..List::new(columns, &rows) };
        self.list.draw(buf, below(frame.body, y + 1), list, theme)
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Strategy(self.id))
    }
}
