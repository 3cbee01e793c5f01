//! Sealed bundles as pure functions over bytes: no database, no clock, no files. What is random comes from the
//! system, for keys alone.
//!
//! `docs/BUNDLE.md` says the same for whoever writes an importer.

pub mod bundle;
pub mod figures;
pub mod import;
pub mod line;
pub mod manifest;
pub mod organisation;
pub mod package;
pub mod readable;
pub mod refusal;
pub mod schema;
mod sheet;
pub mod signer;
pub mod source;
