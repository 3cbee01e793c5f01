//! What can be typed in: one task for each form, with what it begins from, which rules it shows, and how it is saved.
//!
//! A task is kept over a lock, inside the vault, so it holds ids and references and no content but the digits a caller
//! rang from. What does not belong here: how a form is drawn and what its keys do.

use chrono::{DateTime, NaiveDateTime};
use chrono_tz::Tz;
use serde::{Deserialize, Serialize};

use crate::casework::contact::{Came, MetSomeone};
use crate::casework::desk::{Desk, NotSaved, Saved};
use crate::casework::disclosure_card::Duty;
use crate::casework::engagement::rule_of;
use crate::casework::marker::{missing_words, track};
use crate::casework::review::CardKey;
use crate::casework::support::Proposed;
use crate::domain::contact::{self, Contact};
use crate::domain::crime_report::{self, CrimeReport};
use crate::domain::dangerous_person::{self, DangerousPerson};
use crate::domain::engagement::{self, Engagement};
use crate::domain::field::{Field, FieldType, Record, Shape, Value, Values, text_in};
use crate::domain::follow_up::{self, FollowUp};
use crate::domain::grounds::Grounds;
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::linked_person::{self, LinkedPerson};
use crate::domain::marker::{self, Marker, Standing};
use crate::domain::plan::{self, Plan};
use crate::domain::problem::{Outcome, Problem};
use crate::domain::safety_plan::{self, SafetyPlan};
use crate::domain::service::{self, Service};
use crate::domain::text::capital;
use crate::domain::when::{self, Due, When};
use crate::domain::{concern, consent, lists, update};
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::takes_back;
use crate::tui::form::{Advice, Extra};
use crate::tui::screen::{
    Place, Who, area, concern_forms, disclosure_card, marker as marker_screen, offer as offer_screen, record,
};
use crate::tui::theme::{Role, Sign};
use crate::tui::widget::{Ink, Phrase, track as steps};

/// The five answers of *Met someone* (domain section 4, *Engagement*).
pub const MET_SOMEONE: &[Field] = &[
    Field::new(Shape::Line, "Name or words").required().help("Lola, red coat").named("name"),
    Field::new(Shape::Pick("age_quick"), "18 or over?").required().named("over_18"),
    Field::new(Shape::Line, "Where").required().help("Low Quay, near the bridge").named("place"),
    Field::new(Shape::Note, "What was said").help("new here, cold, wants to know about the drop-in").named("said"),
    Field::new(Shape::Due, "When next").help("fri 10pm, tomorrow, +2w").named("next"),
];

/// The answers of somebody who rang from a number nobody has: they need not say where they are.
pub const RANG: &[Field] = &[
    Field::new(Shape::Line, "Name or words").required().help("said she is Lola").named("name"),
    Field::new(Shape::Pick("age_quick"), "18 or over?").required().named("over_18"),
    Field::new(Shape::Phone, "Number").help("as much of it as you have").named("number"),
    Field::new(Shape::Note, "What was said").help("wants to know about the drop-in, ring after 6").named("said"),
    Field::new(Shape::Due, "When next").help("fri 10pm, tomorrow, +2w").named("next"),
];

/// What is typed in.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub enum Task {
    /// Somebody met just now.
    MetSomeone,
    /// Somebody who rang from a number nobody has.
    Rang {
        /// As much of the number as is known.
        number: String,
    },
    /// An engagement; the outcome is filled in when it is known already.
    Engagement {
        /// Whose.
        who: Who,
        /// The engagement, when it is changed.
        id: Option<RecordId>,
        /// Outcome code; empty when it is not known yet.
        outcome: String,
        /// It goes through the person or project of the plan.
        #[serde(default)]
        through: bool,
        /// The card of a daily review that it settles, with the area of the review.
        #[serde(default)]
        card: Option<(String, CardKey)>,
    },
    /// A child who is no contact: met by chance, or linked to one; kept as a linked person already, or not.
    Child {
        /// The contact they are linked to.
        who: Option<Who>,
        /// The linked person.
        about: Option<RecordId>,
    },
    /// What was passed on about a concern.
    PassedOn {
        /// Whose concern.
        who: Option<Who>,
        /// The concern.
        concern: RecordId,
    },
    /// The suspected abuser of a domestic abuse concern, as a linked person.
    Abuser {
        /// Whose concern.
        who: Who,
        /// The concern.
        concern: RecordId,
    },
    /// A new record of a contact about one service of the directory: an offer of it, consent to share with it.
    About {
        /// Whose.
        who: Who,
        /// Which kind.
        kind: Kind,
        /// The service.
        service: RecordId,
    },
    /// The disclosure card.
    Disclosure {
        /// Who speaks; nothing while that is not known.
        who: Option<Who>,
    },
    /// A crime report of nobody: without a name, or through a third party.
    NobodysReport {
        /// A code of `report_modes`.
        how: String,
    },
    /// A new record of the area picture, with what it begins from.
    Picture {
        /// Observation, tasking, strategy or an entry of the DLO directory.
        kind: Kind,
        /// The place it is about; blank for none.
        place: String,
        /// The tasking that an observation answers.
        tasking: Option<RecordId>,
    },
    /// A record of a contact, or one of nobody.
    Of {
        /// Whose.
        who: Option<Who>,
        /// Which kind.
        kind: Kind,
        /// The record, when it is changed.
        id: Option<RecordId>,
    },
}

