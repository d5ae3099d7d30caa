//! Front matter in YAML, TOML and JSON, with the names that site generators give their fields:
//! Hugo, Jekyll, Hexo, Zola, Eleventy, Astro.

use serde_json::Value;

use super::super::{Credit, address, dates};
use super::{Field, Metadata};

/// Front matter longer than this is text: in bytes.
const LONGEST: usize = 256 * 1024;
/// Under these, generators keep what they have no fields of their own for.
const INNER: [&str; 4] = ["extra", "params", "seo", "metadata"];
/// Names of fields, the surest first.
const NAMES: [(Field, &[&str]); 12] = [
    (Field::Title, &["title", "headline", "标题", "標題"]),
    (
        Field::Subtitle,
        &[
            "subtitle",
            "sub_title",
            "subheading",
            "dek",
            "standfirst",
            "副标题",
            "副標題",
        ],
    ),
    (
        Field::Authors,
        &["author", "authors", "by", "byline", "作者"],
    ),
    (
        Field::Published,
        &[
            "date",
            "published",
            "pubdate",
            "publishdate",
            "publish_date",
            "published_at",
            "datepublished",
            "pubdatetime",
            "created",
            "日期",
        ],
    ),
    (
        Field::Modified,
        &[
            "lastmod",
            "updated",
            "modified",
            "last_modified_at",
            "last_modified",
            "moddatetime",
            "updated_at",
            "datemodified",
        ],
    ),
    (
        Field::Site,
        &["site", "site_name", "publisher", "publication"],
    ),
    (Field::Publisher, &["publisher"]),
    (Field::Section, &["section", "category", "categories"]),
    (Field::Language, &["lang", "language", "locale"]),
    (
        Field::Url,
        &[
            "canonical",
            "canonical_url",
            "canonicalurl",
            "url",
            "permalink",
            "source_url",
            "source",
            "link",
        ],
    ),
    (
        Field::RepostOf,
        &[
            "repost_of",
            "original_url",
            "originally_published_at",
            "转载",
            "原文",
        ],
    ),
    (Field::Licence, &["license", "licence", "copyright"]),
];
/// Roles with the names of the fields that say who had them.
const CREDITS: [(&str, &[&str]); 4] = [
    ("translator", &["translator", "translators", "翻译", "译者"]),
    ("proofreader", &["proofreader", "proofreaders", "校对"]),
    ("editor", &["editor", "editors", "编辑"]),
    ("photographer", &["photographer", "photographers", "摄影"]),
];

/// Parts a text into its front matter's fields and what follows. What cannot be read stays text.
pub(in super::super) fn split(text: &str) -> (Option<Value>, &str) {
    for (fence, ends) in [
        ("---", ["---", "..."]),
        ("+++", ["+++", "+++"]),
        (";;;", [";;;", ";;;"]),
    ] {
        let Some((inner, rest)) = fenced(text, fence, &ends) else {
            continue;
        };
        let fields = match fence {
            "---" => yaml(inner),
            "+++" => toml::from_str::<toml::Table>(inner)
                .ok()
                .and_then(|table| serde_json::to_value(table).ok()),
            _ => serde_json::from_str(&format!("{{{inner}}}"))
                .or_else(|_| serde_json::from_str(inner))
                .ok(),
        };
        if let Some(fields) = fields.filter(Value::is_object) {
            return (Some(fields), rest);
        }
    }
    object(text).unwrap_or((None, text))
}

/// JSON at the very beginning, as Hugo takes it.
fn object(text: &str) -> Option<(Option<Value>, &str)> {
    let head: String = text.chars().take(LONGEST).collect();
    if !text.starts_with('{') {
        return None;
    }
    let mut values = serde_json::Deserializer::from_str(&head).into_iter::<Value>();
    let fields = values.next()?.ok().filter(Value::is_object)?;
    let rest = text.get(values.byte_offset()..)?;
    let ends_line = rest.starts_with(['\n', '\r']) || rest.is_empty();
    let known = fields.get("title").is_some() || fields.get("date").is_some();
    (ends_line && known).then_some((Some(fields), rest))
}

/// What stands between a first line `fence` and the next line that ends it, and what follows.
fn fenced<'t>(text: &'t str, fence: &str, ends: &[&str]) -> Option<(&'t str, &'t str)> {
    let first = text.find('\n')?;
    if text.get(..first)?.trim_end() != fence {
        return None;
    }
    let start = first + 1;
    let mut at = start;
    for line in text.get(start..)?.split_inclusive('\n') {
        let next = at + line.len();
        if ends.contains(&line.trim_end()) {
            return Some((text.get(start..at)?, text.get(next..)?));
        }
        if next - start > LONGEST {
            return None;
        }
        at = next;
    }
    None
}

/// YAML, or else lines of `key: value`: a title with a colon in it is common and is no YAML.
fn yaml(text: &str) -> Option<Value> {
    if let Ok(value @ Value::Object(_)) = serde_saphyr::from_str::<Value>(text) {
        return Some(value);
    }
    let mut fields = serde_json::Map::new();
    for line in text.lines() {
        let goes_on = line.starts_with([' ', '\t', '-', '#']) || line.trim().is_empty();
        if goes_on {
            continue;
        }
        let (key, value) = line.split_once(':')?;
        let word = |c: char| c.is_alphanumeric() || "_- ".contains(c);
        if !key.chars().all(word) {
            return None;
        }
        let value = value.trim().trim_matches(['"', '\'']);
        fields.insert(key.trim().to_owned(), Value::String(value.to_owned()));
    }
    (!fields.is_empty()).then_some(Value::Object(fields))
}

