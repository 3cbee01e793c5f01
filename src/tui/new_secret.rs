//! A new passphrase and a new recovery code: offered, retyped word by word, and taken only when both agree.
//!
//! Parts of the first run and of a renewal; what is done with them is decided there. What does not belong here: the
//! policy (`vault::passphrase`) and writing key slots.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use crate::domain::problem::Outcome;
use crate::tui::form::Input;
use crate::tui::secret::Typed;
use crate::tui::theme::{Role, Sign, Theme};
use crate::tui::widget::record::DETAIL_LABEL as LABEL;
use crate::tui::widget::{Phrase, below, focus, paragraphs, put, row, text_of};
use crate::vault::{Passphrase, RecoveryCode};

const ORDINALS: [&str; 8] = ["first", "second", "third", "fourth", "fifth", "sixth", "seventh", "eighth"];

fn ordinal(number: usize) -> String {
    let word = number.checked_sub(1).and_then(|n| ORDINALS.get(n));
    word.map_or_else(|| format!("{number}th"), |w| (*w).to_owned())
}

/// Draws a label and a wrapped value at row `y` of a pane; tells the rows used.
fn value(buf: &mut Buffer, pane: Rect, y: u16, label: &str, said: &[Phrase], theme: &Theme) -> u16 {
    let text = text_of(pane);
    put(buf, row(text, y), 0, 0, label, theme.style(Role::Muted));
    let indent = LABEL.min(pane.width);
    let right = Rect { x: pane.x + indent, width: pane.width - indent, ..pane };
    paragraphs(buf, below(right, y), said, theme).max(1)
}

/// Draws a focused field for a secret and what is wrong with it below; tells the rows used and the cursor.
fn asked(
    buf: &mut Buffer,
    pane: Rect,
    y: u16,
    label: &str,
    typed: &Typed,
    fault: Option<&str>,
    theme: &Theme,
) -> (u16, Option<Position>) {
    focus(buf, pane, y, 1, theme);
    let line = row(text_of(pane), y);
    put(buf, line, 0, 0, label, theme.style(Role::Muted));
    let cursor = typed.draw(buf, line, LABEL, 0, theme);
    let said: Vec<Phrase> = fault.map(|f| Phrase::new().marked(Sign::Danger, f)).into_iter().collect();
    let used = if said.is_empty() { 0 } else { value(buf, pane, y + 1, "", &said, theme) };
    (1 + used, cursor)
}

/// Where the officer's own passphrase stands.
enum Own {
    Choosing(Typed),
    Retyping(Passphrase),
}

/// A new passphrase: five words by chance, or the officer's own.
pub struct NewPassphrase {
    offered: Passphrase,
    own: Option<Own>,
    retyped: Typed,
    fault: Option<String>,
    refused: Vec<String>,
}

