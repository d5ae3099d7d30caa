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
            .map(|text| undated(&text))
            .filter(|text| !text.is_empty() && text.chars().count() <= LONGEST)
            .collect();
        let named = |text: &&String| credits::byline(text).is_some() || credits::is_person(text);
        let first = texts.iter().find(named).or(texts.first()).cloned();
        metadata.say_all(Field::Authors, origin, people(first.as_slice()));
    }
    metadata.say_all(Field::Authors, "text", people(tags.byline.as_slice()));
    let mut accounts = tags.found(Wanted::Account);
    // "Sign in to your Orlin Post account" is nobody's.
    let is_ours = |capture: &&Capture| {
        let name = title::letters(&capture.text());
        !site.iter().any(|site| name.starts_with(site.as_str()))
    };
    if let Some(account) = accounts.find(is_ours) {
        metadata.say_all(Field::Authors, account.origin(), people(&[account.text()]));
    }
}

/// The parts of a line, as strokes set them off, that hold no date.
fn undated(line: &str) -> String {
    let mut parts = line.split(['|', '·', '•']).map(str::trim);
    let undated = parts
        .by_ref()
        .filter(|part| dates::find(part, false).is_empty());
    undated.collect::<Vec<_>>().join(" | ")
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

#[cfg(test)]
mod tests {
    use crate::document::{Field, Hints, read};

    const STORY: &str = "<p>The dam above Orlin held through the night, the river office said on Monday, while the \
        water rose by forty centimetres in an hour, more than at any time since the gates were built, and fell again \
        before the morning came.</p>";

    /// The authors of a page with something over and under its story, and where they were found.
    fn authors(over: &str, under: &str) -> (Vec<String>, String) {
        let page = format!(
            "<meta property=og:site_name content='Orlin Post'><h1>The dam</h1>{over}{STORY}{under}"
        );
        let hints = Hints::new("a.html").url("https://post.example/dam");
        let document = read(page.as_bytes(), &hints).expect("a document");
        let origin = document
            .fact(Field::Authors)
            .map(|fact| fact.taken().origin());
        (
            document.authors().to_vec(),
            origin.unwrap_or_default().to_owned(),
        )
    }

    #[test]
    fn a_name_beside_the_day_is_the_author() {
        for over in [
            "<div><span>06.11.2023 13:30 von Anna Berg</span></div>",
            "<div>Posted on <i>May 3, 2023</i> by Anna Berg</div>",
            "<div><a href='/members/7'>Anna Berg</a> | <i>3 May 2023, 10:15</i></div>",
            "<div><i>3 May 2023</i> <a href='/author/anna-berg'>Anna Berg</a></div>",
            "<p class=info-author><i>3 May 2023</i> | Anna Berg</p>",
        ] {
            assert_eq!(authors(over, "").0, ["Anna Berg"], "{over}");
        }
    }

    #[test]
    fn who_opens_a_thread_is_its_author_and_who_comments_is_not() {
        let thread = "<div><a class=username href='/u/7'>gate_keeper</a></div>";
        let (names, origin) = authors(thread, "");
        assert_eq!(
            (names.as_slice(), origin.as_str()),
            (&["gate_keeper".to_owned()][..], "class:username")
        );
        let login = "<a class=username>Orlin Post account</a>";
        assert!(authors(login, thread).0.is_empty());
    }

    #[test]
    fn a_name_beside_a_day_elsewhere_is_nobody() {
        let other = "<div><i>3 May 2023</i> <a href='/author/tom-reyes'>Tom Reyes</a></div>";
        assert!(authors("", other).0.is_empty());
        assert!(
            authors("<p>Tides for May 3, 2023 by Tom Reyes</p>", "")
                .0
                .is_empty()
        );
    }

    #[test]
    fn an_agency_signs_beside_the_site_and_where_nobody_does() {
        let site = "<a rel=author href='/desk'>Orlin Post</a>";
        assert_eq!(
            authors(site, "<p>(AFP)</p>").0,
            ["Orlin Post", "Agence France-Presse"]
        );
        assert_eq!(authors("", "<p>(AFP)</p>").0, ["Agence France-Presse"]);
        assert_eq!(authors("", "<p>(dpa/ann)</p>").0, ["dpa", "ann"]);
    }

    #[test]
    fn roles_in_brackets_name_the_author() {
        let (names, origin) = authors("", "<p>Quelle: Anna Berg (Text), Tom Reyes (Bild)</p>");
        assert_eq!(
            (names.as_slice(), origin.as_str()),
            (&["Anna Berg".to_owned()][..], "byline")
        );
    }
}
