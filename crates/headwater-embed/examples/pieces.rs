//! Writes the vectors of the pieces of each line's words.
//!
//! Little-endian on standard output, for each line of standard input: the number of pieces (u32), for
//! each of them where it begins and ends in the line in bytes (u32, u32), then for each its vector
//! (384 × f32).

use std::error::Error;
use std::io::{self, BufWriter, Write};

use headwater_embed::{TokenVector, WordModel};

fn main() -> Result<(), Box<dyn Error>> {
    let model = WordModel::embedded()?;
    let mut out = BufWriter::new(io::stdout().lock());
    for line in io::stdin().lines() {
        let tokens = model.tokens(&line?);
        out.write_all(&u32::try_from(tokens.len())?.to_le_bytes())?;
        for token in &tokens {
            for place in [token.span().start, token.span().end] {
                out.write_all(&u32::try_from(place)?.to_le_bytes())?;
            }
        }
        for value in tokens.iter().flat_map(TokenVector::vector) {
            out.write_all(&value.to_le_bytes())?;
        }
    }
    out.flush()?;
    Ok(())
}
