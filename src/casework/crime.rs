//! Crime reports and the support around them: taking one, deciding about recording, what became of it and who was told.
//!
//! One open follow-up brings the news of a report: a promise to the person, or, where nobody is known, something to do
//! through whom it came. It opens with the first change nobody was told of and is settled by telling. What does not
//! belong here: the disclosure card ([`crate::casework::disclosure_card`]) and the SOLO card ([`crate::casework::solo`]).

use chrono::NaiveDate;

use crate::casework::desk::{Desk, NotSaved, Saved, no_faults};
use crate::casework::follow_up::Done;
use crate::casework::marker::{back_to_draft, new_update};
use crate::casework::saving::{gone, next_short};
use crate::domain::considered::{Considered, state as step};
use crate::domain::contact::Contact;
use crate::domain::crime_report::{self, Change, CrimeReport, mode, recording, state};
use crate::domain::field::{Code, Fault, Record as _, Value, Values};
use crate::domain::follow_up::{self, FollowUp};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::problem::{Outcome, Problem};
use crate::domain::safety_plan::SafetyPlan;
use crate::domain::update::{self, Update};
use crate::domain::when::{Due, When};
use crate::domain::{check, concern, lists, text};
use crate::store::contact::ContactLine;
use crate::store::journal::Why;
use crate::store::table::Stored;
use crate::store::write::Write;

/// A crime report as the list of them shows it: nothing of what happened.
#[derive(Clone)]
pub struct CrimeLine {
    /// The report.
    pub report: Stored<CrimeReport>,
    /// Whose; nothing for one by nobody.
    pub contact: Option<ContactLine>,
}

/// One report with what its screen has to know beside it.
#[derive(Clone)]
pub struct CrimeView {
    /// The report.
    pub report: Stored<CrimeReport>,
    /// Whose.
    pub contact: Option<Contact>,
    /// The open follow-up that brings the news.
    pub news: Option<FollowUp>,
    /// Why their words can only stand as they are: a hold.
    pub held: Option<String>,
    /// A domestic abuse concern of the person is open.
    pub abuse: bool,
    /// An update of it is in the outbox, in what state; blank for none.
    pub update: String,
}

/// What was decided about recording.
#[derive(Clone, Default, PartialEq, Eq)]
pub struct Recording {
    /// recorded or not-recorded.
    pub decision: String,
    /// Crime number, when it is recorded.
    pub crime_number: String,
    /// Reference on IS, if there is one.
    pub is_reference: String,
    /// Why it is not recorded.
    pub why: String,
}

impl Desk {
    pub(crate) fn stored_report(&self, id: RecordId) -> Outcome<Stored<CrimeReport>> {
        self.reading().get::<CrimeReport>(id)?.ok_or_else(gone)
    }

