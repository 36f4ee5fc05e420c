//! A worker's UDP port.

use std::io::{self, IoSliceMut};
use std::net::{IpAddr, Ipv4Addr, Ipv6Addr, SocketAddr};
use std::os::fd::AsFd;

use callkit_media::{Path, Transmit, Transport};
use mio::{Interest, Registry, Token, net::UdpSocket};
use quinn_udp::{BATCH_SIZE, RecvMeta, UdpSockRef, UdpSocketState};
use socket2::{Domain, Protocol, Socket, Type};

use super::MediaError;

/// What the kernel may hold for us, in bytes. Higher: bursts survive while the thread is busy, at
/// the price of older media. The system's own limit (`net.core.rmem_max`) may give less.
const KERNEL_BUFFER: usize = 2 * 1024 * 1024;

/// Room for one receive: the kernel joins datagrams of one sender (GRO) up to this size.
const RECEIVE_BUFFER: usize = 64 * 1024;

/// The longest run of datagrams for one destination that is given to the kernel at once.
const MAX_RUN: usize = 60_000;

/// One port on every address of the machine: a socket for each IP version that is advertised.
#[derive(Debug)]
pub(super) struct UdpPort {
    port: u16,
    sockets: Vec<PortSocket>,
    buffers: Vec<Vec<u8>>,
    /// Datagrams that the kernel had no room for.
    dropped: u64,
}

#[derive(Debug)]
struct PortSocket {
    socket: UdpSocket,
    state: UdpSocketState,
    /// What stands for the address that was asked where the system does not tell it.
    fallback: IpAddr,
}

/// Whether a socket may have more.
#[derive(Clone, Copy, Debug, PartialEq, Eq)]
pub(super) enum More {
    /// The batch was full.
    Maybe,
    /// Everything was taken.
    No,
}

impl UdpPort {
    pub(super) fn bind(port: u16, addresses: &[IpAddr]) -> Result<Self, MediaError> {
        let first = |v4| addresses.iter().copied().find(|ip| ip.is_ipv4() == v4);
        let mut sockets: Vec<PortSocket> = Vec::new();
        let mut port = port;
        for fallback in [first(true), first(false)].into_iter().flatten() {
            let (socket, bound) = open(port, fallback.is_ipv4()).map_err(|source| {
                if source.kind() == io::ErrorKind::AddrInUse {
                    MediaError::PortTaken {
                        port,
                        protocol: "UDP",
                        option: "media-port",
                    }
                } else {
                    MediaError::Io {
                        what: "open a media port",
                        source,
                    }
                }
            })?;
            port = bound;
            let state = UdpSocketState::new(UdpSockRef::from(&socket)).map_err(|source| {
                MediaError::Io {
                    what: "set up a media port",
                    source,
                }
            })?;
            let socket = UdpSocket::from_std(socket.into());
            sockets.push(PortSocket {
                socket,
                state,
                fallback,
            });
        }
        let buffers = vec![vec![0; RECEIVE_BUFFER]; BATCH_SIZE];
        Ok(Self {
            port,
            sockets,
            buffers,
            dropped: 0,
        })
    }

    pub(super) fn port(&self) -> u16 {
        self.port
    }

    pub(super) fn dropped(&self) -> u64 {
        self.dropped
    }

    /// Tokens run from `first` on, one a socket.
    pub(super) fn register(&mut self, registry: &Registry, first: usize) -> io::Result<()> {
        for (at, socket) in self.sockets.iter_mut().enumerate() {
            registry.register(&mut socket.socket, Token(first + at), Interest::READABLE)?;
        }
        Ok(())
    }

    pub(super) fn sockets(&self) -> usize {
        self.sockets.len()
    }

    /// Takes one batch from a socket.
    pub(super) fn receive(&mut self, socket: usize, mut each: impl FnMut(Path, &[u8])) -> More {
        let Some(from) = self.sockets.get(socket) else {
            return More::No;
        };
        let mut meta = [RecvMeta::default(); BATCH_SIZE];
        let received = {
            let mut slices: Vec<_> = self
                .buffers
                .iter_mut()
                .map(|buffer| IoSliceMut::new(buffer))
                .collect();
            from.state.recv(
                UdpSockRef::from(&from.socket.as_fd()),
                &mut slices,
                &mut meta,
            )
        };
        let count = match received {
            Ok(count) => count,
            Err(error) if error.kind() == io::ErrorKind::WouldBlock => return More::No,
            Err(error) => {
                // An ICMP answer to something sent earlier, for one; the socket is still good.
                tracing::debug!(%error, "receiving media");
                return More::Maybe;
            }
        };
        for (meta, buffer) in meta.iter().zip(&self.buffers).take(count) {
            let ip = meta.dst_ip.unwrap_or(from.fallback);
            let local = SocketAddr::new(ip, self.port);
            let path = Path {
                transport: Transport::Udp,
                local,
                remote: meta.addr,
            };
            for datagram in buffer[..meta.len].chunks(meta.stride.max(1)) {
                each(path, datagram);
            }
        }
        More::Maybe
    }

    /// Sends datagrams in order. Neighbours of one length for one destination go to the kernel in
    /// one piece.
    pub(super) fn send(&mut self, transmits: &[Transmit]) {
        let mut rest = transmits;
        let mut run = Vec::new();
        while let Some(first) = rest.first() {
            let size = first.bytes.len();
            let Some(at) = self
                .sockets
                .iter()
                .position(|socket| socket.fallback.is_ipv4() == first.path.remote.is_ipv4())
            else {
                rest = &rest[1..];
                continue;
            };
            let socket = &self.sockets[at];
            let most = socket
                .state
                .max_gso_segments()
                .min(MAX_RUN / size.max(1))
                .max(1);
            let same = |t: &&Transmit| t.path == first.path && t.bytes.len() == size;
            let count = rest.iter().take(most).take_while(same).count();
            run.clear();
            rest[..count]
                .iter()
                .for_each(|transmit| run.extend_from_slice(&transmit.bytes));
            let transmit = quinn_udp::Transmit {
                destination: first.path.remote,
                ecn: None,
                contents: &run,
                segment_size: (count > 1).then_some(size),
                src_ip: Some(first.path.local.ip()),
            };
            let sent = socket
                .state
                .try_send(UdpSockRef::from(&socket.socket.as_fd()), &transmit);
            if let Err(error) = sent {
                // A full buffer, a client's network that went away, or a kernel without GSO, which
                // quinn-udp then does without. Media is not sent twice.
                tracing::trace!(%error, "sending media");
                self.dropped += count as u64;
            }
            rest = &rest[count..];
        }
    }
}

fn open(port: u16, v4: bool) -> io::Result<(Socket, u16)> {
    let (domain, any) = if v4 {
        (Domain::IPV4, IpAddr::from(Ipv4Addr::UNSPECIFIED))
    } else {
        (Domain::IPV6, IpAddr::from(Ipv6Addr::UNSPECIFIED))
    };
    let socket = Socket::new(domain, Type::DGRAM, Some(Protocol::UDP))?;
    if !v4 {
        socket.set_only_v6(true)?;
    }
    socket.set_nonblocking(true)?;
    // More is better and less still works.
    let _ = socket.set_recv_buffer_size(KERNEL_BUFFER);
    let _ = socket.set_send_buffer_size(KERNEL_BUFFER);
    socket.bind(&SocketAddr::new(any, port).into())?;
    let bound = socket
        .local_addr()?
        .as_socket()
        .map_or(port, |addr| addr.port());
    Ok((socket, bound))
}
