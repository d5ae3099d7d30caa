//! The English words of the reports: what an editor reads for each verdict, kind and reason.

use super::escape::clean;
use super::{SentenceKind, Source, SourceStatus, TracedSentence};
use crate::check::{Departure, DepartureKind, Reason, Verdict};
use crate::language::{Language, Reading};
use jiff::ToSpan;
use jiff::civil::Date;

/// What Headwater is for, and what it is not for; every report says it.
pub(super) const FIDELITY: &str = "Headwater compares each sentence with the sources given. \
    It judges fidelity to the cited source, not whether something is true.";

/// A verdict in a word.
pub(super) const fn verdict(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Supported => "Supported",
        Verdict::Differs => "Differs",
        Verdict::Unsupported => "Unsupported",
        Verdict::Unchecked => "Unchecked",
    }
}

/// A verdict in a character, for where there is no room for shapes.
pub(super) const fn sign(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Supported => "✓",
        Verdict::Differs => "≠",
        Verdict::Unsupported => "✗",
        Verdict::Unchecked => "?",
    }
}

/// What a verdict means.
pub(super) const fn verdict_meaning(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Supported => "A source carries the sentence, and nothing was found to differ.",
        Verdict::Differs => "A source carries the sentence, but something in it differs.",
        Verdict::Unsupported => "The sources were read, and none carries the sentence.",
        Verdict::Unchecked => "The sentence could not be checked; the reason stands beside it.",
    }
}

/// Why a sentence was not checked, in a sentence.
pub(super) const fn reason(reason: Reason) -> &'static str {
    match reason {
        Reason::NoSourceGiven => "No source was given for this sentence.",
        Reason::NotFetched => "It cites a page that was not fetched.",
        Reason::Unreachable => "The page that it cites did not answer.",
        Reason::Unreadable => "The source is there, but no text could be read from it.",
        Reason::UnsupportedLanguage => {
            "The article or the source is in a language that Headwater does not read."
        }
        Reason::NotAClaim => "It says nothing that a source could carry.",
    }
}

/// What came of a source, in a few words.
pub(super) const fn status(status: SourceStatus) -> &'static str {
    match status {
        SourceStatus::Read => "read",
        SourceStatus::Missing(Reason::NoSourceGiven) => "not given",
        SourceStatus::Missing(Reason::NotFetched) => "not fetched",
        SourceStatus::Missing(Reason::Unreachable) => "did not answer",
        SourceStatus::Missing(Reason::Unreadable) => "no text could be read",
        SourceStatus::Missing(Reason::UnsupportedLanguage) => "language not supported",
        SourceStatus::Missing(Reason::NotAClaim) => "not used",
    }
}

/// What a departure is about, as a heading.
pub(super) const fn departure(kind: DepartureKind) -> &'static str {
    match kind {
        DepartureKind::Number => "Number differs",
        DepartureKind::Date => "Date differs",
        DepartureKind::Name => "Name differs",
        DepartureKind::Quote => "Quotation differs",
        DepartureKind::Attribution => "Speaker differs",
        DepartureKind::Negation => "Denial turned round",
        DepartureKind::Certainty => "Certainty differs",
    }
}

/// What a departure is about, in a word to stand at the words themselves.
pub(super) const fn departure_tag(kind: DepartureKind) -> &'static str {
    match kind {
        DepartureKind::Number => "number",
        DepartureKind::Date => "date",
        DepartureKind::Name => "name",
        DepartureKind::Quote => "quote",
        DepartureKind::Attribution => "speaker",
        DepartureKind::Negation => "denial",
        DepartureKind::Certainty => "certainty",
    }
}

/// What a sentence that is not a claim is for.
pub(super) const fn sentence_kind(kind: SentenceKind) -> &'static str {
    match kind {
        SentenceKind::Headline => "heading",
        SentenceKind::Lead => "lead",
        SentenceKind::Claim => "claim",
        SentenceKind::Quotation => "quotation",
        SentenceKind::Caption => "caption",
        SentenceKind::Credit => "credit",
        SentenceKind::FurtherReading => "further reading",
        SentenceKind::Disclaimer => "disclaimer",
        SentenceKind::Other => "not a claim",
    }
}

/// The English name of a language by its BCP 47 tag; the tag where Headwater does not read it.
pub(super) fn language(tag: &str) -> String {
    let name = match Language::from_tag(tag) {
        Some(Language::Arabic) => "Arabic",
        Some(Language::Chinese) => "Chinese",
        Some(Language::English) => "English",
        Some(Language::French) => "French",
        Some(Language::German) => "German",
        Some(Language::Japanese) => "Japanese",
        Some(Language::Korean) => "Korean",
        Some(Language::Russian) => "Russian",
        Some(Language::Spanish) => "Spanish",
        None if tag == "und" => "unknown language",
        None => return clean(tag),
    };
    name.to_owned()
}

/// How a source is called: its publisher, else its title, else where it came from.
pub(super) fn source_name(source: &Source) -> String {
    let document = source.document();
    let name = document
        .and_then(|d| d.publisher().or(d.title()))
        .or(source.url())
        .unwrap_or(source.location());
    clean(name.trim())
}

/// A source's title, else where it came from.
pub(super) fn source_title(source: &Source) -> String {
    let title = source.document().and_then(|d| d.title());
    clean(title.or(source.url()).unwrap_or(source.location()).trim())
}

/// What the article calls itself, else where it came from.
pub(super) fn article_title(article: &Reading) -> String {
    let document = article.document();
    let title = document.title().map(str::trim).filter(|t| !t.is_empty());
    clean(title.unwrap_or(document.location()))
}