    /// Every crime report of an area, or of every area where none is given.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn crime_reports(&self, area: &str) -> Outcome<Vec<CrimeLine>> {
        let r = self.reading();
        let all = r.list(Kind::CrimeReport, 0, i64::MAX)?;
        all.iter()
            .map(|row| row.typed::<CrimeReport>())
            .filter(|report| area.is_empty() || report.it.area.is(area))
            .map(|report| {
                let contact = match report.meta.contact {
                    Some(id) => r.contact_line(id)?,
                    None => None,
                };
                Ok(CrimeLine { report, contact })
            })
            .collect()
    }

    /// One report. Where it is a contact's, that record must have been opened with a reason first.
    ///
    /// # Errors
    /// Refused when it was not opened; when it is not there; or a failure.
    pub fn crime_report(&mut self, id: RecordId) -> Outcome<CrimeView> {
        let report = self.stored_report(id)?;
        let whose = report.meta.contact;
        match whose {
            Some(contact) => self.opened(contact)?,
            None => self.consult_record(Kind::CrimeReport, id, OF_NOBODY)?,
        }
        let r = self.reading();
        let (contact, abuse) = match whose {
            Some(who) => {
                let concerns = r.of_contact::<concern::Concern>(who)?;
                let abuse = concerns.iter().any(|c| c.it.is_open() && c.it.kind.is(concern::kind::ABUSE));
                (r.get::<Contact>(who)?.map(|c| c.it), abuse)
            }
            None => (None, false),
        };
        let update = self.update_of(id, whose)?.map(|u| u.it.state.as_str().to_owned()).unwrap_or_default();
        let news = self.news_of(&report.it)?.map(|f| f.it);
        let held = if report.it.account.is_empty() { None } else { self.held_words(whose)? };
        Ok(CrimeView { report, contact, news, held, abuse, update })
    }

    /// What a new report begins from.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn crime_report_defaults(&self, contact: Option<RecordId>, how: &str) -> Outcome<Values> {
        let how = match (how, contact) {
            ("", Some(_)) => mode::NAMED,
            ("", None) => mode::ANONYMOUS,
            (how, _) => how,
        };
        Ok(Values::from([
            ("mode", Value::Text(how.to_owned())),
            ("told_at", Value::Text(When::at(self.local_now()).to_string())),
            ("area", Value::Text(self.area_of(contact)?)),
        ]))
    }

    /// The area of a contact; the officer's own for nobody, and where the contact has none.
    pub(crate) fn area_of(&self, contact: Option<RecordId>) -> Outcome<String> {
        let own = match contact {
            Some(id) => self.reading().get::<Contact>(id)?.map(|c| c.it.area.as_str().to_owned()),
            None => None,
        };
        Ok(own.filter(|a| !a.is_empty()).unwrap_or_else(|| self.officer.area.clone()))
    }

    /// Saves a crime report; one by nobody in particular has no contact. Their own words are only ever added to, and not
    /// even that while they are on hold.
    ///
    /// # Errors
    /// Faults, or a failure.
    pub fn save_crime_report(
        &mut self,
        contact: Option<RecordId>,
        id: Option<RecordId>,
        values: &Values,
    ) -> Saved<RecordId> {
        let (mut report, before) = self.typed::<CrimeReport>(id, values)?;
        let mut faults = crime_report::faults(&report, self.local_now());
        if let Some(before) = before.as_ref().filter(|b| !b.account.is_empty() && b.account != report.account) {
            if !report.account.starts_with(before.account.as_str()) {
                faults.push(Fault::new("account", "Their own words stay as they were said. Add below them."));
            }
            if let Some(held) = self.held_words(contact)? {
                faults.push(Fault::new("account", held));
            }
        }
        if before.is_none() {
            report.reference = next_short::<CrimeReport>(self.reading())?;
            report.state = Code::new(state::REPORTED);
            report.support = due_support(&[]);
        }
        self.keep("record a crime report", contact, id, &report, faults)
    }

    /// Adds below their own words, with the day; what stands above stays as it was said.
    ///
    /// # Errors
    /// Refused when blank, or while they are on hold; or a failure.
    pub fn add_to_report(&mut self, id: RecordId, words: &str) -> Outcome<()> {
        let mut stored = self.stored_report(id)?;
        let words = text::clean_note(words).text;
        if words.trim().is_empty() {
            return Err(Problem::refused("There is nothing to add.", "Type what was said."));
        }
        if !stored.it.account.is_empty()
            && let Some(held) = self.held_words(stored.meta.contact)?
        {
            return Err(Problem::refused(held, "A hold is lifted in the ledger of the record."));
        }
        let stamp = self.local_now().format("%d/%m/%Y %H:%M");
        let sep = if stored.it.account.is_empty() { String::new() } else { format!("\n\nAdded {stamp}:\n") };
        stored.it.account.push_str(&format!("{sep}{}", words.trim_end()));
        self.change_report("add to their own words", &stored)
    }

    fn change_report(&mut self, what: &'static str, stored: &Stored<CrimeReport>) -> Outcome<()> {
        let whose = stored.meta.contact;
        let why = self.why_of(whose);
        self.act(what, |w| w.put(stored.meta.id, whose, &stored.it, &why))
    }

    /// The open follow-up that brings the news of a report.
    fn news_of(&self, report: &CrimeReport) -> Outcome<Option<Stored<FollowUp>>> {
        let Some(id) = report.news else { return Ok(None) };
        Ok(self.reading().get::<FollowUp>(id)?.filter(|f| f.it.is_open()))
    }

    /// Decides about recording: the running clock of 24 hours ends with it. What is recorded is a change of outcome.
    ///
    /// # Errors
    /// Faults `decision`, `crime_number`, `why`; refused when it was decided already; or a failure.
    pub fn decide_recording(&mut self, id: RecordId, decided: &Recording) -> Saved<()> {
        let mut stored = self.stored_report(id)?;
        if !stored.it.recording.is_blank() {
            return Err(Problem::refused("Recording was decided already.", "u takes the last act back.").into());
        }
        let line = |t: &str| text::clean_line(t).text.trim().to_owned();
        let (number, why) = (line(&decided.crime_number), line(&decided.why));
        let is_recorded = decided.decision == recording::RECORDED;
        let mut faults = Vec::new();
        match decided.decision.as_str() {
            recording::RECORDED if number.is_empty() => {
                faults.push(Fault::new("crime_number", "Give the crime number: it is the recording."));
            }
            recording::NOT_RECORDED if why.is_empty() => {
                faults.push(Fault::new("why", "Say why it is not recorded."));
            }
            recording::RECORDED | recording::NOT_RECORDED => {}
            _ => faults.push(Fault::new("decision", "Choose one: recorded, or not recorded and why.")),
        }
        no_faults(faults)?;
        let r = &mut stored.it;
        r.recording = Code::new(decided.decision.as_str());
        r.recorded_at = Some(When::at(self.local_now()));
        r.recording_why = if is_recorded { String::new() } else { why };
        if is_recorded {
            r.crime_number = number;
        }
        let reference = line(&decided.is_reference);
        if !reference.is_empty() {
            r.is_reference = reference;
        }
        let to = if is_recorded && r.state.is(state::REPORTED) { state::CRIMED } else { "" };
        let news = self.owed(&mut stored, to, self.today(), "")?;
        let why = self.why_of(stored.meta.contact);
        self.act("decide what is recorded", |w| news.write(w, stored, &why))?;
        Ok(())
    }

    /// Records what became of a report. The person is owed the news from then on.
    ///
    /// # Errors
    /// Faults `state`, `on`; refused when that is where it stands; or a failure.
    pub fn change_outcome(&mut self, id: RecordId, to: &str, on: NaiveDate, note: &str) -> Saved<()> {
        let mut stored = self.stored_report(id)?;
        let mut faults = Vec::new();
        if lists::item("crime_states", to).is_none() {
            faults.push(Fault::new("state", "Choose what became of it."));
        } else if stored.it.state.is(to) {
            faults.push(Fault::new("state", "This is where it stands already."));
        } else if to == state::CRIMED && stored.it.recording.is_blank() {
            faults.push(Fault::new("state", "Decide about recording first: that is what makes it a recorded crime."));
        }
        if on > self.today() {
            faults.push(Fault::new("on", "This day is still to come."));
        }
        no_faults(faults)?;
        let note = text::clean_line(note).text.trim().to_owned();
        let news = self.owed(&mut stored, to, on, &note)?;
        let why = self.why_of(stored.meta.contact);
        self.act("record what became of a crime report", |w| news.write(w, stored, &why))?;
        Ok(())
    }

    /// Notes a change on a report and works out the follow-up that owes its news: the one that is open, in new words, or
    /// a new one.
    fn owed(&self, stored: &mut Stored<CrimeReport>, to: &str, on: NaiveDate, note: &str) -> Outcome<News> {
        if to.is_empty() {
            return Ok(News::None);
        }
        let r = &mut stored.it;
        r.state = Code::new(to);
        let change = Change { state: to.to_owned(), on: on.to_string(), told_on: String::new(), note: note.to_owned() };
        r.changes.push(change.to_text());
        Ok(match self.news_of(r)? {
            Some(open) => News::Open(open.meta.id, open.meta.contact, FollowUp { what: news_words(r), ..open.it }),
            None => News::New(news_follow_up(r, stored.meta.id, stored.meta.contact, self.today())),
        })
    }

    /// The person, or whoever brought it, was told everything that became of a report so far; the follow-up that owed
    /// the news is settled with it.
    ///
    /// # Errors
    /// A fault `told`; refused when there is nothing to tell; or a failure.
    pub fn told_the_person(&mut self, id: RecordId, how: &str, note: &str) -> Saved<()> {
        let mut stored = self.stored_report(id)?;
        let news = self.news_of(&stored.it)?;
        if !stored.it.owes_news() && news.is_none() {
            return Err(Problem::refused(
                "There is nothing left to tell.",
                "A change of outcome opens the next promise.",
            )
            .into());
        }
        if lists::item("told_ways", how).is_none() {
            return Err(NotSaved::Faults(vec![Fault::new("told", "Say how: by call, by text, in person.")]));
        }
        let note = text::clean_line(note).text.trim().to_owned();
        let outcome = if note.is_empty() { told_words(&stored.it) } else { note };
        let why = self.why_of(stored.meta.contact);
        let settled = match news {
            Some(f) => {
                let (id, whose) = (f.meta.id, f.meta.contact);
                let done = Done { outcome, told: how.to_owned(), ..Done::default() };
                // What the report has to note is noted with it.
                Some((id, whose, self.as_done(f.it, &done)?))
            }
            None => {
                mark_told(&mut stored.it, self.today(), how, &outcome);
                None
            }
        };
        self.act("tell the person what became of it", |w| match settled {
            Some((id, whose, settled)) => settled.write(w, id, whose, &why),
            None => w.put(stored.meta.id, stored.meta.contact, &stored.it, &why),
        })?;
        Ok(())
    }

    /// The report of which a follow-up brings the news, as it is once they were told.
    pub(crate) fn report_told(&self, f: &FollowUp, how: &str, outcome: &str) -> Outcome<Option<Stored<CrimeReport>>> {
        let Some(id) = f.serves else { return Ok(None) };
        let Some(mut stored) = self.reading().get::<CrimeReport>(id)? else { return Ok(None) };
        mark_told(&mut stored.it, self.today(), how, outcome);
        stored.it.news = None;
        Ok(Some(stored))
    }

    /// Settles a step of the support around a report: done with who or which reference, or not needed with why.
    ///
    /// # Errors
    /// Refused while the reason why not is blank; or a failure.
    pub fn settle_support(&mut self, id: RecordId, code: &str, done: bool, note: &str) -> Outcome<()> {
        let note = text::clean_line(note).text.trim().to_owned();
        if !done && note.is_empty() {
            return Err(Problem::refused("The reason is blank.", "Say why it is not needed."));
        }
        let at = Due::At(self.local_now()).to_string();
        let officer = self.officer.point_of_contact.short();
        self.change_support(id, code, "settle support around a report", |s| {
            s.state = if done { step::DONE } else { step::NOT_NEEDED }.to_owned();
            s.at = at;
            s.note = if note.is_empty() { officer } else { note };
        })
    }

    /// Sets by when a step of the support around a report is to be done; Today shows it then.
    ///
    /// # Errors
    /// When it is not there; or a failure.
    pub fn set_support_time(&mut self, id: RecordId, code: &str, due: Due) -> Outcome<()> {
        self.change_support(id, code, "set a time for support", |s| s.at = due.to_string())
    }

    fn change_support(
        &mut self,
        id: RecordId,
        code: &str,
        what: &'static str,
        change: impl FnOnce(&mut Considered),
    ) -> Outcome<()> {
        let mut stored = self.stored_report(id)?;
        let mut list = stored.it.support_list();
        let one = list.iter_mut().find(|s| s.code == code).ok_or_else(gone)?;
        change(one);
        stored.it.support = list.iter().map(Considered::to_text).collect();
        self.change_report(what, &stored)
    }

    /// Opens a domestic abuse concern where a partner coerces (procedure, *Incident involving a sex worker*).
    ///
    /// # Errors
    /// Refused for a report by nobody, and while such a concern is open; or a failure.
    pub fn abuse_concern(&mut self, id: RecordId) -> Outcome<RecordId> {
        let view = self.crime_report(id)?;
        let Some(contact) = view.report.meta.contact else {
            return Err(Problem::refused("This report is by nobody.", "A concern belongs to a contact."));
        };
        if view.abuse {
            return Err(Problem::refused(
                "A domestic abuse concern of this person is open already.",
                "It stands under Safeguarding in the record.",
            ));
        }
        let values = Values::from([
            ("kind", Value::Text(concern::kind::ABUSE.to_owned())),
            ("what", Value::Text(format!("Coerced by a partner, as told with {}.", view.report.it.reference))),
            ("noticed", Value::Text(When::at(self.local_now()).to_string())),
        ]);
        Ok(self.save_concern(Some(contact), None, &values)?)
    }

    /// Prepares a crime report for IS, also one by nobody: a deliberate act of the officer, decided in the outbox like
    /// any other update. Their own offences are never in it.
    ///
    /// # Errors
    /// When it is not there; or a failure.
    pub fn prepare_crime_report(&mut self, id: RecordId) -> Outcome<RecordId> {
        let stored = self.stored_report(id)?;
        let whose = stored.meta.contact;
        let fresh = Update {
            purpose: Code::new("investigation"),
            condition: Code::new("administration-of-justice"),
            ..new_update(update::kind::CRIME, Some(id))
        };
        let open = self.update_of(id, whose)?.filter(|u| u.it.is_unsent());
        let why = self.why_of(whose);
        self.act("prepare a crime report for IS", |w| match &open {
            Some(open) => back_to_draft(w, open, &why).map(|()| open.meta.id),
            None => w.add(whose, &fresh, &why),
        })
    }

    /// The update of a report that was prepared last.
    fn update_of(&self, id: RecordId, whose: Option<RecordId>) -> Outcome<Option<Stored<Update>>> {
        let r = self.reading();
        let all = match whose {
            Some(contact) => r.of_contact::<Update>(contact)?,
            None => r.updates(&OPEN_STATES)?.into_iter().filter(|u| u.meta.contact.is_none()).collect(),
        };
        Ok(all.into_iter().find(|u| u.it.about == Some(id) && u.it.kind.is(update::kind::CRIME)))
    }

    /// Saves a new version of the safety plan; the version before is kept as superseded.
    ///
    /// # Errors
    /// Faults, or a failure.
    pub fn save_safety_plan(&mut self, contact: RecordId, values: &Values) -> Saved<RecordId> {
        let mut plan = SafetyPlan::from_values(&check::cleaned(Kind::SafetyPlan, values).0);
        let before = self.safety_plan(contact)?;
        plan.version = Some(before.as_ref().and_then(|(_, p)| p.version).unwrap_or(0) + 1);
        plan.superseded = false;
        plan.made_on = Some(self.today());
        let mut faults = check::faults(Kind::SafetyPlan, &plan.values());
        faults.extend(crate::domain::safety_plan::faults(&plan, self.today()));
        no_faults(faults)?;
        let why = self.why(contact);
        Ok(self.act("make a safety plan", |w| {
            if let Some((id, mut old)) = before {
                old.superseded = true;
                w.put(id, Some(contact), &old, &why)?;
            }
            w.add(Some(contact), &plan, &why)
        })?)
    }

    /// The safety plan in force.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn safety_plan(&self, contact: RecordId) -> Outcome<Option<(RecordId, SafetyPlan)>> {
        let all = self.reading().of_contact::<SafetyPlan>(contact)?;
        Ok(all.into_iter().find(|p| !p.it.superseded).map(|p| (p.meta.id, p.it)))
    }
}

