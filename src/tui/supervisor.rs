//! The supervisor: it owns the terminal and the lock of the vault, and no secret; the worker it starts owns the rest.
//!
//! A lock is the end of the worker: its memory is gone whatever the libraries did with copies (vault section 5). Then
//! the screen is cleared and the next worker stands at the prompt. Unix and Windows do the same; only Windows has no
//! suspending and no signals. What does not belong here: anything that knows what is in a vault.
//!
//! ```text
//! supervisor ── handover (two lines on the worker's standard input, then held open) ──▶ worker
//!            ◀─ exit code (how it ended), standard error (one line to print at the end) ─
//! ```

use std::io::{Read as _, Write as _};
use std::process::{Child, ChildStderr, ChildStdin, Command, ExitCode, Stdio};
use std::thread::JoinHandle;

use crate::casework::practice::Practice;
use crate::domain::problem::{Kind, Outcome, Problem};
use crate::domain::text;
use crate::tui::theme::Signs;
use crate::tui::worker::{self, Ended, Handover, LockedBy, What};
use crate::tui::{config, terminal};
use crate::vault::{Lock, Passphrase, Paths, Places, Vault, backup, dir, process};

/// The hidden command that makes the same program a worker.
const WORKER: &str = "worker";
/// The most bytes of a worker's last words that are kept.
const LAST_WORDS: usize = 4096;
/// The signs that some terminals draw two cells wide.
const SIGNS: &str = "▸◐▲●○";
/// What is printed when a worker ended without saying why.
const DIED: &str = "caseload ended unexpectedly. What was saved is safe; start it again.";

/// What the interface is started with.
pub struct Start {
    /// Where the vault and the state directory are.
    pub places: Places,
    /// A passphrase that is known already (standard input); without it the prompt asks.
    pub passphrase: Option<Passphrase>,
    /// Name of the look that was asked for, see [`crate::tui::theme::Look::named`].
    pub theme: Option<String>,
}

/// Opens a vault, or the first run where there is none, and gives the exit code.
#[must_use]
pub fn run(start: Start) -> ExitCode {
    supervise(Session::of(start.places), start.passphrase, start.theme)
}

/// Opens a practice caseload of invented people in a temporary folder, gone when the interface ends.
#[must_use]
pub fn demo(how: Practice, theme: Option<String>) -> ExitCode {
    match Session::practice(how) {
        Ok(session) => supervise(session, None, theme),
        Err(problem) => {
            say(&problem.to_string());
            ExitCode::from(problem.kind.exit_code())
        }
    }
}

fn supervise(session: Session, passphrase: Option<Passphrase>, theme: Option<String>) -> ExitCode {
    process::quiet_panics(terminal::give_back);
    let done = Supervisor::begin(session, theme).and_then(|mut s| {
        let done = s.watch(passphrase);
        terminal::give_back();
        done
    });
    match done {
        Ok(Last { code, words }) => {
            words.iter().for_each(|line| say(line));
            ExitCode::from(code)
        }
        Err(problem) => {
            say(&problem.to_string());
            ExitCode::from(problem.kind.exit_code())
        }
    }
}

fn say(line: &str) {
    // Nobody is left to be told when standard error is gone.
    let _ = writeln!(std::io::stderr(), "{line}");
}

/// How the program ends.
struct Last {
    code: u8,
    words: Vec<String>,
}

/// One vault that is worked with: the officer's, or a practice one above it.
struct Session {
    places: Places,
    practice: Option<PracticeRoom>,
    lock: Option<Lock>,
}

/// A practice vault's folder, removed with it, and what opens it.
struct PracticeRoom {
    how: Practice,
    /// Nothing worth hiding is in a practice vault; its prompt says it.
    passphrase: String,
    _folder: tempfile::TempDir,
}

impl Session {
    const fn of(places: Places) -> Self {
        Self { places, practice: None, lock: None }
    }

    fn practice(how: Practice) -> Outcome<Self> {
        let folder = tempfile::Builder::new().prefix("caseload-practice-").tempdir()?;
        let places = Places { vault: folder.path().join("vault"), state: folder.path().join("state") };
        let passphrase = Passphrase::generate()?.expose().to_owned();
        Ok(Self { places, practice: Some(PracticeRoom { how, passphrase, _folder: folder }), lock: None })
    }

    /// Takes the lock of the vault, if there is one, and lets the workers hold it too.
    fn take_lock(&mut self) -> Outcome<()> {
        let parent = self.places.vault.parent().filter(|p| !p.as_os_str().is_empty());
        if self.lock.is_some() || parent.is_some_and(|p| !p.exists()) {
            return Ok(());
        }
        let root = dir::resolve(&self.places.vault, true)?;
        let places = Places { vault: root.clone(), state: self.places.state.clone() };
        backup::undo_interrupted(&places)?;
        let paths = Paths::of(root);
        let is_one =
            Vault::is_there(&places) && (paths.keys().is_dir() || paths.header().exists() || paths.database().exists());
        if is_one {
            let lock = Lock::take(&paths.lock())?;
            lock.share_with_children()?;
            self.lock = Some(lock);
        }
        Ok(())
    }
}

