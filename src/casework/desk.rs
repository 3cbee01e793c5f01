//! The desk: an open caseload with its officer, its clock and what this sitting remembers.
//!
//! One function of casework is one check of the rules, one transaction and one act in the journal. The terminal and
//! the command line call the same functions.

use std::collections::BTreeMap;
use std::time::Instant;

use chrono::{DateTime, Duration, NaiveDate, NaiveDateTime, Utc};
use chrono_tz::Tz;

use crate::casework::clock::Clock;
use crate::casework::review;
use crate::domain::field::Fault;
use crate::domain::id::RecordId;
use crate::domain::journal::Operation;
use crate::domain::kind::Kind;
use crate::domain::officer::Officer;
use crate::domain::problem::{Kind as ProblemKind, Outcome, Problem};
use crate::domain::{text, when};
use crate::store::draft::Draft;
use crate::store::journal::Why;
use crate::store::write::{Doing, Write};
use crate::store::{Reading, Store};
use crate::vault::OpenVault;
use crate::vault::witness::{self, Witness};

/// How long the reason for opening a contact is remembered (domain section 7).
pub const REASON_LASTS: Duration = Duration::minutes(15);

/// Words of the index read before the time is looked at: a common one alone takes milliseconds.
const TERMS_AT_ONCE: usize = 4;
/// How long a slice of idle work lasts; a key pressed meanwhile waits for its end.
const A_SLICE: std::time::Duration = std::time::Duration::from_millis(4);
/// Pages of the index merged in one slice: a few milliseconds.
const PAGES_A_SLICE: i64 = 16;

/// Setting that names this device's epoch: new at creation and after every restore.
pub const DEVICE_EPOCH: &str = "device_epoch";

/// In what state the caseload is worked with; each but `Live` is said on every screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Mode {
    /// Ordinary work.
    Live,
    /// Invented people; packages say PRACTICE.
    Practice,
    /// No escrow slot yet: exports nothing but a child's notification.
    SetUp,
    /// Nothing can be written.
    ReadOnly,
}

/// An open caseload.
pub struct Desk {
    pub(crate) store: Store,
    pub(crate) clock: Clock,
    pub(crate) zone: Tz,
    pub(crate) officer: Officer,
    pub(crate) mode: Mode,
    pub(crate) vault: Option<OpenVault>,
    undo: Vec<i64>,
    redo: Vec<i64>,
    reasons: BTreeMap<RecordId, (String, DateTime<Utc>)>,
    /// Why a contact was rung outside the plan a moment ago, for the engagement that follows; never kept.
    pub(crate) outside: Option<(RecordId, String)>,
    /// The words in which names were pointed out last, so that saving them again keeps them; never kept.
    pub(crate) pointed_out: Option<String>,
}

/// A form that was not saved: what is wrong with which field; or a failure.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum NotSaved {
    /// Fields to put right.
    Faults(Vec<Fault>),
    /// A rule or a failure.
    Problem(Problem),
}

impl From<Problem> for NotSaved {
    fn from(p: Problem) -> Self {
        Self::Problem(p)
    }
}

impl From<NotSaved> for Problem {
    fn from(n: NotSaved) -> Self {
        match n {
            NotSaved::Problem(p) => p,
            NotSaved::Faults(f) => Self::refused(
                f.iter().map(|f| f.what.as_str()).collect::<Vec<_>>().join(" "),
                "Put these right and save again.",
            ),
        }
    }
}

/// The result of saving a form.
pub type Saved<T> = Result<T, NotSaved>;

/// Refuses to go on while there are faults.
pub(crate) fn no_faults(mut faults: Vec<Fault>) -> Saved<()> {
    // One sentence a field: the first that was found says what to do.
    let mut seen = std::collections::BTreeSet::new();
    faults.retain(|f| seen.insert(f.field));
    if faults.is_empty() { Ok(()) } else { Err(NotSaved::Faults(faults)) }
}

