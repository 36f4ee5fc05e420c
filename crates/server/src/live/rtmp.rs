//! RTMP connections.

use std::net::SocketAddr;
use std::sync::Arc;
use std::time::{Duration, Instant};

use callkit_live::bridge::Refusal;
use callkit_live::rtmp::{Event, Limits, RtmpError, Session};
use callkit_live::{StreamKey, Tag};
use socket2::SockRef;
use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpListener, TcpStream};
use tokio::time::{sleep, sleep_until, timeout};

use super::mail::Media;
use super::{Admitted, LivePlane, Wish};
use crate::gateway::OpenByAddress;
use crate::listener::Shared;
use crate::metrics::Metrics;

/// Read at a time.
const READ_BYTES: usize = 16 << 10;

/// What the system holds for a player that does not take it: at a call's bitrate under a second.
/// Higher rides out longer stalls of the network, and delays what comes after them.
const SEND_BUFFER: usize = 96 << 10;

/// How long a connection may take no bytes while there are some for it.
const STALLED_AFTER: Duration = Duration::from_secs(10);

/// How long the last words may take.
const CLOSE_WITHIN: Duration = Duration::from_secs(1);

/// Pause after the system could not give a connection.
const PAUSE_AFTER_FAILURE: Duration = Duration::from_millis(100);

/// The port on which RTMP is served.
pub(crate) struct Listener {
    pub(crate) tcp: TcpListener,
    pub(crate) live: LivePlane,
    /// Open connections of one address, at most.
    pub(crate) most_per_address: u32,
}

