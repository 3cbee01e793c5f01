//! How a form is drawn: labels, values, what was read, what is wrong, open lists in place, and the line that counts.
//!
//! What does not belong here: anything that changes the form.

use ratatui::buffer::Buffer;
use ratatui::layout::{Position, Rect};

use super::choice::{self, Offer};
use super::entry::{NO, Slot, Way, way};
use super::{Form, Open, row_of, wrapped};
use crate::domain::field::{Care, Fault, Shape, Values};
use crate::domain::text as letters;
use crate::tui::theme::{Role, Sign, Theme};
use crate::tui::widget::record::{DETAIL_LABEL, MASK, mask};
use crate::tui::widget::{Drawn, Phrase, below, narrow, put, row, shade, text, text_of};

/// Cells of a label with the space after it.
const LABEL: u16 = DETAIL_LABEL;
/// Offers of an open list that are seen at once.
const WINDOW: usize = 8;
/// Cells from the beginning of a value to what is said beside it.
const BESIDE: usize = 21;

/// Cells between answers in a row and what is said beside them.
const BESIDE_ANSWERS: usize = 6;

/// How the four answers are reached from an empty field.
const FOUR: &str = "Enter: not asked, declined, unsafe to ask, unknown";

/// What stands at a place of a drawn form, for a click.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Spot {
    /// A field.
    Field(usize),
    /// An answer of a short choice, of that field.
    Answer(usize, usize),
    /// An offer of the open list.
    Offer(usize),
}

/// One row of the form before it is placed.
#[derive(Default)]
struct Line {
    slot: usize,
    /// In the gutter.
    mark: Option<Sign>,
    label: String,
    lit: bool,
    /// Two cells before the value: the focused offer of an open list.
    inner: Option<Sign>,
    value: Phrase,
    /// Muted, at the right end: the count.
    right: String,
    shaded: bool,
    /// An empty row between groups, which goes first where there is no room.
    gap: bool,
    /// The offer of an open list that it shows.
    offer: Option<usize>,
    /// Cells from the value's beginning at which each answer of a short choice begins and ends.
    answers: Vec<(usize, usize)>,
    /// Cells from the value's beginning.
    cursor: Option<usize>,
}

impl Form {
    /// Draws the page that has the focus into a pane; tells where the cursor belongs.
    pub fn draw(&self, buf: &mut Buffer, pane: Rect, theme: &Theme) -> Drawn {
        let area = text_of(pane);
        if area.width == 0 || area.height == 0 {
            return Drawn::default();
        }
        let room = area.width.saturating_sub(self.label());
        self.room.set(room);
        let faults = self.shown_faults();
        let used = match &self.extra.head {
            Some(head) => self.draw_own_head(buf, area, &head(&self.values(), usize::from(area.width)), theme),
            None => self.draw_head(buf, area, &faults, theme),
        };
        let body = below(pane, used);
        let mut lines = self.lines(usize::from(room), &faults, theme);
        // A long form scrolls anyway: its groups stay apart where the window is not low.
        let keeps_gaps = self.extra.stacked && body.height > 24;
        if lines.len() > usize::from(body.height) && !keeps_gaps {
            lines.retain(|l| !l.gap);
        }
        let (drawn, spots) = place(buf, body, &lines, self.focus, self.label(), theme);
        self.spots.replace(spots);
        Drawn { rows: used + drawn.rows, cursor: drawn.cursor }
    }

    /// Whether a field is shown as the one that has the focus.
    fn is_focused(&self, index: usize) -> bool {
        index == self.focus && !self.resting.get()
    }

    /// Cells of a label with the space after it.
    fn label(&self) -> u16 {
        self.extra.label.unwrap_or(LABEL).max(2)
    }

    /// The form's own lines, when the draft was kept beside the last of them where there is room; and an empty row.
    fn draw_own_head(&self, buf: &mut Buffer, area: Rect, head: &[Phrase], theme: &Theme) -> u16 {
        for (y, line) in head.iter().enumerate() {
            line.draw(buf, row(area, narrow(y)), 0, 0, theme);
        }
        if let (Some(at), Some(last)) = (self.draft_kept, head.last()) {
            let kept = format!("draft kept {}", at.format("%H:%M"));
            let right = area.width.saturating_sub(narrow(text::width(&kept)));
            if narrow(last.width()).saturating_add(2) < right {
                put(buf, row(area, narrow(head.len() - 1)), right, 0, &kept, theme.style(Role::Muted));
            }
        }
        // In a low window the empty row goes first.
        let empty = u16::from(area.height > 12);
        (narrow(head.len()) + empty).min(area.height)
    }

