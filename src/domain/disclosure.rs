//! A disclosure: information passed on by voice, meeting, paper or file.

use crate::domain::field::{Code, Field, Shape, record};
use crate::domain::id::RecordId;
use crate::domain::kind::Kind;
use crate::domain::when::When;

record! {
    /// Information passed on.
    pub struct Disclosure: Kind::Disclosure => {
        /// When.
        happened: Option<When> = Field::new(Shape::When, "When").required(),
        /// To whom.
        to_whom: String = Field::new(Shape::Line, "To whom").required(),
        /// How they were verified.
        verified: String = Field::new(Shape::Line, "How verified").required()
            .help("rang back through the switchboard, known in person"),
        /// By which channel.
        channel: Code = Field::new(Shape::Pick("disclosure_channels"), "Channel").required(),
        /// What was passed on.
        what: String = Field::new(Shape::Note, "What was passed on").required(),
        /// Purpose.
        purpose: Code = Field::new(Shape::Pick("lawful_purposes"), "Purpose").required(),
        /// Basis.
        basis: Code = Field::new(Shape::Pick("schedule_8"), "Basis").required(),
        /// Ground on which a refusal was overridden.
        override_ground: Code = Field::new(Shape::Pick("override_grounds"), "Override ground"),
        /// Supervisor who authorised it.
        override_by: String = Field::new(Shape::Line, "Authorised by"),
        /// The concern or report it was about, where it was told from there.
        about: Option<RecordId> = Field::new(Shape::Ref, "About").written(),
        /// Package number, when the program made it.
        package: Option<i64> = Field::new(Shape::Number, "Package").written(),
    }
}
