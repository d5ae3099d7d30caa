//! What one document carries of another, sentence by sentence.

use std::collections::{BTreeMap, HashMap};

use fearless_simd::Level;

use crate::functions::similarity::cosine;
use crate::signature::{FEWEST, Words};

/// Sentences are the same in other words if they share this much of their shingles …
const JACCARD: f32 = 0.4;
/// … or one of them has this much of its own in the other …
const CONTAINMENT: f32 = 0.75;
/// … and at least so many.
const FEWEST_CONTAINED: usize = 6;
/// Translations have at least this cosine …
const COSINE: f32 = 0.5;
/// … and this ratio to the mean of their neighbours (Artetxe and Schwenk 2019).
const MARGIN: f32 = 1.15;
/// So many neighbours of each.
const NEIGHBOURS: usize = 4;

/// A document as far as it is compared.
#[derive(Debug, Clone, Default)]
pub(crate) struct Text {
    sentences: Vec<Sentence>,
}

/// A sentence that says enough to be followed.
#[derive(Debug, Clone)]
pub(crate) struct Sentence {
    number: i32,
    hash: i64,
    /// Each once.
    shingles: Vec<u64>,
    vector: Option<Vec<u8>>,
    /// How much it counts: its length.
    weight: usize,
}

impl Text {
    /// Adds a sentence; one of few words is left out.
    pub(crate) fn add(&mut self, number: i32, text: &str, vector: Option<Vec<u8>>) {
        let words = Words::of(text);
        let shingles: Vec<u64> = words.shingles().into_iter().collect();
        if shingles.len() < FEWEST {
            return;
        }
        self.sentences.push(Sentence {
            number,
            hash: words.hash(),
            shingles,
            vector,
            weight: text.chars().count(),
        });
    }

    /// How many sentences say enough to be followed.
    pub(crate) fn len(&self) -> usize {
        self.sentences.len()
    }

    fn vectors(&self) -> impl Iterator<Item = &[u8]> {
        let vectors = self
            .sentences
            .iter()
            .map(|sentence| sentence.vector.as_deref());
        vectors.map(Option::unwrap_or_default)
    }

    fn weight(&self) -> usize {
        self.sentences.iter().map(|sentence| sentence.weight).sum()
    }
}

/// Two sentences of which one carries the other.
#[derive(Debug, Clone, Copy, PartialEq)]
pub struct SentencePair {
    pub(crate) a: i32,
    pub(crate) b: i32,
    pub(crate) likeness: f32,
}

impl SentencePair {
    /// Its place in the first document, from 1.
    #[must_use]
    pub fn a(&self) -> i32 {
        self.a
    }

    /// Its place in the second.
    #[must_use]
    pub fn b(&self) -> i32 {
        self.b
    }

    /// How alike both are, from 0 to 1: the share of their shingles in common, or the cosine.
    #[must_use]
    pub fn likeness(&self) -> f32 {
        self.likeness
    }
}

/// What two documents have in common.
#[derive(Debug, Clone, PartialEq, Default)]
pub(crate) struct Common {
    /// For each sentence of the first the one of the second that is most like it, if it is like enough.
    pub(crate) pairs: Vec<SentencePair>,
    /// How much of the first is in the second, by length, and the other way.
    pub(crate) share_of_a: f32,
    pub(crate) share_of_b: f32,
}

impl Common {
    fn of(a: &Text, b: &Text, pairs: Vec<(usize, usize, f32)>) -> Self {
        let share = |text: &Text, carried: Vec<usize>| {
            let mut once = carried;
            once.sort_unstable();
            once.dedup();
            let weights = once.iter().filter_map(|at| text.sentences.get(*at));
            let carried: usize = weights.map(|sentence| sentence.weight).sum();
            carried as f32 / text.weight().max(1) as f32
        };
        let number = |text: &Text, at: usize| text.sentences.get(at).map_or(0, |one| one.number);
        Self {
            share_of_a: share(a, pairs.iter().map(|pair| pair.0).collect()),
            share_of_b: share(b, pairs.iter().map(|pair| pair.1).collect()),
            pairs: pairs
                .into_iter()
                .map(|(in_a, in_b, likeness)| SentencePair {
                    a: number(a, in_a),
                    b: number(b, in_b),
                    likeness,
                })
                .collect(),
        }
    }
}

