mod cut;
mod translated;

use similar::{Algorithm, capture_diff_slices, get_diff_ratio};

use super::Case;
use crate::check::{Departure, DepartureKind, Message};
use crate::language::values::{Value, ValueKind};
use crate::text::Span;

/// How far beside its passage a quotation is looked for.
const REACH: usize = 2;
/// A quotation shorter than this many letters is a name, a title or a word under reserve.
const SHORTEST: usize = 8;
/// Two quotations that share less than this are not the same one altered.
const LEAST_ALIKE: f32 = 0.5;
/// Nor are two titles that share less than this: titles are short, and full of the same words.
const LEAST_ALIKE_TITLES: f32 = 0.75;

/// Other words inside quotation marks.
///
/// **Finds** a quotation of the sentence that stands in the passage, or close to it, with other
/// words. Punctuation, case and the form of the quotation marks do not count.
///
/// **Why it matters**: quotation marks promise the speaker's own words.
///
/// **Example**: “我们不会再等两年” where the source has “我们不会再等十年”.
///
/// A title in quotation marks is taken for the same where one holds the other: "The Lamp" is
/// "The Lamp: A Life at Sea". Dots may stand for words of the source that deny nothing.
///
/// A translated quotation is never word for word: see `translated.rs`.
///
/// **Limits**: silent between two scripts of one language. A quotation that the source does not have at all
/// is not reported here.
pub(super) fn find(case: &Case<'_>) -> Vec<Departure> {
    let (ours, theirs) = (case.article.reading, case.source.reading);
    if ours.language() != theirs.language() {
        return translated::find(case);
    }
    if ours.script() != theirs.script() {
        return Vec::new();
    }
    let theirs: Vec<Span> = quotations(case.around(REACH));
    let passage = all_text(case);
    let there = letters(&passage);
    let is_there = |text: &str, said: &[char]| {
        contains(&there, said) || cut::is_honest(text, &passage, case.source.reading.language())
    };
    quotations(std::slice::from_ref(case.sentence))
        .into_iter()
        .filter_map(|ours| {
            let text = case.article_text(ours);
            let (said, is_title) = (letters(text), is_title(text));
            if said.len() < SHORTEST || is_there(text, &said) {
                return None;
            }
            let (span, ratio) = theirs
                .iter()
                .map(|span| (*span, alikeness(&said, &letters(case.source_text(*span)))))
                .max_by(|a, b| a.1.total_cmp(&b.1))?;
            let least = if is_title {
                LEAST_ALIKE_TITLES
            } else {
                LEAST_ALIKE
            };
            let is_shorter = is_title && contains(&said, &letters(case.source_text(span)));
            (ratio >= least && !is_shorter).then(|| altered(case, ours, span))
        })
        .collect()
}

/// Whether all longer words begin with a capital, and not all letters are capitals: the title of a work,
/// in scripts that have capitals.
fn is_title(text: &str) -> bool {
    let words = text.split(|c: char| !c.is_alphanumeric());
    let mut long = words.filter(|word| word.chars().count() > 3);
    text.contains(char::is_lowercase) && long.all(|word| !word.starts_with(char::is_lowercase))
}

fn altered(case: &Case<'_>, ours: Span, theirs: Span) -> Departure {
    let (said, source) = (case.article_text(ours), case.source_text(theirs));
    case.departure(
        DepartureKind::Quote,
        (ours, Some(said.to_owned())),
        (theirs, Some(source.to_owned())),
        Message::QuotesOther,
    )
}

fn quotations(sentences: &[crate::align::Annotated]) -> Vec<Span> {
    let values = sentences.iter().flat_map(|sentence| &sentence.values);
    values
        .filter(|value| value.kind() == ValueKind::Quote)
        .flat_map(in_marks)
        .collect()
}

/// The words in marks: the whole of a direct quotation, and parts of a sentence that says in other
/// words what somebody said.
fn in_marks(value: &Value) -> Vec<Span> {
    value
        .speech()
        .map_or_else(|| vec![value.span()], |speech| speech.quoted().to_vec())
}

fn all_text(case: &Case<'_>) -> String {
    let around = case.around(REACH).iter();
    let texts: Vec<&str> = around
        .map(|sentence| case.source_text(sentence.span))
        .collect();
    texts.join("\n")
}

/// The letters and digits of a text in lower case: what is left when punctuation does not count.
fn letters(text: &str) -> Vec<char> {
    text.chars()
        .filter(|c| c.is_alphanumeric())
        .flat_map(char::to_lowercase)
        .collect()
}

fn contains(all: &[char], part: &[char]) -> bool {
    all.windows(part.len().max(1)).any(|window| window == part)
}

fn alikeness(a: &[char], b: &[char]) -> f32 {
    let operations = capture_diff_slices(Algorithm::Myers, a, b);
    get_diff_ratio(&operations, a.len(), b.len())
}
