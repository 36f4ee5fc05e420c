//! Commands that were carried out, by the keys that their devices gave them.

use callkit_protocol::{CommandKey, Id as _, SdkAppId, UnixMs, UserId};
use rusqlite::{Connection, OptionalExtension as _, params};

use super::column::{at, id, ms};
use super::retention::CHUNK;
use crate::{StoreError, StoredCommand};

pub(super) fn find(
    db: &Connection,
    app: SdkAppId,
    user: &UserId,
    key: &CommandKey,
) -> Result<Option<StoredCommand>, StoreError> {
    let sql = "select call_id, answer_json, created_at from command_keys
        where app = ?1 and user_id = ?2 and key = ?3";
    let mut select = db.prepare_cached(sql)?;
    let found = select.query_row(params![app.0, user.as_str(), key.as_str()], |row| {
        Ok(StoredCommand {
            call: id(row, "call_id")?,
            answer: row.get("answer_json")?,
            at: at(row, "created_at")?,
        })
    });
    Ok(found.optional()?)
}

/// Forgets some of the commands carried out before `before`.
pub(super) fn purge(db: &Connection, before: UnixMs) -> Result<usize, StoreError> {
    let sql = "delete from command_keys where (app, user_id, key) in
        (select app, user_id, key from command_keys where created_at < ?1 limit ?2)";
    Ok(db
        .prepare_cached(sql)?
        .execute(params![ms(before), CHUNK])?)
}
