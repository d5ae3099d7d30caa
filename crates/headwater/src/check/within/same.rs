//! Whether two values of one article are about one thing, so that it says otherwise of itself.

use crate::align::{Annotated, Side, beginning, in_order};
use crate::document::BlockKind;
use crate::language::marks::{self, MarkKind, Stance};
use crate::language::values::{Agreement, Speech, Value, ValueKind, compare, may_be_year};
use crate::language::{Language, retold};
use crate::text::Span;

/// A sentence with what stands in it.
pub(super) struct Told<'a> {
    sentence: &'a Annotated,
    text: &'a str,
    language: Option<Language>,
}

impl<'a> Told<'a> {
    pub(super) fn of(side: &Side<'a>, sentence: &'a Annotated) -> Self {
        Self {
            sentence,
            text: side.text_of(sentence),
            language: side.reading.language(),
        }
    }

    pub(super) fn value_at(&self, place: Span) -> Option<&'a Value> {
        let mut values = self.sentence.values.iter();
        values.find(|value| value.span() == place && value.kind() != ValueKind::Quote)
    }

    /// The text before and behind a value.
    fn around(&self, value: &Value) -> (&'a str, &'a str) {
        let start = self.sentence.span.start();
        let before = self.text.get(..value.span().start() - start);
        let behind = self.text.get(value.span().end() - start..);
        (before.unwrap_or_default(), behind.unwrap_or_default())
    }

    fn stance(&self) -> Stance {
        let language = self.language;
        language.map_or_else(Stance::default, |language| {
            marks::stance(self.text, language, 0)
        })
    }

    /// Whether both are as sure of what they tell, and nobody else says it.
    pub(super) fn tells_as(&self, other: &Self) -> bool {
        let (ours, theirs) = (self.stance(), other.stance());
        let count = |stance: &Stance, kind| stance.of_kind(kind).count();
        let alike = MarkKind::ALL
            .into_iter()
            .all(|kind| count(&ours, kind) == count(&theirs, kind));
        let (said, told) = (self.speakers(), other.speakers());
        alike && (said.is_empty() || told.is_empty() || said == told)
    }

    fn speakers(&self) -> Vec<&'a str> {
        let values = self.sentence.values.iter();
        let speeches = values.filter_map(Value::speech);
        speeches.filter_map(Speech::name).collect()
    }

    fn tells_of_another(&self) -> bool {
        let language = self.language;
        language.is_some_and(|language| retold::tells_of_another(self.text, language))
    }

    /// Whether a value is a figure by itself: no part of a code, no number of a list, nobody's age.
    fn is_plain(&self, value: &Value) -> bool {
        let (before, behind) = self.around(value);
        let joins = |c: char| c.is_ascii_alphanumeric() || "/-–#:_@=&+*(©".contains(c);
        let heads = before.trim().is_empty() && behind.trim_start().starts_with([':', '–', '—']);
        let begins = before.trim().is_empty() && value.kind() == ValueKind::Number;
        let numbers = begins && behind.starts_with(['.', ')', ':', '、', '．']);
        let span = value.span();
        let start = self.sentence.span.start();
        let said = self.text.get(span.start() - start..span.end() - start);
        let is_age = self
            .language
            .is_some_and(|language| retold::is_age(said.unwrap_or_default(), behind, language));
        !before.ends_with(joins) && !behind.starts_with(joins) && !numbers && !heads && !is_age
    }

    /// The word right before a value and the one right behind it, by how they begin.
    fn beside(&self, value: &Value) -> [Option<String>; 2] {
        let (before, behind) = self.around(value);
        let is_near = |c: char| c.is_whitespace() || c.is_alphanumeric();
        let last = in_order(before).pop().filter(|_| before.ends_with(is_near));
        let first = in_order(behind).into_iter().next();
        let first = first.filter(|_| behind.starts_with(is_near));
        [last, first].map(|word| word.map(|word| beginning(&word)))
    }

    /// Whether the two words before a value are those before one of the other sentence: a name, and the
    /// age behind it.
    fn stands_behind_the_same(&self, value: &Value, other: &Self, theirs: &Value) -> bool {
        let two = |told: &Self, value: &Value| -> Vec<String> {
            let (before, _) = told.around(value);
            let all = in_order(before);
            all.into_iter().rev().take(2).collect()
        };
        let ours = two(self, value);
        ours.len() == 2 && ours == two(other, theirs)
    }

    /// How many of its values could be meant by one of the other sentence, and have none there that
    /// agrees with them.
    fn left_over(&self, value: &Value, other: &Self) -> usize {
        let comparable = |own: &&Value| compare(own, value) != Agreement::Incomparable;
        let open = |own: &&Value| {
            let mut there = other.sentence.values.iter();
            !there.any(|theirs| may_be_one(own, theirs))
        };
        let values = self.sentence.values.iter();
        values.filter(comparable).filter(open).count()
    }

    /// Whether it has a date, or a place in an order, that the other one does not have.
    fn has_a_time_of_its_own(&self, but: &Value, other: &Self) -> bool {
        let dates = self.sentence.values.iter().filter(|value| {
            let kinds = [ValueKind::Time, ValueKind::Ordinal, ValueKind::Set];
            kinds.contains(&value.kind()) || is_date(value)
        });
        let mut others = dates.filter(|date| date.span() != but.span());
        others.any(|date| {
            let mut there = other.sentence.values.iter();
            !there.any(|theirs| may_be_one(date, theirs))
        })
    }
}

