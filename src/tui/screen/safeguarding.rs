//! 5 Safeguarding: the concerns of the area, children first with their clocks and what is undone; then domestic abuse,
//! modern slavery and adults. Enter opens one; decided ones are one key away.
//!
//! What does not belong here: one concern in full ([`crate::tui::screen::concern`]).

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::casework::concern::ConcernLine;
use crate::domain::concern::Concern;
use crate::domain::considered::Considered;
use crate::domain::due;
use crate::domain::field::{Field, Shape, Values, text_in};
use crate::domain::id::RecordId;
use crate::domain::problem::Outcome;
use crate::domain::when::{self, Due};
use crate::store::contact::ContactLine;
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, ask, ask_latest};
use crate::tui::form::{Extra, Form};
use crate::tui::overlay::choose::{Choice, Choose};
use crate::tui::overlay::fill::Fill;
use crate::tui::screen::moves::Focus;
use crate::tui::screen::read::Read;
use crate::tui::screen::record::concern_phrase;
use crate::tui::screen::record::part::{self, Entry, Line, Of};
use crate::tui::screen::{Place, Shown, Who, moves};
use crate::tui::task::Task;
use crate::tui::theme::Sign;
use crate::tui::widget::frame::Frame;
use crate::tui::widget::list::Rows;
use crate::tui::widget::{Phrase, below, paragraphs, row, text_of};

/// Whose child it is, by the reference.
const WHOSE: &[Field] = &[Field::new(Shape::Line, "Contact").required().help("K7-0042").named("reference")];

/// What the screen is told.
pub enum Msg {
    /// The concerns with whose they are; open or decided.
    Read(bool, Outcome<Vec<ConcernLine>>),
    /// The reference of a contact whose child it is.
    Whose(Values),
    /// Whose child it is; nothing where no contact has that reference.
    Found(Outcome<Option<Box<ContactLine>>>),
}

/// The concerns.
#[derive(Default)]
pub struct State {
    concerns: Read<Vec<ConcernLine>>,
    list: Focus,
    decided: bool,
}

/// The heading of a kind.
fn heading(concern: &Concern) -> &'static str {
    match crate::casework::concern::place_of(concern) {
        0 => "Children",
        1 => "Domestic abuse",
        2 => "Modern slavery",
        _ => "Adults",
    }
}

/// What is still to be done: `! Child Concern Notification   ◐ NRM referral`, late ones first and never cut.
fn undone(concern: &Concern, ctx: &Ctx) -> Vec<Phrase> {
    let mut actions: Vec<Considered> = concern.action_list().into_iter().filter(Considered::is_due).collect();
    let end = |a: &Considered| a.at.parse::<Due>().ok().and_then(|d| d.end());
    actions.sort_by_key(end);
    let each = actions.iter().map(|a| {
        let late = end(a).is_some_and(|t| t < ctx.local());
        Phrase::new().marked(if late { Sign::Danger } else { Sign::Due }, concern.action_label(&a.code))
    });
    each.collect()
}

impl State {
    fn rows(&self) -> &[ConcernLine] {
        self.concerns.get().map_or(&[], Vec::as_slice)
    }

    fn who(line: &ConcernLine) -> Option<Who> {
        let contact = line.contact.as_ref()?;
        Some(Who { id: contact.id, reference: contact.reference.clone(), name: contact.name.clone() })
    }

