//! The interface of one worker: events and answers in, frames out, until it ends.
//!
//! Three threads: this one updates and draws, one reads the terminal, one owns the vault ([`crate::tui::perform`]). The
//! loop sleeps until something happens or a deadline comes, and draws only when something changed. What does not belong
//! here: what keys mean.

use std::sync::mpsc::{RecvTimeoutError, Sender, channel};
use std::time::Duration;

use chrono_tz::Tz;
use crossterm::event;

use crate::casework::desk::Desk;
use crate::domain::problem::Outcome;
use crate::tui::app::{App, Command, Exit, Msg};
use crate::tui::ctx::Ctx;
use crate::tui::perform::{self, Threshold};
use crate::tui::screen::Screen as First;
use crate::tui::terminal::{self, Screen};
use crate::tui::theme::Theme;

/// UK police: local time is UK time.
const ZONE: Tz = chrono_tz::Europe::London;

/// What the interface begins with.
pub struct Begin {
    /// Vault, clock and lock.
    pub threshold: Threshold,
    /// How things look.
    pub theme: Theme,
    /// The first screen.
    pub first: First,
    /// A caseload that is open already: practice, tests.
    pub desk: Option<Desk>,
    /// The mouse is used.
    pub mouse: bool,
    /// The snapshot that screens begin with.
    pub ctx: Ctx,
}

/// Runs the interface until it ends; the terminal is given back in every case.
///
/// # Errors
/// When there is no terminal.
pub fn run(begin: Begin) -> Outcome<Exit> {
    let mut screen = terminal::take(begin.mouse)?;
    let (to_app, from_all) = channel::<Msg>();
    let (to_desk, from_app) = channel::<Command>();
    let reader = to_app.clone();
    std::thread::spawn(move || read_terminal(&reader));
    watch_signals(&to_app);
    let threshold = begin.threshold.clone();
    let answers = to_app;
    let desk = begin.desk;
    let vault = std::thread::spawn(move || perform::answer(&from_app, &answers, &threshold, desk));

    let clock = begin.threshold.clock;
    let now = move || clock.now().with_timezone(&ZONE);
    let mut ctx = begin.ctx;
    ctx.now = now();
    if let Ok((columns, rows)) = crossterm::terminal::size() {
        ctx.size = (columns, rows);
    }
    let (mut app, commands) = App::new(ctx, begin.first);
    give(&to_desk, commands);
    draw(&mut screen, &app);
    while app.exit.is_none() {
        let msg = match from_all.recv_timeout(Duration::from_millis(app.wake_in())) {
            Ok(msg) => msg,
            Err(RecvTimeoutError::Timeout) => Msg::Tick,
            Err(RecvTimeoutError::Disconnected) => Msg::End,
        };
        give(&to_desk, app.update(msg, now()));
        // What waits already is taken in before the next frame: a paste on Windows is a burst of keys.
        while let Ok(more) = from_all.try_recv() {
            give(&to_desk, app.update(more, now()));
        }
        if app.exit.is_none() {
            draw(&mut screen, &app);
        }
    }
    terminal::give_back();
    drop(to_desk);
    // The vault is closed already; the thread only has to end.
    let _ = vault.join();
    Ok(app.exit.unwrap_or(Exit::Quit))
}

fn give(to_desk: &Sender<Command>, commands: Vec<Command>) {
    for command in commands {
        // The thread lives as long as this loop; a command it does not get is one nobody waits for.
        let _ = to_desk.send(command);
    }
}

fn draw(screen: &mut Screen, app: &App) {
    // A frame that cannot be drawn is drawn again with the next event; a terminal that is gone says so by itself.
    let _ = screen.draw(|frame| {
        if let Some(cursor) = app.view(frame.buffer_mut()) {
            frame.set_cursor_position(cursor);
        }
    });
}

fn read_terminal(to_app: &Sender<Msg>) {
    loop {
        let msg = match event::read() {
            Ok(event) => Msg::Terminal(event),
            // A terminal that cannot be read is gone.
            Err(_) => Msg::End,
        };
        let ends = matches!(msg, Msg::End);
        if to_app.send(msg).is_err() || ends {
            return;
        }
    }
}

/// Hang-up, termination and interruption end the program in order; Windows tells the console's end by its input.
#[cfg(unix)]
fn watch_signals(to_app: &Sender<Msg>) {
    use signal_hook::consts::{SIGHUP, SIGINT, SIGTERM};
    let to_app = to_app.clone();
    if let Ok(mut signals) = signal_hook::iterator::Signals::new([SIGHUP, SIGTERM, SIGINT]) {
        std::thread::spawn(move || {
            for _ in signals.forever() {
                if to_app.send(Msg::End).is_err() {
                    return;
                }
            }
        });
    }
}

#[cfg(not(unix))]
const fn watch_signals(_to_app: &Sender<Msg>) {}
