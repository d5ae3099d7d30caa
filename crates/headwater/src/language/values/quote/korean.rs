//! Reported speech in Korean: the subject first, marked by 은, 는, 이 or 가; what is reported, marked
//! by 고 or 라고; the verb last.

use super::table::Cue;
use super::{Kind, Report, Sentence, Strength};
use crate::text::Span;

/// How many words a subject may have.
const LONGEST: usize = 10;

/// Everything reported in the sentence.
pub(super) fn reports(s: &Sentence<'_>) -> Vec<Report> {
    if let Some(report) = according(s) {
        return vec![report];
    }
    last_verb(s).unwrap_or_default()
}

/// 경찰에 따르면 …
fn according(s: &Sentence<'_>) -> Option<Report> {
    let text = s.span.of(s.text);
    let first_quote = s.tokens.iter().find(|token| token.kind == Kind::Quote);
    let limit = first_quote.map_or(text.len(), |quote| quote.span.start() - s.span.start());
    let head = text.get(..limit)?;
    let place = head.match_indices("에 ").find_map(|(at, _)| {
        let (length, ()) = s.table.according_after.starting(head.get(at..)?)?;
        Some(Span::new(s.span.start() + at, s.span.start() + at + length))
    })?;
    let first = without_openers(s, 0);
    let speaker = Span::new(
        s.token(first)?.span.start().min(place.start()),
        place.start(),
    )
    .trim(s.text);
    let mut next = s.token_at(place.end());
    if s.is(next, Kind::Comma) {
        next += 1;
    }
    let start = s.token(next)?.span.start();
    (start < s.end()).then(|| Report {
        content: Span::new(start, s.end()),
        speaker: (!speaker.is_empty()).then_some(speaker),
        cue: Some(place),
        strength: Strength::Neutral,
    })
}

fn without_openers(s: &Sentence<'_>, from: usize) -> usize {
    let mut at = from;
    while s.table.openers.contains(&*s.lower(at)) || s.is(at, Kind::Comma) {
        at += 1;
    }
    at
}

fn report(content: Span, speaker: Option<Span>, cue_span: Span, cue: Cue) -> Report {
    Report {
        content,
        speaker,
        cue: Some(cue_span),
        strength: cue.strength,
    }
}

/// The verb that ends the sentence, with the subject and what stands between.
fn last_verb(s: &Sentence<'_>) -> Option<Vec<Report>> {
    let last = s
        .tokens
        .iter()
        .rposition(|token| token.kind == Kind::Word)?;
    // 보고 있다 is a verb of two words.
    let (at, cue) = [Some(last), last.checked_sub(1)]
        .into_iter()
        .flatten()
        .find_map(|at| {
            let (length, cue) = s
                .table
                .cues
                .starting(s.rest(at))
                .map(|(length, cue)| (length, *cue))?;
            let whole = s.token(at)?.span.start() + length > s.token(last)?.span.start();
            (at == last || whole).then_some((at, cue))
        })?;
    let span = s.span_of(at, last)?;
    let quote = (0..at).rev().find(|place| s.is(*place, Kind::Quote));
    // "…"고 한 어부가 토로했다: the quotation first, then the subject.
    if let Some(first) = quote.filter(|quote| *quote == without_openers(s, 0)) {
        let behind = first + 1;
        let from = if is_particle(s, behind) {
            behind + 1
        } else {
            behind
        };
        if let Some((speaker, _)) = subject(s, from, at) {
            return Some(vec![report(s.token(first)?.span, Some(speaker), span, cue)]);
        }
        return Some(vec![report(s.token(first)?.span, None, span, cue)]);
    }
    let (speaker, after) = subject(s, without_openers(s, 0), quote.unwrap_or(at))?;
    if quote.is_none() && is_thus(s, at) {
        return Some(vec![report(s.before?, Some(speaker), span, cue)]);
    }
    let start = past_adverbials(s, after, at);
    // Only quotations and their particles: each is direct.
    let quotes: Vec<Span> = direct_quotes(s, start, at).unwrap_or_default();
    if !quotes.is_empty() {
        return Some(
            quotes
                .into_iter()
                .map(|quote| report(quote, Some(speaker), span, cue))
                .collect(),
        );
    }
    let content = indirect(s, start, at, cue)?;
    Some(vec![report(content, Some(speaker), span, cue)])
}

/// Whether 이렇게 or its like stands for what is reported.
fn is_thus(s: &Sentence<'_>, at: usize) -> bool {
    at > 0 && matches!(s.lower(at - 1).as_ref(), "이렇게" | "이같이" | "이처럼")
        || at > 1 && s.lower(at - 1) == "같이"
}

fn is_particle(s: &Sentence<'_>, at: usize) -> bool {
    let word = s.lower(at);
    s.table.particles.contains(&*word)
}