    /// Page, count of faults, when the draft was kept; and an empty row.
    fn draw_head(&self, buf: &mut Buffer, area: Rect, faults: &[Fault], theme: &Theme) -> u16 {
        let pages = self.pages();
        let count = match faults.len() {
            0 => Phrase::new(),
            1 => Phrase::new().sign(Sign::Danger, "1 thing to put right"),
            n => Phrase::new().sign(Sign::Danger, format!("{n} things to put right")),
        };
        let kept = self.draft_kept.map(|at| format!("draft kept {}", at.format("%H:%M"))).unwrap_or_default();
        let intro = if pages.len() < 2 { self.extra.intro } else { "" };
        if pages.len() < 2 && count.is_empty() && kept.is_empty() && intro.is_empty() {
            return 0;
        }
        let line = row(area, 0);
        let mut at = 0;
        // What is wrong is never cut: where both do not fit, it stands alone.
        let both = text::width(intro) + 3 + count.width();
        if !intro.is_empty() && (count.is_empty() || both <= usize::from(line.width)) {
            at = put(buf, line, 0, 0, intro, theme.style(Role::Text)) + 3;
        }
        if pages.len() > 1 {
            let here = pages.iter().position(|p| *p == self.page()).unwrap_or(0);
            let title = Phrase::new().bold(self.page()).text(" ").mark(Sign::Dot).text(format!(
                " {} of {}",
                here + 1,
                pages.len()
            ));
            at = title.draw(buf, line, 0, 0, theme) + 3;
        }
        let from = if !intro.is_empty() && at == 0 { 0 } else { at.max(self.label()) };
        count.draw(buf, line, from, 0, theme);
        let right = line.width.saturating_sub(narrow(text::width(&kept)));
        if at.max(self.label()) + narrow(count.width()) < right {
            put(buf, line, right, 0, &kept, theme.style(Role::Muted));
        }
        2.min(area.height)
    }

    fn lines(&self, room: usize, faults: &[Fault], theme: &Theme) -> Vec<Line> {
        let values = self.values();
        let advice = self.extra.advise.as_ref().map(|advise| advise(&values)).unwrap_or_default();
        let needs = self.extra.needs.as_ref().map(|needs| needs(&values)).unwrap_or_default();
        let page = self.page();
        let mut lines = Vec::new();
        // What is wrong with something that no field of the form shows stands first.
        let visible = self.visible();
        let fields: Vec<&str> = visible.iter().filter_map(|i| self.slots.get(*i)).map(|s| s.field.name).collect();
        for fault in faults.iter().filter(|f| !fields.contains(&f.field)) {
            below_value(&mut lines, self.focus, &danger(&fault.what), room, theme);
        }
        for index in visible {
            let Some(slot) = self.slots.get(index).filter(|s| s.field.page == page) else { continue };
            if self.is_folded(slot, faults) {
                continue;
            }
            if self.extra.apart.contains(&slot.field.name) && !lines.is_empty() {
                lines.push(Line { slot: usize::MAX, gap: true, ..Line::default() });
            }
            if let Some((_, above)) = self.extra.above.as_ref().filter(|(field, _)| *field == slot.field.name) {
                written_lines(&mut lines, above(&values), room, theme);
            }
            let before = lines.len();
            self.value_lines(&mut lines, index, slot, room, theme);
            if let Some(word) = self.folded_word(slot, &values, faults)
                && let Some(line) = lines.last_mut().filter(|l| l.value.width() + word.len() + 3 <= room)
            {
                line.value = std::mem::take(&mut line.value).dot().text(word);
            }
            let beside = self.extra.beside.iter().find(|(field, _)| *field == slot.field.name);
            if let (Some((_, words)), Some(first)) = (beside, lines.get_mut(before))
                && first.value.width() + BESIDE_ANSWERS + text::width(words) <= room
            {
                let value = std::mem::take(&mut first.value);
                first.value = value.text(" ".repeat(BESIDE_ANSWERS)).muted(*words);
            }
            for (_, words) in self.extra.under.iter().filter(|(field, _)| *field == slot.field.name) {
                below_value(&mut lines, index, &Phrase::new().muted(*words), room, theme);
            }
            for what in faults.iter().filter(|f| f.field == slot.field.name) {
                below_value(&mut lines, index, &danger(&what.what), room, theme);
            }
            // A fault says it already.
            let faulty = faults.iter().any(|f| f.field == slot.field.name);
            for advice in advice.iter().filter(|a| a.field == slot.field.name && !faulty) {
                if self.extra.stacked {
                    hanging(&mut lines, index, advice.sign, &advice.words, room);
                } else {
                    let said = Phrase::new().marked(advice.sign, advice.words.as_str());
                    below_value(&mut lines, index, &said, room, theme);
                }
            }
            if let Some((_, notice)) = self.notice.as_ref().filter(|(i, _)| *i == index) {
                below_value(&mut lines, index, &Phrase::new().marked(Sign::Due, notice.as_str()), room, theme);
            }
            self.label_lines(&mut lines, before, index, slot, needs.contains(&slot.field.name));
        }
        if let Some(becomes) = &self.extra.becomes {
            lines.push(Line { slot: usize::MAX, ..Line::default() });
            written_lines(&mut lines, becomes(&values), room, theme);
        }
        if !self.extra.closing.is_empty() {
            lines.push(Line { slot: usize::MAX, ..Line::default() });
            for part in text::wrap(self.extra.closing, room + usize::from(self.label())) {
                lines.push(Line { slot: usize::MAX, label: part, lit: true, ..Line::default() });
            }
        }
        for (label, words) in &self.extra.fixed {
            let before = lines.len();
            below_value(&mut lines, usize::MAX, &Phrase::from(words.as_str()), room, theme);
            if let Some(first) = lines.get_mut(before) {
                first.label.clone_from(label);
            }
        }
        lines
    }

