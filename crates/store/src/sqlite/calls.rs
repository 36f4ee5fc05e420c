//! Calls that are running or not yet forgotten: reading them, taking them over, letting them go.

use std::collections::{BTreeMap, BTreeSet};

use callkit_protocol::{CallId, Id as _, SdkAppId, UnixMs, UserId};
use rusqlite::{Connection, OptionalExtension as _, Result, Row, params};

use super::column::{at, at_or_none, id, ms, uint, uint32};
use super::retention::CHUNK;
use crate::{CommitError, Conflict, Ended, Fence, NodeId, StoreError, StoredCall, StoredFact};

/// Who owns the call of a row.
pub(super) fn fence(row: &Row<'_>) -> Result<Fence> {
    let owner: String = row.get("owner")?;
    Ok(Fence {
        owner: NodeId::new(owner),
        epoch: uint(row, "epoch")?,
    })
}

pub(super) fn find(
    db: &Connection,
    app: SdkAppId,
    call: &CallId,
) -> Result<Option<StoredCall>, StoreError> {
    let sql = "select app, call_id, owner, epoch, version, state_json, ended_at, expires_at
        from calls where app = ?1 and call_id = ?2";
    let mut select = db.prepare_cached(sql)?;
    Ok(select
        .query_row(params![app.0, call.as_str()], stored_call)
        .optional()?)
}

pub(super) fn facts(
    db: &Connection,
    app: SdkAppId,
    call: &CallId,
) -> Result<Vec<StoredFact>, StoreError> {
    let sql = "select seq, version, at, kind, body_json from facts
        where app = ?1 and call_id = ?2 order by seq";
    let mut select = db.prepare_cached(sql)?;
    let facts = select.query_map(params![app.0, call.as_str()], |row| {
        Ok(StoredFact {
            seq: uint(row, "seq")?,
            version: uint(row, "version")?,
            at: at(row, "at")?,
            kind: row.get("kind")?,
            body: row.get("body_json")?,
        })
    })?;
    Ok(facts.collect::<Result<_>>()?)
}

/// In which call one user is.
pub(super) fn claim(db: &Connection, app: SdkAppId, user: &UserId) -> Result<Option<CallId>> {
    let sql = "select call_id from busy where app = ?1 and user_id = ?2";
    let mut select = db.prepare_cached(sql)?;
    select
        .query_row(params![app.0, user.as_str()], |row| id(row, "call_id"))
        .optional()
}

pub(super) fn claims(
    db: &Connection,
    app: SdkAppId,
    users: BTreeSet<UserId>,
) -> Result<BTreeMap<UserId, CallId>, StoreError> {
    let mut claims = BTreeMap::new();
    for user in users {
        if let Some(call) = claim(db, app, &user)? {
            claims.insert(user, call);
        }
    }
    Ok(claims)
}

pub(super) fn take_over(
    db: &Connection,
    by: &NodeId,
    from: &NodeId,
) -> Result<Vec<StoredCall>, StoreError> {
    let sql = "update calls set owner = ?1, epoch = epoch + 1 where owner = ?2
        returning app, call_id, owner, epoch, version, state_json, ended_at, expires_at";
    let mut update = db.prepare_cached(sql)?;
    let calls = update.query_map([by.as_str(), from.as_str()], stored_call)?;
    Ok(calls.collect::<Result<_>>()?)
}

pub(super) fn forget(
    db: &Connection,
    app: SdkAppId,
    call: &CallId,
    mine: &Fence,
) -> Result<(), CommitError> {
    let Some(call) = find(db, app, call)? else {
        return Ok(());
    };
    if call.fence != *mine {
        let Fence { owner, epoch } = call.fence;
        return Err(Conflict::Fenced { owner, epoch }.into());
    }
    if call.ended.is_none() {
        return Err(Conflict::Live.into());
    }
    let mut delete = db.prepare_cached("delete from calls where app = ?1 and call_id = ?2")?;
    delete.execute(params![app.0, call.call.as_str()])?;
    Ok(())
}

/// Removes some of the ended calls that have expired.
pub(super) fn expire(db: &Connection, now: UnixMs) -> Result<usize, StoreError> {
    let sql = "delete from calls where rowid in
        (select rowid from calls where expires_at <= ?1 limit ?2)";
    Ok(db.prepare_cached(sql)?.execute(params![ms(now), CHUNK])?)
}

fn stored_call(row: &Row<'_>) -> Result<StoredCall> {
    let ended = match (at_or_none(row, "ended_at")?, at_or_none(row, "expires_at")?) {
        (Some(at), Some(expires_at)) => Some(Ended { at, expires_at }),
        (None, _) | (_, None) => None,
    };
    Ok(StoredCall {
        app: SdkAppId(uint32(row, "app")?),
        call: id(row, "call_id")?,
        fence: fence(row)?,
        version: uint(row, "version")?,
        state: row.get("state_json")?,
        ended,
    })
}
