//! What stands on the screen.

use dlo_caseload::tui::pilot::Pilot;

/// These words are on the screen.
#[track_caller]
pub fn shows(pilot: &Pilot, words: &str) {
    assert!(pilot.shows(words), "{words:?} is not on the screen:\n{}", pilot.screen());
}

/// These words are not on the screen.
#[track_caller]
pub fn hides(pilot: &Pilot, words: &str) {
    assert!(!pilot.shows(words), "{words:?} is on the screen:\n{}", pilot.screen());
}

/// Each of these is on the screen.
#[track_caller]
pub fn shows_all(pilot: &Pilot, all: &[&str]) {
    for words in all {
        shows(pilot, words);
    }
}

/// None of these is on the screen.
#[track_caller]
pub fn hides_all(pilot: &Pilot, all: &[&str]) {
    for words in all {
        hides(pilot, words);
    }
}

/// Holds whole rows of a picture against the screen, in their order and to the column.
#[track_caller]
pub fn holds(pilot: &Pilot, picture: &str) {
    stands_in(&pilot.screen(), picture);
}

/// As [`holds`], for a screen that was put into the words of its picture.
#[track_caller]
pub fn stands_in(screen: &str, picture: &str) {
    let mut lines = screen.lines();
    for row in picture.lines().filter(|r| !r.trim().is_empty()) {
        assert!(lines.any(|l| l == row), "not on the screen, or not in this place:\n{row}\n\n{screen}");
    }
}

/// The first row of the screen that holds these words.
#[track_caller]
pub fn row_with(pilot: &Pilot, words: &str) -> String {
    let rows = rows_with(pilot, words);
    rows.into_iter().next().unwrap_or_else(|| panic!("{words:?} is not on the screen:\n{}", pilot.screen()))
}

/// The rows of the screen that hold these words.
pub fn rows_with(pilot: &Pilot, words: &str) -> Vec<String> {
    pilot.screen().lines().filter(|l| l.contains(words)).map(str::to_owned).collect()
}

/// Whether what has the focus holds these words, on its row and after the sign.
pub fn has_focus(pilot: &Pilot, words: &str) -> bool {
    pilot.screen().lines().any(|l| l.split_once('▸').is_some_and(|(_, focused)| focused.contains(words)))
}

/// Presses a key until the focus is on a row that holds these words.
#[track_caller]
pub fn goes_to(pilot: &mut Pilot, key: &str, words: &str) {
    for _ in 0..40 {
        if has_focus(pilot, words) {
            return;
        }
        pilot.keys(key);
    }
    panic!("{key} never comes to {words:?}:\n{}", pilot.screen());
}

/// The five words that a screen offers as a passphrase.
#[track_caller]
pub fn five_words(screen: &str) -> String {
    let line = screen.lines().find(|l| l.contains("Your five words")).unwrap_or_else(|| panic!("{screen}"));
    let words: Vec<&str> = line.split("words").nth(1).unwrap().split_whitespace().collect();
    assert_eq!(words.len(), 5, "{screen}");
    words.join(" ")
}

/// The recovery code that a screen says.
#[track_caller]
pub fn recovery_code(screen: &str) -> String {
    let line = screen.lines().find(|l| l.contains("Recovery code  ")).unwrap_or_else(|| panic!("{screen}"));
    line.split_whitespace().last().unwrap().to_owned()
}
