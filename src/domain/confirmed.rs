//! What IS last confirmed about a contact: the other half of *local versus confirmed*.
//!
//! Written only when an update is accepted by a receipt or entered by hand (domain rule 5).

use chrono::NaiveDate;

use crate::domain::field::{Code, Field, Shape, record};
use crate::domain::kind::Kind;

record! {
    /// What IS last confirmed about a contact.
    pub struct Confirmed: Kind::Confirmed => {
        /// Person reference on IS.
        is_reference: String = Field::new(Shape::Line, "IS reference").written(),
        /// On that day.
        confirmed_on: Option<NaiveDate> = Field::new(Shape::Date, "Confirmed on").written(),
        /// receipt or by-hand.
        how: Code = Field::new(Shape::Line, "How").written(),
        /// Package number of the receipt.
        package: Option<i64> = Field::new(Shape::Number, "Package").written(),
        /// The fields as IS has them: a JSON object of field name to text.
        fields: String = Field::new(Shape::Note, "Fields").written().masked(),
    }
}