/// What a form begins from, read on the database thread.
#[derive(Clone, Default)]
pub struct Prepared {
    /// The values.
    pub values: Values,
    /// The plan in force.
    pub plan: Option<Plan>,
    /// The person is or may be under 18.
    pub child: bool,
    /// Records that can be chosen: grounds of a marker.
    pub records: Vec<(RecordId, String)>,
    /// Services that can be offered, and whether they take the person.
    pub services: Vec<Proposed>,
    /// The contact, where rules look at it.
    pub contact: Option<Contact>,
    /// The ledger closes *place the marker*.
    pub refused: bool,
    /// Channels that are not safe now because of domestic abuse.
    pub unsafe_channels: Vec<String>,
    /// The reference that a new contact would get.
    pub next_reference: String,
    /// Who is rung when somebody tells of an assault.
    pub duty: Duty,
    /// A draft of this form: when it was kept, local, and what was typed.
    pub draft: Option<(NaiveDateTime, serde_json::Value)>,
}

/// What saving led to.
pub struct After {
    /// What is said at the foot of the screen; only references.
    pub said: String,
    /// Where to go on.
    pub go: Option<Place>,
}

impl After {
    /// Only words.
    pub fn said(words: impl Into<String>) -> Self {
        Self { said: words.into(), go: None }
    }
}

impl Task {
    /// An engagement with this outcome.
    pub fn engagement(who: Who, outcome: impl Into<String>) -> Self {
        Self::Engagement { who, id: None, outcome: outcome.into(), through: false, card: None }
    }
    /// An engagement through the person or project of the plan.
    #[must_use]
    pub const fn through_somebody(who: Who) -> Self {
        Self::Engagement { who, id: None, outcome: String::new(), through: true, card: None }
    }
    /// A follow-up, of a contact or of nobody.
    #[must_use]
    pub const fn follow_up(who: Option<Who>, id: Option<RecordId>) -> Self {
        Self::Of { who, kind: Kind::FollowUp, id }
    }
    /// A safeguarding concern.
    #[must_use]
    pub const fn concern(who: Who, id: Option<RecordId>) -> Self {
        Self::Of { who: Some(who), kind: Kind::Concern, id }
    }
    /// A marker.
    #[must_use]
    pub const fn marker(who: Who, id: Option<RecordId>) -> Self {
        Self::Of { who: Some(who), kind: Kind::Marker, id }
    }
    /// What the officer says about an update: purpose, necessity, condition, an override.
    #[must_use]
    pub const fn update(who: Who, id: RecordId) -> Self {
        Self::Of { who: Some(who), kind: Kind::Update, id: Some(id) }
    }
    /// A record of a contact.
    #[must_use]
    pub const fn of(who: Who, kind: Kind, id: Option<RecordId>) -> Self {
        Self::Of { who: Some(who), kind, id }
    }

    /// Which kind of record it makes.
    #[must_use]
    pub const fn kind(&self) -> Kind {
        match self {
            Self::MetSomeone | Self::Rang { .. } => Kind::Contact,
            Self::Engagement { .. } => Kind::Engagement,
            Self::Child { .. } => Kind::Concern,
            Self::PassedOn { .. } => Kind::Disclosure,
            Self::Abuser { .. } => Kind::LinkedPerson,
            Self::About { kind, .. } | Self::Picture { kind, .. } | Self::Of { kind, .. } => *kind,
            Self::Disclosure { .. } | Self::NobodysReport { .. } => Kind::CrimeReport,
        }
    }

    /// The record that is changed; none for a new one.
    #[must_use]
    pub const fn id(&self) -> Option<RecordId> {
        match self {
            Self::MetSomeone
            | Self::Rang { .. }
            | Self::Disclosure { .. }
            | Self::NobodysReport { .. }
            | Self::Child { .. }
            | Self::PassedOn { .. }
            | Self::Abuser { .. }
            | Self::About { .. }
            | Self::Picture { .. } => None,
            Self::Engagement { id, .. } | Self::Of { id, .. } => *id,
        }
    }

    /// Whose it is.
    #[must_use]
    pub const fn who(&self) -> Option<&Who> {
        match self {
            Self::MetSomeone | Self::Rang { .. } | Self::NobodysReport { .. } | Self::Picture { .. } => None,
            Self::Engagement { who, .. } | Self::Abuser { who, .. } | Self::About { who, .. } => Some(who),
            Self::Of { who, .. } | Self::Child { who, .. } | Self::PassedOn { who, .. } | Self::Disclosure { who } => {
                who.as_ref()
            }
        }
    }

