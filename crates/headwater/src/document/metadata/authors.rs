//! Who wrote a page's story.

use super::super::credits;
use super::linked_data::LinkedData;
use super::names;
use super::tags::{Capture, Tags, Wanted};
use super::{Field, Metadata};

/// A name in an element takes no more characters than this.
const LONGEST: usize = 60;
/// More people than this are no authors but a list of the staff.
const MOST: usize = 12;

/// Says who wrote a page's story, by all places that name somebody.
pub(super) fn say(metadata: &mut Metadata, tags: &Tags, linked: &LinkedData) {
    metadata.say_all(Field::Authors, "json-ld:author", people(&linked.authors));
    for name in names::AUTHORS {
        let said: Vec<String> = tags
            .metas(&[name])
            .map(|(_, content)| content.to_owned())
            .filter(|content| !content.contains("://") && !content.starts_with('@'))
            .collect();
        metadata.say_all(Field::Authors, &format!("meta:{name}"), people(&said));
    }
    let mut origins: Vec<&str> = Vec::new();
    for capture in tags.found(Wanted::Author) {
        if !origins.contains(&capture.origin()) {
            origins.push(capture.origin());
        }
    }
    for origin in origins {
        let texts: Vec<String> = tags
            .found(Wanted::Author)
            .filter(|capture| capture.origin() == origin && !leads_elsewhere(capture))
            .map(Capture::text)
            .filter(|text| !text.is_empty() && text.chars().count() <= LONGEST)
            .collect();
        let named = |text: &&String| credits::byline(text).is_some() || credits::is_person(text);
        let first = texts.iter().find(named).or(texts.first()).cloned();
        metadata.say_all(Field::Authors, origin, people(first.as_slice()));
    }
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
        for person in credits::people(name) {
            if !people.contains(&person) {
                people.push(person);
            }
        }
    }
    people.truncate(MOST);
    people
}
