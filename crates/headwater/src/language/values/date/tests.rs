//! What is found and how it is read, language by language, and the laws that hold for any text.

use super::super::Basis;
use super::*;
use crate::language::numeral;
use Language::{Arabic, Chinese, English, French, German, Japanese, Korean, Russian, Spanish};
use jiff::civil::Date;
use proptest::prelude::*;

/// A Monday.
const MONDAY: &str = "2018-01-29";

fn find(text: &str, language: Language, reference: Option<&Reference>) -> Vec<Value> {
    super::find(text, language, reference, &numeral::find(text, language))
}

/// `kind text value` of everything found, as one would say it aloud.
fn said(text: &str, language: Language, reference: &str) -> Vec<String> {
    let reference = Reference::parse(reference);
    find(text, language, reference.as_ref())
        .iter()
        .map(|value| {
            let read = value.value().unwrap_or("?");
            format!(
                "{} {} = {read}",
                value.kind().as_str(),
                value.span().of(text)
            )
        })
        .collect()
}

/// The values alone.
fn values(text: &str, language: Language) -> Vec<String> {
    find(text, language, Reference::parse(MONDAY).as_ref())
        .iter()
        .map(|value| value.value().unwrap_or("?").to_owned())
        .collect()
}

#[test]
fn a_full_date_is_read_in_every_language() {
    for (language, text) in [
        (English, "The bridge opened on 14 March 2016."),
        (English, "The bridge opened on March 14, 2016."),
        (English, "The bridge opened on Monday, Mar. 14, 2016."),
        (German, "Die Brücke wurde am 14. März 2016 eröffnet."),
        (German, "Die Brücke wurde am 14.03.2016 eröffnet."),
        (French, "Le pont a ouvert le 14 mars 2016."),
        (Spanish, "El puente abrió el 14 de marzo de 2016."),
        (Russian, "Мост открыли 14 марта 2016 года."),
        (Chinese, "大桥于2016年3月14日通车。"),
        (Chinese, "大橋於二〇一六年三月十四日通車。"),
        (Japanese, "橋は2016年3月14日に開通した。"),
        (Japanese, "橋は平成28年3月14日に開通した。"),
        (Korean, "다리는 2016년 3월 14일에 개통됐다."),
        (Arabic, "افتتح الجسر في 14 مارس 2016."),
        (Arabic, "افتتح الجسر في ١٤ آذار 2016."),
        (English, "Opened 2016-03-14."),
        (Chinese, "（2016/3/14）"),
    ] {
        assert_eq!(values(text, language), ["2016-03-14"], "{text}");
    }
}

#[test]
fn what_a_date_leaves_out_comes_from_the_document() {
    for (language, text, value) in [
        (English, "He spoke on Wednesday.", "2018-01-24"),
        (English, "He will speak on Wednesday.", "2018-01-31"),
        (
            English,
            "She said on Wednesday that he will go.",
            "2018-01-24",
        ),
        (Japanese, "水曜日に訪れる予定だ。", "2018-01-31"),
        (English, "It closed on Dec. 30.", "2017-12-30"),
        (English, "It closed last month.", "2017-12"),
        (English, "It closed five days ago.", "2018-01-24"),
        (English, "Talks are planned for February 10.", "2018-02-10"),
        (Chinese, "他周三表示", "2018-01-24"),
        (Chinese, "消息30日称", "2017-12-30"),
        (Chinese, "会谈2月10日举行", "2018-02-10"),
        (Chinese, "5天前", "2018-01-24"),
        (Chinese, "去年", "2017"),
        (Chinese, "本月", "2018-01"),
        (Japanese, "昨日発表した", "2018-01-28"),
        (Japanese, "先週の水曜日", "2018-01-24"),
        (Korean, "지난주 발표했다", "2018-01-22/2018-01-29"),
        (Korean, "오는 10일", "2018-02-10"),
        (German, "Am Mittwoch sagte er", "2018-01-24"),
        (German, "vor fünf Tagen", "2018-01-24"),
        (French, "il y a 5 jours", "2018-01-24"),
        (French, "le 3 mai", "2018-05-03"),
        (Spanish, "hace cinco días", "2018-01-24"),
        (Spanish, "el miércoles", "2018-01-24"),
        (Russian, "в среду", "2018-01-24"),
        (Russian, "5 дней назад", "2018-01-24"),
        (Russian, "вчера", "2018-01-28"),
        (Arabic, "قبل 5 أيام", "2018-01-24"),
        (Arabic, "يوم الأربعاء", "2018-01-24"),
        (Arabic, "أمس", "2018-01-28"),
    ] {
        assert_eq!(values(text, language), [value], "{text}");
    }
}

