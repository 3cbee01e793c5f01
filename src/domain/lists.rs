//! Code lists: the closed choices, kept as data in `assets/lists/`.
//!
//! Every list says as of when it holds and where it comes from (the procedure, law with Act and section, a
//! standard, or own practice). A force replaces a list by a file of the same name; reading that file is done
//! elsewhere, understanding it is [`List::from_toml`]. A code that no list knows is kept and shown, never dropped.

use std::collections::BTreeMap;
use std::fmt;
use std::sync::OnceLock;

use chrono::NaiveDate;
use serde::Deserialize;
use toml::Spanned;

use crate::domain::text;

/// A list and its items, in the order in which they are offered.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct List {
    /// Name: the file without its ending, as field tables use it.
    pub name: String,
    /// What the officer reads above it.
    pub title: String,
    /// The day as of which it holds.
    pub as_at: NaiveDate,
    /// Where it comes from: begins with `Procedure:`, `Law:`, `Standard:` or `Practice:`, or names a force's source.
    pub source: String,
    /// The program steers by these codes: a replacement keeps every one of them.
    pub keep_codes: bool,
    /// The items.
    pub items: Vec<Item>,
}

/// One choice.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Item {
    /// Kept in records; kebab-case.
    pub code: String,
    /// What the officer reads.
    pub label: String,
    /// What it means, where the label does not say it.
    pub meaning: Option<String>,
    /// Closed to a person who is or may be under 18 (domain rule 2).
    pub adult_only: bool,
    /// May stand on a person who is or may be under 18 (marker types).
    pub allowed_under_18: bool,
    /// No longer offered; still shown where it was chosen.
    pub retired: bool,
    /// The one key that chooses it, where a sheet has keys.
    pub key: Option<char>,
    /// Its own source, where it differs from the list's.
    pub source: Option<String>,
    /// Whatever else belongs to it: `srn`, `pole`, `text`, `paragraph`.
    pub extra: BTreeMap<String, String>,
}

/// Why a list file was refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct ListFault {
    /// Name of the file.
    pub file: String,
    /// Line, counted from 1.
    pub line: usize,
    /// What is wrong and what would be right.
    pub reason: String,
}

impl fmt::Display for ListFault {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{}, line {}: {}", self.file, self.line, self.reason)
    }
}

impl std::error::Error for ListFault {}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct FileForm {
    title: String,
    as_at: Spanned<String>,
    source: Spanned<String>,
    #[serde(default)]
    keep_codes: bool,
    #[serde(default)]
    item: Vec<ItemForm>,
}

#[derive(Deserialize)]
#[serde(deny_unknown_fields)]
struct ItemForm {
    code: Spanned<String>,
    label: Spanned<String>,
    meaning: Option<String>,
    adult_only: Option<bool>,
    #[serde(default)]
    allowed_under_18: bool,
    #[serde(default)]
    retired: bool,
    key: Option<char>,
    source: Option<String>,
    #[serde(default)]
    extra: BTreeMap<String, String>,
}

/// Lists whose items are closed to a child unless the file says otherwise, so that a force's file that forgets the
/// flag opens nothing.
const ADULT_LISTS: [&str; 2] = ["settings", "population_groups"];

macro_rules! embedded {
    ($($name:literal),* $(,)?) => {
        /// Every list of the program with its text.
        const EMBEDDED: &[(&str, &str)] = &[
            $( ($name, include_str!(concat!(env!("CARGO_MANIFEST_DIR"), "/assets/lists/", $name, ".toml"))) ),*
        ];
    };
}
embedded! {
    "abuse_actions",
    "abuse_grades",
    "abuse_tools",
    "action_codes",
    "adult_actions",
    "age_basis",
    "age_quick",
    "age_status",
    "answers",
    "areas",
    "assessments",
    "can_give_more",
    "channel_rules",
    "channels",
    "child_action_states",
    "child_actions",
    "child_indicators",
    "child_lives",
    "classifications",
    "closed_reasons",
    "concern_kinds",
    "concern_states",
    "consent_purposes",
    "consent_states",
    "consultation_reasons",
    "contact_point_kinds",
    "contact_status",
    "crime_states",
    "data_subject_categories",
    "deferral_reasons",
    "directions",
    "disclosure_channels",
    "ethnicity",
    "explain_first",
    "explained",
    "fact_or_assessment",
    "factors",
    "follow_up_kinds",
    "follow_up_states",
    "forensic_windows",
    "gender",
    "grounds_how_known",
    "handlings",
    "hate_crime",
    "hold_reasons",
    "hold_scopes",
    "intelligence_states",
    "languages",
    "lawful_purposes",
    "marker_removal_reasons",
    "marker_states",
    "marker_types",
    "measure_decisions",
    "medical_need",
    "next_steps",
    "observation_sources",
    "observed_ethnicity",
    "offences",
    "offer_responses",
    "outcomes",
    "override_grounds",
    "pass_on",
    "plan_made_with",
    "point_safety",
    "population_groups",
    "priorities",
    "raised",
    "recording_decisions",
    "referral_states",
    "relation_kinds",
    "report_choices",
    "report_modes",
    "reporting_barriers",
    "safe_now",
    "safety_goals",
    "sanitisations",
    "schedule_8",
    "service_kinds",
    "service_status",
    "settings",
    "slavery_actions",
    "source_grades",
    "strategy_measures",
    "support_steps",
    "support_wishes",
    "tasking_states",
    "told_how",
    "told_person",
    "told_ways",
    "update_hold_reasons",
    "update_kinds",
    "update_never_reasons",
    "update_states",
    "victim_support",
    "vulnerabilities",
    "yes_no",
    "yes_no_unknown",
}

