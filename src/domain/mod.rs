//! What the words mean, validation and the rules that always hold.
//!
//! Pure: no input or output, no clock. Time comes in as an argument.

pub mod problem;
