//! config.toml of the interface: look, signs, mouse and keys.
//!
//! The file is taken over whole or not at all: with one thing wrong in it the program's own settings stand, and it is
//! said which line is wrong and why. What does not belong here: finding and reading the file
//! ([`crate::casework::own_files`]), and which keys go together ([`crate::tui::keymap`]).

use std::collections::BTreeMap;
use std::path::Path;

use toml::de::{DeTable, DeValue};

use crate::casework::own_files;
use crate::domain::lists::ListFault;
use crate::tui::action::{self, Action};
use crate::tui::keymap::{self, Given};
use crate::tui::theme::{Look, Signs};

/// Name of the file.
pub const FILE: &str = "config.toml";

/// What the file says.
#[derive(Debug, Clone, Default, PartialEq, Eq)]
pub struct Config {
    /// The look, where `--theme` and the terminal do not decide.
    pub theme: Option<Look>,
    /// How signs are written.
    pub signs: Option<Signs>,
    /// Whether the mouse is used; without a word it is.
    pub mouse: Option<bool>,
    /// Other keys for actions.
    pub keys: BTreeMap<Action, Vec<String>>,
}

/// What stands after the files of this computer were read.
#[derive(Debug, Default)]
pub struct Own {
    /// What config.toml says; nothing when it was refused.
    pub config: Config,
    /// What was refused, in sentences to be shown.
    pub refused: Vec<String>,
}

/// Reads config.toml, the force's lists and its pages, and puts in force what is right, once, at the start of a worker.
#[must_use]
pub fn start() -> Own {
    let mut own = match own_files::directory() {
        Some(directory) => of(&directory),
        None => Own::default(),
    };
    action::install(&own.config.keys);
    own.refused.extend(own_files::install().iter().map(|f| format!("{f} The program's own is used.")));
    own
}

/// What config.toml of this user says; nothing is put in force.
#[must_use]
pub fn directory_config() -> Config {
    own_files::directory().map(|directory| of(&directory).config).unwrap_or_default()
}

/// What config.toml in a directory says; with one fault in it, nothing.
#[must_use]
pub fn of(directory: &Path) -> Own {
    let read = own_files::config(directory)
        .map_err(|fault| vec![fault])
        .and_then(|text| text.map_or_else(|| Ok(Config::default()), |text| read(&text)));
    match read {
        Ok(config) => Own { config, refused: Vec::new() },
        Err(faults) => Own {
            config: Config::default(),
            refused: faults.iter().map(|f| format!("{f} Nothing of the file is used.")).collect(),
        },
    }
}

/// Reads the text of config.toml.
///
/// # Errors
/// Everything that is wrong with it, by line: not TOML, a name it does not have, a value that is none, keys that do not
/// go together.
pub fn read(text: &str) -> Result<Config, Vec<ListFault>> {
    let line = |at: usize| text.get(..at).map_or(1, |head| head.matches('\n').count() + 1);
    let fault = |line: usize, reason: String| ListFault { file: FILE.to_owned(), line, reason };
    let table = DeTable::parse(text)
        .map_err(|e| vec![fault(line(e.span().map_or(0, |s| s.start)), format!("{}.", e.message()))])?;
    let mut config = Config::default();
    let mut faults = Vec::new();
    let mut given = Vec::new();
    for (name, value) in table.get_ref() {
        let at = line(name.span().start);
        let word = match value.get_ref() {
            DeValue::String(s) => Some(s.as_ref()),
            _ => None,
        };
        match (name.get_ref().as_ref(), value.get_ref()) {
            ("theme", _) => match word.and_then(Look::named) {
                Some(look) => config.theme = Some(look),
                None => faults.push(fault(at, "theme is dark, light, high-contrast, 16 or mono.".to_owned())),
            },
            ("signs", _) => match word {
                Some("ascii") => config.signs = Some(Signs::Ascii),
                Some("unicode") => config.signs = Some(Signs::Unicode),
                _ => faults.push(fault(at, "signs is ascii or unicode.".to_owned())),
            },
            ("mouse", DeValue::Boolean(on)) => config.mouse = Some(*on),
            ("mouse", _) => faults.push(fault(at, "mouse is true or false.".to_owned())),
            ("keys", DeValue::Table(keys)) => {
                for (action, keys) in keys {
                    let at = line(action.span().start);
                    match keys_of(keys.get_ref()) {
                        Some(keys) => given.push(Given { name: action.get_ref().as_ref().to_owned(), keys, line: at }),
                        None => {
                            let why = "keys are one text, \"Ctrl+X\", or several, [\"x\", \"Delete\"]; [] for none.";
                            faults.push(fault(at, why.to_owned()));
                        }
                    }
                }
            }
            ("keys", _) => faults.push(fault(at, "keys is a table: a line [keys], then name = \"key\".".to_owned())),
            (other, _) => {
                faults.push(fault(at, format!("there is no \"{other}\"; there are theme, signs, mouse and [keys].")));
            }
        }
    }
    given.sort_by_key(|g| g.line);
    match keymap::check(&given) {
        Ok(keys) => config.keys = keys,
        Err(refused) => faults.extend(refused.into_iter().map(|r| fault(r.line, r.reason))),
    }
    faults.sort_by_key(|f| f.line);
    if faults.is_empty() { Ok(config) } else { Err(faults) }
}

fn keys_of(value: &DeValue<'_>) -> Option<Vec<String>> {
    match value {
        DeValue::String(key) => Some(vec![key.as_ref().to_owned()]),
        DeValue::Array(keys) => keys
            .iter()
            .map(|key| match key.get_ref() {
                DeValue::String(key) => Some(key.as_ref().to_owned()),
                _ => None,
            })
            .collect(),
        _ => None,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn said(text: &str) -> Vec<String> {
        read(text).err().unwrap_or_default().iter().map(ToString::to_string).collect()
    }

    #[test]
    fn everything_the_file_can_say_is_read() {
        let text =
            "# mine\ntheme = \"light\"\nsigns = \"ascii\"\nmouse = false\n\n[keys]\nlock = \"Ctrl+X\"\nredo = []\n";
        let config = read(text).unwrap();
        assert_eq!((config.theme, config.signs, config.mouse), (Some(Look::Light), Some(Signs::Ascii), Some(false)));
        assert_eq!(config.keys[&Action::Lock], ["Ctrl+X"]);
        assert!(config.keys[&Action::Redo].is_empty());
        assert_eq!(read(""), Ok(Config::default()));
    }

    #[test]
    fn each_thing_that_is_wrong_is_said_with_its_line() {
        let text = "theme = \"pink\"\nmouse = 1\nfont = \"big\"\n[keys]\nlock = \"x\"\nfly = \"z\"\nundo = 3\n";
        let said = said(text);
        assert_eq!(said.len(), 6, "{said:?}");
        for (n, line) in said.iter().enumerate() {
            assert!(line.starts_with(&format!("config.toml, line {}: ", [1, 2, 3, 5, 6, 7][n])), "{line}");
        }
    }

    #[test]
    fn a_file_that_is_no_toml_is_said_with_its_line() {
        assert!(said("theme = \"dark\"\nsigns = \n")[0].starts_with("config.toml, line 2: "));
        assert!(said("theme = \"dark\"\ntheme = \"light\"\n")[0].contains("line 2"));
    }
}
