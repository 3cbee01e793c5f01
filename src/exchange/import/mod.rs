//! Reading what somebody kept before: a spreadsheet saved as CSV, or lines of the package's own schema.
//!
//! Pure over bytes: how the text is encoded and separated is found out ([`table`]), columns are given a meaning
//! ([`columns`]), cells are read strictly ([`cell`]), and each row becomes a [`Person`] or says what is wrong with it and
//! what would be right. Nothing here looks at the caseload, the clock or a file; saving is in
//! [`crate::casework::import`]. What is read never stands in a fault: a fault names the row, the column and the rule.

pub mod cell;
pub mod columns;
pub mod crime;
pub mod intelligence;
pub mod lines;
pub mod person;
pub mod records;
pub mod table;
pub mod text;

use crate::domain::consent::Consent;
use crate::domain::contact::Contact;
use crate::domain::contact_point::ContactPoint;
use crate::domain::grounds::Grounds;
use crate::domain::problem::{Kind, Problem};
use crate::domain::when::When;

/// Largest file, in bytes: four times what 100,000 contacts usually take.
pub const MOST_BYTES: u64 = 64 * 1024 * 1024;
/// Most rows of one file.
pub const MOST_ROWS: usize = 250_000;
/// Most columns of a table.
pub const MOST_COLUMNS: usize = 200;
/// Most bytes of one cell: a note of 20,000 letters of any script.
pub const MOST_CELL: usize = 80_000;

/// What is wrong with one row, in the officer's words. Nothing that was read stands in it.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct RowFault {
    /// Row as the spreadsheet counts them, 1 for the first; line of a file of lines.
    pub row: u64,
    /// Heading of the column; blank when the whole row is meant.
    pub column: String,
    /// What is wrong and what would be right.
    pub what: String,
}

impl RowFault {
    /// What is wrong in one column of a row.
    pub fn new(row: u64, column: impl Into<String>, what: impl Into<String>) -> Self {
        Self { row, column: column.into(), what: what.into() }
    }

    /// What is wrong with a whole row.
    pub fn whole(row: u64, what: impl Into<String>) -> Self {
        Self::new(row, "", what)
    }
}

/// What was put right silently, to be told all the same.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct PutRight {
    /// Hidden characters removed (domain rule 12).
    pub hidden: usize,
    /// Names written in capitals that were written out.
    pub capitals: usize,
    /// Telephone numbers whose first 0 the spreadsheet had dropped.
    pub zeros: usize,
    /// Adult settings and groups that a child's record does not take (domain rule 2).
    pub closed: usize,
}

impl PutRight {
    /// Both together.
    pub const fn add(&mut self, other: &Self) {
        self.hidden += other.hidden;
        self.capitals += other.capitals;
        self.zeros += other.zeros;
        self.closed += other.closed;
    }
}

/// One person as the file has them.
#[derive(Clone, Default)]
pub struct Person {
    /// Row of the file.
    pub row: u64,
    /// The reference it went under where the file comes from, by which other lines name it; blank in a table.
    pub went_under: String,
    /// The contact; its reference, age status and allocation are the caseload's to give.
    pub contact: Contact,
    /// Ways to reach them.
    pub points: Vec<ContactPoint>,
    /// What was noted; becomes an engagement.
    pub note: String,
    /// When they were last seen or spoken to; may be vague.
    pub last_contact: Option<When>,
    /// Why they are believed to sell sex.
    pub grounds: Vec<Grounds>,
    /// Answers of the consent ledger.
    pub consents: Vec<Consent>,
    /// What was put right on the way.
    pub put_right: PutRight,
}

/// The file cannot be used at all.
pub(crate) fn refused(what: impl Into<String>, remedy: impl Into<String>) -> Problem {
    Problem::new(Kind::BundleRefused, what, remedy)
}
