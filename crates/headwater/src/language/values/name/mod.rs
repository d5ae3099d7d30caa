//! Names of people and places, and whether two of them are the same in different scripts.

mod alias;
mod find;
mod inflected;
mod known;
mod score;
mod tables;

pub use alias::{group, is_form_of};
pub use find::{find, is_general, possible, proper};

use crate::language::sounds::{self, Heard, Sound};
use crate::language::{Language, script};

use score::{Name, Part, around_the_line, joined, together};

/// Whether two names are one, in whatever scripts they are written: 0 to 1, with 0.5 the line
/// between the same name and another one.
///
/// Both are turned into sounds and compared, vowels loosely and consonants by what languages
/// mistake for each other. The order of a name's parts does not count, nor do titles and initials.
/// The score is the same whichever name comes first, and 1 for equal names.
///
/// What it cannot know: what a place is called by custom rather than by sound (旧金山 for San
/// Francisco), and nicknames. How kanji are read in Japanese it does not know either: there they
/// match only kanji. For the rest the letters decide and the languages are not needed.
#[must_use]
pub fn match_score(
    a: &str,
    b: &str,
    language_a: Option<Language>,
    language_b: Option<Language>,
) -> f32 {
    if a == b {
        return 1.0;
    }
    score::score(&Name::read(a, language_a), &Name::read(b, language_b))
}

/// How well the best stretch of `text` sounds like the name: 0 to 1, with 0.5 the line between
/// a text that has the name and one that has not.
///
/// In Japanese only katakana and Latin letters are listened to. The family name alone, the last
/// part of the name, is as good as the whole; in a text without spaces a part may also be found
/// by chance, so a short name says less than a long one. The time grows with the product of the
/// two lengths; a sentence takes microseconds.
#[must_use]
pub fn occurs_in(
    name: &str,
    name_language: Option<Language>,
    text: &str,
    text_language: Option<Language>,
) -> f32 {
    Ear::new(text, text_language).hears(name, name_language)
}

/// A text that names are listened for in: reads it once for many names.
#[derive(Debug, Clone)]
pub struct Ear {
    lower: String,
    /// As the table of names folds it.
    folded: String,
    heard: Heard,
    language: Option<Language>,
}

impl Ear {
    /// Reads the text.
    #[must_use]
    pub fn new(text: &str, language: Option<Language>) -> Self {
        let mut lower = text.to_lowercase();
        // People whose names are read otherwise than they are written: 金正恩 is Kim Jong Un.
        let spellings = find::known_people(text, language);
        let heard = if language == Some(Language::Japanese) {
            let foreign: String = lower
                .chars()
                .map(|c| {
                    if script::is_han(c) || script::is_hiragana(c) {
                        ' '
                    } else {
                        c
                    }
                })
                .collect();
            sounds::hear(&format!("{foreign} {spellings}"))
        } else {
            sounds::hear(&format!("{lower} {spellings}"))
        };
        let folded = known::fold(&lower);
        lower.push(' ');
        lower.push_str(&spellings);
        Self {
            lower,
            folded,
            heard,
            language,
        }
    }

    /// What [`occurs_in`] says of the name in this text.
    #[must_use]
    pub fn hears(&self, name: &str, language: Option<Language>) -> f32 {
        let name = Name::read(name, language);
        let written =
            |parts: &[String]| !parts.is_empty() && parts.iter().all(|part| self.has_word(part));
        if written(&name.parts) || self.has_other_name(&name) {
            return 1.0;
        }
        name.spellings()
            .iter()
            .map(|heard| self.hears_sounds(heard))
            .fold(0.0, f32::max)
    }

    fn hears_sounds(&self, heard: &[Part]) -> f32 {
        let Some(precision) =
            together(heard.iter()).map(|precision| precision.with(self.heard.precision))
        else {
            return 0.0;
        };
        let within = |sounds: &[Sound]| {
            let likeness = sounds::likeness_within(sounds, &self.heard.sounds, precision);
            around_the_line(likeness, precision.line)
        };
        let whole = within(&joined(heard, 0));
        match heard {
            // A part is found by chance more easily than the whole.
            [_, .., last] => whole.max(within(&last.sounds) - BY_CHANCE),
            _ => whole,
        }
    }

    /// Whether the text has another name of what the table knows by this one.
    fn has_other_name(&self, name: &Name) -> bool {
        let names = name.entries.iter().flat_map(|entry| entry.names());
        names.into_iter().any(|other| {
            self.has_folded(other) || inflected::stands_in(other, &self.folded, self.language)
        })
    }

