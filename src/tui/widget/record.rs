//! The parts of a record screen: the rail of sections, labelled values, headings and empty states.
//!
//! What does not belong here: which sections and fields there are.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Drawn, Phrase, below, focus, narrow, put, row, text, text_of};
use crate::tui::theme::{Role, Sign, Theme};

/// Cells of a label in a section, with the two spaces after it.
pub const LABEL: u16 = 20;
/// Cells of a label where a record or form has the whole width, with the space after it.
pub const DETAIL_LABEL: u16 = 19;
/// Cells of a label in the pane on the right.
pub const PANE_LABEL: u16 = 14;
/// Cells of a section's name in the rail.
const RAIL_NAME: u16 = 17;

/// What a masked value shows: eight dots, whatever it hides.
pub const MASK: usize = 8;

/// The mask.
#[must_use]
pub fn mask() -> Phrase {
    (0..MASK).fold(Phrase::new(), |p, _| p.mark(Sign::Dot))
}

/// One section of a record.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Section {
    /// `Markers, grounds`.
    pub name: String,
    /// A count, a version or a sign.
    pub value: Phrase,
}

/// Draws the rail; `●` stands where you are.
pub fn rail(buf: &mut Buffer, pane: Rect, sections: &[Section], here: usize, theme: &Theme) {
    let area = text_of(pane);
    for (i, section) in sections.iter().enumerate() {
        let y = narrow(i);
        if i == here {
            put(buf, row(pane, y), 0, 0, theme.sign(Sign::Here), theme.sign_style(Sign::Here));
        }
        let style = theme.style(if i == here { Role::Text } else { Role::Muted });
        let line = row(area, y);
        put(buf, line, 0, 0, &text::cut(&section.name, usize::from(RAIL_NAME - 1), theme), style);
        section.value.draw(buf, line, RAIL_NAME, 0, theme);
    }
}

/// The rail as one line, below 100 columns: `Overview · 1 of 12 · [ ]`.
#[must_use]
pub fn rail_line(sections: &[Section], here: usize) -> Phrase {
    let name = sections.get(here).map(|s| s.name.as_str()).unwrap_or_default();
    Phrase::new().text(name).dot().muted(format!("{} of {}", here + 1, sections.len())).dot().key("[ ]")
}

/// A label and its value.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Labelled {
    /// The label; longer ones wrap in their column.
    pub label: String,
    /// The value; wraps between words, aligned under itself, and is never cut.
    pub value: Phrase,
}

impl Labelled {
    /// A labelled value.
    pub fn new(label: impl Into<String>, value: impl Into<Phrase>) -> Self {
        Self { label: label.into(), value: value.into() }
    }

    /// Whether it is an empty row.
    fn is_gap(&self) -> bool {
        self.label.is_empty() && self.value.is_empty()
    }

    /// Rows it takes in a pane of this width with labels of `label` cells.
    #[must_use]
    pub fn rows(&self, pane: Rect, label: u16, theme: &Theme) -> u16 {
        narrow(self.lines(pane, label, theme).len()).max(1)
    }

    fn lines(&self, pane: Rect, label: u16, theme: &Theme) -> Vec<(String, Phrase)> {
        let room = usize::from(text_of(pane).width.saturating_sub(label));
        let labels = text::wrap(&self.label, usize::from(label.saturating_sub(2)));
        let values = self.value.wrap(room, theme);
        (0..labels.len().max(values.len()))
            .map(|i| (labels.get(i).cloned().unwrap_or_default(), values.get(i).cloned().unwrap_or_default()))
            .collect()
    }

    /// Draws it at row `y` of a pane; tells rows and cursor.
    pub fn draw(&self, buf: &mut Buffer, pane: Rect, y: u16, label: u16, focused: bool, theme: &Theme) -> Drawn {
        let lines = self.lines(pane, label, theme);
        let rows = narrow(lines.len()).max(1);
        let cursor = if focused { focus(buf, pane, y, rows, theme) } else { None };
        let area = text_of(pane);
        for (i, (name, value)) in lines.iter().enumerate() {
            let line = row(area, y.saturating_add(narrow(i)));
            put(buf, line, 0, 0, name, theme.style(Role::Muted));
            value.draw(buf, line, label, 0, theme);
        }
        Drawn { rows, cursor }
    }
}

