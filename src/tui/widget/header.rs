//! The first line of every screen: what runs, where you are, what waits to be sent, what time it is.
//!
//! What does not belong here: how the counts are made. Zero is said, not left out.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::frame::WIDE;
use super::{Ink, Phrase, narrow, text};
use crate::tui::theme::{Role, Sign, Theme};

/// What must never be overlooked about this vault.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Chip {
    /// Invented people.
    Practice,
    /// No escrow slot yet.
    SetUp,
    /// Nothing can be changed.
    ReadOnly,
}

/// The header.
#[derive(Debug, Clone, Default)]
pub struct Header<'a> {
    /// The program's name is left out only when the screen is cloaked.
    pub cloaked: bool,
    /// What must never be overlooked.
    pub chip: Option<Chip>,
    /// Digit, screen and area: `1 Today · Central`.
    pub title: &'a str,
    /// What stands on the right before the clock; see [`counts`].
    pub right: Phrase,
    /// The date, shown from 100 columns on: `Tue 24/11/2026`.
    pub date: &'a str,
    /// The clock: `14:05`.
    pub clock: &'a str,
}

/// `9 unsent · 2 unconfirmed`.
#[must_use]
pub fn counts(unsent: u64, unconfirmed: u64) -> Phrase {
    Phrase::new().text(format!("{unsent} unsent")).dot().text(format!("{unconfirmed} unconfirmed"))
}

/// `◐ checking 61 %   9 unsent`, while the vault is read through.
#[must_use]
pub fn checking(percent: u8, unsent: u64) -> Phrase {
    Phrase::new().sign(Sign::Due, format!("checking {percent} %")).text(format!("   {unsent} unsent"))
}

/// Draws the header in its row.
pub fn draw(buf: &mut Buffer, area: Rect, header: &Header<'_>, theme: &Theme) {
    let area = super::text_of(area);
    let area = Rect { width: area.width.saturating_sub(super::GUTTER), ..area };

    let mut right = header.right.clone();
    let mut apart = if right.is_empty() { "" } else { "   " };
    if !header.date.is_empty() && area.width + 2 * super::GUTTER >= WIDE {
        right = right.text(format!("{apart}{}", header.date));
        apart = "  ";
    }
    if !header.clock.is_empty() {
        right = right.text(format!("{apart}{}", header.clock));
    }

    let mut left = Phrase::new();
    if !header.cloaked {
        left = left.text("caseload");
    }
    match header.chip {
        Some(Chip::Practice) => left = left.text("   ").ink("PRACTICE", Ink::Chip),
        Some(Chip::SetUp) => left = left.text("   ").ink("SET-UP", Ink::Chip),
        Some(Chip::ReadOnly) => left = left.text("   ").mark(Sign::Danger).ink(" read-only", Ink::Word(Role::Danger)),
        None => {}
    }
    let right_at = area.width.saturating_sub(narrow(right.width()));
    right.draw(buf, area, right_at, 0, theme);
    // The title gives way before the counts and the clock do; the chip never does.
    if !header.title.is_empty() {
        let room = usize::from(right_at).saturating_sub(left.width() + 3 + 2);
        left = left.text("   ").text(text::cut(header.title, room, theme));
    }
    let room = Rect { width: right_at.max(narrow(left.width().min(usize::from(area.width)))), ..area };
    left.draw(buf, room, 0, 0, theme);
}

#[cfg(test)]
mod tests {
    use super::super::picture;
    use super::*;
    use ratatui::style::Modifier;

    fn drawn(width: u16, header: &Header<'_>) -> String {
        picture::of(width, 1, |buf, area| draw(buf, area, header, &Theme::dark()))
    }

    fn today() -> Header<'static> {
        Header {
            title: "1 Today · Central",
            right: counts(9, 2),
            date: "Tue 24/11/2026",
            clock: "14:05",
            ..Header::default()
        }
    }

    #[test]
    fn at_80_columns_the_clock_stands_without_the_date() {
        assert_eq!(
            drawn(80, &today()),
            "  caseload   1 Today · Central                9 unsent · 2 unconfirmed   14:05"
        );
    }

    #[test]
    fn at_120_columns_the_date_stands_before_the_clock() {
        assert_eq!(
            drawn(120, &today()),
            "  caseload   1 Today · Central                                        9 unsent · 2 unconfirmed   Tue 24/11/2026  14:05"
        );
    }

    #[test]
    fn practice_set_up_and_read_only_are_never_overlooked() {
        let zero = Header { right: counts(0, 0), ..today() };
        assert_eq!(
            drawn(80, &Header { chip: Some(Chip::Practice), ..zero.clone() }),
            "  caseload   PRACTICE   1 Today · Central     0 unsent · 0 unconfirmed   14:05"
        );
        assert_eq!(
            drawn(80, &Header { chip: Some(Chip::SetUp), ..zero }),
            "  caseload   SET-UP   1 Today · Central       0 unsent · 0 unconfirmed   14:05"
        );
        assert_eq!(
            drawn(80, &Header { chip: Some(Chip::ReadOnly), ..today() }),
            "  caseload   ! read-only   1 Today · Central  9 unsent · 2 unconfirmed   14:05"
        );
        let mut buf = Buffer::empty(Rect::new(0, 0, 80, 1));
        let header = Header { chip: Some(Chip::Practice), ..today() };
        let area = buf.area;
        draw(&mut buf, area, &header, &Theme::mono());
        assert!(buf[(13, 0)].modifier.contains(Modifier::REVERSED));
    }

    #[test]
    fn locked_checking_and_cloaked_headers_say_no_more_than_they_may() {
        let locked = Header { right: Phrase::from("locked"), clock: "14:14", ..Header::default() };
        assert_eq!(
            drawn(80, &locked),
            "  caseload                                                      locked   14:14"
        );
        let checking = Header { right: checking(61, 9), ..today() };
        assert_eq!(
            drawn(80, &checking),
            "  caseload   1 Today · Central              ◐ checking 61 %   9 unsent   14:05"
        );
        let cloaked = Header { cloaked: true, clock: "14:10", ..Header::default() };
        assert_eq!(drawn(80, &cloaked), format!("{}14:10", " ".repeat(73)));
    }

    #[test]
    fn a_long_title_gives_way_to_the_counts() {
        let header = Header { title: "Record · Safe contact · Contact now", ..today() };
        let picture = drawn(60, &header);
        assert!(picture.ends_with("9 unsent · 2 unconfirmed   14:05"), "{picture}");
        assert!(picture.contains('…'), "{picture}");
    }
}
