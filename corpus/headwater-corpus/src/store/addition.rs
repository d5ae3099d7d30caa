//! One addition: rows gathered month by month, written in files of a bounded size, and published in one step.

use std::collections::{BTreeMap, HashSet};

use datafusion::arrow::array::{AsArray, RecordBatch};
use datafusion::arrow::datatypes::Int64Type;
use futures_util::TryStreamExt;
use object_store::ObjectStoreExt;
use parquet::arrow::ArrowWriter;
use parquet::basic::{Compression, ZstdLevel};
use parquet::file::properties::{EnabledStatistics, WriterProperties};
use parquet::schema::types::ColumnPath;
use serde::Serialize;
use uuid::Uuid;

use super::manifest::{File, Manifest};
use super::tables::{DocumentRow, LinkRow, SentenceRow, Table, ValueRow};
use super::{Limits, Store};
use crate::Error;

/// The rows of one month are written once they take about so much: 32 MiB.
const PART: usize = 32 * 1024 * 1024;
/// Those of all months are held up to about so much: 128 MiB. Then the largest month is written.
const HELD: usize = 128 * 1024 * 1024;

/// All rows of one document.
#[derive(Debug, Clone)]
pub struct Rows {
    /// The document.
    pub document: DocumentRow,
    /// Its sentences.
    pub sentences: Vec<SentenceRow>,
    /// Its links.
    pub links: Vec<LinkRow>,
    /// Its values.
    pub values: Vec<ValueRow>,
}

impl Rows {
    /// About how many bytes they take.
    fn weight(&self) -> usize {
        const ROW: usize = 200;
        let rows = 1 + self.links.len() + self.values.len() + self.sentences.len();
        let vectors = self.sentences.iter().filter_map(|row| row.vector.as_ref());
        2 * self.document.text.len() + rows * ROW + vectors.map(Vec::len).sum::<usize>()
    }
}

/// What came of an addition.
#[derive(Debug, Clone, Copy, PartialEq, Eq, Default)]
pub struct Added {
    documents: u64,
    known: u64,
}

impl Added {
    /// How many documents were added.
    #[must_use]
    pub fn documents(&self) -> u64 {
        self.documents
    }

    /// How many were there already.
    #[must_use]
    pub fn known(&self) -> u64 {
        self.known
    }
}

/// What is gathered of one month.
#[derive(Default)]
struct Part {
    documents: Vec<DocumentRow>,
    sentences: Vec<SentenceRow>,
    links: Vec<LinkRow>,
    values: Vec<ValueRow>,
    weight: usize,
}

impl Part {
    fn add(&mut self, rows: Rows) {
        self.weight += rows.weight();
        self.documents.push(rows.document);
        self.sentences.extend(rows.sentences);
        self.links.extend(rows.links);
        self.values.extend(rows.values);
    }

    fn file(&self, table: Table) -> Result<(u64, Vec<u8>), Error> {
        match table {
            Table::Documents => parquet_file(table, &self.documents),
            Table::Sentences => parquet_file(table, &self.sentences),
            Table::Links => parquet_file(table, &self.links),
            Table::Values => parquet_file(table, &self.values),
        }
    }
}

/// An addition under way. What is not published is not there.
pub struct Addition {
    store: Store,
    /// Tells its files from those of another addition at the same time.
    token: String,
    /// The documents of the store, in order.
    stored: Vec<i64>,
    new: HashSet<i64>,
    parts: BTreeMap<String, Part>,
    files: BTreeMap<Table, Vec<File>>,
    held: usize,
    written: usize,
    added: Added,
}

impl Addition {
    /// Begins one.
    ///
    /// # Errors
    /// Where the store cannot be read.
    pub async fn begin(store: Store) -> Result<Self, Error> {
        let stored = documents(&store, 0).await?;
        let token = Uuid::new_v4().simple().to_string();
        Ok(Self {
            store,
            token: token.chars().take(8).collect(),
            stored,
            new: HashSet::new(),
            parts: BTreeMap::new(),
            files: BTreeMap::new(),
            held: 0,
            written: 0,
            added: Added::default(),
        })
    }

    /// The documents that the store had when it began, in order.
    #[must_use]
    pub fn stored(&self) -> &[i64] {
        &self.stored
    }

