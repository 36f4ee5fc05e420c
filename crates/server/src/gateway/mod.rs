//! Signalling over WebSocket: lets devices in and carries messages between them and the exchange.
//!
//! It decides nothing about calls. What a user keeps with the server and what is no part of a call
//! (name, do-not-disturb, blocks, tickets) is answered here.

mod connection;
mod hello;
mod lookups;
mod open;
mod own;
mod writer;

use std::sync::Arc;

use axum::Extension;
use axum::extract::ws::{WebSocket, WebSocketUpgrade};
use axum::http::HeaderMap;
use axum::http::header::ORIGIN;
use axum::response::Response;
use callkit_live::StreamKeys;
use callkit_protocol::{ErrorBody, ErrorCode};
use callkit_store::Store;
use tokio::sync::watch;
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::clock::Clock;
use crate::config::Config;
use crate::exchange::Exchange;
use crate::limits::Limits;
use crate::live::Reach;
use crate::metrics::Metrics;
use crate::peer::{Peer, Socket, is_same_origin};
use open::Place;

pub(crate) use open::OpenByAddress;

/// The largest frame that is read at all, in bytes. Beyond the limit of the protocol, so that what
/// is a little too large is refused by name without cutting the stream in the middle of a frame.
const FRAME_BYTES: usize = 256 << 10;
/// What each connection holds for reading, and what it gathers before it writes, in bytes. Higher
/// reads several messages in one step, lower keeps ten thousand idle users small: nearly all that a
/// device ever says is shorter, and for what is longer room is made when its length is known.
const BUFFER_BYTES: usize = 1 << 10;
/// How much may wait inside one socket's writer, in bytes; what waits before that is counted in
/// messages (`limit_outbox`). A message must fit.
const WRITE_BUFFER_BYTES: usize = 1 << 20;

/// Everything that connections share.
#[derive(Debug)]
pub(crate) struct Gateway {
    pub(crate) config: Arc<Config>,
    pub(crate) clock: Clock,
    pub(crate) store: Arc<dyn Store>,
    pub(crate) exchange: Exchange,
    pub(crate) limits: Arc<Limits>,
    pub(crate) metrics: Arc<Metrics>,
    /// Fires when some ticket may no longer be good.
    pub(crate) apps_changed: watch::Receiver<()>,
    /// Says that the server goes away now.
    pub(crate) stop: CancellationToken,
    pub(crate) tasks: TaskTracker,
    pub(crate) open: OpenByAddress,
    /// Makes the addresses that mini programs are given.
    pub(crate) stream_keys: StreamKeys,
    /// Where RTMP is served.
    pub(crate) rtmp_port: u16,
}

impl Gateway {
    /// `GET /ws`.
    ///
    /// A client that may not connect is let in to be told so: a browser shows its page the code of a
    /// closed WebSocket, and nothing at all of a refused request.
    pub(crate) fn upgrade(
        self: Arc<Self>,
        Extension(socket): Extension<Socket>,
        headers: &HeaderMap,
        upgrade: WebSocketUpgrade,
    ) -> Response {
        let peer = Peer::of(socket, headers, &self.config.trusted_proxy);
        let reach = Reach::of(&self.config, self.rtmp_port, socket.local, &peer);
        let admitted = self.admit(&peer, headers);
        let tasks = self.tasks.clone();
        upgrade
            .max_message_size(FRAME_BYTES)
            .max_frame_size(FRAME_BYTES)
            .read_buffer_size(BUFFER_BYTES)
            .write_buffer_size(BUFFER_BYTES)
            .max_write_buffer_size(WRITE_BUFFER_BYTES)
            .on_upgrade(move |socket: WebSocket| {
                tasks.track_future(connection::run(self, socket, peer, reach, admitted))
            })
    }

    fn admit(&self, peer: &Peer, headers: &HeaderMap) -> Result<Place, ErrorBody> {
        if let Some(origin) = headers.get(ORIGIN) {
            let origin = origin.to_str().unwrap_or_default();
            let allowed = is_same_origin(headers, origin)
                || self
                    .config
                    .allowed_origins
                    .iter()
                    .any(|allowed| allowed.admits(origin));
            if !allowed {
                let message = format!(
                    "pages of {origin} may not use this server: its operator can add them to \
                     allowed_origins"
                );
                return Err(ErrorBody::new(ErrorCode::OriginRefused, message));
            }
        }
        self.limits
            .connects
            .take(peer.address, self.clock.now())
            .map_err(|wait| {
                let message = format!("too many connections from this address; wait {wait}");
                ErrorBody::rate_limited(message, wait)
            })?;
        let most = self.config.limit_connections_per_ip;
        self.open.enter(peer.address, most).ok_or_else(|| {
            let message = format!("this address has {most} connections open");
            ErrorBody::new(ErrorCode::OverCapacity, message)
        })
    }
}
