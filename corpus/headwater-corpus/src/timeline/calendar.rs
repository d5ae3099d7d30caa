//! A timeline as iCalendar (RFC 5545): an event of whole days for each, which takes nobody's time.
//!
//! The same timeline gives the same bytes: an event's stamp is the last day on which something that states it was published,
//! and its name is made of the first statement.

use jiff::civil::Date;

use super::{Event, Timeline, web_url};
use crate::plain::{beginning, line};

/// Of a sentence so many characters are shown, and so many statements of an event.
const CHARACTERS: usize = 200;
/// See [`CHARACTERS`].
const STATEMENTS: usize = 20;
/// The stamp of what nothing is known of.
const NO_STAMP: &str = "19700101T000000Z";
/// A line has at most so many bytes before its end.
const LINE: usize = 75;

impl Timeline {
    /// As iCalendar.
    #[must_use]
    pub fn to_calendar(&self) -> String {
        let mut out = String::new();
        for (name, value) in [
            ("BEGIN", "VCALENDAR"),
            ("VERSION", "2.0"),
            ("PRODID", "-//Headwater//corpus timeline//EN"),
            ("CALSCALE", "GREGORIAN"),
            (
                "X-WR-CALNAME",
                &text(&line(&beginning(&self.query, CHARACTERS))),
            ),
        ] {
            put(name, value, &mut out);
        }
        for event in &self.events {
            entry(event, &mut out);
        }
        put("END", "VCALENDAR", &mut out);
        out
    }
}

fn entry(event: &Event, out: &mut String) -> Option<()> {
    let (first, last): (Date, Date) = (event.first.parse().ok()?, event.last.parse().ok()?);
    let statement = event.statements.first()?;
    let sentence = statement.passage.sentence;
    let day = |day: Date| day.strftime("%Y%m%d").to_string();
    put("BEGIN", "VEVENT", out);
    let name = format!("{}-{sentence}-{first}-{last}@headwater", statement.document);
    put("UID", &name, out);
    put("DTSTAMP", &stamp(event), out);
    put("DTSTART;VALUE=DATE", &day(first), out);
    put(
        "DTEND;VALUE=DATE",
        &day(last.tomorrow().unwrap_or(last)),
        out,
    );
    put("SUMMARY", &text(&summary(event)), out);
    put("DESCRIPTION", &text(&description(event)), out);
    let mut addresses = event.statements.iter();
    if let Some(url) = addresses.find_map(|stated| web_url(stated.url.as_deref())) {
        put("URL", url, out);
    }
    put("TRANSP", "TRANSPARENT", out);
    put("END", "VEVENT", out);
    Some(())
}

/// A property, in lines that are folded where a character ends.
fn put(name: &str, value: &str, out: &mut String) {
    let whole = format!("{name}:{value}");
    let mut width = 0;
    for c in whole.chars() {
        if width + c.len_utf8() > LINE {
            out.push_str("\r\n ");
            width = 1;
        }
        out.push(c);
        width += c.len_utf8();
    }
    out.push_str("\r\n");
}

/// A value of type TEXT.
fn text(value: &str) -> String {
    let mut escaped = String::with_capacity(value.len());
    for c in value.chars() {
        match c {
            '\\' | ',' | ';' => escaped.extend(['\\', c]),
            '\n' => escaped.push_str("\\n"),
            c => escaped.push(c),
        }
    }
    escaped
}

fn stamp(event: &Event) -> String {
    let days = event.statements.iter().filter_map(|stated| {
        let day: Date = stated.published.as_deref()?.get(..10)?.parse().ok()?;
        Some(day)
    });
    days.max().map_or_else(
        || NO_STAMP.to_owned(),
        |day| day.strftime("%Y%m%dT000000Z").to_string(),
    )
}

fn summary(event: &Event) -> String {
    let headline = line(&beginning(event.headline(), CHARACTERS));
    if event.disagreements.is_empty() {
        headline
    } else {
        format!("≠ {headline}")
    }
}

fn description(event: &Event) -> String {
    let mut lines = Vec::new();
    for stated in event.statements.iter().take(STATEMENTS) {
        let published = stated.published.as_deref().unwrap_or("no date");
        let text = beginning(&stated.passage.text, CHARACTERS);
        let address = web_url(stated.url.as_deref()).unwrap_or_default();
        let told = format!(
            "{text} ({}, {}, {published}) {address}",
            stated.who(),
            stated.language
        );
        lines.push(line(told.trim_end()));
    }
    let more = event.statements.len().saturating_sub(STATEMENTS);
    if more > 0 {
        lines.push(format!("{more} more statements"));
    }
    for other in &event.disagreements {
        lines.push(line(&format!(
            "Perhaps the same event at another date: {} by {}",
            other.date,
            other.says.join(", ")
        )));
    }
    lines.join("\n")
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn no_line_is_too_long_and_no_character_is_cut() {
        for length in 0..200 {
            let value = format!("{}港\u{301}", "a b".repeat(length));
            let mut out = String::new();
            put("SUMMARY", &value, &mut out);
            assert!(out.split("\r\n").all(|line| line.len() <= LINE), "{out}");
            assert_eq!(out.replace("\r\n ", ""), format!("SUMMARY:{value}\r\n"));
        }
    }

    #[test]
    fn what_parts_values_is_escaped() {
        assert_eq!(text("a, b; c\\d\ne"), "a\\, b\\; c\\\\d\\ne");
    }
}
