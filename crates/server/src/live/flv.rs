//! HTTP-FLV: what `live-player` falls back to where RTMP does not get through.

use axum::body::Body;
use axum::http::header::{ACCESS_CONTROL_ALLOW_ORIGIN, CACHE_CONTROL, CONTENT_TYPE};
use axum::http::{HeaderValue, StatusCode};
use axum::response::{IntoResponse as _, Response};
use bytes::Bytes;
use callkit_live::bridge::Refusal;
use callkit_live::{StreamKey, flv};
use futures_util::stream::{self, StreamExt as _};
use tokio_util::sync::CancellationToken;

use super::{Admitted, LivePlane, Wish};

/// An answer that goes on until the call is over, or why there is none.
pub(crate) async fn play(live: &LivePlane, key: &str, stop: CancellationToken) -> Response {
    match live.admit(Wish::Play, &StreamKey::new(key)).await {
        Ok(admitted) => answer(admitted, stop),
        Err(refusal) => {
            tracing::info!(why = %refusal, "HTTP-FLV is refused");
            let status = match refusal {
                Refusal::InUse => StatusCode::CONFLICT,
                Refusal::UnknownKey | Refusal::Expired | Refusal::WrongWay => StatusCode::NOT_FOUND,
            };
            (status, refusal.to_string()).into_response()
        }
    }
}

fn answer(admitted: Admitted, stop: CancellationToken) -> Response {
    // Both tracks are there from the first moment on, silent and black if need be.
    let header = flv::header(flv::Tracks {
        audio: true,
        video: true,
    });
    let tags = stream::unfold((admitted, stop), |(mut admitted, stop)| async move {
        let tag = tokio::select! {
            tag = admitted.inlet.next() => tag?,
            () = stop.cancelled() => return None,
        };
        Some((flv::tag(&tag), (admitted, stop)))
    });
    let all = stream::once(async move { header }).chain(tags);
    let body = Body::from_stream(all.map(Ok::<Bytes, std::convert::Infallible>));
    let headers = [
        (CONTENT_TYPE, HeaderValue::from_static("video/x-flv")),
        (CACHE_CONTROL, HeaderValue::from_static("no-store")),
        // The key is what lets somebody in, and there are no cookies that a page could ride on.
        (ACCESS_CONTROL_ALLOW_ORIGIN, HeaderValue::from_static("*")),
    ];
    (headers, body).into_response()
}
