//! The area picture: observations without names, taskings, strategies with their proportionality; the DLO directory.

use crate::casework::desk::{Desk, Saved};
use crate::domain::field::{Code, Values};
use crate::domain::id::RecordId;
use crate::domain::liaison::{self, Liaison};
use crate::domain::observation::{self, Observation};
use crate::domain::tasking::{self, Strategy, Tasking};

impl Desk {
    /// Saves an observation.
    ///
    /// # Errors
    /// Faults, or a failure.
    pub fn save_observation(&mut self, id: Option<RecordId>, values: &Values) -> Saved<RecordId> {
        let (observation, _) = self.typed::<Observation>(id, values)?;
        let faults = observation::faults(&observation);
        self.keep("record an observation", None, id, &observation, faults)
    }

    /// Saves a tasking.
    ///
    /// # Errors
    /// Faults, or a failure.
    pub fn save_tasking(&mut self, id: Option<RecordId>, values: &Values) -> Saved<RecordId> {
        let (mut tasking, before) = self.typed::<Tasking>(id, values)?;
        if before.is_none() {
            tasking.reference = self.next_short::<Tasking>("T", 3)?;
            tasking.state = Code::new(tasking::state::OPEN);
        }
        if before.as_ref().is_none_or(|b| b.proportionality != tasking.proportionality) {
            tasking.proportionality_on = (!tasking.proportionality.is_empty()).then(|| self.today());
        }
        let faults = tasking::faults(&tasking, self.today());
        self.keep("record a tasking", None, id, &tasking, faults)
    }

    /// Saves the strategy of a place.
    ///
    /// # Errors
    /// Faults, or a failure.
    pub fn save_strategy(&mut self, id: Option<RecordId>, values: &Values) -> Saved<RecordId> {
        let (strategy, _) = self.typed::<Strategy>(id, values)?;
        self.keep("record a strategy", None, id, &strategy, Vec::new())
    }

    /// Saves an entry of the DLO directory.
    ///
    /// # Errors
    /// Faults, or a failure.
    pub fn save_liaison(&mut self, id: Option<RecordId>, values: &Values) -> Saved<RecordId> {
        let (liaison, _) = self.typed::<Liaison>(id, values)?;
        let faults = liaison::faults(&liaison);
        self.keep("change the DLO directory", None, id, &liaison, faults)
    }
}
