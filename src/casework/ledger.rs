//! The consent ledger, grounds, holds and disclosures: entries that are made and rarely changed.

use crate::casework::contact::keep_written;
use crate::casework::desk::{Desk, Saved, no_faults};
use crate::domain::check;
use crate::domain::consent::{self, Consent};
use crate::domain::disclosure::Disclosure;
use crate::domain::field::{Record, Shape, Values};
use crate::domain::grounds::Grounds;
use crate::domain::hold::{Hold, scope};
use crate::domain::id::RecordId;
use crate::domain::journal::Operation;
use crate::domain::kind::Kind;
use crate::domain::lists;
use crate::domain::problem::{Outcome, Problem};
use crate::store::journal::Why;

impl Desk {
    /// Adds an entry to the consent ledger; entries are never changed, a later one stands instead.
    ///
    /// # Errors
    /// Faults, or a failure.
    pub fn save_consent(&mut self, contact: RecordId, values: &Values) -> Saved<RecordId> {
        let values = check::cleaned(Kind::Consent, values).0;
        let mut c = Consent::from_values(&values);
        if c.taken_by.is_empty() {
            c.taken_by = self.officer.point_of_contact.short();
        }
        let mut faults = check::faults(Kind::Consent, &values);
        faults.extend(consent::faults(&c, self.today()));
        no_faults(faults)?;
        let why = self.why(contact);
        Ok(self.act("record consent", |w| w.add(Some(contact), &c, &why))?)
    }

