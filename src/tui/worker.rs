//! The worker: the process that has the vault open and draws the screens; the supervisor starts it and outlives it.
//!
//! What it begins with comes on its standard input: one line that says where and how, one line with a passphrase or
//! nothing. The input then stays open; its end means that the supervisor is gone. Keys are read from the terminal
//! itself. What does not belong here: what the screens do.

use std::ffi::OsString;
use std::fs::File;
use std::io::{Read as _, Write as _};
use std::path::PathBuf;
use std::process::ExitCode;

use serde::{Deserialize, Serialize};
use zeroize::Zeroizing;

use crate::casework::clock::Clock;
use crate::casework::desk::Mode;
use crate::casework::practice::Practice;
use crate::domain::problem::{Outcome, Problem};
use crate::tui::app::Exit;
use crate::tui::config::{self, Config};
use crate::tui::ctx::Ctx;
use crate::tui::perform::Threshold;
use crate::tui::run::{self, Begin};
use crate::tui::screen::{Screen, first_run, locked};
use crate::tui::theme::{Look, Surroundings, Theme};
use crate::vault::{Locking, Passphrase, Places, Vault, passphrase, process, witness};

/// The longest line that says where and how, in bytes.
const LONGEST: usize = 64 * 1024;
/// The code of a panic that nobody caught.
const PANICKED: i32 = 101;

/// Why the vault was locked.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Serialize, Deserialize)]
pub enum LockedBy {
    /// The officer locked it.
    Key,
    /// Nobody pressed a key for five minutes.
    Idle,
    /// The computer slept.
    Sleep,
    /// The officer went to the shell.
    Suspended,
}

/// Which vault it is.
#[derive(Clone, Serialize, Deserialize)]
pub enum What {
    /// The officer's own.
    Own,
    /// A practice caseload; made first where there is none yet.
    Practice {
        /// How large.
        how: Practice,
        /// What opens it; its prompt says it.
        passphrase: String,
    },
}

/// What the supervisor tells a worker. No secret is in it.
#[derive(Serialize, Deserialize)]
pub(super) struct Handover {
    pub vault: OsString,
    pub state: OsString,
    pub theme: Option<String>,
    pub what: What,
    pub lock_is_held: bool,
    pub locked_by: Option<LockedBy>,
    pub can_practise: bool,
    pub can_suspend: bool,
    /// The terminal draws the signs two cells wide.
    pub wide_signs: bool,
}

/// How a worker ended, by its exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Ended {
    /// The officer quit.
    Quit,
    /// The vault is locked: the prompt comes next.
    Locked(LockedBy),
    /// The officer asked for a practice caseload.
    Practise,
    /// The vault is locked and the officer goes to the shell.
    Suspended,
    /// It said why on standard error; this is the exit code of the program.
    Failed(u8),
    /// It was killed, or an error of the program ended it.
    Died,
}

/// The codes beyond those of the program itself.
const ENDS: [(u8, Ended); 6] = [
    (75, Ended::Locked(LockedBy::Key)),
    (76, Ended::Locked(LockedBy::Idle)),
    (77, Ended::Locked(LockedBy::Sleep)),
    (78, Ended::Practise),
    (79, Ended::Suspended),
    (0, Ended::Quit),
];

impl Ended {
    pub(super) fn of(code: Option<i32>) -> Self {
        let Some(code) = code.filter(|c| *c != PANICKED).and_then(|c| u8::try_from(c).ok()) else { return Self::Died };
        let known = ENDS.iter().find(|(c, _)| *c == code).map(|(_, ended)| *ended);
        known.unwrap_or(if code < 10 { Self::Failed(code) } else { Self::Died })
    }

    fn code(self) -> u8 {
        match self {
            Self::Failed(code) => code,
            other => ENDS.iter().find(|(_, ended)| *ended == other).map_or(1, |(c, _)| *c),
        }
    }
}

/// The worker process that the supervisor starts.
#[must_use]
pub fn worker() -> ExitCode {
    // What the system refuses is for `doctor` to say. The supervisor prints a panic's line once the terminal is back.
    let _ = process::harden();
    process::quiet_panics(|| {});
    let ended = match work() {
        Ok(ended) => ended,
        Err(problem) => {
            let _ = writeln!(std::io::stderr(), "{problem}");
            Ended::Failed(problem.kind.exit_code())
        }
    };
    ExitCode::from(ended.code())
}