impl Desk {
    /// A desk over an open store.
    ///
    /// # Errors
    /// When the officer's settings cannot be read.
    pub fn new(store: Store, clock: Clock, mode: Mode) -> Outcome<Self> {
        let officer = match store.reading().setting("officer")? {
            Some(text) => toml::from_str(&text)
                .map_err(|e| Problem::unexpected("Your own details in the vault cannot be read.", e.message()))?,
            None => Officer::default(),
        };
        // UK police: local time is UK time, wherever the laptop's own zone stands.
        Ok(Self {
            store,
            clock,
            zone: chrono_tz::Europe::London,
            officer,
            mode,
            vault: None,
            undo: Vec::new(),
            redo: Vec::new(),
            reasons: BTreeMap::new(),
            outside: None,
            pointed_out: None,
        })
    }

    /// Now, UTC.
    #[must_use]
    pub fn now(&self) -> DateTime<Utc> {
        self.clock.now()
    }

    /// Now, UK time.
    #[must_use]
    pub fn local_now(&self) -> NaiveDateTime {
        when::to_local(self.now(), self.zone)
    }

    /// Now with its zone, for reading date phrases.
    #[must_use]
    pub fn zoned_now(&self) -> DateTime<Tz> {
        self.now().with_timezone(&self.zone)
    }

