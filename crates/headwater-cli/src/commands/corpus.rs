use std::env;
use std::ffi::OsString;
use std::io::ErrorKind;
use std::path::PathBuf;
use std::process::{Command, ExitCode};

use crate::failure::Failure;

/// The program that does the work: it is built by itself, since its engine takes longer to build than all of this.
const PROGRAM: &str = "headwater-corpus";

/// Runs the corpus program, beside this one or on the path, with the arguments as they are, and ends as it does.
pub(super) fn run(arguments: &[OsString]) -> Result<ExitCode, Failure> {
    let status = Command::new(program()).args(arguments).status();
    let status = status.map_err(|error| match error.kind() {
        ErrorKind::NotFound => Failure::new(format!(
            "there is no {PROGRAM} beside this program or on the path; \
             cargo build --release --locked --manifest-path corpus/Cargo.toml makes it"
        )),
        _ => Failure::new(format!("{PROGRAM}: {error}")),
    })?;
    let code = status.code().and_then(|code| u8::try_from(code).ok());
    // What was killed has no code; shells say 128 and more then.
    Ok(code.map_or_else(|| ExitCode::from(128), ExitCode::from))
}

fn program() -> PathBuf {
    let name = format!("{PROGRAM}{}", env::consts::EXE_SUFFIX);
    let here = env::current_exe().ok();
    let beside = here.and_then(|here| Some(here.parent()?.join(&name)));
    beside
        .filter(|path| path.is_file())
        .unwrap_or_else(|| name.into())
}
