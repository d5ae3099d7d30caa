//! The JSON Schema of the trace, made from its types, and the words that a field may hold.

use super::{TraceJson, pretty};
use crate::check::{DepartureKind, Reason, Verdict};
use crate::language::values::{Basis, Form, Precision, Strength};
use crate::report::{MessageLanguage, SentenceKind, SourceStatus};
use schemars::generate::SchemaSettings;

/// The JSON Schema (draft 2020-12) of what [`json()`](crate::report::json()) writes.
#[must_use]
pub fn json_schema() -> String {
    pretty(&schema())
}

fn schema() -> schemars::Schema {
    SchemaSettings::draft2020_12()
        .for_serialize()
        .into_generator()
        .into_root_schema_for::<TraceJson>()
}

pub(super) fn message_languages() -> Vec<&'static str> {
    MessageLanguage::ALL.map(MessageLanguage::tag).to_vec()
}

pub(super) fn kinds() -> Vec<&'static str> {
    SentenceKind::ALL.map(SentenceKind::as_str).to_vec()
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
    use crate::report::{fixture, json};
    use serde_json::Value;
    use std::{env, fs, path::Path};

    #[test]
    fn the_schema_in_the_repository_is_the_schema_of_the_types() {
        let path = Path::new(env!("CARGO_MANIFEST_DIR")).join("schema/headwater.trace.1.json");
        if env::var_os("UPDATE_SCHEMA").is_some() {
            fs::create_dir_all(path.parent().unwrap()).unwrap();
            fs::write(&path, json_schema()).unwrap();
        }
        let kept: Value = serde_json::from_str(&fs::read_to_string(&path).unwrap_or_default())
            .unwrap_or_default();
        assert!(
            kept == *schema().as_value(),
            "schema/headwater.trace.1.json is out of date; rewrite it with \
             `UPDATE_SCHEMA=1 cargo test -p headwater the_schema_in_the_repository`"
        );
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
}
