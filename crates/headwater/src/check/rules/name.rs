mod weigh;

pub use weigh::Named;
pub(crate) use weigh::weigh;

use super::Case;
use crate::align::Agreement;
use crate::check::{ArticlePlace, Departure, DepartureKind, Message, SourcePlace};
use crate::language::Language;
use crate::language::values::Dating;
use crate::language::values::name::{self, Ear};
use crate::text::Span;

/// How far beside its passage a name may stand and still count as said by the source.
const REACH: usize = 1;
/// How far beside its passage a source may name somebody of whom the passage says "he".
const FAR: usize = 12;
/// How much of the article before the sentence is looked through for a fuller form of a name, in
/// bytes.
const MEMORY: usize = 4096;
/// Under this, nothing in the text sounds like the name.
const HEARD: f32 = 0.4;
/// The same where another name stands in the passage that the sentence does not have.
const HEARD_BESIDE_ANOTHER: f32 = 0.45;
/// From this on, a name is named somewhere in a longer text.
const HEARD_FAR: f32 = 0.6;

/// Under this cosine, a piece of a word has hardly a counterpart.
const BARE: f32 = 0.55;

/// From this chance on, a name of either side that has none such on the other may stand for one of the
/// other side that has none either.
const DOUBTFUL: f32 = 0.15;

/// A name that the source does not have.
///
/// **Finds** a name in the sentence that nothing in or beside the passage sounds like or means, whatever
/// script either is written in. Where the passage has a name without a counterpart in the sentence,
/// that one is shown beside it; and where only such a one is found, it is held against what may be a
/// name in the sentence and has the least counterpart.
///
/// **Why it matters**: the wrong person, place or body is the worst mistake there is.
///
/// **Example**: "Marit Oldquist" over 托马斯·维雷尔. Not over 奥德奎斯特, which sounds alike.
///
/// **Limits**: without a word model finds the names that [`name::find`] finds, so in Chinese, Korean and
/// Arabic hardly any that has no title beside it. With one, within one language, a name is reported
/// only where the passage has another one in its place. In a German article, where every noun has a
/// capital, likewise. Without a word model countries are passed over. A single word that names nothing
/// by itself (North, Hall) is passed over even where it is somebody's name. A place that is named by
/// custom rather than by sound (旧金山 for San Francisco) is reported where the table of names does not
/// know it.
pub(super) fn find(case: &Case<'_>, weighed: &[Named]) -> Vec<Departure> {
    let Some((ours, theirs)) = case.languages() else {
        return Vec::new();
    };
    match case.agreement {
        Some(agreement) => by_words(case, weighed, agreement),
        None => by_sound(case, ours, theirs),
    }
}

/// By what the words of both sides say of each other and how the names sound.
fn by_words(case: &Case<'_>, weighed: &[Named], agreement: &Agreement) -> Vec<Departure> {
    let missing = |is_here| {
        let names = weighed.iter().filter(move |named| named.is_here == is_here);
        let mut spans: Vec<Span> = Vec::new();
        for named in names.filter(|named| named.missing.is_enough) {
            // of two names that share words, the longer
            match spans.last_mut() {
                Some(last) if last.intersects(named.span) => *last = last.cover(named.span),
                _ => spans.push(named.span),
            }
        }
        spans
    };
    let (here, there) = (missing(true), missing(false));
    if here.is_empty() && there.is_empty() {
        let pair = doubtful(weighed, true).zip(doubtful(weighed, false));
        let pair = pair.map(|(here, there)| departure(case, here, Some(there)));
        return pair.into_iter().collect();
    }
    if here.is_empty() {
        let instead = there
            .first()
            .and_then(|_| instead(case, weighed, agreement));
        let places = instead.into_iter().zip(&there);
        return places
            .map(|(place, name)| departure(case, place, Some(*name)))
            .collect();
    }
    // In its own language a text may name what its source leaves to be understood: that is for the
    // support to weigh, unless another name stands there.
    let within = case.article.reading.language() == case.source.reading.language();
    let likeliest = doubtful(weighed, false).filter(|_| there.is_empty() && !within);
    let mut there = there.into_iter().chain(likeliest);
    here.into_iter()
        .map(|name| (name, there.next()))
        .filter(|(_, rival)| !within || rival.is_some())
        .map(|(name, rival)| departure(case, name, rival))
        .collect()
}

/// The name of one side that is the likeliest to be missing on the other.
fn doubtful(weighed: &[Named], is_here: bool) -> Option<Span> {
    let names = weighed.iter().filter(|named| named.is_here == is_here);
    names
        .max_by(|a, b| a.missing.chance.total_cmp(&b.missing.chance))
        .filter(|named| named.missing.chance >= DOUBTFUL)
        .map(|named| named.span)
}

