use std::io::{BufRead, Write};
use std::process::ExitCode;

use serde::Serialize;
use serde::de::DeserializeOwned;

use crate::failure::Failure;

/// Answers JSON objects on standard input, one a line, in order, each as it comes.
///
/// A line that is not such an object gets `{"error": …}` and does not stop the rest; the exit
/// code is 2 then.
pub(super) fn answer<Q, A>(mut answer: impl FnMut(Q) -> A) -> Result<ExitCode, Failure>
where
    Q: DeserializeOwned,
    A: Serialize,
{
    let mut out = std::io::BufWriter::new(std::io::stdout().lock());
    let mut broken = 0_usize;
    for (number, line) in std::io::stdin().lock().split(b'\n').enumerate() {
        let line = line?;
        if line.trim_ascii().is_empty() {
            continue;
        }
        let line = match serde_json::from_slice(&line) {
            Ok(question) => serde_json::to_string(&answer(question)),
            Err(error) => {
                broken += 1;
                let message = format!("line {}: {error}", number + 1);
                serde_json::to_string(&serde_json::json!({ "error": message }))
            }
        };
        writeln!(
            out,
            "{}",
            line.map_err(|error| Failure::new(error.to_string()))?
        )?;
    }
    out.flush()?;
    Ok(if broken > 0 {
        ExitCode::from(2)
    } else {
        ExitCode::SUCCESS
    })
}
