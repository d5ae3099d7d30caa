//! The program behind `headwater corpus`.

mod commands;

use std::io::{self, Write};
use std::process::ExitCode;

use clap::Parser;
use commands::Command;

/// Follows stories through many documents.
#[derive(Debug, Parser)]
#[command(
    name = "headwater corpus",
    bin_name = "headwater corpus",
    version,
    arg_required_else_help = true
)]
struct Arguments {
    #[command(subcommand)]
    command: Command,
}

#[tokio::main]
async fn main() -> ExitCode {
    let arguments = Arguments::parse();
    match arguments.command.run(&mut io::stdout().lock()).await {
        Ok(code) => code,
        Err(error) if error.is_closed_pipe() => ExitCode::SUCCESS,
        Err(error) => {
            let _ = writeln!(io::stderr(), "headwater corpus: {error}");
            ExitCode::from(2)
        }
    }
}
