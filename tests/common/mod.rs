//! What the tests share: a vault in a temporary folder, an officer, and the interface driven by keys.
//!
//! By topic: who is in the caseload (`people`), what is kept of them (`records`), the cast of the mock-ups (`cast`), what
//! stands on the screen (`shown`), whom packages are sealed to (`centre`).
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "each test file uses a part of it; a test that cannot go on fails"
)]

pub mod cast;
pub mod centre;
pub mod people;
pub mod records;
pub mod shown;
pub mod svg;

use std::path::{Path, PathBuf};

use chrono::{DateTime, NaiveDate, Utc};
use dlo_caseload::casework::clock::Clock;
use dlo_caseload::casework::desk::{Desk, Mode};
use dlo_caseload::casework::opening::{self, Locking, NewCaseload, Use, Welcome};
use dlo_caseload::casework::practice::{Practice, practice_officer};
use dlo_caseload::domain::officer::{Officer, PointOfContact};
use dlo_caseload::domain::problem::Outcome;
use dlo_caseload::tui::ctx::Ctx;
use dlo_caseload::tui::perform::Threshold;
use dlo_caseload::tui::pilot::Pilot;
use dlo_caseload::tui::screen::Place;
use dlo_caseload::tui::theme::Theme;
use dlo_caseload::vault::{Passphrase, Places, RecoveryCode, Secret, WorkFactor};

/// Tuesday 24/11/2026, 14:05 in London.
pub fn tuesday() -> DateTime<Utc> {
    moment("2026-11-24T14:05:00Z")
}

/// A moment, as `2026-11-24T14:05:00Z`.
pub fn moment(text: &str) -> DateTime<Utc> {
    text.parse().unwrap()
}

/// A day, as `2026-11-24`.
pub fn day(text: &str) -> NaiveDate {
    text.parse().unwrap()
}

/// The officer of the mock-ups.
pub fn officer() -> Officer {
    Officer {
        point_of_contact: PointOfContact {
            name: "A. Whitfield".into(),
            collar: "PC 4417".into(),
            role: "Designated Liaison Officer".into(),
            phone: "0191 498 0117".into(),
            email: "dlo.central@force.example".into(),
            out_of_hours: "on-call DLO, 0191 498 0100".into(),
        },
        force: "Practice".into(),
        area: "central".into(),
        device_code: "K7".into(),
        ..Officer::default()
    }
}

/// The passphrase of every vault here.
pub const WORDS: &str = "lantern copper anthem drizzle pocket";
/// One that opens none of them.
pub const WRONG: &str = "lantern copper anthem drizzle socket";

/// Vault and state folder in this folder.
pub fn places_in(folder: &Path) -> Places {
    Places { vault: folder.join("vault"), state: folder.join("state") }
}

/// Makes a vault with little work in its key slots.
pub fn create(places: &Places, officer: &Officer, clock: Clock) -> (Desk, RecoveryCode) {
    let new = NewCaseload {
        places,
        passphrase: &Passphrase::typed(WORDS),
        factor: WorkFactor::new(4).unwrap(),
        officer,
        allow_synced: false,
    };
    opening::create(&new, clock).unwrap()
}

/// Every file below a folder.
pub fn files(folder: &Path) -> Vec<PathBuf> {
    let below = std::fs::read_dir(folder).unwrap().map(|e| e.unwrap().path());
    below.flat_map(|path| if path.is_dir() { files(&path) } else { vec![path] }).collect()
}

/// A vault in a temporary folder, removed with it.
pub struct Room {
    pub dir: tempfile::TempDir,
}

impl Room {
    /// A new vault of this officer, opened.
    pub fn new(officer: &Officer) -> (Self, Desk) {
        Self::made(officer, Clock::Fixed(tuesday()))
    }

    /// As [`Room::new`], made by this clock.
    pub fn made(officer: &Officer, clock: Clock) -> (Self, Desk) {
        let room = Self { dir: tempfile::tempdir().unwrap() };
        let (desk, _code) = create(&room.places(), officer, clock);
        (room, desk)
    }

    /// A practice caseload, open on the day of the mock-ups.
    pub fn practice(how: &Practice) -> (Self, Desk) {
        Self::practice_at(how, tuesday())
    }

    /// As [`Room::practice`], at another moment.
    pub fn practice_at(how: &Practice, at: DateTime<Utc>) -> (Self, Desk) {
        let (room, mut desk) = Self::made(&practice_officer(""), Clock::Fixed(at));
        desk.fill_practice(how, &mut |_, _| true).unwrap();
        (room, desk)
    }

    /// The practice caseload that `caseload demo` opens, in the interface at a place.
    pub fn demo(place: Place) -> (Self, Pilot) {
        let (room, desk) = Self::practice(&Practice::default());
        let pilot = room.interface(desk, place);
        (room, pilot)
    }

    /// What unlocks it.
    pub fn secret(&self) -> Secret {
        Secret::Passphrase(Passphrase::typed(WORDS))
    }

    /// Unlocks it at a moment.
    pub fn open(&self, at: DateTime<Utc>, usage: Use) -> Outcome<(Desk, Welcome)> {
        opening::open(&self.places(), &self.secret(), Locking::Take, Clock::Fixed(at), usage)
    }

    /// Unlocks it for the interface at a moment.
    pub fn unlock(&self, at: &str) -> Desk {
        self.open(moment(at), Use::Interface).unwrap().0
    }

    /// Closes the caseload and unlocks it at another moment.
    pub fn later(&self, desk: Desk, at: &str) -> Desk {
        desk.close().unwrap();
        self.unlock(at)
    }

    /// Where it lies.
    pub fn places(&self) -> Places {
        places_in(self.dir.path())
    }

    /// Its database.
    pub fn database(&self) -> PathBuf {
        self.places().vault.join("caseload.db")
    }

    /// The interface over an open caseload, at a place and at the caseload's own moment.
    pub fn interface(&self, desk: Desk, place: Place) -> Pilot {
        let mode = if desk.mode() == Mode::SetUp { Mode::Live } else { desk.mode() };
        self.piloted(desk, place, mode)
    }

    /// As [`Room::interface`], without the chip of a practice caseload: as pictured.
    pub fn live(&self, desk: Desk, place: Place) -> Pilot {
        self.piloted(desk, place, Mode::Live)
    }

    fn piloted(&self, desk: Desk, place: Place, mode: Mode) -> Pilot {
        let mut ctx = Ctx::new(desk.zoned_now(), Theme::dark());
        ctx.officer = desk.officer().clone();
        ctx.area.clone_from(&ctx.officer.area);
        ctx.mode = mode;
        ctx.unlocked = true;
        (ctx.unsent, ctx.unconfirmed) = desk.header_counts().unwrap();
        ctx.size = (80, 24);
        let threshold = Threshold { places: self.places(), clock: Clock::Fixed(desk.now()), locking: Locking::Take };
        let first = place.open(&ctx);
        Pilot::new(ctx, first, threshold, Some(desk))
    }
}