    /// Whether a flag stands behind the value of another field instead of in a row of its own.
    fn is_folded(&self, slot: &Slot, faults: &[Fault]) -> bool {
        let focused = self.focused().map_or("", |f| f.name);
        self.extra.folds.iter().any(|(flag, into, _)| *flag == slot.field.name && focused != *flag && focused != *into)
            && !faults.iter().any(|f| f.field == slot.field.name)
    }

    /// The word of a flag that is folded behind this field, if it is set.
    fn folded_word(&self, slot: &Slot, values: &Values, faults: &[Fault]) -> Option<&'static str> {
        let (flag, _, word) = self.extra.folds.iter().find(|(_, into, _)| *into == slot.field.name)?;
        let flag = self.slots.iter().find(|s| s.field.name == *flag)?;
        let set = values.get(flag.field.name).and_then(crate::domain::field::Value::number) == Some(1);
        (set && self.is_folded(flag, faults)).then_some(*word)
    }

    /// Sets the label beside the first rows of a field, wrapped in its column.
    fn label_lines(&self, lines: &mut Vec<Line>, from: usize, index: usize, slot: &Slot, needed: bool) {
        let required = slot.field.required || needed || self.extra.wanted.contains(&slot.field.name);
        let star = if required { " *" } else { "" };
        let label = format!("{}{star}", slot.field.label);
        let focused = self.is_focused(index);
        for (n, part) in text::wrap(&label, usize::from(self.label()) - 1).into_iter().enumerate() {
            if from + n >= lines.len() {
                lines.push(Line { slot: index, ..Line::default() });
            }
            if let Some(line) = lines.get_mut(from + n) {
                line.label = part;
                line.lit = focused;
            }
        }
        if focused && let Some(first) = lines.get_mut(from) {
            first.mark = Some(if self.open.is_some() { Sign::Here } else { Sign::Focus });
        }
    }

    fn value_lines(&self, lines: &mut Vec<Line>, index: usize, slot: &Slot, room: usize, theme: &Theme) {
        let focused = self.is_focused(index);
        if let Some(open) = self.open.as_ref().filter(|_| focused) {
            self.open_lines(lines, index, slot, open, room, theme);
            return;
        }
        if let Some(answer) = &slot.answer {
            self.answer_line(lines, index, answer, focused, room, theme);
            return;
        }
        match way(slot.field.shape) {
            Way::Line | Way::Note => self.text_lines(lines, index, slot, focused, room, theme),
            Way::One | Way::Many if self.is_inline(slot) => self.inline_lines(lines, index, slot, focused, room, theme),
            Way::One | Way::Many => self.closed_lines(lines, index, slot, focused, room, theme),
        }
        if let Some(reading) = slot.reading(self.now).filter(|_| !self.is_masked(slot, focused)) {
            below_value(lines, index, &Phrase::new().muted(reading), room, theme);
        }
    }

    /// Legal names, numbers and addresses stand as eight dots where the focus is not.
    fn is_masked(&self, slot: &Slot, focused: bool) -> bool {
        slot.field.care == Care::Masked && !self.extra.shows_names && !focused && !slot.is_blank()
    }

    fn text_lines(&self, lines: &mut Vec<Line>, index: usize, slot: &Slot, focused: bool, room: usize, theme: &Theme) {
        let typed = slot.text();
        if !slot.before.is_empty() {
            let kept = Phrase::new().muted(slot.before.as_str());
            below_value(lines, index, &kept, room, theme);
            if typed.is_empty() && !focused {
                return;
            }
        }
        if self.is_masked(slot, focused) {
            let gap = " ".repeat(BESIDE + 1 - MASK);
            let value = mask().muted(format!("{gap}shown while it is edited"));
            lines.push(Line { slot: index, value, ..Line::default() });
            return;
        }
        if typed.is_empty() {
            let help = slot.field.help;
            let how = if slot.field.asked && help.is_empty() {
                "Enter: not asked, declined, unsafe to ask, unknown"
            } else {
                help
            };
            let mut value = Phrase::new();
            if focused && !how.is_empty() {
                // It stands apart from the cursor where there is room, and is never cut.
                let gap = room.saturating_sub(text::width(how)).clamp(2, 11);
                value = value.text(" ".repeat(gap)).muted(how);
            }
            let mut all = value.wrap(room, theme).into_iter();
            let first = if focused { Some(0) } else { None };
            lines.push(Line {
                slot: index,
                value: all.next().unwrap_or_default(),
                shaded: focused,
                cursor: first,
                ..Line::default()
            });
            lines.extend(all.map(|value| Line { slot: index, value, shaded: focused, ..Line::default() }));
            if focused && slot.field.asked && !help.is_empty() {
                below_value(lines, index, &Phrase::new().muted(FOUR), room, theme);
            }
            return;
        }
        let logical: Vec<&str> = typed.split('\n').collect();
        let rows = wrapped(&typed, room.saturating_sub(1).max(1));
        let (line, byte) = slot.cursor();
        let here = row_of(&rows, line, byte);
        let first = lines.len();
        for (n, (of, from, to)) in rows.iter().enumerate() {
            let words = logical.get(*of).and_then(|l| l.get(*from..*to)).unwrap_or_default();
            let cursor = (focused && n == here).then(|| {
                let before = logical.get(*of).and_then(|l| l.get(*from..byte)).unwrap_or_default();
                text::width(before).min(room.saturating_sub(1))
            });
            let value = Phrase::from(words.trim_end_matches(' '));
            lines.push(Line { slot: index, value, shaded: focused, cursor, ..Line::default() });
        }
        let beside = match slot.field.shape {
            Shape::Phone if super::entry::is_number(&typed) => crate::domain::phone::describe(&typed),
            _ => None,
        };
        if let Some(words) = beside
            && let Some(line) = lines.get_mut(first)
        {
            let gap = " ".repeat((BESIDE + 1).saturating_sub(line.value.width()).max(3));
            line.value = std::mem::take(&mut line.value).text(gap).sign(Sign::Ready, words);
        }
        self.count(lines, index, slot, &typed, focused, room);
    }

    /// The count: from nine tenths of the limit, or in a note that is being written.
    fn count(&self, lines: &mut Vec<Line>, index: usize, slot: &Slot, typed: &str, focused: bool, room: usize) {
        let limit = slot.field.limit;
        let note = focused && matches!(slot.field.shape, Shape::Note | Shape::Verbatim)
            // Where a line under it says what matters the count waits until it matters.
            && !self.extra.under.iter().any(|(field, _)| *field == slot.field.name);
        // Bytes are never fewer than letters.
        if !note && typed.len() * 10 < limit * 9 {
            return;
        }
        let has = letters::graphemes(typed);
        if !note && has * 10 < limit * 9 {
            return;
        }
        let count = format!("{} of {}", thousands(has), thousands(limit));
        match lines.last_mut() {
            Some(last) if last.slot == index && last.value.width() + text::width(&count) + 3 <= room => {
                last.right = count
            }
            _ => lines.push(Line { slot: index, right: count, ..Line::default() }),
        }
    }

    fn answer_line(
        &self,
        lines: &mut Vec<Line>,
        index: usize,
        answer: &str,
        focused: bool,
        room: usize,
        theme: &Theme,
    ) {
        let mut value = Phrase::new().text(crate::domain::lists::label("answers", answer)).text(" ").mark(Sign::Opens);
        if focused {
            let others: Vec<&str> = crate::domain::lists::get("answers")
                .map(|list| list.offered().filter(|i| i.code != answer).map(|i| i.label.as_str()).collect())
                .unwrap_or_default();
            let dot = format!(" {} ", theme.sign(Sign::Dot));
            let also = format!("also: {}", others.join(&dot));
            let gap = room.saturating_sub(value.width() + text::width(&also)).clamp(3, 8);
            value = value.muted(format!("{}{also}", " ".repeat(gap)));
        }
        let mut all = value.wrap(room, theme).into_iter();
        let cursor = focused.then_some(0);
        lines.push(Line {
            slot: index,
            value: all.next().unwrap_or_default(),
            shaded: focused,
            cursor,
            ..Line::default()
        });
        lines.extend(all.map(|value| Line { slot: index, value, shaded: focused, ..Line::default() }));
    }

    fn inline_lines(
        &self,
        lines: &mut Vec<Line>,
        index: usize,
        slot: &Slot,
        focused: bool,
        room: usize,
        theme: &Theme,
    ) {
        let mut value = Phrase::new();
        let mut cursor = None;
        let mut meaning = None;
        let mut answers = Vec::new();
        for (n, offer) in self.offers(slot).iter().enumerate() {
            if n > 0 {
                value = value.text("   ");
            }
            let set = slot.chosen().contains(&offer.code)
                || slot.field.shape == Shape::Flag && offer.code == NO && slot.chosen().is_empty();
            let here = focused && n == self.at;
            if here {
                cursor = Some(value.width());
                meaning.clone_from(&offer.meaning);
            }
            let from = value.width();
            value = value.mark(if set { Sign::Here } else { Sign::NotYet });
            let words = format!(" {}", offer.label);
            value = if here && self.moved { value.bold(words) } else { value.text(words) };
            answers.push((from, value.width()));
        }
        lines.push(Line { slot: index, value, shaded: focused, cursor, answers, ..Line::default() });
        if let Some(meaning) = meaning {
            below_value(lines, index, &Phrase::new().muted(meaning), room, theme);
        }
    }

    fn closed_lines(
        &self,
        lines: &mut Vec<Line>,
        index: usize,
        slot: &Slot,
        focused: bool,
        room: usize,
        theme: &Theme,
    ) {
        let records = self.records(slot);
        let offers = self.offers(slot);
        let cursor = focused.then_some(0);
        let reference = matches!(slot.field.shape, Shape::Ref | Shape::Refs);
        if !offers.is_empty() && offers.iter().all(|o| o.closed.is_some()) && slot.chosen().is_empty() {
            let why = if reference { "Enter says why" } else { "the person may be under 18" };
            let words = format!(" {} closed: {why}", offers.len());
            let value = Phrase::new().mark(Sign::Dot).muted(words);
            lines.push(Line { slot: index, value, shaded: focused, cursor, ..Line::default() });
            return;
        }
        let labels: Vec<String> = slot.chosen().iter().map(|code| choice::label(slot, code, records)).collect();
        let instead = self.extra.instead.as_ref().filter(|(field, _)| *field == slot.field.name && !focused);
        if let Some(words) = instead.and_then(|(_, words)| words(&self.values())) {
            return below_value(lines, index, &words, room, theme);
        }
        let mut value = match labels.split_first() {
            None if reference => Phrase::new().muted("none chosen"),
            None => Phrase::new(),
            Some((first, rest)) => {
                rest.iter().fold(Phrase::from(first.as_str()), |line, label| line.dot().text(label.as_str()))
            }
        };
        if !(reference && labels.is_empty()) {
            if !labels.is_empty() {
                value = value.text(" ");
            }
            value = value.mark(Sign::Opens);
        }
        if focused {
            let help =
                if labels.is_empty() && !slot.field.help.is_empty() { slot.field.help } else { "Enter opens, or type" };
            let gap = BESIDE.saturating_sub(value.width()).max(3);
            if value.width() + gap + text::width(help) <= room {
                value = value.text(" ".repeat(gap)).muted(help);
            }
        }
        let mut all = value.wrap(room, theme).into_iter();
        lines.push(Line {
            slot: index,
            value: all.next().unwrap_or_default(),
            shaded: focused,
            cursor,
            ..Line::default()
        });
        lines.extend(all.map(|value| Line { slot: index, value, shaded: focused, ..Line::default() }));
    }

    fn open_lines(&self, lines: &mut Vec<Line>, index: usize, slot: &Slot, open: &Open, room: usize, theme: &Theme) {
        let offers = self.offers(slot);
        let typed = open.filter.value();
        let byte = typed.char_indices().nth(open.filter.cursor()).map_or(typed.len(), |(i, _)| i);
        let at = text::width(typed.get(..byte).unwrap_or_default()).min(room.saturating_sub(1));
        // A filter longer than the field shows its end, where the cursor is.
        let shown = text::fitting(typed, room.saturating_sub(1));
        lines.push(Line { slot: index, value: shown.into(), shaded: true, cursor: Some(at), ..Line::default() });
        let found = choice::matching(&offers, typed);
        let several = way(slot.field.shape) == Way::Many;
        if found.is_empty() && !typed.trim().is_empty() {
            let all = offers.iter().filter(|o| o.closed.is_none()).count();
            let what = format!("Nothing in the list matches \"{}\". Esc shows all {all}.", typed.trim());
            below_value(lines, index, &danger(&what), room, theme);
        }
        let top = open.at.saturating_sub(WINDOW - 1);
        for (n, offer) in found.iter().enumerate().skip(top).take(WINDOW) {
            let Some(offer) = offers.get(*offer) else { continue };
            let mut value = Phrase::new();
            if several && !offer.answer {
                value =
                    value.mark(if slot.chosen().contains(&offer.code) { Sign::Here } else { Sign::NotYet }).text(" ");
            }
            let focused = n == open.at;
            for (k, value) in offer_phrase(value, offer).wrap(room, theme).into_iter().enumerate() {
                let inner = (focused && k == 0).then_some(Sign::Focus);
                lines.push(Line { slot: index, inner, value, shaded: focused, offer: Some(n), ..Line::default() });
            }
        }
        for offer in offers.iter().filter(|o| typed.trim().is_empty() && o.closed.is_some()) {
            let why = offer.closed.as_deref().unwrap_or_default();
            let value = Phrase::new().mark(Sign::Dot).muted(format!(" {}: {why}", offer.label));
            below_value(lines, index, &value, room, theme);
        }
        if !found.is_empty() && !self.extra.stacked {
            let all = offers.iter().filter(|o| o.closed.is_none()).count();
            let now = match slot.chosen() {
                [] => "nothing chosen".to_owned(),
                [one] => choice::label(slot, one, self.records(slot)),
                more => format!("{} chosen", more.len()),
            };
            let takes = if several { "Enter takes or drops it" } else { "Enter takes it" };
            let hint = Phrase::new()
                .muted(format!("{} of {all} ", found.len()))
                .mark(Sign::Dot)
                .muted(format!(" {takes} "))
                .mark(Sign::Dot)
                .muted(format!(" Esc keeps: {now}"));
            below_value(lines, index, &hint, room, theme);
        } else if found.is_empty() && offers.iter().all(|o| o.closed.is_some()) && typed.trim().is_empty() {
            below_value(
                lines,
                index,
                &Phrase::new().muted("There is nothing to choose from yet. Esc goes back."),
                room,
                theme,
            );
        }
    }
}

