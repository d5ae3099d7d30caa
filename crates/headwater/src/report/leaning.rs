//! What the reports say where a sentence leans on one source and was found in another.

use super::catalogue::Words;
use super::{SourceStatus, Trace, TracedSentence};
use crate::check::Reason;

/// Whether a sentence has its verdict by a source that it does not cite.
pub(super) fn is_elsewhere(sentence: &TracedSentence) -> bool {
    let finding = sentence.finding();
    finding.verdict().is_some() && finding.reason() == Some(Reason::FoundInOtherSource)
}

impl Words {
    /// That a sentence was found in a source that it does not cite, and what came of the one that
    /// it cites.
    pub(super) fn elsewhere(&self, trace: &Trace, sentence: &TracedSentence) -> Option<&str> {
        if !is_elsewhere(sentence) {
            return None;
        }
        let cited = sentence.cites().iter();
        let mut cited = cited.filter_map(|place| trace.sources().get(*place));
        Some(if sentence.cites().is_empty() {
            &self.remark.cited_was_not_given
        } else if cited.any(|source| source.status() == SourceStatus::Read) {
            self.reason.of(Reason::FoundInOtherSource)
        } else {
            &self.remark.cited_was_not_read
        })
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::check::Verdict;
    use crate::report::{MessageLanguage, annotations, fixture, html, markdown, terminal};

    /// The fixture, with a supported sentence that cites a source other than the one it was found in.
    fn trace(cites: Vec<usize>, status: SourceStatus) -> Trace {
        let mut trace = fixture::trace();
        for place in &cites {
            trace.sources[*place].status = status;
        }
        let supported =
            |sentence: &&mut TracedSentence| sentence.finding.verdict() == Some(Verdict::Supported);
        let sentence = trace.sentences.iter_mut().find(supported).unwrap();
        sentence.finding = sentence.finding.clone().in_other_source();
        sentence.cites = cites;
        trace
    }

    #[test]
    fn every_report_says_where_a_sentence_was_found_and_what_came_of_its_own_source() {
        let unread = SourceStatus::Missing(Reason::Unreachable);
        for language in MessageLanguage::ALL {
            let words = language.words();
            let cases = [
                (
                    trace(vec![1], SourceStatus::Read),
                    words.reason.of(Reason::FoundInOtherSource),
                ),
                (
                    trace(vec![1], unread),
                    words.remark.cited_was_not_read.as_str(),
                ),
                (
                    trace(vec![], unread),
                    words.remark.cited_was_not_given.as_str(),
                ),
            ];
            for (trace, said) in cases {
                let flat = |report: String| report.replace(['\n', ' ', '\\'], "");
                let reports = [
                    terminal(&trace, language, false),
                    markdown(&trace, language),
                    html(&trace, language),
                    annotations(&trace, language),
                ];
                for report in reports.map(flat) {
                    assert_eq!(
                        report.matches(&flat(said.to_owned())).count(),
                        1,
                        "{said}: {report}"
                    );
                }
            }
        }
    }
}
