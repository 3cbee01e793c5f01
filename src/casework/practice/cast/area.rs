//! What was asked of the DLO about places of the area; nobody is named in it.

use super::super::maker::Maker;
use crate::domain::field::Code;
use crate::domain::tasking::{Tasking, state};
use crate::domain::when::Due;

/// Taskings of the officer's own area.
pub(super) fn make(m: &mut Maker) {
    let area = Code::new(m.officer.area.clone());
    let lights = Tasking {
        reference: "T-004".to_owned(),
        what: "numbers at Low Quay, before lights go up".to_owned(),
        asked_by: "Insp Marlowe".to_owned(),
        asked_on: Some(m.ago(22)),
        due: Some(Due::On(m.ahead(6))),
        area: area.clone(),
        place: "Low Quay".to_owned(),
        proportionality:
            "Counting by eye, twice a week; nobody is stopped or named. The lights may move people to darker \
                          places, so it has to be known before."
                .to_owned(),
        proportionality_on: Some(m.ago(21)),
        state: Code::new(state::OPEN),
        ..Tasking::default()
    };
    let flats = Tasking {
        reference: "T-003".to_owned(),
        what: "pop-up brothels in Mill Road".to_owned(),
        asked_by: "Insp Marlowe".to_owned(),
        asked_on: Some(m.ago(36)),
        due: Some(Due::On(m.ago(4))),
        area,
        place: "Mill Road flats".to_owned(),
        state: Code::new(state::OPEN),
        ..Tasking::default()
    };
    m.alone(&flats);
    m.alone(&lights);
}
