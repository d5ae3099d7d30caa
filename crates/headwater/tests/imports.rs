//! Who may import whom. Inside the library a room imports only from the rooms before it, files
//! side by side under `rules/`, `segment/` and `values/` never import each other, and between
//! crates the arrows run from the library to the command line. See ARCHITECTURE.md.

#![allow(
    clippy::unwrap_used,
    clippy::panic,
    clippy::indexing_slicing,
    clippy::string_slice,
    clippy::print_stdout,
    reason = "a test fails by panicking, and says what it passed over"
)]

use std::fs;
use std::path::{Path, PathBuf};

/// From left to right. A room may import what stands before it.
const ROOMS: [&str; 8] = [
    "text", "error", "document", "language", "align", "check", "report", "trace",
];

/// Folders whose files do not import each other, and the files in them that all may import.
const SIDE_BY_SIDE: [(&str, &[&str]); 3] = [
    ("check/rules", &["pairs", "told"]),
    ("language/segment", &[]),
    (
        "language/values",
        &["compare", "measure", "reference", "words"],
    ),
];

/// Crates, each with those of ours that it may name.
const CRATES: [(&str, &[&str]); 5] = [
    ("headwater", &[]),
    ("headwater-embed", &["headwater"]),
    ("headwater-capture", &["headwater"]),
    (
        "headwater-serve",
        &["headwater", "headwater-embed", "headwater-capture"],
    ),
    (
        "headwater-cli",
        &[
            "headwater",
            "headwater-embed",
            "headwater-capture",
            "headwater-serve",
        ],
    ),
];

fn sources(folder: &Path) -> Vec<PathBuf> {
    let mut files = Vec::new();
    let mut open = vec![folder.to_owned()];
    while let Some(folder) = open.pop() {
        for entry in fs::read_dir(folder).unwrap() {
            let path = entry.unwrap().path();
            if path.is_dir() {
                open.push(path);
            } else if path.extension().is_some_and(|ending| ending == "rs") {
                files.push(path);
            }
        }
    }
    files.sort();
    files
}

fn library() -> PathBuf {
    Path::new(env!("CARGO_MANIFEST_DIR")).join("src")
}

/// The paths after `crate::` and `super::` in `use` lines and in code, unfolded from braces, with
/// comments left out.
fn imports(source: &str, keyword: &str) -> Vec<String> {
    let code = source
        .lines()
        .filter(|line| !line.trim_start().starts_with("//"));
    let code = code.collect::<Vec<_>>().join(" ");
    let mut found = Vec::new();
    for (at, _) in code.match_indices(keyword) {
        let rest = &code[at + keyword.len()..];
        if let Some(group) = rest.strip_prefix('{') {
            let names = group.split('}').next().unwrap_or_default().split(',');
            found.extend(names.map(|name| first_name(name.trim())));
        } else {
            found.push(first_name(rest));
        }
    }
    found
}

fn first_name(path: &str) -> String {
    path.chars()
        .take_while(|c| c.is_alphanumeric() || *c == '_')
        .collect()
}

fn rank(room: &str) -> Option<usize> {
    ROOMS.iter().position(|name| *name == room)
}

#[test]
fn every_room_imports_from_the_rooms_before_it() {
    let mut wrong = Vec::new();
    let mut seen = 0;
    for file in sources(&library()) {
        let inside = file.strip_prefix(library()).unwrap();
        let first = inside
            .components()
            .next()
            .unwrap()
            .as_os_str()
            .to_string_lossy()
            .into_owned();
        let room = first.trim_end_matches(".rs");
        let Some(own) = rank(room) else {
            assert_eq!(room, "lib", "{} stands in no room", inside.display());
            continue;
        };
        for import in imports(&fs::read_to_string(&file).unwrap(), "crate::") {
            seen += 1;
            match rank(&import) {
                Some(theirs) if theirs <= own => {}
                Some(_) => wrong.push(format!("{} imports {import}", inside.display())),
                // `crate::Error` and the like are re-exported at the root.
                None => assert!(
                    import.chars().next().is_some_and(char::is_uppercase),
                    "{} imports {import}, which is no room",
                    inside.display()
                ),
            }
        }
    }
    assert!(
        wrong.is_empty(),
        "arrows that run back:\n{}",
        wrong.join("\n")
    );
    assert!(
        seen > 20,
        "the test found only {seen} imports: it no longer reads the code rightly"
    );
}

#[test]
fn files_side_by_side_do_not_import_each_other() {
    let mut wrong = Vec::new();
    for (folder, shared) in SIDE_BY_SIDE {
        let all = sources(&library().join(folder));
        let stems: Vec<String> = all
            .iter()
            .filter(|path| path.parent() == Some(&library().join(folder)))
            .map(|path| path.file_stem().unwrap().to_string_lossy().into_owned())
            .filter(|stem| stem != "mod" && !shared.contains(&stem.as_str()))
            .collect();
        assert!(!stems.is_empty(), "{folder} holds no files");
        for file in all.iter().filter(|path| path.file_stem().unwrap() != "mod") {
            let inside = file.strip_prefix(library().join(folder)).unwrap();
            // `super` leads to the folder itself only from files that stand right in it.
            let keyword = "super::".repeat(inside.components().count());
            let own = inside
                .components()
                .next()
                .unwrap()
                .as_os_str()
                .to_string_lossy();
            let own = own.trim_end_matches(".rs");
            for import in imports(&fs::read_to_string(file).unwrap(), &keyword) {
                if import != own && stems.contains(&import) {
                    wrong.push(format!("{folder}/{} imports {import}", inside.display()));
                }
            }
        }
    }
    assert!(wrong.is_empty(), "{}", wrong.join("\n"));
}

#[test]
fn crates_name_only_the_crates_before_them() {
    for (name, allowed) in CRATES {
        let manifest = Path::new(env!("CARGO_MANIFEST_DIR")).join("..").join(name);
        let manifest = fs::read_to_string(manifest.join("Cargo.toml")).unwrap();
        for (other, _) in CRATES {
            let named = manifest
                .lines()
                .any(|line| line.starts_with(&format!("{other}.workspace")));
            assert!(
                !named || allowed.contains(&other),
                "{name} depends on {other}, which comes after it"
            );
        }
    }
}
