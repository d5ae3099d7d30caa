//! Dates of publication as pages write them: in metadata, in addresses, in a date line.
//!
//! Only whole calendar days count here. What dates mean inside sentences is the language room's
//! business.

use jiff::civil::Date;

use super::notices::NOTICES;
use crate::text::Span;

/// No web page is older, and no plan reaches further.
const YEARS: std::ops::RangeInclusive<i16> = 1990..=2060;

/// A day found in a text.
#[derive(Debug, Clone, Copy, PartialEq, Eq)]
pub(super) struct Found {
    pub(super) span: Span,
    pub(super) date: Date,
}

#[derive(Debug, Clone, Copy, PartialEq, Eq)]
enum Part {
    /// A number and how many digits it has.
    Number(i64, usize),
    /// A month's name.
    Month(i8),
    /// A mark or a short word that may stand inside a date.
    Mark(char),
    /// Anything else.
    Other,
}

/// A part of a text and where it stands.
type Placed = (Part, Span);

/// The value of a decimal digit in any of the scripts we read.
fn digit(c: char) -> Option<u32> {
    match c {
        '0'..='9' => c.to_digit(10),
        '０'..='９' => Some(u32::from(c) - u32::from('０')),
        '٠'..='٩' => Some(u32::from(c) - u32::from('٠')),
        _ => None,
    }
}

/// What may follow the number of a day: "31st", "1er", and the words between day, month and year.
fn mark_of(word: &str) -> Option<char> {
    match word {
        "st" | "nd" | "rd" | "th" | "er" | "º" | "ª" => Some('º'),
        "de" | "del" | "of" => Some('f'),
        "年" | "년" => Some('年'),
        "月" | "월" => Some('月'),
        "日" | "일" | "号" => Some('日'),
        _ => None,
    }
}

/// The end of the word after the one that ends at `end`, where one space parts them. Some months
/// have names of two words.
fn two_words(text: &str, end: usize) -> usize {
    let rest = text.get(end..).and_then(|rest| rest.strip_prefix(' '));
    let length = rest.map_or(0, |rest| {
        let letters = |c: char| !c.is_alphabetic();
        1 + rest.find(letters).unwrap_or(rest.len())
    });
    if length > 1 { end + length } else { end }
}

/// Cuts a text into numbers, month names, marks and the rest.
fn parts(text: &str) -> Vec<Placed> {
    let mut parts: Vec<Placed> = Vec::new();
    let mut chars = text.char_indices().peekable();
    while let Some((start, c)) = chars.next() {
        let mut end = start + c.len_utf8();
        let mut extend = |same: fn(char) -> bool| {
            while let Some((at, next)) = chars.next_if(|(_, next)| same(*next)) {
                end = at + next.len_utf8();
            }
            Span::new(start, end)
        };
        if digit(c).is_some() {
            let span = extend(|c| digit(c).is_some());
            let digits = span.of(text).chars().count();
            let number = span.of(text).chars().filter_map(digit).take(9);
            let number = number.fold(0, |sum, d| sum * 10 + i64::from(d));
            parts.push((Part::Number(number, digits), span));
        } else if "年月日号년월일".contains(c) {
            let mark = mark_of(&c.to_string()).unwrap_or('日');
            parts.push((Part::Mark(mark), Span::new(start, end)));
        } else if c.is_alphabetic() || c == 'º' {
            let span = extend(|c| c.is_alphabetic() && !"年月日号년월일".contains(c));
            let word = span.of(text).to_lowercase();
            let longer = Span::new(start, two_words(text, span.end()));
            if let Some(month) = NOTICES.month(&longer.of(text).to_lowercase()) {
                while chars.next_if(|(at, _)| *at < longer.end()).is_some() {}
                parts.push((Part::Month(month), longer));
                continue;
            }
            let part = match NOTICES.month(&word) {
                Some(month) => Part::Month(month),
                None => mark_of(&word).map_or(Part::Other, Part::Mark),
            };
            parts.push((part, span));
        } else if !c.is_whitespace() {
            parts.push((Part::Mark(c), Span::new(start, end)));
        }
    }
    parts
}

/// A day of the calendar, where the numbers make one.
fn day(year: i64, month: i64, day: i64) -> Option<Date> {
    let year = i16::try_from(year).ok()?;
    YEARS.contains(&year).then_some(())?;
    Date::new(year, i8::try_from(month).ok()?, i8::try_from(day).ok()?).ok()
}

