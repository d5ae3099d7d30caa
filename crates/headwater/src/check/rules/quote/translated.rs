use std::ops::Range;

use crate::align::Counterparts;
use crate::check::rules::Case;
use crate::check::{Departure, DepartureKind, Message};
use crate::language::marks::ends_clause;
use crate::text::Span;

use super::{cut, quotations};

/// A clause of fewer pieces is not looked at.
const SHORT: usize = 3;
/// A clause of fewer pieces says too little to be missed.
const SHORTEST: usize = 6;
/// The least that must stand beside a clause for the quotation to be known by it.
const LEAST_BESIDE: usize = 4;
/// What has pieces as near as this, at the mean, to those of the other side was translated.
const TRANSLATED: f32 = 0.62;
/// What has none as near as this was not: free translations come close to it.
const NOT_TRANSLATED: f32 = 0.59;

/// A clause that a translated quotation adds, or leaves out of its middle.
///
/// **Finds** a clause inside quotation marks whose words have no counterpart in the passage, while the
/// rest of the quotation has; and a clause of the passage's quotation without a counterpart in the
/// sentence, while what stands before and behind it has. Where the other side has such a clause too, and no
/// fewer clauses, one may be a free translation of the other, and nothing is said.
///
/// **Why it matters**: a translator chooses the words, but not what was said.
///
/// **Example**: „Wir haben geprüft, und der Minister wusste es, und werden berichten“ where the source
/// has "We have checked and will report".
///
/// **Limits**: needs the word model. A quotation may stop early or begin late without a word on it. What
/// was put into the middle of a clause is not seen, nor one word for another.
pub(super) fn find(case: &Case<'_>) -> Vec<Departure> {
    let Some(agreement) = case.agreement else {
        return Vec::new();
    };
    let article = case.article.reading.document().text();
    let source = case.source.reading.document().text();
    let ours = quotations(std::slice::from_ref(case.sentence));
    let theirs = quotations(case.passage_sentences());
    let ours = Quotations::of(article, ours, &agreement.sentence);
    let theirs = Quotations::of(source, theirs, &agreement.passage);
    let (Some(our_best), Some(their_best)) = (
        ours.most_carried(&agreement.sentence),
        theirs.most_carried(&agreement.passage),
    ) else {
        return Vec::new();
    };
    let mut found = Vec::new();
    if theirs.are_translated() || ours.count() > theirs.count() {
        let added = ours.clauses(Clauses::added).into_iter();
        found.extend(added.map(|clause| departure(case, clause, their_best, Message::QuotesMore)));
    }
    let may_be_cut = ours.are_translated() || theirs.count() > ours.count();
    if may_be_cut && !ours.say_that_they_are_cut(article) {
        let omitted = theirs.clauses(Clauses::omitted).into_iter();
        found.extend(omitted.map(|clause| departure(case, our_best, clause, Message::QuotesLess)));
    }
    found
}

fn departure(case: &Case<'_>, ours: Span, theirs: Span, message: Message) -> Departure {
    let said = case.article_text(ours).to_owned();
    let source = case.source_text(theirs).to_owned();
    case.departure(
        DepartureKind::Quote,
        (ours, Some(said)),
        (theirs, Some(source)),
        message,
    )
}

/// The quotations of one side, each with its clauses.
struct Quotations(Vec<(Span, Clauses)>);

impl Quotations {
    fn of(text: &str, spans: Vec<Span>, counterparts: &Counterparts) -> Self {
        let spans = spans.into_iter();
        Self(
            spans
                .map(|span| (span, Clauses::of(text, span, counterparts)))
                .collect(),
        )
    }

    /// The clause that is picked from each.
    fn clauses(&self, pick: fn(&Clauses) -> Option<Span>) -> Vec<Span> {
        let each = self.0.iter();
        each.filter_map(|(_, clauses)| pick(clauses)).collect()
    }

    fn most_carried(&self, counterparts: &Counterparts) -> Option<Span> {
        let spans = self.0.iter().map(|(span, _)| *span);
        let nearness = |span: &Span| counterparts.mean_in(*span);
        spans.max_by(|a, b| nearness(a).total_cmp(&nearness(b)))
    }

    /// Whether the other side carries all their clauses.
    fn are_translated(&self) -> bool {
        self.0.iter().all(|(_, clauses)| {
            let least = clauses.least_carried(SHORT, 0..clauses.0.len());
            least.is_none_or(|(_, nearness)| nearness >= TRANSLATED)
        })
    }

