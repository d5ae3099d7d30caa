//! What a sentence's marks and other words say together, for comparing two sentences.

use super::pattern::Folded;
use super::table::{self, Aside, Role};
use super::{Mark, MarkKind};
use crate::language::Language;
use crate::text::Span;

/// How sure a sentence is of what it says, and what it denies.
#[derive(Debug, Default)]
pub(crate) struct Stance {
    pub(crate) marks: Vec<Mark>,
    /// How many words and idioms may be how another language's denial is put.
    pub(crate) hints: usize,
    /// Whether it is ascribed to somebody, or only possible.
    pub(crate) attributed: bool,
    /// Where it is told as having happened.
    pub(crate) done: Option<Span>,
    /// Where somebody denies, and where somebody grants.
    pub(crate) denies: Option<Span>,
    pub(crate) admits: Option<Span>,
    /// Whether a second word of denial only repeats the first.
    pub(crate) concord: bool,
}

impl Stance {
    pub(crate) fn of_kind(&self, kind: MarkKind) -> impl Iterator<Item = &Mark> {
        self.marks.iter().filter(move |mark| mark.kind() == kind)
    }

    /// Whether anything keeps it from being told as plain fact.
    pub(crate) fn is_guarded(&self) -> bool {
        let guards = |mark: &Mark| mark.kind() != MarkKind::Negation;
        self.attributed || self.marks.iter().any(guards)
    }
}

/// What the words of a text say together. Spans are those of the text, with `by` added.
pub(crate) fn stance(text: &str, language: Language, by: usize) -> Stance {
    let Some(table) = table::of(language) else {
        return Stance::default();
    };
    let folded = Folded::of(text);
    let matched = super::matched(&folded, table);
    let idioms = matched.iter().filter(|found| found.role == Role::Idiom);
    let idioms = idioms.count();
    let taken: Vec<(usize, usize)> = matched
        .iter()
        .filter(|found| match found.role {
            Role::Nothing | Role::Idiom => true,
            Role::Mark { kind, .. } => kind == MarkKind::Negation,
        })
        .map(|found| (found.start, found.end))
        .collect();
    let mut stance = Stance {
        marks: super::find(text, language)
            .into_iter()
            .map(|mark| mark.shift(by))
            .collect(),
        concord: table.concord,
        ..Stance::default()
    };
    for (aside, patterns) in &table.asides {
        let free = *aside == Aside::Denies || *aside == Aside::Admits;
        let mut found = (0..folded.len()).filter_map(|at| {
            let (end, ()) = patterns.starting(&folded, at)?;
            let place = taken.partition_point(|(_, taken)| *taken <= at);
            let inside = taken.get(place).is_some_and(|(start, _)| *start < end);
            (free || !inside).then(|| folded.span(at, end).shift(by))
        });
        match aside {
            Aside::Hint => stance.hints = idioms + found.count(),
            Aside::Attributed => stance.attributed = found.next().is_some(),
            Aside::Done => stance.done = found.next(),
            Aside::Denies => stance.denies = found.next(),
            Aside::Admits => stance.admits = found.next(),
        }
    }
    stance
}

/// How much a text says, in tenths of a letter of English that says as much. Rough: within a third of
/// the truth for nine sentences in ten.
pub(crate) fn extent(text: &str, language: Language) -> usize {
    let letters = table::of(language).map_or(100, |table| table.letters.max(1)) as usize;
    let tenths: usize = text.chars().map(tenths).sum();
    tenths * 100 / letters
}

fn tenths(c: char) -> usize {
    match c {
        '\u{3040}'..='\u{30FF}' => 18,
        '\u{3400}'..='\u{9FFF}' | '\u{F900}'..='\u{FAFF}' | '\u{20000}'..='\u{3FFFF}' => 28,
        '\u{AC00}'..='\u{D7A3}' => 23,
        '\u{600}'..='\u{6FF}' => 12,
        _ if c.is_alphanumeric() => 10,
        _ => 0,
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_plain_statement_is_not_guarded() {
        let guarded = |text, language| stance(text, language, 0).is_guarded();
        assert!(!guarded(
            "The delegation threatened to leave.",
            Language::English
        ));
        assert!(guarded("The delegation may leave.", Language::English));
        assert!(guarded(
            "La délégation aurait menacé de partir.",
            Language::French
        ));
        assert!(!guarded(
            "La délégation a menacé de partir.",
            Language::French
        ));
        assert!(guarded("消息称代表团威胁退出。", Language::Chinese));
    }

    #[test]
    fn the_same_news_says_about_as_much_in_every_language() {
        let english = extent("The council has closed the old bridge.", Language::English);
        for (text, language) in [
            ("市议会关闭了那座旧桥。", Language::Chinese),
            ("市議会は古い橋を閉鎖した。", Language::Japanese),
            ("시의회는 낡은 다리를 폐쇄했다.", Language::Korean),
            (
                "Der Stadtrat hat die alte Brücke gesperrt.",
                Language::German,
            ),
            ("أغلق المجلس البلدي الجسر القديم.", Language::Arabic),
        ] {
            let other = extent(text, language);
            assert!(
                other * 3 > english * 2 && other * 2 < english * 3,
                "{language}: {other}"
            );
        }
    }
}
