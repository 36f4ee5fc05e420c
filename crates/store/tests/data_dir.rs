//! The data directory: who may look into it, and who may serve from it.
#![cfg(unix)]

mod common;

use std::fs;
use std::os::unix::fs::PermissionsExt as _;
use std::path::Path;

use callkit_store::{DataDir, DataDirError, SqliteOptions, SqliteStore, Store as _};

fn mode(path: &Path) -> u32 {
    fs::metadata(path)
        .expect("it is there")
        .permissions()
        .mode()
        & 0o777
}

#[tokio::test]
async fn nobody_else_may_read_what_is_in_it() {
    let (_temp, dir) = common::temp();
    let store = common::open(&dir);
    store.commit(common::change(1, 1)).await.expect("written");
    assert_eq!(mode(dir.path()), 0o700);
    let mut files: Vec<_> = fs::read_dir(dir.path())
        .expect("a directory")
        .map(|entry| entry.expect("an entry").path())
        .collect();
    files.sort();
    let names: Vec<_> = files
        .iter()
        .filter_map(|file| file.file_name()?.to_str())
        .collect();
    let expected = [
        "callkit.sqlite",
        "callkit.sqlite-shm",
        "callkit.sqlite-wal",
        "open.lock",
        "serve.lock",
    ];
    assert_eq!(names, expected);
    for file in files {
        assert_eq!(mode(&file), 0o600, "{}", file.display());
    }
}

#[test]
fn a_directory_that_exists_keeps_its_mode() {
    let temp = tempfile::tempdir().expect("a directory");
    let shared = temp.path().join("shared");
    fs::create_dir(&shared).expect("made");
    fs::set_permissions(&shared, fs::Permissions::from_mode(0o755)).expect("set");
    DataDir::open(&shared).expect("opened");
    assert_eq!(mode(&shared), 0o755);
}

#[test]
fn a_file_in_its_place_is_named() {
    let temp = tempfile::tempdir().expect("a directory");
    let file = temp.path().join("data");
    fs::write(&file, "not a directory").expect("written");
    let error = DataDir::open(&file)
        .expect_err("not a directory")
        .to_string();
    assert!(error.contains(file.to_str().expect("UTF-8")), "{error}");
}

#[test]
fn a_second_server_is_refused_with_the_path_and_the_process() {
    let (_temp, dir) = common::temp();
    let first = common::lock(&dir);
    let error = dir.lock_for_serving().expect_err("taken");
    assert!(matches!(error, DataDirError::InUse { .. }));
    let text = error.to_string();
    assert!(text.contains(dir.path().to_str().expect("UTF-8")), "{text}");
    assert!(
        text.contains(&format!("process {}", std::process::id())),
        "{text}"
    );

    drop(first);
    common::lock(&dir);
}

#[tokio::test]
async fn a_command_works_beside_a_server() {
    let (_temp, dir) = common::temp();
    let server = common::open(&dir);
    let command = SqliteStore::open_beside(dir.clone(), SqliteOptions::default()).expect("opened");
    command.commit(common::change(1, 1)).await.expect("written");
    assert!(
        server
            .call(common::APP, common::call(1))
            .await
            .expect("read")
            .is_some()
    );
}

#[tokio::test]
async fn the_lock_lives_as_long_as_the_store() {
    let (_temp, dir) = common::temp();
    let store = common::open(&dir);
    let clone = store.clone();
    drop(store);
    assert!(dir.lock_for_serving().is_err());
    drop(clone);
    common::lock(&dir);
}
