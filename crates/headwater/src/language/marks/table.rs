//! What `data/<tag>/marks.toml` says.

use std::collections::BTreeSet;

use serde::Deserialize;

use super::MarkKind;
use super::pattern::Patterns;
use crate::language::Language;
use crate::language::tables::{Tables, parsed};

/// The file as it is written; its head says what the fields mean.
#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct File {
    behind: bool,
    ahead: Vec<String>,
    breaks: Vec<String>,
    none: Vec<String>,
    hearsay: Vec<String>,
    hedge: Vec<String>,
    weak: Vec<String>,
    attributed: Vec<String>,
    condition: Vec<String>,
    plan: Vec<String>,
    done: Vec<String>,
    letters: u32,
    negation: Negation,
}

#[derive(Deserialize, Default)]
#[serde(deny_unknown_fields)]
struct Negation {
    concord: bool,
    verb: Vec<String>,
    word: Vec<String>,
    hint: Vec<String>,
    denies: Vec<String>,
    admits: Vec<String>,
}

/// What a phrase is, where phrases do not overlap.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Role {
    /// A phrase that marks nothing.
    Nothing,
    /// An idiom that holds a word of denial and denies nothing: "no doubt", "not only". Another
    /// language may put it with a word of denial of its own.
    Idiom,
    Mark {
        kind: MarkKind,
        firm: bool,
        /// Whether it stands before what it marks, whatever the language does as a rule.
        ahead: bool,
    },
}

/// What else a word may say, whatever it overlaps with.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Aside {
    /// May be how another language's denial is put.
    Hint,
    /// Not told as plain fact.
    Attributed,
    Done,
    Denies,
    Admits,
}

pub(super) struct Table {
    pub(super) behind: bool,
    pub(super) concord: bool,
    pub(super) letters: u32,
    pub(super) phrases: Patterns<Role>,
    pub(super) breaks: Patterns<()>,
    /// The sentence's other words, by what they say. Each kind is looked for on its own.
    pub(super) asides: Vec<(Aside, Patterns<()>)>,
}

static TABLES: Tables<Table> = Tables::new(|language| Table::new(&parsed(source(language))));

const fn source(language: Language) -> &'static str {
    table!(language, "marks")
}

/// The table of a language.
pub(super) fn of(language: Language) -> Option<&'static Table> {
    TABLES.get(language)
}

/// The Arabic "and" and "so", which are written on the word after them. No other language of ours has
/// these letters.
const PROCLITICS: [char; 2] = ['و', 'ف'];

impl Table {
    fn new(file: &File) -> Self {
        let ahead: BTreeSet<&String> = file.ahead.iter().collect();
        let weak: BTreeSet<&String> = file.weak.iter().collect();
        let mut phrases = Patterns::new(&PROCLITICS);
        let negation = &file.negation;
        let denials: BTreeSet<&str> = negation
            .verb
            .iter()
            .chain(&negation.word)
            .map(String::as_str)
            .collect();
        for phrase in &file.none {
            let idiom = phrase.split(' ').any(|word| denials.contains(word));
            phrases.insert(phrase, if idiom { Role::Idiom } else { Role::Nothing });
        }
        let lists = [
            (MarkKind::Hearsay, true, &file.hearsay),
            // before the patterns that have them, too: of two as long, the first counts
            (MarkKind::Hedge, false, &file.weak),
            (MarkKind::Hedge, true, &file.hedge),
            (MarkKind::Condition, true, &file.condition),
            (MarkKind::Plan, true, &file.plan),
            (MarkKind::Negation, true, &negation.verb),
            (MarkKind::Negation, false, &negation.word),
        ];
        for (kind, firm, list) in lists {
            for phrase in list {
                let role = Role::Mark {
                    kind,
                    firm: firm && !weak.contains(phrase),
                    ahead: ahead.contains(phrase),
                };
                phrases.insert(phrase, role);
            }
        }
        let asides = [
            (Aside::Hint, &negation.hint),
            (Aside::Attributed, &file.attributed),
            (Aside::Done, &file.done),
            (Aside::Denies, &negation.denies),
            (Aside::Admits, &negation.admits),
        ];
        Self {
            behind: file.behind,
            concord: negation.concord,
            letters: file.letters,
            phrases,
            breaks: plain(&file.breaks),
            asides: asides.map(|(aside, list)| (aside, plain(list))).into(),
        }
    }
}

fn plain(list: &[String]) -> Patterns<()> {
    let mut patterns = Patterns::new(&PROCLITICS);
    for phrase in list {
        patterns.insert(phrase, ());
    }
    patterns
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_well_formed() {
        for language in Language::ALL {
            let file: File = toml::from_str(source(language)).unwrap();
            let negation = &file.negation;
            let lists = [
                &file.hearsay,
                &file.hedge,
                &file.attributed,
                &file.condition,
                &file.plan,
                &file.done,
                &file.none,
                &negation.verb,
                &negation.word,
                &negation.hint,
                &negation.denies,
                &negation.admits,
            ];
            assert!((50..200).contains(&file.letters), "{language}");
            for list in lists {
                assert!(!list.is_empty(), "{language}");
                for phrase in list {
                    assert_eq!(phrase.to_lowercase(), *phrase, "{language}: small letters");
                    assert_eq!(phrase.trim(), phrase);
                    assert!(!phrase.contains('’'), "{phrase}: the straight apostrophe");
                    let wildcards = phrase.matches(['*', '…']).count();
                    assert!(wildcards <= 3, "{phrase}");
                }
            }
        }
    }

    #[test]
    fn no_phrase_is_a_mark_and_none() {
        for language in Language::ALL {
            let file: File = toml::from_str(source(language)).unwrap();
            let lists = [
                &file.hearsay,
                &file.hedge,
                &file.condition,
                &file.plan,
                &file.negation.verb,
                &file.negation.word,
            ];
            for phrase in lists.into_iter().flatten() {
                assert!(!file.none.contains(phrase), "{language}: {phrase}");
            }
        }
    }
}