fn work() -> Outcome<Ended> {
    let mut input = standard_input()?;
    let handover: Handover = serde_json::from_slice(&line(&mut input, LONGEST)?).map_err(|_| not_alone())?;
    let given = line(&mut input, passphrase::MOST_BYTES)?;
    let given = std::str::from_utf8(&given).ok().filter(|t| !t.is_empty()).map(Passphrase::typed);

    let places = Places { vault: PathBuf::from(&handover.vault), state: PathBuf::from(&handover.state) };
    let own = config::start();
    let theme = look(handover.theme.as_deref(), &own.config, handover.wide_signs);
    let there = Vault::is_there(&places);
    let locking = if handover.lock_is_held { Locking::HeldBySupervisor } else { Locking::Take };
    let threshold = Threshold { places: places.clone(), clock: Clock::Machine, locking };
    let mut ctx = Ctx::new(threshold.clock.now().with_timezone(&run::ZONE), theme);
    ctx.can_suspend = handover.can_suspend;
    ctx.can_practise = handover.can_practise;
    let first: Screen = match handover.what {
        What::Practice { how, passphrase } => {
            ctx.mode = Mode::Practice;
            locked::State::practice(how, passphrase, there, handover.locked_by).into()
        }
        What::Own if there || witness::knows_a_vault(&places.state) => {
            locked::State::new(there, given, handover.locked_by).into()
        }
        What::Own => first_run::State::new().into(),
    };
    let mouse = own.config.mouse.unwrap_or(true);
    let begin = Begin { threshold, first, desk: None, mouse, ctx, tether: Some(input), refused: own.refused };
    let (exit, parting) = run::run(begin)?;
    Ok(match (exit, parting) {
        (Exit::Quit, Some(problem)) => return Err(problem),
        (Exit::Quit, None) => Ended::Quit,
        (Exit::Locked(by), _) => Ended::Locked(by),
        (Exit::Suspended, _) => Ended::Suspended,
        (Exit::Practise, _) => Ended::Practise,
        (Exit::Broken, _) => Ended::Died,
    })
}

fn not_alone() -> Problem {
    Problem::new(
        crate::domain::problem::Kind::Usage,
        "The worker is started by the program itself.",
        "Start it with: caseload.",
    )
}

/// Standard input without its buffer, which would keep a copy of what is read.
#[cfg(unix)]
fn standard_input() -> Outcome<File> {
    use std::os::fd::AsFd as _;
    Ok(File::from(std::io::stdin().as_fd().try_clone_to_owned()?))
}

/// Standard input without its buffer, which would keep a copy of what is read.
#[cfg(windows)]
fn standard_input() -> Outcome<File> {
    use std::os::windows::io::AsHandle as _;
    Ok(File::from(std::io::stdin().as_handle().try_clone_to_owned()?))
}

/// One line without its end, read byte by byte into a buffer that does not grow.
fn line(from: &mut File, most: usize) -> Outcome<Zeroizing<Vec<u8>>> {
    let mut bytes = Zeroizing::new(Vec::with_capacity(most));
    let mut one = Zeroizing::new([0_u8; 1]);
    while from.read(one.as_mut_slice())? == 1 && one.as_slice() != b"\n" {
        if bytes.len() == most {
            return Err(not_alone());
        }
        bytes.extend_from_slice(one.as_slice());
    }
    Ok(bytes)
}

/// The look, from what was asked for, what config.toml says and what the terminal says of itself.
pub(super) fn look(asked: Option<&str>, config: &Config, wide_signs: bool) -> Theme {
    let read = |name: &str| std::env::var(name).ok().filter(|v| !v.is_empty());
    let (term, colorterm) = (read("TERM"), read("COLORTERM"));
    let new_windows_terminal = read("WT_SESSION").is_some();
    let locale = ["LC_ALL", "LC_CTYPE", "LANG"].into_iter().find_map(read);
    // Where nothing is set, Unix means the plain locale, which has none of the signs; Windows has no such thing.
    let locale = locale.or_else(|| cfg!(unix).then(|| "C".to_owned()));
    Theme::choose(&Surroundings {
        asked: asked.and_then(Look::named),
        configured: config.theme,
        no_color: read("NO_COLOR").is_some(),
        term: term.as_deref(),
        colorterm: colorterm.as_deref().or(new_windows_terminal.then_some("truecolor")),
        signs: config.signs,
        locale: locale.as_deref(),
        old_windows_console: cfg!(windows) && !new_windows_terminal && term.is_none(),
        wide_signs,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_way_to_end_is_known_again_by_its_code() {
        for (code, ended) in ENDS {
            assert_eq!(Ended::of(Some(i32::from(code))), ended);
            assert_eq!(ended.code(), code);
        }
        assert_eq!(Ended::of(Some(4)), Ended::Failed(4));
        for died in [None, Some(101), Some(42), Some(-1)] {
            assert_eq!(Ended::of(died), Ended::Died);
        }
    }
}
