use std::sync::LazyLock;

use rustc_hash::FxHashSet as HashSet;
use serde::Deserialize;

use crate::language::Language;
use crate::language::tables::Tables;

/// What a language's `sentences.toml` says.
#[derive(Debug, Default)]
pub(super) struct Table {
    /// Abbreviations that always stand before what they belong to.
    pub(super) before_word: HashSet<String>,
    /// Abbreviations that stand before a number.
    pub(super) before_number: HashSet<String>,
    /// Abbreviations that may also close a sentence.
    pub(super) anywhere: HashSet<String>,
    /// Whether a small number with a full stop is an ordinal.
    pub(super) ordinals: bool,
    /// What carries a sentence on after a closed quotation.
    pub(super) continues: Vec<String>,
    /// Words of speaking.
    pub(super) speech: Vec<String>,
}

/// The table as it is written: words with white space between.
#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct Written {
    before_word: String,
    before_number: String,
    anywhere: String,
    ordinals: bool,
    continues: String,
    speech: String,
}

static TABLES: Tables<Table> =
    Tables::new(|language| Table::parse(source(language)).unwrap_or_default());

static EMPTY: LazyLock<Table> = LazyLock::new(Table::default);

const fn source(language: Language) -> &'static str {
    table!(language, "sentences")
}

impl Table {
    /// The table of a language.
    pub(super) fn of(language: Language) -> &'static Self {
        TABLES.get(language).unwrap_or(&EMPTY)
    }

    fn parse(text: &str) -> Result<Self, toml::de::Error> {
        let written: Written = toml::from_str(text)?;
        let set = |words: &str| words.split_whitespace().map(str::to_owned).collect();
        let list = |words: &str| words.split_whitespace().map(str::to_owned).collect();
        Ok(Self {
            before_word: set(&written.before_word),
            before_number: set(&written.before_number),
            anywhere: set(&written.anywhere),
            ordinals: written.ordinals,
            continues: list(&written.continues),
            speech: list(&written.speech),
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_parses_and_is_that_of_its_language() {
        for language in Language::ALL {
            Table::parse(source(language)).unwrap();
        }
        assert!(Table::of(Language::German).ordinals);
        assert!(Table::of(Language::English).before_word.contains("Mr"));
        assert!(Table::of(Language::Spanish).before_word.contains("Sra"));
        assert!(
            Table::of(Language::Japanese)
                .continues
                .contains(&"と".to_owned())
        );
        assert!(
            Table::of(Language::Korean)
                .continues
                .contains(&"라고".to_owned())
        );
    }
}
