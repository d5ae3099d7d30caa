use std::cell::{OnceCell, RefCell};
use std::collections::{BTreeSet, HashMap};

use super::candidates::{self, Candidate};
use super::lexical::{self, Term};
use super::overlap::Overlap;
use super::words::{Rarity, words};
use super::{Embedded, Embedder, Vectors};
use crate::document::BlockKind;
use crate::language::values::name::Ear;
use crate::language::values::{self, Agreement, Reference, Value, ValueKind, compare};
use crate::language::{Language, Reading};
use crate::text::Span;

/// How much a passage gains that carries all of a sentence's words, where the margin of a
/// faithful translation is about 1.5 and that of an unrelated sentence about 1.
const WORDS_WEIGHT: f32 = 0.3;
/// How much it gains by carrying all of the sentence's values.
const VALUES_WEIGHT: f32 = 0.2;

/// How many sentences are looked at for their words, beside those that the vectors find.
const ALIKE: usize = 8;

/// One document's sentences with what stands in them.
#[derive(Debug)]
pub(crate) struct Side<'r> {
    pub(crate) reading: &'r Reading,
    pub(crate) sentences: Vec<Annotated>,
    /// All words of its sentences, and how rare each is among them.
    pub(crate) rarity: Rarity,
    ear: OnceCell<Ear>,
    heard: RefCell<HashMap<(String, Option<Language>), f32>>,
    /// Whether it has not all of the document's sentences.
    is_part: bool,
}

/// A sentence with its words and values; every span points into the document's text.
#[derive(Debug, Clone)]
pub(crate) struct Annotated {
    pub(crate) span: Span,
    pub(crate) words: BTreeSet<String>,
    pub(crate) values: Vec<Value>,
}

impl<'r> Side<'r> {
    pub(crate) fn of(reading: &'r Reading) -> Self {
        let text = reading.document().text();
        let reference = reading.published().and_then(Reference::parse);
        let values = reading.language().map_or_else(Vec::new, |language| {
            let mut found = values::find(text, language, reference.as_ref());
            found.extend(values::both(text, language));
            values::maximal(found)
        });
        let annotate = |span: &Span| {
            let before = values.partition_point(|value| value.span().start() < span.start());
            let inside = values.iter().skip(before);
            let inside = inside.take_while(|value| value.span().start() < span.end());
            Annotated {
                span: *span,
                words: words(span.of(text)),
                values: inside
                    .filter(|value| span.contains(value.span()))
                    .cloned()
                    .collect(),
            }
        };
        let sentences: Vec<Annotated> = reading.sentences().iter().map(annotate).collect();
        Self::with(reading, sentences, false)
    }

    /// The same document with some of its sentences alone, as if it had no others.
    pub(crate) fn part(&self, places: &[usize]) -> Self {
        let sentences = places.iter().filter_map(|at| self.sentences.get(*at));
        Self::with(self.reading, sentences.cloned().collect(), true)
    }

    fn with(reading: &'r Reading, sentences: Vec<Annotated>, is_part: bool) -> Self {
        let words = sentences.iter().map(|sentence| &sentence.words);
        Self {
            reading,
            rarity: Rarity::of(words),
            ear: OnceCell::new(),
            heard: RefCell::default(),
            sentences,
            is_part,
        }
    }

    /// What one of its sentences has in common with a passage of a source in the same language.
    pub(crate) fn overlap(
        &self,
        sentence: &Annotated,
        source: &Side<'_>,
        passage: &Passage,
    ) -> Option<Overlap> {
        let there = passage.span.of(source.reading.document().text());
        let is_one_language = passage.coverage.is_some();
        is_one_language.then(|| Overlap::of(self.text_of(sentence), there, &source.rarity))
    }

    /// Whether all words of a name, in its language, stand in it somewhere.
    pub(crate) fn has_words(&self, name: &str) -> bool {
        words(name).iter().all(|word| self.rarity.knows(word))
    }

    /// How well something in its whole text sounds like a name. That is listened for once: the same
    /// passage is held against many sentences.
    pub(crate) fn hears(&self, name: &str, language: Option<Language>) -> f32 {
        let key = (name.to_owned(), language);
        let known = self.heard.borrow().get(&key).copied();
        known.unwrap_or_else(|| {
            let heard = self.ear().hears(name, language);
            self.heard.borrow_mut().insert(key, heard);
            heard
        })
    }

