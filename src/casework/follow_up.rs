//! Follow-ups: making, keeping, deferring and cancelling what was said would be done.

use chrono::{Datelike, Days, NaiveDate, Weekday};

use crate::casework::contact::keep_written;
use crate::casework::desk::{Desk, Saved, no_faults};
use crate::domain::check;
use crate::domain::crime_report::CrimeReport;
use crate::domain::field::{Code, Fault, Record, Values};
use crate::domain::follow_up::{self, FollowUp, state};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::problem::{Outcome, Problem};
use crate::domain::when::Due;
use crate::store::journal::Why;
use crate::store::table::Stored;
use crate::store::write::Write;

/// How a follow-up is settled as done.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Done {
    /// What came of it, one line.
    pub outcome: String,
    /// For a promise: how the person was told, a code of `told_how`.
    pub told: String,
    /// The next step, if there is one.
    pub next_step: String,
    /// What kind of follow-up the next step is; blank for something else.
    pub next_kind: String,
    /// By when.
    pub next_due: Option<Due>,
}

/// A follow-up as it is once it is settled, and what comes next; not written yet.
pub(crate) struct Settled {
    it: FollowUp,
    next: Option<FollowUp>,
    /// The crime report whose news it brought, with that noted.
    told: Option<Stored<CrimeReport>>,
}

impl Settled {
    /// Writes both in an act that is open.
    pub(crate) fn write(&self, w: &mut Write<'_>, id: RecordId, contact: Option<RecordId>, why: &Why) -> Outcome<()> {
        w.put(id, contact, &self.it, why)?;
        if let Some(next) = &self.next {
            w.add(contact, next, why)?;
        }
        if let Some(report) = &self.told {
            w.put(report.meta.id, report.meta.contact, &report.it, why)?;
        }
        Ok(())
    }
}

/// What the sheets that settle a follow-up or put it off have to know of it.
#[derive(Clone, PartialEq, Eq)]
pub struct Settling {
    /// The follow-up.
    pub id: RecordId,
    /// It was promised to the person.
    pub promise: bool,
    /// What is to be done.
    pub what: String,
    /// By when.
    pub due: Option<Due>,
    /// How often it was deferred.
    pub deferrals: i64,
    /// Putting it off once more needs a reason.
    pub needs_reason: bool,
    /// The days that waiting is offered for.
    pub choices: Vec<WaitChoice>,
}

impl Settling {
    /// Of a follow-up, without days to wait for.
    #[must_use]
    pub fn of(id: RecordId, f: &FollowUp) -> Self {
        Self {
            id,
            promise: f.is_promise(),
            what: f.what.clone(),
            due: f.due,
            deferrals: f.deferrals.unwrap_or(0),
            needs_reason: f.next_deferral_needs_reason(),
            choices: Vec::new(),
        }
    }
}

/// One choice of the wait sheet: what it is called, which day, how much is due then.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct WaitChoice {
    /// Its key: t, 3, m.
    pub key: char,
    /// `tomorrow`, `in 3 days`, `next Monday`.
    pub label: &'static str,
    /// The day.
    pub day: NaiveDate,
    /// Things due that day.
    pub load: i64,
}

impl Desk {
    fn follow_up(&self, id: RecordId) -> Outcome<Stored<FollowUp>> {
        self.reading()
            .get::<FollowUp>(id)?
            .ok_or_else(|| Problem::refused("This follow-up is no longer there.", "Go back and open it again."))
    }

    fn open_follow_up(&self, id: RecordId) -> Outcome<Stored<FollowUp>> {
        let stored = self.follow_up(id)?;
        if stored.it.is_open() {
            Ok(stored)
        } else {
            Err(Problem::refused("This follow-up is settled already.", "u takes the last act back."))
        }
    }

    /// Saves a follow-up from its form. An open promise stays one (domain rule 7), and a later day in the form is a
    /// deferral as in [`Desk::wait`]: counted, and from the third time on refused here, where no reason can be given.
    ///
    /// # Errors
    /// Faults, or a failure.
    pub fn save_follow_up(
        &mut self,
        contact: Option<RecordId>,
        id: Option<RecordId>,
        values: &Values,
    ) -> Saved<RecordId> {
        let mut values = check::cleaned(Kind::FollowUp, values).0;
        let stored = match id {
            Some(id) => Some(self.follow_up(id)?.it),
            None => None,
        };
        keep_written(Kind::FollowUp, stored.as_ref().map(Record::values), &mut values, &[]);
        let mut f = FollowUp::from_values(&values);
        if f.state.is_blank() {
            f.state = Code::new(state::OPEN);
        }
        let mut faults = check::faults(Kind::FollowUp, &values);
        faults.extend(follow_up::faults(&f));
        if let Some(before) = stored.as_ref().filter(|b| b.is_open()) {
            if before.is_promise() && !f.is_promise() {
                faults.push(Fault::new(
                    "kind",
                    "A promise to the person stays one. Settle it, or cancel it and say why.",
                ));
            }
            if is_later(before.due, f.due) {
                if before.next_deferral_needs_reason() {
                    faults.push(Fault::new("due", "Deferred twice before. Put it off instead: that asks why."));
                }
                f.deferrals = Some(before.deferrals.unwrap_or(0) + 1);
                f.deferral_reason = Code::default();
            }
        }
        no_faults(faults)?;
        let why = contact.map(|c| self.why(c)).unwrap_or_default();
        Ok(self.act(if id.is_some() { "change a follow-up" } else { "add a follow-up" }, |w| match id {
            Some(id) => w.put(id, contact, &f, &why).map(|()| id),
            None => w.add(contact, &f, &why),
        })?)
    }

