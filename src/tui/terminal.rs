//! The terminal: taken when the interface begins, given back however it ends.
//!
//! Alternate screen, so that nothing stays in the scrollback; no window title, no clipboard. What does not belong here:
//! what is drawn.

use std::io::{self, Stdout, Write as _};

use crossterm::cursor::Show;
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

/// Takes the terminal.
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
        give_back();
        Problem::new(
            Kind::Usage,
            "This is no terminal that the screens can be drawn on.",
            "Use a terminal window, or the plain commands: caseload help.",
        )
        .detail(e.kind())
    })
}

/// Gives the terminal back, cleared; can be called more than once, also from a panic.
pub fn give_back() {
    let mut out = io::stdout();
    // A terminal that is gone needs nothing given back.
    let _ = execute!(
        out,
        Clear(ClearType::All),
        DisableMouseCapture,
        DisableFocusChange,
        DisableBracketedPaste,
        LeaveAlternateScreen,
        Show
    );
    let _ = crossterm::terminal::disable_raw_mode();
    let _ = out.flush();
}
