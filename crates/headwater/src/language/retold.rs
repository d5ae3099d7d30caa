//! Words that tell two things apart which two sentences of one text tell in nearly the same words.

use super::Language;
use super::phrases::Phrases;
use super::tables::{Tables, parsed};

#[derive(Debug, Default, serde::Deserialize)]
#[serde(deny_unknown_fields)]
struct Source {
    another: Vec<String>,
    ages: Vec<String>,
}

struct Table {
    another: Phrases<()>,
    ages: Phrases<()>,
}

static TABLES: Tables<Table> = Tables::new(|language| build(&parsed(source(language))));

const fn source(language: Language) -> &'static str {
    table!(language, "retold")
}

fn build(source: &Source) -> Table {
    let phrases = |words: &[String]| {
        let mut phrases = Phrases::new(false);
        for word in words {
            phrases.insert(word, ());
        }
        phrases
    };
    Table {
        another: phrases(&source.another),
        ages: phrases(&source.ages),
    }
}

/// Whether a text says of what it counts that it is of another time, another of its kind, or a guess.
pub(crate) fn tells_of_another(text: &str, language: Language) -> bool {
    let Some(table) = TABLES.get(language) else {
        return false;
    };
    let mut before = ' ';
    text.char_indices().any(|(at, c)| {
        let inside = super::phrases::is_letter(before) && super::phrases::is_letter(c);
        before = c;
        let rest = text.get(at..).unwrap_or_default();
        !inside && table.another.starting(rest).is_some()
    })
}

/// Whether a figure is somebody's age, by its own words and those behind it.
pub(crate) fn is_age(figure: &str, behind: &str, language: Language) -> bool {
    let Some(table) = TABLES.get(language) else {
        return false;
    };
    let behind = behind.trim_start_matches(|c: char| c.is_whitespace() || "-‐‑–".contains(c));
    table.ages.ending(figure).is_some() || table.ages.starting(behind).is_some()
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn every_language_has_a_table_that_can_be_read() {
        for language in Language::ALL {
            let read = toml::from_str::<Source>(source(language));
            assert!(read.is_ok_and(|read| !read.another.is_empty() && !read.ages.is_empty()));
        }
    }

    #[test]
    fn words_that_part_two_figures_are_whole_words() {
        assert!(tells_of_another(
            "So far 30 boats were found.",
            Language::English
        ));
        assert!(!tells_of_another(
            "The 30 reboots were shown.",
            Language::English
        ));
        assert!(tells_of_another(
            "截至周一已有30艘船获救。",
            Language::Chinese
        ));
        assert!(!tells_of_another("30艘船获救。", Language::Chinese));
    }

    #[test]
    fn an_age_is_told_by_what_stands_behind_the_figure() {
        assert!(is_age("42", "-year-old keeper", Language::English));
        assert!(is_age("42", "-jährige Wärterin", Language::German));
        assert!(is_age("42", "歳の灯台守", Language::Japanese));
        assert!(is_age("42 ans", " et demi", Language::French));
        assert!(!is_age("42", " keepers", Language::English));
    }
}
