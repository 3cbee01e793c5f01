//! One record per key: which keys, what it is called, what it does, in which group it stands.
//!
//! Dispatcher, footer, help, palette, which-key hints and docs/KEYS.md read these records and nothing else. A screen says
//! which actions it has ([`crate::tui::screen::Shown::actions`]); two actions of one screen may never share a key. What
//! does not belong here: what an action does to a screen.

use std::collections::BTreeMap;
use std::sync::OnceLock;

use crossterm::event::{KeyCode, KeyEvent, KeyModifiers};

/// Where an action stands in help.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash)]
pub enum Group {
    /// What this screen does.
    Screen,
    /// What can be done with a contact in focus.
    Contact,
    /// Moving.
    Move,
    /// What works everywhere.
    Everywhere,
    /// The ten screens.
    Screens,
}

impl Group {
    /// Its heading in help.
    #[must_use]
    pub const fn heading(self) -> &'static str {
        match self {
            Self::Screen => "This screen",
            Self::Contact => "A contact in focus",
            Self::Move => "Moving",
            Self::Everywhere => "Everywhere",
            Self::Screens => "The ten screens",
        }
    }
}

/// Everything about one action.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Record {
    /// The action.
    pub action: Action,
    /// Its keys as they are written; a sequence has a space in it (`c n`). The first is the one shown.
    pub keys: &'static [&'static str],
    /// A word or two for the footer.
    pub word: &'static str,
    /// Its name in the palette.
    pub name: &'static str,
    /// What will happen, in one sentence.
    pub help: &'static str,
    /// Where it stands in help.
    pub group: Group,
}

impl Record {
    /// Its key as the footer writes it: a prefix that Enter completes stands alone.
    #[must_use]
    pub fn shown_key(&self) -> &'static str {
        self.keys.first().map_or("", |k| k.strip_suffix(" Enter").unwrap_or(k))
    }
}

/// Declares the actions and their records from the same lines.
macro_rules! actions {
    ($( $(#[$meta:meta])* $name:ident: $group:ident, $keys:expr, $word:literal, $title:literal, $help:literal; )*) => {
        /// What a key can mean.
        #[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, strum::IntoStaticStr)]
        #[strum(serialize_all = "kebab-case")]
        pub enum Action {
            $( #[doc = $help] $name, )*
        }

        /// Every record with its own keys, in the order of help; what is in force is [`records`].
        pub const RECORDS: &[Record] = &[
            $( Record {
                action: Action::$name, keys: &$keys, word: $word, name: $title, help: $help, group: Group::$group,
            }, )*
        ];

        impl Action {
            /// Its record.
            #[must_use]
            pub fn record(self) -> &'static Record {
                records().get(self as usize).unwrap_or(&NOTHING)
            }

            /// Its record as the program has it, whatever config.toml says.
            #[must_use]
            pub fn default_record(self) -> &'static Record {
                RECORDS.get(self as usize).unwrap_or(&NOTHING)
            }

            /// Its name in config.toml: `contact-now`.
            #[must_use]
            pub fn name(self) -> &'static str {
                self.into()
            }
        }
    };
}

/// The records with the officer's keys in them.
static REMAPPED: OnceLock<Vec<Record>> = OnceLock::new();

/// The records in force: with the officer's keys, where config.toml gave some.
#[must_use]
pub fn records() -> &'static [Record] {
    REMAPPED.get().map_or(RECORDS, Vec::as_slice)
}

/// Puts the officer's keys in the place of the program's, once, at the start; they were checked before
/// ([`crate::tui::keymap`]). False when it was already done.
pub fn install(keys: &BTreeMap<Action, Vec<String>>) -> bool {
    // Read once and kept as long as the process: the records are borrowed everywhere.
    let kept = |keys: &[String]| -> &'static [&'static str] {
        let each = keys.iter().map(|k| &*Box::leak(k.clone().into_boxed_str())).collect::<Vec<&'static str>>();
        Box::leak(each.into_boxed_slice())
    };
    let records = RECORDS.iter().map(|r| match keys.get(&r.action) {
        Some(own) => Record { keys: kept(own), ..*r },
        None => *r,
    });
    REMAPPED.set(records.collect()).is_ok()
}