struct Supervisor {
    sessions: Vec<Session>,
    theme: Option<String>,
    /// The terminal draws the signs two cells wide; measured once.
    wide_signs: bool,
    signals: Signals,
}

impl Supervisor {
    /// Takes lock and terminal. A vault that is open elsewhere is said before the screen changes.
    fn begin(mut session: Session, theme: Option<String>) -> Outcome<Self> {
        session.take_lock()?;
        terminal::hold()?;
        // Asked only where the answer matters.
        let own = config::directory_config();
        let wide_signs = own.signs.is_none()
            && worker::look(theme.as_deref(), &own, false).signs() == Signs::Unicode
            && terminal::draws_wide(SIGNS);
        Ok(Self { sessions: vec![session], theme, wide_signs, signals: Signals::watch() })
    }

    fn watch(&mut self, passphrase: Option<Passphrase>) -> Outcome<Last> {
        let mut passphrase = passphrase;
        let mut locked_by = None;
        loop {
            let Some(session) = self.sessions.last_mut() else { return Ok(Last { code: 0, words: Vec::new() }) };
            session.take_lock()?;
            let what = match &session.practice {
                Some(p) => What::Practice { how: p.how, passphrase: p.passphrase.clone() },
                None => What::Own,
            };
            let handover = Handover {
                vault: session.places.vault.clone().into_os_string(),
                state: session.places.state.clone().into_os_string(),
                theme: self.theme.clone(),
                what,
                lock_is_held: session.lock.is_some(),
                locked_by: locked_by.take(),
                can_practise: self.sessions.len() == 1,
                can_suspend: cfg!(unix),
                wide_signs: self.wide_signs,
            };
            let (ended, words) = one_worker(&handover, passphrase.take(), &self.signals)?;
            if self.signals.asked_to_end() {
                return Ok(Last { code: ended.code_at_the_end(), words });
            }
            match ended {
                Ended::Quit if self.sessions.len() > 1 => {
                    self.sessions.pop();
                }
                Ended::Quit => return Ok(Last { code: 0, words }),
                Ended::Locked(by) => locked_by = Some(by),
                Ended::Practise => {
                    // The vault below is closed; its lock stays, so that it cannot change under the prompt.
                    self.sessions.push(Session::practice(Practice::default())?);
                }
                Ended::Suspended => {
                    terminal::give_back();
                    suspend();
                    terminal::hold()?;
                    locked_by = Some(LockedBy::Suspended);
                }
                Ended::Failed(code) => return Ok(Last { code, words }),
                Ended::Died if words.is_empty() => return Ok(Last { code: 1, words: vec![DIED.to_owned()] }),
                Ended::Died => return Ok(Last { code: 1, words }),
            }
        }
    }
}

/// Runs one worker to its end; gives how it ended and its last words.
fn one_worker(handover: &Handover, passphrase: Option<Passphrase>, signals: &Signals) -> Outcome<(Ended, Vec<String>)> {
    let mut child = Command::new(std::env::current_exe()?)
        .arg(WORKER)
        .stdin(Stdio::piped())
        .stderr(Stdio::piped())
        .spawn()
        .map_err(|e| Problem::unexpected("The program could not start its worker.", e.kind()))?;
    signals.set(Some(child.id()));
    let words = child.stderr.take().map(listen);
    // Held open while the worker lives: it ends in order when this process is gone.
    let tether = child.stdin.take().map(|pipe| hand_over(pipe, handover, passphrase));
    let status = wait(&mut child, signals)?;
    drop(tether);
    let said = words.and_then(|w| w.join().ok()).unwrap_or_default();
    Ok((Ended::of(status.code()), said))
}

fn hand_over(mut pipe: ChildStdin, handover: &Handover, passphrase: Option<Passphrase>) -> ChildStdin {
    let line = serde_json::to_string(handover).unwrap_or_default();
    // A worker that does not read it has ended, and how it ended is what is said.
    let _ = pipe
        .write_all(line.as_bytes())
        .and_then(|()| pipe.write_all(b"\n"))
        .and_then(|()| pipe.write_all(passphrase.as_ref().map_or("", Passphrase::expose).as_bytes()))
        .and_then(|()| pipe.write_all(b"\n"))
        .and_then(|()| pipe.flush());
    pipe
}

