//! Drives the interface without a terminal: keys in, screen out. For tests and for the pictures in the documentation.
//!
//! Everything is the program's own: the same application, the same casework on an open caseload, answered at once
//! instead of by a thread. What does not belong here: anything a real run does differently.

use std::cell::RefCell;
use std::collections::VecDeque;

use chrono::{DateTime, Duration};
use chrono_tz::Tz;
use crossterm::event::{Event, KeyEvent, KeyModifiers};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::casework::desk::Desk;
use crate::tui::action::Chord;
use crate::tui::app::{App, Command, Exit, Msg, Told};
use crate::tui::ctx::Ctx;
use crate::tui::effect::{Ask, LongAsk};
use crate::tui::perform::{self, Door, Threshold};
use crate::tui::screen::{Answer, Screen};
use crate::tui::widget::{narrow, text};

/// The interface, driven.
pub struct Pilot {
    /// The application.
    pub app: App,
    desk: Option<Desk>,
    threshold: Threshold,
    now: DateTime<Tz>,
    /// What the database thread has not come to yet; none while it answers at once.
    waiting: Option<VecDeque<Command>>,
}

impl Pilot {
    /// Begins with a screen; `desk` is a caseload that is open already.
    #[must_use]
    pub fn new(ctx: Ctx, first: Screen, threshold: Threshold, desk: Option<Desk>) -> Self {
        let now = ctx.now;
        let (app, commands) = App::new(ctx, first);
        let mut pilot = Self { app, desk, threshold, now, waiting: None };
        pilot.perform(commands);
        pilot
    }

    /// The open caseload.
    pub fn desk(&mut self) -> Option<&mut Desk> {
        self.desk.as_mut()
    }

    /// Ends the interface and gives the caseload back, if it is still open.
    #[must_use]
    pub fn into_desk(self) -> Option<Desk> {
        self.desk
    }

    /// How it ended, once it has.
    #[must_use]
    pub const fn exit(&self) -> Option<Exit> {
        self.app.exit
    }

    /// Presses keys, written as in the key records and set apart by spaces: `j j Enter Ctrl+S`.
    pub fn keys(&mut self, written: &str) -> &mut Self {
        for chord in written.split(' ').filter_map(Chord::read) {
            let modifiers = if chord.ctrl { KeyModifiers::CONTROL } else { KeyModifiers::NONE };
            self.event(Event::Key(KeyEvent::new(chord.code, modifiers)));
        }
        self
    }

    /// Types a text, letter by letter.
    pub fn types(&mut self, words: &str) -> &mut Self {
        for c in words.chars() {
            self.event(Event::Key(KeyEvent::new(crossterm::event::KeyCode::Char(c), KeyModifiers::NONE)));
        }
        self
    }

    /// Pastes a text.
    pub fn pastes(&mut self, words: &str) -> &mut Self {
        self.event(Event::Paste(words.to_owned()));
        self
    }

    /// Lets time pass.
    pub fn waits(&mut self, time: Duration) -> &mut Self {
        self.now += time;
        self.message(Msg::Tick);
        self
    }

    /// A text comes as a burst of keys, as a paste does where the terminal cannot tell one.
    pub fn bursts(&mut self, words: &str) -> &mut Self {
        let keys = words.chars().map(|c| {
            let code = if c == '\n' { crossterm::event::KeyCode::Enter } else { crossterm::event::KeyCode::Char(c) };
            Event::Key(KeyEvent::new(code, KeyModifiers::NONE))
        });
        self.message(Msg::Burst(keys.collect()));
        self
    }

    /// The database thread is busy: what is asked of it waits until [`Pilot::answers`].
    pub fn is_busy(&mut self) -> &mut Self {
        self.waiting.get_or_insert_default();
        self
    }

    /// The database thread comes to what waits, in the order in which it was asked.
    pub fn answers(&mut self) -> &mut Self {
        let waiting = self.waiting.take().unwrap_or_default();
        self.perform(waiting.into());
        self
    }

    /// Makes the window this large.
    pub fn window(&mut self, columns: u16, rows: u16) -> &mut Self {
        self.event(Event::Resize(columns, rows));
        self
    }

    /// Something from the terminal.
    pub fn event(&mut self, event: Event) {
        self.message(Msg::Terminal(event));
    }

    fn message(&mut self, msg: Msg) {
        let commands = self.app.update(msg, self.now);
        self.perform(commands);
    }

    fn perform(&mut self, commands: Vec<Command>) {
        if let Some(waiting) = &mut self.waiting {
            return waiting.extend(commands);
        }
        let mut queue: VecDeque<Command> = commands.into();
        while let Some(command) = queue.pop_front() {
            let told = RefCell::new(Vec::new());
            let answer = match command {
                Command::Ask(number, Ask { work, .. }) => self.desk.as_mut().map(|d| (number, work(d))),
                Command::AskLong(number, LongAsk { work }) => {
                    self.desk.as_mut().map(|d| (number, work(d, &|a| told.borrow_mut().push((number, a)))))
                }
                Command::Door(number, Door { work }) => {
                    let (opened, answer) = work(&self.threshold, &|a| told.borrow_mut().push((number, a)));
                    if opened.is_some() {
                        self.desk = opened;
                    }
                    Some((number, answer))
                }
                Command::Check(copied, stop) => {
                    perform::check(*copied, &stop, |a| told.borrow_mut().push((0, a)));
                    None
                }
                Command::Close => {
                    let closed = self.desk.take().map_or(Ok(()), Desk::close);
                    Some((0, Answer::App(Told::Closed(closed))))
                }
            };
            for (number, answer) in told.into_inner().into_iter().chain(answer) {
                queue.extend(self.app.update(Msg::Answer(number, Box::new(answer)), self.now));
            }
        }
    }

    /// Draws the frame.
    #[must_use]
    pub fn frame(&self) -> (Buffer, Option<Position>) {
        let (columns, rows) = self.app.ctx.size;
        let mut buf = Buffer::empty(Rect::new(0, 0, columns, rows));
        let cursor = self.app.view(&mut buf);
        (buf, cursor)
    }

    /// The frame as text, row by row, without trailing spaces.
    #[must_use]
    pub fn screen(&self) -> String {
        as_text(&self.frame().0)
    }

    /// Whether these words are on the screen.
    #[must_use]
    pub fn shows(&self, words: &str) -> bool {
        self.screen().contains(words)
    }
}

/// The text of a drawn frame, row by row, without trailing spaces or empty rows at the end.
#[must_use]
pub fn as_text(buf: &Buffer) -> String {
    let mut rows = Vec::new();
    for y in buf.area.top()..buf.area.bottom() {
        let mut line = String::new();
        let mut skip = 0_u16;
        for x in buf.area.left()..buf.area.right() {
            if skip > 0 {
                skip -= 1;
                continue;
            }
            let symbol = buf.cell((x, y)).map_or(" ", |c| c.symbol());
            skip = narrow(text::cells(symbol)).saturating_sub(1);
            line.push_str(symbol);
        }
        rows.push(line.trim_end().to_owned());
    }
    while rows.last().is_some_and(String::is_empty) {
        rows.pop();
    }
    rows.join("\n")
}
