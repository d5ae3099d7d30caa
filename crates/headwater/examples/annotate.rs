//! The values of texts, one JSON object a line in and out: `id`, `text`, `language`, `reference`.

use std::io::{self, BufRead, Write};

use headwater::language::{Language, values};
use headwater::text::CodePoints;
use serde_json::{Value, json};

fn main() -> io::Result<()> {
    let mut out = io::stdout().lock();
    for line in io::stdin().lock().lines() {
        let Ok(case) = serde_json::from_str::<Value>(&line?) else {
            continue;
        };
        let field = |name: &str| case.get(name).and_then(Value::as_str).unwrap_or_default();
        let text = field("text");
        let reference = values::Reference::parse(field("reference"));
        let found = Language::from_tag(field("language"))
            .map(|language| values::find(text, language, reference.as_ref()))
            .unwrap_or_default();
        let index = CodePoints::new(text);
        let found: Vec<Value> = found
            .iter()
            .map(|value| {
                let (start, end) = index.span(value.span());
                json!({"kind": value.kind().as_str(), "start": start, "end": end,
                    "text": value.span().of(text), "value": value.value(), "unit": value.unit()})
            })
            .collect();
        writeln!(out, "{}", json!({"id": case.get("id"), "values": found}))?;
    }
    Ok(())
}
