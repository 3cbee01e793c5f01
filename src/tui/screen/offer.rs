//! One offer or referral: its way, what comes next, the service with how sure it is, what the ledger says about sharing
//! with it. Sending asks for consent first, says that it is final, and makes the disclosure record.
//!
//! The pieces of the form in which support is offered are here too. What does not belong here: the sheets of the other
//! steps ([`crate::tui::screen::moving`]) and the rules, which are casework's.

use chrono::NaiveDate;
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::casework::desk::Saved;
use crate::casework::support::{OVERRIDING, OfferView, Proposed, SENDING};
use crate::domain::directory::{BANNER, Listed};
use crate::domain::field::{Field, FieldType as _, Record as _, Shape, Value, Values, text_in};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::offer::{Next, Offer, faults, response};
use crate::domain::problem::Outcome;
use crate::domain::service::{Fit, Service, Sure};
use crate::domain::text::lower_first;
use crate::domain::{consent, lists, phone, when};
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Effect, Effects, ask, refused, settled, takes_back};
use crate::tui::form::{Advice, Extra, Form};
use crate::tui::overlay::choose::{Choice, Choose};
use crate::tui::overlay::fill::Fill;
use crate::tui::screen::marker::{consent_phrase, step};
use crate::tui::screen::moves::Focus;
use crate::tui::screen::moving::{self, Raise};
use crate::tui::screen::read::Read;
use crate::tui::screen::record::Section;
use crate::tui::screen::{Place, Shown, Who, moves};
use crate::tui::task::{Prepared, Task};
use crate::tui::theme::Sign;
use crate::tui::widget::frame::Frame;
use crate::tui::widget::list::Rows;
use crate::tui::widget::record::{DETAIL_LABEL, Labelled, labelled};
use crate::tui::widget::{Phrase, below, row, text_of, track};

/// Cells of the widest line that is still read with ease, label included.
const MEASURE: u16 = 100;
/// Rows of the sheets in which a referral is sent.
const SHEET: u16 = 9;

/// Who authorised an override.
const AUTHORISED: &[Field] =
    &[Field::new(Shape::Line, "Authorised by").required().help("Insp 0881 T. Marlowe").named("override_by")];

/// What the screen is told.
pub enum Msg {
    /// The offer.
    Read(Outcome<Box<OfferView>>),
    /// The reason was given too long ago: it is asked for again.
    Lapsed,
    /// The reason was given again.
    Again,
    /// Something of the sheets that move it on.
    Moving(moving::Msg),
    /// It is to be sent though consent is missing: on which ground.
    Override,
    /// What is sent, as typed.
    Send(Values),
    /// It was sent, or why not.
    Sent(Saved<()>),
    /// Who authorised an override, as typed.
    Authorised(Values),
    /// The name is entered, or why not.
    Named(Saved<()>),
}

fn wrap(msg: moving::Msg) -> crate::tui::screen::Answer {
    Msg::Moving(msg).into()
}

/// What can be focused, in the order of the screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Row {
    Next,
    Authorise,
    Consent,
    Service,
    Words,
}

/// The screen.
pub struct State {
    who: Who,
    id: RecordId,
    offer: Read<Box<OfferView>>,
    list: Focus,
}

impl State {
    /// An offer of a contact.
    #[must_use]
    pub const fn new(who: Who, id: RecordId) -> Self {
        Self { who, id, offer: Read::NotYet, list: Focus::new() }
    }

    fn it(&self) -> Option<&Offer> {
        self.offer.get().map(|v| &v.stored.it)
    }

    fn is_open(&self) -> bool {
        self.it().is_some_and(Offer::is_open)
    }

    fn next(&self) -> Option<Next> {
        self.it()?.next().into_iter().next()
    }