static BUILT_IN: OnceLock<BTreeMap<String, List>> = OnceLock::new();
static REPLACED: OnceLock<BTreeMap<String, List>> = OnceLock::new();

fn built_in() -> &'static BTreeMap<String, List> {
    // A file that could not be read would be missing here; a test reads each of them.
    BUILT_IN.get_or_init(|| {
        let read = EMBEDDED.iter().filter_map(|(name, text)| List::read(text, &format!("{name}.toml")).ok());
        read.map(|list| (list.name.clone(), list)).collect()
    })
}

/// Puts a force's lists in place of the program's, once, at the start. False when it was already done.
pub fn install(replacements: Vec<List>) -> bool {
    REPLACED.set(replacements.into_iter().map(|l| (l.name.clone(), l)).collect()).is_ok()
}

/// The list of that name: the force's, or else the program's.
#[must_use]
pub fn get(name: &str) -> Option<&'static List> {
    REPLACED.get().and_then(|r| r.get(name)).or_else(|| built_in().get(name))
}

/// Every list, by name.
pub fn all() -> impl Iterator<Item = &'static List> {
    built_in().keys().filter_map(|name| get(name))
}

/// The item of a code, if the list has it.
#[must_use]
pub fn item(list: &str, code: &str) -> Option<&'static Item> {
    get(list)?.find(code)
}

/// What the officer reads for a code; `unknown code "hotel-2"` when the list does not have it, blank for a blank one.
#[must_use]
pub fn label(list: &str, code: &str) -> String {
    match item(list, code) {
        Some(item) => item.label.clone(),
        // The four answers may stand in any list of what a person could be asked.
        None => match get("answers").and_then(|a| a.find(code)) {
            Some(answer) => answer.label.clone(),
            None if code.is_empty() => String::new(),
            None => format!("unknown code \"{code}\""),
        },
    }
}

/// Whether a code is closed to a person who is or may be under 18. A code the list does not have is closed.
#[must_use]
pub fn adult_only(list: &str, code: &str) -> bool {
    item(list, code).is_none_or(|i| i.adult_only)
}

/// Whether a code may stand on a person who is or may be under 18. A code the list does not have may not.
#[must_use]
pub fn allowed_under_18(list: &str, code: &str) -> bool {
    item(list, code).is_some_and(|i| i.allowed_under_18)
}

/// The SRN of an area on a day, for information and intelligence on IS; nothing when the area has none then.
///
/// An area may stand in the list more than once with `from` and `to` days (both counted in) and its code in
/// `area`; the procedure's three stand without days.
#[must_use]
pub fn srn(area: &str, day: NaiveDate) -> Option<&'static str> {
    let at = |i: &Item, name: &str| i.extra.get(name).and_then(|d| d.parse::<NaiveDate>().ok());
    get("areas")?
        .items
        .iter()
        .filter(|i| i.code == area || i.extra.get("area").is_some_and(|a| a == area))
        .find(|i| at(i, "from").is_none_or(|f| f <= day) && at(i, "to").is_none_or(|t| day <= t))
        .and_then(|i| i.extra.get("srn"))
        .map(String::as_str)
}

