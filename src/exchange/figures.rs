//! A table of statistics as a CSV file and as a page to print: exactly what is on the screen.
//!
//! Both are marked first and last. No cell of the file begins as a formula does, whatever a service is called; the page
//! is self-contained, runs nothing and fetches nothing. What does not belong here: what may be shown
//! ([`crate::domain::statistics`]).

use crate::domain::problem::{Outcome, Problem};
use crate::domain::statistics::table::{FEW_MEANS, HELD_MEANS, ROUNDED};
use crate::domain::statistics::{Amount, Row, Table};
use crate::exchange::sheet::{self, escape, put};

/// What stands over a practice file.
pub const PRACTICE_BANNER: &str = "PRACTICE: invented people. Nothing here was counted.";

/// How a file is marked.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Marking {
    /// Classification: `OFFICIAL-SENSITIVE`.
    pub classification: String,
    /// The caseload is a practice one.
    pub practice: bool,
    /// When it was made, local: `24/11/2026 14:05`.
    pub made: String,
}

impl Marking {
    fn lines(&self) -> Vec<&str> {
        let practice = self.practice.then_some(PRACTICE_BANNER);
        [self.classification.as_str()].into_iter().chain(practice).collect()
    }
}

/// The heads that stand above the table: label and words.
fn heads(table: &Table, marking: &Marking) -> Vec<(&'static str, String)> {
    let mut heads = vec![
        ("Table", table.topic.title().to_owned()),
        ("Area", table.area_label()),
        ("Period", table.span()),
        ("Made", marking.made.clone()),
    ];
    if !table.note.is_empty() {
        heads.push(("Note", table.note.clone()));
    }
    heads
}

/// A cell that no spreadsheet takes for a formula.
fn plain(cell: &str) -> String {
    match cell.chars().next() {
        Some('=' | '+' | '-' | '@' | '\t' | '\r' | '\n') => format!("'{cell}"),
        _ => cell.to_owned(),
    }
}

/// The table as CSV (RFC 4180, UTF-8).
///
/// # Errors
/// When memory for it cannot be had.
pub fn csv(table: &Table, marking: &Marking) -> Outcome<Vec<u8>> {
    let mut writer = csv::WriterBuilder::new().flexible(true).terminator(csv::Terminator::CRLF).from_writer(Vec::new());
    let mut line = |cells: &[String]| writer.write_record(cells.iter().map(|c| plain(c)));
    let mut all = || -> csv::Result<()> {
        for mark in marking.lines() {
            line(&[mark.to_owned()])?;
        }
        for (label, words) in heads(table, marking) {
            line(&[label.to_owned(), words])?;
        }
        let mut head = vec![String::new()];
        head.extend(table.columns.iter().cloned());
        head.push("All".to_owned());
        line(&head)?;
        for block in &table.blocks {
            if !block.heading.is_empty() {
                line(std::slice::from_ref(&block.heading))?;
            }
            for row in block.rows.iter().chain(block.total.as_ref()) {
                line(&cells(row))?;
            }
        }
        if let Some(rate) = &table.rate {
            let mut of = vec![rate.label.clone()];
            of.extend(rate.each.iter().map(|s| s.text()));
            of.push(rate.all.text());
            line(&of)?;
        }
        line(&["<5".to_owned(), FEW_MEANS.to_owned()])?;
        line(&["*".to_owned(), HELD_MEANS.to_owned()])?;
        line(&[ROUNDED.to_owned()])?;
        for mark in marking.lines() {
            line(&[mark.to_owned()])?;
        }
        Ok(())
    };
    all().map_err(|e| Problem::unexpected("The table could not be written as CSV.", e))?;
    writer.into_inner().map_err(|e| Problem::unexpected("The table could not be written as CSV.", e.error()))
}

fn cells(row: &Row) -> Vec<String> {
    let amounts = row.cells.iter().copied().chain([row.all]);
    std::iter::once(row.label.clone()).chain(amounts.map(Amount::text)).collect()
}

const STYLE: &str = "\
:root{color-scheme:light}\
body{margin:0;background:#fff;color:#000;font:16px/1.45 system-ui,Arial,sans-serif}\
.sheet{border-collapse:collapse;width:100%}\
.sheet>thead>tr>td,.sheet>tfoot>tr>td{padding:8px 24px;text-align:center;font-size:13px;font-weight:700;\
border:2px solid #000}\
.sheet>tbody>tr>td{padding:12px 24px;vertical-align:top}\
h1{font-size:24px;margin:8px 0}h2{font-size:19px;margin:16px 0 8px}p{margin:4px 0}.practice{font-size:16px}\
.figures{border-collapse:collapse;margin:12px 0}.figures th,.figures td{border:1px solid #000;padding:4px 10px;\
text-align:right}.figures th:first-child{text-align:left}.total th,.total td{font-weight:700}\
.bar{display:grid;grid-template-columns:7em 1fr;gap:2px 8px}.bar span{white-space:nowrap}\
@media print{body{font-size:10pt}.sheet>thead>tr>td,.sheet>tfoot>tr>td{font-size:8pt}tr{break-inside:avoid}\
@page{margin:14mm}}";

