//! Clients whose network lets no UDP through: ICE over TCP, passive on our side (RFC 6544).
//!
//! One thread holds all connections. The first STUN message on a connection names the worker: its
//! number stands at the start of the ufrag. Until then a connection is nobody's, and few of those
//! are allowed.

use std::collections::{BTreeMap, BTreeSet};
use std::io::{self, Read, Write};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::sync::atomic::{AtomicBool, AtomicU64, Ordering};
use std::sync::mpsc::{Receiver, SyncSender, sync_channel};
use std::thread::JoinHandle;
use std::time::{Duration, Instant};

use callkit_media::{Path, Reflector, TcpConnId, Transport, WorkerId, stun_ufrag};
use mio::event::Event;
use mio::net::{TcpListener, TcpStream};
use mio::{Events, Interest, Poll, Registry, Token, Waker};
use socket2::{Domain, Protocol, Socket, Type};

use super::MediaError;
use super::counters::MediaCounters;
use super::framing::{Reader, Writer};
use super::inbox::{Inbox, TcpDatagram, Word};

/// How long a connection may take to name its worker. Higher: patience for slow links; lower: less
/// for strangers to hold on to.
const NAMING: Duration = Duration::from_secs(5);
/// A connection without anything from the client for this long is closed; ICE asks for consent
/// every few seconds.
const IDLE: Duration = Duration::from_secs(30);
/// Connections at a time, all told.
const MAX_CONNECTIONS: usize = 4096;
/// Connections of one address that have not named a worker. A company's whole office may come
/// from one address, but names its workers within milliseconds.
const MAX_UNNAMED_PER_IP: usize = 16;
/// Datagrams that may wait for this thread.
const OUTGOING: usize = 4096;
/// Reads from one connection before the others have their turn.
const READS: usize = 16;

const WOKEN: Token = Token(0);
const FIRST_LISTENER: usize = 1;
const FIRST_CONNECTION: usize = 16;

/// The port that clients connect to, on each IP version that is advertised.
#[derive(Debug)]
pub(super) struct Listener {
    sockets: Vec<TcpListener>,
    port: u16,
}

impl Listener {
    pub(super) fn bind(port: u16, addresses: &[IpAddr]) -> Result<Self, MediaError> {
        let wildcards = [
            IpAddr::from(Ipv4Addr::UNSPECIFIED),
            Ipv6Addr::UNSPECIFIED.into(),
        ];
        let mut listener = Self {
            sockets: Vec::new(),
            port,
        };
        for any in wildcards {
            if !addresses.iter().any(|ip| ip.is_ipv4() == any.is_ipv4()) {
                continue;
            }
            let (socket, port) = open(SocketAddr::new(any, listener.port)).map_err(|source| {
                if source.kind() == io::ErrorKind::AddrInUse {
                    MediaError::PortTaken {
                        port,
                        protocol: "TCP",
                        option: "media-tcp-port",
                    }
                } else {
                    MediaError::Io {
                        what: "open the media port for TCP",
                        source,
                    }
                }
            })?;
            listener.port = port;
            listener.sockets.push(socket);
        }
        Ok(listener)
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }
}

/// What a worker sends through.
#[derive(Clone, Debug)]
pub(super) struct Outlet {
    datagrams: SyncSender<(TcpConnId, Vec<u8>)>,
    shared: Arc<Shared>,
}

impl Outlet {
    /// Never blocks; what finds no room is dropped and counted.
    pub(super) fn send(&self, conn: TcpConnId, bytes: Vec<u8>) {
        match self.datagrams.try_send((conn, bytes)) {
            Ok(()) => self.shared.wake(),
            Err(_) => drop(self.shared.dropped.fetch_add(1, Ordering::Relaxed)),
        }
    }
}

#[derive(Debug)]
struct Shared {
    waker: Waker,
    stop: AtomicBool,
    dropped: AtomicU64,
    refused: AtomicU64,
    connections: AtomicU64,
}

