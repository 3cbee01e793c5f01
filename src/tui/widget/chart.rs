//! Bars and sparklines with their numbers always written.
//!
//! What does not belong here: deciding what is held back; the caller hands in what may be shown.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Drawn, Phrase, focus, narrow, put, row, text, text_of};
pub use crate::domain::statistics::Amount;
use crate::tui::theme::{Role, Sign, Theme};

/// One bar.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Bar {
    /// What is counted.
    pub label: String,
    /// How many.
    pub amount: Amount,
    /// What `Enter` would do, shown on the focused bar.
    pub note: String,
}

/// One bar with its number; `most` is the longest bar's, which takes `longest` cells.
#[must_use]
pub fn one(amount: Amount, most: u64, longest: u16) -> Phrase {
    match amount {
        Amount::Count(0) => Phrase::from("0"),
        Amount::Count(n) => length(n, most, longest).text(format!(" {n}")),
        Amount::Few => Phrase::new().mark(Sign::BarRest).text(" <5"),
        Amount::Held => Phrase::new().mark(Sign::BarRest).text(" ").mark(Sign::Star),
    }
}

/// One bar without its number, where the number stands elsewhere; none for nothing, few or held back.
#[must_use]
pub fn bare(amount: Amount, most: u64, longest: u16) -> Phrase {
    match amount {
        Amount::Count(n) if n > 0 => length(n, most, longest),
        _ => Phrase::new(),
    }
}

fn length(n: u64, most: u64, longest: u16) -> Phrase {
    // Rounded to the nearest cell, and never to nothing.
    let cells = (n * u64::from(longest) * 2 + most).checked_div(most * 2).unwrap_or(0).max(1);
    (0..cells.min(u64::from(longest))).fold(Phrase::new(), |p, _| p.mark(Sign::Chart))
}

/// The longest bar's number.
pub fn most(amounts: impl IntoIterator<Item = Amount>) -> u64 {
    amounts.into_iter().filter_map(Amount::number).max().unwrap_or(0)
}

/// Draws bars one below the other: labels in `label` cells, the longest bar in `longest` cells, all others in
/// proportion. Tells the rows used.
pub fn bars(
    buf: &mut Buffer,
    pane: Rect,
    bars: &[Bar],
    label: u16,
    longest: u16,
    focused: Option<usize>,
    theme: &Theme,
) -> Drawn {
    let area = text_of(pane);
    let most = most(bars.iter().map(|b| b.amount));
    let mut drawn = Drawn { rows: narrow(bars.len()).min(area.height), cursor: None };
    for (i, bar) in bars.iter().enumerate() {
        let y = narrow(i);
        if focused == Some(i) {
            drawn.cursor = focus(buf, pane, y, 1, theme);
        }
        let line = row(area, y);
        let words = text::cut(&bar.label, usize::from(label.saturating_sub(1)), theme);
        put(buf, line, 0, 0, &words, theme.style(Role::Text));
        let mut phrase = one(bar.amount, most, longest);
        if focused == Some(i) && !bar.note.is_empty() {
            phrase = phrase.muted(format!("      {}", bar.note));
        }
        let place = Rect { x: line.x.saturating_add(label), width: line.width.saturating_sub(label), ..line };
        phrase.draw(buf, place, 0, 0, theme);
    }
    drawn
}

/// A sparkline: `▁` is few, `▂` to `▆` in proportion to the highest, `·` nothing or held back.
#[must_use]
pub fn sparkline(amounts: &[Amount]) -> Phrase {
    let most = amounts.iter().map(|a| if let Amount::Count(n) = a { *n } else { 0 }).max().unwrap_or(0);
    amounts.iter().fold(Phrase::new(), |line, amount| match amount {
        Amount::Count(0) | Amount::Held => line.mark(Sign::Dot),
        Amount::Few => line.mark(Sign::Load1),
        Amount::Count(n) => {
            let level = (n * 6).div_ceil(most.max(1)).clamp(2, 6);
            line.mark(Sign::load(usize::try_from(level).unwrap_or(6)))
        }
    })
}

#[cfg(test)]
mod tests {
    use super::super::picture;
    use super::*;

    #[test]
    fn places_stand_as_pictured() {
        let bar =
            |label: &str, amount| Bar { label: label.into(), amount, note: "Enter lists the observations".into() };
        let all = [
            bar("Low Quay", Amount::Count(62)),
            bar("Tannery Lane", Amount::Count(38)),
            bar("Fairground", Amount::Few),
            bar("Mill Road flats", Amount::Held),
            bar("Old market", Amount::Count(0)),
        ];
        let picture = picture::of(86, 5, |buf, area| {
            bars(buf, area, &all, 20, 30, Some(1), &Theme::dark());
        });
        assert_eq!(
            picture,
            "  Low Quay            ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄ 62
▸ Tannery Lane        ▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄▄ 38      Enter lists the observations
  Fairground          ░ <5
  Mill Road flats     ░ *
  Old market          0"
        );
    }

    #[test]
    fn a_sparkline_stops_at_three_quarters_and_never_says_how_few() {
        let line = sparkline(&[Amount::Few, Amount::Count(0), Amount::Count(12), Amount::Count(6), Amount::Held]);
        assert_eq!(line.plain(&Theme::dark()), "▁·▆▃·");
    }
}