/// Stands for an action that has no record; there is none.
const NOTHING: Record =
    Record { action: Action::Help, keys: &[], word: "", name: "", help: "", group: Group::Everywhere };

actions! {
    // Today and the daily list.
    Done: Screen, ["d"], "done", "Done, with one line", "Settles what is in focus and asks what came of it.";
    Wait: Screen, ["w"], "wait", "Wait until", "Puts what is in focus off to another day.";
    AddFollowUp: Screen, ["a"], "add follow-up", "Add a follow-up", "Adds something to be done by a day.";
    Review: Screen, ["R"], "review", "Daily review", "Goes through Today card by card; it can be stopped and gone on with.";

    // The daily review.
    Reviewed: Screen, ["Enter"], "reviewed", "Reviewed, and the next card", "Counts the card as looked at and goes to the next.";
    NextCard: Screen, ["j", "Down"], "next card", "Next card, not counted", "Goes to the next card without counting this one.";
    PreviousCard: Screen, ["k", "Up"], "card before", "The card before", "Goes back to the card before.";
    StopReview: Screen, ["q", "Esc"], "stop", "Stop the review", "Goes back; R goes on where it stands.";
    OpenCard: Screen, ["O"], "open the record", "Open the record of the card", "Opens the contact's record; Esc comes back to the card.";
    TryCard: Screen, ["r"], "try again", "Try the card again", "Reads or keeps the card again that failed.";

    // The pane beside Today, and others.
    Pane: Screen, ["Tab"], "calendar", "Calendar and warnings", "Moves between the list and the pane beside it.";

    // Contacts.
    MetSomeone: Screen, ["a"], "met someone", "Met someone", "Adds somebody met just now: five answers and saved.";
    Filter: Screen, ["F"], "filter", "Filter the list", "Narrows the list by area, status, setting, group, consent or age.";
    Sort: Screen, ["O"], "sort", "Sort the list", "Sorts by what is due next, name, reference or longest without contact.";
    ClearFilters: Screen, ["Esc"], "clear filters", "Clear the filters", "Shows every open contact of the area again.";
    Select: Screen, ["Space"], "select", "Select", "Selects the row, for an act on several.";
    SelectRange: Screen, ["V"], "select range", "Select a range", "Selects everything from the last selected row to this one.";

    Merge: Screen, ["M"], "join two", "Merge two contacts into one", "Shows two records of one person side by side, to make one of them.";
    Unselect: Screen, ["Esc"], "clear selection", "Clear the selection", "Selects nothing; the rows stay as they are.";
    WaitSelected: Screen, ["w"], "wait", "Make the selected wait", "Puts off what is due for the selected contacts, with one reason.";

    // Search.
    NextKind: Screen, ["Tab"], "next kind", "Next kind of hit", "Goes to the first hit of the next kind of record.";
    ClearTyped: Screen, ["Ctrl+U"], "clear", "Clear the search", "Empties the search line.";
    NotThem: Screen, ["Tab"], "somebody else", "The caller is somebody else", "Goes from the digits to the answers: n logs it, a keeps the number.";
    SomebodyElse: Screen, ["n"], "somebody else", "Log that somebody else rang", "Logs a call of somebody else for this contact; u takes it back.";
    KeepNumber: Screen, ["a"], "keep the number", "Keep the caller's number", "Adds the caller as somebody new, with the number.";

    // A record.
    Edit: Screen, ["e"], "edit", "Edit", "Opens the form of what is in focus.";
    AddHere: Screen, ["a"], "add", "Add to this section", "Adds a record of the section that is shown.";
    Close: Screen, ["x"], "close", "Close or remove", "Closes, cancels or removes what is in focus; asks the reason.";
    Unmask: Screen, ["v"], "names and numbers", "Show or mask names and numbers", "Shows legal names, numbers and addresses, or masks them again.";
    NextSection: Screen, ["]"], "next section", "Next section", "Goes to the next section of the record.";
    PreviousSection: Screen, ["["], "section", "Previous section", "Goes to the section before.";
    EditPlan: Screen, ["p"], "plan", "Make or re-check the plan", "Opens the safe-contact plan as a new version.";

    // Contact now.
    ShowNumber: Screen, ["Enter"], "show the number", "Show the safe number", "Shows the one safe number, after the plan was read.";
    WaitForPlan: Screen, ["Enter"], "wait", "Wait for a safe time", "Makes a follow-up for the next time inside the plan.";
    MakePlan: Screen, ["Enter"], "make the plan", "Make the plan", "Opens the safe-contact plan, five lines, to be finished later.";
    GoThrough: Screen, ["i"], "through somebody", "Go through somebody they trust", "Logs a contact through the person or project of the plan.";
    ContactAnyway: Screen, ["o"], "contact anyway", "Contact anyway", "Asks why; the reason is kept in the history.";
    NowSpoke: Screen, ["s"], "spoke", "Spoke", "Opens the engagement with channel, time and plan check filled in.";
    NowNoAnswer: Screen, ["n"], "no answer", "No answer", "Logs no answer at once; u takes it back.";
    NowMessage: Screen, ["m"], "message left", "Message left", "Opens the engagement as a message left.";
    NowDeclined: Screen, ["d"], "declined", "Declined", "Opens the engagement as declined.";
    NowUnsafe: Screen, ["u"], "ended as unsafe", "Ended as unsafe", "Opens the engagement as ended because it was not safe.";
    Decide: Screen, ["D"], "decide", "Decide a concern", "Closes a safeguarding concern with what was decided; its actions come first.";
    NotAttempted: Screen, ["x"], "could not attempt", "Could not attempt", "Opens the engagement as one that could not be attempted.";

    // Safeguarding.
    AddConcern: Screen, ["a"], "add a concern", "Add a safeguarding concern", "Asks about whom: a child met by chance, a child of a contact, or the contact in focus.";
    ShowDecided: Screen, ["t"], "decided ones", "Open or decided concerns", "Shows the decided concerns, or the open ones again.";
    Toggle: Screen, ["Space"], "yes or no", "Indicator yes or no", "Puts the indicator in focus on, or takes it off.";
    Notification: Screen, ["p"], "notification", "Read the notification", "Shows what the notification for IS says, or drafts one; Enter goes to it in the outbox.";
    PassOn: Screen, ["i"], "passed on", "Something was passed on", "Records what was told to somebody about this concern: by telephone, in a meeting, on paper.";

    // Markers and the IS record.
    Renew: Screen, ["R"], "renew", "Renew the marker", "Gives the marker a new review date and prepares the renewal for IS.";
    RemoveMarker: Screen, ["x"], "remove", "Propose removal", "Asks the reason and prepares the removal notice for IS.";
    Ready: Screen, ["Ctrl+Y"], "ready", "Make it ready", "Makes the marker ready and puts its update into the outbox.";
    ByHand: Screen, ["h"], "IS ref by hand", "Enter from IS by hand", "Enters the reference or values as they stand on IS.";
    PrepareUpdate: Screen, ["p"], "prepare update", "Prepare an update for IS", "Puts a person update with the differences into the outbox.";
    WithoutIdentity: Screen, ["i"], "without identity", "Information without identity", "Prepares information for IS that names nobody.";

    // The disclosure card.
    TakeWords: Screen, ["Ctrl+T"], "take their words", "Take the words typed underneath", "Takes what was typed in the form underneath as their own words; it stays there, too.";
    Whose: Screen, ["Ctrl+O"], "whose it is", "Say whose it is", "Says by reference or name who is speaking; what is on the card stays.";
    BeginAnew: Screen, ["Ctrl+N"], "begin anew", "Begin the card anew", "Throws away what is on the card, after asking.";

    // A crime report.
    DecideRecording: Screen, ["D"], "decide recording", "Decide about recording", "Recorded under its crime number, or not recorded and why: the clock of 24 hours ends.";
    ChangeOutcome: Screen, ["O"], "outcome", "What became of it", "Records a change of outcome; the person is owed the news from then on.";
    Told: Screen, ["t"], "told the person", "Told the person", "Notes that the person knows what became of it; the promise is kept with that.";
    AbuseConcern: Screen, ["b"], "domestic abuse", "Domestic abuse concern", "Opens a domestic abuse concern where a partner coerces.";

    // Outbox.
    Approve: Screen, ["a"], "approve", "Approve", "Goes in the next package.";
    Hold: Screen, ["h"], "hold", "Hold", "Keeps the update back: asks until when and why.";
    Never: Screen, ["x"], "never", "Never", "Asks why; the change stays here and never goes.";
    Reopen: Screen, ["o"], "decide again", "Decide again", "Takes the decision back; the update is a draft again.";
    NextUpdate: Screen, ["j", "Down"], "next", "Next update", "Goes to the next update of the walk.";
    Seal: Screen, ["S"], "seal", "Seal the package", "Seals the approved updates into one package.";
    Sent: Screen, ["S"], "sent", "I have handed it over", "Sets the updates of the package to sent.";
    WriteAgain: Screen, ["w"], "write again", "Write the file again", "Writes the same bytes again, to this or another place.";
    ReadablePage: Screen, ["o"], "page", "The readable page", "Shows the updates as the IS desk will read them.";
    Confirm: Screen, ["h"], "IS ref by hand", "Confirm by hand", "Enters the reference under which IS has the update: the same effect as a receipt.";
    Rejected: Screen, ["x"], "rejected", "Rejected by IS", "Enters the code and words of a refusal; a follow-up asks for the correction.";
    AnotherPlace: Screen, ["Enter"], "choose another place", "Choose another place", "Asks for another folder; the bytes stay the same.";
    TryAgain: Screen, ["r"], "try again", "Try again", "Writes the file again to the same folder.";
    Packages: Screen, ["p"], "packages", "Packages", "Shows the packages that were sealed.";

    // Support.
    CheckService: Screen, ["v"], "verified", "Say that a service was checked", "Keeps that the entry was checked today, and how.";

    // Records.
    BackUp: Screen, ["b"], "back up", "Back up now", "Writes and checks a backup of the whole vault.";
    Verify: Screen, ["v"], "verify", "Verify the vault", "Checks the journal's chain and every row against it.";
    Settings: Screen, ["s"], "settings", "Your details and the force's decisions", "Opens the settings of this vault.";
    NewPassphrase: Screen, ["p"], "passphrase", "New passphrase", "Changes the passphrase that opens the vault.";
    NewRecovery: Screen, ["r"], "recovery code", "New recovery code", "Makes a new recovery code; the former one opens only older backups.";

    Import: Screen, ["i"], "bring in", "Bring in a spreadsheet", "Reads contacts from a file, shows what would be made, and asks first.";

    // Statistics.
    Statistics: Screen, ["t"], "statistics", "Statistics", "Shows what was counted by month and area, rounded so that nobody is seen in it.";
    NextTopic: Screen, ["j", "Down"], "next topic", "Next topic", "Shows the next topic of the statistics.";
    PreviousTopic: Screen, ["k", "Up"], "topic before", "The topic before", "Shows the topic before.";
    PeriodArea: Screen, ["F"], "period, area", "Period and area", "Lays the table out by month, quarter or year, for one area or all.";
    CsvFile: Screen, ["E"], "CSV file", "Write a CSV file", "Writes the table as it is shown to a CSV file; asks for whom and where.";
    PrintPage: Screen, ["P"], "page to print", "Write a page to print", "Writes the table as it is shown to a page for printing; asks for whom and where.";

    // The area picture, a strategy, a tasking, the DLO directory.
    AddObservation: Screen, ["a"], "add observation", "Add an observation", "Adds what is known of the market in a place; nobody is named in it.";
    PeriodPlace: Screen, ["F"], "period, place", "Period and place", "Narrows the picture to a place, or to another time.";
    AddTasking: Screen, ["t"], "tasking", "Add a tasking", "Records what a supervisor asked of you about a place.";
    StrategyList: Screen, ["S"], "strategy checklist", "Strategy of a place", "Opens the considerations of the strategy one by one.";
    Proportionality: Screen, ["p"], "proportionality", "Note the proportionality", "Says what it costs people and why it is worth it.";
    GiveBack: Screen, ["x"], "give back", "Give the tasking back", "Gives the tasking back to whoever asked; says why.";
    NewEntry: Screen, ["a"], "add", "Add an entry", "Adds an entry to the directory.";
    ChangeEntry: Screen, ["e"], "edit", "Change an entry", "Opens the entry in focus for changes.";

    // Two records side by side, and moving in from a file.
    TakeBoth: Screen, ["b"], "both", "Take both", "Keeps what both records say, where it can be several.";
    OtherWay: Screen, ["w"], "other way round", "The other record stays", "Keeps the other record, and this one goes into it.";
    Join: Screen, ["Ctrl+S"], "join", "Join the two records", "Makes one record of the two; u takes it back.";
    BringIn: Screen, ["Ctrl+S"], "bring in", "Bring everything in", "Brings the whole file in, in one act; u takes it back.";
    AnotherFile: Screen, ["f"], "another file", "Choose another file", "Asks for another file, or another mapping file.";

    // What every screen with a list or a choice has.
    Open: Screen, ["Enter"], "open", "Open", "Opens what is in focus.";
    Take: Screen, ["Enter"], "go on", "Go on", "Takes what is in focus and goes on.";

    // The locked prompt and the first run.
    Jot: Screen, ["Tab"], "jot", "Take a note while locked", "Seals a note to this vault; nobody reads it before the next unlock.";
    ShowTyped: Screen, ["Ctrl+T"], "show", "Show what is typed", "Shows the passphrase while it is typed, or hides it.";
    NewVault: Screen, ["Ctrl+N"], "new vault", "Make a new vault", "Begins the first run; what was here before is not touched.";
    Practice: Screen, ["F3"], "practice", "Practice caseload", "Opens a practice caseload of invented people.";
    Recovery: Screen, ["F4"], "recovery", "Recovery code", "Opens the vault with the recovery code.";
    OtherWords: Screen, ["Ctrl+N"], "others", "Other words", "Draws five other words.";
    OwnPassphrase: Screen, ["Ctrl+O"], "own", "Your own passphrase", "Takes a passphrase of your own, 15 characters or more.";

    // Intelligence and dangerous person reports.
    AddItem: Screen, ["Ctrl+O"], "add an item", "Add an item", "Begins another item of the entry; each is graded by itself.";
    DropItem: Screen, ["F12"], "take the item out", "Take the item out", "Takes the item that is shown out of the entry.";
    ItemBefore: Screen, ["PgUp"], "item before", "The item before", "Goes back to the item before.";
    OrdinaryWord: Screen, ["F7"], "ordinary word", "Keep a name as an ordinary word", "Keeps a word that is also a working name, where it names nobody; written to the journal.";
    AsItReads: Screen, ["F6"], "page", "As it will be read", "Shows the page as it will be read, or goes back to the form.";
    ToUglyMugs: Screen, ["p"], "pass on", "Pass on to National Ugly Mugs", "Records when and how the report was passed on; asks for the agreement first.";
    ToIntelligence: Screen, ["i"], "to intelligence", "Begin an entry from the report", "Begins a draft entry that says what was reported, and not by whom.";
    SamePerson: Screen, ["s"], "same person", "The same person", "Keeps your judgement that two reports are of one person.";
    NotSame: Screen, ["n"], "not the same", "Not the same person", "Keeps your judgement that two reports are of two people.";

    // Forms.
    Save: Screen, ["Ctrl+S"], "save", "Save the form", "Saves the form; everything that is wrong is shown at once.";
    NextField: Screen, ["Tab"], "next", "Next field", "Goes to the next field.";
    TakeAnswer: Screen, ["Space"], "choose", "Choose the answer", "Takes the answer the cursor is on; the arrows move it.";
    NextPage: Screen, ["PgDn"], "next page", "Next page of the form", "Goes to the next page of the form.";
    Compare: Screen, ["Ctrl+D"], "compare", "Compare with a possible duplicate", "Opens the contact that may be the same person.";

    // A contact in focus.
    ContactNow: Contact, ["C"], "contact now", "Contact now: plan first", "Shows the plan, then the number.";
    Log: Contact, ["c Enter"], "log engagement", "Log an engagement", "Opens the engagement form.";
    NoAnswer: Contact, ["c n"], "no answer", "Log no answer", "Logs no answer at once, by the plan's channel; u takes it back.";
    Spoke: Contact, ["c s"], "spoke", "Log that you spoke", "Opens the engagement form as spoke.";
    MessageLeft: Contact, ["c m"], "message left", "Log a message left", "Opens the engagement form as a message left.";
    Declined: Contact, ["c d"], "declined", "Log that they declined", "Opens the engagement form as declined.";
    EndedUnsafe: Contact, ["c u"], "ended as unsafe", "Log one ended as unsafe", "Opens the engagement form as ended because it was not safe.";
    CrimeReport: Contact, ["r"], "crime report", "Crime report", "Takes a crime report of this contact.";
    FollowUp: Contact, ["f"], "follow-up", "Follow-up", "Adds something to be done for this contact by a day.";
    OfferSupport: Contact, ["o"], "offer support", "Offer support", "Opens the form of an offer: the services that take the person come first.";
    Concern: Contact, ["s"], "safeguarding concern", "Safeguarding concern", "Records a safeguarding concern.";
    Marker: Contact, ["m"], "marker", "Propose a marker", "Adds a draft marker and opens its form. Nothing is sent.";

    IntelligenceFrom: Contact, ["I"], "intelligence", "Intelligence that rests on this person", "Begins an entry; the person is its source and is named nowhere in it.";
    ReportFrom: Contact, ["W"], "warning", "Dangerous person report", "Takes down what was reported of somebody dangerous; who reported stays unsaid.";

    // Moving.
    Down: Move, ["j", "Down"], "down", "Down", "Moves the focus down.";
    Up: Move, ["k", "Up"], "up", "Up", "Moves the focus up.";
    Left: Move, ["h", "Left"], "left", "Left", "Moves the focus left.";
    Right: Move, ["l", "Right"], "right", "Right", "Moves the focus right.";
    First: Move, ["g", "Home"], "first", "First row", "Moves the focus to the first row.";
    Last: Move, ["G", "End"], "last", "Last row", "Moves the focus to the last row.";
    HalfDown: Move, ["Ctrl+D", "PgDn"], "half a page down", "Half a page down", "Moves the focus half a page down.";
    HalfUp: Move, ["Ctrl+U", "PgUp"], "half a page up", "Half a page up", "Moves the focus half a page up.";

    // Everywhere.
    Search: Everywhere, ["/"], "search", "Search everything", "Searches everything as you type; a hit says where it is, not what it says.";
    Palette: Everywhere, [":", "Ctrl+P"], "every action", "Every action by name", "Finds any action by part of its name.";
    Help: Everywhere, ["?", "F1"], "help", "Help", "Shows the keys of this screen; Enter runs one.";
    Undo: Everywhere, ["u"], "undo", "Undo", "Takes the last change of this sitting back, as a new change.";
    Redo: Everywhere, ["Ctrl+R"], "redo", "Redo", "Does again what was undone.";
    DisclosureCard: Everywhere, ["F2"], "disclosure", "Disclosure card", "Opens the card for what somebody tells of a crime, over anything; what is underneath waits.";
    SoloCard: Everywhere, ["F6"], "SOLO card", "SOLO card: has this victim a DLO?", "Asks who is calling and whether the victim agrees, before it answers; it is journalled.";
    QuickFollowUp: Everywhere, ["F5"], "quick follow-up", "Quick follow-up", "One line, the day first: fri 3pm ring about bail. It is for the contact in focus, if there is one.";
    NextHit: Everywhere, ["n"], "next hit", "Next hit of the search", "Opens the next hit of the search that led here.";
    PreviousHit: Everywhere, ["N"], "hit before", "Hit before of the search", "Opens the hit before of the search that led here.";
    Messages: Everywhere, [], "messages", "Messages of this sitting", "Shows what was said at the foot of the screen.";
    Lock: Everywhere, ["Ctrl+L"], "lock", "Lock", "Locks the vault; what is half-typed is kept.";
    Suspend: Everywhere, ["Ctrl+Z"], "to the shell", "Lock and go to the shell", "Locks the vault and goes back to the shell; fg comes back to the prompt.";
    Cloak: Everywhere, ["Ctrl+K"], "hide", "Hide the screen", "Blanks the screen without locking; the same key shows it.";
    Back: Everywhere, ["Esc", "q"], "back", "Back", "Goes back; never loses text.";
    Quit: Everywhere, ["Ctrl+C"], "quit", "Quit", "Closes the caseload; says what is unsent first.";

    // The ten screens.
    Today: Screens, ["1"], "Today", "1 Today", "Opens the day's list.";
    Contacts: Screens, ["2"], "Contacts", "2 Contacts", "Opens the contacts of the area.";
    Support: Screens, ["3"], "Support", "3 Support", "Opens offers and referrals.";
    CrimeReports: Screens, ["4"], "Crime reports", "4 Crime reports", "Opens the crime reports.";
    Safeguarding: Screens, ["5"], "Safeguarding", "5 Safeguarding", "Opens the safeguarding concerns.";
    Intelligence: Screens, ["6"], "Intelligence", "6 Intelligence", "Opens the intelligence entries.";
    AreaPicture: Screens, ["7"], "Area picture", "7 Area picture", "Opens the picture of the area.";
    Outbox: Screens, ["8"], "Outbox", "8 Outbox", "Opens the updates for IS.";
    Records: Screens, ["9"], "Records", "9 Records", "Opens backup, verification, journal and settings.";
    Reference: Screens, ["0"], "Reference", "0 Reference", "Opens the lists and what they rest on.";
}