    /// The working day; it turns at 04:00.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        when::working_day(self.zoned_now())
    }

    /// The officer and the force's decisions.
    #[must_use]
    pub const fn officer(&self) -> &Officer {
        &self.officer
    }

    /// The mode.
    #[must_use]
    pub const fn mode(&self) -> Mode {
        self.mode
    }

    /// Reading the store.
    #[must_use]
    pub const fn reading(&self) -> Reading<'_> {
        self.store.reading()
    }

    /// The store itself, for checks, backup and verification.
    #[must_use]
    pub const fn store(&self) -> &Store {
        &self.store
    }

    pub(crate) fn doing(&self, what: &'static str) -> Doing {
        Doing {
            officer: self.officer.point_of_contact.short(),
            device: self.officer.device_code.clone(),
            at: self.now(),
            what,
            is_final: false,
            undoes: None,
        }
    }

    /// One act that can be undone in this sitting.
    pub(crate) fn act<T>(&mut self, what: &'static str, f: impl FnOnce(&mut Write<'_>) -> Outcome<T>) -> Outcome<T> {
        let doing = self.doing(what);
        let (number, given) = self.store.write(&doing, f)?;
        self.did(number);
        Ok(given)
    }

    /// An act that was written through the store itself can be undone like any other.
    pub(crate) fn did(&mut self, number: i64) {
        if number != 0 {
            self.undo.push(number);
            self.redo.clear();
        }
    }

    /// One act that cannot be undone: sealing, disposal, handover, key change.
    pub(crate) fn final_act<T>(
        &mut self,
        what: &'static str,
        f: impl FnOnce(&mut Write<'_>) -> Outcome<T>,
    ) -> Outcome<T> {
        let doing = Doing { is_final: true, ..self.doing(what) };
        Ok(self.store.write(&doing, f)?.1)
    }

    /// An act of the program itself, or one that only journals: not in the way of undo.
    pub(crate) fn quiet_act<T>(
        &mut self,
        what: &'static str,
        f: impl FnOnce(&mut Write<'_>) -> Outcome<T>,
    ) -> Outcome<T> {
        let doing = self.doing(what);
        Ok(self.store.write(&doing, f)?.1)
    }

    /// Takes the last act of this sitting back; gives what it was.
    ///
    /// # Errors
    /// When there is none, or it cannot be undone; what can never be is said once and is then no longer in the way of
    /// what was done before it.
    pub fn undo(&mut self) -> Outcome<String> {
        let Some(last) = self.undo.last().copied() else {
            return Err(Problem::refused("Nothing of this sitting is left to undo.", "Go on working."));
        };
        let what = self.reading().act(last)?.map(|a| a.what).unwrap_or_default();
        self.words_not_held(last)?;
        let doing = self.doing("undo");
        let done = match self.store.undo(&doing, last) {
            Ok(done) => done,
            Err(problem) => {
                if self.is_for_good(&problem) {
                    self.undo.pop();
                }
                return Err(problem);
            }
        };
        self.undo.pop();
        self.redo.push(done);
        Ok(what)
    }

    /// Does what was undone again; gives what it was.
    ///
    /// # Errors
    /// When nothing was undone.
    pub fn redo(&mut self) -> Outcome<String> {
        let Some(last) = self.redo.last().copied() else {
            return Err(Problem::refused("Nothing was undone, so there is nothing to redo.", "Go on working."));
        };
        self.words_not_held(last)?;
        let doing = self.doing("redo");
        let done = match self.store.undo(&doing, last) {
            Ok(done) => done,
            Err(problem) => {
                if self.is_for_good(&problem) {
                    self.redo.pop();
                }
                return Err(problem);
            }
        };
        self.redo.pop();
        self.undo.push(done);
        let undone = self.reading().act(last)?.and_then(|a| a.undoes);
        Ok(match undone {
            Some(n) => self.reading().act(n)?.map(|a| a.what).unwrap_or_default(),
            None => String::new(),
        })
    }

    /// Whether a rule refused it: trying again leads to the same. A disk or a vault open for reading only may be better
    /// the next time.
    fn is_for_good(&self, problem: &Problem) -> bool {
        problem.kind == ProblemKind::Refused && !self.store.is_read_only()
    }

    /// The reason remembered for a contact, if it was opened within the last fifteen minutes.
    #[must_use]
    pub fn remembered_reason(&self, contact: RecordId) -> Option<&str> {
        let (code, at) = self.reasons.get(&contact)?;
        (self.now() - *at < REASON_LASTS).then_some(code.as_str())
    }

    /// Opens a contact's record: a consultation with its reason, journalled.
    ///
    /// Opening again within fifteen minutes under the remembered reason makes no further entry.
    ///
    /// # Errors
    /// Refused when the reason is *other* and its words are blank, or longer than a line; when it cannot be journalled:
    /// what cannot be journalled is not opened.
    pub fn consult(&mut self, contact: RecordId, reason: &str, words: &str) -> Outcome<()> {
        if self.remembered_reason(contact) == Some(reason) {
            return Ok(());
        }
        let words = text::clean_line(words).text.trim().to_owned();
        if reason == "other" && words.is_empty() {
            return Err(Problem::refused("The reason is blank.", "Write in a few words why you open the record."));
        }
        if text::graphemes(&words) > text::LINE {
            return Err(Problem::refused(
                format!("The reason is longer than {} letters.", text::LINE),
                "Write in a few words why you open the record.",
            ));
        }
        self.consult_anew(contact, reason, &words)
    }

    /// As [`Desk::consult`], with an entry of its own though the reason is remembered: each card of a daily review has
    /// one (domain section 7).
    pub(crate) fn consult_anew(&mut self, contact: RecordId, reason: &str, words: &str) -> Outcome<()> {
        let why = Why { code: reason.to_owned(), text: words.to_owned(), ..Why::default() };
        self.note_opening(Kind::Contact, contact, Some(contact), &why)
    }

    /// Opens a record that belongs to no contact: a consultation of its own, journalled once in fifteen minutes.
    ///
    /// # Errors
    /// When it cannot be journalled: what cannot be journalled is not opened.
    pub(crate) fn consult_record(&mut self, kind: Kind, id: RecordId, reason: &str) -> Outcome<()> {
        if self.remembered_reason(id) == Some(reason) {
            return Ok(());
        }
        self.note_opening(kind, id, None, &Why::code(reason))
    }

    /// Journals that a record is opened, and remembers the reason.
    fn note_opening(&mut self, kind: Kind, id: RecordId, contact: Option<RecordId>, why: &Why) -> Outcome<()> {
        self.quiet_act("open a record", |w| w.note(Operation::Consultation, Some((kind, id)), contact, why))?;
        self.reasons.insert(id, (why.code.clone(), self.now()));
        Ok(())
    }

    /// Refuses to show what belongs to a record that was not opened with a reason.
    pub(crate) fn opened(&self, contact: RecordId) -> Outcome<()> {
        match self.remembered_reason(contact) {
            Some(_) => Ok(()),
            None => Err(Problem::refused("This record was not opened with a reason.", "Open it and say why.")),
        }
    }

    /// The reason a change is journalled with: the one the contact was opened for.
    pub(crate) fn why(&self, contact: RecordId) -> Why {
        Why::code(self.remembered_reason(contact).unwrap_or_default())
    }

    /// As [`Desk::why`], of what may belong to nobody.
    pub(crate) fn why_of(&self, contact: Option<RecordId>) -> Why {
        contact.map(|c| self.why(c)).unwrap_or_default()
    }

    /// Changes the officer's details, the force's decisions or the organisation.
    ///
    /// New contact details are renewed on every marker that stands on IS or is on its way there, and what IS has to
    /// be told is drafted, in the same act (domain section 4, *Marker*).
    ///
    /// # Errors
    /// When they cannot be written.
    pub fn set_officer(&mut self, officer: Officer) -> Outcome<()> {
        let officer = officer.cleaned();
        let text =
            toml::to_string(&officer).map_err(|e| Problem::unexpected("Your details could not be written down.", e))?;
        let told = if officer.point_of_contact == self.officer.point_of_contact {
            Vec::new()
        } else {
            let contacts = self.reading().contacts_told()?;
            contacts.into_iter().map(|c| self.facts(c)).collect::<Outcome<Vec<_>>>()?
        };
        self.quiet_act("change settings", |w| {
            w.set("officer", &text)?;
            crate::casework::marker::redraft_details(w, &told, &officer.point_of_contact)
        })?;
        self.officer = officer;
        Ok(())
    }

    /// What was done before can no longer be taken back: something final rests on it.
    pub(crate) fn forget_undo(&mut self) {
        self.undo.clear();
        self.redo.clear();
    }

    /// Keeps a half-typed form.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub fn keep_draft(&self, form: &str, contact: Option<RecordId>, content: &str) -> Outcome<()> {
        self.store.keep_draft(&Draft {
            form: form.to_owned(),
            contact,
            at: crate::store::table::instant(self.now()),
            content: content.to_owned(),
        })
    }

    /// Forgets a half-typed form that was saved or thrown away.
    ///
    /// # Errors
    /// When the disk does not take it.
    pub fn drop_draft(&self, form: &str, contact: Option<RecordId>) -> Outcome<()> {
        self.store.drop_draft(form, contact)
    }

    /// Half-typed forms, newest first. Where a daily review stands is kept beside them and is none.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn drafts(&self) -> Outcome<Vec<Draft>> {
        Ok(self.store.drafts()?.into_iter().filter(|d| !d.form.starts_with(review::SITTING)).collect())
    }

    /// The number of the last act that can be taken back; 0 when there is none.
    pub(crate) fn last_act(&self) -> i64 {
        self.undo.last().copied().unwrap_or(0)
    }

    /// The open vault, if the desk was opened from one.
    #[must_use]
    pub const fn vault(&self) -> Option<&OpenVault> {
        self.vault.as_ref()
    }

    /// Notes outside the vault what is seen now, so that an older copy put back is noticed.
    ///
    /// # Errors
    /// When the state directory does not take it.
    pub fn write_witness(&self) -> Outcome<()> {
        let Some(vault) = &self.vault else { return Ok(()) };
        if self.store.is_read_only() {
            return Ok(());
        }
        witness::write(&vault.places.state, vault.vault_id(), &self.seen(vault)?)
    }

    /// What a witness would say of the caseload as it is now.
    pub(crate) fn seen(&self, vault: &OpenVault) -> Outcome<Witness> {
        let (number, hash) = self.store.head();
        Ok(Witness {
            journal_number: u64::try_from(number).unwrap_or(0),
            journal_hash: hash,
            device_epoch: self.reading().setting(DEVICE_EPOCH)?.unwrap_or_default(),
            keys_revision: vault.keys_revision(),
            at: self.now(),
        })
    }

    /// A slice of the work that waits until nobody types: the words of the index into memory, then its pieces
    /// together. True while there is more to do.
    ///
    /// # Errors
    /// When the database fails; nothing of the records is lost.
    pub fn while_idle(&mut self) -> Outcome<bool> {
        let began = Instant::now();
        while self.store.learn_terms(TERMS_AT_ONCE)? {
            if began.elapsed() >= A_SLICE {
                return Ok(true);
            }
        }
        self.store.merge_search(PAGES_A_SLICE)
    }

    /// Ends the sitting: journals the lock, writes the witness, closes the database.
    ///
    /// # Errors
    /// When the last page or the witness cannot be written.
    pub fn close(mut self) -> Outcome<()> {
        if !self.store.is_read_only() {
            self.quiet_act("lock", |w| w.note(Operation::Lock, None, None, &Why::default()))?;
            self.write_witness()?;
        }
        self.store.close()
    }
}
