//! Other keys for an action, as `[keys]` of config.toml gives them: which are taken, which are refused and why.
//!
//! Nothing is taken over by halves: a caller that gets one [`Refusal`] keeps the program's own keys. What does not belong
//! here: reading the file ([`crate::tui::config`]) and what a key does.

use std::collections::BTreeMap;

use crossterm::event::KeyCode;

use crate::tui::action::{Action, Chord, Group, RECORDS, sequence};

/// Keys an action was given, and the line that gave them.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Given {
    /// Name of the action, as it is written in the file.
    pub name: String,
    /// The keys; none leaves the action to the palette.
    pub keys: Vec<String>,
    /// Line of the file, counted from 1.
    pub line: usize,
}

/// Why keys were refused.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Refusal {
    /// Line of the file, counted from 1.
    pub line: usize,
    /// What is wrong and what would be right.
    pub reason: String,
}

/// Taken before any text field sees a key: such a key may never write or edit.
const FIRST: [Action; 3] = [Action::Lock, Action::Cloak, Action::Quit];

/// Must work while text is typed: one key at least that writes nothing.
const IN_TEXT: [Action; 30] = [
    Action::Lock,
    Action::Cloak,
    Action::Quit,
    Action::Help,
    Action::Back,
    Action::Palette,
    Action::Save,
    Action::NextField,
    Action::NextPage,
    Action::DisclosureCard,
    Action::SoloCard,
    Action::TakeWords,
    Action::Whose,
    Action::BeginAnew,
    Action::Compare,
    Action::Ready,
    Action::AddItem,
    Action::DropItem,
    Action::ItemBefore,
    Action::OrdinaryWord,
    Action::AsItReads,
    Action::NextKind,
    Action::NotThem,
    Action::ClearTyped,
    Action::Jot,
    Action::ShowTyped,
    Action::NewVault,
    Action::Recovery,
    Action::OtherWords,
    Action::OwnPassphrase,
];

/// Every field and every sheet has them, and not through the records.
const FIXED: [Action; 2] = [Action::TakeAnswer, Action::Take];

/// Keys by which text is edited, besides the arrows and their like.
const EDITING: [&str; 4] = ["Ctrl+A", "Ctrl+E", "Ctrl+U", "Ctrl+W"];

/// What a terminal sends for some letters with Control cannot be told from another key.
const SAME: [(&str, &str); 4] = [("Ctrl+I", "Tab"), ("Ctrl+M", "Enter"), ("Ctrl+J", "Enter"), ("Ctrl+H", "Backspace")];

