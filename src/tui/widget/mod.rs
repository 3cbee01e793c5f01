//! What every screen is drawn from: pure functions over a buffer, an area and a theme.
//!
//! One convention holds everywhere: a **pane** is an area whose first two columns are its gutter, the focus sign in
//! the first and nothing in the second; its text begins in the third. [`frame`] cuts the screen into such panes.
//! Every function here draws nothing outside its area and accepts any size, nothing at all included. What does not
//! belong here: state that outlives a frame, keys, and what a screen says.

pub mod calendar;
pub mod caveat;
pub mod chart;
pub mod footer;
pub mod frame;
pub mod header;
pub mod list;
pub mod phrase;
pub mod progress;
pub mod record;
pub mod sheet;
pub mod text;
pub mod timeline;
pub mod track;

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::theme::{Role, Sign, Signs, Theme};
pub use phrase::{Ink, Phrase, put, shade};

/// Width of a pane's gutter: focus sign and an empty cell.
pub const GUTTER: u16 = 2;

/// What drawing took and where the terminal's own cursor belongs.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Drawn {
    /// Rows used from the top of the area.
    pub rows: u16,
    /// Where the focus is, if it is here.
    pub cursor: Option<Position>,
}

/// Cells as the screen counts them.
#[must_use]
pub fn narrow(cells: usize) -> u16 {
    u16::try_from(cells).unwrap_or(u16::MAX)
}

/// The area without its first `rows` rows.
#[must_use]
pub fn below(area: Rect, rows: u16) -> Rect {
    let rows = rows.min(area.height);
    Rect { y: area.y.saturating_add(rows), height: area.height - rows, ..area }
}

/// The row `y` of an area, or an empty area.
#[must_use]
pub fn row(area: Rect, y: u16) -> Rect {
    if y < area.height { Rect { y: area.y + y, height: 1, ..area } } else { Rect { height: 0, ..area } }
}

/// A pane without its gutter: where its text stands.
#[must_use]
pub fn text_of(pane: Rect) -> Rect {
    let gutter = GUTTER.min(pane.width);
    Rect { x: pane.x.saturating_add(gutter), width: pane.width - gutter, ..pane }
}

/// Marks `rows` rows of a pane from `y` as focused: the selection background and the focus sign in the gutter.
/// Tells the first cell of the row.
pub fn focus(buf: &mut Buffer, pane: Rect, y: u16, rows: u16, theme: &Theme) -> Option<Position> {
    let shown = below(pane, y);
    if shown.height == 0 || shown.width == 0 {
        return None;
    }
    shade(buf, Rect { height: rows.min(shown.height), ..shown }, theme.style(Role::Selection));
    put(buf, pane, 0, y, theme.sign(Sign::Focus), theme.sign_style(Sign::Focus));
    Some(Position::new(shown.x, shown.y))
}

/// Takes the focus off what was drawn: its sign and the selection background. What a sheet was raised over, and the part
/// of a sheet that does not hold the focus, are seen without it (there is one focus sign on the screen).
pub fn unfocus(buf: &mut Buffer, area: Rect, theme: &Theme) {
    let area = area.intersection(buf.area);
    let selection = theme.style(Role::Selection);
    let ground = theme.style(Role::Ground);
    for position in area.positions() {
        let Some(cell) = buf.cell_mut(position) else { continue };
        if cell.symbol() == theme.sign(Sign::Focus) {
            cell.set_symbol(" ");
        }
        if selection.bg.is_some_and(|bg| bg == cell.bg) {
            cell.bg = ground.bg.unwrap_or_default();
        }
        cell.modifier.remove(selection.add_modifier);
    }
}

/// Where signs are plain characters, makes those plain too that stand inside words: `1 Today · Central`.
pub fn plain_signs(buf: &mut Buffer, theme: &Theme) {
    if theme.signs() != Signs::Ascii {
        return;
    }
    let signs: Vec<(&str, &str)> =
        <Sign as strum::IntoEnumIterator>::iter().map(Sign::forms).filter(|(sign, plain)| sign != plain).collect();
    for cell in &mut buf.content {
        if !cell.symbol().is_ascii()
            && let Some((_, plain)) = signs.iter().find(|(sign, _)| *sign == cell.symbol())
        {
            cell.set_symbol(plain);
        }
    }
}

