//! The terminal interface.

pub mod form;
pub mod theme;
pub mod widget;
