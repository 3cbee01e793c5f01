//! Sheets and dialogs: what rises from the footer, with a rule and its title above and the row it is about still visible.
//!
//! The safe answer is focused; the other has a different key that is never `Enter` or `y`. What does not belong here: what
//! is asked.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::{Phrase, below, focus, frame, narrow, put, row, text, text_of};
use crate::tui::theme::{Role, Theme};

/// One answer of a dialog.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Choice {
    /// What would happen: `Keep editing`.
    pub words: String,
    /// Its key as written: `Enter or Esc`.
    pub key: String,
    /// More about it, muted; why, if it is not available.
    pub note: String,
    /// Whether it can be chosen.
    pub available: bool,
}

impl Choice {
    /// An answer with its key.
    pub fn new(words: impl Into<String>, key: impl Into<String>) -> Self {
        Self { words: words.into(), key: key.into(), note: String::new(), available: true }
    }
    /// Adds what more there is to say.
    #[must_use]
    pub fn note(mut self, note: impl Into<String>) -> Self {
        self.note = note.into();
        self
    }
    /// Cannot be chosen, and why.
    #[must_use]
    pub fn closed(mut self, why: impl Into<String>) -> Self {
        self.note = why.into();
        self.available = false;
        self
    }
}

/// What drawing the choices of a sheet took.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Asked {
    /// Rows used from the top of the pane, or of the choices.
    pub rows: u16,
    /// Where the focus is, if it is here.
    pub cursor: Option<Position>,
    /// Where each choice stands and which it is, for a click.
    pub places: Vec<(Rect, usize)>,
}

/// Where a sheet with `rows` rows below its rule stands: at the foot of the body, at most half the rows of the screen.
/// It clears what it covers.
pub fn rise(buf: &mut Buffer, frame: &frame::Frame, rows: u16, theme: &Theme) -> Rect {
    let screen = frame.footer.bottom().saturating_sub(frame.header.y);
    let height = rows.saturating_add(2).min(screen / 2).min(frame.body.height);
    let area = Rect { y: frame.body.bottom().saturating_sub(height), height, ..frame.body };
    clear(buf, Rect { width: frame.footer.width, ..area }, theme);
    area
}

/// Where a sheet that hangs from the header stands, with `rows` rows between its rules: palette and help, where something is
/// typed. It begins below the fixed sentence, which is never covered, clears what it covers and draws its rules; what is
/// below it stays in place, muted. Tells the rows between, the rule with its title not among them.
pub fn hang(buf: &mut Buffer, frame: &frame::Frame, rows: u16, title: &str, theme: &Theme) -> Rect {
    let top = frame.caveat.bottom().max(frame.header.bottom());
    let height = rows.saturating_add(2).min(frame.body.bottom().saturating_sub(top));
    let area = Rect { y: top, height, ..frame.body };
    let rest = Rect { y: area.bottom(), height: frame.body.bottom().saturating_sub(area.bottom()), ..frame.footer };
    mute(buf, rest, theme);
    clear(buf, Rect { width: frame.footer.width, ..area }, theme);
    frame::rule(buf, area, 0, title, theme);
    let inside = Rect { y: area.y.saturating_add(1), height: height.saturating_sub(1), ..area };
    // A sheet over the whole body needs no rule below it.
    if rest.height == 0 {
        return inside;
    }
    frame::rule(buf, area, height.saturating_sub(1), "", theme);
    Rect { height: inside.height.saturating_sub(1), ..inside }
}

/// Takes the colour off what stands in an area; signs and words stay.
fn mute(buf: &mut Buffer, area: Rect, theme: &Theme) {
    let area = area.intersection(buf.area);
    for y in area.top()..area.bottom() {
        for x in area.left()..area.right() {
            if let Some(cell) = buf.cell_mut((x, y)) {
                let symbol = cell.symbol().to_owned();
                cell.reset();
                cell.set_symbol(&symbol);
                cell.set_style(theme.style(Role::Ground));
                cell.set_style(theme.style(Role::Muted));
            }
        }
    }
}

/// Empties an area to the ground.
pub fn clear(buf: &mut Buffer, area: Rect, theme: &Theme) {
    let area = area.intersection(buf.area);
    for y in area.top()..area.bottom() {
        for x in area.left()..area.right() {
            if let Some(cell) = buf.cell_mut((x, y)) {
                cell.reset();
                cell.set_style(theme.style(Role::Ground));
            }
        }
    }
}