impl Listener {
    /// Accepts connections until told to stop.
    pub(crate) async fn run(self, shared: Shared) {
        let open = OpenByAddress::default();
        loop {
            let accepted = tokio::select! {
                accepted = self.tcp.accept() => accepted,
                () = shared.stop.cancelled() => return,
            };
            let (tcp, peer) = match accepted {
                Ok(accepted) => accepted,
                Err(error) => {
                    tracing::warn!(%error, "cannot accept an RTMP connection");
                    sleep(PAUSE_AFTER_FAILURE).await;
                    continue;
                }
            };
            let place = open.enter(peer.ip().to_canonical(), self.most_per_address);
            let Some(place) = place else {
                tracing::debug!("limit_connections_per_ip is reached; RTMP is refused");
                continue;
            };
            if !shared.metrics.sockets.enter(shared.most_sockets) {
                tracing::debug!("limit_connections is reached; RTMP is refused");
                continue;
            }
            let counted = Counted(Arc::clone(&shared.metrics));
            let (live, stop) = (self.live.clone(), shared.stop.clone());
            shared.tasks.spawn(async move {
                let (_counted, _place) = (counted, place);
                let mut connection = Connection::new(tcp, live);
                tokio::select! {
                    end = connection.serve() => connection.finish(&end, peer).await,
                    () = stop.cancelled() => connection.finish(&End::Stopped, peer).await,
                }
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

/// Why a connection is over.
#[derive(Debug)]
enum End {
    /// The client closed it, or is gone.
    ByClient,
    /// What it sent is not RTMP as it should be, or it took too long.
    Faulty(RtmpError),
    /// It may not do what it asked for.
    Refused(Refusal),
    /// The bridge has let go.
    Closed(callkit_live::bridge::Closed),
    /// It takes no bytes.
    Stalled,
    /// The server stops.
    Stopped,
}

struct Connection {
    tcp: TcpStream,
    live: LivePlane,
    session: Session,
    admitted: Option<Admitted>,
}

/// What happened next on a connection.
enum Next {
    Read(std::io::Result<usize>),
    Tag(Option<Tag>),
    Timeout,
}

impl Connection {
    fn new(tcp: TcpStream, live: LivePlane) -> Self {
        // Pictures must not wait for more bytes to fill a packet.
        let _ = tcp.set_nodelay(true);
        let _ = SockRef::from(&tcp).set_send_buffer_size(SEND_BUFFER);
        let mut random = [0; 1528];
        rand::fill(&mut random);
        Self {
            tcp,
            live,
            session: Session::new(Instant::now(), Limits::default(), &random),
            admitted: None,
        }
    }

    async fn serve(&mut self) -> End {
        let mut buffer = vec![0; READ_BYTES];
        loop {
            if let Err(end) = self.flush().await {
                return end;
            }
            let now = Instant::now();
            match self.next(&mut buffer).await {
                Next::Read(Ok(0) | Err(_)) => return End::ByClient,
                Next::Read(Ok(count)) => {
                    if let Err(error) = self.session.receive(now, &buffer[..count]) {
                        return End::Faulty(error);
                    }
                    if let Err(end) = self.handle_events().await {
                        return end;
                    }
                }
                Next::Tag(Some(tag)) => self.forward(&tag),
                Next::Tag(None) => {
                    let why = self.admitted.as_ref().map(|held| held.inlet.why());
                    return why.map_or(End::ByClient, End::Closed);
                }
                Next::Timeout => {
                    if let Err(error) = self.session.handle_timeout(Instant::now()) {
                        return End::Faulty(error);
                    }
                }
            }
        }
    }

    async fn next(&mut self, buffer: &mut [u8]) -> Next {
        let deadline = self.session.deadline();
        let due = async {
            match deadline {
                Some(at) => sleep_until(at.into()).await,
                None => std::future::pending().await,
            }
        };
        let tag = async {
            match &mut self.admitted {
                Some(admitted) => admitted.inlet.next().await,
                None => std::future::pending().await,
            }
        };
        tokio::select! {
            read = self.tcp.read(buffer) => Next::Read(read),
            tag = tag => Next::Tag(tag),
            () = due => Next::Timeout,
        }
    }

    /// Sends a tag and those that are there already, in one go.
    fn forward(&mut self, tag: &Tag) {
        self.session.send(tag);
        while self.session.waiting() < SEND_BUFFER
            && let Some(tag) = self.admitted.as_mut().and_then(|held| held.inlet.ready())
        {
            self.session.send(&tag);
        }
    }

    async fn handle_events(&mut self) -> Result<(), End> {
        while let Some(event) = self.session.poll_event() {
            match event {
                Event::Publish(key) => self.admit(Wish::Publish, &key).await?,
                Event::Play(key) => self.admit(Wish::Play, &key).await?,
                Event::Tag(tag) => {
                    if let Some(admitted) = &self.admitted {
                        admitted.mail.media(Media::Tag(admitted.conn, tag));
                    }
                }
                Event::Stopped => self.admitted = None,
            }
        }
        Ok(())
    }

    async fn admit(&mut self, wish: Wish, key: &StreamKey) -> Result<(), End> {
        match self.live.admit(wish, key).await {
            Ok(admitted) => {
                self.admitted = Some(admitted);
                self.session.accept();
                Ok(())
            }
            Err(refusal) => {
                self.session.refuse(&refusal.to_string());
                Err(End::Refused(refusal))
            }
        }
    }

    async fn flush(&mut self) -> Result<(), End> {
        while let Some(bytes) = self.session.poll_transmit() {
            match timeout(STALLED_AFTER, self.tcp.write_all(&bytes)).await {
                Ok(Ok(())) => {}
                Ok(Err(_)) => return Err(End::ByClient),
                Err(_) => return Err(End::Stalled),
            }
        }
        Ok(())
    }

    /// Says why it is over, to the client as far as RTMP has words for it.
    async fn finish(&mut self, end: &End, peer: SocketAddr) {
        let client = self.session.client().unwrap_or_default().to_owned();
        let address = peer.ip();
        match end {
            End::ByClient | End::Stopped => tracing::debug!(%address, client, "RTMP is over"),
            End::Faulty(why) => tracing::info!(%address, client, %why, "RTMP is refused"),
            End::Refused(why) => tracing::info!(%address, client, %why, "RTMP is refused"),
            End::Closed(why) => tracing::info!(%address, client, %why, "RTMP is closed"),
            End::Stalled => tracing::info!(%address, client, "RTMP is closed: nothing is taken"),
        }
        self.session.end();
        let _ = timeout(CLOSE_WITHIN, self.flush()).await;
        let _ = timeout(CLOSE_WITHIN, self.tcp.shutdown()).await;
    }
}
