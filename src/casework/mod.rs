//! What an officer does: one function is one act.
