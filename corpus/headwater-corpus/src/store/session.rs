//! A store as tables to ask in SQL.

use std::sync::Arc;

use super::{Store, Table};
use crate::{Error, functions};
use datafusion::datasource::file_format::parquet::ParquetFormat;
use datafusion::datasource::listing::{
    ListingOptions, ListingTable, ListingTableConfig, ListingTableUrl,
};
use datafusion::datasource::{MemTable, TableProvider};
use datafusion::execution::memory_pool::FairSpillPool;
use datafusion::execution::runtime_env::RuntimeEnvBuilder;
use datafusion::prelude::{SessionConfig, SessionContext};

/// What a question may take.
#[derive(Debug, Clone)]
pub struct Limits {
    memory: usize,
    partitions: Option<usize>,
}

impl Default for Limits {
    /// 1 GiB for what is held, sorted and joined; what is more goes to the disk. All processors.
    fn default() -> Self {
        Self {
            memory: 1024 * 1024 * 1024,
            partitions: None,
        }
    }
}

impl Limits {
    /// Other bytes for what is held, sorted and joined.
    #[must_use]
    pub fn memory(mut self, bytes: usize) -> Self {
        self.memory = bytes;
        self
    }

    /// How many bytes those are.
    pub(crate) fn bytes(&self) -> usize {
        self.memory
    }

    /// So many threads.
    #[must_use]
    pub fn partitions(mut self, partitions: usize) -> Self {
        self.partitions = Some(partitions);
        self
    }
}

impl Store {
    /// A session with the tables `documents`, `sentences`, `links` and `values`.
    pub(crate) fn session(&self, limits: &Limits) -> Result<SessionContext, Error> {
        let runtime = RuntimeEnvBuilder::new()
            .with_memory_pool(Arc::new(FairSpillPool::new(limits.memory)))
            .build_arc()?;
        let mut config = SessionConfig::new().with_information_schema(true);
        if let Some(partitions) = limits.partitions {
            config = config.with_target_partitions(partitions);
        }
        let session = SessionContext::new_with_config_rt(config, runtime);
        let mut host = self.url.clone();
        host.set_path("");
        session.register_object_store(&host, Arc::clone(&self.objects));
        for table in Table::ALL {
            session.register_table(table.name(), self.table(table)?)?;
        }
        functions::register(&session);
        Ok(session)
    }

    /// The files of a table as one.
    fn table(&self, table: Table) -> Result<Arc<dyn TableProvider>, Error> {
        let urls = self.files(table).map(|file| self.url_of(&file.path));
        let urls = urls.collect::<Result<Vec<_>, _>>()?;
        if urls.is_empty() {
            let nothing = MemTable::try_new(table.schema(), vec![Vec::new()])?;
            return Ok(Arc::new(nothing));
        }
        let options = ListingOptions::new(Arc::new(ParquetFormat::default()));
        let config = ListingTableConfig::new_with_multi_paths(urls)
            .with_listing_options(options)
            .with_schema(table.schema());
        Ok(Arc::new(ListingTable::try_new(config)?))
    }

    fn url_of(&self, path: &str) -> Result<ListingTableUrl, Error> {
        let mut url = self.url.clone();
        if let Ok(mut parts) = url.path_segments_mut() {
            parts.pop_if_empty().extend(path.split('/'));
        }
        Ok(ListingTableUrl::parse(url.as_str())?)
    }
}
