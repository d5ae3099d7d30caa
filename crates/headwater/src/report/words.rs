//! What the reports say of a trace, out of the catalogue of a language.

use super::catalogue::{MessageLanguage, Words};
use super::escape::clean;
use super::{Source, Trace, TracedSentence};
use crate::check::{Contradiction, Departure, DepartureKind, Verdict};
use crate::language::{Language, Reading};
use jiff::ToSpan;
use jiff::civil::Date;

/// One sentence for an editor: what there is to say of a departure.
#[must_use]
pub fn message(trace: &Trace, departure: &Departure, language: MessageLanguage) -> String {
    language.words().message(trace, departure)
}

/// One sentence for an editor: what there is to say of a place where an article says otherwise of itself.
#[must_use]
pub fn contradiction(
    trace: &Trace,
    contradiction: &Contradiction,
    language: MessageLanguage,
) -> String {
    language.words().contradiction(trace, contradiction)
}

/// What stands for a contradiction where there is no room for words.
pub(super) const AGAINST_ITSELF: &str = "⇄";

/// A verdict in a character, for where there is no room for shapes.
pub(super) const fn sign(verdict: Verdict) -> &'static str {
    match verdict {
        Verdict::Supported => "✓",
        Verdict::Differs => "≠",
        Verdict::Unsupported => "✗",
        Verdict::Unchecked => "?",
    }
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

/// The words of the article and of the source that a departure is about; empty where there are none.
pub(super) fn quoted<'t>(trace: &'t Trace, departure: &Departure) -> (&'t str, &'t str) {
    let here = departure.article().span();
    let there = departure.source().and_then(|place| {
        let document = trace.sources().get(place.source())?.document()?;
        Some(place.span().of(document.text()))
    });
    let article = trace.article().document().text();
    (here.of(article), there.unwrap_or_default())
}

/// The two values of a departure, in the form that machines read; `?` where one is not known.
pub(super) fn values(departure: &Departure) -> (&str, &str) {
    let there = departure.source().and_then(|place| place.value());
    let here = departure.article().value();
    (here.unwrap_or("?"), there.unwrap_or("?"))
}

