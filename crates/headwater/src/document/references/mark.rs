//! Marks of references in a line: what they look like, and how they are taken out of its text.

use super::super::line::Line;

/// The brackets that stand around the number of a reference.
const BRACKETS: [(char, char); 3] = [('[', ']'), ('［', '］'), ('【', '】')];
/// The most numbers that one pair of brackets is read as: `[2-9]`.
const MOST_NUMBERS: usize = 16;
/// The longest mark, in bytes: `[12, 14–16]`.
const LONGEST: usize = 48;

/// A mark in a line, such as `[1]`.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::document) struct Mark {
    pub(in crate::document) start: usize,
    pub(in crate::document) end: usize,
    pub(in crate::document) to: Target,
    /// Whether it is set above the line.
    pub(super) raised: bool,
}

/// What a mark leads to.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(in crate::document) enum Target {
    /// A place in the same page.
    Fragment(String),
    /// A page.
    Page(String),
    /// One of the document's notes.
    Note(usize),
    /// Nothing that the document has.
    Nothing,
}

impl Mark {
    /// A mark around some words, by where it leads: `#fragment` or an address.
    pub(in crate::document) fn new(start: usize, end: usize, to: String, raised: bool) -> Self {
        let to = match to.strip_prefix('#') {
            Some(fragment) => Target::Fragment(decoded(fragment)),
            None => Target::Page(to),
        };
        Self {
            start,
            end,
            to,
            raised,
        }
    }

    /// The same mark, leading elsewhere.
    pub(super) fn leading(&self, to: Target) -> Self {
        Self { to, ..*self }
    }

    pub(super) fn to(start: usize, end: usize, to: Target) -> Self {
        Self {
            start,
            end,
            to,
            raised: false,
        }
    }

    pub(in crate::document) fn shift(mut self, by: usize) -> Self {
        self.start += by;
        self.end += by;
        self
    }

    /// Whether its words are those of a mark and nothing else: `1`, `[a]`, `[注 2]`, `†`.
    pub(super) fn is_mark(&self, text: &str) -> bool {
        let words = text.get(self.start..self.end).unwrap_or_default().trim();
        let inner = words
            .trim_matches(|c: char| "[]［］【】()（）〔〕".contains(c))
            .trim();
        let set_off = self.raised || inner.len() < words.len() || self.is_bracketed(text);
        if inner.is_empty() {
            return words.is_empty() && self.raised;
        }
        let number = inner.trim_start_matches(|c: char| !c.is_ascii_digit());
        let word = inner.get(..inner.len() - number.len()).unwrap_or_default();
        let few = |text: &str, most: usize| text.chars().nth(most).is_none();
        let is_number = |text: &str| {
            !text.is_empty() && few(text, 3) && text.bytes().all(|b| b.is_ascii_digit())
        };
        let is_word = |text: &str| {
            text.chars().all(|c| c.is_alphabetic() || ". ".contains(c)) && few(text, 8)
        };
        is_number(inner)
            || inner.chars().all(|c| "*†‡§¶^↑↩".contains(c)) && few(inner, 3)
            || set_off && is_number(number) && is_word(word)
            || set_off && number.is_empty() && is_word(inner) && few(inner, 2)
    }

    /// Whether it is told from the text around it by brackets or by its place above the line.
    pub(super) fn is_set_off(&self, text: &str) -> bool {
        let words = text.get(self.start..self.end).unwrap_or_default();
        self.raised || words.trim().starts_with(['[', '［', '【', '(']) || self.is_bracketed(text)
    }

    fn is_bracketed(&self, text: &str) -> bool {
        let before = text.get(..self.start).unwrap_or_default();
        let after = text.get(self.end..).unwrap_or_default();
        BRACKETS
            .iter()
            .any(|(open, close)| before.ends_with(*open) && after.starts_with(*close))
    }

    /// The mark with the brackets that stand around it.
    fn with_brackets(mut self, text: &str) -> Self {
        if self.is_bracketed(text) {
            let before = text.get(..self.start).unwrap_or_default();
            let after = text.get(self.end..).unwrap_or_default();
            self.start -= before.chars().next_back().map_or(0, char::len_utf8);
            self.end += after.chars().next().map_or(0, char::len_utf8);
        }
        self
    }
}