#[test]
fn a_day_alone_is_of_the_month_named_before_it() {
    assert_eq!(
        values("会谈将于2月10日、12日和13日举行", Chinese),
        ["2018-02-10", "2018-02-12", "2018-02-13"]
    );
    assert_eq!(
        values("2月10日开始。12日结束", Chinese),
        ["2018-02-10", "2018-02-12"]
    );
    // a day of another story, and one of another paragraph, lean on the date line
    assert_eq!(
        values("2月10日开始。28日表示", Chinese),
        ["2018-02-10", "2018-01-28"]
    );
    assert_eq!(
        values("2月10日开始\n12日表示", Chinese),
        ["2018-02-10", "2018-01-12"]
    );
}

#[test]
fn the_year_changes_where_the_nearest_day_lies_beyond_it() {
    assert_eq!(
        said("会谈于1月10日举行", Chinese, "2021-12-31"),
        ["date 1月10日 = 2022-01-10"]
    );
    assert_eq!(
        said("on December 30", English, "2021-01-02"),
        ["date December 30 = 2020-12-30"]
    );
}

#[test]
fn without_a_document_date_only_what_is_written_is_read() {
    let read = |text, language| {
        find(text, language, None)
            .iter()
            .map(|value| value.value().map(str::to_owned))
            .collect::<Vec<_>>()
    };
    assert_eq!(read("yesterday", English), [None]);
    assert_eq!(read("30日", Chinese), [Some("XXXX-XX-30".to_owned())]);
    assert_eq!(
        read("last Friday", English),
        [Some("XXXX-WXX-5".to_owned())]
    );
    assert_eq!(read("on 5 May", English), [Some("XXXX-05-05".to_owned())]);
    assert_eq!(read("2018年5月", Japanese), [Some("2018-05".to_owned())]);
}

#[test]
fn times_and_dates_with_times() {
    for (language, text, value) in [
        (
            English,
            "on 5 March 2016 at 8:15 a.m.",
            "2016-03-05T08:15:00",
        ),
        (German, "am 5. März 2016 um 20 Uhr", "2016-03-05T20:00:00"),
        (French, "le 5 mars 2016 à 20h30", "2016-03-05T20:30:00"),
        (Chinese, "2016年3月5日下午3点半", "2016-03-05T15:30:00"),
        (Japanese, "2016年3月5日午後3時", "2016-03-05T15:00:00"),
        (Korean, "2016년 3월 5일 오후 3시", "2016-03-05T15:00:00"),
        (English, "at 8:15 p.m.", "T20:15:00"),
        (German, "halb acht.", "T07:30:00"),
        (Japanese, "午前9時10分", "T09:10:00"),
    ] {
        assert_eq!(values(text, language), [value], "{text}");
    }
}

#[test]
fn a_day_beside_another_is_of_its_month() {
    for (language, text) in [
        (German, "am 15. und 16. Mai 2017"),
        (French, "les 15 et 16 mai 2017"),
        (Spanish, "los días 15 y 16 de mayo de 2017"),
        (Russian, "15 и 16 мая 2017 года"),
    ] {
        assert_eq!(
            values(text, language),
            ["2017-05-15", "2017-05-16"],
            "{text}"
        );
    }
}

#[test]
fn feasts_move_with_easter() {
    for (language, text, value) in [
        (German, "am Pfingstmontag 2017", "2017-06-05"),
        (German, "am Karfreitag", "2018-03-30"),
        (French, "le lundi de Pâques 2017", "2017-04-17"),
        (Spanish, "el Viernes Santo de 2017", "2017-04-14"),
        (Russian, "на Пасху 2018 года", "2018-04-08"),
        (French, "la prochaine Pâques", "2018-04-01"),
    ] {
        assert_eq!(values(text, language), [value], "{text}");
    }
}

#[test]
fn decades_in_a_word_are_of_the_century_that_is_named() {
    for (language, text, value) in [
        (German, "in den neunziger Jahren", "1990-01-01/2000-01-01"),
        (Russian, "в 30-х годах XIX века", "1830-01-01/1840-01-01"),
        (
            Spanish,
            "en los años 30 del siglo XIX",
            "1830-01-01/1840-01-01",
        ),
        (
            French,
            "les années 30 du XIXe siècle",
            "1830-01-01/1840-01-01",
        ),
        (
            Arabic,
            "في ثلاثينيات القرن التاسع عشر",
            "1830-01-01/1840-01-01",
        ),
    ] {
        assert_eq!(values(text, language), [value], "{text}");
    }
}