/// The states of an update that may still be decided anew.
const OPEN_STATES: [&str; 4] = ["", update::state::DRAFT, update::state::APPROVED, update::state::HELD];

/// The reason with which a report by nobody is opened: there is no other.
pub(crate) const OF_NOBODY: &str = "crime-report";

/// The kind of follow-up that brings news to nobody in particular.
const NEWS: &str = "crime-update";

/// What becomes of the follow-up that owes the news of a report.
enum News {
    /// Nothing new to tell.
    None,
    /// The one that is open says more now.
    Open(RecordId, Option<RecordId>, FollowUp),
    /// There is a new one.
    New(FollowUp),
}

impl News {
    /// Writes the report and the follow-up in an act that is open.
    fn write(self, w: &mut Write<'_>, mut stored: Stored<CrimeReport>, why: &Why) -> Outcome<()> {
        let whose = stored.meta.contact;
        match self {
            Self::None => {}
            Self::Open(id, contact, f) => w.put(id, contact, &f, why)?,
            Self::New(f) => stored.it.news = Some(w.add(whose, &f, why)?),
        }
        w.put(stored.meta.id, whose, &stored.it, why)
    }
}

/// A follow-up that is to bring the news of a report, by the next day: a promise to the person, or something to do where
/// nobody is known.
pub(crate) fn news_follow_up(r: &CrimeReport, id: RecordId, whose: Option<RecordId>, today: NaiveDate) -> FollowUp {
    let promised = whose.is_some();
    let said = format!("You hear from me what becomes of it ({})", today.format("%d/%m"));
    FollowUp {
        what: news_words(r),
        kind: Code::new(if promised { follow_up::kind::PROMISE } else { NEWS }),
        due: Some(Due::On(today.succ_opt().unwrap_or(today))),
        state: Code::new(follow_up::state::OPEN),
        you_said: if promised { said } else { String::new() },
        serves: Some(id),
        ..FollowUp::default()
    }
}