    /// Whether a record has to be opened with a reason before the form can show what it begins from.
    #[must_use]
    pub const fn consults(&self) -> Option<&Who> {
        match self {
            // A plan begins from the version before; grounds are read while a marker is written.
            Self::Of { who, kind: Kind::Plan | Kind::Contact | Kind::Marker | Kind::SafetyPlan, .. } => who.as_ref(),
            Self::Engagement { who, id: Some(_), .. } => Some(who),
            Self::Child { who, about: Some(_) } => who.as_ref(),
            Self::Of { who, id: Some(_), .. } => who.as_ref(),
            _ => None,
        }
    }

    /// Whether it adds somebody new in a few answers.
    #[must_use]
    pub const fn is_meeting(&self) -> bool {
        matches!(self, Self::MetSomeone | Self::Rang { .. })
    }

    /// Whether it is the disclosure card.
    #[must_use]
    pub const fn is_card(&self) -> bool {
        matches!(self, Self::Disclosure { .. })
    }

    /// What *Met someone* says above and below its answers.
    fn met_extra(&self, prepared: &Prepared, ctx: &Ctx) -> Extra {
        let (reference, now) = (prepared.next_reference.clone(), ctx.now);
        let rang = matches!(self, Self::Rang { .. });
        let intro = if rang { "Nobody here has this number" } else { "Five answers, the rest tomorrow" };
        Extra::new()
            .intro(intro)
            .becomes(move |values| makes(&reference, rang, values, now))
            .closing("No or unsure opens a child concern at once, and says so before saving.")
    }

    /// The name under which its draft is kept.
    #[must_use]
    pub fn draft_name(&self) -> String {
        let what = match self {
            Self::MetSomeone => "met-someone",
            Self::Rang { .. } => "rang",
            Self::Child { .. } => "child",
            Self::PassedOn { concern, .. } => return format!("passed-on:{concern}"),
            Self::Abuser { concern, .. } => return format!("abuser:{concern}"),
            Self::Disclosure { .. } => "disclosure-card",
            other => other.kind().name(),
        };
        match self.id() {
            Some(id) => format!("{what}:{id}"),
            None => format!("{what}:new"),
        }
    }

    /// What stands in the header: `Log engagement · K7-0042 Roxy`.
    #[must_use]
    pub fn title(&self, ctx: &Ctx) -> String {
        let new = self.id().is_none();
        let what = match self {
            Self::MetSomeone => return format!("Met someone · {}", ctx.area_label()),
            Self::Disclosure { .. } => "Disclosure card".to_owned(),
            Self::Rang { .. } => return format!("Somebody rang · {}", ctx.area_label()),
            Self::Child { who: None, .. } => return format!("Child met by chance · {}", ctx.area_label()),
            Self::Child { .. } => "Child concern".to_owned(),
            Self::Abuser { .. } => "Suspected abuser".to_owned(),
            Self::PassedOn { who: None, .. } => "Passed on about a child met by chance".to_owned(),
            Self::PassedOn { .. } => "Passed on".to_owned(),
            Self::Engagement { .. } if new => "Log engagement".to_owned(),
            Self::Of { kind: Kind::Plan, .. } => "Safe-contact plan".to_owned(),
            Self::Of { kind: Kind::Contact, .. } => "Contact".to_owned(),
            _ if new && self.kind() == Kind::Offer => "Offer support".to_owned(),
            _ if new => format!("New {}", self.kind().label()),
            _ => capital(self.kind().label()),
        };
        match self.who().filter(|_| self.kind() != Kind::DangerousPerson) {
            Some(who) => format!("{what} · {}", who.title()),
            None => what,
        }
    }

