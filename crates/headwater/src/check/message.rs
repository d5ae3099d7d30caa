/// What there is to say of a departure, in the words of no language.
///
/// A catalogue of the reports has a sentence for each; the words that it quotes and the values that
/// it names are those of the departure's two places.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Message {
    /// The article says one thing, the source another.
    SaysOther,
    /// The same of two dates, each with what it was read as.
    DatesOther,
    /// The article quotes other words than the source has.
    QuotesOther,
    /// The article quotes something that the source's quotation does not say.
    QuotesMore,
    /// The article leaves something out of the middle of a quotation.
    QuotesLess,
    /// The article names one, the source another.
    NamesOther,
    /// The article names somebody or something that the passage does not name.
    NamesUnknown,
    /// The article has one speaker say it, the source another.
    SpeakerOther,
    /// The article tells as fact what the source doubts.
    ToldAsFact,
    /// The article doubts what the source tells as fact.
    ToldAsDoubtful,
    /// The article tells as done what the source tells as a plan.
    ToldAsDone,
    /// The article tells a limit as the figure itself, or as the limit on the other side.
    LimitLost,
    /// The article denies it, the source does not.
    ArticleDenies,
    /// The source denies it, the article does not.
    SourceDenies,
    /// The article denies it twice, the source once.
    ArticleDeniesTwice,
    /// The source denies it twice, the article once.
    SourceDeniesTwice,
}

impl Message {
    /// All of them.
    pub const ALL: [Self; 16] = [
        Self::SaysOther,
        Self::DatesOther,
        Self::QuotesOther,
        Self::QuotesMore,
        Self::QuotesLess,
        Self::NamesOther,
        Self::NamesUnknown,
        Self::SpeakerOther,
        Self::ToldAsFact,
        Self::ToldAsDoubtful,
        Self::ToldAsDone,
        Self::LimitLost,
        Self::ArticleDenies,
        Self::SourceDenies,
        Self::ArticleDeniesTwice,
        Self::SourceDeniesTwice,
    ];
}
