use super::Case;
use crate::align::{beginning, words};
use crate::check::{Departure, DepartureKind, Message};
use crate::language::Language;
use crate::language::marks::{self, Mark, Stance};
use crate::text::Span;

/// One side of a case: what it denies and how sure it is of what it says.
pub(super) struct Told<'a> {
    pub(super) span: Span,
    pub(super) stance: Stance,
    document: &'a str,
    extent: usize,
    several: bool,
}

/// The place in the article, the place in the source, and the message.
pub(super) type Found = (Span, Span, Message);

/// What one of the rules on what is told has found, as the departures of the case.
pub(super) fn departures(
    case: &Case<'_>,
    kind: DepartureKind,
    found: Option<Found>,
) -> Vec<Departure> {
    let departure =
        |(article, source, message)| case.departure(kind, (article, None), (source, None), message);
    found.map(departure).into_iter().collect()
}

/// The sentence and its passage; `None` where the language of either is not known.
pub(super) fn sides<'a>(case: &Case<'a>) -> Option<(Told<'a>, Told<'a>)> {
    let (ours, theirs) = case.languages()?;
    let sentences = case.passage_sentences();
    let passage = sentences.first()?.span.cover(sentences.last()?.span);
    let article = case.article.reading.document().text();
    let source = case.source.reading.document().text();
    Some((
        Told::of(article, case.sentence.span, ours),
        Told {
            several: sentences.len() > 1,
            ..Told::of(source, passage, theirs)
        },
    ))
}

impl<'a> Told<'a> {
    fn of(document: &'a str, span: Span, language: Language) -> Self {
        let text = span.of(document);
        Self {
            span,
            stance: marks::stance(text, language, span.start()),
            document,
            extent: marks::extent(text, language),
            several: false,
        }
    }

    pub(super) fn text_of(&self, span: Span) -> &'a str {
        span.of(self.document)
    }

    /// Whether the sentence is a question in which this place stands.
    pub(super) fn asks_at(&self, place: Span) -> bool {
        let rest = self.text_of(Span::new(place.end(), self.span.end()));
        let end = rest.find(['.', '!', '?', '。', '！', '？', '؟']);
        end.and_then(|end| rest.get(end..))
            .is_some_and(|end| end.starts_with(['?', '？', '؟']))
    }

    /// Whether it says half as much again as the other side, or, in several sentences, a quarter: then
    /// what it denies or doubts may be something that the other leaves out.
    pub(super) fn says_much_more_than(&self, other: &Self) -> bool {
        let (own, theirs) = if self.several { (4, 5) } else { (2, 3) };
        self.extent * own > other.extent * theirs
    }

    /// What a mark applies to, with what stands before it in its sentence.
    pub(super) fn clause_of(&self, mark: &Mark) -> &'a str {
        let before = self.text_of(Span::new(self.span.start(), mark.scope().start()));
        let ends = before.rfind(['.', '!', '?', '。', '！', '？', '؟', ';', '；']);
        let start = self.span.start() + ends.map_or(0, |end| end + 1);
        let start = self.document.ceil_char_boundary(start);
        self.text_of(Span::new(start, mark.scope().end()))
    }
}

/// Whether a clause has most of a sentence's words, each in some form: by how they begin.
pub(super) fn tells_again(sentence: &str, clause: &str) -> bool {
    let there: Vec<String> = words(clause).iter().map(|word| beginning(word)).collect();
    let (mut common, mut all) = (0, 0);
    for word in words(sentence) {
        all += 1;
        common += usize::from(there.contains(&beginning(&word)));
    }
    common * 5 >= all * 3
}
