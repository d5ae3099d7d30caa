use serde::Serialize;

use crate::Error;
use crate::rows::shown;
use crate::spread::{Edge, Family, Node, Spread};

/// The name of the schema. Fields are added, never renamed or taken away, while its number stays.
const SCHEMA: &str = "headwater.corpus-spread/1";

/// A spread as indented JSON of schema `headwater.corpus-spread/1`, with a newline at its end.
///
/// Documents are named by 16 hexadecimal digits, sentences by their place in their document, from 1. Shares go from 0
/// to 1, by length.
///
/// # Errors
/// None that is known.
pub fn json(spread: &Spread) -> Result<String, Error> {
    let data = SpreadJson {
        schema: SCHEMA,
        documents: spread.nodes().map(NodeJson::of).collect(),
        edges: spread.edges().iter().map(EdgeJson::of).collect(),
        families: spread.families().iter().map(FamilyJson::of).collect(),
    };
    let mut json = serde_json::to_string_pretty(&data)?;
    json.push('\n');
    Ok(json)
}

#[derive(Serialize)]
struct SpreadJson<'s> {
    schema: &'static str,
    documents: Vec<NodeJson<'s>>,
    edges: Vec<EdgeJson>,
    families: Vec<FamilyJson<'s>>,
}

#[derive(Serialize)]
struct NodeJson<'s> {
    id: String,
    title: Option<&'s str>,
    site: Option<&'s str>,
    url: Option<&'s str>,
    location: &'s str,
    language: &'s str,
    published: Option<&'s str>,
    agency: Option<&'s str>,
}

impl<'s> NodeJson<'s> {
    fn of(node: &'s Node) -> Self {
        Self {
            id: shown(node.document),
            title: node.title.as_deref(),
            site: node.site.as_deref(),
            url: node.url.as_deref(),
            location: &node.location,
            language: &node.language,
            published: node.time.said(),
            agency: node.agency.as_deref(),
        }
    }
}

#[derive(Serialize)]
struct EdgeJson {
    from: String,
    to: String,
    kind: &'static str,
    directed: bool,
    share_of_from: f32,
    share_of_to: f32,
    sentences: usize,
    pairs: Vec<PairJson>,
}

#[derive(Serialize)]
struct PairJson {
    from: i32,
    to: i32,
    likeness: f32,
}

impl EdgeJson {
    fn of(edge: &Edge) -> Self {
        let pairs = edge.pairs.iter().map(|pair| PairJson {
            from: pair.a,
            to: pair.b,
            likeness: rounded(pair.likeness),
        });
        Self {
            from: shown(edge.from),
            to: shown(edge.to),
            kind: edge.kind.name(),
            directed: edge.is_directed,
            share_of_from: rounded(edge.share_of_from),
            share_of_to: rounded(edge.share_of_to),
            sentences: edge.carried,
            pairs: pairs.collect(),
        }
    }
}

#[derive(Serialize)]
struct FamilyJson<'s> {
    documents: Vec<String>,
    first: Option<String>,
    agencies: &'s [String],
    capped: bool,
}

impl<'s> FamilyJson<'s> {
    fn of(family: &'s Family) -> Self {
        Self {
            documents: family.documents.iter().copied().map(shown).collect(),
            first: family.first.map(shown),
            agencies: &family.agencies,
            capped: family.is_capped,
        }
    }
}

/// Three digits: more would differ from machine to machine.
fn rounded(number: f32) -> f32 {
    (number * 1000.0).round() / 1000.0
}
