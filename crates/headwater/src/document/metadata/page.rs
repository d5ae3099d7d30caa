//! The frame of an HTML page: what its tags, its JSON-LD and its address say.

use super::super::address;
use super::super::prune::Pruned;
use super::linked_data::LinkedData;
use super::tags::{Tags, Wanted};
use super::{Field, Metadata, authors, names, published, title};

/// Reads the metadata of a pruned page. Also gives the address that its links lean on.
pub(in super::super) fn read(page: &Pruned, location: Option<&str>) -> (Metadata, Option<String>) {
    let tags = Tags::of(&page.html);
    let linked = LinkedData::read(&page.linked_data);
    let from = location.filter(|url| address::is_absolute(url));
    let mut metadata = Metadata::default();
    say_url(&mut metadata, &tags, from);
    let own = metadata.value(Field::Url).map(str::to_owned);
    let own = own.as_deref().or(from);
    say_language(&mut metadata, &tags, &linked);
    title::say_site(&mut metadata, &tags, &linked, from.or(own));
    title::say(&mut metadata, &tags, &linked, from.or(own));
    title::say_subtitle(&mut metadata, &tags, &linked);
    authors::say(&mut metadata, &tags, &linked, from.or(own));
    published::say(&mut metadata, &tags, &linked, from.or(own));
    say_section(&mut metadata, &tags, &linked);
    say_rights(&mut metadata, &tags, &linked, from.or(own));
    let base = match &tags.base {
        Some(base) => address::resolve(own, base),
        None => from.or(own).map(str::to_owned),
    };
    (metadata, base)
}

/// The page's own address: a canonical link to the front page of a site is none.
fn say_url(metadata: &mut Metadata, tags: &Tags, from: Option<&str>) {
    let own = |url: &str| {
        address::resolve(from, url)
            .filter(|url| address::is_absolute(url))
            .filter(|url| !is_front_page(url) || from.is_none_or(is_front_page))
    };
    let canonical = tags.canonical.as_deref().and_then(own);
    metadata.say(Field::Url, "link:canonical", canonical);
    let shared = tags.metas(&["og:url"]).next();
    metadata.say(
        Field::Url,
        "meta:og:url",
        shared.and_then(|(_, url)| own(url)),
    );
}

/// Whether an address is that of a whole site.
fn is_front_page(url: &str) -> bool {
    address::path(url).is_none_or(|path| path.trim_matches('/').is_empty())
}

fn say_language(metadata: &mut Metadata, tags: &Tags, linked: &LinkedData) {
    let tag = |tag: &str| Some(tag.replace('_', "-"));
    let said = tags.language.as_deref().and_then(tag);
    metadata.say(Field::Language, "element:html", said);
    for (name, content) in tags.metas(&names::LANGUAGE) {
        metadata.say(Field::Language, &format!("meta:{name}"), tag(content));
    }
    let said = linked.language.as_deref().and_then(tag);
    metadata.say(Field::Language, "json-ld:inlanguage", said);
}

fn say_section(metadata: &mut Metadata, tags: &Tags, linked: &LinkedData) {
    metadata.say(
        Field::Section,
        "json-ld:articlesection",
        linked.section.clone(),
    );
    for (name, content) in tags.metas(&names::SECTION) {
        metadata.say(
            Field::Section,
            &format!("meta:{name}"),
            Some(content.to_owned()),
        );
    }
    for capture in tags.found(Wanted::Section) {
        let value = capture.value().map(str::to_owned);
        metadata.say(
            Field::Section,
            capture.origin(),
            value.or(Some(capture.text())),
        );
    }
}

/// Whose it is, under which licence, and whether all of it can be read.
fn say_rights(metadata: &mut Metadata, tags: &Tags, linked: &LinkedData, own: Option<&str>) {
    metadata.say(Field::Licence, "json-ld:license", linked.licence.clone());
    for (name, content) in tags.metas(&names::LICENCE) {
        metadata.say(
            Field::Licence,
            &format!("meta:{name}"),
            Some(content.to_owned()),
        );
    }
    for capture in tags.found(Wanted::Licence) {
        let url = capture.value().and_then(|url| address::resolve(own, url));
        metadata.say(
            Field::Licence,
            capture.origin(),
            url.or(Some(capture.text())),
        );
    }
    for (name, content) in tags.metas(&names::ORIGINAL) {
        let url = address::resolve(own, content).filter(|url| address::is_absolute(url));
        metadata.say_repost(&format!("meta:{name}"), url, own);
    }
    let free = |free: bool| Some(free.to_string());
    metadata.say(
        Field::AccessibleForFree,
        "json-ld:isaccessibleforfree",
        linked.free.and_then(free),
    );
    for capture in tags.found(Wanted::AccessibleForFree) {
        let text = capture
            .value()
            .map_or_else(|| capture.text(), str::to_owned);
        let said = truth(&text).and_then(free);
        metadata.say(Field::AccessibleForFree, capture.origin(), said);
    }
    for (name, content) in tags.metas(&names::TIER) {
        let said = match content.to_ascii_lowercase().as_str() {
            "free" => free(true),
            "locked" | "metered" | "premium" | "paid" => free(false),
            _ => None,
        };
        metadata.say(Field::AccessibleForFree, &format!("meta:{name}"), said);
    }
}

/// `true` or `false`, also as schema.org's address of it.
pub(super) fn truth(text: &str) -> Option<bool> {
    let word = text.trim().rsplit('/').next().unwrap_or_default();
    match word.to_ascii_lowercase().as_str() {
        "true" | "yes" | "1" => Some(true),
        "false" | "no" | "0" => Some(false),
        _ => None,
    }
}
