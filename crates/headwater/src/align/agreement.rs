//! Which words of a sentence and a passage have a counterpart in the other, across languages.

use std::collections::HashMap;

use ndarray::ArrayView2;

use super::{Passage, Side, Vectors};
use crate::text::Span;

/// Gives each piece of a text's words a vector in sight of the whole text: pieces that mean the same
/// have near vectors, whatever languages they are in.
pub trait WordEmbedder {
    /// The pieces of each text, in the order given. The same text gives the same bytes whatever else
    /// is in the call.
    fn pieces(&self, texts: &[&str]) -> Vec<Pieces>;
}

/// The pieces of a text in order, each with its place in bytes and a vector of unit length.
#[derive(Debug, Clone, Default, PartialEq)]
pub struct Pieces {
    spans: Vec<Span>,
    vectors: Vectors,
}

impl Pieces {
    /// Pieces with a row of `vectors` each; what has no counterpart in the other list is dropped.
    #[must_use]
    pub fn new(mut spans: Vec<Span>, vectors: Vectors) -> Self {
        spans.truncate(vectors.len());
        Self { spans, vectors }
    }

    fn view(&self) -> Option<ArrayView2<'_, f32>> {
        let shape = (self.spans.len(), self.vectors.dimensions());
        let values = self.vectors.as_slice().get(..shape.0 * shape.1)?;
        ArrayView2::from_shape(shape, values).ok()
    }
}

/// How near each piece of a sentence is to the nearest piece of its passage, and the other way
/// round: cosines, after Khattab and Zaharia, 2020 ([arXiv:2004.12832](https://arxiv.org/abs/2004.12832)),
/// who add them up.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Agreement {
    pub(crate) sentence: Counterparts,
    pub(crate) passage: Counterparts,
}

/// The pieces of one text, each with the cosine of its nearest counterpart.
#[derive(Debug, Clone, Default, PartialEq)]
pub(crate) struct Counterparts(Vec<(Span, f32)>);

impl Counterparts {
    /// The mean of all cosines; 0 of nothing.
    pub(crate) fn mean(&self) -> f32 {
        let sum: f32 = self.0.iter().map(|(_, cosine)| cosine).sum();
        sum / self.0.len().max(1) as f32
    }

    /// The cosine that a tenth, a half, … of the pieces stay under; 0 of nothing.
    pub(crate) fn quantile(&self, share: f32) -> f32 {
        let mut cosines: Vec<f32> = self.0.iter().map(|(_, cosine)| *cosine).collect();
        cosines.sort_by(f32::total_cmp);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "a place in a short list"
        )]
        let place = (share * cosines.len() as f32) as usize;
        let last = cosines.len().saturating_sub(1);
        cosines.get(place.min(last)).copied().unwrap_or(0.0)
    }

    /// The lowest cosine of the pieces in a stretch: 1 where there are none, so that what was not
    /// looked at is not doubted.
    pub(crate) fn lowest(&self, span: Span) -> f32 {
        let inside = self.0.iter().filter(|(piece, _)| piece.intersects(span));
        inside.map(|(_, cosine)| *cosine).fold(1.0, f32::min)
    }

    /// The mean cosine of the pieces in a stretch; 1 where there are none.
    pub(crate) fn mean_in(&self, span: Span) -> f32 {
        let inside = self.0.iter().filter(|(piece, _)| piece.intersects(span));
        let (mut sum, mut count) = (0.0, 0_u16);
        for (_, cosine) in inside {
            sum += cosine;
            count += 1;
        }
        if count == 0 {
            1.0
        } else {
            sum / f32::from(count)
        }
    }

    fn of(pieces: &Pieces, start: usize, cosines: &[f32]) -> Self {
        let spans = pieces.spans.iter().map(|span| span.shift(start));
        Self(spans.zip(cosines.iter().copied()).collect())
    }
}

/// A text with the place of its document where it begins.
#[derive(Debug, Clone, Copy)]
struct Placed<'t> {
    text: &'t str,
    start: usize,
}

impl Agreement {
    /// Compares a sentence with the sentences of its passage.
    fn of(sentence: (Placed<'_>, &Pieces), passage: &[(Placed<'_>, &Pieces)]) -> Self {
        let (place, said) = sentence;
        let mut of_sentence = vec![UNLIKE; said.spans.len()];
        let mut there = Vec::new();
        for (place, pieces) in passage {
            let mut of_pieces = vec![UNLIKE; pieces.spans.len()];
            nearest(said, pieces, &mut of_sentence, &mut of_pieces);
            there.extend(Counterparts::of(pieces, place.start, &of_pieces).0);
        }
        Self {
            sentence: Counterparts::of(said, place.start, &of_sentence),
            passage: Counterparts(there),
        }
    }
}

/// The cosine of a piece without any counterpart.
const UNLIKE: f32 = -1.0;

