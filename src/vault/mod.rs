//! The vault: directory, slots, lock, backup, witness.
