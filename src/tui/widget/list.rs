//! Lists: rows with a sign and columns, a focus, a selection and a scroll that keeps two rows of margin.
//!
//! A row is: focus sign in the gutter, the lead column if there is one (duty), `+` if selected, the sign, a space, then
//! the columns. What must not be cut wraps, and the row grows. What does not belong here: what the rows say and where
//! they come from.

use std::cell::{Cell, RefCell};

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{Drawn, Phrase, focus, narrow, put, row, text, text_of};
use crate::tui::theme::{Role, Sign, Theme};

/// Rows kept visible above and below the focused one while scrolling.
pub const MARGIN: usize = 2;
/// Cells before the first column: `+`, sign, space.
pub const START: u16 = 3;

/// One column.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Column {
    /// Heading; blank for none.
    pub heading: &'static str,
    /// Cells with the space after it; 0 for what is left.
    pub cells: u16,
    /// Numbers stand on the right.
    pub right: bool,
    /// Never cut: wraps instead, and the row grows.
    pub whole: bool,
}

impl Column {
    /// A column of words of this many cells, the space after it included; cut where they do not fit.
    #[must_use]
    pub const fn new(heading: &'static str, cells: u16) -> Self {
        Self { heading, cells, right: false, whole: false }
    }
    /// The last column: takes what is left.
    #[must_use]
    pub const fn rest(heading: &'static str) -> Self {
        Self::new(heading, 0)
    }
    /// Numbers: on the right.
    #[must_use]
    pub const fn right(mut self) -> Self {
        self.right = true;
        self
    }
    /// Never cut.
    #[must_use]
    pub const fn whole(mut self) -> Self {
        self.whole = true;
        self
    }
}

/// One row.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Row {
    /// What stands in the lead column, where the list has one; the first of a group says it.
    pub lead: &'static str,
    /// Selected for an act on several.
    pub selected: bool,
    /// The sign, if any.
    pub sign: Option<Sign>,
    /// One phrase a column.
    pub cells: Vec<Phrase>,
    /// A second line, aligned with the first column (60 to 79 columns).
    pub second: Option<Phrase>,
    /// Muted whole; it can be focused and says why it cannot be acted on.
    pub disabled: bool,
    /// Begins a group: set apart by an empty row where the list asks for it.
    pub begins_group: bool,
}

/// A list to draw.
#[derive(Debug, Clone, Copy)]
pub struct List<'a> {
    /// Cells of the lead column; 0 for none.
    pub lead: u16,
    /// The columns.
    pub columns: &'a [Column],
    /// The rows.
    pub rows: &'a [Row],
    /// Whether headings are shown.
    pub headings: bool,
    /// Whether groups are set apart by an empty row.
    pub apart: bool,
    /// The focused row, if the list holds the focus.
    pub focus: Option<usize>,
    /// The first row to show, as the last drawing told; it is moved so that the focus is seen.
    pub top: usize,
    /// Rows that exist but were not handed in (a list read in slices).
    pub further: usize,
}

impl<'a> List<'a> {
    /// A list without headings, lead column or focus.
    #[must_use]
    pub const fn new(columns: &'a [Column], rows: &'a [Row]) -> Self {
        Self { lead: 0, columns, rows, headings: false, apart: false, focus: None, top: 0, further: 0 }
    }
}

/// How a list was last drawn, kept in the state of a screen: where its rows stand, for a click, and its first row, for
/// the next drawing. A screen forgets the rows before each drawing (`Screen::view`).
#[derive(Debug, Default)]
pub struct Rows {
    kept: RefCell<Kept>,
    top: Cell<usize>,
}

/// Where rows stand with their numbers, and the number of the focused one.
#[derive(Debug, Default)]
struct Kept {
    rows: Vec<(Rect, usize)>,
    focus: Option<usize>,
}

impl Rows {
    /// None yet.
    #[must_use]
    pub const fn new() -> Self {
        Self { kept: RefCell::new(Kept { rows: Vec::new(), focus: None }), top: Cell::new(0) }
    }

    /// Forgets where they stand: a list that is not drawn answers no click.
    pub fn clear(&self) {
        self.keep(Vec::new(), None);
    }

    /// Keeps where each row that can be focused stands, its number, and the number of the focused one.
    pub fn keep(&self, rows: Vec<(Rect, usize)>, focus: Option<usize>) {
        self.kept.replace(Kept { rows, focus });
    }

    /// Keeps how the list was drawn; tells where the cursor belongs.
    pub fn drawn(&self, drawn: DrawnList) -> Option<Position> {
        self.top.set(drawn.top);
        self.keep(drawn.rows, drawn.focus);
        drawn.drawn.cursor
    }