/// What stands in the sentence instead of a name of the passage: what may be a name and has the least
/// counterpart there. Without one, the article may just have left the name out.
fn instead(case: &Case<'_>, weighed: &[Named], agreement: &Agreement) -> Option<Span> {
    let sentence = case.sentence.span;
    let language = case.article.reading.language()?;
    // Among the nouns of its own language nothing tells which stands for the name.
    let tells = language != Language::German || case.source.reading.language() != Some(language);
    let text = case.article_text(sentence);
    let possible = tells.then(|| name::possible(text, language));
    let possible = possible.into_iter().flatten();
    let named = weighed.iter().filter(|named| named.is_here);
    let all = named
        .map(|named| named.span)
        .chain(possible.map(|span| span.shift(sentence.start())));
    let lowest = |span: &Span| agreement.sentence.lowest(*span);
    let least = all.min_by(|a, b| lowest(a).total_cmp(&lowest(b)));
    least.filter(|span| lowest(span) < BARE)
}

/// By how the names sound alone.
fn by_sound(case: &Case<'_>, ours: Language, theirs: Language) -> Vec<Departure> {
    let sentence = case.article_text(case.sentence.span);
    let mut names = name::find(sentence, ours);
    names.retain(|name| {
        !is_link(case, name.shift(case.sentence.span.start()))
            && !name::is_of_a_country(name.of(sentence))
    });
    if names.is_empty() {
        return Vec::new();
    }
    let nearby = Ear::new(&heard_in(case), Some(theirs));
    let mut rivals = rivals(case, sentence).into_iter();
    let mut wide = None;
    let mut found = Vec::new();
    for name in names {
        let heard = forms(case, name.of(sentence), ours)
            .iter()
            .map(|form| nearby.hears(form, Some(ours)))
            .fold(0.0, f32::max);
        // Where the source has a name too that is not accounted for, the one stands for the other.
        if heard
            >= if rivals.len() > 0 {
                HEARD_BESIDE_ANOTHER
            } else {
                HEARD
            }
        {
            continue;
        }
        let rival = rivals.next();
        if rival.is_none() {
            // "Er sagte" may be "Oakwood said", who is named in the source somewhere.
            let wide = wide.get_or_insert_with(|| Ear::new(&heard_far(case), Some(theirs)));
            if ours == Language::German || wide.hears(name.of(sentence), Some(ours)) >= HEARD_FAR {
                continue;
            }
        }
        found.push(departure(
            case,
            name.shift(case.sentence.span.start()),
            rival,
        ));
    }
    found
}

/// The name with its other forms in the article before the sentence: where the article says
/// "Quill", having said "Mara Quill", either may stand in the source.
fn forms(case: &Case<'_>, name: &str, language: Language) -> Vec<String> {
    let text = case.article.reading.document().text();
    let end = case.sentence.span.start();
    let start = (end.saturating_sub(MEMORY)..=end)
        .find(|at| text.is_char_boundary(*at))
        .unwrap_or(end);
    let before = text.get(start..end).unwrap_or_default();
    let mut forms = vec![name.to_owned()];
    for span in name::find(before, language) {
        let other = span.of(before);
        if other != name && name::is_form_of(name, other) {
            forms.push(other.to_owned());
        }
    }
    forms.dedup();
    forms
}

/// The names of the passage that nothing in the sentence sounds like.
fn rivals(case: &Case<'_>, sentence: &str) -> Vec<Span> {
    let (ours, theirs) = (
        case.article.reading.language(),
        case.source.reading.language(),
    );
    let Some(language) = theirs else {
        return Vec::new();
    };
    let ear = Ear::new(sentence, ours);
    case.passage_sentences()
        .iter()
        .flat_map(|passage| {
            let text = case.source_text(passage.span);
            let names = name::find(text, language).into_iter();
            names
                .filter(|name| {
                    let name = name.of(text);
                    !name::is_of_a_country(name) && ear.hears(name, theirs) < HEARD
                })
                .map(|name| name.shift(passage.span.start()))
                .collect::<Vec<_>>()
        })
        .collect()
}

/// Whether a name stands in a link: it names the source, which seldom names itself.
fn is_link(case: &Case<'_>, name: Span) -> bool {
    case.article
        .reading
        .document()
        .links()
        .iter()
        .any(|link| link.span().intersects(name))
}

/// The passage with what stands beside it, and what the source calls itself.
fn heard_in(case: &Case<'_>) -> String {
    let document = case.source.reading.document();
    let around = case
        .around(REACH)
        .iter()
        .map(|sentence| case.source_text(sentence.span));
    let itself = [document.title(), document.publisher()]
        .into_iter()
        .flatten();
    around.chain(itself).collect::<Vec<_>>().join("\n")
}

/// The passage with much of what stands around it.
fn heard_far(case: &Case<'_>) -> String {
    let around = case.around(FAR).iter();
    let texts = around.map(|sentence| case.source_text(sentence.span));
    texts.collect::<Vec<_>>().join("\n")
}

fn departure(case: &Case<'_>, ours: Span, theirs: Option<Span>) -> Departure {
    Departure {
        kind: DepartureKind::Name,
        article: ArticlePlace {
            span: ours,
            value: Some(case.article_text(ours).to_owned()),
            dating: Dating::default(),
        },
        source: theirs.map(|span| SourcePlace {
            source: case.source_place,
            span,
            value: Some(case.source_text(span).to_owned()),
            dating: Dating::default(),
        }),
        message: match theirs {
            Some(_) => Message::NamesOther,
            None => Message::NamesUnknown,
        },
    }
}
