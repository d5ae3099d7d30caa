//! Dates, times of day, lengths of time and what comes again.
//!
//! A text is cut into tokens, patterns from the language's `dates.toml` are matched level by level
//! (dates, times and lengths; what is made of them; ranges and sets), the longest finding at each
//! place wins, and is then read against the document's date.
//!
//! Conventions, where news leaves something out:
//! - a month or a day of one without a year is the nearest one to the document's date, where days
//!   to come count double; a weekday or a day alone is the last one before it; a word such as
//!   "will" near by makes it the next one;
//! - a day alone that follows a full date in the same sentence is of that date's month, and in a
//!   later sentence of the paragraph where it is one of the seven days after it;
//! - a range runs from the first moment of its first end to the first moment of its second one,
//!   as in `2016-01-01/2018-01-01` for "from 2016 to 2018";
//! - of "the end of June" as an end of a range the last moment is meant;
//! - early, mid and late give a part of the month, year or week, marked as approximate;
//! - the next day, the same year and their like are counted from the date that the paragraph told
//!   last, or from the document's where none was told before; where one was that they cannot be
//!   counted from, nothing is said;
//! - working days are those from Monday to Friday: public holidays differ by place and are not
//!   left out.

mod category;
mod chart;
mod easter;
mod feast;
mod fields;
mod level;
mod lexer;
mod lexicon;
mod pattern;
mod resolve;
mod token;

use super::{Dating, Reference, Value};
use crate::language::Language;
use crate::language::numeral::Numeral;
use crate::text::Span;
use category::Category;
use chart::Chart;
use fields::Fields;
use lexicon::Lexicon;
use pattern::Match;
use resolve::{Around, Resolved, resolve, resolve_range};
use token::Token;

/// How many tokens away a word may tell that a date is to come.
const FUTURE_REACH: usize = 12;

/// How many bytes are read at a time, so that a text of any length takes little memory.
const PIECE: usize = 16 * 1024;

/// The dates, times, lengths of time and sets of a text, in order; none overlaps another.
/// `numerals` are its numbers.
///
/// The time is linear in the length of the text.
pub(super) fn find(
    text: &str,
    language: Language,
    reference: Option<&Reference>,
    numerals: &[Numeral],
) -> Vec<Value> {
    let Some(lexicon) = lexicon::of(language) else {
        return Vec::new();
    };
    let mut around = Around {
        reference: reference.map(|reference| reference.civil()),
        ..Around::default()
    };
    let mut values = Vec::new();
    let mut start = 0;
    while start < text.len() {
        let piece = piece(text.get(start..).unwrap_or_default());
        let end = start + piece.len();
        let before = |place: usize| numerals.partition_point(|n| n.span.start() < place);
        let inside = numerals.get(before(start)..before(end)).unwrap_or_default();
        let inside = inside.iter().filter(|numeral| numeral.span.end() <= end);
        let inside = inside.map(|numeral| numeral.back(start));
        let tokens = lexer::tokens(piece, inside, language, lexicon);
        let found = find_in(&tokens, lexicon, &mut around);
        values.extend(found.into_iter().map(|mut value| {
            value.span = value.span.shift(start);
            value
        }));
        start += piece.len().max(1);
    }
    values
}

/// The beginning of a text up to the last line, sentence or word that ends in it in time.
fn piece(text: &str) -> &str {
    if text.len() <= PIECE {
        return text;
    }
    let window = text.get(..text.floor_char_boundary(PIECE)).unwrap_or(text);
    let after = |place: Option<(usize, &str)>| place.map(|(at, end)| at + end.len());
    let cut = after(window.rmatch_indices(['\n', '。']).next())
        .or_else(|| after(window.rmatch_indices(". ").next()))
        .or_else(|| after(window.rmatch_indices(char::is_whitespace).next()));
    window.get(..cut.unwrap_or(window.len())).unwrap_or(window)
}

fn find_in(tokens: &[Token], lexicon: &Lexicon, around: &mut Around) -> Vec<Value> {
    let chart = Chart::new(tokens, lexicon);
    let mut values = Vec::new();
    let mut at = 0;
    while let Some(token) = tokens.get(at) {
        if ends_sentence(token) {
            if token.sign == Some('\n') {
                around.earlier = None;
                around.told = around.told.in_next_paragraph();
            }
            if let Some(earlier) = &mut around.earlier {
                earlier.near = false;
            }
        }
        match reading(tokens, &chart, at, lexicon, around) {
            Some((end, value)) => {
                at = end.max(at + 1);
                values.extend(value);
            }
            None => at += 1,
        }
    }
    values
}

fn ends_sentence(token: &Token) -> bool {
    matches!(token.sign, Some('\n' | '。' | '!' | '?' | ';'))
}

/// The longest finding that begins at this token and can be read.
fn reading(
    tokens: &[Token],
    chart: &Chart<'_>,
    at: usize,
    lexicon: &Lexicon,
    around: &mut Around,
) -> Option<(usize, Option<Value>)> {
    for found in chart.candidates(at) {
        if !stands_alone(tokens, found) || !is_believed(tokens, found, lexicon) {
            continue;
        }
        if found.fields.stop {
            return Some((found.end, None));
        }
        around.future = is_future(tokens, found, lexicon);
        let resolved = match &found.right {
            Some(right) => resolve_range(&found.fields, right, around),
            None => resolve(&found.fields, around),
        };
        let Some(resolved) = resolved else {
            // a day that cannot be is no reason to take a part of it for another one
            if is_sure(&found.fields) && found.right.is_none() {
                return Some((found.end, None));
            }
            continue;
        };
        around.remember(&found.fields, &resolved);
        return Some((found.end, value(tokens, found, resolved)));
    }
    None
}

