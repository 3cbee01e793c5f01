//! The encrypted store: the only user of rusqlite.
