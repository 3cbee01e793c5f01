//! Crime reports and the support around them; safety plans.

use crate::casework::desk::{Desk, Saved};
use crate::domain::crime_report::{self, CrimeReport, state};
use crate::domain::field::{Code, Record as _, Values};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::problem::Outcome;
use crate::domain::safety_plan::SafetyPlan;
use crate::domain::{check, lists};

impl Desk {
    /// Saves a crime report; one by nobody in particular has no contact.
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
        if before.as_ref().is_some_and(|b| !b.account.is_empty() && b.account != report.account)
            && let Some(held) = self.held_words(contact)?
        {
            faults.push(crate::domain::field::Fault::new("account", held));
        }
        if before.is_none() {
            report.reference = self.next_short::<CrimeReport>("CR", 4)?;
            report.state = Code::new(state::REPORTED);
            report.support = due_support();
        }
        self.keep("record a crime report", contact, id, &report, faults)
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
        crate::casework::desk::no_faults(check::faults(Kind::SafetyPlan, &plan.values()))?;
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

/// What the procedure asks for around a report, all of it still to be considered.
fn due_support() -> Vec<String> {
    use crate::domain::considered::{Considered, state};
    let items = lists::get("victim_support").map(|l| l.offered().collect::<Vec<_>>()).unwrap_or_default();
    let due = |code: &str| Considered {
        code: code.to_owned(),
        state: state::DUE.to_owned(),
        at: String::new(),
        note: String::new(),
    };
    items.into_iter().map(|i| due(&i.code).to_text()).collect()
}
