//! The four tables of a corpus, column by column.
//!
//! Every row has the `month` of its document's publication, `2022-01` or `unknown`, by which the files are parted.
//! Places count Unicode code points of the document's `text`, so that SQL can cut sentences out of it.

use std::sync::{Arc, LazyLock};

use datafusion::arrow::array::RecordBatch;
use datafusion::arrow::datatypes::{DataType, Field, FieldRef, Fields, Schema, SchemaRef};
use serde::{Deserialize, Serialize};

use crate::Error;

/// The length of a sentence's vector in bytes: one for each of its dimensions.
pub const VECTOR: usize = headwater_embed::Model::DIMENSIONS;

/// One of the tables.
#[derive(Debug, Clone, Copy, PartialEq, Eq, PartialOrd, Ord, Hash, Serialize, Deserialize)]
#[serde(rename_all = "lowercase")]
pub enum Table {
    /// What was read, a row each: [`DocumentRow`].
    Documents,
    /// Its sentences: [`SentenceRow`].
    Sentences,
    /// Its links: [`LinkRow`].
    Links,
    /// Its dates, numbers, amounts and quotations: [`ValueRow`].
    Values,
}

impl Table {
    /// All of them, in the order in which they are written.
    pub const ALL: [Self; 4] = [Self::Documents, Self::Sentences, Self::Links, Self::Values];

    /// Its name in SQL, and the folder of its files.
    #[must_use]
    pub const fn name(self) -> &'static str {
        match self {
            Self::Documents => "documents",
            Self::Sentences => "sentences",
            Self::Links => "links",
            Self::Values => "values",
        }
    }

    /// Its columns.
    pub(crate) fn schema(self) -> SchemaRef {
        static SCHEMAS: LazyLock<[SchemaRef; 4]> =
            LazyLock::new(|| [documents(), sentences(), links(), values()].map(Arc::new));
        let [documents, sentences, links, values] = &*SCHEMAS;
        let schema = match self {
            Self::Documents => documents,
            Self::Sentences => sentences,
            Self::Links => links,
            Self::Values => values,
        };
        Arc::clone(schema)
    }

    /// Rows of this table as Arrow has them.
    pub(super) fn batch<R: Serialize>(self, rows: &[R]) -> Result<RecordBatch, Error> {
        let fields: Vec<FieldRef> = self.schema().fields().iter().cloned().collect();
        let made = serde_arrow::to_record_batch(&fields, &rows)?;
        Ok(made.with_schema(self.schema())?)
    }
}

/// A document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct DocumentRow {
    /// Names it in all tables: 63 bits of the SHA-256 of its canonical address, or its location, and its text.
    pub document: i64,
    /// When it was published, as a month.
    pub month: String,
    /// The SHA-256 of its text, in hexadecimal.
    pub sha256: String,
    /// Where it was read: a path with what stands behind it, or an address.
    pub location: String,
    /// Its own address.
    pub url: Option<String>,
    /// The one form of all addresses of the page.
    pub canonical: Option<String>,
    /// The host of its address.
    pub site: Option<String>,
    /// The language, a BCP 47 primary subtag; `und` where none could be told.
    pub language: String,
    /// When it was published, as it says: an ISO 8601 date, or date and time.
    pub published: Option<String>,
    /// The day of that, counted from 1970-01-01.
    pub day: Option<i32>,
    /// When it was fetched, where that is known: ISO 8601.
    pub fetched: Option<String>,
    /// The title.
    pub title: Option<String>,
    /// The text that all places point into.
    pub text: String,
    /// Who wrote it.
    pub authors: Vec<String>,
    /// Who else worked on it.
    pub credits: Vec<CreditRow>,
    /// The news agency whose report it is, by its agency line: (AP), (新华社), 【共同】.
    pub agency: Option<String>,
    /// Where it says that it was first published.
    pub repost_of: Option<String>,
    /// How many sentences it has.
    pub sentences: i32,
    /// The mean direction of the vectors of its sentences, one signed byte a dimension.
    #[serde(with = "serde_bytes")]
    pub vector: Option<Vec<u8>>,
}

/// Somebody who worked on a document.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct CreditRow {
    /// As what.
    pub role: String,
    /// The name.
    pub name: String,
}

