//! Files that hold a document: compressed ones, and pages that a browser saved with all that they show.

mod gzip;
mod mhtml;

use std::borrow::Cow;

use super::Hints;
use crate::Error;

/// Compressed files within compressed files beyond this are not opened.
const DEEPEST: usize = 2;

/// The bytes of the document itself, and what is known of them.
pub(super) fn open<'b>(bytes: &'b [u8], hints: &Hints) -> Result<(Cow<'b, [u8]>, Hints), Error> {
    let mut bytes = Cow::Borrowed(bytes);
    for _ in 0..DEEPEST {
        if !gzip::is_gzip(&bytes) {
            break;
        }
        bytes = Cow::Owned(gzip::unpack(&bytes, hints)?);
    }
    let Some(page) = mhtml::page(&bytes) else {
        return Ok((bytes, hints.clone()));
    };
    let mut hints = hints.clone().media_type(page.media_type);
    if let (None, Some(url)) = (hints.address(), page.address) {
        hints = hints.url(url);
    }
    Ok((Cow::Owned(page.bytes), hints))
}
