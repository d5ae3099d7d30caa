use crate::args::Backup as Args;
use crate::failure::Failure;
use crate::output;

/// Copies a folder of cases, and says how many there are in the copy.
pub(super) fn run(args: &Args) -> Result<(), Failure> {
    let copied = headwater_serve::back_up(&args.folder, &args.copy)?;
    let cases = if copied == 1 { "case" } else { "cases" };
    let copy = args.copy.display();
    output::write(&format!("{copy}: {copied} {cases}\n"), None)
}
