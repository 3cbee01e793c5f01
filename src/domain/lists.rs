//! Code lists.

/// The label of a code.
#[must_use]
pub fn label(_list: &str, code: &str) -> String {
    code.to_owned()
}
/// Whether a code is closed to a child.
#[must_use]
pub fn adult_only(_list: &str, _code: &str) -> bool {
    true
}
/// Whether a code may stand on a person under 18.
#[must_use]
pub fn allowed_under_18(_list: &str, _code: &str) -> bool {
    false
}
