//! A month, Monday first, with the load of each day.
//!
//! What does not belong here: counting what is due.

use chrono::{Datelike, Days, NaiveDate};
use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{Drawn, narrow, put, shade, text_of};
use crate::tui::theme::{Role, Sign, Theme};

/// Columns of the seven days.
pub const WIDTH: u16 = 28;
const MONTHS: [&str; 12] = [
    "January",
    "February",
    "March",
    "April",
    "May",
    "June",
    "July",
    "August",
    "September",
    "October",
    "November",
    "December",
];

/// The name of a month, from 1 to 12.
#[must_use]
pub fn month_name(month: u32) -> &'static str {
    usize::try_from(month).ok().and_then(|m| MONTHS.get(m.checked_sub(1)?)).copied().unwrap_or_default()
}

/// The load sign of a number of things: 1, 2 to 3, 4 to 7, 8 and more.
#[must_use]
pub const fn load(things: u32) -> Option<Sign> {
    match things {
        0 => None,
        1 => Some(Sign::Load1),
        2..=3 => Some(Sign::Load2),
        4..=7 => Some(Sign::Load4),
        _ => Some(Sign::Load8),
    }
}

/// Draws the month of `shown`: a title, the days of the week, then five or six weeks. Today stands in brackets; a
/// focused day, if there is one, on the selection background.
pub fn draw(
    buf: &mut Buffer,
    pane: Rect,
    shown: NaiveDate,
    today: NaiveDate,
    focused: Option<NaiveDate>,
    things: impl Fn(NaiveDate) -> u32,
    theme: &Theme,
) -> Drawn {
    let area = text_of(pane);
    let (muted, plain) = (theme.style(Role::Muted), theme.style(Role::Text));
    put(buf, area, 0, 0, &format!("{} {}", month_name(shown.month()), shown.year()), theme.heading());
    put(buf, area, 18, 0, &format!("{} few {} many", theme.sign(Sign::Load2), theme.sign(Sign::Load8)), muted);
    for (i, day) in ["Mo", "Tu", "We", "Th", "Fr", "Sa", "Su"].iter().enumerate() {
        put(buf, area, narrow(4 * i + 1), 1, day, muted);
    }
    let mut cursor = None;
    let mut week = 0;
    let mut day = shown.with_day(1);
    while let Some(date) = day.filter(|d| d.month() == shown.month()) {
        let weekday = date.weekday().num_days_from_monday();
        if weekday == 0 && date.day() > 1 {
            week += 1;
        }
        let (x, y) = (narrow(4 * usize::try_from(weekday).unwrap_or(0)), 2 + week);
        if focused == Some(date) && x < area.width && y < area.height {
            let cell = Rect { x: area.x + x, y: area.y + y, width: 4.min(area.width - x), height: 1 };
            shade(buf, cell, theme.style(Role::Selection));
            cursor = Some(Position::new(cell.x.saturating_add(1).min(cell.right().saturating_sub(1)), cell.y));
        }
        put(buf, area, x + 1, y, &format!("{:2}", date.day()), plain);
        if date == today {
            put(buf, area, x, y, "[", theme.style(Role::Accent));
            put(buf, area, x + 3, y, "]", theme.style(Role::Accent));
        } else if let Some(sign) = load(things(date)) {
            put(buf, area, x + 3, y, theme.sign(sign), theme.sign_style(sign));
        }
        day = date.checked_add_days(Days::new(1));
    }
    Drawn { rows: (3 + week).min(area.height), cursor }
}

#[cfg(test)]
mod tests {
    use super::super::picture;
    use super::*;

    fn on(day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, day).unwrap()
    }

    #[test]
    fn november_stands_as_pictured() {
        let things = |d: NaiveDate| match d.day() {
            25 | 27 => 2,
            26 => 4,
            28 | 30 => 1,
            24 => 9,
            _ => 0,
        };
        let picture = picture::of(35, 9, |buf, area| {
            draw(buf, area, on(24), on(24), None, things, &Theme::dark());
        });
        assert_eq!(
            picture,
            "  November 2026     ▂ few █ many
   Mo  Tu  We  Th  Fr  Sa  Su
                            1
    2   3   4   5   6   7   8
    9  10  11  12  13  14  15
   16  17  18  19  20  21  22
   23 [24] 25▂ 26▄ 27▂ 28▁ 29
   30▁"
        );
    }

    #[test]
    fn the_cursor_stands_on_the_focused_day() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 35, 9));
        let area = buf.area;
        let drawn = draw(&mut buf, area, on(1), on(24), Some(on(9)), |_| 0, &Theme::dark());
        assert_eq!(drawn.cursor, Some(Position::new(3, 4)));
        assert_eq!(buf[(4, 4)].symbol(), "9");
        assert_eq!(buf[(4, 4)].bg, Theme::dark().colour(Role::Selection));
    }

    #[test]
    fn the_load_of_a_day_has_four_steps() {
        assert_eq!(
            [0, 1, 3, 4, 7, 8].map(load),
            [None, Some(Sign::Load1), Some(Sign::Load2), Some(Sign::Load4), Some(Sign::Load4), Some(Sign::Load8)]
        );
    }
}
