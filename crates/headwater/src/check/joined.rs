//! The further passages of a sentence that joins what stands in several places.
//!
//! "The ferry has 212 seats and was built in 1987" may rest on one sentence for the seats and on another,
//! far from it, for the year. The second is evidence only where it brings a good part of what the first
//! leaves open: a wrong highlight is worse than none.

use super::{Departure, DepartureKind, may_be, support};
use crate::align::{Agreement, Annotated, Counterparts, Passage, Side, placed};
use crate::language::values::name::occurs_in;
use crate::language::values::{self, Value, ValueKind, compare};
use crate::text::Span;

/// So many are looked at beside the first.
const LOOKED_AT: usize = 4;
/// So many are taken.
const TAKEN: usize = 2;

/// Within one language: what part of the sentence's words, rare ones counting more, a further passage has
/// that the first lacks. Of those with so much, three in four carry a part of a claim of `WiCE`.
const NEW_WORDS: f32 = 0.1;
/// Each of these words is nearer to its counterpart there by this, since a common word stands anywhere.
const WORD_RISES: f32 = 0.1;
/// Across languages: what part of the sentence's pieces has a counterpart there so near, and by so much
/// nearer than in the first. Of the sentences of translated news one in two hundred has such a passage.
const NEW_PIECES: f32 = 0.12;
const PIECE_NEAR: f32 = 0.6;
const PIECE_RISES: f32 = 0.15;

/// How many pieces on either side of a value or a name say what it is about.
const BESIDE: usize = 4;
/// From this on, a text has a name that is listened for.
const HEARD: f32 = 0.5;
/// From this cosine on, the words of a name have a counterpart.
const NAMED: f32 = 0.55;

/// The places of the passages that may carry another part of a sentence than the first: single sentences
/// of its source, or of what the article cites, that are no part of it.
pub(crate) fn others(passages: &[Passage]) -> Vec<usize> {
    let Some(first) = passages.first() else {
        return Vec::new();
    };
    let may_carry = |other: &Passage| {
        let is_near = other.side == first.side || other.cited;
        let is_apart =
            other.side != first.side || !first.sentences.contains(&other.sentences.start);
        other.sentences.len() == 1 && is_near && is_apart && may_be(support::found(other))
    };
    let all = passages.iter().enumerate();
    let others = all.filter(|(_, other)| may_carry(other));
    others.map(|(at, _)| at).take(LOOKED_AT).collect()
}

/// A sentence and the passages that it may rest on, the first of which carries it in part at least.
pub(super) struct Joined<'a> {
    pub(super) article: &'a Side<'a>,
    pub(super) sentence: &'a Annotated,
    pub(super) passages: &'a [Passage],
    /// Where it seems to depart from the first.
    pub(super) departures: &'a [Departure],
    /// What its words say of the first passage and of those of [`others`].
    pub(super) agreement: Option<&'a Agreement>,
    pub(super) sources: &'a [Side<'a>],
}

/// A further passage that carries a part of a sentence.
pub(super) struct Further<'a> {
    pub(super) passage: &'a Passage,
    joined: &'a Joined<'a>,
    source: &'a Side<'a>,
    there: &'a Annotated,
    /// The sentence's pieces beside it.
    beside: Option<&'a Counterparts>,
    /// Where the sentence seems to depart from the first passage and does not, since this one has it.
    excused: Vec<&'a Departure>,
    /// Where it does nevertheless: what this one has of that is about something else.
    of_others: Vec<Span>,
}

