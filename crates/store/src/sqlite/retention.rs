//! What goes away by itself, what waits, and whether writing works.

use rusqlite::Connection;

use super::SqliteStore;
use super::column::{at_or_none, uint};
use crate::{Pending, StorageSize, StoreError};

/// How much is removed in one go. More is done sooner; less lets calls through in between earlier.
pub(super) const CHUNK: u32 = 500;

/// What must be free for the store to be ready, in bytes. Higher says "not ready" while calls could
/// still be written, lower says "ready" and then fails on a group call.
const BALLAST: u32 = 64 << 10;

/// Removes chunk after chunk until one is not full, and counts. Each is a piece of work of its own,
/// so that calls are written in between.
pub(super) fn purge(
    store: &SqliteStore,
    chunk: impl Fn(&Connection) -> Result<usize, StoreError> + Clone + Send + 'static,
) -> Pending<u64> {
    let first = store.shared.writer.submit(chunk.clone());
    let store = store.clone();
    Box::pin(async move {
        let mut removed = first.await?;
        let mut total = removed;
        while removed >= CHUNK as usize {
            removed = store.shared.writer.submit(chunk.clone()).await?;
            total += removed;
        }
        Ok(total as u64)
    })
}

/// How many messages wait for delivery.
pub(super) fn outbox_len(db: &Connection) -> Result<u64, StoreError> {
    let count: i64 = db
        .prepare_cached("select count(*) from outbox")?
        .query_row([], |row| row.get(0))?;
    Ok(count.unsigned_abs())
}

/// Writes something that nobody reads, to see whether there is room for the next calls.
pub(super) fn probe(db: &Connection) -> Result<(), StoreError> {
    let sql = "insert into ballast (weight) values (zeroblob(?1)) returning id";
    let id: i64 = db
        .prepare_cached(sql)?
        .query_row([BALLAST], |row| row.get(0))?;
    // The last one goes only now, or this one would find its room.
    db.prepare_cached("delete from ballast where id < ?1")?
        .execute([id])?;
    Ok(())
}

/// How much is stored. The quality is estimated by some of its rows: to read all would take long.
pub(super) fn size(db: &Connection) -> Result<StorageSize, StoreError> {
    let sql = "select
        (select page_count from pragma_page_count()) * (select page_size from pragma_page_size())
            as bytes,
        (select count(*) from records) as records,
        (select min(started_at) from records) as oldest,
        (select cast(coalesce(avg(length(samples)), 0) * (select count(*) from quality) as integer)
            from (select samples from quality limit 1000)) as quality";
    Ok(db.prepare_cached(sql)?.query_row([], |row| {
        Ok(StorageSize {
            database_bytes: uint(row, "bytes")?,
            records: uint(row, "records")?,
            oldest_record: at_or_none(row, "oldest")?,
            quality_bytes: uint(row, "quality")?,
        })
    })?)
}