    fn entries(&self, ctx: &Ctx) -> Vec<Entry> {
        let mut entries = Vec::new();
        let mut before = "";
        let headings: std::collections::BTreeSet<&str> = self.rows().iter().map(|l| heading(&l.concern.it)).collect();
        for line in self.rows() {
            let k = &line.concern.it;
            let here = heading(k);
            if headings.len() > 1 && here != before && !self.decided {
                if !before.is_empty() {
                    entries.push(Entry::gap());
                }
                before = here;
                entries.push(Entry::sentence(Phrase::new().muted(here)));
            }
            let actions = k.action_list();
            let mut lines = vec![Line::new(concern_phrase(k, ctx))];
            if !actions.is_empty() && k.is_open() {
                lines.push(Line::new(due::actions_line(&actions, ctx.local())).at(2));
                let room = usize::from(ctx.size.0.saturating_sub(26)).max(20);
                lines.extend(part::fill(undone(k, ctx), room).into_iter().map(|l| l.at(2)));
            }
            let noticed = k.noticed.as_ref().map(when::When::shown).unwrap_or_default();
            let mut last = Phrase::new().muted(format!("noticed {noticed}"));
            if !k.decision.is_empty() {
                let words = crate::tui::screen::record::beginning(&k.decision, 100);
                last = last.dot().muted(format!("decided: {words}"));
            }
            lines.push(Line::new(last).at(2));
            let whose = match &line.contact {
                Some(c) => format!("{}  {}", c.reference, c.name),
                None => "Met by chance".to_owned(),
            };
            entries.push(Entry::rows(whose, lines).of(Of::Words));
        }
        entries
    }

    /// The entry of a row; headings stand between.
    fn focus_in(entries: &[Entry], at: usize) -> Option<usize> {
        entries.iter().enumerate().filter(|(_, e)| e.of.is_some()).nth(at).map(|(i, _)| i)
    }

    fn add(&self) -> Effects {
        let form = |task: Task| vec![Effect::Go(Place::Form(task))];
        let mut choices = vec![
            Choice::new("m", "a child met by chance", form(Task::Child { who: None, about: None }))
                .then("who is nobody's contact"),
        ];
        if let Some(who) = self.contact() {
            let words = format!("a child of {}", who.reference);
            choices.push(Choice::new("k", words, form(Task::Child { who: Some(who.clone()), about: None })));
            choices.push(Choice::new("s", format!("about {}", who.reference), form(Task::concern(who, None))));
        }
        let ask = vec![Effect::Tell(Msg::Whose(Values::new()).into())];
        choices.push(Choice::new("o", "a child of another contact", ask).then("asks the reference"));
        let below = vec![Phrase::new().muted(
            "s on a contact anywhere records one about that contact. For a child or a threat to life phone now.",
        )];
        vec![Choose::letters("About whom?", 1, choices, below).raise()]
    }

    fn ask_whose(ctx: &Ctx) -> Effects {
        let form = Form::over(WHOSE, Values::new(), ctx.now, Extra::new());
        vec![Fill::new("A child of which contact?", Vec::new(), form, 3, "go on", |v| Msg::Whose(v).into()).raise()]
    }

    fn view_empty(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) {
        let words = if self.decided {
            format!("No safeguarding concern was decided in {}.", ctx.area_label())
        } else {
            format!("No safeguarding concern is open in {}.", ctx.area_label())
        };
        let said = [
            Phrase::from(words),
            Phrase::new(),
            Phrase::new()
                .key(Action::AddConcern.key())
                .text("  adds one: a child met by chance, a child of a contact."),
            Phrase::new()
                .key(Action::Concern.key())
                .text("  with a contact in focus records one. For a child or a threat to life phone now."),
            Phrase::new().key(Action::ShowDecided.key()).text(if self.decided {
                "  the open ones."
            } else {
                "  the decided ones."
            }),
        ];
        paragraphs(buf, frame.body, &said, &ctx.theme);
    }
}

impl Shown for State {
    type Msg = Msg;

    fn title(&self, ctx: &Ctx) -> String {
        let decided = if self.decided { " · decided" } else { "" };
        format!("5 Safeguarding · {}{decided}", ctx.area_label())
    }

    fn begin(&mut self, ctx: &Ctx) -> Effects {
        let (area, open) = (ctx.area.clone(), !self.decided);
        vec![ask_latest("concerns", move |desk| Msg::Read(open, desk.concerns(&area, open)))]
    }

