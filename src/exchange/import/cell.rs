//! What stands in one cell: names, days, telephone numbers, codes, yes and no. Strict where a guess could do harm.
//!
//! Each reader gives what it read, nothing for a blank cell, or a sentence of what is wrong and what would be right.

use chrono::{DateTime, Datelike, NaiveDate};
use chrono_tz::Tz;

use crate::domain::when::{Due, Precision, When};
use crate::domain::{lists, phone};

/// Reading a cell: something, nothing, or what is wrong with it.
pub type Read<T> = Result<Option<T>, String>;

/// Most digits of one telephone number (ITU-T E.164 allows 15).
const MOST_DIGITS: usize = 15;
/// Fewest digits that are taken for a number.
const FEWEST_DIGITS: usize = 4;

/// Words that people write for nothing.
const NOTHING: [&str; 17] =
    ["-", "--", "–", "—", ".", "?", "??", "n/a", "na", "none", "nil", "unknown", "not known", "nk", "n/k", "tbc", "x"];

/// Whether a cell says nothing.
#[must_use]
pub fn is_nothing(cell: &str) -> bool {
    let cell = cell.trim();
    cell.is_empty() || NOTHING.iter().any(|n| n.eq_ignore_ascii_case(cell))
}

/// The answer that stands in a cell in place of a value: *declined*, *not asked*, *unsafe to ask*.
#[must_use]
pub fn answer(cell: &str) -> Option<&'static str> {
    let plain = plain(cell);
    let plain = match plain.as_str() {
        "refused" | "wont say" | "won't say" | "would not say" => "declined",
        other => other,
    };
    let items = &lists::get("answers")?.items;
    items.iter().find(|i| i.code == plain || i.label == plain).map(|i| i.code.as_str())
}

/// Whether a cell holds a formula and not its value; `="0770…"` is a way of keeping a zero and is read as what it says.
pub fn value_of(cell: &str) -> Result<&str, String> {
    let cell = cell.trim();
    if let Some(inside) = cell.strip_prefix("=\"").and_then(|c| c.strip_suffix('"')).filter(|c| !c.contains('"')) {
        return Ok(inside.trim());
    }
    let commands = cell.starts_with(['+', '-', '@']) && cell.contains('|') && cell.contains('!');
    if cell.starts_with('=') || commands {
        return Err(
            "The cell holds a formula, not its value. In the spreadsheet copy it and paste it as a value.".to_owned()
        );
    }
    Ok(cell)
}

fn plain(cell: &str) -> String {
    cell.split_whitespace().collect::<Vec<_>>().join(" ").to_lowercase()
}

/// A name written in capitals is written out; gives whether it was. Short ones (*AJ*) stay: they may be initials.
#[must_use]
pub fn written_out(name: &str) -> (String, bool) {
    let letters = name.chars().filter(|c| c.is_alphabetic()).count();
    let capitals = name.chars().any(char::is_uppercase) && !name.chars().any(char::is_lowercase);
    if letters < 3 || !capitals {
        return (name.to_owned(), false);
    }
    let mut out = String::with_capacity(name.len());
    let mut begins = true;
    for c in name.chars() {
        if begins {
            out.push(c);
        } else {
            out.extend(c.to_lowercase());
        }
        // O'Brien and Smith-Jones begin twice; an apostrophe after an s does not matter in a name.
        begins = !c.is_alphanumeric();
    }
    (after(&out, "Mc"), true)
}

/// Writes the letter after a beginning as a capital: McDonald.
fn after(text: &str, begin: &str) -> String {
    text.split(' ')
        .map(|word| match word.strip_prefix(begin) {
            Some(rest) if rest.chars().count() > 2 => {
                let mut chars = rest.chars();
                let first: String = chars.next().map(|c| c.to_uppercase().collect()).unwrap_or_default();
                format!("{begin}{first}{}", chars.as_str())
            }
            _ => word.to_owned(),
        })
        .collect::<Vec<_>>()
        .join(" ")
}