/// One key press as bindings know it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub struct Chord {
    /// The key; a letter carries its case.
    pub code: KeyCode,
    /// Control was held.
    pub ctrl: bool,
}

impl Chord {
    /// The chord of a key event; Shift is in the letter or in `BackTab` already.
    #[must_use]
    pub fn of(key: &KeyEvent) -> Self {
        let ctrl = key.modifiers.contains(KeyModifiers::CONTROL) && !key.modifiers.contains(KeyModifiers::ALT);
        let code = match key.code {
            KeyCode::Tab if key.modifiers.contains(KeyModifiers::SHIFT) => KeyCode::BackTab,
            KeyCode::Char(c) if ctrl => KeyCode::Char(c.to_ascii_lowercase()),
            code => code,
        };
        Self { code, ctrl }
    }

    /// In a text field it writes a letter.
    #[must_use]
    pub const fn writes(self) -> bool {
        !self.ctrl && matches!(self.code, KeyCode::Char(_))
    }

    /// The key event of the chord: for an action that is run by its name.
    #[must_use]
    pub const fn event(self) -> KeyEvent {
        KeyEvent::new(self.code, if self.ctrl { KeyModifiers::CONTROL } else { KeyModifiers::NONE })
    }

    /// Reads a key as it is written in the records: `Ctrl+S`, `Enter`, `PgDn`, `F2`, `a`.
    #[must_use]
    pub fn read(written: &str) -> Option<Self> {
        let (ctrl, name) = match written.strip_prefix("Ctrl+") {
            Some(rest) => (true, rest),
            None => (false, written),
        };
        let code = match name {
            "Enter" => KeyCode::Enter,
            "Esc" => KeyCode::Esc,
            "Tab" => KeyCode::Tab,
            "Shift+Tab" => KeyCode::BackTab,
            "Space" => KeyCode::Char(' '),
            "Up" => KeyCode::Up,
            "Down" => KeyCode::Down,
            "Left" => KeyCode::Left,
            "Right" => KeyCode::Right,
            "Home" => KeyCode::Home,
            "End" => KeyCode::End,
            "PgUp" => KeyCode::PageUp,
            "PgDn" => KeyCode::PageDown,
            "Backspace" => KeyCode::Backspace,
            "Delete" => KeyCode::Delete,
            _ => {
                let mut chars = name.chars();
                match (chars.next(), chars.next()) {
                    (Some(c), None) if ctrl => KeyCode::Char(c.to_ascii_lowercase()),
                    (Some(c), None) => KeyCode::Char(c),
                    (Some('F'), Some(_)) => KeyCode::F(name.get(1..)?.parse().ok()?),
                    _ => return None,
                }
            }
        };
        Some(Self { code, ctrl })
    }
}

