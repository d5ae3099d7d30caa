//! The words of a query, and how often each stands in a text.
//!
//! Texts are compared in small letters, Latin ones without their accents. A word has to stand whole, with what its script
//! asks for: a Korean one may have a particle behind it, an Arabic one an article or a particle of one letter before it, and
//! Chinese and Japanese stand anywhere. There, up to three characters that stand together in the query are one term, which
//! a name most often is, as are katakana; longer runs become all their pairs of neighbours.

use aho_corasick::AhoCorasick;
use std::collections::BTreeSet;
use unicode_normalization::char::decompose_canonical;
use unicode_normalization::{IsNormalized, UnicodeNormalization, is_nfc_quick};

use crate::Error;
use crate::signature::{is_joiner, is_unspaced};

/// So many different terms of a query count, the first ones.
pub const MOST_TERMS: usize = 32;
/// A run of Chinese or Japanese of up to so many characters is one term.
const LONGEST_PHRASE: usize = 3;
/// A Korean word may go on by so many syllables.
const LONGEST_PARTICLE: usize = 3;

/// What stands before an Arabic word without a space: the article, "and", "so", "with", "as", "for".
const ARABIC_HEADS: [&str; 13] = [
    "ال", "و", "ف", "ب", "ك", "ل", "وال", "فال", "بال", "كال", "لل", "ولل", "وب",
];

/// The terms of a query.
#[derive(Debug)]
pub(crate) struct Terms {
    automaton: AhoCorasick,
    all: Vec<Term>,
    left_out: usize,
}

#[derive(Debug)]
struct Term {
    text: String,
    edge: Edge,
}

/// What may stand beside a term.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Edge {
    Word,
    Korean,
    Arabic,
    Anything,
}

/// How often the terms stand in a text.
#[derive(Debug, Clone, PartialEq, Eq, Default)]
pub(crate) struct Counted {
    /// How many words the text has; each character of Chinese and Japanese is one.
    pub(crate) words: u32,
    /// Each term as often as it stands there.
    pub(crate) counts: Vec<u32>,
}

impl Terms {
    /// Those of a query.
    ///
    /// # Errors
    /// Only where the automaton cannot be built, which a query within its bounds does not bring about.
    pub(crate) fn of(query: &str) -> Result<Self, Error> {
        let mut folded = Folded::default();
        folded.push(query);
        let mut seen = BTreeSet::new();
        let all = folded.text.split(' ').flat_map(pieces);
        let mut terms: Vec<Term> = all.filter(|term| seen.insert(term.text.clone())).collect();
        let left_out = terms.len().saturating_sub(MOST_TERMS);
        terms.truncate(MOST_TERMS);
        let automaton = AhoCorasick::new(terms.iter().map(|term| &term.text));
        Ok(Self {
            automaton: automaton.map_err(|error| Error::new(error.to_string()))?,
            all: terms,
            left_out,
        })
    }

    /// How many there are.
    pub(crate) fn len(&self) -> usize {
        self.all.len()
    }

    /// How many of the query's were one too many.
    pub(crate) fn left_out(&self) -> usize {
        self.left_out
    }

    /// Counts them in some texts that belong together.
    pub(crate) fn count<'t>(&self, texts: impl IntoIterator<Item = &'t str>) -> Counted {
        let mut folded = Folded::default();
        for text in texts {
            folded.push(text);
            folded.space();
        }
        let mut counts = vec![0; self.len()];
        for found in self.automaton.find_overlapping_iter(&folded.text) {
            let at = found.pattern().as_usize();
            let before = folded.text.get(..found.start()).unwrap_or_default();
            let behind = folded.text.get(found.end()..).unwrap_or_default();
            if let (Some(term), Some(count)) = (self.all.get(at), counts.get_mut(at))
                && term.edge.allows(before, behind)
            {
                *count += 1;
            }
        }
        Counted {
            words: folded.words,
            counts,
        }
    }
}

impl Edge {
    fn of(text: &str) -> Self {
        match text.chars().next() {
            Some('\u{AC00}'..='\u{D7A3}') => Self::Korean,
            Some('\u{0600}'..='\u{06FF}') => Self::Arabic,
            Some(c) if is_unspaced(c) => Self::Anything,
            _ => Self::Word,
        }
    }

    /// Looks no farther than a word may reach: a text is not gone through again for each term that is found.
    fn allows(self, before: &str, behind: &str) -> bool {
        let is_edge = |c: Option<char>| c.is_none_or(|c| c == ' ' || is_unspaced(c));
        let begins = || is_edge(before.chars().next_back());
        let ends = || is_edge(behind.chars().next());
        match self {
            Self::Anything => true,
            Self::Word => begins() && ends(),
            Self::Korean => {
                begins()
                    && (0..=LONGEST_PARTICLE).any(|particle| is_edge(behind.chars().nth(particle)))
            }
            Self::Arabic => {
                let has_head = |head: &str| {
                    let before = before.strip_suffix(head);
                    before.is_some_and(|before| is_edge(before.chars().next_back()))
                };
                ends() && (begins() || ARABIC_HEADS.iter().any(|head| has_head(head)))
            }
        }
    }
}

/// The terms of a run of characters without a space.
fn pieces(run: &str) -> Vec<Term> {
    let characters: Vec<char> = run.chars().collect();
    let kinds = characters.chunk_by(|a, b| kind(*a) == kind(*b));
    let texts = kinds.flat_map(|part| {
        let is_word = part.first().is_none_or(|c| kind(*c) != Kind::Unspaced);
        if is_word || part.len() <= LONGEST_PHRASE {
            vec![part.iter().collect::<String>()]
        } else {
            part.windows(2).map(|pair| pair.iter().collect()).collect()
        }
    });
    let terms = texts.filter(|text| !text.is_empty());
    terms
        .map(|text| Term {
            edge: Edge::of(&text),
            text,
        })
        .collect()
}

