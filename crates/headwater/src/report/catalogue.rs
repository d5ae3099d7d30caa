//! The catalogues: all that the reports say, one readable file a language.
//!
//! The fields here are the keys of `data/messages/en.toml`, where they are explained. A catalogue
//! that lacks one, or has one more, is not read; a test says so.

use super::template::{Counted, Template};
use crate::check::{DepartureKind, Message, Reason, Verdict};
use crate::language::Language;
use crate::report::{FetchStatus, SentenceKind, SourceStatus};
use serde::Deserialize;
use std::sync::LazyLock;

/// A language that the reports speak.
#[derive(Debug, Clone, Copy, Default, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum MessageLanguage {
    /// English, the default
    #[default]
    English,
    /// 简体中文
    SimplifiedChinese,
    /// 繁體中文
    TraditionalChinese,
    /// 日本語
    Japanese,
}

impl MessageLanguage {
    /// All of them, the default first.
    pub const ALL: [Self; 4] = [
        Self::English,
        Self::SimplifiedChinese,
        Self::TraditionalChinese,
        Self::Japanese,
    ];

    /// Its BCP 47 tag, and the name of its catalogue.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::English => "en",
            Self::SimplifiedChinese => "zh-Hans",
            Self::TraditionalChinese => "zh-Hant",
            Self::Japanese => "ja",
        }
    }

    /// The language that comes nearest to a BCP 47 tag, in any case: Chinese by its script, else by
    /// what its region writes. `None` where the reports do not speak it.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let tag = tag.to_ascii_lowercase();
        let mut subtags = tag.split(['-', '_']);
        let primary = subtags.next()?;
        let rest: Vec<&str> = subtags.collect();
        let is_subtag = |subtag: &&str| {
            (1..=8).contains(&subtag.len()) && subtag.bytes().all(|b| b.is_ascii_alphanumeric())
        };
        if !rest.iter().all(is_subtag) {
            return None;
        }
        let has = |any: &[&str]| rest.iter().any(|subtag| any.contains(subtag));
        match primary {
            "en" => Some(Self::English),
            "ja" => Some(Self::Japanese),
            "zh" if has(&["hans"]) => Some(Self::SimplifiedChinese),
            "zh" if has(&["hant", "tw", "hk", "mo"]) => Some(Self::TraditionalChinese),
            "zh" => Some(Self::SimplifiedChinese),
            _ => None,
        }
    }

    const fn file(self) -> &'static str {
        match self {
            Self::English => include_str!("../../data/messages/en.toml"),
            Self::SimplifiedChinese => include_str!("../../data/messages/zh-Hans.toml"),
            Self::TraditionalChinese => include_str!("../../data/messages/zh-Hant.toml"),
            Self::Japanese => include_str!("../../data/messages/ja.toml"),
        }
    }

    /// Its catalogue. One that cannot be read would say nothing; a test forbids it.
    pub(super) fn words(self) -> &'static Words {
        static WORDS: LazyLock<[Words; MessageLanguage::ALL.len()]> =
            LazyLock::new(|| MessageLanguage::ALL.map(Words::of));
        static NONE: LazyLock<Words> = LazyLock::new(Words::default);
        let mut all = WORDS.iter();
        all.find(|words| words.speaks == self).unwrap_or(&NONE)
    }
}

/// What the reports say in one language.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields, rename_all = "kebab-case")]
pub(super) struct Words {
    #[serde(skip)]
    pub(super) speaks: MessageLanguage,
    pub(super) fidelity: String,
    pub(super) verdict: ByVerdict<String>,
    pub(super) meaning: ByVerdict<String>,
    pub(super) reason: ByReason,
    pub(super) remark: Remarks,
    pub(super) status: Statuses,
    pub(super) fetch: ByFetch,
    pub(super) kept: Kept,
    pub(super) departure: ByDeparture,
    pub(super) tag: ByDeparture,
    pub(super) message: Messages,
    pub(super) within: Within,
    pub(super) read_as: ReadAs,
    pub(super) sentence_kind: BySentenceKind,
    pub(super) language: Languages,
    pub(super) date: Dates,
    pub(super) join: Joins,
    pub(super) label: Labels,
    pub(super) summary: Summaries,
    pub(super) count: ByVerdict<Counted>,
    pub(super) count_within: Counted,
    pub(super) page: Page,
    pub(super) table: Table,
    pub(super) section: Sections,
    pub(super) explanation: Explanations,
}