    /// Settles a follow-up as done. A promise is done when the person has been told: *not yet* keeps it open with
    /// the outcome noted (domain section 4). *You said / we did* writes itself from the dates.
    ///
    /// # Errors
    /// Faults `outcome`, `told`, `next_step`, `next_due`; or a failure.
    pub fn done(&mut self, id: RecordId, done: &Done) -> Saved<()> {
        let stored = self.open_follow_up(id)?;
        let settled = self.as_done(stored.it, done)?;
        let contact = stored.meta.contact;
        let why = contact.map(|c| self.why(c)).unwrap_or_default();
        self.act("settle a follow-up", |w| settled.write(w, id, contact, &why))?;
        Ok(())
    }

    /// A follow-up as it is once it is done, with its next step; writes nothing.
    pub(crate) fn as_done(&self, mut f: FollowUp, done: &Done) -> Saved<Settled> {
        let today = self.today();
        let line = |t: &str| crate::domain::text::clean_line(t).text.trim().to_owned();
        let mut faults = Vec::new();
        let outcome = line(&done.outcome);
        let next_step = line(&done.next_step);
        if outcome.is_empty() {
            faults.push(Fault::new("outcome", "Say in a line what came of it."));
        }
        if f.is_promise() && done.told.is_empty() {
            faults.push(Fault::new("told", "Say how the person was told, or that they were not told yet."));
        }
        if !next_step.is_empty() && done.next_due.is_none() {
            faults.push(Fault::new("next_due", "Say by when: fri, tomorrow 3pm, +2w."));
        }
        no_faults(faults)?;
        let told_now = !f.is_promise() || done.told != "not-yet";
        f.outcome = outcome;
        f.told = Code::new(done.told.clone());
        if told_now {
            f.state = Code::new(state::DONE);
            f.settled_on = Some(today);
        }
        if f.is_promise() {
            let on = today.format("%a %d/%m/%Y").to_string();
            f.we_did = follow_up::we_did(f.due.as_ref(), today, &on, told_now);
        }
        let kind = if done.next_kind.is_empty() { follow_up::kind::OTHER } else { &done.next_kind };
        let next = (!next_step.is_empty()).then(|| FollowUp {
            you_said: if kind == follow_up::kind::PROMISE {
                format!("{next_step} ({})", today.format("%d/%m"))
            } else {
                String::new()
            },
            what: next_step,
            kind: Code::new(kind),
            due: done.next_due,
            state: Code::new(state::OPEN),
            ..FollowUp::default()
        });
        let told = if told_now { self.report_told(&f, &done.told, &f.outcome)? } else { None };
        Ok(Settled { it: f, next, told })
    }

    /// What the sheets that settle a follow-up or put it off have to know of it.
    ///
    /// # Errors
    /// Refused when it is settled or gone; or a failure.
    pub fn settling(&self, id: RecordId) -> Outcome<Settling> {
        let stored = self.open_follow_up(id)?;
        Ok(Settling { choices: self.wait_choices()?, ..Settling::of(id, &stored.it) })
    }

