//! Support: what is offered, what is sent on, what came of it, and the directory of services.
//!
//! A referral leaves the vault as somebody's information: nothing is sent without the person's consent to share with that
//! very service, or a recorded override (domain section 4, *Support offer / referral*; rule 4). Nothing here makes an
//! update for IS or an intelligence entry: support is a record of its own.

use chrono::{Datelike as _, NaiveDate};

use crate::casework::contact::keep_written;
use crate::casework::desk::{Desk, Saved, no_faults};
use crate::casework::follow_up::WaitChoice;
use crate::casework::marker::{Authorised, ConsentLine, StepState, TrackStep, may_follow, override_faults};
use crate::casework::saving::gone;
use crate::domain::check;
use crate::domain::consent::{self, Consent};
use crate::domain::considered::{Considered, state as considered};
use crate::domain::contact::Contact;
use crate::domain::directory::{self, Listed};
use crate::domain::disclosure::Disclosure;
use crate::domain::due::DueOf;
use crate::domain::field::{Code, Fault, Field, FieldType as _, Record as _, Shape, Values, text_in};
use crate::domain::follow_up::{self, FollowUp};
use crate::domain::id::RecordId;
use crate::domain::journal::Operation;
use crate::domain::kind::Kind;
use crate::domain::lists;
use crate::domain::offer::{self, Next, Offer, response, state};
use crate::domain::problem::{Outcome, Problem};
use crate::domain::service::{self, Fit, Service, Sure, same_name, status};
use crate::domain::support_path::SupportPath;
use crate::domain::text;
use crate::domain::when::{self, Due, When};
use crate::store::journal::Why;
use crate::store::table::Stored;

/// Most open offers that the board shows at once.
const BOARD: i64 = 500;

/// What is asked when a referral is sent: what makes the disclosure record.
pub const SENDING: &[Field] = &[
    Field::new(Shape::Line, "To whom").required().help("the service, and who there").named("to_whom"),
    Field::new(Shape::Pick("disclosure_channels"), "By").required().named("channel"),
    Field::new(Shape::Line, "How verified")
        .required()
        .help("their number from the directory, known in person")
        .named("verified"),
    Field::new(Shape::Note, "What is passed on").required().help("no more than the service needs").named("what"),
    Field::new(Shape::Date, "Ask again on").help("blank: in a week").named("chase_on"),
];

/// As [`SENDING`], for sending without the person's consent.
pub const OVERRIDING: &[Field] = &[
    Field::new(Shape::Pick("override_grounds"), "Ground").required().named("override_ground"),
    Field::new(Shape::Line, "Authorised by")
        .help("the supervisor; blank only where a child or a life is at stake")
        .named("override_by"),
    Field::new(Shape::Line, "To whom").required().help("the service, and who there").named("to_whom"),
    Field::new(Shape::Pick("disclosure_channels"), "By").required().named("channel"),
    Field::new(Shape::Line, "How verified")
        .required()
        .help("their number from the directory, known in person")
        .named("verified"),
    Field::new(Shape::Note, "What is passed on").required().help("no more than the service needs").named("what"),
    Field::new(Shape::Date, "Ask again on").help("blank: in a week").named("chase_on"),
];

/// One open offer or referral on the board.
#[derive(Clone)]
pub struct BoardLine {
    /// The offer.
    pub id: RecordId,
    /// Whose, by id, reference and preferred working name.
    pub contact: RecordId,
    /// Reference of the contact.
    pub reference: String,
    /// Preferred working name.
    pub name: String,
    /// The person is or may be under 18.
    pub child: bool,
    /// The offer.
    pub offer: Offer,
    /// What has to happen.
    pub group: Group,
}

/// What has to happen with an offer, in the order of the board.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub enum Group {
    /// To ask about: the day is today or has passed.
    ToChase,
    /// Accepted, and not sent yet.
    ToSend,
    /// Sent, no answer yet.
    NoAnswer,
    /// Acknowledged, not begun.
    Acknowledged,
    /// Begun.
    Started,
    /// The person is thinking about it.
    Thinking,
}

