//! A part of a file, read as if it were a file of its own.

use std::fs::File;
use std::io::{self, Read, Seek, SeekFrom};

/// The bytes of a file from one place on.
#[derive(Debug)]
pub(super) struct Section {
    file: File,
    start: u64,
    length: u64,
    at: u64,
}

impl Section {
    pub(super) fn new(mut file: File, start: u64, length: u64) -> io::Result<Self> {
        file.seek(SeekFrom::Start(start))?;
        Ok(Self {
            file,
            start,
            length,
            at: 0,
        })
    }
}

impl Read for Section {
    fn read(&mut self, buffer: &mut [u8]) -> io::Result<usize> {
        let left = self.length.saturating_sub(self.at);
        let read = self.file.by_ref().take(left).read(buffer)?;
        self.at += read as u64;
        Ok(read)
    }
}

impl Seek for Section {
    fn seek(&mut self, to: SeekFrom) -> io::Result<u64> {
        let place = match to {
            SeekFrom::Start(place) => Some(place),
            SeekFrom::End(by) => self.length.checked_add_signed(by),
            SeekFrom::Current(by) => self.at.checked_add_signed(by),
        };
        let place = place.ok_or(io::ErrorKind::InvalidInput)?;
        let in_file = self
            .start
            .checked_add(place)
            .ok_or(io::ErrorKind::InvalidInput)?;
        self.file.seek(SeekFrom::Start(in_file))?;
        self.at = place;
        Ok(place)
    }
}

#[cfg(test)]
mod tests {
    use std::io::Write;

    use super::*;

    #[test]
    fn a_section_has_a_start_and_an_end_of_its_own() {
        let mut file = tempfile::tempfile().expect("a file");
        file.write_all(b"0123456789").expect("room on the disk");
        let mut section = Section::new(file, 2, 5).expect("a section");
        let mut text = String::new();
        section.read_to_string(&mut text).expect("text");
        assert_eq!(text, "23456");
        assert_eq!(section.seek(SeekFrom::End(-2)).expect("a place"), 3);
        text.clear();
        section.read_to_string(&mut text).expect("text");
        assert_eq!(text, "56");
        assert!(section.seek(SeekFrom::Current(-9)).is_err());
    }
}
