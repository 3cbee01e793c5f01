//! What a section of a record is: entries from the record that was read, what can be done with the focused one, and how
//! they are drawn.
//!
//! To add a section: a file with a type that is [`Part`], a line in `record/mod.rs` for its state and one in
//! [`super::Section`]. What does not belong here: what any section says.

use chrono::NaiveDate;
use ratatui::buffer::Buffer;
use ratatui::layout::Rect;

use crate::casework::record::RecordView;
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::store::verify::HistoryLine;
use crate::tui::action::Action;
use crate::tui::ctx::Ctx;
use crate::tui::effect::Effects;
use crate::tui::screen::record::Section;
use crate::tui::screen::{Caveat, Who};
use crate::tui::theme::{Role, Theme};
use crate::tui::widget::list::{self, DrawnList};
use crate::tui::widget::record::{LABEL, mask};
use crate::tui::widget::{Phrase, focus, narrow, put, row, text, text_of};

/// Cells from the beginning of a value to what stands beside a sign and a day: `! 4 days late   find out …`.
pub const BESIDE: u16 = 16;

/// What a section looks at while it is drawn or acted on.
#[derive(Clone, Copy)]
pub struct See<'a> {
    /// Whose record.
    pub who: &'a Who,
    /// The record as it was read.
    pub view: &'a RecordView,
    /// The journal's lines about it, newest first; empty until they are read.
    pub history: &'a [HistoryLine],
    /// Legal names, numbers and addresses are shown.
    pub unmasked: bool,
    /// Time, officer, theme.
    pub ctx: &'a Ctx,
}

impl See<'_> {
    /// The working day.
    #[must_use]
    pub fn today(&self) -> NaiveDate {
        self.ctx.today()
    }

    /// A legal name, number or address: eight dots until it is shown.
    #[must_use]
    pub fn masked(&self, value: &str) -> Phrase {
        if self.unmasked { Phrase::from(value) } else { mask() }
    }
}

/// What an entry stands for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Of {
    /// A record, which `Enter` shows whole.
    Record(Kind, RecordId),
    /// Something another section shows; `Enter` goes there.
    Section(Section),
    /// A field of the contact or of IS; the section itself knows what to do with it.
    Field(&'static str),
    /// Something to be read only: it can be focused, so that all of it can be scrolled to.
    Words,
}

/// One row of an entry.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Line {
    /// What stands at the beginning of the value and is never wrapped: sign and day.
    pub lead: Phrase,
    /// Where the words begin, in cells from the beginning of the value.
    pub at: u16,
    /// The words; they wrap under themselves and are never cut.
    pub words: Phrase,
    /// What stands at the right end, if there is room.
    pub right: Phrase,
}

impl Line {
    /// Words alone.
    pub fn new(words: impl Into<Phrase>) -> Self {
        Self { words: words.into(), ..Self::default() }
    }
    /// Words beside a sign and a day.
    pub fn beside(lead: impl Into<Phrase>, words: impl Into<Phrase>) -> Self {
        Self { lead: lead.into(), at: BESIDE, words: words.into(), ..Self::default() }
    }
    /// Adds what stands at the right end.
    #[must_use]
    pub fn right(mut self, words: impl Into<Phrase>) -> Self {
        self.right = words.into();
        self
    }
    /// Moves the words this many cells to the right.
    #[must_use]
    pub const fn at(mut self, at: u16) -> Self {
        self.at = at;
        self
    }

    /// Where its words begin: never inside what leads them, which has a time beside its day now and then.
    fn begins(&self) -> u16 {
        match narrow(self.lead.width()) {
            0 => self.at,
            lead => self.at.max(lead + 1),
        }
    }

    fn wrapped(&self, room: usize, theme: &Theme) -> Vec<Phrase> {
        // Where there is no room for two columns the words go below what leads them.
        let lines = self.words.wrap(room.saturating_sub(usize::from(self.begins())), theme);
        if lines.is_empty() { vec![Phrase::new()] } else { lines }
    }
}

/// One entry of a section: a label and its rows.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct Entry {
    /// The label; blank where the one above goes on.
    pub label: String,
    /// The rows of the value.
    pub lines: Vec<Line>,
    /// What it stands for; an entry that stands for nothing cannot be focused.
    pub of: Option<Of>,
    /// Its rows begin where labels begin.
    pub wide: bool,
}

