//! Times the sentence model on the texts of a file, for `embed_vs_python.py`.
//!
//! `time-embed vectors FILE` writes the vectors of the lines as little-endian 32-bit floats to
//! standard output. `time-embed serve FILE` reads commands from standard input, one a line, and
//! answers each with the seconds it took, so that the script can take turns with the Python
//! package on the same core: `open` opens the model, `single` embeds the lines one a call, `batch`
//! all in one call.

use std::{
    env, fs,
    io::{self, BufRead, Write},
    process::ExitCode,
    time::Instant,
};

use headwater::align::Embedder;
use headwater_embed::Model;

fn main() -> ExitCode {
    let arguments: Vec<String> = env::args().skip(1).collect();
    let result = match arguments.iter().map(String::as_str).collect::<Vec<_>>()[..] {
        ["vectors", file] => vectors(file),
        ["serve", file] => serve(file),
        _ => Err("usage: time-embed vectors|serve FILE".into()),
    };
    match result {
        Ok(()) => ExitCode::SUCCESS,
        Err(error) => {
            eprintln!("{error}");
            ExitCode::FAILURE
        }
    }
}

fn vectors(file: &str) -> Result<(), Box<dyn std::error::Error>> {
    let text = fs::read_to_string(file)?;
    let texts: Vec<&str> = text.lines().collect();
    let vectors = Model::embedded()?.embed(&texts);
    let mut out = io::stdout().lock();
    for value in vectors.as_slice() {
        out.write_all(&value.to_le_bytes())?;
    }
    Ok(())
}

fn serve(file: &str) -> Result<(), Box<dyn std::error::Error>> {
    let text = fs::read_to_string(file)?;
    let texts: Vec<&str> = text.lines().collect();
    let mut model = Model::embedded()?;
    for line in io::stdin().lock().lines() {
        let start = Instant::now();
        match line?.as_str() {
            "open" => model = Model::embedded()?,
            "single" => {
                for text in &texts {
                    std::hint::black_box(model.embed(&[text]));
                }
            }
            "batch" => {
                std::hint::black_box(model.embed(&texts));
            }
            other => return Err(format!("“{other}” is not a command").into()),
        }
        println!("{}", start.elapsed().as_secs_f64());
    }
    Ok(())
}
