//! Reported speech in Chinese: the verb behind its subject, no spaces, no conjunction.
//!
//! `据X报道，…` and `根据X，…` lean on a source. A verb of saying at the end of a phrase reports
//! what follows its comma or colon, or the quotation before it; inside a phrase it reports the rest.

use super::table::Cue;
use super::{Kind, Report, Sentence, Strength};
use crate::text::Span;

/// A longer subject, in bytes, is none.
const LONGEST: usize = 120;

/// Everything reported in the sentence.
pub(super) fn reports(sentence: &Sentence<'_>) -> Vec<Report> {
    let mut found: Vec<Report> = Vec::new();
    let mut at = 0;
    while at < sentence.tokens.len() {
        let inside = found.last().is_some_and(|last| {
            sentence
                .token(at)
                .is_some_and(|token| last.content.contains(token.span))
        });
        if !sentence.is(at, Kind::Word) {
            at += 1;
            continue;
        }
        if inside {
            chained(sentence, at, &mut found);
        } else if let Some(report) = according(sentence, at) {
            found.push(report);
        } else {
            verb(sentence, at, &mut found);
        }
        at += 1;
    }
    found
}

/// 据《塔恩日报》报道，…
fn according(s: &Sentence<'_>, at: usize) -> Option<Report> {
    let phrase = s.token(at)?.span;
    let start = phrase.start() + openers(s, phrase.of(s.text));
    let words = Span::new(start, phrase.end()).of(s.text);
    if let Some((length, cue)) = s
        .table
        .cues
        .starting(words)
        .filter(|(_, cue)| cue.strength == Strength::Hedged)
    {
        // 据称: nobody is named.
        if words.starts_with(['据', '據']) {
            let cue_span = Span::new(start, start + length);
            let next = if length == words.len() {
                s.token(at + 2)?.span.start()
            } else {
                cue_span.end()
            };
            return Some(Report {
                content: to_end(s, next)?,
                speaker: None,
                cue: Some(cue_span),
                strength: cue.strength,
            });
        }
    }
    let (length, ()) = s.table.according.starting(words)?;
    if !s.is(at + 1, Kind::Comma) {
        return None;
    }
    let mut source = Span::new(start + length, phrase.end());
    if words.starts_with(['据', '據']) {
        source = without_ends(s, source);
    }
    let source = source.trim(s.text);
    Some(Report {
        content: to_end(s, s.token(at + 2)?.span.start())?,
        speaker: (!source.is_empty()).then_some(source),
        cue: Some(Span::new(start, start + length)),
        strength: Strength::Neutral,
    })
}

/// The source without 报道 and the day behind it.
fn without_ends(s: &Sentence<'_>, source: Span) -> Span {
    let words = source.of(s.text);
    let ends = &s.table.according_ends;
    let longest = ends
        .iter()
        .filter(|end| words.ends_with(end.as_str()))
        .max_by_key(|end| end.len());
    let Some(end) = longest else { return source };
    let bare = words.strip_suffix(end.as_str()).unwrap_or(words);
    let bare = strip_adverbials(s, bare);
    Span::new(source.start(), source.start() + bare.len())
}

/// How many bytes of words that open a sentence a phrase begins with.
fn openers(s: &Sentence<'_>, words: &str) -> usize {
    let mut rest = words;
    while let Some(opener) = s
        .table
        .openers_in_order
        .iter()
        .find(|opener| rest.starts_with(opener.as_str()))
    {
        let Some(after) = rest.strip_prefix(opener.as_str()) else {
            break;
        };
        if after.is_empty() {
            break;
        }
        rest = after;
    }
    words.len() - rest.len()
}

