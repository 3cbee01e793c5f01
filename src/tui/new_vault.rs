//! Passphrase and recovery code of a vault that `caseload init` makes: on the alternate screen, so that nothing of them
//! stays in the scrollback, shown once and retyped as in the first run.
//!
//! What does not belong here: making the vault ([`crate::casework::opening`]), and how the two are drawn and compared
//! ([`crate::tui::new_secret`]).

use std::sync::mpsc::channel;

use crossterm::event::{Event, KeyCode, KeyEventKind, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::domain::problem::{Outcome, Problem};
use crate::tui::app::Msg;
use crate::tui::config;
use crate::tui::form::Input;
use crate::tui::new_secret::{NewCode, NewPassphrase};
use crate::tui::run::{Guard, read_terminal, watch_signals};
use crate::tui::terminal;
use crate::tui::theme::Theme;
use crate::tui::widget::footer::{self, Key};
use crate::tui::widget::frame::{self, Frame};
use crate::tui::widget::{Phrase, ground, header};
use crate::tui::worker::look;
use crate::vault::{Passphrase, RecoveryCode, process};

/// Which of the two is asked for now.
enum Asked {
    Passphrase(NewPassphrase),
    Code(NewCode),
}

/// What a key led to.
enum Next {
    Stays,
    Chosen(Passphrase),
    Retyped(RecoveryCode),
    Leaves,
}

/// Shows a new passphrase, unless one was given, then a new recovery code; each is taken once it was retyped. `refused`
/// are words about the officer, which an own passphrase may not contain.
///
/// # Errors
/// Refused when the officer leaves; when there is no terminal to show them on; or the machine gives no random numbers.
pub fn secrets(
    given: Option<Passphrase>,
    refused: Vec<String>,
    theme: Option<&str>,
) -> Outcome<(Passphrase, RecoveryCode)> {
    let theme = look(theme, &config::directory_config(), false);
    let mut asked = match &given {
        Some(_) => Asked::Code(NewCode::new()?),
        None => Asked::Passphrase(NewPassphrase::new(refused)?),
    };
    let mut chosen = given;
    process::quiet_panics(terminal::give_back);
    terminal::hold()?;
    let _held = Held;
    let mut screen = terminal::take(false)?;
    let (to_us, from_all) = channel();
    watch_signals(&to_us);
    let reader = Guard(to_us);
    std::thread::spawn(move || read_terminal(&reader));
    loop {
        // A frame that cannot be drawn is drawn again with the next event.
        let _ = screen.draw(|f| {
            if let Some(cursor) = asked.view(f.buffer_mut(), &theme) {
                f.set_cursor_position(cursor);
            }
        });
        let events = match from_all.recv() {
            Ok(Msg::Terminal(event)) => vec![event],
            // A field has the focus always: what comes together is text.
            Ok(Msg::Burst(events)) => events,
            Ok(Msg::Suspend) => Vec::new(),
            _ => return Err(not_made()),
        };
        for event in events {
            match (asked.event(event)?, chosen.take()) {
                (Next::Stays, before) => chosen = before,
                (Next::Chosen(passphrase), _) => {
                    chosen = Some(passphrase);
                    asked = Asked::Code(NewCode::new()?);
                }
                (Next::Retyped(code), Some(passphrase)) => return Ok((passphrase, code)),
                (Next::Retyped(_) | Next::Leaves, _) => return Err(not_made()),
            }
        }
    }
}

fn not_made() -> Problem {
    Problem::refused("The vault was not made.", "Start again; another passphrase and code are made.")
}

/// Gives the terminal back however it ends.
struct Held;

impl Drop for Held {
    fn drop(&mut self) {
        terminal::give_back();
    }
}

impl Asked {
    fn event(&mut self, event: Event) -> Outcome<Next> {
        let input = match event {
            Event::Key(key) if key.kind == KeyEventKind::Release => return Ok(Next::Stays),
            Event::Key(key) if key.modifiers.contains(KeyModifiers::CONTROL) => {
                match (key.code, self) {
                    (KeyCode::Char('c'), _) => return Ok(Next::Leaves),
                    (KeyCode::Char('t'), Self::Passphrase(new)) => new.show_or_hide(),
                    (KeyCode::Char('t'), Self::Code(new)) => new.show_or_hide(),
                    (KeyCode::Char('o'), Self::Passphrase(new)) => new.own_or_words(),
                    (KeyCode::Char('n'), Self::Passphrase(new)) => new.others()?,
                    _ => {}
                }
                return Ok(Next::Stays);
            }
            Event::Key(key) if key.code == KeyCode::Enter => {
                return Ok(match self {
                    Self::Passphrase(new) => new.enter().map_or(Next::Stays, Next::Chosen),
                    Self::Code(new) => {
                        if new.enter() {
                            Next::Retyped(new.code().clone())
                        } else {
                            Next::Stays
                        }
                    }
                });
            }
            Event::Key(key) => Input::Key(key),
            Event::Paste(words) => Input::Paste(words),
            _ => return Ok(Next::Stays),
        };
        match self {
            Self::Passphrase(new) => new.input(&input),
            Self::Code(new) => new.input(&input),
        };
        Ok(Next::Stays)
    }

    fn keys(&self) -> Vec<Key> {
        let shown = |shown| if shown { "hide" } else { "show" };
        let mut keys = vec![Key::new("Enter", "go on")];
        match self {
            Self::Passphrase(new) => {
                keys.push(Key::new("Ctrl+N", "other words"));
                keys.push(Key::new("Ctrl+O", if new.is_own() { "five words" } else { "your own" }));
                keys.push(Key::new("Ctrl+T", shown(new.is_shown())));
            }
            Self::Code(new) => keys.push(Key::new("Ctrl+T", shown(new.is_shown()))),
        }
        keys.push(Key::new("Ctrl+C", "leave"));
        keys
    }

    fn view(&self, buf: &mut Buffer, theme: &Theme) -> Option<Position> {
        ground(buf, buf.area, theme);
        let Some(frame) = Frame::of(buf.area, false) else {
            frame::too_small(buf, buf.area, theme);
            return None;
        };
        let right = Phrase::from("nothing is saved yet");
        let header = header::Header { title: "New vault", right, ..header::Header::default() };
        header::draw(buf, frame.header, &header, theme);
        footer::bottom(buf, &frame, None, &self.keys(), theme);
        match self {
            Self::Passphrase(new) => new.draw(buf, frame.body, theme),
            Self::Code(new) => new.draw(buf, frame.body, theme),
        }
    }
}
