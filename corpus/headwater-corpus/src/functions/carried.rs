//! `carried(a, b)`: what part of the shingles of text `a` stand in text `b`, 0 to 1 (the containment of Broder,
//! "On the resemblance and containment of documents", 1997). Signs, spaces and capitals count for nothing.
//!
//! A shingle is three words, or five characters of Chinese and Japanese. A text of fewer says too little: NULL. It is no
//! use across languages, where `similarity` of the vectors is.

use std::collections::HashSet;
use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, Float64Array};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::Result;
use datafusion::logical_expr::ScalarUDF;

use super::{of_texts, rows, text, texts};
use crate::signature::Words;

pub(super) fn function() -> ScalarUDF {
    of_texts("carried", 2, DataType::Float64, carried)
}

fn carried(arrays: &[ArrayRef]) -> Result<ArrayRef> {
    let (a, b) = (texts(arrays, 0)?, texts(arrays, 1)?);
    let (mut first, mut second) = (Kept::default(), Kept::default());
    let shares = (0..rows(arrays)).map(|row| {
        let (a, b) = (text(a, row)?, text(b, row)?);
        share(first.shingles(a), second.shingles(b))
    });
    Ok(Arc::new(shares.collect::<Float64Array>()))
}

fn share(a: &HashSet<u64>, b: &HashSet<u64>) -> Option<f64> {
    let carried = a.iter().filter(|shingle| b.contains(shingle)).count();
    (!a.is_empty()).then(|| carried as f64 / a.len() as f64)
}

/// The shingles of the last text: one text is often held against many.
#[derive(Default)]
struct Kept<'t> {
    text: Option<&'t str>,
    shingles: HashSet<u64>,
}

impl<'t> Kept<'t> {
    fn shingles(&mut self, text: &'t str) -> &HashSet<u64> {
        if self.text != Some(text) {
            self.shingles = Words::of(text).shingles();
            self.text = Some(text);
        }
        &self.shingles
    }
}
