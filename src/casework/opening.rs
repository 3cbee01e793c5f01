//! Making and opening a caseload: vault, database, checks and witness in their order.

use std::path::Path;

use chrono::{DateTime, NaiveDate, NaiveDateTime, Utc};

use crate::casework::clock::Clock;
use crate::casework::desk::{DEVICE_EPOCH, Desk, Mode};
use crate::casework::keeping;
use crate::casework::practice::practice_officer;
use crate::casework::sealing;
use crate::domain::due::{DueOf, TodayRow};
use crate::domain::field::Code;
use crate::domain::follow_up::{self, FollowUp};
use crate::domain::journal::Operation;
use crate::domain::officer::Officer;
use crate::domain::problem::{Kind, Outcome, Problem};
use crate::domain::{text, when};
use crate::exchange::organisation::PracticeOrganisation;
use crate::store::Store;
use crate::store::draft::Draft;
use crate::store::journal::Why;
use crate::store::write::Write;
use crate::vault::backup::Occasion;
use crate::vault::witness::{self, Verdict};
use crate::vault::{
    Attempts, Header, NewVault, OpenVault, Passphrase, Places, RecoveryCode, Secret, Vault, WorkFactor, dir, jot,
    precheck,
};
pub use crate::vault::{Locking, Repair};

/// Up to this size both checks run before anything is shown in a one-shot command, in bytes.
pub const CHECKED_AT_ONCE: u64 = 64 * 1024 * 1024;

/// Reason code of the entry that allows a vault to lie in a synced folder or on a network drive.
const SYNCED_ALLOWED: &str = "synced-folder-allowed";

/// How a caseload is opened.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Use {
    /// One command: checks first, and an older vault is refused.
    Command,
    /// The interface: paints first, checks a copy in the background, shows an older vault for reading only.
    Interface,
}

/// What the officer is told after unlocking.
#[derive(Clone)]
pub struct Welcome {
    /// When it was last opened, UTC.
    pub last_opened: Option<DateTime<Utc>>,
    /// When it was last locked, UTC.
    pub last_locked: Option<DateTime<Utc>>,
    /// Failed tries since then.
    pub failed_tries: u32,
    /// The last of them, UTC.
    pub last_failed: Option<DateTime<Utc>>,
    /// What the witness says.
    pub witness: Verdict,
    /// Whether the whole file was checked already.
    pub checked: bool,
    /// What was put right while opening.
    pub repairs: Vec<Repair>,
    /// What runs out within three days, most urgent first.
    pub runs_out: Vec<TodayRow>,
    /// Half-typed forms.
    pub drafts: Vec<Draft>,
    /// Jots to file: when each was taken, local time, and how many lines it has.
    pub jots: Vec<(NaiveDateTime, usize)>,
    /// Sealed notes in the inbox that cannot be opened; they stay there.
    pub closed_jots: usize,
    /// The recovery code opened it: a new passphrase and code must follow.
    pub must_renew: bool,
    /// Markers whose review was not confirmed within 28 days: how many removals were drafted now.
    pub removals_drafted: usize,
}

/// A new caseload.
pub struct NewCaseload<'a> {
    /// Where.
    pub places: &'a Places,
    /// The passphrase.
    pub passphrase: &'a Passphrase,
    /// Work of the key slots.
    pub factor: WorkFactor,
    /// Officer, force and organisation.
    pub officer: &'a Officer,
    /// The officer allows a synced folder or network drive; it is journalled.
    pub allow_synced: bool,
}

/// Makes a vault with its database, and opens it.
///
/// # Errors
/// As [`Vault::create`]; nothing is left when it fails.
pub fn create(new: &NewCaseload<'_>, clock: Clock) -> Outcome<(Desk, RecoveryCode)> {
    let code = RecoveryCode::generate()?;
    Ok((create_with(new, &code, clock)?, code))
}

