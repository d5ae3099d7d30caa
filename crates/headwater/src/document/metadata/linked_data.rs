//! JSON-LD: what a page says about itself to search engines, in the words of schema.org.

use serde_json::Value;

use super::super::tokens::decode;
use super::page::truth;
use super::squeeze;

/// Types of JSON-LD that are an article.
const ARTICLES: [&str; 8] = [
    "article",
    "posting",
    "report",
    "newsarticle",
    "webpage",
    "creativework",
    "blogposting",
    "recipe",
];

/// What JSON-LD says.
#[derive(Debug, Default)]
pub(super) struct LinkedData {
    pub(super) title: Option<String>,
    pub(super) subtitle: Option<String>,
    pub(super) published: Option<String>,
    pub(super) modified: Option<String>,
    pub(super) language: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) site: Option<String>,
    pub(super) section: Option<String>,
    pub(super) licence: Option<String>,
    pub(super) authors: Vec<String>,
    /// Whether all of it can be read without paying.
    pub(super) free: Option<bool>,
}

impl LinkedData {
    pub(super) fn read(scripts: &[String]) -> Self {
        let mut data = Self::default();
        for script in scripts {
            let text: String = script
                .chars()
                .map(|c| if c.is_control() { ' ' } else { c })
                .collect();
            match serde_json::from_str::<Value>(without_wrapping(&text)) {
                Ok(value) => data.nodes(&value),
                Err(_) => data.broken(&text),
            }
        }
        data
    }

    /// Looks at every object of the graph, articles first.
    fn nodes(&mut self, value: &Value) {
        let mut nodes = Vec::new();
        let mut open = vec![value];
        while let Some(value) = open.pop() {
            match value {
                Value::Array(items) => open.extend(items.iter().rev()),
                Value::Object(fields) => {
                    nodes.push(value);
                    for key in [
                        "@graph",
                        "mainEntity",
                        "mainEntityOfPage",
                        "itemListElement",
                    ] {
                        open.extend(fields.get(key));
                    }
                }
                _ => {}
            }
        }
        let site = nodes.iter().find(|node| is_a(node, "website"));
        let name = site.and_then(|site| site.get("name").and_then(first_text));
        self.site = self.site.take().or(name);
        nodes.sort_by_key(|node| rank(node));
        for node in nodes.into_iter().filter(|node| rank(node) < ARTICLES.len()) {
            self.article(node);
        }
    }

    fn article(&mut self, node: &Value) {
        let text = |key: &str| node.get(key).and_then(first_text);
        let fill = |slot: &mut Option<String>, value: Option<String>| {
            if slot.is_none() {
                *slot = value;
            }
        };
        let decoded = |key: &str| text(key).map(|text| decode(&text).into_owned());
        fill(&mut self.title, decoded("headline"));
        fill(&mut self.subtitle, decoded("alternativeHeadline"));
        fill(&mut self.section, decoded("articleSection"));
        let licence = node.get("license").and_then(|licence| {
            let url = licence.as_str().or_else(|| licence.get("url")?.as_str());
            url.map(str::to_owned).or_else(|| first_text(licence))
        });
        fill(&mut self.licence, licence);
        let free = node.get("isAccessibleForFree").and_then(|free| match free {
            Value::Bool(free) => Some(*free),
            Value::String(free) => truth(free),
            _ => None,
        });
        self.free = self.free.or(free);
        fill(
            &mut self.published,
            text("datePublished").or_else(|| text("dateCreated")),
        );
        fill(&mut self.modified, text("dateModified"));
        fill(&mut self.language, text("inLanguage"));
        fill(&mut self.publisher, text("publisher"));
        if self.authors.is_empty() {
            let authors = node.get("author").or_else(|| node.get("creator"));
            self.authors = authors.map(all_texts).unwrap_or_default();
            for author in &mut self.authors {
                *author = decode(author).into_owned();
            }
        }
    }

    /// Takes what can be had from JSON that is not well formed.
    fn broken(&mut self, text: &str) {
        let after = |text: &'_ str, key: &str| -> Option<usize> {
            let at = text.find(&format!("\"{key}\""))?;
            Some(at + key.len() + 2)
        };
        let string = |text: &str| {
            let rest = text.trim_start().strip_prefix(':')?;
            let rest = rest.trim_start().strip_prefix('"')?;
            rest.split('"').next().map(str::to_owned)
        };
        let field = |key: &str| string(text.get(after(text, key)?..)?);
        // The name of a thing: of the nearest "name" behind the key, within the thing.
        let name = |key: &str| {
            let rest = text.get(after(text, key)?..)?;
            let thing = rest.split('}').next()?;
            string(thing).or_else(|| string(thing.get(after(thing, "name")?..)?))
        };
        let fill = |slot: &mut Option<String>, value: Option<String>| {
            *slot = slot.take().or(value);
        };
        fill(&mut self.published, field("datePublished"));
        fill(&mut self.modified, field("dateModified"));
        fill(&mut self.title, field("headline"));
        fill(&mut self.publisher, name("publisher"));
        if self.authors.is_empty() {
            self.authors.extend(name("author"));
        }
    }
}

