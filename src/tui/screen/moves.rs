//! Moving through a list: the same keys and the same steps on every screen.

use crate::tui::action::Action;
use crate::tui::ctx::Ctx;

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
