//! `caseload stats`: the tables of statistics as lines, or as one JSON array; what may be shown is decided as on screen.

use crate::cli::out::{Done, Out};
use crate::cli::shell::{Shell, area, mode_words};
use crate::cli::today::moment;
use crate::cli::words::classification;
use crate::domain::problem::{Kind, Outcome, Problem};
use crate::domain::statistics::table::{FEW_MEANS, HELD_MEANS, ROUNDED};
use crate::domain::statistics::{Period, Table};

/// Arguments of `stats`.
#[derive(clap::Args)]
pub(crate) struct Stats {
    /// As one JSON array, one object a row
    #[arg(long)]
    json: bool,
    /// Up to another day: the whole of its month, when that is over
    #[arg(long, value_name = "DATE")]
    on: Option<String>,
    /// Area by its code or name, or all [default: your own]
    #[arg(long, value_name = "AREA")]
    area: Option<String>,
    /// Laid out by month, quarter or year [default: month]
    #[arg(long, value_name = "PERIOD")]
    by: Option<String>,
}

fn period(typed: Option<&str>) -> Outcome<Period> {
    let Some(typed) = typed else { return Ok(Period::Month) };
    typed
        .trim()
        .to_lowercase()
        .parse()
        .map_err(|_| Problem::new(Kind::Usage, "There is no such period.", "Take month, quarter or year."))
}

/// Prints the tables.
pub(crate) fn run(it: &Stats, shell: &mut Shell) -> Done {
    let by = period(it.by.as_deref())?;
    shell.with_desk(|desk, shell| {
        let area = area(it.area.as_deref(), &desk.officer().area)?;
        let on = moment(desk, it.on.as_deref())?.day;
        let tables = desk.all_statistics(&area, by, on)?;
        if it.json {
            shell.out.begin_array()?;
            for row in tables.iter().flat_map(Table::lines) {
                shell.out.element(&row.to_json())?;
            }
            return shell.out.end_array();
        }
        shell.out.line(&format!("caseload stats.{}", mode_words(desk.mode())))?;
        tables.iter().try_for_each(|table| as_words(table, &mut shell.out))?;
        shell.out.line("")?;
        shell.out.line(&format!("<5: {FEW_MEANS}."))?;
        shell.out.line(&format!("*: {HELD_MEANS}."))?;
        shell.out.line(ROUNDED)?;
        shell.out.line(&classification())
    })
}

/// One sentence a row: nothing that must be read downwards.
fn as_words(table: &Table, out: &mut Out) -> Done {
    out.line("")?;
    out.line(&format!("{}. {}. {}.", table.topic.title(), table.area_label(), table.span()))?;
    if !table.note.is_empty() {
        out.line(&table.note)?;
    }
    for row in table.lines() {
        if !row.block.is_empty() && row.block != "rate" && row.first_of_block {
            out.line(&format!("{}:", row.block))?;
        }
        let cells: Vec<String> = row.cells.iter().map(|(column, amount)| format!("{column} {amount}")).collect();
        out.line(&format!("{}: {}. All {}.", row.row, cells.join(", "), row.all))?;
    }
    Ok(())
}
