//! One command a file.

mod annotate;
mod backup;
mod batch;
mod capture;
mod corpus;
mod embed;
mod model;
mod names;
mod read;
mod serve;
mod trace;
mod verify;

use std::process::ExitCode;

use clap::CommandFactory;

use crate::args::{Args, Command};
use crate::failure::Failure;
use crate::output;
use crate::settings::Settings;
use crate::worker;

/// Runs the command that the arguments name.
pub(crate) fn run(args: Args) -> Result<ExitCode, Failure> {
    let settings = Settings::of(&args);
    match args.command {
        Command::Trace(args) => return trace::run(&args, settings),
        Command::Capture(args) => return capture::run(&args, settings),
        Command::Verify(args) => return verify::run(&args, settings),
        Command::Read(args) => return read::run(&args, settings),
        Command::Serve(args) => return serve::run(&args, settings),
        Command::Backup(args) => backup::run(&args)?,
        Command::Mcp { folder } => headwater_serve::serve_mcp(folder)?,
        Command::Corpus { arguments } => return corpus::run(&arguments),
        Command::Annotate(args) => return annotate::run(&args),
        Command::Names(args) => return names::run(&args),
        Command::Embed(args) => embed::run(&args)?,
        Command::Worker => worker::serve()?,
        Command::Completions { shell } => {
            let mut script = Vec::new();
            clap_complete::generate(shell, &mut Args::command(), "headwater", &mut script);
            output::write(&String::from_utf8_lossy(&script), None)?;
        }
        Command::Man => {
            let mut page = Vec::new();
            clap_mangen::Man::new(Args::command()).render(&mut page)?;
            output::write(&String::from_utf8_lossy(&page), None)?;
        }
    }
    Ok(ExitCode::SUCCESS)
}