/// What each screen may offer at one time or another besides movements and what works everywhere. Two actions that
/// stand in no line together never meet; one that stands in none is taken to meet all.
const TOGETHER: &[&[Action]] = {
    use Action::{AbuseConcern, BeginAnew, ChangeOutcome, DecideRecording, TakeWords, Told, Whose};
    use Action::{AddConcern, CheckService, Notification, PassOn, ShowDecided, Toggle};
    use Action::{
        AddFollowUp, AddHere, AnotherPlace, Approve, BackUp, ByHand, ClearFilters, ClearTyped, Close, Compare, Confirm,
        ContactAnyway, Decide, Done, Edit, EditPlan, Filter, GoThrough, Hold, Jot, KeepNumber, MakePlan, MetSomeone,
        Never, NewPassphrase, NewRecovery, NewVault, NextField, NextKind, NextPage, NextSection, NextUpdate,
        NotAttempted, NotThem, NowDeclined, NowMessage, NowNoAnswer, NowSpoke, NowUnsafe, Open, OtherWords,
        OwnPassphrase, Packages, Pane, Practice, PrepareUpdate, PreviousSection, ReadablePage, Ready, Recovery,
        Rejected, RemoveMarker, Renew, Reopen, Save, Seal, Select, SelectRange, Sent, Settings, ShowNumber, ShowTyped,
        SomebodyElse, Sort, Take, TakeAnswer, TryAgain, Unmask, Unselect, Verify, Wait, WaitForPlan, WaitSelected,
        WithoutIdentity, WriteAgain,
    };
    use Action::{
        AddItem, AsItReads, DropItem, ItemBefore, NotSame, OrdinaryWord, SamePerson, ToIntelligence, ToUglyMugs,
    };
    use Action::{AddObservation, AddTasking, GiveBack, PeriodPlace, Proportionality, StrategyList};
    use Action::{AnotherFile, BringIn, Import, Join, Merge, OtherWay, TakeBoth};
    use Action::{ChangeEntry, CsvFile, NewEntry, NextTopic, PeriodArea, PreviousTopic, PrintPage, Statistics};
    use Action::{NextCard, OpenCard, PreviousCard, Review, Reviewed, StopReview, TryCard};
    &[
        // Today; Contacts; Search; Reference.
        &[Open, Done, Wait, Pane, AddFollowUp, Review, Select, SelectRange, WaitSelected, Unselect],
        // The daily review.
        &[Reviewed, NextCard, PreviousCard, StopReview, OpenCard, TryCard, Done, Wait, Open, Take, Review],
        &[Open, MetSomeone, Filter, Sort, Select, SelectRange, WaitSelected, ClearFilters, Unselect, Merge],
        &[Open, NotThem, NextKind, ClearTyped, SomebodyElse, KeepNumber],
        &[Open, NextSection, PreviousSection, Close, NewEntry, ChangeEntry],
        // Support: the board and the directory; an offer.
        &[Open, Done, Wait, Pane, AddHere, Edit, CheckService],
        &[Open, Done, Wait, Edit, Close, AddHere],
        // A contact's record with its sections, a marker, a concern, contact now.
        &[
            Open,
            AddHere,
            Edit,
            Close,
            Done,
            Wait,
            Unmask,
            NextSection,
            PreviousSection,
            EditPlan,
            PrepareUpdate,
            ByHand,
            WithoutIdentity,
            Merge,
        ],
        &[Open, Edit, Ready, Renew, RemoveMarker, ByHand, Unmask, Close],
        &[Open, Edit, Done, Close, Wait, Decide, Unmask, AddHere, Pane, Toggle, Notification, PassOn],
        // Safeguarding.
        &[Open, AddConcern, ShowDecided],
        &[
            Open,
            ShowNumber,
            WaitForPlan,
            MakePlan,
            EditPlan,
            GoThrough,
            ContactAnyway,
            NowSpoke,
            NowNoAnswer,
            NowMessage,
            NowDeclined,
            NowUnsafe,
            NotAttempted,
        ],
        // The outbox, sealing, a package.
        &[Open, Approve, Hold, Never, Reopen, NextUpdate, Edit, Seal, Packages],
        &[Open, Take, Seal, Sent, AnotherPlace, TryAgain, Packages],
        &[Open, Sent, WriteAgain, ReadablePage, Confirm, Rejected],
        // Intelligence: the two lists, an entry, its form; a report, two of them side by side.
        &[Open, AddHere, Pane],
        &[Open, Edit, Ready, Close],
        &[Save, NextField, NextPage, TakeAnswer, Take, AddItem, DropItem, ItemBefore, OrdinaryWord, AsItReads],
        &[Open, Edit, ToUglyMugs, ToIntelligence, Close],
        &[SamePerson, NotSame, Open],
        // Records; the door; forms.
        &[Open, BackUp, Verify, Settings, NewPassphrase, NewRecovery, Import, Statistics],
        &[NextTopic, PreviousTopic, NextSection, PreviousSection, PeriodArea, CsvFile, PrintPage],
        // The area picture, a strategy, a tasking.
        &[Open, AddObservation, PeriodPlace, AddTasking, StrategyList, ClearFilters],
        &[Open, Edit, Done, Close],
        &[Open, Edit, Done, Wait, Proportionality, GiveBack, AddObservation],
        // Two records side by side; moving in.
        &[Join, TakeAnswer, TakeBoth, OtherWay, Unmask],
        &[BringIn, Open, AnotherFile],
        &[Take, Open, Jot, ShowTyped, NewVault, Practice, Recovery, OtherWords, OwnPassphrase, Save],
        &[Save, Ready, NextField, NextPage, TakeAnswer, Take, Compare],
        // Crime reports, one of them, the disclosure card.
        &[Open, AddHere, Told, DecideRecording, Edit],
        &[
            Open,
            AddHere,
            Edit,
            Done,
            Close,
            Wait,
            DecideRecording,
            ChangeOutcome,
            Told,
            AbuseConcern,
            PrepareUpdate,
            NextSection,
            PreviousSection,
        ],
        &[Save, NextField, NextPage, Take, TakeWords, Whose, BeginAnew],
    ]
};

