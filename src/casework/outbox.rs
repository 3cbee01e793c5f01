//! The outbox: updates gathered by contact, walked one at a time and decided: approve, hold, never.
//!
//! Approving freezes what an update says. Sealing and what comes after belong to [`crate::casework::sealing`].

use chrono::NaiveDate;

use crate::casework::concern::{self, MET_BY_CHANCE};
use crate::casework::contact::keep_written;
use crate::casework::content::{
    about, by_name, gate_purpose, is_child_notification, key_of, label, normal, readable, said_of, title, title_in,
};
use crate::casework::crime;
use crate::casework::desk::{Desk, Mode, Saved, no_faults};
use crate::casework::facts::Facts;
use crate::casework::intelligence::entry_moves;
use crate::casework::is_record::{information_faults, missing, names_person};
use crate::casework::marker::{Authorised, ConsentLine, override_faults};
use crate::domain::check;
use crate::domain::concern::Concern;
use crate::domain::field::{Code, Fault, Record, Values};
use crate::domain::follow_up::FollowUp;
use crate::domain::id::RecordId;
use crate::domain::intelligence::{Intelligence, state as entry_state};
use crate::domain::kind::Kind;
use crate::domain::marker::{Marker, state as marker_state};
use crate::domain::officer::Organisation;
use crate::domain::problem::{Outcome, Problem};
use crate::domain::readiness::Item;
use crate::domain::update::{Update, kind, state};
use crate::domain::when::long;
use crate::domain::{lists, marking, phone, text};
use crate::exchange::line::{GradedItem, Line};
use crate::store::journal::Why;
use crate::store::outbox::UpdateLine;
use crate::store::table::Stored;

/// The reason a record is opened for in the walk; one for the sitting, one entry a contact.
pub const WALK: &str = "outbox-walk";

/// What is said with every safeguarding update: a package is not a referral.
pub const PHONE_NOW: &str = "Phone now: a package is not a referral.";

/// What stands in place of a contact's reference where there is none.
pub const NO_CONTACT: &str = "No contact";

/// One update in the list of the outbox.
#[derive(Clone, PartialEq, Eq)]
pub struct OutboxLine {
    /// The update.
    pub id: RecordId,
    /// Whose.
    pub contact: Option<RecordId>,
    /// Reference of the contact.
    pub reference: String,
    /// Preferred working name.
    pub name: String,
    /// The person is or may be under 18.
    pub child: bool,
    /// The record it is about, when not the contact itself.
    pub about: Option<RecordId>,
    /// `person, changed`.
    pub title: String,
    /// A code of `update_states`.
    pub state: String,
    /// `approved`, `held 30/11`, `rejected R-07: …`; blank while it is to be decided.
    pub note: String,
    /// Held, and the day has come: to be decided again.
    pub due: bool,
}

/// The outbox: what is to be decided and what was.
#[derive(Clone, Default)]
pub struct Outbox {
    /// Updates not sealed yet, those of one contact together, and rejected ones.
    pub lines: Vec<OutboxLine>,
    /// How many contacts they concern.
    pub contacts: usize,
    /// Go in the next package.
    pub approved: usize,
    /// Kept back.
    pub held: usize,
    /// To be decided.
    pub to_decide: usize,
    /// Refused by the centre and to be put right.
    pub rejected: usize,
}

/// One line of the difference.
#[derive(Clone, PartialEq, Eq)]
pub struct ChangeRow {
    /// `Given name`.
    pub label: String,
    /// As IS has it; empty for blank.
    pub before: String,
    /// As it will be; empty for blank.
    pub after: String,
}

/// One statement, fact and assessment told apart.
#[derive(Clone, PartialEq, Eq)]
pub struct StatementRow {
    /// `fact` or `assessment`, as its list writes it.
    pub standing: String,
    /// `told the DLO herself, 14/10/2025`.
    pub words: String,
}

/// A check of what must not go wrong.
#[derive(Clone, PartialEq, Eq)]
pub struct Check {
    /// In order; otherwise a danger.
    pub good: bool,
    /// `no address goes with it`.
    pub words: String,
}

