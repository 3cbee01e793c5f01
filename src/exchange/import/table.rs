//! From text to rows: which separator, where the headings stand, each row with its number as the spreadsheet counts.
//!
//! What a cell means is [`crate::exchange::import::person`]'s.

use csv::{ReaderBuilder, StringRecord};

use crate::domain::problem::Outcome;
use crate::exchange::import::columns::{self, MapFile, Target};
use crate::exchange::import::{MOST_CELL, MOST_COLUMNS, MOST_ROWS, RowFault, refused, text};

/// Separators that are tried, with how the officer calls them.
pub const SEPARATORS: [(u8, &str); 4] = [(b',', "comma"), (b';', "semicolon"), (b'\t', "tab"), (b'|', "bar")];
/// Rows looked at to find out the separator and where the headings stand.
const LOOKED_AT: usize = 30;
/// Stands alone in the last row when every quotation mark was closed.
const END: &str = "\u{1}";

/// A table as text.
pub struct Table {
    text: String,
    separator: u8,
    /// How it was encoded.
    pub encoding: &'static str,
    /// The headings, blank ones too.
    pub headings: Vec<String>,
    /// What each column becomes; nothing for one that is not brought in.
    pub columns: Vec<Option<Target>>,
    /// Records before the first row of data: headings and what stands above them.
    skip: usize,
}

/// One row.
pub struct Row {
    /// Its number in the spreadsheet.
    pub number: u64,
    /// Its cells; as many as there are headings.
    pub cells: StringRecord,
}

impl Table {
    /// Reads the beginning of a file: encoding, separator, headings, and what each column is taken for.
    ///
    /// # Errors
    /// Refused when it is no table, or the mapping file names a heading that is not there.
    pub fn read(bytes: Vec<u8>, map: Option<&MapFile>) -> Outcome<Self> {
        let decoded = text::decode(bytes)?;
        let mut text = decoded.text;
        if text.contains(END) {
            text = text.replace(END, "");
        }
        if text.contains('\r') {
            // One kind of line break, so that rows are counted alike.
            text = text.replace("\r\n", "\n").replace('\r', "\n");
        }
        // A hint that spreadsheets write above the headings: sep=;
        let mut hinted = None;
        if let Some(rest) = text.get(..4).filter(|b| b.eq_ignore_ascii_case("sep=")).and_then(|_| text.get(4..)) {
            hinted = rest.bytes().next().filter(|b| SEPARATORS.iter().any(|(s, _)| s == b));
            text = rest.split_once('\n').map(|(_, r)| r.to_owned()).unwrap_or_default();
        }
        let separator = map.and_then(|m| m.separator).or(hinted).unwrap_or_else(|| found_out(&text));
        let first = beginning(&text, separator);
        if first.iter().any(|r| r.len() > MOST_COLUMNS) {
            return Err(refused(
                format!("The table has more than {MOST_COLUMNS} columns."),
                "Keep the columns that matter and save it again.",
            ));
        }
        let known = |r: &StringRecord| {
            let mapped = r.iter().filter(|h| map.is_some_and(|m| m.has(h))).count();
            mapped + r.iter().filter(|h| columns::guess(h).is_some()).count()
        };
        // A title may stand above the headings.
        let at = first.iter().enumerate().max_by_key(|(i, r)| (known(r), std::cmp::Reverse(*i))).map_or(0, |(i, _)| i);
        let Some(heading) = first.get(at) else {
            return Err(refused("The file has no row of headings.", "Give each column a heading, then save it again."));
        };
        let mut headings: Vec<String> =
            heading.iter().map(|h| crate::domain::text::clean_line(h).text.trim().to_owned()).collect();
        while headings.last().is_some_and(String::is_empty) {
            headings.pop();
        }
        let columns = match map {
            Some(map) => map.columns_of(&headings)?,
            None => headings.iter().map(|h| columns::guess(h)).collect(),
        };
        Ok(Self { text, separator, encoding: decoded.encoding, headings, columns, skip: at + 1 })
    }