/// As [`create`], with a recovery code that the officer has written down and retyped before.
///
/// # Errors
/// As [`create`].
pub fn create_with(new: &NewCaseload<'_>, code: &RecoveryCode, clock: Clock) -> Outcome<Desk> {
    let escrow = match new.officer.organisation.confirmed_escrow() {
        "" => Vec::new(),
        one => vec![one.to_owned()],
    };
    let created_on = when::to_local(clock.now(), chrono_tz::Europe::London).date();
    let how = NewVault { created_on, factor: new.factor, escrow, allow_synced: new.allow_synced };
    let vault = Vault::create_with(new.places, new.passphrase, code, &how, |unfinished| {
        Store::create(&unfinished.paths.database(), unfinished.key, &unfinished.vault_id.to_string())
    })?;
    let store = Store::open(&vault.paths.database(), &*vault.database_key()?, &vault.vault_id().to_string())?;
    let mode = mode_of(new.officer, vault.lacks_escrow());
    let mut desk = Desk::new(store, clock, mode)?;
    desk.vault = Some(vault);
    desk.set_officer(new.officer.clone())?;
    new_epoch(&mut desk)?;
    desk.ensure_device()?;
    if new.allow_synced {
        desk.quiet_act("allow a synced folder", |w| {
            w.note(Operation::Settings, None, None, &Why::code(SYNCED_ALLOWED))
        })?;
    }
    desk.write_witness()?;
    Ok(desk)
}

/// Work of the key slots of a practice vault: its people are invented, and trying things out should not wait.
const PRACTICE_WORK: u8 = 16;

/// Makes an empty practice vault with its own practice organisation, and opens it.
///
/// # Errors
/// As [`create`].
pub fn create_practice(
    places: &Places,
    passphrase: &Passphrase,
    clock: Clock,
) -> Outcome<(Desk, RecoveryCode, PracticeOrganisation)> {
    let organisation = PracticeOrganisation::generate()?;
    let mut officer = practice_officer(&organisation.recipient);
    officer.organisation = organisation.settings()?;
    let factor = WorkFactor::new(PRACTICE_WORK).map_or_else(WorkFactor::calibrate, Ok)?;
    let new = NewCaseload { places, passphrase, factor, officer: &officer, allow_synced: true };
    let (desk, code) = create(&new, clock)?;
    Ok((desk, code, organisation))
}

pub(crate) const fn mode_of(officer: &Officer, lacks_escrow: bool) -> Mode {
    if officer.organisation.practice {
        Mode::Practice
    } else if lacks_escrow {
        Mode::SetUp
    } else {
        Mode::Live
    }
}

/// Starts a new device epoch: at creation and after a restore, so that package numbers never repeat.
pub(crate) fn new_epoch(desk: &mut Desk) -> Outcome<()> {
    // 52 bits: every JSON reader of a manifest reads them as a number exactly.
    let epoch = u64::from_be_bytes(sealing::random()?) >> 12;
    desk.quiet_act("start a device epoch", |w| w.set(DEVICE_EPOCH, &epoch.to_string()))
}

/// How many seconds the next try has to wait, and how often it failed.
///
/// # Errors
/// Never for a vault that cannot be read: then there is no wait.
#[must_use]
pub fn failed_tries(places: &Places, now: DateTime<Utc>) -> (u32, std::time::Duration) {
    match vault_id(places) {
        Some(id) => {
            let a = Attempts::read(&places.state, id);
            (a.failed, a.wait(now))
        }
        None => (0, std::time::Duration::ZERO),
    }
}

fn vault_id(places: &Places) -> Option<uuid::Uuid> {
    let paths = crate::vault::Paths::of(places.vault.clone());
    Header::read(&paths.header()).ok().map(|h| h.vault_id)
}

/// A caseload that was unlocked and looked at; nothing in its database has been changed.
pub(crate) struct Looked {
    pub(crate) vault: OpenVault,
    /// Open for reading only.
    pub(crate) store: Store,
    pub(crate) verdict: Verdict,
    /// Whether both checks of the whole file have run.
    pub(crate) checked: bool,
    /// Its schema is older than this program's.
    pub(crate) older_schema: bool,
}

/// Unlocks a vault and counts a try that failed.
pub(crate) fn unlock(places: &Places, secret: &Secret, locking: Locking, clock: Clock) -> Outcome<OpenVault> {
    Vault::open(places, secret, locking, true).inspect_err(|problem| {
        if problem.kind == Kind::CannotUnlock
            && let Some(id) = vault_id(places)
        {
            // A try that cannot be noted is no reason to say something else than that it failed.
            let _ = Attempts::add(&places.state, id, clock.now());
        }
    })
}

