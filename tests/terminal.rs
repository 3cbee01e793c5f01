//! The shipped program in a pseudo-terminal: what an officer at a real terminal sees, also when processes are killed.
//!
//! Every wait is for something to be seen, with a deadline; nothing is proved by time going by.
#![cfg(unix)]
#![allow(
    clippy::unwrap_used,
    clippy::expect_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::disallowed_methods,
    reason = "a test that cannot go on fails"
)]

mod common;

use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use common::WORDS;
use dlo_caseload::casework::clock::Clock;
use dlo_caseload::casework::opening::{self, Locking, NewCaseload, Use};
use dlo_caseload::domain::officer::Officer;
use dlo_caseload::exchange::organisation::{self, PracticeOrganisation};
use dlo_caseload::vault::dir::STATE_DIR_VARIABLE;
use dlo_caseload::vault::{Passphrase, Places, Secret, WorkFactor};
use portable_pty::{Child, CommandBuilder, MasterPty, PtySize, native_pty_system};

/// Two busy cores and a debug build: generous, and only ever waited out by a failure.
const DEADLINE: Duration = Duration::from_secs(60);

const CTRL_C: &str = "\x03";
const CTRL_L: &str = "\x0c";
const CTRL_Z: &str = "\x1a";
const ESC: &str = "\x1b";

/// A vault with little work in its key slots, and the folders beside it.
struct Room {
    dir: tempfile::TempDir,
}

impl Room {
    fn new() -> Self {
        let room = Self { dir: tempfile::tempdir().unwrap() };
        let officer = Officer { force: "Northshire".into(), ..common::officer() };
        let new = NewCaseload {
            places: &room.places(),
            passphrase: &Passphrase::typed(WORDS),
            factor: WorkFactor::new(4).unwrap(),
            officer: &officer,
            allow_synced: false,
        };
        let (desk, _) = opening::create(&new, Clock::Machine).unwrap();
        desk.close().unwrap();
        room
    }

    fn vault(&self) -> PathBuf {
        self.dir.path().join("vault")
    }

    fn places(&self) -> Places {
        Places { vault: self.vault(), state: self.dir.path().join("state") }
    }

    fn start(&self) -> Terminal {
        let vault = self.vault();
        Terminal::start(&["--vault", vault.to_str().unwrap()], self.dir.path())
    }

    /// At the prompt, unlocked, on Today.
    fn on_today(&self) -> Terminal {
        let mut t = self.start();
        t.sees("Passphrase");
        t.types(&format!("{WORDS}\r"));
        t.sees("Last opened");
        t.types(ESC);
        t.sees("1 Today · Central");
        t
    }
}

/// The program in a terminal of 80 by 24.
struct Terminal {
    master: Option<Box<dyn MasterPty + Send>>,
    keyboard: Arc<Mutex<Option<Box<dyn Write + Send>>>>,
    child: Box<dyn Child + Send + Sync>,
    screen: Arc<Mutex<vt100::Parser>>,
    closing: Arc<AtomicBool>,
    eyes: Option<JoinHandle<()>>,
    /// The terminal's settings before the program began.
    cooked: String,
}

fn cells(n: u16) -> NonZeroU16 {
    NonZeroU16::new(n).unwrap()
}

fn size(columns: u16, rows: u16) -> PtySize {
    PtySize { rows, cols: columns, pixel_width: 0, pixel_height: 0 }
}

impl Terminal {
    fn start(arguments: &[&str], home: &Path) -> Self {
        Self::start_with(arguments, home, &[], "")
    }

