//! What an addition put into a store: the list of its files. An addition is there once its manifest is.

use std::collections::BTreeMap;

use serde::{Deserialize, Serialize};

use super::tables::Table;
use crate::Error;

/// The form of a store. Fields and columns are added, never renamed or taken away, while its number stays.
pub(super) const FORMAT: &str = "headwater.corpus/1";

/// The list of the files of one addition.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct Manifest {
    format: String,
    number: u64,
    tables: BTreeMap<Table, Vec<File>>,
}

/// A Parquet file of a store.
#[derive(Debug, Clone, PartialEq, Eq, Serialize, Deserialize)]
pub struct File {
    /// Where it lies within the store.
    pub path: String,
    /// Its months of publication are all this one.
    pub month: String,
    /// How many rows it has.
    pub rows: u64,
    /// How many bytes.
    pub bytes: u64,
}

/// What is looked at before anything else of a file is read.
#[derive(Deserialize)]
struct Form {
    format: String,
}

impl Manifest {
    pub(super) fn new(number: u64, tables: BTreeMap<Table, Vec<File>>) -> Self {
        Self {
            format: FORMAT.to_owned(),
            number,
            tables,
        }
    }

    /// The manifest in the bytes of its file.
    pub(super) fn parse(path: &str, bytes: &[u8]) -> Result<Self, Error> {
        let broken = |error| Error::new(format!("{path} is damaged: {error}"));
        let form: Form = serde_json::from_slice(bytes).map_err(broken)?;
        expect_format(path, &form.format)?;
        serde_json::from_slice(bytes).map_err(broken)
    }

    /// Its place among the additions, from 1.
    #[must_use]
    pub fn number(&self) -> u64 {
        self.number
    }

    /// The files of a table.
    #[must_use]
    pub fn files(&self, table: Table) -> &[File] {
        self.tables.get(&table).map_or(&[], Vec::as_slice)
    }

    /// How many rows were added to a table.
    #[must_use]
    pub fn rows(&self, table: Table) -> u64 {
        self.files(table).iter().map(|file| file.rows).sum()
    }
}

fn expect_format(path: &str, format: &str) -> Result<(), Error> {
    if format == FORMAT {
        return Ok(());
    }
    let (name, version) = format.rsplit_once('/').unwrap_or((format, ""));
    let is_ours = FORMAT
        .rsplit_once('/')
        .is_some_and(|(ours, _)| ours == name);
    if is_ours && version.parse::<u32>().is_ok_and(|version| version > 1) {
        return Err(Error::newer(format!(
            "{path} was written by a newer Headwater ({format}); this one reads {FORMAT}"
        )));
    }
    Err(Error::new(format!("{path} is not of a corpus: {format:?}")))
}
