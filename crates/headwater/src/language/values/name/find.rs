//! Names in a text, by how they are written.

mod capitals;
mod east_asian;
mod titled;

use super::tables;
use crate::language::Language;
use crate::text::Span;

/// The names in a text that can be looked for by their sound in another language, in order.
///
/// It finds few names and means to find no others:
/// - in English, French, Spanish and Russian, words with a capital in mid-sentence, and runs of
///   them anywhere, without titles, the calendar, nations and other words that are translated
///   rather than spelled; at the start of a sentence a single word only where a verb of saying
///   stands behind it (English), and in German, where every noun has a capital, only behind a title;
/// - in Japanese, katakana with ・ in it or with 氏, さん and the like behind it;
/// - in Chinese, foreign names with a dot in them (安娜·林德), or with a title beside them where they
///   are written with characters that seldom stand elsewhere, people whom the table of names knows,
///   and family name and given name with a title beside them;
/// - in both, a name in Latin letters in brackets behind one;
/// - in Korean and Arabic, names with a title beside them.
///
/// Countries, which are translated and become adjectives, are not among them; nor is anything in a
/// heading whose words all have capitals.
#[must_use]
pub fn find(text: &str, language: Language) -> Vec<Span> {
    let Some(table) = tables::of(language) else {
        return Vec::new();
    };
    match language {
        Language::Japanese => east_asian::japanese(text, table),
        Language::Chinese => east_asian::chinese(text, table),
        Language::Korean => titled::korean(text, table),
        Language::Arabic => titled::arabic(text, table),
        _ => capitals::capitalised(text, language, table),
    }
}

/// What is named in a text, by its capitals alone: people, but also what is translated word by word
/// (Harrow Weather Service, Tamsin County), nations and languages. In scripts without capitals, and in
/// German, where every noun has one, it finds nothing.
#[must_use]
pub fn proper(text: &str, language: Language) -> Vec<Span> {
    match language {
        Language::English | Language::French | Language::Spanish | Language::Russian => {
            capitals::proper(text, language)
        }
        _ => Vec::new(),
    }
}

/// Whether what [`proper`] finds names nothing by itself, so that another language may well do without it:
/// North, Senators, Prime Minister.
#[must_use]
pub fn is_general(name: &str, language: Language) -> bool {
    tables::of(language).is_some_and(|table| capitals::is_general(name, table))
}

/// What may be a name where capitals do not tell, whoever or whatever bears it. In Chinese and Japanese words
/// in katakana, characters that foreign names are written with, names that the table knows, and words in
/// Latin letters; in Korean words with syllables that foreign names are written with; in German any noun.
/// Much of it is none.
#[must_use]
pub fn possible(text: &str, language: Language) -> Vec<Span> {
    match (language, tables::of(language)) {
        (Language::Chinese | Language::Japanese, Some(table)) => east_asian::possible(text, table),
        (Language::Korean, Some(table)) => titled::possible(text, table),
        (Language::German, Some(table)) => capitals::possible(text, language, table),
        _ => Vec::new(),
    }
}

/// The Latin spellings of the people in a Chinese or Japanese text whom the table of names knows,
/// with a space between.
pub(super) fn known_people(text: &str, language: Option<Language>) -> String {
    let written_in_han = matches!(language, Some(Language::Chinese | Language::Japanese));
    match tables::of(Language::Chinese) {
        Some(table) if written_in_han => east_asian::known_people(text, table),
        _ => String::new(),
    }
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
    fn letters_with_stops_between_them_are_one_word() {
        let proper = |text: &'static str| -> Vec<&str> {
            let spans = proper(text, Language::English).into_iter();
            spans.map(|span| span.of(text)).collect()
        };
        assert_eq!(
            proper(
                "He wrote for The A.V. Lantern on the actual U.S Harvest Night. They left Oakwood.It rained."
            ),
            ["The A.V. Lantern", "U.S Harvest Night", "Oakwood"]
        );
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
    fn what_is_named_has_capitals_whether_or_not_it_is_translated() {
        let text = "On Monday the Harrow Weather Service warned ships, said Lind's aunt.";
        let found: Vec<&str> = proper(text, Language::English)
            .into_iter()
            .map(|span| span.of(text))
            .collect();
        assert_eq!(found, ["Monday", "Harrow Weather Service", "Lind"]);
        assert!(proper("Die Brücke ist zu.", Language::German).is_empty());
    }

    #[test]
    fn what_is_cried_or_says_i_is_no_name() {
        let text = "Then I told Lind: THANK YOU ALL, and NATO heard it.";
        let spans = proper(text, Language::English).into_iter();
        let found: Vec<&str> = spans.map(|span| span.of(text)).collect();
        assert_eq!(found, ["Lind", "NATO"]);
    }

    #[test]
    fn what_names_nothing_by_itself() {
        let general = |name| is_general(name, Language::English);
        assert!(general("North") && general("Senators") && general("Prime Minister"));
        assert!(!general("Oakwood") && !general("North Velmark") && !general("Germany"));
        assert!(!is_general("Oakwood", Language::Japanese));
    }

    #[test]
    fn what_may_be_a_name_in_german_and_korean() {
        let possible = |text: &'static str, language| -> Vec<&str> {
            let spans = possible(text, language).into_iter();
            spans.map(|span| span.of(text)).collect()
        };
        assert_eq!(
            possible("Der Minister kam am Montag nach Harrow.", Language::German),
            ["Harrow"]
        );
        assert_eq!(
            possible("베를린드는 항구에 도착했다.", Language::Korean),
            ["베를린드는"]
        );
    }

    #[test]
    fn german_nouns_with_an_article_between_them_are_no_name() {
        let found = |text| names(Language::German, text);
        assert!(found("Das Schiff lag an Bord der Fähre.").is_empty());
        assert!(found("Er hörte die Aufzeichnung von Linds Rede.").is_empty());
        assert_eq!(
            found("Später kam Anna von der Lind nach Harrow."),
            ["Anna von der Lind"]
        );
    }

    #[test]
    fn what_a_ministry_is_for_is_no_name() {
        assert!(names(Language::English, "He asked the Ministry of Fisheries.").is_empty());
        assert!(names(Language::French, "Il a écrit au ministère de la Pêche.").is_empty());
        assert!(names(Language::Russian, "Вчера в Министерстве молчали.").is_empty());
    }

    #[test]
    fn what_may_be_a_name_in_japanese() {
        let text = "ヴェレル局長はハローのホテルでMarit Oldquistと会った。";
        let found: Vec<&str> = possible(text, Language::Japanese)
            .into_iter()
            .map(|span| span.of(text))
            .collect();
        assert_eq!(found, ["ヴェレル", "ハロー", "ホテル", "Marit Oldquist"]);
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