    /// Listens for names in its whole text, which is read when that is first asked for.
    fn ear(&self) -> &Ear {
        let listen = |text: &str| Ear::new(text, self.reading.language());
        self.ear.get_or_init(|| {
            if self.is_part {
                let texts = self.sentences.iter().map(|sentence| self.text_of(sentence));
                listen(&texts.collect::<Vec<_>>().join("\n"))
            } else {
                listen(self.reading.document().text())
            }
        })
    }

    /// What one of its sentences can be looked for by.
    fn terms(&self, at: usize) -> Option<Vec<Term<'_>>> {
        let sentence = self.sentences.get(at)?;
        Some(lexical::terms(sentence, self.reading.language()))
    }

    pub(crate) fn text_of(&self, sentence: &Annotated) -> &'r str {
        sentence.span.of(self.reading.document().text())
    }
}

/// One to three consecutive sentences of a source, and how well they fit an article sentence.
#[derive(Debug, Clone)]
pub(crate) struct Passage {
    /// Place in the list of sides given.
    pub(crate) side: usize,
    /// Places of the sentences within that side.
    pub(crate) sentences: std::ops::Range<usize>,
    pub(crate) span: Span,
    pub(crate) cosine: f32,
    pub(crate) margin: f32,
    /// What part of the sentence's words it carries, by rarity; `None` across languages.
    pub(crate) coverage: Option<f32>,
    /// Whether it stands in a source that the sentence cites.
    pub(crate) cited: bool,
    /// Words, values and margin in one number, by which passages are ordered.
    pub(crate) rank: f32,
}

