//! The bytes of captures.

use std::io::{self, BufRead as _};
use std::ops::ControlFlow;
use std::path::Path;

use super::{Archive, Capture, HEAD, Kind, LARGEST};
use crate::http::Response;
use crate::warc::{Item, Record, dictionary, is_zstd, scan_with};
use crate::{Error, digest};

/// What a server sent, with its encodings undone.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Payload {
    bytes: Vec<u8>,
    media_type: String,
    sha256: String,
}

impl Payload {
    /// The bytes.
    #[must_use]
    pub fn bytes(&self) -> &[u8] {
        &self.bytes
    }

    /// The media type that the server said, with its parameters.
    #[must_use]
    pub fn media_type(&self) -> &str {
        &self.media_type
    }

    /// The SHA-256, in hexadecimal, of the payload as WARC has it: the body in the encoding in which it came, all pieces
    /// in one.
    #[must_use]
    pub fn sha256(&self) -> &str {
        &self.sha256
    }
}

impl Archive {
    /// The payload of a capture that was found in the archive at this path before, without going through all of it. A
    /// capture that says only that its bytes are another's ([`held`](Self::held)) has none here.
    pub fn payload_at(path: impl AsRef<Path>, capture: &Capture) -> Result<Payload, Error> {
        Self::unread(path.as_ref())?.payload(capture)
    }

    /// The capture as it is, or, of one that only names the record with its bytes, with that record in its place;
    /// `None` where the archive does not have it.
    #[must_use]
    pub fn held(&self, capture: &Capture) -> Option<Capture> {
        if capture.kind != Kind::Revisit {
            return Some(capture.clone());
        }
        let holder = self.holder(capture)?;
        let mut held = capture.clone();
        (held.kind, held.file, held.place) = (holder.kind, holder.file, holder.place);
        if held.media_type.is_empty() {
            held.media_type.clone_from(&holder.media_type);
        }
        Some(held)
    }

    /// The bytes of a capture, at most 64 MiB of them; of a revisit those of the record that it names.
    pub fn payload(&self, capture: &Capture) -> Result<Payload, Error> {
        let held = self.whole(capture)?;
        let block = self
            .record(&held)
            .map_err(|error| self.error(&error))?
            .block;
        let response = Response::parse(&block).filter(|_| held.kind == Kind::Response);
        let (sha256, bytes) = match response {
            Some(response) => (digest::hex(&response.unchunked()), response.body(LARGEST)),
            None => (digest::hex(&block), block),
        };
        let media_type = held.media_type;
        Ok(Payload {
            bytes,
            media_type,
            sha256,
        })
    }

    /// The block of a capture's record; of a revisit that of the record that it names.
    pub(crate) fn block(&self, capture: &Capture) -> Result<Vec<u8>, Error> {
        let held = self.whole(capture)?;
        let record = self.record(&held).map_err(|error| self.error(&error))?;
        Ok(record.block)
    }

    fn whole(&self, capture: &Capture) -> Result<Capture, Error> {
        self.held(capture).ok_or_else(|| {
            let url = &capture.url;
            self.error(&format!("the record with the bytes of {url} is not in it"))
        })
    }

    /// The name of the WARC file that a capture lies in, as it stands within a WACZ file.
    #[must_use]
    pub fn file_of(&self, capture: &Capture) -> &str {
        self.files.get(capture.file).map_or("", |file| &file.name)
    }

    /// The record with the bytes of a revisit: the one that it names, or one with the same digest.
    pub(crate) fn holder(&self, revisit: &Capture) -> Option<&Capture> {
        let named = revisit.refers_to.as_ref();
        let named = named.and_then(|(url, time)| self.lookup.named(&self.captures, url, time));
        named.or_else(|| self.lookup.same(&self.captures, revisit.digest.as_ref()?))
    }

    fn record(&self, capture: &Capture) -> io::Result<Record> {
        let place = capture.place;
        let mut input = self.open_at(capture.file, place.offset, place.length)?;
        let dictionary = if is_zstd(input.fill_buf()?) {
            dictionary(&mut self.open_at(capture.file, 0, None)?)?
        } else {
            None
        };
        let mut found = None;
        let mut visit = |item| match item {
            Item::Record(record) if record.place.within == place.within => {
                found = Some(record);
                ControlFlow::Break(())
            }
            _ => ControlFlow::Continue(()),
        };
        scan_with(
            &mut input,
            LARGEST + HEAD,
            dictionary.as_deref(),
            &mut visit,
        )?;
        found.ok_or_else(|| {
            io::Error::other(format!(
                "there is no record at byte {} any more",
                place.offset
            ))
        })
    }
}
