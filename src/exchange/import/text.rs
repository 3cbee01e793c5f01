//! From bytes to text: UTF-8 with or without its mark, UTF-16 with its mark, else Windows-1252.
//!
//! What is no text at all (a workbook, a picture, bytes with NUL) is refused with what to do instead. What does not belong
//! here: cleaning of single cells, which is [`crate::domain::text`]'s.

use crate::domain::problem::Outcome;
use crate::exchange::import::refused;

/// A decoded file.
pub struct Decoded {
    /// Its text.
    pub text: String,
    /// How it was encoded, as the officer reads it.
    pub encoding: &'static str,
}

/// The letters of Windows-1252 that differ from Latin 1: 0x80 to 0x9F; NUL where there is none.
const WINDOWS: [char; 32] = [
    '€', '\0', '‚', 'ƒ', '„', '…', '†', '‡', 'ˆ', '‰', 'Š', '‹', 'Œ', '\0', 'Ž', '\0', '\0', '‘', '’', '“', '”', '•',
    '–', '—', '˜', '™', 'š', '›', 'œ', '\0', 'ž', 'Ÿ',
];

/// Files that are no text, by how they begin, and what they are.
const NOT_TEXT: [(&[u8], &str); 6] = [
    (b"PK\x03\x04", "a workbook (xlsx or ods)"),
    (b"PK\x05\x06", "an empty archive"),
    (b"\xD0\xCF\x11\xE0", "an old workbook (xls)"),
    (b"%PDF", "a PDF"),
    (b"\x1F\x8B", "a compressed file"),
    (b"age-encryption.org", "a sealed file"),
];

/// Decodes a file.
///
/// # Errors
/// Refused when it is empty or no text.
pub fn decode(bytes: Vec<u8>) -> Outcome<Decoded> {
    if let Some((_, what)) = NOT_TEXT.iter().find(|(begin, _)| bytes.starts_with(begin)) {
        return Err(refused(
            format!("The file is {what}, not a table as text."),
            "Open it in the spreadsheet and save the sheet as CSV (UTF-8), then bring that in.",
        ));
    }
    let decoded = match bytes.as_slice() {
        [0xFF, 0xFE, rest @ ..] => utf16(rest, u16::from_le_bytes)?,
        [0xFE, 0xFF, rest @ ..] => utf16(rest, u16::from_be_bytes)?,
        [0xEF, 0xBB, 0xBF, ..] => {
            let text = String::from_utf8(bytes).map_err(|_| not_text())?;
            Decoded { text: text.trim_start_matches('\u{FEFF}').to_owned(), encoding: "UTF-8 with its mark" }
        }
        _ => match String::from_utf8(bytes) {
            Ok(text) => Decoded { text, encoding: "UTF-8" },
            Err(e) => Decoded { text: windows(e.as_bytes())?, encoding: "Windows-1252" },
        },
    };
    if decoded.text.contains('\0') {
        return Err(not_text());
    }
    if decoded.text.trim().is_empty() {
        return Err(refused("The file is empty.", "Choose the file that holds the contacts."));
    }
    Ok(decoded)
}

fn not_text() -> crate::domain::problem::Problem {
    refused(
        "The file is not text.",
        "Open it in the spreadsheet and save the sheet as CSV (UTF-8), then bring that in.",
    )
}

fn utf16(bytes: &[u8], unit: impl Fn([u8; 2]) -> u16) -> Outcome<Decoded> {
    let pairs = bytes.chunks_exact(2);
    if !pairs.remainder().is_empty() {
        return Err(refused("The file ends in the middle of a letter.", "Save or copy it again: it was cut off."));
    }
    let units = pairs.filter_map(|p| <[u8; 2]>::try_from(p).ok()).map(unit);
    let text: String = char::decode_utf16(units).collect::<Result<_, _>>().map_err(|_| not_text())?;
    Ok(Decoded { text, encoding: "UTF-16" })
}

fn windows(bytes: &[u8]) -> Outcome<String> {
    bytes
        .iter()
        .map(|&b| match b {
            0x80..=0x9F => WINDOWS.get(usize::from(b) - 0x80).copied().filter(|c| *c != '\0').ok_or_else(not_text),
            other => Ok(char::from(other)),
        })
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_same_name_is_read_from_every_encoding_a_spreadsheet_saves() {
        let le: Vec<u8> = [0xFF, 0xFE].into_iter().chain("Zoë – Ż".encode_utf16().flat_map(u16::to_le_bytes)).collect();
        let be: Vec<u8> = [0xFE, 0xFF].into_iter().chain("Zoë – Ż".encode_utf16().flat_map(u16::to_be_bytes)).collect();
        for (bytes, encoding) in [
            ("Zoë – Ż".as_bytes().to_vec(), "UTF-8"),
            ("\u{FEFF}Zoë – Ż".as_bytes().to_vec(), "UTF-8 with its mark"),
            (le, "UTF-16"),
            (be, "UTF-16"),
        ] {
            let decoded = decode(bytes).unwrap();
            assert_eq!((decoded.text.as_str(), decoded.encoding), ("Zoë – Ż", encoding));
        }
        let decoded = decode(b"Zo\xEB \x96 O\x92Brien".to_vec()).unwrap();
        assert_eq!((decoded.text.as_str(), decoded.encoding), ("Zoë – O’Brien", "Windows-1252"));
    }

    #[test]
    fn what_is_no_text_is_refused_with_what_to_do() {
        for bytes in [
            &b"PK\x03\x04rest"[..],
            b"\xD0\xCF\x11\xE0",
            b"name\0phone",
            b"name\x81\xFF",
            b"\xFF\xFEa",
            b"\xFF\xFE\x00\xD8",
            b"",
            b" \r\n ",
            b"\xEF\xBB\xBF\xFF",
        ] {
            let p = decode(bytes.to_vec()).err().unwrap();
            assert_eq!(p.kind.exit_code(), 9, "{p}");
        }
        assert!(decode(b"PK\x03\x04".to_vec()).err().unwrap().remedy.contains("CSV"));
    }
}
