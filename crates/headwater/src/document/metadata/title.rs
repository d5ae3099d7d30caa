//! What a page is called, and its site.

use super::super::address;
use super::linked_data::LinkedData;
use super::names;
use super::tags::{Capture, Tags, Wanted};
use super::{Field, Metadata, Ruling, squeeze};

/// A heading with fewer characters is a section's as likely as the story's.
const SHORTEST_HEADING: usize = 8;
/// The only heading of a page with fewer is a section's as likely.
const LONG_HEADING: usize = 20;
/// A site's name has no fewer letters.
const SHORTEST_SITE: usize = 3;
/// A subtitle takes no more characters than this.
const LONGEST_SUBTITLE: usize = 300;
/// What one builder of sites puts before the titles of old stories.
const ARCHIVES: [&str; 2] = ["Blog Archive » ", "Blog Archiv » "];
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
            let name_alone = named_by_host(content, own);
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
    // A company may have many sites.
    let publisher = metadata
        .value(Field::Publisher)
        .filter(|name| !is_company(name));
    let publisher = publisher.map(str::to_owned);
    metadata.say(Field::Site, "publisher", publisher);
    let title = tags.found(Wanted::Title).next().map(Capture::text);
    let behind = title.as_deref().and_then(|title| named_by_host(title, own));
    metadata.say(Field::Site, "element:title", behind);
    let host = own.and_then(address::site).map(str::to_lowercase);
    metadata.say(Field::Site, "address", host);
}

/// Whether a name is that of a company by its last word.
pub(super) fn is_company(name: &str) -> bool {
    const FORMS: [&str; 8] = ["GmbH", "AG", "Inc.", "Inc", "Ltd", "Ltd.", "LLC", "KG"];
    let words = name.trim().rsplit_once(' ');
    words.is_some_and(|(_, last)| FORMS.contains(&last))
}

/// The part at an end of a title that is the site's name: the host has its letters.
fn named_by_host(title: &str, own: Option<&str>) -> Option<String> {
    let host = own.and_then(address::site)?.to_lowercase();
    let host = letters(host.split('.').next()?);
    let mut parts = MARKS.iter().chain(&[": "]).flat_map(|mark| {
        let (_, last) = title.rsplit_once(mark).unwrap_or_default();
        let (first, _) = title.split_once(mark).unwrap_or_default();
        [last, first]
    });
    let same = |part: &&str| {
        let name = letters(part);
        let lengths = SHORTEST_SITE..=4 * host.len() + SHORTEST_SITE;
        let is_short_for = || host.len() > SHORTEST_SITE && is_within(&host, &name);
        lengths.contains(&name.len())
            && (host.contains(&name) || name.contains(&host) || is_short_for())
    };
    parts.find(same).map(|part| part.trim().to_owned())
}

/// Whether a heading stands where sites put their own name: behind the title, which does not begin with it.
fn ends_titles(title: &str, heading: &str, own: Option<&str>) -> bool {
    let before = title.strip_suffix(heading).unwrap_or_default();
    let begins_with_site =
        || named_by_host(before, own).is_some_and(|site| before.starts_with(&site));
    MARKS.iter().any(|mark| before.ends_with(mark)) && !begins_with_site()
}

/// Whether all letters of a short form stand in a name in their order: `nytimes` in `thenewyorktimes`.
fn is_within(short: &str, name: &str) -> bool {
    let mut rest = name.chars();
    short.chars().all(|c| rest.any(|other| other == c))
}

/// A name without anything but its letters and figures, as hosts have it.
pub(super) fn letters(name: &str) -> String {
    let folded = any_ascii::any_ascii(name).to_lowercase();
    folded.chars().filter(char::is_ascii_alphanumeric).collect()
}

/// The names of the site, by their letters: as it calls itself, and as its host does.
pub(super) fn site_names(metadata: &Metadata, own: Option<&str>) -> Vec<String> {
    let host = own.and_then(address::site);
    let stem = host.and_then(|host| host.split('.').next());
    let said = [Field::Site, Field::Publisher].map(|field| metadata.value(field));
    let names = said.into_iter().chain([host, stem]).flatten().map(letters);
    names.filter(|name| !name.is_empty()).collect()
}

/// Says what the story is called. The site is known by then.
pub(super) fn say(metadata: &mut Metadata, tags: &Tags, linked: &LinkedData, own: Option<&str>) {
    let own = own.map(address::original);
    let own = own.as_deref();
    let names = site_names(metadata, own);
    let bare = |title: &str| without_site(&squeeze(title), &names);
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
    // Some pages give the site's name as the title of each.
    said.retain(|(_, title)| !names.contains(&letters(title)));
    let is_site = |heading: &str| {
        let ends = || {
            tag.as_deref()
                .is_some_and(|tag| ends_titles(tag, heading, own))
        };
        names.contains(&letters(heading)) || ends()
    };
    let known = |heading: &&String| {
        let titles = said.iter().map(|(_, title)| title);
        heading.chars().count() >= SHORTEST_HEADING
            && !is_site(heading)
            && titles
                .chain(&tag)
                .any(|title| title.contains(heading.as_str()))
    };
    // The only heading of a page is what its readers see; others write titles for search engines.
    let only = || match headings.as_slice() {
        [only] if only.chars().count() >= LONG_HEADING && !is_site(only) => Some(only),
        _ => None,
    };
    if let Some(shown) = headings.iter().find(known).or_else(only) {
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

/// A title without " | The Site" behind it, or before it. The site goes by its names.
fn without_site(title: &str, names: &[String]) -> String {
    let title = ARCHIVES
        .iter()
        .find_map(|name| Some(title.split_once(name)?.1))
        .unwrap_or(title);
    let same = |part: &str| names.contains(&letters(part));
    for mark in MARKS {
        let Some((before, after)) = title.rsplit_once(mark) else {
            continue;
        };
        let is_short = || before.chars().count() > after.chars().count();
        if same(after) || (mark == " | " && is_short()) {
            // What stands before the site may be the section.
            let rest = before.trim();
            return if mark == " | " {
                without_site(rest, names)
            } else {
                rest.to_owned()
            };
        }
        if let Some((first, rest)) = title.split_once(mark)
            && same(first)
        {
            return rest.trim().to_owned();
        }
    }
    title.to_owned()
}
