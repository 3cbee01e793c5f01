//! Telephone numbers and postcodes as IS keeps them and as an officer reads them.
//!
//! A number is never refused: what cannot be brought into international form stays as its digits, because a
//! half-remembered number is still worth keeping. No register of numbering plans is consulted, so that the
//! numbers kept for drama count as valid.

/// A number in international form: UK `0…` becomes `+44…`, `00…` becomes `+…`, other digits stay as typed.
///
/// Letters, spaces and punctuation are dropped. Blank when there is no digit.
#[must_use]
pub fn normalise(typed: &str) -> String {
    let typed = typed.replace("(0)", "");
    let plus = typed.trim_start_matches(|c: char| !c.is_ascii_digit() && c != '+').starts_with('+');
    let digits: String = typed.chars().filter(char::is_ascii_digit).collect();
    if digits.is_empty() {
        return String::new();
    }
    let international = if plus { Some(digits.as_str()) } else { digits.strip_prefix("00").filter(|r| !r.is_empty()) };
    if let Some(digits) = international {
        // "+44 07700…" is a common slip: there is no zero after the country code.
        return match digits.strip_prefix("44") {
            Some(rest) => format!("+44{}", rest.trim_start_matches('0')),
            None => format!("+{digits}"),
        };
    }
    match digits.strip_prefix('0') {
        // Nine or ten digits follow the zero of every UK number.
        Some(rest) if (9..=10).contains(&rest.len()) => format!("+44{rest}"),
        _ => digits,
    }
}

/// A number as it is read aloud in the UK: `07700 900142`, `0191 498 0117`; others with their country code.
#[must_use]
pub fn display(number: &str) -> String {
    let number = normalise(number);
    // Too short or too long to be a whole UK number: shown as it is kept.
    let Some(national) = number.strip_prefix("+44").filter(|n| (9..=10).contains(&n.len())) else {
        return number;
    };
    let cut = |parts: &[usize]| {
        let mut rest = national;
        let mut out = String::from("0");
        for len in parts {
            let (head, tail) = rest.split_at_checked(*len).unwrap_or((rest, ""));
            out.push_str(head);
            out.push(' ');
            rest = tail;
        }
        out.push_str(rest);
        out.trim_end().to_owned()
    };
    match national.as_bytes() {
        [b'2', ..] => cut(&[2, 4]),
        [b'1', b'1', ..] | [b'1', _, b'1', ..] | [b'3' | b'8', ..] => cut(&[3, 3]),
        _ => cut(&[4]),
    }
}

/// The last four digits, by which a caller is found; shorter numbers give what they have.
#[must_use]
pub fn last_four(number: &str) -> String {
    let digits: Vec<char> = number.chars().filter(char::is_ascii_digit).collect();
    digits.iter().skip(digits.len().saturating_sub(4)).collect()
}

/// What kind of number it is, for the check beside the field: `UK mobile`, `UK landline`, `number abroad`.
/// Nothing when it does not look complete.
#[must_use]
pub fn describe(number: &str) -> Option<&'static str> {
    let number = normalise(number);
    match number.strip_prefix("+44") {
        Some(n) if n.len() == 10 && n.starts_with('7') && !n.starts_with("70") && !n.starts_with("76") => {
            Some("UK mobile")
        }
        Some(n) if n.starts_with("7624") && n.len() == 10 => Some("UK mobile"),
        Some(n) if (9..=10).contains(&n.len()) && n.starts_with(['1', '2']) => Some("UK landline"),
        Some(n) if (9..=10).contains(&n.len()) && n.starts_with(['3', '5', '8']) => Some("UK number"),
        None if number.starts_with('+') && (8..=16).contains(&number.len()) => Some("number abroad"),
        _ => None,
    }
}

/// A UK postcode in its written form, `NE1 4ST`; `None` when it is not one.
///
/// The patterns are those of the NPCC POLE dictionary (`DS_010`): area and district, then digit and two letters.
#[must_use]
pub fn postcode(typed: &str) -> Option<String> {
    let plain: String = typed.chars().filter(|c| !c.is_whitespace()).map(|c| c.to_ascii_uppercase()).collect();
    if !plain.is_ascii() || !(5..=7).contains(&plain.len()) {
        return None;
    }
    let (outward, inward) = plain.split_at_checked(plain.len().saturating_sub(3))?;
    let shape = |part: &str| -> String {
        part.chars()
            .map(|c| {
                if c.is_ascii_alphabetic() {
                    'A'
                } else if c.is_ascii_digit() {
                    'N'
                } else {
                    '?'
                }
            })
            .collect()
    };
    let outward_ok = matches!(shape(outward).as_str(), "AN" | "ANN" | "AAN" | "AANN" | "ANA" | "AANA" | "AAA");
    (outward_ok && shape(inward) == "NAA").then(|| format!("{outward} {inward}"))
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    #[test]
    fn a_uk_number_is_kept_in_international_form_and_read_in_its_own() {
        assert_eq!(display("+44"), "+44");
        for typed in [
            "07700 900142",
            "0044 07700 900142",
            "07700900142",
            "+44 7700 900142",
            "+44 (0)7700 900142",
            "0044 7700 900142",
        ] {
            assert_eq!(normalise(typed), "+447700900142", "{typed}");
        }
        assert_eq!(display("+447700900142"), "07700 900142");
        assert_eq!(display("01914980117"), "0191 498 0117");
        assert_eq!(display("02079460123"), "020 7946 0123");
        assert_eq!(display("01632 960123"), "01632 960123");
    }

    #[test]
    fn drama_numbers_are_good_numbers() {
        assert_eq!(describe("07700 900142"), Some("UK mobile"));
        assert_eq!(describe("0191 498 0117"), Some("UK landline"));
    }

    #[test]
    fn a_number_from_abroad_or_a_part_of_one_is_kept_as_typed() {
        assert_eq!(normalise("+40 31 123 4567"), "+40311234567");
        assert_eq!(describe("+40 31 123 4567"), Some("number abroad"));
        assert_eq!(normalise("900142"), "900142");
        assert_eq!(describe("900142"), None);
        assert_eq!(normalise("no number"), "");
    }

    #[test]
    fn a_caller_is_found_by_the_last_four_digits() {
        assert_eq!(last_four("+447700900142"), "0142");
        assert_eq!(last_four("42"), "42");
    }

    #[test]
    fn a_postcode_is_written_in_two_groups_or_is_none() {
        assert_eq!(postcode("ne14st").as_deref(), Some("NE1 4ST"));
        assert_eq!(postcode("EC1A 1BB").as_deref(), Some("EC1A 1BB"));
        assert_eq!(postcode("NE1"), None);
        assert_eq!(postcode("12345"), None);
        assert_eq!(postcode("ŁE1 4ST"), None);
    }

    proptest! {
        #[test]
        fn normalising_a_number_twice_changes_nothing(typed in "[+0-9 ()a-zé-]{0,24}|\\PC{0,20}") {
            let once = normalise(&typed);
            prop_assert_eq!(normalise(&once), once.clone());
            prop_assert_eq!(normalise(&display(&once)), once.clone());
            let _ = (describe(&typed), postcode(&typed), last_four(&typed));
        }
    }
}