/// Draws a dialog: rule with title, what will happen, the answers, one of them focused.
pub fn dialog(
    buf: &mut Buffer,
    pane: Rect,
    title: &str,
    said: &[Phrase],
    choices: &[Choice],
    focused: usize,
    theme: &Theme,
) -> Asked {
    frame::rule(buf, pane, 0, title, theme);
    let mut y = 1;
    // What is said may be long; the answers below it are never pushed out.
    let room = pane.height.saturating_sub(1 + narrow(choices.len()));
    y += super::paragraphs(buf, Rect { height: room, ..below(pane, 1) }, said, theme);
    let words = choices.iter().map(|c| text::width(&c.words)).max().unwrap_or(0).max(18) + 2;
    let keys = choices.iter().map(|c| text::width(&c.key)).max().unwrap_or(0).max(10) + 2;
    let mut cursor = None;
    let mut places = Vec::new();
    let area = text_of(pane);
    for (i, choice) in choices.iter().enumerate() {
        places.push((row(pane, y).intersection(pane), i));
        if i == focused {
            cursor = focus(buf, pane, y, 1, theme);
        }
        let role = if choice.available { Role::Text } else { Role::Muted };
        if choice.available {
            put(buf, area, 0, y, &choice.words, theme.style(role));
            put(buf, area, narrow(words), y, &choice.key, theme.key());
        } else {
            let mark = theme.sign(crate::tui::theme::Sign::Dot);
            put(buf, area, 0, y, &format!("{mark} {}", choice.words), theme.style(role));
        }
        let at = if choice.available { words + keys } else { words };
        put(buf, area, narrow(at), y, &choice.note, theme.style(Role::Muted));
        y = y.saturating_add(1);
    }
    Asked { rows: y.min(pane.height), cursor, places }
}

/// A choice taken by one letter: `t  tomorrow       Wed 25/11    2 things that day`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Lettered {
    /// Its key.
    pub key: String,
    /// What it is.
    pub words: String,
    /// What follows, in columns.
    pub then: Vec<String>,
}

/// Draws lettered choices from row `y`: in one column with what follows each, or in `across` columns where nothing does.
pub fn lettered(
    buf: &mut Buffer,
    pane: Rect,
    y: u16,
    choices: &[Lettered],
    across: usize,
    focused: Option<usize>,
    theme: &Theme,
) -> Asked {
    let across = across.max(1);
    let area = text_of(pane);
    let keys = choices.iter().map(|c| text::width(&c.key)).max().unwrap_or(1) + 2;
    let starts = starts(choices, across, keys, usize::from(area.width));
    let first = choices.iter().map(|c| text::width(&c.words)).max().unwrap_or(0).max(12) + 3;
    let columns = choices.iter().map(|c| c.then.len()).max().unwrap_or(0);
    let widths: Vec<usize> = (0..columns)
        .map(|n| choices.iter().filter_map(|c| c.then.get(n)).map(|t| text::width(t)).max().unwrap_or(0) + 4)
        .collect();
    let rows = choices.len().div_ceil(across);
    let mut cursor: Option<Position> = None;
    let mut places = Vec::new();
    for (i, choice) in choices.iter().enumerate() {
        let (down, right) = (narrow(i / across), i % across);
        if focused == Some(i) {
            cursor = focus(buf, pane, y + down, 1, theme);
        }
        let x = starts.get(right).copied().unwrap_or(0);
        let end = starts.get(right + 1).copied().unwrap_or(usize::from(area.width));
        let style = theme.style(Role::Text);
        let cell = Rect {
            x: area.x.saturating_add(narrow(x)),
            width: narrow(end.saturating_sub(x)).min(area.width.saturating_sub(narrow(x))),
            ..area
        };
        places.push((row(cell, y + down).intersection(pane), i));
        put(buf, cell, 0, y + down, &choice.key, theme.key());
        put(buf, cell, narrow(keys), y + down, &choice.words, style);
        let mut at = keys + first;
        for (then, wide) in choice.then.iter().zip(&widths) {
            put(buf, cell, narrow(at), y + down, then, style);
            at += wide;
        }
    }
    Asked { rows: narrow(rows), cursor, places }
}

