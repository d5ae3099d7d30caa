//! Numbers as they are written: in digits with every separator habit, in words, in CJK characters
//! and in any mixture, each with its exact value.

mod accumulator;
mod combine;
mod digits;
mod grammar;
mod lexer;
mod range;
mod surroundings;
mod table;

use rust_decimal::Decimal;

use self::grammar::{Found, Grammar};
use self::surroundings::Surroundings;
use self::table::Table;
use crate::language::Language;
use crate::text::Span;

/// A number in a text.
#[derive(Debug, Clone, PartialEq, Eq)]
#[expect(
    clippy::struct_excessive_bools,
    reason = "each says one thing of the place it stands in"
)]
pub(crate) struct Numeral {
    /// Where it stands, its sign and scale words included.
    pub(crate) span: Span,
    /// What it is, exactly; a fraction that has no end is cut after 28 digits.
    pub(crate) value: Decimal,
    /// Whether it counts a place in a row: third, 第三, 3rd.
    pub(crate) ordinal: bool,
    /// Whether it says "somewhat more": 十余, 400多.
    pub(crate) more: bool,
    /// Numerator and denominator, where the denominator is written first: 百分之三.
    pub(crate) fraction: Option<(Decimal, Decimal)>,
    /// Whether it is a number by itself. One that is not (an article, a 一 that may belong to a
    /// word) is a number only where a unit, a currency or a counted noun right beside it says so.
    pub(crate) free: bool,
    /// Whether a letter stands right before its digits, as in `USD20` and `B52`.
    pub(crate) glued_before: bool,
    /// Whether a letter stands right after its digits, as in `29km` and `5G`.
    pub(crate) glued_after: bool,
    /// The scale word that it ends with, if digits alone stand before it: the million of
    /// "3.5 million".
    pub(crate) scale: Option<Decimal>,
    /// Whether it is the first end of a range that the next numeral closes.
    pub(crate) opens_range: bool,
    /// Whether the next numeral is what it sinks to: from 7 to 2 inches.
    pub(crate) sinks_to_next: bool,
}

impl Numeral {
    /// The same number in a text that has `by` bytes less in front.
    pub(crate) fn back(&self, by: usize) -> Self {
        let span = Span::new(self.span.start() - by, self.span.end() - by);
        Self {
            span,
            ..self.clone()
        }
    }
}

/// All numbers of a text, in order; none overlaps another.
///
/// Digits inside web addresses, telephone numbers, versions and times of day, and numbers of more
/// than 28 digits, are left alone. Of a range both ends are found, the first with the scale that is
/// said once for both: 3 to 5 million. The time is linear in the length of the text.
pub(crate) fn find(text: &str, language: Language) -> Vec<Numeral> {
    let Some(table) = Table::of(language) else {
        return Vec::new();
    };
    let parts = lexer::lex(text, table);
    let grammar = Grammar {
        text,
        table,
        parts: &parts,
    };
    let mut numerals: Vec<Numeral> = Vec::new();
    let mut at = 0;
    while at < parts.len() {
        match grammar.read(at) {
            Found::Nothing(count) => at += count.max(1),
            Found::Numeral(reading) => {
                at += reading.count.max(1);
                let numeral = Surroundings { text, table }.judge(&reading);
                // The parts of one word share a span where its case changes its length.
                if numerals
                    .last()
                    .is_none_or(|last| last.span.end() <= numeral.span.start())
                {
                    numerals.push(numeral);
                }
            }
        }
    }
    range::mark(text, table, combine::combine(text, table, numerals))
}

#[cfg(test)]
mod tests {
    use super::*;
    use proptest::prelude::*;

    /// The free numbers of a text, as plain decimals.
    fn read(text: &str, language: Language) -> Vec<String> {
        find(text, language)
            .into_iter()
            .filter(|numeral| numeral.free)
            .map(|numeral| numeral.value.to_string())
            .collect()
    }

    #[track_caller]
    fn check(language: Language, cases: &[(&str, &[&str])]) {
        for (text, expected) in cases {
            assert_eq!(read(text, language), *expected, "{language}: {text}");
        }
    }

