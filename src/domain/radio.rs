//! The fixed radio sentence: it stands wherever marker, person-update or intelligence data is shown, printed or sent
//! (role task 8 of the force procedure), and is no field, so that nothing can leave it out.

use crate::domain::kind::Kind;

/// The sentence, to the letter of the procedure.
pub const SENTENCE: &str = "THIS INFORMATION IS NOT TO BE GIVEN OVER THE RADIO UNLESS SECURE TRANSMISSION";

/// Whether records of this kind are marker, person-update or intelligence data, which the sentence protects.
#[must_use]
pub const fn protects(kind: Kind) -> bool {
    matches!(
        kind,
        Kind::Marker
            | Kind::Grounds
            | Kind::Confirmed
            | Kind::Update
            | Kind::Intelligence
            | Kind::IntelligenceItem
            | Kind::IntelligenceSource
    )
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_takes_77_cells_as_the_screens_count_on() {
        assert_eq!(SENTENCE.len(), 77);
    }
}
