//! A timeline across the top of a record: what happened when, in one line.
//!
//! What does not belong here: which things are worth a mark.

use chrono::{Datelike, Months, NaiveDate};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::calendar::month_name;
use super::{narrow, put, row, text, text_of};
use crate::tui::theme::{Role, Sign, Theme};

/// A day with a sign and, if it has a name, its name above the line.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Mark {
    /// The day.
    pub on: NaiveDate,
    /// What it was.
    pub sign: Sign,
    /// `plan 2`, `crime report`; blank for none.
    pub name: String,
}

/// Draws three rows: names, line, months. Names that would touch another are left out, the latest first to be kept;
/// where two marks share a cell the stronger stands. Tells the rows used.
pub fn draw(buf: &mut Buffer, pane: Rect, from: NaiveDate, to: NaiveDate, marks: &[Mark], theme: &Theme) -> u16 {
    let area = text_of(pane);
    if area.width == 0 || from >= to {
        return 0;
    }
    let width = usize::from(area.width);
    let days = usize::try_from((to - from).num_days()).unwrap_or(1).max(1);
    let place = |day: NaiveDate| -> Option<usize> {
        let since = usize::try_from((day - from).num_days()).ok()?;
        (since <= days).then(|| since * (width - 1) / days)
    };

    let mut line: Vec<Sign> = vec![Sign::Rule; width];
    for mark in marks {
        if let Some(cell) = place(mark.on).and_then(|x| line.get_mut(x)) {
            *cell = cell.stronger(mark.sign);
            if *cell == Sign::Rule {
                *cell = mark.sign;
            }
        }
    }
    for (x, sign) in line.iter().enumerate() {
        put(buf, row(area, 1), narrow(x), 0, theme.sign(*sign), theme.sign_style(*sign));
    }

    let mut free = width;
    let mut named: Vec<&Mark> = marks.iter().filter(|m| !m.name.is_empty()).collect();
    named.sort_by_key(|m| std::cmp::Reverse(m.on));
    for mark in named {
        let Some(x) = place(mark.on) else { continue };
        let wide = text::width(&mark.name);
        // A name at the right end is moved left so that it is whole.
        let at = x.min(free.saturating_sub(wide));
        if at + wide <= free && x < at + wide.max(1) {
            put(buf, row(area, 0), narrow(at), 0, &mark.name, theme.style(Role::Muted));
            free = at.saturating_sub(2);
        }
    }

    let mut month = Some(from);
    let mut after = 0;
    while let Some(day) = month.filter(|d| *d <= to) {
        let name: String = month_name(day.month()).chars().take(3).collect();
        if let Some(x) = place(day).filter(|x| *x >= after && x + 3 <= width) {
            put(buf, row(area, 2), narrow(x), 0, &name, theme.style(Role::Muted));
            after = x + 4;
        }
        month = day.with_day(1).and_then(|d| d.checked_add_months(Months::new(1)));
    }
    3.min(area.height)
}

#[cfg(test)]
mod tests {
    use super::super::picture;
    use super::*;

    fn on(year: i32, month: u32, day: u32) -> NaiveDate {
        NaiveDate::from_ymd_opt(year, month, day).unwrap()
    }

    #[test]
    fn a_year_stands_in_one_line_with_its_months_below() {
        let mark = |on, sign, name: &str| Mark { on, sign, name: name.into() };
        let marks = [
            mark(on(2026, 1, 10), Sign::Here, "plan 2"),
            mark(on(2026, 6, 1), Sign::NotYet, ""),
            mark(on(2026, 6, 1), Sign::Here, ""),
            mark(on(2026, 11, 20), Sign::Danger, ""),
            mark(on(2026, 11, 26), Sign::Due, "marker 26/11"),
        ];
        let picture = picture::of(62, 3, |buf, area| {
            draw(buf, area, on(2025, 12, 1), on(2026, 12, 1), &marks, &Theme::dark());
        });
        let lines: Vec<&str> = picture.lines().collect();
        assert_eq!(lines[0], "        plan 2                                    marker 26/11");
        assert_eq!(lines[1].matches('●').count(), 2);
        assert!(lines[1].contains('!') && lines[1].ends_with("!◐─"), "{picture}");
        assert!(lines[2].starts_with("  Dec  Jan"), "{picture}");
    }

    #[test]
    fn a_span_that_ends_before_it_begins_draws_nothing() {
        let picture = picture::of(62, 3, |buf, area| {
            assert_eq!(draw(buf, area, on(2026, 1, 1), on(2025, 1, 1), &[], &Theme::dark()), 0);
        });
        assert_eq!(picture, "");
    }
}
