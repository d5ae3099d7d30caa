//! JSON-LD: what a page says about itself to search engines, in the words of schema.org.

use serde_json::Value;

use super::metadata::squeeze;
use super::tokens::decode;

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
    pub(super) published: Option<String>,
    pub(super) modified: Option<String>,
    pub(super) language: Option<String>,
    pub(super) publisher: Option<String>,
    pub(super) authors: Vec<String>,
}

impl LinkedData {
    pub(super) fn read(scripts: &[String]) -> Self {
        let mut data = Self::default();
        for script in scripts {
            let text: String = script
                .chars()
                .map(|c| if c.is_control() { ' ' } else { c })
                .collect();
            match serde_json::from_str::<Value>(text.trim().trim_end_matches(';')) {
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
        fill(
            &mut self.title,
            text("headline").map(|title| decode(&title).into_owned()),
        );
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
        }
    }

    /// Takes what can be had from JSON that is not well formed.
    fn broken(&mut self, text: &str) {
        let field = |key: &str| {
            let (_, rest) = text.split_once(&format!("\"{key}\""))?;
            let rest = rest
                .trim_start()
                .strip_prefix(':')?
                .trim_start()
                .strip_prefix('"')?;
            rest.split('"').next().map(str::to_owned)
        };
        self.published = self.published.take().or_else(|| field("datePublished"));
        self.modified = self.modified.take().or_else(|| field("dateModified"));
        self.title = self.title.take().or_else(|| field("headline"));
    }
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
        let data = read("{\"@type\":\"Article\", \"datePublished\" : \"2023-05-04\", oops");
        assert_eq!(data.published.as_deref(), Some("2023-05-04"));
    }
}