impl Shared {
    fn wake(&self) {
        if let Err(error) = self.waker.wake() {
            tracing::error!(%error, "cannot wake the TCP thread");
        }
    }
}

/// The plane's end of the thread.
#[derive(Debug)]
pub(super) struct TcpThread {
    outlet: Outlet,
    thread: Option<JoinHandle<()>>,
}

impl TcpThread {
    /// `workers` are in order of their numbers.
    pub(super) fn start(listener: Listener, workers: Vec<Inbox>) -> Result<Self, MediaError> {
        let io = |what| move |source: io::Error| MediaError::Io { what, source };
        let poll = Poll::new().map_err(io("make an event queue"))?;
        let waker = Waker::new(poll.registry(), WOKEN).map_err(io("make a waker"))?;
        let mut listeners = listener.sockets;
        for (at, socket) in listeners.iter_mut().enumerate() {
            let token = Token(FIRST_LISTENER + at);
            let registered = poll.registry().register(socket, token, Interest::READABLE);
            registered.map_err(io("watch the media port for TCP"))?;
        }
        let shared = Arc::new(Shared {
            waker,
            stop: AtomicBool::new(false),
            dropped: AtomicU64::new(0),
            refused: AtomicU64::new(0),
            connections: AtomicU64::new(0),
        });
        let (datagrams, outgoing) = sync_channel(OUTGOING);
        let mut switch = Exchange {
            poll,
            listeners,
            workers,
            outgoing,
            shared: Arc::clone(&shared),
            connections: BTreeMap::new(),
            next: 0,
            unread: BTreeSet::new(),
            reflector: Reflector::default(),
        };
        let thread = std::thread::Builder::new()
            .name("media-tcp".to_owned())
            .spawn(move || switch.run())
            .map_err(io("start the TCP thread"))?;
        Ok(Self {
            outlet: Outlet { datagrams, shared },
            thread: Some(thread),
        })
    }

    pub(super) fn outlet(&self) -> Outlet {
        self.outlet.clone()
    }

    pub(super) fn count(&self, sum: &mut MediaCounters) {
        let shared = &self.outlet.shared;
        sum.dropped_send_full += shared.dropped.load(Ordering::Relaxed);
        sum.tcp_refused = shared.refused.load(Ordering::Relaxed);
        sum.tcp_connections = shared.connections.load(Ordering::Relaxed);
    }

    pub(super) fn stop(&mut self) {
        self.outlet.shared.stop.store(true, Ordering::Release);
        self.outlet.shared.wake();
        if let Some(thread) = self.thread.take() {
            // A panic was reported where it happened.
            let _ = thread.join();
        }
    }
}

/// What the thread owns.
struct Exchange {
    poll: Poll,
    listeners: Vec<TcpListener>,
    workers: Vec<Inbox>,
    outgoing: Receiver<(TcpConnId, Vec<u8>)>,
    shared: Arc<Shared>,
    connections: BTreeMap<TcpConnId, Connection>,
    next: u64,
    /// May hold bytes although no event will say so.
    unread: BTreeSet<TcpConnId>,
    reflector: Reflector,
}

struct Connection {
    stream: TcpStream,
    path: Path,
    reader: Reader,
    writer: Writer,
    stage: Stage,
    heard: Instant,
}

/// Whose a connection is.
///
/// ```text
/// Unnamed -> Named
/// ```
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
enum Stage {
    Unnamed { since: Instant },
    Named { worker: usize },
}

/// A connection is over: closed by the client, too slow, or not speaking our language.
struct Over;

