//! What a column becomes: guessed from its heading, or said in a mapping file or on the screen.
//!
//! A heading is guessed only when it is one of the words written here, never because a word stands in it somewhere:
//! *partner's phone* is not the person's phone. What is not guessed is not brought in, and said so.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::domain::problem::{Kind, Outcome, Problem};
use crate::domain::sound;
use crate::exchange::import::table::SEPARATORS;

/// Declares what columns can become: code of the mapping file, what the officer reads, headings that mean it.
macro_rules! targets {
    ($( $name:ident $code:literal $label:literal $several:literal [$($word:literal),* $(,)?] )*) => {
        /// What a column can become.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
        pub enum Target {
            $( #[doc = $label] $name, )*
        }

        /// All of them, in the order in which they are offered.
        pub const TARGETS: &[Target] = &[ $( Target::$name, )* ];

        impl Target {
            /// As the mapping file writes it.
            #[must_use]
            pub const fn code(self) -> &'static str {
                match self { $( Self::$name => $code, )* }
            }
            /// As the officer reads it.
            #[must_use]
            pub const fn label(self) -> &'static str {
                match self { $( Self::$name => $label, )* }
            }
            /// Whether several columns may become it.
            #[must_use]
            pub const fn several(self) -> bool {
                match self { $( Self::$name => $several, )* }
            }
            const fn words(self) -> &'static [&'static str] {
                match self { $( Self::$name => &[$($word),*], )* }
            }
        }
    };
}

targets! {
    Name "name" "working name" false ["name", "working name", "street name", "known as", "goes by", "contact", "contact name", "person", "who", "description", "name or description"]
    OtherName "other-name" "other working name" true ["other names", "other name", "alias", "aliases", "aka", "a k a", "also known as", "nickname", "nick name", "stage name", "advert name", "other working name"]
    GivenName "given-name" "legal given name" false ["given name", "given names", "first name", "firstname", "forename", "forenames", "legal first name", "legal given name"]
    Surname "surname" "legal surname" false ["surname", "last name", "lastname", "family name", "legal surname"]
    LegalName "legal-name" "legal name, surname and given name" false ["legal name", "real name", "full name", "true name", "full legal name"]
    BornOn "date-of-birth" "date of birth" false ["date of birth", "dob", "d o b", "birth date", "birthdate", "born", "birthday"]
    Age "age" "age, 18 or over?" false ["age", "18 or over", "over 18", "18", "adult", "age status", "18 or over asked"]
    AgeBasis "age-basis" "how the age is known" false ["age basis", "age known by", "how age is known", "dob basis"]
    Gender "gender" "gender" false ["gender", "sex", "m f"]
    Ethnicity "ethnicity" "ethnicity, self-defined" false ["ethnicity", "self defined ethnicity", "ethnic group", "ethnicity code"]
    Languages "languages" "languages" true ["language", "languages", "first language", "speaks", "spoken language"]
    Interpreter "interpreter" "interpreter needed" false ["interpreter", "interpreter needed", "needs interpreter"]
    Communication "communication" "communication needs" false ["communication", "communication needs"]
    Phone "phone" "telephone" true ["phone", "phone number", "phone no", "phones", "telephone", "telephone number", "tel", "tel no", "mobile", "mobile number", "mobile no", "mobile phone", "mob", "mob no", "cell", "number", "numbers", "contact number", "contact no", "phone numbers", "work phone", "second phone", "other phone", "other number"]
    Landline "landline" "landline" true ["landline", "home phone", "house phone", "land line"]
    Email "email" "e-mail" true ["email", "e mail", "email address", "e mail address", "mail"]
    Handle "handle" "handle" true ["handle", "handles", "username", "user name", "social media", "profile", "snapchat", "instagram", "telegram", "whatsapp name"]
    Address "address" "address" false ["address", "home address", "addr", "lives at", "postal address", "flat"]
    Safe "safe" "may the number be used?" false ["safe", "safe number", "safe to call", "safe to contact", "ok to call", "safe to ring"]
    Area "area" "area" false ["area", "region", "district", "command", "nominated area", "patch"]
    Locality "locality" "place in the area" false ["locality", "location", "place", "beat", "where", "works at", "usual place", "spot"]
    Settings "setting" "setting" true ["setting", "settings", "type of work", "work type", "market", "sector", "works"]
    OwnWords "own-words" "own words for what they do" false ["own words", "how they describe it", "calls it"]
    NotFindOut "must-not-find-out" "who must not find out" true ["must not find out", "must not know", "do not tell", "don t tell", "dont tell", "not to be told", "hide from", "keep from", "secret from"]
    Status "status" "status" false ["status", "open or closed", "active", "case status"]
    ClosedBecause "closed-because" "closed because" false ["closed because", "closed reason", "reason closed", "closure reason"]
    KnownSince "known-since" "known since" false ["known since", "first seen", "first met", "date met", "first contact", "date of first contact", "since", "date added", "added"]
    LastContact "last-contact" "last contact, as an engagement" false ["last contact", "last seen", "last spoken", "last met", "date last seen", "date of last contact", "last contacted", "last visit"]
    Notes "notes" "notes, as an engagement" true ["note", "notes", "comment", "comments", "remarks", "remark", "info", "information", "details", "other", "history", "background"]
    IsReference "is-reference" "IS person reference" false ["is reference", "is ref", "is person reference", "is number", "is no", "nominal", "nominal ref", "nominal number"]
}

