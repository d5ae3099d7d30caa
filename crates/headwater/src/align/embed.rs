use super::WordEmbedder;

/// The models that a trace leans on.
#[derive(Clone, Copy)]
pub struct Models<'m> {
    /// Finds passages.
    pub sentences: &'m dyn Embedder,
    /// Tells which words of a sentence its passage carries. Without it more departures pass, and
    /// support is less sure.
    pub words: Option<&'m dyn WordEmbedder>,
}

/// Turns texts into vectors whose angle says how close their meanings are, across languages.
pub trait Embedder {
    /// The length of a vector.
    fn dimensions(&self) -> usize;

    /// One vector of unit length a text, in the order given. The same texts give the same bytes
    /// whatever else is in the call.
    fn embed(&self, texts: &[&str]) -> Vectors;
}

/// Vectors of one length, row by row.
#[derive(Debug, Clone, PartialEq, Default)]
pub struct Vectors {
    dimensions: usize,
    values: Vec<f32>,
}

impl Vectors {
    /// Rows of `dimensions` values each; what is left over at the end is dropped.
    #[must_use]
    pub fn new(dimensions: usize, mut values: Vec<f32>) -> Self {
        let rows = values.len().checked_div(dimensions).unwrap_or(0);
        values.truncate(rows * dimensions);
        Self { dimensions, values }
    }

    /// The length of a row.
    #[must_use]
    pub fn dimensions(&self) -> usize {
        self.dimensions
    }

    /// The number of rows.
    #[must_use]
    pub fn len(&self) -> usize {
        self.values.len().checked_div(self.dimensions).unwrap_or(0)
    }

    /// Whether there is no row.
    #[must_use]
    pub fn is_empty(&self) -> bool {
        self.values.is_empty()
    }

    /// Row `index`; empty where there is none.
    #[must_use]
    pub fn row(&self, index: usize) -> &[f32] {
        self.values
            .get(index * self.dimensions..(index + 1) * self.dimensions)
            .unwrap_or_default()
    }

    /// All rows in order.
    #[must_use]
    pub fn rows(&self) -> impl ExactSizeIterator<Item = &[f32]> {
        self.values.chunks_exact(self.dimensions.max(1))
    }

    /// All values, row after row.
    #[must_use]
    pub fn as_slice(&self) -> &[f32] {
        &self.values
    }
}
