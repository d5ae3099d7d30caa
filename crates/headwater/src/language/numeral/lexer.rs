//! Cuts a text into the digits, words and characters that numerals are made of.

use memchr::memmem;
use rust_decimal::Decimal;
use unicode_normalization::UnicodeNormalization;
use unicode_normalization::char::is_combining_mark;

use super::digits::{self, Grouping, Run, digit};
use super::table::{Role, Table};
use crate::language::{is_alphabetic, small};
use crate::text::Span;

/// What stands between a part and the part before it.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Gap {
    /// Nothing.
    None,
    /// White space.
    Space,
    /// A hyphen.
    Hyphen,
    /// Anything else: no numeral goes over it.
    Break,
}

/// One piece of a numeral.
#[derive(Debug, Clone, Copy)]
pub(super) struct Part {
    pub(super) span: Span,
    pub(super) role: Role,
    pub(super) value: Decimal,
    pub(super) gap: Gap,
}

/// A word longer than this, in bytes, is no number.
const LONGEST_WORD: usize = 160;
/// A number word inside a compound is no longer than this, in characters.
const LONGEST_PIECE: usize = 12;
/// More white space than this, in bytes, parts two numerals.
const WIDEST_SPACE: usize = 8;

/// All parts in order.
pub(super) fn lex(text: &str, table: &Table) -> Vec<Part> {
    let mut lexer = Lexer {
        text,
        table,
        parts: Vec::new(),
    };
    let mut addresses = addresses(text).into_iter().peekable();
    let mut at = 0;
    while let Some(c) = text.get(at..).and_then(|rest| rest.chars().next()) {
        while addresses.next_if(|span| span.end() <= at).is_some() {}
        at = match addresses.peek() {
            Some(span) if span.start() <= at => span.end(),
            _ if digit(c).is_some() => lexer.number(at),
            _ if vulgar(c).is_some() => lexer.vulgar(at, c),
            _ if !table.is_characters() && is_alphabetic(c) => lexer.word(at),
            _ if table.is_characters() => lexer.characters(at, c),
            _ => at + c.len_utf8(),
        };
    }
    lexer.parts
}

/// Web addresses: digits inside them are not numbers.
fn addresses(text: &str) -> Vec<Span> {
    let mut spans: Vec<Span> = Vec::new();
    let places = |of: &str| memmem::find_iter(text.as_bytes(), of).collect();
    let mut found: Vec<usize> = places("://");
    found.extend::<Vec<usize>>(places("www."));
    found.sort_unstable();
    for at in found {
        if spans.last().is_some_and(|last| at < last.end()) {
            continue;
        }
        let (before, after) = text.split_at(at);
        let scheme = before.len()
            - before
                .trim_end_matches(|c: char| c.is_ascii_alphabetic())
                .len();
        let length = after
            .find(|c: char| !c.is_ascii_graphic() || matches!(c, '"' | '<' | '>'))
            .unwrap_or(after.len());
        spans.push(Span::new(at - scheme, at + length));
    }
    spans
}

/// Whether a character is a fraction.
pub(super) fn is_fraction(c: char) -> bool {
    vulgar(c).is_some()
}

/// Numerator and denominator of a character that is a fraction.
fn vulgar(c: char) -> Option<(u32, u32)> {
    Some(match c {
        '½' => (1, 2),
        '⅓' => (1, 3),
        '⅔' => (2, 3),
        '¼' => (1, 4),
        '¾' => (3, 4),
        '⅕' => (1, 5),
        '⅖' => (2, 5),
        '⅗' => (3, 5),
        '⅘' => (4, 5),
        '⅙' => (1, 6),
        '⅚' => (5, 6),
        '⅛' => (1, 8),
        '⅜' => (3, 8),
        '⅝' => (5, 8),
        '⅞' => (7, 8),
        _ => return None,
    })
}

struct Lexer<'t> {
    text: &'t str,
    table: &'t Table,
    parts: Vec<Part>,
}

