//! What the words mean, validation and the rules that always hold.
//!
//! Pure: no input or output, no clock. Time comes in as an argument.

pub mod check;
pub mod concern;
pub mod confirmed;
pub mod consent;
pub mod contact;
pub mod contact_point;
pub mod disclosure;
pub mod due;
pub mod engagement;
pub mod field;
pub mod follow_up;
pub mod grounds;
pub mod hold;
pub mod id;
pub mod journal;
pub mod kind;
pub mod lists;
pub mod marker;
pub mod marking;
pub mod officer;
pub mod phone;
pub mod phrase;
pub mod plan;
pub mod problem;
pub mod radio;
pub mod readiness;
pub mod reference;
pub mod sought;
pub mod sound;
pub mod text;
pub mod update;
pub mod when;
pub mod window;
