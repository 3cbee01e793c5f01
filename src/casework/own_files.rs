//! The officer's and the force's own files in the configuration directory: config.toml, `lists`, `reference`.
//!
//! ```text
//! <configuration directory>     CASELOAD_CONFIG_DIR overrides it
//! ├── config.toml               look, signs, mouse, keys; understood by the interface
//! ├── lists/NAME.toml           in place of the program's list of that name
//! └── reference/NAME.toml       in place of a page; procedure.txt is the force's text beside ours
//! ```
//!
//! A file that is wrong is refused with its name, line and reason, and what the program has of its own stays. What does
//! not belong here: what a file means ([`crate::domain::lists`], [`crate::domain::reference`]).

use std::path::{Path, PathBuf};

use crate::domain::lists::{self, List, ListFault};
use crate::domain::problem::{Kind, Outcome};
use crate::domain::reference;
use crate::vault::file;

/// Overrides the configuration directory, for tests and for computers with an unusual layout.
pub const CONFIG_DIR_VARIABLE: &str = "CASELOAD_CONFIG_DIR";
/// The force's text of the procedure, in `reference`.
pub const FORCE_TEXT: &str = "procedure.txt";
/// The largest file that is read, in bytes.
const LARGEST: u64 = 1024 * 1024;
/// The most files of one folder that are looked at.
const MOST: usize = 200;

/// The configuration directory of this user; it need not be there.
#[must_use]
pub fn directory() -> Option<PathBuf> {
    match std::env::var_os(CONFIG_DIR_VARIABLE).filter(|d| !d.is_empty()) {
        Some(directory) => Some(PathBuf::from(directory)),
        None => directories::ProjectDirs::from("", "", "caseload").map(|d| d.config_dir().to_owned()),
    }
}

/// What the force's own files say, and which of them were refused.
#[derive(Debug, Default)]
pub struct Found {
    /// Lists in place of the program's.
    pub lists: Vec<List>,
    /// Pages in place of the program's.
    pub reference: Vec<reference::Replacement>,
    /// What was refused, by file.
    pub refused: Vec<ListFault>,
}

/// Reads the force's lists and pages; what is not there is not missed.
#[must_use]
pub fn read(directory: &Path) -> Found {
    let mut found = Found::default();
    for path in files(&directory.join("lists"), "toml") {
        match text(&path).and_then(|(name, text)| List::from_toml(&text, &name)) {
            Ok(list) => found.lists.push(list),
            Err(fault) => found.refused.push(in_folder("lists", fault)),
        }
    }
    let pages = directory.join("reference");
    for path in files(&pages, "toml").into_iter().chain(files(&pages, "txt")) {
        match text(&path).and_then(|(name, text)| reference::Replacement::read(&text, &name)) {
            Ok(page) => found.reference.push(page),
            Err(fault) => found.refused.push(in_folder("reference", fault)),
        }
    }
    found
}

/// Reads the force's files of this user and puts them in place of the program's, once, at the start; gives what was
/// refused.
#[must_use]
pub fn install() -> Vec<ListFault> {
    let Some(directory) = directory() else { return Vec::new() };
    let found = read(&directory);
    lists::install(found.lists);
    reference::install(found.reference);
    found.refused
}

/// The text of config.toml; none where there is no such file.
///
/// # Errors
/// When it is there and cannot be read as text.
pub fn config(directory: &Path) -> Result<Option<String>, ListFault> {
    let path = directory.join("config.toml");
    if std::fs::symlink_metadata(&path).is_err() {
        return Ok(None);
    }
    text(&path).map(|(_, text)| Some(text))
}

/// The files of a folder with this ending, in the order of their names.
fn files(folder: &Path, ending: &str) -> Vec<PathBuf> {
    let Ok(entries) = std::fs::read_dir(folder) else { return Vec::new() };
    let wanted = |p: &PathBuf| p.extension().is_some_and(|e| e.eq_ignore_ascii_case(ending));
    let mut paths: Vec<PathBuf> = entries.filter_map(|e| e.ok().map(|e| e.path())).filter(wanted).take(MOST).collect();
    paths.sort();
    paths
}