/// Several things in one cell, each once.
#[must_use]
pub fn several(cell: &str, between: &[char]) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for part in cell.split(between) {
        let part = part.split_whitespace().collect::<Vec<_>>().join(" ");
        if !is_nothing(&part) && !all.iter().any(|a| a.to_lowercase() == part.to_lowercase()) {
            all.push(part);
        }
    }
    all
}

/// Names in one cell: between strokes, semicolons, line breaks and *aka*. A comma belongs to a description.
#[must_use]
pub fn names(cell: &str) -> Vec<String> {
    let mut cell = cell.to_owned();
    for between in [" aka ", " AKA ", " a.k.a. ", " a.k.a ", " Aka "] {
        cell = cell.replace(between, ";");
    }
    several(&cell, &['/', ';', '\n', '\r', '|'])
}

/// A day, written the British way or as ISO 8601: `03/11/90`, `3.11.1990`, `3 Nov 1990`, `1990-11-03`. Two figures are
/// the year's last two, and never a year to come.
///
/// # Errors
/// What is wrong with it and what would be right.
pub fn day(cell: &str, today: NaiveDate) -> Read<NaiveDate> {
    if is_nothing(cell) {
        return Ok(None);
    }
    let hint = "Write it as day/month/year, such as 03/11/1990, or leave it blank.";
    let cell = cell.trim().split(['T', ' ']).next().filter(|d| d.len() == 10 && cell.contains(':')).unwrap_or(cell);
    let parts: Vec<&str> = cell.split(['/', '.', '-', ' ', ',']).filter(|p| !p.is_empty()).collect();
    let [first, second, third] = parts.as_slice() else {
        if cell.trim().len() == 5 && cell.trim().bytes().all(|b| b.is_ascii_digit()) {
            return Err(format!("This is the spreadsheet's own count of days. Format the column as a date. {hint}"));
        }
        return Err(format!("This is not a day. {hint}"));
    };
    let number = |t: &str| t.trim_end_matches(|c: char| c.is_ascii_alphabetic()).parse::<u32>().ok();
    let month_of = |t: &str| number(t).filter(|_| t.bytes().all(|b| b.is_ascii_digit())).or_else(|| month(t));
    let (y, m, d) = if first.len() == 4 {
        (number(first), month_of(second), number(third))
    } else {
        (number(third).map(|y| if third.len() <= 2 { century(y, today) } else { y }), month_of(second), number(first))
    };
    let (Some(y), Some(m), Some(d)) = (y, m, d) else { return Err(format!("This is not a day. {hint}")) };
    if !(1..=12).contains(&m) {
        let turned =
            if (1..=12).contains(&d) && m <= 31 { format!(" Is it {m:02}/{d:02}/{y}?") } else { String::new() };
        return Err(format!("There is no month {m}.{turned} {hint}"));
    }
    let Ok(year) = i32::try_from(y) else { return Err(format!("This is not a year. {hint}")) };
    if !(1900..=2199).contains(&year) {
        return Err(format!("The year is out of range. {hint}"));
    }
    NaiveDate::from_ymd_opt(year, m, d).map(Some).ok_or_else(|| format!("There is no such day in that month. {hint}"))
}

/// `90` is 1990 and `08` is 2008: the latest year that is not to come.
fn century(two: u32, today: NaiveDate) -> u32 {
    let now = u32::try_from(today.year()).unwrap_or(2000);
    let this = now - now % 100 + two;
    if this > now { this - 100 } else { this }
}

fn month(word: &str) -> Option<u32> {
    const MONTHS: [&str; 12] = ["jan", "feb", "mar", "apr", "may", "jun", "jul", "aug", "sep", "oct", "nov", "dec"];
    let word = word.to_lowercase();
    if word.len() < 3 {
        return None;
    }
    MONTHS.iter().zip(1..).find(|(m, _)| word.starts_with(**m)).map(|(_, n)| n)
}