impl Metadata {
    /// What front matter says.
    pub(in super::super) fn from_front_matter(fields: &Value) -> Self {
        let mut metadata = Self::default();
        for (field, names) in NAMES {
            for (origin, values) in said(fields, names) {
                let values = values.into_iter();
                let values: Vec<String> = match field {
                    Field::Published | Field::Modified => values
                        .filter_map(|date| dates::metadata(&date, false))
                        .collect(),
                    Field::Url | Field::RepostOf => {
                        values.filter(|url| address::is_absolute(url)).collect()
                    }
                    Field::Authors => values.collect(),
                    _ => values.take(1).collect(),
                };
                metadata.say_all(field, &origin, values);
            }
        }
        metadata
    }
}

/// Who else worked on it, as front matter says.
pub(in super::super) fn credits(fields: &Value) -> Vec<Credit> {
    let roles = CREDITS.into_iter().flat_map(|(role, names)| {
        let people = said(fields, names).into_iter().next();
        let people = people.map(|(_, people)| people).unwrap_or_default();
        people.into_iter().map(move |name| Credit {
            role: role.to_owned(),
            name,
        })
    });
    roles.collect()
}

/// What the fields of these names say, each with its place, the names in their order.
fn said(fields: &Value, names: &[&str]) -> Vec<(String, Vec<String>)> {
    let inner = INNER
        .iter()
        .filter_map(|name| Some((format!("{name}."), fields.get(name)?)));
    let tables: Vec<(String, &Value)> =
        [(String::new(), fields)].into_iter().chain(inner).collect();
    let mut all = Vec::new();
    for name in names {
        for (table, fields) in &tables {
            let Some(object) = fields.as_object() else {
                continue;
            };
            let found = object
                .iter()
                .find(|(key, _)| key.eq_ignore_ascii_case(name));
            let values = found.map(|(_, value)| words(value)).unwrap_or_default();
            if !values.is_empty() {
                all.push((format!("front-matter:{table}{name}"), values));
            }
        }
    }
    all
}

/// The texts in a value: itself, the items of a list, the names in a table, one level down.
fn words(value: &Value) -> Vec<String> {
    let plain = |value: &Value| match value {
        Value::String(text) => Some(text.trim().to_owned()).filter(|text| !text.is_empty()),
        Value::Number(number) => Some(number.to_string()),
        Value::Object(object) => object
            .get("name")
            .or_else(|| object.get("$__toml_private_datetime"))
            .and_then(Value::as_str)
            .map(str::to_owned),
        _ => None,
    };
    match value {
        Value::Array(items) => items.iter().filter_map(plain).collect(),
        other => plain(other).into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    fn facts(text: &str) -> (Metadata, String) {
        let (fields, rest) = split(text);
        let fields = fields.expect("front matter");
        (Metadata::from_front_matter(&fields), rest.to_owned())
    }

    #[test]
    fn the_habits_of_site_generators() {
        let cases = [
            // Hugo, in its three languages.
            "---\ntitle: The dam\ndate: 2023-05-04T10:00:00+09:00\nlastmod: 2023-05-06\n---\nText",
            "+++\ntitle = \"The dam\"\ndate = 2023-05-04T10:00:00+09:00\nlastmod = 2023-05-06\n+++\nText",
            "{\"title\": \"The dam\", \"date\": \"2023-05-04T10:00:00+09:00\", \"lastmod\": \"2023-05-06\"}\nText",
            // Jekyll and Hexo.
            "---\nlayout: post\ntitle: The dam\ndate: 2023-05-04 10:00:00 +0900\nlast_modified_at: 2023-05-06\n---\nText",
            "title: \"The dam\"\n",
            ";;;\n\"title\": \"The dam\", \"date\": \"2023-05-04T10:00:00+09:00\", \"updated\": \"2023-05-06\"\n;;;\nText",
            // Zola.
            "+++\ntitle = \"The dam\"\ndate = 2023-05-04T10:00:00+09:00\nupdated = 2023-05-06\n[extra]\nsubtitle = \"It held\"\n+++\nText",
        ];
        for text in cases {
            if text.starts_with("title") {
                assert!(
                    split(text).0.is_none(),
                    "text without a fence is no front matter"
                );
                continue;
            }
            let (metadata, rest) = facts(text);
            assert_eq!(metadata.value(Field::Title), Some("The dam"), "{text}");
            let date = metadata.value(Field::Published);
            assert_eq!(date, Some("2023-05-04T10:00:00+09:00"), "{text}");
            assert_eq!(
                metadata.value(Field::Modified),
                Some("2023-05-06"),
                "{text}"
            );
            assert_eq!(rest.trim(), "Text");
        }
        let (metadata, _) = facts("---\ntitle: x\nextra:\n  subtitle: It held\n---\n");
        assert_eq!(metadata.value(Field::Subtitle), Some("It held"));
    }

    #[test]
    fn json_that_is_no_front_matter_is_text() {
        for text in [
            "{\"a\": 1}\nText",
            "{\"title\": \"x\"} and more",
            "{broken\nText",
        ] {
            assert!(split(text).0.is_none(), "{text}");
        }
    }

    #[test]
    fn credits_have_fields_of_their_own() {
        let (fields, _) = split("---\ntranslator: Tom Reyes\n校对: [北山组, 小岸]\n---\n");
        let credits = credits(&fields.expect("front matter"));
        let shown: Vec<(&str, &str)> = credits.iter().map(|c| (c.role(), c.name())).collect();
        let want = [
            ("translator", "Tom Reyes"),
            ("proofreader", "北山组"),
            ("proofreader", "小岸"),
        ];
        assert_eq!(shown, want);
    }
}
