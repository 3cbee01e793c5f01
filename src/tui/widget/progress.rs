//! Long work: steps with their marks, a bar with its share, and what `Esc` would do now.
//!
//! Nothing here moves by itself. What does not belong here: measuring the work.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Phrase, narrow, put, row, text_of};
use crate::tui::theme::{Role, Sign, Theme};

/// Most cells of a bar with a share behind it.
pub const BAR: u16 = 62;

/// One step of long work.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Done, at it, to come, or failed.
    pub sign: Sign,
    /// What the step does.
    pub words: String,
    /// How far it is: `1.9 of 3.1 MB`.
    pub far: String,
}

impl Step {
    /// A step.
    pub fn new(sign: Sign, words: impl Into<String>) -> Self {
        Self { sign, words: words.into(), far: String::new() }
    }
    /// Adds how far it is.
    #[must_use]
    pub fn far(mut self, far: impl Into<String>) -> Self {
        self.far = far.into();
        self
    }
}

/// Draws steps one below the other from row `y`; tells the rows used.
pub fn steps(buf: &mut Buffer, pane: Rect, y: u16, steps: &[Step], theme: &Theme) -> u16 {
    let area = text_of(pane);
    for (i, step) in steps.iter().enumerate() {
        let mut line = if step.sign == Sign::NotYet {
            Phrase::new().mark(step.sign).muted(format!(" {}", step.words))
        } else {
            Phrase::new().marked(step.sign, step.words.as_str())
        };
        if !step.far.is_empty() {
            line = line.text(format!("        {}", step.far));
        }
        line.draw(buf, row(area, y.saturating_add(narrow(i))), 0, 0, theme);
    }
    narrow(steps.len())
}

/// Draws a bar of `done` out of `all` with its share in percent behind it.
pub fn bar(buf: &mut Buffer, pane: Rect, y: u16, done: u64, all: u64, theme: &Theme) {
    let area = row(text_of(pane), y);
    let room = area.width.saturating_sub(8).min(BAR);
    let done = done.min(all);
    let share = |of: u64| if all == 0 { of } else { (done * of * 2 + all) / (all * 2) };
    let filled = u16::try_from(share(u64::from(room))).unwrap_or(room);
    cells(buf, area, filled, room, theme);
    // Nothing is called finished before it is.
    let percent = if done < all { share(100).min(99) } else { 100 };
    put(buf, area, room, 0, &format!("{percent:5} %"), theme.style(Role::Text));
}

/// Draws a bar in which one cell is one unit, such as the 72 hours of police protection.
pub fn units(buf: &mut Buffer, pane: Rect, y: u16, gone: u16, all: u16, theme: &Theme) {
    let area = row(text_of(pane), y);
    cells(buf, area, gone.min(all), all, theme);
}

fn cells(buf: &mut Buffer, area: Rect, filled: u16, all: u16, theme: &Theme) {
    for x in 0..all.min(area.width) {
        let sign = if x < filled { Sign::Bar } else { Sign::BarRest };
        put(buf, area, x, 0, theme.sign(sign), theme.sign_style(sign));
    }
}

/// The line below a bar: how much, how fast, how long still; and at the end what `Esc` would do now.
pub fn rate(buf: &mut Buffer, pane: Rect, y: u16, words: &str, escape: &str, theme: &Theme) {
    let mut line = Phrase::from(words);
    if !escape.is_empty() {
        line = line.text("        ").muted(escape);
    }
    line.draw(buf, row(text_of(pane), y), 0, 0, theme);
}

#[cfg(test)]
mod tests {
    use super::super::picture;
    use super::*;

    #[test]
    fn sealing_under_way_stands_as_pictured() {
        let theme = Theme::dark();
        let picture = picture::of(80, 7, |buf, area| {
            let work = [
                Step::new(Sign::Ready, "number, contents and seal kept in the vault"),
                Step::new(Sign::Ready, "file written beside its final name"),
                Step::new(Sign::Here, "reading it back and comparing").far("1.9 of 3.1 MB"),
                Step::new(Sign::NotYet, "given its final name"),
            ];
            let rows = steps(buf, area, 0, &work, &theme);
            bar(buf, area, rows + 1, 61, 100, &theme);
            rate(
                buf,
                area,
                rows + 2,
                "91 of 148 updates · 74 a second · about 1 second left",
                "Esc stops here",
                &theme,
            );
        });
        assert_eq!(
            picture,
            "  ✓ number, contents and seal kept in the vault
  ✓ file written beside its final name
  ● reading it back and comparing        1.9 of 3.1 MB
  ○ given its final name

  ██████████████████████████████████████░░░░░░░░░░░░░░░░░░░░░░░░   61 %
  91 of 148 updates · 74 a second · about 1 second left        Esc stops here"
        );
    }

    #[test]
    fn one_cell_is_one_hour_of_protection() {
        let picture = picture::of(80, 1, |buf, area| units(buf, area, 0, 40, 72, &Theme::dark()));
        assert_eq!(picture, format!("  {}{}", "█".repeat(40), "░".repeat(32)));
    }

    #[test]
    fn nothing_is_called_finished_before_it_is() {
        let at = |done, all| picture::of(80, 1, |buf, area| bar(buf, area, 0, done, all, &Theme::dark()));
        assert!(at(99_999, 100_000).ends_with("   99 %"));
        assert!(at(100_000, 100_000).ends_with("  100 %"));
        assert!(at(0, 0).ends_with("  100 %"));
        assert!(at(0, 7).ends_with("    0 %"));
    }
}