impl NewPassphrase {
    /// Draws five words. `refused` are words about the officer, which an own passphrase may not contain.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn new(refused: Vec<String>) -> Outcome<Self> {
        Ok(Self { offered: Passphrase::generate()?, own: None, retyped: Typed::new(true), fault: None, refused })
    }

    /// Draws five other words.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn others(&mut self) -> Outcome<()> {
        let refused = std::mem::take(&mut self.refused);
        *self = Self::new(refused)?;
        Ok(())
    }

    /// Changes between the five words and an own passphrase.
    pub fn own_or_words(&mut self) {
        self.own = if self.own.is_some() { None } else { Some(Own::Choosing(Typed::new(true))) };
        self.retyped.clear();
        self.fault = None;
    }

    /// Whether an own passphrase is asked for.
    #[must_use]
    pub const fn is_own(&self) -> bool {
        self.own.is_some()
    }

    fn field(&mut self) -> &mut Typed {
        match &mut self.own {
            Some(Own::Choosing(typed)) => typed,
            _ => &mut self.retyped,
        }
    }

    /// Shows or masks what is typed.
    pub fn show_or_hide(&mut self) {
        self.field().show_or_hide();
    }

    /// Whether what is typed can be read.
    #[must_use]
    pub const fn is_shown(&self) -> bool {
        match &self.own {
            Some(Own::Choosing(typed)) => typed.is_shown(),
            _ => self.retyped.is_shown(),
        }
    }

    /// Masks what is typed.
    pub fn hide(&mut self) {
        self.field().hide();
    }

    /// Takes text.
    pub fn input(&mut self, input: &Input) -> bool {
        let taken = self.field().input(input);
        if taken {
            self.fault = None;
        }
        taken
    }

    /// The officer goes on: the passphrase, once it was retyped without a slip.
    pub fn enter(&mut self) -> Option<Passphrase> {
        match &self.own {
            Some(Own::Choosing(typed)) => {
                let refused: Vec<&str> = self.refused.iter().map(String::as_str).collect();
                match Passphrase::chosen(typed.as_str(), &refused) {
                    Ok(passphrase) => {
                        let shown = typed.is_shown();
                        self.own = Some(Own::Retyping(passphrase));
                        self.retyped = Typed::new(shown);
                    }
                    Err(p) => self.fault = Some(format!("{} {}", p.what, p.remedy)),
                }
                None
            }
            Some(Own::Retyping(passphrase)) => {
                if passphrase.first_difference(self.retyped.as_str()).is_none() {
                    return Some(passphrase.clone());
                }
                self.fault = Some("It differs from the one you chose.".to_owned());
                None
            }
            None => {
                let typed = self.retyped.as_str();
                match self.offered.first_difference(typed.trim_end()) {
                    None => return Some(self.offered.clone()),
                    Some(n) if n > typed.split_whitespace().count() => {
                        self.fault = Some("Type all five words, a space between them.".to_owned());
                    }
                    Some(n) => self.fault = Some(differs(n)),
                }
                None
            }
        }
    }

    /// The first finished word that differs from the one offered, while the officer still types.
    fn slip(&self) -> Option<String> {
        let typed = self.retyped.as_str();
        let finished = typed.rfind(' ').and_then(|at| typed.get(..at)).unwrap_or_default();
        let mut words = self.offered.words();
        let wrong = finished.split_whitespace().position(|word| words.next() != Some(word))?;
        Some(differs(wrong + 1))
    }

    /// Draws it; tells where the cursor belongs.
    pub fn draw(&self, buf: &mut Buffer, pane: Rect, theme: &Theme) -> Option<Position> {
        let said = "The passphrase opens the vault. Nobody can reset it. The recovery code of the next step is the only \
                    other way in.";
        let mut y = 1 + paragraphs(buf, pane, &[Phrase::from(said)], theme);
        let fault = self.fault.clone().or_else(|| if self.own.is_none() { self.slip() } else { None });
        let cursor;
        let policy = "15 characters or more, nothing well known, not your name or force";
        match &self.own {
            None => {
                let words = self.offered.words().collect::<Vec<_>>().join("  ");
                y += 1 + value(buf, pane, y, "Your five words", &[Phrase::new().bold(words)], theme);
                let how = "Chosen by chance out of 7,776 words each. Write them on paper until you know them, and keep \
                           the paper away from this laptop.";
                y += 1 + value(buf, pane, y, "", &[Phrase::from(how)], theme);
                let (used, at) = asked(buf, pane, y, "Type them again", &self.retyped, fault.as_deref(), theme);
                cursor = at;
                y += used + 1;
                let own = Phrase::new().key("Ctrl+O").text(format!(" · {policy}"));
                value(buf, pane, y, "Your own instead", &[own], theme);
            }
            Some(own) => {
                let (label, typed) = match own {
                    Own::Choosing(typed) => ("Your own", typed),
                    Own::Retyping(_) => ("Type it again", &self.retyped),
                };
                let (used, at) = asked(buf, pane, y, label, typed, fault.as_deref(), theme);
                cursor = at;
                y += used + 1;
                y += 1 + value(buf, pane, y, "", &[Phrase::from(policy)], theme);
                let words = Phrase::new().key("Ctrl+O").text(" · chosen by chance, easier to keep and harder to guess");
                value(buf, pane, y, "Words instead", &[words], theme);
            }
        }
        cursor
    }
}

fn differs(number: usize) -> String {
    format!("The {} word differs from the one above.", ordinal(number))
}

/// A new recovery code, shown once and retyped.
pub struct NewCode {
    code: RecoveryCode,
    retyped: Typed,
    fault: Option<String>,
}

impl NewCode {
    /// Draws a code.
    ///
    /// # Errors
    /// When the system gives no random numbers.
    pub fn new() -> Outcome<Self> {
        Ok(Self { code: RecoveryCode::generate()?, retyped: Typed::new(true), fault: None })
    }

    /// The code.
    #[must_use]
    pub const fn code(&self) -> &RecoveryCode {
        &self.code
    }

    /// Shows or masks what is typed.
    pub fn show_or_hide(&mut self) {
        self.retyped.show_or_hide();
    }

    /// Whether what is typed can be read.
    #[must_use]
    pub const fn is_shown(&self) -> bool {
        self.retyped.is_shown()
    }

    /// Takes text.
    pub fn input(&mut self, input: &Input) -> bool {
        let taken = self.retyped.input(input);
        if taken {
            self.fault = None;
        }
        taken
    }

