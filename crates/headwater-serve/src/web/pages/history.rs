//! What was thought of a sentence, one thing after the other.

use std::collections::BTreeMap;

use maud::{Markup, html};

use super::list::time;
use crate::cases::{Judgement, Opinion};
use crate::words::Words;

/// The judgements of a case by the sentences that they are about, those of each in the order of time.
pub(in crate::web) struct Histories<'j>(BTreeMap<usize, Vec<&'j Judgement>>);

impl<'j> Histories<'j> {
    pub(in crate::web) fn of(judgements: &'j [Judgement]) -> Self {
        let mut by: BTreeMap<usize, Vec<&Judgement>> = BTreeMap::new();
        for judgement in judgements {
            by.entry(judgement.sentence).or_default().push(judgement);
        }
        Self(by)
    }

    /// Those of a sentence, counted from 1.
    pub(in crate::web) fn at(&self, sentence: usize) -> &[&'j Judgement] {
        self.0.get(&sentence).map_or(&[], Vec::as_slice)
    }
}

/// A list of them; nothing where there are none.
pub(in crate::web) fn history(judgements: &[&Judgement], words: &Words) -> Markup {
    let words = &words.judge;
    html! {
        @if !judgements.is_empty() {
            ol.history aria-label=(words.history) {
                @for judgement in judgements {
                    li class={ "o-" (judgement.opinion.as_str()) } {
                        b { (mark(judgement.opinion)) " " (word(judgement.opinion, words)) }
                        @if let Some(departure) = judgement.departure { " (" (letter(departure)) ")" }
                        @if !judgement.rating.is_empty() { " “" (judgement.rating) "”" }
                        @if !judgement.note.is_empty() { " " span.note dir="auto" { (judgement.note) } }
                        " "
                        span.by {
                            bdi { (if judgement.name.is_empty() { &words.anonymous } else { &judgement.name }) }
                            ", " (time(&judgement.time))
                        }
                    }
                }
            }
        }
    }
}

/// What an opinion is called once it stands there.
pub(in crate::web) fn word(opinion: Opinion, words: &crate::words::Judge) -> &str {
    match opinion {
        Opinion::Agree => &words.agree,
        Opinion::Disagree => &words.disagree,
        Opinion::None => &words.withdrawn,
    }
}

/// `a` for the first departure of a sentence, as in the report.
pub(in crate::web) fn letter(number: usize) -> String {
    let letter = u8::try_from(number.saturating_sub(1))
        .ok()
        .filter(|number| *number < 26);
    letter.map_or_else(
        || number.to_string(),
        |letter| char::from(b'a' + letter).to_string(),
    )
}

/// A sign that says the same without colour.
pub(in crate::web) const fn mark(opinion: Opinion) -> &'static str {
    match opinion {
        Opinion::Agree => "✓",
        Opinion::Disagree => "✗",
        Opinion::None => "–",
    }
}