#[test]
fn the_week_of_a_day_is_the_one_that_holds_it() {
    for (language, text) in [
        (German, "die Woche vom 8. März 2017"),
        (French, "la semaine du 8 mars 2017"),
        (Spanish, "la semana del 8 de marzo de 2017"),
    ] {
        assert_eq!(values(text, language), ["2017-03-06/2017-03-13"], "{text}");
    }
}

#[test]
fn a_month_of_another_calendar_is_found_without_being_reckoned() {
    assert_eq!(
        said("في رمضان 1445", Arabic, MONDAY),
        ["date رمضان 1445 = ?"]
    );
}

#[test]
fn ordinals_and_days_of_a_story_are_no_dates() {
    for (language, text) in [
        (French, "le premier de la liste"),
        (Spanish, "El segundo se abrirá allí."),
        (German, "Am nächsten Morgen fand er sie."),
        (Russian, "На следующий день он уехал."),
        (Arabic, "شخص واحد"),
        (German, "am 30. Februar 2017"),
    ] {
        assert_eq!(values(text, language), Vec::<String>::new(), "{text}");
    }
}

#[test]
fn lengths_of_time_and_whether_they_are_exact() {
    for (language, text, value, approximate) in [
        (English, "for 50 minutes", "PT50M", false),
        (English, "The bridge fell ten years later.", "P10Y", false),
        (English, "nearly an hour", "PT1H", true),
        (English, "half an hour", "PT0.5H", false),
        (English, "two and a half years", "P2.5Y", false),
        (Chinese, "50分钟", "PT50M", false),
        (Chinese, "近一个小时", "PT1H", true),
        (Japanese, "1時間30分", "PT1H30M", false),
        (Japanese, "約3週間", "P3W", true),
        (Korean, "3시간 동안", "PT3H", false),
        (German, "etwa drei Wochen", "P3W", true),
        (French, "environ 3 heures", "PT3H", true),
        (Spanish, "tres años y medio", "P3.5Y", false),
        (Russian, "около 3 часов", "PT3H", true),
        (Russian, "полчаса", "PT30M", false),
        (Japanese, "10日ぶり", "P10D", false),
        (Korean, "이틀 동안", "P2D", false),
        (Chinese, "两个半小时", "PT2.5H", false),
        (French, "une demi-heure", "PT0.5H", false),
        (Arabic, "لمدة 3 ساعات", "PT3H", false),
    ] {
        let found = find(text, language, None);
        let [length] = &found[..] else {
            panic!("{text}: {found:?}");
        };
        assert_eq!(
            length.kind(),
            crate::language::values::ValueKind::Duration,
            "{text}"
        );
        assert_eq!(length.value(), Some(value), "{text}");
        assert_eq!(length.is_approximate(), approximate, "{text}");
    }
}

#[test]
fn ranges_run_to_the_beginning_of_their_second_end() {
    for (language, text, value) in [
        (English, "from 2016 to 2018", "2016-01-01/2018-01-01"),
        (English, "2016-2018", "2016-01-01/2018-01-01"),
        (
            English,
            "between May 3 and May 7, 2016",
            "2016-05-03/2016-05-07",
        ),
        (
            English,
            "from November to February 2017",
            "2016-11-01/2017-02-01",
        ),
        (Chinese, "2016年5月3日至7日", "2016-05-03/2016-05-07"),
        (Japanese, "2016年5月から8月まで", "2016-05-01/2016-08-01"),
        (German, "vom 3. bis 7. Mai 2016", "2016-05-03/2016-05-07"),
        (
            Spanish,
            "entre el 3 y el 7 de mayo de 2016",
            "2016-05-03/2016-05-07",
        ),
        (English, "in the past five months", "2017-08-29/2018-01-29"),
    ] {
        assert_eq!(values(text, language), [value], "{text}");
    }
}

