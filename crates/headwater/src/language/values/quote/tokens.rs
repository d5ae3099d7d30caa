//! A sentence as words, stops and quotations, for finding who says what in it.

use super::marks::Marked;
use crate::language::is_alphabetic;
use crate::text::Span;

/// What a token is.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) enum Kind {
    /// A word; where words have no spaces between them, all that stands between two stops.
    Word,
    Comma,
    Colon,
    Dash,
    /// A full stop and its kind, also one inside an abbreviation.
    Stop,
    Semicolon,
    /// A quotation with its marks.
    Quote,
}

/// One token of a sentence.
#[derive(Debug, Clone, Copy)]
pub(super) struct Token {
    pub(super) kind: Kind,
    pub(super) span: Span,
}

/// Few texts have shorter tokens, in bytes and with the space behind them.
const BYTES_A_TOKEN: usize = 4;

/// The tokens of a stretch of the text. `marks` are the quotations that lie inside it.
pub(super) fn tokens(text: &str, span: Span, marks: &[Marked], unspaced: bool) -> Vec<Token> {
    let mut found = Vec::with_capacity(span.len() / BYTES_A_TOKEN);
    let mut at = span.start();
    for mark in marks {
        words(
            text,
            Span::new(at, mark.outer.start()),
            unspaced,
            &mut found,
        );
        found.push(Token {
            kind: Kind::Quote,
            span: mark.outer,
        });
        at = mark.outer.end();
    }
    words(
        text,
        Span::new(at, span.end().max(at)),
        unspaced,
        &mut found,
    );
    found
}

fn words(text: &str, span: Span, unspaced: bool, found: &mut Vec<Token>) {
    let part = span.of(text);
    let mut start = None;
    let mut at = 0;
    while let Some((before, c, after)) = around(part, at) {
        let next = at + c.len_utf8();
        if belongs(c, before, after) || (unspaced && !c.is_whitespace() && kind(c).is_none()) {
            start.get_or_insert(at);
            at = next + after.len() - after.trim_start_matches(is_plain).len();
            continue;
        }
        let end = span.start() + at;
        if let Some(begin) = start.take() {
            found.push(word(span.start() + begin, end));
        }
        if let Some(kind) = kind(c) {
            let span = Span::new(end, end + c.len_utf8());
            found.push(Token { kind, span });
        }
        at = next;
    }
    if let Some(begin) = start {
        found.push(word(span.start() + begin, span.end()));
    }
}

/// The character at a place, with all that stands before it and behind it.
fn around(text: &str, at: usize) -> Option<(&str, char, &str)> {
    let (before, rest) = text.split_at_checked(at)?;
    let mut rest = rest.chars();
    Some((before, rest.next()?, rest.as_str()))
}

/// Whether a character belongs to a word wherever it stands, and is one that most texts have.
fn is_plain(c: char) -> bool {
    c.is_ascii_alphanumeric()
}

fn word(start: usize, end: usize) -> Token {
    Token {
        kind: Kind::Word,
        span: Span::new(start, end),
    }
}

/// Whether a character is a part of a word, here where it stands.
fn belongs(c: char, before: &str, after: &str) -> bool {
    let is_digit = |c: char| c.is_ascii_digit();
    match c {
        '-' | '‑' => before.ends_with(char::is_alphanumeric),
        '\'' | '’' | '&' | '@' | '/' | '$' | '%' | '€' | '·' | '・' | '#'
        // Marks on letters, and the Arabic vowel signs.
        | '\u{300}'..='\u{36F}' | '\u{64B}'..='\u{652}' | '\u{640}' | '\u{200C}' | '\u{200D}' => true,
        ',' | '.' | ':' => before.ends_with(is_digit) && after.starts_with(is_digit),
        _ => is_alphabetic(c) || c.is_numeric(),
    }
}

fn kind(c: char) -> Option<Kind> {
    Some(match c {
        ',' | '،' | '，' | '、' => Kind::Comma,
        ':' | '：' => Kind::Colon,
        '—' | '–' | '―' => Kind::Dash,
        '.' | '!' | '?' | '…' | '。' | '！' | '？' | '؟' | '．' => Kind::Stop,
        ';' | '；' | '؛' | '(' | ')' | '（' | '）' | '[' | ']' | '\n' => Kind::Semicolon,
        _ => return None,
    })
}
