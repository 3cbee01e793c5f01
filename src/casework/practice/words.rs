//! The names, places and phrases of the practice caseload, read from `assets/practice/`.

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

/// What an officer writes and an invented person says; each list is named for where it stands.
#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct Phrases {
    pub(super) own_words: Vec<String>,
    pub(super) descriptions: Vec<String>,
    pub(super) spoke: Vec<String>,
    pub(super) more: Vec<String>,
    pub(super) no_answer: Vec<String>,
    pub(super) message_left: Vec<String>,
    pub(super) declined: Vec<String>,
    #[serde(rename = "unsafe")]
    pub(super) ended_unsafe: Vec<String>,
    pub(super) not_tried: Vec<String>,
    pub(super) first_accounts: Vec<String>,
    pub(super) trust: Vec<String>,
    pub(super) with_whom: Vec<String>,
    pub(super) outside_reasons: Vec<String>,
    pub(super) promises: Vec<String>,
    pub(super) tasks: Vec<String>,
    pub(super) chases: Vec<String>,
    pub(super) outcomes_done: Vec<String>,
    pub(super) cancel_reasons: Vec<String>,
    pub(super) text_words: Vec<String>,
    pub(super) call_words: Vec<String>,
    pub(super) officer_names: Vec<String>,
    pub(super) not_safe_words: Vec<String>,
    pub(super) identity_questions: Vec<String>,
    pub(super) identity_words: Vec<String>,
    pub(super) windows: Vec<String>,
    pub(super) never: Vec<String>,
    pub(super) intermediaries: Vec<String>,
    pub(super) meeting_places: Vec<String>,
    pub(super) must_not_find_out: Vec<String>,
    pub(super) whose: Vec<String>,
    pub(super) point_notes: Vec<String>,
    pub(super) consent_given: Vec<String>,
    pub(super) consent_refused: Vec<String>,
    pub(super) consent_withdrawn: Vec<String>,
    pub(super) consent_not_asked: Vec<String>,
    pub(super) consent_unsafe: Vec<String>,
    pub(super) services: Vec<String>,
    pub(super) grounds: Vec<String>,
    pub(super) necessity: Vec<String>,
    pub(super) views: Vec<String>,
    pub(super) why_not_told: Vec<String>,
    pub(super) update_necessity: Vec<String>,
    pub(super) information: Vec<String>,
    pub(super) rejections: Vec<String>,
    pub(super) decisions: Vec<String>,
    pub(super) hold_words: Vec<String>,
    pub(super) disclosed: Vec<String>,
    pub(super) disclosed_to: Vec<String>,
    pub(super) verified: Vec<String>,
    pub(super) concern_words: Vec<String>,
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

fn read<T: serde::de::DeserializeOwned>(text: &str) -> Outcome<T> {
    toml::from_str(text).map_err(|e| Problem::unexpected("The practice words cannot be read.", e.message()))
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
            say: read(include_str!("../../../assets/practice/phrases.toml"))?,
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
