//! Everything that is served over HTTP.

mod demo;
mod guard;
mod health;
mod miniprogram;
mod site;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{Path, State};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse as _, Redirect, Response};
use axum::routing::{get, post};
use axum::{Extension, Json, Router, middleware};
use callkit_store::Operator;
use serde_json::json;
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::config::Config;
use crate::console::{self, Desk};
use crate::egress::Egress;
use crate::exchange::Exchange;
use crate::gateway::Gateway;
use crate::limits::Limits;
use crate::links::Links;
use crate::live::{self, LivePlane};
use crate::media::MediaPlane;
use crate::metrics::Metrics;
use crate::peer::Socket;
use crate::rest::{self, Rest};

/// How long the parts of the server may take to say that they are well.
const ANSWER_WITHIN: Duration = Duration::from_secs(2);

/// What the handlers share.
#[derive(Debug)]
pub(crate) struct Http {
    pub(crate) config: Arc<Config>,
    pub(crate) clock: Clock,
    pub(crate) operator: Arc<dyn Operator>,
    pub(crate) exchange: Exchange,
    pub(crate) media: MediaPlane,
    pub(crate) live: LivePlane,
    pub(crate) egress: Arc<Egress>,
    /// Where RTMP is served.
    pub(crate) rtmp: SocketAddr,
    pub(crate) limits: Arc<Limits>,
    pub(crate) metrics: Arc<Metrics>,
    pub(crate) links: Links,
    /// Says that answers without end are to end.
    pub(crate) stop: CancellationToken,
    /// What is served below `/v4/`.
    pub(crate) rest: Arc<Rest>,
    /// What is served below `/console/api/`.
    pub(crate) console: Arc<Desk>,
    /// Set when the server has been told to stop and takes no new calls.
    pub(crate) draining: CancellationToken,
}

/// What is served on `listen`, and with `lan` on the https port.
pub(crate) fn public(http: Arc<Http>, gateway: Arc<Gateway>) -> Router {
    let guarded = Arc::clone(&http);
    let own_port = http.config.admin_listen.is_some();
    let ws = get(
        move |socket: Extension<Socket>, headers: HeaderMap, upgrade: WebSocketUpgrade| async move {
            gateway.upgrade(socket, &headers, upgrade)
        },
    );
    let mut router = Router::new()
        .route("/ws", ws)
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/live/{name}", get(play_flv))
        .route("/sdk/miniprogram.zip", get(miniprogram::zip))
        .route("/demo/ticket", post(demo::ticket))
        .route("/demo/config.json", get(demo::config))
        .route("/demo/push", get(demo::push))
        .nest("/v4", rest::router(Arc::clone(&http.rest)));
    router = if own_port {
        // Neither the pages nor what they ask: the console is on its own port.
        router
            .route("/console", get(elsewhere))
            .route("/console/", get(elsewhere))
            .route("/console/{*path}", get(elsewhere))
    } else {
        router
            .route("/metrics", get(health::metrics_guarded))
            .nest("/console/api", console::router(Arc::clone(&http.console)))
    };
    router
        .fallback(site::serve)
        .layer(middleware::from_fn_with_state(guarded, guard::plain_http))
        .layer(middleware::from_fn(guard::headers))
        .with_state(http)
}

/// `GET /live/KEY.flv`.
async fn play_flv(State(http): State<Arc<Http>>, Path(name): Path<String>) -> Response {
    match name.strip_suffix(".flv") {
        Some(key) => live::play_flv(&http.live, key, http.stop.clone()).await,
        None => refusal(StatusCode::NOT_FOUND, "not_found", "there is nothing here"),
    }
}

/// What is served on `admin_listen`.
pub(crate) fn admin(http: Arc<Http>) -> Router {
    Router::new()
        .route("/healthz", get(health::alive))
        .route("/readyz", get(health::ready))
        .route("/metrics", get(health::metrics))
        .route("/", get(to_console))
        .route("/console", get(to_console))
        .route("/console/", get(site::serve))
        .route("/console/{*path}", get(site::serve))
        .nest("/console/api", console::router(Arc::clone(&http.console)))
        .layer(middleware::from_fn(guard::headers))
        .with_state(http)
}

async fn to_console() -> Redirect {
    Redirect::temporary("/console/")
}

async fn elsewhere() -> Response {
    refusal(StatusCode::NOT_FOUND, "not_found", "there is nothing here")
}

/// What is said instead of what was asked for.
fn refusal(status: StatusCode, name: &str, message: &str) -> Response {
    (
        status,
        Json(json!({ "error": { "name": name, "message": message } })),
    )
        .into_response()
}
