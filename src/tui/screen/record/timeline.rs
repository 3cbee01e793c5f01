//! The twelve months of a record in one line: reached and tried, promises late, what is to come.
//!
//! What does not belong here: how a timeline is drawn.

use chrono::{Datelike as _, Days, Months, NaiveDate};
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::casework::record::RecordView;
use crate::domain::when;
use crate::tui::theme::{Sign, Theme};
use crate::tui::widget::timeline::{self, Mark};
use crate::tui::widget::{Phrase, row, text_of};

/// The first day shown and the last: eleven months back, and to the end of this month.
fn span(today: NaiveDate) -> (NaiveDate, NaiveDate) {
    let this = today.with_day(1).unwrap_or(today);
    let from = this.checked_sub_months(Months::new(11)).unwrap_or(this);
    let to = this.checked_add_months(Months::new(1)).and_then(|d| d.checked_sub_days(Days::new(1))).unwrap_or(today);
    (from, to)
}

fn marks(view: &RecordView, today: NaiveDate) -> Vec<Mark> {
    let mark = |on, sign, name: String| Mark { on, sign, name };
    let mut marks: Vec<Mark> = Vec::new();
    for e in &view.engagements {
        let Some(when) = &e.it.happened else { continue };
        let sign = if e.it.reached() { Sign::Here } else { Sign::NotYet };
        marks.push(mark(when.from.date(), sign, String::new()));
    }
    for f in view.follow_ups.iter().filter(|f| f.it.is_open()) {
        let Some(day) = f.it.due.map(|d| d.day()) else { continue };
        let sign = if day < today && f.it.is_promise() { Sign::Danger } else { Sign::Due };
        marks.push(mark(day, sign, String::new()));
    }
    for p in view.safety_plans.iter().filter(|p| p.it.version.unwrap_or(1) > 1) {
        let Some(day) = p.it.made_on else { continue };
        marks.push(mark(day, Sign::Rule, format!("safety plan {}", p.it.version.unwrap_or(1))));
    }
    for r in &view.crime_reports {
        let Some(told) = &r.it.told_at else { continue };
        marks.push(mark(told.from.date(), Sign::Rule, "crime report".to_owned()));
    }
    for p in view.plans.iter().filter(|p| p.it.version.unwrap_or(1) > 1) {
        let Some(day) = p.it.made_on else { continue };
        marks.push(mark(day, Sign::Rule, format!("plan {}", p.it.version.unwrap_or(1))));
    }
    for m in view.markers.iter().filter(|m| m.it.is_placed()) {
        if let Some(day) = m.it.review_on {
            let short = when::day_label(day, today);
            let short = short.rsplit(' ').next().unwrap_or_default();
            marks.push(mark(day, Sign::Due, format!("marker {short}")));
        }
    }
    for c in view.concerns.iter().filter(|c| c.it.kind.is(crate::domain::concern::kind::CHILD)) {
        if let Some(w) = &c.it.noticed {
            marks.push(mark(w.from.date(), Sign::Child, "child concern".to_owned()));
        }
    }
    marks
}

/// Draws it with its legend; tells the rows used.
pub fn draw(buf: &mut Buffer, pane: Rect, view: &RecordView, today: NaiveDate, theme: &Theme) -> u16 {
    let (from, to) = span(today);
    let rows = timeline::draw(buf, pane, from, to, &marks(view, today), theme);
    let legend = Phrase::new()
        .mark(Sign::Here)
        .muted(" spoke   ")
        .mark(Sign::NotYet)
        .muted(" tried   ")
        .mark(Sign::Danger)
        .muted(" promise late   ")
        .mark(Sign::Due)
        .muted(" to come");
    legend.draw(buf, row(text_of(pane), rows), 0, 0, theme);
    rows + 1
}
