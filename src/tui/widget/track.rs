//! The state track: where a record stands in its life, read from left to right.
//!
//! It is not focusable, because states are changed by acts, not by moving along the track. What does not fit folds into a
//! count at the ends, never in the middle. What does not belong here: which states there are.

use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use super::{Phrase, row, text_of};
use crate::tui::theme::{Sign, Theme};

/// One state of the track.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Step {
    /// Passed, here, due, to come, or wrong.
    pub sign: Sign,
    /// The state's word.
    pub word: String,
}

impl Step {
    /// A state.
    pub fn new(sign: Sign, word: impl Into<String>) -> Self {
        Self { sign, word: word.into() }
    }

    /// States in a row: those before `here` passed, those after to come.
    #[must_use]
    pub fn along(words: &[&str], here: usize) -> Vec<Self> {
        words
            .iter()
            .enumerate()
            .map(|(i, word)| {
                let sign = match i.cmp(&here) {
                    std::cmp::Ordering::Less => Sign::Ready,
                    std::cmp::Ordering::Equal => Sign::Here,
                    std::cmp::Ordering::Greater => Sign::NotYet,
                };
                Self::new(sign, *word)
            })
            .collect()
    }

    fn phrase(&self) -> Phrase {
        match self.sign {
            Sign::Danger | Sign::Never | Sign::Due => Phrase::new().sign(self.sign, self.word.as_str()),
            Sign::NotYet => Phrase::new().mark(self.sign).muted(format!(" {}", self.word)),
            _ => Phrase::new().marked(self.sign, self.word.as_str()),
        }
    }
}

/// The track in at most `room` cells; `dashes` join the states (1 for records, 2 for steps of an act).
#[must_use]
pub fn phrase(steps: &[Step], dashes: usize, room: usize) -> Phrase {
    let passed = steps.iter().take_while(|s| s.sign == Sign::Ready).count();
    let coming = steps.iter().rev().take_while(|s| s.sign == Sign::NotYet).count();
    let whole = joined(steps, 0, 0, dashes);
    if whole.width() <= room {
        return whole;
    }
    // What is passed folds first; it is the least news. A count of one would save nothing.
    let folds = (2..=passed).map(|p| (p, 0)).chain((2..=coming.max(1)).map(|c| (passed, c))).chain([(passed, coming)]);
    let mut shortest = whole;
    for (left, right) in folds {
        shortest = joined(steps, left, right, dashes);
        if shortest.width() <= room {
            break;
        }
    }
    shortest
}

fn joined(steps: &[Step], left: usize, right: usize, dashes: usize) -> Phrase {
    let shown = steps.get(left..steps.len().saturating_sub(right)).unwrap_or_default();
    let mut parts: Vec<Phrase> = Vec::new();
    if left > 0 {
        parts.push(Step::new(Sign::Ready, format!("{left} passed")).phrase());
    }
    parts.extend(shown.iter().map(Step::phrase));
    if right > 0 {
        parts.push(Step::new(Sign::NotYet, format!("{right} to come")).phrase());
    }
    parts.into_iter().enumerate().fold(Phrase::new(), |line, (i, part)| {
        if i == 0 {
            return part;
        }
        let mut line = line.text(" ");
        for _ in 0..dashes.max(1) {
            line = line.mark(Sign::Rule);
        }
        line.text(" ").then(part)
    })
}

/// Draws the track in one row of a pane.
pub fn draw(buf: &mut Buffer, pane: Rect, y: u16, steps: &[Step], dashes: usize, theme: &Theme) {
    let area = row(text_of(pane), y);
    phrase(steps, dashes, usize::from(area.width)).draw(buf, area, 0, 0, theme);
}

#[cfg(test)]
mod tests {
    use super::*;

    fn marker() -> Vec<Step> {
        let words = ["draft", "ready", "exported", "on IS", "review due", "renew or remove"];
        let mut steps = Step::along(&words, 3);
        steps[4].sign = Sign::Due;
        steps
    }

    fn at(steps: &[Step], room: usize) -> String {
        phrase(steps, 1, room).plain(&Theme::dark())
    }

    #[test]
    fn at_80_columns_the_life_of_a_marker_stands_in_one_line() {
        assert_eq!(at(&marker(), 76), "✓ draft ─ ✓ ready ─ ✓ exported ─ ● on IS ─ ◐ review due ─ ○ renew or remove");
    }

    #[test]
    fn what_does_not_fit_folds_into_a_count_at_the_ends() {
        assert_eq!(at(&marker(), 60), "✓ 3 passed ─ ● on IS ─ ◐ review due ─ ○ renew or remove");
        assert_eq!(at(&marker(), 50), "✓ 3 passed ─ ● on IS ─ ◐ review due ─ ○ 1 to come");
    }

    #[test]
    fn where_the_record_stands_is_never_folded_away() {
        for here in 0..6 {
            let words = ["draft", "ready", "exported", "on IS", "review due", "renew or remove"];
            let steps = Step::along(&words, here);
            for room in 0..80 {
                assert!(at(&steps, room).contains(&format!("● {}", words[here])), "{here} in {room}");
            }
        }
    }

    #[test]
    fn steps_of_an_act_are_joined_by_two_dashes() {
        let steps = Step::along(&["1 read the plan", "2 see the number", "3 say what happened"], 0);
        assert_eq!(
            phrase(&steps, 2, 90).plain(&Theme::dark()),
            "● 1 read the plan ── ○ 2 see the number ── ○ 3 say what happened"
        );
    }
}