/// A fragment without percent signs: pages have an id in raw characters and lead to it in either form.
pub(super) fn decoded(fragment: &str) -> String {
    let mut bytes = Vec::with_capacity(fragment.len());
    let mut rest = fragment.as_bytes();
    while let Some((first, behind)) = rest.split_first() {
        let hex = |code: &&[u8]| code.iter().all(u8::is_ascii_hexdigit);
        let code = behind.get(..2).filter(|_| *first == b'%').filter(hex);
        let code = code.and_then(|code| std::str::from_utf8(code).ok());
        let code = code.and_then(|code| u8::from_str_radix(code, 16).ok());
        bytes.push(code.unwrap_or(*first));
        rest = match code {
            Some(_) => behind.get(2..).unwrap_or_default(),
            None => behind,
        };
    }
    String::from_utf8(bytes).unwrap_or_else(|_| fragment.to_owned())
}

/// The numbers in brackets that a text has: their place, and the numbers. `[1992]` and `[sic]` are
/// none.
pub(super) fn numbered(text: &str) -> Vec<(usize, usize, Vec<u32>)> {
    let mut found = Vec::new();
    let mut from = 0;
    while let Some((at, open, close)) = next_bracket(text, from) {
        let start = at + open.len_utf8();
        from = start;
        let rest = text.get(start..).unwrap_or_default();
        let near = rest
            .get(..rest.floor_char_boundary(LONGEST))
            .unwrap_or_default();
        let Some(inside) = near.find(close).and_then(|end| near.get(..end)) else {
            continue;
        };
        if let Some(numbers) = numbers(inside) {
            let end = start + inside.len() + close.len_utf8();
            found.push((at, end, numbers));
            from = end;
        }
    }
    found
}

fn next_bracket(text: &str, from: usize) -> Option<(usize, char, char)> {
    let rest = text.get(from..)?;
    let (at, open) = rest
        .char_indices()
        .find(|(_, c)| BRACKETS.iter().any(|(open, _)| open == c))?;
    let (_, close) = BRACKETS.iter().find(|(known, _)| *known == open)?;
    Some((from + at, open, *close))
}

/// `2`, `2, 5`, `2–5`.
fn numbers(inside: &str) -> Option<Vec<u32>> {
    let mut all = Vec::new();
    for part in inside.split([',', ';', '，', '、']) {
        let mut ends = part.split(['-', '–', '—', '~', '～']);
        let first = number(ends.next()?)?;
        let last = ends.next().map_or(Some(first), number)?;
        if ends.next().is_some() || last < first {
            return None;
        }
        all.extend((first..=last).take(MOST_NUMBERS));
    }
    all.truncate(MOST_NUMBERS);
    Some(all)
}

/// A number from 1 to 999.
pub(super) fn number(text: &str) -> Option<u32> {
    let text = text.trim();
    let plain = text.len() <= 3 && text.bytes().all(|b| b.is_ascii_digit());
    text.parse().ok().filter(|number| plain && *number > 0)
}

impl Line {
    /// Adds a mark behind those that the line has.
    pub(in crate::document) fn add_mark(&mut self, mark: Mark) {
        self.marks.push(mark);
    }

