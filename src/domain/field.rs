//! One declaration per field.
//!
//! A [`Field`] says everything about one field of one record: its label, help, kind, limit, list,
//! whether it is required and how sensitive it is. The `record!` macro writes the typed struct
//! and its field table from the same lines, so that form, validation, column, history, search,
//! export and documentation cannot disagree.
//!
//! What does not belong here: rules that look at more than one field (they stand beside their
//! record) and anything that draws or stores.

use std::collections::BTreeMap;
use std::fmt;
use std::str::FromStr;

use chrono::NaiveDate;

use crate::domain::id::RecordId;
use crate::domain::when::{Due, When};

/// Longest single line, in grapheme clusters (`text::LINE`).
pub const LINE: usize = 200;
/// Longest note, in grapheme clusters (`text::NOTE`).
pub const NOTE: usize = 20_000;

/// The value of a field as it is stored, compared and hashed. Blank fields are absent.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord)]
pub enum Value {
    /// Text, a code, a date, an id: anything with one textual form.
    Text(String),
    /// A number, or 1 and 0 for yes and no.
    Number(i64),
    /// Several texts in the officer's order.
    Many(Vec<String>),
}

impl Value {
    /// The text, if it is one.
    #[must_use]
    pub fn text(&self) -> Option<&str> {
        match self {
            Self::Text(t) => Some(t),
            _ => None,
        }
    }

    /// The number, if it is one.
    #[must_use]
    pub const fn number(&self) -> Option<i64> {
        match self {
            Self::Number(n) => Some(*n),
            _ => None,
        }
    }

    /// The texts, if there are several; one text counts as one.
    #[must_use]
    pub fn many(&self) -> &[String] {
        match self {
            Self::Many(m) => m,
            Self::Text(t) => std::slice::from_ref(t),
            Self::Number(_) => &[],
        }
    }

    /// As JSON: a string, a number or an array of strings.
    #[must_use]
    pub fn to_json(&self) -> serde_json::Value {
        match self {
            Self::Text(t) => serde_json::Value::String(t.clone()),
            Self::Number(n) => serde_json::Value::from(*n),
            Self::Many(m) => serde_json::Value::from(m.clone()),
        }
    }

    /// From JSON as [`Value::to_json`] writes it; anything else is no value.
    #[must_use]
    pub fn from_json(json: &serde_json::Value) -> Option<Self> {
        match json {
            serde_json::Value::String(s) => Some(Self::Text(s.clone())),
            serde_json::Value::Number(n) => n.as_i64().map(Self::Number),
            serde_json::Value::Bool(b) => Some(Self::Number(i64::from(*b))),
            serde_json::Value::Array(a) => {
                Some(Self::Many(a.iter().filter_map(|v| v.as_str().map(str::to_owned)).collect()))
            }
            _ => None,
        }
    }
}

/// As [`Value::to_json`], without the copy.
impl serde::Serialize for Value {
    fn serialize<S: serde::Serializer>(&self, s: S) -> Result<S::Ok, S::Error> {
        match self {
            Self::Text(t) => s.serialize_str(t),
            Self::Number(n) => s.serialize_i64(*n),
            Self::Many(m) => s.collect_seq(m),
        }
    }
}

/// Record content is never printed by accident.
impl fmt::Debug for Value {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(match self {
            Self::Text(_) => "Text(…)",
            Self::Number(_) => "Number(…)",
            Self::Many(_) => "Many(…)",
        })
    }
}

/// The non-blank values of one record, by field name; sorted, so that the canonical form is fixed.
pub type Values = BTreeMap<&'static str, Value>;

/// The text of a field; blank where it has none.
#[must_use]
pub fn text_in<'v>(values: &'v Values, name: &str) -> &'v str {
    values.get(name).and_then(Value::text).unwrap_or_default()
}

