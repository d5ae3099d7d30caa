//! Reported speech in Japanese: the subject first, marked by は or が; what is reported, marked by
//! と; the verb last.

use super::table::Cue;
use super::{Kind, Report, Sentence, Strength};
use crate::text::Span;

/// A longer subject, in bytes, is none.
const LONGEST: usize = 150;
/// How far into a sentence, in bytes, the words "according to" are looked for.
const FAR: usize = 240;

/// Everything reported in the sentence.
pub(super) fn reports(s: &Sentence<'_>) -> Vec<Report> {
    if let Some(report) = according(s) {
        return vec![report];
    }
    last_verb(s).into_iter().collect()
}

/// The word tokens with their text.
fn words<'s>(s: &'s Sentence<'_>) -> impl Iterator<Item = (usize, Span)> + 's {
    let words = s.tokens.iter().enumerate();
    words
        .filter(|(_, token)| token.kind == Kind::Word)
        .map(|(at, token)| (at, token.span))
}

/// 警察によると、…という。
fn according(s: &Sentence<'_>) -> Option<Report> {
    let (at, cue) = words(s).take(4).find_map(|(at, span)| {
        let near = span.start() < s.span.start() + FAR;
        let text = span.of(s.text);
        let place = text
            .char_indices()
            .filter(|_| near)
            .find_map(|(place, _)| {
                let rest = text.get(place..)?;
                let (length, ()) = s.table.according_after.starting(rest)?;
                Some(Span::new(
                    span.start() + place,
                    span.start() + place + length,
                ))
            })?;
        Some((at, place))
    })?;
    let phrase = s.token(at)?.span;
    let before = Span::new(without_openers(s, phrase.start(), cue.start()), cue.start());
    let mut start = cue.end();
    if start >= phrase.end() {
        let next = if s.is(at + 1, Kind::Comma) {
            at + 2
        } else {
            at + 1
        };
        start = s.token(next)?.span.start();
    }
    let whole = Span::new(start, s.end().max(start));
    let text = whole.of(s.text);
    let ends = s
        .table
        .according_ends
        .iter()
        .filter(|end| text.ends_with(end.as_str()));
    let end = ends.max_by_key(|end| end.len()).map_or(0, String::len);
    let content = Span::new(start, (whole.end() - end).max(start)).trim(s.text);
    let speaker = before.trim(s.text);
    (!content.is_empty()).then_some(Report {
        content,
        speaker: (!speaker.is_empty() && speaker.len() <= LONGEST).then_some(speaker),
        cue: Some(cue),
        strength: Strength::Neutral,
    })
}

/// The verb that ends the sentence, or the last phrase before a comma.
fn verb(s: &Sentence<'_>) -> Option<(Span, &'static Cue)> {
    let end = s.end();
    let last = s
        .tokens
        .iter()
        .rfind(|token| token.kind == Kind::Word && token.span.end() == end)?;
    s.table
        .cues
        .ending(last.span.of(s.text))
        .map(|(length, cue)| (Span::new(end - length, end), cue))
}

fn last_verb(s: &Sentence<'_>) -> Option<Report> {
    let (cue_span, cue) = verb(s)?;
    let (content_end, direct) = content_end(s, cue_span);
    // こう振り返った: what was said stands in the sentence before.
    if content_end.is_none() {
        let content = s.before?;
        let (speaker, _) = topic(s, s.span.start(), cue_span.start())?;
        return Some(report(content, Some(speaker), cue_span, *cue));
    }
    let content_end = content_end?;
    if let Some(content) = leading_quote(s, content_end) {
        // 「…」と漁師は話した
        let from = content_end
            + s.text
                .get(content_end..)?
                .chars()
                .next()
                .map_or(0, char::len_utf8);
        let speaker = topic(s, from, cue_span.start()).map(|(speaker, _)| speaker);
        return Some(report(content, speaker, cue_span, *cue));
    }
    let (speaker, after) = match topic(s, s.span.start(), content_end) {
        Some((speaker, after)) => (Some(speaker), after),
        None => (None, s.span.start()),
    };
    if speaker.is_none() && !direct {
        return None;
    }
    let content = content_from(s, after, content_end);
    (!content.is_empty()).then(|| report(content, speaker, cue_span, *cue))
}

fn report(content: Span, speaker: Option<Span>, cue_span: Span, cue: Cue) -> Report {
    Report {
        content,
        speaker,
        cue: Some(cue_span),
        strength: cue.strength,
    }
}