    /// The officer goes on: whether it was retyped without a slip.
    pub fn enter(&mut self) -> bool {
        if self.code.is(self.retyped.as_str()) {
            return true;
        }
        let typed: Vec<String> = self.retyped.as_str().to_uppercase().split([' ', '-']).map(str::to_owned).collect();
        let wrong = self.code.groups().zip(&typed).position(|(a, b)| a != b.as_str());
        self.fault = Some(match (RecoveryCode::typed(self.retyped.as_str()), wrong) {
            (_, Some(n)) if typed.len() > n + 1 => {
                format!("The {} group differs from the one above.", ordinal(n + 1))
            }
            (Err(problem), _) => problem.what,
            (Ok(_), _) => "It differs from the one above.".to_owned(),
        });
        false
    }

    /// Draws it; tells where the cursor belongs.
    pub fn draw(&self, buf: &mut Buffer, pane: Rect, theme: &Theme) -> Option<Position> {
        let said = "The recovery code is the only other way into the vault. It is shown this once and kept nowhere.";
        let mut y = 1 + paragraphs(buf, pane, &[Phrase::from(said)], theme);
        y += 1 + value(buf, pane, y, "Recovery code", &[Phrase::new().bold(self.code.expose())], theme);
        let how = "Write it on paper and give it to whoever keeps it for your force. The last group finds a slip of the \
                   pen. Using it makes a new passphrase and a new code.";
        y += 1 + value(buf, pane, y, "", &[Phrase::from(how)], theme);
        asked(buf, pane, y, "Type it again", &self.retyped, self.fault.as_deref(), theme).1
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::tui::widget::picture;

    fn paste(words: &str) -> Input {
        Input::Paste(words.to_owned())
    }

    fn known(words: &str) -> NewPassphrase {
        NewPassphrase { offered: Passphrase::typed(words), ..NewPassphrase::new(vec!["Whitfield".into()]).unwrap() }
    }

    #[test]
    fn the_five_words_stand_as_pictured_and_a_slip_is_named_while_it_is_typed() {
        let mut new = known("lantern copper anthem drizzle pocket");
        new.input(&paste("lantern cooper "));
        let picture = picture::of(78, 16, |buf, area| {
            new.draw(buf, area, &Theme::dark());
        });
        let pictured = "  The passphrase opens the vault. Nobody can reset it. The recovery code of
  the next step is the only other way in.

  Your five words    lantern  copper  anthem  drizzle  pocket

                     Chosen by chance out of 7,776 words each. Write them on
                     paper until you know them, and keep the paper away from
                     this laptop.

▸ Type them again    lantern cooper
                     ! The second word differs from the one above.

  Your own instead   Ctrl+O · 15 characters or more, nothing well known, not
                     your name or force";
        assert_eq!(picture, pictured, "\n{picture}");
        assert!(new.enter().is_none());
    }

    #[test]
    fn the_words_are_taken_once_they_are_retyped() {
        let mut new = known("lantern copper anthem drizzle pocket");
        new.input(&paste("lantern copper"));
        assert!(new.enter().is_none());
        assert!(new.fault.as_ref().unwrap().contains("all five words"));
        new.input(&paste(" anthem drizzle pocket"));
        assert!(new.enter().is_some());
    }

    #[test]
    fn an_own_passphrase_is_held_to_the_policy_and_retyped() {
        let mut new = known("lantern copper anthem drizzle pocket");
        new.own_or_words();
        new.input(&paste("whitfield walks by the water"));
        assert!(new.enter().is_none());
        assert!(new.fault.as_ref().unwrap().contains("your name"), "{:?}", new.fault);
        new.own_or_words();
        new.own_or_words();
        new.input(&paste("teapot lagoon verdict ninety"));
        assert!(new.enter().is_none() && new.fault.is_none());
        new.input(&paste("teapot lagoon verdict ninetyy"));
        assert!(new.enter().is_none());
        new.input(&Input::Key(crossterm::event::KeyCode::Backspace.into()));
        assert_eq!(new.enter().unwrap().expose(), "teapot lagoon verdict ninety");
    }

    #[test]
    fn a_recovery_code_is_retyped_and_the_wrong_group_named() {
        let mut new = NewCode::new().unwrap();
        let whole = new.code().expose().to_owned();
        let groups: Vec<&str> = whole.split('-').collect();
        new.input(&paste(&format!("{} 77777 {}", groups[0], groups[2..].join(" "))));
        assert!(!new.enter());
        assert!(new.fault.as_ref().unwrap().contains("second group"), "{:?}", new.fault);
        new.retyped.clear();
        new.input(&paste(&whole.to_lowercase().replace('-', " ")));
        assert!(new.enter());
    }
}
