//! Names in scripts that have capitals.

use crate::language::values::name::inflected;
use crate::language::values::name::tables::Table;
use crate::language::{Language, script, words};
use crate::text::Span;

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
        let goes_on = joins(c) || start.is_some_and(|start| shortens(text, start, at));
        if goes_on && at < text.len() {
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

/// Whether a stop stands between two letters of a word that began at `start`: A.V., U.S.
fn shortens(text: &str, start: usize, at: usize) -> bool {
    let mut before = Span::new(start, at).of(text).chars().rev();
    let is_initial = before.next().is_some_and(char::is_uppercase)
        && before.next().is_none_or(|before| before == '.');
    let behind = text.get(at..).and_then(|rest| rest.strip_prefix('.'));
    is_initial && behind.is_some_and(|behind| behind.starts_with(char::is_uppercase))
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

/// Words with a capital that are names, and runs of them.
pub(super) fn capitalised(text: &str, language: Language, table: &Table) -> Vec<Span> {
    let words = words_of(text);
    let capitals = words.iter().filter(|word| word.is_capitalised()).count();
    if words.len() >= 4 && capitals * 10 > words.len() * 7 {
        return Vec::new();
    }
    let is_no_name =
        |word: &Word<'_>| table.not_names.contains(word.bare()) || is_general_word(word, table);
    let is_name = |word: &Word<'_>| {
        word.is_capitalised()
            && !word.is_all_capitals()
            && !is_no_name(word)
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
        while let Some((next, parts)) = continuation(&words, last, language, &is_name) {
            last = next;
            count += parts;
        }
        let end = words.get(last).map_or(word.span.end(), |word| {
            word.span.start() + word.bare().len()
        });
        let alone = count == 1 && !stands_out(&words, at, language, table);
        // Before another word with a capital, what looks like a name is a part of what is
        // translated as a whole: Harrow Council, the Oakwood Medical Center.
        let part_of_longer = words.get(last + 1).is_some_and(|next| {
            next.adjoins && next.is_capitalised() && !words::is_common(language, next.text)
        });
        let linked = words
            .get(at..last)
            .is_some_and(|inner| inner.iter().any(|word| is_particle(word.text)));
        let noun = (count == 2 || linked)
            && at.checked_sub(1).is_some_and(|before| {
                word.adjoins
                    && words
                        .get(before)
                        .is_some_and(|before| table.articles.contains(before.text))
            });
        if !alone && !noun && !part_of_longer && !names_a_body(&words, at, language, table) {
            found.push(Span::new(word.span.start(), end));
        }
        at = last + 1;
    }
    found
}

/// Runs of words with a capital in mid-sentence, and of two or more anywhere, whether they are spelled
/// in another language or translated: Oakwood, Harrow Weather Service, Tamsin County.
pub(super) fn proper(text: &str, language: Language) -> Vec<Span> {
    let words = words_of(text);
    let is_proper = |word: &Word<'_>| {
        word.is_capitalised()
            && !(word.first && words::is_common(language, word.text))
            && !(language == Language::English && word.text == "I")
    };
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(word) = words.get(at) {
        if !is_proper(word) {
            at += 1;
            continue;
        }
        let mut last = at;
        while let Some(next) = next_proper(&words, last, &is_proper) {
            last = next;
        }
        let cries = words.get(at..=last).is_some_and(is_cried);
        if (!word.first || last > at) && !cries {
            let end = words.get(last).unwrap_or(word);
            let end = end.span.start() + end.bare().len();
            found.push(Span::new(word.span.start(), end));
        }
        at = last + 1;
    }
    found
}

/// Every word with a capital that is not one of the commonest and no title, month or the like.
pub(super) fn possible(text: &str, language: Language, table: &Table) -> Vec<Span> {
    let words = words_of(text).into_iter();
    words
        .filter(|word| {
            word.is_capitalised()
                && !words::is_common(language, word.text)
                && !table.not_names.contains(word.bare())
        })
        .map(|word| word.span)
        .collect()
}

