//! What a page is called, and its site.

use super::super::address;
use super::linked_data::LinkedData;
use super::names;
use super::tags::{Capture, Tags, Wanted};
use super::{Field, Metadata, Ruling, squeeze};

/// A heading with fewer characters is a section's as likely as the story's.
const SHORTEST_HEADING: usize = 8;
/// A site's name has no fewer letters.
const SHORTEST_SITE: usize = 3;
/// A subtitle takes no more characters than this.
const LONGEST_SUBTITLE: usize = 300;
/// What parts a title from the site's name.
const MARKS: [&str; 8] = [" | ", " - ", " – ", " — ", " · ", " :: ", " » ", "_"];

/// Says what the site is called, and who answers for it.
pub(super) fn say_site(
    metadata: &mut Metadata,
    tags: &Tags,
    linked: &LinkedData,
    own: Option<&str>,
) {
    let own = own.map(address::original);
    let own = own.as_deref();
    for (name, content) in tags.metas(&names::SITE) {
        if !content.contains("://") {
            // A list of what the site has is none of its name.
            let name_alone = named_by_host(content, own).filter(|_| content.contains(" | "));
            let site = name_alone.unwrap_or_else(|| content.to_owned());
            metadata.say(Field::Site, &format!("meta:{name}"), Some(site));
        }
    }
    metadata.say(Field::Site, "json-ld:website", linked.site.clone());
    metadata.say(
        Field::Publisher,
        "json-ld:publisher",
        linked.publisher.clone(),
    );
    for (name, content) in tags.metas(&names::PUBLISHER) {
        if !content.contains("://") {
            metadata.say(
                Field::Publisher,
                &format!("meta:{name}"),
                Some(content.to_owned()),
            );
        }
    }
    let publisher = metadata.value(Field::Publisher).map(str::to_owned);
    metadata.say(Field::Site, "publisher", publisher);
    let title = tags.found(Wanted::Title).next().map(Capture::text);
    let behind = title.as_deref().and_then(|title| named_by_host(title, own));
    metadata.say(Field::Site, "element:title", behind);
    let host = own.and_then(address::site).map(str::to_lowercase);
    metadata.say(Field::Site, "address", host);
}

/// The part at an end of a title that is the site's name: the host has its letters.
fn named_by_host(title: &str, own: Option<&str>) -> Option<String> {
    let host = own.and_then(address::site)?.to_lowercase();
    let host = letters(host.split('.').next()?);
    let mut parts = MARKS.iter().flat_map(|mark| {
        let (_, last) = title.rsplit_once(mark).unwrap_or_default();
        let (first, _) = title.split_once(mark).unwrap_or_default();
        [last, first]
    });
    let same = |part: &&str| {
        let name = letters(part);
        let lengths = SHORTEST_SITE..=2 * host.len() + SHORTEST_SITE;
        lengths.contains(&name.len()) && (host.contains(&name) || name.contains(&host))
    };
    parts.find(same).map(|part| part.trim().to_owned())
}

/// A name without anything but its letters and figures, as hosts have it.
fn letters(name: &str) -> String {
    let folded = any_ascii::any_ascii(name).to_lowercase();
    folded.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// Says what the story is called. The site is known by then.
pub(super) fn say(metadata: &mut Metadata, tags: &Tags, linked: &LinkedData) {
    let site = metadata.value(Field::Site).map(str::to_owned);
    let bare = |title: &str| without_site(&squeeze(title), site.as_deref());
    let tag = tags
        .found(Wanted::Title)
        .map(Capture::text)
        .find(|title| !title.is_empty());
    let mut metas = tags.metas(&names::TITLE);
    let first = metas.next();
    let mut said: Vec<(String, String)> = Vec::new();
    let mut add = |origin: String, title: &str| said.push((origin, bare(title)));
    if let Some((name, title)) = first.filter(|(name, _)| *name == names::TITLE[0]) {
        add(format!("meta:{name}"), title);
    }
    if let Some(title) = &linked.title {
        add("json-ld:headline".to_owned(), title);
    }
    for headline in tags.found(Wanted::Headline) {
        let text = headline.text();
        if !text.is_empty() {
            add(headline.origin().to_owned(), &text);
        }
    }
    for (name, title) in first.into_iter().chain(metas) {
        if name != names::TITLE[0] {
            add(format!("meta:{name}"), title);
        }
    }
    if let Some(title) = &tag {
        add("element:title".to_owned(), title);
    }
    let headings = tags.found(Wanted::Heading).map(Capture::text);
    let headings: Vec<String> = headings.filter(|text| !text.is_empty()).collect();
    let known = |heading: &&String| {
        let mut titles = said.iter().map(|(_, title)| title).chain(&tag);
        heading.chars().count() >= SHORTEST_HEADING
            && titles.any(|title| title.contains(heading.as_str()))
    };
    if let Some(shown) = headings.iter().find(known) {
        metadata.overrule(Field::Title, "element:h1", shown.clone(), Ruling::Shown);
    }
    for (origin, title) in said {
        metadata.say(Field::Title, &origin, Some(title));
    }
    metadata.say(Field::Title, "element:h1", headings.into_iter().next());
}

/// Says what stands under the title.
pub(super) fn say_subtitle(metadata: &mut Metadata, tags: &Tags, linked: &LinkedData) {
    let is_line = |text: &String| text.chars().count() <= LONGEST_SUBTITLE;
    let differs = |text: &String| metadata.value(Field::Title) != Some(text.as_str());
    let mut said = vec![(
        "json-ld:alternativeheadline".to_owned(),
        linked.subtitle.clone(),
    )];
    said.extend(
        tags.metas(&names::SUBTITLE)
            .map(|(name, content)| (format!("meta:{name}"), Some(content.to_owned()))),
    );
    said.extend(
        tags.under_heading(Wanted::Subtitle)
            .map(|capture| (capture.origin().to_owned(), Some(capture.text()))),
    );
    let said: Vec<_> = said
        .into_iter()
        .map(|(origin, text)| (origin, text.filter(is_line).filter(differs)))
        .collect();
    for (origin, text) in said {
        metadata.say(Field::Subtitle, &origin, text);
    }
}

/// A title without " | The Site" behind it, or before it.
fn without_site(title: &str, site: Option<&str>) -> String {
    for mark in MARKS {
        let Some((before, after)) = title.rsplit_once(mark) else {
            continue;
        };
        let same =
            |part: &str| site.is_some_and(|site| part.trim().eq_ignore_ascii_case(site.trim()));
        if same(after) || (mark == " | " && before.chars().count() > after.chars().count()) {
            return before.trim().to_owned();
        }
        if let Some((first, rest)) = title.split_once(mark)
            && same(first)
        {
            return rest.trim().to_owned();
        }
    }
    title.to_owned()
}