    /// The first row to show, as the last drawing told.
    #[must_use]
    pub fn top(&self) -> usize {
        self.top.get()
    }

    /// Shows it from this row at the next drawing; it is moved so that the focus is seen.
    pub fn set_top(&self, top: usize) {
        self.top.set(top);
    }

    /// The number of the row at a cell.
    #[must_use]
    pub fn at(&self, at: Position) -> Option<usize> {
        self.kept.borrow().rows.iter().find(|(area, _)| area.contains(at)).map(|(_, n)| *n)
    }

    /// How many rows further down than the focused one the row at a cell stands; none where there is no row, or the
    /// list has no focus.
    #[must_use]
    pub fn further(&self, at: Position) -> Option<i64> {
        let clicked = self.at(at)?;
        Some(i64::try_from(clicked).ok()? - i64::try_from(self.kept.borrow().focus?).ok()?)
    }
}

/// What drawing a list took.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct DrawnList {
    /// Rows used and where the cursor belongs.
    pub drawn: Drawn,
    /// The first row shown; hand it back in with the next drawing.
    pub top: usize,
    /// Rows of the list that were shown.
    pub shown: usize,
    /// Where those that can be focused stand, and which of them all each is; for [`Rows`].
    pub rows: Vec<(Rect, usize)>,
    /// Which of them all has the focus.
    pub focus: Option<usize>,
}

/// Where the columns stand: offset from the text of the pane, and cells.
fn places(columns: &[Column], lead: u16, room: u16) -> Vec<(u16, u16)> {
    let mut at = lead + START;
    columns
        .iter()
        .map(|column| {
            let left = room.saturating_sub(at);
            let cells = if column.cells == 0 { left } else { column.cells.min(left) };
            let place = (at, cells);
            at = at.saturating_add(if column.cells == 0 { left } else { column.cells });
            place
        })
        .collect()
}

/// Cells for the words of a column: the space after it is not theirs, unless it is the last.
fn room_of(column: &Column, cells: u16) -> usize {
    usize::from(if column.cells == 0 { cells } else { cells.saturating_sub(1) })
}

fn lines_of(list: &List<'_>, entry: &Row, places: &[(u16, u16)], theme: &Theme) -> Vec<Vec<Phrase>> {
    list.columns
        .iter()
        .zip(places)
        .enumerate()
        .map(|(i, (column, (_, cells)))| {
            let Some(cell) = entry.cells.get(i) else { return Vec::new() };
            let cell = if entry.disabled { cell.clone().all_muted(theme) } else { cell.clone() };
            let room = room_of(column, *cells);
            if column.whole { cell.wrap(room, theme) } else { vec![cell] }
        })
        .collect()
}

/// The first row to show, so that the focused one is seen with two rows of margin on either side where there are any.
///
/// `heights` are rows of the screen, `room` too.
#[must_use]
pub fn scroll(heights: &[usize], focus: usize, top: usize, room: usize) -> usize {
    let last = heights.len().saturating_sub(1);
    let focus = focus.min(last);
    let span = |from: usize, to: usize| heights.get(from..=to).map_or(0, |h| h.iter().sum::<usize>());
    // In a very low window the margin shrinks, the focused row never does.
    let margin = MARGIN.min(room.saturating_sub(1) / 2);
    let mut top = top.min(last).min(focus.saturating_sub(margin));
    let bottom = (focus + margin).min(last);
    while top < focus && span(top, bottom) > room {
        top += 1;
    }
    // Nothing is left empty below while rows are hidden above.
    while top > 0 && span(top - 1, last) <= room {
        top -= 1;
    }
    top
}

/// A row of the list and where it stands.
struct Placed {
    index: usize,
    y: u16,
    height: u16,
}

/// Where everything of a list stands before it is drawn.
struct Plan {
    places: Vec<(u16, u16)>,
    lines: Vec<Vec<Vec<Phrase>>>,
    headings: bool,
    top: usize,
    shown: Vec<Placed>,
    /// The first free row.
    end: u16,
}

