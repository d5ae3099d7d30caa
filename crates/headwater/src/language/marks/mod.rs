//! Words by which a sentence denies, doubts, makes a condition or looks ahead, and what they apply to.
//!
//! The words stand in `data/<tag>/marks.toml`. How far a mark reaches is found by simple means: from
//! the mark to the end of its clause, or, where marks are endings (Japanese, Korean), from the
//! beginning of the clause to the mark. A clause ends at punctuation and before the words that open
//! another.
//!
//! ```
//! use headwater::language::{Language, marks::{self, MarkKind}};
//!
//! let text = "The pier has not been repaired, and may close.";
//! let found = marks::find(text, Language::English);
//! let shown: Vec<_> = found.iter().map(|mark| (mark.kind(), mark.scope().of(text))).collect();
//! assert_eq!(
//!     shown,
//!     [
//!         (MarkKind::Negation, "not been repaired"),
//!         (MarkKind::Hedge, "may close"),
//!     ]
//! );
//! ```

mod clause;
mod pattern;
mod stance;
mod table;

pub(crate) use pattern::ends_clause;
pub(crate) use stance::{Stance, extent, stance};

use clause::Clauses;
use pattern::Folded;
use table::{Role, Table};

use super::Language;
use crate::text::Span;

/// What a mark says of the words in its scope.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Hash, PartialOrd, Ord)]
#[non_exhaustive]
pub enum MarkKind {
    /// Somebody says so, and the speaker does not vouch for it: "reportedly", 据称, якобы.
    Hearsay,
    /// The speaker is not sure: "may", 可能, かもしれない, könnte.
    Hedge,
    /// It is not so: "not", "refused", 没有, ない. A second denial in one clause is a second mark.
    Negation,
    /// It holds only if something else does: "if", 如果, если.
    Condition,
    /// It is to happen: "will", "plans to", 将, 予定.
    Plan,
}

impl MarkKind {
    /// All of them.
    pub const ALL: [Self; 5] = [
        Self::Hearsay,
        Self::Hedge,
        Self::Negation,
        Self::Condition,
        Self::Plan,
    ];

    /// The word for it.
    #[must_use]
    pub const fn as_str(self) -> &'static str {
        match self {
            Self::Hearsay => "hearsay",
            Self::Hedge => "hedge",
            Self::Negation => "negation",
            Self::Condition => "condition",
            Self::Plan => "plan",
        }
    }
}

/// A word or phrase of denial, doubt, condition or plan.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub struct Mark {
    kind: MarkKind,
    span: Span,
    scope: Span,
    firm: bool,
}

impl Mark {
    /// What it says.
    #[must_use]
    pub fn kind(&self) -> MarkKind {
        self.kind
    }

    /// Where its words stand.
    #[must_use]
    pub fn span(&self) -> Span {
        self.span
    }

    /// What it applies to, the mark itself included.
    #[must_use]
    pub fn scope(&self) -> Span {
        self.scope
    }

    /// Whether it says so without doubt: a denial of the verb and not of a word, a hedge that is no mere
    /// form of speech.
    pub(crate) fn is_firm(&self) -> bool {
        self.firm
    }

    fn shift(self, by: usize) -> Self {
        Self {
            span: self.span.shift(by),
            scope: self.scope.shift(by),
            ..self
        }
    }
}

/// The marks of a text, in order; no two overlap. Idioms that hold a word of denial and deny
/// nothing ("not only", 不得不, なければならない) are none. Time grows with the length of the text.
#[must_use]
pub fn find(text: &str, language: Language) -> Vec<Mark> {
    let Some(table) = table::of(language) else {
        return Vec::new();
    };
    let folded = Folded::of(text);
    let clauses = Clauses::of(&folded, table);
    matched(&folded, table)
        .into_iter()
        .filter_map(|found| found.mark(&folded, table, &clauses))
        .collect()
}

/// A phrase of the table in a text, by places in its characters.
struct Matched {
    role: Role,
    start: usize,
    end: usize,
}

impl Matched {
    fn mark(&self, text: &Folded, table: &Table, clauses: &Clauses) -> Option<Mark> {
        let (kind, firm, ahead) = match self.role {
            Role::Mark { kind, firm, ahead } => (kind, firm, ahead),
            Role::Nothing | Role::Idiom => return None,
        };
        if text.is_name(self.start, self.end) {
            return None;
        }
        let start = text.word_start(self.start);
        let end = text.without_punctuation(self.start, self.end);
        let (from, to) = if table.behind && !ahead {
            (clauses.start_before(start), text.word_end(end))
        } else {
            (start, clauses.end_after(text, end))
        };
        Some(Mark {
            kind,
            span: text.span(start, end),
            scope: text.trimmed(from, to),
            firm,
        })
    }
}

