//! Marking lines above OFFICIAL: domain rule 10. A text that carries one can be kept, but never goes out.
//!
//! A marking is a line of its own, or the head of a line, as documents carry it (Government Security Classifications
//! Policy: OFFICIAL, SECRET, TOP SECRET). The word *secret* inside a sentence is no marking.

/// What the officer reads when a text carries one; it says whom to tell.
pub const REFUSAL: &str = "A text carries a SECRET or higher marking. It cannot leave this caseload: \
                           tell the force's information security officer, and take the marked material out.";

/// Words that may stand before the marking on its line.
const BEFORE: &[&str] =
    &["CLASSIFICATION", "CLASSIFIED", "MARKING", "MARKED", "GSC", "PROTECTIVE", "SECURITY", "HMG", "UK", "NATO", "EU"];
/// Words that may follow it without punctuation: caveats and page marks.
const AFTER: &[&str] =
    &["UK", "EYES", "ONLY", "PERSONAL", "NOFORN", "ATOMIC", "LOCSEN", "INTEL", "HMG", "NATO", "REL", "PAGE", "OF"];

/// Whether any line carries a SECRET or higher marking.
#[must_use]
pub fn is_above_official(text: &str) -> bool {
    text.lines().any(is_marking)
}

fn is_marking(line: &str) -> bool {
    let line = line.trim_matches(|c: char| !c.is_alphanumeric());
    // Words with what separates each from the word before.
    let mut words: Vec<(&str, bool)> = Vec::new();
    let mut punctuated = false;
    let mut rest = line;
    while let Some(at) = rest.find(char::is_alphanumeric) {
        let (gap, tail) = rest.split_at(at);
        punctuated |= gap.chars().any(|c| !c.is_whitespace());
        let end = tail.find(|c: char| !c.is_alphanumeric()).unwrap_or(tail.len());
        let (word, tail) = tail.split_at(end);
        words.push((word, std::mem::take(&mut punctuated)));
        rest = tail;
    }
    let is = |word: &str, wanted: &str| word.eq_ignore_ascii_case(wanted);
    let among = |word: &str, list: &[&str]| list.iter().any(|w| is(word, w));
    let mut words = words.iter().skip_while(|(w, _)| among(w, BEFORE));
    let written = match words.next() {
        Some((w, _)) if is(w, "TOP") => match words.next() {
            Some((w, _)) if is(w, "SECRET") => *w,
            _ => return false,
        },
        Some((w, _)) if is(w, "SECRET") => *w,
        Some((w, _)) => return is_strap(w) && w.starts_with("STRAP"),
        None => return false,
    };
    // Alone on its line, or with caveats, it is a marking however it is written; before a text only in capitals and
    // set apart ("SECRET: …"), because a sentence may begin with the word.
    match words.next() {
        None => true,
        Some((_, true)) if written == "SECRET" => true,
        Some((w, _)) => {
            let caveat = |w: &str| among(w, AFTER) || is_strap(w) || w.bytes().all(|b| b.is_ascii_digit());
            caveat(w) && words.all(|(w, _)| caveat(w))
        }
    }
}

fn is_strap(word: &str) -> bool {
    word.get(..5).is_some_and(|head| head.eq_ignore_ascii_case("STRAP"))
        && word.get(5..).is_some_and(|tail| tail.bytes().all(|b| b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_marking_line_is_found_wherever_it_stands_and_however_it_is_dressed() {
        for text in [
            "SECRET",
            "Top Secret",
            "  [ SECRET ]  ",
            "note\nUK TOP SECRET - STRAP 2 - UK EYES ONLY\nmore",
            "Classification: Secret",
            "SECRET: she told the DLO",
            "SECRET//NOFORN",
            "*** TOP-SECRET ***",
            "SECRET PAGE 1 OF 2",
            "STRAP1",
        ] {
            assert!(is_above_official(text), "{text}");
        }
    }

    #[test]
    fn the_word_in_a_sentence_is_no_marking() {
        for text in [
            "",
            "Her landlord keeps it a secret.",
            "Secret from her family: the flat.",
            "Secret meeting places were spoken of.",
            "OFFICIAL-SENSITIVE",
            "not SECRET",
            "SECRETARY",
            "The strap of the bag",
            "TOP FLOOR",
        ] {
            assert!(!is_above_official(text), "{text}");
        }
    }
}
