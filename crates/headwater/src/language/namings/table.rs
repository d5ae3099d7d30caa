//! The words of a language by which sources are named, from `data/<tag>/namings.toml`.

use serde::Deserialize;

use super::OutletKind;
use crate::language::Language;
use crate::language::phrases::Phrases;
use crate::language::tables::{Tables, parsed};

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct File {
    whole: Vec<String>,
    before: Vec<String>,
    after: Vec<String>,
    says: Vec<String>,
    between: Vec<String>,
    topics: Vec<String>,
    ends: Vec<String>,
    generic: Generic,
    outlet: Outlet,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Generic {
    any: Vec<String>,
    agency: Vec<String>,
    paper: Vec<String>,
    broadcaster: Vec<String>,
}

#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Outlet {
    weak: Vec<String>,
    agency: Vec<String>,
    paper: Vec<String>,
    broadcaster: Vec<String>,
}

/// The same, ready to be looked up.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) whole: Phrases<()>,
    pub(super) before: Phrases<()>,
    pub(super) after: Phrases<()>,
    pub(super) between: Phrases<()>,
    pub(super) topics: Phrases<()>,
    pub(super) ends: Phrases<()>,
    pub(super) generic: Phrases<Option<OutletKind>>,
    pub(super) outlet: Phrases<Word>,
}

/// A word in the name of an outlet.
#[derive(Debug, Clone, Copy)]
pub(super) struct Word {
    pub(super) kind: OutletKind,
    /// Whether a name that has it is one of an outlet; else it only tells the kind.
    pub(super) tells: bool,
}

fn phrases<'w, T>(entries: impl IntoIterator<Item = (&'w Vec<String>, T)>) -> Phrases<T>
where
    T: Copy,
{
    let mut phrases = Phrases::new(false);
    for (words, meaning) in entries {
        for word in words {
            phrases.insert(word, meaning);
        }
    }
    phrases
}

impl Outlet {
    fn words(&self) -> Phrases<Word> {
        let mut phrases = Phrases::new(false);
        let kinds = [
            (&self.agency, OutletKind::Agency),
            (&self.paper, OutletKind::Paper),
            (&self.broadcaster, OutletKind::Broadcaster),
        ];
        for (words, kind) in kinds {
            for word in words {
                let tells = !self.weak.contains(word);
                phrases.insert(word, Word { kind, tells });
            }
        }
        phrases
    }
}

impl Table {
    /// The table of a language; none of one that has none.
    pub(super) fn of(language: Language) -> Option<&'static Self> {
        static TABLES: Tables<Table> = Tables::new(Table::read);
        TABLES.get(language)
    }

    fn read(language: Language) -> Self {
        let file: File = parsed(table!(language, "namings"));
        let (generic, outlet) = (&file.generic, &file.outlet);
        Self {
            whole: phrases([(&file.whole, ())]),
            before: phrases([(&file.before, ()), (&file.says, ())]),
            after: phrases([(&file.after, ()), (&file.says, ())]),
            between: phrases([(&file.between, ())]),
            topics: phrases([(&file.topics, ())]),
            ends: phrases([(&file.ends, ())]),
            generic: phrases([
                (&generic.any, None),
                (&generic.agency, Some(OutletKind::Agency)),
                (&generic.paper, Some(OutletKind::Paper)),
                (&generic.broadcaster, Some(OutletKind::Broadcaster)),
            ]),
            outlet: outlet.words(),
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_well_formed() {
        for language in Language::ALL {
            let file: File = toml::from_str(table!(language, "namings")).expect("a table");
            let lists = [
                &file.whole,
                &file.between,
                &file.generic.any,
                &file.generic.agency,
                &file.generic.paper,
                &file.generic.broadcaster,
                &file.outlet.agency,
                &file.outlet.paper,
                &file.outlet.broadcaster,
            ];
            for list in lists {
                assert!(!list.is_empty(), "{language}");
                assert!(list.iter().all(|word| *word == word.to_lowercase()));
            }
            let known = [
                &file.outlet.agency,
                &file.outlet.paper,
                &file.outlet.broadcaster,
            ];
            let is_known = |word| known.iter().any(|list| list.contains(word));
            assert!(file.outlet.weak.iter().all(is_known), "{language}");
            assert!(!(file.before.is_empty() && file.after.is_empty() && file.says.is_empty()));
            assert_eq!(file.topics.is_empty(), file.ends.is_empty(), "{language}");
        }
    }
}
