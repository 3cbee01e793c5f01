//! Sealed bundles as pure functions over bytes: no database, no clock, no files. What is random comes from the
//! system through age and ssh-key alone.
//!
//! `docs/BUNDLE.md` says the same for whoever writes an importer.

pub mod line;