#[test]
fn longer_stretches() {
    for (language, text, value) in [
        (English, "in the 1990s", "1990-01-01/2000-01-01"),
        (Chinese, "90年代", "1990-01-01/2000-01-01"),
        (Chinese, "2018年底", "2018-07-01/2019-01-01"),
        (German, "Ende 2018", "2018-07-01/2019-01-01"),
        (
            Spanish,
            "a finales de mayo de 2016",
            "2016-05-16/2016-06-01",
        ),
        (
            French,
            "au troisième trimestre 2018",
            "2018-07-01/2018-10-01",
        ),
        (Russian, "в 1990-х годах", "1990-01-01/2000-01-01"),
        (Spanish, "en el siglo XX", "1900-01-01/2000-01-01"),
        (English, "the first week of 2015", "2014-12-29/2015-01-05"),
        (
            English,
            "the last four months of 2021",
            "2021-09-01/2022-01-01",
        ),
        (Chinese, "2021年的前2周", "2021-01-04/2021-01-18"),
        (Japanese, "第31週", "2018-07-30/2018-08-06"),
        (Chinese, "2018年第三季度", "2018-07-01/2018-10-01"),
        (Chinese, "民国110年", "2021"),
        (Japanese, "令和3年", "2021"),
        (Japanese, "令和元年5月1日", "2019-05-01"),
        (English, "the summer of 2016", "2016-22"),
        (Chinese, "2018年", "2018"),
        (English, "in 2018", "2018"),
    ] {
        assert_eq!(values(text, language), [value], "{text}");
    }
}

#[test]
fn a_value_says_where_it_comes_from_and_how_finely_it_was_said() {
    use crate::language::values::Precision;
    for (language, text, basis, precision) in [
        (English, "on 14 March 2016", Basis::Stated, Precision::Day),
        (English, "yesterday", Basis::DocumentDate, Precision::Day),
        (
            English,
            "two years ago",
            Basis::DocumentDate,
            Precision::Year,
        ),
        (English, "in the 1990s", Basis::Stated, Precision::Decade),
        (English, "nearly an hour", Basis::Stated, Precision::Hour),
        (English, "at 8:15 p.m.", Basis::Stated, Precision::Minute),
        (English, "from 2016 to 2018", Basis::Stated, Precision::Year),
        (Chinese, "本月", Basis::DocumentDate, Precision::Month),
        (Japanese, "先週", Basis::DocumentDate, Precision::Week),
        (Korean, "2016년 봄", Basis::Stated, Precision::Season),
    ] {
        let found = find(text, language, Reference::parse(MONDAY).as_ref());
        let [value] = &found[..] else {
            panic!("{text}: {found:?}");
        };
        assert_eq!(value.basis(), Some(basis), "{text}");
        assert_eq!(value.precision(), Some(precision), "{text}");
    }
    assert_eq!(values("55、60分間", Japanese), ["PT60M"]);
    let days = find("2月10日、12日", Chinese, Reference::parse(MONDAY).as_ref());
    let bases: Vec<_> = days.iter().filter_map(Value::basis).collect();
    assert_eq!(bases, [Basis::DocumentDate, Basis::EarlierMention]);
}

#[test]
fn what_comes_again_is_a_set() {
    for (language, text, value) in [
        (English, "every Monday", "XXXX-WXX-1"),
        (English, "daily", "P1D"),
        (Chinese, "每周一", "XXXX-WXX-1"),
        (Japanese, "毎週月曜日", "XXXX-WXX-1"),
        (German, "jeden Montag", "XXXX-WXX-1"),
    ] {
        assert_eq!(values(text, language), [value], "{text}");
    }
}

#[test]
fn what_only_looks_like_a_date_is_left_alone() {
    for (language, text) in [
        (English, "He may come, and they march on under the sun."),
        (English, "Feb. 30 and 2018-13-01 and 25:61"),
        (English, "Call 138-2010-2015 or write to B2018."),
        (English, "The hall seats 2018 guests and cost $1,999."),
        (English, "A five-year-old boy, 12 years old"),
        (Chinese, "2月30日"),
        (Chinese, "日本人过生日，月亮很圆，他很年轻"),
        (Japanese, "日本の月面探査と分野別の時代"),
        (German, "So viel und Mo macht mit in den letzten Monaten"),
        (German, "Sie gewannen 2:0 und 0:1."),
        (
            Spanish,
            "Las dos vieron a un hombre de 2000 millones y el 10 % de ella.",
        ),
        (
            English,
            "a second meeting, a man in his 40s, the Sunday Times",
        ),
        (Spanish, "un segundo mandato"),
        (Chinese, "独立一周年"),
        (Chinese, "他十分满意，得了两分，一周四"),
        (Japanese, "半分以上が週休3日制"),
        (Korean, "일본 시민 일부"),
    ] {
        assert_eq!(values(text, language), [""; 0], "{text}");
    }
}