fn offer_phrase(start: Phrase, offer: &Offer) -> Phrase {
    let phrase = start.text(offer.label.as_str());
    match &offer.meaning {
        Some(meaning) => phrase.muted(format!("   {meaning}")),
        None => phrase,
    }
}

fn danger(what: &str) -> Phrase {
    Phrase::new().sign(Sign::Danger, what)
}

/// Rows under a value, aligned with it.
fn below_value(lines: &mut Vec<Line>, slot: usize, phrase: &Phrase, room: usize, theme: &Theme) {
    lines.extend(phrase.wrap(room, theme).into_iter().map(|value| Line { slot, value, ..Line::default() }));
}

/// Rows under a value, later ones aligned with the words after the sign.
fn hanging(lines: &mut Vec<Line>, slot: usize, sign: Sign, words: &str, room: usize) {
    for (i, part) in text::wrap(words, room.saturating_sub(2)).into_iter().enumerate() {
        let lead = if i == 0 { Phrase::new().mark(sign).text(" ") } else { Phrase::from("  ") };
        lines.push(Line { slot, value: lead.text(part), ..Line::default() });
    }
}

/// `18,400`
fn thousands(n: usize) -> String {
    let digits = n.to_string();
    let mut out = String::new();
    for (i, c) in digits.chars().enumerate() {
        if i > 0 && (digits.len() - i).is_multiple_of(3) {
            out.push(',');
        }
        out.push(c);
    }
    out
}