    /// As [`Terminal::start`], in an environment with more in it; says this when it is asked where its cursor stands.
    fn start_with(arguments: &[&str], home: &Path, more: &[(&str, &str)], cursor: &'static str) -> Self {
        let pair = native_pty_system().openpty(size(80, 24)).unwrap();
        let mut command = CommandBuilder::new(env!("CARGO_BIN_EXE_caseload"));
        command.args(arguments);
        command.env_clear();
        command.env("TERM", "xterm-256color");
        command.env("COLORTERM", "truecolor");
        command.env("LANG", "C.UTF-8");
        command.env("HOME", home);
        command.env("TMPDIR", home);
        command.env(STATE_DIR_VARIABLE, home.join("state"));
        for (name, value) in more {
            command.env(name, value);
        }
        let cooked = format!("{:?}", pair.master.get_termios().unwrap());
        let child = pair.slave.spawn_command(command).unwrap();
        drop(pair.slave);
        let mut output = pair.master.try_clone_reader().unwrap();
        let screen = Arc::new(Mutex::new(vt100::Parser::new(cells(24), cells(80), 0)));
        let drawn = Arc::clone(&screen);
        let closing: Arc<AtomicBool> = Arc::default();
        let last = Arc::clone(&closing);
        let keyboard = pair.master.take_writer().unwrap();
        let keyboard = Arc::new(Mutex::new(Some(keyboard)));
        let answers = Arc::clone(&keyboard);
        let eyes = std::thread::spawn(move || {
            let mut some = [0_u8; 4096];
            while let Ok(read @ 1..) = output.read(&mut some) {
                if !cursor.is_empty()
                    && some[..read].windows(4).any(|w| w == b"\x1b[6n")
                    && let Some(keyboard) = answers.lock().unwrap().as_mut()
                {
                    keyboard.write_all(cursor.as_bytes()).unwrap();
                    keyboard.flush().unwrap();
                }
                drawn.lock().unwrap().process(&some[..read]);
                if last.load(Ordering::Relaxed) {
                    return;
                }
            }
        });
        Self { master: Some(pair.master), keyboard, child, screen, cooked, closing, eyes: Some(eyes) }
    }

    fn types(&mut self, keys: &str) {
        let mut keyboard = self.keyboard.lock().unwrap();
        let keyboard = keyboard.as_mut().unwrap();
        keyboard.write_all(keys.as_bytes()).unwrap();
        keyboard.flush().unwrap();
    }

    fn pastes(&mut self, words: &str) {
        self.types(&format!("\x1b[200~{words}\x1b[201~"));
    }

    fn screen(&self) -> String {
        self.screen.lock().unwrap().screen().contents()
    }

    /// Waits until something holds; what is on the screen is shown when it never does.
    fn until(&self, what: &str, mut holds: impl FnMut(&Self) -> bool) {
        let begun = Instant::now();
        while !holds(self) {
            assert!(begun.elapsed() < DEADLINE, "never: {what}\n{}", self.screen());
            std::thread::sleep(Duration::from_millis(15));
        }
    }

    fn sees(&self, words: &str) {
        self.until(words, |t| t.screen().contains(words));
    }

    fn resize(&self, columns: u16, rows: u16) {
        self.screen.lock().unwrap().screen_mut().set_size(cells(rows), cells(columns));
        self.master.as_ref().unwrap().resize(size(columns, rows)).unwrap();
    }

    fn supervisor(&self) -> u32 {
        self.child.process_id().unwrap()
    }

    /// The worker of the supervisor, once there is one.
    fn worker(&self) -> u32 {
        let mut found = None;
        self.until("a worker", |t| {
            found = children(t.supervisor()).first().copied();
            found.is_some()
        });
        found.unwrap()
    }

    /// Waits for the program's end; gives its exit code.
    fn ends(&mut self) -> u32 {
        let begun = Instant::now();
        loop {
            if let Some(status) = self.child.try_wait().unwrap() {
                return status.exit_code();
            }
            assert!(begun.elapsed() < DEADLINE, "it never ended\n{}", self.screen());
            std::thread::sleep(Duration::from_millis(15));
        }
    }