/// Where the words end and their particles begin: the noun phrase up to 은, 는, 이, 가.
fn subject(s: &Sentence<'_>, from: usize, to: usize) -> Option<(Span, usize)> {
    let mut first = from;
    for at in from..to.min(from + LONGEST) {
        if s.is(at, Kind::Comma) {
            first = at + 1;
            continue;
        }
        if !s.is(at, Kind::Word) {
            return None;
        }
        let span = s.token(at)?.span;
        let word = span.of(s.text);
        let Some(particle) = word
            .chars()
            .next_back()
            .filter(|c| matches!(c, '은' | '는' | '이' | '가'))
        else {
            continue;
        };
        let bare = word.strip_suffix(particle)?;
        let bare = if particle == '는' {
            bare.strip_suffix("에서").unwrap_or(bare)
        } else {
            bare
        };
        // 짓는, 높은: an ending of a verb before a noun. 이 and 가 close by count only for what
        // stands alone.
        let fits = batchim(bare).is_none_or(|closed| closed == matches!(particle, '은' | '이'));
        if bare.is_empty() || !fits {
            continue;
        }
        let start = s.token(first)?.span.start();
        return Some((Span::new(start, span.start() + bare.len()), at + 1));
    }
    None
}

/// Whether the last syllable of a word ends in a consonant; `None` where it is no syllable.
fn batchim(word: &str) -> Option<bool> {
    let last = u32::from(word.chars().next_back()?);
    (0xAC00..=0xD7A3)
        .contains(&last)
        .then(|| !(last - 0xAC00).is_multiple_of(28))
}

/// The token behind the time and place of speaking.
fn past_adverbials(s: &Sentence<'_>, from: usize, to: usize) -> usize {
    let mut at = from;
    while at < to {
        let word = s.lower(at);
        let adverbial = !word.is_empty()
            && (s
                .table
                .adverbials
                .iter()
                .any(|adverbial| *adverbial == word)
                || s.table
                    .adverbials
                    .iter()
                    .any(|end| end.chars().count() > 1 && word.ends_with(end.as_str()))
                || word.ends_with('일') && word.starts_with(|c: char| c.is_ascii_digit()));
        // A phrase that ends in 에서 may have words before it.
        let place = (at..to.min(at + 4)).find(|place| s.lower(*place).ends_with("에서"));
        if s.is(at, Kind::Comma) || adverbial {
            at += 1;
        } else if let Some(place) = place.filter(|place| s.is(place + 1, Kind::Quote)) {
            at = place + 1;
        } else if let Some(quote) = quote_behind_adverbial(s, at, to) {
            at = quote;
        } else {
            break;
        }
    }
    at
}

/// 성명을 내고 "…": the quotation that a few words lead to, the last of them an adverbial.
fn quote_behind_adverbial(s: &Sentence<'_>, from: usize, to: usize) -> Option<usize> {
    let quote = (from..to.min(from + 8)).find(|at| !s.is(*at, Kind::Word))?;
    let word = s.lower(quote.checked_sub(1).filter(|last| *last > from)?);
    let leads = s
        .table
        .adverbials
        .iter()
        .any(|end| end.chars().count() > 1 && word.ends_with(end.as_str()));
    (s.is(quote, Kind::Quote) && leads).then_some(quote)
}

/// The quotations of a stretch that holds nothing but them and their particles.
fn direct_quotes(s: &Sentence<'_>, from: usize, to: usize) -> Option<Vec<Span>> {
    let mut quotes = Vec::new();
    for at in from..to {
        match s.kind(at)? {
            Kind::Quote => quotes.push(s.token(at)?.span),
            Kind::Comma | Kind::Stop => {}
            Kind::Word if is_particle(s, at) || past_adverbials(s, at, at + 1) > at => {}
            _ => return None,
        }
    }
    Some(quotes)
}

/// 계획이 실패했다고, 법안을 철회한다는 보도를: a clause in 고, or the object of the verb.
fn indirect(s: &Sentence<'_>, from: usize, to: usize, cue: Cue) -> Option<Span> {
    let start = s.token(from)?.span.start();
    let mut last = to.checked_sub(1).filter(|last| *last >= from)?;
    // Adverbs may stand between the clause and the verb.
    while last > from && !ends_clause(&s.lower(last)) && to - last < 4 && !is_object(&s.lower(last))
    {
        last -= 1;
    }
    let token = s.token(last)?;
    let word = token.span.of(s.text);
    if token.kind == Kind::Quote || is_particle(s, last) {
        let quote = if token.kind == Kind::Quote {
            last
        } else {
            last.checked_sub(1)?
        };
        return Some(Span::new(start, s.token(quote)?.span.end()));
    }
    if ends_clause(word) {
        return Some(Span::new(start, token.span.end()));
    }
    let particle = word
        .chars()
        .next_back()
        .filter(|_| is_object(word) && !cue.weak)?;
    Some(Span::new(start, token.span.end() - particle.len_utf8()))
}

fn ends_clause(word: &str) -> bool {
    [
        "다고",
        "라고",
        "냐고",
        "자고",
        "다며",
        "라며",
        "다면서",
        "다고도",
        "라고도",
        "려고",
    ]
    .iter()
    .any(|end| word.ends_with(end))
}

fn is_object(word: &str) -> bool {
    word.ends_with(['을', '를'])
}
