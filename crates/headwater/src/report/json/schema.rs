//! The JSON Schema of the trace, made from its types, and the words that a field may hold.

use super::{TraceJson, pretty};
use crate::check::{DepartureKind, Reason, Verdict};
use crate::language::values::{Basis, Form, Precision, Strength};
use crate::report::{FetchStatus, MessageLanguage, SentenceKind, SourceStatus};
use schemars::JsonSchema;
use schemars::generate::SchemaSettings;
use serde_json::{Value, json};

/// The JSON Schema (draft 2020-12) of what [`json()`](crate::report::json()) writes.
#[must_use]
pub fn json_schema() -> String {
    pretty(&schema())
}

fn schema() -> schemars::Schema {
    of::<TraceJson<'_>>()
}

/// The schema of a type.
pub(in crate::report) fn of<T: JsonSchema>() -> schemars::Schema {
    SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<T>()
}

/// What a service adds to a trace that is taken along, and no trace has by itself.
pub(super) fn add_judgements(schema: &mut schemars::Schema) {
    let text = |what: &str| json!({"type": "string", "description": what});
    let count = |what: &str, kind: Value| json!({"type": kind, "minimum": 1, "description": what});
    let judgement = json!({
        "type": "object",
        "properties": {
            "sentence": count("The id of the sentence that it is about.", json!("integer")),
            "departure": count(
                "Which of its departures, counted from 1; null for all that is said of it.",
                json!(["integer", "null"])
            ),
            "opinion": {"enum": ["agree", "disagree", "none"], "description": "Of what the machine says."},
            "note": text("Why, in the reader's words."),
            "rating": text("What the reader calls the finding where it is to be published; else empty."),
            "name": text("The reader; empty where none was given."),
            "time": text("RFC 3339."),
        },
        "required": ["sentence", "departure", "opinion", "note", "rating", "name", "time"],
    });
    let judgements = json!({
        "type": "array",
        "description": "What readers think, in the order of time; only in a trace that is taken along from a service where \
                        somebody judged. Nothing in it changes a verdict.",
        "items": judgement,
    });
    if let Some(properties) = schema.get_mut("properties").and_then(Value::as_object_mut) {
        properties.insert("judgements".to_owned(), judgements);
    }
}

pub(super) fn message_languages() -> Vec<&'static str> {
    MessageLanguage::ALL.map(MessageLanguage::tag).to_vec()
}

pub(super) fn kinds() -> Vec<&'static str> {
    SentenceKind::ALL.map(SentenceKind::as_str).to_vec()
}

pub(super) fn fetch_statuses() -> Vec<&'static str> {
    FetchStatus::ALL.map(FetchStatus::as_str).to_vec()
}

pub(super) fn departure_kinds() -> Vec<&'static str> {
    use DepartureKind::{Attribution, Certainty, Date, Name, Negation, Number, Quote};
    [Number, Date, Name, Quote, Attribution, Negation, Certainty]
        .map(DepartureKind::as_str)
        .to_vec()
}

pub(super) fn forms() -> Vec<&'static str> {
    Form::ALL.map(Form::as_str).to_vec()
}

pub(super) fn strengths() -> Vec<&'static str> {
    Strength::ALL.map(Strength::as_str).to_vec()
}

pub(super) fn verdicts() -> Vec<Option<&'static str>> {
    Verdict::ALL
        .iter()
        .map(|v| Some(v.as_str()))
        .chain([None])
        .collect()
}

const REASONS: [Reason; 7] = [
    Reason::NoSourceGiven,
    Reason::NotFetched,
    Reason::Unreachable,
    Reason::Unreadable,
    Reason::UnsupportedLanguage,
    Reason::NotAClaim,
    Reason::FoundInOtherSource,
];

pub(super) fn reasons() -> Vec<Option<&'static str>> {
    REASONS
        .iter()
        .map(|r| Some(r.as_str()))
        .chain([None])
        .collect()
}

pub(super) fn bases() -> Vec<Option<&'static str>> {
    Basis::ALL
        .iter()
        .map(|b| Some(b.as_str()))
        .chain([None])
        .collect()
}

pub(super) fn precisions() -> Vec<Option<&'static str>> {
    Precision::ALL
        .iter()
        .map(|p| Some(p.as_str()))
        .chain([None])
        .collect()
}

pub(super) fn statuses() -> Vec<&'static str> {
    let missing = REASONS.map(SourceStatus::Missing);
    [SourceStatus::Read]
        .iter()
        .chain(&missing)
        .map(|s| s.as_str())
        .collect()
}