/// When something happened: a day, or vague in words (*summer 2025*).
///
/// # Errors
/// What is wrong with it and what would be right.
pub fn happened(cell: &str, now: DateTime<Tz>) -> Read<When> {
    if is_nothing(cell) {
        return Ok(None);
    }
    let today = now.date_naive();
    let when = match day(cell, today) {
        Ok(Some(on)) => {
            let at = |h, m| on.and_hms_opt(h, m, 0).unwrap_or_default();
            When { said: cell.trim().to_owned(), from: at(0, 0), to: at(23, 59), precision: Precision::Day }
        }
        Ok(None) => return Ok(None),
        Err(strict) => When::parse(cell, now).map_err(|_| strict)?,
    };
    if Due::On(when.from.date()) > Due::On(today) {
        return Err("This day is still to come. Write when it was, or leave it blank.".to_owned());
    }
    Ok(Some(when))
}

/// A telephone number, with what was written beside it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Number {
    /// In international form where it can be.
    pub number: String,
    /// The words beside it: *sister's*.
    pub note: String,
    /// The spreadsheet had dropped its first 0.
    pub zero: bool,
}

/// The telephone numbers of a cell: two are told apart by a stroke, a comma, a word, a line break or their own zeros.
///
/// # Errors
/// What is wrong with it and what would be right.
pub fn numbers(cell: &str) -> Result<Vec<Number>, String> {
    if is_nothing(cell) {
        return Ok(Vec::new());
    }
    let lower = cell.to_lowercase();
    let scientific = lower.split_once("e+").is_some_and(|(a, b)| {
        a.ends_with(|c: char| c.is_ascii_digit()) && a.contains('.') && b.starts_with(|c: char| c.is_ascii_digit())
    });
    if scientific {
        return Err(
            "The spreadsheet shortened the number and its last digits are gone. Format the column as text, enter it \
                    again."
                .to_owned(),
        );
    }
    let mut pieces = cell.to_owned();
    for between in [" or ", " and ", " OR ", " AND ", " Or ", " And "] {
        pieces = pieces.replace(between, "/");
    }
    let mut all: Vec<Number> = Vec::new();
    for piece in pieces.split(['/', ';', ',', '\n', '\r', '|', '&']).filter(|p| !is_nothing(p)) {
        let (runs, note) = runs(piece);
        if runs.is_empty() {
            // Words after a comma belong to the number before: 07700 900142, her sister's.
            match all.last_mut() {
                Some(last) if last.note.is_empty() => last.note = note,
                _ => return Err("There is no telephone number in it. Write the number, or leave it blank.".to_owned()),
            }
            continue;
        }
        for run in runs {
            for typed in apart(&run) {
                let digits = typed.chars().filter(char::is_ascii_digit).count();
                if digits > MOST_DIGITS {
                    return Err(
                        "Numbers run into each other: more than 15 digits. Put a stroke between them.".to_owned()
                    );
                }
                let zero = digits == 10 && !typed.contains('+') && typed.trim_start().starts_with(['1', '2', '7']);
                let number = phone::normalise(&if zero { format!("0{}", typed.trim_start()) } else { typed });
                if !all.iter().any(|n| n.number == number) {
                    all.push(Number { number, note: note.clone(), zero });
                }
            }
        }
    }
    Ok(all)
}

/// The runs of digits of a piece that are long enough for a number, and the words beside them.
fn runs(piece: &str) -> (Vec<String>, String) {
    let of_number = |c: char| c.is_ascii_digit() || matches!(c, '+' | '(' | ')' | '-' | '.' | ' ');
    let mut runs = Vec::new();
    let mut note = String::new();
    let mut run = String::new();
    let mut end = |run: &mut String, note: &mut String| {
        if run.chars().filter(char::is_ascii_digit).count() >= FEWEST_DIGITS {
            runs.push(std::mem::take(run));
            note.push(' ');
        } else {
            note.push_str(run);
            run.clear();
        }
    };
    for c in piece.chars() {
        if of_number(c) {
            run.push(c);
        } else {
            if !run.is_empty() {
                end(&mut run, &mut note);
            }
            note.push(c);
        }
    }
    if !run.is_empty() {
        end(&mut run, &mut note);
    }
    let note = note.split_whitespace().collect::<Vec<_>>().join(" ");
    (runs, note.trim_matches(|c: char| "()-:. ".contains(c)).to_owned())
}

