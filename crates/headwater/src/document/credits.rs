/// Somebody who worked on a document, and as what.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Credit {
    pub(crate) role: String,
    pub(crate) name: String,
}

impl Credit {
    /// The role in English: `author`, `editor`, `proofreader`, `translator`, `publisher`,
    /// `photographer`.
    #[must_use]
    pub fn role(&self) -> &str {
        &self.role
    }

    /// The name as written.
    #[must_use]
    pub fn name(&self) -> &str {
        &self.name
    }
}
