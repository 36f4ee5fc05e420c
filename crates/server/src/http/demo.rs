//! What the demo page needs: where it is, and tickets for its own app.

use std::sync::Arc;

use axum::extract::rejection::JsonRejection;
use axum::extract::ws::WebSocketUpgrade;
use axum::extract::{Query, State};
use axum::http::header::{CACHE_CONTROL, ORIGIN};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use callkit_protocol::{ErrorCode, SdkAppId, UserId};
use callkit_store::{App, AppStatus, SecretKey, StoreError};
use callkit_usersig::{Claims, sign};
use serde::{Deserialize, Serialize};
use serde_json::json;

use super::{Http, refusal};
use crate::apps::AppSettings;
use crate::config::OnOff;
use crate::live::{self, MOST_PUSHED_BYTES};
use crate::peer::{Peer, Socket, is_own_host, is_same_origin};

/// For how long a ticket for the demo is good, in seconds: a day of trying things out.
const TICKET_SECONDS: u64 = 86_400;

/// The body of `POST /demo/ticket`.
#[derive(Deserialize)]
pub(super) struct Wanted {
    user_id: UserId,
}

#[derive(Serialize)]
struct Signed {
    sdkappid: SdkAppId,
    user_id: UserId,
    user_sig: String,
    /// Milliseconds since the epoch, on the server's clock.
    expires_at: u64,
}

/// `POST /demo/ticket`: a ticket of the demo's own app for the user who was asked for.
pub(super) async fn ticket(
    State(http): State<Arc<Http>>,
    Extension(socket): Extension<Socket>,
    headers: HeaderMap,
    body: Result<Json<Wanted>, JsonRejection>,
) -> Response {
    let peer = Peer::of(socket, &headers, &http.config.trusted_proxy);
    if let Err(message) = may_sign(&http, &peer, &headers) {
        return refusal(StatusCode::FORBIDDEN, "demo_refused", &message);
    }
    let now = http.clock.now();
    if let Err(wait) = http.limits.tickets.take(peer.address, now) {
        let name = ErrorCode::RateLimited.name();
        let message = format!("too many tickets for this address; wait {wait}");
        return refusal(StatusCode::TOO_MANY_REQUESTS, name, &message);
    }
    let Json(Wanted { user_id }) = match body {
        Ok(wanted) => wanted,
        Err(error) => {
            let name = ErrorCode::InvalidArgument.name();
            return refusal(StatusCode::BAD_REQUEST, name, &error.body_text());
        }
    };
    let unavailable = |message: &str| {
        refusal(
            StatusCode::SERVICE_UNAVAILABLE,
            ErrorCode::StoreUnavailable.name(),
            message,
        )
    };
    let app = match demo_app(&http).await {
        Ok(Some(app)) => app,
        Ok(None) => {
            let message = "the demo has no app: it was disabled, or never made";
            return refusal(StatusCode::FORBIDDEN, "demo_refused", message);
        }
        Err(error) => {
            tracing::warn!(%error, "the store failed");
            return unavailable("the server cannot reach its database; try again");
        }
    };
    let key: Option<&SecretKey> = app.valid_keys(now).last();
    let Some(key) = key else {
        return unavailable("the demo's app has no valid key");
    };
    let claims = Claims {
        app: app.app.0,
        user: user_id.as_ref().to_owned(),
        issued_at: now.0 / 1000,
        expire: TICKET_SECONDS,
    };
    match sign(&claims, key, None) {
        Ok(ticket) => {
            let signed = Signed {
                sdkappid: app.app,
                user_id,
                user_sig: ticket.into_string(),
                expires_at: claims.expires_at() * 1000,
            };
            ([(CACHE_CONTROL, "no-store")], Json(signed)).into_response()
        }
        Err(error) => {
            let name = ErrorCode::Internal.name();
            refusal(StatusCode::INTERNAL_SERVER_ERROR, name, &error.to_string())
        }
    }
}

