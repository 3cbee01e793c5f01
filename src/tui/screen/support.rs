//! 3 Support: the open offers and referrals of the area by what has to happen, and the directory of services.
//!
//! `Tab` goes from one to the other. The directory says of each service how sure it is and, with a contact in focus,
//! whether it takes them. What does not belong here: one referral ([`crate::tui::screen::offer`]).

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::casework::desk::Saved;
use crate::casework::support::{Board, BoardLine, Group, Proposed};
use crate::domain::directory::{self, Listed};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::offer::Offer;
use crate::domain::problem::Outcome;
use crate::domain::service::{Fit, Service};
use crate::domain::when;
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, ask, ask_latest, settled, takes_back};
use crate::tui::overlay::choose::{Choice, Choose};
use crate::tui::screen::moves::Focus;
use crate::tui::screen::moving::{self, Raise, standing};
use crate::tui::screen::offer::{banner, reach, sure_phrase, sure_sign};
use crate::tui::screen::read::Read;
use crate::tui::screen::{Place, Shown, Who, moves};
use crate::tui::task::Task;
use crate::tui::theme::Sign;
use crate::tui::widget::frame::{self, Frame, Panes};
use crate::tui::widget::list::{self, Column, List, Row, Rows};
use crate::tui::widget::record::{LABEL, Labelled};
use crate::tui::widget::{Ink, Phrase, below, paragraphs, row, text_of};

/// Cells of the group's column, where there is room for one.
const LEAD: u16 = 11;

/// What the screen is told.
pub enum Msg {
    /// The board, and the directory.
    Read(Outcome<Box<Board>>),
    /// Which services take a contact.
    Fits(RecordId, Outcome<Vec<Proposed>>),
    /// Something of the sheets that move a referral on.
    Moving(moving::Msg),
    /// A service was checked, and how.
    Checked(RecordId, &'static str),
    /// It is kept, or why not.
    Verified(Saved<()>),
}

fn wrap(msg: moving::Msg) -> crate::tui::screen::Answer {
    Msg::Moving(msg).into()
}

/// Which of the two is shown.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
enum Side {
    #[default]
    Board,
    Directory,
}

/// The board and the directory.
#[derive(Default)]
pub struct State {
    board: Read<Box<Board>>,
    side: Side,
    offers: Focus,
    /// The focused service, and how the services were drawn.
    service: Option<RecordId>,
    services: Rows,
    /// One service is read whole.
    whole: bool,
    /// Whom the directory is looked at for, and which services take them.
    about: Option<Who>,
    fits: Vec<Proposed>,
}

impl State {
    /// The directory, for a contact if there is one, at one of the services.
    #[must_use]
    pub fn directory(about: Option<Who>, service: Option<RecordId>) -> Self {
        Self { side: Side::Directory, about, service, ..Self::default() }
    }

    fn lines(&self) -> &[BoardLine] {
        self.board.get().map_or(&[], |b| b.lines.as_slice())
    }

    fn focused(&self) -> Option<&BoardLine> {
        self.lines().get(self.offers.at)
    }

    fn who(line: &BoardLine) -> Who {
        Who { id: line.contact, reference: line.reference.clone(), name: line.name.clone() }
    }

    /// The services, for a contact those that take them first.
    fn services(&self) -> Vec<&Listed> {
        let mut all: Vec<&Listed> = self.board.get().map(|b| b.directory.iter().collect()).unwrap_or_default();
        if !self.fits.is_empty() {
            let place = |l: &Listed| self.fits.iter().position(|p| p.id == l.id).unwrap_or(usize::MAX);
            all.sort_by_key(|l| place(l));
        }
        all
    }

    fn service_at(&self) -> usize {
        self.services().iter().position(|l| Some(l.id) == self.service).unwrap_or(0)
    }

    fn focused_service(&self) -> Option<Listed> {
        self.services().get(self.service_at()).map(|l| (*l).clone())
    }

    fn fit(&self, id: RecordId) -> Option<&Fit> {
        self.fits.iter().find(|p| p.id == id).map(|p| &p.fit)
    }

    fn read_fits(&self) -> Effects {
        match &self.about {
            Some(who) => {
                let id = who.id;
                vec![ask_latest("fits", move |desk| Msg::Fits(id, desk.proposed_to(id)))]
            }
            None => Effects::new(),
        }
    }

    fn turn(&mut self) -> Effects {
        self.whole = false;
        match self.side {
            Side::Board => {
                self.side = Side::Directory;
                self.about = self.focused().map(Self::who);
                self.fits.clear();
                self.read_fits()
            }
            Side::Directory => {
                self.side = Side::Board;
                Effects::new()
            }
        }
    }

