//! How long questions to many documents take: `cargo bench --bench search -- FOLDER DOCUMENTS` makes a store of invented
//! documents, if there is none yet, and asks it. `bench/README.md` has figures.
//!
//! The texts are made of a few hundred invented words, so that a word is as rare as words are (Zipf), and vectors have a
//! random direction, for the sentence model would take an hour for them and the search does not see the difference.

#![expect(
    clippy::print_stdout,
    clippy::unwrap_used,
    clippy::indexing_slicing,
    reason = "a bench tells what it measured, and stops where it cannot"
)]

use std::env;
use std::fmt::Write;
use std::hint::black_box;
use std::sync::Arc;
use std::time::Instant;

use datafusion::arrow::array::FixedSizeBinaryArray;
use datafusion::arrow::buffer::Buffer;
use datafusion::arrow::datatypes::{DataType, Field};
use datafusion::common::ScalarValue;
use datafusion::execution::FunctionRegistry;
use datafusion::logical_expr::{ColumnarValue, ScalarFunctionArgs};
use datafusion::prelude::SessionContext;
use headwater::align::{Embedder, Vectors};
use headwater::document::{Hints, read};
use headwater_corpus::rows::{Given, Prepared};
use headwater_corpus::search::{Filter, Query, search};
use headwater_corpus::sql::{Format, ask};
use headwater_corpus::store::{Addition, Limits, Store, Table, VECTOR};
use headwater_corpus::timeline::timeline;
use headwater_embed::Model;

/// Vectors of random directions, the same for the same text.
struct Random;

impl Embedder for Random {
    fn dimensions(&self) -> usize {
        VECTOR
    }

    fn embed(&self, texts: &[&str]) -> Vectors {
        let rows = texts.iter().flat_map(|text| {
            let mut numbers =
                Numbers::of(text.bytes().fold(0, |sum, byte| sum * 31 + u64::from(byte)));
            let row: Vec<f32> = (0..VECTOR).map(|_| numbers.normal()).collect();
            let length = row.iter().map(|value| value * value).sum::<f32>().sqrt();
            row.into_iter()
                .map(move |value| value / length)
                .collect::<Vec<f32>>()
        });
        Vectors::new(VECTOR, rows.collect())
    }
}

/// Numbers that look random (`SplitMix64`).
struct Numbers(u64);

impl Numbers {
    fn of(seed: u64) -> Self {
        Self(seed)
    }

    fn next(&mut self) -> u64 {
        self.0 = self.0.wrapping_add(0x9E37_79B9_7F4A_7C15);
        let mut number = self.0;
        number = (number ^ (number >> 30)).wrapping_mul(0xBF58_476D_1CE4_E5B9);
        number = (number ^ (number >> 27)).wrapping_mul(0x94D0_49BB_1331_11EB);
        number ^ (number >> 31)
    }

    fn below(&mut self, most: u64) -> u64 {
        self.next() % most
    }

    /// About normal: the sum of four.
    fn normal(&mut self) -> f32 {
        let parts = self.next().to_le_bytes();
        parts.iter().map(|part| f32::from(*part) - 127.5).sum()
    }

    /// Of so many things one, the first ones more often, as words are.
    fn rank(&mut self, most: u64) -> u64 {
        let part = self.below(1 << 20) as f64 / f64::from(1 << 20);
        #[expect(
            clippy::cast_possible_truncation,
            clippy::cast_sign_loss,
            reason = "below `most`"
        )]
        let rank = (most as f64).powf(part) as u64;
        rank.saturating_sub(1)
    }
}

const SYLLABLES: [&str; 12] = [
    "low", "me", "re", "ve", "ll", "kes", "tra", "no", "bri", "sto", "ha", "din",
];
const COMMON: [&str; 8] = ["the", "of", "and", "in", "was", "to", "for", "a"];

fn word(number: u64) -> String {
    let mut numbers = Numbers::of(number);
    let syllables = 2 + numbers.below(2);
    (0..syllables)
        .map(|_| SYLLABLES[usize::try_from(numbers.below(12)).unwrap()])
        .collect()
}

/// A report of about six sentences, of which one has a date.
fn text(number: u64) -> String {
    const WORDS: u64 = 20_000;
    let mut numbers = Numbers::of(number);
    let mut text = format!("# Report {number}\n\n");
    for sentence in 0..4 + numbers.below(5) {
        text.push_str("The");
        for _ in 0..9 + numbers.below(9) {
            let common = COMMON[usize::try_from(numbers.below(8)).unwrap()];
            let rare = word(numbers.rank(WORDS));
            let _ = if numbers.below(3) == 0 {
                write!(text, " {common}")
            } else {
                write!(text, " {rare}")
            };
        }
        if sentence == 1 {
            let _ = write!(text, " on {} May 2021", 1 + numbers.below(28));
        }
        text.push_str(". ");
    }
    text + "\n"
}

async fn make(place: &str, documents: u64) {
    let mut addition = Addition::begin(Store::open(place).await.unwrap())
        .await
        .unwrap();
    for number in 0..documents {
        let url = format!("https://site-{}.example/{number}", number % 50);
        let document = read(
            text(number).as_bytes(),
            &Hints::new(format!("{number}.md")).url(url),
        )
        .unwrap();
        let published = format!("2021-{:02}-{:02}", 1 + number % 12, 1 + number % 28);
        let given = Given {
            published: Some(published),
            ..Given::default()
        };
        addition
            .add(Prepared::of(document, given).embedded(&Random))
            .await
            .unwrap();
    }
    addition.publish().await.unwrap();
}