/// A script without the marks of comments and of CDATA that some pages put around the JSON.
fn without_wrapping(script: &str) -> &str {
    const MARKS: [&str; 8] = ["<!--", "-->", "<![CDATA[", "]]>", "//", "/*", "*/", ";"];
    let mut text = script.trim();
    loop {
        let before = text;
        for mark in MARKS {
            text = text.strip_prefix(mark).unwrap_or(text).trim();
            text = text.strip_suffix(mark).unwrap_or(text).trim();
        }
        if text == before {
            return text;
        }
    }
}

/// Whether a node is of a type.
fn is_a(node: &Value, kind: &str) -> bool {
    let kinds = node.get("@type").map(all_texts).unwrap_or_default();
    kinds.iter().any(|own| own.eq_ignore_ascii_case(kind))
}

/// How much a node is the article: the lower the more.
fn rank(node: &Value) -> usize {
    let kinds = node.get("@type").map(all_texts).unwrap_or_default();
    let ranks = kinds.iter().filter_map(|kind| {
        let kind = kind.to_lowercase();
        ARTICLES.iter().position(|article| kind.ends_with(article))
    });
    ranks.min().unwrap_or(ARTICLES.len())
}

/// A text, or the name of a thing, or the first of a list of such.
fn first_text(value: &Value) -> Option<String> {
    all_texts(value).into_iter().next()
}

/// The texts of a value: itself, or the names of the things in it.
fn all_texts(value: &Value) -> Vec<String> {
    let one = |value: &Value| {
        let text = match value {
            Value::String(text) => Some(text.as_str()),
            Value::Object(fields) => fields.get("name").and_then(Value::as_str),
            _ => None,
        };
        text.map(squeeze)
            .filter(|text| !text.is_empty() && !text.contains("://"))
    };
    match value {
        Value::Array(items) => items.iter().filter_map(one).collect(),
        other => one(other).into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn read(script: &str) -> LinkedData {
        LinkedData::read(&[script.to_owned()])
    }

    #[test]
    fn the_article_counts_wherever_it_stands_in_the_graph() {
        let data = read(
            r#"[{"@type":"VideoObject","datePublished":"2001-01-01"},
                {"@graph":[{"@type":"WebPage","datePublished":"2002-02-02"},
                {"@type":["Thing","NewsArticle"],"headline":"The &amp; dam","datePublished":"2023-05-04",
                 "author":["Anna Berg",{"name":"Tom Reyes"},{"url":"https://a.example"}],
                 "publisher":{"name":"The Post"}}]}]"#,
        );
        assert_eq!(data.published.as_deref(), Some("2023-05-04"));
        assert_eq!(data.title.as_deref(), Some("The & dam"));
        assert_eq!(data.publisher.as_deref(), Some("The Post"));
        assert_eq!(data.authors, ["Anna Berg", "Tom Reyes"]);
    }

    #[test]
    fn json_that_is_not_well_formed_still_gives_its_dates() {
        let data = read(
            "{\"@type\":\"Article\", \"datePublished\" : \"2023-05-04\", oops, \"author\": {\"@type\": \"Person\", \
             \"name\": \"Anna Berg\"}, \"publisher\": {\"logo\": {}, \"name\": \"no\"}",
        );
        assert_eq!(data.published.as_deref(), Some("2023-05-04"));
        assert_eq!(data.authors, ["Anna Berg"]);
        assert_eq!(data.publisher, None);
    }

    #[test]
    fn what_a_page_says_of_its_readers_rights_and_of_its_site() {
        let data = read(
            r#"<!-- //<![CDATA[ [{"@type":"WebSite","name":"The Post"},{"@type":"NewsArticle","headline":"The dam",
             "alternativeHeadline":"It held","articleSection":["Rivers","News"],"isAccessibleForFree":"False",
             "license":"https://creativecommons.org/licenses/by/4.0/"}]; //]]> -->"#,
        );
        assert_eq!(data.site.as_deref(), Some("The Post"));
        assert_eq!(data.subtitle.as_deref(), Some("It held"));
        assert_eq!(data.section.as_deref(), Some("Rivers"));
        assert_eq!(data.free, Some(false));
        let licence = "https://creativecommons.org/licenses/by/4.0/";
        assert_eq!(data.licence.as_deref(), Some(licence));
    }
}
