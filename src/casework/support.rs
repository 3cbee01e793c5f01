//! Support: what is offered, what is sent on, what came of it, and the directory of services.

use crate::casework::desk::{Desk, Saved};
use crate::domain::field::Values;
use crate::domain::id::RecordId;
use crate::domain::offer::{self, Offer};
use crate::domain::service::{self, Service};
use crate::domain::support_path::SupportPath;

impl Desk {
    /// Saves what was offered and what was said to it.
    ///
    /// # Errors
    /// Faults, or a failure.
    pub fn save_offer(&mut self, contact: RecordId, id: Option<RecordId>, values: &Values) -> Saved<RecordId> {
        let (offer, _) = self.typed::<Offer>(id, values)?;
        let faults = offer::faults(&offer, self.today());
        self.keep("record a support offer", Some(contact), id, &offer, faults)
    }

    /// Saves what the person wants of support, in their words.
    ///
    /// # Errors
    /// Faults, or a failure.
    pub fn save_support_path(&mut self, contact: RecordId, id: Option<RecordId>, values: &Values) -> Saved<RecordId> {
        let (path, _) = self.typed::<SupportPath>(id, values)?;
        self.keep("record what support is wanted", Some(contact), id, &path, Vec::new())
    }

    /// Saves an entry of the service directory.
    ///
    /// # Errors
    /// Faults, or a failure.
    pub fn save_service(&mut self, id: Option<RecordId>, values: &Values) -> Saved<RecordId> {
        let (service, _) = self.typed::<Service>(id, values)?;
        let faults = service::faults(&service, self.today());
        self.keep("change the service directory", None, id, &service, faults)
    }
}
