//! Who is online and which calls run, now.

use std::sync::Arc;

use axum::extract::{Path, State};
use axum::http::StatusCode;
use axum::response::IntoResponse;
use callkit_call::DeviceKey;
use callkit_protocol::{CallId, SdkAppId};
use callkit_switchboard::Search;

use super::Desk;
use super::api::{
    ApiError, ApiErrorName, KickDevice, LiveCallPage, LiveCallView, LiveQuery, LiveUserPage,
    OverviewView,
};
use super::auth::SignedIn;
use super::query::{self, Asked, Body};
use super::session::fresh;
use super::stream::{Source, events};
use crate::exchange::Stopped;

/// `GET overview`.
pub(super) async fn overview(
    State(desk): State<Arc<Desk>>,
    _: SignedIn,
) -> Result<impl IntoResponse, ApiError> {
    Ok(fresh(Overview.look(&desk).await?))
}

/// `GET overview/stream`.
pub(super) async fn overview_stream(
    State(desk): State<Arc<Desk>>,
    signed_in: SignedIn,
) -> impl IntoResponse {
    events(desk, signed_in, Overview)
}

/// `GET live/users`.
pub(super) async fn users(
    State(desk): State<Arc<Desk>>,
    _: SignedIn,
    Asked(asked): Asked<LiveQuery>,
) -> Result<impl IntoResponse, ApiError> {
    Ok(fresh(Users(search(asked)?).look(&desk).await?))
}

/// `GET live/users/stream`.
pub(super) async fn users_stream(
    State(desk): State<Arc<Desk>>,
    signed_in: SignedIn,
    Asked(asked): Asked<LiveQuery>,
) -> Result<impl IntoResponse, ApiError> {
    Ok(events(desk, signed_in, Users(search(asked)?)))
}

/// `GET live/calls`.
pub(super) async fn calls(
    State(desk): State<Arc<Desk>>,
    _: SignedIn,
    Asked(asked): Asked<LiveQuery>,
) -> Result<impl IntoResponse, ApiError> {
    Ok(fresh(Calls(search(asked)?).look(&desk).await?))
}

/// `GET live/calls/stream`.
pub(super) async fn calls_stream(
    State(desk): State<Arc<Desk>>,
    signed_in: SignedIn,
    Asked(asked): Asked<LiveQuery>,
) -> Result<impl IntoResponse, ApiError> {
    Ok(events(desk, signed_in, Calls(search(asked)?)))
}

/// `GET live/calls/{app}/{call}`.
pub(super) async fn call(
    State(desk): State<Arc<Desk>>,
    _: SignedIn,
    Path((app, call)): Path<(String, String)>,
) -> Result<impl IntoResponse, ApiError> {
    Ok(fresh(OneCall::of(&app, &call)?.look(&desk).await?))
}

/// `GET live/calls/{app}/{call}/stream`.
pub(super) async fn call_stream(
    State(desk): State<Arc<Desk>>,
    signed_in: SignedIn,
    Path((app, call)): Path<(String, String)>,
) -> Result<impl IntoResponse, ApiError> {
    Ok(events(desk, signed_in, OneCall::of(&app, &call)?))
}

/// `POST live/calls/{app}/{call}/end`.
pub(super) async fn end_call(
    State(desk): State<Arc<Desk>>,
    _: SignedIn,
    Path((app, call)): Path<(String, String)>,
) -> Result<StatusCode, ApiError> {
    let OneCall { app, call } = OneCall::of(&app, &call)?;
    let running = desk.exchange.live_call(app, call.clone()).await?.call;
    if running.is_none() {
        let message = "there is no such call, or it is over";
        return Err(ApiError::new(ApiErrorName::UnknownCall, message));
    }
    tracing::info!(%app, %call, "the operator ends a call");
    desk.exchange.end_call(app, call);
    Ok(StatusCode::NO_CONTENT)
}

/// `POST live/kick`.
pub(super) async fn kick(
    State(desk): State<Arc<Desk>>,
    _: SignedIn,
    Body(wanted): Body<KickDevice>,
) -> Result<StatusCode, ApiError> {
    let KickDevice {
        sdkappid,
        user_id,
        platform,
        device_id,
    } = wanted;
    let devices = desk
        .exchange
        .live_devices(sdkappid, user_id.clone())
        .await?;
    let is_it = |device: &super::api::LiveDevice| {
        device.platform == platform && device.device_id == device_id
    };
    if !devices.iter().any(is_it) {
        let message = "this device is not signed in";
        return Err(ApiError::new(ApiErrorName::UnknownDevice, message));
    }
    tracing::info!(app = %sdkappid, "the operator signs a device out");
    let device = DeviceKey::new(user_id, platform, device_id);
    desk.exchange.kick(sdkappid, device);
    Ok(StatusCode::NO_CONTENT)
}

impl From<Stopped> for ApiError {
    fn from(stopped: Stopped) -> Self {
        Self::new(ApiErrorName::Internal, stopped.to_string())
    }
}

struct Overview;
struct Users(Search);
struct Calls(Search);
struct OneCall {
    app: SdkAppId,
    call: CallId,
}

impl Source for Overview {
    type Answer = OverviewView;

    async fn look(&mut self, desk: &Desk) -> Result<OverviewView, ApiError> {
        let apps = desk.store.apps().await?.len();
        let stats = desk.exchange.stats();
        let ingress = desk.exchange.ingress().await?;
        let number = |count: usize| u32::try_from(count).unwrap_or(u32::MAX);
        let kbps = |bits: u64| u32::try_from(bits / 1000).unwrap_or(u32::MAX);
        Ok(OverviewView {
            now: desk.clock.now(),
            started_at: desk.started_at,
            apps: number(apps),
            users_online: number(stats.users),
            devices_online: number(stats.devices),
            calls_ringing: number(stats.calls_ringing),
            calls_connected: number(stats.calls_connected),
            max_calls: desk.config.max_calls,
            ingress_kbps: kbps(ingress),
            egress_kbps: kbps(desk.egress.bits_per_second()),
            max_egress_mbps: desk.config.max_egress_mbps,
            store_ready: desk.store.ready().await.is_ok(),
            draining: desk.draining.is_cancelled(),
        })
    }
}

impl Source for Users {
    type Answer = LiveUserPage;

    async fn look(&mut self, desk: &Desk) -> Result<LiveUserPage, ApiError> {
        Ok(desk.exchange.live_users(self.0.clone()).await?)
    }
}

impl Source for Calls {
    type Answer = LiveCallPage;

    async fn look(&mut self, desk: &Desk) -> Result<LiveCallPage, ApiError> {
        Ok(desk.exchange.live_calls(self.0.clone()).await?)
    }
}

impl OneCall {
    fn of(app: &str, call: &str) -> Result<Self, ApiError> {
        let (app, call) = (query::app(app)?, query::call(call)?);
        Ok(Self { app, call })
    }
}

impl Source for OneCall {
    type Answer = LiveCallView;

    async fn look(&mut self, desk: &Desk) -> Result<LiveCallView, ApiError> {
        let call = desk.exchange.live_call(self.app, self.call.clone());
        Ok(call.await?)
    }

    fn is_last(answer: &LiveCallView) -> bool {
        answer.call.is_none()
    }
}

fn search(asked: LiveQuery) -> Result<Search, ApiError> {
    let LiveQuery {
        app,
        search,
        offset,
        limit,
    } = asked;
    let size = |number: u32| usize::try_from(number).unwrap_or(usize::MAX);
    Ok(Search {
        app,
        text: query::search(search)?,
        offset: size(offset.unwrap_or(0)),
        limit: size(query::limit(limit)?),
    })
}