impl Lexer<'_> {
    fn push(&mut self, start: usize, end: usize, role: Role, value: Decimal) {
        let gap = self.gap(start);
        self.parts.push(Part {
            span: Span::new(start, end),
            role,
            value,
            gap,
        });
    }

    fn gap(&self, start: usize) -> Gap {
        let Some(last) = self.parts.last() else {
            return Gap::Break;
        };
        let between = Span::new(last.span.end(), start);
        if between.len() > WIDEST_SPACE {
            return Gap::Break;
        }
        let between = between.of(self.text);
        if between.is_empty() {
            Gap::None
        } else if between.trim().is_empty() && !between.contains('\n') {
            Gap::Space
        } else if matches!(between.trim(), "-" | "\u{2010}" | "\u{2011}") {
            Gap::Hyphen
        } else {
            Gap::Break
        }
    }

    /// Whether the digits at `start` are the minutes of a time or the second half of a score.
    fn follows_colon(&self, start: usize) -> bool {
        let mut back = self.text.get(..start).unwrap_or_default().chars().rev();
        matches!(back.next(), Some(':' | '：')) && back.next().and_then(digit).is_some()
    }

    /// A number in digits, with its sign; or a chain of numbers.
    fn number(&mut self, start: usize) -> usize {
        if self.follows_colon(start) {
            let rest = self.text.get(start..).unwrap_or_default();
            return start + rest.find(|c| digit(c).is_none()).unwrap_or(rest.len());
        }
        let chain = Chain::read(self.text, start);
        if chain.hyphens >= 2 {
            // A telephone number, a date in digits, an order of play.
            return chain.end;
        }
        if chain.slashes > 0 {
            self.slashed(&chain);
            return chain.end;
        }
        let grouping = Grouping {
            decimal_comma: self.table.habits.decimal_comma,
            space_groups: self.table.habits.space_groups,
            middle_dot: self.table.habits.middle_dot,
        };
        match digits::read(self.text, start, grouping) {
            Run::Left(end) => end,
            Run::Numbers(numbers) => {
                let single = numbers.len() == 1;
                let mut end = start;
                for (from, to, value) in numbers {
                    self.sign(from);
                    let (to, value) = match self.exponent(to, value) {
                        Some(longer) if single => longer,
                        _ => (to, value),
                    };
                    let (to, value) = match self.superscript(to, value) {
                        Some(power) if single => power,
                        _ => (to, value),
                    };
                    let (from, value) = self.leading_point(from, to, value);
                    self.push(from, to, Role::Digits, value);
                    end = to;
                }
                self.suffix(end)
            }
        }
    }

    /// A minus sign right before the digits, where it can be nothing else.
    fn sign(&mut self, start: usize) {
        let before = self.text.get(..start).unwrap_or_default();
        let mut back = before.chars().rev();
        let Some(sign @ ('-' | '−' | '－')) = back.next() else {
            return;
        };
        let clear = back.next().is_none_or(|c| {
            c.is_whitespace()
                || matches!(c, '(' | '（' | '：' | ':' | '"' | '“' | '「' | '=')
                || is_hiragana(c)
                || (sign != '-' && super::surroundings::is_cjk(c))
        });
        if clear {
            self.push(start - sign.len_utf8(), start, Role::Minus, Decimal::ONE);
        }
    }

    /// `.25` and `,25` at the beginning of a word.
    fn leading_point(&self, start: usize, end: usize, value: Decimal) -> (usize, Decimal) {
        let before = self.text.get(..start).unwrap_or_default();
        let mut back = before.chars().rev();
        let mark = back.next();
        let is_point = mark == Some('.') || (self.table.habits.decimal_comma && mark == Some(','));
        let clear = back.next().is_none_or(char::is_whitespace);
        let digits = Span::new(start, end).of(self.text);
        if !is_point || !clear || !digits.chars().all(|c| c.is_ascii_digit()) {
            return (start, value);
        }
        let fraction: Option<Decimal> = format!("0.{digits}").parse().ok();
        fraction.map_or((start, value), |fraction| (start - 1, fraction))
    }

    /// `1.3e6`: the end and the value with the exponent.
    fn exponent(&self, end: usize, value: Decimal) -> Option<(usize, Decimal)> {
        let rest = self.text.get(end..)?.strip_prefix(['e', 'E', 'ｅ'])?;
        let (rest, negative) = match rest.strip_prefix(['-', '－']) {
            Some(rest) => (rest, true),
            None => (rest.strip_prefix('+').unwrap_or(rest), false),
        };
        let power: Vec<u32> = rest.chars().map_while(digit).take(3).collect();
        let width: usize = rest.chars().take(power.len()).map(char::len_utf8).sum();
        let next = rest.get(width..)?.chars().next();
        if power.is_empty() || power.len() > 2 || next.is_some_and(char::is_alphanumeric) {
            return None;
        }
        let mut value = value;
        for _ in 0..power.iter().fold(0, |sum, digit| sum * 10 + digit) {
            value = if negative {
                value.checked_div(Decimal::TEN)?
            } else {
                value.checked_mul(Decimal::TEN)?
            };
        }
        Some((self.text.len() - rest.len() + width, value))
    }

    /// 10⁻⁴: the end and the value of a power of ten.
    fn superscript(&self, end: usize, value: Decimal) -> Option<(usize, Decimal)> {
        const SIGNS: [char; 10] = ['⁰', '¹', '²', '³', '⁴', '⁵', '⁶', '⁷', '⁸', '⁹'];
        let rest = self.text.get(end..)?;
        let raised = rest.strip_prefix(['⁻', '⁺']).unwrap_or(rest);
        let power: Vec<usize> = raised
            .chars()
            .map_while(|c| SIGNS.iter().position(|sign| *sign == c))
            .take(3)
            .collect();
        let width: usize = raised.chars().take(power.len()).map(char::len_utf8).sum();
        let times = power.iter().fold(0, |sum, digit| sum * 10 + digit);
        if value != Decimal::TEN || power.is_empty() || times > 28 {
            return None;
        }
        let product = (0..times).try_fold(Decimal::ONE, |product, _| product.checked_mul(value))?;
        let value = if rest.starts_with('⁻') {
            Decimal::ONE.checked_div(product)?
        } else {
            product
        };
        Some((self.text.len() - raised.len() + width, value))
    }

    /// `3/4` is a fraction, `24/7` and `9/11` are two numbers, `5/17/2018` is three.
    fn slashed(&mut self, chain: &Chain) {
        if let [(start, _, over), (_, end, under)] = chain.numbers.as_slice()
            && chain.hyphens == 0
            && *over < *under * Decimal::TWO
            && *under >= Decimal::TWO
            && (*under <= Decimal::TEN || *under == Decimal::from(16))
            && let Some(value) = over.checked_div(*under)
        {
            self.sign(*start);
            self.push(*start, *end, Role::Vulgar, value);
            return;
        }
        for (start, end, value) in &chain.numbers {
            self.push(*start, *end, Role::Digits, *value);
        }
    }

    fn vulgar(&mut self, start: usize, c: char) -> usize {
        let end = start + c.len_utf8();
        if let Some((over, under)) = vulgar(c)
            && let Some(value) = Decimal::from(over).checked_div(Decimal::from(under))
        {
            self.push(start, end, Role::Vulgar, value);
        }
        end
    }

    /// `k`, `Mio.`, `млн` after digits.
    fn suffix(&mut self, end: usize) -> usize {
        let rest = self.text.get(end..).unwrap_or_default();
        let word = rest.trim_start_matches([' ', '\u{A0}', '\u{202F}']);
        let space = rest.len() - word.len();
        let letters = word
            .find(|c| !super::surroundings::is_spaced_letter(c))
            .unwrap_or(word.len());
        let (Some(letters), Some(after)) = (word.get(..letters), word.get(letters..)) else {
            return end;
        };
        if space > 4 || letters.len() > 12 || after.starts_with(|c| digit(c).is_some()) {
            return end;
        }
        let dotted = format!("{letters}.");
        let (form, length) = if after.starts_with('.') && self.table.suffixes.contains_key(&dotted)
        {
            (dotted.as_str(), dotted.len())
        } else {
            (letters, letters.len())
        };
        // A single letter after a space may be anything.
        if space > 0 && letters.chars().count() < 2 && !matches!(letters, "k" | "M") {
            return end;
        }
        let Some(value) = self.table.suffixes.get(form) else {
            return end;
        };
        let start = end + space;
        self.push(start, start + length, Role::Scale, *value);
        start + length
    }

    /// A word of a language that writes with spaces.
    fn word(&mut self, start: usize) -> usize {
        let rest = self.text.get(start..).unwrap_or_default();
        let length = rest.find(|c: char| !is_letter(c)).unwrap_or(rest.len());
        let end = start + length;
        let word = Span::new(start, end).of(self.text);
        if length > LONGEST_WORD || !self.may_begin(word) {
            return end;
        }
        let key = normal(word);
        if self.table.stops.contains(&key) {
            return end;
        }
        if let Some((role, value)) = self.table.words.get(&key) {
            let less = &self.table.habits.not_minus_after;
            let is_less = self.table.habits.minus.first().map(String::as_str) == Some(&*key);
            if *role == Role::Minus && is_less && !less.is_empty() {
                let before = self.text.get(..start).unwrap_or_default();
                if less.contains(&super::surroundings::last_word(before)) {
                    return end;
                }
            }
            self.push(start, end, *role, *value);
        } else if self.table.habits.compounds {
            self.compound(start, end, &key);
        } else if let Some(value) = self.part_of_thing(&key) {
            self.push(start, end, Role::Denominator, value);
        } else {
            self.prefixed(start, end, word);
        }
        end
    }

    /// Whether a number word begins like this, without a look at the whole.
    fn may_begin(&self, word: &str) -> bool {
        match word.bytes().next() {
            Some(byte) if byte.is_ascii() => self.table.first_pairs.may_begin(word),
            // Marks over letters and words written as one are looked at as a whole.
            _ => self.table.habits.compounds || self.begins_other(word),
        }
    }

    /// The same for a word that does not begin in ASCII.
    fn begins_other(&self, word: &str) -> bool {
        let habits = &self.table.habits;
        let prefixed = |prefix: &String| word.starts_with(&**prefix);
        let is_first = word
            .chars()
            .next()
            .is_some_and(|c| self.table.first.contains(&bare(c)));
        is_first
            || habits.prefixes.iter().any(prefixed)
            || habits.joining_prefixes.iter().any(prefixed)
    }

    /// Veinticincoavos: the parts that a thing is cut into, by the number before the ending.
    fn part_of_thing(&self, key: &str) -> Option<Decimal> {
        let mut ends = self.table.habits.part_ends.iter();
        let stem = ends.find_map(|ending| key.strip_suffix(&**ending))?;
        let mut sum = Decimal::ZERO;
        let mut rest = stem;
        while !rest.is_empty() {
            let found = (1..=rest.len())
                .rev()
                .filter_map(|at| Some((at, self.table.words.get(rest.get(..at)?)?)))
                .find(|(_, (role, _))| matches!(role, Role::Unit | Role::One | Role::Hundreds));
            let Some((length, (_, value))) = found else {
                // treintaicinco: the "and" is written as one letter.
                rest = rest.strip_prefix(['i', 'y']).filter(|_| !sum.is_zero())?;
                continue;
            };
            sum = sum.checked_add(*value)?;
            rest = rest.get(length..)?;
        }
        (sum > Decimal::TEN).then_some(sum)
    }

    /// A word put together from number words: einundzwanzig, einundzwanzigste.
    fn compound(&mut self, start: usize, end: usize, key: &str) {
        let ending = self
            .table
            .habits
            .ordinal_ends
            .iter()
            .find_map(|ending| Some((key.strip_suffix(&**ending)?, ending.len())));
        let found = self.pieces(key).or_else(|| {
            let (stem, ending) = ending?;
            let mut pieces = self.pieces(stem)?;
            pieces.push((ending, Role::OrdinalEnd, Decimal::ZERO));
            Some(pieces)
        });
        let Some(pieces) = found else { return };
        let same_length = key.len() == end - start;
        let mut at = start;
        for (length, role, value) in pieces {
            if same_length {
                self.push(at, at + length, role, value);
                at += length;
            } else {
                let gap = if at == start {
                    self.gap(start)
                } else {
                    Gap::None
                };
                self.parts.push(Part {
                    span: Span::new(start, end),
                    role,
                    value,
                    gap,
                });
                at = end;
            }
        }
    }

    /// The number words that a word is made of; `None` where anything else is left.
    fn pieces(&self, key: &str) -> Option<Vec<(usize, Role, Decimal)>> {
        let mut pieces = Vec::new();
        let mut rest = key;
        while !rest.is_empty() {
            let ends = rest.char_indices().map(|(at, c)| at + c.len_utf8());
            let known = ends
                .take(LONGEST_PIECE)
                .filter_map(|at| Some((at, self.table.words.get(rest.get(..at)?)?)));
            let is_piece = |role: Role| {
                matches!(
                    role,
                    Role::Unit | Role::LoneScale | Role::Joiner | Role::One | Role::Scale
                )
            };
            let (length, (role, value)) = known.filter(|(_, (role, _))| is_piece(*role)).last()?;
            pieces.push((length, *role, *value));
            rest = rest.get(length..)?;
        }
        Some(pieces)
    }

    /// A word with a short word written before it as one: وعشرون.
    fn prefixed(&mut self, start: usize, end: usize, word: &str) {
        let habits = &self.table.habits;
        if habits.joining_prefixes.is_empty() && habits.prefixes.is_empty() {
            return;
        }
        let joined = habits
            .joining_prefixes
            .iter()
            .find_map(|prefix| word.strip_prefix(&**prefix));
        for (bare, is_joined) in [(joined, true), (Some(word), false)] {
            let Some(bare) = bare else { continue };
            let stem = |prefix: &String| bare.strip_prefix(&**prefix);
            let stems = std::iter::once(bare).chain(habits.prefixes.iter().filter_map(stem));
            let found = stems
                .filter_map(|stem| Some((stem, *self.table.words.get(&normal(stem))?)))
                .find(|(stem, (role, _))| stem.len() == bare.len() || *role != Role::Denominator);
            if let Some((_, (role, value))) = found {
                let stem_start = end - bare.len();
                if is_joined {
                    self.push(start, stem_start, Role::Joiner, Decimal::ONE);
                }
                self.push(stem_start, end, role, value);
                return;
            }
        }
    }

    /// A number word in a language that writes without spaces, or in Korean.
    fn characters(&mut self, start: usize, c: char) -> usize {
        let next = start + c.len_utf8();
        if is_hiragana(c) && !self.table.kana.is_empty() {
            return self.spelt(start);
        }
        if !self.table.first.contains(&c) {
            return next;
        }
        self.known(start, c)
    }

    /// The longest listed word at `start`.
    fn known(&mut self, start: usize, c: char) -> usize {
        let next = start + c.len_utf8();
        let touches = self
            .parts
            .last()
            .is_some_and(|part| part.span.end() == start);
        if self.table.habits.hangul && !touches && self.follows_hangul(start) {
            return next;
        }
        let rest = self.text.get(start..).unwrap_or_default();
        let ends = rest
            .char_indices()
            .map(|(at, c)| at + c.len_utf8())
            .take(self.table.longest);
        // 十分 is "very", but 十分之一 a tenth.
        let is_fraction = |piece: &str| {
            let inner = piece.char_indices().skip(1);
            let mut tails = inner.filter_map(|(at, _)| rest.get(at..));
            let over = &self.table.habits.over;
            tails.any(|tail| over.iter().any(|word| tail.starts_with(word.as_str())))
        };
        let mut word = None;
        for piece in ends.filter_map(|at| rest.get(..at)) {
            let stops = self.table.stops.contains(piece) && !is_fraction(piece);
            if stops && (!touches || self.table.habits.hangul) {
                word = Some((piece.len(), None));
            } else if let Some(found) = self.table.words.get(piece) {
                word = Some((piece.len(), Some(*found)));
            }
        }
        match word {
            // 廿 is 二十 in one character.
            Some((length, Some((Role::Unit, value)))) if value > Decimal::TEN => {
                let end = start + length;
                let tens = value.checked_div(Decimal::TEN).unwrap_or(value);
                self.push(start, end, Role::Unit, tens);
                self.push(end, end, Role::LoneScale, Decimal::TEN);
                end
            }
            Some((length, Some((role, value)))) => {
                self.push(start, start + length, role, value);
                start + length
            }
            Some((length, None)) => start + length,
            None => next,
        }
    }

    /// A number spelt in kana: ななひゃくよんじゅう. The whole run of kana has to be one, with a
    /// scale in it: に and し alone are other words.
    fn spelt(&mut self, start: usize) -> usize {
        let rest = self.text.get(start..).unwrap_or_default();
        let length = rest.find(|c| !is_hiragana(c)).unwrap_or(rest.len());
        let mut left = rest.get(..length).unwrap_or_default();
        let mut found = Vec::new();
        while !left.is_empty() && left.len() <= LONGEST_WORD {
            let fits = |(form, ..): &&(String, Role, Decimal)| left.starts_with(form.as_str());
            let Some((form, role, value)) = self.table.kana.iter().find(fits) else {
                break;
            };
            found.push((form.len(), *role, *value));
            left = left.get(form.len()..).unwrap_or_default();
        }
        let scaled = found.iter().any(|(_, role, _)| *role != Role::Unit);
        if left.is_empty() && found.len() > 1 && scaled {
            let mut at = start;
            for (width, role, value) in found {
                self.push(at, at + width, role, value);
                at += width;
            }
            return start + length;
        }
        self.listed(start, length)
    }

    /// The listed words inside a run of kana that is no number: マイナス has none, また has.
    fn listed(&mut self, start: usize, length: usize) -> usize {
        let mut at = start;
        while let Some(c) = self.text.get(at..).and_then(|rest| rest.chars().next()) {
            if at >= start + length {
                break;
            }
            at = if self.table.first.contains(&c) {
                self.known(at, c)
            } else {
                at + c.len_utf8()
            };
        }
        at
    }

    fn follows_hangul(&self, start: usize) -> bool {
        let before = self.text.get(..start).unwrap_or_default();
        before.chars().next_back().is_some_and(is_hangul)
    }
}