impl Group {
    /// Its heading.
    #[must_use]
    pub const fn heading(self) -> &'static str {
        match self {
            Self::ToChase => "To chase",
            Self::ToSend => "To send",
            Self::NoAnswer => "No answer",
            Self::Acknowledged => "Answered",
            Self::Started => "Started",
            Self::Thinking => "Thinking",
        }
    }

    fn of(offer: &Offer, today: NaiveDate) -> Self {
        if offer.chase_on.is_some_and(|on| on <= today) {
            return Self::ToChase;
        }
        match offer.state.as_str() {
            state::SENT => Self::NoAnswer,
            state::ACKNOWLEDGED => Self::Acknowledged,
            state::STARTED => Self::Started,
            _ if offer.response.is(response::THINKING) => Self::Thinking,
            _ => Self::ToSend,
        }
    }
}

/// The board of an area.
#[derive(Clone, Default)]
pub struct Board {
    /// Open offers and referrals, by what has to happen, then by the day to ask again.
    pub lines: Vec<BoardLine>,
    /// There are more than are shown.
    pub more: bool,
    /// The directory, for what is beside a row.
    pub directory: Vec<Listed>,
}

/// What the ledger says about sharing with one service.
#[derive(Clone)]
pub struct Gate {
    /// The entry that stands; none when nobody asked.
    pub entry: Option<RecordId>,
    /// How it stands.
    pub line: ConsentLine,
}

impl Gate {
    /// Whether it may be sent: consent was given for this very service and has not ended.
    #[must_use]
    pub fn is_given(&self) -> bool {
        self.line.state == consent::state::GIVEN
    }

    /// Why it may not be sent, and the way on.
    #[must_use]
    pub fn stops(&self, service: &str) -> Option<Problem> {
        let way_on = "Ask again and enter the answer in the ledger; or, on a listed ground, override it and name the \
                      supervisor.";
        match self.line.state.as_str() {
            consent::state::GIVEN => None,
            _ if self.line.refused => {
                Some(Problem::refused(format!("The person refused to share with {service}. That binds."), way_on))
            }
            _ if self.line.ends.is_some() => {
                Some(Problem::refused(format!("The consent to share with {service} has ended."), way_on))
            }
            _ => Some(Problem::refused(
                format!("The ledger has no consent to share with {service}."),
                "Ask, and enter the answer in the ledger; or, on a listed ground, override it and name the supervisor.",
            )),
        }
    }
}

/// An offer as its screen shows it.
#[derive(Clone)]
pub struct OfferView {
    /// The offer.
    pub stored: Stored<Offer>,
    /// Whose.
    pub contact: RecordId,
    /// The person is or may be under 18.
    pub child: bool,
    /// The service as the directory has it now; none when it is no longer there.
    pub service: Option<Service>,
    /// What the ledger says about sharing with it.
    pub gate: Gate,
    /// Who must not find out.
    pub must_not_find_out: Vec<String>,
    /// Where it stands.
    pub track: Vec<TrackStep>,
    /// The days of it.
    pub dates: Vec<TrackStep>,
    /// The name of who authorised an override is still to come.
    pub to_authorise: bool,
}

/// What the sheets that move an offer on have to know of it.
#[derive(Clone)]
pub struct Moving {
    /// The offer.
    pub id: RecordId,
    /// The offer.
    pub offer: Offer,
    /// The days that asking later is offered for.
    pub choices: Vec<WaitChoice>,
}

/// A service as a form offers it.
#[derive(Clone)]
pub struct Proposed {
    /// Its id.
    pub id: RecordId,
    /// The service.
    pub service: Service,
    /// Whether it takes the person.
    pub fit: Fit,
}

