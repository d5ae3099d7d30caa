//! Attention (Vaswani et al., 2017, [arXiv:1706.03762](https://arxiv.org/abs/1706.03762)): each
//! token takes up the values of all tokens, each in the measure in which its key fits the query.

#![expect(
    clippy::inline_always,
    reason = "what `dispatch!` calls must be inlined into it, or it is compiled for the oldest \
              processor"
)]

use fearless_simd::{Level, Simd, dispatch};

use crate::vector::exp;

/// The length of a token's state.
pub(crate) const STATE: usize = 384;
/// Parts of a state that attend on their own.
const HEADS: usize = STATE / HEAD;
/// The length of such a part.
const HEAD: usize = 32;
/// Tokens whose weights are made together.
const LANES: usize = 16;

/// A token's query, key and value.
type Token = [f32; 3 * STATE];

/// Room to work in.
#[derive(Default)]
pub(crate) struct Room {
    /// The keys of a head, [`LANES`] tokens side by side.
    keys: Vec<[[f32; LANES]; HEAD]>,
    /// The weights of all tokens for one query.
    weights: Vec<[f32; LANES]>,
}

/// Lets the tokens of each text attend to each other. The texts stand on end and have such lengths.
pub(crate) fn attend_each(
    level: Level,
    tokens: &[f32],
    lengths: &[usize],
    room: &mut Room,
    out: &mut [f32],
) {
    let (mut tokens, mut out) = (tokens, out);
    for length in lengths {
        let own = tokens.split_off(..(length * 3 * STATE).min(tokens.len()));
        let taken = out.split_off_mut(..(length * STATE).min(out.len()));
        attend(
            level,
            own.unwrap_or_default(),
            room,
            taken.unwrap_or_default(),
        );
    }
}

/// Writes what each token takes up to `out`. `tokens` are queries, keys and values on end.
fn attend(level: Level, tokens: &[f32], room: &mut Room, out: &mut [f32]) {
    let (tokens, _) = tokens.as_chunks::<{ 3 * STATE }>();
    let (out, _) = out.as_chunks_mut::<STATE>();
    for head in 0..HEADS {
        dispatch!(level, simd => attend_with(simd, tokens, head, room, out));
    }
}

#[inline(always)]
fn attend_with<S: Simd>(
    simd: S,
    tokens: &[Token],
    head: usize,
    room: &mut Room,
    out: &mut [[f32; STATE]],
) {
    let Room { keys, weights } = room;
    keys.clear();
    for tokens in tokens.chunks(LANES) {
        keys.push(side_by_side(tokens, head));
    }
    for (token, out) in tokens.iter().zip(out) {
        let query = part(token, 0, head);
        weights.clear();
        for keys in &*keys {
            weights.push(fit(simd, query, keys));
        }
        let sum = soften(simd, weights, tokens.len());
        let mut taken = [0.0_f32; HEAD];
        for (token, weight) in tokens.iter().zip(weights.as_flattened()) {
            for (taken, value) in taken.iter_mut().zip(part(token, 2, head)) {
                *taken += weight * value;
            }
        }
        let (heads, _) = out.as_chunks_mut::<HEAD>();
        for (out, taken) in heads.iter_mut().skip(head).take(1).flatten().zip(taken) {
            *out = taken / sum;
        }
    }
}

/// What a head sees of a token's query (0), key (1) or value (2).
#[inline(always)]
fn part(token: &Token, part: usize, head: usize) -> &[f32; HEAD] {
    let (heads, _) = token.as_chunks::<HEAD>();
    heads.get(part * HEADS + head).unwrap_or(&[0.0; HEAD])
}

/// The keys of up to [`LANES`] tokens, number by number.
#[inline(always)]
fn side_by_side(tokens: &[Token], head: usize) -> [[f32; LANES]; HEAD] {
    let mut keys = [[0.0; LANES]; HEAD];
    for (lane, token) in tokens.iter().enumerate() {
        for (row, number) in keys.iter_mut().zip(part(token, 1, head)) {
            if let Some(place) = row.get_mut(lane) {
                *place = *number;
            }
        }
    }
    keys
}

/// How well each key fits the query.
#[inline(always)]
fn fit<S: Simd>(_simd: S, query: &[f32; HEAD], keys: &[[f32; LANES]; HEAD]) -> [f32; LANES] {
    let mut fits = [0.0_f32; LANES];
    for (number, keys) in query.iter().zip(keys) {
        for (fit, key) in fits.iter_mut().zip(keys) {
            *fit += number * key;
        }
    }
    for fit in &mut fits {
        *fit /= (HEAD as f32).sqrt();
    }
    fits
}

/// Turns the first `count` fits into weights, up to a common factor, and the others into zeros.
/// Gives the sum.
#[inline(always)]
fn soften<S: Simd>(_simd: S, weights: &mut [[f32; LANES]], count: usize) -> f32 {
    if let Some(behind) = weights.as_flattened_mut().get_mut(count..) {
        behind.fill(f32::NEG_INFINITY);
    }
    let mut highest = [f32::NEG_INFINITY; LANES];
    for fits in &*weights {
        for (highest, fit) in highest.iter_mut().zip(fits) {
            *highest = if *fit > *highest { *fit } else { *highest };
        }
    }
    let highest = highest.into_iter().fold(f32::NEG_INFINITY, f32::max);
    let mut sums = [0.0_f32; LANES];
    for weights in weights {
        for (weight, sum) in weights.iter_mut().zip(&mut sums) {
            *weight = exp(*weight - highest);
            *sum += *weight;
        }
    }
    sums.into_iter().sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A token whose parts in all heads are filled with the same numbers.
    fn token(query: f32, key: f32, value: f32) -> Vec<f32> {
        [query, key, value]
            .map(|number| vec![number; STATE])
            .concat()
    }

    #[test]
    fn values_are_taken_up_as_their_keys_fit() {
        // More tokens than stand side by side, all alike but the last.
        let mut tokens: Vec<f32> = (0..19).flat_map(|_| token(0.5, 0.0, 1.0)).collect();
        let key = 19.0_f32.ln() / (0.5 * (HEAD as f32).sqrt());
        tokens.extend(token(0.5, key, 3.0));
        for level in [Level::new(), Level::baseline()] {
            let mut out = vec![f32::NAN; 20 * STATE];
            attend(level, &tokens, &mut Room::default(), &mut out);
            assert!(out.iter().all(|value| (value - 2.0).abs() < 1e-5));
        }
    }
}