/// One update as the walk shows it: where it goes, why, what changes, on what grounds, who must not find out, what the
/// person said.
#[derive(Clone)]
pub struct UpdateView {
    /// The update.
    pub id: RecordId,
    /// Whose; nobody's for intelligence and for a child met by chance.
    pub contact: Option<RecordId>,
    /// Reference of the contact, or of the intelligence entry.
    pub reference: String,
    /// Preferred working name; it never goes with the update.
    pub name: String,
    /// `person, changed`.
    pub title: String,
    /// A code of `update_kinds`.
    pub kind: String,
    /// The record it is about, when not the contact itself.
    pub about: Option<RecordId>,
    /// Person reference on IS; blank while there is none.
    pub is_reference: String,
    /// A code of `update_states`.
    pub state: String,
    /// The person is or may be under 18.
    pub child: bool,
    /// `to Central IS desk, key ending 3kq7`.
    pub leaves: String,
    /// Purpose.
    pub purpose: String,
    /// Schedule 8 condition.
    pub condition: String,
    /// Why it is strictly needed.
    pub necessity: String,
    /// Reference of the policy document.
    pub policy: String,
    /// The day of what stands on the left: `on IS, 12/10/2026`; none when nothing was confirmed.
    pub confirmed_on: Option<NaiveDate>,
    /// Before and after.
    pub rows: Vec<ChangeRow>,
    /// Statements.
    pub statements: Vec<StatementRow>,
    /// The text of information without identity.
    pub information: String,
    /// The five of 4 + 1, for a person update.
    pub readiness: Option<Vec<Item>>,
    /// Who must not find out.
    pub must_not_find_out: Vec<String>,
    /// What was looked at so that nobody finds out.
    pub checks: Vec<Check>,
    /// The ledger; none for a kind that it does not gate.
    pub consent: Option<ConsentLine>,
    /// On which ground and by whom a refusal is overridden.
    pub overridden: Option<String>,
    /// `address, working names, everything else in the record`.
    pub not_sent: String,
    /// `PC 4417 A. Whitfield · 0191 498 0117`.
    pub dlo: String,
    /// `OFFICIAL-SENSITIVE`.
    pub classification: String,
    /// What keeps it from being approved; empty when nothing does.
    pub gates: Vec<Problem>,
    /// Said beside the decision: *phone now*, *the person is not on IS yet*.
    pub say: Vec<String>,
}

/// What approving all that are ready gave.
#[derive(Clone, Default)]
pub struct ApprovedReady {
    /// How many were approved.
    pub approved: usize,
    /// Those that stay drafts, and why.
    pub left: Vec<(RecordId, Problem)>,
}

