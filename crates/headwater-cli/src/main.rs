//! The `headwater` command line.

mod args;
mod commands;
mod failure;
mod fetching;
mod input;
mod output;
mod settings;
mod worker;

use std::process::ExitCode;

use clap::Parser;

fn main() -> ExitCode {
    // clap prints help and usage errors itself and exits with 0 and 2, as DESIGN has it.
    let args = args::Args::parse();
    match commands::run(args) {
        Ok(code) => code,
        Err(failure) if failure.is_broken_pipe() => ExitCode::SUCCESS,
        Err(failure) => {
            anstream::eprintln!("headwater: {failure}");
            ExitCode::from(2)
        }
    }
}
