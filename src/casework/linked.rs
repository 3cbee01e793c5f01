//! Linked people: kept for a contact, minimal, with a review date of their own.

use crate::casework::desk::{Desk, Saved};
use crate::domain::field::Values;
use crate::domain::id::RecordId;
use crate::domain::linked_person::{self, LinkedPerson};

impl Desk {
    /// Saves a linked person; a child met by chance belongs to no contact.
    ///
    /// # Errors
    /// Faults, or a failure.
    pub fn save_linked_person(
        &mut self,
        contact: Option<RecordId>,
        id: Option<RecordId>,
        values: &Values,
    ) -> Saved<RecordId> {
        let (person, _) = self.typed::<LinkedPerson>(id, values)?;
        let faults = linked_person::faults(&person, self.today());
        self.keep("record a linked person", contact, id, &person, faults)
    }
}
