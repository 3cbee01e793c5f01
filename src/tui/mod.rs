//! The terminal interface.
//!
//! ```text
//! supervisor (terminal, lock file) → worker (a process that ends with every lock)
//! run (loop) → app (stack of screens, overlays, routing) → screen/*, overlay/* (state, update, view)
//!            → perform (the thread that owns the vault)     form, widget, theme (how things are drawn)
//! ```
//!
//! Screens give effects as data ([`effect`]); [`perform`] is the only file that carries them out on the vault.

pub mod action;
pub mod app;
pub mod config;
pub mod ctx;
pub mod effect;
pub mod form;
pub mod keymap;
pub mod new_secret;
pub mod new_vault;
pub mod overlay;
pub mod perform;
pub mod pilot;
pub mod run;
pub mod screen;
pub mod secret;
pub mod supervisor;
pub mod task;
pub mod terminal;
pub mod theme;
pub mod widget;
pub mod worker;

pub use supervisor::{Start, demo, run};
pub use worker::worker;
