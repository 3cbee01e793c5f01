//! An intelligence entry in full: where it stands, what keeps it from being ready, the page as it is read with its grades
//! in words, and the source block below a rule.
//!
//! What does not belong here: writing it ([`crate::tui::screen::intelligence_form`]) and deciding its update (8 Outbox).

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::casework::desk::Saved;
use crate::casework::intelligence::EntryView;
use crate::domain::field::{Field, Shape, Value, Values, text_in};
use crate::domain::id::RecordId;
use crate::domain::intelligence::{IntelligenceItem, state};
use crate::domain::kind::Kind;
use crate::domain::lists;
use crate::domain::problem::Outcome;
use crate::domain::update::state as update_state;
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, ask, ask_latest, done, settled, takes_back};
use crate::tui::form::{Extra, Form};
use crate::tui::overlay::choose::{Choice, Choose};
use crate::tui::overlay::fill::Fill;
use crate::tui::screen::intelligence_page::Page;
use crate::tui::screen::moves::Scroll;
use crate::tui::screen::read::Read;
use crate::tui::screen::{Caveat, Place, Shown, moves};
use crate::tui::task::Task;
use crate::tui::theme::Sign;
use crate::tui::widget::frame::Frame;
use crate::tui::widget::track::{self, Step};
use crate::tui::widget::{Phrase, text_of};

/// Cells of the widest line that is still read with ease.
const MEASURE: usize = 100;

/// What is asked when an entry is made ready: why IS is told.
const READY: &[Field] = &[
    Field::new(Shape::Line, "Strictly needed")
        .required()
        .help("what goes wrong if IS does not know")
        .named("necessity"),
    Field::new(Shape::Pick("lawful_purposes"), "Purpose").required().named("purpose"),
    Field::new(Shape::Pick("schedule_8"), "Schedule 8").required().named("condition"),
];

/// What the screen is told.
pub enum Msg {
    /// The entry.
    Read(Outcome<Box<EntryView>>),
    /// Why it is strictly needed, as typed.
    Ready(Values),
    /// It is ready, or why not.
    IsReady(Saved<RecordId>),
    /// It is removed.
    Remove,
    /// It was removed, or why not.
    Removed(Outcome<()>),
}

/// The entry.
pub struct State {
    id: RecordId,
    view: Read<Box<EntryView>>,
    scroll: Scroll,
}

impl State {
    /// An entry.
    #[must_use]
    pub const fn new(id: RecordId) -> Self {
        Self { id, view: Read::NotYet, scroll: Scroll::new() }
    }

    fn ask_ready(&self, ctx: &Ctx) -> Effects {
        let values = Values::from([
            ("purpose", Value::Text("prevention-of-crime".to_owned())),
            ("condition", Value::Text("statutory-purposes".to_owned())),
        ]);
        let form = Form::over(READY, values, ctx.now, Extra::new());
        let said = vec![Phrase::from(
            "Its update goes into the outbox and is approved there. Who it comes from is sealed apart.",
        )];
        vec![
            Fill::new("Make it ready", said, form, 8, "ready", |v| Msg::Ready(v).into())
                .grows(14)
                .kept_as(format_args!("intelligence-ready:{}", self.id))
                .raise(),
        ]
    }

    fn ask_remove(&self) -> Effects {
        let said =
            vec![Phrase::from(format!("{} in this sitting.", takes_back("Its items and its source block go with it")))];
        let choices = vec![
            Choice::new("", "Cancel", Effects::new()),
            Choice::new("Shift+D", "Remove the draft", vec![Effect::Tell(Msg::Remove.into())]),
        ];
        let reference = self.view.get().map(|v| v.entry.it.reference.clone()).unwrap_or_default();
        vec![Choose::dialog(format!("Remove {reference}?"), said, choices).raise()]
    }

    /// draft, ready, submitted, on IS.
    fn track(view: &EntryView) -> Vec<Step> {
        let at = match (view.entry.it.state.as_str(), view.update.as_ref().map(|(_, s, _)| s.as_str())) {
            (_, Some(update_state::ACCEPTED)) => 3,
            (state::SUBMITTED, _) => 2,
            (state::READY, _) => 1,
            _ => 0,
        };
        ["draft", "ready", "submitted", "on IS"]
            .iter()
            .enumerate()
            .map(|(n, words)| {
                let sign = match n.cmp(&at) {
                    std::cmp::Ordering::Less => Sign::Ready,
                    std::cmp::Ordering::Equal => Sign::Here,
                    std::cmp::Ordering::Greater => Sign::NotYet,
                };
                Step::new(sign, *words)
            })
            .collect()
    }