/// Two numbers with nothing but a space between: each begins with 0 or +.
fn apart(run: &str) -> Vec<String> {
    let mut all: Vec<String> = Vec::new();
    for word in run.split_whitespace().filter(|w| w.bytes().any(|b| b.is_ascii_digit())) {
        let full = all.last().is_none_or(|n| n.chars().filter(char::is_ascii_digit).count() >= 10);
        let begins = word.starts_with(['0', '+', '(']) || all.is_empty();
        match all.last_mut() {
            Some(last) if !(full && begins) => {
                last.push(' ');
                last.push_str(word);
            }
            _ => all.push(word.to_owned()),
        }
    }
    all
}

/// Yes or no.
///
/// # Errors
/// When it is neither.
pub fn yes_no(cell: &str) -> Read<bool> {
    match plain(cell).as_str() {
        "yes" | "y" | "true" | "1" | "needed" => Ok(Some(true)),
        "no" | "n" | "false" | "0" | "not needed" => Ok(Some(false)),
        _ if is_nothing(cell) => Ok(None),
        _ => Err("This is neither yes nor no. Write one of them, or leave it blank.".to_owned()),
    }
}

/// A code of a list, by its code, its label or another word for it.
///
/// # Errors
/// What the list offers, when it is none of them.
pub fn code(list: &str, cell: &str, words: &[(&str, &'static str)]) -> Read<String> {
    if is_nothing(cell) {
        return Ok(None);
    }
    let plain = plain(cell);
    let Some(items) = lists::get(list) else { return Ok(None) };
    let item = items.items.iter().find(|i| {
        i.code == plain
            || i.label.to_lowercase() == plain
            || i.extra.get("pole").is_some_and(|p| p.to_lowercase() == plain)
    });
    if let Some(item) = item {
        return Ok(Some(item.code.clone()));
    }
    if let Some((_, code)) = words.iter().find(|(word, _)| *word == plain) {
        return Ok(Some((*code).to_owned()));
    }
    let labels: Vec<&str> = items.offered().map(|i| i.label.as_str()).collect();
    Err(format!("This is none of: {}. Write one of them, or leave it blank.", labels.join(" · ")))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn today() -> NaiveDate {
        NaiveDate::from_ymd_opt(2026, 11, 24).unwrap()
    }

    #[test]
    fn a_day_is_read_as_it_is_written_here_and_a_wrong_one_says_what_would_be_right() {
        for (typed, read) in [
            ("03/11/90", "1990-11-03"),
            ("3/11/1990", "1990-11-03"),
            ("03.11.1990", "1990-11-03"),
            ("3-11-90", "1990-11-03"),
            ("3 Nov 1990", "1990-11-03"),
            ("3rd November 1990", "1990-11-03"),
            ("1990-11-03", "1990-11-03"),
            ("1990-11-03 00:00:00", "1990-11-03"),
            ("1990-11-03T00:00:00", "1990-11-03"),
            ("05/06/08", "2008-06-05"),
            ("05/06/27", "1927-06-05"),
        ] {
            assert_eq!(day(typed, today()).unwrap().unwrap().to_string(), read, "{typed}");
        }
        assert_eq!(day("n/a", today()).unwrap(), None);
        for (typed, part) in [
            ("03/25/1990", "Is it 25/03/1990?"),
            ("31/11/1990", "no such day"),
            ("32874", "count of days"),
            ("summer", "not a day"),
            ("01/01/1066", "out of range"),
        ] {
            assert!(day(typed, today()).unwrap_err().contains(part), "{typed}: {:?}", day(typed, today()));
        }
    }

    #[test]
    fn two_numbers_in_a_cell_are_two_and_words_beside_them_are_kept() {
        let read = |cell| numbers(cell).map(|all| all.into_iter().map(|n| (n.number, n.note)).collect::<Vec<_>>());
        let pair = |a: &str, b: &str| (a.to_owned(), b.to_owned());
        let both = vec![pair("+447700900142", ""), pair("+447700900143", "")];
        for cell in [
            "07700 900142 / 07700 900143",
            "07700900142; 07700900143",
            "07700 900142 or 07700 900143",
            "07700 900142\n07700 900143",
            "07700 900142 07700 900143",
            "+44 7700 900142 +44 (0)7700 900143",
            "7700900142,7700900143",
        ] {
            assert_eq!(read(cell).unwrap(), both, "{cell}");
        }
        assert_eq!(read("07700 900142 (sister's)").unwrap(), [pair("+447700900142", "sister's")]);
        assert_eq!(read("07700 900142 after 6pm").unwrap(), [pair("+447700900142", "after 6pm")]);
        assert_eq!(read("07700 900142, her sister's").unwrap(), [pair("+447700900142", "her sister's")]);
        assert_eq!(read("(0191) 498 0117").unwrap(), [pair("+441914980117", "")]);
        assert_eq!(read("none").unwrap(), []);
        assert!(numbers("7700900142").unwrap()[0].zero);
    }

    #[test]
    fn a_number_that_the_spreadsheet_spoilt_is_refused() {
        for (cell, part) in [
            ("4.47701E+11", "last digits are gone"),
            ("0770090014207700900143", "run into each other"),
            ("ask her sister", "no telephone number"),
        ] {
            assert!(numbers(cell).unwrap_err().contains(part), "{cell}");
        }
    }

    #[test]
    fn names_in_capitals_are_written_out_and_initials_stay() {
        for (typed, out) in [
            ("ROXY", "Roxy"),
            ("ŻANETA", "Żaneta"),
            ("MARY-ANN O'BRIEN", "Mary-Ann O'Brien"),
            ("MCDONALD", "McDonald"),
            ("AJ", "AJ"),
            ("Roxy", "Roxy"),
            ("ნინო", "ნინო"),
            ("ОКСАНА", "Оксана"),
        ] {
            assert_eq!(written_out(typed).0, out, "{typed}");
        }
    }

    #[test]
    fn a_formula_is_no_value_and_a_guarded_zero_is() {
        assert_eq!(value_of("=\"07700900142\""), Ok("07700900142"));
        assert_eq!(value_of("+44 7700 900142"), Ok("+44 7700 900142"));
        assert_eq!(value_of("@roxy"), Ok("@roxy"));
        for cell in ["=1+1", " =HYPERLINK(\"x\")", "@SUM(1)|calc!A1", "=\"a\"&\"b\""] {
            assert!(value_of(cell).is_err(), "{cell}");
        }
    }

    #[test]
    fn names_split_at_strokes_and_aka_and_a_description_stays_whole() {
        assert_eq!(names("Roxy / Roxanne"), ["Roxy", "Roxanne"]);
        assert_eq!(names("Roxy aka Ash"), ["Roxy", "Ash"]);
        assert_eq!(names("Lola, red coat"), ["Lola, red coat"]);
        assert_eq!(answer("Declined"), Some("declined"));
        assert_eq!(answer("Not asked"), Some("not-asked"));
        assert_eq!(answer("Smith"), None);
    }

    proptest! {
        #[test]
        fn no_cell_breaks_a_reader(cell in "\\PC{0,60}|[0-9/+() .,e-]{0,40}") {
            let _ = (day(&cell, today()), numbers(&cell), yes_no(&cell), names(&cell), written_out(&cell), value_of(&cell));
            let _ = code("areas", &cell, &[]);
        }
    }
}