    /// The terminal is as it was before the program began.
    fn is_given_back(&self) {
        self.until("the main screen with a cursor", |t| {
            let parser = t.screen.lock().unwrap();
            !parser.screen().alternate_screen() && !parser.screen().hide_cursor() && !parser.screen().bracketed_paste()
        });
        assert_eq!(
            format!("{:?}", self.master.as_ref().unwrap().get_termios().unwrap()),
            self.cooked,
            "its settings are as before"
        );
    }

    /// Closes the terminal, as a window that is closed does.
    fn close(&mut self) {
        self.closing.store(true, Ordering::Relaxed);
        // Something is drawn once more, so that whoever looks stops looking.
        self.types("2");
        self.eyes.take().unwrap().join().unwrap();
        self.keyboard.lock().unwrap().take();
        self.master = None;
    }

    fn quits(&mut self) {
        self.types(CTRL_C);
        self.sees("Close the caseload?");
        self.types("Q");
        assert_eq!(self.ends(), 0);
        self.is_given_back();
    }
}

impl Drop for Terminal {
    fn drop(&mut self) {
        // A test that failed leaves nothing running.
        let _ = self.child.kill();
    }
}

/// The processes whose parent this is.
fn children(parent: u32) -> Vec<u32> {
    let all = std::fs::read_dir("/proc").unwrap().flatten();
    let ids = all.filter_map(|e| e.file_name().to_str()?.parse::<u32>().ok());
    ids.filter(|id| {
        let stat = std::fs::read_to_string(format!("/proc/{id}/stat")).unwrap_or_default();
        let mut after = stat.rsplit(") ").next().unwrap_or_default().split(' ');
        let state = after.next().unwrap_or_default();
        state != "Z" && after.next() == Some(parent.to_string().as_str())
    })
    .collect()
}

fn state_of(process: u32) -> Option<String> {
    let stat = std::fs::read_to_string(format!("/proc/{process}/stat")).ok()?;
    Some(stat.rsplit(") ").next()?.split(' ').next()?.to_owned())
}

fn is_gone(process: u32) -> bool {
    state_of(process).is_none_or(|state| state == "Z" || state == "X")
}

fn signal(process: u32, signal: rustix::process::Signal) {
    let pid = rustix::process::Pid::from_raw(i32::try_from(process).unwrap()).unwrap();
    rustix::process::kill_process(pid, signal).unwrap();
}

#[test]
fn it_opens_draws_moves_and_survives_every_size() {
    let room = Room::new();
    let mut t = room.on_today();
    assert!(t.screen.lock().unwrap().screen().alternate_screen());
    for (columns, rows) in [(1, 1), (3, 60), (200, 2), (60, 15), (120, 36), (80, 24)] {
        t.resize(columns, rows);
    }
    t.types("2");
    t.sees("2 Contacts · Central");
    t.types("1");
    t.sees("1 Today · Central");
    t.sees("Nothing is due today in Central.");
    t.quits();
    assert!(!t.screen().contains("Today"), "nothing of the caseload stays\n{}", t.screen());
}

#[test]
fn a_lock_ends_the_worker_and_after_unlocking_the_words_are_still_there() {
    let room = Room::new();
    let mut t = room.on_today();
    t.types("a");
    t.sees("New follow-up");
    t.types("ask about the bus pass");
    t.sees("ask about the bus pass");
    let before = t.worker();
    t.types(CTRL_L);
    t.until("the worker is gone", |_| is_gone(before));
    t.sees("What was half-typed is kept.");
    assert!(!t.screen().contains("bus pass"), "{}", t.screen());
    assert_ne!(t.worker(), before);
    t.types(&format!("{WORDS}\r"));
    t.sees("ask about the bus pass");
    assert!(t.screen().contains("New follow-up"), "{}", t.screen());
    t.quits();
}