    fn lines(&self, view: &EntryView, room: usize, ctx: &Ctx) -> Vec<Phrase> {
        let theme = &ctx.theme;
        let entry = &view.entry.it;
        let mut lines = vec![
            Phrase::new().bold(format!("{}  {}", entry.reference, entry.title)),
            track::phrase(&Self::track(view), 0, room),
        ];
        let mut said = Vec::new();
        if let Some((_, _, words)) = view.update.as_ref().filter(|_| !entry.state.is(state::DRAFT)) {
            said.push(Phrase::from(format!("Its update: {words}.")));
        } else if let Some((_, at, words)) = &view.update
            && at == update_state::REJECTED
        {
            said.push(Phrase::new().sign(Sign::Danger, words.as_str()));
        }
        if !view.report.is_empty() {
            said.push(Phrase::new().muted(format!("Begun from the report {}, without who reported.", view.report)));
        }
        match view.missing.as_slice() {
            [] if entry.state.is(state::DRAFT) => said.push(
                Phrase::new()
                    .sign(Sign::Ready, "nothing is missing")
                    .text(": ")
                    .key(Action::Ready.key())
                    .text(" makes it ready"),
            ),
            [] => {}
            [one] => said.push(Phrase::new().sign(Sign::Danger, "1 thing is missing").text(format!(": {}", one.what))),
            many => {
                said.push(Phrase::new().sign(Sign::Danger, format!("{} things are missing", many.len())));
                said.extend(many.iter().map(|f| Phrase::from(format!("  {}", f.what))));
            }
        }
        lines.extend(said.into_iter().flat_map(|p| p.wrap(room, theme)));
        lines.push(Phrase::new());
        let items: Vec<IntelligenceItem> = view.items.iter().map(|i| i.it.clone()).collect();
        let page = Page {
            entry,
            items: &items,
            source: &view.source,
            srn: &view.srn,
            rests: view.rests.as_ref(),
            in_words: true,
        };
        lines.extend(page.lines(room, theme, &|_| false));
        lines
    }
}

impl Shown for State {
    type Msg = Msg;

    fn title(&self, _ctx: &Ctx) -> String {
        match self.view.get() {
            Some(view) => format!("6 Intelligence · {}", view.entry.it.reference),
            None => "6 Intelligence · entry".to_owned(),
        }
    }

    fn begin(&mut self, _ctx: &Ctx) -> Effects {
        let id = self.id;
        vec![ask_latest("intelligence entry", move |desk| Msg::Read(desk.open_entry(id).map(Box::new)))]
    }

    fn told(&mut self, msg: Msg, _ctx: &Ctx) -> Effects {
        match msg {
            Msg::Read(read) => {
                self.view = read.into();
                Effects::new()
            }
            Msg::Ready(values) => {
                let id = self.id;
                let text = |name: &str| text_in(&values, name).to_owned();
                let (purpose, condition, necessity) = (text("purpose"), text("condition"), text("necessity"));
                vec![ask(move |desk| Msg::IsReady(desk.make_entry_ready(id, &purpose, &condition, &necessity)))]
            }
            Msg::IsReady(saved) => settled(saved.map(|_| ()), takes_back("Ready: its update is in the outbox, 8")),
            Msg::Removed(Err(p)) => vec![Effect::Failed(p)],
            Msg::Remove => {
                let id = self.id;
                vec![ask(move |desk| Msg::Removed(desk.remove_entry(id)))]
            }
            Msg::Removed(Ok(())) => vec![Effect::Back, Effect::Changed, done(takes_back("The draft is removed"))],
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        if self.scroll.moves(action, ctx) {
            return Effects::new();
        }
        match action {
            Action::Edit => {
                vec![Effect::Go(Place::Form(Task::Of { who: None, kind: Kind::Intelligence, id: Some(self.id) }))]
            }
            Action::Ready => self.ask_ready(ctx),
            Action::Close => self.ask_remove(),
            _ => Effects::new(),
        }
    }

    fn actions(&self, _ctx: &Ctx) -> Vec<Action> {
        let mut actions = match self.view.get().map(|v| v.entry.it.state.as_str()) {
            Some(state::SUBMITTED) => vec![Action::Outbox],
            Some(state::READY) => vec![Action::Edit, Action::Outbox],
            Some(_) => vec![Action::Edit, Action::Ready, Action::Close],
            None => Vec::new(),
        };
        actions.extend(moves::ALL);
        actions
    }

    fn why_not(&self, action: Action, _ctx: &Ctx) -> Option<(&'static str, String)> {
        let first = self.view.get()?.missing.first()?;
        (action == Action::Ready).then(|| ("not whole", format!("Not ready: {} e edits it.", first.what)))
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        (action == Action::Close).then_some("remove")
    }

    fn caveat(&self, _ctx: &Ctx) -> Option<Caveat> {
        let mut caveat = Caveat::sensitive("Intelligence");
        if let Some(view) = self.view.get() {
            caveat.classification = lists::label("classifications", view.entry.it.classification_code());
        }
        Some(caveat)
    }

    fn place(&self) -> Option<Place> {
        Some(Place::IntelligenceEntry(self.id))
    }

    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let view = self.view.shown(buf, frame.body, theme)?;
        let area = text_of(frame.body);
        let lines = self.lines(view, usize::from(area.width).min(MEASURE), ctx);
        self.scroll.draw(buf, area, &lines, theme);
        None
    }
}
