//! Printing: one writer for standard output, one line for a failure on standard error.
//!
//! A reader that closes the pipe ends the command quietly. Every line passes the sanitiser once more before it is
//! printed, so that nothing kept in a record can move a cursor.

use std::io::{BufWriter, IsTerminal, Write};

use crate::domain::problem::{Kind, Problem};
use crate::domain::text;

/// Why a command ended before its end.
#[derive(Debug)]
pub(crate) enum Stop {
    /// It failed.
    Problem(Problem),
    /// Nobody reads the output any more.
    Closed,
}

/// What a command gives.
pub(crate) type Done = Result<(), Stop>;

impl From<Problem> for Stop {
    fn from(problem: Problem) -> Self {
        Self::Problem(problem)
    }
}

impl From<std::io::Error> for Stop {
    fn from(e: std::io::Error) -> Self {
        if e.kind() == std::io::ErrorKind::BrokenPipe { Self::Closed } else { Self::Problem(e.into()) }
    }
}

/// Standard output.
pub(crate) struct Out {
    to: Box<dyn Write>,
    /// The first object of a JSON array is printed without a comma before it.
    first: bool,
}

impl Out {
    /// Standard output, written in blocks.
    pub(crate) fn standard() -> Self {
        Self::to(Box::new(BufWriter::with_capacity(64 * 1024, std::io::stdout().lock())))
    }

    /// Any writer.
    pub(crate) fn to(to: Box<dyn Write>) -> Self {
        Self { to, first: true }
    }

    /// Prints a line.
    pub(crate) fn line(&mut self, line: &str) -> Done {
        let clean = text::clean_line(line).text;
        Ok(writeln!(self.to, "{}", clean.trim_end())?)
    }

    /// Prints text of the program itself as it is: help, completions, the manual.
    pub(crate) fn text(&mut self, text: &str) -> Done {
        self.to.write_all(text.as_bytes())?;
        self.flush()
    }

    /// Prints one JSON value on its own lines.
    pub(crate) fn json(&mut self, value: &serde_json::Value) -> Done {
        serde_json::to_writer_pretty(&mut self.to, value).map_err(std::io::Error::from)?;
        Ok(writeln!(self.to)?)
    }

    /// Begins the one array of a list.
    pub(crate) fn begin_array(&mut self) -> Done {
        self.first = true;
        Ok(write!(self.to, "[")?)
    }

    /// One object of the array, on a line of its own.
    pub(crate) fn element(&mut self, value: &serde_json::Value) -> Done {
        write!(self.to, "{}", if self.first { "\n" } else { ",\n" })?;
        self.first = false;
        Ok(serde_json::to_writer(&mut self.to, value).map_err(std::io::Error::from)?)
    }

    /// Ends the array.
    pub(crate) fn end_array(&mut self) -> Done {
        Ok(writeln!(self.to, "{}]", if self.first { "" } else { "\n" })?)
    }

    /// Sends what is held back.
    pub(crate) fn flush(&mut self) -> Done {
        Ok(self.to.flush()?)
    }
}

/// A failure as one line on standard error: what happened, whether anything changed, what to do.
pub(crate) fn say_problem(problem: &Problem) {
    let detail = match &problem.detail {
        Some(detail) if problem.kind == Kind::Unexpected => format!(" ({detail})"),
        _ => String::new(),
    };
    note(&format!("caseload: {problem}{detail}"));
}

/// One line on standard error.
pub(crate) fn note(line: &str) {
    // Nobody is left to be told when standard error is gone.
    let _ = writeln!(std::io::stderr(), "{}", text::clean_line(line).text.trim_end());
}

/// Whether somebody sees standard error as it is written: only then is progress shown.
pub(crate) fn is_watched() -> bool {
    std::io::stderr().is_terminal()
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use std::cell::RefCell;
    use std::rc::Rc;

    /// A writer that keeps what is printed.
    #[derive(Clone, Default)]
    pub(crate) struct Kept(pub(crate) Rc<RefCell<Vec<u8>>>);
    impl Write for Kept {
        fn write(&mut self, bytes: &[u8]) -> std::io::Result<usize> {
            self.0.borrow_mut().extend_from_slice(bytes);
            Ok(bytes.len())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    struct Gone;
    impl Write for Gone {
        fn write(&mut self, _: &[u8]) -> std::io::Result<usize> {
            Err(std::io::ErrorKind::BrokenPipe.into())
        }
        fn flush(&mut self) -> std::io::Result<()> {
            Ok(())
        }
    }

    #[test]
    fn a_list_is_one_array_also_when_it_is_empty() {
        for n in 0..3 {
            let kept = Kept::default();
            let mut out = Out::to(Box::new(kept.clone()));
            out.begin_array().unwrap();
            for i in 0..n {
                out.element(&serde_json::json!({ "ref": i })).unwrap();
            }
            out.end_array().unwrap();
            let read: Vec<serde_json::Value> = serde_json::from_slice(&kept.0.borrow()).unwrap();
            assert_eq!(read.len(), n);
        }
    }

    #[test]
    fn a_reader_that_went_away_is_no_failure() {
        assert!(matches!(Out::to(Box::new(Gone)).line("x"), Err(Stop::Closed)));
    }

    #[test]
    fn nothing_in_a_record_can_move_the_cursor() {
        let kept = Kept::default();
        Out::to(Box::new(kept.clone())).line("Ro\u{1b}[2Jxy\u{202e}\r\nx").unwrap();
        let printed = String::from_utf8(kept.0.borrow().clone()).unwrap();
        assert!(!printed.contains('\u{1b}') && !printed.contains('\u{202e}') && printed.lines().count() == 1);
    }
}