#[test]
fn a_worker_that_is_killed_leaves_a_restored_terminal_and_one_line() {
    let room = Room::new();
    let mut t = room.on_today();
    signal(t.worker(), rustix::process::Signal::KILL);
    assert_eq!(t.ends(), 1);
    t.is_given_back();
    t.sees("caseload ended unexpectedly. What was saved is safe; start it again.");
    assert_eq!(t.screen().trim().lines().count(), 1, "{}", t.screen());
    // Nothing holds the lock any more.
    room.on_today().quits();
}

#[test]
fn a_worker_whose_supervisor_is_killed_ends_by_itself() {
    let room = Room::new();
    let mut t = room.on_today();
    t.types("a");
    t.sees("New follow-up");
    t.types("kept when the supervisor dies");
    t.sees("kept when the supervisor dies");
    let worker = t.worker();
    signal(t.supervisor(), rustix::process::Signal::KILL);
    t.until("the worker ends", |_| is_gone(worker));
    let mut t = room.start();
    t.sees("Passphrase");
    t.types(&format!("{WORDS}\r"));
    t.sees("follow-up form, not saved");
}

#[test]
fn termination_keeps_what_was_half_typed_and_gives_the_terminal_back() {
    let room = Room::new();
    let mut t = room.on_today();
    t.types("a");
    t.sees("New follow-up");
    t.types("half a sentence");
    t.sees("half a sentence");
    signal(t.supervisor(), rustix::process::Signal::TERM);
    assert_eq!(t.ends(), 0);
    t.is_given_back();
    let mut t = room.start();
    t.sees("Passphrase");
    t.types(&format!("{WORDS}\r"));
    t.sees("follow-up form, not saved, 1 page");
    t.types("\r");
    t.sees("half a sentence");
    t.quits();
}

#[test]
fn a_closed_terminal_ends_both_processes() {
    let room = Room::new();
    let mut t = room.on_today();
    let worker = t.worker();
    // Every end of the terminal that this test holds is closed.
    t.close();
    let begun = Instant::now();
    while t.child.try_wait().unwrap().is_none() || !is_gone(worker) {
        assert!(begun.elapsed() < DEADLINE, "it went on without a terminal");
        std::thread::sleep(Duration::from_millis(15));
    }
}

#[test]
fn going_to_the_shell_locks_and_coming_back_stands_at_the_prompt() {
    let room = Room::new();
    let mut t = room.on_today();
    let worker = t.worker();
    t.types(CTRL_Z);
    t.until("the worker is gone", |_| is_gone(worker));
    t.until("the program is stopped", |t| state_of(t.supervisor()).as_deref() == Some("T"));
    assert!(!t.screen.lock().unwrap().screen().alternate_screen());
    signal(t.supervisor(), rustix::process::Signal::CONT);
    t.sees("Locked while you were at the shell.");
    t.types(&format!("{WORDS}\r"));
    t.sees("1 Today · Central");
    t.quits();
}

#[test]
fn a_page_of_hostile_text_runs_nothing_at_the_prompt_or_in_a_list() {
    let hostile = "q\nQ\r\nd\x03\x0c:quit\n\u{202e}2 8 9\tdrop\n".repeat(60);
    let room = Room::new();
    let mut t = room.start();
    t.sees("Passphrase");
    t.pastes(&hostile);
    t.sees("····");
    assert!(t.screen().contains("locked"), "{}", t.screen());
    t.types("\x15");
    t.until("the line is empty", |t| !t.screen().contains("····"));
    t.types(&format!("{WORDS}\r"));
    t.sees("Last opened");
    t.types(ESC);
    t.sees("1 Today · Central");
    t.pastes(&hostile);
    // A key after it is answered, and nothing else has happened.
    t.types("2");
    t.sees("2 Contacts · Central");
    t.quits();
}

#[test]
fn a_wrong_passphrase_says_one_neutral_sentence_and_leaves_with_its_code() {
    let room = Room::new();
    let mut t = room.start();
    t.sees("Passphrase");
    t.types("lantern copper anthem drizzle socket\r");
    t.sees("That did not open the vault. Nothing was changed.");
    t.types(CTRL_C);
    assert_eq!(t.ends(), 4);
    t.is_given_back();
    t.sees("This passphrase does not open the vault.");
}

