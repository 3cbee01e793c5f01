//! Logging engagements: checked against the plan, and with the next step saved in the same act.

use crate::casework::contact::keep_written;
use crate::casework::desk::{Desk, Saved, no_faults};
use crate::casework::follow_up::{Done, Settled};
use crate::domain::check;
use crate::domain::engagement::{self, Engagement, direction, outcome};
use crate::domain::field::{self, Code, Fault, FieldType, Record, Value, Values, text_in};
use crate::domain::follow_up::{self, FollowUp};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::plan::{Plan, Verdict};
use crate::domain::problem::{Outcome, Problem};
use crate::domain::when::{Due, When};

impl Desk {
    /// The plan in force, if there is one.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn plan_of(&self, contact: RecordId) -> Outcome<Option<Plan>> {
        Ok(self.reading().of_contact::<Plan>(contact)?.into_iter().map(|p| p.it).find(|p| !p.superseded))
    }

    /// The plan that an engagement is held to: the one in force when it was logged, for a new one the one in force now.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn plan_for(&self, contact: RecordId, engagement: Option<RecordId>) -> Outcome<Option<Plan>> {
        let logged = match engagement {
            Some(id) => self.reading().get::<Engagement>(id)?.map(|e| e.meta.created_at),
            None => None,
        };
        let Some(logged) = logged else { return self.plan_of(contact) };
        let versions = self.reading().of_contact::<Plan>(contact)?;
        Ok(versions.into_iter().filter(|p| p.meta.created_at <= logged).max_by_key(|p| p.it.version).map(|p| p.it))
    }

    /// An engagement form with what is known already: channel from the plan, now, outgoing.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn engagement_defaults(&self, contact: RecordId, outcome: &str) -> Outcome<Values> {
        let plan = self.plan_of(contact)?;
        let e = Engagement {
            happened: Some(When::at(self.local_now())),
            channel: Code::new(plan.as_ref().map_or("call", Plan::first_channel)),
            direction: Code::new(direction::OUT),
            outcome: Code::new(outcome),
            ..Engagement::default()
        };
        let mut values = e.values();
        if let Some(rule) = broken_rule(plan.as_ref(), &values) {
            values.insert("plan_rule", Value::Text(rule));
            // The reason that showed the number is the reason of what followed.
            if let Some((_, reason)) = self.outside.as_ref().filter(|(id, _)| *id == contact) {
                values.insert("outside_reason", Value::Text(reason.clone()));
            }
        }
        Ok(values)
    }

    /// Saves an engagement; its next step becomes a follow-up in the same act.
    ///
    /// An outgoing one outside the plan needs its reason; one that the person started needs none. One that was logged
    /// keeps what the plan said of it then, whatever the plan says now. The first account is only ever added to.
    ///
    /// # Errors
    /// Faults, or a failure.
    pub fn save_engagement(&mut self, contact: RecordId, id: Option<RecordId>, values: &Values) -> Saved<RecordId> {
        self.save_engagement_with(contact, id, values, None)
    }

    /// As [`Desk::save_engagement`]; what it settles is settled in the same act.
    fn save_engagement_with(
        &mut self,
        contact: RecordId,
        id: Option<RecordId>,
        values: &Values,
        settles: Option<(RecordId, Settled)>,
    ) -> Saved<RecordId> {
        let mut values = check::cleaned(Kind::Engagement, values).0;
        let stored = match id {
            Some(id) => self.reading().get::<Engagement>(id)?.map(|s| s.it),
            None => None,
        };
        let before = stored.as_ref().map(Record::values);
        let plan = self.plan_for(contact, id)?;
        let rule = rule_of(plan.as_ref(), before.as_ref(), &values);
        keep_written(Kind::Engagement, before, &mut values, &[]);
        values.remove("plan_rule");
        if let Some(rule) = rule {
            values.insert("plan_rule", Value::Text(rule));
        } else {
            values.remove("outside_reason");
        }
        let mut e = Engagement::from_values(&values);
        let mut faults = check::faults(Kind::Engagement, &values);
        faults.extend(engagement::faults(&e));
        if let Some(w) = &e.happened
            && w.from > self.local_now() + chrono::Duration::minutes(5)
        {
            faults.push(Fault::new("happened", "This is still to come. A plan for later is a follow-up."));
        }
        if let Some(before) = &stored
            && !e.first_account.starts_with(before.first_account.as_str())
        {
            faults.push(Fault::new("first_account", "Their own words stay as they were said. Add below them."));
        }
        if let Some(before) = stored.as_ref().filter(|b| !b.first_account.is_empty())
            && before.first_account != e.first_account
            && let Some(held) = self.held_words(Some(contact))?
        {
            faults.push(Fault::new("first_account", held));
        }
        no_faults(faults)?;
        let why = self.why(contact);
        if id.is_none() {
            self.outside = None;
        }
        let follow_up = next_step(&e);
        let made_before = e.next_follow_up.is_some();
        Ok(self.act(if id.is_some() { "change an engagement" } else { "log an engagement" }, |w| {
            if let (Some(f), false) = (&follow_up, made_before) {
                e.next_follow_up = Some(w.add(Some(contact), f, &why)?);
            }
            if let Some((follow_up, settled)) = &settles {
                settled.write(w, *follow_up, Some(contact), &why)?;
            }
            match id {
                Some(id) => w.put(id, Some(contact), &e, &why).map(|()| id),
                None => w.add(Some(contact), &e, &why),
            }
        })?)
    }

    /// *No answer* at once: the plan's channel, now. Outside the plan it is refused until a reason is given.
    ///
    /// # Errors
    /// A fault under `outside_reason`, or a failure.
    pub fn no_answer(&mut self, contact: RecordId, reason: &str) -> Saved<RecordId> {
        let mut values = self.engagement_defaults(contact, outcome::NO_ANSWER)?;
        if !reason.is_empty() {
            values.insert("outside_reason", Value::Text(reason.to_owned()));
        }
        self.save_engagement(contact, None, &values)
    }

    /// Logs an engagement that settles a follow-up, in one act that undo takes back whole; tells whether it did.
    ///
    /// Only when the person was spoken to: a promise is not kept by ringing and getting no answer (domain section 4).
    ///
    /// # Errors
    /// Faults, or a failure.
    pub fn engagement_settles(
        &mut self,
        contact: RecordId,
        follow_up: RecordId,
        values: &Values,
    ) -> Saved<(RecordId, bool)> {
        let text = |name: &str| text_in(values, name);
        let open = self.reading().get::<FollowUp>(follow_up)?.filter(|f| f.it.is_open());
        let settles = match open.filter(|_| text("outcome") == outcome::SPOKE) {
            Some(stored) => {
                let summary = if text("summary").is_empty() { text("first_account") } else { text("summary") };
                let first = summary.lines().find(|l| !l.trim().is_empty()).unwrap_or("engagement logged");
                let first = crate::domain::text::truncate_graphemes(first, field::LINE);
                let told = match text("channel") {
                    "text" => "by-text",
                    "in-person" => "in-person",
                    "intermediary" => "through-somebody",
                    _ => "by-call",
                };
                let done = Done { outcome: first.to_owned(), told: told.to_owned(), ..Done::default() };
                Some((follow_up, self.as_done(stored.it, &done)?))
            }
            None => None,
        };
        let settled = settles.is_some();
        Ok((self.save_engagement_with(contact, None, values, settles)?, settled))
    }

    /// Adds below a first account, with the day; what stands above stays as it was said.
    ///
    /// # Errors
    /// Refused when blank, or while the account is on hold; or a failure.
    pub fn add_to_account(&mut self, engagement: RecordId, words: &str) -> Outcome<()> {
        let mut stored = self
            .reading()
            .get::<Engagement>(engagement)?
            .ok_or_else(|| Problem::refused("This engagement is no longer there.", "Go back and open it again."))?;
        let words = crate::domain::text::clean_note(words).text;
        if words.trim().is_empty() {
            return Err(Problem::refused("There is nothing to add.", "Type what was said."));
        }
        if !stored.it.first_account.is_empty()
            && let Some(held) = self.held_words(stored.meta.contact)?
        {
            return Err(Problem::refused(held, "A hold is lifted in the ledger of the record."));
        }
        let stamp = self.local_now().format("%d/%m/%Y %H:%M");
        let sep = if stored.it.first_account.is_empty() { String::new() } else { format!("\n\nAdded {stamp}:\n") };
        stored.it.first_account.push_str(&format!("{sep}{}", words.trim_end()));
        let contact = stored.meta.contact;
        let why = contact.map(|c| self.why(c)).unwrap_or_default();
        self.act("add to a first account", |w| w.put(engagement, contact, &stored.it, &why))
    }
}