impl Record {
    /// The first of its keys that can be pressed; while text is typed, one that writes nothing.
    #[must_use]
    pub fn key(&self, typing: bool) -> Option<&'static str> {
        self.pressable(typing).next()
    }

    /// Whether one of its keys is this chord alone.
    #[must_use]
    pub fn is(&self, chord: Chord) -> bool {
        self.keys.iter().any(|k| sequence(k).as_slice() == [chord])
    }

    /// Its keys that can be pressed; while text is typed, those that write nothing.
    pub fn pressable(&self, typing: bool) -> impl Iterator<Item = &'static str> {
        let writes = |written: &str| sequence(written).first().is_some_and(|c| c.writes());
        self.keys.iter().copied().filter(move |k| !typing || !writes(k))
    }
}

impl Action {
    /// A press of its first key that writes nothing: for what does the same as the key.
    #[must_use]
    pub fn press(self) -> Option<KeyEvent> {
        self.record().key(true).and_then(Chord::read).map(Chord::event)
    }

    /// Its first key as it is written in a sentence; `:` and its name where it has none.
    #[must_use]
    pub fn key(self) -> String {
        let record = self.record();
        let key = record.shown_key();
        if key.is_empty() { format!(": {}", record.word) } else { key.to_owned() }
    }
}

/// A key press as a form knows it, where a form has keys of its own for these actions: the program's own key for the
/// action that this one means now. None where it was the program's key and means nothing any more.
#[must_use]
pub fn as_own(key: KeyEvent, among: &[Action]) -> Option<KeyEvent> {
    let chord = Chord::of(&key);
    if chord.writes() {
        return Some(key);
    }
    let own =
        |action: &Action| action.default_record().keys.iter().find_map(|k| Chord::read(k).filter(|c| !c.writes()));
    if let Some(action) = among.iter().find(|a| a.record().is(chord)) {
        return own(action).filter(|_| !action.default_record().is(chord)).map_or(Some(key), |c| Some(c.event()));
    }
    (!among.iter().any(|a| a.default_record().is(chord))).then_some(key)
}