    #[test]
    fn english_words_and_digits() {
        check(
            Language::English,
            &[
                ("twenty-one goats", &["21"]),
                ("two hundred and three thousand", &["203000"]),
                ("1.2 million people", &["1200000"]),
                ("up from 1.7 million four years ago", &["1700000", "4"]),
                ("18 wins and seven halves", &["18", "7"]),
                ("about $3bn", &["3000000000"]),
                (
                    "two thirds of the crew",
                    &["0.6666666666666666666666666667"],
                ),
                ("three and a half miles", &["3.5"]),
                ("3 million and a half", &["3500000"]),
                ("half a million", &["500000"]),
                ("a dozen boats", &["12"]),
                ("between one hundred and two hundred", &["100", "200"]),
                ("between 3 million and 5 million", &["3000000", "5000000"]),
                ("No one knew the one who left; one boat sank", &["1"]),
                ("hundreds of thousands", &[]),
                ("2½ and 1 3/4 cups, open 24/7", &["2.5", "1.75", "24", "7"]),
                ("minus five point five", &["-5.5"]),
                ("a fall of -3.5", &["-3.5"]),
            ],
        );
    }

    #[test]
    fn german_french_spanish() {
        check(
            Language::German,
            &[
                ("einundzwanzig Schafe", &["21"]),
                (
                    "dreihundertneunundneunzigtausendfünfhundertneun",
                    &["399509"],
                ),
                ("eine Million Euro", &["1000000"]),
                ("3 Mrd. Euro und 2,5 Millionen", &["3000000000", "2500000"]),
                ("anderthalb Millionen", &["1500000"]),
                ("zwei Drittel", &["0.6666666666666666666666666667"]),
            ],
        );
        check(
            Language::French,
            &[
                ("quatre-vingt-dix-sept", &["97"]),
                ("vingt et un navires", &["21"]),
                ("soixante et onze", &["71"]),
                ("deux cent mille", &["200000"]),
                ("1 234,5 et 50 cents", &["1234.5", "50"]),
                ("un et un demi", &["1.5"]),
            ],
        );
        check(
            Language::Spanish,
            &[
                ("treinta y cinco", &["35"]),
                ("dos mil trescientos cuarenta y siete", &["2347"]),
                ("dos mil millones", &["2000000000"]),
                ("2 millones y medio", &["2500000"]),
                ("1.234,5", &["1234.5"]),
                ("la mitad del año, la primera mitad", &["0.5", "1"]),
            ],
        );
    }

    #[test]
    fn russian_and_arabic() {
        check(
            Language::Russian,
            &[
                ("двадцать один дом", &["21"]),
                ("двухсот тридцати пяти", &["235"]),
                ("1,5 млн рублей", &["1500000"]),
                ("три тысячи двести", &["3200"]),
                ("два с половиной миллиона", &["2500000"]),
                ("40 000 человек", &["40000"]),
            ],
        );
        check(
            Language::Arabic,
            &[
                ("واحد وعشرون", &["21"]),
                ("ثلاثة عشر", &["13"]),
                ("مائة وستة عشر صفحة", &["116"]),
                ("ثلاثمائة وخمسة آلاف", &["305000"]),
                ("١٬٢٣٤٫٥", &["1234.5"]),
                ("10 مليون", &["10000000"]),
            ],
        );
    }

    #[test]
    fn chinese_numerals() {
        check(
            Language::Chinese,
            &[
                ("3万人看五场比赛", &["30000", "5"]),
                ("18胜20负7平", &["18", "20", "7"]),
                ("得到三分，十分高兴，万分感谢", &["3"]),
                ("十分之一", &["0.1"]),
                ("四千一百二十", &["4120"]),
                ("4.12亿日元", &["412000000"]),
                ("四千五百六十九万八千三百一十一亿", &["4569831100000000"]),
                ("二〇二一", &["2021"]),
                ("壹佰伍拾", &["150"]),
                ("一百五", &["150"]),
                ("十余万", &["100000"]),
                ("10,000多名", &["10000"]),
                ("三分之二", &["0.6666666666666666666666666667"]),
                ("一又二分之一", &["1.5"]),
                ("三点五万人", &["35000"]),
                ("他们一直在四川，五个人", &["5"]),
                ("数十万人，三四百人，几百人", &[]),
                ("３万５千", &["35000"]),
                ("49兆9592億", &["49959200000000"]),
            ],
        );
    }

    #[test]
    fn japanese_and_korean_numerals() {
        check(
            Language::Japanese,
            &[
                ("3万5千人", &["35000"]),
                ("14億1402万1100人", &["1414021100"]),
                ("1 万 6 千人", &["16000"]),
                ("3分の1が", &["0.3333333333333333333333333333"]),
                ("四・八倍", &["4.8"]),
                ("一つの案、一部の人", &["1"]),
            ],
        );
        check(
            Language::Korean,
            &[
                ("3만5천 명", &["35000"]),
                ("1억 2천 5백만", &["125000000"]),
                ("이십일조 삼백", &["21000000000300"]),
                ("삼분의 이", &["0.6666666666666666666666666667"]),
                ("스물여섯명이", &["26"]),
                ("두 개의 이상한 사이", &["2"]),
            ],
        );
    }

