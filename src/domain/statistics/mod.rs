//! Statistics: what is counted, how it is laid out by month and area, and what of it may be shown (domain section 9 and
//! rule 11).
//!
//! Pure: the store hands in tallies ([`Counted`]), a [`table::Table`] comes out that screen, file, page and command line
//! show alike.

pub mod event;
pub mod shown;
pub mod table;

pub use event::{Event, Family, events};
pub use shown::{Amount, Sum, protect};
pub use table::{Counted, Part, Period, Rate, Row, Share, Table, Topic, Universe};