    fn lines(&self, ctx: &Ctx) -> Vec<(Row, Labelled)> {
        let Some(view) = self.offer.get() else { return Vec::new() };
        let o = &view.stored.it;
        let mut rows = vec![(Row::Next, Labelled::new("Next", self.next_words(view)))];
        let mut with = |row: Row, label: &str, value: Phrase| {
            if value.width() > 0 {
                rows.push((row, Labelled::new(label, value)));
            }
        };
        if o.is_open() && !view.must_not_find_out.is_empty() {
            let who = view.must_not_find_out.iter().enumerate().fold(Phrase::new(), |line, (i, who)| {
                let line = if i == 0 { line } else { line.dot() };
                line.sign(Sign::Danger, who.as_str())
            });
            with(Row::Words, "Must not find out", who);
        }
        // Who went there by themselves was not sent: nothing was shared.
        if o.sent_on.is_some() || !o.is_referral() {
            with(Row::Consent, "Consent", consent_phrase(&view.gate.line, view.gate.line.short()));
        }
        if !o.override_ground.is_blank() {
            let ground = lists::label("override_grounds", o.override_ground.as_str());
            let line = Phrase::new().sign(Sign::Danger, "sent without consent").text(format!(": {ground}"));
            if view.to_authorise {
                with(Row::Authorise, "Override", line.text(", ").sign(Sign::Due, "authorisation to be entered"));
            } else {
                with(Row::Words, "Override", line.text(format!(", authorised by {}", o.override_by)));
            }
        }
        with(Row::Words, "Answer", answer(o));
        if o.without_police {
            with(Row::Words, "Police", Phrase::from("without police: nothing of it goes to police or IS"));
        }
        with(Row::Words, "Information left", o.information_left.as_str().into());
        if o.sent_on.is_some() {
            let how = lists::label("disclosure_channels", o.sent_how.as_str());
            let how = if how.is_empty() { String::new() } else { format!(", by {how}") };
            with(Row::Words, "Sent", Phrase::from(format!("to {}{how}", o.sent_to)));
        }
        with(Row::Words, "What came of it", o.outcome.as_str().into());
        with(Row::Words, "Why it ended", o.ended_why.as_str().into());
        match &view.service {
            Some(service) => {
                rows.push((Row::Service, Labelled::new("Service", sure_phrase(service, ctx.today()))));
                let reach = reach(service);
                if !reach.is_empty() {
                    rows.push((Row::Service, Labelled::new("", reach)));
                }
                if service.sure(ctx.today()).warns() {
                    rows.push((Row::Service, Labelled::new("", banner())));
                }
            }
            None => {
                rows.push((Row::Words, Labelled::new("Service", Phrase::new().muted("no longer in the directory"))))
            }
        }
        rows
    }

    /// What comes next, in a sentence.
    fn next_words(&self, view: &OfferView) -> Phrase {
        let o = &view.stored.it;
        match self.next() {
            Some(Next::Sent) => match view.gate.stops(&o.service_name) {
                None => Phrase::from("send it on; asks to whom and how, and is final"),
                Some(stop) => Phrase::new()
                    .sign(Sign::Danger, "cannot be sent yet")
                    .text(format!(": {}", lower_first(&stop.what))),
            },
            Some(Next::Withdrawn) => Phrase::from("the person is thinking about it; e changes the answer"),
            Some(Next::Acknowledged) => Phrase::from("they say that they have it"),
            Some(Next::Started) => Phrase::from("the person and the service begin"),
            Some(Next::Completed) => Phrase::from("what it came to, in the person's terms"),
            _ => Phrase::new().muted("nothing more is to come of it"),
        }
    }

    fn do_next(&self, ctx: &Ctx) -> Effects {
        match self.next() {
            Some(Next::Sent) => self.ask_send(ctx),
            Some(Next::Withdrawn) => self.edit(),
            Some(next) => vec![moving::sheet(self.id, next, ctx, wrap)],
            None => vec![refused("Nothing more is to come of it. o offers support again.")],
        }
    }

    fn edit(&self) -> Effects {
        vec![Effect::Go(Place::Form(Task::of(self.who.clone(), Kind::Offer, Some(self.id))))]
    }

    /// Sends it on, or says what the ledger is missing and which ways there are.
    fn ask_send(&self, ctx: &Ctx) -> Effects {
        let Some(view) = self.offer.get() else { return Effects::new() };
        let o = &view.stored.it;
        let Some(stop) = view.gate.stops(&o.service_name) else { return self.ask_sending(SENDING, ctx) };
        let mut choices = vec![Choice::new("", "Leave it unsent", Effects::new())];
        if let Some(service) = o.service {
            let consent = Task::About { who: self.who.clone(), kind: Kind::Consent, service };
            choices.push(Choice::new("a", "Enter the answer in the ledger", vec![Effect::Go(Place::Form(consent))]));
        }
        choices.push(Choice::new("Shift+O", "Override, on a listed ground", vec![Effect::Tell(Msg::Override.into())]));
        let said = vec![Phrase::new().marked(Sign::Danger, stop.what), Phrase::from(stop.remedy)];
        vec![Choose::dialog(format!("Cannot send to {}", o.service_name), said, choices).raise()]
    }