impl List {
    /// Reads a force's file in place of one of the program's lists.
    ///
    /// # Errors
    /// A [`ListFault`] with file, line and reason: not TOML, a name no list has, a field missing or unknown, a code
    /// twice or not in kebab-case, a label blank, or a code missing that the program steers by.
    pub fn from_toml(text: &str, file_name: &str) -> Result<Self, ListFault> {
        let list = Self::read(text, file_name)?;
        let fault = |reason: String| ListFault { file: file_name.to_owned(), line: 1, reason };
        let own = built_in().get(&list.name).ok_or_else(|| {
            fault(format!("there is no list \"{}\"; the file has the name of the list it replaces.", list.name))
        })?;
        let missing = own.items.iter().find(|i| own.keep_codes && list.find(&i.code).is_none());
        match missing {
            Some(i) => Err(fault(format!(
                "the code \"{}\" is missing; the program needs it. Its label may be changed.",
                i.code
            ))),
            None => Ok(Self { keep_codes: own.keep_codes, ..list }),
        }
    }

    fn read(text: &str, file_name: &str) -> Result<Self, ListFault> {
        let line_of = |at: usize| text.get(..at).map_or(1, |head| head.matches('\n').count() + 1);
        let fault = |at: usize, reason: &str| ListFault {
            file: file_name.to_owned(),
            line: line_of(at),
            reason: reason.to_owned(),
        };
        let form: FileForm = toml::from_str(text).map_err(|e| fault(e.span().map_or(0, |s| s.start), e.message()))?;
        let name = file_name.strip_suffix(".toml").unwrap_or(file_name).to_owned();
        let as_at = form
            .as_at
            .as_ref()
            .parse()
            .map_err(|_| fault(form.as_at.span().start, "as_at is a day, written 2026-11-24."))?;
        if form.source.as_ref().trim().is_empty() {
            return Err(fault(form.source.span().start, "source says where the list comes from; it is blank."));
        }
        if form.item.is_empty() {
            return Err(fault(0, "the list has no [[item]]."));
        }
        let mut items: Vec<Item> = Vec::with_capacity(form.item.len());
        for item in form.item {
            let at = item.code.span().start;
            let code = item.code.into_inner();
            if !is_kebab(&code) {
                return Err(fault(at, "a code has small letters, digits and single hyphens: \"red-light-area\"."));
            }
            if items.iter().any(|i| i.code == code) {
                return Err(fault(at, "this code stands in the list twice."));
            }
            if item.label.as_ref().trim().is_empty() {
                return Err(fault(item.label.span().start, "the label is blank."));
            }
            items.push(Item {
                code,
                label: cleaned(&item.label.into_inner()),
                meaning: item.meaning.map(|m| cleaned(&m)),
                adult_only: item.adult_only.unwrap_or(ADULT_LISTS.contains(&name.as_str())),
                allowed_under_18: item.allowed_under_18,
                retired: item.retired,
                key: item.key,
                source: item.source,
                extra: item.extra,
            });
        }
        Ok(Self {
            name,
            title: cleaned(&form.title),
            as_at,
            source: cleaned(&form.source.into_inner()),
            keep_codes: form.keep_codes,
            items,
        })
    }

    /// The item of a code, retired ones too.
    #[must_use]
    pub fn find(&self, code: &str) -> Option<&Item> {
        self.items.iter().find(|i| i.code == code)
    }

    /// The items that are offered now, in order.
    pub fn offered(&self) -> impl Iterator<Item = &Item> {
        self.items.iter().filter(|i| !i.retired)
    }

    /// The items that are offered to a person who is or may be under 18.
    pub fn offered_under_18(&self) -> impl Iterator<Item = &Item> {
        let markers = self.name == "marker_types";
        self.offered().filter(move |i| !i.adult_only && (!markers || i.allowed_under_18))
    }
}

/// Text from outside is cleaned once (domain rule 12).
fn cleaned(words: &str) -> String {
    text::clean_line(words).text
}

