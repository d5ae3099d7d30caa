//! How likely it is that a name of one side has no counterpart on the other, from how it sounds and
//! from what its words say.

use std::cell::LazyCell;

use super::{Case, forms, heard_far, heard_in, is_link};
use crate::align::{Agreement, Annotated};
use crate::check::weights::{Feature, WEIGHTS, Weighed};
use crate::language::Language;
use crate::language::values::name::{self, Ear};
use crate::language::values::{Value, ValueKind};
use crate::text::Span;

/// A name of the article's sentence or of its passage, and how likely it is that the other side does
/// not have it.
#[derive(Debug, Clone, PartialEq)]
pub struct Named {
    pub(super) is_here: bool,
    pub(super) span: Span,
    pub(super) missing: Weighed,
}

impl Named {
    /// Whether it stands in the article, not in the source.
    #[must_use]
    pub fn is_here(&self) -> bool {
        self.is_here
    }

    /// Where it stands, in the article's or the source's text.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }

    /// How likely it is that the other side does not have it.
    #[must_use]
    pub fn missing(&self) -> f32 {
        self.missing.chance
    }

    /// What that was weighed from.
    #[must_use]
    pub fn features(&self) -> &[Feature] {
        &self.missing.features
    }

    fn weigh(is_here: bool, span: Span, sounds: &Sounds, agreement: &Agreement) -> Self {
        let (table, words) = if is_here {
            (&WEIGHTS.named_here, &agreement.sentence)
        } else {
            (&WEIGHTS.named_there, &agreement.passage)
        };
        let missing = table.weigh(&[
            ("heard", sounds.near),
            ("heard_far", sounds.far),
            ("lowest", words.lowest(span)),
            ("mean", words.mean_in(span)),
            ("sentence_tenth", agreement.sentence.quantile(0.1)),
            ("sentence_lowest", agreement.sentence.quantile(0.0)),
        ]);
        Self {
            is_here,
            span,
            missing,
        }
    }
}

/// All names of the sentence and of its passage, where a word model looked at both.
pub(crate) fn weigh(case: &Case<'_>) -> Vec<Named> {
    let (Some((ours, theirs)), Some(agreement)) = (case.languages(), case.agreement) else {
        return Vec::new();
    };
    let mut all = here(case, ours, theirs, agreement);
    all.extend(there(case, ours, theirs, agreement));
    all
}

fn here(case: &Case<'_>, ours: Language, theirs: Language, agreement: &Agreement) -> Vec<Named> {
    let text = case.article_text(case.sentence.span);
    let near = LazyCell::new(|| Ear::new(&heard_in(case), Some(theirs)));
    let far = LazyCell::new(|| Ear::new(&heard_far(case), Some(theirs)));
    names(case.sentence, text, ours)
        .into_iter()
        .map(|span| (case.article_text(span), span))
        .filter(|(name, span)| {
            !(is_link(case, *span) || ours == theirs && case.source.has_words(name))
        })
        .map(|(name, span)| {
            let forms = forms(case, name, ours);
            let heard = forms.iter().map(|form| near.hears(form, Some(ours)));
            let sounds = Sounds {
                near: heard.fold(0.0, f32::max),
                far: far.hears(name, Some(ours)),
            };
            Named::weigh(true, span, &sounds, agreement)
        })
        .collect()
}

fn there(case: &Case<'_>, ours: Language, theirs: Language, agreement: &Agreement) -> Vec<Named> {
    let near = LazyCell::new(|| Ear::new(case.article_text(case.sentence.span), Some(ours)));
    let passage = case.passage_sentences().iter();
    passage
        .flat_map(|sentence| {
            let text = case.source_text(sentence.span);
            let names = names(sentence, text, theirs).into_iter();
            names.map(move |span| (case.source_text(span), span))
        })
        .filter(|(name, _)| ours != theirs || !case.article.has_words(name))
        .map(|(name, span)| {
            let sounds = Sounds {
                near: near.hears(name, Some(theirs)),
                far: case.article.hears(name, Some(theirs)),
            };
            Named::weigh(false, span, &sounds, agreement)
        })
        .collect()
}

/// The names of a sentence: what is spelled in any language, and what is told by its capitals alone. A
/// month is a date, and the end of a longer name is none besides it: San Jose is no Jose, though President
/// Oakwood is Oakwood.
fn names(sentence: &Annotated, text: &str, language: Language) -> Vec<Span> {
    const DATES: [ValueKind; 2] = [ValueKind::Date, ValueKind::DateTime];
    let values = sentence.values.iter();
    let dates = values.filter(|value| DATES.contains(&value.kind()));
    let dates: Vec<Span> = dates.map(Value::span).collect();
    let start = sentence.span.start();
    let mut all: Vec<Span> = name::find(text, language)
        .into_iter()
        .filter(|name| !name::is_of_a_country(name.of(text)))
        .chain(name::proper(text, language))
        .filter(|name| !name::is_general(name.of(text), language))
        .map(|name| name.shift(start))
        .filter(|name| !dates.iter().any(|date| date.contains(*name)))
        .collect();
    all.sort_unstable();
    all.dedup();
    let whole = all.clone();
    let is_end_of = |name: Span, other: Span| {
        let before = Span::new(other.start() - start, name.start() - start).of(text);
        let last = before.split_whitespace().next_back();
        last.is_some_and(|word| {
            word.starts_with(char::is_uppercase) && !name::is_general(word, language)
        })
    };
    all.retain(|name| {
        let mut longer = whole
            .iter()
            .filter(|other| *other != name && other.contains(*name));
        !longer.any(|other| is_end_of(*name, *other))
    });
    all
}

/// How well the other side sounds like a name, in and beside the passage and in the text around.
struct Sounds {
    near: f32,
    far: f32,
}
