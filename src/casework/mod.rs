//! What an officer does: one function is one check of the rules, one transaction, one act in the journal.
//!
//! It owns the clock ([`clock`]). The terminal and the command line call the same functions on a [`desk::Desk`].

pub mod area;
pub mod clock;
pub mod concern;
pub mod contact;
pub(crate) mod content;
pub mod crime;
pub mod desk;
pub mod disclosure_card;
pub mod engagement;
pub(crate) mod facts;
pub mod finding;
pub mod folder;
pub mod follow_up;
pub mod import;
pub mod intelligence;
pub mod is_record;
pub mod keeping;
pub mod keys;
pub mod ledger;
pub mod linked;
pub mod marker;
pub mod merge;
pub mod naming;
pub mod opening;
pub mod outbox;
pub mod own_files;
pub mod practice;
pub mod reach;
pub mod record;
pub mod review;
pub(crate) mod saving;
pub mod sealing;
pub mod solo;
pub mod statistics;
pub mod support;
pub mod today;
pub mod warnings;
