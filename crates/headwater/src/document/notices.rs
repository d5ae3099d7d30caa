//! The words that pages put around an article, from `data/<tag>/notices.toml`.
//!
//! All languages are looked through at once: a page's frame is often in another language than
//! its text.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use serde::Deserialize;

/// One language's table.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Table {
    months: Vec<Vec<String>>,
    date_words: Vec<String>,
    published: Vec<String>,
    byline: Vec<String>,
    image: Vec<String>,
    further: Vec<String>,
    references: Vec<String>,
    more: Vec<String>,
    disclaimer: Vec<String>,
    repost: Vec<String>,
    footer: Vec<String>,
    call: Vec<String>,
    appeal: Vec<String>,
    follow: Vec<String>,
    contribution: Vec<String>,
    paywall: Vec<String>,
    consent: Vec<String>,
    cookies: Vec<String>,
    next_page: Vec<String>,
    credit: BTreeMap<String, Vec<String>>,
}

const TABLES: [&str; 9] = tables!("notices");
/// What frames have in languages whose notices are not read.
const FRAMES: &str = include_str!("../../data/mul/frames.toml");

/// One language's months, in their order, and the words before an author's name.
#[derive(Debug, Default, Deserialize)]
#[serde(deny_unknown_fields)]
struct Frame {
    months: Vec<String>,
    byline: Vec<String>,
}

/// A list of words, the longest first, so that the longest one that fits is found first.
#[derive(Debug, Default)]
pub(super) struct Words {
    all: Vec<String>,
    /// The same by their first character: most texts begin with none of them.
    by_first: BTreeMap<char, Vec<String>>,
}

impl Words {
    fn collect<'a>(lists: impl Iterator<Item = &'a Vec<String>>) -> Self {
        let mut words: Vec<String> = lists.flatten().map(|word| word.to_lowercase()).collect();
        words.sort_by(|a, b| b.len().cmp(&a.len()).then_with(|| a.cmp(b)));
        words.dedup();
        let mut by_first: BTreeMap<char, Vec<String>> = BTreeMap::new();
        for word in &words {
            if let Some(first) = word.chars().next() {
                by_first.entry(first).or_default().push(word.clone());
            }
        }
        Self {
            all: words,
            by_first,
        }
    }

    /// The length of the word that `lower` begins with; it must not go on in the same script.
    pub(super) fn starts(&self, lower: &str) -> Option<usize> {
        self.by_first
            .get(&lower.chars().next()?)?
            .iter()
            .find(|word| {
                lower
                    .strip_prefix(word.as_str())
                    .is_some_and(|rest| !goes_on(word, rest))
            })
            .map(String::len)
    }

    /// Where the word begins that `lower`, which is `text` in lower case, ends with.
    pub(super) fn ends(&self, lower: &str, text: &str) -> Option<usize> {
        if lower.len() != text.len() {
            return None;
        }
        self.all.iter().find_map(|word| {
            let before = lower.strip_suffix(word.as_str())?;
            let first = word.chars().next().is_some_and(is_spaced_letter);
            let glued = first && before.chars().next_back().is_some_and(is_spaced_letter);
            (!glued).then_some(before.len())
        })
    }

    /// Whether the whole of `lower` is one of the words.
    pub(super) fn has(&self, lower: &str) -> bool {
        self.all.iter().any(|word| word == lower)
    }

    /// Where the first, and there the longest, of the words stands within `lower`, as bytes `(start, end)`.
    pub(super) fn find(&self, lower: &str) -> Option<(usize, usize)> {
        let mut glued = false;
        lower.char_indices().find_map(|(at, c)| {
            let inside = std::mem::replace(&mut glued, is_spaced_letter(c));
            let length = self.starts(lower.get(at..)?).filter(|_| !inside)?;
            Some((at, at + length))
        })
    }
}

/// Whether a letter of a script that has spaces between its words.
fn is_spaced_letter(c: char) -> bool {
    c.is_alphanumeric() && !is_unspaced(c)
}

/// Whether a character of a script without spaces between words.
fn is_unspaced(c: char) -> bool {
    matches!(c, '\u{3040}'..='\u{30FF}' | '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{20000}'..='\u{323AF}')
}

/// Whether `word` is only the beginning of a longer word.
fn goes_on(word: &str, rest: &str) -> bool {
    word.chars().next_back().is_some_and(is_spaced_letter)
        && rest.chars().next().is_some_and(is_spaced_letter)
}

/// All tables together.
#[derive(Debug, Default)]
pub(super) struct Notices {
    months: BTreeMap<String, i8>,
    date_words: Words,
    pub(super) published: Words,
    pub(super) byline: Words,
    pub(super) image: Words,
    pub(super) further: Words,
    pub(super) references: Words,
    pub(super) more: Words,
    pub(super) disclaimer: Words,
    pub(super) repost: Words,
    pub(super) footer: Words,
    /// How a request to the reader begins, and words that only such requests have.
    pub(super) call: Words,
    pub(super) appeal: Words,
    /// How a line begins that bids its readers follow, before the name of a network.
    pub(super) follow: Words,
    /// What a line says that names who else worked on the story.
    pub(super) contribution: Words,
    /// What a page says where the rest is for those who pay or sign in.
    pub(super) paywall: Words,
    /// What stands in the title of a page that asks to be allowed to track.
    pub(super) consent: Words,
    /// By what it would track.
    pub(super) cookies: Words,
    /// The words of a link to the next page of the same story.
    pub(super) next_page: Words,
    /// Each role in English with its words.
    pub(super) credits: Vec<(String, Words)>,
}