    #[test]
    fn codes_addresses_and_telephone_numbers_are_not_numbers() {
        for text in [
            "20:15:30",
            "+1-222-2222/2222",
            "https://example.org/?q=30%25",
            "1.2.3",
            "192.168.1.2",
        ] {
            assert_eq!(find(text, Language::English), [], "{text}");
        }
        for text in ["COVID-19", "B52", "#7"] {
            let found = find(text, Language::English);
            assert!(found.iter().all(|numeral| numeral.glued_before), "{text}");
        }
        assert!(
            find("a 5G mast", Language::English)
                .iter()
                .all(|numeral| numeral.glued_after)
        );
    }

    #[test]
    fn ten_thousand_digits_are_left_alone() {
        for digits in ["9".repeat(10_000), "九".repeat(10_000), "万".repeat(10_000)] {
            for language in Language::ALL {
                assert_eq!(find(&digits, language), [], "{language}");
            }
        }
    }

    /// Writes a number in Chinese characters.
    fn chinese(number: u64) -> String {
        let digits: Vec<char> = "零一二三四五六七八九".chars().collect();
        let scales = [
            (100_000_000, '亿'),
            (10_000, '万'),
            (1000, '千'),
            (100, '百'),
            (10, '十'),
        ];
        let Some((size, scale)) = scales.into_iter().find(|(size, _)| number >= *size) else {
            return digits[usize::try_from(number).unwrap()].to_string();
        };
        let rest = number % size;
        let mut text = chinese(number / size);
        text.push(scale);
        if rest > 0 {
            if rest < size / 10 {
                text.push('零');
            }
            text.push_str(&chinese(rest));
        }
        text
    }

    /// Writes a number with the marks that a language groups thousands by.
    fn grouped(number: u64, fraction: u32, group: &str, point: &str) -> String {
        let digits = number.to_string();
        let mut text = String::new();
        for (at, digit) in digits.chars().enumerate() {
            if at > 0 && (digits.len() - at).is_multiple_of(3) {
                text.push_str(group);
            }
            text.push(digit);
        }
        format!("{text}{point}{fraction:02}")
    }

    proptest! {
        #[test]
        fn any_text_gives_numerals_in_order_on_characters(text in "\\PC{0,80}") {
            for language in Language::ALL {
                let mut end = 0;
                for numeral in find(&text, language) {
                    prop_assert!(numeral.span.start() >= end);
                    prop_assert!(!numeral.span.of(&text).is_empty());
                    end = numeral.span.end();
                }
            }
        }

        #[test]
        fn any_row_of_number_words_gives_numerals_in_order(
            words in proptest::collection::vec(0_usize..400, 0..12),
            gaps in proptest::collection::vec(0_usize..4, 12),
        ) {
            for language in Language::ALL {
                let table = Table::of(language).unwrap();
                let mut known: Vec<&String> = table.words.keys().collect();
                known.sort();
                prop_assert!(!known.is_empty());
                let mut text = String::new();
                for (word, gap) in words.iter().zip(&gaps) {
                    text.push_str(known[word % known.len()]);
                    text.push_str(["", " ", "-", "7"][*gap]);
                }
                let mut end = 0;
                for numeral in find(&text, language) {
                    prop_assert!(numeral.span.start() >= end);
                    end = numeral.span.end();
                }
            }
        }

        #[test]
        fn a_number_written_in_chinese_is_read_again(number in 11_u64..9_999_999_999_999_999) {
            let text = chinese(number);
            prop_assert_eq!(read(&text, Language::Chinese), [number.to_string()], "{}", text);
        }

        #[test]
        fn a_number_grouped_by_habit_is_read_again(
            number in 1000_u64..99_999_999_999,
            fraction in 1_u32..99,
        ) {
            let value = format!("{number}.{fraction:02}").parse::<Decimal>().unwrap().normalize();
            for language in Language::ALL {
                let habits: &[(&str, &str)] = match language {
                    Language::German | Language::Spanish => &[(".", ","), ("\u{202F}", ",")],
                    Language::French | Language::Russian => &[(" ", ","), ("\u{A0}", ",")],
                    Language::Arabic => &[("٬", "٫"), (",", ".")],
                    _ => &[(",", "."), ("\u{2009}", ".")],
                };
                for (group, point) in habits {
                    let text = grouped(number, fraction, group, point);
                    prop_assert_eq!(read(&text, language), [value.to_string()], "{}", text);
                }
            }
        }
    }
}
