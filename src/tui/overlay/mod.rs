//! What stands over a screen: sheets that ask, sheets with a form, pick-lists, palette, help and messages. They are a
//! stack; the top one has the keys.
//!
//! What does not belong here: what is asked and what a choice means; the screen that raises a sheet gives both.

pub mod choose;
pub mod fill;
pub mod help;
pub mod kept;
pub mod messages;
pub mod palette;
pub mod pick;
pub mod quick;
pub mod wait;

use ratatui::buffer::Buffer;
use ratatui::layout::Position;

use crate::domain::field::Fault;
use crate::tui::ctx::Ctx;
use crate::tui::effect::Effects;
use crate::tui::form::Input;
use crate::tui::widget::footer::Key;
use crate::tui::widget::frame::Frame;

/// One overlay.
pub enum Overlay {
    /// One of several choices.
    Choose(choose::Choose),
    /// A few fields.
    Fill(Box<fill::Fill>),
    /// One of a long list, narrowed by typing.
    Pick(pick::Pick),
    /// Until when something waits, and why.
    Wait(Box<wait::Wait>),
    /// A follow-up in one line.
    Quick(quick::Quick),
    /// Every action by name.
    Palette(palette::Palette),
    /// The keys of this screen.
    Help(help::Help),
    /// What was said in this sitting.
    Messages(messages::Messages),
}

/// What a key led to in an overlay.
pub enum Outcome {
    /// It stays.
    Stays(Effects),
    /// It closes.
    Closes(Effects),
}

impl Overlay {
    /// Takes a key or a paste.
    pub fn input(&mut self, input: &Input, ctx: &Ctx) -> Outcome {
        match self {
            Self::Choose(o) => o.input(input),
            Self::Fill(o) => o.input(input, ctx),
            Self::Quick(o) => o.input(input, ctx),
            Self::Pick(o) => o.input(input),
            Self::Wait(o) => o.input(input, ctx),
            Self::Palette(o) => o.input(input),
            Self::Help(o) => o.input(input),
            Self::Messages(o) => o.input(input),
        }
    }

    /// Takes a click: what is under it gets the focus; a choice that has it is taken, as by `Enter`.
    pub fn click(&mut self, at: Position, ctx: &Ctx) -> Outcome {
        match self {
            Self::Choose(o) => o.click(at),
            Self::Pick(o) => o.click(at),
            Self::Palette(o) => o.click(at),
            Self::Help(o) => o.click(at),
            Self::Wait(o) => o.click(at, ctx),
            Self::Fill(o) => {
                o.click(at, ctx);
                Outcome::Stays(Effects::new())
            }
            Self::Quick(_) | Self::Messages(_) => Outcome::Stays(Effects::new()),
        }
    }

    /// How it keeps what is typed, if it does.
    pub fn keeping(&mut self) -> Option<&mut kept::Keeping> {
        match self {
            Self::Fill(o) => Some(&mut o.keeping),
            Self::Quick(o) => Some(&mut o.keeping),
            Self::Wait(o) => Some(&mut o.keeping),
            _ => None,
        }
    }

    /// Seconds until what is typed in it is kept.
    #[must_use]
    pub fn draft_due(&self, now: chrono::DateTime<chrono_tz::Tz>) -> Option<u64> {
        match self {
            Self::Fill(o) => o.keeping.due(now),
            Self::Quick(o) => o.keeping.due(now),
            Self::Wait(o) => o.keeping.due(now),
            _ => None,
        }
    }

    /// What was typed in it, to be kept.
    pub fn keep(&mut self) -> Option<kept::Kept> {
        let kept = match self {
            Self::Fill(o) => o.keep(),
            Self::Quick(o) => o.keep(),
            Self::Wait(o) => o.keep(),
            _ => None,
        };
        if kept.is_none()
            && let Some(keeping) = self.keeping()
        {
            keeping.nothing();
        }
        kept
    }

    /// Puts back what was kept of it; false when it is not its own, or something was typed meanwhile.
    pub fn restore(&mut self, kept: &kept::Kept, ctx: &Ctx) -> bool {
        match self {
            Self::Fill(o) => o.restore(kept),
            Self::Quick(o) => o.restore(kept),
            Self::Wait(o) => o.restore(kept, ctx),
            _ => false,
        }
    }

    /// Whether a letter is written in it.
    #[must_use]
    pub const fn takes_text(&self) -> bool {
        match self {
            Self::Fill(_) | Self::Quick(_) | Self::Pick(_) | Self::Palette(_) => true,
            Self::Wait(o) => o.takes_text(),
            Self::Choose(_) | Self::Help(_) | Self::Messages(_) => false,
        }
    }

    /// Draws it over the screen; tells where the cursor belongs.
    pub fn view(&self, buf: &mut Buffer, frame: &Frame, ctx: &Ctx) -> Option<Position> {
        match self {
            Self::Choose(o) => o.view(buf, frame, ctx),
            Self::Fill(o) => o.view(buf, frame, ctx),
            Self::Quick(o) => o.view(buf, frame, ctx),
            Self::Pick(o) => o.view(buf, frame, ctx),
            Self::Wait(o) => o.view(buf, frame, ctx),
            Self::Palette(o) => o.view(buf, frame, ctx),
            Self::Help(o) => o.view(buf, frame, ctx),
            Self::Messages(o) => o.view(buf, frame, ctx),
        }
    }

    /// Its keys, for the footer.
    #[must_use]
    pub fn keys(&self) -> Vec<Key> {
        match self {
            Self::Choose(o) => o.keys(),
            Self::Fill(o) => o.keys(),
            Self::Quick(o) => o.keys(),
            Self::Pick(o) => o.keys(),
            Self::Wait(o) => o.keys(),
            Self::Palette(o) => o.keys(),
            Self::Help(o) => o.keys(),
            Self::Messages(o) => o.keys(),
        }
    }

    /// Shows what casework found wrong, if it has a form.
    pub fn faults(&mut self, faults: Vec<Fault>) {
        match self {
            Self::Fill(o) => o.faults(faults),
            Self::Wait(o) => o.faults(faults),
            _ => {}
        }
    }
}
