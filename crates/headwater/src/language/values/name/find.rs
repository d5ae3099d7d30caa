//! Names in a text, by how they are written.

use super::tables::{self, Table};
use crate::language::{Language, script, words};
use crate::text::Span;

/// The names in a text that can be looked for by their sound in another language, in order.
///
/// It finds few names and means to find no others:
/// - in English, French, Spanish and Russian, words with a capital in mid-sentence, and runs of
///   them anywhere, without titles, the calendar, nations and other words that are translated
///   rather than spelled; in German, where every noun has a capital, runs of two or more only;
/// - in Japanese, katakana with ・ in it or with 氏, さん and the like behind it;
/// - in Chinese, foreign names with a dot in them (安娜·林德), and in both, a name in Latin letters
///   in brackets behind one.
///
/// It finds none in Arabic and Korean, which do not mark names, and none in a heading whose words
/// all have capitals.
#[must_use]
pub fn find(text: &str, language: Language) -> Vec<Span> {
    let Some(table) = tables::of(language) else {
        return Vec::new();
    };
    match language {
        Language::Japanese => japanese(text, table),
        Language::Chinese => chinese(text, table),
        _ => capitalised(text, language, table),
    }
}

/// A word of a text in a script that has capitals.
struct Word<'t> {
    span: Span,
    text: &'t str,
    /// Whether it starts a sentence, a quotation or a line.
    first: bool,
    /// Whether only a space or a stop that shortens stands between it and the word before.
    adjoins: bool,
}

impl Word<'_> {
    fn is_capitalised(&self) -> bool {
        self.text.starts_with(char::is_uppercase)
    }

    fn is_all_capitals(&self) -> bool {
        !self.text.chars().any(char::is_lowercase)
    }

    /// The word without what marks the owner: Oakwood's.
    fn bare(&self) -> &str {
        self.text
            .strip_suffix("'s")
            .or_else(|| self.text.strip_suffix("’s"))
            .unwrap_or(self.text)
    }
}

fn words_of(text: &str) -> Vec<Word<'_>> {
    let mut found: Vec<Word<'_>> = Vec::new();
    let mut end = 0;
    let mut start = None;
    let joins = |c: char| c.is_alphanumeric() || matches!(c, '\'' | '’' | '-');
    for (at, c) in text
        .char_indices()
        .chain(std::iter::once((text.len(), ' ')))
    {
        if joins(c) && at < text.len() {
            start.get_or_insert(at);
            continue;
        }
        let Some(begin) = start.take() else { continue };
        let span = Span::new(begin, at);
        let between = Span::new(end, begin).of(text);
        let initial = found
            .last()
            .is_some_and(|last| last.text.chars().count() <= 3 && last.is_capitalised());
        let adjoins = !found.is_empty() && (between == " " || (between == ". " && initial));
        let ends_sentence = between.contains([
            '.', '!', '?', ':', '…', '\n', '"', '“', '„', '«', '—', '–', '•', '‘',
        ]);
        found.push(Word {
            span,
            text: span.of(text),
            first: found.is_empty() || (!adjoins && ends_sentence),
            adjoins,
        });
        end = at;
    }
    found
}

/// Small words inside a name.
fn is_particle(word: &str) -> bool {
    matches!(
        word,
        "de" | "da"
            | "do"
            | "dos"
            | "del"
            | "della"
            | "di"
            | "du"
            | "la"
            | "le"
            | "van"
            | "von"
            | "der"
            | "den"
            | "ten"
            | "bin"
            | "ibn"
            | "al"
            | "el"
            | "al-"
            | "zu"
            | "af"
            | "фон"
            | "де"
            | "ван"
    )
}

fn capitalised(text: &str, language: Language, table: &Table) -> Vec<Span> {
    let words = words_of(text);
    let capitals = words.iter().filter(|word| word.is_capitalised()).count();
    if words.len() >= 4 && capitals * 10 > words.len() * 7 {
        return Vec::new();
    }
    let is_name = |word: &Word<'_>| {
        word.is_capitalised()
            && !word.is_all_capitals()
            && !table.not_names.contains(word.bare())
            && !words::is_common(language, word.text)
    };
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        if !is_name(word) {
            at += 1;
            continue;
        }
        let mut last = at;
        let mut count = 1;
        while let Some((next, parts)) = continuation(&words, last, &is_name) {
            last = next;
            count += parts;
        }
        let end = words.get(last).map_or(word.span.end(), |word| {
            word.span.start() + word.bare().len()
        });
        let alone = count == 1 && (word.first || language == Language::German);
        // Before another word with a capital, what looks like a name is a part of what is
        // translated as a whole: Harrow Council, the Oakwood Medical Center.
        let part_of_longer = words.get(last + 1).is_some_and(|next| {
            next.adjoins && next.is_capitalised() && !words::is_common(language, next.text)
        });
        if !alone && !part_of_longer {
            found.push(Span::new(word.span.start(), end));
        }
        at = last + 1;
    }
    found
}