    /// The ledger of a contact, newest first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn ledger(&self, contact: RecordId) -> Outcome<Vec<Consent>> {
        Ok(self.reading().of_contact::<Consent>(contact)?.into_iter().map(|c| c.it).collect())
    }

    /// Saves grounds. A ground that IS was told, and that is corrected, drafts the rectification in the same act.
    ///
    /// # Errors
    /// Faults, or a failure.
    pub fn save_grounds(&mut self, contact: RecordId, id: Option<RecordId>, values: &Values) -> Saved<RecordId> {
        let values = check::cleaned(Kind::Grounds, values).0;
        no_faults(check::faults(Kind::Grounds, &values))?;
        let g = Grounds::from_values(&values);
        let why = self.why(contact);
        let told = match id {
            Some(_) => Some(self.facts(contact)?),
            None => None,
        };
        let dlo = self.officer.point_of_contact.clone();
        Ok(self.act("record grounds", |w| {
            let saved = match id {
                Some(id) => w.put(id, Some(contact), &g, &why).map(|()| id)?,
                None => w.add(Some(contact), &g, &why)?,
            };
            // What IS was told in other words has to be put right.
            if let Some(told) = &told {
                crate::casework::is_record::rectify(w, told, &dlo, &why)?;
            }
            Ok(saved)
        })?)
    }

    /// Saves a hold.
    ///
    /// # Errors
    /// Faults, or a failure.
    pub fn save_hold(&mut self, contact: Option<RecordId>, id: Option<RecordId>, values: &Values) -> Saved<RecordId> {
        let mut values = check::cleaned(Kind::Hold, values).0;
        let stored = match id {
            Some(id) => self.reading().get::<Hold>(id)?.map(|h| h.it.values()),
            None => None,
        };
        keep_written(Kind::Hold, stored, &mut values, &[]);
        no_faults(check::faults(Kind::Hold, &values))?;
        let h = Hold::from_values(&values);
        let why = contact.map(|c| self.why(c)).unwrap_or_default();
        Ok(self.act("record a hold", |w| match id {
            Some(id) => w.put(id, contact, &h, &why).map(|()| id),
            None => w.add(contact, &h, &why),
        })?)
    }

    /// Lifts a hold.
    ///
    /// # Errors
    /// When it is not there; or a failure.
    pub fn lift_hold(&mut self, id: RecordId) -> Outcome<()> {
        let mut stored = self
            .reading()
            .get::<Hold>(id)?
            .ok_or_else(|| Problem::refused("This hold is no longer there.", "Go back and open it again."))?;
        stored.it.lifted_on = Some(self.today());
        let contact = stored.meta.contact;
        let why = contact.map(|c| self.why(c)).unwrap_or_default();
        self.act("lift a hold", |w| w.put(id, contact, &stored.it, &why))
    }

    /// Holds that are in force for a contact today: its own, of whatever scope, and those of everything.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn holds(&self, contact: RecordId) -> Outcome<Vec<Hold>> {
        let today = self.today();
        let all = self.reading().list(Kind::Hold, 0, i64::MAX)?;
        Ok(all
            .into_iter()
            .map(|row| row.typed::<Hold>())
            .filter(|h| h.meta.contact == Some(contact) || h.it.scope.is(scope::ALL))
            .map(|h| h.it)
            .filter(|h| h.holds_on(today))
            .collect())
    }

    fn holds_of_everything(&self) -> Outcome<Vec<Hold>> {
        let today = self.today();
        let all = self.reading().list(Kind::Hold, 0, i64::MAX)?;
        let held = all.into_iter().map(|row| row.typed::<Hold>().it);
        Ok(held.filter(|h| h.scope.is(scope::ALL) && h.holds_on(today)).collect())
    }

    /// Why somebody's own words, once they are written down, stay exactly as they are: a hold (domain section 4,
    /// *Hold*). None when nothing holds them.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub(crate) fn held_words(&self, contact: Option<RecordId>) -> Outcome<Option<String>> {
        let holds = match contact {
            Some(contact) => self.holds(contact)?,
            // What belongs to nobody is held by what holds everything.
            None => self.holds_of_everything()?,
        };
        Ok(holds.first().map(|h| {
            let why = lists::label("hold_reasons", h.why.as_str());
            format!("On hold, {why}: these words stay as they were written. Log what is said now as an engagement.")
        }))
    }

    /// Refuses to take an act back that wrote or changed somebody's own words while they are on hold.
    pub(crate) fn words_not_held(&self, act: i64) -> Outcome<()> {
        for (kind, contact, fields) in self.reading().changed_by(act)? {
            let verbatim = |name: &String| kind.field(name).is_some_and(|f| f.shape == Shape::Verbatim);
            if fields.iter().any(verbatim) && self.held_words(contact)?.is_some() {
                return Err(Problem::refused(
                    "This would change somebody's own words, and they are on hold.",
                    "They stay as they were written until the hold is lifted: it stands in the ledger of the record.",
                ));
            }
        }
        Ok(())
    }

    /// Records a disclosure made by voice, meeting or paper. It cannot be undone: what was said was said.
    ///
    /// # Errors
    /// Faults, or a failure.
    pub fn save_disclosure(&mut self, contact: RecordId, values: &Values) -> Saved<RecordId> {
        self.save_disclosure_about(Some(contact), None, values)
    }

    /// As [`Desk::save_disclosure`], about one concern or report; of a child met by chance it is nobody's.
    ///
    /// # Errors
    /// Faults, or a failure.
    pub fn save_disclosure_about(
        &mut self,
        contact: Option<RecordId>,
        about: Option<RecordId>,
        values: &Values,
    ) -> Saved<RecordId> {
        let values = check::cleaned(Kind::Disclosure, values).0;
        no_faults(check::faults(Kind::Disclosure, &values))?;
        let d = Disclosure { about, ..Disclosure::from_values(&values) };
        let why =
            Why { recipient: d.to_whom.clone(), basis: d.override_ground.as_str().to_owned(), ..self.why_of(contact) };
        Ok(self.final_act("record a disclosure", |w| {
            let id = w.add(contact, &d, &why)?;
            w.note(Operation::Disclosure, Some((Kind::Disclosure, id)), contact, &why)?;
            Ok(id)
        })?)
    }
}
