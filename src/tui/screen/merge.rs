//! Two records of one person side by side: what they say differently, which of it stands, and what moves over.
//!
//! The arrows choose, `b` keeps both where both can stand, `Ctrl+S` asks once more and joins. What does not belong here:
//! what joining means ([`crate::casework::merge`]).

use std::collections::BTreeMap;

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::casework::desk::{NotSaved, Saved};
use crate::casework::merge::{Merge, MergeView, Pair, Side};
use crate::domain::field::{Field, Shape, Values, text_in};
use crate::domain::kind::Kind;
use crate::domain::problem::{Outcome, Problem};
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, ask, done, refused, takes_back};
use crate::tui::form::{Extra, Form};
use crate::tui::overlay::choose::{Choice, Choose};
use crate::tui::overlay::fill::Fill;
use crate::tui::screen::moves::Focus;
use crate::tui::screen::read::Read;
use crate::tui::screen::{Caveat, Place, Shown, Who, moves};
use crate::tui::theme::{Role, Sign};
use crate::tui::widget::frame::Frame;
use crate::tui::widget::list::{self, Column, List, Row, Rows};
use crate::tui::widget::record::mask;
use crate::tui::widget::{Phrase, below, paragraphs, put, row, text, text_of};

/// What was decided about the age, where one of the two is a child's record.
const DECIDED: &[Field] = &[Field::new(Shape::Line, "Decided")
    .required()
    .help("what was decided about the age, and with whom")
    .named("decided")];
/// Cells of a label.
const LABEL: u16 = 22;

/// What the screen is told.
pub enum Msg {
    /// Both records.
    Read(Outcome<Box<MergeView>>),
    /// The officer goes on from the dialog.
    Join,
    /// What was decided about the age.
    Decided(Values),
    /// It is done, or why not.
    Joined(Saved<()>),
}

/// The screen.
pub struct State {
    kept: Who,
    other: Who,
    view: Read<Box<MergeView>>,
    sides: BTreeMap<&'static str, Side>,
    decided: String,
    list: Focus,
    shown: bool,
}

/// Opens both records with a reason, then shows them side by side.
#[must_use]
pub fn open(kept: &Who, other: &Who) -> Effects {
    let go = Effect::Go(Place::Merge(kept.clone(), other.clone()));
    vec![Effect::Consult(kept.clone(), vec![Effect::Consult(other.clone(), vec![go])])]
}

impl State {
    /// The record that is kept, and the one that goes into it.
    #[must_use]
    pub fn new(kept: Who, other: Who) -> Self {
        Self {
            kept,
            other,
            view: Read::NotYet,
            sides: BTreeMap::new(),
            decided: String::new(),
            list: Focus::new(),
            shown: false,
        }
    }

    fn pairs(&self) -> &[Pair] {
        self.view.get().map_or(&[], |v| v.pairs.as_slice())
    }

    fn side(&self, pair: &Pair) -> Side {
        self.sides.get(pair.key).copied().unwrap_or(pair.usual)
    }

    fn choose(&mut self, side: Side) -> Effects {
        let Some(pair) = self.pairs().get(self.list.at) else { return Effects::new() };
        if side == Side::Both && !pair.several {
            return vec![refused("Only one of the two can stand here: the left and right arrows choose it")];
        }
        let key = pair.key;
        self.sides.insert(key, side);
        Effects::new()
    }

    fn next_side(&mut self) -> Effects {
        let Some(pair) = self.pairs().get(self.list.at) else { return Effects::new() };
        let next = match self.side(pair) {
            Side::Kept => Side::Other,
            Side::Other if pair.several => Side::Both,
            _ => Side::Kept,
        };
        self.choose(next)
    }

    fn ask_decision(&self, ctx: &Ctx) -> Effect {
        let said = vec![Phrase::new().marked(
            Sign::Child,
            "One of the two is a child's record. The joined record stays a child's, unless a document says otherwise.",
        )];
        let form = Form::over(DECIDED, Values::new(), ctx.now, Extra::new());
        Fill::new("What was decided about the age?", said, form, 6, "go on", |v| Msg::Decided(v).into())
            .kept_as(format_args!("join:{}:{}", self.kept.id, self.other.id))
            .raise()
    }

