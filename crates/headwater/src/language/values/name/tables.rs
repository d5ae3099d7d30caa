//! What the `names.toml` of the languages say.

use std::collections::HashSet;
use std::sync::LazyLock;

use serde::Deserialize;

use super::inflected;
use crate::language::tables::{Tables, parsed};
use crate::language::{Language, script};

/// One language's table as it is written; each language uses some of it.
#[derive(Deserialize, Default)]
#[serde(default, deny_unknown_fields)]
struct Written {
    not_names: String,
    general: String,
    bodies: String,
    articles: String,
    titles: String,
    transliteration: String,
    surnames: String,
    contexts: String,
    transliterated: String,
}

/// One language's lists.
#[derive(Default)]
pub(super) struct Table {
    /// Words with a capital that are no names.
    pub(super) not_names: HashSet<String>,
    /// Those of them that name nothing by themselves, as they are in every case.
    pub(super) general: HashSet<String>,
    /// Bodies whose name goes on with what they are for: Ministry of Fisheries.
    pub(super) bodies: HashSet<String>,
    /// Words in front of a noun that, where nouns have capitals, show it to be no name.
    pub(super) articles: HashSet<String>,
    /// What goes with a name, the longest first, in lower case.
    pub(super) titles: Vec<String>,
    /// The characters that foreign names are written with.
    pub(super) transliteration: HashSet<char>,
    /// Family names that people of the language's own country have.
    pub(super) surnames: HashSet<String>,
    /// Verbs and other words right behind a name that show it to be one, the longest first.
    pub(super) contexts: Vec<String>,
    /// Characters that by themselves show a name from another language.
    pub(super) transliterated: HashSet<char>,
}

static TABLES: Tables<Table> = Tables::new(|language| Table::of(&parsed(source(language))));

/// The titles of all languages that part their words by spaces.
static TITLES: LazyLock<HashSet<&'static str>> = LazyLock::new(|| {
    let tables = Language::ALL.into_iter().filter_map(of);
    let titles = tables.flat_map(|table| &table.titles);
    titles.map(String::as_str).collect()
});

fn source(language: Language) -> &'static str {
    table!(language, "names")
}

impl Table {
    fn of(written: &Written) -> Self {
        let words = |list: &str| -> HashSet<String> {
            list.split_whitespace().map(str::to_owned).collect()
        };
        let longest_first = |list: &str| {
            let mut list: Vec<String> = list.split_whitespace().map(str::to_owned).collect();
            list.sort_by_key(|word| std::cmp::Reverse(word.len()));
            list
        };
        let characters =
            |list: &str| -> HashSet<char> { list.chars().filter(|c| !c.is_whitespace()).collect() };
        let general = words(&written.general);
        Self {
            not_names: &words(&written.not_names) | &general,
            general: general
                .iter()
                .map(|word| inflected::in_every_case(word).to_owned())
                .collect(),
            bodies: words(&written.bodies),
            articles: words(&written.articles),
            titles: longest_first(&written.titles),
            transliteration: characters(&written.transliteration),
            transliterated: characters(&written.transliterated),
            surnames: words(&written.surnames),
            contexts: longest_first(&written.contexts),
        }
    }
}

/// The lists of a language.
pub(super) fn of(language: Language) -> Option<&'static Table> {
    TABLES.get(language)
}

/// Whether a word in lower case goes with names in some language.
pub(super) fn is_title(word: &str) -> bool {
    TITLES.contains(word.trim_end_matches('.'))
}

/// The name without a title that is written behind it as one word: 拜登总统, 김정은씨.
pub(super) fn without_ending(word: &str) -> &str {
    let Some(last) = word.chars().next_back() else {
        return word;
    };
    let languages: &[Language] = if script::is_hangul(last) {
        &[Language::Korean]
    } else if script::is_unspaced(last) {
        &[Language::Japanese, Language::Chinese]
    } else {
        return word;
    };
    let mut bare = word;
    for table in languages.iter().filter_map(|language| of(*language)) {
        let found = table.titles.iter().find_map(|title| {
            let rest = bare.strip_suffix(title.as_str())?;
            (rest.chars().count() >= 2).then_some(rest)
        });
        bare = found.unwrap_or(bare);
    }
    bare
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_tables_parse() {
        for language in Language::ALL {
            let written: Written = toml::from_str(source(language)).unwrap();
            assert!(!Table::of(&written).titles.is_empty(), "{language}");
        }
    }

    #[test]
    fn a_title_goes_and_the_name_stays() {
        assert_eq!(without_ending("奥克伍德总统"), "奥克伍德");
        assert_eq!(without_ending("オークウッド大統領"), "オークウッド");
        assert_eq!(without_ending("오크우드씨"), "오크우드");
        assert_eq!(without_ending("总统"), "总统");
        assert_eq!(without_ending("Oakwood"), "Oakwood");
    }
}
