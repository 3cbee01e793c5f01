//! The terminal: held by the supervisor while the program runs, drawn on by one worker after the other.
//!
//! Alternate screen, so that nothing stays in the scrollback; no window title, no clipboard. The supervisor keeps it in
//! raw mode between two workers, so that what is typed meanwhile is shown nowhere. What does not belong here: what is
//! drawn.

use std::io::{self, Stdout, Write as _};

use crossterm::cursor::{Hide, MoveTo, Show};
use crossterm::event::{
    DisableBracketedPaste, DisableFocusChange, DisableMouseCapture, EnableBracketedPaste, EnableFocusChange,
    EnableMouseCapture,
};
use crossterm::execute;
use crossterm::terminal::{Clear, ClearType, EnterAlternateScreen, LeaveAlternateScreen};
use ratatui::Terminal;
use ratatui::backend::CrosstermBackend;

use crate::domain::problem::{Kind, Outcome, Problem};

/// The terminal while it is ours.
pub type Screen = Terminal<CrosstermBackend<Stdout>>;

fn no_terminal(e: &io::Error) -> Problem {
    Problem::new(
        Kind::Usage,
        "This is no terminal that the screens can be drawn on.",
        "Use a terminal window, or the plain commands: caseload --help.",
    )
    .detail(e.kind())
}

/// Holds the terminal for the whole run: raw mode and the alternate screen, cleared.
///
/// # Errors
/// When it is no terminal or does not answer.
pub fn hold() -> Outcome<()> {
    use std::io::IsTerminal as _;
    if !io::stdout().is_terminal() {
        return Err(no_terminal(&io::ErrorKind::Unsupported.into()));
    }
    let held = || -> io::Result<()> {
        crossterm::terminal::enable_raw_mode()?;
        execute!(io::stdout(), EnterAlternateScreen, Clear(ClearType::All), MoveTo(0, 0), Hide)
    };
    held().map_err(|e| {
        give_back();
        no_terminal(&e)
    })
}

/// Whether the terminal, held already, draws signs wider than one cell each: writes them, asks where the cursor stands, and
/// clears them again. A terminal that does not answer within two seconds is taken to draw them as it should.
#[must_use]
pub fn draws_wide(signs: &str) -> bool {
    let measured = || -> io::Result<u16> {
        let mut out = io::stdout();
        write!(out, "{signs}")?;
        out.flush()?;
        let (column, _) = crossterm::cursor::position()?;
        execute!(out, Clear(ClearType::All), MoveTo(0, 0))?;
        Ok(column)
    };
    let cells = u16::try_from(signs.chars().count()).unwrap_or(u16::MAX);
    measured().is_ok_and(|column| column > cells)
}

/// Takes the terminal for drawing, in a worker.
///
/// # Errors
/// When it is no terminal or does not answer.
pub fn take(mouse: bool) -> Outcome<Screen> {
    let taken = || -> io::Result<Screen> {
        crossterm::terminal::enable_raw_mode()?;
        let mut out = io::stdout();
        execute!(out, EnterAlternateScreen, Clear(ClearType::All), EnableBracketedPaste, EnableFocusChange)?;
        if mouse {
            execute!(out, EnableMouseCapture)?;
        }
        Terminal::new(CrosstermBackend::new(out))
    };
    taken().map_err(|e| {
        leave();
        no_terminal(&e)
    })
}

/// Clears what a worker drew and what it asked the terminal for; the supervisor still holds the terminal.
pub fn leave() {
    let mut out = io::stdout();
    // A terminal that is gone needs nothing given back.
    let _ = execute!(
        out,
        Clear(ClearType::All),
        MoveTo(0, 0),
        DisableMouseCapture,
        DisableFocusChange,
        DisableBracketedPaste,
        Hide
    );
    let _ = out.flush();
}

/// Gives the terminal back, cleared, whatever a worker left it in; can be called more than once, also from a panic.
pub fn give_back() {
    leave();
    let mut out = io::stdout();
    let _ = execute!(out, LeaveAlternateScreen, Show);
    let _ = crossterm::terminal::disable_raw_mode();
    let _ = out.flush();
}
