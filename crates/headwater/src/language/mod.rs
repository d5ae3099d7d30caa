//! What language a text is in, where its sentences end, and which values stand in it.

/// The text of one language's table: `table!(language, "dates")` is `data/<tag>/dates.toml`.
macro_rules! table {
    ($language:expr, $topic:literal) => {{
        macro_rules! of {
            ($tag:literal) => {
                include_str!(concat!(
                    env!("CARGO_MANIFEST_DIR"),
                    "/data/",
                    $tag,
                    "/",
                    $topic,
                    ".toml"
                ))
            };
        }
        match $language {
            $crate::language::Language::Arabic => of!("ar"),
            $crate::language::Language::Chinese => of!("zh"),
            $crate::language::Language::English => of!("en"),
            $crate::language::Language::French => of!("fr"),
            $crate::language::Language::German => of!("de"),
            $crate::language::Language::Japanese => of!("ja"),
            $crate::language::Language::Korean => of!("ko"),
            $crate::language::Language::Russian => of!("ru"),
            $crate::language::Language::Spanish => of!("es"),
        }
    }};
}

mod detect;
pub mod marks;
pub(crate) mod namings;
mod numeral;
mod pairs;
mod phrases;
mod reading;
pub(crate) mod retold;
mod romanise;
mod script;
pub mod segment;
mod sounds;
mod spelling;
mod tables;
mod trie;
pub mod values;
mod words;

pub use detect::{Detected, detect};
pub use reading::Reading;
pub use romanise::romanise;

use std::fmt;

/// A language that Headwater reads.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum Language {
    /// العربية
    Arabic,
    /// 中文, in either script
    Chinese,
    /// English
    English,
    /// Français
    French,
    /// Deutsch
    German,
    /// 日本語
    Japanese,
    /// 한국어
    Korean,
    /// Русский
    Russian,
    /// Español
    Spanish,
}

impl Language {
    /// All of them, in the order of their English names.
    pub const ALL: [Self; 9] = [
        Self::Arabic,
        Self::Chinese,
        Self::English,
        Self::French,
        Self::German,
        Self::Japanese,
        Self::Korean,
        Self::Russian,
        Self::Spanish,
    ];

    /// The primary subtag of BCP 47.
    #[must_use]
    pub const fn tag(self) -> &'static str {
        match self {
            Self::Arabic => "ar",
            Self::Chinese => "zh",
            Self::English => "en",
            Self::French => "fr",
            Self::German => "de",
            Self::Japanese => "ja",
            Self::Korean => "ko",
            Self::Russian => "ru",
            Self::Spanish => "es",
        }
    }

    /// The language of a BCP 47 tag, whatever its region and script; `None` for one that
    /// Headwater does not read.
    #[must_use]
    pub fn from_tag(tag: &str) -> Option<Self> {
        let primary = tag
            .split(['-', '_'])
            .next()
            .unwrap_or_default()
            .to_ascii_lowercase();
        Self::ALL
            .into_iter()
            .find(|language| language.tag() == primary)
    }

    /// Whether words stand without spaces between them.
    #[must_use]
    pub const fn is_unspaced(self) -> bool {
        matches!(self, Self::Chinese | Self::Japanese)
    }
}

impl fmt::Display for Language {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(self.tag())
    }
}

/// A character in small letters; the first of them, where they are several.
fn small(c: char) -> char {
    match c {
        '\0'..='\x7F' => c.to_ascii_lowercase(),
        // characters and syllables that know no case
        '\u{3040}'..='\u{9FFF}' | '\u{AC00}'..='\u{D7A3}' => c,
        _ => c.to_lowercase().next().unwrap_or(c),
    }
}

/// What [`char::is_alphabetic`] says, without a search for the letters that texts are made of.
fn is_alphabetic(c: char) -> bool {
    match c {
        '\0'..='\x7F' => c.is_ascii_alphabetic(),
        'Ѐ'..='ҁ'
        | 'ء'..='ي'
        | 'ぁ'..='ゖ'
        | 'ァ'..='ヺ'
        | '㐀'..='䶿'
        | '一'..='鿿'
        | '가'..='힣' => true,
        _ => c.is_alphabetic(),
    }
}

/// The ISO 15924 script of a language that is written in more than one.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
#[non_exhaustive]
pub enum Script {
    /// 简体
    Hans,
    /// 繁體
    Hant,
}

impl Script {
    /// The ISO 15924 code.
    #[must_use]
    pub const fn code(self) -> &'static str {
        match self {
            Self::Hans => "Hans",
            Self::Hant => "Hant",
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn small_letters_are_those_of_unicode() {
        for c in '\0'..=char::MAX {
            assert_eq!(Some(small(c)), c.to_lowercase().next());
        }
    }

    #[test]
    fn letters_are_those_of_unicode() {
        for c in '\0'..=char::MAX {
            assert_eq!(is_alphabetic(c), c.is_alphabetic(), "{c}");
        }
    }
}
