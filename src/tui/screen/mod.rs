//! The screens: one declaration names them all, and each lives in a file of its own.
//!
//! A screen is state with `update` functions that give effects and a `view` that only reads. To add one: a module with a
//! `State` that is [`Shown`], a line in `screens!`, and a [`Place`] that opens it. What most screens keep is there for
//! them: what was read or why not ([`read::Read`]), the focus of a list ([`moves::Focus`]), a page that is scrolled
//! ([`moves::Scroll`]), the draft of a form ([`draft::Draft`]); how a sheet ends is [`crate::tui::effect::settled`].
//! What does not belong here: IO of any kind, and keys (they are in [`crate::tui::action`]).

pub mod area;
pub mod concern;
pub mod concern_forms;
pub mod contact_now;
pub mod contacts;
pub mod crime_report;
pub mod crime_reports;
pub mod disclosure_card;
pub mod dlos;
pub mod draft;
pub mod first_run;
pub mod form;
pub mod import;
pub mod intelligence;
pub mod intelligence_entry;
pub mod intelligence_form;
pub mod intelligence_page;
pub mod locked;
pub mod marker;
pub mod merge;
pub mod moves;
pub mod moving;
pub mod observations;
pub mod offer;
pub mod outbox;
pub mod package;
pub mod packages;
pub mod read;
pub mod record;
pub mod records;
pub mod reference;
pub mod renew;
pub mod review;
pub mod safeguarding;
pub mod seal;
pub mod search;
pub mod settle;
pub mod solo_card;
pub mod statistics;
pub mod strategy;
pub mod support;
pub mod tasking;
pub mod today;
pub mod warning;
pub mod warnings;
pub mod welcome;

use ratatui::buffer::Buffer;
use ratatui::layout::Position;
use serde::{Deserialize, Serialize};

use crate::casework::review::CardKey;
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::Effects;
use crate::tui::form::Input;
use crate::tui::task::Task;
use crate::tui::widget::Phrase;
use crate::tui::widget::frame::Frame;
use crate::tui::widget::list::Rows;

/// A contact as lists and headings name it: never more than reference and working name.
#[derive(Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Who {
    /// The contact.
    pub id: RecordId,
    /// Reference.
    pub reference: String,
    /// Preferred working name.
    pub name: String,
}

/// Record content is never printed by accident.
impl std::fmt::Debug for Who {
    fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
        f.write_str("Who(…)")
    }
}

impl Who {
    /// `K7-0042 Roxy`.
    #[must_use]
    pub fn title(&self) -> String {
        format!("{} {}", self.reference, self.name).trim().to_owned()
    }
}

/// What the fixed radio sentence protects on this screen.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Caveat {
    /// Title of the record, shown left of the classification below 100 columns.
    pub title: Phrase,
    /// Classification.
    pub classification: String,
}

impl Caveat {
    /// OFFICIAL-SENSITIVE, the default (domain rule 10).
    #[must_use]
    pub fn sensitive(title: impl Into<Phrase>) -> Self {
        Self { title: title.into(), classification: "OFFICIAL-SENSITIVE".to_owned() }
    }
}

/// What a screen does.
pub trait Shown {
    /// What it can be told: answers to what it asked, and choices of its sheets.
    type Msg: Send + 'static;

    /// What stands in the header after the program's name: `1 Today · Central`.
    fn title(&self, ctx: &Ctx) -> String;
    /// Reads what it shows; when it is opened, and again after records were changed.
    fn begin(&mut self, ctx: &Ctx) -> Effects;
    /// Takes an answer or a choice.
    fn told(&mut self, msg: Self::Msg, ctx: &Ctx) -> Effects;
    /// Does an action of [`Shown::actions`] or one for the contact in focus.
    fn act(&mut self, action: Action, ctx: &Ctx) -> Effects;
    /// Draws the body; tells where the cursor belongs.
    fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position>;

