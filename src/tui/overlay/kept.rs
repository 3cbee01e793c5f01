//! What a sheet keeps of what is typed in it: every two seconds, at a lock, and again when it is raised.
//!
//! The draft lies in the vault under the sheet's name, which says which record the sheet is about; it goes when the sheet
//! is saved, or is closed on purpose. What does not belong here: what a sheet asks.

use chrono::DateTime;
use chrono_tz::Tz;
use serde_json::{Value, json};

use crate::domain::id::RecordId;

/// How the name of a draft begins that a sheet kept.
pub const SHEET: &str = "sheet:";
/// Seconds between what is typed and its draft (screens section 4, vault section 5).
const DRAFT: i64 = 2;

/// A draft of a sheet.
pub struct Kept {
    /// Name of the draft.
    pub name: String,
    /// The contact it is about.
    pub whose: Option<RecordId>,
    /// Its title and what was typed.
    pub content: String,
}

/// The title of a sheet that kept something.
#[must_use]
pub fn title_of(content: &str) -> Option<String> {
    let content: Value = serde_json::from_str(content).ok()?;
    content.get("title")?.as_str().map(str::to_owned)
}

/// Since when something is typed that was not kept.
#[derive(Debug, Clone, Copy, Default)]
pub struct Since(Option<DateTime<Tz>>);

impl Since {
    /// Something was typed.
    pub fn changed(&mut self, now: DateTime<Tz>) {
        self.0.get_or_insert(now);
    }

    /// Seconds until it is to be kept.
    #[must_use]
    pub fn due(&self, now: DateTime<Tz>) -> Option<u64> {
        Some(u64::try_from(DRAFT - (now - self.0?).num_seconds()).unwrap_or(0))
    }
}

/// Under which name a sheet keeps its draft, and how that stands.
#[derive(Default)]
pub struct Keeping {
    name: Option<String>,
    whose: Option<RecordId>,
    /// A draft of it lies in the vault.
    lies_there: bool,
    changed: Since,
}

impl Keeping {
    /// Keeps under this name.
    pub fn named(name: impl std::fmt::Display) -> Self {
        Self { name: Some(format!("{SHEET}{name}")), ..Self::default() }
    }

    /// The sheet is raised for the contact in focus: the name of the draft to look for.
    pub fn begin(&mut self, whose: Option<RecordId>) -> Option<String> {
        self.whose = whose;
        self.name.clone()
    }

    /// Something was typed.
    pub fn changed(&mut self, now: DateTime<Tz>) {
        self.changed.changed(now);
    }

    /// Seconds until the draft is due.
    #[must_use]
    pub fn due(&self, now: DateTime<Tz>) -> Option<u64> {
        self.name.as_ref()?;
        self.changed.due(now)
    }

    /// The draft to be kept now.
    pub fn take(&mut self, title: &str, typed: &Value) -> Option<Kept> {
        self.changed = Since::default();
        let name = self.name.clone()?;
        self.lies_there = true;
        Some(Kept { name, whose: self.whose, content: json!({ "title": title, "form": typed }).to_string() })
    }

    /// What was typed was taken out again: nothing is to be kept, and nothing comes due.
    pub fn nothing(&mut self) {
        self.changed = Since::default();
    }

    /// What was typed, if the draft is this sheet's.
    pub fn restored(&mut self, kept: &Kept) -> Option<Value> {
        let content: Value = serde_json::from_str(&kept.content).ok()?;
        let typed = content.get("form").filter(|_| self.name.as_deref() == Some(kept.name.as_str())).cloned()?;
        self.whose = kept.whose;
        self.lies_there = true;
        Some(typed)
    }

    /// The draft that is over once the sheet is closed.
    #[must_use]
    pub fn goes(&self) -> Option<(String, Option<RecordId>)> {
        self.name.clone().filter(|_| self.lies_there).map(|name| (name, self.whose))
    }
}