impl Entry {
    /// A label and its value.
    pub fn new(label: impl Into<String>, value: impl Into<Phrase>) -> Self {
        Self { label: label.into(), lines: vec![Line::new(value)], ..Self::default() }
    }
    /// A label and several rows.
    pub fn rows(label: impl Into<String>, lines: Vec<Line>) -> Self {
        Self { label: label.into(), lines, ..Self::default() }
    }
    /// An empty row.
    #[must_use]
    pub fn gap() -> Self {
        Self { lines: vec![Line::default()], ..Self::default() }
    }
    /// A sentence over the whole width.
    pub fn sentence(words: impl Into<Phrase>) -> Self {
        Self { lines: vec![Line::new(words)], wide: true, ..Self::default() }
    }
    /// Rows over the whole width.
    #[must_use]
    pub fn across(lines: Vec<Line>) -> Self {
        Self { lines, wide: true, ..Self::default() }
    }
    /// Says what it stands for.
    #[must_use]
    pub const fn of(mut self, of: Of) -> Self {
        self.of = Some(of);
        self
    }
    /// Says which record it stands for.
    #[must_use]
    pub const fn record(self, kind: Kind, id: RecordId) -> Self {
        self.of(Of::Record(kind, id))
    }
    /// Whether it is an empty row.
    #[must_use]
    pub fn is_gap(&self) -> bool {
        self.label.is_empty() && self.of.is_none() && self.lines.iter().all(|l| l.words.is_empty() && l.lead.is_empty())
    }
}

