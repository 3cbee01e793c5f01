//! The only file that performs effects: a thread that owns the open caseload and answers what is asked of it.
//!
//! The interface never waits for the database. Asks are answered in order; one that a later ask of the same name makes
//! pointless is dropped before it begins. While nobody asks, the search index is merged a little and the witness is
//! written once a minute. What does not belong here: what is asked, and the terminal.

use std::collections::VecDeque;
use std::sync::atomic::{AtomicBool, Ordering};
use std::sync::mpsc::{Receiver, RecvTimeoutError, Sender};
use std::time::{Duration, Instant};

use crate::casework::clock::Clock;
use crate::casework::desk::Desk;
use crate::casework::keeping::Copied;
use crate::casework::opening::Locking;
use crate::tui::app::{Command, Msg, Told};
use crate::tui::effect::{Ask, LongAsk};
use crate::tui::screen::Answer;
use crate::vault::Places;

/// How long nothing is asked before idle work begins.
const QUIET: Duration = Duration::from_millis(400);
/// How long is listened for a command between two slices of it.
const BETWEEN: Duration = Duration::from_millis(2);
/// How often long work in the background says how far it is.
const TELL: Duration = Duration::from_millis(250);
/// How often the witness is written while the vault is open (vault section 4).
const WITNESS: Duration = Duration::from_secs(60);

/// What the door needs to know.
#[derive(Clone)]
pub struct Threshold {
    /// Vault and state directory.
    pub places: Places,
    /// The clock.
    pub clock: Clock,
    /// Who holds the lock.
    pub locking: Locking,
}

/// Work at the door: unlocking, making a vault, taking a jot. It may give an open caseload.
pub struct Door {
    /// The work; it is given a way to tell how far it is.
    #[expect(clippy::type_complexity, reason = "one boxed closure; a name for it would only hide what it is")]
    pub work: Box<dyn FnOnce(&Threshold, &dyn Fn(Answer)) -> (Option<Desk>, Answer) + Send>,
}

/// Work at the door of the vault.
pub fn at_door<M: Into<Answer>>(
    work: impl FnOnce(&Threshold, &dyn Fn(Answer)) -> (Option<Desk>, M) + Send + 'static,
) -> Door {
    Door {
        work: Box::new(move |threshold, tell| {
            let (desk, msg) = work(threshold, tell);
            (desk, msg.into())
        }),
    }
}

enum Next {
    Command(Command),
    Quiet,
    Gone,
}

/// Answers commands until the vault is closed and nobody asks any more.
pub fn answer(commands: &Receiver<Command>, answers: &Sender<Msg>, threshold: &Threshold, desk: Option<Desk>) {
    let mut desk = desk;
    let mut waiting: VecDeque<Command> = VecDeque::new();
    let mut witnessed = Instant::now();
    let (mut idle_work, mut pause) = (true, QUIET);
    // An interface that is gone wants no answer.
    let send = |number: u64, answer: Answer| drop(answers.send(Msg::Answer(number, Box::new(answer))));
    loop {
        let next = match waiting.pop_front() {
            Some(command) => Next::Command(command),
            None => match (&desk, idle_work) {
                (Some(_), true) => wait(commands, pause),
                (Some(_), false) => wait(commands, WITNESS.saturating_sub(witnessed.elapsed())),
                (None, _) => commands.recv().map_or(Next::Gone, Next::Command),
            },
        };
        while let Ok(more) = commands.try_recv() {
            waiting.push_back(more);
        }
        if matches!(next, Next::Command(_)) {
            pause = QUIET;
        }
        match next {
            Next::Command(Command::Ask(number, ask)) => {
                if !superseded(&ask, &waiting)
                    && let Some(open) = &mut desk
                {
                    send(number, (ask.work)(open));
                    idle_work = true;
                }
            }
            Next::Command(Command::AskLong(number, LongAsk { work })) => {
                if let Some(open) = &mut desk {
                    let answer = work(open, &|a| send(number, a));
                    send(number, answer);
                    idle_work = true;
                }
            }
            Next::Command(Command::Door(number, Door { work })) => {
                let (opened, answer) = work(threshold, &|a| send(number, a));
                if opened.is_some() {
                    desk = opened;
                    witnessed = Instant::now();
                }
                send(number, answer);
            }
            Next::Command(Command::Check(copied, stop)) => {
                let answers = answers.clone();
                // Its end is told like any answer; a worker that ends meanwhile leaves a copy that is swept later.
                std::thread::spawn(move || {
                    check(*copied, &stop, |answer| drop(answers.send(Msg::Answer(0, Box::new(answer)))));
                });
            }
            Next::Command(Command::Close) => {
                let closed = desk.take().map_or(Ok(()), Desk::close);
                send(0, Answer::App(Told::Closed(closed)));
            }
            Next::Quiet => {
                if let Some(open) = &mut desk {
                    idle_work = idle_work && open.while_idle().unwrap_or(false);
                    pause = BETWEEN;
                    if witnessed.elapsed() >= WITNESS {
                        // What cannot be witnessed now is witnessed at the next minute or at the lock.
                        let _ = open.write_witness();
                        witnessed = Instant::now();
                    }
                }
            }
            Next::Gone => {
                // The interface is gone without a word: what was committed is safe, and the vault is closed as it should.
                let _ = desk.take().map(Desk::close);
                return;
            }
        }
    }
}

/// Checks a copy of the database whole and tells how far it is, at most four times a second.
pub(super) fn check(copied: Copied, stop: &AtomicBool, tell: impl Fn(Answer)) {
    let mut told: Option<Instant> = None;
    let checked = copied.check(&mut |progress| {
        let now = Instant::now();
        if told.is_none_or(|at| now - at >= TELL) {
            told = Some(now);
            tell(Answer::App(Told::Checking(progress)));
        }
        !stop.load(Ordering::Relaxed)
    });
    tell(Answer::App(Told::Checked(checked.map(Box::new))));
}

fn wait(commands: &Receiver<Command>, at_most: Duration) -> Next {
    match commands.recv_timeout(at_most) {
        Ok(command) => Next::Command(command),
        Err(RecvTimeoutError::Timeout) => Next::Quiet,
        Err(RecvTimeoutError::Disconnected) => Next::Gone,
    }
}

/// Whether a later ask of the same name waits already.
fn superseded(ask: &Ask, waiting: &VecDeque<Command>) -> bool {
    ask.latest.is_some_and(|name| {
        waiting.iter().any(|c| matches!(c, Command::Ask(_, Ask { latest: Some(later), .. }) if *later == name))
    })
}