/// Where the columns of lettered choices begin: equally far apart where every choice fits, otherwise as far as the longest
/// of each column asks.
fn starts(choices: &[Lettered], across: usize, keys: usize, room: usize) -> Vec<usize> {
    let longest = |column: usize| {
        let words = choices.iter().skip(column).step_by(across).map(|c| text::width(&c.words));
        keys + words.max().unwrap_or(0) + 3
    };
    let each = room / across;
    if (0..across).all(|column| longest(column) <= each) {
        return (0..across).map(|column| column * each).collect();
    }
    (0..across)
        .scan(0, |at, column| {
            let start = *at;
            *at += longest(column);
            Some(start)
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::super::picture;
    use super::*;
    use crate::tui::theme::Sign;

    #[test]
    fn leaving_a_form_keeps_editing_unless_another_key_is_pressed() {
        let choices = [
            Choice::new("Keep editing", "Enter or Esc"),
            Choice::new("Keep as a draft", "d").note("offered again when this contact is opened"),
            Choice::new("Throw it away", "Shift+T"),
        ];
        let mut cursor = None;
        let picture = picture::of(84, 4, |buf, area| {
            cursor = dialog(buf, area, "This form is not saved", &[], &choices, 0, &Theme::dark()).cursor;
        });
        assert_eq!(
            picture,
            format!(
                "  ─ This form is not saved {}\n\
                 ▸ Keep editing        Enter or Esc\n  \
                   Keep as a draft     d             offered again when this contact is opened\n  \
                   Throw it away       Shift+T",
                "─".repeat(57)
            )
        );
        assert_eq!(cursor, Some(Position::new(0, 1)));
    }

    #[test]
    fn an_act_that_cannot_be_taken_back_says_so_above_its_answers() {
        let said =
            [Phrase::new().marked(Sign::Danger, "Cannot be undone. They go from records, search, drafts, journal.")];
        let choices = [Choice::new("Cancel", "Enter or Esc"), Choice::new("Dispose of 3", "Shift+D")];
        let picture = picture::of(80, 4, |buf, area| {
            dialog(buf, area, "Dispose of 3 records of K7-0005?", &said, &choices, 0, &Theme::dark());
        });
        let lines: Vec<&str> = picture.lines().skip(1).collect();
        assert_eq!(
            lines,
            [
                "  ! Cannot be undone. They go from records, search, drafts, journal.",
                "▸ Cancel              Enter or Esc",
                "  Dispose of 3        Shift+D",
            ]
        );
    }

    #[test]
    fn waiting_shows_the_load_of_each_day() {
        let choice = |key: &str, words: &str, day: &str, load: &str| Lettered {
            key: key.into(),
            words: words.into(),
            then: [day, load].iter().filter(|t| !t.is_empty()).map(|t| (*t).to_owned()).collect(),
        };
        let choices = [
            choice("t", "tomorrow", "Wed 25/11", "2 things that day"),
            choice("3", "in 3 days", "Fri 27/11", "2 things that day"),
            choice("m", "next Monday", "Mon 30/11", "1 thing that day"),
        ];
        let picture = picture::of(80, 5, |buf, area| {
            frame::rule(buf, Rect { width: 78, ..area }, 0, "Wait until", &Theme::dark());
            lettered(buf, area, 1, &choices, 1, Some(0), &Theme::dark());
        });
        assert_eq!(
            picture,
            "  ─ Wait until ───────────────────────────────────────────────────────────────\n\
             ▸ t  tomorrow       Wed 25/11    2 things that day\n  \
               3  in 3 days      Fri 27/11    2 things that day\n  \
               m  next Monday    Mon 30/11    1 thing that day"
        );
    }

    #[test]
    fn a_sheet_covers_at_most_half_the_screen_and_clears_what_it_covers() {
        let mut buf = Buffer::empty(Rect::new(0, 0, 80, 24));
        let area = buf.area;
        let frame = frame::Frame::of(area, false).unwrap();
        buf.set_string(0, 20, "under the sheet", Theme::dark().style(Role::Text));
        let sheet = rise(&mut buf, &frame, 40, &Theme::dark());
        assert_eq!(sheet.height, 12);
        assert_eq!(sheet.bottom(), frame.body.bottom());
        assert_eq!(picture::text(&buf), "");
    }
}
