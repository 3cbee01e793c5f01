//! One information marker: where it stands in its life, its neutral text, and what is kept out of the text.
//!
//! Renewing, removing and entering by hand what IS shows are here; its fields are edited in the form of its task. What
//! does not belong here: which changes make an update ([`crate::casework::marker`]), and the updates themselves.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::casework::desk::{NotSaved, Saved};
use crate::casework::marker::{Authorised, ConsentLine, GroundLine, MarkerView, StepState, TrackStep};
use crate::domain::field::{Field, FieldType, Shape, Value, Values, text_in};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::marker::{USUAL_REVIEW, state};
use crate::domain::problem::Outcome;
use crate::domain::when::Due;
use crate::domain::{consent, lists};
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, ask, done, refused, settled, takes_back};
use crate::tui::form::{Extra, Form};
use crate::tui::overlay::choose::{Choice, Choose};
use crate::tui::overlay::fill::Fill;
use crate::tui::screen::read::Read;
use crate::tui::screen::record::Section;
use crate::tui::screen::{Caveat, Place, Shown, Who, moves};
use crate::tui::task::Task;
use crate::tui::theme::{Role, Sign};
use crate::tui::widget::frame::Frame;
use crate::tui::widget::list::Rows;
use crate::tui::widget::record::{DETAIL_LABEL, Labelled, labelled};
use crate::tui::widget::{Ink, Phrase, below, row, text, text_of, track};

/// Cells of the widest line that is still read with ease, label included.
const MEASURE: u16 = 100;
/// Cells of a ground's words before it says fact or assessment.
const GROUND: usize = 42;

/// Until when a marker is renewed.
const RENEW: &[Field] = &[Field::new(Shape::Due, "Review on").required().help("+12m").named("review_on")];
/// What IS shows of a marker.
const BY_HAND: &[Field] = &[
    Field::new(Shape::Line, "IS reference").required().help("as IS shows it: M/884120").named("is_reference"),
    Field::new(Shape::Date, "On IS since").required().help("today, 26/11/2025").named("on_is_since"),
];
/// On which ground a refusal is overridden, and who authorised it.
const OVERRIDE: &[Field] = &[
    Field::new(Shape::Pick("override_grounds"), "Ground").required().named("override_ground"),
    Field::new(Shape::Line, "Authorised by")
        .help("the supervisor; blank only where a child or a life is at stake")
        .named("override_by"),
];

/// What the screen is told.
pub enum Msg {
    /// The marker.
    Read(Outcome<Box<MarkerView>>),
    /// The reason was given too long ago: it is asked for again.
    Lapsed,
    /// The reason was given again.
    Again,
    /// The new review date, as typed.
    Renew(Values),
    /// It was renewed, or why not.
    Renewed(Saved<()>),
    /// Removed for this reason.
    Remove(String),
    /// The removal is proposed: whether a notice is made for IS.
    Removed(Saved<bool>),
    /// What IS shows, as typed.
    ByHand(Values),
    /// It is on IS, or why not.
    OnIs(Saved<()>),
    /// A refusal is overridden, as typed.
    Override(Values),
    /// It is ready, or what is missing.
    Ready(Saved<()>),
}

/// The screen.
pub struct State {
    who: Who,
    id: RecordId,
    marker: Read<Box<MarkerView>>,
    focus: Row,
    drawn: Rows,
}

/// What can be focused, in the order of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Row {
    Text,
    Grounds,
    Necessity,
    Told,
    Consent,
    Gap,
    Dlo,
    Review,
    Outbox,
}

impl State {
    /// The marker of a contact.
    #[must_use]
    pub const fn new(who: Who, id: RecordId) -> Self {
        Self { who, id, marker: Read::NotYet, focus: Row::Grounds, drawn: Rows::new() }
    }

    fn state(&self) -> &str {
        self.marker.get().map_or("", |m| m.marker.it.state.as_str())
    }

    fn is_draft(&self) -> bool {
        matches!(self.state(), "" | state::DRAFT)
    }

    fn is_over(&self) -> bool {
        matches!(self.state(), state::REMOVAL | state::REMOVED)
    }