/// The passages of the sources that each of the article's sentences may rest on, best first.
///
/// `asked` are the sentences that are looked for at all, `cited[i]` which sides sentence `i` cites.
pub(crate) fn passages(
    article: &Side<'_>,
    asked: &Embedded,
    cited: &[Vec<usize>],
    sources: &[Side<'_>],
    embedder: &dyn Embedder,
) -> Vec<Vec<Passage>> {
    let places: Vec<(usize, usize)> = sources
        .iter()
        .enumerate()
        .flat_map(|(side, source)| citable(source).map(move |sentence| (side, sentence)))
        .collect();
    let sentence_at = |(side, sentence): &(usize, usize)| {
        sources
            .get(*side)
            .and_then(|source| Some((source, source.sentences.get(*sentence)?)))
    };
    let source_texts: Vec<&str> = places
        .iter()
        .filter_map(sentence_at)
        .map(|(source, sentence)| source.text_of(sentence))
        .collect();
    let vectors = embed(embedder, &source_texts);
    among(article, asked, cited, sources, &places, &vectors)
}

/// The same among certain sentences of the sources, each by its side and its place there, whose vectors
/// are known.
pub(super) fn among(
    article: &Side<'_>,
    asked: &Embedded,
    cited: &[Vec<usize>],
    sources: &[Side<'_>],
    places: &[(usize, usize)],
    vectors: &Vectors,
) -> Vec<Vec<Passage>> {
    let sentence_at = |(side, sentence): &(usize, usize)| {
        sources
            .get(*side)
            .and_then(|source| source.sentences.get(*sentence))
    };
    let found = candidates::find(
        &asked.vectors,
        vectors,
        &document_ends(places),
        &alike(article, &asked.places, sources, places),
    );
    let rarity = Rarity::of(
        places
            .iter()
            .filter_map(sentence_at)
            .map(|sentence| &sentence.words),
    );
    let ranker = Ranker {
        article,
        sources,
        places,
        rarity,
    };
    let mut all = vec![Vec::new(); article.sentences.len()];
    for (at, candidates) in asked.places.iter().copied().zip(found) {
        let own = cited.get(at).map(Vec::as_slice).unwrap_or_default();
        if let Some(slot) = all.get_mut(at) {
            *slot = ranker.rank(at, own, &candidates);
        }
    }
    all
}

/// For each sentence asked for, the source sentences that have the most of its rare words and values.
fn alike(
    article: &Side<'_>,
    asked: &[usize],
    sources: &[Side<'_>],
    places: &[(usize, usize)],
) -> Vec<Vec<usize>> {
    let terms = |(side, at): &(usize, usize)| sources.get(*side)?.terms(*at);
    let all = places.iter().map(|place| terms(place).unwrap_or_default());
    let index = lexical::Index::of(all);
    let asked = asked.iter().filter_map(|at| article.terms(*at));
    asked.map(|terms| index.search(&terms, ALIKE)).collect()
}

pub(super) fn embed(embedder: &dyn Embedder, texts: &[&str]) -> Vectors {
    if texts.is_empty() {
        Vectors::default()
    } else {
        embedder.embed(texts)
    }
}

/// The sentences of a source that can carry something: not its footers, credits and links.
fn citable<'s>(source: &'s Side<'_>) -> impl Iterator<Item = usize> + 's {
    let mut blocks = source.reading.document().blocks().iter().peekable();
    source
        .sentences
        .iter()
        .enumerate()
        .filter_map(move |(at, sentence)| {
            while blocks
                .next_if(|block| block.span().end() <= sentence.span.start())
                .is_some()
            {}
            let kind = blocks.peek().map(|block| block.kind());
            let silent = kind.is_some_and(BlockKind::is_around_the_text);
            (!silent).then_some(at)
        })
}

fn document_ends(places: &[(usize, usize)]) -> Vec<bool> {
    places
        .iter()
        .enumerate()
        .map(|(at, (side, sentence))| {
            places
                .get(at + 1)
                .is_none_or(|next| *next != (*side, sentence + 1))
        })
        .collect()
}

struct Ranker<'a, 'r> {
    article: &'a Side<'r>,
    sources: &'a [Side<'r>],
    places: &'a [(usize, usize)],
    rarity: Rarity,
}

impl Ranker<'_, '_> {
    fn rank(&self, at: usize, cites: &[usize], candidates: &[Candidate]) -> Vec<Passage> {
        let Some(sentence) = self.article.sentences.get(at) else {
            return Vec::new();
        };
        let mut passages: Vec<Passage> = candidates
            .iter()
            .filter_map(|candidate| self.passage(sentence, cites, candidate))
            .collect();
        // Stable, and candidates come in a fixed order, so ties always fall the same way.
        passages.sort_by(|a, b| b.rank.total_cmp(&a.rank));
        passages
    }

    fn passage(
        &self,
        sentence: &Annotated,
        cites: &[usize],
        candidate: &Candidate,
    ) -> Option<Passage> {
        let (side, first) = *self.places.get(candidate.first)?;
        let source = self.sources.get(side)?;
        let range = first..first + candidate.count;
        let inside = source.sentences.get(range.clone())?;
        let span = inside.first()?.span.cover(inside.last()?.span);
        let coverage = (source.reading.language() == self.article.reading.language()).then(|| {
            let words: Vec<_> = inside.iter().map(|sentence| &sentence.words).collect();
            self.rarity.coverage(&sentence.words, &words)
        });
        let rank = candidate.margin
            + WORDS_WEIGHT * coverage.unwrap_or(0.0)
            + VALUES_WEIGHT * values_carried(sentence, inside);
        Some(Passage {
            side,
            sentences: range,
            span,
            cosine: candidate.cosine,
            margin: candidate.margin,
            coverage,
            cited: cites.contains(&side),
            rank,
        })
    }
}

/// What part of a sentence's values stands in a passage; 0 for a sentence without values.
fn values_carried(sentence: &Annotated, passage: &[Annotated]) -> f32 {
    let comparable = sentence
        .values
        .iter()
        .filter(|value| value.kind() != ValueKind::Quote);
    let (mut carried, mut all) = (0_u16, 0_u16);
    for value in comparable {
        all += 1;
        let mut there = passage.iter().flat_map(|sentence| &sentence.values);
        carried += u16::from(there.any(|other| compare(value, other) == Agreement::Same));
    }
    if all == 0 {
        0.0
    } else {
        f32::from(carried) / f32::from(all)
    }
}
