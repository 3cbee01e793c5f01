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
/// clears them again. A terminal that does not answer at once is taken to draw them as it should.
#[must_use]
pub fn draws_wide(signs: &str) -> bool {
    let measured = || -> io::Result<u16> {
        let mut out = io::stdout();
        write!(out, "{signs}")?;
        out.flush()?;
        let column = cursor_column();
        execute!(out, Clear(ClearType::All), MoveTo(0, 0))?;
        column
    };
    let cells = u16::try_from(signs.chars().count()).unwrap_or(u16::MAX);
    measured().is_ok_and(|column| column > cells)
}

/// In which column the cursor stands, counted from 0. Not by crossterm, which waits two seconds for a terminal that does
/// not answer; an answer that comes later is passed over by the worker's reader.
#[cfg(unix)]
fn cursor_column() -> io::Result<u16> {
    use rustix::termios::{OptionalActions, SpecialCodeIndex, tcgetattr, tcsetattr};
    use std::io::Read as _;
    /// How long an answer may take, in tenths of a second.
    const PATIENCE: u8 = 2;
    /// The longest answer, in bytes.
    const LONGEST: usize = 32;
    let mut tty = std::fs::File::options().read(true).write(true).open("/dev/tty")?;
    let before = tcgetattr(&tty)?;
    let mut patient = before.clone();
    patient.special_codes[SpecialCodeIndex::VMIN] = 0;
    patient.special_codes[SpecialCodeIndex::VTIME] = PATIENCE;
    tcsetattr(&tty, OptionalActions::Now, &patient)?;
    let mut answer = Vec::new();
    let asked = tty.write_all(b"\x1b[6n");
    let mut byte = [0_u8; 1];
    while asked.is_ok() && answer.len() < LONGEST && matches!(tty.read(&mut byte), Ok(1)) {
        if byte == *b"R" {
            break;
        }
        answer.extend_from_slice(&byte);
    }
    tcsetattr(&tty, OptionalActions::Now, &before)?;
    let column = String::from_utf8_lossy(&answer).rsplit(';').next().and_then(|c| c.parse::<u16>().ok());
    column.and_then(|c| c.checked_sub(1)).ok_or_else(|| io::ErrorKind::TimedOut.into())
}

/// In which column the cursor stands, counted from 0.
#[cfg(not(unix))]
fn cursor_column() -> io::Result<u16> {
    crossterm::cursor::position().map(|(column, _)| column)
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
