//! `similarity(a, b)`: the cosine of two vectors as `sentences.vector` has them, one signed byte a dimension: -1 to 1, near 1
//! for sentences that mean the same, whatever languages they are in. NULL where one is missing or has no direction.

#![expect(
    clippy::inline_always,
    reason = "what `dispatch!` calls must be inlined into it, or it is compiled for the oldest \
              processor"
)]

use std::sync::Arc;

use datafusion::arrow::array::{Array, ArrayRef, AsArray, FixedSizeBinaryArray, Float32Array};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::{Result, exec_datafusion_err};
use datafusion::logical_expr::{ScalarUDF, Volatility};
use datafusion::prelude::create_udf;
use fearless_simd::{Level, Simd, dispatch};

use super::{of_arrays, rows};
use crate::store::{VECTOR, VECTOR_TYPE};

pub(crate) fn function() -> ScalarUDF {
    let level = Level::new();
    create_udf(
        "similarity",
        vec![VECTOR_TYPE, VECTOR_TYPE],
        DataType::Float32,
        Volatility::Immutable,
        of_arrays(move |arrays| similarity(level, arrays)),
    )
}

fn similarity(level: Level, arrays: &[ArrayRef]) -> Result<ArrayRef> {
    let column = |argument: usize| {
        let column = arrays.get(argument);
        let vectors = column.and_then(|array| array.as_fixed_size_binary_opt());
        vectors.ok_or_else(|| exec_datafusion_err!("similarity takes two vectors"))
    };
    let (a, b) = (column(0)?, column(1)?);
    let mut cosines = Vec::with_capacity(rows(arrays));
    dispatch!(level, simd => fill(simd, a, b, rows(arrays), &mut cosines));
    Ok(Arc::new(Float32Array::from(cosines)))
}

#[inline(always)]
fn fill<S: Simd>(
    simd: S,
    a: &FixedSizeBinaryArray,
    b: &FixedSizeBinaryArray,
    rows: usize,
    cosines: &mut Vec<Option<f32>>,
) {
    // No closure: one that is not inlined is compiled for the oldest processor, which is several times slower.
    for row in 0..rows {
        let cosine = match (vector(a, row), vector(b, row)) {
            (Some(a), Some(b)) => cosine_with(simd, a, b),
            _ => None,
        };
        cosines.push(cosine);
    }
}

#[inline(always)]
fn vector(column: &FixedSizeBinaryArray, row: usize) -> Option<&[u8; VECTOR]> {
    let row = if column.len() == 1 { 0 } else { row };
    if column.is_null(row) {
        return None;
    }
    column.value(row).first_chunk()
}

/// The cosine of two vectors; none where one has no direction.
pub(crate) fn cosine(level: Level, a: &[u8], b: &[u8]) -> Option<f32> {
    let (a, b) = (a.first_chunk()?, b.first_chunk()?);
    dispatch!(level, simd => cosine_with(simd, a, b))
}

/// A vector is read once: its product with the other and with itself are taken together.
#[inline(always)]
fn cosine_with<S: Simd>(_simd: S, a: &[u8; VECTOR], b: &[u8; VECTOR]) -> Option<f32> {
    let (mut product, mut of_a, mut of_b) = (0_i32, 0_i32, 0_i32);
    for (a, b) in a.iter().zip(b) {
        let a = i32::from(a.cast_signed());
        let b = i32::from(b.cast_signed());
        product += a * b;
        of_a += a * a;
        of_b += b * b;
    }
    let lengths = (f64::from(of_a) * f64::from(of_b)).sqrt();
    #[expect(clippy::cast_possible_truncation, reason = "from -1 to 1")]
    let cosine = (f64::from(product) / lengths) as f32;
    (lengths > 0.0).then_some(cosine)
}