    /// How the columns are separated, in words.
    #[must_use]
    pub fn separator(&self) -> &'static str {
        SEPARATORS.iter().find(|(s, _)| *s == self.separator).map_or("comma", |(_, name)| name)
    }

    /// Size of the text in bytes, for progress.
    #[must_use]
    pub fn bytes(&self) -> usize {
        self.text.len()
    }

    /// What keeps the columns from being used: no working name, or one thing from two columns.
    #[must_use]
    pub fn column_faults(&self) -> Vec<String> {
        columns::faults(&self.columns)
    }

    /// Its rows in order: row or fault, with how many bytes of the text were read. `see` gives false to stop.
    pub fn each(&self, mut see: impl FnMut(Result<Row, RowFault>, u64) -> bool) {
        let mut reader = reader(&self.text, self.separator);
        let mut record = StringRecord::new();
        let (mut inside, mut seen, mut closed) = (0_u64, 0_usize, false);
        let mut last = 1;
        while let Ok(true) = reader.read_record(&mut record) {
            let at = record.position().map_or(0, csv::Position::byte);
            // The reader tells where it began to look: blank lines before the row are passed over.
            let blank = self.text.as_bytes().iter().skip(usize::try_from(at).unwrap_or(usize::MAX));
            let blank = blank.take_while(|b| **b == b'\n').count() as u64;
            let line = record.position().map_or(0, csv::Position::line) + blank;
            let number = line.saturating_sub(inside);
            inside += record.iter().map(|c| c.matches('\n').count() as u64).sum::<u64>();
            if record.len() == 1 && record.get(0) == Some(END) {
                closed = true;
                break;
            }
            last = number;
            seen += 1;
            if seen <= self.skip {
                continue;
            }
            if seen - self.skip > MOST_ROWS {
                let what = format!("There are more than {MOST_ROWS} rows. Bring them in as two files.");
                see(Err(RowFault::whole(number, what)), at);
                return;
            }
            if record.iter().any(|c| c.contains(END)) {
                break;
            }
            if record.iter().all(|c| c.trim().is_empty()) {
                continue;
            }
            let row = self.whole(number, &record);
            if !see(row, at) {
                return;
            }
        }
        if !closed {
            let what = "A quotation mark that is opened here is never closed, so where the row ends cannot be known. Close \
                        it, or save the sheet as CSV again.";
            see(Err(RowFault::whole(last, what)), self.text.len() as u64);
        }
    }

    /// A row has as many cells as there are headings, none of them too large.
    fn whole(&self, number: u64, record: &StringRecord) -> Result<Row, RowFault> {
        let fault = |column: String, what: String| Err(RowFault::new(number, column, what));
        let (have, want) = (record.len(), self.headings.len());
        if record.iter().skip(want).any(|c| !c.trim().is_empty()) {
            return fault(
                String::new(),
                format!(
                    "The row has {have} cells and there are {want} headings. A {} inside a cell needs quotation marks.",
                    self.separator()
                ),
            );
        }
        if have < want {
            return fault(
                String::new(),
                format!("The row has {have} of {want} cells: it was cut off, or a separator is missing."),
            );
        }
        if let Some((i, _)) = record.iter().enumerate().find(|(_, c)| c.len() > MOST_CELL) {
            let heading = self.headings.get(i).cloned().unwrap_or_default();
            return fault(heading, "The cell is longer than any note here may be: 20,000 letters.".to_owned());
        }
        Ok(Row { number, cells: record.clone() })
    }
}

fn reader(text: &str, separator: u8) -> csv::Reader<impl std::io::Read + '_> {
    use std::io::Read as _;
    ReaderBuilder::new()
        .delimiter(separator)
        .has_headers(false)
        .flexible(true)
        .from_reader(text.as_bytes().chain(&b"\n\x01"[..]))
}

/// The first rows that are not blank.
fn beginning(text: &str, separator: u8) -> Vec<StringRecord> {
    let mut reader = reader(text, separator);
    let mut rows = Vec::new();
    let mut record = StringRecord::new();
    while rows.len() < LOOKED_AT && matches!(reader.read_record(&mut record), Ok(true)) {
        if record.len() == 1 && record.get(0) == Some(END) {
            break;
        }
        rows.push(record.clone());
    }
    rows
}