impl Exchange {
    fn run(&mut self) {
        let mut events = Events::with_capacity(256);
        let mut sweep = Instant::now();
        while !self.shared.stop.load(Ordering::Acquire) {
            let wait = match (self.unread.is_empty(), self.connections.is_empty()) {
                (false, _) => Some(Duration::ZERO),
                (true, false) => Some(Duration::from_secs(1)),
                (true, true) => None,
            };
            match self.poll.poll(&mut events, wait) {
                Ok(()) => {}
                Err(error) if error.kind() == io::ErrorKind::Interrupted => continue,
                Err(error) => {
                    tracing::error!(%error, "media over TCP ends");
                    return;
                }
            }
            for event in &events {
                self.note(event);
            }
            self.send_outgoing();
            for conn in std::mem::take(&mut self.unread) {
                self.with(conn, Self::read);
            }
            if sweep.elapsed() >= Duration::from_secs(1) {
                sweep = Instant::now();
                self.sweep(sweep);
            }
            self.shared
                .connections
                .store(self.connections.len() as u64, Ordering::Relaxed);
        }
    }

    fn note(&mut self, event: &Event) {
        let token = event.token().0;
        if token >= FIRST_CONNECTION {
            let conn = TcpConnId((token - FIRST_CONNECTION) as u64);
            if event.is_readable() || event.is_read_closed() || event.is_error() {
                self.unread.insert(conn);
            }
            if event.is_writable() {
                self.with(conn, |_, _, connection| connection.write());
            }
        } else if token >= FIRST_LISTENER {
            self.accept(token - FIRST_LISTENER);
        }
    }