impl Target {
    /// The target of a mapping file's code.
    #[must_use]
    pub fn of_code(code: &str) -> Option<Self> {
        TARGETS.iter().copied().find(|t| t.code() == code)
    }
}

/// The words of a heading in plain small letters: `D.O.B.` is `d o b`.
fn plain(heading: &str) -> String {
    heading.split(|c: char| !c.is_alphanumeric()).flat_map(sound::word_keys).collect::<Vec<_>>().join(" ")
}

/// What a heading means; nothing when it is none of the words known.
#[must_use]
pub fn guess(heading: &str) -> Option<Target> {
    let words = plain(heading);
    if words.is_empty() || heading.len() > 60 {
        return None;
    }
    let whole = |words: &str| TARGETS.iter().copied().find(|t| t.words().contains(&words));
    // Phone 2, Notes 3.
    let numbered = || {
        let (rest, last) = words.rsplit_once(' ')?;
        (last.len() <= 2 && last.bytes().all(|b| b.is_ascii_digit())).then_some(rest)
    };
    whole(&words).or_else(|| whole(numbered()?).filter(|t| t.several()))
}

/// What keeps columns from being used, as sentences.
#[must_use]
pub fn faults(columns: &[Option<Target>]) -> Vec<String> {
    let mut faults = Vec::new();
    let of = |t: Target| columns.iter().filter(|c| **c == Some(t)).count();
    if of(Target::Name) == 0 && of(Target::OtherName) == 0 {
        faults.push(
            "No column holds a working name. Say which one does: a name they use, or a few words to know them by."
                .to_owned(),
        );
    }
    for target in TARGETS.iter().filter(|t| !t.several()) {
        if of(*target) > 1 {
            faults.push(format!("Two columns would become the {}. Choose one of them.", target.label()));
        }
    }
    if of(Target::LegalName) > 0 && of(Target::GivenName) + of(Target::Surname) > 0 {
        faults.push("The legal name would come from two places. Choose the one column, or the two.".to_owned());
    }
    faults
}

/// What the mapping file says instead of a target for a column that stays out.
pub const IGNORE: &str = "ignore";

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct MapForm {
    separator: Option<toml::Spanned<String>>,
    columns: BTreeMap<String, toml::Spanned<String>>,
}

/// A mapping file: which heading becomes what.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub struct MapFile {
    /// The separator, where it is not to be found out.
    pub separator: Option<u8>,
    columns: Vec<(String, Option<Target>)>,
}

impl MapFile {
    /// Reads a mapping file.
    ///
    /// # Errors
    /// [`Kind::Usage`] with its line and what would be right.
    pub fn read(text: &str) -> Outcome<Self> {
        let line_of = |at: usize| text.get(..at).map_or(1, |head| head.matches('\n').count() + 1);
        let fault = |at: usize, what: String, remedy: String| {
            Problem::new(Kind::Usage, format!("The mapping file, line {}: {what}", line_of(at)), remedy)
        };
        let form: MapForm = toml::from_str(text.trim_start_matches('\u{FEFF}')).map_err(|e| {
            let at = e.span().map_or(0, |s| s.start);
            let remedy = "See docs/IMPORT.md: [columns], then \"heading\" = \"what it becomes\".".to_owned();
            fault(at, "it cannot be read as TOML with these keys.".to_owned(), remedy)
        })?;
        let mut map = Self::default();
        if let Some(typed) = &form.separator {
            let named = SEPARATORS
                .iter()
                .find(|(s, name)| *name == typed.as_ref().as_str() || typed.as_ref().as_bytes() == [*s]);
            let Some((s, _)) = named else {
                let remedy = "Take one of: comma, semicolon, tab, bar.".to_owned();
                return Err(fault(typed.span().start, "there is no such separator.".to_owned(), remedy));
            };
            map.separator = Some(*s);
        }
        for (heading, code) in form.columns {
            let target = match Target::of_code(code.as_ref()) {
                None if code.as_ref() != IGNORE => {
                    let codes: Vec<&str> = TARGETS.iter().map(|t| t.code()).collect();
                    let remedy = format!("Take one of: {}, {IGNORE}.", codes.join(", "));
                    return Err(fault(code.span().start, "a column cannot become that.".to_owned(), remedy));
                }
                found => found,
            };
            map.columns.push((heading, target));
        }
        Ok(map)
    }