/// Day and month in figures, where only their order is in doubt: the day first unless that
/// cannot be, or unless `month_first`.
fn by_order(first: i64, second: i64, year: i64, month_first: bool) -> Option<Date> {
    let (a, b) = if month_first {
        (first, second)
    } else {
        (second, first)
    };
    day(year, a, b).or_else(|| day(year, b, a))
}

/// A year of four or two figures.
fn year_of(number: i64, digits: usize) -> Option<i64> {
    match digits {
        4 => Some(number),
        2 => Some(if number < 70 {
            2000 + number
        } else {
            1900 + number
        }),
        _ => None,
    }
}

/// The date that begins with the first of the parts, and how many parts it takes.
fn date_at(parts: &[Placed], month_first: bool) -> Option<(Date, usize)> {
    use Part::{Mark, Month, Number};
    let mut kinds = [Part::Other; 9];
    for (to, (part, _)) in kinds.iter_mut().zip(parts) {
        *to = *part;
    }
    if let [
        Number(y, 4),
        Mark('年'),
        Number(m, _),
        Mark('月'),
        Number(d, _),
        ..,
    ] = kinds
    {
        let closing = usize::from(matches!(kinds, [_, _, _, _, _, Mark('日'), ..]));
        return Some((day(y, m, d)?, 5 + closing));
    }
    if let [
        Number(y, 4),
        Mark(a),
        Number(m, 1..=2),
        Mark(b),
        Number(d, 1..=2),
        ..,
    ] = kinds
        && a == b
        && "-/.‐–".contains(a)
    {
        return Some((day(y, m, d)?, 5));
    }
    if let [
        Number(a, 1..=2),
        Mark(m),
        Number(b, 1..=2),
        Mark(n),
        Number(y, digits),
        ..,
    ] = kinds
        && m == n
        && "/.-".contains(m)
    {
        let year = year_of(y, digits)?;
        return Some((by_order(a, b, year, month_first && m == '/')?, 5));
    }
    if let [Number(compact, 8), ..] = kinds {
        return Some((
            day(compact / 10_000, compact / 100 % 100, compact % 100)?,
            1,
        ));
    }
    let (Number(..) | Month(_)) = kinds.first()? else {
        return None;
    };
    // The forms with a month's name, with the small marks between left out.
    let mut words = [(Part::Other, 0); 3];
    let mut filled = words.iter_mut();
    let mut gaps = 0;
    for (index, kind) in kinds.into_iter().enumerate() {
        match kind {
            Mark(c) if index > 0 && ".,،-/ºf".contains(c) && gaps < 2 => gaps += 1,
            Number(..) | Month(_) => {
                gaps = 0;
                match filled.next() {
                    Some(slot) => *slot = (kind, index + 1),
                    None => break,
                }
            }
            _ => break,
        }
    }
    match words {
        [
            (Number(d, 1..=2), _),
            (Month(m), _),
            (Number(y, n @ (2 | 4)), used),
        ]
        | [
            (Month(m), _),
            (Number(d, 1..=2), _),
            (Number(y, n @ 4), used),
        ]
        | [
            (Number(y, n @ 4), _),
            (Month(m), _),
            (Number(d, 1..=2), used),
        ] => Some((day(year_of(y, n)?, i64::from(m), d)?, used)),
        _ => None,
    }
}

/// All dates in a text, in order. `month_first` reads 3/4/2021 as the fourth of March.
pub(super) fn find(text: &str, month_first: bool) -> Vec<Found> {
    let parts = parts(text);
    let mut found = Vec::new();
    let mut at = 0;
    while let Some(rest) = parts.get(at..).filter(|rest| !rest.is_empty()) {
        let Some((date, used)) = date_at(rest, month_first) else {
            at += 1;
            continue;
        };
        if let Some(((_, first), (_, last))) = rest.first().zip(rest.get(used - 1)) {
            found.push(Found {
                span: first.cover(*last),
                date,
            });
        }
        at += used;
    }
    found
}

