//! Which language a text is in.

use std::collections::BTreeMap;
use std::sync::LazyLock;

use crate::language::script::{self, Letters, Writing};
use crate::language::{Language, Script, words};

/// How much of a text is looked at, in bytes: more changes no answer and costs time.
const SAMPLE: usize = 200_000;

/// Weighted letters under which a text is so short that a declared language is believed.
const SHORT: usize = 60;

/// The share of kana among kana and Han from which a text is Japanese. Headlines come down to one
/// kana in ten; a Chinese text that quotes a Japanese name has fewer.
const KANA_SHARE: f64 = 0.05;

static TAGS: LazyLock<BTreeMap<String, String>> =
    LazyLock::new(|| toml::from_str(include_str!("../../data/mul/tags.toml")).unwrap_or_default());

/// What [`detect`] found.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Detected {
    pub(crate) tag: String,
    pub(crate) language: Option<Language>,
    pub(crate) script: Option<Script>,
}

impl Detected {
    fn of(tag: &str, script: Option<Script>) -> Self {
        Self {
            tag: tag.to_owned(),
            language: Language::from_tag(tag),
            script,
        }
    }

    /// The language as a BCP 47 primary subtag; `und` where none could be told.
    #[must_use]
    pub fn tag(&self) -> &str {
        &self.tag
    }

    /// The language, where it is one that Headwater reads.
    #[must_use]
    pub fn language(&self) -> Option<Language> {
        self.language
    }

    /// The script, for Chinese only, where the characters tell.
    #[must_use]
    pub fn script(&self) -> Option<Script> {
        self.script
    }
}

/// The language of a text, by its letters first and its words next.
///
/// `declared` is the BCP 47 tag that the document claims. It is a hint: it decides where the text
/// is too short to tell, or could be either, and the letters allow it. Addresses in the text count
/// for nothing, and a CJK character counts for as many Latin letters as a translation of it has,
/// so that a Chinese article full of English names stays Chinese.
///
/// Pass a whole document where there is one: a line of Japanese in kanji alone looks like Chinese.
#[must_use]
pub fn detect(text: &str, declared: Option<&str>) -> Detected {
    let sample = script::without_addresses(script::prefix(text, SAMPLE));
    let letters = Letters::count(&sample);
    let declared = declared.map(primary_subtag);
    let declared = declared.as_deref();
    let short = letters.total() < SHORT;
    match letters.dominant() {
        None => Detected::of(declared.unwrap_or("und"), None),
        Some(Writing::EastAsian) => east_asian(&letters, declared),
        Some(Writing::Hangul) => Detected::of("ko", None),
        Some(Writing::Arabic) => Detected::of(arabic(&letters, declared, short), None),
        Some(Writing::Cyrillic) => Detected::of(cyrillic(&letters, declared, short), None),
        Some(Writing::Latin) => Detected::of(&latin(&sample, declared, short), None),
        Some(Writing::Other) => {
            let tag = whatlang::detect_lang(&sample).map(tag_of);
            Detected::of(tag.as_deref().or(declared).unwrap_or("und"), None)
        }
    }
}

/// The primary subtag of a declared tag, in lower case, three-letter codes made short.
fn primary_subtag(tag: &str) -> String {
    let primary = tag
        .trim()
        .split(['-', '_'])
        .next()
        .unwrap_or_default()
        .to_ascii_lowercase();
    let known = primary.len() >= 2
        && primary.len() <= 3
        && primary.bytes().all(|byte| byte.is_ascii_lowercase());
    match TAGS.get(&primary) {
        Some(short) => short.clone(),
        None if known => primary,
        None => "und".to_owned(),
    }
}

fn tag_of(language: whatlang::Lang) -> String {
    TAGS.get(language.code())
        .map_or_else(|| language.code().to_owned(), Clone::clone)
}

/// Chinese or Japanese, and which Chinese.
fn east_asian(letters: &Letters, declared: Option<&str>) -> Detected {
    let both = (letters.kana + letters.han).max(1) as f64;
    let marks = &letters.marks;
    // Characters that one of the two writes and the other does not outweigh what is declared.
    let japanese = match marks.japanese_only.cmp(&marks.not_japanese) {
        _ if letters.kana as f64 / both >= KANA_SHARE => true,
        std::cmp::Ordering::Greater => true,
        std::cmp::Ordering::Less => false,
        std::cmp::Ordering::Equal => declared == Some("ja"),
    };
    if japanese {
        return Detected::of("ja", None);
    }
    let script = match marks.simplified_only.cmp(&marks.traditional_only) {
        std::cmp::Ordering::Greater => Some(Script::Hans),
        std::cmp::Ordering::Less => Some(Script::Hant),
        std::cmp::Ordering::Equal => None,
    };
    Detected::of("zh", script)
}

