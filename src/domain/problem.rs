//! The one error type: what happened, what to do, whether anything changed.
//!
//! Every room gives its failures as a [`Problem`], so that the officer reads the same three things
//! wherever it happened, and the command line has its exit code. Nothing here may carry a name, a
//! number or a note of a contact: a problem can be printed after the screen is gone.

use std::fmt;

/// What kind of failure it was; decides the exit code.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Kind {
    /// Something the program did not expect (1).
    Unexpected,
    /// The command or the entry was not understood (2).
    Usage,
    /// The vault is open in another process (3).
    AlreadyOpen,
    /// The passphrase or code did not open the vault (4).
    CannotUnlock,
    /// A file of the vault is damaged, swapped or missing (5).
    Damaged,
    /// The vault is older than when it was last seen here (6).
    Older,
    /// The disk is full, read-only or not permitted (7).
    Disk,
    /// A path was refused: link, network drive, synced folder (8).
    PathRefused,
    /// A bundle was refused (9).
    BundleRefused,
    /// A rule of the work does not allow it; nothing is wrong with the program (2).
    Refused,
}

impl Kind {
    /// The process exit code (`docs/RECOVERY.md` lists them).
    #[must_use]
    pub const fn exit_code(self) -> u8 {
        match self {
            Self::Unexpected => 1,
            Self::Usage | Self::Refused => 2,
            Self::AlreadyOpen => 3,
            Self::CannotUnlock => 4,
            Self::Damaged => 5,
            Self::Older => 6,
            Self::Disk => 7,
            Self::PathRefused => 8,
            Self::BundleRefused => 9,
        }
    }
}

/// A failure in the officer's words.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Problem {
    /// Decides the exit code.
    pub kind: Kind,
    /// What happened, one sentence with its full stop.
    pub what: String,
    /// What to do now, one sentence with its full stop.
    pub remedy: String,
    /// Whether anything was changed before it failed.
    pub changed: bool,
    /// Technical detail without personal data, for `doctor` and the maintainer.
    pub detail: Option<String>,
}

/// Result of anything that can fail in front of an officer.
pub type Outcome<T> = Result<T, Problem>;

impl Problem {
    /// A problem that changed nothing.
    pub fn new(kind: Kind, what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self { kind, what: what.into(), remedy: remedy.into(), changed: false, detail: None }
    }

    /// A rule of the work that does not allow this.
    pub fn refused(what: impl Into<String>, remedy: impl Into<String>) -> Self {
        Self::new(Kind::Refused, what, remedy)
    }

    /// Something the program did not expect.
    pub fn unexpected(what: impl Into<String>, detail: impl fmt::Display) -> Self {
        Self::new(Kind::Unexpected, what, "Try again; if it happens again, keep the detail for your system manager.")
            .detail(detail)
    }

    /// Adds technical detail (never personal data).
    #[must_use]
    pub fn detail(mut self, detail: impl fmt::Display) -> Self {
        self.detail = Some(detail.to_string());
        self
    }

    /// Says that something was changed before it failed.
    #[must_use]
    pub const fn after_change(mut self) -> Self {
        self.changed = true;
        self
    }

    /// Whether anything changed, as a sentence.
    #[must_use]
    pub const fn changed_sentence(&self) -> &'static str {
        if self.changed { "Something was changed before it failed." } else { "Nothing was changed." }
    }
}

impl fmt::Display for Problem {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "{} {} {}", self.what, self.changed_sentence(), self.remedy)
    }
}

impl std::error::Error for Problem {}

impl From<std::io::Error> for Problem {
    fn from(e: std::io::Error) -> Self {
        use std::io::ErrorKind as E;
        let (what, remedy) = match e.kind() {
            E::StorageFull | E::QuotaExceeded | E::FileTooLarge => {
                ("The disk is full.", "Make room or choose another place, then try again.")
            }
            E::ReadOnlyFilesystem => ("The disk is read-only.", "Choose another place, then try again."),
            E::PermissionDenied => {
                ("The file or folder is not permitted to you.", "Check who owns it, or choose another place.")
            }
            E::NotFound => ("A file or folder is not there.", "Check the path, then try again."),
            E::AlreadyExists => {
                ("A file of that name is already there and was not replaced.", "Choose another name or place.")
            }
            _ => ("Reading or writing a file failed.", "Try again, or choose another place."),
        };
        Self::new(Kind::Disk, what, remedy).detail(e.kind())
    }
}
