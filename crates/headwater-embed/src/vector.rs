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

/// GELU (Hendrycks and Gimpel, 2016): each value times the share of a normal distribution below it.
pub(crate) fn gelu(level: Level, values: &mut [f32]) {
    dispatch!(level, simd => gelu_with(simd, values));
}

/// e to the power of `value`, to seven digits; zero far below zero, and no more than a float holds
/// far above.
#[inline(always)]
pub(crate) fn exp(value: f32) -> f32 {
    // e^x is 2^(whole + rest) with a rest of at most a half; 2^rest by its Taylor series. The last
    // bit of a float of the rounder's size counts ones.
    const ROUNDER: f32 = 12_582_912.0;
    const LN_2: f32 = std::f32::consts::LN_2;
    let power = (value * std::f32::consts::LOG2_E).clamp(-126.0, 127.0);
    let shifted = power + ROUNDER;
    let x = (power - (shifted - ROUNDER)) * LN_2;
    let series = 1.0 / 120.0 + x * (1.0 / 720.0);
    let series = 0.5 + x * (1.0 / 6.0 + x * (1.0 / 24.0 + x * series));
    let series = 1.0 + x * (1.0 + x * series);
    let whole = shifted.to_bits().wrapping_sub(ROUNDER.to_bits());
    let scale = f32::from_bits(whole.wrapping_add(127) << 23);
    series * scale
}

/// The error function, to 2e-7 (Abramowitz and Stegun, "Handbook of mathematical functions",
/// 7.1.26).
#[inline(always)]
fn erf(value: f32) -> f32 {
    let size = value.abs();
    let t = 1.0 / (1.0 + 0.327_591_1 * size);
    let series = 1.421_413_7 + t * (-1.453_152 + t * 1.061_405_4);
    let series = t * (0.254_829_6 + t * (-0.284_496_74 + t * series));
    (1.0 - series * exp(-size * size)).copysign(value)
}

#[inline(always)]
fn gelu_with<S: Simd>(_simd: S, values: &mut [f32]) {
    for value in values {
        *value = 0.5 * *value * (1.0 + erf(*value * std::f32::consts::FRAC_1_SQRT_2));
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

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn exp_is_near_that_of_the_standard_library() {
        for i in -8_600..=8_800 {
            let x = i as f32 / 100.0;
            assert!((exp(x) / x.exp() - 1.0).abs() < 1e-5, "{x}");
        }
        assert!(exp(-1e30) < 1e-37);
        assert!(exp(1e30).is_finite());
    }

    #[test]
    fn gelu_has_its_known_values() {
        let mut values = [-3.0, -1.0, 0.0, 0.5, 1.0, 2.0, 20.0];
        gelu(Level::new(), &mut values);
        let known = [
            -0.004_049_7,
            -0.158_655_3,
            0.0,
            0.345_731_2,
            0.841_344_7,
            1.954_499_7,
            20.0,
        ];
        for (value, known) in values.into_iter().zip(known) {
            assert!((value - known).abs() < 1e-6, "{value} for {known}");
        }
    }
}
