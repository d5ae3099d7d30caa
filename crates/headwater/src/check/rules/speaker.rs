use super::Case;
use crate::align::Annotated;
use crate::check::{Departure, DepartureKind, Message};
use crate::language::Language;
use crate::language::values::Value;
use crate::language::values::name::{self, Ear, match_score};
use crate::text::Span;

/// How far beside its passage a speaker may be named.
const REACH: usize = 1;
/// Two names that score more than this may be one.
const ALIKE: f32 = 0.3;
/// A name that is heard this well stands in a text.
const HEARD: f32 = 0.5;
/// A name that is heard less than this is not in the source.
const NAMED: f32 = 0.4;

/// Words given to another speaker.
///
/// **Finds** a sentence that reports what somebody says, over a passage in which somebody else says
/// it. Both speakers are named, neither side has a further one, the two names do not sound alike,
/// nobody beside the passage speaks who may be the article's speaker, and the article's speaker is
/// named there for something else. One whom the source does not name at all is a departure of the
/// name.
///
/// **Why it matters**: a statement is worth what the one who makes it is worth.
///
/// **Example**: "Lind said that the pier was safe" over "The pier is safe, Mara Olsted said. Lind
/// left early."
///
/// **Limits**: looks at names alone, so not at "the aide" against "the president", nor at pronouns;
/// and where the sentence names both speakers, as in a report of a report, it says nothing. In Arabic and
/// Korean no name is known for one.
pub(super) fn find(case: &Case<'_>) -> Vec<Departure> {
    let Some((ours, theirs)) = case.languages() else {
        return Vec::new();
    };
    let own = speakers(case.sentence, &|span| case.article_text(span), ours);
    let there: Vec<Span> = case
        .passage_sentences()
        .iter()
        .flat_map(|sentence| speakers(sentence, &|span| case.source_text(span), theirs))
        .collect();
    let ([own], [other]) = (own.as_slice(), there.as_slice()) else {
        return Vec::new();
    };
    let (said, source) = (case.article_text(*own), case.source_text(*other));
    // Either may be named on the other side without being the one who speaks there.
    let sentence = case.article_text(case.sentence.span);
    let here = Ear::new(sentence, Some(ours)).hears(source, Some(theirs));
    let beside = case.around(REACH).iter();
    let spoke = beside
        .flat_map(|sentence| speakers(sentence, &|span| case.source_text(span), theirs))
        .map(|name| match_score(said, case.source_text(name), Some(ours), Some(theirs)))
        .fold(0.0, f32::max);
    let nearby: Vec<&str> = case
        .around(REACH)
        .iter()
        .map(|sentence| case.source_text(sentence.span))
        .collect();
    let named = Ear::new(&nearby.join("\n"), Some(theirs)).hears(said, Some(ours));
    if spoke > ALIKE || here >= HEARD || named < NAMED {
        return Vec::new();
    }
    vec![case.departure(
        DepartureKind::Attribution,
        (*own, Some(said.to_owned())),
        (*other, Some(source.to_owned())),
        Message::SpeakerOther,
    )]
}

/// The names of those who speak in a sentence, one for each of them who has a name.
fn speakers<'t>(
    sentence: &Annotated,
    text: &impl Fn(Span) -> &'t str,
    language: Language,
) -> Vec<Span> {
    let mut found: Vec<Span> = Vec::new();
    for speech in sentence.values.iter().filter_map(Value::speech) {
        let Some(speaker) = speech.speaker() else {
            continue;
        };
        // The whole sentence tells what has a capital for a reason.
        let names = name::find(text(sentence.span), language).into_iter();
        let mut inside = names
            .map(|name| name.shift(sentence.span.start()))
            .filter(|name| speaker.contains(*name));
        found.extend(inside.next().filter(|name| !found.contains(name)));
    }
    found
}