/// Whether the values in two places of two sentences are about one thing and cannot both hold.
///
/// `is_summed_up`: one of the sentences is a headline or a lead, which leaves the unit out, and dates.
pub(super) fn is_of_one_thing(
    ours: &Told<'_>,
    theirs: &Told<'_>,
    places: [Span; 2],
    is_summed_up: bool,
) -> bool {
    let (Some(here), Some(there)) = (ours.value_at(places[0]), theirs.value_at(places[1])) else {
        return false;
    };
    let is_date = is_date(here) && is_date(there);
    let alone = ours.left_over(there, theirs) == 1 && theirs.left_over(here, ours) == 1
        || ours.stands_behind_the_same(here, theirs, there);
    let timeless = is_date
        || !theirs.has_a_time_of_its_own(there, ours) && !ours.has_a_time_of_its_own(here, theirs)
        || is_summed_up && !ours.has_a_time_of_its_own(here, theirs);
    !may_be_one(here, there)
        && alone
        && timeless
        && ours.is_plain(here)
        && theirs.is_plain(there)
        // "At least 40" and 52 both hold.
        && here.bound() == there.bound()
        && (is_date && (is_summed_up || here.precision() == there.precision())
            || !is_date && counts_the_same(ours, theirs, [here, there], is_summed_up))
        && !ours.tells_of_another()
        && !theirs.tells_of_another()
}

/// Whether two figures count or measure one thing.
fn counts_the_same(
    ours: &Told<'_>,
    theirs: &Told<'_>,
    [here, there]: [&Value; 2],
    is_summed_up: bool,
) -> bool {
    let is_order = |value: &Value| matches!(value.kind(), ValueKind::Ordinal | ValueKind::Score);
    if is_order(here) || is_order(there) {
        return false;
    }
    match (here.unit(), there.unit()) {
        (Some(one), Some(other)) => beginning(one) == beginning(other),
        (None, None) if here.kind() == ValueKind::Number && there.kind() == ValueKind::Number => {
            let pairs = ours.beside(here).into_iter().zip(theirs.beside(there));
            pairs
                .into_iter()
                .any(|(one, other)| one.is_some() && one == other)
        }
        (None, None) => here.kind() == there.kind(),
        _ => is_summed_up,
    }
}

fn is_date(value: &Value) -> bool {
    matches!(value.kind(), ValueKind::Date | ValueKind::DateTime) || may_be_year(value)
}

/// Whether a value may be told otherwise at all.
pub(super) fn is_comparable(value: &Value) -> bool {
    value.value().is_some()
        && (is_date(value) || value.decimal().is_some() || value.kind() == ValueKind::Duration)
}

/// Whether two values may mean one, as far as their words go: who tells a thing again rounds it, and
/// what was concluded from a date that was said in part does not count.
pub(super) fn may_be_one(one: &Value, other: &Value) -> bool {
    let rough = |value: &Value| {
        let mut value = value.clone();
        value.approximate |= value.decimal().is_some();
        if let Some(said) = value.said.take() {
            value.value = Some(said);
        }
        value
    };
    compare(&rough(one), &rough(other)) == Agreement::Same || compare(one, other) == Agreement::Same
}

/// Whether a sentence is one of running text that ends as a statement does.
pub(super) fn is_running_text(side: &Side<'_>, sentence: &Annotated) -> bool {
    let blocks = side.reading.document().blocks();
    let at = blocks.partition_point(|block| block.span().end() <= sentence.span.start());
    let kind = blocks.get(at).map(|block| block.kind());
    let runs = matches!(
        kind,
        Some(BlockKind::Paragraph | BlockKind::Lead | BlockKind::Quote)
    );
    let closing = |c: char| c.is_whitespace() || "\"'”’»」』)）".contains(c);
    let text = side.text_of(sentence).trim_end_matches(closing);
    runs && text.ends_with(['.', '!', '。', '！', '．'])
}