impl Desk {
    /// The outbox.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn outbox(&self) -> Outcome<Outbox> {
        let today = self.today();
        let mut out = Outbox::default();
        let mut groups: Vec<(Option<RecordId>, Vec<OutboxLine>)> = Vec::new();
        let mut place: std::collections::BTreeMap<Option<RecordId>, usize> = std::collections::BTreeMap::new();
        let states = [state::DRAFT, state::APPROVED, state::HELD, state::REJECTED];
        for update in self.reading().update_lines(&states, None)? {
            let line = self.outbox_line(update, today)?;
            match line.state.as_str() {
                state::APPROVED => out.approved += 1,
                state::HELD if !line.due => out.held += 1,
                state::REJECTED => out.rejected += 1,
                _ => out.to_decide += 1,
            }
            let contact = line.contact;
            let at = *place.entry(contact).or_insert_with(|| {
                groups.push((contact, Vec::new()));
                groups.len() - 1
            });
            if let Some((_, lines)) = groups.get_mut(at) {
                lines.push(line);
            }
        }
        out.contacts = groups.iter().filter(|(contact, _)| contact.is_some()).count();
        out.lines = groups.into_iter().flat_map(|(_, lines)| lines).collect();
        Ok(out)
    }

    /// An update as one line of a list.
    pub(crate) fn outbox_line(&self, u: UpdateLine, today: NaiveDate) -> Outcome<OutboxLine> {
        let marker = match u.about {
            Some(id) if u.kind == kind::MARKER => self.reading().get::<Marker>(id)?.map(|m| m.it),
            _ => None,
        };
        let concern = match u.about {
            Some(id) if u.kind == kind::SAFEGUARDING => self.reading().get::<Concern>(id)?.map(|k| k.it),
            _ => None,
        };
        let somebody_else = concern.as_ref().is_some_and(|k| k.about.is_some());
        let held = u.held_until.parse::<NaiveDate>().ok();
        let due = u.state == state::HELD && held.is_none_or(|d| d <= today);
        let entry = match u.about {
            Some(id) if u.kind == kind::INTELLIGENCE => self.reading().get::<Intelligence>(id)?.map(|e| e.it),
            _ => None,
        };
        Ok(OutboxLine {
            id: u.id,
            contact: u.contact,
            title: match &entry {
                Some(entry) => format!("entry {}", entry.reference),
                None => title(&u.kind, u.on_is, marker.as_ref()),
            },
            note: match (u.state.as_str(), held) {
                ("" | state::DRAFT, _) => String::new(),
                (state::HELD, Some(d)) => format!("held {}", d.format("%d/%m")),
                (state::REJECTED, _) => format!("rejected {}", u.rejection),
                (other, _) => lists::label("update_states", other),
            },
            // What hangs on no contact stands under what it is.
            reference: match (u.contact, u.kind.as_str()) {
                (Some(_), _) => u.reference,
                (None, kind::INTELLIGENCE) => text::capital(&lists::label("update_kinds", &u.kind)),
                (None, _) => NO_CONTACT.to_owned(),
            },
            name: match (u.contact, u.kind.as_str()) {
                (Some(_), _) => u.name,
                (None, kind::INTELLIGENCE) => String::new(),
                (None, _) => MET_BY_CHANCE.to_owned(),
            },
            child: match concern {
                Some(k) if somebody_else => k.is_child(),
                _ => u.child,
            },
            about: u.about,
            state: u.state,
            due,
        })
    }

    /// An update with whose it is; intelligence is nobody's, and a child's notification may be.
    pub(crate) fn stored_update(&self, id: RecordId) -> Outcome<(Stored<Update>, Option<RecordId>)> {
        let gone = || Problem::refused("This update is no longer there.", "Go back to the outbox.");
        let stored = self.reading().get::<Update>(id)?.ok_or_else(gone)?;
        let contact = stored.meta.contact;
        Ok((stored, contact))
    }

    /// The reason an update's change is journalled with: intelligence has none of a contact's and none of a concern's.
    pub(crate) fn why_of_update(&self, update: &Update, contact: Option<RecordId>) -> Why {
        if update.kind.is(kind::INTELLIGENCE) { Why::default() } else { self.why_of(contact) }
    }

    /// Looks at one update in the walk. It is a consultation of the contact's record, with one reason for the sitting
    /// and one entry a contact (domain section 7).
    ///
    /// # Errors
    /// When it is not there, or the consultation cannot be journalled: a vault open for reading only shows no update.
    pub fn walk_update(&mut self, id: RecordId) -> Outcome<UpdateView> {
        let (stored, contact) = self.stored_update(id)?;
        match (contact, about(&stored.it)) {
            (Some(contact), _) => self.consult(contact, WALK, "")?,
            (None, Some((of, id))) => {
                let reason = match of {
                    Kind::Concern => concern::OF_NOBODY,
                    Kind::CrimeReport => crime::OF_NOBODY,
                    _ => WALK,
                };
                self.consult_record(of, id, reason)?;
            }
            (None, None) => {}
        }
        self.update_view(id)
    }

    /// An update of intelligence as the walk shows it: graded, under its SRN, the source block named and not shown.
    fn intelligence_view(&self, stored: &Stored<Update>) -> Outcome<UpdateView> {
        let u = &stored.it;
        let entry = self.entry_of(u)?.it;
        let (line, source) = self.intelligence_line(stored)?;
        let decided = matches!(u.state.as_str(), "" | state::DRAFT | state::HELD);
        let mut say = Vec::new();
        if u.state.is(state::APPROVED)
            && self.intelligence_no_longer_holds(stored, &(line.clone(), source.clone()))?.is_some()
        {
            say.push("The entry was changed since this was approved. Reopen it to send what holds now.".to_owned());
        }
        let graded = line.intelligence.clone().unwrap_or_default();
        let mut checks =
            vec![Check { good: true, words: "who it comes from is sealed apart, and not on the page".to_owned() }];
        if source.risk == "yes" {
            checks.push(Check {
                good: false,
                words: format!("risk to the source: {}; reduced: {}", source.risk_why, source.risk_reduced),
            });
        }
        if source.risk == "unknown" {
            checks.push(Check { good: false, words: "the risk to the source is not known".to_owned() });
        }
        let conditions = |i: &GradedItem| {
            let words = [
                lists::label("action_codes", &i.action_code),
                i.usage.clone(),
                lists::label("sanitisations", &i.sanitisation),
            ];
            words.into_iter().filter(|w| !w.is_empty()).map(|w| format!("; {w}")).collect::<String>()
        };
        let known = format!("{}, {} to {}", graded.provenance, graded.first_known, graded.last_known);
        Ok(UpdateView {
            id: stored.meta.id,
            contact: None,
            reference: entry.reference.clone(),
            name: String::new(),
            title: format!("intelligence, SRN {} {}", line.srn, lists::label("areas", &line.area)),
            kind: u.kind.as_str().to_owned(),
            about: u.about,
            is_reference: entry.is_reference.clone(),
            state: u.state.as_str().to_owned(),
            child: false,
            leaves: format!("to {}", recipient(&self.officer.organisation)),
            purpose: lists::label("lawful_purposes", &line.purpose),
            condition: lists::label("schedule_8", &line.condition),
            necessity: line.necessity.clone(),
            policy: line.policy_ref.clone(),
            confirmed_on: None,
            rows: Vec::new(),
            statements: graded
                .items
                .iter()
                .map(|i| StatementRow {
                    standing: i.grade(),
                    words: format!(
                        "{} ({}; {}; {}; {}{})",
                        i.text,
                        lists::label("fact_or_assessment", &i.standing),
                        in_a_sentence("source_grades", &i.source_grade),
                        in_a_sentence("assessments", &i.assessment),
                        in_a_sentence("handlings", &i.handling),
                        conditions(i),
                    ),
                })
                .collect(),
            information: format!("{}. {}.", graded.title.trim_end_matches('.'), text::capital(&known)),
            readiness: None,
            must_not_find_out: Vec::new(),
            checks,
            consent: None,
            overridden: None,
            not_sent: "who the source is, but in the block sealed apart; everything else here".to_owned(),
            dlo: dlo_words(&line),
            classification: line.classification.clone(),
            gates: if decided { self.intelligence_gates(u, &line, &source)? } else { Vec::new() },
            say,
        })
    }

    /// What an update says, for a record that was opened already.
    pub(crate) fn update_view(&self, id: RecordId) -> Outcome<UpdateView> {
        let (stored, contact) = self.stored_update(id)?;
        if stored.it.kind.is(kind::INTELLIGENCE) {
            return self.intelligence_view(&stored);
        }
        let facts = self.facts_of(&stored)?;
        let concern = self.concern_of(&stored.it)?;
        let today = self.today();
        let u = &stored.it;
        let line = self.line_of(&facts, &stored)?;
        let c = &facts.contact.it;
        let person = u.kind.is(kind::PERSON);
        let decided = matches!(u.state.as_str(), "" | state::DRAFT | state::HELD);
        let mut say = Vec::new();
        if u.kind.is(kind::SAFEGUARDING) {
            say.push(PHONE_NOW.to_owned());
        }
        if u.kind.is(kind::MARKER) && facts.is_reference().is_empty() {
            say.push("The person is not on IS yet: the person update has to go too.".to_owned());
        }
        if u.state.is(state::APPROVED) && self.fresh_line(&facts, &stored)? != line {
            say.push("The record was changed since this was approved. Reopen it to send what holds now.".to_owned());
        }
        Ok(UpdateView {
            id,
            contact,
            reference: if contact.is_some() { c.reference.clone() } else { NO_CONTACT.to_owned() },
            name: if contact.is_some() { c.preferred_name().to_owned() } else { MET_BY_CHANCE.to_owned() },
            title: title_in(&facts, u),
            kind: u.kind.as_str().to_owned(),
            about: u.about,
            is_reference: facts.is_reference().to_owned(),
            state: u.state.as_str().to_owned(),
            child: c.is_child() || concern.as_ref().is_some_and(|k| k.is_child() && k.about.is_some()),
            leaves: format!("to {}", recipient(&self.officer.organisation)),
            purpose: lists::label("lawful_purposes", &line.purpose),
            condition: lists::label("schedule_8", &line.condition),
            necessity: line.necessity.clone(),
            policy: line.policy_ref.clone(),
            confirmed_on: facts.confirmed.as_ref().and_then(|c| c.it.confirmed_on),
            rows: change_rows(&facts, &line),
            statements: line
                .statements
                .iter()
                .map(|s| StatementRow {
                    standing: lists::label("fact_or_assessment", &s.standing),
                    words: match s.on.parse() {
                        Ok(day) => format!("{}, {}", s.text.trim_end_matches('.'), long(day)),
                        Err(_) => s.text.clone(),
                    },
                })
                .collect(),
            information: line.information.clone(),
            readiness: person.then(|| facts.readiness()),
            must_not_find_out: c.must_not_find_out.clone(),
            checks: checks(&facts, &line),
            consent: gate_purpose(&facts, u, concern.as_ref()).map(|p| ConsentLine::of(&facts.consents, p, today)),
            overridden: line.override_.as_ref().map(|o| {
                let by = if o.by.is_empty() { "to be authorised within 24 hours" } else { o.by.as_str() };
                format!("{}, {by}", lists::label("override_grounds", &o.ground))
            }),
            not_sent: not_sent(&facts, &line),
            dlo: dlo_words(&line),
            classification: line.classification.clone(),
            gates: if decided { self.gates(&facts, &stored, &line)? } else { Vec::new() },
            say,
        })
    }

    /// What keeps every update but a child's notification from being approved.
    pub(crate) fn gates_of_any(&self, line: &Line) -> Vec<Problem> {
        let mut gates = Vec::new();
        let mut gate = |what: &str, remedy: &str| gates.push(Problem::refused(what, remedy));
        if self.mode == Mode::SetUp {
            gate(
                "The caseload is in SET-UP: it exports nothing but a child's notification.",
                "Ask the force for its escrow recipient and enter it: 9 Records, settings.",
            );
        }
        if line.policy_ref.is_empty() {
            gate(
                "The reference of the force's policy document is blank.",
                "Ask the data protection officer for it and enter it: 9 Records, settings.",
            );
        }
        gates
    }

    /// What keeps an update from being approved, each with what to do. A child's notification has only the limits of
    /// the file itself, which [`Desk::fresh_line`] keeps to, so that nothing holds it back (domain rule 6).
    pub(crate) fn gates(&self, facts: &Facts, stored: &Stored<Update>, line: &Line) -> Outcome<Vec<Problem>> {
        let u = &stored.it;
        let c = &facts.contact.it;
        let today = self.today();
        let concern = self.concern_of(u)?;
        if is_child_notification(facts, u, concern.as_ref()) {
            return Ok(Vec::new());
        }
        let mut gates = self.gates_of_any(line);
        let mut gate = |what: &str, remedy: &str| gates.push(Problem::refused(what, remedy));
        if u.kind.is(kind::PERSON) {
            let missing = missing(&facts.readiness());
            if c.is_child() {
                gate(
                    "The person is or may be under 18: adult records are closed.",
                    "Send the safeguarding notification, and set this one to never.",
                );
            } else if !missing.is_empty() {
                let list: Vec<&str> = missing.iter().map(|(what, _)| what.as_str()).collect();
                gate(
                    &format!("Not ready for IS: {} missing.", list.join(", ")),
                    "Leave an answer as it is; i on the IS record prepares information without identity.",
                );
            }
        }
        if matches!(u.kind.as_str(), kind::PERSON | kind::RECTIFICATION | kind::REMOVAL) && line.fields.is_empty() {
            gate("Nothing changes on IS by this update.", "Set it to never: IS has the same.");
        }
        if u.kind.is(kind::MARKER) {
            let by = authorised(u);
            match u.about.and_then(|id| facts.marker(id)) {
                Some(m) if matches!(m.it.state.as_str(), "" | marker_state::DRAFT) => {
                    gate("The marker is not ready.", "Open the marker and make it ready.");
                }
                Some(m) if matches!(m.it.state.as_str(), marker_state::REMOVAL | marker_state::REMOVED) => {
                    gate("The marker was removed.", "Set this update to never.");
                }
                Some(m) => {
                    for f in self.missing(facts, Some(m.meta.id), &m.it, by.as_ref()) {
                        // A review that has passed is decided by renewing or removing, and refusal stands below.
                        if f.field != "review_on" && !(f.field == "told" && f.what.contains("refused")) {
                            gate(&f.what, "Open the marker and put it right.");
                        }
                    }
                }
                None => gate("The marker is no longer there.", "Set this update to never."),
            }
        }
        if u.kind.is(kind::INFORMATION) {
            for f in information_faults(facts, &line.information) {
                gate(&f.what, "Edit the update.");
            }
        }
        if u.kind.is(kind::CRIME) {
            match facts.crime_report(u) {
                None => gate("The crime report is no longer there.", "Set this update to never."),
                Some(r) if !by_name(r) && names_person(facts, &said_of(r)) => gate(
                    "It is to go without a name, and its outline or place says who the person is.",
                    "Open the report and take it out: a name, a reference, the date of birth or a number of theirs.",
                ),
                Some(_) => {}
            }
        }
        let purpose = gate_purpose(facts, u, concern.as_ref());
        let ledger = purpose.map(|p| ConsentLine::of(&facts.consents, p, today));
        // Not asking is never the easy way (domain section 4, *Consent ledger*): it has an entry with its reason too.
        if let Some(l) = ledger.as_ref().filter(|_| !u.kind.is(kind::INFORMATION))
            && purpose.is_some_and(|p| facts.consent_for(p).is_none())
        {
            gate(
                &format!("The ledger says nothing of this: {}.", l.purpose),
                "Enter the person's answer in the ledger; not asked is one too, with its reason.",
            );
        }
        let refused = ledger.is_some_and(|l| l.refused);
        if refused {
            match authorised(u) {
                None => gate(
                    "The person refused. That binds.",
                    "Set it to never; or, on a listed ground, edit it and name the supervisor who authorised it.",
                ),
                Some(by) => {
                    for f in override_faults(&by) {
                        gate(&f.what, "Edit the update.");
                    }
                }
            }
        }
        if is_marked(line) {
            gate(marking::REFUSAL, "Take the marked text out here, and telephone.");
        }
        // The limits of the file; those above were said in the officer's words.
        let said = ["policy document", "person refused", "no listed ground", "authorising supervisor", "marking"];
        for fault in line.faults().iter().filter(|f| !said.iter().any(|s| f.contains(s))) {
            gate(fault, "Edit the update.");
        }
        Ok(gates)
    }

    /// Approves an update: what it says now is frozen and goes in the next package. Undo takes it back until it is
    /// sealed.
    ///
    /// # Errors
    /// Refused with everything that is in the way; or a failure.
    pub fn approve(&mut self, id: RecordId) -> Outcome<()> {
        let (stored, contact) = self.stored_update(id)?;
        if !matches!(stored.it.state.as_str(), "" | state::DRAFT | state::HELD) {
            return Err(decided_already(&stored.it));
        }
        let (line, source, gates) = if stored.it.kind.is(kind::INTELLIGENCE) {
            let (line, source) = self.fresh_intelligence(&stored)?;
            let gates = self.intelligence_gates(&stored.it, &line, &source)?;
            (line, source.to_json_line()?, gates)
        } else {
            let facts = self.facts_of(&stored)?;
            let line = self.fresh_line(&facts, &stored)?;
            let gates = self.gates(&facts, &stored, &line)?;
            (line, String::new(), gates)
        };
        if let Some(first) = gates.first() {
            let what: Vec<&str> = gates.iter().map(|g| g.what.as_str()).collect();
            return Err(Problem::refused(what.join(" "), first.remedy.clone()));
        }
        let approved = Update {
            state: Code::new(state::APPROVED),
            held_until: None,
            decision_reason: String::new(),
            content: line.to_json_line()?,
            source,
            ..stored.it.clone()
        };
        let why = self.why_of_update(&stored.it, contact);
        self.act("approve an update", |w| w.put(id, contact, &approved, &why))
    }

    /// Approves every draft that nothing keeps back, in the order of the outbox; one act each. For the practice
    /// caseload and tests of it: in live use each update is looked at.
    ///
    /// # Errors
    /// Refused in a live caseload; or a failure.
    pub fn approve_ready(&mut self) -> Outcome<ApprovedReady> {
        if self.mode != Mode::Practice {
            return Err(Problem::refused(
                "In a live caseload each update is looked at before it goes.",
                "Walk the outbox and approve them one at a time.",
            ));
        }
        let mut out = ApprovedReady::default();
        for stored in self.reading().updates(&[state::DRAFT])? {
            match self.approve(stored.meta.id) {
                Ok(()) => out.approved += 1,
                Err(p) if p.kind == crate::domain::problem::Kind::Refused => out.left.push((stored.meta.id, p)),
                Err(p) => return Err(p),
            }
        }
        Ok(out)
    }

    /// Holds an update back until a day, for a reason (a code of `update_hold_reasons`; `other` takes its words).
    ///
    /// # Errors
    /// Faults `held_until`, `decision_reason`; or a failure.
    pub fn hold(&mut self, id: RecordId, until: NaiveDate, reason: &str, words: &str) -> Saved<()> {
        let mut faults = Vec::new();
        if until <= self.today() {
            faults.push(Fault::new("held_until", "Give a day after today."));
        }
        let reason = decision(reason, words, "update_hold_reasons", &mut faults);
        no_faults(faults)?;
        self.decide(id, "hold an update", state::HELD, Some(until), &reason)
    }

    /// Decides that an update never goes, for a reason (a code of `update_never_reasons`; `other` takes its words). The
    /// change stays here.
    ///
    /// # Errors
    /// A fault under `decision_reason`; or a failure.
    pub fn never(&mut self, id: RecordId, reason: &str, words: &str) -> Saved<()> {
        let mut faults = Vec::new();
        let reason = decision(reason, words, "update_never_reasons", &mut faults);
        no_faults(faults)?;
        self.decide(id, "set an update to never", state::NEVER, None, &reason)
    }

    fn decide(
        &mut self,
        id: RecordId,
        what: &'static str,
        to: &'static str,
        until: Option<NaiveDate>,
        reason: &str,
    ) -> Saved<()> {
        let (stored, contact) = self.stored_update(id)?;
        if !matches!(stored.it.state.as_str(), "" | state::DRAFT | state::APPROVED | state::HELD) {
            return Err(decided_already(&stored.it))?;
        }
        let removal_of = stored.it.about.filter(|_| stored.it.kind.is(kind::MARKER_REMOVAL) && to == state::NEVER);
        let marker = match removal_of {
            Some(m) => self.reading().get::<Marker>(m)?,
            None => None,
        };
        let decided = Update {
            state: Code::new(to),
            held_until: until,
            decision_reason: reason.to_owned(),
            content: String::new(),
            source: String::new(),
            ..stored.it.clone()
        };
        let why = self.why_of_update(&stored.it, contact);
        self.act(what, |w| {
            // A removal that never goes leaves the marker as it stands.
            if let Some(m) = &marker {
                let stays = Marker { removal_reason: Code::default(), ..m.it.clone() };
                w.put(m.meta.id, contact, &stays, &why)?;
            }
            // What never goes leaves the entry as its draft, to be written otherwise or removed.
            let entry = if to == state::NEVER { entry_state::DRAFT } else { entry_state::READY };
            entry_moves(w, &decided, entry, &why)?;
            w.put(id, contact, &decided, &why)
        })?;
        Ok(())
    }

    /// Takes an update back to a draft: approved, held or never. Of a rejected one a new draft is made, because what
    /// was sent stays as it was sent. Gives the draft.
    ///
    /// # Errors
    /// Refused once it is sealed; or a failure.
    pub fn reopen(&mut self, id: RecordId) -> Outcome<RecordId> {
        let (stored, contact) = self.stored_update(id)?;
        let draft = Update {
            state: Code::new(state::DRAFT),
            held_until: None,
            decision_reason: String::new(),
            content: String::new(),
            source: String::new(),
            package: None,
            is_reference: String::new(),
            rejection: String::new(),
            ..stored.it.clone()
        };
        let why = self.why_of_update(&stored.it, contact);
        match stored.it.state.as_str() {
            state::APPROVED | state::HELD | state::NEVER => {
                self.act("reopen an update", |w| {
                    entry_moves(w, &draft, entry_state::READY, &why)?;
                    w.put(id, contact, &draft, &why)
                })?;
                Ok(id)
            }
            state::REJECTED => self.act("draft a rejected update again", |w| {
                entry_moves(w, &draft, entry_state::READY, &why)?;
                w.add(contact, &draft, &why)
            }),
            _ => Err(decided_already(&stored.it)),
        }
    }

    /// Changes what the officer says about an update: purpose, necessity, condition, information, and an override with
    /// its ground and who authorised it. An approved one is to be decided again.
    ///
    /// # Errors
    /// Faults; refused once it is sealed; or a failure.
    pub fn edit_update(&mut self, id: RecordId, values: &Values) -> Saved<()> {
        let (stored, contact) = self.stored_update(id)?;
        if !matches!(stored.it.state.as_str(), "" | state::DRAFT | state::APPROVED | state::HELD) {
            return Err(decided_already(&stored.it))?;
        }
        let mut values = check::cleaned(Kind::Update, values).0;
        keep_written(Kind::Update, Some(stored.it.values()), &mut values, &[]);
        let mut u = Update::from_values(&values);
        u.kind.clone_from(&stored.it.kind);
        u.content.clear();
        u.source.clear();
        if u.state.is(state::APPROVED) {
            u.state = Code::new(state::DRAFT);
        }
        let mut faults = check::faults(Kind::Update, &u.values());
        let by = authorised(&u);
        if let Some(by) = &by {
            faults.extend(override_faults(by));
        } else if !u.override_by.is_empty() {
            faults.push(Fault::new("override_ground", "Choose the ground: only these override a refusal."));
        }
        if u.kind.is(kind::INFORMATION) {
            faults.extend(information_faults(&self.facts_of(&stored)?, &u.information));
        }
        no_faults(faults)?;
        let asks = stored.it.override_ground.is_blank().then(|| by.and_then(|b| self.authorisation_due(&b))).flatten();
        let why = self.why_of_update(&stored.it, contact);
        self.act("edit an update", |w| {
            if let Some(f) = &asks {
                w.add(contact, &FollowUp { serves: Some(id), ..f.clone() }, &why)?;
            }
            w.put(id, contact, &u, &why)
        })?;
        Ok(())
    }
}