/// Arabic, Persian, Urdu or Pashto, by the letters that only some of them have.
fn arabic<'d>(letters: &Letters, declared: Option<&'d str>, short: bool) -> &'d str {
    let arabic = letters.some_of("ةىيكأإؤ");
    let persian = letters.some_of("پچژگکی");
    let urdu = letters.some_of("ٹڈڑےںہھ");
    let pashto = letters.some_of("ښېټډړږڼۍ");
    if pashto > persian.max(urdu).max(arabic) / 2 && pashto > 0 {
        "ps"
    } else if urdu > 0 && urdu + persian > arabic {
        "ur"
    } else if persian > arabic {
        "fa"
    } else if let Some(tag @ ("fa" | "ur" | "ps" | "ug" | "ku")) = declared
        && short
        && arabic == 0
    {
        tag
    } else {
        "ar"
    }
}

/// Russian and its neighbours, by the letters that only some of them have.
fn cyrillic<'d>(letters: &Letters, declared: Option<&'d str>, short: bool) -> &'d str {
    let signs = [
        ("uk", letters.some_of("іїєґ")),
        ("be", letters.some_of("ўі") + letters.some_of("ў")),
        ("sr", letters.some_of("ђћљњџј")),
        ("mk", letters.some_of("ѓќѕљњџј")),
        ("kk", letters.some_of("әғқңұһі")),
        ("mn", letters.some_of("өү")),
        ("tg", letters.some_of("ӣқҳҷӯғ")),
    ];
    let russian = letters.some_of("ыэё");
    let best = signs
        .iter()
        .copied()
        .reduce(|best, next| if next.1 > best.1 { next } else { best });
    if let Some((tag, count)) = best
        && count * 20 > letters.cyrillic
    {
        // Macedonian shares most of its signs with Serbian; what tells is what Serbian lacks.
        let macedonian = tag == "sr" && letters.some_of("ѓќѕ") > letters.some_of("ђћ");
        return if macedonian { "mk" } else { tag };
    }
    // A vowel in Bulgarian, rare in Russian, which is never long without ы.
    if letters.some_of("ъ") > russian {
        return "bg";
    }
    match declared {
        Some(tag @ ("uk" | "be" | "sr" | "mk" | "bg" | "kk" | "mn" | "tg" | "ky"))
            if short && russian == 0 =>
        {
            tag
        }
        _ => "ru",
    }
}

/// A language in Latin letters: by its commonest words and by the statistics of three-letter
/// sequences, which fail each other's short texts.
fn latin(text: &str, declared: Option<&str>, short: bool) -> String {
    let (hits, total) = words::hits(text);
    let statistics = whatlang::detect(text).filter(|info| info.script() == whatlang::Script::Latin);
    let guess = statistics.as_ref().map(|info| tag_of(info.lang()));
    let total = total.max(1) as f64;
    let mut scores: Vec<(&str, f64)> = hits
        .iter()
        .map(|(tag, count)| (*tag, *count as f64 / total))
        .collect();
    if let Some(guess) = guess.as_deref()
        && !scores.iter().any(|(tag, _)| *tag == guess)
    {
        scores.push((guess, 0.0));
    }
    let confidence = statistics.map_or(0.0, |info| info.confidence());
    for (tag, score) in &mut scores {
        // Neighbours share words; a tie goes to the language that can be read.
        if Language::from_tag(tag).is_some() {
            *score += 0.06;
        }
        if Some(*tag) == guess.as_deref() {
            *score += 0.08 + 0.3 * confidence;
        }
        if Some(*tag) == declared {
            *score += if short { 0.25 } else { 0.05 };
        }
        *score += signs(tag, text);
    }
    let best = scores
        .iter()
        .copied()
        .reduce(|best, next| if next.1 > best.1 { next } else { best });
    match (best, declared) {
        // Nothing in the text speaks for any language: a name, a list of figures.
        (Some((_, score)), Some(tag)) if score < 0.1 && short && is_written_in_latin(tag) => {
            tag.to_owned()
        }
        (Some((tag, score)), _) if score > 0.0 => tag.to_owned(),
        _ => "und".to_owned(),
    }
}

/// Whether the letters that a language shares with few others speak for it.
fn signs(tag: &str, text: &str) -> f64 {
    let own = match tag {
        "de" => "ßäÄ",
        "es" => "ñÑ¿¡",
        "pt" => "ãõ",
        "fr" => "œêû",
        "pl" => "łąęż",
        "cs" => "řěů",
        "tr" => "ığş",
        "hu" => "őű",
        "ro" => "țșă",
        "vi" => "ơưđ",
        _ => return 0.0,
    };
    if text.chars().any(|c| own.contains(c)) {
        0.1
    } else {
        0.0
    }
}