    fn ask_sending(&self, fields: &'static [Field], ctx: &Ctx) -> Effects {
        let Some(view) = self.offer.get() else { return Effects::new() };
        let name = view.stored.it.service_name.clone();
        let mut said = vec![
            Phrase::new()
                .sign(Sign::Due, "Final")
                .text(": what is passed on was passed on. Its disclosure record is made in the same act."),
        ];
        if !view.must_not_find_out.is_empty() {
            said.push(Phrase::new().muted("Must not find out: ").text(view.must_not_find_out.join(", ")));
        }
        let values = Values::from([("to_whom", Value::Text(name.clone()))]);
        let form = Form::over(fields, values, ctx.now, Extra::new());
        let kept = format!("send-{}:{}", fields.len(), self.id);
        vec![
            Fill::new(format!("Send to {name}"), said, form, SHEET, "send it", |v| Msg::Send(v).into())
                .grows(SHEET + 5)
                .kept_as(kept)
                .raise(),
        ]
    }

    fn open(&self, ctx: &Ctx) -> Effects {
        match self.lines(ctx).get(self.list.at).map(|(row, _)| *row) {
            Some(Row::Consent) => vec![Effect::Go(Place::Record(self.who.clone(), Section::Consent))],
            Some(Row::Service) => {
                let at = self.it().and_then(|o| o.service);
                vec![Effect::Go(Place::Services(Some(self.who.clone()), at))]
            }
            Some(Row::Authorise) => {
                let form = Form::over(AUTHORISED, Values::new(), ctx.now, Extra::new());
                let title = "Who authorised it?".to_owned();
                vec![
                    Fill::new(title, Vec::new(), form, 3, "enter it", |v| Msg::Authorised(v).into())
                        .kept_as(format_args!("authorise:{}", self.id))
                        .raise(),
                ]
            }
            Some(Row::Words) => self.edit(),
            _ => self.do_next(ctx),
        }
    }
}

impl Shown for State {
    type Msg = Msg;

    fn title(&self, _ctx: &Ctx) -> String {
        let what = if self.it().is_some_and(Offer::is_referral) { "referral" } else { "offer" };
        format!("3 Support · {what}")
    }

    fn begin(&mut self, _ctx: &Ctx) -> Effects {
        let (id, whose) = (self.id, self.who.id);
        vec![ask(move |desk| match desk.remembered_reason(whose) {
            Some(_) => Msg::Read(desk.offer_view(id).map(Box::new)),
            None => Msg::Lapsed,
        })]
    }