/// The best of some times, in seconds.
async fn best<O>(mut question: impl AsyncFnMut() -> O) -> f64 {
    let mut best = f64::INFINITY;
    for _ in 0..5 {
        let begin = Instant::now();
        question().await;
        best = best.min(begin.elapsed().as_secs_f64());
    }
    best
}

#[tokio::main]
async fn main() {
    let arguments: Vec<String> = env::args()
        .skip(1)
        .filter(|argument| argument != "--bench")
        .collect();
    let [place, documents] = arguments.as_slice() else {
        println!("usage: cargo bench --bench search -- FOLDER DOCUMENTS");
        return;
    };
    kernel();
    let store = Store::open(place).await.unwrap();
    if store.manifests().is_empty() {
        let begin = Instant::now();
        make(place, documents.parse().unwrap()).await;
        println!("made in {:.0} s", begin.elapsed().as_secs_f64());
    }
    let store = Store::existing(place).await.unwrap();
    let sentences = store.rows(Table::Sentences) as f64;
    println!(
        "{} documents, {sentences} sentences, {} values",
        store.rows(Table::Documents),
        store.rows(Table::Values)
    );
    for threads in [1, 2] {
        measure(&store, threads).await;
    }
    println!("peak memory: {} MiB", peak().unwrap_or(0) / 1024);
}

async fn measure(store: &Store, threads: usize) {
    let limits = Limits::default().partitions(threads);
    let model = Model::embedded().unwrap();
    let query = |text: &str| Query::new(text).unwrap();
    let rare = query(&format!("{} {}", word(900), word(7_000)));
    let common = query("the reports of and in lowme");
    let near = query("The harbour was closed because of the storm");
    let day = query("lowmere").within(
        Filter::new()
            .from("2021-05-10")
            .unwrap()
            .to("2021-05-12")
            .unwrap(),
    );
    let site = query("lowmere").within(Filter::new().site("site-7.example"));
    println!("{threads} threads:");
    for (name, query) in [
        ("two rare words", rare),
        ("common words", common),
        ("a sentence", near),
        ("three days", day),
        ("a site", site),
    ] {
        let seconds = best(async || search(store, &model, &query, &limits).await.unwrap()).await;
        println!("  search, {name}: {seconds:.3} s");
    }
    let dated = query("lowmere vell harbour");
    let seconds = best(async || timeline(store, &model, &dated, &limits).await.unwrap()).await;
    println!("  timeline: {seconds:.3} s");
    for (name, question) in [
        (
            "words alone",
            "SELECT count(*) FROM documents WHERE carried('The harbour was closed', text) > 0.5",
        ),
        (
            "vectors alone",
            "SELECT max(similarity(vector, (SELECT vector FROM sentences LIMIT 1))) FROM sentences",
        ),
        (
            "read vectors",
            "SELECT count(vector) FROM sentences WHERE vector IS NOT NULL",
        ),
    ] {
        let mut out = Vec::new();
        let seconds = best(async || {
            ask(store, question, &limits, Format::Csv, &mut out)
                .await
                .unwrap();
        })
        .await;
        let speed = store.rows(Table::Sentences) as f64 / seconds;
        println!("  SQL, {name}: {seconds:.3} s, {speed:.0} sentences a second");
    }
}

/// How many vectors a core compares a second, and how fast it reads memory.
fn kernel() {
    const VECTORS: usize = 500_000;
    let mut numbers = Numbers::of(7);
    let bytes: Vec<u8> = (0..VECTORS * VECTOR / 8)
        .flat_map(|_| numbers.next().to_le_bytes())
        .collect();
    let size = i32::try_from(VECTOR).unwrap();
    let one = ScalarValue::FixedSizeBinary(size, Some(bytes[..VECTOR].to_vec()));
    let all = FixedSizeBinaryArray::try_new(size, Buffer::from_vec(bytes), None).unwrap();
    let session = SessionContext::new();
    headwater_corpus::functions::register(&session);
    let similarity = session.udf("similarity").unwrap();
    let field = |name: &str, kind| Arc::new(Field::new(name, kind, true));
    let vector = DataType::FixedSizeBinary(size);
    let (mut compared, mut read) = (f64::INFINITY, f64::INFINITY);
    for _ in 0..5 {
        let arguments = ScalarFunctionArgs {
            args: vec![
                ColumnarValue::Scalar(one.clone()),
                ColumnarValue::Array(Arc::new(all.clone())),
            ],
            arg_fields: vec![field("a", vector.clone()), field("b", vector.clone())],
            number_rows: VECTORS,
            return_field: field("similarity", DataType::Float32),
            config_options: Arc::default(),
        };
        let begin = Instant::now();
        black_box(similarity.invoke_with_args(arguments).unwrap());
        compared = compared.min(begin.elapsed().as_secs_f64());
        let begin = Instant::now();
        black_box(all.value_data().chunks_exact(64).fold([0_u64; 8], sum));
        read = read.min(begin.elapsed().as_secs_f64());
    }
    let (vectors, bytes) = (VECTORS as f64, (VECTORS * VECTOR) as f64);
    println!(
        "one core: {:.1} million vectors a second, {:.1} GB/s; memory is summed at {:.1} GB/s",
        vectors / compared / 1e6,
        bytes / compared / 1e9,
        bytes / read / 1e9
    );
}

fn sum(mut sums: [u64; 8], line: &[u8]) -> [u64; 8] {
    for (sum, word) in sums.iter_mut().zip(line.as_chunks::<8>().0) {
        *sum = sum.wrapping_add(u64::from_le_bytes(*word));
    }
    sums
}

/// The most memory that the process had, in KiB, where the system says it.
fn peak() -> Option<u64> {
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status.lines().find(|line| line.starts_with("VmHWM:"))?;
    line.split_whitespace().nth(1)?.parse().ok()
}