#[test]
fn a_second_window_is_told_at_once_and_the_first_goes_on() {
    let room = Room::new();
    let mut first = room.on_today();
    let mut second = room.start();
    assert_eq!(second.ends(), 3);
    second.sees("This vault is already open in another window.");
    second.is_given_back();
    first.types("2");
    first.sees("2 Contacts · Central");
    // Also while it is locked.
    first.types(CTRL_L);
    first.sees("What was half-typed is kept.");
    assert_eq!(room.start().ends(), 3);
    first.types(CTRL_C);
    assert_eq!(first.ends(), 0);
}

#[test]
fn a_practice_caseload_says_its_passphrase_and_leaves_nothing_behind() {
    let home = tempfile::tempdir().unwrap();
    let mut t = Terminal::start(&["demo", "--contacts", "6", "--engagements", "10"], home.path());
    t.sees("PRACTICE   1 Today · Central");
    t.types(CTRL_L);
    t.sees("Its passphrase is");
    let screen = t.screen();
    let after = screen.split("Its passphrase is").nth(1).unwrap();
    let words = after.lines().map(str::trim).find(|l| !l.is_empty()).unwrap().to_owned();
    t.types(&format!("{words}\r"));
    t.sees("PRACTICE   1 Today · Central");
    t.quits();
    let left: Vec<_> = std::fs::read_dir(home.path()).unwrap().flatten().map(|e| e.file_name()).collect();
    assert!(left.iter().all(|name| !name.to_string_lossy().contains("practice")), "{left:?}");
}

#[test]
fn a_damaged_vault_is_named_on_the_screen_and_by_its_code_and_is_not_made_anew() {
    let room = Room::new();
    let database = room.vault().join("caseload.db");
    let mut bytes = std::fs::read(&database).unwrap();
    let middle = 200.min(bytes.len() - 1);
    bytes[middle] ^= 0x40;
    std::fs::write(&database, &bytes).unwrap();
    let mut t = room.start();
    t.sees("Passphrase");
    t.types(&format!("{WORDS}\r"));
    t.sees("Nothing was changed.");
    t.types(CTRL_C);
    assert_eq!(t.ends(), 5);
    assert_eq!(std::fs::read(&database).unwrap(), bytes);
}

#[test]
fn the_first_run_makes_a_vault_step_by_step() {
    let home = tempfile::tempdir().unwrap();
    let vault = home.path().join("vault");
    let mut t = Terminal::start(&["--vault", vault.to_str().unwrap()], home.path());
    t.sees("nothing is saved yet");
    for answer in ["A. Whitfield", "PC 4417", "", "0191 498 0117", "", "", "Northshire", "k7"] {
        t.types(answer);
        t.types("\r");
    }
    t.sees("Your area");
    // One to the right, taken, and on.
    t.types("\x1b[C\r");
    t.sees("● Central");
    t.types("\r");
    t.sees("it may lie here");
    t.types("\r");
    t.sees("Your five words");
    let screen = t.screen();
    let line = screen.lines().find(|l| l.contains("Your five words")).unwrap();
    let words: Vec<&str> = line.split("words").nth(1).unwrap().split_whitespace().collect();
    assert_eq!(words.len(), 5, "{screen}");
    let passphrase = words.join(" ");
    t.types(&format!("{passphrase}\r"));
    t.sees("Recovery code");
    let screen = t.screen();
    let code =
        screen.lines().find(|l| l.contains("Recovery code")).unwrap().split_whitespace().last().unwrap().to_owned();
    t.types(&format!("{code}\r"));
    t.sees("Escrow key");
    assert!(!vault.exists(), "nothing is saved yet");
    t.types("\r\r\r");
    t.sees("Policy document");
    t.types("\r\r\r\r");
    t.sees("1 Today · Central");
    assert!(t.screen().contains("SET-UP"), "{}", t.screen());
    t.types(CTRL_L);
    t.sees("What was half-typed is kept.");
    t.types(&format!("{passphrase}\r"));
    t.sees("1 Today · Central");
    t.quits();
}