/// The separator under which most headings are known, then under which most rows agree on how many columns there are.
fn found_out(text: &str) -> u8 {
    let score = |separator: u8| {
        let rows = beginning(text, separator);
        let known = rows.iter().map(|r| r.iter().filter(|h| columns::guess(h).is_some()).count()).max().unwrap_or(0);
        let mut counts = std::collections::BTreeMap::new();
        for r in rows.iter().filter(|r| r.len() > 1) {
            *counts.entry(r.len()).or_insert(0_usize) += 1;
        }
        let (columns, agree) = counts.into_iter().max_by_key(|(len, n)| (*n, *len)).unwrap_or((1, 0));
        (known, agree * 1000 / rows.len().max(1), columns)
    };
    let mut best = (b',', score(b','));
    for (separator, _) in SEPARATORS.iter().skip(1) {
        let other = score(*separator);
        if other > best.1 {
            best = (*separator, other);
        }
    }
    best.0
}

#[cfg(test)]
mod tests {
    use super::*;

    fn rows(text: &str) -> Vec<Result<(u64, Vec<String>), String>> {
        let table = Table::read(text.as_bytes().to_vec(), None).unwrap();
        let mut all = Vec::new();
        table.each(|row, _| {
            all.push(match row {
                Ok(r) => Ok((r.number, r.cells.iter().map(str::to_owned).collect())),
                Err(f) => Err(format!("{}: {}", f.row, f.what)),
            });
            true
        });
        all
    }

    #[test]
    fn the_separator_is_found_out_also_where_notes_hold_others() {
        for (text, separator) in [
            ("Name,Phone\nRoxy,07700 900142\n", "comma"),
            ("Name;Notes\nRoxy;tall, red coat, from Low Quay\n", "semicolon"),
            ("Name\tPhone\nRoxy, tall\t07700 900142\n", "tab"),
            ("Name|Phone\nRoxy|07700 900142\n", "bar"),
            ("sep=;\nWorking name;Spare\na,b;c\n", "semicolon"),
        ] {
            assert_eq!(Table::read(text.as_bytes().to_vec(), None).unwrap().separator(), separator, "{text}");
        }
    }

    #[test]
    fn rows_are_numbered_as_the_spreadsheet_counts_them() {
        let all = rows("Name;Notes\r\nRoxy;\"two\r\nlines\"\r\n;\r\n\r\nAsh;x\r\n");
        assert_eq!(all.len(), 2);
        assert_eq!(all[0].as_ref().unwrap().0, 2);
        assert_eq!(all[1].as_ref().unwrap(), &(5, vec!["Ash".to_owned(), "x".to_owned()]));
    }

    #[test]
    fn a_row_that_does_not_fit_says_so_and_a_title_above_the_headings_is_passed_over() {
        let all = rows("My list\nName,Phone\nRoxy,07700 900142,tall\nAsh\nDee,\n");
        assert!(all[0].as_ref().unwrap_err().starts_with("3: The row has 3 cells"), "{all:?}");
        assert!(all[1].as_ref().unwrap_err().starts_with("4: The row has 1 of 2"), "{all:?}");
        assert!(all[2].is_ok());
    }

    #[test]
    fn a_quotation_mark_that_is_never_closed_is_said_where_it_opens() {
        let all = rows("Name,Notes\nAsh,fine\nRoxy,\"cut o\nff,here\n");
        assert!(all.last().unwrap().as_ref().unwrap_err().starts_with("3: A quotation mark"), "{all:?}");
    }

    #[test]
    fn a_million_columns_and_an_enormous_cell_are_refused_without_being_kept() {
        let wide = vec!["x"; 1_000_000].join(",");
        assert!(Table::read(wide.into_bytes(), None).is_err());
        let all = rows(&format!("Name,Notes\nRoxy,{}\n", "a".repeat(MOST_CELL + 1)));
        assert!(all[0].as_ref().unwrap_err().contains("20,000"), "{all:?}");
    }
}
