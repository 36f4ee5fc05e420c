//! The sockets of one media connection.

use std::io;
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::sync::Arc;
use std::time::Duration;

use tokio::io::{AsyncReadExt as _, AsyncWriteExt as _};
use tokio::net::{TcpStream, UdpSocket};
use tokio::sync::mpsc;
use tokio::task::JoinSet;

use super::framing::{self, Deframer};

/// Packets that may wait between the sockets and the connection. Beyond that UDP packets are lost
/// and TCP waits. Higher: more memory and more delay when this process is slow.
const QUEUE: usize = 512;

/// The largest packet; media packets stay below 1300 bytes.
const PACKET: usize = 2048;

/// How long opening a TCP connection may take.
const CONNECT_WITHIN: Duration = Duration::from_secs(10);

/// How a packet travels.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(crate) enum Wire {
    Tcp,
    Udp,
}

/// What the sockets give.
#[derive(Debug)]
pub(crate) enum Arrival {
    Packet {
        wire: Wire,
        local: SocketAddr,
        remote: SocketAddr,
        bytes: Vec<u8>,
    },
    /// A TCP connection is up: a way to try.
    TcpReady { local: SocketAddr },
}

/// The sockets. Dropping this closes them.
#[derive(Debug)]
pub(crate) struct Transport {
    udp: Vec<(SocketAddr, Arc<UdpSocket>)>,
    tcp: Vec<TcpPath>,
    arrivals: mpsc::Receiver<Arrival>,
    inbox: mpsc::Sender<Arrival>,
    readers: JoinSet<()>,
}

#[derive(Debug)]
struct TcpPath {
    remote: SocketAddr,
    outgoing: mpsc::Sender<Vec<u8>>,
}

impl Transport {
    /// No sockets yet.
    pub(crate) fn new() -> Self {
        let (inbox, arrivals) = mpsc::channel(QUEUE);
        Self {
            udp: Vec::new(),
            tcp: Vec::new(),
            arrivals,
            inbox,
            readers: JoinSet::new(),
        }
    }

    /// A UDP socket on the address from which this machine reaches `remote`. `None` if there is one
    /// already.
    pub(crate) async fn open_udp(&mut self, remote: SocketAddr) -> io::Result<Option<SocketAddr>> {
        let ip = local_ip_towards(remote).await?;
        if self.udp.iter().any(|(local, _)| local.ip() == ip) {
            return Ok(None);
        }
        let socket = Arc::new(UdpSocket::bind((ip, 0)).await?);
        let local = socket.local_addr()?;
        self.readers
            .spawn(read_udp(Arc::clone(&socket), local, self.inbox.clone()));
        self.udp.push((local, socket));
        Ok(Some(local))
    }

    /// Begins to open a TCP connection; [`Arrival::TcpReady`] says when it is up.
    pub(crate) fn open_tcp(&mut self, remote: SocketAddr) {
        if self.tcp.iter().any(|path| path.remote == remote) {
            return;
        }
        let (outgoing, to_send) = mpsc::channel(QUEUE);
        self.readers
            .spawn(run_tcp(remote, to_send, self.inbox.clone()));
        self.tcp.push(TcpPath { remote, outgoing });
    }

    /// What arrives next.
    pub(crate) async fn next(&mut self) -> Arrival {
        match self.arrivals.recv().await {
            Some(arrival) => arrival,
            // Never: this holds a sender.
            None => std::future::pending().await,
        }
    }

    /// Sends a packet, or loses it if the socket cannot take it now, as a network does.
    pub(crate) fn send(&self, wire: Wire, local: SocketAddr, remote: SocketAddr, bytes: &[u8]) {
        match wire {
            Wire::Udp => {
                let found = self.udp.iter().find(|(address, _)| *address == local);
                if let Some((_, socket)) = found
                    && let Err(error) = socket.try_send_to(bytes, remote)
                {
                    tracing::trace!(%error, "a packet is lost on the way out");
                }
            }
            Wire::Tcp => {
                let path = self.tcp.iter().find(|path| path.remote == remote);
                if let Some((path, framed)) = path.zip(framing::frame(bytes))
                    && path.outgoing.try_send(framed).is_err()
                {
                    tracing::trace!("a packet is lost before a slow connection");
                }
            }
        }
    }
}

/// The address that packets to `remote` leave from: what the system's routes say. Nothing is sent.
async fn local_ip_towards(remote: SocketAddr) -> io::Result<IpAddr> {
    let any: IpAddr = match remote {
        SocketAddr::V4(_) => Ipv4Addr::UNSPECIFIED.into(),
        SocketAddr::V6(_) => Ipv6Addr::UNSPECIFIED.into(),
    };
    let probe = UdpSocket::bind((any, 0)).await?;
    probe.connect(remote).await?;
    Ok(probe.local_addr()?.ip())
}

async fn read_udp(socket: Arc<UdpSocket>, local: SocketAddr, inbox: mpsc::Sender<Arrival>) {
    let mut buffer = [0; PACKET];
    loop {
        match socket.recv_from(&mut buffer).await {
            Ok((length, remote)) => {
                let bytes = buffer[..length].to_vec();
                let packet = Arrival::Packet {
                    wire: Wire::Udp,
                    local,
                    remote,
                    bytes,
                };
                if inbox.try_send(packet).is_err() && inbox.is_closed() {
                    return;
                }
            }
            // The answer of a port that is closed (ICMP); others may answer yet.
            Err(error) => tracing::trace!(%error, "a socket complains"),
        }
    }
}

async fn run_tcp(
    remote: SocketAddr,
    mut to_send: mpsc::Receiver<Vec<u8>>,
    inbox: mpsc::Sender<Arrival>,
) {
    let connected = tokio::time::timeout(CONNECT_WITHIN, TcpStream::connect(remote)).await;
    let Ok(Ok(stream)) = connected else {
        tracing::debug!("no TCP connection for media");
        return;
    };
    let Ok(local) = stream.set_nodelay(true).and_then(|()| stream.local_addr()) else {
        return;
    };
    if inbox.send(Arrival::TcpReady { local }).await.is_err() {
        return;
    }
    let (mut read, mut write) = stream.into_split();
    let receive = async {
        let mut deframer = Deframer::default();
        let mut buffer = [0; PACKET];
        while let Ok(length @ 1..) = read.read(&mut buffer).await {
            for bytes in deframer.take(&buffer[..length]) {
                let packet = Arrival::Packet {
                    wire: Wire::Tcp,
                    local,
                    remote,
                    bytes,
                };
                if inbox.send(packet).await.is_err() {
                    return;
                }
            }
        }
    };
    let send = async {
        while let Some(framed) = to_send.recv().await {
            if write.write_all(&framed).await.is_err() {
                return;
            }
        }
    };
    tokio::select! {
        () = receive => {}
        () = send => {}
    }
    tracing::debug!("a TCP connection for media is over");
}