/// A sentence.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct SentenceRow {
    /// Its document.
    pub document: i64,
    /// Its place among the sentences of the document, from 1.
    pub sentence: i32,
    /// The month of its document.
    pub month: String,
    /// The language of its document.
    pub language: String,
    /// The kind of block that it stands in, such as `paragraph`.
    pub kind: String,
    /// Where it begins in the text.
    pub start: i32,
    /// Where it ends.
    pub end: i32,
    /// Its words.
    pub text: String,
    /// A hash of its words alone: equal for sentences that differ in signs, spaces and capitals.
    pub hash: i64,
    /// The bands of its MinHash signature; none for a sentence of few words.
    pub bands: Vec<i64>,
    /// What the sentence model makes of it, one signed byte a dimension; only the direction counts.
    #[serde(with = "serde_bytes")]
    pub vector: Option<Vec<u8>>,
}

/// A link.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct LinkRow {
    /// The document that it stands in.
    pub document: i64,
    /// The sentence that it stands in, where it stands in one.
    pub sentence: Option<i32>,
    /// The month of the document.
    pub month: String,
    /// Where it leads.
    pub url: String,
    /// The one form of all addresses of that page.
    pub canonical: Option<String>,
    /// What it is for, such as `citation`.
    pub kind: String,
}

/// A value.
#[derive(Debug, Clone, PartialEq, Serialize, Deserialize)]
pub struct ValueRow {
    /// The document that it stands in.
    pub document: i64,
    /// The sentence that it stands in.
    pub sentence: i32,
    /// The month of the document.
    pub month: String,
    /// What it is, such as `date`.
    pub kind: String,
    /// Where it begins in the document's text.
    pub start: i32,
    /// Where it ends.
    pub end: i32,
    /// Its words.
    pub text: String,
    /// What it means: ISO 8601, EDTF or a plain decimal.
    pub value: Option<String>,
    /// The unit, ISO 4217 or UCUM.
    pub unit: Option<String>,
}

fn text(name: &str) -> Field {
    Field::new(name, DataType::Utf8, false)
}

fn number(name: &str, kind: DataType) -> Field {
    Field::new(name, kind, false)
}

fn list(name: &str, item: DataType) -> Field {
    let item = Field::new("item", item, false);
    Field::new(name, DataType::List(Arc::new(item)), false)
}

/// [`VECTOR`] as Arrow counts.
#[expect(
    clippy::cast_possible_truncation,
    clippy::cast_possible_wrap,
    reason = "512"
)]
pub(crate) const VECTOR_WIDTH: i32 = VECTOR as i32;
/// The type of a vector.
pub(crate) const VECTOR_TYPE: DataType = DataType::FixedSizeBinary(VECTOR_WIDTH);

fn vector() -> Field {
    number("vector", VECTOR_TYPE).with_nullable(true)
}

fn documents() -> Schema {
    let credit = DataType::Struct(Fields::from(vec![text("role"), text("name")]));
    let maybe = |name| text(name).with_nullable(true);
    Schema::new(vec![
        number("document", DataType::Int64),
        text("month"),
        text("sha256"),
        text("location"),
        maybe("url"),
        maybe("canonical"),
        maybe("site"),
        text("language"),
        maybe("published"),
        number("day", DataType::Date32).with_nullable(true),
        maybe("fetched"),
        maybe("title"),
        text("text"),
        list("authors", DataType::Utf8),
        list("credits", credit),
        maybe("agency"),
        maybe("repost_of"),
        number("sentences", DataType::Int32),
        vector(),
    ])
}

fn sentences() -> Schema {
    Schema::new(vec![
        number("document", DataType::Int64),
        number("sentence", DataType::Int32),
        text("month"),
        text("language"),
        text("kind"),
        number("start", DataType::Int32),
        number("end", DataType::Int32),
        text("text"),
        number("hash", DataType::Int64),
        list("bands", DataType::Int64),
        vector(),
    ])
}

fn links() -> Schema {
    Schema::new(vec![
        number("document", DataType::Int64),
        number("sentence", DataType::Int32).with_nullable(true),
        text("month"),
        text("url"),
        text("canonical").with_nullable(true),
        text("kind"),
    ])
}

fn values() -> Schema {
    Schema::new(vec![
        number("document", DataType::Int64),
        number("sentence", DataType::Int32),
        text("month"),
        text("kind"),
        number("start", DataType::Int32),
        number("end", DataType::Int32),
        text("text"),
        text("value").with_nullable(true),
        text("unit").with_nullable(true),
    ])
}
