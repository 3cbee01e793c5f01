//! What a screen shows of what it asked for: nothing yet, what was read, or why it could not be.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::domain::problem::{Outcome, Problem};
use crate::tui::theme::Theme;
use crate::tui::widget;

/// What was asked for. What could not be read again is no longer there, so that nothing is done with what nobody sees.
#[derive(Debug, Default)]
pub enum Read<T> {
    /// There is no answer yet.
    #[default]
    NotYet,
    /// It was read.
    It(T),
    /// It could not be read.
    Failed(Problem),
}

impl<T> Read<T> {
    /// What was read.
    #[must_use]
    pub const fn get(&self) -> Option<&T> {
        match self {
            Self::It(it) => Some(it),
            Self::NotYet | Self::Failed(_) => None,
        }
    }

    /// It is there.
    #[must_use]
    pub const fn is_there(&self) -> bool {
        self.get().is_some()
    }

    /// What was read, to be drawn; draws why not, where it could not be.
    pub fn shown(&self, buf: &mut Buffer, pane: Rect, theme: &Theme) -> Option<&T> {
        if let Self::Failed(problem) = self {
            widget::failed(buf, pane, problem, theme);
        }
        self.get()
    }

    /// As [`Read::shown`], with what to do about it.
    pub fn shown_whole(&self, buf: &mut Buffer, pane: Rect, theme: &Theme) -> Option<&T> {
        if let Self::Failed(p) = self {
            widget::failed_whole(buf, pane, p, theme);
        }
        self.get()
    }

    /// It may no longer be seen without being asked for again.
    pub fn lapses(&mut self) {
        if self.is_there() {
            *self = Self::NotYet;
        }
    }
}

impl<T> From<Outcome<T>> for Read<T> {
    fn from(read: Outcome<T>) -> Self {
        match read {
            Ok(it) => Self::It(it),
            Err(problem) => Self::Failed(problem),
        }
    }
}