/// The phrases of a text from left to right, none inside another.
fn matched(text: &Folded, table: &Table) -> Vec<Matched> {
    let mut found = Vec::new();
    let mut at = 0;
    while at < text.len() {
        match table.phrases.starting(text, at) {
            Some((end, role)) => {
                found.push(Matched {
                    role: *role,
                    start: at,
                    end,
                });
                at = end.max(at + 1);
            }
            None => at += 1,
        }
    }
    found
}

#[cfg(test)]
mod tests {
    use proptest::prelude::*;

    use super::*;

    fn texts(text: &str, language: Language) -> Vec<(&'static str, &str, &str)> {
        find(text, language)
            .iter()
            .map(|mark| {
                (
                    mark.kind().as_str(),
                    mark.span().of(text),
                    mark.scope().of(text),
                )
            })
            .collect()
    }

    #[test]
    fn hearsay_is_found_as_a_whole_word_in_any_case() {
        assert_eq!(
            texts("Reportedly, the pier sank.", Language::English),
            [("hearsay", "Reportedly", "Reportedly, the pier sank")]
        );
        assert!(find("An unreportedlyx thing", Language::English).is_empty());
        assert_eq!(
            texts("据称，码头沉没了。", Language::Chinese),
            [("hearsay", "据称", "据称，码头沉没了")]
        );
    }

    #[test]
    fn an_idiom_that_looks_like_a_denial_is_none() {
        for (text, language) in [
            ("He not only came but sang.", Language::English),
            ("不但来了，还不得不唱歌。", Language::Chinese),
            ("行かなければならない。", Language::Japanese),
            ("가지 않을 수 없었다.", Language::Korean),
            ("Он не только пришёл.", Language::Russian),
            ("Er kam nicht nur.", Language::German),
            ("Il n’a que deux bateaux.", Language::French),
            ("No solo vino.", Language::Spanish),
            ("لا شك في ذلك.", Language::Arabic),
        ] {
            assert_eq!(texts(text, language), [], "{language}");
        }
    }

    #[test]
    fn two_denials_are_two_marks() {
        let found = texts("It is not impossible.", Language::English);
        assert_eq!(found.len(), 2, "{found:?}");
        assert_eq!(found[0].2, "not impossible");
        assert_eq!(found[1].2, "impossible");
    }

    #[test]
    fn the_scope_of_an_ending_is_the_clause_before_it() {
        assert_eq!(
            texts("彼は来たが、船は出なかった。", Language::Japanese),
            [("negation", "なかった", "船は出なかった")]
        );
    }

    #[test]
    fn a_month_or_a_name_is_no_mark() {
        assert!(find("Mrs May spoke to Will today.", Language::English).is_empty());
        assert_eq!(find("Pier May Close", Language::English).len(), 1);
    }

    #[test]
    fn an_arabic_word_may_have_and_written_on_it() {
        assert_eq!(
            texts("ولم يصل", Language::Arabic),
            [("negation", "ولم", "ولم يصل")]
        );
        assert!(find("سلم الرسالة", Language::Arabic).is_empty());
    }

    proptest! {
        #[test]
        fn marks_lie_in_their_scope_in_order_and_apart(text in "[a-z不没有 ,.ないnot'éне안 لم]{0,60}") {
            for language in Language::ALL {
                let found = find(&text, language);
                for mark in &found {
                    prop_assert!(mark.scope().contains(mark.span()));
                    prop_assert!(!mark.span().of(&text).is_empty());
                    prop_assert!(!mark.scope().of(&text).is_empty());
                }
                for pair in found.windows(2) {
                    prop_assert!(pair[0].span().end() <= pair[1].span().start());
                }
            }
        }

        #[test]
        fn any_text_is_read(text in any::<String>()) {
            for language in Language::ALL {
                for mark in find(&text, language) {
                    prop_assert!(mark.scope().end() <= text.len());
                }
            }
        }
    }

    #[test]
    fn a_long_text_without_clauses_takes_time_by_its_length() {
        // Each mark reaches to the end of its clause: looking for it anew would be quadratic.
        let text = "ne not ".repeat(20_000);
        assert_eq!(find(&text, Language::English).len(), 20_000);
        assert!(find(&text, Language::French).is_empty());
    }
}