/// Checks the keys that were given; gives them by action.
///
/// # Errors
/// Every refusal, in the order of the lines: an unknown action, a key that cannot be read, one that could not be told
/// from another, one that would write in a text field, and two actions that meet on one key.
pub fn check(given: &[Given]) -> Result<BTreeMap<Action, Vec<String>>, Vec<Refusal>> {
    let mut refused = Vec::new();
    let mut taken: BTreeMap<Action, (Vec<String>, usize)> = BTreeMap::new();
    for one in given {
        let mut refuse = |reason: String| refused.push(Refusal { line: one.line, reason });
        let Some(action) = RECORDS.iter().map(|r| r.action).find(|a| a.name() == one.name) else {
            refuse(format!("there is no action \"{}\"; docs/KEYS.md has their names.", one.name));
            continue;
        };
        let faults = faults(action, &one.keys);
        if faults.is_empty() {
            taken.insert(action, (one.keys.clone(), one.line));
        } else {
            faults.into_iter().for_each(refuse);
        }
    }
    let mut met: Vec<(Action, Action)> = Vec::new();
    for (action, (keys, line)) in &taken {
        for other in RECORDS.iter().map(|r| r.action).filter(|o| o != action && meet(*action, *o)) {
            let theirs = taken.get(&other);
            let Some((key, their)) = clash(keys, &now(other, theirs.map(|(k, _)| k.as_slice()))) else { continue };
            if met.contains(&(other, *action)) {
                continue;
            }
            met.push((*action, other));
            let line = theirs.map_or(*line, |(_, l)| (*l).max(*line));
            let reason = if key == their {
                format!("{key} would be both {} and {}.", action.name(), other.name())
            } else {
                format!("{key} of {} and {their} of {}: one begins the other.", action.name(), other.name())
            };
            refused.push(Refusal { line, reason });
        }
    }
    refused.sort_by_key(|r| r.line);
    if refused.is_empty() {
        Ok(taken.into_iter().map(|(action, (keys, _))| (action, keys)).collect())
    } else {
        Err(refused)
    }
}

/// The keys of an action: those it was given, or its own.
fn now(action: Action, given: Option<&[String]>) -> Vec<String> {
    match given {
        Some(keys) => keys.to_vec(),
        None => action.default_record().keys.iter().map(|k| (*k).to_owned()).collect(),
    }
}

/// What is wrong with the keys of one action by themselves.
fn faults(action: Action, keys: &[String]) -> Vec<String> {
    let name = action.name();
    if FIXED.contains(&action) {
        return vec![format!("{name} is part of every field; Space and Enter take there.")];
    }
    let mut faults = Vec::new();
    for key in keys {
        let chords = sequence(key);
        if !(1..=2).contains(&chords.len()) || chords.len() != key.split(' ').count() || !chords.iter().all(is_a_key) {
            faults.push(format!("\"{key}\" is no key; keys are written like a, Ctrl+X, PgDn, F6, or two: c n."));
        } else if let Some((_, same)) = SAME.iter().find(|(k, _)| sequence(k) == chords) {
            faults.push(format!("{key} cannot be told from {same} in a terminal."));
        } else if FIRST.contains(&action) && (chords.len() > 1 || chords.first().is_some_and(edits)) {
            faults.push(format!("{key} would write or edit in a text field, and {name} must work there too."));
        }
    }
    let quiet = |key: &String| sequence(key).first().is_some_and(|c| !c.writes());
    if faults.is_empty() && IN_TEXT.contains(&action) && !keys.iter().any(quiet) {
        faults.push(format!("{name} must work in a text field too: it needs a key that writes nothing, like Ctrl+X."));
    }
    faults
}

fn is_a_key(chord: &Chord) -> bool {
    match chord.code {
        KeyCode::F(n) => (1..=12).contains(&n) && !chord.ctrl,
        KeyCode::Char(c) if chord.ctrl => c.is_ascii_alphabetic(),
        KeyCode::Char(c) => !c.is_control(),
        _ => !chord.ctrl,
    }
}

/// It writes, moves or deletes in a text field.
fn edits(chord: &Chord) -> bool {
    let control = chord.ctrl && !EDITING.iter().any(|k| sequence(k) == [*chord]);
    !(control || matches!(chord.code, KeyCode::F(_)))
}

/// Two keys that are the same, or of which one is the first half of the other.
fn clash(ours: &[String], theirs: &[String]) -> Option<(String, String)> {
    ours.iter().find_map(|a| {
        let meets = |b: &&String| {
            let (a, b) = (sequence(a), sequence(b));
            !a.is_empty() && !b.is_empty() && (a.starts_with(&b) || b.starts_with(&a))
        };
        theirs.iter().find(meets).map(|b| (a.clone(), b.clone()))
    })
}

/// Whether two actions can be on offer at once, so that one key for both would leave one of them without.
fn meet(a: Action, b: Action) -> bool {
    let keys = |action: Action| now(action, None);
    if clash(&keys(a), &keys(b)).is_some() {
        // They share a key already: they never meet, or the screen's own goes first and is meant to.
        return false;
    }
    let own = |action: Action| action.default_record().group == Group::Screen;
    if !(own(a) && own(b)) {
        return true;
    }
    let stands = |action: Action| TOGETHER.iter().any(|line| line.contains(&action));
    !(stands(a) && stands(b)) || TOGETHER.iter().any(|line| line.contains(&a) && line.contains(&b))
}

