//! Records as they are written: WARC 1.1, each compressed by itself.

use std::io::{self, Write};

use flate2::Compression;
use flate2::write::GzEncoder;
use uuid::Uuid;

use super::Place;
use crate::digest;

/// A record to write.
///
/// Its identifier, length and the digest of its block come by themselves.
#[derive(Debug, Clone)]
pub struct Draft {
    id: String,
    fields: Vec<(&'static str, String)>,
    content_type: &'static str,
    block: Vec<u8>,
}

impl Draft {
    /// A record of a type, such as `response`, made at a time in ISO 8601.
    #[must_use]
    pub fn new(kind: &str, time: &str) -> Self {
        Self {
            id: format!("<urn:uuid:{}>", Uuid::new_v4()),
            fields: vec![
                ("WARC-Type", kind.to_owned()),
                ("WARC-Date", time.to_owned()),
            ],
            content_type: "application/octet-stream",
            block: Vec::new(),
        }
    }

    /// Adds a field. What would end its line is left out.
    #[must_use]
    pub fn field(mut self, name: &'static str, value: impl Into<String>) -> Self {
        let mut value = value.into();
        value.retain(|c| !c.is_control());
        self.fields.push((name, value));
        self
    }

    /// Adds a field where there is something to say.
    #[must_use]
    pub fn field_if(self, name: &'static str, value: Option<impl Into<String>>) -> Self {
        match value {
            Some(value) => self.field(name, value),
            None => self,
        }
    }

    /// Adds the bytes and their media type.
    #[must_use]
    pub fn block(mut self, content_type: &'static str, bytes: Vec<u8>) -> Self {
        self.content_type = content_type;
        self.block = bytes;
        self
    }

    /// Adds lines of `name: value` as the block (`application/warc-fields`).
    #[must_use]
    pub fn lines<'l>(self, lines: impl IntoIterator<Item = (&'l str, String)>) -> Self {
        let lines = lines.into_iter().map(|(name, mut value)| {
            value.retain(|c| !c.is_control());
            format!("{name}: {value}\r\n")
        });
        let block: String = lines.collect();
        self.block("application/warc-fields", block.into_bytes())
    }

    /// Its identifier, as other records name it.
    #[must_use]
    pub fn id(&self) -> &str {
        &self.id
    }

    fn bytes(&self) -> Vec<u8> {
        let mut head = String::from("WARC/1.1\r\n");
        let own = [
            ("WARC-Record-ID", self.id.clone()),
            ("WARC-Block-Digest", digest::labelled(&self.block)),
            ("Content-Type", self.content_type.to_owned()),
            ("Content-Length", self.block.len().to_string()),
        ];
        for (name, value) in self.fields.iter().chain(&own) {
            head.extend([name, ": ", value, "\r\n"]);
        }
        [head.as_bytes(), b"\r\n", &self.block, b"\r\n\r\n"].concat()
    }
}

/// Writes records behind one another.
#[derive(Debug)]
pub struct Writer<W> {
    out: W,
    position: u64,
}

impl<W: Write> Writer<W> {
    /// Writes behind the first `position` bytes of a file.
    pub fn new(out: W, position: u64) -> Self {
        Self { out, position }
    }

    /// Writes records with one call to the system, so that one that is there has all that belongs to it but where the
    /// program ends within the call. Gives the place of each.
    pub fn write(&mut self, drafts: &[Draft]) -> io::Result<Vec<Place>> {
        let (mut places, mut bytes) = (Vec::new(), Vec::new());
        for draft in drafts {
            let before = bytes.len();
            let mut packed = GzEncoder::new(bytes, Compression::default());
            packed.write_all(&draft.bytes())?;
            bytes = packed.finish()?;
            places.push(Place {
                offset: self.position + before as u64,
                length: Some((bytes.len() - before) as u64),
                within: 0,
            });
        }
        self.out.write_all(&bytes)?;
        self.out.flush()?;
        self.position += bytes.len() as u64;
        Ok(places)
    }

    /// Where it writes to.
    pub fn into_inner(self) -> W {
        self.out
    }
}

#[cfg(test)]
mod tests {
    use std::io::Cursor;
    use std::ops::ControlFlow;

    use proptest::prelude::*;

    use super::*;
    use crate::warc::{Item, Record, scan};

    fn read(bytes: &[u8]) -> Vec<Record> {
        let mut records = Vec::new();
        let mut visit = |item| {
            match item {
                Item::Record(record) => records.push(record),
                Item::Damage(damage) => panic!("{damage:?}"),
            }
            ControlFlow::Continue(())
        };
        scan(&mut Cursor::new(bytes), u64::MAX, &mut visit).expect("no error in memory");
        records
    }

    #[test]
    fn a_record_has_what_the_standard_asks_for() {
        let draft = Draft::new("resource", "2031-05-04T10:00:00Z")
            .field("WARC-Target-URI", "https://paper.example/a\r\nWARC-Type: x")
            .field_if("WARC-Truncated", None::<String>)
            .block("text/plain", b"It held.".to_vec());
        let mut writer = Writer::new(Vec::new(), 0);
        writer
            .write(std::slice::from_ref(&draft))
            .expect("no error in memory");
        let records = read(&writer.into_inner());
        let [record] = records.as_slice() else {
            panic!("one record: {records:?}");
        };
        let field = |name| record.fields.get(name);
        assert_eq!(field("WARC-Type"), Some("resource"));
        assert_eq!(field("WARC-Date"), Some("2031-05-04T10:00:00Z"));
        assert_eq!(field("WARC-Record-ID"), Some(draft.id()));
        // A line's end in a value begins no new field.
        assert_eq!(
            field("WARC-Target-URI"),
            Some("https://paper.example/aWARC-Type: x")
        );
        assert_eq!(field("Content-Type"), Some("text/plain"));
        // By another program: printf 'It held.' | sha256sum
        assert_eq!(
            field("WARC-Block-Digest"),
            Some("sha256:b0fcb8dbd64ce7cdb11425927df4bba692ac7b8aefcbd41e4dc743225dc05e2f")
        );
        assert_eq!(record.block, b"It held.");
    }

    proptest! {
        #[test]
        fn what_is_written_is_read_again_from_its_place(blocks in prop::collection::vec(prop::collection::vec(any::<u8>(), 0..300), 1..5)) {
            let drafts: Vec<Draft> = blocks
                .iter()
                .map(|block| Draft::new("resource", "2031-05-04T10:00:00Z").block("text/plain", block.clone()))
                .collect();
            let mut writer = Writer::new(Vec::new(), 0);
            let mut places = Vec::new();
            for pair in drafts.chunks(2) {
                places.extend(writer.write(pair).expect("no error in memory"));
            }
            let records = read(&writer.into_inner());
            prop_assert_eq!(records.iter().map(|record| record.place).collect::<Vec<_>>(), places);
            prop_assert_eq!(records.into_iter().map(|record| record.block).collect::<Vec<_>>(), blocks);
        }
    }
}
