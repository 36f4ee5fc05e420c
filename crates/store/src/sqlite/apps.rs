//! Apps and their keys.

use callkit_protocol::{SdkAppId, UnixMs};
use callkit_usersig::SecretKey;
use rusqlite::types::Type;
use rusqlite::{Connection, OptionalExtension as _, Result, Row, params};

use super::column::{at, at_or_none, ms, uint32, unreadable};
use crate::{App, AppKey, AppStatus, KeyId, NewApp, OperatorError, StoreError};

pub(super) fn find(db: &Connection, app: SdkAppId) -> Result<Option<App>, StoreError> {
    let sql = "select app, name, disabled, settings_json, created_at from apps where app = ?1";
    let found = db
        .prepare_cached(sql)?
        .query_row([app.0], |row| stored_app(db, row));
    Ok(found.optional()?)
}

pub(super) fn all(db: &Connection) -> Result<Vec<App>, StoreError> {
    let sql = "select app, name, disabled, settings_json, created_at from apps order by app";
    let mut select = db.prepare_cached(sql)?;
    let apps = select.query_map([], |row| stored_app(db, row))?;
    Ok(apps.collect::<Result<_>>()?)
}

pub(super) fn create(db: &Connection, new: &NewApp) -> Result<(), OperatorError> {
    let sql = "insert into apps (app, name, settings_json, created_at)
        values (?1, ?2, ?3, ?4) on conflict do nothing";
    let params = params![new.app.0, new.name, new.settings, ms(new.created_at)];
    if db.prepare_cached(sql)?.execute(params)? == 0 {
        return Err(OperatorError::AppExists(new.app));
    }
    add_key(db, new.app, &new.secret, new.created_at).map(drop)
}

pub(super) fn set_status(
    db: &Connection,
    app: SdkAppId,
    status: AppStatus,
) -> Result<(), OperatorError> {
    let disabled = match status {
        AppStatus::Disabled => true,
        AppStatus::Enabled => false,
    };
    let mut update = db.prepare_cached("update apps set disabled = ?2 where app = ?1")?;
    known(app, update.execute(params![app.0, disabled])?)
}

pub(super) fn set_settings(
    db: &Connection,
    app: SdkAppId,
    settings: &str,
) -> Result<(), OperatorError> {
    let mut update = db.prepare_cached("update apps set settings_json = ?2 where app = ?1")?;
    known(app, update.execute(params![app.0, settings])?)
}

pub(super) fn rename(db: &Connection, app: SdkAppId, name: &str) -> Result<(), OperatorError> {
    let mut update = db.prepare_cached("update apps set name = ?2 where app = ?1")?;
    known(app, update.execute(params![app.0, name])?)
}

/// Adds a key and lets every other one that is good end at `until`, in one step.
pub(super) fn rotate_key(
    db: &Connection,
    app: SdkAppId,
    secret: &SecretKey,
    now: UnixMs,
    until: UnixMs,
) -> Result<KeyId, OperatorError> {
    let added = add_key(db, app, secret, now)?;
    let sql = "update app_keys set valid_until = ?3
        where app = ?1 and key_id <> ?2 and (valid_until is null or valid_until > ?3)";
    db.prepare_cached(sql)?
        .execute(params![app.0, added.0, ms(until)])?;
    Ok(added)
}

pub(super) fn add_key(
    db: &Connection,
    app: SdkAppId,
    secret: &SecretKey,
    valid_from: UnixMs,
) -> Result<KeyId, OperatorError> {
    let Some(app) = find(db, app)? else {
        return Err(OperatorError::UnknownApp(app));
    };
    // Keys are never removed, so that a number never comes to mean another key.
    let number = app.keys.last().map_or(1, |key| key.id.0 + 1);
    let sql = "insert into app_keys (app, key_id, secret, valid_from) values (?1, ?2, ?3, ?4)";
    let params = params![app.app.0, number, secret.expose(), ms(valid_from)];
    db.prepare_cached(sql)?.execute(params)?;
    Ok(KeyId(number))
}

pub(super) fn withdraw_key(
    db: &Connection,
    app: SdkAppId,
    key: KeyId,
    at: UnixMs,
) -> Result<(), OperatorError> {
    let Some(found) = find(db, app)? else {
        return Err(OperatorError::UnknownApp(app));
    };
    if !found.keys.iter().any(|other| other.id == key) {
        return Err(OperatorError::UnknownKey { app, key });
    }
    if !found
        .keys
        .iter()
        .any(|other| other.id != key && other.is_valid(at))
    {
        return Err(OperatorError::LastKey { app, key });
    }
    let sql = "update app_keys set valid_until = min(coalesce(valid_until, ?3), ?3)
        where app = ?1 and key_id = ?2";
    db.prepare_cached(sql)?
        .execute(params![app.0, key.0, ms(at)])?;
    Ok(())
}

pub(super) fn begin_keys(db: &Connection, now: UnixMs) -> Result<u64, StoreError> {
    let sql = "update app_keys set valid_from = ?1 where valid_from > ?1";
    Ok(db.prepare_cached(sql)?.execute([ms(now)])? as u64)
}

fn known(app: SdkAppId, updated: usize) -> Result<(), OperatorError> {
    if updated == 0 {
        return Err(OperatorError::UnknownApp(app));
    }
    Ok(())
}

fn stored_app(db: &Connection, row: &Row<'_>) -> Result<App> {
    let app = SdkAppId(uint32(row, "app")?);
    let disabled: bool = row.get("disabled")?;
    Ok(App {
        app,
        name: row.get("name")?,
        status: if disabled {
            AppStatus::Disabled
        } else {
            AppStatus::Enabled
        },
        keys: keys(db, app)?,
        settings: row.get("settings_json")?,
        created_at: at(row, "created_at")?,
    })
}

fn keys(db: &Connection, app: SdkAppId) -> Result<Vec<AppKey>> {
    let sql = "select key_id, secret, valid_from, valid_until from app_keys
        where app = ?1 order by key_id";
    let mut select = db.prepare_cached(sql)?;
    let keys = select.query_map([app.0], |row| {
        let secret = SecretKey::parse(row.get_ref("secret")?.as_str()?)
            .map_err(|error| unreadable(Type::Text, error))?;
        Ok(AppKey {
            id: KeyId(uint32(row, "key_id")?),
            secret,
            valid_from: at(row, "valid_from")?,
            valid_until: at_or_none(row, "valid_until")?,
        })
    })?;
    keys.collect()
}
