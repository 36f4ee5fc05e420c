//! What must outlive the process: two traits, and SQLite behind them.
//!
//! [`Store`] is what one app keeps: its calls with their facts, records and claims, its users. Every
//! method names the app. [`Operator`] is what crosses apps: start-up, the console, retention.
//!
//! It is not where calls are decided. The state of a call is a text that only its owner reads; the
//! store guards what must hold whoever decides: versions follow each other, a user is in one call,
//! a command is carried out once, a node that lost a call cannot write to it any more, and each
//! change is there as a whole or not at all.
//!
//! # How a call is written
//! [`Store::commit`] takes a [`CallChange`]: the new state, the facts that made it, and everything
//! that follows from it. When its answer is `Ok`, the change survives the end of the process
//! however that comes; with [`Durability::PowerLoss`] it survives the machine's as well. Only then
//! may anybody be told. A [`Conflict`] means that the change was made from an outdated picture; a
//! [`StoreError`] that the same change may be tried again.
//!
//! ```
//! use callkit_protocol::{CallId, Id, SdkAppId, UnixMs, UserId};
//! use callkit_store::{CallChange, DataDir, Fence, Operator, SqliteOptions, SqliteStore, Store};
//!
//! # let dir = tempfile::tempdir()?;
//! # let path = dir.path().join("data");
//! # tokio::runtime::Builder::new_current_thread().build()?.block_on(async {
//! let lock = DataDir::open(path)?.lock_for_serving()?;
//! let store = SqliteStore::open(lock, SqliteOptions::default())?;
//! let node = store.installation().await?.id;
//!
//! let (app, call) = (SdkAppId(1_400_000_001), CallId::from_random([7; 16]));
//! let alice = UserId::parse("alice")?;
//! store
//!     .commit(CallChange {
//!         app,
//!         call: call.clone(),
//!         fence: Fence::first(node),
//!         after: 0,
//!         version: 1,
//!         at: UnixMs(1_700_000_000_000),
//!         state: r#"{"ringing":["bob"]}"#.into(),
//!         ended: None,
//!         facts: vec![],
//!         record: None,
//!         outbox: vec![],
//!         commands: vec![],
//!         claim: vec![alice.clone()],
//!         release: vec![],
//!     })
//!     .await?;
//! assert_eq!(store.claims(app, [alice.clone()].into()).await?[&alice], call);
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! # })?;
//! # Ok::<(), Box<dyn std::error::Error>>(())
//! ```

mod app;
mod call;
#[cfg(feature = "conformance")]
pub mod conformance;
mod console;
mod data_dir;
mod error;
mod person;
mod quality;
mod record;
mod search;
mod sqlite;
mod traits;
mod user;

pub use app::{App, AppKey, AppStatus, KeyId, NewApp};
pub use call::{
    CallChange, CommandAnswer, Ended, Fence, NodeId, OutboxEntry, StoredCall, StoredCommand,
    StoredFact,
};
pub use callkit_usersig::SecretKey;
pub use console::{Console, NewSession, PasswordHash, Session, SessionId, SessionKey};
pub use data_dir::{DataDir, DataDirError, ServingLock};
pub use error::{CommitError, Conflict, OperatorError, Outage, StoreError};
pub use person::{Erased, Erasure, PeoplePage, Person, Rename, Renamer, Traces};
pub use quality::{MediaLog, QualityChunk, StoredNote};
pub use record::{Page, Record, RecordFilter, RecordPage};
pub use search::{FoundRecord, FoundRecords, RecordSearch, RecordSort, StorageSize};
pub use sqlite::{
    BackupError, Durability, Examination, ExamineError, OpenError, SqliteOptions, SqliteStore,
    WriterStats, back_up, examine, restore,
};
pub use traits::{Installation, Operator, Pending, Store};
pub use user::{User, UserChange};
