//! The rooms know each other in one direction only; every file says what it is for.
//!
//! ```text
//! tui, cli  →  casework  →  store, exchange, vault  →  domain
//! ```
//!
//! A finding names the file and the line. What clippy can hold (disallowed methods, unwrap) is not held here again.
#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    reason = "a test that cannot go on fails"
)]

use std::path::{Path, PathBuf};

/// A room and the rooms it may know; `domain` knows none.
const ROOMS: &[(&str, &[&str])] = &[
    ("domain", &[]),
    ("vault", &["domain"]),
    ("store", &["domain"]),
    ("exchange", &["domain"]),
    ("casework", &["store", "exchange", "vault", "domain"]),
    ("cli", &["casework", "store", "exchange", "vault", "domain"]),
    ("tui", &["casework", "store", "exchange", "vault", "domain"]),
];

/// Files that may know one room more, with the reason.
const EXCEPTIONS: &[(&str, &str, &str)] =
    &[("src/cli/interface.rs", "tui", "the one way from the command line into the interface")];

/// Crates that only some rooms may use, with the reason.
const CRATES: &[(&str, &[&str], &str)] = &[
    ("rusqlite", &["store"], "one room speaks SQL; the write door is the only way to change a record"),
    ("ratatui", &["tui"], "the command line is plain text"),
    ("crossterm", &["tui"], "one room owns the terminal"),
    ("ratatui_textarea", &["tui"], "one room owns the terminal"),
    ("tui_input", &["tui"], "one room owns the terminal"),
    ("clap", &["cli"], "arguments end at the command line"),
    ("clap_complete", &["cli"], "arguments end at the command line"),
    ("clap_mangen", &["cli"], "arguments end at the command line"),
    ("rpassword", &["cli"], "arguments end at the command line"),
    ("tar", &["vault", "exchange"], "archives are read strictly in two places"),
];

struct Source {
    /// Path from the root of the repository, with `/`.
    path: String,
    text: String,
}

impl Source {
    fn room(&self) -> &str {
        let inside = self.path.strip_prefix("src/").unwrap_or_default();
        let first = inside.split('/').next().unwrap_or_default();
        first.strip_suffix(".rs").unwrap_or(first)
    }

    /// The lines of code: comments, doc comments and texts in quotes blanked, numbered from 1.
    fn code(&self) -> Vec<(usize, String)> {
        code(&self.text).lines().enumerate().map(|(n, l)| (n + 1, l.to_owned())).collect()
    }
}

/// Blanks comments and the inside of texts, keeping every line break.
fn code(text: &str) -> String {
    let chars: Vec<char> = text.chars().collect();
    let mut out = String::with_capacity(text.len());
    let mut i = 0;
    let at = |i: usize| chars.get(i).copied().unwrap_or('\0');
    let blank = |out: &mut String, c: char| out.push(if c == '\n' { '\n' } else { ' ' });
    while i < chars.len() {
        let c = chars[i];
        let word_before = i > 0 && (at(i - 1).is_alphanumeric() || at(i - 1) == '_');
        if c == '/' && at(i + 1) == '/' {
            while i < chars.len() && chars[i] != '\n' {
                blank(&mut out, chars[i]);
                i += 1;
            }
        } else if c == '/' && at(i + 1) == '*' {
            while i < chars.len() && !(chars[i] == '*' && at(i + 1) == '/') {
                blank(&mut out, chars[i]);
                i += 1;
            }
            i += 2;
        } else if (c == 'r' || (c == 'b' && at(i + 1) == 'r')) && !word_before && {
            let mut j = i + if c == 'b' { 2 } else { 1 };
            while at(j) == '#' {
                j += 1;
            }
            at(j) == '"'
        } {
            let mut hashes = 0;
            while chars[i] != '"' {
                hashes += usize::from(chars[i] == '#');
                out.push(' ');
                i += 1;
            }
            i += 1;
            let end: String = std::iter::once('"').chain(std::iter::repeat_n('#', hashes)).collect();
            while i < chars.len() && !chars[i..].iter().collect::<String>().starts_with(&end) {
                blank(&mut out, chars[i]);
                i += 1;
            }
            i += end.len();
        } else if c == '"' {
            i += 1;
            while i < chars.len() && chars[i] != '"' {
                if chars[i] == '\\' {
                    blank(&mut out, ' ');
                    i += 1;
                }
                if i < chars.len() {
                    blank(&mut out, chars[i]);
                }
                i += 1;
            }
            i += 1;
            out.push_str("\"\"");
        } else if c == '\''
            && (at(i + 2) == '\'' || (at(i + 1) == '\\' && chars[i + 2..].iter().take(10).any(|c| *c == '\'')))
        {
            // A character, not a lifetime.
            i += if at(i + 1) == '\\' { 3 } else { 2 };
            while at(i) != '\'' {
                i += 1;
            }
            i += 1;
            out.push_str("' '");
        } else {
            out.push(c);
            i += 1;
        }
    }
    out
}

