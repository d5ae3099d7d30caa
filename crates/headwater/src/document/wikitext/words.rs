//! The words of wikitext, from `data/<tag>/wikitext.toml`.
//!
//! All languages are looked through at once: wikis take over each other's templates.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use serde::Deserialize;

/// One language's table; `data/en/wikitext.toml` says what the fields mean.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    dropped: Vec<String>,
    citation: Vec<String>,
    list: Vec<String>,
    note: Vec<String>,
    named: Vec<String>,
    short: Vec<String>,
    short_shown: Vec<String>,
    address: Vec<String>,
    archive: Vec<String>,
    title: Vec<String>,
    author: Vec<String>,
    publisher: Vec<String>,
    date: Vec<String>,
    text: BTreeMap<String, Vec<usize>>,
}

const TABLES: [&str; 9] = tables!("wikitext");

/// All tables together. Of the parameters the order counts: the first that is there is taken.
#[derive(Debug, Default)]
pub(super) struct Words {
    dropped: BTreeSet<String>,
    templates: BTreeMap<String, Template>,
    text: BTreeMap<String, Vec<usize>>,
    pub(super) address: Vec<String>,
    pub(super) archive: Vec<String>,
    pub(super) title: Vec<String>,
    pub(super) author: Vec<String>,
    pub(super) publisher: Vec<String>,
    pub(super) date: Vec<String>,
}

/// What a template is for.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Template {
    Citation,
    List,
    Note,
    Named,
    Short,
    ShortShown,
}

/// The tables, read once. One that is malformed counts as empty; a test finds it.
pub(super) static WORDS: LazyLock<Words> = LazyLock::new(|| {
    let tables = TABLES.map(|table| toml::from_str(table).unwrap_or_default());
    Words::from_tables(tables)
});

impl Words {
    fn from_tables(tables: impl IntoIterator<Item = Table>) -> Self {
        let mut all = Self::default();
        for table in tables {
            all.dropped.extend(table.dropped);
            all.text.extend(table.text);
            for (names, template) in [
                (table.citation, Template::Citation),
                (table.list, Template::List),
                (table.note, Template::Note),
                (table.named, Template::Named),
                (table.short, Template::Short),
                (table.short_shown, Template::ShortShown),
            ] {
                let named = names.into_iter().map(|name| (name, template));
                all.templates.extend(named);
            }
            all.address.extend(table.address);
            all.archive.extend(table.archive);
            all.title.extend(table.title);
            all.author.extend(table.author);
            all.publisher.extend(table.publisher);
            all.date.extend(table.date);
        }
        all
    }

    /// Whether a link with this prefix shows a picture or files the page.
    pub(super) fn drops(&self, prefix: &str) -> bool {
        self.dropped.contains(prefix)
    }

    /// What a template is for, by its name or its first word: `cite web`.
    pub(super) fn template(&self, name: &str) -> Option<Template> {
        let first = name.split(' ').next()?;
        let whole = self.templates.get(name).copied();
        whole.or_else(|| {
            let found = self.templates.get(first).copied();
            found.filter(|template| *template == Template::Citation)
        })
    }

    /// Which parameters of a template are text.
    pub(super) fn text(&self, name: &str) -> Option<&[usize]> {
        if name.starts_with("lang-") {
            return Some(&[1]);
        }
        self.text.get(name).map(Vec::as_slice)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_well_formed() {
        for source in TABLES {
            let table: Table = toml::from_str(source).expect("a table that can be read");
            for list in [&table.dropped, &table.citation, &table.list, &table.title] {
                assert!(!list.is_empty());
                assert!(list.iter().all(|word| *word == word.to_lowercase()));
            }
        }
    }

    #[test]
    fn templates_are_known_by_name_or_first_word() {
        assert_eq!(WORDS.template("cite web"), Some(Template::Citation));
        assert_eq!(WORDS.template("استشهاد ويب"), Some(Template::Citation));
        assert_eq!(WORDS.template("notes on dams"), None);
        assert_eq!(WORDS.text("lang-ja"), Some(&[1][..]));
    }
}