/// The table as a page.
#[must_use]
pub fn page(table: &Table, marking: &Marking) -> String {
    let mark: Vec<String> = marking.lines().iter().map(|l| escape(l)).collect();
    let mark = mark.join("<br>");
    let mut out = sheet::begin(table.topic.title(), STYLE, &mark);
    for (label, words) in heads(table, marking).iter().skip(1) {
        put(&mut out, format_args!("<p>{label}: {}</p>\n", escape(words)));
    }
    out.push_str("<table class=\"figures\">\n<thead><tr><th scope=\"col\"></th>");
    for column in table.columns.iter().map(String::as_str).chain(["All"]) {
        put(&mut out, format_args!("<th scope=\"col\">{}</th>", escape(column)));
    }
    out.push_str("</tr></thead>\n<tbody>\n");
    for block in &table.blocks {
        if !block.heading.is_empty() {
            let across = table.columns.len() + 2;
            put(
                &mut out,
                format_args!("<tr><th scope=\"colgroup\" colspan=\"{across}\">{}</th></tr>\n", escape(&block.heading)),
            );
        }
        let rows = block.rows.iter().map(|r| ("", r)).chain(block.total.iter().map(|r| (" class=\"total\"", r)));
        for (class, row) in rows {
            put(&mut out, format_args!("<tr{class}><th scope=\"row\">{}</th>", escape(&row.label)));
            for amount in row.cells.iter().copied().chain([row.all]) {
                put(&mut out, format_args!("<td>{}</td>", escape(&amount.text())));
            }
            out.push_str("</tr>\n");
        }
    }
    out.push_str("</tbody>\n</table>\n");
    chart(&mut out, table);
    if let Some(rate) = &table.rate {
        let each: Vec<String> =
            table.columns.iter().zip(&rate.each).map(|(c, s)| format!("{c} {}", s.text())).collect();
        put(
            &mut out,
            format_args!(
                "<p>{}: {} ({})</p>\n",
                escape(&rate.label),
                escape(&rate.all.text()),
                escape(&each.join(", "))
            ),
        );
    }
    put(
        &mut out,
        format_args!(
            "<p>&lt;5: {}</p>\n<p>*: {}</p>\n<p>{ROUNDED}</p>\n</td></tr></tbody>\n",
            escape(FEW_MEANS),
            escape(HELD_MEANS)
        ),
    );
    sheet::end(&mut out, &mark);
    out
}

/// Bars of signs, with their numbers: paper has no need of pictures that fetch or run anything.
fn chart(out: &mut String, table: &Table) {
    let bars = table.chart();
    let most = bars.iter().filter_map(|(_, a)| a.number()).max().unwrap_or(0);
    if most == 0 {
        return;
    }
    put(out, format_args!("<h2>{}</h2>\n<div class=\"bar\">\n", escape(&table.chart_title())));
    for (label, amount) in &bars {
        let long = amount.number().map_or(0, |n| usize::try_from(n * 50 / most).unwrap_or(0));
        let bar = "\u{2584}".repeat(long);
        put(out, format_args!("<span>{}</span><span>{bar} {}</span>\n", escape(label), escape(&amount.text())));
    }
    out.push_str("</div>\n");
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::statistics::event::BETWEEN;
    use crate::domain::statistics::{Counted, Family, Period, Topic, Universe};

    fn table(service: &str) -> Table {
        let code = format!("completed{BETWEEN}{service}");
        let all = [Counted { area: "central".into(), month: "2026-11".into(), code, n: 12 }];
        let day = "2026-11-24".parse().unwrap();
        Universe::new(Family::Referral, &all, day).table(Topic::Referrals, "central", Period::Month)
    }

    fn marking(practice: bool) -> Marking {
        Marking { classification: "OFFICIAL-SENSITIVE".into(), practice, made: "24/11/2026 14:05".into() }
    }

    #[test]
    fn no_cell_begins_as_a_formula_whatever_a_service_is_called() {
        for hostile in ["=cmd|' /C calc'!A0", "+1", "-1", "@SUM(A1)"] {
            let bytes = csv(&table(hostile), &marking(false)).unwrap();
            let mut reader = csv::ReaderBuilder::new().flexible(true).has_headers(false).from_reader(bytes.as_slice());
            let cells: Vec<String> =
                reader.records().flat_map(|r| r.unwrap().iter().map(str::to_owned).collect::<Vec<_>>()).collect();
            assert!(cells.iter().any(|c| c.ends_with(hostile)));
            assert!(cells.iter().all(|c| !c.starts_with(['=', '+', '-', '@'])), "{cells:?}");
        }
    }

    #[test]
    fn file_and_page_are_marked_first_and_last_and_a_practice_one_says_so() {
        let text = String::from_utf8(csv(&table("Reach"), &marking(true)).unwrap()).unwrap();
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!((lines[0], lines[1]), ("OFFICIAL-SENSITIVE", PRACTICE_BANNER));
        assert_eq!(lines[lines.len() - 2..], ["OFFICIAL-SENSITIVE", PRACTICE_BANNER]);
        let page = page(&table("Reach"), &marking(true));
        assert_eq!(page.matches("OFFICIAL-SENSITIVE").count(), 2);
        assert_eq!(page.matches(PRACTICE_BANNER).count(), 2);
        assert!(!super::page(&table("Reach"), &marking(false)).contains("PRACTICE"));
    }

    #[test]
    fn the_page_runs_nothing_and_fetches_nothing_and_hostile_names_stay_text() {
        let page = page(&table("<script>alert(1)</script>"), &marking(false));
        for part in ["<script", "http:", "https:", "src=", "href=", "url(", "@import", "<link", "style=\""] {
            assert!(!page.contains(part), "{part}");
        }
    }
}
