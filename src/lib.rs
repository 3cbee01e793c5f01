//! `caseload`: a Designated Liaison Officer's encrypted caseload.
//!
//! The rooms and the one direction in which they may know each other:
//!
//! ```text
//! tui, cli  →  casework  →  store, exchange, vault  →  domain
//! ```
//!
//! - [`domain`]: what the words mean and the rules that always hold. Pure: no files, no database, no clock.
//! - [`vault`]: the directory on disk, its key slots, lock, backups and witness.
//! - [`store`]: the encrypted database; the only user of rusqlite and the one door for writes.
//! - [`exchange`]: sealed bundles as functions over bytes.
//! - [`casework`]: what an officer does; one function is one act.
//! - [`tui`] and [`cli`]: the two ways to reach casework.
//!
//! `tests/architecture.rs` holds the direction.
#![forbid(unsafe_code)]

pub mod casework;
pub mod cli;
pub mod domain;
pub mod exchange;
pub mod store;
pub mod tui;
pub mod vault;