/// How a field is entered and read.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Shape {
    /// One line of text.
    Line,
    /// Several lines.
    Note,
    /// The person's own words: several lines that are only ever added to.
    Verbatim,
    /// One code of a list (`lists::get(name)`).
    Pick(&'static str),
    /// Any number of codes of a list.
    Several(&'static str),
    /// Any number of single lines, the first one preferred.
    Lines,
    /// A day.
    Date,
    /// When something happened; may be vague.
    When,
    /// When something is due: a day, or a day and a time.
    Due,
    /// A telephone number.
    Phone,
    /// A whole number with its unit in the label.
    Number,
    /// Yes or no.
    Flag,
    /// Another record.
    Ref,
    /// Any number of other records.
    Refs,
    /// An instant in UTC, written by the program.
    Instant,
}

/// Who may see a field where.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Care {
    /// May stand in a masked list.
    Open,
    /// Content of the record: shown once it is opened.
    Content,
    /// Legal names, numbers and addresses: eight dots until asked for.
    Masked,
}

/// How the search index reads a field.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub enum Found {
    /// Not searched.
    No,
    /// By its words.
    Words,
    /// By its words and by their sound.
    Name,
    /// By its last four digits and in full.
    Digits,
}

/// Everything about one field.
#[derive(Debug, Clone, Copy)]
pub struct Field {
    /// Column, JSON key and journal name.
    pub name: &'static str,
    /// What the officer reads.
    pub label: &'static str,
    /// One muted line in the empty field.
    pub help: &'static str,
    /// How it is entered.
    pub shape: Shape,
    /// Must be there for the record to be saved.
    pub required: bool,
    /// The four answers (not asked, declined, unsafe to ask, unknown) may stand instead of a value.
    pub asked: bool,
    /// Written by the program; not in the form.
    pub written: bool,
    /// Who may see it where.
    pub care: Care,
    /// How it is searched.
    pub found: Found,
    /// The page of the form it stands on.
    pub page: &'static str,
    /// Its name in the NPCC POLE dictionary, where IS has one.
    pub pole: &'static str,
    /// Longest text, in grapheme clusters.
    pub limit: usize,
    /// Shown only while this holds for the other values.
    pub only_if: Option<fn(&Values) -> bool>,
    /// A day that lies behind: *fri* is the Friday gone by.
    pub past: bool,
}

impl Field {
    /// A field of this shape with its label.
    #[must_use]
    pub const fn new(shape: Shape, label: &'static str) -> Self {
        let limit = match shape {
            Shape::Note | Shape::Verbatim => NOTE,
            _ => LINE,
        };
        let found = match shape {
            Shape::Note | Shape::Verbatim | Shape::Lines | Shape::Line => Found::Words,
            Shape::Phone => Found::Digits,
            _ => Found::No,
        };
        Self {
            name: "",
            label,
            help: "",
            shape,
            required: false,
            asked: false,
            written: false,
            care: Care::Content,
            found,
            page: "Basics",
            pole: "",
            limit,
            only_if: None,
            past: false,
        }
    }

    /// Gives the field its name; the macro does.
    #[must_use]
    pub const fn named(mut self, name: &'static str) -> Self {
        self.name = name;
        self
    }
    /// One muted line in the empty field.
    #[must_use]
    pub const fn help(mut self, help: &'static str) -> Self {
        self.help = help;
        self
    }
    /// Must be there for the record to be saved.
    #[must_use]
    pub const fn required(mut self) -> Self {
        self.required = true;
        self
    }
    /// The person could be asked: the four answers may stand instead.
    #[must_use]
    pub const fn asked(mut self) -> Self {
        self.asked = true;
        self
    }
    /// Written by the program, not typed.
    #[must_use]
    pub const fn written(mut self) -> Self {
        self.written = true;
        self
    }
    /// May stand in a masked list.
    #[must_use]
    pub const fn open(mut self) -> Self {
        self.care = Care::Open;
        self
    }
    /// Eight dots until asked for.
    #[must_use]
    pub const fn masked(mut self) -> Self {
        self.care = Care::Masked;
        self
    }
    /// How the search reads it.
    #[must_use]
    pub const fn found(mut self, found: Found) -> Self {
        self.found = found;
        self
    }
    /// The page of the form it stands on.
    #[must_use]
    pub const fn page(mut self, page: &'static str) -> Self {
        self.page = page;
        self
    }
    /// Its name in the NPCC POLE dictionary.
    #[must_use]
    pub const fn pole(mut self, pole: &'static str) -> Self {
        self.pole = pole;
        self
    }
    /// A day that lies behind, though it is kept as exactly as one to come.
    #[must_use]
    pub const fn past(mut self) -> Self {
        self.past = true;
        self
    }
    /// Shown only while this holds.
    #[must_use]
    pub const fn only_if(mut self, holds: fn(&Values) -> bool) -> Self {
        self.only_if = Some(holds);
        self
    }