    fn told(&mut self, msg: Msg, ctx: &Ctx) -> Effects {
        match msg {
            Msg::Read(open, Ok(concerns)) if open != self.decided => {
                let same = self.rows().get(self.list.at).map(|l| l.concern.meta.id);
                self.concerns = Read::It(concerns);
                let at = self.rows().iter().position(|l| Some(l.concern.meta.id) == same);
                self.list.stays(at, self.rows().len());
                Effects::new()
            }
            Msg::Read(_, Ok(_)) => Effects::new(),
            Msg::Read(_, Err(p)) => {
                self.concerns = Read::Failed(p.clone());
                vec![Effect::Failed(p)]
            }
            Msg::Whose(values) if values.is_empty() => Self::ask_whose(ctx),
            Msg::Whose(values) => {
                let reference = text_in(&values, "reference").trim().to_uppercase();
                vec![ask(move |desk| {
                    let r = desk.reading();
                    Msg::Found(r.by_reference(&reference).and_then(|id: Option<RecordId>| match id {
                        Some(id) => Ok(r.contact_line(id)?.map(Box::new)),
                        None => Ok(None),
                    }))
                })]
            }
            Msg::Found(Ok(Some(line))) => {
                let who = Who { id: line.id, reference: line.reference, name: line.name };
                vec![Effect::Lower, Effect::Go(Place::Form(Task::Child { who: Some(who), about: None }))]
            }
            Msg::Found(Ok(None)) => vec![Effect::SheetFaults(vec![crate::domain::field::Fault::new(
                "reference",
                "No contact has this reference. It is like K7-0042.",
            )])],
            Msg::Found(Err(p)) => vec![Effect::Failed(p)],
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        if self.list.moves(action, self.rows().len(), ctx) {
            return Effects::new();
        }
        match (action, self.rows().get(self.list.at)) {
            (Action::Open, Some(line)) => vec![Effect::Go(Place::Concern(Self::who(line), line.concern.meta.id))],
            (Action::AddConcern, _) => self.add(),
            (Action::ShowDecided, _) => {
                self.decided = !self.decided;
                (self.concerns, self.list.at) = (Read::NotYet, 0);
                self.begin(ctx)
            }
            _ => Effects::new(),
        }
    }

    fn actions(&self, _ctx: &Ctx) -> Vec<Action> {
        let mut actions = Vec::new();
        if !self.rows().is_empty() {
            actions.push(Action::Open);
        }
        actions.push(Action::AddConcern);
        if self.contact().is_some() {
            actions.extend([Action::ContactNow, Action::Log]);
        }
        actions.push(Action::ShowDecided);
        actions.extend(moves::ALL);
        actions
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        (action == Action::ShowDecided && self.decided).then_some("open ones")
    }

    fn contact(&self) -> Option<Who> {
        self.rows().get(self.list.at).and_then(Self::who)
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Safeguarding)
    }

    fn rows(&self) -> Option<&Rows> {
        Some(self.list.rows())
    }

    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let concerns = self.concerns.shown(buf, frame.body, theme)?;
        if concerns.is_empty() {
            self.view_empty(buf, frame, ctx);
            return None;
        }
        let children = concerns.iter().filter(|l| l.concern.it.is_child()).count();
        let state = if self.decided { "decided" } else { "open" };
        let mut head = Phrase::new().muted(match concerns.len() {
            1 => format!("1 {state} concern"),
            n => format!("{n} {state} concerns"),
        });
        if children > 0 {
            head = head.muted(", ").sign(Sign::Child, format!("{children} of a child"));
        }
        head.draw(buf, row(text_of(frame.body), 0), 0, 0, theme);
        let entries = self.entries(ctx);
        let at = Self::focus_in(&entries, self.list.at);
        self.list.drawn(part::draw(buf, below(frame.body, 2), &entries, at, self.list.top(), theme))
    }
}