/// Takes a worker's last words, so that nothing is written over the screen: a few lines, cleaned.
fn listen(mut from: ChildStderr) -> JoinHandle<Vec<String>> {
    std::thread::spawn(move || {
        let mut kept = Vec::new();
        let mut some = [0_u8; 512];
        while let Ok(read @ 1..) = from.read(&mut some) {
            if kept.len() < LAST_WORDS {
                kept.extend_from_slice(some.get(..read).unwrap_or_default());
            }
        }
        let said = String::from_utf8_lossy(&kept);
        said.lines().map(|line| text::clean_line(line).text).filter(|line| !line.is_empty()).collect()
    })
}

#[cfg(unix)]
fn wait(child: &mut Child, signals: &Signals) -> Outcome<std::process::ExitStatus> {
    use rustix::process::{Pid, WaitId, WaitIdOptions, waitid};
    if let Some(pid) = i32::try_from(child.id()).ok().and_then(Pid::from_raw) {
        // Waits without burying it, so that no signal is ever sent to a stranger that got its number.
        while let Err(rustix::io::Errno::INTR) = waitid(WaitId::Pid(pid), WaitIdOptions::EXITED | WaitIdOptions::NOWAIT)
        {
        }
    }
    signals.set(None);
    Ok(child.wait()?)
}

#[cfg(not(unix))]
fn wait(child: &mut Child, signals: &Signals) -> Outcome<std::process::ExitStatus> {
    let status = child.wait()?;
    signals.set(None);
    Ok(status)
}

impl Ended {
    /// The exit code when the program was asked to end while it ended this way.
    const fn code_at_the_end(self) -> u8 {
        match self {
            Self::Failed(code) => code,
            Self::Died => Kind::Unexpected.exit_code(),
            _ => 0,
        }
    }
}

#[cfg(unix)]
use unix::{Signals, suspend};

#[cfg(unix)]
mod unix {
    //! Signals and job control.

    use std::sync::atomic::{AtomicBool, Ordering};
    use std::sync::{Arc, Mutex, PoisonError};
    use std::time::Duration;

    use rustix::process::{Pid, Signal, getpid, kill_process};
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGTSTP};

    /// How long a worker may take to end in order.
    const IN_ORDER: Duration = Duration::from_secs(10);

    /// Passes on what the system asks for; remembers that it asked to end.
    pub(super) struct Signals {
        worker: Arc<Mutex<Option<Pid>>>,
        ends: Arc<AtomicBool>,
    }

    fn send(worker: &Mutex<Option<Pid>>, signal: Signal, only: Option<Pid>) {
        let worker = worker.lock().unwrap_or_else(PoisonError::into_inner);
        if let Some(pid) = worker.filter(|pid| only.is_none_or(|one| one == *pid)) {
            // One that has ended needs no signal.
            let _ = kill_process(pid, signal);
        }
    }

    impl Signals {
        pub(super) fn watch() -> Self {
            let worker: Arc<Mutex<Option<Pid>>> = Arc::default();
            let ends: Arc<AtomicBool> = Arc::default();
            let (to, asked) = (Arc::clone(&worker), Arc::clone(&ends));
            if let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGHUP, SIGTERM, SIGINT, SIGTSTP]) {
                std::thread::spawn(move || {
                    for signal in signals.forever() {
                        if signal == SIGTSTP {
                            send(&to, Signal::TSTP, None);
                            continue;
                        }
                        asked.store(true, Ordering::Relaxed);
                        send(&to, Signal::TERM, None);
                        let (late, pid) = (Arc::clone(&to), *to.lock().unwrap_or_else(PoisonError::into_inner));
                        std::thread::spawn(move || {
                            std::thread::sleep(IN_ORDER);
                            send(&late, Signal::KILL, pid);
                        });
                    }
                });
            }
            Self { worker, ends }
        }

        /// The worker that signals go to.
        pub(super) fn set(&self, worker: Option<u32>) {
            let pid = worker.and_then(|id| i32::try_from(id).ok()).and_then(Pid::from_raw);
            *self.worker.lock().unwrap_or_else(PoisonError::into_inner) = pid;
            if pid.is_some() && self.asked_to_end() {
                send(&self.worker, Signal::TERM, None);
            }
        }

        pub(super) fn asked_to_end(&self) -> bool {
            self.ends.load(Ordering::Relaxed)
        }
    }

    /// Stops this process until the shell brings it back; nothing is open meanwhile.
    pub(super) fn suspend() {
        // A system that refuses leaves the officer at the prompt.
        let _ = kill_process(getpid(), Signal::STOP);
    }
}

/// Windows ends a console program with its console; the database is safe at any moment and drafts are two seconds old
/// at most.
#[cfg(not(unix))]
struct Signals;

#[cfg(not(unix))]
impl Signals {
    const fn watch() -> Self {
        Self
    }
    const fn set(&self, _worker: Option<u32>) {}
    const fn asked_to_end(&self) -> bool {
        false
    }
}

#[cfg(not(unix))]
const fn suspend() {}
