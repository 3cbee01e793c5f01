//! The interface of one worker: events and answers in, frames out, until it ends.
//!
//! Three threads: this one updates and draws, one reads the terminal, one owns the vault ([`crate::tui::perform`]). The
//! loop sleeps until something happens or a deadline comes, and draws only when something changed. What does not belong
//! here: what keys mean.

use std::fs::File;
use std::io::Read as _;
use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;

use chrono_tz::Tz;
use crossterm::event::{self, Event, KeyCode, KeyEvent, KeyModifiers};

use crate::casework::desk::Desk;
use crate::domain::problem::{Outcome, Problem};
use crate::tui::app::{App, Command, Exit, Msg};
use crate::tui::ctx::Ctx;
use crate::tui::perform::{self, Threshold};
use crate::tui::screen::Screen as First;
use crate::tui::terminal::{self, Screen};

/// UK police: local time is UK time.
pub const ZONE: Tz = chrono_tz::Europe::London;
/// The longest sleep of the loop while a vault is open: so soon after a suspend it is noticed.
const LONGEST_SLEEP: Duration = Duration::from_secs(5);
/// Keys that follow each other within this were not pressed one by one: a held key repeats some thirty times a second.
const BURST: Duration = Duration::from_millis(4);
/// Waking this much later than asked means that the computer slept.
const SLEPT: chrono::Duration = chrono::Duration::seconds(20);

/// What the interface begins with.
pub struct Begin {
    /// Vault, clock and lock.
    pub threshold: Threshold,
    /// The first screen.
    pub first: First,
    /// A caseload that is open already: practice, tests.
    pub desk: Option<Desk>,
    /// The mouse is used.
    pub mouse: bool,
    /// The snapshot that screens begin with.
    pub ctx: Ctx,
    /// Ends when the supervisor is gone; then the interface ends in order.
    pub tether: Option<File>,
    /// What of the officer's own files was refused; said at once, and kept under *messages*.
    pub refused: Vec<String>,
}

/// Ends the interface when a thread ends by an error: without it nothing would be answered any more.
pub(super) struct Guard(pub(super) Sender<Msg>);

impl Drop for Guard {
    fn drop(&mut self) {
        if std::thread::panicking() {
            // The panic's own line says what happened.
            let _ = self.0.send(Msg::Broken);
        }
    }
}

/// Runs the interface until it ends; gives how, and why the vault could not be opened if that is so. What it drew is
/// cleared in every case.
///
/// # Errors
/// When there is no terminal.
pub fn run(begin: Begin) -> Outcome<(Exit, Option<Problem>)> {
    let mut screen = terminal::take(begin.mouse)?;
    let (to_app, from_all) = channel::<Msg>();
    let (to_desk, from_app) = channel::<Command>();
    let reader = Guard(to_app.clone());
    std::thread::spawn(move || read_terminal(&reader));
    watch_signals(&to_app);
    if let Some(tether) = begin.tether {
        let to_app = to_app.clone();
        std::thread::spawn(move || wait_for_the_end(tether, &to_app));
    }
    let threshold = begin.threshold.clone();
    let answers = Guard(to_app);
    let desk = begin.desk;
    let vault = std::thread::spawn(move || perform::answer(&from_app, &answers.0, &threshold, desk));

    let clock = begin.threshold.clock;
    let now = move || clock.now().with_timezone(&ZONE);
    let mut ctx = begin.ctx;
    ctx.now = now();
    if let Ok((columns, rows)) = crossterm::terminal::size() {
        ctx.size = (columns, rows);
    }
    let (mut app, commands) = App::new(ctx, begin.first);
    app.say_refused(begin.refused);
    give(&to_desk, commands);
    draw(&mut screen, &app, false);
    while app.exit.is_none() {
        let mut sleep = Duration::from_millis(app.wake_in());
        if app.ctx.unlocked {
            sleep = sleep.min(LONGEST_SLEEP);
        }
        let asleep_at = now();
        let msg = match from_all.recv_timeout(sleep) {
            Ok(msg) => msg,
            Err(RecvTimeoutError::Timeout) => Msg::Tick,
            Err(RecvTimeoutError::Disconnected) => Msg::End,
        };
        let late = (now() - asleep_at) - chrono::Duration::from_std(sleep).unwrap_or_default();
        if late > SLEPT {
            give(&to_desk, app.update(Msg::Slept, now()));
        }
        let mut anew = is_resize(&msg);
        give(&to_desk, app.update(msg, now()));
        // What waits already is taken in before the next frame: a paste on Windows is a burst of keys.
        while let Ok(more) = from_all.try_recv() {
            anew |= is_resize(&more);
            give(&to_desk, app.update(more, now()));
        }
        if app.exit.is_none() {
            draw(&mut screen, &app, anew);
        }
    }
    terminal::leave();
    drop(to_desk);
    let exit = app.exit.unwrap_or(Exit::Quit);
    if exit != Exit::Broken {
        // The vault is closed already, or a jot is still being sealed; the thread only has to end.
        let _ = vault.join();
    }
    Ok((exit, app.parting))
}