fn plan(area: Rect, list: &List<'_>, theme: &Theme) -> Plan {
    let places = places(list.columns, list.lead, area.width);
    let lines: Vec<Vec<Vec<Phrase>>> = list.rows.iter().map(|entry| lines_of(list, entry, &places, theme)).collect();
    let own: Vec<usize> = list
        .rows
        .iter()
        .zip(&lines)
        .map(|(entry, cells)| {
            cells.iter().map(Vec::len).max().unwrap_or(0).max(1) + usize::from(entry.second.is_some())
        })
        .collect();
    let rows: usize = own.iter().sum();
    // In a low pane headings go before rows do.
    let headings = list.headings && (area.height > 3 || rows < usize::from(area.height));
    let start = u16::from(headings);
    let room = usize::from(area.height.saturating_sub(start));
    let gap = |i: usize| usize::from(i > 0 && list.rows.get(i).is_some_and(|r| r.begins_group));
    let gaps: usize = (0..own.len()).map(gap).sum();
    // Groups are set apart only where there is room for all of them.
    let apart = list.apart && list.further == 0 && rows + gaps <= room;
    // The line that counts what is below takes a row of its own.
    let counted = rows > room || list.further > 0;
    let room = if counted { room.saturating_sub(1) } else { room };
    let top = if apart { 0 } else { scroll(&own, list.focus.unwrap_or(list.top), list.top, room) };

    let mut shown: Vec<Placed> = Vec::new();
    let mut used = 0;
    for (index, height) in own.iter().copied().enumerate().skip(top) {
        let before = if apart { gap(index) } else { 0 };
        // One row is always shown, as far as it goes.
        if used + before + height > room && !shown.is_empty() {
            break;
        }
        let height = height.min(usize::from(area.height.saturating_sub(start)));
        shown.push(Placed { index, y: start + narrow(used + before), height: narrow(height) });
        used += before + height;
    }
    Plan { places, lines, headings, top, shown, end: (start + narrow(used)).min(area.height) }
}

/// Draws a list into a pane.
pub fn draw(buf: &mut Buffer, pane: Rect, list: &List<'_>, theme: &Theme) -> DrawnList {
    let area = text_of(pane);
    if area.width == 0 || area.height == 0 {
        return DrawnList { top: list.top, ..DrawnList::default() };
    }
    let plan = plan(area, list, theme);
    if plan.headings {
        for (column, (at, cells)) in list.columns.iter().zip(&plan.places) {
            let room = room_of(column, *cells);
            let words = if column.right {
                text::pad_left(column.heading, room, theme)
            } else {
                text::cut(column.heading, room, theme)
            };
            put(buf, area, *at, 0, &words, theme.style(Role::Muted));
        }
    }
    let mut drawn = Drawn::default();
    let at = |p: &Placed| Rect { y: pane.y.saturating_add(p.y), height: p.height, ..pane };
    let placed = plan.shown.iter().map(|p| (at(p), p.index)).collect();
    for placed in &plan.shown {
        let (Some(entry), Some(cells)) = (list.rows.get(placed.index), plan.lines.get(placed.index)) else { continue };
        if list.focus == Some(placed.index) {
            drawn.cursor = focus(buf, pane, placed.y, placed.height, theme);
        }
        draw_row(buf, area, placed.y, list, entry, cells, &plan.places, theme);
    }
    drawn.rows = plan.end;
    let hidden = list.rows.len().saturating_sub(plan.top + plan.shown.len()) + list.further;
    if hidden > 0 && drawn.rows < area.height {
        put(buf, area, 0, drawn.rows, &format!("{hidden} more below"), theme.style(Role::Muted));
        drawn.rows += 1;
    }
    DrawnList { drawn, top: plan.top, shown: plan.shown.len(), rows: placed, focus: list.focus }
}

#[expect(clippy::too_many_arguments, reason = "one row of one list; a struct would only be unpacked again")]
fn draw_row(
    buf: &mut Buffer,
    area: Rect,
    y: u16,
    list: &List<'_>,
    entry: &Row,
    cells: &[Vec<Phrase>],
    places: &[(u16, u16)],
    theme: &Theme,
) {
    if list.lead > 0 {
        let words = text::cut(entry.lead, usize::from(list.lead.saturating_sub(1)), theme);
        put(buf, area, 0, y, &words, theme.style(Role::Muted));
    }
    if entry.selected {
        put(buf, area, list.lead, y, theme.sign(Sign::Plus), theme.sign_style(Sign::Plus));
    }
    if let Some(sign) = entry.sign {
        let style = if entry.disabled { theme.style(Role::Muted) } else { theme.sign_style(sign) };
        put(buf, area, list.lead + 1, y, theme.sign(sign), style);
    }
    let mut tallest = 1;
    for ((column, (at, width)), lines) in list.columns.iter().zip(places).zip(cells) {
        let room = narrow(room_of(column, *width));
        for (n, line) in lines.iter().enumerate() {
            let shift = if column.right { room.saturating_sub(narrow(line.width())) } else { 0 };
            let place = Rect { x: area.x + at, width: room.min(area.width.saturating_sub(*at)), ..area };
            line.draw(buf, place, shift, y.saturating_add(narrow(n)), theme);
        }
        tallest = tallest.max(lines.len());
    }
    if let Some(second) = &entry.second {
        let place = Rect { x: area.x + list.lead + START, width: area.width.saturating_sub(list.lead + START), ..area };
        second.draw(buf, place, 0, y.saturating_add(narrow(tallest)), theme);
    }
}