    fn of(&self, heading: &str) -> Option<Option<Target>> {
        let plain = plain(heading);
        let found = self.columns.iter().find(|(h, _)| h.trim() == heading.trim());
        found.or_else(|| self.columns.iter().find(|(h, _)| self::plain(h) == plain)).map(|(_, t)| *t)
    }

    /// Whether it says anything about a heading.
    pub(super) fn has(&self, heading: &str) -> bool {
        !heading.trim().is_empty() && self.of(heading).is_some()
    }

    /// What each column becomes: what the file says, else what its heading means.
    pub(super) fn columns_of(&self, headings: &[String]) -> Outcome<Vec<Option<Target>>> {
        if self.columns.iter().any(|(h, _)| !headings.iter().any(|real| plain(real) == plain(h))) {
            return Err(Problem::new(
                Kind::Usage,
                "The mapping file names a heading that the table does not have.",
                format!("The headings are: {}.", headings.join(" · ")),
            ));
        }
        Ok(headings.iter().map(|h| self.of(h).unwrap_or_else(|| guess(h))).collect())
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn a_heading_means_one_thing_and_every_target_can_be_written() {
        let mut seen = BTreeSet::new();
        for target in TARGETS {
            assert_eq!(Target::of_code(target.code()), Some(*target));
            for word in target.words() {
                assert!(seen.insert(*word), "{word} twice");
                assert_eq!(guess(word), Some(*target), "{word}");
            }
        }
    }

    #[test]
    fn headings_are_read_as_people_write_them() {
        for (heading, target) in [
            ("NAME", Some(Target::Name)),
            (" D.O.B. ", Some(Target::BornOn)),
            ("Mobile No.", Some(Target::Phone)),
            ("Phone 2", Some(Target::Phone)),
            ("E-mail", Some(Target::Email)),
            ("a.k.a.", Some(Target::OtherName)),
            ("Don't tell", Some(Target::NotFindOut)),
            ("Partner's phone", None),
            ("Landlord name", None),
            ("Surname 2", None),
            ("", None),
        ] {
            assert_eq!(guess(heading), target, "{heading}");
        }
    }

    #[test]
    fn a_mapping_file_is_followed_and_a_wrong_one_refused_with_its_line() {
        let map =
            MapFile::read("separator = \"tab\"\n[columns]\n\"Girl\" = \"name\"\n\"Name\" = \"ignore\"\n").unwrap();
        let headings = ["Name", "Girl", "Phone"].map(str::to_owned);
        assert_eq!(map.columns_of(&headings).unwrap(), [None, Some(Target::Name), Some(Target::Phone)]);
        assert_eq!(map.separator, Some(b'\t'));
        assert!(map.columns_of(&["Name".to_owned()]).unwrap_err().remedy.contains("Name"));
        for (text, part) in [
            ("[columns]\n\"Girl\" = \"names\"\n", "line 2"),
            ("separator = \"-\"\n[columns]\n", "line 1"),
            ("[columns]\nGirl = name\n", "line 2"),
            ("colums = 1\n", "line 1"),
        ] {
            let p = MapFile::read(text).unwrap_err();
            assert!(p.what.contains(part) && !p.remedy.is_empty(), "{p}");
        }
    }

    #[test]
    fn no_working_name_and_two_surnames_are_said() {
        assert!(faults(&[]).iter().any(|f| f.contains("working name")));
        let two = [Some(Target::Name), Some(Target::Surname), Some(Target::Surname)];
        assert!(faults(&two).iter().any(|f| f.contains("legal surname")));
    }
}