/// Draws phrases one below the other at the text of a pane, wrapped between words; tells the rows used.
pub fn paragraphs(buf: &mut Buffer, pane: Rect, phrases: &[Phrase], theme: &Theme) -> u16 {
    let area = text_of(pane);
    let mut y = 0;
    for phrase in phrases {
        for line in phrase.wrap(usize::from(area.width), theme) {
            line.draw(buf, area, 0, y, theme);
            y = y.saturating_add(1);
        }
    }
    y.min(area.height)
}

/// Draws what happened where a screen could not be read, in place of what it would show.
pub fn failed(buf: &mut Buffer, pane: Rect, problem: &crate::domain::problem::Problem, theme: &Theme) {
    paragraphs(buf, pane, &[Phrase::new().marked(Sign::Danger, problem.what.as_str())], theme);
}

/// As [`failed`], with what to do about it.
pub fn failed_whole(buf: &mut Buffer, pane: Rect, problem: &crate::domain::problem::Problem, theme: &Theme) {
    let words = format!("{} {}", problem.what, problem.remedy);
    paragraphs(buf, pane, &[Phrase::new().marked(Sign::Danger, words)], theme);
}

/// A buffer painted with the ground, as every frame begins.
pub fn ground(buf: &mut Buffer, area: Rect, theme: &Theme) {
    shade(buf, area, theme.style(Role::Ground));
}

#[cfg(test)]
pub(crate) mod picture {
    //! Turns a drawn buffer into the text of a picture, to be held against the mock-ups.

    use super::*;

    /// What a drawing function drew into an area of this size; trailing spaces are taken off.
    pub fn of(width: u16, height: u16, draw: impl FnOnce(&mut Buffer, Rect)) -> String {
        let area = Rect::new(0, 0, width, height);
        let mut buf = Buffer::empty(area);
        draw(&mut buf, area);
        text(&buf)
    }

    /// The text of a buffer, row by row.
    pub fn text(buf: &Buffer) -> String {
        let mut rows = Vec::new();
        for y in buf.area.top()..buf.area.bottom() {
            let mut line = String::new();
            let mut skip = 0;
            for x in buf.area.left()..buf.area.right() {
                if skip > 0 {
                    skip -= 1;
                    continue;
                }
                let symbol = buf[(x, y)].symbol();
                skip = super::text::cells(symbol).saturating_sub(1);
                line.push_str(symbol);
            }
            rows.push(line.trim_end().to_owned());
        }
        while rows.last().is_some_and(String::is_empty) {
            rows.pop();
        }
        rows.join("\n")
    }
}

#[cfg(test)]
mod screens;

#[cfg(test)]
mod tests {
    use super::*;
    use chrono::NaiveDate;
    use proptest::prelude::*;