/// Draws one focusable line that is not part of a table, such as `Daily review`; tells where the cursor belongs.
pub fn line(buf: &mut Buffer, pane: Rect, y: u16, words: &Phrase, focused: bool, theme: &Theme) -> Option<Position> {
    let cursor = if focused { focus(buf, pane, y, 1, theme) } else { None };
    words.draw(buf, row(text_of(pane), y), 0, 0, theme);
    cursor
}

#[cfg(test)]
mod tests {
    use super::super::picture;
    use super::*;
    use proptest::prelude::*;

    const TODAY: [Column; 4] = [
        Column::new("When", 13).whole(),
        Column::new("Contact", 9).whole(),
        Column::new("Name", 10),
        Column::rest("Why it is here"),
    ];

    fn entry(sign: Option<Sign>, when: &str, contact: &str, name: &str, why: &str) -> Row {
        let when = match sign {
            Some(sign) => Phrase::new().ink(when, super::super::Ink::Word(sign.role())),
            None => Phrase::from(when),
        };
        Row { sign, cells: vec![when, contact.into(), name.into(), why.into()], ..Row::default() }
    }

    fn rows() -> Vec<Row> {
        vec![
            Row {
                lead: "Clocks",
                ..entry(Some(Sign::Child), "31 h 20 min", "K7-0066", "Callie", "child concern · protection to Wed")
            },
            entry(Some(Sign::Due), "9 h 5 min", "K7-0017", "Jade", "crime to record, told Mon 23:10"),
            Row {
                lead: "Overdue",
                begins_group: true,
                ..entry(Some(Sign::Danger), "4 days late", "K7-0042", "Roxy", "promise: find out bail conditions")
            },
            entry(Some(Sign::Danger), "since 09:00", "K7-0058", "Оксана", "promise: text after her shift"),
            entry(Some(Sign::Due), "17:00", "K7-0049", "Hằng", "call, interpreter booked"),
            entry(None, "Thu 26/11", "K7-0012", "Małgorzata", "marker review, 12 months are up"),
        ]
    }

    #[test]
    fn at_120_columns_today_stands_as_pictured() {
        let rows = rows();
        let list = List { lead: 9, headings: true, apart: true, focus: Some(2), ..List::new(&TODAY, &rows) };
        let picture = picture::of(80, 12, |buf, area| {
            draw(buf, area, &list, &Theme::dark());
            put(buf, area, 2, 0, "Duty", Theme::dark().style(Role::Muted));
        });
        assert_eq!(
            picture,
            "  Duty        When         Contact  Name      Why it is here
  Clocks    ▲ 31 h 20 min  K7-0066  Callie    child concern · protection to Wed
            ◐ 9 h 5 min    K7-0017  Jade      crime to record, told Mon 23:10

▸ Overdue   ! 4 days late  K7-0042  Roxy      promise: find out bail conditions
            ! since 09:00  K7-0058  Оксана    promise: text after her shift
            ◐ 17:00        K7-0049  Hằng      call, interpreter booked
              Thu 26/11    K7-0012  Małgorza… marker review, 12 months are up"
        );
    }

    #[test]
    fn the_states_of_a_row_are_those_pictured() {
        let plain = entry(Some(Sign::Due), "today", "K7-0063", "Ελένη", "promise: her crime number");
        let rows =
            [plain.clone(), plain.clone(), Row { selected: true, ..plain.clone() }, Row { selected: true, ..plain }];
        let picture = |focus| {
            picture::of(80, 4, |buf, area| {
                draw(buf, area, &List { focus, ..List::new(&TODAY, &rows) }, &Theme::dark());
            })
        };
        let focused = picture(Some(1));
        let lines: Vec<&str> = focused.lines().collect();
        assert_eq!(lines[0], "   ◐ today        K7-0063  Ελένη     promise: her crime number");
        assert_eq!(lines[1], "▸  ◐ today        K7-0063  Ελένη     promise: her crime number");
        assert_eq!(lines[2], "  +◐ today        K7-0063  Ελένη     promise: her crime number");
        let both = picture(Some(3));
        assert_eq!(both.lines().nth(3), Some("▸ +◐ today        K7-0063  Ελένη     promise: her crime number"));
    }