    /// Adds a document, if it is not there yet.
    ///
    /// # Errors
    /// Where a file cannot be written: no space is left, for instance.
    pub async fn add(&mut self, rows: Rows) -> Result<(), Error> {
        let document = rows.document.document;
        if self.stored.binary_search(&document).is_ok() || !self.new.insert(document) {
            self.pass_over();
            return Ok(());
        }
        self.added.documents += 1;
        let weight = rows.weight();
        self.held += weight;
        let month = rows.document.month.clone();
        let part = self.parts.entry(month.clone()).or_default();
        part.add(rows);
        if part.weight >= PART {
            self.write(&month).await?;
        } else if self.held >= HELD {
            let largest = self.parts.iter().max_by_key(|(_, part)| part.weight);
            if let Some(month) = largest.map(|(month, _)| month.clone()) {
                self.write(&month).await?;
            }
        }
        Ok(())
    }

    /// Counts a document that is there already.
    pub fn pass_over(&mut self) {
        self.added.known += 1;
    }

    /// Writes what is left and puts the list of all files in place.
    ///
    /// # Errors
    /// Where that fails, and where another addition was published meanwhile that has some of the same documents. Nothing is
    /// added then.
    pub async fn publish(mut self) -> Result<(Store, Added), Error> {
        while let Some(month) = self.parts.keys().next().cloned() {
            self.write(&month).await?;
        }
        if self.added.documents == 0 {
            return Ok((self.store, self.added));
        }
        loop {
            let number = self.store.manifests.len() as u64 + 1;
            let manifest = Manifest::new(number, self.files.clone());
            if self.store.publish(manifest).await? {
                return Ok((self.store, self.added));
            }
            self.expect_no_twins(number - 1).await?;
        }
    }

    /// Reads what was published meanwhile, after so many additions.
    async fn expect_no_twins(&mut self, after: u64) -> Result<(), Error> {
        let there = self.store.listing().await?;
        self.store.manifests.clear();
        self.store.read_manifests(&there).await?;
        let others = documents(&self.store, after).await?;
        let twins = others.iter().filter(|other| self.new.contains(other));
        match twins.count() {
            0 => Ok(()),
            twins => Err(Error::new(format!(
                "another addition has put {twins} of these documents into the store meanwhile; add once more"
            ))),
        }
    }

    /// Writes what is held of a month.
    pub(super) async fn write(&mut self, month: &str) -> Result<(), Error> {
        let Some(part) = self.parts.remove(month) else {
            return Ok(());
        };
        self.held -= part.weight;
        let number = self.store.manifests.len() + 1;
        let name = format!("{number:08}-{}-{}", self.token, self.written);
        self.written += 1;
        for table in Table::ALL {
            let (rows, bytes) = part.file(table)?;
            if rows == 0 {
                continue;
            }
            let path = format!("{}/month={month}/{name}.parquet", table.name());
            let file = File {
                path: path.clone(),
                month: month.to_owned(),
                rows,
                bytes: bytes.len() as u64,
            };
            let at = self.store.at(&path);
            self.store.objects.put(&at, bytes.into()).await?;
            self.files.entry(table).or_default().push(file);
        }
        Ok(())
    }
}

/// The documents of the additions behind the first so many, in order.
async fn documents(store: &Store, after: u64) -> Result<Vec<i64>, Error> {
    let mut later = store.clone();
    later.manifests.retain(|manifest| manifest.number() > after);
    let session = later.session(&Limits::default())?;
    let rows = session.table(Table::Documents.name()).await?;
    let mut batches = rows.select_columns(&["document"])?.execute_stream().await?;
    let mut found = Vec::new();
    while let Some(batch) = batches.try_next().await? {
        let column = batch.column(0).as_primitive::<Int64Type>();
        found.reserve(column.len());
        found.extend(column.values());
    }
    found.sort_unstable();
    Ok(found)
}

/// Rows as a Parquet file.
fn parquet_file<R: Serialize>(table: Table, rows: &[R]) -> Result<(u64, Vec<u8>), Error> {
    if rows.is_empty() {
        return Ok((0, Vec::new()));
    }
    let batch: RecordBatch = table.batch(rows)?;
    let mut writer = ArrowWriter::try_new(Vec::new(), batch.schema(), Some(properties()?))?;
    writer.write(&batch)?;
    Ok((rows.len() as u64, writer.into_inner()?))
}

fn properties() -> Result<WriterProperties, Error> {
    let compression = Compression::ZSTD(ZstdLevel::try_new(3)?);
    let mut properties = WriterProperties::builder()
        .set_created_by(concat!("headwater ", env!("CARGO_PKG_VERSION")).to_owned())
        .set_compression(compression);
    // No two of these are equal or near each other.
    for column in ["text", "vector", "sha256"] {
        let column = ColumnPath::from(column);
        properties = properties
            .set_column_dictionary_enabled(column.clone(), false)
            .set_column_statistics_enabled(column, EnabledStatistics::None);
    }
    let vector = ColumnPath::from("vector");
    properties = properties.set_column_compression(vector, Compression::UNCOMPRESSED);
    Ok(properties.build())
}