/// A phrase without the adverbs at its end and the 在…上 and 对记者 before them.
fn strip_adverbials<'t>(s: &Sentence<'_>, words: &'t str) -> &'t str {
    let mut rest = words.trim_end();
    loop {
        let longest = s
            .table
            .adverbials
            .iter()
            .filter(|end| rest.ends_with(end.as_str()))
            .max_by_key(|end| end.len());
        let Some(end) = longest else { break };
        let Some(bare) = rest.strip_suffix(end.as_str()) else {
            break;
        };
        if bare.is_empty() {
            return bare;
        }
        rest = bare.trim_end_matches(|c: char| c.is_ascii_digit() || c.is_whitespace());
    }
    rest
}

/// The noun phrase before a verb inside its phrase.
fn subject(s: &Sentence<'_>, before: Span) -> Option<Span> {
    let words = before.of(s.text);
    let skip = openers(s, words);
    let mut rest = strip_adverbials(s, words.get(skip..)?);
    // The first adverbial that begins with a preposition ends the subject: 林德在会上, 他对记者.
    let cut = rest
        .char_indices()
        .enumerate()
        .skip(1)
        // 反对党领袖: a name is longer than one character, a pronoun is not.
        .filter(|(count, (at, _))| {
            *count > 1
                || rest
                    .get(..*at)
                    .is_some_and(|word| s.table.pronouns.contains(word))
        })
        .map(|(_, place)| place)
        .find(|(at, _)| {
            let tail = rest.get(*at..).unwrap_or_default();
            s.table
                .particles
                .iter()
                .any(|particle| tail.starts_with(particle.as_str()))
        })
        .map(|(at, _)| at);
    if let Some(cut) = cut {
        rest = strip_adverbials(s, rest.get(..cut)?);
    }
    if s.table
        .particles
        .iter()
        .any(|particle| rest.starts_with(particle.as_str()))
    {
        return None;
    }
    let start = before.start() + skip;
    let span = Span::new(start, start + rest.len()).trim(s.text);
    (!span.is_empty() && span.len() <= LONGEST).then_some(span)
}

/// A verb with its place.
struct Verb<'t> {
    span: Span,
    cue: &'t Cue,
    /// It ends its phrase.
    last: bool,
}