fn sources() -> Vec<Source> {
    let root = Path::new(env!("CARGO_MANIFEST_DIR"));
    let mut found = Vec::new();
    for folder in ["src", "tests", "benches", "examples"] {
        collect(&root.join(folder), root, &mut found);
    }
    assert!(found.len() > 50, "the sources were not found");
    found
}

fn collect(folder: &Path, root: &Path, found: &mut Vec<Source>) {
    let Ok(entries) = std::fs::read_dir(folder) else { return };
    let mut paths: Vec<PathBuf> = entries.map(|e| e.unwrap().path()).collect();
    paths.sort();
    for path in paths {
        if path.is_dir() {
            collect(&path, root, found);
        } else if path.extension().is_some_and(|e| e == "rs") {
            let name = path.strip_prefix(root).unwrap().components().map(|c| c.as_os_str().to_string_lossy());
            let name = name.collect::<Vec<_>>().join("/");
            found.push(Source { path: name, text: std::fs::read_to_string(&path).unwrap() });
        }
    }
}

/// Whether `name` stands in a line as a whole path segment before `::`.
fn names_path(line: &str, name: &str) -> bool {
    let mut rest = line;
    while let Some(found) = rest.find(name) {
        let before = rest[..found].chars().next_back();
        let after = &rest[found + name.len()..];
        let whole = !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '.');
        if whole && after.trim_start().starts_with("::") {
            return true;
        }
        rest = &rest[found + name.len()..];
    }
    false
}

/// The rooms a source names from the root of the crate: `crate::store`, `dlo_caseload::store`, `use crate::{store, …}`.
fn rooms_named(source: &Source) -> Vec<(usize, String)> {
    let lines = source.code();
    let mut found = Vec::new();
    for (n, line) in &lines {
        for (room, _) in ROOMS {
            let from_root = ["crate::", "dlo_caseload::"].iter().any(|root| {
                line.match_indices(&format!("{root}{room}")).any(|(at, text)| {
                    let after = line[at + text.len()..].chars().next();
                    let before = line[..at].chars().next_back();
                    !after.is_some_and(|c| c.is_alphanumeric() || c == '_')
                        && !before.is_some_and(|c| c.is_alphanumeric() || c == '_' || c == '$')
                })
            });
            if from_root {
                found.push((*n, (*room).to_owned()));
            }
        }
    }
    // Groups: `use crate::{…}` over any number of lines, one level of names.
    let whole: String = lines.iter().map(|(_, l)| format!("{l}\n")).collect();
    for (at, text) in whole.match_indices("crate::{") {
        let line = whole[..at].matches('\n').count() + 1;
        let mut depth = 1;
        let mut names = String::new();
        for c in whole[at + text.len()..].chars() {
            match c {
                '{' => depth += 1,
                '}' => depth -= 1,
                _ if depth == 1 => names.push(c),
                _ => {}
            }
            if depth == 0 {
                break;
            }
        }
        for name in names.split(',') {
            let first = name.trim().split([':', ' ']).next().unwrap_or_default();
            if ROOMS.iter().any(|(room, _)| *room == first) {
                found.push((line, first.to_owned()));
            }
        }
    }
    found
}

fn wrong_direction(source: &Source) -> Vec<String> {
    let Some((room, may)) = ROOMS.iter().find(|(room, _)| *room == source.room()) else { return Vec::new() };
    rooms_named(source)
        .into_iter()
        .filter(|(_, named)| named != room && !may.contains(&named.as_str()))
        .filter(|(_, named)| !EXCEPTIONS.iter().any(|(path, extra, _)| *path == source.path && extra == named))
        .map(|(line, named)| format!("{}:{line}: {room} may not know {named}", source.path))
        .collect()
}

fn wrong_crate(source: &Source) -> Vec<String> {
    let mut found = Vec::new();
    if !source.path.starts_with("src/") {
        return found;
    }
    for (n, line) in source.code() {
        for (name, rooms, reason) in CRATES {
            let used = names_path(&line, name) || line.trim().starts_with(&format!("use {name};"));
            // `crate::tar::` and the like would be a module of ours.
            let ours = line.contains(&format!("crate::{name}::")) || line.contains(&format!("super::{name}::"));
            if used && !ours && !rooms.contains(&source.room()) {
                found.push(format!("{}:{n}: {name} belongs to {}: {reason}", source.path, rooms.join(" and ")));
            }
        }
    }
    found
}