impl Words {
    /// The tag of the language that these words are of.
    pub(super) const fn tag(&self) -> &'static str {
        self.speaks.tag()
    }

    /// A verdict in a word, for where no sentence begins.
    pub(super) fn verdict_inside(&self, verdict: Verdict) -> String {
        self.verdict.of(verdict).to_lowercase()
    }

    /// The name of a language by its BCP 47 tag; the tag where Headwater does not read it.
    pub(super) fn language(&self, tag: &str) -> String {
        match Language::from_tag(tag) {
            Some(language) => self.language.of(language).to_owned(),
            None if tag == "und" => self.language.unknown.clone(),
            None => clean(tag),
        }
    }

    /// What there is to say of a departure.
    pub(super) fn message(&self, trace: &Trace, departure: &Departure) -> String {
        let (article, source) = quoted(trace, departure);
        let (article_value, source_value) = values(departure);
        self.message.of(departure.message()).fill(&[
            ("article", article),
            ("source", source),
            ("article_value", article_value),
            ("source_value", source_value),
        ])
    }

    /// What there is to say of a place where an article says otherwise of itself.
    pub(super) fn contradiction(&self, trace: &Trace, found: &Contradiction) -> String {
        let text = trace.article().document().text();
        self.within.of(found.message()).fill(&[
            ("here", found.here().span().of(text)),
            ("there", found.there().span().of(text)),
            ("sentence", &self.other_sentence(found)),
            ("here_value", found.here().value().unwrap_or("?")),
            ("there_value", found.there().value().unwrap_or("?")),
        ])
    }

    /// How the other sentence of a contradiction is called: `sentence 4`.
    pub(super) fn other_sentence(&self, found: &Contradiction) -> String {
        self.within
            .sentence
            .number("sentence", found.sentence() + 1)
    }

    /// Why a sentence without support stands as it does; `None` where the departures say it.
    pub(super) fn remark(&self, sentence: &TracedSentence) -> Option<&str> {
        let finding = sentence.finding();
        let remark = &self.remark;
        match finding.verdict()? {
            Verdict::Unchecked => Some(match finding.reason() {
                Some(reason) => self.reason.of(reason),
                None => &remark.unchecked,
            }),
            Verdict::Unsupported if finding.evidence().is_empty() => Some(&remark.nothing_found),
            Verdict::Unsupported => Some(&remark.not_carried),
            Verdict::Differs if finding.departures().is_empty() => Some(&remark.says_other),
            Verdict::Supported | Verdict::Differs => None,
        }
    }

    /// What the two sides of a departure were read as: `412,000,000 JPY here, 312,000,000 JPY in the
    /// source`. `None` where neither has a value, or none but its own words.
    pub(super) fn read_as(&self, departure: &Departure) -> Option<String> {
        let value = |raw: Option<&str>| self.value(departure.kind(), raw?);
        let here = value(departure.article().value());
        let there = value(departure.source().and_then(|place| place.value()));
        match (here, there) {
            (Some(here), Some(there)) => {
                let both = &self.read_as.both;
                Some(both.fill(&[("article", &here), ("source", &there)]))
            }
            (Some(here), None) => Some(self.read_as.article.fill(&[("article", &here)])),
            (None, Some(there)) => Some(self.read_as.source.fill(&[("source", &there)])),
            (None, None) => None,
        }
    }

    /// A normalised value as a reader would write it: digits in threes, dates in words.
    fn value(&self, kind: DepartureKind, value: &str) -> Option<String> {
        match kind {
            DepartureKind::Number => Some(group_digits(&clean(value))),
            DepartureKind::Date => Some(self.moment(value)),
            DepartureKind::Name
            | DepartureKind::Quote
            | DepartureKind::Attribution
            | DepartureKind::Negation
            | DepartureKind::Certainty => None,
        }
    }

    /// How a score is called and what it is: `support 0.31`.
    pub(super) fn support(&self, support: f32) -> String {
        self.label
            .support
            .fill(&[("score", &format!("{support:.2}"))])
    }

    /// The same of how well a passage fits: `match 0.91`.
    pub(super) fn matching(&self, score: f32) -> String {
        self.label
            .r#match
            .fill(&[("score", &format!("{score:.2}"))])
    }

    /// An ISO 8601 date as [`date`](Self::date) has it, with the time of day where it has one:
    /// `2 May 2031 19:00+09:00`.
    fn moment(&self, iso: &str) -> String {
        let day = self.date(iso);
        let time = iso.split_once('T').filter(|_| !iso.contains('/'));
        let clock = time.and_then(|(_, time)| Some((time.get(..5)?, time.get(8..)?)));
        clock.map_or(day.clone(), |(clock, zone)| {
            clean(&format!("{day} {clock}{zone}"))
        })
    }

    /// An ISO 8601 date, month, year, or interval (whose end is exclusive) in words; anything else as
    /// it stands.
    pub(super) fn date(&self, iso: &str) -> String {
        if let Some((from, to)) = iso.split_once('/') {
            return self.interval(from, to);
        }
        let day = iso.split(['T', ' ']).next().unwrap_or_default();
        if let Ok(date) = day.parse::<Date>() {
            return self.day(date);
        }
        let begins = |rest: &str| format!("{day}{rest}").parse::<Date>().ok();
        match day.len() {
            4 => begins("-01-01").map(|date| self.year(date)),
            7 => begins("-01").map(|date| self.month(date)),
            _ => None,
        }
        .unwrap_or_else(|| clean(iso))
    }

    /// An interval whose end is exclusive: a whole month or year by its name, else its first and last
    /// day.
    fn interval(&self, from: &str, to: &str) -> String {
        let range = |to: &str| {
            let places = [("from", &*self.date(from)), ("to", &*self.date(to))];
            self.date.range.fill(&places)
        };
        let (Ok(first), Ok(end)) = (from.parse::<Date>(), to.parse::<Date>()) else {
            return range(to);
        };
        if first.day() == 1 && first.checked_add(1.month()).ok() == Some(end) {
            return self.month(first);
        }
        if first.day_of_year() == 1 && first.checked_add(1.year()).ok() == Some(end) {
            return self.year(first);
        }
        let last = end.checked_sub(1.day()).unwrap_or(end);
        if last == first {
            self.date(from)
        } else {
            range(&last.to_string())
        }
    }

    fn day(&self, date: Date) -> String {
        let (day, year) = (date.strftime("%-d").to_string(), year(date));
        let places = [
            ("day", &*day),
            ("month", self.month_name(date)),
            ("year", &year),
        ];
        self.date.day.fill(&places)
    }

    fn month(&self, date: Date) -> String {
        let places = [("month", self.month_name(date)), ("year", &year(date))];
        self.date.month.fill(&places)
    }

    fn year(&self, date: Date) -> String {
        self.date.year.fill(&[("year", &year(date))])
    }

    fn month_name(&self, date: Date) -> &str {
        let place = usize::try_from(date.month()).unwrap_or_default();
        let name = self.date.months.get(place.saturating_sub(1));
        name.map_or("", String::as_str)
    }
}

fn year(date: Date) -> String {
    date.strftime("%Y").to_string()
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

#[cfg(test)]
mod tests {
    use super::*;

    fn english() -> &'static Words {
        MessageLanguage::English.words()
    }

    #[test]
    fn dates_are_read_as_people_write_them() {
        let date = |iso| english().date(iso);
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
        assert_eq!(date("9999"), "9999");
        assert_eq!(date("港港"), "港港");
    }

    #[test]
    fn the_time_of_day_is_read_where_it_is_said() {
        let moment = |iso| english().moment(iso);
        assert_eq!(moment("2031-05-02T19:00:00"), "2 May 2031 19:00");
        assert_eq!(
            moment("2031-05-02T08:30:00+09:00"),
            "2 May 2031 08:30+09:00"
        );
        assert_eq!(moment("2031-05-02T18:00:00Z"), "2 May 2031 18:00Z");
        assert_eq!(moment("2031-05-02"), "2 May 2031");
        assert_eq!(
            moment("2031-05-05T10/2031-05-12"),
            "5 May 2031 to 11 May 2031"
        );
        assert_eq!(moment("2031-05-02T港"), "2 May 2031");
    }

    #[test]
    fn dates_are_read_in_the_order_of_the_language() {
        let date = |iso| MessageLanguage::Japanese.words().date(iso);
        assert_eq!(date("2031-05-02"), "2031年5月2日");
        assert_eq!(date("2031-12"), "2031年12月");
        assert_eq!(date("2031"), "2031年");
        assert_eq!(date("2031-05-05/2031-05-12"), "2031年5月5日～2031年5月11日");
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
    fn languages_have_names() {
        assert_eq!(english().language("zh-Hant"), "Chinese");
        assert_eq!(english().language("pt"), "pt");
        assert_eq!(english().language("und"), "unknown language");
        let chinese = MessageLanguage::SimplifiedChinese.words();
        assert_eq!(chinese.language("fr-CA"), "法语");
    }
}
