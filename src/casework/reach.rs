//! Reaching a contact safely: the plan and its versions, and *Contact now* with the plan before the number.

use chrono::{Months, NaiveDateTime};

use crate::casework::desk::{Desk, Saved, no_faults};
use crate::domain::contact::Contact;
use crate::domain::contact_point::ContactPoint;
use crate::domain::field::{Code, Record, Values};
use crate::domain::follow_up::{self, FollowUp};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::plan::{self, Plan, Verdict};
use crate::domain::problem::{Outcome, Problem};
use crate::domain::when::Due;
use crate::domain::{check, contact};
use crate::store::journal::Why;
use crate::store::table::Stored;

/// Usual time to the next re-check of a plan (domain section 4).
pub const RECHECK: Months = Months::new(6);

/// What *Contact now* shows before any number.
#[derive(Clone, PartialEq)]
pub struct ContactNow {
    /// The contact.
    pub id: RecordId,
    /// Reference.
    pub reference: String,
    /// Preferred working name.
    pub name: String,
    /// `adult · Romanian, English · open since …` is written from these.
    pub contact: Contact,
    /// Who must not find out.
    pub must_not_find_out: Vec<String>,
    /// The plan in force.
    pub plan: Option<Plan>,
    /// Whether now is inside it, by its first channel.
    pub verdict: Verdict,
    /// Local time it was worked out for.
    pub at: NaiveDateTime,
    /// Labels of the numbers, without the numbers: `mobile, safe`.
    pub numbers: Vec<String>,
    /// Channels that are not safe now because of domestic abuse, by their codes.
    pub unsafe_channels: Vec<String>,
    /// Why it is not available, if it is not: a closed contact.
    pub unavailable: Option<&'static str>,
}

/// The one safe number, shown for two minutes after the plan was read.
#[derive(Clone, PartialEq, Eq)]
pub struct SafeNumber {
    /// As it is dialled.
    pub number: String,
    /// `mobile, safe`.
    pub label: String,
}

impl Desk {
    /// The rules of a contact, with no number in them. The record must have been opened with a reason first
    /// ([`Desk::consult`]).
    ///
    /// # Errors
    /// Refused when it was not opened with a reason; when the contact is not there or cannot be read.
    pub fn contact_now(&self, id: RecordId) -> Outcome<ContactNow> {
        self.opened(id)?;
        self.rules_now(id)
    }

    fn rules_now(&self, id: RecordId) -> Outcome<ContactNow> {
        let c = self
            .reading()
            .get::<Contact>(id)?
            .ok_or_else(|| Problem::refused("This contact is no longer there.", "Go back to the list."))?
            .it;
        let plan = self.plan_of(id)?;
        let at = self.local_now();
        let verdict = plan.as_ref().map_or(Verdict::NoPlan, |p| p.verdict(p.first_channel(), at));
        let numbers = self.reading().of_contact::<ContactPoint>(id)?.iter().map(|p| point_label(&p.it)).collect();
        Ok(ContactNow {
            id,
            reference: c.reference.clone(),
            name: c.preferred_name().to_owned(),
            must_not_find_out: c.must_not_find_out.clone(),
            unsafe_channels: self.unsafe_channels(id)?,
            unavailable: c.status.is(contact::status::CLOSED).then_some("the contact is closed"),
            contact: c,
            plan,
            verdict,
            at,
            numbers,
        })
    }

    /// The safe number, after the plan was read. Seeing it is journalled; outside the plan only with a reason.
    ///
    /// # Errors
    /// Refused without a plan or outside it while the reason is blank, or when no safe number is kept.
    pub fn safe_number(&mut self, id: RecordId, reason: &str) -> Outcome<SafeNumber> {
        let now = self.rules_now(id)?;
        if !matches!(now.verdict, Verdict::Inside { .. }) && reason.trim().is_empty() {
            return Err(Problem::refused(
                "This is outside the safe-contact plan, or there is none.",
                "Wait, go through somebody, or give the reason to contact anyway.",
            ));
        }
        let points = self.reading().of_contact::<ContactPoint>(id)?;
        let Some(point) = points.iter().map(|p| &p.it).find(|p| p.is_phone() && p.is_safe()) else {
            return Err(Problem::refused(
                "No safe number is kept for this contact.",
                "Go through somebody they trust, or ask for a safe number when you meet.",
            ));
        };
        let number = SafeNumber { number: crate::domain::phone::display(&point.value), label: point_label(point) };
        let why = Why { code: "contact-now".to_owned(), text: reason.to_owned(), ..Why::default() };
        self.quiet_act("see the safe number", |w| {
            w.note(crate::domain::journal::Operation::Consultation, Some((Kind::Contact, id)), Some(id), &why)
        })?;
        self.outside = (!reason.trim().is_empty()).then(|| (id, reason.trim().to_owned()));
        Ok(number)
    }

