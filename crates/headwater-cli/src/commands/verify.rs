use std::fmt::Write as _;
use std::path::{Path, PathBuf};
use std::process::ExitCode;

use headwater_capture::{Claim, Verification, certificates, is_archive, verify};
use headwater_serve::is_folder_of_cases;

use crate::args::Verify as Args;
use crate::failure::Failure;
use crate::input;
use crate::output::{self, plain};
use crate::settings::Settings;

pub(super) fn run(args: &Args, settings: Settings) -> Result<ExitCode, Failure> {
    let mut trusted = Vec::new();
    for path in &args.trust {
        trusted.extend(certificates(&input::bytes(path)?));
    }
    if is_folder_of_cases(&args.case) {
        return cases(&args.case, &trusted, settings);
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
    Ok(code(holds))
}

fn code(holds: bool) -> ExitCode {
    if holds {
        ExitCode::SUCCESS
    } else {
        ExitCode::from(1)
    }
}

/// A folder as `serve` has it, or a backup of one.
fn cases(folder: &Path, trusted: &[Vec<u8>], settings: Settings) -> Result<ExitCode, Failure> {
    let checked = headwater_serve::check(folder, trusted)?;
    let name = folder.display();
    for unchecked in checked.unchecked() {
        settings.warn(format!("{name}: {unchecked}"));
    }
    let mut lines = String::new();
    for fault in checked.faults() {
        let _ = writeln!(lines, "{name}: {}", plain(fault));
    }
    let (cases, judgements) = (checked.cases(), checked.judgements());
    let looked = format!("{cases} cases and {judgements} judgements were checked");
    let _ = writeln!(lines, "{name}: {}", told(checked.faults().len(), &looked));
    output::write(&lines, None)?;
    Ok(code(checked.faults().is_empty()))
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
    let bytes = input::up_to(path, Claim::LARGEST_TRACE)?;
    Ok(Claim::of_trace(&path.display().to_string(), &bytes)?)
}

fn summary(verified: &Verification, claims: usize) -> String {
    let (files, records, digests) = (verified.files(), verified.records(), verified.digests());
    let looked = format!(
        "{files} files, {records} records, {digests} digests and {claims} places of the trace were checked"
    );
    told(verified.faults().len(), &looked)
}

fn told(faults: usize, looked: &str) -> String {
    match faults {
        0 => format!("holds: {looked}"),
        1 => format!("does not hold: 1 fault; {looked}"),
        faults => format!("does not hold: {faults} faults; {looked}"),
    }
}