impl<'a> Joined<'a> {
    /// The passages that carry a part of the sentence which those before them do not, the one that carries
    /// the largest part first.
    pub(super) fn further(&'a self) -> Vec<Further<'a>> {
        let mut open = self.open();
        let mut carried = Carried::by_first(self);
        let mut taken = Vec::new();
        while taken.len() < TAKEN {
            let gains = open.iter().enumerate().filter_map(|(at, other)| {
                let gain = other.gain(&carried);
                (gain >= 1.0).then_some((at, gain))
            });
            let Some((at, _)) =
                gains.reduce(|best, next| if next.1 > best.1 { next } else { best })
            else {
                break;
            };
            let best = open.remove(at);
            carried.add(&best);
            taken.push(best);
        }
        taken
    }

    /// All that are looked at.
    fn open(&'a self) -> Vec<Further<'a>> {
        let further = |(at, place): (usize, usize)| {
            let passage = self.passages.get(place)?;
            let source = self.sources.get(passage.side)?;
            let mut further = Further {
                passage,
                joined: self,
                source,
                there: source.sentences.get(passage.sentences.start)?,
                beside: self
                    .agreement
                    .and_then(|agreement| agreement.further.get(at)),
                excused: Vec::new(),
                of_others: Vec::new(),
            };
            let all = self.departures.iter();
            let (excused, others): (Vec<_>, Vec<_>) = all.partition(|one| further.has(one));
            further.excused = excused;
            further.of_others = others.iter().map(|one| one.article().span()).collect();
            Some(further)
        };
        let places = others(self.passages).into_iter().enumerate();
        places.filter_map(further).collect()
    }

    fn text(&self) -> &'a str {
        self.article.text_of(self.sentence)
    }
}

/// What is carried of a sentence so far.
struct Carried<'a> {
    by: Vec<&'a Annotated>,
    pieces: Option<Counterparts>,
}

impl<'a> Carried<'a> {
    fn by_first(joined: &'a Joined<'a>) -> Self {
        let first = joined.passages.first();
        let by = first.and_then(|first| {
            let source = joined.sources.get(first.side)?;
            source.sentences.get(first.sentences.clone())
        });
        Self {
            by: by.into_iter().flatten().collect(),
            pieces: joined.agreement.map(|agreement| agreement.sentence.clone()),
        }
    }

    fn add(&mut self, further: &Further<'a>) {
        self.by.push(further.there);
        let both = self.pieces.take().zip(further.beside);
        self.pieces = both.map(|(pieces, beside)| pieces.nearer(beside));
    }

    fn has(&self, word: &str) -> bool {
        self.by.iter().any(|sentence| sentence.words.contains(word))
    }

    fn states(&self, value: &Value) -> bool {
        self.by.iter().any(|sentence| states(sentence, value))
    }
}

impl Further<'_> {
    /// How much it carries that is not carried yet: 1 is just enough.
    fn gain(&self, carried: &Carried<'_>) -> f32 {
        if self.passage.coverage.is_some() {
            self.new_words(carried) / NEW_WORDS
        } else {
            let pieces = self.beside.zip(carried.pieces.as_ref());
            let share = pieces.map(|(beside, carried)| {
                beside.share_risen(PIECE_NEAR, PIECE_RISES, carried, &self.of_others)
            });
            share.unwrap_or(0.0) / NEW_PIECES
        }
    }

    /// What part of the sentence's words, by weight, it has and what is carried lacks; a value that it
    /// states counts as the words of the sentence for it.
    fn new_words(&self, carried: &Carried<'_>) -> f32 {
        let start = self.joined.sentence.span.start();
        let values = self.joined.sentence.values.iter();
        let stated: Vec<Span> = values
            .filter(|value| states(self.there, value) && !carried.states(value))
            .map(Value::span)
            .collect();
        let (mut new, mut all) = (0.0, 0.0);
        for (span, word) in placed(self.joined.text()) {
            let span = span.shift(start);
            let weight = self.source.rarity.weight(&word);
            all += weight;
            let is_stated = stated.iter().any(|value| value.contains(span));
            let is_new = || {
                let there = self.there.words.contains(&word) && !carried.has(&word);
                there && self.rises(span, carried)
            };
            let is_of_others = self.of_others.iter().any(|other| other.intersects(span));
            if !is_of_others && (is_stated || is_new()) {
                new += weight;
            }
        }
        if all > 0.0 { new / all } else { 0.0 }
    }

    /// Whether a word has its counterpart rather here; without a word model it may.
    fn rises(&self, word: Span, carried: &Carried<'_>) -> bool {
        let both = self.beside.zip(carried.pieces.as_ref());
        both.is_none_or(|(beside, carried)| {
            beside.mean_in(word) - carried.mean_in(word) >= WORD_RISES
        })
    }

    /// Whether the sentence does not depart here after all.
    pub(super) fn excuses(&self, departure: &Departure) -> bool {
        self.excused.contains(&departure)
    }

    /// Whether it has the figure, date or name by which the sentence seems to depart from its first passage,
    /// and carries rather than the first what stands beside it: an equal figure of something else does not
    /// excuse a wrong one. That is for a word model to say.
    fn has(&self, departure: &Departure) -> bool {
        let span = departure.article().span();
        let about_it = self
            .beside
            .zip(self.joined.agreement)
            .is_some_and(|(beside, agreement)| {
                beside.rise_beside(span, BESIDE, &agreement.sentence) > 0.0
            });
        about_it
            && match departure.kind() {
                DepartureKind::Number | DepartureKind::Date => {
                    let mut values = self.joined.sentence.values.iter();
                    values.any(|value| value.span() == span && states(self.there, value))
                }
                DepartureKind::Name => self.names(span),
                _ => false,
            }
    }

    fn names(&self, span: Span) -> bool {
        let name = span.of(self.joined.article.reading.document().text());
        let there = self.source.text_of(self.there);
        let languages = [self.joined.article, self.source].map(|side| side.reading.language());
        self.beside
            .is_some_and(|beside| beside.lowest(span) >= NAMED)
            || occurs_in(name, languages[0], there, languages[1]) >= HEARD
    }
}