/// The tables, read once. One that is malformed counts as empty; a test finds it.
pub(super) static NOTICES: LazyLock<Notices> = LazyLock::new(|| {
    let tables: Vec<Table> = TABLES
        .iter()
        .map(|table| toml::from_str(table).unwrap_or_default())
        .collect();
    Notices::from_tables(&tables)
});

impl Notices {
    fn from_tables(tables: &[Table]) -> Self {
        let words = |of: fn(&Table) -> &Vec<String>| Words::collect(tables.iter().map(of));
        let others: BTreeMap<String, Frame> = toml::from_str(FRAMES).unwrap_or_default();
        let mut months: BTreeMap<String, i8> = BTreeMap::new();
        for other in others.values() {
            months.extend(other.months.iter().cloned().zip(1..));
        }
        let bylines = tables.iter().map(|table| &table.byline);
        let bylines = bylines.chain(others.values().map(|other| &other.byline));
        let mut roles: BTreeMap<&str, Vec<&Vec<String>>> = BTreeMap::new();
        for table in tables {
            for (month, names) in (1..).zip(&table.months) {
                months.extend(names.iter().map(|name| (name.clone(), month)));
            }
            for (role, words) in &table.credit {
                roles.entry(role).or_default().push(words);
            }
        }
        Self {
            months,
            date_words: words(|table| &table.date_words),
            published: words(|table| &table.published),
            byline: Words::collect(bylines),
            image: words(|table| &table.image),
            further: words(|table| &table.further),
            references: words(|table| &table.references),
            more: words(|table| &table.more),
            disclaimer: words(|table| &table.disclaimer),
            repost: words(|table| &table.repost),
            footer: words(|table| &table.footer),
            call: words(|table| &table.call),
            appeal: words(|table| &table.appeal),
            follow: words(|table| &table.follow),
            contribution: words(|table| &table.contribution),
            paywall: words(|table| &table.paywall),
            consent: words(|table| &table.consent),
            cookies: words(|table| &table.cookies),
            next_page: words(|table| &table.next_page),
            credits: roles
                .into_iter()
                .map(|(role, lists)| (role.to_owned(), Words::collect(lists.into_iter())))
                .collect(),
        }
    }

    /// The month, 1 to 12, that a word in lower case names.
    pub(super) fn month(&self, lower: &str) -> Option<i8> {
        self.months.get(lower).copied()
    }

    /// Whether a word may stand beside a date in a date line.
    pub(super) fn is_date_word(&self, lower: &str) -> bool {
        self.date_words.has(lower)
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_table_is_well_formed() {
        for source in TABLES {
            let table: Table = toml::from_str(source).expect("a table that can be read");
            assert!(table.months.is_empty() || table.months.len() == 12);
            for list in [
                &table.image,
                &table.further,
                &table.references,
                &table.more,
                &table.disclaimer,
                &table.repost,
                &table.footer,
                &table.call,
                &table.appeal,
                &table.follow,
                &table.contribution,
                &table.paywall,
                &table.consent,
                &table.cookies,
                &table.next_page,
                &table.byline,
            ] {
                assert!(!list.is_empty());
                assert!(list.iter().all(|word| *word == word.to_lowercase()));
            }
            let roles: Vec<&str> = table.credit.keys().map(String::as_str).collect();
            assert_eq!(
                roles,
                [
                    "author",
                    "editor",
                    "photographer",
                    "proofreader",
                    "publisher",
                    "translator"
                ]
            );
        }
    }

    #[test]
    fn each_other_language_has_twelve_months_and_no_two_differ_in_one() {
        let others: BTreeMap<String, Frame> = toml::from_str(FRAMES).expect("a table");
        let mut seen: BTreeMap<String, usize> = BTreeMap::new();
        for (language, other) in &others {
            assert_eq!(other.months.len(), 12, "{language}");
            for (month, at) in other.months.iter().zip(1..) {
                assert_eq!(*seen.entry(month.clone()).or_insert(at), at, "{month}");
            }
        }
        assert_eq!(NOTICES.month("gennaio"), Some(1));
    }

    #[test]
    fn words_match_whole_words_only() {
        assert_eq!(NOTICES.byline.starts("by anna"), Some(2));
        assert_eq!(NOTICES.byline.starts("byron"), None);
        assert_eq!(
            NOTICES.disclaimer.starts("免责声明：本文"),
            Some("免责声明".len())
        );
        assert_eq!(NOTICES.repost.find("本文转载自某报"), Some((6, 15)));
    }
}
