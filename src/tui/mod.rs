//! The terminal interface.

pub mod form;
pub mod run;
pub mod theme;
pub mod widget;

pub use run::{Start, run, worker};
