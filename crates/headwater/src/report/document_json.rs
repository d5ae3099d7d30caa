//! One document as data, for `headwater read`.

use super::json::{CreditJson, line, pretty, schema};
use crate::document::{BlockKind, Fact, Fate, Field, Invisible, Part, Saying, shown_address};
use crate::language::{Reading, Script};
use crate::text::{CodePoints, Span};
use schemars::JsonSchema;
use serde::Serialize;
use std::collections::BTreeMap;

/// The name of the schema that [`document_json`] follows. Fields are added, never renamed or taken
/// away, while its number stays.
pub const DOCUMENT_SCHEMA: &str = "headwater.document/1";

/// One document as it was read, as indented JSON of schema [`DOCUMENT_SCHEMA`], with a newline at its
/// end.
///
/// Offsets count Unicode code points of `text`. The `sentence` of a link is a place in
/// `sentences`, counted from 0, or null where the link stands in none.
#[must_use]
pub fn document_json(reading: &Reading) -> String {
    pretty(&data(reading))
}

/// The same on one line.
#[must_use]
pub fn document_json_line(reading: &Reading) -> String {
    line(&data(reading))
}

/// The JSON Schema (draft 2020-12) of what [`document_json`] writes.
#[must_use]
pub fn document_json_schema() -> String {
    pretty(&schema::of::<DocumentJson<'_>>())
}

fn data(reading: &Reading) -> DocumentJson<'_> {
    let document = reading.document();
    let points = CodePoints::new(document.text());
    let sentences = reading.sentences();
    let said = |field| document.fact(field).map(Fact::value);
    let place = |span| {
        let (start, end) = points.span(span);
        Place { start, end }
    };
    let passage = |span| PassageJson {
        place: place(span),
        origin: document.origin(span).map(|origin| {
            let (start, end) = origin.code_points();
            Place { start, end }
        }),
    };
    DocumentJson {
        schema: DOCUMENT_SCHEMA,
        location: document.location(),
        url: document.url(),
        title: document.title(),
        subtitle: said(Field::Subtitle),
        language: reading.tag(),
        script: reading.script().map(Script::code),
        published: reading.published(),
        modified: said(Field::Modified),
        site: said(Field::Site),
        publisher: document.publisher(),
        section: said(Field::Section),
        agency: said(Field::Agency),
        licence: said(Field::Licence),
        accessible_for_free: said(Field::AccessibleForFree).map(|free| free == "true"),
        authors: document.authors(),
        credits: CreditJson::all(document),
        repost_of: document.repost_of(),
        disclaimer: document.disclaimer(),
        facts: document
            .facts()
            .iter()
            .map(|fact| (fact.field().name(), FactJson::of(fact)))
            .collect(),
        conditions: document.conditions().iter().map(|c| c.name()).collect(),
        invisible: InvisibleJson::of(document.invisible()),
        text: document.text(),
        blocks: document
            .blocks()
            .iter()
            .map(|block| BlockJson {
                kind: block.kind().name(),
                level: match block.kind() {
                    BlockKind::Heading(level) => Some(level),
                    _ => None,
                },
                passage: passage(block.span()),
            })
            .collect(),
        links: document
            .links()
            .iter()
            .map(|link| {
                let canonical = link.canonical();
                LinkJson {
                    place: place(link.span()),
                    text: link.span().of(document.text()),
                    url: link.url(),
                    shown: canonical.as_deref().and_then(shown_address),
                    canonical,
                    kind: link.kind().name(),
                    rel: link.rel().collect(),
                    leaves_site: link.leaves_site(),
                    sentence: sentence_of(sentences, link.span()),
                }
            })
            .collect(),
        sentences: sentences.iter().map(|span| passage(*span)).collect(),
        parts: document.parts().iter().map(PartJson::of).collect(),
    }
}

/// One document as it was read.
#[derive(Serialize, JsonSchema)]
#[schemars(title = "Headwater document, version 1")]
struct DocumentJson<'t> {
    /// The name and major version of this schema.
    #[schemars(extend("const" = DOCUMENT_SCHEMA))]
    schema: &'static str,
    location: &'t str,
    url: Option<&'t str>,
    title: Option<&'t str>,
    subtitle: Option<&'t str>,
    language: &'t str,
    script: Option<&'static str>,
    published: Option<&'t str>,
    modified: Option<&'t str>,
    site: Option<&'t str>,
    publisher: Option<&'t str>,
    section: Option<&'t str>,
    agency: Option<&'t str>,
    licence: Option<&'t str>,
    accessible_for_free: Option<bool>,
    authors: &'t [String],
    credits: Vec<CreditJson<'t>>,
    repost_of: Option<&'t str>,
    disclaimer: Option<&'t str>,
    /// Where each of the fields above is said, and what other places say.
    facts: BTreeMap<&'static str, FactJson<'t>>,
    /// What a reader of the page should know of it.
    conditions: Vec<&'static str>,
    /// How many characters that show nothing were left out of the text.
    invisible: Option<InvisibleJson>,
    text: &'t str,
    blocks: Vec<BlockJson>,
    links: Vec<LinkJson<'t>>,
    sentences: Vec<PassageJson>,
    /// All parts of the page, kept and left out; empty unless they were asked for.
    parts: Vec<PartJson<'t>>,
}

