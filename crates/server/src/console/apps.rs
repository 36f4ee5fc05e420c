//! Apps, their keys and settings.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::IntoResponse;
use callkit_protocol::{Millis, SdkAppId, UnixMs};
use callkit_store::{App, AppStatus, KeyId, SecretKey};

use super::Desk;
use super::api::{
    ApiError, ApiErrorName, AppChange, AppSettingsView, AppView, KeySecretView, KeyView,
    NewAppRequest, NewAppView, RotateKey, RotatedKeyView,
};
use super::auth::SignedIn;
use super::query::{self, Body, number};
use super::session::fresh;
use crate::apps::AppSettings;
use crate::config::VideoKbps;
use crate::exchange::AppCount;
use crate::first_start::{new_app, random_key};

/// The longest overlap of an old key and a new one.
const LONGEST_OVERLAP: Millis = Millis::from_secs(90 * 24 * 3600);

/// `GET apps`.
pub(super) async fn list(
    State(desk): State<Arc<Desk>>,
    _: SignedIn,
) -> Result<impl IntoResponse, ApiError> {
    let apps = desk.store.apps().await?;
    let counts = desk.exchange.count_by_app().await?;
    let now = desk.clock.now();
    let views = apps
        .iter()
        .map(|app| view(app, counts.get(&app.app).copied().unwrap_or_default(), now));
    Ok(fresh(views.collect::<Vec<_>>()))
}

/// `GET apps/{app}`.
pub(super) async fn get(
    State(desk): State<Arc<Desk>>,
    _: SignedIn,
    Path(app): Path<String>,
) -> Result<impl IntoResponse, ApiError> {
    Ok(fresh(desk.app_view(query::app(&app)?).await?))
}

/// `POST apps`.
pub(super) async fn create(
    State(desk): State<Arc<Desk>>,
    _: SignedIn,
    Body(wanted): Body<NewAppRequest>,
) -> Result<impl IntoResponse, ApiError> {
    let name = checked_name(&wanted.name)?;
    let mut app = new_app(name, &AppSettings::default(), desk.clock.now());
    if let Some(number) = wanted.sdkappid {
        if number.0 == 0 {
            return Err(ApiError::field("sdkappid", "sdkappid must be 1 or more"));
        }
        app.app = number;
    }
    if let Some(key) = &wanted.secret_key {
        app.secret = checked_key(key)?;
    }
    let (number, secret) = (app.app, app.secret.clone());
    desk.store.create_app(app).await?;
    tracing::info!(app = %number, "an app was made");
    desk.apps_changed.notify_one();
    Ok(fresh(NewAppView {
        app: desk.app_view(number).await?,
        secret: secret_view(KeyId(1), &secret),
    }))
}

/// `PATCH apps/{app}`.
pub(super) async fn change(
    State(desk): State<Arc<Desk>>,
    _: SignedIn,
    Path(app): Path<String>,
    Body(change): Body<AppChange>,
) -> Result<impl IntoResponse, ApiError> {
    let app = query::app(&app)?;
    let AppChange {
        name,
        enabled,
        settings,
    } = change;
    // Everything is looked at before anything is changed.
    let name = name.as_deref().map(checked_name).transpose()?;
    let settings = settings.as_ref().map(checked_settings).transpose()?;
    let held = desk.app(app).await?;
    if let Some(name) = name {
        desk.store.rename_app(app, name.to_owned()).await?;
    }
    if let Some(settings) = settings {
        let settings = AppSettings {
            demo: AppSettings::of(&held).demo,
            ..settings
        };
        desk.store.set_app_settings(app, settings.to_json()).await?;
    }
    if let Some(enabled) = enabled {
        let status = if enabled {
            AppStatus::Enabled
        } else {
            AppStatus::Disabled
        };
        desk.store.set_app_status(app, status).await?;
        tracing::info!(%app, ?status, "an app was switched");
    }
    desk.apps_changed.notify_one();
    Ok(fresh(desk.app_view(app).await?))
}

/// `POST apps/{app}/keys`.
pub(super) async fn rotate_key(
    State(desk): State<Arc<Desk>>,
    _: SignedIn,
    Path(app): Path<String>,
    Body(wanted): Body<RotateKey>,
) -> Result<impl IntoResponse, ApiError> {
    let app = query::app(&app)?;
    if wanted.overlap_ms > LONGEST_OVERLAP {
        let message = format!("overlap_ms must be at most {}", LONGEST_OVERLAP.0);
        return Err(ApiError::field("overlap_ms", message));
    }
    let secret = wanted.secret_key.as_deref().map(checked_key).transpose()?;
    let secret = secret.unwrap_or_else(random_key);
    let now = desk.clock.now();
    let until = now.plus(wanted.overlap_ms);
    let key = desk
        .store
        .rotate_key(app, secret.clone(), now, until)
        .await?;
    tracing::info!(%app, %key, overlap = %wanted.overlap_ms, "a key was rotated");
    desk.apps_changed.notify_one();
    Ok(fresh(RotatedKeyView {
        app: desk.app_view(app).await?,
        secret: secret_view(key, &secret),
    }))
}

