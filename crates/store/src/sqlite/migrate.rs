//! The schema and how it got there: numbered scripts, each applied once and never edited.

use std::fs;
use std::path::{Path, PathBuf};

use callkit_protocol::UnixMs;
use rusqlite::{Connection, OptionalExtension as _, Result, TransactionBehavior};

use super::backup;
use super::open::OpenError;
use crate::{DataDir, Installation, NodeId, ServingLock, StoreError};

/// The n-th takes a database from schema n - 1 to schema n.
const MIGRATIONS: &[&str] = &[
    include_str!("../../migrations/sqlite/0001_initial.sql"),
    include_str!("../../migrations/sqlite/0002_console.sql"),
    include_str!("../../migrations/sqlite/0003_people.sql"),
];

/// Copies from before a migration that are kept, the newest ones. Higher: more ways back; lower: less
/// disk.
const BACKUPS_KEPT: usize = 3;
/// What the name of such a copy begins and ends with; the schema stands in between.
const BACKUP_NAME: (&str, &str) = ("callkit.schema-", ".backup");

/// The newest schema that this build knows.
pub(super) fn known() -> u32 {
    u32::try_from(MIGRATIONS.len()).expect("there are few migrations")
}

/// Applies the migrations that are missing, all in one transaction. A database that has data is
/// copied first, and not touched while a server runs on it.
pub(super) fn bring_up_to_date(
    db: &mut Connection,
    dir: &DataDir,
    lock: Option<&ServingLock>,
) -> Result<(), OpenError> {
    migrate(db, dir, lock, MIGRATIONS)
}

/// What the database says about itself.
pub(super) fn installation(db: &Connection) -> Result<Installation, StoreError> {
    let entry = |name: &str| -> Result<String> {
        let mut select = db.prepare_cached("select value from meta where name = ?1")?;
        select.query_row([name], |row| row.get(0))
    };
    let created_at = entry("created_at")?;
    let created_at = created_at.parse().map_err(|_| StoreError::Corrupt {
        message: format!("the database was made at {created_at:?}"),
    })?;
    Ok(Installation {
        id: NodeId::new(entry("installation_id")?),
        created_at: UnixMs(created_at),
        schema: schema(db)?,
    })
}

fn migrate(
    db: &mut Connection,
    dir: &DataDir,
    lock: Option<&ServingLock>,
    migrations: &[&str],
) -> Result<(), OpenError> {
    let path = dir.database();
    let failed = |error: rusqlite::Error| OpenError::Database {
        path: path.clone(),
        message: error.to_string(),
    };
    let known = u32::try_from(migrations.len()).expect("there are few migrations");
    let found = schema(db).map_err(failed)?;
    if found > known {
        return Err(OpenError::NewerSchema {
            written_by: written_by(db),
            path,
            found,
            known,
        });
    }
    if found == known {
        return Ok(());
    }
    if found == 0 && !is_empty(db).map_err(failed)? {
        return Err(OpenError::Foreign { path });
    }
    let mut _taken = None;
    if found > 0 {
        if lock.is_none() {
            _taken = Some(dir.lock_for_serving()?);
        }
        back_up(db, dir, found)?;
    }

    let transaction = db
        .transaction_with_behavior(TransactionBehavior::Immediate)
        .map_err(failed)?;
    for (schema, script) in (1..).zip(migrations).skip(found as usize) {
        let apply = || -> Result<()> {
            transaction.execute_batch(script)?;
            transaction.pragma_update(None, "user_version", schema)?;
            let sql = "insert or replace into meta values ('written_by', ?1)";
            transaction
                .execute(sql, [env!("CARGO_PKG_VERSION")])
                .map(drop)
        };
        apply().map_err(|error| OpenError::Migration {
            path: path.clone(),
            schema,
            message: error.to_string(),
        })?;
    }
    transaction.commit().map_err(failed)?;
    drop_old_backups(dir);
    tracing::info!(from = found, to = known, path = %path.display(), "migrated the database");
    Ok(())
}

/// Writes a copy beside the database, which appears under its name only when it is whole.
fn back_up(db: &Connection, dir: &DataDir, schema: u32) -> Result<(), OpenError> {
    let path = backup_path(dir, schema);
    let unfinished = path.with_extension("unfinished");
    let made = backup::copy(db, &unfinished)
        .and_then(|()| fs::rename(&unfinished, &path).map_err(|error| error.to_string()));
    made.map_err(|message| OpenError::Backup {
        path: path.clone(),
        message,
    })?;
    tracing::info!(path = %path.display(), "copied the database before migrating it");
    Ok(())
}

/// Removes all but the newest copies. What cannot be removed stays: a migration has worked, and
/// disk is all that is lost.
fn drop_old_backups(dir: &DataDir) {
    let mut schemas: Vec<u32> = fs::read_dir(dir.path())
        .into_iter()
        .flatten()
        .filter_map(|entry| schema_of_backup(&entry.ok()?.path()))
        .collect();
    schemas.sort_unstable_by(|a, b| b.cmp(a));
    for schema in schemas.into_iter().skip(BACKUPS_KEPT) {
        let path = backup_path(dir, schema);
        if let Err(error) = fs::remove_file(&path) {
            tracing::warn!(%error, path = %path.display(), "cannot remove an old copy");
        }
    }
}

fn backup_path(dir: &DataDir, schema: u32) -> PathBuf {
    let (begin, end) = BACKUP_NAME;
    dir.path().join(format!("{begin}{schema}{end}"))
}