    /// Draws every component once into the same area.
    fn everything(buf: &mut Buffer, area: Rect, words: &str, n: usize, theme: &Theme) {
        let phrase = Phrase::new().sign(Sign::Danger, words).dot().muted(words);
        let day = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        header::draw(
            buf,
            area,
            &header::Header {
                chip: Some(header::Chip::Practice),
                title: words,
                right: header::counts(9, 2),
                date: "Tue 24/11/2026",
                clock: "14:05",
                cloaked: false,
            },
            theme,
        );
        let _whole = caveat::draw(buf, area, "THIS INFORMATION", &phrase, "OFFICIAL-SENSITIVE", theme);
        let keys = [footer::Key::new("Enter", words), footer::Key::closed("C", words), footer::Key::new("?", "help")];
        footer::draw(buf, area, &keys, theme);
        let columns =
            [list::Column::new("When", 13).whole(), list::Column::new("n", 6).right(), list::Column::rest("Why")];
        let rows: Vec<list::Row> = (0..n)
            .map(|i| list::Row {
                sign: Some(Sign::Due),
                cells: vec![phrase.clone(), i.to_string().into(), words.into()],
                second: (i % 2 == 0).then(|| phrase.clone()),
                begins_group: i % 3 == 0,
                ..list::Row::default()
            })
            .collect();
        let list = list::List {
            lead: 9,
            headings: true,
            apart: true,
            focus: Some(n),
            top: n,
            ..list::List::new(&columns, &rows)
        };
        list::draw(buf, area, &list, theme);
        track::draw(buf, area, 1, &track::Step::along(&["draft", words, "on IS"], 1), 1, theme);
        sheet::dialog(buf, area, words, std::slice::from_ref(&phrase), &[sheet::Choice::new(words, "Enter")], 0, theme);
        let lettered = [sheet::Lettered { key: "t".into(), words: words.into(), then: vec![words.into()] }];
        sheet::lettered(buf, area, 1, &lettered, n, Some(0), theme);
        progress::steps(buf, area, 1, &[progress::Step::new(Sign::Here, words).far("1 of 2")], theme);
        progress::bar(buf, area, 1, 3, 7, theme);
        progress::units(buf, area, 1, 40, 72, theme);
        calendar::draw(buf, area, day, day, Some(day), |_| 3, theme);
        let marks = [timeline::Mark { on: day, sign: Sign::Here, name: words.into() }];
        timeline::draw(buf, area, day - chrono::Days::new(200), day, &marks, theme);
        let bars = [chart::Bar { label: words.into(), amount: chart::Amount::Count(62), note: words.into() }];
        chart::bars(buf, area, &bars, 20, 30, Some(0), theme);
        record::rail(buf, area, &[record::Section { name: words.into(), value: phrase.clone() }], 0, theme);
        record::labelled(buf, area, &vec![record::Labelled::new(words, phrase); n], record::LABEL, Some(n), n, theme);
        record::heading(buf, area, 0, "K7-0042", words, words, theme);
        record::empty(buf, area, words, &[("a", words)], theme);
        frame::rule(buf, area, 0, words, theme);
        frame::edge(buf, &frame::panes(area), theme);
        frame::too_small(buf, area, theme);
        if let Some(frame) = frame::Frame::of(area, true) {
            sheet::rise(buf, &frame, 9, theme);
            footer::bottom(buf, &frame, Some(&words.into()), &keys, theme);
        }
    }

    #[test]
    fn nothing_at_all_is_a_size() {
        let area = Rect::new(0, 0, 0, 0);
        let mut buf = Buffer::empty(area);
        everything(&mut buf, area, "Żaneta 小梅", 5, &Theme::dark());
    }

    proptest! {
        #![proptest_config(ProptestConfig::with_cases(96))]

        #[test]
        fn no_size_and_no_words_make_any_component_panic(
            width in 0u16..150, height in 0u16..40, words in "\\PC{0,40}", n in 0usize..30,
        ) {
            let area = Rect::new(0, 0, width, height);
            let mut buf = Buffer::empty(area);
            everything(&mut buf, area, &words, n, &Theme::dark());
        }

        #[test]
        fn nothing_is_drawn_outside_the_area(x in 0u16..20, y in 0u16..8, width in 0u16..60, height in 0u16..20) {
            let screen = Rect::new(0, 0, 90, 30);
            let area = Rect::new(x, y, width, height);
            let mut buf = Buffer::empty(screen);
            everything(&mut buf, area, "Roxy, 小梅", 7, &Theme::dark());
            for row in screen.rows() {
                for cell in row.columns() {
                    if !area.contains(cell.as_position()) {
                        prop_assert_eq!(&buf[cell.as_position()], &ratatui::buffer::Cell::default());
                    }
                }
            }
        }

        #[test]
        fn an_area_larger_than_the_screen_is_clipped(width in 0u16..200, height in 0u16..60) {
            let mut buf = Buffer::empty(Rect::new(0, 0, 40, 10));
            everything(&mut buf, Rect::new(5, 3, width, height), "Roxy", 7, &Theme::sixteen());
        }
    }
}
