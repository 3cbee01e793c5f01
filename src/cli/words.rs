//! Sentences for plain linear output: no box, no sign, no column, so that a screen reader, a pipe or a small window is
//! enough.

use chrono::NaiveDate;
use unicode_width::UnicodeWidthStr;

use crate::cli::out::{Done, Out};
use crate::domain::problem::{Kind, Outcome, Problem};
use crate::domain::{due, lists, radio};

/// The classification of a record, unless a text in it says otherwise (domain rule 10).
const CLASSIFICATION: &str = "official-sensitive";

/// `OFFICIAL-SENSITIVE`: what stands last wherever the radio sentence stands first.
pub(crate) fn classification() -> String {
    lists::label("classifications", CLASSIFICATION)
}

/// Puts the radio sentence into a JSON object of a kind that it protects.
pub(crate) fn guarded(kind: crate::domain::kind::Kind, object: &mut serde_json::Value) {
    if let serde_json::Value::Object(members) = object
        && radio::protects(kind)
    {
        members.insert("radio".to_owned(), radio::SENTENCE.into());
    }
}

pub(crate) use crate::domain::text::{capital, counted as count};

/// Columns that plain output fills.
pub(crate) const WIDTH: usize = 80;
/// What stands for a legal name, a number or an address.
pub(crate) const MASK: &str = "masked";

/// A sentence: capital first, full stop last.
pub(crate) fn sentence(text: &str) -> String {
    let text = capital(text.trim());
    let ended = text.trim_end_matches(['"', '\'', '”', '’', ')']).ends_with(['.', '!', '?', '…']);
    if text.is_empty() || ended { text } else { format!("{text}.") }
}

/// A label and what it says: `Area: Central.`, `Safe? Never use.`
pub(crate) fn labelled(label: &str, text: &str) -> String {
    if label.ends_with('?') {
        sentence(&format!("{label} {}", capital(text)))
    } else {
        sentence(&format!("{label}: {text}"))
    }
}

/// `Friday 20/11/2026`.
pub(crate) fn weekday(day: NaiveDate) -> String {
    day.format("%A %d/%m/%Y").to_string()
}

/// `31 hours 20 minutes`.
pub(crate) fn span(span: chrono::Duration) -> String {
    let minutes = span.num_minutes().max(0);
    let minutes_words = count(minutes % 60, "minute", "minutes");
    if minutes < 60 { minutes_words } else { format!("{} {minutes_words}", count(minutes / 60, "hour", "hours")) }
}

/// Small numbers as words, as they are read aloud.
pub(crate) fn number(n: usize) -> String {
    const WORDS: [&str; 11] = ["no", "one", "two", "three", "four", "five", "six", "seven", "eight", "nine", "ten"];
    WORDS.get(n).map_or_else(|| n.to_string(), |w| (*w).to_owned())
}

/// `once`, `twice`, `3 times`.
pub(crate) fn times(n: i64) -> String {
    match n {
        1 => "once".to_owned(),
        2 => "twice".to_owned(),
        n => format!("{n} times"),
    }
}

/// Prints a group of sentences after a beginning (`" 3. "`, `"Plan: "`). A sentence that does not fit on the line begins
/// the next one; one that fits on no line is broken between words. Later lines are indented to `indent` columns.
pub(crate) fn group(out: &mut Out, beginning: &str, indent: usize, sentences: &[String]) -> Done {
    let mut line = beginning.to_owned();
    let mut fresh = true;
    for sentence in sentences.iter().map(|s| s.trim()).filter(|s| !s.is_empty()) {
        let space = usize::from(!fresh);
        if line.width() + space + sentence.width() <= WIDTH {
            if !fresh {
                line.push(' ');
            }
            line.push_str(sentence);
            fresh = false;
            continue;
        }
        if !fresh {
            out.line(&line)?;
            line = " ".repeat(indent);
        }
        fresh = true;
        for word in sentence.split_whitespace() {
            let space = usize::from(!fresh);
            if !fresh && line.width() + space + word.width() > WIDTH {
                out.line(&line)?;
                line = " ".repeat(indent);
                fresh = true;
            }
            if !fresh {
                line.push(' ');
            }
            line.push_str(word);
            fresh = false;
        }
    }
    if line.trim().is_empty() { Ok(()) } else { out.line(&line) }
}

