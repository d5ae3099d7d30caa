//! Who wrote a page's story.

use super::super::{Credit, credits, dates};
use super::linked_data::LinkedData;
use super::names;
use super::tags::{Capture, Tags, Wanted};
use super::{Field, Metadata, title};

/// A name in an element takes no more characters than this.
const LONGEST: usize = 60;
/// More people than this are no authors but a list of the staff.
const MOST: usize = 12;

/// Says who wrote a page's story, by all places that name somebody. `own` is its address.
pub(super) fn say(metadata: &mut Metadata, tags: &Tags, linked: &LinkedData, own: Option<&str>) {
    let site = title::site_names(metadata, own);
    // To machines many sites name themselves.
    let others = |bylines: &[String]| {
        let mut people = people(bylines);
        people.retain(|person| !site.contains(&title::letters(person)));
        people
    };
    metadata.say_all(Field::Authors, "json-ld:author", others(&linked.authors));
    for name in names::AUTHORS {
        let said: Vec<String> = tags
            .metas(&[name])
            .map(|(_, content)| content.to_owned())
            .filter(|content| !content.contains("://") && !content.starts_with('@'))
            .collect();
        metadata.say_all(Field::Authors, &format!("meta:{name}"), others(&said));
    }
    let mut origins: Vec<&str> = Vec::new();
    for capture in tags.found(Wanted::Author) {
        if !origins.contains(&capture.origin()) {
            origins.push(capture.origin());
        }
    }
    for origin in origins {
        let found = tags.found(Wanted::Author);
        let found = found.filter(|capture| capture.origin() == origin);
        let (others, named): (Vec<&Capture>, Vec<&Capture>) =
            found.partition(|capture| leads_elsewhere(capture));
        // "Anna Berg All articles" is all that stands in a line with a link to all her articles.
        let bare = |capture: &Capture| {
            let text = capture.text();
            let other = others
                .iter()
                .find_map(|other| text.strip_suffix(&other.text()));
            let rest = other.map(str::trim).filter(|rest| !rest.is_empty());
            rest.unwrap_or(&text).trim().to_owned()
        };
        let alone = if named.is_empty() {
            others.clone()
        } else {
            Vec::new()
        };
        let texts: Vec<String> = named
            .into_iter()
            .map(bare)
            .chain(alone.into_iter().map(Capture::text))
            .filter(|text| !text.is_empty() && text.chars().count() <= LONGEST)
            .filter(|text| dates::find(text, false).is_empty())
            .collect();
        let named = |text: &&String| credits::byline(text).is_some() || credits::is_person(text);
        let first = texts.iter().find(named).or(texts.first()).cloned();
        metadata.say_all(Field::Authors, origin, people(first.as_slice()));
    }
}

/// Whether a name is what stands there by itself, or a company that owns the site.
fn is_nobody(name: &str) -> bool {
    const WORDS: [&str; 4] = ["publisher", "author", "unknown", "no author"];
    let is_address = ["www.", ".com/", "://"]
        .iter()
        .any(|part| name.contains(part));
    is_address || WORDS.contains(&name.to_lowercase().as_str()) || title::is_company(name)
}

/// Whether an element is a link to a page whose address has no word of the link's own: "all articles".
fn leads_elsewhere(capture: &Capture) -> bool {
    let letters = |text: &str| any_ascii::any_ascii(text).to_lowercase();
    let Some(page) = capture.value().map(letters) else {
        return false;
    };
    let words = letters(&capture.text());
    let mut words = words.split(|c: char| !c.is_ascii_alphanumeric());
    page.contains('/') && !words.any(|word| word.len() > 2 && page.contains(word))
}

/// The people of some bylines, each once.
fn people(bylines: &[String]) -> Vec<String> {
    let mut people: Vec<String> = Vec::new();
    for byline in bylines {
        let name = credits::byline(byline).unwrap_or(byline);
        let credited = credits::in_line(name).into_iter().next();
        let name = credited.as_ref().map_or(name, Credit::name);
        for person in credits::people(name) {
            if !people.contains(&person) && !is_nobody(&person) {
                people.push(person);
            }
        }
    }
    people.truncate(MOST);
    people
}