/// Raises the cosines of both texts' pieces to those of their nearest in the other.
fn nearest(one: &Pieces, other: &Pieces, of_one: &mut [f32], of_other: &mut [f32]) {
    let (Some(one), Some(other)) = (one.view(), other.view()) else {
        return;
    };
    if one.ncols() != other.ncols() {
        return;
    }
    let products = one.dot(&other.t());
    for (row, best) in products.rows().into_iter().zip(of_one) {
        *best = row.iter().copied().fold(*best, f32::max);
    }
    for (column, best) in products.columns().into_iter().zip(of_other) {
        *best = column.iter().copied().fold(*best, f32::max);
    }
}

/// How many sentences of the article have their vectors in memory at a time, with those of their
/// passages: some 50 MB.
const AT_A_TIME: usize = 64;

/// Compares each wanted sentence of the article, word by word, with the first of its passages.
pub(crate) fn agreements(
    article: &Side<'_>,
    wanted: &[bool],
    passages: &[Vec<Passage>],
    sources: &[Side<'_>],
    words: &dyn WordEmbedder,
) -> Vec<Option<Agreement>> {
    let mut all = Vec::with_capacity(wanted.len());
    let pairs: Vec<_> = article.sentences.iter().zip(passages).zip(wanted).collect();
    for some in pairs.chunks(AT_A_TIME) {
        let mut texts = Texts::default();
        let cases: Vec<Option<Case>> = some
            .iter()
            .map(|((sentence, passages), wanted)| {
                let best = passages.first().filter(|_| **wanted)?;
                Some(Case {
                    said: texts.place(article, sentence.span),
                    passage: texts.sentences(sources.get(best.side)?, best),
                })
            })
            .collect();
        let pieces = words.pieces(
            &texts
                .placed
                .iter()
                .map(|placed| placed.text)
                .collect::<Vec<_>>(),
        );
        let placed = |at: &usize| Some((*texts.placed.get(*at)?, pieces.get(*at)?));
        all.extend(cases.iter().map(|case| {
            let case = case.as_ref()?;
            let passage: Vec<_> = case.passage.iter().filter_map(placed).collect();
            Some(Agreement::of(placed(&case.said)?, &passage))
        }));
    }
    all
}

/// A sentence and the sentences of its passage, by their places in [`Texts`].
struct Case {
    said: usize,
    passage: Vec<usize>,
}

/// Texts that get vectors, each once.
#[derive(Default)]
struct Texts<'t> {
    placed: Vec<Placed<'t>>,
    known: HashMap<(*const u8, usize), usize>,
}

impl<'t> Texts<'t> {
    /// The place of a stretch of a document in the list.
    fn place(&mut self, side: &Side<'t>, span: Span) -> usize {
        let text = span.of(side.reading.document().text());
        *self
            .known
            .entry((text.as_ptr(), text.len()))
            .or_insert_with(|| {
                self.placed.push(Placed {
                    text,
                    start: span.start(),
                });
                self.placed.len() - 1
            })
    }

    fn sentences(&mut self, source: &Side<'t>, passage: &Passage) -> Vec<usize> {
        let sentences = source.sentences.get(passage.sentences.clone());
        let sentences = sentences.unwrap_or_default().iter();
        sentences
            .map(|sentence| self.place(source, sentence.span))
            .collect()
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    /// One piece a word, with a vector that says its first letter.
    fn pieces(text: &str) -> Pieces {
        let mut spans = Vec::new();
        let mut values = Vec::new();
        for word in text.split(' ') {
            let start = word.as_ptr() as usize - text.as_ptr() as usize;
            spans.push(Span::new(start, start + word.len()));
            let first = word.bytes().next().unwrap_or_default();
            values.extend((0..26).map(|letter| f32::from(u8::from(first == b'a' + letter))));
        }
        Pieces::new(spans, Vectors::new(26, values))
    }

    fn placed(text: &str, start: usize) -> Placed<'_> {
        Placed { text, start }
    }

    #[test]
    fn a_piece_without_a_counterpart_is_far_from_all() {
        let (said, there) = (pieces("a b c"), pieces("c a"));
        let passage = [(placed("c a", 0), &there)];
        let found = Agreement::of((placed("a b c", 10), &said), &passage);
        assert!((found.sentence.mean() - 2.0 / 3.0).abs() < 1e-6);
        assert!((found.passage.mean() - 1.0).abs() < 1e-6);
        assert!(found.sentence.lowest(Span::new(12, 13)).abs() < 1e-6);
        assert!((found.sentence.lowest(Span::new(10, 11)) - 1.0).abs() < 1e-6);
    }

    #[test]
    fn nothing_compared_is_nothing_found() {
        let none = Pieces::default();
        let found = Agreement::of((placed("", 0), &none), &[]);
        assert!(found.sentence.mean().abs() < 1e-6);
        assert!((found.sentence.lowest(Span::new(0, 9)) - 1.0).abs() < 1e-6);
        assert!(found.sentence.quantile(0.5).abs() < 1e-6);
    }
}