/// Whether the words leave no doubt that a date or a length is meant, be it one that cannot be read.
fn is_sure(fields: &Fields) -> bool {
    // "said that Monday …" may not point at a Monday
    let points_back = fields.from_told && fields.shift != Some((0, None));
    let full = fields.month.is_some() && fields.day.is_some();
    full || points_back || fields.feast.is_some() || fields.vague
}

fn value(tokens: &[Token], found: &Match, resolved: Resolved) -> Option<Value> {
    let span = Span::new(
        tokens.get(found.start)?.start,
        tokens.get(found.end - 1)?.end,
    );
    let ends = || {
        [Some(&found.fields), found.right.as_deref()]
            .into_iter()
            .flatten()
    };
    Some(Value {
        value: resolved.value,
        approximate: resolved.approximate || ends().any(|fields| fields.approximate),
        bound: ends().find_map(|fields| fields.bound).unwrap_or_default(),
        said: resolved.said,
        dating: Dating {
            basis: Some(resolved.basis),
            precision: ends().filter_map(Fields::precision).max(),
        },
        ..Value::new(resolved.kind, span)
    })
}

/// Whether the numbers at its two ends are whole: not the tail of a longer number, of a telephone
/// number, of a version or of a word.
fn stands_alone(tokens: &[Token], found: &Match) -> bool {
    let numeric = |token: &Token| token.number.is_some_and(|number| number.digits > 0);
    let (Some(first), Some(last)) = (tokens.get(found.start), tokens.get(found.end - 1)) else {
        return false;
    };
    if first.inside {
        return false;
    }
    let before = found.start.checked_sub(1).and_then(|at| tokens.get(at));
    let is_weekday = first.glued && first.reading(Category::Weekday).is_some();
    let counts = first.glued && before.is_some_and(|token| token.number.is_some());
    let edges = [Category::YearEdge, Category::MonthEdge, Category::WeekEdge];
    let is_edge = edges.iter().any(|edge| first.reading(*edge).is_some());
    // 一周四天: four days a week, no Thursday; 第二次年会 is no next year, 第二年初 not this one
    if counts && (is_weekday || is_edge || found.fields.from_told) {
        return false;
    }
    let is_money = |token: &Token| matches!(token.sign, Some('$' | '€' | '£' | '¥' | '￥'));
    if numeric(first) && before.is_some_and(is_money) {
        return false;
    }
    if numeric(first) && first.glued {
        let mut before = tokens.get(..found.start).unwrap_or_default().iter().rev();
        if let Some(sign) = before.next() {
            let joined =
                sign.glued && !sign.is_enumeration_mark() && before.next().is_some_and(numeric);
            match sign.sign {
                Some('-' | '/' | '.' | ':' | ',') if joined => return false,
                Some('#' | '+' | '_' | '%') => return false,
                None if sign.readings.is_empty() && !sign.inside && sign.word => return false,
                _ => {}
            }
        }
    }
    let next = tokens.get(found.end);
    if numeric(last) && next.is_some_and(|token| token.reading(Category::Stop).is_some()) {
        return false;
    }
    if numeric(last) {
        let mut after = tokens.get(found.end..).unwrap_or_default().iter();
        if let Some(next) = after.next().filter(|next| next.glued) {
            let joined = after
                .next()
                .is_some_and(|token| token.glued && numeric(token));
            match next.sign {
                Some('-' | '/' | '.' | ':' | ',') if joined => return false,
                Some('%' | '‰' | '°' | '€' | '$' | '_') => return false,
                None if next.word => return false,
                _ => {}
            }
        }
    }
    true
}

/// Whether a word that is also something else has the company to be taken for a date.
fn is_believed(tokens: &[Token], found: &Match, lexicon: &Lexicon) -> bool {
    let inside = tokens.get(found.start..found.end).unwrap_or_default();
    let weak = |token: &Token| token.readings.iter().any(|reading| reading.weak);
    if lexicon.capitals && inside.iter().any(|token| weak(token) && !token.capital) {
        return false;
    }
    match inside {
        [token] if weak(token) => {}
        _ => return true,
    }
    let company = [
        Category::In,
        Category::On,
        Category::From,
        Category::To,
        Category::Until,
        Category::Of,
        Category::Between,
        Category::And,
        Category::YearCue,
    ];
    let before = found.start.checked_sub(1).and_then(|at| tokens.get(at));
    before.is_some_and(|token| company.iter().any(|word| token.reading(*word).is_some()))
}

/// Whether a word in the same clause speaks of what is to come: shortly before the date or right
/// behind it, or up to the verb where that stands at the end.
fn is_future(tokens: &[Token], found: &Match, lexicon: &Lexicon) -> bool {
    let before = tokens.get(..found.start).unwrap_or_default();
    let after = tokens.get(found.end..).unwrap_or_default();
    let same = |token: &&Token| !ends_sentence(token) && !matches!(token.sign, Some(',' | ':'));
    let (back, on) = if lexicon.verb_final {
        (0, FUTURE_REACH)
    } else {
        (FUTURE_REACH, 1)
    };
    let before = before.iter().rev().take(back).take_while(same);
    before
        .chain(after.iter().take(on).take_while(same))
        .any(|token| token.reading(Category::Future).is_some())
}

#[cfg(test)]
mod tests;
