//! Accepting connections and speaking HTTP on them.

mod lingering;

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::Duration;

use axum::Router;
use hyper::body::Incoming;
use hyper::server::conn::http1;
use hyper::service::{Service, service_fn};
use hyper_util::rt::{TokioIo, TokioTimer};
use hyper_util::service::TowerToHyperService;
use tokio::io::{AsyncRead, AsyncWrite};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, timeout};
use tokio_rustls::{TlsAcceptor, rustls};
use tokio_util::sync::CancellationToken;
use tokio_util::task::TaskTracker;

use crate::metrics::Metrics;
use crate::peer::Socket;
use lingering::Lingering;

/// How long a client may take for its request line and headers, and how long a connection may wait
/// for the next request. Higher lets slow clients hold sockets, lower cuts off slow phones.
const HEADERS_WITHIN: Duration = Duration::from_secs(15);
/// How long a TLS handshake may take.
const HANDSHAKE_WITHIN: Duration = Duration::from_secs(10);
/// What the system may hold for one connection that is not under way yet, in bytes. Higher saves
/// wake-ups; lower keeps slow players closer to the present.
#[cfg(target_os = "linux")]
const MOST_UNSENT: u32 = 32 << 10;
/// How long a client may take nothing of what was sent to it. Higher: it may be out of reach for
/// longer; lower: its socket is free sooner.
#[cfg(target_os = "linux")]
const TAKE_WITHIN: Duration = Duration::from_secs(30);
/// What is held for one connection before it reaches the system, in bytes; also the longest head of a
/// request.
const MOST_BUFFERED: usize = 64 << 10;
/// Pause after the system could not give a connection: mostly it is out of file descriptors, and
/// asking again at once would only burn the processor.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_millis(100);

/// One port on which requests are answered.
pub(crate) struct Listener {
    /// The bound socket.
    pub(crate) tcp: TcpListener,
    /// Present on an https port.
    pub(crate) tls: Option<Arc<rustls::ServerConfig>>,
    /// What answers.
    pub(crate) router: Router,
}

/// What all listeners of a server share.
#[derive(Clone, Debug)]
pub(crate) struct Shared {
    pub(crate) metrics: Arc<Metrics>,
    /// Most sockets open at once.
    pub(crate) most_sockets: u64,
    /// Says that no more connections are wanted and that idle ones are to be closed.
    pub(crate) stop: CancellationToken,
    /// Every task of a connection.
    pub(crate) tasks: TaskTracker,
}

impl Listener {
    /// Accepts connections until told to stop.
    pub(crate) async fn run(self, shared: Shared) {
        let tls = self.tls.map(TlsAcceptor::from);
        loop {
            let accepted = tokio::select! {
                accepted = self.tcp.accept() => accepted,
                () = shared.stop.cancelled() => return,
            };
            let (tcp, peer) = match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(%error, "cannot accept a connection");
                    sleep(PAUSE_AFTER_FAILURE).await;
                    continue;
                }
            };
            if !shared.metrics.sockets.enter(shared.most_sockets) {
                tracing::debug!("limit_connections is reached; a connection is refused");
                continue;
            }
            let counted = Counted(Arc::clone(&shared.metrics));
            let serving = serve(tcp, peer, tls.clone(), self.router.clone(), shared.clone());
            shared.tasks.spawn(async move {
                let _counted = counted;
                serving.await;
            });
        }
    }
}

/// An open socket in the metrics.
struct Counted(Arc<Metrics>);

impl Drop for Counted {
    fn drop(&mut self) {
        self.0.sockets.leave();
    }
}

async fn serve(
    tcp: TcpStream,
    peer: SocketAddr,
    tls: Option<TlsAcceptor>,
    router: Router,
    shared: Shared,
) {
    // A ring must not wait for more bytes to fill a packet (RFC 896 against which this is).
    let _ = tcp.set_nodelay(true);
    bound_queue(&tcp);
    let local = tcp.local_addr().unwrap_or(peer);
    let socket = Socket {
        peer,
        local,
        tls: tls.is_some(),
    };
    let tcp = Lingering::new(tcp);
    let Some(tls) = tls else {
        return http(tcp, socket, router, shared).await;
    };
    match timeout(HANDSHAKE_WITHIN, tls.accept(tcp)).await {
        Ok(Ok(stream)) => http(stream, socket, router, shared).await,
        Ok(Err(error)) => {
            shared.metrics.failed_handshakes.add(1);
            tracing::debug!(%error, "TLS handshake failed");
        }
        Err(_) => shared.metrics.failed_handshakes.add(1),
    }
}

/// Lets the system hold little that is not under way, and not for ever: a player that reads slowly is
/// to be behind by what is in its own buffers, and one that reads nothing is gone.
#[cfg(target_os = "linux")]
fn bound_queue(tcp: &TcpStream) {
    let socket = socket2::SockRef::from(tcp);
    let _ = socket.set_tcp_notsent_lowat(MOST_UNSENT);
    let _ = socket.set_tcp_user_timeout(Some(TAKE_WITHIN));
}

#[cfg(not(target_os = "linux"))]
fn bound_queue(_: &TcpStream) {}

async fn http<S>(stream: S, socket: Socket, router: Router, shared: Shared)
where
    S: AsyncRead + AsyncWrite + Unpin + Send + 'static,
{
    let router = TowerToHyperService::new(router);
    let metrics = Arc::clone(&shared.metrics);
    let service = service_fn(move |mut request: hyper::Request<Incoming>| {
        metrics.requests.add(1);
        request.extensions_mut().insert(socket);
        router.call(request)
    });
    let connection = http1::Builder::new()
        .timer(TokioTimer::new())
        .header_read_timeout(HEADERS_WITHIN)
        .max_buf_size(MOST_BUFFERED)
        .serve_connection(TokioIo::new(stream), service)
        .with_upgrades();
    tokio::pin!(connection);

    let ended = tokio::select! {
        ended = connection.as_mut() => ended,
        () = shared.stop.cancelled() => {
            connection.as_mut().graceful_shutdown();
            connection.await
        }
    };
    if let Err(error) = ended {
        tracing::debug!(%error, "HTTP connection ended");
    }
}