/// `Central IS desk, key ending 3kq7`.
#[must_use]
pub fn recipient(organisation: &Organisation) -> String {
    let name = if organisation.name.is_empty() { "no recipient yet" } else { organisation.name.as_str() };
    let confirmed = organisation.confirmed_recipients();
    match confirmed.first().or_else(|| organisation.recipients.first()) {
        Some(key) => {
            let end: String = key.chars().rev().take(4).collect::<Vec<_>>().into_iter().rev().collect();
            format!("{name}, key ending {end}")
        }
        None => name.to_owned(),
    }
}

/// A letter of a grade and its meaning, one space apart.
fn in_a_sentence(list: &str, code: &str) -> String {
    lists::label(list, code).replace("  ", " ")
}

/// `PC 4417 A. Whitfield · 0191 498 0117`.
fn dlo_words(line: &Line) -> String {
    [format!("{} {}", line.dlo.collar, line.dlo.name).trim().to_owned(), line.dlo.phone.clone()]
        .into_iter()
        .filter(|t| !t.is_empty())
        .collect::<Vec<_>>()
        .join(" · ")
}

fn decision(reason: &str, words: &str, list: &str, faults: &mut Vec<Fault>) -> String {
    let words = text::clean_line(words).text.trim().to_owned();
    match reason {
        "other" if words.is_empty() => {
            faults.push(Fault::new("decision_reason", "Say why, in a few words."));
            String::new()
        }
        "other" => words,
        code if lists::item(list, code).is_some() => code.to_owned(),
        _ => {
            faults.push(Fault::new("decision_reason", "Choose why."));
            String::new()
        }
    }
}

