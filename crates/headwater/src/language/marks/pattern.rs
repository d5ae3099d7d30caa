//! Phrases with wildcards, and the text that they are looked for in.

use std::collections::BTreeMap;

use crate::language::small;
use crate::text::Span;

/// The most letters that a `*` stands for, and that a word is followed to its beginning.
const LETTERS: usize = 30;
/// The most characters that a `…` stands for.
const GAP: usize = 40;

/// A text as it is matched: small letters, one kind of apostrophe and space, a place for each.
pub(super) struct Folded {
    /// Each character, folded, with whether it was a capital and where it begins.
    chars: Vec<(char, bool, usize)>,
    bytes: usize,
}

impl Folded {
    pub(super) fn of(text: &str) -> Self {
        let chars = text.char_indices();
        Self {
            chars: chars
                .map(|(at, c)| (fold(c), c.is_uppercase(), at))
                .collect(),
            bytes: text.len(),
        }
    }

    pub(super) fn len(&self) -> usize {
        self.chars.len()
    }

    pub(super) fn get(&self, at: usize) -> Option<char> {
        self.chars.get(at).map(|(c, _, _)| *c)
    }

    fn before(&self, at: usize) -> Option<char> {
        self.get(at.checked_sub(1)?)
    }

    fn is_capital(&self, at: usize) -> bool {
        self.chars.get(at).is_some_and(|(_, capital, _)| *capital)
    }

    fn byte(&self, at: usize) -> usize {
        self.chars.get(at).map_or(self.bytes, |(_, _, byte)| *byte)
    }

    pub(super) fn span(&self, start: usize, end: usize) -> Span {
        Span::new(self.byte(start), self.byte(end))
    }

    /// Where the word begins that the character at `at` stands in.
    pub(super) fn word_start(&self, at: usize) -> usize {
        let spaced = self.get(at).is_some_and(is_spaced);
        let back = (1..=LETTERS).take_while(|back| {
            let before = at.checked_sub(*back).and_then(|before| self.get(before));
            spaced && before.is_some_and(is_spaced)
        });
        at - back.count()
    }

    /// Where the word ends that goes on at `end`.
    pub(super) fn word_end(&self, end: usize) -> usize {
        let inside = self.before(end).is_some_and(is_spaced);
        let more = (end..end + LETTERS)
            .take_while(|at| inside && self.get(*at).is_some_and(is_spaced))
            .count();
        end + more
    }

    /// The end of a phrase without the punctuation that it was told by.
    pub(super) fn without_punctuation(&self, start: usize, end: usize) -> usize {
        let mut end = end;
        while end > start + 1
            && self
                .before(end)
                .is_some_and(|c| !c.is_alphanumeric() && c != '\'')
        {
            end -= 1;
        }
        end
    }

    pub(super) fn trimmed(&self, start: usize, end: usize) -> Span {
        let blank = |at: usize| self.get(at).is_some_and(char::is_whitespace);
        let (mut start, mut end) = (start, end);
        while start < end && blank(start) {
            start += 1;
        }
        while start < end && blank(end - 1) {
            end -= 1;
        }
        self.span(start, end)
    }

    /// Whether a word with a capital inside a sentence is somebody's name: "Mrs May said". In a
    /// heading the next word has a capital too.
    pub(super) fn is_name(&self, start: usize, end: usize) -> bool {
        if !self.is_capital(start) {
            return false;
        }
        let before = (0..start).rev().find(|at| self.get(*at) != Some(' '));
        let inside = before.is_some_and(|at| match self.get(at) {
            Some('.') => self.is_title(at),
            Some(c) => c.is_alphanumeric() || c == ',',
            None => false,
        });
        let next = (end..self.len()).find(|at| self.get(*at) != Some(' '));
        inside && !next.is_some_and(|at| self.is_capital(at))
    }

    /// Whether the point at `at` ends a title of up to three letters: Mr. Dr. Sra.
    fn is_title(&self, at: usize) -> bool {
        let letters = (1..=4)
            .take_while(|back| {
                let place = at.checked_sub(*back);
                place
                    .and_then(|place| self.get(place))
                    .is_some_and(char::is_alphabetic)
            })
            .count();
        (1..=3).contains(&letters) && self.is_capital(at - letters)
    }
}