    /// What can be done here, in the order of the footer: the first five that are not movements are shown.
    fn actions(&self, ctx: &Ctx) -> Vec<Action>;
    /// Why an action cannot be done now: a word or two for the footer, and the whole sentence.
    fn why_not(&self, _action: Action, _ctx: &Ctx) -> Option<(&'static str, String)> {
        None
    }
    /// Another word for an action in the footer of this screen.
    fn word(&self, _action: Action) -> Option<&'static str> {
        None
    }
    /// As [`Shown::word`], where it is made from the record that is shown: `through Pat`.
    fn footer_word(&self, action: Action) -> Option<String> {
        self.word(action).map(str::to_owned)
    }
    /// An action that works here and is not said in the footer, because there is something more urgent to say: help and
    /// the palette have it.
    fn aside(&self, _action: Action) -> bool {
        false
    }
    /// Actions that the footer shows as one, where the first of them stands, and their word: `[ ] section`.
    fn in_one(&self) -> Option<(&'static [Action], &'static str)> {
        None
    }
    /// A key or a paste, before bindings are asked; `None` when no text has the focus or it has no use for it.
    fn input(&mut self, _input: &Input, _ctx: &Ctx) -> Option<Effects> {
        None
    }
    /// The contact in focus, for `c f s m C`.
    fn contact(&self) -> Option<Who> {
        None
    }
    /// The card of a daily review, with its area, that an engagement logged from here settles.
    fn settles(&self, _ctx: &Ctx) -> Option<(String, CardKey)> {
        None
    }
    /// The service in focus, that an offer made from here is about.
    fn service(&self) -> Option<RecordId> {
        None
    }
    /// Marker, person-update or intelligence data is on the screen.
    fn caveat(&self, _ctx: &Ctx) -> Option<Caveat> {
        None
    }
    /// Seconds until [`Shown::tick`] wants to be called, if at all.
    fn due(&self, _ctx: &Ctx) -> Option<u64> {
        None
    }
    /// Time passed.
    fn tick(&mut self, _ctx: &Ctx) -> Effects {
        Effects::new()
    }
    /// The line above the footer while there is no toast.
    fn line(&self, _ctx: &Ctx) -> Option<Phrase> {
        None
    }
    /// Where to come back to after a lock; `None` where there is nothing to come back to.
    fn place(&self) -> Option<Place> {
        None
    }
    /// Keeps what is half-typed, before a lock or an end.
    fn keep(&mut self, _ctx: &Ctx) -> Effects {
        Effects::new()
    }
    /// Hides again what was shown for a while: the screen is hidden, left or locked.
    fn mask(&mut self) {}
    /// Text has the focus, so that printable keys are text.
    fn typing(&self) -> bool {
        false
    }
    /// Nothing but this screen can be used: the locked prompt, the first run.
    fn alone(&self) -> bool {
        false
    }
    /// A click, before the rows of its list are asked; `None` when it has no use for it.
    fn click(&mut self, _at: Position, _ctx: &Ctx) -> Option<Effects> {
        None
    }
    /// The rows of its list as they were drawn, for a click that moves the focus there as the arrows would.
    fn rows(&self) -> Option<&Rows> {
        None
    }
    /// The last key of the footer is help.
    fn has_help(&self) -> bool {
        true
    }
    /// What stands on the right of the header in place of counts and clock.
    fn header_right(&self, _ctx: &Ctx) -> Option<Phrase> {
        None
    }
}