/// A part of the page, kept or left out.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Part")]
struct PartJson<'t> {
    kept: bool,
    /// The kind of the block that was kept.
    kind: Option<&'static str>,
    /// Why it was left out.
    reason: Option<&'static str>,
    text: &'t str,
}

impl<'t> PartJson<'t> {
    fn of(part: &'t Part) -> Self {
        let (kind, reason) = match part.fate() {
            Fate::Kept(kind) => (Some(kind.name()), None),
            Fate::LeftOut(omission) => (None, Some(omission.name())),
        };
        Self {
            kept: kind.is_some(),
            kind,
            reason,
            text: part.text(),
        }
    }
}

/// Characters that show nothing.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Invisible")]
struct InvisibleJson {
    soft_hyphens: usize,
    zero_width: usize,
    /// Marks and brackets of the direction of writing.
    direction: usize,
    /// Orders to write against the direction of the letters.
    overrides: usize,
    controls: usize,
}

impl InvisibleJson {
    fn of(invisible: Invisible) -> Option<Self> {
        (!invisible.is_empty()).then(|| Self {
            soft_hyphens: invisible.soft_hyphens(),
            zero_width: invisible.zero_width(),
            direction: invisible.direction(),
            overrides: invisible.overrides(),
            controls: invisible.controls(),
        })
    }
}

/// Why a field says what it says.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Fact")]
struct FactJson<'t> {
    #[serde(flatten)]
    taken: SayingJson<'t>,
    why: &'static str,
    /// What else is said, the surest first.
    others: Vec<SayingJson<'t>>,
}

impl<'t> FactJson<'t> {
    fn of(fact: &'t Fact) -> Self {
        Self {
            taken: SayingJson::of(fact.taken()),
            why: fact.ruling().name(),
            others: fact.others().iter().map(SayingJson::of).collect(),
        }
    }
}

/// What one place says of a field.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Saying")]
struct SayingJson<'t> {
    from: &'t str,
    values: &'t [String],
}

impl<'t> SayingJson<'t> {
    fn of(saying: &'t Saying) -> Self {
        Self {
            from: saying.origin(),
            values: saying.values(),
        }
    }
}

/// A stretch, in code points.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Place")]
struct Place {
    start: usize,
    end: usize,
}

/// A stretch of `text`, and where it was read.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Passage")]
struct PassageJson {
    #[serde(flatten)]
    place: Place,
    /// Where it stands in the file, in code points once that is decoded and its byte order mark is gone; null where
    /// it was not found again.
    origin: Option<Place>,
}

/// A paragraph, heading, list item and so on.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Block")]
struct BlockJson {
    kind: &'static str,
    /// 1 to 6 for a heading, null for anything else.
    level: Option<u8>,
    #[serde(flatten)]
    passage: PassageJson,
}

/// A link or an image.
#[derive(Serialize, JsonSchema)]
#[schemars(rename = "Link")]
struct LinkJson<'t> {
    #[serde(flatten)]
    place: Place,
    text: &'t str,
    url: &'t str,
    /// The one form of all addresses of the page; null for what is no web address.
    canonical: Option<String>,
    /// The same in its own script; null where that is no other form.
    shown: Option<String>,
    kind: &'static str,
    rel: Vec<&'t str>,
    leaves_site: Option<bool>,
    sentence: Option<usize>,
}

/// The sentence in which a link begins. A link without words, such as an image, stands in none.
fn sentence_of(sentences: &[Span], link: Span) -> Option<usize> {
    let after = sentences.partition_point(|sentence| sentence.start() <= link.start());
    let before = after.checked_sub(1)?;
    let begins_inside = sentences.get(before)?.intersects(link);
    // A link that begins in the white space before a sentence belongs to that sentence.
    let reaches_next = || {
        sentences
            .get(after)
            .is_some_and(|next| next.intersects(link))
    };
    if begins_inside {
        Some(before)
    } else {
        reaches_next().then_some(after)
    }
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::report::fixture;
    use serde_json::Value;

    #[test]
    fn a_document_as_json() {
        insta::assert_snapshot!(document_json(fixture::trace().article()));
    }

    #[test]
    fn a_link_knows_its_sentence() {
        let sentences = [Span::new(0, 10), Span::new(11, 20)];
        assert_eq!(sentence_of(&sentences, Span::new(2, 5)), Some(0));
        assert_eq!(sentence_of(&sentences, Span::new(8, 15)), Some(0));
        assert_eq!(sentence_of(&sentences, Span::new(11, 12)), Some(1));
        assert_eq!(sentence_of(&sentences, Span::new(10, 12)), Some(1));
        assert_eq!(sentence_of(&sentences, Span::new(3, 3)), Some(0));
        assert_eq!(sentence_of(&sentences, Span::new(30, 34)), None);
        assert_eq!(sentence_of(&[], Span::new(0, 1)), None);
    }

    #[test]
    fn offsets_count_code_points() {
        let value: Value =
            serde_json::from_str(&document_json(fixture::trace().article())).unwrap();
        let text: Vec<char> = value["text"].as_str().unwrap().chars().collect();
        for link in value["links"].as_array().unwrap() {
            let at = |name: &str| usize::try_from(link[name].as_u64().unwrap()).unwrap();
            let cut: String = text[at("start")..at("end")].iter().collect();
            assert_eq!(cut, link["text"].as_str().unwrap());
        }
    }
}
