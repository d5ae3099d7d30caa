//! How often a sentence's translation is the nearest of all sentences, by plain cosine and by ratio
//! margin, on the files `../shared/bench/bitext` (or `HEADWATER_BENCH_DATA/bitext`).

use std::path::{Path, PathBuf};
use std::process::ExitCode;

use headwater::align::{Embedder, Vectors};
use headwater_embed::Model;

/// Neighbours in the margin, as in the library.
const NEIGHBOURS: usize = 4;

fn main() -> ExitCode {
    let data = std::env::var_os("HEADWATER_BENCH_DATA")
        .map_or_else(|| PathBuf::from("../shared/bench"), PathBuf::from)
        .join("bitext");
    let Ok(entries) = std::fs::read_dir(&data) else {
        println!("skipped: no bench data");
        return ExitCode::SUCCESS;
    };
    let model = Model::embedded().expect("the model inside the program is whole");
    let mut english: Vec<PathBuf> = entries
        .flatten()
        .map(|entry| entry.path())
        .filter(|path| path.extension().is_some_and(|ending| ending == "eng"))
        .collect();
    english.sort();
    for path in english {
        let name = path
            .file_stem()
            .unwrap_or_default()
            .to_string_lossy()
            .into_owned();
        let other = name.split('-').next().unwrap_or_default().to_owned();
        let (ours, theirs) = (
            vectors(&model, &path.with_extension(&other)),
            vectors(&model, &path),
        );
        let products = products(&ours, &theirs);
        println!(
            "bitext/{name} n={} cosine={:.3} margin={:.3}",
            ours.len(),
            accuracy(&products),
            accuracy(&margins(&products))
        );
    }
    ExitCode::SUCCESS
}

fn vectors(model: &Model, path: &Path) -> Vectors {
    let text = std::fs::read_to_string(path).unwrap_or_default();
    model.embed(&text.lines().collect::<Vec<_>>())
}

fn products(ours: &Vectors, theirs: &Vectors) -> Vec<Vec<f32>> {
    let dot = |a: &[f32], b: &[f32]| a.iter().zip(b).map(|(x, y)| x * y).sum::<f32>();
    ours.rows()
        .map(|a| theirs.rows().map(|b| dot(a, b)).collect())
        .collect()
}

/// How many rows are largest on the diagonal.
fn accuracy(scores: &[Vec<f32>]) -> f64 {
    let right = scores.iter().enumerate().filter(|(at, row)| {
        let own = row.get(*at).copied().unwrap_or(f32::MIN);
        row.iter()
            .enumerate()
            .all(|(other, score)| other == *at || *score < own)
    });
    right.count() as f64 / scores.len().max(1) as f64
}

fn margins(products: &[Vec<f32>]) -> Vec<Vec<f32>> {
    let nearest = |mut all: Vec<f32>| {
        all.sort_by(|a, b| b.total_cmp(a));
        all.iter().take(NEIGHBOURS).sum::<f32>() / NEIGHBOURS as f32
    };
    let rows: Vec<f32> = products.iter().map(|row| nearest(row.clone())).collect();
    let columns: Vec<f32> = (0..products.len())
        .map(|at| {
            nearest(
                products
                    .iter()
                    .filter_map(|row| row.get(at).copied())
                    .collect(),
            )
        })
        .collect();
    let margin = |(row, own): (&Vec<f32>, &f32)| {
        let pairs = row.iter().zip(&columns);
        pairs
            .map(|(cosine, theirs)| cosine / f32::midpoint(*own, *theirs))
            .collect()
    };
    products.iter().zip(&rows).map(margin).collect()
}