/// The verb of saying of a phrase: one at its end, else the first.
fn verb_in(s: &Sentence<'_>, phrase: Span) -> Option<Verb<'static>> {
    let words = phrase.of(s.text);
    let mut first = None;
    let mut skip_to = 0;
    for (at, _) in words.char_indices() {
        if at < skip_to {
            continue;
        }
        let rest = words.get(at..).unwrap_or_default();
        if let Some((length, ())) = s.table.not_cues.starting(rest) {
            skip_to = at + length;
            continue;
        }
        let Some((length, cue)) = s.table.cues.starting(rest) else {
            continue;
        };
        skip_to = at + length;
        let span = Span::new(phrase.start() + at, phrase.start() + at + length);
        let behind = rest.get(length..).unwrap_or_default();
        if behind.is_empty() {
            return Some(Verb {
                span,
                cue,
                last: true,
            });
        }
        // 说的话, 表示了: not what is reported.
        let other = behind.starts_with(['的', '着', '过', '出', '不', '得']) && length <= 6
            || behind.starts_with('了') && !cue.reported;
        if first.is_none() && !cue.weak && !other && at > 0 {
            first = Some(Verb {
                span,
                cue,
                last: false,
            });
        }
    }
    first
}

fn verb(s: &Sentence<'_>, at: usize, found: &mut Vec<Report>) -> Option<()> {
    let phrase = s.token(at)?.span;
    let verb = verb_in(s, phrase)?;
    let own = subject(s, Span::new(phrase.start(), verb.span.start()));
    let mut push = |content: Span, speaker: Option<Span>| {
        found.push(Report {
            content,
            speaker,
            cue: Some(verb.span),
            strength: verb.cue.strength,
        });
    };
    if !verb.last {
        let addressed = verb.span.of(s.text).starts_with(['告']);
        let mut start = if addressed {
            s.token(at + 2)?.span.start()
        } else {
            verb.span.end()
        };
        if s.text.get(start..)?.starts_with('了') {
            start += '了'.len_utf8();
        }
        push(to_end(s, start)?, Some(own?));
        return Some(());
    }
    let quote = [at.checked_sub(1), at.checked_sub(2)]
        .into_iter()
        .flatten()
        .find(|place| s.is(*place, Kind::Quote))
        .filter(|quote| quote + 1 == at || s.is(at - 1, Kind::Comma));
    let quote_follows = s.is(at + 1, Kind::Colon) || s.is(at + 1, Kind::Quote);
    if let Some(quote) = quote.filter(|_| !quote_follows) {
        push(s.token(quote)?.span, own);
        let more = s.token(at + 2).filter(|token| token.kind == Kind::Quote);
        if let Some(next) =
            more.filter(|_| matches!(s.kind(at + 1), Some(Kind::Comma | Kind::Stop)))
        {
            push(next.span, own);
        }
        return Some(());
    }
    let speaker = own.or_else(|| phrase_before(s, at));
    match s.kind(at + 1) {
        Some(Kind::Colon | Kind::Comma) => push(content(s, at + 2)?, Some(speaker?)),
        Some(Kind::Quote) => push(content(s, at + 1)?, Some(speaker?)),
        _ => {
            if let Some(before) = s.before.filter(|_| at == 0) {
                push(before, Some(own?));
            } else {
                let comma = at
                    .checked_sub(1)
                    .filter(|at| *at > 0 && s.is(*at, Kind::Comma))?;
                let content = Span::new(s.span.start(), s.token(comma)?.span.start());
                push(content.trim(s.text), Some(own?));
            }
        }
    }
    Some(())
}

/// The subject that stands before the comma: 林德周二在塔恩，对记者表示.
fn phrase_before(s: &Sentence<'_>, at: usize) -> Option<Span> {
    let before = at
        .checked_sub(2)
        .filter(|before| *before == 0 && s.is(at - 1, Kind::Comma))?;
    subject(s, s.token(before)?.span)
}

/// A quotation that ends the sentence, or all to its end.
fn content(s: &Sentence<'_>, at: usize) -> Option<Span> {
    let token = s.token(at)?;
    let colon = at > 0 && s.is(at - 1, Kind::Colon);
    let ends = s
        .tokens
        .iter()
        .skip(at + 1)
        .all(|token| token.kind == Kind::Stop);
    let stops = matches!(s.kind(at + 1), Some(Kind::Comma | Kind::Semicolon));
    if token.kind == Kind::Quote && (ends || colon || stops) {
        return Some(token.span);
    }
    to_end(s, token.span.start())
}

fn to_end(s: &Sentence<'_>, start: usize) -> Option<Span> {
    (start < s.end()).then(|| Span::new(start, s.end()).trim(s.text))
}

/// …，并强调，…: a further verb of the same subject.
fn chained(s: &Sentence<'_>, at: usize, found: &mut Vec<Report>) -> Option<()> {
    let phrase = s.token(at)?.span;
    let words = phrase.of(s.text);
    let further = words.starts_with(['并', '並', '还', '還', '也']);
    let comma = at
        .checked_sub(1)
        .filter(|comma| s.is(*comma, Kind::Comma))?;
    let verb = verb_in(s, phrase).filter(|verb| verb.last && further)?;
    let last = found.last().copied()?;
    let content = content(s, at + 2).filter(|_| !s.is(at + 1, Kind::Stop))?;
    let end = s.token(comma)?.span.start();
    if end <= last.content.start() {
        return None;
    }
    if let Some(last) = found.last_mut() {
        last.content = Span::new(last.content.start(), end).trim(s.text);
    }
    found.push(Report {
        content,
        speaker: last.speaker,
        cue: Some(verb.span),
        strength: verb.cue.strength,
    });
    Some(())
}
