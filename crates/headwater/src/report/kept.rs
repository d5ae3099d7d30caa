//! What came of a source and where it is kept, in words.

use super::catalogue::Words;
use super::escape::clean;
use super::{Captured, FetchStatus, Source, SourceStatus};

impl Words {
    /// What came of a source: of fetching it, where that was done and says more.
    pub(super) fn came_of(&self, source: &Source) -> String {
        let plain = self.status.of(source.status());
        let Some(captured) = source.captured() else {
            return plain.to_owned();
        };
        let is_missing = source.status() != SourceStatus::Read;
        let says_more = captured.status != FetchStatus::Read;
        let status = if says_more {
            self.fetch.of(captured.status)
        } else {
            plain
        };
        match &captured.memento {
            Some(time) if !is_missing => self
                .kept
                .memento
                .fill(&[("status", status), ("date", &*self.date(time))]),
            _ => status.to_owned(),
        }
    }

    /// When and from where a document was fetched, and where its record lies; nothing of one that is in no archive.
    pub(super) fn kept(&self, captured: Option<&Captured>) -> Vec<String> {
        let kept = captured.and_then(|captured| Some((captured, captured.record.as_ref()?)));
        let Some((captured, place)) = kept else {
            return Vec::new();
        };
        let time = captured.time.get(11..16).unwrap_or_default();
        let fetched = self.kept.fetched.fill(&[
            ("date", &*self.date(&captured.time)),
            ("time", &*clean(time)),
            ("address", &*clean(&captured.url)),
        ]);
        let record = self.kept.record.fill(&[
            ("file", &*clean(place.file())),
            ("offset", &*place.offset().to_string()),
            (
                "hash",
                &*captured.hash().map_or_else(|| "–".to_owned(), clean),
            ),
        ]);
        vec![fetched, record]
    }
}

#[cfg(test)]
mod tests {
    use crate::report::{MessageLanguage, fixture};

    #[test]
    fn what_came_of_a_source_is_said_in_words() {
        let words = MessageLanguage::English.words();
        let said: Vec<String> = fixture::trace()
            .sources()
            .iter()
            .map(|source| words.came_of(source))
            .collect();
        assert_eq!(
            said,
            [
                "read",
                "the page is gone; read from the copy that a web archive made on 2 May 2031",
                "read",
                "could not show that it is the site it claims to be",
                "not fetched",
            ]
        );
    }
}