    /// Offers support: to the contact in focus, or to one that is chosen among the contacts.
    fn ask_offer(&self) -> Effects {
        let others = vec![
            Effect::Home(Place::Contacts),
            Effect::Toast(Sign::Due, "o offers support to the contact in focus".to_owned()),
        ];
        let Some(line) = self.focused() else { return others };
        let who = Self::who(line);
        let title = "Offer support".to_owned();
        let offer = vec![Effect::Go(Place::Form(Task::of(who.clone(), Kind::Offer, None)))];
        let choices = vec![
            Choice::new("t", format!("to {}", who.title()), offer),
            Choice::new("c", "to somebody else", others).then("opens Contacts; o offers there"),
        ];
        vec![Choose::letters(title, 1, choices, Vec::new()).raise()]
    }

    /// Says that the focused service was checked: the second key says how.
    fn ask_checked(&self) -> Effects {
        let Some(listed) = self.focused_service() else { return Effects::new() };
        let id = listed.id;
        let by = |how: &'static str| vec![Effect::Tell(Msg::Checked(id, how).into())];
        let choices = vec![
            Choice::new("r", "rang them", by("rang them")),
            Choice::new("p", "their own page", by("their own page")),
            Choice::new("v", "went there", by("went there")),
            Choice::new("k", "a partner who works with them", by("a partner who works with them")),
        ];
        let below = vec![
            Phrase::new()
                .muted("It is as the entry says, today. If not, Esc and e: put it right; that counts as checked."),
        ];
        vec![Choose::letters(format!("{}: how was it checked?", listed.service.name), 2, choices, below).raise()]
    }

    fn act_board(&mut self, action: Action, ctx: &Ctx) -> Effects {
        if self.offers.moves(action, self.lines().len(), ctx) {
            return Effects::new();
        }
        match (action, self.focused()) {
            (Action::Pane, _) => self.turn(),
            (Action::AddHere, _) => self.ask_offer(),
            (Action::Open, Some(line)) => vec![Effect::Go(Place::Offer(Self::who(line), line.id))],
            (Action::Done, Some(line)) => vec![moving::ask_of(line.id, Raise::What, wrap)],
            (Action::Wait, Some(line)) => vec![moving::ask_of(line.id, Raise::Later, wrap)],
            _ => Effects::new(),
        }
    }

    fn act_directory(&mut self, action: Action, ctx: &Ctx) -> Effects {
        if let Some(to) = moves::target(action, self.service_at(), self.services().len(), moves::page(ctx)) {
            self.service = self.services().get(to).map(|l| l.id);
            return Effects::new();
        }
        match action {
            Action::Pane => self.turn(),
            Action::Open => {
                self.whole = !self.whole;
                Effects::new()
            }
            Action::CheckService => self.ask_checked(),
            Action::AddHere => {
                vec![Effect::Go(Place::Form(Task::Of { who: None, kind: Kind::Service, id: None }))]
            }
            Action::Edit => match self.focused_service() {
                Some(l) => vec![Effect::Go(Place::Form(Task::Of { who: None, kind: Kind::Service, id: Some(l.id) }))],
                None => Effects::new(),
            },
            _ => Effects::new(),
        }
    }

    /// Sign and words of when a row is to be asked about.
    fn when(line: &BoardLine, ctx: &Ctx) -> (Option<Sign>, String) {
        let Some(on) = line.offer.chase_on else { return (None, String::new()) };
        match when::days_late(on, ctx.today()) {
            0 if on == ctx.today() => (Some(Sign::Due), "today".to_owned()),
            0 => (None, when::day_label(on, ctx.today())),
            1 => (Some(Sign::Danger), "1 day late".to_owned()),
            n => (Some(Sign::Danger), format!("{n} days late")),
        }
    }

