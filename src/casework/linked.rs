//! Linked people: kept for a contact, minimal, with a review date of their own; a child met by chance is one of nobody.

use crate::casework::desk::{Desk, Saved, no_faults};
use crate::casework::saving::gone;
use crate::domain::check;
use crate::domain::concern::Concern;
use crate::domain::field::{Fault, Record, Values};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::linked_person::{self, LinkedPerson};
use crate::domain::problem::{Outcome, Problem};
use crate::domain::text;
use crate::store::journal::Why;
use crate::store::table::Stored;

impl Desk {
    /// Saves a linked person; a child met by chance belongs to no contact. `abuser_in` is a domestic abuse concern that
    /// names the person as the suspected abuser from then on, in the same act.
    ///
    /// # Errors
    /// Faults, or a failure.
    pub fn save_linked_person(
        &mut self,
        contact: Option<RecordId>,
        id: Option<RecordId>,
        values: &Values,
        abuser_in: Option<RecordId>,
    ) -> Saved<RecordId> {
        let (mut person, before) = self.typed::<LinkedPerson>(id, values)?;
        let today = self.today();
        if person.review_on.is_none() && before.is_none() {
            person.review_on = today.checked_add_months(linked_person::REVIEW_AFTER);
        }
        let mut faults = check::faults(Kind::LinkedPerson, &person.values());
        faults.extend(linked_person::faults(&person, today));
        if let Some(id) = id
            && before.as_ref().is_some_and(LinkedPerson::is_child)
            && !person.is_child()
            && self.open_concerns_about(contact, id)?.iter().any(|k| k.it.is_child())
        {
            faults.push(Fault::new(
                "age_status",
                "A child concern about them is open. Decide it first, with who saw the document.",
            ));
        }
        no_faults(faults)?;
        let why = self.why_of(contact);
        Ok(self.act("record a linked person", |w| {
            let id = match id {
                Some(id) => w.put(id, contact, &person, &why).map(|()| id)?,
                None => w.add(contact, &person, &why)?,
            };
            if let Some(concern) = abuser_in {
                Self::names_abuser(w, concern, id, &why)?;
            }
            Ok(id)
        })?)
    }

    /// Open concerns that are about a linked person or name them.
    fn open_concerns_about(&self, contact: Option<RecordId>, id: RecordId) -> Outcome<Vec<Stored<Concern>>> {
        let all = match contact {
            Some(c) => self.reading().of_contact::<Concern>(c)?,
            None => self.reading().of_nobody::<Concern>()?,
        };
        let names = |k: &Concern| k.about == Some(id) || k.abuser == Some(id);
        Ok(all.into_iter().filter(|k| k.it.is_open() && names(&k.it)).collect())
    }

    /// Removes a linked person who need not be kept any longer, for a reason in words; undo brings them back.
    ///
    /// # Errors
    /// Refused while the reason is blank or an open concern is about them or names them; or a failure.
    pub fn remove_linked_person(&mut self, id: RecordId, reason: &str) -> Outcome<()> {
        let stored = self.reading().get::<LinkedPerson>(id)?.ok_or_else(gone)?;
        let reason = text::clean_line(reason).text.trim().to_owned();
        if reason.is_empty() {
            return Err(Problem::refused("The reason is blank.", "Say why they need not be kept any longer."));
        }
        let contact = stored.meta.contact;
        if !self.open_concerns_about(contact, id)?.is_empty() {
            return Err(Problem::refused(
                "An open concern is about this person, or names them.",
                "Decide the concern first.",
            ));
        }
        let why = Why { text: reason, ..self.why_of(contact) };
        self.act("remove a linked person", |w| w.remove(Kind::LinkedPerson, id, &why))
    }
}