fn decided_already(u: &Update) -> Problem {
    let what = match u.state.as_str() {
        state::APPROVED => "This update is approved already.",
        state::NEVER => "This update was set to never.",
        state::SEALED | state::SENT | state::DEFERRED => "This update is in a package; what is sealed stays as it is.",
        state::ACCEPTED => "This update is on IS.",
        state::REJECTED => "This update was rejected.",
        _ => "This update cannot be changed now.",
    };
    Problem::refused(what, "Reopen it, or correct the record and prepare a new update.")
}

pub(crate) fn authorised(u: &Update) -> Option<Authorised> {
    (!u.override_ground.is_blank())
        .then(|| Authorised { ground: u.override_ground.as_str().to_owned(), by: u.override_by.clone() })
}

fn is_marked(line: &Line) -> bool {
    let fields = line.fields.iter().flat_map(|f| [f.before.as_str(), f.after.as_str()]);
    let statements = line.statements.iter().map(|s| s.text.as_str());
    let words = line.consent.iter().map(|c| c.words.as_str());
    fields
        .chain(statements)
        .chain(words)
        .chain([line.necessity.as_str(), line.information.as_str()])
        .any(marking::is_above_official)
}

fn change_rows(facts: &Facts, line: &Line) -> Vec<ChangeRow> {
    line.fields
        .iter()
        .filter(|f| f.before != f.after || f.name == "why_believed")
        .map(|f| {
            let key = key_of(&f.name).unwrap_or(f.name.as_str());
            let shown = |value: &str| {
                let words = moment(value).unwrap_or_else(|| readable(key, value));
                let point = facts.points.iter().find(|p| !value.is_empty() && normal(key, &p.value) == value);
                match (point, key) {
                    (Some(p), "phone" | "email" | "handle" | "address") => format!(
                        "{words}, {}, {}",
                        label("contact_point_kinds", &p.kind),
                        label("point_safety", &p.safe)
                    ),
                    _ => words,
                }
            };
            ChangeRow { label: f.label.clone(), before: shown(&f.before), after: shown(&f.after) }
        })
        .collect()
}

