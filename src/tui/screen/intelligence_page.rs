//! An intelligence entry as it will be read: the page, and below a rule the source block that never enters it.
//!
//! What does not belong here: the form beside it ([`crate::tui::screen::intelligence_form`]).

use crate::casework::intelligence::{Rests, stops};
use crate::domain::field::Code;
use crate::domain::intelligence::{self, Intelligence, IntelligenceItem, IntelligenceSource, stop_notice};
use crate::domain::lists;
use crate::domain::when::When;
use crate::tui::theme::{Role, Sign, Theme};
use crate::tui::widget::record::DETAIL_LABEL;
use crate::tui::widget::{Ink, Phrase, text};

/// What the rule above the source block says.
const APART: &str = "Source, kept apart and sealed apart";

/// What a page is made from.
pub struct Page<'a> {
    /// Title, area, priority, how it is known.
    pub entry: &'a Intelligence,
    /// The items in their order.
    pub items: &'a [IntelligenceItem],
    /// The source block.
    pub source: &'a IntelligenceSource,
    /// The SRN it stands under; blank while the area has none.
    pub srn: &'a str,
    /// The contact it rests on, if it is one.
    pub rests: Option<&'a Rests>,
    /// The letters of a grade are followed by their meaning; beside the form that says them they are not.
    pub in_words: bool,
}

impl Page<'_> {
    /// The lines of the page and of the block, broken to `room` cells. `is_name` says which words are pointed out.
    #[must_use]
    pub fn lines(&self, room: usize, theme: &Theme, is_name: &dyn Fn(&str) -> bool) -> Vec<Phrase> {
        let mut lines = Vec::new();
        let mut put = |phrase: Phrase| lines.extend(phrase.wrap(room, theme));
        let entry = self.entry;
        put(Phrase::from(lists::label("classifications", entry.classification_code())));
        let srn = if self.srn.is_empty() { "no SRN".to_owned() } else { format!("SRN {}", self.srn) };
        let head =
            [srn, lists::label("areas", entry.area.as_str()), lists::label("priorities", entry.priority.as_str())];
        put(join(head.iter().filter(|t| !t.is_empty()).map(String::as_str)));
        if !entry.title.is_empty() {
            put(pointed_out(&entry.title, is_name));
        }
        let several = self.items.len() > 1;
        for item in self.items {
            put(Phrase::new());
            let standing = lists::label("fact_or_assessment", item.standing.as_str());
            put(Phrase::from(format!("{}  {standing}", item.grade()).trim_end().to_owned()));
            if self.in_words {
                put(grade_in_words(item));
            }
            if !item.text.is_empty() {
                put(pointed_out(&item.text, is_name));
            }
            if several {
                conditions(item, is_name).into_iter().for_each(&mut put);
            }
        }
        if several {
            put(Phrase::new());
        }
        if !entry.provenance.is_empty() {
            let provenance = format!("Provenance: {}.", entry.provenance.trim().trim_end_matches('.'));
            put(pointed_out(&provenance, is_name));
        }
        if let Some(known) = entry.known.as_ref().map(When::shown).filter(|k| !k.is_empty()) {
            let from = if known.contains(" to ") { "Known from" } else { "Known:" };
            put(Phrase::from(format!("{from} {known}.")));
        }
        if let [one] = self.items {
            conditions(one, is_name).into_iter().for_each(&mut put);
        }
        put(Phrase::new());
        lines.push(rule(room));
        lines.extend(self.block(room, theme));
        lines
    }

    /// The source block: who by reference alone, what it is known to be worth, and the stop notice.
    fn block(&self, room: usize, theme: &Theme) -> Vec<Phrase> {
        let source = self.source;
        let mut lines = Vec::new();
        let who = match self.rests {
            Some(rests) => Phrase::from(rests.reference.as_str()),
            None if source.who.is_empty() => Phrase::new().mark(Sign::NotYet).text(" not said yet"),
            None => Phrase::from(source.who.as_str()),
        };
        lines.extend(who.dot().text("not in the item, not on this page").wrap(room, theme));
        let mut put = |label: &str, value: Phrase| {
            let cells = usize::from(DETAIL_LABEL);
            for (i, part) in value.wrap(room.saturating_sub(cells), theme).into_iter().enumerate() {
                let label = if i == 0 { label } else { "" };
                lines.push(Phrase::new().muted(text::pad(label, cells, theme)).then(part));
            }
        };
        if !source.known_to.is_empty() && self.in_words {
            put("Who else knows", Phrase::from(source.known_to.as_str()));
        }
        put("Can give more", answer("can_give_more", &source.can_give_more));
        let risk = match (source.risk.as_str(), source.risk_why.as_str()) {
            ("yes", "") => Phrase::new().sign(Sign::Danger, "yes"),
            ("yes", why) => Phrase::new().sign(Sign::Danger, "yes").text(format!(": {why}")),
            ("unknown", _) => Phrase::new().sign(Sign::Due, "not known"),
            _ => answer("yes_no_unknown", &source.risk),
        };
        put("Risk to source", risk);
        if source.risk.is("yes") {
            let reduced = match source.risk_reduced.as_str() {
                "" => Phrase::new().mark(Sign::NotYet).text(" not said yet"),
                words => Phrase::from(words),
            };
            put("How reduced", reduced);
        }
        if let Some(rests) = self.rests.filter(|r| stops(r.entries)) {
            lines.push(Phrase::new());
            let notice = stop_notice(rests.entries);
            lines.extend(Phrase::new().sign(Sign::Danger, "Stop").text(format!(": {notice}")).wrap(room, theme));
            let spoken = if source.source_unit.is_empty() {
                Phrase::new().mark(Sign::NotYet).text(" spoken to the source unit, name and date *")
            } else {
                Phrase::new().marked(Sign::Here, format!("spoken to the source unit: {}", source.source_unit))
            };
            lines.extend(spoken.wrap(room, theme));
        }
        lines
    }
}