    fn view_board(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx, board: &Board) -> Option<Position> {
        let theme = &ctx.theme;
        if board.lines.is_empty() {
            let said = [
                Phrase::from(format!("No offer or referral is open in {}.", ctx.area_label())),
                Phrase::new(),
                Phrase::new().key(Action::OfferSupport.key()).text("    with a contact in focus offers support"),
                Phrase::new().key(Action::Pane.key()).text("  the directory of services"),
            ];
            paragraphs(buf, frame.body, &said, theme);
            return None;
        }
        let panes = frame::panes(frame.body);
        let pane = panes.left;
        self.head(board).draw(buf, row(text_of(pane), 0), 0, 0, theme);
        let roomy = ctx.size.0 >= 120;
        let slim = ctx.size.0 < 80;
        let columns = [
            Column::new("Ask again", 13).whole(),
            Column::new("Contact", 9).whole(),
            Column::new("Name", 10),
            Column::rest("Where it stands"),
        ];
        let narrow_columns = [Column::new("", 13).whole(), Column::new("", 9).whole(), Column::rest("")];
        let mut before = None;
        let rows: Vec<Row> = board
            .lines
            .iter()
            .map(|line| {
                let begins = before != Some(line.group);
                before = Some(line.group);
                let (sign, when) = Self::when(line, ctx);
                let when = match sign {
                    Some(sign) => Phrase::new().ink(when, Ink::Word(sign.role())),
                    None => Phrase::from(when),
                };
                let sign = if line.child { Some(Sign::Child) } else { sign };
                let stands = Phrase::from(format!("{} · {}", standing(&line.offer, ctx), line.offer.service_name));
                let (reference, name) = (Phrase::from(line.reference.as_str()), Phrase::from(line.name.as_str()));
                let mut cells = vec![when, reference, name];
                if !slim {
                    cells.push(stands.clone());
                }
                Row {
                    lead: if begins { line.group.heading() } else { "" },
                    begins_group: begins,
                    sign,
                    cells,
                    second: slim.then_some(stands),
                    ..Row::default()
                }
            })
            .collect();
        let list = List {
            lead: if roomy { LEAD } else { 0 },
            headings: ctx.wide(),
            apart: ctx.tall(),
            ..List::new(if slim { &narrow_columns } else { &columns }, &rows)
        };
        let cursor = self.offers.draw(buf, below(pane, 2), list, theme);
        if let Some(right) = panes.right {
            frame::edge(buf, &Panes { ..panes }, theme);
            if let Some(line) = self.focused() {
                paragraphs(buf, right, &beside(line, board, ctx), theme);
            }
        }
        cursor
    }

    /// How many there are of each, above the board.
    fn head(&self, board: &Board) -> Phrase {
        let count = |g: Group| board.lines.iter().filter(|l| l.group == g).count();
        let open = board.lines.len();
        let more = if board.more { "more than " } else { "" };
        let mut head = Phrase::new().muted(format!("{more}{open} open"));
        let chase = count(Group::ToChase);
        if chase > 0 {
            head = head.dot().sign(Sign::Due, format!("{chase} to chase"));
        }
        let on_the_way = count(Group::NoAnswer) + count(Group::Acknowledged) + count(Group::Started);
        for (n, word) in
            [(count(Group::ToSend), "to send"), (on_the_way, "on the way"), (count(Group::Thinking), "thinking")]
        {
            if n > 0 {
                head = head.muted(format!(" · {n} {word}"));
            }
        }
        head
    }

