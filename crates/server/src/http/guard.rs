//! What holds for every answer.

use std::sync::Arc;

use axum::extract::{Request, State};
use axum::http::header::{
    ACCESS_CONTROL_ALLOW_ORIGIN, CONTENT_SECURITY_POLICY, REFERRER_POLICY, X_CONTENT_TYPE_OPTIONS,
    X_FRAME_OPTIONS,
};
use axum::http::{HeaderName, HeaderValue, StatusCode};
use axum::middleware::Next;
use axum::response::Response;

use super::{Http, refusal};
use crate::peer::{Peer, Socket};

/// What our pages may load: what this server serves. Avatars come from anywhere; a demo page may
/// connect to another server of ours.
const CONTENT_POLICY: HeaderValue = HeaderValue::from_static(
    "default-src 'self'; img-src 'self' data: blob: https: http:; media-src 'self' blob:; \
     style-src 'self' 'unsafe-inline'; connect-src 'self' https: http: wss: ws:; \
     worker-src 'self' blob:; object-src 'none'; base-uri 'self'; frame-ancestors 'self'",
);
const PERMISSIONS_POLICY: HeaderName = HeaderName::from_static("permissions-policy");
const RESOURCE_POLICY: HeaderName = HeaderName::from_static("cross-origin-resource-policy");

/// Adds the headers that keep browsers from doing foolish things.
pub(super) async fn headers(request: Request, next: Next) -> Response {
    let path = request.uri().path();
    let is_sdk = path.starts_with("/sdk/") || path.starts_with("/live/");
    let mut response = next.run(request).await;
    let headers = response.headers_mut();
    headers.insert(X_CONTENT_TYPE_OPTIONS, HeaderValue::from_static("nosniff"));
    headers.insert(REFERRER_POLICY, HeaderValue::from_static("no-referrer"));
    headers.insert(X_FRAME_OPTIONS, HeaderValue::from_static("SAMEORIGIN"));
    headers.insert(CONTENT_SECURITY_POLICY, CONTENT_POLICY);
    headers.insert(
        PERMISSIONS_POLICY,
        HeaderValue::from_static("camera=(self), microphone=(self)"),
    );
    // The SDK and what a stream key opens are there for pages of every origin; nothing else is.
    if is_sdk {
        headers.insert(ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*"));
        headers.insert(RESOURCE_POLICY, HeaderValue::from_static("cross-origin"));
    } else {
        headers.insert(RESOURCE_POLICY, HeaderValue::from_static("same-origin"));
    }
    response
}

/// With `lan`, keeps plain http from leaving private networks.
pub(super) async fn plain_http(
    State(http): State<Arc<Http>>,
    request: Request,
    next: Next,
) -> Response {
    let socket = request.extensions().get::<Socket>().copied();
    let Some(socket) = socket.filter(|socket| http.config.lan && !socket.tls) else {
        return next.run(request).await;
    };
    let peer = Peer::of(socket, request.headers(), &http.config.trusted_proxy);
    if peer.secure || peer.is_private() {
        return next.run(request).await;
    }
    let message = "with --lan, plain http is for private addresses only; use https";
    refusal(StatusCode::FORBIDDEN, "private_only", message)
}