    fn has_folded(&self, name: &str) -> bool {
        let letters = name.chars().count();
        let Some(last) = name.chars().next_back() else {
            return false;
        };
        if script::is_unspaced(last) || script::is_hangul(last) {
            return letters >= 2 && self.folded.contains(name);
        }
        // Abbreviations are words too: who.
        if letters < 4 {
            return false;
        }
        // Endings change in Russian, and Arabic writes small words in front as one.
        if script::is_cyrillic(last) {
            let stem = name.trim_end_matches(['а', 'я', 'о', 'е', 'ы', 'и', 'й', 'ь']);
            return stem.chars().count() >= 3
                && self
                    .folded
                    .match_indices(stem)
                    .any(|(at, _)| self.starts_word(at));
        }
        if script::is_arabic(last) {
            return self.folded.contains(name);
        }
        self.folded.match_indices(name).any(|(at, _)| {
            let after = self.folded.get(at + name.len()..).unwrap_or_default();
            self.starts_word(at)
                && !after
                    .trim_start_matches('s')
                    .starts_with(char::is_alphabetic)
        })
    }

    fn starts_word(&self, at: usize) -> bool {
        let before = self.folded.get(..at).unwrap_or_default();
        !before.ends_with(char::is_alphabetic)
    }

    /// Whether the text has the word itself, as it is or with an s behind it; a long one also
    /// inside another word, as in Harrowstraße.
    fn has_word(&self, word: &str) -> bool {
        const LONG: usize = 5;
        if word.chars().any(script::is_unspaced) || word.chars().count() >= LONG {
            return self.lower.contains(word);
        }
        let starts_word = |text: &str| !text.starts_with(char::is_alphabetic);
        self.lower.match_indices(word).any(|(at, _)| {
            let (before, rest) = self.lower.split_at_checked(at).unwrap_or_default();
            let after = rest.get(word.len()..).unwrap_or_default();
            !before.ends_with(char::is_alphabetic)
                && (starts_word(after) || after.strip_prefix('s').is_some_and(starts_word))
        })
    }
}

/// What the family name alone must sound better than the whole name.
const BY_CHANCE: f32 = 0.05;

/// Whether the name is one of a country or a language. They are translated, and become adjectives
/// that no table has: Scotland, Scottish.
#[must_use]
pub fn is_of_a_country(name: &str) -> bool {
    let entries = known::entries(name);
    !entries.is_empty()
        && entries
            .iter()
            .all(|entry| matches!(entry.kind(), known::Kind::Territory | known::Kind::Language))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn score(a: &str, b: &str) -> f32 {
        match_score(a, b, None, None)
    }

    #[test]
    fn a_name_is_known_again_in_every_script() {
        for other in [
            "Марлен Оуквуд",
            "マーリーン・オークウッド",
            "玛琳·奥克伍德",
            "말린 오크우드",
            "مارلين أوكوود",
        ] {
            assert!(score("Marlene Oakwood", other) >= 0.5, "{other}");
            assert!(score("Gregor Tsibulka", other) < 0.5, "{other}");
        }
    }

    #[test]
    fn order_titles_and_initials_do_not_count() {
        assert!(score("Marlene Oakwood", "Oakwood Marlene") > 0.99);
        assert!(score("Joseph R. Tamsin Jr", "Dr. Joseph Tamsin") > 0.99);
        assert!(score("Joseph Tamsin", "Marlene Tamsin") < 0.5);
    }

    #[test]
    fn kanji_in_japanese_have_no_sound_that_we_know() {
        let ja = Some(Language::Japanese);
        assert!(match_score("Yamane", "山根", None, ja) < 0.5);
        assert!(match_score("山根", "山根", Some(Language::Chinese), ja) > 0.99);
    }

    #[test]
    fn a_name_is_heard_in_a_sentence() {
        let zh = Some(Language::Chinese);
        let text = "市长奥克伍德周三说，桥已经开放。";
        assert!(occurs_in("Marlene Oakwood", None, text, zh) >= 0.5);
        assert!(occurs_in("Gregor Tsibulka", None, text, zh) < 0.5);
        let ja = Some(Language::Japanese);
        let text = "市長のオークウッド氏は橋を開放したと述べた。";
        assert!(occurs_in("Oakwood", None, text, ja) >= 0.5);
        assert!(occurs_in("Tsibulka", None, text, ja) < 0.5);
        assert!(occurs_in("Oakwood", None, "Frau Oakwood kam.", Some(Language::German)) > 0.99);
    }

    proptest! {
        #[test]
        fn the_score_is_symmetric_and_whole_for_equal_names(a in any::<String>(), b in "[\\PC]{0,20}") {
            let (there, back) = (score(&a, &b), score(&b, &a));
            prop_assert!((there - back).abs() < 1e-4, "{} {}", there, back);
            prop_assert!((0.0..=1.0).contains(&there));
            prop_assert!(score(&a, &a) > 0.999);
            prop_assert!((0.0..=1.0).contains(&occurs_in(&a, None, &b, None)));
            let _ = find(&a, Language::English);
        }
    }
}