/// Whether a screen of the interface may offer these of its own actions at once, as far as the table of this file
/// says: for the test that walks the screens.
#[must_use]
pub fn known_together(actions: &[Action]) -> bool {
    let own: Vec<Action> = actions.iter().copied().filter(|a| a.default_record().group == Group::Screen).collect();
    let all = |line: &&[Action]| own.iter().all(|a| line.contains(a));
    let stands = |action: &Action| TOGETHER.iter().any(|line| line.contains(action));
    own.iter().filter(|a| stands(a)).count() < 2 || TOGETHER.iter().any(all) || !own.iter().all(stands)
}

#[cfg(test)]
mod tests {
    use super::*;

    fn given(pairs: &[(&str, &[&str])]) -> Vec<Given> {
        let line = |(n, (name, keys)): (usize, &(&str, &[&str]))| Given {
            name: (*name).to_owned(),
            keys: keys.iter().map(|k| (*k).to_owned()).collect(),
            line: n + 1,
        };
        pairs.iter().enumerate().map(line).collect()
    }

    fn reasons(pairs: &[(&str, &[&str])]) -> Vec<String> {
        check(&given(pairs))
            .err()
            .unwrap_or_default()
            .into_iter()
            .map(|r| format!("{}: {}", r.line, r.reason))
            .collect()
    }

    #[test]
    fn the_programs_own_keys_are_what_stays_when_nothing_is_given() {
        assert_eq!(check(&[]), Ok(BTreeMap::new()));
        let all: Vec<Given> = RECORDS
            .iter()
            .filter(|r| !FIXED.contains(&r.action))
            .map(|r| Given { name: r.action.name().to_owned(), keys: now(r.action, None), line: 1 })
            .collect();
        assert!(check(&all).is_ok(), "{:?}", check(&all));
    }

    #[test]
    fn a_key_that_is_free_is_taken_and_a_second_one_too() {
        let taken =
            check(&given(&[("lock", &["Ctrl+X"]), ("done", &["d", "Delete"]), ("no-answer", &["c a"])])).unwrap();
        assert_eq!(taken[&Action::Lock], ["Ctrl+X"]);
        assert_eq!(taken[&Action::Done], ["d", "Delete"]);
    }

    #[test]
    fn two_actions_may_change_keys_with_each_other() {
        assert_eq!(reasons(&[("search", &[":"]), ("palette", &["/", "Ctrl+P"])]), [""; 0]);
        assert_eq!(reasons(&[("search", &[":"])]), ["1: : would be both search and palette."]);
    }

    #[test]
    fn two_screens_may_have_the_same_key_for_what_never_meets() {
        assert_eq!(reasons(&[("back-up", &["z"]), ("hold", &["z"])]), [""; 0]);
        assert_eq!(reasons(&[("back-up", &["z"]), ("verify", &["z"])]), ["2: z would be both back-up and verify."]);
    }

    #[test]
    fn a_key_that_two_actions_would_have_is_refused_once_and_with_the_later_line() {
        assert_eq!(reasons(&[("done", &["z"]), ("undo", &["z"])]), ["2: z would be both done and undo."]);
        assert_eq!(reasons(&[("follow-up", &["c"])]).len(), 6, "c begins the six ways to log");
    }

    #[test]
    fn what_is_no_action_or_no_key_is_said() {
        assert_eq!(reasons(&[("fly", &["z"])]), ["1: there is no action \"fly\"; docs/KEYS.md has their names."]);
        for wrong in ["Strg+X", "Alt+x", "F99", "", "c n d", "Ctrl+1", "xx"] {
            assert!(reasons(&[("undo", &[wrong])])[0].contains("is no key"), "{wrong}");
        }
        assert!(reasons(&[("undo", &["Ctrl+I"])])[0].contains("cannot be told from Tab"));
        assert!(reasons(&[("take-answer", &["z"])])[0].contains("part of every field"));
    }

    #[test]
    fn no_printable_key_can_lock_hide_or_end_while_somebody_types() {
        for name in ["lock", "cloak", "quit"] {
            for key in ["x", "Enter", "Left", "Ctrl+U", "Backspace", "Space"] {
                assert!(reasons(&[(name, &[key, "Ctrl+X"])])[0].contains("text field"), "{name} {key}");
            }
            assert!(!reasons(&[(name, &[])]).is_empty(), "{name} without a key");
        }
        assert!(reasons(&[("save", &["w"])])[0].contains("writes nothing"));
        assert!(reasons(&[("help", &["?"])])[0].contains("writes nothing"));
    }
}