/// Whether a declared tag is of a language that is not written in another script.
fn is_written_in_latin(tag: &str) -> bool {
    !matches!(
        tag,
        "und"
            | "ar"
            | "be"
            | "bg"
            | "bn"
            | "el"
            | "fa"
            | "he"
            | "hi"
            | "hy"
            | "ja"
            | "ka"
            | "ko"
            | "mk"
            | "ru"
            | "th"
            | "uk"
            | "ur"
            | "zh"
    )
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    fn tag(text: &str) -> String {
        detect(text, None).tag
    }

    #[test]
    fn each_of_the_nine_languages_is_told() {
        for (expected, text) in [
            (
                "ar",
                "قال الوزير إن المحادثات ستبدأ الأسبوع المقبل في العاصمة.",
            ),
            (
                "de",
                "Der Bürgermeister sagte, dass die Brücke im Herbst fertig wird.",
            ),
            (
                "en",
                "The mayor said that the bridge will be ready in autumn.",
            ),
            ("es", "El alcalde dijo que el puente estará listo en otoño."),
            ("fr", "Le maire a dit que le pont sera prêt en automne."),
            ("ja", "市長は橋が秋に完成すると述べた。"),
            ("ko", "시장은 다리가 가을에 완공될 것이라고 말했다."),
            (
                "ru",
                "Мэр сказал, что мост будет готов осенью, но это не точно.",
            ),
            ("zh", "市长说这座桥将在秋天完工。"),
        ] {
            let found = detect(text, None);
            assert_eq!(found.tag, expected, "{text}");
            assert_eq!(found.language.map(Language::tag), Some(expected));
        }
    }

    #[test]
    fn a_language_that_is_not_read_keeps_its_tag() {
        for (expected, text) in [
            (
                "uk",
                "Мер сказав, що міст буде готовий восени, і це її рішення.",
            ),
            ("bg", "Кметът каза, че мостът ще бъде готов през есента."),
            ("fa", "شهردار گفت که پل در پاییز آماده می‌شود."),
            ("ur", "میئر نے کہا کہ پل خزاں میں تیار ہو جائے گا۔"),
            (
                "it",
                "Il sindaco ha detto che il ponte sarà pronto in autunno.",
            ),
            (
                "pt",
                "O prefeito disse que a ponte não ficará pronta no outono.",
            ),
            (
                "nl",
                "De burgemeester zei dat de brug in het najaar klaar is.",
            ),
            (
                "el",
                "Ο δήμαρχος είπε ότι η γέφυρα θα είναι έτοιμη το φθινόπωρο.",
            ),
        ] {
            let found = detect(text, None);
            assert_eq!(found.tag, expected, "{text}");
            assert_eq!(found.language, None);
        }
    }

    #[test]
    fn the_script_of_chinese_is_told_by_what_only_one_of_them_writes() {
        assert_eq!(
            detect("这个国家的经济发展", None).script,
            Some(Script::Hans)
        );
        assert_eq!(
            detect("這個國家的經濟發展", None).script,
            Some(Script::Hant)
        );
        assert_eq!(detect("上海", None).script, None);
    }

    #[test]
    fn kanji_alone_is_japanese_where_the_characters_or_the_document_say_so() {
        assert_eq!(
            tag("円滑化対策会議"),
            "ja",
            "対 and 円 are written so in Japan only"
        );
        assert_eq!(detect("東京都知事選挙", Some("ja")).tag, "ja");
        assert_eq!(
            detect("首相会见记者", Some("ja")).tag,
            "zh",
            "见 and 记 are not Japanese"
        );
        assert_eq!(tag("日米首脳会談、来月開催へ"), "ja");
    }

    #[test]
    fn names_and_addresses_do_not_turn_a_chinese_article_english() {
        let text = "据 Northern Herald 消息，Marlene Oakwood 在会上说他们会回来。\
                    https://news.example.org/a-very-long-address/that-is-all-latin-letters?and=more";
        assert_eq!(tag(text), "zh");
    }

    #[test]
    fn a_short_text_takes_the_declared_language_that_its_letters_allow() {
        assert_eq!(detect("Berlin", Some("de-DE")).tag, "de");
        assert_eq!(detect("Москва", Some("uk")).tag, "uk");
        assert_eq!(detect("Москва", Some("de")).tag, "ru");
        assert_eq!(detect("", Some("fr")).tag, "fr");
        assert_eq!(detect("12 345", None).tag, "und");
    }

    #[test]
    fn a_long_text_is_believed_against_its_declaration() {
        let text = "The mayor said that the bridge will be ready in autumn, and that the town \
                    would not have to pay for it. Nobody in the room believed him at the time.";
        assert_eq!(detect(text, Some("fr")).tag, "en");
    }

    #[test]
    fn the_table_of_tags_parses() {
        assert_eq!(TAGS.get("deu").map(String::as_str), Some("de"));
    }

    proptest! {
        #[test]
        fn any_text_has_a_tag(text in any::<String>(), declared in proptest::option::of(any::<String>())) {
            let found = detect(&text, declared.as_deref());
            prop_assert!((2..=3).contains(&found.tag.len()));
        }
    }
}
