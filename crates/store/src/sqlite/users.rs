//! Users' own settings and whom they block.

use std::collections::BTreeSet;

use callkit_protocol::{Id as _, SdkAppId, UnixMs, UserId};
use rusqlite::{Connection, OptionalExtension as _, Result, Row, params};

use super::column::{at, id, ms};
use crate::{StoreError, User, UserChange};

pub(super) fn find(
    db: &Connection,
    app: SdkAppId,
    users: &BTreeSet<UserId>,
) -> Result<Vec<User>, StoreError> {
    let sql = "select user_id, nick, avatar, do_not_disturb, updated_at
        from users where app = ?1 and user_id = ?2";
    let mut select = db.prepare_cached(sql)?;
    let mut found = Vec::new();
    for user in users {
        found.extend(
            select
                .query_row(params![app.0, user.as_str()], stored_user)
                .optional()?,
        );
    }
    Ok(found)
}

pub(super) fn update(
    db: &Connection,
    app: SdkAppId,
    user: &UserId,
    change: &UserChange,
    at: UnixMs,
) -> Result<User, StoreError> {
    let sql = "insert into users (app, user_id, nick, avatar, do_not_disturb, updated_at)
        values (?1, ?2, coalesce(?3, ''), coalesce(?4, ''), coalesce(?5, 0), ?6)
        on conflict do update set
            nick = coalesce(?3, nick),
            avatar = coalesce(?4, avatar),
            do_not_disturb = coalesce(?5, do_not_disturb),
            updated_at = ?6
        returning user_id, nick, avatar, do_not_disturb, updated_at";
    let UserChange {
        nick,
        avatar,
        do_not_disturb,
    } = change;
    let params = params![app.0, user.as_str(), nick, avatar, do_not_disturb, ms(at)];
    Ok(db.prepare_cached(sql)?.query_row(params, stored_user)?)
}

pub(super) fn block(
    db: &Connection,
    app: SdkAppId,
    user: &UserId,
    blocked: &UserId,
) -> Result<(), StoreError> {
    let sql =
        "insert into blocks (app, user_id, blocked) values (?1, ?2, ?3) on conflict do nothing";
    db.prepare_cached(sql)?
        .execute(params![app.0, user.as_str(), blocked.as_str()])?;
    Ok(())
}

pub(super) fn unblock(
    db: &Connection,
    app: SdkAppId,
    user: &UserId,
    blocked: &UserId,
) -> Result<(), StoreError> {
    let sql = "delete from blocks where app = ?1 and user_id = ?2 and blocked = ?3";
    db.prepare_cached(sql)?
        .execute(params![app.0, user.as_str(), blocked.as_str()])?;
    Ok(())
}

pub(super) fn blocks(
    db: &Connection,
    app: SdkAppId,
    user: &UserId,
) -> Result<BTreeSet<UserId>, StoreError> {
    let sql = "select blocked from blocks where app = ?1 and user_id = ?2";
    let mut select = db.prepare_cached(sql)?;
    let blocked = select.query_map(params![app.0, user.as_str()], |row| id(row, "blocked"))?;
    Ok(blocked.collect::<Result<_>>()?)
}

pub(super) fn blockers(
    db: &Connection,
    app: SdkAppId,
    caller: &UserId,
    users: BTreeSet<UserId>,
) -> Result<BTreeSet<UserId>, StoreError> {
    let sql = "select 1 from blocks where app = ?1 and user_id = ?2 and blocked = ?3";
    let mut select = db.prepare_cached(sql)?;
    let mut blockers = BTreeSet::new();
    for user in users {
        if select.exists(params![app.0, user.as_str(), caller.as_str()])? {
            blockers.insert(user);
        }
    }
    Ok(blockers)
}

fn stored_user(row: &Row<'_>) -> Result<User> {
    Ok(User {
        user: id(row, "user_id")?,
        nick: row.get("nick")?,
        avatar: row.get("avatar")?,
        do_not_disturb: row.get("do_not_disturb")?,
        updated_at: at(row, "updated_at")?,
    })
}
