//! Which letters a text is written in.

use std::collections::{BTreeMap, BTreeSet};
use std::sync::LazyLock;

use super::small;

/// How a text is written, by what most of its letters are.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(crate) enum Writing {
    Latin,
    Cyrillic,
    Arabic,
    /// Han characters and kana.
    EastAsian,
    Hangul,
    Other,
}

/// The letters of a text, counted.
#[derive(Debug, Default)]
pub(crate) struct Letters {
    pub(crate) latin: usize,
    pub(crate) cyrillic: usize,
    pub(crate) arabic: usize,
    pub(crate) han: usize,
    pub(crate) kana: usize,
    pub(crate) hangul: usize,
    pub(crate) other: usize,
    pub(crate) marks: HanMarks,
    /// Cyrillic and Arabic letters in lower case, each with its count.
    each: BTreeMap<char, usize>,
}

/// Han characters that tell who wrote them.
#[derive(Debug, Default)]
pub(crate) struct HanMarks {
    pub(crate) simplified_only: usize,
    pub(crate) traditional_only: usize,
    pub(crate) japanese_only: usize,
    pub(crate) not_japanese: usize,
}

/// The Han characters of three national standards. What one of them leaves out, its country does
/// not write in running text.
struct Standards {
    /// GB 2312, mainland China, 6,763 characters.
    simplified: BTreeSet<char>,
    /// Big5 without the additions of Hong Kong, 13,060 characters.
    traditional: BTreeSet<char>,
    /// JIS X 0208, Japan, 6,355 characters.
    japanese: BTreeSet<char>,
}

static STANDARDS: LazyLock<Standards> = LazyLock::new(|| Standards {
    // The tables that decode the old encodings are the standards' own lists.
    simplified: decoded(encoding_rs::GBK, 0xB0..=0xF7, &[0xA1..=0xFE]),
    traditional: decoded(encoding_rs::BIG5, 0xA4..=0xF9, &[0x40..=0x7E, 0xA1..=0xFE]),
    japanese: decoded(encoding_rs::EUC_JP, 0xB0..=0xF4, &[0xA1..=0xFE]),
});

fn decoded(
    encoding: &'static encoding_rs::Encoding,
    leads: std::ops::RangeInclusive<u8>,
    trails: &[std::ops::RangeInclusive<u8>],
) -> BTreeSet<char> {
    let mut bytes = Vec::new();
    for lead in leads {
        for trail in trails.iter().cloned().flatten() {
            bytes.extend([lead, trail]);
        }
    }
    let (text, _) = encoding.decode_without_bom_handling(&bytes);
    text.chars().filter(|c| is_han(*c)).collect()
}

impl Letters {
    /// Counts in one pass.
    pub(crate) fn count(text: &str) -> Self {
        let mut letters = Self::default();
        let mut han: BTreeMap<char, usize> = BTreeMap::new();
        for c in text.chars() {
            match c {
                'a'..='z' | 'A'..='Z' => letters.latin += 1,
                _ if c.is_ascii() => {}
                _ if is_han(c) => {
                    letters.han += 1;
                    *han.entry(c).or_default() += 1;
                }
                _ if is_kana(c) => letters.kana += 1,
                _ if is_hangul(c) => letters.hangul += 1,
                _ if is_cyrillic(c) => {
                    letters.cyrillic += 1;
                    let lower = small(c);
                    *letters.each.entry(lower).or_default() += 1;
                }
                _ if is_arabic(c) => {
                    letters.arabic += 1;
                    *letters.each.entry(c).or_default() += 1;
                }
                _ if is_latin(c) => letters.latin += 1,
                _ if c.is_alphabetic() => letters.other += 1,
                _ => {}
            }
        }
        letters.marks = HanMarks::of(&han);
        letters
    }

    /// How often the given Cyrillic or Arabic letters occur, together.
    pub(crate) fn some_of(&self, letters: &str) -> usize {
        letters.chars().filter_map(|c| self.each.get(&c)).sum()
    }

    /// Letters, each weighted by the Latin letters that a translation of it has.
    pub(crate) fn total(&self) -> usize {
        self.weights().iter().map(|(_, weight)| weight).sum()
    }

    /// What most of the text is written in, by weight; `None` where there is no letter.
    pub(crate) fn dominant(&self) -> Option<Writing> {
        self.weights()
            .into_iter()
            .filter(|(_, weight)| *weight > 0)
            .reduce(|best, next| if next.1 > best.1 { next } else { best })
            .map(|(writing, _)| writing)
    }

    fn weights(&self) -> [(Writing, usize); 6] {
        [
            (Writing::EastAsian, self.han * 4 + self.kana * 2),
            (Writing::Hangul, self.hangul * 3),
            (Writing::Arabic, self.arabic),
            (Writing::Cyrillic, self.cyrillic),
            (Writing::Latin, self.latin),
            (Writing::Other, self.other),
        ]
    }
}