/// Every key in Markdown, for docs/KEYS.md; a test compares them.
#[must_use]
pub fn document() -> String {
    let mut out = String::from(
        "# Keys\n\nEvery key of the interface, from the same records as the keys themselves, the footer, help (`?`) and the \
         palette (`:`).\nWhich of them do something depends on the screen; help says it there. In a focused field every \
         printable key writes.\n\nThe last column is the name of the action in `config.toml`, where other keys can be given \
         to it (see\n[CONFIGURATION.md](CONFIGURATION.md)); these are the keys it has without.\n\nThis file is made by the program: `CASELOAD_WRITE_DOCS=1 cargo test --test documents` writes it \
         anew.\n",
    );
    for group in [Group::Everywhere, Group::Screens, Group::Contact, Group::Move, Group::Screen] {
        let heading = match group {
            Group::Screen => "On one screen or another",
            other => other.heading(),
        };
        out.push_str(&format!("\n## {heading}\n\n| Keys | Action | What it does | Name |\n|---|---|---|---|\n"));
        for record in RECORDS.iter().filter(|r| r.group == group) {
            let keys: Vec<String> = record.keys.iter().map(|k| format!("`{k}`")).collect();
            let keys = if keys.is_empty() { "by its name".to_owned() } else { keys.join(" ") };
            out.push_str(&format!("| {keys} | {} | {} | `{}` |\n", record.name, record.help, record.action.name()));
        }
    }
    out
}

/// A written key as a sequence of one or two chords.
#[must_use]
pub fn sequence(written: &str) -> Vec<Chord> {
    written.split(' ').filter_map(Chord::read).collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use std::collections::BTreeSet;

    #[test]
    fn every_record_stands_at_the_place_of_its_action() {
        for record in RECORDS {
            assert_eq!(record.action.record(), record, "{}", record.name);
        }
    }

    #[test]
    fn every_key_can_be_read_and_every_action_says_what_it_does() {
        let mut names = BTreeSet::new();
        for record in RECORDS {
            for written in record.keys {
                let chords = sequence(written);
                assert_eq!(chords.len(), written.split(' ').count(), "{written}");
            }
            assert!(record.help.ends_with('.'), "{}", record.help);
            assert!(names.insert((record.group, record.name)), "{} twice", record.name);
        }
    }

    #[test]
    fn what_works_everywhere_has_keys_of_its_own() {
        let mut seen = BTreeSet::new();
        let everywhere =
            RECORDS.iter().filter(|r| matches!(r.group, Group::Everywhere | Group::Screens | Group::Contact));
        for written in everywhere.flat_map(|r| r.keys) {
            assert!(seen.insert(*written), "{written} twice");
        }
    }
}