impl Desk {
    /// The directory: the entries of the program or the force, each as an officer left it, and what officers added.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn directory(&self) -> Outcome<Vec<Listed>> {
        let kept = self.reading().list(Kind::Service, 0, i64::MAX)?;
        Ok(directory::merged(kept.iter().map(|row| (row.meta.id, row.typed::<Service>().it)).collect()))
    }

    /// One service of the directory.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn service(&self, id: RecordId) -> Outcome<Option<Listed>> {
        Ok(self.directory()?.into_iter().find(|l| l.id == id))
    }

    /// The services for a person: those that fit first, then those to be asked, then those that are closed and why. Of
    /// each the checked ones first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn proposed(&self, contact: &Contact) -> Outcome<Vec<Proposed>> {
        let today = self.today();
        let mut all: Vec<Proposed> = self
            .directory()?
            .into_iter()
            .map(|l| Proposed { fit: l.service.fit(contact, today), id: l.id, service: l.service })
            .collect();
        all.sort_by_key(|p| {
            let order = match p.fit {
                Fit::Takes => 0,
                Fit::Ask(_) => 1,
                Fit::Closed(_) => 2,
            };
            let sure = match p.service.sure(today) {
                Sure::Checked => 0,
                Sure::Old => 1,
                Sure::Never | Sure::Closed => 2,
            };
            (order, sure)
        });
        Ok(all)
    }

    /// As [`Desk::proposed`], for a contact by its id.
    ///
    /// # Errors
    /// Refused when it is no longer there; or a failure.
    pub fn proposed_to(&self, contact: RecordId) -> Outcome<Vec<Proposed>> {
        let contact = self.reading().get::<Contact>(contact)?.ok_or_else(gone)?;
        self.proposed(&contact.it)
    }

    fn stored_offer(&self, id: RecordId) -> Outcome<(Stored<Offer>, RecordId)> {
        let stored = self.reading().get::<Offer>(id)?.ok_or_else(gone)?;
        let contact = stored.meta.contact.ok_or_else(gone)?;
        Ok((stored, contact))
    }

    /// Saves what was offered and what was said to it. An open offer gets its day to ask again.
    ///
    /// # Errors
    /// Faults, also when the service does not take the person; or a failure.
    pub fn save_offer(&mut self, contact: RecordId, id: Option<RecordId>, values: &Values) -> Saved<RecordId> {
        let (mut offer, before) = self.typed::<Offer>(id, values)?;
        let mut faults = Vec::new();
        let listed = match offer.service {
            Some(service) => self.service(service)?,
            None => None,
        };
        let moved = before.as_ref().is_none_or(|b| b.service != offer.service);
        if let Some(listed) = listed.as_ref().filter(|_| moved) {
            offer.service_name.clone_from(&listed.service.name);
        } else if moved && offer.service.is_some() {
            faults.push(Fault::new("service", "This service is no longer in the directory. Choose another."));
        }
        if before.as_ref().is_some_and(|b| moved && b.is_referral()) {
            faults.push(Fault::new("service", "It was sent to this service. Offer the other one by itself."));
        }
        // What was taken up stays as it was, whatever the service takes by now.
        let judged = before.as_ref().is_none_or(|b| moved || b.response != offer.response);
        let fit = match (&listed, self.reading().get::<Contact>(contact)?) {
            (Some(listed), Some(c)) if judged => listed.service.fit(&c.it, self.today()),
            _ => Fit::Takes,
        };
        faults.extend(offer::faults(&offer, self.today(), &fit));
        if before.as_ref().is_none_or(|b| b.chase_on != offer.chase_on) {
            offer.deferrals = None;
        }
        offer.set_chase(self.today());
        self.keep("record a support offer", Some(contact), id, &offer, faults)
    }

    /// The board: open offers and referrals of an area (an empty area is every area).
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn support_board(&self, area: &str) -> Outcome<Board> {
        let today = self.today();
        let due: Vec<DueOf> = self.reading().open_offers(area, BOARD + 1)?;
        let more = i64::try_from(due.len()).is_ok_and(|n| n > BOARD);
        let mut lines = Vec::with_capacity(due.len());
        for of in due.into_iter().take(usize::try_from(BOARD).unwrap_or(usize::MAX)) {
            let (Some(contact), Some(stored)) = (of.contact, self.reading().get::<Offer>(of.row.record)?) else {
                continue;
            };
            lines.push(BoardLine {
                id: of.row.record,
                contact,
                reference: of.reference,
                name: of.name,
                child: of.child,
                group: Group::of(&stored.it, today),
                offer: stored.it,
            });
        }
        // They came by their days; the order of the groups comes first.
        lines.sort_by_key(|l| l.group);
        Ok(Board { lines, more, directory: self.directory()? })
    }

    /// What the ledger says about sharing with a service.
    fn gate(&self, contact: RecordId, offer: &Offer, service: Option<&Service>) -> Outcome<Gate> {
        let ledger = self.reading().of_contact::<Consent>(contact)?;
        let is_it = |name: &str| same_name(name, &offer.service_name) || service.is_some_and(|s| s.is_called(name));
        let entry = consent::sharing(&ledger, |c| &c.it, is_it);
        Ok(Gate {
            entry: entry.map(|c| c.meta.id),
            line: ConsentLine::of_entry(
                entry.map(|c| &c.it),
                format!("share with {}", offer.service_name),
                self.today(),
            ),
        })
    }

    /// An offer as its screen shows it. The record must have been opened with a reason first.
    ///
    /// # Errors
    /// Refused when it was not, or the offer is gone; or a failure.
    pub fn offer_view(&self, id: RecordId) -> Outcome<OfferView> {
        let (stored, contact) = self.stored_offer(id)?;
        self.opened(contact)?;
        let person = self.reading().get::<Contact>(contact)?.ok_or_else(gone)?.it;
        let service = match stored.it.service {
            Some(service) => self.service(service)?.map(|l| l.service),
            None => None,
        };
        let gate = self.gate(contact, &stored.it, service.as_ref())?;
        let o = &stored.it;
        Ok(OfferView {
            contact,
            child: person.is_child(),
            service,
            gate,
            must_not_find_out: person.must_not_find_out,
            track: track(o),
            dates: dates(o, self.today()),
            to_authorise: !o.override_ground.is_blank() && o.override_by.is_empty(),
            stored,
        })
    }

    /// What the sheets that move an offer on have to know.
    ///
    /// # Errors
    /// Refused when it is settled or gone; or a failure.
    pub fn moving(&self, id: RecordId) -> Outcome<Moving> {
        let (stored, _) = self.stored_offer(id)?;
        if !stored.it.is_open() {
            return Err(settled());
        }
        Ok(Moving { id, offer: stored.it, choices: self.wait_choices()? })
    }

    /// Sends an accepted offer on to its service: the referral, its disclosure record and the journal's disclosure are
    /// one act, and final.
    ///
    /// # Errors
    /// Faults under the fields of [`SENDING`] and [`OVERRIDING`]; refused when the offer was not accepted or was sent
    /// already, and when the person did not consent to share with this very service and no override is given; or a
    /// failure.
    pub fn send_referral(&mut self, id: RecordId, values: &Values) -> Saved<()> {
        let (stored, contact) = self.stored_offer(id)?;
        let mut o = stored.it;
        if !o.next().contains(&Next::Sent) {
            return Err(Problem::refused(
                format!("It cannot be sent: it is {}.", o.state_words()),
                "Only an accepted offer is sent, and once.",
            )
            .into());
        }
        let service = match o.service {
            Some(service) => self.service(service)?.map(|l| l.service),
            None => None,
        };
        let gate = self.gate(contact, &o, service.as_ref())?;
        let by = Authorised {
            ground: text_in(values, "override_ground").to_owned(),
            by: text::clean_line(text_in(values, "override_by")).text.trim().to_owned(),
        };
        let overridden = match gate.stops(&o.service_name) {
            None => None,
            Some(stop) if by.ground.is_empty() => return Err(stop.into()),
            Some(_) => Some(&by),
        };
        let line = |name: &str| text::clean_line(text_in(values, name)).text.trim().to_owned();
        let today = self.today();
        let mut d = Disclosure {
            happened: Some(When::at(self.local_now())),
            to_whom: line("to_whom"),
            verified: line("verified"),
            channel: Code::new(text_in(values, "channel")),
            what: text::clean_note(text_in(values, "what")).text.trim().to_owned(),
            purpose: Code::new("safeguarding"),
            basis: Code::new("individuals-at-risk"),
            ..Disclosure::default()
        };
        let mut faults = Vec::new();
        if let Some(by) = overridden {
            faults.extend(override_faults(by));
            d.override_ground = Code::new(by.ground.clone());
            d.override_by.clone_from(&by.by);
        }
        faults.extend(check::faults(Kind::Disclosure, &d.values()));
        let chase_on = values.get("chase_on").and_then(Option::<NaiveDate>::from_value);
        if chase_on.is_some_and(|on| on <= today) {
            faults.push(Fault::new("chase_on", "Give a day after today."));
        }
        no_faults(faults)?;
        o.state = Code::new(state::SENT);
        o.sent_on = Some(today);
        o.sent_to.clone_from(&d.to_whom);
        o.sent_how = d.channel.clone();
        o.consent = gate.entry.filter(|_| overridden.is_none());
        o.override_ground = d.override_ground.clone();
        o.override_by.clone_from(&d.override_by);
        begin_state(&mut o, chase_on, today);
        let afterwards = overridden.and_then(|by| self.authorisation_due(by));
        let basis = match (&o.consent, overridden) {
            (_, Some(by)) => by.ground.clone(),
            (Some(_), None) => "consent".to_owned(),
            (None, None) => String::new(),
        };
        let why = Why { recipient: d.to_whom.clone(), basis, ..self.why(contact) };
        self.final_act("send a referral", |w| {
            w.put(id, Some(contact), &o, &why)?;
            let disclosure = w.add(Some(contact), &d, &why)?;
            if let Some(f) = &afterwards {
                w.add(Some(contact), &FollowUp { serves: Some(id), ..f.clone() }, &why)?;
            }
            w.note(Operation::Disclosure, Some((Kind::Disclosure, disclosure)), Some(contact), &why)
        })?;
        Ok(())
    }

    /// Enters who authorised an override afterwards, and settles the follow-up that asked for it.
    ///
    /// # Errors
    /// A fault under `override_by`; refused when there is nothing to authorise; or a failure.
    pub fn authorise_referral(&mut self, id: RecordId, by: &str) -> Saved<()> {
        let (stored, contact) = self.stored_offer(id)?;
        let by = text::clean_line(by).text.trim().to_owned();
        if by.is_empty() {
            no_faults(vec![Fault::new("override_by", "Name the supervisor who authorised it.")])?;
        }
        let mut o = stored.it;
        if o.override_ground.is_blank() || !may_follow(o.override_ground.as_str()) || !o.override_by.is_empty() {
            return Err(Problem::refused("There is nothing to authorise here.", "Go on working.").into());
        }
        o.override_by = by;
        let asks = self.reading().of_contact::<FollowUp>(contact)?;
        let asks = asks.into_iter().find(|f| f.it.is_open() && f.it.serves == Some(id));
        let (today, why) = (self.today(), self.why(contact));
        self.act("enter who authorised a referral", |w| {
            w.put(id, Some(contact), &o, &why)?;
            match &asks {
                Some(asks) => {
                    let done = FollowUp {
                        state: Code::new(follow_up::state::DONE),
                        settled_on: Some(today),
                        outcome: "the name is entered".to_owned(),
                        ..asks.it.clone()
                    };
                    w.put(asks.meta.id, Some(contact), &done, &why)
                }
                None => Ok(()),
            }
        })?;
        Ok(())
    }

    /// Moves an offer or referral on: acknowledged, started, completed with what came of it in the person's terms,
    /// failed or withdrawn and why. Sending is [`Desk::send_referral`].
    ///
    /// # Errors
    /// Faults `on`, `outcome`, `ended_why`, `chase_on`; refused when that cannot come next; or a failure.
    pub fn move_on(&mut self, id: RecordId, next: Next, values: &Values) -> Saved<()> {
        let (stored, contact) = self.stored_offer(id)?;
        let mut o = stored.it;
        if next == Next::Sent || !o.next().contains(&next) {
            return Err(Problem::refused(
                format!("It is {}, so that cannot come next.", o.state_words()),
                "Go back and look where it stands.",
            )
            .into());
        }
        let today = self.today();
        let on = values.get("on").and_then(Option::<NaiveDate>::from_value).unwrap_or(today);
        let mut faults = Vec::new();
        if on > today {
            faults.push(Fault::new("on", "This day is still to come."));
        } else if o.since().is_some_and(|since| on < since) {
            faults.push(Fault::new("on", "This day is before what came before it."));
        }
        let line = |name: &str| text::clean_line(text_in(values, name)).text.trim().to_owned();
        let chase_on = values.get("chase_on").and_then(Option::<NaiveDate>::from_value);
        o.state = Code::new(next.state());
        match next {
            Next::Acknowledged => o.acknowledged_on = Some(on),
            Next::Started => o.started_on = Some(on),
            Next::Completed => {
                o.ended_on = Some(on);
                o.outcome = text::clean_note(text_in(values, "outcome")).text.trim().to_owned();
                if o.outcome.is_empty() {
                    faults.push(Fault::new("outcome", "Write what it came to, in the person's terms."));
                }
            }
            Next::Failed | Next::Withdrawn | Next::Sent => {
                o.ended_on = Some(on);
                o.ended_why = line("ended_why");
                if o.ended_why.is_empty() {
                    faults.push(Fault::new("ended_why", "Say why, in a few words."));
                }
            }
        }
        if o.is_open() && chase_on.is_some_and(|on| on <= today) {
            faults.push(Fault::new("chase_on", "Give a day after today."));
        }
        no_faults(faults)?;
        begin_state(&mut o, chase_on, on.max(today));
        let why = self.why(contact);
        Ok(self.act("move a referral on", |w| w.put(id, Some(contact), &o, &why))?)
    }

    /// Asks about an offer later. From the third time on in one state a reason is demanded.
    ///
    /// # Errors
    /// A fault under `reason` or `due`; refused when it is settled; or a failure.
    pub fn chase_later(&mut self, id: RecordId, due: Due, reason: &str) -> Saved<()> {
        let (stored, contact) = self.stored_offer(id)?;
        let mut o = stored.it;
        if !o.is_open() {
            return Err(settled().into());
        }
        let mut faults = Vec::new();
        if due.day() <= self.today() {
            faults.push(Fault::new("due", "Give a day after today."));
        }
        if o.next_deferral_needs_reason() && reason.is_empty() {
            faults.push(Fault::new("reason", "Put off twice before: say why it waits again."));
        }
        no_faults(faults)?;
        o.chase_on = Some(due.day());
        o.deferrals = Some(o.deferrals.unwrap_or(0) + 1);
        o.deferral_reason = Code::new(reason);
        let why = self.why(contact);
        Ok(self.act("ask about a referral later", |w| w.put(id, Some(contact), &o, &why))?)
    }

    /// Saves what the person wants of support, in their words. There is one list a contact.
    ///
    /// # Errors
    /// Faults, or a failure.
    pub fn save_support_path(&mut self, contact: RecordId, id: Option<RecordId>, values: &Values) -> Saved<RecordId> {
        let id = match id {
            Some(id) => Some(id),
            None => self.path_of(contact)?.map(|p| p.meta.id),
        };
        let (mut path, _) = self.typed::<SupportPath>(id, values)?;
        path.steps = path.all_steps().iter().map(Considered::to_text).collect();
        self.keep("record what support is wanted", Some(contact), id, &path, Vec::new())
    }

    fn path_of(&self, contact: RecordId) -> Outcome<Option<Stored<SupportPath>>> {
        Ok(self.reading().newest::<SupportPath>(contact, 1)?.into_iter().next())
    }

    /// Settles one thing that a person who wants support is to be given: given, with what is to be said of it, or not
    /// needed and why.
    ///
    /// # Errors
    /// A fault under `note` where the reason is blank; refused when it is settled already or no such thing; or a failure.
    pub fn settle_support_step(&mut self, contact: RecordId, code: &str, given: bool, note: &str) -> Saved<()> {
        let note = text::clean_line(note).text.trim().to_owned();
        if !given && note.is_empty() {
            no_faults(vec![Fault::new("note", "Say why it is not needed.")])?;
        }
        let stored = self.path_of(contact)?;
        let mut path = stored.as_ref().map(|p| p.it.clone()).unwrap_or_default();
        let mut steps = path.all_steps();
        let Some(step) = steps.iter_mut().find(|s| s.code == code && s.is_due()) else {
            return Err(Problem::refused("This is settled already.", "u takes the last act back.").into());
        };
        step.state = if given { considered::DONE } else { considered::NOT_NEEDED }.to_owned();
        step.at = Due::On(self.today()).to_string();
        step.note = note;
        path.steps = steps.iter().map(Considered::to_text).collect();
        let why = self.why(contact);
        Ok(self.act("settle what support is to be given", |w| match &stored {
            Some(p) => w.put(p.meta.id, Some(contact), &path, &why),
            None => w.add(Some(contact), &path, &why).map(|_| ()),
        })?)
    }

    /// What the form of a service begins from: its record, or its entry in the directory.
    ///
    /// # Errors
    /// Refused when it is no longer there; or a failure.
    pub fn service_values(&self, id: RecordId) -> Outcome<Values> {
        Ok(self.service(id)?.ok_or_else(gone)?.service.values())
    }

    /// Saves an entry of the service directory: one that the program or the force brought is kept under its own id. What
    /// is said to be verified, changed or closed and has no day is checked today, by the officer.
    ///
    /// # Errors
    /// Faults, or a failure.
    pub fn save_service(&mut self, id: Option<RecordId>, values: &Values) -> Saved<RecordId> {
        let before = match id {
            Some(id) => Some(self.service(id)?.ok_or_else(gone)?),
            None => None,
        };
        let mut values = check::cleaned(Kind::Service, values).0;
        keep_written(Kind::Service, before.as_ref().map(|l| l.service.values()), &mut values, &[]);
        let mut service = Service::from_values(&values);
        let checked = matches!(service.status.as_str(), status::VERIFIED | status::CHANGED | status::CLOSED);
        let was = before.as_ref().map(|l| l.service.status.clone()).unwrap_or_default();
        if checked && service.status != was && service.checked_on.is_none() {
            service.checked_on = Some(self.today());
        }
        if service.checked_on.is_some() && service.checked_by.is_empty() {
            service.checked_by = self.officer.point_of_contact.short();
        }
        let mut faults = check::faults(Kind::Service, &service.values());
        faults.extend(service::faults(&service, self.today()));
        let twin = self.directory()?.into_iter().any(|l| Some(l.id) != id && same_name(&l.service.name, &service.name));
        if twin {
            faults.push(Fault::new("name", "A service of this name is in the directory already. Change that one."));
        }
        no_faults(faults)?;
        self.keep_service("change the service directory", before.as_ref(), &service)
    }

    fn keep_service(&mut self, what: &'static str, before: Option<&Listed>, service: &Service) -> Saved<RecordId> {
        let why = Why::default();
        Ok(self.act(what, |w| match before {
            Some(l) if l.kept => w.put(l.id, None, service, &why).map(|()| l.id),
            Some(l) => w.make_values(Kind::Service, l.id, None, service.values(), &why).map(|()| l.id),
            None => w.add(None, service, &why),
        })?)
    }

    /// An officer checked a service today, and it is as the directory says; `how` is what was done.
    ///
    /// # Errors
    /// Refused when it is no longer there or closed; or a failure.
    pub fn verify_service(&mut self, id: RecordId, how: &str) -> Saved<()> {
        let listed = self.service(id)?.ok_or_else(gone)?;
        if listed.service.is_closed() {
            return Err(Problem::refused("This service is closed.", "Edit its state first: e.").into());
        }
        let service = Service {
            status: Code::new(status::VERIFIED),
            checked_on: Some(self.today()),
            checked_by: self.officer.point_of_contact.short(),
            source: text::clean_line(how).text.trim().to_owned(),
            ..listed.service.clone()
        };
        self.keep_service("verify a service", Some(&listed), &service).map(|_| ())
    }

    /// What the form of an offer begins from.
    #[must_use]
    pub fn offer_defaults(&self) -> Values {
        Offer { offered_on: Some(self.today()), ..Offer::default() }.values()
    }
}

