//! Sealed bundles as pure functions over bytes.