/// What the program writes itself: label and words, in no field.
fn written_lines(lines: &mut Vec<Line>, written: Vec<(String, Phrase)>, room: usize, theme: &Theme) {
    for (label, words) in written {
        let before = lines.len();
        below_value(lines, usize::MAX, &words, room, theme);
        if let Some(first) = lines.get_mut(before) {
            first.label = label;
        }
    }
}

/// Draws the rows, scrolled so that the focused field is seen; what does not fit below is counted in fields.
fn place(
    buf: &mut Buffer,
    pane: Rect,
    lines: &[Line],
    focus: usize,
    label: u16,
    theme: &Theme,
) -> (Drawn, Vec<(Rect, Spot)>) {
    let area = text_of(pane);
    let height = usize::from(area.height);
    let mut spots = Vec::new();
    if height == 0 {
        return (Drawn::default(), spots);
    }
    let room = if lines.len() > height { (height - 1).max(1) } else { height };
    let first = lines.iter().position(|l| l.slot == focus).unwrap_or(0);
    let last = lines.iter().rposition(|l| l.slot == focus).unwrap_or(first);
    let cursor = lines.iter().position(|l| l.cursor.is_some()).unwrap_or(first);
    let margin = 2.min(room.saturating_sub(1) / 2);
    // First all of the field with the margin below it; then, above all, the row of the cursor.
    let mut top = (last + 1 + margin).min(lines.len()).saturating_sub(room);
    top = top.min(first.saturating_sub(margin));
    if cursor >= top + room {
        top = cursor + 1 - room.min(cursor + 1);
        top = (top + margin).min(lines.len().saturating_sub(room)).min(cursor);
    }
    let mut drawn = Drawn::default();
    for (y, line) in lines.iter().skip(top).take(room).enumerate() {
        let y = narrow(y);
        let value = Rect { x: area.x.saturating_add(label), width: area.width.saturating_sub(label), ..row(area, y) };
        for (n, (from, to)) in line.answers.iter().enumerate() {
            let x = value.x.saturating_add(narrow(*from));
            let cells = Rect { x, width: narrow(to - from), ..value };
            spots.push((cells.intersection(value), Spot::Answer(line.slot, n)));
        }
        if line.slot != usize::MAX {
            spots.push((row(pane, y), line.offer.map_or(Spot::Field(line.slot), Spot::Offer)));
        }
        if line.shaded {
            shade(buf, value, theme.style(Role::Selection));
        }
        if let Some(sign) = line.mark {
            put(buf, row(pane, y), 0, 0, theme.sign(sign), theme.sign_style(sign));
        }
        let style = theme.style(if line.lit { Role::Text } else { Role::Muted });
        put(buf, row(area, y), 0, 0, &line.label, style);
        if let Some(sign) = line.inner {
            put(buf, row(area, y), label.saturating_sub(2), 0, theme.sign(sign), theme.sign_style(sign));
        }
        line.value.draw(buf, value, 0, 0, theme);
        let right = value.width.saturating_sub(narrow(text::width(&line.right)));
        put(buf, value, right, 0, &line.right, theme.style(Role::Muted));
        if let Some(x) = line.cursor.map(narrow).filter(|x| *x < value.width) {
            drawn.cursor = Some(Position::new(value.x + x, value.y));
        }
        drawn.rows = y + 1;
    }
    let mut hidden: Vec<usize> =
        lines.iter().skip(top + room).filter(|l| !l.label.is_empty()).map(|l| l.slot).collect();
    hidden.dedup();
    if !hidden.is_empty() && drawn.rows < area.height {
        put(buf, area, 0, drawn.rows, &format!("{} more below", hidden.len()), theme.style(Role::Muted));
        drawn.rows += 1;
    }
    (drawn, spots)
}