fn fold(c: char) -> char {
    match c {
        '’' | 'ʼ' | '‘' => '\'',
        '\u{A0}' | '\u{202F}' | '\n' | '\t' | '\r' => ' ',
        _ => small(c),
    }
}

/// A letter or digit of a script that puts spaces between words. Han and kana do not.
pub(super) fn is_spaced(c: char) -> bool {
    c.is_alphanumeric()
        && !matches!(c, '\u{2E80}'..='\u{2FDF}' | '\u{3005}'..='\u{3007}' | '\u{3040}'..='\u{30FF}'
            | '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}')
}

/// Whether a clause ends at a character of this kind.
pub(crate) fn ends_clause(c: char) -> bool {
    matches!(
        c,
        ',' | ';'
            | ':'
            | '.'
            | '!'
            | '?'
            | '—'
            | '–'
            | '('
            | ')'
            | '['
            | ']'
            | '"'
            | '“'
            | '”'
            | '„'
            | '«'
            | '»'
            | '،'
            | '؛'
            | '؟'
            | '。'
            | '，'
            | '、'
            | '；'
            | '：'
            | '！'
            | '？'
            | '（'
            | '）'
            | '「'
            | '」'
            | '『'
            | '』'
            | '…'
            | '《'
            | '》'
    )
}

/// One phrase of a table: letters, then perhaps a wildcard and more letters.
#[derive(Debug)]
pub(super) struct Pattern {
    /// Whether a word may begin before it.
    open: bool,
    pieces: Vec<Piece>,
}

#[derive(Debug)]
struct Piece {
    letters: Vec<char>,
    then: Then,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Then {
    End,
    Letters,
    Gap,
}

impl Pattern {
    /// Reads a phrase; `None` for one without letters.
    pub(super) fn parse(phrase: &str) -> Option<Self> {
        let open = phrase.starts_with('*');
        let mut pieces = Vec::new();
        let mut letters = Vec::new();
        for c in phrase.trim_start_matches('*').chars() {
            let then = match c {
                '*' => Then::Letters,
                '…' => Then::Gap,
                _ => {
                    letters.push(c);
                    continue;
                }
            };
            let letters = trimmed(std::mem::take(&mut letters), then);
            pieces.push(Piece { letters, then });
        }
        if !letters.is_empty() {
            if pieces.last().is_some_and(|piece| piece.then == Then::Gap) {
                letters = letters.into_iter().skip_while(|c| *c == ' ').collect();
            }
            pieces.push(Piece {
                letters,
                then: Then::End,
            });
        }
        pieces.first().filter(|piece| !piece.letters.is_empty())?;
        Some(Self { open, pieces })
    }

    fn first(&self) -> Option<char> {
        self.pieces.first()?.letters.first().copied()
    }

    fn has_gap(&self) -> bool {
        self.pieces.iter().any(|piece| piece.then == Then::Gap)
    }

    /// How many letters stand before the first wildcard.
    fn head(&self) -> usize {
        self.pieces.first().map_or(0, |piece| piece.letters.len())
    }