/// `DELETE apps/{app}/keys/{key}`.
pub(super) async fn withdraw_key(
    State(desk): State<Arc<Desk>>,
    _: SignedIn,
    Path((app, key)): Path<(String, String)>,
) -> Result<impl IntoResponse, ApiError> {
    let (app, key) = (query::app(&app)?, KeyId(number("key", &key)?));
    desk.store.withdraw_key(app, key, desk.clock.now()).await?;
    tracing::info!(%app, %key, "a key was withdrawn");
    desk.apps_changed.notify_one();
    Ok(fresh(desk.app_view(app).await?))
}

/// `POST apps/{app}/keys/{key}/reveal`.
pub(super) async fn reveal_key(
    State(desk): State<Arc<Desk>>,
    _: SignedIn,
    Path((app, key)): Path<(String, String)>,
) -> Result<impl IntoResponse, ApiError> {
    let (app, id) = (query::app(&app)?, KeyId(number("key", &key)?));
    let app = desk.app(app).await?;
    let key = app.keys.iter().find(|key| key.id == id);
    let key = key.ok_or_else(|| {
        let message = format!("app {} has no key {id}", app.app);
        ApiError::new(ApiErrorName::UnknownKey, message)
    })?;
    tracing::info!(app = %app.app, key = %id, "a key was shown");
    Ok(fresh(secret_view(id, &key.secret)))
}

impl Desk {
    pub(super) async fn app(&self, app: SdkAppId) -> Result<App, ApiError> {
        let found = self.store.app(app).await?;
        found.ok_or_else(|| {
            let message = format!("there is no app with SDKAppID {app}");
            ApiError::new(ApiErrorName::UnknownApp, message)
        })
    }

    async fn app_view(&self, number: SdkAppId) -> Result<AppView, ApiError> {
        let app = self.app(number).await?;
        let counts = self.exchange.count_by_app().await?;
        let count = counts.get(&number).copied().unwrap_or_default();
        Ok(view(&app, count, self.clock.now()))
    }
}

fn view(app: &App, count: AppCount, now: UnixMs) -> AppView {
    let settings = AppSettings::of(app);
    let key = |key: &callkit_store::AppKey| KeyView {
        key_id: key.id.0,
        valid: key.is_valid(now),
        valid_from: key.valid_from,
        valid_until: key.valid_until,
    };
    let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
    AppView {
        sdkappid: app.app,
        name: app.name.clone(),
        enabled: app.status == AppStatus::Enabled,
        demo: settings.demo,
        created_at: app.created_at,
        settings: AppSettingsView {
            several_devices: settings.several_devices,
            ring_timeout_s: settings.ring_timeout_s,
            max_video_kbps: settings.max_video_kbps,
            max_calls: settings.max_calls,
        },
        keys: app.keys.iter().map(key).collect(),
        users_online: number(count.users),
        calls_now: number(count.calls),
    }
}

fn secret_view(key: KeyId, secret: &SecretKey) -> KeySecretView {
    KeySecretView {
        key_id: key.0,
        secret_key: secret.expose().to_owned(),
    }
}

fn checked_name(name: &str) -> Result<&str, ApiError> {
    let name = name.trim();
    let fits = (1..=64).contains(&name.chars().count()) && !name.chars().any(char::is_control);
    if fits {
        return Ok(name);
    }
    Err(ApiError::field(
        "name",
        "name must be 1 to 64 characters on one line",
    ))
}

fn checked_key(key: &str) -> Result<SecretKey, ApiError> {
    SecretKey::parse(key).map_err(|error| ApiError::field("secret_key", error.to_string()))
}

fn checked_settings(settings: &AppSettingsView) -> Result<AppSettings, ApiError> {
    let within = |field: &str, value: Option<u32>, range: std::ops::RangeInclusive<u32>| {
        if value.is_none_or(|value| range.contains(&value)) {
            return Ok(value);
        }
        let message = format!("{field} must be {} to {}", range.start(), range.end());
        Err(ApiError::field(&format!("settings.{field}"), message))
    };
    Ok(AppSettings {
        demo: false,
        several_devices: settings.several_devices,
        ring_timeout_s: within("ring_timeout_s", settings.ring_timeout_s, 1..=600)?,
        max_video_kbps: within("max_video_kbps", settings.max_video_kbps, VideoKbps::RANGE)?,
        max_calls: within("max_calls", settings.max_calls, 0..=1_000_000)?,
    })
}
