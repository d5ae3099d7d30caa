//! What is asked for: an article, its sources, and whether to fetch what is cited.

use std::fs::{self, File};
use std::io::{self, Write};
use std::path::{Path, PathBuf};

use headwater_capture::{Input, UserFile, is_archive};
use serde::{Deserialize, Serialize};
use sha2::{Digest, Sha256};

/// An article or a source.
#[derive(Debug, Clone, PartialEq, Eq)]
pub enum Given {
    /// A page of the web, to be fetched.
    Page(String),
    /// A file, or a text that was typed.
    File(Upload),
}

/// A file that a reader gives.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Upload {
    /// Its name, without a folder.
    pub name: String,
    /// Its bytes.
    pub bytes: Vec<u8>,
}

/// What a case is to be made of.
#[derive(Debug, Clone, PartialEq, Eq)]
pub struct Order {
    /// The text under examination. A web archive is taken for a whole case.
    pub article: Given,
    /// What it is to be held against, beside what it cites.
    pub sources: Vec<Given>,
    /// Whether to fetch the pages that it cites.
    pub fetch: bool,
}

/// The same as it lies in the folder of the case: the files stand beside it.
#[derive(Serialize, Deserialize)]
struct Kept {
    created: String,
    fetch: bool,
    article: KeptInput,
    sources: Vec<KeptInput>,
}

#[derive(Serialize, Deserialize)]
#[serde(rename_all = "kebab-case")]
enum KeptInput {
    Page(String),
    /// The name of a file, whose bytes are in `given/` under its number.
    File(String),
}

/// What is read of an order again.
pub(crate) struct Inputs {
    pub(crate) article: Input,
    pub(crate) sources: Vec<Input>,
    pub(crate) fetch: bool,
}

impl Order {
    /// What to call the case until its article is read.
    pub(super) fn title(&self) -> &str {
        match &self.article {
            Given::Page(url) => url,
            Given::File(upload) => &upload.name,
        }
    }

    /// What tells two orders apart.
    pub(super) fn hash(&self) -> Vec<u8> {
        let mut hash = Sha256::new();
        hash.update([u8::from(self.fetch)]);
        for given in std::iter::once(&self.article).chain(&self.sources) {
            let (kind, parts): (u8, [&[u8]; 2]) = match given {
                Given::Page(url) => (0, [url.as_bytes(), &[]]),
                Given::File(upload) => (1, [upload.name.as_bytes(), &upload.bytes]),
            };
            hash.update([kind]);
            for part in parts {
                hash.update((part.len() as u64).to_le_bytes());
                hash.update(part);
            }
        }
        hash.finalize().to_vec()
    }

    /// Writes all of it into a folder.
    pub(super) fn keep(&self, folder: &Path, created: &str) -> io::Result<()> {
        fs::create_dir_all(folder.join("given"))?;
        let mut count = 0;
        let mut keep = |given: &Given| -> io::Result<KeptInput> {
            let number = count;
            count += 1;
            match given {
                Given::Page(url) => Ok(KeptInput::Page(url.clone())),
                Given::File(upload) => {
                    write(&file(folder, number), &upload.bytes)?;
                    Ok(KeptInput::File(upload.name.clone()))
                }
            }
        };
        let article = match &self.article {
            Given::File(upload) if is_archive(Path::new(&upload.name)) => {
                write(&folder.join("case.wacz"), &upload.bytes)?;
                KeptInput::File(upload.name.clone())
            }
            article => keep(article)?,
        };
        let kept = Kept {
            created: created.to_owned(),
            fetch: self.fetch,
            article,
            sources: self.sources.iter().map(keep).collect::<io::Result<_>>()?,
        };
        write(
            &folder.join("order.json"),
            &serde_json::to_vec_pretty(&kept)?,
        )
    }
}

/// The order in the folder of a case.
pub(crate) fn inputs(folder: &Path) -> io::Result<Inputs> {
    let kept = read(folder)?;
    let mut number = 0;
    let mut input = |given: KeptInput| -> io::Result<Input> {
        let path = file(folder, number);
        number += 1;
        Ok(match given {
            KeptInput::Page(url) => Input::Page(url),
            KeptInput::File(name) => Input::File(UserFile::new(name, fs::read(path)?)),
        })
    };
    Ok(Inputs {
        article: input(kept.article)?,
        sources: kept
            .sources
            .into_iter()
            .map(input)
            .collect::<io::Result<_>>()?,
        fetch: kept.fetch,
    })
}

/// What an order leans on in the folder of its case.
pub(crate) struct Wanted {
    /// Whether a reader gave the archive of the case.
    pub(crate) is_archive: bool,
    /// The files that were given, from the folder of the case on; in the archive once there is one.
    pub(crate) files: Vec<String>,
}

/// The same of the order in a folder.
pub(crate) fn wanted(folder: &Path) -> io::Result<Wanted> {
    let kept = read(folder)?;
    let is_archive = matches!(&kept.article, KeptInput::File(name) if is_archive(Path::new(name)));
    let all = std::iter::once(&kept.article).chain(&kept.sources);
    let files = all.enumerate().filter_map(|(number, given)| match given {
        KeptInput::File(_) => Some(format!("given/{number}")),
        KeptInput::Page(_) => None,
    });
    Ok(Wanted {
        is_archive,
        files: files.collect(),
    })
}

/// When the case was asked for and what to call it.
pub(super) fn created_and_title(folder: &Path) -> io::Result<(String, String)> {
    let kept = read(folder)?;
    let (KeptInput::Page(title) | KeptInput::File(title)) = kept.article;
    Ok((kept.created, title))
}

fn read(folder: &Path) -> io::Result<Kept> {
    Ok(serde_json::from_slice(&fs::read(
        folder.join("order.json"),
    )?)?)
}

fn file(folder: &Path, number: usize) -> PathBuf {
    folder.join("given").join(number.to_string())
}

/// A file that is whole on the disk once this is back.
fn write(path: &Path, bytes: &[u8]) -> io::Result<()> {
    let mut file = File::create(path)?;
    file.write_all(bytes)?;
    file.sync_all()
}
