use std::borrow::Cow;
use std::fmt::Write;

use crate::rows::shown;
use crate::spread::{Edge, Node, Spread};

/// A spread as `GraphML` (<http://graphml.graphdrawing.org/>), which programs that draw and measure graphs read.
#[must_use]
pub fn graphml(spread: &Spread) -> String {
    let mut xml = String::from(HEAD);
    for node in spread.nodes() {
        write_node(&mut xml, node);
    }
    for edge in spread.edges() {
        write_edge(&mut xml, edge);
    }
    xml.push_str("  </graph>\n</graphml>\n");
    xml
}

const HEAD: &str = r#"<?xml version="1.0" encoding="UTF-8"?>
<graphml xmlns="http://graphml.graphdrawing.org/xmlns">
  <key id="title" for="node" attr.name="title" attr.type="string"/>
  <key id="site" for="node" attr.name="site" attr.type="string"/>
  <key id="url" for="node" attr.name="url" attr.type="string"/>
  <key id="language" for="node" attr.name="language" attr.type="string"/>
  <key id="published" for="node" attr.name="published" attr.type="string"/>
  <key id="agency" for="node" attr.name="agency" attr.type="string"/>
  <key id="kind" for="edge" attr.name="kind" attr.type="string"/>
  <key id="share" for="edge" attr.name="share" attr.type="double"/>
  <key id="sentences" for="edge" attr.name="sentences" attr.type="int"/>
  <graph edgedefault="directed">
"#;

fn write_node(xml: &mut String, node: &Node) {
    let _ = writeln!(xml, r#"    <node id="n{}">"#, shown(node.document()));
    let data = [
        ("title", node.title.as_deref()),
        ("site", node.site.as_deref()),
        ("url", node.url()),
        ("language", Some(node.language())),
        ("published", node.time().said()),
        ("agency", node.agency()),
    ];
    for (key, value) in data {
        if let Some(value) = value {
            let _ = writeln!(xml, r#"      <data key="{key}">{}</data>"#, escaped(value));
        }
    }
    xml.push_str("    </node>\n");
}

fn write_edge(xml: &mut String, edge: &Edge) {
    let _ = writeln!(
        xml,
        r#"    <edge source="n{}" target="n{}" directed="{}">
      <data key="kind">{}</data>
      <data key="share">{:.3}</data>
      <data key="sentences">{}</data>
    </edge>"#,
        shown(edge.from()),
        shown(edge.to()),
        edge.is_directed(),
        edge.kind().name(),
        edge.share_of_to(),
        edge.carried(),
    );
}

/// A text within XML 1.0: without the characters that may not stand there.
fn escaped(text: &str) -> Cow<'_, str> {
    let is_plain = |c: char| {
        !matches!(
            c,
            '&' | '<' | '>' | '"' | '\0'..='\x1F' | '\u{FFFE}' | '\u{FFFF}'
        )
    };
    if text.chars().all(is_plain) {
        return text.into();
    }
    let mut escaped = String::with_capacity(text.len());
    for c in text.chars() {
        match c {
            '&' => escaped.push_str("&amp;"),
            '<' => escaped.push_str("&lt;"),
            '>' => escaped.push_str("&gt;"),
            '"' => escaped.push_str("&quot;"),
            c if is_plain(c) => escaped.push(c),
            _ => escaped.push(' '),
        }
    }
    escaped.into()
}
