//! The practice caseload: invented people to try the program with, from one desk to a whole force.
//!
//! It begins with the cast of the mock-ups (`cast`), so that the first Today shows a day worth reading, and goes on
//! with invented people (`invented`). The same seed and day make the same caseload, ids included. Every record goes
//! through the one door with its journal entry, in large acts.
//!
//! What does not belong here: opening a practice vault and its keys (`opening`, `exchange`).

mod cast;
mod crime;
mod draw;
mod invented;
mod maker;
mod reports;
mod words;

use std::sync::mpsc::{SyncSender, sync_channel};

use crate::casework::desk::{Desk, Mode};
use crate::domain::kind::Kind;
use crate::domain::officer::{DutyNumbers, ForceDecisions, Officer, Organisation, PointOfContact};
use crate::domain::problem::{Outcome, Problem};
use crate::store::journal::Why;
use crate::store::package::{self, Package};
use maker::{Made, Maker};
use words::Words;

/// What the journal calls it.
pub const ACT: &str = "fill a practice caseload";

/// Up to this many contacts the day is the cast's alone: nobody else in the officer's area has something due.
const CALM_UP_TO: u64 = 150;
/// People of one act; their records are kept in the order of time.
const PEOPLE_OF_AN_ACT: u64 = 500;

/// How large a practice caseload is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, serde::Serialize, serde::Deserialize)]
pub struct Practice {
    /// Contacts in all, the cast among them; a smaller number takes the first of the cast.
    pub contacts: u64,
    /// Engagements in all; the cast's own are always made.
    pub engagements: u64,
    /// Decides everything that is drawn.
    pub seed: u64,
}

impl Default for Practice {
    /// What `caseload demo` opens.
    fn default() -> Self {
        Self { contacts: 80, engagements: 1500, seed: 7 }
    }
}

/// The officer of a practice vault, whose packages are sealed to this age recipient.
#[must_use]
pub fn practice_officer(recipient: &str) -> Officer {
    Officer {
        point_of_contact: PointOfContact {
            name: "A. Whitfield".to_owned(),
            collar: "PC 4417".to_owned(),
            role: "Designated Liaison Officer".to_owned(),
            phone: "0191 498 0117".to_owned(),
            email: "dlo.central@force.example".to_owned(),
            out_of_hours: "on-call DLO, 0191 498 0100".to_owned(),
        },
        force: "Practice force".to_owned(),
        area: "central".to_owned(),
        device_code: "K7".to_owned(),
        force_decisions: ForceDecisions {
            authorised_by: "Supt 0102 M. Adair, practice".to_owned(),
            dpia: "DPIA-2026-11".to_owned(),
            policy_document: "APD-2026-04".to_owned(),
            recovery_held_by: "Information Rights, practice".to_owned(),
        },
        organisation: Organisation {
            name: "Central IS desk".to_owned(),
            recipients: if recipient.is_empty() { Vec::new() } else { vec![recipient.to_owned()] },
            confirmed: if recipient.is_empty() { Vec::new() } else { vec![recipient.to_owned()] },
            practice: true,
            ..Organisation::default()
        },
        duty: DutyNumbers { sarc: "0191 498 0204".to_owned(), solo: "0191 498 0233".to_owned() },
    }
}

impl Desk {
    /// Fills an empty practice vault. `progress` is told how many of all contacts and engagements are kept, and stops
    /// it by giving false.
    ///
    /// # Errors
    /// Refused in a live vault, when there are contacts already, or when it was stopped; then what is there is a part.
    pub fn fill_practice(&mut self, how: &Practice, progress: &mut dyn FnMut(u64, u64) -> bool) -> Outcome<()> {
        if self.mode() != Mode::Practice {
            return Err(Problem::refused(
                "This is not a practice vault: invented people never go into a live one.",
                "Make a practice vault: caseload demo --keep.",
            ));
        }
        if self.reading().contacts_total()? > 0 {
            return Err(Problem::refused(
                "There are contacts in this vault already.",
                "Make another practice vault: caseload demo --keep.",
            ));
        }
        self.store.make_room(true)?;
        let filled = self.fill(how, progress).and_then(|()| self.store.settle_search());
        // Whatever came of it, the room is given back.
        self.store.make_room(false)?;
        filled
    }

    fn fill(&mut self, how: &Practice, progress: &mut dyn FnMut(u64, u64) -> bool) -> Outcome<()> {
        let words = Words::read()?;
        let mut m = Maker::new(self.officer().clone(), self.zoned_now(), self.today(), how.seed);
        m.small = how.contacts <= CALM_UP_TO;
        let cast = how.contacts.min(cast::NUMBERS.len() as u64);
        cast::make(&mut m, usize::try_from(cast).unwrap_or(0));
        let own = m.engagements();
        let engagements = if how.contacts > cast { how.engagements.max(own) } else { own };
        let all = how.contacts + engagements;
        let mut done = 0;
        let mut tell = |kept: u64| {
            done += kept;
            progress(done, all)
        };
        // The next people are made while those before are saved.
        std::thread::scope(|scope| {
            let (give, take) = sync_channel(1);
            scope.spawn(|| people(m, how, &words, (cast, engagements - own), give));
            take.into_iter().try_for_each(|batch: Batch| self.keep_batch(batch, &mut tell))
        })?;
        // The day before was reviewed early in the morning.
        let yesterday = self.today().pred_opt().and_then(|d| d.and_hms_opt(6, 40, 0));
        yesterday.map_or(Ok(()), |at| self.remember_review(&self.officer().area, at))
    }

