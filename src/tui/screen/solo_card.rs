//! The SOLO card: has this victim a DLO? Who asks, how they are rung back, the crime number and the victim's agreement
//! come first; the answer is the reference and the DLO's details, and it is journalled before it is shown.
//!
//! What does not belong here: who is refused and what is journalled ([`crate::casework::solo`]).

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::casework::desk::{NotSaved, Saved};
use crate::casework::solo::{SoloAnswer, SoloAsk};
use crate::domain::field::{Field, Shape, Values, text_in};
use crate::domain::phone;
use crate::tui::action::{Action, Chord};
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, ask};
use crate::tui::form::{Extra, Form, Input, Reply};
use crate::tui::screen::{Place, Shown};
use crate::tui::theme::Sign;
use crate::tui::widget::frame::Frame;
use crate::tui::widget::record::{DETAIL_LABEL, Labelled};
use crate::tui::widget::{Phrase, below, paragraphs, row, text_of};

/// What is asked before anything is shown.
const FIRST: &[Field] = &[
    Field::new(Shape::Line, "Caller").required().help("rank and name").named("caller"),
    Field::new(Shape::Line, "Collar").required().help("as they say it").named("collar"),
    Field::new(Shape::Line, "Call-back").required().help("ring back through the switchboard first").named("call_back"),
    Field::new(Shape::Line, "Crime no.").required().help("of the case they lead").named("crime_number"),
    Field::new(Shape::Pick("yes_no"), "Victim agrees").required().named("agrees"),
];

/// What the card is told.
pub enum Msg {
    /// The answer, or what has to be asked first.
    Answered(Saved<SoloAnswer>),
}

/// The card.
pub struct State {
    form: Form,
    answer: Option<SoloAnswer>,
    asking: bool,
}

impl State {
    /// An empty card: nothing of an earlier call is kept.
    #[must_use]
    pub fn new(ctx: &Ctx) -> Self {
        let extra = Extra::new()
            .above("agrees", |_| vec![(String::new(), Phrase::from(" "))])
            .closing("Answering is a disclosure: it is journalled before it is shown, and cannot be undone.");
        Self { form: Form::over(FIRST, Values::new(), ctx.now, extra), answer: None, asking: false }
    }

    fn ask(&mut self, values: &Values) -> Effects {
        if std::mem::replace(&mut self.asking, true) {
            return Effects::new();
        }
        let text = |name: &str| text_in(values, name).to_owned();
        let asked = SoloAsk {
            caller: text("caller"),
            collar: text("collar"),
            call_back: text("call_back"),
            crime_number: text("crime_number"),
            agrees: text("agrees"),
        };
        vec![ask(move |desk| Msg::Answered(desk.answer_solo(&asked)))]
    }

    fn shown(answer: &SoloAnswer) -> Vec<Labelled> {
        let said = |words: Phrase| Labelled::new("", words);
        match answer {
            SoloAnswer::Closed => vec![
                Labelled::new(
                    "Answer",
                    Phrase::new().sign(Sign::Never, "closed").text(": nothing is said, not even whether there is one"),
                ),
                said(Phrase::from("Say: I can neither confirm nor deny it. Ask the victim and ring again.")),
                said(Phrase::new().muted("The request is journalled as refused.")),
            ],
            SoloAnswer::Nobody => vec![
                Labelled::new("Answer", Phrase::from("no DLO is known here under this crime number")),
                said(Phrase::new().muted("The answer is journalled. Another DLO may know the person.")),
            ],
            SoloAnswer::Known { reference, dlo } => {
                let reach = [phone::display(&dlo.phone), dlo.email.clone()];
                let reach: Vec<&str> = reach.iter().map(String::as_str).filter(|t| !t.is_empty()).collect();
                let mut lines = vec![
                    Labelled::new("Answer", Phrase::new().sign(Sign::Ready, "yes").text(": a DLO is allocated")),
                    Labelled::new("Reference", Phrase::new().bold(reference.as_str())),
                    Labelled::new("DLO", Phrase::from(format!("{}, {}", dlo.title(), dlo.role))),
                    said(Phrase::from(reach.join(" · "))),
                ];
                if !dlo.out_of_hours.is_empty() {
                    lines.push(said(Phrase::from(format!("out of hours: {}", dlo.out_of_hours))));
                }
                lines.push(said(
                    Phrase::new().muted("Nothing else. It stands under Consent in the record, as a disclosure."),
                ));
                lines
            }
        }
    }
}

impl Shown for State {
    type Msg = Msg;

    fn title(&self, _ctx: &Ctx) -> String {
        "SOLO card".to_owned()
    }

    fn begin(&mut self, _ctx: &Ctx) -> Effects {
        Effects::new()
    }

    fn told(&mut self, msg: Msg, _ctx: &Ctx) -> Effects {
        self.asking = false;
        match msg {
            Msg::Answered(Ok(answer)) => {
                self.answer = Some(answer);
                vec![Effect::Changed]
            }
            Msg::Answered(Err(NotSaved::Faults(faults))) => {
                self.form.put_right(faults);
                Effects::new()
            }
            Msg::Answered(Err(NotSaved::Problem(p))) => vec![Effect::Failed(p)],
        }
    }

    fn input(&mut self, input: &Input, ctx: &Ctx) -> Option<Effects> {
        if self.answer.is_some() {
            return None;
        }
        self.form.set_now(ctx.now);
        match self.form.handle(input.clone()) {
            Reply::Ignored | Reply::Help(_) => None,
            Reply::Handled | Reply::Refused(_) => Some(Effects::new()),
            Reply::Save(values) => Some(self.ask(&values)),
            // Nothing of a call is kept: it is asked anew at the next.
            Reply::Leave { .. } => Some(vec![Effect::Back]),
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        let key = action.press().or_else(|| action.record().key(false).and_then(Chord::read).map(Chord::event));
        key.and_then(|key| self.input(&Input::Key(key), ctx)).unwrap_or_default()
    }

    fn actions(&self, _ctx: &Ctx) -> Vec<Action> {
        if self.answer.is_some() {
            return vec![Action::Back];
        }
        vec![Action::Save, Action::NextField, Action::Back]
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        (action == Action::Save).then_some("answer")
    }

    fn typing(&self) -> bool {
        self.answer.is_none()
    }

    fn place(&self) -> Option<Place> {
        Some(Place::SoloCard)
    }

    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let head = Phrase::new().bold("Has this victim a DLO?");
        let head = if self.answer.is_none() { head.text("   First these, then the answer, journalled") } else { head };
        head.draw(buf, row(text_of(frame.body), 0), 0, 0, theme);
        let body = below(frame.body, 2);
        let Some(answer) = &self.answer else { return self.form.draw(buf, body, theme).cursor };
        let mut y = 0;
        for line in Self::shown(answer) {
            y += line.draw(buf, body, y, DETAIL_LABEL, false, theme).rows;
        }
        paragraphs(buf, below(body, y + 1), &[Phrase::new().key(Action::Back.key()).muted(" goes back")], theme);
        None
    }
}