/// The rule an outgoing engagement breaks.
#[must_use]
pub fn broken_rule(plan: Option<&Plan>, values: &Values) -> Option<String> {
    let plan = plan?;
    let text = |name: &str| text_in(values, name);
    if text("direction") != direction::OUT || text("outcome") == outcome::NOT_TRIED {
        return None;
    }
    let when = values.get("happened").and_then(Option::<When>::from_value)?;
    let broken = |channel: &str| match plan.verdict(channel, when.from) {
        Verdict::Outside { rule, .. } => Some(rule),
        Verdict::Inside { .. } | Verdict::NoPlan => None,
    };
    // A message left by call is on somebody's voicemail: the rule of voicemail holds as well.
    let voicemail = text("channel") == "call" && text("outcome") == outcome::MESSAGE;
    broken(text("channel")).or_else(|| if voicemail { broken("voicemail") } else { None })
}

/// The rule that an engagement breaks: of a stored one the rule that was found when it was logged, as long as nothing
/// changes that a plan looks at.
#[must_use]
pub fn rule_of(plan: Option<&Plan>, stored: Option<&Values>, values: &Values) -> Option<String> {
    let looked_at = |v: &Values| {
        let outcome = text_in(v, "outcome");
        let how = [outcome == outcome::NOT_TRIED, outcome == outcome::MESSAGE];
        (["happened", "channel", "direction"].map(|name| v.get(name).cloned()), how)
    };
    match stored {
        Some(stored) if looked_at(stored) == looked_at(values) => {
            stored.get("plan_rule").and_then(Value::text).map(str::to_owned)
        }
        _ => broken_rule(plan, values),
    }
}

fn next_step(e: &Engagement) -> Option<FollowUp> {
    let due: Due = e.next_due?;
    if e.next_step.is_empty() {
        return None;
    }
    let day = e.happened.as_ref().map(|w| w.from.format("%d/%m").to_string()).unwrap_or_default();
    Some(FollowUp {
        what: e.next_step.clone(),
        kind: Code::new(if e.next_promised { follow_up::kind::PROMISE } else { follow_up::kind::OTHER }),
        due: Some(due),
        state: Code::new(follow_up::state::OPEN),
        you_said: if e.next_promised { format!("{} ({day})", e.next_step) } else { String::new() },
        ..FollowUp::default()
    })
}