    /// Saves what was made, in one act.
    fn keep_batch(&mut self, batch: Batch, tell: &mut dyn FnMut(u64) -> bool) -> Outcome<()> {
        let Batch { made, packages } = batch;
        let why = Why::code("practice");
        self.final_act(ACT, |w| {
            for p in &packages {
                w.keep_package(p, &why)?;
            }
            let mut kept = 0;
            for (i, one) in made.into_iter().enumerate() {
                kept += u64::from(matches!(one.kind, Kind::Contact | Kind::Engagement));
                w.make_values(one.kind, one.id, one.contact, one.values, &why)?;
                if i % 256 == 255 {
                    if !tell(kept) {
                        return Err(Problem::refused("Stopped before all were made.", "Start again for a whole one."));
                    }
                    kept = 0;
                }
            }
            tell(kept);
            Ok(())
        })
    }
}

/// What is saved in one act.
struct Batch {
    /// What records begin with first, then everything in the order of time.
    made: Vec<Made>,
    /// Packages, in the last act.
    packages: Vec<Package>,
}

/// Makes everybody and gives them batch by batch, until nobody takes them any more. `cast` were made already; the
/// `engagements` that are left fall on the invented by weight, so that their number is met exactly.
fn people(mut m: Maker, how: &Practice, words: &Words, (cast, engagements): (u64, u64), give: SyncSender<Batch>) {
    let numbers =
        || (1..).filter(|n| !cast::NUMBERS.contains(n)).take(usize::try_from(how.contacts - cast).unwrap_or(0));
    let total: u128 = numbers().map(|n| u128::from(invented::weight(how.seed, n))).sum();
    let upto = |weight: u128| u64::try_from(u128::from(engagements) * weight / total.max(1)).unwrap_or(0);
    let calm = m.small;
    let (mut weight, mut given, mut waiting) = (0_u128, 0_u64, cast);
    let batch = |m: &mut Maker, packages| {
        let mut made = std::mem::take(&mut m.made);
        made.sort_by_key(|one| one.at);
        give.send(Batch { made, packages }).is_ok()
    };
    for number in numbers() {
        if waiting >= PEOPLE_OF_AN_ACT {
            if !batch(&mut m, Vec::new()) {
                return;
            }
            waiting = 0;
        }
        weight += u128::from(invented::weight(how.seed, number));
        let engagements = upto(weight) - given;
        given += engagements;
        invented::make(&mut m, how.seed, words, &invented::Person { number, engagements, calm });
        waiting += 1;
    }
    if !m.small {
        cast::area::elsewhere(&mut m, how.seed, how.contacts, words);
    }
    let packages = if how.contacts > 0 { earlier_packages(&m) } else { Vec::new() };
    batch(&mut m, packages);
}

/// The packages that updates went with. They were numbered by an earlier device epoch and their bytes are not kept, so
/// that the first package sealed here begins a chain of its own.
fn earlier_packages(m: &Maker) -> Vec<Package> {
    let state_of = |number| match number {
        cast::SENT_PACKAGE => (7, package::state::SENT),
        invented::SEALED_PACKAGE => (1, package::state::SEALED),
        cast::ACCEPTED_PACKAGE => (43, package::state::SETTLED),
        _ => (71, package::state::SETTLED),
    };
    let first = (cast::ACCEPTED_PACKAGE - 1, (0, 0));
    let counted = m.packages.iter().map(|(number, (updates, contacts))| (*number, (*updates, contacts.len())));
    std::iter::once(first)
        .chain(counted)
        .map(|(number, (updates, contacts))| {
            let (days, state) = state_of(number);
            let day = m.ago(days);
            let sent = state != package::state::SEALED;
            Package {
                number,
                bundle_id: format!("practice-{number}"),
                epoch: 0,
                file_name: format!("CL-{number:08}-4be07d19.caseload"),
                written_to: String::new(),
                manifest_hash: Vec::new(),
                sealed: Vec::new(),
                state: state.to_owned(),
                sealed_at: format!("{day}T14:20:00.000Z"),
                sent_at: if sent { format!("{day}T15:00:00.000Z") } else { String::new() },
                updates,
                contacts: i64::try_from(contacts).unwrap_or(0),
                recipient: m.officer.organisation.name.clone(),
            }
        })
        .collect()
}
