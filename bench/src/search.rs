//! How long the search for passages takes, and how near that is to what the machine can do.
//!
//! usage: search [ARTICLE SENTENCES] [SOURCE SENTENCES]
//!
//! The sentences have made-up vectors, so that no model takes part: those of one story are as close
//! to each other as in real ones, and every other article sentence is close to one of the source.

use std::cell::RefCell;
use std::fmt::Write;
use std::hint::black_box;
use std::sync::LazyLock;
use std::time::{Duration, Instant};

use fearless_simd::{Level, dispatch, f32x8, prelude::*};
use headwater::align::{Embedder, Models, Pieces, Vectors, WordEmbedder};
use headwater::document::{self, Document, Hints};
use headwater::{SourceInput, trace};

const DIMENSIONS: usize = 512;
const ROUNDS: usize = 5;

/// Notes when it is called: the search lies between the vectors of the sources and the first question
/// for words.
#[derive(Default)]
struct Watch {
    calls: RefCell<Vec<(Duration, Duration)>>,
}

impl Watch {
    fn note<T>(&self, work: impl FnOnce() -> T) -> T {
        let start = now();
        let done = work();
        self.calls.borrow_mut().push((start, now()));
        done
    }

    fn search(&self) -> Duration {
        match self.calls.borrow()[..] {
            [_, (_, vectors), (words, _), ..] => words.saturating_sub(vectors),
            _ => panic!("the models are not asked in the order that this leans on"),
        }
    }
}

impl Embedder for Watch {
    fn dimensions(&self) -> usize {
        DIMENSIONS
    }

    fn embed(&self, texts: &[&str]) -> Vectors {
        self.note(|| {
            Vectors::new(
                DIMENSIONS,
                texts.iter().flat_map(|text| vector(text)).collect(),
            )
        })
    }
}

impl WordEmbedder for Watch {
    fn pieces(&self, texts: &[&str]) -> Vec<Pieces> {
        self.note(|| vec![Pieces::default(); texts.len()])
    }
}

/// The time that this program's one thread has had on a processor, so that other work on the machine
/// counts less; where that is not known, the time of a clock.
fn now() -> Duration {
    static START: LazyLock<Instant> = LazyLock::new(Instant::now);
    let spent = std::fs::read_to_string("/proc/self/schedstat").ok();
    let spent = spent.and_then(|spent| spent.split(' ').next()?.parse().ok());
    spent.map_or_else(|| START.elapsed(), Duration::from_nanos)
}

/// The vector of a sentence by the number in it: what its story has in common, its own part, and for a
/// sentence of the article a part that the source does not have.
fn vector(text: &str) -> Vec<f32> {
    let number = |c: char| !c.is_ascii_digit();
    let number: u64 = text.split(number).find_map(|run| run.parse().ok()).unwrap();
    let mut values: Vec<f32> = noise(0)
        .zip(noise(number))
        .map(|(a, b)| 0.65 * a + b)
        .collect();
    if text.starts_with("Later") {
        let apart = values.iter_mut().zip(noise(number ^ u64::from(u32::MAX)));
        apart.for_each(|(value, apart)| *value += 0.5 * apart);
    }
    let length = values.iter().map(|x| x * x).sum::<f32>().sqrt();
    values.iter_mut().for_each(|value| *value /= length);
    values
}

fn noise(seed: u64) -> impl Iterator<Item = f32> {
    let mut state = seed.wrapping_mul(0x9E37_79B9_7F4A_7C15) | 1;
    std::iter::repeat_with(move || {
        state ^= state << 13;
        state ^= state >> 7;
        state ^= state << 17;
        (state >> 40) as f32 / (1 << 23) as f32 - 1.0
    })
    .take(DIMENSIONS)
}

fn read(name: &str, sentences: impl Iterator<Item = String>) -> Document {
    let mut text = String::new();
    for (at, sentence) in sentences.enumerate() {
        let gap = if at % 5 == 4 { "\n\n" } else { " " };
        write!(text, "{sentence}{gap}").unwrap();
    }
    document::read(text.as_bytes(), &Hints::new(name)).unwrap()
}