    /// Its field table.
    #[must_use]
    pub const fn fields(&self) -> &'static [Field] {
        match self {
            Self::Child { who, about } => concern_forms::child_fields(who.as_ref(), *about),
            Self::MetSomeone => MET_SOMEONE,
            Self::Rang { .. } => RANG,
            Self::Disclosure { .. } => disclosure_card::CARD,
            other => other.kind().fields(),
        }
    }

    /// Reads what the form begins from.
    ///
    /// # Errors
    /// When a record is not there any more, or the database cannot be read.
    pub fn prepare(&self, desk: &mut Desk) -> Outcome<Prepared> {
        let name = self.draft_name();
        let whose = self.who().map(|w| w.id);
        let draft = desk.drafts()?.into_iter().find(|d| d.form == name && d.contact == whose).and_then(|d| {
            let at = chrono::DateTime::parse_from_rfc3339(&d.at).ok()?;
            let at = crate::domain::when::to_local(at.with_timezone(&chrono::Utc), chrono_tz::Europe::London);
            Some((at, serde_json::from_str(&d.content).ok()?))
        });
        let mut prepared = Prepared { draft, ..Prepared::default() };
        let about = match self {
            Self::About { service, .. } => desk.service(*service)?,
            _ => None,
        };
        if let Some(who) = self.consults() {
            desk.opened(who.id)?;
        }
        if let Some(who) = self.who() {
            let contact = desk.reading().get::<Contact>(who.id)?.map(|c| c.it);
            prepared.child = contact.as_ref().is_some_and(Contact::is_child);
            prepared.contact = contact;
            prepared.unsafe_channels = desk.unsafe_channels(who.id)?;
            // An engagement that is changed is held to the plan of its own time.
            let logged = self.id().filter(|_| self.kind() == Kind::Engagement);
            prepared.plan = desk.plan_for(who.id, logged)?;
        }
        if self.is_card() {
            prepared.duty = desk.duty()?;
            return Ok(prepared);
        }
        prepared.values =
            match self {
                Self::MetSomeone => {
                    prepared.next_reference = desk.next_reference()?;
                    Values::new()
                }
                Self::Child { who, .. } => concern_forms::child_beginning(who.as_ref(), desk),
                Self::PassedOn { .. } => concern_forms::passed_on_beginning(desk),
                Self::Abuser { .. } => {
                    let mut values = self.beginning(desk);
                    values.extend(concern_forms::abuser_beginning());
                    values
                }
                Self::Rang { number } => {
                    prepared.next_reference = desk.next_reference()?;
                    Values::from([("number", Value::Text(number.clone()))])
                }
                Self::Engagement { who, id: None, outcome, through, .. } => {
                    let mut values = desk.engagement_defaults(who.id, outcome)?;
                    if *through {
                        values.insert("channel", Value::Text("intermediary".to_owned()));
                        values.remove("plan_rule");
                        values.remove("outside_reason");
                        if let Some(plan) = prepared.plan.as_ref().filter(|p| !p.intermediary.is_empty()) {
                            let whom = plan.intermediary.split(", ").next().unwrap_or_default();
                            values.insert("with_whom", Value::Text(whom.to_owned()));
                        }
                    }
                    values
                }
                Self::Picture { kind, place, tasking } => area::beginning(desk, *kind, place, *tasking),
                _ => match (self.id(), self.who()) {
                    (Some(id), None) if self.kind() == Kind::Service => desk.service_values(id)?,
                    (Some(id), _) => desk.reading().any(self.kind(), id)?.map(|row| row.values).ok_or_else(|| {
                        Problem::refused("This record is no longer there.", "Go back and open it again.")
                    })?,
                    (None, Some(who)) if self.kind() == Kind::Contact => {
                        desk.reading().any(Kind::Contact, who.id)?.map(|row| row.values).unwrap_or_default()
                    }
                    (None, Some(who)) if self.kind() == Kind::SafetyPlan => desk
                        .safety_plan(who.id)?
                        .map(|(_, plan)| safety_plan::carried_on(&plan, desk.today()).values())
                        .unwrap_or_default(),
                    (None, whose) if self.kind() == Kind::CrimeReport => {
                        let how = if let Self::NobodysReport { how } = self { how.as_str() } else { "" };
                        desk.crime_report_defaults(whose.map(|w| w.id), how)?
                    }
                    (None, Some(_)) if self.kind() == Kind::Plan => {
                        prepared.plan.as_ref().map(Record::values).unwrap_or_default()
                    }
                    (None, Some(who)) if self.kind() == Kind::Marker => desk.marker_defaults(who.id, "")?,
                    (None, Some(_)) if self.kind() == Kind::Offer => desk.offer_defaults(),
                    _ => self.beginning(desk),
                },
            };
        if let Self::Of { who, kind: Kind::Concern, id } = self {
            if id.is_none() && prepared.child {
                prepared.values.insert("kind", Value::Text(concern::kind::CHILD.to_owned()));
            }
            // Whom a contact is linked to is shown only where the record was opened with a reason.
            if let Some(who) = who.as_ref().filter(|w| desk.remembered_reason(w.id).is_some()) {
                prepared.records = concern_forms::linked_people(desk, who)?;
            }
        }
        if let Some(about) = about {
            offer_screen::begin_about(self.kind(), &about, &mut prepared.values);
        }
        if let (Kind::Offer, Some(contact)) = (self.kind(), &prepared.contact) {
            prepared.services = desk.proposed(contact)?;
            prepared.records = offer_screen::labels(&prepared.services, desk.today());
        }
        if let (Kind::Marker, Some(who)) = (self.kind(), self.who()) {
            let ledger: Vec<consent::Consent> =
                desk.reading().of_contact::<consent::Consent>(who.id)?.into_iter().map(|c| c.it).collect();
            prepared.refused = consent::is_refused(&ledger, consent::purpose::MARKER, desk.today());
            prepared.records = desk
                .reading()
                .of_contact::<Grounds>(who.id)?
                .into_iter()
                .map(|g| {
                    let standing = lists::label("fact_or_assessment", g.it.standing.as_str());
                    (g.meta.id, format!("{} ({standing})", g.it.statement))
                })
                .collect();
        }
        Ok(prepared)
    }

    /// What a new record begins from.
    fn beginning(&self, desk: &Desk) -> Values {
        let today = Value::Text(desk.today().to_string());
        let mut values = Values::new();
        match self.kind() {
            Kind::FollowUp => {
                // What is owed to nobody in particular is no promise.
                let kind = if self.who().is_some() { follow_up::kind::PROMISE } else { follow_up::kind::OTHER };
                values.insert("kind", Value::Text(kind.to_owned()));
            }
            Kind::Consent => {
                values.insert("asked_on", today);
                values.insert("taken_by", Value::Text(desk.officer().point_of_contact.short()));
            }
            Kind::ContactPoint => {
                values.insert("kind", Value::Text("mobile".to_owned()));
            }
            Kind::Hold => {
                values.insert("scope", Value::Text("contact".to_owned()));
            }
            Kind::Grounds => {
                values.insert("known_on", today);
            }
            Kind::LinkedPerson => {
                let review = desk.today().checked_add_months(linked_person::REVIEW_AFTER);
                values.extend(review.map(|d| ("review_on", Value::Text(d.to_string()))));
            }
            Kind::Concern => {
                let at = When::at(desk.local_now());
                values.insert("noticed", Value::Text(at.to_string()));
            }
            Kind::Disclosure => {
                let at = When::at(desk.local_now());
                values.insert("happened", Value::Text(at.to_string()));
            }
            Kind::DangerousPerson => {
                let text = |t: &str| Value::Text(t.to_owned());
                values.insert("area", Value::Text(desk.officer().area.clone()));
                values.insert("mode", text("anonymous"));
                values.insert("taken_by", Value::Text(desk.officer().point_of_contact.short()));
                values.insert("taken_on", today);
                values.insert("to_ugly_mugs", text("not-asked"));
                values.insert("to_intelligence", text("not-asked"));
            }
            _ => {}
        }
        values
    }

    /// The rules a form shows while it is typed in.
    #[must_use]
    pub fn extra(&self, prepared: &Prepared, ctx: &Ctx) -> Extra {
        let today = ctx.today();
        let extra = Extra::new().child(prepared.child).records(prepared.records.clone());
        match self.kind() {
            Kind::Concern if matches!(self, Self::Child { .. }) => concern_forms::child_extra(),
            Kind::Concern => concern_forms::concern_extra(extra, self.who().is_some()),
            Kind::LinkedPerson => {
                extra.check(move |values| linked_person::faults(&LinkedPerson::from_values(values), today))
            }
            Kind::CrimeReport if self.is_card() => disclosure_card::extra(extra, prepared, ctx),
            Kind::CrimeReport => {
                let now = ctx.local();
                extra.check(move |values| crime_report::faults(&CrimeReport::from_values(values), now))
            }
            Kind::SafetyPlan => extra.check(move |values| safety_plan::faults(&SafetyPlan::from_values(values), today)),
            Kind::Contact if self.is_meeting() => self.met_extra(prepared, ctx),
            Kind::Contact => {
                let was_child = prepared.child;
                let read = move |values: &Values| {
                    let mut c = Contact::from_values(values);
                    c.age_status = c.age_status_on(today).into();
                    c
                };
                extra
                    .child_when(move |values| was_child && read(values).is_child())
                    .check(move |values| {
                        let c = read(values);
                        let mut faults = contact::faults(&c, today);
                        if c.is_child() && !was_child {
                            // Saving takes them out itself; the officer is never held up by them (domain rule 2).
                            faults.retain(|f| !matches!(f.field, "settings" | "population_group"));
                        }
                        faults
                    })
                    .advise(move |values| {
                        if was_child || !read(values).is_child() {
                            return Vec::new();
                        }
                        let field = if values.contains_key("born_on") { "born_on" } else { "over_18" };
                        let words = "a child: saving opens a concern and takes out what is for adults only".to_owned();
                        vec![Advice { field, sign: Sign::Child, words }]
                    })
            }
            Kind::Engagement => {
                let plan = prepared.plan.clone();
                let rules = plan.clone();
                let stored = self.id().map(|_| prepared.values.clone());
                let channels = prepared.unsafe_channels.clone();
                let unsafe_engagement = move |values: &Values| concern_forms::unsafe_in_engagement(&channels, values);
                extra
                    .derive(move |values| {
                        values.remove("plan_rule");
                        if let Some(rule) = rule_of(plan.as_ref(), stored.as_ref(), values) {
                            values.insert("plan_rule", Value::Text(rule));
                        }
                    })
                    .check(move |values| {
                        let mut faults = engagement::faults(&Engagement::from_values(values));
                        for fault in faults.iter_mut().filter(|f| f.field == "outside_reason") {
                            fault.what = outside_words(rules.as_ref(), values);
                        }
                        faults
                    })
                    .advise(both(plan_advice(prepared.plan.clone()), unsafe_engagement))
                    .needs(|values| {
                        let outcome = text_in(values, "outcome");
                        if matches!(outcome, "" | "spoke") { vec!["summary"] } else { Vec::new() }
                    })
                    .folds("next_promised", "next_step", "promise")
                    .apart("next_step")
            }
            Kind::FollowUp => extra.check(|values| follow_up::faults(&FollowUp::from_values(values))),
            Kind::Disclosure => {
                extra.closing("It cannot be undone or changed later: what was passed on was passed on.")
            }
            Kind::Plan => {
                let channels = prepared.unsafe_channels.clone();
                extra
                    .check(|values| plan::faults(&Plan::from_values(values)))
                    .advise(move |values| concern_forms::unsafe_in_plan(&channels, values))
            }
            Kind::Offer => offer_screen::extra(extra, prepared, self.id().is_some(), today),
            Kind::Service => extra.check(move |values| service::faults(&Service::from_values(values), today)),
            Kind::Consent => extra.check(move |values| consent::faults(&consent::Consent::from_values(values), today)),
            Kind::Marker => {
                let dlo = &ctx.officer.point_of_contact;
                marker_head(extra, prepared, ctx)
                    .fixed("DLO", format!("{} · {} · from your details", dlo.title(), dlo.phone))
                    .fixed("Radio", "fixed sentence, above: cannot be changed or left out")
            }
            Kind::DangerousPerson => extra
                .check(move |values| dangerous_person::faults(&DangerousPerson::from_values(values), today))
                .becomes(|values| {
                    let report = DangerousPerson::from_values(values);
                    vec![("Description".to_owned(), Phrase::from(report.parts_words()))]
                })
                .closing("Who reported stays unsaid, unless they want to be named."),
            Kind::Update => {
                let informs = prepared.values.get("kind").and_then(Value::text) == Some(update::kind::INFORMATION);
                extra.without(if informs { &["kind"] } else { &["kind", "information"] })
            }
            Kind::Observation | Kind::Tasking | Kind::Strategy | Kind::Liaison => area::extra(self.kind(), extra, ctx),
            _ => extra,
        }
    }

    /// Saves it.
    ///
    /// # Errors
    /// Faults, or a failure.
    pub fn save(&self, desk: &mut Desk, values: &Values) -> Saved<After> {
        let id = self.id();
        let reference = self.who().map(|w| w.reference.clone()).unwrap_or_default();
        let saved = |what: &str| {
            if reference.is_empty() {
                After::said(takes_back(format_args!("Saved: {what}")))
            } else {
                After::said(takes_back(format_args!("Saved: {what} of {reference}")))
            }
        };
        match self {
            Self::MetSomeone | Self::Rang { .. } => {
                let text = |name: &str| text_in(values, name).to_owned();
                let met = MetSomeone {
                    name: text("name"),
                    over_18: text("over_18"),
                    place: text("place"),
                    said: text("said"),
                    next: values.get("next").and_then(Option::<Due>::from_value),
                };
                let came = if matches!(self, Self::MetSomeone) { Came::ByChance } else { Came::Rang(text("number")) };
                let met = desk.meet(&met, &came)?;
                let made = if met.concern.is_some() {
                    "an engagement and a child concern"
                } else {
                    "an engagement and follow-ups"
                };
                Ok(After::said(format!("Saved: {}, {made}. {} takes it all back", met.reference, Action::Undo.key())))
            }
            Self::NobodysReport { .. } => {
                let report = desk.save_crime_report(None, None, values)?;
                Ok(After { go: Some(Place::CrimeReport(None, report)), ..saved("crime report") })
            }
            Self::Disclosure { who } => {
                let made = desk.save_disclosure_card(who.as_ref().map(|w| w.id), values)?;
                Ok(After::said(disclosure_card::saved_words(&made, &reference)))
            }
            Self::Engagement { who, card, .. } => {
                let settled = match card {
                    Some((area, key)) if id.is_none() => desk.review_engagement(area, *key, who.id, values)?.1,
                    _ => desk.save_engagement(who.id, id, values).map(|_| false)?,
                };
                if settled {
                    return Ok(After::said(format!(
                        "Saved: engagement of {reference}, and the card is done. {} undoes both",
                        Action::Undo.key()
                    )));
                }
                let promised = values.get("next_promised").and_then(Value::number) == Some(1);
                let due = values.get("next_due").and_then(Option::<Due>::from_value);
                let by = due.map(|d| format!(" for {}", d.label(desk.today()))).unwrap_or_default();
                let said = format!("Saved: engagement of {reference}");
                let undo = Action::Undo.key();
                Ok(After::said(match (values.contains_key("next_step") && id.is_none(), promised) {
                    (true, true) => format!("{said}, and a promise{by}. {undo} undoes both"),
                    (true, false) => format!("{said}, and a follow-up{by}. {undo} undoes both"),
                    _ => takes_back(said),
                }))
            }
            Self::Child { who, about } => concern_forms::save_child(desk, who.as_ref(), *about, values),
            Self::PassedOn { who, concern } => {
                desk.save_disclosure_about(who.as_ref().map(|w| w.id), Some(*concern), values)?;
                Ok(After::said("Saved: what was passed on. It stays as it is"))
            }
            Self::Abuser { who, concern } => {
                desk.save_linked_person(Some(who.id), None, values, Some(*concern))?;
                Ok(saved("suspected abuser"))
            }
            Self::Of { who: None, kind: Kind::FollowUp, .. } => {
                desk.save_follow_up(None, id, values)?;
                Ok(saved("follow-up"))
            }
            Self::Of { who: Some(who), kind, .. } | Self::About { who, kind, .. } => {
                let whose = who.id;
                let was_child =
                    *kind == Kind::Contact && desk.reading().get::<Contact>(whose)?.is_some_and(|c| c.it.is_child());
                match kind {
                    Kind::FollowUp => desk.save_follow_up(Some(whose), id, values).map(|_| ())?,
                    Kind::Plan => desk.save_plan(whose, values).map(|_| ())?,
                    Kind::Consent => desk.save_consent(whose, values).map(|_| ())?,
                    Kind::Contact => desk.save_contact(Some(whose), values).map(|_| ())?,
                    Kind::ContactPoint => desk.save_point(whose, id, values).map(|_| ())?,
                    Kind::Grounds => desk.save_grounds(whose, id, values).map(|_| ())?,
                    Kind::Concern => {
                        let saved_as = desk.save_concern(whose, id, values)?;
                        let mut after = saved(kind.label());
                        // A record that was not opened yet is not opened by this.
                        let opened = id.is_none() && desk.remembered_reason(whose).is_some();
                        after.go = opened.then(|| Place::Concern(Some(who.clone()), saved_as));
                        return Ok(after);
                    }
                    Kind::Hold => desk.save_hold(Some(whose), id, values).map(|_| ())?,
                    Kind::SupportPath => desk.save_support_path(whose, id, values).map(|_| ())?,
                    Kind::CrimeReport => {
                        let report = desk.save_crime_report(Some(whose), id, values)?;
                        let mut after = saved(kind.label());
                        after.go = id.is_none().then(|| Place::CrimeReport(Some(who.clone()), report));
                        return Ok(after);
                    }
                    Kind::SafetyPlan => desk.save_safety_plan(whose, values).map(|_| ())?,
                    Kind::LinkedPerson => desk.save_linked_person(Some(whose), id, values, None).map(|_| ())?,
                    Kind::Disclosure => desk.save_disclosure(whose, values).map(|_| ())?,
                    Kind::DangerousPerson => {
                        // Who reported is said nowhere, not even here.
                        desk.save_report(id, Some(whose), values)?;
                        return Ok(After::said(takes_back("Saved: dangerous person report")));
                    }
                    Kind::Marker => {
                        let saved_as = desk.save_marker(whose, id, values)?;
                        let mut after = saved(kind.label());
                        after.go = id.is_none().then(|| Place::Marker(who.clone(), saved_as));
                        return Ok(after);
                    }
                    Kind::Offer => {
                        desk.save_offer(whose, id, values)?;
                        return Ok(After::said(offer_screen::saved_words(&reference, values)));
                    }
                    Kind::Update if id.is_some() => desk.edit_update(id.unwrap_or(whose), values)?,
                    _ => {
                        return Err(Problem::refused("This form cannot be saved.", "Go back.").into());
                    }
                }
                let child = |desk: &Desk| {
                    Ok::<_, Problem>(desk.reading().get::<Contact>(whose)?.is_some_and(|c| c.it.is_child()))
                };
                Ok(match kind {
                    Kind::Contact if !was_child && child(desk)? => After::said(format!(
                        "Saved: contact of {reference}, and a child concern. Phone now; {} takes it all back",
                        Action::Undo.key()
                    )),
                    Kind::Disclosure => After::said(format!("Saved: disclosure of {reference}. It stays as it is")),
                    kind => saved(kind.label()),
                })
            }
            Self::Picture { kind, .. } | Self::Of { who: None, kind, .. } => {
                if let Some(after) = area::save(desk, *kind, id, values)? {
                    return Ok(after);
                }
                match kind {
                    Kind::CrimeReport => {
                        let report = desk.save_crime_report(None, id, values)?;
                        let mut after = saved(kind.label());
                        after.go = id.is_none().then_some(Place::CrimeReport(None, report));
                        return Ok(after);
                    }
                    Kind::LinkedPerson => desk.save_linked_person(None, id, values, None)?,
                    Kind::Concern => desk.save_concern(None, id, values)?,
                    Kind::Update => {
                        let id = id.ok_or_else(gone)?;
                        desk.edit_update(id, values)?;
                        id
                    }
                    Kind::DangerousPerson => desk.save_dangerous_person(id, values)?,
                    Kind::Service => desk.save_service(id, values)?,
                    _ => return Err(Problem::refused("This form belongs to nobody.", "Open it from a contact.").into()),
                };
                Ok(saved(kind.label()))
            }
        }
    }

    /// Saves a marker and makes it ready; nothing is saved while something is missing (domain rules 2 and 3).
    ///
    /// # Errors
    /// Faults that name what is missing, or a failure.
    pub fn make_ready(&self, desk: &mut Desk, values: &Values) -> Saved<After> {
        let Self::Of { who: Some(who), kind: Kind::Marker, id } = self else {
            return Err(Problem::refused("Only a marker is made ready.", "Save the form.").into());
        };
        let missing = desk.marker_missing(who.id, *id, values)?;
        if !missing.is_empty() {
            return Err(NotSaved::Faults(missing));
        }
        let saved_as = desk.save_marker(who.id, *id, values)?;
        desk.make_marker_ready(saved_as, None)?;
        Ok(After {
            said: format!("Ready: marker of {}. Its update is in the outbox, 8", who.reference),
            go: id.is_none().then(|| Place::Marker(who.clone(), saved_as)),
        })
    }

    /// Where the record of this task is shown, for coming back after saving.
    #[must_use]
    pub fn section(&self) -> Option<Place> {
        let who = self.who()?.clone();
        Some(Place::Record(who, record::Section::Overview))
    }
}