    /// Whether the field is in the form for these values.
    #[must_use]
    pub fn applies(&self, values: &Values) -> bool {
        !self.written && self.only_if.is_none_or(|holds| holds(values))
    }
}

/// Something wrong with a field, and what would be right.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Fault {
    /// The field it stands under.
    pub field: &'static str,
    /// What is wrong and what would be right, in the officer's words.
    pub what: String,
}

impl Fault {
    /// A fault of one field.
    pub fn new(field: &'static str, what: impl Into<String>) -> Self {
        Self { field, what: what.into() }
    }
}

/// A code of a list, kept as it came even if the list does not know it.
#[derive(Clone, PartialEq, Eq, PartialOrd, Ord, Hash, Default)]
pub struct Code(pub String);

impl Code {
    /// A code.
    pub fn new(code: impl Into<String>) -> Self {
        Self(code.into())
    }
    /// Whether it is this code.
    #[must_use]
    pub fn is(&self, code: &str) -> bool {
        self.0 == code
    }
    /// Whether nothing was chosen.
    #[must_use]
    pub fn is_blank(&self) -> bool {
        self.0.is_empty()
    }
    /// The code as text.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

impl fmt::Debug for Code {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("Code(…)")
    }
}

impl From<&str> for Code {
    fn from(s: &str) -> Self {
        Self(s.to_owned())
    }
}

/// A type that a field can have.
pub trait FieldType: Sized + Default {
    /// The stored value; `None` when blank.
    fn to_value(&self) -> Option<Value>;
    /// From a stored value; what cannot be read is blank.
    fn from_value(value: &Value) -> Self;
}

impl FieldType for String {
    fn to_value(&self) -> Option<Value> {
        (!self.is_empty()).then(|| Value::Text(self.clone()))
    }
    fn from_value(value: &Value) -> Self {
        value.text().unwrap_or_default().to_owned()
    }
}

impl FieldType for Code {
    fn to_value(&self) -> Option<Value> {
        self.0.to_value()
    }
    fn from_value(value: &Value) -> Self {
        Self(String::from_value(value))
    }
}

impl FieldType for bool {
    fn to_value(&self) -> Option<Value> {
        self.then_some(Value::Number(1))
    }
    fn from_value(value: &Value) -> Self {
        value.number() == Some(1)
    }
}

impl FieldType for Option<i64> {
    fn to_value(&self) -> Option<Value> {
        self.map(Value::Number)
    }
    fn from_value(value: &Value) -> Self {
        value.number()
    }
}

impl FieldType for Vec<String> {
    fn to_value(&self) -> Option<Value> {
        (!self.is_empty()).then(|| Value::Many(self.clone()))
    }
    fn from_value(value: &Value) -> Self {
        value.many().to_vec()
    }
}

impl FieldType for Vec<Code> {
    fn to_value(&self) -> Option<Value> {
        (!self.is_empty()).then(|| Value::Many(self.iter().map(|c| c.0.clone()).collect()))
    }
    fn from_value(value: &Value) -> Self {
        value.many().iter().cloned().map(Code).collect()
    }
}

impl FieldType for Vec<RecordId> {
    fn to_value(&self) -> Option<Value> {
        (!self.is_empty()).then(|| Value::Many(self.iter().map(ToString::to_string).collect()))
    }
    fn from_value(value: &Value) -> Self {
        value.many().iter().filter_map(|s| s.parse().ok()).collect()
    }
}

