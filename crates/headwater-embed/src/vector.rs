//! Arithmetic on vectors of floats, with the widest vector instructions that are there.
//!
//! The order of every sum is fixed by its length, so results do not depend on what else is
//! computed.

#![expect(
    clippy::inline_always,
    reason = "what `dispatch!` calls must be inlined into it, or it is compiled for the oldest \
              processor"
)]

use fearless_simd::{Level, Simd, dispatch};

/// Added to a variance before its root is taken.
const EPSILON: f32 = 1e-12;

/// Adds `values` to `sum`.
pub(crate) fn add(level: Level, sum: &mut [f32], values: &[f32]) {
    dispatch!(level, simd => add_with(simd, sum, values));
}

/// Adds `values`, times a factor, to `sum`.
pub(crate) fn add_scaled(level: Level, sum: &mut [f32], values: &[f32], factor: f32) {
    dispatch!(level, simd => add_scaled_with(simd, sum, values, factor));
}

/// Layer norm: mean 0 and variance 1, then `gain` and `bias` (Ba et al., 2016).
pub(crate) fn layer_norm(level: Level, values: &mut [f32], gain: &[f32], bias: &[f32]) {
    dispatch!(level, simd => layer_norm_with(simd, values, gain, bias));
}

/// Adds `values` with mean 0 and variance 1 to `sum`: a layer norm whose gain and bias wait until
/// the sum is complete.
pub(crate) fn add_normalized(level: Level, sum: &mut [f32], values: &[f32]) {
    dispatch!(level, simd => add_normalized_with(simd, sum, values));
}

/// `max(values + bias, 0) + residual`, in place.
pub(crate) fn relu_residual(level: Level, values: &mut [f32], bias: &[f32], residual: &[f32]) {
    dispatch!(level, simd => relu_residual_with(simd, values, bias, residual));
}

/// Whole numbers, and what they are to be multiplied by.
pub(crate) type Whole<'a> = (&'a [i16], f32);

/// `max(bias + the sum of terms, 0) + residual`, to `out`.
pub(crate) fn sum_relu_residual<'a>(
    level: Level,
    out: &mut [f32],
    terms: impl Iterator<Item = Whole<'a>>,
    bias: &[f32],
    residual: Whole,
) {
    dispatch!(level, simd => {
        out.fill(0.0);
        for term in terms {
            add_whole_with(simd, out, term);
        }
        relu_with(simd, out, bias);
        add_whole_with(simd, out, residual);
    });
}

/// Writes `values` at unit length to `out`; zeros if they have no length, as a damaged model file
/// can make them.
pub(crate) fn unit(values: &[f32], out: &mut [f32]) {
    let length = lane_sum(values, |value| value * value).sqrt();
    if length.is_finite() && length > 0.0 {
        for (out, value) in out.iter_mut().zip(values) {
            *out = value / length;
        }
    } else {
        out.fill(0.0);
    }
}

#[inline(always)]
fn add_with<S: Simd>(_simd: S, sum: &mut [f32], values: &[f32]) {
    for (sum, value) in sum.iter_mut().zip(values) {
        *sum += value;
    }
}

#[inline(always)]
fn add_scaled_with<S: Simd>(_simd: S, sum: &mut [f32], values: &[f32], factor: f32) {
    for (sum, value) in sum.iter_mut().zip(values) {
        *sum += value * factor;
    }
}

#[inline(always)]
fn add_whole_with<S: Simd>(_simd: S, sum: &mut [f32], (values, scale): Whole) {
    for (sum, value) in sum.iter_mut().zip(values) {
        *sum += f32::from(*value) * scale;
    }
}

#[inline(always)]
fn relu_with<S: Simd>(_simd: S, values: &mut [f32], bias: &[f32]) {
    for (value, bias) in values.iter_mut().zip(bias) {
        *value = (*value + bias).max(0.0);
    }
}

#[inline(always)]
fn relu_residual_with<S: Simd>(_simd: S, values: &mut [f32], bias: &[f32], residual: &[f32]) {
    for ((value, bias), residual) in values.iter_mut().zip(bias).zip(residual) {
        *value = (*value + bias).max(0.0) + residual;
    }
}

#[inline(always)]
fn layer_norm_with<S: Simd>(_simd: S, values: &mut [f32], gain: &[f32], bias: &[f32]) {
    let (mean, scale) = mean_and_scale(values);
    for ((value, gain), bias) in values.iter_mut().zip(gain).zip(bias) {
        *value = (*value - mean) * scale * gain + bias;
    }
}

#[inline(always)]
fn add_normalized_with<S: Simd>(_simd: S, sum: &mut [f32], values: &[f32]) {
    let (mean, scale) = mean_and_scale(values);
    for (sum, value) in sum.iter_mut().zip(values) {
        *sum += (value - mean) * scale;
    }
}

/// The mean, and one over the standard deviation.
#[inline(always)]
fn mean_and_scale(values: &[f32]) -> (f32, f32) {
    let count = values.len() as f32;
    let mean = lane_sum(values, |value| value) / count;
    let variance = lane_sum(values, |value| (value - mean) * (value - mean)) / count;
    (mean, (variance + EPSILON).sqrt().recip())
}

/// The sum over thirty-two running sums, which vector instructions add side by side.
#[inline(always)]
fn lane_sum(values: &[f32], f: impl Fn(f32) -> f32) -> f32 {
    let mut sums = [0.0_f32; 32];
    let (chunks, rest) = values.as_chunks::<32>();
    for chunk in chunks {
        for (sum, &value) in sums.iter_mut().zip(chunk) {
            *sum += f(value);
        }
    }
    sums.iter().sum::<f32>() + rest.iter().map(|&value| f(value)).sum::<f32>()
}
