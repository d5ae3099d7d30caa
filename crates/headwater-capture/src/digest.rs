//! SHA-256, as WARC and WACZ files write it.

use std::io::{self, Read};

use data_encoding::{BASE32, HEXLOWER, HEXLOWER_PERMISSIVE};
use sha1::Sha1;
use sha2::{Digest, Sha256};

/// The hash in small hexadecimal figures.
pub(crate) fn hex(bytes: &[u8]) -> String {
    HEXLOWER.encode(&Sha256::digest(bytes))
}

/// The hash with its name: `sha256:…`.
pub(crate) fn labelled(bytes: &[u8]) -> String {
    label(&Sha256::digest(bytes))
}

/// A hash that was made elsewhere, with its name.
pub(crate) fn label(hash: &[u8]) -> String {
    format!("sha256:{}", HEXLOWER.encode(hash))
}

/// The hash with its name, and the length, of all that a reader gives.
pub(crate) fn of(reader: &mut impl Read) -> io::Result<(String, u64)> {
    let mut hasher = Sha256::new();
    let length = io::copy(reader, &mut hasher)?;
    Ok((label(&hasher.finalize()), length))
}

/// Whether a digest as records have it, `algorithm:value` with the value in Base 16 or Base 32, is that of these bytes;
/// `None` for an algorithm that is not known.
pub(crate) fn matches(said: &str, bytes: &[u8]) -> Option<bool> {
    let (algorithm, value) = said.split_once(':')?;
    let hash = match algorithm.to_ascii_lowercase().as_str() {
        "sha1" | "sha-1" => Sha1::digest(bytes).to_vec(),
        "sha256" | "sha-256" => Sha256::digest(bytes).to_vec(),
        _ => return None,
    };
    let value = value.trim();
    let upper = value.to_ascii_uppercase();
    let forms = [
        HEXLOWER_PERMISSIVE.decode(value.as_bytes()),
        BASE32.decode(upper.as_bytes()),
    ];
    Some(forms.into_iter().flatten().any(|said| said == hash))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn the_hash_of_nothing_is_the_one_that_everyone_knows() {
        let wanted = "sha256:e3b0c44298fc1c149afbf4c8996fb92427ae41e4649b934ca495991b7852b855";
        assert_eq!(labelled(b""), wanted);
        assert_eq!(
            of(&mut io::empty()).expect("no error"),
            (wanted.to_owned(), 0)
        );
    }

    #[test]
    fn digests_are_known_in_the_forms_that_programs_write() {
        // By printf 'It held.' | sha1sum, and the same in Base 32.
        let base_16 = "93f1bdafb1836a44a1ea0feba2559587067ece1c";
        let base_32 = "SPY33L5RQNVEJIPKB7V2EVMVQ4DH5TQ4";
        for (said, holds) in [
            (format!("sha1:{base_16}"), Some(true)),
            (format!("sha1:{}", base_16.to_uppercase()), Some(true)),
            (format!("SHA-1:{base_32}"), Some(true)),
            (labelled(b"It held."), Some(true)),
            (labelled(b"It broke."), Some(false)),
            ("sha1:?".to_owned(), Some(false)),
            ("crc:1".to_owned(), None),
            ("none".to_owned(), None),
        ] {
            assert_eq!(matches(&said, b"It held."), holds, "{said}");
        }
    }
}