    fn told(&mut self, msg: Msg, ctx: &Ctx) -> Effects {
        let id = self.id;
        match msg {
            Msg::Lapsed => {
                self.offer.lapses();
                vec![Effect::Consult(self.who.clone(), vec![Effect::Tell(Msg::Again.into())])]
            }
            Msg::Again => self.begin(ctx),
            Msg::Read(read) => {
                self.offer = read.into();
                if self.offer.is_there() {
                    self.list.stays(None, self.lines(ctx).len());
                }
                Effects::new()
            }
            Msg::Moving(msg) => moving::told(msg, Some(&self.who), ctx, wrap),
            Msg::Override => self.ask_sending(OVERRIDING, ctx),
            Msg::Send(values) => vec![ask(move |desk| Msg::Sent(desk.send_referral(id, &values)))],
            Msg::Sent(saved) => settled(saved, format!("Sent: referral of {}. It stays as it is", self.who.reference)),
            Msg::Authorised(values) => {
                let by = text_in(&values, "override_by").to_owned();
                vec![ask(move |desk| Msg::Named(desk.authorise_referral(id, &by)))]
            }
            Msg::Named(saved) => settled(saved, takes_back("The name is entered")),
        }
    }

    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        if self.list.moves(action, self.lines(ctx).len(), ctx) {
            return Effects::new();
        }
        match action {
            Action::Open => self.open(ctx),
            Action::Done => vec![moving::ask_of(self.id, Raise::What, wrap)],
            Action::Wait => vec![moving::ask_of(self.id, Raise::Later, wrap)],
            Action::Edit => self.edit(),
            Action::Close => vec![moving::sheet(self.id, Next::Withdrawn, ctx, wrap)],
            _ => Effects::new(),
        }
    }

    fn actions(&self, _ctx: &Ctx) -> Vec<Action> {
        let mut actions = Vec::new();
        if self.offer.is_there() {
            actions.extend([Action::Open, Action::Done, Action::Wait, Action::Edit, Action::Close]);
        }
        actions.extend(moves::ALL);
        actions
    }

    fn footer_word(&self, action: Action) -> Option<String> {
        let word = match action {
            Action::Open if self.list.at > 0 => "open",
            Action::Open => match self.next() {
                Some(Next::Sent) => "send it on",
                Some(Next::Acknowledged) => "acknowledged",
                Some(Next::Started) => "started",
                Some(Next::Completed) => "completed",
                Some(Next::Withdrawn) => "the answer",
                _ => "nothing more",
            },
            Action::Done => "what came of it",
            Action::Wait => "ask later",
            Action::Close => "withdrawn",
            _ => return None,
        };
        Some(word.to_owned())
    }

    fn why_not(&self, action: Action, _ctx: &Ctx) -> Option<(&'static str, String)> {
        match action {
            Action::Done | Action::Wait | Action::Close if !self.is_open() => {
                Some(("settled", "Nothing more is to come of it. o offers support again.".to_owned()))
            }
            _ => None,
        }
    }

    fn contact(&self) -> Option<Who> {
        Some(self.who.clone())
    }

    fn place(&self) -> Option<Place> {
        Some(Place::Offer(self.who.clone(), self.id))
    }

    fn rows(&self) -> Option<&Rows> {
        Some(self.list.rows())
    }

    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        let theme = &ctx.theme;
        let view = self.offer.shown_whole(buf, frame.body, theme)?;
        let body = frame.body;
        let room = usize::from(text_of(body).width);
        let mut head = Phrase::new().bold(format!("{}  {}", self.who.reference, self.who.name)).text("   ");
        if view.child {
            head = head.sign(Sign::Child, "under 18, or may be").dot();
        }
        head.text(view.stored.it.service_name.as_str()).draw(buf, row(text_of(body), 0), 0, 0, theme);
        let gap = u16::from(body.height >= 20);
        let mut used = 1 + gap;
        let line: Vec<track::Step> = view.track.iter().map(step).collect();
        track::draw(buf, body, used, &line, 1, theme);
        used += 1;
        let dates = view.dates.iter().enumerate().fold(Phrase::new(), |line, (i, piece)| {
            let line = if i == 0 { line } else { line.dot() };
            match step(piece).sign {
                sign @ (Sign::Due | Sign::Danger) => line.sign(sign, piece.words.as_str()),
                _ => line.text(piece.words.as_str()),
            }
        });
        for line in dates.wrap(room, theme) {
            line.draw(buf, row(text_of(body), used), 0, 0, theme);
            used += 1;
        }
        used += gap;
        let values: Vec<Labelled> = self.lines(ctx).into_iter().map(|(_, l)| l).collect();
        let section = Rect { width: body.width.min(MEASURE), ..below(body, used) };
        self.list.drawn(labelled(buf, section, &values, DETAIL_LABEL, Some(self.list.at), self.list.top(), theme))
    }
}

/// The person's answer, when and in which words.
fn answer(o: &Offer) -> Phrase {
    let label = lists::label("offer_responses", o.response.as_str());
    let why = if o.not_suitable_why.is_empty() { String::new() } else { format!(": {}", o.not_suitable_why) };
    let words = if o.words.is_empty() { String::new() } else { format!(", \"{}\"", o.words.trim_matches('"')) };
    Phrase::from(format!("{label}{why}{words}"))
}

/// How sure an entry of the directory is, with its sign.
#[must_use]
pub fn sure_phrase(service: &Service, today: NaiveDate) -> Phrase {
    let words = service.sure_words(today);
    match sure_sign(service.sure(today)) {
        sign @ Sign::Ready => Phrase::new().marked(sign, words),
        sign @ Sign::Dot => Phrase::new().mark(sign).muted(format!(" {words}")),
        sign => Phrase::new().sign(sign, words),
    }
}

/// The sign of how sure an entry is.
#[must_use]
pub const fn sure_sign(sure: Sure) -> Sign {
    match sure {
        Sure::Checked => Sign::Ready,
        Sure::Old => Sign::Due,
        Sure::Never => Sign::Danger,
        Sure::Closed => Sign::Dot,
    }
}

/// Said wherever something unverified is shown.
#[must_use]
pub fn banner() -> Phrase {
    let (head, rest) = BANNER.split_once(':').unwrap_or((BANNER, ""));
    Phrase::new().sign(Sign::Danger, head).text(format!(":{rest}"))
}

/// How a service is reached, in a line.
#[must_use]
pub fn reach(service: &Service) -> String {
    let number = if service.phone.is_empty() { String::new() } else { phone::display(&service.phone) };
    [number.as_str(), &service.address, &service.hours]
        .into_iter()
        .filter(|t| !t.is_empty())
        .collect::<Vec<_>>()
        .join(" · ")
}

