use std::process::ExitCode;

use headwater::language::Language;
use headwater::language::values::name;
use serde::{Deserialize, Serialize};

use super::batch;
use crate::args::{ListFormat, Names};
use crate::failure::Failure;
use crate::output;

#[derive(Deserialize)]
struct Question {
    id: serde_json::Value,
    a: String,
    b: String,
    language_a: Option<String>,
    language_b: Option<String>,
}

#[derive(Serialize)]
struct Answer {
    #[serde(skip_serializing_if = "Option::is_none")]
    id: Option<serde_json::Value>,
    /// 0 to 1, 0.5 the line between the same and not.
    score: f32,
}

pub(super) fn run(args: &Names) -> Result<ExitCode, Failure> {
    if args.batch {
        return batch::answer(|question: Question| {
            let language = |tag: &Option<String>| tag.as_deref().and_then(Language::from_tag);
            let (a, b) = (
                language(&question.language_a),
                language(&question.language_b),
            );
            let score = name::match_score(&question.a, &question.b, a, b);
            Answer {
                id: Some(question.id),
                score,
            }
        });
    }
    let (a, b) = (
        args.a.as_deref().unwrap_or_default(),
        args.b.as_deref().unwrap_or_default(),
    );
    let score = name::match_score(a, b, None, None);
    let text = match args.format {
        ListFormat::Json => serde_json::to_string(&Answer { id: None, score })
            .map_err(|error| Failure::new(error.to_string()))?,
        ListFormat::Text if score >= 0.5 => format!("{score:.2} the same name"),
        ListFormat::Text => format!("{score:.2} not the same name"),
    };
    output::write(&format!("{text}\n"), None)?;
    Ok(ExitCode::SUCCESS)
}