impl HanMarks {
    fn of(han: &BTreeMap<char, usize>) -> Self {
        let mut marks = Self::default();
        if han.is_empty() {
            return marks;
        }
        let standards: &Standards = &STANDARDS;
        for (c, count) in han {
            let simplified = standards.simplified.contains(c);
            let traditional = standards.traditional.contains(c);
            let japanese = standards.japanese.contains(c);
            let tally = |of: &mut usize, yes: bool| *of += if yes { *count } else { 0 };
            tally(&mut marks.simplified_only, simplified && !traditional);
            tally(&mut marks.traditional_only, traditional && !simplified);
            tally(
                &mut marks.japanese_only,
                japanese && !simplified && !traditional,
            );
            tally(&mut marks.not_japanese, !japanese);
        }
        marks
    }
}

/// Han characters, extensions and compatibility forms included, and the sign that repeats one.
pub(crate) const fn is_han(c: char) -> bool {
    matches!(c, '\u{3400}'..='\u{4DBF}' | '\u{4E00}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}'
        | '\u{20000}'..='\u{3FFFF}' | '々' | '〇')
}

/// Hiragana.
pub(crate) const fn is_hiragana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{309F}')
}

/// Katakana in both widths, with the sign that makes a vowel long.
pub(crate) const fn is_katakana(c: char) -> bool {
    matches!(c, '\u{30A1}'..='\u{30FA}' | '\u{30FC}'..='\u{30FF}' | '\u{31F0}'..='\u{31FF}'
        | '\u{FF66}'..='\u{FF9F}')
}

/// Hiragana or katakana. The sign that makes a vowel long counts for the latter.
pub(crate) const fn is_kana(c: char) -> bool {
    is_hiragana(c) || is_katakana(c)
}

/// Hangul syllables and jamo.
pub(crate) const fn is_hangul(c: char) -> bool {
    matches!(c, '\u{1100}'..='\u{11FF}' | '\u{3130}'..='\u{318F}' | '\u{AC00}'..='\u{D7A3}')
}

/// Cyrillic letters.
pub(crate) const fn is_cyrillic(c: char) -> bool {
    matches!(c, '\u{0400}'..='\u{0482}' | '\u{048A}'..='\u{052F}')
}

/// Letters of the Arabic script, presentation forms included.
pub(crate) const fn is_arabic(c: char) -> bool {
    matches!(c, '\u{0620}'..='\u{064A}' | '\u{066E}'..='\u{06D3}' | '\u{06FA}'..='\u{06FF}'
        | '\u{0750}'..='\u{077F}' | '\u{FB50}'..='\u{FDFB}' | '\u{FE70}'..='\u{FEFC}')
}

/// Latin letters with and without marks.
pub(crate) fn is_latin(c: char) -> bool {
    matches!(c, 'a'..='z' | 'A'..='Z' | '\u{00AA}' | '\u{00BA}' | '\u{00C0}'..='\u{024F}'
        | '\u{0250}'..='\u{02AF}' | '\u{1E00}'..='\u{1EFF}')
        && c.is_alphabetic()
}

/// Whether the letter belongs to a script that puts no space between words.
pub(crate) const fn is_unspaced(c: char) -> bool {
    is_han(c) || is_kana(c)
}

/// The first `limit` bytes of a text, or a few fewer where that would cut a character.
pub(crate) fn prefix(text: &str, limit: usize) -> &str {
    (0..=limit.min(text.len()))
        .rev()
        .find_map(|end| text.get(..end))
        .unwrap_or_default()
}

/// The text without its web and mail addresses.
pub(crate) fn without_addresses(text: &str) -> String {
    let mut kept = String::with_capacity(text.len());
    // An address is a run of visible ASCII, whatever stands beside it.
    let mut run_start = None;
    for (at, c) in text.char_indices() {
        if c.is_ascii_graphic() {
            run_start.get_or_insert(at);
            continue;
        }
        if let Some(start) = run_start.take() {
            keep_unless_address(text.get(start..at).unwrap_or_default(), &mut kept);
        }
        kept.push(c);
    }
    if let Some(start) = run_start {
        keep_unless_address(text.get(start..).unwrap_or_default(), &mut kept);
    }
    kept
}

fn keep_unless_address(run: &str, kept: &mut String) {
    let starts = ["://", "www.", "@"];
    if !starts.iter().any(|mark| run.contains(mark)) {
        kept.push_str(run);
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_standards_have_the_size_that_they_say() {
        assert_eq!(STANDARDS.simplified.len(), 6763);
        assert_eq!(STANDARDS.japanese.len(), 6355);
        assert!((13_000..13_100).contains(&STANDARDS.traditional.len()));
    }

    #[test]
    fn addresses_go_and_the_words_around_them_stay() {
        assert_eq!(
            without_addresses("见https://a.example/b。好 www.c.example x"),
            "见。好  x"
        );
    }

    #[test]
    fn a_prefix_never_cuts_a_character() {
        assert_eq!(prefix("日本", 4), "日");
        assert_eq!(prefix("日本", 99), "日本");
    }
}
