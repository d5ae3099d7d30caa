use super::passage::embed;
use super::{Embedder, Side, Vectors};

/// Some sentences of a document with their vectors.
pub(crate) struct Embedded {
    /// Places of the sentences, in order; row `i` of the vectors is that of `places[i]`.
    pub(crate) places: Vec<usize>,
    pub(crate) vectors: Vectors,
}

impl Embedded {
    /// The sentences of a document that are wanted.
    pub(crate) fn of(
        side: &Side<'_>,
        is_wanted: impl Fn(usize) -> bool,
        embedder: &dyn Embedder,
    ) -> Self {
        let all = side.sentences.iter().enumerate();
        let wanted = all.filter(|(at, _)| is_wanted(*at));
        let (places, texts): (Vec<usize>, Vec<&str>) = wanted
            .map(|(at, sentence)| (at, side.text_of(sentence)))
            .unzip();
        Self {
            vectors: embed(embedder, &texts),
            places,
        }
    }

    /// Those of some documents that stand at certain places, counted anew from 0.
    pub(crate) fn renumbered(all: &[&Self], places: &[usize]) -> Self {
        let found = places.iter().enumerate().filter_map(|(at, place)| {
            let row = all.iter().find_map(|some| some.row(*place))?;
            Some((at, row))
        });
        let (places, rows): (Vec<usize>, Vec<&[f32]>) = found.unzip();
        let dimensions = rows.first().map_or(0, |row| row.len());
        Self {
            places,
            vectors: Vectors::new(dimensions, rows.concat()),
        }
    }

    fn row(&self, place: usize) -> Option<&[f32]> {
        let at = self.places.binary_search(&place).ok()?;
        Some(self.vectors.row(at)).filter(|row| !row.is_empty())
    }
}