    fn accept(&mut self, listener: usize) {
        loop {
            let Some(socket) = self.listeners.get(listener) else {
                return;
            };
            match socket.accept() {
                Ok((stream, remote)) => {
                    if self.may_come_in(remote.ip()) {
                        self.admit(stream, remote);
                    } else {
                        self.shared.refused.fetch_add(1, Ordering::Relaxed);
                    }
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return,
                Err(error) => {
                    // Out of file descriptors, most likely. What is open goes on, and the next
                    // event tries again.
                    tracing::warn!(%error, "cannot accept media over TCP");
                    return;
                }
            }
        }
    }

    fn may_come_in(&self, ip: IpAddr) -> bool {
        let unnamed = self.connections.values().filter(|connection| {
            connection.path.remote.ip() == ip && matches!(connection.stage, Stage::Unnamed { .. })
        });
        self.connections.len() < MAX_CONNECTIONS && unnamed.count() < MAX_UNNAMED_PER_IP
    }

    fn admit(&mut self, mut stream: TcpStream, remote: SocketAddr) {
        let Ok(local) = stream.local_addr() else {
            return;
        };
        let conn = TcpConnId(self.next);
        self.next += 1;
        // Media waits for nothing; without this the kernel would collect small packets.
        if let Err(error) = stream.set_nodelay(true) {
            tracing::debug!(%error, "TCP_NODELAY");
        }
        let token = Token(FIRST_CONNECTION + conn.0 as usize);
        let registry: &Registry = self.poll.registry();
        if registry
            .register(&mut stream, token, Interest::READABLE | Interest::WRITABLE)
            .is_err()
        {
            return;
        }
        let now = Instant::now();
        let connection = Connection {
            stream,
            path: Path {
                transport: Transport::Tcp(conn),
                local,
                remote,
            },
            reader: Reader::default(),
            writer: Writer::default(),
            stage: Stage::Unnamed { since: now },
            heard: now,
        };
        self.connections.insert(conn, connection);
        self.unread.insert(conn);
    }

    /// Does something with a connection, and closes it if that ended it.
    fn with(
        &mut self,
        conn: TcpConnId,
        action: impl FnOnce(&mut Self, TcpConnId, &mut Connection) -> Result<(), Over>,
    ) {
        let Some(mut connection) = self.connections.remove(&conn) else {
            return;
        };
        match action(self, conn, &mut connection) {
            Ok(()) => drop(self.connections.insert(conn, connection)),
            Err(Over) => self.close(conn, &connection),
        }
    }

    fn close(&mut self, conn: TcpConnId, connection: &Connection) {
        self.unread.remove(&conn);
        if let Stage::Named { worker } = connection.stage
            && let Some(inbox) = self.workers.get(worker)
        {
            inbox.say(Word::TcpClosed(conn));
        }
    }

    fn read(&mut self, conn: TcpConnId, connection: &mut Connection) -> Result<(), Over> {
        let mut buffer = [0; 16 * 1024];
        for _ in 0..READS {
            match connection.stream.read(&mut buffer) {
                Ok(0) => return Err(Over),
                Ok(count) => {
                    connection.heard = Instant::now();
                    connection.reader.push(&buffer[..count]);
                    self.hand_over(connection)?;
                }
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(_) => return Err(Over),
            }
        }
        self.unread.insert(conn);
        Ok(())
    }

    fn hand_over(&mut self, connection: &mut Connection) -> Result<(), Over> {
        while let Some(datagram) = connection.reader.next().map_err(|_| Over)? {
            let worker = match connection.stage {
                Stage::Named { worker } => worker,
                Stage::Unnamed { .. } => {
                    let (now, remote) = (Instant::now(), connection.path.remote);
                    if let Some(answer) = self.reflector.answer(now, datagram, remote) {
                        connection.writer.push(&answer);
                        connection.write()?;
                        continue;
                    }
                    let ufrag = stun_ufrag(datagram).ok_or(Over)?;
                    let WorkerId(worker) = WorkerId::of_ufrag(&ufrag).ok_or(Over)?;
                    connection.stage = Stage::Named {
                        worker: usize::from(worker),
                    };
                    usize::from(worker)
                }
            };
            let inbox = self.workers.get(worker).ok_or(Over)?;
            inbox.datagram(TcpDatagram {
                path: connection.path,
                bytes: datagram.to_vec(),
            });
        }
        Ok(())
    }

    fn send_outgoing(&mut self) {
        while let Ok((conn, bytes)) = self.outgoing.try_recv() {
            self.with(conn, |exchange, _, connection| {
                if !connection.writer.push(&bytes) {
                    exchange.shared.dropped.fetch_add(1, Ordering::Relaxed);
                }
                connection.write()
            });
        }
    }

    fn sweep(&mut self, now: Instant) {
        let late = |connection: &Connection| match connection.stage {
            Stage::Unnamed { since } => now.saturating_duration_since(since) > NAMING,
            Stage::Named { .. } => now.saturating_duration_since(connection.heard) > IDLE,
        };
        let late = self
            .connections
            .iter()
            .filter(|(_, connection)| late(connection));
        let late: Vec<_> = late.map(|(conn, _)| *conn).collect();
        for conn in late {
            self.with(conn, |_, _, _| Err(Over));
        }
    }
}

impl Connection {
    fn write(&mut self) -> Result<(), Over> {
        while !self.writer.front().is_empty() {
            match self.stream.write(self.writer.front()) {
                Ok(0) => return Err(Over),
                Ok(count) => self.writer.advance(count),
                Err(error) if error.kind() == io::ErrorKind::WouldBlock => return Ok(()),
                Err(error) if error.kind() == io::ErrorKind::Interrupted => {}
                Err(error) if error.kind() == io::ErrorKind::NotConnected => return Ok(()),
                Err(_) => return Err(Over),
            }
        }
        Ok(())
    }
}

fn open(addr: SocketAddr) -> io::Result<(TcpListener, u16)> {
    let domain = if addr.is_ipv4() {
        Domain::IPV4
    } else {
        Domain::IPV6
    };
    let socket = Socket::new(domain, Type::STREAM, Some(Protocol::TCP))?;
    if addr.is_ipv6() {
        socket.set_only_v6(true)?;
    }
    // A port that a server has just left may be taken at once; one that is in use may not.
    socket.set_reuse_address(true)?;
    socket.set_nonblocking(true)?;
    socket.bind(&addr.into())?;
    socket.listen(256)?;
    let listener = TcpListener::from_std(socket.into());
    let port = listener.local_addr()?.port();
    Ok((listener, port))
}
