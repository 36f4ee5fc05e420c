//! One step of a call, written as a whole.

use callkit_protocol::{Id as _, UserId};
use rusqlite::{Connection, OptionalExtension as _, Result, params};

use super::column::{int, ms, uint};
use super::{calls, records};
use crate::{CallChange, CommitError, Conflict, Fence, StoredFact};

/// Writes a change, or fails somewhere on the way: the caller undoes what was written by then.
pub(super) fn apply(db: &Connection, change: &CallChange) -> Result<(), CommitError> {
    match stored(db, change)? {
        None => create(db, change)?,
        Some((fence, version)) => advance(db, change, fence, version)?,
    }
    for fact in &change.facts {
        insert_fact(db, change, fact)?;
    }
    if let Some(record) = &change.record {
        records::save(db, change.app, record)?;
    }
    insert_outbox(db, change)?;
    insert_commands(db, change)?;
    for user in &change.release {
        release(db, change, user)?;
    }
    for user in &change.claim {
        claim(db, change, user)?;
    }
    if change.ended.is_some() {
        release_all(db, change)?;
    }
    Ok(())
}

fn stored(db: &Connection, change: &CallChange) -> Result<Option<(Fence, u64)>> {
    let sql = "select owner, epoch, version from calls where app = ?1 and call_id = ?2";
    let mut select = db.prepare_cached(sql)?;
    select
        .query_row(params![change.app.0, change.call.as_str()], |row| {
            Ok((calls::fence(row)?, uint(row, "version")?))
        })
        .optional()
}

fn create(db: &Connection, change: &CallChange) -> Result<(), CommitError> {
    if change.after != 0 {
        return Err(Conflict::VersionGap {
            after: change.after,
            stored: 0,
        }
        .into());
    }
    let sql = "insert into calls
        (owner, epoch, version, state_json, ended_at, expires_at, app, call_id)
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8)";
    write_call(db, change, sql)
}

fn advance(
    db: &Connection,
    change: &CallChange,
    fence: Fence,
    version: u64,
) -> Result<(), CommitError> {
    if fence != change.fence {
        let Fence { owner, epoch } = fence;
        return Err(Conflict::Fenced { owner, epoch }.into());
    }
    if version != change.after || change.version <= version {
        return Err(Conflict::VersionGap {
            after: change.after,
            stored: version,
        }
        .into());
    }
    let sql = "update calls set owner = ?1, epoch = ?2, version = ?3, state_json = ?4,
        ended_at = coalesce(ended_at, ?5), expires_at = coalesce(expires_at, ?6)
        where app = ?7 and call_id = ?8";
    write_call(db, change, sql)
}

fn write_call(db: &Connection, change: &CallChange, sql: &str) -> Result<(), CommitError> {
    db.prepare_cached(sql)?.execute(params![
        change.fence.owner.as_str(),
        int(change.fence.epoch),
        int(change.version),
        change.state,
        change.ended.map(|ended| ms(ended.at)),
        change.ended.map(|ended| ms(ended.expires_at)),
        change.app.0,
        change.call.as_str(),
    ])?;
    Ok(())
}

fn insert_fact(db: &Connection, change: &CallChange, fact: &StoredFact) -> Result<(), CommitError> {
    let sql = "insert into facts (app, call_id, seq, version, at, kind, body_json)
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7) on conflict do nothing";
    let inserted = db.prepare_cached(sql)?.execute(params![
        change.app.0,
        change.call.as_str(),
        int(fact.seq),
        int(fact.version),
        ms(fact.at),
        fact.kind,
        fact.body,
    ])?;
    if inserted == 0 {
        return Err(Conflict::FactRepeated { seq: fact.seq }.into());
    }
    Ok(())
}

fn insert_outbox(db: &Connection, change: &CallChange) -> Result<()> {
    let sql = "insert into outbox (app, call_id, seq, kind, body_json, created_at, next_at)
        values (?1, ?2, ?3, ?4, ?5, ?6, ?6)";
    for entry in &change.outbox {
        db.prepare_cached(sql)?.execute(params![
            change.app.0,
            change.call.as_str(),
            int(entry.seq),
            entry.kind,
            entry.body,
            ms(change.at),
        ])?;
    }
    Ok(())
}

fn insert_commands(db: &Connection, change: &CallChange) -> Result<(), CommitError> {
    let sql = "insert into command_keys (app, user_id, key, call_id, answer_json, created_at)
        values (?1, ?2, ?3, ?4, ?5, ?6) on conflict do nothing";
    for command in &change.commands {
        let inserted = db.prepare_cached(sql)?.execute(params![
            change.app.0,
            command.user.as_str(),
            command.key.as_str(),
            change.call.as_str(),
            command.answer,
            ms(change.at),
        ])?;
        if inserted == 0 {
            let (user, key) = (command.user.clone(), command.key.clone());
            return Err(Conflict::KeyTaken { user, key }.into());
        }
    }
    Ok(())
}

fn claim(db: &Connection, change: &CallChange, user: &UserId) -> Result<(), CommitError> {
    let sql = "insert into busy (app, user_id, call_id) values (?1, ?2, ?3) on conflict do nothing";
    let params = params![change.app.0, user.as_str(), change.call.as_str()];
    if db.prepare_cached(sql)?.execute(params)? > 0 {
        return Ok(());
    }
    match calls::claim(db, change.app, user)? {
        Some(call) if call != change.call => Err(Conflict::Busy {
            user: user.clone(),
            call,
        }
        .into()),
        Some(_) | None => Ok(()),
    }
}

fn release(db: &Connection, change: &CallChange, user: &UserId) -> Result<()> {
    let sql = "delete from busy where app = ?1 and user_id = ?2 and call_id = ?3";
    let params = params![change.app.0, user.as_str(), change.call.as_str()];
    db.prepare_cached(sql)?.execute(params).map(drop)
}

fn release_all(db: &Connection, change: &CallChange) -> Result<()> {
    let sql = "delete from busy where app = ?1 and call_id = ?2";
    let params = params![change.app.0, change.call.as_str()];
    db.prepare_cached(sql)?.execute(params).map(drop)
}