fn schema_of_backup(path: &Path) -> Option<u32> {
    let (begin, end) = BACKUP_NAME;
    let name = path.file_name()?.to_str()?;
    name.strip_prefix(begin)?.strip_suffix(end)?.parse().ok()
}

pub(super) fn schema(db: &Connection) -> Result<u32> {
    db.pragma_query_value(None, "user_version", |row| row.get(0))
}

fn is_empty(db: &Connection) -> Result<bool> {
    db.query_row(
        "select not exists (select * from sqlite_schema)",
        [],
        |row| row.get(0),
    )
}

/// Who migrated a database of which nothing else may be assumed.
pub(super) fn written_by(db: &Connection) -> Option<String> {
    let sql = "select value from meta where name = 'written_by'";
    db.query_row(sql, [], |row| row.get(0))
        .optional()
        .ok()
        .flatten()
}

#[cfg(test)]
mod tests {
    use std::fs;

    use super::*;
    use crate::DataDirError;

    const ONE: &str = MIGRATIONS[0];
    const TWO: &str = "alter table apps add column colour text; update apps set colour = 'red'";
    const BROKEN: &str = "alter table apps add column colour text; drop table nonsense";

    /// A database of schema 1 with one app in it.
    fn schema_1() -> (tempfile::TempDir, DataDir, Connection) {
        let temp = tempfile::tempdir().expect("a directory");
        let dir = DataDir::open(temp.path().join("data")).expect("a data directory");
        let mut db = Connection::open(dir.database()).expect("a database");
        migrate(&mut db, &dir, None, &[ONE]).expect("made");
        db.execute("insert into apps values (1, 'Default', 0, '{}', 0)", [])
            .expect("written");
        (temp, dir, db)
    }

    fn backups(dir: &DataDir) -> Vec<String> {
        let entries = fs::read_dir(dir.path()).expect("a directory");
        let names = entries.map(|entry| entry.expect("an entry").file_name());
        names
            .filter_map(|name| name.into_string().ok())
            .filter(|name| name.contains("schema") || name.contains("unfinished"))
            .collect()
    }

    #[test]
    fn a_new_database_needs_no_copy() {
        let (_temp, dir, db) = schema_1();
        assert_eq!(schema(&db), Ok(1));
        assert_eq!(backups(&dir), [""; 0]);
    }

    #[test]
    fn a_database_with_data_is_copied_before_it_is_migrated() {
        let (_temp, dir, mut db) = schema_1();
        migrate(&mut db, &dir, None, &[ONE, TWO]).expect("migrated");
        assert_eq!(schema(&db), Ok(2));
        let colour = db.query_row("select colour from apps", [], |row| row.get::<_, String>(0));
        assert_eq!(colour.expect("read"), "red");

        assert_eq!(backups(&dir), ["callkit.schema-1.backup"]);
        let copy = Connection::open(backup_path(&dir, 1)).expect("a database");
        assert_eq!(schema(&copy), Ok(1));
        let name = copy.query_row("select name from apps", [], |row| row.get::<_, String>(0));
        assert_eq!(name.expect("read"), "Default");
        #[cfg(unix)]
        {
            use std::os::unix::fs::PermissionsExt as _;
            let mode = fs::metadata(backup_path(&dir, 1))
                .expect("there")
                .permissions()
                .mode();
            assert_eq!(mode & 0o777, 0o600);
        }
    }

    #[test]
    fn the_newest_copies_are_kept_and_older_ones_go() {
        let (_temp, dir, mut db) = schema_1();
        let next = "create table t (x); drop table t";
        for newest in 2..=6 {
            let mut all = vec![ONE];
            all.resize(newest, next);
            migrate(&mut db, &dir, None, &all).expect("migrated");
        }
        let mut kept = backups(&dir);
        kept.sort();
        let expected = [3, 4, 5].map(|schema| format!("callkit.schema-{schema}.backup"));
        assert_eq!(kept, expected);
    }

    #[test]
    fn a_migration_that_fails_changes_nothing() {
        let (_temp, dir, mut db) = schema_1();
        for _ in 0..2 {
            let error = migrate(&mut db, &dir, None, &[ONE, TWO, BROKEN]).expect_err("broken");
            assert!(
                matches!(error, OpenError::Migration { schema: 3, .. }),
                "{error}"
            );
            assert_eq!(schema(&db), Ok(1));
            assert!(db.prepare("select colour from apps").is_err());
        }
        migrate(&mut db, &dir, None, &[ONE, TWO]).expect("a better version migrates");
    }

    #[test]
    fn a_command_does_not_migrate_under_a_running_server() {
        let (_temp, dir, mut db) = schema_1();
        let server = dir.lock_for_serving().expect("nobody else serves");
        let error = migrate(&mut db, &dir, None, &[ONE, TWO]).expect_err("a server runs");
        assert!(
            matches!(error, OpenError::DataDir(DataDirError::InUse { .. })),
            "{error}"
        );
        assert_eq!(schema(&db), Ok(1));
        migrate(&mut db, &dir, Some(&server), &[ONE, TWO]).expect("the server itself may");
    }

    #[test]
    fn without_room_for_the_copy_nothing_is_migrated() {
        let (_temp, dir, mut db) = schema_1();
        // A directory where the copy would go stands for a disk that takes no more.
        fs::create_dir(backup_path(&dir, 1)).expect("made");
        let error = migrate(&mut db, &dir, None, &[ONE, TWO]).expect_err("no copy");
        assert!(matches!(error, OpenError::Backup { .. }), "{error}");
        assert_eq!(schema(&db), Ok(1));
    }
}
