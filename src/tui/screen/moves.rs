//! Moving through a list: the same keys and the same steps on every screen.

use std::cell::Cell;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::list::{self, DrawnList, List, Rows};
use crate::tui::widget::{Phrase, narrow, put, row};

/// The movements of a list.
pub const ALL: [Action; 6] = [Action::Down, Action::Up, Action::First, Action::Last, Action::HalfDown, Action::HalfUp];

/// Rows of half a page.
#[must_use]
pub fn page(ctx: &Ctx) -> usize {
    usize::from(ctx.size.1 / 2).saturating_sub(2).max(1)
}

/// Where a movement leads from a row; `None` when the action is no movement.
#[must_use]
pub fn target(action: Action, from: usize, count: usize, page: usize) -> Option<usize> {
    let last = count.saturating_sub(1);
    Some(match action {
        Action::Down => (from + 1).min(last),
        Action::Up => from.saturating_sub(1),
        Action::First => 0,
        Action::Last => last,
        Action::HalfDown => (from + page).min(last),
        Action::HalfUp => from.saturating_sub(page),
        _ => return None,
    })
}

/// The focus of a list and how it was last drawn: what a screen with one list keeps of it.
#[derive(Debug, Default)]
pub struct Focus {
    /// The number of the row in focus.
    pub at: usize,
    rows: Rows,
}

impl Focus {
    /// On the first row.
    #[must_use]
    pub const fn new() -> Self {
        Self::on(0)
    }

    /// On the row of this number.
    #[must_use]
    pub const fn on(at: usize) -> Self {
        Self { at, rows: Rows::new() }
    }

    /// Takes a movement over `count` rows; false when the action is no movement.
    pub fn moves(&mut self, action: Action, count: usize, ctx: &Ctx) -> bool {
        let to = target(action, self.at, count, page(ctx));
        self.at = to.unwrap_or(self.at);
        to.is_some()
    }

    /// The list was read anew and has `count` rows: the focus stays with the same record, which now stands at `same`; is
    /// it gone, the next one down has the focus.
    pub fn stays(&mut self, same: Option<usize>, count: usize) {
        self.at = same.unwrap_or(self.at).min(count.saturating_sub(1));
    }

    /// Another list: from its first row.
    pub fn begin(&mut self) {
        self.at = 0;
        self.rows.set_top(0);
    }

    /// Draws the list with its focus; tells where the cursor belongs.
    pub fn draw(&self, buf: &mut Buffer, pane: Rect, list: List<'_>, theme: &Theme) -> Option<Position> {
        let list = List { focus: Some(self.at), top: self.top(), ..list };
        self.drawn(list::draw(buf, pane, &list, theme))
    }

    /// Keeps how a list was drawn that is drawn in another way; tells where the cursor belongs.
    pub fn drawn(&self, drawn: DrawnList) -> Option<Position> {
        self.rows.drawn(drawn)
    }

    /// The first row to show.
    #[must_use]
    pub fn top(&self) -> usize {
        self.rows.top()
    }

    /// Where its rows stand, for a click.
    #[must_use]
    pub const fn rows(&self) -> &Rows {
        &self.rows
    }
}

/// How far a page is scrolled that is read and has no focus.
#[derive(Debug, Default)]
pub struct Scroll {
    top: usize,
    furthest: Cell<usize>,
}

impl Scroll {
    /// At the top.
    #[must_use]
    pub const fn new() -> Self {
        Self { top: 0, furthest: Cell::new(0) }
    }

    /// Back to the top.
    pub const fn begin(&mut self) {
        self.top = 0;
    }

    /// Takes a movement; false when the action is no movement.
    pub fn moves(&mut self, action: Action, ctx: &Ctx) -> bool {
        let furthest = self.furthest.get();
        let to = target(action, self.top.min(furthest), furthest + 1, page(ctx));
        self.top = to.unwrap_or(self.top);
        to.is_some()
    }

    /// The first of `lines` to show where `room` of them fit.
    pub fn window(&self, lines: usize, room: usize) -> usize {
        self.furthest.set(lines.saturating_sub(room));
        self.top.min(self.furthest.get())
    }

    /// Draws the page; where it is longer than the area, its last row says how much is below, or that this is the end.
    pub fn draw(&self, buf: &mut Buffer, area: Rect, lines: &[Phrase], theme: &Theme) {
        let height = usize::from(area.height);
        let fits = if lines.len() > height { height.saturating_sub(1) } else { height };
        let top = self.window(lines.len(), fits);
        for (y, line) in lines.iter().skip(top).take(fits).enumerate() {
            line.draw(buf, row(area, narrow(y)), 0, 0, theme);
        }
        if lines.len() > height {
            let hidden = lines.len().saturating_sub(top + fits);
            let words = if hidden > 0 { format!("{hidden} more below") } else { "the end".to_owned() };
            put(buf, row(area, narrow(fits)), 0, 0, &words, theme.style(Role::Muted));
        }
    }
}
