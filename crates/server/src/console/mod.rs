//! The console's back end: what the pages under `/console/` ask and are told.
//!
//! There is one operator, who has a password. What he may do is in `api`, what it looks like on the
//! wire in docs/console-api.md.

pub mod api;
pub mod call_log;
pub mod password;

mod apps;
mod auth;
mod convert;
mod csv;
mod installation;
mod live;
mod people;
mod query;
mod records;
mod session;
mod stream;
mod tickets;

use std::net::IpAddr;
use std::path::PathBuf;
use std::sync::Arc;

use axum::Router;
use axum::extract::DefaultBodyLimit;
use axum::routing::{delete, get, post};
use callkit_protocol::UnixMs;
use callkit_store::Console as ConsoleStore;
use tokio::sync::{Notify, Semaphore};
use tokio_util::sync::CancellationToken;

use crate::clock::Clock;
use crate::config::{Config, Rate};
use crate::egress::Egress;
use crate::exchange::Exchange;
use crate::limits::Buckets;
use crate::links::Links;
use crate::retention::Keep;
use api::{ApiError, ApiErrorName};

/// The largest request: a ticket and a few names.
const REQUEST_BYTES: usize = 64 << 10;
/// Passwords tried by one address. A right one is not counted.
const SIGN_INS: Rate = Rate {
    per_minute: 6,
    burst: 10,
};
/// Passwords that are looked at at the same time, at 19 MiB each.
const HASHES_AT_ONCE: usize = 2;

/// What the handlers share.
#[derive(Debug)]
pub(crate) struct Desk {
    pub(crate) config: Arc<Config>,
    pub(crate) clock: Clock,
    pub(crate) store: Arc<dyn ConsoleStore>,
    pub(crate) exchange: Exchange,
    pub(crate) egress: Arc<Egress>,
    pub(crate) links: Links,
    pub(crate) keep: Keep,
    pub(crate) data_dir: PathBuf,
    /// Where RTMP is served.
    pub(crate) rtmp_port: u16,
    pub(crate) started_at: UnixMs,
    /// Says that an app has changed, so that nobody need wait to be cut off or let in.
    pub(crate) apps_changed: Arc<Notify>,
    pub(crate) stop: CancellationToken,
    pub(crate) draining: CancellationToken,
    tried: Buckets<IpAddr>,
    hashing: Semaphore,
}

/// What [`Desk::new`] is given.
pub(crate) struct Parts {
    pub(crate) config: Arc<Config>,
    pub(crate) clock: Clock,
    pub(crate) store: Arc<dyn ConsoleStore>,
    pub(crate) exchange: Exchange,
    pub(crate) egress: Arc<Egress>,
    pub(crate) links: Links,
    pub(crate) keep: Keep,
    pub(crate) data_dir: PathBuf,
    pub(crate) rtmp_port: u16,
    pub(crate) apps_changed: Arc<Notify>,
    pub(crate) stop: CancellationToken,
    pub(crate) draining: CancellationToken,
}

impl Desk {
    pub(crate) fn new(parts: Parts) -> Self {
        let Parts {
            config,
            clock,
            store,
            exchange,
            egress,
            links,
            keep,
            data_dir,
            rtmp_port,
            apps_changed,
            stop,
            draining,
        } = parts;
        Self {
            started_at: clock.now(),
            config,
            clock,
            store,
            exchange,
            egress,
            links,
            keep,
            data_dir,
            rtmp_port,
            apps_changed,
            stop,
            draining,
            tried: Buckets::new(SIGN_INS),
            hashing: Semaphore::new(HASHES_AT_ONCE),
        }
    }
}

/// Everything below `/console/api/`.
pub(crate) fn router<S: Clone + Send + Sync + 'static>(desk: Arc<Desk>) -> Router<S> {
    Router::new()
        .route("/sign-in", post(session::sign_in))
        .route("/sign-out", post(session::sign_out))
        .route("/session", get(session::current))
        .route("/password", post(session::change_password))
        .route("/sessions", get(session::list).delete(session::end_others))
        .route("/sessions/{id}", delete(session::end))
        .route("/overview", get(live::overview))
        .route("/overview/stream", get(live::overview_stream))
        .route("/installation", get(installation::get))
        .route("/apps", get(apps::list).post(apps::create))
        .route("/apps/{app}", get(apps::get).patch(apps::change))
        .route("/apps/{app}/keys", post(apps::rotate_key))
        .route("/apps/{app}/keys/{key}", delete(apps::withdraw_key))
        .route("/apps/{app}/keys/{key}/reveal", post(apps::reveal_key))
        .route("/apps/{app}/tickets", post(tickets::make))
        .route("/apps/{app}/users", get(people::list))
        .route(
            "/apps/{app}/users/{user}",
            get(people::get).delete(people::erase),
        )
        .route("/tickets/inspect", post(tickets::inspect))
        .route("/live/users", get(live::users))
        .route("/live/users/stream", get(live::users_stream))
        .route("/live/calls", get(live::calls))
        .route("/live/calls/stream", get(live::calls_stream))
        .route("/live/calls/{app}/{call}", get(live::call))
        .route("/live/calls/{app}/{call}/stream", get(live::call_stream))
        .route("/live/calls/{app}/{call}/end", post(live::end_call))
        .route("/live/kick", post(live::kick))
        .route("/records", get(records::list))
        .route("/records.csv", get(records::csv))
        .route("/calls/{app}/{call}", get(records::call))
        .fallback(nothing)
        .method_not_allowed_fallback(nothing)
        .layer(DefaultBodyLimit::max(REQUEST_BYTES))
        .with_state(desk)
}

async fn nothing() -> ApiError {
    ApiError::new(ApiErrorName::NotFound, "there is nothing here")
}
