//! What machines ask: does it live, is it ready, how much of everything.

use std::sync::Arc;

use axum::extract::State;
use axum::http::header::{CONTENT_TYPE, WWW_AUTHENTICATE};
use axum::http::{HeaderMap, StatusCode};
use axum::response::{IntoResponse, Response};
use axum::{Extension, Json};
use serde_json::json;
use tokio::time::timeout;

use super::{ANSWER_WITHIN, Http, refusal};
use crate::config::Secret;
use crate::egress;
use crate::exchange::Stats;
use crate::live::LivePlane;
use crate::media::MediaCounters;
use crate::metrics::Page;
use crate::peer::{Peer, Socket};

/// `GET /healthz`: the process answers. Not a reason to send it traffic, a reason not to kill it.
pub(super) async fn alive() -> &'static str {
    "ok\n"
}

/// `GET /readyz`: 200 while calls can be made here, 503 with the reasons otherwise.
pub(super) async fn ready(State(http): State<Arc<Http>>) -> Response {
    let mut problems = Vec::new();
    match timeout(ANSWER_WITHIN, http.operator.ready()).await {
        Ok(Ok(())) => {}
        Ok(Err(error)) => problems.push(format!("store: {error}")),
        Err(_) => problems.push("store: it does not answer".to_owned()),
    }
    if !matches!(
        timeout(ANSWER_WITHIN, http.exchange.is_alive()).await,
        Ok(true)
    ) {
        problems.push("exchange: it does not answer".to_owned());
    }
    if http.draining.is_cancelled() {
        problems.push("the server is about to stop".to_owned());
    }
    let status = if problems.is_empty() {
        StatusCode::OK
    } else {
        StatusCode::SERVICE_UNAVAILABLE
    };
    (
        status,
        Json(json!({ "ready": problems.is_empty(), "problems": problems })),
    )
        .into_response()
}

/// `GET /metrics` on a port that others reach, too: for this machine, or with the token.
pub(super) async fn metrics_guarded(
    http: State<Arc<Http>>,
    Extension(socket): Extension<Socket>,
    headers: HeaderMap,
) -> Response {
    let peer = Peer::of(socket, &headers, &http.config.trusted_proxy);
    let token = http.config.metrics_token.as_ref();
    if peer.is_local() || token.is_some_and(|token| bears(&headers, token)) {
        return metrics(http).await;
    }
    let message = "metrics are for this machine, for bearers of metrics_token, or on admin_listen";
    let mut response = refusal(StatusCode::UNAUTHORIZED, "unauthorized", message);
    response.headers_mut().insert(
        WWW_AUTHENTICATE,
        axum::http::HeaderValue::from_static("Bearer"),
    );
    response
}

/// `GET /metrics`.
pub(super) async fn metrics(State(http): State<Arc<Http>>) -> Response {
    let mut page = Page::default();
    page.family("callkit_info", "gauge", "The running version.");
    page.sample("callkit_info", &[("version", env!("CARGO_PKG_VERSION"))], 1);
    page.gauge(
        "callkit_uptime_seconds",
        "Since the start.",
        http.clock.uptime().as_secs(),
    );
    http.metrics.write(&mut page);
    exchange(&mut page, &http.exchange.stats());
    limits(&mut page, &http);
    media(&mut page, &http.media.counters());
    live(&mut page, &http.live);
    let tasks = tokio::runtime::Handle::current()
        .metrics()
        .num_alive_tasks();
    page.gauge("callkit_tasks", "Tasks alive.", tasks);
    if let Some(fds) = open_fds() {
        page.gauge("process_open_fds", "Open file descriptors.", fds);
    }
    if let Some(bytes) = resident_bytes() {
        page.gauge("process_resident_memory_bytes", "Memory in use.", bytes);
    }
    ([(CONTENT_TYPE, "text/plain; version=0.0.4")], page.finish()).into_response()
}

/// What the installation may carry, 0 for no limit, and what it was too much for.
fn limits(page: &mut Page, http: &Http) {
    let config = &http.config;
    let refused = http.exchange.stats().refused;
    page.gauge(
        "callkit_calls_limit",
        "Most calls at once (max_calls).",
        config.max_calls.unwrap_or(0),
    );
    page.gauge(
        "callkit_egress_bits_per_second",
        "Media that goes out.",
        http.egress.bits_per_second(),
    );
    page.gauge(
        "callkit_egress_limit_bits_per_second",
        "Most media that may go out (max_egress_mbps).",
        u64::from(config.max_egress_mbps.unwrap_or(0)) * 1_000_000,
    );
    page.counter(
        "callkit_egress_bytes_total",
        "Media that went out.",
        egress::bytes(&http.media, &http.live),
    );
    let family = "callkit_over_capacity_total";
    page.family(family, "counter", "Calls refused at a limit.");
    page.sample(family, &[("limit", "calls")], refused.calls);
    page.sample(family, &[("limit", "egress")], refused.egress);
}