/// Where what is reported ends: at the と, との, を or が before the verb; and whether that is と.
fn content_end(s: &Sentence<'_>, cue: Span) -> (Option<usize>, bool) {
    let before = Span::new(s.span.start(), cue.start()).of(s.text);
    // A quotation that begins the sentence and is followed by と: the subject stands between.
    if let Some(token) = s.token(0).filter(|token| token.kind == Kind::Quote) {
        let behind = s
            .text
            .get(token.span.end()..cue.start())
            .unwrap_or_default();
        if behind.starts_with('と') {
            return (Some(token.span.end()), true);
        }
    }
    let mut rest = before.trim_end_matches(['、', ' ', '　']);
    loop {
        let ends = s
            .table
            .particles
            .iter()
            .filter(|end| rest.ends_with(end.as_str()));
        let Some(longest) = ends.max_by_key(|end| end.len()) else {
            break;
        };
        let Some(bare) = rest.strip_suffix(longest.as_str()) else {
            break;
        };
        if longest == "こう" {
            return (None, false);
        }
        rest = bare.trim_end_matches(['、', ' ']);
    }
    // 疑惑を否定した: the noun is what is reported, unless と stands before it.
    if !rest.ends_with(['と', 'の']) {
        rest = before.trim_end_matches(['、', ' ', '　']);
    }
    for (particle, direct) in [
        ("との", true),
        ("と", true),
        ("を", false),
        ("について", false),
    ] {
        if let Some(bare) = rest.strip_suffix(particle) {
            return (Some(s.span.start() + bare.len()), direct);
        }
    }
    // とXは述べた: the subject between と and the verb, behind a quotation in mid-sentence.
    let quote = s
        .tokens
        .iter()
        .rfind(|token| token.kind == Kind::Quote && token.span.end() < cue.start());
    let behind = quote.and_then(|quote| s.text.get(quote.span.end()..cue.start()));
    match (quote, behind) {
        (Some(quote), Some(behind)) if behind.starts_with('と') => (Some(quote.span.end()), true),
        _ => (None, false),
    }
}

/// The quotation at the head of the sentence, where it ends right there.
fn leading_quote(s: &Sentence<'_>, end: usize) -> Option<Span> {
    let first = s.token(0)?;
    (first.kind == Kind::Quote && first.span.end() == end).then_some(first.span)
}

/// The noun phrase marked by は or が in a stretch, and the place behind its particle.
fn topic(s: &Sentence<'_>, from: usize, to: usize) -> Option<(Span, usize)> {
    let start = without_openers(s, from, to);
    let first_quote = s
        .tokens
        .iter()
        .find(|token| token.kind == Kind::Quote && token.span.start() >= start);
    let limit = first_quote.map_or(to, |quote| quote.span.start()).min(to);
    let stretch = Span::new(start, limit.max(start));
    let text = stretch.of(s.text);
    let mut begin = 0;
    for (at, c) in text.char_indices() {
        let behind = at + c.len_utf8();
        if at > LONGEST {
            return None;
        }
        if c == '、' && is_adverbial(s, text.get(begin..at)?) {
            begin = behind;
        }
        let next = text.get(behind..)?.chars().next();
        let marks = c == 'は' || (c == 'が' && next != Some('、'));
        let inside =
            next.is_some_and(|next| matches!(next, 'い' | 'っ' | 'な' | 'ず' | 'じ' | 'ら'));
        if marks && at > begin && !(inside && c == 'は') {
            let span = Span::new(start + begin, start + at).trim(s.text);
            return (!span.is_empty()).then_some((span, start + behind));
        }
    }
    None
}

/// The place behind the words that open a sentence.
fn without_openers(s: &Sentence<'_>, from: usize, to: usize) -> usize {
    let mut start = from;
    loop {
        let Some(rest) = s.text.get(start..to) else {
            return start;
        };
        let bare = rest.trim_start_matches(['、', ' ', '　', '。']);
        let openers = s
            .table
            .openers_in_order
            .iter()
            .filter(|opener| bare.starts_with(opener.as_str()));
        let longest = openers.max_by_key(|opener| opener.len());
        start += rest.len() - bare.len();
        match longest {
            Some(opener)
                if opener.len() < bare.len()
                    && !bare
                        .get(opener.len()..)
                        .is_some_and(|rest| rest.starts_with('は')) =>
            {
                start += opener.len();
            }
            _ => return start,
        }
    }
}

fn is_adverbial(s: &Sentence<'_>, words: &str) -> bool {
    let words = words.trim();
    !words.is_empty()
        && words.len() <= LONGEST
        && s.table
            .adverbials
            .iter()
            .any(|end| words.ends_with(end.as_str()))
}

/// What is reported, from behind the subject: without the time and place of speaking before it.
fn content_from(s: &Sentence<'_>, after: usize, end: usize) -> Span {
    let quote = s
        .tokens
        .iter()
        .rfind(|token| token.kind == Kind::Quote && token.span.end() == end);
    if let Some(quote) = quote.filter(|quote| quote.span.start() >= after) {
        let between = s.text.get(after..quote.span.start()).unwrap_or_default();
        let plain = between.trim_matches(['、', ' ', '　']);
        if plain.is_empty() || is_adverbial(s, plain) {
            return quote.span;
        }
    }
    let mut start = after;
    while let Some(text) = s.text.get(start..end) {
        let bare = text.trim_start_matches(['、', ' ', '　']);
        start += text.len() - bare.len();
        // Only what a comma closes is taken for time and place.
        match bare.find('、') {
            Some(comma)
                if is_adverbial(s, bare.get(..comma).unwrap_or_default())
                    && is_short(bare, comma) =>
            {
                start += comma;
            }
            _ => break,
        }
    }
    Span::new(start.min(end), end).trim(s.text)
}

/// Time and place of speaking are short: 12日、 声明で、 記者会見で、
fn is_short(text: &str, comma: usize) -> bool {
    text.get(..comma)
        .is_some_and(|words| words.chars().count() <= 12)
}