#[derive(PartialEq, Eq)]
enum Kind {
    Spaced,
    Katakana,
    Unspaced,
}

fn kind(c: char) -> Kind {
    match c {
        '\u{30A0}'..='\u{30FF}' => Kind::Katakana,
        c if is_unspaced(c) => Kind::Unspaced,
        _ => Kind::Spaced,
    }
}

/// A text as it is compared: words in small letters with one space between them.
#[derive(Default)]
struct Folded {
    text: String,
    words: u32,
}

impl Folded {
    fn push(&mut self, text: &str) {
        self.text.reserve(text.len());
        if is_nfc_quick(text.chars()) == IsNormalized::Yes {
            text.chars().for_each(|c| self.character(c));
        } else {
            text.nfc().for_each(|c| self.character(c));
        }
    }

    fn character(&mut self, c: char) {
        match c {
            'a'..='z' | '0'..='9' => self.letter(c),
            'A'..='Z' => self.letter(c.to_ascii_lowercase()),
            '\0'..='\x7F' if c != '\'' => self.space(),
            // accents and the stroke that fills a line
            '\u{0300}'..='\u{036F}' | '\u{064B}'..='\u{0652}' | '\u{0670}' | '\u{0640}' => {}
            'أ' | 'إ' | 'آ' | 'ٱ' => self.letter('ا'),
            'ى' => self.letter('ي'),
            'ة' => self.letter('ه'),
            '\u{00C0}'..='\u{024F}' | '\u{1E00}'..='\u{1EFF}' => self.latin(c),
            // letters, digits and signs of double width
            '\u{FF01}'..='\u{FF5E}' => {
                let narrow = u32::from(c) - 0xFEE0;
                self.character(char::from_u32(narrow).unwrap_or(c));
            }
            c if is_unspaced(c) && c != '・' => {
                self.text.push(c);
                self.words += 1;
            }
            c if c.is_alphanumeric() => c.to_lowercase().for_each(|c| self.letter(c)),
            c if is_joiner(c) => {}
            _ => self.space(),
        }
    }

    fn latin(&mut self, c: char) {
        let mut bare = c;
        decompose_canonical(c, |part| {
            if part.is_alphabetic() {
                bare = part;
            }
        });
        bare.to_lowercase().for_each(|c| self.letter(c));
    }

    fn letter(&mut self, c: char) {
        let last = self.text.chars().next_back();
        if last.is_none_or(|last| last == ' ' || is_unspaced(last)) {
            self.words += 1;
        }
        self.text.push(c);
    }

    fn space(&mut self) {
        if !self.text.is_empty() && !self.text.ends_with(' ') {
            self.text.push(' ');
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn counts(query: &str, text: &str) -> Vec<u32> {
        Terms::of(query).unwrap().count([text]).counts
    }

    #[test]
    fn a_word_has_to_stand_whole() {
        assert_eq!(counts("port", "The PORT, a port! Ports report."), [2]);
        assert_eq!(counts("Port's", "the port’s ferry"), [1]);
        assert_eq!(counts("Zürich", "Zurich, ZÜRICH, Zu\u{308}rich"), [3]);
        assert_eq!(counts("ход", "ход, хода, Ход"), [2]);
        assert_eq!(counts("Lowmere", "在Lowmere举行"), [1]);
        assert_eq!(counts("ｌｏｗｍｅｒｅ", "Lowmere"), [1]);
    }

    #[test]
    fn a_chinese_name_is_one_term_and_a_sentence_its_pairs() {
        assert_eq!(counts("卡瓦诺", "卡瓦诺说。卡瓦列罗说诺言。"), [1]);
        assert_eq!(counts("港口关闭", "港口将关闭"), [1, 0, 1]);
        assert_eq!(
            counts("カヴァノー判事", "カヴァノー氏はカヴァを飲む判事"),
            [1, 1]
        );
        assert_eq!(counts("乔·拜登", "乔·拜登"), [1, 1]);
    }

    #[test]
    fn particles_of_korean_and_arabic_are_no_difference() {
        assert_eq!(
            counts(
                "로미어",
                "로미어에서 로미어는 로미어 헬로미어 로미어항구폐쇄결정"
            ),
            [3]
        );
        assert_eq!(counts("ميناء", "الميناء وميناء للميناء ميناء موانئ"), [4]);
        assert_eq!(counts("أحمد", "احمد"), [1]);
    }

    #[test]
    fn what_is_counted_is_bounded() {
        let many: Vec<String> = (0..100).map(|n| format!("word{n}")).collect();
        let terms = Terms::of(&many.join(" ")).unwrap();
        assert_eq!((terms.len(), terms.left_out()), (MOST_TERMS, 68));
        for nothing in ["", "  ", "\0", "…!?", "\u{202E}"] {
            assert_eq!(Terms::of(nothing).unwrap().len(), 0, "{nothing:?}");
        }
    }

    #[test]
    fn words_are_counted_in_every_script() {
        let words = |text| Terms::of("x").unwrap().count([text]).words;
        assert_eq!(words("The harbour of Lowmere, closed."), 5);
        assert_eq!(words("洛米尔港Lowmere关闭"), 7);
        assert_eq!(words("항구가 닫힌다"), 2);
    }
}