/// Puts the service that a new record is about into what its form begins from.
pub fn begin_about(kind: Kind, about: &Listed, values: &mut Values) {
    match kind {
        Kind::Consent => {
            values.insert("purpose", Value::Text(consent::purpose::SHARE.to_owned()));
            values.insert("service", Value::Text(about.service.name.clone()));
        }
        Kind::Offer => {
            values.insert("service", Value::Text(about.id.to_string()));
        }
        _ => {}
    }
}

/// The services of the form in their order, as the officer reads them.
#[must_use]
pub fn labels(services: &[Proposed], today: NaiveDate) -> Vec<(RecordId, String)> {
    services
        .iter()
        .map(|p| {
            let mut label = p.service.name.clone();
            if matches!(p.fit, Fit::Ask(_)) {
                label.push_str(" · ask first");
            }
            if p.service.sure(today).warns() && !matches!(p.fit, Fit::Closed(_)) {
                label.push_str(" · not verified");
            }
            (p.id, label)
        })
        .collect()
}

/// The rules that the form of an offer shows: what is closed and why, how sure the service is, the day to ask again.
pub fn extra(extra: Extra, prepared: &Prepared, changes: bool, today: NaiveDate) -> Extra {
    let services = prepared.services.clone();
    let fits = services.iter().filter(|p| p.fit == Fit::Takes).count();
    let asks = services.iter().filter(|p| matches!(p.fit, Fit::Ask(_))).count();
    // What was taken up stays as it was, whatever the service takes by now.
    let kept = prepared.values.get("service").and_then(Option::<RecordId>::from_value).filter(|_| changes);
    let shut: Vec<(RecordId, String)> = services
        .iter()
        .filter_map(|p| match &p.fit {
            Fit::Closed(why) if Some(p.id) != kept => Some((p.id, why.clone())),
            _ => None,
        })
        .collect();
    let closed = shut.len();
    let (judged, advised) = (services.clone(), services);
    extra
        .shut("service", shut, |values| text_in(values, "response") == response::NOT_SUITABLE)
        .head(move |_, _| {
            let line = match (fits, asks) {
                (0, 0) => {
                    Phrase::new().sign(Sign::Danger, "No service of the directory fits").text(": 3, Tab adds one.")
                }
                (0, asks) => Phrase::new()
                    .sign(Sign::Due, "None is known to fit")
                    .text(format!(" by age, gender and area: {asks} to ask first.")),
                (fits, _) => Phrase::new().muted(format!("{fits} fit by age, gender and area; they come first.")),
            };
            let more = match closed {
                0 => String::new(),
                1 => " 1 is closed to the person.".to_owned(),
                n => format!(" {n} are closed to the person."),
            };
            vec![line.muted(more)]
        })
        .check(move |values| {
            let offer = Offer::from_values(values);
            let fit = of(&judged, &offer).filter(|p| Some(p.id) != kept).map_or(Fit::Takes, |p| p.fit.clone());
            faults(&offer, today, &fit)
        })
        .advise(move |values| {
            let offer = Offer::from_values(values);
            let mut said = Vec::new();
            let mut say = |field, sign, words: String| said.push(Advice { field, sign, words });
            if let Some(p) = of(&advised, &offer) {
                if let Fit::Ask(why) = &p.fit {
                    say("service", Sign::Due, format!("ask first: {why}"));
                }
                if p.service.sure(today).warns() {
                    say("service", Sign::Danger, p.service.sure_words(today));
                }
            }
            if offer.is_open() && offer.chase_on.is_none() {
                let mut asked = offer.clone();
                asked.set_chase(today);
                let on = asked.chase_on.map(when::long_day).unwrap_or_default();
                say("chase_on", Sign::NotYet, format!("blank asks again on {on}"));
            }
            said
        })
        .closing("A closed one can be kept as an answer: answer not suitable, then choose it. Nothing here goes to IS.")
}

fn of<'a>(services: &'a [Proposed], offer: &Offer) -> Option<&'a Proposed> {
    services.iter().find(|p| Some(p.id) == offer.service)
}

/// What is said once an offer is saved.
#[must_use]
pub fn saved_words(reference: &str, values: &Values) -> String {
    let offer = Offer::from_values(values);
    let more = match (offer.is_referral(), offer.response.as_str()) {
        (false, response::ACCEPTED) => ", not sent yet: 3 has it",
        _ => "",
    };
    takes_back(format_args!("Saved: offer of {reference}{more}"))
}
