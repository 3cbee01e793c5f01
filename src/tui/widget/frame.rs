//! How the screen is cut: header, caveat, body, toast and footer; one pane or two; rail and section.
//!
//! What does not belong here: anything drawn inside the parts.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{GUTTER, Phrase, put, text_of};
use crate::tui::theme::{Role, Sign, Theme};

/// Fewest columns and rows on which anything but one sentence is shown.
pub const SMALLEST: (u16, u16) = (60, 15);
/// Columns from which there are two panes, and one row is enough for the fixed sentence.
pub const WIDE: u16 = 100;
/// Columns from which the pane on the right grows.
pub const WIDER: u16 = 140;
/// What is said in a window that is too small.
pub const TOO_SMALL: &str = "Make the window 60 by 15 or larger: caseload is still open.";
/// Text width of the rail of a record.
pub const RAIL: u16 = 21;

/// The parts of a screen.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Frame {
    /// Row 1.
    pub header: Rect,
    /// One row or two for the fixed sentence; empty where it is not shown.
    pub caveat: Rect,
    /// The rows between; a pane, so its first two columns are its gutter. The right margin is already taken off.
    pub body: Rect,
    /// The row above the footer. In a low window it is the footer's own row.
    pub toast: Rect,
    /// The last row.
    pub footer: Rect,
}

impl Frame {
    /// Cuts the screen; nothing if it is too small, and then [`too_small`] is drawn and nothing else.
    ///
    /// In fewer than 24 rows the empty row below header or caveat goes first; in fewer than 18 the toast shares the
    /// footer's row.
    #[must_use]
    pub fn of(area: Rect, with_caveat: bool) -> Option<Self> {
        if area.width < SMALLEST.0 || area.height < SMALLEST.1 {
            return None;
        }
        let caveat_rows = match (with_caveat, area.width >= WIDE) {
            (false, _) => 0,
            (true, true) => 1,
            (true, false) => 2,
        };
        let empty = u16::from(area.height >= 24 || !with_caveat);
        let at = |y: u16, height: u16| Rect { y: area.y + y, height, ..area };
        let top = 1 + caveat_rows + empty;
        let bottom = if area.height < 18 { 1 } else { 2 };
        let body = at(top, area.height - top - bottom);
        Some(Self {
            header: at(0, 1),
            caveat: at(1, caveat_rows),
            body: Rect { width: body.width - GUTTER, ..body },
            toast: at(area.height - bottom, 1),
            footer: at(area.height - 1, 1),
        })
    }

    /// Whether the toast has to share the footer's row.
    #[must_use]
    pub fn shares_footer(&self) -> bool {
        self.toast == self.footer
    }
}

/// Draws the one sentence of a window that is too small. Nothing confidential is shown.
pub fn too_small(buf: &mut Buffer, area: Rect, theme: &Theme) {
    super::ground(buf, area, theme);
    for (y, line) in Phrase::from(TOO_SMALL).wrap(usize::from(area.width), theme).iter().enumerate() {
        line.draw(buf, area, 0, super::narrow(y), theme);
    }
}

/// Text width of the pane on the right: 33 from 100 columns, 45 from 140; below that there is none.
#[must_use]
pub const fn pane_width(columns: u16) -> Option<u16> {
    match columns {
        WIDER.. => Some(45),
        WIDE.. => Some(33),
        _ => None,
    }
}

/// A body in two panes with an edge between.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Panes {
    /// The pane on the left, with its gutter.
    pub left: Rect,
    /// The pane on the right, with its gutter; nothing where there is one pane.
    pub right: Option<Rect>,
}

/// Cuts a body in two where the screen is wide enough (the body has two columns less than the screen).
#[must_use]
pub fn panes(body: Rect) -> Panes {
    match pane_width(body.width.saturating_add(GUTTER)) {
        Some(width) => split(body, width),
        None => Panes { left: body, right: None },
    }
}

/// Cuts a body in two so that the text on the right has `width` cells; one pane where there is no room for two.
#[must_use]
pub fn split(body: Rect, width: u16) -> Panes {
    // Two cells, the edge, and the gutter of the right pane.
    let taken = width.saturating_add(GUTTER + 1 + GUTTER);
    if body.width <= taken {
        return Panes { left: body, right: None };
    }
    let left = Rect { width: body.width - taken, ..body };
    let right = Rect { x: left.right() + GUTTER + 1, width: width + GUTTER, ..body };
    Panes { left, right: Some(right) }
}

