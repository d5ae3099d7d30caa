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

/// Writes what each token takes up to `out`. `tokens` are queries, keys and values on end.
pub(crate) fn attend(level: Level, tokens: &[f32], room: &mut Room, out: &mut [f32]) {
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
    keys.extend(tokens.chunks(LANES).map(|tokens| side_by_side(tokens, head)));
    for (token, out) in tokens.iter().zip(out) {
        let (query, _, _) = parts(token, head);
        weights.clear();
        weights.extend(keys.iter().map(|keys| fit(simd, &query, keys)));
        let sum = soften(simd, weights, tokens.len());
        let mut taken = [0.0_f32; HEAD];
        for (token, weight) in tokens.iter().zip(weights.as_flattened()) {
            let (_, _, value) = parts(token, head);
            for (taken, value) in taken.iter_mut().zip(value) {
                *taken += weight * value;
            }
        }
        let (heads, _) = out.as_chunks_mut::<HEAD>();
        if let Some(out) = heads.get_mut(head) {
            *out = taken.map(|taken| taken / sum);
        }
    }
}

/// The query, key and value of a head.
#[inline(always)]
fn parts(token: &Token, head: usize) -> ([f32; HEAD], [f32; HEAD], [f32; HEAD]) {
    let (heads, _) = token.as_chunks::<HEAD>();
    let part = |part: usize| heads.get(part * HEADS + head).copied();
    let [query, key, value] = [part(0), part(1), part(2)].map(|part| part.unwrap_or([0.0; HEAD]));
    (query, key, value)
}

/// The keys of up to [`LANES`] tokens, number by number.
#[inline(always)]
fn side_by_side(tokens: &[Token], head: usize) -> [[f32; LANES]; HEAD] {
    let mut keys = [[0.0; LANES]; HEAD];
    for (lane, token) in tokens.iter().enumerate() {
        let (_, key, _) = parts(token, head);
        for (row, number) in keys.iter_mut().zip(key) {
            if let Some(place) = row.get_mut(lane) {
                *place = number;
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
    let scale = (HEAD as f32).sqrt().recip();
    fits.map(|fit| fit * scale)
}

/// Turns fits into weights, up to a common factor, and gives the sum of the first `count`.
#[inline(always)]
fn soften<S: Simd>(_simd: S, weights: &mut [[f32; LANES]], count: usize) -> f32 {
    let fits = weights.as_flattened().iter().take(count);
    let highest = fits.copied().fold(f32::NEG_INFINITY, f32::max);
    for weight in weights.as_flattened_mut() {
        *weight = exp(*weight - highest);
    }
    weights.as_flattened().iter().take(count).sum()
}

#[cfg(test)]
mod tests {
    use super::*;

    /// A token whose parts in all heads are filled with the same numbers.
    fn token(query: f32, key: f32, value: f32) -> Vec<f32> {
        [query, key, value].map(|number| vec![number; STATE]).concat()
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