    #[test]
    fn the_selection_runs_across_the_pane_and_the_cursor_stands_on_the_row() {
        let rows = rows();
        let mut buf = Buffer::empty(Rect::new(0, 0, 80, 6));
        let area = buf.area;
        let drawn = draw(&mut buf, area, &List { focus: Some(1), ..List::new(&TODAY, &rows) }, &Theme::dark());
        assert_eq!(drawn.drawn.cursor, Some(Position::new(0, 1)));
        for x in 0..80 {
            assert_eq!(buf[(x, 1)].bg, Theme::dark().colour(Role::Selection), "column {x}");
            assert_ne!(buf[(x, 2)].bg, Theme::dark().colour(Role::Selection), "column {x}");
        }
        assert_eq!(buf[(19, 1)].fg, Theme::dark().colour(Role::Text), "references are never coloured");
    }

    #[test]
    fn what_does_not_fit_is_counted() {
        let rows = rows();
        let picture = picture::of(80, 4, |buf, area| {
            draw(buf, area, &List { focus: Some(0), ..List::new(&TODAY, &rows) }, &Theme::dark());
        });
        assert_eq!(picture.lines().last(), Some("  3 more below"));
    }

    #[test]
    fn a_disabled_row_is_muted_whole() {
        let rows = [Row { disabled: true, ..entry(Some(Sign::Dot), "handed over", "K7-0035", "Çiğdem", "referral") }];
        let mut buf = Buffer::empty(Rect::new(0, 0, 60, 1));
        let area = buf.area;
        draw(&mut buf, area, &List::new(&TODAY, &rows), &Theme::dark());
        for x in 3..40 {
            if buf[(x, 0)].symbol() != " " {
                assert_eq!(buf[(x, 0)].fg, Theme::dark().colour(Role::Muted), "column {x}");
            }
        }
    }

    #[test]
    fn numbers_stand_on_the_right_and_a_heading_like_its_column() {
        let columns = [Column::new("Area", 10), Column::new("Jun", 6).right(), Column::rest("")];
        let rows = [Row { cells: vec!["Low Quay".into(), "31".into(), "x".into()], ..Row::default() }];
        let picture = picture::of(40, 2, |buf, area| {
            draw(buf, area, &List { headings: true, ..List::new(&columns, &rows) }, &Theme::dark());
        });
        assert_eq!(picture, "     Area        Jun\n     Low Quay     31 x");
    }

    #[test]
    fn groups_stand_together_where_there_is_no_room_to_set_them_apart() {
        let rows = rows();
        let list = List { apart: true, headings: true, ..List::new(&TODAY, &rows) };
        let high = picture::of(80, 8, |buf, area| {
            draw(buf, area, &list, &Theme::dark());
        });
        assert!(high.contains("\n\n"), "{high}");
        let low = picture::of(80, 7, |buf, area| {
            draw(buf, area, &list, &Theme::dark());
        });
        assert!(!low.contains("\n\n") && !low.contains("more below"), "{low}");
        let lowest = picture::of(80, 3, |buf, area| {
            draw(buf, area, &list, &Theme::dark());
        });
        assert!(lowest.starts_with("   ▲") && lowest.ends_with("4 more below"), "{lowest}");
    }

    #[test]
    fn a_click_finds_the_row_it_is_on() {
        let rows = rows();
        let list = List { apart: true, headings: true, focus: Some(1), ..List::new(&TODAY, &rows) };
        let pane = Rect::new(0, 4, 80, 12);
        let kept = Rows::default();
        let drawn = draw(&mut Buffer::empty(Rect::new(0, 0, 80, 20)), pane, &list, &Theme::dark());
        kept.keep(drawn.rows, drawn.focus);
        let at = |y| kept.further(Position::new(20, y));
        assert_eq!([at(3), at(4), at(5), at(6), at(7), at(8)], [None, None, Some(-1), Some(0), None, Some(1)]);
        kept.clear();
        assert_eq!(at(6), None);
    }

    proptest! {
        #[test]
        fn the_focused_row_is_always_shown(count in 1usize..60, focus in 0usize..60, top in 0usize..60, height in 1u16..30) {
            let focus = focus.min(count - 1);
            let rows: Vec<Row> = (0..count).map(|i| entry(None, &i.to_string(), "K7-0001", "Ash", "x")).collect();
            let area = Rect::new(0, 0, 60, height + 1);
            let mut buf = Buffer::empty(area);
            let drawn = draw(&mut buf, area, &List { focus: Some(focus), top, ..List::new(&TODAY, &rows) }, &Theme::dark());
            prop_assert!(drawn.top <= focus && focus < drawn.top + drawn.shown, "{drawn:?}");
        }
    }
}