/// The date of a text that holds a date and nothing else but a weekday, a time or "published".
pub(super) fn line(text: &str) -> Option<Date> {
    if text.chars().count() > 60 {
        return None;
    }
    let found = find(text, false).into_iter().next()?;
    let before = text.get(..found.span.start()).unwrap_or_default();
    let after = text.get(found.span.end()..).unwrap_or_default();
    let words = |text: &str| {
        text.split(|c: char| !c.is_alphabetic())
            .filter(|word| !word.is_empty())
            .all(|word| NOTICES.is_date_word(&word.to_lowercase()))
    };
    let figures = after.chars().filter(|c| digit(*c).is_some()).count();
    let early = before.chars().filter(|c| digit(*c).is_some()).count();
    let clean = figures <= 6 && (early == 0 || (early <= 4 && before.contains(':')));
    (clean && words(before) && words(after) && !before.contains(['(', '（'])).then_some(found.date)
}

/// A date of metadata, in nearly any form: ISO 8601, RFC 2822, written out.
pub(super) fn metadata(text: &str, month_first: bool) -> Option<String> {
    let text = text.trim();
    if text.len() > 200 {
        return None;
    }
    if let Some(found) = find(text, month_first).first() {
        let rest = text.get(found.span.end()..).unwrap_or_default();
        let time = time_of_day(rest).unwrap_or_default();
        return Some(format!("{}{time}", found.date));
    }
    epoch(text).map(|date| date.to_string())
}

/// The time that follows a date and ends the text, with its zone where it has one: `T12:30:00+02:00`.
fn time_of_day(text: &str) -> Option<String> {
    let text = text.trim_start_matches(|c: char| c == 'T' || c == ',' || c.is_whitespace());
    let end = text.find(|c: char| !(c.is_ascii_digit() || ":.".contains(c)));
    let (clock, zone) = text.split_at_checked(end.unwrap_or(text.len()))?;
    let clock = clock.split('.').next()?;
    let time: jiff::civil::Time = clock.contains(':').then(|| clock.parse().ok())??;
    let zone = match zone.trim() {
        "" => String::new(),
        "Z" | "z" | "UTC" | "GMT" => "Z".to_owned(),
        offset => {
            let hours = offset.get(..3)?;
            let minutes = offset.get(3..)?.trim_start_matches(':');
            let minutes = if minutes.is_empty() { "00" } else { minutes };
            let is_number =
                |text: &str| text.len() == 2 && text.bytes().all(|b| b.is_ascii_digit());
            let signed = hours.strip_prefix(['+', '-']).is_some_and(is_number);
            (signed && is_number(minutes)).then(|| format!("{hours}:{minutes}"))?
        }
    };
    let shown = time.strftime("T%H:%M:%S");
    Some(format!("{shown}{zone}"))
}

/// Seconds or milliseconds since 1970.
fn epoch(text: &str) -> Option<Date> {
    let digits = text.len();
    if !(digits == 10 || digits == 13) || !text.bytes().all(|b| b.is_ascii_digit()) {
        return None;
    }
    let number: i64 = text.parse().ok()?;
    let seconds = if digits == 13 { number / 1000 } else { number };
    let days = i32::try_from(seconds / 86_400).ok()?;
    let date = Date::constant(1970, 1, 1)
        .checked_add(jiff::Span::new().try_days(days).ok()?)
        .ok()?;
    YEARS.contains(&date.year()).then_some(date)
}

/// The date in an address: `/2021/12/31/`, `2021-12-31`, `20211231`.
pub(super) fn address(path: &str) -> Option<Date> {
    use Part::{Mark, Month, Number};
    let parts = parts(path);
    let kinds: Vec<Part> = parts.iter().map(|(part, _)| *part).collect();
    let joins = |mark: char| "/-_.".contains(mark);
    (0..kinds.len()).find_map(|at| match kinds.get(at..)? {
        [
            Number(year, 4),
            Mark(a),
            Number(month, 1..=2),
            Mark(b),
            Number(date, 1..=2),
            ..,
        ] if joins(*a) && joins(*b) => day(*year, *month, *date),
        [
            Number(year, 4),
            Mark(a),
            Month(month),
            Mark(b),
            Number(date, 1..=2),
            ..,
        ] if joins(*a) && joins(*b) => day(*year, i64::from(*month), *date),
        [
            Number(date, 1..=2),
            Mark(a),
            Number(month, 1..=2),
            Mark(b),
            Number(year, 4),
            ..,
        ] if joins(*a) && a == b && *a != '/' => day(*year, *month, *date),
        [Number(compact, 8), ..] => day(compact / 10_000, compact / 100 % 100, compact % 100),
        _ => None,
    })
}

