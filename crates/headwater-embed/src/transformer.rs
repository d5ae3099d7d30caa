//! The forward pass of the word model: from ids of pieces to a state for each.
//!
//! BERT (Devlin et al., 2019, [arXiv:1810.04805](https://arxiv.org/abs/1810.04805)): the sum of a
//! piece's embedding and that of its place, with a layer norm; then layers of attention and of a
//! feed-forward network, each added to what went in, with a layer norm behind.

use fearless_simd::Level;
use headwater::Error;

use crate::{
    attention::{self, STATE},
    file::{Kind, ModelFile, Section, damaged},
    nibbles::{Linear, widen_half},
    octets::{BLOCK, Octets},
    vector,
};

/// Layers of the file, of the twelve that the whole model has.
const LAYERS: usize = 10;
/// The length of a state inside a feed-forward network.
const WIDE: usize = 4 * STATE;
/// Bytes of a block of an embedding: a scale, and two numbers in each byte.
const PACKED: usize = 2 + BLOCK / 2;

pub(crate) struct Transformer {
    pub(crate) level: Level,
    /// For each id the blocks of its embedding.
    embeddings: Section,
    /// The embedding of each place in a text.
    places: Vec<f32>,
    norm: Norm,
    layers: Vec<Layer>,
}

struct Layer {
    /// To queries, keys and values.
    attention: Linear,
    mix: Linear,
    mix_norm: Norm,
    up: Linear,
    down: Linear,
    down_norm: Norm,
}

/// A layer norm.
struct Norm {
    gain: Vec<f32>,
    bias: Vec<f32>,
}

/// Room to work in, kept from one call to the next.
#[derive(Default)]
pub(crate) struct Room {
    octets: Octets,
    weights: Vec<i32>,
    attention: attention::Room,
    tokens: Vec<f32>,
    taken: Vec<f32>,
    wide: Vec<f32>,
    change: Vec<f32>,
}

impl Transformer {
    /// The most pieces of a text, which are the places that the model knows.
    pub(crate) const MOST_PIECES: usize = 512;

    pub(crate) fn read(file: &ModelFile) -> Result<Self, Error> {
        let embeddings = file.section("rows", Kind::Bytes)?;
        let size = embeddings.rows.checked_mul(STATE / BLOCK * PACKED);
        if embeddings.columns != STATE || size != Some(embeddings.bytes().len()) {
            return Err(damaged());
        }
        let places = file.shaped("places", Kind::F32, Self::MOST_PIECES, STATE)?;
        let layers = (1..=LAYERS).map(|number| Layer::read(file, number));
        Ok(Self {
            level: Level::new(),
            embeddings,
            places: places.floats().collect(),
            norm: Norm::read(file, "ln")?,
            layers: layers.collect::<Result<_, _>>()?,
        })
    }

    /// The states of the pieces of some texts behind the last layer, on end; of each text at most
    /// [`Self::MOST_PIECES`]. A text sees nothing of the others: together they take less time.
    pub(crate) fn states(&self, texts: &[Vec<u32>], room: &mut Room) -> Vec<f32> {
        let texts = texts
            .iter()
            .map(|ids| ids.get(..Self::MOST_PIECES).unwrap_or(ids));
        let lengths: Vec<usize> = texts.clone().map(<[u32]>::len).collect();
        let placed = texts.flat_map(|ids| self.places.chunks_exact(STATE).zip(ids));
        let mut states = vec![0.0; lengths.iter().sum::<usize>() * STATE];
        for (state, (place, &id)) in states.chunks_exact_mut(STATE).zip(placed) {
            self.embed(id, state);
            vector::add(self.level, state, place);
        }
        self.norm.apply(self.level, &mut states);
        for layer in &self.layers {
            layer.apply(self.level, &mut states, &lengths, room);
        }
        states
    }

    /// Writes the embedding of a piece to `state`; nothing if there is none.
    fn embed(&self, id: u32, state: &mut [f32]) {
        let (blocks, _) = self.embeddings.bytes().as_chunks::<PACKED>();
        let first = id as usize * (STATE / BLOCK);
        let blocks = blocks.get(first..).unwrap_or_default();
        for (out, [low, high, packed @ ..]) in
            state.as_chunks_mut::<BLOCK>().0.iter_mut().zip(blocks)
        {
            let scale = widen_half(u16::from_le_bytes([*low, *high]));
            let weight = |half: u8| (f32::from(half) - 8.0) * scale;
            let (first, second) = out.split_at_mut(BLOCK / 2);
            for ((first, second), byte) in first.iter_mut().zip(second).zip(packed) {
                *first = weight(byte & 15);
                *second = weight(byte >> 4);
            }
        }
    }
}

impl Layer {
    fn read(file: &ModelFile, number: usize) -> Result<Self, Error> {
        let linear = |kind: &str, rows, columns| {
            Linear::read(file, &format!("{kind}{number}"), rows, columns)
        };
        let norm = |kind: &str| Norm::read(file, &format!("{kind}_ln{number}"));
        Ok(Self {
            attention: linear("qkv", STATE, 3 * STATE)?,
            mix: linear("mix", STATE, STATE)?,
            mix_norm: norm("mix")?,
            up: linear("up", STATE, WIDE)?,
            down: linear("down", WIDE, STATE)?,
            down_norm: norm("down")?,
        })
    }

    /// Changes the states of texts of such lengths.
    fn apply(&self, level: Level, states: &mut [f32], lengths: &[usize], room: &mut Room) {
        room.fit(states.len() / STATE);
        let Room {
            octets,
            weights,
            attention,
            tokens,
            taken,
            wide,
            change,
        } = room;
        octets.fill(level, states);
        self.attention.apply(level, octets, weights, tokens);
        attention::attend_each(level, tokens, lengths, attention, taken);
        octets.fill(level, taken);
        self.mix.apply(level, octets, weights, change);
        vector::add(level, states, change);
        self.mix_norm.apply(level, states);

        octets.fill(level, states);
        self.up.apply(level, octets, weights, wide);
        vector::gelu(level, wide);
        octets.fill(level, wide);
        self.down.apply(level, octets, weights, change);
        vector::add(level, states, change);
        self.down_norm.apply(level, states);
    }
}

impl Norm {
    fn read(file: &ModelFile, name: &str) -> Result<Self, Error> {
        Ok(Self {
            gain: file.vector(&format!("{name}_g"), STATE)?,
            bias: file.vector(&format!("{name}_b"), STATE)?,
        })
    }

    /// Norms each state.
    fn apply(&self, level: Level, states: &mut [f32]) {
        for state in states.chunks_exact_mut(STATE) {
            vector::layer_norm(level, state, &self.gain, &self.bias);
        }
    }
}

impl Room {
    /// Makes room for so many states.
    fn fit(&mut self, count: usize) {
        self.tokens.resize(count * 3 * STATE, 0.0);
        self.taken.resize(count * STATE, 0.0);
        self.wide.resize(count * WIDE, 0.0);
        self.change.resize(count * STATE, 0.0);
    }
}