/// Lock and slots, the file, the key, the database, the checks, the witness: everything that can refuse comes before
/// anything is written, so that a refused caseload keeps its bytes.
pub(crate) fn look(places: &Places, secret: &Secret, locking: Locking, clock: Clock, usage: Use) -> Outcome<Looked> {
    let mut vault = unlock(places, secret, locking, clock)?;
    let database = vault.paths.database();
    precheck::database_file(&database)?;
    let store = open_store(&mut vault, &database)?;
    may_lie_there(&vault, &store)?;
    let older_schema = store.is_older_schema()?;
    let small = std::fs::metadata(&database).is_ok_and(|m| m.len() <= CHECKED_AT_ONCE);
    let checked = usage == Use::Command && small;
    if checked {
        store.check_whole()?;
    }
    let seen = witness::read(&vault.places.state, vault.vault_id());
    let at_witnessed = match &seen {
        witness::Seen::Before(w) => store.hash_at(i64::try_from(w.journal_number).unwrap_or(i64::MAX))?,
        _ => None,
    };
    let verdict = witness::judge(&seen, at_witnessed, vault.keys_revision());
    if verdict == Verdict::Older && (usage == Use::Command || older_schema) {
        return Err(older());
    }
    Ok(Looked { vault, store, verdict, checked, older_schema })
}

/// Refuses a vault that was moved into a synced folder or onto a network drive, or whose folder is copied elsewhere
/// since it was made: only where that was allowed, and journalled, is it opened there.
fn may_lie_there(vault: &OpenVault, store: &Store) -> Outcome<()> {
    let Err(problem) = dir::resolve(&vault.paths.root, false) else { return Ok(()) };
    let settings = store.reading().journal_of(Operation::Settings.name(), i64::MAX)?;
    if settings.iter().any(|entry| entry.reason == SYNCED_ALLOWED) {
        return Ok(());
    }
    Err(Problem {
        remedy: "Move the folder to a place that stays on this computer, and open it there.".to_owned(),
        ..problem
    })
}

/// Opens a caseload: lock and slots, the file, the key, the database, the checks, the witness; then a verified backup
/// and the migration, if its schema is older than this program's.
///
/// # Errors
/// [`Kind::AlreadyOpen`], [`Kind::CannotUnlock`], [`Kind::Damaged`], [`Kind::Older`] (one-shot commands only),
/// [`Kind::Disk`], [`Kind::PathRefused`] (a link; or a place that is copied elsewhere and was never allowed).
pub fn open(places: &Places, secret: &Secret, locking: Locking, clock: Clock, usage: Use) -> Outcome<(Desk, Welcome)> {
    take_up(look(places, secret, locking, clock, usage)?, clock)
}

/// Goes from looking to working: the unlock is journalled and the witness written.
pub(crate) fn take_up(looked: Looked, clock: Clock) -> Outcome<(Desk, Welcome)> {
    let Looked { vault, mut store, verdict, checked, older_schema } = looked;
    if verdict == Verdict::Older {
        store.make_read_only("The vault is older than when it was last seen here; it is open for reading only.");
    } else {
        if older_schema {
            keeping::before_migration(&vault, &store, clock.now())?;
        }
        store.close()?;
        store = Store::open(&vault.paths.database(), &*vault.database_key()?, &vault.vault_id().to_string())?;
    }
    let failed = Attempts::read(&vault.places.state, vault.vault_id());
    let mut desk = Desk::new(store, clock, Mode::Live)?;
    desk.mode = mode_of(desk.officer(), vault.lacks_escrow());
    let repairs = vault.repairs.clone();
    let must_renew = vault.must_renew();
    let (jots, closed_jots) = jots_waiting(&vault, desk.zone);
    desk.vault = Some(vault);
    let last = |desk: &Desk, operation: Operation| -> Outcome<Option<DateTime<Utc>>> {
        let entries = desk.reading().journal_of(operation.name(), 1)?;
        Ok(entries.first().and_then(|e| DateTime::parse_from_rfc3339(&e.at).ok()).map(|t| t.with_timezone(&Utc)))
    };
    let last_opened = last(&desk, Operation::Unlock)?;
    let last_locked = last(&desk, Operation::Lock)?;
    if verdict == Verdict::Older {
        desk.mode = Mode::ReadOnly;
    } else {
        desk.quiet_act("unlock", |w| {
            note_failed(w, failed)?;
            if older_schema {
                w.note(Operation::Backup, None, None, &keeping::why(Occasion::BeforeMigration, false))?;
            }
            w.note(Operation::Unlock, None, None, &Why::default())
        })?;
        desk.forget_failed();
        desk.write_witness()?;
    }
    let removals_drafted = desk.draft_overdue_removals()?;
    let runs_out = desk.runs_out()?;
    let drafts = desk.drafts()?;
    let welcome = Welcome {
        last_opened,
        last_locked,
        failed_tries: failed.failed,
        last_failed: failed.last_at,
        witness: verdict,
        checked,
        repairs,
        runs_out,
        drafts,
        jots,
        closed_jots,
        must_renew,
        removals_drafted,
    };
    Ok((desk, welcome))
}

