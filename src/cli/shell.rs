//! What every command shares: where the vault is, the passphrase, the output, and opening and closing in order.

use std::path::PathBuf;

use crate::casework::clock::Clock;
use crate::casework::desk::{Desk, Mode};
use crate::casework::keeping::Progress;
use crate::casework::opening::{self, CHECKED_AT_ONCE, Locking, Repair, Use, Welcome};
use crate::cli::input::Input;
use crate::cli::out::{self, Out, Stop};
use crate::cli::words::count;
use crate::domain::problem::{Kind, Outcome, Problem};
use crate::domain::{lists, when};
use crate::vault::witness::Verdict;
use crate::vault::{Places, Secret};

/// What a command works with.
pub(crate) struct Shell {
    /// Where the vault and the state directory are; `None` for commands that need neither.
    places: Option<Places>,
    /// The first line of standard input is the passphrase.
    pub(crate) passphrase_stdin: bool,
    /// The look that was asked for.
    pub(crate) theme: Option<String>,
    /// Standard output.
    pub(crate) out: Out,
    /// Standard input.
    pub(crate) input: Input,
}

impl Shell {
    pub(crate) fn new(
        vault: Option<PathBuf>,
        passphrase_stdin: bool,
        theme: Option<String>,
        needs_vault: bool,
    ) -> Outcome<Self> {
        let places = match vault {
            Some(vault) => Some(Places::at(vault)?),
            None if needs_vault => Some(Places::of_user()?),
            None => None,
        };
        Ok(Self { places, passphrase_stdin, theme, out: Out::standard(), input: Input::standard() })
    }

    /// Where the vault is.
    pub(crate) fn places(&self) -> Outcome<Places> {
        self.places.clone().map_or_else(Places::of_user, Ok)
    }

    /// Asks for the passphrase of a vault and waits out the pause that failed tries have earned.
    pub(crate) fn secret(&mut self, places: &Places) -> Outcome<Secret> {
        let passphrase = self.input.passphrase(self.passphrase_stdin, "Passphrase: ")?;
        let (_, wait) = opening::failed_tries(places, Clock::Machine.now());
        if !wait.is_zero() {
            if out::is_watched() {
                out::note(&format!("The next try is possible in {} seconds.", wait.as_secs() + 1));
            }
            std::thread::sleep(wait);
        }
        Ok(Secret::Passphrase(passphrase))
    }

    /// Opens the caseload, does the work, makes the day's backup if it is due, and closes again in every case.
    pub(crate) fn with_desk<T>(
        &mut self,
        work: impl FnOnce(&mut Desk, &mut Self) -> Result<T, Stop>,
    ) -> Result<T, Stop> {
        let places = self.places()?;
        let secret = self.secret(&places)?;
        let (mut desk, welcome) = opening::open(&places, &secret, Locking::Take, Clock::Machine, Use::Command)?;
        drop(secret);
        greet(&welcome);
        if !welcome.jots.is_empty() || welcome.closed_jots > 0 {
            match desk.file_jots() {
                Ok(filed) if filed.left > 0 => {
                    let left = i64::try_from(filed.left).unwrap_or(i64::MAX);
                    let jots = count(left, "jot in the inbox cannot be opened", "jots in the inbox cannot be opened");
                    out::note(&format!("{jots}; nothing was removed."));
                }
                Ok(_) => {}
                Err(problem) => out::say_problem(&problem),
            }
        }
        let done = work(&mut desk, self);
        if done.is_ok() && is_small(&desk) {
            // A large vault is left to the interface, which checks its copy while the officer works.
            if let Err(problem) = desk.daily_backup(&mut |_| true) {
                out::say_problem(&problem);
            }
        }
        desk.close()?;
        done
    }
}

fn is_small(desk: &Desk) -> bool {
    desk.vault().is_some_and(|v| std::fs::metadata(v.paths.database()).is_ok_and(|m| m.len() <= CHECKED_AT_ONCE))
}

/// What the officer is told besides what was asked for, on standard error.
fn greet(welcome: &Welcome) {
    if welcome.failed_tries > 0 {
        let last = welcome.last_failed.map(|at| when::to_local(at, chrono_tz::Europe::London));
        let last = last.map(|at| format!(", the last on {}", when::long_minute(at))).unwrap_or_default();
        let tries = if welcome.failed_tries == 1 {
            "1 failed try".to_owned()
        } else {
            format!("{} failed tries", welcome.failed_tries)
        };
        out::note(&format!("{tries} to open this vault since it was last opened{last}."));
    }
    match welcome.witness {
        Verdict::UnreadableWitness => {
            out::note("What this computer last saw of the vault cannot be read; from now on it is noted afresh.");
        }
        Verdict::NoWitness if welcome.last_opened.is_some() => {
            out::note("This computer has not seen this vault before.");
        }
        _ => {}
    }
    for repair in &welcome.repairs {
        out::note(match repair {
            Repair::NotPossible => {
                "A damaged copy of a vault file could not be put right; the vault opened without it."
            }
            _ => "A damaged copy of a vault file was put right from its other copy.",
        });
    }
}

/// `PRACTICE.` and the like, said at the top of everything printed from such a caseload.
pub(crate) const fn mode_words(mode: Mode) -> &'static str {
    match mode {
        Mode::Live => "",
        Mode::Practice => " PRACTICE.",
        Mode::SetUp => " SET-UP.",
        Mode::ReadOnly => " READ-ONLY.",
    }
}

/// The code of an area, from its code or its label; `all` is every area and gives a blank.
pub(crate) fn area(typed: Option<&str>, default: &str) -> Outcome<String> {
    let Some(typed) = typed.map(str::trim) else { return Ok(default.to_owned()) };
    if typed.eq_ignore_ascii_case("all") {
        return Ok(String::new());
    }
    let list = lists::get("areas");
    let found = list.and_then(|l| l.items.iter().find(|i| i.code == typed || i.label.eq_ignore_ascii_case(typed)));
    found.map(|i| i.code.clone()).ok_or_else(|| {
        let codes: Vec<&str> = list.map(|l| l.offered().map(|i| i.code.as_str()).collect()).unwrap_or_default();
        Problem::new(Kind::Usage, "There is no such area.", format!("Take one of: {}, all.", codes.join(", ")))
    })
}

/// Shows the progress of long work on a terminal, at most four times a second.
pub(crate) fn watch() -> impl FnMut(Progress) -> bool {
    let mut shown: Option<std::time::Instant> = None;
    move |progress| {
        let now = std::time::Instant::now();
        if out::is_watched() && shown.is_none_or(|at| now - at >= std::time::Duration::from_millis(250)) {
            shown = Some(now);
            out::note(&match progress.of {
                0 => format!("{} …", progress.what),
                of => format!("{}: {} of {of}", progress.what, progress.done),
            });
        }
        true
    }
}