    /// How many clauses they have.
    fn count(&self) -> usize {
        let clauses = self.0.iter().flat_map(|(_, clauses)| &clauses.0);
        clauses
            .filter(|(_, cosines)| cosines.len() >= SHORT)
            .count()
    }

    fn say_that_they_are_cut(&self, text: &str) -> bool {
        let mut spans = self.0.iter();
        spans.any(|(span, _)| cut::says_so(span.of(text)))
    }
}

/// The clauses of a quotation, each with the cosines of its pieces.
struct Clauses(Vec<(Span, Vec<f32>)>);

impl Clauses {
    fn of(text: &str, quotation: Span, counterparts: &Counterparts) -> Self {
        let clauses = clauses(text, quotation).into_iter();
        Self(
            clauses
                .map(|clause| (clause, counterparts.inside(clause).collect()))
                .collect(),
        )
    }

    /// The clause that the other side carries least, where it does not carry it but the rest.
    fn added(&self) -> Option<Span> {
        let (at, nearness) = self.least_carried(SHORTEST, 0..self.0.len())?;
        let rest = [self.cosines(0..at), self.cosines(at + 1..self.0.len())].concat();
        let (clause, _) = self.0.get(at)?;
        (nearness < NOT_TRANSLATED && are_carried(&rest)).then_some(*clause)
    }

    /// The clause between the first and the last that the other side carries least, where it does not
    /// carry it but what stands on either side of it.
    fn omitted(&self) -> Option<Span> {
        let middle = 1..self.0.len().saturating_sub(1);
        let (at, nearness) = self.least_carried(SHORTEST, middle)?;
        let (before, behind) = (self.cosines(0..at), self.cosines(at + 1..self.0.len()));
        let (clause, _) = self.0.get(at)?;
        let is_omitted = nearness < TRANSLATED && are_carried(&before) && are_carried(&behind);
        is_omitted.then_some(*clause)
    }

    /// Of the clauses with at least so many pieces the place of the one that is carried least, and how near
    /// its pieces are to their counterparts.
    fn least_carried(&self, shortest: usize, places: Range<usize>) -> Option<(usize, f32)> {
        let nearness = places.filter_map(|at| {
            let (_, cosines) = self.0.get(at)?;
            (cosines.len() >= shortest).then(|| (at, mean(cosines)))
        });
        nearness.min_by(|a, b| a.1.total_cmp(&b.1))
    }

    fn cosines(&self, places: Range<usize>) -> Vec<f32> {
        let clauses = self.0.get(places).unwrap_or_default().iter();
        clauses.flat_map(|(_, cosines)| cosines).copied().collect()
    }
}

fn are_carried(cosines: &[f32]) -> bool {
    cosines.len() >= LEAST_BESIDE && mean(cosines) > TRANSLATED
}

fn mean(cosines: &[f32]) -> f32 {
    cosines.iter().sum::<f32>() / cosines.len().max(1) as f32
}

/// The stretches of a quotation between punctuation, without that of numbers.
fn clauses(text: &str, quotation: Span) -> Vec<Span> {
    let quoted = quotation.of(text);
    let mut clauses = Vec::new();
    let mut start = 0;
    let mut push = |from: usize, to: usize| {
        let clause = quoted.get(from..to).unwrap_or_default();
        let kept = clause.trim();
        if kept.chars().any(char::is_alphanumeric) {
            let before = clause.len() - clause.trim_start().len();
            let from = quotation.start() + from + before;
            clauses.push(Span::new(from, from + kept.len()));
        }
    };
    for (at, c) in quoted.char_indices() {
        let behind = at + c.len_utf8();
        let digit = |c: Option<char>| c.is_some_and(|c| c.is_ascii_digit());
        let before = quoted.get(..at).and_then(|text| text.chars().next_back());
        let next = quoted.get(behind..).and_then(|text| text.chars().next());
        if ends_clause(c) && !(digit(before) && digit(next)) {
            push(start, at);
            start = behind;
        }
    }
    push(start, quoted.len());
    clauses
}

#[cfg(test)]
mod tests {
    use super::clauses;
    use crate::text::Span;

    #[test]
    fn a_clause_ends_at_punctuation_but_not_inside_a_number() {
        let text = "x «Of 1,200 boats, 3.5 % sank; none was found.» y";
        let found = clauses(text, Span::new(2, text.len() - 2));
        let found: Vec<&str> = found.iter().map(|span| span.of(text)).collect();
        assert_eq!(found, ["Of 1,200 boats", "3.5 % sank", "none was found"]);
    }
}