/// Failed tries that an unlock journals one by one; somebody who tries all night is told by number.
const FAILED_NOTED: u32 = 100;

fn note_failed(w: &mut Write<'_>, failed: Attempts) -> Outcome<()> {
    (0..failed.failed.min(FAILED_NOTED)).try_for_each(|_| w.note(Operation::FailedUnlock, None, None, &Why::default()))
}

/// Opens the database for reading only. A key change that was killed half-way is finished or taken back here: the
/// key that opens is the one in force.
fn open_store(vault: &mut OpenVault, database: &Path) -> Outcome<Store> {
    let id = vault.vault_id().to_string();
    let journal = crate::vault::file::with_end(database, "-journal");
    let try_key = |key: &crate::vault::DatabaseKey| {
        if journal.symlink_metadata().is_ok() {
            Store::settle(database, key)?;
        }
        Store::open_to_check(database, key, &id)
    };
    let active = try_key(&vault.database_key()?);
    let Some(pending) = vault.pending_key()? else { return active };
    match active {
        Ok(store) => {
            vault.abandon_rekey()?;
            Ok(store)
        }
        Err(problem) => match try_key(&pending.key) {
            Ok(store) => {
                vault.commit_rekey()?;
                Ok(store)
            }
            Err(_) => Err(problem),
        },
    }
}

/// The jots that can be opened, and how many cannot.
fn jots_waiting(vault: &OpenVault, zone: chrono_tz::Tz) -> (Vec<(NaiveDateTime, usize)>, usize) {
    let (Ok(paths), Ok(identities)) = (jot::list(&vault.paths.inbox()), vault.inbox_identities()) else {
        return (Vec::new(), 0);
    };
    let jots: Vec<_> = paths
        .iter()
        .filter_map(|p| {
            let text = jot::open(p, &identities).ok()?;
            let at = std::fs::metadata(p).and_then(|m| m.modified()).ok().map(DateTime::<Utc>::from)?;
            let lines = String::from_utf8_lossy(&text).lines().count().max(1);
            Some((when::to_local(at, zone), lines))
        })
        .collect();
    let closed = paths.len() - jots.len();
    (jots, closed)
}

fn older() -> Problem {
    Problem::new(
        Kind::Older,
        "This vault is older than when it was last seen on this computer.",
        "If a backup was put back on purpose, open the interface and say so; otherwise find the newer vault.",
    )
}

/// Seals a note taken while locked; it needs no passphrase and nobody can read it before the next unlock.
///
/// # Errors
/// When there is no vault, the note is blank, or the disk does not take it.
pub fn take_jot(places: &Places, text: &str) -> Outcome<()> {
    let text = crate::domain::text::clean_note(text).text;
    if text.trim().is_empty() {
        return Err(Problem::refused("The jot is blank.", "Type what is to be kept."));
    }
    let paths = crate::vault::Paths::of(places.vault.clone());
    let header = Header::read(&paths.header())?;
    jot::seal(&paths.inbox(), &header.inbox, text.as_bytes()).map(|_| ())
}