/// Name and text of a file.
fn text(path: &Path) -> Result<(String, String), ListFault> {
    let file = path.file_name().map(|n| n.to_string_lossy().into_owned()).unwrap_or_default();
    let fault = |line: usize, reason: &str| ListFault { file: file.clone(), line, reason: reason.to_owned() };
    let bytes: Outcome<Vec<u8>> = file::read_bounded(path, LARGEST);
    let bytes = bytes.map_err(|p| match p.kind {
        Kind::PathRefused => fault(1, "it is no plain file, or larger than a mebibyte."),
        _ => fault(1, "it cannot be read."),
    })?;
    match String::from_utf8(bytes) {
        Ok(text) => Ok((file, text.strip_prefix('\u{FEFF}').map(str::to_owned).unwrap_or(text))),
        Err(e) => {
            let good = e.as_bytes().get(..e.utf8_error().valid_up_to()).unwrap_or_default();
            let line = good.iter().filter(|b| **b == b'\n').count() + 1;
            Err(fault(line, "it is not UTF-8 text; save it as UTF-8."))
        }
    }
}

fn in_folder(folder: &str, fault: ListFault) -> ListFault {
    ListFault { file: format!("{folder}/{}", fault.file), ..fault }
}

#[cfg(test)]
mod tests {
    #![allow(clippy::disallowed_methods, reason = "tests lay files where an officer would")]

    use super::*;

    fn with(files: &[(&str, &[u8])]) -> (tempfile::TempDir, Found) {
        let dir = tempfile::tempdir().unwrap();
        for (name, bytes) in files {
            let path = dir.path().join(name);
            std::fs::create_dir_all(path.parent().unwrap()).unwrap();
            std::fs::write(path, bytes).unwrap();
        }
        let found = read(dir.path());
        (dir, found)
    }

    const AREAS: &str = "title = \"Areas\"\nas_at = \"2026-11-01\"\nsource = \"the force's table\"\n\n[[item]]\ncode = \
                         \"central\"\nlabel = \"Mid\"\nextra = { srn = \"999\" }\n";

    #[test]
    fn without_a_directory_there_is_nothing_and_nothing_is_wrong() {
        let found = read(Path::new("/there/is/no/such/folder"));
        assert!(found.lists.is_empty() && found.reference.is_empty() && found.refused.is_empty());
        assert_eq!(config(Path::new("/there/is/no/such/folder")), Ok(None));
    }

    #[test]
    fn a_good_list_is_taken_though_the_one_beside_it_is_refused_with_file_line_and_reason() {
        let bad =
            "title = \"Settings\"\nas_at = \"2026-11-01\"\nsource = \"us\"\n[[item]]\ncode = \"Flat\"\nlabel = \"x\"\n";
        let (_dir, found) = with(&[
            ("lists/areas.toml", AREAS.as_bytes()),
            ("lists/settings.toml", bad.as_bytes()),
            ("lists/shoes.toml", AREAS.as_bytes()),
            ("lists/notes.md", b"not looked at"),
        ]);
        assert_eq!(found.lists.iter().map(|l| l.name.as_str()).collect::<Vec<_>>(), ["areas"]);
        let said: Vec<String> = found.refused.iter().map(ToString::to_string).collect();
        assert!(said[0].starts_with("lists/settings.toml, line 5: a code has small letters"), "{said:?}");
        assert!(said[1].starts_with("lists/shoes.toml, line 1: there is no list \"shoes\""), "{said:?}");
    }

    #[test]
    fn a_file_that_is_not_utf_8_is_refused_with_the_line_where_it_stops_being_so() {
        let (_dir, found) = with(&[("reference/procedure.txt", b"one\ntwo\nth\xe9re\n")]);
        assert_eq!(found.refused.len(), 1);
        assert_eq!(found.refused[0].line, 3);
    }

    #[cfg(unix)]
    #[test]
    fn a_link_in_place_of_a_file_is_refused() {
        let (dir, _) = with(&[("lists/areas.toml", AREAS.as_bytes())]);
        std::os::unix::fs::symlink(dir.path().join("lists/areas.toml"), dir.path().join("lists/settings.toml"))
            .unwrap();
        let found = read(dir.path());
        assert_eq!(found.lists.len(), 1);
        assert!(found.refused[0].reason.contains("no plain file"), "{:?}", found.refused);
    }
}
