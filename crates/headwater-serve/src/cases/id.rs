use std::fmt;
use std::str::FromStr;

use data_encoding::BASE32_NOPAD;
use serde::{Deserialize, Serialize};
use uuid::Uuid;

/// Letters in an identifier: 80 bits.
const LENGTH: usize = 16;

/// The name of a case: sixteen small letters and digits. Nothing else is one, so that it can stand in a path.
#[derive(Debug, Clone, PartialEq, Eq, Hash, PartialOrd, Ord, Serialize, Deserialize)]
#[serde(try_from = "String", into = "String")]
pub struct CaseId(String);

impl CaseId {
    /// One that no case has.
    pub(crate) fn new() -> Self {
        let random = Uuid::new_v4();
        let mut id = BASE32_NOPAD.encode(random.as_bytes()).to_ascii_lowercase();
        id.truncate(LENGTH);
        Self(id)
    }

    /// As it stands in addresses and paths.
    #[must_use]
    pub fn as_str(&self) -> &str {
        &self.0
    }
}

/// What is no identifier.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct NoId;

impl fmt::Display for NoId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str("not the identifier of a case")
    }
}

impl FromStr for CaseId {
    type Err = NoId;

    fn from_str(text: &str) -> Result<Self, NoId> {
        let is_one =
            text.len() == LENGTH && text.bytes().all(|b| matches!(b, b'a'..=b'z' | b'2'..=b'7'));
        if is_one {
            Ok(Self(text.to_owned()))
        } else {
            Err(NoId)
        }
    }
}

impl TryFrom<String> for CaseId {
    type Error = NoId;

    fn try_from(text: String) -> Result<Self, NoId> {
        text.parse()
    }
}

impl From<CaseId> for String {
    fn from(id: CaseId) -> Self {
        id.0
    }
}

impl fmt::Display for CaseId {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        f.write_str(&self.0)
    }
}

#[cfg(test)]
mod tests {
    use super::CaseId;

    #[test]
    fn an_identifier_is_read_as_it_is_written_and_nothing_else_is_one() {
        let id = CaseId::new();
        assert_eq!(id.as_str().parse(), Ok(id.clone()));
        assert_ne!(id, CaseId::new());
        for other in [
            "",
            "../../etc/passwd",
            "abcdefghijklmno",
            "ABCDEFGHIJKLMNOP",
            "abcdefgh/jklmnop",
            "abcdefghijklmno\0",
        ] {
            assert!(other.parse::<CaseId>().is_err(), "{other:?}");
        }
    }
}