/// A section of a record.
pub trait Part {
    /// Reads what the record as it was read does not hold; when the section is opened, and after changes.
    fn begin(&mut self, _who: &Who) -> Effects {
        Effects::new()
    }
    /// Its entries.
    fn entries(&self, see: &See<'_>) -> Vec<Entry>;
    /// What can be done here, in the order of the footer; moving, `[ ]`, `v` and `Enter` are there already.
    fn actions(&self, focused: Option<&Of>, see: &See<'_>) -> Vec<Action>;
    /// Does one of them, `Enter` on a field included.
    fn act(&mut self, action: Action, focused: Option<&Of>, see: &See<'_>) -> Effects;
    /// Another word for an action in the footer.
    fn word(&self, _action: Action) -> Option<&'static str> {
        None
    }
    /// Why an action cannot be done now: a word or two, and the whole sentence.
    fn why_not(&self, _action: Action, _focused: Option<&Of>, _see: &See<'_>) -> Option<(&'static str, String)> {
        None
    }
    /// Marker, person-update or intelligence data is in the section.
    fn caveat(&self, _see: &See<'_>) -> Option<Caveat> {
        None
    }
    /// Draws it; a section with columns of its own draws them here.
    fn draw(
        &self,
        buf: &mut Buffer,
        pane: Rect,
        entries: &[Entry],
        at: Option<usize>,
        top: usize,
        see: &See<'_>,
    ) -> DrawnList {
        draw(buf, pane, entries, at, top, &see.ctx.theme)
    }
}

fn room_of(entry: &Entry, pane: Rect) -> usize {
    usize::from(text_of(pane).width.saturating_sub(left_of(entry)))
}

/// Where the rows of an entry begin, in cells from the text of the pane.
fn left_of(entry: &Entry) -> u16 {
    if entry.wide { 0 } else { LABEL }
}

fn height(entry: &Entry, pane: Rect, theme: &Theme) -> usize {
    let room = room_of(entry, pane);
    let value: usize = entry.lines.iter().map(|l| l.wrapped(room, theme).len()).sum();
    text::wrap(&entry.label, usize::from(LABEL - 2)).len().max(value).max(1)
}

/// Draws entries one below the other, scrolled so that the focused one is seen; what does not fit is counted.
pub fn draw(
    buf: &mut Buffer,
    pane: Rect,
    entries: &[Entry],
    at: Option<usize>,
    top: usize,
    theme: &Theme,
) -> DrawnList {
    // In a low pane the empty rows go first.
    let heights: Vec<usize> = entries.iter().map(|e| height(e, pane, theme)).collect();
    let all: usize = heights.iter().sum();
    let room = usize::from(pane.height);
    let dropped = all > room;
    let heights: Vec<usize> =
        heights.iter().zip(entries).map(|(h, e)| if dropped && e.is_gap() { 0 } else { *h }).collect();
    let all: usize = heights.iter().sum();
    let room = if all > room { room.saturating_sub(1) } else { room };
    let first = list::scroll(&heights, at.unwrap_or(top), top, room);
    let mut result = DrawnList { top: first, ..DrawnList::default() };
    let mut y = 0_u16;
    for (i, entry) in entries.iter().enumerate().skip(first) {
        let tall = heights.get(i).copied().unwrap_or(1);
        if tall == 0 {
            result.shown += 1;
            continue;
        }
        // The first may be taller than the pane; it is shown as far as it goes.
        if usize::from(y) + tall > room && y > 0 {
            break;
        }
        if at == Some(i)
            && let Some(cursor) = focus(buf, pane, y, narrow(tall), theme)
        {
            result.drawn.cursor = Some(cursor);
        }
        if entry.of.is_some() {
            // Moving passes over what stands for nothing.
            let number = entries.iter().take(i).filter(|e| e.of.is_some()).count();
            result.rows.push((Rect { y: pane.y.saturating_add(y), height: narrow(tall), ..pane }, number));
            if at == Some(i) {
                result.focus = Some(number);
            }
        }
        draw_entry(buf, pane, y, entry, theme);
        y = y.saturating_add(narrow(tall));
        result.shown += 1;
    }
    let hidden = entries.iter().skip(first + result.shown).filter(|e| !e.is_gap()).count();
    if hidden > 0 && y < pane.height {
        put(buf, text_of(pane), 0, y, &format!("{hidden} more below"), theme.style(Role::Muted));
        y += 1;
    }
    result.drawn.rows = y.min(pane.height);
    result
}

fn draw_entry(buf: &mut Buffer, pane: Rect, y: u16, entry: &Entry, theme: &Theme) {
    let area = text_of(pane);
    let (room, left) = (room_of(entry, pane), left_of(entry));
    for (n, part) in text::wrap(&entry.label, usize::from(LABEL - 2)).iter().enumerate() {
        put(buf, row(area, y.saturating_add(narrow(n))), 0, 0, part, theme.style(Role::Muted));
    }
    let mut at = y;
    for line in &entry.lines {
        let first = row(area, at);
        line.lead.draw(buf, first, left, 0, theme);
        let lines = line.wrapped(room, theme);
        let wide = lines.first().map_or(0, Phrase::width);
        for (n, words) in lines.iter().enumerate() {
            words.draw(buf, row(area, at.saturating_add(narrow(n))), left + line.begins(), 0, theme);
        }
        let right = line.right.width();
        if right > 0 && usize::from(line.begins()) + wide + 2 + right <= room {
            line.right.draw(buf, first, area.width.saturating_sub(narrow(right)), 0, theme);
        }
        at = at.saturating_add(narrow(lines.len()));
    }
}

/// Cells of a value in a section, for what is broken between things and not between words.
#[must_use]
pub fn room(ctx: &Ctx) -> usize {
    usize::from(ctx.size.0.saturating_sub(if ctx.wide() { 47 } else { 24 })).max(20)
}

/// Things set apart by three spaces, broken only between them.
#[must_use]
pub fn fill(things: Vec<Phrase>, room: usize) -> Vec<Line> {
    let mut lines: Vec<Phrase> = Vec::new();
    for thing in things {
        match lines.pop() {
            Some(line) if line.width() + 3 + thing.width() <= room => lines.push(line.text("   ").then(thing)),
            Some(line) => lines.extend([line, thing]),
            None => lines.push(thing),
        }
    }
    lines.into_iter().map(Line::new).collect()
}

/// Rows of a text that stand together while it is read.
const TOGETHER: usize = 4;

/// A text to be read whole: a long one stands in several entries, so that every row of it can be scrolled to.
#[must_use]
pub fn reading(label: &str, words: &Phrase, indent: u16, ctx: &Ctx) -> Vec<Entry> {
    let lines = words.wrap(room(ctx).saturating_sub(usize::from(indent)), &ctx.theme);
    let mut entries: Vec<Entry> = lines
        .chunks(TOGETHER)
        .map(|chunk| Entry::rows("", chunk.iter().map(|l| Line::new(l.clone()).at(indent)).collect()).of(Of::Words))
        .collect();
    if entries.is_empty() {
        entries.push(Entry::new("", Phrase::new()).of(Of::Words));
    }
    if let Some(first) = entries.first_mut() {
        label.clone_into(&mut first.label);
    }
    entries
}