/// What there is to tell: `tell: charged, CR-0019`, the newest first; before anything changed, what is decided.
fn news_words(r: &CrimeReport) -> String {
    let mut untold = r.not_told();
    untold.reverse();
    let words: Vec<String> = untold.iter().map(|c| lists::label("crime_states", &c.state)).collect();
    let what = if words.is_empty() { "what is decided".to_owned() } else { words.join(", ") };
    let through = if r.through.is_empty() { String::new() } else { format!(", through {}", r.through) };
    text::truncate_graphemes(&format!("tell: {what}, {}{through}", r.reference), text::LINE).to_owned()
}

fn told_words(r: &CrimeReport) -> String {
    news_words(r).replacen("tell: ", "told: ", 1)
}

/// Notes on every change that was not told that it is now.
fn mark_told(r: &mut CrimeReport, today: NaiveDate, how: &str, outcome: &str) {
    let how = lists::label("told_ways", how);
    r.changes = r
        .change_list()
        .into_iter()
        .map(|mut c| {
            if c.told_on.is_empty() {
                c.told_on = today.to_string();
                let said = if outcome.starts_with("told: ") { "" } else { outcome };
                let parts = [c.note.as_str(), how.as_str(), said].map(str::to_owned);
                c.note = parts.into_iter().filter(|p| !p.is_empty()).collect::<Vec<_>>().join("; ");
            }
            c.to_text()
        })
        .collect();
}

/// What the procedure asks for around a report, all of it still to be considered; some of it with a time.
pub(crate) fn due_support(timed: &[(&str, Due)]) -> Vec<String> {
    let items = lists::get("victim_support").map(|l| l.offered().collect::<Vec<_>>()).unwrap_or_default();
    let due = |code: &str| Considered {
        code: code.to_owned(),
        state: step::DUE.to_owned(),
        at: timed.iter().find(|(c, _)| *c == code).map(|(_, due)| due.to_string()).unwrap_or_default(),
        note: String::new(),
    };
    items.into_iter().map(|i| due(&i.code).to_text()).collect()
}