/// Whether a sentence of a source states a value of the article.
fn states(sentence: &Annotated, value: &Value) -> bool {
    let is_said = value.kind() != ValueKind::Quote && value.value().is_some();
    let same = |other: &Value| compare(value, other) == values::Agreement::Same;
    is_said && sentence.values.iter().any(same)
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Hints, read};
    use crate::language::Reading;

    const ARTICLE: &str =
        "The ferry Halden has 212 seats and was launched at the Orrin shipyard in 1987.";
    const SOURCE: &str = "The ferry Halden has 212 seats. Dogs must be kept on a leash. \
        The ferry left the Orrin shipyard in 1987. Its seats are red.";

    fn reading(text: &str) -> Reading {
        Reading::of(read(text.as_bytes(), &Hints::new("a.md")).unwrap())
    }

    /// The sentences of the source as passages that fit, the best first.
    fn passages(source: &Side<'_>, cosines: &[f32]) -> Vec<Passage> {
        let all = source.sentences.iter().enumerate().zip(cosines);
        let mut all: Vec<Passage> = all
            .map(|((at, sentence), cosine)| Passage {
                side: 0,
                sentences: at..at + 1,
                span: sentence.span,
                cosine: *cosine,
                margin: 0.8,
                coverage: Some(0.5),
                cited: false,
                rank: *cosine,
            })
            .collect();
        all.sort_by(|a, b| b.rank.total_cmp(&a.rank));
        all
    }

    #[test]
    fn only_single_sentences_beside_the_first_that_may_be_meant_are_looked_at() {
        let source = reading(SOURCE);
        let source = Side::of(&source);
        let mut all = passages(&source, &[0.99, 0.3, 0.98, 0.97]);
        assert_eq!(others(&all), [1, 2]);
        // one that the first holds already, and one of a source that the article does not cite
        all[0].sentences = 0..3;
        assert_eq!(others(&all), [2]);
        all[2].side = 1;
        assert!(others(&all).is_empty());
        all[2].cited = true;
        assert_eq!(others(&all), [2]);
        assert!(others(&[]).is_empty());
    }

    #[test]
    fn a_passage_is_taken_for_what_the_first_lacks_and_not_for_what_it_has() {
        let (article, source) = (reading(ARTICLE), reading(SOURCE));
        let (article, source) = (Side::of(&article), Side::of(&source));
        let passages = passages(&source, &[0.99, 0.98, 0.97, 0.96]);
        let joined = Joined {
            article: &article,
            sentence: &article.sentences[0],
            passages: &passages,
            departures: &[],
            agreement: None,
            sources: std::slice::from_ref(&source),
        };
        let further = joined.further();
        let texts: Vec<_> = further
            .iter()
            .map(|one| source.text_of(one.there))
            .collect();
        assert_eq!(texts, ["The ferry left the Orrin shipyard in 1987."]);
    }
}