    /// Takes the words of its marks out of the text; each mark stays at the place where it stood.
    /// A space that would be left over goes along.
    pub(super) fn take_out(&mut self, mut marks: Vec<Mark>) {
        marks.sort_by_key(|mark| (mark.start, mark.end));
        let old = std::mem::take(&mut self.text);
        let mut text = String::with_capacity(old.len());
        // Places up to `.0` moved to `.1`, and those up to the next one keep their distance.
        let mut moves: Vec<(usize, usize)> = vec![(0, 0)];
        let mut from = 0;
        let mut kept: Vec<Mark> = Vec::with_capacity(marks.len());
        for mark in marks {
            let mut mark = mark.with_brackets(&old);
            let (start, end) = (mark.start.max(from), mark.end.max(from));
            text.push_str(old.get(from..start).unwrap_or_default());
            from = end;
            let rest = old.get(end..).unwrap_or_default();
            let after = rest.trim_start();
            let spaced = after.len() < rest.len() || after.is_empty();
            if text.is_empty() || (spaced && closes(after)) {
                from = old.len() - after.len();
            }
            if text.ends_with(' ') && (spaced || closes(after)) {
                text.pop();
                let end = text.len();
                let behind = kept.iter_mut().rev().take_while(|mark| mark.start > end);
                behind.for_each(|mark| (mark.start, mark.end) = (end, end));
            }
            moves.push((from, text.len()));
            (mark.start, mark.end) = (text.len(), text.len());
            kept.push(mark);
        }
        text.push_str(old.get(from..).unwrap_or_default());
        let end = text.len();
        let place = |at: usize| {
            let before = moves.partition_point(|(old, _)| *old <= at);
            let next = moves.get(before).map_or(end, |(_, new)| *new);
            let (old, new) = moves
                .get(before.saturating_sub(1))
                .copied()
                .unwrap_or_default();
            (new + (at - old)).min(next)
        };
        for anchor in &mut self.anchors {
            (anchor.start, anchor.end) = (place(anchor.start), place(anchor.end));
        }
        self.anchors.retain(|anchor| anchor.start < anchor.end);
        for (at, _) in &mut self.images {
            *at = place(*at);
        }
        self.text = text;
        self.marks = kept;
        // A tab parts cells; behind the last one nothing is left to part.
        self.trim_end();
    }
}

/// Whether a text begins with what stands tight behind a word, or is at its end.
fn closes(text: &str) -> bool {
    text.chars()
        .next()
        .is_none_or(|c| ".,;:!?)]»”’…。，、；：！？）」』".contains(c))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn places(text: &str) -> Vec<Vec<u32>> {
        let found = numbered(text).into_iter();
        found.map(|(_, _, numbers)| numbers).collect()
    }

    #[test]
    fn years_and_words_in_brackets_are_no_references() {
        assert_eq!(
            places("It rose[1] to 3[2, 5-7], [sic] in [1992] by [a] 【4】［12］[0] [8-3]"),
            [vec![1], vec![2, 5, 6, 7], vec![4], vec![12]]
        );
    }

    #[test]
    fn brackets_around_nothing_are_no_mark() {
        for words in ["[", "]", "[ ]"] {
            let mark = Mark::new(0, words.len(), "#1".to_owned(), false);
            assert!(!mark.is_mark(words), "{words}");
        }
        assert!(Mark::new(0, 3, "#1".to_owned(), false).is_mark("[1]"));
    }

    fn without(text: &str) -> (String, Vec<usize>) {
        let marks = numbered(text)
            .into_iter()
            .map(|(start, end, _)| Mark::to(start, end, Target::Nothing));
        let mut line = Line {
            text: text.to_owned(),
            ..Line::default()
        };
        line.take_out(marks.collect());
        let at = line.marks.iter().map(|mark| mark.start).collect();
        (line.text, at)
    }

    #[test]
    fn no_space_is_left_over_where_a_mark_stood() {
        let cases = [
            ("It rose[1] by 3[2].", "It rose by 3."),
            ("It rose [1]. It fell. [2] So.", "It rose. It fell. So."),
            ("[1] It rose.[2][3]", "It rose."),
            ("水位上升[1]。又降[2]了。", "水位上升。又降了。"),
            ("in 1998 [3] [4] , and", "in 1998, and"),
        ];
        for (text, wanted) in cases {
            assert_eq!(without(text).0, wanted);
        }
        assert_eq!(without("a.[1] b.[2]").1, [2, 5]);
    }

    proptest! {
        #[test]
        fn what_is_left_are_the_characters_outside_marks(text in "(a|é|日| |\\[1\\]|\\.|\\[x\\]){0,20}") {
            let (left, places) = without(&text);
            let bare = |text: &str| text.replace(' ', "");
            prop_assert_eq!(bare(&left), bare(&text.replace("[1]", "")));
            for at in places {
                prop_assert!(left.is_char_boundary(at));
            }
        }
    }
}
