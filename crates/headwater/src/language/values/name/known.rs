//! Names that a table knows in several languages: `data/names/names.txt`, which
//! `data/names/make_tables.py` makes from CLDR, CC-CEDICT, `JMnedict` and a list of our own.

use unicode_normalization::UnicodeNormalization;

use crate::language::script;

/// One entry a line: a letter for its kind, then its names, folded, each after a tab.
const NAMES: &str = include_str!("../../../../data/names/names.txt");
/// The places of all names in [`NAMES`], sorted by the name.
const INDEX: &[u8] = include_bytes!("../../../../data/names/names.idx");
/// The bytes of one place.
const WIDTH: usize = 4;
/// The longest name that is looked up, in bytes; the table has none beyond.
const LONGEST: usize = 90;

/// What has the names of one line of the table.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord)]
pub(super) struct Entry {
    /// Where its line starts.
    start: usize,
}

/// What an entry is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    Territory,
    Language,
    City,
    Body,
    Person,
    /// A given name or a family name.
    Part,
    Other,
}

impl Entry {
    fn line(self) -> &'static str {
        let rest = NAMES.get(self.start..).unwrap_or_default();
        rest.split('\n').next().unwrap_or_default()
    }

    pub(super) fn kind(self) -> Kind {
        match self.line().bytes().next() {
            Some(b't') => Kind::Territory,
            Some(b'l') => Kind::Language,
            Some(b'c') => Kind::City,
            Some(b'b') => Kind::Body,
            Some(b'p') => Kind::Person,
            Some(b'n') => Kind::Part,
            _ => Kind::Other,
        }
    }

    /// All of its names, folded.
    pub(super) fn names(self) -> impl Iterator<Item = &'static str> {
        self.line().split('\t').skip(1)
    }
}

/// The entries that have this name, in whatever case and order of its words.
pub(super) fn entries(name: &str) -> Vec<Entry> {
    if name.len() > LONGEST {
        return Vec::new();
    }
    let folded = fold(name);
    let mut found = exactly(&folded);
    let words: Vec<&str> = folded.split(' ').collect();
    for turn in 1..words.len().min(4) {
        let (first, last) = words.split_at_checked(turn).unwrap_or_default();
        found.extend(exactly(&[last, first].concat().join(" ")));
    }
    found.sort_unstable();
    found.dedup();
    found
}

/// The entries that have this folded name.
pub(super) fn exactly(folded: &str) -> Vec<Entry> {
    let count = INDEX.len() / WIDTH;
    let (mut low, mut high) = (0, count);
    while low < high {
        let middle = usize::midpoint(low, high);
        if name_at(middle) < folded {
            low = middle + 1;
        } else {
            high = middle;
        }
    }
    (low..count)
        .take_while(|place| name_at(*place) == folded)
        .map(|place| {
            let before = NAMES.get(..offset(place)).unwrap_or_default();
            let start = before.rfind('\n').map_or(0, |end| end + 1);
            Entry { start }
        })
        .collect()
}

fn offset(place: usize) -> usize {
    let bytes = INDEX.get(place * WIDTH..).unwrap_or_default();
    bytes
        .first_chunk::<WIDTH>()
        .map_or(0, |bytes| u32::from_le_bytes(*bytes) as usize)
}

fn name_at(place: usize) -> &'static str {
    let rest = NAMES.get(offset(place)..).unwrap_or_default();
    let end = rest.find(['\t', '\n']).unwrap_or(rest.len());
    rest.get(..end).unwrap_or_default()
}

/// A name as the table has it: lower case, no marks over Latin and Cyrillic letters, one form of
/// the Arabic letters that are often mistaken, no signs, one space between words.
pub(super) fn fold(name: &str) -> String {
    let mut out = String::with_capacity(name.len());
    for c in name.nfkc().flat_map(char::to_lowercase) {
        match c {
            'ł' => out.push('l'),
            'ø' => out.push('o'),
            'đ' | 'ð' => out.push('d'),
            'ß' => out.push_str("ss"),
            'æ' => out.push_str("ae"),
            'œ' => out.push_str("oe"),
            'þ' => out.push_str("th"),
            'ı' => out.push('i'),
            'أ' | 'إ' | 'آ' => out.push('ا'),
            'ة' => out.push('ه'),
            'ى' => out.push('ي'),
            'й' | 'ї' | 'ў' | 'ー' => out.push(c),
            _ if unicode_normalization::char::is_combining_mark(c) => {}
            _ if script::is_latin(c) || script::is_cyrillic(c) => out.extend(
                std::iter::once(c)
                    .nfd()
                    .filter(|c| !unicode_normalization::char::is_combining_mark(*c)),
            ),
            _ if c.is_whitespace() || matches!(c, '-' | '‐' | '–' | '—' | '‑' | '_') => {
                out.push_str(if out.ends_with(' ') { "" } else { " " });
            }
            _ if c.is_alphanumeric() => out.push(c),
            _ => {}
        }
    }
    out.trim().to_owned()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_name_is_folded_and_found_by_the_index() {
        let count = INDEX.len() / WIDTH;
        assert_eq!(
            count,
            NAMES
                .lines()
                .map(|line| line.matches('\t').count())
                .sum::<usize>()
        );
        for place in 0..count {
            let name = name_at(place);
            assert_eq!(fold(name), name);
            assert!(place == 0 || name_at(place - 1) <= name, "{name}");
        }
    }

    #[test]
    fn a_place_is_known_by_all_its_names() {
        let entry = entries("Deutschland")[0];
        assert_eq!(entry.kind(), Kind::Territory);
        for name in ["Германия", "ألمانيا", "德國", "ドイツ", "독일", "ALLEMAGNE"]
        {
            assert!(entries(name).contains(&entry), "{name}");
        }
        assert!(entries("Nowhere at all").is_empty());
    }

    #[test]
    fn the_order_of_words_does_not_count() {
        assert_eq!(entries("Fumio Kishida"), entries("Kishida, Fumio"));
        assert!(!entries("Kishida Fumio").is_empty());
    }
}