/// Where a marker stands and what keeps it from being ready, above its fields; always, not only after an attempt.
fn marker_head(extra: Extra, prepared: &Prepared, ctx: &Ctx) -> Extra {
    let (today, dlo) = (ctx.today(), ctx.officer.point_of_contact.clone());
    let (contact, refused) = (prepared.contact.clone().unwrap_or_default(), prepared.refused);
    extra.wanted(&["grounds", "necessity", "told", "view", "why_not_told", "review_on"]).head(move |values, room| {
        let mut m = Marker::from_values(values);
        m.take_details(&dlo);
        let line: Vec<steps::Step> = track(&m, today).iter().map(marker_screen::step).collect();
        let missing = marker::missing(&m, &Standing { contact: &contact, refused, today });
        let missing = match missing_words(&missing).split_once(':') {
            _ if !m.state.is_blank() && !m.state.is(marker::state::DRAFT) => {
                Phrase::new().muted("A change of it makes an update for the outbox.")
            }
            Some((head, rest)) => Phrase::new().ink(head, Ink::Word(Role::Danger)).text(format!(":{rest}")),
            None => Phrase::new()
                .sign(Sign::Ready, "nothing is missing")
                .text(": ")
                .key(Action::Ready.key())
                .text(" makes it ready"),
        };
        vec![steps::phrase(&line, 1, room), missing]
    })
}

