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
    clippy::print_stdout,
    reason = "a test that cannot go on fails"
)]

mod common;

#[cfg(target_os = "linux")]
use std::collections::HashSet;
use std::io::{Read, Write};
use std::num::NonZeroU16;
use std::path::{Path, PathBuf};
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::{Arc, Mutex};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use common::shown::{five_words, recovery_code};
use common::{WORDS, WRONG, create, places_in};
use dlo_caseload::casework::clock::Clock;
use dlo_caseload::casework::desk::Desk;
use dlo_caseload::casework::opening::{self, Locking, Use};
use dlo_caseload::domain::officer::Officer;
#[cfg(target_os = "linux")]
use dlo_caseload::domain::{contact::Contact, field::Code};
use dlo_caseload::exchange::organisation::{self, PracticeOrganisation};
#[cfg(target_os = "linux")]
use dlo_caseload::store::{
    Store,
    journal::Why,
    write::{Doing, Write as Act},
};
use dlo_caseload::vault::dir::STATE_DIR_VARIABLE;
use dlo_caseload::vault::{Passphrase, Places, Secret};
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
        Self::with(|_| ())
    }

    /// As [`Room::new`], with this done in it before it is closed.
    fn with(fill: impl FnOnce(&mut Desk)) -> Self {
        let room = Self { dir: tempfile::tempdir().unwrap() };
        let officer = Officer { force: "Northshire".into(), ..common::officer() };
        let (mut desk, _) = create(&room.places(), &officer, Clock::Machine);
        fill(&mut desk);
        desk.close().unwrap();
        room
    }

    fn vault(&self) -> PathBuf {
        self.dir.path().join("vault")
    }

    fn places(&self) -> Places {
        places_in(self.dir.path())
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

/// What is looked for in the memory of a process: names by their lower case letters, and bytes as they are.
#[cfg(target_os = "linux")]
struct Wanted {
    names: HashSet<[u8; LETTERS]>,
    /// Which two bytes something wanted begins with, in small letters, so that nearly every place is passed over at once.
    begins: Vec<bool>,
    bytes: Vec<Vec<u8>>,
}

/// How many letters every sown name has: enough that none is met by chance.
#[cfg(target_os = "linux")]
const LETTERS: usize = 10;

#[cfg(target_os = "linux")]
impl Wanted {
    fn new(names: &[String], bytes: Vec<Vec<u8>>) -> Self {
        let names: HashSet<[u8; LETTERS]> =
            names.iter().map(|n| n.to_lowercase().into_bytes().try_into().unwrap()).collect();
        let mut begins = vec![false; 1 << 16];
        for first in names.iter().map(|n| &n[..2]).chain(bytes.iter().map(|b| &b[..2])) {
            begins[Self::beginning(first[0], first[1])] = true;
        }
        Self { names, begins, bytes }
    }

    fn beginning(first: u8, second: u8) -> usize {
        usize::from(first | 0x20) << 8 | usize::from(second | 0x20)
    }

    /// Which of the names stand in this memory, and which of the byte sequences.
    fn found(&self, memory: &[u8]) -> (HashSet<[u8; LETTERS]>, HashSet<usize>) {
        let (mut names, mut bytes) = (HashSet::new(), HashSet::new());
        let mut at = 0;
        while at + LETTERS <= memory.len() {
            if self.begins[Self::beginning(memory[at], memory[at + 1])] {
                let word: [u8; LETTERS] = memory[at..at + LETTERS].to_ascii_lowercase().try_into().unwrap();
                if self.names.contains(&word) {
                    names.insert(word);
                }
                bytes.extend((0..self.bytes.len()).filter(|i| memory[at..].starts_with(&self.bytes[*i])));
            }
            at += 1;
        }
        (names, bytes)
    }

    /// The same in everything that a process holds in memory.
    ///
    /// # Errors
    /// Where this may not be looked at.
    fn in_process(&self, process: u32) -> std::io::Result<(HashSet<[u8; LETTERS]>, HashSet<usize>)> {
        use std::os::unix::fs::FileExt as _;
        let maps = std::fs::read_to_string(format!("/proc/{process}/maps"))?;
        let image = std::fs::File::open(format!("/proc/{process}/mem"))?;
        let (mut names, mut bytes, mut read) = (HashSet::new(), HashSet::new(), 0);
        for line in maps.lines() {
            let mut parts = line.split_whitespace();
            let (Some(range), Some(rights)) = (parts.next(), parts.next()) else { continue };
            // What is mapped from a file and cannot be written holds what the file holds.
            let of_a_file = parts.nth(2).is_some_and(|file| file != "0");
            if !rights.starts_with('r') || (of_a_file && !rights.contains('w')) || line.contains("[v") {
                continue;
            }
            let (from, to) = range.split_once('-').unwrap();
            let (mut at, to) = (u64::from_str_radix(from, 16).unwrap(), u64::from_str_radix(to, 16).unwrap());
            // A region in pieces that overlap by what may be cut in two.
            while at < to {
                let mut piece = vec![0; usize::try_from((to - at).min(1 << 24)).unwrap()];
                let Ok(got @ 1..) = image.read_at(&mut piece, at) else { break };
                read += got;
                let (n, b) = self.found(&piece[..got]);
                names.extend(n);
                bytes.extend(b);
                let next = at + u64::try_from(got).unwrap();
                at = if next < to { next - 128.min(u64::try_from(got).unwrap() - 1) } else { next };
            }
        }
        assert!(read > 1 << 20, "only {read} bytes of the process could be read");
        Ok((names, bytes))
    }
}

/// So many names that no two share ten letters and none is a word.
#[cfg(target_os = "linux")]
fn sown_names(many: usize) -> Vec<String> {
    let (mut seed, mut names) = (7_u64, std::collections::BTreeSet::new());
    while names.len() < many {
        let mut name = String::new();
        for _ in 0..LETTERS / 2 {
            seed = seed.wrapping_mul(6_364_136_223_846_793_005).wrapping_add(1_442_695_040_888_963_407);
            let n = usize::try_from(seed >> 40).unwrap();
            name.push(char::from(b"bdfgklmnprstvz"[n % 14]));
            name.push(char::from(b"aeiou"[n / 14 % 5]));
        }
        names.insert(format!("{}{}", name[..1].to_uppercase(), &name[1..]));
    }
    names.into_iter().collect()
}

#[cfg(target_os = "linux")]
#[test]
fn after_a_lock_no_name_no_passphrase_and_no_key_is_in_any_process_of_the_program() {
    let names = sown_names(2_000);
    let mut key = [0; 32];
    let room = Room::with(|desk| {
        let vault = desk.vault().unwrap();
        key = *vault.database_key().unwrap();
        let mut store =
            Store::open(&vault.places.vault.join("caseload.db"), &key, &vault.vault_id().to_string()).unwrap();
        let doing = Doing {
            officer: "PC 4417 Whitfield".into(),
            device: "K7".into(),
            at: desk.now(),
            what: "sow names",
            is_final: false,
            undoes: None,
        };
        let sow = |w: &mut Act<'_>| {
            for (i, name) in names.iter().enumerate() {
                let contact = Contact {
                    reference: format!("K7-{:04}", i + 1),
                    working_names: vec![name.clone()],
                    area: "central".into(),
                    status: Code::new("open"),
                    maximum_days: Some(28),
                    ..Contact::default()
                };
                w.add(None, &contact, &Why::default())?;
            }
            Ok(())
        };
        store.write(&doing, sow).unwrap();
        store.close().unwrap();
    });
    let hex: String = key.iter().map(|b| format!("{b:02x}")).collect();
    let wanted = Wanted::new(
        &names,
        vec![key.to_vec(), hex.clone().into_bytes(), hex.to_uppercase().into_bytes(), WORDS.into()],
    );

    let mut t = room.on_today();
    t.types("2");
    t.sees("2 Contacts · Central");
    t.sees("K7-0001");
    // To the end of the list, to a name by its first letters, and into a record.
    t.types("\x1b[F");
    t.sees("K7-2000");
    t.types("/");
    t.until("the search", |t| !t.screen().contains("2 Contacts · Central"));
    t.types(&names[1_000][..5].to_lowercase());
    t.sees("K7-1001");
    t.types("\r");
    t.sees("Why are you opening K7-1001?");
    t.types("f");
    t.until("the record", |t| t.screen().contains(&names[1_000][..7]) && !t.screen().contains("Why are you opening"));
    let worker = t.worker();
    if let Err(e) = wanted.in_process(worker) {
        assert!(std::env::var_os("CI").is_none(), "the memory of a process may not be read where CI is set: {e}");
        println!("ignored: needs the right to read the memory of a process");
        t.quits();
        return;
    }
    // What this test looks for is found while it is there: the words of the whole index are kept in memory.
    t.until("names and key in the worker", |_| {
        let (names, bytes) = wanted.in_process(worker).unwrap();
        names.len() > 1_000 && bytes.contains(&0)
    });

    t.types(CTRL_L);
    t.until("the worker is gone", |_| is_gone(worker));
    t.sees("Passphrase");
    let mut left = children(t.supervisor());
    assert!(!left.contains(&worker) && !left.is_empty());
    left.push(t.supervisor());
    for process in left {
        let (names, bytes) = wanted.in_process(process).unwrap();
        assert!(names.is_empty(), "{} names in process {process}", names.len());
        assert!(bytes.is_empty(), "key or passphrase in process {process}: {bytes:?}");
    }
    t.types(CTRL_C);
    assert_eq!(t.ends(), 0);
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
    t.types(&format!("{WRONG}\r"));
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
    let passphrase = five_words(&t.screen());
    t.types(&format!("{passphrase}\r"));
    t.sees("Recovery code");
    let code = recovery_code(&t.screen());
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
    let passphrase = five_words(&t.screen());
    t.types(&format!("{passphrase}\r"));
    t.sees("Recovery code");
    let code = recovery_code(&t.screen());
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
    let places = places_in(home.path());
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
