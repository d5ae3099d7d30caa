//! What each language's `speech.toml` says.

use rustc_hash::FxHashSet as HashSet;
use serde::Deserialize;

use super::Strength;
use crate::language::Language;
use crate::language::phrases::Phrases;
use crate::language::tables::{Tables, parsed};

/// The file as it is written; `data/en/speech.toml` says what each field means.
#[derive(Debug, Default, Deserialize)]
#[serde(default, deny_unknown_fields)]
struct Source {
    said: Vec<String>,
    claimed: Vec<String>,
    denied: Vec<String>,
    admitted: Vec<String>,
    revealed: Vec<String>,
    hedged: Vec<String>,
    weak: Vec<String>,
    participle: Vec<String>,
    reported: Vec<String>,
    according: Vec<String>,
    according_after: Vec<String>,
    according_ends: Vec<String>,
    auxiliaries: Vec<String>,
    adverbs: Vec<String>,
    that: Vec<String>,
    infinitives: Vec<String>,
    elided: Vec<String>,
    clitics: Vec<String>,
    openers: Vec<String>,
    trailers: Vec<String>,
    breaks: Vec<String>,
    relatives: Vec<String>,
    articles: Vec<String>,
    conjunctions: Vec<String>,
    pronouns: Vec<String>,
    pronouns_person: Vec<String>,
    addressed: Vec<String>,
    passive: Vec<String>,
    prefixes: Vec<String>,
    particles: Vec<String>,
    weekdays: Vec<String>,
    not_cues: Vec<String>,
    adverbials: Vec<String>,
    bare: bool,
    comma_bare: bool,
    verb_first: bool,
}

/// A word that reports.
#[derive(Debug, Clone, Copy)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each is a list of its own in the file"
)]
pub(super) struct Cue {
    pub(super) strength: Strength,
    /// It is often something else, and counts only with a conjunction, a colon or a quotation.
    pub(super) weak: bool,
    /// It needs an auxiliary before it.
    pub(super) participle: bool,
    /// Its object is what is reported.
    pub(super) reported: bool,
    /// Its object is the hearer.
    pub(super) addressed: bool,
}

/// The words of one language.
#[derive(Debug)]
pub(super) struct Table {
    pub(super) cues: Phrases<Cue>,
    pub(super) according: Phrases<()>,
    pub(super) according_after: Phrases<()>,
    pub(super) that: Phrases<()>,
    pub(super) trailers: Phrases<()>,
    pub(super) not_cues: Phrases<()>,
    /// What may end a sentence that leans on a source, behind what is reported.
    pub(super) according_ends: Vec<String>,
    /// Adverbials as a pattern of the end of a phrase: 火曜日, で, 에서.
    pub(super) adverbials: Vec<String>,
    /// How an infinitive ends that may be what is reported: affirme être prêt.
    pub(super) infinitives: Vec<String>,
    pub(super) elided: Vec<String>,
    pub(super) clitics: Vec<String>,
    pub(super) openers_in_order: Vec<String>,
    pub(super) auxiliaries: HashSet<String>,
    pub(super) adverbs: HashSet<String>,
    pub(super) openers: HashSet<String>,
    pub(super) breaks: HashSet<String>,
    pub(super) relatives: HashSet<String>,
    pub(super) articles: HashSet<String>,
    pub(super) conjunctions: HashSet<String>,
    pub(super) pronouns: HashSet<String>,
    /// Pronouns that stand for one person who was named before.
    pub(super) persons: HashSet<String>,
    /// Auxiliaries and prepositions that turn the verb round: was told, reported by.
    pub(super) passive: HashSet<String>,
    pub(super) prefixes: HashSet<String>,
    pub(super) particles: HashSet<String>,
    pub(super) weekdays: HashSet<String>,
    pub(super) bare: bool,
    pub(super) comma_bare: bool,
    pub(super) verb_first: bool,
}

static TABLES: Tables<Table> = Tables::new(|language| build(parsed(source(language))));

const fn source(language: Language) -> &'static str {
    table!(language, "speech")
}

pub(super) fn table(language: Language) -> Option<&'static Table> {
    TABLES.get(language)
}

fn build(source: Source) -> Table {
    Table {
        cues: cues(&source),
        according: phrases(&source.according),
        according_after: phrases(&source.according_after),
        that: phrases(&source.that),
        trailers: phrases(&source.trailers),
        not_cues: phrases(&source.not_cues),
        openers_in_order: source.openers.clone(),
        according_ends: source.according_ends,
        adverbials: source.adverbials,
        infinitives: source.infinitives,
        elided: source.elided,
        clitics: source.clitics,
        auxiliaries: set(source.auxiliaries),
        adverbs: set(source.adverbs),
        openers: set(source.openers),
        breaks: set(source.breaks),
        relatives: set(source.relatives),
        articles: set(source.articles),
        conjunctions: set(source.conjunctions),
        pronouns: set(source.pronouns),
        persons: set(source.pronouns_person),
        passive: set(source.passive),
        prefixes: set(source.prefixes),
        particles: set(source.particles),
        weekdays: set(source.weekdays),
        bare: source.bare,
        comma_bare: source.comma_bare,
        verb_first: source.verb_first,
    }
}

fn set(words: Vec<String>) -> HashSet<String> {
    words.into_iter().collect()
}

fn phrases(words: &[String]) -> Phrases<()> {
    let mut phrases = Phrases::new(false);
    for word in words {
        phrases.insert(word, ());
    }
    phrases
}

fn cues(source: &Source) -> Phrases<Cue> {
    let mut cues = Phrases::new(false);
    for (words, strength) in [
        (&source.said, Strength::Neutral),
        (&source.claimed, Strength::Claimed),
        (&source.denied, Strength::Denied),
        (&source.admitted, Strength::Admitted),
        (&source.revealed, Strength::Revealed),
        (&source.hedged, Strength::Hedged),
    ] {
        for word in words {
            let cue = Cue {
                strength,
                weak: source.weak.contains(word),
                participle: source.participle.contains(word),
                reported: source.reported.contains(word),
                addressed: source.addressed.contains(word),
            };
            cues.insert(word, cue);
        }
    }
    cues
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_well_formed() {
        for language in Language::ALL {
            let table: Source = toml::from_str(source(language)).unwrap();
            assert!(
                !table.said.is_empty() && !table.denied.is_empty(),
                "{language}"
            );
            assert!(!table.claimed.is_empty() && !table.admitted.is_empty());
            for word in table.said.iter().chain(&table.weak).chain(&table.that) {
                assert_eq!(word.to_lowercase(), *word, "small letters");
                assert_eq!(word.trim(), word);
            }
        }
    }
}