/// A Hiragana letter.
fn is_hiragana(c: char) -> bool {
    matches!(c, '\u{3041}'..='\u{309F}')
}

/// A Hangul syllable.
pub(super) fn is_hangul(c: char) -> bool {
    matches!(c, '\u{AC00}'..='\u{D7A3}')
}

/// A letter, or a mark written over one.
fn is_letter(c: char) -> bool {
    is_alphabetic(c) || matches!(c, '\u{300}'..='\u{36F}' | '\u{640}' | '\u{64B}'..='\u{65F}')
}

/// A letter in lower case without its marks.
fn bare(c: char) -> char {
    let mut plain = c;
    unicode_normalization::char::decompose_canonical(c, |part| {
        if !is_combining_mark(part) {
            plain = part;
        }
    });
    small(plain)
}

/// Lower case without marks over or under letters, so that every spelling is one: cinquième and
/// cinquieme, ё and е, أ and ا, with and without short vowels.
pub(super) fn normal(word: &str) -> String {
    if word.is_ascii() {
        return word.to_ascii_lowercase();
    }
    word.nfd()
        .filter(|c| !is_combining_mark(*c) && *c != '\u{640}')
        .flat_map(char::to_lowercase)
        .collect()
}

/// Numbers with `/` or `-` between them and nothing else.
struct Chain {
    numbers: Vec<(usize, usize, Decimal)>,
    slashes: usize,
    hyphens: usize,
    end: usize,
}

impl Chain {
    fn read(text: &str, start: usize) -> Self {
        let mut chain = Self {
            numbers: Vec::new(),
            slashes: 0,
            hyphens: 0,
            end: start,
        };
        let mut from = start;
        let mut digits = String::new();
        let mut rest = text.get(start..).unwrap_or_default().chars().peekable();
        while let Some(c) = rest.next() {
            let at = chain.end;
            if let Some(value) = digit(c).and_then(|value| char::from_digit(value, 10)) {
                if digits.len() < 30 {
                    digits.push(value);
                }
            } else if matches!(c, '/' | '／' | '-')
                && rest.peek().is_some_and(|c| digit(*c).is_some())
            {
                chain.close(from, at, &digits);
                digits.clear();
                from = at + c.len_utf8();
                chain.slashes += usize::from(c != '-');
                chain.hyphens += usize::from(c == '-');
            } else {
                break;
            }
            chain.end = at + c.len_utf8();
        }
        chain.close(from, chain.end, &digits);
        chain
    }

    fn close(&mut self, start: usize, end: usize, digits: &str) {
        if digits.len() <= 28
            && let Ok(value) = digits.parse()
        {
            self.numbers.push((start, end, value));
        }
    }
}