    fn rows(&self, ctx: &Ctx) -> Vec<(Row, Labelled)> {
        let Some(view) = self.marker.get() else { return Vec::new() };
        let m = &view.marker.it;
        let mut rows = vec![
            (Row::Text, Labelled::new("Text", m.text.as_str())),
            (Row::Grounds, Labelled::new("Grounds, kept out of the text", grounds(&view.grounds, ctx))),
            (Row::Necessity, Labelled::new("Necessity", or_blank(&m.necessity))),
            (Row::Told, Labelled::new("Told", told(view))),
            (Row::Consent, Labelled::new("Consent", consent_phrase(&view.consent, view.consent.short()))),
        ];
        // In a low window empty rows go first.
        if ctx.size.1 >= 24 && (ctx.tall() || view.update.is_none()) {
            rows.push((Row::Gap, Labelled::new("", Phrase::new())));
        }
        rows.push((Row::Dlo, Labelled::new("DLO", or_blank(&view.dlo.join("\n")))));
        rows.push((Row::Review, Labelled::new("Review", or_blank(&view.review.join("\n")))));
        // That its removal waits stands in the line under the track already.
        if let Some((_, at)) = view.update.as_ref().filter(|_| m.removal_reason.is_blank()) {
            let words = match at.as_str() {
                "" | "draft" => "its update is to be decided".to_owned(),
                other => format!("its update is {}", lists::label("update_states", other)),
            };
            rows.push((Row::Outbox, Labelled::new("Outbox", Phrase::new().sign(Sign::Due, words))));
        }
        rows
    }

    fn dates(&self, view: &MarkerView) -> Phrase {
        if !view.missing_words.is_empty() {
            return match view.missing_words.split_once(':') {
                Some((head, rest)) => Phrase::new().ink(head, Ink::Word(Role::Danger)).text(format!(":{rest}")),
                None => Phrase::from(view.missing_words.as_str()),
            };
        }
        if self.is_draft() {
            let ready = Phrase::new().sign(Sign::Ready, "nothing is missing");
            return ready.text(": ").key(Action::Ready.key()).text(" makes it ready");
        }
        view.dates.iter().enumerate().fold(Phrase::new(), |line, (i, piece)| {
            let line = if i == 0 { line } else { line.dot() };
            match sign(piece.state) {
                sign @ (Sign::Due | Sign::Danger) => line.sign(sign, piece.words.as_str()),
                _ => line.text(piece.words.as_str()),
            }
        })
    }

    fn open(&self, ctx: &Ctx) -> Effects {
        let Some(view) = self.marker.get() else { return Effects::new() };
        let form = |kind, id| Effect::Go(Place::Form(Task::of(self.who.clone(), kind, id)));
        match self.focus {
            Row::Grounds => match view.grounds.as_slice() {
                [] => self.edit(),
                [one] => vec![form(Kind::Grounds, Some(one.id))],
                several => {
                    let choices = several
                        .iter()
                        .enumerate()
                        .map(|(i, g)| {
                            let words = text::cut(&g.words, GROUND, &ctx.theme);
                            Choice::new((i + 1).to_string(), words, vec![form(Kind::Grounds, Some(g.id))])
                                .then(g.standing.as_str())
                        })
                        .collect();
                    vec![Choose::letters("Which ground?", 1, choices, Vec::new()).raise()]
                }
            },
            Row::Consent => vec![Effect::Go(Place::Record(self.who.clone(), Section::Consent))],
            Row::Dlo => vec![refused("The DLO's details come from your own: 9 Records, settings.")],
            Row::Outbox => vec![Effect::Go(Place::Outbox)],
            _ => self.edit(),
        }
    }

    fn edit(&self) -> Effects {
        vec![Effect::Go(Place::Form(Task::marker(self.who.clone(), Some(self.id))))]
    }

    fn ask_renew(&self, ctx: &Ctx) -> Effects {
        let mut values = Values::new();
        if let Some(on) = ctx.today().checked_add_months(USUAL_REVIEW) {
            values.insert("review_on", Value::Text(on.to_string()));
        }
        let form = Form::over(RENEW, values, ctx.now, Extra::new());
        let said =
            vec![Phrase::from("The marker stays on IS until this day, at most 24 months. IS is told by an update.")];
        vec![
            Fill::new("Renew the marker", said, form, 8, "renew", |v| Msg::Renew(v).into())
                .kept_as(format_args!("renew:{}", self.id))
                .raise(),
        ]
    }

