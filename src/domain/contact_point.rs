//! One way to reach a contact: a number, an address, a handle, or that there is no fixed abode.

use crate::domain::field::{Code, Field, Found, Shape, record};
use crate::domain::kind::Kind;

record! {
    /// One way to reach a contact.
    pub struct ContactPoint: Kind::ContactPoint => {
        /// mobile, landline, e-mail, handle, address, area, no-fixed-abode.
        kind: Code = Field::new(Shape::Pick("contact_point_kinds"), "Kind").required(),
        /// The number, address or handle.
        value: String = Field::new(Shape::Phone, "Number, address or handle").masked().found(Found::Digits)
            .help("07700 900142, someone@mail.example, an address, or an area"),
        /// Whose it is.
        whose: String = Field::new(Shape::Line, "Whose").help("their own, shared with …, a friend's"),
        /// Whether it is safe to use.
        safe: Code = Field::new(Shape::Pick("point_safety"), "Safe?").required(),
        /// A note: "the landlord has a key".
        note: String = Field::new(Shape::Line, "Note"),
    }
}

impl ContactPoint {
    /// Whether it is a telephone number.
    #[must_use]
    pub fn is_phone(&self) -> bool {
        self.kind.is("mobile") || self.kind.is("landline")
    }
    /// Whether it is marked safe.
    #[must_use]
    pub fn is_safe(&self) -> bool {
        self.safe.is("safe")
    }
}
