use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use headwater_capture::{Claim, Verification, certificates, is_archive, verify};
use serde::Deserialize;

use crate::args::Verify as Args;
use crate::failure::Failure;
use crate::settings::Settings;
use crate::{input, output};

/// A trace with more text than this is none of ours.
const LARGEST_TRACE: u64 = 1024 * 1024 * 1024;

pub(super) fn run(args: &Args, settings: Settings) -> Result<ExitCode, Failure> {
    let (archives, traces) = case(&args.case)?;
    let mut claims = Vec::new();
    for trace in &traces {
        claims.extend(claimed(trace)?);
    }
    let mut trusted = Vec::new();
    for path in &args.trust {
        trusted.extend(certificates(&input::bytes(path)?));
    }
    let mut lines = String::new();
    let mut holds = true;
    for archive in &archives {
        let verified = verify(archive, &claims, &trusted)?;
        for unchecked in verified.unchecked() {
            settings.warn(format!(
                "{}: could not check: {unchecked}",
                archive.display()
            ));
        }
        for fault in verified.faults() {
            let _ = writeln!(lines, "{}: {}", archive.display(), plain(fault));
        }
        if let Some((time, authority)) = verified.stamped() {
            let authority = plain(authority);
            let _ = writeln!(
                lines,
                "{}: was there at {time}, says {authority}",
                archive.display()
            );
        }
        holds &= verified.faults().is_empty();
        let said = summary(&verified, claims.len());
        let _ = writeln!(lines, "{}: {said}", archive.display());
    }
    output::write(&lines, None)?;
    Ok(if holds {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    })
}

/// The archives and the traces of a case: an archive by itself, or a folder with both.
fn case(path: &Path) -> Result<(Vec<PathBuf>, Vec<PathBuf>), Failure> {
    if !path.is_dir() {
        return Ok((vec![path.to_owned()], Vec::new()));
    }
    let files = input::files(path)?;
    let archives: Vec<PathBuf> = files.into_iter().filter(|file| is_archive(file)).collect();
    if archives.is_empty() {
        let shown = path.display();
        return Err(Failure::new(format!(
            "{shown}: there is no web archive in this folder"
        )));
    }
    let trace = path.join("trace.json");
    Ok((
        archives,
        trace.is_file().then_some(trace).into_iter().collect(),
    ))
}

/// What a trace says of the records of its documents.
fn claimed(path: &Path) -> Result<Vec<Claim>, Failure> {
    let bytes = input::up_to(path, LARGEST_TRACE)?;
    let unreadable =
        |error: serde_json::Error| Failure::new(format!("{}: {error}", path.display()));
    let trace: Trace = serde_json::from_slice(&bytes).map_err(unreadable)?;
    let sources = trace.sources.into_iter();
    let named = sources.map(|source| (source.id.unwrap_or_default(), source.capture));
    let all = [("article".to_owned(), trace.article.capture)];
    let claims = all.into_iter().chain(named).filter_map(|(name, capture)| {
        let capture = capture?;
        let record = capture.record?;
        Some(Claim {
            name: format!("{}, {name}", path.display()),
            file: record.file,
            offset: record.offset,
            length: record.length,
            sha256: capture.sha256,
        })
    });
    Ok(claims.collect())
}

/// What a trace says of where its documents are kept.
#[derive(Deserialize)]
struct Trace {
    article: Document,
    sources: Vec<Document>,
}

#[derive(Deserialize)]
struct Document {
    id: Option<String>,
    capture: Option<Kept>,
}

#[derive(Deserialize)]
struct Kept {
    record: Option<Record>,
    sha256: Option<String>,
}

#[derive(Deserialize)]
struct Record {
    file: String,
    offset: u64,
    length: Option<u64>,
}

fn summary(verified: &Verification, claims: usize) -> String {
    let (files, records, digests) = (verified.files(), verified.records(), verified.digests());
    let looked = format!(
        "{files} files, {records} records, {digests} digests and {claims} places of the trace were checked"
    );
    match verified.faults().len() {
        0 => format!("holds: {looked}"),
        1 => format!("does not hold: 1 fault; {looked}"),
        faults => format!("does not hold: {faults} faults; {looked}"),
    }
}

fn plain(text: &str) -> String {
    let plain = |c: char| if c.is_control() { ' ' } else { c };
    text.chars().map(plain).collect()
}
