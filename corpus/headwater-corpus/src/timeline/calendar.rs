//! A timeline as iCalendar (RFC 5545): an event of whole days for each, which takes nobody's time.
//!
//! The same timeline gives the same bytes: an event's stamp is the last day on which something that states it was published,
//! and its name is made of the first statement.

use icalendar::{Calendar, Component, Event as Entry, Property};
use jiff::civil::Date;

use super::{Event, Timeline, web_url};
use crate::plain::{beginning, line};

/// Of a sentence so many characters are shown, and so many statements of an event.
const CHARACTERS: usize = 200;
/// See [`CHARACTERS`].
const STATEMENTS: usize = 20;
/// The stamp of what nothing is known of.
const NO_STAMP: &str = "19700101T000000Z";

impl Timeline {
    /// As iCalendar.
    #[must_use]
    pub fn to_calendar(&self) -> String {
        let mut calendar = Calendar::empty();
        calendar
            .append_property(Property::new("VERSION", "2.0"))
            .append_property(Property::new("PRODID", "-//Headwater//corpus timeline//EN"))
            .append_property(Property::new("CALSCALE", "GREGORIAN"))
            .name(&line(&beginning(&self.query, CHARACTERS)));
        for event in &self.events {
            calendar.extend(entry(event));
        }
        calendar.to_string()
    }
}

fn entry(event: &Event) -> Option<Entry> {
    let (first, last): (Date, Date) = (event.first.parse().ok()?, event.last.parse().ok()?);
    let statement = event.statements.first()?;
    let sentence = statement.passage.sentence;
    let name = format!("{}-{sentence}-{first}-{last}@headwater", statement.document);
    let day = |key: &str, day: Date| {
        let mut property = Property::new(key, day.strftime("%Y%m%d").to_string());
        property.add_parameter("VALUE", "DATE").done()
    };
    let mut entry = Entry::new();
    entry
        .uid(&name)
        .add_property("DTSTAMP", stamp(event))
        .append_property(day("DTSTART", first))
        .append_property(day("DTEND", last.tomorrow().unwrap_or(last)))
        .summary(&summary(event))
        .description(&description(event))
        .add_property("TRANSP", "TRANSPARENT");
    let addresses = event
        .statements
        .iter()
        .find_map(|stated| web_url(stated.url.as_deref()));
    if let Some(url) = addresses {
        entry.url(url);
    }
    Some(entry.done())
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
