use super::Case;
use crate::check::{ArticlePlace, Departure, DepartureKind, SourcePlace};
use crate::language::Language;
use crate::language::values::name::{self, Ear};
use crate::text::Span;

/// How far beside its passage a name may stand and still count as said by the source.
const REACH: usize = 1;
/// Under this, nothing in the text sounds like the name.
const HEARD: f32 = 0.4;

/// A name that the source does not have.
///
/// **Finds** a name in the sentence that nothing in or beside the passage sounds like, whatever
/// script either is written in. Where the passage has a name that nothing in the sentence sounds
/// like, that one is shown beside it.
///
/// **Why it matters**: the wrong person, place or body is the worst mistake there is.
///
/// **Example**: "Marit Oldquist" over 托马斯·维雷尔. Not over 奥德奎斯特, which sounds alike.
///
/// **Limits**: finds names by capital letters, by katakana with a dot or a title, and by the dot in
/// Chinese transliterations, so none in Arabic and Korean and none in plain Chinese characters; nor
/// in a German article, where every noun has a capital.
/// A place that is named by custom rather than by sound (旧金山 for San Francisco) may be reported.
pub(super) fn find(case: &Case<'_>) -> Vec<Departure> {
    let (Some(ours), Some(theirs)) = (
        case.article.reading.language(),
        case.source.reading.language(),
    ) else {
        return Vec::new();
    };
    let sentence = case.article_text(case.sentence.span);
    if ours == Language::German {
        return Vec::new();
    }
    let mut names = name::find(sentence, ours);
    names.retain(|name| !is_link(case, name.shift(case.sentence.span.start())));
    if names.is_empty() {
        return Vec::new();
    }
    let nearby = heard_in(case);
    let ear = Ear::new(&nearby, Some(theirs));
    let missing = names
        .iter()
        .filter(|name| ear.hears(name.of(sentence), Some(ours)) < HEARD);
    let mut rivals = rivals(case, sentence).into_iter();
    missing
        .map(|name| (name.shift(case.sentence.span.start()), rivals.next()))
        .map(|(name, rival)| departure(case, name, rival))
        .collect()
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
                .filter(|name| ear.hears(name.of(text), theirs) < HEARD)
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

fn departure(case: &Case<'_>, ours: Span, theirs: Option<Span>) -> Departure {
    let said = case.article_text(ours);
    Departure {
        kind: DepartureKind::Name,
        article: ArticlePlace {
            span: ours,
            value: Some(said.to_owned()),
        },
        source: theirs.map(|span| SourcePlace {
            source: case.source_place,
            span,
            value: Some(case.source_text(span).to_owned()),
        }),
        message: match theirs {
            Some(span) => {
                format!(
                    "The article names “{said}”; the source names “{}”.",
                    case.source_text(span)
                )
            }
            None => format!("The article names “{said}”; the passage has no such name."),
        },
    }
}