/// A moment as the officer reads it; none for anything else.
fn moment(value: &str) -> Option<String> {
    let at = chrono::NaiveDateTime::parse_from_str(value, "%Y-%m-%d %H:%M").ok()?;
    Some(at.format("%d/%m/%Y %H:%M").to_string())
}

fn checks(facts: &Facts, line: &Line) -> Vec<Check> {
    let mut checks = Vec::new();
    let mut check = |good: bool, words: String| checks.push(Check { good, words });
    let address = line.fields.iter().any(|f| f.name == "Address" && !f.after.is_empty() && f.after != "No fixed abode");
    check(!address, if address { "an address goes with it" } else { "no address goes with it" }.to_owned());
    for p in facts.points.iter().filter(|p| !p.value.is_empty() && matches!(p.safe.as_str(), "shared" | "never")) {
        let goes = line.fields.iter().any(|f| f.after == p.value);
        let whose = if p.whose.is_empty() { label("point_safety", &p.safe) } else { p.whose.clone() };
        let value = if p.is_phone() { phone::display(&p.value) } else { p.value.clone() };
        check(false, if goes { format!("{value} goes with it: {whose}") } else { format!("{value}: {whose}") });
    }
    let named = facts.contact.it.working_names.iter().any(|name| {
        let name = name.split(',').next().unwrap_or_default().trim().to_lowercase();
        let several = name.contains(' ');
        let says = |t: &str| {
            let t = t.to_lowercase();
            if several { t.contains(&name) } else { t.split(|c: char| !c.is_alphanumeric()).any(|w| w == name) }
        };
        name.chars().count() > 2
            && (line.statements.iter().any(|s| says(&s.text))
                || line.fields.iter().any(|f| says(&f.after) && !matches!(f.name.as_str(), "GivenName" | "Surname"))
                || says(&line.information)
                || says(&line.necessity))
    });
    if named {
        check(false, "a working name stands in its words".to_owned());
    }
    if is_marked(line) {
        check(false, "a text carries a marking that may not be sent".to_owned());
    }
    checks
}

fn not_sent(facts: &Facts, line: &Line) -> String {
    let mut kept: Vec<String> = Vec::new();
    let has_address = facts.points.iter().any(|p| p.kind.is("address") && !p.value.is_empty());
    if has_address && !line.fields.iter().any(|f| f.name == "Address" && !f.after.is_empty()) {
        kept.push("address".to_owned());
    }
    kept.push("working names".to_owned());
    let protected = facts.grounds.iter().filter(|g| g.it.source_protected).count();
    if protected > 0 && !line.statements.is_empty() {
        kept.push(format!("{protected} {} with a protected source", if protected == 1 { "ground" } else { "grounds" }));
    }
    kept.push("everything else in the record".to_owned());
    kept.join(", ")
}