#[test]
fn init_shows_passphrase_and_code_apart_and_has_them_and_the_fingerprints_retyped() {
    let home = tempfile::tempdir().unwrap();
    let vault = home.path().join("vault");
    let desk = PracticeOrganisation::generate().unwrap().recipient;
    let escrow = PracticeOrganisation::generate().unwrap().recipient;
    let example = Path::new(env!("CARGO_MANIFEST_DIR")).join("assets/officer.example.toml");
    let officer = std::fs::read_to_string(example).unwrap();
    let officer = officer.replace("recipients = []", &format!("recipients = [\"{desk}\"]"));
    let officer = officer.replace("escrow = \"\"", &format!("escrow = \"{escrow}\""));
    std::fs::write(home.path().join("officer.toml"), officer).unwrap();
    let file = home.path().join("officer.toml");
    let mut t = Terminal::start(
        &["init", "--officer", file.to_str().unwrap(), "--vault", vault.to_str().unwrap()],
        home.path(),
    );
    t.sees("Fingerprint: ");
    let spoken = organisation::spoken(&desk).unwrap();
    assert!(!t.screen().contains(&spoken), "nobody can copy what is to be heard\n{}", t.screen());
    t.types(&format!("{}\r", organisation::spoken(&escrow).unwrap()));
    t.sees("These are not the digits of this key.");
    t.types(&format!("{spoken}\r"));
    t.sees("escrow key ending");
    // The holder of the escrow key is not reached today.
    t.types("\r");
    t.sees("Your five words");
    assert!(t.screen.lock().unwrap().screen().alternate_screen());
    let screen = t.screen();
    let line = screen.lines().find(|l| l.contains("Your five words")).unwrap();
    let passphrase = line.split("words").nth(1).unwrap().split_whitespace().collect::<Vec<_>>().join(" ");
    t.types(&format!("{passphrase}\r"));
    t.sees("Recovery code");
    let screen = t.screen();
    let code =
        screen.lines().find(|l| l.contains("Recovery code")).unwrap().split_whitespace().last().unwrap().to_owned();
    t.types("07700-90014\r");
    t.sees("!");
    assert!(!vault.exists(), "nothing is made before the code was retyped");
    t.types(&"\x7f".repeat(11));
    t.types(&format!("{code}\r"));
    assert_eq!(t.ends(), 0, "{}", t.screen());
    t.is_given_back();
    t.sees("The vault is made.");
    let left = t.screen();
    assert!(!left.contains(&code) && !left.contains(&passphrase), "{left}");
    assert!(left.contains("escrow key ending") && left.contains("SET-UP"), "{left}");
    let places = Places { vault, state: home.path().join("state") };
    let secret = Secret::Passphrase(Passphrase::typed(&passphrase));
    let (opened, _) = opening::open(&places, &secret, Locking::Take, Clock::Machine, Use::Command).unwrap();
    assert_eq!(opened.officer().organisation.confirmed, [desk]);
    assert!(opened.vault().unwrap().lacks_escrow());
    opened.close().unwrap();
}

#[test]
fn a_terminal_that_draws_the_signs_two_cells_wide_gets_plain_characters() {
    let room = Room::new();
    let vault = room.vault();
    let arguments = ["--vault", vault.to_str().unwrap()];
    for (cursor, cut) in [("\x1b[1;6R", "·"), ("\x1b[1;11R", ".")] {
        let mut t = Terminal::start_with(&arguments, room.dir.path(), &[], cursor);
        t.sees("Passphrase");
        t.types(&format!("{WORDS}\r"));
        t.sees("Last opened");
        t.types(ESC);
        t.sees(&format!("1 Today {cut} Central"));
        t.types("\x03");
        t.sees("Close the caseload?");
        t.types("Q");
        assert_eq!(t.ends(), 0);
    }
}