fn report(findings: &[String]) {
    assert!(findings.is_empty(), "\n{}\n", findings.join("\n"));
}

#[test]
fn the_rooms_know_each_other_in_one_direction() {
    report(&sources().iter().flat_map(wrong_direction).collect::<Vec<_>>());
}

#[test]
fn each_crate_stays_in_its_room() {
    report(&sources().iter().flat_map(wrong_crate).collect::<Vec<_>>());
}

#[test]
fn every_file_opens_with_what_it_is_for() {
    let silent = sources().into_iter().filter(|s| !s.text.starts_with("//! "));
    report(&silent.map(|s| format!("{}:1: does not open with //! and its purpose", s.path)).collect::<Vec<_>>());
}

#[test]
fn nothing_is_unsafe() {
    let mut found = Vec::new();
    for source in sources() {
        for (n, line) in source.code() {
            if line.split(|c: char| !c.is_alphanumeric() && c != '_').any(|word| word == "unsafe") {
                found.push(format!("{}:{n}: unsafe code", source.path));
            }
        }
    }
    report(&found);
    let root = std::fs::read_to_string(Path::new(env!("CARGO_MANIFEST_DIR")).join("src/lib.rs")).unwrap();
    assert!(root.contains("#![forbid(unsafe_code)]"));
}

#[test]
fn every_source_in_the_tree_belongs_to_a_room() {
    let strange = sources()
        .into_iter()
        .filter(|s| s.path.starts_with("src/"))
        .filter(|s| !ROOMS.iter().any(|(room, _)| *room == s.room()) && !matches!(s.room(), "lib" | "main"));
    report(&strange.map(|s| format!("{}:1: belongs to no room", s.path)).collect::<Vec<_>>());
}

// The test itself: each rule finds a breach, names its line, and is not misled by comments and texts.

fn source(path: &str, text: &str) -> Source {
    Source { path: path.to_owned(), text: text.to_owned() }
}

#[test]
fn a_breach_is_found_with_its_line_however_it_is_written() {
    let named = |text: &str| wrong_direction(&source("src/domain/marker.rs", text));
    assert_eq!(named("//! x\nuse crate::store::Store;\n"), ["src/domain/marker.rs:2: domain may not know store"]);
    assert_eq!(named("//! x\n\nuse crate::{\n    domain::kind,\n    vault::{Vault, Keys},\n};\n").len(), 1);
    assert_eq!(named("fn f() { crate::casework::today(); }").len(), 1);
    assert_eq!(named("pub use crate::tui;").len(), 1);
    assert!(
        named("// use crate::store::Store;\n/// [`crate::store::Store`]\nconst A: &str = \"crate::store::X\";")
            .is_empty()
    );
    assert!(named("use crate::domain::kind::Kind; use crate::storekeeper::X;").is_empty());
    assert!(wrong_direction(&source("src/casework/x.rs", "use crate::vault::Vault;")).is_empty());
    assert_eq!(wrong_direction(&source("src/casework/x.rs", "use crate::cli::Out;")).len(), 1);
    assert_eq!(wrong_direction(&source("src/cli/today.rs", "use crate::tui::Start;")).len(), 1);
    assert!(wrong_direction(&source("src/cli/interface.rs", "use crate::tui::Start;")).is_empty());
}

#[test]
fn a_crate_outside_its_room_is_found() {
    let named = |path: &str, text: &str| wrong_crate(&source(path, text));
    assert_eq!(
        named("src/vault/keys.rs", "//! x\n\nuse rusqlite::Connection;"),
        [
            "src/vault/keys.rs:3: rusqlite belongs to store: one room speaks SQL; the write door is the only way to change a record"
        ]
    );
    assert!(named("src/store/open.rs", "use rusqlite::Connection;").is_empty());
    assert_eq!(named("src/cli/out.rs", "fn f() -> crossterm::style::Color {}").len(), 1);
    assert!(named("src/domain/radio.rs", "//! ratatui::x\nlet a = \"ratatui::x\"; // crossterm::x").is_empty());
}

#[test]
fn texts_comments_and_characters_are_no_code() {
    let text = "let a = \"un\\\"safe\"; let b = r#\"unsafe \"x\" \"#; let c = '\"'; let d: &'static str; /* unsafe */ // unsafe\nx";
    let code = code(text);
    assert!(!code.contains("safe"), "{code}");
    assert!(code.contains("&'static str") && code.ends_with("\nx"));
}