    fn ask_join(&self) -> Effect {
        let (kept, other) = (&self.kept.reference, &self.other.reference);
        let said =
            takes_back(format_args!("Everything of {other} belongs to {kept} from then on; {other} leaves every list"));
        let said = vec![Phrase::from(format!("{said}."))];
        let choices = vec![
            Choice::new("", "Cancel", Effects::new()),
            Choice::new("Shift+J", "Join", vec![Effect::Tell(Msg::Join.into())]).then("journalled as combination"),
        ];
        Choose::dialog(format!("Join {other} into {kept}?"), said, choices).raise()
    }

    fn join(&self) -> Effect {
        let merge = Merge {
            kept: self.kept.id,
            other: self.other.id,
            sides: self.sides.clone(),
            decided: self.decided.clone(),
        };
        ask(move |desk| Msg::Joined(desk.merge(&merge)))
    }

    /// A value with whether it stands.
    fn cell(&self, pair: &Pair, side: Side, room: usize, ctx: &Ctx) -> Phrase {
        let value = if side == Side::Kept { &pair.kept } else { &pair.other };
        let chosen = self.side(pair);
        let stands = chosen == side || chosen == Side::Both;
        let sign = if stands { Sign::Here } else { Sign::NotYet };
        let words = Phrase::new().mark(sign).text(" ");
        if value.is_empty() {
            return words.muted("says nothing");
        }
        if pair.masked && !self.shown {
            return words.then(mask());
        }
        let line = value.split_whitespace().collect::<Vec<_>>().join(" ");
        let line = text::cut(&line, room.saturating_sub(3), &ctx.theme);
        if stands { words.text(line) } else { words.muted(line) }
    }

    fn moves_words(view: &MergeView) -> String {
        let parts: Vec<String> = view
            .moves
            .iter()
            .map(|(kind, n)| format!("{n} {}", if *n == 1 { kind.label() } else { kind.plural() }))
            .collect();
        match parts.len() {
            0 => "Nothing else hangs on it.".to_owned(),
            _ => format!("Moves over: {}.", parts.join(", ")),
        }
    }

    fn notes(&self, view: &MergeView) -> Vec<Phrase> {
        let mut notes = Vec::new();
        if view.needs_decision {
            notes.push(Phrase::new().marked(Sign::Child, "One is a child's record: joining asks what was decided."));
        }
        notes.extend(view.notes.iter().map(|n| Phrase::new().marked(Sign::Due, n.as_str())));
        notes.push(Phrase::from(Self::moves_words(view)));
        let same = view.same;
        notes.push(Phrase::new().muted(match same {
            0 => "Nothing else is the same in both.".to_owned(),
            1 => "1 field says the same in both.".to_owned(),
            n => format!("{n} fields say the same in both."),
        }));
        notes
    }
}

impl Shown for State {
    type Msg = Msg;

    fn title(&self, _ctx: &Ctx) -> String {
        format!("Join {} into {}", self.other.reference, self.kept.reference)
    }

    fn begin(&mut self, _ctx: &Ctx) -> Effects {
        let (kept, other) = (self.kept.id, self.other.id);
        vec![ask(move |desk| Msg::Read(desk.merge_view(kept, other).map(Box::new)))]
    }

