//! Opening the database: its files, its settings, its schema.

use std::io;
use std::path::PathBuf;
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use thiserror::Error;

use super::migrate;
use crate::data_dir::open_private;
use crate::{DataDir, DataDirError, ServingLock};

/// Statements kept compiled per connection: more than there are in this crate.
const STATEMENTS: usize = 96;
/// Size that the write-ahead log is cut back to after a burst, in bytes. Higher keeps more disk,
/// lower grows the file again and again.
const LOG_BYTES: u32 = 32 << 20;

/// What a change survives once it is answered.
#[derive(Clone, Copy, Debug, Default, PartialEq, Eq)]
pub enum Durability {
    /// The end of the power as well. Each commit waits for the disk.
    PowerLoss,
    /// The end of the process, `kill -9` included. After a power loss the last moments may be
    /// missing, but nothing is half there.
    #[default]
    ProcessKill,
}

/// How to run the database.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub struct SqliteOptions {
    /// What a change survives.
    pub durability: Durability,
    /// Reading threads. More helps only when long lists are read often.
    pub readers: usize,
    /// How long to wait for another process, such as `callkit app` beside a server, before it is
    /// an outage. Higher keeps everybody waiting behind a stuck process, lower fails on a slow disk.
    pub patience: Duration,
}

impl Default for SqliteOptions {
    fn default() -> Self {
        Self {
            durability: Durability::default(),
            readers: 2,
            patience: Duration::from_secs(5),
        }
    }
}

/// Why a database cannot be opened.
#[derive(Debug, Error)]
pub enum OpenError {
    /// The copy that is made before a migration cannot be made. Nothing has been migrated.
    #[error("cannot copy the database to {path} before migrating it: {message}", path = path.display())]
    Backup {
        /// Where the copy was to go.
        path: PathBuf,
        /// What the database said.
        message: String,
    },
    /// The file cannot be made, read or written.
    #[error("cannot open the database {path}: {message}", path = path.display())]
    Database {
        /// The file.
        path: PathBuf,
        /// What the system or the database said.
        message: String,
    },
    /// The data directory cannot be used.
    #[error(transparent)]
    DataDir(#[from] DataDirError),
    /// It is a database of another program.
    #[error("{path} is a database, but not one of callkit's", path = path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// A migration failed. The database is as it was before.
    #[error("cannot migrate the database {path} to schema {schema}: {message}", path = path.display())]
    Migration {
        /// The file.
        path: PathBuf,
        /// The migration that failed.
        schema: u32,
        /// What the database said.
        message: String,
    },
    /// A newer callkit has migrated it.
    #[error(
        "the database {path} has schema {found}{}, and this is callkit {version}, which knows \
         schemas up to {known}; use the newer version, or the copy of the data that it made",
        written_by.as_ref().map(|by| format!(", made by callkit {by}")).unwrap_or_default(),
        path = path.display(),
        version = env!("CARGO_PKG_VERSION")
    )]
    NewerSchema {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: u32,
        /// The newest schema that this build knows.
        known: u32,
        /// The version of callkit that migrated it, if it can be told.
        written_by: Option<String>,
    },
    /// A thread cannot be started.
    #[error("cannot start the threads of the store: {source}")]
    Threads {
        /// What the system said.
        source: io::Error,
    },
}

/// The connection that writes, and those that read.
pub(super) fn connections(
    dir: &DataDir,
    lock: Option<&ServingLock>,
    options: SqliteOptions,
) -> Result<(Connection, Vec<Connection>), OpenError> {
    let path = dir.database();
    let failed = |message: String| OpenError::Database {
        path: path.clone(),
        message,
    };
    let _alone = dir.lock_for_opening()?;
    // SQLite gives the log and its index the mode of the database, so it is enough to make that.
    open_private(&path).map_err(|error| failed(error.to_string()))?;

    let mut writer = connect(dir, options.patience).map_err(|error| failed(error.to_string()))?;
    migrate::bring_up_to_date(&mut writer, dir, lock)?;
    let prepare = || -> rusqlite::Result<Vec<Connection>> {
        write_ahead(&writer, options.durability)?;
        (0..options.readers.max(1))
            .map(|_| {
                let reader = connect(dir, options.patience)?;
                reader.pragma_update(None, "query_only", true)?;
                Ok(reader)
            })
            .collect()
    };
    let readers = prepare().map_err(|error| failed(error.to_string()))?;
    Ok((writer, readers))
}

/// Lets the database grow by so many pages and no more; `None` lifts the limit.
#[cfg(feature = "conformance")]
pub(super) fn limit_growth(db: &Connection, pages: Option<u32>) -> Result<(), crate::StoreError> {
    let size: u32 = db.pragma_query_value(None, "page_count", |row| row.get(0))?;
    let most = pages.map_or(u32::MAX - 1, |pages| size.saturating_add(pages));
    db.pragma_update_and_check(None, "max_page_count", most, |_| Ok(()))?;
    Ok(())
}

fn connect(dir: &DataDir, patience: Duration) -> rusqlite::Result<Connection> {
    // Each connection belongs to one thread, so SQLite's own locks are not needed.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(dir.database(), flags)?;
    db.busy_timeout(patience)?;
    db.set_prepared_statement_cache_capacity(STATEMENTS);
    db.pragma_update(None, "foreign_keys", true)?;
    Ok(db)
}

fn write_ahead(db: &Connection, durability: Durability) -> rusqlite::Result<()> {
    let mode: String = db.pragma_update_and_check(None, "journal_mode", "wal", |row| row.get(0))?;
    if mode != "wal" {
        let message = format!("the file system does not allow a write-ahead log ({mode})");
        return Err(super::column::unreadable(
            rusqlite::types::Type::Text,
            message,
        ));
    }
    let synchronous = match durability {
        Durability::PowerLoss => "full",
        Durability::ProcessKill => "normal",
    };
    db.pragma_update(None, "synchronous", synchronous)?;
    db.pragma_update_and_check(None, "journal_size_limit", LOG_BYTES, |_| Ok(()))
}

#[cfg(test)]
mod tests {
    use super::*;

    #[test]
    fn only_power_loss_durability_waits_for_the_disk_at_each_commit() {
        let temp = tempfile::tempdir().expect("a directory");
        let dir = DataDir::open(temp.path()).expect("a data directory");
        for (durability, synchronous) in [(Durability::PowerLoss, 2), (Durability::ProcessKill, 1)]
        {
            let options = SqliteOptions {
                durability,
                ..SqliteOptions::default()
            };
            let (writer, readers) = connections(&dir, None, options).expect("opened");
            let set: u32 = writer
                .pragma_query_value(None, "synchronous", |row| row.get(0))
                .expect("read");
            assert_eq!(set, synchronous, "{durability:?}");
            for db in readers.iter().chain([&writer]) {
                let mode: String = db
                    .pragma_query_value(None, "journal_mode", |row| row.get(0))
                    .expect("read");
                assert_eq!(mode, "wal");
            }
        }
    }
}
