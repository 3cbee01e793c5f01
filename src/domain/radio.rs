//! The fixed radio sentence: it stands wherever marker, person-update or intelligence data is shown, printed or sent
//! (role task 8 of the force procedure), and is no field, so that nothing can leave it out.

/// The sentence, to the letter of the procedure.
pub const SENTENCE: &str = "THIS INFORMATION IS NOT TO BE GIVEN OVER THE RADIO UNLESS SECURE TRANSMISSION";

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_sentence_takes_77_cells_as_the_screens_count_on() {
        assert_eq!(SENTENCE.len(), 77);
    }
}
