//! Statistics: a table of a topic on a day, and the file or page that is made of it.
//!
//! Counting is the store's, what may be shown the domain's; here it is asked for, written to a folder and journalled.

use std::path::{Path, PathBuf};

use chrono::NaiveDate;

use crate::casework::desk::{Desk, Mode};
use crate::domain::journal::Operation;
use crate::domain::problem::{Kind as Fails, Outcome, Problem};
use crate::domain::statistics::table::until;
use crate::domain::statistics::{Period, Table, Topic, Universe};
use crate::domain::when;
use crate::exchange::figures::{self, Marking};
use crate::store::journal::Why;
use crate::vault::file::{self, Existing};

/// How a table leaves.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Form {
    /// A CSV file for a spreadsheet.
    Csv,
    /// A page to print.
    Page,
}

impl Form {
    const fn ending(self) -> &'static str {
        match self {
            Self::Csv => "csv",
            Self::Page => "html",
        }
    }
}

/// To whom a table goes and what for (domain rule 4).
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Leaves {
    /// To whom.
    pub to: String,
    /// What for.
    pub purpose: String,
}

impl Desk {
    /// The table of a topic up to a day: to the day itself in the month that runs, to the end of an earlier month. `area`
    /// blank is all areas.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn statistics(&self, topic: Topic, area: &str, by: Period, on: NaiveDate) -> Outcome<Table> {
        let counted = self.reading().counted(topic.family())?;
        let universe = Universe::new(topic.family(), &counted, until(on, self.today()));
        Ok(universe.table(topic, area, by))
    }

    /// Every topic, as [`Desk::statistics`] gives each.
    ///
    /// # Errors
    /// When the database cannot be read.
    pub fn all_statistics(&self, area: &str, by: Period, on: NaiveDate) -> Outcome<Vec<Table>> {
        Topic::all().map(|topic| self.statistics(topic, area, by, on)).collect()
    }

    /// What a table would be written as: its name, and its bytes.
    ///
    /// # Errors
    /// When it cannot be made.
    pub fn figures(&self, table: &Table, form: Form) -> Outcome<(String, Vec<u8>)> {
        let marking = Marking {
            classification: "OFFICIAL-SENSITIVE".to_owned(),
            practice: self.mode() == Mode::Practice,
            made: when::long_minute(self.local_now()),
        };
        let area = if table.area.is_empty() { "all-areas" } else { table.area.as_str() };
        // A force may have named an area as it likes; a file name has letters and digits.
        let area: String = area.chars().filter(|c| c.is_ascii_alphanumeric() || *c == '-').collect();
        let name = format!("{}-{area}-by-{}-to-{}.{}", table.topic.name(), table.by.name(), table.to, form.ending());
        let bytes = match form {
            Form::Csv => figures::csv(table, &marking)?,
            Form::Page => figures::page(table, &marking).into_bytes(),
        };
        Ok((name, bytes))
    }

    /// Writes a table to a folder, exactly as it is shown. That it leaves, to whom and what for, is journalled first.
    ///
    /// # Errors
    /// Refused when there is no escrow key yet or the vault is open for reading only, and when a file of its name is
    /// there; [`Fails::Disk`] when the disk does not take it.
    pub fn write_statistics(&mut self, table: &Table, form: Form, folder: &Path, leaves: &Leaves) -> Outcome<PathBuf> {
        if self.mode() == Mode::SetUp {
            return Err(Problem::refused(
                "Nothing can leave yet: there is no escrow key of your organisation.",
                "9, then s, then o sets it.",
            ));
        }
        let (name, bytes) = self.figures(table, form)?;
        let path = folder.join(&name);
        if std::fs::symlink_metadata(&path).is_ok() {
            return Err(Problem::refused(
                "A file of this table is there already and was not replaced.",
                "Choose another folder, or move that file away.",
            ));
        }
        let why = Why { recipient: leaves.to.clone(), text: leaves.purpose.clone(), ..Why::code("statistics") };
        self.final_act("write statistics to a file", |w| w.note(Operation::Disclosure, None, None, &why))?;
        file::write_checked(&path, &bytes, Existing::Keep).map_err(|p| Problem {
            kind: Fails::Disk,
            remedy: "The journal says that it was to leave. Choose another folder.".to_owned(),
            ..p
        })?;
        Ok(path)
    }
}