/// Why a sentence without support stands as it does; `None` where the departures say it.
pub(super) fn remark(sentence: &TracedSentence) -> Option<&'static str> {
    let finding = sentence.finding();
    match finding.verdict()? {
        Verdict::Unchecked => Some(finding.reason().map_or("It could not be checked.", reason)),
        Verdict::Unsupported if finding.evidence().is_empty() => {
            Some("Nothing like it stands in the sources that were read.")
        }
        Verdict::Unsupported => {
            Some("No source that was read carries it. This is the nearest passage:")
        }
        Verdict::Differs if finding.departures().is_empty() => {
            Some("The source says something else.")
        }
        Verdict::Supported | Verdict::Differs => None,
    }
}

/// What the two sides of a departure were read as: `412,000,000 JPY here, 312,000,000 JPY in the
/// source`. `None` where neither has a value.
pub(super) fn read_as(departure: &Departure) -> Option<String> {
    let value = |raw: Option<&str>| raw.map(|raw| readable_value(departure.kind(), raw));
    let here = value(departure.article().value());
    let there = value(departure.source().and_then(|place| place.value()));
    match (here, there) {
        (Some(here), Some(there)) => Some(format!("{here} here, {there} in the source")),
        (Some(here), None) => Some(format!("{here} here")),
        (None, Some(there)) => Some(format!("{there} in the source")),
        (None, None) => None,
    }
}

/// A normalised value as a reader would write it: digits in threes, dates in words.
fn readable_value(kind: DepartureKind, value: &str) -> String {
    match kind {
        DepartureKind::Number => group_digits(&clean(value)),
        DepartureKind::Date => date(value),
        _ => clean(value),
    }
}

/// Sets commas between groups of three in every whole number of five digits or more.
fn group_digits(value: &str) -> String {
    let mut out = String::with_capacity(value.len() + 4);
    let mut fraction = false;
    for run in value.split_inclusive(|c: char| !c.is_ascii_digit()) {
        let digits = run.trim_end_matches(|c: char| !c.is_ascii_digit());
        for (at, digit) in digits.chars().enumerate() {
            let left = digits.len() - at;
            if at > 0 && left.is_multiple_of(3) && digits.len() > 4 && !fraction {
                out.push(',');
            }
            out.push(digit);
        }
        out.extend(run.chars().skip(digits.len()));
        fraction = !digits.is_empty() && run.ends_with('.');
    }
    out
}

/// An ISO 8601 date, month, or interval (whose end is exclusive) in English words; anything else
/// as it stands.
pub(super) fn date(iso: &str) -> String {
    if let Some((from, to)) = iso.split_once('/') {
        return interval(from, to);
    }
    let day = iso.split(['T', ' ']).next().unwrap_or_default();
    if let Ok(date) = day.parse::<Date>() {
        return date.strftime("%-d %B %Y").to_string();
    }
    match format!("{day}-01").parse::<Date>() {
        Ok(date) if day.len() == "2022-01".len() => date.strftime("%B %Y").to_string(),
        _ => clean(iso),
    }
}

/// An interval whose end is exclusive: a whole month or year by its name, else its first and last
/// day.
fn interval(from: &str, to: &str) -> String {
    let (Ok(first), Ok(end)) = (from.parse::<Date>(), to.parse::<Date>()) else {
        return format!("{} to {}", date(from), date(to));
    };
    if first.day() == 1 && first.checked_add(1.month()).ok() == Some(end) {
        return first.strftime("%B %Y").to_string();
    }
    if first.day_of_year() == 1 && first.checked_add(1.year()).ok() == Some(end) {
        return first.strftime("%Y").to_string();
    }
    let last = end.checked_sub(1.day()).unwrap_or(end);
    if last == first {
        date(from)
    } else {
        format!("{} to {}", date(from), date(&last.to_string()))
    }
}

/// `1 claim`, `2 claims`.
pub(super) fn count(number: usize, one: &str, many: &str) -> String {
    format!("{number} {}", if number == 1 { one } else { many })
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn dates_are_read_as_people_write_them() {
        assert_eq!(date("2031-05-02"), "2 May 2031");
        assert_eq!(date("2031-05-02T08:00:00+09:00"), "2 May 2031");
        assert_eq!(date("2031-05"), "May 2031");
        assert_eq!(date("2031"), "2031");
        assert_eq!(date("2031-05-05/2031-05-12"), "5 May 2031 to 11 May 2031");
        assert_eq!(date("2031-05-05/2031-05-06"), "5 May 2031");
        assert_eq!(date("2031-06-01/2031-07-01"), "June 2031");
        assert_eq!(date("2031-01-01/2032-01-01"), "2031");
        assert_eq!(date("2031-06/.."), "June 2031 to ..");
        assert_eq!(date("spring\u{1b}"), "spring");
    }

    #[test]
    fn whole_numbers_get_commas_and_fractions_do_not() {
        assert_eq!(group_digits("412000000 JPY"), "412,000,000 JPY");
        assert_eq!(group_digits("1234 m"), "1234 m");
        assert_eq!(group_digits("12345.67891"), "12,345.67891");
        assert_eq!(group_digits("-10000"), "-10,000");
        assert_eq!(group_digits(""), "");
    }

    #[test]
    fn languages_have_english_names() {
        assert_eq!(language("zh-Hant"), "Chinese");
        assert_eq!(language("pt"), "pt");
        assert_eq!(language("und"), "unknown language");
    }
}
