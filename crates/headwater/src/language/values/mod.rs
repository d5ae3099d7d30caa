//! Dates, durations, numbers, percents, amounts of money, quantities and quotations in a text,
//! each with what it means in a form that can be compared across languages.

use crate::text::Span;

/// One thing found in a text, and what it means.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Value {
    pub(crate) kind: ValueKind,
    pub(crate) span: Span,
    pub(crate) value: Option<String>,
    pub(crate) unit: Option<String>,
    pub(crate) approximate: bool,
    pub(crate) bound: Bound,
}

impl Value {
    /// What kind of thing it is.
    #[must_use]
    pub fn kind(&self) -> ValueKind {
        self.kind
    }

    /// Where it stands in the text it was found in.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }

    /// What it means: ISO 8601 / EDTF for dates and times (an interval's end is exclusive),
    /// ISO 8601 for durations, a plain decimal for numbers, percents and amounts, the words for a
    /// quotation. `None` where it was found but cannot be read, such as a day without a month and
    /// no reference date.
    #[must_use]
    pub fn value(&self) -> Option<&str> {
        self.value.as_deref()
    }

    /// ISO 4217 for money, UCUM for measures, the noun counted for things counted.
    #[must_use]
    pub fn unit(&self) -> Option<&str> {
        self.unit.as_deref()
    }

    /// Whether the text says that the value is not exact: about, nearly, 近, 约, およそ.
    #[must_use]
    pub fn is_approximate(&self) -> bool {
        self.approximate
    }

    /// Whether the text gives the value itself or a bound of it.
    #[must_use]
    pub fn bound(&self) -> Bound {
        self.bound
    }
}

/// What kind of thing a [`Value`] is.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum ValueKind {
    /// A day, month, year or a longer stretch of the calendar.
    Date,
    /// A date with a time of day.
    DateTime,
    /// A time of day.
    Time,
    /// A length of time.
    Duration,
    /// Something that comes again: every Monday.
    Set,
    /// A bare number.
    Number,
    /// First, 第三.
    Ordinal,
    /// A percentage.
    Percent,
    /// An amount of money.
    Currency,
    /// A number with a unit or with what is counted.
    Quantity,
    /// A person, place or body.
    Name,
    /// Words in quotation marks.
    Quote,
}

impl ValueKind {
    /// The word used in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Date => "date",
            Self::DateTime => "datetime",
            Self::Time => "time",
            Self::Duration => "duration",
            Self::Set => "set",
            Self::Number => "number",
            Self::Ordinal => "ordinal",
            Self::Percent => "percent",
            Self::Currency => "currency",
            Self::Quantity => "quantity",
            Self::Name => "name",
            Self::Quote => "quote",
        }
    }
}

/// Whether a number is the value itself or a bound of it.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
#[non_exhaustive]
pub enum Bound {
    /// The value itself.
    #[default]
    Exact,
    /// More than, at least, 超过, 以上.
    AtLeast,
    /// Less than, up to, 未満.
    AtMost,
}
