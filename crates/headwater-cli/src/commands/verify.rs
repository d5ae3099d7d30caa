use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use headwater_capture::{Claim, Verification, certificates, is_archive, verify};
use serde::Deserialize;

use crate::args::Verify as Args;
use crate::failure::Failure;
use crate::input;
use crate::output::{self, plain};
use crate::settings::Settings;

/// A trace with more text than this is none of ours.
const LARGEST_TRACE: u64 = 1024 * 1024 * 1024;

pub(super) fn run(args: &Args, settings: Settings) -> Result<ExitCode, Failure> {
    let mut trusted = Vec::new();
    for path in &args.trust {
        trusted.extend(certificates(&input::bytes(path)?));
    }
    let mut lines = String::new();
    let mut holds = true;
    for (archive, trace) in archives(&args.case)? {
        let claims = trace.map_or_else(|| Ok(Vec::new()), |trace| claimed(&trace))?;
        let verified = verify(&archive, &claims, &trusted)?;
        let name = archive.display();
        for unchecked in verified.unchecked() {
            settings.warn(format!("{name}: could not check: {unchecked}"));
        }
        for fault in verified.faults() {
            let _ = writeln!(lines, "{name}: {}", plain(fault));
        }
        if let Some((time, authority)) = verified.stamped() {
            let authority = plain(authority);
            let _ = writeln!(lines, "{name}: was there at {time}, says {authority}");
        }
        holds &= verified.faults().is_empty();
        let _ = writeln!(lines, "{name}: {}", summary(&verified, claims.len()));
    }
    output::write(&lines, None)?;
    Ok(if holds {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    })
}

/// An archive by itself, or those in a folder, with the trace that leans on the one called `case` or the only one.
fn archives(path: &Path) -> Result<Vec<(PathBuf, Option<PathBuf>)>, Failure> {
    if !path.is_dir() {
        return Ok(vec![(path.to_owned(), None)]);
    }
    let mut files = input::files(path)?;
    files.retain(|file| is_archive(file));
    if files.is_empty() {
        let shown = path.display();
        let message = "there is no web archive in this folder";
        return Err(Failure::new(format!("{shown}: {message}")));
    }
    let trace = Some(path.join("trace.json")).filter(|trace| trace.is_file());
    let is_only = files.len() == 1;
    let with_trace = files.into_iter().map(|file| {
        let is_case = is_only || file == path.join("case.wacz");
        (file, trace.clone().filter(|_| is_case))
    });
    Ok(with_trace.collect())
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
        let name = format!("{}, {name}", path.display());
        let claim = Claim::new(name, record.file, record.offset).length(record.length);
        Some(claim.sha256(capture.sha256))
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