/// Declares the screens: the enum of states, the enum of answers, and `each!`, which does the same with any of them.
/// (The first argument is a dollar sign, which the inner macro needs.)
macro_rules! screens {
    (($d:tt) $( $(#[$meta:meta])* $name:ident($module:ident); )*) => {
        /// A screen.
        pub enum Screen {
            $( $(#[$meta])* $name(Box<$module::State>), )*
        }

        /// An answer for a screen, or for the application itself.
        pub enum Answer {
            /// For the application.
            App(crate::tui::app::Told),
            $( $(#[$meta])* $name(<$module::State as Shown>::Msg), )*
        }

        $(
            impl From<<$module::State as Shown>::Msg> for Answer {
                fn from(msg: <$module::State as Shown>::Msg) -> Self {
                    Self::$name(msg)
                }
            }
            impl From<$module::State> for Screen {
                fn from(state: $module::State) -> Self {
                    Self::$name(Box::new(state))
                }
            }
        )*

        impl Screen {
            /// See [`Shown::told`]; an answer for another kind of screen is passed over.
            pub fn told(&mut self, answer: Answer, ctx: &Ctx) -> Effects {
                match (self, answer) {
                    $( (Self::$name(s), Answer::$name(msg)) => s.told(msg, ctx), )*
                    _ => Effects::new(),
                }
            }
        }

        macro_rules! each {
            ($d screen:expr, $d s:ident => $d does:expr) => {
                match $d screen { $( Screen::$name($d s) => $d does, )* }
            };
        }
    };
}

screens! {
    ($)
    /// The day's list.
    Today(today);
    /// Today card by card.
    Review(review);
    /// The contacts of the area.
    Contacts(contacts);
    /// Search over everything.
    Search(search);
    /// A contact's record.
    Record(record);
    /// The plan, then the number.
    ContactNow(contact_now);
    /// What is looked up.
    Reference(reference);
    /// A safeguarding concern.
    Concern(concern);
    /// The open concerns, children first.
    Safeguarding(safeguarding);
    /// Open offers and referrals, and the directory of services.
    Support(support);
    /// An offer or referral.
    Offer(offer);
    /// Intelligence entries, and dangerous person reports.
    Intelligence(intelligence);
    /// An intelligence entry.
    IntelligenceEntry(intelligence_entry);
    /// The form of an intelligence entry.
    IntelligenceForm(intelligence_form);
    /// A dangerous person report.
    Warning(warning);
    /// Two dangerous person reports side by side.
    Warnings(warnings);
    /// The crime reports of the area.
    CrimeReports(crime_reports);
    /// One crime report.
    CrimeReport(crime_report);
    /// Has this victim a DLO?
    SoloCard(solo_card);
    /// A form over a field table.
    Form(form);
    /// An information marker.
    Marker(marker);
    /// Updates for IS, decided one at a time.
    Outbox(outbox);
    /// Sealing, and writing the sealed file.
    Seal(seal);
    /// One sealed package.
    Package(package);
    /// The packages that were sealed.
    Packages(packages);
    /// The locked prompt.
    Locked(locked);
    /// The first run.
    FirstRun(first_run);
    /// A new passphrase, a new recovery code.
    Renew(renew);
    /// What is said after unlocking.
    Welcome(welcome);
    /// Backup, verification, journal, settings.
    Records(records);
    /// What is known of the places of the area.
    Area(area);
    /// The observations behind a bar.
    Observations(observations);
    /// What a supervisor asked.
    Tasking(tasking);
    /// The considerations of a strategy.
    Strategy(strategy);
    /// What was counted, by month and area.
    Statistics(statistics);
    /// Two records of one person, side by side.
    Merge(merge);
    /// Moving in from a file.
    Import(import);
}

impl Screen {
    /// See [`Shown::begin`].
    pub fn begin(&mut self, ctx: &Ctx) -> Effects {
        each!(self, s => s.begin(ctx))
    }
    /// See [`Shown::act`].
    pub fn act(&mut self, action: Action, ctx: &Ctx) -> Effects {
        each!(self, s => s.act(action, ctx))
    }
    /// See [`Shown::input`].
    pub fn input(&mut self, input: &Input, ctx: &Ctx) -> Option<Effects> {
        each!(self, s => s.input(input, ctx))
    }
    /// See [`Shown::click`].
    pub fn click(&mut self, at: Position, ctx: &Ctx) -> Option<Effects> {
        each!(self, s => s.click(at, ctx))
    }
    /// See [`Shown::tick`].
    pub fn tick(&mut self, ctx: &Ctx) -> Effects {
        each!(self, s => s.tick(ctx))
    }
    /// See [`Shown::keep`].
    pub fn keep(&mut self, ctx: &Ctx) -> Effects {
        each!(self, s => s.keep(ctx))
    }
    /// See [`Shown::mask`].
    pub fn mask(&mut self) {
        each!(self, s => s.mask());
    }
    /// See [`Shown::title`].
    #[must_use]
    pub fn title(&self, ctx: &Ctx) -> String {
        each!(self, s => s.title(ctx))
    }
    /// See [`Shown::view`]. What it does not draw this time answers no click.
    pub fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        if let Some(rows) = self.rows() {
            rows.clear();
        }
        each!(self, s => s.view(buf, frame, ctx))
    }
    /// See [`Shown::actions`].
    #[must_use]
    pub fn actions(&self, ctx: &Ctx) -> Vec<Action> {
        each!(self, s => s.actions(ctx))
    }
    /// See [`Shown::why_not`].
    #[must_use]
    pub fn why_not(&self, action: Action, ctx: &Ctx) -> Option<(&'static str, String)> {
        each!(self, s => s.why_not(action, ctx))
    }
    /// See [`Shown::word`].
    #[must_use]
    pub fn word(&self, action: Action) -> Option<&'static str> {
        each!(self, s => s.word(action))
    }
    /// See [`Shown::footer_word`].
    #[must_use]
    pub fn footer_word(&self, action: Action) -> Option<String> {
        each!(self, s => s.footer_word(action))
    }
    /// See [`Shown::aside`].
    #[must_use]
    pub fn aside(&self, action: Action) -> bool {
        each!(self, s => s.aside(action))
    }
    /// See [`Shown::in_one`].
    #[must_use]
    pub fn in_one(&self) -> Option<(&'static [Action], &'static str)> {
        each!(self, s => s.in_one())
    }
    /// See [`Shown::contact`].
    #[must_use]
    pub fn contact(&self) -> Option<Who> {
        each!(self, s => s.contact())
    }
    /// See [`Shown::settles`].
    #[must_use]
    pub fn settles(&self, ctx: &Ctx) -> Option<(String, CardKey)> {
        each!(self, s => s.settles(ctx))
    }
    /// See [`Shown::service`].
    #[must_use]
    pub fn service(&self) -> Option<RecordId> {
        each!(self, s => s.service())
    }
    /// See [`Shown::caveat`].
    #[must_use]
    pub fn caveat(&self, ctx: &Ctx) -> Option<Caveat> {
        each!(self, s => s.caveat(ctx))
    }
    /// See [`Shown::due`].
    #[must_use]
    pub fn due(&self, ctx: &Ctx) -> Option<u64> {
        each!(self, s => s.due(ctx))
    }
    /// See [`Shown::line`].
    #[must_use]
    pub fn line(&self, ctx: &Ctx) -> Option<Phrase> {
        each!(self, s => s.line(ctx))
    }
    /// See [`Shown::place`].
    #[must_use]
    pub fn place(&self) -> Option<Place> {
        each!(self, s => s.place())
    }
    /// See [`Shown::alone`].
    #[must_use]
    pub fn alone(&self) -> bool {
        each!(self, s => s.alone())
    }
    /// See [`Shown::rows`].
    #[must_use]
    pub fn rows(&self) -> Option<&Rows> {
        each!(self, s => s.rows())
    }
    /// See [`Shown::has_help`].
    #[must_use]
    pub fn has_help(&self) -> bool {
        each!(self, s => s.has_help())
    }
    /// See [`Shown::header_right`].
    #[must_use]
    pub fn header_right(&self, ctx: &Ctx) -> Option<Phrase> {
        each!(self, s => s.header_right(ctx))
    }
    /// See [`Shown::typing`].
    #[must_use]
    pub fn typing(&self) -> bool {
        each!(self, s => s.typing())
    }
}

/// Where an officer can be; opens a [`Screen`], and is kept over a lock.
#[derive(Clone, PartialEq, Serialize, Deserialize)]
pub enum Place {
    /// Today.
    Today,
    /// The daily review.
    Review,
    /// Contacts.
    Contacts,
    /// Search over everything.
    Search,
    /// A contact's record, at a section.
    Record(Who, record::Section),
    /// *Contact now*.
    ContactNow(Who),
    /// Reference.
    Reference,
    /// One entry of the reference: number of its page, number on it.
    Entry(usize, usize),
    /// A safeguarding concern of a contact, or of a child who belongs to none.
    Concern(Option<Who>, RecordId),
    /// The open concerns.
    Safeguarding,
    /// Open offers and referrals.
    Support,
    /// The directory of services, by whom they take where there is a contact, at one of them.
    Services(Option<Who>, Option<RecordId>),
    /// An offer or referral of a contact.
    Offer(Who, RecordId),
    /// Intelligence entries.
    Intelligence,
    /// Dangerous person reports, on the same screen.
    Reports,
    /// An intelligence entry.
    IntelligenceEntry(RecordId),
    /// A dangerous person report.
    Warning(RecordId),
    /// Two dangerous person reports side by side.
    Warnings(RecordId, RecordId),
    /// The crime reports of the area.
    CrimeReports,
    /// A crime report, of a contact or of nobody.
    CrimeReport(Option<Who>, RecordId),
    /// The SOLO card.
    SoloCard,
    /// A form.
    Form(Task),
    /// An information marker of a contact.
    Marker(Who, RecordId),
    /// The outbox.
    Outbox,
    /// The walk through the outbox, beginning at an update.
    OutboxAt(RecordId),
    /// Sealing what is approved.
    Seal,
    /// Writing the file of a package again.
    Write(i64),
    /// A package.
    Package(i64),
    /// The packages.
    Packages,
    /// Backup, verification, journal, settings.
    Records,
    /// The area picture.
    AreaPicture,
    /// The observations behind a bar of it.
    Observations(crate::casework::area::Look, crate::casework::area::Bar),
    /// A tasking.
    Tasking(RecordId),
    /// The strategy of a place.
    Strategy(RecordId),
    /// What was counted.
    Statistics,
    /// Two records side by side: the one that is kept, and the one that goes into it. Both were opened with a reason.
    Merge(Who, Who),
    /// Moving in from a file.
    Import,
    /// The first run.
    FirstRun,
    /// A new passphrase, a new recovery code.
    Renew(renew::What),
}

impl Place {
    /// Opens the screen of the place.
    #[must_use]
    pub fn open(self, ctx: &Ctx) -> Screen {
        match self {
            Self::Today => today::State::default().into(),
            Self::Review => review::State::default().into(),
            Self::Contacts => contacts::State::new(ctx).into(),
            Self::Search => search::State::default().into(),
            Self::Record(who, section) => record::State::new(who, section).into(),
            Self::ContactNow(who) => contact_now::State::new(who).into(),
            Self::Reference => reference::State::default().into(),
            Self::Entry(page, entry) => reference::State::at(page, entry).into(),
            Self::Concern(who, id) => concern::State::new(who, id).into(),
            Self::Safeguarding => safeguarding::State::default().into(),
            Self::Support => support::State::default().into(),
            Self::Services(about, at) => support::State::directory(about, at).into(),
            Self::Offer(who, id) => offer::State::new(who, id).into(),
            Self::Intelligence => intelligence::State::default().into(),
            Self::Reports => intelligence::State::at_reports().into(),
            Self::IntelligenceEntry(id) => intelligence_entry::State::new(id).into(),
            Self::Warning(id) => warning::State::new(id).into(),
            Self::Warnings(one, other) => warnings::State::new(one, other).into(),
            Self::Form(task) if task.kind() == Kind::Intelligence => intelligence_form::State::new(task).into(),
            Self::CrimeReports => crime_reports::State::default().into(),
            Self::CrimeReport(who, id) => crime_report::State::new(who, id).into(),
            Self::SoloCard => solo_card::State::new(ctx).into(),
            Self::Form(task) => form::State::new(task).into(),
            Self::Marker(who, id) => marker::State::new(who, id).into(),
            Self::Outbox => outbox::State::default().into(),
            Self::OutboxAt(id) => outbox::State::at(id).into(),
            Self::Seal => seal::State::new(None).into(),
            Self::Write(number) => seal::State::new(Some(number)).into(),
            Self::Package(number) => package::State::new(number).into(),
            Self::Packages => packages::State::default().into(),
            Self::Records => records::State::new().into(),
            Self::AreaPicture => area::State::default().into(),
            Self::Observations(look, bar) => observations::State::new(look, bar).into(),
            Self::Tasking(id) => tasking::State::new(id).into(),
            Self::Strategy(id) => strategy::State::new(id).into(),
            Self::Statistics => statistics::State::default().into(),
            Self::Merge(kept, other) => merge::State::new(kept, other).into(),
            Self::Import => import::State::default().into(),
            Self::FirstRun => first_run::State::new().into(),
            Self::Renew(what) => renew::State::new(what).into(),
        }
    }

    /// Whether a contact's record has to be opened with a reason before this can be shown.
    #[must_use]
    pub fn consults(&self) -> Option<&Who> {
        match self {
            Self::Record(who, _) | Self::ContactNow(who) | Self::Marker(who, _) | Self::Offer(who, _) => Some(who),
            Self::Concern(who, _) => who.as_ref(),
            Self::Form(task) => task.consults(),
            Self::CrimeReport(who, _) => who.as_ref(),
            Self::Today
            | Self::Review
            | Self::Contacts
            | Self::Search
            | Self::Reference
            | Self::Entry(..)
            | Self::Safeguarding
            | Self::Support
            | Self::Services(..)
            | Self::Intelligence
            | Self::Reports
            | Self::IntelligenceEntry(_)
            | Self::Warning(_)
            | Self::Warnings(..)
            | Self::CrimeReports
            | Self::SoloCard
            | Self::Outbox
            | Self::OutboxAt(_)
            | Self::Seal
            | Self::Write(_)
            | Self::Package(_)
            | Self::Packages
            | Self::Records
            | Self::AreaPicture
            | Self::Observations(..)
            | Self::Tasking(_)
            | Self::Strategy(_)
            | Self::Statistics
            | Self::Merge(..)
            | Self::Import
            | Self::FirstRun
            | Self::Renew(_) => None,
        }
    }
}
