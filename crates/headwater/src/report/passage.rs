//! The passages of the sources that a report shows beside a sentence.

use super::{Source, Trace, TracedSentence};
use crate::text::Span;

/// How much of a source is shown on each side of words that stand in no sentence, in bytes.
const AROUND: usize = 160;

/// A passage to show, with the words in it that differ.
pub(super) struct Passage<'t> {
    /// The place of the source in the trace.
    pub(super) index: usize,
    pub(super) source: &'t Source,
    /// The source's text.
    pub(super) text: &'t str,
    pub(super) span: Span,
    /// How well it fits; `None` for a passage shown only for the words that differ.
    pub(super) score: Option<f32>,
    /// The differing words, each with its place in the finding's departures.
    pub(super) marks: Vec<(Span, usize)>,
}

/// The evidence of a sentence, best first, then each passage that a departure points at and that
/// the evidence does not hold.
pub(super) fn passages<'t>(trace: &'t Trace, sentence: &TracedSentence) -> Vec<Passage<'t>> {
    let finding = sentence.finding();
    let mut out: Vec<Passage> = finding
        .evidence()
        .iter()
        .filter_map(|e| passage(trace, e.source(), e.span(), Some(e.score())))
        .collect();
    for (label, departure) in finding.departures().iter().enumerate() {
        let Some(place) = departure.source() else {
            continue;
        };
        let mark = (place.span(), label);
        let holds = |p: &&mut Passage| p.index == place.source() && p.span.contains(place.span());
        if let Some(passage) = out.iter_mut().find(holds) {
            passage.marks.push(mark);
        } else if let Some(mut passage) = surroundings(trace, place.source(), place.span()) {
            passage.marks.push(mark);
            out.push(passage);
        }
    }
    out
}

fn passage(trace: &Trace, index: usize, span: Span, score: Option<f32>) -> Option<Passage<'_>> {
    let source = trace.sources().get(index)?;
    let text = source.document()?.text();
    (!span.of(text).is_empty()).then(|| Passage {
        index,
        source,
        text,
        span,
        score,
        marks: Vec::new(),
    })
}

/// The sentence of the source that holds the span, or what stands around it.
fn surroundings(trace: &Trace, index: usize, span: Span) -> Option<Passage<'_>> {
    let reading = trace.sources().get(index)?.reading()?;
    let text = reading.document().text();
    let sentences = reading.sentences();
    let after = sentences.partition_point(|s| s.start() <= span.start());
    let sentence = after.checked_sub(1).and_then(|at| sentences.get(at));
    let around = match sentence {
        Some(sentence) if sentence.contains(span) => *sentence,
        _ => Span::new(
            text.floor_char_boundary(span.start().saturating_sub(AROUND)),
            text.ceil_char_boundary(span.end().saturating_add(AROUND)),
        ),
    };
    passage(trace, index, around, None)
}