/// Draws labelled values one below the other, scrolled so that the focused one is seen; what does not fit is counted.
///
/// An entry with a blank label and an empty value is an empty row.
pub fn labelled(
    buf: &mut Buffer,
    pane: Rect,
    values: &[Labelled],
    label: u16,
    focused: Option<usize>,
    top: usize,
    theme: &Theme,
) -> super::list::DrawnList {
    let heights: Vec<usize> = values.iter().map(|v| usize::from(v.rows(pane, label, theme))).collect();
    let all: usize = heights.iter().sum();
    let room = usize::from(pane.height);
    let room = if all > room { room.saturating_sub(1) } else { room };
    let top = super::list::scroll(&heights, focused.unwrap_or(top), top, room);
    let mut result = super::list::DrawnList { top, ..Default::default() };
    let mut y = 0;
    for (i, value) in values.iter().enumerate().skip(top) {
        let height = heights.get(i).copied().unwrap_or(1);
        // The first may be taller than the pane; it is shown as far as it goes.
        if usize::from(y) + height > room && i > top {
            break;
        }
        let drawn = value.draw(buf, pane, y, label, focused == Some(i), theme);
        if drawn.cursor.is_some() {
            result.drawn.cursor = drawn.cursor;
        }
        if !value.is_gap() {
            // Moving passes over empty rows.
            let number = values.iter().take(i).filter(|v| !v.is_gap()).count();
            let height = drawn.rows.min(pane.height.saturating_sub(y));
            result.rows.push((Rect { y: pane.y.saturating_add(y), height, ..pane }, number));
            if focused == Some(i) {
                result.focus = Some(number);
            }
        }
        y = y.saturating_add(drawn.rows);
        result.shown += 1;
    }
    let hidden = values.len().saturating_sub(top + result.shown);
    if hidden > 0 && y < pane.height {
        put(buf, text_of(pane), 0, y, &format!("{hidden} more below"), theme.style(Role::Muted));
        y += 1;
    }
    result.drawn.rows = y.min(pane.height);
    result
}

/// Draws the heading of a record: reference and name in bold, then what else is said of it.
pub fn heading(buf: &mut Buffer, pane: Rect, y: u16, reference: &str, name: &str, rest: &str, theme: &Theme) {
    let mut line = Phrase::new().bold(format!("{reference}  {name}"));
    if !rest.is_empty() {
        line = line.text(format!("   {rest}"));
    }
    line.draw(buf, row(text_of(pane), y), 0, 0, theme);
}

/// Draws an empty state: one sentence of what is, then what to press. Tells the rows used.
pub fn empty(buf: &mut Buffer, pane: Rect, sentence: &str, keys: &[(&str, &str)], theme: &Theme) -> u16 {
    let mut y = super::paragraphs(buf, pane, &[Phrase::from(sentence)], theme);
    if keys.is_empty() {
        return y;
    }
    y += 1;
    let lines: Vec<Phrase> =
        keys.iter().map(|(key, words)| Phrase::new().key(*key).text(format!("  {words}"))).collect();
    y += super::paragraphs(buf, below(pane, y), &lines, theme);
    y
}

#[cfg(test)]
mod tests {
    use super::super::picture;
    use super::*;

    #[test]
    fn a_value_is_aligned_under_itself_and_never_cut() {
        let value = Labelled::new(
            "Necessity",
            "Calls from officers she does not know put her at risk in the house. A note kept here does not reach them.",
        );
        let picture = picture::of(78, 3, |buf, area| {
            value.draw(buf, area, 0, LABEL, false, &Theme::dark());
        });
        assert_eq!(
            picture,
            "  Necessity           Calls from officers she does not know put her at risk in\n\
             \u{20}                     the house. A note kept here does not reach them."
        );
    }

    #[test]
    fn a_long_label_wraps_in_its_column() {
        let value = Labelled::new("Grounds, kept out of the text", Phrase::from("1  told the DLO herself, 14/10/2025"));
        let picture = picture::of(70, 2, |buf, area| {
            value.draw(buf, area, 0, LABEL, true, &Theme::dark());
        });
        assert_eq!(picture, "▸ Grounds, kept out   1  told the DLO herself, 14/10/2025\n  of the text");
    }

    #[test]
    fn the_rail_shows_where_you_are() {
        let section = |name: &str, value: &str| Section { name: name.into(), value: value.into() };
        let sections = [section("Overview", ""), section("Safe contact", "v3"), section("Markers, grounds", "1")];
        let picture = picture::of(24, 3, |buf, area| rail(buf, area, &sections, 1, &Theme::dark()));
        assert_eq!(picture, "  Overview\n● Safe contact     v3\n  Markers, grounds 1");
        assert_eq!(rail_line(&sections, 0).plain(&Theme::dark()), "Overview · 1 of 3 · [ ]");
    }

    #[test]
    fn an_empty_list_says_what_is_and_what_to_press() {
        let picture = picture::of(80, 4, |buf, area| {
            empty(
                buf,
                area,
                "No contacts in Central yet.",
                &[("a", "met someone: five answers, nothing more is needed.")],
                &Theme::dark(),
            );
        });
        assert_eq!(picture, "  No contacts in Central yet.\n\n  a  met someone: five answers, nothing more is needed.");
    }

    #[test]
    fn the_mask_is_eight_dots_whatever_it_hides() {
        assert_eq!(mask().plain(&Theme::dark()), "········");
        assert_eq!(mask().plain(&Theme::dark().ascii()), "........");
    }
}
