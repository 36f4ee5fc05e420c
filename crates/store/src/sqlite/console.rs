//! The console's password and sessions.

use callkit_protocol::UnixMs;
use rusqlite::{Connection, OptionalExtension as _, Result, Row, params};

use super::column::{at, int, ms, uint};
use crate::{NewSession, PasswordHash, Session, SessionId, SessionKey, StoreError};

const COLUMNS: &str = "session_id, created_at, seen_at, expires_at, address, user_agent";

pub(super) fn password(db: &Connection) -> Result<Option<PasswordHash>, StoreError> {
    let mut select = db.prepare_cached("select hash from console_password")?;
    let hash = select.query_row([], |row| row.get(0)).optional()?;
    Ok(hash.map(PasswordHash))
}

pub(super) fn set_password(
    db: &Connection,
    hash: &PasswordHash,
    at: UnixMs,
) -> Result<(), StoreError> {
    let sql = "insert or replace into console_password values (1, ?1, ?2)";
    db.prepare_cached(sql)?.execute(params![hash.0, ms(at)])?;
    db.prepare_cached("delete from console_sessions")?
        .execute([])?;
    Ok(())
}

pub(super) fn begin(db: &Connection, new: &NewSession) -> Result<Session, StoreError> {
    db.prepare_cached("delete from console_sessions where expires_at <= ?1")?
        .execute([ms(new.at)])?;
    let sql = format!(
        "insert into console_sessions
            (secret_hash, created_at, seen_at, expires_at, address, user_agent)
        values (?1, ?2, ?2, ?3, ?4, ?5) returning {COLUMNS}"
    );
    let params = params![
        new.key.0,
        ms(new.at),
        ms(new.expires_at),
        new.address,
        new.user_agent
    ];
    Ok(db.prepare_cached(&sql)?.query_row(params, stored)?)
}

pub(super) fn find(
    db: &Connection,
    key: SessionKey,
    now: UnixMs,
) -> Result<Option<Session>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from console_sessions where secret_hash = ?1 and expires_at > ?2"
    );
    let mut select = db.prepare_cached(&sql)?;
    Ok(select
        .query_row(params![key.0, ms(now)], stored)
        .optional()?)
}

pub(super) fn touch(
    db: &Connection,
    id: SessionId,
    at: UnixMs,
    expires_at: UnixMs,
    address: &str,
) -> Result<(), StoreError> {
    let sql = "update console_sessions set seen_at = ?2, expires_at = ?3, address = ?4
        where session_id = ?1";
    db.prepare_cached(sql)?
        .execute(params![int(id.0), ms(at), ms(expires_at), address])?;
    Ok(())
}

pub(super) fn all(db: &Connection, now: UnixMs) -> Result<Vec<Session>, StoreError> {
    let sql = format!(
        "select {COLUMNS} from console_sessions where expires_at > ?1 order by session_id desc"
    );
    let mut select = db.prepare_cached(&sql)?;
    let sessions = select.query_map([ms(now)], stored)?;
    Ok(sessions.collect::<Result<_>>()?)
}

pub(super) fn end(db: &Connection, id: SessionId) -> Result<bool, StoreError> {
    let mut delete = db.prepare_cached("delete from console_sessions where session_id = ?1")?;
    Ok(delete.execute([int(id.0)])? > 0)
}

pub(super) fn end_all_but(db: &Connection, id: SessionId) -> Result<(), StoreError> {
    let mut delete = db.prepare_cached("delete from console_sessions where session_id <> ?1")?;
    delete.execute([int(id.0)])?;
    Ok(())
}

fn stored(row: &Row<'_>) -> Result<Session> {
    Ok(Session {
        id: SessionId(uint(row, "session_id")?),
        created_at: at(row, "created_at")?,
        seen_at: at(row, "seen_at")?,
        expires_at: at(row, "expires_at")?,
        address: row.get("address")?,
        user_agent: row.get("user_agent")?,
    })
}
