//! Which words of a sentence and a passage have a counterpart in the other, across languages.

use std::collections::HashMap;

use ndarray::ArrayView2;

use super::{Annotated, Passage, Side, Vectors};
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
    /// The pieces of the sentence beside its passage and what else may carry part of it.
    pub(crate) together: Counterparts,
    /// The pieces of the sentence beside each further passage that was asked for.
    pub(crate) further: Vec<Counterparts>,
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
        self.inside(span).fold(1.0, f32::min)
    }

    /// The mean cosine of the pieces in a stretch; 1 where there are none.
    pub(crate) fn mean_in(&self, span: Span) -> f32 {
        let (mut sum, mut count) = (0.0, 0_u16);
        for cosine in self.inside(span) {
            sum += cosine;
            count += 1;
        }
        if count == 0 {
            1.0
        } else {
            sum / f32::from(count)
        }
    }

    /// How much nearer the nearest counterparts of the pieces up to `reach` before and behind a stretch
    /// are here than in another passage, at the mean; 0 where there are none.
    pub(crate) fn rise_beside(&self, span: Span, reach: usize, other: &Self) -> f32 {
        let start = self
            .0
            .partition_point(|(piece, _)| piece.end() <= span.start());
        let end = self
            .0
            .partition_point(|(piece, _)| piece.start() < span.end());
        let near = start.saturating_sub(reach)..end.saturating_add(reach);
        let (mut sum, mut count) = (0.0, 0_u16);
        for (at, ((_, here), (_, there))) in self.0.iter().zip(&other.0).enumerate() {
            if near.contains(&at) && !(start..end).contains(&at) {
                sum += here - there;
                count += 1;
            }
        }
        sum / f32::from(count.max(1))
    }

    /// What part of the pieces has a counterpart at least so near here, and at least by so much nearer
    /// than in another passage; those in some stretches do not count.
    pub(crate) fn share_risen(
        &self,
        nearness: f32,
        rise: f32,
        other: &Self,
        without: &[Span],
    ) -> f32 {
        let counts = |piece: &Span| !without.iter().any(|span| span.intersects(*piece));
        let both = self.0.iter().zip(&other.0);
        let both = both.filter(|((piece, _), _)| counts(piece));
        let risen =
            both.filter(|((_, here), (_, there))| *here >= nearness && here - there >= rise);
        risen.count() as f32 / self.0.len().max(1) as f32
    }

    /// For each piece the nearer counterpart of two passages.
    pub(crate) fn nearer(&self, other: &Self) -> Self {
        let both = self.0.iter().zip(&other.0);
        Self(
            both.map(|((piece, one), (_, two))| (*piece, one.max(*two)))
                .collect(),
        )
    }

    /// The cosines of the pieces in a stretch, in order.
    pub(crate) fn inside(&self, span: Span) -> impl Iterator<Item = f32> {
        let inside = self
            .0
            .iter()
            .filter(move |(piece, _)| piece.intersects(span));
        inside.map(|(_, cosine)| *cosine)
    }

    fn of(pieces: &Pieces, start: usize, cosines: &[f32]) -> Self {
        let spans = pieces.spans.iter().map(|span| span.shift(start));
        Self(spans.zip(cosines.iter().copied()).collect())
    }
}