/// `GET /demo/push?url=rtmp://…`: a WebSocket over which a page publishes to an address of its own
/// call. The key in the address is what lets it; the demo has to be on, for it costs an encoder.
pub(super) async fn push(
    State(http): State<Arc<Http>>,
    Extension(socket): Extension<Socket>,
    Query(wanted): Query<Pushed>,
    headers: HeaderMap,
    upgrade: WebSocketUpgrade,
) -> Response {
    let peer = Peer::of(socket, &headers, &http.config.trusted_proxy);
    if let Err(message) = is_demo_for(&http, &peer, &headers) {
        return refusal(StatusCode::FORBIDDEN, "demo_refused", &message);
    }
    let (rtmp, stop) = (http.rtmp, http.stop.clone());
    upgrade
        .max_message_size(MOST_PUSHED_BYTES)
        .on_upgrade(move |page| async move {
            tokio::select! {
                () = live::push(page, &wanted.url, rtmp) => {}
                () = stop.cancelled() => {}
            }
        })
}

/// The query of `GET /demo/push`.
#[derive(Deserialize)]
pub(super) struct Pushed {
    #[serde(default)]
    url: String,
}

/// `GET /demo/config.json`: what the demo page and the first screen show.
pub(super) async fn config(
    State(http): State<Arc<Http>>,
    Extension(socket): Extension<Socket>,
    headers: HeaderMap,
) -> Response {
    let peer = Peer::of(socket, &headers, &http.config.trusted_proxy);
    let signs = may_sign(&http, &peer, &headers).is_ok();
    let app = if signs {
        demo_app(&http).await.ok().flatten()
    } else {
        None
    };
    // Those with a certificate first: a browser opens no camera on the others.
    let lan = &http.links.lan;
    let lan_urls = lan
        .iter()
        .map(|link| &link.https)
        .chain(lan.iter().map(|link| &link.http));
    let lan_urls = lan_urls.map(|url| bare(url));
    let config = json!({
        "sdkappid": app.map(|app| app.app),
        "version": env!("CARGO_PKG_VERSION"),
        "lan_urls": lan_urls.collect::<Vec<_>>(),
        "public_url": http.links.public.as_deref().map(bare),
    });
    ([(CACHE_CONTROL, "no-store")], Json(config)).into_response()
}

/// An address as pages take it, to put a path behind it.
fn bare(url: &str) -> &str {
    url.trim_end_matches('/')
}

/// Whether this peer may have tickets for the asking.
fn may_sign(http: &Http, peer: &Peer, headers: &HeaderMap) -> Result<(), String> {
    let same_origin = match headers.get(ORIGIN) {
        None => true,
        Some(origin) => is_same_origin(headers, origin.to_str().unwrap_or_default()),
    };
    if !same_origin {
        return Err("tickets are for the demo page of this server only".to_owned());
    }
    is_demo_for(http, peer, headers)
}

/// Whether the demo is there for this peer.
fn is_demo_for(http: &Http, peer: &Peer, headers: &HeaderMap) -> Result<(), String> {
    let near = match http.config.demo {
        Some(OnOff::Off) => return Err("the demo is off (--demo off)".to_owned()),
        Some(OnOff::On) => return Ok(()),
        None if http.config.lan => peer.is_private(),
        None => peer.is_local() && http.config.listen.ip().is_loopback(),
    };
    let public = http.config.public_url.as_ref().map(|url| url.host());
    if near && is_own_host(headers, public.as_slice()) {
        return Ok(());
    }
    Err(
        "the demo is for this machine only, with --lan in the local network, and for \
         everybody with --demo on"
            .to_owned(),
    )
}

/// The demo's own app, if its users may sign in.
async fn demo_app(http: &Http) -> Result<Option<App>, StoreError> {
    let apps = http.operator.apps().await?;
    let mut apps = apps.into_iter();
    Ok(apps.find(|app| app.status == AppStatus::Enabled && AppSettings::of(app).demo))
}
