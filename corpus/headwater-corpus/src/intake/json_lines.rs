//! JSON Lines: an object a line, by the names that collections of news use, those of extracts from Common Crawl News
//! among them.
//!
//! | what | names, the first that says something counts |
//! |---|---|
//! | address | `url`, `uri`, `link`, `source_url` |
//! | page | `html`, `raw_html` |
//! | text | `text`, `maintext`, `plain_text`, `content`, `body`, `article` |
//! | title | `title`, `headline` |
//! | published | `published`, `date_publish`, `published_date`, `publish_date`, `published_at`, `date`: ISO 8601 |
//! | fetched | `fetched`, `date_download`, `crawl_date`, `warc_date` |
//! | authors | `authors`, `author`, `byline`: a text or several |
//! | site | `site`, `source_domain`, `domain` |
//! | id, where there is no address | `id`, `_id` |
//!
//! A page counts before a text. Other fields are left out.

use std::io::{self, BufRead, BufReader, Read};
use std::path::Path;

use headwater::document::Hints;
use serde_json::{Map, Value};

use super::{Found, Item, LARGEST, Unread, unpacked};
use crate::rows::Given;

const URL: &[&str] = &["url", "uri", "link", "source_url"];
const HTML: &[&str] = &["html", "raw_html"];
const TEXT: &[&str] = &[
    "text",
    "maintext",
    "plain_text",
    "content",
    "body",
    "article",
];
const TITLE: &[&str] = &["title", "headline"];
const PUBLISHED: &[&str] = &[
    "published",
    "date_publish",
    "published_date",
    "publish_date",
    "published_at",
    "date",
];
const FETCHED: &[&str] = &["fetched", "date_download", "crawl_date", "warc_date"];
const AUTHORS: &[&str] = &["authors", "author", "byline"];
const SITE: &[&str] = &["site", "source_domain", "domain"];
const ID: &[&str] = &["id", "_id"];

/// The documents of a file of JSON Lines, also one compressed by gzip; `-` is the standard input.
pub(super) fn documents(path: &Path, name: &str) -> Box<dyn Iterator<Item = Item>> {
    let opened = if name == "-" {
        Ok(Box::new(BufReader::new(io::stdin())) as Box<dyn BufRead>)
    } else {
        unpacked(path)
    };
    match opened {
        Ok(input) => Box::new(Lines {
            input,
            name: name.to_owned(),
            line: 0,
            is_over: false,
        }),
        Err(error) => Box::new(std::iter::once(Err(Unread::new(name, error)))),
    }
}

struct Lines {
    input: Box<dyn BufRead>,
    name: String,
    line: u64,
    is_over: bool,
}

impl Lines {
    /// The next line that is not empty, without its end; what of it is behind [`LARGEST`] is gone through and not kept.
    fn next_line(&mut self) -> io::Result<Option<Vec<u8>>> {
        loop {
            let mut line = Vec::new();
            let read = self
                .input
                .by_ref()
                .take(LARGEST + 1)
                .read_until(b'\n', &mut line)?;
            if read == 0 {
                return Ok(None);
            }
            self.line += 1;
            if read as u64 > LARGEST {
                if !line.ends_with(b"\n") {
                    self.skip_line()?;
                }
                return Ok(Some(line));
            }
            if !line.trim_ascii().is_empty() {
                return Ok(Some(line));
            }
        }
    }

    fn skip_line(&mut self) -> io::Result<()> {
        loop {
            let buffer = self.input.fill_buf()?;
            let (used, is_end) = match memchr::memchr(b'\n', buffer) {
                Some(at) => (at + 1, true),
                None => (buffer.len(), buffer.is_empty()),
            };
            self.input.consume(used);
            if is_end {
                return Ok(());
            }
        }
    }
}

impl Iterator for Lines {
    type Item = Item;

    fn next(&mut self) -> Option<Item> {
        if self.is_over {
            return None;
        }
        let line = self.next_line();
        let name = format!("{}:{}", self.name, self.line.max(1));
        match line {
            Ok(None) => None,
            Ok(Some(line)) if line.len() as u64 > LARGEST => {
                Some(Err(Unread::new(name, "the line has more than 64 MiB")))
            }
            Ok(Some(line)) => Some(found(&line, &self.name, name)),
            // What was cut off or damaged ends here: the rest cannot be found.
            Err(error) => {
                self.is_over = true;
                Some(Err(Unread::new(name, error)))
            }
        }
    }
}

/// The document of a line.
fn found(line: &[u8], file: &str, name: String) -> Item {
    let parsed = serde_json::from_slice(line);
    let Ok(Value::Object(object)) = parsed else {
        let why = parsed.map_or_else(|error| error.to_string(), |_| "no JSON object".to_owned());
        return Err(Unread::new(name, why));
    };
    let (bytes, ending) = match (text(&object, HTML), text(&object, TEXT)) {
        (Some(html), _) => (html, "html"),
        (None, Some(text)) => (text, "txt"),
        (None, None) => return Err(Unread::new(name, "neither a text nor a page")),
    };
    let url = text(&object, URL);
    let id = text(&object, ID);
    let location = match (&url, id) {
        (Some(url), _) => url.clone(),
        (None, Some(id)) => format!("{file}#{id}.{ending}"),
        (None, None) => format!("{name}.{ending}"),
    };
    let media_type = if ending == "html" {
        "text/html"
    } else {
        "text/plain"
    };
    let mut hints = Hints::new(location).media_type(media_type).charset("utf-8");
    if let Some(url) = url {
        hints = hints.url(url);
    }
    Ok(Found {
        bytes: bytes.into_bytes(),
        hints,
        given: Given {
            published: text(&object, PUBLISHED),
            fetched: text(&object, FETCHED),
            title: text(&object, TITLE),
            site: text(&object, SITE),
            authors: texts(&object, AUTHORS),
        },
        name,
    })
}

/// The first of these fields that says something.
fn text(object: &Map<String, Value>, names: &[&str]) -> Option<String> {
    names.iter().find_map(|name| {
        let text = object.get(*name)?;
        let text = match text {
            Value::String(text) => text.trim().to_owned(),
            Value::Number(number) => number.to_string(),
            _ => return None,
        };
        (!text.is_empty() && text != "None").then_some(text)
    })
}

fn texts(object: &Map<String, Value>, names: &[&str]) -> Vec<String> {
    let several = names.iter().find_map(|name| object.get(*name)?.as_array());
    match several {
        Some(several) => several
            .iter()
            .filter_map(Value::as_str)
            .map(str::to_owned)
            .collect(),
        None => text(object, names).into_iter().collect(),
    }
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn a_line_that_is_a_byte_too_long_takes_no_other_with_it() {
        for more in [0, 1] {
            let long = "x".repeat(usize::try_from(LARGEST).unwrap() + more);
            let lines = Lines {
                input: Box::new(io::Cursor::new(format!(
                    "{long}\n{{\"text\": \"The dam held.\"}}\n"
                ))),
                name: "news.jsonl".to_owned(),
                line: 0,
                is_over: false,
            };
            let items: Vec<Item> = lines.collect();
            assert_eq!(items.len(), 2);
            assert_eq!(items[0].as_ref().err().unwrap().name(), "news.jsonl:1");
            assert_eq!(items[1].as_ref().ok().unwrap().name(), "news.jsonl:2");
        }
    }
}