fn settled() -> Problem {
    Problem::refused("Nothing more is to come of this offer.", "Offer support again: o.")
}

/// An offer came into a new state: it is asked about by that state, and nothing was put off in it yet.
fn begin_state(o: &mut Offer, chase_on: Option<NaiveDate>, from: NaiveDate) {
    o.chase_on = chase_on;
    o.deferrals = None;
    o.deferral_reason = Code::default();
    o.set_chase(from);
}

/// The way of an offer: offered, sent, acknowledged, started, completed; where it ended, if it ended otherwise.
#[must_use]
pub fn track(o: &Offer) -> Vec<TrackStep> {
    use StepState::{Done, Due, Here, Late, ToCome};
    let step = |state, words: &str| TrackStep::new(state, words);
    let words = |state: &str| lists::label("referral_states", state);
    let mut steps = Vec::new();
    if !o.is_referral() {
        let label = o.state_words();
        return match o.response.as_str() {
            response::ACCEPTED => {
                steps.extend([step(Done, "offered"), step(Here, "accepted")]);
                steps.extend(state::WAY.iter().map(|s| step(ToCome, &words(s))));
                steps
            }
            response::THINKING => vec![step(Done, "offered"), step(Due, &label), step(ToCome, &words(state::SENT))],
            _ => vec![step(Done, "offered"), step(Here, &label)],
        };
    }
    steps.push(step(Done, "offered"));
    let passed = [(state::SENT, o.sent_on), (state::ACKNOWLEDGED, o.acknowledged_on), (state::STARTED, o.started_on)];
    for (name, on) in passed {
        if o.state.is(name) {
            steps.push(step(if name == state::STARTED { Here } else { Due }, &words(name)));
            let after = state::WAY.iter().skip_while(|s| **s != name).skip(1);
            steps.extend(after.map(|s| step(ToCome, &words(s))));
            return steps;
        }
        if on.is_some() {
            steps.push(step(Done, &words(name)));
        }
    }
    let end = if o.state.is(state::COMPLETED) { Done } else { Late };
    steps.push(step(end, &o.state_words()));
    steps
}

/// The days of an offer, for the line under its track.
fn dates(o: &Offer, today: NaiveDate) -> Vec<TrackStep> {
    let mut pieces = Vec::new();
    let days = [
        ("offered", o.offered_on),
        ("sent", o.sent_on),
        ("acknowledged", o.acknowledged_on),
        ("started", o.started_on),
        ("ended", o.ended_on),
    ];
    for (word, on) in days {
        if let Some(on) = on {
            let on = if on.year() == today.year() { on.format("%d/%m").to_string() } else { when::long(on) };
            pieces.push(TrackStep::new(StepState::Done, format!("{word} {on}")));
        }
    }
    if let Some(on) = o.chase_on.filter(|_| o.is_open()) {
        let (state, words) = match (today - on).num_days() {
            late if late > 0 => (StepState::Late, format!("was to be chased {}", when::day_label(on, today))),
            0 => (StepState::Due, "to be chased today".to_owned()),
            _ => (StepState::ToCome, format!("next chase {}", when::day_label(on, today))),
        };
        pieces.push(TrackStep::new(state, words));
    }
    pieces
}
