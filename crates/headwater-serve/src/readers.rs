use std::collections::HashSet;
use std::fmt;

use sha2::{Digest, Sha256};

use crate::Error;

/// Letters of a token: fewer can be guessed.
const SHORTEST_TOKEN: usize = 20;
/// Letters of a name.
const LONGEST_NAME: usize = 80;

/// What a reader may do.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash)]
pub enum Role {
    /// Look at everything, and take it along.
    Read,
    /// Make cases, judge findings, delete cases, too.
    Edit,
}

/// Who asks.
#[derive(Debug, Clone, PartialEq, Eq)]
pub(crate) struct Reader {
    /// The name under which the reader is known; without one, readers say what they are called.
    pub(crate) name: Option<String>,
    pub(crate) role: Role,
}

/// Who may come in. Without any, only this machine is answered, and whoever uses it may do everything.
#[derive(Clone, Default)]
pub struct Readers {
    tokens: Vec<(Hash, Reader)>,
    proxy: Option<Proxy>,
}

/// A token as it is kept: what a reader has to know stands nowhere.
type Hash = [u8; 32];

/// A proxy in front of the service that knows who asks.
#[derive(Clone)]
struct Proxy {
    field: String,
    editors: HashSet<String>,
}

impl Readers {
    /// Those of a list: a line each, with `read` or `edit`, a name and a token of at least twenty letters. Empty lines and
    /// those that begin with `#` say nothing.
    pub fn from_list(list: &str) -> Result<Self, Error> {
        let mut tokens = Vec::new();
        for (number, line) in (1..).zip(list.lines()) {
            let line = line.trim();
            if line.is_empty() || line.starts_with('#') {
                continue;
            }
            let wrong = |what: &str| Error::new(format!("line {number} of the readers: {what}"));
            let mut words = line.split_whitespace();
            let (Some(role), Some(name), Some(token), None) =
                (words.next(), words.next(), words.next(), words.next())
            else {
                return Err(wrong("give a role, a name and a token"));
            };
            let role = match role {
                "read" => Role::Read,
                "edit" => Role::Edit,
                _ => return Err(wrong("a role is read or edit")),
            };
            if token.chars().count() < SHORTEST_TOKEN {
                return Err(wrong("a token has at least 20 letters"));
            }
            if name.chars().count() > LONGEST_NAME {
                return Err(wrong("a name has at most 80 letters"));
            }
            let name = Some(name.to_owned());
            tokens.push((hash(token), Reader { name, role }));
        }
        if tokens.is_empty() {
            return Err(Error::new("there is nobody in the list of readers"));
        }
        Ok(Self {
            tokens,
            proxy: None,
        })
    }

    /// Takes the name of a reader from this field of a request, which a proxy in front of the service sets after it has
    /// asked who that is, by OpenID Connect for one. Those named here may edit, all others read. Whoever reaches the service
    /// without that proxy can be anyone.
    #[must_use]
    pub fn by_proxy(
        mut self,
        field: impl Into<String>,
        editors: impl IntoIterator<Item = String>,
    ) -> Self {
        self.proxy = Some(Proxy {
            field: field.into().to_ascii_lowercase(),
            editors: editors.into_iter().collect(),
        });
        self
    }

    /// Whether whoever reaches the service may do everything.
    pub(crate) fn is_anyone(&self) -> bool {
        self.tokens.is_empty() && self.proxy.is_none()
    }

    /// Whether a token is another way in.
    pub(crate) fn has_tokens(&self) -> bool {
        !self.tokens.is_empty()
    }

    /// Who has this token.
    pub(crate) fn by_token(&self, token: &str) -> Option<&Reader> {
        let given = hash(token.trim());
        // All are looked at, so that the time tells nothing.
        let mut found = None;
        for (known, reader) in &self.tokens {
            if *known == given {
                found = Some(reader);
            }
        }
        found
    }

    /// Who asks by what a proxy says, given the fields of the request.
    pub(crate) fn by_field<'f>(
        &self,
        field: impl FnOnce(&str) -> Option<&'f str>,
    ) -> Option<Reader> {
        let proxy = self.proxy.as_ref()?;
        let name = field(&proxy.field)?.trim();
        let is_name = !name.is_empty() && name.chars().count() <= LONGEST_NAME;
        let role = if proxy.editors.contains(name) {
            Role::Edit
        } else {
            Role::Read
        };
        is_name.then(|| Reader {
            name: Some(name.to_owned()),
            role,
        })
    }
}

impl fmt::Debug for Readers {
    fn fmt(&self, f: &mut fmt::Formatter<'_>) -> fmt::Result {
        write!(f, "Readers({} with tokens)", self.tokens.len())
    }
}

fn hash(token: &str) -> Hash {
    Sha256::digest(token.as_bytes()).into()
}

#[cfg(test)]
mod tests {
    use super::{Readers, Role};

    #[test]
    fn a_list_of_readers_is_a_line_each() {
        let readers = Readers::from_list(
            "# the desk\n\nedit Ada 0123456789abcdefghij\n read Ben  9876543210abcdefghij \n",
        );
        let readers = readers.expect("a list");
        let ada = readers.by_token("0123456789abcdefghij").expect("Ada");
        assert_eq!((ada.name.as_deref(), ada.role), (Some("Ada"), Role::Edit));
        assert_eq!(
            readers.by_token("9876543210abcdefghij").map(|ben| ben.role),
            Some(Role::Read)
        );
        assert_eq!(readers.by_token("0123456789abcdefghi"), None);
        assert!(!format!("{readers:?}").contains("0123"));
    }

    #[test]
    fn a_list_that_would_let_anyone_in_is_refused() {
        for (list, why) in [
            ("", "nobody"),
            ("edit Ada short", "20 letters"),
            ("admin Ada 0123456789abcdefghij", "read or edit"),
            ("edit 0123456789abcdefghij", "a role, a name and a token"),
            (
                "edit Ada Quill 0123456789abcdefghij",
                "a role, a name and a token",
            ),
        ] {
            let error = Readers::from_list(list).expect_err(list);
            assert!(error.to_string().contains(why), "{list}: {error}");
        }
    }

    #[test]
    fn a_proxy_says_who_asks() {
        let readers =
            Readers::default().by_proxy("X-Forwarded-User", ["ada@paper.example".to_owned()]);
        let role = |name: &'static str| readers.by_field(|_| Some(name)).map(|reader| reader.role);
        assert_eq!(role("ada@paper.example"), Some(Role::Edit));
        assert_eq!(role("ben@paper.example"), Some(Role::Read));
        assert_eq!(role(" "), None);
        assert!(readers.by_field(|_| None).is_none());
    }
}
