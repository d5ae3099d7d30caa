//! Where a date comes from, and how finely it was said.

/// Where the parts of a date come from that its value names.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Basis {
    /// The words themselves say all of the value: 2031年5月12日, fifty minutes.
    Stated,
    /// The words lean on the document's date: yesterday, Wednesday, 本月, 12 May.
    DocumentDate,
    /// The words lean on a date that the text named before: "on 10 May … on the 12th".
    EarlierMention,
}

impl Basis {
    /// All of them, the surest first.
    pub const ALL: [Self; 3] = [Self::Stated, Self::DocumentDate, Self::EarlierMention];

    /// The word used in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Stated => "stated",
            Self::DocumentDate => "document-date",
            Self::EarlierMention => "earlier-mention",
        }
    }
}

/// The smallest unit that the words of a date, time or length name, from coarse to fine. It may be
/// coarser than the value is written: "two years ago" is a day's distance in its value, and said
/// to the year.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Precision {
    /// 20世紀.
    Century,
    /// The 1990s.
    Decade,
    /// 2031.
    Year,
    /// The first half of 2031.
    Half,
    /// The summer of 2031.
    Season,
    /// The third quarter.
    Quarter,
    /// May 2031, and late May.
    Month,
    /// Last week, the weekend.
    Week,
    /// Yesterday, and yesterday evening.
    Day,
    /// 3 p.m.
    Hour,
    /// 15:00.
    Minute,
    /// 15:00:30.
    Second,
}

impl Precision {
    /// All of them, the coarsest first.
    pub const ALL: [Self; 12] = [
        Self::Century,
        Self::Decade,
        Self::Year,
        Self::Half,
        Self::Season,
        Self::Quarter,
        Self::Month,
        Self::Week,
        Self::Day,
        Self::Hour,
        Self::Minute,
        Self::Second,
    ];

    /// The word used in JSON.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Century => "century",
            Self::Decade => "decade",
            Self::Year => "year",
            Self::Half => "half",
            Self::Season => "season",
            Self::Quarter => "quarter",
            Self::Month => "month",
            Self::Week => "week",
            Self::Day => "day",
            Self::Hour => "hour",
            Self::Minute => "minute",
            Self::Second => "second",
        }
    }
}

/// What a date, time, length or set says of itself beside its value; empty for anything else.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub(crate) struct Dating {
    pub(crate) basis: Option<Basis>,
    pub(crate) precision: Option<Precision>,
}
