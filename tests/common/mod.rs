//! What the tests share: a vault in a temporary folder, an officer, and the interface driven by keys.
#![allow(
    dead_code,
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    reason = "each test file uses a part of it; a test that cannot go on fails"
)]

pub mod svg;

use chrono::{DateTime, Utc};
use dlo_caseload::casework::clock::Clock;
use dlo_caseload::casework::desk::{Desk, Mode};
use dlo_caseload::casework::opening::{self, Locking, NewCaseload, Use, Welcome};
use dlo_caseload::domain::officer::{Officer, PointOfContact};
use dlo_caseload::domain::problem::Outcome;
use dlo_caseload::tui::ctx::Ctx;
use dlo_caseload::tui::perform::Threshold;
use dlo_caseload::tui::pilot::Pilot;
use dlo_caseload::tui::screen::Place;
use dlo_caseload::tui::theme::Theme;
use dlo_caseload::vault::{Passphrase, Places, Secret, WorkFactor};

/// Tuesday 24/11/2026, 14:05 in London.
pub fn tuesday() -> DateTime<Utc> {
    "2026-11-24T14:05:00Z".parse().unwrap()
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

/// A vault in a temporary folder, removed with it.
pub struct Room {
    pub dir: tempfile::TempDir,
    pub passphrase: Passphrase,
}

impl Room {
    /// A new vault of this officer, opened.
    pub fn new(officer: &Officer) -> (Self, Desk) {
        Self::made(officer, Clock::Fixed(tuesday()))
    }

    /// As [`Room::new`], made by this clock.
    pub fn made(officer: &Officer, clock: Clock) -> (Self, Desk) {
        let room = Self { dir: tempfile::tempdir().unwrap(), passphrase: Passphrase::typed(WORDS) };
        let new = NewCaseload {
            places: &room.places(),
            passphrase: &room.passphrase,
            factor: WorkFactor::new(4).unwrap(),
            officer,
            allow_synced: false,
        };
        let (desk, _code) = opening::create(&new, clock).unwrap();
        (room, desk)
    }

    /// Unlocks it at a moment.
    pub fn open(&self, at: DateTime<Utc>, usage: Use) -> Outcome<(Desk, Welcome)> {
        let secret = Secret::Passphrase(self.passphrase.clone());
        opening::open(&self.places(), &secret, Locking::Take, Clock::Fixed(at), usage)
    }

    /// Where it lies.
    pub fn places(&self) -> Places {
        Places { vault: self.dir.path().join("vault"), state: self.dir.path().join("state") }
    }

    /// The interface over an open caseload, at a place.
    pub fn interface(&self, desk: Desk, place: Place) -> Pilot {
        let now = tuesday().with_timezone(&chrono_tz::Europe::London);
        let mut ctx = Ctx::new(now, Theme::dark());
        ctx.officer = desk.officer().clone();
        ctx.area.clone_from(&ctx.officer.area);
        ctx.mode = if desk.mode() == Mode::SetUp { Mode::Live } else { desk.mode() };
        ctx.unlocked = true;
        (ctx.unsent, ctx.unconfirmed) = desk.header_counts().unwrap();
        ctx.size = (80, 24);
        let threshold = Threshold { places: self.places(), clock: Clock::Fixed(tuesday()), locking: Locking::Take };
        let first = place.open(&ctx);
        Pilot::new(ctx, first, threshold, Some(desk))
    }
}