impl Agreement {
    /// Compares the pieces of a sentence with those of the sentences of its passage, each with the place
    /// in its document where it begins, with those of some more together, and with those of further
    /// passages one by one.
    fn of(
        sentence: (&Pieces, usize),
        passage: &[(&Pieces, usize)],
        more: &[&Pieces],
        further: &[Vec<&Pieces>],
    ) -> Self {
        let (said, start) = sentence;
        let mut of_sentence = vec![UNLIKE; said.spans.len()];
        let mut there = Vec::new();
        for (pieces, start) in passage {
            let mut of_pieces = vec![UNLIKE; pieces.spans.len()];
            nearest(said, pieces, &mut of_sentence, &mut of_pieces);
            there.extend(Counterparts::of(pieces, *start, &of_pieces).0);
        }
        let mut together = of_sentence.clone();
        for pieces in more {
            nearest(said, pieces, &mut together, &mut []);
        }
        let beside = |passage: &Vec<&Pieces>| {
            let mut cosines = vec![UNLIKE; said.spans.len()];
            for pieces in passage {
                nearest(said, pieces, &mut cosines, &mut []);
            }
            Counterparts::of(said, start, &cosines)
        };
        Self {
            sentence: Counterparts::of(said, start, &of_sentence),
            passage: Counterparts(there),
            together: Counterparts::of(said, start, &together),
            further: further.iter().map(beside).collect(),
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

/// How many source sentences beside its passage an article sentence is held against in its own language,
/// where it may join what stands in several places.
const BESIDE: usize = 3;

/// Compares each sentence of the article that is asked for, word by word, with the first of its
/// passages, and with those further ones whose places in the list are asked for.
pub(crate) fn agreements(
    article: &Side<'_>,
    asked: &[Option<Vec<usize>>],
    passages: &[Vec<Passage>],
    sources: &[Side<'_>],
    words: &dyn WordEmbedder,
) -> Vec<Option<Agreement>> {
    let mut all = Vec::with_capacity(asked.len());
    let pairs: Vec<_> = article.sentences.iter().zip(passages).zip(asked).collect();
    for some in pairs.chunks(AT_A_TIME) {
        let mut texts = Texts::default();
        let cases: Vec<Option<Case>> = some
            .iter()
            .map(|((sentence, passages), asked)| {
                let (best, further) = passages.first().zip(asked.as_ref())?;
                let passage = texts.passage(sources.get(best.side)?, best);
                let further = further.iter().filter_map(|at| {
                    let other = passages.get(*at)?;
                    Some(texts.passage(sources.get(other.side)?, other))
                });
                let further = further.collect();
                let more = more(passages).into_iter().filter_map(|(side, at)| {
                    let source = sources.get(side)?;
                    Some(texts.place(source, source.sentences.get(at)?))
                });
                Some(Case {
                    more: more.collect(),
                    said: texts.place(article, sentence),
                    passage,
                    further,
                })
            })
            .collect();
        let pieces = words.pieces(&texts.all);
        let placed = |place: &Place| Some((pieces.get(place.text)?, place.start));
        all.extend(cases.iter().map(|case| {
            let case = case.as_ref()?;
            let passage: Vec<_> = case.passage.iter().filter_map(placed).collect();
            let more = case.more.iter().filter_map(placed);
            let more: Vec<_> = more.map(|(pieces, _)| pieces).collect();
            let further = case.further.iter().map(|passage| {
                let pieces = passage.iter().filter_map(placed);
                pieces.map(|(pieces, _)| pieces).collect()
            });
            let further: Vec<Vec<_>> = further.collect();
            Some(Agreement::of(
                placed(&case.said)?,
                &passage,
                &more,
                &further,
            ))
        }));
    }
    all
}

/// The source sentences, by their side and place, that may carry another part of a sentence than its
/// passage does: of its source and of what the article cites there, those that are closest to it in
/// meaning and words. None across languages, where words cannot be held against each other.
fn more(passages: &[Passage]) -> Vec<(usize, usize)> {
    let Some((best, others)) = passages.split_first() else {
        return Vec::new();
    };
    let closeness = |passage: &Passage| Some(passage.coverage? + passage.cosine);
    let is_near = |other: &&Passage| other.side == best.side || other.cited;
    let is_new = |other: &&Passage| {
        other.side != best.side || !best.sentences.contains(&other.sentences.start)
    };
    let single = others.iter().filter(|other| other.sentences.len() == 1);
    let mut near: Vec<(f32, &Passage)> = single
        .filter(is_near)
        .filter(is_new)
        .filter_map(|other| Some((closeness(other)?, other)))
        .collect();
    near.sort_by(|a, b| b.0.total_cmp(&a.0));
    let places = near
        .iter()
        .map(|(_, other)| (other.side, other.sentences.start));
    places.take(BESIDE).collect()
}

/// A sentence, the sentences of its passage, others, and those of further passages.
struct Case {
    said: Place,
    passage: Vec<Place>,
    more: Vec<Place>,
    further: Vec<Vec<Place>>,
}

/// A text by its place in [`Texts`], and where it begins in its document.
struct Place {
    text: usize,
    start: usize,
}

/// Texts that get vectors, each once.
#[derive(Default)]
struct Texts<'t> {
    all: Vec<&'t str>,
    known: HashMap<&'t str, usize>,
}

impl<'t> Texts<'t> {
    fn place(&mut self, side: &Side<'t>, sentence: &Annotated) -> Place {
        let text = side.text_of(sentence);
        let known = self.known.entry(text).or_insert_with(|| {
            self.all.push(text);
            self.all.len() - 1
        });
        Place {
            text: *known,
            start: sentence.span.start(),
        }
    }

    fn passage(&mut self, source: &Side<'t>, passage: &Passage) -> Vec<Place> {
        let sentences = source.sentences.get(passage.sentences.clone());
        let sentences = sentences.unwrap_or_default().iter();
        sentences
            .map(|sentence| self.place(source, sentence))
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

    #[test]
    fn a_piece_without_a_counterpart_is_far_from_all() {
        let (said, there) = (pieces("a b c"), pieces("c a"));
        let passage = [(&there, 0)];
        let found = Agreement::of((&said, 10), &passage, &[], &[]);
        assert!((found.sentence.mean() - 2.0 / 3.0).abs() < 1e-6);
        assert!((found.passage.mean() - 1.0).abs() < 1e-6);
        assert!(found.sentence.lowest(Span::new(12, 13)).abs() < 1e-6);
        assert!((found.sentence.lowest(Span::new(10, 11)) - 1.0).abs() < 1e-6);
    }

    #[test]
    fn what_stands_elsewhere_counts_for_the_sentence_alone() {
        let (said, there, beside) = (pieces("a b c"), pieces("c a"), pieces("b x"));
        let found = Agreement::of((&said, 0), &[(&there, 0)], &[&beside], &[]);
        assert!((found.sentence.mean() - 2.0 / 3.0).abs() < 1e-6);
        assert!((found.together.mean() - 1.0).abs() < 1e-6);
        assert!((found.passage.mean() - 1.0).abs() < 1e-6);
    }

    #[test]
    fn a_further_passage_carries_the_pieces_that_are_nearer_to_it_than_to_the_first() {
        let (said, there, further) = (pieces("a b c d"), pieces("a b"), pieces("c d b"));
        let found = Agreement::of((&said, 0), &[(&there, 0)], &[], &[vec![&further]]);
        let (first, further) = (&found.sentence, &found.further[0]);
        let share = |without: &[Span]| further.share_risen(0.6, 0.15, first, without);
        assert!((share(&[]) - 0.5).abs() < 1e-6);
        assert!((share(&[Span::new(4, 5)]) - 0.25).abs() < 1e-6);
        assert!((first.nearer(further).mean() - 1.0).abs() < 1e-6);
        // beside "c" stand "b", which both have, and "d", which only the further one has
        let rise = further.rise_beside(Span::new(4, 5), 1, first);
        assert!((rise - 0.5).abs() < 1e-6, "{rise}");
        assert!(further.rise_beside(Span::new(0, 1), 1, first).abs() < 1e-6);
    }

    #[test]
    fn nothing_compared_is_nothing_found() {
        let none = Pieces::default();
        let found = Agreement::of((&none, 0), &[], &[], &[]);
        assert!(found.sentence.mean().abs() < 1e-6);
        assert!((found.sentence.lowest(Span::new(0, 9)) - 1.0).abs() < 1e-6);
        assert!(found.sentence.quantile(0.5).abs() < 1e-6);
    }
}