    /// The three quick choices of waiting, with the load of each day.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn wait_choices(&self) -> Outcome<Vec<WaitChoice>> {
        let today = self.today();
        let day = |n: u64| today.checked_add_days(Days::new(n)).unwrap_or(today);
        let to_monday = 7 - u64::from(today.weekday().days_since(Weekday::Mon));
        let load = self.reading().load("", today, day(15))?;
        let count = |d: NaiveDate| load.iter().find(|(on, _)| *on == d).map_or(0, |(_, n)| *n);
        Ok([('t', "tomorrow", day(1)), ('3', "in 3 days", day(3)), ('m', "next Monday", day(to_monday))]
            .into_iter()
            .map(|(key, label, day)| WaitChoice { key, label, day, load: count(day) })
            .collect())
    }

    /// Puts a follow-up off. From the third time on a reason is demanded.
    ///
    /// # Errors
    /// A fault under `reason` or `due`; or a failure.
    pub fn wait(&mut self, id: RecordId, due: Due, reason: &str) -> Saved<()> {
        let stored = self.open_follow_up(id)?;
        let mut f = stored.it;
        let mut faults = Vec::new();
        if due.day() < self.today() {
            faults.push(Fault::new("due", "This day has passed. Give a later one."));
        }
        if f.next_deferral_needs_reason() && reason.is_empty() {
            faults.push(Fault::new("reason", "Deferred twice before: say why it waits again."));
        }
        no_faults(faults)?;
        put_off(&mut f, due, reason);
        let contact = stored.meta.contact;
        let why = contact.map(|c| self.why(c)).unwrap_or_default();
        self.act("put off a follow-up", |w| w.put(id, contact, &f, &why))?;
        Ok(())
    }

    /// Puts off what is open for several contacts and due before a day, to that day, in one act; gives how many that
    /// were. Safeguarding actions keep their own time; safeguarding clocks and reviews are no follow-ups and stay too.
    ///
    /// # Errors
    /// A fault under `reason` or `due`; refused when nothing of theirs is due before that day; or a failure.
    pub fn wait_all(&mut self, contacts: &[RecordId], due: Due, reason: &str) -> Saved<usize> {
        self.may_wait_together(due, reason)?;
        let mut waiting = Vec::new();
        for contact in contacts {
            let open = self.reading().of_contact::<FollowUp>(*contact)?;
            waiting.extend(
                open.into_iter()
                    .filter(|f| f.it.is_open() && !f.it.kind.is(follow_up::kind::SAFEGUARDING))
                    .filter(|f| f.it.due.as_ref().is_some_and(|d| d.day() < due.day())),
            );
        }
        if waiting.is_empty() {
            return Err(Problem::refused(
                "Nothing of theirs is due before that day.",
                "Choose a later day, or clear the selection.",
            )
            .into());
        }
        Ok(self.wait_together(waiting, due, reason)?)
    }

    /// Puts off several follow-ups to one day for one reason, in one act; gives how many that were. What was settled
    /// since they were chosen stays settled.
    ///
    /// # Errors
    /// A fault under `reason` or `due`; refused when none of them is open; or a failure.
    pub fn wait_several(&mut self, follow_ups: &[RecordId], due: Due, reason: &str) -> Saved<usize> {
        self.may_wait_together(due, reason)?;
        let mut waiting = Vec::new();
        for id in follow_ups {
            let stored = self.reading().get::<FollowUp>(*id)?;
            waiting.extend(stored.filter(|f| f.it.is_open() && !f.it.kind.is(follow_up::kind::SAFEGUARDING)));
        }
        if waiting.is_empty() {
            return Err(Problem::refused(
                "None of these can wait: they are settled, or safeguarding actions, which keep their own time.",
                "Clear the selection; the list shows what is open.",
            )
            .into());
        }
        Ok(self.wait_together(waiting, due, reason)?)
    }

    fn may_wait_together(&self, due: Due, reason: &str) -> Saved<()> {
        let mut faults = Vec::new();
        if due.day() < self.today() {
            faults.push(Fault::new("due", "This day has passed. Give a later one."));
        }
        if reason.is_empty() {
            faults.push(Fault::new("reason", "Say why they wait: one reason for all of them."));
        }
        no_faults(faults)
    }

    fn wait_together(&mut self, waiting: Vec<Stored<FollowUp>>, due: Due, reason: &str) -> Outcome<usize> {
        let count = waiting.len();
        let whys: Vec<_> = waiting.iter().map(|f| f.meta.contact.map(|c| self.why(c)).unwrap_or_default()).collect();
        self.act("put off several follow-ups", |w| {
            for (stored, why) in waiting.into_iter().zip(&whys) {
                let mut f = stored.it;
                put_off(&mut f, due, reason);
                w.put(stored.meta.id, stored.meta.contact, &f, why)?;
            }
            Ok(())
        })?;
        Ok(count)
    }

    /// Cancels a follow-up with its reason.
    ///
    /// # Errors
    /// Refused while the reason is blank; or a failure.
    pub fn cancel(&mut self, id: RecordId, reason: &str) -> Outcome<()> {
        let stored = self.open_follow_up(id)?;
        let reason = crate::domain::text::clean_line(reason).text.trim().to_owned();
        if reason.is_empty() {
            return Err(Problem::refused("The reason is blank.", "Say why it is cancelled."));
        }
        let mut f = stored.it;
        f.state = Code::new(state::CANCELLED);
        f.outcome = reason;
        f.settled_on = Some(self.today());
        let contact = stored.meta.contact;
        let why = contact.map(|c| self.why(c)).unwrap_or_default();
        self.act("cancel a follow-up", |w| w.put(id, contact, &f, &why))
    }
}

/// Whether something is due later than it was: on a later day, or at a later time.
fn is_later(before: Option<Due>, now: Option<Due>) -> bool {
    match (before, now) {
        (Some(Due::At(before)), Some(Due::At(now))) => now > before,
        (Some(before), Some(now)) => now.day() > before.day(),
        _ => false,
    }
}

/// Puts a follow-up off once more.
fn put_off(f: &mut FollowUp, due: Due, reason: &str) {
    f.due = Some(due);
    f.deferrals = Some(f.deferrals.unwrap_or(0) + 1);
    f.deferral_reason = Code::new(reason);
}
