//! Looking at a database without opening it for work: nothing is made, migrated or changed.

use std::path::{Path, PathBuf};
use std::time::Duration;

use callkit_protocol::UnixMs;
use rusqlite::{Connection, OpenFlags, OptionalExtension as _};
use thiserror::Error;

use super::migrate;

/// How long to wait for somebody who holds the database.
const PATIENCE: Duration = Duration::from_secs(5);
/// Problems beyond which no more are looked for.
const MOST_PROBLEMS: u32 = 5;
/// "call", which the first migration writes into the file's head.
const APPLICATION_ID: u32 = 0x6361_6c6c;

/// What a database is.
#[derive(Clone, Debug, PartialEq, Eq)]
pub struct Examination {
    /// Its schema.
    pub schema: u32,
    /// The newest schema that this build knows.
    pub known: u32,
    /// The version of callkit that migrated it last.
    pub written_by: Option<String>,
    /// Its size with the log, in bytes.
    pub bytes: u64,
    /// The latest time that it knows of; `None` while it has no calls and no apps.
    pub newest: Option<UnixMs>,
    /// What does not hold together; empty is well.
    pub problems: Vec<String>,
}

/// Why a file cannot be looked at, or is nothing that this build can work with.
#[derive(Clone, Debug, Error, PartialEq, Eq)]
pub enum ExamineError {
    /// It cannot be opened or read.
    #[error("cannot read the database {}: {message}", path.display())]
    Unreadable {
        /// The file.
        path: PathBuf,
        /// What the system or the database says.
        message: String,
    },
    /// It is a database of another program.
    #[error("{} is a database, but not one of callkit's", path.display())]
    Foreign {
        /// The file.
        path: PathBuf,
    },
    /// A newer callkit has migrated it.
    #[error(
        "the database {} has schema {found}{}, and this is callkit {}, which knows schemas up to \
         {known}; use the newer version",
        path.display(),
        written_by.as_ref().map(|by| format!(", made by callkit {by}")).unwrap_or_default(),
        env!("CARGO_PKG_VERSION")
    )]
    Newer {
        /// The file.
        path: PathBuf,
        /// Its schema.
        found: u32,
        /// The newest schema that this build knows.
        known: u32,
        /// The version of callkit that migrated it, if it can be told.
        written_by: Option<String>,
    },
}

/// Looks at a database file, also beside a running server.
///
/// # Errors
/// See [`ExamineError`]. Damage inside a database that can be read is no error but among
/// [`Examination::problems`].
pub fn examine(path: &Path) -> Result<Examination, ExamineError> {
    let unreadable = |message: String| ExamineError::Unreadable {
        path: path.to_owned(),
        message,
    };
    let metadata = std::fs::metadata(path).map_err(|error| unreadable(error.to_string()))?;
    let failed = |error: rusqlite::Error| unreadable(error.to_string());
    let db = connect(path).map_err(failed)?;
    let schema = migrate::schema(&db).map_err(failed)?;
    let application: u32 = db
        .pragma_query_value(None, "application_id", |row| row.get(0))
        .map_err(failed)?;
    if schema == 0 || application != APPLICATION_ID {
        return Err(ExamineError::Foreign {
            path: path.to_owned(),
        });
    }
    let (known, written_by) = (migrate::known(), migrate::written_by(&db));
    if schema > known {
        return Err(ExamineError::Newer {
            path: path.to_owned(),
            found: schema,
            known,
            written_by,
        });
    }
    let log = path.with_file_name(format!(
        "{}-wal",
        path.file_name().unwrap_or_default().to_string_lossy()
    ));
    let log = std::fs::metadata(log).map_or(0, |log| log.len());
    Ok(Examination {
        schema,
        known,
        written_by,
        bytes: metadata.len() + log,
        newest: newest(&db).map_err(failed)?,
        problems: problems(&db).map_err(failed)?,
    })
}

fn connect(path: &Path) -> rusqlite::Result<Connection> {
    let flags = OpenFlags::SQLITE_OPEN_READ_WRITE | OpenFlags::SQLITE_OPEN_NO_MUTEX;
    let db = Connection::open_with_flags(path, flags)?;
    db.busy_timeout(PATIENCE)?;
    db.pragma_update(None, "query_only", true)?;
    Ok(db)
}

/// Times that the server's own clock has written.
fn newest(db: &Connection) -> rusqlite::Result<Option<UnixMs>> {
    let sql = "select max(at) from (
        select max(created_at) as at from apps
        union all select max(created_at) from command_keys
        union all select max(ended_at) from records)";
    let newest: Option<i64> = db
        .query_row(sql, [], |row| row.get(0))
        .optional()?
        .flatten();
    Ok(newest.map(|at| UnixMs(at.unsigned_abs())))
}

fn problems(db: &Connection) -> rusqlite::Result<Vec<String>> {
    let mut problems = Vec::new();
    let mut check = db.prepare(&format!("pragma integrity_check({MOST_PROBLEMS})"))?;
    let mut rows = check.query([])?;
    while let Some(row) = rows.next()? {
        let problem: String = row.get(0)?;
        if problem != "ok" {
            problems.push(problem.replace('\n', " "));
        }
    }
    Ok(problems)
}