    fn ask_removal(&self) -> Effects {
        let title = match self.state() {
            state::EXPORTED | state::ON_IS => "Remove the marker? A removal notice is made for IS.",
            _ => "Remove the marker? It never left this vault.",
        };
        let mut choices = vec![Choice::new("", "Keep the marker", Effects::new())];
        let reasons = lists::get("marker_removal_reasons").map(|l| l.offered().collect::<Vec<_>>()).unwrap_or_default();
        choices.extend(reasons.into_iter().enumerate().map(|(i, reason)| {
            let means = vec![Effect::Tell(Msg::Remove(reason.code.clone()).into())];
            Choice::new((i + 1).to_string(), reason.label.as_str(), means)
        }));
        vec![Choose::dialog(title, Vec::new(), choices).raise()]
    }

    fn ask_override(id: RecordId, ctx: &Ctx) -> Effects {
        let form = Form::over(OVERRIDE, Values::new(), ctx.now, Extra::new());
        let said = vec![
            Phrase::new()
                .sign(Sign::Danger, "The person refused the marker. That binds")
                .text(", unless a supervisor overrides it on a listed ground."),
        ];
        vec![
            Fill::new("Override a refusal", said, form, 10, "make ready", |v| Msg::Override(v).into())
                .kept_as(format_args!("override:{id}"))
                .raise(),
        ]
    }

    fn make_ready(&self, by: Option<Authorised>) -> Effects {
        let id = self.id;
        vec![ask(move |desk| Msg::Ready(desk.make_marker_ready(id, by.as_ref()).map(|_| ())))]
    }

    /// Whether nothing but the person's refusal keeps it from being ready.
    fn only_refused(&self) -> bool {
        self.marker.get().is_some_and(|view| {
            view.consent.refused && view.missing.iter().all(|f| f.field == "told" && f.what.contains("refused"))
        })
    }
}

impl Shown for State {
    type Msg = Msg;

    fn title(&self, _ctx: &Ctx) -> String {
        format!("Marker · {}", self.who.title())
    }

    fn begin(&mut self, _ctx: &Ctx) -> Effects {
        let (id, whose) = (self.id, self.who.id);
        vec![ask(move |desk| match desk.remembered_reason(whose) {
            Some(_) => Msg::Read(desk.marker_view(id).map(Box::new)),
            None => Msg::Lapsed,
        })]
    }

