//! `language(t)`: the language of a text by its letters and words, a BCP 47 primary subtag; `und` where none can be told. Of
//! few words it is a guess.

use std::sync::Arc;

use datafusion::arrow::array::{ArrayRef, StringArray};
use datafusion::arrow::datatypes::DataType;
use datafusion::common::Result;
use datafusion::logical_expr::ScalarUDF;
use headwater::language::detect;

use super::{of_texts, rows, text, texts};

pub(super) fn function() -> ScalarUDF {
    of_texts("language", 1, DataType::Utf8, language)
}

fn language(arrays: &[ArrayRef]) -> Result<ArrayRef> {
    let column = texts(arrays, 0)?;
    let tags = (0..rows(arrays)).map(|row| {
        let found = detect(text(column, row)?, None);
        Some(found.tag().to_owned())
    });
    Ok(Arc::new(tags.collect::<StringArray>()))
}