    fn view_directory(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let services = self.services();
        let panes = frame::panes(frame.body);
        if self.whole
            && panes.right.is_none()
            && let Some(l) = self.focused_service()
        {
            whole(buf, frame.body, &l.service, self.fit(l.id), ctx);
            return None;
        }
        let pane = panes.left;
        let mut used = 0;
        let unsure = services.iter().filter(|l| l.service.sure(ctx.today()).warns()).count();
        if unsure > 0 {
            let words = format!("{unsure} of {} not verified in the last 6 months", services.len());
            let line = Phrase::new().sign(Sign::Danger, words).text(": check before you pass one on.");
            used += paragraphs(buf, pane, &[line], theme);
        }
        if let Some(who) = &self.about {
            let line = Phrase::new().muted("For ").text(who.title()).muted(": those that take the person come first.");
            line.draw(buf, row(text_of(pane), used), 0, 0, theme);
            used += 1;
        }
        used += u16::from(used > 0);
        let with_fit = !self.fits.is_empty();
        let slim = ctx.size.0 < 80;
        let columns = [
            Column::new("Service", if with_fit { 34 } else { 38 }),
            Column::rest(if with_fit { "For this person" } else { "State" }).whole(),
        ];
        let slim_columns = [Column::rest("").whole()];
        let rows: Vec<Row> = services
            .iter()
            .map(|l| {
                let name = Phrase::from(l.service.name.as_str());
                let second = match self.fit(l.id).filter(|_| with_fit) {
                    Some(fit) => fit_phrase(fit),
                    None => sure_phrase(&l.service, ctx.today()),
                };
                let sign = sure_sign(l.service.sure(ctx.today()));
                Row {
                    sign: Some(sign),
                    cells: if slim { vec![name] } else { vec![name, second.clone()] },
                    second: slim.then_some(second),
                    disabled: matches!(self.fit(l.id), Some(Fit::Closed(_))) || l.service.is_closed(),
                    ..Row::default()
                }
            })
            .collect();
        let list = List {
            headings: ctx.wide(),
            focus: Some(self.service_at()),
            top: self.services.top(),
            ..List::new(if slim { &slim_columns } else { &columns }, &rows)
        };
        let cursor = self.services.drawn(list::draw(buf, below(pane, used), &list, theme));
        if let Some(right) = panes.right {
            frame::edge(buf, &Panes { ..panes }, theme);
            if let Some(l) = self.focused_service() {
                paragraphs(buf, right, &service_beside(&l.service, self.fit(l.id), ctx), theme);
            }
        }
        cursor
    }
}

/// Whether a service takes the person, with its sign.
fn fit_phrase(fit: &Fit) -> Phrase {
    match fit {
        Fit::Takes => Phrase::new().sign(Sign::Ready, "takes the person"),
        Fit::Ask(why) => Phrase::new().sign(Sign::Due, "ask first").text(format!(": {why}")),
        Fit::Closed(why) => Phrase::new().mark(Sign::Dot).text(format!(" {why}")),
    }
}

/// What stands beside a row of the board: the offer, and how its service is reached. What the person said stays in the
/// record.
fn beside(line: &BoardLine, board: &Board, ctx: &Ctx) -> Vec<Phrase> {
    let o: &Offer = &line.offer;
    let mut said = vec![
        Phrase::new().bold(format!("{}  {}", line.reference, line.name)),
        Phrase::new(),
        Phrase::new().bold(o.service_name.as_str()),
        Phrase::from(standing(o, ctx)),
    ];
    if o.without_police {
        said.push(Phrase::from("without police"));
    }
    if let Some(n) = crate::domain::follow_up::deferred(o.deferrals.unwrap_or(0)) {
        said.push(Phrase::from(format!("asking {n}")));
    }
    said.push(Phrase::new());
    if let Some(l) = board.directory.iter().find(|l| Some(l.id) == o.service) {
        let reach = reach(&l.service);
        if !reach.is_empty() {
            said.push(Phrase::from(reach));
        }
        said.push(sure_phrase(&l.service, ctx.today()));
        if l.service.sure(ctx.today()).warns() {
            said.push(banner());
        }
    }
    said.push(Phrase::new());
    said.push(Phrase::from("Enter opens it and asks why"));
    said
}

fn service_beside(s: &Service, fit: Option<&Fit>, ctx: &Ctx) -> Vec<Phrase> {
    let mut said = vec![Phrase::new().bold(s.name.as_str()), sure_phrase(s, ctx.today())];
    if s.sure(ctx.today()).warns() {
        said.push(banner());
    }
    if let Some(fit) = fit {
        said.push(fit_phrase(fit));
    }
    said.push(Phrase::new());
    for (label, words) in directory::entry(s, Some(ctx.today())).more {
        if label != "State" {
            said.push(Phrase::new().muted(format!("{label}: ")).text(words));
        }
    }
    said
}

/// One service read whole: what the procedure says beside what is known now.
fn whole(buf: &mut Buffer, pane: Rect, s: &Service, fit: Option<&Fit>, ctx: &Ctx) {
    let theme = &ctx.theme;
    let mut said = vec![Phrase::new().bold(s.name.as_str())];
    if s.sure(ctx.today()).warns() {
        said.push(banner());
    }
    said.push(Phrase::new());
    let mut y = paragraphs(buf, pane, &said, theme);
    if let Some(fit) = fit {
        y += Labelled::new("For this person", fit_phrase(fit)).draw(buf, pane, y, LABEL, false, theme).rows;
    }
    for (label, words) in directory::entry(s, Some(ctx.today())).more {
        let value = if label == "State" { sure_phrase(s, ctx.today()) } else { Phrase::from(words) };
        y += Labelled::new(label, value).draw(buf, pane, y, LABEL, false, theme).rows;
    }
}

impl Shown for State {
    type Msg = Msg;

    fn title(&self, ctx: &Ctx) -> String {
        match self.side {
            Side::Board => format!("3 Support · {}", ctx.area_label()),
            Side::Directory => "3 Support · services".to_owned(),
        }
    }

