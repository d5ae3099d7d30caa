//! A judgement on its way in.

use super::ask::tidy_line;
use crate::Error;
use crate::cases::{CaseId, Cases, Judgement, Opinion, State};
use crate::kept_trace::KeptTrace;
use crate::letters::turns_letters;

/// Letters of a note.
const LONGEST_NOTE: usize = 4_000;

/// What a reader thinks of a finding, as it was sent.
pub(super) struct Judged {
    pub(super) sentence: usize,
    pub(super) departure: Option<usize>,
    pub(super) opinion: Opinion,
    pub(super) note: String,
    pub(super) rating: String,
    pub(super) name: String,
}

/// Why it was not kept.
pub(super) enum Unjudged {
    /// There is no trace to judge.
    NotFinished,
    /// There is no such finding in it.
    NoFinding,
}

impl Judged {
    /// Keeps it beside the finding that it is about.
    pub(super) fn keep(
        self,
        cases: &Cases,
        id: &CaseId,
    ) -> Result<Result<Judgement, Unjudged>, Error> {
        let letters = self.note.trim().chars();
        let letters = letters.filter(|letter| *letter != '\0' && !turns_letters(*letter));
        let note: String = letters.take(LONGEST_NOTE).collect();
        if cases
            .entry(id)?
            .is_none_or(|entry| entry.state != State::Done)
        {
            return Ok(Err(Unjudged::NotFinished));
        }
        let trace = KeptTrace::open(&cases.folder(id))?;
        let sentence = trace.sentences.get(self.sentence.wrapping_sub(1));
        let is_there = sentence.is_some_and(|sentence| {
            let departures = 1..=sentence.departures.len();
            sentence.verdict.is_some() && self.departure.is_none_or(|at| departures.contains(&at))
        });
        let judgement = Judgement {
            note,
            rating: tidy_line(&self.rating),
            name: tidy_line(&self.name),
            ..Judgement::now(self.sentence, self.departure, self.opinion)
        };
        if is_there && cases.judge(id, &judgement)? {
            Ok(Ok(judgement))
        } else {
            Ok(Err(Unjudged::NoFinding))
        }
    }
}