#[test]
fn the_span_is_that_of_the_words() {
    assert_eq!(
        said("Work began in 2016, says Ada.", English, MONDAY),
        ["date 2016 = 2016"]
    );
    assert_eq!(
        said("新しい橋は5月3日に開通する", Japanese, MONDAY),
        ["date 5月3日 = 2018-05-03"]
    );
}

/// A date as each language writes it in full.
fn written(date: Date, language: Language) -> String {
    let (year, month, day) = (date.year(), date.month(), date.day());
    let name = |names: &str| {
        let at = usize::try_from(month - 1).unwrap();
        names.split(' ').nth(at).unwrap().to_owned()
    };
    match language {
        Arabic => format!(
            "{day} {} {year}",
            name("يناير فبراير مارس أبريل مايو يونيو يوليو أغسطس سبتمبر أكتوبر نوفمبر ديسمبر")
        ),
        English => format!(
            "{day} {} {year}",
            name(
                "January February March April May June July August September October November December"
            )
        ),
        French => format!(
            "{day} {} {year}",
            name(
                "janvier février mars avril mai juin juillet août septembre octobre novembre décembre"
            )
        ),
        German => format!(
            "{day}. {} {year}",
            name(
                "Januar Februar März April Mai Juni Juli August September Oktober November Dezember"
            )
        ),
        Russian => format!(
            "{day} {} {year}",
            name(
                "января февраля марта апреля мая июня июля августа сентября октября ноября декабря"
            )
        ),
        Spanish => format!(
            "{day} de {} de {year}",
            name(
                "enero febrero marzo abril mayo junio julio agosto septiembre octubre noviembre diciembre"
            )
        ),
        Korean => format!("{year}년 {month}월 {day}일"),
        _ => format!("{year}年{month}月{day}日"),
    }
}

/// Whether a value is written as ISO 8601 or EDTF has it.
fn is_standard(value: &str) -> bool {
    value.split('/').all(|part| {
        let date = part.split('T').next().unwrap_or_default();
        let calendar = date.split('-').all(|piece| {
            !piece.is_empty()
                && (piece.chars().all(|c| c.is_ascii_digit() || c == 'X') || piece == "WXX")
        });
        let length = part.starts_with('P')
            && part
                .chars()
                .all(|c| c.is_ascii_digit() || "PYMWDTHS.".contains(c));
        calendar || length || part.starts_with('T')
    })
}

/// Words and signs that dates are made of, in any order.
fn pieces() -> impl Strategy<Value = String> {
    let words = [
        "2018",
        "29",
        "3",
        "31",
        "0",
        "99999999999999999999",
        "May",
        "march",
        "le",
        "de",
        "am",
        "um",
        "から",
        "まで",
        "年",
        "月",
        "日",
        "時",
        "半",
        "周",
        "三",
        "十",
        "前",
        "后",
        "每",
        "上",
        "-",
        "/",
        ".",
        ":",
        ",",
        "(",
        ")",
        "'",
        " ",
        "\n",
        "last",
        "next",
        "week",
        "year",
        "ago",
        "in",
        "the",
        "of",
        "every",
        "half",
        "시",
        "월",
        "일",
        "지난",
        "قبل",
        "أيام",
        "мая",
        "года",
        "назад",
        "é",
        "😀",
        "Uhr",
        "h30",
        "pm",
        "1990s",
        "\u{200B}",
    ];
    proptest::collection::vec(proptest::sample::select(words.to_vec()), 0..24)
        .prop_map(|picked| picked.concat())
}

proptest! {
    #[test]
    fn any_text_gives_values_in_order_and_on_its_characters(
        text in prop_oneof![pieces(), "\\PC{0,80}"],
        language in proptest::sample::select(Language::ALL.to_vec()),
    ) {
        let mut end = 0;
        for value in find(&text, language, Reference::parse(MONDAY).as_ref()) {
            let span = value.span();
            prop_assert!(span.start() >= end && !span.is_empty());
            prop_assert!(!span.of(&text).is_empty());
            if let Some(read) = value.value() {
                prop_assert!(is_standard(read), "{}", read);
            }
            end = span.end();
        }
    }

    #[test]
    fn a_date_written_out_is_read_back(
        year in 1800_i16..2100, month in 1_i8..=12, day in 1_i8..=31,
        language in proptest::sample::select(Language::ALL.to_vec()),
    ) {
        prop_assume!(Date::new(year, month, day).is_ok());
        let date = Date::new(year, month, day).unwrap();
        prop_assert_eq!(values(&written(date, language), language), [date.to_string()]);
    }
}