#[cfg(test)]
mod tests {
    use super::*;
    use crate::document::{Hints, read};
    use crate::language::Reading;
    use crate::report::{document_json, document_json_line, document_json_schema, fixture, json};
    use serde_json::Value;
    use std::{env, fs, path::Path};

    #[test]
    fn the_schemas_in_the_repository_are_those_of_the_types() {
        for (name, schema) in [
            ("headwater.trace.1.json", json_schema()),
            ("headwater.document.1.json", document_json_schema()),
        ] {
            let folder = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema");
            let path = folder.join(name);
            if env::var_os("UPDATE_SCHEMA").is_some() {
                fs::create_dir_all(folder).unwrap();
                fs::write(&path, &schema).unwrap();
            }
            let value = |text: &str| serde_json::from_str::<Value>(text).unwrap_or_default();
            let kept = fs::read_to_string(&path).unwrap_or_default();
            assert!(
                value(&kept) == value(&schema),
                "schema/{name} is out of date; rewrite it with \
                 `UPDATE_SCHEMA=1 cargo test -p headwater the_schemas_in_the_repository`"
            );
        }
    }

    /// A small walk over the part of JSON Schema that ours uses.
    fn conforms(root: &Value, schema: &Value, value: &Value) -> Result<(), String> {
        if let Some(name) = schema["$ref"].as_str() {
            let name = name.trim_start_matches("#/$defs/");
            return conforms(root, &root["$defs"][name], value);
        }
        let type_ok = |name: &Value| match name.as_str().unwrap() {
            "object" => value.is_object(),
            "array" => value.is_array(),
            "string" => value.is_string(),
            "integer" => value.is_u64(),
            "number" => value.is_number(),
            "boolean" => value.is_boolean(),
            "null" => value.is_null(),
            other => panic!("a type that the walk does not know: {other}"),
        };
        let fits = match &schema["type"] {
            Value::Array(names) => names.iter().any(type_ok),
            Value::Null => true,
            name => type_ok(name),
        };
        let listed = schema["enum"]
            .as_array()
            .is_none_or(|names| names.contains(value));
        if !fits || !listed {
            return Err(format!("{value} against {schema}"));
        }
        if let Some(options) = schema["anyOf"].as_array() {
            return if options
                .iter()
                .any(|option| conforms(root, option, value).is_ok())
            {
                Ok(())
            } else {
                Err(format!("{value} fits none of {options:?}"))
            };
        }
        for item in value.as_array().into_iter().flatten() {
            conforms(root, &schema["items"], item)?;
        }
        let each = &schema["additionalProperties"];
        if let Some(fields) = value.as_object().filter(|_| each.is_object()) {
            return fields
                .values()
                .try_for_each(|field| conforms(root, each, field));
        }
        if let Some(fields) = value.as_object() {
            let required = schema["required"].as_array().cloned().unwrap_or_default();
            assert_eq!(
                required.len(),
                fields.len(),
                "every field is always there: {schema}"
            );
            for (name, field) in fields {
                conforms(root, &schema["properties"][name], field)?;
            }
        }
        Ok(())
    }

    #[test]
    fn what_is_written_follows_the_schema() {
        let root = schema().to_value();
        for trace in [fixture::trace(), fixture::empty()] {
            let value = serde_json::from_str(&json(&trace, MessageLanguage::English)).unwrap();
            assert_eq!(conforms(&root, &root, &value), Ok(()));
        }
    }

    #[test]
    fn a_document_follows_its_schema() {
        let root: Value = serde_json::from_str(&document_json_schema()).unwrap();
        let page = "<title>The dam - The Post</title><meta property=og:site_name content='The Post'>\
            <h1>The dam: a visit</h1><p>It h\u{AD}eld. <a href='https://a.example/'>More</a></p><nav>Home</nav>";
        let hints = Hints::new("a.html").explain(true);
        let page = read(page.as_bytes(), &hints).unwrap();
        for reading in [&Reading::of(page), fixture::trace().article()] {
            let value = serde_json::from_str(&document_json(reading)).unwrap();
            assert_eq!(conforms(&root, &root, &value), Ok(()));
            let line = document_json_line(reading);
            assert_eq!(line.matches('\n').count(), 1);
            assert_eq!(serde_json::from_str::<Value>(&line).unwrap(), value);
        }
    }
}