/// Two sorts of advice under the fields of one form.
fn both(
    first: impl Fn(&Values) -> Vec<Advice> + 'static,
    second: impl Fn(&Values) -> Vec<Advice> + 'static,
) -> impl Fn(&Values) -> Vec<Advice> {
    move |values| first(values).into_iter().chain(second(values)).collect()
}

fn gone() -> Problem {
    Problem::refused("This record is no longer there.", "Go back and open it again.")
}

/// The line under a time: inside the plan, or why not.
fn plan_advice(plan: Option<Plan>) -> impl Fn(&Values) -> Vec<Advice> {
    move |values| {
        let mut said = Vec::new();
        if values.contains_key("plan_rule") && !values.contains_key("outside_reason") {
            let words = outside_words(plan.as_ref(), values);
            said.push(Advice { field: "outside_reason", sign: Sign::Danger, words });
        }
        if values.contains_key("next_follow_up") {
            let words = "its follow-up is made: it is changed under Follow-ups".to_owned();
            said.push(Advice { field: "next_step", sign: Sign::NotYet, words });
        }
        said
    }
}

/// `23:00 is outside the plan, 10:00 to 15:00. Say why.`: the time alone where the day is a safe one.
fn outside_words(plan: Option<&Plan>, values: &Values) -> String {
    let rule = text_in(values, "plan_rule");
    let at = values.get("happened").and_then(Option::<When>::from_value).map(|w| w.from);
    match (plan, at) {
        (Some(plan), Some(at)) if !rule.contains(": never") => {
            let spans: Vec<String> = plan.windows().iter().filter_map(|w| w.span_on(at.date())).collect();
            if spans.is_empty() {
                format!("{} is outside the plan, {rule}. Say why.", at.format("%a %H:%M"))
            } else {
                format!("{} is outside the plan, {}. Say why.", at.format("%H:%M"), spans.join(", "))
            }
        }
        _ => format!("This is outside the plan, {rule}. Say why."),
    }
}