/// Draws the edge between two panes, over all rows of the body.
pub fn edge(buf: &mut Buffer, panes: &Panes, theme: &Theme) {
    if let Some(right) = panes.right {
        let column = Rect { x: right.x.saturating_sub(1), width: 1, ..right };
        for y in 0..column.height {
            put(buf, column, 0, y, theme.sign(Sign::Edge), theme.style(Role::Line));
        }
    }
}

/// Rail and section of a record screen from 100 columns on; below that the rail is one line ([`super::record::rail_line`])
/// and the section is the body.
#[must_use]
pub fn rail(body: Rect) -> (Option<Rect>, Rect) {
    if body.width.saturating_add(GUTTER) < WIDE {
        return (None, body);
    }
    let width = GUTTER + RAIL;
    (Some(Rect { width, ..body }), Rect { x: body.x + width, width: body.width - width, ..body })
}

/// Draws a rule over the text of a pane, with a title in it if there is one.
pub fn rule(buf: &mut Buffer, pane: Rect, y: u16, title: &str, theme: &Theme) {
    let area = text_of(pane);
    let line = theme.style(Role::Line);
    for x in 0..area.width {
        put(buf, area, x, y, theme.sign(Sign::Rule), line);
    }
    if !title.is_empty() {
        let room = usize::from(area.width.saturating_sub(4));
        let title = format!(" {} ", super::text::cut(title, room, theme));
        put(buf, area, 1, y, &title, theme.heading());
    }
}

#[cfg(test)]
mod tests {
    use super::super::picture;
    use super::*;

    #[test]
    fn the_list_takes_what_the_pane_leaves() {
        for (columns, list, pane) in [(120, 78, 33), (100, 58, 33), (140, 86, 45)] {
            let frame = Frame::of(Rect::new(0, 0, columns, 36), false).unwrap();
            let panes = panes(frame.body);
            assert_eq!(text_of(panes.left).width, list, "{columns}");
            assert_eq!(text_of(panes.right.unwrap()).width, pane, "{columns}");
        }
        let frame = Frame::of(Rect::new(0, 0, 80, 24), false).unwrap();
        assert_eq!(panes(frame.body).right, None);
    }

    #[test]
    fn the_rows_are_those_of_the_pictures() {
        let tall = Frame::of(Rect::new(0, 0, 120, 36), false).unwrap();
        assert_eq!((tall.body.y, tall.toast.y, tall.footer.y), (2, 34, 35));
        let marked = Frame::of(Rect::new(0, 0, 120, 36), true).unwrap();
        assert_eq!((marked.caveat.y, marked.caveat.height, marked.body.y), (1, 1, 3));
        let small = Frame::of(Rect::new(0, 0, 80, 24), true).unwrap();
        assert_eq!((small.caveat.height, small.body.y, small.body.height), (2, 4, 18));
        let low = Frame::of(Rect::new(0, 0, 60, 15), true).unwrap();
        assert_eq!(low.caveat.height, 2);
        assert!(low.shares_footer());
        assert_eq!(Frame::of(Rect::new(0, 0, 59, 15), false), None);
        assert_eq!(Frame::of(Rect::new(0, 0, 60, 14), false), None);
    }

    #[test]
    fn the_edge_stands_where_it_is_pictured() {
        let picture = picture::of(120, 4, |buf, area| {
            let frame = Rect { width: area.width - 2, height: 1, ..area };
            edge(buf, &panes(frame), &Theme::dark());
        });
        assert_eq!(picture, format!("{}│", " ".repeat(82)));
    }

    #[test]
    fn a_section_begins_after_a_rail_of_twenty_one() {
        let (rail, section) = rail(Rect::new(0, 0, 118, 30));
        assert_eq!(text_of(rail.unwrap()).width, 21);
        assert_eq!(text_of(section).x, 25);
    }

    #[test]
    fn a_window_too_small_says_so_and_nothing_else() {
        let picture = picture::of(30, 4, |buf, area| too_small(buf, area, &Theme::dark()));
        assert_eq!(picture, "Make the window 60 by 15 or\nlarger: caseload is still\nopen.");
    }

    #[test]
    fn a_rule_carries_its_title() {
        let picture = picture::of(24, 1, |buf, area| rule(buf, area, 0, "Wait until", &Theme::dark()));
        assert_eq!(picture, "  ─ Wait until ─────────");
    }
}
