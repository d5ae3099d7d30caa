//! Many documents, by a program of its own.

use std::fs;
use std::process::Command;

use crate::common::Folder;

#[test]
fn without_the_corpus_program_it_is_said_how_to_build_it() {
    let output = Command::new(env!("CARGO_BIN_EXE_headwater"))
        .args(["corpus", "search", "store", "ferry"])
        .env("PATH", "")
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(2));
    let errors = String::from_utf8_lossy(&output.stderr);
    assert!(
        errors.contains("--manifest-path corpus/Cargo.toml"),
        "{errors}"
    );
}

#[cfg(unix)]
#[test]
fn the_corpus_program_gets_the_arguments_as_they_are_and_its_end_is_ours() {
    use std::os::unix::fs::PermissionsExt;

    let folder = Folder::new();
    let program = folder.write(
        "headwater-corpus",
        "#!/bin/sh\nprintf '%s|' \"$@\"\nexit 7\n",
    );
    fs::set_permissions(&program, fs::Permissions::from_mode(0o755)).unwrap();
    let output = Command::new(env!("CARGO_BIN_EXE_headwater"))
        .args(["corpus", "sql", "--help", "SELECT 1; --"])
        .env("PATH", folder.path())
        .output()
        .unwrap();
    assert_eq!(output.status.code(), Some(7));
    assert_eq!(
        String::from_utf8_lossy(&output.stdout),
        "sql|--help|SELECT 1; --|"
    );
}
