//! Goes through a WARC file and says how many records and bytes of blocks there are.
//!
//! usage: warc FILE

use std::env;
use std::fs::File;
use std::io::{self, BufReader};
use std::ops::ControlFlow;

use headwater_capture::warc::{Item, scan};

fn main() -> io::Result<()> {
    let path = env::args_os().nth(1).ok_or(io::ErrorKind::InvalidInput)?;
    let mut input = BufReader::with_capacity(128 * 1024, File::open(path)?);
    let (mut records, mut bytes, mut broken) = (0_u64, 0_u64, 0_u64);
    let mut visit = |item| {
        match item {
            Item::Record(record) => {
                records += 1;
                bytes += record.block.len() as u64;
            }
            Item::Damage(_) => broken += 1,
        }
        ControlFlow::Continue(())
    };
    scan(&mut input, u64::MAX, &mut visit)?;
    println!("{records} {bytes} {broken}");
    Ok(())
}
