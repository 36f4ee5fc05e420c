//! Copies of a database: made while a server writes to it, and put in the place of one.

use std::fs;
use std::io;
use std::path::{Path, PathBuf};
use std::time::Duration;

use rusqlite::{Connection, OpenFlags};
use thiserror::Error;

use super::examine::{Examination, ExamineError, examine};
use crate::data_dir::open_private;
use crate::{DataDir, DataDirError};

/// How long to wait for somebody who holds the database.
const PATIENCE: Duration = Duration::from_secs(10);

/// Why there is no copy, or nothing was put back. What was there before is as it was.
#[derive(Debug, Error)]
pub enum BackupError {
    /// Nothing is overwritten.
    #[error("{} is there already; choose another name or move it away", path.display())]
    Exists {
        /// What is there.
        path: PathBuf,
    },
    /// There is nothing to copy.
    #[error("there is no database in {}", path.display())]
    NoDatabase {
        /// The data directory.
        path: PathBuf,
    },
    /// The database cannot be read, or the copy cannot be written.
    #[error("cannot copy to {}: {message}", path.display())]
    Copy {
        /// Where the copy was to go.
        path: PathBuf,
        /// What the system or the database says.
        message: String,
    },
    /// The copy does not hold together.
    #[error("{} is damaged: {problem}", path.display())]
    Damaged {
        /// The copy.
        path: PathBuf,
        /// The first thing that is wrong.
        problem: String,
    },
    /// It is no copy of callkit's, or one of a newer callkit.
    #[error(transparent)]
    Unusable(#[from] ExamineError),
    /// The data directory cannot be used, or a server runs on it.
    #[error(transparent)]
    DataDir(#[from] DataDirError),
}

/// Copies the database of a data directory to a new file, which only its owner may read. The copy
/// is of one moment; a server that runs meanwhile goes on writing.
///
/// # Errors
/// See [`BackupError`]; no file of this name is left then.
pub fn back_up(data_dir: &Path, to: &Path) -> Result<Examination, BackupError> {
    let database = DataDir::at(data_dir).database();
    if !database.is_file() {
        return Err(BackupError::NoDatabase {
            path: data_dir.to_owned(),
        });
    }
    if to.exists() {
        return Err(BackupError::Exists {
            path: to.to_owned(),
        });
    }
    examine(&database)?;
    let failed = |message: String| BackupError::Copy {
        path: to.to_owned(),
        message,
    };
    let unfinished = unfinished(to);
    let copied = connect(&database)
        .map_err(|error| error.to_string())
        .and_then(|db| copy(&db, &unfinished));
    let finished = copied
        .map_err(failed)
        .and_then(|()| whole(&unfinished))
        // Unlike a rename this overwrites nothing that has appeared meanwhile.
        .and_then(|found| {
            fs::hard_link(&unfinished, to).map_err(|error| {
                if error.kind() == io::ErrorKind::AlreadyExists {
                    BackupError::Exists {
                        path: to.to_owned(),
                    }
                } else {
                    failed(error.to_string())
                }
            })?;
            Ok(found)
        });
    // It is one name of two by now, or of no use.
    let _ = fs::remove_file(&unfinished);
    finished
}

/// Makes a copy the database of a data directory that has none. One of an older schema is migrated
/// by whoever opens it next.
///
/// # Errors
/// See [`BackupError`]; a newer schema is refused with both versions.
pub fn restore(from: &Path, data_dir: &Path) -> Result<Examination, BackupError> {
    let found = whole(from)?;
    let dir = DataDir::open(data_dir)?;
    let _taken = dir.lock_for_serving()?;
    let database = dir.database();
    for path in [&database, &beside(&database, "-wal")] {
        if path.exists() {
            return Err(BackupError::Exists { path: path.clone() });
        }
    }
    let failed = |message: String| BackupError::Copy {
        path: database.clone(),
        message,
    };
    let unfinished = unfinished(&database);
    let copied = connect(from)
        .map_err(|error| error.to_string())
        .and_then(|db| copy(&db, &unfinished))
        .and_then(|()| fs::rename(&unfinished, &database).map_err(|error| error.to_string()));
    if let Err(message) = copied {
        let _ = fs::remove_file(&unfinished);
        return Err(failed(message));
    }
    Ok(found)
}

/// Writes what `db` is now into a new file at `to`.
pub(super) fn copy(db: &Connection, to: &Path) -> Result<(), String> {
    match fs::remove_file(to) {
        Err(error) if error.kind() != io::ErrorKind::NotFound => return Err(error.to_string()),
        Ok(()) | Err(_) => {}
    }
    // SQLite fills an empty file as well, and this one has the right mode.
    open_private(to).map_err(|error| error.to_string())?;
    let target = to.to_str().ok_or("the path is not UTF-8")?;
    db.execute("vacuum into ?1", [target])
        .map(drop)
        .map_err(|error| error.to_string())
}

fn whole(path: &Path) -> Result<Examination, BackupError> {
    let found = examine(path)?;
    match found.problems.first() {
        None => Ok(found),
        Some(problem) => Err(BackupError::Damaged {
            path: path.to_owned(),
            problem: problem.clone(),
        }),
    }
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    // Not read-only: a database with a write-ahead log, and nobody who has it open, cannot be read
    // without making the log's index.
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags)?;
    db.busy_timeout(PATIENCE)?;
    Ok(db)
}

fn unfinished(path: &Path) -> PathBuf {
    beside(path, ".unfinished")
}

fn beside(path: &Path, ending: &str) -> PathBuf {
    let mut name = path.as_os_str().to_owned();
    name.push(ending);
    PathBuf::from(name)
}
