//! When a page was published and changed, by the surest of the places that name a day.

use super::super::notices::NOTICES;
use super::super::{address, dates};
use super::linked_data::LinkedData;
use super::names;
use super::tags::{Tags, Wanted};
use super::{Field, Metadata, Ruling};

/// Says when a page was published and changed. `own` is its address.
pub(super) fn say(metadata: &mut Metadata, tags: &Tags, linked: &LinkedData, own: Option<&str>) {
    let language = metadata.value(Field::Language).unwrap_or_default();
    let american = matches!(language.to_lowercase().as_str(), "en" | "en-us" | "en_us");
    let reader = Reader { tags, american };
    let addressed = own.and_then(address::path).and_then(dates::address);
    let addressed = addressed.map(|day| day.to_string());
    let (surest, rest) = names::PUBLISHED.split_at(1);
    let linked_day = linked
        .published
        .as_deref()
        .and_then(|text| reader.date(text));
    reader.metas(metadata, Field::Published, surest);
    metadata.say(Field::Published, "json-ld:datepublished", linked_day);
    reader.metas(metadata, Field::Published, rest);
    if let Some(eve) = metadata.value(Field::Published).and_then(day_before) {
        let addressed = addressed.iter().map(|day| ("address", day.clone()));
        let mut shown = addressed.chain(reader.shown_day());
        if let Some((origin, day)) = shown.find(|(_, day)| *day == eve) {
            metadata.overrule(Field::Published, origin, day, Ruling::LocalDay);
        }
    }
    reader.marked(metadata, Field::Published, Wanted::Published);
    metadata.say(Field::Published, "address", addressed);
    reader.marked(metadata, Field::Published, Wanted::Date);
    metadata.say(Field::Published, "text:published", reader.named_date());
    reader.metas(metadata, Field::Published, &names::DATE);
    reader.metas(metadata, Field::Modified, &names::MODIFIED);
    let linked_day = linked
        .modified
        .as_deref()
        .and_then(|text| reader.date(text));
    metadata.say(Field::Modified, "json-ld:datemodified", linked_day);
    reader.marked(metadata, Field::Modified, Wanted::Modified);
    // A day of the last change is better than none.
    if let Some(modified) = metadata.value(Field::Modified).map(str::to_owned) {
        metadata.say(Field::Published, "modified", Some(modified));
    }
    metadata.say(Field::Published, "text", reader.first_date());
}

struct Reader<'t> {
    tags: &'t Tags,
    /// 3/4/2021 is the fourth of March.
    american: bool,
}

impl Reader<'_> {
    fn date(&self, text: &str) -> Option<String> {
        dates::metadata(text, self.american)
    }

    /// What the `meta` elements of these names say.
    fn metas(&self, metadata: &mut Metadata, field: Field, names: &[&str]) {
        for (name, content) in self.tags.metas(names) {
            metadata.say(field, &format!("meta:{name}"), self.date(content));
        }
    }

    /// What the first marked element with a date says.
    fn marked(&self, metadata: &mut Metadata, field: Field, wanted: Wanted) {
        let found = self.tags.found(wanted).find_map(|capture| {
            let value = capture.value().and_then(|value| self.date(value));
            let date = value.or_else(|| self.date(&capture.text()))?;
            Some((capture.origin(), date))
        });
        if let Some((origin, date)) = found {
            metadata.say(field, origin, Some(date));
        }
    }

    /// The first day that the page shows to its readers as that of a date, with its place. Further ones
    /// may be those of other stories.
    fn shown_day(&self) -> Option<(&str, String)> {
        let marked = [Wanted::Published, Wanted::Date]
            .into_iter()
            .find_map(|wanted| {
                self.tags.found(wanted).find_map(|capture| {
                    let found = dates::find(&capture.text(), self.american)
                        .into_iter()
                        .next()?;
                    Some((capture.origin(), found.date.to_string()))
                })
            });
        marked.or_else(|| Some(("text:published", self.named_date()?)))
    }

    /// A date in the text right behind a word such as "published".
    fn named_date(&self) -> Option<String> {
        let text = &self.tags.text;
        let found = dates::find(text, self.american);
        let day = found.iter().find(|found| {
            let before = text.get(..found.span.start()).unwrap_or_default();
            let tail: String = before.chars().rev().take(30).collect();
            let tail: String = tail.chars().rev().collect::<String>().to_lowercase();
            NOTICES.published.find(&tail).is_some()
        });
        day.map(|found| found.date.to_string())
    }

    /// The first date in the text.
    fn first_date(&self) -> Option<String> {
        let found = dates::find(&self.tags.text, self.american);
        found.first().map(|found| found.date.to_string())
    }
}

/// The day before that of a time stamp in UTC, or without a zone: late in the day it may have been that day
/// where the paper is.
fn day_before(stamp: &str) -> Option<String> {
    let time = stamp.get(10..).filter(|time| !time.is_empty())?;
    let is_utc = time.ends_with('Z') || time.ends_with("+00:00") || time.len() == "T08:05:00".len();
    let is_early = matches!(time.get(1..3)?.parse(), Ok(0..12));
    let day: jiff::civil::Date = stamp.get(..10)?.parse().ok()?;
    let eve = day.yesterday().ok()?;
    (is_utc && is_early).then(|| eve.to_string())
}