    /// Makes a follow-up for the next time inside the plan.
    ///
    /// # Errors
    /// Refused when the plan has no safe time; or a failure.
    pub fn wait_for_plan(&mut self, id: RecordId) -> Outcome<NaiveDateTime> {
        let Verdict::Outside { next: Some(next), .. } = self.rules_now(id)?.verdict else {
            return Err(Problem::refused("The plan says no next safe time.", "Go through somebody they trust."));
        };
        let f = FollowUp {
            what: "contact, inside the plan".to_owned(),
            kind: Code::new(follow_up::kind::ENGAGEMENT),
            due: Some(Due::At(next)),
            state: Code::new(follow_up::state::OPEN),
            ..FollowUp::default()
        };
        let why = self.why(id);
        self.act("wait for a safe time", |w| w.add(Some(id), &f, &why))?;
        Ok(next)
    }

    /// Versions of the plan, newest first. The record must have been opened with a reason first.
    ///
    /// # Errors
    /// Refused when it was not opened with a reason; when the database cannot be read.
    pub fn plans(&self, contact: RecordId) -> Outcome<Vec<Stored<Plan>>> {
        self.opened(contact)?;
        self.plan_versions(contact)
    }

    fn plan_versions(&self, contact: RecordId) -> Outcome<Vec<Stored<Plan>>> {
        let mut plans = self.reading().of_contact::<Plan>(contact)?;
        plans.sort_by_key(|p| std::cmp::Reverse(p.it.version));
        Ok(plans)
    }

    /// Saves a plan as a new version; the one before is kept as superseded, and the follow-up that asked for a plan
    /// is settled in the same act.
    ///
    /// # Errors
    /// Faults, or a failure.
    pub fn save_plan(&mut self, contact: RecordId, values: &Values) -> Saved<RecordId> {
        let values = check::cleaned(Kind::Plan, values).0;
        let today = self.today();
        let mut new = Plan::from_values(&values);
        let before = self.plan_versions(contact)?;
        new.version = Some(before.first().and_then(|p| p.it.version).unwrap_or(0) + 1);
        new.superseded = false;
        new.made_on = Some(today);
        // A re-check date that was not moved on has done its work.
        if new.recheck_on.is_none_or(|d| d <= today || before.first().is_some_and(|p| p.it.recheck_on == Some(d))) {
            new.recheck_on = today.checked_add_months(RECHECK);
        }
        let mut faults = check::faults(Kind::Plan, &new.values());
        faults.extend(plan::faults(&new));
        no_faults(faults)?;
        let asked: Vec<Stored<FollowUp>> = self
            .reading()
            .of_contact::<FollowUp>(contact)?
            .into_iter()
            .filter(|f| f.it.is_open() && f.it.kind.is(follow_up::kind::PLAN))
            .collect();
        let why = self.why(contact);
        Ok(self.act("make or re-check a plan", |w| {
            for old in before.iter().filter(|p| !p.it.superseded) {
                let superseded = Plan { superseded: true, ..old.it.clone() };
                w.put(old.meta.id, Some(contact), &superseded, &why)?;
            }
            for f in &asked {
                let settled = FollowUp {
                    state: Code::new(follow_up::state::DONE),
                    outcome: "plan made".to_owned(),
                    settled_on: Some(today),
                    ..f.it.clone()
                };
                w.put(f.meta.id, Some(contact), &settled, &why)?;
            }
            w.add(Some(contact), &new, &why)
        })?)
    }
}

/// `mobile, safe` or `shared, × never use` without its sign.
#[must_use]
pub fn point_label(point: &ContactPoint) -> String {
    let kind = crate::domain::lists::label("contact_point_kinds", point.kind.as_str());
    let safe = crate::domain::lists::label("point_safety", point.safe.as_str());
    format!("{kind}, {safe}")
}