#[test]
fn a_locale_without_utf_8_and_a_dumb_terminal_get_plain_characters_and_no_colour_stays_out() {
    let room = Room::new();
    let vault = room.vault();
    let arguments = ["--vault", vault.to_str().unwrap()];
    let coloured = |t: &Terminal| {
        let parser = t.screen.lock().unwrap();
        let screen = parser.screen();
        (0..24).any(|y| (0..80).any(|x| screen.cell(y, x).is_some_and(|c| c.fgcolor() != vt100::Color::Default)))
    };
    for (more, plain, colour) in [
        (&[("LANG", "en_GB.ISO-8859-1")][..], true, true),
        (&[("TERM", "dumb")][..], true, false),
        (&[("NO_COLOR", "1")][..], false, false),
        (&[("LANG", "")][..], true, true),
        (&[][..], false, true),
    ] {
        let mut t = Terminal::start_with(&arguments, room.dir.path(), more, "");
        t.sees("Passphrase");
        t.sees("locked");
        t.types(&format!("{WORDS}\r"));
        t.sees("Last opened");
        t.types(ESC);
        let dot = if plain { "." } else { "·" };
        t.sees(&format!("1 Today {dot} Central"));
        assert_eq!(coloured(&t), colour, "{more:?}\n{}", t.screen());
        t.types("\x03");
        t.sees("Close the caseload?");
        t.types("Q");
        assert_eq!(t.ends(), 0);
    }
}

#[test]
fn keys_of_config_toml_are_in_force_and_a_bad_file_is_said_with_its_line_and_changes_nothing() {
    let room = Room::new();
    let own = room.dir.path().join("own");
    std::fs::create_dir_all(own.join("lists")).unwrap();
    let config = own.join("config.toml");
    std::fs::write(&config, "theme = \"light\"\n[keys]\nlock = \"Ctrl+X\"\nadd-follow-up = \"+\"\n").unwrap();
    let areas = "title = \"Areas\"\nas_at = \"2026-11-01\"\nsource = \"us\"\n[[item]]\ncode = \"central\"\nlabel = \"Mid town\"\n";
    std::fs::write(own.join("lists/areas.toml"), areas).unwrap();
    let more = [("CASELOAD_CONFIG_DIR", own.to_str().unwrap())];
    let vault = room.vault();
    let arguments = ["--vault", vault.to_str().unwrap()];

    let mut t = Terminal::start_with(&arguments, room.dir.path(), &more, "");
    t.sees("Passphrase");
    t.types(&format!("{WORDS}\r"));
    t.sees("Last opened");
    t.types(ESC);
    t.sees("1 Today · Mid town");
    t.sees("+ add follow-up");
    t.types(CTRL_L);
    t.types("+");
    t.sees("New follow-up");
    // The field has the focus, and the new key locks from there.
    t.types("\x18");
    t.sees("Passphrase");

    std::fs::write(&config, "theme = \"light\"\n[keys]\nlock = \"x\"\nadd-follow-up = \"+\"\n").unwrap();
    std::fs::write(own.join("lists/areas.toml"), areas.replace("central", "Central")).unwrap();
    t.types("\x03");
    assert_eq!(t.ends(), 0);
    let mut t = Terminal::start_with(&arguments, room.dir.path(), &more, "");
    t.sees("! config.toml, line 3: x would write");
    t.types(&format!("{WORDS}\r"));
    t.sees("Last opened");
    t.types(ESC);
    t.sees("1 Today · Central");
    t.sees("a add follow-up");
    t.types(CTRL_L);
    t.sees("Passphrase");
    t.types("\x03");
    assert_eq!(t.ends(), 0);
}