/// The next part of a name behind word `at`, and how many parts that adds: a word with a capital,
/// an initial before one, or a particle before one.
fn continuation(
    words: &[Word<'_>],
    at: usize,
    is_name: &impl Fn(&Word<'_>) -> bool,
) -> Option<(usize, usize)> {
    let adjoining = |place: usize| words.get(place).filter(|word| word.adjoins);
    // What belongs to somebody ends a name: Oakwood's Lind.
    if words.get(at).is_some_and(|word| word.bare() != word.text) {
        return None;
    }
    let next = adjoining(at + 1)?;
    if is_name(next) {
        return Some((at + 1, 1));
    }
    let links = |word: &Word<'_>| {
        is_particle(word.text) || (word.text.chars().count() == 1 && word.is_capitalised())
    };
    // One initial or particle, or two: van der.
    let mut place = at + 1;
    while place <= at + 2 && adjoining(place).is_some_and(links) {
        place += 1;
    }
    (place > at + 1 && is_name(adjoining(place)?)).then_some((place, 1))
}

/// Runs of katakana with ・ in them, or with a title behind.
fn japanese(text: &str, table: &Table) -> Vec<Span> {
    let belongs = |c: char| script::is_katakana(c) || matches!(c, '・' | '＝' | '=');
    let mut found = Vec::new();
    for run in runs(text, belongs) {
        let inner = run.of(text);
        let trimmed = inner.trim_matches(['・', '＝', '=']);
        let start = run.start() + (inner.len() - inner.trim_start_matches(['・', '＝', '=']).len());
        let span = Span::new(start, start + trimmed.len());
        let after = text.get(run.end()..).unwrap_or_default();
        let titled = table
            .titles
            .iter()
            .any(|title| after.starts_with(title.as_str()));
        let dotted = trimmed.contains(['・', '＝']);
        if (dotted || titled) && trimmed.chars().count() > 1 {
            found.push(span);
            found.extend(in_brackets(text, run.end()));
        }
    }
    found
}

/// Han characters that foreign names are written with, with a dot between.
fn chinese(text: &str, table: &Table) -> Vec<Span> {
    let is_dot = |c: char| matches!(c, '·' | '・' | '•' | '‧' | '．');
    let belongs = |c: char| table.transliteration.contains(&c) || is_dot(c);
    let mut found = Vec::new();
    for run in runs(text, belongs) {
        let inner = run.of(text);
        let trimmed = inner.trim_matches(is_dot);
        if trimmed.contains(is_dot) {
            let start = run.start() + (inner.len() - inner.trim_start_matches(is_dot).len());
            found.push(Span::new(start, start + trimmed.len()));
            found.extend(in_brackets(text, run.end()));
        }
    }
    found
}

/// A name in Latin letters in brackets right behind `at`.
fn in_brackets(text: &str, at: usize) -> Option<Span> {
    const FAR: usize = 80;
    let rest = text.get(at..)?;
    let inner = rest.trim_start().strip_prefix(['(', '（'])?;
    let start = at + (rest.len() - inner.len());
    let length = script::prefix(inner, FAR).find([')', '）'])?;
    let span = Span::new(start, start + length).trim(text);
    let name = span.of(text);
    let is_name = name.starts_with(char::is_uppercase)
        && name.chars().all(|c| {
            script::is_latin(c) || c.is_whitespace() || matches!(c, '.' | '-' | '\'' | '’')
        })
        && name.chars().any(char::is_lowercase);
    is_name.then_some(span)
}

/// The longest runs of such characters.
fn runs(text: &str, belongs: impl Fn(char) -> bool) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices() {
        if belongs(c) {
            start.get_or_insert(at);
        } else if let Some(begin) = start.take() {
            found.push(Span::new(begin, at));
        }
    }
    found.extend(start.map(|begin| Span::new(begin, text.len())));
    found
}

#[cfg(test)]
mod tests {
    use super::*;

    fn names(language: Language, text: &str) -> Vec<&str> {
        find(text, language)
            .into_iter()
            .map(|span| span.of(text))
            .collect()
    }

    #[test]
    fn english_names_come_without_titles_and_sentence_openers() {
        assert_eq!(
            names(
                Language::English,
                "Yesterday President Joseph R. Tamsin met Marlene Oakwood's brother and Lind's aunt in Harrow. \
                 Voters waited until Tuesday for the Harrow Council. The American side and Anna van der Lind agreed."
            ),
            [
                "Joseph R. Tamsin",
                "Marlene Oakwood",
                "Lind",
                "Harrow",
                "Anna van der Lind"
            ]
        );
        assert!(names(Language::English, "Mayor Oakwood Opens New Harrow Bridge").is_empty());
    }

    #[test]
    fn a_german_noun_is_no_name() {
        assert_eq!(
            names(
                Language::German,
                "Die Brücke wurde von Marlene Eichwald nach der Sitzung eröffnet."
            ),
            ["Marlene Eichwald"]
        );
    }

    #[test]
    fn russian_names() {
        assert_eq!(
            names(Language::Russian, "Вчера мэр Громов сказал это."),
            ["Громов"]
        );
    }

    #[test]
    fn katakana_is_a_name_with_a_dot_or_a_title() {
        assert_eq!(
            names(
                Language::Japanese,
                "マレーネ・オークウッド（Marlene Oakwood）はホテルでタムシン氏と会った。"
            ),
            ["マレーネ・オークウッド", "Marlene Oakwood", "タムシン"]
        );
    }

    #[test]
    fn a_chinese_name_reaches_as_far_as_its_characters() {
        assert_eq!(
            names(
                Language::Chinese,
                "市长玛琳·奥克伍德 (Marlene Oakwood)说，桥已开放。"
            ),
            ["玛琳·奥克伍德", "Marlene Oakwood"]
        );
    }
}
