//! A file of somebody else's beside the records of an archive.

use std::fs::{self, File};
use std::io::{self, Read};
use std::path::{Path, PathBuf};

use headwater_capture::{Archive, verify, with_file};

use crate::common::{Case, crawl};

const THOUGHT: &[u8] = b"[{\"opinion\":\"agree\"}]";

/// Puts a copy with one file more beside an archive.
fn added(archive: &Path, copy: &str) -> PathBuf {
    let mut file = with_file(archive, "judgements.json", THOUGHT)
        .expect("it is read and written")
        .expect("nobody vouches for it");
    let path = archive.with_file_name(copy);
    let mut out = File::create(&path).expect("a file");
    io::copy(&mut file, &mut out).expect("written");
    path
}

fn names(path: &Path) -> Vec<String> {
    let zip = zip::ZipArchive::new(File::open(path).expect("a file")).expect("a ZIP file");
    zip.file_names()
        .map(|name| name.expect("text").to_string())
        .collect()
}

#[test]
fn an_archive_with_a_file_more_holds_and_has_its_records_where_they_were() {
    let case = Case::new();
    case.sources(crawl(&[]), "article.md", b"# The dam\n\nIt held.");
    let copy = added(&case.path(), "copy.wacz");

    let verified = verify(&copy, &[], &[]).expect("an archive");
    assert_eq!(verified.faults(), [] as [String; 0]);
    let before = verify(case.path(), &[], &[]).expect("an archive");
    assert_eq!(verified.files(), before.files() + 1);
    let archive = Archive::open(&copy).expect("an archive");
    assert_eq!(archive.captures(), case.archive().captures());
    assert_eq!(
        fs::read(&copy).expect("bytes"),
        fs::read(added(&case.path(), "again.wacz")).expect("bytes"),
        "the same bytes in, the same bytes out"
    );

    // What stands there already is not written over.
    let twice = added(&copy, "twice.wacz");
    let names = names(&twice);
    for name in ["judgements.json", "judgements-2.json"] {
        assert!(names.iter().any(|one| one == name), "{names:?}");
    }
    let verified = verify(&twice, &[], &[]).expect("an archive");
    assert_eq!(verified.faults(), [] as [String; 0]);
}

#[test]
fn what_is_no_package_gets_no_file_and_what_is_no_archive_is_an_error() {
    let case = Case::new();
    let path = case.folder().join("data.warc");
    fs::write(&path, b"WARC/1.1\r\n").expect("written");
    assert!(
        with_file(&path, "a.json", b"")
            .expect("looked at")
            .is_none()
    );
    let path = case.folder().join("broken.wacz");
    fs::write(&path, b"PK\x03\x04 and no more").expect("written");
    let error = with_file(&path, "a.json", b"").expect_err("it cannot be read");
    assert!(error.to_string().contains("broken.wacz"), "{error}");
    let mut bytes = Vec::new();
    File::open(&path)
        .and_then(|mut file| file.read_to_end(&mut bytes))
        .expect("it is as it was");
    assert_eq!(bytes, b"PK\x03\x04 and no more");
}