/// Types with one textual form.
macro_rules! textual {
    ($($t:ty),*) => {$(
        impl FieldType for Option<$t> {
            fn to_value(&self) -> Option<Value> {
                self.as_ref().map(|v| Value::Text(v.to_string()))
            }
            fn from_value(value: &Value) -> Self {
                value.text().and_then(|t| <$t>::from_str(t).ok())
            }
        }
    )*};
}
textual!(NaiveDate, When, Due, RecordId);

impl FieldType for Option<chrono::DateTime<chrono::Utc>> {
    fn to_value(&self) -> Option<Value> {
        self.map(|t| Value::Text(t.to_rfc3339_opts(chrono::SecondsFormat::Millis, true)))
    }
    fn from_value(value: &Value) -> Self {
        value.text().and_then(|t| chrono::DateTime::parse_from_rfc3339(t).ok()).map(|t| t.with_timezone(&chrono::Utc))
    }
}

/// A record type: its kind, its field table and the way to and from stored values.
pub trait Record: Sized + Default + Clone {
    /// Which kind of record it is.
    const KIND: crate::domain::kind::Kind;
    /// Its field table, in the order of the form.
    const FIELDS: &'static [Field];
    /// The non-blank values.
    fn values(&self) -> Values;
    /// From stored values; unknown names are passed over.
    fn from_values(values: &Values) -> Self;
}

/// Declares a record: struct, field table and conversions from one list of lines.
///
/// ```ignore
/// record! {
///     /// What it is.
///     pub struct Hold: Kind::Hold {
///         /// Why.
///         why: Code = Field::new(Shape::Pick("hold_reasons"), "Why").required(),
///     }
/// }
/// ```
macro_rules! record {
    (
        $(#[$meta:meta])*
        pub struct $name:ident : $kind:expr => {
            $( $(#[$fmeta:meta])* $field:ident : $ty:ty = $spec:expr ),* $(,)?
        }
    ) => {
        $(#[$meta])*
        #[derive(Clone, PartialEq, Default)]
        pub struct $name {
            $( $(#[$fmeta])* pub $field: $ty, )*
        }

        /// Record content is never printed by accident.
        impl std::fmt::Debug for $name {
            fn fmt(&self, f: &mut std::fmt::Formatter<'_>) -> std::fmt::Result {
                f.write_str(concat!(stringify!($name), "(…)"))
            }
        }

        impl $crate::domain::field::Record for $name {
            const KIND: $crate::domain::kind::Kind = $kind;
            const FIELDS: &'static [$crate::domain::field::Field] = &[
                $( $spec.named(stringify!($field)) ),*
            ];
            fn values(&self) -> $crate::domain::field::Values {
                let mut values = $crate::domain::field::Values::new();
                $(
                    if let Some(v) = $crate::domain::field::FieldType::to_value(&self.$field) {
                        values.insert(stringify!($field), v);
                    }
                )*
                values
            }
            fn from_values(values: &$crate::domain::field::Values) -> Self {
                Self {
                    $( $field: values
                        .get(stringify!($field))
                        .map($crate::domain::field::FieldType::from_value)
                        .unwrap_or_default(), )*
                }
            }
        }
    };
}
pub(crate) use record;

/// The canonical form of a record's values: non-blank fields sorted by name, as JSON.
///
/// It is what the journal commits to; a column added later changes no hash.
#[must_use]
pub fn canonical(values: &Values) -> String {
    serde_json::to_string(values).unwrap_or_default()
}

/// Reads a canonical form back for a field table; names it does not know are passed over.
///
/// # Errors
/// When the text is not a JSON object.
pub fn from_canonical(fields: &'static [Field], text: &str) -> Result<Values, serde_json::Error> {
    let map: serde_json::Map<String, serde_json::Value> = serde_json::from_str(text)?;
    Ok(fields.iter().filter_map(|f| Some((f.name, Value::from_json(map.get(f.name)?)?))).collect())
}