    /// Where the phrase ends that begins at `at`.
    fn end(&self, text: &Folded, at: usize, proclitics: &[char]) -> Option<usize> {
        let free = self.open || begins_word(text, at, proclitics);
        free.then(|| follow(&self.pieces, text, at)).flatten()
    }
}

fn trimmed(mut letters: Vec<char>, then: Then) -> Vec<char> {
    while then == Then::Gap && letters.last() == Some(&' ') {
        letters.pop();
    }
    letters
}

fn begins_word(text: &Folded, at: usize, proclitics: &[char]) -> bool {
    if !text.get(at).is_some_and(is_spaced) {
        return true;
    }
    match text.before(at) {
        Some(c) if is_spaced(c) => {
            let first = at.checked_sub(2).and_then(|at| text.get(at));
            proclitics.contains(&c) && !first.is_some_and(is_spaced)
        }
        _ => true,
    }
}

/// Where the pieces end that begin at `at`. It calls itself once a wildcard, of which a phrase of a
/// table has at most three.
fn follow(pieces: &[Piece], text: &Folded, at: usize) -> Option<usize> {
    let Some((piece, rest)) = pieces.split_first() else {
        return Some(at);
    };
    let fits = (at..)
        .zip(&piece.letters)
        .all(|(at, c)| text.get(at) == Some(*c));
    if !fits {
        return None;
    }
    let end = at + piece.letters.len();
    match piece.then {
        Then::End => {
            let cut = |c: Option<char>| c.is_some_and(is_spaced);
            (!(cut(text.before(end)) && cut(text.get(end)))).then_some(end)
        }
        Then::Letters => {
            let most = (end..end + LETTERS)
                .take_while(|at| text.get(*at).is_some_and(is_spaced))
                .count();
            if rest.is_empty() {
                return Some(end + most);
            }
            (0..=most)
                .rev()
                .find_map(|length| follow(rest, text, end + length))
        }
        Then::Gap => (end..end + GAP)
            .take_while(|at| !text.get(*at).is_none_or(ends_clause))
            .filter(|at| begins_word(text, *at, &[]))
            .find_map(|at| follow(rest, text, at)),
    }
}

/// Phrases, each with what it means.
#[derive(Debug)]
pub(super) struct Patterns<T> {
    by_first: BTreeMap<char, Vec<(Pattern, T)>>,
    /// Letters that are written on the word after them: the Arabic "and".
    proclitics: Vec<char>,
}

impl<T> Patterns<T> {
    pub(super) fn new(proclitics: &[char]) -> Self {
        Self {
            by_first: BTreeMap::new(),
            proclitics: proclitics.to_vec(),
        }
    }

    pub(super) fn insert(&mut self, phrase: &str, meaning: T) {
        if let Some(pattern) = Pattern::parse(phrase)
            && let Some(first) = pattern.first()
        {
            let list = self.by_first.entry(first).or_default();
            list.push((pattern, meaning));
        }
    }

    /// The phrase that begins at a place, with its end: the longest, or, of those in two parts, the
    /// one that closes first. One in two parts yields to a longer one in one part.
    pub(super) fn starting(&self, text: &Folded, at: usize) -> Option<(usize, &T)> {
        let mut whole: Option<(usize, &T)> = None;
        let mut parted: Option<(usize, usize, &T)> = None;
        for (pattern, meaning) in self.by_first.get(&text.get(at)?)? {
            let Some(end) = pattern.end(text, at, &self.proclitics) else {
                continue;
            };
            if pattern.has_gap() {
                if parted.is_none_or(|(closed, _, _)| end < closed) {
                    parted = Some((end, at + pattern.head(), meaning));
                }
            } else if whole.is_none_or(|(longest, _)| end > longest) {
                whole = Some((end, meaning));
            }
        }
        match (whole, parted) {
            (Some(whole), Some((_, head, _))) if whole.0 > head => Some(whole),
            (_, Some((end, _, meaning))) => Some((end, meaning)),
            (whole, None) => whole,
        }
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn found(phrase: &str, text: &str) -> Option<String> {
        let mut patterns = Patterns::new(&[]);
        patterns.insert(phrase, ());
        let folded = Folded::of(text);
        (0..folded.len()).find_map(|at| {
            let (end, ()) = patterns.starting(&folded, at)?;
            Some(folded.span(at, end).of(text).to_owned())
        })
    }

    #[test]
    fn a_phrase_matches_whole_words_and_wildcards_the_rest() {
        assert_eq!(found("not", "It is Not so").as_deref(), Some("Not"));
        assert_eq!(found("not", "another knot"), None);
        assert_eq!(found("*n't", "they didn’t go").as_deref(), Some("n’t"));
        assert_eq!(found("refus*", "it refused.").as_deref(), Some("refused"));
        assert_eq!(
            found("va *er", "il va partir, va manger").as_deref(),
            Some("va manger")
        );
        assert_eq!(found("不会", "他不会来").as_deref(), Some("不会"));
    }

    #[test]
    fn a_gap_stays_within_the_clause() {
        assert_eq!(
            found("ne … pas", "il ne peut pas venir").as_deref(),
            Some("ne peut pas")
        );
        assert_eq!(found("ne … pas", "il ne vient, pas elle"), None);
        assert_eq!(found("n'… pas", "il n’a pas").as_deref(), Some("n’a pas"));
        assert_eq!(found("ne … pas", "il ne passe rien"), None);
    }

    #[test]
    fn a_phrase_without_letters_is_no_phrase() {
        assert!(Pattern::parse("*").is_none());
        assert!(Pattern::parse("").is_none());
    }
}
