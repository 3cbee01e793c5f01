//! Standard input, read byte by byte and wiped: the passphrase line first, then words, a note or a file.
//!
//! Nothing is read ahead, so that what follows the passphrase is still there for whoever reads next, and no buffer
//! keeps a copy of a secret.

use std::fs::File;
use std::io::{IsTerminal, Read, Write};

use zeroize::Zeroizing;

use crate::domain::problem::{Kind, Outcome, Problem};
use crate::vault::{Passphrase, passphrase};

/// The longest line of search words, in bytes.
const LONGEST_WORDS: usize = 4096;

/// Standard input.
pub(crate) struct Input {
    from: Option<Box<dyn Read>>,
    is_terminal: bool,
}

impl Input {
    /// Standard input without its buffer.
    pub(crate) fn standard() -> Self {
        let from = unbuffered().ok().map(|f| Box::new(f) as Box<dyn Read>);
        Self { from, is_terminal: std::io::stdin().is_terminal() }
    }

    /// The next line without its end; `None` when there is none.
    fn line(&mut self, most: usize) -> Outcome<Option<Zeroizing<String>>> {
        let Some(from) = &mut self.from else { return Ok(None) };
        // Reserved in full: a buffer that grows leaves copies behind.
        let mut bytes = Zeroizing::new(Vec::with_capacity(most + 1));
        let mut one = Zeroizing::new([0_u8; 1]);
        loop {
            match from.read(one.as_mut_slice()) {
                Ok(0) if bytes.is_empty() => return Ok(None),
                Ok(0) => break,
                Ok(_) if one.as_slice() == b"\n" => break,
                Ok(_) if bytes.len() == most => {
                    return Err(Problem::new(Kind::Usage, "A line of standard input is too long.", "Give less."));
                }
                Ok(_) => bytes.extend_from_slice(one.as_slice()),
                Err(e) if e.kind() == std::io::ErrorKind::Interrupted => {}
                Err(e) => return Err(e.into()),
            }
        }
        if bytes.last() == Some(&b'\r') {
            bytes.pop();
        }
        text(&bytes).map(Some)
    }

    /// Everything that is left.
    pub(crate) fn rest(&mut self, most: usize) -> Outcome<Zeroizing<String>> {
        let mut bytes = Zeroizing::new(Vec::with_capacity(most + 1));
        if let Some(from) = &mut self.from {
            from.take(most as u64 + 1).read_to_end(&mut bytes)?;
        }
        if bytes.len() > most {
            return Err(Problem::refused("The text is too long.", "Give it in two parts."));
        }
        text(&bytes)
    }

    /// Whether somebody types.
    pub(crate) const fn is_typed(&self) -> bool {
        self.is_terminal
    }

    /// The passphrase: the next line of standard input, or typed unseen on the terminal.
    pub(crate) fn passphrase(&mut self, from_input: bool, prompt: &str) -> Outcome<Passphrase> {
        let typed = self.secret(from_input, prompt)?;
        Ok(Passphrase::typed(&typed))
    }

    /// The text of a passphrase, wiped when dropped.
    pub(crate) fn secret(&mut self, from_input: bool, prompt: &str) -> Outcome<Zeroizing<String>> {
        if from_input {
            return match self.line(passphrase::MOST_BYTES)? {
                Some(line) if !line.is_empty() => Ok(line),
                _ => Err(Problem::new(
                    Kind::Usage,
                    "Standard input gave no passphrase.",
                    "Give it as the first line, or leave out --passphrase-stdin.",
                )),
            };
        }
        rpassword::prompt_password(prompt).map(Zeroizing::new).map_err(|_| {
            Problem::new(
                Kind::Usage,
                "There is no terminal to ask for the passphrase on.",
                "Give it as the first line of standard input, with --passphrase-stdin.",
            )
        })
    }

    /// Words to search for: asked for on the terminal, otherwise the next line of standard input.
    pub(crate) fn words(&mut self, prompt: &str) -> Outcome<Zeroizing<String>> {
        if self.is_terminal {
            let mut error = std::io::stderr();
            // A prompt that cannot be seen changes nothing about what is typed.
            let _ = write!(error, "{prompt}").and_then(|()| error.flush());
        }
        Ok(self.line(LONGEST_WORDS)?.unwrap_or_default())
    }
}

fn text(bytes: &[u8]) -> Outcome<Zeroizing<String>> {
    let text = std::str::from_utf8(bytes)
        .map_err(|_| Problem::new(Kind::Usage, "Standard input is not text in UTF-8.", "Give it in UTF-8."))?;
    // Sized exactly: one copy, and it is wiped.
    let mut owned = Zeroizing::new(String::with_capacity(text.len()));
    owned.push_str(text);
    Ok(owned)
}

#[cfg(unix)]
fn unbuffered() -> std::io::Result<File> {
    use std::os::fd::AsFd;
    std::io::stdin().as_fd().try_clone_to_owned().map(File::from)
}

#[cfg(windows)]
fn unbuffered() -> std::io::Result<File> {
    use std::os::windows::io::AsHandle;
    std::io::stdin().as_handle().try_clone_to_owned().map(File::from)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(bytes: &'static [u8]) -> Input {
        Input { from: Some(Box::new(bytes)), is_terminal: false }
    }

    #[test]
    fn the_passphrase_is_the_first_line_and_the_rest_is_left() {
        let mut input = given(b"five words of a passphrase \r\nroxy 0142\nmore\nlines");
        assert_eq!(input.passphrase(true, "").unwrap().expose(), "five words of a passphrase ");
        assert_eq!(input.words("").unwrap().as_str(), "roxy 0142");
        assert_eq!(input.rest(100).unwrap().as_str(), "more\nlines");
        assert_eq!(input.words("").unwrap().as_str(), "");
    }

    #[test]
    fn no_line_an_empty_line_bytes_that_are_no_text_and_endless_lines_are_refused() {
        for bytes in [&b""[..], b"\nx", b"\r\n", b"\xff\xfe\n"] {
            assert_eq!(given(bytes).passphrase(true, "").err().map(|p| p.kind), Some(Kind::Usage));
        }
        let endless = Input { from: Some(Box::new(std::io::repeat(b'a'))), is_terminal: false };
        let mut endless = endless;
        assert!(endless.passphrase(true, "").is_err());
        assert!(given(b"12345").rest(4).is_err());
    }
}