    fn told(&mut self, msg: Msg, ctx: &Ctx) -> Effects {
        let id = self.id;
        match msg {
            Msg::Lapsed => {
                self.marker.lapses();
                vec![Effect::Consult(self.who.clone(), vec![Effect::Tell(Msg::Again.into())])]
            }
            Msg::Again => self.begin(ctx),
            Msg::Read(read) => {
                self.marker = read.into();
                Effects::new()
            }
            Msg::Renew(values) => match values.get("review_on").and_then(Option::<Due>::from_value).map(|d| d.day()) {
                Some(on) => vec![ask(move |desk| Msg::Renewed(desk.renew_marker(id, on).map(|_| ())))],
                None => Effects::new(),
            },
            Msg::Renewed(saved) => settled(saved, takes_back("Renewed. Its update is in the outbox")),
            Msg::Remove(reason) => {
                vec![ask(move |desk| Msg::Removed(desk.remove_marker(id, &reason).map(|notice| notice.is_some())))]
            }
            Msg::Removed(Ok(notice)) => {
                let said = if notice { "Its removal notice is in the outbox" } else { "Removed. It never left" };
                vec![done(takes_back(said)), Effect::Changed]
            }
            Msg::Removed(Err(NotSaved::Problem(p))) => vec![Effect::Failed(p)],
            Msg::Removed(Err(NotSaved::Faults(faults))) => {
                vec![refused(faults.into_iter().map(|f| f.what).collect::<Vec<_>>().join(" "))]
            }
            Msg::ByHand(values) => {
                let reference = text_in(&values, "is_reference").to_owned();
                match values.get("on_is_since").and_then(Option::<chrono::NaiveDate>::from_value) {
                    Some(since) => vec![ask(move |desk| Msg::OnIs(desk.marker_on_is(id, &reference, since)))],
                    None => Effects::new(),
                }
            }
            Msg::OnIs(saved) => settled(saved, takes_back("On IS, entered by hand")),
            Msg::Override(values) => self.make_ready(Some(Authorised {
                ground: text_in(&values, "override_ground").to_owned(),
                by: text_in(&values, "override_by").to_owned(),
            })),
            Msg::Ready(Err(NotSaved::Faults(faults))) => {
                // Beside the fields of the sheet that asks for an override, or at the foot of the screen.
                let said = faults.iter().map(|f| f.what.as_str()).collect::<Vec<_>>().join(" ");
                vec![refused(said), Effect::SheetFaults(faults)]
            }
            Msg::Ready(saved) => settled(saved, takes_back("Ready. Its update is in the outbox, 8")),
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        let rows: Vec<Row> = self.rows(ctx).into_iter().map(|(r, _)| r).filter(|r| *r != Row::Gap).collect();
        let here = rows.iter().position(|r| *r == self.focus).unwrap_or(0);
        if let Some(to) = moves::target(action, here, rows.len(), moves::page(ctx)) {
            self.focus = rows.get(to).copied().unwrap_or(self.focus);
            return Effects::new();
        }
        match action {
            Action::Renew => self.ask_renew(ctx),
            Action::RemoveMarker => self.ask_removal(),
            Action::Edit => self.edit(),
            Action::ByHand => {
                let form = Form::over(BY_HAND, Values::new(), ctx.now, Extra::new());
                let said = vec![Phrase::from("The marker as it stands on IS now: the same effect as a receipt.")];
                vec![
                    Fill::new("IS reference by hand", said, form, 10, "enter it", |v| Msg::ByHand(v).into())
                        .kept_as(format_args!("by-hand:{}", self.id))
                        .raise(),
                ]
            }
            Action::Ready if self.only_refused() => Self::ask_override(self.id, ctx),
            Action::Ready => self.make_ready(None),
            Action::Open => self.open(ctx),
            Action::NextSection => vec![Effect::Swap(Place::Record(self.who.clone(), Section::Safeguarding))],
            Action::PreviousSection => vec![Effect::Swap(Place::Record(self.who.clone(), Section::IsRecord))],
            _ => Effects::new(),
        }
    }

    fn actions(&self, _ctx: &Ctx) -> Vec<Action> {
        let mut actions = if self.is_draft() { vec![Action::Ready, Action::Edit] } else { vec![Action::Renew] };
        actions.push(Action::RemoveMarker);
        if !self.is_draft() {
            actions.push(Action::Edit);
        }
        actions.extend([Action::ByHand, Action::NextSection, Action::PreviousSection, Action::Open]);
        actions.extend(moves::ALL);
        actions
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        match action {
            Action::NextSection => Some("section"),
            _ => None,
        }
    }

    fn why_not(&self, action: Action, _ctx: &Ctx) -> Option<(&'static str, String)> {
        let view = self.marker.get()?;
        match action {
            Action::Renew if self.state() != state::ON_IS => {
                Some(("not on IS", "This marker is not on IS, so there is nothing to renew.".to_owned()))
            }
            Action::RemoveMarker | Action::Edit | Action::ByHand if self.is_over() => {
                Some(("removed", "This marker is removed, or its removal is on its way. Propose a new one.".to_owned()))
            }
            Action::Ready if !view.missing.is_empty() && !self.only_refused() => {
                let said: Vec<&str> = view.missing.iter().map(|f| f.what.as_str()).collect();
                Some(("not ready", said.join(" ")))
            }
            _ => None,
        }
    }

    fn contact(&self) -> Option<Who> {
        Some(self.who.clone())
    }

    fn caveat(&self, _ctx: &Ctx) -> Option<Caveat> {
        let (kind, class) = match self.marker.get() {
            Some(view) => (view.type_words.as_str(), view.classification.as_str()),
            None => ("", ""),
        };
        Some(caveat(kind, class))
    }

    fn rows(&self) -> Option<&Rows> {
        Some(&self.drawn)
    }

    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let view = self.marker.shown_whole(buf, frame.body, theme)?;
        let body = frame.body;
        let line: Vec<track::Step> = view.track.iter().map(step).collect();
        track::draw(buf, body, 0, &line, 1, theme);
        let room = usize::from(text_of(body).width);
        let mut used = 1;
        for line in self.dates(view).wrap(room, theme) {
            line.draw(buf, row(text_of(body), used), 0, 0, theme);
            used += 1;
        }
        // In a low window the empty row goes first.
        used += u16::from(body.height >= 18);
        let rows = self.rows(ctx);
        let focus = rows.iter().position(|(r, _)| *r == self.focus);
        let values: Vec<Labelled> = rows.into_iter().map(|(_, l)| l).collect();
        // Lines end a little before the margin, so that a paragraph stands as one.
        let section = Rect { width: body.width.saturating_sub(2).min(MEASURE), ..below(body, used) };
        let drawn = labelled(buf, section, &values, DETAIL_LABEL, focus, self.drawn.top(), theme);
        self.drawn.drawn(drawn)
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Marker(self.who.clone(), self.id))
    }
}