/// Whether a run of words is in capitals for its loudness: THANK YOU ALL.
fn is_cried(run: &[Word<'_>]) -> bool {
    run.len() >= 3 && run.iter().all(Word::is_all_capitals)
}

/// Whether the words of a name are of those that name nothing by themselves, alone or as titles in a row:
/// North, Senators, Prime Minister.
pub(super) fn is_general(name: &str, table: &Table) -> bool {
    let words = words_of(name);
    let is_title = |word: &Word<'_>| table.titles.contains(&word.bare().to_lowercase());
    match words.as_slice() {
        [] => false,
        [one] => is_general_word(one, table) || is_title(one),
        several => several.iter().all(is_title),
    }
}

/// Whether a word is one of those that name nothing by themselves, in Russian with whatever ending.
fn is_general_word(word: &Word<'_>, table: &Table) -> bool {
    let name = if word.text.starts_with(script::is_cyrillic) {
        word.text
    } else {
        word.bare()
    };
    table.general.contains(inflected::in_every_case(name))
}

/// Where a run of words with a capital goes on behind word `at`. What belongs to somebody ends it:
/// Oakwood's Lind.
fn next_proper(
    words: &[Word<'_>],
    at: usize,
    is_proper: &impl Fn(&Word<'_>) -> bool,
) -> Option<usize> {
    words.get(at).filter(|word| word.bare() == word.text)?;
    let next = words.get(at + 1)?;
    (next.adjoins && is_proper(next)).then_some(at + 1)
}

/// Whether the name says what a body is for, which is translated: Ministry of Fisheries, Servicio Nacional
/// de Meteorología, Juegos Asiáticos.
fn names_a_body(words: &[Word<'_>], at: usize, language: Language, table: &Table) -> bool {
    /// The most small words between: Comisión para el Empleo.
    const SMALL: usize = 3;
    if !matches!(
        language,
        Language::English | Language::French | Language::Spanish
    ) {
        return false;
    }
    let before = words.get(..at).unwrap_or_default().iter().rev();
    let mut adjoins = words.get(at).is_some_and(|word| word.adjoins);
    for word in before.take(SMALL + 1) {
        if !adjoins {
            return false;
        }
        if table.bodies.contains(word.text) {
            return true;
        }
        if language == Language::English && !matches!(word.text, "of" | "for" | "the") {
            return false;
        }
        if word.is_capitalised() {
            return table.not_names.contains(word.bare())
                && !table.titles.contains(&word.text.to_lowercase());
        }
        if word.text.chars().count() > 4 {
            return false;
        }
        adjoins = word.adjoins;
    }
    false
}

/// Whether a single word is seen to be a name: by its capital where that tells, by a verb behind
/// it at the start of a sentence, by a title in front in German.
fn stands_out(words: &[Word<'_>], at: usize, language: Language, table: &Table) -> bool {
    let Some(word) = words.get(at) else {
        return false;
    };
    let titled = at.checked_sub(1).is_some_and(|before| {
        word.adjoins
            && words
                .get(before)
                .is_some_and(|before| table.titles.contains(&before.text.to_lowercase()))
    });
    if language == Language::German {
        // Article and noun are no title and name: "die Brücke".
        let article = words
            .get(at.wrapping_sub(1))
            .is_none_or(|before| !before.is_capitalised());
        return titled && !article;
    }
    // What ends in s may be people in general: Officials said.
    let speaks = !word.text.ends_with('s')
        && words.get(at + 1).is_some_and(|next| {
            next.adjoins && table.contexts.iter().any(|verb| verb == next.text)
        });
    !word.first || speaks
}

/// The next part of a name behind word `at`, and how many parts that adds: a word with a capital,
/// an initial before one, or a particle before one.
fn continuation(
    words: &[Word<'_>],
    at: usize,
    language: Language,
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
    // "An Bord der Fähre" is no Anna von der Lind.
    let parts_nouns = |place: usize, word: &str| {
        language == Language::German && place == at + 1 && matches!(word, "der" | "den" | "zu")
    };
    let links = |place: usize| {
        adjoining(place).is_some_and(|word| {
            (is_particle(word.text) && !parts_nouns(place, word.text))
                || (word.text.chars().count() == 1 && word.is_capitalised())
        })
    };
    // One initial or particle, or two: van der.
    let mut place = at + 1;
    while place <= at + 2 && links(place) {
        place += 1;
    }
    (place > at + 1 && is_name(adjoining(place)?)).then_some((place, 1))
}