impl Desk {
    /// What runs out within three days, most urgent first.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn runs_out(&self) -> Outcome<Vec<TodayRow>> {
        let today = self.today();
        let soon = today.checked_add_days(chrono::Days::new(3)).unwrap_or(today);
        let rows: Vec<DueOf> = self.reading().due("", today, 50)?;
        Ok(crate::domain::due::today(rows, self.local_now(), today)
            .into_iter()
            .filter(|r| {
                use crate::domain::due::Class;
                let day = r.of.row.due.parse::<crate::domain::when::Due>().map(|d| d.working_day());
                matches!(r.of.row.class, Class::Clock | Class::Marker | Class::Consent | Class::Plan)
                    && day.is_ok_and(|d| d <= soon)
            })
            .take(8)
            .collect())
    }

    /// The officer says that a restore was intended: journalled, with a new device epoch; writing goes on.
    ///
    /// # Errors
    /// When the journal or the witness cannot be written.
    pub fn accept_older(&mut self) -> Outcome<()> {
        if let Some(vault) = &self.vault {
            self.store = Store::open(&vault.paths.database(), &*vault.database_key()?, &vault.vault_id().to_string())?;
        }
        let failed = self.vault.as_ref().map(|v| Attempts::read(&v.places.state, v.vault_id())).unwrap_or_default();
        self.quiet_act("say that a restore was intended", |w| {
            note_failed(w, failed)?;
            w.note(Operation::Restore, None, None, &Why::code("restore-intended"))
        })?;
        self.forget_failed();
        new_epoch(self)?;
        let lacks = self.vault.as_ref().is_some_and(OpenVault::lacks_escrow);
        self.mode = mode_of(self.officer(), lacks);
        self.write_witness()
    }

    /// Forgets the failed tries, once they are in the journal.
    fn forget_failed(&self) {
        if let Some(vault) = &self.vault {
            // Those that cannot be forgotten are counted and journalled once more: better twice than never.
            let _ = Attempts::clear(&vault.places.state, vault.vault_id());
        }
    }

    /// Files the jots taken while locked as follow-ups without a contact, due today, and removes the sealed notes. One that
    /// cannot be opened stays in the inbox and is counted; the others are filed all the same.
    ///
    /// It cannot be undone: the sealed note is gone by then, and undoing would lose what it said.
    ///
    /// # Errors
    /// When one cannot be saved; what was filed stays filed.
    pub fn file_jots(&mut self) -> Outcome<Filed> {
        let mut done = Filed::default();
        let Some(vault) = &self.vault else { return Ok(done) };
        let identities = vault.inbox_identities()?;
        let paths = jot::list(&vault.paths.inbox())?;
        let today = self.today();
        for path in paths {
            let Ok(text) = jot::open(&path, &identities) else {
                done.left += 1;
                continue;
            };
            let text = text::clean_note(&String::from_utf8_lossy(&text)).text;
            self.quiet_act("file a jot", |w| {
                jot_as_follow_ups(&text, today).iter().try_for_each(|f| w.add(None, f, &Why::code("jot")).map(|_| ()))
            })?;
            // Only once it is saved: a jot is never lost between the two.
            jot::remove(&path)?;
            done.filed += 1;
        }
        Ok(done)
    }
}

/// What became of the jots.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq)]
pub struct Filed {
    /// Filed as follow-ups for today.
    pub filed: usize,
    /// Still in the inbox: they could not be opened.
    pub left: usize,
}

/// A jot as what is to be done: its beginning as the line, and all of it as the note if the line does not say all. One
/// longer than a note may be stands in several.
fn jot_as_follow_ups(jot: &str, today: NaiveDate) -> Vec<FollowUp> {
    const BEGINNING: usize = 180;
    let mut filed = Vec::new();
    let mut rest = jot.trim();
    while !rest.is_empty() {
        let part = text::truncate_graphemes(rest, text::NOTE);
        rest = rest.get(part.len()..).unwrap_or_default().trim_start();
        let one_line = part.split_whitespace().collect::<Vec<_>>().join(" ");
        let what = text::truncate_graphemes(&one_line, BEGINNING);
        let whole = what.len() == one_line.len() && !part.contains('\n');
        filed.push(FollowUp {
            what: format!("file the jot: {what}"),
            note: if whole { String::new() } else { part.to_owned() },
            kind: Code::new(follow_up::kind::OTHER),
            due: Some(when::Due::On(today)),
            state: Code::new(follow_up::state::OPEN),
            ..FollowUp::default()
        });
    }
    filed
}
