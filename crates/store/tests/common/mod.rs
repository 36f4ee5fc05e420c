//! What the tests of the SQLite store have in common.

#![allow(dead_code, reason = "each test program uses a part of it")]

use callkit_protocol::{CallId, Id as _, SdkAppId, UnixMs, UserId};
use callkit_store::{
    CallChange, DataDir, Fence, NodeId, ServingLock, SqliteOptions, SqliteStore, StoredFact,
};
use tempfile::TempDir;

pub(crate) const APP: SdkAppId = SdkAppId(1_400_000_001);

pub(crate) fn temp() -> (TempDir, DataDir) {
    let temp = tempfile::tempdir().expect("a directory");
    let dir = DataDir::open(temp.path().join("data")).expect("a data directory");
    (temp, dir)
}

pub(crate) fn lock(dir: &DataDir) -> ServingLock {
    dir.lock_for_serving().expect("nobody else serves from it")
}

pub(crate) fn open(dir: &DataDir) -> SqliteStore {
    SqliteStore::open(lock(dir), SqliteOptions::default()).expect("a store")
}

/// A connection of somebody else's.
pub(crate) fn connection(dir: &DataDir) -> rusqlite::Connection {
    rusqlite::Connection::open(dir.database()).expect("a database")
}

pub(crate) fn user(name: &str) -> UserId {
    UserId::parse(name).expect("a user ID")
}

pub(crate) fn call(number: u32) -> CallId {
    let mut bits = [0; 16];
    bits[..4].copy_from_slice(&number.to_be_bytes());
    CallId::from_random(bits)
}

/// The change that brings a call to `version`, with one fact.
pub(crate) fn change(number: u32, version: u64) -> CallChange {
    let at = UnixMs(1_750_000_000_000 + version);
    CallChange {
        app: APP,
        call: call(number),
        fence: Fence::first(NodeId::new("node-1")),
        after: version - 1,
        version,
        at,
        state: format!(r#"{{"version":{version}}}"#),
        ended: None,
        facts: vec![StoredFact {
            seq: version,
            version,
            at,
            kind: "rang".to_owned(),
            body: "{}".to_owned(),
        }],
        record: None,
        outbox: Vec::new(),
        commands: Vec::new(),
        claim: Vec::new(),
        release: Vec::new(),
    }
}