fn give(to_desk: &Sender<Command>, commands: Vec<Command>) {
    for command in commands {
        // The thread lives as long as this loop; a command it does not get is one nobody waits for.
        let _ = to_desk.send(command);
    }
}

/// A window that was made small and large again has lost what was in it, though its size is the same.
fn is_resize(msg: &Msg) -> bool {
    match msg {
        Msg::Terminal(event) => matches!(event, Event::Resize(..)),
        // The event that ended the burst.
        Msg::Burst(events) => matches!(events.last(), Some(Event::Resize(..))),
        _ => false,
    }
}

fn draw(screen: &mut Screen, app: &App, anew: bool) {
    if anew && let Ok(size) = screen.size() {
        // Not `clear`: it asks the terminal where the cursor stands, and not every terminal answers.
        let _ = screen.resize(ratatui::layout::Rect::new(0, 0, size.width, size.height));
    }
    // A frame that cannot be drawn is drawn again with the next event; a terminal that is gone says so by itself.
    let _ = screen.draw(|frame| {
        if let Some(cursor) = app.view(frame.buffer_mut()) {
            frame.set_cursor_position(cursor);
        }
    });
}

/// Whether it writes something: a letter, a digit, a line break. A held arrow or a wheel is no paste.
const fn writes(event: &Event) -> bool {
    matches!(
        event,
        Event::Key(KeyEvent { code: KeyCode::Char(_) | KeyCode::Enter | KeyCode::Tab, modifiers, .. })
            if !modifiers.contains(KeyModifiers::CONTROL) && !modifiers.contains(KeyModifiers::ALT)
    )
}

/// An event and those that came with it, faster than a hand types: a terminal without bracketed paste, as on Windows,
/// gives a paste as such a burst of keys.
fn together(first: Event, mut next: impl FnMut() -> Option<Event>) -> Vec<Event> {
    let mut events = vec![first];
    while events.last().is_some_and(writes)
        && let Some(event) = next()
    {
        events.push(event);
    }
    events
}

pub(super) fn read_terminal(to_app: &Guard) {
    loop {
        let msg = match event::read() {
            Ok(event) => {
                let mut events = together(event, || if event::poll(BURST).ok()? { event::read().ok() } else { None });
                match events.pop() {
                    Some(event) if events.is_empty() => Msg::Terminal(event),
                    last => {
                        events.extend(last);
                        Msg::Burst(events)
                    }
                }
            }
            // A terminal that cannot be read is gone.
            Err(_) => Msg::End,
        };
        let ends = matches!(msg, Msg::End);
        if to_app.0.send(msg).is_err() || ends {
            return;
        }
    }
}

/// The supervisor never writes again; when there is nothing more to read, it is gone.
fn wait_for_the_end(mut tether: File, to_app: &Sender<Msg>) {
    let mut byte = [0_u8; 1];
    while let Ok(1) = tether.read(&mut byte) {}
    // An interface that has ended meanwhile needs no telling.
    let _ = to_app.send(Msg::End);
}

/// Hang-up, termination and interruption end the program in order, a stop from the terminal locks it; Windows tells the
/// console's end by its input.
#[cfg(unix)]
pub(super) fn watch_signals(to_app: &Sender<Msg>) {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM, SIGTSTP};
    let to_app = to_app.clone();
    if let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGHUP, SIGTERM, SIGINT, SIGTSTP]) {
        std::thread::spawn(move || {
            for signal in signals.forever() {
                let msg = if signal == SIGTSTP { Msg::Suspend } else { Msg::End };
                if to_app.send(msg).is_err() {
                    return;
                }
            }
        });
    }
}

#[cfg(not(unix))]
pub(super) const fn watch_signals(_to_app: &Sender<Msg>) {}

#[cfg(test)]
mod tests {
    use super::*;

    fn key(code: KeyCode) -> Event {
        Event::Key(code.into())
    }

    fn gathered(events: &[Event]) -> usize {
        let mut rest = events.iter().skip(1).cloned();
        together(events.first().cloned().unwrap_or(Event::FocusGained), || rest.next()).len()
    }

    #[test]
    fn written_keys_that_come_together_are_one_burst_up_to_the_first_that_writes_nothing() {
        let a = || key(KeyCode::Char('a'));
        assert_eq!(gathered(&[a(), key(KeyCode::Enter), a(), a()]), 4);
        assert_eq!(gathered(&[a(), a(), key(KeyCode::Down), a()]), 3);
        // A held arrow and a turned wheel are no paste, however fast they come.
        assert_eq!(gathered(&[key(KeyCode::Down), key(KeyCode::Down), key(KeyCode::Down)]), 1);
    }
}