    fn begin(&mut self, ctx: &Ctx) -> Effects {
        let area = ctx.area.clone();
        let mut effects =
            vec![ask_latest("support board", move |desk| Msg::Read(desk.support_board(&area).map(Box::new)))];
        if self.side == Side::Directory {
            effects.extend(self.read_fits());
        }
        effects
    }

    fn told(&mut self, msg: Msg, ctx: &Ctx) -> Effects {
        match msg {
            Msg::Read(Ok(board)) => {
                // The focus stays with the same offer.
                let same = self.focused().map(|l| l.id);
                self.board = Read::It(board);
                let at = self.lines().iter().position(|l| Some(l.id) == same);
                self.offers.stays(at, self.lines().len());
                Effects::new()
            }
            Msg::Read(Err(p)) => {
                self.board = Read::Failed(p.clone());
                vec![Effect::Failed(p)]
            }
            Msg::Fits(id, Ok(fits)) => {
                if self.about.as_ref().is_some_and(|who| who.id == id) {
                    self.fits = fits;
                }
                Effects::new()
            }
            Msg::Fits(_, Err(p)) => vec![Effect::Failed(p)],
            Msg::Moving(msg) => {
                let who = self.focused().map(Self::who);
                moving::told(msg, who.as_ref(), ctx, wrap)
            }
            Msg::Checked(id, how) => vec![ask(move |desk| Msg::Verified(desk.verify_service(id, how)))],
            Msg::Verified(saved) => {
                let mut effects = settled(saved, takes_back("Verified today"));
                // No sheet is open any more: the choice closed it.
                effects.retain(|e| !matches!(e, Effect::Lower));
                effects
            }
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        match self.side {
            Side::Board => self.act_board(action, ctx),
            Side::Directory => self.act_directory(action, ctx),
        }
    }

    fn actions(&self, _ctx: &Ctx) -> Vec<Action> {
        let mut actions = match self.side {
            Side::Board if self.lines().is_empty() => vec![Action::Pane, Action::AddHere],
            Side::Board => vec![Action::Open, Action::Done, Action::Wait, Action::AddHere, Action::Pane],
            Side::Directory if self.about.is_some() => vec![
                Action::Open,
                Action::CheckService,
                Action::OfferSupport,
                Action::Edit,
                Action::Pane,
                Action::AddHere,
            ],
            Side::Directory => {
                vec![Action::Open, Action::CheckService, Action::Edit, Action::AddHere, Action::Pane]
            }
        };
        actions.extend(moves::ALL);
        actions
    }

    fn word(&self, action: Action) -> Option<&'static str> {
        match (self.side, action) {
            (Side::Board, Action::Done) => Some("what came of it"),
            (Side::Board, Action::Wait) => Some("ask later"),
            (Side::Board, Action::AddHere) => Some("offer support"),
            (Side::Board, Action::Pane) => Some("services"),
            (Side::Directory, Action::Pane) => Some("referrals"),
            (Side::Directory, Action::AddHere) => Some("add a service"),
            (Side::Directory, Action::Open) if self.whole => Some("back to the list"),
            (Side::Directory, Action::Open) => Some("read it whole"),
            (Side::Directory, Action::OfferSupport) => Some("offer it"),
            _ => None,
        }
    }

    fn why_not(&self, action: Action, _ctx: &Ctx) -> Option<(&'static str, String)> {
        match (self.side, action) {
            (Side::Directory, Action::OfferSupport) => {
                let listed = self.focused_service()?;
                match self.fit(listed.id) {
                    Some(Fit::Closed(why)) => Some(("not for them", format!("It does not take this person: {why}."))),
                    _ => None,
                }
            }
            _ => None,
        }
    }

    fn contact(&self) -> Option<Who> {
        match self.side {
            Side::Board => self.focused().map(Self::who),
            Side::Directory => self.about.clone(),
        }
    }

    fn service(&self) -> Option<RecordId> {
        (self.side == Side::Directory).then(|| self.focused_service().map(|l| l.id)).flatten()
    }

    fn place(&self) -> Option<Place> {
        Some(match self.side {
            Side::Board => Place::Support,
            Side::Directory => Place::Services(self.about.clone(), self.service),
        })
    }

    fn rows(&self) -> Option<&Rows> {
        Some(match self.side {
            Side::Board => self.offers.rows(),
            Side::Directory => &self.services,
        })
    }

    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let board = self.board.shown(buf, frame.body, &ctx.theme)?;
        match self.side {
            Side::Board => self.view_board(buf, frame, ctx, board),
            Side::Directory => self.view_directory(buf, frame, ctx),
        }
    }
}
