//! What a form keeps of what is half-typed, and how it is saved and left: two seconds after a change, at a lock and when
//! the officer leaves with it, its words lie in the vault as a draft, until the record stands.
//!
//! What does not belong here: what is typed, and what saving means; the form has both.

use std::sync::Arc;
use std::sync::atomic::{AtomicBool, Ordering};

use chrono::{DateTime, NaiveDateTime};
use chrono_tz::Tz;

use crate::casework::desk::{Desk, NotSaved, Saved};
use crate::domain::id::RecordId;
use crate::domain::problem::Outcome;
use crate::tui::effect::{Effect, Effects, ask};
use crate::tui::form::Form;
use crate::tui::overlay::choose::{Choice, Choose};
use crate::tui::overlay::kept::Since;
use crate::tui::screen::Answer;
use crate::tui::theme::Sign;

/// What the form is told of its draft.
pub enum Msg {
    /// It was kept.
    Kept(Outcome<NaiveDateTime>),
    /// It was dropped.
    Dropped(Outcome<()>),
    /// The officer leaves without saving: keep the draft, or throw it away.
    Leave {
        /// Keep what was typed.
        keep: bool,
    },
}

impl Msg {
    /// What is typed is to be kept first.
    #[must_use]
    pub const fn keeps(&self) -> bool {
        matches!(self, Self::Leave { keep: true })
    }
}

/// The draft of a form.
pub struct Draft {
    name: String,
    whose: Option<RecordId>,
    changed: Since,
    saving: bool,
    /// Set by the database thread once the record stands: what is kept as a draft after that would only be saved twice.
    stands: Arc<AtomicBool>,
}

impl Draft {
    /// A draft under this name, about this contact.
    #[must_use]
    pub fn new(name: String, whose: Option<RecordId>) -> Self {
        Self { name, whose, changed: Since::default(), saving: false, stands: Arc::default() }
    }

    /// What is typed is about somebody else from now on.
    pub fn moves_to(&mut self, name: String, whose: Option<RecordId>) {
        (self.name, self.whose) = (name, whose);
    }

    /// Something was changed.
    pub fn changed(&mut self, now: DateTime<Tz>) {
        self.changed.changed(now);
    }

    /// Follows a form: what was typed into it since it was kept is to be kept.
    pub fn follows(&mut self, form: &Form, now: DateTime<Tz>) {
        if form.changed_since_draft() {
            self.changed(now);
        }
    }

    /// Seconds until it is to be kept.
    #[must_use]
    pub fn due(&self, now: DateTime<Tz>) -> Option<u64> {
        self.changed.due(now)
    }

    /// Whether it is to be kept now; it is asked once for each time something is typed.
    pub fn comes_due(&mut self, now: DateTime<Tz>) -> bool {
        let due = self.due(now) == Some(0);
        if due {
            self.changed = Since::default();
        }
        due
    }

    /// The record is being saved.
    #[must_use]
    pub const fn is_saving(&self) -> bool {
        self.saving
    }

    /// Keeps this.
    pub fn keep<M: From<Msg> + Into<Answer>>(&mut self, content: String) -> Effect {
        self.changed = Since::default();
        let (name, whose, stands) = (self.name.clone(), self.whose, Arc::clone(&self.stands));
        ask(move |desk| {
            // A save may be on its way before this: only if it failed is there anything left to keep.
            let kept = if stands.load(Ordering::Relaxed) { Ok(()) } else { desk.keep_draft(&name, whose, &content) };
            M::from(Msg::Kept(kept.map(|()| desk.local_now())))
        })
    }

    /// Drops it.
    pub fn drop<M: From<Msg> + Into<Answer>>(&self) -> Effect {
        let (name, whose) = (self.name.clone(), self.whose);
        ask(move |desk| M::from(Msg::Dropped(desk.drop_draft(&name, whose))))
    }

    /// Saves the record, once at a time.
    pub fn save<T, M: Into<Answer>>(
        &mut self,
        save: impl FnOnce(&mut Desk) -> Saved<T> + Send + 'static,
        told: impl FnOnce(Saved<T>) -> M + Send + 'static,
    ) -> Effects {
        if self.saving {
            return Effects::new();
        }
        self.saving = true;
        let (name, whose, stands) = (self.name.clone(), self.whose, Arc::clone(&self.stands));
        vec![ask(move |desk| {
            let saved = save(desk);
            if saved.is_ok() {
                stands.store(true, Ordering::Relaxed);
                // The record is saved; a draft that stays would only be offered once more.
                let _ = desk.drop_draft(&name, whose);
            }
            told(saved)
        })]
    }

    /// The record was saved.
    pub const fn saved(&mut self) {
        self.saving = false;
    }

    /// The record was not saved: the form says what is wrong with it, or the screen that it failed.
    pub fn not_saved(&mut self, why: NotSaved, form: Option<&mut Form>) -> Effects {
        self.saving = false;
        match (why, form) {
            (NotSaved::Faults(faults), Some(form)) => {
                form.put_right(faults);
                Effects::new()
            }
            (NotSaved::Faults(_), None) => Effects::new(),
            (NotSaved::Problem(mut p), _) => {
                p.remedy = format!("Your words are kept. {}", p.remedy);
                vec![Effect::Failed(p)]
            }
        }
    }

    /// Takes what it was told; what is typed was kept before, where [`Msg::keeps`] says so.
    pub fn told<M: From<Msg> + Into<Answer>>(&self, msg: Msg, form: Option<&mut Form>) -> Effects {
        match (msg, form) {
            (Msg::Kept(Ok(at)), Some(form)) => {
                form.draft_was_kept(at.time());
                Effects::new()
            }
            (Msg::Kept(Ok(_)), None) | (Msg::Dropped(Ok(())), _) => Effects::new(),
            (Msg::Kept(Err(p)) | Msg::Dropped(Err(p)), _) => vec![Effect::Failed(p)],
            (Msg::Leave { keep: true }, _) => vec![Effect::Back, kept_not_saved()],
            (Msg::Leave { keep: false }, _) => vec![self.drop::<M>(), Effect::Back],
        }
    }
}

fn kept_not_saved() -> Effect {
    Effect::Toast(Sign::Due, "Kept as a draft, not saved".to_owned())
}

/// Asks before a form is left that is not saved; `what` is it.
pub fn ask_leave<M: From<Msg> + Into<Answer>>(what: &str) -> Effects {
    let leave = |keep| vec![Effect::Tell(M::from(Msg::Leave { keep }).into())];
    let choices = vec![
        Choice::new("", "Keep editing", Effects::new()),
        Choice::new("d", "Keep as a draft", leave(true)).then("offered again when this form is opened"),
        Choice::new("Shift+T", "Throw it away", leave(false)),
    ];
    vec![Choose::dialog(format!("This {what} is not saved"), Vec::new(), choices).raise()]
}
