//! Dangerous person reports, and intelligence for the area's SRN.

use crate::casework::desk::{Desk, Saved};
use crate::domain::dangerous_person::{self, DangerousPerson, REVIEW_AFTER};
use crate::domain::field::Values;
use crate::domain::id::RecordId;

impl Desk {
    /// Saves a dangerous person report with whatever there is; it belongs to no contact.
    ///
    /// # Errors
    /// Faults, or a failure.
    pub fn save_dangerous_person(&mut self, id: Option<RecordId>, values: &Values) -> Saved<RecordId> {
        let (mut report, before) = self.typed::<DangerousPerson>(id, values)?;
        if before.is_none() {
            report.reference = self.next_short::<DangerousPerson>("DP", 4)?;
        }
        if report.review_on.is_none() {
            report.review_on = self.today().checked_add_months(REVIEW_AFTER);
        }
        let faults = dangerous_person::faults(&report, self.today());
        self.keep("record a dangerous person report", None, id, &report, faults)
    }
}