/// What is in both, word for word or nearly so.
pub(crate) fn by_words(a: &Text, b: &Text) -> Common {
    let mut places: HashMap<u64, Vec<usize>> = HashMap::new();
    let mut whole = HashMap::new();
    for (place, sentence) in b.sentences.iter().enumerate() {
        whole.entry(sentence.hash).or_insert(place);
        for shingle in &sentence.shingles {
            let places = places.entry(*shingle).or_default();
            // What a document says again and again is looked at a few times.
            if places.len() < NEIGHBOURS {
                places.push(place);
            }
        }
    }
    let mut pairs = Vec::new();
    for (place, sentence) in a.sentences.iter().enumerate() {
        if let Some(twin) = whole.get(&sentence.hash) {
            pairs.push((place, *twin, 1.0));
            continue;
        }
        let mut shared: BTreeMap<usize, usize> = BTreeMap::new();
        for other in sentence
            .shingles
            .iter()
            .filter_map(|one| places.get(one))
            .flatten()
        {
            *shared.entry(*other).or_default() += 1;
        }
        let likeness = |(other, shared): (usize, usize)| {
            let other_has = b.sentences.get(other)?.shingles.len();
            Some((other, alike(sentence.shingles.len(), other_has, shared)?))
        };
        let best = shared.into_iter().filter_map(likeness);
        if let Some((other, likeness)) = best.max_by(|a, b| a.1.total_cmp(&b.1)) {
            pairs.push((place, other, likeness));
        }
    }
    Common::of(a, b, pairs)
}

/// How alike two sentences are that have so many shingles and share so many, if it is enough.
fn alike(of_a: usize, of_b: usize, shared: usize) -> Option<f32> {
    let jaccard = shared as f32 / (of_a + of_b - shared) as f32;
    let fewer = of_a.min(of_b);
    let contained = fewer >= FEWEST_CONTAINED && shared as f32 / fewer as f32 >= CONTAINMENT;
    (jaccard >= JACCARD || contained).then_some(jaccard)
}

/// What means the same in both, by ratio margin: each is the nearest of the other, and nearer than their neighbours.
///
/// All sentences have to have a vector: a document has at most [`MOST_VECTORS`](crate::rows::MOST_VECTORS).
pub(crate) fn by_meaning(a: &Text, b: &Text) -> Common {
    let cosines = Cosines::of(a, b);
    let (rows, columns) = (a.sentences.len(), b.sentences.len());
    let of_rows: Vec<Near> = (0..rows)
        .map(|row| Near::of((0..columns).map(|column| cosines.at(row, column))))
        .collect();
    let of_columns: Vec<Near> = (0..columns)
        .map(|column| Near::of((0..rows).map(|row| cosines.at(row, column))))
        .collect();
    let mut pairs = Vec::new();
    for (row, near) in of_rows.iter().enumerate() {
        let Some(back) = of_columns.get(near.nearest) else {
            continue;
        };
        let margin = near.cosine / near.mean.midpoint(back.mean).max(f32::EPSILON);
        if back.nearest == row && near.cosine >= COSINE && margin >= MARGIN {
            pairs.push((row, near.nearest, near.cosine));
        }
    }
    Common::of(a, b, pairs)
}

/// The nearest of some, and the mean of the nearest few.
struct Near {
    nearest: usize,
    cosine: f32,
    mean: f32,
}

impl Near {
    fn of(cosines: impl Iterator<Item = f32>) -> Self {
        let mut all: Vec<(f32, usize)> = cosines.zip(0..).collect();
        all.sort_unstable_by(|a, b| b.0.total_cmp(&a.0).then(a.1.cmp(&b.1)));
        all.truncate(NEIGHBOURS);
        let sum: f32 = all.iter().map(|(cosine, _)| cosine).sum();
        let (cosine, nearest) = all.first().copied().unwrap_or_default();
        Self {
            nearest,
            cosine,
            // Where there are fewer neighbours, the missing ones mean nothing alike.
            mean: sum / NEIGHBOURS as f32,
        }
    }
}

/// The cosine of each sentence of one document with each of another.
struct Cosines {
    values: Vec<f32>,
    columns: usize,
}

impl Cosines {
    fn of(a: &Text, b: &Text) -> Self {
        let level = Level::new();
        let vectors = |text| Text::vectors(text).collect::<Vec<_>>();
        let (rows, columns) = (vectors(a), vectors(b));
        let cosine = |row, column| cosine(level, row, column).unwrap_or_default();
        let of_row = |row| columns.iter().map(move |column| cosine(row, column));
        Self {
            values: rows.iter().copied().flat_map(of_row).collect(),
            columns: columns.len(),
        }
    }

    fn at(&self, row: usize, column: usize) -> f32 {
        let value = self.values.get(row * self.columns + column);
        value.copied().unwrap_or_default()
    }
}