/// What saving will make, from what is typed so far (domain section 4, *Engagement*).
fn makes(reference: &str, rang: bool, values: &Values, now: DateTime<Tz>) -> Vec<(String, Phrase)> {
    let over_18 = text_in(values, "over_18");
    let child = matches!(over_18, "no" | "unsure");
    let how = if rang { "an engagement, they rang, now" } else { "an engagement, met by chance, now" };
    let mut lines = vec![("Saving makes".to_owned(), Phrase::from(reference).dot().text(how))];
    let next = values.get("next").and_then(Option::<Due>::from_value);
    let today = when::working_day(now);
    let day = next.unwrap_or_else(|| Due::On(today.succ_opt().unwrap_or(today)));
    let what = match (child, next.is_some()) {
        (true, false) => "follow-up: plan",
        (true, true) => "follow-ups: plan, meet again",
        (false, _) => "follow-ups: plan, setting and grounds",
    };
    lines.push((String::new(), Phrase::from(format!("{what}, {}", day.label(today)))));
    if child {
        let words =
            if over_18 == "no" { "a child concern at once" } else { "a child concern at once: unsure is enough" };
        lines.push((
            String::new(),
            Phrase::new().sign(Sign::Child, words).text(", with its actions and its notification"),
        ));
    }
    lines
}
