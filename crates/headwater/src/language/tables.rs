//! What the tables of the languages say, each read when it is first asked for.

use std::sync::OnceLock;

use serde::de::DeserializeOwned;

use super::Language;

/// One table a language.
pub(super) struct Tables<T> {
    read: [OnceLock<T>; Language::ALL.len()],
    build: fn(Language) -> T,
}

impl<T> Tables<T> {
    pub(super) const fn new(build: fn(Language) -> T) -> Self {
        Self {
            read: [const { OnceLock::new() }; Language::ALL.len()],
            build,
        }
    }

    /// The table of a language.
    pub(super) fn get(&self, language: Language) -> Option<&T> {
        let mut languages = Language::ALL.into_iter().zip(&self.read);
        let (_, table) = languages.find(|(known, _)| *known == language)?;
        Some(table.get_or_init(|| (self.build)(language)))
    }
}

/// What a table says. One that is malformed counts as empty; each room has a test that finds it.
pub(super) fn parsed<S: DeserializeOwned + Default>(text: &str) -> S {
    toml::from_str(text).unwrap_or_default()
}