/// Prints a paragraph.
pub(crate) fn paragraph(out: &mut Out, text: &str) -> Done {
    let lines: Vec<String> = text.lines().map(str::to_owned).collect();
    for line in &lines {
        if line.trim().is_empty() {
            out.line("")?;
        } else {
            group(out, "", 0, std::slice::from_ref(line))?;
        }
    }
    Ok(())
}

/// How urgent, in the one word of the lists.
pub(crate) const fn urgency(urgency: due::Urgency) -> &'static str {
    match urgency {
        due::Urgency::Child => "child",
        due::Urgency::Late => "late",
        due::Urgency::Due => "due",
        due::Urgency::ToCome => "to-come",
    }
}

/// The code of a list from its code, its key, its label or a beginning that fits one code alone.
pub(crate) fn code(list: &str, typed: &str, what: &str) -> Outcome<String> {
    let typed = typed.trim().to_lowercase();
    let items: Vec<&lists::Item> = lists::get(list).map(|l| l.offered().collect()).unwrap_or_default();
    let exact = items
        .iter()
        .find(|i| i.code == typed || i.label.to_lowercase() == typed || i.key.is_some_and(|k| typed == k.to_string()));
    if let Some(item) = exact {
        return Ok(item.code.clone());
    }
    let mut beginning = items.iter().filter(|i| !typed.is_empty() && i.code.starts_with(&typed));
    match (beginning.next(), beginning.next()) {
        (Some(one), None) => Ok(one.code.clone()),
        _ => {
            let codes: Vec<&str> = items.iter().map(|i| i.code.as_str()).collect();
            Err(Problem::new(
                Kind::Usage,
                format!("{what} was not understood."),
                format!("Take one of: {}.", codes.join(", ")),
            ))
        }
    }
}

#[cfg(test)]
pub(crate) mod tests {
    use super::*;
    use crate::cli::out::tests::Kept;

    /// What a piece of output prints.
    pub(crate) fn printed(print: impl FnOnce(&mut Out) -> Done) -> String {
        let kept = Kept::default();
        print(&mut Out::to(Box::new(kept.clone()))).unwrap();
        let bytes = kept.0.borrow().clone();
        String::from_utf8(bytes).unwrap()
    }

    #[test]
    fn sentences_stay_whole_while_a_line_has_room_and_long_ones_break_between_words() {
        let long = "a word and another one ".repeat(8);
        let text = printed(|out| {
            group(out, " 3. ", 4, &[sentence("late, 4 days"), sentence("K7-0042 Roxy"), sentence(&long)])
        });
        let lines: Vec<&str> = text.lines().collect();
        assert_eq!(lines[0], " 3. Late, 4 days. K7-0042 Roxy.");
        assert!(lines[1].starts_with("    A word"), "{text}");
        assert!(lines.iter().all(|l| l.width() <= WIDTH));
        assert!(lines.len() > 2);
    }

    #[test]
    fn a_reason_is_taken_by_its_code_its_key_or_a_beginning() {
        for typed in ["follow-up-due", "follow-up", "f", "Follow-up due"] {
            assert_eq!(code("consultation_reasons", typed, "The reason").unwrap(), "follow-up-due");
        }
        let problem = code("consultation_reasons", "curiosity", "The reason").unwrap_err();
        assert_eq!(problem.kind, Kind::Usage);
        assert!(problem.remedy.contains("welfare-check"));
        assert!(code("consultation_reasons", "", "The reason").is_err());
    }

    #[test]
    fn a_sentence_has_one_stop_also_after_a_quotation() {
        assert_eq!(labelled("Words used", "\"Not with my name.\""), "Words used: \"Not with my name.\"");
        assert_eq!(labelled("Safe?", "never use"), "Safe? Never use.");
        assert_eq!(labelled("Area", "Central"), "Area: Central.");
        assert_eq!(sentence("  "), "");
    }

    #[test]
    fn spans_and_numbers_are_words() {
        assert_eq!(span(chrono::Duration::minutes(31 * 60 + 20)), "31 hours 20 minutes");
        assert_eq!(span(chrono::Duration::minutes(61)), "1 hour 1 minute");
        assert_eq!(span(chrono::Duration::minutes(5)), "5 minutes");
        assert_eq!((times(2), number(3), number(12)), ("twice".to_owned(), "three".to_owned(), "12".to_owned()));
    }
}
