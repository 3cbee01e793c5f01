//! The names, places and phrases of the practice caseload, read from `assets/practice/`.

use std::collections::BTreeMap;

use serde::Deserialize;

use crate::domain::lists;
use crate::domain::problem::{Outcome, Problem};

/// People of one language.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct People {
    pub(super) language: String,
    pub(super) working: Vec<String>,
    pub(super) given: Vec<String>,
    pub(super) surname: Vec<String>,
}

/// Places of one area.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Area {
    pub(super) code: String,
    pub(super) localities: Vec<String>,
    pub(super) streets: Vec<String>,
    pub(super) projects: Vec<String>,
}

/// One declaration for the lists of a file: a list for each name, none missing and none unknown.
macro_rules! phrases {
    ($($name:ident)+) => {
        /// What an officer writes and an invented person says; each list is named for where it stands.
        pub(super) struct Phrases {
            $(pub(super) $name: Vec<String>,)+
        }

        impl Phrases {
            fn of(mut lists: BTreeMap<String, Vec<String>>) -> Outcome<Self> {
                let mut take = |name: &str| lists.remove(name).ok_or_else(|| unread(name));
                let phrases = Self { $($name: take(stringify!($name))?,)+ };
                lists.keys().next().map_or(Ok(phrases), |unknown| Err(unread(unknown)))
            }
        }
    };
}

phrases! {
    own_words descriptions spoke more no_answer message_left declined ended_unsafe not_tried first_accounts trust
    with_whom outside_reasons promises tasks chases outcomes_done cancel_reasons text_words call_words officer_names
    not_safe_words identity_questions identity_words windows never intermediaries meeting_places must_not_find_out
    whose point_notes consent_given consent_refused consent_withdrawn consent_not_asked consent_unsafe services
    grounds necessity views why_not_told update_necessity information rejections decisions hold_words disclosed
    disclosed_to verified concern_words
}

#[derive(Deserialize)]
struct NamesFile {
    people: Vec<People>,
}

#[derive(Deserialize)]
struct PlacesFile {
    area: Vec<Area>,
}

/// Everything that is drawn from, and the codes of the lists that a record may hold.
pub(super) struct Words {
    pub(super) people: Vec<People>,
    pub(super) areas: Vec<Area>,
    pub(super) say: Phrases,
    pub(super) settings: Vec<String>,
    pub(super) groups: Vec<String>,
    pub(super) genders: Vec<String>,
    pub(super) ethnicities: Vec<String>,
    pub(super) vulnerabilities: Vec<String>,
    pub(super) factors: Vec<String>,
    pub(super) explained: Vec<String>,
    pub(super) raised: Vec<String>,
    pub(super) indicators: Vec<String>,
    pub(super) how_known: Vec<String>,
    pub(super) closed_reasons: Vec<String>,
    pub(super) hold_reasons: Vec<String>,
    pub(super) deferral_reasons: Vec<String>,
    pub(super) removal_reasons: Vec<String>,
    pub(super) purposes: Vec<String>,
    pub(super) disclosure_channels: Vec<String>,
}

fn unread(detail: &str) -> Problem {
    Problem::unexpected("The practice words cannot be read.", detail)
}

fn read<T: serde::de::DeserializeOwned>(text: &str) -> Outcome<T> {
    toml::from_str(text).map_err(|e| unread(e.message()))
}

fn codes(list: &str) -> Vec<String> {
    lists::get(list).map(|l| l.offered().map(|i| i.code.clone()).collect()).unwrap_or_default()
}

impl Words {
    /// Reads the built-in files.
    ///
    /// # Errors
    /// Never for the files of a build whose tests pass.
    pub(super) fn read() -> Outcome<Self> {
        let names: NamesFile = read(include_str!("../../../assets/practice/names.toml"))?;
        let places: PlacesFile = read(include_str!("../../../assets/practice/places.toml"))?;
        // Reasons that the program gives by itself are not drawn.
        let without = |list: &str, none: &[&str]| -> Vec<String> {
            codes(list).into_iter().filter(|c| !none.contains(&c.as_str())).collect()
        };
        Ok(Self {
            people: names.people,
            areas: places.area,
            say: Phrases::of(read(include_str!("../../../assets/practice/phrases.toml"))?)?,
            settings: codes("settings"),
            groups: codes("population_groups"),
            genders: codes("gender"),
            ethnicities: codes("ethnicity"),
            vulnerabilities: codes("vulnerabilities"),
            factors: codes("factors"),
            explained: codes("explained"),
            raised: codes("raised"),
            indicators: codes("child_indicators"),
            how_known: codes("grounds_how_known"),
            closed_reasons: without("closed_reasons", &["merged", "person-died", "opened-in-error"]),
            hold_reasons: codes("hold_reasons"),
            deferral_reasons: codes("deferral_reasons"),
            removal_reasons: without("marker_removal_reasons", &["under-18", "person-died"]),
            purposes: codes("lawful_purposes"),
            disclosure_channels: without("disclosure_channels", &["package"]),
        })
    }
}
