//! What is kept about a person, and taking his name out of it.

use callkit_protocol::{CallId, Id as _, SdkAppId, UnixMs, UserId};
use rusqlite::{Connection, Result, Row, params};

use super::column::{at, at_or_none, id, ms, uint, uint32};
use super::retention::CHUNK;
use super::{calls, records};
use crate::{Erased, Erasure, Page, PeoplePage, Person, Renamer, StoreError, Traces};

pub(super) fn traces(db: &Connection, app: SdkAppId, user: &UserId) -> Result<Traces, StoreError> {
    let who = params![app.0, user.as_str()];
    let count = |sql: &str| -> Result<u64> {
        let mut select = db.prepare_cached(sql)?;
        select.query_row(who, |row| uint(row, "n"))
    };
    let sql = "select count(*) n, min(started_at) oldest, max(started_at) newest
        from record_members where app = ?1 and user_id = ?2";
    let (records, oldest_record, newest_record) =
        db.prepare_cached(sql)?.query_row(who, |row| {
            let time = |column| at_or_none(row, column);
            Ok((uint(row, "n")?, time("oldest")?, time("newest")?))
        })?;
    Ok(Traces {
        blocked_by: count("select count(*) n from blocks where app = ?1 and blocked = ?2")?,
        records,
        oldest_record,
        newest_record,
        commands: count("select count(*) n from command_keys where app = ?1 and user_id = ?2")?,
        calls_with_quality: count(
            "select count(distinct call_id) n from quality where app = ?1 and user_id = ?2",
        )?,
    })
}

pub(super) fn list(
    db: &Connection,
    app: SdkAppId,
    text: &str,
    page: Page,
) -> Result<PeoplePage, StoreError> {
    const FOUND: &str = "from (
            select user_id from people where app = ?1
            union select user_id from users where app = ?1
            union select user_id from blocks where app = ?1
        ) k
        left join users u on u.app = ?1 and u.user_id = k.user_id
        where instr(lower(k.user_id), lower(?2)) or instr(lower(u.nick), lower(?2))";
    let total = db
        .prepare_cached(&format!("select count(*) n {FOUND}"))?
        .query_row(params![app.0, text], |row| uint(row, "n"))?;
    let sql = format!(
        "select f.user_id, f.nick, coalesce(p.records, 0) records, p.newest_at from (
            select k.user_id, coalesce(u.nick, '') nick {FOUND}
            order by k.user_id limit ?3 offset ?4
        ) f left join people p on p.app = ?1 and p.user_id = f.user_id order by f.user_id"
    );
    let params = params![app.0, text, page.limit, page.offset];
    let mut select = db.prepare_cached(&sql)?;
    let people = select.query_map(params, |row| {
        Ok(Person {
            user: id(row, "user_id")?,
            nick: row.get("nick")?,
            records: uint(row, "records")?,
            newest_record: at_or_none(row, "newest_at")?,
        })
    })?;
    Ok(PeoplePage {
        total,
        people: people.collect::<Result<_>>()?,
    })
}

/// Removes what is the user's own, and notes that he is to be taken out of what comes later.
pub(super) fn begin(db: &Connection, erasure: &Erasure) -> Result<Erased, StoreError> {
    let who = params![erasure.app.0, erasure.user.as_str()];
    let mut erased = Erased::default();
    let remove = |sql: &str| db.prepare_cached(sql)?.execute(who);
    erased.profile = remove("delete from users where app = ?1 and user_id = ?2")? > 0;
    let own = remove("delete from blocks where app = ?1 and user_id = ?2")?;
    let against = remove("delete from blocks where app = ?1 and blocked = ?2")?;
    erased.blocks = (own + against) as u64;
    remove("delete from command_keys where app = ?1 and user_id = ?2")?;
    let sql = "insert or replace into erasures values (?1, ?2, ?3, ?4)";
    db.prepare_cached(sql)?.execute(params![
        erasure.app.0,
        erasure.user.as_str(),
        erasure.replaced_by.as_str(),
        ms(erasure.at)
    ])?;
    Ok(erased)
}

/// Takes his name out of some of the calls that were made before he was deleted and are over.
pub(super) fn take_out(
    db: &Connection,
    erasure: &Erasure,
    renamer: &Renamer,
) -> Result<usize, StoreError> {
    let sql = "select call_id from record_members
        where app = ?1 and user_id = ?2 and started_at <= ?3 limit ?4";
    let mut select = db.prepare_cached(sql)?;
    let params = params![erasure.app.0, erasure.user.as_str(), ms(erasure.at), CHUNK];
    let calls = select.query_map(params, |row| id(row, "call_id"))?;
    let calls: Vec<CallId> = calls.collect::<Result<_>>()?;
    for call in &calls {
        rename_record(db, erasure, renamer, call)?;
        rename_facts(db, erasure, renamer, call)?;
        for table in ["quality", "media_notes"] {
            let sql =
                format!("delete from {table} where app = ?1 and call_id = ?2 and user_id = ?3");
            db.prepare_cached(&sql)?.execute(params![
                erasure.app.0,
                call.as_str(),
                erasure.user.as_str()
            ])?;
        }
    }
    Ok(calls.len())
}

/// Who was deleted, the first first. Those deleted before `before` are forgotten as well: every
/// call that they were in has ended by then.
pub(super) fn pending(db: &Connection, before: UnixMs) -> Result<Vec<Erasure>, StoreError> {
    db.prepare_cached("delete from erasures where at < ?1")?
        .execute([ms(before)])?;
    let sql = "select app, user_id, replaced_by, at from erasures order by at";
    let mut select = db.prepare_cached(sql)?;
    let erasures = select.query_map([], stored)?;
    Ok(erasures.collect::<Result<_>>()?)
}

fn rename_record(
    db: &Connection,
    erasure: &Erasure,
    renamer: &Renamer,
    call: &CallId,
) -> Result<(), StoreError> {
    let Some(mut record) = records::find(db, erasure.app, call)? else {
        return Ok(());
    };
    let renamed = |user: &mut UserId| {
        if *user == erasure.user {
            *user = erasure.replaced_by.clone();
        }
    };
    renamed(&mut record.caller);
    record.members.iter_mut().for_each(renamed);
    record.details = renamer.0.details(&record.details).map_err(corrupt(call))?;
    Ok(records::save(db, erasure.app, &record)?)
}

fn rename_facts(
    db: &Connection,
    erasure: &Erasure,
    renamer: &Renamer,
    call: &CallId,
) -> Result<(), StoreError> {
    let sql = "update facts set body_json = ?4 where app = ?1 and call_id = ?2 and seq = ?3";
    let mut update = db.prepare_cached(sql)?;
    for fact in calls::facts(db, erasure.app, call)? {
        let body = renamer.0.fact(&fact.body).map_err(corrupt(call))?;
        if body != fact.body {
            let seq = super::column::int(fact.seq);
            update.execute(params![erasure.app.0, call.as_str(), seq, body])?;
        }
    }
    Ok(())
}

fn corrupt(call: &CallId) -> impl Fn(String) -> StoreError {
    move |error| StoreError::Corrupt {
        message: format!("call {call}: {error}"),
    }
}

fn stored(row: &Row<'_>) -> Result<Erasure> {
    Ok(Erasure {
        app: SdkAppId(uint32(row, "app")?),
        user: id(row, "user_id")?,
        replaced_by: id(row, "replaced_by")?,
        at: at(row, "at")?,
    })
}
