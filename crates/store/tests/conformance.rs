//! SQLite, on a real file, does what every store must.

use std::sync::Arc;

use callkit_store::{Console, DataDir, SqliteOptions, SqliteStore, conformance_tests};
use tempfile::TempDir;

async fn fresh() -> (Arc<dyn Console>, TempDir) {
    let temp = tempfile::tempdir().expect("a directory");
    let lock = DataDir::open(temp.path().join("data")).and_then(|dir| dir.lock_for_serving());
    let store = SqliteStore::open(lock.expect("a data directory"), SqliteOptions::default());
    (Arc::new(store.expect("a store")), temp)
}

conformance_tests!(fresh);