    fn told(&mut self, msg: Msg, _ctx: &Ctx) -> Effects {
        match msg {
            Msg::Read(read) => {
                self.view = read.into();
                if self.view.is_there() {
                    self.list.stays(None, self.pairs().len());
                }
                Effects::new()
            }
            Msg::Join => vec![self.join()],
            Msg::Decided(values) => {
                self.decided = text_in(&values, "decided").to_owned();
                vec![Effect::Lower, self.ask_join()]
            }
            Msg::Joined(Ok(())) => {
                let said = takes_back(format_args!("{} is joined into {}", self.other.reference, self.kept.reference));
                vec![Effect::Back, Effect::Changed, done(said)]
            }
            Msg::Joined(Err(NotSaved::Faults(faults))) => {
                let said = faults.into_iter().map(|f| f.what).collect::<Vec<_>>().join(" ");
                vec![Effect::Failed(Problem::refused("The two were not joined.", said))]
            }
            Msg::Joined(Err(NotSaved::Problem(p))) => vec![Effect::Failed(p)],
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        if self.list.moves(action, self.pairs().len(), ctx) {
            return Effects::new();
        }
        match action {
            Action::Left => self.choose(Side::Kept),
            Action::Right => self.choose(Side::Other),
            Action::TakeBoth => self.choose(Side::Both),
            Action::TakeAnswer => self.next_side(),
            Action::Unmask => {
                self.shown = !self.shown;
                Effects::new()
            }
            Action::OtherWay => {
                std::mem::swap(&mut self.kept, &mut self.other);
                self.sides.clear();
                self.begin(ctx)
            }
            Action::Join if self.view.get().is_some_and(|v| v.needs_decision) => vec![self.ask_decision(ctx)],
            Action::Join if self.view.is_there() => vec![self.ask_join()],
            _ => Effects::new(),
        }
    }

    fn actions(&self, _ctx: &Ctx) -> Vec<Action> {
        if !self.view.is_there() {
            return Vec::new();
        }
        let mut actions = vec![Action::Join, Action::TakeAnswer, Action::TakeBoth, Action::OtherWay, Action::Unmask];
        actions.extend([Action::Left, Action::Right]);
        actions.extend(moves::ALL);
        actions
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        match action {
            Action::Unmask if self.shown => Some("mask"),
            _ => None,
        }
    }

    fn why_not(&self, action: Action, _ctx: &Ctx) -> Option<(&'static str, String)> {
        let pair = self.pairs().get(self.list.at)?;
        match action {
            Action::TakeBoth if !pair.several => {
                Some(("one only", "Only one of the two can stand here. Space takes the other.".to_owned()))
            }
            _ => None,
        }
    }

    fn mask(&mut self) {
        self.shown = false;
    }

    fn caveat(&self, _ctx: &Ctx) -> Option<Caveat> {
        let view = self.view.get()?;
        let is = view.pairs.iter().any(|p| p.key == "is_reference")
            || view.moves.iter().any(|(k, _)| matches!(k, Kind::Marker | Kind::Update | Kind::Confirmed));
        is.then(|| Caveat::sensitive("Two records of one person"))
    }

    fn rows(&self) -> Option<&Rows> {
        Some(self.list.rows())
    }

    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let body = frame.body;
        let view = self.view.shown_whole(buf, body, theme)?;
        let notes = self.notes(view);
        let wide = usize::from(text_of(body).width);
        let below_rows: usize = notes.iter().map(|n| n.wrap(wide, theme).len()).sum();
        let below_rows = u16::try_from(below_rows).unwrap_or(u16::MAX).min(body.height / 2);
        let rest = text_of(body).width.saturating_sub(list::START + LABEL);
        let half = rest / 2;
        // Who stands above which column.
        let heads = row(text_of(body), 0);
        let first = list::START + LABEL;
        let name = |w: &Who, what: &str| format!("{} {what}", w.title());
        put(buf, heads, 0, 0, "What differs", theme.style(Role::Muted));
        let heading = |words: String| text::cut(&words, usize::from(half.saturating_sub(1)), theme);
        Phrase::new().bold(heading(name(&self.kept, "stays"))).draw(buf, heads, first, 0, theme);
        Phrase::new().bold(heading(name(&self.other, "goes into it"))).draw(buf, heads, first + half, 0, theme);
        let columns = [Column::new("", LABEL), Column::new("", half), Column::rest("")];
        let rows: Vec<Row> = view
            .pairs
            .iter()
            .map(|pair| Row {
                cells: vec![
                    Phrase::from(pair.label),
                    self.cell(pair, Side::Kept, usize::from(half), ctx),
                    self.cell(pair, Side::Other, usize::from(rest - half), ctx),
                ],
                ..Row::default()
            })
            .collect();
        let mut pane = below(body, 2);
        pane.height = pane.height.saturating_sub(below_rows + 1);
        let cursor = if rows.is_empty() {
            paragraphs(buf, pane, &[Phrase::from("The two say the same in every field.")], theme);
            None
        } else {
            self.list.draw(buf, pane, List::new(&columns, &rows), theme)
        };
        paragraphs(buf, below(body, body.height.saturating_sub(below_rows)), &notes, theme);
        cursor
    }
}
