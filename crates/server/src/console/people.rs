//! What is kept about a person, and removing it.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::response::IntoResponse;
use callkit_call::DeviceKey;
use callkit_store::{Page, Person};

use super::Desk;
use super::api::{
    ApiError, PeopleQuery, PeopleView, PersonDeleted, PersonEntry, PersonView, ProfileView,
    RetentionView,
};
use super::auth::SignedIn;
use super::query::{self, Asked};
use super::session::fresh;
use crate::people::{erasure, renamer};

/// `GET apps/{app}/users`.
pub(super) async fn list(
    State(desk): State<Arc<Desk>>,
    _: SignedIn,
    Path(app): Path<String>,
    Asked(asked): Asked<PeopleQuery>,
) -> Result<impl IntoResponse, ApiError> {
    let app = query::app(&app)?;
    desk.app(app).await?;
    let page = Page {
        offset: asked.offset.unwrap_or(0),
        limit: query::limit(asked.limit)?,
    };
    let text = query::search(asked.search)?;
    let found = desk.store.people(app, text, page).await?;
    let users = found.people.iter().map(|person| person.user.clone());
    let devices = desk.exchange.device_counts(app, users.collect()).await?;
    let entry = |(person, devices): (Person, usize)| PersonEntry {
        user_id: person.user,
        nick: person.nick,
        records: u32::try_from(person.records).unwrap_or(u32::MAX),
        newest_record_at: person.newest_record,
        devices_online: u32::try_from(devices).unwrap_or(u32::MAX),
    };
    Ok(fresh(PeopleView {
        total: u32::try_from(found.total).unwrap_or(u32::MAX),
        people: found.people.into_iter().zip(devices).map(entry).collect(),
    }))
}

/// `GET apps/{app}/users/{user}`.
pub(super) async fn get(
    State(desk): State<Arc<Desk>>,
    _: SignedIn,
    Path((app, user)): Path<(String, String)>,
) -> Result<impl IntoResponse, ApiError> {
    let (app, user) = (query::app(&app)?, query::user(&user)?);
    desk.app(app).await?;
    let profile = desk.store.users(app, [user.clone()].into());
    let blocks = desk.store.blocks(app, user.clone());
    let traces = desk.store.traces(app, user.clone());
    let (profile, blocks, traces) = (profile.await?.pop(), blocks.await?, traces.await?);
    let number = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
    Ok(fresh(PersonView {
        sdkappid: app,
        profile: profile.map(|user| ProfileView {
            nick: user.nick,
            avatar: user.avatar,
            do_not_disturb: user.do_not_disturb,
            updated_at: user.updated_at,
        }),
        blocks: blocks.into_iter().collect(),
        blocked_by: number(traces.blocked_by),
        records: number(traces.records),
        oldest_record_at: traces.oldest_record,
        newest_record_at: traces.newest_record,
        commands: number(traces.commands),
        calls_with_quality: number(traces.calls_with_quality),
        devices: desk.exchange.live_devices(app, user.clone()).await?,
        retention: desk.retention(),
        user_id: user,
    }))
}

/// `DELETE apps/{app}/users/{user}`.
pub(super) async fn erase(
    State(desk): State<Arc<Desk>>,
    _: SignedIn,
    Path((app, user)): Path<(String, String)>,
) -> Result<impl IntoResponse, ApiError> {
    let (app, user) = (query::app(&app)?, query::user(&user)?);
    desk.app(app).await?;
    for device in desk.exchange.live_devices(app, user.clone()).await? {
        let device = DeviceKey::new(user.clone(), device.platform, device.device_id);
        desk.exchange.kick(app, device);
    }
    let erasure = erasure(app, user, desk.clock.now());
    let erased = desk
        .store
        .erase_user(erasure.clone(), renamer(&erasure))
        .await?;
    tracing::info!(%app, records = erased.records, "a user was deleted");
    let number = |count: u64| u32::try_from(count).unwrap_or(u32::MAX);
    Ok(fresh(PersonDeleted {
        replaced_by: erasure.replaced_by,
        profile: erased.profile,
        blocks: number(erased.blocks),
        records: number(erased.records),
    }))
}

impl Desk {
    pub(super) fn retention(&self) -> RetentionView {
        let hours =
            |span: callkit_protocol::Millis| u32::try_from(span.0 / 3_600_000).unwrap_or(u32::MAX);
        RetentionView {
            records_days: self.keep.records_days,
            quality_days: self.keep.quality_days,
            commands_hours: hours(crate::retention::KEEP_COMMANDS),
            ended_calls_hours: hours(crate::exchange::KEEP_ENDED),
        }
    }
}