/// What stands beside the fixed sentence where a marker is shown: `Information marker · DLO contact`, and its
/// classification as it is written.
#[must_use]
pub fn caveat(kind: &str, classification: &str) -> Caveat {
    let title = match kind {
        "" => Phrase::from("Information marker"),
        kind => Phrase::from("Information marker").dot().text(kind),
    };
    match classification {
        "" => Caveat::sensitive(title),
        class => Caveat { title, classification: class.to_owned() },
    }
}

/// A step of a track as it is drawn.
#[must_use]
pub fn step(step: &TrackStep) -> track::Step {
    track::Step::new(sign(step.state), step.words.as_str())
}

const fn sign(state: StepState) -> Sign {
    match state {
        StepState::Done => Sign::Ready,
        StepState::Here => Sign::Here,
        StepState::Due => Sign::Due,
        StepState::Late => Sign::Danger,
        StepState::ToCome => Sign::NotYet,
    }
}

/// The ledger's answer with its sign.
#[must_use]
pub fn consent_phrase(line: &ConsentLine, words: impl Into<String>) -> Phrase {
    let words = words.into();
    match line.state.as_str() {
        _ if line.refused => Phrase::new().sign(Sign::Never, words),
        consent::state::GIVEN => Phrase::new().marked(Sign::Ready, words),
        _ => Phrase::new().mark(Sign::NotYet).muted(format!(" {words}")),
    }
}

fn told(view: &MarkerView) -> Phrase {
    match (view.marker.it.told.as_str(), view.told.strip_prefix("told: ")) {
        ("yes", Some(words)) => Phrase::new().marked(Sign::Ready, words),
        ("no", _) => Phrase::new().mark(Sign::NotYet).text(format!(" {}", view.told)),
        _ => Phrase::new().mark(Sign::NotYet).muted(" not said yet"),
    }
}

fn or_blank(words: &str) -> Phrase {
    if words.is_empty() { Phrase::new().muted("blank") } else { Phrase::from(words) }
}

/// The grounds, numbered, fact and assessment told apart.
fn grounds(grounds: &[GroundLine], ctx: &Ctx) -> Phrase {
    if grounds.is_empty() {
        return Phrase::new().muted("none chosen yet");
    }
    let mut said = Phrase::new();
    for (i, ground) in grounds.iter().enumerate() {
        for (n, line) in text::wrap(&ground.words, GROUND - 1).into_iter().enumerate() {
            let head = if i + n == 0 { "" } else { "\n" };
            if n == 0 {
                let words = text::pad(&line, GROUND, &ctx.theme);
                said = said.text(format!("{head}{}  {words}", i + 1)).text(ground.standing.as_str());
                if ground.protected {
                    said = said.text(", ").muted("source protected");
                }
            } else {
                said = said.text(format!("{head}   {line}"));
            }
        }
    }
    said
}