fn main() {
    let mut sizes = std::env::args().skip(1).map(|size| size.parse().unwrap());
    let rows: usize = sizes.next().unwrap_or(1_000);
    let columns: usize = sizes.next().unwrap_or(20_000);

    let article = read(
        "article.md",
        (0..rows).map(|at| {
            let (word, far) = if at % 2 == 0 {
                ("Later", 0)
            } else {
                ("Later still", columns)
            };
            let number = at * columns / rows + far + 1;
            format!("{word} the harbour office wrote of boat {number} in its log.")
        }),
    );
    let source = read(
        "source.md",
        (0..columns).map(|at| format!("The harbour office wrote of boat {} in its log.", at + 1)),
    );
    let mut times = Vec::new();
    for _ in 0..ROUNDS {
        let watch = Watch::default();
        let models = Models {
            sentences: &watch,
            words: Some(&watch),
        };
        let trace = trace(
            article.clone(),
            vec![SourceInput::read(source.clone())],
            models,
        );
        assert_eq!(trace.sentences().len(), rows);
        times.push(watch.search());
    }
    let peak_memory = peak_memory();
    times.sort();
    let (median, best) = (times[ROUNDS / 2], times[0]);

    let products = (2 * rows * columns * DIMENSIONS) as f64;
    let rate = products / median.as_secs_f64();
    let (peak, bandwidth) = (peak(), bandwidth());
    let bytes = (2 * (rows + columns) * DIMENSIONS * size_of::<f32>()) as f64;
    println!("{rows} × {columns} sentences");
    println!("search: median {median:.2?} of CPU, best {best:.2?} of {ROUNDS}");
    println!(
        "multiply-adds: {:.1} G a second, {:.0} % of the peak of {:.1}",
        rate / 1e9,
        100.0 * rate / peak,
        peak / 1e9
    );
    println!(
        "vectors read: {:.2} GB a second, {:.1} % of the memory's {:.1}",
        bytes / median.as_secs_f64() / 1e9,
        100.0 * bytes / median.as_secs_f64() / bandwidth,
        bandwidth / 1e9
    );
    match peak_memory {
        Some(memory) => println!("peak memory of the whole program: {memory} MB"),
        None => println!("peak memory: only known on Linux"),
    }
}

/// Multiply-adds of floats a second that one core can do, in registers alone: the best of a few tries.
fn peak() -> f64 {
    const STEPS: usize = 40_000_000;
    let level = Level::new();
    let rates = (0..5).map(|_| {
        let start = now();
        black_box(dispatch!(level, simd => multiply_add(simd, black_box(0.5), STEPS)));
        (STEPS * CHAINS * 8) as f64 / (now() - start).as_secs_f64()
    });
    rates.fold(0.0, f64::max)
}

/// Sums that do not wait for each other.
const CHAINS: usize = 12;

#[inline(always)]
fn multiply_add<S: Simd>(simd: S, factor: f32, steps: usize) -> f32 {
    let factor = f32x8::splat(simd, factor);
    // Each begins with a number of its own, or they would be one.
    let begin: [f32; CHAINS] = black_box(std::array::from_fn(|chain| chain as f32));
    let mut sums = begin.map(|begin| f32x8::splat(simd, begin));
    for _ in 0..steps {
        for sum in &mut sums {
            *sum = sum.mul_add(factor, factor);
        }
    }
    let sums = sums.into_iter().flat_map(<[f32; 8]>::from);
    sums.sum()
}

/// Bytes a second that one core reads from memory: the best of a few tries.
fn bandwidth() -> f64 {
    let numbers = vec![1.0_f32; 64 << 20];
    let level = Level::new();
    let rates = (0..5).map(|_| {
        let start = now();
        black_box(dispatch!(level, simd => sum(simd, &numbers)));
        size_of_val(&numbers[..]) as f64 / (now() - start).as_secs_f64()
    });
    rates.fold(0.0, f64::max)
}

#[inline(always)]
fn sum<S: Simd>(simd: S, numbers: &[f32]) -> f32 {
    let mut sums = [f32x8::splat(simd, 0.0); 8];
    for chunk in numbers.as_chunks::<64>().0 {
        for (sum, numbers) in sums.iter_mut().zip(chunk.as_chunks::<8>().0) {
            *sum += f32x8::from_slice(simd, numbers);
        }
    }
    sums.into_iter().flat_map(<[f32; 8]>::from).sum()
}

/// The most memory that this program has had, in MB.
fn peak_memory() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmHWM:"))?;
    let kilobytes: u64 = line.split_whitespace().next()?.parse().ok()?;
    Some(kilobytes / 1024)
}