fn exchange(page: &mut Page, stats: &Stats) {
    page.gauge("callkit_users", "Users signed in.", stats.users);
    page.gauge("callkit_devices", "Devices signed in.", stats.devices);
    page.family("callkit_calls", "gauge", "Calls.");
    page.sample(
        "callkit_calls",
        &[("phase", "ringing")],
        stats.calls_ringing,
    );
    page.sample(
        "callkit_calls",
        &[("phase", "connected")],
        stats.calls_connected,
    );
    page.sample("callkit_calls", &[("phase", "ended")], stats.calls_ended);
    page.gauge(
        "callkit_commits",
        "Steps that are being written.",
        stats.commits,
    );
    page.gauge(
        "callkit_call_timers",
        "Calls that wait for a deadline.",
        stats.timers,
    );
}

fn live(page: &mut Page, live: &LivePlane) {
    let (counters, dropped) = live.counters();
    page.gauge(
        "callkit_live_publishers",
        "Mini programs that publish.",
        counters.publishers,
    );
    page.gauge(
        "callkit_live_players",
        "Mini programs' players.",
        counters.players,
    );
    page.gauge(
        "callkit_live_keys",
        "Stream keys that open something.",
        counters.doors,
    );
    page.counter(
        "callkit_live_unreadable_total",
        "Pictures and sounds of publishers that could not be read.",
        counters.unreadable,
    );
    page.counter(
        "callkit_live_dropped_total",
        "Media that a bridge had no room for.",
        dropped,
    );
    live.write_delays(page);
}

fn media(page: &mut Page, counters: &MediaCounters) {
    let worker = &counters.worker;
    page.gauge("callkit_media_rooms", "Rooms.", worker.rooms);
    page.gauge("callkit_media_legs", "Media connections.", worker.legs);
    page.gauge(
        "callkit_media_timers",
        "Timers of the media workers.",
        worker.timers,
    );
    page.gauge(
        "callkit_media_tcp_connections",
        "Over TCP.",
        counters.tcp_connections,
    );
    page.counter(
        "callkit_media_packets_in_total",
        "From publishers.",
        worker.packets_in,
    );
    page.counter(
        "callkit_media_packets_forwarded_total",
        "To receivers.",
        worker.packets_forwarded,
    );
    page.counter(
        "callkit_media_restarts_total",
        "Workers that failed.",
        counters.restarts,
    );
    page.family(
        "callkit_media_dropped_total",
        "counter",
        "What was not passed on, and why.",
    );
    let dropped = [
        ("gate", worker.dropped_by_gate),
        ("unpublished", worker.dropped_unpublished),
        ("undecodable", worker.dropped_undecodable),
        ("unknown", worker.datagrams_unknown),
        ("send_full", counters.dropped_send_full),
        ("receive_full", counters.dropped_receive_full),
    ];
    for (why, count) in dropped {
        page.sample("callkit_media_dropped_total", &[("why", why)], count);
    }
}

fn bears(headers: &HeaderMap, token: &Secret) -> bool {
    let given = headers.get(axum::http::header::AUTHORIZATION);
    let given = given.and_then(|value| value.as_bytes().strip_prefix(b"Bearer "));
    given.is_some_and(|given| same(given, token.expose().as_bytes()))
}

/// Compares in a time that does not tell where the first difference is.
fn same(a: &[u8], b: &[u8]) -> bool {
    a.len() == b.len() && a.iter().zip(b).fold(0, |differ, (a, b)| differ | (a ^ b)) == 0
}

fn open_fds() -> Option<usize> {
    // One of them is the directory that is being read.
    Some(
        std::fs::read_dir("/proc/self/fd")
            .ok()?
            .count()
            .saturating_sub(1),
    )
}

fn resident_bytes() -> Option<u64> {
    // "VmRSS:     1234 kB" (man 5 proc).
    let status = std::fs::read_to_string("/proc/self/status").ok()?;
    let line = status
        .lines()
        .find_map(|line| line.strip_prefix("VmRSS:"))?;
    let kib: u64 = line.trim().strip_suffix(" kB")?.trim().parse().ok()?;
    Some(kib * 1024)
}
