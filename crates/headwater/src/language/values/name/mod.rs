//! Names of people and places, and whether two of them are the same in different scripts.

mod find;
mod known;
mod score;
mod tables;

pub use find::find;

use crate::language::sounds::{self, Heard, Sound};
use crate::language::{Language, script};

use score::{Name, around_the_line, heard, joined, parts, together};

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
    heard: Heard,
}

impl Ear {
    /// Reads the text.
    #[must_use]
    pub fn new(text: &str, language: Option<Language>) -> Self {
        let lower = text.to_lowercase();
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
            sounds::hear(&foreign)
        } else {
            sounds::hear(&lower)
        };
        Self { lower, heard }
    }

    /// What [`occurs_in`] says of the name in this text.
    #[must_use]
    pub fn hears(&self, name: &str, language: Option<Language>) -> f32 {
        let parts = parts(name);
        if !parts.is_empty() && parts.iter().all(|part| self.has_word(part)) {
            return 1.0;
        }
        let heard = heard(&parts, language);
        let Some(precision) =
            together(heard.iter()).map(|precision| precision.with(self.heard.precision))
        else {
            return 0.0;
        };
        let within =
            |sounds: &[Sound]| sounds::likeness_within(sounds, &self.heard.sounds, precision);
        let whole = within(&joined(&heard, 0));
        let family = heard.last().map_or(0.0, |last| within(&last.sounds));
        around_the_line(whole.max(family), precision.line)
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