#[cfg(test)]
mod tests {
    use super::*;

    fn iso(text: &str) -> Option<String> {
        find(text, false)
            .first()
            .map(|found| found.date.to_string())
    }

    #[test]
    fn written_dates_in_nine_languages() {
        for text in [
            "2021年12月31日",
            "2021年12月31号",
            "２０２１年１２月３１日",
            "2021년 12월 31일",
            "31 December 2021",
            "December 31, 2021",
            "Dec. 31st, 2021",
            "31st of December, 2021",
            "31. Dezember 2021",
            "31 décembre 2021",
            "31 de diciembre de 2021",
            "31 декабря 2021 года",
            "31 ديسمبر 2021",
            "٣١ ديسمبر ٢٠٢١",
            "31 كانون الأول 2021",
            "2021-12-31",
            "2021/12/31",
            "2021.12.31",
            "31.12.2021",
            "31/12/2021",
            "12/31/2021",
            "31.12.21",
            "20211231",
        ] {
            assert_eq!(iso(text).as_deref(), Some("2021-12-31"), "{text}");
        }
        assert_eq!(iso("1er janvier 2022").as_deref(), Some("2022-01-01"));
    }

    #[test]
    fn what_is_no_day_is_not_found() {
        for text in [
            "2021",
            "12/2021",
            "31 February 2021",
            "1.2.3",
            "version 10.11.1234",
            "2021-13-41",
        ] {
            assert_eq!(iso(text), None, "{text}");
        }
    }

    #[test]
    fn a_date_line_holds_nothing_else() {
        for text in [
            "2021年12月31日",
            "Friday, 31 December 2021",
            "Published: Dec. 31, 2021, 10:45 a.m.",
            "Stand: 31.12.2021, 18:30 Uhr",
            "Publié le 31 décembre 2021 à 18h30",
            "31 декабря 2021 г., 12:00",
            "Updated 1:39 am EST, Friday, December 31, 2021",
        ] {
            assert!(line(text).is_some(), "{text}");
        }
        for text in [
            "On 31 December 2021 the bridge fell.",
            "2021年12月31日水位上升",
            "The years 1999 and 31.12.2021",
        ] {
            assert!(line(text).is_none(), "{text}");
        }
    }

    #[test]
    fn metadata_keeps_a_time_stamp_and_reads_other_forms() {
        let cases = [
            (
                "2021-12-31T08:05:00+09:00",
                Some("2021-12-31T08:05:00+09:00"),
            ),
            (
                "2021-12-31T08:05:00.123+0900",
                Some("2021-12-31T08:05:00+09:00"),
            ),
            ("2021-12-31 08:05 -05", Some("2021-12-31T08:05:00-05:00")),
            ("2021-12-31 08:05:00", Some("2021-12-31T08:05:00")),
            (
                "Fri, 31 Dec 2021 08:05:00 GMT",
                Some("2021-12-31T08:05:00Z"),
            ),
            ("31.12.2021, 08:05", Some("2021-12-31T08:05:00")),
            ("31.12.2021, 08:05 Uhr", Some("2021-12-31")),
            ("2021-12-31T25:05:00Z", Some("2021-12-31")),
            ("1640908800", Some("2021-12-31")),
            ("1640908800000", Some("2021-12-31")),
            ("soon", None),
            ("1999999999999999999", None),
        ];
        for (text, want) in cases {
            assert_eq!(metadata(text, false).as_deref(), want, "{text}");
        }
        assert_eq!(metadata("3/4/2021", true).as_deref(), Some("2021-03-04"));
        assert_eq!(metadata("3/4/2021", false).as_deref(), Some("2021-04-03"));
    }

    #[test]
    fn dates_in_addresses() {
        for path in [
            "/2021/12/31/story",
            "/world/2021-12-31-story.html",
            "/a/20211231/b",
            "/2021/dec/31/story",
        ] {
            assert_eq!(
                address(path).map(|d| d.to_string()).as_deref(),
                Some("2021-12-31"),
                "{path}"
            );
        }
        assert_eq!(address("/2021/12/story-31"), None);
    }
}
