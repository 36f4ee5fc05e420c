//! Records of calls: saving, finding, listing, removing.

use std::collections::BTreeSet;

use callkit_protocol::{CallId, Id as _, RoomId, SdkAppId, UnixMs};
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension as _, Result, Row, params};

use super::column::{at, at_or_none, id, media, ms, reason, uint32, unreadable};
use super::retention::CHUNK;
use super::{quality, search};
use crate::{Page, Record, RecordFilter, RecordPage, RecordSearch, StoreError};

pub(super) const COLUMNS: &str =
    "r.call_id, r.caller, r.media, r.is_group, r.room_id, r.started_at,
    r.accepted_at, r.ended_at, r.reason, r.members_json, r.details_json";

/// Saves a record, in place of an earlier one of the same call.
pub(super) fn save(db: &Connection, app: SdkAppId, record: &Record) -> Result<()> {
    let members = serde_json::to_string(&record.members)
        .map_err(|error| rusqlite::Error::ToSqlConversionFailure(error.into()))?;
    let call = record.call.as_str();
    delete(db, app, &record.call)?;
    let sql = "insert into records (app, call_id, caller, media, is_group, room_id, started_at,
            accepted_at, ended_at, reason, members_json, details_json)
        values (?1, ?2, ?3, ?4, ?5, ?6, ?7, ?8, ?9, ?10, ?11, ?12)";
    db.prepare_cached(sql)?.execute(params![
        app.0,
        call,
        record.caller.as_str(),
        record.media.name(),
        record.group,
        record.room.number(),
        ms(record.started_at),
        record.accepted_at.map(ms),
        ms(record.ended_at),
        record.reason.name(),
        members,
        record.details,
    ])?;
    let sql = "insert into record_members
        select app, ?3, started_at, call_id, reason, media, is_group, duration
        from records where app = ?1 and call_id = ?2";
    let mut insert = db.prepare_cached(sql)?;
    let named: BTreeSet<_> = std::iter::once(&record.caller)
        .chain(&record.members)
        .collect();
    for user in named {
        insert.execute(params![app.0, call, user.as_str()])?;
    }
    Ok(())
}

pub(super) fn find(
    db: &Connection,
    app: SdkAppId,
    call: &CallId,
) -> Result<Option<Record>, StoreError> {
    let sql = format!("select {COLUMNS} from records r where r.app = ?1 and r.call_id = ?2");
    let mut select = db.prepare_cached(&sql)?;
    Ok(select
        .query_row(params![app.0, call.as_str()], stored_record)
        .optional()?)
}

/// One app's records, the call made last first.
pub(super) fn list(
    db: &Connection,
    app: SdkAppId,
    filter: &RecordFilter,
    page: Page,
) -> Result<RecordPage, StoreError> {
    let search = RecordSearch {
        app: Some(app),
        filter: filter.clone(),
        ..RecordSearch::default()
    };
    let found = search::run(db, &search, page)?;
    let records = found.records.into_iter().map(|found| found.record);
    Ok(RecordPage {
        total: found.total,
        records: records.collect(),
    })
}

/// Removes some of the records of calls made before `before`, and their facts.
pub(super) fn purge(db: &Connection, app: SdkAppId, before: UnixMs) -> Result<usize, StoreError> {
    let sql = "select call_id from records where app = ?1 and started_at < ?2 limit ?3";
    let mut select = db.prepare_cached(sql)?;
    let calls = select.query_map(params![app.0, ms(before), CHUNK], |row| id(row, "call_id"))?;
    let calls: Vec<CallId> = calls.collect::<Result<_>>()?;
    let mut facts = db.prepare_cached("delete from facts where app = ?1 and call_id = ?2")?;
    for call in &calls {
        facts.execute(params![app.0, call.as_str()])?;
        quality::delete(db, app, call)?;
        delete(db, app, call)?;
    }
    Ok(calls.len())
}

fn delete(db: &Connection, app: SdkAppId, call: &CallId) -> Result<()> {
    let mut delete = db.prepare_cached("delete from records where app = ?1 and call_id = ?2")?;
    delete.execute(params![app.0, call.as_str()]).map(drop)
}

pub(super) fn stored_record(row: &Row<'_>) -> Result<Record> {
    let members: String = row.get("members_json")?;
    Ok(Record {
        call: id(row, "call_id")?,
        caller: id(row, "caller")?,
        media: media(row, "media")?,
        group: row.get("is_group")?,
        room: RoomId::new(uint32(row, "room_id")?)
            .map_err(|error| unreadable(Type::Integer, error))?,
        started_at: at(row, "started_at")?,
        accepted_at: at_or_none(row, "accepted_at")?,
        ended_at: at(row, "ended_at")?,
        reason: reason(row, "reason")?,
        members: serde_json::from_str(&members).map_err(|error| unreadable(Type::Text, error))?,
        details: row.get("details_json")?,
    })
}