impl Words {
    fn of(language: MessageLanguage) -> Self {
        Self {
            speaks: language,
            ..toml::from_str(language.file()).unwrap_or_default()
        }
    }
}

/// One table of a catalogue.
macro_rules! table {
    ($(#[$about:meta])* $name:ident { $($field:ident: $type:ty,)* }) => {
        $(#[$about])*
        #[derive(Debug, Default, Deserialize)]
        #[serde(deny_unknown_fields, rename_all = "kebab-case")]
        pub(super) struct $name {
            $(pub(super) $field: $type,)*
        }
    };
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
pub(super) struct ByVerdict<T> {
    supported: T,
    differs: T,
    unsupported: T,
    unchecked: T,
}

impl<T> ByVerdict<T> {
    pub(super) const fn of(&self, verdict: Verdict) -> &T {
        match verdict {
            Verdict::Supported => &self.supported,
            Verdict::Differs => &self.differs,
            Verdict::Unsupported => &self.unsupported,
            Verdict::Unchecked => &self.unchecked,
        }
    }
}

table!(ByReason {
    no_source_given: String,
    not_fetched: String,
    unreachable: String,
    unreadable: String,
    unsupported_language: String,
    not_a_claim: String,
    found_in_other_source: String,
});

impl ByReason {
    pub(super) fn of(&self, reason: Reason) -> &str {
        match reason {
            Reason::NoSourceGiven => &self.no_source_given,
            Reason::NotFetched => &self.not_fetched,
            Reason::Unreachable => &self.unreachable,
            Reason::Unreadable => &self.unreadable,
            Reason::UnsupportedLanguage => &self.unsupported_language,
            Reason::NotAClaim => &self.not_a_claim,
            Reason::FoundInOtherSource => &self.found_in_other_source,
        }
    }
}

table!(Remarks {
    unchecked: String,
    nothing_found: String,
    not_carried: String,
    says_other: String,
    cited_was_not_read: String,
    cited_was_not_given: String,
});

table!(Statuses {
    read: String,
    no_source_given: String,
    not_fetched: String,
    unreachable: String,
    unreadable: String,
    unsupported_language: String,
    not_a_claim: String,
});

impl Statuses {
    pub(super) fn of(&self, status: SourceStatus) -> &str {
        match status {
            SourceStatus::Read => &self.read,
            SourceStatus::Missing(Reason::NoSourceGiven) => &self.no_source_given,
            SourceStatus::Missing(Reason::NotFetched) => &self.not_fetched,
            SourceStatus::Missing(Reason::Unreachable) => &self.unreachable,
            SourceStatus::Missing(Reason::Unreadable) => &self.unreadable,
            SourceStatus::Missing(Reason::UnsupportedLanguage) => &self.unsupported_language,
            // A source is never missing for what is said of a sentence.
            SourceStatus::Missing(Reason::NotAClaim | Reason::FoundInOtherSource) => {
                &self.not_a_claim
            }
        }
    }
}

table!(ByFetch {
    read: String,
    dead: String,
    moved: String,
    blocked: String,
    robots: String,
    paywall: String,
    consent_wall: String,
    needs_browser: String,
    timed_out: String,
    too_large: String,
    not_text: String,
    bad_certificate: String,
    host_unknown: String,
    address_refused: String,
    unreachable: String,
    server_error: String,
    redirect_loop: String,
});

impl ByFetch {
    pub(super) fn of(&self, status: FetchStatus) -> &str {
        match status {
            FetchStatus::Read => &self.read,
            FetchStatus::Dead => &self.dead,
            FetchStatus::Moved => &self.moved,
            FetchStatus::Blocked => &self.blocked,
            FetchStatus::Robots => &self.robots,
            FetchStatus::Paywall => &self.paywall,
            FetchStatus::ConsentWall => &self.consent_wall,
            FetchStatus::NeedsBrowser => &self.needs_browser,
            FetchStatus::TimedOut => &self.timed_out,
            FetchStatus::TooLarge => &self.too_large,
            FetchStatus::NotText => &self.not_text,
            FetchStatus::BadCertificate => &self.bad_certificate,
            FetchStatus::HostUnknown => &self.host_unknown,
            FetchStatus::AddressRefused => &self.address_refused,
            FetchStatus::Unreachable => &self.unreachable,
            FetchStatus::ServerError => &self.server_error,
            FetchStatus::RedirectLoop => &self.redirect_loop,
        }
    }
}

table!(
    /// The places: `status`, `date`, `time`, `address`, `file`, `offset`, `hash`.
    Kept {
        memento: Template,
        fetched: Template,
        record: Template,
    }
);

table!(ByDeparture {
    number: String,
    date: String,
    name: String,
    quote: String,
    attribution: String,
    negation: String,
    certainty: String,
});

impl ByDeparture {
    pub(super) fn of(&self, kind: DepartureKind) -> &str {
        match kind {
            DepartureKind::Number => &self.number,
            DepartureKind::Date => &self.date,
            DepartureKind::Name => &self.name,
            DepartureKind::Quote => &self.quote,
            DepartureKind::Attribution => &self.attribution,
            DepartureKind::Negation => &self.negation,
            DepartureKind::Certainty => &self.certainty,
        }
    }
}

table!(
    /// The places: `article`, `source`, `article_value`, `source_value`.
    Messages {
        says_other: Template,
        dates_other: Template,
        quotes_other: Template,
        quotes_more: Template,
        quotes_less: Template,
        names_other: Template,
        names_unknown: Template,
        speaker_other: Template,
        told_as_fact: Template,
        told_as_doubtful: Template,
        told_as_done: Template,
        limit_lost: Template,
        article_denies: Template,
        source_denies: Template,
        article_denies_twice: Template,
        source_denies_twice: Template,
    }
);

impl Messages {
    pub(super) const fn of(&self, message: Message) -> &Template {
        match message {
            Message::SaysOther => &self.says_other,
            Message::DatesOther => &self.dates_other,
            Message::QuotesOther => &self.quotes_other,
            Message::QuotesMore => &self.quotes_more,
            Message::QuotesLess => &self.quotes_less,
            Message::NamesOther => &self.names_other,
            Message::NamesUnknown => &self.names_unknown,
            Message::SpeakerOther => &self.speaker_other,
            Message::ToldAsFact => &self.told_as_fact,
            Message::ToldAsDoubtful => &self.told_as_doubtful,
            Message::ToldAsDone => &self.told_as_done,
            Message::LimitLost => &self.limit_lost,
            Message::ArticleDenies => &self.article_denies,
            Message::SourceDenies => &self.source_denies,
            Message::ArticleDeniesTwice => &self.article_denies_twice,
            Message::SourceDeniesTwice => &self.source_denies_twice,
        }
    }
}

table!(
    /// What an article says against itself. The places: `here`, `there`, `sentence`, `here_value`,
    /// `there_value`.
    Within {
        heading: String,
        sentence: Template,
        says_other: Template,
        dates_other: Template,
        names_other: Template,
        speaker_other: Template,
        told_as_fact: Template,
        limit_lost: Template,
        denies_here: Template,
        denies_there: Template,
    }
);

impl Within {
    pub(super) const fn of(&self, message: Message) -> &Template {
        match message {
            Message::DatesOther => &self.dates_other,
            Message::NamesOther => &self.names_other,
            Message::SpeakerOther => &self.speaker_other,
            Message::ToldAsFact => &self.told_as_fact,
            Message::LimitLost => &self.limit_lost,
            Message::ArticleDenies | Message::ArticleDeniesTwice => &self.denies_here,
            Message::SourceDenies | Message::SourceDeniesTwice => &self.denies_there,
            // No rule says the rest of two sentences of one article.
            Message::SaysOther
            | Message::QuotesOther
            | Message::QuotesMore
            | Message::QuotesLess
            | Message::NamesUnknown
            | Message::ToldAsDoubtful
            | Message::ToldAsDone => &self.says_other,
        }
    }
}

table!(ReadAs {
    both: Template,
    article: Template,
    source: Template,
    sentence: Template,
    note: Template,
    words: Template,
});

table!(BySentenceKind {
    headline: String,
    lead: String,
    claim: String,
    quotation: String,
    caption: String,
    credit: String,
    reference: String,
    further_reading: String,
    disclaimer: String,
    other: String,
});

impl BySentenceKind {
    pub(super) fn of(&self, kind: SentenceKind) -> &str {
        match kind {
            SentenceKind::Headline => &self.headline,
            SentenceKind::Lead => &self.lead,
            SentenceKind::Claim => &self.claim,
            SentenceKind::Quotation => &self.quotation,
            SentenceKind::Caption => &self.caption,
            SentenceKind::Credit => &self.credit,
            SentenceKind::Reference => &self.reference,
            SentenceKind::FurtherReading => &self.further_reading,
            SentenceKind::Disclaimer => &self.disclaimer,
            SentenceKind::Other => &self.other,
        }
    }
}

table!(
    /// The languages of documents, by their tags.
    Languages {
        ar: String,
        de: String,
        en: String,
        es: String,
        fr: String,
        ja: String,
        ko: String,
        ru: String,
        zh: String,
        unknown: String,
    }
);

impl Languages {
    pub(super) fn of(&self, language: Language) -> &str {
        match language {
            Language::Arabic => &self.ar,
            Language::Chinese => &self.zh,
            Language::English => &self.en,
            Language::French => &self.fr,
            Language::German => &self.de,
            Language::Japanese => &self.ja,
            Language::Korean => &self.ko,
            Language::Russian => &self.ru,
            Language::Spanish => &self.es,
        }
    }
}

table!(Dates {
    months: [String; 12],
    day: Template,
    month: Template,
    year: Template,
    range: Template,
});

table!(Joins {
    stop: String,
    colon: String,
    comma: String,
    last: String,
});

table!(Labels {
    sentence: Template,
    sentence_link: Template,
    sentence_verdict: Template,
    sentence_trouble: Template,
    source: Template,
    support: Template,
    r#match: Template,
    source_date: Template,
    claims: Counted,
});

table!(Summaries {
    sentence: Template,
    nothing: Template,
    sources: Counted,
    sources_read: Counted,
});

table!(Page {
    title: Template,
    skip: String,
    kicker: String,
    first_published: Template,
    article: String,
    article_says: String,
    sources_say: String,
    cites: Template,
    show: String,
    show_all: String,
    show_trouble: String,
    strip: String,
    dates: String,
    key: String,
    key_text: String,
    written: Template,
    text: Template,
});

table!(Table {
    verdict: String,
    sentences: String,
    meaning: String,
    all_claims: String,
    number: String,
    source: String,
    publisher: String,
    language: String,
    date: String,
    status: String,
});

table!(Sections {
    findings: String,
    nothing_departs: String,
    sources: String,
    none_given: String,
    no_source_given: String,
    address: String,
});

table!(Explanations {
    no_passage: String,
    weighed: String,
    considered: String,
    names: String,
    article: String,
    source: String,
});

#[cfg(test)]
mod tests;
