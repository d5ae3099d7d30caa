//! Names in Korean and Arabic, which have spaces but no capitals: by the title beside them.

use crate::language::script;
use crate::language::values::name::known::{self, Kind};
use crate::language::values::name::tables::Table;
use crate::text::Span;

/// The words of a text: runs of letters, with their marks.
fn words(text: &str) -> Vec<Span> {
    let mut found = Vec::new();
    let mut start = None;
    for (at, c) in text.char_indices() {
        if c.is_alphanumeric() || unicode_normalization::char::is_combining_mark(c) {
            start.get_or_insert(at);
        } else if let Some(begin) = start.take() {
            found.push(Span::new(begin, at));
        }
    }
    found.extend(start.map(|begin| Span::new(begin, text.len())));
    found
}

/// Whether only a space stands between two words.
fn adjoin(text: &str, before: Span, after: Span) -> bool {
    before.end() < after.start() && Span::new(before.end(), after.start()).of(text) == " "
}

/// Words with the syllables of a foreign name in Korean, whoever or whatever bears it.
pub(super) fn possible(text: &str, table: &Table) -> Vec<Span> {
    let words = words(text).into_iter();
    words
        .filter(|word| is_foreign(word.of(text), table))
        .collect()
}

/// A family name and two syllables, or a word with the syllables of a foreign name, with a title
/// behind: 문재인 대통령, 트럼프 대통령은.
pub(super) fn korean(text: &str, table: &Table) -> Vec<Span> {
    let words = words(text);
    let mut found = Vec::new();
    for (place, word) in words.iter().enumerate() {
        let spelled = word.of(text);
        let next = words
            .get(place + 1)
            .filter(|next| adjoin(text, *word, **next));
        let titled = next.is_some_and(|next| is_titled(next.of(text), table));
        // A title may be joined to the name: 트럼프씨.
        let joined = table.titles.iter().find_map(|title| {
            let (name, after) = spelled.rsplit_once(title.as_str())?;
            (name.chars().count() >= 3 && is_particle(after, table)).then_some(name)
        });
        let name = if titled { Some(spelled) } else { joined };
        if let Some(name) = name.filter(|name| is_korean_name(name, table)) {
            let mut start = word.start();
            // A foreign given name in front belongs to it: 도널드 트럼프 대통령.
            let given = place.checked_sub(1).and_then(|before| words.get(before));
            if let Some(given) = given.filter(|given| {
                adjoin(text, **given, *word)
                    && is_foreign(name, table)
                    && is_foreign(given.of(text), table)
            }) {
                start = given.start();
            }
            found.push(Span::new(start, word.start() + name.len()));
        }
    }
    found
}

/// Whether a word is a title, with a particle behind it or none.
fn is_titled(word: &str, table: &Table) -> bool {
    table
        .titles
        .iter()
        .filter_map(|title| word.strip_prefix(title.as_str()))
        .any(|after| is_particle(after, table))
}

fn is_particle(word: &str, table: &Table) -> bool {
    word.is_empty() || table.contexts.iter().any(|particle| particle == word)
}

fn is_korean_name(name: &str, table: &Table) -> bool {
    // Countries, cities and bodies stand before titles too: 이스라엘 총리, 민주당 의원.
    let other = known::exactly(name)
        .iter()
        .any(|entry| entry.kind() != Kind::Person)
        || name.ends_with([
            '당', '국', '시', '도', '군', '부', '원', '청', '회', '사', '전', '직', '계', '측',
            '파',
        ]);
    let first: String = name.chars().take(1).collect();
    let native = name.chars().count() == 3
        && name.chars().all(script::is_hangul)
        && table.surnames.contains(&first);
    !other && (native || is_foreign(name, table))
}

/// Whether a word has a syllable that shows it to be from another language.
fn is_foreign(word: &str, table: &Table) -> bool {
    word.chars().count() >= 2
        && word.chars().all(script::is_hangul)
        && known::exactly(word).is_empty()
        && word
            .chars()
            .filter(|c| table.transliterated.contains(c))
            .count()
            * 3
            >= word.chars().count()
}

/// The name behind a title: two words where what follows shows that there are no more, otherwise
/// the first alone. الرئيس الروسي فلاديمير بوتين إن.
pub(super) fn arabic(text: &str, table: &Table) -> Vec<Span> {
    let words = words(text);
    let is_title = |span: &Span| table.titles.iter().any(|title| title == span.of(text));
    let mut found = Vec::new();
    let mut titled = false;
    let mut place = 0;
    while let Some(word) = words.get(place) {
        place += 1;
        if is_title(word) {
            titled = true;
            continue;
        }
        let adjoins = place >= 2
            && words
                .get(place - 2)
                .is_some_and(|before| adjoin(text, *before, *word));
        // Adjectives have the article: the American president.
        if titled && adjoins && word.of(text).starts_with("ال") {
            continue;
        }
        if std::mem::take(&mut titled) && adjoins && is_arabic_name(word.of(text), table) {
            let second = words
                .get(place)
                .filter(|next| adjoin(text, *word, **next) && is_arabic_name(next.of(text), table));
            let ends = |span: &Span| {
                words.get(place + 1).is_none_or(|next| {
                    !adjoin(text, *span, *next)
                        || table.contexts.iter().any(|word| word == next.of(text))
                })
            };
            let last = second.filter(|second| ends(second)).unwrap_or(word);
            found.push(Span::new(word.start(), last.end()));
        }
    }
    found
}

fn is_arabic_name(word: &str, table: &Table) -> bool {
    word.chars().count() >= 2
        && word.chars().all(script::is_arabic)
        && !table.not_names.contains(word)
        && !table.contexts.iter().any(|other| other == word)
        && known::exactly(&known::fold(word))
            .iter()
            .all(|entry| matches!(entry.kind(), Kind::Person | Kind::Part))
}