fn is_kebab(code: &str) -> bool {
    code.split('-').all(|part| !part.is_empty() && part.bytes().all(|b| b.is_ascii_lowercase() || b.is_ascii_digit()))
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::domain::field::Shape;
    use crate::domain::kind::Kind;

    #[test]
    fn every_list_says_as_of_when_and_where_from_and_has_good_codes() {
        for (name, text) in EMBEDDED {
            let list = List::read(text, &format!("{name}.toml")).unwrap_or_else(|f| panic!("{f}"));
            assert!(!list.title.trim().is_empty(), "{name}");
            let from = ["Procedure: ", "Law: ", "Standard: ", "Practice: "];
            let sources = std::iter::once(&list.source).chain(list.items.iter().filter_map(|i| i.source.as_ref()));
            for source in sources {
                assert!(from.iter().any(|f| source.starts_with(f)), "{name}: {source}");
                assert!(
                    !source.starts_with("Law: ") || source.contains(" Act ") || source.contains("Mechanism"),
                    "{name}: {source}"
                );
            }
            let keys: Vec<char> = list.items.iter().filter_map(|i| i.key).collect();
            let mut once = keys.clone();
            once.sort_unstable();
            once.dedup();
            assert_eq!(once.len(), keys.len(), "{name}: a key twice");
        }
    }

    #[test]
    fn every_field_that_picks_from_a_list_finds_it() {
        for kind in Kind::all() {
            for field in kind.fields() {
                if let Shape::Pick(name) | Shape::Several(name) = field.shape {
                    assert!(get(name).is_some(), "{} of {}: no list {name}", field.name, kind.name());
                }
            }
        }
    }

    #[test]
    fn no_adult_setting_or_group_is_open_to_a_child() {
        for name in ADULT_LISTS {
            assert_eq!(get(name).unwrap().offered_under_18().count(), 0);
        }
        assert!(adult_only("settings", "hotel-2"));
        let markers: Vec<&str> = get("marker_types").unwrap().offered_under_18().map(|i| i.code.as_str()).collect();
        assert!(markers.contains(&"child-exploitation-concern") && !markers.contains(&"dlo-contact"));
        assert!(!allowed_under_18("marker_types", "hotel-2"));
    }

    #[test]
    fn an_unknown_code_is_shown_as_it_came() {
        assert_eq!(label("settings", "hotel-2"), "unknown code \"hotel-2\"");
        assert_eq!(label("settings", "red-light-area"), "red light area");
        assert_eq!(label("gender", "unsafe-to-ask"), "unsafe to ask");
        assert_eq!(label("gender", ""), "");
    }

    #[test]
    fn the_areas_have_the_srns_of_the_procedure() {
        let day = NaiveDate::from_ymd_opt(2026, 11, 24).unwrap();
        assert_eq!(
            ["northern", "central", "southern"].map(|a| srn(a, day)),
            [Some("1273178"), Some("1273179"), Some("1273181")]
        );
        assert_eq!(srn("elsewhere", day), None);
    }

    #[test]
    fn the_procedures_seven_indicators_and_every_action_for_a_child_are_there() {
        assert_eq!(get("child_indicators").unwrap().items.len(), 7);
        for code in [
            "victim-of-abuse",
            "police-protection",
            "abduction-warning-notice",
            "child-concern-notification",
            "nrm-referral",
        ] {
            assert!(item("child_actions", code).is_some(), "{code}");
        }
    }

    #[test]
    fn a_bad_file_is_refused_with_file_line_and_reason() {
        let head = "title = \"Factors\"\nas_at = \"2026-11-24\"\nsource = \"Force: list of 2026\"\n";
        let good = format!("{head}[[item]]\ncode = \"need\"\nlabel = \"need\"\n");
        assert_eq!(List::from_toml(&good, "factors.toml").unwrap().items.len(), 1);
        for (text, line, part) in [
            (format!("{good}[[item]]\ncode = \"need\"\nlabel = \"again\"\n"), 8, "twice"),
            (format!("{head}[[item]]\ncode = \"Need It\"\nlabel = \"x\"\n"), 5, "small letters"),
            (format!("{head}[[item]]\ncode = \"need\"\nlabel = \" \"\n"), 6, "blank"),
            (format!("{head}[[item]]\ncode = \"need\"\nlabel = \"x\"\ncolour = 1\n"), 7, "unknown field"),
            (head.replace("2026-11-24", "today"), 2, "as_at"),
            (format!("{head}[[item\n"), 4, ""),
        ] {
            let fault = List::from_toml(&text, "factors.toml").unwrap_err();
            assert_eq!((fault.file.as_str(), fault.line), ("factors.toml", line), "{fault}");
            assert!(fault.reason.contains(part), "{fault}");
        }
        assert!(List::from_toml(&good, "weather.toml").unwrap_err().reason.contains("no list"));
        assert!(List::from_toml(&good, "outcomes.toml").unwrap_err().reason.contains("\"spoke\" is missing"));
    }

    #[test]
    fn a_forces_settings_stay_closed_to_a_child_unless_it_says_otherwise() {
        let file = "title = \"Settings\"\nas_at = \"2026-11-24\"\nsource = \"Force: 2026\"\n[[item]]\ncode = \"harbour\"\nlabel = \"harbour\"\n";
        assert!(List::from_toml(file, "settings.toml").unwrap().items.iter().all(|i| i.adult_only));
    }
}
