use super::Case;
use crate::check::{Departure, DepartureKind};
use crate::language::marks;

/// A report told as fact.
///
/// **Finds** a passage that says "reportedly", 据称 or the like, under a sentence in which nothing
/// says that it is not certain: no hearsay, no doubt, nobody to whom it is ascribed.
///
/// **Why it matters**: a word of doubt is the first thing that gets lost when news is retold.
///
/// **Example**: "The delegation threatened to leave" over "The delegation reportedly threatened to
/// leave".
///
/// **Limits**: looks only where the passage is a single sentence, since in a longer one the word may
/// belong to something else. "May" that became "will" is not found, nor doubt that was added.
pub(super) fn find(case: &Case<'_>) -> Vec<Departure> {
    let (Some(ours), Some(theirs)) = (
        case.article.reading.language(),
        case.source.reading.language(),
    ) else {
        return Vec::new();
    };
    let [passage] = case.passage_sentences() else {
        return Vec::new();
    };
    let sentence = case.sentence.span;
    let said = case.source_text(passage.span);
    let Some(mark) = marks::hearsay(said, theirs).into_iter().next() else {
        return Vec::new();
    };
    if marks::is_hedged(case.article_text(sentence), ours) {
        return Vec::new();
    }
    vec![case.departure(
        DepartureKind::Certainty,
        (sentence, None),
        (mark.shift(passage.span.start()), None),
        format!(
            "The article tells it as fact; the source says “{}”.",
            mark.of(said)
        ),
    )]
}
