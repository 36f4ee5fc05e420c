//! How the media of calls fared.

use callkit_protocol::{CallId, Id as _, SdkAppId, UnixMs};
use rusqlite::{Connection, Result, params};

use super::column::{at, id, ms};
use super::retention::CHUNK;
use crate::{MediaLog, QualityChunk, StoreError, StoredNote};

pub(super) fn save(
    db: &Connection,
    app: SdkAppId,
    call: &CallId,
    log: &MediaLog,
) -> Result<(), StoreError> {
    let sql = "insert or replace into quality (app, call_id, user_id, device_id, from_at, samples)
        values (?1, ?2, ?3, ?4, ?5, ?6)";
    let mut insert = db.prepare_cached(sql)?;
    for chunk in &log.chunks {
        insert.execute(params![
            app.0,
            call.as_str(),
            chunk.user.as_str(),
            chunk.device.as_str(),
            ms(chunk.from),
            chunk.samples,
        ])?;
    }
    let sql = "insert into media_notes (app, call_id, at, user_id, device_id, kind, detail)
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7) on conflict do nothing";
    let mut insert = db.prepare_cached(sql)?;
    for note in &log.notes {
        insert.execute(params![
            app.0,
            call.as_str(),
            ms(note.at),
            note.user.as_str(),
            note.device.as_str(),
            note.kind,
            note.detail,
        ])?;
    }
    Ok(())
}

pub(super) fn find(db: &Connection, app: SdkAppId, call: &CallId) -> Result<MediaLog, StoreError> {
    let sql = "select user_id, device_id, from_at, samples from quality
        where app = ?1 and call_id = ?2 order by user_id, device_id, from_at";
    let mut select = db.prepare_cached(sql)?;
    let chunks = select.query_map(params![app.0, call.as_str()], |row| {
        Ok(QualityChunk {
            user: id(row, "user_id")?,
            device: id(row, "device_id")?,
            from: at(row, "from_at")?,
            samples: row.get("samples")?,
        })
    })?;
    let chunks = chunks.collect::<Result<_>>()?;
    let sql = "select at, user_id, device_id, kind, detail from media_notes
        where app = ?1 and call_id = ?2 order by at, user_id, device_id, kind";
    let mut select = db.prepare_cached(sql)?;
    let notes = select.query_map(params![app.0, call.as_str()], |row| {
        Ok(StoredNote {
            at: at(row, "at")?,
            user: id(row, "user_id")?,
            device: id(row, "device_id")?,
            kind: row.get("kind")?,
            detail: row.get("detail")?,
        })
    })?;
    let notes = notes.collect::<Result<_>>()?;
    Ok(MediaLog { chunks, notes })
}

/// Removes some of what is older than `before`.
pub(super) fn purge(db: &Connection, before: UnixMs) -> Result<usize, StoreError> {
    let mut removed = 0;
    for (table, age) in [("quality", "from_at"), ("media_notes", "at")] {
        // No row numbers in these tables, so that the keys must do.
        let key = match table {
            "quality" => "app, call_id, user_id, device_id, from_at",
            _ => "app, call_id, at, user_id, device_id, kind",
        };
        let sql = format!(
            "delete from {table} where ({key}) in
                (select {key} from {table} where {age} < ?1 limit ?2)"
        );
        removed = removed.max(
            db.prepare_cached(&sql)?
                .execute(params![ms(before), CHUNK])?,
        );
    }
    Ok(removed)
}

/// Removes everything of one call.
pub(super) fn delete(db: &Connection, app: SdkAppId, call: &CallId) -> Result<()> {
    for table in ["quality", "media_notes"] {
        let sql = format!("delete from {table} where app = ?1 and call_id = ?2");
        db.prepare_cached(&sql)?
            .execute(params![app.0, call.as_str()])?;
    }
    Ok(())
}