/// The three parts of a grade in words: letters never stand without their meaning.
fn grade_in_words(item: &IntelligenceItem) -> Phrase {
    let part = |list: &str, code: &Code, what: &str| match code.as_str() {
        "" => format!("{what} not graded"),
        // On the page the letter and its meaning stand in a sentence, one space apart.
        code => lists::label(list, code).replace("  ", " "),
    };
    let parts = [
        part("source_grades", &item.source_grade, "source"),
        part("assessments", &item.assessment, "assessment"),
        part("handlings", &item.handling, "handling"),
    ];
    parts.iter().enumerate().fold(Phrase::new(), |line, (i, part)| {
        let line = if i == 0 { line } else { line.muted(" ").mark(Sign::Dot).muted(" ") };
        line.muted(part.as_str())
    })
}

/// `A1: no action; ask the originator first.`
fn conditions(item: &IntelligenceItem, is_name: &dyn Fn(&str) -> bool) -> Vec<Phrase> {
    let said = |list: &str, code: &Code| {
        let item = lists::item(list, code.as_str())?;
        let words = item.extra.get("page").unwrap_or(&item.label);
        Some(format!("{}: {words}.", code.as_str().to_uppercase()))
    };
    let mut lines: Vec<Phrase> = Vec::new();
    if let Some(action) = said("action_codes", &item.action_code) {
        lines.push(if item.usage.is_empty() {
            Phrase::from(action)
        } else {
            let usage = item.usage.trim().trim_end_matches('.');
            pointed_out(&format!("{}: {usage}.", action.trim_end_matches('.')), is_name)
        });
    }
    lines.extend(said("sanitisations", &item.sanitisation).map(Phrase::from));
    lines
}

fn answer(list: &str, code: &Code) -> Phrase {
    if code.is_blank() {
        Phrase::new().mark(Sign::NotYet).text(" not answered")
    } else {
        Phrase::from(lists::label(list, code.as_str()))
    }
}

fn join<'a>(parts: impl Iterator<Item = &'a str>) -> Phrase {
    parts.enumerate().fold(Phrase::new(), |line, (i, part)| if i == 0 { line } else { line.dot() }.text(part))
}

/// The rule above the source block, with what it says.
fn rule(room: usize) -> Phrase {
    let rest = room.saturating_sub(APART.chars().count() + 4);
    let line = Phrase::new().mark(Sign::Rule).ink(format!(" {APART} "), Ink::Text);
    (0..rest).fold(line, |line, _| line.mark(Sign::Rule))
}

/// A text with the names of contacts pointed out where they stand.
fn pointed_out(written: &str, is_name: &dyn Fn(&str) -> bool) -> Phrase {
    let mut phrase = Phrase::new();
    let mut rest = written;
    for word in intelligence::words(written).chain(intelligence::references(written).iter().map(String::as_str)) {
        if !is_name(word) {
            continue;
        }
        let Some((before, after)) = rest.split_once(word) else { continue };
        phrase = phrase.text(before).mark(Sign::Danger).ink(format!(" {word}"), Ink::Word(Role::Danger));
        rest = after;
    }
    phrase.text(rest)
}
